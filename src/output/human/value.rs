//! One value as people read it: sizes with units, exposures as cameras show them, lists in one line.
use crate::asset::{Asset, Date, Field, FilePath, HoldingState, MediaType, Tree, Value};
use crate::output::measure::{exposure, lens, playing_time, size};
use crate::output::plain::push_plain;
use crate::output::record::{Datum, property_datum};
use crate::output::terminal::{Elide, escape, escape_bytes, fit};
use crate::query::Property;

/// A property of an asset as one cell; empty where it has no value.
pub(super) fn property_cell(asset: &Asset, property: &Property) -> String {
    if property.path.is_empty() && is_measured(property.field) {
        return asset
            .values(property.field)
            .first()
            .map_or_else(String::new, |value| value_text(property.field, value));
    }
    property_datum(asset, property).map_or_else(String::new, |datum| datum_text(&datum))
}

/// Whether its numbers are said with a unit, or in the words of the trade.
const fn is_measured(field: Field) -> bool {
    matches!(
        field,
        Field::Size
            | Field::Duration
            | Field::ExposureTime
            | Field::FNumber
            | Field::FocalLength
            | Field::LensModel
            | Field::SampleRate
            | Field::Altitude
    )
}

/// One value of a field.
pub(super) fn value_text(field: Field, value: &Value) -> String {
    let number = value.as_number();
    #[allow(clippy::match_wildcard_for_single_variants)]
    match (field, number) {
        (Field::Size, Some(number)) if number >= 0.0 =>
        {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            size(number as u64)
        }
        (Field::Duration, Some(seconds)) => playing_time(seconds),
        (Field::ExposureTime, Some(seconds)) => exposure(seconds),
        (Field::FNumber, Some(number)) => format!("f/{number}"),
        (Field::FocalLength, Some(millimetres)) => format!("{millimetres} mm"),
        (Field::SampleRate, Some(hertz)) => format!("{hertz} Hz"),
        (Field::Altitude, Some(metres)) => format!("{metres} m"),
        (Field::LensModel, None) => {
            let text = value.to_string();
            lens(&text).unwrap_or_else(|| escape(&text).into_owned())
        }
        (_, _) => escape(&value.to_string()).into_owned(),
    }
}

/// Any value on one line, with nothing hidden in it.
pub(super) fn datum_text(datum: &Datum) -> String {
    match datum {
        Datum::Path(bytes) => escape_bytes(bytes).into_owned(),
        Datum::List(items) => items.iter().map(datum_text).collect::<Vec<_>>().join("; "),
        Datum::Tree(tree) => tree_text(tree),
        Datum::Text(_)
        | Datum::Id(_)
        | Datum::Digest(_)
        | Datum::Date(_)
        | Datum::Whole(_)
        | Datum::Count(_)
        | Datum::Number(_)
        | Datum::Boolean(_)
        | Datum::Members(_) => {
            let mut bytes = Vec::new();
            push_plain(datum, &mut bytes);
            escape_bytes(&bytes).into_owned()
        }
    }
}

/// A structure as `Name: value; Name: value`.
fn tree_text(tree: &Tree) -> String {
    escape(&Value::Struct(tree.clone()).to_string()).into_owned()
}

/// Values of one field on one line.
pub(super) fn values_text(field: Field, values: &[Value]) -> String {
    values.iter().map(|value| value_text(field, value)).collect::<Vec<_>>().join("; ")
}

/// A path.
pub(super) fn path_text(path: &FilePath) -> String {
    escape_bytes(&path.0).into_owned()
}

/// A date as people write it: `2024-05-01 10:12:13`, with a space; the offset stays.
pub(super) fn date_text(date: &Date) -> String {
    date.to_string().replacen('T', " ", 1)
}

/// A date to the minute, without the offset.
pub(super) fn minute_text(date: &Date) -> String {
    let wall = date.wall();
    wall.get(..16).unwrap_or(&wall).replacen('T', " ", 1)
}

/// What a picture, a film, a sound or a document is measured by: pixels, playing time, pages, else bytes.
pub(super) fn extent(asset: &Asset) -> String {
    let first = |field| asset.description.first(field);
    let number = |field| first(field).and_then(Value::as_number);
    let class = asset.description.text(Field::MediaType).map(|name| MediaType(name.to_owned().into()).class());
    let is_moving = matches!(class, Some(crate::asset::MediaClass::Video | crate::asset::MediaClass::Audio));
    if let (true, Some(seconds)) = (is_moving, number(Field::Duration)) {
        playing_time(seconds)
    } else if let (Some(width), Some(height)) = (first(Field::Width), first(Field::Height)) {
        format!("{width}x{height}")
    } else if let Some(pages) = first(Field::Pages) {
        format!("{pages} pp.")
    } else {
        size(asset.version.size)
    }
}

/// What people call the asset, in so many columns at most: title, headline, the beginning of the description, or nothing.
pub(super) fn name(asset: &Asset) -> String {
    const WIDEST: usize = 72;
    let text =
        [Field::Title, Field::Headline, Field::Description].into_iter().find_map(|it| asset.description.text(it));
    // No letter is cut apart, and a caption of a megabyte is not escaped for its first line.
    let beginning: String = text.unwrap_or_default().chars().take(WIDEST * 4).collect();
    fit(&escape(&beginning), WIDEST, Elide::End).into_owned()
}

/// The path that stands for the asset, and what is wrong with it.
pub(super) fn whereabouts(asset: &Asset) -> String {
    asset.original().map_or_else(String::new, |holding| match holding.state {
        HoldingState::Present => path_text(&holding.path),
        HoldingState::Missing | HoldingState::Offline => {
            format!("{} ({})", path_text(&holding.path), holding.state.word())
        }
    })
}
