//! `damson keyword list`
use crate::asset::{Field, Value};
use crate::catalog::Catalog;
use crate::cli::exit::{Ended, Status};
use crate::cli::session::Session;
use crate::librarian::keywords;
use crate::output::{Format, Item, RecordKind};
use crate::query::{Facet, Filter, Property};
use clap::Args;

/// List the keywords, the most used first (the default)
///
/// For people as a tree of levels, each with how many assets have it or a keyword below it; with --flat, and in the other
/// formats, as the values of `keywords` alone.
#[derive(Args, Debug, Default)]
#[command(after_help = "Examples:
  damson keyword list
  damson keyword list --flat")]
pub struct Words {
    /// The values of `keywords` as they are, without those with levels
    #[arg(long)]
    flat: bool,
}

pub fn run(words: &Words, session: &Session) -> Ended {
    let catalog = session.open()?;
    if session.format() == Format::Human && !words.flat {
        let branches = keywords::tree(&catalog)?;
        let items = branches.iter().map(|branch| Item::Keyword { levels: &branch.levels, count: branch.count });
        session.print(RecordKind::Keyword, items)?;
        return Ok(Status::Done);
    }
    let facet = Facet { property: Property::of(Field::Keywords), unit: None };
    let rows = catalog.facets(&[facet], &Filter::Everything, None)?;
    let keywords: Vec<(Vec<String>, u64)> =
        rows.iter().map(|row| (row.values.iter().map(Value::to_string).collect(), row.count)).collect();
    session
        .print(RecordKind::Keyword, keywords.iter().map(|(levels, count)| Item::Keyword { levels, count: *count }))?;
    Ok(Status::Done)
}
