//! Which of a file's statements counts for each field, by a named policy; and why. Pure: statements in, values out.
//!
//! The policy is that of the Metadata Working Group (Guidelines 2.0, chapter 5) as ExifTool applies it, carried on to the
//! fields of which the guidelines do not speak.
use super::mapping::{iim_home, is_exact_exif_home, is_exif_home};
use super::{IIM_DIGEST, STALE, iim, takeout};
use crate::asset::text::tidied;
use crate::asset::{Description, Field, Group, Origin, Statement, Tree, Value};
use std::collections::BTreeMap;

/// How statements that disagree are weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// Exif, then XMP if IIM was not edited after it, then IIM.
    #[default]
    Mwg,
}

/// What decided between a field's statements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A sidecar outranks the file it speaks for.
    Sidecar,
    /// The format's own header knows it.
    Header,
    /// Exif, where it is not blank, outranks IIM and XMP.
    Exif,
    /// XMP, because there is no IIM for it or IIM was not edited since.
    XmpCurrent,
    /// IIM, because it was edited by a program that did not update XMP, or XMP is silent.
    Iim,
    /// XMP, because IIM has the same text cut at its most bytes.
    XmpLonger,
    /// A place where programs put it when its home is empty.
    Fallback,
    /// The format's own text, because no standard spoke.
    Native,
    /// The place shown, because the older field for it is empty.
    LocationShown,
}

impl Rule {
    /// Why, in a sentence for people, without a full stop.
    pub const fn reason(self) -> &'static str {
        match self {
            Rule::Sidecar => "a sidecar outranks the file it speaks for",
            Rule::Header => "the format's own header knows it",
            Rule::Exif => "Exif that is not blank outranks IIM and XMP (MWG)",
            Rule::XmpCurrent => "XMP, since no program edited IIM after it (MWG)",
            Rule::Iim => "IIM, since XMP is silent or older than it (MWG)",
            Rule::XmpLonger => "XMP, since IIM has the same text cut at its most bytes",
            Rule::Fallback => "its home is empty, and this is where programs put it then",
            Rule::Native => "the format's own text, since no standard speaks",
            Rule::LocationShown => "the place shown, since the older field for it is empty",
        }
    }
}

/// What a field's values are and which statement they are from.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// The values, at least one.
    pub values: Vec<Value>,
    /// The statement that won.
    pub by: &'a Statement,
    /// Why.
    pub rule: Rule,
}

/// The values that count. Fields of the catalogue and the media type are left to the caller.
pub fn reconcile(statements: &[Statement], policy: Policy) -> Description {
    let mut description = Description::default();
    for (field, decision) in explain(statements, policy) {
        description.set(field, decision.values);
    }
    description
}

/// The values that count with the statement and the rule that decided, for each field that has any.
pub fn explain(statements: &[Statement], policy: Policy) -> BTreeMap<Field, Decision<'_>> {
    match policy {
        Policy::Mwg => Witnesses::of(statements).decide_all(),
    }
}

/// A place to look for a field's value.
#[derive(Clone, Copy, Debug)]
enum Voice {
    /// The format's header.
    Header,
    /// The field's home in Exif.
    Exif,
    /// Its homes in XMP and IIM, weighed.
    Iptc,
    /// The format's own texts.
    Native,
    /// A property by name.
    Named(&'static str),
}

use Voice::{Exif, Header, Iptc, Named, Native};

/// Where most fields are looked for, in this order; anything else that speaks for the field comes after.
const USUAL: &[Voice] = &[Header, Exif, Iptc, Native];

/// Where the other fields are.
fn voices(field: Field) -> &'static [Voice] {
    if field == Field::DateCreated {
        return &[
            Exif,
            Iptc,
            Named("exif:DateTimeOriginal"),
            Named("ExifIFD:CreateDate"),
            Named("2:62"),
            Native,
            Named("xmp:CreateDate"),
            Named("pdf:CreationDate"),
        ];
    }
    if field == Field::LensModel {
        return &[Exif, Named("exifEX:LensModel"), Iptc, Native];
    }
    if field == Field::CameraSerial {
        return &[Exif, Named("exifEX:SerialNumber"), Named("exifEX:BodySerialNumber"), Iptc, Native];
    }
    if field == Field::Iso {
        return &[Exif, Named("exifEX:PhotographicSensitivity"), Iptc, Native];
    }
    if matches!(field, Field::ImageGuid) {
        return &[Iptc, Exif];
    }
    USUAL
}

/// Fields that the Core keeps and `LocationShown` repeats as a member.
const SHOWN: &[(Field, &str)] = &[
    (Field::City, "City"),
    (Field::ProvinceOrState, "ProvinceState"),
    (Field::Country, "CountryName"),
    (Field::CountryCode, "CountryCode"),
    (Field::Sublocation, "Sublocation"),
];

/// A file's statements by the field they speak for.
struct Witnesses<'a> {
    by_field: BTreeMap<Field, Vec<&'a Statement>>,
    is_iim_newer: bool,
}

impl<'a> Witnesses<'a> {
    fn of(statements: &'a [Statement]) -> Witnesses<'a> {
        let mut by_field: BTreeMap<Field, Vec<&Statement>> = BTreeMap::new();
        for statement in statements.iter().filter(|statement| statement.language.is_none()) {
            if let Some(field) = statement.field.filter(|field| is_ours(*field)) {
                by_field.entry(field).or_default().push(statement);
            }
        }
        let is_stale = |statement: &Statement| {
            statement.origin == Origin::Iim
                && statement.name == IIM_DIGEST
                && statement.values.first().and_then(Value::as_text) == Some(STALE)
        };
        Witnesses { by_field, is_iim_newer: statements.iter().any(is_stale) }
    }

    fn decide_all(&self) -> BTreeMap<Field, Decision<'a>> {
        let mut decided = BTreeMap::new();
        for field in self.by_field.keys().copied().chain([Field::DateCreated]) {
            if let Some(decision) = self.decide(field) {
                decided.insert(field, decision);
            }
        }
        for (field, member) in SHOWN {
            if !decided.contains_key(field)
                && let Some(decision) = shown(decided.get(&Field::LocationShown), member)
            {
                decided.insert(*field, decision);
            }
        }
        self.pair_position(&mut decided);
        decided
    }

    /// A sidecar outranks its file for what it has itself. What could only be inferred from it (a rounded exposure, the
    /// day of digitizing for that of making) does not outrank what the file says outright.
    fn decide(&self, field: Field) -> Option<Decision<'a>> {
        let group = |field| self.by_field.get(&field).map_or(&[] as &[&Statement], Vec::as_slice);
        let mut all = group(field).to_vec();
        if field == Field::DateCreated {
            // The day of digitizing is the last that is known of when a picture was made.
            all.extend(group(Field::DateDigitized));
        }
        let of = |is_wanted: fn(Origin) -> bool| -> Vec<&Statement> {
            all.iter().copied().filter(|one| is_wanted(one.origin)).collect()
        };
        let sidecar = of(|origin| origin == Origin::Sidecar);
        let file = of(|origin| !matches!(origin, Origin::Sidecar | Origin::Agent));
        let beside = self.first(field, &sidecar).map(|found| Decision { rule: Rule::Sidecar, ..found });
        let is_inferred = |found: &Decision<'_>| {
            takeout::is_inferred(found.by)
                || found.by.field != Some(field)
                || (field.definition().group == Group::Technical && found.by.name != field.definition().xmp)
        };
        match beside {
            Some(beside) if is_inferred(&beside) => self.first(field, &file).or(Some(beside)),
            Some(beside) => Some(beside),
            None => self.first(field, &file),
        }
    }

    fn first(&self, field: Field, group: &[&'a Statement]) -> Option<Decision<'a>> {
        if group.is_empty() {
            return None;
        }
        let heard = voices(field).iter().find_map(|voice| self.hear(*voice, field, group));
        heard.or_else(|| {
            let mut rest = group.iter().filter(|one| one.field == Some(field));
            rest.find_map(|one| decision(field, one, Rule::Fallback))
        })
    }

    /// What one voice says.
    fn hear(&self, voice: Voice, field: Field, group: &[&'a Statement]) -> Option<Decision<'a>> {
        let any = |rule, is_it: &dyn Fn(&Statement) -> bool| {
            group.iter().filter(|one| is_it(one)).find_map(|one| decision(field, one, rule))
        };
        match voice {
            Header => any(Rule::Header, &|one| one.origin == Origin::Container),
            Native => any(Rule::Native, &|one| one.origin == Origin::Native && !is_comment(&one.name))
                .or_else(|| any(Rule::Native, &|one| one.origin == Origin::Native)),
            Named(name) => any(Rule::Fallback, &|one| one.name == name),
            Exif => any(Rule::Exif, &|one| one.origin == Origin::Exif && is_exact_exif_home(field, &one.name))
                .or_else(|| any(Rule::Exif, &|one| one.origin == Origin::Exif && is_exif_home(field, &one.name))),
            Iptc => {
                let is_xmp = |one: &Statement| matches!(one.origin, Origin::Xmp | Origin::Sidecar);
                let xmp = any(Rule::XmpCurrent, &|one| is_xmp(one) && one.name == field.definition().xmp);
                let iim =
                    any(Rule::Iim, &|one| one.origin == Origin::Iim && iim_home(field) == Some(one.name.as_str()));
                self.weigh(field, xmp, iim)
            }
        }
    }

    /// MWG 2.0, 5.2: XMP counts unless IIM was edited after it; but what IIM could not hold whole is taken from XMP.
    fn weigh(&self, field: Field, xmp: Option<Decision<'a>>, iim: Option<Decision<'a>>) -> Option<Decision<'a>> {
        let (xmp, mut iim) = match (xmp, iim) {
            (Some(xmp), Some(iim)) if self.is_iim_newer => (xmp, iim),
            (xmp, iim) => return xmp.or(iim),
        };
        let most = usize::from(field.definition().iim_max_bytes);
        for value in &mut iim.values {
            if let Some(whole) = xmp.values.iter().find(|whole| most > 0 && is_cut(value, whole, most)) {
                *value = whole.clone();
                iim.rule = Rule::XmpLonger;
            }
        }
        Some(iim)
    }

    /// A position takes a latitude and a longitude of one origin; half of one, and a height without a place, are none.
    fn pair_position(&self, decided: &mut BTreeMap<Field, Decision<'a>>) {
        let outright = [Origin::Sidecar, Origin::Container, Origin::Exif, Origin::Xmp, Origin::Native];
        let order = outright.map(|origin| (origin, false)).into_iter().chain([(Origin::Sidecar, true)]);
        let of = |field, (origin, is_inferred): (Origin, bool)| {
            let group = self.by_field.get(&field)?.iter();
            let mut group = group.filter(|one| one.origin == origin && takeout::is_inferred(one) == is_inferred);
            group.find_map(|one| decision(field, one, rule_of(origin)))
        };
        let pair = order
            .into_iter()
            .find_map(|origin| Some((origin, of(Field::Latitude, origin)?, of(Field::Longitude, origin)?)));
        let Some((origin, latitude, longitude)) = pair else {
            decided.retain(|field, _| !matches!(field, Field::Latitude | Field::Longitude | Field::Altitude));
            return;
        };
        decided.insert(Field::Latitude, latitude);
        decided.insert(Field::Longitude, longitude);
        if let Some(altitude) = of(Field::Altitude, origin) {
            decided.insert(Field::Altitude, altitude);
        }
    }
}

const fn rule_of(origin: Origin) -> Rule {
    match origin {
        Origin::Container => Rule::Header,
        Origin::Exif => Rule::Exif,
        Origin::Iim => Rule::Iim,
        Origin::Xmp => Rule::XmpCurrent,
        Origin::Native => Rule::Native,
        Origin::Sidecar | Origin::Agent => Rule::Sidecar,
    }
}

/// Whether it is for statements to say, and not for the catalogue or the sniffer.
fn is_ours(field: Field) -> bool {
    field.definition().group != Group::Catalogue && field != Field::MediaType
}

/// What a statement gives its field, if anything is left when it is tidied.
fn decision<'a>(field: Field, by: &'a Statement, rule: Rule) -> Option<Decision<'a>> {
    let mut values: Vec<Value> = Vec::with_capacity(by.values.len());
    for value in by.values.iter().filter_map(|value| tidy(field, by, value)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if !field.is_many() {
        values.truncate(1);
    }
    (!values.is_empty()).then_some(Decision { values, by, rule })
}

fn tidy(field: Field, by: &Statement, value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) if by.origin == Origin::Iim => {
            Some(Value::Text(tidied(&iim::equivalent(field, text))?.into_owned()))
        }
        Value::Text(text) => Some(Value::Text(tidied(text)?.into_owned())),
        Value::Struct(tree) => tidy_tree(tree).map(Value::Struct),
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => Some(value.clone()),
    }
}

fn tidy_tree(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text) => tidied(text).map(|text| Tree::Text(text.into_owned())),
        Tree::Number(number) => Some(Tree::Number(*number)),
        Tree::List(items) => {
            let items: Vec<Tree> = items.iter().filter_map(tidy_tree).collect();
            (!items.is_empty()).then_some(Tree::List(items))
        }
        Tree::Struct(members) => {
            let kept = members.iter().filter_map(|(name, member)| Some((name.clone(), tidy_tree(member)?)));
            let kept: Vec<(String, Tree)> = kept.collect();
            (!kept.is_empty()).then_some(Tree::Struct(kept))
        }
    }
}

/// Whether `value` is `whole` cut at `most` bytes; one byte less where the cut fell within a letter or a NUL was kept.
fn is_cut(value: &Value, whole: &Value, most: usize) -> bool {
    let (Some(value), Some(whole)) = (value.as_text(), whole.as_text()) else { return false };
    value.len() < whole.len() && value.len() + 1 >= most && whole.starts_with(value)
}

/// Whether a format's own text is a comment, which says something of anything and so comes last.
fn is_comment(name: &str) -> bool {
    name.to_ascii_lowercase().contains("comment")
}

/// The first place shown that has the member.
fn shown<'a>(places: Option<&Decision<'a>>, member: &str) -> Option<Decision<'a>> {
    let places = places?;
    let text = places.values.iter().find_map(|place| match place {
        Value::Struct(tree) => match tree.at(&[member.to_owned()])? {
            Tree::Text(text) => Some(text),
            Tree::Number(_) | Tree::List(_) | Tree::Struct(_) => None,
        },
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => None,
    })?;
    Some(Decision { values: vec![Value::text(text.as_str())], by: places.by, rule: Rule::LocationShown })
}

#[cfg(test)]
mod tests;
