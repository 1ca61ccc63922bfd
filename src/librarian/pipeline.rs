//! Examines many things at once and hands the findings back in the order in which the things were given.
//!
//! The caller pushes jobs and pulls findings on one thread, which may hold the catalogue; while it records, the workers
//! go on with what is in the window. Memory is bounded by the window, and a worker's panic is one job's finding.
use super::queue::Queue;
use crate::asset::{Problem, ProblemKind};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// What became of a job: the worker's finding, or the message of its panic.
pub type Finding<F> = Result<F, String>;

/// The caller's end: jobs in, findings out, in order.
pub struct Pipeline<'q, J, F> {
    jobs: &'q Queue<J>,
    findings: Receiver<(u64, Finding<F>)>,
    early: BTreeMap<u64, Finding<F>>,
    window: usize,
    given: u64,
    taken: u64,
}

impl<J, F> Pipeline<'_, J, F> {
    /// Whether a finding must be pulled before another job may be pushed.
    pub fn is_full(&self) -> bool {
        self.in_hand() >= self.window
    }

    /// How many jobs were pushed whose findings were not yet pulled.
    pub fn in_hand(&self) -> usize {
        usize::try_from(self.given - self.taken).unwrap_or(usize::MAX)
    }

    /// Gives a job to the workers, to be taken up when its turn comes. The window has room: `is_full` is false.
    pub fn push(&mut self, job: J) {
        self.push_at(0, job);
    }

    /// Gives a job that has a place on a medium; 0 is nowhere. Those in hand are taken up by their places.
    pub fn push_at(&mut self, place: u64, job: J) {
        self.jobs.put(place, self.given, job);
        self.given += 1;
    }

    /// Waits for the finding of the oldest job in hand; `None` when there is none.
    pub fn pull(&mut self) -> Option<Finding<F>> {
        if self.in_hand() == 0 {
            return None;
        }
        loop {
            if let Some(finding) = self.early.remove(&self.taken) {
                self.taken += 1;
                return Some(finding);
            }
            let (number, finding) = self.findings.recv().ok()?;
            self.early.insert(number, finding);
        }
    }
}

/// Runs `body` beside `workers` threads that `examine` the jobs it pushes, each with a state of its own (a buffer).
/// `foresee` is told of jobs with a place that will be examined soon.
///
/// When `body` returns, jobs not yet taken up are dropped.
pub fn run<J: Send, F: Send, S, R>(
    workers: usize,
    window: usize,
    work: &Work<impl Fn() -> S + Sync, impl Fn(&J) + Sync, impl Fn(&mut S, J) -> F + Sync>,
    body: impl FnOnce(&mut Pipeline<'_, J, F>) -> R,
) -> R {
    let window = window.max(1);
    let queue = Queue::default();
    let (send, findings) = sync_channel(window);
    thread::scope(|scope| {
        // However `body` ends, the workers must hear of it.
        let _closing = queue.closing();
        for _ in 0..workers.max(1) {
            let (queue, send) = (&queue, send.clone());
            scope.spawn(move || labour(queue, &send, work));
        }
        drop(send);
        body(&mut Pipeline { jobs: &queue, findings, early: BTreeMap::new(), window, given: 0, taken: 0 })
    })
}

/// What workers do.
pub struct Work<M, A, E> {
    /// Makes a worker's own state.
    pub make_state: M,
    /// Is told of jobs ahead.
    pub foresee: A,
    /// Examines a job.
    pub examine: E,
}

fn labour<J, F, S>(
    queue: &Queue<J>,
    send: &SyncSender<(u64, Finding<F>)>,
    work: &Work<impl Fn() -> S, impl Fn(&J), impl Fn(&mut S, J) -> F>,
) {
    let mut state = (work.make_state)();
    while let Some(jobs) = queue.take() {
        if jobs.len() > 1 {
            jobs.iter().for_each(|(_, job)| (work.foresee)(job));
        }
        for (number, job) in jobs {
            let finding = catch_unwind(AssertUnwindSafe(|| (work.examine)(&mut state, job))).map_err(|panic| {
                state = (work.make_state)();
                message_of(panic.as_ref())
            });
            if send.send((number, finding)).is_err() {
                return;
            }
        }
    }
}

/// What work on one item comes to; that damson fails in the middle of it is the item's problem.
///
/// # Errors
/// The work's; `Internal` where it panics.
pub fn calmly<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let message = format!("damson failed on this file: {}", message_of(panic.as_ref()));
        Err(Problem::new(ProblemKind::Internal, message))
    })
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Pipeline, Work, calmly, run};
    use crate::asset::ProblemKind;

    type Stateless<E> = Work<fn(), fn(&u64), E>;

    fn work(examine: impl Fn(u64) -> u64) -> Stateless<impl Fn(&mut (), u64) -> u64> {
        Work { make_state: || (), foresee: |_| (), examine: move |(): &mut (), job| examine(job) }
    }

    fn all(workers: usize, window: usize, jobs: u64, examine: impl Fn(u64) -> u64 + Sync) -> Vec<Result<u64, String>> {
        run(workers, window, &work(examine), |pipeline: &mut Pipeline<'_, u64, u64>| {
            let mut found = Vec::new();
            for job in 0..jobs {
                while pipeline.is_full() {
                    found.extend(pipeline.pull());
                }
                pipeline.push(job);
                assert!(pipeline.in_hand() <= window);
            }
            while let Some(finding) = pipeline.pull() {
                found.push(finding);
            }
            found
        })
    }

    #[test]
    fn findings_come_in_the_order_of_the_jobs_whatever_the_number_of_workers() {
        for workers in [1, 2, 7] {
            let found = all(workers, 5, 200, |job| {
                std::thread::sleep(std::time::Duration::from_micros((job * 7) % 50));
                job * 2
            });
            assert_eq!(found, (0..200).map(|job| Ok(job * 2)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_is_one_jobs_finding() {
        let found = all(2, 4, 9, |job| if job == 4 { panic!("job {job}") } else { job });
        assert_eq!(found[4], Err("job 4".to_owned()));
        assert_eq!(found.iter().filter(|finding| finding.is_ok()).count(), 8);
    }

    #[test]
    fn leaving_early_drops_what_was_not_taken_up() {
        let first = run(2, 64, &work(|job| job), |pipeline| {
            (0..64).for_each(|job| pipeline.push(job));
            pipeline.pull()
        });
        assert_eq!(first, Some(Ok(0)));
    }

    #[test]
    fn findings_come_in_the_order_of_the_jobs_wherever_their_places_are() {
        let places = [50, 90, 20, 70, 10, 60, 40, 80, 30, 0];
        for workers in [1, 3] {
            let found = run(workers, 64, &work(|job| job), |pipeline| {
                places.iter().for_each(|place| pipeline.push_at(*place, *place));
                std::iter::from_fn(|| pipeline.pull()).collect::<Result<Vec<_>, _>>()
            });
            assert_eq!(found.unwrap(), places);
        }
    }

    #[test]
    fn a_panic_is_the_problem_of_one_item() {
        assert_eq!(calmly(|| Ok(7)), Ok(7));
        let problem = calmly::<()>(|| panic!("at byte 9")).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Internal);
        assert!(problem.message.ends_with("at byte 9"));
    }
}
