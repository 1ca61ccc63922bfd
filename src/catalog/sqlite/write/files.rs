//! The rows of an asset's files: where they lie, whether they are there, and how they were last checked.
use super::{Writer, stale};
use crate::asset::{AssetId, FilePath, Holding};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{holding_order, is_held_as};
use crate::catalog::sqlite::index::Image;
use crate::catalog::sqlite::place::{Volumes, stored_folders};
use crate::catalog::sqlite::read::{Live, Reader};
use crate::catalog::sqlite::schema::failed;
use rusqlite::{OptionalExtension, params};

impl Writer<'_> {
    pub(super) fn hold(
        &mut self,
        number: i64,
        live: &mut Live,
        before: Option<&Holding>,
        after: Option<Holding>,
    ) -> Result<(), CatalogError> {
        let from = match before {
            None => None,
            Some(before) => {
                let Some(at) = live.files.iter().position(|(held, _)| is_held_as(held, before)) else {
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

    /// A volume that moves may change which of an asset's files comes first, and what is derived from that one. Only
    /// assets with several files can tell.
    pub(super) fn rearrange(&mut self, was: Volumes, volume: &str) -> Result<(), CatalogError> {
        let Some(volume) = self.reader.volumes.named(volume).map(|known| known.id) else { return Ok(()) };
        let sql = "SELECT asset FROM holding WHERE asset IN (SELECT h.asset FROM holding h JOIN folder f ON f.id = h.folder \
                   WHERE f.volume = ?) AND role = 0 GROUP BY asset HAVING count(*) > 1 ORDER BY asset";
        let mut statement = self.connection().prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([volume], |row| row.get(0)).map_err(failed)?;
        let numbers: Vec<i64> = rows.collect::<Result<_, _>>().map_err(failed)?;
        let was = Reader { connection: self.reader.connection, volumes: was };
        for number in numbers {
            let image = |reader: &Reader<'_>| Ok(reader.live(number)?.map(|(id, live)| Image::of(id, live)));
            let (before, after) = (image(&was)?, image(&self.reader)?);
            self.indexer.change(self.reader.connection, number, before.as_ref(), after.as_ref())?;
        }
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
