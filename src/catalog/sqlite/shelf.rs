//! What stands beside the assets: volumes, saved queries, settings, links, and the clues that lead to them.
use super::entry::{policy_named, relation_named};
use super::place::{KnownVolume, Volumes};
use super::read::Reader;
use super::schema::failed;
use crate::asset::{AssetId, Policy};
use crate::catalog::{CatalogError, Clue, Relation, Stock, Volume};
use rusqlite::{Connection, OptionalExtension, params};

/// Makes a volume known, changes or forgets it.
pub(super) fn volume(
    connection: &Connection,
    volumes: &mut Volumes,
    before: Option<&Volume>,
    after: Option<&Volume>,
) -> Result<(), CatalogError> {
    let held = before.map(|before| volumes.named(&before.name).filter(|known| known.volume == *before).cloned());
    let held = match (held, before) {
        (Some(None), Some(before)) => {
            let sentence = format!("the volume `{}` is not what it was when the change was decided", before.name);
            return Err(CatalogError::Stale(sentence));
        }
        (held, _) => held.flatten(),
    };
    if let Some(after) = after
        && let Some(other) = volumes.named(&after.name)
        && held.as_ref().is_none_or(|held| held.id != other.id)
    {
        return Err(CatalogError::Stale(format!("there is a volume called `{}` already", after.name)));
    }
    let put = match (held, after) {
        (Some(held), Some(after)) => Some(KnownVolume { volume: after.clone(), ..held }),
        (Some(held), None) => {
            check_empty(connection, &held)?;
            Some(KnownVolume { is_known: false, ..held })
        }
        // One that was forgotten comes back as itself, so that the log still knows it.
        (None, Some(after)) => {
            let forgotten = volumes.all().filter(|old| !old.is_known && old.volume.identity == after.identity).last();
            let id = match forgotten {
                Some(old) => old.id,
                None => volumes.all().map(|old| old.id).max().unwrap_or_default() + 1,
            };
            Some(KnownVolume { id, volume: after.clone(), is_known: true })
        }
        (None, None) => None,
    };
    let Some(put) = put else { return Ok(()) };
    write_volume(connection, &put).map_err(failed)?;
    volumes.put(put);
    Ok(())
}

/// What is held on each volume, by name.
pub(super) fn stock(reader: &Reader<'_>) -> Result<Vec<Stock>, CatalogError> {
    let sql = "SELECT count(*), total(h.size) FROM folder f JOIN holding h ON h.folder = f.id WHERE f.volume = ?";
    let mut stock = Vec::new();
    for known in reader.volumes.known() {
        let count = reader.connection.prepare_cached(sql).and_then(|mut statement| {
            statement.query_row([known.id], |row| Ok((row.get(0).map(i64::cast_unsigned)?, row.get::<_, f64>(1)?)))
        });
        let (files, bytes) = count.map_err(failed)?;
        // Exact below 2^53, and no sum overflows.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        stock.push(Stock { volume: known.volume.name.clone(), files, bytes: bytes as u64 });
    }
    stock.sort_by(|a, b| a.volume.cmp(&b.volume));
    Ok(stock)
}

fn check_empty(connection: &Connection, held: &KnownVolume) -> Result<(), CatalogError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM folder f JOIN holding h ON h.folder = f.id WHERE f.volume = ?)";
    match connection.query_row(sql, [held.id], |row| row.get(0)).map_err(failed)? {
        true => Err(CatalogError::Stale(format!("the volume `{}` still has files", held.volume.name))),
        false => Ok(()),
    }
}

fn write_volume(
    connection: &Connection,
    KnownVolume { id, volume, is_known }: &KnownVolume,
) -> rusqlite::Result<usize> {
    let Volume { name, identity, mount_point, is_online, last_seen } = volume;
    connection.execute(
        "INSERT INTO volume (id, name, identity, mount_point, is_online, last_seen, is_known) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
         identity = excluded.identity, mount_point = excluded.mount_point, is_online = excluded.is_online, \
         last_seen = excluded.last_seen, is_known = excluded.is_known",
        params![id, name, identity, mount_point.0, is_online, last_seen.to_string(), is_known],
    )
}

/// Saves a query, replaces or drops it.
pub(super) fn save(
    connection: &Connection,
    name: &str,
    before: Option<&str>,
    after: Option<&str>,
) -> Result<(), CatalogError> {
    let held: Option<String> = connection
        .query_row("SELECT text FROM saved WHERE name = ?", [name], |row| row.get(0))
        .optional()
        .map_err(failed)?;
    if held.as_deref() != before {
        let sentence = format!("the saved query `{name}` is not what it was when the change was decided");
        return Err(CatalogError::Stale(sentence));
    }
    match after {
        Some(text) => connection.execute("INSERT OR REPLACE INTO saved (name, text) VALUES (?, ?)", [name, text]),
        None => connection.execute("DELETE FROM saved WHERE name = ?", [name]),
    }
    .map_err(failed)
    .map(|_| ())
}

/// The saved queries, by name.
pub(super) fn saved(connection: &Connection) -> Result<Vec<(String, String)>, CatalogError> {
    let mut statement = connection.prepare_cached("SELECT name, text FROM saved ORDER BY name").map_err(failed)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

/// The policy by which statements are weighed.
pub(super) fn policy(connection: &Connection) -> Result<Policy, CatalogError> {
    let sql = "SELECT value FROM setting WHERE name = 'policy'";
    let word: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional().map_err(failed)?;
    word.map_or(Ok(Policy::default()), |word| policy_named(&word))
}

/// Weighs statements by another policy.
pub(super) fn set_policy(connection: &Connection, before: Policy, after: Policy) -> Result<(), CatalogError> {
    if policy(connection)? != before {
        return Err(CatalogError::Stale("the policy is not what it was when the change was decided".to_owned()));
    }
    let sql = "INSERT OR REPLACE INTO setting (name, value) VALUES ('policy', ?)";
    connection.execute(sql, [after.word()]).map_err(failed).map(|_| ())
}

/// A link with both its ends as they were made.
pub(super) struct Ends {
    /// The asset that was linked.
    pub asset: AssetId,
    /// The one it was linked with.
    pub other: AssetId,
    /// How.
    pub relation: Relation,
    /// What shows it.
    pub evidence: String,
}

/// An asset's links, either way, in order.
pub(super) fn links(reader: &Reader<'_>, number: i64) -> Result<Vec<Ends>, CatalogError> {
    let sql = "SELECT asset, other, relation, evidence FROM link WHERE asset = ?1 \
               UNION SELECT asset, other, relation, evidence FROM link WHERE other = ?1 ORDER BY asset, other, relation";
    let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([number]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let (asset, other): (i64, i64) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
        let relation: String = row.get(2).map_err(failed)?;
        found.push(Ends {
            asset: reader.id(asset)?,
            other: reader.id(other)?,
            relation: relation_named(&relation)?,
            evidence: row.get(3).map_err(failed)?,
        });
    }
    Ok(found)
}

/// Both ends of the links of groups that were made from assets with files in a folder.
pub(super) fn groups_in(
    connection: &Connection,
    volume: i64,
    folder: &[u8],
) -> Result<Vec<[AssetId; 2]>, CatalogError> {
    let sql = "SELECT DISTINCT a.id, o.id FROM folder f JOIN holding h ON h.folder = f.id JOIN link l ON l.asset = h.asset \
               JOIN asset a ON a.number = l.asset JOIN asset o ON o.number = l.other \
               WHERE f.volume = ? AND f.path = ? AND l.relation <> ?";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let found = params![volume, folder, Relation::SameEssence.word()];
    let rows = statement.query_map(found, |row| Ok([AssetId(row.get(0)?), AssetId(row.get(1)?)])).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

/// The assets that have a clue, in order of accession.
pub(super) fn with_clue(reader: &Reader<'_>, clue: &Clue) -> Result<Vec<AssetId>, CatalogError> {
    let sql =
        "SELECT a.id FROM clue c JOIN asset a ON a.number = c.asset WHERE c.id = ? AND c.kind = ? ORDER BY a.number";
    let mut statement = reader.connection.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([&clue.id, clue.kind.word()], |row| row.get(0).map(AssetId)).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}
