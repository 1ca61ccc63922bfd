//! A packet's bytes as text, and text as those bytes again: the encoding, the mark and what stands around the markup stay
//! as they are. Knows no XML but where it begins and ends.
use crate::asset::{Problem, ProblemKind};
use crate::metadata::xmp::{Encoding, body, detected};
use std::borrow::Cow;

/// A packet's text from its first element (in UTF-8) or its first markup (in wider encodings) to its last.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) text: Cow<'a, str>,
    encoding: Encoding,
    before: &'a [u8],
    after: &'a [u8],
}

impl<'a> Source<'a> {
    /// Takes a packet apart; a problem where its bytes are not valid in their encoding, or are said to be in another.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Source<'a>, Problem> {
        let start = bytes.len() - bytes.trim_ascii_start().len();
        let (encoding, mark) = detected(bytes.get(start..).unwrap_or_default());
        let (before, rest) = bytes.split_at_checked(start + mark).unwrap_or((bytes, &[]));
        let source = match encoding {
            Encoding::Utf8 => Source::narrow(bytes, rest),
            Encoding::Utf16Little | Encoding::Utf16Big | Encoding::Utf32Little | Encoding::Utf32Big => {
                Source::wide(encoding, before, rest)
            }
        };
        source.ok_or_else(|| {
            Problem::new(ProblemKind::Malformed, "the XMP packet is not valid in its encoding, so it is not edited")
        })
    }

    /// What stands before the first element (the wrapper, whose `begin` writers damage) need not be valid.
    fn narrow(bytes: &'a [u8], rest: &'a [u8]) -> Option<Source<'a>> {
        let markup = body(rest);
        let length = markup.iter().rposition(|byte| *byte == b'>')? + 1;
        let (markup, after) = markup.split_at_checked(length)?;
        let (before, _) = bytes.split_at_checked(bytes.len() - markup.len() - after.len())?;
        let is_declared_otherwise = declared(before).is_some_and(|name| !name.starts_with("utf"));
        let text = std::str::from_utf8(markup).ok().filter(|_| !is_declared_otherwise)?;
        Some(Source { text: Cow::Borrowed(text), encoding: Encoding::Utf8, before, after })
    }

    fn wide(encoding: Encoding, before: &'a [u8], rest: &'a [u8]) -> Option<Source<'a>> {
        let width = encoding.width();
        let is = |unit: &[u8], mark: u8| encoding.unit(unit) == Some(u32::from(mark));
        let length = (rest.chunks_exact(width).rposition(|unit| is(unit, b'>'))? + 1) * width;
        let (markup, after) = rest.split_at_checked(length)?;
        let text = encoding.text(markup)?;
        Some(Source { text: Cow::Owned(text), encoding, before, after })
    }

    /// The whole packet with `text` in place of its own.
    pub(super) fn with(&self, text: &str) -> Vec<u8> {
        let markup = self.encoding.bytes(text);
        [self.before, &markup, self.after].concat()
    }

    /// How many bytes a text is in the packet's encoding.
    pub(super) fn size(&self, text: &str) -> usize {
        match self.encoding {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16Little | Encoding::Utf16Big => text.encode_utf16().count() * 2,
            Encoding::Utf32Little | Encoding::Utf32Big => text.chars().count() * 4,
        }
    }
}

/// The encoding that an XML declaration names, in small letters.
fn declared(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let declaration = text.split("<?xml ").nth(1)?.split("?>").next()?;
    let name = declaration.split("encoding").nth(1)?.trim_start_matches(|letter: char| !letter.is_ascii_alphanumeric());
    Some(name.to_ascii_lowercase())
}

impl Encoding {
    const fn width(self) -> usize {
        match self {
            Encoding::Utf8 => 1,
            Encoding::Utf16Little | Encoding::Utf16Big => 2,
            Encoding::Utf32Little | Encoding::Utf32Big => 4,
        }
    }

    /// The number that one unit is.
    fn unit(self, bytes: &[u8]) -> Option<u32> {
        let two = || bytes.first_chunk::<2>().copied();
        let four = || bytes.first_chunk::<4>().copied();
        match self {
            Encoding::Utf8 => bytes.first().map(|byte| u32::from(*byte)),
            Encoding::Utf16Little => two().map(|bytes| u16::from_le_bytes(bytes).into()),
            Encoding::Utf16Big => two().map(|bytes| u16::from_be_bytes(bytes).into()),
            Encoding::Utf32Little => four().map(u32::from_le_bytes),
            Encoding::Utf32Big => four().map(u32::from_be_bytes),
        }
    }

    /// Whole units as text; none where they are not valid.
    fn text(self, bytes: &[u8]) -> Option<String> {
        let units = bytes.chunks_exact(self.width()).filter_map(|unit| self.unit(unit));
        match self {
            Encoding::Utf8 => String::from_utf8(bytes.to_vec()).ok(),
            Encoding::Utf16Little | Encoding::Utf16Big => {
                let units = units.filter_map(|unit| u16::try_from(unit).ok());
                char::decode_utf16(units).collect::<Result<String, _>>().ok()
            }
            Encoding::Utf32Little | Encoding::Utf32Big => units.map(char::from_u32).collect(),
        }
    }

    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf16Little => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Big => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Encoding::Utf32Little => text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect(),
            Encoding::Utf32Big => text.chars().flat_map(|letter| u32::from(letter).to_be_bytes()).collect(),
        }
    }
}
