//! Markup as a run of tags and texts (XML 1.0, fifth edition), for formats of which a few elements are wanted. It forgives
//! what an XML parser refuses, expands no entity but XML's own five and character numbers, and knows no vocabulary.
use std::borrow::Cow;

/// The next thing in markup.
pub(super) enum Piece<'t> {
    /// The beginning of an element; all of it where the tag is empty.
    Open(Tag<'t>),
    /// The end of an element: where the tag ends, in bytes.
    Close(usize),
    /// Text, with its references resolved.
    Text(Cow<'t, str>),
}

/// A tag that begins an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'t> {
    /// The name with its prefix.
    name: &'t str,
    attributes: &'t str,
    /// Whether the element has no content.
    pub(super) is_empty: bool,
    /// Where the tag begins, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
}

impl<'t> Tag<'t> {
    /// The name with its prefix.
    pub(super) fn name(&self) -> &'t str {
        self.name
    }

    /// The name without its prefix.
    pub(super) fn local(&self) -> &'t str {
        self.name.rsplit_once(':').map_or(self.name, |(_, local)| local)
    }

    /// The attributes by their names with prefixes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, Cow<'t, str>)> + use<'t> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_once('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (value, after) = after.get(1..)?.split_once(quote)?;
            rest = after;
            Some((name.trim(), resolved(value)))
        })
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, wanted: &str) -> Option<Cow<'t, str>> {
        self.attributes().find(|(name, _)| *name == wanted).map(|(_, value)| value)
    }
}

/// Goes through markup from its beginning to its end.
pub(super) struct Markup<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Markup<'t> {
    /// Begins at the first letter.
    pub(super) fn new(text: &'t str) -> Markup<'t> {
        Markup { text, at: 0 }
    }

    /// Passes all up to the end of `mark`.
    fn pass(&mut self, rest: &str, mark: &str) {
        self.at += memchr::memmem::find(rest.as_bytes(), mark.as_bytes()).map_or(rest.len(), |at| at + mark.len());
    }

    /// Passes a document type, which may have declarations in brackets.
    fn pass_declaration(&mut self, rest: &str) {
        let end = memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        match memchr::memchr(b'[', rest.as_bytes()) {
            Some(open) if open < end => {
                let inner = rest.get(open..).unwrap_or("");
                let close = memchr::memchr(b']', inner.as_bytes()).unwrap_or(inner.len());
                self.at += open + close;
                self.pass(inner.get(close..).unwrap_or(""), ">");
            }
            _ => self.at += end,
        }
    }

    fn tag(&mut self, rest: &'t str) -> Piece<'t> {
        let start = self.at;
        let length = end_of_tag(rest.as_bytes());
        self.at += length;
        let inner = rest.get(1..length).unwrap_or("").trim_end_matches('>');
        if inner.starts_with('/') {
            return Piece::Close(self.at);
        }
        let is_empty = inner.ends_with('/');
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let name = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, attributes) = inner.split_at_checked(name).unwrap_or((inner, ""));
        Piece::Open(Tag { name, attributes, is_empty, start, end: self.at })
    }
}

impl<'t> Iterator for Markup<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            match rest {
                _ if rest.starts_with("<!--") => self.pass(rest, "-->"),
                _ if rest.starts_with("<?") => self.pass(rest, "?>"),
                _ if rest.starts_with("<![CDATA[") => {
                    self.pass(rest, "]]>");
                    let inner = rest.get("<![CDATA[".len()..).unwrap_or("");
                    let inner = inner.split("]]>").next().unwrap_or(inner);
                    return Some(Piece::Text(Cow::Borrowed(inner)));
                }
                _ if rest.starts_with("<!") => self.pass_declaration(rest),
                _ if rest.starts_with('<') => return Some(self.tag(rest)),
                _ => {
                    let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                    self.at += end;
                    return Some(Piece::Text(resolved(rest.get(..end).unwrap_or(""))));
                }
            }
        }
    }
}

/// How long a tag is: to the first `>` that is not in quotes.
fn end_of_tag(bytes: &[u8]) -> usize {
    let mut quote = None;
    for (index, byte) in bytes.iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == *byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'>') => return index + 1,
            (None, _) => {}
        }
    }
    bytes.len()
}

/// The most letters of a reference.
const LONGEST_REFERENCE: usize = 10;

/// Text with its references resolved; those that are not known stay as they are.
fn resolved(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let end = after.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';');
        let letter = end.and_then(|end| after.get(..end)).and_then(letter);
        match (letter, end.and_then(|end| after.get(end + 1..))) {
            (Some(letter), Some(after)) => {
                plain.push(letter);
                rest = after;
            }
            _ => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn letter(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|letter| !letter.is_control() || letter.is_whitespace())
        }
    }
}

/// The bytes of markup as text: UTF-16 by its mark or its first letter, else UTF-8, with what is not valid in it as Latin-1.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => narrow(rest),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => wide(bytes, u16::from_be_bytes),
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => wide(bytes, u16::from_le_bytes),
        _ => narrow(bytes),
    }
}

fn narrow(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
    }
}

fn wide(bytes: &[u8], number: fn([u8; 2]) -> u16) -> Cow<'_, str> {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| number(*pair)).collect();
    Cow::Owned(String::from_utf16_lossy(&units).trim_start_matches('\u{feff}').to_owned())
}

/// The elements without elements in them, with their text, in the order of their ends.
pub(super) fn leaves(text: &str) -> Vec<(Tag<'_>, String)> {
    let mut found = Vec::new();
    let mut open: Option<(Tag<'_>, String)> = None;
    for piece in Markup::new(text) {
        match piece {
            Piece::Open(tag) if tag.is_empty => {
                open = None;
                found.push((tag, String::new()));
            }
            Piece::Open(tag) => open = Some((tag, String::new())),
            Piece::Close(_) => found.extend(open.take()),
            Piece::Text(text) => {
                if let Some((_, content)) = &mut open {
                    content.push_str(&text);
                }
            }
        }
        if found.len() >= MOST_LEAVES {
            break;
        }
    }
    found
}

/// The most elements that are told of one text.
const MOST_LEAVES: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::{Markup, Piece, decoded, leaves};

    fn told(text: &str) -> Vec<String> {
        let one = |piece| match piece {
            Piece::Open(tag) => {
                let attributes: Vec<_> = tag.attributes().map(|(name, value)| format!("{name}={value}")).collect();
                format!("<{} {}{}", tag.local(), attributes.join(","), if tag.is_empty { "/" } else { "" })
            }
            Piece::Close(_) => ">".to_owned(),
            Piece::Text(text) => text.into_owned(),
        };
        Markup::new(text).map(one).collect()
    }

    #[test]
    fn markup_comes_as_tags_and_texts() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><!-- <x> --><p:a b='1>' c = \"&lt;&#65;\">x &amp; &y;\
                    <![CDATA[<z>&]]><d/></p:a>";
        assert_eq!(told(text), ["<a b=1>,c=<A", "x & &y;", "<z>&", "<d /", ">"]);
    }

    #[test]
    fn what_is_cut_ends_quietly() {
        for text in [
            "<",
            "<a",
            "<a b",
            "<a b='",
            "<!--",
            "<![CDATA[x",
            "<!DOCTYPE [",
            "<?",
            "&",
            "&#xFFFFFFFF;",
            "</",
            "a&\u{e9};",
        ] {
            assert!(told(text).len() <= 2, "{text}");
        }
    }

    #[test]
    fn leaves_are_the_elements_that_hold_text() {
        let found = leaves("<a><b>1</b><c><d e='f'/></c><b>2</b> </a>");
        let found: Vec<_> = found.iter().map(|(tag, text)| (tag.local(), text.as_str())).collect();
        assert_eq!(found, [("b", "1"), ("d", ""), ("b", "2")]);
    }

    #[test]
    fn wide_markup_is_read_too() {
        let wide: Vec<u8> = "\u{feff}<é/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&wide), "<é/>");
        assert_eq!(decoded(b"<\xe9/>"), "<é/>");
    }
}
