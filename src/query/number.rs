//! Numbers as people write them: with a unit of their field, as a fraction, as a clock. It knows units, and never what
//! a number is asked for.
use super::error::Misfit;
use crate::asset::nearest::{listed, nearest};
use crate::asset::{Field, Kind};

/// The units of a field: what may follow a number, lower case, and how many of the field's own unit it is.
struct Units {
    fields: &'static [Field],
    units: &'static [(&'static str, f64)],
}

/// Decimal and binary bytes as IEC 80000-13 names them, and the letters alone as decimal; seconds, metres and the
/// rest as SI does. The first is the field's own.
const UNITS: &[Units] = &[
    Units {
        fields: &[Field::Size],
        units: &[
            ("b", 1.0),
            ("kb", 1e3),
            ("mb", 1e6),
            ("gb", 1e9),
            ("tb", 1e12),
            ("kib", 1024.0),
            ("mib", 1_048_576.0),
            ("gib", 1_073_741_824.0),
            ("tib", 1_099_511_627_776.0),
            ("k", 1e3),
            ("m", 1e6),
            ("g", 1e9),
            ("t", 1e12),
        ],
    },
    Units { fields: &[Field::Duration], units: &[("s", 1.0), ("ms", 1e-3), ("m", 60.0), ("min", 60.0), ("h", 3600.0)] },
    Units { fields: &[Field::ExposureTime], units: &[("s", 1.0), ("ms", 1e-3), ("m", 60.0), ("min", 60.0)] },
    Units { fields: &[Field::FocalLength], units: &[("mm", 1.0)] },
    Units { fields: &[Field::Altitude], units: &[("m", 1.0), ("km", 1e3), ("ft", 0.3048)] },
    Units { fields: &[Field::SampleRate], units: &[("hz", 1.0), ("khz", 1e3)] },
    Units { fields: &[Field::FrameRate], units: &[("fps", 1.0), ("p", 1.0)] },
    Units {
        fields: &[Field::Width, Field::Height, Field::MaxAvailableWidth, Field::MaxAvailableHeight],
        units: &[("px", 1.0)],
    },
    Units { fields: &[Field::BitDepth], units: &[("bit", 1.0), ("bits", 1.0)] },
    Units { fields: &[Field::Latitude], units: &[("°", 1.0), ("n", 1.0), ("s", -1.0)] },
    Units { fields: &[Field::Longitude], units: &[("°", 1.0), ("e", 1.0), ("w", -1.0)] },
];

fn units_of(field: Field) -> &'static [(&'static str, f64)] {
    UNITS.iter().find(|units| units.fields.contains(&field)).map_or(&[], |units| units.units)
}

/// The number that `text` writes, in the field's unit; finite.
pub(super) fn number_of(field: Field, text: &str) -> Result<f64, Misfit> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Misfit::new("a number is missing"));
    }
    let number = match field {
        Field::Duration if text.contains(':') => clock(text).ok_or_else(|| misfit(field, text))?,
        Field::Duration => sum(field, text)?,
        Field::FNumber => {
            let bare = text.strip_prefix("f/").or_else(|| text.strip_prefix(['f', 'F'])).unwrap_or(text);
            single(field, bare.strip_prefix('/').unwrap_or(bare), text)?
        }
        plain => single(plain, text, text)?,
    };
    // Adding zero makes negative zero positive, which compares otherwise.
    Some(number + 0.0).filter(|number| number.is_finite()).ok_or_else(|| Misfit::new(format!("`{text}` is too large")))
}

/// The whole number that `text` writes, in the field's unit.
pub(super) fn integer_of(field: Field, text: &str) -> Result<i64, Misfit> {
    if let Ok(number) = text.trim().parse() {
        return Ok(number);
    }
    let number = number_of(field, text)?;
    // 2^53: every whole number up to here is one `f64`.
    if number.abs() > 9_007_199_254_740_992.0 {
        return Err(Misfit::new(format!("`{text}` is too large")));
    }
    if number.fract() != 0.0 {
        return Err(Misfit::new(format!("`{}` holds whole numbers", field.word())));
    }
    #[allow(clippy::cast_possible_truncation)]
    Ok(number as i64)
}

/// Both ends of `low..high`; a low end without a unit takes the high end's (`10..20MB`).
pub(super) fn with_unit_of<'a>(low: &str, high: &'a str) -> (String, &'a str) {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let unit = high.rfind(is_digit).map_or("", |at| &high[at + 1..]);
    let takes = low.ends_with(is_digit) && !low.contains(':') && !high.contains(':');
    (if takes { format!("{low}{unit}") } else { low.to_owned() }, high)
}

/// `90`, `10MB`, `1/125s`: an amount and perhaps a unit.
fn single(field: Field, text: &str, whole: &str) -> Result<f64, Misfit> {
    let (amount, unit) = split(text);
    let number = amount_of(amount).ok_or_else(|| misfit(field, whole))?;
    Ok(number * factor(field, unit)?)
}

/// `1m30s`: amounts with units, added; a lone amount needs none.
fn sum(field: Field, text: &str) -> Result<f64, Misfit> {
    let (mut rest, mut total, mut parts) = (text, 0.0, 0);
    while !rest.is_empty() {
        let (amount, after) = split(rest);
        let length = after.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(after.len());
        let (unit, next) = after.split_at(length);
        let number = amount_of(amount).ok_or_else(|| misfit(field, text))?;
        if (parts > 0 || !next.is_empty()) && unit.trim().is_empty() {
            return Err(misfit(field, text));
        }
        total += number * factor(field, unit.trim())?;
        (rest, parts) = (next, parts + 1);
    }
    Ok(total)
}

/// `1:30` and `1:02:03.5`: minutes and seconds, hours before them.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    if parts.len() > 3 || parts.iter().any(|part| !part.starts_with(|first: char| first.is_ascii_digit())) {
        return None;
    }
    parts.into_iter().try_fold(0.0, |total, part| Some(total * 60.0 + amount_of(part).filter(|_| !part.contains('/'))?))
}

/// An amount and what follows it.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && !"+-./".contains(letter)).unwrap_or(text.len());
    let (amount, unit) = text.split_at(end);
    (amount, unit.trim())
}

/// `12`, `-3.5`, `.5`, `30000/1001`.
fn amount_of(text: &str) -> Option<f64> {
    if let Some((over, under)) = text.split_once('/') {
        let (over, under) = (amount_of(over)?, amount_of(under)?);
        return (under > 0.0 && !text[text.find('/')? + 1..].contains('/')).then(|| over / under);
    }
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && digits.bytes().any(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn factor(field: Field, unit: &str) -> Result<f64, Misfit> {
    let units = units_of(field);
    if unit.is_empty() {
        return Ok(1.0);
    }
    if let Some((_, factor)) = units.iter().find(|(name, _)| *name == unit.to_lowercase()) {
        return Ok(*factor);
    }
    let misfit = Misfit::new(format!("`{}` has no unit `{unit}`", field.word()));
    let near = nearest(unit, units.iter().map(|(name, _)| *name));
    Err(match (units, near.as_slice()) {
        ([], _) => misfit.hint("write the number alone"),
        (_, [_, ..]) => misfit.hint(format!("did you mean {}?", listed(near))),
        (units, []) => misfit.hint(format!("its units are {}", listed(units.iter().map(|(name, _)| *name)))),
    })
}

fn misfit(field: Field, text: &str) -> Misfit {
    let misfit = Misfit::new(format!("`{text}` is not a number"));
    let folded = text.to_lowercase();
    if field == Field::Orientation && ["landscape", "portrait"].contains(&folded.as_str()) {
        return misfit.hint(format!("write `is:{folded}`"));
    }
    if text.contains(',') {
        return misfit.hint("decimals stand behind a point, and thousands are not set apart");
    }
    let example = match field.kind() {
        Kind::Integer | Kind::Number => example(field),
        Kind::Text | Kind::Uri | Kind::Boolean | Kind::Date | Kind::Struct => "12",
    };
    misfit.hint(format!("`{}` is written like `{example}`", field.word()))
}

/// How a number of this field may look.
fn example(field: Field) -> &'static str {
    const EXAMPLES: &[(Field, &str)] = &[
        (Field::Size, "10MB"),
        (Field::Duration, "1m30s"),
        (Field::ExposureTime, "1/125"),
        (Field::FNumber, "f/2.8"),
        (Field::FocalLength, "50mm"),
        (Field::FrameRate, "25"),
        (Field::Latitude, "59.91"),
        (Field::Longitude, "10.75"),
        (Field::Rating, "4"),
    ];
    EXAMPLES.iter().find(|(known, _)| *known == field).map_or("12", |(_, example)| example)
}

#[cfg(test)]
mod tests {
    use super::{Field, integer_of, number_of};

    #[test]
    fn numbers_take_their_fields_units() {
        for (field, text, number) in [
            (Field::Size, "10MB", 1e7),
            (Field::Size, "1.5 GiB", 1_610_612_736.0),
            (Field::Size, "10", 10.0),
            (Field::Size, "4k", 4000.0),
            (Field::Duration, "90", 90.0),
            (Field::Duration, "1m30s", 90.0),
            (Field::Duration, "1h 0.5m", 3630.0),
            (Field::Duration, "1:02:03.5", 3723.5),
            (Field::ExposureTime, "1/125", 0.008),
            (Field::ExposureTime, "1/125s", 0.008),
            (Field::FNumber, "f/2.8", 2.8),
            (Field::FNumber, "F2.8", 2.8),
            (Field::FocalLength, "50mm", 50.0),
            (Field::FrameRate, "30000/1001", 30000.0 / 1001.0),
            (Field::SampleRate, "48kHz", 48000.0),
            (Field::Latitude, "33.9S", -33.9),
            (Field::Rating, "-1", -1.0),
            (Field::Width, "6000px", 6000.0),
        ] {
            assert_eq!(number_of(field, text), Ok(number), "{text}");
        }
        assert_eq!(integer_of(Field::Size, "1.5kB"), Ok(1500));
        assert_eq!(integer_of(Field::Size, "9223372036854775807"), Ok(i64::MAX));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "x", "1.2.3", "1/0", "1/2/3", "--1", "-", ".", "1,5", "inf", "nan", "1e9", "4MB", "1:2"] {
            assert!(number_of(Field::Rating, text).is_err(), "{text}");
        }
        for text in ["1m30", "m", "1:2:3:4", "1:", ":1", "1m-1s", "1::2"] {
            assert!(number_of(Field::Duration, text).is_err(), "{text}");
        }
        let digits = "9".repeat(400);
        assert!(number_of(Field::Size, &digits).is_err());
        assert!(integer_of(Field::Size, "1.5").is_err());
        assert_eq!(number_of(Field::Size, "10MX").unwrap_err().hint.as_deref(), Some("did you mean `m` or `mb`?"));
    }
}
