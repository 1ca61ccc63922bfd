//! What the columns of each kind of listing are for people, and its rows.
use super::table::Column;
use super::value::{
    date_text, extent, minute_text, name, path_text, property_cell, value_text, values_text, whereabouts,
};
use crate::asset::{Asset, AssetId, Field, Kind, Value};
use crate::catalog::{FacetCount, Operation, Protected};
use crate::librarian::volume::Listed;
use crate::output::item::Said;
use crate::output::measure::{count, size};
use crate::output::record::{kind_word, property_key};
use crate::output::style::Paint;
use crate::output::terminal::{Elide, escape};
use crate::query::{Facet, Property};

/// How many digits of an id people are shown. Any unique beginning names the asset.
const SHORT_ID: usize = 8;

pub(super) fn short(id: &AssetId) -> String {
    let mut text = id.to_string();
    text.truncate(SHORT_ID);
    text
}

/// Assets, unless columns were asked for: id, day, extent, name, path.
pub(super) fn asset_columns() -> Vec<Column> {
    vec![
        Column::new("id", Paint::Id),
        Column::new("date_created", Paint::Dim),
        Column::new("extent", Paint::Dim).right(),
        Column::new("title", Paint::Plain).elided(Elide::End),
        Column::new("path", Paint::Path).elided(Elide::Start),
    ]
}

pub(super) fn asset_row(asset: &Asset) -> Vec<String> {
    let day = match asset.description.first(Field::DateCreated) {
        Some(Value::Date(date)) => date.wall().chars().take(10).collect(),
        Some(other) => value_text(Field::DateCreated, other),
        None => String::new(),
    };
    vec![short(&asset.id), day, extent(asset), name(asset), whereabouts(asset)]
}

/// Assets with the columns that were asked for.
pub(super) fn property_columns(properties: &[Property]) -> Vec<Column> {
    properties.iter().map(property_column).collect()
}

fn property_column(property: &Property) -> Column {
    let heading = escape(&property_key(property)).into_owned();
    let plain = Column::new(heading.clone(), Paint::Plain);
    match (property.field, property.field.kind()) {
        (Field::Id, _) => Column::new(heading, Paint::Id),
        (Field::Path | Field::Folder, _) => Column::new(heading, Paint::Path).elided(Elide::Start),
        (_, Kind::Integer | Kind::Number) => plain.right(),
        (_, Kind::Date | Kind::Boolean) => plain,
        (_, Kind::Text | Kind::Uri | Kind::Struct) => plain.elided(Elide::End),
    }
}

/// An id that was asked for is whole.
pub(super) fn property_row(asset: &Asset, properties: &[Property]) -> Vec<String> {
    properties.iter().map(|property| property_cell(asset, property)).collect()
}

pub(super) fn facet_columns(facets: &[Facet]) -> Vec<Column> {
    let values = facets.iter().map(|facet| Column::new(escape(&property_key(&facet.property)), Paint::Plain));
    std::iter::once(Column::new("count", Paint::Plain).right()).chain(values.map(|it| it.elided(Elide::End))).collect()
}

pub(super) fn facet_row(facets: &[Facet], row: &FacetCount) -> Vec<String> {
    let values = facets.iter().zip(&row.values).map(|(facet, value)| value_text(facet.property.field, value));
    std::iter::once(count(row.count)).chain(values).collect()
}

pub(super) fn operation_columns() -> Vec<Column> {
    vec![
        Column::new("operation", Paint::Id).right(),
        Column::new("at", Paint::Dim),
        Column::new("agent", Paint::Plain),
        Column::new("verb", Paint::Label),
        Column::new("assets", Paint::Plain).right(),
        Column::new("note", Paint::Plain).elided(Elide::End),
    ]
}

pub(super) fn operation_row(operation: &Operation) -> Vec<String> {
    let mut note = escape(&operation.act.note).into_owned();
    if let Some(undone_by) = operation.undone_by {
        note = format!("{note} (undone by {undone_by})").trim_start().to_owned();
    }
    vec![
        operation.number.to_string(),
        minute_text(&operation.act.at),
        escape(&operation.act.agent).into_owned(),
        escape(&operation.act.verb).into_owned(),
        count(operation.assets),
        note,
    ]
}

/// Statements; the chosen ones are marked where choices are explained.
pub(super) fn statement_columns() -> Vec<Column> {
    vec![
        Column::new("", Paint::Good),
        Column::new("origin", Paint::Label),
        Column::new("name", Paint::Plain),
        Column::new("field", Paint::Label),
        Column::new("value", Paint::Plain).elided(Elide::End),
        Column::new("why", Paint::Dim),
    ]
}

pub(super) fn statement_row(said: &Said) -> Vec<String> {
    let statement = said.statement;
    let field = statement.field;
    let values = match field {
        Some(field) => values_text(field, &statement.values),
        None => {
            statement.values.iter().map(|value| escape(&value.to_string()).into_owned()).collect::<Vec<_>>().join("; ")
        }
    };
    let language = statement.language.as_ref().map(|language| format!(" [{}]", escape(language)));
    vec![
        if said.is_chosen == Some(true) { "*".to_owned() } else { String::new() },
        statement.origin.word().to_owned(),
        escape(&statement.name).into_owned() + &language.unwrap_or_default(),
        field.map_or("", Field::word).to_owned(),
        values,
        said.reason.map_or_else(String::new, |reason| escape(reason).into_owned()),
    ]
}

pub(super) fn field_columns() -> Vec<Column> {
    ["field", "aliases", "kind", "xmp", "iim", "exif"]
        .into_iter()
        .map(|heading| match heading {
            "field" => Column::new(heading, Paint::Label),
            "exif" => Column::new(heading, Paint::Plain).elided(Elide::End),
            heading => Column::new(heading, Paint::Plain),
        })
        .collect()
}

pub(super) fn field_row(field: Field) -> Vec<String> {
    let definition = field.definition();
    let kind = kind_word(definition.kind);
    let kind = if field.is_many() { format!("{kind}, many") } else { kind.to_owned() };
    let [xmp, iim, exif] = [definition.xmp, definition.iim, definition.exif].map(str::to_owned);
    vec![definition.word.to_owned(), definition.aliases.join(" "), kind, xmp, iim, exif]
}

pub(super) fn volume_columns() -> Vec<Column> {
    vec![
        Column::new("volume", Paint::Label),
        Column::new("state", Paint::Plain),
        Column::new("files", Paint::Plain).right(),
        Column::new("bytes", Paint::Plain).right(),
        Column::new("kind", Paint::Dim),
        Column::new("mount_point", Paint::Path).elided(Elide::Start),
        Column::new("last_seen", Paint::Dim),
        Column::new("identity", Paint::Dim).elided(Elide::End),
    ]
}

pub(super) fn volume_row(listed: &Listed) -> Vec<String> {
    let volume = &listed.volume;
    vec![
        escape(&volume.name).into_owned(),
        if volume.is_online { "online" } else { "offline" }.to_owned(),
        count(listed.files),
        size(listed.bytes),
        listed.kind.as_deref().map(escape).unwrap_or_default().into_owned(),
        path_text(&volume.mount_point),
        date_text(&volume.last_seen),
        escape(&volume.identity).into_owned(),
    ]
}

pub(super) fn protection_columns() -> Vec<Column> {
    vec![Column::new("volume", Paint::Label), Column::new("path", Paint::Path).elided(Elide::Start)]
}

pub(super) fn protection_row(what: &Protected) -> Vec<String> {
    let whole = || "all of it".to_owned();
    vec![escape(&what.volume).into_owned(), what.folder.as_ref().map_or_else(whole, path_text)]
}

pub(super) fn query_columns() -> Vec<Column> {
    vec![Column::new("name", Paint::Label), Column::new("query", Paint::Plain)]
}

/// Policies; the catalogue's own is marked.
pub(super) fn policy_columns() -> Vec<Column> {
    vec![Column::new("", Paint::Good), Column::new("policy", Paint::Label), Column::new("order", Paint::Plain)]
}

pub(super) fn keyword_columns() -> Vec<Column> {
    vec![Column::new("count", Paint::Plain).right(), Column::new("keyword", Paint::Plain)]
}

/// The last level, further in the more are above it.
pub(super) fn keyword_row(levels: &[String], number: u64) -> Vec<String> {
    let (last, above) = levels.split_last().map_or(("", 0), |(last, above)| (last.as_str(), above.len()));
    vec![count(number), format!("{}{}", "  ".repeat(above), escape(last))]
}
