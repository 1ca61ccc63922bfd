//! Tables of NDJSON: a record a line, each with keys of its own.
use super::cell::json_cell;
use super::column::{Column, check, column_of, note_kept};
use super::ration::Rationed;
use super::{LONGEST_ROW, Rows, RowsError};
use crate::librarian::editing::{Names, Row, Stray};
use crate::output::record::paths_of;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};

pub(super) fn read(from: Rationed<impl Read>) -> Result<Rows, RowsError> {
    let ration = from.ration();
    let mut from = BufReader::new(from);
    let mut rows = Rows { rows: Vec::new(), strays: Vec::new(), kept: Vec::new(), read: json_cell };
    let (mut line, mut number, mut known) = (Vec::new(), 0, HashMap::new());
    loop {
        line.clear();
        ration.renew(LONGEST_ROW);
        if from.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let record: Map<String, Json> = match serde_json::from_slice(&line) {
            Ok(record) => record,
            Err(error) => {
                rows.strays.push(Stray { number, path: None, message: format!("this is not JSON: {error}") });
                continue;
            }
        };
        match schema_of(&record) {
            Some("damson/summary/1") => continue,
            None | Some("damson/asset/1") => {}
            Some(schema) => {
                let message = format!("a record of {schema} does not say what an asset's fields are");
                rows.strays.push(Stray { number, path: None, message });
                continue;
            }
        }
        let row = row_of(record, number, &mut known, &mut rows)?;
        rows.rows.extend(row);
    }
    let columns: Vec<Column> = known.into_values().filter(|column| !matches!(column, Column::Field(_))).collect();
    if rows.rows.iter().all(|row| row.cells.is_empty()) && !rows.rows.is_empty() {
        check(&columns)?;
    }
    Ok(rows)
}

fn schema_of(record: &Map<String, Json>) -> Option<&str> {
    record.get("schema").and_then(Json::as_str)
}

/// The row; none, and a stray, where its names are none.
fn row_of(
    record: Map<String, Json>,
    number: u64,
    known: &mut HashMap<String, Column>,
    rows: &mut Rows,
) -> Result<Option<Row>, RowsError> {
    let mut row = Row { number, names: Names::default(), cells: Vec::new() };
    let mut wrong = None;
    for (key, value) in record {
        let column = match known.get(&key) {
            Some(column) => *column,
            None => {
                let column = column_of(&key)?;
                note_kept(column, &mut rows.kept);
                *known.entry(key).or_insert(column)
            }
        };
        let text = value.as_str().unwrap_or_default();
        match column {
            Column::Id => match text.parse() {
                Ok(id) => row.names.id = Some(id),
                Err(()) => wrong = Some(format!("`{value}` is no id")),
            },
            Column::Digest => match text.parse() {
                Ok(digest) => row.names.digest = Some(digest),
                Err(()) => wrong = Some(format!("`{value}` is no digest")),
            },
            Column::Path => row.names.paths = paths_of(&value),
            Column::Field(field) if row.cells.iter().any(|(other, _)| *other == field) => {
                wrong = Some(format!("it says twice what `{}` is", field.word()));
            }
            Column::Field(field) => row.cells.push((field, value.to_string())),
            Column::Kept(_) | Column::Beside => {}
        }
    }
    let Some(message) = wrong else { return Ok(Some(row)) };
    rows.strays.push(Stray { number, path: row.names.paths.first().cloned(), message });
    Ok(None)
}
