//! A folder that files are copied into: where they wait while they are written, and how they get their names. Several
//! workers write at once; names are given by one.
//!
//! What waits lies in a folder of the run's own, `.damson-arrivals/PROCESS-N/`, on the target's file system; a lock beside it,
//! which the system drops with the process, tells runs that were killed from those that are at it.
use super::proof::{Proof, Readback};
use crate::asset::{Digest, FilePath, Problem, ProblemKind, Stat};
use crate::librarian::abandoned::Abandoned;
use crate::librarian::arrival::{Destination, move_without_replacing, unwritable};
use crate::librarian::file::stat_of_file;
use crate::walk::ARRIVALS;
use rustix::fd::OwnedFd;
use rustix::fs::{
    AtFlags, Dir, FlockOperation, Mode, OFlags, flock, fsync, mkdirat, openat, renameat, statat, syncfs, unlinkat,
};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// After so many failures on end nothing more is tried: the medium is full, gone, or may not be written to.
const HOPELESS: u32 = 16;
/// From so many folders on their file system is synced instead.
const MANY_FOLDERS: usize = 8;
/// How many names are tried for what is to be new.
const NAMES: u32 = 1_000;

/// A folder that files are copied into.
pub struct Target {
    /// Its path, absolute.
    pub path: FilePath,
    /// The device that it lies on; 0 where a preview finds no folder.
    pub device: u64,
    destination: Option<Destination>,
    waiting_room: Option<WaitingRoom>,
    failures: AtomicU32,
}

struct WaitingRoom {
    arrivals: OwnedFd,
    room: Arc<OwnedFd>,
    name: String,
    /// Held as long as the run lasts.
    _lock: OwnedFd,
    count: AtomicU64,
}

/// A file that is written and has no name yet. It is gone with this value.
pub struct Waiting {
    room: Arc<OwnedFd>,
    temporary: String,
    is_placed: bool,
    /// What the system says of it; the same under its name.
    pub stat: Stat,
    /// Whether it was read again and found to be what was read from the source.
    pub is_proven: bool,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.is_placed {
            let _ = unlinkat(&self.room, self.temporary.as_str(), AtFlags::empty());
        }
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.close();
    }
}

/// What lies at a name.
#[derive(Debug, PartialEq)]
pub enum Seen {
    /// Nothing.
    Free,
    /// A file with the bytes that are to be there, as the system tells of it.
    Same(Stat),
    /// Something else.
    Other,
}

/// Whether a name was free when it was given.
#[derive(Debug, PartialEq, Eq)]
pub enum Placed {
    /// It is there now.
    Here,
    /// Something has that name.
    Taken,
}

impl Target {
    /// Opens a folder, made if it is not there, and takes away what runs that were killed have left.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &FilePath) -> io::Result<Target> {
        let destination = Destination::open(path)?;
        let waiting_room = WaitingRoom::open(destination.folder())?;
        let device = rustix::fs::fstat(destination.folder())?.st_dev;
        let (destination, waiting_room) = (Some(destination), Some(waiting_room));
        Ok(Target { path: path.clone(), device, destination, waiting_room, failures: AtomicU32::new(0) })
    }

    /// A folder that is only looked at.
    ///
    /// # Errors
    /// What the system says.
    pub fn preview(path: &FilePath) -> io::Result<Target> {
        let destination = Destination::open_if_there(path)?;
        let device = destination.as_ref().map(|there| rustix::fs::fstat(there.folder())).transpose()?;
        let device = device.map_or(0, |stat| stat.st_dev);
        Ok(Target { path: path.clone(), device, destination, waiting_room: None, failures: AtomicU32::new(0) })
    }

    /// Makes a file to write to.
    ///
    /// # Errors
    /// What the system says.
    pub fn create(&self) -> io::Result<(File, Waiting)> {
        let room = self.waiting_room.as_ref().ok_or_else(|| io::Error::other("a preview writes nothing"))?;
        let temporary = format!("{}.part", room.count.fetch_add(1, Ordering::Relaxed));
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = openat(&room.room, temporary.as_str(), flags, Mode::from_raw_mode(0o666))?;
        let room = Arc::clone(&room.room);
        let waiting = Waiting { room, temporary, is_placed: false, stat: Stat::default(), is_proven: false };
        Ok((File::from(file), waiting))
    }

    /// Whether so much failed on end that nothing more is worth trying.
    pub fn is_hopeless(&self) -> bool {
        self.failures.load(Ordering::Relaxed) >= HOPELESS
    }

    /// Remembers how an attempt to write ended.
    pub fn remember(&self, is_good: bool) {
        if is_good {
            self.failures.store(0, Ordering::Relaxed);
        } else {
            self.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What lies at a relative path. Whatever has the name and is not to the byte what is to be there is `Other`; so is what
    /// cannot be looked at.
    pub fn look(&self, relative: &[u8], digest: &Digest, size: u64, proof: Proof) -> Seen {
        let Some(destination) = &self.destination else { return Seen::Free };
        let (parent, name) = match destination.parent(relative, false) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Seen::Free,
            Err(_) => return Seen::Other,
        };
        match statat(&parent, name.as_slice(), AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => return Seen::Free,
            Ok(stat) if u64::try_from(stat.st_size).ok() == Some(size) => {}
            Ok(_) | Err(_) => return Seen::Other,
        }
        let same = Readback::open(&parent, &name, proof).and_then(|file| {
            if file.digest()? != *digest {
                return Ok(None);
            }
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = File::from(openat(&parent, name.as_slice(), flags, Mode::empty())?);
            // What an earlier run left may not be on the medium yet.
            file.sync_all()?;
            stat_of_file(&file).map(Some)
        });
        same.ok().flatten().map_or(Seen::Other, Seen::Same)
    }

    /// Gives what waits a name, if that is free. The folder is still to be synced.
    ///
    /// # Errors
    /// `Unwritable`.
    pub fn place(&self, waiting: &mut Waiting, relative: &[u8]) -> Result<Placed, Problem> {
        let destination = self.destination.as_ref().ok_or_else(nothing_to_write_to)?;
        let (parent, name) = destination.parent(relative, true).map_err(|error| unwritable(&error))?;
        let from = (&*waiting.room, waiting.temporary.as_bytes());
        let moved = match move_without_replacing(from, (&parent, &name)) {
            Err(Errno::XDEV) => self.carry_over(waiting, relative, &parent, &name),
            moved => moved.map_err(io::Error::from),
        };
        match moved {
            Ok(()) => {
                waiting.is_placed = true;
                Ok(Placed::Here)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Placed::Taken),
            Err(error) => Err(unwritable(&error)),
        }
    }

    /// Another file system is mounted below the target: what waits is written once more, beside its name.
    fn carry_over(&self, waiting: &mut Waiting, relative: &[u8], parent: &OwnedFd, name: &[u8]) -> io::Result<()> {
        Abandoned::default().clear(&self.path.join(relative).folder());
        let room = self.waiting_room.as_ref().ok_or_else(|| io::Error::other("a preview writes nothing"))?;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut from = File::from(openat(&waiting.room, waiting.temporary.as_str(), flags, Mode::empty())?);
        let wanted = Readback::open(&waiting.room, waiting.temporary.as_bytes(), Proof::Cache)?.digest()?;
        let temporary = format!(".damson-{}-{}.part", std::process::id(), room.count.fetch_add(1, Ordering::Relaxed));
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut to = File::from(openat(parent, temporary.as_str(), flags, Mode::from_raw_mode(0o666))?);
        let written = (|| {
            from.seek(SeekFrom::Start(0))?;
            io::copy(&mut from, &mut to)?;
            let like = from.metadata()?;
            to.set_modified(like.modified()?)?;
            to.set_permissions(like.permissions())?;
            to.sync_all()?;
            if Readback::open(parent, temporary.as_bytes(), Proof::Medium)?.digest()? != wanted {
                return Err(io::Error::other("what was written does not read back as it was"));
            }
            waiting.stat = stat_of_file(&to)?;
            Ok(move_without_replacing((parent, temporary.as_bytes()), (parent, name))?)
        })();
        if written.is_err() {
            let _ = unlinkat(parent, temporary.as_str(), AtFlags::empty());
        }
        written
    }

    /// Takes back a name that was just given.
    ///
    /// # Errors
    /// `Unwritable`: the file keeps the name.
    pub fn take_back(&self, waiting: &mut Waiting, relative: &[u8]) -> Result<(), Problem> {
        let destination = self.destination.as_ref().ok_or_else(nothing_to_write_to)?;
        let (parent, name) = destination.parent(relative, false).map_err(|error| unwritable(&error))?;
        let taken = match renameat(&parent, name.as_slice(), &waiting.room, waiting.temporary.as_str()) {
            // It was written once more, and is still here as it waited.
            Err(Errno::XDEV) => unlinkat(&parent, name.as_slice(), AtFlags::empty()),
            taken => taken,
        };
        taken.map_err(|errno| unwritable(&errno.into()))?;
        waiting.is_placed = false;
        Ok(())
    }

    /// Makes folders, given by relative paths, be on the medium with the names in them, and those above them.
    ///
    /// # Errors
    /// What the system says.
    pub fn sync(&self, folders: &BTreeSet<Vec<u8>>) -> io::Result<()> {
        let Some(destination) = self.destination.as_ref().filter(|_| !folders.is_empty()) else { return Ok(()) };
        if folders.len() > MANY_FOLDERS && syncfs(destination.folder()).is_ok() {
            return Ok(());
        }
        fsync(destination.folder())?;
        for folder in folders {
            let ends = folder.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
            for end in ends.chain([folder.len()]).filter(|end| *end > 0) {
                let (_, name) = (end, [&folder[..end], b"/_"].concat());
                fsync(destination.parent(&name, false)?.0)?;
            }
        }
        Ok(())
    }

    /// Ends: nothing that waited stays.
    fn close(&mut self) {
        if let (Some(room), Some(destination)) = (self.waiting_room.take(), &self.destination) {
            room.close();
            let _ = unlinkat(destination.folder(), ARRIVALS, AtFlags::REMOVEDIR);
        }
    }
}

impl Waiting {
    /// Opens it to be read again.
    ///
    /// # Errors
    /// What the system says.
    pub fn read_back(&self, proof: Proof) -> io::Result<Readback> {
        Readback::open(&self.room, self.temporary.as_bytes(), proof)
    }
}

impl WaitingRoom {
    fn open(folder: &OwnedFd) -> io::Result<WaitingRoom> {
        for number in 0..NAMES {
            match mkdirat(folder, ARRIVALS, Mode::from_raw_mode(0o700)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(errno.into()),
            }
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let arrivals = match openat(folder, ARRIVALS, flags, Mode::empty()) {
                // Another run ended just now, and took it away.
                Err(Errno::NOENT) => continue,
                opened => opened?,
            };
            if number == 0 {
                clear(&arrivals);
            }
            let name = format!("{}-{number}", std::process::id());
            match make_room(&arrivals, &name) {
                Ok((room, lock)) => {
                    let room = Arc::new(room);
                    return Ok(WaitingRoom { arrivals, room, name, _lock: lock, count: AtomicU64::new(0) });
                }
                Err(Errno::EXIST | Errno::AGAIN | Errno::NOENT) => {}
                Err(errno) => return Err(errno.into()),
            }
        }
        Err(io::Error::other("every name for a folder of arrivals is taken"))
    }

    fn close(self) {
        empty(&self.room);
        let _ = unlinkat(&self.arrivals, self.name.as_str(), AtFlags::REMOVEDIR);
        let _ = unlinkat(&self.arrivals, format!("{}.lock", self.name), AtFlags::empty());
    }
}

/// Locked first, made then: whoever finds one without a lock on it finds what nobody writes to.
fn make_room(arrivals: &OwnedFd, name: &str) -> Result<(OwnedFd, OwnedFd), Errno> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let lock = openat(arrivals, format!("{name}.lock"), flags, Mode::from_raw_mode(0o600))?;
    // Where the file system knows no locks, nobody can take this one, nor tell that it is not held.
    if flock(&lock, FlockOperation::NonBlockingLockExclusive) == Err(Errno::AGAIN) {
        return Err(Errno::AGAIN);
    }
    mkdirat(arrivals, name, Mode::from_raw_mode(0o700))?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok((openat(arrivals, name, flags, Mode::empty())?, lock))
}

/// Takes away what runs have left that are not at it any more.
fn clear(arrivals: &OwnedFd) {
    for lock in names_in(arrivals).into_iter().filter(|name| name.ends_with(b".lock")) {
        let name = &lock[..lock.len() - b".lock".len()];
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let Ok(held) = openat(arrivals, lock.as_slice(), flags, Mode::empty()) else { continue };
        if flock(&held, FlockOperation::NonBlockingLockExclusive).is_err() {
            continue;
        }
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        if let Ok(room) = openat(arrivals, name, flags, Mode::empty()) {
            empty(&room);
        }
        let _ = unlinkat(arrivals, name, AtFlags::REMOVEDIR);
        let _ = unlinkat(arrivals, lock.as_slice(), AtFlags::empty());
    }
}

fn empty(room: &OwnedFd) {
    for name in names_in(room) {
        let _ = unlinkat(room, name.as_slice(), AtFlags::empty());
    }
}

fn names_in(folder: &OwnedFd) -> Vec<Vec<u8>> {
    let entries = Dir::read_from(folder).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_bytes().to_vec());
    names.filter(|name| name != b"." && name != b"..").collect()
}

fn nothing_to_write_to() -> Problem {
    Problem::new(ProblemKind::Internal, "a preview writes nothing")
}

#[cfg(test)]
mod tests {
    use super::{Placed, Proof, Seen, Target};
    use crate::asset::FilePath;
    use crate::fixity;
    use std::collections::BTreeSet;
    use std::fs;
    use std::io::Write;

    #[test]
    fn what_waits_gets_a_name_that_is_free_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::open(&FilePath::of(folder.path())).unwrap();
        let digest = fixity::of_bytes(b"bytes");
        let write = |target: &Target| {
            let (mut file, waiting) = target.create().unwrap();
            file.write_all(b"bytes").unwrap();
            waiting
        };
        let (mut first, mut second) = (write(&target), write(&target));
        assert_eq!(target.look(b"x/a", &digest, 5, Proof::Cache), Seen::Free);
        assert_eq!(target.place(&mut first, b"x/a"), Ok(Placed::Here));
        assert_eq!(target.place(&mut second, b"x/a"), Ok(Placed::Taken));
        assert!(matches!(target.look(b"x/a", &digest, 5, Proof::Medium), Seen::Same(_)));
        assert_eq!(target.look(b"x/a", &fixity::of_bytes(b"other"), 5, Proof::Cache), Seen::Other);
        assert_eq!(target.look(b"x", &digest, 5, Proof::Cache), Seen::Other);
        assert!(target.place(&mut second, b"../a").is_err());
        target.sync(&BTreeSet::from([b"x".to_vec(), b"".to_vec()])).unwrap();
        target.take_back(&mut first, b"x/a").unwrap();
        assert_eq!(target.look(b"x/a", &digest, 5, Proof::Cache), Seen::Free);
        assert_eq!(target.place(&mut first, b"b"), Ok(Placed::Here));
        drop((first, second));
        drop(target);
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["b", "x"]);
    }

    #[test]
    fn what_a_killed_run_left_goes_with_the_next_and_what_another_writes_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = FilePath::of(folder.path());
        let arrivals = folder.path().join(".damson-arrivals");
        fs::create_dir_all(arrivals.join("1-0")).unwrap();
        fs::write(arrivals.join("1-0/7.part"), "half").unwrap();
        fs::write(arrivals.join("1-0.lock"), "").unwrap();
        let at_it = Target::open(&path).unwrap();
        assert!(!arrivals.join("1-0").exists() && !arrivals.join("1-0.lock").exists());
        let (_file, waiting) = at_it.create().unwrap();
        let other = Target::open(&path).unwrap();
        assert!(waiting.read_back(Proof::Cache).is_ok());
        drop(other);
        assert!(waiting.read_back(Proof::Cache).is_ok());
        drop(waiting);
        drop(at_it);
        assert!(!arrivals.exists());
    }
}
