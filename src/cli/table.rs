//! `--from`: a table of CSV or NDJSON, from a file or from standard input.
use super::exit::Failure;
use super::session::Session;
use crate::asset::{Field, FilePath};
use crate::catalog::Catalog;
use crate::librarian::editing::{self, CellReader, Row, Stray, Table};
use crate::output::{RowsError, read_rows};
use std::fs::File;
use std::io;
use std::path::Path;

/// A table that is understood, and of which nobody knows yet whom it is about.
pub struct Read {
    rows: Vec<Row>,
    strays: Vec<Stray>,
    cells: CellReader,
}

/// Reads a table; fields in it that nobody edits are told.
///
/// # Errors
/// A file that cannot be read, and a table that cannot be understood.
pub fn read(file: &Path, empty_clears: bool, session: &Session) -> Result<Read, Failure> {
    let is_input = file == Path::new("-");
    let name = if is_input { "standard input".to_owned() } else { file.display().to_string() };
    let unreadable = |error: io::Error| Failure::Io { what: format!("cannot read {name}"), error };
    let rows = if is_input {
        read_rows(io::stdin().lock(), empty_clears)
    } else {
        read_rows(File::open(file).map_err(unreadable)?, empty_clears)
    };
    let mut rows = rows.map_err(|error| match error {
        RowsError::Column(error) => Failure::Query(error),
        RowsError::Shape { message, hint } => Failure::usage(format!("{name}: {message}"), hint),
        RowsError::Io(error) => unreadable(error),
    })?;
    tell_kept(&rows.kept, session);
    let absolute = |path: &mut FilePath| *path = session.absolute(&path.to_path());
    rows.rows.iter_mut().flat_map(|row| &mut row.names.paths).for_each(absolute);
    rows.strays.iter_mut().filter_map(|stray| stray.path.as_mut()).for_each(absolute);
    Ok(Read { rows: rows.rows, strays: rows.strays, cells: rows.read })
}

/// Says which columns change nothing.
fn tell_kept(kept: &[Field], session: &Session) {
    if kept.is_empty() {
        return;
    }
    let words: Vec<&str> = kept.iter().map(|field| field.word()).collect();
    session.messages().notice(&format!("measured, or kept by the catalogue, and not changed: {}", words.join(", ")));
}

/// Asks the catalogue whom the rows name: the table, and the rows that name nobody, in order.
///
/// # Errors
/// The catalogue's.
pub fn gather(read: Read, catalog: &dyn Catalog) -> Result<(Table, Vec<Stray>), Failure> {
    let mut strays = read.strays;
    let table = editing::gather(catalog, read.rows, read.cells, &mut strays)?;
    strays.sort_by_key(|stray| stray.number);
    Ok((table, strays))
}
