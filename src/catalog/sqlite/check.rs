//! The catalogue about itself: how a question would be answered, how much there is, and whether it is whole.
use super::column::first_keys;
use super::evaluate::{Evaluator, cost};
use super::index::Image;
use super::posting::{Set, add_to, key_of};
use super::property::Name;
use super::read::Reader;
use super::schema::failed;
use super::{each_row, sql::Sql};
use crate::catalog::meaning::Key;
use crate::catalog::{CatalogError, Summary, clues};
use crate::query::{Filter, Selection, State};
use rusqlite::Connection;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::ControlFlow;

/// How a selection would be answered: each part of the question, by what it is answered and how many assets it selects.
pub(super) fn explain(reader: &Reader<'_>, selection: &Selection) -> Result<Vec<String>, CatalogError> {
    let evaluator = Evaluator::new(reader);
    let mut lines = Vec::new();
    explain_filter(&evaluator, &selection.filter, 0, &mut lines)?;
    for key in &selection.sort {
        let way = if key.descending { "from the largest down" } else { "from the smallest up" };
        let field = key.field.word();
        lines.push(match first_keys(key.field) {
            Some(_) => format!("order: by {field}, {way}: every file is looked at and sorted"),
            None => format!("order: by {field}, {way}: a walk over its keys; few assets are sorted by their records"),
        });
    }
    if selection.sort.is_empty() {
        lines.push("order: as they were taken in".to_owned());
    }
    Ok(lines)
}

fn explain_filter(
    evaluator: &Evaluator<'_, '_>,
    filter: &Filter,
    depth: usize,
    lines: &mut Vec<String>,
) -> Result<(), CatalogError> {
    let selected = evaluator.set(filter)?.len();
    let (head, inner): (&str, &[Filter]) = match filter {
        Filter::Everything => ("every asset", &[]),
        Filter::All(filters) => ("all of", filters),
        Filter::Any(filters) => ("any of", filters),
        Filter::Not(inner) => ("none of", std::slice::from_ref(inner)),
        leaf => (by_what(leaf), &[]),
    };
    let is_named = inner.is_empty() && *filter != Filter::Everything;
    let line = if is_named { format!("{filter}: {head}") } else { head.to_owned() };
    let assets = if selected == 1 { "asset" } else { "assets" };
    lines.push(format!("{}{line}: {selected} {assets}", "  ".repeat(depth)));
    inner.iter().try_for_each(|filter| explain_filter(evaluator, filter, depth + 1, lines))
}

fn by_what(filter: &Filter) -> &'static str {
    match cost(filter) {
        0 => "look up in the index",
        1 => "look at each key or file",
        _ => "look into the records of those that may match",
    }
}

/// Numbers, all but the bytes of the catalogue's files.
pub(super) fn summary(reader: &Reader<'_>) -> Result<Summary, CatalogError> {
    let connection = reader.connection;
    let count = |sql: &str| -> Result<u64, CatalogError> {
        let mut statement = connection.prepare_cached(sql).map_err(failed)?;
        statement.query_row([], |row| row.get(0).map(i64::cast_unsigned)).map_err(failed)
    };
    let state = |state: State| Ok::<u64, CatalogError>(Evaluator::new(reader).set(&Filter::Is(state))?.len());
    let holding = |condition: &str| count(&format!("SELECT count(*) FROM holding WHERE {condition}"));
    let assets = count("SELECT count(*) FROM asset")?;
    let classes = [state(State::Image)?, state(State::Video)?, state(State::Audio)?, state(State::Document)?];
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
        duplicates: state(State::Duplicate)?,
        operations: count("SELECT count(*) FROM operation")?,
        unchecked: holding("role = 0 AND checked IS NULL")?,
        altered: holding("role = 0 AND checked = 'altered'")?,
        pending: count("SELECT count(*) FROM pending")?,
        untaken: count("SELECT count(*) FROM untaken")?,
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

/// Whether keys and clues are those that the assets' records give. The keys are added up, each as a number that says
/// all of it, in whatever order they come: two sums are compared and not millions of rows.
fn check_derived(reader: &Reader<'_>, wrong: &mut Vec<String>) -> Result<(), CatalogError> {
    let connection = reader.connection;
    let (mut expected, mut tied) = (Sum::default(), Sum::default());
    let _ = each_row(connection, &Sql::new("SELECT number FROM asset ORDER BY number"), &mut |row| {
        let number: i64 = row.get(0).map_err(failed)?;
        match reader.live(number)? {
            Some((id, live)) => {
                let version = live.version.number;
                Image::of(id, live).terms().iter().for_each(|term| expected.add(&term.property, &term.value, number));
                let reading = reader.reading(number, version)?;
                clues(&reading).iter().for_each(|clue| tied.add_clue(number, clue.kind.word(), &clue.id));
            }
            None => wrong.push(format!("asset number {number} has no record")),
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let found = sum_of_terms(connection, wrong)?;
    if found.count != expected.count {
        wrong.push(format!("the index has {} values where the assets have {}", found.count, expected.count));
    } else if found.sum != expected.sum {
        wrong.push("the index has values that the assets have not".to_owned());
    }
    if sum_of_clues(connection)? != tied {
        wrong.push("the index of ids that tie files together is not what the files say".to_owned());
    }
    Ok(())
}

#[derive(Default, PartialEq)]
struct Sum {
    count: u64,
    sum: u64,
}

impl Sum {
    fn add(&mut self, name: &Name, value: &Key, number: i64) {
        self.add_key((name.word(), &name.path, name.kind.word(), name.is_first), value, number);
    }

    fn add_key(&mut self, property: (&str, &str, &str, bool), value: &Key, number: i64) {
        let mut hasher = DefaultHasher::new();
        (property, value, number).hash(&mut hasher);
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

fn sum_of_terms(connection: &Connection, wrong: &mut Vec<String>) -> Result<Sum, CatalogError> {
    let sql = "SELECT p.field, p.path, p.kind, p.is_first, t.value, t.chunk, t.assets, t.members \
               FROM property p JOIN posting t ON t.property = p.id";
    let mut sum = Sum::default();
    let _ = each_row(connection, &Sql::new(sql), &mut |row| {
        let text = |at: usize| row.get_ref(at).map_err(failed)?.as_str().map_err(|error| failed(error.into()));
        let property = (text(0)?, text(1)?, text(2)?, row.get(3).map_err(failed)?);
        let value = key_of(row.get_ref(4).map_err(failed)?)?;
        let members = row.get_ref(7).map_err(failed)?.as_blob().map_err(|error| failed(error.into()))?;
        let mut set = Set::new();
        add_to(&mut set, row.get(5).map_err(failed)?, members)?;
        if row.get::<_, i64>(6).map_err(failed)?.cast_unsigned() != set.len() {
            wrong.push(format!("the index counts the assets of a key of {} wrongly", property.0));
        }
        set.iter().for_each(|number| sum.add_key(property, &value, i64::from(number)));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sum)
}
