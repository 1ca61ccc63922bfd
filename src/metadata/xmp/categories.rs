//! ACDSee's categories: a tree of keywords as an XML text within a property. Knows nothing else of XMP.
use super::wellformed::Cost;
use crate::asset::Value;
use crate::asset::text::tidied;
use roxmltree::{Document, Node};

/// The most bytes of the text that are parsed.
const BYTES: usize = 1 << 20;
/// The deepest level that is read.
const LEVELS: usize = 24;
/// The most categories that are read.
const CATEGORIES: usize = 4_000;

/// The paths of the categories that are assigned, levels joined by `|`; none where the text is no such XML.
pub(super) fn paths(text: &str) -> Vec<Value> {
    let cost = Cost::of(text);
    if text.len() > BYTES || cost.has_doctype || cost.is_too_high() {
        return Vec::new();
    }
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let mut paths = Vec::new();
    visit(document.root_element(), "", 0, &mut paths);
    paths
}

fn visit(parent: Node<'_, '_>, above: &str, level: usize, paths: &mut Vec<Value>) {
    for category in parent.children().filter(|node| node.has_tag_name("Category")) {
        let own = category.children().filter(Node::is_text).find_map(|node| tidied(node.text()?));
        let Some(own) = own.filter(|_| level < LEVELS && paths.len() < CATEGORIES) else { continue };
        let path = if above.is_empty() { own.into_owned() } else { format!("{above}|{own}") };
        if category.attribute("Assigned") == Some("1") {
            paths.push(Value::text(path.as_str()));
        }
        visit(category, &path, level + 1, paths);
    }
}
