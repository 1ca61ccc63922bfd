//! `verify`: are the bytes still those bytes? Every held file is read again, or only looked at; what was found is kept.
use super::error::LibrarianError;
use super::file::{OrdinaryFile, is_gone, unreadable};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Finding, Pipeline, Work};
use super::volumes::Volumes;
use crate::asset::{AssetId, Digest, FilePath, Holding, Problem, ProblemKind, Stat};
use crate::catalog::{Act, Catalog, Change, Event, EventKind, OperationRef, Transaction};
use crate::fixity;
use crate::query::Filter;
use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "verify";
/// How many assets are looked up at once.
const BATCH: usize = 500;
/// How many checks are gathered before they are recorded: an interruption loses no more, and each record is synced.
const CHECKS: usize = 2_000;
/// How many files may be with the workers, or waiting for their turn: as many as they read while checks are recorded.
const WINDOW: usize = 1_000;

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
    let mut assets: Vec<AssetId> = Vec::new();
    catalog.holdings(&request.filter, &mut |asset, holding| {
        let is_away = volumes.place_of(&holding).is_none();
        observer.expect(1, if is_away { 0 } else { holding.stat.size });
        if assets.last() != Some(&asset) {
            assets.push(asset);
        }
        ControlFlow::Continue(())
    })?;
    observer.expected_all();
    let quick = request.quick;
    let work = Work {
        make_state: || vec![0; fixity::BUFFER],
        foresee: |_: &FilePath| {},
        examine: |buffer: &mut Vec<u8>, path: FilePath| look(&path, quick, buffer, &request.stop),
    };
    pipeline::run(request.workers, WINDOW, &work, |pipeline| {
        let mut run = Run {
            request,
            observer,
            volumes,
            summary: Summary::new(VERB, false),
            folders: HashSet::new(),
            waiting: VecDeque::new(),
            checks: Vec::new(),
        };
        let flow = run.all(catalog, pipeline, &assets)?;
        run.record(catalog)?;
        if request.look_for_unexpected && flow.is_continue() && !run.observer.is_interrupted() {
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

/// The files of some assets.
fn files_of(catalog: &dyn Catalog, assets: &[AssetId]) -> Result<Vec<(AssetId, Holding)>, LibrarianError> {
    let mut files = Vec::new();
    catalog.holdings(&Filter::Ids(assets.to_vec()), &mut |asset, holding| {
        files.push((asset, holding));
        ControlFlow::Continue(())
    })?;
    Ok(files)
}

/// A file whose turn to be told comes in order.
struct Waiting {
    asset: AssetId,
    holding: Holding,
    /// Where it is now, and a worker reads it; `None`: its volume is not there.
    place: Option<FilePath>,
}

struct Run<'a> {
    request: &'a Request,
    observer: &'a mut dyn Observer,
    volumes: Volumes,
    summary: Summary,
    folders: HashSet<FilePath>,
    waiting: VecDeque<Waiting>,
    /// What is not recorded yet.
    checks: Vec<Change>,
}

type Step = Result<ControlFlow<()>, LibrarianError>;
type Files<'q> = Pipeline<'q, FilePath, Look>;

impl Run<'_> {
    /// Verifies the files of all assets. What was found is recorded while the workers go on.
    fn all(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Files<'_>, assets: &[AssetId]) -> Step {
        for batch in assets.chunks(BATCH) {
            for (asset, holding) in files_of(catalog, batch)? {
                if self.observer.is_interrupted() || self.give(catalog, pipeline, asset, holding)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        while !self.waiting.is_empty() {
            if self.observer.is_interrupted() || self.settle(catalog, pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives a file to the workers, and tells of those that must go before it.
    fn give(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Files<'_>, asset: AssetId, holding: Holding) -> Step {
        while pipeline.is_full() || self.waiting.len() > WINDOW {
            if self.settle(catalog, pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let place = self.volumes.place_of(&holding);
        if let Some(path) = &place {
            if *path == holding.path {
                self.folders.insert(path.folder());
            }
            pipeline.push(path.clone());
        }
        self.waiting.push_back(Waiting { asset, holding, place });
        Ok(ControlFlow::Continue(()))
    }

    /// Tells the oldest file's outcome.
    fn settle(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Files<'_>) -> Step {
        let Some(Waiting { asset, holding, place }) = self.waiting.pop_front() else {
            return Ok(ControlFlow::Continue(()));
        };
        let (is_read, path) = (place.is_some(), place.unwrap_or_else(|| holding.path.clone()));
        let mut outcome = Outcome { id: Some(asset), ..Outcome::of_file(VERB, OutcomeKind::Offline, path) };
        if is_read && let Some(finding) = pipeline.pull() {
            if self.observer.is_interrupted() {
                // It may have been stopped in the middle of the file.
                return Ok(ControlFlow::Break(()));
            }
            self.judge(&holding, finding, &mut outcome);
            self.observer.advance(1, holding.stat.size);
        }
        if !self.request.quick && is_read && outcome.kind != OutcomeKind::Failed {
            self.checks.push(Change::Event(Event {
                asset,
                kind: EventKind::FixityCheck,
                at: self.request.act.at.clone(),
                outcome: outcome.kind.word().to_owned(),
                path: Some(holding.path),
                digest: outcome.digest,
            }));
        }
        if self.checks.len() >= CHECKS {
            self.record(catalog)?;
        }
        self.summary.count(&outcome);
        Ok(self.observer.outcome(&outcome))
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
            Ok(Look::Failed(problem))
                if problem.kind == ProblemKind::Vanished && outcome.path.as_ref().is_some_and(is_gone) =>
            {
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

    fn record(&mut self, catalog: &mut dyn Catalog) -> Result<(), LibrarianError> {
        if self.checks.is_empty() {
            return Ok(());
        }
        let operation = match self.summary.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.request.act.clone()),
        };
        let changes = std::mem::take(&mut self.checks);
        let receipt = catalog.apply(&Transaction { operation, changes })?;
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
