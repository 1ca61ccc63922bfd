//! A file that is copied from: opened to be read and never to be written, and looked at so exactly that any change shows.
use crate::asset::{FilePath, Problem, ProblemKind, Stat};
use crate::librarian::file::{OrdinaryFile, unreadable};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat as SystemStat, fstat, open, statat, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::sync::atomic::AtomicBool;

/// What the system says of a file, as far as it tells that this is the very file and as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Size, modification time, inode, device.
    pub stat: Stat,
    /// When its inode was changed last, nanoseconds since 1970 UTC: no program can set it.
    changed: i64,
    /// When it was read last, in seconds and nanoseconds; not part of being the same.
    pub accessed: (i64, u32),
    /// Permissions.
    pub mode: u32,
}

impl Look {
    fn of(stat: &SystemStat) -> Look {
        // The width of these numbers is the platform's.
        #[allow(clippy::unnecessary_cast, clippy::cast_sign_loss, clippy::cast_possible_truncation)]
        let nanoseconds = |seconds: i64, rest: u64| seconds.saturating_mul(1_000_000_000).saturating_add(rest as i64);
        let stat_kept = Stat {
            size: u64::try_from(stat.st_size).unwrap_or(0),
            modified: nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
            inode: stat.st_ino,
            device: stat.st_dev,
        };
        let accessed = (stat.st_atime, u32::try_from(stat.st_atime_nsec).unwrap_or(0));
        let changed = nanoseconds(stat.st_ctime, stat.st_ctime_nsec);
        Look { stat: stat_kept, changed, accessed, mode: stat.st_mode & 0o777 }
    }

    /// Whether two looks are at one file that was not changed between them.
    pub fn is_same(&self, other: &Look) -> bool {
        (self.stat, self.changed) == (other.stat, other.changed)
    }
}

/// A source, open.
pub struct Source<'s> {
    /// The file.
    pub file: OrdinaryFile<'s>,
    /// As it was when it was opened.
    pub look: Look,
}

impl<'s> Source<'s> {
    /// Opens a file; that it was read does not show in it where the system allows that.
    ///
    /// # Errors
    /// `Vanished`, `Unreadable` or `Special`.
    pub fn open(path: &FilePath, stop: &'s AtomicBool) -> Result<Source<'s>, Problem> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        let opened = match open(path.to_path(), flags | without_a_trace(), Mode::empty()) {
            Err(Errno::PERM | Errno::INVAL) => open(path.to_path(), flags, Mode::empty()),
            opened => opened,
        };
        let file = File::from(opened.map_err(|errno| unreadable(&errno.into()))?);
        let look = look_at(&file).map_err(|error| unreadable(&error))?;
        Ok(Source { file: OrdinaryFile::of(file, path.to_path(), stop)?, look })
    }

    /// That it is still what it was when it was opened.
    ///
    /// # Errors
    /// `Unstable`, and what the system says.
    pub fn hold_still(&self) -> Result<(), Problem> {
        let now = look_at(self.file.inner()).map_err(|error| unreadable(&error))?;
        if !now.is_same(&self.look) {
            return Err(unstable());
        }
        self.file.instability().map_or(Ok(()), Err)
    }
}

/// The problem of a file that was changed while it was read.
pub fn unstable() -> Problem {
    Problem::new(ProblemKind::Unstable, "the file changed while it was read")
}

#[cfg(target_os = "linux")]
fn without_a_trace() -> OFlags {
    OFlags::NOATIME
}

#[cfg(not(target_os = "linux"))]
fn without_a_trace() -> OFlags {
    OFlags::empty()
}

fn look_at(file: &File) -> io::Result<Look> {
    Ok(Look::of(&fstat(file)?))
}

/// Removes a source, if it is to the last what was copied.
///
/// # Errors
/// `Unstable` where it is another by now, `Vanished`, and `Unwritable` with what the system says.
pub fn release(path: &FilePath, look: &Look) -> Result<(), Problem> {
    let unwritable = |errno: Errno| match errno {
        Errno::NOENT => Problem::new(ProblemKind::Vanished, "the source was gone already"),
        errno => {
            let said = crate::librarian::file::plain(&errno.into());
            Problem::new(ProblemKind::Unwritable, format!("it is copied, and cannot be removed: {said}"))
        }
    };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder: OwnedFd = open(path.folder().to_path(), flags, Mode::empty()).map_err(unwritable)?;
    let now = Look::of(&statat(&folder, path.name(), AtFlags::SYMLINK_NOFOLLOW).map_err(unwritable)?);
    if !now.is_same(look) {
        let message = "it is copied, and stays: it changed since, or only a link leads to it";
        return Err(Problem::new(ProblemKind::Unstable, message));
    }
    unlinkat(&folder, path.name(), AtFlags::empty()).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use super::{Source, release};
    use crate::asset::{FilePath, ProblemKind};
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn a_source_goes_only_as_it_was_copied() {
        let folder = tempfile::tempdir().unwrap();
        let (stop, at) = (AtomicBool::new(false), folder.path().join("a"));
        fs::write(&at, "first").unwrap();
        let path = FilePath::of(&at);
        let source = Source::open(&path, &stop).unwrap();
        assert_eq!(source.hold_still(), Ok(()));
        let modified = fs::metadata(&at).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        // The same size, and the time set back: the inode tells all the same.
        fs::write(&at, "other").unwrap();
        fs::File::options().append(true).open(&at).unwrap().set_modified(modified).unwrap();
        assert_eq!(source.hold_still().unwrap_err().kind, ProblemKind::Unstable);
        assert_eq!(release(&path, &source.look).unwrap_err().kind, ProblemKind::Unstable);
        let look = Source::open(&path, &stop).unwrap().look;
        symlink(&at, folder.path().join("link")).unwrap();
        assert!(release(&FilePath::of(&folder.path().join("link")), &look).is_err());
        assert!(at.exists());
        assert_eq!(release(&path, &look), Ok(()));
        assert_eq!(release(&path, &look).unwrap_err().kind, ProblemKind::Vanished);
    }
}
