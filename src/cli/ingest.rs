//! `damson ingest`
use super::door::Door;
use super::exit::Ended;
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::{ReadingOrder, SameEssence, ingest};
use crate::walk::Rules;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Take files in where they lie
///
/// Every file below the paths is read once: its digests, its type, its Exif, IPTC and XMP, and those of its XMP sidecar
/// (`a.xmp`, `a.jpg.xmp`). Files that were taken in before and have not changed are not read again; moved files are
/// followed, further copies become copies of the same asset, edited files become new versions, and files that are gone
/// are kept as missing. Files are never changed.
///
/// Left out, each with its reason: hidden files and folders (unless --hidden), symbolic links (unless --follow), sockets,
/// devices and FIFOs, and the catalogue's own files. A path that is named is taken even if it is hidden or a link.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson ingest Pictures
  damson ingest --dry-run Pictures
  damson ingest --set 'credit_line=Damson Press' --set +assignment Pictures
  damson ingest --format ndjson Pictures")]
pub struct Words {
    /// Folders and files
    #[arg(required = true, value_name = "PATH", value_hint = clap::ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// Take hidden files and folders too
    #[arg(long)]
    hidden: bool,

    /// Follow symbolic links
    #[arg(long)]
    follow: bool,

    /// What a new file is that has the essence of another file that is still there
    #[arg(long, value_name = "WHAT", default_value = "asset")]
    same_essence: SameEssenceWord,

    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,

    #[command(flatten)]
    door: Door,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SameEssenceWord {
    /// A new asset, linked with the other
    Asset,
    /// The newest version of the other, for agencies that send again
    Version,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let enrichment = words.door.enrichment()?;
    let roots: Vec<_> = words.paths.iter().map(|path| session.absolute(path)).collect();
    let (mut catalog, own): (Box<dyn Catalog>, _) = if words.dry_run {
        session.open_for_preview()?
    } else {
        let catalog = session.open_to_write(true)?;
        let own = catalog.own_files();
        (Box::new(catalog), own)
    };
    let shown: Vec<String> = roots.iter().map(|root| root.lossy()).collect();
    let request = ingest::Request {
        verb: "ingest",
        roots,
        rules: Rules { hidden: words.hidden, follow: words.follow, own },
        same_essence: match words.same_essence {
            SameEssenceWord::Asset => SameEssence::Asset,
            SameEssenceWord::Version => SameEssence::Version,
        },
        enrichment,
        policy: session.settings.policy,
        workers: session.workers(),
        order: ReadingOrder::default(),
        stop: session.interruption(),
        estimate: session.error_style().progress,
        dry_run: words.dry_run,
        act: session.act("ingest", shown.join(" ")),
    };
    let mut reporter = Reporter::new(session, "ingest")?;
    match ingest::ingest(&mut *catalog, &request, &mut reporter) {
        Ok(summary) => reporter.finish(&summary),
        Err(error) => {
            reporter.abandon();
            Err(error.into())
        }
    }
}
