//! `damson status`
use super::exit::{Ended, Status as ExitStatus};
use super::session::Session;
use crate::asset::FilePath;
use crate::catalog::Catalog;
use crate::librarian::{Store, ledger};
use crate::output::{Item, RecordKind, Status};
use clap::Args;

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
    let path = FilePath::of(&session.catalog_path());
    let store = Store::at(session.store_path());
    // What cannot be listed is not told.
    let earlier_bytes = store.holdings().map_or(0, |held| held.bytes);
    let unfinished = ledger::unfinished(&catalog, &store)?;
    let status =
        Status { catalogue: &path, numbers: &numbers, earlier_bytes, unfinished: &unfinished, faults: &faults };
    session.print(RecordKind::Status, [Item::Status(status)])?;
    Ok(if faults.is_empty() { ExitStatus::Done } else { ExitStatus::Catalogue })
}
