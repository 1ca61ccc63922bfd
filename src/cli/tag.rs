//! `damson tag`
use super::change::{self, Changing};
use super::exit::{Ended, Failure, Status};
use super::like;
use super::selection::{Selected, select};
use super::session::Session;
use super::stationery::{Stationery, Written};
use super::table;
use super::writing::Reach;
use crate::catalog::Catalog;
use crate::librarian::editing::Sequence;
use crate::librarian::tag::{self, Editing};
use crate::query::Filter;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Change fields of many assets
///
/// All assets change together, as one operation that `damson undo` takes back. What is changed is the catalogue's own
/// layer, which outranks what files say; files are written only with --write or --embed.
///
/// SELECTION is one query (quote it if it has spaces), @NAME, --all, or - for ids, paths or records on standard input.
/// Flags come before it. At a terminal, a change of more than 100 assets is asked about first, unless --yes.
///
/// With --from, a table says which assets, by columns `id`, `path` or `digest`, and what becomes of them: CSV or NDJSON as
/// `damson search` prints it, with other values in some cells. A cell that says what the asset has changes nothing.
#[derive(Args, Debug)]
#[command(after_help = "Edits:
  field=value    set            field!      clear
  field+=value   add to a list, or append to text
  field-=value   take from a list
  field?=value   set only where it is empty
  +keyword       add a keyword  ^keyword    remove a keyword
  field~s/old/new/   find and replace; g behind it for every match, i for any case
  date+=1h30m    shift a date; date-=2d the other way (y mo w d h m s)

Values may hold {field} templates: 'title={headline}, {city}'. Double braces stand for themselves.

Examples:
  damson tag city:Oslo +harbour
  damson tag --dry-run 'is:image no:credit_line' 'credit_line?=Damson Press'
  damson tag --dry-run --repair-encoding is:double-encoded
  damson tag --dry-run has:headline 'headline~s/harbor/harbour/gi' 'taken+=1h'
  damson tag --dry-run --like Pictures/harbour/night.jpg:credit_line,country city:Oslo
  damson tag rating:4.. 'usage_terms=Editorial use only' ^draft
  damson search has:headline --format ids | damson tag - 'title={headline}'
  damson search is:image --format csv | sed s/Oslo/Kristiania/ | damson tag --dry-run --from -")]
pub struct Words {
    /// The selection (left out with --all and --from), then the edits
    #[arg(value_name = "SELECTION EDIT", add = ArgValueCompleter::new(super::complete::selection_or_edit))]
    words: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// Rows of CSV or NDJSON that name assets and say what their fields are; - for standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    from: Option<PathBuf>,

    /// State what another asset says: the fields that a series shares, or these
    #[arg(long, value_name = "ASSET[:F,F]", conflicts_with = "from", value_hint = clap::ValueHint::AnyPath)]
    like: Option<OsString>,

    /// With --from: an empty cell of CSV clears its field
    #[arg(long, requires = "from")]
    empty_clears: bool,

    #[command(flatten)]
    stationery: Stationery,

    /// State texts that were encoded twice as they were before
    #[arg(long)]
    repair_encoding: bool,

    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Do not ask, however many assets change
    #[arg(short, long)]
    yes: bool,

    #[command(flatten)]
    reach: Reach,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let (selection, edits) = parted(words)?;
    let Written { edits, late, .. } = words.stationery.read(edits, session)?;
    if let Some(edit) = late {
        let message = format!("`{edit}`: codes are not made of variables here");
        return Err(Failure::usage(message, "damson ingest replaces them, file by file"));
    }
    let rows = words.from.as_deref().map(|file| table::read(file, words.empty_clears, session)).transpose()?;
    let mut catalog: Box<dyn Catalog> =
        if changes_nothing(words) { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let mut editing: Vec<Box<dyn Editing>> = Vec::new();
    let (selected, strays) = match rows {
        Some(rows) => {
            let (table, strays) = table::gather(rows, &*catalog)?;
            let filter = Filter::Ids(table.ids());
            editing.push(Box::new(table));
            (Selected { filter, strays: 0 }, strays)
        }
        None => (select(session, &*catalog, selection, words.all)?, Vec::new()),
    };
    if let Some(word) = &words.like {
        editing.push(Box::new(like::copied(session, &*catalog, word)?));
    }
    editing.push(Box::new(tag::Edits { repair: words.repair_encoding, edits }));
    let from_input = selection.first().is_some_and(|word| word == "-") || words.from.as_deref() == Some("-".as_ref());
    let request = tag::Request {
        verb: "tag",
        filter: selected.filter,
        editing: &Sequence(editing),
        writing: words.reach.writing(),
        dry_run: changes_nothing(words),
        act: session.act("tag", note(words)),
    };
    let strays = strays.into_iter().map(|stray| stray.outcome("tag")).collect();
    let changing = Changing { request, is_agreed: words.yes || from_input, strays, reach: &words.reach };
    let status = change::run(session, &mut *catalog, &changing)?;
    Ok(if selected.strays > 0 { Status::Partial } else { status })
}

fn changes_nothing(words: &Words) -> bool {
    words.dry_run || words.reach.plan.is_some()
}

/// The selection and the edits; a table is a selection of its own.
fn parted(words: &Words) -> Result<(&[String], &[String]), Failure> {
    let is_selected = words.all || words.from.is_some();
    if words.all && words.from.is_some() {
        return Err(Failure::usage("--all and --from do not go together", "the table says which assets are meant"));
    }
    if words.words.is_empty() && !is_selected {
        return Err(Failure::usage("there is no selection", "damson tag SELECTION EDIT..."));
    }
    let (selection, edits) = words.words.split_at(usize::from(!is_selected));
    let brings_edits = words.repair_encoding || words.from.is_some() || words.like.is_some();
    let is_told = brings_edits || words.stationery.job.is_some() || !words.stationery.template.is_empty();
    if edits.is_empty() && !is_told {
        let hint = "damson tag SELECTION EDIT..., with the selection as one word: 'city:Oslo rating>3'";
        return Err(Failure::usage("there is no edit", hint));
    }
    Ok((selection, edits))
}

/// What the log says of it.
fn note(words: &Words) -> String {
    let flags = [("--from", words.from.as_deref().map(Path::as_os_str)), ("--like", words.like.as_deref())];
    let flags = flags.into_iter().filter_map(|(flag, value)| Some((flag, value?)));
    let templates = words.stationery.template.iter().map(|file| ("--template", file.as_os_str()));
    let job = words.stationery.job.iter().map(|job| ("--job", OsStr::new(job)));
    let flags = flags.chain(templates).chain(job).map(|(flag, value)| format!("{flag} {}", value.display()));
    flags.chain(words.words.iter().cloned()).collect::<Vec<_>>().join(" ")
}
