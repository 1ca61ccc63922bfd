//! Lists and alternatives of a property made to say what they shall, item by item: those that stay keep their bytes.
use super::super::Shape;
use super::super::markup::DEFAULT_ITEM;
use super::aim::Aim;
use super::cuts::{Tag, last_tag};
use super::editor::Editor;
use super::survey::{Place, Spot, layout, layout_in};
use crate::asset::Value;
use crate::metadata::mapping::{RDF, XML};
use crate::metadata::xmp::values_at;
use roxmltree::Node;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

const LISTS: [(&str, Shape); 3] = [("Bag", Shape::Bag), ("Seq", Shape::Seq), ("Alt", Shape::Alternatives)];

/// The list that a property element holds, and its kind.
pub(super) fn list_of<'a, 'i>(node: Node<'a, 'i>) -> Option<(Node<'a, 'i>, Shape)> {
    let child = node.first_element_child()?;
    let kind = LISTS.iter().find(|(name, _)| child.has_tag_name((RDF, *name)))?;
    Some((child, kind.1))
}

fn items<'a, 'i>(list: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    list.children().filter(Node::is_element).collect()
}

fn language<'a>(item: Node<'a, '_>) -> Option<&'a str> {
    item.attribute((XML, "lang")).filter(|language| !language.is_empty())
}

fn is_spoken(item: Node<'_, '_>) -> bool {
    language(item).is_some_and(|language| language != "x-default")
}

/// The items of an element's list that are in a language, and not the default.
pub(super) fn spoken<'a, 'i>(node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    let all = list_of(node).map_or(Vec::new(), |(list, _)| items(list));
    all.into_iter().filter(|item| is_spoken(*item)).collect()
}

/// The item that stands by default: the first that has words, else the first.
fn default_of<'n, 'a, 'i>(
    items: &'n [Node<'a, 'i>],
    has_words: impl Fn(&Node<'a, 'i>) -> bool,
) -> Option<&'n Node<'a, 'i>> {
    let mut defaults = items.iter().filter(|item| !is_spoken(**item));
    defaults.clone().find(|item| has_words(item)).or_else(|| defaults.next())
}

impl<'a, 'i> Editor<'a, 'i, '_> {
    /// Puts after a property's languages those that only other places of it have, which go.
    pub(super) fn gather_languages(&mut self, node: Node<'a, 'i>, places: &[Place<'a, 'i>]) {
        let mut known: Vec<&str> = spoken(node).into_iter().filter_map(language).collect();
        let Some(last) = spoken(node).pop() else { return };
        let others = places.iter().filter_map(|place| match place.spot {
            Spot::Element(other) => Some(spoken(other)).filter(|_| other != node),
            Spot::Attribute(..) => None,
        });
        for item in others.flatten() {
            if language(item).is_some_and(|language| !known.contains(&language)) {
                known.extend(language(item));
                let space = self.cuts.space_before(last.range().start);
                self.cuts.insert(last.range().end, format!("{space}{}", self.cuts.at(item.range())));
            }
        }
    }

    /// Makes a list hold the values in their order; false where there is none to keep anything of.
    pub(super) fn set_list(&mut self, aim: &Aim, node: Node<'a, 'i>, description: usize) -> Option<bool> {
        let Some((list, kind)) = list_of(node) else { return Some(false) };
        let tag = Tag::of(list, self.cuts.text())?;
        if tag.is_empty || node.last_element_child() != Some(list) {
            return Some(false);
        }
        // An ordered list can stand for one without order, and does in what darktable writes.
        if kind != aim.shape && kind != Shape::Seq {
            self.rename(list, &tag, aim.shape)?;
        }
        let items = items(list);
        let sources = sources(aim, &items);
        let kept = kept(&sources);
        let stay: BTreeSet<usize> = kept.iter().flatten().copied().collect();
        for (_, item) in items.iter().enumerate().filter(|(index, _)| !stay.contains(index)) {
            self.cuts.remove(item.range());
        }
        let layout = items.first().map_or_else(|| layout_in(list, &self.cuts), |item| layout(*item, &self.cuts));
        let space = items.first().map(|item| self.cuts.space_before(item.range().start).to_owned());
        let space = space.unwrap_or_else(|| format!("{}{}", layout.line, layout.margin));
        let mut at = tag.end;
        for (index, (source, kept)) in sources.iter().zip(kept).enumerate() {
            let text = match (source.and_then(|source| items.get(source)), kept) {
                (Some(item), Some(_)) => {
                    at = item.range().end;
                    continue;
                }
                (Some(item), None) => self.cuts.at(item.range()).to_owned(),
                (None, _) => self.written(description, layout.clone(), |to| aim.write_item(index, "rdf:li", to)),
            };
            self.cuts.insert(at, format!("{space}{text}"));
        }
        Some(true)
    }

    /// Gives a list the name of another kind of list.
    fn rename(&mut self, list: Node<'a, 'i>, tag: &Tag, kind: Shape) -> Option<()> {
        let (local, _) = LISTS.iter().find(|(_, shape)| *shape == kind)?;
        let old = self.cuts.at(tag.name.clone());
        let new = old.rsplit_once(':').map_or((*local).to_owned(), |(prefix, _)| format!("{prefix}:{local}"));
        self.cuts.replace(tag.name.clone(), new.clone());
        let last = last_tag(list, self.cuts.text())? + 2;
        self.cuts.replace(last..last + old.len(), new);
        Some(())
    }

    /// Makes the default among languages say the text, and what said the same in some language; the other languages stay.
    /// False where there are no languages.
    pub(super) fn set_alternatives(&mut self, aim: &Aim, node: Node<'a, 'i>, description: usize) -> Option<bool> {
        let (Some(text), Some((list, kind))) = (aim.text(), list_of(node)) else { return Some(false) };
        let items = items(list);
        let is_of_languages = kind == Shape::Alternatives || items.iter().all(|item| language(*item).is_some());
        if items.is_empty() || !is_of_languages || node.last_element_child() != Some(list) {
            return Some(false);
        }
        if kind != Shape::Alternatives {
            self.rename(list, &Tag::of(list, self.cuts.text())?, Shape::Alternatives)?;
        }
        let said = |item: &Node<'_, '_>| values_at(aim.field, aim.form, *item);
        let default = default_of(&items, |item| !said(item).is_empty());
        // Without a default the first language stood for all of them; alone, it was the value.
        let value = default.or(items.first().filter(|_| items.len() == 1)).map(said).filter(|value| !value.is_empty());
        for item in &items {
            if Some(item) == default {
                self.set_item(*item, text)?;
                self.name_default(*item)?;
            } else if !is_spoken(*item) {
                self.cuts.remove(item.range());
            } else if value.as_ref().is_some_and(|value| said(item) == *value) {
                self.set_item(*item, text)?;
            }
        }
        if let (None, Some(first)) = (default, items.first()) {
            let layout = layout(*first, &self.cuts);
            let item = self.written(description, layout, |markup| markup.text(DEFAULT_ITEM, text));
            let space = self.cuts.space_before(first.range().start);
            self.cuts.insert(first.range().start, format!("{item}{space}"));
        }
        Some(true)
    }

    fn set_item(&mut self, item: Node<'a, 'i>, text: &str) -> Option<()> {
        self.set_text(item, text)?.then_some(())
    }

    /// Gives an item that names no language that of the default.
    fn name_default(&mut self, item: Node<'a, 'i>) -> Option<()> {
        if language(item).is_none() && !item.has_attribute((XML, "lang")) {
            self.cuts.insert(Tag::of(item, self.cuts.text())?.name.end, " xml:lang=\"x-default\"");
        }
        Some(())
    }
}

/// For each value that a list shall have, the item that says it as yet.
fn sources(aim: &Aim, items: &[Node<'_, '_>]) -> Vec<Option<usize>> {
    let mut known: BTreeMap<String, VecDeque<(usize, Value)>> = BTreeMap::new();
    for (index, item) in items.iter().enumerate() {
        let values = values_at(aim.field, aim.form, *item);
        if let [value] = values.as_slice() {
            known.entry(value.to_string()).or_default().push_back((index, value.clone()));
        }
    }
    let mut source = |value: &Value| {
        let alike = known.get_mut(&value.to_string())?;
        let at = alike.iter().position(|(_, known)| known == value)?;
        alike.remove(at).map(|(index, _)| index)
    };
    aim.values.iter().map(&mut source).collect()
}

/// Which of those items can stay where they are: the others stand after what comes after them.
fn kept(sources: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut last = None;
    let mut keep = |source: &Option<usize>| {
        let kept = source.filter(|source| last.is_none_or(|last| *source > last))?;
        last = Some(kept);
        Some(kept)
    };
    sources.iter().map(&mut keep).collect()
}
