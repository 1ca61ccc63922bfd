//! Exif streams built tag by tag, and what they state.
use crate::asset::{Field, Problem, ProblemKind, Statement, Value};
use crate::metadata::Findings;

pub(in crate::metadata) const ASCII: u16 = 2;
pub(in crate::metadata) const SHORT: u16 = 3;
pub(in crate::metadata) const LONG: u16 = 4;
pub(in crate::metadata) const RATIONAL: u16 = 5;
pub(in crate::metadata) const UNDEFINED: u16 = 7;
const UTF8: u16 = 129;

/// A tag, its type, and its value's bytes in the stream's order.
pub(in crate::metadata) type Tag = (u16, u16, Vec<u8>);

fn width(format: u16) -> usize {
    match format {
        SHORT => 2,
        LONG => 4,
        RATIONAL => 8,
        _ => 1,
    }
}

pub(in crate::metadata) fn number(value: u64, width: usize, is_little: bool) -> Vec<u8> {
    let bytes = value.to_be_bytes()[8 - width..].to_vec();
    if is_little { bytes.into_iter().rev().collect() } else { bytes }
}

/// A classic TIFF stream with these directories: IFD0, Exif and GPS.
pub(in crate::metadata) fn stream(is_little: bool, ifd0: &[Tag], exif: &[Tag], gps: &[Tag]) -> Vec<u8> {
    let size = |tags: &[Tag], pointers: usize| {
        let values: usize = tags.iter().map(|(.., value)| if value.len() > 4 { value.len() } else { 0 }).sum();
        2 + 12 * (tags.len() + pointers) + 4 + values
    };
    let exif_at = 8 + size(ifd0, 2);
    let gps_at = exif_at + size(exif, 0);
    let mut bytes = if is_little { b"II".to_vec() } else { b"MM".to_vec() };
    bytes.extend(number(42, 2, is_little));
    bytes.extend(number(8, 4, is_little));
    let pointer = |tag, at: usize| (tag, LONG, number(at as u64, 4, is_little));
    let ifd0: Vec<Tag> = ifd0.iter().cloned().chain([pointer(0x8769, exif_at), pointer(0x8825, gps_at)]).collect();
    for tags in [&ifd0, exif, gps] {
        directory(tags, is_little, &mut bytes);
    }
    bytes
}

pub(in crate::metadata) fn directory(tags: &[Tag], is_little: bool, bytes: &mut Vec<u8>) {
    let mut values_at = bytes.len() + 2 + 12 * tags.len() + 4;
    let mut values = Vec::new();
    bytes.extend(number(tags.len() as u64, 2, is_little));
    for (tag, format, value) in tags {
        bytes.extend(number(u64::from(*tag), 2, is_little));
        bytes.extend(number(u64::from(*format), 2, is_little));
        bytes.extend(number((value.len() / width(*format)) as u64, 4, is_little));
        if value.len() > 4 {
            bytes.extend(number(values_at as u64, 4, is_little));
            values_at += value.len();
            values.extend_from_slice(value);
        } else {
            bytes.extend(value.iter().copied().chain([0; 4]).take(4));
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(values);
}

pub(in crate::metadata) fn text(tag: u16, text: &str) -> Tag {
    (tag, ASCII, [text.as_bytes(), b"\0"].concat())
}

pub(in crate::metadata) fn rationals(tag: u16, parts: &[(u32, u32)], is_little: bool) -> Tag {
    let whole = |part: u32| number(u64::from(part), 4, is_little);
    (tag, RATIONAL, parts.iter().flat_map(|(over, under)| [whole(*over), whole(*under)].concat()).collect())
}

fn read(data: &[u8]) -> (Vec<Statement>, Vec<Problem>) {
    let mut findings = Findings::default();
    super::read(data, &mut findings);
    (findings.statements, findings.problems)
}

fn values(statements: &[Statement], field: Field) -> Vec<Value> {
    statements.iter().find(|one| one.field == Some(field)).map_or(Vec::new(), |one| one.values.clone())
}

fn named(statements: &[Statement], name: &str) -> Option<String> {
    let found = statements.iter().find(|one| one.name == name)?;
    Some(found.values.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
}

#[test]
fn both_byte_orders_say_the_same() {
    for is_little in [false, true] {
        let data = stream(
            is_little,
            &[text(0x010f, "Canon"), (0x0112, SHORT, number(6, 2, is_little))],
            &[(0x8827, SHORT, number(400, 2, is_little)), rationals(0x829a, &[(1, 125)], is_little)],
            &[],
        );
        let (statements, problems) = read(&data);
        assert_eq!(problems, []);
        assert_eq!(values(&statements, Field::CameraMake), [Value::text("Canon")]);
        assert_eq!(values(&statements, Field::Orientation), [Value::Integer(6)]);
        assert_eq!(values(&statements, Field::Iso), [Value::Integer(400)]);
        assert_eq!(values(&statements, Field::ExposureTime), [Value::Number(0.008)]);
        assert_eq!(named(&statements, "ExifIFD:ISO").as_deref(), Some("400"));
    }
}

#[test]
fn a_date_is_completed_by_its_fraction_and_its_offset() {
    let exif = [text(0x9003, "2024:05:01 10:12:13"), text(0x9291, "25 "), text(0x9011, "+02:00")];
    let (statements, _) = read(&stream(false, &[], &exif, &[]));
    assert_eq!(values(&statements, Field::DateCreated)[0].to_string(), "2024-05-01T10:12:13.25+02:00");
    let blank = [text(0x9003, "    :  :     :  :  "), text(0x9004, "0000:00:00 00:00:00")];
    let (statements, problems) = read(&stream(false, &[], &blank, &[]));
    assert!(statements.iter().all(|one| one.field.is_none()), "{statements:?}");
    assert_eq!(problems, []);
}

#[test]
fn a_position_is_signed_degrees_and_metres() {
    let gps = [
        text(1, "S"),
        rationals(2, &[(59, 1), (54, 1), (36, 1)], true),
        text(3, "W"),
        rationals(4, &[(10, 1), (4530, 100), (0, 0)], true),
        (5, 1, vec![1]),
        rationals(6, &[(125, 10)], true),
    ];
    let (statements, _) = read(&stream(true, &[], &[], &gps));
    assert_eq!(values(&statements, Field::Latitude), [Value::Number(-59.91)]);
    assert_eq!(values(&statements, Field::Longitude), [Value::Number(-10.755)]);
    assert_eq!(values(&statements, Field::Altitude), [Value::Number(-12.5)]);
}

#[test]
fn a_position_without_a_hemisphere_is_none() {
    let (statements, _) = read(&stream(true, &[], &[], &[rationals(2, &[(59, 1), (0, 1), (0, 1)], true)]));
    assert_eq!(values(&statements, Field::Latitude), []);
    assert!(named(&statements, "GPS:GPSLatitude").is_some());
}

#[test]
fn text_is_utf8_where_it_can_be_and_windows_1252_otherwise() {
    let ifd0 = [text(0x010e, "Zürich"), (0x8298, ASCII, b"\xa9 Caf\xe9\0".to_vec()), (0x0131, UTF8, "東京".into())];
    let (statements, _) = read(&stream(true, &ifd0, &[], &[]));
    assert_eq!(values(&statements, Field::Description), [Value::text("Zürich")]);
    assert_eq!(values(&statements, Field::CopyrightNotice), [Value::text("© Café")]);
    assert_eq!(values(&statements, Field::Software), [Value::text("東京")]);
}

#[test]
fn copyright_of_photographer_and_editor_has_two_lines() {
    for (bytes, notice) in [("Ann \0Bob\0", "Ann\nBob"), (" \0Bob\0", "Bob"), ("Ann\0", "Ann"), ("Ann", "Ann")] {
        let (statements, _) = read(&stream(true, &[(0x8298, ASCII, bytes.into())], &[], &[]));
        assert_eq!(values(&statements, Field::CopyrightNotice), [Value::text(notice)]);
    }
}

#[test]
fn an_artist_is_a_list_of_names() {
    let cases: &[(&str, &[&str])] = &[
        ("Ann Lee", &["Ann Lee"]),
        ("Ann Lee; Bob Ray;", &["Ann Lee", "Bob Ray"]),
        ("\"Lee; Ann\"; Bob \"Flash\" Ray", &["Lee; Ann", "Bob \"Flash\" Ray"]),
        ("\"Ann \"\"Flash\"\" Lee\"", &["Ann \"Flash\" Lee"]),
        ("a;b", &["a;b"]),
        ("  ", &[]),
    ];
    for (artist, names) in cases {
        let (statements, _) = read(&stream(true, &[text(0x013b, artist)], &[], &[]));
        let names: Vec<Value> = names.iter().copied().map(Value::text).collect();
        assert_eq!(values(&statements, Field::Creator), names, "{artist}");
    }
}

#[test]
fn microsoft_texts_are_wide() {
    let wide = |text: &str| text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let ifd0 = [(0x9c9b, 1, wide("Hafen")), (0x9c9e, 1, wide("boat; København"))];
    let (statements, _) = read(&stream(false, &ifd0, &[], &[]));
    assert_eq!(values(&statements, Field::Title), [Value::text("Hafen")]);
    assert_eq!(values(&statements, Field::Keywords), [Value::text("boat"), Value::text("København")]);
}

#[test]
fn apex_values_speak_in_the_fields_units() {
    let exif = [rationals(0x9202, &[(4, 1)], true), rationals(0x9201, &[(3, 1)], true)];
    let (statements, _) = read(&stream(true, &[], &exif, &[]));
    assert_eq!(values(&statements, Field::FNumber), [Value::Number(4.0)]);
    assert_eq!(values(&statements, Field::ExposureTime), [Value::Number(0.125)]);
}

#[test]
fn the_thumbnail_speaks_for_no_field() {
    let mut data = b"II\x2a\0\x08\0\0\0\0\0".to_vec();
    data.extend([14, 0, 0, 0]);
    directory(&[text(0x010f, "Thumb")], true, &mut data);
    let (statements, _) = read(&data);
    assert_eq!(named(&statements, "IFD1:Make").as_deref(), Some("Thumb"));
    assert!(statements.iter().all(|one| one.field.is_none()));
}

#[test]
fn a_cut_stream_gives_what_is_there_and_a_problem() {
    let data = stream(true, &[text(0x010f, "Canon"), text(0x0110, "A model with a long name")], &[], &[]);
    let (statements, problems) = read(&data[..60]);
    assert_eq!(values(&statements, Field::CameraMake), []);
    assert!(problems.iter().all(|problem| problem.kind == ProblemKind::Truncated) && !problems.is_empty());
    assert_eq!(read(b"JUNKJUNKJUNK").1[0].kind, ProblemKind::Malformed);
}

#[test]
fn directories_that_point_at_each_other_end() {
    let mut data = b"II\x2a\0\x08\0\0\0".to_vec();
    let pointers: Vec<Tag> = [0x8769, 0x8825, 0xa005].map(|tag| (tag, LONG, number(8, 4, true))).to_vec();
    directory(&pointers, true, &mut data);
    assert_eq!(read(&data).0, []);
}

#[test]
fn big_tiff_is_read_as_well() {
    let mut data = b"MM\0\x2b\0\x08\0\0\0\0\0\0\0\0\0\x10".to_vec();
    data.extend(1u64.to_be_bytes());
    data.extend([0x01, 0x0f, 0, 2]);
    data.extend(5u64.to_be_bytes());
    data.extend(b"Leaf\0\0\0\0");
    data.extend([0; 8]);
    let (statements, problems) = read(&data);
    assert_eq!(values(&statements, Field::CameraMake), [Value::text("Leaf")]);
    assert_eq!(problems, []);
}

#[test]
fn a_note_that_nobody_knows_is_only_measured() {
    let exif = [(0x927c, UNDEFINED, vec![7; 5000]), (0x9286, UNDEFINED, b"ASCII\0\0\0hello\0".to_vec())];
    let (statements, _) = read(&stream(true, &[], &exif, &[]));
    assert_eq!(named(&statements, "ExifIFD:MakerNote").as_deref(), Some("(5000 bytes)"));
    assert_eq!(named(&statements, "ExifIFD:UserComment").as_deref(), Some("hello"));
}
