//! The rows of an asset itself: its versions, what its files say and what cataloguers state.
use super::{Working, Writer, stale};
use crate::asset::{AssetId, Description, Reading, Snapshot, Version};
use crate::catalog::meaning::{exchanged, is_same_but_changed_here, kept};
use crate::catalog::sqlite::body::{Stored, encode};
use crate::catalog::sqlite::read::{Live, version_of};
use crate::catalog::sqlite::schema::failed;
use crate::catalog::sqlite::shelf;
use crate::catalog::{CatalogError, Change, Clue, clues};
use rusqlite::{OptionalExtension, params};

impl Writer<'_> {
    pub(super) fn add_asset(&mut self, snapshot: &Snapshot, change: &Change) -> Result<(), CatalogError> {
        let Snapshot { id, accessioned, versions, holdings, cataloguing } = snapshot;
        let mut working = match self.take(*id)? {
            Some(Working { live: Some(_), .. }) => return stale(format!("asset {id} is in the catalogue already")),
            Some(working) => working,
            None => {
                let number = self.name(*id)?;
                self.touch(number)?;
                Working { number, image: None, live: None }
            }
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
        let described = encode(&Stored(&reading.description))?;
        self.execute("INSERT INTO record (asset, described) VALUES (?, ?)", params![number, described])?;
        self.set_stated(number, cataloguing)?;
        for (at, (version, reading)) in versions.iter().enumerate() {
            let is_newest = at + 1 == versions.len();
            let described = if is_newest { None } else { Some(encode(&Stored(&reading.description))?) };
            self.insert_version(number, version, reading, described.as_deref())?;
        }
        self.insert_clues(number, reading)?;
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
        self.log(change, Some(number))?;
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
        let statements = self.sources.encode(self.reader.connection, reading)?;
        self.execute(
            "INSERT INTO version (asset, number, digest, essence, size, described, statements) VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![asset, number, digest.0, essence.0, size.cast_signed(), described, statements],
        )
        .map(|_| ())
    }

    /// Removes an asset. The log keeps what was there to be removed, which is less than the snapshot where earlier
    /// changes of this operation took parts of it away (undo does); only then may the two differ.
    pub(super) fn remove_asset(&mut self, snapshot: &Snapshot) -> Result<(), CatalogError> {
        let id = snapshot.id;
        let number = self.existing(id)?;
        for shelf::Ends { asset, other, relation, evidence } in shelf::links(&self.reader, number)? {
            self.apply(&Change::Link { asset, other, relation, evidence, present: false })?;
        }
        let held = self.reader.snapshot(number)?;
        let Some((mut working, held)) = self.take(id)?.zip(held) else { return Ok(()) };
        if !is_same_but_changed_here(&held, snapshot, self.has_touched(number)?) {
            return stale(format!("asset {id} is not what it was when its removal was decided"));
        }
        self.log(&Change::RemoveAsset(Box::new(held)), Some(number))?;
        self.execute("DELETE FROM asset WHERE number = ?", [number])?;
        working.live = None;
        self.working.insert(id, working);
        Ok(())
    }

    pub(super) fn add_version(
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

    fn insert_clues(&self, number: i64, reading: &Reading) -> Result<(), CatalogError> {
        for Clue { kind, id } in clues(reading) {
            let sql = "INSERT INTO clue (asset, kind, id) VALUES (?, ?, ?)";
            self.execute(sql, params![number, kind.word(), id])?;
        }
        Ok(())
    }

    fn set_described(&self, number: i64, live: &mut Live, reading: &Reading) -> Result<(), CatalogError> {
        self.execute("DELETE FROM clue WHERE asset = ?", [number])?;
        self.insert_clues(number, reading)?;
        live.described = reading.description.clone();
        let described = encode(&Stored(&live.described))?;
        self.execute("UPDATE record SET described = ? WHERE asset = ?", params![described, number]).map(|_| ())
    }

    pub(super) fn remove_version(
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
                statement.query_row(params![number, version.number], |row| version_of(row, 0)).optional()
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

    pub(super) fn describe(
        &mut self,
        number: i64,
        live: &mut Live,
        before: &Reading,
        after: &Reading,
    ) -> Result<(), CatalogError> {
        if self.reader.reading(number, live.version.number)? != *before {
            return stale("what the files say is not what they said when the change was decided".to_owned());
        }
        self.set_statements(number, live.version.number, after)?;
        self.set_described(number, live, after)
    }

    fn set_statements(&mut self, number: i64, version: u32, reading: &Reading) -> Result<(), CatalogError> {
        let statements = self.sources.encode(self.reader.connection, reading)?;
        let sql = "UPDATE version SET statements = ? WHERE asset = ? AND number = ?";
        self.execute(sql, params![statements, number, version]).map(|_| ())
    }

    /// Sets fields of a version's description. Its statements say what they said, and are kept beside what is effective
    /// now.
    pub(super) fn reconcile(
        &mut self,
        number: i64,
        live: &mut Live,
        version: u32,
        before: &Description,
        after: &Description,
    ) -> Result<(), CatalogError> {
        let held = self.reader.reading(number, version)?;
        let reading = Reading { description: exchanged(&held.description, before, after)?, ..held };
        self.set_statements(number, version, &reading)?;
        let described = encode(&Stored(&reading.description))?;
        if version == live.version.number {
            live.described = reading.description;
            let sql = "UPDATE record SET described = ? WHERE asset = ?";
            return self.execute(sql, params![described, number]).map(|_| ());
        }
        let sql = "UPDATE version SET described = ? WHERE asset = ? AND number = ?";
        self.execute(sql, params![described, number, version]).map(|_| ())
    }
}
