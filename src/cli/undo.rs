//! `damson undo`
use super::exit::Ended;
use super::planner::Planner;
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Store, undo};
use clap::Args;
use std::path::PathBuf;

/// Take an operation back
///
/// Takes back the newest operation that is not undone yet, or the one whose number is given (`damson log`). All of it is
/// taken back or nothing; if a later operation changed the same things, nothing is, and the exit status is 7. Files that it
/// wrote get their earlier bytes back. Undoing an undo does it again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson undo --dry-run
  damson undo
  damson undo 2")]
pub struct Words {
    /// The operation's number
    #[arg(value_name = "OPERATION")]
    operation: Option<u64>,

    /// Say what would be taken back, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Take nothing back; write into FILE that it is to be, which damson apply does later (- is standard output)
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run", value_hint = clap::ValueHint::FilePath)]
    plan: Option<PathBuf>,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let dry_run = words.dry_run || words.plan.is_some();
    let mut catalog: Box<dyn Catalog> =
        if dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let store = Store::at(session.store_path());
    let request = undo::Request {
        operation: words.operation,
        store: &store,
        stop: session.interruption(),
        dry_run,
        act: session.act("undo", String::new()),
    };
    if let Some(file) = &words.plan {
        let mut planner = Planner::new(session, file, None)?;
        let (operation, summary) = undo::undo(&mut *catalog, &request, &mut planner)?;
        planner.undo(operation.number);
        return planner.finish(&summary);
    }
    let mut reporter = Reporter::new(session, "undo")?;
    match undo::undo(&mut *catalog, &request, &mut reporter) {
        Ok((operation, summary)) => {
            let (act, number) = (&operation.act, operation.number);
            let done = if words.dry_run { "would undo" } else { "undid" };
            reporter
                .notice(&format!("{done} operation {number}: {} {} ({}, {})", act.verb, act.note, act.agent, act.at));
            reporter.finish(&summary)
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
