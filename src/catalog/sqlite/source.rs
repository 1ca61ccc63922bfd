//! Statements as versions keep them: each names its source (origin, name, field and language) by a number, for a
//! thousand pictures of one camera say the same things by the same names.
use super::body::{self, Stored};
use super::schema::failed;
use crate::asset::{Description, Field, Origin, Reading, Statement, Value};
use crate::catalog::CatalogError;
use rusqlite::{Connection, OptionalExtension};
use serde::de::{self, Error as _, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;

/// The most sources that are remembered at once: a hostile file may invent as many as it likes.
const REMEMBERED: usize = 4096;

/// The rows of sources, as far as one transaction has met them: by name, and of that name by all the rest.
#[derive(Default)]
pub(super) struct Sources {
    rows: HashMap<String, Vec<(Rest, i64)>>,
}

/// What tells sources of one name apart.
type Rest = (Origin, Option<Field>, Option<String>);

impl Sources {
    /// The statements of a reading as a version keeps them: `[source, [source, value, ...], ...]`. One that says what the
    /// description says of its field is its source alone: most do.
    pub fn encode(&mut self, connection: &Connection, reading: &Reading) -> Result<String, CatalogError> {
        let mut numbered = Vec::with_capacity(reading.statements.len());
        for statement in &reading.statements {
            let described = statement.field.map_or(&[] as &[Value], |field| reading.description.get(field));
            let is_effective = !described.is_empty() && described == statement.values;
            let source = self.row(connection, statement)?;
            numbered.push(Numbered(source, if is_effective { None } else { Some(&statement.values) }));
        }
        body::encode(&numbered)
    }

    fn row(&mut self, connection: &Connection, statement: &Statement) -> Result<i64, CatalogError> {
        let Statement { origin, name, field, language, .. } = statement;
        let is_it = |(rest, _): &&(Rest, i64)| (&rest.0, &rest.1, &rest.2) == (origin, field, language);
        if let Some((_, row)) = self.rows.get(name).and_then(|same_name| same_name.iter().find(is_it)) {
            return Ok(*row);
        }
        let row = find_or_make(connection, statement)?;
        if self.rows.len() >= REMEMBERED {
            self.rows.clear();
        }
        self.rows.entry(name.clone()).or_default().push(((*origin, *field, language.clone()), row));
        Ok(row)
    }
}

fn find_or_make(connection: &Connection, statement: &Statement) -> Result<i64, CatalogError> {
    let Statement { origin, name, field, language, .. } = statement;
    let language = language.as_ref().map_or_else(String::new, |tag| format!("={tag}"));
    let key = [origin.word(), name, field.map_or("", Field::word), &language];
    let find = "SELECT id FROM source WHERE origin = ? AND name = ? AND field = ? AND language = ?";
    let make = "INSERT INTO source (origin, name, field, language) VALUES (?, ?, ?, ?)";
    let found = connection
        .prepare_cached(find)
        .and_then(|mut statement| statement.query_row(key, |row| row.get(0)).optional())
        .map_err(failed)?;
    match found {
        Some(row) => Ok(row),
        None => connection.prepare_cached(make).and_then(|mut statement| statement.insert(key)).map_err(failed),
    }
}

/// A source's row, and what it says; `None`: what the description says of its field.
struct Numbered<'a>(i64, Option<&'a [Value]>);

impl Serialize for Numbered<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(values) = self.1 else { return to.serialize_i64(self.0) };
        let mut list = to.serialize_seq(Some(values.len() + 1))?;
        list.serialize_element(&self.0)?;
        values.iter().try_for_each(|value| list.serialize_element(&Stored(value)))?;
        list.end()
    }
}

/// The same, read.
struct Read(Value, Option<Vec<Value>>);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ReadVisitor)
    }
}

struct ReadVisitor;

impl<'de> Visitor<'de> for ReadVisitor {
    type Value = Read;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a source, or a list of a source and values")
    }

    fn visit_u64<E: de::Error>(self, source: u64) -> Result<Read, E> {
        i64::try_from(source).map(|source| Read(Value::Integer(source), None)).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Read, A::Error> {
        let Some(Stored(source)) = list.next_element()? else { return Err(A::Error::custom("a statement is empty")) };
        let mut values = Vec::new();
        while let Some(Stored(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Read(source, Some(values)))
    }
}

/// Statements from what a version keeps, beside the version's description.
pub(super) fn decode(
    connection: &Connection,
    json: &str,
    description: &Description,
) -> Result<Vec<Statement>, CatalogError> {
    let mut statement =
        connection.prepare_cached("SELECT origin, name, field, language FROM source WHERE id = ?").map_err(failed)?;
    let mut statements = Vec::new();
    for Read(source, values) in body::decode::<Vec<Read>>(json)? {
        let Value::Integer(source) = source else {
            return Err(CatalogError::Damaged("a statement has no source".to_owned()));
        };
        let read = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
        let source: Option<[String; 4]> = statement.query_row([source], read).optional().map_err(failed)?;
        let [origin, name, field, language] =
            source.ok_or_else(|| CatalogError::Damaged("a statement's source is not there".to_owned()))?;
        let origin = Origin::named(&origin)
            .ok_or_else(|| CatalogError::Damaged(format!("`{origin}` is stored as an origin")))?;
        let language = language.strip_prefix('=').map(str::to_owned);
        let field = Field::named(&field);
        let effective = || field.map_or_else(Vec::new, |field| description.get(field).to_vec());
        statements.push(Statement { origin, name, field, language, values: values.unwrap_or_else(effective) });
    }
    Ok(statements)
}
