//! The ledger's rows: accessions, the operations that they made, and the files that none could take.
use super::body::{date, decode, encode};
use super::schema::failed;
use crate::asset::{FilePath, Problem, ProblemKind};
use crate::catalog::{Accession, AccessionState, CatalogError, Entry, Untaken};
use rusqlite::{Connection, Params, Row, params};
use std::ops::ControlFlow;

const ACCESSION: &str = "SELECT number, state, agent, begun, ended, words, roots, target, counts, counter, \
    (SELECT count(*) FROM untaken u WHERE u.accession = number) FROM accession";

/// One accession.
pub(super) fn one(connection: &Connection, number: u64) -> Result<Option<Accession>, CatalogError> {
    Ok(some(connection, "WHERE number = ?", [number.cast_signed()])?.pop())
}

/// The newest first.
pub(super) fn newest(connection: &Connection, limit: Option<u64>) -> Result<Vec<Accession>, CatalogError> {
    let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    some(connection, "ORDER BY number DESC LIMIT ?", [limit])
}

/// Those that are not whole, the newest first.
pub(super) fn unfinished(connection: &Connection) -> Result<Vec<Accession>, CatalogError> {
    some(connection, "WHERE state <> 'whole' ORDER BY number DESC", [])
}

fn some(connection: &Connection, condition: &str, values: impl Params) -> Result<Vec<Accession>, CatalogError> {
    let mut statement = connection.prepare_cached(&format!("{ACCESSION} {condition}")).map_err(failed)?;
    let mut rows = statement.query(values).map_err(failed)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        found.push(accession_of(connection, row)?);
    }
    Ok(found)
}

fn accession_of(connection: &Connection, row: &Row<'_>) -> Result<Accession, CatalogError> {
    let text = |at: usize| row.get::<_, String>(at).map_err(failed);
    let unsigned = |at: usize| row.get(at).map(i64::cast_unsigned).map_err(failed);
    let number = unsigned(0)?;
    let word = text(1)?;
    let state = AccessionState::named(&word);
    Ok(Accession {
        number,
        state: state
            .ok_or_else(|| CatalogError::Damaged(format!("`{word}` is stored as the state of an accession")))?,
        agent: text(2)?,
        begun: date(&text(3)?)?,
        ended: row.get::<_, Option<String>>(4).map_err(failed)?.map(|ended| date(&ended)).transpose()?,
        words: text(5)?,
        roots: roots_in(&row.get::<_, Vec<u8>>(6).map_err(failed)?),
        target: row.get::<_, Option<Vec<u8>>>(7).map_err(failed)?.map(FilePath),
        operations: operations_of(connection, number)?,
        counts: decode(&text(8)?)?,
        counter: unsigned(9)?,
        untaken: unsigned(10)?,
    })
}

fn operations_of(connection: &Connection, number: u64) -> Result<Vec<u64>, CatalogError> {
    let sql = "SELECT operation FROM accession_operation WHERE accession = ? ORDER BY operation";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let rows = statement.query_map([number.cast_signed()], |row| row.get(0).map(i64::cast_unsigned)).map_err(failed)?;
    rows.collect::<Result<_, _>>().map_err(failed)
}

fn roots_out(roots: &[FilePath]) -> Vec<u8> {
    roots.iter().flat_map(|root| root.0.iter().copied().chain([0])).collect()
}

fn roots_in(stored: &[u8]) -> Vec<FilePath> {
    stored
        .split_inclusive(|byte| *byte == 0)
        .map(|root| FilePath(root.strip_suffix(&[0]).unwrap_or(root).to_vec()))
        .collect()
}

/// Begins an accession; its number.
pub(super) fn begin(connection: &Connection, accession: &Accession) -> Result<u64, CatalogError> {
    let Accession { state, agent, begun, ended, words, roots, target, counts, counter, .. } = accession;
    let sql = "INSERT INTO accession (state, agent, begun, ended, words, roots, target, counts, counter) \
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (begun, ended) = (begun.to_string(), ended.as_ref().map(ToString::to_string));
    let target = target.as_ref().map(|target| &target.0);
    let values = params![
        state.word(),
        agent,
        begun,
        ended,
        words,
        roots_out(roots),
        target,
        encode(counts)?,
        counter.cast_signed()
    ];
    let begun = connection.prepare_cached(sql).and_then(|mut statement| statement.insert(values));
    begun.map(i64::cast_unsigned).map_err(failed)
}

/// Enters how far an accession came; how many files are new among those that nobody could take.
pub(super) fn enter(connection: &Connection, entry: &Entry) -> Result<u64, CatalogError> {
    let Entry { accession, state, ended, operation, counts, counter, untaken, settled } = entry;
    let execute = |sql: &str, values: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(sql).and_then(|mut statement| statement.execute(values)).map_err(failed)
    };
    let accession = accession.cast_signed();
    let sql = "UPDATE accession SET state = ?, ended = ?, counts = ?, counter = ? WHERE number = ?";
    let ended = ended.as_ref().map(ToString::to_string);
    if execute(sql, params![state.word(), ended, encode(counts)?, counter.cast_signed(), accession])? == 0 {
        return Err(CatalogError::Stale(format!("there is no accession {accession}")));
    }
    if let Some(operation) = operation {
        let sql = "INSERT OR IGNORE INTO accession_operation (operation, accession) VALUES (?, ?)";
        execute(sql, params![operation.cast_signed(), accession])?;
    }
    for path in settled {
        execute("DELETE FROM untaken WHERE path = ?", params![path.0])?;
    }
    let mut news = 0;
    for (path, Problem { kind, message }) in untaken {
        let sql = "UPDATE untaken SET kind = ?, message = ? WHERE path = ?";
        if execute(sql, params![kind.word(), message, path.0])? == 0 {
            let sql = "INSERT INTO untaken (path, accession, kind, message) VALUES (?, ?, ?, ?)";
            news += execute(sql, params![path.0, accession, kind.word(), message])? as u64;
        }
    }
    Ok(news)
}

/// Makes an accession that has nothing to tell a part of an earlier one that had nothing to tell either.
pub(super) fn fold(connection: &Connection, number: u64, into: u64) -> Result<(), CatalogError> {
    let (number, into) = (number.cast_signed(), into.cast_signed());
    let sql = "UPDATE accession SET (state, ended, counts) = \
               (SELECT state, ended, counts FROM accession WHERE number = ?1) WHERE number = ?2";
    connection.execute(sql, [number, into]).map_err(failed)?;
    connection.execute("UPDATE untaken SET accession = ?2 WHERE accession = ?1", [number, into]).map_err(failed)?;
    connection.execute("DELETE FROM accession WHERE number = ?", [number]).map_err(failed).map(|_| ())
}

/// Calls `each` with the files that one accession, or any, could not take, by path, until it breaks.
pub(super) fn untaken(
    connection: &Connection,
    accession: Option<u64>,
    each: &mut dyn FnMut(Untaken) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let sql = "SELECT path, accession, kind, message FROM untaken WHERE ?1 IS NULL OR accession = ?1 ORDER BY path";
    let mut statement = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = statement.query([accession.map(u64::cast_signed)]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        if each(untaken_of(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

fn untaken_of(row: &Row<'_>) -> Result<Untaken, CatalogError> {
    let word: String = row.get(2).map_err(failed)?;
    let kind = ProblemKind::named(&word);
    let kind = kind.ok_or_else(|| CatalogError::Damaged(format!("`{word}` is stored as a problem")))?;
    Ok(Untaken {
        path: FilePath(row.get(0).map_err(failed)?),
        accession: row.get(1).map(i64::cast_unsigned).map_err(failed)?,
        problem: Problem::new(kind, row.get::<_, String>(3).map_err(failed)?),
    })
}
