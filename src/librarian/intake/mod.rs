//! Copying and moving in: files of a card, a disk, a folder come into folders of the catalogue's, each read once, written
//! beside its place in every target, proven, named, recorded; and only then are sources let go.
//!
//! Workers carry (`carry`); here, in walk order, names are given and decisions made, as for files that are taken in where they
//! lie. What is recorded is on the medium: folders are synced before each batch.
mod carry;
mod conclude;
mod grounds;
mod history;
mod naming;
mod placing;
mod proof;
mod receipt;
mod shelf;
mod shots;
mod source;
mod target;
mod verdict;

pub use grounds::check;
pub use proof::Proof;
pub use receipt::Receipt;
pub use shelf::Shelf;

use super::error::LibrarianError;
use super::examine::takeout_title;
use super::ingest::{GO_ON, Run, Step, walking};
use super::outcome::{Outcome, OutcomeKind};
use super::pipeline::{self, Finding, Pipeline, Work};
use super::sidecars::{Clerk, named, pair};
use crate::asset::template::Template;
use crate::asset::{AssetId, Digest, FilePath, Problem, ProblemKind};
use crate::fixity::{Hashed, Maker};
use crate::walk::{self, Candidate, Entry, Mounts};
use carry::{Brought, Errand, Porter};
use grounds::Grounds;
use shots::{Shot, shots};
use source::Look;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use target::Target;
use verdict::Tally;

/// How many files may be with the workers or wait for their names: more than a shot has files.
const WINDOW: usize = 64;
/// Workers wait for media more than they calculate, and hold a file each in memory.
const FEWEST_WORKERS: usize = 3;
const MOST_WORKERS: usize = 6;
/// After so many files or bytes a batch is recorded: an interruption loses no more.
const BATCH_FILES: u64 = 256;
const BATCH_BYTES: u64 = 512 << 20;
/// File systems that have no permissions of their own: those that they show are invented when they are mounted.
const WITHOUT_PERMISSIONS: [&str; 9] =
    ["vfat", "exfat", "msdos", "ntfs", "ntfs3", "fuseblk", "iso9660", "udf", "fuse.exfat"];

/// Where to, and how.
#[derive(Debug)]
pub struct Request {
    /// The folder that files are copied into, absolute.
    pub into: FilePath,
    /// Further folders, each of which gets a copy of its own.
    pub also: Vec<FilePath>,
    /// The copies' names below these folders (`Template::of_name`).
    pub name: Template,
    /// Whether sources are removed when every copy of them is proven and recorded.
    pub is_move: bool,
    /// How copies are proven; `None`: from the medium where sources are moved or lie on something that can be pulled out.
    pub proof: Option<Proof>,
    /// Whether hidden files may be lost with the source.
    pub leaves_hidden: bool,
    /// The catalogue's file.
    pub catalogue: FilePath,
    /// Whose name is in the ASC MHL generations that targets get; `None`: they get none.
    pub history: Option<Maker>,
    /// Where a receipt is written.
    pub receipt: Option<FilePath>,
    /// What is held already.
    pub shelf: Shelf,
}

/// Copies files in.
///
/// # Errors
/// `Refused` where sources and targets overlap; `Io` where a target cannot be opened or synced; the catalogue's.
pub(super) fn take_in(run: &mut Run<'_>, request: &Request) -> Step {
    let roots = &run.request.roots;
    check(request, roots)?;
    let targets = targets(request, run.request.dry_run)?;
    let (grounds, proof) = (Grounds::of(roots), proof_for(request, roots));
    let porter = Porter {
        targets: &targets,
        proof,
        shelf: &request.shelf,
        grounds: &grounds,
        policy: run.policy,
        stop: &run.request.stop,
        dry_run: run.request.dry_run,
        wants_md5: request.history.is_some(),
        keeps_modes: has_permissions(roots),
    };
    let work = Work {
        make_state: Vec::new,
        foresee: |_: &Errand| (),
        examine: |buffer: &mut Vec<u8>, errand: Errand| porter.carry(buffer, &errand),
    };
    let workers = run.request.workers.clamp(FEWEST_WORKERS, MOST_WORKERS);
    let mut intake = Intake::new(run, request, &targets, proof);
    let ended = pipeline::run(workers, WINDOW, &work, |pipeline| intake.walk(pipeline))?;
    intake.end(ended)
}

fn targets(request: &Request, dry_run: bool) -> Result<Arc<Vec<Target>>, LibrarianError> {
    let open = |path: &FilePath| {
        let opened = if dry_run { Target::preview(path) } else { Target::open(path) };
        opened.map_err(|source| LibrarianError::Io { what: format!("cannot copy into {}", path.lossy()), source })
    };
    let all = std::iter::once(&request.into).chain(&request.also);
    Ok(Arc::new(all.map(open).collect::<Result<_, _>>()?))
}

fn proof_for(request: &Request, roots: &[FilePath]) -> Proof {
    let is_removable = || {
        let metadata = roots.iter().filter_map(|root| std::fs::metadata(root.to_path()).ok());
        metadata.into_iter().any(|found| walk::is_removable(std::os::unix::fs::MetadataExt::dev(&found)))
    };
    let default = || if request.is_move || is_removable() { Proof::Medium } else { Proof::Cache };
    request.proof.unwrap_or_else(default)
}

fn has_permissions(roots: &[FilePath]) -> bool {
    let Ok(mounts) = Mounts::read() else { return true };
    !roots.iter().any(|root| WITHOUT_PERMISSIONS.contains(&mounts.of(root).kind.as_str()))
}

/// Something whose turn comes in walk order.
enum Queued {
    /// Known without reading.
    Told(Box<Outcome>),
    /// Waits for the workers.
    Shot(Box<Planned>),
}

/// A shot whose findings are awaited.
struct Planned {
    units: Vec<PlannedUnit>,
    lead: usize,
    /// From the root that was named on.
    source_folder: String,
}

struct PlannedUnit {
    main: FilePath,
    sidecars: Vec<FilePath>,
    doubts: HashMap<FilePath, Problem>,
    bytes: u64,
}

/// Content that this run has brought to every place: its asset, and where it lies, by target.
struct Known {
    asset: AssetId,
    paths: Vec<FilePath>,
    is_proven: bool,
}

type Findings = Vec<Finding<Result<Brought, Problem>>>;

/// By target, the folders below it that were written to and are not synced.
type Unsynced = Rc<RefCell<Vec<BTreeSet<Vec<u8>>>>>;

struct Intake<'i, 'r> {
    run: &'i mut Run<'r>,
    request: &'i Request,
    targets: Arc<Vec<Target>>,
    proof: Proof,
    unsynced: Unsynced,
    queue: VecDeque<Queued>,
    /// How many shots had their turn.
    counter: u64,
    /// The last number that a name needed to be free.
    numbers: HashMap<String, u32>,
    /// In a preview, the names that are given, folded.
    claimed: HashMap<(usize, Vec<u8>), Digest>,
    known: HashMap<Digest, Known>,
    tally: Tally,
    /// By target, what was placed there, where a history tells of it.
    hashed: Vec<Vec<Hashed>>,
    /// Sources that may go.
    proven: Vec<(FilePath, Look)>,
    files: u64,
    bytes: u64,
}

impl<'i, 'r> Intake<'i, 'r> {
    fn new(run: &'i mut Run<'r>, request: &'i Request, targets: &Arc<Vec<Target>>, proof: Proof) -> Intake<'i, 'r> {
        let unsynced: Unsynced = Rc::new(RefCell::new(vec![BTreeSet::new(); targets.len()]));
        let (folders, those) = (Rc::clone(&unsynced), Arc::clone(targets));
        run.deposit.before_recording(Box::new(move || {
            for (target, folders) in those.iter().zip(folders.borrow_mut().iter_mut()) {
                target.sync(folders)?;
                folders.clear();
            }
            Ok(())
        }));
        Intake {
            run,
            request,
            targets: Arc::clone(targets),
            proof,
            unsynced,
            queue: VecDeque::new(),
            counter: 0,
            numbers: HashMap::new(),
            claimed: HashMap::new(),
            known: HashMap::new(),
            tally: Tally::default(),
            hashed: vec![Vec::new(); targets.len()],
            proven: Vec::new(),
            files: 0,
            bytes: 0,
        }
    }

    fn walk(&mut self, pipeline: &mut Pipeline<'_, Errand, Result<Brought, Problem>>) -> Step {
        let (roots, rules) = (&self.run.request.roots, &self.run.request.rules);
        walking(roots, rules, |entries| {
            for entry in entries {
                let flow = match entry {
                    Entry::Folder { path, files, .. } => self.folder(pipeline, &path, &files)?,
                    Entry::Skip { path, problem } => self.skip(pipeline, path, problem)?,
                };
                if flow.is_break() || self.run.observer.is_interrupted() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            while !self.queue.is_empty() {
                if self.settle_next(pipeline)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            GO_ON
        })
    }

    fn folder(
        &mut self,
        pipeline: &mut Pipeline<'_, Errand, Result<Brought, Problem>>,
        folder: &FilePath,
        files: &[Candidate],
    ) -> Step {
        let stop = &self.run.request.stop;
        let title =
            |at: usize| files.get(at).and_then(|file| takeout_title(&folder.join(&file.name), &file.stat, stop));
        let pairing = pair(&named(files), &Clerk { held: &|_| None, title: &title });
        let source_folder = self.source_folder(folder);
        for Shot { units, lead } in shots(files, &pairing) {
            let plan = |unit: &shots::Unit| {
                let file = |at: usize| files.get(at).map(|file| (folder.join(&file.name), file.stat.size));
                let sidecars: Vec<_> = unit.sidecars.iter().filter_map(|at| file(*at)).collect();
                let doubt = |at: &usize| Some((file(*at)?.0, pairing.doubts.get(at)?.clone()));
                let (main, size) = file(unit.main)?;
                let bytes = size + sidecars.iter().map(|(_, size)| size).sum::<u64>();
                let sidecars = sidecars.into_iter().map(|(path, _)| path).collect();
                Some(PlannedUnit { main, sidecars, doubts: unit.sidecars.iter().filter_map(doubt).collect(), bytes })
            };
            let units: Vec<PlannedUnit> = units.iter().filter_map(plan).collect();
            let planned = Planned { units, lead, source_folder: source_folder.clone() };
            if self.enqueue(pipeline, planned)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn enqueue(&mut self, pipeline: &mut Pipeline<'_, Errand, Result<Brought, Problem>>, planned: Planned) -> Step {
        let errands: Vec<Errand> = planned
            .units
            .iter()
            .map(|unit| Errand { main: unit.main.clone(), sidecars: unit.sidecars.clone() })
            .collect();
        self.queue.push_back(Queued::Shot(Box::new(planned)));
        for errand in errands {
            // The window is wider than a shot, so that those in front of this one make room.
            while pipeline.is_full() {
                if self.settle_next(pipeline)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            pipeline.push(errand);
        }
        GO_ON
    }

    fn skip(
        &mut self,
        pipeline: &mut Pipeline<'_, Errand, Result<Brought, Problem>>,
        path: FilePath,
        problem: Problem,
    ) -> Step {
        self.tally.skip(problem.kind, self.request.leaves_hidden);
        let kind = if problem.kind.is_a_rule() { OutcomeKind::Skipped } else { OutcomeKind::Failed };
        let outcome = Outcome { problem: Some(problem), ..Outcome::of_file(self.run.request.verb, kind, path) };
        self.queue.push_back(Queued::Told(Box::new(outcome)));
        while matches!(self.queue.front(), Some(Queued::Told(_))) {
            if self.settle_next(pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn settle_next(&mut self, pipeline: &mut Pipeline<'_, Errand, Result<Brought, Problem>>) -> Step {
        match self.queue.pop_front() {
            None => GO_ON,
            Some(Queued::Told(outcome)) => self.run.tell(vec![*outcome]),
            Some(Queued::Shot(planned)) => {
                let findings: Findings = planned.units.iter().filter_map(|_| pipeline.pull()).collect();
                if self.run.observer.is_interrupted() || findings.len() < planned.units.len() {
                    return Ok(ControlFlow::Break(()));
                }
                for unit in &planned.units {
                    self.run.advance(1 + unit.sidecars.len() as u64, unit.bytes);
                    self.files += 1 + unit.sidecars.len() as u64;
                    self.bytes += unit.bytes;
                }
                let outcomes = self.settle(&planned, findings)?;
                if self.run.tell(outcomes)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                self.record_a_batch()
            }
        }
    }

    fn record_a_batch(&mut self) -> Step {
        if self.files < BATCH_FILES && self.bytes < BATCH_BYTES {
            return GO_ON;
        }
        (self.files, self.bytes) = (0, 0);
        self.run.deposit.record()?;
        Ok(self.run.tell_waiting())
    }

    /// The folder from the root on that it was reached by.
    fn source_folder(&self, folder: &FilePath) -> String {
        let roots = self.run.request.roots.iter().filter(|root| folder.is_under(root));
        let root = roots.max_by_key(|root| root.0.len());
        let inside = root.and_then(|root| folder.0.get(root.0.len()..)).unwrap_or_default();
        String::from_utf8_lossy(inside).trim_matches('/').to_owned()
    }

    /// Records the rest, lets sources go, and says whether the others may be erased.
    fn end(&mut self, ended: ControlFlow<()>) -> Step {
        self.run.deposit.record()?;
        let told = self.run.tell_waiting();
        let is_whole = ended.is_continue() && told.is_continue() && !self.run.observer.is_interrupted();
        self.write_histories()?;
        let mut released = None;
        if self.request.is_move && is_whole && !self.run.request.dry_run {
            released = Some(self.release()?);
        }
        self.run.summary.erasure = Some(self.tally.verdict(is_whole, self.run.request.dry_run, released));
        if told.is_break() { Ok(told) } else { Ok(ended) }
    }
}

impl Intake<'_, '_> {
    /// A history that cannot be written is trouble of its folder; the copies are what they are.
    fn write_histories(&mut self) -> Result<(), LibrarianError> {
        let Some(maker) = self.request.history.as_ref().filter(|_| !self.run.request.dry_run) else { return Ok(()) };
        let hashed = std::mem::take(&mut self.hashed);
        for (target, files) in self.targets.iter().zip(hashed).filter(|(_, files)| !files.is_empty()) {
            if let Err(error) = history::add_generation(target, maker, &files) {
                let problem = super::arrival::unwritable(&error);
                let message = format!("{}: its ASC MHL was not written: {}", target.path.lossy(), problem.message);
                let outcome = Outcome {
                    problem: Some(Problem { message, ..problem }),
                    ..Outcome::new(self.run.request.verb, OutcomeKind::Failed)
                };
                let _ = self.run.tell(vec![outcome])?;
            }
        }
        Ok(())
    }
}

/// The problem of a file whose main file could not be taken in.
fn left_with(main: &Problem) -> Problem {
    Problem::new(ProblemKind::Refused, format!("the file that it speaks for was not taken in: {}", main.message))
}
