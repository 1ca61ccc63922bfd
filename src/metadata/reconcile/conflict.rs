//! Fields of which the origins within one file disagree, whatever the policy makes of it.
//!
//! A sidecar is no party to it: it is there to say otherwise. Measured facts are none either: a resized picture is not
//! in dispute with its camera.
use super::decision::{Decision, decision, is_cut};
use super::{Rule, is_comment};
use crate::asset::country::three_letters;
use crate::asset::{Date, Field, Group, Origin, Statement, Value};
use crate::metadata::mapping::{is_exif_home, is_iim_home};

/// The origins that may disagree.
const PARTIES: [Origin; 4] = [Origin::Exif, Origin::Xmp, Origin::Iim, Origin::Native];

/// Whether the statements for a field disagree.
pub(super) fn is_disputed(field: Field, group: &[&Statement]) -> bool {
    if group.len() < 2 || field.definition().group == Group::Technical {
        return false;
    }
    if is_plainly_agreed(field, group) {
        return false;
    }
    let parties: Vec<Decision<'_>> = PARTIES
        .into_iter()
        .filter_map(|origin| group.iter().filter(|one| speaks(field, one, origin)).find_map(|one| said(field, one)))
        .collect();
    let mut pairs =
        parties.iter().enumerate().flat_map(|(at, one)| parties.iter().skip(at + 1).map(move |other| (one, other)));
    pairs.any(|(one, other)| !agree(field, one, other))
}

/// Whether the first that each origin says is the same to the letter, as nearly every file has it: then nothing need be
/// tidied and copied to see that they agree. A value that is blank says nothing, and what IIM writes in its own way is
/// not compared by letters.
fn is_plainly_agreed(field: Field, group: &[&Statement]) -> bool {
    if matches!(field, Field::SubjectCode | Field::IntellectualGenre) {
        return false;
    }
    let firsts = PARTIES.into_iter().filter_map(|origin| group.iter().find(|one| speaks(field, one, origin)));
    let mut firsts = firsts.map(|one| &one.values);
    let Some(first) = firsts.next() else { return true };
    first.iter().any(is_said) && firsts.all(|values| values == first)
}

fn is_said(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.chars().any(|letter| !letter.is_whitespace() && letter != '\0'),
        Value::Struct(_) => false,
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => true,
    }
}

fn said<'a>(field: Field, one: &'a Statement) -> Option<Decision<'a>> {
    decision(field, one, Rule::Fallback)
}

/// Whether a statement is what one origin says of the field in its proper place.
fn speaks(field: Field, one: &Statement, origin: Origin) -> bool {
    one.origin == origin
        && match origin {
            Origin::Exif => is_exif_home(field, &one.name),
            Origin::Xmp => one.name == field.definition().xmp,
            Origin::Iim => is_iim_home(field, &one.name),
            Origin::Native => !is_comment(&one.name),
            Origin::Container | Origin::Sidecar | Origin::Agent => false,
        }
}

fn agree(field: Field, one: &Decision<'_>, other: &Decision<'_>) -> bool {
    let most = usize::from(field.definition().iim_max_bytes);
    let is_limited = |decision: &Decision<'_>| most > 0 && decision.by.origin == Origin::Iim;
    // Of a list that was cut value by value, some values may have become the same.
    let covers = |all: &Decision<'_>, value: &Value, by: &Decision<'_>| {
        all.values.iter().any(|whole| {
            is_same(field, value, whole)
                || (is_limited(by) && is_cut(value, whole, most))
                || (is_limited(all) && is_cut(whole, value, most))
        })
    };
    one.values.iter().all(|value| covers(other, value, one))
        && other.values.iter().all(|value| covers(one, value, other))
}

/// Whether two values say the same, but for white space, for how precisely a moment is told, and for which of its codes
/// a country is named by: IIM asks for three letters, XMP mostly has two.
pub(in crate::metadata) fn is_same(field: Field, one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) if field == Field::CountryCode => {
            one.trim().eq_ignore_ascii_case(other.trim())
                || three_letters(one).is_some_and(|code| three_letters(other) == Some(code))
        }
        (Value::Text(one), Value::Text(other)) => one.split_whitespace().eq(other.split_whitespace()),
        (Value::Date(one), Value::Date(other)) => is_same_moment(one, other),
        (one, other) => one.same(other),
    }
}

/// One wall clock, as far as both tell it, and no contradiction of offsets.
fn is_same_moment(one: &Date, other: &Date) -> bool {
    let (a, b) = (one.wall(), other.wall());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let is_offset_same = one.offset.is_none() || other.offset.is_none() || one.offset == other.offset;
    long.starts_with(&short) && is_offset_same
}
