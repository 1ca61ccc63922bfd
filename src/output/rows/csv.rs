//! Tables of CSV: a heading, then a row an asset, with commas, semicolons or tabs between cells, as spreadsheets write them.
use super::cell::{csv_cell, undefused};
use super::column::{Column, check, column_of, note_kept};
use super::ration::Rationed;
use super::{LONGEST_ROW, Rows, RowsError};
use crate::asset::FilePath;
use crate::librarian::editing::{Names, Row, Stray};
use crate::output::record::paths_of;
use csv::{ByteRecord, ReaderBuilder, StringRecord};
use std::io::{BufRead, BufReader, Cursor, Read};

/// How a spreadsheet is asked for UTF-8.
pub(super) const ENCODING: &str = "save it as CSV in UTF-8";
/// What may stand between cells.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

pub(super) fn read(from: Rationed<impl Read>, empty_clears: bool) -> Result<Rows, RowsError> {
    let ration = from.ration();
    let mut from = BufReader::new(from);
    let mut heading = Vec::new();
    from.read_until(b'\n', &mut heading)?;
    let delimiter = delimiter_of(&heading);
    let mut table = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(Cursor::new(heading).chain(from));
    let (mut record, mut columns) = (ByteRecord::new(), Vec::new());
    let mut rows = Rows { rows: Vec::new(), strays: Vec::new(), kept: Vec::new(), read: csv_cell };
    let mut number = 0;
    while more(&mut table, &mut record)? {
        ration.renew(LONGEST_ROW);
        number += 1;
        let text = StringRecord::from_byte_record(record.clone());
        let text = text.map_err(|_| RowsError::shape(format!("row {number} is not UTF-8"), ENCODING))?;
        if number == 1 {
            columns = text.iter().map(|word| column_of(word.trim())).collect::<Result<Vec<_>, _>>()?;
            check(&columns)?;
            columns.iter().for_each(|column| note_kept(*column, &mut rows.kept));
        } else if text.iter().any(|cell| !cell.trim().is_empty()) {
            match row_of(&columns, &text, number, empty_clears) {
                Ok(row) => rows.rows.push(row),
                Err(stray) => rows.strays.push(stray),
            }
        }
    }
    Ok(rows)
}

fn more(table: &mut csv::Reader<impl Read>, record: &mut ByteRecord) -> Result<bool, RowsError> {
    table.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(error) => RowsError::Io(error),
        other => RowsError::shape(format!("the table cannot be understood: {other:?}"), ENCODING),
    })
}

/// What a heading has most of, or a comma.
fn delimiter_of(heading: &[u8]) -> u8 {
    let count = |delimiter: u8| heading.iter().filter(|byte| **byte == delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn row_of(columns: &[Column], cells: &StringRecord, number: u64, empty_clears: bool) -> Result<Row, Stray> {
    let mut row = Row { number, names: Names::default(), cells: Vec::new() };
    let stray = |names: &Names, message: String| Err(Stray { number, path: names.paths.first().cloned(), message });
    for (column, cell) in columns.iter().zip(cells) {
        let name = undefused(cell).trim();
        match column {
            Column::Field(field) if empty_clears || !cell.is_empty() => row.cells.push((*field, cell.to_owned())),
            Column::Path if !name.is_empty() => row.names.paths = paths(undefused(cell)),
            Column::Id if !name.is_empty() => match name.parse() {
                Ok(id) => row.names.id = Some(id),
                Err(()) => return stray(&row.names, format!("`{name}` is no id")),
            },
            Column::Digest if !name.is_empty() => match name.parse() {
                Ok(digest) => row.names.digest = Some(digest),
                Err(()) => return stray(&row.names, format!("`{name}` is no digest")),
            },
            Column::Field(_) | Column::Path | Column::Id | Column::Digest | Column::Kept(_) | Column::Beside => {}
        }
    }
    if cells.len() == columns.len() {
        return Ok(row);
    }
    let message = format!("it has {} cells, and the heading has {}", cells.len(), columns.len());
    stray(&row.names, message)
}

/// The paths in a cell: all of it, and where several are joined as in a cell of ours each of them.
fn paths(cell: &str) -> Vec<FilePath> {
    if cell.starts_with(['[', '{'])
        && let Ok(json) = serde_json::from_str(cell)
    {
        return paths_of(&json);
    }
    let path = |text: &str| FilePath(text.as_bytes().to_vec());
    let parts = cell.split("; ").map(path).filter(|_| cell.contains("; "));
    std::iter::once(path(cell)).chain(parts).collect()
}
