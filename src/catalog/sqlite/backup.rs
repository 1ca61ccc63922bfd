//! The catalogue's file copied whole while others work with it, a copy proved, a copy taken back in, and what is derived
//! made anew. Names of files and what becomes of them are somebody else's.
use super::read::Reader;
use super::schema::{failed, look};
use super::sql::Sql;
use super::{SqliteCatalog, check, each_row, index};
use crate::asset::Reading;
use crate::catalog::{CatalogError, Summary, clues};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, TransactionBehavior, params};
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it is looked whether somebody wants the copying to stop.
const LOOK: Duration = Duration::from_millis(50);

impl SqliteCatalog {
    /// Writes all that the catalogue holds at one moment into a new file, without the room that what is gone took. Others
    /// may read and write meanwhile. The file is not synced.
    ///
    /// # Errors
    /// `Full`, `Io`; `Damaged` where the catalogue cannot be read to its end. `Ok(false)` where it was stopped.
    pub fn copy_to(&self, file: &Path, stop: &AtomicBool) -> Result<bool, CatalogError> {
        written_into(&self.connection, file, stop)
    }

    /// Takes in all that a copy holds, in the place of all that is here, in one transaction: others see all of it or none.
    /// The catalogue must be opened anew after it, for the copy may be of an older format.
    ///
    /// # Errors
    /// `Foreign`, `Newer`, `Damaged` for the copy; `Busy`, `Full`.
    pub fn replace_with(&mut self, copy: &Path) -> Result<(), CatalogError> {
        let (source, _) = look(copy)?;
        let backup = Backup::new(&source, &mut self.connection).map_err(failed)?;
        match backup.step(-1).map_err(failed)? {
            StepResult::Done => Ok(()),
            StepResult::Busy | StepResult::Locked => Err(CatalogError::Busy),
            StepResult::More | _ => Err(CatalogError::Internal("the copy was not taken in to its end".to_owned())),
        }
    }

    /// Makes what is derived anew: the index by which questions are answered, and the ids that tie files together. What
    /// they are derived from is not touched.
    ///
    /// # Errors
    /// `Busy`, `Full`; `Damaged` where what they are derived from cannot be read.
    pub fn derive_anew(&mut self) -> Result<(), CatalogError> {
        let moment = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        moment.execute_batch("REINDEX; DELETE FROM clue").map_err(failed)?;
        index::rebuild(&moment)?;
        clues_anew(&moment)?;
        moment.commit().map_err(failed)
    }
}

/// The numbers of a copy of this damson's own format.
///
/// # Errors
/// As `prove`.
pub fn summary_of(file: &Path) -> Result<Summary, CatalogError> {
    let (connection, _) = look(file)?;
    let catalogue_bytes = file.metadata().map_or(0, |file| file.len());
    Ok(Summary { catalogue_bytes, ..check::summary(&Reader::new(&connection)?)? })
}

/// Writes all that a copy of a catalogue holds into a new file, as `SqliteCatalog::copy_to` does; its format stays what it is.
///
/// # Errors
/// As `prove`, and as `SqliteCatalog::copy_to`.
pub fn copy_again(copy: &Path, file: &Path, stop: &AtomicBool) -> Result<bool, CatalogError> {
    written_into(&look(copy)?.0, file, stop)
}

fn written_into(connection: &Connection, file: &Path, stop: &AtomicBool) -> Result<bool, CatalogError> {
    let handle = connection.get_interrupt_handle();
    let is_done = AtomicBool::new(false);
    let copied = std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                if stop.load(Ordering::Relaxed) {
                    handle.interrupt();
                }
                std::thread::park_timeout(LOOK);
            }
        });
        let copied = vacuum_into(connection, file);
        is_done.store(true, Ordering::Relaxed);
        watch.thread().unpark();
        copied
    });
    match copied {
        Ok(()) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

/// Writes all that a catalogue holds into a new file. A connection that may only ask may not make a file either, unless it is told.
pub(super) fn vacuum_into(connection: &Connection, file: &Path) -> rusqlite::Result<()> {
    let is_only_asking: bool = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    // A path is bytes, and SQLite gives them to the system as they are.
    let name = ToSqlOutput::Borrowed(ValueRef::Text(file.as_os_str().as_bytes()));
    let copied = connection.execute("VACUUM INTO ?", [name]);
    connection.pragma_update(None, "query_only", is_only_asking)?;
    copied.map(|_| ())
}

fn clues_anew(connection: &Connection) -> Result<(), CatalogError> {
    let reader = Reader::new(connection)?;
    let mut statement = connection.prepare("INSERT INTO clue (asset, kind, id) VALUES (?, ?, ?)").map_err(failed)?;
    let _ = each_row(connection, &Sql::new("SELECT number, version FROM asset ORDER BY number"), &mut |row| {
        let (number, version): (i64, u32) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
        let reading: Reading = reader.reading(number, version)?;
        for clue in clues(&reading) {
            statement.execute(params![number, clue.kind.word(), clue.id]).map_err(failed)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

/// Looks whether a file is a whole catalogue that this damson understands, and gives what is wrong with its structure, in
/// sentences. Nothing is written; what its rows mean is not looked at.
///
/// # Errors
/// `Absent`, `Foreign`, `Newer`, `Damaged`, `Io`.
pub fn prove(file: &Path) -> Result<Vec<String>, CatalogError> {
    let (connection, _) = look(file)?;
    let mut wrong = Vec::new();
    for pragma in ["PRAGMA integrity_check", "PRAGMA foreign_key_check"] {
        let _ = each_row(&connection, &Sql::new(pragma), &mut |row| {
            let said: String = row.get(0).map_err(failed)?;
            wrong.extend((said != "ok").then_some(said));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(wrong)
}
