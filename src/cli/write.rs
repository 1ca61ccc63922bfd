//! `damson write`
use super::exit::{Ended, Failure, Status};
use super::planner::Planner;
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use super::sync::reading;
use super::writing::{self, Asked};
use crate::catalog::Catalog;
use crate::librarian::write::Which;
use crate::librarian::{Observer, Outcome, sync};
use crate::query::Filter;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Put what counts into the files that other programs read
///
/// What cataloguers state is in the catalogue alone until it is written: into XMP sidecars, or with --embed into the files
/// themselves. Only fields that differ from what the files say are written; everything else in them stays byte for byte.
///
/// Nothing is written in place. New bytes are written beside the old, synced, read again and compared (the picture, sound or
/// page must be what it was), and only then take their place; permissions, extended attributes and, of originals, times stay.
/// The bytes before are kept beside the catalogue, so that `damson undo` puts them back, until `damson gc`.
///
/// What cannot be written now (a full disk, a read-only file, a volume that is away) is left for later: `damson status` shows
/// it, and --pending tries again. A file that was changed by another program since it was read is not written: `damson sync`
/// takes that in first.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson write --dry-run --all
  damson write city:Oslo
  damson write --embed 'is:image rating>=4'
  damson write --pending")]
pub struct Words {
    /// Which assets: one query, @NAME, or - for ids, paths or records on standard input
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// What was left for later, in the way that was asked for then
    #[arg(long, conflicts_with_all = ["all", "selection", "embed", "plan"])]
    pending: bool,

    #[command(flatten)]
    way: writing::Way,

    /// Say what would be written, and write nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Write nothing but what would be written, into FILE, which damson apply does later (- is standard output)
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run", value_hint = clap::ValueHint::FilePath)]
    plan: Option<PathBuf>,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let dry_run = words.dry_run || words.plan.is_some();
    let mut catalog: Box<dyn Catalog> =
        if dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let (which, strays, note) = if words.pending {
        if !dry_run {
            take_in_pending(session, &mut *catalog)?;
        }
        (Which::Pending, 0, "--pending".to_owned())
    } else {
        let selected = select(session, &*catalog, &words.selection, words.all)?;
        (Which::Matching(selected.filter, words.way.writing()), selected.strays, words.selection.join(" "))
    };
    let act = session.act("write", note);
    let asked = Asked { which, operation: None, dry_run, act };
    if let Some(file) = &words.plan {
        let mut planner = Planner::new(session, file, Some(words.way.writing()))?;
        let summary = writing::write(session, &mut *catalog, &words.way, asked, &mut planner)?;
        return planner.finish(&summary);
    }
    let mut reporter = Reporter::new(session, "write")?;
    match writing::write(session, &mut *catalog, &words.way, asked, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            Ok(match (summary.is_refused(), strays) {
                (true, 0) => Status::Refused,
                (false, 0) => status,
                (_, _) => Status::Partial,
            })
        }
        Err(error) => {
            reporter.abandon();
            Err(error)
        }
    }
}

/// Files of which a write is still to be done may have been changed by others since: what they say now is taken in first.
fn take_in_pending(session: &Session, catalog: &mut dyn Catalog) -> Result<(), Failure> {
    let pending = catalog.pending()?.into_iter().map(|(id, _)| id).collect();
    let reading = reading(session, "sync", "before write --pending".to_owned(), false);
    let request = sync::Request { filter: Filter::Ids(pending), prefer: None, reading };
    sync::sync(catalog, request, &mut Unheard(session.interruption()))?;
    Ok(())
}

/// Hears nothing but Ctrl-C: what is taken in on the way is told by what is written then.
struct Unheard(Arc<AtomicBool>);

impl Observer for Unheard {
    fn outcome(&mut self, _: &Outcome) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn is_interrupted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
