//! `damson read`
use super::exit::{Ended, Failure, Status};
use super::policy::PolicyWord;
use super::session::Session;
use super::statements::{Spoken, explained, print_explained, print_raw};
use crate::librarian::read::{self, ReadFile};
use crate::librarian::{Observer, Outcome};
use crate::output::{Item, Messages, RecordKind};
use crate::query::{Property, parse_columns};
use crate::walk::Rules;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What files say, without a catalogue
///
/// Reads files, and folders with everything below, and prints the asset records that `damson ingest` would make of them.
/// No catalogue is opened or made.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson read Pictures/harbour/night.jpg
  damson read --json Pictures
  damson read --raw Pictures/harbour/night.jpg
  damson read --explain creator --policy newsroom Pictures/harbour/night.jpg
  damson read --columns path,creator,credit_line --format csv Pictures")]
pub struct Words {
    /// Files and folders
    #[arg(value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// Print every statement with its origin
    #[arg(long, conflicts_with = "explain")]
    raw: bool,

    /// Print which statement counts for each field, or for one, and why, and what the others say
    #[arg(long, value_name = "FIELD", num_args = 0..=1, default_missing_value = "")]
    #[arg(add = ArgValueCompleter::new(super::complete::fields))]
    explain: Option<OsString>,

    /// How to weigh Exif, IPTC and XMP when they disagree (otherwise `policy` in the config file, then mwg)
    #[arg(long, value_name = "NAME")]
    policy: Option<PolicyWord>,

    /// Print these fields alone, in this order
    #[arg(long, value_name = "F,F", conflicts_with_all = ["raw", "explain"], add = ArgValueCompleter::new(super::complete::fields))]
    columns: Option<String>,

    /// Print a line of your own for each file, with its fields in braces: {city}
    #[arg(long, value_name = "TEMPLATE", conflicts_with_all = ["columns", "raw", "explain", "format", "json"])]
    template: Option<String>,

    /// Read hidden files and folders too
    #[arg(long)]
    hidden: bool,

    /// Follow symbolic links
    #[arg(long)]
    follow: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let columns: Option<Vec<Property>> = words.columns.as_deref().map(parse_columns).transpose()?;
    let line = words.template.as_deref().map(super::search::line).transpose()?;
    let policy = words.policy.map_or(session.settings.policy, PolicyWord::policy);
    let mut paths = words.paths.clone();
    let explained = explained(words.explain.as_ref(), &mut paths);
    if paths.is_empty() {
        return Err(Failure::usage("no file is named", "damson read PATH..."));
    }
    let request = read::Request {
        roots: paths.iter().map(|path| session.absolute(path)).collect(),
        rules: Rules { hidden: words.hidden, follow: words.follow, ..Rules::default() },
        policy,
        workers: session.workers(),
        stop: session.interruption(),
    };
    let kind = if words.raw || explained.is_some() { RecordKind::Statement } else { RecordKind::Asset };
    let mut sink = session.sink(kind, |options| {
        options.columns = columns;
        options.template = line;
    })?;
    let mut listener = Listener {
        messages: session.messages(),
        is_verbose: session.globals.verbose,
        interrupted: session.interruption(),
        troubles: 0,
    };
    let mut broken = None;
    let summary = read::read(&request, &mut listener, &mut |file: ReadFile| {
        let printed = if words.raw || explained.is_some() {
            let spoken = Spoken {
                id: file.asset.id,
                path: file.asset.original().map(|holding| &holding.path),
                statements: &file.statements,
                stated: &file.asset.stated,
            };
            match &explained {
                Some(fields) => print_explained(&spoken, policy, fields, &mut *sink).map(drop),
                None => print_raw(&spoken, &mut *sink),
            }
        } else {
            sink.item(&Item::Asset(&file.asset)).map_err(Failure::of_output)
        };
        match printed {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                broken = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    drop(summary);
    broken.map_or(Ok(()), Err)?;
    sink.finish().map_err(Failure::of_output)?;
    Ok(if listener.troubles > 0 { Status::Partial } else { Status::Done })
}

/// Tells problems; the records themselves are the results.
struct Listener {
    messages: Messages,
    is_verbose: bool,
    interrupted: Arc<AtomicBool>,
    troubles: u64,
}

impl Observer for Listener {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.troubles += u64::from(outcome.is_trouble());
        if let Some(problem) = outcome.problem.as_ref().filter(|problem| self.is_verbose || !problem.kind.is_a_rule()) {
            self.messages.problem(outcome.path.as_ref(), problem);
        }
        ControlFlow::Continue(())
    }

    fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }
}
