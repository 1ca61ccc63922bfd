//! Text to a field's value, by its kind and the limits of the standards. It knows what a value may be, and never what
//! is done with it.
use super::error::Misfit;
use super::number::{integer_of, number_of};
use crate::asset::{Field, Kind, Tree, Value};

/// `yes` or `no`, as people and scripts write them.
pub(super) fn boolean_of(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "true" | "1" | "on" | "y" => Some(true),
        "no" | "false" | "0" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// The value of a field that a text writes.
///
/// Text is taken as it is, white space and all; numbers take their units (`1/125`, `50mm`), dates ISO 8601 at any
/// precision. A structure is written `Member=text;Member=text`, with `\;` and `\\` for the characters themselves; its
/// members are text, and nested ones are not written so (give a `Value::Struct` for those).
///
/// # Errors
/// A sentence that says why the text is no value of the field.
pub fn value_of(field: Field, text: &str) -> Result<Value, String> {
    fit(field, text).map_err(|misfit| match misfit.hint {
        Some(hint) => format!("{}: {hint}", misfit.message),
        None => misfit.message,
    })
}

fn fit(field: Field, text: &str) -> Result<Value, Misfit> {
    if text.is_empty() {
        return Err(Misfit::new("the value is empty"));
    }
    match field.kind() {
        Kind::Text => plain(text).map(Value::Text),
        Kind::Uri => plain(text).map(|text| Value::Text(identifier(field, text.trim()))),
        Kind::Integer => {
            let number = integer_of(field, text)?;
            #[allow(clippy::cast_precision_loss)]
            within(field, number as f64).map(|()| Value::Integer(number))
        }
        Kind::Number => {
            let number = number_of(field, text)?;
            within(field, number).map(|()| Value::Number(number))
        }
        Kind::Boolean => boolean_of(text)
            .map(Value::Boolean)
            .ok_or_else(|| Misfit::new(format!("`{text}` is neither yes nor no")).hint("write `yes` or `no`")),
        Kind::Date => text.trim().parse().map(Value::Date).map_err(|()| {
            Misfit::new(format!("`{text}` is not a date"))
                .hint("dates are written `2024`, `2024-05`, `2024-05-01` or `2024-05-01T10:12:13+02:00`")
        }),
        Kind::Struct => structure(text).map(Value::Struct),
    }
}

/// The address of a term where its code or its name is given; anything else as it is.
fn identifier(field: Field, text: &str) -> String {
    let term = field.vocabulary().and_then(|vocabulary| vocabulary.address_of(text));
    term.unwrap_or_else(|| text.to_owned())
}

/// Text without the characters that XML 1.0 (and so XMP) cannot hold: controls other than tab and line ends.
fn plain(text: &str) -> Result<String, Misfit> {
    let forbidden = |letter: char| {
        (letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')) || matches!(letter, '\u{fffe}' | '\u{ffff}')
    };
    match text.chars().find(|letter| forbidden(*letter)) {
        None => Ok(text.to_owned()),
        Some(letter) => Err(Misfit::new(format!("metadata cannot hold the character U+{:04X}", u32::from(letter)))),
    }
}

/// What the standards allow: XMP's rating (-1 is rejected), IIM 2:10, Exif's orientation, degrees, positive measures.
const LIMITS: &[(Field, f64, f64)] = &[
    (Field::Rating, -1.0, 5.0),
    (Field::Urgency, 1.0, 8.0),
    (Field::Orientation, 1.0, 8.0),
    (Field::Latitude, -90.0, 90.0),
    (Field::Longitude, -180.0, 180.0),
    (Field::ModelAge, 0.0, 150.0),
    (Field::MaxAvailableHeight, 1.0, 4_294_967_295.0),
    (Field::MaxAvailableWidth, 1.0, 4_294_967_295.0),
    (Field::Iso, 1.0, 4_294_967_295.0),
    (Field::FNumber, 0.0, 1e6),
    (Field::ExposureTime, 0.0, 1e9),
    (Field::FocalLength, 0.0, 1e6),
];

fn within(field: Field, number: f64) -> Result<(), Misfit> {
    match LIMITS.iter().find(|(limited, ..)| *limited == field) {
        Some((_, low, high)) if !(*low..=*high).contains(&number) => {
            Err(Misfit::new(format!("`{}` lies between {low} and {high}", field.word())))
        }
        Some(_) | None => Ok(()),
    }
}

/// `Member=text;Member=text`.
fn structure(text: &str) -> Result<Tree, Misfit> {
    const WRITTEN: &str = "a structure is written `City=Oslo;CountryName=Norway`";
    let mut members: Vec<(String, Tree)> = Vec::new();
    for part in parts(text) {
        if part.trim().is_empty() {
            continue;
        }
        let Some((name, value)) = part.split_once('=') else {
            return Err(Misfit::new(format!("`{}` has no `=`", part.trim())).hint(WRITTEN));
        };
        let name = name.trim();
        let is_name = name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'));
        if !is_name {
            return Err(Misfit::new(format!("`{name}` is no member's name")).hint(WRITTEN));
        }
        if members.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return Err(Misfit::new(format!("`{name}` is given twice")));
        }
        if !value.trim().is_empty() {
            members.push((name.to_owned(), Tree::Text(plain(value.trim())?)));
        }
    }
    if members.is_empty() {
        Err(Misfit::new("the structure is empty").hint(WRITTEN))
    } else {
        Ok(Tree::Struct(members))
    }
}

/// The text between semicolons, `\;` and `\\` resolved.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut letters) = (vec![String::new()], text.chars().peekable());
    while let Some(letter) = letters.next() {
        let letter = match letter {
            ';' => {
                parts.push(String::new());
                continue;
            }
            '\\' => letters.next_if(|next| matches!(next, ';' | '\\')).unwrap_or(letter),
            plain => plain,
        };
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::value_of;
    use crate::asset::{Field, Tree, Value};

    #[test]
    fn text_becomes_the_fields_kind() {
        for (field, text, value) in [
            (Field::City, " Oslo ", Value::text(" Oslo ")),
            (Field::Rating, "-1", Value::Number(-1.0)),
            (Field::Urgency, "3", Value::Integer(3)),
            (Field::ExposureTime, "1/125", Value::Number(0.008)),
            (Field::FlashFired, "Yes", Value::Boolean(true)),
            (Field::DataMining, "dmi-prohibited", Value::text("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED")),
            (Field::ModelReleaseStatus, "None", Value::text("http://ns.useplus.org/ldf/vocab/MR-NON")),
            (Field::DataMining, "http://example.org/DMI-NEW", Value::text("http://example.org/DMI-NEW")),
            (Field::DateCreated, "2024-05", Value::Date("2024-05".parse().unwrap())),
        ] {
            assert_eq!(value_of(field, text), Ok(value), "{text}");
        }
    }

    #[test]
    fn a_structure_is_written_by_its_members() {
        let text = |text: &str| Tree::Text(text.to_owned());
        assert_eq!(
            value_of(Field::LocationShown, r"City=Oslo; Sublocation=A\;B=C;"),
            Ok(Value::Struct(Tree::Struct(vec![
                ("City".to_owned(), text("Oslo")),
                ("Sublocation".to_owned(), text("A;B=C"))
            ])))
        );
        for wrong in ["Oslo", "=x", "City=", "City=a;city=b", ";", "a b=c"] {
            assert!(value_of(Field::LocationShown, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_no_standard_allows_is_refused() {
        for (field, text) in [
            (Field::City, ""),
            (Field::City, "a\u{0}b"),
            (Field::Rating, "6"),
            (Field::Rating, "x"),
            (Field::Urgency, "1.5"),
            (Field::Urgency, "9"),
            (Field::Orientation, "0"),
            (Field::Latitude, "91"),
            (Field::FlashFired, "maybe"),
            (Field::DateCreated, "yesterday"),
        ] {
            assert!(value_of(field, text).is_err(), "{text}");
        }
    }
}
