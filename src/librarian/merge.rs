//! Three sides of a field: what the files said when they were last read or written, what they say now, and what a
//! cataloguer states. Who alone changed it counts; where both did, neither is chosen.
use super::outcome::FieldChange;
use crate::asset::{AssetId, Cataloguing, Description, Field, Problem, ProblemKind, Value};
use crate::catalog::Change;

/// What comes of merging an asset's fields.
#[derive(Debug, Default)]
pub struct Merged {
    /// What changes of what is stated.
    pub changes: Vec<Change>,
    /// Fields in which the files are followed from now on: what was stated, and what the files say.
    pub followed: Vec<FieldChange>,
    /// Fields that both sides changed.
    pub conflicts: Vec<Field>,
}

impl Merged {
    /// The problem that conflicts are.
    pub fn problem(&self) -> Option<Problem> {
        let words: Vec<&str> = self.conflicts.iter().map(|field| field.word()).collect();
        let message = format!(
            "changed in the file and in the catalogue: {}; damson sync --prefer file or catalogue settles it",
            words.join(", ")
        );
        (!words.is_empty()).then(|| Problem::new(ProblemKind::Conflict, message))
    }
}

/// The fields of which a file and a cataloguer are at odds.
pub fn in_conflict(stated: &Cataloguing) -> Vec<Field> {
    let words = stated.get(Field::Conflicts).unwrap_or_default().iter().filter_map(Value::as_text);
    words.filter_map(Field::named).collect()
}

/// Merges what is stated with what the files say now: `base` is what they said before.
pub fn merge(asset: AssetId, stated: &Cataloguing, base: &Description, now: &Description) -> Merged {
    let mut merged = Merged::default();
    let mut open = in_conflict(stated);
    for (field, ours) in stated.iter().filter(|(field, _)| **field != Field::Conflicts) {
        let (before, theirs) = (base.get(*field), now.get(*field));
        if before == theirs {
            continue;
        }
        let ours_kept = Description::kept(*field, ours);
        if ours_kept == theirs {
            open.retain(|other| other != field);
        } else if ours_kept == before {
            open.retain(|other| other != field);
            merged.changes.push(stating(asset, *field, Some(ours.clone()), None));
            merged.followed.push(FieldChange { field: *field, before: ours_kept, after: theirs.to_vec() });
        } else {
            merged.conflicts.push(*field);
            if !open.contains(field) {
                open.push(*field);
            }
        }
    }
    merged.changes.extend(conflicts(asset, stated, &open));
    merged
}

/// The change that makes these the fields in conflict; none where they are.
pub fn conflicts(asset: AssetId, stated: &Cataloguing, open: &[Field]) -> Option<Change> {
    let before = stated.get(Field::Conflicts).map(<[Value]>::to_vec);
    let after: Vec<Value> = open.iter().map(|field| Value::text(field.word())).collect();
    let after = Some(after).filter(|after| !after.is_empty());
    (before != after).then(|| stating(asset, Field::Conflicts, before, after))
}

fn stating(asset: AssetId, field: Field, before: Option<Vec<Value>>, after: Option<Vec<Value>>) -> Change {
    Change::State { asset, field, before, after }
}

#[cfg(test)]
mod tests {
    use super::{conflicts, in_conflict, merge};
    use crate::asset::{AssetId, Cataloguing, Description, Field, Value};
    use crate::catalog::Change;

    const ASSET: AssetId = AssetId([7; 16]);

    fn description(city: &str) -> Description {
        let mut description = Description::default();
        description.set(Field::City, Some(city).filter(|city| !city.is_empty()).map(Value::text).into_iter().collect());
        description
    }

    fn stated(city: &str) -> Cataloguing {
        let mut stated = Cataloguing::default();
        stated.state(Field::City, description(city).get(Field::City).to_vec());
        stated
    }

    #[test]
    fn who_alone_changed_a_field_is_followed_and_both_are_a_conflict() {
        // Stated, before, now: whether the file is followed, whether it is a conflict.
        for (ours, before, theirs, is_followed, is_conflict) in [
            ("Oslo", "Oslo", "Bergen", true, false),
            ("Oslo", "Bergen", "Bergen", false, false),
            ("Oslo", "Bergen", "Oslo", false, false),
            ("Oslo", "Bergen", "Rome", false, true),
            ("Oslo", "", "Rome", false, true),
            ("", "Oslo", "Rome", false, true),
            ("", "", "Rome", true, false),
            ("Oslo", "Oslo", "", true, false),
        ] {
            let merged = merge(ASSET, &stated(ours), &description(before), &description(theirs));
            let case = format!("{ours}/{before}/{theirs}");
            assert_eq!(!merged.followed.is_empty(), is_followed, "{case}");
            assert_eq!(merged.conflicts == [Field::City], is_conflict, "{case}");
            assert_eq!(merged.changes.len(), usize::from(is_followed || is_conflict), "{case}");
            assert_eq!(merged.problem().is_some(), is_conflict);
        }
    }

    #[test]
    fn a_conflict_stays_until_the_sides_agree() {
        let mut stated = stated("Oslo");
        let first = merge(ASSET, &stated, &description("Bergen"), &description("Rome"));
        let [Change::State { field: Field::Conflicts, after: Some(after), .. }] = first.changes.as_slice() else {
            panic!("{first:?}")
        };
        stated.state(Field::Conflicts, after.clone());
        assert_eq!(in_conflict(&stated), [Field::City]);
        assert_eq!(merge(ASSET, &stated, &description("Rome"), &description("Paris")).changes, []);
        let agreed = merge(ASSET, &stated, &description("Rome"), &description("Oslo"));
        assert_eq!(agreed.changes, conflicts(ASSET, &stated, &[]).into_iter().collect::<Vec<_>>());
    }
}
