//! Leaves that ask where files lie. Folders are few and files are many: a folder is looked at once, and the assets in it
//! are a posting.
use super::Evaluator;
use super::failed;
use crate::asset::{Field, FilePath};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{glob, is_in_folder, is_under};
use crate::catalog::sqlite::column::texts;
use crate::catalog::sqlite::functions::whole_path;
use crate::catalog::sqlite::posting::{self, Set, small};
use crate::catalog::sqlite::property::{Indexed, KeyKind, kinds};
use crate::catalog::sqlite::sql::Sql;
use crate::query::Property;
use std::collections::HashMap;

/// A folder that files lie in, or lay in.
pub(in crate::catalog::sqlite) struct FolderRow {
    /// Its row.
    pub id: i64,
    /// Its absolute path.
    pub path: FilePath,
    /// Its volume's name.
    pub volume: String,
}

impl Evaluator<'_, '_> {
    /// Every folder, by row.
    pub fn folder_rows(&self) -> Result<Vec<FolderRow>, CatalogError> {
        let sql = "SELECT id, volume, path FROM folder ORDER BY id";
        let mut statement = self.reader.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let volume: i64 = row.get(1).map_err(failed)?;
            let stored: Vec<u8> = row.get(2).map_err(failed)?;
            found.push(FolderRow {
                id: row.get(0).map_err(failed)?,
                path: self.reader.volumes.folder(volume, &stored)?,
                volume: self.reader.volumes.get(volume)?.volume.name.clone(),
            });
        }
        Ok(found)
    }

    /// The kinds of keys under which folders are kept.
    pub fn folder_kinds(&self) -> Result<Vec<Indexed>, CatalogError> {
        kinds(self.reader.connection, Field::Folder.word(), &[])
    }

    /// The assets with files, by their role's kind, directly in a folder.
    #[allow(clippy::cast_precision_loss)]
    pub fn in_folder(&self, indexed: &[Indexed], wanted: &[KeyKind], folder: i64) -> Result<Set, CatalogError> {
        let ids: Vec<i64> = indexed.iter().filter(|row| wanted.contains(&row.kind)).map(|row| row.id).collect();
        posting::union(self.reader.connection, &ids, &Sql::new(" AND value = ?").bind(folder as f64))
    }

    /// The assets with files directly in the folders that pass a test.
    pub(super) fn of_folders(
        &self,
        wanted: &[KeyKind],
        mut test: impl FnMut(&FolderRow) -> Result<bool, CatalogError>,
    ) -> Result<Set, CatalogError> {
        let indexed = self.folder_kinds()?;
        let mut set = Set::new();
        for folder in self.folder_rows()? {
            if test(&folder)? {
                set |= self.in_folder(&indexed, wanted, folder.id)?;
            }
        }
        Ok(set)
    }

    pub(super) fn folder(&self, wanted: &str) -> Result<Set, CatalogError> {
        self.of_folders(&[KeyKind::Lies], |folder| Ok(is_in_folder(&folder.path.0, wanted)))
    }

    pub(super) fn under(&self, path: &[u8]) -> Result<Set, CatalogError> {
        let mut set =
            self.of_folders(&[KeyKind::Lies, KeyKind::Beside], |folder| Ok(is_under(&folder.path.0, path)))?;
        let file = FilePath(path.to_vec());
        for (volume, folder) in self.reader.volumes.candidates(&file.folder()) {
            let sql = "SELECT h.asset FROM folder f JOIN holding h ON h.folder = f.id \
                       WHERE f.volume = ? AND f.path = ? AND h.name = ?";
            set |= self.numbers(&Sql::new(sql).bind(volume).bind(folder).bind(file.name().to_vec()))?;
        }
        Ok(set)
    }

    /// The assets of which an original's path fits a glob. Paths are put together from folders that are known by then.
    pub(super) fn path(&self, pattern: &str, some: Option<&Set>) -> Result<Set, CatalogError> {
        let Ok(matcher) = glob(pattern) else { return Ok(Set::new()) };
        let folders: HashMap<i64, FilePath> =
            self.folder_rows()?.into_iter().map(|folder| (folder.id, folder.path)).collect();
        let sql = "SELECT asset, folder, name FROM holding WHERE role = 0 ORDER BY asset";
        let mut statement = self.reader.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut set = Set::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let number = small(row.get(0).map_err(failed)?)?;
            let folder: i64 = row.get(1).map_err(failed)?;
            if some.is_some_and(|some| !some.contains(number)) {
                continue;
            }
            let name = row.get_ref(2).map_err(failed)?.as_blob().map_err(|error| failed(error.into()))?;
            let Some(folder) = folders.get(&folder) else { continue };
            if matcher.is_match(whole_path(folder.clone(), name).to_path()) {
                set.insert(number);
            }
        }
        Ok(set)
    }

    /// The assets of which a value of one of the catalogue's own fields, as it is, passes a test.
    pub(super) fn own(&self, property: &Property, test: &dyn Fn(&str) -> bool) -> Result<Set, CatalogError> {
        if !property.path.is_empty() {
            return Ok(Set::new());
        }
        if let Some(wanted) = kinds_of(property.field) {
            return self.of_folders(wanted, |folder| Ok(test(&folder.value(property.field))));
        }
        let Some(sql) = texts(property.field) else { return Ok(Set::new()) };
        let mut statement = self.reader.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut set = Set::new();
        while let Some(row) = rows.next().map_err(failed)? {
            if test(row.get_ref(1).map_err(failed)?.as_str().map_err(|error| failed(error.into()))?) {
                set.insert(small(row.get(0).map_err(failed)?)?);
            }
        }
        Ok(set)
    }
}

/// The roles of the files that count, by their kinds of keys, for the fields that are the same for all files of a folder.
pub(in crate::catalog::sqlite) const fn kinds_of(field: Field) -> Option<&'static [KeyKind]> {
    match field {
        Field::Folder => Some(&[KeyKind::Lies]),
        Field::Volume => Some(&[KeyKind::Lies, KeyKind::Beside]),
        _ => None,
    }
}

impl FolderRow {
    /// What it says of one of those fields.
    pub fn value(&self, field: Field) -> String {
        if field == Field::Folder { self.path.lossy() } else { self.volume.clone() }
    }
}
