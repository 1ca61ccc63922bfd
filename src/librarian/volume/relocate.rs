//! A volume whose files are now somewhere else: a disk that was restored onto another, a share that has another address.
//! That they are there is looked at before it is believed.
use super::{Report, as_one, check_folder, named};
use crate::asset::{FilePath, Holding, HoldingState};
use crate::catalog::{Act, Catalog, Change, Volume};
use crate::librarian::error::LibrarianError;
use crate::librarian::volumes::{Volumes, marker, on, turn};
use crate::walk::{below, stat};
use std::ops::ControlFlow;

/// The most files that are looked for.
const SAMPLE: u64 = 2_000;
/// How many in a hundred must be there, as long as they were.
const ENOUGH: u64 = 95;

/// What is relocated, and where to.
pub struct Relocation<'r> {
    /// The volume's name.
    pub name: &'r str,
    /// The folder below which its files are now, absolute.
    pub to: FilePath,
    /// Whether it is believed though the files are not seen there.
    pub unseen: bool,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// What the sample showed.
#[derive(Default)]
struct Sample {
    looked_for: u64,
    /// There, as long as they were.
    there: u64,
    /// Of those, written at another time: the next ingest reads them.
    touched: u64,
}

/// Relocates.
///
/// # Errors
/// `NotFound` where there is no such volume or folder; `Refused` where its files are not there, or others are held there;
/// the catalogue's.
pub fn relocate(catalog: &mut dyn Catalog, request: &Relocation<'_>) -> Result<Report, LibrarianError> {
    let volume = named(&*catalog, request.name)?;
    check_folder(&request.to)?;
    let volumes = Volumes::read(&*catalog, request.act.at.clone())?;
    let identity = identity_at(&volumes, &request.to)?;
    check_free(&*catalog, &volume, &identity, &request.to)?;
    let sample = look(&*catalog, &volume, &request.to)?;
    if !request.unseen && sample.there * 100 < sample.looked_for * ENOUGH {
        return Err(absent(&volume, &sample, &request.to));
    }
    let (mount_point, last_seen) = (request.to.clone(), request.act.at.clone());
    let after = Volume { identity, mount_point, is_online: true, last_seen, ..volume.clone() };
    let change = Change::Volume { before: Some(volume.clone()), after: Some(after.clone()) };
    let operation = if request.dry_run {
        None
    } else {
        as_one(catalog, &request.act, &mut |deposit| {
            deposit.gather(vec![change.clone()], [])?;
            deposit.record()?;
            turn(&after.name, true, deposit)
        })?
    };
    let mut report = Report::of("relocated", &after, operation, request.dry_run);
    report.notices.push(told(&sample));
    Ok(report)
}

fn told(sample: &Sample) -> String {
    let Sample { looked_for, there, touched } = sample;
    let again = if *touched > 0 {
        format!("; {touched} of them were written at another time, and the next ingest reads them")
    } else {
        String::new()
    };
    format!("of {looked_for} files that were looked for, {there} are there, as long as they were{again}")
}

/// The identity of what is at a folder: its mark's, its mount's, or that of the folder in its file system.
fn identity_at(volumes: &Volumes, folder: &FilePath) -> Result<String, LibrarianError> {
    let refused = |message: String| LibrarianError::Refused {
        message,
        hint: Some("nothing was changed; damson volume mark gives the folder a mark of its own".to_owned()),
    };
    match marker::read(folder) {
        Ok(Some(mark)) => return Ok(mark.identity()),
        Ok(None) => {}
        Err(problem) => return Err(refused(format!("the mark in {} is not used: {problem}", folder.lossy()))),
    }
    let identity = volumes.mounts().identity_of(folder);
    identity.ok_or_else(|| refused(format!("{} can be known by its mark alone: its name is no text", folder.lossy())))
}

/// Refuses a place that is another volume's, or where files are held already.
fn check_free(catalog: &dyn Catalog, volume: &Volume, identity: &str, to: &FilePath) -> Result<(), LibrarianError> {
    let others = catalog.volumes()?;
    let other = others.iter().find(|other| other.name != volume.name && other.identity == identity);
    let mut held = other.map(|other| other.name.clone());
    if held.is_none() {
        for folder in catalog.folders(to)? {
            let files = catalog.folder(&folder)?;
            held = files.into_iter().map(|(_, holding)| holding.volume).find(|name| *name != volume.name);
            if held.is_some() {
                break;
            }
        }
    }
    let Some(other) = held else { return Ok(()) };
    Err(LibrarianError::Refused {
        message: format!("{} is volume {other}'s: its files are held there already", to.lossy()),
        hint: Some(format!("nothing was changed; if they are the same files: damson volume forget {}", volume.name)),
    })
}

fn absent(volume: &Volume, sample: &Sample, to: &FilePath) -> LibrarianError {
    let Sample { looked_for, there, .. } = sample;
    LibrarianError::Refused {
        message: format!(
            "of {looked_for} files of volume {} that were looked for, {there} are in {}, as long as they were",
            volume.name,
            to.lossy()
        ),
        hint: Some("nothing was changed; --unseen relocates it all the same".to_owned()),
    }
}

/// Looks for files of the volume at their new place: all of them, or as many, evenly among all.
fn look(catalog: &dyn Catalog, volume: &Volume, to: &FilePath) -> Result<Sample, LibrarianError> {
    let stock = catalog.stock()?.into_iter().find(|held| held.volume == volume.name);
    let step = stock.map_or(0, |held| held.files).div_ceil(SAMPLE).max(1);
    let (mut sample, mut met) = (Sample::default(), 0);
    catalog.holdings(&on(&volume.name), &mut |_, holding| {
        if holding.volume == volume.name && holding.state != HoldingState::Missing {
            if met % step == 0 {
                sample.look_for(&holding, &volume.mount_point, to);
            }
            met += 1;
        }
        ControlFlow::Continue(())
    })?;
    Ok(sample)
}

impl Sample {
    fn look_for(&mut self, holding: &Holding, from: &FilePath, to: &FilePath) {
        self.looked_for += 1;
        let Some(inside) = below(&holding.path, from) else { return };
        let Ok(found) = stat(&to.join(inside)) else { return };
        if found.size == holding.stat.size {
            self.there += 1;
            self.touched += u64::from(!found.is_unchanged_from(&holding.stat));
        }
    }
}
