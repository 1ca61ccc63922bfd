//! Positions as Exif's: degrees, minutes and seconds, and metres, each with a tag before it that says in which direction.
use super::Edit;
use crate::asset::{Field, Value};
use crate::container::TagValue;
use crate::metadata::exif::{Directory, Entry, position};

/// Parts of a second of arc: some 0.03 millimetres on the ground, and finer than the eighth digit of a degree.
const OF_A_SECOND: u32 = 1_000_000;
/// Parts of a metre, as many as are kept.
const OF_A_METRE: u32 = 10_000;

impl Edit<'_> {
    /// A tag that says the same stays in the form that it has.
    pub(super) fn position(&mut self, field: Field, wished: &[Value]) {
        let tag = match field {
            Field::Latitude => 2,
            Field::Longitude => 4,
            _altitude => 6,
        };
        let is_it = |entry: &&Entry<'_>| entry.directory == Directory::Gps && entry.tag == tag;
        let entry = self.entries.iter().find(is_it);
        let said = entry.and_then(|entry| position(field, entry, self.entries)).and_then(|said| said.as_number());
        let number = wished.first().and_then(Value::as_number);
        if said.map(f64::to_bits) == number.map(f64::to_bits) && (number.is_some() || entry.is_none()) {
            return;
        }
        let values = number.and_then(|number| {
            let parts = if field == Field::Altitude { metres(number.abs())? } else { angle(number.abs())? };
            Some((reference(field, number < 0.0), TagValue::Rationals(parts)))
        });
        let (reference, value) = values.unzip();
        self.change(Directory::Gps, tag - 1, reference);
        self.change(Directory::Gps, tag, value);
    }
}

/// The tag before: a letter, for a height whether it is below the sea.
fn reference(field: Field, is_negative: bool) -> TagValue {
    let letter = match (field, is_negative) {
        (Field::Latitude, false) => "N",
        (Field::Latitude, true) => "S",
        (Field::Longitude, false) => "E",
        (Field::Longitude, true) => "W",
        (_altitude, _) => return TagValue::Bytes(vec![u8::from(is_negative)]),
    };
    TagValue::Text(letter.to_owned())
}

/// Degrees, minutes and seconds (Exif 2.32, 4.6.6, `GPSLatitude`).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn angle(degrees: f64) -> Option<Vec<(u32, u32)>> {
    let minute = 60 * u64::from(OF_A_SECOND);
    let all = (degrees * 3600.0 * f64::from(OF_A_SECOND)).round() as u64;
    let number = |number: u64| u32::try_from(number).ok();
    Some(vec![(number(all / minute / 60)?, 1), (number(all / minute % 60)?, 1), (number(all % minute)?, OF_A_SECOND)])
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn metres(height: f64) -> Option<Vec<(u32, u32)>> {
    let all = (height * f64::from(OF_A_METRE)).round();
    (all <= f64::from(u32::MAX)).then(|| vec![(all as u32, OF_A_METRE)])
}
