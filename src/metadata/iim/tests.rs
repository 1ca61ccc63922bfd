//! IIM blocks built dataset by dataset, and what they state.
use crate::asset::{Field, ProblemKind, Value};
use crate::metadata::Findings;

pub(super) fn block(datasets: &[(u8, u8, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (record, number, data) in datasets {
        bytes.extend([0x1c, *record, *number]);
        bytes.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        bytes.extend(*data);
    }
    bytes
}

pub(super) fn read(data: &[u8]) -> Findings {
    let mut findings = Findings::default();
    super::read(data, &mut findings);
    findings
}

pub(super) fn texts(findings: &Findings, field: Field) -> Vec<String> {
    let found = findings.statements.iter().find(|one| one.field == Some(field));
    found.map_or(Vec::new(), |one| one.values.iter().map(ToString::to_string).collect())
}

pub(super) const UTF8: (u8, u8, &[u8]) = (1, 90, b"\x1b%G");

#[test]
fn repeated_datasets_are_one_statement_with_many_values() {
    let findings = read(&block(&[(2, 25, b"harbour"), (2, 80, b"Ann"), (2, 25, b"boats\0")]));
    assert_eq!(texts(&findings, Field::Keywords), ["harbour", "boats"]);
    assert_eq!(texts(&findings, Field::Creator), ["Ann"]);
    assert_eq!(findings.problems, []);
}

#[test]
fn text_is_read_as_declared_or_as_it_looks() {
    for (data, city) in [
        (block(&[UTF8, (2, 90, "Zürich".as_bytes())]), "Zürich"),
        (block(&[(2, 90, "Zürich".as_bytes())]), "Zürich"),
        (block(&[(2, 90, b"Z\xfcrich")]), "Zürich"),
        (block(&[(1, 90, b"\x1b.A"), (2, 90, b"Z\xfcrich")]), "Zürich"),
        (block(&[(1, 90, b"\x1b-L"), (2, 90, b"\xbc\xde\xe1\xda\xd2\xd0")]), "Москва"),
        (block(&[(1, 90, b"\x1b-L"), (2, 90, "Москва".as_bytes())]), "Москва"),
        (block(&[(1, 90, b"\x1b-B"), (2, 90, b"\xb9\xf3d\xbc")]), "šódź"),
        (block(&[(2, 90, b"Z\x9frich")]), "Zürich"),
        (block(&[(2, 90, b"S\x8bo Paulo")]), "São Paulo"),
        (block(&[(2, 90, b"\x81kersberga")]), "Åkersberga"),
        (block(&[(2, 90, b"don\x92t \x93quote\x94 \x96 5\x80")]), "don’t “quote” – 5€"),
    ] {
        let findings = read(&data);
        assert_eq!(texts(&findings, Field::City), [city]);
        assert_eq!(findings.problems, []);
    }
}

#[test]
fn a_letter_that_was_cut_in_the_middle_is_left_out() {
    let cut = &"Jürgen Müllerstraß".as_bytes()[..19];
    let findings = read(&block(&[UTF8, (2, 80, cut)]));
    assert_eq!(texts(&findings, Field::Creator), ["Jürgen Müllerstra"]);
    assert_eq!(findings.problems, []);
}

#[test]
fn text_that_is_not_what_it_says_is_a_problem_and_is_read_all_the_same() {
    let findings = read(&block(&[UTF8, (2, 90, b"Z\xfcrich")]));
    assert_eq!(texts(&findings, Field::City), ["Zürich"]);
    assert_eq!(findings.problems[0].kind, ProblemKind::Malformed);
    assert_eq!(read(&block(&[(1, 90, b"\x1b%/I")])).problems[0].kind, ProblemKind::Unsupported);
}

#[test]
fn dates_take_the_time_that_belongs_to_them() {
    for (time, date) in [
        (&b"101213+0200"[..], "2024-05-01T10:12:13+02:00"),
        (b"101213", "2024-05-01T10:12:13"),
        (b"10:12:13", "2024-05-01T10:12:13"),
        (b"1012", "2024-05-01T10:12"),
        (b"991213+0200", "2024-05-01"),
        (b"", "2024-05-01"),
    ] {
        let findings = read(&block(&[(2, 60, time), (2, 55, b"20240501")]));
        assert_eq!(texts(&findings, Field::DateCreated), [date]);
    }
    assert_eq!(texts(&read(&block(&[(2, 55, b"20170500")])), Field::DateCreated), ["2017-05"]);
    assert_eq!(texts(&read(&block(&[(2, 55, b"00000000")])), Field::DateCreated), Vec::<String>::new());
    assert_eq!(texts(&read(&block(&[(2, 30, b"20240501")])), Field::ReleaseDate), ["2024-05-01"]);
}

#[test]
fn a_block_turned_around_by_a_change_of_byte_order_is_turned_back() {
    let mut data = block(&[(2, 90, b"Oslo"), (2, 25, b"boats")]);
    data.resize(data.len().next_multiple_of(4), 0);
    let turned: Vec<u8> = data.chunks(4).flat_map(|word| word.iter().rev().copied()).collect();
    let findings = read(&turned);
    assert_eq!(texts(&findings, Field::City), ["Oslo"]);
    assert_eq!(findings.problems, []);
}

#[test]
fn extended_and_foreign_datasets_are_read() {
    let mut data = vec![0x1c, 2, 120, 0x80, 4, 0, 0, 0, 5];
    data.extend(b"hello");
    data.extend(block(&[(240, 7, b"vendor"), (2, 125, &[9; 100]), (2, 0, &[0, 4])]));
    let findings = read(&data);
    assert_eq!(texts(&findings, Field::Description), ["hello"]);
    let named = |name: &str| findings.statements.iter().find(|one| one.name == name).unwrap().values.clone();
    assert_eq!(named("240:07"), [Value::text("vendor")]);
    assert_eq!(named("2:125"), [Value::text("(100 bytes)")]);
    assert_eq!(named("2:00"), [Value::Integer(4)]);
}

#[test]
fn a_cut_block_gives_what_is_there_and_a_problem() {
    let data = block(&[(2, 90, b"Oslo"), (2, 25, b"boats")]);
    let findings = read(&data[..data.len() - 1]);
    assert_eq!(texts(&findings, Field::City), ["Oslo"]);
    assert_eq!(findings.problems[0].kind, ProblemKind::Truncated);
    let padded = [data.as_slice(), &[0; 9]].concat();
    assert_eq!(read(&padded).problems, []);
    let followed = [data.as_slice(), b"junk"].concat();
    assert_eq!(read(&followed).problems[0].kind, ProblemKind::Malformed);
}

#[test]
fn codes_and_genres_lose_what_iim_wraps_around_them() {
    assert_eq!(super::equivalent(Field::SubjectCode, "IPTC:15054000:SPORT:SOCCER"), "15054000");
    assert_eq!(super::equivalent(Field::SubjectCode, "15054000"), "15054000");
    assert_eq!(super::equivalent(Field::IntellectualGenre, "001:Current"), "Current");
    assert_eq!(super::equivalent(Field::IntellectualGenre, "Profile"), "Profile");
    assert_eq!(super::equivalent(Field::City, "12:30"), "12:30");
}

#[test]
fn a_character_set_that_was_guessed_is_told() {
    let guess = |data: &[u8]| {
        let findings = read(data);
        let found = findings.statements.iter().find(|one| one.name == super::GUESS);
        found.map(|one| one.values[0].to_string())
    };
    assert_eq!(guess(&block(&[(2, 90, b"Z\xfcrich")])).as_deref(), Some("windows-1252"));
    assert_eq!(guess(&block(&[(2, 90, b"Z\x9frich")])).as_deref(), Some("macintosh"));
    assert_eq!(guess(&block(&[(1, 90, b"\x1b-L"), (2, 90, b"\xbc")])), None);
    assert_eq!(guess(&block(&[UTF8, (2, 90, "Zürich".as_bytes())])), None);
    let findings = read(&block(&[(2, 90, b"\x1b$B6e")]));
    assert_eq!(findings.problems[0].kind, ProblemKind::Unsupported);
}

#[test]
fn every_record_is_kept() {
    let findings = read(&block(&[
        (1, 100, b"UNO:1"),
        (3, 20, b"\x01\x00"),
        (3, 86, b"\x08"),
        (3, 10, &[9; 16]),
        (7, 20, b"\0\x01\0\0"),
        (8, 10, &[0xff; 30]),
        (9, 10, b"\0\0\0\x1e"),
        (2, 202, b"Custom"),
        (240, 1, b"edit"),
    ]));
    let told: Vec<_> = findings.statements.iter().map(|one| format!("{}={}", one.name, one.values[0])).collect();
    let expected =
        "1:100=UNO:1 2:202=Custom 3:10=(16 bytes) 3:20=256 3:86=8 7:20=65536 8:10=(30 bytes) 9:10=30 240:01=edit";
    assert_eq!(told.join(" "), expected);
    assert_eq!(findings.problems, []);
}
