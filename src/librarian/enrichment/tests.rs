//! What is stated at the door, of assets that are made here.
use super::{Enriched, Enrichment};
use crate::asset::{
    AssetId, Cataloguing, Date, Description, Digest, Field, FilePath, Holding, HoldingState, Reading, Role, Snapshot,
    Stat, Value, Version,
};
use crate::query::parse_edit;

/// A new asset that says these things, in the words of edits: `city=Oslo`.
pub fn new(words: &[&str]) -> Snapshot {
    let mut description = Description::default();
    for word in words {
        let (name, text) = word.split_once('=').unwrap();
        let field = Field::named(name).unwrap();
        description.set(field, vec![crate::query::value_of(field, text).unwrap()]);
    }
    let digest = Digest([7; 32]);
    let stat = Stat { size: 1, modified: 0, inode: 1, device: 1 };
    let path = FilePath(b"/card/IMG_1.jpg".to_vec());
    let (role, state, volume) = (Role::Original, HoldingState::Present, String::new());
    Snapshot {
        id: AssetId::of(&digest),
        accessioned: Date::from_unix(0),
        versions: vec![(
            Version { number: 1, digest, essence: digest, size: 1 },
            Reading { description, statements: Vec::new() },
        )],
        holdings: vec![Holding { path, volume, role, state, stat, digest, version: 1 }],
        cataloguing: Cataloguing::default(),
    }
}

/// What is stated, as `field=value`, and what was wrong.
pub fn told(enriched: &Enriched) -> (Vec<String>, Vec<String>) {
    let text = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let stated = enriched.cataloguing.iter().map(|(field, values)| format!("{}={}", field.word(), text(values)));
    (stated.collect(), enriched.problems.iter().map(ToString::to_string).collect())
}

fn edits(words: &[&str]) -> Enrichment {
    let edits = words.iter().map(|word| parse_edit(word).unwrap()).collect();
    Enrichment { edits }
}

#[test]
fn a_later_edit_sees_what_an_earlier_one_did_and_one_that_does_not_fit_leaves_the_others() {
    let door = edits(&["city=Oslo", "title={headline}", "headline={city} at night", "+harbour", "city=Oslo"]);
    let enriched = door.of(&new(&["city=Bergen"]));
    let (stated, problems) = told(&enriched);
    assert_eq!(stated, ["city=Oslo", "headline=Oslo at night", "keywords=harbour"]);
    assert_eq!(problems, ["nothing to set title to: the template gives no text"]);
    assert_eq!(
        enriched.fields.iter().map(|change| change.field).collect::<Vec<_>>(),
        [Field::City, Field::Headline, Field::Keywords]
    );
    assert_eq!(edits(&["city=Bergen"]).of(&new(&["city=Bergen"])), Enriched::default());
    assert_eq!(Enrichment::default().of(&new(&["city=Bergen"])), Enriched::default());
}
