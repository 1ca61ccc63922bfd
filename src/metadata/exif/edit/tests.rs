//! Exif blocks edited and read again.
use super::edited;
use crate::asset::{Field, Value};
use crate::metadata::Findings;
use crate::metadata::exif::tests::{SHORT, Tag, number, rationals, stream, text};

type Wish = (Field, Vec<Value>);

fn wish(field: Field, text: &str) -> Wish {
    (field, vec![Value::text(text)])
}

fn date(field: Field, date: &str) -> Wish {
    (field, vec![Value::Date(date.parse().unwrap())])
}

fn edit(block: &[u8], wishes: &[Wish]) -> Vec<u8> {
    let once = edited(Some(block), wishes, false).expect("an edit").expect("a block");
    assert_eq!(edited(Some(&once), wishes, false), Ok(Some(once.clone())), "a second edit changes something");
    once
}

/// What each tag of a field says, by its name.
fn said(block: &[u8], field: Field) -> Vec<(String, String)> {
    let mut findings = Findings::default();
    crate::metadata::exif::read(block, &mut findings);
    assert!(findings.problems.is_empty(), "{:?}", findings.problems);
    let of_field = findings.statements.into_iter().filter(|statement| statement.field == Some(field));
    let words = |values: Vec<Value>| values.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
    of_field.map(|statement| (statement.name, words(statement.values))).collect()
}

fn one(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

fn wide(tag: u16, text: &str) -> Tag {
    (tag, 1, text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect())
}

#[test]
fn what_the_block_says_already_leaves_every_byte_as_it_is() {
    for is_little in [true, false] {
        let ifd0 =
            [text(0x10E, "Oslo  "), text(0x13B, "Ann;Bob"), text(0x8298, "Ann\0Editor"), wide(0x9C9D, "Ann; Bob")];
        let exif = [
            text(0x9003, "2024:05:01 10:12:13"),
            text(0x9011, "+02:00"),
            text(0x9291, "25"),
            rationals(0x9202, &[(297, 100)], is_little),
        ];
        let gps = [
            text(1, "N"),
            rationals(2, &[(59, 1), (5460, 100), (0, 1)], is_little),
            (5, 1, vec![1]),
            rationals(6, &[(12, 1)], is_little),
        ];
        let block = stream(is_little, &ifd0, &exif, &gps);
        let wishes = [
            wish(Field::Description, "Oslo"),
            wish(Field::CopyrightNotice, "Ann\nEditor"),
            date(Field::DateCreated, "2024-05-01T10:12:13.25+02:00"),
            (Field::Latitude, vec![Value::Number(59.91)]),
            (Field::Altitude, vec![Value::Number(-12.0)]),
            (Field::FNumber, vec![Value::Number(2.8)]),
            (Field::Rating, vec![Value::Number(3.0)]),
            (Field::DateDigitized, Vec::new()),
        ];
        assert_eq!(edit(&block, &wishes), block);
    }
}

#[test]
fn creators_are_one_text_that_reads_back_as_they_are() {
    let names = ["Ann", "Bob; of Oslo", "\"Quoted\" Carl", "O\"Dell"];
    let values: Vec<Value> = names.iter().copied().map(Value::text).collect();
    let block = stream(true, &[wide(0x9C9D, "Someone")], &[], &[]);
    let new = edit(&block, &[(Field::Creator, values)]);
    assert_eq!(said(&new, Field::Creator), one("IFD0:Artist", &names.join("|")), "XPAuthor cannot say it");
    let two = edit(&block, &[(Field::Creator, vec![Value::text("Ann"), Value::text("Øyvind")])]);
    let both = [one("IFD0:Artist", "Ann|Øyvind"), one("IFD0:XPAuthor", "Ann|Øyvind")].concat();
    assert_eq!(said(&two, Field::Creator), both);
}

#[test]
fn texts_are_written_wherever_they_are_and_taken_away_everywhere() {
    let block = stream(false, &[text(0x10E, "old"), wide(0x9C9C, "old")], &[], &[]);
    let new = edit(&block, &[wish(Field::Description, "Ålesund\nby night")]);
    let both = [one("IFD0:ImageDescription", "Ålesund\nby night"), one("IFD0:XPComment", "Ålesund\nby night")].concat();
    assert_eq!(said(&new, Field::Description), both);
    assert_eq!(said(&edit(&new, &[(Field::Description, Vec::new())]), Field::Description), []);
    let keywords = edit(&block, &[wish(Field::Keywords, "sea"), wish(Field::Title, "x")]);
    assert_eq!(keywords, block, "no tag is made for what only Microsoft's tags say");
}

#[test]
fn a_date_is_written_with_just_the_precision_that_it_has() {
    let exif = [text(0x9003, "2020:01:01 00:00:00"), text(0x9291, "123"), text(0x9011, "+01:00")];
    let block = stream(true, &[], &exif, &[]);
    for wished in ["2024-05-01T10:12:13", "2024-05-01T10:12:13.5", "2024-05-01T10:12:13-03:30"] {
        let new = edit(&block, &[date(Field::DateCreated, wished)]);
        assert_eq!(said(&new, Field::DateCreated), one("ExifIFD:DateTimeOriginal", wished));
    }
    for (wished, left) in [("2024", ""), ("2020", "2020-01-01T00:00:00.123+01:00"), ("2020-01-02T10:12", "")] {
        let new = edit(&block, &[date(Field::DateCreated, wished)]);
        let expected = if left.is_empty() { Vec::new() } else { one("ExifIFD:DateTimeOriginal", left) };
        assert_eq!(said(&new, Field::DateCreated), expected, "{wished}");
    }
    let both = edit(&block, &[date(Field::DateDigitized, "2024-05-01T10:12:13Z")]);
    assert_eq!(said(&both, Field::DateDigitized), one("ExifIFD:CreateDate", "2024-05-01T10:12:13+00:00"));
}

#[test]
fn a_position_reads_back_to_the_last_digit_that_is_kept() {
    let block = stream(true, &[text(0x10F, "Make")], &[text(0x9003, "2020:01:01 00:00:00")], &[]);
    for (latitude, longitude, altitude) in
        [(59.91273851, 10.74609123, 12.5), (-33.0, -179.99999999, -0.0001), (0.0, 180.0, 8848.86)]
    {
        let wishes = [(Field::Latitude, latitude), (Field::Longitude, longitude), (Field::Altitude, altitude)];
        let new = edit(&block, &wishes.map(|(field, number)| (field, vec![Value::Number(number)])));
        for (field, number) in wishes {
            assert_eq!(said(&new, field)[0].1, number.to_string());
        }
        let none = edit(&new, &wishes.map(|(field, _)| (field, Vec::new())));
        assert_eq!(said(&none, Field::Latitude), []);
    }
}

#[test]
fn numbers_are_written_where_a_tag_for_them_is_and_in_its_type() {
    let short = |tag, value| (tag, SHORT, number(value, 2, false));
    let ifd0 = [short(0x112, 6), short(0x4746, 3), short(0x4749, 50)];
    let exif = [rationals(0x829A, &[(1, 60)], false), short(0x8827, 100), rationals(0x9202, &[(297, 100)], false)];
    let block = stream(false, &ifd0, &[&exif[..], &[short(0x9209, 0x18)]].concat(), &[]);
    let new = edit(
        &block,
        &[
            (Field::Orientation, vec![Value::Integer(1)]),
            (Field::Rating, vec![Value::Number(5.0)]),
            (Field::ExposureTime, vec![Value::Number(0.008)]),
            (Field::Iso, vec![Value::Integer(400)]),
            (Field::FNumber, vec![Value::Number(4.0)]),
            (Field::FlashFired, vec![Value::Boolean(true)]),
            (Field::LensModel, vec![Value::text("50 mm")]),
        ],
    );
    assert_eq!(said(&new, Field::Orientation), one("IFD0:Orientation", "1"));
    assert_eq!(said(&new, Field::Rating), one("IFD0:Rating", "5"));
    assert_eq!(said(&new, Field::ExposureTime), one("ExifIFD:ExposureTime", "0.008"));
    assert_eq!(said(&new, Field::Iso), one("ExifIFD:ISO", "400"));
    assert_eq!(said(&new, Field::FNumber), one("ExifIFD:ApertureValue", "4"));
    assert_eq!(said(&new, Field::FlashFired), one("ExifIFD:Flash", "true"));
    assert_eq!(said(&new, Field::LensModel), []);
    let percent = [&number(0x4749, 2, false)[..], &[0, 3, 0, 0, 0, 1, 0, 99]].concat();
    assert!(new.windows(10).any(|bytes| bytes == percent));
    let rejected = edit(&block, &[(Field::Rating, vec![Value::Number(-1.0)])]);
    assert_eq!(said(&rejected, Field::Rating), [], "no whole number without a sign can say it");
}

#[test]
fn a_block_is_made_only_if_it_is_asked_for_and_has_something_to_say() {
    let wishes = [wish(Field::Description, "Oslo"), date(Field::DateCreated, "2024-05-01T10:12:13")];
    assert_eq!(edited(None, &wishes, false), Ok(None));
    assert_eq!(edited(None, &[(Field::Description, Vec::new()), wish(Field::City, "Oslo")], true), Ok(None));
    let block = edited(None, &wishes, true).unwrap().unwrap();
    assert_eq!(said(&block, Field::Description), one("IFD0:ImageDescription", "Oslo"));
    assert!(block.windows(4).any(|four| four == b"0232"), "a new directory names its version");
}

#[test]
fn exif_that_gains_an_offset_from_utc_names_a_version_that_knows_it() {
    let version = |version: &[u8; 4]| stream(true, &[], &[(0x9000, 7, version.to_vec())], &[]);
    let has = |block: &[u8], version: &[u8; 4]| block.windows(4).any(|four| four == version);
    for (wished, expected) in [("2024-05-01T10:12:13+02:00", b"0232"), ("2024-05-01T10:12:13", b"0220")] {
        assert!(has(&edit(&version(b"0220"), &[date(Field::DateCreated, wished)]), expected), "{wished}");
    }
    assert!(has(&edit(&version(b"0300"), &[date(Field::DateCreated, "2024-05-01T10:12:13Z")]), b"0300"));
}

#[test]
fn a_tag_that_is_in_both_directories_is_written_in_both() {
    let dates = [text(0x9003, "2020:01:01 00:00:00")];
    let block = stream(true, &dates, &dates, &[]);
    let new = edit(&block, &[date(Field::DateCreated, "2024-05-01T10:12:13")]);
    assert_eq!(said(&new, Field::DateCreated).len(), 2);
    assert!(said(&new, Field::DateCreated).iter().all(|(_, date)| date == "2024-05-01T10:12:13"));
}
