//! `damson apply`
use super::change::{self, Changing};
use super::duplicates::resolving;
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use super::writing::{C2pa, Reach, Way};
use crate::asset::{AssetId, Problem, ProblemKind};
use crate::catalog::Catalog;
use crate::librarian::plan::{Line, Plan};
use crate::librarian::{Observer, Outcome, OutcomeKind, Store, tag, undo};
use crate::output::Lines;
use crate::query::Filter;
use clap::Args;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Do what a plan says
///
/// A plan is what --plan writes instead of changing something: a record a line, with the values and digests that were seen.
/// It can be read, mailed and thinned out with jq. Each row is compared with how things stand: of an asset all rows hold and
/// are done, or none is, and it is told. Everything that is done is one operation.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson duplicates --plan - | damson apply --dry-run -
  damson tag --plan - city:Oslo +checked | damson apply --dry-run -
  damson tag --plan - --write is:image +checked | jq -c 'select(.path | test(\"wire\"))' | damson apply -")]
pub struct Words {
    /// The plan (- is standard input)
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    file: PathBuf,

    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Where the plan embeds: make IIM in files that have none, for programs that read nothing else
    #[arg(long)]
    iim: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let lines = read(words)?;
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let note = words.file.display().to_string();
    let (mut rows, mut resolutions, mut status) = (Vec::new(), Vec::new(), Status::Done);
    for line in lines {
        match line {
            Line::Row(row) => rows.push(row),
            Line::Resolve(row) => resolutions.push(*row),
            Line::Undo(operation) => status = take_back(words, session, &mut *catalog, operation)?.or(status),
        }
    }
    if !resolutions.is_empty() {
        let act = session.act("apply", note.clone());
        let resolved = resolving::resolve(session, &mut *catalog, "apply", resolutions, (words.dry_run, act))?;
        status = resolved.or(status);
    }
    if rows.is_empty() {
        return Ok(status);
    }
    let plan = Plan::of(rows);
    // How each asset is written stands in its rows.
    let way = Way { embed: false, c2pa: C2pa::Sidecar, iim: words.iim };
    let reach = Reach { write: false, way, plan: None };
    let request = tag::Request {
        verb: "apply",
        filter: Filter::Ids(plan.ids()),
        editing: &plan,
        writing: None,
        dry_run: words.dry_run,
        act: session.act("apply", note),
    };
    let mut reporter = Reporter::new(session, "apply")?;
    let strays = unknown(&plan, &*catalog)?;
    let mut failed = Failures { to: &mut reporter, ids: HashSet::new() };
    for stray in &strays {
        let _ = failed.outcome(stray);
    }
    let mut summary = match tag::tag(&mut *catalog, &request, &mut failed) {
        Ok(summary) => summary,
        Err(error) => {
            reporter.abandon();
            return Err(error.into());
        }
    };
    let refused = failed.ids;
    strays.iter().for_each(|stray| summary.count(stray));
    let changing = Changing { request, is_agreed: true, strays: Vec::new(), reach: &reach };
    // What was not changed in the catalogue is not written either.
    let writings = if summary.interrupted { Vec::new() } else { plan.writings() };
    let wanted = writings.into_iter().map(|(writing, mut ids)| {
        ids.retain(|id| !refused.contains(id));
        (writing, Filter::Ids(ids))
    });
    Ok(change::write(session, &mut *catalog, &changing, wanted.collect(), &summary, reporter)?.or(status))
}

fn read(words: &Words) -> Result<Vec<Line>, Failure> {
    let mut from: Box<dyn BufRead> = if words.file == Path::new("-") {
        Box::new(std::io::stdin().lock())
    } else {
        let what = format!("cannot read {}", words.file.display());
        Box::new(BufReader::new(File::open(&words.file).map_err(|error| Failure::Io { what, error })?))
    };
    Lines::read(&mut from).map_err(|error| Failure::usage(error.to_string(), "nothing was done"))
}

/// Rows about assets that the catalogue does not hold.
fn unknown(plan: &Plan, catalog: &dyn Catalog) -> Result<Vec<Outcome>, Failure> {
    let held: HashSet<AssetId> = tag::ids_of(catalog, &Filter::Ids(plan.ids()))?.into_iter().collect();
    let stray = |id: AssetId| {
        let problem = Problem::new(ProblemKind::Refused, "the plan is stale: there is no such asset");
        Outcome { id: Some(id), problem: Some(problem), ..Outcome::new("apply", OutcomeKind::Failed) }
    };
    Ok(plan.ids().into_iter().filter(|id| !held.contains(id)).map(stray).collect())
}

/// Takes an operation back, as its line of the plan says.
fn take_back(words: &Words, session: &Session, catalog: &mut dyn Catalog, operation: u64) -> Ended {
    let store = Store::at(session.store_path());
    let request = undo::Request {
        operation: Some(operation),
        store: &store,
        stop: session.interruption(),
        dry_run: words.dry_run,
        act: session.act("undo", String::new()),
    };
    let mut reporter = Reporter::new(session, "undo")?;
    match undo::undo(catalog, &request, &mut reporter) {
        Ok((_, summary)) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// Tells, and remembers of which assets nothing was done.
struct Failures<'r> {
    to: &'r mut Reporter,
    ids: HashSet<AssetId>,
}

impl Observer for Failures<'_> {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.ids.extend(outcome.id.filter(|_| outcome.kind == OutcomeKind::Failed));
        self.to.outcome(outcome)
    }

    fn hold(&mut self) {
        self.to.hold();
    }

    fn release(&mut self, came_to_be: bool) {
        self.to.release(came_to_be);
    }

    fn expect(&mut self, items: u64, bytes: u64) {
        self.to.expect(items, bytes);
    }

    fn advance(&mut self, items: u64, bytes: u64) {
        self.to.advance(items, bytes);
    }

    fn is_interrupted(&self) -> bool {
        self.to.is_interrupted()
    }
}
