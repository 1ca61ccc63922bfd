//! A look at the disk: whether a file is what the catalogue knows, and which file it is. Nothing is opened.
use crate::asset::Holding;
use crate::librarian::file::stat_of;
use rustix::fs::{FileType, lstat};

/// Whether an ordinary file lies there with the size and time that are held. What tells it from other files is put into
/// its `stat`: device and inode as they are now.
pub(super) fn is_as_it_was(file: &mut Holding) -> bool {
    let Ok(found) = lstat(file.path.to_path()) else { return false };
    let now = stat_of(&found);
    if !FileType::from_raw_mode(found.st_mode).is_file() || !now.is_unchanged_from(&file.stat) {
        return false;
    }
    file.stat = now;
    true
}

/// Whether two are one file. Where the disk was not looked at, a volume and an inode on it tell.
pub(super) fn are_one(one: &Holding, other: &Holding) -> bool {
    let is_same_inode = one.stat.inode == other.stat.inode && one.stat.inode != 0;
    let is_looked_at = one.stat.device != 0 && other.stat.device != 0;
    let is_same_device = if is_looked_at { one.stat.device == other.stat.device } else { one.volume == other.volume };
    is_same_inode && is_same_device
}
