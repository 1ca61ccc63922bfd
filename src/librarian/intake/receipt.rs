//! What a copying run leaves for others: a file that tells of every file that was seen, and a manifest of all copies that
//! `b3sum -c` checks. Both come to be when all is said, or not at all.
use crate::asset::FilePath;
use crate::fixity::{self, Sum};
use crate::librarian::arrival::{Destination, rename_without_replacing};
use crate::librarian::error::LibrarianError;
use crate::librarian::outcome::{Outcome, OutcomeKind};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, fsync, openat, statat, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// A receipt that is being written.
pub struct Receipt {
    records: Document,
    manifest: Document,
}

/// A file that gets its name when it is whole; before that it is gone with this value.
struct Document {
    folder: OwnedFd,
    temporary: String,
    name: Vec<u8>,
    to: BufWriter<File>,
    is_placed: bool,
}

impl Receipt {
    /// Begins a receipt at a path, and a manifest beside it: the same name and `.b3`.
    ///
    /// # Errors
    /// `Refused` where something has one of the names; `Io`.
    pub fn begin(path: &FilePath) -> Result<Receipt, LibrarianError> {
        let manifest = FilePath([path.0.as_slice(), b".b3"].concat());
        Ok(Receipt { records: Document::begin(path)?, manifest: Document::begin(&manifest)? })
    }

    /// A writer of the records.
    ///
    /// # Errors
    /// The system's.
    pub fn writer(&self) -> io::Result<File> {
        self.records.to.get_ref().try_clone()
    }

    /// Adds the copies that an outcome tells of to the manifest.
    ///
    /// # Errors
    /// The file's.
    pub fn list(&mut self, outcome: &Outcome) -> io::Result<()> {
        let (Some(digest), false) =
            (outcome.digest, matches!(outcome.kind, OutcomeKind::Failed | OutcomeKind::Skipped))
        else {
            return Ok(());
        };
        for path in outcome.path.iter().chain(&outcome.copies) {
            let mut line = fixity::line(&Sum::from(digest), path);
            line.push(b'\n');
            self.manifest.to.write_all(&line)?;
        }
        Ok(())
    }

    /// Gives both their names.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> io::Result<()> {
        self.records.finish()?;
        self.manifest.finish()
    }
}

impl Document {
    fn begin(path: &FilePath) -> Result<Document, LibrarianError> {
        let trouble = |source: io::Error| LibrarianError::Io { what: format!("cannot write {}", path.lossy()), source };
        let destination = Destination::open(&path.folder()).map_err(trouble)?;
        let (folder, name) = destination.parent(path.name(), true).map_err(trouble)?;
        if statat(&folder, name.as_slice(), AtFlags::SYMLINK_NOFOLLOW).err() != Some(Errno::NOENT) {
            return Err(LibrarianError::Refused {
                message: format!("{} is there already", path.lossy()),
                hint: Some("a receipt is never overwritten; give it another name".to_owned()),
            });
        }
        let temporary = format!(".damson-{}-{}.part", std::process::id(), name.len());
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = openat(&folder, temporary.as_str(), flags, Mode::from_raw_mode(0o666));
        let to = BufWriter::new(File::from(made.map_err(|errno| trouble(errno.into()))?));
        Ok(Document { folder, temporary, name, to, is_placed: false })
    }

    fn finish(mut self) -> io::Result<()> {
        self.to.flush()?;
        self.to.get_ref().sync_all()?;
        rename_without_replacing(&self.folder, &self.temporary, &self.name)?;
        self.is_placed = true;
        Ok(fsync(&self.folder)?)
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = unlinkat(&self.folder, self.temporary.as_str(), AtFlags::empty());
        }
    }
}
