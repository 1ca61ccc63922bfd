//! Cells to values, in the light of what the asset has: a cell that is what damson prints for the asset says nothing new,
//! however it would be understood otherwise.
use crate::asset::{Asset, Field, Kind, Value};
use crate::output::json::push_datum;
use crate::output::plain::{is_formula, push_plain};
use crate::output::record::{grown, property_datum};
use crate::query::{Property, value_of};
use serde_json::Value as Json;
use std::borrow::Cow;

/// What begins a formula, so that damson puts an apostrophe before it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The text without the apostrophe that kept a spreadsheet from taking it for a formula.
pub(super) fn undefused(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA)).unwrap_or(cell)
}

/// The values of a cell of CSV; an empty one clears.
pub(super) fn csv_cell(field: Field, cell: &str, asset: &Asset) -> Result<Option<Vec<Value>>, String> {
    if is_printed(field, cell, asset) {
        return Ok(None);
    }
    let text = undefused(cell);
    if text.trim().is_empty() {
        return Ok(Some(Vec::new()));
    }
    if field.kind() == Kind::Struct {
        let json = Some(text).filter(|text| text.starts_with(['{', '['])).map(serde_json::from_str::<Json>);
        return match json {
            Some(Ok(json)) => values(field, &json).map(Some),
            Some(Err(error)) => Err(format!("this is not JSON: {error}")),
            None => value_of(field, text).map(|value| Some(vec![value])),
        };
    }
    if field.is_many() { items(field, text, asset.description.get(field)).map(Some) } else { one(field, text) }
}

fn one(field: Field, text: &str) -> Result<Option<Vec<Value>>, String> {
    value_of(field, text).map(|value| Some(vec![value]))
}

/// Whether the cell is what damson prints for the asset; spreadsheets write ends of lines in their own way.
fn is_printed(field: Field, cell: &str, asset: &Asset) -> bool {
    let Some(datum) = property_datum(asset, &Property::of(field)) else { return cell.is_empty() };
    let mut printed = Vec::new();
    push_plain(&datum, &mut printed);
    let is_defused = is_formula(&datum, &printed);
    let printed = String::from_utf8_lossy(&printed);
    let (printed, cell) = (one_end(&printed), one_end(cell));
    printed == cell || is_defused && cell.strip_prefix('\'') == Some(&printed)
}

fn one_end(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// The items of a list, between semicolons. What the asset has already may hold semicolons, and is taken whole.
fn items(field: Field, text: &str, known: &[Value]) -> Result<Vec<Value>, String> {
    let known: Vec<(String, &Value)> = known.iter().map(|value| (value.to_string(), value)).collect();
    let (mut values, mut rest): (Vec<Value>, &str) = (Vec::new(), text);
    while !rest.is_empty() {
        let stands = |(word, _): &&(String, &Value)| {
            rest.strip_prefix(word.as_str()).is_some_and(|after| after.is_empty() || after.starts_with(';'))
        };
        let whole = known.iter().filter(stands).max_by_key(|(word, _)| word.len());
        let end = whole.map_or_else(|| rest.find(';').unwrap_or(rest.len()), |(word, _)| word.len());
        let item = rest[..end].trim();
        let value = match whole {
            Some((_, value)) => Some((*value).clone()),
            None if item.is_empty() => None,
            None => Some(value_of(field, item)?),
        };
        values.extend(value.filter(|value| !values.contains(value)));
        let after = &rest[end..];
        rest = after.strip_prefix("; ").or_else(|| after.strip_prefix(';')).unwrap_or_default();
    }
    Ok(values)
}

/// The values of a member of a record; `null`, an empty text and an empty list clear.
pub(super) fn json_cell(field: Field, cell: &str, asset: &Asset) -> Result<Option<Vec<Value>>, String> {
    let json: Json = serde_json::from_str(cell).map_err(|error| format!("this is not JSON: {error}"))?;
    let mut printed = Vec::new();
    if let Some(datum) = property_datum(asset, &Property::of(field)) {
        push_datum(&datum, &mut printed);
    }
    if serde_json::from_slice::<Json>(&printed).is_ok_and(|printed| printed == json) {
        return Ok(None);
    }
    values(field, &json).map(Some)
}

/// The values that JSON gives a field, in the shape in which a record has them.
///
/// # Errors
/// What is no value of the field, in words.
pub(in crate::output) fn values(field: Field, json: &Json) -> Result<Vec<Value>, String> {
    let Json::Array(items) = json else { return Ok(value(field, json)?.into_iter().collect()) };
    if !field.is_many() && items.len() > 1 {
        return Err("it has one value, and this is a list".to_owned());
    }
    let mut values: Vec<Value> = Vec::with_capacity(items.len());
    for item in items {
        let value = value(field, item)?;
        values.extend(value.filter(|value| !values.contains(value)));
    }
    Ok(values)
}

fn value(field: Field, json: &Json) -> Result<Option<Value>, String> {
    match json {
        Json::Null => Ok(None),
        Json::String(text) if text.is_empty() => Ok(None),
        Json::String(text) => value_of(field, text).map(Some),
        Json::Bool(_) | Json::Number(_) if field.kind() != Kind::Struct => value_of(field, &json.to_string()).map(Some),
        Json::Object(_) if field.kind() == Kind::Struct => Ok(grown(json.clone()).map(Value::Struct)),
        Json::Object(_) => Err("it is no structure".to_owned()),
        Json::Bool(_) | Json::Number(_) => Err("it is a structure".to_owned()),
        Json::Array(_) => Err("a list in a list is no value".to_owned()),
    }
}
