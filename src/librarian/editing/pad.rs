//! Photo Mechanic's stationery: an XMP packet whose properties are a template, to edits as they would be typed. Read as it is;
//! what its variables are in damson's words stands in `variables`.
mod variables;

use crate::asset::{Field, Group, Kind, SidecarKind, Statement, Tree, Value};
use crate::metadata::read_sidecar;
use crate::query::parse_edit;
use std::collections::BTreeSet;
use variables::{doubled, translated};

/// A template as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pad {
    /// Edits: first those without variables, each in the order of the packet.
    pub edits: Vec<String>,
    /// What of it is not made, a sentence each.
    pub remarks: Vec<String>,
}

/// Reads an XMP file as a template. A field without text is left alone; so is one that the pad has not ticked, as far as
/// that is known: Photo Mechanic lists ticked fields by their numbers in IIM (`photomechanic:FieldsToApply`, `0x25a` for 2:90),
/// and those that are added to what is there (`FieldsToMerge`).
///
/// # Errors
/// A sentence, where the file is no XMP.
pub fn pad(bytes: &[u8]) -> Result<Pad, String> {
    let (statements, problems) = read_sidecar(SidecarKind::Xmp, bytes);
    if statements.is_empty() {
        let problem = problems.first().map_or("there is no property in it".to_owned(), ToString::to_string);
        return Err(format!("it is no XMP template: {problem}"));
    }
    let (mut pad, ticks) = (Pad::default(), Ticks::of(&statements));
    for statement in &statements {
        let Some(field) = statement.field.filter(|_| statement.language.is_none() && !statement.name.contains('/'))
        else {
            continue;
        };
        if is_of_templates(field) && ticks.is_applied(field) {
            pad.add(field, &statement.values, ticks.is_merged(field));
        } else if field == Field::DateCreated {
            pad.remark("its date is not stated: the camera's counts".to_owned());
        }
    }
    pad.edits.extend(ticks.rating.map(|rating| format!("rating={rating}")));
    // What is said of the same pad's other fields sees them, wherever it stands.
    pad.edits.sort_by_key(|edit| edit.replace("{{", "").contains('{'));
    Ok(pad)
}

/// Whether a template may speak of it: not the camera's own facts.
fn is_of_templates(field: Field) -> bool {
    field.is_editable() && field.definition().group != Group::Technical && field.kind() != Kind::Date
}

impl Pad {
    fn add(&mut self, field: Field, values: &[Value], is_merged: bool) {
        let texts: Vec<String> = values.iter().filter_map(|value| self.text(field, value)).collect();
        let word = field.word();
        // Photo Mechanic writes an urgency of 0 where there is none.
        if let Some(error) = texts.iter().find_map(|text| parse_edit(&format!("{word}={text}")).err()) {
            return self.remark(format!("{word} is left out: {}", error.message));
        }
        match (texts.as_slice(), field.is_many()) {
            ([], _) => {}
            (texts, true) => {
                self.edits.extend(Some(format!("{word}!")).filter(|_| !is_merged));
                self.edits.extend(texts.iter().map(|text| format!("{word}+={text}")));
            }
            ([text, ..], false) if is_merged && field.kind() == Kind::Text => {
                self.edits.push(format!("{word}+={text}"));
            }
            ([text, ..], false) => self.edits.push(format!("{word}={text}")),
        }
    }

    /// A value as it is typed; none where there is nothing, or nothing that can be typed.
    fn text(&mut self, field: Field, value: &Value) -> Option<String> {
        let text = match value {
            Value::Struct(tree) => match written(tree) {
                Some(text) => text,
                None => {
                    self.remark(format!("{} is not stated: it has parts within parts", field.word()));
                    return None;
                }
            },
            Value::Text(text) => {
                let (text, unknown) = translated(text);
                for name in unknown {
                    self.remark(format!("the variable {{{name}}} has no field here, and stays as it is"));
                }
                text
            }
            plain => doubled(&plain.to_string()),
        };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    fn remark(&mut self, remark: String) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

/// A structure of texts, `Member=text;Member=text`; empty where all of it is.
fn written(tree: &Tree) -> Option<String> {
    let Tree::Struct(members) = tree else { return None };
    let mut parts = Vec::new();
    for (name, member) in members {
        let text = match member {
            Tree::Text(text) => text,
            Tree::List(items) => match items.as_slice() {
                [] => continue,
                [Tree::Text(text)] => text,
                _ => return None,
            },
            Tree::Number(_) | Tree::Struct(_) => return None,
        };
        if !text.trim().is_empty() {
            let text = text.replace('\\', "\\\\").replace(';', "\\;");
            parts.push(format!("{name}={}", doubled(&text)));
        }
    }
    Some(parts.join(";"))
}

/// Which fields the pad has ticked.
struct Ticks {
    applied: Option<BTreeSet<String>>,
    merged: BTreeSet<String>,
    /// Whether a rating in XMP counts, and the rating that the pad gives instead.
    rates: bool,
    rating: Option<u8>,
}

impl Ticks {
    fn of(statements: &[Statement]) -> Ticks {
        let words = |name: &str| {
            let statement = statements.iter().find(|one| one.name.ends_with(name) && one.field.is_none())?;
            Some(statement.values.iter().map(|value| value.to_string().to_lowercase()).collect::<BTreeSet<_>>())
        };
        let rates = words(":RatingApply").map(|words| words.contains("true"));
        let rating = words(":RatingEval").and_then(|words| words.first()?.parse().ok());
        Ticks {
            rating: rating.filter(|rating| rates == Some(true) && (1..=5).contains(rating)),
            applied: words(":FieldsToApply"),
            merged: words(":FieldsToMerge").unwrap_or_default(),
            rates: rates.is_none(),
        }
    }

    fn is_applied(&self, field: Field) -> bool {
        let is_listed = |list: &BTreeSet<String>| numbers(field).is_none_or(|numbers| !list.is_disjoint(&numbers));
        if field == Field::Rating { self.rates } else { self.applied.as_ref().is_none_or(is_listed) }
    }

    fn is_merged(&self, field: Field) -> bool {
        numbers(field).is_some_and(|numbers| !self.merged.is_disjoint(&numbers))
    }
}

/// The numbers by which a pad lists a field; none where IIM has no place for it, and how it is listed is not known.
fn numbers(field: Field) -> Option<BTreeSet<String>> {
    let dataset: u16 = field.definition().iim.strip_prefix("2:")?.split(' ').next()?.parse().ok()?;
    let number = 0x200 + dataset;
    // The three supplemental categories are listed one by one.
    let listed = (0..4).map(|at: u16| number + at * 0x1000);
    Some(listed.map(|number| format!("0x{number:x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::pad;

    fn packet(properties: &str) -> String {
        format!(
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
             <rdf:Description rdf:about='' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
             xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
             xmlns:Iptc4xmpCore='http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/' \
             xmlns:photomechanic='http://ns.camerabits.com/photomechanic/1.0/' {properties}</rdf:Description></rdf:RDF>\
             </x:xmpmeta>"
        )
    }

    #[test]
    fn properties_are_edits_and_variables_are_fields() {
        let text = packet(
            "photoshop:City='Oslo' photoshop:State='' photoshop:Credit='{photog}/Nordhavn {x-files}' xmp:CreatorTool='PM' \
             photoshop:DateCreated='2020-01-01' photoshop:Urgency='3'>\
             <dc:subject><rdf:Bag><rdf:li>cup</rdf:li><rdf:li/><rdf:li>{city:UC}</rdf:li></rdf:Bag></dc:subject>\
             <dc:description><rdf:Alt><rdf:li xml:lang='x-default'>=h9= in {city}, {mn0}/{day0}/{iptcyear4} {a</rdf:li>\
             </rdf:Alt></dc:description>\
             <Iptc4xmpCore:CreatorContactInfo Iptc4xmpCore:CiAdrCity='Oslo;N' Iptc4xmpCore:CiUrlWork=''/>",
        );
        let pad = pad(text.as_bytes()).unwrap();
        let mut edits = pad.edits.clone();
        edits.sort();
        assert_eq!(
            edits,
            [
                "city=Oslo",
                r"creator_contact=CiAdrCity=Oslo\;N",
                "credit_line={creator}/Nordhavn {{x-files}}",
                "description==h9= in {city}, {date_created:%m}/{date_created:%d}/{date_created:%Y} {{a",
                "keywords!",
                "keywords+=cup",
                "keywords+={city:upper}",
                "urgency=3"
            ]
        );
        assert_eq!(pad.remarks.len(), 2, "{:?}", pad.remarks);
        let place = |word: &str| pad.edits.iter().position(|edit| edit.starts_with(word)).unwrap();
        assert!(place("urgency=") < place("description=") && place("keywords!") < place("keywords+={city"));
    }

    #[test]
    fn what_is_not_ticked_is_left_alone_and_what_is_merged_is_added() {
        let list = |name: &str, numbers: &[&str]| {
            let items: String = numbers.iter().map(|number| format!("<rdf:li>{number}</rdf:li>")).collect();
            format!("<photomechanic:{name}><rdf:Bag>{items}</rdf:Bag></photomechanic:{name}>")
        };
        let text = packet(&format!(
            "photoshop:City='Oslo' photoshop:Headline='H' xmp:Rating='3' photomechanic:RatingApply='False'>\
             <dc:subject><rdf:Bag><rdf:li>cup</rdf:li></rdf:Bag></dc:subject>\
             <photoshop:SupplementalCategories><rdf:Bag><rdf:li>SOC</rdf:li></rdf:Bag></photoshop:SupplementalCategories>{}{}",
            list("FieldsToApply", &["0x00", "0x25A", "0x219", "0x1214"]),
            list("FieldsToMerge", &["0x219"])
        ));
        let mut edits = pad(text.as_bytes()).unwrap().edits;
        edits.sort();
        assert_eq!(edits, ["city=Oslo", "keywords+=cup", "supplemental_categories!", "supplemental_categories+=SOC"]);
        let rated = packet("photoshop:Urgency='0' photomechanic:RatingApply='True' photomechanic:RatingEval='4'>");
        let rated = pad(rated.as_bytes()).unwrap();
        assert_eq!((rated.edits.as_slice(), rated.remarks.len()), (&["rating=4".to_owned()][..], 1), "{rated:?}");
    }

    #[test]
    fn what_is_no_xmp_is_refused() {
        for text in ["", "city = 'Oslo'", "<a/>", "<x:xmpmeta"] {
            assert!(pad(text.as_bytes()).is_err(), "{text}");
        }
    }
}
