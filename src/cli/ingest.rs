//! `damson ingest`
use super::door::Door;
use super::duplicates::preparation;
use super::exit::{Ended, Failure};
use super::expected::Expected;
use super::intake::{Copying, shelf};
use super::reporter::Reporter;
use super::session::Session;
use super::settings::Settings;
use super::taking::Taking;
use crate::asset::FilePath;
use crate::catalog::Catalog;
use crate::librarian::ledger::Terms;
use crate::librarian::{Observer, OutcomeKind, ReadingOrder, Store, Summary, accession, ingest, intake, prepare};
use crate::query::Filter;
use crate::walk::Rules;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Take files in where they lie
///
/// Every file below the paths is read once: its digests, its type, its Exif, IPTC and XMP, and those of its XMP sidecar
/// (`a.xmp`, `a.jpg.xmp`). Files that were taken in before and have not changed are not read again; moved files are
/// followed, further copies become copies of the same asset, edited files become new versions, and files that are gone
/// are kept as missing. Files are never changed.
///
/// With --into, files are copied into a folder and taken in there: each is read once, written to every folder, read back,
/// and named; the last line says whether the source may be erased, and the status is 0 only then. Nothing is overwritten,
/// and files of one exposure keep one name. Interrupted, the same command completes it.
///
/// Left out, each with its reason: hidden files and folders (unless --hidden), symbolic links (unless --follow), sockets,
/// devices and FIFOs, and the catalogue's own files. A path that is named is taken even if it is hidden or a link.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson ingest Pictures
  damson ingest --dry-run Pictures
  damson ingest --set 'credit_line=Damson Press' --set +assignment Pictures
  damson ingest --job cup-2024 --shift-time +1h --time-zone Europe/Oslo Pictures
  damson ingest --expect 2024-06-08..2024-06-09 Pictures/cup-final
  damson ingest --format ndjson Pictures
  damson ingest --retry-failed
  damson ingest Pictures/wire --into Archive
  damson ingest Pictures/wire --into Archive --also Backup --name '{date_created:%Y|\"undated\"}/{filename}'
  damson ingest Pictures/cup-final --into Archive --move --receipt cup-final.ndjson")]
pub struct Words {
    /// Folders and files
    #[arg(required_unless_present = "retry_failed", value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    taking: Taking,

    /// Mark files that are gone as missing, however many they are
    ///
    /// Without it, more than 50 of them, or more than one in a hundred of those held (but never fewer than 6), are left as
    /// they are, and so are those below a path that is gone or empty: a disk may not be mounted. The status is 7 then.
    #[arg(long)]
    confirm_missing: bool,

    /// Take the files that an accession could not take; the newest that has any, if left out
    #[arg(long, value_name = "ACCESSION", num_args = 0..=1, conflicts_with = "paths",
          add = ArgValueCompleter::new(super::complete::untaken))]
    retry_failed: Option<Option<u64>>,

    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    /// Look at the pictures below the paths too, for `damson duplicates --rendition` and --similar
    #[arg(long, conflicts_with = "dry_run")]
    perceptual: bool,

    #[command(flatten)]
    expected: Expected,

    #[command(flatten)]
    door: Door,

    #[command(flatten)]
    copying: Copying,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let enrichment = words.door.enrichment(session)?;
    let named: Vec<_> = words.paths.iter().map(|path| session.absolute(path)).collect();
    let rules = words.taking.rules();
    if let Some(status) = words.expected.check(session, &named, rules.clone(), enrichment.clock.clone())? {
        return Ok(status);
    }
    let mut into = words.copying.request(session)?;
    if let Some(into) = &into {
        intake::check(into, &named)?;
    }
    let target = into.as_ref().map(|into| into.into.clone());
    let receipt = words.copying.receipt(session)?;
    let store = Store::at(session.store_path());
    let (mut catalog, own): (Box<dyn Catalog>, _) = if words.dry_run {
        session.open_for_preview()?
    } else {
        let catalog = session.open_to_write(true)?;
        // The walk must know it for the catalogue's before it meets it.
        store.found();
        let own = catalog.own_files();
        (Box::new(catalog), own)
    };
    let retry = words.retry_failed.map(|number| retried(&*catalog, number)).transpose()?;
    let roots = match retry {
        None => named,
        Some(None) => Vec::new(),
        Some(Some(number)) => accession::to_be_tried_again(&*catalog, number)?,
    };
    let retry = retry.flatten();
    if roots.is_empty() {
        session.messages().notice("there is no file that could not be taken");
        let reporter = Reporter::new(session, "ingest")?;
        return reporter.finish(&Summary::new("ingest", words.dry_run));
    }
    if let Some(into) = &mut into {
        intake::check(into, &roots)?;
        into.shelf = shelf(session)?;
    }
    let note = match retry {
        Some(number) => format!("--retry-failed {number}"),
        None => roots.iter().map(FilePath::lossy).collect::<Vec<_>>().join(" "),
    };
    let request = ingest::Request {
        verb: "ingest",
        roots,
        gone: BTreeSet::new(),
        rules: Rules { own, ..rules },
        same_essence: words.taking.same_essence(),
        again: words.taking.again,
        enrichment,
        into,
        policy: session.settings.policy,
        workers: session.workers(),
        order: ReadingOrder::default(),
        stop: session.interruption(),
        estimate: session.error_style().progress,
        confirm_missing: words.confirm_missing,
        dry_run: words.dry_run,
        act: session.act("ingest", note + &words.copying.note(session)),
        ledger: Some(Terms {
            words: session.settings.words.clone(),
            target,
            retry,
            store: Some(store.clone()),
            clock: Settings::moment,
        }),
    };
    let mut reporter = Reporter::new(session, "ingest")?;
    if let Some(receipt) = receipt {
        reporter.keep(receipt)?;
    }
    let ended = ingest::ingest(&mut *catalog, &request, &mut reporter);
    if !words.dry_run {
        store.vacate();
    }
    match ended {
        Ok(summary) => {
            advise(&*catalog, &summary, &mut reporter)?;
            let status = if words.perceptual && !summary.interrupted {
                let status = reporter.part(&summary)?;
                let into = request.into.as_ref().map(|into| vec![into.into.clone()]);
                status.or(prepared(&mut *catalog, into.as_ref().unwrap_or(&request.roots), session, reporter)?)
            } else {
                reporter.finish(&summary)?
            };
            ingest::confirmed(&summary)?;
            Ok(status)
        }
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}

/// The accession of which files are tried again; `None` where none has any.
fn retried(catalog: &dyn Catalog, number: Option<u64>) -> Result<Option<u64>, Failure> {
    match number {
        Some(number) => Ok(Some(accession::find(catalog, number)?.number)),
        None => Ok(accession::newest_with_untaken(catalog)?),
    }
}

/// What can be done about what was not done.
///
/// # Errors
/// The catalogue's.
fn advise(catalog: &dyn Catalog, summary: &Summary, reporter: &mut Reporter) -> Result<(), Failure> {
    let Some(number) = summary.accession else { return Ok(()) };
    if summary.interrupted {
        reporter.notice(&format!("the same command completes accession {number}"));
    } else if summary.erasure.is_some() && summary.of(OutcomeKind::Failed) > 0 {
        reporter.notice("the same command tries again what could not be taken");
    } else if summary.of(OutcomeKind::Failed) > 0 && catalog.accession(number)?.is_some_and(|found| found.untaken > 0) {
        reporter.notice(&format!("damson ingest --retry-failed {number} tries again what could not be taken"));
    }
    Ok(())
}

/// Looks at the pictures below the paths too.
fn prepared(catalog: &mut dyn Catalog, roots: &[FilePath], session: &Session, mut reporter: Reporter) -> Ended {
    let under = roots.iter().map(|root| Filter::Under { path: root.0.clone() });
    let request = preparation(session, "ingest", Filter::Any(under.collect()));
    match prepare::prepare(catalog, &request, &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
