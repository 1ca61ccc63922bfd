//! `damson verify`
use super::exit::{Ended, Status};
use super::reporter::Reporter;
use super::selection::{Selected, select};
use super::session::Session;
use crate::librarian::{OutcomeKind, verify};
use crate::query::Filter;
use clap::Args;
use clap_complete::ArgValueCompleter;

/// Are the bytes still those bytes?
///
/// Reads every held file again: intact, altered (edited, or rotted: other bytes under an unchanged size and time), or
/// missing; and, when everything is verified, names files that lie beside them and are not in the catalogue (unexpected).
/// What was found is kept with each asset (`damson show --history`). Ends with 4 if anything was altered or missing.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson verify
  damson verify --quick
  damson verify city:Oslo
  damson verify --format ndjson")]
pub struct Words {
    /// A query, @NAME, or - for ids, paths or records on standard input; everything, if left out
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue, as without a selection
    #[arg(long)]
    all: bool,

    /// Compare sizes and times alone, and read nothing
    #[arg(long)]
    quick: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut catalog = session.open_to_write(false)?;
    let everything = words.selection.is_empty();
    let selected = if everything {
        Selected { filter: Filter::Everything, strays: 0 }
    } else {
        select(session, &catalog, &words.selection, words.all)?
    };
    let note = if everything { "everything".to_owned() } else { words.selection.join(" ") };
    let request = verify::Request {
        filter: selected.filter,
        quick: words.quick,
        look_for_unexpected: everything,
        workers: session.workers(),
        stop: session.interruption(),
        act: session.act("verify", note),
    };
    let mut reporter = Reporter::new(session, "verify")?;
    match verify::verify(&mut catalog, &request, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            let bad = summary.of(OutcomeKind::Altered) + summary.of(OutcomeKind::Missing);
            Ok(if bad > 0 {
                Status::Altered
            } else if selected.strays > 0 {
                Status::Partial
            } else {
                status
            })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
