//! Changes to rows: every `before` is checked against what is held, every change is logged, and what is derived is
//! rewritten once for each asset. One transaction; an error anywhere undoes all of it.
use super::body::{Stored, encode};
use super::entry;
use super::index::{Difference, Image, Indexer};
use super::log;
use super::place::{Folders, Volumes, stored_folders};
use super::read::{Live, Reader};
use super::schema::failed;
use super::source::Sources;
use crate::asset::{AssetId, Field, FilePath, Holding, Reading, Snapshot, Value, Version};
use crate::catalog::meaning::{holding_order, is_same_but_changed_here, kept};
use crate::catalog::{CatalogError, Change, Event, EventKind, OperationRef, Receipt, Relation, Transaction};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// How many assets are held in memory before what is derived from them is written.
const BATCH: usize = 1024;

/// Records all the changes of a transaction. The connection is inside a write transaction.
pub(super) fn apply(connection: &Connection, transaction: &Transaction) -> Result<Receipt, CatalogError> {
    let operation = match &transaction.operation {
        OperationRef::New(act) => log::begin(connection, act)?,
        OperationRef::Continued(number) => log::exists(connection, *number)?,
    };
    let mut writer = Writer {
        reader: Reader::new(connection)?,
        operation,
        working: HashMap::new(),
        indexer: Indexer::default(),
        folders: Folders::default(),
        sources: Sources::default(),
        changes: 0,
        assets: 0,
    };
    for change in &transaction.changes {
        writer.apply(change)?;
    }
    writer.flush()?;
    log::count(connection, operation, writer.changes, writer.assets)?;
    Ok(Receipt { operation: operation.cast_unsigned() })
}

/// An asset that changes: what was derived from it before, and what is known of it now.
struct Working {
    number: i64,
    image: Option<Image>,
    live: Option<Live>,
    /// Whether this operation has changed it before.
    is_touched: bool,
}

struct Writer<'c> {
    reader: Reader<'c>,
    operation: i64,
    working: HashMap<AssetId, Working>,
    indexer: Indexer,
    folders: Folders,
    sources: Sources,
    changes: u64,
    assets: u64,
}

fn stale<T>(sentence: String) -> Result<T, CatalogError> {
    Err(CatalogError::Stale(sentence))
}

impl<'c> Writer<'c> {
    fn connection(&self) -> &'c Connection {
        self.reader.connection
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, CatalogError> {
        self.connection().prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(failed)
    }

    fn apply(&mut self, change: &Change) -> Result<(), CatalogError> {
        match change {
            Change::AddAsset(snapshot) => self.add_asset(snapshot, change),
            Change::RemoveAsset(snapshot) => self.remove_asset(snapshot),
            Change::AddVersion { asset, version, reading } => {
                self.with(*asset, change, |writer, number, live| writer.add_version(number, live, version, reading))
            }
            Change::RemoveVersion { asset, version, reading } => {
                self.with(*asset, change, |writer, number, live| writer.remove_version(number, live, version, reading))
            }
            Change::Describe { asset, before, after } => {
                self.with(*asset, change, |writer, number, live| writer.describe(number, live, before, after))
            }
            Change::Hold { asset, before, after } => self.with(*asset, change, |writer, number, live| {
                writer.hold(number, live, before.as_ref().map(kept).as_ref(), after.as_ref().map(kept))
            }),
            Change::State { asset, field, before, after } => self.with(*asset, change, |writer, number, live| {
                writer.state(number, live, *field, before.as_deref(), after.as_deref())
            }),
            Change::Link { asset, other, relation, present } => {
                let other = self.existing(*other)?;
                self.with(*asset, change, |writer, number, _| writer.link(number, other, *relation, *present))
            }
            Change::Event(event) => self.event(event, change),
            Change::Volume { before, after } => {
                self.flush()?;
                let was = self.reader.volumes.clone();
                super::shelf::volume(self.connection(), &mut self.reader.volumes, before.as_ref(), after.as_ref())?;
                if let Some((before, after)) = before.as_ref().zip(after.as_ref())
                    && (before.mount_point != after.mount_point || before.name != after.name)
                {
                    self.rearrange(was, &after.name)?;
                }
                self.log(change, None).map(|_| ())
            }
            Change::Save { name, before, after } => {
                super::shelf::save(self.connection(), name, before.as_deref(), after.as_deref())?;
                self.log(change, None).map(|_| ())
            }
        }
    }

    /// Takes an asset out of the working set, reading it in if need be. `None`: the catalogue never met the id.
    fn take(&mut self, id: AssetId) -> Result<Option<Working>, CatalogError> {
        if let Some(working) = self.working.remove(&id) {
            return Ok(Some(working));
        }
        if self.working.len() >= BATCH {
            self.flush()?;
        }
        let Some(number) = self.reader.number(id)? else { return Ok(None) };
        let live = self.reader.live(number)?.map(|(_, live)| live);
        let image = live.as_ref().map(|live| Image::of(&live.clone().into_asset(id)));
        let is_touched = log::has_touched(self.connection(), self.operation, number)?;
        Ok(Some(Working { number, image, live, is_touched }))
    }

    /// The number of an asset that is there.
    fn existing(&mut self, id: AssetId) -> Result<i64, CatalogError> {
        match self.take(id)? {
            Some(working) if working.live.is_some() => {
                let number = working.number;
                self.working.insert(id, working);
                Ok(number)
            }
            _ => stale(format!("asset {id} is not in the catalogue")),
        }
    }

    /// Changes an asset that is there, and logs the change.
    fn with(
        &mut self,
        id: AssetId,
        change: &Change,
        make: impl FnOnce(&mut Self, i64, &mut Live) -> Result<(), CatalogError>,
    ) -> Result<(), CatalogError> {
        self.existing(id)?;
        let Some(mut working) = self.working.remove(&id) else { return Ok(()) };
        if let Some(live) = &mut working.live {
            make(self, working.number, live)?;
        }
        self.log(change, Some(&mut working))?;
        self.working.insert(id, working);
        Ok(())
    }

    fn log(&mut self, change: &Change, working: Option<&mut Working>) -> Result<i64, CatalogError> {
        let (kind, body) = entry::write(change, &self.reader.volumes)?;
        self.changes += 1;
        let asset = working.map(|working| {
            self.assets += u64::from(!working.is_touched);
            working.is_touched = true;
            working.number
        });
        log::record(self.connection(), self.operation, asset, kind, body.as_deref())
    }

    /// Writes what is derived from the assets that changed, and forgets them.
    fn flush(&mut self) -> Result<(), CatalogError> {
        let mut batch: Vec<Difference> = Vec::with_capacity(self.working.len());
        for (id, Working { number, image, live, .. }) in self.working.drain() {
            let now = live.map(|live| Image::of(&live.into_asset(id)));
            if image != now {
                batch.push((number, image, now));
            }
        }
        batch.sort_unstable_by_key(|(number, ..)| *number);
        self.indexer.write(self.reader.connection, batch).map_err(failed)
    }

    /// A volume that moves may change which of an asset's files comes first, and what is derived from that one. Only
    /// assets with several files can tell.
    fn rearrange(&mut self, was: Volumes, volume: &str) -> Result<(), CatalogError> {
        let Some(volume) = self.reader.volumes.named(volume).map(|known| known.id) else { return Ok(()) };
        let sql = "SELECT asset FROM holding WHERE asset IN (SELECT h.asset FROM holding h JOIN folder f ON f.id = h.folder \
                   WHERE f.volume = ?) AND role = 0 GROUP BY asset HAVING count(*) > 1 ORDER BY asset";
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([volume], |row| row.get(0)).map_err(failed)?;
        let numbers: Vec<i64> = rows.collect::<Result<_, _>>().map_err(failed)?;
        let was = Reader { connection: self.reader.connection, volumes: was };
        for chunk in numbers.chunks(BATCH) {
            let mut batch: Vec<Difference> = Vec::with_capacity(chunk.len());
            for number in chunk {
                let image = |reader: &Reader<'_>| Ok(reader.asset(*number)?.as_ref().map(Image::of));
                batch.push((*number, image(&was)?, image(&self.reader)?));
            }
            self.indexer.write(self.reader.connection, batch).map_err(failed)?;
        }
        Ok(())
    }

    fn add_asset(&mut self, snapshot: &Snapshot, change: &Change) -> Result<(), CatalogError> {
        let Snapshot { id, accessioned, versions, holdings, cataloguing } = snapshot;
        let mut working = match self.take(*id)? {
            Some(Working { live: Some(_), .. }) => return stale(format!("asset {id} is in the catalogue already")),
            Some(working) => working,
            None => Working { number: self.name(*id)?, image: None, live: None, is_touched: false },
        };
        let Some((newest, reading)) = versions.last() else {
            return Err(CatalogError::Internal(format!("asset {id} has no version")));
        };
        let number = working.number;
        self.execute(
            "INSERT INTO asset (number, id, accessioned, version, digest, essence, size) VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                number,
                id.0,
                accessioned.to_string(),
                newest.number,
                newest.digest.0,
                newest.essence.0,
                newest.size.cast_signed()
            ],
        )?;
        let stated = if cataloguing.is_empty() { None } else { Some(encode(&Stored(cataloguing))?) };
        self.execute(
            "INSERT INTO record (asset, described, stated) VALUES (?, ?, ?)",
            params![number, encode(&Stored(&reading.description))?, stated],
        )?;
        for (at, (version, reading)) in versions.iter().enumerate() {
            let is_newest = at + 1 == versions.len();
            let described = if is_newest { None } else { Some(encode(&Stored(&reading.description))?) };
            self.insert_version(number, version, reading, described.as_deref())?;
        }
        let mut live = Live {
            accessioned: accessioned.clone(),
            version: newest.clone(),
            described: reading.description.clone(),
            cataloguing: cataloguing.clone(),
            files: Vec::new(),
        };
        for holding in holdings {
            self.hold(number, &mut live, None, Some(kept(holding)))?;
        }
        working.live = Some(live);
        self.log(change, Some(&mut working))?;
        self.working.insert(*id, working);
        Ok(())
    }

    /// Gives an id its number.
    fn name(&self, id: AssetId) -> Result<i64, CatalogError> {
        let sql = "INSERT INTO identity (id) VALUES (?)";
        self.connection().prepare_cached(sql).and_then(|mut statement| statement.insert([&id.0])).map_err(failed)
    }

    fn insert_version(
        &mut self,
        asset: i64,
        version: &Version,
        reading: &Reading,
        described: Option<&str>,
    ) -> Result<(), CatalogError> {
        let Version { number, digest, essence, size } = version;
        let statements = self.sources.encode(self.reader.connection, &reading.statements)?;
        self.execute(
            "INSERT INTO version (asset, number, digest, essence, size, described, statements) VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![asset, number, digest.0, essence.0, size.cast_signed(), described, statements],
        )
        .map(|_| ())
    }

    /// Removes an asset. The log keeps what was there to be removed, which is less than the snapshot where earlier
    /// changes of this operation took parts of it away (undo does); only then may the two differ.
    fn remove_asset(&mut self, snapshot: &Snapshot) -> Result<(), CatalogError> {
        let id = snapshot.id;
        let number = self.existing(id)?;
        for (asset, other, relation) in super::shelf::links(&self.reader, number)? {
            self.apply(&Change::Link { asset, other, relation, present: false })?;
        }
        let held = self.reader.snapshot(number)?;
        let Some((mut working, held)) = self.take(id)?.zip(held) else { return Ok(()) };
        if !is_same_but_changed_here(&held, snapshot, working.is_touched) {
            return stale(format!("asset {id} is not what it was when its removal was decided"));
        }
        self.log(&Change::RemoveAsset(Box::new(held)), Some(&mut working))?;
        self.execute("DELETE FROM asset WHERE number = ?", [number])?;
        working.live = None;
        self.working.insert(id, working);
        Ok(())
    }

    fn add_version(
        &mut self,
        number: i64,
        live: &mut Live,
        version: &Version,
        reading: &Reading,
    ) -> Result<(), CatalogError> {
        if version.number != live.version.number + 1 {
            return stale(format!("version {} cannot follow the newest", version.number));
        }
        let described = encode(&Stored(&live.described))?;
        let sql = "UPDATE version SET described = ? WHERE asset = ? AND number = ?";
        self.execute(sql, params![described, number, live.version.number])?;
        self.insert_version(number, version, reading, None)?;
        self.set_newest(number, live, version, reading)
    }

    fn set_newest(
        &self,
        number: i64,
        live: &mut Live,
        version: &Version,
        reading: &Reading,
    ) -> Result<(), CatalogError> {
        self.execute(
            "UPDATE asset SET version = ?, digest = ?, essence = ?, size = ? WHERE number = ?",
            params![version.number, version.digest.0, version.essence.0, version.size.cast_signed(), number],
        )?;
        live.version = version.clone();
        self.set_described(number, live, reading)
    }

    fn set_described(&self, number: i64, live: &mut Live, reading: &Reading) -> Result<(), CatalogError> {
        live.described = reading.description.clone();
        let described = encode(&Stored(&live.described))?;
        self.execute("UPDATE record SET described = ? WHERE asset = ?", params![described, number]).map(|_| ())
    }

    fn remove_version(
        &mut self,
        number: i64,
        live: &mut Live,
        version: &Version,
        reading: &Reading,
    ) -> Result<(), CatalogError> {
        if live.version != *version || self.reader.reading(number, version.number)? != *reading {
            return stale(format!("version {} is not what it was when its removal was decided", version.number));
        }
        let sql = "SELECT number, digest, essence, size FROM version WHERE asset = ? AND number < ? ORDER BY number DESC LIMIT 1";
        let before = self
            .connection()
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement.query_row(params![number, version.number], |row| super::read::version_of(row, 0)).optional()
            })
            .map_err(failed)?;
        let Some(before) = before else { return stale(format!("version {} is the only one", version.number)) };
        let reading = self.reader.reading(number, before.number)?;
        self.execute("DELETE FROM version WHERE asset = ? AND number = ?", params![number, version.number])?;
        self.execute(
            "UPDATE version SET described = NULL WHERE asset = ? AND number = ?",
            params![number, before.number],
        )?;
        self.set_newest(number, live, &before, &reading)
    }

    fn describe(
        &mut self,
        number: i64,
        live: &mut Live,
        before: &Reading,
        after: &Reading,
    ) -> Result<(), CatalogError> {
        if self.reader.reading(number, live.version.number)? != *before {
            return stale("what the files say is not what they said when the change was decided".to_owned());
        }
        let statements = self.sources.encode(self.reader.connection, &after.statements)?;
        let sql = "UPDATE version SET statements = ? WHERE asset = ? AND number = ?";
        self.execute(sql, params![statements, number, live.version.number])?;
        self.set_described(number, live, after)
    }

    fn state(
        &mut self,
        number: i64,
        live: &mut Live,
        field: Field,
        before: Option<&[Value]>,
        after: Option<&[Value]>,
    ) -> Result<(), CatalogError> {
        if live.cataloguing.get(field) != before {
            return stale(format!("`{}` is not what it was when the change was decided", field.word()));
        }
        match after {
            Some(values) => live.cataloguing.state(field, values.to_vec()),
            None => live.cataloguing.retract(field),
        }
        let cataloguing = &live.cataloguing;
        let stated = if cataloguing.is_empty() { None } else { Some(encode(&Stored(cataloguing))?) };
        self.execute("UPDATE record SET stated = ? WHERE asset = ?", params![stated, number]).map(|_| ())
    }

    fn link(&mut self, number: i64, other: i64, relation: Relation, present: bool) -> Result<(), CatalogError> {
        let sql = if present {
            "INSERT OR IGNORE INTO link (asset, other, relation) VALUES (?, ?, ?)"
        } else {
            "DELETE FROM link WHERE asset = ? AND other = ? AND relation = ?"
        };
        match (self.execute(sql, params![number, other, relation.word()])?, present) {
            (0, true) => stale("the two assets are linked already".to_owned()),
            (0, false) => stale("the two assets are not linked".to_owned()),
            (_, _) => Ok(()),
        }
    }

    fn hold(
        &mut self,
        number: i64,
        live: &mut Live,
        before: Option<&Holding>,
        after: Option<Holding>,
    ) -> Result<(), CatalogError> {
        let from = match before {
            None => None,
            Some(before) => {
                let Some(at) = live.files.iter().position(|(held, _)| held == before) else {
                    return stale(format!("{} is not held as it was when the change was decided", before.path.lossy()));
                };
                Some((live.files.remove(at).1, before.path.name()))
            }
        };
        if let Some(after) = &after
            && before.is_none_or(|before| before.path != after.path || before.volume != after.volume)
        {
            self.check_free(after)?;
        }
        // A file that stays where it is keeps its row, however its folder is stored.
        let stays = |before: &Holding, after: &Holding| {
            before.path.folder() == after.path.folder() && before.volume == after.volume
        };
        let to = match (&after, before, from) {
            (None, ..) => None,
            (Some(after), Some(before), Some((folder, _))) if stays(before, after) => Some((folder, after.path.name())),
            (Some(after), ..) => Some(self.place(after)?),
        };
        match (from, to.zip(after.as_ref())) {
            (None, Some((to, after))) => self.insert_holding(number, &to, after)?,
            (Some((folder, name)), None) => {
                let sql = "DELETE FROM holding WHERE asset = ? AND folder = ? AND name = ?";
                self.execute(sql, params![number, folder, name])?;
            }
            (Some(from), Some((to, after))) => self.update_holding(number, &from, &to, after)?,
            (None, None) => {}
        }
        let folder = to.map(|(folder, _)| folder);
        live.files.extend(after.zip(folder));
        live.files.sort_by(|(a, _), (b, _)| holding_order(a, b));
        Ok(())
    }

    /// The folder's row and the name of a holding.
    fn place<'h>(&mut self, holding: &'h Holding) -> Result<(i64, &'h [u8]), CatalogError> {
        check_absolute(&holding.path)?;
        let Some(place) = self.reader.volumes.place(holding) else {
            return stale(format!("the volume `{}` is not known", holding.volume));
        };
        let folder = self.folders.intern(self.reader.connection, place.volume, place.folder)?;
        Ok((folder, holding.path.name()))
    }

    fn check_free(&mut self, holding: &Holding) -> Result<(), CatalogError> {
        let Some(volume) = self.reader.volumes.named(&holding.volume) else {
            return stale(format!("the volume `{}` is not known", holding.volume));
        };
        let sql = "SELECT a.id FROM holding h JOIN asset a ON a.number = h.asset WHERE h.folder = ? AND h.name = ?";
        for folder in stored_folders(&holding.path.folder(), &volume.volume.mount_point) {
            let Some(folder) = self.folders.find(self.reader.connection, volume.id, folder)? else { continue };
            let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
            let holder = statement.query_row(params![folder, holding.path.name()], |row| row.get(0).map(AssetId));
            if let Some(holder) = holder.optional().map_err(failed)? {
                return stale(format!("{} is held by asset {holder} already", holding.path.lossy()));
            }
        }
        Ok(())
    }

    fn insert_holding(
        &self,
        number: i64,
        (folder, name): &(i64, &[u8]),
        holding: &Holding,
    ) -> Result<(), CatalogError> {
        let Holding { role, state, stat, digest, version, .. } = holding;
        self.execute(
            "INSERT INTO holding (asset, folder, name, role, state, size, modified, inode, digest, version) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                number,
                folder,
                name,
                *role as i64,
                *state as i64,
                stat.size.cast_signed(),
                stat.modified,
                stat.inode.cast_signed(),
                digest.0,
                version
            ],
        )
        .map(|_| ())
    }

    /// How its last check ended is kept as long as the bytes are the same.
    fn update_holding(
        &self,
        number: i64,
        from: &(i64, &[u8]),
        to: &(i64, &[u8]),
        holding: &Holding,
    ) -> Result<(), CatalogError> {
        let Holding { role, state, stat, digest, version, .. } = holding;
        self.execute(
            "UPDATE holding SET folder = ?1, name = ?2, role = ?3, state = ?4, size = ?5, modified = ?6, inode = ?7, \
             checked = CASE WHEN digest = ?8 THEN checked END, digest = ?8, version = ?9 \
             WHERE asset = ?10 AND folder = ?11 AND name = ?12",
            params![
                to.0,
                to.1,
                *role as i64,
                *state as i64,
                stat.size.cast_signed(),
                stat.modified,
                stat.inode.cast_signed(),
                digest.0,
                version,
                number,
                from.0,
                from.1
            ],
        )
        .map(|_| ())
    }

    fn event(&mut self, event: &Event, change: &Change) -> Result<(), CatalogError> {
        self.existing(event.asset)?;
        let Some(mut working) = self.working.remove(&event.asset) else { return Ok(()) };
        let number = self.log(change, Some(&mut working))?;
        let Event { kind, at, outcome, path, digest, .. } = event;
        self.execute(
            "INSERT INTO event (change, kind, at, outcome, path, digest) VALUES (?, ?, ?, ?, ?, ?)",
            params![
                number,
                kind.word(),
                at.to_string(),
                outcome,
                path.as_ref().map(|path| &path.0),
                digest.as_ref().map(|digest| digest.0)
            ],
        )?;
        if *kind == EventKind::FixityCheck
            && let Some(live) = &working.live
        {
            for (holding, folder) in
                live.files.iter().filter(|(held, _)| path.as_ref().is_none_or(|path| held.path == *path))
            {
                let sql = "UPDATE holding SET checked = ? WHERE asset = ? AND folder = ? AND name = ?";
                self.execute(sql, params![outcome, working.number, folder, holding.path.name()])?;
            }
        }
        self.working.insert(event.asset, working);
        Ok(())
    }
}

/// Refuses a path that does not begin at the root.
fn check_absolute(path: &FilePath) -> Result<(), CatalogError> {
    if path.0.starts_with(b"/") {
        return Ok(());
    }
    Err(CatalogError::Internal(format!("{} is not an absolute path", path.lossy())))
}
