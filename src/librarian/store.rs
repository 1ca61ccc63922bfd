//! The bytes that files had before they were written, kept beside the catalogue so that `undo` can put them back: one file
//! for each content, by its digest. What is here is read again, and believed only if its digest is right.
use super::arrival::{digest_of, unwritable};
use super::file::unreadable;
use crate::asset::{Digest, FilePath, Problem, ProblemKind};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, CWD, FlockOperation, Mode, OFlags, flock, linkat, open, syncfs};
use rustix::io::Errno;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;

/// Where contents are kept.
#[derive(Clone, Debug)]
pub struct Store {
    folder: FilePath,
}

/// What the store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// How many contents.
    pub contents: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Store {
    /// A store in a folder, which is made when something comes into it.
    pub fn at(folder: FilePath) -> Store {
        Store { folder }
    }

    /// Makes the folder, if that can be done: who walks over it must be able to tell it.
    pub fn found(&self) {
        let _ = fs::create_dir_all(self.folder.to_path());
    }

    /// Keeps a file's bytes, which have this digest. On the same file system, and where the file has no other name, the
    /// very file is kept, by a second name: its bytes are not written again, and what takes its place is another file.
    /// It is safe once the store is synced.
    ///
    /// # Errors
    /// `Unwritable`; `Unstable` where the copy has another digest.
    pub fn keep(&self, path: &FilePath, digest: &Digest) -> Result<(), Problem> {
        let place = self.place(digest);
        let folder = place.folder();
        if !is_kept(&place, path, digest) {
            fs::create_dir_all(folder.to_path()).map_err(|error| unwritable(&error))?;
            let is_named_once = fs::symlink_metadata(path.to_path()).is_ok_and(|file| file.nlink() == 1);
            let linked = || linkat(CWD, path.to_path(), CWD, place.to_path(), AtFlags::empty());
            if !is_named_once || linked().is_err() {
                copy(path, &place, digest)?;
            }
        }
        Ok(())
    }

    /// Syncs all that was kept, also what others kept who may have been killed before it was on the medium; nothing where
    /// there is no store yet.
    ///
    /// # Errors
    /// `Unwritable`.
    pub fn sync(&self) -> Result<(), Problem> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        match open(self.folder.to_path(), flags, Mode::empty()) {
            Ok(folder) => syncfs(folder).map_err(|errno| unwritable(&errno.into())),
            Err(Errno::NOENT) => Ok(()),
            Err(errno) => Err(unwritable(&errno.into())),
        }
    }

    /// Says, until it is closed, that files are changing hands: as many may as want to.
    ///
    /// # Errors
    /// What the system says.
    pub fn announce(&self) -> io::Result<OwnedFd> {
        let turn = self.within(|store| store.turn())?;
        flock(&turn, FlockOperation::LockShared)?;
        Ok(turn)
    }

    /// Says, until it is closed, that nobody may begin to let files change hands; `None` where somebody does, or where it
    /// cannot be said.
    pub fn alone(&self) -> Option<OwnedFd> {
        let turn = self.turn().ok()?;
        flock(&turn, FlockOperation::NonBlockingLockExclusive).ok()?;
        Some(turn)
    }

    /// Opens something in the folder, which is made, as often as others who leave it empty take it away meanwhile.
    fn within(&self, mut open: impl FnMut(&Store) -> io::Result<OwnedFd>) -> io::Result<OwnedFd> {
        let mut left = 10;
        loop {
            fs::create_dir_all(self.folder.to_path())?;
            match open(self) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && left > 0 => left -= 1,
                ended => return ended,
            }
        }
    }

    /// The file whose locks tell who is at work; the system takes the locks of the dead away.
    fn turn(&self) -> io::Result<OwnedFd> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        Ok(open(self.folder.join(b"lock").to_path(), flags, Mode::from_raw_mode(0o666))?)
    }

    /// Says, until `leave`, that somebody is at an accession; `None` where somebody is already, or where it cannot be said.
    pub fn work_at(&self, accession: u64) -> Option<OwnedFd> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let desk = self.desk(accession).to_path();
        let turn = self.within(|_| Ok(open(&desk, flags, Mode::from_raw_mode(0o666))?)).ok()?;
        flock(&turn, FlockOperation::NonBlockingLockExclusive).ok()?;
        Some(turn)
    }

    /// Whether somebody is at an accession.
    pub fn is_at_work(&self, accession: u64) -> bool {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let Ok(desk) = open(self.desk(accession).to_path(), flags, Mode::empty()) else { return false };
        flock(&desk, FlockOperation::NonBlockingLockShared).is_err()
    }

    /// Says that nobody is at an accession any more.
    pub fn leave(&self, accession: u64, turn: OwnedFd) {
        // A name that stays says nothing: only the lock does.
        let _ = fs::remove_file(self.desk(accession).to_path());
        drop(turn);
        self.vacate();
    }

    /// Takes the folder away if nothing is in it.
    pub fn vacate(&self) {
        let _ = fs::remove_dir(self.folder.to_path());
    }

    fn desk(&self, accession: u64) -> FilePath {
        self.folder.join(format!("accession-{accession}").as_bytes())
    }

    /// A content, opened and compared with its digest.
    ///
    /// # Errors
    /// `Vanished` where it is not kept any more; `Unreadable`; `Malformed` where it is not what it was.
    pub fn open(&self, digest: &Digest) -> Result<File, Problem> {
        let gone = || Problem::new(ProblemKind::Vanished, "the earlier bytes are not kept any more");
        let mut file = File::open(self.place(digest).to_path()).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => gone(),
            _ => unreadable(&error),
        })?;
        let found = digest_of(&mut file).map_err(|error| unreadable(&error))?;
        if found != *digest {
            return Err(Problem::new(
                ProblemKind::Malformed,
                "the earlier bytes that were kept are not what they were",
            ));
        }
        io::Seek::rewind(&mut file).map_err(|error| unreadable(&error))?;
        Ok(file)
    }

    /// Every content, by its digest, with its size.
    ///
    /// # Errors
    /// What the system says.
    pub fn contents(&self) -> io::Result<Vec<(Digest, u64)>> {
        let mut found = Vec::new();
        let shelves = match fs::read_dir(self.folder.to_path()) {
            Ok(shelves) => shelves,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(error),
        };
        for shelf in shelves {
            let shelf = shelf?;
            if !shelf.file_type()?.is_dir() {
                continue;
            }
            for entry in fs::read_dir(shelf.path())? {
                let entry = entry?;
                let digest = entry.file_name().to_str().and_then(|name| name.parse::<Digest>().ok());
                found.extend(digest.zip(entry.metadata().ok().map(|metadata| metadata.len())));
            }
        }
        found.sort_unstable_by_key(|(digest, _)| digest.0);
        Ok(found)
    }

    /// How much there is.
    ///
    /// # Errors
    /// What the system says.
    pub fn holdings(&self) -> io::Result<Holdings> {
        let contents = self.contents()?;
        let bytes = contents.iter().map(|(_, size)| size).sum();
        Ok(Holdings { contents: contents.len() as u64, bytes })
    }

    /// Lets a content go.
    ///
    /// # Errors
    /// What the system says.
    pub fn release(&self, digest: &Digest) -> io::Result<()> {
        fs::remove_file(self.place(digest).to_path())
    }

    fn place(&self, digest: &Digest) -> FilePath {
        let hex = digest.hex();
        let (shelf, _) = hex.split_at(2);
        self.folder.join(shelf.as_bytes()).join(hex.as_bytes())
    }
}

/// Whether a content lies in its place: it is the very file that is to be kept, or it is read and has its digest. A write
/// that came to nothing leaves a second name of a file that others may change, and what lies there is another content then.
fn is_kept(place: &FilePath, path: &FilePath, digest: &Digest) -> bool {
    let Ok(kept) = fs::symlink_metadata(place.to_path()) else { return false };
    let is_same = |file: fs::Metadata| (file.dev(), file.ino()) == (kept.dev(), kept.ino());
    let is_right = |mut file: File| digest_of(&mut file).is_ok_and(|found| found == *digest);
    fs::symlink_metadata(path.to_path()).is_ok_and(is_same) || File::open(place.to_path()).is_ok_and(is_right)
}

/// Copies a file into the store: beside its place, synced, read back, and only then by its name.
fn copy(from: &FilePath, to: &FilePath, digest: &Digest) -> Result<(), Problem> {
    let like = File::open(from.to_path()).map_err(|error| unreadable(&error))?;
    let part = to.folder().join(format!(".{}-{}.part", std::process::id(), digest.hex()).as_bytes());
    let copied = (|| {
        // The system copies blocks by reference where it can.
        fs::copy(from.to_path(), part.to_path()).map_err(|error| unwritable(&error))?;
        let mut file = File::open(part.to_path()).map_err(|error| unwritable(&error))?;
        file.sync_all().map_err(|error| unwritable(&error))?;
        if let Ok(modified) = like.metadata().and_then(|metadata| metadata.modified()) {
            let _ = file.set_modified(modified);
        }
        if digest_of(&mut file).map_err(|error| unreadable(&error))? != *digest {
            return Err(Problem::new(ProblemKind::Unstable, "the file changed while it was kept"));
        }
        fs::rename(part.to_path(), to.to_path()).map_err(|error| unwritable(&error))
    })();
    if copied.is_err() {
        let _ = fs::remove_file(part.to_path());
    }
    copied
}

#[cfg(test)]
mod tests {
    use super::Store;
    use crate::asset::{FilePath, ProblemKind};
    use crate::fixity;
    use std::fs;

    #[test]
    fn what_is_kept_outlives_the_file_and_is_believed_only_if_it_is_right() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(FilePath::of(&folder.path().join("store")));
        let file = folder.path().join("a.jpg");
        fs::write(&file, b"before").unwrap();
        let digest = fixity::of_bytes(b"before");
        store.keep(&FilePath::of(&file), &digest).unwrap();
        store.keep(&FilePath::of(&file), &digest).unwrap();
        fs::write(folder.path().join("b"), b"after").unwrap();
        fs::rename(folder.path().join("b"), &file).unwrap();
        assert_eq!(std::io::read_to_string(store.open(&digest).unwrap()).unwrap(), "before");
        assert_eq!(store.contents().unwrap(), [(digest, 6)]);
        fs::write(store.place(&digest).to_path(), b"beyond").unwrap();
        assert_eq!(store.open(&digest).unwrap_err().kind, ProblemKind::Malformed);
        store.release(&digest).unwrap();
        assert_eq!(store.open(&digest).unwrap_err().kind, ProblemKind::Vanished);
    }

    #[test]
    fn a_content_that_was_spoilt_is_kept_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(FilePath::of(&folder.path().join("store")));
        let file = folder.path().join("a.jpg");
        fs::write(&file, b"before").unwrap();
        let digest = fixity::of_bytes(b"before");
        // A write that came to nothing: the file has a second name in the store, and is edited in place.
        store.keep(&FilePath::of(&file), &digest).unwrap();
        fs::write(&file, b"edited in place").unwrap();
        fs::remove_file(&file).unwrap();
        fs::write(&file, b"before").unwrap();
        store.keep(&FilePath::of(&file), &digest).unwrap();
        assert_eq!(std::io::read_to_string(store.open(&digest).unwrap()).unwrap(), "before");
    }

    #[test]
    fn a_file_with_several_names_is_copied() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::at(FilePath::of(&folder.path().join("store")));
        let (one, other) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&one, b"before").unwrap();
        fs::hard_link(&one, &other).unwrap();
        let digest = fixity::of_bytes(b"before");
        store.keep(&FilePath::of(&one), &digest).unwrap();
        fs::write(&other, b"edited in place").unwrap();
        assert_eq!(std::io::read_to_string(store.open(&digest).unwrap()).unwrap(), "before");
    }
}
