//! Values as Exif's texts: NUL-terminated UTF-8, names in one text, Microsoft's UCS-2. Knows no tags.
use crate::asset::text::tidied;
use crate::asset::{Field, Value};
use crate::container::TagValue;
use crate::metadata::values;

/// The letters of `ImageUniqueID` (Exif 2.32, 4.6.5): 16 bytes in hexadecimal.
const UNIQUE_ID: usize = 32;

/// Whether what is said is what is wished, but for what reading tidies away.
pub(super) fn is_same(said: &[Value], wished: &[Value]) -> bool {
    said.len() == wished.len() && said.iter().zip(wished).all(|(said, wished)| is_one(said, wished))
}

fn is_one(said: &Value, wished: &Value) -> bool {
    match (said, wished) {
        (Value::Text(said), Value::Text(wished)) => tidied(said) == tidied(wished),
        _ => match (said.as_number(), wished.as_number()) {
            (Some(said), Some(wished)) => said.total_cmp(&wished).is_eq(),
            _ => said == wished,
        },
    }
}

/// The text of a tag that is there.
pub(super) fn stated(field: Field, wished: &[Value]) -> Option<TagValue> {
    let is_id = |value: &Value| value.as_text().is_some_and(|text| text.len() == UNIQUE_ID && text.is_ascii());
    if field == Field::ImageGuid && !wished.iter().any(is_id) {
        return None;
    }
    joined(field, wished)
}

/// One text of all that is wished: names with `; ` between them, those that have that in them in quotes (MWG 2.0, 5.3).
pub(super) fn joined(field: Field, wished: &[Value]) -> Option<TagValue> {
    if field == Field::Creator {
        let names: Vec<String> = wished.iter().map(|name| quoted(&name.to_string())).collect();
        return Some(TagValue::Text(without_nul(&names.join("; "))));
    }
    wished.first().map(|value| TagValue::Text(without_nul(&value.to_string())))
}

fn quoted(name: &str) -> String {
    if name.starts_with('"') || name.contains(';') {
        return format!("\"{}\"", name.replace('"', "\"\""));
    }
    name.to_owned()
}

fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// The text of one of Microsoft's tags.
pub(super) fn wide(wished: &[Value]) -> Option<TagValue> {
    wished.first().map(|value| encoded(&value.to_string()))
}

/// Terms in one of Microsoft's tags; none where a term has in it what would part it.
pub(super) fn wide_terms(wished: &[Value]) -> Option<TagValue> {
    let terms: Vec<String> = wished.iter().map(ToString::to_string).collect();
    let joined = terms.join(";");
    let is_whole = values::terms(&joined, &[';']).len() == terms.len();
    is_whole.then(|| encoded(&joined))
}

fn encoded(text: &str) -> TagValue {
    let units = without_nul(text).encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    TagValue::Bytes(units)
}
