//! What is new in the descriptions of a packet: properties after those that are there, and the prefixes they need. Knows RDF
//! and no fields' meanings.
use super::super::markup::{Bindings, Layout, Markup};
use super::aim::Aim;
use super::cuts::{Cuts, Tag};
use super::editor::{Editor, cannot};
use super::survey::{Survey, bindings, layout, layout_in};
use crate::asset::Problem;
use roxmltree::Node;

/// What is new in one description.
pub(super) struct Site {
    bindings: Bindings,
    layout: Layout,
    body: String,
}

impl Site {
    /// A description of a packet, or the one that it is to be given.
    fn of(index: usize, survey: &Survey<'_, '_>, cuts: &Cuts<'_>) -> Site {
        let site = |node: Node<'_, '_>, layout| Site { bindings: bindings(node), layout, body: String::new() };
        if let Some(node) = survey.descriptions.get(index) {
            return site(*node, layout_in(*node, cuts));
        }
        let around = layout_in(survey.rdf, cuts);
        site(survey.rdf, Layout { margin: format!("{}{}", around.margin, around.step), ..around })
    }

    fn write(&mut self, layout: Layout, write: impl FnOnce(&mut Markup)) -> String {
        let mut markup = Markup::at(layout, std::mem::take(&mut self.bindings));
        write(&mut markup);
        let (body, bindings) = markup.finish();
        self.bindings = bindings;
        body
    }
}

impl<'a, 'i> Editor<'a, 'i, '_> {
    /// Markup for the inside of a description, without its outer white space.
    pub(super) fn written(&mut self, description: usize, layout: Layout, write: impl FnOnce(&mut Markup)) -> String {
        self.site(description).write(layout, write).trim_ascii().to_owned()
    }

    fn site(&mut self, description: usize) -> &mut Site {
        self.sites.entry(description).or_insert_with(|| Site::of(description, self.survey, &self.cuts))
    }

    /// Puts a property into a description, or into the one that is to be.
    pub(super) fn add(&mut self, aim: &Aim, description: Option<usize>) {
        let site = self.site(description.unwrap_or_default());
        let body = site.write(site.layout.clone(), |markup| aim.write(markup));
        site.body.push_str(&body);
    }

    /// The text with every change made.
    pub(super) fn finish(mut self) -> Result<String, Problem> {
        for (index, site) in std::mem::take(&mut self.sites) {
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
