//! ID3 tags (ID3v2.2 to 2.4, and ID3v1 at the end): texts, and the XMP packet that Adobe keeps in a private frame.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::plain::text;
use super::reader::{LARGEST_BLOCK, Reader};
use super::sniff_stream::id3_size;
use crate::asset::{Field, ProblemKind};

/// The most frames read.
const MOST_FRAMES: u32 = 2048;

/// Reads the tag at an offset, where there is one, and gives its size.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) -> u64 {
    let Some(head) = reader.array::<10>(at) else { return 0 };
    let size = id3_size(&head);
    if size == 0 {
        return 0;
    }
    let body = reader.copy(at + 10, size.saturating_sub(10));
    match body {
        Some(body) => frames(anatomy, head, body),
        None if size > LARGEST_BLOCK => anatomy.fault(ProblemKind::Limit, "the ID3 tag is larger than damson reads"),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its ID3 tag"),
    }
    size
}

fn frames(anatomy: &mut Anatomy, [_, _, _, version, _, flags, ..]: [u8; 10], body: Vec<u8>) {
    let is_shifted = flags & 0x80 != 0;
    let body = if is_shifted && version < 4 { resynchronised(&body) } else { body };
    let mut rest = match (version, flags & 0x40 != 0) {
        (3, true) => body.get(be32(&body, 0).map_or(0, |size| size as usize + 4)..).unwrap_or(&[]),
        (4, true) => body.get(syncsafe(&body, 0)..).unwrap_or(&[]),
        _ => &body,
    };
    for _ in 0..MOST_FRAMES {
        let Some((name, flags, content, after)) = frame(rest, version) else { return };
        let is_plain = flags & 0x0C == 0;
        if is_plain {
            let shifted = (flags & 2 != 0).then(|| resynchronised(content));
            let content = shifted.as_deref().unwrap_or(content);
            let skip = if flags & 1 == 0 { 0 } else { 4 };
            self::content(anatomy, &name, content.get(skip..).unwrap_or(&[]));
        }
        rest = after;
    }
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
    let name = bytes.get(..name).filter(|name| name.iter().all(u8::is_ascii_alphanumeric))?;
    let content = bytes.get(head..head.checked_add(size)?)?;
    Some((String::from_utf8_lossy(name).into_owned(), flags, content, bytes.get(head + size..)?))
}

/// Old versions of iTunes write 2.4's sizes as 2.3's: then the next frame is where the plain number says.
fn is_syncsafe(bytes: &[u8]) -> bool {
    let plain = be32(bytes, 4).map_or(0, |size| size as usize);
    let is_name = |at: usize| bytes.get(at..at + 4).is_some_and(|name| name.iter().all(u8::is_ascii_uppercase));
    plain < 0x80 || !is_name(plain.saturating_add(10).min(bytes.len())) || is_name(syncsafe(bytes, 4) + 10)
}

fn content(anatomy: &mut Anatomy, name: &str, content: &[u8]) {
    match (name, content) {
        ("PRIV", [b'X', b'M', b'P', 0, packet @ ..]) => anatomy.keep(BlockKind::Xmp, packet.to_vec()),
        ("COMM" | "COM", [encoding, _, _, _, rest @ ..]) => {
            let parts = decoded(*encoding, rest);
            if let [about, comment, ..] = parts.as_slice() {
                let name = if about.is_empty() { name.to_owned() } else { format!("{name}:{about}") };
                anatomy.state_text(name, None, comment);
            }
        }
        ("TXXX" | "TXX", _) => {}
        (_, [encoding, rest @ ..]) if name.starts_with('T') && rest.len() <= 64 * 1024 => {
            for text in decoded(*encoding, rest) {
                say(anatomy, name, &text);
            }
        }
        _ => {}
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

fn say(anatomy: &mut Anatomy, name: &str, text: &str) {
    let field = match name {
        "TIT2" | "TT2" => Some(Field::Title),
        "TPE1" | "TP1" => Some(Field::Creator),
        "TCOP" | "TCR" => Some(Field::CopyrightNotice),
        "TDRC" | "TDOR" | "TYER" | "TYE" => return anatomy.state_date(name, text),
        _ => None,
    };
    anatomy.state_text(name, field, text);
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
}
