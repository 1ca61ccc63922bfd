//! A mark for what has no identity of its own: a share, a card, or a folder that stands for a volume.
use super::{Report, as_one, check_folder, check_name};
use crate::asset::{FilePath, Holding, HoldingState};
use crate::catalog::{Act, Catalog, Change, Volume};
use crate::librarian::deposit::Deposit;
use crate::librarian::error::LibrarianError;
use crate::librarian::volumes::{Volumes, marker, named_after};
use crate::walk::MARK;

/// Marks a folder, and makes it a volume: that of a mount keeps its name and files; a folder's files come to it from the
/// volume around it. One that has a mark is made known by that.
///
/// # Errors
/// `NotFound` where there is no such folder, or it cannot have that name; `Refused` where it has a mark that cannot be used,
/// or none can be written; the catalogue's.
pub fn mark(
    catalog: &mut dyn Catalog,
    folder: &FilePath,
    name: Option<&str>,
    dry_run: bool,
    act: Act,
) -> Result<Report, LibrarianError> {
    check_folder(folder)?;
    let volumes = Volumes::read(&*catalog, act.at.clone())?;
    let now = volumes.now();
    let known = now.iter().map(|(volume, _)| volume).find(|volume| volume.is_online && volume.mount_point == *folder);
    if let Some(name) = name.filter(|name| known.is_none_or(|known| known.name != **name)) {
        check_name(&*catalog, name)?;
    }
    let known = match known {
        Some(known) => Some(catalog.volumes()?.into_iter().find(|volume| volume.name == known.name)),
        None => None,
    };
    let known = known.flatten();
    let name = match (name, &known) {
        (Some(name), _) => name.to_owned(),
        (None, Some(known)) => known.name.clone(),
        (None, None) => volumes.free_name(&named_after(folder)),
    };
    let (identity, is_made) = identity(&*catalog, folder, &name, dry_run)?;
    let (mount_point, last_seen) = (folder.clone(), act.at.clone());
    let after = Volume { name, identity, mount_point, is_online: true, last_seen };
    if dry_run {
        return Ok(Report::of("marked", &after, None, true));
    }
    let recorded = as_one(catalog, &act, &mut |deposit| {
        deposit.gather(vec![Change::Volume { before: known.clone(), after: Some(after.clone()) }], [])?;
        if known.is_none() { bring_home(&volumes, &after, deposit) } else { Ok(()) }
    });
    if recorded.is_err() && is_made {
        // What nobody could record is not left behind.
        let _ = std::fs::remove_file(folder.join(MARK).to_path());
    }
    Ok(Report::of("marked", &after, recorded?, false))
}

/// The identity by the folder's mark, and whether the mark was made now.
fn identity(
    catalog: &dyn Catalog,
    folder: &FilePath,
    name: &str,
    dry_run: bool,
) -> Result<(String, bool), LibrarianError> {
    let refused = |message: String, hint: &str| LibrarianError::Refused { message, hint: Some(hint.to_owned()) };
    let unusable = |problem| refused(format!("the mark in {} is not used: {problem}", folder.lossy()), UNUSABLE);
    let (mark, is_made) = match marker::read(folder).map_err(unusable)? {
        Some(mark) => (mark, false),
        None if dry_run => return Ok((marker::PREFIX.to_owned(), false)),
        None => {
            let unwritten = |problem| refused(format!("{} cannot be marked: {problem}", folder.lossy()), UNWRITTEN);
            (marker::write(folder, name).map_err(unwritten)?, true)
        }
    };
    let identity = mark.identity();
    match catalog.volumes()?.into_iter().find(|volume| volume.identity == identity) {
        Some(other) => Err(refused(format!("{} has the mark of volume {}", folder.lossy(), other.name), COPIED)),
        None => Ok((identity, is_made)),
    }
}

const UNUSABLE: &str = "nothing was changed; delete the file .damson-volume there, and mark it again";
const UNWRITTEN: &str = "nothing was changed";
const COPIED: &str = "nothing was changed; if it is another volume with a copied mark, delete the file .damson-volume \
                      there, and mark it again; if it is that volume, damson ingest finds it by itself";

/// The files that are held in the folder, of volumes that are there, are the new volume's from now on.
fn bring_home(volumes: &Volumes, to: &Volume, deposit: &mut Deposit<'_>) -> Result<(), LibrarianError> {
    for folder in deposit.catalog().folders(&to.mount_point)? {
        let is_here = |holding: &Holding| {
            holding.volume != to.name && holding.state != HoldingState::Offline && volumes.is_in_place(holding)
        };
        let held = deposit.catalog().folder(&folder)?.into_iter().filter(|(_, holding)| is_here(holding));
        let moved = held.map(|(asset, before)| {
            let after = Holding { volume: to.name.clone(), ..before.clone() };
            Change::Hold { asset, before: Some(before), after: Some(after) }
        });
        deposit.gather(moved.collect(), [])?;
    }
    Ok(())
}
