//! ID3 tags (ID3v2.2 to 2.4, and ID3v1 at the end): texts, covers, and the XMP packet that Adobe keeps in a private
//! frame. It knows no sound, and not where in a file a tag is to be looked for.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::plain::text;
use super::reader::{LARGEST_BLOCK, Reader};
use super::sniff_stream::id3_size;
use super::{apev2, preview, provenance};
use crate::asset::{Field, ProblemKind};

/// The most frames read.
const MOST_FRAMES: u32 = 2048;
/// The longest text frame read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Reads the tag at an offset, where there is one, and gives its size.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) -> u64 {
    let Some(head) = reader.array::<10>(at) else { return 0 };
    let size = id3_size(&head);
    if size == 0 {
        return 0;
    }
    let body = reader.copy(at + 10, size.saturating_sub(10));
    match body {
        Some(body) => {
            for (from, length) in frames(anatomy, head, body) {
                preview::locate(reader, anatomy, (at + 10).saturating_add(from), length);
            }
        }
        None if size > LARGEST_BLOCK => anatomy.fault(ProblemKind::Limit, "the ID3 tag is larger than damson reads"),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its ID3 tag"),
    }
    size
}

/// Reads the tags that stand around a sound: ID3v2 before it, and APE and then ID3v1 behind it. Gives where the sound
/// begins and ends.
pub(super) fn around(reader: &mut Reader<'_>, anatomy: &mut Anatomy) -> (u64, u64) {
    let start = examine(reader, anatomy, 0);
    let end = sound_end(reader);
    let end = apev2::examine(reader, anatomy, end);
    examine_first(reader, anatomy);
    (start, end)
}

/// Where sound ends: an ID3v1 tag of 128 bytes may stand after it.
pub(super) fn sound_end(reader: &mut Reader<'_>) -> u64 {
    let tag = reader.len().saturating_sub(128);
    if reader.len() >= 128 && reader.some(tag, 3) == b"TAG" { tag } else { reader.len() }
}

/// Where a picture lies in a tag's body, and how long it is.
type Place = (u64, u64);

/// Reads the frames, and gives the places of those pictures that are stored as they are.
fn frames(anatomy: &mut Anatomy, [_, _, _, version, _, flags, ..]: [u8; 10], body: Vec<u8>) -> Vec<Place> {
    let is_shifted = flags & 0x80 != 0 && version < 4;
    let body = if is_shifted { resynchronised(&body) } else { body };
    let mut rest = match (version, flags & 0x40 != 0) {
        (3, true) => body.get(be32(&body, 0).map_or(0, |size| (size as usize).saturating_add(4))..).unwrap_or(&[]),
        (4, true) => body.get(syncsafe(&body, 0)..).unwrap_or(&[]),
        _ => &body,
    };
    let (mut dates, mut places) = (Vec::new(), Vec::new());
    for _ in 0..MOST_FRAMES {
        let Some((name, flags, content, after)) = frame(rest, version) else { break };
        let is_plain = flags & 0x0C == 0;
        if is_plain {
            let shifted = (flags & 2 != 0).then(|| resynchronised(content));
            let is_as_it_lies = shifted.is_none() && !is_shifted;
            let content = shifted.as_deref().unwrap_or(content);
            let skip = if flags & 1 == 0 { 0 } else { 4 };
            let content = content.get(skip..).unwrap_or(&[]);
            let end = body.len() - after.len();
            match picture(&name, content) {
                Some(picture) if is_as_it_lies => places.push((end.saturating_sub(picture) as u64, picture as u64)),
                Some(_) => {}
                None => self::content(anatomy, &name, content, &mut dates),
            }
        }
        rest = after;
    }
    // When it was recorded counts before when it first came out.
    dates.sort_by_key(|(rank, _, _)| *rank);
    dates.into_iter().for_each(|(_, name, date)| anatomy.state_date(name, &date));
    places
}

/// How many bytes at the end of a picture frame are the picture: behind encoding, type, kind and description.
fn picture(name: &str, content: &[u8]) -> Option<usize> {
    let (encoding, rest) = content.split_first()?;
    let rest = match name {
        "APIC" => rest.get(memchr::memchr(0, rest)? + 1..)?,
        "PIC" => rest.get(3..)?,
        _ => return None,
    };
    let rest = rest.get(1..)?;
    let is_wide = matches!(encoding, 1 | 2);
    let end = match is_wide {
        true => rest.chunks_exact(2).position(|pair| pair == [0, 0])? * 2 + 2,
        false => memchr::memchr(0, rest)? + 1,
    };
    rest.len().checked_sub(end)
}

/// A number of four digits of seven bits.
fn syncsafe(bytes: &[u8], at: usize) -> usize {
    let four = bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
    four.iter().fold(0, |size, digit| size << 7 | usize::from(digit & 0x7F))
}

/// Takes out the zero bytes that keep a tag from looking like sound.
fn resynchronised(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut before = 0;
    for byte in bytes {
        if !(before == 0xFF && *byte == 0) {
            plain.push(*byte);
        }
        before = *byte;
    }
    plain
}

type Frame<'b> = (String, u8, &'b [u8], &'b [u8]);

/// The next frame: name, format flags of 2.4, content, and what follows.
fn frame(bytes: &[u8], version: u8) -> Option<Frame<'_>> {
    let (name, head): (usize, usize) = if version == 2 { (3, 6) } else { (4, 10) };
    let size = match version {
        2 => usize::try_from(be32(bytes, 2)? & 0xFF_FFFF).ok()?,
        4 if is_syncsafe(bytes) => syncsafe(bytes, 4),
        _ => usize::try_from(be32(bytes, 4)?).ok()?,
    };
    let flags = if version == 4 { *bytes.get(9)? } else { 0 };
    let name = bytes.get(..name).and_then(frame_name)?;
    let content = bytes.get(head..head.checked_add(size)?)?;
    Some((name, flags, content, bytes.get(head + size..)?))
}

/// The name of a frame. iTunes keeps frames of 2.2 in later tags under their three letters, with a NUL or a space.
fn frame_name(bytes: &[u8]) -> Option<String> {
    let name = match bytes {
        [name @ .., 0 | b' '] if name.len() == 3 => name,
        name => name,
    };
    name.iter().all(u8::is_ascii_alphanumeric).then(|| String::from_utf8_lossy(name).into_owned())
}

/// Old versions of iTunes write 2.4's sizes as 2.3's: with bits that no digit of seven has, or with the next frame where
/// the plain number says.
fn is_syncsafe(bytes: &[u8]) -> bool {
    let plain = be32(bytes, 4).map_or(0, |size| size as usize);
    let is_name = |at: usize| {
        let name = bytes.get(at..at.saturating_add(4)).and_then(frame_name);
        name.is_some_and(|name| !name.bytes().any(|letter| letter.is_ascii_lowercase()))
    };
    let has_high_bit = bytes.get(4..8).is_some_and(|size| size.iter().any(|digit| digit & 0x80 != 0));
    let is_plain = plain >= 0x80 && is_name(plain.saturating_add(10)) && !is_name(syncsafe(bytes, 4) + 10);
    !has_high_bit && !is_plain
}

/// A date with its rank among those of the tag.
type RankedDate = (u8, String, String);

fn content(anatomy: &mut Anatomy, name: &str, content: &[u8], dates: &mut Vec<RankedDate>) {
    match (name, content) {
        ("PRIV", [b'X', b'M', b'P', 0, packet @ ..]) => anatomy.keep(BlockKind::Xmp, packet.to_vec()),
        ("GEOB" | "GEO", [_, object @ ..]) => anatomy.has_manifest |= object.starts_with(provenance::OBJECT),
        ("COMM" | "COM" | "USLT" | "ULT", [encoding, _, _, _, rest @ ..]) => named(anatomy, name, *encoding, rest),
        ("TXXX" | "TXX", [encoding, rest @ ..]) => named(anatomy, name, *encoding, rest),
        ("WXXX" | "WXX", _) => {}
        (_, address) if name.starts_with('W') => anatomy.state_text(name, None, &text(address)),
        (_, [encoding, rest @ ..]) if name.starts_with('T') && rest.len() <= LONGEST => {
            say(anatomy, name, &decoded(*encoding, rest), dates);
        }
        _ => {}
    }
}

/// A description, then a text.
fn named(anatomy: &mut Anatomy, name: &str, encoding: u8, bytes: &[u8]) {
    let parts = if bytes.len() <= LONGEST { decoded(encoding, bytes) } else { Vec::new() };
    if let [about, texts @ ..] = parts.as_slice() {
        let name = if about.is_empty() { name.to_owned() } else { format!("{name}:{about}") };
        anatomy.state_texts(name, None, texts.iter().map(String::as_str));
    }
}

/// The texts of a frame, divided by NULs: Latin-1, UTF-16 with a byte-order mark, UTF-16 without, UTF-8.
fn decoded(encoding: u8, bytes: &[u8]) -> Vec<String> {
    let whole = match encoding {
        0 => bytes.iter().copied().map(char::from).collect(),
        1 | 2 => wide(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    whole.split('\0').map(|part| part.trim_start_matches('\u{feff}').to_owned()).collect()
}

fn wide(bytes: &[u8]) -> String {
    let is_little = bytes.starts_with(&[0xFF, 0xFE]);
    let unit = |pair: &[u8]| {
        let pair = pair.first_chunk().copied().unwrap_or_default();
        if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    };
    let units: Vec<u16> = bytes.chunks_exact(2).map(unit).collect();
    // Every part of a frame may have a mark of its own, in the same order as the first.
    String::from_utf16_lossy(&units)
}

/// A text frame; since 2.4 it may hold a list.
fn say(anatomy: &mut Anatomy, name: &str, texts: &[String], dates: &mut Vec<RankedDate>) {
    let rank = match name {
        "TDRC" => Some(0),
        "TYER" | "TYE" => Some(1),
        "TDOR" => Some(2),
        _ => None,
    };
    if let Some(rank) = rank {
        return dates.extend(texts.first().map(|date| (rank, name.to_owned(), date.clone())));
    }
    let field = match name {
        "TIT2" | "TT2" => Some(Field::Title),
        "TPE1" | "TP1" => Some(Field::Creator),
        "TCOP" | "TCR" => Some(Field::CopyrightNotice),
        _ => None,
    };
    anatomy.state_texts(name, field, texts.iter().map(String::as_str));
}

/// Reads an ID3v1 tag: fields of fixed size in the last 128 bytes.
pub(super) fn examine_first(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let at = reader.len().saturating_sub(128);
    let Some(tag) = reader.array::<128>(at).filter(|tag| tag.starts_with(b"TAG")) else { return };
    let part = |from: usize, to: usize| text(tag.get(from..to).unwrap_or(&[]));
    anatomy.state_text("ID3v1:Title", Some(Field::Title), &part(3, 33));
    anatomy.state_text("ID3v1:Artist", Some(Field::Creator), &part(33, 63));
    anatomy.state_text("ID3v1:Album", None, &part(63, 93));
    anatomy.state_date("ID3v1:Year", &part(93, 97));
    anatomy.state_text("ID3v1:Comment", None, &part(97, 127));
    // ID3v1.1: a NUL before the last byte of the comment makes it a number.
    if let [.., 0, track @ 1..=255, _] = tag {
        anatomy.state_text("ID3v1:Track", None, &track.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, Reader, examine};
    use crate::asset::MediaType;

    fn frame(name: &str, content: &[u8]) -> Vec<u8> {
        [name.as_bytes(), &(content.len() as u32).to_be_bytes(), &[0, 0], content].concat()
    }

    #[test]
    fn texts_come_in_every_encoding_and_xmp_in_a_private_frame() {
        let body = [
            frame("TIT2", b"\0M\xe1laga"),
            frame("TPE1", b"\x01\xff\xfeA\0b\0"),
            frame("TYER", b"\x032004"),
            frame("PRIV", b"XMP\0<x/>"),
        ]
        .concat();
        let tag = [&b"ID3\x03\0\0\0\0\0"[..], &[body.len() as u8], &body].concat();
        let tag = &tag[..];
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        assert_eq!(examine(&mut Reader::new(&tag), &mut anatomy, 0), tag.len() as u64);
        let told: Vec<_> = anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect();
        assert_eq!(told, ["TIT2=Málaga", "TPE1=Ab", "TYER=2004"]);
        assert_eq!(anatomy.blocks[0].data, b"<x/>");
    }

    /// A tag as iTunes has made it from one of 2.2: names of three letters, and sizes of eight bits in 2.4.
    #[test]
    fn frames_of_a_converted_tag_hide_none_that_follow() {
        for filler in [b"TCP\0", b"TS2 "] {
            for length in [0x88_usize, 0x120] {
                let large = frame("TXXX", &vec![b'x'; length]);
                let body = [large, frame("TCP1", b"\x001"), frame("TIT2", b"\0Harbour")].concat();
                let at = body.windows(4).position(|four| four == b"TCP1").unwrap();
                let body = [&body[..at], filler, &body[at + 4..]].concat();
                let size = [0, 0, (body.len() >> 7) as u8, (body.len() & 0x7F) as u8];
                for version in [3, 4] {
                    let tag = [b"ID3", &[version, 0, 0][..], &size, &body].concat();
                    let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
                    examine(&mut Reader::new(&&tag[..]), &mut anatomy, 0);
                    let title = anatomy.facts.iter().find(|fact| fact.name == "TIT2");
                    assert_eq!(title.map(|fact| fact.values[0].to_string()).as_deref(), Some("Harbour"), "{length}");
                }
            }
        }
    }
}
