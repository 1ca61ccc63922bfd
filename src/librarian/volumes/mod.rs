//! Which volume a file lies on, and which of the known volumes are there now, and where.
pub mod marker;
mod scan;

use super::deposit::Deposit;
use super::error::LibrarianError;
use crate::asset::fold::fold;
use crate::asset::{AssetId, Date, Field, FilePath, Holding, HoldingState, Value};
use crate::catalog::{Catalog, Change, Volume};
use crate::query::{Filter, Property, Selection};
use crate::walk::{Mount, Mounts, below};
use marker::Mark;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// How many assets' files change their state between two looks at the catalogue.
const BATCH: usize = 500;

/// The volumes that the catalogue knows, beside what is mounted now.
pub struct Volumes {
    known: Vec<Known>,
    mounts: Mounts,
    now: Date,
    /// Folders in which a mark was looked for.
    looked: HashSet<FilePath>,
    doubts: Vec<String>,
}

struct Known {
    volume: Volume,
    /// Where it is now; `None`: it is not there.
    place: Option<FilePath>,
}

impl Volumes {
    /// Reads both.
    ///
    /// # Errors
    /// The catalogue's; `Io` where the system does not say what is mounted.
    pub fn read(catalog: &dyn Catalog, now: Date) -> Result<Volumes, LibrarianError> {
        let mounts = Mounts::read()
            .map_err(|source| LibrarianError::Io { what: "cannot tell what is mounted".to_owned(), source })?;
        Ok(Volumes::among(catalog.volumes()?, mounts, now))
    }

    fn among(volumes: Vec<Volume>, mounts: Mounts, now: Date) -> Volumes {
        let marked = || volumes.iter().filter(|volume| volume.identity.starts_with(marker::PREFIX));
        let folders: Vec<FilePath> = marked().map(|volume| volume.mount_point.clone()).collect();
        let marks = if folders.is_empty() { Vec::new() } else { scan::marks(&mounts, &folders) };
        let mut doubts = Vec::new();
        let known = volumes
            .into_iter()
            .map(|volume| Known { place: place(&volume, &mounts, &marks, &mut doubts), volume })
            .collect();
        Volumes { known, mounts, now, looked: HashSet::new(), doubts }
    }

    /// Sentences on marks that are not used: copied ones, and files that are none.
    pub fn doubts(&mut self) -> Vec<String> {
        std::mem::take(&mut self.doubts)
    }

    /// Looks which known volumes are mounted, and where. The changes make the catalogue say so.
    pub fn refresh(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for Known { volume, place } in &mut self.known {
            let mount_point = place.as_ref().unwrap_or(&volume.mount_point);
            if volume.is_online == place.is_some() && volume.mount_point == *mount_point {
                continue;
            }
            let last_seen = if place.is_some() { self.now.clone() } else { volume.last_seen.clone() };
            let after =
                Volume { mount_point: mount_point.clone(), is_online: place.is_some(), last_seen, ..volume.clone() };
            changes.push(Change::Volume { before: Some(volume.clone()), after: Some(after.clone()) });
            *volume = after;
        }
        changes
    }

    /// Makes the files of volumes that went offline, and those of volumes that came back present, as they were when last
    /// looked at: the walk tells which of them are gone. `changes` are those of `refresh` or `meet`.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn follow(changes: &[Change], deposit: &mut Deposit<'_>) -> Result<(), LibrarianError> {
        // The catalogue must know where volumes are mounted now before it says where their files lie.
        deposit.record()?;
        for change in changes {
            let Change::Volume { before: Some(before), after: Some(after) } = change else { continue };
            if before.is_online != after.is_online {
                turn(&after.name, after.is_online, deposit)?;
            }
        }
        Ok(())
    }

    /// Comes to a folder: a mark in it, or in one above it on the same file system, makes a volume known, or tells that one
    /// that was not there is. The changes make the catalogue say so.
    pub fn meet(&mut self, folder: &FilePath) -> Vec<Change> {
        let top = self.mounts.of(folder).mount_point.clone();
        let (mut changes, mut at) = (Vec::new(), folder.clone());
        while self.looked.insert(at.clone()) {
            match marker::read(&at) {
                Ok(Some(mark)) => changes.extend(self.meet_mark(&at, &mark)),
                Ok(None) => {}
                Err(problem) => self.doubts.push(format!("the mark in {} is not used: {problem}", at.lossy())),
            }
            if at == top {
                break;
            }
            at = at.folder();
        }
        changes
    }

    fn meet_mark(&mut self, at: &FilePath, mark: &Mark) -> Option<Change> {
        let (identity, now) = (mark.identity(), self.now.clone());
        if let Some(Known { volume, place }) = self.known.iter_mut().find(|known| known.volume.identity == identity) {
            if let Some(place) = place {
                let is_copy =
                    place != at && marker::read(place).ok().flatten().is_none_or(|other| other.file != mark.file);
                self.doubts.extend(is_copy.then(|| copied(&volume.name, place, at)));
                return None;
            }
            *place = Some(at.clone());
            let after = Volume { mount_point: at.clone(), is_online: true, last_seen: now, ..volume.clone() };
            let change = Change::Volume { before: Some(volume.clone()), after: Some(after.clone()) };
            *volume = after;
            return Some(change);
        }
        // A volume that is known by the disk's own identity needs no other.
        if self.known.iter().any(|known| known.place.as_ref() == Some(at)) {
            return None;
        }
        let name = mark.name.clone().unwrap_or_else(|| named_after(at));
        Some(self.learn(&name, identity, at.clone()))
    }

    /// The name of the volume that a path lies on; a volume not known yet becomes known by the change.
    pub fn name_of(&mut self, path: &FilePath) -> (String, Option<Change>) {
        let mount = self.mounts.of(path);
        let is_around = |place: &FilePath| below(path, place).is_some() && below(place, &mount.mount_point).is_some();
        let around = self.known.iter().filter(|known| known.place.as_ref().is_some_and(is_around));
        let nearest = around.max_by_key(|known| known.place.as_ref().map(|place| place.0.len()));
        // A file system that is mounted at several points is one volume, at the first of them.
        let same = || self.known.iter().find(|known| known.place.is_some() && is_of(mount, &known.volume.identity));
        if let Some(known) = nearest.or_else(same) {
            return (known.volume.name.clone(), None);
        }
        let (name, identity, place) = (mount.name.clone(), mount.identity.clone(), mount.mount_point.clone());
        let change = self.learn(&name, identity, place);
        (self.known.last().map(|known| known.volume.name.clone()).unwrap_or_default(), Some(change))
    }

    fn learn(&mut self, name: &str, identity: String, place: FilePath) -> Change {
        let (name, last_seen) = (self.free_name(name), self.now.clone());
        let volume = Volume { name, identity, mount_point: place.clone(), is_online: true, last_seen };
        self.known.push(Known { volume: volume.clone(), place: Some(place) });
        Change::Volume { before: None, after: Some(volume) }
    }

    /// Where the catalogue has the volume of this name.
    pub fn mount_point(&self, name: &str) -> Option<&FilePath> {
        self.known.iter().find(|known| known.volume.name == name).map(|known| &known.volume.mount_point)
    }

    /// Whether the volume of this name is there now.
    pub fn is_online(&self, name: &str) -> bool {
        self.known.iter().any(|known| known.volume.name == name && known.place.is_some())
    }

    /// Where a held file is now, if its volume is there and nothing else is mounted over it. Whether the file is there is
    /// another question.
    pub fn place_of(&self, holding: &Holding) -> Option<FilePath> {
        let Known { volume, place } = self.known.iter().find(|known| known.volume.name == holding.volume)?;
        let place = place.as_ref()?;
        let path = match below(&holding.path, &volume.mount_point) {
            Some(inside) => place.join(inside),
            None => holding.path.clone(),
        };
        let mount = self.mounts.of(&path);
        (mount == self.mounts.of(place) || is_of(mount, &volume.identity)).then_some(path)
    }

    /// Whether a held file's volume is there, where the catalogue has it.
    pub fn is_in_place(&self, holding: &Holding) -> bool {
        self.place_of(holding).is_some_and(|path| path == holding.path)
    }

    /// A holding as its volume is now: offline if that is not there or not where the catalogue has it, whatever it was when
    /// it was last looked at.
    pub fn seen_now(&self, holding: Holding) -> Holding {
        match holding.state {
            HoldingState::Present if !self.is_in_place(&holding) => Holding { state: HoldingState::Offline, ..holding },
            HoldingState::Present | HoldingState::Missing | HoldingState::Offline => holding,
        }
    }

    /// A holding to be read: at the path where it is now, present if its volume is there though the catalogue has not
    /// heard.
    pub fn readable_now(&self, holding: Holding) -> Holding {
        match (holding.state, self.place_of(&holding)) {
            (HoldingState::Missing, _) => holding,
            (_, Some(path)) => Holding { path, state: HoldingState::Present, ..holding },
            (_, None) => Holding { state: HoldingState::Offline, ..holding },
        }
    }

    /// The volumes as they are now, each with the kind of its file system where it is there.
    pub fn now(&self) -> Vec<(Volume, Option<String>)> {
        let seen = |known: &Known| match &known.place {
            None => (Volume { is_online: false, ..known.volume.clone() }, None),
            Some(place) => {
                let (mount_point, last_seen) = (place.clone(), self.now.clone());
                let volume = Volume { mount_point, last_seen, is_online: true, ..known.volume.clone() };
                (volume, Some(self.mounts.of(place).kind.clone()))
            }
        };
        self.known.iter().map(seen).collect()
    }

    /// What is mounted.
    pub fn mounts(&self) -> &Mounts {
        &self.mounts
    }

    /// A name that no volume has, made of this one.
    pub fn free_name(&self, name: &str) -> String {
        let is_free = |name: &String| self.known.iter().all(|known| known.volume.name != *name);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        std::iter::once(name.to_owned()).chain(numbered).find(is_free).unwrap_or_default()
    }
}

/// The name of a folder, as a volume's.
pub(super) fn named_after(folder: &FilePath) -> String {
    let name = String::from_utf8_lossy(folder.name()).into_owned();
    if marker::is_name(&name) { name } else { "volume".to_owned() }
}

fn is_of(mount: &Mount, identity: &str) -> bool {
    mount.identity == identity || mount.other_identity.as_deref() == Some(identity)
}

/// Where a volume is: of several marks of one id, the one where it was last counts.
fn place(volume: &Volume, mounts: &Mounts, marks: &[(FilePath, Mark)], doubts: &mut Vec<String>) -> Option<FilePath> {
    if !volume.identity.starts_with(marker::PREFIX) {
        let place = mounts.place(&volume.identity)?;
        // A mount's point is there; a folder below one may not be.
        let is_mount = mounts.find(&volume.identity).is_some();
        return Some(place).filter(|place| is_mount || place.to_path().is_dir());
    }
    let own: Vec<&(FilePath, Mark)> = marks.iter().filter(|(_, mark)| mark.identity() == volume.identity).collect();
    let last = own.iter().find(|(at, _)| *at == volume.mount_point);
    let (place, mark) = last.or(own.first())?;
    let copies = own.iter().filter(|(_, other)| other.file != mark.file);
    doubts.extend(copies.map(|(at, _)| copied(&volume.name, place, at)));
    Some(place.clone())
}

fn copied(name: &str, place: &FilePath, at: &FilePath) -> String {
    format!(
        "the mark of volume {name} is at {} and copied to {}: only the first is taken for it; delete the copy, then \
         damson volume mark gives that one its own",
        place.lossy(),
        at.lossy()
    )
}

/// Turns a volume's files offline, or back.
pub(super) fn turn(volume: &str, is_online: bool, deposit: &mut Deposit<'_>) -> Result<(), LibrarianError> {
    use HoldingState::{Offline, Present};
    let (from, to) = if is_online { (Offline, Present) } else { (Present, Offline) };
    for batch in assets_on(deposit.catalog(), volume)?.chunks(BATCH) {
        let mut changes = Vec::new();
        deposit.catalog().visit(&selection(Filter::Ids(batch.to_vec())), &mut |asset| {
            let is_meant = |holding: &Holding| holding.volume == volume && holding.state == from;
            for before in asset.holdings.into_iter().filter(is_meant) {
                let after = Some(Holding { state: to, ..before.clone() });
                changes.push(Change::Hold { asset: asset.id, before: Some(before), after });
            }
            ControlFlow::Continue(())
        })?;
        deposit.gather(changes, [])?;
    }
    deposit.record()
}

/// The assets that have a file on a volume.
pub(super) fn assets_on(catalog: &dyn Catalog, volume: &str) -> Result<Vec<AssetId>, LibrarianError> {
    let mut assets = Vec::new();
    catalog.visit(&selection(on(volume)), &mut |asset| {
        if asset.holdings.iter().any(|holding| holding.volume == volume) {
            assets.push(asset.id);
        }
        ControlFlow::Continue(())
    })?;
    Ok(assets)
}

/// What may lie on a volume: names are folded in queries.
pub(super) fn on(volume: &str) -> Filter {
    Filter::Equal { property: Property::of(Field::Volume), value: Value::Text(fold(volume)) }
}

fn selection(filter: Filter) -> Selection {
    Selection { filter, sort: Vec::new(), limit: None }
}

#[cfg(test)]
mod tests;
