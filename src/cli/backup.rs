//! `damson backup`
use super::exit::{Ended, Status};
use super::session::Session;
use super::status::print_copy;
use crate::catalog::sqlite::summary_of;
use crate::librarian::backup::backup;
use clap::Args;
use std::path::PathBuf;

/// Copy the catalogue while others work with it
///
/// The copy is of one moment, whatever other processes read and write meanwhile. It is synced, read again and found whole
/// before it gets its name; what is there by that name already is never overwritten. In a folder it is named after the
/// moment. Copying the catalogue's file by other means while damson runs can give a copy that is not whole.
///
/// `damson restore` takes a backup back in. The bytes that files had before they were written (CATALOG.store) and the files
/// themselves are not in it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson backup monday.db
  damson backup --format ndjson tuesday.db")]
pub struct Words {
    /// The new file, or a folder for it
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::AnyPath)]
    to: PathBuf,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    let mut to = session.absolute(&words.to).to_path();
    if to.is_dir() {
        to.push(format!("damson-{}.db", session.stamp()));
    }
    if !backup(&catalog, &to, &session.interruption())? {
        return Ok(Status::Interrupted);
    }
    print_copy(session, &to, &summary_of(&to)?)?;
    Ok(Status::Done)
}
