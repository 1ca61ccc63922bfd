//! Writes to files that are still to be done, and the files that were changing hands: what a crash leaves to read. It knows
//! nothing of what is written.
use super::body::{date, decode, encode};
use super::entry::{Bytes, bytes_in, bytes_out, digest_in, writing_named};
use super::schema::failed;
use crate::asset::{AssetId, FilePath};
use crate::catalog::{CatalogError, Exchange, Pending};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct ExchangeBody {
    path: Bytes,
    before: Option<String>,
    after: String,
}

/// The writes that are still to be done.
pub(super) fn pending(connection: &Connection) -> Result<Vec<(AssetId, Pending)>, CatalogError> {
    let sql = "SELECT a.id, p.writing, p.since, p.problem, p.files FROM pending p JOIN asset a ON a.number = p.asset \
               ORDER BY p.asset";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push((AssetId(row.get(0).map_err(failed)?), pending_of(row, 1)?));
    }
    Ok(found)
}

fn pending_of(row: &Row<'_>, at: usize) -> Result<Pending, CatalogError> {
    let text = |at: usize| row.get::<_, String>(at).map_err(failed);
    let files: Option<String> = row.get(at + 3).map_err(failed)?;
    let exchanges = files.map_or_else(|| Ok(Vec::new()), |files| exchanges_in(&files))?;
    Ok(Pending { writing: writing_named(&text(at)?)?, since: date(&text(at + 1)?)?, problem: text(at + 2)?, exchanges })
}

/// Leaves a write of an asset's for later, or not any more.
pub(super) fn pend(connection: &Connection, asset: AssetId, pending: Option<&Pending>) -> Result<(), CatalogError> {
    let Some(Pending { writing, since, problem, exchanges }) = pending else {
        let sql = "DELETE FROM pending WHERE asset = (SELECT number FROM identity WHERE id = ?)";
        let deleted = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([asset.0]));
        return deleted.map_err(failed).map(|_| ());
    };
    let files = (!exchanges.is_empty()).then(|| exchanges_out(exchanges)).transpose()?;
    let sql = "INSERT OR REPLACE INTO pending (asset, writing, since, problem, files) \
               SELECT a.number, ?2, ?3, ?4, ?5 FROM identity i JOIN asset a ON a.number = i.number WHERE i.id = ?1";
    let values = params![asset.0, writing.word(), since.to_string(), problem, files];
    match connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(failed)? {
        0 => Err(CatalogError::Stale(format!("asset {asset} is not in the catalogue"))),
        _ => Ok(()),
    }
}

fn exchanges_out(exchanges: &[Exchange]) -> Result<String, CatalogError> {
    let one = |Exchange { path, before, after }: &Exchange| {
        let before = before.map(|digest| digest.hex());
        ExchangeBody { path: bytes_out(&path.0), before, after: after.hex() }
    };
    encode(&exchanges.iter().map(one).collect::<Vec<_>>())
}

fn exchanges_in(stored: &str) -> Result<Vec<Exchange>, CatalogError> {
    let one = |ExchangeBody { path, before, after }: ExchangeBody| {
        let before = before.map(|hex| digest_in(&hex)).transpose()?;
        Ok(Exchange { path: FilePath(bytes_in(&path)?), before, after: digest_in(&after)? })
    };
    decode::<Vec<ExchangeBody>>(stored)?.into_iter().map(one).collect()
}
