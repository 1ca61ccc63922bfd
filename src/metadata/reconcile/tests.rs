//! Statements that disagree, and which of them counts.
use super::{Rule, dismissal, explain, reconcile};
use crate::asset::{Field, Origin, Policy, Statement, Tree, Value};

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
fn a_text_that_was_cut_before_a_letter_of_many_bytes_or_behind_a_space_is_known_for_a_cut_one() {
    for (cut, rest) in [("x".repeat(29), "🦀 crab"), ("x".repeat(30), "€5"), ("x".repeat(30), "  and more")] {
        let whole = format!("{cut}{rest}");
        let statements = [
            says(Origin::Iim, "2:110", Field::CreditLine, &[&cut]),
            says(Origin::Xmp, "photoshop:Credit", Field::CreditLine, &[&whole]),
            digest("stale"),
        ];
        assert_eq!(counts(&statements, Field::CreditLine), [whole.as_str()]);
        assert_eq!(disputed(&statements), [""; 0]);
    }
    let shorter = says(Origin::Iim, "2:110", Field::CreditLine, &[&"x".repeat(28)]);
    let longer = says(Origin::Xmp, "photoshop:Credit", Field::CreditLine, &[&format!("{}🦀", "x".repeat(28))]);
    assert_eq!(disputed(&[shorter, longer]), ["credit_line"]);
}

#[test]
fn keywords_that_are_the_same_when_they_are_cut_are_no_conflict() {
    let long = "k".repeat(64);
    let statements = [
        says(Origin::Iim, "2:25", Field::Keywords, &["boats", &long]),
        says(Origin::Xmp, "dc:subject", Field::Keywords, &["boats", &format!("{long}1"), &format!("{long}2")]),
    ];
    assert_eq!(disputed(&statements), [""; 0]);
    let missing = says(Origin::Iim, "2:25", Field::Keywords, &[&long]);
    assert_eq!(disputed(&[missing, statements[1].clone()]), ["keywords"]);
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
    assert_eq!(counts(&statements, Field::HierarchicalKeywords), ["a|c", "a|b"]);
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

fn under(policy: Policy, statements: &[Statement], field: Field) -> (String, Rule) {
    let decided = explain(statements, policy);
    let decision = &decided[&field];
    (decision.values[0].to_string(), decision.rule)
}

#[test]
fn policies_hear_the_origins_in_their_own_order() {
    let exif = says(EXIF.0, EXIF.1, Field::Description, &["exif"]);
    let iim = says(IIM.0, IIM.1, Field::Description, &["iim"]);
    let xmp = says(XMP.0, XMP.1, Field::Description, &["xmp"]);
    let stale = digest("stale");
    let all = [exif.clone(), iim.clone(), xmp.clone()];
    let edited = [exif.clone(), iim.clone(), xmp, stale];
    let old = [exif.clone(), iim];
    for (policy, statements, wins, rule) in [
        (Policy::Mwg, &all[..], "exif", Rule::Exif),
        (Policy::Newsroom, &all, "xmp", Rule::XmpCurrent),
        (Policy::Newsroom, &edited, "iim", Rule::Iim),
        (Policy::Newsroom, &old, "iim", Rule::Iim),
        (Policy::Newsroom, &all[..1], "exif", Rule::ExifLast),
        (Policy::Xmp, &all, "xmp", Rule::XmpFirst),
        (Policy::Xmp, &edited, "xmp", Rule::XmpFirst),
        (Policy::Xmp, &old, "iim", Rule::Iim),
        (Policy::Xmp, &all[..1], "exif", Rule::ExifLast),
    ] {
        assert_eq!(under(policy, statements, Field::Description), (wins.to_owned(), rule), "{policy:?}");
    }
}

#[test]
fn policies_leave_what_cameras_measure_alone() {
    let statements = [
        Statement::new(Origin::Exif, "IFD0:Orientation", Some(Field::Orientation), vec![Value::Integer(6)]),
        Statement::new(Origin::Xmp, "tiff:Orientation", Some(Field::Orientation), vec![Value::Integer(1)]),
    ];
    for policy in Policy::ALL {
        assert_eq!(under(policy, &statements, Field::Orientation).0, "6", "{policy:?}");
    }
}

#[test]
fn a_camera_s_boilerplate_is_a_description_to_the_guidelines_and_none_to_a_newsroom() {
    let junk = says(EXIF.0, EXIF.1, Field::Description, &["OLYMPUS DIGITAL CAMERA"]);
    let copied = says(XMP.0, XMP.1, Field::Description, &["OLYMPUS DIGITAL CAMERA"]);
    let written = says(IIM.0, IIM.1, Field::Description, &["A ferry leaves"]);
    let all = [junk.clone(), copied.clone(), written.clone()];
    assert_eq!(under(Policy::Mwg, &all, Field::Description).0, "OLYMPUS DIGITAL CAMERA");
    assert_eq!(under(Policy::Newsroom, &all, Field::Description), ("A ferry leaves".to_owned(), Rule::Iim));
    assert!(!explain(&all[..2], Policy::Newsroom).contains_key(&Field::Description));
    assert!(dismissal(&junk, Policy::Newsroom).is_some() && dismissal(&written, Policy::Newsroom).is_none());
    assert!(dismissal(&junk, Policy::Mwg).is_none());
    let comment = says(Origin::Native, "Comment", Field::Description, &["Created with GIMP"]);
    assert!(!explain(&[comment], Policy::Mwg).contains_key(&Field::Description));
}

#[test]
fn a_day_alone_gives_way_to_the_time_of_the_same_day_and_of_no_other() {
    let date = |origin, name: &str, text: &str| {
        Statement::new(origin, name, Some(Field::DateCreated), vec![Value::Date(text.parse().unwrap())])
    };
    let exif = date(Origin::Exif, "ExifIFD:DateTimeOriginal", "2024-05-01T10:12:13");
    let same = [exif.clone(), date(Origin::Iim, "2:55", "2024-05-01")];
    let other = [exif, date(Origin::Iim, "2:55", "2024-05-02")];
    assert_eq!(under(Policy::Newsroom, &same, Field::DateCreated), ("2024-05-01T10:12:13".to_owned(), Rule::Fuller));
    assert_eq!(under(Policy::Newsroom, &other, Field::DateCreated), ("2024-05-02".to_owned(), Rule::Iim));
    assert_eq!(under(Policy::Mwg, &other, Field::DateCreated).0, "2024-05-01T10:12:13");
}

fn disputed(statements: &[Statement]) -> Vec<String> {
    reconcile(statements, Policy::Mwg).get(Field::Conflicts).iter().map(ToString::to_string).collect()
}

#[test]
fn origins_that_disagree_are_a_conflict_under_every_policy() {
    let statements = [
        says(Origin::Iim, "2:90", Field::City, &["Oslo"]),
        says(Origin::Xmp, "photoshop:City", Field::City, &["Bergen"]),
        says(Origin::Exif, "IFD0:Artist", Field::Creator, &["Ada Holm"]),
        says(Origin::Xmp, "dc:creator", Field::Creator, &["Ada  Holm"]),
        says(Origin::Iim, "2:25", Field::Keywords, &["a", "b"]),
        says(Origin::Xmp, "dc:subject", Field::Keywords, &["b", "a", "c"]),
    ];
    for policy in Policy::ALL {
        let found = reconcile(&statements, policy).get(Field::Conflicts).to_vec();
        assert_eq!(found, [Value::text("city"), Value::text("keywords")], "{policy:?}");
    }
}

#[test]
fn what_is_told_less_precisely_or_cut_or_in_a_sidecar_is_no_conflict() {
    let date = |origin, name: &str, text: &str| {
        Statement::new(origin, name, Some(Field::DateCreated), vec![Value::Date(text.parse().unwrap())])
    };
    let long = "k".repeat(70);
    let statements = [
        date(Origin::Exif, "ExifIFD:DateTimeOriginal", "2024-05-01T10:12:13"),
        date(Origin::Iim, "2:55", "2024-05-01"),
        date(Origin::Xmp, "photoshop:DateCreated", "2024-05-01T10:12:13+02:00"),
        says(Origin::Iim, "2:25", Field::Keywords, &["boats", &long[..64]]),
        says(Origin::Xmp, "dc:subject", Field::Keywords, &["boats", &long]),
        says(Origin::Xmp, "photoshop:City", Field::City, &["Bergen"]),
        says(Origin::Sidecar, "photoshop:City", Field::City, &["Oslo"]),
        says(Origin::Iim, "2:100", Field::CountryCode, &["NOR"]),
        says(Origin::Xmp, "Iptc4xmpCore:CountryCode", Field::CountryCode, &["NO"]),
        Statement::new(Origin::Container, "width", Some(Field::Width), vec![Value::Integer(1)]),
        Statement::new(Origin::Exif, "ExifIFD:PixelXDimension", Some(Field::Width), vec![Value::Integer(2)]),
    ];
    assert_eq!(disputed(&statements), [""; 0]);
    let later = date(Origin::Iim, "2:55", "2024-05-02");
    assert_eq!(disputed(&[statements[0].clone(), later]), ["date_created"]);
}

#[test]
fn a_text_that_was_encoded_twice_is_told_and_left_as_it_is() {
    let statements = [says(Origin::Xmp, "photoshop:City", Field::City, &["MÃ¡laga"])];
    let description = reconcile(&statements, Policy::Mwg);
    assert_eq!(description.text(Field::City), Some("MÃ¡laga"));
    assert_eq!(description.get(Field::DoubleEncoded), [Value::text("city")]);
}

#[test]
fn a_makers_note_comes_after_everything_that_a_standard_or_the_format_says() {
    let note = || says(Origin::Exif, "Nikon:Lens", Field::LensModel, &["18 70 3.5 4.5"]);
    for (name, origin) in
        [("exif:LensModel", Origin::Xmp), ("Keys:LensModel", Origin::Native), ("aux:Lens", Origin::Xmp)]
    {
        let other = says(origin, name, Field::LensModel, &["other"]);
        assert_eq!(counts(&[note(), other], Field::LensModel), ["other"], "{name}");
    }
    let statements = [note()];
    assert_eq!(explain(&statements, Policy::Mwg)[&Field::LensModel].rule, Rule::MakerNote);
}

#[test]
fn a_size_is_the_headers_then_that_of_the_first_directory() {
    let width = |origin, name, width| Statement::new(origin, name, Some(Field::Width), vec![Value::Integer(width)]);
    let (header, exif, xmp) = (
        width(Origin::Container, "width", 1),
        width(Origin::Exif, "IFD0:ImageWidth", 2),
        width(Origin::Xmp, "tiff:ImageWidth", 3),
    );
    assert_eq!(counts(&[xmp.clone(), exif.clone(), header], Field::Width), ["1"]);
    assert_eq!(counts(&[xmp.clone(), exif], Field::Width), ["2"]);
    assert_eq!(counts(&[xmp], Field::Width), ["3"]);
}

#[test]
fn a_sidecar_that_dropped_the_fraction_does_not_take_it_from_the_file() {
    let date = |origin, name: &str, text: &str| {
        Statement::new(origin, name, Some(Field::DateCreated), vec![Value::Date(text.parse().unwrap())])
    };
    let file = date(Origin::Exif, "ExifIFD:DateTimeOriginal", "2018-09-10T12:16:13.023");
    for (beside, counts_as) in [
        ("2018-09-10T12:16:13", "2018-09-10T12:16:13.023"),
        ("2018-09", "2018-09"),
        ("2018-09-10T12:16:14", "2018-09-10T12:16:14"),
        ("2018-09-10T12:16:13.5", "2018-09-10T12:16:13.5"),
    ] {
        let beside = date(Origin::Sidecar, "photoshop:DateCreated", beside);
        assert_eq!(counts(&[file.clone(), beside], Field::DateCreated), [counts_as]);
    }
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
