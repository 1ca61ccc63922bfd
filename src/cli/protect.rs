//! `damson protect`
use super::exit::{Ended, Status};
use super::session::Session;
use crate::asset::FilePath;
use crate::catalog::Catalog;
use crate::librarian::protection;
use crate::output::{Item, RecordKind};
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

/// Folders and volumes whose files no verb changes or takes away
///
/// What is named comes under protection, with all that lies below it: no verb writes into a file there, takes one away or
/// puts another in its place, and of files that are the same one there is kept. A verb that would is refused, naming
/// the folder. It holds for the folder whatever path leads to it. Without anything, what is protected is listed.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson protect Pictures/wire
  damson protect
  damson protect Pictures/wire && damson protect --remove Pictures/wire")]
pub struct Words {
    /// Folders
    #[arg(value_name = "FOLDER", value_hint = clap::ValueHint::DirPath)]
    folders: Vec<PathBuf>,

    /// A whole volume, by its name (may be repeated)
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(super::complete::volumes))]
    volume: Vec<String>,

    /// Protect them no longer
    #[arg(long)]
    remove: bool,

    /// List what is protected (the default)
    #[arg(long, conflicts_with_all = ["folders", "volume", "remove"])]
    list: bool,

    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.folders.is_empty() && words.volume.is_empty() {
        if words.remove {
            return Err(super::exit::Failure::usage("nothing is named", "a folder, or --volume NAME"));
        }
        let protected = session.open()?.protected()?;
        session.print(RecordKind::Protection, protected.iter().map(Item::Protected))?;
        return Ok(Status::Done);
    }
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let folders: Vec<FilePath> = words.folders.iter().map(|folder| session.absolute(folder)).collect();
    let names = folders.iter().map(FilePath::lossy).chain(words.volume.iter().map(|name| format!("--volume {name}")));
    let verb = if words.remove { "remove " } else { "" };
    let act = session.act("protect", format!("{verb}{}", names.collect::<Vec<_>>().join(" ")));
    let volumes = words.volume.clone();
    let request = protection::Request { folders, volumes, present: !words.remove, dry_run: words.dry_run, act };
    let changed = protection::protect(&mut *catalog, &request)?;
    session.print(RecordKind::Protection, changed.iter().map(Item::Protected))?;
    let said = match (changed.is_empty(), words.remove) {
        (true, _) => "nothing to do",
        (false, true) => "not protected any more",
        (false, false) => "protected",
    };
    let preview = if words.dry_run { "; nothing was done (dry run)" } else { "" };
    session.messages().notice(&format!("{said}{preview}"));
    Ok(Status::Done)
}
