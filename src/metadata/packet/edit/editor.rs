//! Makes properties hold what they shall, in the text of a packet: one place each, the bytes of all else kept. Knows RDF
//! and no fields' meanings.
use super::super::Shape;
use super::super::markup::{escaped, escaped_in};
use super::aim::Aim;
use super::cuts::{Cuts, Tag, last_tag};
use super::list::{list_of, spoken};
use super::site::Site;
use super::survey::{Place, Spot, Survey, layout};
use crate::asset::{Problem, ProblemKind};
use crate::metadata::mapping::{RDF, XML};
use crate::metadata::xmp::values_at;
use roxmltree::Node;
use std::collections::BTreeMap;

/// A packet's text and what is to change in it.
pub(super) struct Editor<'a, 'i, 't> {
    pub(super) survey: &'t Survey<'a, 'i>,
    pub(super) cuts: Cuts<'t>,
    /// For descriptions by their number, or for the one that is to be.
    pub(super) sites: BTreeMap<usize, Site>,
}

pub(super) fn cannot(what: &str) -> Problem {
    Problem::new(ProblemKind::Unsupported, format!("the XMP packet has {what} in a form that cannot be edited"))
}

impl<'a, 'i, 't> Editor<'a, 'i, 't> {
    pub(super) fn of(survey: &'t Survey<'a, 'i>, text: &'t str) -> Editor<'a, 'i, 't> {
        Editor { survey, cuts: Cuts::of(text), sites: BTreeMap::new() }
    }

    /// Makes the property hold what it shall, in one place.
    pub(super) fn put(&mut self, aim: &Aim) -> Option<()> {
        let places = self.survey.places(&aim.name);
        if aim.is_empty() {
            return places.iter().try_for_each(|place| self.take_away(aim, place));
        }
        let Some(kept) = places.iter().rev().max_by_key(|place| worth(place)) else {
            self.add(aim, self.survey.home(&aim.name));
            return Some(());
        };
        self.change(aim, kept)?;
        places.iter().filter(|place| !place.is_at(kept)).for_each(|place| self.remove(place));
        if let (Spot::Element(node), Shape::Alternatives) = (&kept.spot, aim.shape) {
            self.gather_languages(*node, &places);
        }
        Some(())
    }

    fn change(&mut self, aim: &Aim, place: &Place<'a, 'i>) -> Option<()> {
        match (&place.spot, aim.text()) {
            (Spot::Attribute(attribute, old), Some(text)) if aim.shape == Shape::Plain && aim.member.is_none() => {
                self.set_value(attribute.value.clone(), old, text);
                Some(())
            }
            (Spot::Attribute(..), _) => {
                self.remove(place);
                self.add(aim, Some(place.description));
                Some(())
            }
            (Spot::Element(node), _) => self.reshape(aim, *node, place.description),
        }
    }

    /// Puts a text in the place of an attribute's value.
    pub(super) fn set_value(&mut self, value: std::ops::Range<usize>, old: &str, text: &str) {
        let quote = self.cuts.at(value.start.saturating_sub(1)..value.start).chars().next().unwrap_or('"');
        if old != text {
            self.cuts.replace(value, escaped_in(quote, text));
        }
    }

    fn reshape(&mut self, aim: &Aim, node: Node<'a, 'i>, description: usize) -> Option<()> {
        if !aim.dropped.is_empty() {
            return self.drop_regions(node, &aim.dropped);
        }
        if let Some(member) = aim.member {
            return self.set_member(aim, node, member, description);
        }
        let is_done = match aim.shape {
            Shape::Plain => self.set_plain(aim, node),
            Shape::Alternatives => self.set_alternatives(aim, node, description),
            Shape::Bag | Shape::Seq => self.set_list(aim, node, description),
        };
        if !is_done? {
            self.rewrite(aim, node, description);
        }
        Some(())
    }

    /// Sets the text of a plain property; false where it is no such thing as yet.
    fn set_plain(&mut self, aim: &Aim, node: Node<'a, 'i>) -> Option<bool> {
        let Some(text) = aim.text() else { return Some(values_at(aim.field, aim.form, node) == aim.values) };
        self.set_text(node, text)
    }

    /// Puts a text in the place of what an element says, its qualifiers kept; false where it is no plain text.
    pub(super) fn set_text(&mut self, node: Node<'a, 'i>, text: &str) -> Option<bool> {
        let mut node = node;
        for _ in 0..QUALIFIED {
            match value_of(node) {
                Holder::Attribute(holder, found) => {
                    let tag = Tag::of(holder, self.cuts.text())?;
                    let place = tag.attribute_at(found.range().start)?.clone();
                    self.set_value(place.value, found.value(), text);
                    return Some(true);
                }
                Holder::Element(value) => node = value,
                Holder::Itself => return self.set_content(node, text),
                Holder::Nothing => return Some(false),
            }
        }
        Some(false)
    }

    fn set_content(&mut self, node: Node<'a, 'i>, text: &str) -> Option<bool> {
        let tag = Tag::of(node, self.cuts.text())?;
        let old: String = node.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect();
        if old == text {
            return Some(true);
        }
        if tag.is_empty {
            let name = self.cuts.at(tag.name.clone());
            self.cuts.replace(tag.close..tag.end, format!(">{}</{name}>", escaped(text)));
        } else {
            self.cuts.replace(tag.end..last_tag(node, self.cuts.text())?, escaped(text));
        }
        Some(true)
    }

    /// Writes a property anew where it is.
    pub(super) fn rewrite(&mut self, aim: &Aim, node: Node<'a, 'i>, description: usize) {
        let layout = layout(node, &self.cuts);
        let written = self.written(description, layout, |markup| aim.write(markup));
        self.cuts.replace(node.range(), written);
    }

    fn take_away(&mut self, aim: &Aim, place: &Place<'a, 'i>) -> Option<()> {
        match (&place.spot, aim.member) {
            (Spot::Element(node), Some(member)) if self.remove_member(*node, member)? => Some(()),
            (Spot::Element(_) | Spot::Attribute(..), _) => {
                self.remove(place);
                Some(())
            }
        }
    }

    pub(super) fn remove(&mut self, place: &Place<'a, 'i>) {
        match &place.spot {
            Spot::Attribute(attribute, _) => self.cuts.remove(attribute.whole.clone()),
            Spot::Element(node) => self.cuts.remove(node.range()),
        }
    }
}

/// How much of a property in this place can be kept: of one with languages more than of another list, and of that more
/// than of a text.
fn worth(place: &Place<'_, '_>) -> usize {
    match place.spot {
        Spot::Element(node) => 1 + usize::from(list_of(node).is_some()) + usize::from(!spoken(node).is_empty()),
        Spot::Attribute(..) => 0,
    }
}

/// Where a property has its value.
enum Holder<'a, 'i> {
    /// In an attribute of this element.
    Attribute(Node<'a, 'i>, roxmltree::Attribute<'a, 'i>),
    /// In an `rdf:value`, beside qualifiers.
    Element(Node<'a, 'i>),
    /// As its own text.
    Itself,
    /// It is a structure, a list or markup.
    Nothing,
}

/// How deep a value may be below its qualifiers.
const QUALIFIED: usize = 24;

fn value_of<'a, 'i>(node: Node<'a, 'i>) -> Holder<'a, 'i> {
    let child = node.first_element_child();
    if node.attribute((RDF, "parseType")) == Some("Literal") {
        return if child.is_some() { Holder::Nothing } else { Holder::Itself };
    }
    for holder in [node].into_iter().chain(child.filter(is_description)) {
        let attribute = ["resource", "value"].into_iter().find_map(|name| holder.attribute_node((RDF, name)));
        if let Some(attribute) = attribute {
            return Holder::Attribute(holder, attribute);
        }
        if let Some(value) = holder.children().find(|child| child.has_tag_name((RDF, "value"))) {
            return Holder::Element(value);
        }
    }
    let is_ours = |uri: Option<&str>| uri.is_none_or(|uri| uri == RDF || uri == XML);
    let has_members = node.attributes().any(|attribute| !is_ours(attribute.namespace()));
    if has_members || child.is_some() { Holder::Nothing } else { Holder::Itself }
}

pub(super) fn is_description(node: &Node<'_, '_>) -> bool {
    node.has_tag_name((RDF, "Description"))
}
