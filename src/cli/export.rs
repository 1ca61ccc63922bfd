//! `damson export`
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use crate::asset::Asset;
use crate::asset::template::Template;
use crate::catalog::Catalog;
use crate::librarian::export;
use crate::output::{Item, RecordKind, record_line};
use crate::query::{Filter, Property, Selection, parse_columns, parse_sort};
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

/// Records to standard output, or files and records to a folder
///
/// Without --to, prints the selected assets' records: as NDJSON unless --format says otherwise. With --to, copies each
/// asset's original there, writes records.ndjson and manifest.b3 (`b3sum -c manifest.b3` checks it) and, with --sidecar
/// xmp, an XMP sidecar with the effective values beside each file. Nothing is ever overwritten: the same bytes are left as
/// they are, other bytes get a number. No name leads out of the folder, whatever the metadata says. With --groups, files
/// that are one exposure leave together.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson export --all
  damson export city:Oslo --format csv
  damson export 'rating>=4' --to Delivery
  damson export 'rating>=4' --to Delivery --name '{date_created:%Y}/{filename}' --sidecar xmp
  damson export is:raw --groups --to Archive
  damson search harbour --format ids | damson export - --to Harbour")]
pub struct Words {
    /// A query, @NAME, or - for ids, paths or records on standard input
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// Copy files to this folder
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    to: Option<PathBuf>,

    /// The copies' names below the folder: fields in braces; a / makes folders
    #[arg(long, value_name = "TEMPLATE", default_value = "{filename}", requires = "to")]
    name: String,

    /// Write a sidecar with the effective values beside each copy
    #[arg(long, value_name = "KIND", requires = "to")]
    sidecar: Option<SidecarKind>,

    /// Export whole groups: the raw file with its JPEG, the Live Photo's film with its still; with --to, the sidecars
    /// that lie beside each original too, under its new name
    #[arg(long)]
    groups: bool,

    /// Sort by fields; a minus before one puts its largest first
    #[arg(long, value_name = "F,-F", allow_hyphen_values = true, add = ArgValueCompleter::new(super::complete::fields))]
    sort: Option<String>,

    /// Export at most this many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Print these fields alone, in this order
    #[arg(long, value_name = "F,F", conflicts_with = "to", add = ArgValueCompleter::new(super::complete::fields))]
    columns: Option<String>,

    /// With --format csv: leave cells alone that a spreadsheet would take for formulas
    #[arg(long)]
    raw_csv: bool,

    /// Say what would be copied, and copy nothing
    #[arg(short = 'n', long, requires = "to")]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SidecarKind {
    /// An XMP packet: a.xmp beside a.jpg
    Xmp,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match &words.to {
        None => records(words, session),
        Some(to) => files(words, session, to),
    }
}

fn records(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    let (selection, strays) = selection(words, session, &catalog)?;
    let columns: Option<Vec<Property>> = words.columns.as_deref().map(parse_columns).transpose()?;
    if session.globals.format.is_none() && !session.globals.json {
        session.globals.format = Some(super::globals::FormatWord::Ndjson);
    }
    let mut sink = session.sink(RecordKind::Asset, |options| {
        options.columns = columns;
        options.is_raw_csv = words.raw_csv;
    })?;
    super::search::print(&catalog, &selection, session, &mut *sink)?;
    Ok(if strays > 0 { Status::Partial } else { Status::Done })
}

fn files(words: &Words, session: &mut Session, to: &std::path::Path) -> Ended {
    let name = Template::parse(&words.name).map_err(|error| Failure::of_template(error, &words.name))?;
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let (selection, strays) = selection(words, session, &*catalog)?;
    let to = session.absolute(to);
    let record = |asset: &Asset| record_line(&Item::Asset(asset));
    let request = export::Request {
        selection,
        act: session.act("export", format!("to {}", to.lossy())),
        to,
        name,
        with_sidecars: words.sidecar == Some(SidecarKind::Xmp),
        with_own_sidecars: words.groups,
        record: &record,
        stop: session.interruption(),
        dry_run: words.dry_run,
    };
    let mut reporter = Reporter::new(session, "export")?;
    match export::export(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            Ok(if strays > 0 { Status::Partial } else { status })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

fn selection(words: &Words, session: &Session, catalog: &dyn Catalog) -> Result<(Selection, u64), Failure> {
    let sort = words.sort.as_deref().map(parse_sort).transpose()?.unwrap_or_default();
    let selected = select(session, catalog, &words.selection, words.all)?;
    let filter = if words.groups { Filter::Grouped(Box::new(selected.filter)) } else { selected.filter };
    Ok((Selection { filter, sort, limit: words.limit }, selected.strays))
}
