//! Earlier bytes of files, put back by `undo`: what lies there is what was written, what is kept is what was there before,
//! and all of an operation's files change hands or none.
use super::abandoned::Abandoned;
use super::arrival::unwritable;
use super::file::{OrdinaryFile, unreadable};
use super::protection::Protection;
use super::replacement::{Replacement, Times, remove, sync_all};
use super::store::Store;
use crate::asset::{Digest, FilePath, Problem, ProblemKind, Stat};
use crate::catalog::Change;
use crate::fixity;
use rustix::fs::fsync;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Where bytes come from, and when to stop.
pub struct Restorer<'r> {
    store: &'r Store,
    protection: Protection,
    stop: &'r AtomicBool,
    dry_run: bool,
    names: AtomicU64,
    abandoned: Abandoned,
    ready: Vec<Ready>,
    placed: Vec<Placed>,
    /// What the system says of the files that will lie there.
    stats: HashMap<FilePath, Stat>,
    /// The files that were compared with what was written.
    compared: HashSet<FilePath>,
    buffer: Vec<u8>,
}

/// A file whose earlier bytes are ready.
struct Ready {
    path: FilePath,
    /// What lies there; `None` for nothing.
    found: Option<(Stat, Digest)>,
    /// What is to lie there; `None` for nothing.
    replacement: Option<Replacement>,
}

/// A placement that may have to be taken back.
struct Placed {
    path: FilePath,
    found: Option<(Stat, Digest)>,
    now: Option<Stat>,
}

impl<'r> Restorer<'r> {
    /// Nothing is ready yet.
    pub fn new(store: &'r Store, protection: Protection, stop: &'r AtomicBool, dry_run: bool) -> Restorer<'r> {
        Restorer {
            store,
            protection,
            stop,
            dry_run,
            names: AtomicU64::new(0),
            abandoned: Abandoned::default(),
            ready: Vec::new(),
            placed: Vec::new(),
            stats: HashMap::new(),
            compared: HashSet::new(),
            buffer: vec![0; fixity::BUFFER],
        }
    }

    /// Makes ready that a file whose bytes are `before` has those that are `after`, written when they were `modified`, where
    /// that is known. In a dry run, only looks whether it can be.
    ///
    /// What the system keeps of the file beside its bytes is that of the one that lies there: several files may have had the
    /// same bytes, which are kept once.
    ///
    /// # Errors
    /// `Refused` where something else lies there than was written, or where it is protected; `Vanished` where the earlier bytes are not kept;
    /// what reading and writing say.
    pub fn prepare(
        &mut self,
        (path, volume): (&FilePath, &str),
        before: Option<&Digest>,
        after: Option<&Digest>,
        modified: Option<i64>,
    ) -> Result<(), Problem> {
        if let Some(refusal) = self.protection.refusal(path, volume) {
            return Err(refusal);
        }
        if !self.dry_run {
            self.abandoned.clear(&path.folder());
        }
        let (file, found) = self.found(path)?.unzip();
        self.compared.insert(path.clone());
        let digest = found.as_ref().map(|(_, digest)| digest);
        if digest == after {
            // An undo that was interrupted put it back already.
            self.stats.extend(found.map(|(stat, _)| (path.clone(), stat)));
            return Ok(());
        }
        if digest != before {
            return Err(Problem::new(ProblemKind::Refused, "it was changed since it was written"));
        }
        let mut earlier = after.map(|after| self.store.open(after)).transpose()?;
        if self.dry_run {
            return Ok(());
        }
        if let Some((_, digest)) = &found {
            self.store.keep(path, digest)?;
        }
        let replacement = earlier.as_mut().map(|earlier| {
            let kept = earlier.try_clone().map_err(|error| unreadable(&error))?;
            let like = file.as_ref().map_or(&kept, OrdinaryFile::inner);
            let times = modified.map_or(Times::Exact, Times::At);
            Replacement::write(path, Some((like, times)), &self.names, &mut |to| pour(earlier, to))
        });
        let replacement = replacement.transpose()?;
        self.stats.extend(replacement.as_ref().map(|replacement| (path.clone(), replacement.stat)));
        self.ready.push(Ready { path: path.clone(), found, replacement });
        Ok(())
    }

    #[allow(clippy::type_complexity)]
    fn found(&mut self, path: &FilePath) -> Result<Option<(OrdinaryFile<'r>, (Stat, Digest))>, Problem> {
        let file = match OrdinaryFile::open(path, self.stop) {
            Ok(file) => file,
            Err(problem) if problem.kind == ProblemKind::Vanished => return Ok(None),
            Err(problem) => return Err(problem),
        };
        let digest = file.digest(&mut self.buffer).map_err(|error| unreadable(&error))?;
        let stat = file.stat();
        Ok(Some((file, (stat, digest))))
    }

    /// Whether a file was compared with what was written: its bytes are those, whatever the system says of it.
    pub fn has_compared(&self, path: &FilePath) -> bool {
        self.compared.contains(path)
    }

    /// The change with what the system says of the file as it will be: who puts bytes back makes a new file of them.
    pub fn adjusted(&self, change: Change) -> Change {
        match change {
            Change::Hold { asset, before, after: Some(mut after) } => {
                if let Some(stat) = self.stats.get(&after.path) {
                    after.stat = Stat { device: 0, ..*stat };
                }
                Change::Hold { asset, before, after: Some(after) }
            }
            other => other,
        }
    }

    /// Puts all that is ready into its place, or nothing.
    ///
    /// # Errors
    /// What the first file that could not be placed says, with its path.
    pub fn place_all(&mut self) -> Result<(), (FilePath, Problem)> {
        let ready = std::mem::take(&mut self.ready);
        if let Some(one) = ready.first() {
            self.store.sync().map_err(|problem| (one.path.clone(), problem))?;
        }
        let written: Vec<&Replacement> = ready.iter().filter_map(|ready| ready.replacement.as_ref()).collect();
        let unsynced = sync_all(&written)
            .into_iter()
            .zip(&written)
            .find_map(|(synced, one)| Some((one.path.clone(), synced.and_then(|()| one.read_back()).err()?)));
        if let Some(failed) = unsynced {
            return Err(failed);
        }
        for Ready { path, found, replacement } in ready {
            let now = replacement.as_ref().map(|replacement| replacement.stat);
            // It counts as placed before it is: what is found there tells whether it came to that.
            self.placed.push(Placed { path: path.clone(), found, now });
            exchange(&path, found.as_ref().map(|(stat, _)| stat), replacement).map_err(|problem| (path, problem))?;
        }
        Ok(())
    }

    /// Takes all placements back, the last first: what they are a part of cannot be recorded. Whether all could be; what
    /// could not is whole, in the store too, and undoing again takes it for done.
    pub fn take_all_back(&mut self) -> bool {
        let placed = std::mem::take(&mut self.placed);
        // Each is tried, though one before it could not be taken back.
        placed.iter().rev().filter(|placed| !self.is_taken_back(placed)).count() == 0
    }

    fn is_taken_back(&mut self, placed: &Placed) -> bool {
        let Ok(there) = self.found(&placed.path) else { return false };
        if there.as_ref().map(|(_, (_, digest))| digest) == placed.found.as_ref().map(|(_, digest)| digest) {
            return true;
        }
        let earlier = placed.found.map(|(stat, digest)| Earlier { digest, modified: Some(stat.modified) });
        put_back(self.store, &self.names, &placed.path, placed.now.as_ref(), earlier).is_ok()
    }
}

/// What a file was.
#[derive(Clone, Copy, Debug)]
pub struct Earlier {
    /// Of its bytes.
    pub digest: Digest,
    /// When they were written, in nanoseconds since 1970 UTC; where that is not known, it is when those were that are kept.
    pub modified: Option<i64>,
}

/// Gives a file the bytes back that it had, which are in the store, or takes it away where there was none. What the system
/// keeps of it beside its bytes is that of the one that lies there.
///
/// # Errors
/// What the store says, what writing says; `Unstable` where not what was `found` lies there.
pub fn put_back(
    store: &Store,
    names: &AtomicU64,
    path: &FilePath,
    found: Option<&Stat>,
    earlier: Option<Earlier>,
) -> Result<(), Problem> {
    let Some(Earlier { digest, modified }) = earlier else { return exchange(path, found, None) };
    let mut earlier = store.open(&digest)?;
    let kept = earlier.try_clone().map_err(|error| unreadable(&error))?;
    let never = AtomicBool::new(false);
    let there = found.and_then(|_| OrdinaryFile::open(path, &never).ok());
    let like = there.as_ref().map_or(&kept, OrdinaryFile::inner);
    let times = modified.map_or(Times::Exact, Times::At);
    let back = Replacement::write(path, Some((like, times)), names, &mut |to| pour(&mut earlier, to))?;
    sync_all(&[&back]).into_iter().collect::<Result<Vec<_>, _>>()?;
    back.read_back()?;
    exchange(path, found, Some(back))
}

/// Puts a file in the place of another, or of none, or takes it away.
fn exchange(path: &FilePath, found: Option<&Stat>, replacement: Option<Replacement>) -> Result<(), Problem> {
    match (replacement, found) {
        (Some(replacement), found) => {
            let folder = replacement.folder().try_clone().map_err(|error| unwritable(&error))?;
            replacement.place(found)?;
            fsync(&folder).map_err(|errno| unwritable(&errno.into()))
        }
        (None, Some(found)) => remove(path, found),
        (None, None) => Ok(()),
    }
}

/// Hands a file's bytes on.
fn pour(from: &mut File, to: &mut dyn Write) -> Result<(), Problem> {
    let mut buffer = vec![0; fixity::BUFFER];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(&error)),
        };
        let bytes = buffer.get(..count).ok_or_else(|| Problem::new(ProblemKind::Internal, "read beyond a buffer"))?;
        to.write_all(bytes).map_err(|error| unwritable(&error))?;
    }
}
