//! Which of a file's statements counts for each field, by a named policy; and why. Pure: statements in, values out.
//!
//! The default policy is that of the Metadata Working Group (Guidelines 2.0, chapter 5) as ExifTool applies it, carried on
//! to the fields of which the guidelines do not speak. `voice` has the others.
mod conflict;
mod decision;
mod rule;
mod voice;

pub use decision::Decision;
pub use rule::Rule;

use super::boilerplate::is_boilerplate;
use super::double::doubled;
use super::joined::join;
use super::mapping::{is_exact_exif_home, is_exif_home, is_iim_home, is_of_note};
use super::{IIM_DIGEST, STALE, takeout};
use crate::asset::{Description, Field, Group, Origin, Policy, Statement, Tree, Value};
pub(super) use conflict::is_same;
pub(super) use decision::decision;
use decision::is_cut;
use std::collections::BTreeMap;
use voice::{Voice, voices};

/// The values that count. Fields of the catalogue and the media type are left to the caller.
///
/// Beside them it says which of the fields the file's own origins disagree about (`conflicts`), and which texts were
/// encoded twice (`double_encoded`).
pub fn reconcile(statements: &[Statement], policy: Policy) -> Description {
    let witnesses = Witnesses::of(statements, policy);
    let mut description = Description::default();
    for (field, decision) in witnesses.decide_all() {
        description.set(field, decision.values);
    }
    description.set(Field::Conflicts, witnesses.conflicts());
    description.set(Field::DoubleEncoded, doubled(&description));
    description
}

/// The values that count with the statement and the rule that decided, for each field that has any.
pub fn explain(statements: &[Statement], policy: Policy) -> BTreeMap<Field, Decision<'_>> {
    Witnesses::of(statements, policy).decide_all()
}

/// Why a statement can count for nothing under a policy, in a sentence without a full stop; none if it might count.
pub fn dismissal(statement: &Statement, policy: Policy) -> Option<&'static str> {
    let is_junk = statement.field.is_some_and(|field| is_junk(field, statement, policy));
    is_junk.then_some("a camera's or a program's boilerplate, nobody's words")
}

/// Whether a statement of a description is a mark of the camera or the program. Comments, which every program writes,
/// are never taken for one; the guidelines know of no boilerplate anywhere else, newsrooms do.
fn is_junk(field: Field, statement: &Statement, policy: Policy) -> bool {
    field == Field::Description
        && (policy == Policy::Newsroom || is_comment(&statement.name))
        && statement.values.iter().filter_map(Value::as_text).any(is_boilerplate)
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
    policy: Policy,
}

impl<'a> Witnesses<'a> {
    fn of(statements: &'a [Statement], policy: Policy) -> Witnesses<'a> {
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
        Witnesses { by_field, is_iim_newer: statements.iter().any(is_stale), policy }
    }

    /// The words of the fields that the file's own origins disagree about, in record order.
    fn conflicts(&self) -> Vec<Value> {
        let disputed = self.by_field.iter().filter(|(field, group)| conflict::is_disputed(**field, group));
        disputed.map(|(field, _)| Value::text(field.word())).collect()
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
            Some(beside) => self.first(field, &file).filter(|found| is_finer(found, &beside)).or(Some(beside)),
            None => self.first(field, &file),
        }
    }

    fn first(&self, field: Field, group: &[&'a Statement]) -> Option<Decision<'a>> {
        if group.is_empty() {
            return None;
        }
        let heard = voices(field, self.policy).iter().find_map(|voice| self.hear(*voice, field, group));
        let is_note = |one: &Statement| one.origin == Origin::Exif && is_of_note(&one.name);
        let rest = |of_notes: bool, rule| {
            let is_heard = |one: &Statement| is_note(one) == of_notes && !is_junk(field, one, self.policy);
            let mut rest = group.iter().filter(|one| one.field == Some(field) && is_heard(one));
            rest.find_map(|one| decision(field, one, rule))
        };
        let found = heard.or_else(|| rest(false, Rule::Fallback)).or_else(|| rest(true, Rule::MakerNote))?;
        let found = self.fuller(field, group, &found).unwrap_or(found);
        Some(join(field, found, group))
    }

    /// Under a policy that hears others before Exif: the camera's time, where they tell its day alone.
    fn fuller(&self, field: Field, group: &[&'a Statement], found: &Decision<'a>) -> Option<Decision<'a>> {
        let day = match found.values.first() {
            Some(Value::Date(date)) if date.time.is_none() && date.day.is_some() => date.wall(),
            _ => return None,
        };
        if self.policy == Policy::Mwg {
            return None;
        }
        let is_fuller = |exif: &Decision<'_>| match exif.values.first() {
            Some(Value::Date(date)) => date.time.is_some() && date.wall().starts_with(&day),
            _ => false,
        };
        let exif = self.hear(Voice::ExifLast, field, group).filter(is_fuller)?;
        Some(Decision { rule: Rule::Fuller, ..exif })
    }

    /// What one voice says.
    fn hear(&self, voice: Voice, field: Field, group: &[&'a Statement]) -> Option<Decision<'a>> {
        let any = |rule, is_it: &dyn Fn(&Statement) -> bool| {
            let mut fitting = group.iter().filter(|one| is_it(one) && !is_junk(field, one, self.policy));
            fitting.find_map(|one| decision(field, one, rule))
        };
        let exif = |rule| {
            any(rule, &|one| one.origin == Origin::Exif && is_exact_exif_home(field, &one.name))
                .or_else(|| any(rule, &|one| one.origin == Origin::Exif && is_exif_home(field, &one.name)))
        };
        let xmp = |rule| any(rule, &|one| is_xmp(one) && one.name == field.definition().xmp);
        let iim = |rule| any(rule, &|one| one.origin == Origin::Iim && is_iim_home(field, &one.name));
        match voice {
            Voice::Header => any(Rule::Header, &|one| one.origin == Origin::Container),
            Voice::Native => {
                // The day that a document was made comes later, by name.
                let is_native = |one: &Statement| one.origin == Origin::Native && one.field == Some(field);
                any(Rule::Native, &|one| is_native(one) && !is_comment(&one.name))
                    .or_else(|| any(Rule::Native, &is_native))
            }
            Voice::Named(name) => any(Rule::Fallback, &|one| one.name == name),
            Voice::Exif => exif(Rule::Exif),
            Voice::ExifLast => exif(Rule::ExifLast),
            Voice::Xmp => xmp(Rule::XmpFirst),
            Voice::Iim => iim(Rule::Iim),
            Voice::Iptc => self.weigh(field, xmp(Rule::XmpCurrent), iim(Rule::Iim)),
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

/// Whether a file's date is that of its sidecar with the fraction or the offset that programs drop. A sidecar that has
/// no more than the day may mean just that.
fn is_finer(found: &Decision<'_>, beside: &Decision<'_>) -> bool {
    match (found.values.as_slice(), beside.values.as_slice()) {
        ([Value::Date(fine)], [Value::Date(coarse)]) if coarse.second.is_some() => {
            let (fine, coarse) = (fine.to_string(), coarse.to_string());
            fine.len() > coarse.len() && fine.starts_with(&coarse)
        }
        _ => false,
    }
}

fn is_xmp(statement: &Statement) -> bool {
    matches!(statement.origin, Origin::Xmp | Origin::Sidecar)
}

/// Whether a format's own text is a comment, which says something of anything and so comes last.
fn is_comment(name: &str) -> bool {
    matches!(name, "©cmt" | "ICMT") || name.to_ascii_lowercase().contains("comment")
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
