//! What stands between a packet's text and the XML parser: limits on what its shape would cost, and repair of the
//! commonest damage. Knows XML and no RDF.
use super::super::mapping::uri_of;
use std::borrow::Cow;
use std::fmt::Write;

/// What markup would cost to parse.
#[derive(Debug, Default)]
pub(super) struct Cost {
    names: usize,
    namespaces: usize,
    /// The parser compares each attribute of an element with every other.
    comparisons: usize,
    /// Whether there is a declaration of a document type, which bombs have.
    pub(super) has_doctype: bool,
}

/// The most comparisons of attributes, and of prefixes; the largest real packets need a hundredth.
const COMPARISONS: usize = 50_000_000;
const LOOKUPS: usize = 200_000_000;

impl Cost {
    /// Measures `text`; linear in its length.
    pub(super) fn of(text: &str) -> Cost {
        let mut cost = Cost::default();
        let mut rest = text.as_bytes();
        while let Some(at) = memchr(b'<', rest) {
            rest = rest.get(at..).unwrap_or_default();
            let length = match rest.get(1) {
                Some(b'?') => until(rest, b"?>"),
                Some(b'!') if rest.starts_with(b"<!--") => until(rest, b"-->"),
                Some(b'!') if rest.starts_with(b"<![CDATA[") => until(rest, b"]]>"),
                Some(b'!') => {
                    cost.has_doctype = true;
                    1
                }
                Some(b'/') | None => 1,
                Some(_) => cost.add_element(rest),
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        cost
    }

    fn add_element(&mut self, bytes: &[u8]) -> usize {
        let (mut quote, mut attributes, mut at) = (None, 0usize, 1);
        for (index, byte) in bytes.iter().enumerate().skip(1) {
            at = index;
            match (quote, byte) {
                (Some(mark), byte) if mark == *byte => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, b'=') => attributes += 1,
                (None, b'x') if bytes.get(index..).is_some_and(|rest| rest.starts_with(b"xmlns")) => {
                    self.namespaces += 1
                }
                (None, b'>' | b'<') => break,
                (None, _) => {}
            }
        }
        self.names = self.names.saturating_add(1 + attributes);
        self.comparisons = self.comparisons.saturating_add(attributes.saturating_mul(attributes));
        at
    }

    /// Whether parsing would take longer than any real packet does.
    pub(super) fn is_too_high(&self) -> bool {
        self.comparisons > COMPARISONS || self.names.saturating_mul(self.namespaces) > LOOKUPS
    }
}

/// `text` without its document type, which says nothing that XMP has a use for; none where that defines entities, as
/// bombs do, or does not end.
pub(super) fn without_document_type(text: &str) -> Option<Cow<'_, str>> {
    let Some(start) = document_type(text) else { return Some(Cow::Borrowed(text)) };
    let (before, from) = text.split_at_checked(start)?;
    let after = from.get(document_type_length(from.as_bytes())?..)?;
    Some(Cow::Owned(format!("{before}{after}")))
}

/// Where in front of the first element a document type stands.
fn document_type(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..)?;
        let next = memchr(b'<', rest)?;
        let rest = rest.get(next..)?;
        at += next;
        at += match rest {
            _ if rest.starts_with(b"<?") => until(rest, b"?>"),
            _ if rest.starts_with(b"<!--") => until(rest, b"-->"),
            _ => return rest.starts_with(b"<!DOCTYPE").then_some(at),
        };
    }
}

/// The length of a document type (XML 1.0, 2.8, productions 28 to 29).
fn document_type_length(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut is_inside) = (0, false);
    loop {
        let rest = bytes.get(at..)?;
        at += match rest {
            [] => return None,
            [mark @ (b'"' | b'\''), value @ ..] => 2 + memchr(*mark, value)?,
            _ if is_inside && rest.starts_with(b"<!--") => until(rest, b"-->"),
            _ if is_inside && rest.starts_with(b"<?") => until(rest, b"?>"),
            _ if is_inside && (rest.starts_with(b"<!ENTITY") || rest.starts_with(b"%")) => return None,
            [b'>', ..] if !is_inside => return Some(at + 1),
            [letter, ..] => {
                is_inside = (is_inside || *letter == b'[') && *letter != b']';
                1
            }
        };
    }
}

fn memchr(byte: u8, bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|each| *each == byte)
}

fn until(bytes: &[u8], mark: &[u8]) -> usize {
    bytes.windows(mark.len()).position(|window| window == mark).map_or(bytes.len(), |at| at + mark.len())
}

/// `text` with what commonly breaks packets put right: characters that XML forbids are dropped, ampersands that begin no
/// reference are escaped, and what follows the packet's end is cut off.
pub(super) fn repaired(text: &str) -> String {
    let text = cut_after_end(text);
    let mut fixed = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some(at) = rest.find(|letter: char| letter == '&' || !is_xml(letter)) {
        let (before, after) = rest.split_at(at);
        fixed.push_str(before);
        let mut letters = after.chars();
        let is_ampersand = letters.next() == Some('&');
        rest = letters.as_str();
        if is_ampersand {
            match reference(rest) {
                Some((_, true)) => fixed.push('&'),
                Some((length, false)) => rest = rest.get(length..).unwrap_or_default(),
                None => fixed.push_str("&amp;"),
            }
        }
    }
    fixed.push_str(rest);
    fixed
}

/// `text` with an end for every element that is open where an element around it ends, and without ends of elements that
/// were never begun. What is open at the very end stays so: a packet that is cut off is not whole.
pub(super) fn balanced(text: &str) -> String {
    let (mut fixed, mut open, mut rest) = (String::with_capacity(text.len() + 64), Vec::new(), text);
    while let Some(at) = rest.find('<') {
        let (before, markup) = rest.split_at(at);
        fixed.push_str(before);
        let (tag, after) = markup.split_at_checked(tag_length(markup)).unwrap_or((markup, ""));
        rest = after;
        match tag.strip_prefix("</") {
            Some(name) => close(&mut fixed, &mut open, name.trim_end_matches('>').trim()),
            None => {
                fixed.push_str(tag);
                if !tag.starts_with("<?") && !tag.starts_with("<!") && !tag.ends_with("/>") {
                    open.push(name_of(tag));
                }
            }
        }
    }
    fixed.push_str(rest);
    fixed
}

/// Ends the innermost open element of that name, and before it those that are open in it; nothing where none is open.
fn close(fixed: &mut String, open: &mut Vec<&str>, name: &str) {
    // Nothing real is deeper; a search of the whole stack for each tag would take time quadratic in the packet.
    let Some(inside) = open.iter().rev().take(DEEPEST).position(|known| *known == name) else { return };
    for name in open.drain(open.len() - inside - 1..).rev() {
        // Writing to a string cannot fail.
        let _ = write!(fixed, "</{name}>");
    }
}

/// How many open elements are looked at for the one that ends.
const DEEPEST: usize = 64;

/// The length of the markup that a text begins with.
fn tag_length(markup: &str) -> usize {
    let bytes = markup.as_bytes();
    match markup {
        _ if markup.starts_with("<?") => until(bytes, b"?>"),
        _ if markup.starts_with("<!--") => until(bytes, b"-->"),
        _ if markup.starts_with("<![CDATA[") => until(bytes, b"]]>"),
        _ => {
            let mut quote = None;
            let end = bytes.iter().position(|byte| {
                match (quote, byte) {
                    (Some(mark), byte) if mark == *byte => quote = None,
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (Some(_) | None, _) => {}
                }
                quote.is_none() && *byte == b'>'
            });
            end.map_or(bytes.len(), |end| end + 1)
        }
    }
}

fn name_of(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    name.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).next().unwrap_or(name)
}

/// The element that ends last, with all before it: writers pad packets with anything.
fn cut_after_end(text: &str) -> &str {
    let end = ["</x:xmpmeta>", "</x:xapmeta>", "</rdf:RDF>"].iter().find_map(|end| Some(text.rfind(end)? + end.len()));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The length of the reference that follows an ampersand, and whether XML allows what it stands for.
fn reference(text: &str) -> Option<(usize, bool)> {
    let end = text.as_bytes().iter().take(12).position(|byte| *byte == b';')?;
    let name = text.get(..end)?;
    let number = match name.strip_prefix("#x") {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
        None => match name.strip_prefix('#') {
            Some(decimal) => decimal.parse().ok(),
            None => return ["amp", "lt", "gt", "quot", "apos"].contains(&name).then_some((end + 1, true)),
        },
    };
    Some((end + 1, char::from_u32(number?).is_some_and(is_xml)))
}

/// Whether XML 1.0 allows the character (2.2, production 2).
pub(in super::super) fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// `text` with a declaration of `prefix` in its first tag, if it is one of ours.
pub(super) fn declared(text: &str, prefix: &str) -> Option<String> {
    let uri = uri_of(prefix)?;
    let start = text.find('<')?;
    let name = text.get(start..)?.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/'))?;
    let (before, after) = text.split_at_checked(start + name)?;
    let mut fixed = String::with_capacity(text.len() + 64);
    write!(fixed, "{before} xmlns:{prefix}=\"{uri}\"{after}").ok()?;
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::{Cost, balanced, declared, repaired, without_document_type};

    #[test]
    fn forbidden_characters_and_bare_ampersands_are_put_right() {
        assert_eq!(
            repaired("<a>x\u{0}\u{b}y & z &amp; &#65; &#0; &nbsp;</a>"),
            "<a>xy &amp; z &amp; &#65;  &amp;nbsp;</a>"
        );
        assert_eq!(repaired("<rdf:RDF></rdf:RDF>junk"), "<rdf:RDF></rdf:RDF>");
    }

    #[test]
    fn elements_that_were_not_ended_end_with_what_is_around_them() {
        assert_eq!(balanced("<a><b c='/>'>1<d/></e></a>"), "<a><b c='/>'>1<d/></b></a>");
        assert_eq!(balanced("<a><b>1</b><!-- </a> --></a>"), "<a><b>1</b><!-- </a> --></a>");
        assert_eq!(balanced("<a><b>1"), "<a><b>1");
    }

    #[test]
    fn a_known_prefix_can_be_declared_afterwards() {
        assert_eq!(
            declared("<a><dc:b/></a>", "dc").unwrap(),
            "<a xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:b/></a>"
        );
        assert_eq!(declared("<a/>", "nobody"), None);
    }

    #[test]
    fn a_document_type_without_entities_is_passed_over() {
        for (text, expected) in [
            ("<?xml version='1.0'?><!DOCTYPE x:xmpmeta><a/>", Some("<?xml version='1.0'?><a/>")),
            ("<!-- <!DOCTYPE no> --><!DOCTYPE a PUBLIC \"-//>\" 'a.dtd'>\n<a/>", Some("<!-- <!DOCTYPE no> -->\n<a/>")),
            ("<!DOCTYPE a [ <!-- it's \"]>\" --> <!ELEMENT a ANY> <?b ]>?> ] ><a/>", Some("<a/>")),
            ("<a>&lt;<![CDATA[<!DOCTYPE b>]]></a>", Some("<a>&lt;<![CDATA[<!DOCTYPE b>]]></a>")),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", None),
            ("<!DOCTYPE a [%b;]><a/>", None),
            ("<!DOCTYPE a [<!ELEMENT a ANY>", None),
            ("<!DOCTYPE a 'b", None),
        ] {
            assert_eq!(without_document_type(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn bombs_are_seen_before_they_are_parsed() {
        let attributes: String = (0..10_000).map(|number| format!(" a{number}=''")).collect();
        assert!(Cost::of(&format!("<a{attributes}/>")).is_too_high());
        let nested: String = (0..20_000).map(|number| format!("<a xmlns:n{number}='{number}'>")).collect();
        assert!(Cost::of(&nested).is_too_high());
        assert!(Cost::of("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>").has_doctype);
        assert!(!Cost::of("<a b='>' c=\"<\"><!-- <d --><![CDATA[<e]]></a>").is_too_high());
    }
}
