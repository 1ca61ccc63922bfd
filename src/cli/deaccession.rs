//! `damson deaccession`
use super::consent;
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::deaccession;
use crate::output::{Item, RecordKind, is_closed_pipe};
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::ops::ControlFlow;

/// Take assets out of the catalogue on purpose
///
/// The assets leave the catalogue; their files stay where they are and are not touched. What they contained is remembered,
/// with when, who and why: an ingest that meets it says `skipped` and does not bring it back, unless it is run with --again.
/// All assets leave together, as one operation that `damson undo` takes back.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson deaccession --dry-run city:Oslo
  damson deaccession --reason 'rights were withdrawn' city:Oslo
  damson deaccession --list
  damson ingest --again Pictures
  damson undo")]
pub struct Words {
    /// A query, @NAME, or - for ids, paths or records on standard input
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// Why, to be told whenever the content is met again
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,

    /// List the contents that were let go
    #[arg(long, conflicts_with_all = ["selection", "all", "reason", "dry_run", "yes"])]
    list: bool,

    /// Say what would leave, and let nothing go
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Do not ask, however many assets leave
    #[arg(short, long)]
    yes: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.list {
        return list(session);
    }
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let selected = select(session, &*catalog, &words.selection, words.all)?;
    let from_input = words.selection.first().is_some_and(|word| word == "-");
    if !(words.dry_run || words.yes || from_input) {
        consent::ask_plainly(session, &*catalog, &selected.filter, "this takes {} assets out of the catalogue")?;
    }
    let request = deaccession::Request {
        filter: selected.filter,
        reason: words.reason.trim().to_owned(),
        dry_run: words.dry_run,
        act: session.act("deaccession", note(words)),
    };
    let mut reporter = Reporter::new(session, "deaccession")?;
    match deaccession::deaccession(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            Ok(if selected.strays > 0 { Status::Partial } else { status })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// What the log says of it.
fn note(words: &Words) -> String {
    let selection = if words.all { "--all".to_owned() } else { words.selection.join(" ") };
    let reason = words.reason.trim();
    if reason.is_empty() { selection } else { format!("{selection}: {reason}") }
}

fn list(session: &Session) -> Ended {
    let catalog = session.open()?;
    let mut sink = session.sink(RecordKind::LetGo, |_| {})?;
    let mut written = Ok(());
    catalog.each_let_go(&mut |digest, let_go| {
        written = sink.item(&Item::LetGo { digest, let_go: &let_go });
        if written.is_ok() && !session.is_interrupted() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    match written.and_then(|()| sink.finish()) {
        Ok(()) => Ok(Status::Done),
        Err(error) if is_closed_pipe(&error) => Err(Failure::Closed),
        Err(error) => Err(Failure::of_output(error)),
    }
}
