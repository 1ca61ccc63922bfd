//! Statements that disagree, and which of them counts.
use super::{Policy, Rule, explain, reconcile};
use crate::asset::{Field, Origin, Statement, Tree, Value};

fn says(origin: Origin, name: &str, field: Field, texts: &[&str]) -> Statement {
    Statement::new(origin, name, Some(field), texts.iter().copied().map(Value::text).collect())
}

fn digest(word: &str) -> Statement {
    Statement::new(Origin::Iim, "IPTCDigest", None, vec![Value::text(word)])
}

fn counts(statements: &[Statement], field: Field) -> Vec<String> {
    reconcile(statements, Policy::Mwg).get(field).iter().map(ToString::to_string).collect()
}

const EXIF: (Origin, &str) = (Origin::Exif, "IFD0:ImageDescription");
const IIM: (Origin, &str) = (Origin::Iim, "2:120");
const XMP: (Origin, &str) = (Origin::Xmp, "dc:description");

#[test]
fn the_order_of_the_metadata_working_group_is_kept() {
    let exif = || says(EXIF.0, EXIF.1, Field::Description, &["exif"]);
    let iim = || says(IIM.0, IIM.1, Field::Description, &["iim"]);
    let xmp = || says(XMP.0, XMP.1, Field::Description, &["xmp"]);
    for (statements, wins, rule) in [
        (vec![xmp(), iim(), exif()], "exif", Rule::Exif),
        (vec![iim(), xmp()], "xmp", Rule::XmpCurrent),
        (vec![iim(), xmp(), digest("current")], "xmp", Rule::XmpCurrent),
        (vec![iim(), xmp(), digest("stale")], "iim", Rule::Iim),
        (vec![iim()], "iim", Rule::Iim),
        (vec![xmp(), digest("stale")], "xmp", Rule::XmpCurrent),
    ] {
        let decided = explain(&statements, Policy::Mwg);
        let decision = &decided[&Field::Description];
        assert_eq!((decision.values[0].to_string().as_str(), decision.rule), (wins, rule));
    }
}

#[test]
fn a_blank_statement_says_nothing() {
    let statements = [
        says(EXIF.0, EXIF.1, Field::Description, &["  \0"]),
        says(IIM.0, IIM.1, Field::Description, &[" line\r\nline "]),
    ];
    assert_eq!(counts(&statements, Field::Description), ["line\nline"]);
}

#[test]
fn what_iim_could_not_hold_whole_is_taken_from_xmp() {
    let (cut, whole) = ("x".repeat(32), "x".repeat(40));
    let statements = [
        says(Origin::Iim, "2:110", Field::CreditLine, &[&cut]),
        says(Origin::Xmp, "photoshop:Credit", Field::CreditLine, &[&whole]),
        digest("stale"),
    ];
    assert_eq!(counts(&statements, Field::CreditLine), [whole.as_str()]);
    let other = [says(Origin::Iim, "2:110", Field::CreditLine, &["xxx"]), statements[1].clone(), digest("stale")];
    assert_eq!(counts(&other, Field::CreditLine), ["xxx"]);
    let long = "k".repeat(70);
    let keywords = [
        says(Origin::Iim, "2:25", Field::Keywords, &["boats", &long[..64]]),
        says(Origin::Xmp, "dc:subject", Field::Keywords, &["old", &long]),
        digest("stale"),
    ];
    assert_eq!(counts(&keywords, Field::Keywords), ["boats", &long]);
}

#[test]
fn a_sidecar_outranks_the_file_it_speaks_for() {
    let statements = [
        says(EXIF.0, EXIF.1, Field::Description, &["exif"]),
        says(Origin::Xmp, "photoshop:City", Field::City, &["Bergen"]),
        says(Origin::Sidecar, "dc:description", Field::Description, &["sidecar"]),
    ];
    assert_eq!(counts(&statements, Field::Description), ["sidecar"]);
    assert_eq!(counts(&statements, Field::City), ["Bergen"]);
    let agent = [says(Origin::Agent, "city", Field::City, &["Oslo"])];
    assert_eq!(counts(&agent, Field::City), Vec::<String>::new());
}

#[test]
fn what_is_only_inferred_from_a_sidecar_does_not_outrank_the_file() {
    let date = |origin, name: &str, field, text: &str| {
        Statement::new(origin, name, Some(field), vec![Value::Date(text.parse().unwrap())])
    };
    let number =
        |origin, name: &str, number| Statement::new(origin, name, Some(Field::FNumber), vec![Value::Number(number)]);
    let mut statements = vec![
        date(Origin::Sidecar, "xmp:CreateDate", Field::DateDigitized, "2008"),
        number(Origin::Sidecar, "exif:ApertureValue", 5.5999),
        says(Origin::Sidecar, "digiKam:TagsList", Field::HierarchicalKeywords, &["new"]),
        says(Origin::Xmp, "lr:hierarchicalSubject", Field::HierarchicalKeywords, &["old"]),
    ];
    assert_eq!(counts(&statements, Field::DateCreated), ["2008"]);
    assert_eq!(counts(&statements, Field::FNumber), ["5.5999"]);
    assert_eq!(counts(&statements, Field::HierarchicalKeywords), ["new"]);
    statements.push(date(Origin::Exif, "ExifIFD:DateTimeOriginal", Field::DateCreated, "2001"));
    statements.push(number(Origin::Exif, "ExifIFD:FNumber", 5.6));
    assert_eq!(counts(&statements, Field::DateCreated), ["2001"]);
    assert_eq!(counts(&statements, Field::FNumber), ["5.6"]);
}

#[test]
fn a_list_has_no_value_twice_and_a_single_field_has_one() {
    let statements = [
        says(Origin::Iim, "2:25", Field::Keywords, &["a", " a", "b"]),
        says(Origin::Iim, "2:85", Field::CreatorJobTitle, &["Staff", "Freelance"]),
    ];
    assert_eq!(counts(&statements, Field::Keywords), ["a", "b"]);
    assert_eq!(counts(&statements, Field::CreatorJobTitle), ["Staff"]);
}

#[test]
fn a_date_is_sought_along_its_chain() {
    let date = |origin, name: &str, field, text: &str| {
        Statement::new(origin, name, Some(field), vec![Value::Date(text.parse().unwrap())])
    };
    let chain = [
        date(Origin::Exif, "ExifIFD:DateTimeOriginal", Field::DateCreated, "2001"),
        date(Origin::Xmp, "photoshop:DateCreated", Field::DateCreated, "2002"),
        date(Origin::Iim, "2:55", Field::DateCreated, "2003"),
        date(Origin::Xmp, "exif:DateTimeOriginal", Field::DateCreated, "2004"),
        date(Origin::Exif, "ExifIFD:CreateDate", Field::DateDigitized, "2005"),
        date(Origin::Iim, "2:62", Field::DateDigitized, "2006"),
        date(Origin::Native, "CreationTime", Field::DateCreated, "2007"),
        date(Origin::Xmp, "xmp:CreateDate", Field::DateDigitized, "2008"),
    ];
    for first in 0..chain.len() {
        let mut rest = chain[first..].to_vec();
        rest.reverse();
        assert_eq!(counts(&rest, Field::DateCreated), [(2001 + first).to_string()]);
    }
    assert_eq!(counts(&chain[4..], Field::DateDigitized), ["2005"]);
}

#[test]
fn the_place_shown_fills_what_the_core_left_empty() {
    let place = |city: &str| {
        let members = vec![("City".to_owned(), Tree::Text(city.to_owned()))];
        Value::Struct(Tree::Struct(members))
    };
    let shown = Statement::new(
        Origin::Xmp,
        "Iptc4xmpExt:LocationShown",
        Some(Field::LocationShown),
        vec![place("Oslo"), place("Bergen")],
    );
    assert_eq!(counts(std::slice::from_ref(&shown), Field::City), ["Oslo"]);
    let core = says(Origin::Xmp, "photoshop:City", Field::City, &["Moss"]);
    assert_eq!(counts(&[shown, core], Field::City), ["Moss"]);
}

#[test]
fn a_position_is_of_one_origin_and_whole() {
    let number =
        |origin, name: &str, field, number| Statement::new(origin, name, Some(field), vec![Value::Number(number)]);
    let half = number(Origin::Exif, "GPS:GPSLatitude", Field::Latitude, 1.0);
    let height = number(Origin::Exif, "GPS:GPSAltitude", Field::Altitude, 9.0);
    assert!(reconcile(&[half.clone(), height.clone()], Policy::Mwg).is_empty());
    let other = [
        number(Origin::Xmp, "exif:GPSLatitude", Field::Latitude, 2.0),
        number(Origin::Xmp, "exif:GPSLongitude", Field::Longitude, 3.0),
    ];
    let all = [vec![half, height], other.to_vec()].concat();
    assert_eq!(counts(&all, Field::Latitude), ["2"]);
    assert_eq!(counts(&all, Field::Altitude), ["9"]);
}

#[test]
fn homes_come_before_the_places_of_vendors_and_comments_last() {
    let statements = [
        says(Origin::Xmp, "digiKam:TagsList", Field::HierarchicalKeywords, &["a|b"]),
        says(Origin::Xmp, "lr:hierarchicalSubject", Field::HierarchicalKeywords, &["a|c"]),
        says(Origin::Exif, "IFD0:XPTitle", Field::Title, &["windows"]),
        says(Origin::Native, "Comment", Field::Description, &["made by x"]),
        says(Origin::Native, "Description", Field::Description, &["a harbour"]),
        says(Origin::Xmp, "aux:Lens", Field::LensModel, &["24-70"]),
        says(Origin::Xmp, "exifEX:LensModel", Field::LensModel, &["EF24-70mm f/2.8L"]),
    ];
    assert_eq!(counts(&statements, Field::HierarchicalKeywords), ["a|c"]);
    assert_eq!(counts(&statements, Field::Title), ["windows"]);
    assert_eq!(counts(&statements, Field::Description), ["a harbour"]);
    assert_eq!(counts(&statements, Field::LensModel), ["EF24-70mm f/2.8L"]);
}

#[test]
fn languages_other_than_the_default_do_not_count() {
    let mut german = says(XMP.0, XMP.1, Field::Description, &["Hafen"]);
    german.language = Some("de".to_owned());
    assert!(reconcile(&[german], Policy::Mwg).is_empty());
}

#[test]
fn fields_that_the_caller_knows_are_left_to_it() {
    let statements = [
        says(Origin::Native, "Path", Field::Path, &["/etc/passwd"]),
        says(Origin::Xmp, "dc:format", Field::MediaType, &["image/png"]),
    ];
    assert!(reconcile(&statements, Policy::Mwg).is_empty());
}

#[test]
fn the_day_a_document_was_made_stands_in_where_nothing_says_more() {
    let date = |name: &str, day: &str| {
        let origin = if name.starts_with("xmp") { Origin::Xmp } else { Origin::Native };
        Statement::new(origin, name, Some(Field::DateDigitized), vec![Value::Date(day.parse().unwrap())])
    };
    for name in ["PDF:CreateDate", "XML:CreateDate", "PostScript:CreateDate"] {
        let own = date(name, "2001");
        assert_eq!(counts(std::slice::from_ref(&own), Field::DateCreated), ["2001"]);
        assert_eq!(counts(&[own, date("xmp:CreateDate", "2002")], Field::DateCreated), ["2002"]);
    }
}
