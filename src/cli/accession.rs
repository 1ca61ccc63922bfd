//! `damson accession`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Store, accession, ledger};
use crate::output::{Format, Item, RecordKind, is_closed_pipe};
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;
use std::io;
use std::ops::ControlFlow;

/// List what was taken in, run by run, and what could not be taken
///
/// Each `damson ingest` is an accession with a number. One that was cut short keeps its number when the same ingest is run
/// again and completes it. Runs that found everything as it was are one accession together.
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  damson accession
  damson accession list --limit 5 --format ndjson
  damson accession show 1
  damson accession show 1 --format paths
  damson search accession:1 city:Oslo"
)]
pub struct Words {
    #[command(subcommand)]
    verb: Option<Verb>,

    #[command(flatten)]
    list: List,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List accessions, the newest first
    List(List),
    /// Say that nothing of it is left to do: it is not completed, and what could not be taken is not tried again
    Close {
        /// The accession's number
        #[arg(value_name = "ACCESSION", value_parser = clap::value_parser!(u64).range(1..),
              add = ArgValueCompleter::new(super::complete::accessions))]
        accession: u64,
    },
    /// Tell what became of its files: those that came, and those that could not be taken, with reasons
    Show {
        /// The accession's number
        #[arg(value_name = "ACCESSION", value_parser = clap::value_parser!(u64).range(1..),
              add = ArgValueCompleter::new(super::complete::accessions))]
        accession: u64,
    },
}

#[derive(Args, Debug)]
struct List {
    /// List at most this many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,

    /// Only those that are not whole, or that could not take some files
    #[arg(long)]
    unfinished: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match &words.verb {
        None => list(&words.list, session),
        Some(Verb::List(words)) => list(words, session),
        Some(Verb::Show { accession }) => show(*accession, session),
        Some(Verb::Close { accession }) => close(*accession, session),
    }
}

fn list(words: &List, session: &Session) -> Ended {
    let catalog = session.open()?;
    let mut found = catalog.accessions(words.limit.filter(|_| !words.unfinished))?;
    ledger::settle(&mut found, &Store::at(session.store_path()));
    if words.unfinished {
        found.retain(|accession| !accession.is_finished());
        found.truncate(words.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
    }
    session.print(RecordKind::Accession, found.iter().map(Item::Accession))?;
    Ok(Status::Done)
}

fn close(number: u64, session: &Session) -> Ended {
    let mut catalog = session.open_to_write(false)?;
    let store = Store::at(session.store_path());
    let closed = accession::close(&mut catalog, &store, number, &session.now().utc())?;
    session.print(RecordKind::Accession, [Item::Accession(&closed)])?;
    Ok(Status::Done)
}

fn show(number: u64, session: &Session) -> Ended {
    let catalog = session.open()?;
    let mut found = [accession::find(&catalog, number)?];
    ledger::settle(&mut found, &Store::at(session.store_path()));
    let [found] = found;
    let mut sink = session.sink(RecordKind::Outcome, |options| options.is_verbose = true)?;
    let mut written = Ok(());
    // Tables of outcomes, and lists of paths and ids, have no place for the accession itself.
    if matches!(session.format(), Format::Human | Format::Json | Format::Ndjson) {
        written = sink.item(&Item::Accession(&found));
    }
    if written.is_ok() {
        accession::outcomes(&catalog, &found, &mut |outcome| {
            written = sink.item(&Item::Outcome(outcome));
            if written.is_ok() && !session.is_interrupted() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
    }
    written.and_then(|()| sink.finish()).map_err(ended)?;
    Ok(Status::Done)
}

fn ended(error: io::Error) -> Failure {
    if is_closed_pipe(&error) { Failure::Closed } else { Failure::of_output(error) }
}
