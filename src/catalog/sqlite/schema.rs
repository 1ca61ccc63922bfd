//! The catalogue's file: how it is opened, recognised, made and brought up to date. Of assets it knows that
//! their keys can be made anew.
use super::backup::vacuum_into;
use super::functions;
use super::index;
use super::network;
use super::seal;
use crate::catalog::CatalogError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// `dmsn`, in the header of every catalogue (SQLite file format, 1.3.14).
pub(super) const APPLICATION_ID: i64 = 0x646D_736E;
/// Each migration takes the file from the version before to its own number. Frozen once released.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_the_catalogue.sql"),
    include_str!("migrations/0002_evidence_of_links.sql"),
    include_str!("migrations/0003_settings.sql"),
    include_str!("migrations/0004_postings.sql"),
    include_str!("migrations/0005_seals.sql"),
    include_str!("migrations/0006_custody.sql"),
];
/// The version since which keys are what they are: in a catalogue from before, they are made anew.
const KEYS_SINCE: usize = 4;
/// The version since which the log is sealed: a log from before is sealed as it is found.
const SEALS_SINCE: usize = 5;
/// The version since which nothing that was known is rewritten when a catalogue is brought up to date: one from before is
/// copied first.
const REWRITTEN_SINCE: usize = 5;
/// Earlier versions can lose commits when several processes write and checkpoint (sqlite.org/wal.html#walreset).
const OLDEST_SQLITE: i32 = 3_051_003;

/// The version of SQLite that is at work, and the newest format of a catalogue that is known.
pub fn versions() -> (&'static str, usize) {
    (rusqlite::version(), MIGRATIONS.len())
}

/// What a catalogue is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// Questions alone. Nothing is ever made, and a catalogue on a medium that cannot be written is read.
    Read,
    /// Questions and changes.
    Write {
        /// Whether a catalogue, and the folders above it, are made where there is none.
        create: bool,
    },
}

/// Opens a catalogue's file, and waits as long for other writers as it is told.
pub(super) fn open(path: &Path, mode: OpenMode, wait: Duration) -> Result<Connection, CatalogError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(CatalogError::Internal(format!("SQLite {} can lose commits", rusqlite::version())));
    }
    let is_there = match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => return Err(CatalogError::Foreign(path.to_owned())),
        Ok(metadata) => metadata.len() > 0, // An empty file is what a crash while making one may leave.
        Err(_) => false,
    };
    let creates = mode == OpenMode::Write { create: true };
    if !is_there && !creates {
        return Err(CatalogError::Absent(path.to_owned()));
    }
    network::refuse(path)?;
    if !is_there && let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| CatalogError::Io(format!("{}: {error}", folder.display())))?;
    }
    match mode {
        OpenMode::Read => open_to_read(path, wait),
        OpenMode::Write { .. } => {
            let create = if creates { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
            let connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | create, wait)?;
            prepare_to_write(&connection, path, creates, wait)?;
            Ok(connection)
        }
    }
}

/// SQLite wants to write beside a catalogue even to read it (its index of the log). Where it cannot, and no log is
/// left that would have to be read too, the file is read as one that nobody changes.
fn open_to_read(path: &Path, wait: Duration) -> Result<Connection, CatalogError> {
    let ordinary = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, wait)
        .and_then(|connection| filled(&connection, path).map(|()| connection));
    let connection = match ordinary {
        Err(CatalogError::Io(_)) if fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0) => {
            let sentence = "its log has changes that can only be read where files may be written beside it; copy both";
            return Err(CatalogError::Io(sentence.to_owned()));
        }
        Err(CatalogError::Io(_)) => {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            let connection = connect(&immutable(path), flags, wait)?;
            filled(&connection, path)?;
            connection
        }
        ordinary => ordinary?,
    };
    match usize::try_from(recognise(&connection, path)?).unwrap_or_default() {
        0 => return Err(CatalogError::Absent(path.to_owned())),
        found if found < MIGRATIONS.len() => bring_up_to_date(&connection, path, wait)?,
        _ => {}
    }
    pragma(&connection, "query_only", "ON")?;
    tune(&connection)?;
    Ok(connection)
}

/// A question needs the catalogue in its newest form too: what an older damson wrote is brought up to date first.
fn bring_up_to_date(connection: &Connection, path: &Path, wait: Duration) -> Result<(), CatalogError> {
    match prepare_to_write(connection, path, false, wait) {
        Err(CatalogError::Io(_)) => {
            let sentence = "it was written by an older damson and must be brought up to date, which needs a place where \
                            files may be written; copy it there";
            Err(CatalogError::Io(sentence.to_owned()))
        }
        ended => ended,
    }
}

/// Makes sure that there is a catalogue in the file, and not one that is only being made.
fn filled(connection: &Connection, path: &Path) -> Result<(), CatalogError> {
    if recognise(connection, path)? == 0 { Err(CatalogError::Absent(path.to_owned())) } else { Ok(()) }
}

/// Opens a file that is a copy of a catalogue, as it is: an older format stays what it is, and nothing is written beside it
/// unless it has a log of its own. Gives its format too.
pub(super) fn look(path: &Path) -> Result<(Connection, i64), CatalogError> {
    if !fs::metadata(path).is_ok_and(|file| file.is_file()) {
        return Err(CatalogError::Absent(path.to_owned()));
    }
    let has_log = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let connection = if has_log {
        connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, Duration::ZERO)?
    } else {
        connect(&immutable(path), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI, Duration::ZERO)?
    };
    match recognise(&connection, path)? {
        0 => Err(CatalogError::Foreign(path.to_owned())),
        format => Ok((connection, format)),
    }
}

/// How many KiB of pages are kept; taken only as they are read.
pub(super) const CACHE: u32 = 40_960;

/// Keeps at most so many KiB of pages.
pub(super) fn cache(connection: &Connection, kibibytes: u32) -> Result<(), CatalogError> {
    pragma(connection, "cache_size", &format!("-{kibibytes}"))
}

fn tune(connection: &Connection) -> Result<(), CatalogError> {
    cache(connection, CACHE)?;
    pragma(connection, "temp_store", "MEMORY")
}

fn connect(path: &Path, flags: OpenFlags, wait: Duration) -> Result<Connection, CatalogError> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
    connection.busy_timeout(wait).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true).map_err(failed)?;
    // One plan for a statement whatever is bound to it: else SQLite would parse some of them again for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    functions::register(&connection).map_err(failed)?;
    Ok(connection)
}

fn pragma(connection: &Connection, name: &str, value: &str) -> Result<(), CatalogError> {
    connection.pragma_update(None, name, value).map_err(failed)
}

fn number(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// The format of the file, after making sure that it is a catalogue and not a newer one. 0: there is nothing in it.
fn recognise(connection: &Connection, path: &Path) -> Result<i64, CatalogError> {
    let foreign = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => CatalogError::Foreign(path.to_owned()),
        _ => failed(error),
    };
    // One moment: another process may be making the catalogue just now.
    let moment =
        if connection.is_autocommit() { Some(connection.unchecked_transaction().map_err(failed)?) } else { None };
    let schema = number(connection, "schema_version").map_err(foreign)?;
    let application = number(connection, "application_id").map_err(foreign)?;
    let found = number(connection, "user_version").map_err(foreign)?;
    drop(moment);
    let known = MIGRATIONS.len().cast_signed() as i64;
    if application != APPLICATION_ID {
        let is_empty = (schema, application, found) == (0, 0, 0);
        return if is_empty { Ok(0) } else { Err(CatalogError::Foreign(path.to_owned())) };
    }
    if found > known {
        return Err(CatalogError::Newer { path: path.display().to_string(), found, known });
    }
    Ok(found)
}

fn prepare_to_write(connection: &Connection, path: &Path, creates: bool, wait: Duration) -> Result<(), CatalogError> {
    if recognise(connection, path)? == 0 && !creates {
        return Err(CatalogError::Absent(path.to_owned()));
    }
    // Two processes that make the same catalogue meet here; SQLite does not wait for this one by itself.
    let deadline = Instant::now() + wait;
    while let Err(error) = pragma(connection, "journal_mode", "WAL") {
        if !matches!(error, CatalogError::Busy) || Instant::now() >= deadline {
            return Err(error);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    pragma(connection, "synchronous", "FULL")?;
    pragma(connection, "wal_autocheckpoint", "16384")?; // pages: 64 MiB, so that a batch is not written twice.
    pragma(connection, "journal_size_limit", "67108864")?;
    tune(connection)?;
    migrate(connection, path)
}

fn migrate(connection: &Connection, path: &Path) -> Result<(), CatalogError> {
    let found = recognise(connection, path)?;
    if found == MIGRATIONS.len().cast_signed() as i64 {
        return Ok(());
    }
    if found > 0 && usize::try_from(found).is_ok_and(|found| found < REWRITTEN_SINCE) {
        keep_a_copy(connection, path, found)?;
    }
    let transaction =
        rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(failed)?;
    let found = usize::try_from(recognise(connection, path)?).unwrap_or_default();
    for (at, migration) in MIGRATIONS.iter().enumerate().skip(found) {
        transaction.execute_batch(migration).map_err(failed)?;
        pragma(&transaction, "user_version", &(at + 1).to_string())?;
    }
    if found < KEYS_SINCE {
        index::rebuild(&transaction)?;
    }
    if found < SEALS_SINCE {
        seal::seal_all(&transaction)?;
    }
    pragma(&transaction, "application_id", &APPLICATION_ID.to_string())?;
    transaction.commit().map_err(failed)
}

/// Copies a catalogue as it is, under its name with its format behind it, unless somebody has done so.
fn keep_a_copy(connection: &Connection, path: &Path, format: i64) -> Result<(), CatalogError> {
    let kept = beside(path, &format!(".format-{format}"));
    if fs::symlink_metadata(&kept).is_ok() {
        return Ok(());
    }
    let part = beside(path, &format!(".format-{format}.{}.part", std::process::id()));
    let copied = vacuum_into(connection, &part).map_err(failed).and_then(|()| {
        let settled = fs::File::open(&part).and_then(|file| file.sync_all()).and_then(|()| fs::rename(&part, &kept));
        settled.map_err(|error| CatalogError::Io(format!("{}: {error}", kept.display())))
    });
    if copied.is_err() {
        let _ = fs::remove_file(&part);
    }
    copied
}

/// The file that SQLite keeps beside a catalogue's.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

/// A file's name as SQLite's URI for a file that nobody changes; every byte that could mean something is escaped.
fn immutable(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = b"file:".to_vec();
    for byte in absolute.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(byte) {
            uri.push(*byte);
        } else {
            uri.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    uri.extend_from_slice(b"?immutable=1");
    PathBuf::from(OsString::from_vec(uri))
}

/// What a failure of the storage means to a caller.
#[allow(clippy::needless_pass_by_value)]
pub(super) fn failed(error: rusqlite::Error) -> CatalogError {
    let rusqlite::Error::SqliteFailure(failure, message) = &error else {
        return CatalogError::Internal(error.to_string());
    };
    let said = || message.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => CatalogError::Busy,
        ErrorCode::DiskFull => CatalogError::Full,
        // SQLite's index of the write-ahead log could not be made as large as it must be: a full disk says so first here.
        ErrorCode::SystemIoFailure if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => {
            CatalogError::Full
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => CatalogError::Damaged(said()),
        ErrorCode::CannotOpen
        | ErrorCode::SystemIoFailure
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::FileLockingProtocolFailed => CatalogError::Io(said()),
        _ => CatalogError::Internal(said()),
    }
}
