//! The order of results: which statements give the numbers of a selection's assets, one after the other.
use super::column::first_keys;
use super::compile::Compiler;
use super::sql::Sql;
use crate::catalog::CatalogError;
use crate::query::{Property, Selection, SortKey};
use rusqlite::Connection;

/// The statements whose results, one after the other, are the selection without its limit. Each gives asset numbers and
/// ends with a `LIMIT` that is still to be bound, last.
///
/// First come the assets that have the first key's field, in the order of its index where it has one; then those that
/// have not but have the second's; and so on. So the best few are found without sorting the rest.
pub(super) fn statements(connection: &Connection, selection: &Selection) -> Result<Vec<Sql>, CatalogError> {
    let compiler = Compiler::new(connection);
    let mut keys = Vec::new();
    for key in &selection.sort {
        keys.extend(source(&compiler, key)?.map(|source| (source, key.descending)));
    }
    let mut statements = Vec::with_capacity(keys.len() + 1);
    for at in 0..keys.len() {
        statements.push(having(&compiler, selection, &keys, at)?);
    }
    let without = keys.iter().fold(Sql::default(), |sql, (source, _)| sql.add(absent("number", source)));
    let rest = Sql::new("SELECT number FROM asset WHERE ")
        .add(compiler.condition(&selection.filter, "number")?)
        .add(without)
        .text(" ORDER BY number LIMIT ?");
    statements.push(rest);
    Ok(statements)
}

/// The assets that have no value for the keys before this one, and have one for this.
fn having(
    compiler: &Compiler<'_>,
    selection: &Selection,
    keys: &[(Sql, bool)],
    at: usize,
) -> Result<Sql, CatalogError> {
    let (source, descending) = &keys[at];
    let mut further = Sql::default();
    let mut joins = String::new();
    let mut order = format!("k.value{}", if *descending { " DESC" } else { "" });
    for (place, (source, descending)) in keys.iter().enumerate().skip(at + 1) {
        let with = if joins.is_empty() { "WITH" } else { "," };
        further = further.text(&format!("{with} k{place} AS MATERIALIZED (")).add(source.clone()).text(") ");
        joins += &format!(" LEFT JOIN k{place} ON k{place}.asset = k.asset");
        order += &format!(", k{place}.value IS NULL, k{place}.value{}", if *descending { " DESC" } else { "" });
    }
    // What is joined is put aside first: a term is not found by its asset.
    let sql = further.text("SELECT k.asset FROM (").add(source.clone()).text(") k").text(&joins);
    let before = keys.iter().take(at).fold(Sql::default(), |sql, (source, _)| sql.add(absent("k.asset", source)));
    Ok(sql
        .text(" WHERE ")
        .add(compiler.condition(&selection.filter, "k.asset")?)
        .add(before)
        .text(&format!(" ORDER BY {order}, k.asset LIMIT ?")))
}

fn absent(column: &str, source: &Sql) -> Sql {
    Sql::new(format!(" AND {column} NOT IN (SELECT asset FROM (")).add(source.clone()).text("))")
}

/// `asset` and `value` of each asset's first key; `None` where no asset has any.
fn source(compiler: &Compiler<'_>, key: &SortKey) -> Result<Option<Sql>, CatalogError> {
    if let Some(sql) = first_keys(key.field) {
        return Ok(Some(Sql::new(sql)));
    }
    let ids: Vec<i64> = compiler.indexed(&Property::of(key.field))?.iter().map(|indexed| indexed.id).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let terms = Sql::new("SELECT asset, value FROM term WHERE ").add(Sql::any_of("property", &ids));
    Ok(Some(terms.text(" AND is_first = 1")))
}
