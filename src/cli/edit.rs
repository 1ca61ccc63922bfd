//! `damson edit`
mod editor;
mod page;
mod written;

use super::change::{self, Changing};
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use super::writing::Reach;
use crate::asset::{Asset, AssetId};
use crate::catalog::Catalog;
use crate::librarian::editing::Drafts;
use crate::librarian::{Summary, tag};
use crate::query::{Filter, Selection, parse_editable};
use clap::Args;
use clap_complete::ArgValueCompleter;
use editor::{Page, answer_is_yes};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// More assets than this are no page that a person reads.
const MOST: u64 = 500;

/// Change fields in a text editor
///
/// The editor of $VISUAL or $EDITOR is given the fields of the selected assets as TOML, a table an asset. What is changed
/// there is changed, as one operation that `damson undo` takes back: a value that is "" or [] clears its field, a line that
/// is taken out changes nothing. A page with a mistake is kept, and --resume opens it again.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson edit city:Oslo
  damson edit --fields headline,description,keywords ./Pictures/harbour
  EDITOR='code --wait' damson edit @press-ready")]
pub struct Words {
    /// The selection
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// These fields alone, with and without a value
    #[arg(long, value_name = "F,F", add = ArgValueCompleter::new(super::complete::fields))]
    fields: Option<String>,

    /// A page that was kept, to be corrected
    #[arg(long, value_name = "FILE", conflicts_with_all = ["selection", "all", "fields"])]
    #[arg(value_hint = clap::ValueHint::FilePath)]
    resume: Option<PathBuf>,

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
    let editor = editor::words(session)?;
    let fields = words.fields.as_deref().map(parse_editable).transpose()?;
    let (assets, page) = {
        let catalog = session.open()?;
        let (filter, kept) = chosen(words, session, &catalog)?;
        let assets = read(&catalog, &filter)?;
        let page = match kept {
            Some((path, text)) => Page { path, text },
            None if assets.is_empty() => return nothing(words, session),
            None => editor::new_page(session, &page::written(&assets, fields.as_deref()))?,
        };
        (assets, page)
    };
    let Some(drafts) = drafted(&assets, &editor, &page, words, session)? else { return nothing(words, session) };
    let ended = apply(drafts, words, session);
    // What was not done, or was only looked at by a person, is worth keeping.
    let is_done = matches!(ended, Ok(Status::Done)) && !(words.dry_run && session.settings.terminal.input);
    if is_done {
        page.remove();
    } else {
        session.messages().notice(&format!("the page is kept: damson edit --resume {}", page.path.display()));
    }
    ended
}

/// The assets that are edited, and the page that was kept of them.
fn chosen(
    words: &Words,
    session: &Session,
    catalog: &dyn Catalog,
) -> Result<(Filter, Option<(PathBuf, String)>), Failure> {
    if let Some(path) = &words.resume {
        let text = editor::read(path)?;
        return Ok((Filter::Ids(written::ids(&text)), Some((path.clone(), text))));
    }
    let selected = select(session, catalog, &words.selection, words.all)?;
    let count = catalog.count(&selected.filter)?;
    if count > MOST {
        return Err(Failure::Refused {
            message: format!("{count} assets are too many for a page; {MOST} are the most"),
            hint: Some("`damson search --format csv` and `damson tag --from` change any number in a table".to_owned()),
        });
    }
    Ok((selected.filter, None))
}

fn read(catalog: &dyn Catalog, filter: &Filter) -> Result<Vec<Asset>, Failure> {
    let mut assets = Vec::new();
    catalog.visit(&Selection { filter: filter.clone(), sort: Vec::new(), limit: Some(MOST) }, &mut |asset| {
        assets.push(asset);
        ControlFlow::Continue(())
    })?;
    Ok(assets)
}

fn nothing(words: &Words, session: &Session) -> Ended {
    Reporter::new(session, "edit")?.finish(&Summary::new("edit", words.dry_run))
}

/// What a person wrote; none where the page was left as it was. With a mistake in it the page is opened again, if there is
/// somebody to ask, or kept.
fn drafted(
    assets: &[Asset],
    editor: &[String],
    page: &Page,
    words: &Words,
    session: &Session,
) -> Result<Option<Drafts>, Failure> {
    let before = if words.resume.is_some() { page::written(assets, None) } else { page.text.clone() };
    loop {
        editor::run(editor, &page.path, session)?;
        let after = editor::read(&page.path)?;
        if after == before {
            page.remove();
            return Ok(None);
        }
        match written::drafts(assets, &before, &after) {
            Ok(drafts) if drafts.0.is_empty() => {
                page.remove();
                return Ok(None);
            }
            Ok(drafts) => return Ok(Some(drafts)),
            Err(wrong) => {
                let message = format!("{}: {wrong}", page.path.display());
                session.messages().error(&message);
                if !answer_is_yes(session, "open it again? [Y/n]")? {
                    return Err(kept(&page.path));
                }
            }
        }
    }
}

fn kept(path: &Path) -> Failure {
    Failure::Usage {
        message: "nothing was changed".to_owned(),
        hint: Some(format!("the page is kept: damson edit --resume {}", path.display())),
    }
}

fn changes_nothing(words: &Words) -> bool {
    words.dry_run || words.reach.plan.is_some()
}

fn apply(drafts: Drafts, words: &Words, session: &Session) -> Result<Status, Failure> {
    let mut catalog: Box<dyn Catalog> =
        if changes_nothing(words) { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let ids: Vec<AssetId> = drafts.0.keys().copied().collect();
    let request = tag::Request {
        verb: "edit",
        filter: Filter::Ids(ids),
        editing: &drafts,
        writing: words.reach.writing(),
        dry_run: changes_nothing(words),
        act: session.act("edit", words.selection.join(" ")),
    };
    change::run(
        session,
        &mut *catalog,
        &Changing { request, is_agreed: words.yes, strays: Vec::new(), reach: &words.reach },
    )
}
