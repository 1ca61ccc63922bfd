//! XMP packets to statements (Adobe XMP Parts 1 and 2; IPTC, PLUS, MWG and vendors' properties by `mapping`).
//!
//! Every property becomes a statement, those that no field is made of too. Namespaces are told by their URI alone.
mod categories;
mod encoding;
mod rdf;
mod region;
mod shape;
mod wellformed;

pub(super) use encoding::{Encoding, body, detected};
pub(super) use wellformed::is_xml;

use super::Findings;
use super::mapping::{Form, of_xmp, prefix_of};
use super::values;
use crate::asset::{Field, Origin, Problem, ProblemKind, Statement, Value};
use rdf::{Content, Item, Name};
use roxmltree::{Document, Error, Node, ParsingOptions};
use std::borrow::Cow;
use wellformed::Cost;

/// The most bytes of one packet that are parsed.
pub(super) const BYTES: usize = 16 << 20;
/// The most nodes of one packet that are parsed.
const NODES: u32 = 500_000;
/// How many undeclared prefixes are forgiven.
const REPAIRS: usize = 8;

/// Reads a packet, or a whole XMP file.
pub(super) fn read(data: &[u8], origin: Origin, findings: &mut Findings) {
    if data.len() > BYTES {
        return findings.problem(ProblemKind::Limit, "the XMP packet is larger than is read");
    }
    let decoded = encoding::decode(data);
    let text = decoded.text.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '\0' | '\u{feff}'));
    if text.is_empty() {
        return;
    }
    if !decoded.is_faithful {
        findings.problem(ProblemKind::Malformed, "the XMP packet is not valid in its encoding");
    }
    let Some(text) = harmless(text, findings) else { return };
    match parse(&text) {
        Ok(document) => state_all(&document, origin, findings),
        Err(error) => {
            let Some(fixed) = repaired(&text, &error, findings) else { return };
            if let Ok(document) = parse(&fixed) {
                state_all(&document, origin, findings);
            }
        }
    }
}

/// A packet's text as it stands, for those who change it: nothing is repaired or passed over.
pub(super) fn parse_as_it_is(text: &str) -> Result<Document<'_>, Problem> {
    if text.len() > BYTES {
        return Err(Problem::new(ProblemKind::Limit, "the XMP packet is larger than is read"));
    }
    let cost = Cost::of(text);
    if cost.has_doctype {
        return Err(Problem::new(ProblemKind::Refused, "the XMP packet has a document type of its own"));
    }
    if cost.is_too_high() {
        return Err(Problem::new(ProblemKind::Limit, "the XMP packet is more complex than is read"));
    }
    parse(text).map_err(|error| {
        let kind = kind_of(&error);
        Problem::new(kind, format!("the XMP packet is not well-formed, so it is not edited: {error}"))
    })
}

/// What a property element, or an item of its list, makes of a field. Nodes are not looked up by their identifiers.
pub(super) fn values_at(field: Field, form: Form, element: Node<'_, '_>) -> Vec<Value> {
    let item = rdf::item(element);
    match &item.content {
        Content::List { items, .. } => field_values(field, form, &items.iter().collect::<Vec<_>>(), false),
        Content::Text(_) | Content::Struct(_) => values_of(field, form, &item, false),
    }
}

/// The regions that a property holds in another form than IPTC's, one for each item of its list.
pub(super) fn regions_at(name: &str, element: Node<'_, '_>) -> Vec<Option<Value>> {
    region::regions(name, &rdf::item(element))
}

/// The name that a property's statement has: with the fixed prefix of its namespace, whatever prefix a packet binds.
pub(super) fn name_of(uri: &str, local: &str, prefix: Option<&str>) -> String {
    full_name(Name { uri, local, prefix })
}

fn parse(text: &str) -> Result<Document<'_>, Error> {
    Document::parse_with_options(text, ParsingOptions { nodes_limit: NODES, ..ParsingOptions::default() })
}

/// The text without a document type, if the parser may have it.
fn harmless<'a>(text: &'a str, findings: &mut Findings) -> Option<Cow<'a, str>> {
    let plain = wellformed::without_document_type(text);
    let cost = plain.as_deref().map(Cost::of);
    let Some(cost) = cost.filter(|cost| !cost.has_doctype) else {
        findings.problem(ProblemKind::Refused, "the XMP packet has a document type of its own, which is not read");
        return None;
    };
    if cost.is_too_high() {
        findings.problem(ProblemKind::Limit, "the XMP packet is more complex than is read");
        return None;
    }
    plain
}

/// The text with what the parser refused put right; none where nothing helps.
fn repaired(text: &str, first: &Error, findings: &mut Findings) -> Option<String> {
    let (mut fixed, mut is_balanced) = (wellformed::repaired(text), false);
    for _ in 0..REPAIRS {
        fixed = match parse(&fixed).map(drop) {
            Ok(()) => {
                findings.problem(ProblemKind::Malformed, format!("the XMP packet was read after repair: {first}"));
                return Some(fixed);
            }
            Err(Error::UnknownNamespace(prefix, _)) => match wellformed::declared(&fixed, &prefix) {
                Some(fixed) => fixed,
                None => break,
            },
            Err(Error::UnexpectedCloseTag(..)) if !is_balanced => {
                is_balanced = true;
                wellformed::balanced(&fixed)
            }
            Err(_) => break,
        };
    }
    findings.problem(kind_of(first), format!("the XMP packet cannot be read: {first}"));
    None
}

fn kind_of(error: &Error) -> ProblemKind {
    match error {
        Error::UnclosedRootNode | Error::UnexpectedEndOfStream => ProblemKind::Truncated,
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => ProblemKind::Limit,
        _ => ProblemKind::Malformed,
    }
}

fn state_all(document: &Document<'_>, origin: Origin, findings: &mut Findings) {
    if !rdf::has_rdf(document) {
        return findings.problem(ProblemKind::Malformed, "the XMP packet has no RDF");
    }
    let (properties, is_cut) = rdf::properties(document);
    if is_cut {
        findings.problem(ProblemKind::Limit, "the XMP packet has more, or deeper, values than are read");
    }
    let is_below_sea = is_below_sea(&properties);
    for (name, item) in &properties {
        state(&full_name(*name), item, is_below_sea, origin, findings);
    }
}

/// The property by its fixed prefix; by the packet's own where the namespace has none, unless that would mislead.
fn full_name(name: Name<'_>) -> String {
    match (prefix_of(name.uri), name.prefix) {
        (Some(prefix), _) => format!("{prefix}:{}", name.local),
        (None, Some(prefix)) if super::mapping::uri_of(prefix).is_none() => format!("{prefix}:{}", name.local),
        (None, _) => format!("{{{}}}{}", name.uri, name.local),
    }
}

/// Altitudes are unsigned; whether they are depths stands in a property of its own (Exif for XMP, `GPSAltitudeRef`).
fn is_below_sea(properties: &[(Name<'_>, Item<'_>)]) -> bool {
    properties.iter().any(|(name, item)| {
        name.local == "GPSAltitudeRef" && shape::text(item).is_some_and(|text| matches!(text.trim(), "1" | "3"))
    })
}

fn state(name: &str, item: &Item<'_>, is_below_sea: bool, origin: Origin, findings: &mut Findings) {
    for (field, values) in shape::inside(name, item) {
        // What a structure says of a field stands beside the structure itself.
        findings.state(origin, format!("{name}/{}", field.word()), Some(field), values);
    }
    let Some((field, form)) = of_xmp(name) else {
        return findings.state(origin, name, None, shape::raw(item));
    };
    let (default, others) = languages(item, field);
    let values = field_values(field, form, &default, is_below_sea);
    if values.is_empty() {
        return findings.state(origin, name, None, shape::raw(item));
    }
    findings.state(origin, name, Some(field), values);
    for (language, other) in others {
        let values = field_values(field, form, &[other], is_below_sea);
        findings.add(Statement { origin, name: name.to_owned(), field: Some(field), language: Some(language), values });
    }
}

/// The items that stand for the property, and those that say the same in another language.
///
/// Of alternatives `x-default` stands; without one the first does, whatever its language.
fn languages<'a, 'i>(item: &'i Item<'a>, field: Field) -> (Vec<&'i Item<'a>>, Vec<(String, &'i Item<'a>)>) {
    let Content::List { items, is_alternatives } = &item.content else { return (vec![item], Vec::new()) };
    let is_spoken = |item: &Item<'_>| item.language.is_some_and(|language| language != "x-default");
    if !is_alternatives || field.is_many() || !items.iter().any(|item| item.language.is_some()) {
        return (items.iter().collect(), Vec::new());
    }
    let has_words = |item: &&Item<'_>| shape::text(item).is_none_or(|text| !text.trim().is_empty());
    let default = items.iter().filter(|item| !is_spoken(item)).find(has_words).or_else(|| items.iter().find(has_words));
    let others =
        items.iter().filter(|item| is_spoken(item) && default.is_none_or(|default| !std::ptr::eq(*item, default)));
    let named = others.map(|item| (item.language.unwrap_or_default().to_owned(), item));
    (default.into_iter().collect(), named.collect())
}

fn field_values(field: Field, form: Form, items: &[&Item<'_>], is_below_sea: bool) -> Vec<Value> {
    items.iter().flat_map(|item| values_of(field, form, item, is_below_sea)).collect()
}

fn values_of(field: Field, form: Form, item: &Item<'_>, is_below_sea: bool) -> Vec<Value> {
    let Some(text) = shape::text(item) else { return shape::structured(field, item) };
    let number =
        |convert: fn(f64) -> f64| values::number(text).and_then(|number| values::of_number(field, convert(number)));
    let one = match form {
        Form::ApexAperture => number(values::f_number_of_apex),
        Form::ApexTime => number(values::seconds_of_apex),
        Form::Slashes => values::of_text(field, &text.replace('/', "|")),
        Form::Semicolons => return values::terms(text, &[';']),
        Form::Commas => return values::terms(text, &[';', ',']),
        Form::Plain if field == Field::Altitude => values::number(text)
            .and_then(|metres| values::of_number(field, if is_below_sea { -metres.abs() } else { metres })),
        Form::Plain => values::of_text(field, text),
    };
    one.into_iter().collect()
}

#[cfg(test)]
mod tests;
