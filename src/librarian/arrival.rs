//! Bytes arriving in a folder: written beside their target, synced, read back, then renamed without replacing.
//!
//! Every step goes through the folder's own descriptor and never through a symbolic link, so that no name, wherever it
//! comes from, leads out of the folder.
use crate::asset::{Digest, FilePath, Problem, ProblemKind};
use crate::fixity::{self, Algorithm};
use rustix::fd::OwnedFd;
use rustix::fs::{
    AtFlags, Mode, OFlags, RenameFlags, linkat, mkdirat, open, openat, renameat, renameat_with, unlinkat,
};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::{Duration, SystemTime};

/// A folder that things arrive in.
pub struct Destination {
    folder: OwnedFd,
    path: FilePath,
    count: u64,
}

/// Something written in full and synced, not yet under its name.
pub struct Written {
    parent: OwnedFd,
    temporary: String,
    name: Vec<u8>,
    relative: Vec<u8>,
    /// Of the bytes that were written, read back.
    pub digest: Digest,
}

/// Whether a name was free.
pub enum Arrived {
    /// It is there now.
    Placed,
    /// Something has that name; what was written is still there to be named otherwise, or discarded.
    Taken(Written),
}

impl Destination {
    /// Opens a folder, made if it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &FilePath) -> io::Result<Destination> {
        std::fs::create_dir_all(path.to_path())?;
        let folder = open(path.to_path(), OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        Ok(Destination { folder, path: path.clone(), count: 0 })
    }

    /// The folder itself.
    pub fn folder(&self) -> &OwnedFd {
        &self.folder
    }

    /// Opens a folder that is there; `None` if it is not.
    ///
    /// # Errors
    /// What the system says.
    pub fn open_if_there(path: &FilePath) -> io::Result<Option<Destination>> {
        match open(path.to_path(), OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()) {
            Ok(folder) => Ok(Some(Destination { folder, path: path.clone(), count: 0 })),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// The absolute path of something in it.
    pub fn path_of(&self, relative: &[u8]) -> FilePath {
        self.path.join(relative)
    }

    /// Opens what lies at a relative path, if it is an ordinary file reached through no symbolic link.
    ///
    /// # Errors
    /// What the system says; `NotFound` if there is nothing.
    pub fn read(&self, relative: &[u8]) -> io::Result<File> {
        let (parent, name) = self.parent(relative, false)?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(openat(parent, name.as_slice(), flags, Mode::empty())?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not an ordinary file")) }
    }

    /// Writes something beside its target: folders made, bytes written, synced and read back.
    ///
    /// # Errors
    /// `Unwritable`; nothing is left behind then.
    pub fn write(
        &mut self,
        relative: &[u8],
        modified: Option<i64>,
        fill: &mut dyn FnMut(&mut File) -> Result<(), Problem>,
    ) -> Result<Written, Problem> {
        self.count += 1;
        let temporary = format!(".damson-{}-{}.part", std::process::id(), self.count);
        let (parent, name) = self.parent(relative, true).map_err(|error| unwritable(&error))?;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let created = openat(&parent, temporary.as_str(), flags, Mode::from_raw_mode(0o666));
        let mut file = File::from(created.map_err(|errno| unwritable(&errno.into()))?);
        match finish(&mut file, modified, fill) {
            Ok(digest) => Ok(Written { parent, temporary, name, relative: relative.to_vec(), digest }),
            Err(problem) => {
                let _ = unlinkat(&parent, temporary.as_str(), AtFlags::empty());
                Err(problem)
            }
        }
    }

    /// Gives what was written its name, if that is free.
    ///
    /// # Errors
    /// `Unwritable`; nothing is left behind then.
    pub fn place(&self, written: Written) -> Result<Arrived, Problem> {
        match rename_without_replacing(&written.parent, &written.temporary, &written.name) {
            Ok(()) => {
                // The name is only safe when the folder is on the medium too.
                rustix::fs::fsync(&written.parent).map_err(|errno| unwritable(&errno.into()))?;
                Ok(Arrived::Placed)
            }
            Err(Errno::EXIST) => Ok(Arrived::Taken(written)),
            Err(errno) => {
                written.discard();
                Err(unwritable(&errno.into()))
            }
        }
    }

    /// The folder that a relative path's last part lies in, gone into part by part, and that part.
    ///
    /// # Errors
    /// What the system says; `InvalidInput` for a path that would lead out.
    pub fn parent(&self, relative: &[u8], make: bool) -> io::Result<(OwnedFd, Vec<u8>)> {
        let mut parts: Vec<&[u8]> = relative.split(|byte| *byte == b'/').collect();
        let name = parts.pop().unwrap_or_default().to_vec();
        let is_plain = |part: &[u8]| !part.is_empty() && part != b"." && part != b".." && !part.contains(&0);
        if !is_plain(&name) || !parts.iter().all(|part| is_plain(part)) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the name would leave the folder"));
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut folder = self.folder.try_clone()?;
        for part in parts {
            if make {
                match mkdirat(&folder, part, Mode::from_raw_mode(0o777)) {
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(errno) => return Err(errno.into()),
                }
            }
            folder = openat(&folder, part, flags, Mode::empty())?;
        }
        Ok((folder, name))
    }
}

impl Written {
    /// The path it was written for, relative to the destination.
    pub fn relative(&self) -> &[u8] {
        &self.relative
    }

    /// The same bytes, for another name in the same folder.
    pub fn renamed(mut self, name: &[u8]) -> Written {
        let folder = self.relative.len() - self.name.len();
        self.relative.truncate(folder);
        self.relative.extend_from_slice(name);
        self.name = name.to_vec();
        self
    }

    /// Takes it away.
    pub fn discard(&self) {
        let _ = unlinkat(&self.parent, self.temporary.as_str(), AtFlags::empty());
    }
}

fn finish(
    file: &mut File,
    modified: Option<i64>,
    fill: &mut dyn FnMut(&mut File) -> Result<(), Problem>,
) -> Result<Digest, Problem> {
    fill(file)?;
    let ended = (|| {
        file.flush()?;
        if let Some(moment) = modified.and_then(time_of) {
            file.set_modified(moment)?;
        }
        file.sync_all()?;
        file.seek(SeekFrom::Start(0))?;
        digest_of(file)
    })();
    ended.map_err(|error| unwritable(&error))
}

fn time_of(nanoseconds: i64) -> Option<SystemTime> {
    let span = Duration::from_nanos(nanoseconds.unsigned_abs());
    if nanoseconds < 0 { SystemTime::UNIX_EPOCH.checked_sub(span) } else { SystemTime::UNIX_EPOCH.checked_add(span) }
}

/// As `move_without_replacing`, within one folder.
pub fn rename_without_replacing(parent: &OwnedFd, from: impl AsRef<[u8]>, to: &[u8]) -> Result<(), Errno> {
    move_without_replacing((parent, from.as_ref()), (parent, to))
}

/// `renameat2(RENAME_NOREPLACE)`; where a file system has not got it, a hard link and an unlink; where it has not got
/// hard links either (exFAT), a place taken with `O_EXCL` and then renamed over.
pub fn move_without_replacing(
    (from_folder, from): (&OwnedFd, &[u8]),
    (to_folder, to): (&OwnedFd, &[u8]),
) -> Result<(), Errno> {
    match renameat_with(from_folder, from, to_folder, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
        ended => return ended,
    }
    match linkat(from_folder, from, to_folder, to, AtFlags::empty()) {
        Ok(()) => return unlinkat(from_folder, from, AtFlags::empty()),
        Err(Errno::EXIST) => return Err(Errno::EXIST),
        Err(Errno::XDEV) => return Err(Errno::XDEV),
        Err(_) => {}
    }
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    drop(openat(to_folder, to, flags, Mode::from_raw_mode(0o666))?);
    renameat(from_folder, from, to_folder, to).inspect_err(|_| {
        let _ = unlinkat(to_folder, to, AtFlags::empty());
    })
}

/// Two files change places in one step (`renameat2(RENAME_EXCHANGE)`).
pub fn exchanged(one: (&OwnedFd, &[u8]), other: (&OwnedFd, &[u8])) -> Result<(), Errno> {
    renameat_with(one.0, one.1, other.0, other.1, RenameFlags::EXCHANGE)
}

/// The problem that a failed write is.
pub fn unwritable(error: &io::Error) -> Problem {
    Problem::new(ProblemKind::Unwritable, super::file::plain(error))
}

/// The digest of everything that a reader still gives.
///
/// # Errors
/// The reader's.
pub fn digest_of(reader: &mut dyn Read) -> io::Result<Digest> {
    let mut buffer = vec![0; fixity::BUFFER];
    let (sum, _) = fixity::of_reader(reader, Algorithm::Blake3, &mut buffer)?;
    sum.digest().ok_or_else(|| io::Error::other("not the catalogue's digest"))
}

/// Copies everything from a reader, and digests it on the way.
///
/// # Errors
/// `Unreadable` for the source, `Unwritable` for the target.
pub fn copy(from: &mut dyn Read, to: &mut File) -> Result<Digest, Problem> {
    let mut buffer = vec![0; fixity::BUFFER];
    let mut hasher = fixity::Hasher::new(Algorithm::Blake3);
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => {
                return hasher
                    .finish()
                    .digest()
                    .ok_or_else(|| unwritable(&io::Error::other("not the catalogue's digest")));
            }
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(super::file::unreadable(&error)),
        };
        let bytes = buffer.get(..count).unwrap_or_default();
        hasher.update(bytes);
        to.write_all(bytes).map_err(|error| unwritable(&error))?;
    }
}
