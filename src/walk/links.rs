//! Symbolic links that are followed: where each leads, and whether that place is read anyway or was read already, so
//! that no file is met twice and no loop is run through.
use super::folder::{candidate, trash, trouble};
use super::path::{below, is_hidden, is_in_trash};
use super::{Candidate, Rules};
use crate::asset::{FilePath, Problem, ProblemKind};
use rustix::io::Errno;
use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;

/// What a link leads to.
pub(super) enum Target {
    File(Candidate),
    Folder,
}

/// What following links must remember.
pub(super) struct Links<'a> {
    rules: &'a Rules,
    /// The folders that are walked, each by its real path.
    roots: Vec<FilePath>,
    /// The roots, and the folders that were reached through links, by device and inode: 16 bytes each, the one thing
    /// here that grows with the tree. Without it, links to links could make paths without end out of a few folders.
    reached: HashSet<(u64, u64)>,
}

impl<'a> Links<'a> {
    /// Links as seen from a walk of `roots`.
    pub fn new<'r>(rules: &'a Rules, roots: impl Iterator<Item = &'r FilePath>) -> Links<'a> {
        let mut links = Links { rules, roots: Vec::new(), reached: HashSet::new() };
        for root in roots.filter(|_| rules.follow) {
            let path = root.to_path();
            if let (Ok(real), Ok(metadata)) = (fs::canonicalize(&path), fs::metadata(&path))
                && metadata.is_dir()
            {
                links.roots.push(FilePath::of(&real));
                links.reached.insert((metadata.dev(), metadata.ino()));
            }
        }
        links
    }

    /// Follows a link. One that the user named is taken wherever it leads.
    ///
    /// # Errors
    /// Why it is left out.
    pub fn follow(&mut self, link: &FilePath, is_named: bool) -> Result<Target, Problem> {
        let path = link.to_path();
        let metadata = fs::metadata(&path).map_err(|error| broken(&error))?;
        if !is_named {
            let real = FilePath::of(&fs::canonicalize(&path).map_err(|error| broken(&error))?);
            self.refuse_what_is_read_anyway(link, &real)?;
            if is_in_trash(&real) {
                return Err(trash());
            }
        }
        if !metadata.is_dir() {
            return candidate(link.name().to_vec(), &metadata, self.rules).map(Target::File);
        }
        if !self.reached.insert((metadata.dev(), metadata.ino())) && !is_named {
            return Err(symlink("a symbolic link to a folder that was already read"));
        }
        Ok(Target::Folder)
    }

    /// Whether a folder inside one that a link leads to is met for the first time.
    ///
    /// # Errors
    /// Why it is left out.
    pub fn enter(&mut self, folder: &FilePath) -> Result<(), Problem> {
        let metadata = fs::metadata(folder.to_path()).map_err(|error| trouble(&error, "the folder"))?;
        let is_new = self.reached.insert((metadata.dev(), metadata.ino()));
        is_new.then_some(()).ok_or_else(|| symlink("reached through another symbolic link already"))
    }

    fn refuse_what_is_read_anyway(&self, link: &FilePath, real: &FilePath) -> Result<(), Problem> {
        let place = FilePath::of(&fs::canonicalize(link.folder().to_path()).map_err(|error| broken(&error))?);
        if below(&place, real).is_some() {
            return Err(symlink("a loop: a symbolic link to a folder that it lies in"));
        }
        let is_walked = self
            .roots
            .iter()
            .filter_map(|root| below(real, root))
            .any(|rest| self.rules.hidden || !rest.split(|byte| *byte == b'/').any(is_hidden));
        if is_walked {
            return Err(symlink("a symbolic link to what is read in its own place"));
        }
        Ok(())
    }
}

fn symlink(message: &str) -> Problem {
    Problem::new(ProblemKind::Symlink, message)
}

fn broken(error: &io::Error) -> Problem {
    match Errno::from_io_error(error) {
        Some(Errno::NOENT | Errno::NOTDIR) => symlink("a symbolic link to nothing"),
        Some(Errno::LOOP) => symlink("a loop of symbolic links, or too many in a row"),
        _ => trouble(error, "what the symbolic link leads to"),
    }
}
