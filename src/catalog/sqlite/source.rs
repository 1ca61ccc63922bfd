//! Statements as versions keep them: each names its source (origin, name, field and language) by a number, for a
//! thousand pictures of one camera say the same things by the same names.
use super::body::{self, Stored};
use super::schema::failed;
use crate::asset::{Field, Origin, Statement, Value};
use crate::catalog::CatalogError;
use rusqlite::{Connection, OptionalExtension};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::collections::HashMap;

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
    /// Statements as a version keeps them: `[[source, value, ...], ...]`.
    pub fn encode(&mut self, connection: &Connection, statements: &[Statement]) -> Result<String, CatalogError> {
        let mut numbered = Vec::with_capacity(statements.len());
        for statement in statements {
            numbered.push(Numbered(self.row(connection, statement)?, &statement.values));
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

/// A source's row, and what it says.
struct Numbered<'a>(i64, &'a [Value]);

impl Serialize for Numbered<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.1.len() + 1))?;
        list.serialize_element(&self.0)?;
        self.1.iter().try_for_each(|value| list.serialize_element(&Stored(value)))?;
        list.end()
    }
}

/// Statements from what a version keeps.
pub(super) fn decode(connection: &Connection, json: &str) -> Result<Vec<Statement>, CatalogError> {
    let mut statement =
        connection.prepare_cached("SELECT origin, name, field, language FROM source WHERE id = ?").map_err(failed)?;
    let mut statements = Vec::new();
    for numbered in body::decode::<Vec<Vec<Stored<Value>>>>(json)? {
        let mut values = numbered.into_iter().map(|Stored(value)| value);
        let Some(Value::Integer(source)) = values.next() else {
            return Err(CatalogError::Damaged("a statement has no source".to_owned()));
        };
        let read = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
        let source: Option<[String; 4]> = statement.query_row([source], read).optional().map_err(failed)?;
        let [origin, name, field, language] =
            source.ok_or_else(|| CatalogError::Damaged("a statement's source is not there".to_owned()))?;
        let origin = Origin::named(&origin)
            .ok_or_else(|| CatalogError::Damaged(format!("`{origin}` is stored as an origin")))?;
        let language = language.strip_prefix('=').map(str::to_owned);
        statements.push(Statement { origin, name, field: Field::named(&field), language, values: values.collect() });
    }
    Ok(statements)
}
