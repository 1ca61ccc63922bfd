//! `damson man`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use clap::{Args, CommandFactory};
use std::path::PathBuf;

/// Write man pages to a folder
///
/// Writes damson.1 and a page for every verb (damson-search.1 ...), replacing those that are there. `man -l` reads one
/// from a file; in a folder man1 of $MANPATH, `man damson-search` finds it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson man ./man1")]
pub struct Words {
    /// The folder, made if it is not there
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    folder: PathBuf,
}

pub fn run(words: &Words, _session: &mut Session) -> Ended {
    let trouble = |error| Failure::Io { what: format!("cannot write to {}", words.folder.display()), error };
    std::fs::create_dir_all(&words.folder).map_err(trouble)?;
    clap_mangen::generate_to(super::CommandLine::command(), &words.folder).map_err(trouble)?;
    Ok(Status::Done)
}
