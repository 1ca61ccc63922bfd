//! What is derived from an asset so that questions are answered by look-ups: its terms and its words. Made from the
//! asset alone, so that it can be compared, rewritten and checked; nothing is known here that `record` does not say.
use super::column::{BETWEEN_NAMES, BETWEEN_VALUES, OWN_TERMS, STATES, WORDS, kind_word};
use crate::asset::fold::words;
use crate::asset::{Asset, Field, Group, Value};
use crate::catalog::meaning::{Key, Leaf, each_leaf, is_in_state};
use crate::query::State;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Result, Statement, params};
use std::collections::HashMap;

/// A row of `term`, with its property spelled out. The order is that of the table, as far as an asset knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Term {
    /// The property: field word, member names, kind.
    pub property: (&'static str, String, &'static str),
    /// The key.
    pub value: Key,
    /// Whether the asset is sorted by it.
    pub is_first: bool,
}

/// All that is derived from one asset.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Image {
    /// In order, none twice.
    pub terms: Vec<Term>,
    /// The text of each column of `words` that has any: its place in `WORDS`, and the words.
    pub words: Vec<(usize, String)>,
}

impl ToSql for Key {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Key::Number(number) => ValueRef::Real(*number),
            Key::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl Image {
    /// What is derived from an asset.
    pub fn of(asset: &Asset) -> Image {
        let mut terms = Vec::with_capacity(48);
        for (field, values) in asset.description.iter() {
            if field.definition().group != Group::Catalogue {
                add_terms(*field, values, &mut terms);
            }
        }
        for field in OWN_TERMS {
            add_terms(field, &asset.values(field), &mut terms);
        }
        for state in State::ALL.into_iter().filter(|state| is_in_state(*state, asset)) {
            let value = Key::Text(state.word().to_owned());
            terms.push(Term { property: (STATES, String::new(), "text"), value, is_first: false });
        }
        terms.sort_unstable_by(|a, b| (&a.property, &a.value, !a.is_first).cmp(&(&b.property, &b.value, !b.is_first)));
        terms.dedup_by(|later, kept| later.property == kept.property && later.value == kept.value);
        let words = WORDS.iter().enumerate().filter_map(|(at, field)| Some((at, words_of(*field, asset)?))).collect();
        Image { terms, words }
    }
}

fn add_terms(field: Field, values: &[Value], terms: &mut Vec<Term>) {
    let mut is_first = true;
    each_leaf(values, &mut |names, leaf| {
        let value = leaf.key(field);
        let is_cut = matches!(&value, Key::Text(text) if text.contains('\u{1}'));
        let path = if names.is_empty() { String::new() } else { names.join(BETWEEN_NAMES).to_ascii_lowercase() };
        terms.push(Term { property: (field.word(), path, kind_word(leaf.kind(), is_cut)), value, is_first });
        is_first = false;
    });
}

fn words_of(field: Field, asset: &Asset) -> Option<String> {
    let own;
    let values = if field == Field::Filename {
        own = asset.values(field);
        &own
    } else {
        asset.description.get(field)
    };
    let mut all = String::new();
    each_leaf(values, &mut |_, leaf| {
        if let Leaf::Text(text) = leaf {
            if !all.is_empty() {
                all.push_str(BETWEEN_VALUES);
            }
            all.push_str(&words(text).join(" "));
        }
    });
    (!all.is_empty()).then_some(all)
}

/// Writes what is derived, a batch at a time and in the order of the tables.
#[derive(Default)]
pub(super) struct Indexer {
    properties: HashMap<(&'static str, String, &'static str), i64>,
}

/// An asset whose image changes: its number, what was derived before, and what is now.
pub(super) type Difference = (i64, Option<Image>, Option<Image>);

impl Indexer {
    /// Writes the differences of a batch, which come by number.
    pub fn write(&mut self, connection: &Connection, batch: Vec<Difference>) -> Result<()> {
        write_words(connection, &batch)?;
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for (number, before, after) in batch {
            let terms = |image: Option<Image>| image.map_or_else(Vec::new, |image| image.terms);
            let (before, after) = (terms(before), terms(after));
            for term in before.iter().filter(|term| after.binary_search(term).is_err()) {
                gone.push((self.property(connection, &term.property)?, term.value.clone(), number));
            }
            for term in after.into_iter().filter(|term| before.binary_search(term).is_err()) {
                come.push((self.property(connection, &term.property)?, term.value, number, term.is_first));
            }
        }
        gone.sort_unstable();
        let mut delete =
            connection.prepare_cached("DELETE FROM term WHERE property = ? AND value = ? AND asset = ?")?;
        for (property, value, number) in gone {
            delete.execute(params![property, value, number])?;
        }
        come.sort_unstable();
        insert_terms(connection, &come)
    }

    fn property(&mut self, connection: &Connection, property: &(&'static str, String, &'static str)) -> Result<i64> {
        if let Some(id) = self.properties.get(property) {
            return Ok(*id);
        }
        let (field, path, kind) = property;
        let found = connection
            .prepare_cached("SELECT id FROM property WHERE field = ? AND path = ? AND kind = ?")?
            .query_row(params![field, path, kind], |row| row.get(0))
            .optional()?;
        let id = match found {
            Some(id) => id,
            None => connection
                .prepare_cached("INSERT INTO property (field, path, kind) VALUES (?, ?, ?)")?
                .insert(params![field, path, kind])?,
        };
        self.properties.insert(property.clone(), id);
        Ok(id)
    }
}

/// How many rows one statement inserts: most of the cost of a small row is that of its statement.
const ROWS: usize = 16;

fn insert_terms(connection: &Connection, terms: &[(i64, Key, i64, bool)]) -> Result<()> {
    let insert = |rows: usize| {
        let sql = format!(
            "INSERT INTO term (property, value, asset, is_first) VALUES {}",
            ["(?, ?, ?, ?)"; ROWS][..rows].join(", ")
        );
        connection.prepare_cached(&sql)
    };
    let chunks = terms.chunks_exact(ROWS);
    let rest = chunks.remainder();
    let mut many = insert(ROWS)?;
    for chunk in chunks {
        insert_rows(&mut many, chunk)?;
    }
    if rest.is_empty() {
        return Ok(());
    }
    let mut few = insert(rest.len())?;
    insert_rows(&mut few, rest)
}

fn insert_rows(statement: &mut Statement<'_>, rows: &[(i64, Key, i64, bool)]) -> Result<()> {
    for (at, (property, value, number, is_first)) in rows.iter().enumerate() {
        let first = at * 4 + 1;
        statement.raw_bind_parameter(first, property)?;
        statement.raw_bind_parameter(first + 1, value)?;
        statement.raw_bind_parameter(first + 2, number)?;
        statement.raw_bind_parameter(first + 3, is_first)?;
    }
    statement.raw_execute().map(|_| ())
}

fn write_words(connection: &Connection, batch: &[Difference]) -> Result<()> {
    let mut delete = connection.prepare_cached("DELETE FROM words WHERE rowid = ?")?;
    let columns = WORDS.map(Field::word).join(", ");
    let places = ["?"; WORDS.len()].join(", ");
    let mut insert =
        connection.prepare_cached(&format!("INSERT INTO words (rowid, {columns}) VALUES (?, {places})"))?;
    for (number, before, after) in batch {
        let (before, after) = (before.as_ref().map(|image| &image.words), after.as_ref().map(|image| &image.words));
        if before == after {
            continue;
        }
        if before.is_some() {
            delete.execute([number])?;
        }
        if let Some(words) = after {
            insert.raw_bind_parameter(1, number)?;
            for at in 0..WORDS.len() {
                insert.raw_bind_parameter(at + 2, None::<&str>)?;
            }
            for (at, text) in words {
                insert.raw_bind_parameter(at + 2, text)?;
            }
            insert.raw_execute()?;
        }
    }
    Ok(())
}
