//! What AVCHD camcorders note in a stream's supplemental information (ISO/IEC 14496-10, D.1.6, under a number of their
//! own): when it was recorded. The layout is known from ExifTool; the format's makers publish none.
use super::anatomy::Anatomy;
use super::bits::unescaped;
use crate::asset::Date;

const NUMBER: &[u8] = b"\x17\xee\x8c\x60\xf8\x4d\x11\xd9\x8c\xd6\x08\0\x20\x0c\x9a\x66MDPM";
/// The most entries read.
const MOST_ENTRIES: usize = 64;

/// States the date of the first picture.
pub(super) fn state(anatomy: &mut Anatomy, bytes: &[u8]) {
    if let Some(date) = date(bytes) {
        anatomy.state_moment("MDPM:DateTimeOriginal", date);
    }
}

/// Entries of a number and four bytes: 0x18 is zone, century, year and month, 0x19 the rest; digits are decimal.
fn date(bytes: &[u8]) -> Option<Date> {
    let at = memchr::memmem::find(bytes, NUMBER)? + NUMBER.len();
    let rest = unescaped(bytes.get(at..bytes.len().min(at + 512))?);
    let (count, entries) = rest.split_first()?;
    let entry = |number: u8| {
        let mut entries = entries.chunks_exact(5).take(usize::from(*count).min(MOST_ENTRIES));
        entries.find(|entry| entry.first() == Some(&number))
    };
    let ([_, zone, century, year, month], [_, day, hour, minute, second]) = (entry(0x18)?, entry(0x19)?) else {
        return None;
    };
    let date = Date {
        year: u16::from(decimal(*century)?) * 100 + u16::from(decimal(*year)?),
        month: Some(decimal(*month)?),
        day: Some(decimal(*day)?),
        time: Some((decimal(*hour)?, decimal(*minute)?)),
        second: Some(decimal(*second)?),
        fraction: None,
        offset: offset(*zone),
        zulu: false,
    };
    date.is_possible().then_some(date)
}

/// Bit 5 is west, bits 1 to 4 are hours, bit 0 is half an hour, bit 6 is an hour of summer; all set is unknown.
fn offset(zone: u8) -> Option<i16> {
    let minutes = i16::from(zone >> 1 & 15) * 60 + i16::from(zone & 1) * 30;
    let east = if zone & 0x20 == 0 { minutes } else { -minutes };
    (zone != 0xFF).then_some(east + if zone & 0x40 == 0 { 0 } else { 60 })
}

/// Two decimal digits in a byte.
fn decimal(byte: u8) -> Option<u8> {
    (byte >> 4 < 10 && byte & 15 < 10).then(|| (byte >> 4) * 10 + (byte & 15))
}
