//! `read` and `digest`: what files say, without a catalogue.
use super::error::LibrarianError;
use super::examine::{Examined, ExaminedSidecar, examine, examine_sidecar, takeout_title};
use super::file::{OrdinaryFile, unreadable};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::pipeline::{self, Work};
use super::sidecars::{Clerk, named, pair};
use crate::asset::{
    Asset, AssetId, Cataloguing, FilePath, Holding, HoldingState, Policy, Problem, ProblemKind, Role, Statement,
    Version,
};
use crate::container::{Source, examine as dissect};
use crate::fixity::{self, Algorithm, Sum};
use crate::walk::{self, Candidate, Entry};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "read";
const WINDOW: usize = 128;

/// Which files to read.
pub struct Request {
    /// Folders and files, absolute.
    pub roots: Vec<FilePath>,
    /// What is left out.
    pub rules: walk::Rules,
    /// How statements that disagree are weighed.
    pub policy: Policy,
    /// How many files are read at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
}

/// A file that was read: the asset it would be, and every statement behind it.
pub struct ReadFile {
    /// As a fresh catalogue would hold it.
    pub asset: Asset,
    /// What the file and its sidecars say.
    pub statements: Vec<Statement>,
}

/// A file with the sidecars that speak for it.
pub(super) struct Job {
    pub(super) path: FilePath,
    pub(super) sidecars: Vec<FilePath>,
    bytes: u64,
}

type Found = (Result<Examined, Problem>, Vec<(FilePath, Result<ExaminedSidecar, Problem>)>);

/// Reads files and calls `each` with every one, in walk order. Troubles are outcomes; a file that reads well has none.
///
/// # Errors
/// None today; the signature is that of every verb.
pub fn read(
    request: &Request,
    observer: &mut dyn Observer,
    each: &mut dyn FnMut(ReadFile) -> ControlFlow<()>,
) -> Result<Summary, LibrarianError> {
    let mut summary = Summary::new(VERB, false);
    let work = Work {
        make_state: Vec::new,
        foresee: |_: &Job| {},
        examine: |buffer: &mut Vec<u8>, job| examine_job(buffer, job, request.policy, &request.stop),
    };
    pipeline::run(request.workers, WINDOW, &work, |pipeline| {
        let mut waiting: VecDeque<Job> = VecDeque::new();
        let mut settle = |pipeline: &mut pipeline::Pipeline<'_, Job, Found>,
                          waiting: &mut VecDeque<Job>,
                          observer: &mut dyn Observer| {
            let (Some(job), Some(finding)) = (waiting.pop_front(), pipeline.pull()) else {
                return ControlFlow::Continue(());
            };
            observer.advance(1, job.bytes);
            summary.bytes += job.bytes;
            let (file, outcomes) = judge(job.path, finding);
            for outcome in outcomes {
                summary.count(&outcome);
                if observer.outcome(&outcome).is_break() {
                    return ControlFlow::Break(());
                }
            }
            file.map_or(ControlFlow::Continue(()), &mut *each)
        };
        walk::walk(&request.roots, &request.rules, &mut |entry| {
            let (folder, files) = match entry {
                Entry::Folder { path, files, is_whole: _ } => (path, files),
                Entry::Skip { path, problem } if problem.kind.is_a_rule() => {
                    let outcome =
                        Outcome { problem: Some(problem), ..Outcome::of_file(VERB, OutcomeKind::Skipped, path) };
                    return observer.outcome(&outcome);
                }
                Entry::Skip { path, problem } => {
                    let job = Job { path, sidecars: Vec::new(), bytes: 0 };
                    return refuse(observer, job.path, problem);
                }
            };
            for job in jobs(&folder, &files, &request.stop) {
                while pipeline.is_full() {
                    settle(pipeline, &mut waiting, observer)?;
                }
                if observer.is_interrupted() {
                    return ControlFlow::Break(());
                }
                observer.expect(1, job.bytes);
                waiting.push_back(Job { path: job.path.clone(), sidecars: Vec::new(), bytes: job.bytes });
                pipeline.push(job);
            }
            ControlFlow::Continue(())
        });
        while !waiting.is_empty() && !observer.is_interrupted() {
            if settle(pipeline, &mut waiting, observer).is_break() {
                break;
            }
        }
    });
    summary.interrupted = observer.is_interrupted();
    Ok(summary)
}

fn refuse(observer: &mut dyn Observer, path: FilePath, problem: Problem) -> ControlFlow<()> {
    observer.outcome(&Outcome { problem: Some(problem), ..Outcome::of_file(VERB, OutcomeKind::Failed, path) })
}

/// The files of a folder, each with its sidecars.
pub(super) fn jobs(folder: &FilePath, files: &[Candidate], stop: &AtomicBool) -> Vec<Job> {
    let title = |at: usize| files.get(at).and_then(|file| takeout_title(&folder.join(&file.name), &file.stat, stop));
    let pairing = pair(&named(files), &Clerk { held: &|_| None, title: &title });
    let job = |(main, sidecars): (usize, Vec<usize>)| {
        let file = files.get(main)?;
        let sidecars =
            sidecars.iter().filter_map(|at| files.get(*at)).map(|sidecar| folder.join(&sidecar.name)).collect();
        Some(Job { path: folder.join(&file.name), sidecars, bytes: file.stat.size })
    };
    pairing.mains.into_iter().filter_map(job).collect()
}

fn examine_job(buffer: &mut Vec<u8>, job: Job, policy: Policy, stop: &AtomicBool) -> Found {
    let read = |path: FilePath| (path.clone(), examine_sidecar(&path, buffer, stop));
    let sidecars: Vec<_> = job.sidecars.into_iter().map(read).collect();
    let spoken: Vec<ExaminedSidecar> = sidecars.iter().filter_map(|(_, sidecar)| sidecar.clone().ok()).collect();
    (examine(&job.path, policy, buffer, stop).map(|examined| examined.with_sidecars(&spoken, policy)), sidecars)
}

/// The file, if it could be read, and what was wrong with it and with its sidecars.
fn judge(path: FilePath, finding: pipeline::Finding<Found>) -> (Option<ReadFile>, Vec<Outcome>) {
    let trouble = |kind, path: &FilePath, problem: &Problem| Outcome {
        problem: Some(problem.clone()),
        ..Outcome::of_file(VERB, kind, path.clone())
    };
    let (found, sidecars) = match finding {
        Ok(found) => found,
        Err(panic) => {
            let problem = Problem::new(ProblemKind::Internal, format!("damson failed on this file: {panic}"));
            return (None, vec![trouble(OutcomeKind::Failed, &path, &problem)]);
        }
    };
    let mut outcomes: Vec<Outcome> = match &found {
        Ok(examined) => examined.problems.first().map(|problem| trouble(OutcomeKind::Unchanged, &path, problem)),
        Err(problem) => Some(trouble(OutcomeKind::Failed, &path, problem)),
    }
    .into_iter()
    .collect();
    outcomes.extend(sidecars.iter().filter_map(|(path, sidecar)| match sidecar {
        Ok(sidecar) => sidecar.problems.first().map(|problem| trouble(OutcomeKind::Unchanged, path, problem)),
        Err(problem) => Some(trouble(OutcomeKind::Failed, path, problem)),
    }));
    let sidecars = sidecars.into_iter().filter_map(|(path, sidecar)| Some((path, sidecar.ok()?))).collect();
    (found.ok().map(|examined| as_read(&path, examined, sidecars)), outcomes)
}

fn as_read(path: &FilePath, examined: Examined, sidecars: Vec<(FilePath, ExaminedSidecar)>) -> ReadFile {
    let holding = |path: FilePath, role, stat, digest| Holding {
        path,
        volume: String::new(),
        role,
        state: HoldingState::Present,
        stat,
        digest,
        version: 1,
    };
    let mut holdings = vec![holding(path.clone(), Role::Original, examined.stat, examined.digest)];
    holdings
        .extend(sidecars.into_iter().map(|(path, sidecar)| holding(path, Role::Sidecar, sidecar.stat, sidecar.digest)));
    let version = Version { number: 1, digest: examined.digest, essence: examined.essence, size: examined.stat.size };
    let asset = Asset {
        id: AssetId::of(&examined.digest),
        accessioned: None,
        version,
        holdings,
        description: examined.reading.description,
        stated: Cataloguing::default(),
    };
    ReadFile { asset, statements: examined.reading.statements }
}

/// The digest of a file; of its essence alone where asked for: the bytes that its format's ranges
/// give even where they would not do as identity, and the whole file where the format has none.
///
/// # Errors
/// Whatever keeps the file from being read.
pub fn digest(path: &FilePath, algorithm: Algorithm, essence: bool, stop: &AtomicBool) -> Result<Sum, Problem> {
    let file = OrdinaryFile::open(path, stop)?;
    let ranges = if essence { dissect(&file, path.name()).essence.ranges } else { Vec::new() };
    let mut buffer = vec![0; fixity::BUFFER];
    let sum = if ranges.is_empty() {
        fixity::of_reader(&mut &file, algorithm, &mut buffer).map(|(sum, _)| sum)
    } else {
        let read_at = |offset: u64, into: &mut [u8]| file.read_at(offset, into);
        fixity::of_ranges(&read_at, &ranges, algorithm, &mut buffer)
    };
    let sum = sum.map_err(|error| unreadable(&error))?;
    file.instability().map_or(Ok(sum), Err)
}
