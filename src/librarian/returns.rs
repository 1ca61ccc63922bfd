//! Files that come back from the trash, for `undo`: each is what went there, its name is free or has what was put in its
//! place, and all of an operation's files come back or none.
use super::arrival::{digest_of, exchanged, move_without_replacing, unwritable};
use super::file::unreadable;
use super::protection::Protection;
use super::trash::opened;
use crate::asset::{Digest, FilePath, Problem, ProblemKind};
use crate::catalog::Disposal;
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Stat, fsync, openat, statat, unlinkat};
use rustix::io::Errno;
use std::fs::{self, File};

/// A file that is to come back.
#[derive(Clone, Debug)]
pub struct Return {
    /// Its name.
    pub path: FilePath,
    /// Where it is kept.
    pub kept: FilePath,
    /// The volume's name.
    pub volume: String,
    /// Of its bytes.
    pub digest: Digest,
    /// What became of its name.
    pub way: Disposal,
}

/// The returns of one operation.
#[derive(Default)]
pub struct Returns {
    ready: Vec<Return>,
    /// Those that are back, with what was put in their place before.
    back: Vec<(Return, Option<Stat>)>,
}

/// What lies at a path: what the system says of it, and its digest.
fn found(path: &FilePath) -> Result<Option<(Stat, Digest)>, Problem> {
    let refused = |errno: Errno| unreadable(&errno.into());
    let folder = match opened(&path.folder()) {
        Ok(folder) => folder,
        Err(Errno::NOENT | Errno::NOTDIR) => return Ok(None),
        Err(errno) => return Err(refused(errno)),
    };
    let stat = match statat(&folder, path.name(), AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => stat,
        Err(Errno::NOENT) => return Ok(None),
        Err(errno) => return Err(refused(errno)),
    };
    if !rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file() {
        return Err(Problem::new(ProblemKind::Refused, "something else lies there now"));
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = File::from(openat(&folder, path.name(), flags, Mode::empty()).map_err(refused)?);
    let digest = digest_of(&mut file).map_err(|error| unreadable(&error))?;
    Ok(Some((stat, digest)))
}

impl Returns {
    /// Looks whether a file can come back, and remembers it.
    ///
    /// # Errors
    /// `Refused` where its name is another file's now, or protected; `Vanished` where it is not kept any more; `Malformed`
    /// where what is kept is not what went there; what reading says.
    pub fn prepare(&mut self, one: Return, protection: &Protection) -> Result<(), Problem> {
        if let Some(refusal) = protection.refusal(&one.path, &one.volume) {
            return Err(refusal);
        }
        let (kept, there) = (found(&one.kept)?, found(&one.path)?);
        match (kept, there, one.way) {
            // An undo that was interrupted put it back already.
            (None, Some((_, digest)), _) if digest == one.digest => return Ok(()),
            (None, _, _) => return Err(Problem::new(ProblemKind::Vanished, "the trash does not have it any more")),
            (Some((_, digest)), _, _) if digest != one.digest => {
                return Err(Problem::new(ProblemKind::Malformed, "what the trash has is not what went there"));
            }
            (Some(_), Some(_), Disposal::Trash) => {
                return Err(Problem::new(ProblemKind::Refused, "another file has its name now"));
            }
            (Some(_), Some((_, digest)), Disposal::Link | Disposal::Reflink) if digest != one.digest => {
                return Err(Problem::new(ProblemKind::Refused, "what was put in its place was changed since"));
            }
            (Some(_), Some(_) | None, Disposal::Trash | Disposal::Link | Disposal::Reflink) => {}
        }
        self.ready.push(one);
        Ok(())
    }

    /// Gives all of them their names back, or none.
    ///
    /// # Errors
    /// What the first that could not come back says, with its path.
    pub fn place_all(&mut self) -> Result<(), (FilePath, Problem)> {
        for one in std::mem::take(&mut self.ready) {
            match place(&one) {
                Ok(displaced) => self.back.push((one, displaced)),
                Err(problem) => return Err((one.path, problem)),
            }
        }
        Ok(())
    }

    /// Puts all of them into the trash again, the last first; whether all could be.
    pub fn take_all_back(&mut self) -> bool {
        let back = std::mem::take(&mut self.back);
        back.iter().rev().filter(|(one, displaced)| take_back(one, displaced.as_ref()).is_err()).count() == 0
    }

    /// Ends where all is recorded: links that were put in the place of files are gone.
    pub fn finish(&mut self) {
        for (one, displaced) in std::mem::take(&mut self.back) {
            if let (Some(displaced), Ok(bin)) = (displaced, opened(&one.kept.folder()))
                && statat(&bin, one.kept.name(), AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|now| is_one(&now, &displaced))
                // What somebody wrote to it at this moment stays.
                && found(&one.kept).is_ok_and(|kept| kept.is_some_and(|(_, digest)| digest == one.digest))
            {
                let _ = unlinkat(&bin, one.kept.name(), AtFlags::empty());
            }
        }
    }
}

fn is_one(one: &Stat, other: &Stat) -> bool {
    (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino)
}

fn folders(one: &Return) -> Result<(OwnedFd, OwnedFd), Problem> {
    let refused = |errno: Errno| unwritable(&errno.into());
    fs::create_dir_all(one.path.folder().to_path()).map_err(|error| unwritable(&error))?;
    Ok((opened(&one.kept.folder()).map_err(refused)?, opened(&one.path.folder()).map_err(refused)?))
}

/// Gives a file its name back; what was put in its place, where something was.
fn place(one: &Return) -> Result<Option<Stat>, Problem> {
    let refused = |errno: Errno| match errno {
        Errno::EXIST => Problem::new(ProblemKind::Unstable, "another file came to have its name meanwhile"),
        errno => unwritable(&errno.into()),
    };
    let (bin, home) = folders(one)?;
    let there = statat(&home, one.path.name(), AtFlags::SYMLINK_NOFOLLOW).ok();
    let (from, to) = ((&bin, one.kept.name()), (&home, one.path.name()));
    let displaced = match (one.way, there) {
        (Disposal::Link | Disposal::Reflink, Some(there)) => {
            exchanged(from, to).map_err(refused)?;
            Some(there)
        }
        (Disposal::Trash | Disposal::Link | Disposal::Reflink, _) => {
            move_without_replacing(from, to).map_err(refused)?;
            None
        }
    };
    fsync(&home).and_then(|()| fsync(&bin)).map_err(refused)?;
    Ok(displaced)
}

fn take_back(one: &Return, displaced: Option<&Stat>) -> Result<(), Problem> {
    let refused = |errno: Errno| unwritable(&errno.into());
    let (bin, home) = folders(one)?;
    let (from, to) = ((&home, one.path.name()), (&bin, one.kept.name()));
    match displaced {
        Some(_) => exchanged(from, to),
        None => move_without_replacing(from, to),
    }
    .map_err(refused)?;
    fsync(&bin).and_then(|()| fsync(&home)).map_err(refused)
}
