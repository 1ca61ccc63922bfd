//! Where a packet has its properties, and where new ones go. Knows RDF's outermost levels and no property names.
use super::super::markup::{Bindings, Layout};
use super::cuts::{Attribute, Cuts, Tag};
use crate::asset::{Problem, ProblemKind};
use crate::metadata::mapping::{RDF, XML};
use crate::metadata::xmp::name_of;
use roxmltree::{Document, Node};

/// A property as it stands in a packet.
#[derive(Clone, Debug)]
pub(super) struct Place<'a, 'i> {
    /// The name by its fixed prefix, as in the property's statement.
    pub(super) name: String,
    /// Which of the descriptions it is in.
    pub(super) description: usize,
    pub(super) spot: Spot<'a, 'i>,
}

/// What a property is written as.
#[derive(Clone, Debug)]
pub(super) enum Spot<'a, 'i> {
    /// An attribute of the description, and its text.
    Attribute(Attribute, &'a str),
    /// An element in it.
    Element(Node<'a, 'i>),
}

impl Place<'_, '_> {
    /// Where in the text it begins.
    fn start(&self) -> usize {
        match &self.spot {
            Spot::Attribute(attribute, _) => attribute.whole.start,
            Spot::Element(node) => node.range().start,
        }
    }

    pub(super) fn is_at(&self, other: &Place<'_, '_>) -> bool {
        self.start() == other.start()
    }
}

/// The descriptions of a packet and the properties in them, in the order of the text.
#[derive(Debug)]
pub(super) struct Survey<'a, 'i> {
    pub(super) rdf: Node<'a, 'i>,
    pub(super) descriptions: Vec<Node<'a, 'i>>,
    places: Vec<Place<'a, 'i>>,
}

fn unsupported(what: &str) -> Problem {
    Problem::new(ProblemKind::Unsupported, format!("the XMP packet {what}, so it is not edited"))
}

impl<'a, 'i> Survey<'a, 'i> {
    /// Finds what can be edited; a problem where the RDF is none that XMP allows (Adobe XMP Part 1, 7.4 and 7.9), which is
    /// read leniently but cannot be changed for certain.
    pub(super) fn of(document: &'a Document<'i>, text: &str) -> Result<Survey<'a, 'i>, Problem> {
        let is_rdf = |node: &Node<'_, '_>| node.has_tag_name((RDF, "RDF"));
        let mut all = document.descendants().filter(is_rdf);
        let rdf = all.next().ok_or_else(|| Problem::new(ProblemKind::Malformed, "the XMP packet has no RDF"))?;
        if all.next().is_some() {
            return Err(unsupported("has more than one RDF"));
        }
        if document.descendants().any(|node| node.has_attribute((RDF, "nodeID"))) {
            return Err(unsupported("refers to nodes by identifiers"));
        }
        let descriptions: Vec<_> = rdf.children().filter(Node::is_element).collect();
        if descriptions.iter().any(|node| !node.has_tag_name((RDF, "Description"))) {
            return Err(unsupported("describes something in a way that XMP does not allow"));
        }
        let mut survey = Survey { rdf, descriptions, places: Vec::new() };
        for (index, node) in survey.descriptions.clone().into_iter().enumerate() {
            survey.visit(index, node, text).ok_or_else(|| unsupported("has tags that cannot be told apart"))?;
        }
        Ok(survey)
    }

    fn visit(&mut self, description: usize, node: Node<'a, 'i>, text: &str) -> Option<()> {
        let tag = Tag::of(node, text)?;
        for attribute in node.attributes() {
            let Some(uri) = attribute.namespace().filter(|uri| *uri != XML && *uri != RDF) else { continue };
            let name = name_of(uri, attribute.name(), node.lookup_prefix(uri));
            let place = tag.attribute_at(attribute.range().start)?.clone();
            self.places.push(Place { name, description, spot: Spot::Attribute(place, attribute.value()) });
        }
        for child in node.children().filter(Node::is_element) {
            let uri = child.tag_name().namespace().unwrap_or_default();
            let name = name_of(uri, child.tag_name().name(), child.lookup_prefix(uri));
            self.places.push(Place { name, description, spot: Spot::Element(child) });
        }
        Some(())
    }

    /// Every place of a property.
    pub(super) fn places(&self, name: &str) -> Vec<Place<'a, 'i>> {
        self.places.iter().filter(|place| place.name == name).cloned().collect()
    }

    /// The description in which a new property belongs: the first that has properties of its namespace, else the first
    /// that has a prefix for it, else the first; none where there is no description.
    pub(super) fn home(&self, name: &str) -> Option<usize> {
        let prefix = name.split(':').next().unwrap_or_default();
        let is_kin = |place: &&Place<'_, '_>| place.name.split(':').next() == Some(prefix);
        let beside = self.places.iter().find(is_kin).map(|place| place.description);
        let uri = crate::metadata::mapping::uri_of(prefix).unwrap_or_default();
        let bound = || self.descriptions.iter().position(|node| node.lookup_prefix(uri).is_some());
        beside.or_else(bound).or((!self.descriptions.is_empty()).then_some(0))
    }
}

/// The prefixes that are bound at a node.
pub(super) fn bindings(node: Node<'_, '_>) -> Bindings {
    let named = |name: &roxmltree::Namespace<'_>| Some((name.name()?.to_owned(), name.uri().to_owned()));
    let mut bound: Vec<(String, String)> = node.namespaces().filter_map(named).collect();
    bound.sort_unstable();
    bound.dedup();
    Bindings::of(bound)
}

/// How lines are laid out where a node begins one; without lines where it does not.
pub(super) fn layout(node: Node<'_, '_>, cuts: &Cuts<'_>) -> Layout {
    let margin = |node: Node<'_, '_>| margin(cuts.space_before(node.range().start));
    let Some((line, own)) = margin(node) else { return level("", "", "") };
    let above = node.parent().filter(Node::is_element).and_then(margin).map(|(_, above)| above);
    let step = above.and_then(|above| own.strip_prefix(above)).filter(|step| !step.is_empty());
    level(line, own, step.unwrap_or(" "))
}

/// How lines are laid out in a node: as its first element is, else one level below itself.
pub(super) fn layout_in(node: Node<'_, '_>, cuts: &Cuts<'_>) -> Layout {
    if let Some(child) = node.first_element_child() {
        return layout(child, cuts);
    }
    let around = layout(node, cuts);
    Layout { margin: format!("{}{}", around.margin, around.step), ..around }
}

fn level(line: &str, margin: &str, step: &str) -> Layout {
    Layout { line: line.to_owned(), margin: margin.to_owned(), step: step.to_owned() }
}

/// The end of the line above, and what stands before the line's first mark.
fn margin(space: &str) -> Option<(&str, &str)> {
    let at = space.rfind('\n')?;
    let line = if space.get(..at)?.ends_with('\r') { "\r\n" } else { "\n" };
    Some((line, space.get(at + 1..)?))
}
