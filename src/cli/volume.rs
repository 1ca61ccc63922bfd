//! `damson volume`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::catalog::{Catalog, Change, OperationRef, Transaction, Volume};
use crate::output::{Item, RecordKind};
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;

/// The volumes that files lie on
///
/// A volume is a file system, known by its own identity: mounted elsewhere, it is the same volume, and its files' paths
/// follow. `damson ingest` looks which are there.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson volume
  damson volume --format ndjson")]
pub struct Words {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    /// List the volumes (the default)
    List,
    /// Give a volume another name
    Rename {
        /// Its name
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(super::complete::volumes))]
        from: String,
        /// Its new name
        #[arg(value_name = "NEW")]
        to: String,
    },
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match &words.what {
        None | Some(What::List) => {
            let volumes = session.open()?.volumes()?;
            session.print(RecordKind::Volume, volumes.iter().map(Item::Volume))?;
        }
        Some(What::Rename { from, to }) => rename(session, from, to)?,
    }
    Ok(Status::Done)
}

fn rename(session: &Session, from: &str, to: &str) -> Result<(), Failure> {
    let mut catalog = session.open_to_write(false)?;
    let volumes = catalog.volumes()?;
    let find = |name: &str| volumes.iter().find(|volume| volume.name == name);
    let Some(volume) = find(from) else {
        return Err(Failure::usage(format!("there is no volume {from}"), "`damson volume` lists them"));
    };
    if to.trim().is_empty() || find(to).is_some() {
        return Err(Failure::usage(format!("{to:?} cannot be its name: it is empty, or another volume's"), None));
    }
    let after = Volume { name: to.to_owned(), ..volume.clone() };
    let change = Change::Volume { before: Some(volume.clone()), after: Some(after) };
    let operation = OperationRef::New(session.act("volume", format!("rename {from} to {to}")));
    catalog.apply(&Transaction { operation, changes: vec![change] })?;
    Ok(())
}
