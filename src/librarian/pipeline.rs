//! Examines many things at once and hands the findings back in the order in which the things were given.
//!
//! The caller pushes jobs and pulls findings on one thread, which may hold the catalogue; while it records, the workers
//! go on with what is in the window. Memory is bounded by the window, and a worker's panic is one job's finding.
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// What became of a job: the worker's finding, or the message of its panic.
pub type Finding<F> = Result<F, String>;

/// The caller's end: jobs in, findings out, in order.
pub struct Pipeline<J, F> {
    jobs: Option<SyncSender<(u64, J)>>,
    findings: Receiver<(u64, Finding<F>)>,
    early: BTreeMap<u64, Finding<F>>,
    window: usize,
    given: u64,
    taken: u64,
}

impl<J, F> Pipeline<J, F> {
    /// Whether a finding must be pulled before another job may be pushed.
    pub fn is_full(&self) -> bool {
        self.in_hand() >= self.window
    }

    /// How many jobs were pushed whose findings were not yet pulled.
    pub fn in_hand(&self) -> usize {
        usize::try_from(self.given - self.taken).unwrap_or(usize::MAX)
    }

    /// Gives a job to the workers. The window has room (`is_full` is false), so this never blocks for long.
    pub fn push(&mut self, job: J) {
        if let Some(jobs) = &self.jobs
            && jobs.send((self.given, job)).is_ok()
        {
            self.given += 1;
        }
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
///
/// When `body` returns, jobs not yet taken up are dropped.
pub fn run<J: Send, F: Send, S, R>(
    workers: usize,
    window: usize,
    make_state: impl Fn() -> S + Sync,
    examine: impl Fn(&mut S, J) -> F + Sync,
    body: impl FnOnce(&mut Pipeline<J, F>) -> R,
) -> R {
    let window = window.max(1);
    let (send_job, receive_job) = sync_channel(window);
    let (send_finding, findings) = sync_channel(window);
    let queue = Mutex::new(receive_job);
    thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            let (queue, send, make_state, examine) = (&queue, send_finding.clone(), &make_state, &examine);
            scope.spawn(move || work(queue, &send, make_state, examine));
        }
        drop(send_finding);
        let mut pipeline =
            Pipeline { jobs: Some(send_job), findings, early: BTreeMap::new(), window, given: 0, taken: 0 };
        let result = body(&mut pipeline);
        pipeline.jobs = None;
        // Closing both ends lets every worker finish: those that wait for a job and those that wait to deliver.
        drop(pipeline);
        drain(&queue);
        result
    })
}

fn work<J, F, S>(
    queue: &Mutex<Receiver<(u64, J)>>,
    send: &SyncSender<(u64, Finding<F>)>,
    make_state: impl Fn() -> S,
    examine: impl Fn(&mut S, J) -> F,
) {
    let mut state = make_state();
    loop {
        let next = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok((number, job)) = next else { return };
        let finding = catch_unwind(AssertUnwindSafe(|| examine(&mut state, job))).map_err(|panic| {
            state = make_state();
            message_of(panic.as_ref())
        });
        if send.send((number, finding)).is_err() {
            return;
        }
    }
}

fn drain<J>(queue: &Mutex<Receiver<(u64, J)>>) {
    if let Ok(queue) = queue.lock() {
        while queue.try_recv().is_ok() {}
    }
}

fn message_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Pipeline, run};

    fn all(workers: usize, window: usize, jobs: u64, examine: impl Fn(u64) -> u64 + Sync) -> Vec<Result<u64, String>> {
        run(
            workers,
            window,
            || (),
            |(), job| examine(job),
            |pipeline: &mut Pipeline<u64, u64>| {
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
            },
        )
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
        let first = run(
            2,
            64,
            || (),
            |(), job: u64| job,
            |pipeline| {
                (0..64).for_each(|job| pipeline.push(job));
                pipeline.pull()
            },
        );
        assert_eq!(first, Some(Ok(0)));
    }
}
