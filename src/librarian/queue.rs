//! Jobs that wait for workers: taken up in the order in which they were given or, where they have places on a medium, each
//! next after the one before it, as a lift goes. Knows nothing of what a job is.
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many jobs with places a worker takes at once, so that the medium can be told of the next ones.
const AT_ONCE: usize = 4;

/// The jobs that wait.
pub struct Queue<J> {
    waiting: Mutex<Waiting<J>>,
    more: Condvar,
}

struct Waiting<J> {
    /// By place and number.
    jobs: BTreeMap<(u64, u64), J>,
    /// The last that was taken up.
    at: (u64, u64),
    is_over: bool,
}

impl<J> Default for Queue<J> {
    fn default() -> Queue<J> {
        let waiting = Waiting { jobs: BTreeMap::new(), at: (0, 0), is_over: false };
        Queue { waiting: Mutex::new(waiting), more: Condvar::new() }
    }
}

impl<J> Queue<J> {
    /// Adds a job; 0 is no place.
    pub fn put(&self, place: u64, number: u64, job: J) {
        self.lock().jobs.insert((place, number), job);
        self.more.notify_one();
    }

    /// Waits for jobs, and takes the next, each with its number: one, or several with places. None when it is over.
    pub fn take(&self) -> Option<Vec<(u64, J)>> {
        let mut waiting = self.lock();
        while waiting.jobs.is_empty() && !waiting.is_over {
            waiting = self.more.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let mut taken = vec![waiting.next()?];
        while taken.len() < AT_ONCE && waiting.at.0 > 0 {
            match waiting.next() {
                Some(job) => taken.push(job),
                None => break,
            }
        }
        Some(taken)
    }

    /// What ends the queue when it goes: the jobs that were not taken up are dropped.
    pub fn closing(&self) -> Closing<'_, J> {
        Closing(self)
    }

    /// A panic while it is locked leaves it whole: nothing here can stop halfway.
    fn lock(&self) -> MutexGuard<'_, Waiting<J>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J> Waiting<J> {
    /// The first at or after the last that was taken up; the first of all where there is none.
    fn next(&mut self) -> Option<(u64, J)> {
        let ahead = self.jobs.range(self.at..).next().map(|(key, _)| *key);
        let key = ahead.or_else(|| self.jobs.keys().next().copied())?;
        self.at = key;
        self.jobs.remove(&key).map(|job| (key.1, job))
    }
}

/// Ends the queue.
pub struct Closing<'q, J>(&'q Queue<J>);

impl<J> Drop for Closing<'_, J> {
    fn drop(&mut self) {
        let mut waiting = self.0.lock();
        waiting.is_over = true;
        waiting.jobs.clear();
        drop(waiting);
        self.0.more.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    /// The jobs of one taking.
    fn take(queue: &Queue<u64>) -> Vec<u64> {
        queue.take().unwrap().into_iter().map(|(_, job)| job).collect()
    }

    #[test]
    fn jobs_without_places_are_taken_one_by_one_as_they_were_given() {
        let queue = Queue::default();
        (0..5).for_each(|number| queue.put(0, number, 9 - number));
        assert_eq!((0..5).map(|_| take(&queue)).collect::<Vec<_>>(), [[9], [8], [7], [6], [5]]);
    }

    #[test]
    fn jobs_with_places_are_taken_as_a_lift_goes() {
        let queue = Queue::default();
        let put = |from: u64, places: &[u64]| {
            places.iter().zip(from..).for_each(|(place, number)| queue.put(*place, number, *place));
        };
        put(0, &[50]);
        assert_eq!(take(&queue), [50]);
        put(1, &[90, 20, 70, 10, 60, 40, 80, 30, 60]);
        assert_eq!(take(&queue), [60, 60, 70, 80]);
        // It begins again at the other end.
        assert_eq!(take(&queue), [90, 10, 20, 30]);
        put(10, &[35, 25]);
        assert_eq!(take(&queue), [35, 40, 25]);
    }

    #[test]
    fn those_who_wait_hear_that_it_is_over_and_what_was_not_taken_up_is_dropped() {
        let queue: Queue<u64> = Queue::default();
        std::thread::scope(|scope| {
            let closing = queue.closing();
            let waiting = scope.spawn(|| queue.take());
            drop(closing);
            assert_eq!(waiting.join().unwrap(), None);
        });
        queue.put(0, 1, 1);
        drop(queue.closing());
        assert_eq!(queue.take(), None);
    }
}
