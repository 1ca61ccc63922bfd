//! `damson duplicates`
pub mod resolving;
mod sheet;

use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use crate::asset::FilePath;
use crate::catalog::{Catalog, Disposal};
use crate::librarian::duplicates::{
    self, Criterion, DISTANCE, Group, Kind, Request, Rule, Scarce, Side, Spread, Stock, Tally,
};
use crate::librarian::prepare;
use crate::librarian::protection::Protection;
use crate::output::measure::{count, plural as counted, size};
use crate::output::{Item, RecordKind, Sink};
use crate::query::Filter;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Which files are the same, which to keep, and why
///
/// Finds files that are held more than once (--exact), or that have the same picture, sound or page with other metadata
/// (--essence); and pictures that are one in another size, quality, format or orientation (--rendition), or look alike
/// (--similar), once --prepare has looked at them. Of each group one file is kept: what is protected, then what lies on the --against side, then by the order
/// that --keep and the kind say; the reason is told in words. A hard link is one file and told so (linked). It answers from the catalogue;
/// --check looks at the disk first.
///
/// --resolve gives the others up, as one operation that undo takes back: into a trash on their own file system, or as links. Each
/// file and the one that is kept are read again first, and nothing happens to what is in doubt. What was written on a file
/// that goes is brought over to the one that stays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson duplicates
  damson duplicates --essence
  damson duplicates --prepare NOT is:raw
  damson duplicates --against Pictures/wire --check
  damson duplicates --under-replicated 2 --limit 3
  damson duplicates --keep folder:wire,newest --format ndjson
  damson duplicates --essence --report sheet.html
  damson duplicates --resolve trash --dry-run
  damson duplicates --resolve trash --yes && damson undo")]
pub struct Words {
    /// A query: groups of which one asset matches; every group, if left out
    #[arg(value_name = "QUERY", add = ArgValueCompleter::new(super::complete::query))]
    query: Vec<String>,

    /// The same bytes (the default)
    #[arg(long, group = "kind")]
    exact: bool,

    /// The same picture, sound or page with other metadata
    #[arg(long, group = "kind")]
    essence: bool,

    /// The same picture in another size, quality, format or orientation, by what --prepare made
    #[arg(long, group = "kind")]
    rendition: bool,

    /// Pictures that look alike: crops, edits, bursts, by what --prepare made
    #[arg(long, group = "kind")]
    similar: bool,

    /// How far pictures that look alike may be from each other: 0, the same outlines, to 20
    #[arg(long, value_name = "N", requires = "similar", conflicts_with_all = ["exact", "essence", "rendition"], value_parser = clap::value_parser!(u32).range(0..=20))]
    distance: Option<u32>,

    /// Look at the pictures that match, for --rendition and --similar; those that were looked at are passed over
    #[arg(long, conflicts_with_all = ["kind", "against", "within", "across", "under_replicated", "keep", "check", "limit"])]
    prepare: bool,

    /// Only files that have the same below this folder, or among the files of this query; that side is kept
    #[arg(long, value_name = "FOLDER|QUERY", conflicts_with = "under_replicated", value_hint = clap::ValueHint::DirPath)]
    against: Option<String>,

    /// Only the same files on one volume
    #[arg(long, conflicts_with_all = ["across", "under_replicated"])]
    within: bool,

    /// Only the same files on several volumes; with --under-replicated, only copies on different volumes count
    #[arg(long)]
    across: bool,

    /// The assets of which fewer than N copies are there now, as they were last read
    #[arg(long, value_name = "N", conflicts_with_all = ["kind", "keep"], value_parser = clap::value_parser!(u64).range(1..))]
    under_replicated: Option<u64>,

    /// What to keep before all else, in order: described, related, sidecar, pixels, largest, oldest, newest, shortest (path), folder:NAME
    #[arg(long, value_name = "WORD,WORD", value_parser = criteria)]
    keep: Option<Criteria>,

    /// Look at the disk: leave out what changed or went, and tell links from copies
    #[arg(long)]
    check: bool,

    /// At most this many groups
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Make a contact sheet, one page of HTML with the files' own small pictures, beside what is printed; FILE must not be there yet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["resolve", "plan", "under_replicated"], value_hint = clap::ValueHint::FilePath)]
    report: Option<PathBuf>,

    /// Give files up for the one that is kept: into the trash, or as its hard links or clones
    #[arg(long, value_name = "ACTION", conflicts_with = "under_replicated")]
    resolve: Option<Action>,

    /// Do nothing; write into FILE what --resolve would do (trash, if it is not given), which damson apply does later (- is standard output)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["dry_run", "under_replicated"], value_hint = clap::ValueHint::FilePath)]
    plan: Option<PathBuf>,

    /// With --resolve: say what would be done, and do nothing
    #[arg(short = 'n', long, requires = "resolve")]
    dry_run: bool,

    /// With --resolve: do not ask
    #[arg(short, long, requires = "resolve")]
    yes: bool,
}

/// The words of --resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// Into the trash, until `damson gc --trash`
    Trash,
    /// As a hard link of the kept file
    Link,
    /// As a file that shares the kept one's blocks, where the file system can
    Reflink,
}

impl Action {
    const fn way(self) -> Disposal {
        match self {
            Action::Trash => Disposal::Trash,
            Action::Link => Disposal::Link,
            Action::Reflink => Disposal::Reflink,
        }
    }
}

/// What is kept before all else.
#[derive(Clone, Debug)]
struct Criteria(Vec<Criterion>);

fn criteria(text: &str) -> Result<Criteria, String> {
    let one = |word: &str| {
        let message = || format!("`{word}` is none of {} or folder:NAME", Criterion::WORDS.join(", "));
        Criterion::named(word.trim()).ok_or_else(message)
    };
    text.split(',').map(one).collect::<Result<_, _>>().map(Criteria)
}

impl Words {
    fn kind(&self) -> Kind {
        match (self.essence, self.rendition, self.similar) {
            (true, ..) => Kind::Essence,
            (_, true, _) => Kind::Rendition,
            (.., true) => Kind::Similar,
            (false, false, false) => Kind::Exact,
        }
    }

    fn spread(&self) -> Spread {
        match (self.within, self.across) {
            (true, _) => Spread::Within,
            (_, true) => Spread::Across,
            (false, false) => Spread::Any,
        }
    }
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.prepare {
        return prepare(words, session);
    }
    if let Some(action) = words.resolve.filter(|_| words.plan.is_none()) {
        let mut catalog: Box<dyn Catalog> =
            if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
        let filter = session.filter(&*catalog, &words.query)?;
        let protection = Protection::read(&*catalog)?;
        let request = request(words, session, &*catalog, filter, &protection)?;
        let act = session
            .act("duplicates", format!("{} {}", action.way().word(), words.query.join(" ")).trim_end().to_owned());
        return resolving::run(session, &mut *catalog, &request, action.way(), (words.dry_run, words.yes, act));
    }
    let catalog = session.open()?;
    let filter = session.filter(&catalog, &words.query)?;
    if let Some(file) = &words.plan {
        let protection = Protection::read(&catalog)?;
        let request = request(words, session, &catalog, filter, &protection)?;
        let way = words.resolve.map_or(Disposal::Trash, Action::way);
        return resolving::plan(session, &catalog, &request, way, file);
    }
    match words.under_replicated {
        Some(wanted) => {
            let request = Scarce { filter, wanted, across: words.across, limit: words.limit };
            scarce(session, &catalog, &request)
        }
        None => report(words, session, &catalog, filter),
    }
}

/// Looks at pictures, so that those which look alike can be found.
fn prepare(words: &Words, session: &mut Session) -> Ended {
    let mut catalog = session.open_to_write(false)?;
    let filter = session.filter(&catalog, &words.query)?;
    let mut reporter = Reporter::new(session, "duplicates")?;
    match prepare::prepare(&mut catalog, &preparation(session, "duplicates", filter), &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// What is asked for to prepare the pictures that match.
pub fn preparation(session: &Session, verb: &'static str, filter: Filter) -> prepare::Request {
    let at = session.act(verb, String::new()).at;
    prepare::Request { verb, filter, workers: session.workers(), stop: session.interruption(), at }
}

fn report(words: &Words, session: &Session, catalog: &dyn Catalog, filter: Filter) -> Ended {
    let protection = Protection::read(catalog)?;
    let request = request(words, session, catalog, filter, &protection)?;
    let mut printer = Printer::new(session)?;
    let mut sheet = words.report.as_deref().map(|file| sheet::Sheet::begin(session, file)).transpose()?;
    let tally = duplicates::report(catalog, &request, &mut |group| {
        if sheet.as_mut().is_some_and(|sheet| sheet.add(group).is_break()) {
            return ControlFlow::Break(());
        }
        printer.print(group)
    })?;
    sheet.map_or(Ok(()), sheet::Sheet::finish)?;
    let is_told = printer.finish()?;
    if is_told {
        session.messages().notice(&sentence(&tally, words.kind(), words.check));
        for sentence in unseen(&tally.stock) {
            session.messages().notice(&sentence);
        }
    }
    Ok(ended(session, &tally))
}

fn request<'r>(
    words: &Words,
    session: &Session,
    catalog: &dyn Catalog,
    filter: Filter,
    protection: &'r Protection,
) -> Result<Request<'r>, Failure> {
    let kind = words.kind();
    let against = words.against.as_deref().map(|word| side(session, catalog, word)).transpose()?;
    let first = words.keep.clone().map(|Criteria(first)| first).unwrap_or_default();
    let rule = Rule::of(kind, first);
    // What is to be done is looked at before it is planned.
    let check = words.check || words.resolve.is_some() || words.plan.is_some();
    let (spread, limit) = (words.spread(), words.limit);
    let (distance, workers, stop) = (words.distance.unwrap_or(DISTANCE), session.workers(), session.interruption());
    Ok(Request { kind, filter, against, spread, rule, protection, check, limit, distance, workers, stop })
}

/// What files are held against: a folder that is there, or of which the catalogue knows files, or else a query.
fn side(session: &Session, catalog: &dyn Catalog, word: &str) -> Result<Side, Failure> {
    let folder: FilePath = session.absolute(Path::new(word));
    if folder.to_path().is_dir() || !catalog.folders(&folder)?.is_empty() {
        return Ok(Side::Under(folder));
    }
    if word.trim().is_empty() {
        return Err(Failure::usage("--against names nothing", "a folder, or a query"));
    }
    session.filter(catalog, &[word.to_owned()]).map(Side::Matching)
}

fn scarce(session: &Session, catalog: &dyn Catalog, request: &Scarce) -> Ended {
    let mut printer = Printer::new(session)?;
    let (tally, without) = duplicates::scarce(catalog, request, &mut |group| printer.print(group))?;
    if printer.finish()? {
        let what = if request.across { "on fewer than" } else { "with fewer than" };
        let unit = if request.across { "volumes" } else { "copies" };
        let assets = counted(tally.groups, "asset", "assets");
        session.messages().notice(&format!("{assets} {what} {} {unit}", request.wanted));
        if without > 0 {
            let assets = counted(without, "asset has", "assets have");
            session.messages().notice(&format!("{assets} no file at all any more (damson search is:missing)"));
        }
    }
    Ok(ended(session, &tally))
}

/// Prints groups; nothing where only the exit status is asked for.
struct Printer<'s> {
    session: &'s Session,
    sink: Box<dyn Sink>,
    trouble: Option<std::io::Error>,
}

impl Printer<'_> {
    fn new(session: &Session) -> Result<Printer<'_>, Failure> {
        Ok(Printer { session, sink: session.sink(RecordKind::Duplicates, |_| {})?, trouble: None })
    }

    fn print(&mut self, group: &Group) -> ControlFlow<()> {
        if self.session.globals.quiet {
            return ControlFlow::Break(());
        }
        self.trouble = self.sink.item(&Item::Duplicates(group)).err();
        if self.trouble.is_some() || self.session.is_interrupted() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Ends, and says whether all was told.
    fn finish(mut self) -> Result<bool, Failure> {
        let quiet = self.session.globals.quiet;
        let ended = match self.trouble.take() {
            Some(error) => Err(error),
            None if quiet => Ok(()),
            None => self.sink.finish(),
        };
        ended.map_err(Failure::of_output).map(|()| !quiet && !self.session.is_interrupted())
    }
}

fn ended(session: &Session, tally: &Tally) -> Status {
    if session.globals.quiet && tally.groups == 0 { Status::NothingMatched } else { Status::Done }
}

/// What was not held against others, in sentences.
fn unseen(stock: &Stock) -> Vec<String> {
    let mut sentences = Vec::new();
    if stock.unprepared > 0 {
        let pictures = counted(stock.unprepared, "picture is", "pictures are");
        sentences.push(format!("{pictures} not prepared (damson duplicates --prepare)"));
    }
    if stock.plain > 0 {
        let pictures = counted(stock.plain, "picture is", "pictures are");
        sentences.push(format!("{pictures} too plain to be told from others, and left out"));
    }
    sentences
}

/// What a report came to, in a sentence.
fn sentence(tally: &Tally, kind: Kind, is_checked: bool) -> String {
    let groups = counted(tally.groups, "group", "groups");
    let files = counted(tally.files, "file", "files");
    let bytes = size(tally.spare_bytes);
    let source = if is_checked { "" } else { "; from the catalogue (--check looks at the disk)" };
    match tally.groups {
        0 => format!("no duplicates{source}"),
        _ if matches!(kind, Kind::Rendition | Kind::Similar) => format!("{groups} of {files}{source}"),
        _ => format!("{groups} of {files}: {} may go, {bytes}{source}", count(tally.spare)),
    }
}
