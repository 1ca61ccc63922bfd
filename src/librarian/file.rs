//! A file opened for reading, and only if it is an ordinary one: never a FIFO, a device or an endless thing.
use super::advice;
use crate::asset::{Digest, FilePath, Problem, ProblemKind, Stat};
use crate::container::Source;
use crate::fixity::{self, Both};
use rustix::fs::{Mode, OFlags, fstat, open};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// An ordinary file, open for reading until somebody wants the run to stop: a file may be a terabyte long.
pub struct OrdinaryFile<'s> {
    file: File,
    path: PathBuf,
    stat: Stat,
    /// When anything of it was changed last, its times too: nanoseconds since 1970 UTC. Nobody can set it.
    changed: i64,
    stop: &'s AtomicBool,
}

impl<'s> OrdinaryFile<'s> {
    /// Opens a file without waiting for anything, and refuses what is not an ordinary file.
    ///
    /// # Errors
    /// `Vanished`, `Unreadable` or `Special`.
    pub fn open(path: &FilePath, stop: &'s AtomicBool) -> Result<OrdinaryFile<'s>, Problem> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let path = path.to_path();
        let descriptor = open(&path, flags, Mode::empty()).map_err(|errno| unreadable(&io::Error::from(errno)))?;
        OrdinaryFile::of(File::from(descriptor), path, stop)
    }

    /// A file that is open already, with the path that led to it.
    ///
    /// # Errors
    /// `Unreadable` or `Special`.
    pub fn of(file: File, path: PathBuf, stop: &'s AtomicBool) -> Result<OrdinaryFile<'s>, Problem> {
        let found = fstat(&file).map_err(|errno| unreadable(&errno.into()))?;
        if !rustix::fs::FileType::from_raw_mode(found.st_mode).is_file() {
            return Err(Problem::new(ProblemKind::Special, "not an ordinary file"));
        }
        Ok(OrdinaryFile { file, path, stat: stat_of(&found), changed: changed(&found), stop })
    }

    /// The file itself, for what the system keeps of it.
    pub fn inner(&self) -> &File {
        &self.file
    }

    /// What `fstat` said when it was opened.
    pub fn stat(&self) -> Stat {
        self.stat
    }

    /// What is wrong if the file is no longer the one that was opened: its size or a time of it changed while it was read,
    /// also where its modification time was set back, or another file lies where it lay.
    pub fn instability(&self) -> Option<Problem> {
        let is_same = |found: &rustix::fs::Stat| {
            let stat = stat_of(found);
            stat.is_unchanged_from(&self.stat)
                && changed(found) == self.changed
                && (stat.inode, stat.device) == (self.stat.inode, self.stat.device)
        };
        let unstable = |message: &str| Some(Problem::new(ProblemKind::Unstable, message));
        match (fstat(&self.file), rustix::fs::stat(&self.path)) {
            (Ok(own), _) if !is_same(&own) => unstable("the file changed while it was read"),
            (Ok(_), Ok(there)) if is_same(&there) => None,
            (Ok(_), Ok(_)) => unstable("another file took its place while it was read"),
            (Ok(_), Err(Errno::NOENT | Errno::NOTDIR)) => unstable("the file went away while it was read"),
            (Err(errno), _) | (_, Err(errno)) => Some(unreadable(&errno.into())),
        }
    }

    /// The digest of the whole, read through a buffer that must not be empty.
    ///
    /// # Errors
    /// What the system says.
    pub fn digest(&self, buffer: &mut [u8]) -> io::Result<Digest> {
        Ok(self.digests(&[], buffer)?.whole)
    }

    /// The digests of the whole and of these ranges, read through a buffer that must not be empty.
    ///
    /// # Errors
    /// What the system says.
    pub fn digests(&self, ranges: &[Range<u64>], buffer: &mut [u8]) -> io::Result<Both> {
        let read_at = |offset: u64, into: &mut [u8]| self.read_at(offset, into);
        if self.stat.size >= fixity::LARGE {
            advice::will_be_read_through(&self.file);
        }
        fixity::both_of_file(&read_at, self.stat.size, ranges, buffer)
    }

    /// Reads everything into a buffer, which is made as large as it must be and never smaller: it is for the next file too.
    ///
    /// # Errors
    /// What the system says; `UnexpectedEof` if the file is shorter than it was.
    pub fn read_whole<'b>(&self, buffer: &'b mut Vec<u8>) -> io::Result<&'b [u8]> {
        let size = usize::try_from(self.stat.size).map_err(io::Error::other)?;
        if buffer.len() < size {
            buffer.resize(size, 0);
        }
        let whole = &mut buffer[..size];
        self.file.read_exact_at(whole, 0)?;
        Ok(whole)
    }
}

/// Lets the system fetch the beginning of a file that will be read soon. If it does not, no harm is done.
pub fn read_ahead(path: &FilePath, stop: &AtomicBool) {
    if let Ok(open) = OrdinaryFile::open(path, stop) {
        advice::will_be_read_soon(&open.file);
    }
}

fn go_on(stop: &AtomicBool) -> io::Result<()> {
    if stop.load(Ordering::Relaxed) { Err(io::Error::other("the run was interrupted")) } else { Ok(()) }
}

/// From its beginning on, once.
impl Read for &OrdinaryFile<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        go_on(self.stop)?;
        (&self.file).read(into)
    }
}

impl Source for OrdinaryFile<'_> {
    fn len(&self) -> u64 {
        self.stat.size
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        go_on(self.stop)?;
        let mut done = 0;
        while done < into.len() {
            match self.file.read_at(&mut into[done..], offset + done as u64) {
                Ok(0) => break,
                Ok(count) => done += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}

/// What `fstat` says of an open file.
///
/// # Errors
/// What the system says.
pub fn stat_of_file(file: &File) -> io::Result<Stat> {
    Ok(stat_of(&fstat(file)?))
}

/// What the vocabulary keeps of what the system says of a file.
pub fn stat_of(found: &rustix::fs::Stat) -> Stat {
    let modified = nanoseconds(found.st_mtime, i64::try_from(found.st_mtime_nsec).unwrap_or(0));
    let size = u64::try_from(found.st_size).unwrap_or(0);
    Stat { size, modified, inode: found.st_ino, device: found.st_dev }
}

fn changed(found: &rustix::fs::Stat) -> i64 {
    nanoseconds(found.st_ctime, i64::try_from(found.st_ctime_nsec).unwrap_or(0))
}

fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

/// The problem that a failed open or read is.
pub fn unreadable(error: &io::Error) -> Problem {
    let kind = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ProblemKind::Vanished,
        io::ErrorKind::UnexpectedEof => ProblemKind::Unstable,
        _ => ProblemKind::Unreadable,
    };
    Problem::new(kind, plain(error))
}

/// What the system said, without the number that Rust appends.
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Whether a path leads to nothing: its last part or a folder on the way is not there. Any other trouble is not that.
pub fn is_gone(path: &FilePath) -> bool {
    match std::fs::symlink_metadata(path.to_path()) {
        Ok(_) => false,
        Err(error) => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    }
}

#[cfg(test)]
mod tests {
    use super::OrdinaryFile;
    use crate::asset::{FilePath, ProblemKind};
    use crate::container::Source;
    use std::fs::{self, File};
    use std::io::{Read, Write};
    use std::path::Path;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    /// What is wrong with a file to which something was done after it was opened.
    fn found(meanwhile: impl FnOnce(&Path)) -> Option<ProblemKind> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "some bytes").unwrap();
        let stop = AtomicBool::new(false);
        let open = OrdinaryFile::open(&FilePath::of(&path), &stop).unwrap();
        // Times are no finer than the clock of the file system, which some systems tick a hundred times a second.
        std::thread::sleep(Duration::from_millis(20));
        meanwhile(&path);
        open.instability().map(|problem| problem.kind)
    }

    #[test]
    fn a_file_that_is_not_what_it_was_when_it_was_opened_is_noticed() {
        assert_eq!(found(|_| ()), None);
        assert_eq!(found(|path| fs::write(path, "more bytes than before").unwrap()), Some(ProblemKind::Unstable));
        let with_its_time_set_back = |path: &Path| {
            let modified = fs::metadata(path).unwrap().modified().unwrap();
            fs::write(path, "same bytes").unwrap();
            File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
        };
        assert_eq!(found(with_its_time_set_back), Some(ProblemKind::Unstable));
        let with_another_in_its_place = |path: &Path| {
            let other = path.with_extension("new");
            fs::write(&other, "some bytes").unwrap();
            fs::rename(other, path).unwrap();
        };
        assert_eq!(found(with_another_in_its_place), Some(ProblemKind::Unstable));
        assert_eq!(found(|path| fs::rename(path, path.with_extension("old")).unwrap()), Some(ProblemKind::Unstable));
        assert_eq!(found(|path| fs::remove_file(path).unwrap()), Some(ProblemKind::Unstable));
    }

    #[test]
    fn reading_ends_when_the_run_is_to_stop_also_in_the_middle_of_a_file() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"some bytes").unwrap();
        let stop = AtomicBool::new(false);
        let open = OrdinaryFile::open(&FilePath::of(file.path()), &stop).unwrap();
        let mut byte = [0];
        assert_eq!(open.read_at(0, &mut byte).unwrap(), 1);
        assert_eq!((&open).read(&mut byte).unwrap(), 1);
        stop.store(true, Ordering::Relaxed);
        assert!(open.read_at(1, &mut byte).is_err());
        assert!((&open).read(&mut byte).is_err());
        assert!(open.digest(&mut [0; 16]).is_err());
    }
}
