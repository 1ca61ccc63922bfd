//! `damson sync`
use super::exit::{Ended, Status};
use super::reporter::Reporter;
use super::selection::select;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::sync::{self, Side};
use crate::librarian::{Enrichment, ReadingOrder, SameEssence, ingest};
use crate::walk::Rules;
use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;
use std::collections::BTreeSet;

/// Whose values hold where both sides changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Prefer {
    /// What the files say: what was stated is taken back
    File,
    /// What the catalogue says: damson write puts it into the files
    Catalogue,
}

/// Take in what other programs wrote into files and sidecars
///
/// Reads the files of the selected assets that changed since damson read or wrote them, as ingest would, and merges field by
/// field: a field that only the other program changed is followed, one that only the catalogue changed stays (damson write
/// puts it into the files), and one that both changed, each in its own way, is a conflict. Conflicts are never guessed:
/// is:conflict finds them, --prefer settles them, and so does tagging the field.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson sync --all
  damson sync --dry-run city:Oslo
  damson sync --prefer file is:conflict")]
pub struct Words {
    /// Which assets: one query, @NAME, or - for ids, paths or records on standard input
    #[arg(value_name = "SELECTION", add = ArgValueCompleter::new(super::complete::query))]
    selection: Vec<String>,

    /// Every asset in the catalogue
    #[arg(long)]
    all: bool,

    /// Whose values hold where both sides changed a field
    #[arg(long, value_name = "SIDE")]
    prefer: Option<Prefer>,

    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let selected = select(session, &*catalog, &words.selection, words.all)?;
    let prefer = words.prefer.map(|prefer| match prefer {
        Prefer::File => Side::File,
        Prefer::Catalogue => Side::Catalogue,
    });
    let reading = reading(session, "sync", words.selection.join(" "), words.dry_run);
    let mut reporter = Reporter::new(session, "sync")?;
    let request = sync::Request { filter: selected.filter, prefer, reading };
    match sync::sync(&mut *catalog, request, &mut reporter) {
        Ok(summary) => {
            let status = reporter.finish(&summary)?;
            ingest::confirmed(&summary)?;
            Ok(if selected.strays > 0 { Status::Partial } else { status })
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// How files of the catalogue are read again.
pub fn reading(session: &Session, verb: &'static str, note: String, dry_run: bool) -> ingest::Request {
    ingest::Request {
        verb,
        roots: Vec::new(),
        gone: BTreeSet::new(),
        rules: Rules::default(),
        same_essence: SameEssence::Asset,
        into: None,
        again: false,
        enrichment: Enrichment::default(),
        policy: session.settings.policy,
        workers: session.workers(),
        order: ReadingOrder::default(),
        stop: session.interruption(),
        estimate: false,
        confirm_missing: false,
        dry_run,
        act: session.act(verb, note),
        ledger: None,
    }
}
