//! `ingest`: take files in where they lie. Walk; pass over what is unchanged; examine the rest; decide; record.
mod folder;
mod groups;
mod judge;
mod missing;

pub use missing::confirmed;

use super::decide::SameEssence;
use super::deposit::Deposit;
use super::enrichment::Enrichment;
use super::error::LibrarianError;
use super::examine::{Examined, ExaminedSidecar, examine, examine_sidecar};
use super::file::read_ahead;
use super::forecast::{Forecast, Told};
use super::intake;
use super::ledger::{Ledger, Terms};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Pipeline, Work};
use super::places::{Places, ReadingOrder};
use super::volumes::Volumes;
use crate::asset::{AssetId, Digest, FilePath, Policy, Problem};
use crate::catalog::{AccessionState, Act, Catalog, Change};
use crate::walk::{self, Entry};
use groups::Couple;
pub(in crate::librarian) use groups::couples;
use missing::Gone;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// How many files may be with the workers, or waiting for their turn to be decided: as many as the workers read while a
/// batch is recorded, so that neither waits for the other.
const WINDOW: usize = 1_000;
/// How many outcomes wait for what they speak of to be recorded.
const WAITING: usize = 4_096;
/// How many sentences about the run are told.
const REMARKS: usize = 100;
/// How many folders are listed ahead.
const AHEAD: usize = 4;

/// What to take in, and how.
pub struct Request {
    /// The verb that is told: `ingest`, or `sync`.
    pub verb: &'static str,
    /// Folders and files, absolute.
    pub roots: Vec<FilePath>,
    /// Files and folders that somebody saw go: what is held there is looked for though nobody walks them, and is missing
    /// however much it is.
    pub gone: BTreeSet<FilePath>,
    /// What is left out.
    pub rules: walk::Rules,
    /// What a new file with a known essence is.
    pub same_essence: SameEssence,
    /// Whether content that was let go on purpose is taken all the same.
    pub again: bool,
    /// What is stated of every new asset.
    /// Where files are copied to; `None`: they are taken in where they lie.
    pub into: Option<intake::Request>,
    pub enrichment: Enrichment,
    /// How statements are weighed in a catalogue in which nothing was ever done; any other has its own policy.
    pub policy: Policy,
    /// How many files are examined at once.
    pub workers: usize,
    /// In which order they are read.
    pub order: ReadingOrder,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to count ahead, so that progress can be estimated.
    pub estimate: bool,
    /// Whether files that are gone are missing however many they are, and though a root is gone or empty.
    pub confirm_missing: bool,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
    /// How it is entered into the ledger; `None`: it is not.
    pub ledger: Option<Terms>,
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
    let policy = policy_of(catalog, request)?;
    let mut volumes = Volumes::read(catalog, request.act.at.clone())?;
    let terms = request.ledger.clone().filter(|_| !request.dry_run);
    let (act, roots) = (&request.act, &request.roots);
    let ledger = terms.map(|terms| Ledger::open(catalog, terms, act.clone(), roots.clone())).transpose()?;
    let mut deposit = Deposit::new(catalog, act.clone(), request.dry_run).with_ledger(ledger);
    if deposit.ledger().is_some_and(|ledger| ledger.continues()) {
        begin(&mut deposit, observer)?;
    }
    if policy != deposit.catalog().policy()? {
        deposit.gather(vec![Change::Policy { before: Policy::default(), after: policy }], [])?;
    }
    let halfway = halfway(deposit.catalog())?;
    let has_let_go = has_let_go(deposit.catalog())?;
    let mut changes = volumes.refresh();
    let targets = request.into.iter().flat_map(|into| std::iter::once(&into.into).chain(&into.also));
    changes.extend(request.roots.iter().chain(targets).flat_map(|folder| volumes.meet(folder)));
    deposit.gather(changes.clone(), [])?;
    if !request.dry_run {
        Volumes::follow(&changes, &mut deposit)?;
    }
    let forecast = Forecast::default();
    let mut run = Run {
        request,
        policy,
        observer,
        deposit,
        volumes,
        summary: Summary::new(request.verb, request.dry_run),
        forecast: &forecast,
        told: Told::default(),
        queue: VecDeque::new(),
        visited: HashSet::new(),
        thinned: HashSet::new(),
        seen: HashSet::new(),
        places: Places::new(request.order),
        merged: HashSet::new(),
        remarks: BTreeMap::new(),
        halfway,
        has_let_go,
        welcome: HashSet::new(),
        waiting: Vec::new(),
        planned: HashSet::new(),
        held: 0,
        gone: Gone::default(),
    };
    let work = Work {
        make_state: Vec::new,
        foresee: |job: &Job| job.main.iter().for_each(|path| read_ahead(path, &request.stop)),
        examine: |buffer: &mut Vec<u8>, job| examine_job(buffer, job, policy, &request.stop),
    };
    let ended = thread::scope(|scope| {
        if request.estimate {
            scope.spawn(|| forecast.count(&request.roots, &request.rules));
        }
        let ended = match &request.into {
            None => pipeline::run(request.workers, WINDOW, &work, |pipeline| run.walk(pipeline)),
            Some(into) => intake::take_in(&mut run, into),
        };
        forecast.end();
        ended
    });
    match ended {
        Ok(flow) => {
            let is_whole =
                flow.is_continue() && run.look_for_missing()?.is_continue() && !run.observer.is_interrupted();
            let state = if is_whole { AccessionState::Whole } else { AccessionState::Interrupted };
            run.summary.accession = run.deposit.close(state)?;
        }
        Err(error) => {
            // What was decided before the trouble is true and is kept, if the catalogue still takes it.
            if run.deposit.close(AccessionState::Failed).is_ok() {
                let _ = run.tell_waiting();
            }
            return Err(error);
        }
    }
    let _ = run.tell_waiting();
    run.volumes.doubts().iter().for_each(|doubt| run.observer.notice(doubt));
    run.tell_remarks();
    run.summary.operation = run.deposit.operation();
    run.summary.interrupted = run.observer.is_interrupted();
    Ok(run.summary)
}

/// Begins the accession that this run is, and says so where it completes what an earlier one began.
fn begin(deposit: &mut Deposit<'_>, observer: &mut dyn Observer) -> Result<(), LibrarianError> {
    if deposit.ledger().is_none_or(|ledger| ledger.begun().is_some()) {
        return Ok(());
    }
    if let Some(begun) = deposit.begin_accession()?.filter(|begun| begun.is_continued) {
        observer.notice(&format!("continues accession {}, which was cut short", begun.number));
    }
    Ok(())
}

/// The catalogue's policy; that of the request where the catalogue is new.
fn policy_of(catalog: &dyn Catalog, request: &Request) -> Result<Policy, LibrarianError> {
    let is_new = catalog.operations(Some(1))?.is_empty();
    Ok(if is_new { request.policy } else { catalog.policy()? })
}

/// One file to read with its sidecars, or sidecars alone.
struct Job {
    main: Option<FilePath>,
    sidecars: Vec<FilePath>,
    /// On the medium.
    place: u64,
}

/// What the workers found.
pub(in crate::librarian) struct Found {
    pub main: Option<Result<Examined, Problem>>,
    pub sidecars: Vec<Result<ExaminedSidecar, Problem>>,
}

fn examine_job(buffer: &mut Vec<u8>, job: Job, policy: Policy, stop: &AtomicBool) -> Found {
    let sidecars: Vec<_> = job.sidecars.iter().map(|path| examine_sidecar(path, buffer, stop)).collect();
    let main = job.main.map(|path| {
        let spoken: Vec<ExaminedSidecar> = sidecars.iter().flatten().cloned().collect();
        examine(&path, policy, buffer, stop).map(|examined| examined.with_sidecars(&spoken, policy))
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
pub(in crate::librarian) struct Plan {
    pub path: FilePath,
    pub volume: String,
    pub sidecars: Vec<FilePath>,
    pub doubts: HashMap<FilePath, Problem>,
    /// The file's asset, when only its sidecars are read.
    pub only_sidecars_of: Option<AssetId>,
    /// Whether the catalogue held nothing at the path when its folder was listed.
    pub is_new_here: bool,
    pub bytes: u64,
}

/// An ingest at work: what files are is decided here, wherever they come from.
pub(in crate::librarian) struct Run<'a> {
    pub request: &'a Request,
    pub policy: Policy,
    pub observer: &'a mut dyn Observer,
    pub deposit: Deposit<'a>,
    pub volumes: Volumes,
    pub summary: Summary,
    forecast: &'a Forecast,
    told: Told,
    queue: VecDeque<Queued>,
    /// Folders that the walk came to.
    visited: HashSet<FilePath>,
    /// Folders of which some held file was not seen.
    thinned: HashSet<FilePath>,
    /// Outcomes of missing files already told.
    seen: HashSet<FilePath>,
    places: Places,
    /// Assets of which what is stated was merged with what files say anew.
    merged: HashSet<AssetId>,
    /// What enriching has to say of the run, and of how many assets it said it.
    remarks: BTreeMap<String, u64>,
    /// The digests that files have if a write that is not recorded exchanged them.
    halfway: HashMap<FilePath, Digest>,
    /// Whether any content was let go on purpose.
    has_let_go: bool,
    /// Contents of which that is forgotten.
    welcome: HashSet<Digest>,
    /// Outcomes of what is not recorded yet, and those after them.
    waiting: Vec<Outcome>,
    /// In a preview of a copy, where files would lie: they are not gone.
    pub planned: HashSet<FilePath>,
    /// How many files are held, as present, in the folders that were come to.
    held: u64,
    /// Those of them that are gone.
    gone: Gone,
}

fn has_let_go(catalog: &dyn Catalog) -> Result<bool, LibrarianError> {
    let mut has = false;
    catalog.each_let_go(&mut |_, _| {
        has = true;
        ControlFlow::Break(())
    })?;
    Ok(has)
}

fn halfway(catalog: &dyn Catalog) -> Result<HashMap<FilePath, Digest>, LibrarianError> {
    let exchanges = catalog.pending()?.into_iter().flat_map(|(_, pending)| pending.exchanges);
    let news = exchanges.filter(|exchange| exchange.before != Some(exchange.after));
    Ok(news.map(|exchange| (exchange.path, exchange.after)).collect())
}

pub(in crate::librarian) type Step = Result<ControlFlow<()>, LibrarianError>;
pub(in crate::librarian) const GO_ON: Step = Ok(ControlFlow::Continue(()));

/// Walks on a thread of its own, a few folders ahead of what is decided: the system is asked of the next files while the
/// catalogue is asked of these.
pub(in crate::librarian) fn walking<T>(
    roots: &[FilePath],
    rules: &walk::Rules,
    take_in: impl FnOnce(Receiver<Entry>) -> T,
) -> T {
    let (send, entries) = sync_channel(AHEAD);
    let mut each = move |entry| match send.send(entry) {
        Ok(()) => ControlFlow::Continue(()),
        Err(_) => ControlFlow::Break(()),
    };
    thread::scope(|scope| {
        scope.spawn(move || walk::walk(roots, rules, &mut each));
        take_in(entries)
    })
}

impl Run<'_> {
    fn walk(&mut self, pipeline: &mut Pipeline<'_, Job, Found>) -> Step {
        let request = self.request;
        walking(&request.roots, &request.rules, |entries| self.take_in(pipeline, entries))
    }

    fn take_in(&mut self, pipeline: &mut Pipeline<'_, Job, Found>, entries: Receiver<Entry>) -> Step {
        for entry in entries {
            let flow = match entry {
                Entry::Folder { path, files, is_whole } => self.folder(pipeline, &path, &files, is_whole)?,
                Entry::Skip { path, problem } => self.skip(pipeline, path, problem)?,
            };
            if flow.is_break() || self.observer.is_interrupted() {
                return Ok(ControlFlow::Break(()));
            }
        }
        while !self.queue.is_empty() && !self.observer.is_interrupted() {
            if self.settle_next(pipeline)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn skip(&mut self, pipeline: &mut Pipeline<'_, Job, Found>, path: FilePath, problem: Problem) -> Step {
        let is_left_out = problem.kind.is_a_rule();
        let kind = if is_left_out { OutcomeKind::Skipped } else { OutcomeKind::Failed };
        let outcome = Outcome { problem: Some(problem), ..Outcome::of_file(self.request.verb, kind, path) };
        self.enqueue(pipeline, Queued::Settled(vec![outcome], Vec::new()), None)
    }

    fn enqueue(&mut self, pipeline: &mut Pipeline<'_, Job, Found>, queued: Queued, job: Option<Job>) -> Step {
        self.queue.push_back(queued);
        if let Some(job) = job {
            begin(&mut self.deposit, self.observer)?;
            while pipeline.is_full() {
                if self.settle_next(pipeline)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            pipeline.push_at(job.place, job);
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

    fn settle_next(&mut self, pipeline: &mut Pipeline<'_, Job, Found>) -> Step {
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
                self.advance(1 + plan.sidecars.len() as u64, plan.bytes);
                let outcomes = self.judge(*plan, finding)?;
                self.tell(outcomes)
            }
        }
    }

    /// So many files and bytes are done with.
    pub(in crate::librarian) fn advance(&mut self, files: u64, bytes: u64) {
        self.observer.advance(files, bytes);
        self.told.tell(self.forecast, self.observer);
        self.summary.bytes += bytes;
    }

    /// Tells outcomes, in order, once all that they speak of is recorded.
    pub(in crate::librarian) fn tell(&mut self, outcomes: Vec<Outcome>) -> Step {
        outcomes.iter().try_for_each(|outcome| self.deposit.hear(outcome))?;
        self.waiting.extend(outcomes);
        if self.waiting.len() >= WAITING {
            self.deposit.record()?;
        }
        if self.deposit.is_recorded() { Ok(self.tell_waiting()) } else { GO_ON }
    }

    /// Notes what enriching says of the run; of what has no end only the beginning is kept.
    fn remark(&mut self, remarks: Vec<String>) {
        for remark in remarks {
            let is_room = self.remarks.len() < REMARKS;
            match self.remarks.get_mut(&remark) {
                Some(count) => *count += 1,
                None if is_room => drop(self.remarks.insert(remark, 1)),
                None => {}
            }
        }
    }

    fn tell_remarks(&mut self) {
        for (remark, count) in std::mem::take(&mut self.remarks) {
            let files = if count == 1 { "file" } else { "files" };
            self.observer.notice(&format!("{remark} ({count} {files})"));
        }
    }

    pub(in crate::librarian) fn tell_waiting(&mut self) -> ControlFlow<()> {
        for mut outcome in std::mem::take(&mut self.waiting) {
            outcome.dry_run = self.request.dry_run;
            self.summary.count(&outcome);
            self.observer.outcome(&outcome)?;
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests;
