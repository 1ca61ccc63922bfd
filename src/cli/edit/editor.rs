//! The editor: which program it is, the page that it is given, and its answer. It is run as it is named, by no shell.
use crate::cli::consent;
use crate::cli::exit::Failure;
use crate::cli::session::Session;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The longest page that is read back, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// A file that a person edits.
pub struct Page {
    /// Where it lies.
    pub path: PathBuf,
    /// What stood in it first.
    pub text: String,
}

impl Page {
    /// Takes it away; one that cannot be is left.
    pub fn remove(&self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// The program and its first arguments.
///
/// # Errors
/// Where no editor is named and nobody sits there, and a name whose quotes are not closed.
pub fn words(session: &Session) -> Result<Vec<String>, Failure> {
    let hint = "name an editor in $VISUAL or $EDITOR: EDITOR='nano' damson edit SELECTION";
    let text = match &session.settings.editor {
        Some(text) => text.as_str(),
        None if session.settings.terminal.input && session.settings.terminal.output => "vi",
        None => return Err(Failure::usage("there is no editor", hint)),
    };
    let words = cut(text).filter(|words| !words.is_empty());
    words.ok_or_else(|| Failure::usage(format!("the editor {text:?} cannot be understood"), hint))
}

/// The words of a command: between spaces, and what stands in quotes as it is; a backslash takes the next character as it is.
fn cut(text: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote): (Vec<String>, Option<String>, Option<char>) = (Vec::new(), None, None);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().push(letters.next()?),
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

/// A new page, for nobody else to read.
///
/// # Errors
/// What the system says.
pub fn new_page(session: &Session, text: &str) -> Result<Page, Failure> {
    let folder = &session.settings.scratch;
    let failed = |error| Failure::Io { what: format!("cannot write a page in {}", folder.display()), error };
    for number in 0..1000 {
        let path = folder.join(format!("damson-edit-{}-{number}.toml", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(failed)?;
                return Ok(Page { path, text: text.to_owned() });
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Err(failed(io::ErrorKind::AlreadyExists.into()))
}

/// Reads a page.
///
/// # Errors
/// What the system says, and text that is not UTF-8 or too long.
pub fn read(path: &Path) -> Result<String, Failure> {
    let failed = |error| Failure::Io { what: format!("cannot read {}", path.display()), error };
    let mut text = String::new();
    let file = File::open(path).map_err(failed)?;
    let count = file.take(LONGEST + 1).read_to_string(&mut text).map_err(failed)?;
    if count as u64 > LONGEST {
        return Err(failed(io::ErrorKind::FileTooLarge.into()));
    }
    Ok(text)
}

/// Runs the editor until it ends. Ctrl-C meanwhile was meant for it.
///
/// # Errors
/// An editor that is not there, or ends with another status than 0: the page is kept.
pub fn run(words: &[String], page: &Path, session: &Session) -> Result<(), Failure> {
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let ended = Command::new(program).args(arguments).arg(page).status();
    session.forget_interruption();
    let status = ended.map_err(|error| Failure::Io { what: format!("cannot run the editor {program}"), error })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!("the editor {program} ended with {status}; nothing was changed"),
        hint: Some(format!("the page is kept: damson edit --resume {}", page.display())),
    })
}

/// Asks; nobody there means no.
///
/// # Errors
/// What reading says.
pub fn answer_is_yes(session: &Session, question: &str) -> Result<bool, Failure> {
    let terminal = &session.settings.terminal;
    if !terminal.input || !terminal.error {
        return Ok(false);
    }
    session.messages().question(question);
    Ok(matches!(consent::answer()?.as_deref(), Some("" | "y" | "yes")))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_command_is_cut_into_words() {
        for (text, words) in [
            ("vi", &["vi"][..]),
            ("  code --wait ", &["code", "--wait"]),
            (r#"'/opt/my editor/ed' -e "a b" c\ d"#, &["/opt/my editor/ed", "-e", "a b", "c d"]),
            (r#"sed -i s/a/"x"'y'/"#, &["sed", "-i", "s/a/xy/"]),
            ("ed ''", &["ed", ""]),
            (r"ed '\'", &["ed", r"\"]),
        ] {
            assert_eq!(cut(text).unwrap(), words, "{text}");
        }
        assert_eq!((cut("vi 'x"), cut(r"vi \"), cut("  ")), (None, None, Some(Vec::new())));
    }
}
