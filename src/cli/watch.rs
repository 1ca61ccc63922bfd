//! `damson watch`
use super::door::Door;
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use super::settings::Settings;
use super::taking::Taking;
use crate::asset::FilePath;
use crate::librarian::ledger::Terms;
use crate::librarian::watch::{self, Desk, Moment, Opened};
use crate::librarian::{LibrarianError, ReadingOrder, Store, Summary, ingest};
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// Take in what arrives in folders, as it arrives
///
/// Begins with an ingest of the folders, so that nothing is missed that came while nobody watched, and goes on to listen. A
/// file is taken in once it has settled: closed by whoever wrote it, and untouched for --settle. Names that programs give
/// to files that they have not finished (`.part`, `.crdownload`, `.filepart`, `.tmp`, `~`) are waited for until they are
/// renamed. Each run is one operation, as of ingest, and prints the same records, but those of files that are unchanged.
///
/// Between runs the catalogue is anybody's. Ctrl-C ends the watch, with 0 where nothing was left to do. Where the system
/// tells nothing of changes (NFS, SMB, FUSE), and in folders that links lead to (--follow), what arrives is found by looking
/// at everything, each --rescan.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson watch --until-idle 1s Pictures
  damson watch --until-idle 1s --set +wire --format ndjson Pictures/wire")]
pub struct Words {
    /// Folders
    #[arg(required = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    folders: Vec<PathBuf>,

    /// How long a file, and its folder, must have been left alone: `500ms`, `2s`, `1m`
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration)]
    settle: Duration,

    /// How often to look at everything, whatever was heard; 0: never
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    rescan: Duration,

    /// End when nothing has happened for so long, and nothing is left to do
    #[arg(long, value_name = "TIME", value_parser = duration)]
    until_idle: Option<Duration>,

    #[command(flatten)]
    taking: Taking,

    #[command(flatten)]
    door: Door,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut request = request(words, session)?;
    let mut reporter = Reporter::new(session, "watch")?;
    let mut desk = AtWork { session, began: Instant::now() };
    let ended = match watch::watch(&mut request, &mut desk, &mut reporter) {
        Ok(ended) => ended,
        Err(error) => {
            reporter.abandon();
            return Err(error.into());
        }
    };
    reporter.close()?;
    if ended.is_unfinished {
        return Ok(Status::Interrupted);
    }
    // To be stopped is how a watch ends.
    session.forget_interruption();
    ingest::confirmed(&Summary { unconfirmed: ended.unconfirmed, ..Summary::new("ingest", false) })?;
    Ok(if ended.problems > 0 { Status::Partial } else { Status::Done })
}

fn request(words: &Words, session: &Session) -> Result<watch::Request, Failure> {
    let roots: Vec<FilePath> = words.folders.iter().map(|folder| session.absolute(folder)).collect();
    if let Some(root) = roots.iter().find(|root| !root.to_path().is_dir()) {
        return Err(Failure::usage(format!("{} is not a folder that is there", root.lossy()), None));
    }
    let shown: Vec<String> = roots.iter().map(|root| root.lossy()).collect();
    let store = Store::at(session.store_path());
    let reading = ingest::Request {
        verb: "ingest",
        roots,
        gone: BTreeSet::new(),
        rules: words.taking.rules(),
        same_essence: words.taking.same_essence(),
        again: words.taking.again,
        enrichment: words.door.enrichment(session)?,
        into: None,
        policy: session.settings.policy,
        workers: session.workers(),
        order: ReadingOrder::default(),
        stop: session.interruption(),
        estimate: false,
        confirm_missing: false,
        dry_run: false,
        act: session.act("ingest", format!("watch {}", shown.join(" "))),
        ledger: Some(Terms {
            words: session.settings.words.clone(),
            target: None,
            retry: None,
            store: Some(store),
            clock: Settings::moment,
        }),
    };
    Ok(watch::Request {
        reading,
        settle: words.settle,
        rescan: Some(words.rescan).filter(|often| !often.is_zero()),
        until_idle: words.until_idle,
        own: FilePath::of(&session.catalog_path()),
    })
}

struct AtWork<'s> {
    session: &'s Session,
    began: Instant,
}

impl Desk for AtWork<'_> {
    fn open(&mut self) -> Result<Opened, LibrarianError> {
        let opened = self.session.open_to_write(true).map_err(|failure| match failure {
            Failure::Catalog(error) => LibrarianError::Catalog(error),
            Failure::Io { what, error } => LibrarianError::Io { what, source: error },
            other => LibrarianError::NotFound(other.message().unwrap_or_default()),
        })?;
        Store::at(self.session.store_path()).found();
        let own = opened.own_files();
        Ok((Box::new(opened), own))
    }

    fn moment(&self) -> Moment {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Moment {
            date: Settings::moment(),
            nanoseconds: i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
            elapsed: self.began.elapsed(),
        }
    }
}

/// `500ms`, `2s`, `10m`, `1h`; a number alone is of seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let milliseconds = match unit.trim() {
        "ms" => 1,
        "" | "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => 0,
    };
    let number: Option<u64> = number.parse().ok().filter(|_| milliseconds > 0);
    let told = number.and_then(|number| number.checked_mul(milliseconds)).filter(|told| *told <= 31_536_000_000);
    told.map(Duration::from_millis).ok_or_else(|| "a time is a number with ms, s, m or h: `2s`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn times_have_units() {
        for (text, milliseconds) in [("500ms", 500), ("2s", 2_000), ("10m", 600_000), ("1h", 3_600_000), ("0", 0)] {
            assert_eq!(duration(text).map(|told| told.as_millis()), Ok(milliseconds), "{text}");
        }
        for text in ["", "s", "2 weeks", "-1s", "99999999999999999999s", "1e9s"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
