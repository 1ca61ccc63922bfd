//! The texts of QuickTime and MP4: user data (`udta`), iTunes's list (`ilst`) and Apple's keys (`keys`), and 3GPP's
//! asset texts. It knows which field a text speaks for, and nothing of pictures or sound.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::{Atom, Fields};
use super::order::be32;
use super::plain::code;
use super::preview;
use super::reader::Reader;
use crate::asset::{Field, Origin, Statement, Value};

/// The longest text read.
const LONGEST: u64 = 64 * 1024;
/// The most values of one entry.
const MOST_VALUES: usize = 64;

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
                    say(anatomy, &name(child.name), &[text]);
                }
            }
            b"date" => {
                let text = content(reader, &child);
                anatomy.state_date("date", &String::from_utf8_lossy(&text));
            }
            b"loci" => {
                let bytes = content(reader, &child);
                located(anatomy, &bytes);
            }
            b"kywd" => {
                let bytes = content(reader, &child);
                mobile_keywords(anatomy, &bytes);
            }
            b"titl" | b"manu" | b"modl" | b"dscp" | b"auth" | b"cprt" | b"perf" | b"gnre" | b"albm" => {
                let text = content(reader, &child);
                if let Some(text) = mobile_text(&text) {
                    say(anatomy, &name(child.name), &[text]);
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
        let parts = item.children(reader, 0);
        let name = match key {
            Some(key) => String::from_utf8_lossy(&content(reader, &key)).into_owned(),
            None if item.name == *b"----" => own_name(reader, &parts),
            None => name(item.name),
        };
        entry(reader, anatomy, &name, &parts);
    }
}

/// The values of an entry: covers are told where they lie, texts of one name are one list.
fn entry(reader: &mut Reader<'_>, anatomy: &mut Anatomy, name: &str, parts: &[Atom]) {
    let mut texts = Vec::new();
    for data in parts.iter().filter(|part| part.name == *b"data").take(MOST_VALUES) {
        if name == "covr" {
            preview::locate(reader, anatomy, data.start + 8, data.size().saturating_sub(8));
        } else {
            texts.extend(typed_text(name, &content(reader, data)));
        }
    }
    say(anatomy, name, &texts);
}

/// What a program names its own entry: a reversed domain and a word, each in a box of its own.
fn own_name(reader: &mut Reader<'_>, parts: &[Atom]) -> String {
    let mut part = |name: &[u8; 4]| {
        let part = parts.iter().find(|part| part.name == *name).copied();
        let bytes = part.map(|part| content(reader, &part)).unwrap_or_default();
        String::from_utf8_lossy(bytes.get(4..).unwrap_or(&[])).into_owned()
    };
    format!("----:{}:{}", part(b"mean"), part(b"name"))
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

/// Type, locale, value: 1 is UTF-8, 2 is UTF-16, 21 and 22 are whole numbers, 23 and 24 are others; 0 is what the name
/// implies: a number of a set, or text.
fn typed_text(name: &str, bytes: &[u8]) -> Option<String> {
    let mut fields = Fields(bytes);
    let (kind, _locale) = (fields.uint(4)? & 0xFF_FFFF, fields.uint(4)?);
    let value = fields.0;
    match (kind, value.len()) {
        (0, 6..) if matches!(name, "trkn" | "disk") => {
            let _reserved = fields.uint(2)?;
            Some(format!("{}/{}", fields.uint(2)?, fields.uint(2)?))
        }
        (0, 2) if name == "gnre" => fields.uint(2).map(|genre| genre.to_string()),
        (0, _) => std::str::from_utf8(value).ok().filter(|text| !text.contains('\0')).map(str::to_owned),
        (1 | 4, _) => Some(utf(value)),
        (2 | 5, _) => Some(utf_16(value)),
        (21 | 22, 1..=8) => fields.uint(value.len()).map(|number| number.to_string()),
        (23, 4) => fields.uint(4).map(|bits| f32::from_bits(u32::try_from(bits).unwrap_or(0)).to_string()),
        (24, 8) => fields.uint(8).map(|bits| f64::from_bits(bits).to_string()),
        _ => None,
    }
}

/// 3GPP's place (TS 26.244, 8.10): name, role, longitude, latitude and altitude as numbers of 16.16 bits, and on what
/// body that is.
fn located(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let rest = bytes.get(6..)?;
    let (name, rest) = match rest {
        [0xFE, 0xFF, wide @ ..] => {
            let end = wide.chunks_exact(2).position(|pair| pair == [0, 0])? * 2;
            (utf_16(wide.get(..end)?), wide.get(end + 2..)?)
        }
        _ => {
            let end = memchr::memchr(0, rest)?;
            (utf(rest.get(..end)?), rest.get(end + 1..)?)
        }
    };
    let degrees = |at| be32(rest, at).map(|number| f64::from(number.cast_signed()) / 65_536.0);
    let body = super::plain::text(rest.get(13..)?);
    anatomy.state_text("loci", None, &name);
    if body.is_empty() || body.eq_ignore_ascii_case("earth") {
        place(anatomy, "loci", &[degrees(5)?, degrees(1)?, degrees(9)?]);
    }
    Some(())
}

/// 3GPP's keywords (TS 26.244, 8.6): how many, then each with its length.
fn mobile_keywords(anatomy: &mut Anatomy, bytes: &[u8]) {
    let mut fields = Fields(bytes.get(6..).unwrap_or(&[]));
    let count = fields.uint(1).unwrap_or(0);
    let mut words = Vec::new();
    for _ in 0..count {
        let length = fields.uint(1).and_then(|length| usize::try_from(length).ok());
        words.extend(length.and_then(|length| fields.bytes(length)).map(utf));
    }
    anatomy.state_texts("kywd", Some(Field::Keywords), words.iter().map(String::as_str));
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

fn say(anatomy: &mut Anatomy, name: &str, texts: &[String]) {
    let key = name.strip_prefix("com.apple.quicktime.").unwrap_or(name);
    let all = texts.iter().map(String::as_str);
    let Some(text) = texts.first() else { return };
    match key {
        "©day" | "creationdate" | "date" => anatomy.state_date(name, text),
        "©xyz" | "location.ISO6709" => {
            anatomy.state_text(name, None, text);
            place(anatomy, name, &coordinates(text));
        }
        "keyw" | "©key" | "keywords" => {
            let words = all.flat_map(|text| text.split([';', ',']));
            anatomy.state_texts(name, Some(Field::Keywords), words);
        }
        _ => anatomy.state_texts(name, field(key), all),
    }
}

fn field(key: &str) -> Option<Field> {
    match key {
        "©nam" | "titl" | "title" => Some(Field::Title),
        "©ART" | "©aut" | "©dir" | "auth" | "artist" | "author" => Some(Field::Creator),
        "desc" | "©des" | "dscp" | "description" | "©cmt" | "comment" => Some(Field::Description),
        "cprt" | "©cpy" | "copyright" => Some(Field::CopyrightNotice),
        "©mak" | "manu" | "make" => Some(Field::CameraMake),
        "©mod" | "modl" | "model" => Some(Field::CameraModel),
        "©swr" | "©too" | "software" => Some(Field::Software),
        "camera.lens_model" => Some(Field::LensModel),
        _ => None,
    }
}

/// The numbers of a place as ISO 6709 writes it in degrees: `+59.9139+010.7522+012.3/`.
fn coordinates(text: &str) -> Vec<f64> {
    let text = text.trim().trim_end_matches('/').split("CRS").next().unwrap_or_default();
    let starts: Vec<usize> = text.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)?.parse().ok()).collect()
}

/// States latitude, longitude and altitude, unless they are on no earth, or a place is told already.
fn place(anatomy: &mut Anatomy, name: &str, numbers: &[f64]) {
    let [latitude, longitude, rest @ ..] = numbers else { return };
    let is_told = anatomy.facts.iter().any(|fact| fact.field == Some(Field::Latitude));
    if is_told || latitude.abs() > 90.0 || longitude.abs() > 180.0 {
        return;
    }
    let values =
        [(Field::Latitude, Some(latitude)), (Field::Longitude, Some(longitude)), (Field::Altitude, rest.first())];
    for (field, value) in values {
        let value = value.filter(|value| value.is_finite()).map(|value| vec![Value::Number(*value)]);
        anatomy.facts.extend(value.map(|value| Statement::new(Origin::Native, name, Some(field), value)));
    }
}
