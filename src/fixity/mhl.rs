//! ASC Media Hash Lists, version 2.0 (`urn:ASC:MHL:v2.0`, `ASCMHL.xsd` and `ASCMHLDirectory.xsd` of the ASC's repository): a
//! generation of a history as XML, the chain that names all generations, and the C4 ID (SMPTE ST 2114) that the chain has of
//! each. It knows texts, and never a path.
use super::algorithm::Sum;
use crate::asset::Date;
use sha2::{Digest as _, Sha512};
use std::fmt::Write as _;

/// A file of a generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// Its path below the folder that has the history; text, for XML has no other.
    pub path: String,
    /// Bytes.
    pub size: u64,
    /// When it was changed last, in UTC.
    pub modified: Date,
    /// MD5, as the list's algorithm.
    pub md5: Sum,
}

/// Who made a generation, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maker {
    /// The machine's name.
    pub host: String,
    /// The program's version.
    pub version: &'static str,
    /// In UTC, to the second.
    pub at: Date,
}

/// A generation: files that were transferred and hashed on the way.
pub fn generation(maker: &Maker, files: &[Hashed]) -> String {
    let (at, host) = (&maker.at, escaped(&maker.host));
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hashlist version=\"2.0\" xmlns=\"urn:ASC:MHL:v2.0\">\n  <creatorinfo>\n    \
         <creationdate>{at}</creationdate>\n    <hostname>{host}</hostname>\n    \
         <tool version=\"{}\">damson</tool>\n  </creatorinfo>\n  <processinfo>\n    <process>transfer</process>\n    \
         <ignore>\n      <pattern>.DS_Store</pattern>\n      <pattern>ascmhl</pattern>\n      \
         <pattern>ascmhl/</pattern>\n    </ignore>\n  </processinfo>\n  <hashes>\n",
        escaped(maker.version)
    );
    for file in files {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "    <hash>\n      <path size=\"{}\" lastmodificationdate=\"{}\">{}</path>\n      \
             <md5 action=\"original\" hashdate=\"{at}\">{}</md5>\n    </hash>\n",
            file.size,
            file.modified,
            escaped(&file.path),
            file.md5
        );
    }
    text.push_str("  </hashes>\n</hashlist>\n");
    text
}

const CHAIN_ENDS: &str = "</ascmhldirectory>";

/// A chain with one generation more; `before` is the chain as it is, empty where there is none. `None` for what is no chain.
pub fn chain(before: &str, number: u32, name: &str, generation: &[u8]) -> Option<String> {
    let link = format!(
        "  <hashlist sequencenr=\"{number}\">\n    <path>{}</path>\n    <c4>{}</c4>\n  </hashlist>\n",
        escaped(name),
        c4(generation)
    );
    if before.is_empty() {
        let begins =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ascmhldirectory xmlns=\"urn:ASC:MHL:DIRECTORY:v2.0\">\n";
        return Some(format!("{begins}{link}{CHAIN_ENDS}\n"));
    }
    let at = before.rfind(CHAIN_ENDS).filter(|_| before.contains("urn:ASC:MHL:DIRECTORY:v2.0"))?;
    Some(format!("{}{link}{CHAIN_ENDS}\n", &before[..at]))
}

/// The numbers of the generations that a chain names.
pub fn numbers(chain: &str) -> impl Iterator<Item = u32> {
    chain.split("sequencenr=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok())
}

/// `c4` and SHA-512 in base 58, 90 characters in all.
pub fn c4(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut number: Vec<u8> = Sha512::digest(bytes).to_vec();
    let mut digits = [b'1'; 88];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in &mut number {
            let value = rest * 256 + u32::from(*byte);
            *byte = u8::try_from(value / 58).unwrap_or(u8::MAX);
            rest = value % 58;
        }
        *digit = usize::try_from(rest).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or(b'1');
    }
    digits.iter().fold("c4".to_owned(), |mut text, digit| {
        text.push(char::from(*digit));
        text
    })
}

/// A text in XML 1.0: what cannot stand there is `U+FFFD`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{Hashed, Maker, c4, chain, escaped, generation, numbers};
    use crate::asset::Date;
    use crate::fixity::{Algorithm, Hasher};

    #[test]
    fn a_c4_id_is_the_standards() {
        // The example of the C4 ID whitepaper, and of SMPTE ST 2114: `alfa`.
        let wanted = "c43zYcLni5LF9rR4Lg4B8h3Jp8SBwjcnyyeh4bc6gTPHndKuKdjUWx1kJPYhZxYt3zV6tQXpDs2shPsPYjgG81wZM1";
        assert_eq!(c4(b"alfa"), wanted);
        assert_eq!(c4(b"").len(), 90);
    }

    #[test]
    fn a_generation_names_each_file_and_the_chain_each_generation() {
        let maker = Maker { host: "desk<1>".to_owned(), version: "0.1", at: Date::from_unix(1_714_557_600) };
        let md5 = Hasher::new(Algorithm::Md5).finish();
        let file = Hashed { path: "Clips/a & b.mov".to_owned(), size: 6, modified: Date::from_unix(0), md5 };
        let text = generation(&maker, &[file]);
        assert!(
            text.contains("<path size=\"6\" lastmodificationdate=\"1970-01-01T00:00:00Z\">Clips/a &amp; b.mov</path>"),
            "{text}"
        );
        assert!(text.contains(
            "<md5 action=\"original\" hashdate=\"2024-05-01T10:00:00Z\">d41d8cd98f00b204e9800998ecf8427e</md5>"
        ));
        assert!(text.contains("<hostname>desk&lt;1&gt;</hostname>"));
        let first = chain("", 1, "0001_a.mhl", b"one").unwrap();
        let second = chain(&first, 2, "0002_a.mhl", b"two").unwrap();
        assert_eq!(numbers(&second).collect::<Vec<_>>(), [1, 2]);
        assert!(second.starts_with(first.trim_end().trim_end_matches("</ascmhldirectory>")));
        assert_eq!(chain("<html/>", 1, "x", b""), None);
        assert_eq!(escaped("a\u{1}\n"), "a\u{fffd}&#10;");
    }
}
