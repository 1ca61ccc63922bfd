//! Which volume a file lies on, and which of the known volumes are there now.
use super::deposit::Deposit;
use super::error::LibrarianError;
use crate::asset::fold::fold;
use crate::asset::{Date, Field, FilePath, Holding, HoldingState, Value};
use crate::catalog::{Catalog, Change, Volume};
use crate::query::{Filter, Property, Selection};
use crate::walk::{Mount, Mounts};
use std::ops::ControlFlow;

/// How many assets' files change their state between two looks at the catalogue.
const BATCH: usize = 500;

/// The volumes that the catalogue knows, beside what is mounted now.
pub struct Volumes {
    known: Vec<Volume>,
    mounts: Mounts,
    now: Date,
}

impl Volumes {
    /// Reads both.
    ///
    /// # Errors
    /// The catalogue's; `Io` where the system does not say what is mounted.
    pub fn read(catalog: &dyn Catalog, now: Date) -> Result<Volumes, LibrarianError> {
        let mounts = Mounts::read()
            .map_err(|source| LibrarianError::Io { what: "cannot tell what is mounted".to_owned(), source })?;
        Ok(Volumes { known: catalog.volumes()?, mounts, now })
    }

    /// Looks which known volumes are mounted, and where. The changes make the catalogue say so.
    pub fn refresh(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        for volume in &mut self.known {
            let mount = self.mounts.find(&volume.identity);
            let mount_point = mount.map_or(&volume.mount_point, |mount| &mount.mount_point);
            if volume.is_online == mount.is_some() && volume.mount_point == *mount_point {
                continue;
            }
            let last_seen = if mount.is_some() { self.now.clone() } else { volume.last_seen.clone() };
            let after =
                Volume { mount_point: mount_point.clone(), is_online: mount.is_some(), last_seen, ..volume.clone() };
            changes.push(Change::Volume { before: Some(volume.clone()), after: Some(after.clone()) });
            *volume = after;
        }
        changes
    }

    /// Makes the files of volumes that went offline, and those of volumes that came back present, as they were when last
    /// looked at: the walk tells which of them are gone. `changes` are those of `refresh`.
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

    /// The name of the volume that a path lies on; a volume not known yet becomes known by the change.
    pub fn name_of(&mut self, path: &FilePath) -> (String, Option<Change>) {
        let mount = self.mounts.of(path);
        if let Some(volume) = self.known.iter().find(|volume| volume.identity == mount.identity) {
            return (volume.name.clone(), None);
        }
        let volume = Volume {
            name: self.free_name(mount),
            identity: mount.identity.clone(),
            mount_point: mount.mount_point.clone(),
            is_online: true,
            last_seen: self.now.clone(),
        };
        self.known.push(volume.clone());
        (volume.name.clone(), Some(Change::Volume { before: None, after: Some(volume) }))
    }

    /// Where the volume of this name is mounted, or was.
    pub fn mount_point(&self, name: &str) -> Option<&FilePath> {
        self.known.iter().find(|volume| volume.name == name).map(|volume| &volume.mount_point)
    }

    /// Whether the volume of this name is mounted now.
    pub fn is_online(&self, name: &str) -> bool {
        self.known.iter().any(|volume| volume.name == name && self.mounts.find(&volume.identity).is_some())
    }

    fn free_name(&self, mount: &Mount) -> String {
        let is_free = |name: &String| self.known.iter().all(|volume| volume.name != *name);
        let numbered = (2..).map(|number| format!("{}-{number}", mount.name));
        std::iter::once(mount.name.clone()).chain(numbered).find(is_free).unwrap_or_default()
    }
}

/// Turns a volume's files offline, or back.
fn turn(volume: &str, is_online: bool, deposit: &mut Deposit<'_>) -> Result<(), LibrarianError> {
    use HoldingState::{Offline, Present};
    let (from, to) = if is_online { (Offline, Present) } else { (Present, Offline) };
    let on_it = Filter::Equal { property: Property::of(Field::Volume), value: Value::Text(fold(volume)) };
    let mut assets = Vec::new();
    deposit.catalog().visit(&selection(on_it), &mut |asset| {
        assets.push(asset.id);
        ControlFlow::Continue(())
    })?;
    for batch in assets.chunks(BATCH) {
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

fn selection(filter: Filter) -> Selection {
    Selection { filter, sort: Vec::new(), limit: None }
}
