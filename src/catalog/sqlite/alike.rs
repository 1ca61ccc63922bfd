//! Assets that are alike by what their files hold: one walk through the index of essences.
use super::schema::failed;
use crate::asset::AssetId;
use crate::catalog::CatalogError;
use rusqlite::Connection;
use std::ops::ControlFlow;

/// Calls `each` with the assets of one essence where they are two or more, by accession of the first.
pub(super) fn alike(
    connection: &Connection,
    each: &mut dyn FnMut(&[AssetId]) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let sql = "SELECT min(number) AS first, essence FROM asset INDEXED BY asset_by_essence \
               GROUP BY essence HAVING count(*) > 1 ORDER BY first";
    let of_one = "SELECT id FROM asset WHERE essence = ? ORDER BY number";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut of_one = connection.prepare_cached(of_one).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let essence: [u8; 32] = row.get(1).map_err(failed)?;
        let ids = of_one.query_map([essence], |row| row.get(0).map(AssetId)).map_err(failed)?;
        let ids: Vec<AssetId> = ids.collect::<Result<_, _>>().map_err(failed)?;
        if each(&ids).is_break() {
            break;
        }
    }
    Ok(())
}
