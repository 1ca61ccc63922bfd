//! Plans read back: one record a line, as they were printed, perhaps thinned out by other programs.
use super::record::paths_of;
use super::rows::json_values;
use crate::asset::Field;
use crate::catalog::{Disposal, Writing};
use crate::librarian::FieldChange;
use crate::librarian::duplicates::{Kind, Party, Resolution, Seen};
use crate::librarian::plan::{Line, Row};
use serde_json::{Map, Value as Json};
use std::io::{BufRead, Read};

/// The longest line: a row with everything is far shorter.
const LONGEST_LINE: u64 = 16 << 20;

/// Why a plan cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// What reading said.
    #[error("cannot read the plan: {0}")]
    Io(#[from] std::io::Error),
    /// A line that cannot be understood.
    #[error("line {line} of the plan: {message}")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        message: String,
    },
}

/// The lines of a plan.
pub struct Lines;

impl Lines {
    /// Reads them all. A plan is done as it was written or not at all, so one line that cannot be understood refuses it.
    ///
    /// # Errors
    /// `Io`, and the first line that cannot be understood.
    pub fn read(mut from: &mut dyn BufRead) -> Result<Vec<Line>, PlanError> {
        let (mut lines, mut text, mut number) = (Vec::new(), Vec::new(), 0);
        loop {
            text.clear();
            number += 1;
            if (&mut from).take(LONGEST_LINE).read_until(b'\n', &mut text)? == 0 {
                return Ok(lines);
            }
            if !text.trim_ascii().is_empty() {
                let read = line(&text).map_err(|message| PlanError::Line { line: number, message })?;
                lines.push(read);
            }
        }
    }
}

fn line(text: &[u8]) -> Result<Line, String> {
    let record: Map<String, Json> =
        serde_json::from_slice(text).map_err(|error| format!("this is not JSON: {error}"))?;
    let word = |key: &str| record.get(key).and_then(Json::as_str);
    if word("schema") != Some("damson/plan/1") {
        return Err("it is no line of a plan: `schema` is not damson/plan/1".to_owned());
    }
    let verb = word("verb").unwrap_or_default();
    if verb == "undo" {
        let operation = record.get("operation").and_then(Json::as_u64).ok_or("it names no operation")?;
        return Ok(Line::Undo(operation));
    }
    if verb == "duplicates" {
        return resolution(&record).map(|row| Line::Resolve(Box::new(row)));
    }
    let id = word("id").and_then(|id| id.parse().ok()).ok_or("it names no asset")?;
    let digest = word("digest").map(|digest| digest.parse().map_err(|()| "its digest is none")).transpose()?;
    let writing = word("write").map(|way| Writing::named(way).ok_or("`write` is no way of writing")).transpose()?;
    let fields = record.get("fields").and_then(Json::as_array).ok_or("it has no fields")?;
    let fields = fields.iter().map(change).collect::<Result<_, _>>()?;
    Ok(Line::Row(Row { id, digest, fields, writing, only_writes: verb == "write" }))
}

fn resolution(record: &Map<String, Json>) -> Result<Resolution, String> {
    let word = |key: &str| record.get(key).and_then(Json::as_str).unwrap_or_default();
    let kind =
        Kind::ALL.into_iter().find(|kind| kind.word() == word("kind")).ok_or("`kind` is no kind of duplicates")?;
    let way = Disposal::named(word("action")).ok_or("`action` is not trash, link or reflink")?;
    let survivor = record.get("survivor").and_then(Json::as_object).ok_or("it names no survivor")?;
    Ok(Resolution { kind, way, victim: party(record)?, survivor: party(survivor)? })
}

fn party(record: &Map<String, Json>) -> Result<Party, String> {
    let word = |key: &str| record.get(key).and_then(Json::as_str).unwrap_or_default();
    let path = record.get("path").map(paths_of).unwrap_or_default().into_iter().next().ok_or("it names no file")?;
    let modified = word("modified").split_once('.').and_then(|(seconds, rest)| {
        let nanoseconds: i64 = rest.parse().ok().filter(|_| rest.len() == 9)?;
        seconds.parse::<i64>().ok()?.checked_mul(1_000_000_000)?.checked_add(nanoseconds)
    });
    Ok(Party {
        id: word("id").parse().map_err(|()| "it names no asset")?,
        file: Seen {
            path,
            digest: word("digest").parse().map_err(|()| "its digest is none")?,
            size: record.get("size").and_then(Json::as_u64).ok_or("it has no size")?,
            modified: modified.ok_or("`modified` is no time")?,
        },
    })
}

fn change(json: &Json) -> Result<FieldChange, String> {
    let word = json.get("field").and_then(Json::as_str).unwrap_or_default();
    let field =
        Field::named(word).filter(|field| field.is_editable()).ok_or(format!("`{word}` is no field to be changed"))?;
    let side = |key: &str| match json.get(key) {
        None => Ok(Vec::new()),
        Some(json) => json_values(field, json).map_err(|message| format!("{word}: {message}")),
    };
    Ok(FieldChange { field, before: side("before")?, after: side("after")? })
}
