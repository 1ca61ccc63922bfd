//! A file's next bytes: written in full beside it, with what the file system keeps of it, and put in its place only when
//! they are on the medium and were read again. Nothing is ever written in place.
use super::arrival::{digest_of, rename_without_replacing, unwritable};
use super::file::{plain, unreadable};
use crate::asset::{Digest, FilePath, Problem, ProblemKind, Stat};
use crate::fixity::{Algorithm, Hasher};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{
    AtFlags, Gid, Mode, OFlags, Timespec, Timestamps, Uid, fchmod, fchown, fgetxattr, flistxattr, fsetxattr, fstat,
    fsync, futimens, open, openat, renameat, statat, syncfs, unlinkat,
};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that are to take a file's place, or to be a new file. Those that came to no place are gone with it.
#[derive(Debug)]
pub struct Replacement {
    folder: OwnedFd,
    temporary: String,
    /// Where they are to be.
    pub path: FilePath,
    /// What the system says of them; the same once they are in their place.
    pub stat: Stat,
    /// Of what was written.
    digest: Digest,
    is_placed: bool,
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = unlinkat(&self.folder, self.temporary.as_str(), AtFlags::empty());
        }
    }
}

/// What of a file goes over to its replacement, beside permissions, owner and extended attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Its times too; a nanosecond later where the size tells nobody that the bytes are others.
    Kept,
    /// Its times to the nanosecond: its bytes are put back.
    Exact,
    /// This is when it was written, in nanoseconds since 1970 UTC.
    At(i64),
    /// Now is when it was written.
    New,
}

/// How many names are tried for a temporary file: those that a crash left behind are in the way.
const NAMES: u32 = 1_000;
/// The most bytes of a list of extended attributes, and of one of them (Linux: 64 KiB each).
const ATTRIBUTE: usize = 64 << 10;

impl Replacement {
    /// Writes bytes beside a path. `like` is the file whose place they take, none for a new one; `names` tells temporary
    /// files apart. They are not synced yet.
    ///
    /// # Errors
    /// `Unwritable`, and what `fill` says; nothing is left behind then.
    pub fn write(
        path: &FilePath,
        like: Option<(&File, Times)>,
        names: &AtomicU64,
        fill: &mut dyn FnMut(&mut dyn Write) -> Result<(), Problem>,
    ) -> Result<Replacement, Problem> {
        let refused = |errno: Errno| unwritable(&errno.into());
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = open(path.folder().to_path(), flags, Mode::empty()).map_err(refused)?;
        let (temporary, mut file) = create(&folder, names)?;
        let written = (|| {
            let digest = filled(&mut file, fill)?;
            if let Some((like, times)) = like {
                resemble(&file, like, times).map_err(|error| unwritable(&error))?;
            }
            Ok((stat_of(&file)?, digest))
        })();
        match written {
            Ok((stat, digest)) => {
                Ok(Replacement { folder, temporary, path: path.clone(), stat, digest, is_placed: false })
            }
            Err(problem) => {
                let _ = unlinkat(&folder, temporary.as_str(), AtFlags::empty());
                Err(problem)
            }
        }
    }

    /// Where the bytes lie until they are in their place.
    pub fn temporary(&self) -> FilePath {
        self.path.folder().join(self.temporary.as_bytes())
    }

    /// Compares the digest of bytes that were read back with that of those that were written.
    ///
    /// # Errors
    /// `Unwritable` where they are not the same.
    pub fn compare(&self, found: &Digest) -> Result<(), Problem> {
        let message = "the bytes that were read back are not those that were written";
        if *found == self.digest { Ok(()) } else { Err(Problem::new(ProblemKind::Unwritable, message)) }
    }

    /// Reads the bytes back, and compares.
    ///
    /// # Errors
    /// As `compare`, and what reading says.
    pub fn read_back(&self) -> Result<(), Problem> {
        let mut file = File::from(self.reopened().map_err(|errno| unwritable(&errno.into()))?);
        self.compare(&digest_of(&mut file).map_err(|error| unreadable(&error))?)
    }

    fn reopened(&self) -> Result<OwnedFd, Errno> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        openat(&self.folder, self.temporary.as_str(), flags, Mode::empty())
    }

    /// The folder, for syncing what was done in it.
    pub fn folder(&self) -> &OwnedFd {
        &self.folder
    }

    /// Puts the bytes in their place: over the file that was `found` there, if it is still that file, or where there is
    /// none. The folder is not synced yet.
    ///
    /// # Errors
    /// `Unstable` where something else lies there now; `Unwritable`. The bytes are gone then.
    pub fn place(mut self, found: Option<&Stat>) -> Result<(), Problem> {
        match found {
            Some(found) => self.place_over(found),
            None => self.place_anew(),
        }?;
        self.is_placed = true;
        Ok(())
    }

    fn place_over(&self, found: &Stat) -> Result<(), Problem> {
        let name = self.path.name();
        let there = statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW).map_err(|errno| unwritable(&errno.into()))?;
        let there = plain_stat(&there).filter(|there| there.is_unchanged_from(found) && there.inode == found.inode);
        if there.is_none() {
            return Err(Problem::new(ProblemKind::Unstable, "the file changed while its replacement was written"));
        }
        renameat(&self.folder, self.temporary.as_str(), &self.folder, name).map_err(|errno| unwritable(&errno.into()))
    }

    fn place_anew(&self) -> Result<(), Problem> {
        let (folder, from, to) = (&self.folder, self.temporary.as_str(), self.path.name());
        let ended = rename_without_replacing(folder, from, to);
        ended.map_err(|errno| match errno {
            Errno::EXIST => Problem::new(ProblemKind::Unstable, "another file came to lie there meanwhile"),
            errno => unwritable(&errno.into()),
        })
    }
}

/// From how many files on a whole file system is synced at once and not file by file.
const MANY: usize = 8;

/// Syncs what was written: file by file, or, for many, all that their file systems have not written yet.
///
/// # Errors
/// By each replacement, in order, `Unwritable`.
pub fn sync_all(replacements: &[&Replacement]) -> Vec<Result<(), Problem>> {
    if replacements.len() < MANY {
        return replacements.iter().map(|one| sync_one(one)).collect();
    }
    let mut systems: Vec<(u64, Result<(), Errno>)> = Vec::new();
    let mut sync = |one: &&Replacement| {
        let device = one.stat.device;
        let known = systems.iter().find(|(known, _)| *known == device).map(|(_, ended)| *ended);
        let ended = known.unwrap_or_else(|| {
            let ended = syncfs(&one.folder);
            systems.push((device, ended));
            ended
        });
        ended.map_err(|errno| unwritable(&errno.into()))
    };
    replacements.iter().map(&mut sync).collect()
}

fn sync_one(one: &Replacement) -> Result<(), Problem> {
    one.reopened().and_then(fsync).map_err(|errno| unwritable(&errno.into()))
}

/// Fills a file; the digest is that of what was to be written, whatever came of it.
fn filled(file: &mut File, fill: &mut dyn FnMut(&mut dyn Write) -> Result<(), Problem>) -> Result<Digest, Problem> {
    let hasher = Hasher::new(Algorithm::Blake3);
    // Writers come with large pieces, or with one: no buffer stands between.
    let mut digested = Digested { to: file, hasher };
    fill(&mut digested)?;
    digested.flush().map_err(|error| unwritable(&error))?;
    let digest = digested.hasher.finish().digest();
    digest.ok_or_else(|| Problem::new(ProblemKind::Internal, "not the catalogue's digest"))
}

/// A writer that digests what goes through it.
struct Digested<W> {
    to: W,
    hasher: Hasher,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn create(folder: &OwnedFd, names: &AtomicU64) -> Result<(String, File), Problem> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut last = Errno::EXIST;
    for _ in 0..NAMES {
        let name = format!(".damson-{}-{}.part", std::process::id(), names.fetch_add(1, Ordering::Relaxed));
        match openat(folder, name.as_str(), flags, Mode::from_raw_mode(0o666)) {
            Ok(file) => return Ok((name, File::from(file))),
            Err(Errno::EXIST) => {}
            Err(errno) => {
                last = errno;
                break;
            }
        }
    }
    Err(unwritable(&last.into()))
}

/// The process that made a temporary file, by the file's name; `None` for any other name.
pub fn maker_of(name: &[u8]) -> Option<i32> {
    let inside = name.strip_prefix(b".damson-")?.strip_suffix(b".part")?;
    let (process, number) = std::str::from_utf8(inside).ok()?.split_once('-')?;
    let is_a_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_a_number(number) && is_a_number(process) { process.parse().ok() } else { None }
}

/// Gives a file what the file system keeps of another: owner as far as that is allowed, permissions, extended attributes
/// (they hold labels, tags of desktops, access lists), and its times if they are to be kept.
///
/// # Errors
/// What the system says.
pub fn resemble(file: &File, like: &File, times: Times) -> io::Result<()> {
    let stat = fstat(like)?;
    let own = fstat(file)?;
    if (own.st_uid, own.st_gid) != (stat.st_uid, stat.st_gid) {
        // Only root gives files away; whoever writes another's file as a member of its group keeps the group at least.
        let (user, group) = (Uid::from_raw(stat.st_uid), Gid::from_raw(stat.st_gid));
        let _ = fchown(file, Some(user), Some(group)).or_else(|_| fchown(file, None, Some(group)));
    }
    copy_attributes(file.as_fd(), like.as_fd())?;
    fchmod(file, Mode::from_raw_mode(stat.st_mode & 0o7777))?;
    match times {
        Times::Kept => keep_times(file, &stat, fstat(file)?.st_size == stat.st_size)?,
        Times::Exact => keep_times(file, &stat, false)?,
        Times::At(modified) => {
            let (seconds, nanoseconds) = (modified.div_euclid(1_000_000_000), modified.rem_euclid(1_000_000_000));
            let last_access = time(stat.st_atime, i64::try_from(stat.st_atime_nsec).unwrap_or_default());
            futimens(file, &Timestamps { last_access, last_modification: time(seconds, nanoseconds) })?;
        }
        Times::New => {}
    }
    Ok(())
}

/// Times as they were. Programs that compare size and time must notice new bytes all the same: where the size has not
/// changed, the file is a nanosecond younger.
fn keep_times(file: &File, stat: &rustix::fs::Stat, is_as_long: bool) -> io::Result<()> {
    let mut modified = time(stat.st_mtime, i64::try_from(stat.st_mtime_nsec).unwrap_or_default());
    if is_as_long {
        modified = match modified.tv_nsec {
            999_999_999.. => time(modified.tv_sec + 1, 0),
            earlier => time(modified.tv_sec, earlier + 1),
        };
    }
    let accessed = time(stat.st_atime, i64::try_from(stat.st_atime_nsec).unwrap_or_default());
    Ok(futimens(file, &Timestamps { last_access: accessed, last_modification: modified })?)
}

const fn time(seconds: i64, nanoseconds: i64) -> Timespec {
    Timespec { tv_sec: seconds, tv_nsec: nanoseconds }
}

fn copy_attributes(to: rustix::fd::BorrowedFd<'_>, from: rustix::fd::BorrowedFd<'_>) -> io::Result<()> {
    let mut names = vec![0; ATTRIBUTE];
    let count = match flistxattr(from, names.as_mut_slice()) {
        Ok(count) => count,
        Err(Errno::OPNOTSUPP | Errno::NOSYS) => return Ok(()),
        Err(errno) => return Err(errno.into()),
    };
    let names = names.get(..count).unwrap_or_default();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let mut value = vec![0; ATTRIBUTE];
        let Ok(length) = fgetxattr(from, name, value.as_mut_slice()) else { continue };
        let set = fsetxattr(to, name, value.get(..length).unwrap_or_default(), rustix::fs::XattrFlags::empty());
        // Attributes of other name spaces (security, trusted) are the system's to give.
        if let Err(errno) = set
            && name.starts_with(b"user.")
        {
            return Err(errno.into());
        }
    }
    Ok(())
}

fn stat_of(file: &File) -> Result<Stat, Problem> {
    let stat = fstat(file).map_err(|errno| unwritable(&errno.into()))?;
    plain_stat(&stat)
        .ok_or_else(|| Problem::new(ProblemKind::Special, plain(&io::Error::other("not an ordinary file"))))
}

/// What is kept of a stat; `None` for what is no ordinary file.
fn plain_stat(stat: &rustix::fs::Stat) -> Option<Stat> {
    let is_ordinary = rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file();
    let nanoseconds = i64::try_from(stat.st_mtime_nsec).unwrap_or(0);
    let modified = stat.st_mtime.saturating_mul(1_000_000_000).saturating_add(nanoseconds);
    let size = u64::try_from(stat.st_size).unwrap_or(0);
    is_ordinary.then_some(Stat { size, modified, inode: stat.st_ino, device: stat.st_dev })
}

/// Takes a file away, if it is still the one that was found.
///
/// # Errors
/// `Unstable`, `Unwritable`.
pub fn remove(path: &FilePath, found: &Stat) -> Result<(), Problem> {
    let refused = |errno: Errno| unwritable(&errno.into());
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = open(path.folder().to_path(), flags, Mode::empty()).map_err(refused)?;
    let there = statat(&folder, path.name(), AtFlags::SYMLINK_NOFOLLOW).map_err(refused)?;
    if plain_stat(&there).is_none_or(|there| !there.is_unchanged_from(found) || there.inode != found.inode) {
        return Err(Problem::new(ProblemKind::Unstable, "the file is not the one that was read"));
    }
    unlinkat(&folder, path.name(), AtFlags::empty()).map_err(refused)?;
    fsync(&folder).map_err(refused)
}
