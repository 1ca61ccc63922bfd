//! Tells what a working verb does: outcomes to standard output in the machine formats, problems and the summary to
//! standard error, progress where there is a terminal to draw it on.
use super::exit::{Failure, Status};
use super::session::Session;
use crate::librarian::{Observer, Outcome, Summary};
use crate::output::{Held, Item, Messages, Progress, RecordKind, Sink, stdout};
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Hears a verb, and tells.
pub struct Reporter {
    sink: Box<dyn Sink>,
    /// What the sink writes to, and a sink that has written nothing yet for when what was told comes to nothing.
    held: Held,
    spare: Option<Box<dyn Sink>>,
    messages: Messages,
    progress: Progress,
    is_verbose: bool,
    tells_summary: bool,
    interrupted: Arc<AtomicBool>,
    trouble: Option<io::Error>,
}

impl Reporter {
    /// A reporter for a verb, whose word progress shows.
    ///
    /// # Errors
    /// A format that can say nothing of outcomes.
    pub fn new(session: &Session, verb: &'static str) -> Result<Reporter, Failure> {
        let progress = Progress::new(session.error_style(), verb);
        let mut messages = session.messages();
        messages.keep_clear_of(&progress);
        let held = Held::before(stdout());
        let sink = || session.sink_to(Box::new(held.clone()), RecordKind::Outcome, |_| {});
        Ok(Reporter {
            sink: sink()?,
            spare: Some(sink()?),
            held: held.clone(),
            messages,
            progress,
            is_verbose: session.globals.verbose,
            tells_summary: !session.format().has_summaries(),
            interrupted: session.interruption(),
            trouble: None,
        })
    }

    /// Tells a summary, and goes on: another part of the same work follows.
    ///
    /// # Errors
    /// What writing said, at any time of the run.
    pub fn part(&mut self, summary: &Summary) -> Result<Status, Failure> {
        if let Some(error) = self.trouble.take() {
            return Err(Failure::of_output(error));
        }
        let sink = &mut self.sink;
        self.progress.suspend(|| sink.item(&Item::Summary(summary))).map_err(Failure::of_output)?;
        if self.tells_summary {
            self.messages.summary(summary);
        }
        Ok(if summary.problems > 0 { Status::Partial } else { Status::Done })
    }

    /// Tells the summary and ends; the status says whether every item was done wholly.
    ///
    /// # Errors
    /// What writing said, at any time of the run.
    pub fn finish(mut self, summary: &Summary) -> Result<Status, Failure> {
        self.progress.finish();
        if let Some(error) = self.trouble {
            return Err(Failure::of_output(error));
        }
        self.sink.item(&Item::Summary(summary)).map_err(Failure::of_output)?;
        self.sink.finish().map_err(Failure::of_output)?;
        if self.tells_summary {
            self.messages.summary(summary);
        }
        Ok(if summary.problems > 0 { Status::Partial } else { Status::Done })
    }

    /// Ends a watch, of which every run was told.
    ///
    /// # Errors
    /// What writing said, at any time.
    pub fn close(mut self) -> Result<(), Failure> {
        match self.trouble.take() {
            Some(error) => Err(Failure::of_output(error)),
            None => self.end(),
        }
    }

    /// Ends where every summary is told.
    ///
    /// # Errors
    /// What writing said.
    pub fn end(mut self) -> Result<(), Failure> {
        self.progress.finish();
        self.sink.finish().map_err(Failure::of_output)
    }

    /// Ends after a failure: what was told already is completed.
    pub fn abandon(mut self) {
        self.progress.finish();
        let _ = self.sink.finish();
    }
}

impl Observer for Reporter {
    fn expect(&mut self, items: u64, bytes: u64) {
        self.progress.expect(items, bytes);
    }

    fn expected_all(&mut self) {
        self.progress.expected_all();
    }

    fn advance(&mut self, items: u64, bytes: u64) {
        self.progress.advance(items, bytes);
    }

    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        if let Some(problem) = outcome.problem.as_ref().filter(|problem| self.is_verbose || !problem.kind.is_a_rule()) {
            self.messages.problem(outcome.path.as_ref(), problem);
        }
        let sink = &mut self.sink;
        match self.progress.suspend(|| sink.item(&Item::Outcome(outcome))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn hold(&mut self) {
        self.held.hold();
    }

    fn release(&mut self, came_to_be: bool) {
        if let Err(error) = self.held.release(came_to_be) {
            self.trouble = Some(error);
        }
        if let Some(spare) = self.spare.take().filter(|_| !came_to_be) {
            self.sink = spare;
        }
    }

    fn ran(&mut self, summary: &Summary) -> ControlFlow<()> {
        let sink = &mut self.sink;
        let told = self.progress.suspend(|| sink.item(&Item::Summary(summary)).and_then(|()| sink.hand_on()));
        if self.tells_summary {
            self.messages.summary(summary);
        }
        match told {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn notice(&mut self, sentence: &str) {
        self.messages.notice(sentence);
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
