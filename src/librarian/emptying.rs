//! `gc --trash`: files that were given up long enough ago are let go for good, each only if what it was given up for is
//! there and is read again, whole.
use super::arrival::unwritable;
use super::error::LibrarianError;
use super::file::{OrdinaryFile, unreadable};
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::store::Store;
use super::trash::opened;
use crate::asset::{AssetId, Date, Digest, FilePath, Holding, HoldingState, Problem, ProblemKind, Role};
use crate::catalog::{Catalog, CatalogError, Change, HistoryEntry, Known};
use crate::fixity;
use rustix::fs::{AtFlags, statat, unlinkat};
use rustix::io::Errno;
use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "gc";

/// What may go.
pub struct Request<'s> {
    /// What went into the trash before this moment.
    pub before: Date,
    /// Where it is said that files are changing hands.
    pub store: &'s Store,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to only say what would go.
    pub dry_run: bool,
}

/// A file in the trash.
struct Kept {
    asset: AssetId,
    path: FilePath,
    digest: Digest,
    at: Date,
}

/// Empties the trash of what went there before a moment.
///
/// # Errors
/// The catalogue's.
pub fn empty(
    catalog: &dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let mut summary = Summary::new(VERB, request.dry_run);
    // Who gives files up, or takes back what a crash left of it, is left alone.
    let turn = request.store.alone();
    if turn.is_none() && !request.dry_run && !catalog.departures()?.is_empty() {
        return Err(LibrarianError::Refused {
            message: "files are on their way into the trash at this moment".to_owned(),
            hint: Some("run it again when the other damson has ended".to_owned()),
        });
    }
    let (kept, essences) = in_trash(catalog)?;
    for (place, kept) in kept.iter().filter(|(_, kept)| kept.at.wall() < request.before.wall()) {
        let Some(size) = size_of(place) else { continue };
        let essence = essences.get(&kept.digest);
        let ended = match release(catalog, request, place, kept, essence)? {
            Ok(()) => {
                summary.bytes += size;
                (OutcomeKind::Released, None)
            }
            Err(problem) => (OutcomeKind::Failed, Some(problem)),
        };
        let mut outcome = Outcome::of_file(VERB, ended.0, kept.path.clone());
        (outcome.id, outcome.digest, outcome.problem) = (Some(kept.asset), Some(kept.digest), ended.1);
        (outcome.from, outcome.dry_run) = (Some(place.clone()), request.dry_run);
        summary.count(&outcome);
        if observer.outcome(&outcome).is_break() || observer.is_interrupted() {
            summary.interrupted = observer.is_interrupted();
            break;
        }
    }
    Ok(summary)
}

type InTrash = (BTreeMap<FilePath, Kept>, HashMap<Digest, Digest>);

/// What the log says is in the trash, by where it is kept; and of contents whose asset is gone, the essence.
fn in_trash(catalog: &dyn Catalog) -> Result<InTrash, CatalogError> {
    let (mut kept, mut essences) = (BTreeMap::new(), HashMap::new());
    catalog.feed(0, &mut |_, _, entry| {
        let HistoryEntry::Changed { act, change, .. } = entry else { return ControlFlow::Continue(()) };
        if let Change::Trash { asset, path, kept: place, digest, present, .. } = *change {
            if present {
                kept.insert(place, Kept { asset, path, digest, at: act.at });
            } else {
                kept.remove(&place);
            }
        } else if let Change::RemoveAsset(snapshot) = *change {
            essences.extend(snapshot.versions.iter().map(|(version, _)| (version.digest, version.essence)));
        }
        ControlFlow::Continue(())
    })?;
    Ok((kept, essences))
}

fn size_of(place: &FilePath) -> Option<u64> {
    let folder = opened(&place.folder()).ok()?;
    let stat = statat(&folder, place.name(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
    u64::try_from(stat.st_size).ok()
}

/// Lets a file go, if it is what went there and what it was given up for is there.
fn release(
    catalog: &dyn Catalog,
    request: &Request<'_>,
    place: &FilePath,
    kept: &Kept,
    essence: Option<&Digest>,
) -> Result<Result<(), Problem>, CatalogError> {
    if let Err(problem) = read(place, &kept.digest, &request.stop) {
        return Ok(Err(problem));
    }
    let mut known: Vec<Known> = catalog.find_digest(&kept.digest)?.into_iter().collect();
    if let Some(essence) = essence {
        known.extend(catalog.find_essence(essence)?);
    }
    // Another name of the very file does as well: its bytes stay, whatever name goes.
    let is_there = |holding: &Holding, digest: &Digest| {
        holding.digest == *digest
            && (holding.role, holding.state) == (Role::Original, HoldingState::Present)
            && read(&holding.path, digest, &request.stop).is_ok()
    };
    let stands = |known: &Known| known.holdings.iter().any(|holding| is_there(holding, &known.version.digest));
    if !known.iter().any(stands) {
        let message = "it is the last copy that can be read; it stays in the trash (damson undo puts it back)";
        return Ok(Err(Problem::new(ProblemKind::Refused, message)));
    }
    if request.dry_run {
        return Ok(Ok(()));
    }
    let gone = opened(&place.folder()).and_then(|folder| unlinkat(&folder, place.name(), AtFlags::empty()));
    Ok(gone.map_err(|errno: Errno| unwritable(&errno.into())))
}

/// Reads a file in full, and compares.
fn read(path: &FilePath, digest: &Digest, stop: &AtomicBool) -> Result<(), Problem> {
    let file = OrdinaryFile::open(path, stop)?;
    let found = file.digest(&mut vec![0; fixity::BUFFER]).map_err(|error| unreadable(&error))?;
    if found != *digest {
        return Err(Problem::new(ProblemKind::Unstable, "its bytes are not those that went into the trash"));
    }
    file.instability().map_or(Ok(()), Err)
}
