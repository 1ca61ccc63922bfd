//! The catalogue about itself: how a question would be answered, how much there is, and whether it is whole.
use super::facet::key_of;
use super::index::Image;
use super::order;
use super::read::Reader;
use super::schema::failed;
use super::{each_row, sql::Sql};
use crate::catalog::meaning::Key;
use crate::catalog::{CatalogError, Summary, clues};
use crate::query::Selection;
use rusqlite::Connection;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

/// How a selection would be answered: SQLite's own plan, indented as its steps nest.
pub(super) fn explain(connection: &Connection, selection: &Selection) -> Result<Vec<String>, CatalogError> {
    let mut lines = Vec::new();
    for (at, statement) in order::statements(connection, selection)?.into_iter().enumerate() {
        if at > 0 {
            lines.push("then, for assets without a value to sort by:".to_owned());
        }
        let mut depths: Vec<(i64, usize)> = vec![(0, 0)];
        let sql = Sql::new("EXPLAIN QUERY PLAN ").add(statement).bind(-1);
        let _ = each_row(connection, &sql, &mut |row| {
            let (id, parent): (i64, i64) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            let depth = depths.iter().rev().find(|(step, _)| *step == parent).map_or(0, |(_, depth)| *depth);
            depths.push((id, depth + 1));
            let detail: String = row.get(3).map_err(failed)?;
            lines.push(format!("{}{}", "  ".repeat(depth), for_people(&detail)));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(lines)
}

/// SQLite's terse words, spelled out: which table, by which index, and what is sorted.
fn for_people(detail: &str) -> String {
    const WORDS: [(&str, &str); 14] = [
        ("SEARCH words VIRTUAL TABLE INDEX", "look up in the full-text index words: plan"),
        ("SCAN words VIRTUAL TABLE INDEX", "look up in the full-text index words: plan"),
        ("SEARCH ", "look up in "),
        ("SCAN ", "read all of "),
        ("MATERIALIZE ", "put aside as "),
        (" USING INTEGER PRIMARY KEY", " by number"),
        (" USING PRIMARY KEY", " by its primary key"),
        (" USING AUTOMATIC COVERING INDEX", " by an index made for this question"),
        (" USING COVERING INDEX ", " by the index "),
        (" USING INDEX ", " by the index "),
        ("USE TEMP B-TREE FOR ", "sort: "),
        ("CORRELATED SCALAR SUBQUERY", "a look-up for each asset:"),
        ("LIST SUBQUERY", "the set of assets"),
        ("LEFT-JOIN", "where there is one"),
    ];
    WORDS.iter().fold(detail.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Numbers, all but the bytes of the catalogue's files.
pub(super) fn summary(connection: &Connection) -> Result<Summary, CatalogError> {
    let count = |sql: &str| -> Result<u64, CatalogError> {
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        statement.query_row([], |row| row.get(0).map(i64::cast_unsigned)).map_err(failed)
    };
    let state = |word: &str| {
        count(&format!(
            "SELECT count(*) FROM term WHERE value = '{word}' AND property IN (SELECT id FROM property WHERE field = 'is')"
        ))
    };
    let holding = |condition: &str| count(&format!("SELECT count(*) FROM holding WHERE {condition}"));
    let assets = count("SELECT count(*) FROM asset")?;
    let classes = [state("image")?, state("video")?, state("audio")?, state("document")?];
    let [images, videos, sounds, documents] = classes;
    Ok(Summary {
        assets,
        versions: count("SELECT count(*) FROM version")?,
        originals: holding("role = 0")?,
        sidecars: holding("role = 1")?,
        bytes: count("SELECT coalesce(sum(size), 0) FROM asset")?,
        by_class: [images, videos, sounds, documents, assets.saturating_sub(classes.iter().sum())],
        missing: holding("state = 1")?,
        offline: holding("state = 2")?,
        duplicates: state("duplicate")?,
        operations: count("SELECT count(*) FROM operation")?,
        unchecked: holding("role = 0 AND checked IS NULL")?,
        altered: holding("role = 0 AND checked = 'altered'")?,
        catalogue_bytes: 0,
    })
}

/// What is wrong, in sentences: the file's own structure, references between rows, and what is derived.
pub(super) fn check(reader: &Reader<'_>) -> Result<Vec<String>, CatalogError> {
    let connection = reader.connection;
    let mut wrong = Vec::new();
    let _ = each_row(connection, &Sql::new("PRAGMA integrity_check"), &mut |row| {
        let said: String = row.get(0).map_err(failed)?;
        wrong.extend((said != "ok").then_some(said));
        Ok(ControlFlow::Continue(()))
    })?;
    if !wrong.is_empty() {
        return Ok(wrong);
    }
    let _ = each_row(connection, &Sql::new("PRAGMA foreign_key_check"), &mut |row| {
        let (table, parent): (String, String) = (row.get(0).map_err(failed)?, row.get(2).map_err(failed)?);
        wrong.push(format!("a row of {table} refers to a row of {parent} that is not there"));
        Ok(ControlFlow::Continue(()))
    })?;
    check_derived(reader, &mut wrong)?;
    Ok(wrong)
}

/// Whether terms, words and clues are those that the assets' records give. The terms are added up, each as a number that says
/// all of it, in whatever order they come: two sums are compared and not millions of rows.
fn check_derived(reader: &Reader<'_>, wrong: &mut Vec<String>) -> Result<(), CatalogError> {
    let connection = reader.connection;
    let (mut expected, mut tied, mut assets) = (Sum::default(), Sum::default(), 0_i64);
    let _ = each_row(connection, &Sql::new("SELECT number FROM asset ORDER BY number"), &mut |row| {
        let number: i64 = row.get(0).map_err(failed)?;
        match reader.asset(number)? {
            Some(asset) => {
                for term in &Image::of(&asset).terms {
                    let (field, path, kind) = &term.property;
                    expected.add(&(field, path.as_str(), kind, &term.value, number, term.is_first));
                }
                let reading = reader.reading(number, asset.version.number)?;
                clues(&reading).iter().for_each(|clue| tied.add_clue(number, clue.kind.word(), &clue.id));
            }
            None => wrong.push(format!("asset number {number} has no record")),
        }
        assets += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    let found = sum_of_terms(connection)?;
    if found.count != expected.count {
        wrong.push(format!("the index has {} values where the assets have {}", found.count, expected.count));
    } else if found.sum != expected.sum {
        wrong.push("the index has values that the assets have not".to_owned());
    }
    if sum_of_clues(connection)? != tied {
        wrong.push("the index of ids that tie files together is not what the files say".to_owned());
    }
    let words: i64 =
        connection.query_row("SELECT count(*) FROM words_docsize", [], |row| row.get(0)).map_err(failed)?;
    if words != assets {
        wrong.push(format!("the index has the words of {words} assets where there are {assets}"));
    }
    Ok(())
}

#[derive(Default, PartialEq)]
struct Sum {
    count: u64,
    sum: u64,
}

impl Sum {
    fn add(&mut self, (field, path, kind, value, number, is_first): &(&str, &str, &str, &Key, i64, bool)) {
        let mut hasher = DefaultHasher::new();
        (field, path, kind, number, is_first).hash(&mut hasher);
        match value {
            Key::Number(value) => value.to_bits().hash(&mut hasher),
            Key::Text(value) => value.hash(&mut hasher),
        }
        self.count += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }

    fn add_clue(&mut self, number: i64, kind: &str, id: &str) {
        let mut hasher = DefaultHasher::new();
        (number, kind, id).hash(&mut hasher);
        self.count += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

fn sum_of_clues(connection: &Connection) -> Result<Sum, CatalogError> {
    let mut sum = Sum::default();
    let _ = each_row(connection, &Sql::new("SELECT asset, kind, id FROM clue"), &mut |row| {
        let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str().map_err(|error| failed(error.into()));
        sum.add_clue(row.get(0).map_err(failed)?, text(1)?, text(2)?);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sum)
}

fn sum_of_terms(connection: &Connection) -> Result<Sum, CatalogError> {
    let sql =
        "SELECT p.field, p.path, p.kind, t.value, t.asset, t.is_first FROM property p JOIN term t ON t.property = p.id";
    let mut sum = Sum::default();
    let _ = each_row(connection, &Sql::new(sql), &mut |row| {
        let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str().map_err(|error| failed(error.into()));
        let value = key_of(row.get_ref(3).map_err(failed)?)?;
        let (number, is_first) = (row.get(4).map_err(failed)?, row.get(5).map_err(failed)?);
        sum.add(&(text(0)?, text(1)?, text(2)?, &value, number, is_first));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sum)
}
