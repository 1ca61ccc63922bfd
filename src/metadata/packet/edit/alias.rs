//! The places other than its home where programs keep a field: where a packet has them, they are kept in step.
use super::super::{Shape, home_of, numbers};
use super::aim::{Aim, text};
use super::list::list_of;
use super::survey::{Place, Spot, Survey};
use crate::asset::{Field, Value};
use crate::metadata::mapping::{Form, xmp_aliases};

/// Properties that are not read for a field, but that programs write and read beside its home: those that Adobe's toolkit
/// takes for one with the home (XMP specification of 2005, `tiff`), Windows' stars, and halves of positions, which XMP
/// writes with the number (Adobe XMP Part 2, 1.2.4) and some programs in a property of its own.
const FELLOWS: &[(&str, Field)] = &[
    ("tiff:Artist", Field::Creator),
    ("tiff:ImageDescription", Field::Description),
    ("tiff:Copyright", Field::CopyrightNotice),
    ("tiff:Software", Field::Software),
    (STARS, Field::Rating),
    (NORTH_OR_SOUTH, Field::Latitude),
    (EAST_OR_WEST, Field::Longitude),
];
/// Stars as a percentage.
const STARS: &str = "MicrosoftPhoto:Rating";
const NORTH_OR_SOUTH: &str = "exif:GPSLatitudeRef";
const EAST_OR_WEST: &str = "exif:GPSLongitudeRef";

/// The places that a packet has of a field beside its home, and what they shall hold; one whose form cannot hold it is to
/// be taken away.
pub(super) fn aims(field: Field, values: &[Value], survey: &Survey<'_, '_>) -> Vec<Aim> {
    let fellows = FELLOWS.iter().filter(|(_, of)| *of == field).map(|(name, _)| (*name, Form::Plain));
    let names = xmp_aliases(field).filter(|(name, _)| *name != home_of(field)).chain(fellows);
    names.filter_map(|(name, form)| aim(name, field, form, values, &survey.places(name))).collect()
}

fn aim(name: &str, field: Field, form: Form, values: &[Value], places: &[Place<'_, '_>]) -> Option<Aim> {
    let shape = shape_of(places.iter().find(|place| matches!(place.spot, Spot::Element(_))).or(places.first())?);
    let texts = values.iter().filter_map(|value| spelled(name, form, field, value)).collect();
    let (name, values) = (name.to_owned(), values.to_vec());
    let mut aim = Aim { name, field, form, shape, member: None, values, texts, tree: None, dropped: Vec::new() };
    if aim.texts.len() != aim.values.len() {
        aim.values.clear();
        aim.texts.clear();
    } else if aim.texts.len() > 1 && matches!(shape, Shape::Plain | Shape::Alternatives) {
        let joined = joined(form, &aim.texts);
        aim.values.retain(|_| joined.is_some());
        aim.texts = joined.into_iter().collect();
    }
    Some(aim)
}

/// The shape in which a property stands.
fn shape_of(place: &Place<'_, '_>) -> Shape {
    match &place.spot {
        Spot::Attribute(..) => Shape::Plain,
        Spot::Element(node) => list_of(*node).map_or(Shape::Plain, |(_, shape)| shape),
    }
}

/// A value as the property writes it; none where it cannot.
fn spelled(name: &str, form: Form, field: Field, value: &Value) -> Option<String> {
    let number = || value.as_number().filter(|number| *number > 0.0);
    let apex = |number: f64| numbers::rational((number * 1e6).round() / 1e6);
    match form {
        Form::ApexAperture => Some(apex(number()?.log2() * 2.0)),
        Form::ApexTime => Some(apex(-number()?.log2())),
        // Of paths alone, which `keywords` spells.
        Form::Slashes => None,
        Form::Semicolons => value.as_text().filter(|text| !text.contains(';')).map(str::to_owned),
        Form::Commas => value.as_text().filter(|text| !text.contains([';', ','])).map(str::to_owned),
        Form::Plain if name == STARS => percentage(value.as_number()?).map(str::to_owned),
        Form::Plain if name == NORTH_OR_SOUTH => Some(half(value.as_number()?, ["N", "S"])),
        Form::Plain if name == EAST_OR_WEST => Some(half(value.as_number()?, ["E", "W"])),
        Form::Plain => text(field, value),
    }
}

fn half(degrees: f64, [positive, negative]: [&str; 2]) -> String {
    if degrees < 0.0 { negative } else { positive }.to_owned()
}

/// Stars in Windows' steps; none for what has no step.
fn percentage(stars: f64) -> Option<&'static str> {
    let steps = [(0.0, "0"), (1.0, "1"), (2.0, "25"), (3.0, "50"), (4.0, "75"), (5.0, "99")];
    steps.into_iter().find(|(known, _)| stars.total_cmp(known).is_eq()).map(|(_, step)| step)
}

/// Several values in one text; none where they could not be told apart again.
fn joined(form: Form, texts: &[String]) -> Option<String> {
    let separator = if form == Form::Commas { ", " } else { "; " };
    let is_clear = texts.iter().all(|text| !text.contains(separator.trim_end()));
    is_clear.then(|| texts.join(separator))
}
