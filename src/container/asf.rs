//! ASF (Microsoft, "Advanced Systems Format Specification" 1.20.5): WMA and WMV. The objects of its header.
//!
//! The essence, in damson's own definition, is the packets of the data object.
use super::anatomy::{Anatomy, BlockKind};
use super::order::{Order, le16, le32};
use super::preview;
use super::reader::Reader;
use super::wave::{codec, film_codec};
use crate::asset::{Date, Field, ProblemKind, Value};

const FILE: &[u8] = b"\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\0\xc0\x0c\x20\x53\x65";
const STREAM: &[u8] = b"\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\0\xc0\x0c\x20\x53\x65";
const CONTENT: &[u8] = b"\x33\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c";
const EXTENDED: &[u8] = b"\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\0\xa0\xc9\x5e\xa8\x50";
const EXTENSION: &[u8] = b"\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11\x8e\xe3\0\xc0\x0c\x20\x53\x65";
const METADATA: &[u8] = b"\xea\xcb\xf8\xc5\xaf\x5b\x77\x48\x84\x67\xaa\x8c\x44\xfa\x4c\xca";
const LIBRARY: &[u8] = b"\x94\x1c\x23\x44\x98\x94\xd1\x49\xa1\x41\x1d\x13\x4e\x45\x70\x54";
const STREAM_PROPERTIES: &[u8] = b"\xcb\xa5\xe6\x14\x72\xc6\x32\x43\x83\x99\xa9\x69\x52\x06\x5b\x5a";
const CODECS: &[u8] = b"\x40\x52\xd1\x86\x1d\x31\xd0\x11\xa3\xa4\0\xa0\xc9\x03\x48\xf6";
const DATA: &[u8] = b"\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c";
const XMP: &[u8] = b"\xcb\xcf\x7a\xbe\xa9\x97\xe8\x42\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const SOUND: &[u8] = b"\x40\x9e\x69\xf8\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";
const FILM: &[u8] = b"\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";
/// The most objects of a header.
const MOST_OBJECTS: u32 = 1024;
/// Units of 100 nanoseconds from 1601 to 1970.
const TO_1970: u64 = 116_444_736_000_000_000;
/// Such units in a second.
const UNITS: f64 = 1e7;

/// Reads the file's header, and finds its packets.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let size = reader.array::<8>(16).map_or(0, u64::from_le_bytes);
    let mut kept = Kept::default();
    let is_whole = objects(reader, anatomy, &mut kept, (30, size.min(reader.len())), 2);
    kept.state(anatomy);
    if !is_whole || size > reader.len() {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its header");
    }
    packets(reader, anatomy, size);
}

/// What only counts when the whole header has been read.
#[derive(Default)]
struct Kept {
    /// What the header's named values repeat of the content description, which speaks first: name and text.
    repeated: Vec<(String, String)>,
    /// Years as a shop writes them, each with its name.
    years: Vec<(String, String)>,
    /// The numbers of the streams of film.
    films: Vec<u16>,
    /// The numbers of streams, each with how long a frame is shown, in units.
    frames: Vec<(u16, u64)>,
}

impl Kept {
    /// When a file was made counts before a year; sounds have frames too, but no rate that is told.
    #[allow(clippy::cast_precision_loss)]
    fn state(&self, anatomy: &mut Anatomy) {
        for (name, text) in &self.repeated {
            let field = field(name);
            anatomy.state_text(name.as_str(), field, text);
        }
        for (name, year) in &self.years {
            anatomy.state_date(name, year);
        }
        if let Some((_, units)) = self.frames.iter().find(|(number, _)| self.films.contains(number)) {
            anatomy.state_number(Field::FrameRate, (UNITS * 1e3 / *units as f64).round() / 1e3);
        }
    }
}

/// The packets stand behind fifty bytes of the data object: its number, size, the file's number, how many they are.
fn packets(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) {
    let Some(head) = reader.array::<24>(at).filter(|head| head.starts_with(DATA)) else { return };
    let size = Order::Little.u64(&head, 16).unwrap_or(0);
    let end = at.saturating_add(size);
    anatomy.essence.add((at + 50).min(reader.len()), end.min(reader.len()));
    anatomy.essence.vouch(size > 50 && end <= reader.len());
}

/// Reads the objects of a header; false where one is not wholly in it.
fn objects(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    kept: &mut Kept,
    (start, end): (u64, u64),
    depth: u8,
) -> bool {
    let mut at = start;
    for _ in 0..MOST_OBJECTS {
        let Some(head) = reader.array::<24>(at).filter(|_| at.saturating_add(24) <= end) else { break };
        let size = Order::Little.u64(&head, 16).unwrap_or(0);
        if size < 24 || size > end - at {
            return false;
        }
        let (from, id) = (at + 24, head.get(..16).unwrap_or(&[]));
        at += size;
        if id == EXTENSION {
            let depth = depth.saturating_sub(1);
            if depth > 0 {
                objects(reader, anatomy, kept, (from + 22, at), depth);
            }
        } else if let Some(data) = reader.copy(from, at - from) {
            let covers = object(anatomy, kept, id, data);
            covers.into_iter().for_each(|(skip, size)| preview::locate(reader, anatomy, from + skip, size));
        }
    }
    true
}

/// Reads an object, and says where covers lie in it.
fn object(anatomy: &mut Anatomy, kept: &mut Kept, id: &[u8], data: Vec<u8>) -> Vec<(u64, u64)> {
    let mut covers = Vec::new();
    match id {
        FILE => properties(anatomy, &data),
        STREAM => stream(anatomy, kept, &data),
        STREAM_PROPERTIES => frames(anatomy, kept, &data),
        CONTENT => description(anatomy, &data),
        EXTENDED => drop(attributes(anatomy, kept, &mut covers, &data, false)),
        METADATA | LIBRARY => drop(attributes(anatomy, kept, &mut covers, &data, true)),
        CODECS => drop(codecs(anatomy, &data)),
        XMP => anatomy.keep(BlockKind::Xmp, data),
        _ => {}
    }
    covers
}

/// Creation date, and duration less the time that a player waits before it begins (3.2). A file that is being sent has
/// no duration yet, and a date of 0 is none.
#[allow(clippy::cast_precision_loss)]
fn properties(anatomy: &mut Anatomy, data: &[u8]) {
    let number = |at| Order::Little.u64(data, at).unwrap_or(0);
    let is_live = le32(data, 64).unwrap_or(0) & 1 == 1;
    if !is_live {
        anatomy.state_number(Field::Duration, number(40) as f64 / UNITS - number(56) as f64 / 1e3);
    }
    // Writers that do not know put 0, or 0 of another clock. The nearest second is told.
    if let Some(since @ 1..) = number(24).checked_sub(TO_1970)
        && let Ok(seconds) = i64::try_from(since.saturating_add(5_000_000) / 10_000_000)
    {
        anatomy.state_moment("CreationDate", Date::from_unix(seconds));
    }
}

/// A stream: WAVEFORMATEX for sound, size and BITMAPINFOHEADER for film.
fn stream(anatomy: &mut Anatomy, kept: &mut Kept, data: &[u8]) {
    let own = data.get(54..).unwrap_or(&[]);
    match data.get(..16) {
        Some(SOUND) => {
            anatomy.state(Field::AudioCodec, Value::text(codec(le16(own, 0).unwrap_or(0))));
            anatomy.state_count(Field::AudioChannels, le16(own, 2).unwrap_or(0).into());
            anatomy.state_count(Field::SampleRate, le32(own, 4).unwrap_or(0).into());
        }
        Some(FILM) => {
            kept.films.push(le16(data, 48).unwrap_or(0) & 0x7F);
            anatomy.state_size(le32(own, 0).unwrap_or(0).into(), le32(own, 4).unwrap_or(0).into());
            let four: [u8; 4] = own.get(27..).and_then(<[u8]>::first_chunk).copied().unwrap_or_default();
            anatomy.state(Field::VideoCodec, Value::text(film_codec(four)));
        }
        _ => {}
    }
}

/// How long a frame of a stream is shown on average (4.1); then names, and perhaps the stream's own object.
fn frames(anatomy: &mut Anatomy, kept: &mut Kept, data: &[u8]) {
    if let (Some(number), Some(units @ 1..)) = (le16(data, 48), Order::Little.u64(data, 52)) {
        kept.frames.push((number, units));
    }
    if let Some(at) = memchr::memmem::find(data, STREAM) {
        stream(anatomy, kept, data.get(at + 24..).unwrap_or(&[]));
    }
}

fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().map(|pair| u16::from_le_bytes(*pair)));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    String::from_utf16_lossy(&units)
}

/// Title, author, copyright, description, rating: five lengths, then five texts.
fn description(anatomy: &mut Anatomy, data: &[u8]) {
    let fields = [
        ("Title", Some(Field::Title)),
        ("Author", Some(Field::Creator)),
        ("Copyright", Some(Field::CopyrightNotice)),
        ("Description", Some(Field::Description)),
        ("Rating", None),
    ];
    let mut at = 10;
    for (index, (name, field)) in fields.into_iter().enumerate() {
        let length = usize::from(le16(data, index * 2).unwrap_or(0));
        anatomy.state_text(name, field, &wide(data.get(at..at + length).unwrap_or(&[])));
        at += length;
    }
}

/// The codecs by name (3.5): kind (1 film, 2 sound), then name, description and information, each with its length.
fn codecs(anatomy: &mut Anatomy, data: &[u8]) -> Option<()> {
    let mut at = 20;
    for _ in 0..le32(data, 16)?.min(MOST_OBJECTS) {
        let kind = le16(data, at)?;
        let length = usize::from(le16(data, at + 2)?) * 2;
        let name = wide(data.get(at + 4..at + 4 + length)?);
        at += 4 + length;
        at += 2 + usize::from(le16(data, at)?) * 2;
        at += 2 + usize::from(le16(data, at)?);
        let statement = if kind == 1 { "VideoCodecName" } else { "AudioCodecName" };
        anatomy.state_text(statement, None, &name);
    }
    Some(())
}

/// Named values: of the header's own list, or of a metadata object, whose values belong to a language and a stream.
fn attributes(
    anatomy: &mut Anatomy,
    kept: &mut Kept,
    covers: &mut Vec<(u64, u64)>,
    data: &[u8],
    is_metadata: bool,
) -> Option<()> {
    let mut at = 2;
    for _ in 0..le16(data, 0)? {
        let (length, kind, size, from) = if is_metadata {
            (le16(data, at + 4)?, le16(data, at + 6)?, usize::try_from(le32(data, at + 8)?).ok()?, at + 12)
        } else {
            let length = le16(data, at)?;
            let from = at + 2 + usize::from(length);
            (length, le16(data, from)?, usize::from(le16(data, from + 2)?), at + 2)
        };
        let name = wide(data.get(from..from + usize::from(length))?);
        let start = from + usize::from(length) + if is_metadata { 0 } else { 4 };
        let value = data.get(start..start.checked_add(size)?)?;
        at = start + size;
        match (kind, name.as_str()) {
            (0, "WM/Year") => kept.years.push((name, wide(value))),
            (1, "WM/Picture") => covers.extend(cover(value).map(|skip| ((start + skip) as u64, (size - skip) as u64))),
            (0, _) if field(&name).is_some() => kept.repeated.push((name, wide(value))),
            (0, _) => anatomy.state_text(name, None, &wide(value)),
            (2..=5, _) => anatomy.state_text(name, None, &Order::Little.uint(value, 0, size.min(8))?.to_string()),
            _ => {}
        }
    }
    Some(())
}

/// The field that a named value speaks for: some writers repeat the content description here, or only write it here.
/// Names are told apart by case.
fn field(name: &str) -> Option<Field> {
    match name {
        "Title" => Some(Field::Title),
        "Author" => Some(Field::Creator),
        "Copyright" => Some(Field::CopyrightNotice),
        "Description" => Some(Field::Description),
        _ => None,
    }
}

/// How many bytes stand before a picture: its kind, size, media type and description.
fn cover(value: &[u8]) -> Option<usize> {
    let mut at = 5;
    for _ in 0..2 {
        at += value.get(at..)?.chunks_exact(2).position(|pair| pair == [0, 0])? * 2 + 2;
    }
    (at < value.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, CONTENT, DATA, EXTENDED, FILE, Reader, TO_1970, examine};
    use crate::asset::{Field, MediaType};

    fn object(id: &[u8], data: &[u8]) -> Vec<u8> {
        [id, &(data.len() as u64 + 24).to_le_bytes(), data].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn film(created: u64) -> Vec<u8> {
        let mut file = [0; 80];
        file[24..32].copy_from_slice(&created.to_le_bytes());
        file[40..48].copy_from_slice(&50_000_000_u64.to_le_bytes());
        file[56..64].copy_from_slice(&3000_u64.to_le_bytes());
        let (name, author) = (wide("WM/Year"), wide("Author"));
        let (year, title, first, second) = (wide("2001"), wide("Harbour"), wide("Ann"), wide("Ben"));
        let short = |number: usize| (number as u16).to_le_bytes();
        let named = |name: &[u8], text: &[u8]| [&short(name.len()), name, &short(0), &short(text.len()), text].concat();
        let years = [&short(2)[..], &named(&author, &second), &named(&name, &year)].concat();
        let told = [&short(title.len())[..], &short(first.len()), &[0; 6], &title, &first].concat();
        let inner = [object(FILE, &file), object(EXTENDED, &years), object(CONTENT, &told)].concat();
        let head = [b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c", &b""[..]].concat();
        let size = (inner.len() as u64 + 30).to_le_bytes();
        let data = object(DATA, &[&[0; 26][..], b"packets"].concat());
        [&head[..], &size, &[3, 0, 0, 0, 1, 2], &inner, &data].concat()
    }

    fn read(bytes: &[u8]) -> Anatomy {
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine(&mut Reader::new(&bytes), &mut anatomy);
        anatomy
    }

    #[test]
    fn a_date_of_nothing_is_no_date_and_the_wait_is_no_duration() {
        let told = |anatomy: &Anatomy, field| {
            anatomy.facts.iter().find(|fact| fact.field == Some(field)).map(|fact| fact.values[0].to_string())
        };
        for nothing in [0, TO_1970] {
            let anatomy = read(&film(nothing));
            assert_eq!(told(&anatomy, Field::DateCreated).as_deref(), Some("2001"));
            assert_eq!(told(&anatomy, Field::Duration).as_deref(), Some("2"));
        }
        let anatomy = read(&film(TO_1970 + 1_714_558_333 * 10_000_000));
        assert_eq!(told(&anatomy, Field::DateCreated).as_deref(), Some("2024-05-01T10:12:13Z"));
        assert_eq!(told(&anatomy, Field::Title).as_deref(), Some("Harbour"));
        let anatomy = read(&film(TO_1970 + 1_714_558_333 * 10_000_000 + 5_000_000));
        assert_eq!(told(&anatomy, Field::DateCreated).as_deref(), Some("2024-05-01T10:12:14Z"));
    }

    #[test]
    fn the_content_description_speaks_before_the_named_values_that_repeat_it() {
        let anatomy = read(&film(0));
        let creators = anatomy.facts.iter().filter(|fact| fact.field == Some(Field::Creator));
        assert_eq!(creators.map(|fact| fact.values[0].to_string()).collect::<Vec<_>>(), ["Ann", "Ben"]);
    }

    #[test]
    fn the_essence_is_the_packets_and_not_what_is_said_of_them() {
        let bytes = film(0);
        let anatomy = read(&bytes);
        let ranges = &anatomy.essence.ranges;
        assert_eq!(&bytes[ranges[0].start as usize..ranges[0].end as usize], b"packets");
        assert!(anatomy.essence.is_whole && !read(&bytes[..bytes.len() - 1]).essence.is_whole);
    }
}
