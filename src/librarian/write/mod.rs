//! `write`: what counts, put into the files that other programs read: sidecars, or the files themselves. Never in place:
//! new bytes are written beside the old, synced, read again and compared; the old are kept in the store; then the names
//! change hands and the catalogue records it. A crash in between leaves whole files, and a write that is still to be done.
mod compose;
mod order;
mod work;

pub use order::Spelling;

use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Work};
use super::replacement::{Replacement, sync_all};
use super::selected::ids_of;
use super::store::Store;
use crate::asset::{AssetId, FilePath, Holding, HoldingState, Policy, Problem, ProblemKind, Role, Stat, Version};
use crate::catalog::{Act, Catalog, CatalogError, Change, OperationRef, Pending, Transaction, Writing};
use crate::librarian::merge::in_conflict;
use crate::query::Filter;
use order::{Folders, Order, order, unsettled};
use rustix::fd::OwnedFd;
use rustix::fs::{fsync, syncfs};
use rustix::io::Errno;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use work::{Desk, Part, Prepared, Proven, prepare, prove};

/// How many assets are written, synced and recorded together: an interruption loses no more than that, and each holds folders
/// open until it is done.
const BATCH: usize = 128;
/// How many bytes of originals at most: their replacements lie beside them until the batch is done.
const BATCH_BYTES: u64 = 1 << 30;
/// What is told of a write while it is done; it is all that a crash leaves to read.
const UNDER_WAY: &str = "it was being written when damson ended";

/// Which assets.
pub enum Which {
    /// Those that match, in this way.
    Matching(Filter, Writing),
    /// Those of which a write is still to be done, in the way that was asked for.
    Pending,
}

/// What to write, and how.
pub struct Request<'s> {
    /// The verb that is told.
    pub verb: &'static str,
    /// Which assets.
    pub which: Which,
    /// How new sidecars are named.
    pub spelling: Spelling,
    /// Whether IIM is made in files that have none.
    pub always_iim: bool,
    /// Where the earlier bytes are kept.
    pub store: &'s Store,
    /// The operation that this is a part of: a change of values and its writing are one.
    pub operation: Option<u64>,
    /// How many files are worked on at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Writes. What cannot be written now is left for later and told; everything that was told as done is on the medium and in
/// the catalogue.
///
/// # Errors
/// The catalogue's.
pub fn write(
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let wanted: Vec<(AssetId, Writing)> = match &request.which {
        Which::Matching(filter, writing) => ids_of(catalog, filter)?.into_iter().map(|id| (id, *writing)).collect(),
        Which::Pending => catalog.pending()?.into_iter().map(|(id, pending)| (id, pending.writing)).collect(),
    };
    observer.expect(wanted.len() as u64, 0);
    observer.expected_all();
    let (policy, names) = (catalog.policy()?, AtomicU64::new(0));
    let mut run = Run {
        request,
        observer,
        policy,
        names: &names,
        folders: Folders::default(),
        summary: Summary { operation: request.operation, ..Summary::new(request.verb, request.dry_run) },
    };
    let mut rest = wanted.as_slice();
    while !rest.is_empty() {
        let (orders, taken) = run.take(catalog, rest)?;
        rest = rest.get(taken..).unwrap_or_default();
        if run.batch(catalog, orders)?.is_break() {
            break;
        }
        run.observer.advance(taken as u64, 0);
        if run.observer.is_interrupted() {
            run.summary.interrupted = true;
            break;
        }
    }
    Ok(run.summary)
}

struct Run<'r> {
    request: &'r Request<'r>,
    observer: &'r mut dyn Observer,
    policy: Policy,
    names: &'r AtomicU64,
    folders: Folders,
    summary: Summary,
}

/// What became of an order.
enum Ended {
    /// There was nothing to order: the files say all that counts.
    Idle(AssetId, Option<FilePath>, Option<Problem>),
    /// Its files are written and in their places.
    Done(Order, Prepared, Proven),
    /// Nothing of it needs to be done.
    Nothing(Order, Vec<Problem>),
    /// It would be done.
    Would(Order, Prepared),
    /// It is not done.
    Failed(Order, Problem),
}

impl Run<'_> {
    /// The orders of the next assets, as many as are done together, and how many assets they took.
    fn take(
        &mut self,
        catalog: &dyn Catalog,
        wanted: &[(AssetId, Writing)],
    ) -> Result<(Vec<Result<Order, Ended>>, usize), LibrarianError> {
        let (mut orders, mut bytes, mut taken) = (Vec::new(), 0, 0);
        for (id, writing) in wanted.iter().take(BATCH) {
            taken += 1;
            let Some(snapshot) = catalog.snapshot(*id)? else { continue };
            let path = snapshot.asset().and_then(|asset| asset.original().map(|holding| holding.path.clone()));
            let unsettled = unsettled(&in_conflict(&snapshot.cataloguing));
            match order(snapshot, *writing, self.request.spelling, self.policy, &mut self.folders) {
                Ok(Some(mut order)) => {
                    for target in order.targets.iter_mut().filter(|target| target.sidecars.is_empty()) {
                        target.lost = catalog.find_path(&target.new)?;
                    }
                    bytes += if *writing == Writing::Sidecar { 0 } else { order.version.size };
                    orders.push(Ok(order));
                }
                Ok(None) => orders.push(Err(Ended::Idle(*id, path, unsettled))),
                Err(failed) => {
                    let (order, problem) = *failed;
                    orders.push(Err(Ended::Failed(order, problem)));
                }
            }
            if bytes >= BATCH_BYTES {
                break;
            }
        }
        Ok((orders, taken))
    }

    fn settle(&mut self, entry: Outcome, kind: OutcomeKind, problem: Option<Problem>) -> ControlFlow<()> {
        let outcome = Outcome { kind, problem, verb: self.request.verb, dry_run: self.request.dry_run, ..entry };
        self.summary.count(&outcome);
        self.observer.outcome(&outcome)
    }

    /// Writes, proves, places and records some orders.
    fn batch(
        &mut self,
        catalog: &mut dyn Catalog,
        orders: Vec<Result<Order, Ended>>,
    ) -> Result<ControlFlow<()>, LibrarianError> {
        let steps = self.prepare_all(orders);
        let steps = self.prove_all(steps);
        if self.observer.is_interrupted() {
            // Files that were being read failed for that reason alone. Nothing was placed, and what was written goes.
            self.summary.interrupted = true;
            return Ok(ControlFlow::Break(()));
        }
        let ended = self.place_all(catalog, steps)?;
        self.record(catalog, &ended)?;
        for one in &ended {
            if self.tell(one).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn desk(&self) -> Desk<'_> {
        let Request { always_iim, dry_run, stop, .. } = self.request;
        Desk { policy: self.policy, always_iim: *always_iim, dry_run: *dry_run, names: self.names, stop }
    }

    /// Writes beside the files what they are to be, and keeps what they are.
    fn prepare_all(&self, orders: Vec<Result<Order, Ended>>) -> Vec<Step> {
        let desk = self.desk();
        let keep = |prepared: &Prepared| {
            let mut held = prepared.parts.iter().filter_map(|part| Some((&part.path, part.held.as_ref()?)));
            held.try_for_each(|(path, held)| self.request.store.keep(path, &held.digest))
        };
        self.in_parallel(orders, |buffer, order| match order {
            Err(ended) => Step::Ended(ended),
            Ok(order) => match prepare(&order, &desk, buffer) {
                Err(problem) => Step::Ended(Ended::Failed(order, problem)),
                Ok(prepared) if prepared.parts.is_empty() => Step::Ended(Ended::Nothing(order, prepared.notes)),
                Ok(prepared) if desk.dry_run => Step::Ended(Ended::Would(order, prepared)),
                Ok(prepared) => match keep(&prepared) {
                    Ok(()) => Step::Prepared(order, prepared),
                    Err(problem) => Step::Ended(Ended::Failed(order, problem)),
                },
            },
        })
    }

    /// Syncs what was written and what was kept, and reads again what was written.
    fn prove_all(&self, mut steps: Vec<Step>) -> Vec<Step> {
        sync_steps(&mut steps);
        let is_kept = |step: &Step| matches!(step, Step::Prepared(_, prepared) if prepared.parts.iter().any(|part| part.held.is_some()));
        let unsynced = steps.iter().any(is_kept).then(|| self.request.store.sync()).and_then(Result::err);
        let desk = self.desk();
        self.in_parallel(steps, |buffer, step| match (step, &unsynced) {
            (Step::Prepared(order, _), Some(problem)) => Step::Ended(Ended::Failed(order, problem.clone())),
            (Step::Prepared(order, mut prepared), None) => match prove(&order, &mut prepared, &desk, buffer) {
                Ok(proven) => Step::Proven(order, prepared, proven),
                Err(problem) => Step::Ended(Ended::Failed(order, problem)),
            },
            (step, _) => step,
        })
    }

    /// Does something for each of many things, with a buffer for each worker, and gives what came of them in order. A
    /// worker's panic is told as what it is.
    fn in_parallel<T: Send, U: Send>(&self, things: Vec<T>, each: impl Fn(&mut Vec<u8>, T) -> U + Sync) -> Vec<U> {
        let work = Work { make_state: Vec::new, foresee: |_: &T| {}, examine: each };
        pipeline::run(self.request.workers, things.len().max(1), &work, |pipeline| {
            things.into_iter().for_each(|thing| pipeline.push(thing));
            std::iter::from_fn(|| pipeline.pull())
                .map(|finding| finding.unwrap_or_else(|panic| panic!("{panic}")))
                .collect()
        })
    }

    /// Puts what is proven into its place. Before, the catalogue learns that it is under way.
    fn place_all(&mut self, catalog: &mut dyn Catalog, steps: Vec<Step>) -> Result<Vec<Ended>, LibrarianError> {
        let under_way: Vec<(AssetId, Writing)> = steps
            .iter()
            .filter_map(|step| match step {
                Step::Proven(order, ..) => Some((order.asset, order.writing)),
                Step::Ended(_) | Step::Prepared(..) => None,
            })
            .collect();
        if !under_way.is_empty() {
            let since = self.request.act.at.clone();
            catalog.together(&mut |catalog| {
                for (asset, writing) in &under_way {
                    let pending = Pending { writing: *writing, since: since.clone(), problem: UNDER_WAY.to_owned() };
                    catalog.pend(*asset, Some(&pending))?;
                }
                Ok(true)
            })?;
        }
        let mut folders = Folded::new();
        let mut ended = Vec::with_capacity(steps.len());
        for step in steps {
            ended.push(match step {
                Step::Ended(one) => one,
                Step::Prepared(order, _) => {
                    Ended::Failed(order, Problem::new(ProblemKind::Internal, "it was not proven"))
                }
                Step::Proven(order, mut prepared, proven) => match self.place(&mut prepared, &proven, &mut folders) {
                    Ok(()) => Ended::Done(order, prepared, proven),
                    Err(problem) => Ended::Failed(order, problem),
                },
            });
        }
        let unsynced = sync_folders(&folders).err();
        if let Some(errno) = unsynced {
            return Err(LibrarianError::Io { what: "a folder cannot be synced".to_owned(), source: errno.into() });
        }
        Ok(ended)
    }

    /// Puts an asset's files in their places, all of them; where one cannot be, those before it are put back.
    fn place(&self, prepared: &mut Prepared, proven: &Proven, folders: &mut Folded) -> Result<(), Problem> {
        let mut placed = Vec::new();
        for at in 0..prepared.parts.len() {
            let Some(part) = prepared.parts.get_mut(at) else { break };
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
                    self.put_back(prepared, &placed);
                    return Err(problem);
                }
            }
        }
        let stats = placed.into_iter();
        for (at, stat) in stats {
            if let Some(part) = prepared.parts.get_mut(at) {
                part.found = Some(stat);
            }
        }
        debug_assert_eq!(prepared.parts.len(), proven.proofs.len());
        Ok(())
    }

    /// Undoes placements of an asset of which another file could not be placed.
    fn put_back(&self, prepared: &Prepared, placed: &[(usize, Stat)]) {
        for (at, stat) in placed.iter().rev() {
            let Some(part) = prepared.parts.get(*at) else { continue };
            let done = match &part.held {
                None => super::replacement::remove(&part.path, stat),
                Some(held) => self.request.store.open(&held.digest).and_then(|mut earlier| {
                    let like = earlier.try_clone().map_err(|error| super::arrival::unwritable(&error))?;
                    let back = Replacement::write(
                        &part.path,
                        Some((&like, super::replacement::Times::Exact)),
                        self.names,
                        &mut |to| super::restore::pour(&mut earlier, to),
                    )?;
                    sync_all(&[&back]).into_iter().collect::<Result<Vec<_>, _>>()?;
                    back.place(Some(stat))
                }),
            };
            // What cannot be put back is told by the next look at the file: nothing of it is lost, it is in the store.
            let _ = done;
        }
    }

    /// Records what was done, and what is left for later.
    fn record(&mut self, catalog: &mut dyn Catalog, ended: &[Ended]) -> Result<(), CatalogError> {
        if self.request.dry_run {
            return Ok(());
        }
        let changes: Vec<Change> = ended.iter().flat_map(changes_of).collect();
        let at = self.request.act.at.clone();
        let operation = match self.summary.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.request.act.clone()),
        };
        let mut made = self.summary.operation;
        let was_pending = matches!(self.request.which, Which::Pending);
        catalog.together(&mut |catalog| {
            for one in ended {
                match one {
                    Ended::Done(Order { asset, .. }, ..)
                    | Ended::Nothing(Order { asset, .. }, _)
                    | Ended::Idle(asset, ..) => catalog.pend(*asset, None)?,
                    Ended::Failed(order, problem) if was_pending || is_for_later(problem) => {
                        let (writing, since) = (order.writing, at.clone());
                        let pending = Pending { writing, since, problem: problem.message.clone() };
                        catalog.pend(order.asset, Some(&pending))?;
                    }
                    Ended::Failed(..) | Ended::Would(..) => {}
                }
            }
            if !changes.is_empty() {
                let transaction = Transaction { operation: operation.clone(), changes: changes.clone() };
                made = Some(catalog.apply(&transaction)?.operation);
            }
            Ok(true)
        })?;
        self.summary.operation = made;
        Ok(())
    }

    fn tell(&mut self, ended: &Ended) -> ControlFlow<()> {
        let (order, parts, notes): (&Order, &[Part], &[Problem]) = match ended {
            Ended::Idle(asset, path, problem) => {
                return self.settle(catalog_entry(*asset, path.clone()), OutcomeKind::Unchanged, problem.clone());
            }
            Ended::Done(order, prepared, _) | Ended::Would(order, prepared) => {
                (order, &prepared.parts, &prepared.notes)
            }
            Ended::Nothing(order, notes) => (order, &[], notes),
            Ended::Failed(order, problem) => (order, &[], std::slice::from_ref(problem)),
        };
        let main = order.holdings.iter().find(|holding| holding.role == Role::Original);
        if parts.is_empty() {
            let is_failed = matches!(ended, Ended::Failed(..));
            let kind = if is_failed { OutcomeKind::Failed } else { OutcomeKind::Unchanged };
            let entry = catalog_entry(order.asset, main.map(|holding| holding.path.clone()));
            let fields = if is_failed { order.fields() } else { Vec::new() };
            return self.settle(Outcome { fields, ..entry }, kind, notes.first().cloned());
        }
        for (at, part) in parts.iter().enumerate() {
            let digest = match ended {
                Ended::Done(_, _, proven) => proven.proofs.get(at).map(|proof| proof.digest),
                Ended::Would(order, _) => Some(order.version.digest),
                Ended::Nothing(..) | Ended::Failed(..) | Ended::Idle(..) => None,
            };
            let change = Some(if part.is_sidecar { "sidecar" } else { "metadata" });
            let entry = Outcome {
                change,
                digest,
                fields: order.fields(),
                ..catalog_entry(order.asset, Some(part.path.clone()))
            };
            self.settle(entry, OutcomeKind::Changed, notes.first().filter(|_| at == 0).cloned())?;
        }
        ControlFlow::Continue(())
    }
}

/// The folders in which something was put into its place, each with its device.
type Folded = HashMap<FilePath, (u64, OwnedFd)>;

/// From how many folders on their file systems are synced and not each of them.
const MANY: usize = 8;

/// Makes sure that the names are on the medium too.
fn sync_folders(folders: &Folded) -> Result<(), Errno> {
    if folders.len() < MANY {
        return folders.values().try_for_each(|(_, folder)| fsync(folder));
    }
    let one_of_each: HashMap<u64, &OwnedFd> = folders.values().map(|(device, folder)| (*device, folder)).collect();
    one_of_each.into_values().try_for_each(syncfs)
}

fn catalog_entry(id: AssetId, path: Option<FilePath>) -> Outcome {
    Outcome { id: Some(id), path, ..Outcome::new("write", OutcomeKind::Unchanged) }
}

/// Where an order stands.
enum Step {
    /// It is over.
    Ended(Ended),
    /// Its files are written beside their places.
    Prepared(Order, Prepared),
    /// They were read again.
    Proven(Order, Prepared, Proven),
}

/// Syncs what was written; what cannot be synced failed.
fn sync_steps(steps: &mut [Step]) {
    let written: Vec<&Replacement> = steps
        .iter()
        .filter_map(|step| match step {
            Step::Prepared(_, prepared) => Some(prepared),
            Step::Ended(_) | Step::Proven(..) => None,
        })
        .flat_map(|prepared| prepared.parts.iter().filter_map(|part| part.replacement.as_ref()))
        .collect();
    let mut synced = sync_all(&written).into_iter();
    for step in steps {
        let Step::Prepared(order, prepared) = step else { continue };
        let of_step = prepared.parts.iter().filter(|part| part.replacement.is_some()).count();
        let failed = synced.by_ref().take(of_step).filter_map(Result::err).last();
        if let Some(problem) = failed {
            *step = Step::Ended(Ended::Failed(order.clone(), problem));
        }
    }
}

/// Whether a write may succeed another time without anybody's doing: the disk was full, the file locked, its volume away.
fn is_for_later(problem: &Problem) -> bool {
    matches!(
        problem.kind,
        ProblemKind::Unwritable | ProblemKind::Unreadable | ProblemKind::Vanished | ProblemKind::Unstable
    )
}

/// What the catalogue learns of a write that was done.
fn changes_of(ended: &Ended) -> Vec<Change> {
    let Ended::Done(order, prepared, proven) = ended else { return Vec::new() };
    let asset = order.asset;
    let embedded = prepared.parts.iter().zip(&proven.proofs).find_map(|(part, proof)| {
        proof.essence.map(|essence| (proof.digest, essence, part.found.map_or(0, |stat| stat.size)))
    });
    let mut changes = Vec::new();
    let number = match embedded {
        Some((digest, essence, size)) => {
            let version = Version { number: order.version.number + 1, digest, essence, size };
            changes.push(Change::AddVersion { asset, version, reading: proven.reading.clone() });
            order.version.number + 1
        }
        None => order.version.number,
    };
    let holding = |part: &Part, digest| Holding {
        path: part.path.clone(),
        volume: part.volume.clone(),
        role: if part.is_sidecar { Role::Sidecar } else { Role::Original },
        state: HoldingState::Present,
        stat: Stat { device: 0, ..part.found.unwrap_or_default() },
        digest,
        version: number,
    };
    for (part, proof) in prepared.parts.iter().zip(&proven.proofs) {
        let after = Some(holding(part, proof.digest));
        let lost = order.targets.iter().filter(|target| target.new == part.path).find_map(|target| target.lost.clone());
        let (own, of_others): (Vec<_>, Vec<_>) = lost.into_iter().partition(|(holder, _)| *holder == asset);
        changes.extend(of_others.into_iter().map(|(asset, held)| Change::Hold {
            asset,
            before: Some(held),
            after: None,
        }));
        let before = part.held.clone().or_else(|| own.into_iter().map(|(_, held)| held).next());
        changes.push(Change::Hold { asset, before, after });
    }
    let is_part = |held: &Holding| prepared.parts.iter().any(|part| part.path == held.path);
    let others = order.holdings.iter().filter(|held| held.role == Role::Sidecar && !is_part(held));
    for held in others.filter(|held| held.version != number && held.state == HoldingState::Present) {
        let after = Some(Holding { version: number, ..held.clone() });
        changes.push(Change::Hold { asset, before: Some(held.clone()), after });
    }
    if embedded.is_none() && proven.reading != order.reading {
        let (before, after) = (Box::new(order.reading.clone()), Box::new(proven.reading.clone()));
        changes.push(Change::Describe { asset, before, after });
    }
    for (part, proof) in prepared.parts.iter().zip(&proven.proofs) {
        let (path, volume) = (part.path.clone(), part.volume.clone());
        let before = part.held.as_ref().map(|held| held.digest);
        changes.push(Change::Write { asset, path, volume, before, after: Some(proof.digest) });
    }
    changes
}
