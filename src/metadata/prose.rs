//! Text files that people write, in whatever encoding their programs save them.
use super::iim::guessed;
use encoding_rs::{UTF_16BE, UTF_16LE};

/// The text of a file: by its mark, as UTF-16 where every other byte of its beginning is nothing, as UTF-8 where it is that,
/// else in Windows' or the Macintosh's set for western Europe, whichever makes words of it.
pub fn prose(bytes: &[u8]) -> String {
    let decoded = |encoding: &'static encoding_rs::Encoding, bytes| encoding.decode_without_bom_handling(bytes).0;
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        [0xff, 0xfe, rest @ ..] => decoded(UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => decoded(UTF_16BE, rest),
        [low, 0, ..] if *low != 0 => decoded(UTF_16LE, bytes),
        [0, low, ..] if *low != 0 => decoded(UTF_16BE, bytes),
        _ if std::str::from_utf8(bytes).is_ok() => String::from_utf8_lossy(bytes),
        _ => decoded(guessed(bytes), bytes),
    };
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::prose;

    #[test]
    fn text_is_read_in_the_encoding_that_it_is_in() {
        let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("{mark}h9\tBjørg").encode_utf16().flat_map(bytes).collect()
        };
        for bytes in [
            "h9\tBjørg".as_bytes().to_vec(),
            "\u{feff}h9\tBjørg".as_bytes().to_vec(),
            wide("\u{feff}", u16::to_le_bytes),
            wide("\u{feff}", u16::to_be_bytes),
            wide("", u16::to_le_bytes),
            wide("", u16::to_be_bytes),
            b"h9\tBj\xf8rg".to_vec(),
        ] {
            assert_eq!(prose(&bytes), "h9\tBjørg", "{bytes:?}");
        }
        assert_eq!(prose(b"les caf\x8es"), "les cafés");
        assert_eq!(prose(b""), "");
    }
}
