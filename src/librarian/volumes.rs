//! Which volume a file lies on, and which of the known volumes are there now.
use super::error::LibrarianError;
use crate::asset::{Date, FilePath};
use crate::catalog::{Catalog, Change, Volume};
use crate::walk::{Mount, Mounts};

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

    /// The volumes as they were when last looked at or changed by `refresh` and `name_of`.
    pub fn known(&self) -> &[Volume] {
        &self.known
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
