//! IIM blocks edited and read again.
use super::edited;
use crate::asset::{Field, Problem, ProblemKind, Value};
use crate::container::damage::{NUMBERS, damaged};
use crate::metadata::iim::tests::{UTF8, block, read, texts};

type Wish = (Field, Vec<Value>);

fn wish(field: Field, values: &[&str]) -> Wish {
    (field, values.iter().copied().map(Value::text).collect())
}

fn date(field: Field, date: &str) -> Wish {
    (field, vec![Value::Date(date.parse().unwrap())])
}

fn edit(old: &[u8], wishes: &[Wish]) -> (Vec<u8>, Vec<Problem>) {
    let (new, notes) = edited(Some(old), wishes).expect("an edit");
    let new = new.expect("a block");
    assert_eq!(edited(Some(&new), wishes), Ok((Some(new.clone()), Vec::new())), "a second edit changes something");
    (new, notes)
}

const VERSION: (u8, u8, &[u8]) = (2, 0, b"\0\x02");

#[test]
fn what_is_changed_stands_where_it_stood_and_all_else_stays_to_the_byte() {
    let extended = [&[0x1c, 2, 120, 0x80, 4, 0, 0, 0, 3][..], b"old"].concat();
    let other = block(&[(2, 219, b"custom\0"), (7, 10, b"\xff\xfe"), (2, 90, b"Oslo")]);
    let before =
        [block(&[UTF8, VERSION, (2, 25, b"a"), (2, 5, b"t"), (2, 25, b"b")]), extended, other.clone()].concat();
    let (new, notes) = edit(
        &before,
        &[
            wish(Field::Keywords, &["b", "c", "d"]),
            wish(Field::Description, &["new"]),
            wish(Field::City, &["Oslo"]),
            wish(Field::Headline, &["Æ"]),
            wish(Field::Creator, &[]),
        ],
    );
    let after = [
        block(&[UTF8, VERSION, (2, 25, b"b"), (2, 25, b"c"), (2, 25, b"d"), (2, 5, b"t")]),
        block(&[(2, 105, "Æ".as_bytes()), (2, 120, b"new")]),
        other,
    ];
    assert_eq!((new, notes), (after.concat(), Vec::new()));
}

#[test]
fn what_the_block_says_already_leaves_every_byte_as_it_is() {
    let long = "k".repeat(80);
    let old = block(&[
        (2, 4, b"001:Current"),
        (2, 12, b"IPTC:15054000:SPORT:SOCCER:"),
        (2, 25, long.as_bytes()),
        (2, 25, b"M\xfcnchen"),
        (2, 55, b"20240500"),
        (2, 85, b"Staff"),
        (2, 85, b"Stringer"),
        (2, 100, b"NO"),
        (2, 120, "é".repeat(1000).as_bytes()),
        (3, 10, b"\x80"),
    ]);
    let old = [b"\0", old.as_slice(), b"\0\0"].concat();
    let wishes = [
        wish(Field::IntellectualGenre, &["Current"]),
        wish(Field::SubjectCode, &["15054000"]),
        wish(Field::Keywords, &[&long, "München"]),
        date(Field::DateCreated, "2024-05"),
        wish(Field::CreatorJobTitle, &["Staff"]),
        wish(Field::CountryCode, &["NO"]),
        wish(Field::Description, &[&"é".repeat(1001)]),
        wish(Field::Title, &[]),
        wish(Field::AltText, &["no dataset is for this"]),
    ];
    assert_eq!(edited(Some(&old), &wishes), Ok((Some(old.clone()), Vec::new())));
}

#[test]
fn the_whole_block_is_put_into_utf_8_when_it_is_first_changed() {
    let old =
        block(&[(1, 5, b"\xe9"), (2, 0, b"\0\x02"), (2, 25, b"M\xfcnchen"), (2, 202, b"\xff\xd8"), (3, 10, b"\xe9")]);
    let (new, _) = edit(&old, &[wish(Field::Headline, &["Ærøskøbing"])]);
    let after = block(&[
        (1, 5, b"\xe9"),
        UTF8,
        (2, 0, b"\0\x02"),
        (2, 25, "München".as_bytes()),
        (2, 105, "Ærøskøbing".as_bytes()),
        (2, 202, b"\xff\xd8"),
        (3, 10, b"\xe9"),
    ]);
    assert_eq!(new, after);
    let latin = block(&[(1, 90, b"\x1b.A"), (2, 25, b"M\xfcnchen")]);
    assert_eq!(texts(&read(&edit(&latin, &[wish(Field::Title, &["x"])]).0), Field::Keywords), ["München"]);
    let kept = edit(&block(&[UTF8, (2, 25, b"not \xff UTF-8")]), &[wish(Field::Title, &["x"])]).0;
    assert_eq!(kept, block(&[UTF8, (2, 5, b"x"), (2, 25, b"not \xff UTF-8")]));
}

#[test]
fn what_is_too_long_is_cut_at_a_letter_and_told() {
    let keywords =
        [format!("{}€ and more", "a".repeat(63)), format!("{}€ and else", "a".repeat(63)), "short".to_owned()];
    let keywords: Vec<&str> = keywords.iter().map(String::as_str).collect();
    let wishes = [wish(Field::Keywords, &keywords), wish(Field::Creator, &["x".repeat(33).as_str()])];
    let (new, notes) = edit(&block(&[UTF8, (2, 5, b"t")]), &wishes);
    assert_eq!(texts(&read(&new), Field::Keywords), [&"a".repeat(63), "short"]);
    assert_eq!(texts(&read(&new), Field::Creator), ["x".repeat(32)]);
    let told: Vec<&str> = notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "keywords is longer than the 64 bytes that IIM has for it, and is cut in it",
            "creator is longer than the 32 bytes that IIM has for it, and is cut in it",
        ]
    );
}

#[test]
fn codes_are_written_in_the_form_that_iim_asks_for_or_not_at_all() {
    let old = block(&[UTF8, (2, 10, b"1"), (2, 100, b"USA")]);
    let (new, notes) = edit(
        &old,
        &[
            wish(Field::CountryCode, &["no"]),
            (Field::Urgency, vec![Value::Integer(5)]),
            wish(Field::ActionAdvised, &["1"]),
        ],
    );
    assert_eq!((new, notes.len()), (block(&[UTF8, (2, 10, b"5"), (2, 42, b"01"), (2, 100, b"NOR")]), 0));
    let (new, notes) = edit(&old, &[wish(Field::CountryCode, &["Norway"]), (Field::Urgency, vec![Value::Integer(55)])]);
    assert_eq!((new, notes.len()), (block(&[UTF8]), 2));
    assert_eq!(notes[0].kind, ProblemKind::Invalid);
}

#[test]
fn dates_are_written_as_far_as_they_are_known() {
    for (wished, day, time) in [
        ("2024", "20240000", ""),
        ("2024-05", "20240500", ""),
        ("2024-05-01T10:12", "20240501", ""),
        ("2024-05-01T10:12:13.5", "20240501", "101213"),
        ("2024-05-01T10:12:13-03:30", "20240501", "101213-0330"),
        ("2024-05-01T10:12:13Z", "20240501", "101213+0000"),
    ] {
        let old = block(&[UTF8, (2, 37, b"19990101"), (2, 38, b"000000+0000")]);
        let (new, _) = edit(&old, &[date(Field::ExpirationDate, wished)]);
        let mut expected = vec![UTF8, (2, 37, day.as_bytes())];
        expected.extend((!time.is_empty()).then_some((2, 38, time.as_bytes())));
        assert_eq!(new, block(&expected), "{wished}");
        assert_eq!(edit(&old, &[(Field::ExpirationDate, Vec::new())]).0, block(&[UTF8]));
    }
}

#[test]
fn a_new_block_begins_with_its_character_set_and_its_version() {
    let wishes = [wish(Field::Creator, &["Ann", "Bob"]), wish(Field::Title, &["t"]), wish(Field::AltText, &["a"])];
    let new = edited(None, &wishes).unwrap().0.unwrap();
    assert_eq!(new, block(&[UTF8, (2, 0, b"\0\x04"), (2, 5, b"t"), (2, 80, b"Ann"), (2, 80, b"Bob")]));
    assert_eq!(edited(None, &wishes[2..]), Ok((None, Vec::new())));
    assert_eq!(edited(None, &[(Field::Title, Vec::new())]), Ok((None, Vec::new())));
}

#[test]
fn what_is_not_understood_is_refused() {
    let kind =
        |old: &[u8]| edited(Some(old), &[wish(Field::Title, &["x"])]).map_err(|problem| problem.kind).unwrap_err();
    assert_eq!(kind(&[block(&[UTF8]), b"rest".to_vec()].concat()), ProblemKind::Malformed);
    assert_eq!(kind(&block(&[UTF8, (2, 5, b"title")])[..12]), ProblemKind::Truncated);
    assert_eq!(kind(&block(&[(1, 90, b"\x1b%/I"), (2, 5, b"title")])), ProblemKind::Unsupported);
    assert_eq!(kind(&block(&[(2, 25, b"a\x1b.Bb")])), ProblemKind::Unsupported);
}

#[test]
fn a_damaged_block_is_refused_or_says_what_is_wished() {
    let old = block(&[(1, 90, b"\x1b.A"), VERSION, (2, 25, b"M\xfcnchen"), (2, 120, &[b'c'; 300]), (7, 10, b"\xff")]);
    let wishes = [wish(Field::Keywords, &["Ærø", "b"]), date(Field::DateCreated, "2024-05-01T10:12:13Z")];
    damaged(&old, 20_000, NUMBERS, |round, bytes| {
        let Ok((Some(new), _)) = edited(Some(bytes), &wishes) else { return };
        assert_eq!(texts(&read(&new), Field::Keywords), ["Ærø", "b"], "round {round}");
    });
}
