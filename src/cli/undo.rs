//! `damson undo`
use super::exit::Ended;
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Store, undo};
use clap::Args;

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
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let store = Store::at(session.store_path());
    let request = undo::Request {
        operation: words.operation,
        store: &store,
        stop: session.interruption(),
        dry_run: words.dry_run,
        act: session.act("undo", String::new()),
    };
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
