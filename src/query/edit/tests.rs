//! What edits are, and what they come to.
use super::{Edit, Operation, apply, parse_edit};
use crate::asset::{
    Asset, AssetId, Description, Digest, Field, FilePath, Holding, HoldingState, Role, Stat, Template, Value, Version,
};

fn asset() -> Asset {
    let digest = Digest([7; 32]);
    let holding = Holding {
        path: FilePath(b"/photos/a.jpg".to_vec()),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat::default(),
        digest,
        version: 1,
    };
    let mut description = Description::default();
    description.set(Field::City, vec![Value::text("Oslo")]);
    description.set(Field::Person, vec![Value::text("Ida"), Value::text("Bo")]);
    Asset {
        id: AssetId::of(&digest),
        accessioned: None,
        version: Version { number: 1, digest, essence: digest, size: 3 },
        holdings: vec![holding],
        description,
        stated: crate::asset::Cataloguing::default(),
    }
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::text(*text)).collect()
}

#[test]
fn edits_are_read() {
    let template = |text| Template::of_value(text).unwrap();
    for (text, field, operation) in [
        ("city=Oslo", Field::City, Operation::Set(template("Oslo"))),
        ("caption=a = b", Field::Description, Operation::Set(template("a = b"))),
        ("title=C:\\new", Field::Title, Operation::Set(template("C:\\new"))),
        ("keywords+=a,b", Field::Keywords, Operation::Add(template("a,b"))),
        ("keywords-=a", Field::Keywords, Operation::Remove(template("a"))),
        ("credit?={creator}", Field::CreditLine, Operation::SetIfEmpty(template("{creator}"))),
        ("city!", Field::City, Operation::Clear),
        ("+harbour", Field::Keywords, Operation::Add(template("harbour"))),
        ("^old news", Field::Keywords, Operation::Remove(template("old news"))),
        ("rating=-1", Field::Rating, Operation::Set(template("-1"))),
    ] {
        assert_eq!(parse_edit(text), Ok(Edit { field, operation }), "{text}");
    }
}

#[test]
fn wrong_edits_are_pointed_at_and_explained() {
    for (text, place, message, advice) in [
        ("cty=Oslo", "cty", "there is no field `cty`", "`city`"),
        ("width=3", "width", "`width` cannot be edited: it is measured from the file", ""),
        ("path=/x", "path", "`path` cannot be edited: the catalogue keeps it itself", ""),
        ("rating=6", "6", "rating: `rating` lies between -1 and 5", ""),
        ("taken=soon", "soon", "date_created: `soon` is not a date", ""),
        ("rating:4", "rating:4", "`rating:4` is no edit", "`rating=4`"),
        ("rating = 4", "rating = 4", "`rating = 4` is no edit", "without spaces"),
        ("harbour", "harbour", "`harbour` is no edit", "`+harbour`"),
        ("city", "city", "`city` is no edit", "`city!`"),
        ("city=", "city=", "`city=` needs a value", "`city!`"),
        ("city!x", "x", "nothing may follow the `!`", ""),
        ("rating+=1", "+=", "`+=` adds to lists and text, and `rating` is neither", ""),
        ("city-=Oslo", "-=", "`-=` takes from lists, and `city` has one value", ""),
        ("rating~s/1/2/", "~", "`~` finds and replaces in text, and `rating` is none", ""),
        ("city~Oslo", "Oslo", "`~` finds and replaces", "`field~s/old/new/`"),
        ("city~s/(/x/", "(", "the regular expression is wrong", "regex crate"),
        ("city~", "~", "there is nothing to find", "`city~s/old/new/`"),
        ("taken+=soon", "soon", "`soon` is no length of time", "`1h30m`"),
        ("taken-=-1h", "-1h", "`-1h` is no length of time", "y mo w d h m s"),
        ("title={cty}", "cty", "there is no field `cty`", "`city`"),
        ("title=a}", "}", "a `}` has no `{`", "`}}`"),
        (
            "creator_contact.CiUrlWork=x",
            "creator_contact.CiUrlWork",
            "members of `creator_contact` are not edited alone",
            "",
        ),
        ("+", "+", "a keyword is missing", ""),
        ("", "", "`` is no edit", "edits are"),
    ] {
        let Err(error) = parse_edit(text) else { panic!("{text} is understood") };
        assert!(error.message.starts_with(message), "{text}: {error}");
        assert_eq!(&text[error.span.clone()], place, "{text}");
        assert!(error.advice().unwrap_or_default().contains(advice), "{text}: {:?}", error.advice());
    }
}

#[test]
fn edits_make_new_values_of_the_old() {
    for (edit, current, after) in [
        ("city=Bergen", &["Oslo"][..], &["Bergen"][..]),
        ("city!", &["Oslo"], &[]),
        ("city?=Bergen", &["Oslo"], &["Oslo"]),
        ("city?=Bergen", &[], &["Bergen"]),
        ("+HARBOUR", &["harbour"], &["harbour"]),
        ("+{city}", &["harbour"], &["harbour", "Oslo"]),
        ("keywords+={person}", &["ida"], &["ida", "Bo"]),
        ("keywords+=with {person}", &[], &["with Ida, Bo"]),
        ("keywords={person}", &["x"], &["Ida", "Bo"]),
        ("^Harbour", &["boats", "harbour"], &["boats"]),
        ("^nothing", &["boats"], &["boats"]),
        ("+{headline}", &["boats"], &["boats"]),
        ("keywords~s/^old //", &["old boats", "boats", "old ", "x"], &["boats", "x"]),
        ("title~s/b(.)/$1/gi", &["Bobo"], &["oo"]),
        ("title~s/.*//", &["Boats"], &[]),
        ("title~s/a/b/", &[], &[]),
        ("title+=, {city}", &["Boats"], &["Boats, Oslo"]),
        ("title+=x", &[], &["x"]),
        ("title={{{city}}}", &[], &["{Oslo}"]),
        ("title={headline|filename:stem}", &[], &["a"]),
    ] {
        let edit = parse_edit(edit).unwrap();
        assert_eq!(apply(&edit, &texts(current), &asset()), Ok(texts(after)), "{edit:?}");
    }
}

#[test]
fn setting_to_nothing_is_a_problem() {
    for edit in ["title={headline}", "rating={city}", "taken={city}"] {
        let edit = parse_edit(edit).unwrap();
        assert!(apply(&edit, &texts(&["x"]), &asset()).is_err(), "{edit:?}");
    }
}
