//! The bytes of a packet as text: UTF-8, UTF-16 or UTF-32 by mark or by pattern, without what surrounds the element.
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// A packet's text, and whether every byte of it was valid in its encoding.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) is_faithful: bool,
}

/// How a packet's text is written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::metadata) enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
    Utf32Little,
    Utf32Big,
}

/// The encoding of bytes that begin with a mark or with markup, and the length of the mark.
pub(in crate::metadata) const fn detected(bytes: &[u8]) -> (Encoding, usize) {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Utf8, 3),
        [0xff, 0xfe, 0, 0, ..] => (Encoding::Utf32Little, 4),
        [0, 0, 0xfe, 0xff, ..] => (Encoding::Utf32Big, 4),
        [b'<', 0, 0, 0, ..] => (Encoding::Utf32Little, 0),
        [0, 0, 0, b'<', ..] => (Encoding::Utf32Big, 0),
        [0xff, 0xfe, ..] => (Encoding::Utf16Little, 2),
        [0xfe, 0xff, ..] => (Encoding::Utf16Big, 2),
        [b'<', 0, ..] => (Encoding::Utf16Little, 0),
        [0, b'<', ..] => (Encoding::Utf16Big, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// Decodes a packet (Adobe XMP Part 1, 7.1: any Unicode encoding; Part 3, 1.1: the wrapper's padding is not content).
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    let bytes = trimmed(bytes);
    let (encoding, mark) = detected(bytes);
    let rest = bytes.get(mark..).unwrap_or_default();
    match encoding {
        Encoding::Utf8 => utf8(rest),
        Encoding::Utf16Little => utf16(rest, UTF_16LE),
        Encoding::Utf16Big => utf16(rest, UTF_16BE),
        Encoding::Utf32Little => utf32(rest, u32::from_le_bytes),
        Encoding::Utf32Big => utf32(rest, u32::from_be_bytes),
    }
}

/// Without the white space before and the NULs after; NULs before `<` are half of a wide letter.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    if bytes.contains(&0) { bytes } else { bytes.trim_ascii_end() }
}

fn utf16<'a>(bytes: &'a [u8], encoding: &'static encoding_rs::Encoding) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, is_faithful: !had_errors || bytes.len() % 2 == 1 }
}

fn utf32<'a>(bytes: &[u8], number: fn([u8; 4]) -> u32) -> Decoded<'a> {
    let letters = bytes.as_chunks::<4>().0.iter().map(|four| char::from_u32(number(*four)));
    let is_faithful = letters.clone().all(|letter| letter.is_some());
    Decoded { text: letters.map(|letter| letter.unwrap_or('\u{fffd}')).collect(), is_faithful }
}

/// Text in UTF-8; what is not valid in it is read as Windows-1252, byte by byte.
fn utf8(bytes: &[u8]) -> Decoded<'_> {
    let bytes = body(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Decoded { text: Cow::Borrowed(text), is_faithful: true },
        Err(_) => {
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            }
            Decoded { text: Cow::Owned(text), is_faithful: false }
        }
    }
}

/// The bytes from the first element on. What comes before it (the wrapper, whose `begin` writers damage, and comments)
/// says nothing; a document type is left for the parser to refuse.
pub(in crate::metadata) fn body(bytes: &[u8]) -> &[u8] {
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
        let Some(markup) = rest.get(at..) else { break };
        let end = match markup.get(1) {
            Some(b'?') => after(markup, b"?>"),
            Some(b'!') if markup.starts_with(b"<!--") => after(markup, b"-->"),
            _ => return markup,
        };
        let Some(after) = end.and_then(|end| markup.get(end..)) else { break };
        rest = after;
    }
    bytes
}

fn after(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark).map(|at| at + mark.len())
}
