//! What a verb tells its caller while it works. The librarian never prints; whoever calls it may.
use super::outcome::{Outcome, Summary};
use std::ops::ControlFlow;

/// Hears of a verb's progress and outcomes, in order, on the calling thread.
pub trait Observer {
    /// More work became known: files and bytes still to be examined are added to the total.
    fn expect(&mut self, _items: u64, _bytes: u64) {}

    /// All work is known now: the total will not grow.
    fn expected_all(&mut self) {}

    /// Work was done.
    fn advance(&mut self, _items: u64, _bytes: u64) {}

    /// An item ended. `Break` ends the run as if interrupted (the reader of the output went away).
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()>;

    /// From now on outcomes are kept and not told: what they speak of is not recorded yet.
    fn hold(&mut self) {}

    /// What was kept is told, or forgotten where it did not come to be.
    fn release(&mut self, _came_to_be: bool) {}

    /// One of several runs of the same work has ended, and was counted. `Break` ends the work.
    fn ran(&mut self, _summary: &Summary) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// A sentence for a person, about the run and not about one item.
    fn notice(&mut self, _sentence: &str) {}

    /// Whether the user asked to stop (Ctrl-C). Asked between items.
    fn is_interrupted(&self) -> bool {
        false
    }
}
