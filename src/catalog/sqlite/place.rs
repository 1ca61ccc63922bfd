//! Where files lie: paths are stored from their volume's mount point, so that a volume mounted elsewhere moves them all
//! by one row. This file turns paths into places and back.
use super::functions::{whole_folder, whole_path};
use super::schema::failed;
use crate::asset::{FilePath, Holding};
use crate::catalog::meaning::below;
use crate::catalog::{CatalogError, Volume};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, HashMap};

/// A row of `volume`.
#[derive(Clone, Debug)]
pub(super) struct KnownVolume {
    /// The row.
    pub id: i64,
    /// What is known of it.
    pub volume: Volume,
    /// Whether it is not forgotten.
    pub is_known: bool,
}

/// Every volume, forgotten ones too. There are few.
#[derive(Clone, Debug, Default)]
pub(super) struct Volumes {
    by_id: BTreeMap<i64, KnownVolume>,
}

/// A file's place as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// The volume's row.
    pub volume: i64,
    /// The folder from the mount point, or from the root with a leading slash.
    pub folder: Vec<u8>,
    /// The last component.
    pub name: Vec<u8>,
}

impl Volumes {
    /// Reads them.
    pub fn load(connection: &Connection) -> Result<Volumes, CatalogError> {
        let sql = "SELECT id, name, identity, mount_point, is_online, last_seen, is_known FROM volume ORDER BY id";
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut by_id = BTreeMap::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let volume = volume_of(row)?;
            by_id.insert(volume.id, volume);
        }
        Ok(Volumes { by_id })
    }

    /// Every one that is not forgotten.
    pub fn known(&self) -> impl Iterator<Item = &KnownVolume> {
        self.by_id.values().filter(|volume| volume.is_known)
    }

    /// Every one, forgotten ones too.
    pub fn all(&self) -> impl Iterator<Item = &KnownVolume> {
        self.by_id.values()
    }

    /// One by its row.
    pub fn get(&self, id: i64) -> Result<&KnownVolume, CatalogError> {
        self.by_id.get(&id).ok_or_else(|| CatalogError::Damaged(format!("volume {id} is not there")))
    }

    /// One by its name.
    pub fn named(&self, name: &str) -> Option<&KnownVolume> {
        self.known().find(|known| known.volume.name == name)
    }

    /// Takes in a row that was made or changed.
    pub fn put(&mut self, volume: KnownVolume) {
        self.by_id.insert(volume.id, volume);
    }

    /// Puts a volume back to what it was before a change, if it is what it was after. One that the change forgot is
    /// found as it would be found if it came back: by its identity.
    pub fn rewind(&mut self, before: Option<&Volume>, after: Option<&Volume>) {
        let is_it = |known: &&KnownVolume| match (before, after) {
            (_, Some(after)) => known.is_known && known.volume == *after,
            (Some(before), None) => !known.is_known && known.volume.identity == before.identity,
            (None, None) => false,
        };
        if let Some(found) = self.by_id.values().rfind(is_it).cloned() {
            let volume = before.unwrap_or(&found.volume).clone();
            self.put(KnownVolume { volume, is_known: before.is_some(), ..found });
        }
    }

    /// The place of a holding; `None` if its volume is not known.
    pub fn place(&self, holding: &Holding) -> Option<Place> {
        self.place_of(&holding.path, &holding.volume)
    }

    /// The place of a path on a volume; `None` if the volume is not known.
    pub fn place_of(&self, path: &FilePath, volume: &str) -> Option<Place> {
        let known = self.named(volume)?;
        let folder = stored_folder(&path.folder(), &known.volume.mount_point);
        Some(Place { volume: known.id, folder, name: path.name().to_vec() })
    }

    /// The absolute path of a folder.
    pub fn folder(&self, volume: i64, stored: &[u8]) -> Result<FilePath, CatalogError> {
        Ok(whole_folder(&self.get(volume)?.volume.mount_point.0, stored))
    }

    /// The absolute path of a place.
    pub fn path(&self, volume: i64, stored: &[u8], name: &[u8]) -> Result<FilePath, CatalogError> {
        Ok(whole_path(self.folder(volume, stored)?, name))
    }

    /// How a folder may be stored: for each volume that it may be on, its row and path. Volumes that are there come
    /// first, and among them those mounted deepest.
    pub fn candidates(&self, folder: &FilePath) -> Vec<(i64, Vec<u8>)> {
        let mut volumes: Vec<&KnownVolume> = self.known().collect();
        volumes.sort_by_key(|known| {
            let Volume { is_online, mount_point, name, .. } = &known.volume;
            (!is_online, std::cmp::Reverse(mount_point.0.len()), name)
        });
        let stored = |known: &KnownVolume| stored_folders(folder, &known.volume.mount_point);
        volumes.into_iter().flat_map(|known| stored(known).into_iter().map(|path| (known.id, path))).collect()
    }
}

/// A folder as it is stored: from the mount point, or from the root where it does not lie below it.
fn stored_folder(folder: &FilePath, mount_point: &FilePath) -> Vec<u8> {
    below(&folder.0, mount_point).unwrap_or(&folder.0).to_vec()
}

/// Every way in which a folder may have been stored: from the mount point, or from the root if it was stored when the
/// volume was mounted elsewhere and did not lie below it.
pub(super) fn stored_folders(folder: &FilePath, mount_point: &FilePath) -> Vec<Vec<u8>> {
    let from_the_mount_point = below(&folder.0, mount_point).map(<[u8]>::to_vec);
    from_the_mount_point.into_iter().chain([folder.0.clone()]).collect()
}

fn volume_of(row: &Row<'_>) -> Result<KnownVolume, CatalogError> {
    let volume = |row: &Row<'_>| -> Result<(KnownVolume, String), rusqlite::Error> {
        let date = "1970".parse().map_err(|()| rusqlite::Error::InvalidQuery)?;
        let volume = Volume {
            name: row.get(1)?,
            identity: row.get(2)?,
            mount_point: FilePath(row.get(3)?),
            is_online: row.get(4)?,
            last_seen: date,
        };
        Ok((KnownVolume { id: row.get(0)?, volume, is_known: row.get(6)? }, row.get(5)?))
    };
    let (mut known, last_seen) = volume(row).map_err(failed)?;
    known.volume.last_seen = super::body::date(&last_seen)?;
    Ok(known)
}

/// The most rows of folders that are remembered at once.
const REMEMBERED: usize = 4096;

/// The rows of folders, as far as one transaction has met them; `None` for a folder without a row.
#[derive(Default)]
pub(super) struct Folders {
    rows: HashMap<(i64, Vec<u8>), Option<i64>>,
}

impl Folders {
    /// The row of a folder.
    pub fn find(&mut self, connection: &Connection, volume: i64, path: Vec<u8>) -> Result<Option<i64>, CatalogError> {
        let key = (volume, path);
        if let Some(row) = self.rows.get(&key) {
            return Ok(*row);
        }
        let sql = "SELECT id FROM folder WHERE volume = ? AND path = ?";
        let row = connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params![key.0, key.1], |row| row.get(0)).optional())
            .map_err(failed)?;
        if self.rows.len() >= REMEMBERED {
            self.rows.clear();
        }
        self.rows.insert(key, row);
        Ok(row)
    }

    /// The row of a folder, made if it is not there.
    pub fn intern(&mut self, connection: &Connection, volume: i64, path: Vec<u8>) -> Result<i64, CatalogError> {
        if let Some(row) = self.find(connection, volume, path.clone())? {
            return Ok(row);
        }
        let row = connection
            .prepare_cached("INSERT INTO folder (volume, path) VALUES (?, ?)")
            .and_then(|mut statement| statement.insert(params![volume, path]))
            .map_err(failed)?;
        self.rows.insert((volume, path), Some(row));
        Ok(row)
    }
}
