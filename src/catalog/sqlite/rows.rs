//! Assets as their rows lie in the catalogue: bytes that another thread can make assets of, without the database.
use super::body;
use super::read::{role, state};
use super::schema::failed;
use crate::asset::{Asset, AssetId, Date, Description, Digest, FilePath, Holding, HoldingState, Role, Stat, Version};
use crate::catalog::CatalogError;
use crate::catalog::meaning::holding_order;
use rusqlite::Row;
use rusqlite::types::ValueRef;
use std::ops::Range;
use std::sync::Arc;

/// Columns of an asset as `RawAsset::read` reads them, without its record and with it.
pub(super) const FACTS: &str = "a.number, a.id, a.accessioned, a.version, a.digest, a.essence, a.size";
pub(super) const RECORD: &str = "r.described, c.stated";
/// Columns of a file as `Files::read` reads them, after its asset.
pub(super) const FILE: &str =
    "h.asset, h.folder, h.name, h.role, h.state, h.size, h.modified, h.inode, h.digest, h.version";

/// A folder's absolute path and its volume's name: many files share them.
#[derive(Debug)]
pub(super) struct Folder {
    pub path: FilePath,
    pub volume: String,
}

/// The files of some assets, those of one after each other.
#[derive(Debug, Default)]
pub(super) struct Files {
    names: Vec<u8>,
    files: Vec<RawFile>,
}

#[derive(Debug)]
struct RawFile {
    asset: i64,
    folder: Arc<Folder>,
    name: Range<usize>,
    role: Role,
    state: HoldingState,
    stat: Stat,
    digest: Digest,
    version: u32,
}

impl Files {
    /// Takes in a row.
    pub fn read(&mut self, row: &Row<'_>, folder: Arc<Folder>) -> Result<(), CatalogError> {
        let name = row.get_ref(2).map_err(failed)?;
        let name = name.as_blob().map_err(|error| CatalogError::Damaged(error.to_string()))?;
        let role = role(row.get(3).map_err(failed)?)?;
        let state = state(row.get(4).map_err(failed)?)?;
        let unsigned = |at: usize| row.get(at).map(i64::cast_unsigned).map_err(failed);
        self.files.push(RawFile {
            asset: row.get(0).map_err(failed)?,
            folder,
            name: self.names.len()..self.names.len() + name.len(),
            role,
            state,
            stat: Stat { size: unsigned(5)?, modified: row.get(6).map_err(failed)?, inode: unsigned(7)?, device: 0 },
            digest: Digest(row.get(8).map_err(failed)?),
            version: row.get(9).map_err(failed)?,
        });
        self.names.extend_from_slice(name);
        Ok(())
    }

    /// The files of an asset, sought from a place on, which is left behind them.
    fn of(&self, asset: i64, place: &mut usize) -> Range<usize> {
        let from = self.files.iter().skip(*place).position(|file| file.asset == asset);
        let Some(from) = from.map(|ahead| *place + ahead) else { return *place..*place };
        *place = from + self.files.iter().skip(from).take_while(|file| file.asset == asset).count();
        from..*place
    }

    fn holdings(&self, which: Range<usize>) -> Vec<Holding> {
        let mut holdings: Vec<Holding> =
            self.files.get(which).unwrap_or_default().iter().map(|file| self.holding(file)).collect();
        if holdings.len() > 1 {
            holdings.sort_by(holding_order);
        }
        holdings
    }

    fn holding(&self, file: &RawFile) -> Holding {
        let RawFile { folder, name, role, state, stat, digest, version, asset: _ } = file;
        let path = folder.path.join(self.names.get(name.clone()).unwrap_or_default());
        let volume = folder.volume.clone();
        Holding { path, volume, role: *role, state: *state, stat: *stat, digest: *digest, version: *version }
    }
}

#[derive(Debug)]
struct RawAsset {
    id: AssetId,
    accessioned: Range<usize>,
    version: Version,
    described: Range<usize>,
    stated: Option<Range<usize>>,
    files: Range<usize>,
}

/// Some assets, in order.
#[derive(Debug, Default)]
pub(super) struct Rows {
    texts: Vec<u8>,
    assets: Vec<RawAsset>,
    files: Arc<Files>,
    /// Where the files of the next asset are sought.
    place: usize,
    is_whole: bool,
}

impl Rows {
    /// None yet. These are the files of those that are to come, in their order; whether their records will come too.
    pub fn among(files: Files, is_whole: bool) -> Rows {
        Rows { files: Arc::new(files), is_whole, ..Rows::default() }
    }

    /// How many bytes of text it has.
    pub fn bytes(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.assets.is_empty()
    }

    /// Those that were read until now; the next are read into what is left.
    pub fn take(&mut self) -> Rows {
        let rest =
            Rows { files: Arc::clone(&self.files), place: self.place, is_whole: self.is_whole, ..Rows::default() };
        std::mem::replace(self, rest)
    }

    /// Takes in a row.
    pub fn read(&mut self, row: &Row<'_>) -> Result<(), CatalogError> {
        let number: i64 = row.get(0).map_err(failed)?;
        let missing = || CatalogError::Damaged(format!("asset number {number} has no record"));
        let id = AssetId(row.get(1).map_err(failed)?);
        let version = super::read::version_of(row, 3).map_err(failed)?;
        let accessioned = self.text(row, 2)?.ok_or_else(missing)?;
        let (described, stated) =
            if self.is_whole { (self.text(row, 7)?.ok_or_else(missing)?, self.text(row, 8)?) } else { (0..0, None) };
        let files = self.files.of(number, &mut self.place);
        self.assets.push(RawAsset { id, accessioned, version, described, stated, files });
        Ok(())
    }

    fn text(&mut self, row: &Row<'_>, at: usize) -> Result<Option<Range<usize>>, CatalogError> {
        let text = match row.get_ref(at).map_err(failed)? {
            ValueRef::Text(text) => text,
            ValueRef::Null => return Ok(None),
            ValueRef::Integer(_) | ValueRef::Real(_) | ValueRef::Blob(_) => {
                return Err(CatalogError::Damaged("what should be text is none".to_owned()));
            }
        };
        let from = self.texts.len();
        self.texts.extend_from_slice(text);
        Ok(Some(from..self.texts.len()))
    }

    /// The assets, one after the other.
    pub fn assets(&self) -> impl Iterator<Item = Result<Asset, CatalogError>> {
        self.assets.iter().map(|raw| self.asset(raw))
    }

    fn asset(&self, raw: &RawAsset) -> Result<Asset, CatalogError> {
        let described =
            if self.is_whole { body::description(self.said(&raw.described)?)? } else { Description::default() };
        let cataloguing = body::cataloguing(raw.stated.as_ref().map(|stated| self.said(stated)).transpose()?)?;
        let accessioned: Date = body::date(self.said(&raw.accessioned)?)?;
        Ok(Asset {
            id: raw.id,
            accessioned: Some(accessioned),
            version: raw.version.clone(),
            holdings: self.files.holdings(raw.files.clone()),
            description: if cataloguing.is_empty() { described } else { cataloguing.over(&described) },
            stated: cataloguing,
        })
    }

    fn said(&self, text: &Range<usize>) -> Result<&str, CatalogError> {
        let bytes = self.texts.get(text.clone()).unwrap_or_default();
        std::str::from_utf8(bytes).map_err(|error| CatalogError::Damaged(error.to_string()))
    }
}
