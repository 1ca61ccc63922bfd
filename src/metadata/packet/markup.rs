//! Well-formed, indented RDF/XML; which namespaces it used. Knows no property names.
use super::super::mapping::{RDF, uri_of};
use super::super::xmp::is_xml;
use super::Shape;
use std::fmt::Write;

/// Properties, as they are written.
#[derive(Debug, Default)]
pub(super) struct Markup {
    body: String,
    depth: usize,
    /// Prefixes in order of first use.
    prefixes: Vec<String>,
}

/// Columns by which properties stand in: the packet, the RDF and the description are around them.
const AROUND: usize = 3;

impl Markup {
    /// An element with text; none if there is none that XML allows.
    pub(super) fn text(&mut self, element: &str, text: &str) {
        self.open(element);
        self.body.pop();
        self.body.push_str(&escaped(text));
        self.end(element);
    }

    /// A structure with what `members` writes.
    pub(super) fn structure(&mut self, element: &str, members: impl FnOnce(&mut Markup)) {
        self.indent();
        self.body.push_str(&format!("<{element} rdf:parseType=\"Resource\">\n"));
        self.remember(element);
        self.depth += 1;
        members(self);
        self.depth -= 1;
        self.close(element);
    }

    /// Items in the shape of a list; `write` is handed the element that each is to be.
    pub(super) fn list<T>(&mut self, element: &str, shape: Shape, items: &[T], write: impl Fn(&str, &T, &mut Markup)) {
        let (list, item) = match shape {
            Shape::Plain => return items.iter().take(1).for_each(|item| write(element, item, self)),
            Shape::Alternatives => ("rdf:Alt", "rdf:li xml:lang=\"x-default\""),
            Shape::Bag => ("rdf:Bag", "rdf:li"),
            Shape::Seq => ("rdf:Seq", "rdf:li"),
        };
        self.open(element);
        self.depth += 1;
        self.open(list);
        self.depth += 1;
        items.iter().for_each(|each| write(item, each, self));
        self.depth -= 1;
        self.close(list);
        self.depth -= 1;
        self.close(element);
    }

    fn indent(&mut self) {
        self.body.extend(std::iter::repeat_n(' ', AROUND + self.depth));
    }

    fn open(&mut self, element: &str) {
        self.indent();
        let _ = writeln!(self.body, "<{element}>");
        self.remember(element);
    }

    fn close(&mut self, element: &str) {
        self.indent();
        self.end(element);
    }

    fn end(&mut self, element: &str) {
        let name = element.split(' ').next().unwrap_or(element);
        let _ = writeln!(self.body, "</{name}>");
    }

    fn remember(&mut self, element: &str) {
        let prefix = element.split(':').next().unwrap_or_default();
        if prefix != "rdf" && !self.prefixes.iter().any(|known| known == prefix) {
            self.prefixes.push(prefix.to_owned());
        }
    }

    /// The whole packet.
    pub(super) fn finish(mut self) -> String {
        self.prefixes.sort_unstable();
        let mut namespaces = String::new();
        for prefix in &self.prefixes {
            let _ = write!(namespaces, "\n    xmlns:{prefix}=\"{}\"", uri_of(prefix).unwrap_or_default());
        }
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
             <x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"damson\">\n \
             <rdf:RDF xmlns:rdf=\"{RDF}\">\n  \
             <rdf:Description rdf:about=\"\"{namespaces}>\n\
             {}  </rdf:Description>\n \
             </rdf:RDF>\n\
             </x:xmpmeta>\n\
             <?xpacket end=\"w\"?>\n",
            self.body
        )
    }
}

/// Whether `text` can be the local part of an element's name.
pub(super) fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
    text.starts_with(is_letter)
        && text.chars().all(|letter| is_letter(letter) || letter.is_numeric() || "-.".contains(letter))
}

/// Text in an element: markup escaped, characters that XML 1.0 does not allow dropped, carriage returns kept as such.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| is_xml(*letter)) {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\r' => escaped.push_str("&#13;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}
