//! Tables read back: CSV and NDJSON as damson prints them, or as people type them, to rows of cells that tagging takes. It
//! knows what columns and cells are called and how they are written, and nothing of the assets behind them.
mod cell;
mod column;
mod csv;
mod ndjson;
mod ration;

pub(super) use cell::values as json_values;

use crate::asset::Field;
use crate::librarian::editing::{CellReader, Row, Stray};
use crate::query::QueryError;
use ration::Rationed;
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// The longest row, in bytes: a record with everything is far shorter.
const LONGEST_ROW: u64 = 16 * 1024 * 1024;
/// The longest table, in bytes: all of it is held until all of it is understood.
const LONGEST_TABLE: u64 = 512 * 1024 * 1024;

/// A table as it was read.
pub struct Rows {
    /// The rows that are understood; paths in them are as they were written, and may be relative.
    pub rows: Vec<Row>,
    /// The others.
    pub strays: Vec<Stray>,
    /// Fields of the table that nobody edits, each once: what the file is measured by, what the catalogue keeps.
    pub kept: Vec<Field>,
    /// How its cells are understood.
    pub read: CellReader,
}

/// Why a table cannot be understood at all.
#[derive(Debug, thiserror::Error)]
pub enum RowsError {
    /// A column or key that is none.
    #[error("{0}")]
    Column(#[from] QueryError),
    /// It is no table.
    #[error("{message}")]
    Shape {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: &'static str,
    },
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl RowsError {
    fn shape(message: impl Into<String>, hint: &'static str) -> RowsError {
        RowsError::Shape { message: message.into(), hint }
    }
}

/// Reads a table: NDJSON where it begins with `{`, else CSV with a heading. Empty cells of CSV say nothing, unless
/// `empty_clears`.
///
/// # Errors
/// A table without columns that name assets or without any to change, an unknown column (with the nearest words), text that
/// is not UTF-8, more than 512 MiB or a row of more than 16 MiB, and what reading says. Nothing is returned then.
pub fn read_rows(from: impl Read, empty_clears: bool) -> Result<Rows, RowsError> {
    let mut from = BufReader::new(from.take(LONGEST_TABLE + 1));
    let first = beginning(&mut from)?;
    let from = Rationed::new(Cursor::new(first.clone()).chain(from), LONGEST_ROW, LONGEST_TABLE);
    match first.as_slice() {
        [] => Err(RowsError::shape("the table is empty", HEADING)),
        [b'{', ..] => ndjson::read(from),
        [b'[', ..] => {
            Err(RowsError::shape("a JSON array is no table", "one record a line: `--format ndjson` prints them"))
        }
        [0xff | 0xfe, ..] => Err(RowsError::shape("the table is not UTF-8", csv::ENCODING)),
        [_, ..] => csv::read(from, empty_clears),
    }
}

/// What a table needs.
const HEADING: &str = "its heading names columns: `id`, `path` or `digest`, and fields (`damson fields` lists them)";

/// The first byte that is no white space, behind the mark that spreadsheets put before UTF-8; none at the end.
fn beginning(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = from.bytes();
    let mut mark = b"\xef\xbb\xbf".as_slice();
    loop {
        match bytes.next().transpose()? {
            Some(byte) if mark.first() == Some(&byte) => mark = &mark[1..],
            Some(byte) if byte.is_ascii_whitespace() => {}
            Some(byte) => return Ok(vec![byte]),
            None => return Ok(Vec::new()),
        }
    }
}
