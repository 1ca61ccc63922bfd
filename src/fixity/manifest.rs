//! Lines of a manifest, `SUM  PATH`, as `b3sum`, `sha256sum` and `md5sum` print and check them.
//!
//! A path with a newline or a backslash is escaped and its line begins with a backslash (b3sum's
//! `what_does_check_do.md`; coreutils, `md5sum invocation`). Paths are bytes; `b3sum` itself replaces what is not UTF-8
//! and then cannot check it.
use super::algorithm::{Algorithm, Sum};
use crate::asset::FilePath;

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestLine {
    /// The sum that the file had.
    pub sum: Sum,
    /// The file, as it is written there.
    pub path: FilePath,
}

/// A line without its newline.
pub fn line(sum: &Sum, path: &FilePath) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(path.0.len() + 2 * sum.bytes().len() + 4);
    if path.0.iter().any(|byte| escape(*byte).is_some()) {
        bytes.push(b'\\');
    }
    bytes.extend_from_slice(sum.to_string().as_bytes());
    bytes.extend_from_slice(b"  ");
    for byte in &path.0 {
        match escape(*byte) {
            Some(letter) => bytes.extend_from_slice(&[b'\\', letter]),
            None => bytes.push(*byte),
        }
    }
    bytes
}

const fn escape(byte: u8) -> Option<u8> {
    match byte {
        b'\n' => Some(b'n'),
        b'\\' => Some(b'\\'),
        _ => None,
    }
}

/// Reads a line of sums of one algorithm, with its newline or without; `None` where it is no such line.
///
/// The mark of binary mode (` *` before the path) and the form of `--tag` (`BLAKE3 (PATH) = SUM`) are read as well, and
/// the escape `\r` that newer coreutils write.
pub fn parse(line: &[u8], algorithm: Algorithm) -> Option<ManifestLine> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let (line, is_escaped) = line.strip_prefix(b"\\").map_or((line, false), |rest| (rest, true));
    let (hex, path) = plain(line, algorithm).or_else(|| tagged(line, algorithm))?;
    let sum = Sum::of_hex(algorithm, std::str::from_utf8(hex).ok()?)?;
    let path = if is_escaped { unescaped(path)? } else { path.to_vec() };
    (!path.is_empty() && !path.contains(&0)).then_some(ManifestLine { sum, path: FilePath(path) })
}

/// `SUM  PATH`: the hex digits and the path.
fn plain(line: &[u8], algorithm: Algorithm) -> Option<(&[u8], &[u8])> {
    let (hex, rest) = line.split_at_checked(2 * algorithm.width())?;
    if !hex.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    Some((hex, rest.strip_prefix(b"  ").or_else(|| rest.strip_prefix(b" *"))?))
}

/// `NAME (PATH) = SUM`: the hex digits and the path.
fn tagged(line: &[u8], algorithm: Algorithm) -> Option<(&[u8], &[u8])> {
    let name = algorithm.word().to_ascii_uppercase();
    let rest = line.strip_prefix(name.as_bytes())?.strip_prefix(b" (")?;
    let (rest, hex) = rest.split_at_checked(rest.len().checked_sub(2 * algorithm.width())?)?;
    Some((hex, rest.strip_suffix(b") = ")?))
}

/// The path that an escaped one stands for; `None` for an escape that nobody writes.
fn unescaped(path: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next()? {
                b'n' => b'\n',
                b'r' => b'\r',
                b'\\' => b'\\',
                _ => return None,
            },
            byte => *byte,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{ManifestLine, line, parse};
    use crate::asset::FilePath;
    use crate::fixity::{Algorithm, Hasher};
    use proptest::collection::vec;
    use proptest::prelude::{ProptestConfig, any};
    use proptest::proptest;

    fn md5() -> super::Sum {
        Hasher::new(Algorithm::Md5).finish()
    }

    fn path(text: &str) -> FilePath {
        FilePath(text.as_bytes().to_vec())
    }

    #[test]
    fn lines_are_those_of_the_common_tools() {
        let cases = [
            ("abc", "d41d8cd98f00b204e9800998ecf8427e  abc"),
            ("a b  c", "d41d8cd98f00b204e9800998ecf8427e  a b  c"),
            ("abc\ndef", "\\d41d8cd98f00b204e9800998ecf8427e  abc\\ndef"),
            ("abc\\def", "\\d41d8cd98f00b204e9800998ecf8427e  abc\\\\def"),
            (" *x", "d41d8cd98f00b204e9800998ecf8427e   *x"),
        ];
        for (name, wanted) in cases {
            assert_eq!(line(&md5(), &path(name)), wanted.as_bytes());
            let read = parse(format!("{wanted}\n").as_bytes(), Algorithm::Md5);
            assert_eq!(read, Some(ManifestLine { sum: md5(), path: path(name) }));
        }
    }

    #[test]
    fn the_other_forms_are_read_as_well() {
        let wanted = Some(ManifestLine { sum: md5(), path: path("a (1).jpg") });
        assert_eq!(parse(b"D41D8CD98F00B204E9800998ECF8427E *a (1).jpg", Algorithm::Md5), wanted);
        assert_eq!(parse(b"MD5 (a (1).jpg) = d41d8cd98f00b204e9800998ecf8427e", Algorithm::Md5), wanted);
        let long = b"MD5 (twenty-seven letters, two  spaces) = d41d8cd98f00b204e9800998ecf8427e";
        assert_eq!(parse(long, Algorithm::Md5).map(|line| line.path), Some(path("twenty-seven letters, two  spaces")));
        let escaped = parse(b"\\MD5 (a\\nb) = d41d8cd98f00b204e9800998ecf8427e", Algorithm::Md5);
        assert_eq!(escaped.map(|line| line.path), Some(path("a\nb")));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        let bad = [
            "",
            "\n",
            "; a comment",
            "d41d8cd98f00b204e9800998ecf8427e",
            "d41d8cd98f00b204e9800998ecf8427e  ",
            "d41d8cd98f00b204e9800998ecf8427e abc",
            "d41d8cd98f00b204e9800998ecf8427  abc",
            "x41d8cd98f00b204e9800998ecf8427e  abc",
            "\\d41d8cd98f00b204e9800998ecf8427e  ab\\x",
            "\\d41d8cd98f00b204e9800998ecf8427e  ab\\",
            "d41d8cd98f00b204e9800998ecf8427e  a\0b",
            "MD5 (abc) = ",
            "MD5 (",
            "MD5",
        ];
        for text in bad {
            assert_eq!(parse(text.as_bytes(), Algorithm::Md5), None, "{text:?}");
        }
        assert_eq!(parse(b"d41d8cd98f00b204e9800998ecf8427e  abc", Algorithm::Sha256), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn every_path_is_read_back_as_it_was_written(bytes in vec(1u8.., 1..40)) {
            let path = FilePath(bytes);
            for algorithm in Algorithm::ALL {
                let sum = Hasher::new(algorithm).finish();
                let read = parse(&line(&sum, &path), algorithm);
                assert_eq!(read, Some(ManifestLine { sum, path: path.clone() }));
            }
        }

        #[test]
        fn no_line_makes_the_reader_panic(bytes in vec(any::<u8>(), 0..200)) {
            for algorithm in Algorithm::ALL {
                let _ = parse(&bytes, algorithm);
            }
        }
    }
}
