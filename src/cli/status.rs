//! `damson status`
use super::exit::{Ended, Failure, Status as ExitStatus};
use super::session::Session;
use crate::asset::FilePath;
use crate::catalog::{Catalog, Summary};
use crate::librarian::{Store, ledger};
use crate::output::{Item, RecordKind, Status};
use clap::Args;
use std::path::Path;

/// What the catalogue holds, where, and what wants attention
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson status
  damson status --json
  damson status --check")]
pub struct Words {
    /// Look through the whole catalogue for damage too
    #[arg(long)]
    check: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    let numbers = catalog.summary()?;
    let faults = if words.check { catalog.check()? } else { Vec::new() };
    print_status(session, &catalog, &session.catalog_path(), &numbers, &faults)?;
    Ok(if faults.is_empty() { ExitStatus::Done } else { ExitStatus::Catalogue })
}

/// Prints the state of a catalogue, and of what is kept beside it.
///
/// # Errors
/// The catalogue's; what writing says.
pub fn print_status(
    session: &Session,
    catalog: &dyn Catalog,
    file: &Path,
    numbers: &Summary,
    faults: &[String],
) -> Result<(), Failure> {
    let store = Store::at(session.store_path());
    // What cannot be listed is not told.
    let earlier_bytes = store.holdings().map_or(0, |held| held.bytes);
    let unfinished = ledger::unfinished(catalog, &store)?;
    let catalogue = &FilePath::of(file);
    let status = Status { catalogue, numbers, earlier_bytes, unfinished: &unfinished, faults };
    session.print(RecordKind::Status, [Item::Status(status)])
}

/// Prints the state of a copy of a catalogue, beside which nothing is kept.
///
/// # Errors
/// What writing says.
pub fn print_copy(session: &Session, file: &Path, numbers: &Summary) -> Result<(), Failure> {
    let catalogue = &FilePath::of(file);
    let status = Status { catalogue, numbers, earlier_bytes: 0, unfinished: &[], faults: &[] };
    session.print(RecordKind::Status, [Item::Status(status)])
}
