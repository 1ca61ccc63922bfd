//! What happened to an asset: rows of the log, and how the last check of each file ended. An asset is not read for it.
use super::Writer;
use crate::asset::FilePath;
use crate::catalog::sqlite::schema::failed;
use crate::catalog::{CatalogError, Change, Event, EventKind};
use rusqlite::params;

impl Writer<'_> {
    pub(super) fn event(&mut self, event: &Event, change: &Change) -> Result<(), CatalogError> {
        let asset = self.present(event.asset)?;
        let number = self.log(change, Some(asset))?;
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
        if *kind == EventKind::FixityCheck { self.check(asset, path.as_ref(), outcome) } else { Ok(()) }
    }

    /// How the check of a file ended, or that of all of an asset's.
    fn check(&self, asset: i64, path: Option<&FilePath>, outcome: &str) -> Result<(), CatalogError> {
        let sql = "SELECT h.folder, h.name, f.volume, f.path FROM holding h JOIN folder f ON f.id = h.folder \
                   WHERE h.asset = ?";
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([asset]).map_err(failed)?;
        let mut checked: Vec<(i64, Vec<u8>)> = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let bytes = |at: usize| row.get_ref(at).map_err(failed)?.as_blob().map_err(|error| failed(error.into()));
            let name = bytes(1)?;
            let is_meant = match path {
                None => true,
                Some(path) if path.name() != name => false,
                Some(path) => self.reader.volumes.path(row.get(2).map_err(failed)?, bytes(3)?, name)? == *path,
            };
            if is_meant {
                checked.push((row.get(0).map_err(failed)?, name.to_vec()));
            }
        }
        for (folder, name) in checked {
            let sql = "UPDATE holding SET checked = ? WHERE asset = ? AND folder = ? AND name = ?";
            self.execute(sql, params![outcome, asset, folder, name])?;
        }
        Ok(())
    }
}
