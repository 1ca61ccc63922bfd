//! Values of XMP as trees: what a structure keeps of its names, its languages and its numbers, and the few structures
//! that hold a field's value inside.
use super::super::mapping::prefix_of;
use super::super::values;
use super::rdf::{Content, Item, Name};
use super::{categories, full_name, region};
use crate::asset::text::tidied;
use crate::asset::{Field, Kind, Tree, Value};

/// Members that the standards define as numbers.
const NUMBERS: &[&str] = &["rbX", "rbY", "rbW", "rbH", "rbRx"];
/// The deepest level of a keyword tree.
const LEVELS: usize = 24;

/// The text of a plain value.
pub(super) fn text<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match &item.content {
        Content::Text(text) => Some(text),
        Content::List { .. } | Content::Struct(_) => None,
    }
}

/// The values of a property that no field is made of.
pub(super) fn raw(item: &Item<'_>) -> Vec<Value> {
    match &item.content {
        Content::List { items, .. } => items.iter().filter_map(raw_one).collect(),
        Content::Text(_) | Content::Struct(_) => raw_one(item).into_iter().collect(),
    }
}

fn raw_one(item: &Item<'_>) -> Option<Value> {
    match tree(item, false)? {
        Tree::Text(text) => Some(Value::Text(text)),
        Tree::Number(number) => Some(Value::Number(number)),
        tree @ (Tree::List(_) | Tree::Struct(_)) => Some(Value::Struct(tree)),
    }
}

/// The values of a field that is written as a structure.
pub(super) fn structured(field: Field, item: &Item<'_>) -> Vec<Value> {
    match (&item.content, field.kind()) {
        (Content::Struct(_), Kind::Struct) => {
            // A region may hold any property of any standard: those keep their prefix, to be told from its own.
            tree(item, field == Field::ImageRegion).map(Value::Struct).into_iter().collect()
        }
        (Content::Struct(members), Kind::Text) if field == Field::StartTimecode => {
            let value = member(members, "timeValue").and_then(text);
            value.and_then(|text| values::of_text(field, text)).into_iter().collect()
        }
        (Content::List { items, .. }, _) => {
            items.iter().filter_map(text).filter_map(|text| values::of_text(field, text)).collect()
        }
        (Content::Text(_) | Content::Struct(_), _) => Vec::new(),
    }
}

/// A value as a tree; none if it is blank. Of alternatives only the one that stands by default is kept.
fn tree(item: &Item<'_>, is_open: bool) -> Option<Tree> {
    match &item.content {
        Content::Text(text) => tidied(text).map(|text| Tree::Text(text.into_owned())),
        Content::List { items, is_alternatives }
            if *is_alternatives && items.iter().any(|item| item.language.is_some()) =>
        {
            let default = items.iter().find(|item| item.language.is_none_or(|language| language == "x-default"));
            tree(default.or_else(|| items.first())?, false)
        }
        Content::List { items, .. } => {
            let items: Vec<Tree> = items.iter().filter_map(|item| tree(item, false)).collect();
            (!items.is_empty()).then_some(Tree::List(items))
        }
        Content::Struct(members) => {
            let kept: Vec<(String, Tree)> =
                members.iter().filter_map(|(name, item)| member_tree(*name, item, is_open, members)).collect();
            (!kept.is_empty()).then_some(Tree::Struct(kept))
        }
    }
}

fn member_tree(name: Name<'_>, item: &Item<'_>, is_open: bool, all: &[(Name<'_>, Item<'_>)]) -> Option<(String, Tree)> {
    let number = |number: Option<f64>| number.map(Tree::Number);
    let known = match name.local {
        local if NUMBERS.contains(&local) => number(text(item).and_then(values::number)),
        "GPSLatitude" | "GPSLongitude" => {
            number(text(item).and_then(values::coordinate).map(|degrees| values::rounded(degrees, 1e8)))
        }
        "GPSAltitude" => {
            let is_below = member(all, "GPSAltitudeRef").and_then(text).is_some_and(|text| text.trim() == "1");
            let metres = text(item).and_then(values::number).map(|metres| values::rounded(metres, 1e4));
            number(metres.map(|metres| if is_below { -metres.abs() } else { metres }))
        }
        "GPSAltitudeRef" if member(all, "GPSAltitude").is_some() => return None,
        _ => None,
    };
    let is_foreign = is_open && prefix_of(name.uri) != Some("Iptc4xmpExt");
    let word = if is_foreign { full_name(name) } else { name.local.to_owned() };
    Some((word, known.or_else(|| tree(item, false))?))
}

/// The member of a structure that has a name, whatever its namespace.
pub(super) fn member<'i, 'a>(members: &'i [(Name<'a>, Item<'a>)], local: &str) -> Option<&'i Item<'a>> {
    members.iter().find(|(name, _)| name.local == local).map(|(_, item)| item)
}

/// The fields that a property holds inside, and their values: a flash that fired, keywords in a tree, regions of the
/// picture and who is seen in them.
pub(super) fn inside(name: &str, item: &Item<'_>) -> Vec<(Field, Vec<Value>)> {
    let found = [
        (Field::FlashFired, flash(name, item)),
        (Field::HierarchicalKeywords, keywords(name, item)),
        (Field::ImageRegion, region::regions(name, item).into_iter().flatten().collect()),
        (Field::Person, region::persons(name, item)),
    ];
    found.into_iter().filter(|(_, values)| !values.is_empty()).collect()
}

fn flash(name: &str, item: &Item<'_>) -> Vec<Value> {
    let Content::Struct(members) = &item.content else { return Vec::new() };
    let fired = member(members, "Fired").and_then(text).filter(|_| name == "exif:Flash");
    fired.and_then(|fired| values::of_text(Field::FlashFired, fired)).into_iter().collect()
}

fn keywords(name: &str, item: &Item<'_>) -> Vec<Value> {
    let mut paths = Vec::new();
    match (name, &item.content) {
        ("mwg-kw:Keywords", Content::Struct(members)) => {
            if let Some(hierarchy) = member(members, "Hierarchy") {
                branches(hierarchy, "", 0, &mut paths);
            }
        }
        ("acdsee:categories", Content::Text(text)) => paths = categories::paths(text),
        _ => {}
    }
    paths
}

/// Every node of a keyword tree as its path.
fn branches(list: &Item<'_>, above: &str, level: usize, paths: &mut Vec<Value>) {
    let Content::List { items, .. } = &list.content else { return };
    for item in items {
        let Content::Struct(members) = &item.content else { continue };
        let keyword = member(members, "Keyword").and_then(text).and_then(tidied);
        let Some(keyword) = keyword.filter(|_| level < LEVELS) else { continue };
        let path = if above.is_empty() { keyword.into_owned() } else { format!("{above}|{keyword}") };
        paths.push(Value::text(path.as_str()));
        if let Some(children) = member(members, "Children") {
            branches(children, &path, level + 1, paths);
        }
    }
}
