//! The log: operations, their changes and events, and how they are read back.
use super::body::date;
use super::entry::{self, Entry};
use super::read::Reader;
use super::schema::failed;
use crate::asset::{AssetId, Digest, FilePath};
use crate::catalog::meaning::bare;
use crate::catalog::{Act, CatalogError, Change, Event, EventKind, HistoryEntry, Numbered, Operation, Told};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::ops::ControlFlow;

const OPERATION: &str = "SELECT number, verb, agent, at, note, undoes, changes, assets FROM operation";
const CHANGE: &str = "SELECT c.operation, c.asset, c.kind, c.body, e.kind, e.at, e.outcome, e.path, e.digest, c.number \
                      FROM change c LEFT JOIN event e ON e.change = c.number";

/// The rows between two numbers, in order, with all that a seal is over.
pub(super) const DIGESTED: &str = "SELECT c.number, c.operation, i.id, c.kind, c.body, e.kind, e.at, e.outcome, e.path, e.digest \
     FROM change c LEFT JOIN event e ON e.change = c.number LEFT JOIN identity i ON i.number = c.asset \
     WHERE c.number BETWEEN ? AND ? ORDER BY c.number";

/// Begins an operation: its number.
pub(super) fn begin(connection: &Connection, act: &Act) -> Result<i64, CatalogError> {
    let Act { verb, agent, at, note, undoes } = act;
    let sql = "INSERT INTO operation (verb, agent, at, note, undoes, changes, assets) VALUES (?, ?, ?, ?, ?, 0, 0)";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| {
            statement.insert(params![verb, agent, at.to_string(), note, undoes.map(u64::cast_signed)])
        })
        .map_err(failed)
}

/// The number of an operation that is there.
pub(super) fn exists(connection: &Connection, number: u64) -> Result<i64, CatalogError> {
    connection
        .query_row("SELECT number FROM operation WHERE number = ?", [number.cast_signed()], |row| row.get(0))
        .optional()
        .map_err(failed)?
        .ok_or_else(|| CatalogError::Stale(format!("there is no operation {number}")))
}

/// Adds to an operation's counts.
pub(super) fn count(connection: &Connection, number: i64, changes: u64, assets: u64) -> Result<(), CatalogError> {
    let sql = "UPDATE operation SET changes = changes + ?, assets = assets + ? WHERE number = ?";
    connection.execute(sql, params![changes.cast_signed(), assets.cast_signed(), number]).map_err(failed).map(|_| ())
}

/// Whether an operation has changed an asset.
pub(super) fn has_touched(connection: &Connection, operation: i64, asset: i64) -> Result<bool, CatalogError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM change WHERE asset = ? AND operation = ?)";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([asset, operation], |row| row.get(0)))
        .map_err(failed)
}

/// Records a change: its number.
pub(super) fn record(
    connection: &Connection,
    operation: i64,
    asset: Option<i64>,
    kind: &str,
    body: Option<&str>,
) -> Result<i64, CatalogError> {
    let sql = "INSERT INTO change (operation, asset, kind, body) VALUES (?, ?, ?, ?)";
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.insert(params![operation, asset, kind, body]))
        .map_err(failed)
}

/// The newest operations first.
pub(super) fn operations(connection: &Connection, limit: Option<u64>) -> Result<Vec<Operation>, CatalogError> {
    let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = format!("{OPERATION} ORDER BY number DESC LIMIT ?");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([limit]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(operation_of(connection, row)?);
    }
    Ok(found)
}

/// One operation.
pub(super) fn operation(connection: &Connection, number: u64) -> Result<Option<Operation>, CatalogError> {
    let sql = format!("{OPERATION} WHERE number = ?");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([number.cast_signed()]).map_err(failed)?;
    rows.next().map_err(failed)?.map(|row| operation_of(connection, row)).transpose()
}

fn operation_of(connection: &Connection, row: &Row<'_>) -> Result<Operation, CatalogError> {
    let unsigned = |at: usize| row.get(at).map(i64::cast_unsigned).map_err(failed);
    let number: i64 = row.get(0).map_err(failed)?;
    Ok(Operation {
        number: number.cast_unsigned(),
        act: act_of(row)?,
        changes: unsigned(6)?,
        assets: unsigned(7)?,
        undone_by: undone_by(connection, number)?.map(i64::cast_unsigned),
    })
}

fn act_of(row: &Row<'_>) -> Result<Act, CatalogError> {
    let text = |at: usize| row.get::<_, String>(at).map_err(failed);
    let undoes: Option<i64> = row.get(5).map_err(failed)?;
    Ok(Act {
        verb: text(1)?,
        agent: text(2)?,
        at: date(&text(3)?)?,
        note: text(4)?,
        undoes: undoes.map(i64::cast_unsigned),
    })
}

/// The newest operation that took this one back and was not taken back itself.
fn undone_by(connection: &Connection, number: i64) -> Result<Option<i64>, CatalogError> {
    let sql = "SELECT number FROM operation WHERE undoes = ? AND number > ? ORDER BY number DESC";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([number, number], |row| row.get(0)).map_err(failed)?;
    let undoers: Vec<i64> = rows.collect::<Result<_, _>>().map_err(failed)?;
    for undoer in undoers {
        if undone_by(connection, undoer)?.is_none() {
            return Ok(Some(undoer));
        }
    }
    Ok(None)
}

/// Every change of an operation, newest first. An asset that came is given as it is now. Where the operation changed a
/// volume, the paths of older changes are those below the volume as it was before: there they will lie when the
/// changes are taken back in this order.
pub(super) fn changes(
    mut reader: Reader<'_>,
    operation: u64,
    before: Option<u64>,
    each: &mut Numbered<'_>,
) -> Result<(), CatalogError> {
    let end = before.map_or(i64::MAX, u64::cast_signed);
    for (first, last) in batches(reader.connection, operation)?.into_iter().rev().filter(|(first, _)| *first < end) {
        if each_of(&mut reader, (first, last.min(end.saturating_sub(1))), each)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// The first and the last row of each batch of an operation's changes, in order.
fn batches(connection: &Connection, operation: u64) -> Result<Vec<(i64, i64)>, CatalogError> {
    let sql = "SELECT first, last FROM seal WHERE operation = ? AND first IS NOT NULL ORDER BY number";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([operation.cast_signed()], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn each_of(
    reader: &mut Reader<'_>,
    (first, last): (i64, i64),
    each: &mut Numbered<'_>,
) -> Result<ControlFlow<()>, CatalogError> {
    let sql = format!("{CHANGE} WHERE c.number BETWEEN ? AND ? ORDER BY c.number DESC");
    let mut statement = reader.connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([first, last]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let number: Option<i64> = row.get(1).map_err(failed)?;
        let change = match entry_of(reader, row)? {
            (Entry::Whole(change), _) => *change,
            (Entry::Happened, _) => Change::Event(event_of(reader, row)?),
            (Entry::Came, asset) => {
                let snapshot = number.map(|number| reader.snapshot(number)).transpose()?.flatten();
                let gone = || {
                    let id = asset.map(|asset| asset.to_string()).unwrap_or_default();
                    CatalogError::Stale(format!("asset {id} is not in the catalogue any more"))
                };
                Change::AddAsset(Box::new(snapshot.ok_or_else(gone)?))
            }
        };
        if let Change::Volume { before, after } = &change {
            reader.volumes.rewind(before.as_ref(), after.as_ref());
        }
        if each(row.get(9).map(i64::cast_unsigned).map_err(failed)?, change)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What happened to an asset, oldest first.
pub(super) fn history(reader: &Reader<'_>, number: i64) -> Result<Vec<HistoryEntry>, CatalogError> {
    let sql = format!("{CHANGE} WHERE c.asset = ? ORDER BY c.number");
    let mut statement = reader.connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([number]).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(told(reader, row)?.1);
    }
    Ok(found)
}

/// What was logged after an operation, batch by batch in the order in which it was.
pub(super) fn feed(reader: &Reader<'_>, after: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
    let begins = "(SELECT min(first) FROM seal WHERE operation > ?1)";
    let sql = format!("{CHANGE} WHERE c.number >= {begins} AND c.operation > ?1 ORDER BY c.number");
    let mut statement = reader.connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([after.cast_signed()]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let operation: i64 = row.get(0).map_err(failed)?;
        let (asset, entry) = told(reader, row)?;
        if each(operation.cast_unsigned(), asset, entry).is_break() {
            break;
        }
    }
    Ok(())
}

/// What one operation logged, in the order in which it was.
pub(super) fn told_by(reader: &Reader<'_>, operation: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
    let sql = format!("{CHANGE} WHERE c.number BETWEEN ? AND ? ORDER BY c.number");
    for (first, last) in batches(reader.connection, operation)? {
        let mut statement = reader.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([first, last]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (asset, entry) = told(reader, row)?;
            if each(operation, asset, entry).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A row of the log as it is told.
fn told(reader: &Reader<'_>, row: &Row<'_>) -> Result<(Option<AssetId>, HistoryEntry), CatalogError> {
    let operation: i64 = row.get(0).map_err(failed)?;
    let (entry, asset) = entry_of(reader, row)?;
    let change = match (entry, asset) {
        (Entry::Happened, _) | (Entry::Came, None) => {
            return Ok((asset, HistoryEntry::Happened(event_of(reader, row)?)));
        }
        (Entry::Whole(change), _) => change,
        (Entry::Came, Some(asset)) => {
            let act = act(reader.connection, operation)?;
            Box::new(Change::AddAsset(Box::new(bare(asset, &act.at))))
        }
    };
    let act = act(reader.connection, operation)?;
    Ok((asset, HistoryEntry::Changed { operation: operation.cast_unsigned(), act, change }))
}

fn act(connection: &Connection, operation: i64) -> Result<Act, CatalogError> {
    let sql = format!("{OPERATION} WHERE number = ?");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([operation]).map_err(failed)?;
    let missing = || CatalogError::Damaged(format!("operation {operation} is not there"));
    act_of(rows.next().map_err(failed)?.ok_or_else(missing)?)
}

fn entry_of(reader: &Reader<'_>, row: &Row<'_>) -> Result<(Entry, Option<AssetId>), CatalogError> {
    let number: Option<i64> = row.get(1).map_err(failed)?;
    let asset = number.map(|number| reader.id(number)).transpose()?;
    let kind: String = row.get(2).map_err(failed)?;
    let body: Option<String> = row.get(3).map_err(failed)?;
    Ok((entry::read(&kind, asset, body.as_deref(), &reader.volumes)?, asset))
}

fn event_of(reader: &Reader<'_>, row: &Row<'_>) -> Result<Event, CatalogError> {
    let text = |at: usize| row.get::<_, String>(at).map_err(failed);
    let word = text(4)?;
    let kind = EventKind::ALL.into_iter().find(|kind| kind.word() == word);
    Ok(Event {
        asset: reader.id(row.get(1).map_err(failed)?)?,
        kind: kind.ok_or_else(|| CatalogError::Damaged(format!("`{word}` is stored as an event")))?,
        at: date(&text(5)?)?,
        outcome: text(6)?,
        path: row.get::<_, Option<Vec<u8>>>(7).map_err(failed)?.map(FilePath),
        digest: row.get::<_, Option<[u8; 32]>>(8).map_err(failed)?.map(Digest),
    })
}
