//! `damson search`
use super::exit::{Ended, Failure, Status};
use super::session::{Line, Session};
use crate::asset::template::Template;
use crate::catalog::{Catalog, Change, OperationRef, Transaction};
use crate::output::{Item, RecordKind, Scribe, Sink};
use crate::query::{Filter, Property, Selection, parse_columns, parse_sort};
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Find assets
///
/// Terms side by side must all match; OR, NOT (or a leading - or ^) and parentheses combine them; AND binds tighter than
/// OR. No query matches every asset. What is unknown does not match: NOT rating>=3 finds the unrated too.
///
/// Quote what the shell would take for itself: spaces inside a value, parentheses, < and >, *. Flags come before the
/// query; long flags may also follow it. `damson fields` lists the field words.
#[derive(Args, Debug)]
#[command(after_help = "Terms:
  harbour  \"press conference\"  harb*      words, a phrase, a beginning, in any text
  city:Oslo  credit_line:\"AFP\"            the field has these words
  city=Oslo  city~\"^Os\"                   the whole value; a regular expression
  rating>=4  width<3000  size>10MB        comparison; numbers take their field's units
  iso:100..800  taken:2024-05..2024-08    ranges; dates at any precision
  taken:yesterday  taken:-2w..            relative dates (d w m y)
  keywords:Sport/Football                 a keyword and everything below it
  has:gps  no:credit_line                 the field has, or has not, a value
  has:sidecar                             a file speaks for it
  is:duplicate is:missing is:raw ...      states
  path:\"2024/**/*.nef\"  folder:Jobs/cup   where files lie; ./shoot is a path too
  near:59.91,10.75,5km                    within a distance
  accession:12                            added by an ingest, by its number
  @press-ready                            a saved query

Examples:
  damson search harbour
  damson search city:Oslo 'rating>=4' --sort -date_created --limit 10
  damson search 'taken:2024 (is:raw OR rating=5)' --format paths
  damson search no:credit_line --columns id,filename,creator --format csv
  damson search harbour --template '{city}/{filename}'
  damson search is:image --count
  damson search is:raw --groups
  damson search --save press-ready 'rating>=4 has:credit_line'
  damson search @press-ready --explain")]
pub struct Words {
    /// Terms, as listed below; without any, every asset
    #[arg(value_name = "QUERY", add = ArgValueCompleter::new(super::complete::query))]
    query: Vec<String>,

    /// Sort by fields; a minus before one puts its largest first
    #[arg(long, value_name = "F,-F", allow_hyphen_values = true, add = ArgValueCompleter::new(super::complete::fields))]
    sort: Option<String>,

    /// Find at most this many
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,

    /// Find whole groups: also the JPEG of a raw file that matches, the film of a Live Photo, and the other way round
    #[arg(long, conflicts_with_all = ["save", "forget", "saved"])]
    groups: bool,

    /// Print these fields alone, in this order
    #[arg(long, value_name = "F,F", add = ArgValueCompleter::new(super::complete::fields))]
    columns: Option<String>,

    /// Print a line of your own for each asset, with its fields in braces: {city}
    #[arg(long, value_name = "TEMPLATE", conflicts_with_all = ["columns", "format", "json"])]
    template: Option<String>,

    /// Print how many there are
    #[arg(long)]
    count: bool,

    /// With --format paths: print every copy's path
    #[arg(long)]
    copies: bool,

    /// Print the query as it was understood, and how it would be answered
    #[arg(long)]
    explain: bool,

    /// Save the query under a name, to be used as @NAME
    #[arg(long, value_name = "NAME", conflicts_with_all = ["explain", "count"])]
    save: Option<String>,

    /// Forget the saved query of this name
    #[arg(long, value_name = "NAME", conflicts_with_all = ["save", "explain", "count"], add = ArgValueCompleter::new(super::complete::saved))]
    forget: Option<String>,

    /// List the saved queries
    #[arg(long, conflicts_with_all = ["save", "forget", "explain", "count"])]
    saved: bool,

    /// With --format csv: leave cells alone that a spreadsheet would take for formulas
    #[arg(long)]
    raw_csv: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.save.is_some() || words.forget.is_some() {
        return save_or_forget(words, session);
    }
    let catalog = session.open()?;
    if words.saved {
        let saved = catalog.saved()?;
        session.print(RecordKind::Query, saved.iter().map(|(name, text)| Item::Query { name, text }))?;
        return Ok(Status::Done);
    }
    let sort = words.sort.as_deref().map(parse_sort).transpose()?.unwrap_or_default();
    let filter = session.filter(&catalog, &words.query)?;
    let filter = if words.groups { Filter::Grouped(Box::new(filter)) } else { filter };
    let selection = Selection { filter, sort, limit: words.limit };
    if words.explain {
        let (query, lines) = (selection.filter.to_string(), catalog.explain(&selection)?);
        session.print(RecordKind::Explanation, [Item::Explanation { query: &query, lines: &lines }])?;
        return Ok(Status::Done);
    }
    if session.globals.quiet {
        let found = first(&catalog, &selection)?;
        return Ok(if found { Status::Done } else { Status::NothingMatched });
    }
    if words.count {
        let count = catalog.count(&selection.filter)?;
        session.print(RecordKind::Count, [Item::Count(words.limit.map_or(count, |limit| count.min(limit)))])?;
        return Ok(Status::Done);
    }
    let columns: Option<Vec<Property>> = words.columns.as_deref().map(parse_columns).transpose()?;
    let line = words.template.as_deref().map(line).transpose()?;
    let mut sink = session.sink(RecordKind::Asset, |options| {
        options.columns = columns;
        options.template = line;
        options.prints_copies = words.copies;
        options.is_raw_csv = words.raw_csv;
    })?;
    print(&catalog, &selection, session, &mut *sink)?;
    Ok(Status::Done)
}

/// Prints every selected asset.
///
/// # Errors
/// The catalogue's, and what writing says.
pub fn print(
    catalog: &dyn Catalog,
    selection: &Selection,
    session: &Session,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let mut trouble = None;
    let mut go_on = |printed: std::io::Result<()>| match printed {
        Ok(()) if session.is_interrupted() => ControlFlow::Break(()),
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            trouble = Some(error);
            ControlFlow::Break(())
        }
    };
    let visited = match sink.scribe() {
        Some(Scribe { detail, write }) => {
            catalog.transcribe(selection, detail, &*write, &mut |assets| go_on(sink.written(assets)))
        }
        None => catalog.visit(selection, &mut |asset| go_on(sink.item(&Item::Asset(&asset)))),
    };
    visited?;
    trouble.map_or(Ok(()), Err).and_then(|()| sink.finish()).map_err(Failure::of_output)
}

fn first(catalog: &dyn Catalog, selection: &Selection) -> Result<bool, Failure> {
    let mut found = false;
    let selection = Selection { limit: Some(1), sort: Vec::new(), filter: selection.filter.clone() };
    catalog.visit(&selection, &mut |_| {
        found = true;
        ControlFlow::Break(())
    })?;
    Ok(found)
}

/// A template as something that makes a line of an asset.
///
/// # Errors
/// A template that cannot be understood.
pub fn line(text: &str) -> Result<Line, Failure> {
    let template = Template::parse(text).map_err(|error| Failure::of_template(error, text))?;
    Ok(Arc::new(move |asset| template.render(asset)))
}

fn save_or_forget(words: &Words, session: &Session) -> Ended {
    let mut catalog = session.open_to_write(false)?;
    let (name, after) = match (&words.save, &words.forget) {
        (Some(name), _) => (name, Some(words.query.join(" "))),
        (None, Some(name)) => (name, None),
        (None, None) => return Ok(Status::Done),
    };
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(Failure::usage("a name for a query has letters, digits, - _ and . only", None));
    }
    if after.as_ref().is_some_and(|text| text.trim().is_empty()) {
        return Err(Failure::usage("there is no query to save", "damson search --save NAME QUERY"));
    }
    if after.is_some() {
        // What cannot be understood now is not saved; a query that names itself is not either.
        let filter: Filter = session.filter(&catalog, &words.query)?;
        drop(filter);
        let refers = words
            .query
            .join(" ")
            .split(|letter: char| letter.is_whitespace() || "()".contains(letter))
            .any(|term| term.trim_start_matches(['-', '^']) == format!("@{name}"));
        if refers {
            return Err(Failure::usage(format!("@{name} would mean itself"), None));
        }
    }
    let before = catalog.saved()?.into_iter().find(|(other, _)| other == name).map(|(_, text)| text);
    if before.is_none() && after.is_none() {
        return Err(Failure::usage(format!("there is no saved query @{name}"), "`damson search --saved` lists them"));
    }
    let verb = if after.is_some() { "save" } else { "forget" };
    if before != after {
        let change = Change::Save { name: name.clone(), before, after };
        let operation = OperationRef::New(session.act("search", format!("{verb} @{name}")));
        catalog.apply(&Transaction { operation, changes: vec![change] })?;
    }
    Ok(Status::Done)
}
