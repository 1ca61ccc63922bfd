//! Names change hands: what is proven comes to its place. Before that the catalogue knows what is about to happen, and the
//! store has the bytes of before; after it whoever finds only a part of it done can tell what was meant.
use super::work::{Part, Prepared, Proven};
use super::{Ended, Order, Run, Step};
use crate::asset::{AssetId, FilePath, Holding, Problem, ProblemKind, Stat};
use crate::catalog::{Catalog, Exchange, Pending};
use crate::librarian::error::LibrarianError;
use crate::librarian::restore::{Earlier, put_back};
use rustix::fd::OwnedFd;
use rustix::fs::{fsync, syncfs};
use rustix::io::Errno;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// What is told of a write while it is done; it is all that a crash leaves to read.
const UNDER_WAY: &str = "it was being written when damson ended";

/// The folders in which names changed hands, each with its device.
type Touched = HashMap<FilePath, (u64, OwnedFd)>;

/// From how many folders on their file systems are synced, and not each of them.
const MANY: usize = 8;

impl Run<'_> {
    /// Tells the catalogue what is about to be done, and whoever looks at that later that somebody is at it until what is
    /// given back is closed.
    pub(super) fn announce(
        &self,
        catalog: &mut dyn Catalog,
        steps: &[Step],
    ) -> Result<Option<OwnedFd>, LibrarianError> {
        let announced: Vec<(AssetId, Pending)> = steps.iter().filter_map(|step| self.announcement(step)).collect();
        if announced.is_empty() {
            return Ok(None);
        }
        let what = || "the earlier bytes cannot be put aside".to_owned();
        let turn = self.request.store.announce().map_err(|source| LibrarianError::Io { what: what(), source })?;
        catalog.together(&mut |catalog| {
            announced.iter().try_for_each(|(asset, pending)| catalog.pend(*asset, Some(pending)))?;
            Ok(true)
        })?;
        Ok(Some(turn))
    }

    fn announcement(&self, step: &Step) -> Option<(AssetId, Pending)> {
        let Step::Proven(order, prepared, proven) = step else { return None };
        let exchange = |(part, proof): (&Part, &super::work::Proof)| Exchange {
            path: part.path.clone(),
            before: part.held.as_ref().map(|held| held.digest),
            after: proof.digest,
        };
        let exchanges = prepared.parts.iter().zip(&proven.proofs).map(exchange).collect();
        let (writing, since) = (order.writing, self.request.act.at.clone());
        Some((order.asset, Pending { writing, since, problem: UNDER_WAY.to_owned(), exchanges }))
    }

    /// Keeps the bytes that files have before they change. After what is announced, so that nobody takes them for bytes that
    /// nobody wants.
    pub(super) fn keep_all(&self, steps: Vec<Step>) -> Vec<Step> {
        let store = self.request.store;
        let keep = |part: &Part| part.held.as_ref().map_or(Ok(()), |held| store.keep(&part.path, &held.digest));
        let steps = self.in_parallel(steps, |_, step| match step {
            Step::Ended(_) | Step::Prepared(..) => step,
            Step::Proven(order, prepared, proven) => match prepared.parts.iter().try_for_each(keep) {
                Ok(()) => Step::Proven(order, prepared, proven),
                Err(problem) => Step::Ended(Ended::Unplaced(order, problem)),
            },
        });
        // One for all: a file system is synced as fast as a file of it.
        let is_proven = |step: &Step| matches!(step, Step::Proven(..));
        let Some(problem) = steps.iter().any(is_proven).then(|| store.sync()).and_then(Result::err) else {
            return steps;
        };
        let unsynced = |step| match step {
            Step::Proven(order, ..) => Step::Ended(Ended::Unplaced(order, problem.clone())),
            Step::Ended(_) | Step::Prepared(..) => step,
        };
        steps.into_iter().map(unsynced).collect()
    }

    /// Puts what is proven into its place.
    pub(super) fn place_all(&mut self, steps: Vec<Step>) -> Result<Vec<Ended>, LibrarianError> {
        let mut folders = Touched::new();
        let mut ended = Vec::with_capacity(steps.len());
        for step in steps {
            ended.push(match step {
                Step::Ended(one) => one,
                Step::Prepared(order, _) => {
                    Ended::Failed(order, Problem::new(ProblemKind::Internal, "it was not proven"))
                }
                Step::Proven(order, prepared, proven) => self.place(order, prepared, proven, &mut folders),
            });
        }
        if let Err(errno) = sync_folders(&folders) {
            self.observer.notice(super::UNRECORDED);
            return Err(LibrarianError::Io { what: "a folder cannot be synced".to_owned(), source: errno.into() });
        }
        Ok(ended)
    }

    /// Puts an asset's files in their places, all of them; where one cannot be, those before it are put back.
    fn place(&self, order: Order, mut prepared: Prepared, proven: Proven, folders: &mut Touched) -> Ended {
        let mut placed: Vec<(usize, Stat)> = Vec::new();
        for (at, part) in prepared.parts.iter_mut().enumerate() {
            let Some(replacement) = part.replacement.take() else { continue };
            if let Entry::Vacant(vacant) = folders.entry(part.path.folder())
                && let Ok(open) = replacement.folder().try_clone()
            {
                vacant.insert((replacement.stat.device, open));
            }
            let stat = replacement.stat;
            match replacement.place(part.found.as_ref()) {
                Ok(()) => placed.push((at, stat)),
                Err(problem) => {
                    let are_back =
                        placed.iter().rev().all(|(at, stat)| self.is_put_back(prepared.parts.get(*at), stat));
                    return if are_back { Ended::Unplaced(order, problem) } else { Ended::Halfway(order, problem) };
                }
            }
        }
        for (at, stat) in placed {
            if let Some(part) = prepared.parts.get_mut(at) {
                part.found = Some(stat);
            }
        }
        debug_assert_eq!(prepared.parts.len(), proven.proofs.len());
        Ended::Done(order, prepared, proven)
    }

    /// Undoes a placement of an asset of which another file could not be placed; whether that could be done.
    fn is_put_back(&self, part: Option<&Part>, placed: &Stat) -> bool {
        let Some(part) = part else { return false };
        let earlier = |held: &Holding| Earlier { digest: held.digest, modified: Some(held.stat.modified) };
        let earlier = part.held.as_ref().map(earlier);
        put_back(self.request.store, self.names, &part.path, Some(placed), earlier).is_ok()
    }
}

/// Makes sure that the names are on the medium too.
fn sync_folders(folders: &Touched) -> Result<(), Errno> {
    if folders.len() < MANY {
        return folders.values().try_for_each(|(_, folder)| fsync(folder));
    }
    let one_of_each: HashMap<u64, &OwnedFd> = folders.values().map(|(device, folder)| (*device, folder)).collect();
    one_of_each.into_values().try_for_each(syncfs)
}
