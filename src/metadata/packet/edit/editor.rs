//! Makes properties hold what they shall, in the text of a packet: one place each, the bytes of all else kept. Knows RDF
//! and no fields' meanings.
use super::super::Shape;
use super::super::markup::{Bindings, Layout, Markup, escaped, escaped_in};
use super::aim::Aim;
use super::cuts::{Cuts, Tag, last_tag};
use super::survey::{Place, Spot, Survey, bindings, layout, layout_in};
use crate::asset::{Problem, ProblemKind};
use crate::metadata::mapping::RDF;
use crate::metadata::xmp::values_at;
use roxmltree::Node;

/// A packet's text and what is to change in it.
pub(super) struct Editor<'a, 'i, 't> {
    pub(super) survey: &'t Survey<'a, 'i>,
    pub(super) cuts: Cuts<'t>,
    /// For each description, or for the one that is to be.
    sites: Vec<Site>,
}

/// What is new in a description.
struct Site {
    bindings: Bindings,
    layout: Layout,
    body: String,
}

pub(super) fn cannot(what: &str) -> Problem {
    Problem::new(ProblemKind::Unsupported, format!("the XMP packet has {what} in a form that cannot be edited"))
}

impl<'a, 'i, 't> Editor<'a, 'i, 't> {
    pub(super) fn of(survey: &'t Survey<'a, 'i>, text: &'t str) -> Editor<'a, 'i, 't> {
        let cuts = Cuts::of(text);
        let site = |node: &Node<'_, '_>| Site {
            bindings: bindings(*node),
            layout: layout_in(*node, &cuts),
            body: String::new(),
        };
        let mut sites: Vec<Site> = survey.descriptions.iter().map(site).collect();
        if sites.is_empty() {
            let around = layout_in(survey.rdf, &cuts);
            let layout = Layout { margin: format!("{}{}", around.margin, around.step), ..around };
            sites.push(Site { bindings: bindings(survey.rdf), layout, body: String::new() });
        }
        Editor { survey, cuts, sites }
    }

    /// Makes the property hold what it shall, in one place.
    pub(super) fn put(&mut self, aim: &Aim) -> Option<()> {
        let places = self.survey.places(&aim.name);
        if aim.is_empty() {
            return places.iter().try_for_each(|place| self.take_away(aim, place));
        }
        let is_element = |place: &&Place<'_, '_>| matches!(place.spot, Spot::Element(_));
        let kept = places.iter().position(|place| is_element(&place)).or((!places.is_empty()).then_some(0));
        for (index, place) in places.iter().enumerate() {
            if Some(index) == kept {
                self.change(aim, place)?;
            } else {
                self.remove(place);
            }
        }
        if places.is_empty() { self.add(aim, self.survey.home(&aim.name)) } else { Some(()) }
    }

    fn change(&mut self, aim: &Aim, place: &Place<'a, 'i>) -> Option<()> {
        match (&place.spot, aim.text()) {
            (Spot::Attribute(attribute, old), Some(text)) if aim.shape == Shape::Plain && aim.member.is_none() => {
                self.set_value(attribute.value.clone(), old, text);
                Some(())
            }
            (Spot::Attribute(..), _) => {
                self.remove(place);
                self.add(aim, Some(place.description))
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
        if is_done? { Some(()) } else { self.rewrite(aim, node, description) }
    }

    /// Sets the text of a plain property; false where it is no such thing as yet.
    fn set_plain(&mut self, aim: &Aim, node: Node<'a, 'i>) -> Option<bool> {
        let Some(text) = aim.text() else { return Some(values_at(aim.field, aim.form, node) == aim.values) };
        self.set_text(node, text)
    }

    /// Puts a text in the place of what an element says, its qualifiers kept; false where it is no plain text.
    pub(super) fn set_text(&mut self, node: Node<'a, 'i>, text: &str) -> Option<bool> {
        let tag = Tag::of(node, self.cuts.text())?;
        let qualified = [node].into_iter().chain(node.first_element_child().filter(is_description));
        for holder in qualified {
            for name in ["resource", "value"] {
                if let Some(found) = holder.attribute_node((RDF, name)) {
                    let tag = Tag::of(holder, self.cuts.text())?;
                    let place = tag.attribute_at(found.range().start)?.clone();
                    self.set_value(place.value, found.value(), text);
                    return Some(true);
                }
            }
            if let Some(value) = holder.children().find(|child| child.has_tag_name((RDF, "value"))) {
                return self.set_text(value, text);
            }
        }
        let is_ours = |uri: Option<&str>| uri.is_none_or(|uri| uri == RDF || uri == crate::metadata::mapping::XML);
        let has_members = node.attributes().any(|attribute| !is_ours(attribute.namespace()));
        if has_members || node.first_element_child().is_some() {
            return Some(false);
        }
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
    fn rewrite(&mut self, aim: &Aim, node: Node<'a, 'i>, description: usize) -> Option<()> {
        let layout = layout(node, &self.cuts);
        let written = self.written(description, layout, |markup| aim.write(markup))?;
        self.cuts.replace(node.range(), written);
        Some(())
    }

    /// Markup for the inside of a description, without its outer white space.
    pub(super) fn written(
        &mut self,
        description: usize,
        layout: Layout,
        write: impl FnOnce(&mut Markup),
    ) -> Option<String> {
        let site = self.sites.get_mut(description)?;
        let mut markup = Markup::at(layout, std::mem::take(&mut site.bindings));
        write(&mut markup);
        let (body, bindings) = markup.finish();
        site.bindings = bindings;
        Some(body.trim_ascii().to_owned())
    }

    fn add(&mut self, aim: &Aim, description: Option<usize>) -> Option<()> {
        let site = self.sites.get_mut(description.unwrap_or_default())?;
        let mut markup = Markup::at(site.layout.clone(), std::mem::take(&mut site.bindings));
        aim.write(&mut markup);
        let (body, bindings) = markup.finish();
        site.bindings = bindings;
        site.body.push_str(&body);
        Some(())
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

    /// The text with every change made.
    pub(super) fn finish(mut self) -> Result<String, Problem> {
        for (index, site) in std::mem::take(&mut self.sites).into_iter().enumerate() {
            let done = match self.survey.descriptions.get(index) {
                Some(node) => self.fill(*node, site),
                None if site.body.is_empty() => Some(()),
                None => self.describe(site),
            };
            done.ok_or_else(|| cannot("a description"))?;
        }
        self.cuts.made()
    }

    /// Declares in a description what is needed and puts new properties after its last.
    fn fill(&mut self, node: Node<'a, 'i>, site: Site) -> Option<()> {
        let tag = Tag::of(node, self.cuts.text())?;
        let around = layout(node, &self.cuts);
        self.declare(&tag, &site.bindings);
        let body = site.body.trim_ascii_end();
        if body.is_empty() {
            return Some(());
        }
        let line = &site.layout.line;
        let end = format!("{line}{}", around.margin);
        if tag.is_empty {
            let name = self.cuts.at(tag.name.clone()).to_owned();
            self.cuts.replace(tag.close..tag.end, format!(">{line}{body}{end}</{name}>"));
        } else if let Some(last) = node.last_element_child() {
            self.cuts.insert(last.range().end, format!("{line}{body}"));
        } else {
            let is_open = node.children().all(|child| child.text().is_some_and(|text| text.contains('\n')));
            let end = if node.has_children() && is_open { "" } else { &end };
            self.cuts.insert(tag.end, format!("{line}{body}{end}"));
        }
        Some(())
    }

    /// Declares namespaces after those that are declared there, and in their way.
    fn declare(&mut self, tag: &Tag, bindings: &Bindings) {
        let declared = tag.attributes.iter().rfind(|one| self.cuts.at(one.whole.clone()).starts_with("xmlns"));
        let at = declared.map_or(tag.name.end, |one| one.whole.end);
        let space = declared.map_or(" ", |one| self.cuts.space_before(one.whole.start));
        let new: String =
            bindings.needed().iter().map(|(prefix, uri)| format!("{space}xmlns:{prefix}=\"{uri}\"")).collect();
        self.cuts.insert(at, new);
    }

    /// Puts a description into RDF that has none.
    fn describe(&mut self, site: Site) -> Option<()> {
        let tag = Tag::of(self.survey.rdf, self.cuts.text())?;
        let (around, within) = (layout(self.survey.rdf, &self.cuts), layout_in(self.survey.rdf, &self.cuts));
        let name = self.cuts.at(tag.name.clone()).to_owned();
        let rdf = name.split(':').next().filter(|_| name.contains(':'))?.to_owned();
        let space = format!("{}{}  ", if within.line.is_empty() { " " } else { &within.line }, within.margin);
        let namespaces = site.bindings.needed().iter().map(|(prefix, uri)| format!("{space}xmlns:{prefix}=\"{uri}\""));
        let namespaces: String = namespaces.collect();
        let (line, margin) = (&within.line, &within.margin);
        let new = format!(
            "{line}{margin}<{rdf}:Description {rdf}:about=\"\"{namespaces}>{line}{}{line}{margin}</{rdf}:Description>",
            site.body.trim_ascii_end()
        );
        if tag.is_empty {
            self.cuts.replace(tag.close..tag.end, format!(">{new}{line}{}</{name}>", around.margin));
        } else {
            self.cuts.insert(tag.end, new);
        }
        Some(())
    }
}

pub(super) fn is_description(node: &Node<'_, '_>) -> bool {
    node.has_tag_name((RDF, "Description"))
}
