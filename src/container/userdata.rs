//! The texts of QuickTime and MP4: user data (`udta`), iTunes's list (`ilst`) and Apple's keys (`keys`), and 3GPP's
//! asset texts. It knows which field a text speaks for, and nothing of pictures or sound.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::{Atom, Fields};
use super::plain::code;
use super::reader::Reader;
use crate::asset::{Field, Origin, Statement, Value};

/// The longest text read.
const LONGEST: u64 = 64 * 1024;

/// Reads a `udta` box.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, udta: &Atom) {
    for child in udta.children(reader, 0) {
        match &child.name {
            b"meta" => list(reader, anatomy, &child),
            b"XMP_" => {
                let packet = child.content(reader).unwrap_or_default();
                anatomy.keep(BlockKind::Xmp, packet);
            }
            [0xA9, ..] => {
                let text = content(reader, &child);
                if let Some(text) = quicktime_text(&text) {
                    say(anatomy, &name(child.name), &text);
                }
            }
            b"titl" | b"dscp" | b"auth" | b"cprt" | b"perf" | b"gnre" | b"albm" => {
                let text = content(reader, &child);
                if let Some(text) = mobile_text(&text) {
                    say(anatomy, &name(child.name), &text);
                }
            }
            _ => {}
        }
    }
}

/// Reads a `meta` box with a list of texts, named by four bytes or by the entries of `keys`.
///
/// QuickTime's `meta` is a plain box; MP4's has four bytes of version and flags first.
pub(super) fn list(reader: &mut Reader<'_>, anatomy: &mut Anatomy, meta: &Atom) {
    let skip = if reader.some(meta.start + 4, 4) == b"hdlr" { 0 } else { 4 };
    let children = meta.children(reader, skip);
    let keys = children.iter().find(|child| child.name == *b"keys").map(|keys| keys.children(reader, 8));
    let list = children.iter().find(|child| child.name == *b"ilst");
    for item in list.map(|list| list.children(reader, 0)).unwrap_or_default() {
        let index = usize::try_from(u32::from_be_bytes(item.name)).unwrap_or(0).checked_sub(1);
        let key = index.and_then(|index| keys.as_ref()?.get(index)).copied();
        let name = match key {
            Some(key) => String::from_utf8_lossy(&content(reader, &key)).into_owned(),
            None => name(item.name),
        };
        for data in item.children(reader, 0).into_iter().filter(|child| child.name == *b"data") {
            let bytes = content(reader, &data);
            if let Some(text) = typed_text(&bytes) {
                say(anatomy, &name, &text);
            }
        }
    }
}

fn content(reader: &mut Reader<'_>, atom: &Atom) -> Vec<u8> {
    if atom.size() <= LONGEST { atom.content(reader).unwrap_or_default() } else { Vec::new() }
}

fn name(four: [u8; 4]) -> String {
    match four {
        [0xA9, rest @ ..] => format!("©{}", rest.map(char::from).iter().collect::<String>()),
        _ => code(four),
    }
}

/// Length, language, text; the first of several languages. Languages below 0x400 are Macintosh codes.
fn quicktime_text(bytes: &[u8]) -> Option<String> {
    let mut fields = Fields(bytes);
    let size = usize::try_from(fields.uint(2)?).ok()?;
    let _language = fields.uint(2)?;
    let text = fields.bytes(size.min(bytes.len().saturating_sub(4)))?;
    Some(utf(text))
}

/// Version and flags, language, text (3GPP TS 26.244, 8).
fn mobile_text(bytes: &[u8]) -> Option<String> {
    bytes.get(6..).map(utf)
}

/// Type, locale, value: 1 is UTF-8, 2 is UTF-16, 21 and 22 are whole numbers, 23 and 24 are others.
fn typed_text(bytes: &[u8]) -> Option<String> {
    let mut fields = Fields(bytes);
    let (kind, _locale) = (fields.uint(4)? & 0xFF_FFFF, fields.uint(4)?);
    let value = fields.0;
    match (kind, value.len()) {
        (1 | 4, _) => Some(utf(value)),
        (2 | 5, _) => Some(utf_16(value)),
        (21 | 22, 1..=8) => fields.uint(value.len()).map(|number| number.to_string()),
        _ => None,
    }
}

fn utf(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf_16(rest),
        _ => super::plain::text(bytes),
    }
}

fn utf_16(bytes: &[u8]) -> String {
    let units: Vec<u16> =
        bytes.chunks_exact(2).map(|pair| u16::from_be_bytes(pair.try_into().unwrap_or_default())).collect();
    String::from_utf16_lossy(&units)
}

fn say(anatomy: &mut Anatomy, name: &str, text: &str) {
    let key = name.strip_prefix("com.apple.quicktime.").unwrap_or(name);
    if matches!(key, "©day" | "creationdate") {
        return anatomy.state_date(name, text);
    } else if matches!(key, "©xyz" | "location.ISO6709") {
        anatomy.state_text(name, None, text);
        return place(anatomy, name, text);
    }
    anatomy.state_text(name, field(key), text);
}

fn field(key: &str) -> Option<Field> {
    match key {
        "©nam" | "titl" | "title" => Some(Field::Title),
        "©ART" | "©aut" | "©dir" | "auth" | "artist" | "author" => Some(Field::Creator),
        "desc" | "©des" | "dscp" | "description" => Some(Field::Description),
        "cprt" | "©cpy" | "copyright" => Some(Field::CopyrightNotice),
        "keyw" | "©key" | "keywords" => Some(Field::Keywords),
        "©mak" | "make" => Some(Field::CameraMake),
        "©mod" | "model" => Some(Field::CameraModel),
        "©swr" | "©too" | "software" => Some(Field::Software),
        "camera.lens_model" => Some(Field::LensModel),
        _ => None,
    }
}

/// States a place as ISO 6709 writes it in degrees: `+59.9139+010.7522+012.3/`.
fn place(anatomy: &mut Anatomy, name: &str, text: &str) {
    let text = text.trim().trim_end_matches('/').split("CRS").next().unwrap_or_default();
    let starts: Vec<usize> = text.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let numbers: Vec<f64> =
        starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)?.parse().ok()).collect();
    let [latitude, longitude, rest @ ..] = numbers.as_slice() else { return };
    if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return;
    }
    let values =
        [(Field::Latitude, Some(latitude)), (Field::Longitude, Some(longitude)), (Field::Altitude, rest.first())];
    for (field, value) in values {
        let value = value.map(|value| vec![Value::Number(*value)]);
        anatomy.facts.extend(value.map(|value| Statement::new(Origin::Native, name, Some(field), value)));
    }
}
