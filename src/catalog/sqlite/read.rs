//! Assets, versions and holdings, put together from their rows.
use super::body;
use super::functions::whole_path;
use super::place::Volumes;
use super::posting::Set;
use super::schema::failed;
use super::source;
use crate::asset::{
    Asset, AssetId, Cataloguing, Date, Description, Digest, FilePath, Holding, HoldingState, Reading, Role, Snapshot,
    Stat, Statement, Version,
};
use crate::catalog::meaning::holding_order;
use crate::catalog::{CatalogError, Known};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::ControlFlow;

/// Columns of a holding's row as `holding_of` reads them; `h` is the holding and `f` its folder.
const HOLDING: &str = "f.volume, f.path, h.name, h.role, h.state, h.size, h.modified, h.inode, h.digest, h.version";

/// What follows them where the asset is read with each of its files, as `live` reads it.
const WITH_ASSET: &str = "a.id, a.accessioned, a.version, a.digest, a.essence, a.size, r.described, c.stated, h.folder FROM asset a \
     JOIN record r ON r.asset = a.number LEFT JOIN cataloguing c ON c.asset = a.number \
     LEFT JOIN holding h ON h.asset = a.number LEFT JOIN folder f ON f.id = h.folder";

/// An asset as its rows have it, before what was stated is laid over what its files say.
#[derive(Clone, Debug)]
pub(super) struct Live {
    /// When it was first taken in.
    pub accessioned: Date,
    /// The newest version.
    pub version: Version,
    /// What its files say.
    pub described: Description,
    /// What cataloguers stated.
    pub cataloguing: Cataloguing,
    /// Its files, in order, each with the row of its folder.
    pub files: Vec<(Holding, i64)>,
}

impl Live {
    /// Its files, in order.
    pub fn holdings(&self) -> Vec<Holding> {
        self.files.iter().map(|(holding, _)| holding.clone()).collect()
    }

    /// The asset as everyone sees it.
    pub fn into_asset(self, id: AssetId) -> Asset {
        let Live { accessioned, version, described, cataloguing, files } = self;
        let holdings = files.into_iter().map(|(holding, _)| holding).collect();
        let description = if cataloguing.is_empty() { described } else { cataloguing.over(&described) };
        Asset { id, accessioned: Some(accessioned), version, holdings, description, stated: cataloguing }
    }
}

/// Reads rows under the volumes of one moment.
pub(super) struct Reader<'c> {
    /// The connection, inside a transaction.
    pub connection: &'c Connection,
    /// The volumes.
    pub volumes: Volumes,
}

impl<'c> Reader<'c> {
    /// A reader of this moment.
    pub fn new(connection: &'c Connection) -> Result<Reader<'c>, CatalogError> {
        Ok(Reader { connection, volumes: Volumes::load(connection)? })
    }

    /// The number of an id, whether its asset is there or not.
    pub fn number(&self, id: AssetId) -> Result<Option<i64>, CatalogError> {
        let sql = "SELECT number FROM identity WHERE id = ?";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([&id.0], |row| row.get(0)).optional())
            .map_err(failed)
    }

    /// The id of a number.
    pub fn id(&self, number: i64) -> Result<AssetId, CatalogError> {
        let sql = "SELECT id FROM identity WHERE number = ?";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([number], |row| row.get(0).map(AssetId)))
            .map_err(failed)
    }

    /// An asset by its number, in one statement.
    pub fn live(&self, number: i64) -> Result<Option<(AssetId, Live)>, CatalogError> {
        let sql = format!("SELECT {HOLDING}, {WITH_ASSET} WHERE a.number = ?");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([number]).map_err(failed)?;
        let mut found: Option<(AssetId, Live)> = None;
        while let Some(row) = rows.next().map_err(failed)? {
            let (_, live) = match &mut found {
                Some(found) => found,
                none => none.insert((AssetId(row.get(10).map_err(failed)?), live_of(row)?)),
            };
            if !matches!(row.get_ref(0), Ok(rusqlite::types::ValueRef::Null)) {
                live.files.push((self.holding_of(row)?, row.get(18).map_err(failed)?));
            }
        }
        if let Some((_, live)) = &mut found {
            live.files.sort_by(|(a, _), (b, _)| holding_order(a, b));
        }
        Ok(found)
    }

    /// An asset by its number, as everyone sees it.
    pub fn asset(&self, number: i64) -> Result<Option<Asset>, CatalogError> {
        Ok(self.live(number)?.map(|(id, live)| live.into_asset(id)))
    }

    /// What is read from an asset's record: the JSON of what its files say, and that of what was stated.
    pub fn record<T>(
        &self,
        number: i64,
        read: impl FnOnce(&str, Option<&str>) -> Result<T, CatalogError>,
    ) -> Result<T, CatalogError> {
        let sql =
            "SELECT r.described, c.stated FROM record r LEFT JOIN cataloguing c ON c.asset = r.asset WHERE r.asset = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([number]).map_err(failed)?;
        let gone = || CatalogError::Damaged(format!("asset number {number} has no record"));
        let row = rows.next().map_err(failed)?.ok_or_else(gone)?;
        let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str_or_null().map_err(|error| failed(error.into()));
        read(text(0)?.ok_or_else(gone)?, text(1)?)
    }

    /// Everything held of an asset.
    pub fn snapshot(&self, number: i64) -> Result<Option<Snapshot>, CatalogError> {
        let Some((id, live)) = self.live(number)? else { return Ok(None) };
        let Live { accessioned, described, cataloguing, files, .. } = live;
        let holdings = files.into_iter().map(|(holding, _)| holding).collect();
        let sql =
            "SELECT number, digest, essence, size, described, statements FROM version WHERE asset = ? ORDER BY number";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([number]).map_err(failed)?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let old: Option<String> = row.get(4).map_err(failed)?;
            let description = old.as_deref().map_or_else(|| Ok(described.clone()), body::description)?;
            let statements = self.statements_of(row, 5, &description)?;
            versions.push((version_of(row, 0).map_err(failed)?, Reading { description, statements }));
        }
        Ok(Some(Snapshot { id, accessioned, versions, holdings, cataloguing }))
    }

    /// One version's reading.
    pub fn reading(&self, number: i64, version: u32) -> Result<Reading, CatalogError> {
        let sql = "SELECT coalesce(v.described, r.described), v.statements FROM version v JOIN record r ON r.asset = v.asset \
                   WHERE v.asset = ? AND v.number = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params![number, version]).map_err(failed)?;
        let row = rows.next().map_err(failed)?;
        let row =
            row.ok_or_else(|| CatalogError::Damaged(format!("version {version} of asset {number} is not there")))?;
        let described = row.get_ref(0).map_err(failed)?.as_str().map_err(|error| failed(error.into()))?;
        let description = body::description(described)?;
        let statements = self.statements_of(row, 1, &description)?;
        Ok(Reading { description, statements })
    }

    /// An asset found by one of its versions.
    pub fn known(&self, number: i64, version: Version) -> Result<Known, CatalogError> {
        let gone = || CatalogError::Damaged(format!("asset {number} is not there"));
        let (asset, live) = self.live(number)?.ok_or_else(gone)?;
        let reading = self.reading(number, live.version.number)?;
        Ok(Known { asset, version, newest: live.version.number, holdings: live.holdings(), reading })
    }

    /// Holdings with their assets: every row that `condition` selects, in no order.
    pub fn holdings(
        &self,
        condition: &str,
        params: impl rusqlite::Params,
    ) -> Result<Vec<(AssetId, Holding)>, CatalogError> {
        let sql = format!(
            "SELECT {HOLDING}, a.id FROM holding h JOIN folder f ON f.id = h.folder JOIN asset a ON a.number = h.asset \
             WHERE {condition}"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(params).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            found.push((AssetId(row.get(10).map_err(failed)?), self.holding_of(row)?));
        }
        Ok(found)
    }

    /// The holdings that lie directly in a folder as it is stored, each with its asset, in no order.
    pub fn in_folder(&self, volume: i64, stored: &[u8]) -> Result<Vec<(AssetId, Holding)>, CatalogError> {
        let sql = "SELECT h.role, h.state, h.size, h.modified, h.inode, h.digest, h.version, h.name, i.id \
                   FROM folder f CROSS JOIN holding h ON h.folder = f.id CROSS JOIN identity i ON i.number = h.asset \
                   WHERE f.volume = ? AND f.path = ?";
        let (folder, volume_name) = (self.volumes.folder(volume, stored)?, &self.volumes.get(volume)?.volume.name);
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params![volume, stored]).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let name = row.get_ref(7).map_err(failed)?.as_blob().map_err(|error| failed(error.into()))?;
            let path = whole_path(folder.clone(), name);
            found.push((AssetId(row.get(8).map_err(failed)?), held(row, 0, path, volume_name.clone())?));
        }
        Ok(found)
    }

    /// Calls `each` with the files of a set of assets, until it breaks.
    pub fn each_holding(
        &self,
        set: &Set,
        each: &mut dyn FnMut(AssetId, Holding) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        let sql = format!(
            "SELECT {HOLDING}, i.id FROM identity i CROSS JOIN holding h ON h.asset = i.number \
             CROSS JOIN folder f ON f.id = h.folder WHERE i.number = ?"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        for number in set {
            let mut rows = statement.query([number]).map_err(failed)?;
            let mut files = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                files.push((AssetId(row.get(10).map_err(failed)?), self.holding_of(row)?));
            }
            files.sort_by(|(_, a), (_, b)| holding_order(a, b));
            for (asset, holding) in files {
                if each(asset, holding).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn statements_of(
        &self,
        row: &Row<'_>,
        at: usize,
        description: &Description,
    ) -> Result<Vec<Statement>, CatalogError> {
        let text = row.get_ref(at).map_err(failed)?.as_str().map_err(|error| failed(error.into()))?;
        source::decode(self.connection, text, description)
    }

    fn holding_of(&self, row: &Row<'_>) -> Result<Holding, CatalogError> {
        let bytes = |at: usize| {
            row.get_ref(at).map_err(failed)?.as_blob().map_err(|error| CatalogError::Damaged(error.to_string()))
        };
        let volume: i64 = row.get(0).map_err(failed)?;
        let path = self.volumes.path(volume, bytes(1)?, bytes(2)?)?;
        held(row, 3, path, self.volumes.get(volume)?.volume.name.clone())
    }
}

/// A holding from seven columns: role, state, size, modified, inode, digest, version.
fn held(row: &Row<'_>, at: usize, path: FilePath, volume: String) -> Result<Holding, CatalogError> {
    let stat = |row: &Row<'_>| -> rusqlite::Result<Stat> {
        let unsigned = |at| row.get(at).map(i64::cast_unsigned);
        Ok(Stat { size: unsigned(at + 2)?, modified: row.get(at + 3)?, inode: unsigned(at + 4)?, device: 0 })
    };
    Ok(Holding {
        path,
        volume,
        role: role(row.get(at).map_err(failed)?)?,
        state: state(row.get(at + 1).map_err(failed)?)?,
        stat: stat(row).map_err(failed)?,
        digest: Digest(row.get(at + 5).map_err(failed)?),
        version: row.get(at + 6).map_err(failed)?,
    })
}

fn live_of(row: &Row<'_>) -> Result<Live, CatalogError> {
    let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str_or_null().map_err(|error| failed(error.into()));
    let missing = || CatalogError::Damaged("a record is empty".to_owned());
    Ok(Live {
        accessioned: body::date(text(11)?.ok_or_else(missing)?)?,
        version: version_of(row, 12).map_err(failed)?,
        described: body::description(text(16)?.ok_or_else(missing)?)?,
        cataloguing: body::cataloguing(text(17)?)?,
        files: Vec::new(),
    })
}

/// A version from four columns: number, digest, essence, size.
pub(super) fn version_of(row: &Row<'_>, at: usize) -> Result<Version, rusqlite::Error> {
    Ok(Version {
        number: row.get(at)?,
        digest: Digest(row.get(at + 1)?),
        essence: Digest(row.get(at + 2)?),
        size: row.get(at + 3).map(i64::cast_unsigned)?,
    })
}

/// A role by its number.
pub(super) fn role(number: i64) -> Result<Role, CatalogError> {
    let all = [Role::Original, Role::Sidecar];
    let found = all.into_iter().find(|role| *role as i64 == number);
    found.ok_or_else(|| CatalogError::Damaged(format!("no role has the number {number}")))
}

/// A state by its number.
pub(super) fn state(number: i64) -> Result<HoldingState, CatalogError> {
    let all = [HoldingState::Present, HoldingState::Missing, HoldingState::Offline];
    let found = all.into_iter().find(|state| *state as i64 == number);
    found.ok_or_else(|| CatalogError::Damaged(format!("no state has the number {number}")))
}
