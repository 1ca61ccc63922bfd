//! In which character set an IIM block's texts are: as 1:90 declares it, or as they look. Knows nothing of datasets.
use crate::asset::ProblemKind;
use crate::metadata::Findings;
use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_15,
    MACINTOSH, WINDOWS_1252, WINDOWS_1254,
};

const ESCAPE: u8 = 0x1b;

/// What 1:90 says of the texts in records 2 and above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charset {
    /// UTF-8 by declaration.
    Utf8,
    /// One of the sets of ISO 8859 by declaration, unless the bytes are UTF-8: writers declare what they like.
    Declared(&'static Encoding),
    /// Nothing, or Latin-1, which writers put there whatever they write.
    Undeclared,
    /// Another `ESC %` sequence.
    Unsupported,
}

impl Charset {
    /// What the content of 1:90 declares: UTF-8 (ISO 2022's `ESC % G`), or a set of 96 letters for the upper half
    /// (`ESC` with `-`, `.` or `/`, and the set's own letter in ISO's register).
    pub(super) fn of(declared: Option<&[u8]>) -> Charset {
        match declared {
            Some([ESCAPE, b'%', b'G', ..]) => Charset::Utf8,
            Some([ESCAPE, b'%', ..]) => Charset::Unsupported,
            Some([ESCAPE, b'-' | b'.' | b'/', set, ..]) => {
                upper_half(*set).map_or(Charset::Undeclared, Charset::Declared)
            }
            Some(_) | None => Charset::Undeclared,
        }
    }

    /// The text of a value up to its first NUL, and the set that had to be guessed.
    pub(super) fn decode(self, bytes: &[u8], findings: &mut Findings) -> (String, Option<&'static Encoding>) {
        let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        if bytes.contains(&ESCAPE) {
            let message = "the IIM block changes its character set within a text, which is not read";
            findings.problem_once(ProblemKind::Unsupported, message);
        }
        let error = match std::str::from_utf8(bytes) {
            Ok(text) => return (text.to_owned(), None),
            Err(error) => error,
        };
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        // A value cut at its most bytes may end within a letter; what is left of that letter says nothing.
        if error.error_len().is_none() && (self == Charset::Utf8 || !valid.is_ascii()) {
            return (String::from_utf8_lossy(valid).into_owned(), None);
        }
        if self == Charset::Utf8 {
            findings.problem_once(ProblemKind::Malformed, "the IIM block says that it is UTF-8 and is not");
        }
        let (encoding, is_guess) = match self {
            Charset::Declared(encoding) => (encoding, false),
            Charset::Utf8 | Charset::Undeclared | Charset::Unsupported => (guessed(bytes), true),
        };
        (encoding.decode_without_bom_handling(bytes).0.into_owned(), is_guess.then_some(encoding))
    }
}

/// The sets of ISO 8859 by their letter in ISO's register; Latin-1 (`A`) is left to the guess.
fn upper_half(set: u8) -> Option<&'static Encoding> {
    Some(match set {
        b'B' => ISO_8859_2,
        b'C' => ISO_8859_3,
        b'D' => ISO_8859_4,
        b'F' => ISO_8859_7,
        b'G' => ISO_8859_6,
        b'H' => ISO_8859_8,
        b'L' => ISO_8859_5,
        b'M' => WINDOWS_1254,
        b'b' => ISO_8859_15,
        _ => return None,
    })
}

/// Windows-1252, unless that makes no sense of the bytes and the Macintosh's set does: codes that Windows leaves empty,
/// and signs or capitals before a small letter within a word, where the Macintosh has an accented small letter.
pub(in crate::metadata) fn guessed(bytes: &[u8]) -> &'static Encoding {
    let is_empty = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let is_in_word = |three: &[u8]| {
        matches!(three, [before, 0x87..=0x8c | 0x8e | 0x98 | 0x9b | 0x9f, after]
            if before.is_ascii_alphabetic() && after.is_ascii_lowercase())
    };
    if bytes.iter().any(is_empty) || bytes.windows(3).any(is_in_word) { MACINTOSH } else { WINDOWS_1252 }
}
