//! A description as an XMP packet (Adobe XMP Part 1; arities and structures of IPTC 2025.1 and PLUS), for a sidecar.
//!
//! Here whole packets are written; `edit` changes those of others, in which it can lose nothing.
mod edit;
mod markup;
mod numbers;

pub use edit::{PacketPlace, edit_packet};

use super::mapping::{of_xmp, uri_of};
use crate::asset::{Description, Field, Group, Kind, Tree, Value};
use markup::Markup;
pub(super) use numbers::fraction;

/// A complete packet that states the description: one `rdf:Description`, read back by `read_sidecar` as it was.
///
/// It holds every field that has a home in XMP, and `flash_fired` (`exif:Flash`). `edit_status`, `release_date`,
/// `expiration_date` and `action_advised`, for which only IIM has a place, stand in damson's own namespace
/// (`urn:damson:xmp:1.0/`), which other programs keep and ignore. Measured facts (sizes, codecs, digests) are left
/// to the file itself.
pub fn packet(description: &Description) -> String {
    let mut markup = Markup::of_packet();
    for (field, values) in description.iter() {
        property(field, values, &mut markup);
    }
    markup.packet()
}

/// How a property holds its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// As itself.
    Plain,
    /// As the default of a list of languages.
    Alternatives,
    /// As an unordered list.
    Bag,
    /// As an ordered list.
    Seq,
}

/// Language alternatives among the fields.
const ALTERNATIVES: &[Field] = &[
    Field::AltText,
    Field::CopyrightNotice,
    Field::Description,
    Field::ExtendedDescription,
    Field::UsageTerms,
    Field::Title,
    Field::Event,
    Field::OtherConstraints,
];
/// Ordered lists among the fields; ISO is one value in XMP's list of them.
const SEQUENCES: &[Field] =
    &[Field::Creator, Field::CopyrightOwner, Field::ImageCreator, Field::ImageSupplier, Field::Licensor, Field::Iso];

/// Fields of which only IIM has a place, by our own names.
const OWN: &[(Field, &str)] = &[
    (Field::EditStatus, "damson:EditStatus"),
    (Field::ReleaseDate, "damson:ReleaseDate"),
    (Field::ExpirationDate, "damson:ExpirationDate"),
    (Field::ActionAdvised, "damson:ActionAdvised"),
];

/// Members that are lists or language alternatives (IPTC 2025.1, structures); all others are as they are.
const MEMBERS: &[(&str, Shape)] = &[
    ("LocationName", Shape::Alternatives),
    ("CvTermName", Shape::Alternatives),
    ("Name", Shape::Alternatives),
    ("PersonName", Shape::Alternatives),
    ("PersonDescription", Shape::Alternatives),
    ("ProductName", Shape::Alternatives),
    ("ProductDescription", Shape::Alternatives),
    ("AOTitle", Shape::Alternatives),
    ("AOContentDescription", Shape::Alternatives),
    ("AOContributionDescription", Shape::Alternatives),
    ("AOPhysicalDescription", Shape::Alternatives),
    ("LocationId", Shape::Bag),
    ("Identifier", Shape::Bag),
    ("Role", Shape::Bag),
    ("PersonId", Shape::Bag),
    ("PersonCharacteristic", Shape::Bag),
    ("AOStylePeriod", Shape::Bag),
    ("rCtype", Shape::Bag),
    ("rRole", Shape::Bag),
    ("AOCreator", Shape::Seq),
    ("AOCreatorId", Shape::Seq),
    ("rbVertices", Shape::Seq),
];

fn shape_of(field: Field) -> Shape {
    if ALTERNATIVES.contains(&field) {
        Shape::Alternatives
    } else if SEQUENCES.contains(&field) {
        Shape::Seq
    } else if field.is_many() {
        Shape::Bag
    } else {
        Shape::Plain
    }
}

/// Whether a packet can say what a field's values are.
pub fn is_said_in_xmp(field: Field) -> bool {
    field.definition().group != Group::Catalogue && !home_of(field).is_empty()
}

/// The property in which XMP, or damson in it, keeps a field; empty where there is none.
fn home_of(field: Field) -> &'static str {
    if field == Field::FlashFired {
        return "exif:Flash";
    }
    let own = OWN.iter().find(|(own, _)| *own == field).map(|(_, name)| *name);
    own.unwrap_or(field.definition().xmp)
}

fn property(field: Field, values: &[Value], markup: &mut Markup) {
    let name = home_of(field);
    if field == Field::FlashFired {
        let fired = matches!(values.first(), Some(Value::Boolean(true)));
        markup.structure(name, |markup| markup.text("exif:Fired", if fired { "True" } else { "False" }));
    } else if field == Field::StartTimecode {
        let text = values.first().map(ToString::to_string).unwrap_or_default();
        markup.structure(name, |markup| markup.text("xmpDM:timeValue", &text));
    } else if field == Field::Altitude {
        let metres = values.first().and_then(Value::as_number).unwrap_or_default();
        write_position(name, "GPSAltitude", metres, markup);
    } else if !name.is_empty() {
        markup.list(name, shape_of(field), values, |element, value, markup| write_value(field, element, value, markup));
    }
}

/// One value in `element`, which stands for the property itself or for an item of its list.
fn write_value(field: Field, element: &str, value: &Value, markup: &mut Markup) {
    match value {
        Value::Struct(tree) => write_tree(element, tree, prefix_of_members(field), markup),
        Value::Number(number) => markup.text(element, &number_text(field, *number)),
        Value::Boolean(yes) => markup.text(element, if *yes { "True" } else { "False" }),
        Value::Text(_) | Value::Integer(_) | Value::Date(_) => markup.text(element, &value.to_string()),
    }
}

fn number_text(field: Field, number: f64) -> String {
    if matches!(field, Field::FNumber | Field::ExposureTime | Field::FocalLength) {
        return numbers::rational(number);
    }
    if matches!(field, Field::Latitude | Field::Longitude) {
        return numbers::angle(number, if field == Field::Latitude { ('N', 'S') } else { ('E', 'W') });
    }
    number.to_string()
}

/// The namespace in which a field's structure has its members.
fn prefix_of_members(field: Field) -> &'static str {
    let prefix = field.definition().xmp.split(':').next().unwrap_or_default();
    debug_assert!(field.kind() != Kind::Struct || uri_of(prefix).is_some());
    prefix
}

/// A tree in `element`; `prefix` is the namespace of the members that do not name their own.
fn write_tree(element: &str, tree: &Tree, prefix: &str, markup: &mut Markup) {
    match tree {
        Tree::Text(text) => markup.text(element, text),
        Tree::Number(number) => markup.text(element, &number.to_string()),
        Tree::List(items) => markup.list(element, Shape::Bag, items, |element, item, markup| {
            write_tree(element, item, prefix, markup);
        }),
        Tree::Struct(members) => markup.structure(element, |markup| {
            for (name, member) in members {
                write_member(name, member, prefix, markup);
            }
        }),
    }
}

fn write_member(name: &str, member: &Tree, prefix: &str, markup: &mut Markup) {
    let (prefix, local) = match name.split_once(':') {
        Some((own, local)) => (own, local),
        None if name == "Identifier" => ("xmp", name),
        None if name.starts_with("GPS") => ("exif", name),
        None => (prefix, name),
    };
    if uri_of(prefix).is_none() || !markup::is_name(local) {
        // A namespace that the packet of origin bound and we do not know: it cannot be named again.
        return;
    }
    let full = format!("{prefix}:{local}");
    match member {
        Tree::Number(number) if local.starts_with("GPS") => write_position(&full, local, *number, markup),
        Tree::Text(_) | Tree::Number(_) | Tree::Struct(_) => {
            let items = std::slice::from_ref(member);
            let shape = member_shape(name, local, member);
            markup.list(&full, shape, items, |element, item, markup| write_tree(element, item, prefix, markup));
        }
        Tree::List(items) => {
            let shape = Some(member_shape(name, local, member)).filter(|shape| *shape != Shape::Plain);
            markup.list(&full, shape.unwrap_or(Shape::Bag), items, |element, item, markup| {
                write_tree(element, item, prefix, markup);
            });
        }
    }
}

/// The shape of a member by its standard; a foreign one (in a region) has that of its property.
fn member_shape(name: &str, local: &str, member: &Tree) -> Shape {
    if name.contains(':') {
        return of_xmp(name).map_or(Shape::Plain, |(field, _)| shape_of(field));
    }
    let known = MEMBERS.iter().find(|(known, _)| *known == local).map_or(Shape::Plain, |(_, shape)| *shape);
    if known == Shape::Alternatives && !matches!(member, Tree::Text(_)) { Shape::Bag } else { known }
}

fn write_position(full: &str, local: &str, number: f64, markup: &mut Markup) {
    match local {
        "GPSLatitude" => markup.text(full, &numbers::angle(number, ('N', 'S'))),
        "GPSLongitude" => markup.text(full, &numbers::angle(number, ('E', 'W'))),
        "GPSAltitude" => {
            markup.text(full, &numbers::rational(number.abs()));
            markup.text("exif:GPSAltitudeRef", if number < 0.0 { "1" } else { "0" });
        }
        _ => markup.text(full, &number.to_string()),
    }
}

#[cfg(test)]
mod tests;
