//! A desk of one's own for a test: a folder with the tour's pictures, a catalogue in it, a fixed clock, and nothing of the
//! surroundings but the tools in `$PATH`.
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// 2024-06-09T12:00:00Z: the day after the cup final.
const NOW: u64 = 1_717_934_400;

/// Where the tour's folders lie on the desk.
const PLACES: [(&str, &str); 9] = [
    ("newsroom/harbour-night.jpg", "harbour/night.jpg"),
    ("newsroom/IMG_2207.jpg", "harbour/IMG_2207.jpg"),
    ("newsroom/interview.wav", "2024-05-14/interview.wav"),
    ("newsroom/press-conference-1.jpg", "2024-05-14/press-conference-1.jpg"),
    ("newsroom/press-conference-2.jpg", "2024-05-14/press-conference-2.jpg"),
    ("cup-final", "cup-final"),
    ("wire", "wire"),
    ("archive", "archive"),
    ("archive/best-of-2024", "archive/best-of-2024"),
];

/// The desk; its folder goes when it does.
pub struct Desk {
    _folder: TempDir,
    /// The folder, without symbolic links in its path. `Pictures` is in it.
    pub path: PathBuf,
}

impl Desk {
    /// A desk with pictures, the papers that a desk has, and no catalogue.
    pub fn with_pictures() -> Desk {
        let folder = TempDir::new().expect("a folder");
        let path = folder.path().canonicalize().expect("a path");
        let tour = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tour");
        for (from, to) in PLACES {
            copy(&tour.join(from), &path.join("Pictures").join(to));
        }
        let papers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/desk");
        copy(&papers, &path.join("desk"));
        copy(&papers.join("geonames"), &path.join("desk/geonames"));
        Desk { _folder: folder, path }
    }

    /// A desk whose pictures are taken in, with a saved query and something to undo.
    pub fn at_work() -> Desk {
        let desk = Desk::with_pictures();
        for line in [
            "damson ingest --quiet Pictures",
            "damson tag --quiet harbour +harbor",
            "damson search --save press-ready 'rating>=4 has:credit_line'",
        ] {
            let output = desk.run(line);
            assert!(output.status.success(), "{line}: {}", said(&output));
        }
        desk
    }

    /// A program, to be run at the desk.
    pub fn command(&self, program: &str) -> Command {
        let damson = Path::new(env!("CARGO_BIN_EXE_damson"));
        let folder = damson.parent().map(Path::to_owned);
        let tools = std::env::var_os("PATH").unwrap_or_default();
        let path: OsString =
            std::env::join_paths(folder.into_iter().chain(std::env::split_paths(&tools))).expect("a path");
        let mut command = Command::new(program);
        command.current_dir(&self.path).env_clear().env("PATH", path).env("HOME", &self.path);
        command.env("DAMSON_CATALOG", self.path.join("catalog.db")).env("DAMSON_CONFIG", "/dev/null");
        command.env("DAMSON_NOW", NOW.to_string()).env("DAMSON_AGENT", "ada").env("TZ", "UTC").env("LANG", "C.UTF-8");
        command.env("EDITOR", "sed -i s/Oslo/Kristiania/");
        command
    }

    /// What a line does, as a shell runs it.
    pub fn run(&self, line: &str) -> Output {
        self.command("sh").args(["-c", line]).output().expect("a shell")
    }
}

/// Everything that a program printed.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Copies a file, or the files that lie in a folder, with one fixed time of modification.
fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if entry.is_file() {
                copy(&entry, &to.join(entry.file_name().expect("a name")));
            }
        }
        return;
    }
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder is made");
    fs::copy(from, to).expect("a copy");
    let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW - 86_400);
    fs::File::options().write(true).open(to).and_then(|file| file.set_modified(modified)).expect("a time");
}
