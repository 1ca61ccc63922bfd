//! What a resolution that ended in the middle left: announcements tell which files were on their way into the trash. Each
//! gets its name back, if nobody else has it; then it is as if nothing had been done.
use crate::asset::Digest;
use crate::catalog::{Catalog, Departure, Disposal};
use crate::librarian::arrival::{digest_of, exchanged, move_without_replacing};
use crate::librarian::error::LibrarianError;
use crate::librarian::store::Store;
use crate::librarian::trash::opened;
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat, fsync, openat, statat, unlinkat};
use rustix::io::Errno;
use std::fs::File;

/// Gives files their names back, if nobody is at it, and says of how many. What cannot be given back now stays announced.
///
/// # Errors
/// The catalogue's.
pub fn recover(catalog: &mut dyn Catalog, store: &Store) -> Result<u64, LibrarianError> {
    if catalog.departures()?.is_empty() {
        return Ok(0);
    }
    let Some(_turn) = store.alone() else { return Ok(0) };
    let mut count = 0;
    // Whoever was at it may have come to its end meanwhile.
    for departure in catalog.departures()? {
        match given_back(&departure) {
            Ok(true) => {}
            Ok(false) | Err(_) => continue,
        }
        catalog.together(&mut |catalog| catalog.depart(std::slice::from_ref(&departure), false).map(|()| true))?;
        count += 1;
    }
    Ok(count)
}

/// Gives a file its name back; whether it has it now.
pub(super) fn given_back(departure: &Departure) -> Result<bool, Errno> {
    let Departure { path, kept, digest, way, inode, .. } = departure;
    let bin = opened(&kept.folder())?;
    let stat = |folder: &OwnedFd, name: &[u8]| match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(stat)),
        Err(Errno::NOENT) => Ok(None),
        Err(errno) => Err(errno),
    };
    let Some(in_trash) = stat(&bin, kept.name())? else { return Ok(true) };
    let home = opened(&path.folder())?;
    let at_home = stat(&home, path.name())?;
    let is_one = |one: &Stat, other: &Stat| (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino);
    let holds = |folder: &OwnedFd, name: &[u8]| digest_at(folder, name).is_some_and(|found| found == *digest);
    let done = match (&at_home, way) {
        // It went.
        (None, _) if in_trash.st_ino == *inode || holds(&bin, kept.name()) => {
            move_without_replacing((&bin, kept.name()), (&home, path.name()))?;
            true
        }
        // It has both names: the second one was given, and the first not taken yet.
        (Some(there), _) if is_one(there, &in_trash) => {
            unlinkat(&bin, kept.name(), AtFlags::empty())?;
            true
        }
        // A link or a clone was made for it, or an empty file to keep its place, and it is still where it was.
        (Some(there), way) if there.st_ino == *inode && (in_trash.st_size == 0 || *way != Disposal::Trash) => {
            let is_spare = in_trash.st_size == 0 || holds(&home, path.name()) && holds(&bin, kept.name());
            if is_spare {
                unlinkat(&bin, kept.name(), AtFlags::empty())?;
            }
            is_spare
        }
        // A link or a clone has taken its place.
        (Some(there), Disposal::Link | Disposal::Reflink) if in_trash.st_ino == *inode && holds(&home, path.name()) => {
            exchanged((&bin, kept.name()), (&home, path.name()))?;
            let is_made = stat(&bin, kept.name())?.is_some_and(|now| is_one(&now, there));
            if is_made && holds(&home, path.name()) && holds(&bin, kept.name()) {
                unlinkat(&bin, kept.name(), AtFlags::empty())?;
            }
            true
        }
        // Somebody else's file has its name: it stays where it is kept.
        (None | Some(_), _) => false,
    };
    fsync(&home)?;
    fsync(&bin)?;
    Ok(done)
}

fn digest_at(folder: &OwnedFd, name: &[u8]) -> Option<Digest> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = File::from(openat(folder, name, flags, Mode::empty()).ok()?);
    if file.metadata().ok()?.is_file() { digest_of(&mut file).ok() } else { None }
}
