//! How much there is to do, counted ahead of the work so that progress can be estimated. A forecast: files may come and
//! go meanwhile, and nothing is decided by it.
use super::observer::Observer;
use crate::asset::FilePath;
use crate::walk::{self, Rules};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Files and bytes counted so far.
#[derive(Default)]
pub struct Forecast {
    items: AtomicU64,
    bytes: AtomicU64,
    is_complete: AtomicBool,
    is_over: AtomicBool,
}

impl Forecast {
    /// Counts everything below the roots, until told that nobody wants to know.
    pub fn count(&self, roots: &[FilePath], rules: &Rules) {
        walk::survey(roots, rules, &mut |bytes| {
            self.items.fetch_add(1, Ordering::Relaxed);
            self.bytes.fetch_add(bytes, Ordering::Relaxed);
            if self.is_over.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        self.is_complete.store(true, Ordering::Release);
    }

    /// Ends the count.
    pub fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}

/// What an observer was told of a forecast.
#[derive(Default)]
pub struct Told {
    items: u64,
    bytes: u64,
    is_complete: bool,
}

impl Told {
    /// Tells what was counted since.
    pub fn tell(&mut self, forecast: &Forecast, observer: &mut dyn Observer) {
        let is_complete = forecast.is_complete.load(Ordering::Acquire);
        let (items, bytes) = (forecast.items.load(Ordering::Relaxed), forecast.bytes.load(Ordering::Relaxed));
        if items > self.items {
            observer.expect(items - self.items, bytes.saturating_sub(self.bytes));
        }
        if is_complete && !self.is_complete {
            observer.expected_all();
        }
        *self = Told { items, bytes, is_complete };
    }
}
