//! The log's seals: a chain of digests over all that was logged, so that an edit, a deletion, an insertion or another order
//! shows, and, against a seal that somebody kept, a log that was cut short. `docs/decisions/0016-writing.md` tells what is
//! digested, byte for byte, for those who check it with other tools.
use super::log::DIGESTED;
use super::schema::failed;
use crate::asset::AssetId;
use crate::catalog::{CatalogError, Event, Seal};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

/// What every seal begins with, so that its digest is of nothing else.
const DOMAIN: &[u8] = b"damson log 1\0";

/// A seal in the making: over the one before, an operation's head, and the changes that are logged one by one.
pub(super) struct Sealing {
    operation: i64,
    digest: Sha256,
    first: Option<i64>,
    last: Option<i64>,
}

/// A row of `change` as it is digested.
pub(super) struct Entry<'a> {
    /// Its number.
    pub number: i64,
    /// The asset that it names.
    pub asset: Option<AssetId>,
    /// The kind's word.
    pub kind: &'a str,
    /// The body, where there is one.
    pub body: Option<&'a str>,
    /// The event, for those that are one.
    pub event: Option<Happening<'a>>,
}

/// A row of `event` as it is digested.
pub(super) struct Happening<'a> {
    kind: &'a str,
    at: &'a str,
    outcome: &'a str,
    path: Option<&'a [u8]>,
    digest: Option<&'a [u8]>,
}

impl Sealing {
    /// Begins after the newest seal.
    pub fn begin(connection: &Connection, operation: i64) -> Result<Sealing, CatalogError> {
        let before = newest(connection)?.map_or([0; 32], |seal| seal.digest);
        Sealing::after(before, connection, operation)
    }

    fn after(before: [u8; 32], connection: &Connection, operation: i64) -> Result<Sealing, CatalogError> {
        let sql = "SELECT verb, agent, at, note, undoes FROM operation WHERE number = ?";
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([operation]).map_err(failed)?;
        let missing = || CatalogError::Damaged(format!("operation {operation} is not there"));
        let row = rows.next().map_err(failed)?.ok_or_else(missing)?;
        let mut digest = Sha256::new();
        digest.update(DOMAIN);
        digest.update(before);
        digest.update(operation.to_le_bytes());
        for at in 0..4 {
            part(&mut digest, text(row, at)?.as_bytes());
        }
        digest.update(row.get::<_, Option<i64>>(4).map_err(failed)?.unwrap_or_default().to_le_bytes());
        Ok(Sealing { operation, digest, first: None, last: None })
    }

    /// Takes in the next row.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let digest = &mut self.digest;
        digest.update([1]);
        digest.update(entry.number.to_le_bytes());
        optional(digest, entry.asset.as_ref().map(|id| id.0.as_slice()));
        part(digest, entry.kind.as_bytes());
        optional(digest, entry.body.map(str::as_bytes));
        if let Some(Happening { kind, at, outcome, path, digest: found }) = &entry.event {
            [kind, at, outcome].into_iter().for_each(|text| part(digest, text.as_bytes()));
            optional(digest, *path);
            optional(digest, *found);
        }
        self.first.get_or_insert(entry.number);
        self.last = Some(entry.number);
    }

    /// Whether a row went in.
    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    fn finish(self) -> [u8; 32] {
        self.digest.chain_update([0]).finalize().into()
    }

    /// Puts the seal.
    pub fn put(self, connection: &Connection) -> Result<(), CatalogError> {
        let (operation, first, last) = (self.operation, self.first, self.last);
        let digest = self.finish();
        let sql = "INSERT INTO seal (operation, first, last, digest) VALUES (?, ?, ?, ?)";
        connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.insert(params![operation, first, last, digest]))
            .map_err(failed)
            .map(|_| ())
    }
}

impl<'a> Happening<'a> {
    /// An event, with its moment as it is stored.
    pub fn of(event: &'a Event, at: &'a str) -> Happening<'a> {
        Happening {
            kind: event.kind.word(),
            at,
            outcome: &event.outcome,
            path: event.path.as_ref().map(|path| path.0.as_slice()),
            digest: event.digest.as_ref().map(|digest| digest.0.as_slice()),
        }
    }
}

/// Bytes with their length before them, so that no two rows are digested alike.
fn part(digest: &mut Sha256, bytes: &[u8]) {
    digest.update((bytes.len() as u64).to_le_bytes());
    digest.update(bytes);
}

fn optional(digest: &mut Sha256, bytes: Option<&[u8]>) {
    digest.update([u8::from(bytes.is_some())]);
    if let Some(bytes) = bytes {
        part(digest, bytes);
    }
}

fn text<'r>(row: &'r Row<'_>, at: usize) -> Result<&'r str, CatalogError> {
    row.get_ref(at).map_err(failed)?.as_str().map_err(|error| failed(error.into()))
}

const SEAL: &str = "SELECT number, operation, digest, first, last FROM seal";

/// The newest seal.
pub(super) fn newest(connection: &Connection) -> Result<Option<Seal>, CatalogError> {
    let sql = format!("{SEAL} ORDER BY number DESC LIMIT 1");
    connection
        .prepare_cached(&sql)
        .and_then(|mut statement| statement.query_row([], seal_of).optional())
        .map_err(failed)
}

fn seal_of(row: &Row<'_>) -> Result<Seal, rusqlite::Error> {
    let unsigned = |at: usize| row.get(at).map(i64::cast_unsigned);
    Ok(Seal { number: unsigned(0)?, operation: unsigned(1)?, digest: row.get(2)? })
}

/// Seals a log that was written before there were seals: each run of one operation's rows is a batch.
pub(super) fn seal_all(connection: &Connection) -> Result<(), CatalogError> {
    let mut open: Option<Sealing> = None;
    each_row(connection, (0, i64::MAX), &mut |operation, entry| {
        if open.as_ref().is_none_or(|sealing| sealing.operation != operation) {
            if let Some(sealing) = open.take() {
                sealing.put(connection)?;
            }
            open = Some(Sealing::begin(connection, operation)?);
        }
        if let Some(sealing) = &mut open {
            sealing.add(&entry);
        }
        Ok(())
    })?;
    if let Some(sealing) = open {
        sealing.put(connection)?;
    }
    let sql = "SELECT number FROM operation WHERE number NOT IN (SELECT operation FROM seal) ORDER BY number";
    let mut statement = connection.prepare(sql).map_err(failed)?;
    let bare: Vec<i64> = statement.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(failed)?;
    bare.into_iter().try_for_each(|operation| Sealing::begin(connection, operation)?.put(connection))
}

/// Calls `each` with the rows between two numbers, both included, in order, each with its operation.
fn each_row(
    connection: &Connection,
    (first, last): (i64, i64),
    each: &mut dyn FnMut(i64, Entry<'_>) -> Result<(), CatalogError>,
) -> Result<(), CatalogError> {
    let mut statement = connection.prepare_cached(DIGESTED).map_err(failed)?;
    let mut rows = statement.query([first, last]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let bytes =
            |at: usize| row.get_ref(at).map_err(failed)?.as_blob_or_null().map_err(|error| failed(error.into()));
        let word = |at: usize| row.get_ref(at).map_err(failed)?.as_str_or_null().map_err(|error| failed(error.into()));
        let event = match word(5)? {
            None => None,
            Some(kind) => {
                Some(Happening { kind, at: text(row, 6)?, outcome: text(row, 7)?, path: bytes(8)?, digest: bytes(9)? })
            }
        };
        let entry = Entry {
            number: row.get(0).map_err(failed)?,
            asset: row.get::<_, Option<[u8; 16]>>(2).map_err(failed)?.map(AssetId),
            kind: text(row, 3)?,
            body: word(4)?,
            event,
        };
        each(row.get(1).map_err(failed)?, entry)?;
    }
    Ok(())
}

/// What is wrong with the log, in sentences: every seal is made anew from the rows and compared. `kept` is a seal that
/// somebody wrote down: it must be there as it was.
pub(super) fn check(connection: &Connection, kept: Option<&Seal>) -> Result<Vec<String>, CatalogError> {
    let mut wrong = Vec::new();
    let (mut before, mut expected, mut reached) = ([0; 32], 1, 0);
    let mut found_kept = kept.is_none();
    let mut statement = connection.prepare(&format!("{SEAL} ORDER BY number")).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let seal = seal_of(row).map_err(failed)?;
        let range: Option<(i64, i64)> =
            row.get::<_, Option<i64>>(3).map_err(failed)?.zip(row.get::<_, Option<i64>>(4).map_err(failed)?);
        if seal.number != expected {
            wrong.push(format!("seal {expected} of the log is not there"));
        }
        match anew(connection, before, &seal, range) {
            Ok(Some(digest)) if digest == seal.digest => {}
            Ok(_) => wrong
                .push(format!("seal {} is broken: operation {} is not as it was logged", seal.number, seal.operation)),
            Err(CatalogError::Damaged(why)) => wrong.push(why),
            Err(error) => return Err(error),
        }
        if range.is_some_and(|(first, _)| first <= reached) {
            wrong.push(format!("seal {} covers changes that another one covers", seal.number));
        }
        if let Some(kept) = kept.filter(|kept| kept.number == seal.number) {
            found_kept = true;
            if kept.digest != seal.digest {
                wrong.push(format!("seal {} is another one than was kept: the log was rewritten", seal.number));
            }
        }
        reached = range.map_or(reached, |(_, last)| last.max(reached));
        (before, expected) = (seal.digest, seal.number + 1);
    }
    if let Some(kept) = kept.filter(|_| !found_kept) {
        wrong.push(format!("the log ends before seal {}, which was kept: it was cut short", kept.number));
    }
    unsealed(connection, &mut wrong)?;
    Ok(wrong)
}

/// What the seal's digest is if it is made of what is there now; `None` where the rows are not all of its operation.
fn anew(
    connection: &Connection,
    before: [u8; 32],
    seal: &Seal,
    range: Option<(i64, i64)>,
) -> Result<Option<[u8; 32]>, CatalogError> {
    let operation = seal.operation.cast_signed();
    let mut sealing = Sealing::after(before, connection, operation)?;
    let mut is_own = true;
    if let Some(range) = range {
        each_row(connection, range, &mut |owner, entry| {
            is_own &= owner == operation;
            sealing.add(&entry);
            Ok(())
        })?;
        is_own &= (sealing.first, sealing.last) == (Some(range.0), Some(range.1));
    }
    Ok(is_own.then(|| sealing.finish()))
}

/// Rows that no seal covers, and operations without one, or with other numbers of changes than they say.
fn unsealed(connection: &Connection, wrong: &mut Vec<String>) -> Result<(), CatalogError> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(failed);
    let loose = count(
        "SELECT (SELECT count(*) FROM change) - (SELECT count(*) FROM seal s JOIN change c \
         ON c.number BETWEEN s.first AND s.last)",
    )?;
    if loose != 0 {
        wrong.push(format!("changes are logged that no seal covers: {loose}"));
    }
    let bare = count("SELECT count(*) FROM operation WHERE number NOT IN (SELECT operation FROM seal)")?;
    if bare != 0 {
        wrong.push(format!("operations are logged that no seal covers: {bare}"));
    }
    let miscounted = count(
        "SELECT count(*) FROM operation o WHERE changes <> \
         (SELECT coalesce(sum((SELECT count(*) FROM change c WHERE c.number BETWEEN s.first AND s.last)), 0) \
          FROM seal s WHERE s.operation = o.number)",
    )?;
    if miscounted != 0 {
        wrong.push(format!("operations say that they have other numbers of changes than they have: {miscounted}"));
    }
    Ok(())
}
