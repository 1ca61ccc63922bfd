//! `damson facet`
use super::exit::{Ended, Failure, Status};
use super::session::Session;
use crate::catalog::Catalog;
use crate::output::{Item, RecordKind};
use crate::query::{Facet, parse_facet};
use clap::Args;
use clap_complete::ArgValueCompleter;

/// Count values
///
/// Counts how many assets have each value of a field, largest first; several fields count combinations. Dates are counted
/// by period with :year, :month or :day. Assets without the field are not counted.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson facet city
  damson facet date_created:year
  damson facet creator credit_line --query 'rating>=4'
  damson facet keywords --limit 5 --format csv")]
pub struct Words {
    /// Fields to count by
    #[arg(required = true, value_name = "FIELD", add = ArgValueCompleter::new(super::complete::facet))]
    fields: Vec<String>,

    /// Count among the assets that match
    #[arg(long, value_name = "QUERY", default_value = "", allow_hyphen_values = true, add = ArgValueCompleter::new(super::complete::query))]
    query: String,

    /// Print at most this many rows
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut facets: Vec<Facet> = Vec::new();
    for word in words.fields.iter().flat_map(|word| word.split(',')) {
        facets.push(parse_facet(word)?);
    }
    let catalog = session.open()?;
    let filter = session.filter(&catalog, std::slice::from_ref(&words.query))?;
    let rows = catalog.facets(&facets, &filter, words.limit)?;
    let columns = facets.iter().map(|facet| facet.property.clone()).collect();
    let mut sink = session.sink(RecordKind::Facet, |options| options.columns = Some(columns))?;
    for row in &rows {
        sink.item(&Item::Facet { facets: &facets, row }).map_err(Failure::of_output)?;
    }
    sink.finish().map_err(Failure::of_output)?;
    Ok(Status::Done)
}
