//! `damson volume`
use super::consent::answer;
use super::exit::{Ended, Failure, Status};
use super::reporter::Reporter;
use super::session::Session;
use crate::catalog::Catalog;
use crate::librarian::volume::{self, Forgetting, Relocation, Report};
use crate::librarian::{LibrarianError, Observer, Summary};
use crate::output::{Item, RecordKind};
use clap::{Args, Subcommand};
use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

/// The volumes that files lie on
///
/// A volume is a file system, known by its own identity, or a folder that was marked: mounted elsewhere, it is the same
/// volume, and its files' paths follow. The list says what is there at this moment; ingest, and `damson volume refresh`,
/// record it.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson volume
  damson volume --format ndjson
  damson volume mark Pictures photos
  damson volume refresh")]
pub struct Words {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand, Debug)]
enum What {
    /// List the volumes, where they are, and what is held on them (the default)
    List,
    /// Record which volumes are there, and where: the state of their files follows
    Refresh(Preview),
    /// Give a volume another name
    Rename {
        /// Its name
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(super::complete::volumes))]
        from: String,
        /// Its new name
        #[arg(value_name = "NEW")]
        to: String,
        #[command(flatten)]
        preview: Preview,
    },
    /// Put a mark at the root of a share, a card or a folder, so that it is known wherever it is mounted
    ///
    /// The mark is a small file, `.damson-volume`, with an id of its own. It is made once, never replaced, and is the only
    /// file that damson writes there. Files that are held in a folder come to its volume from the one around it.
    Mark {
        /// The folder
        #[arg(value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
        path: PathBuf,
        /// What the volume is called; else as it was, or as the folder
        #[arg(value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        preview: Preview,
    },
    /// Say that a volume's files are now in another place: a restored disk, a share with another address
    ///
    /// As many as 2,000 of its files are looked for first; where fewer than 95 in a hundred are there, as long as they were,
    /// nothing is changed, and the status is 7.
    Relocate {
        /// Its name
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(super::complete::volumes))]
        name: String,
        /// The folder below which its files are now
        #[arg(value_name = "PATH", value_hint = clap::ValueHint::DirPath)]
        path: PathBuf,
        /// Relocate it though its files are not seen there
        #[arg(long)]
        unseen: bool,
        #[command(flatten)]
        preview: Preview,
    },
    /// Take a volume's files out of the catalogue; the files themselves stay as they are
    ///
    /// Assets that have a file elsewhere lose those on the volume. Where some have none elsewhere, nothing is changed, and
    /// the status is 7, unless --with-assets says that they go too.
    Forget {
        /// Its name
        #[arg(value_name = "NAME", add = ArgValueCompleter::new(super::complete::volumes))]
        name: String,
        /// Let assets go that have no file elsewhere, and what is stated of them
        #[arg(long)]
        with_assets: bool,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
        #[command(flatten)]
        preview: Preview,
    },
}

#[derive(Args, Debug)]
struct Preview {
    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let Some(what) = &words.what else { return list(session) };
    match what {
        What::List => list(session),
        What::Refresh(preview) => refresh(session, preview.dry_run),
        What::Rename { from, to, preview } => change(session, preview, &mut |catalog, session| {
            let act = session.act("volume", format!("rename {from} to {to}"));
            volume::rename(catalog, from, to, preview.dry_run, act)
        }),
        What::Mark { path, name, preview } => change(session, preview, &mut |catalog, session| {
            let path = session.absolute(path);
            let act = session.act("volume", format!("mark {}", path.lossy()));
            volume::mark(catalog, &path, name.as_deref(), preview.dry_run, act)
        }),
        What::Relocate { name, path, unseen, preview } => change(session, preview, &mut |catalog, session| {
            let (to, dry_run) = (session.absolute(path), preview.dry_run);
            let act = session.act("volume", format!("relocate {name} to {}", to.lossy()));
            volume::relocate(catalog, &Relocation { name, to, unseen: *unseen, dry_run, act })
        }),
        What::Forget { name, with_assets, yes, preview } => {
            if !yes && !preview.dry_run {
                ask(session, name)?;
            }
            change(session, preview, &mut |catalog, session| {
                let act = session.act("volume", format!("forget {name}"));
                let (with_assets, dry_run) = (*with_assets, preview.dry_run);
                volume::forget(catalog, &Forgetting { name, with_assets, dry_run, act })
            })
        }
    }
}

fn list(session: &Session) -> Ended {
    let catalog = session.open()?;
    let (listed, doubts) = volume::list(&catalog, session.now().utc())?;
    session.print(RecordKind::Volume, listed.iter().map(Item::Volume))?;
    doubts.iter().for_each(|doubt| session.messages().notice(doubt));
    Ok(Status::Done)
}

type Work<'w> = &'w mut dyn FnMut(&mut dyn Catalog, &Session) -> Result<Report, LibrarianError>;

/// Changes one volume, and tells.
fn change(session: &Session, preview: &Preview, work: Work<'_>) -> Ended {
    let mut catalog = open(session, preview.dry_run)?;
    let report = work(&mut *catalog, session)?;
    tell(session, vec![report], preview.dry_run)
}

fn open(session: &Session, dry_run: bool) -> Result<Box<dyn Catalog>, Failure> {
    Ok(if dry_run { Box::new(session.open()?) } else { Box::new(session.open_to_write(false)?) })
}

fn refresh(session: &Session, dry_run: bool) -> Ended {
    let mut catalog = open(session, dry_run)?;
    let reports = volume::refresh(&mut *catalog, dry_run, session.act("volume", "refresh".to_owned()))?;
    tell(session, reports, dry_run)
}

fn tell(session: &Session, reports: Vec<Report>, dry_run: bool) -> Ended {
    let mut reporter = Reporter::new(session, "volume")?;
    let mut summary = Summary::new("volume", dry_run);
    for report in reports {
        summary.count(&report.outcome);
        let _ = reporter.outcome(&report.outcome);
        summary.operation = report.summary.operation.or(summary.operation);
        report.notices.iter().for_each(|notice| reporter.notice(notice));
    }
    reporter.finish(&summary)
}

/// Asks before a volume is forgotten, where there is somebody to ask.
fn ask(session: &Session, name: &str) -> Result<(), Failure> {
    let terminal = &session.settings.terminal;
    if !terminal.input || !terminal.error {
        return Ok(());
    }
    let (listed, _) = volume::list(&session.open()?, session.now().utc())?;
    let files = listed.iter().find(|listed| listed.volume.name == *name).map_or(0, |listed| listed.files);
    session.messages().question(&format!("{files} files of volume {name} leave the catalogue; go on? [y/N]"));
    match answer()?.as_deref() {
        Some("y" | "yes") => Ok(()),
        _no => Err(Failure::Refused {
            message: "nothing was changed".to_owned(),
            hint: Some("--yes forgets without asking; --dry-run shows what would go".to_owned()),
        }),
    }
}
