//! Contents that were let go on purpose.
use super::body::date;
use super::schema::failed;
use crate::asset::{AssetId, Digest};
use crate::catalog::{CatalogError, LetGo};
use rusqlite::{Connection, Row, params};
use std::ops::ControlFlow;

const LET_GO: &str = "SELECT l.digest, i.id, l.operation, l.at, l.agent, l.reason \
                      FROM let_go l JOIN identity i ON i.number = l.asset";

/// What is remembered of a content.
pub(super) fn find(connection: &Connection, digest: &Digest) -> Result<Option<LetGo>, CatalogError> {
    let mut statement = connection.prepare_cached(&format!("{LET_GO} WHERE l.digest = ?")).map_err(failed)?;
    let mut rows = statement.query([&digest.0]).map_err(failed)?;
    rows.next().map_err(failed)?.map(|row| Ok(let_go_of(row)?.1)).transpose()
}

/// Calls `each` with all, those of the newest operation first, until it breaks.
pub(super) fn each(
    connection: &Connection,
    each: &mut dyn FnMut(Digest, LetGo) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    // Whether there are any is asked often, and is told without an order.
    let is_empty: bool =
        connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM let_go)", [], |row| row.get(0)).map_err(failed)?;
    if is_empty {
        return Ok(());
    }
    let sql = format!("{LET_GO} ORDER BY l.operation DESC, l.asset, l.digest");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let (digest, let_go) = let_go_of(row)?;
        if each(digest, let_go).is_break() {
            break;
        }
    }
    Ok(())
}

fn let_go_of(row: &Row<'_>) -> Result<(Digest, LetGo), CatalogError> {
    let text = |at: usize| row.get::<_, String>(at).map_err(failed);
    let let_go = LetGo {
        asset: AssetId(row.get(1).map_err(failed)?),
        operation: row.get(2).map(i64::cast_unsigned).map_err(failed)?,
        at: date(&text(3)?)?,
        agent: text(4)?,
        reason: text(5)?,
    };
    Ok((Digest(row.get(0).map_err(failed)?), let_go))
}

/// Remembers a content of an asset.
pub(super) fn remember(
    connection: &Connection,
    digest: &Digest,
    asset: i64,
    LetGo { operation, at, agent, reason, .. }: &LetGo,
) -> Result<(), CatalogError> {
    let sql = "INSERT OR IGNORE INTO let_go (digest, asset, operation, at, agent, reason) VALUES (?, ?, ?, ?, ?, ?)";
    let values = params![digest.0, asset, operation.cast_signed(), at.to_string(), agent, reason];
    match connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(failed)? {
        0 => Err(CatalogError::Stale("the content was let go already".to_owned())),
        _ => Ok(()),
    }
}

/// Forgets a content of an asset.
pub(super) fn forget(connection: &Connection, digest: &Digest, asset: i64) -> Result<(), CatalogError> {
    let sql = "DELETE FROM let_go WHERE digest = ? AND asset = ?";
    let deleted = connection.prepare_cached(sql).and_then(|mut statement| statement.execute(params![digest.0, asset]));
    match deleted.map_err(failed)? {
        0 => Err(CatalogError::Stale("the content is not remembered as let go".to_owned())),
        _ => Ok(()),
    }
}
