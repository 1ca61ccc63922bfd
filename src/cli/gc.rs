//! `damson gc`
use super::exit::{Ended, Failure};
use super::reporter::Reporter;
use super::session::Session;
use crate::asset::Date;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Store, emptying, gc};
use clap::Args;

/// Let go of what is kept and wanted no more
///
/// The bytes that files had before damson wrote them are kept beside the catalogue, so that `damson undo` can put them back.
/// They go once their last write is older than --keep days; undo then says that they are not kept any more. The log stays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson gc --dry-run
  damson gc --keep 90
  damson gc --compact
  damson gc --trash --older 30d --dry-run")]
pub struct Words {
    /// Keep what was written in the last days: 0 lets go of all
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    keep: u32,

    /// Empty the trash instead, of what `damson duplicates` gave up: of each file only if what it was given up for is there and is
    /// read again
    #[arg(long, conflicts_with = "compact")]
    trash: bool,

    /// With --trash: what went there so many days ago and longer
    #[arg(long, value_name = "DAYS", default_value = "30d", requires = "trash", conflicts_with = "keep", value_parser = days)]
    older: u32,

    /// Give back the room in the catalogue's file that what is gone took
    #[arg(long)]
    compact: bool,

    /// Say what would go, and let nothing go
    #[arg(short = 'n', long)]
    dry_run: bool,
}

/// A number of days: `30` or `30d`.
fn days(text: &str) -> Result<u32, String> {
    let number = text.strip_suffix('d').unwrap_or(text);
    number.parse().map_err(|_| format!("`{text}` is no number of days, such as 30d"))
}

/// The moment before which something is old enough; after now for no days at all.
fn moment(session: &Session, days: u32) -> Result<Date, Failure> {
    let moment = match days {
        0 => session.now().day_after(1, 'd'),
        days => session.now().day_before(days, 'd'),
    };
    moment.ok_or_else(|| Failure::usage(format!("{days} days are more than there are"), None))
}

fn empty_trash(words: &Words, session: &Session) -> Ended {
    let catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let store = Store::at(session.store_path());
    let (before, stop) = (moment(session, words.older)?, session.interruption());
    let request = emptying::Request { before, store: &store, stop, dry_run: words.dry_run };
    let mut reporter = Reporter::new(session, "gc")?;
    match emptying::empty(&*catalog, &request, &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    if words.trash {
        return empty_trash(words, session);
    }
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let before = moment(session, words.keep)?;
    let store = Store::at(session.store_path());
    let request = gc::Request { store: &store, before, dry_run: words.dry_run };
    let mut reporter = Reporter::new(session, "gc")?;
    let summary = match gc::gc(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => summary,
        Err(error) => {
            reporter.abandon();
            return Err(error.into());
        }
    };
    if words.compact && !words.dry_run && !summary.interrupted {
        let before = catalog.summary()?.catalogue_bytes;
        catalog.compact()?;
        let after = catalog.summary()?.catalogue_bytes;
        let size = crate::output::measure::size;
        reporter.notice(&format!("the catalogue took {}, and takes {}", size(before), size(after)));
    }
    reporter.finish(&summary)
}
