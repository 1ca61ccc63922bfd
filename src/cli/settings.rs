//! Everything that comes from outside the command line: the environment, the config file, the clock, the terminal. The
//! only place that asks for them.
use super::exit::Failure;
use crate::asset::{Date, FilePath, Now, Policy};
use crate::librarian::write::Spelling;
use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

/// What the surroundings say.
pub struct Settings {
    /// The catalogue that is meant where `--catalog` names none.
    pub catalog: PathBuf,
    /// Who acts where `--agent` names nobody.
    pub agent: String,
    /// How statements are weighed where no catalogue says it, and in a catalogue that is made.
    pub policy: Policy,
    /// How sidecars that are made are named.
    pub sidecar: Spelling,
    /// The working directory, absolute.
    pub here: FilePath,
    /// The moment of the command.
    pub now: Now,
    /// The words of the command, as a shell would take them.
    pub words: String,
    /// The editor that `$VISUAL` or `$EDITOR` names, with its arguments.
    pub editor: Option<String>,
    /// Where files lie for a while.
    pub scratch: PathBuf,
    /// What the terminal is.
    pub terminal: Terminal,
}

/// What is known of standard input, output and error.
pub struct Terminal {
    /// Standard input is one.
    pub input: bool,
    /// Standard output is one.
    pub output: bool,
    /// Standard error is one.
    pub error: bool,
    /// Columns, where standard output is one.
    pub width: Option<usize>,
    /// `$NO_COLOR` is set, or the terminal has no colours.
    pub is_plain: bool,
}

/// The config file's keys.
#[derive(Default)]
struct Config {
    catalog: Option<PathBuf>,
    agent: Option<String>,
    policy: Policy,
    sidecar: Spelling,
}

impl Settings {
    /// The present moment, by the same clock as `now`, for what takes its time.
    pub fn moment() -> Date {
        clock().utc()
    }

    /// Asks the surroundings.
    ///
    /// # Errors
    /// A config file that cannot be understood, and a working directory that is gone.
    pub fn read() -> Result<Settings, Failure> {
        let config = read_config()?;
        let environment = std::env::var_os("DAMSON_CATALOG").filter(|path| !path.is_empty()).map(PathBuf::from);
        let here = std::env::current_dir()
            .map_err(|error| Failure::Io { what: "there is no working directory".to_owned(), error })?;
        Ok(Settings {
            catalog: environment.or(config.catalog).map_or_else(default_catalog, Ok)?,
            agent: text("DAMSON_AGENT").or(config.agent).or_else(user).unwrap_or_else(|| "unknown".to_owned()),
            policy: config.policy,
            sidecar: config.sidecar,
            here: FilePath::of(&here),
            now: clock(),
            words: words(),
            editor: text("VISUAL").or_else(|| text("EDITOR")),
            scratch: std::env::temp_dir(),
            terminal: Terminal {
                input: std::io::stdin().is_terminal(),
                output: std::io::stdout().is_terminal(),
                error: std::io::stderr().is_terminal(),
                width: columns(),
                is_plain: set("NO_COLOR") || text("TERM").is_some_and(|term| term == "dumb"),
            },
        })
    }
}

/// The machine's name.
pub fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned());
    name.or_else(|| text("HOSTNAME")).filter(|name| !name.is_empty()).unwrap_or_else(|| "localhost".to_owned())
}

fn set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn text(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn user() -> Option<String> {
    text("USER").or_else(|| text("LOGNAME")).or_else(|| {
        let number = rustix::process::getuid().as_raw().to_string();
        Some(account(&number).unwrap_or(number))
    })
}

/// The name of the account with a number, from the list that every Unix has (passwd(5)).
fn account(number: &str) -> Option<String> {
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    let mut lines = accounts.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        let name = fields.next()?;
        (fields.nth(1)? == number).then(|| name.to_owned())
    })
}

/// What this process was told to do, without its own name; words with spaces or quotes in quotes.
fn words() -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_=+:,./@%^~".contains(letter);
    let quoted = |word: String| match !word.is_empty() && word.chars().all(is_plain) {
        true => word,
        false => format!("'{}'", word.replace('\'', "'\\''")),
    };
    let words = std::env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    words.collect::<Vec<_>>().join(" ")
}

/// The clock, or the moment that `$DAMSON_NOW` fixes (seconds since 1970 UTC), so that tests can be repeated.
fn clock() -> Now {
    match text("DAMSON_NOW").and_then(|seconds| seconds.parse().ok()) {
        Some(seconds) => Now::at_unix(seconds),
        None => Now::of_the_system(),
    }
}

fn columns() -> Option<usize> {
    if let Some(columns) = text("COLUMNS").and_then(|columns| columns.parse().ok()) {
        return Some(columns);
    }
    let size = rustix::termios::tcgetwinsize(std::io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

fn strategy() -> Result<impl BaseStrategy, Failure> {
    choose_base_strategy().map_err(|_| {
        Failure::usage(
            "there is no home directory to keep the catalogue in",
            "name one with --catalog or $DAMSON_CATALOG",
        )
    })
}

fn default_catalog() -> Result<PathBuf, Failure> {
    Ok(strategy()?.data_dir().join("damson").join("catalog.db"))
}

/// Where the config file is looked for.
pub fn config_path() -> Option<PathBuf> {
    let named = std::env::var_os("DAMSON_CONFIG").filter(|path: &OsString| !path.is_empty());
    named
        .map(PathBuf::from)
        .or_else(|| Some(choose_base_strategy().ok()?.config_dir().join("damson").join("config.toml")))
}

fn read_config() -> Result<Config, Failure> {
    let Some(path) = config_path() else { return Ok(Config::default()) };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(Failure::Io { what: format!("cannot read {}", path.display()), error }),
    };
    understood(&text).map_err(|message| Failure::Usage {
        message: format!("{} cannot be understood: {message}", path.display()),
        hint: Some("its keys are `catalog`, `agent`, `policy` and `sidecar`, all texts".to_owned()),
    })
}

fn understood(text: &str) -> Result<Config, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| error.message().to_owned())?;
    let mut config = Config::default();
    for (key, value) in table {
        let text = value.as_str().ok_or_else(|| format!("`{key}` is not a text"))?.to_owned();
        match key.as_str() {
            "catalog" => config.catalog = Some(PathBuf::from(text)),
            "agent" => config.agent = Some(text),
            "policy" => {
                let unknown = || format!("`policy` is {text:?}, which is none of mwg, newsroom, xmp");
                config.policy = Policy::named(&text).ok_or_else(unknown)?;
            }
            "sidecar" => {
                let unknown = || format!("`sidecar` is {text:?}, which is neither a.xmp nor a.jpg.xmp");
                config.sidecar = Spelling::of_example(&text).ok_or_else(unknown)?;
            }
            _ => return Err(format!("there is no key `{key}`")),
        }
    }
    Ok(config)
}
