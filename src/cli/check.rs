//! `damson check`
use super::exit::{Ended, Status};
use super::session::Session;
use super::status::print_status;
use crate::catalog::Catalog;
use crate::librarian::{Store, backup::backup, check::check};
use clap::Args;

/// Look through the catalogue for damage, and mend what can be mended
///
/// Everything is looked at: the structure of the file, references between rows, the index against what it is made from, the
/// chain of the log, and the earlier bytes that are kept for undo, each read again. Files that are catalogued are
/// `damson verify`'s.
///
/// With --repair, what is derived is made anew from what it is derived from, after the catalogue was copied to
/// CATALOG.before-repair-MOMENT. Nothing else is touched: what is damaged beyond that is taken from a backup by
/// `damson restore`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson check
  damson check --repair")]
pub struct Words {
    /// Make anew what is derived, where it is wrong
    #[arg(long)]
    repair: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let store = Store::at(session.store_path());
    let stop = session.interruption();
    let mut catalog = if words.repair { session.open_to_write(false)? } else { session.open()? };
    let mut faults = check(&catalog, &store, &stop)?;
    if words.repair && faults.is_empty() {
        session.messages().notice("nothing is wrong, and nothing was changed");
    } else if words.repair && !session.is_interrupted() {
        let copy = session.beside(&format!(".before-repair-{}", session.stamp()));
        if !backup(&catalog, &copy.to_path(), &stop)? {
            return Ok(Status::Interrupted);
        }
        catalog.derive_anew()?;
        faults = check(&catalog, &store, &stop)?;
        let said =
            if faults.is_empty() { "the catalogue is mended" } else { "what is left needs a backup: damson restore" };
        session.messages().notice(said);
    }
    print_status(session, &catalog, &session.catalog_path(), &catalog.summary()?, &faults)?;
    if faults.is_empty() && !words.repair {
        session.messages().notice("nothing is wrong");
    }
    Ok(if faults.is_empty() { Status::Done } else { Status::Catalogue })
}
