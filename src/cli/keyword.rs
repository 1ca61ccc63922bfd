//! `damson keyword`
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use crate::asset::{Field, Value};
use crate::catalog::Catalog;
use crate::librarian::tag;
use crate::output::{Item, RecordKind};
use crate::query::{Edit, Facet, Filter, Property, parse_edit};
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;

/// The keywords in use, and how many assets have each
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword
  damson keyword --format csv
  damson keyword rename --dry-run harbor harbour")]
pub struct Words {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    /// List the keywords, the most used first (the default)
    List,
    /// Replace a keyword by another wherever it is used, as one operation
    #[command(after_help = "Examples:
  damson keyword rename --dry-run harbor harbour")]
    Rename {
        /// The keyword
        #[arg(value_name = "KEYWORD", add = ArgValueCompleter::new(super::complete::keywords))]
        from: String,
        /// What it becomes; a keyword that exists already takes its assets in
        #[arg(value_name = "NEW")]
        to: String,
        /// Say what would change, and change nothing
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match &words.what {
        None | Some(What::List) => list(session),
        Some(What::Rename { from, to, dry_run }) => rename(session, from, to, *dry_run),
    }
}

fn list(session: &Session) -> Ended {
    let facet = Facet { property: Property::of(Field::Keywords), unit: None };
    let rows = session.open()?.facets(&[facet], &Filter::Everything, None)?;
    let keywords: Vec<(Vec<String>, u64)> =
        rows.iter().map(|row| (row.values.iter().map(Value::to_string).collect(), row.count)).collect();
    session
        .print(RecordKind::Keyword, keywords.iter().map(|(levels, count)| Item::Keyword { levels, count: *count }))?;
    Ok(Status::Done)
}

fn rename(session: &Session, from: &str, to: &str, dry_run: bool) -> Ended {
    if to.trim().is_empty() {
        return Err(Failure::usage("a keyword cannot be empty", None));
    }
    let literal = |text: &str| text.replace('{', "{{").replace('}', "}}");
    let edits: Vec<Edit> = [format!("^{}", literal(from)), format!("+{}", literal(to))]
        .iter()
        .map(|text| parse_edit(text))
        .collect::<Result<_, _>>()?;
    let value = Value::Text(crate::asset::fold::fold(from));
    let filter = Filter::Equal { property: Property::of(Field::Keywords), value };
    let mut catalog: Box<dyn Catalog> =
        if dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    if catalog.count(&filter)? == 0 {
        return Err(Failure::usage(format!("no asset has the keyword {from:?}"), "`damson keyword` lists them"));
    }
    let act = session.act("keyword", format!("rename {from} to {to}"));
    let mut reporter = Reporter::new(session, "keyword")?;
    let editing = tag::Edits { repair: false, edits };
    let request = tag::Request { verb: "keyword", filter, editing: &editing, dry_run, act };
    match tag::tag(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
