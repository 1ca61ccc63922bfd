//! Sony's notes: the lens in the words that stand on it, and the body's number where a body tells it unenciphered. What
//! is enciphered holds numbers of circuit boards and nothing engraved; it stays closed.
use super::tags::Tags;
use super::{is_told, state};
use crate::asset::{Field, Value};

const SERIAL: u16 = 0x2031;
/// Eight bytes: features, focal lengths (two each) and apertures in decimal digits, more features.
const LENS_SPEC: u16 = 0xB02A;

/// The features that stand before the focal length, in the order of reading, by mask and bits of the two bytes.
const BEFORE: &[(u16, &[(u16, &str)])] =
    &[(0x0300, &[(0x0100, "DT"), (0x0200, "FE"), (0x0300, "E")]), (0x4000, &[(0x4000, "PZ")])];
/// Those that stand behind the apertures.
const BEHIND: &[(u16, &[(u16, &str)])] = &[
    (0x00E0, &[(0x0020, "STF"), (0x0040, "Reflex"), (0x0060, "Macro"), (0x0080, "Fisheye")]),
    (0x000C, &[(0x0004, "ZA"), (0x0008, "G")]),
    (0x0003, &[(0x0001, "SSM"), (0x0002, "SAM")]),
    (0x8000, &[(0x8000, "OSS")]),
    (0x2000, &[(0x2000, "LE")]),
    (0x0800, &[(0x0800, "II")]),
];

pub(super) fn read(tags: &Tags<'_>, findings: &mut super::Findings) {
    let bytes = tags.get(LENS_SPEC).and_then(|entry| entry.bytes.first_chunk::<8>().copied());
    let features = bytes.map_or(0, |[first, .., last]| u16::from_be_bytes([first, last]));
    // Without features it may be a lens that cannot be changed, whose focal length is that of a 35 mm camera.
    let field = (features != 0).then_some(Field::LensModel);
    let lens = bytes.and_then(|bytes| lens(bytes, features));
    state(findings, "Sony", "LensSpec", field, lens.into_iter().map(Value::Text).collect());
    let serial = tags.get(SERIAL).and_then(|entry| entry.text()).and_then(|text| serial(&text));
    state(findings, "Sony", "SerialNumber", Some(Field::CameraSerial), serial.into_iter().collect());
}

/// `DT 18-55mm F3.5-5.6 SAM`; nothing where a digit or a combination of features has no meaning.
fn lens([_, s0, s1, l0, l1, wide, long, _]: [u8; 8], features: u16) -> Option<String> {
    let focal = |high, low| Some(decimal(high)? * 100 + decimal(low)?);
    let (shortest, longest) = (focal(s0, s1)?, focal(l0, l1)?);
    let (wide, long) = (aperture(wide)?, aperture(long)?);
    // A zero for the second says that there is one of them only.
    let is_sound = shortest > 0 && wide > 0 && (longest == 0 || longest >= shortest) && (long == 0 || long >= wide);
    if !is_sound {
        return None;
    }
    let mut text: Vec<String> = words(BEFORE, features)?;
    text.push(format!("{}mm", range(shortest, longest, |number| number.to_string())));
    text.push(format!("F{}", range(wide, long, |number| (f64::from(number) / 10.0).to_string())));
    text.extend(words(BEHIND, features)?);
    Some(text.join(" "))
}

fn words(known: &[(u16, &[(u16, &str)])], features: u16) -> Option<Vec<String>> {
    let set = known.iter().filter(|(mask, _)| features & mask != 0);
    set.map(|(mask, names)| {
        let (_, name) = names.iter().find(|(bits, _)| *bits == features & mask)?;
        Some((*name).to_owned())
    })
    .collect()
}

fn range(first: u32, second: u32, show: impl Fn(u32) -> String) -> String {
    if second == 0 || second == first { show(first) } else { format!("{}-{}", show(first), show(second)) }
}

/// Two decimal digits in a byte.
fn decimal(byte: u8) -> Option<u32> {
    let (high, low) = (u32::from(byte >> 4), u32::from(byte & 15));
    (high < 10 && low < 10).then_some(high * 10 + low)
}

/// Tenths; the first digit goes on beyond nine, for f/11 is `B0`.
fn aperture(byte: u8) -> Option<u32> {
    let (high, low) = (u32::from(byte >> 4), u32::from(byte & 15));
    (low < 10).then_some(high * 10 + low)
}

/// Eight digits, the last pair first; the first of them is not engraved where it is a zero.
fn serial(text: &str) -> Option<Value> {
    let digits: &[u8; 8] = text.trim().as_bytes().try_into().ok()?;
    if !digits.iter().all(u8::is_ascii_digit) || !is_told(text) {
        return None;
    }
    let turned: String = digits.chunks(2).rev().flatten().map(|digit| char::from(*digit)).collect();
    Some(Value::text(turned.strip_prefix('0').unwrap_or(&turned)))
}
