//! The forms in which the standards write values, and the values of our fields that they make. Knows no property names.
use crate::asset::text::tidied;
use crate::asset::{Date, Field, Kind, Tree, Value};
use encoding_rs::WINDOWS_1252;

/// The field's value that a text makes, if it makes a possible one.
pub(super) fn of_text(field: Field, text: &str) -> Option<Value> {
    let text = tidied(text)?;
    match field.kind() {
        Kind::Text | Kind::Uri => Some(Value::Text(text.into_owned())),
        Kind::Struct => Some(Value::Struct(Tree::Text(text.into_owned()))),
        Kind::Date => date(&text).map(Value::Date),
        Kind::Boolean => boolean(&text).map(Value::Boolean),
        Kind::Integer | Kind::Number => {
            let angle = matches!(field, Field::Latitude | Field::Longitude);
            of_number(field, if angle { coordinate(&text)? } else { number(&text)? })
        }
    }
}

/// The field's value that a number in the field's unit makes, if it makes a possible one.
pub(super) fn of_number(field: Field, number: f64) -> Option<Value> {
    if !number.is_finite() || number.abs() >= 1e15 {
        return None;
    }
    let is_angle = matches!(field, Field::Latitude | Field::Longitude);
    let number = if is_angle { rounded(number, 1e8) } else { number };
    let number = if field == Field::Altitude { rounded(number, 1e4) } else { number };
    if !is_possible(field, number) {
        return None;
    }
    match field.kind() {
        #[allow(clippy::cast_possible_truncation)]
        Kind::Integer => Some(Value::Integer(number as i64)),
        Kind::Number => Some(Value::Number(number)),
        Kind::Text => Some(Value::Text(number.to_string())),
        Kind::Uri | Kind::Boolean | Kind::Date | Kind::Struct => None,
    }
}

fn is_possible(field: Field, number: f64) -> bool {
    if matches!(field, Field::Iso | Field::FNumber | Field::ExposureTime | Field::FocalLength) {
        return number > 0.0;
    }
    if field == Field::Orientation {
        return (1.0..9.0).contains(&number);
    }
    (field != Field::Latitude || number.abs() <= 90.0) && (field != Field::Longitude || number.abs() <= 180.0)
}

/// Degrees and metres are kept to what instruments and the textual forms hold, so that writing and reading agree.
pub(super) fn rounded(number: f64, steps: f64) -> f64 {
    let rounded = (number * steps).round() / steps;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A number as XMP and IIM write it: `4`, `-0.5`, `1/125`, perhaps with a unit after a space.
pub(super) fn number(text: &str) -> Option<f64> {
    let word = text.split_whitespace().next()?;
    match word.split_once('/') {
        None => decimal(word),
        Some((over, under)) => Some(decimal(over)? / decimal(under).filter(|under| *under != 0.0)?),
    }
    .filter(|number| number.is_finite())
}

fn decimal(word: &str) -> Option<f64> {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    word.parse().ok().filter(|_| is_plain)
}

/// An angle as XMP writes it (`59,54.6N`, `59,54,36N`), or in degrees (`59.91`, `-10.75`); south and west are negative.
pub(super) fn coordinate(text: &str) -> Option<f64> {
    let text = text.trim();
    let (digits, sign) = match text.char_indices().next_back()? {
        (at, 'N' | 'n' | 'E' | 'e') => (text.get(..at)?, 1.0),
        (at, 'S' | 's' | 'W' | 'w') => (text.get(..at)?, -1.0),
        _ => (text, 1.0),
    };
    let mut parts = digits.split([',', ' ', '°', '\'', '"']).filter(|part| !part.is_empty()).map(decimal);
    let degrees = parts.next()??;
    let (mut whole, mut unit) = (degrees.abs(), 1.0);
    for part in parts.take(2) {
        unit *= 60.0;
        whole += part? / unit;
    }
    Some(if degrees.is_sign_negative() { -whole } else { whole * sign })
}

/// An unsigned angle that a tag for numbers has as text: `52/1,50/1,34/1`, `52 50 34.01`, and `52,00000,50,00000,34,01180`
/// of a phone whose language has a decimal comma.
pub(super) fn written_angle(text: &str) -> Option<f64> {
    let is_whole = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.trim().split(',').map(str::trim).collect();
    let numbers: Vec<f64> = if matches!(parts.len(), 4 | 6) && parts.iter().all(is_whole) {
        parts.chunks_exact(2).map(|pair| pair.join(".").parse().ok()).collect::<Option<_>>()?
    } else {
        let parts = text.split([',', ' ', ':', '°', '\'', '"']).filter(|part| !part.trim().is_empty());
        parts.map(number).collect::<Option<_>>()?
    };
    let units = [1.0, 60.0, 3600.0];
    let is_angle = (1..=units.len()).contains(&numbers.len()) && numbers.iter().all(|number| *number >= 0.0);
    is_angle.then(|| numbers.iter().zip(units).map(|(number, unit)| number / unit).sum())
}

/// A date; the known part of one whose day or month is written as zero.
pub(super) fn date(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let day = text.get(..10).filter(|day| day.is_ascii())?;
    let known = if day.get(5..7) == Some("00") { day.get(..4) } else { day.get(..7).filter(|_| day.ends_with("00")) };
    known?.parse().ok()
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The f-number of an APEX aperture value (Exif 2.32, annex C).
pub(super) fn f_number_of_apex(apex: f64) -> f64 {
    (apex / 2.0).exp2()
}

/// The seconds of an APEX shutter speed value (Exif 2.32, annex C).
pub(super) fn seconds_of_apex(apex: f64) -> f64 {
    (-apex).exp2()
}

/// The terms of a list that is written as one text.
pub(super) fn terms(text: &str, separators: &[char]) -> Vec<Value> {
    text.split(separators).filter_map(tidied).map(|term| Value::Text(term.into_owned())).collect()
}

/// Bytes in an undeclared encoding as text: UTF-8 where it is valid, else Windows-1252.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{coordinate, date, number, of_number, of_text, written_angle};
    use crate::asset::{Field, Value};

    #[test]
    fn numbers_are_read_in_the_forms_that_standards_write() {
        for (text, value) in [("4", 4.0), ("-0.5", -0.5), ("1/125", 0.008), ("50 mm", 50.0), ("+3", 3.0)] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "inf", "1/0", "NaN", "f/8", "one", "1//2"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn angles_are_signed_degrees() {
        for (text, degrees) in
            [("59,54.6N", 59.91), ("59,54,36S", -59.91), ("10.75", 10.75), ("-10,45", -10.75), ("0,30W", -0.5)]
        {
            let read = coordinate(text).unwrap();
            assert!((read - degrees).abs() < 1e-12, "{text}: {read}");
        }
        assert_eq!(coordinate("north"), None);
        assert_eq!(of_text(Field::Latitude, "91,0N"), None);
    }

    #[test]
    fn angles_in_tags_for_numbers_are_read_as_they_are_written() {
        for (text, degrees) in [
            ("52/1,30/1,36/1", 52.51),
            ("52 30 36.0", 52.51),
            ("52.51", 52.51),
            ("52,00000,30,00000,36,00000", 52.51),
            ("52,00000,30,60000", 52.51),
        ] {
            let read = written_angle(text).unwrap();
            assert!((read - degrees).abs() < 1e-12, "{text}: {read}");
        }
        for text in ["", "north", "1,2,3,4,5", "-1,2,3", "1/0"] {
            assert_eq!(written_angle(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_keeps_only_what_is_known() {
        assert_eq!(date("2017:05:00").unwrap().to_string(), "2017-05");
        assert_eq!(date("2017-00-00").unwrap().to_string(), "2017");
        assert_eq!(date("0000:00:00 00:00:00"), None);
        assert_eq!(date("2017:13:01"), None);
    }

    #[test]
    fn impossible_values_make_no_value() {
        assert_eq!(of_number(Field::Orientation, 9.0), None);
        assert_eq!(of_number(Field::Iso, 0.0), None);
        assert_eq!(of_number(Field::Rating, f64::NAN), None);
        assert_eq!(of_text(Field::Rating, "3.0"), Some(Value::Number(3.0)));
        assert_eq!(of_text(Field::City, " \0"), None);
    }
}
