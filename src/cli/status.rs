//! `damson status`
use super::exit::{Ended, Failure, Status as ExitStatus};
use super::session::Session;
use crate::asset::FilePath;
use crate::catalog::{Catalog, Summary};
use crate::librarian::Store;
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
    // What cannot be listed is not told.
    let earlier_bytes = Store::at(session.store_path()).holdings().map_or(0, |held| held.bytes);
    print_status(session, &session.catalog_path(), &numbers, earlier_bytes, &faults)?;
    Ok(if faults.is_empty() { ExitStatus::Done } else { ExitStatus::Catalogue })
}

/// Prints the state of a catalogue.
///
/// # Errors
/// What writing says.
pub fn print_status(
    session: &Session,
    catalogue: &Path,
    numbers: &Summary,
    earlier_bytes: u64,
    faults: &[String],
) -> Result<(), Failure> {
    let status = Status { catalogue: &FilePath::of(catalogue), numbers, earlier_bytes, faults };
    session.print(RecordKind::Status, [Item::Status(status)])
}
