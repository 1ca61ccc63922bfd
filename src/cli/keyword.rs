//! `damson keyword`
mod fate;
mod list;

use super::exit::Ended;
use super::session::Session;
use super::writing::Reach;
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;

/// The keywords in use, and what becomes of them
///
/// Keywords with levels (`hierarchical_keywords`, written Sport|Football) and flat ones (`keywords`) are brought along
/// together: a flat keyword that is a level of one with levels follows it. Levels are typed with bars; where there is no
/// bar, slashes separate them. Each change is one operation, which `damson undo` takes back.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson keyword
  damson keyword list --flat
  damson keyword --format csv
  damson keyword rename --dry-run harbor haven
  damson keyword merge --dry-run harbor harbour
  damson keyword move --dry-run harbour Places
  damson keyword delete --dry-run harbor")]
pub struct Words {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    List(list::Words),
    Rename(fate::Rename),
    Merge(fate::Merge),
    Move(fate::Move),
    Delete(fate::Delete),
}

/// What every change takes.
#[derive(Args, Debug)]
struct Manner {
    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Do not ask, however many assets change
    #[arg(short, long)]
    yes: bool,

    #[command(flatten)]
    reach: Reach,
}

impl Manner {
    fn changes_nothing(&self) -> bool {
        self.dry_run || self.reach.plan.is_some()
    }
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    match &words.what {
        None => list::run(&list::Words::default(), session),
        Some(What::List(words)) => list::run(words, session),
        Some(What::Rename(words)) => fate::rename(words, session),
        Some(What::Merge(words)) => fate::merge(words, session),
        Some(What::Move(words)) => fate::shift(words, session),
        Some(What::Delete(words)) => fate::delete(words, session),
    }
}

/// Completes keywords.
fn known() -> ArgValueCompleter {
    ArgValueCompleter::new(super::complete::keywords)
}
