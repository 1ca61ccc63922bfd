//! Makers' notes to statements: what they say of body, lens and exposure, one file per maker who has more to tell than
//! plain tags. It looks no name up that a note only gives a number for, and guesses no offset: what lies outside the
//! block is lost. The statements are last in line: they speak for a field only where no standard does.
//!
//! Tag numbers and layouts are those of ExifTool's tag tables.
mod canon;
mod kodak;
mod nikon;
mod olympus;
mod private_data;
mod sony;
mod tags;

use super::exif::Entry;
use super::{Findings, values};
use crate::asset::{Field, Origin, Value};
use crate::container::{HEAD, Maker, Note};
use std::ops::Range;
use tags::Tags;

pub(super) use private_data::unpacked;

/// A tag, its name, and the field it speaks for.
type Tag = (u16, &'static str, Option<Field>);

const PLAIN_PANASONIC: &[Tag] = &[
    (0x25, "InternalSerialNumber", None),
    (0x51, "LensType", Some(Field::LensModel)),
    (0x52, "LensSerialNumber", None),
];
const PLAIN_PENTAX: &[Tag] = &[(0x229, "SerialNumber", Some(Field::CameraSerial))];
const PLAIN_SIGMA: &[Tag] = &[(0x2, "SerialNumber", Some(Field::CameraSerial)), (0x17, "Firmware", None)];
const PLAIN_SAMSUNG: &[Tag] =
    &[(0xA002, "SerialNumber", Some(Field::CameraSerial)), (0xA005, "InternalLensSerialNumber", None)];
/// The lens is its numbers alone, which are also those of a lens that cannot be changed, and what a photographer told of
/// one behind an adapter: no name.
const PLAIN_FUJIFILM: &[Tag] = &[
    (0x10, "InternalSerialNumber", None),
    (0x1404, "MinFocalLength", None),
    (0x1405, "MaxFocalLength", None),
    (0x1406, "MaxApertureAtMinFocal", None),
    (0x1407, "MaxApertureAtMaxFocal", None),
];
const PLAIN_CASIO: &[Tag] = &[(0x14, "ISO", None)];
/// What binds the still and the film of a Live Photo.
const PLAIN_APPLE: &[Tag] = &[(0x11, "ContentIdentifier", None)];

/// Reads the note that lies at `range` of a block, of a camera of some make.
pub(super) fn read(block: Block<'_>, range: Range<usize>, make: &str, findings: &mut Findings) {
    let bytes = block.data.get(range.clone()).unwrap_or_default();
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let tail = bytes.last_chunk::<8>().copied().unwrap_or_default();
    let Some(note) = Note::of(head, tail, range.start as u64, make, block.is_little) else { return };
    let base = if note.base == 0 { block.base } else { note.base };
    let tags = Tags::read(block.data, note.is_little, note.directory, base);
    match note.maker {
        Maker::Canon => canon::read(&tags, findings),
        Maker::Nikon => nikon::read(&tags, findings),
        Maker::Olympus => olympus::read(&tags, findings),
        Maker::Pentax => pentax(&tags, findings),
        Maker::Apple => plain("Apple", PLAIN_APPLE, &tags, findings),
        Maker::Casio => plain("Casio", PLAIN_CASIO, &tags, findings),
        Maker::Fujifilm => plain("Fujifilm", PLAIN_FUJIFILM, &tags, findings),
        Maker::Kodak => kodak::read(&tags, findings),
        Maker::Leica => leica(&tags, findings),
        Maker::Panasonic => plain("Panasonic", PLAIN_PANASONIC, &tags, findings),
        Maker::Samsung => plain("Samsung", PLAIN_SAMSUNG, &tags, findings),
        Maker::Sigma => plain("Sigma", PLAIN_SIGMA, &tags, findings),
        Maker::Sony => sony::read(&tags, findings),
        // These say nothing of body and lens, or a number in a list of the maker's.
        Maker::Minolta | Maker::NikonFirst | Maker::Ricoh => {}
    }
}

/// Reads the records of a Canon CRW, which are a Canon note's tags in a directory of their own.
pub(super) fn read_canon(stream: &[u8], findings: &mut Findings) {
    let is_little = stream.starts_with(b"II");
    let first = stream.get(4..8).map_or(0, |bytes| super::exif::unsigned(bytes, is_little));
    canon::read(&Tags::read(stream, is_little, first, 0), findings);
}

/// The bytes around a note.
#[derive(Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) data: &'a [u8],
    pub(super) is_little: bool,
    /// Where in `data` the block's offsets count from: before its head, where only the note is left of the block.
    pub(super) base: i64,
}

/// States a note's tags that are texts or numbers and need no more than a name.
fn plain(maker: &str, known: &[Tag], tags: &Tags<'_>, findings: &mut Findings) {
    for (tag, name, field) in known {
        let values = tags.get(*tag).map(|entry| plain_values(*field, &entry)).unwrap_or_default();
        state(findings, maker, name, *field, values);
    }
}

fn plain_values(field: Option<Field>, entry: &Entry<'_>) -> Vec<Value> {
    let text = entry.text().filter(|_| !matches!(entry.format, 1));
    match (field, text) {
        (_, Some(text)) if !is_told(&text) => Vec::new(),
        (Some(field), Some(text)) => values::of_text(field, &text).into_iter().collect(),
        (None, Some(text)) => vec![Value::text(text.trim())],
        (Some(field), None) => number(entry).and_then(|number| values::of_number(field, number)).into_iter().collect(),
        (None, None) => entry.values(),
    }
}

/// The first number, other than the 0 that stands for an unknown one.
fn number(entry: &Entry<'_>) -> Option<f64> {
    entry.number().filter(|number| *number > 0.0)
}

/// Whether a text says anything: cameras fill what they do not know with zeros, dashes or bytes that are no letters.
fn is_told(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_control() || letter == '\u{FFFD}')
        && text.contains(|letter: char| letter.is_alphanumeric() && letter != '0')
}

/// States what a note says.
fn state(findings: &mut Findings, maker: &str, name: &str, field: Option<Field>, values: Vec<Value>) {
    findings.state(Origin::Exif, format!("{maker}:{name}"), field, values);
}

/// States a setting, unless a standard tag has said it already: a note's is a rougher copy.
fn setting(findings: &mut Findings, maker: &str, name: &str, field: Field, number: Option<f64>) {
    let is_said = findings.statements.iter().any(|one| one.origin == Origin::Exif && one.field == Some(field));
    if !is_said {
        let value = number.and_then(|number| values::of_number(field, number));
        state(findings, maker, name, Some(field), value.into_iter().collect());
    }
}

/// The M8's 0x303 is the body's number; in later bodies it is the lens in words, and 0x305 the number.
fn leica(tags: &Tags<'_>, findings: &mut Findings) {
    let is_lens = tags.get(0x303).is_some_and(|entry| entry.text().is_some());
    let (lens, serial) = (Some(Field::LensModel), Some(Field::CameraSerial));
    let known: &[Tag] = match is_lens {
        true => &[(0x303, "LensType", lens), (0x305, "SerialNumber", serial)],
        false => &[(0x303, "SerialNumber", serial)],
    };
    plain("Leica", known, tags, findings);
}

fn pentax(tags: &Tags<'_>, findings: &mut Findings) {
    plain("Pentax", PLAIN_PENTAX, tags, findings);
    let part = |tag, unit: f64| tags.get(tag).as_ref().and_then(number).map(|number| number / unit);
    setting(findings, "Pentax", "ExposureTime", Field::ExposureTime, part(0x12, 1e5));
    setting(findings, "Pentax", "FNumber", Field::FNumber, part(0x13, 10.0));
}

#[cfg(test)]
mod tests;
