//! Fingerprints are made of pictures that have none, by which those are found that look alike. What is made is kept a batch
//! at a time: a run that is interrupted is gone on with by the same command. The log does not tell of it.
mod look;

use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Finding, Pipeline, Work};
use super::selected::ids_of;
use super::volumes::Volumes;
use crate::asset::{Asset, AssetId, Date, Holding, HoldingState, Problem, ProblemKind};
use crate::catalog::{Catalog, Detail, Fingerprint};
use crate::imaging::ALGORITHM;
use crate::query::{Filter, Selection, State};
use look::{Job, look};
use std::collections::{HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many assets are looked up at once.
const BATCH: usize = 500;
/// How many fingerprints are gathered before they are kept: an interruption loses no more, and each time is synced.
const KEPT: usize = 1_000;
/// How many pictures may be with the workers, or waiting for their turn.
const WINDOW: usize = 256;

/// What to prepare, and how.
pub struct Request {
    /// The verb that is told: `duplicates`, or `ingest`.
    pub verb: &'static str,
    /// Which assets; those that are no pictures are passed over.
    pub filter: Filter,
    /// How many pictures are looked at at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Now.
    pub at: Date,
}

/// Prepares.
///
/// # Errors
/// The catalogue's. Files' troubles are outcomes.
pub fn prepare(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let volumes = Volumes::read(catalog, request.at.clone())?;
    let filter = pictures(&request.filter);
    let mut prepared = HashSet::new();
    catalog.fingerprints(&filter, ALGORITHM, &mut |asset, _, _| {
        prepared.insert(asset);
        ControlFlow::Continue(())
    })?;
    let assets = ids_of(catalog, &filter)?;
    observer.expect(assets.len() as u64, 0);
    observer.expected_all();
    let work = Work {
        make_state: Vec::new,
        foresee: |_: &Job| {},
        examine: |buffer: &mut Vec<u8>, job: Job| look(&job, buffer, &request.stop),
    };
    pipeline::run(request.workers, WINDOW, &work, |pipeline| {
        let summary = Summary::new(request.verb, false);
        let mut run = Run {
            request,
            observer,
            volumes,
            summary,
            prepared,
            waiting: VecDeque::new(),
            told: Vec::new(),
            made: Vec::new(),
        };
        let flow = run.all(catalog, pipeline, &assets);
        // What was made before the trouble is right, and is kept if the catalogue still takes it.
        let kept = run.keep(catalog);
        let _ = flow?;
        let _ = kept?;
        run.summary.interrupted = run.observer.is_interrupted();
        Ok(run.summary)
    })
}

/// Those that are pictures.
pub fn pictures(filter: &Filter) -> Filter {
    let is_picture = Filter::Is(State::Image);
    match filter {
        Filter::Everything => is_picture,
        filter => Filter::All(vec![is_picture, filter.clone()]),
    }
}

/// A picture whose turn to be told comes in order.
struct Waiting {
    outcome: Outcome,
    /// Whether a worker has it.
    is_read: bool,
}

struct Run<'a> {
    request: &'a Request,
    observer: &'a mut dyn Observer,
    volumes: Volumes,
    summary: Summary,
    /// Those that have a fingerprint.
    prepared: HashSet<AssetId>,
    waiting: VecDeque<Waiting>,
    /// Outcomes that wait for what they speak of to be kept.
    told: Vec<Outcome>,
    made: Vec<(AssetId, Fingerprint)>,
}

type Step = Result<ControlFlow<()>, LibrarianError>;
type Pictures<'q> = Pipeline<'q, Job, Result<Fingerprint, Problem>>;
const GO_ON: Step = Ok(ControlFlow::Continue(()));

impl Run<'_> {
    fn all(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Pictures<'_>, assets: &[AssetId]) -> Step {
        for batch in assets.chunks(BATCH) {
            let mut found = Vec::new();
            let selection = Selection { filter: Filter::Ids(batch.to_vec()), sort: Vec::new(), limit: None };
            catalog.glance(&selection, Detail::Files, &mut |asset| {
                found.push(asset);
                ControlFlow::Continue(())
            })?;
            for asset in found {
                if self.observer.is_interrupted() || self.give(catalog, pipeline, &asset)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
        }
        while !self.waiting.is_empty() {
            if self.observer.is_interrupted() || self.settle(catalog, pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    /// Gives a picture to the workers if it must be looked at.
    fn give(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Pictures<'_>, asset: &Asset) -> Step {
        while pipeline.is_full() || self.waiting.len() > 4 * WINDOW {
            if self.settle(catalog, pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let (kind, file) = self.fate(asset);
        let outcome = Outcome {
            id: Some(asset.id),
            path: file.map(|file| file.path.clone()),
            ..Outcome::new(self.request.verb, kind)
        };
        let job = file.filter(|_| kind == OutcomeKind::Prepared).map(|file| Job {
            path: file.path.clone(),
            stat: file.stat,
            essence: asset.version.essence,
        });
        self.waiting.push_back(Waiting { outcome, is_read: job.is_some() });
        job.into_iter().for_each(|job| pipeline.push(job));
        GO_ON
    }

    /// What will become of a picture, and the file that is looked at.
    fn fate<'f>(&self, asset: &'f Asset) -> (OutcomeKind, Option<&'f Holding>) {
        let newest = |file: &&Holding| file.digest == asset.version.digest;
        let files = || asset.originals().filter(newest);
        let any = files().next();
        if self.prepared.contains(&asset.id) {
            return (OutcomeKind::Unchanged, any);
        }
        let is_online = |file: &&Holding| file.state == HoldingState::Present && self.volumes.is_online(&file.volume);
        match files().find(is_online) {
            Some(file) => (OutcomeKind::Prepared, Some(file)),
            None if files().any(|file| file.state != HoldingState::Missing) => (OutcomeKind::Offline, any),
            None => (OutcomeKind::Missing, any.or_else(|| asset.originals().next())),
        }
    }

    /// Takes in what became of the oldest picture.
    fn settle(&mut self, catalog: &mut dyn Catalog, pipeline: &mut Pictures<'_>) -> Step {
        let Some(Waiting { mut outcome, is_read }) = self.waiting.pop_front() else { return GO_ON };
        if is_read && let Some(finding) = pipeline.pull() {
            if self.observer.is_interrupted() {
                // It may have been stopped in the middle of the file.
                return Ok(ControlFlow::Break(()));
            }
            match judged(finding) {
                Ok(made) => self.made.extend(outcome.id.map(|id| (id, made))),
                Err(problem) => {
                    let is_beyond = matches!(problem.kind, ProblemKind::Unsupported | ProblemKind::Limit);
                    outcome.kind = if is_beyond { OutcomeKind::Skipped } else { OutcomeKind::Failed };
                    outcome.problem = Some(problem);
                }
            }
        }
        self.observer.advance(1, 0);
        self.told.push(outcome);
        if self.made.len() >= KEPT || (self.made.is_empty() && self.told.len() >= KEPT) {
            self.keep(catalog)
        } else {
            GO_ON
        }
    }

    /// Keeps what was made, then tells of it.
    fn keep(&mut self, catalog: &mut dyn Catalog) -> Step {
        if !self.made.is_empty() {
            catalog.keep_fingerprints(&std::mem::take(&mut self.made))?;
        }
        for outcome in std::mem::take(&mut self.told) {
            self.summary.count(&outcome);
            if self.observer.outcome(&outcome).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }
}

fn judged(finding: Finding<Result<Fingerprint, Problem>>) -> Result<Fingerprint, Problem> {
    finding.unwrap_or_else(|panic| {
        Err(Problem::new(ProblemKind::Internal, format!("damson failed on this file: {panic}")))
    })
}
