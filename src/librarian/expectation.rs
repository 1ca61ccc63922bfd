//! What a card is expected to hold: pictures of certain days. Looked at before anything is taken, by reading no more of each
//! file than its metadata; nothing is recorded.
use super::enrichment::Clock;
use super::error::LibrarianError;
use super::examine::{ExaminedSidecar, examine_sidecar, glance};
use super::observer::Observer;
use super::pipeline::{self, Finding, Pipeline, Work};
use super::read::{Job, jobs};
use crate::asset::{Date, Field, FilePath, MediaClass, MediaType, Policy, Problem, ProblemKind, Value};
use crate::query::Period;
use crate::walk::{self, Entry, Rules};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many files may be with the workers.
const WINDOW: usize = 256;
/// How many strays are told by name.
const TOLD: usize = 20;

/// Which files, and of when.
pub struct Request {
    /// Folders and files, absolute.
    pub roots: Vec<FilePath>,
    /// What is left out.
    pub rules: Rules,
    /// How capture dates will be put right.
    pub clock: Clock,
    /// When everything was captured.
    pub period: Period,
    /// Whether stills and films may say no date.
    pub allows_undated: bool,
    /// How statements that disagree are weighed.
    pub policy: Policy,
    /// How many files are looked at at once.
    pub workers: usize,
    /// Becomes true when the user wants the run to stop.
    pub stop: Arc<AtomicBool>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// How many files were looked at.
    pub seen: u64,
    /// How many of them are not as expected.
    pub strays: u64,
    /// The first of these, and what is wrong with each.
    pub first: Vec<(FilePath, Problem)>,
    /// Whether it was interrupted: nothing is known then.
    pub interrupted: bool,
}

/// Looks whether all is as expected: every date of capture in the period. Files that no camera makes may have none.
///
/// # Errors
/// None today; the signature is that of every verb.
pub fn expect(request: &Request, observer: &mut dyn Observer) -> Result<Report, LibrarianError> {
    let mut report = Report::default();
    let work = Work {
        make_state: Vec::new,
        foresee: |_: &Job| {},
        examine: |buffer: &mut Vec<u8>, job: Job| stray(request, &job, buffer),
    };
    pipeline::run(request.workers, WINDOW, &work, |pipeline| {
        let mut waiting = VecDeque::new();
        walk::walk(&request.roots, &request.rules, &mut |entry| {
            let Entry::Folder { path, files, is_whole: _ } = entry else { return ControlFlow::Continue(()) };
            for job in jobs(&path, &files, &request.stop) {
                while pipeline.is_full() {
                    settle(pipeline, &mut waiting, &mut report);
                    observer.advance(1, 0);
                }
                if observer.is_interrupted() {
                    return ControlFlow::Break(());
                }
                observer.expect(1, 0);
                waiting.push_back(job.path.clone());
                pipeline.push(job);
            }
            ControlFlow::Continue(())
        });
        while !waiting.is_empty() && !observer.is_interrupted() {
            settle(pipeline, &mut waiting, &mut report);
            observer.advance(1, 0);
        }
    });
    report.interrupted = observer.is_interrupted();
    Ok(report)
}

type Found = Option<Problem>;

fn settle(pipeline: &mut Pipeline<'_, Job, Found>, waiting: &mut VecDeque<FilePath>, report: &mut Report) {
    let (Some(path), Some(finding)) = (waiting.pop_front(), pipeline.pull()) else { return };
    report.seen += 1;
    let Some(problem) = found(finding) else { return };
    report.strays += 1;
    if report.first.len() < TOLD {
        report.first.push((path, problem));
    }
}

fn found(finding: Finding<Found>) -> Found {
    finding.unwrap_or_else(|panic| {
        Some(Problem::new(ProblemKind::Internal, format!("damson failed on this file: {panic}")))
    })
}

/// What is not as expected with a file.
fn stray(request: &Request, job: &Job, buffer: &mut Vec<u8>) -> Option<Problem> {
    let sidecars: Vec<ExaminedSidecar> =
        job.sidecars.iter().filter_map(|path| examine_sidecar(path, buffer, &request.stop).ok()).collect();
    let description = match glance(&job.path, &sidecars, request.policy, &request.stop) {
        Ok(reading) => reading.description,
        Err(problem) => return Some(problem).filter(|_| !request.allows_undated),
    };
    let media = MediaType(description.text(Field::MediaType).unwrap_or_default().to_owned().into());
    match (description.first(Field::DateCreated), media.class()) {
        (Some(Value::Date(date)), _) => outside(request, date),
        (_, MediaClass::Image | MediaClass::Video) if !request.allows_undated => {
            Some(Problem::new(ProblemKind::Refused, "it says no date of capture"))
        }
        (_, MediaClass::Image | MediaClass::Video | MediaClass::Audio | MediaClass::Document | MediaClass::Other) => {
            None
        }
    }
}

fn outside(request: &Request, date: &Date) -> Option<Problem> {
    let (date, _) = request.clock.put_right(date);
    let message = || format!("it was captured at `{date}`");
    (!request.period.covers(&date)).then(|| Problem::new(ProblemKind::Refused, message()))
}
