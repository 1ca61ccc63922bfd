//! Exif tags to statements (Exif 2.32 and 3.0; Microsoft's and DNG's where they say the same).
//!
//! Only the directories of the picture itself speak for fields; the thumbnail's are shown and no more. The tags' names
//! are kamadak-exif's (the standard's), its parser is not used: it copies every value, however often entries overlap.
mod directory;
mod edit;
mod entry;
mod names;

use super::mapping::{Form, of_exif};
use super::values;
use super::{Findings, maker};
use crate::asset::date::offset_of;
use crate::asset::text::tidied;
use crate::asset::{Date, Field, Kind, Origin, ProblemKind, Value};
use directory::directories;
use names::name_of;

pub(super) use edit::{changes, edited};

pub(super) use directory::{Directory, Entry, unsigned, width_of};

/// Tags whose bytes belong to another standard or to the maker.
const OPAQUE: &[u16] = &[0x02bc, 0x83bb, 0x8649, 0x8773, 0x927c, 0x935c, 0xc4a5, 0xc634, 0x014a, 0x015b];
const MAKE: u16 = 0x010f;
const MAKER_NOTE: u16 = 0x927c;
const PRIVATE_DATA: u16 = 0xc634;
/// The type of texts.
const ASCII: u16 = 2;
const COPYRIGHT: u16 = 0x8298;
const GPS_TIME: u16 = 7;
const USER_COMMENT: u16 = 0x9286;
const MICROSOFT_TEXTS: std::ops::RangeInclusive<u16> = 0x9c9b..=0x9c9f;

/// Reads the tags of a TIFF stream.
pub(super) fn read(data: &[u8], findings: &mut Findings) {
    let found = directories(data);
    findings.problems.extend(found.problem);
    for (directory, tag) in &found.lost {
        let name = name_of(*directory, *tag);
        if field_of(*directory, &name).is_some() {
            findings.problem(ProblemKind::Truncated, format!("the value of {name} lies outside the Exif block"));
        }
    }
    for entry in &found.entries {
        let name = name_of(entry.directory, entry.tag);
        let spoken = field_of(entry.directory, &name).and_then(|(field, form)| {
            let values = field_values(field, form, entry, &found.entries);
            (!values.is_empty()).then_some((field, values))
        });
        match spoken {
            Some((field, values)) => findings.state(Origin::Exif, name, Some(field), values),
            None => findings.state(Origin::Exif, name, None, raw_values(entry)),
        }
    }
    read_note(data, &found.entries, findings);
}

/// Reads the maker's note: where it stands, or from a DNG's private data.
fn read_note(data: &[u8], entries: &[Entry<'_>], findings: &mut Findings) {
    let find = |tag| entries.iter().find(|entry| entry.tag == tag && entry.directory != Directory::Ifd1);
    let make = entries.iter().find(|entry| entry.tag == MAKE && entry.directory == Directory::Ifd0);
    let make = make.and_then(Entry::text).unwrap_or_default();
    if let Some(note) = find(MAKER_NOTE) {
        let block = maker::Block { data, is_little: note.is_little, base: 0 };
        let start = usize::try_from(note.at).unwrap_or(usize::MAX);
        maker::read(block, start..start.saturating_add(note.bytes.len()), &make, findings);
    } else if let Some((block, range)) = find(PRIVATE_DATA).and_then(|private| maker::unpacked(private.bytes)) {
        maker::read(block, range, &make, findings);
    }
}

fn field_of(directory: Directory, name: &str) -> Option<(Field, Form)> {
    match directory {
        Directory::Ifd0 | Directory::Exif | Directory::Gps => of_exif(name),
        Directory::Ifd1 | Directory::Interop | Directory::Note => None,
    }
}

fn raw_values(entry: &Entry<'_>) -> Vec<Value> {
    let text = match entry.tag {
        _ if matches!(entry.directory, Directory::Gps) && matches!(entry.tag, 0x1b | 0x1c) => entry.coded_text(),
        _ if matches!(entry.directory, Directory::Gps) && entry.tag == GPS_TIME => clock(entry),
        tag if OPAQUE.contains(&tag) => Some(format!("({} bytes)", entry.bytes.len())),
        USER_COMMENT => entry.coded_text(),
        tag if MICROSOFT_TEXTS.contains(&tag) => Some(entry.wide_text()),
        _ => None,
    };
    match text {
        Some(text) => tidied(&text).map(|text| Value::Text(text.into_owned())).into_iter().collect(),
        None => entry.values(),
    }
}

/// `GPSTimeStamp`, three numbers, as a time of the day in UTC.
fn clock(entry: &Entry<'_>) -> Option<String> {
    let parts: Vec<f64> = entry.numbers().take(3).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let width = if seconds.fract() == 0.0 { 2 } else { 6 };
    let precision = if seconds.fract() == 0.0 { 0 } else { 3 };
    Some(format!("{hours:02}:{minutes:02}:{seconds:0width$.precision$}"))
}

/// The values that a tag gives its field; none where they are blank or impossible.
fn field_values(field: Field, form: Form, entry: &Entry<'_>, all: &[Entry<'_>]) -> Vec<Value> {
    let number = |convert: fn(f64) -> f64| entry.number().and_then(|number| values::of_number(field, convert(number)));
    let one = match (field, form) {
        (_, Form::ApexAperture) => number(values::f_number_of_apex),
        (_, Form::ApexTime) => number(values::seconds_of_apex),
        (_, Form::Semicolons | Form::Commas | Form::Slashes) => return values::terms(&entry.wide_text(), &[';']),
        (Field::DateCreated | Field::DateDigitized, Form::Plain) => moment(entry, all).map(Value::Date),
        (Field::Latitude | Field::Longitude | Field::Altitude, Form::Plain) => position(field, entry, all),
        (Field::Creator, Form::Plain) => return entry.text().map_or(Vec::new(), |text| names(&text)),
        (Field::FlashFired, Form::Plain) => fired(entry),
        (Field::ColorSpace, Form::Plain) => color_space(entry),
        (_, Form::Plain) => plain(field, entry),
    };
    one.into_iter().collect()
}

fn plain(field: Field, entry: &Entry<'_>) -> Option<Value> {
    if entry.tag == COPYRIGHT {
        return values::of_text(field, &copyright(entry.bytes));
    }
    if MICROSOFT_TEXTS.contains(&entry.tag) {
        return values::of_text(field, &entry.wide_text());
    }
    match entry.number() {
        // Bytes are as often a text as they are numbers.
        Some(number) if entry.format != 1 || field.kind() != Kind::Text => values::of_number(field, number),
        _ => values::of_text(field, &entry.text()?),
    }
}

/// The photographer's notice, and the editor's on a line of its own (Exif 2.32, 4.6.4, `Copyright`).
fn copyright(bytes: &[u8]) -> String {
    let mut notices = bytes.split(|byte| *byte == 0).map(decoded_trimmed);
    let (photographer, editor) = (notices.next().unwrap_or_default(), notices.next().unwrap_or_default());
    format!("{photographer}\n{editor}")
}

fn decoded_trimmed(bytes: &[u8]) -> String {
    let mut text = values::decoded(bytes);
    text.truncate(text.trim_end().len());
    text
}

/// The names in an `Artist`: several are joined by `; `, and one that holds that, or begins with a quote, is quoted with
/// its own quotes doubled (MWG 2.0, 5.3).
fn names(text: &str) -> Vec<Value> {
    let (mut found, mut name, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    let mut finish = |name: &mut String| {
        found.extend(tidied(name).map(|name| Value::Text(name.into_owned())));
        name.clear();
    };
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.next_if_eq(&'"').is_some() => name.push('"'),
            '"' if is_quoted => is_quoted = false,
            '"' if name.trim().is_empty() => is_quoted = true,
            ';' if !is_quoted && letters.peek().is_none_or(|next| next.is_whitespace()) => finish(&mut name),
            _ => name.push(letter),
        }
    }
    finish(&mut name);
    found
}

/// The date of a tag with the fraction and the offset that stand in tags of their own.
fn moment(entry: &Entry<'_>, all: &[Entry<'_>]) -> Option<Date> {
    let (fraction, offset) = match entry.tag {
        0x9003 => (0x9291, 0x9011),
        0x9004 => (0x9292, 0x9012),
        _ => return values::date(&entry.text()?),
    };
    // Raw files repeat the date in IFD0, but not what completes it.
    let other = |tag| {
        let find = |directory| all.iter().find(|other| other.tag == tag && other.directory == directory);
        find(Directory::Exif).or_else(|| find(entry.directory))?.text()
    };
    let mut date = values::date(tidied(&entry.text()?)?.as_ref())?;
    if date.second.is_some() && date.fraction.is_none() {
        date.fraction = other(fraction).as_deref().and_then(digits);
    }
    if date.time.is_some() && date.offset.is_none() {
        let known = other(offset).as_deref().and_then(offset_of);
        (date.offset, date.zulu) = known.map_or((None, false), |(offset, zulu)| (Some(offset), zulu));
    }
    Some(date)
}

fn digits(text: &str) -> Option<String> {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.chars().take(9).collect())
}

/// Signed degrees or metres: the sign stands in the tag before (`N`, `S`, `E`, `W`; 1 below sea level).
fn position(field: Field, entry: &Entry<'_>, all: &[Entry<'_>]) -> Option<Value> {
    let reference = all.iter().find(|other| other.tag == entry.tag - 1 && other.directory == Directory::Gps);
    if field == Field::Altitude {
        let is_below = reference.is_some_and(|reference| matches!(reference.bytes.first(), Some(1 | 3 | b'1')));
        let metres = entry.number()?;
        return values::of_number(field, if is_below { -metres.abs() } else { metres });
    }
    let sign = match reference?.bytes.first()?.to_ascii_uppercase() {
        b'N' | b'E' => 1.0,
        b'S' | b'W' => -1.0,
        _ => return None,
    };
    values::of_number(field, sign * angle(entry)?)
}

/// Degrees, minutes and seconds; some phones write them as a text.
fn angle(entry: &Entry<'_>) -> Option<f64> {
    if entry.format == ASCII {
        return values::written_angle(&entry.text()?);
    }
    let mut parts = entry.numbers();
    let degrees = parts.next()??;
    let (minutes, seconds) = (parts.next().flatten(), parts.next().flatten());
    Some(degrees + minutes.unwrap_or(0.0) / 60.0 + seconds.unwrap_or(0.0) / 3600.0)
}

/// Bit 0 of `Flash` (Exif 2.32, 4.6.5).
fn fired(entry: &Entry<'_>) -> Option<Value> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    entry.number().map(|number| Value::Boolean(number as u64 & 1 == 1))
}

fn color_space(entry: &Entry<'_>) -> Option<Value> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    match entry.number()? as u64 {
        1 => Some(Value::text("sRGB")),
        // Not in the standard, but what cameras that know Adobe RGB write.
        2 => Some(Value::text("Adobe RGB")),
        0xffff => Some(Value::text("Uncalibrated")),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
