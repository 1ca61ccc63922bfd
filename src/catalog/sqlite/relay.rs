//! Batches through many hands: each is made into something by a thread, and all come back in the order in which they
//! went. It knows neither rows nor assets.
use crate::catalog::CatalogError;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope};

/// So many batches are made where they are read: to start threads for fewer costs more than it saves.
const ALONE: usize = 2;
/// The most threads: one that reads keeps no more of them busy.
const MOST_HANDS: usize = 6;

/// Whether to go on.
pub(super) type Step = Result<ControlFlow<()>, CatalogError>;

/// A batch, and where to leave what is made of it.
type Job<B, M> = (B, SyncSender<M>);

/// Runs `read`, which pushes batches. What `make` makes of them, on threads once there are several, is given to `each`
/// here, in order, until it breaks. What was pushed before an error of `read` is given before it.
///
/// # Errors
/// Those of `read` and of `each`.
pub(super) fn run<B: Send, M: Send>(
    read: impl FnOnce(&mut dyn FnMut(B) -> Step) -> Result<(), CatalogError>,
    make: impl Fn(B) -> M + Sync,
    each: &mut dyn FnMut(M) -> Step,
) -> Result<(), CatalogError> {
    thread::scope(|scope| {
        let mut relay =
            Relay { scope, make: &make, each, jobs: None, away: VecDeque::new(), window: 0, begun: 0, is_over: false };
        let ended = read(&mut |batch| relay.push(batch));
        relay.finish().and(ended)
    })
}

struct Relay<'s, 'e, B, M, F> {
    scope: &'s Scope<'s, 'e>,
    make: &'e F,
    each: &'s mut dyn FnMut(M) -> Step,
    /// Where the threads take their jobs from, once there are any.
    jobs: Option<Sender<Job<B, M>>>,
    /// What is still being made, in order.
    away: VecDeque<Receiver<M>>,
    /// How many may be away at once.
    window: usize,
    begun: usize,
    is_over: bool,
}

impl<'e, B: Send + 'e, M: Send + 'e, F: Fn(B) -> M + Sync> Relay<'_, 'e, B, M, F> {
    fn push(&mut self, batch: B) -> Step {
        if self.is_over {
            return Ok(ControlFlow::Break(()));
        }
        self.begun += 1;
        if self.begun <= ALONE {
            let made = (self.make)(batch);
            return self.give(made);
        }
        self.send(batch);
        while let Some(Ok(made)) = self.away.front().map(Receiver::try_recv) {
            self.away.pop_front();
            if self.give(made)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if self.away.len() >= self.window { self.wait() } else { Ok(ControlFlow::Continue(())) }
    }

    fn send(&mut self, batch: B) {
        if self.jobs.is_none() {
            self.jobs = Some(self.hire());
        }
        let (leave, made) = sync_channel(1);
        if let Some(jobs) = &self.jobs {
            // It fails only where every thread has panicked, which `wait` finds out.
            let _ = jobs.send((batch, leave));
        }
        self.away.push_back(made);
    }

    /// Starts the threads: one for each processor, since the one that reads often waits for them.
    fn hire(&mut self) -> Sender<Job<B, M>> {
        let hands = thread::available_parallelism().map_or(1, usize::from).min(MOST_HANDS);
        self.window = hands * 2;
        let (jobs, take) = channel::<Job<B, M>>();
        let take = Arc::new(Mutex::new(take));
        for _ in 0..hands {
            let (take, make) = (Arc::clone(&take), self.make);
            self.scope.spawn(move || {
                while let Some((batch, leave)) = next(&take) {
                    // Nobody may wait for it any more.
                    let _ = leave.send(make(batch));
                }
            });
        }
        jobs
    }

    fn wait(&mut self) -> Step {
        let Some(made) = self.away.pop_front() else { return Ok(ControlFlow::Break(())) };
        let made = made.recv().map_err(|_| CatalogError::Internal("a thread that reads records ended".to_owned()));
        self.is_over |= made.is_err();
        self.give(made?)
    }

    fn give(&mut self, made: M) -> Step {
        let step = (self.each)(made);
        self.is_over |= !matches!(step, Ok(ControlFlow::Continue(())));
        step
    }

    fn finish(&mut self) -> Result<(), CatalogError> {
        while !self.is_over && !self.away.is_empty() {
            let _ = self.wait()?;
        }
        Ok(())
    }
}

fn next<J>(jobs: &Mutex<Receiver<J>>) -> Option<J> {
    jobs.lock().ok()?.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::{ALONE, run};
    use crate::catalog::CatalogError;
    use std::ops::ControlFlow;
    use std::thread;
    use std::time::Duration;

    fn damaged() -> CatalogError {
        CatalogError::Damaged("here".to_owned())
    }

    /// What comes of so many batches, and how it ends.
    fn relayed(
        batches: u64,
        ends: Result<(), CatalogError>,
        make: impl Fn(u64) -> u64 + Sync,
        most: usize,
    ) -> (Vec<u64>, u64, Result<(), CatalogError>) {
        let (mut made, mut pushed) = (Vec::new(), 0);
        let read = |push: &mut dyn FnMut(u64) -> super::Step| {
            for batch in 0..batches {
                pushed += 1;
                if push(batch)?.is_break() {
                    return Ok(());
                }
            }
            ends
        };
        let ended = run(read, make, &mut |one| {
            made.push(one);
            Ok(if made.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        });
        (made, pushed, ended)
    }

    #[test]
    fn what_takes_longer_is_waited_for() {
        let slowly = |batch: u64| {
            thread::sleep(Duration::from_micros(batch * 7919 % 500));
            batch * 2
        };
        for batches in [0, 1, 2, 3, 100] {
            let (made, pushed, ended) = relayed(batches, Ok(()), slowly, usize::MAX);
            assert!(ended.is_ok());
            assert_eq!((made, pushed), ((0..batches).map(|batch| batch * 2).collect(), batches));
        }
    }

    #[test]
    fn few_batches_are_made_on_the_thread_that_reads_them() {
        let here = thread::current().id();
        let is_elsewhere = |_| u64::from(thread::current().id() != here);
        assert_eq!(relayed(ALONE as u64, Ok(()), is_elsewhere, usize::MAX).0, vec![0; ALONE]);
        assert!(relayed(ALONE as u64 + 5, Ok(()), is_elsewhere, usize::MAX).0.contains(&1));
    }

    #[test]
    fn nothing_more_is_given_after_a_break_and_little_more_is_read() {
        let (made, pushed, ended) = relayed(10_000, Ok(()), |batch| batch, 20);
        assert!(ended.is_ok());
        assert_eq!(made, (0..20).collect::<Vec<_>>());
        assert!(pushed < 100, "{pushed}");
    }

    #[test]
    fn an_error_of_reading_comes_after_what_was_read_before_it() {
        for batches in [1, 50] {
            let (made, _, ended) = relayed(batches, Err(damaged()), |batch| batch, usize::MAX);
            assert_eq!(made, (0..batches).collect::<Vec<_>>());
            assert!(matches!(ended, Err(CatalogError::Damaged(_))));
        }
    }

    #[test]
    fn an_error_of_taking_ends_all() {
        let mut taken = 0;
        let read = |push: &mut dyn FnMut(u64) -> super::Step| (0..1000).try_for_each(|batch| push(batch).map(|_| ()));
        let ended = run(read, |batch| batch, &mut |_| {
            taken += 1;
            if taken < 30 { Ok(ControlFlow::Continue(())) } else { Err(damaged()) }
        });
        assert!(matches!(ended, Err(CatalogError::Damaged(_))));
        assert_eq!(taken, 30);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_of_a_thread_is_not_kept_quiet() {
        let _ = relayed(50, Ok(()), |batch| if batch == 30 { panic!("on purpose") } else { batch }, usize::MAX);
    }
}
