//! Well-formed, indented RDF/XML; which namespaces it used. Knows no property names.
use super::super::mapping::{RDF, prefix_of, uri_of};
use super::super::xmp::is_xml;
use super::Shape;
use std::fmt::Write;

/// Where markup stands: what comes between its lines, and before each of them.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The end of a line; empty where a packet has none.
    pub(super) line: String,
    /// Before the outermost elements.
    pub(super) margin: String,
    /// For each level below.
    pub(super) step: String,
}

impl Layout {
    /// Of our own packets, where the packet, the RDF and the description are around the properties.
    fn own() -> Layout {
        Layout { line: "\n".to_owned(), margin: "   ".to_owned(), step: " ".to_owned() }
    }
}

/// The prefixes that stand for namespaces where markup is put: those that were bound before, and those that it needs.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings {
    bound: Vec<(String, String)>,
    needed: Vec<(String, &'static str)>,
}

impl Bindings {
    /// Of a place where these prefixes are bound to these namespaces.
    pub(super) fn of(bound: Vec<(String, String)>) -> Bindings {
        Bindings { bound, needed: Vec::new() }
    }

    /// What has to be declared for what was written, in the order of first use.
    pub(super) fn needed(&self) -> &[(String, &'static str)] {
        &self.needed
    }

    /// The prefix to write for one of ours. A prefix that is bound to something else is not bound anew.
    pub(super) fn prefix(&mut self, own: &str) -> String {
        let Some(uri) = uri_of(own) else { return own.to_owned() };
        let known = self.bound.iter().filter(|(_, bound)| bound == uri || prefix_of(bound) == Some(own));
        let known = known
            .map(|(prefix, _)| prefix)
            .chain(self.needed.iter().filter(|(_, needed)| *needed == uri).map(|(prefix, _)| prefix));
        let known: Vec<&String> = known.collect();
        if let Some(prefix) = known.iter().find(|prefix| **prefix == own).or_else(|| known.first()) {
            return (*prefix).clone();
        }
        let is_free = |prefix: &String| !self.bound.iter().any(|(bound, _)| bound == prefix);
        let numbered = (1..).map(|number: u32| format!("{own}{number}"));
        let prefix = std::iter::once(own.to_owned()).chain(numbered).find(is_free).unwrap_or_default();
        self.needed.push((prefix.clone(), uri));
        prefix
    }
}

/// Properties, as they are written.
#[derive(Debug)]
pub(super) struct Markup {
    body: String,
    depth: usize,
    layout: Layout,
    bindings: Bindings,
}

impl Markup {
    /// For a packet of our own.
    pub(super) fn of_packet() -> Markup {
        let rdf = vec![("rdf".to_owned(), RDF.to_owned())];
        Markup::at(Layout::own(), Bindings::of(rdf))
    }

    /// For a place in a packet.
    pub(super) fn at(layout: Layout, bindings: Bindings) -> Markup {
        Markup { body: String::new(), depth: 0, layout, bindings }
    }

    /// An element with text; what XML does not allow is left out.
    pub(super) fn text(&mut self, element: &str, text: &str) {
        self.begin(element, "");
        self.body.push_str(&escaped(text));
        self.end(element);
    }

    /// A structure with what `members` writes.
    pub(super) fn structure(&mut self, element: &str, members: impl FnOnce(&mut Markup)) {
        let attribute = format!(" {}:parseType=\"Resource\"", self.bindings.prefix("rdf"));
        self.begin(element, &attribute);
        self.body.push_str(&self.layout.line);
        self.depth += 1;
        members(self);
        self.depth -= 1;
        self.close(element);
    }

    /// Items in the shape of a list; `write` is handed the element that each is to be.
    pub(super) fn list<T>(&mut self, element: &str, shape: Shape, items: &[T], write: impl Fn(&str, &T, &mut Markup)) {
        let (list, item) = match shape {
            Shape::Plain => return items.iter().take(1).for_each(|item| write(element, item, self)),
            Shape::Alternatives => ("rdf:Alt", DEFAULT_ITEM),
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
        self.body.push_str(&self.layout.margin);
        self.body.extend(std::iter::repeat_n(self.layout.step.as_str(), self.depth));
    }

    fn open(&mut self, element: &str) {
        self.begin(element, "");
        self.body.push_str(&self.layout.line);
    }

    fn begin(&mut self, element: &str, attribute: &str) {
        let name = self.name(element);
        let (_, attributes) = element.split_at(element.find(' ').unwrap_or(element.len()));
        self.indent();
        let _ = write!(self.body, "<{name}{attributes}{attribute}>");
    }

    fn close(&mut self, element: &str) {
        self.indent();
        self.end(element);
    }

    fn end(&mut self, element: &str) {
        let name = self.name(element);
        let _ = write!(self.body, "</{name}>{}", self.layout.line);
    }

    /// The element's name with the prefix that is bound here.
    fn name(&mut self, element: &str) -> String {
        let name = element.split(' ').next().unwrap_or(element);
        let Some((prefix, local)) = name.split_once(':') else { return name.to_owned() };
        format!("{}:{local}", self.bindings.prefix(prefix))
    }

    /// What was written, and the prefixes as they stand after it.
    pub(super) fn finish(self) -> (String, Bindings) {
        (self.body, self.bindings)
    }

    /// The whole packet.
    pub(super) fn packet(self) -> String {
        let mut needed = self.bindings.needed;
        needed.sort_unstable();
        let mut namespaces = String::new();
        for (prefix, uri) in &needed {
            let _ = write!(namespaces, "\n    xmlns:{prefix}=\"{uri}\"");
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

/// The item of alternatives that stands by default.
pub(super) const DEFAULT_ITEM: &str = "rdf:li xml:lang=\"x-default\"";

/// Whether `text` can be the local part of an element's name.
pub(super) fn is_name(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || letter == '_';
    text.starts_with(is_letter)
        && text.chars().all(|letter| is_letter(letter) || letter.is_numeric() || "-.".contains(letter))
}

/// Text in an element: markup escaped, characters that XML 1.0 does not allow dropped, carriage returns kept as such.
pub(super) fn escaped(text: &str) -> String {
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

/// Text in an attribute between such quotes: what would end it escaped too, and white space kept as it is.
pub(super) fn escaped_in(quote: char, text: &str) -> String {
    let text = escaped(text).replace('\n', "&#10;").replace('\t', "&#9;");
    if quote == '\'' { text.replace('\'', "&apos;") } else { text.replace('"', "&quot;") }
}
