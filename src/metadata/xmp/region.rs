//! Regions of a picture in the ways that programs write them, as IPTC's (Photo Metadata Standard 2025.1, Image Region),
//! and who is seen in them. Knows nothing of which of them counts.
//!
//! Coordinates are taken as they are, those of the stored picture by all of these standards; nothing is turned, though some
//! programs write one of the forms as displayed.
use super::rdf::{Content, Item, Name};
use super::shape::{member, text};
use crate::asset::fold::fold;
use crate::asset::text::tidied;
use crate::asset::{Field, Tree, Value};
use crate::metadata::values;

/// Where IPTC's terms for what a region shows are.
const TYPES: &str = "http://cv.iptc.org/newscodes/imageregiontype/";
/// Digits that are kept of a part of the picture's side: a thousandth of a pixel.
const STEPS: f64 = 1e6;

type Members<'i, 'a> = &'i [(Name<'a>, Item<'a>)];

/// The regions that a property holds in another form than IPTC's: MWG's (Guidelines 2.0, 5.9) and ACDSee's after them
/// give the centre, Microsoft's (`MP`) the corner at the top left. One for each item of its list; none for what is no
/// region.
pub(super) fn regions(name: &str, item: &Item<'_>) -> Vec<Option<Value>> {
    let Content::Struct(members) = &item.content else { return Vec::new() };
    let region: fn(Members<'_, '_>, Members<'_, '_>) -> Option<Tree> = match name {
        "mwg-rs:Regions" | "acdsee-rs:Regions" => centred,
        "MP:RegionInfo" => cornered,
        _ => return Vec::new(),
    };
    let one = |item: &Item<'_>| match &item.content {
        Content::Struct(one) => region(one, members).map(Value::Struct),
        Content::Text(_) | Content::List { .. } => None,
    };
    items(list(members)).iter().map(one).collect()
}

/// The names of those who are seen in a property's regions: of faces, and of what does not say what it is.
pub(super) fn persons(name: &str, item: &Item<'_>) -> Vec<Value> {
    let named: Vec<&str> = match (name, &item.content) {
        ("Iptc4xmpExt:ImageRegion", _) => structs(Some(item)).flat_map(persons_of_region).collect(),
        ("mwg-rs:Regions" | "acdsee-rs:Regions", Content::Struct(members)) => structs(list(members))
            .filter(|one| member(one, "Type").and_then(text).is_none_or(|kind| kind.trim() == "Face"))
            .filter_map(|one| text(member(one, "Name")?))
            .collect(),
        ("MP:RegionInfo", Content::Struct(members)) => {
            structs(list(members)).filter_map(|one| text(member(one, "PersonDisplayName")?)).collect()
        }
        _ => Vec::new(),
    };
    named.into_iter().filter_map(|name| values::of_text(Field::Person, name)).collect()
}

/// Who a region of IPTC's names: the persons that it has as a picture has them, or itself if it shows a human.
fn persons_of_region<'i>(members: Members<'i, '_>) -> Vec<&'i str> {
    let texts = |name| member(members, name).map_or(Vec::new(), leaves);
    let shown = texts("PersonInImage");
    let is_human = texts("rCtype").iter().any(|term| {
        let term = term.strip_prefix(TYPES).unwrap_or(term);
        matches!(fold(term).as_str(), "human" | "person" | "face")
    });
    if shown.is_empty() && is_human { texts("Name").into_iter().take(1).collect() } else { shown }
}

/// The texts at the ends of a value.
fn leaves<'i>(item: &'i Item<'_>) -> Vec<&'i str> {
    match &item.content {
        Content::Text(text) => vec![text],
        Content::List { items, .. } => items.iter().flat_map(leaves).collect(),
        Content::Struct(members) => members.iter().flat_map(|(_, item)| leaves(item)).collect(),
    }
}

fn list<'i, 'a>(members: Members<'i, 'a>) -> Option<&'i Item<'a>> {
    member(members, "RegionList").or_else(|| member(members, "Regions"))
}

fn items<'i, 'a>(list: Option<&'i Item<'a>>) -> &'i [Item<'a>] {
    match list.map(|list| &list.content) {
        Some(Content::List { items, .. }) => items.as_slice(),
        Some(Content::Text(_) | Content::Struct(_)) | None => &[],
    }
}

/// The structures in a list.
fn structs<'i, 'a>(list: Option<&'i Item<'a>>) -> impl Iterator<Item = Members<'i, 'a>> {
    items(list).iter().filter_map(|item| match &item.content {
        Content::Struct(members) => Some(members.as_slice()),
        Content::Text(_) | Content::List { .. } => None,
    })
}

fn number(members: Members<'_, '_>, name: &str) -> Option<f64> {
    values::number(text(member(members, name)?)?)
}

/// A region whose area has its centre at `x` and `y`: a rectangle, a circle of diameter `d`, or a point.
fn centred(region: Members<'_, '_>, all: Members<'_, '_>) -> Option<Tree> {
    let area = ["Area", "DLYArea", "ALGArea"].into_iter().find_map(|name| member(region, name));
    let boundary = area.and_then(|area| match &area.content {
        Content::Struct(area) => boundary(area, ratio(all)),
        Content::Text(_) | Content::List { .. } => None,
    });
    let kind = member(region, "Type").and_then(text).and_then(tidied);
    described(boundary, member(region, "Name"), kind.as_deref(), member(region, "Description"))
}

/// The shorter side of the picture as a part of its width, in which IPTC measures a radius and MWG does not.
fn ratio(all: Members<'_, '_>) -> f64 {
    let Some(Content::Struct(size)) = member(all, "AppliedToDimensions").map(|size| &size.content) else { return 1.0 };
    match (number(size, "w"), number(size, "h")) {
        (Some(width), Some(height)) if width > 0.0 && height > 0.0 => width.min(height) / width,
        _ => 1.0,
    }
}

fn boundary(area: Members<'_, '_>, ratio: f64) -> Option<Tree> {
    let (x, y) = (number(area, "x")?, number(area, "y")?);
    let side = |name| number(area, name).filter(|side| *side > 0.0);
    let largest = ["x", "y", "w", "h", "d"].iter().filter_map(|name| number(area, name)).fold(0.0, f64::max);
    // Without a unit, what is larger than the whole picture can only be pixels.
    let unit = member(area, "unit").and_then(text).map(str::trim);
    let is_pixels = unit == Some("pixel") || (unit.is_none() && largest > 2.0);
    let unit = if is_pixels { "pixel" } else { "relative" };
    Some(match (side("w"), side("h"), side("d")) {
        (Some(w), Some(h), _) => {
            shape("rectangle", unit, &[("rbX", x - w / 2.0), ("rbY", y - h / 2.0), ("rbW", w), ("rbH", h)])
        }
        (_, _, Some(d)) => {
            let radius = if is_pixels { d / 2.0 } else { d / 2.0 * ratio };
            shape("circle", unit, &[("rbX", x), ("rbY", y), ("rbRx", radius)])
        }
        _ => point(unit, x, y),
    })
}

fn shape(shape: &str, unit: &str, numbers: &[(&str, f64)]) -> Tree {
    let mut members = vec![member_text("rbShape", shape), member_text("rbUnit", unit)];
    members.extend(numbers.iter().map(|(name, number)| coordinate(name, *number)));
    Tree::Struct(members)
}

/// A point is a polygon with one vertex.
fn point(unit: &str, x: f64, y: f64) -> Tree {
    let vertex = Tree::Struct(vec![coordinate("rbX", x), coordinate("rbY", y)]);
    let members = vec![member_text("rbShape", "polygon"), member_text("rbUnit", unit)];
    let vertices = ("rbVertices".to_owned(), Tree::List(vec![vertex]));
    Tree::Struct(members.into_iter().chain([vertices]).collect())
}

fn member_text(name: &str, text: &str) -> (String, Tree) {
    (name.to_owned(), Tree::Text(text.to_owned()))
}

fn coordinate(name: &str, number: f64) -> (String, Tree) {
    (name.to_owned(), Tree::Number(values::rounded(number, STEPS)))
}

/// A region of Microsoft's: `x, y, width, height` in one text, of a person.
fn cornered(region: Members<'_, '_>, _: Members<'_, '_>) -> Option<Tree> {
    let rectangle = member(region, "Rectangle").and_then(text).unwrap_or_default();
    let numbers: Vec<f64> = rectangle.split(',').map(values::number).collect::<Option<_>>().unwrap_or_default();
    let boundary = match numbers.as_slice() {
        [x, y, w, h] => Some(shape("rectangle", "relative", &[("rbX", *x), ("rbY", *y), ("rbW", *w), ("rbH", *h)])),
        _ => None,
    };
    described(boundary, member(region, "PersonDisplayName"), Some("Face"), None)
}

/// IPTC's structure; none where there is neither a boundary nor a name.
fn described(
    boundary: Option<Tree>,
    name: Option<&Item<'_>>,
    kind: Option<&str>,
    description: Option<&Item<'_>>,
) -> Option<Tree> {
    let said = |item: Option<&Item<'_>>| Some(Tree::Text(tidied(text(item?)?)?.into_owned()));
    let name = said(name);
    if boundary.is_none() && name.is_none() {
        return None;
    }
    let members = [
        ("RegionBoundary", boundary),
        ("Name", name),
        ("rCtype", kind.map(|kind| Tree::List(vec![type_of(kind)]))),
        ("dc:description", said(description)),
    ];
    Some(Tree::Struct(members.into_iter().filter_map(|(name, tree)| Some((name.to_owned(), tree?))).collect()))
}

/// What a region shows, in the word of its own standard and, where IPTC has a term for it, with that.
fn type_of(kind: &str) -> Tree {
    let term = match kind {
        "Face" => Some("human"),
        "Pet" => Some("animal"),
        "BarCode" => Some("machineCode"),
        _ => None,
    };
    let mut members = vec![member_text("Name", kind)];
    if let Some(term) = term {
        let address = Tree::Text(format!("{TYPES}{term}"));
        members.push(("Identifier".to_owned(), Tree::List(vec![address])));
    }
    Tree::Struct(members)
}
