//! `damson restore`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use super::status::print_status;
use crate::asset::FilePath;
use crate::catalog::{Catalog, CatalogError};
use crate::librarian::backup::{Restored, restore};
use clap::Args;
use std::path::PathBuf;

/// Make a backup the catalogue
///
/// The backup is read and found whole first. A catalogue that is there already is kept beside itself, as
/// CATALOG.before-restore-MOMENT, and replaced in one step that other processes see whole or not at all; one that is damaged
/// is put aside as it is. `damson ingest` then finds what became of the files since.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson backup monday.db && damson restore --replace monday.db")]
pub struct Words {
    /// What `damson backup` made
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    from: PathBuf,

    /// Take the place of the catalogue that is there
    #[arg(long)]
    replace: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalogue = session.catalog_path();
    let present = session.open_to_restore();
    if !words.replace && !matches!(present, Err(CatalogError::Absent(_))) {
        let message = format!("there is a catalogue at {}", catalogue.display());
        return Err(Failure::Refused { message, hint: Some("--replace keeps it beside itself".to_owned()) });
    }
    let from = session.absolute(&words.from).to_path();
    let stamp = session.stamp();
    let restored = restore(present, &catalogue, &from, &stamp, &session.interruption())?;
    let Some(Restored { kept }) = restored else { return Ok(Status::Interrupted) };
    // Opening brings an older format up to date, and finds whether what came is what was wanted.
    let catalog = session.open_to_write(false)?;
    print_status(session, &catalog, &catalogue, &catalog.summary()?, &[])?;
    if let Some(kept) = kept {
        session.messages().notice(&format!("the catalogue that was there is kept as {}", FilePath::of(&kept).lossy()));
    }
    Ok(Status::Done)
}
