//! One file given up for another: both are read in full at that moment, and the name changes hands only if the disk still
//! says what was read. Where anything is in doubt nothing is done; what was begun is put back. It knows no catalogue.
use crate::asset::{Digest, FilePath, Holding, Problem, ProblemKind, Stat};
use crate::catalog::Disposal;
use crate::fixity;
use crate::librarian::arrival::{exchanged, move_without_replacing, unwritable};
use crate::librarian::file::{OrdinaryFile, stat_of, unreadable};
use crate::librarian::replacement::{Times, resemble};
use crate::librarian::trash::{Bin, opened};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, fstat, fsync, ioctl_ficlone, linkat, open, openat, statat, unlinkat};
use rustix::io::Errno;
use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// A file as the catalogue and a plan have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The file.
    pub path: FilePath,
    /// Of its bytes.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
    /// When it was written, in nanoseconds since 1970 UTC.
    pub modified: i64,
}

impl Seen {
    /// A file as the catalogue has it.
    pub(super) fn of(file: &Holding) -> Seen {
        let Stat { size, modified, .. } = file.stat;
        Seen { path: file.path.clone(), digest: file.digest, size, modified }
    }
}

/// What is to be done.
pub(super) struct Deed<'a> {
    pub way: Disposal,
    pub victim: &'a Seen,
    /// Files that speak for the victim and go with it.
    pub companions: &'a [Seen],
    pub survivor: &'a Seen,
    /// Becomes true when the user wants the run to stop.
    pub stop: &'a AtomicBool,
    /// Called at every moment at which somebody else may come between.
    pub between: &'a dyn Fn(Moment),
}

/// Moments at which others may come between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Both files are open, and nothing is read.
    Opened,
    /// Both were read.
    Read,
    /// All was compared; the next call changes a name.
    Compared,
    /// A name has changed hands.
    Moved,
}

/// How a deed ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The victim is kept in the trash; what lies in its place since, where something does.
    Done(Option<Stat>),
    /// Nothing changed.
    Not(Problem),
    /// The victim is kept in the trash and could not be put back: something else has its name.
    Stranded(Problem),
}

/// A file that is open, and what the system said of it then.
pub(super) struct Witness {
    file: File,
    stat: rustix::fs::Stat,
}

impl Witness {
    fn open(seen: &Seen) -> Result<Witness, Problem> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
        let file = open(seen.path.to_path(), flags, Mode::empty()).map_err(|errno| unreadable(&errno.into()))?;
        let file = File::from(file);
        let stat = fstat(&file).map_err(|errno| unreadable(&errno.into()))?;
        if !rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file() {
            return Err(Problem::new(ProblemKind::Special, "not an ordinary file"));
        }
        let witness = Witness { file, stat };
        let now = witness.seen();
        if now.size != seen.size || now.modified != seen.modified {
            return Err(unstable("it changed since it was looked at"));
        }
        Ok(witness)
    }

    /// What the vocabulary keeps of it.
    fn seen(&self) -> Stat {
        stat_of(&self.stat)
    }

    fn is_same_file(&self, other: &rustix::fs::Stat) -> bool {
        (self.stat.st_dev, self.stat.st_ino) == (other.st_dev, other.st_ino)
    }

    /// Whether this is the same file, as long and as old; its names may have changed.
    fn is_as_old(&self, other: &rustix::fs::Stat) -> bool {
        let times = |stat: &rustix::fs::Stat| (stat.st_size, stat.st_mtime, stat.st_mtime_nsec);
        self.is_same_file(other) && times(&self.stat) == times(other)
    }

    /// Whether nothing of it changed at all: who writes to a file and sets its time back changes this.
    fn is_untouched(&self, other: &rustix::fs::Stat) -> bool {
        let changed = |stat: &rustix::fs::Stat| (stat.st_ctime, stat.st_ctime_nsec);
        self.is_as_old(other) && changed(&self.stat) == changed(other)
    }

    /// Reads it in full.
    fn digest(&self, stop: &AtomicBool) -> Result<Digest, Problem> {
        let file = self.file.try_clone().map_err(|error| unreadable(&error))?;
        let file = OrdinaryFile::of(file, PathBuf::new(), stop)?;
        file.digest(&mut vec![0; fixity::BUFFER]).map_err(|error| unreadable(&error))
    }

    /// Reads it in full, and compares.
    fn compare(&self, digest: &Digest, stop: &AtomicBool) -> Result<(), Problem> {
        if self.digest(stop)? != *digest {
            return Err(unstable("its bytes are not those that the catalogue knows"));
        }
        match fstat(&self.file) {
            Ok(stat) if self.is_untouched(&stat) => Ok(()),
            Ok(_) => Err(unstable("it changed while it was read")),
            Err(errno) => Err(unreadable(&errno.into())),
        }
    }

    /// Whether nothing of the open file changed since.
    fn is_settled(&self) -> bool {
        fstat(&self.file).is_ok_and(|stat| self.is_untouched(&stat))
    }

    /// Whether the path still leads to it, and nothing of it changed.
    fn still_lies_at(&self, folder: &OwnedFd, name: &[u8]) -> Result<(), Problem> {
        match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if self.is_untouched(&stat) => Ok(()),
            Ok(_) => Err(unstable("it changed while it was read")),
            Err(errno) => Err(unreadable(&errno.into())),
        }
    }
}

fn unstable(message: &str) -> Problem {
    Problem::new(ProblemKind::Unstable, message)
}

/// A problem of the file that stays, as one of the file that does not go.
fn of_survivor(problem: Problem) -> Problem {
    Problem { message: format!("the kept file: {}", problem.message), ..problem }
}

/// Both files, opened, read and found to be what they were.
pub(super) struct Examined {
    victim: Witness,
    survivor: Witness,
    companions: Vec<Witness>,
}

/// Opens and reads everything, and changes nothing.
///
/// # Errors
/// Why the victim stays.
pub(super) fn examine(deed: &Deed<'_>) -> Result<Examined, Problem> {
    let victim = Witness::open(deed.victim)?;
    let survivor = Witness::open(deed.survivor).map_err(of_survivor)?;
    if victim.is_same_file(&survivor.stat) {
        return Err(refused("linked: it is the kept file by another name"));
    }
    let companions = deed.companions.iter().map(Witness::open).collect::<Result<Vec<_>, _>>()?;
    (deed.between)(Moment::Opened);
    victim.compare(&deed.victim.digest, deed.stop)?;
    survivor.compare(&deed.survivor.digest, deed.stop).map_err(of_survivor)?;
    for (companion, seen) in companions.iter().zip(deed.companions) {
        companion.compare(&seen.digest, deed.stop)?;
    }
    (deed.between)(Moment::Read);
    Ok(Examined { victim, survivor, companions })
}

/// Does it. `kept` are the names in the trash: the victim's, then its companions'.
pub(super) fn perform(deed: &Deed<'_>, bin: &Bin, kept: &[Vec<u8>]) -> Ended {
    let examined = match examine(deed) {
        Ok(examined) => examined,
        Err(problem) => return Ended::Not(problem),
    };
    let folders = (opened(&deed.victim.path.folder()), opened(&deed.survivor.path.folder()));
    let (Ok(home), Ok(away)) = folders else {
        return Ended::Not(unstable("its folder, or that of the kept file, cannot be opened any more"));
    };
    let work = Work { deed, examined: &examined, home: &home, away: &away, bin };
    match (deed.way, kept.split_first()) {
        (_, None) => Ended::Not(Problem::new(ProblemKind::Internal, "it has no name in the trash")),
        (Disposal::Trash, Some((own, others))) => work.let_go(own, others),
        (Disposal::Link | Disposal::Reflink, Some((own, _))) => work.exchange(own),
    }
}

struct Work<'w> {
    deed: &'w Deed<'w>,
    examined: &'w Examined,
    /// The victim's folder.
    home: &'w OwnedFd,
    /// The survivor's folder.
    away: &'w OwnedFd,
    bin: &'w Bin,
}

impl Work<'_> {
    fn name(&self) -> &[u8] {
        self.deed.victim.path.name()
    }

    /// The last look before a name changes hands.
    fn compared(&self) -> Result<(), Problem> {
        let Examined { victim, survivor, companions } = self.examined;
        for (companion, seen) in companions.iter().zip(self.deed.companions) {
            companion.still_lies_at(self.home, seen.path.name())?;
        }
        victim.still_lies_at(self.home, self.name())?;
        survivor.still_lies_at(self.away, self.deed.survivor.path.name()).map_err(of_survivor)?;
        (self.deed.between)(Moment::Compared);
        Ok(())
    }

    fn let_go(&self, own: &[u8], others: &[Vec<u8>]) -> Ended {
        if let Err(problem) = self.compared() {
            return Ended::Not(problem);
        }
        let names = std::iter::once(self.name()).chain(self.deed.companions.iter().map(|seen| seen.path.name()));
        let kept = std::iter::once(own).chain(others.iter().map(Vec::as_slice));
        let witnesses = std::iter::once(&self.examined.victim).chain(&self.examined.companions);
        let mut gone: Vec<(&[u8], &[u8])> = Vec::new();
        for ((name, kept), witness) in names.zip(kept).zip(witnesses) {
            if let Err(errno) = move_without_replacing((self.home, name), (&self.bin.folder, kept)) {
                return self.put_back(&gone, unwritable(&errno.into()));
            }
            gone.push((name, kept));
            match statat(&self.bin.folder, kept, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(stat) if witness.is_as_old(&stat) => {}
                Ok(_) => return self.put_back(&gone, unstable("another file came to have its name")),
                Err(errno) => return self.put_back(&gone, unreadable(&errno.into())),
            }
        }
        (self.deed.between)(Moment::Moved);
        // Two paths of one file look like two on some file systems: it is gone from both then.
        if let Err(problem) = self.survivor_is_there() {
            return self.put_back(&gone, problem);
        }
        match fsync(&self.bin.folder).and_then(|()| fsync(self.home)) {
            Ok(()) => Ended::Done(None),
            Err(errno) => self.put_back(&gone, unwritable(&errno.into())),
        }
    }

    fn survivor_is_there(&self) -> Result<(), Problem> {
        let there = statat(self.away, self.deed.survivor.path.name(), AtFlags::SYMLINK_NOFOLLOW);
        match there {
            Ok(stat) if self.examined.survivor.is_as_old(&stat) => Ok(()),
            Ok(_) => Err(of_survivor(unstable("it changed meanwhile"))),
            Err(errno) => Err(of_survivor(unreadable(&errno.into()))),
        }
    }

    /// A link changes the only time that tells of a write which sets the others back; so the bytes themselves are asked.
    fn survivor_is_read_again(&self) -> Result<(), Problem> {
        let digest = &self.deed.survivor.digest;
        let found = self.examined.survivor.digest(self.deed.stop).map_err(of_survivor)?;
        if found == *digest { Ok(()) } else { Err(of_survivor(unstable("it changed meanwhile"))) }
    }

    fn put_back(&self, gone: &[(&[u8], &[u8])], problem: Problem) -> Ended {
        let mut is_back = true;
        for (name, kept) in gone.iter().rev() {
            is_back &= move_without_replacing((&self.bin.folder, kept), (self.home, name)).is_ok();
        }
        let _ = fsync(self.home).and_then(|()| fsync(&self.bin.folder));
        if is_back { Ended::Not(problem) } else { Ended::Stranded(problem) }
    }

    /// Puts a link or a clone of the survivor in the victim's place. It is made in the trash and changes places with the
    /// victim in one step, so that whatever lies there at that moment is kept.
    fn exchange(&self, kept: &[u8]) -> Ended {
        if let Err(problem) = self.compared() {
            return Ended::Not(problem);
        }
        let made = match self.deed.way {
            Disposal::Reflink => self.clone_in_trash(kept),
            Disposal::Trash | Disposal::Link => self.link_in_trash(kept),
        };
        let stat = match made {
            Ok(stat) => stat,
            Err(problem) => return Ended::Not(problem),
        };
        if let Err(errno) = exchanged((self.home, self.name()), (&self.bin.folder, kept)) {
            let problem = match errno {
                Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP => {
                    refused("its file system cannot exchange two files in one step")
                }
                errno => unwritable(&errno.into()),
            };
            return if self.is_discarded(kept, &stat) { Ended::Not(problem) } else { Ended::Stranded(problem) };
        }
        (self.deed.between)(Moment::Moved);
        let problem = match statat(&self.bin.folder, kept, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if self.examined.victim.is_as_old(&stat) => {
                self.survivor_is_there().and_then(|()| self.survivor_is_read_again()).err()
            }
            Ok(_) => Some(unstable("another file came to have its name")),
            Err(errno) => Some(unreadable(&errno.into())),
        };
        let synced = || fsync(&self.bin.folder).and_then(|()| fsync(self.home));
        match problem.or_else(|| synced().err().map(|errno| unwritable(&errno.into()))) {
            None => Ended::Done(Some(stat)),
            Some(problem) => self.exchange_back(kept, &stat, problem),
        }
    }

    /// Puts back what the link or the clone displaced.
    fn exchange_back(&self, kept: &[u8], made: &Stat, problem: Problem) -> Ended {
        let is_made = |found: &rustix::fs::Stat| (found.st_dev, found.st_ino) == (made.device, made.inode);
        let lies_there = statat(self.home, self.name(), AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|found| is_made(&found));
        if !lies_there || exchanged((self.home, self.name()), (&self.bin.folder, kept)).is_err() {
            return Ended::Stranded(problem);
        }
        let is_clean = self.is_discarded(kept, made);
        let _ = fsync(self.home).and_then(|()| fsync(&self.bin.folder));
        if is_clean { Ended::Not(problem) } else { Ended::Stranded(problem) }
    }

    /// Takes away the link or the clone that was made and is wanted no more; not where it may have come to be the last that
    /// has its bytes. Whether it is gone.
    fn is_discarded(&self, kept: &[u8], made: &Stat) -> bool {
        let Ok(found) = statat(&self.bin.folder, kept, AtFlags::SYMLINK_NOFOLLOW) else { return false };
        let is_made = (found.st_dev, found.st_ino) == (made.device, made.inode);
        let has_another_name = found.st_nlink > 1;
        let is_like_another = || self.survivor_is_there().is_ok() && self.examined.survivor.is_settled();
        let may_go = is_made && (has_another_name || self.deed.way == Disposal::Reflink && is_like_another());
        may_go && unlinkat(&self.bin.folder, kept, AtFlags::empty()).is_ok()
    }

    fn link_in_trash(&self, kept: &[u8]) -> Result<Stat, Problem> {
        let survivor = &self.examined.survivor;
        let from = self.deed.survivor.path.name();
        linkat(self.away, from, &self.bin.folder, kept, AtFlags::empty()).map_err(|errno| match errno {
            Errno::XDEV => refused("it lies on another file system than the kept file"),
            errno => unwritable(&errno.into()),
        })?;
        match statat(&self.bin.folder, kept, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if survivor.is_as_old(&stat) => Ok(survivor.seen()),
            Ok(_) | Err(_) => {
                let _ = unlinkat(&self.bin.folder, kept, AtFlags::empty());
                Err(of_survivor(unstable("another file came to have its name")))
            }
        }
    }

    fn clone_in_trash(&self, kept: &[u8]) -> Result<Stat, Problem> {
        let Examined { victim, survivor, .. } = self.examined;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = openat(&self.bin.folder, kept, flags, Mode::from_raw_mode(0o600));
        let file = File::from(made.map_err(|errno| unwritable(&errno.into()))?);
        let cloned = (|| {
            ioctl_ficlone(&file, &survivor.file).map_err(|errno| match errno {
                Errno::XDEV => refused("it lies on another file system than the kept file"),
                Errno::OPNOTSUPP | Errno::INVAL | Errno::NOTTY => {
                    refused("its file system cannot share blocks between files")
                }
                errno => unwritable(&errno.into()),
            })?;
            resemble(&file, &victim.file, Times::Exact).map_err(|error| unwritable(&error))?;
            file.sync_all().map_err(|error| unwritable(&error))?;
            let stat = fstat(&file).map_err(|errno| unreadable(&errno.into()))?;
            let clone = Witness { file: file.try_clone().map_err(|error| unreadable(&error))?, stat };
            clone.compare(&self.deed.victim.digest, self.deed.stop)?;
            Ok(clone.seen())
        })();
        cloned.inspect_err(|_| {
            let _ = unlinkat(&self.bin.folder, kept, AtFlags::empty());
        })
    }
}

/// What a rule forbids.
pub(super) fn refused(message: &str) -> Problem {
    Problem::new(ProblemKind::Refused, message)
}
