//! Fingerprints of pictures: hashes in a narrow table that is read from end to end, signatures beside it. The rows of an
//! essence that is no longer the newest go by themselves.
use super::evaluate::Evaluator;
use super::posting::small;
use super::read::Reader;
use super::schema::failed;
use crate::asset::{AssetId, Digest};
use crate::catalog::CatalogError;
use crate::catalog::fingerprint::{Fingerprint, Source};
use crate::query::Filter;
use rusqlite::{Connection, OptionalExtension, params};
use std::ops::ControlFlow;

/// Calls `each` with what is kept, in one way, of the assets that match, by accession, without signatures.
pub(super) fn each(
    reader: &Reader<'_>,
    filter: &Filter,
    algorithm: u32,
    each: &mut dyn FnMut(AssetId, u64, Fingerprint) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let wanted = match filter {
        Filter::Everything => None,
        filter => Some(Evaluator::new(reader).set(filter)?),
    };
    let sql = "SELECT f.asset, a.id, a.essence, f.source, f.width, f.height, f.hash, a.size FROM fingerprint f \
               CROSS JOIN asset a ON a.number = f.asset WHERE f.algorithm = ? ORDER BY f.asset";
    let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([algorithm]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let number = small(row.get(0).map_err(failed)?)?;
        if wanted.as_ref().is_some_and(|wanted| !wanted.contains(number)) {
            continue;
        }
        let source = Source::numbered(row.get(3).map_err(failed)?)
            .ok_or_else(|| CatalogError::Damaged("a fingerprint of an unknown source".to_owned()))?;
        let found = Fingerprint {
            algorithm,
            essence: Digest(row.get(2).map_err(failed)?),
            source,
            size: (row.get(4).map_err(failed)?, row.get(5).map_err(failed)?),
            hash: row.get(6).map_err(failed)?,
            signature: Vec::new(),
        };
        let size: i64 = row.get(7).map_err(failed)?;
        if each(AssetId(row.get(1).map_err(failed)?), size.cast_unsigned(), found).is_break() {
            break;
        }
    }
    Ok(())
}

/// The signatures of some assets that have one, in their order.
pub(super) fn signatures(
    connection: &Connection,
    assets: &[AssetId],
    algorithm: u32,
) -> Result<Vec<(AssetId, Vec<u8>)>, CatalogError> {
    let sql = "SELECT s.cells FROM identity i JOIN fingerprint f ON f.asset = i.number JOIN signature s ON s.asset = i.number \
               WHERE i.id = ? AND f.algorithm = ?";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut found = Vec::new();
    for asset in assets {
        let cells = statement.query_row(params![asset.0, algorithm], |row| row.get(0)).optional().map_err(failed)?;
        found.extend(cells.map(|cells| (*asset, cells)));
    }
    Ok(found)
}

/// Keeps fingerprints where their essence is an asset's newest; how many those are.
pub(super) fn keep(connection: &Connection, made: &[(AssetId, Fingerprint)]) -> Result<u64, CatalogError> {
    let sql = "INSERT OR REPLACE INTO fingerprint (asset, algorithm, source, width, height, hash) \
               SELECT a.number, ?3, ?4, ?5, ?6, ?7 FROM identity i JOIN asset a ON a.number = i.number \
               WHERE i.id = ?1 AND a.essence = ?2 RETURNING asset";
    let mut fingerprint = connection.prepare_cached(sql).map_err(failed)?;
    let sql = "INSERT OR REPLACE INTO signature (asset, cells) VALUES (?, ?)";
    let mut signature = connection.prepare_cached(sql).map_err(failed)?;
    let mut kept = 0;
    for (asset, made) in made {
        let Fingerprint { algorithm, essence, source, size: (width, height), hash, signature: cells } = made;
        let values = params![asset.0, essence.0, algorithm, source.number(), width, height, hash];
        let number: Option<i64> = fingerprint.query_row(values, |row| row.get(0)).optional().map_err(failed)?;
        if let Some(number) = number {
            signature.execute(params![number, cells]).map_err(failed)?;
            kept += 1;
        }
    }
    Ok(kept)
}
