//! Writes plans: hears what a verb would do, and puts a row for each change into a file.
use super::exit::{Failure, Status};
use super::session::Session;
use crate::catalog::Writing;
use crate::librarian::duplicates::Resolution;
use crate::librarian::{Observer, Outcome, OutcomeKind, Summary};
use crate::output::{Format, Item, Messages, Planned, RecordKind, Sink, SinkOptions, sink, stdout};
use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Hears a dry run, and plans.
pub struct Planner {
    sink: Box<dyn Sink>,
    messages: Messages,
    file: PathBuf,
    /// Whether the file is to stay; standard output is no file.
    is_kept: bool,
    writing: Option<Writing>,
    interrupted: Arc<AtomicBool>,
    trouble: Option<io::Error>,
}

impl Planner {
    /// A planner that writes into a file, which must not be there yet, or to standard output (`-`).
    ///
    /// # Errors
    /// What making the file says.
    pub fn new(session: &Session, file: &Path, writing: Option<Writing>) -> Result<Planner, Failure> {
        let is_printed = file == Path::new("-");
        let to: Box<dyn Write> = if is_printed {
            stdout()
        } else {
            let what = format!("cannot make the plan {}", file.display());
            Box::new(File::create_new(file).map_err(|error| Failure::Io { what, error })?)
        };
        let options = SinkOptions { kind: RecordKind::Plan, ..SinkOptions::default() };
        Ok(Planner {
            sink: sink(Format::Ndjson, options, to),
            messages: session.messages(),
            file: file.to_owned(),
            is_kept: is_printed,
            writing,
            interrupted: session.interruption(),
            trouble: None,
        })
    }

    /// Plans that an operation is taken back.
    pub fn undo(&mut self, operation: u64) {
        let planned = Planned::Undo { operation };
        self.trouble = self.sink.item(&Item::Plan(planned)).err();
    }

    /// Plans that a file is given up for another; whether there is somebody to plan for.
    pub fn resolve(&mut self, row: &Resolution) -> ControlFlow<()> {
        match self.sink.item(&Item::Plan(Planned::Resolve(row))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.trouble = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Ends. A plan that is not whole is taken away, as it is where it comes to no end.
    ///
    /// # Errors
    /// What writing said.
    pub fn finish(mut self, summary: &Summary) -> Result<Status, Failure> {
        let ended = self.trouble.take().map_or_else(|| self.sink.finish(), Err);
        self.is_kept = self.is_kept || ended.is_ok() && !summary.interrupted;
        ended.map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Io { what: format!("cannot write the plan {}", self.file.display()), error },
        })?;
        self.messages.summary(summary);
        Ok(if summary.problems > 0 { Status::Partial } else { Status::Done })
    }
}

impl Drop for Planner {
    fn drop(&mut self) {
        if !self.is_kept {
            let _ = std::fs::remove_file(&self.file);
        }
    }
}

impl Observer for Planner {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.messages.problem_of(outcome);
        if matches!(outcome.kind, OutcomeKind::Changed) {
            let planned = Planned::Change { outcome, writing: self.writing };
            if let Err(error) = self.sink.item(&Item::Plan(planned)) {
                self.trouble = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
