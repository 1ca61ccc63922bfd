//! Structures of which one member is a field's and the others are not ours: a flash that fired, a timecode. Knows how members
//! are written and none of their names.
use super::super::markup::escaped_in;
use super::aim::Aim;
use super::cuts::Tag;
use super::editor::{Editor, is_description};
use super::survey::layout_in;
use crate::metadata::mapping::{RDF, XML};
use crate::metadata::xmp::name_of;
use roxmltree::{Attribute, Node};

impl<'a, 'i> Editor<'a, 'i, '_> {
    /// Sets a member of a structure, the others kept; where the property is none as yet, all of it.
    pub(super) fn set_member(&mut self, aim: &Aim, node: Node<'a, 'i>, member: &str, description: usize) -> Option<()> {
        let (text, holder) = (aim.text()?, holder(node));
        if let Some(found) = member_element(holder, member) {
            return self.set_text(found, text)?.then_some(());
        }
        let tag = Tag::of(holder, self.cuts.text())?;
        if let Some(found) = member_attribute(holder, member) {
            let place = tag.attribute_at(found.range().start)?.value.clone();
            self.set_value(place, found.value(), text);
            return Some(());
        }
        let has_words =
            |child: Node<'_, '_>| child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty());
        if node.children().any(has_words) || (tag.is_empty && holder.has_attribute((RDF, "parseType"))) {
            self.rewrite(aim, node, description);
            return Some(());
        }
        self.add_member(holder, &tag, member, text, description);
        Some(())
    }

    /// Puts a member into a structure in the way in which that is written: as an element, or as an attribute.
    fn add_member(&mut self, holder: Node<'a, 'i>, tag: &Tag, member: &str, text: &str, description: usize) {
        let is_resource = holder.has_attribute((RDF, "parseType")) || is_description(&holder);
        let layout = layout_in(holder, &self.cuts);
        let (line, margin) = (layout.line.clone(), layout.margin.clone());
        let written = self.written(description, layout, |markup| markup.text(member, text));
        if is_resource && !tag.is_empty {
            self.cuts.insert(tag.end, format!("{line}{margin}{written}"));
        } else {
            let name = written.trim_start_matches('<').split('>').next().unwrap_or(member).to_owned();
            self.cuts.insert(tag.name.end, format!(" {name}=\"{}\"", escaped_in('"', text)));
        }
    }

    /// Takes a member of a structure away; false where the structure has no other, and so should go itself.
    pub(super) fn remove_member(&mut self, node: Node<'a, 'i>, member: &str) -> Option<bool> {
        let holder = holder(node);
        let attributes = holder.attributes().filter(|one| !matches!(one.namespace(), None | Some(RDF | XML))).count();
        let others = attributes + holder.children().filter(Node::is_element).count();
        if others < 2 {
            return Some(false);
        }
        if let Some(found) = member_element(holder, member) {
            self.cuts.remove(found.range());
        } else if let Some(found) = member_attribute(holder, member) {
            let tag = Tag::of(holder, self.cuts.text())?;
            self.cuts.remove(tag.attribute_at(found.range().start)?.whole.clone());
        }
        Some(true)
    }
}

/// The element whose members a structure's are.
pub(super) fn holder<'a, 'i>(node: Node<'a, 'i>) -> Node<'a, 'i> {
    node.first_element_child().filter(is_description).unwrap_or(node)
}

fn member_element<'a, 'i>(holder: Node<'a, 'i>, member: &str) -> Option<Node<'a, 'i>> {
    let name =
        |node: &Node<'_, '_>| name_of(node.tag_name().namespace().unwrap_or_default(), node.tag_name().name(), None);
    holder.children().filter(Node::is_element).find(|child| name(child) == member)
}

fn member_attribute<'a, 'i>(holder: Node<'a, 'i>, member: &str) -> Option<Attribute<'a, 'i>> {
    holder.attributes().find(|one| one.namespace().is_some_and(|uri| name_of(uri, one.name(), None) == member))
}
