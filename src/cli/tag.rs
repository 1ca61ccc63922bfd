//! `damson tag`
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use super::writing::{self, Asked};
use crate::catalog::Catalog;
use crate::librarian::write::Which;
use crate::librarian::{Observer, Summary, tag};
use crate::query::{Edit, Filter, parse_edit};
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::io::BufRead;

/// More assets than this are changed only after a question, where there is somebody to ask.
const ASK_ABOVE: u64 = 100;

/// Change fields of many assets
///
/// All assets change together, as one operation that `damson undo` takes back. What is changed is the catalogue's own
/// layer, which outranks what files say; the files are not touched.
///
/// SELECTION is one query (quote it if it has spaces), @NAME, --all, or - for ids, paths or records on standard input.
/// Flags come before it. At a terminal, a change of more than 100 assets is asked about first, unless --yes.
#[derive(Args, Debug)]
#[command(after_help = "Edits:
  field=value    set            field!      clear
  field+=value   add to a list, or append to text
  field-=value   take from a list
  field?=value   set only where it is empty
  +keyword       add a keyword  ^keyword    remove a keyword

Values may hold {field} templates: 'title={headline}, {city}'. Double braces stand for themselves.

Examples:
  damson tag city:Oslo +harbour
  damson tag --dry-run 'is:image no:credit_line' 'credit_line?=Damson Press'
  damson tag --dry-run --repair-encoding is:double-encoded
  damson tag rating:4.. 'usage_terms=Editorial use only' ^draft
  damson search has:headline --format ids | damson tag - 'title={headline}'")]
pub struct Words {
    /// The selection (left out with --all), then the edits
    #[arg(value_name = "SELECTION EDIT", add = ArgValueCompleter::new(super::complete::selection_or_edit))]
    words: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// State texts that were encoded twice as they were before
    #[arg(long)]
    repair_encoding: bool,

    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Do not ask, however many assets change
    #[arg(short, long)]
    yes: bool,

    /// Write what counts into the files' sidecars too, as damson write does, in the same operation
    #[arg(short, long)]
    write: bool,

    #[command(flatten)]
    way: super::writing::Way,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.words.is_empty() && !words.all {
        return Err(Failure::usage("there is no selection", "damson tag SELECTION EDIT..."));
    }
    let (selection, edits) = words.words.split_at(usize::from(!words.all));
    if edits.is_empty() && !words.repair_encoding {
        let hint = "damson tag SELECTION EDIT..., with the selection as one word: 'city:Oslo rating>3'";
        return Err(Failure::usage("there is no edit", hint));
    }
    let edits: Vec<Edit> = edits.iter().map(|text| parse_edit(text)).collect::<Result<_, _>>()?;
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let selected = select(session, &*catalog, selection, words.all)?;
    let from_input = selection.first().is_some_and(|word| word == "-");
    if !words.dry_run && !words.yes && !from_input {
        let count = catalog.count(&selected.filter)?;
        if count > ASK_ABOVE && !agreed(session, count)? {
            return Err(Failure::Refused {
                message: "nothing was changed".to_owned(),
                hint: Some("--yes changes without asking; --dry-run shows what would change".to_owned()),
            });
        }
    }
    let is_written = words.write || words.way.embed;
    let filter = if is_written { Filter::Ids(tag::ids_of(&*catalog, &selected.filter)?) } else { selected.filter };
    let request = tag::Request {
        verb: "tag",
        filter,
        editing: &tag::Edits { repair: words.repair_encoding, edits },
        dry_run: words.dry_run,
        act: session.act("tag", words.words.join(" ")),
    };
    let mut reporter = Reporter::new(session, "tag")?;
    match tag::tag(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => {
            let status = if is_written && !summary.interrupted {
                write(words, session, &mut *catalog, request, &summary, reporter)?
            } else {
                reporter.finish(&summary)?
            };
            Ok(if selected.strays > 0 { Status::Partial } else { status })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// Writes what was tagged, as a part of the same operation.
fn write(
    words: &Words,
    session: &Session,
    catalog: &mut dyn Catalog,
    tagged: tag::Request<'_>,
    summary: &Summary,
    mut reporter: Reporter,
) -> Result<Status, Failure> {
    let status = reporter.part(summary)?;
    if words.dry_run {
        reporter.notice("--write would follow; what it writes shows `damson write --dry-run` once fields are changed");
        return reporter.end().map(|()| status);
    }
    let which = Which::Matching(tagged.filter, words.way.writing());
    let asked = Asked { which, operation: summary.operation, dry_run: false, act: tagged.act };
    match writing::write(session, catalog, &words.way, asked, &mut reporter) {
        Ok(written) => Ok(reporter.finish(&written)?.or(status)),
        Err(error) => {
            reporter.abandon();
            Err(error)
        }
    }
}

/// Asks, if there is somebody to ask; a script is taken at its word.
fn agreed(session: &Session, count: u64) -> Result<bool, Failure> {
    if !session.settings.terminal.input || !session.settings.terminal.error {
        return Ok(true);
    }
    session.messages().notice(&format!("this changes {count} assets; go on? [y/N]"));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::Io { what: "cannot read the answer".to_owned(), error })?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
