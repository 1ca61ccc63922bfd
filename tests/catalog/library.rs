//! A small library to tell stories about: builders with plain defaults, and a catalogue of each kind to put them in.
use damson::asset::{
    Asset, AssetId, Date, Description, Digest, Field, FilePath, Holding, HoldingState, Origin, Reading, Role, Snapshot,
    Stat, Statement, Value, Version,
};
use damson::catalog::sqlite::{OpenMode, SqliteCatalog, open};
use damson::catalog::{Act, Catalog, Change, OperationRef, Transaction, Volume};
use damson::query::{Filter, Selection, SortKey};
use std::ops::ControlFlow;
use std::time::Duration;

/// A SQLite catalogue in a folder of its own, which goes with it.
pub struct Sandbox {
    pub catalog: SqliteCatalog,
    _folder: tempfile::TempDir,
}

pub fn sandbox() -> Sandbox {
    let folder = tempfile::tempdir().unwrap();
    let catalog = open_to_write(folder.path());
    Sandbox { catalog, _folder: folder }
}

pub fn open_to_write(folder: &std::path::Path) -> SqliteCatalog {
    open(&folder.join("catalog.db"), OpenMode::Write { create: true }, Duration::from_millis(200)).unwrap()
}

pub fn digest(seed: u8) -> Digest {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = seed.wrapping_mul(37).wrapping_add(u8::try_from(at).unwrap().wrapping_mul(seed | 1));
    }
    Digest(bytes)
}

pub fn id(seed: u8) -> AssetId {
    AssetId::of(&digest(seed))
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn path(text: &str) -> FilePath {
    FilePath(text.as_bytes().to_vec())
}

pub fn volume(name: &str, mount_point: &str) -> Volume {
    Volume {
        name: name.to_owned(),
        identity: format!("uuid:{name}"),
        mount_point: path(mount_point),
        is_online: true,
        last_seen: date("2024-05-01T00:00:00Z"),
    }
}

pub fn description(values: &[(Field, &[Value])]) -> Description {
    let mut description = Description::default();
    for (field, values) in values {
        description.set(*field, values.to_vec());
    }
    description
}

pub fn reading(description: Description) -> Reading {
    let said = |(field, values): (Field, &[Value])| Statement::new(Origin::Xmp, "x:Said", Some(field), values.to_vec());
    let statements = description.iter().map(said).collect();
    Reading { description, statements }
}

pub fn version(number: u32, seed: u8) -> Version {
    Version { number, digest: digest(seed), essence: digest(seed / 2), size: 1000 + u64::from(seed) }
}

pub fn holding(seed: u8, at: &str) -> Holding {
    Holding {
        path: path(at),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat { size: 1000 + u64::from(seed), modified: 1_700_000_000_123_456_789, inode: 77, device: 0 },
        digest: digest(seed),
        version: 1,
    }
}

/// An asset of one version, with the files given.
pub fn snapshot(seed: u8, description: Description, files: &[&str]) -> Snapshot {
    Snapshot {
        id: id(seed),
        accessioned: date("2024-05-02T10:00:00Z"),
        versions: vec![(version(1, seed), reading(description))],
        holdings: files.iter().map(|at| holding(seed, at)).collect(),
        cataloguing: Default::default(),
    }
}

pub fn act(verb: &str) -> Act {
    Act {
        verb: verb.to_owned(),
        agent: "ann".to_owned(),
        at: date("2024-05-02T10:00:00Z"),
        note: format!("damson {verb}"),
        undoes: None,
    }
}

/// Applies changes as one new operation.
pub fn apply(catalog: &mut dyn Catalog, verb: &str, changes: Vec<Change>) -> u64 {
    let transaction = Transaction { operation: OperationRef::New(act(verb)), changes };
    catalog.apply(&transaction).unwrap().operation
}

/// Takes an operation back as `undo` does: its changes turned round, newest first, as one operation.
pub fn undo(catalog: &mut dyn Catalog, operation: u64) -> u64 {
    let mut changes = Vec::new();
    catalog
        .changes(operation, &mut |change| {
            changes.extend(change.inverse());
            Ok(())
        })
        .unwrap();
    let act = Act { undoes: Some(operation), ..act("undo") };
    catalog.apply(&Transaction { operation: OperationRef::New(act), changes }).unwrap().operation
}

pub fn select(filter: Filter) -> Selection {
    Selection { filter, sort: Vec::new(), limit: None }
}

pub fn sorted(filter: Filter, field: Field, descending: bool) -> Selection {
    Selection { filter, sort: vec![SortKey { field, descending }], limit: None }
}

pub fn assets(catalog: &dyn Catalog, selection: &Selection) -> Vec<Asset> {
    let mut found = Vec::new();
    catalog
        .visit(selection, &mut |asset| {
            found.push(asset);
            ControlFlow::Continue(())
        })
        .unwrap();
    found
}

pub fn ids(catalog: &dyn Catalog, filter: Filter) -> Vec<AssetId> {
    assets(catalog, &select(filter)).into_iter().map(|asset| asset.id).collect()
}
