//! Tells what a working verb does: outcomes to standard output in the machine formats, problems and the summary to
//! standard error, progress where there is a terminal to draw it on.
use super::exit::{Failure, Status};
use super::session::Session;
use crate::librarian::intake::Receipt;
use crate::librarian::{Observer, Outcome, Summary};
use crate::output::{Format, Held, Item, Messages, Progress, RecordKind, Sink, SinkOptions, sink, stdout};
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
    /// What is told is kept in a file too.
    receipt: Option<(Receipt, Box<dyn Sink>)>,
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
            receipt: None,
        })
    }

    /// Keeps what is told from now on in a receipt too, which comes to be with the summary.
    ///
    /// # Errors
    /// The system's.
    pub fn keep(&mut self, receipt: Receipt) -> Result<(), Failure> {
        let to = receipt.writer().map_err(of_receipt)?;
        let options = SinkOptions { kind: RecordKind::Outcome, ..SinkOptions::default() };
        self.receipt = Some((receipt, sink(Format::Ndjson, options, Box::new(to))));
        Ok(())
    }

    fn finish_receipt(&mut self, summary: &Summary) -> Result<(), Failure> {
        let Some((receipt, mut sink)) = self.receipt.take() else { return Ok(()) };
        let told = sink.item(&Item::Summary(summary)).and_then(|()| sink.finish());
        told.and_then(|()| receipt.finish()).map_err(of_receipt)
    }

    /// Tells a summary, and goes on: another part of the same work follows.
    ///
    /// # Errors
    /// What writing said, at any time of the run.
    pub fn part(&mut self, summary: &Summary) -> Result<Status, Failure> {
        if let Some(error) = self.trouble.take() {
            return Err(Failure::of_output(error));
        }
        self.finish_receipt(summary)?;
        let sink = &mut self.sink;
        self.progress.suspend(|| sink.item(&Item::Summary(summary))).map_err(Failure::of_output)?;
        if self.tells_summary {
            self.messages.summary(summary);
        }
        Ok(status_of(summary))
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
        // Whoever relies on the receipt must not read first that all is well.
        self.finish_receipt(summary)?;
        self.sink.item(&Item::Summary(summary)).map_err(Failure::of_output)?;
        self.sink.finish().map_err(Failure::of_output)?;
        if self.tells_summary {
            self.messages.summary(summary);
        }
        Ok(status_of(summary))
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

/// Whether every item was done wholly, and, where files were copied, the source may be erased. A preview of a copy proves
/// nothing and is done all the same.
fn status_of(summary: &Summary) -> Status {
    let is_unsafe = summary.erasure.as_ref().is_some_and(|erasure| !erasure.may_be_erased) && !summary.dry_run;
    if summary.problems > 0 || is_unsafe { Status::Partial } else { Status::Done }
}

fn of_receipt(error: io::Error) -> Failure {
    Failure::Io { what: "cannot write the receipt".to_owned(), error }
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
        let kept = self.receipt.as_mut().map_or(Ok(()), |(receipt, records)| {
            records.item(&Item::Outcome(outcome)).and_then(|()| receipt.list(outcome))
        });
        let sink = &mut self.sink;
        match self.progress.suspend(|| sink.item(&Item::Outcome(outcome)).and(kept)) {
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
