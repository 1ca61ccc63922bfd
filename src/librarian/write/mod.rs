//! `write`: what counts, put into the files that other programs read: sidecars, or the files themselves. Never in place:
//! new bytes are written beside the old, synced, read again and compared; the old are kept in the store; then the names
//! change hands and the catalogue records it. A crash in between leaves whole files, and a write that is still to be done.
mod compose;
mod order;
mod placing;
mod recovery;
mod work;

pub use order::Spelling;
pub use recovery::{announced, half_written, recover};

use super::abandoned::Abandoned;
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Work, calmly};
use super::protection::Protection;
use super::replacement::{Replacement, sync_all};
use super::selected::ids_of;
use super::store::Store;
use super::volumes::Volumes;
use crate::asset::{AssetId, Date, FilePath, Holding, HoldingState, Policy, Problem, ProblemKind, Role, Stat, Version};
use crate::catalog::{Act, Catalog, CatalogError, Change, OperationRef, Pending, Transaction, Writing};
use crate::librarian::merge::in_conflict;
use crate::query::Filter;
use order::{Folders, Order, order, unsettled};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use work::{Desk, Part, Prepared, Proven, prepare, prove};

/// How many assets are written, synced and recorded together: an interruption loses no more than that, and each holds folders
/// open until it is done.
const BATCH: usize = 128;
/// How many bytes of originals at most: their replacements lie beside them until the batch is done.
const BATCH_BYTES: u64 = 1 << 30;
/// What is told where files are written and the catalogue cannot be: what was announced leads back to them.
const UNRECORDED: &str = "files may have been written that could not be recorded; the next damson takes that back, and \
                          damson write --pending does it again";

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
    let protection = Protection::read(catalog)?;
    let mut run = Run {
        request,
        observer,
        policy,
        protection,
        volumes: Volumes::read(catalog, request.act.at.clone())?,
        names: &names,
        folders: Folders::default(),
        abandoned: Abandoned::default(),
        barred: announced(catalog)?,
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
    protection: Protection,
    volumes: Volumes,
    names: &'r AtomicU64,
    folders: Folders,
    abandoned: Abandoned,
    /// Assets that an earlier write left half done.
    barred: HashSet<AssetId>,
    summary: Summary,
}

/// What became of an order.
enum Ended {
    /// An earlier write of it ended in the middle, and could not be taken back yet.
    Barred(AssetId, Option<FilePath>),
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
    /// It was announced, and is not done: its files are what they were.
    Unplaced(Order, Problem),
    /// It was announced, and only some of its files changed hands: they are whole, and what was announced tells what they are.
    Halfway(Order, Problem),
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
            let Some(mut snapshot) = catalog.snapshot(*id)? else { continue };
            let holdings = snapshot.holdings.into_iter().map(|holding| self.volumes.seen_now(holding));
            snapshot.holdings = holdings.collect();
            let path = snapshot.asset().and_then(|asset| asset.original().map(|holding| holding.path.clone()));
            if self.barred.contains(id) {
                orders.push(Err(Ended::Barred(*id, path)));
                continue;
            }
            let unsettled = unsettled(&in_conflict(&snapshot.cataloguing));
            match order(snapshot, *writing, self.request.spelling, self.policy, &mut self.folders) {
                Ok(Some(order)) if let Some(problem) = self.forbidden(&order) => {
                    self.summary.refused += 1;
                    orders.push(Err(Ended::Failed(order, problem)));
                }
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

    /// What forbids to write what is ordered: what is protected stays as it is, and of an asset's files all are written or none.
    fn forbidden(&self, order: &Order) -> Option<Problem> {
        let files =
            order.targets.iter().flat_map(|target| [&target.original.path, &target.new].map(|path| (path, target)));
        files.into_iter().find_map(|(path, target)| self.protection.refusal(path, &target.original.volume))
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
        let turn = self.announce(catalog, &steps)?;
        let steps = self.keep_all(steps);
        let ended = self.place_all(steps)?;
        if let Err(error) = self.record(catalog, &ended) {
            self.observer.notice(UNRECORDED);
            return Err(error.into());
        }
        drop(turn);
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

    fn prepare_all(&mut self, orders: Vec<Result<Order, Ended>>) -> Vec<Step> {
        if !self.request.dry_run {
            let targets = orders.iter().flatten().flat_map(|order| &order.targets);
            targets.for_each(|target| self.abandoned.clear(&target.original.path.folder()));
        }
        let desk = self.desk();
        self.in_parallel(orders, |buffer, order| match order {
            Err(ended) => Step::Ended(ended),
            Ok(order) => match calmly(|| prepare(&order, &desk, buffer)) {
                Err(problem) => Step::Ended(Ended::Failed(order, problem)),
                Ok(prepared) if prepared.parts.is_empty() => Step::Ended(Ended::Nothing(order, prepared.notes)),
                Ok(prepared) if desk.dry_run => Step::Ended(Ended::Would(order, prepared)),
                Ok(prepared) => Step::Prepared(order, prepared),
            },
        })
    }

    fn prove_all(&self, mut steps: Vec<Step>) -> Vec<Step> {
        sync_steps(&mut steps);
        let desk = self.desk();
        self.in_parallel(steps, |buffer, step| match step {
            Step::Ended(_) | Step::Proven(..) => step,
            Step::Prepared(order, mut prepared) => match calmly(|| prove(&order, &mut prepared, &desk, buffer)) {
                Ok(proven) => Step::Proven(order, prepared, proven),
                Err(problem) => Step::Ended(Ended::Failed(order, problem)),
            },
        })
    }

    /// Does something for each of many things, with a buffer for each worker, and gives what came of them in order.
    fn in_parallel<T: Send, U: Send>(&self, things: Vec<T>, each: impl Fn(&mut Vec<u8>, T) -> U + Sync) -> Vec<U> {
        let work = Work { make_state: Vec::new, foresee: |_: &T| {}, examine: each };
        pipeline::run(self.request.workers, things.len().max(1), &work, |pipeline| {
            things.into_iter().for_each(|thing| pipeline.push(thing));
            std::iter::from_fn(|| pipeline.pull())
                .map(|finding| finding.unwrap_or_else(|panic| panic!("{panic}")))
                .collect()
        })
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
                        catalog.pend(order.asset, Some(&left_for_later(order, problem, &at)))?;
                    }
                    Ended::Unplaced(order, problem) => {
                        catalog.pend(order.asset, Some(&left_for_later(order, problem, &at)))?;
                    }
                    // It was announced by the change of values that this is a part of.
                    Ended::Failed(order, _) if self.request.operation.is_some() => catalog.pend(order.asset, None)?,
                    Ended::Failed(..) | Ended::Halfway(..) | Ended::Barred(..) | Ended::Would(..) => {}
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
            Ended::Barred(asset, path) => {
                let entry = catalog_entry(*asset, path.clone());
                return self.settle(entry, OutcomeKind::Failed, Some(half_written()));
            }
            Ended::Done(order, prepared, _) | Ended::Would(order, prepared) => {
                (order, &prepared.parts, &prepared.notes)
            }
            Ended::Nothing(order, notes) => (order, &[], notes),
            Ended::Failed(order, problem) | Ended::Unplaced(order, problem) | Ended::Halfway(order, problem) => {
                (order, &[], std::slice::from_ref(problem))
            }
        };
        let main = order.holdings.iter().find(|holding| holding.role == Role::Original);
        if parts.is_empty() {
            let is_failed = matches!(ended, Ended::Failed(..) | Ended::Unplaced(..) | Ended::Halfway(..));
            let kind = if is_failed { OutcomeKind::Failed } else { OutcomeKind::Unchanged };
            let entry = catalog_entry(order.asset, main.map(|holding| holding.path.clone()));
            let fields = if is_failed { order.fields() } else { Vec::new() };
            return self.settle(Outcome { fields, ..entry }, kind, notes.first().cloned());
        }
        for (at, part) in parts.iter().enumerate() {
            let digest = match ended {
                Ended::Done(_, _, proven) => proven.proofs.get(at).map(|proof| proof.digest),
                Ended::Would(order, _) => Some(order.version.digest),
                Ended::Nothing(..) | Ended::Idle(..) | Ended::Barred(..) => None,
                Ended::Failed(..) | Ended::Unplaced(..) | Ended::Halfway(..) => None,
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

fn left_for_later(order: &Order, problem: &Problem, at: &Date) -> Pending {
    let (writing, since) = (order.writing, at.clone());
    Pending { writing, since, problem: problem.message.clone(), exchanges: Vec::new() }
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
