//! Examines many things at once and hands the findings back in order. Knows nothing of what they are.
//!
//! The order out is the order in, however many workers there are, so that a run is repeatable and what decides may be
//! written as if it were alone. The calling thread keeps everything that is not shared: it puts items in, takes
//! findings out, and may hold the catalogue all the while. At most a window of items is inside, and nobody else makes room: a
//! worker holds what it examines in a state of its own, so the window counts items and not their bytes.
use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// An item and what was found of it. A worker's panic is that item's misfortune and nobody else's.
pub type Finding<T, F> = (T, Result<F, Panicked>);

/// That examining an item panicked: a fault of damson's own, to be reported as the item's problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panicked {
    /// What the panic said.
    pub message: String,
}

/// How much is done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breadth {
    /// Threads; at least one is taken.
    pub workers: usize,
    /// Items that may be inside at once, waiting, examined or found; at least one a worker is taken. A wide window
    /// keeps the workers busy behind an item that takes long.
    pub window: usize,
}

impl Breadth {
    /// A window that suits most things whose findings are small.
    pub const fn of(workers: usize) -> Breadth {
        Breadth { workers, window: workers.saturating_mul(16) }
    }
}

/// Runs `examine` on `items` over workers and calls `each` in order, on this thread. When it breaks, no further item is
/// taken up; those in hand are finished and dropped. Each worker has a state of its own from `make_state`, and a new
/// one after a panic.
pub fn ordered_with<T: Send, S, F: Send>(
    items: impl IntoIterator<Item = T>,
    breadth: Breadth,
    make_state: impl Fn() -> S + Sync,
    examine: impl Fn(&mut S, &T) -> F + Sync,
    mut each: impl FnMut(Finding<T, F>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    run(breadth, make_state, examine, |pipeline| {
        for item in items {
            while let Some(finding) = pipeline.overdue() {
                each(finding)?;
            }
            pipeline.push(item);
        }
        while let Some(finding) = pipeline.next() {
            each(finding)?;
        }
        ControlFlow::Continue(())
    })
}

/// Runs workers while `conduct` puts items in and takes findings out; the workers end when it returns. For callers
/// that learn of items by and by (a walk) and want to use one thing for both ends (the catalogue).
pub fn run<T: Send, S, F: Send, R>(
    breadth: Breadth,
    make_state: impl Fn() -> S + Sync,
    examine: impl Fn(&mut S, &T) -> F + Sync,
    conduct: impl FnOnce(&mut Pipeline<'_, T, F>) -> R,
) -> R {
    let queue = Queue::new();
    thread::scope(|scope| {
        let (send, receive) = channel();
        let workers = breadth.workers.max(1);
        for _ in 0..workers {
            let (send, queue, make_state, examine) = (send.clone(), &queue, &make_state, &examine);
            scope.spawn(move || work(queue, &send, make_state, examine));
        }
        let window = breadth.window.max(workers);
        let mut pipeline = Pipeline { queue: &queue, receive, early: BTreeMap::new(), window, pushed: 0, due: 0 };
        conduct(&mut pipeline)
    })
}

/// Where items go in and findings come out, on the calling thread.
pub struct Pipeline<'a, T, F> {
    queue: &'a Queue<T>,
    receive: Receiver<(usize, Finding<T, F>)>,
    /// Findings that came before their turn.
    early: BTreeMap<usize, Finding<T, F>>,
    window: usize,
    /// How many items went in.
    pushed: usize,
    /// How many findings came out.
    due: usize,
}

impl<T, F> Pipeline<'_, T, F> {
    /// Puts an item in. Does not wait: take findings with [`overdue`](Self::overdue) first until there is none.
    pub fn push(&mut self, item: T) {
        self.queue.push((self.pushed, item));
        self.pushed += 1;
    }

    /// The next finding in order, if it must be taken before another item goes in, or is there already. Waits only
    /// where the window is full.
    pub fn overdue(&mut self) -> Option<Finding<T, F>> {
        if self.pushed - self.due >= self.window {
            return self.next();
        }
        while let Ok((number, finding)) = self.receive.try_recv() {
            self.early.insert(number, finding);
        }
        self.early.remove(&self.due).inspect(|_| self.due += 1)
    }

    /// The next finding in order, waiting for it; `None` where nothing is inside.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Finding<T, F>> {
        while self.due < self.pushed {
            if let Some(finding) = self.early.remove(&self.due) {
                self.due += 1;
                return Some(finding);
            }
            let (number, finding) = self.receive.recv().ok()?;
            self.early.insert(number, finding);
        }
        None
    }
}

impl<T, F> Drop for Pipeline<'_, T, F> {
    /// However the conductor ended: what nobody has taken up is dropped, and the workers go home.
    fn drop(&mut self) {
        self.queue.close();
    }
}

fn work<T, S, F>(
    queue: &Queue<T>,
    send: &Sender<(usize, Finding<T, F>)>,
    make_state: &impl Fn() -> S,
    examine: &impl Fn(&mut S, &T) -> F,
) {
    let mut state = None;
    while let Some((number, item)) = queue.take() {
        // Whatever a panic leaves behind is not looked at again: the state goes, and the item is only handed back.
        let finding = catch_unwind(AssertUnwindSafe(|| examine(state.get_or_insert_with(make_state), &item)));
        let finding = finding.map_err(|panic| {
            state = None;
            Panicked { message: message(&*panic) }
        });
        if send.send((number, (item, finding))).is_err() {
            return;
        }
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

/// Numbered items that wait for a worker.
struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    changed: Condvar,
}

struct Waiting<T> {
    items: VecDeque<(usize, T)>,
    is_closed: bool,
}

impl<T> Queue<T> {
    fn new() -> Queue<T> {
        let waiting = Waiting { items: VecDeque::new(), is_closed: false };
        Queue { waiting: Mutex::new(waiting), changed: Condvar::new() }
    }

    fn push(&self, item: (usize, T)) {
        self.lock().items.push_back(item);
        self.changed.notify_one();
    }

    /// The next item, waiting for one; `None` when the queue is closed.
    fn take(&self) -> Option<(usize, T)> {
        let is_idle = |waiting: &mut Waiting<T>| waiting.items.is_empty() && !waiting.is_closed;
        let waiting = self.changed.wait_while(self.lock(), is_idle);
        waiting.unwrap_or_else(PoisonError::into_inner).items.pop_front()
    }

    fn close(&self) {
        let mut waiting = self.lock();
        waiting.is_closed = true;
        let dropped = std::mem::take(&mut waiting.items);
        drop(waiting);
        self.changed.notify_all();
        drop(dropped);
    }

    /// Nothing that can panic runs under the lock, so a poisoned one is as good as any.
    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Breadth, ordered_with, run};
    use std::ops::ControlFlow;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    /// Takes longer for some items than for others.
    fn dawdle(item: u64) {
        std::thread::sleep(Duration::from_micros(item * 7919 % 13 * 50));
    }

    #[test]
    fn findings_come_in_the_order_of_the_items_however_many_workers_there_are() {
        for workers in [0, 1, 2, 3, 8, 40] {
            for window in [0, 1, 5, 1000] {
                let mut found = Vec::new();
                let examine = |(): &mut (), item: &u64| {
                    dawdle(*item);
                    item * 2
                };
                let _ = ordered_with(
                    0..100,
                    Breadth { workers, window },
                    || (),
                    examine,
                    |(item, finding)| {
                        found.push((item, finding.unwrap()));
                        ControlFlow::Continue(())
                    },
                );
                assert_eq!(found, (0..100).map(|item| (item, item * 2)).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_panic_is_one_items_finding_and_the_item_is_handed_back() {
        let mut failed = Vec::new();
        let examine = |_: &mut (), item: &u32| {
            assert!(item % 10 != 3, "item {item} is bad");
            *item
        };
        let mut count = 0;
        let _ = ordered_with(
            0..50,
            Breadth::of(3),
            || (),
            examine,
            |(item, finding)| {
                count += 1;
                match finding {
                    Ok(found) => assert_eq!(found, item),
                    Err(panic) => failed.push((item, panic.message)),
                }
                ControlFlow::Continue(())
            },
        );
        assert_eq!(count, 50);
        assert_eq!(failed, [3, 13, 23, 33, 43].map(|item| (item, format!("item {item} is bad"))));
    }

    #[test]
    fn a_worker_keeps_its_state_and_has_a_new_one_after_a_panic() {
        let made = AtomicUsize::new(0);
        let make = || {
            made.fetch_add(1, Ordering::Relaxed);
            Vec::new()
        };
        let examine = |seen: &mut Vec<u32>, item: &u32| {
            seen.push(*item);
            assert!(*item != 4);
            seen.clone()
        };
        let mut last = Vec::new();
        let _ = ordered_with(0..8, Breadth::of(1), make, examine, |(_, finding)| {
            last = finding.unwrap_or_default();
            ControlFlow::Continue(())
        });
        assert_eq!((last, made.into_inner()), (vec![5, 6, 7], 2));
    }

    #[test]
    fn a_break_stops_early() {
        let (taken, mut given) = (AtomicUsize::new(0), 0);
        let examine = |_: &mut (), _: &usize| taken.fetch_add(1, Ordering::Relaxed);
        let ended = ordered_with(
            0..1_000_000,
            Breadth { workers: 2, window: 8 },
            || (),
            examine,
            |_| {
                given += 1;
                if given == 10 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert!(ended.is_break());
        assert!(taken.into_inner() <= 10 + 8);
        assert_eq!(given, 10);
    }

    #[test]
    fn no_more_than_a_window_is_ever_inside() {
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items = (0..200u64).inspect(|_| {
            let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
        });
        let examine = |_: &mut (), item: &u64| dawdle(if *item == 0 { 12 } else { 0 });
        let _ = ordered_with(
            items,
            Breadth { workers: 4, window: 10 },
            || (),
            examine,
            |_| {
                inside.fetch_sub(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        // The iterator is asked for one more before room is made for it.
        assert!((4..=11).contains(&most.into_inner()));
    }

    #[test]
    fn one_thing_may_be_used_at_both_ends() {
        let mut catalogue = vec![1u64];
        let total = run(
            Breadth::of(2),
            || (),
            |(): &mut (), item: &u64| item + 1,
            |pipeline| {
                for _ in 0..20 {
                    while let Some((_, finding)) = pipeline.overdue() {
                        catalogue.push(finding.unwrap());
                    }
                    pipeline.push(catalogue.len() as u64);
                }
                while let Some((_, finding)) = pipeline.next() {
                    catalogue.push(finding.unwrap());
                }
                catalogue.len()
            },
        );
        assert_eq!(total, 21);
    }

    #[test]
    fn a_conductors_panic_is_its_own_and_leaves_no_worker_behind() {
        let ended = std::panic::catch_unwind(|| {
            let each = |_| panic!("the decision");
            let _ = ordered_with(0..100, Breadth::of(2), || (), |(): &mut (), _: &u32| (), each);
        });
        assert_eq!(ended.unwrap_err().downcast_ref::<&str>(), Some(&"the decision"));
    }

    #[test]
    fn nothing_in_gives_nothing_out() {
        let ended = ordered_with(0..0, Breadth::of(2), || (), |(): &mut (), _: &u32| (), |_| ControlFlow::Break(()));
        assert!(ended.is_continue());
    }
}
