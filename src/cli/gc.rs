//! `damson gc`
use super::exit::{Ended, Failure};
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{Observer, Store, gc};
use clap::Args;

/// Let go of what is kept and wanted no more
///
/// The bytes that files had before damson wrote them are kept beside the catalogue, so that `damson undo` can put them back.
/// They go once their last write is older than --keep days; undo then says that they are not kept any more. The log stays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson gc --dry-run
  damson gc --keep 90
  damson gc --compact")]
pub struct Words {
    /// Keep what was written in the last days: 0 lets go of all
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    keep: u32,

    /// Give back the room in the catalogue's file that what is gone took
    #[arg(long)]
    compact: bool,

    /// Say what would go, and let nothing go
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut catalog: Box<dyn Catalog> =
        if words.dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) };
    let beyond = || Failure::usage(format!("{} days are more than there are", words.keep), None);
    let before = match words.keep {
        0 => session.now().day_after(1, 'd'),
        days => session.now().day_before(days, 'd'),
    };
    let store = Store::at(session.store_path());
    let request = gc::Request { store: &store, before: before.ok_or_else(beyond)?, dry_run: words.dry_run };
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
