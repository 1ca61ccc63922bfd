//! damson's own trash: a hidden folder on the file system of what lies in it, so that a file goes there and comes back by
//! its name alone: same file, same times, nothing copied. Each user has their own, for it holds what only they may read.
use super::arrival::unwritable;
use super::file::plain;
use crate::asset::{Digest, FilePath, Problem, ProblemKind};
use crate::walk::{Mounts, TRASH};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, mkdirat, open, openat, statat};
use rustix::io::Errno;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::rc::Rc;

/// The longest name that file systems take.
const LONGEST_NAME: usize = 255;

/// A trash folder, opened.
#[derive(Debug)]
pub struct Bin {
    /// For names relative to it.
    pub folder: OwnedFd,
    /// Where it is.
    pub path: FilePath,
}

/// The trash folders that a run met, by the folders of the files that go into them.
#[derive(Default)]
pub struct Trash {
    bins: HashMap<FilePath, Rc<Bin>>,
    count: u64,
}

impl Trash {
    /// The trash for files of a folder: that of the highest folder above it on the same mount in which this user can have
    /// one. `/` is not asked, nor is a folder that is everybody's (`/tmp`), but for files that lie right there.
    ///
    /// # Errors
    /// `Unwritable`.
    pub fn of(&mut self, folder: &FilePath) -> Result<Rc<Bin>, Problem> {
        if let Some(bin) = self.bins.get(folder) {
            return Ok(Rc::clone(bin));
        }
        let real = fs::canonicalize(folder.to_path()).map_err(|error| unwritable(&error))?;
        let real = FilePath::of(&real);
        let device = fs::metadata(real.to_path()).map_err(|error| unwritable(&error))?.dev();
        let mounts = Mounts::read().map_err(|error| unwritable(&error))?;
        let mut last = Errno::ACCESS;
        for place in places(&real, &mounts.of(&real).mount_point, device) {
            match bin(&place, device) {
                Ok(bin) => {
                    let bin = Rc::new(bin);
                    self.bins.insert(folder.clone(), Rc::clone(&bin));
                    return Ok(bin);
                }
                Err(errno) => last = errno,
            }
        }
        let why = plain(&last.into());
        Err(Problem::new(ProblemKind::Unwritable, format!("there can be no trash on its file system: {why}")))
    }

    /// A name for a file in the trash: what it was called, after what nobody else calls so.
    pub fn name_for(&mut self, path: &FilePath, digest: &Digest) -> Vec<u8> {
        self.count += 1;
        let own = format!("{}-{}-{}-", &digest.hex()[..16], std::process::id(), self.count).into_bytes();
        let name = path.name();
        let kept = name.len().saturating_sub(LONGEST_NAME - own.len());
        [own.as_slice(), &name[kept..]].concat()
    }
}

/// The folders in which the trash may be, the best first.
fn places(folder: &FilePath, mount_point: &FilePath, device: u64) -> Vec<FilePath> {
    let mut above = Vec::new();
    for ancestor in folder.to_path().ancestors() {
        let Ok(found) = fs::metadata(ancestor) else { break };
        if found.dev() != device {
            break;
        }
        let path = FilePath::of(ancestor);
        let is_everybodys = found.mode() & 0o1000 != 0 || path.0 == b"/";
        let is_end = path == *mount_point;
        above.push((is_everybodys, path));
        if is_end {
            break;
        }
    }
    // The highest that is somebody's, and at last the file's own folder, whosever it is.
    let highest = above.iter().rev().filter(|(is_everybodys, _)| !is_everybodys).map(|(_, path)| path.clone());
    let own = above.iter().take(1).filter(|(is_everybodys, _)| *is_everybodys).map(|(_, path)| path.clone());
    highest.chain(own).collect()
}

/// Opens this user's trash in a folder, made if it is not there. One that others could have put there, or could change
/// things in, is none.
fn bin(place: &FilePath, device: u64) -> Result<Bin, Errno> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let parent = open(place.to_path(), flags, Mode::empty())?;
    let user = rustix::process::geteuid().as_raw();
    let name = format!("{TRASH}{user}");
    match mkdirat(&parent, name.as_str(), Mode::from_raw_mode(0o700)) {
        Ok(()) => rustix::fs::fsync(&parent)?,
        Err(Errno::EXIST) => {}
        Err(errno) => return Err(errno),
    }
    let folder = openat(&parent, name.as_str(), flags, Mode::empty())?;
    let (found, around) = (rustix::fs::fstat(&folder)?, rustix::fs::fstat(&parent)?);
    // A file system without owners gives all to one user, and all the same rights.
    let is_own = found.st_uid == user || (found.st_uid == around.st_uid && found.st_mode == around.st_mode);
    let is_closed = found.st_mode & 0o022 == 0 || found.st_mode & 0o777 == around.st_mode & 0o777;
    if found.st_dev != device || !is_own || !is_closed {
        return Err(Errno::PERM);
    }
    // A file of another mount, or of a folder that cannot be written, would not come here.
    statat(&parent, name.as_str(), AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(Bin { folder, path: place.join(name.as_bytes()) })
}

/// Opens a folder of the trash, or one from which a file went there, for names relative to it.
///
/// # Errors
/// What the system says.
pub fn opened(folder: &FilePath) -> Result<OwnedFd, Errno> {
    open(folder.to_path(), OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())
}

#[cfg(test)]
mod tests {
    use super::Trash;
    use crate::asset::FilePath;
    use crate::fixity;
    use crate::walk::is_in_trash;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn it_lies_as_high_as_it_can_and_no_walk_takes_it_in() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::set_permissions(&root, Permissions::from_mode(0o1777)).unwrap();
        let bin = Trash::default().of(&FilePath::of(&root.join("a/b"))).unwrap();
        assert_eq!(bin.path.folder(), FilePath::of(&root.join("a")));
        assert!(is_in_trash(&bin.path) && is_in_trash(&bin.path.join(b"x/y")));
        assert!(!is_in_trash(&FilePath(b"/a/.damson-trash-/b".to_vec())));
        assert!(!is_in_trash(&FilePath(b"/a/.damson-trash-1x/b".to_vec())));
        let mode = fs::metadata(bin.path.to_path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn what_others_could_have_put_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("a/b")).unwrap();
        fs::create_dir(root.join("elsewhere")).unwrap();
        fs::set_permissions(&root, Permissions::from_mode(0o1777)).unwrap();
        let user = rustix::process::geteuid().as_raw();
        symlink(root.join("elsewhere"), root.join(format!("a/.damson-trash-{user}"))).unwrap();
        let bin = Trash::default().of(&FilePath::of(&root.join("a/b"))).unwrap();
        assert_eq!(bin.path.folder(), FilePath::of(&root.join("a/b")));
    }

    #[test]
    fn names_say_what_a_file_was_called_and_fit() {
        let mut trash = Trash::default();
        let digest = fixity::of_bytes(b"");
        let name = trash.name_for(&FilePath(b"/a/b.jpg".to_vec()), &digest);
        assert!(name.ends_with(b"-1-b.jpg"));
        let long = FilePath([b"/a/".as_slice(), &[b'x'; 251], b".jpg"].concat());
        let name = trash.name_for(&long, &digest);
        assert!(name.len() == 255 && name.ends_with(b"xx.jpg"));
    }
}
