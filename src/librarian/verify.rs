//! `verify`: are the bytes still those bytes? Every held file is read again, or only looked at; what was found is kept.
use super::error::LibrarianError;
use super::file::{OrdinaryFile, is_gone, unreadable};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Finding, Pipeline};
use super::volumes::Volumes;
use crate::asset::{AssetId, Digest, FilePath, Holding, HoldingState, Problem, ProblemKind, Stat};
use crate::catalog::{Act, Catalog, Change, Event, EventKind, OperationRef, Transaction};
use crate::fixity;
use crate::query::{Filter, Selection};
use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "verify";
/// How many assets are verified between two records of what was found.
const BATCH: usize = 500;
const WINDOW: usize = 64;

/// What to verify, and how.
pub struct Request {
    /// Which assets.
    pub filter: Filter,
    /// By size and time alone, reading nothing. Not a fixity check, and not recorded as one.
    pub quick: bool,
    /// Whether to look for files that the catalogue does not know in the folders where it holds some.
    pub look_for_unexpected: bool,
    /// How many files are read at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Who, when.
    pub act: Act,
}

/// What became of a file that was looked at.
enum Look {
    Read(Digest, Stat),
    Seen(Stat),
    Failed(Problem),
}

/// Verifies.
///
/// # Errors
/// The catalogue's.
pub fn verify(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let volumes = Volumes::read(catalog, request.act.at.clone())?;
    let mut assets = Vec::new();
    let selection = Selection { filter: request.filter.clone(), sort: Vec::new(), limit: None };
    catalog.visit(&selection, &mut |asset| {
        let files = asset.holdings.iter().filter(|holding| holding.state != HoldingState::Offline);
        observer.expect(asset.holdings.len() as u64, files.map(|holding| holding.stat.size).sum());
        assets.push(asset.id);
        ControlFlow::Continue(())
    })?;
    observer.expected_all();
    let quick = request.quick;
    let make_buffer = || vec![0; fixity::BUFFER];
    let work = |buffer: &mut Vec<u8>, path: FilePath| look(&path, quick, buffer, &request.stop);
    pipeline::run(request.workers, WINDOW, make_buffer, work, |pipeline| {
        let mut run = Run { request, observer, volumes, summary: Summary::new(VERB, false), folders: HashSet::new() };
        let mut stopped = false;
        for batch in assets.chunks(BATCH) {
            if !stopped {
                stopped = run.batch(catalog, pipeline, batch)?.is_break();
            }
        }
        if request.look_for_unexpected && !stopped && !run.observer.is_interrupted() {
            run.look_for_unexpected(catalog)?;
        }
        run.summary.interrupted = run.observer.is_interrupted();
        Ok(run.summary)
    })
}

fn look(path: &FilePath, quick: bool, buffer: &mut [u8], stop: &AtomicBool) -> Look {
    let looked = OrdinaryFile::open(path, stop).and_then(|file| {
        if quick {
            return Ok(Look::Seen(file.stat()));
        }
        let digest = file.digest(buffer).map_err(|error| unreadable(&error))?;
        file.instability().map_or(Ok(Look::Read(digest, file.stat())), Err)
    });
    looked.unwrap_or_else(Look::Failed)
}

struct Run<'a> {
    request: &'a Request,
    observer: &'a mut dyn Observer,
    volumes: Volumes,
    summary: Summary,
    folders: HashSet<FilePath>,
}

impl Run<'_> {
    fn batch(
        &mut self,
        catalog: &mut dyn Catalog,
        pipeline: &mut Pipeline<FilePath, Look>,
        batch: &[AssetId],
    ) -> Result<ControlFlow<()>, LibrarianError> {
        let mut files = Vec::new();
        let selection = Selection { filter: Filter::Ids(batch.to_vec()), sort: Vec::new(), limit: None };
        catalog.visit(&selection, &mut |asset| {
            files.extend(asset.holdings.into_iter().map(|holding| (asset.id, holding)));
            ControlFlow::Continue(())
        })?;
        let (mut waiting, mut events, mut flow) = (VecDeque::new(), Vec::new(), ControlFlow::Continue(()));
        for (asset, holding) in files {
            if flow.is_break() || self.observer.is_interrupted() {
                flow = ControlFlow::Break(());
                break;
            }
            self.folders.insert(holding.path.folder());
            if pipeline.is_full() {
                flow = self.settle(pipeline, &mut waiting, &mut events);
            }
            if self.volumes.is_online(&holding.volume) {
                pipeline.push(holding.path.clone());
                waiting.push_back((asset, holding, true));
            } else {
                waiting.push_back((asset, holding, false));
            }
        }
        while !waiting.is_empty() && !self.observer.is_interrupted() {
            let next = self.settle(pipeline, &mut waiting, &mut events);
            if next.is_break() {
                flow = next;
            }
        }
        self.record(catalog, events)?;
        Ok(flow)
    }

    /// Tells the oldest file's outcome.
    fn settle(
        &mut self,
        pipeline: &mut Pipeline<FilePath, Look>,
        waiting: &mut VecDeque<(AssetId, Holding, bool)>,
        events: &mut Vec<Change>,
    ) -> ControlFlow<()> {
        let Some((asset, holding, is_online)) = waiting.pop_front() else { return ControlFlow::Continue(()) };
        let mut outcome =
            Outcome { id: Some(asset), ..Outcome::of_file(VERB, OutcomeKind::Offline, holding.path.clone()) };
        if is_online && let Some(finding) = pipeline.pull() {
            self.judge(&holding, finding, &mut outcome);
            self.observer.advance(1, holding.stat.size);
        }
        if !self.request.quick && is_online && outcome.kind != OutcomeKind::Failed {
            events.push(Change::Event(Event {
                asset,
                kind: EventKind::FixityCheck,
                at: self.request.act.at.clone(),
                outcome: outcome.kind.word().to_owned(),
                path: Some(holding.path.clone()),
                digest: outcome.digest,
            }));
        }
        self.summary.count(&outcome);
        self.observer.outcome(&outcome)
    }

    fn judge(&mut self, holding: &Holding, finding: Finding<Look>, outcome: &mut Outcome) {
        match finding {
            Ok(Look::Read(digest, stat)) => {
                self.summary.bytes += stat.size;
                outcome.digest = Some(digest);
                outcome.kind = if digest == holding.digest { OutcomeKind::Intact } else { OutcomeKind::Altered };
                if outcome.kind == OutcomeKind::Altered {
                    outcome.change = Some(if stat.is_unchanged_from(&holding.stat) { "rotted" } else { "edited" });
                }
            }
            Ok(Look::Seen(stat)) => {
                let is_same = stat.is_unchanged_from(&holding.stat);
                outcome.kind = if is_same { OutcomeKind::Intact } else { OutcomeKind::Altered };
                outcome.change = (!is_same).then_some("edited");
            }
            Ok(Look::Failed(problem)) if problem.kind == ProblemKind::Vanished && is_gone(&holding.path) => {
                outcome.kind = OutcomeKind::Missing;
            }
            Ok(Look::Failed(problem)) => {
                (outcome.kind, outcome.problem) = (OutcomeKind::Failed, Some(problem));
            }
            Err(panic) => {
                let problem = Problem::new(ProblemKind::Internal, format!("damson failed on this file: {panic}"));
                (outcome.kind, outcome.problem) = (OutcomeKind::Failed, Some(problem));
            }
        }
    }

    fn record(&mut self, catalog: &mut dyn Catalog, events: Vec<Change>) -> Result<(), LibrarianError> {
        if events.is_empty() {
            return Ok(());
        }
        let operation = match self.summary.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.request.act.clone()),
        };
        let receipt = catalog.apply(&Transaction { operation, changes: events })?;
        self.summary.operation = Some(receipt.operation);
        Ok(())
    }

    fn look_for_unexpected(&mut self, catalog: &dyn Catalog) -> Result<(), LibrarianError> {
        let mut folders: Vec<FilePath> = self.folders.drain().collect();
        folders.sort();
        for folder in folders {
            let held: HashSet<FilePath> =
                catalog.folder(&folder)?.into_iter().map(|(_, holding)| holding.path).collect();
            let Ok(entries) = std::fs::read_dir(folder.to_path()) else { continue };
            let mut unknown: Vec<FilePath> = entries
                .flatten()
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
                .map(|entry| FilePath::of(&entry.path()))
                .filter(|path| !held.contains(path) && !path.name().starts_with(b"."))
                .collect();
            unknown.sort();
            for path in unknown {
                let outcome = Outcome::of_file(VERB, OutcomeKind::Unexpected, path);
                self.summary.count(&outcome);
                if self.observer.outcome(&outcome).is_break() || self.observer.is_interrupted() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}
