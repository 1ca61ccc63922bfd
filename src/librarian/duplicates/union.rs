//! What is known of a file that is given up, brought together with what is known of the one that stays: nothing that was
//! written on either is lost, and where the two are at odds that is told and kept.
use crate::asset::fold::fold;
use crate::asset::{Asset, Date, Description, Field, Group, Kind, Value};
use crate::catalog::Change;
use crate::librarian::merge::{conflicts, in_conflict};
use crate::librarian::outcome::FieldChange;

/// What becomes of the asset that stays.
#[derive(Debug, Default)]
pub(super) struct United {
    /// Its fields that change.
    pub fields: Vec<FieldChange>,
    /// Fields in which the two say different things; what the asset that stays says still counts.
    pub at_odds: Vec<Field>,
}

/// Brings together: lists of subjects are united, the highest rating counts, the earliest date, the fuller text, and what
/// is more careful of the times until which and from which something may be used.
pub(super) fn united(stays: &Asset, goes: &Asset) -> United {
    let mut united = United::default();
    for (field, theirs) in goes.description.iter().filter(|(field, _)| is_brought_over(*field)) {
        let ours = stays.description.get(field);
        match better(field, ours, theirs) {
            Some(after) if after != ours => {
                united.fields.push(FieldChange { field, before: ours.to_vec(), after });
            }
            Some(_) => {}
            None => united.at_odds.push(field),
        }
    }
    united
}

/// The changes that make it so.
pub(super) fn changes(stays: &Asset, goes: &Asset, united: &United) -> Vec<Change> {
    let asset = stays.id;
    let mut changes: Vec<Change> = Vec::new();
    for FieldChange { field, after, .. } in &united.fields {
        let before = stays.stated.get(*field).map(<[Value]>::to_vec);
        changes.push(Change::State { asset, field: *field, before, after: Some(after.clone()) });
    }
    let mut open = in_conflict(&stays.stated);
    for field in in_conflict(&goes.stated).into_iter().chain(united.at_odds.iter().copied()) {
        if !open.contains(&field) {
            open.push(field);
        }
    }
    changes.extend(conflicts(asset, &stays.stated, &open));
    changes
}

/// Whether people write the field: what a format's header says of the bytes stays with the bytes.
fn is_brought_over(field: Field) -> bool {
    let is_of_the_bytes = field.definition().group == Group::Technical && field.kind() != Kind::Date;
    field.is_editable() && !is_of_the_bytes && field != Field::Conflicts && field != Field::DoubleEncoded
}

/// Whether values stand beside each other: subjects, and not who or what there is one of.
fn is_united(field: Field) -> bool {
    matches!(
        field,
        Field::Keywords
            | Field::HierarchicalKeywords
            | Field::SupplementalCategories
            | Field::SceneCode
            | Field::SubjectCode
            | Field::AboutTerm
            | Field::Genre
            | Field::Person
            | Field::PersonDetails
            | Field::Organisation
            | Field::OrganisationCode
            | Field::LocationShown
            | Field::Product
            | Field::Artwork
            | Field::EventId
            | Field::ImageRegion
            | Field::RegistryEntry
            | Field::ModelReleaseId
            | Field::PropertyReleaseId
    )
}

/// The values that count of both; `None` where neither is the better.
fn better(field: Field, ours: &[Value], theirs: &[Value]) -> Option<Vec<Value>> {
    let ([one], [other]) = (ours, theirs) else {
        return several(field, ours, theirs);
    };
    if one == other || one.same(other) {
        return Some(ours.to_vec());
    }
    if is_united(field) {
        return several(field, ours, theirs);
    }
    let first = match (field, one, other) {
        (Field::Rating, one, other) => one.as_number()? >= other.as_number()?,
        // Until then it must not be used: the later moment is the careful one.
        (Field::ReleaseDate, Value::Date(one), Value::Date(other)) => !is_earlier(one, other),
        (_, Value::Date(one), Value::Date(other)) => is_earlier(one, other),
        (_, Value::Text(one), Value::Text(other)) => is_fuller(one, other)?,
        (_, _, _) => return None,
    };
    Some(if first { ours.to_vec() } else { theirs.to_vec() })
}

fn several(field: Field, ours: &[Value], theirs: &[Value]) -> Option<Vec<Value>> {
    if ours.is_empty() {
        return Some(theirs.to_vec());
    }
    let is_new = |value: &&Value| !ours.iter().any(|own| own == *value || own.same(value) || are_one_text(own, value));
    let new: Vec<Value> = theirs.iter().filter(is_new).cloned().collect();
    if is_united(field) {
        return Some(Description::kept(field, &[ours, &new].concat()));
    }
    new.is_empty().then(|| ours.to_vec())
}

fn are_one_text(one: &Value, other: &Value) -> bool {
    matches!((one, other), (Value::Text(one), Value::Text(other)) if fold(one.trim()) == fold(other.trim()))
}

/// Whether the first is the earlier date, or says the same more exactly.
fn is_earlier(one: &Date, other: &Date) -> bool {
    let (one, other) = (one.wall(), other.wall());
    match (one.starts_with(&other), other.starts_with(&one)) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => one < other,
    }
}

/// Whether the first text says all that the second says; `None` where each says something of its own.
fn is_fuller(one: &str, other: &str) -> Option<bool> {
    let (folded, other_folded) = (fold(one.trim()), fold(other.trim()));
    if folded.contains(&other_folded) {
        return Some(true);
    }
    other_folded.contains(&folded).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::{better, united};
    use crate::asset::{Asset, AssetId, Cataloguing, Description, Digest, Field, Value, Version};

    fn texts(texts: &[&str]) -> Vec<Value> {
        texts.iter().map(|text| Value::text(*text)).collect()
    }

    fn date(text: &str) -> Vec<Value> {
        vec![Value::Date(text.parse().unwrap())]
    }

    fn asset(values: &[(Field, Vec<Value>)]) -> Asset {
        let mut description = Description::default();
        values.iter().for_each(|(field, values)| description.set(*field, values.clone()));
        let version = Version { number: 1, digest: Digest([1; 32]), essence: Digest([2; 32]), size: 3 };
        let (id, holdings, stated) = (AssetId([1; 16]), Vec::new(), Cataloguing::default());
        Asset { id, accessioned: None, version, holdings, description, stated }
    }

    #[test]
    fn of_each_field_the_better_values_count() {
        let rating = |number: f64| vec![Value::Number(number)];
        for (field, ours, theirs, expected) in [
            (Field::Keywords, texts(&["a", "B"]), texts(&["b", "c"]), Some(texts(&["a", "B", "c"]))),
            (Field::Keywords, texts(&["a"]), texts(&["b"]), Some(texts(&["a", "b"]))),
            (Field::Rating, rating(2.0), rating(4.0), Some(rating(4.0))),
            (Field::Rating, rating(4.0), rating(2.0), Some(rating(4.0))),
            (Field::DateCreated, date("2024-05-02"), date("2024-05-01"), Some(date("2024-05-01"))),
            (Field::DateCreated, date("2024"), date("2024-05-01"), Some(date("2024-05-01"))),
            (Field::ReleaseDate, date("2024-05-02"), date("2024-05-01"), Some(date("2024-05-02"))),
            (Field::Headline, texts(&["Ferry"]), texts(&["The ferry lands"]), Some(texts(&["The ferry lands"]))),
            (Field::Headline, texts(&["The ferry lands"]), texts(&["ferry "]), Some(texts(&["The ferry lands"]))),
            (Field::Headline, texts(&["Ferry"]), texts(&["Bridge"]), None),
            (Field::Headline, Vec::new(), texts(&["Bridge"]), Some(texts(&["Bridge"]))),
            (Field::Creator, texts(&["Kari"]), texts(&["Ola"]), None),
            (Field::Creator, texts(&["Kari"]), texts(&["kari"]), Some(texts(&["Kari"]))),
        ] {
            assert_eq!(better(field, &ours, &theirs), expected, "{} {ours:?} {theirs:?}", field.word());
        }
    }

    #[test]
    fn what_the_two_disagree_on_is_told_and_what_is_of_the_bytes_stays() {
        let stays = asset(&[(Field::City, texts(&["Oslo"])), (Field::Width, vec![Value::Integer(5)])]);
        let goes = asset(&[
            (Field::City, texts(&["Bergen"])),
            (Field::Width, vec![Value::Integer(6)]),
            (Field::Title, texts(&["Ferry"])),
        ]);
        let united = united(&stays, &goes);
        assert_eq!(united.at_odds, [Field::City]);
        assert_eq!(united.fields.iter().map(|change| change.field).collect::<Vec<_>>(), [Field::Title]);
    }
}
