//! A sealed sandbox: a folder of its own, an environment of its own, a clock that stands still. What a run prints is
//! held against rules that no command may break, whatever the test is about.
#![allow(dead_code)] // Each test that includes this module uses its own part of it.
use super::schema;
use serde_json::Value;
use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// 2024-05-01T10:00:00Z: the moment of every command.
pub const NOW: &str = "1714557600";

/// The program.
pub const DAMSON: &str = env!("CARGO_BIN_EXE_damson");

/// A folder with a catalogue to be, and nothing else of this world.
pub struct Sandbox {
    _folder: TempDir,
    root: PathBuf,
    /// Files that were put down: each is a second younger than the one before.
    moment: Cell<u64>,
}

impl Sandbox {
    pub fn new() -> Sandbox {
        let folder = TempDir::new().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("the temporary folder's path");
        Sandbox { _folder: folder, root, moment: Cell::new(1_700_000_000) }
    }

    /// A sandbox that works in a folder of the caller's.
    pub fn within(folder: &Path) -> Sandbox {
        let sandbox = Sandbox::new();
        Sandbox { root: folder.to_path_buf(), ..sandbox }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The absolute path of something in it.
    pub fn at(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// The catalogue's file.
    pub fn catalogue(&self) -> PathBuf {
        self.at("catalog.db")
    }

    /// Writes a file, its folders too; it is younger than every file that was put down before.
    pub fn put(&self, relative: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(relative);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::write(&path, bytes).expect("files can be written");
        self.touch(&path);
        path
    }

    /// Makes a file younger than all others.
    pub fn touch(&self, path: impl AsRef<Path>) {
        self.moment.set(self.moment.get() + 1);
        set_time(&self.at(path), SystemTime::UNIX_EPOCH + Duration::from_secs(self.moment.get()));
    }

    pub fn folder(&self, relative: &str) -> PathBuf {
        let path = self.at(relative);
        fs::create_dir_all(&path).expect("folders can be made");
        path
    }

    pub fn rename(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) {
        let to = self.at(to);
        fs::create_dir_all(to.parent().expect("a file lies in a folder")).expect("folders can be made");
        fs::rename(self.at(from), to).expect("files can be renamed");
    }

    pub fn copy(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) {
        let bytes = self.read(from);
        self.put(to, bytes);
    }

    pub fn remove(&self, relative: impl AsRef<Path>) {
        fs::remove_file(self.at(relative)).expect("files can be removed");
    }

    pub fn read(&self, relative: impl AsRef<Path>) -> Vec<u8> {
        fs::read(self.at(relative)).expect("files can be read")
    }

    /// What lies in a folder and below it, as sorted relative paths; links are not followed.
    pub fn tree(&self, relative: &str) -> Vec<String> {
        let base = self.at(relative);
        let mut found: Vec<String> = walkdir::WalkDir::new(&base)
            .into_iter()
            .map(|entry| entry.expect("an entry"))
            .filter(|entry| !entry.file_type().is_dir())
            .map(|entry| entry.path().strip_prefix(&base).expect("below it").to_string_lossy().into_owned())
            .collect();
        found.sort();
        found
    }

    /// A run of the program to be, with these words.
    pub fn damson<W: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = W>) -> Run<'_> {
        Run {
            sandbox: self,
            words: words.into_iter().map(|word| word.as_ref().to_owned()).collect(),
            input: Vec::new(),
            variables: Vec::new(),
            here: self.root.clone(),
            through: Vec::new(),
        }
    }

    /// `damson ingest` of a folder or file, and what became of each file.
    pub fn ingest(&self, path: &str) -> Vec<String> {
        self.damson(["ingest", "--format", "ndjson", path]).ok().tales()
    }

    /// The file names that a query finds, in order of path.
    pub fn found(&self, query: &[&str]) -> Vec<String> {
        let words = ["search", "--sort", "path", "--template", "{filename}"].iter().chain(query);
        self.damson(words).ok().lines()
    }

    /// The record of the one asset that has a file at this path.
    pub fn shown(&self, path: &str) -> Value {
        let mut records = self.damson(["show", "--format", "ndjson", path]).ok().records();
        assert_eq!(records.len(), 1, "{path} is one asset's");
        records.remove(0)
    }
}

/// Sets a file's modification time.
pub fn set_time(path: &Path, moment: SystemTime) {
    let file = File::options().write(true).open(path).expect("files can be opened");
    file.set_modified(moment).expect("times can be set");
}

/// A run of the program to be.
#[must_use = "a command runs when its ending is named: ok, fails_with or ends"]
pub struct Run<'a> {
    sandbox: &'a Sandbox,
    words: Vec<OsString>,
    input: Vec<u8>,
    variables: Vec<(String, OsString)>,
    here: PathBuf,
    through: Vec<OsString>,
}

impl Run<'_> {
    /// With these bytes on standard input.
    pub fn input(self, bytes: impl AsRef<[u8]>) -> Self {
        Run { input: bytes.as_ref().to_vec(), ..self }
    }

    pub fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// In a folder of the sandbox.
    pub fn inside(self, relative: &str) -> Self {
        Run { here: self.sandbox.at(relative), ..self }
    }

    /// Through another program, which is given the command as its last words.
    pub fn through<W: AsRef<OsStr>>(self, words: impl IntoIterator<Item = W>) -> Self {
        Run { through: words.into_iter().map(|word| word.as_ref().to_owned()).collect(), ..self }
    }

    /// The command, sealed.
    pub fn command(&self) -> Command {
        let mut words = self.through.iter().map(OsString::as_os_str).chain([OsStr::new(DAMSON)]);
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).args(&self.words).current_dir(&self.here).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", &self.sandbox.root).env("TZ", "UTC").env("LC_ALL", "C");
        command.env("DAMSON_CATALOG", self.sandbox.catalogue()).env("DAMSON_CONFIG", "/dev/null");
        command.env("DAMSON_NOW", NOW).env("DAMSON_AGENT", "tester");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts it and leaves it running.
    pub fn start(self) -> Child {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// It ends with status 0.
    pub fn ok(self) -> Output {
        self.fails_with(0)
    }

    /// It ends with this status.
    #[track_caller]
    pub fn fails_with(self, status: i32) -> Output {
        let output = self.ends();
        assert_eq!(output.status.code(), Some(status), "{output}");
        output
    }

    /// It ends, with whatever status.
    pub fn ends(self) -> Output {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("its standard input");
        let input = self.input.clone();
        let writer = std::thread::spawn(move || stdin.write_all(&input));
        let ended = child.wait_with_output().expect("the program ends");
        // A program that does not read its input closes it.
        let _ = writer.join().expect("the writer ends");
        Output::new(self.sandbox, &self.words, ended)
    }
}

/// What a run printed, and how it ended.
pub struct Output {
    command: String,
    root: String,
    pub status: ExitStatus,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Output {
    pub fn new(sandbox: &Sandbox, words: &[OsString], ended: std::process::Output) -> Output {
        let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
        let output = Output {
            command: format!("damson {}", words.join(" ")),
            root: format!("{}/", sandbox.root.display()),
            status: ended.status,
            stdout: ended.stdout,
            stderr: ended.stderr,
        };
        output.keeps_the_rules();
        output
    }

    /// What holds of every run: no panic, no signal, no commands to a terminal on standard error, and every record as
    /// its schema says.
    fn keeps_the_rules(&self) {
        let told = String::from_utf8_lossy(&self.stderr);
        assert!(!told.contains("panicked") && self.status.signal().is_none(), "{self}");
        assert_eq!(commands_in(&told.replace(['\n', '\t'], "")), "", "on standard error: {self}");
        for record in self.parsed() {
            schema::check(&record);
        }
    }

    /// The sandbox's folder.
    pub fn root(&self) -> &str {
        self.root.trim_end_matches('/')
    }

    /// Standard output, with paths relative to the sandbox.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).replace(&self.root, "")
    }

    /// Standard error, with paths relative to the sandbox.
    pub fn told(&self) -> String {
        String::from_utf8_lossy(&self.stderr).replace(&self.root, "")
    }

    pub fn lines(&self) -> Vec<String> {
        self.text().lines().map(str::to_owned).collect()
    }

    #[track_caller]
    pub fn stdout_is(&self, expected: &str) -> &Output {
        assert_eq!(self.text(), expected, "{self}");
        self
    }

    #[track_caller]
    pub fn stdout_has(&self, expected: &str) -> &Output {
        assert!(self.text().contains(expected), "no {expected:?} in {self}");
        self
    }

    #[track_caller]
    pub fn stderr_is(&self, expected: &str) -> &Output {
        assert_eq!(self.told(), expected, "{self}");
        self
    }

    #[track_caller]
    pub fn stderr_has(&self, expected: &str) -> &Output {
        assert!(self.told().contains(expected), "no {expected:?} in {self}");
        self
    }

    /// The records, each held against its schema.
    pub fn records(&self) -> Vec<Value> {
        self.parsed()
    }

    /// The one record of standard output that is an array.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The last record, the count of it all.
    #[track_caller]
    pub fn summary(&self) -> Value {
        let record = self.parsed().pop().unwrap_or_else(|| panic!("no summary: {self}"));
        assert_eq!(record["schema"], "damson/summary/1", "{self}");
        record
    }

    /// Each outcome as `path outcome (how, problem)`, with paths relative to the sandbox, in the order they came.
    pub fn tales(&self) -> Vec<String> {
        let outcomes = self.parsed().into_iter().filter(|record| record["schema"] == "damson/outcome/1");
        outcomes.map(|record| self.tale(&record)).collect()
    }

    fn tale(&self, record: &Value) -> String {
        let text = |value: &Value| value.as_str().map(|text| text.replace(&self.root, ""));
        let path = text(&record["path"]).unwrap_or_else(|| record["path"].to_string());
        let from = text(&record["from"]).map(|from| format!("from {from}"));
        let alike = record.get("same_essence").map(|_| "same essence".to_owned());
        let details = [text(&record["change"]), from, alike, text(&record["problem"]["kind"])];
        let details: Vec<String> = details.into_iter().flatten().collect();
        let tale = format!("{path} {}", record["outcome"].as_str().unwrap_or_default());
        if details.is_empty() { tale } else { format!("{tale} ({})", details.join(", ")) }
    }

    fn parsed(&self) -> Vec<Value> {
        match self.stdout.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => serde_json::from_slice(&self.stdout).unwrap_or_default(),
            Some(b'{') if self.stdout.starts_with(b"{\"schema\"") => {
                let lines = self.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
                let parsed = lines.map(serde_json::from_slice).collect::<Result<_, _>>();
                parsed.unwrap_or_else(|error| panic!("{error}: {self}"))
            }
            _ => Vec::new(),
        }
    }
}

/// The characters that move a terminal's cursor, change its state, or change the order in which text is read.
pub fn commands_in(text: &str) -> String {
    let commands = |letter: &char| {
        letter.is_control()
            || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
    };
    text.chars().filter(commands).map(|letter| letter.escape_unicode().to_string()).collect()
}

/// The program's path relative to `PATH`, if it is there.
pub fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Says that a test is not made here, and why.
pub fn skipped(why: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = writeln!(stderr, "skipped: {why}");
}

/// A path of bytes.
pub fn path_of(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

impl std::fmt::Display for Output {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(to, "{} ended with {}\n--- standard output\n{}", self.command, self.status, self.text())?;
        write!(to, "--- standard error\n{}", self.told())
    }
}
