//! ASF (Microsoft, "Advanced Systems Format Specification"): WMA and WMV. The objects of its header.
use super::anatomy::{Anatomy, BlockKind};
use super::order::{Order, le16, le32};
use super::plain::code;
use super::reader::Reader;
use crate::asset::{Date, Field, ProblemKind, Value};

const FILE: &[u8] = b"\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65";
const STREAM: &[u8] = b"\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\0\xc0\x0c\x20\x53\x65";
const CONTENT: &[u8] = b"\x33\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c";
const EXTENDED: &[u8] = b"\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\0\xa0\xc9\x5e\xa8\x50";
const XMP: &[u8] = b"\xcb\xcf\x7a\xbe\xa9\x97\xe8\x42\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const SOUND: &[u8] = b"\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";
const FILM: &[u8] = b"\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";
/// The most objects of a header.
const MOST_OBJECTS: u32 = 1024;
/// Units of 100 nanoseconds from 1601 to 1970.
const TO_1970: u64 = 116_444_736_000_000_000;

/// Reads an ASF file's header.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let end = reader.exact(16, 8).and_then(|bytes| Order::Little.u64(bytes, 0)).unwrap_or(0).min(reader.len());
    let mut at = 30_u64;
    for _ in 0..MOST_OBJECTS {
        let Some(head) = reader.array::<24>(at).filter(|_| at < end) else { return };
        let size = Order::Little.u64(&head, 16).unwrap_or(0);
        if size < 24 || size > end - at {
            return anatomy.fault(ProblemKind::Truncated, "the file ends within its header");
        }
        let Some(data) = reader.copy(at + 24, size - 24) else { return };
        object(anatomy, head.get(..16).unwrap_or(&[]), data);
        at += size;
    }
}

fn object(anatomy: &mut Anatomy, id: &[u8], data: Vec<u8>) {
    match id {
        FILE => properties(anatomy, &data),
        STREAM => stream(anatomy, &data),
        CONTENT => description(anatomy, &data),
        EXTENDED => {
            attributes(anatomy, &data);
        }
        XMP => anatomy.keep(BlockKind::Xmp, data),
        _ => {}
    }
}

/// Creation date, and duration less the time that a player waits before it begins.
#[allow(clippy::cast_precision_loss)]
fn properties(anatomy: &mut Anatomy, data: &[u8]) {
    let number = |at| Order::Little.u64(data, at).unwrap_or(0);
    let seconds = number(40) as f64 / 1e7 - number(56) as f64 / 1e3;
    anatomy.state_number(Field::Duration, seconds);
    if let Some(since) = number(24).checked_sub(TO_1970) {
        let seconds = i64::try_from(since / 10_000_000).unwrap_or(0);
        anatomy.state_moment("CreationDate", Date::from_unix(seconds));
    }
}

/// A stream: WAVEFORMATEX for sound, size and BITMAPINFOHEADER for film.
fn stream(anatomy: &mut Anatomy, data: &[u8]) {
    let own = data.get(54..).unwrap_or(&[]);
    match data.get(..16) {
        Some(SOUND) => {
            anatomy.state(Field::AudioCodec, Value::text(super::wave::codec(le16(own, 0).unwrap_or(0))));
            anatomy.state_count(Field::AudioChannels, le16(own, 2).unwrap_or(0).into());
            anatomy.state_count(Field::SampleRate, le32(own, 4).unwrap_or(0).into());
        }
        Some(FILM) => {
            anatomy.state_size(le32(own, 0).unwrap_or(0).into(), le32(own, 4).unwrap_or(0).into());
            let four: [u8; 4] = own.get(27..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
            anatomy.state(Field::VideoCodec, Value::text(code(four)));
        }
        _ => {}
    }
}

fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().map(|pair| u16::from_le_bytes(*pair)));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// Title, author, copyright, description, rating: five lengths, then five texts.
fn description(anatomy: &mut Anatomy, data: &[u8]) {
    let fields = [Field::Title, Field::Creator, Field::CopyrightNotice, Field::Description];
    let mut at = 10;
    for (index, (name, field)) in ["Title", "Author", "Copyright", "Description"].into_iter().zip(fields).enumerate() {
        let length = usize::from(le16(data, index * 2).unwrap_or(0));
        anatomy.state_text(name, Some(field), &wide(data.get(at..at + length).unwrap_or(&[])));
        at += length;
    }
}

/// Named values; only texts are kept.
fn attributes(anatomy: &mut Anatomy, data: &[u8]) -> Option<()> {
    let count = le16(data, 0)?;
    let mut at = 2;
    for _ in 0..count {
        let length = usize::from(le16(data, at)?);
        let name = wide(data.get(at + 2..at + 2 + length)?);
        at += 2 + length;
        let (kind, length) = (le16(data, at)?, usize::from(le16(data, at + 2)?));
        let value = data.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        match (kind, name.as_str()) {
            (0, "WM/Year") => anatomy.state_date(name, &wide(value)),
            (0, _) => anatomy.state_text(name, None, &wide(value)),
            _ => {}
        }
    }
    Some(())
}
