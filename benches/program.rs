//! The built binary with a catalogue of its own, and its verbs as commands.
use crate::measure::{Measure, measure, measure_into};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// The binary, with a catalogue of its own.
pub struct Damson {
    catalog: PathBuf,
}

impl Damson {
    /// With a catalogue of this path.
    pub fn at(catalog: PathBuf) -> Damson {
        Damson { catalog }
    }

    /// The catalogue's path.
    pub fn catalog(&self) -> &Path {
        &self.catalog
    }

    /// Takes the catalogue away, with what SQLite keeps beside it.
    ///
    /// # Errors
    /// Where the system does not let it.
    pub fn forget(&self) -> io::Result<()> {
        for file in self.files() {
            match std::fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(())
    }

    /// Bytes of the catalogue and of what SQLite keeps beside it.
    pub fn bytes(&self) -> u64 {
        self.files().iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum()
    }

    /// Runs a verb so many times.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn run<W: AsRef<OsStr>>(&self, words: &[W], runs: usize) -> io::Result<Measure> {
        measure(&self.command(words), runs)?.ok_or(io::ErrorKind::NotFound.into())
    }

    /// Runs a verb once, and puts what it prints into a file.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn print<W: AsRef<OsStr>>(&self, words: &[W], output: &Path) -> io::Result<()> {
        measure_into(&self.command(words), 1, output).map(|_| ())
    }

    fn command<W: AsRef<OsStr>>(&self, words: &[W]) -> Vec<OsString> {
        let head = [env!("CARGO_BIN_EXE_damson").into(), "--catalog".into(), self.catalog.clone().into_os_string()];
        head.into_iter().chain(words.iter().map(|word| word.as_ref().to_owned())).collect()
    }

    fn files(&self) -> [PathBuf; 3] {
        ["", "-wal", "-shm"].map(|ending| {
            let mut file = self.catalog.clone().into_os_string();
            file.push(ending);
            file.into()
        })
    }
}
