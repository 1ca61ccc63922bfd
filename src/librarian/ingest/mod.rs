//! `ingest`: take files in where they lie. Walk; pass over what is unchanged; examine the rest; decide; record.
mod groups;
mod judge;
mod missing;

use super::decide::SameEssence;
use super::deposit::Deposit;
use super::error::LibrarianError;
use super::examine::{Examined, ExaminedSidecar, examine, examine_sidecar, takeout_title};
use super::forecast::{Forecast, Told};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Pipeline};
use super::sidecars::{Clerk, Pairing, named, pair};
use super::volumes::Volumes;
use crate::asset::{AssetId, FilePath, Holding, HoldingState, Problem, Role};
use crate::catalog::{Act, Catalog, Change};
use crate::query::Edit;
use crate::walk::{self, Candidate, Entry};
use groups::{Couple, couples};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

/// How many files may be with the workers, or waiting for their turn to be decided: as many as the workers read while a
/// batch is recorded, so that neither waits for the other.
const WINDOW: usize = 1_000;
const VERB: &str = "ingest";

/// What to take in, and how.
pub struct Request {
    /// Folders and files, absolute.
    pub roots: Vec<FilePath>,
    /// What is left out.
    pub rules: walk::Rules,
    /// What a new file with a known essence is.
    pub same_essence: SameEssence,
    /// What is stated of every new asset.
    pub edits: Vec<Edit>,
    /// How many files are examined at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to count ahead, so that progress can be estimated.
    pub estimate: bool,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Takes files in.
///
/// # Errors
/// The catalogue's, and `Io` where the system does not say what is mounted. Files' troubles are outcomes.
pub fn ingest(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let mut volumes = Volumes::read(catalog, request.act.at.clone())?;
    let mut deposit = Deposit::new(catalog, request.act.clone(), request.dry_run);
    let changes = volumes.refresh();
    deposit.gather(changes.clone(), [])?;
    if !request.dry_run {
        Volumes::follow(&changes, &mut deposit)?;
    }
    let forecast = Forecast::default();
    let mut run = Run {
        request,
        observer,
        deposit,
        volumes,
        summary: Summary::new(VERB, request.dry_run),
        forecast: &forecast,
        told: Told::default(),
        queue: VecDeque::new(),
        visited: HashSet::new(),
        thinned: HashSet::new(),
        seen: HashSet::new(),
    };
    let work = |buffer: &mut Vec<u8>, job| examine_job(buffer, job, &request.stop);
    let ended = thread::scope(|scope| {
        if request.estimate {
            scope.spawn(|| forecast.count(&request.roots, &request.rules));
        }
        let ended = pipeline::run(request.workers, WINDOW, Vec::new, work, |pipeline| run.walk(pipeline));
        forecast.end();
        ended
    });
    match ended {
        Ok(ControlFlow::Continue(())) if !run.observer.is_interrupted() => {
            let _ = run.look_for_missing()?;
        }
        Ok(_) => {}
        Err(error) => {
            // What was decided before the trouble is true and is kept, if the catalogue still takes it.
            let _ = run.deposit.record();
            return Err(error);
        }
    }
    run.deposit.record()?;
    run.summary.operation = run.deposit.operation();
    run.summary.interrupted = run.observer.is_interrupted();
    Ok(run.summary)
}

/// One file to read with its sidecars, or sidecars alone.
struct Job {
    main: Option<FilePath>,
    sidecars: Vec<FilePath>,
}

/// What the workers found.
struct Found {
    main: Option<Result<Examined, Problem>>,
    sidecars: Vec<Result<ExaminedSidecar, Problem>>,
}

fn examine_job(buffer: &mut Vec<u8>, job: Job, stop: &AtomicBool) -> Found {
    let sidecars: Vec<_> = job.sidecars.iter().map(|path| examine_sidecar(path, buffer, stop)).collect();
    let main = job.main.map(|path| {
        let spoken: Vec<ExaminedSidecar> = sidecars.iter().flatten().cloned().collect();
        examine(&path, buffer, stop).map(|examined| examined.with_sidecars(&spoken))
    });
    Found { main, sidecars }
}

/// Something whose turn comes in walk order.
enum Queued {
    /// Known without reading.
    Settled(Vec<Outcome>, Vec<Change>),
    /// Waits for the workers.
    Waiting(Box<Plan>),
    /// Files of a folder that may belong together, once all of them are settled.
    Couples(Vec<Couple>),
}

/// A file whose finding is awaited.
struct Plan {
    path: FilePath,
    volume: String,
    sidecars: Vec<FilePath>,
    doubts: HashMap<FilePath, Problem>,
    /// The file's asset, when only its sidecars are read.
    only_sidecars_of: Option<AssetId>,
    bytes: u64,
}

struct Run<'a> {
    request: &'a Request,
    observer: &'a mut dyn Observer,
    deposit: Deposit<'a>,
    volumes: Volumes,
    summary: Summary,
    forecast: &'a Forecast,
    told: Told,
    queue: VecDeque<Queued>,
    /// Folders that the walk came to.
    visited: HashSet<FilePath>,
    /// Folders of which some held file was not seen.
    thinned: HashSet<FilePath>,
    /// Outcomes of missing files already told.
    seen: HashSet<FilePath>,
}

/// The holdings of a folder, by name.
type Shelf = BTreeMap<Vec<u8>, (AssetId, Holding)>;

type Step = Result<ControlFlow<()>, LibrarianError>;
const GO_ON: Step = Ok(ControlFlow::Continue(()));

impl Run<'_> {
    fn walk(&mut self, pipeline: &mut Pipeline<Job, Found>) -> Step {
        let mut trouble = None;
        walk::walk(&self.request.roots, &self.request.rules, &mut |entry| {
            let step = match entry {
                Entry::Folder { path, files, is_whole } => self.folder(pipeline, &path, &files, is_whole),
                Entry::Skip { path, problem } => self.skip(pipeline, path, problem),
            };
            match step {
                Ok(flow) if !self.observer.is_interrupted() => flow,
                Ok(_) => ControlFlow::Break(()),
                Err(error) => {
                    trouble = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        if let Some(error) = trouble {
            return Err(error);
        }
        while !self.queue.is_empty() && !self.observer.is_interrupted() {
            if self.settle_next(pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn skip(&mut self, pipeline: &mut Pipeline<Job, Found>, path: FilePath, problem: Problem) -> Step {
        let is_left_out = problem.kind.is_a_rule();
        let kind = if is_left_out { OutcomeKind::Skipped } else { OutcomeKind::Failed };
        let outcome = Outcome { problem: Some(problem), ..Outcome::of_file(VERB, kind, path) };
        self.enqueue(pipeline, Queued::Settled(vec![outcome], Vec::new()), None)
    }

    /// Sorts a folder's files into those that are unchanged and those that must be read.
    fn folder(
        &mut self,
        pipeline: &mut Pipeline<Job, Found>,
        path: &FilePath,
        files: &[Candidate],
        is_whole: bool,
    ) -> Step {
        let held = self.deposit.catalog().folder(path)?;
        let names: Vec<&[u8]> = files.iter().map(|file| file.name.as_slice()).collect();
        let held: Shelf = held.into_iter().map(|(asset, held)| (held.path.name().to_vec(), (asset, held))).collect();
        if held.keys().any(|name| names.binary_search(&name.as_slice()).is_err()) {
            self.thinned.insert(path.clone());
        }
        self.visited.insert(path.clone());
        let pairing = self.pairing(path, files, &held);
        let mut doubts = pairing.doubts;
        for (main, sidecars) in &pairing.mains {
            let Some(file) = files.get(*main) else { continue };
            let spoken: Vec<&Candidate> = sidecars.iter().filter_map(|at| files.get(*at)).collect();
            let doubts =
                sidecars.iter().filter_map(|at| Some((path.join(&files.get(*at)?.name), doubts.remove(at)?))).collect();
            if self.file(pipeline, path, file, &spoken, &held, doubts)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if self.observer.is_interrupted() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let mut names: Vec<&[u8]> = pairing.mains.keys().filter_map(|at| names.get(*at).copied()).collect();
        if !is_whole {
            let beside = held.iter().filter(|(name, (_, holding))| {
                holding.role == Role::Original
                    && holding.state == HoldingState::Present
                    && !names.contains(&name.as_slice())
            });
            let beside: Vec<&[u8]> = beside.map(|(name, _)| name.as_slice()).collect();
            names.extend(beside);
        }
        self.couples(pipeline, path, &names, files, &held)
    }

    fn pairing(&self, path: &FilePath, files: &[Candidate], held: &Shelf) -> Pairing {
        let known = |at: usize| held.get(&files.get(at)?.name);
        let is_unchanged =
            |at: usize, holding: &Holding| files.get(at).is_some_and(|file| file.stat.is_unchanged_from(&holding.stat));
        let has_sidecars = held.values().any(|(_, holding)| holding.role == Role::Sidecar);
        let original = |at: usize| known(at).filter(|(_, held)| held.role == Role::Original).map(|(of, _)| (*of, at));
        let originals: HashMap<AssetId, usize> =
            (0..files.len()).rev().filter(|_| has_sidecars).filter_map(original).collect();
        let held_with = |at: usize| {
            let (asset, holding) = known(at)?;
            let is_held = holding.role == Role::Sidecar && is_unchanged(at, holding);
            originals.get(asset).copied().filter(|_| is_held)
        };
        let title = |at: usize| {
            files.get(at).and_then(|file| takeout_title(&path.join(&file.name), &file.stat, &self.request.stop))
        };
        pair(&named(files), &Clerk { held: &held_with, title: &title })
    }

    /// Files that may belong together are looked at when all of the folder is settled; those that are unchanged and bound
    /// already are not looked at again.
    fn couples(
        &mut self,
        pipeline: &mut Pipeline<Job, Found>,
        path: &FilePath,
        names: &[&[u8]],
        files: &[Candidate],
        held: &Shelf,
    ) -> Step {
        let mut couples = couples(path, names);
        if couples.is_empty() {
            return GO_ON;
        }
        let bound: HashSet<[AssetId; 2]> = self.deposit.catalog().groups_in(path)?.into_iter().collect();
        let unchanged = |file: &FilePath| {
            let (asset, holding) = held.get(file.name())?;
            let listed = files.binary_search_by(|candidate| candidate.name.as_slice().cmp(file.name())).ok();
            let listed = listed.and_then(|at| files.get(at));
            listed.is_none_or(|file| file.stat.is_unchanged_from(&holding.stat)).then_some(*asset)
        };
        couples.retain(|[one, other]| match (unchanged(one), unchanged(other)) {
            (Some(one), Some(other)) => !bound.contains(&[one, other]) && !bound.contains(&[other, one]),
            (_, _) => true,
        });
        if couples.is_empty() { GO_ON } else { self.enqueue(pipeline, Queued::Couples(couples), None) }
    }

    fn file(
        &mut self,
        pipeline: &mut Pipeline<Job, Found>,
        folder: &FilePath,
        file: &Candidate,
        sidecars: &[&Candidate],
        held: &Shelf,
        doubts: HashMap<FilePath, Problem>,
    ) -> Step {
        let path = folder.join(&file.name);
        let bytes = file.stat.size + sidecars.iter().map(|sidecar| sidecar.stat.size).sum::<u64>();
        let holder = held
            .get(&file.name)
            .filter(|(_, holding)| holding.role == Role::Original && file.stat.is_unchanged_from(&holding.stat));
        let sidecar_paths: Vec<FilePath> = sidecars.iter().map(|sidecar| folder.join(&sidecar.name)).collect();
        let is_alone = |(_, holding): &&(AssetId, Holding)| holding.role == Role::Sidecar && sidecars.is_empty();
        if let Some((asset, holding)) = held.get(&file.name).filter(is_alone) {
            return self.left_alone(pipeline, *asset, holding, file, folder);
        }
        let (main, only_sidecars_of) = match holder {
            Some((asset, holding)) => {
                let unchanged = sidecars.iter().all(|sidecar| {
                    held.get(&sidecar.name).is_some_and(|(holder, held)| {
                        holder == asset && held.role == Role::Sidecar && sidecar.stat.is_unchanged_from(&held.stat)
                    })
                });
                if unchanged {
                    let names = sidecars.iter().map(|sidecar| &sidecar.name);
                    let holdings: Vec<&Holding> =
                        names.filter_map(|name| held.get(name)).map(|(_, holding)| holding).collect();
                    return self.unchanged(pipeline, *asset, holding, &holdings, bytes);
                }
                (None, Some(*asset))
            }
            None => (Some(path.clone()), None),
        };
        let (volume, change) = self.volumes.name_of(folder);
        self.deposit.gather(change.into_iter().collect(), [])?;
        let plan = Plan { path, volume, sidecars: sidecar_paths.clone(), doubts, only_sidecars_of, bytes };
        let job = Job { main, sidecars: sidecar_paths };
        self.enqueue(pipeline, Queued::Waiting(Box::new(plan)), Some(job))
    }

    /// A sidecar whose file is not beside it any more stays its asset's: what it said is not forgotten, and what it says
    /// anew is heard.
    fn left_alone(
        &mut self,
        pipeline: &mut Pipeline<Job, Found>,
        asset: AssetId,
        holding: &Holding,
        file: &Candidate,
        folder: &FilePath,
    ) -> Step {
        let bytes = file.stat.size;
        if file.stat.is_unchanged_from(&holding.stat) {
            return self.unchanged(pipeline, asset, holding, &[], bytes);
        }
        let path = holding.path.clone();
        let (volume, change) = self.volumes.name_of(folder);
        self.deposit.gather(change.into_iter().collect(), [])?;
        let (sidecars, doubts, only_sidecars_of) = (vec![path.clone()], HashMap::new(), Some(asset));
        let job = Job { main: None, sidecars: sidecars.clone() };
        let plan = Plan { path, volume, sidecars, doubts, only_sidecars_of, bytes };
        self.enqueue(pipeline, Queued::Waiting(Box::new(plan)), Some(job))
    }

    /// Nothing is read; a file that was missing is there again.
    fn unchanged(
        &mut self,
        pipeline: &mut Pipeline<Job, Found>,
        asset: AssetId,
        main: &Holding,
        sidecars: &[&Holding],
        bytes: u64,
    ) -> Step {
        let mut changes = Vec::new();
        let mut outcomes = Vec::new();
        for holding in std::iter::once(&main).chain(sidecars) {
            if holding.state == HoldingState::Missing {
                let after = Holding { state: HoldingState::Present, ..(*holding).clone() };
                changes.push(Change::Hold { asset, before: Some((*holding).clone()), after: Some(after) });
            }
            let outcome = Outcome::of_file(VERB, OutcomeKind::Unchanged, holding.path.clone());
            outcomes.push(Outcome { id: Some(asset), ..outcome });
        }
        self.observer.advance(outcomes.len() as u64, bytes);
        self.enqueue(pipeline, Queued::Settled(outcomes, changes), None)
    }

    fn enqueue(&mut self, pipeline: &mut Pipeline<Job, Found>, queued: Queued, job: Option<Job>) -> Step {
        self.queue.push_back(queued);
        if let Some(job) = job {
            while pipeline.is_full() {
                if self.settle_next(pipeline)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            pipeline.push(job);
        }
        // What needs no worker is told as soon as its turn comes.
        while matches!(self.queue.front(), Some(Queued::Settled(..) | Queued::Couples(_)))
            || self.queue.len() > 4 * WINDOW
        {
            if self.settle_next(pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn settle_next(&mut self, pipeline: &mut Pipeline<Job, Found>) -> Step {
        match self.queue.pop_front() {
            None => GO_ON,
            Some(Queued::Settled(outcomes, changes)) => {
                self.deposit.gather(changes, [])?;
                self.tell(outcomes)
            }
            Some(Queued::Couples(couples)) => {
                couples.iter().try_for_each(|couple| self.relate_couple(couple))?;
                GO_ON
            }
            Some(Queued::Waiting(plan)) => {
                let Some(finding) = pipeline.pull() else { return GO_ON };
                if self.observer.is_interrupted() {
                    // It may have been stopped in the middle of the file: the next run reads it.
                    return Ok(ControlFlow::Break(()));
                }
                self.observer.advance(1 + plan.sidecars.len() as u64, plan.bytes);
                self.told.tell(self.forecast, self.observer);
                self.summary.bytes += plan.bytes;
                let outcomes = self.judge(*plan, finding)?;
                self.tell(outcomes)
            }
        }
    }

    fn tell(&mut self, outcomes: Vec<Outcome>) -> Step {
        for mut outcome in outcomes {
            outcome.dry_run = self.request.dry_run;
            self.summary.count(&outcome);
            if self.observer.outcome(&outcome).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }
}
