//! The subset of RDF/XML that XMP is (Adobe XMP Part 1, 7), read leniently into properties. Knows no property names.
use super::super::mapping::{RDF, XML};
use roxmltree::{Document, Node};
use std::borrow::Cow;
use std::collections::HashMap;

/// A name with its namespace, and the prefix the packet binds to that.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name<'a> {
    pub(super) uri: &'a str,
    pub(super) local: &'a str,
    pub(super) prefix: Option<&'a str>,
}

/// A value and the language it is in.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    pub(super) content: Content<'a>,
    pub(super) language: Option<&'a str>,
}

/// What a value is made of.
#[derive(Clone, Debug)]
pub(super) enum Content<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// A list; whether it is one of alternatives.
    List { items: Vec<Item<'a>>, is_alternatives: bool },
    /// Named members.
    Struct(Vec<(Name<'a>, Item<'a>)>),
}

/// How deep structures may nest; the standards need four levels.
const DEPTH: usize = 24;
/// The most descriptions of one node that are put together.
const PARTS: usize = 64;
/// The most values that are read of one packet.
const VALUES: usize = 200_000;

/// Every property of every top-level description, and whether a limit cut them short.
pub(super) fn properties<'a>(document: &'a Document<'_>) -> (Vec<(Name<'a>, Item<'a>)>, bool) {
    let mut reader = Reader::of(document);
    let mut found = Vec::new();
    for root in document.descendants().filter(|node| is_rdf(node, "RDF")) {
        for description in root.children().filter(Node::is_element) {
            let is_spoken_for =
                description.attribute((RDF, "nodeID")).is_some_and(|anchor| reader.referenced.contains(&anchor));
            if !is_spoken_for && !is_list(&description) {
                reader.members(description, 0, &mut found);
            }
        }
    }
    (found, reader.is_cut)
}

/// The value of one property element, or of one item of a list.
pub(super) fn item<'a>(element: Node<'a, '_>) -> Item<'a> {
    let mut reader = Reader { anchors: HashMap::new(), referenced: Vec::new(), values_left: VALUES, is_cut: false };
    reader.item(element, 0).unwrap_or(Item { content: Content::Text(Cow::Borrowed("")), language: None })
}

/// Whether the document has RDF at all.
pub(super) fn has_rdf(document: &Document<'_>) -> bool {
    document.descendants().any(|node| is_rdf(&node, "RDF"))
}

struct Reader<'a, 'input> {
    /// Descriptions and lists that properties refer to by `rdf:nodeID`; a node may be described in several places.
    anchors: HashMap<&'a str, Vec<Node<'a, 'input>>>,
    referenced: Vec<&'a str>,
    values_left: usize,
    is_cut: bool,
}

impl<'a, 'input> Reader<'a, 'input> {
    fn of(document: &'a Document<'input>) -> Reader<'a, 'input> {
        let mut reader = Reader { anchors: HashMap::new(), referenced: Vec::new(), values_left: VALUES, is_cut: false };
        if !document.input_text().contains("nodeID") {
            return reader;
        }
        for node in document.descendants().filter(Node::is_element) {
            let Some(anchor) = node.attribute((RDF, "nodeID")) else { continue };
            if is_rdf(&node, "Description") || is_list(&node) {
                let parts = reader.anchors.entry(anchor).or_default();
                if parts.len() < PARTS {
                    parts.push(node);
                }
            } else if reader.referenced.len() < 1_000 {
                reader.referenced.push(anchor);
            }
        }
        reader
    }

    /// The properties of a node element: its attributes and its children.
    fn members(&mut self, element: Node<'a, 'input>, depth: usize, into: &mut Vec<(Name<'a>, Item<'a>)>) {
        for attribute in element.attributes() {
            let Some(uri) = attribute.namespace() else { continue };
            if uri == XML || (uri == RDF && attribute.name() != "value") || !self.may_go_on(depth) {
                continue;
            }
            let name = Name { uri, local: attribute.name(), prefix: element.lookup_prefix(uri) };
            let content = Content::Text(Cow::Borrowed(attribute.value()));
            into.push((name, Item { content, language: None }));
        }
        for child in element.children().filter(Node::is_element) {
            let tag = child.tag_name();
            let uri = tag.namespace().unwrap_or_default();
            if uri == RDF && tag.name() == "type" {
                continue;
            }
            let Some(item) = self.item(child, depth) else { return };
            into.push((Name { uri, local: tag.name(), prefix: child.lookup_prefix(uri) }, item));
        }
    }

    /// The value of a property element; none beyond the limits.
    fn item(&mut self, element: Node<'a, 'input>, depth: usize) -> Option<Item<'a>> {
        if !self.may_go_on(depth) {
            return None;
        }
        let language = element.attribute((XML, "lang")).filter(|language| !language.is_empty());
        let item = self.content(element, depth);
        Some(Item { language: language.or(item.language), content: item.content })
    }

    fn may_go_on(&mut self, depth: usize) -> bool {
        if depth >= DEPTH || self.values_left == 0 {
            self.is_cut = true;
            return false;
        }
        self.values_left -= 1;
        true
    }

    fn content(&mut self, element: Node<'a, 'input>, depth: usize) -> Item<'a> {
        let text = |text| Item { content: Content::Text(text), language: None };
        if let Some(uri) = element.attribute((RDF, "resource")) {
            return text(Cow::Borrowed(uri));
        }
        if let Some(anchor) = self.parts(element).first().copied() {
            return if is_list(&anchor) { self.list(anchor, depth) } else { self.structure(anchor, depth) };
        }
        match element.attribute((RDF, "parseType")) {
            Some("Resource") => return self.structure(element, depth),
            Some("Literal") => return text(text_of(element)),
            Some(_) | None => {}
        }
        let Some(child) = element.first_element_child() else {
            let has_members = element.attributes().any(|attribute| {
                attribute.namespace().is_some_and(|uri| uri != XML && (uri != RDF || attribute.name() == "value"))
            });
            return if has_members { self.structure(element, depth) } else { text(text_of(element)) };
        };
        if is_list(&child) {
            return self.list(child, depth);
        }
        // A typed node or a missing `parseType` are not XMP, but what they say is plain.
        self.structure(if is_rdf(&child, "Description") { child } else { element }, depth)
    }

    /// The descriptions of the node that an element names.
    fn parts(&self, element: Node<'a, 'input>) -> Vec<Node<'a, 'input>> {
        let anchor = element.attribute((RDF, "nodeID"));
        anchor.and_then(|anchor| self.anchors.get(anchor)).cloned().unwrap_or_default()
    }

    fn list(&mut self, list: Node<'a, 'input>, depth: usize) -> Item<'a> {
        let mut items = Vec::new();
        for element in list.children().filter(Node::is_element) {
            let Some(item) = self.item(element, depth + 1) else { break };
            items.push(item);
        }
        Item { content: Content::List { items, is_alternatives: is_rdf(&list, "Alt") }, language: None }
    }

    /// A structure; or, where it has an `rdf:value`, that value without its qualifiers.
    fn structure(&mut self, element: Node<'a, 'input>, depth: usize) -> Item<'a> {
        let (mut members, mut parts) = (Vec::new(), self.parts(element));
        if parts.is_empty() {
            parts.push(element);
        }
        for part in parts {
            self.members(part, depth + 1, &mut members);
        }
        let value = members.iter().position(|(name, _)| name.uri == RDF && name.local == "value");
        match value {
            Some(at) => members.swap_remove(at).1,
            None => Item { content: Content::Struct(members), language: None },
        }
    }
}

fn is_list(node: &Node<'_, '_>) -> bool {
    ["Bag", "Seq", "Alt"].iter().any(|list| is_rdf(node, list))
}

fn is_rdf(node: &Node<'_, '_>, name: &str) -> bool {
    node.has_tag_name((RDF, name))
}

fn text_of<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let mut texts = element.descendants().filter(Node::is_text).filter_map(|node| node.text());
    match (texts.next(), texts.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(text), None) => Cow::Borrowed(text),
        (Some(first), Some(second)) => Cow::Owned([first, second].into_iter().chain(texts).collect()),
    }
}
