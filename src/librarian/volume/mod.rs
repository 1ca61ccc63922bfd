//! `volume`: what is known of the volumes that files lie on, and the changes that a person makes to it. No file on a volume
//! is touched but its mark, which is made where asked for.
mod forget;
mod mark;
mod relocate;

pub use forget::{Forgetting, forget};
pub use mark::mark;
pub use relocate::{Relocation, relocate};

use super::deposit::Deposit;
use super::error::LibrarianError;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::volumes::{Volumes, marker};
use crate::asset::{Date, FilePath};
use crate::catalog::{Act, Catalog, CatalogError, Change, Stock, Volume};

const VERB: &str = "volume";

/// A volume as it is now, and what is held on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Where it is, and whether it is there, at this moment.
    pub volume: Volume,
    /// The file system, as the kernel calls it; `None` where it is not there.
    pub kind: Option<String>,
    /// Files held, sidecars too.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// What was done: the outcome of the volume, the summary, and sentences on marks that are not used.
pub struct Report {
    /// The volume's outcome.
    pub outcome: Outcome,
    /// The count.
    pub summary: Summary,
    /// What a person should know.
    pub notices: Vec<String>,
}

impl Report {
    /// A report of one volume, at the place where it is.
    fn of(change: &'static str, volume: &Volume, operation: Option<u64>, dry_run: bool) -> Report {
        let mut summary = Summary { operation, ..Summary::new(VERB, dry_run) };
        let outcome = Outcome {
            change: Some(change),
            dry_run,
            ..Outcome::of_file(VERB, OutcomeKind::Changed, volume.mount_point.clone())
        };
        summary.count(&outcome);
        Report { outcome, summary, notices: Vec::new() }
    }
}

/// The volumes, by name.
///
/// # Errors
/// The catalogue's; `Io` where the system does not say what is mounted.
pub fn list(catalog: &dyn Catalog, now: Date) -> Result<(Vec<Listed>, Vec<String>), LibrarianError> {
    let mut volumes = Volumes::read(catalog, now)?;
    let stock = catalog.stock()?;
    let listed = volumes.now().into_iter().map(|(volume, kind)| {
        let held = stock.iter().find(|held| held.volume == volume.name);
        let (files, bytes) = held.map_or((0, 0), |Stock { files, bytes, .. }| (*files, *bytes));
        Listed { volume, kind, files, bytes }
    });
    Ok((listed.collect(), volumes.doubts()))
}

/// Records which volumes are there, and where: the state of their files follows.
///
/// # Errors
/// The catalogue's; `Io` where the system does not say what is mounted.
pub fn refresh(catalog: &mut dyn Catalog, dry_run: bool, act: Act) -> Result<Vec<Report>, LibrarianError> {
    let mut volumes = Volumes::read(catalog, act.at.clone())?;
    let changes = volumes.refresh();
    let operation = if dry_run || changes.is_empty() {
        None
    } else {
        as_one(catalog, &act, &mut |deposit| {
            deposit.gather(changes.clone(), [])?;
            Volumes::follow(&changes, deposit)
        })?
    };
    let mut reports: Vec<Report> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Volume { before: Some(before), after: Some(after) } => {
                let word = match (before.is_online, after.is_online) {
                    (_, false) => "offline",
                    (false, true) => "online",
                    (true, true) => "elsewhere",
                };
                Some(Report::of(word, after, operation, dry_run))
            }
            _ => None,
        })
        .collect();
    if let Some(last) = reports.last_mut() {
        last.notices = volumes.doubts();
    }
    Ok(reports)
}

/// Gives a volume another name.
///
/// # Errors
/// `NotFound` where there is no such volume; `Refused` where the name is no name, or another volume's; the catalogue's.
pub fn rename(
    catalog: &mut dyn Catalog,
    from: &str,
    to: &str,
    dry_run: bool,
    act: Act,
) -> Result<Report, LibrarianError> {
    let volume = named(&*catalog, from)?;
    check_name(&*catalog, to)?;
    let after = Volume { name: to.to_owned(), ..volume.clone() };
    let change = Change::Volume { before: Some(volume), after: Some(after.clone()) };
    let operation =
        if dry_run { None } else { as_one(catalog, &act, &mut |deposit| deposit.gather(vec![change.clone()], []))? };
    Ok(Report::of("renamed", &after, operation, dry_run))
}

/// The volume of a name.
fn named(catalog: &dyn Catalog, name: &str) -> Result<Volume, LibrarianError> {
    let volumes = catalog.volumes()?;
    let found = volumes.into_iter().find(|volume| volume.name == name);
    found.ok_or_else(|| LibrarianError::NotFound(format!("there is no volume {name}; damson volume lists them")))
}

/// Whether a volume may have this name.
fn check_name(catalog: &dyn Catalog, name: &str) -> Result<(), LibrarianError> {
    if !marker::is_name(name) {
        let message = format!("{name:?} cannot be a volume's name: one line of text, 64 characters at most");
        return Err(LibrarianError::NotFound(message));
    }
    match catalog.volumes()?.iter().any(|volume| volume.name == name) {
        true => Err(LibrarianError::NotFound(format!("there is a volume {name} already"))),
        false => Ok(()),
    }
}

/// Gathers changes and records them, all or none. Gives the operation.
///
/// # Errors
/// Those of `work`, and the catalogue's; nothing is recorded then.
fn as_one(
    catalog: &mut dyn Catalog,
    act: &Act,
    work: &mut dyn FnMut(&mut Deposit<'_>) -> Result<(), LibrarianError>,
) -> Result<Option<u64>, LibrarianError> {
    let (mut operation, mut failure) = (None, None);
    let ended = catalog.together(&mut |catalog| {
        let mut deposit = Deposit::new(catalog, act.clone(), false);
        match work(&mut deposit).and_then(|()| deposit.record()) {
            Ok(()) => {
                operation = deposit.operation();
                Ok(true)
            }
            Err(LibrarianError::Catalog(error)) => Err(error),
            Err(error) => {
                failure = Some(error);
                Ok(false)
            }
        }
    });
    match (ended, failure) {
        (Err::<(), CatalogError>(error), _) => Err(error.into()),
        (Ok(()), Some(error)) => Err(error),
        (Ok(()), None) => Ok(operation),
    }
}

/// A folder that is there.
fn check_folder(path: &FilePath) -> Result<(), LibrarianError> {
    match path.to_path().is_dir() {
        true => Ok(()),
        false => Err(LibrarianError::NotFound(format!("{} is not a folder that is there", path.lossy()))),
    }
}
