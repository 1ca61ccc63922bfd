//! The flags that say what a card is expected to hold, and the refusal of one that holds something else.
use super::exit::{Failure, Status};
use super::session::Session;
use crate::asset::{FilePath, Now};
use crate::librarian::enrichment::Clock;
use crate::librarian::expectation::{self, Report};
use crate::librarian::{Observer, Outcome};
use crate::output::Progress;
use crate::output::measure::plural;
use crate::query::{Period, parse_period};
use crate::walk::Rules;
use clap::Args;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is expected of what is taken in.
#[derive(Args, Debug)]
pub struct Expected {
    /// Take nothing (status 7) unless every file was captured then: A..B, both days included
    #[arg(long, value_name = "PERIOD", allow_hyphen_values = true)]
    pub expect: Option<String>,

    /// With --expect: take pictures and films too that say no date of capture
    #[arg(long, requires = "expect")]
    pub expect_undated: bool,
}

impl Expected {
    /// When everything was captured, if that is expected.
    ///
    /// # Errors
    /// What is no period.
    pub fn period(&self, now: &Now) -> Result<Option<Period>, Failure> {
        Ok(self.expect.as_deref().map(|text| parse_period(text, now)).transpose()?)
    }

    /// Looks whether all is as expected; how the run ends, where it ends here.
    ///
    /// # Errors
    /// Files that are not as expected.
    pub fn check(
        &self,
        session: &Session,
        roots: &[FilePath],
        rules: Rules,
        clock: Clock,
    ) -> Result<Option<Status>, Failure> {
        let Some(period) = self.period(session.now())? else { return Ok(None) };
        let request = expectation::Request {
            roots: roots.to_vec(),
            rules,
            clock,
            period,
            allows_undated: self.expect_undated,
            policy: session.settings.policy,
            workers: session.workers(),
            stop: session.interruption(),
        };
        let progress = Progress::new(session.error_style(), "expect");
        let mut listener = Listener { progress, interrupted: session.interruption() };
        let report = expectation::expect(&request, &mut listener);
        listener.progress.finish();
        let report = report?;
        if report.interrupted {
            return Ok(Some(Status::Interrupted));
        }
        self.judge(session, &report).map(|()| None)
    }

    fn judge(&self, session: &Session, report: &Report) -> Result<(), Failure> {
        if report.strays == 0 {
            return Ok(());
        }
        for (path, problem) in &report.first {
            session.messages().problem(Some(path), problem);
        }
        let more = report.strays.saturating_sub(report.first.len() as u64);
        if more > 0 {
            session.messages().notice(&format!("and {} more", plural(more, "file", "files")));
        }
        let period = self.expect.as_deref().unwrap_or_default();
        let message = format!("{} of {} files are not as --expect {period} says", report.strays, report.seen);
        let undated = if self.expect_undated { "" } else { "; --expect-undated allows files without a date" };
        let hint = format!("nothing was taken in; leave --expect out, or name another period{undated}");
        Err(Failure::Refused { message, hint: Some(hint) })
    }
}

/// Shows how far it is, and hears Ctrl-C.
struct Listener {
    progress: Progress,
    interrupted: Arc<AtomicBool>,
}

impl Observer for Listener {
    fn outcome(&mut self, _: &Outcome) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    fn expect(&mut self, items: u64, bytes: u64) {
        self.progress.expect(items, bytes);
    }

    fn advance(&mut self, items: u64, bytes: u64) {
        self.progress.advance(items, bytes);
    }
}
