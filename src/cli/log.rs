//! `damson log`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::catalog::Catalog;
use crate::output::{Item, RecordKind};
use clap::Args;

/// Read what was done
///
/// Lists operations, the newest first: number, when, who, what, how many changes, and whether it was undone.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson log
  damson log 1
  damson log --limit 1 --format ndjson")]
pub struct Words {
    /// One operation alone
    #[arg(value_name = "OPERATION")]
    operation: Option<u64>,

    /// List at most this many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    let operations = match words.operation {
        None => catalog.operations(words.limit)?,
        Some(number) => {
            let missing = || Failure::usage(format!("there is no operation {number} in the log"), None);
            vec![catalog.operation(number)?.ok_or_else(missing)?]
        }
    };
    session.print(RecordKind::Operation, operations.iter().map(Item::Operation))?;
    Ok(Status::Done)
}
