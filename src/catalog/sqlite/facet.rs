//! Counting values: one grouped statement over the terms of the fields asked for.
use super::body;
use super::column::texts;
use super::compile::Compiler;
use super::read::Reader;
use super::schema::failed;
use super::sql::Sql;
use crate::asset::{Field, Group, Value};
use crate::catalog::meaning::{Key, LeafKind, is_whole, shown_by, shown_by_key};
use crate::catalog::{CatalogError, FacetCount};
use crate::query::{Facet, Filter};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, params_from_iter};

const KINDS: [LeafKind; 4] = [LeafKind::Text, LeafKind::Number, LeafKind::Boolean, LeafKind::Date];

/// `asset`, `value` and `kind` of every key that a facet counts.
struct Source {
    sql: Sql,
    /// Whether the keys are of several kinds: then they are grouped by kind too, which no index does.
    is_mixed: bool,
    /// Whether an asset may have the same key twice.
    repeats: bool,
}

/// The counts of the facets' values among the assets that match.
pub(super) fn facets(
    reader: &Reader<'_>,
    facets: &[Facet],
    filter: &Filter,
    limit: Option<u64>,
) -> Result<Vec<FacetCount>, CatalogError> {
    let compiler = Compiler::new(reader.connection);
    if facets.is_empty() {
        return Ok(Vec::new());
    }
    let mut sources = Vec::with_capacity(facets.len());
    for facet in facets {
        let Some(source) = source(&compiler, facet)? else { return Ok(Vec::new()) };
        sources.push(source);
    }
    let limit = limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    let sql = statement(sources, compiler.condition(filter, "f0.asset")?).bind(limit);
    let mut statement = reader.connection.prepare_cached(sql.as_str()).map_err(failed)?;
    let mut rows = statement.query(params_from_iter(sql.params())).map_err(failed)?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let first: i64 = row.get(1).map_err(failed)?;
        let mut values = Vec::with_capacity(facets.len());
        for (at, facet) in facets.iter().enumerate() {
            let key = key_of(row.get_ref(2 + 2 * at).map_err(failed)?)?;
            let kind: u8 = row.get(3 + 2 * at).map_err(failed)?;
            values.push(shown(reader, facet, &key, KINDS[usize::from(kind.min(3))], first)?);
        }
        let count: i64 = row.get(0).map_err(failed)?;
        counts.push(FacetCount { values, count: count.cast_unsigned() });
    }
    Ok(counts)
}

/// Count, first asset, and key and kind of each facet; the limit is still to be bound.
fn statement(sources: Vec<Source>, condition: Sql) -> Sql {
    let count = if sources.iter().any(|source| source.repeats) { "count(DISTINCT f0.asset)" } else { "count(*)" };
    let columns: Vec<String> = (0..sources.len()).map(|at| format!("f{at}.value, f{at}.kind")).collect();
    let keys = sources.iter().zip(&columns).enumerate();
    let keys: Vec<String> =
        keys.map(|(at, (source, both))| if source.is_mixed { both.clone() } else { format!("f{at}.value") }).collect();
    let (columns, keys) = (columns.join(", "), keys.join(", "));
    let (mut further, mut joins, mut first) = (Sql::default(), String::new(), Sql::default());
    for (at, source) in sources.into_iter().enumerate() {
        if at == 0 {
            first = source.sql;
        } else {
            // What is joined is put aside first: a term is not found by its asset.
            let with = if at == 1 { "WITH" } else { "," };
            further = further.text(&format!("{with} f{at} AS MATERIALIZED (")).add(source.sql).text(") ");
            joins += &format!(" JOIN f{at} ON f{at}.asset = f0.asset");
        }
    }
    further
        .text(&format!("SELECT {count} AS assets, min(f0.asset), {columns} FROM ("))
        .add(first)
        .text(&format!(") f0{joins} WHERE "))
        .add(condition)
        .text(&format!(" GROUP BY {keys} ORDER BY assets DESC, {columns} LIMIT ?"))
}

fn source(compiler: &Compiler<'_>, facet: &Facet) -> Result<Option<Source>, CatalogError> {
    let field = facet.property.field;
    if is_whole(field) {
        let is_counted = facet.property.path.is_empty() && facet.unit.is_none();
        let values = texts(field).filter(|_| is_counted);
        let sql =
            values.map(|values| Sql::new(format!("SELECT asset, folded(value) AS value, 0 AS kind FROM ({values})")));
        return Ok(sql.map(|sql| Source { sql, is_mixed: false, repeats: true }));
    }
    let indexed = compiler.indexed(&facet.property)?;
    let (mut sql, mut kinds) = (Sql::default(), 0);
    for (at, kind) in KINDS.into_iter().enumerate() {
        let ids: Vec<i64> = indexed.iter().filter(|indexed| indexed.kind == kind).map(|indexed| indexed.id).collect();
        if ids.is_empty() || (facet.unit.is_some() && kind != LeafKind::Date) {
            continue;
        }
        sql = sql.text(if kinds == 0 { "" } else { " UNION ALL " }).add(terms(facet, &ids, at));
        kinds += 1;
    }
    let repeats = indexed.len() > 1 || (facet.unit.is_some() && field.is_many());
    Ok((kinds > 0).then_some(Source { sql, is_mixed: kinds > 1, repeats }))
}

fn terms(facet: &Facet, ids: &[i64], kind: usize) -> Sql {
    let of = |value: &str| Sql::new(format!("SELECT asset, {value} AS value, {kind} AS kind FROM term WHERE "));
    match facet.unit {
        None => of("value").add(Sql::any_of("property", ids)),
        Some(unit) => {
            let width = unit.width();
            of(&format!("substr(value, 1, {width})"))
                .add(Sql::any_of("property", ids))
                .text(&format!(" AND length(value) >= {width}"))
        }
    }
}

/// A term's key, from its column.
pub(super) fn key_of(value: ValueRef<'_>) -> Result<Key, CatalogError> {
    match value {
        ValueRef::Real(number) => Ok(Key::Number(number)),
        ValueRef::Text(text) => Ok(Key::Text(String::from_utf8_lossy(text).into_owned())),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Blob(_) => {
            Err(CatalogError::Damaged("a term is neither text nor number".to_owned()))
        }
    }
}

/// What a key looks like: as it says itself, or as the first asset that was counted spells it.
fn shown(reader: &Reader<'_>, facet: &Facet, key: &Key, kind: LeafKind, first: i64) -> Result<Value, CatalogError> {
    if let Some(value) = shown_by_key(facet, key, kind) {
        return Ok(value);
    }
    let spelled = shown_by(facet, &values(reader, facet.property.field, first)?, key, kind);
    spelled.ok_or_else(|| CatalogError::Damaged(format!("a term of asset {first} is not in its record")))
}

fn values(reader: &Reader<'_>, field: Field, asset: i64) -> Result<Vec<Value>, CatalogError> {
    if field.definition().group == Group::Catalogue {
        return Ok(reader.asset(asset)?.map(|asset| asset.values(field)).unwrap_or_default());
    }
    let sql = "SELECT described, stated FROM record WHERE asset = ?";
    let record: Option<(String, Option<String>)> = reader
        .connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_row([asset], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(failed)?;
    record.map_or_else(|| Ok(Vec::new()), |(described, stated)| body::effective(field, &described, stated.as_deref()))
}
