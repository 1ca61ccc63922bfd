//! Descriptions written, and read back by damson and by ExifTool.
use super::packet;
use crate::asset::Policy;
use crate::asset::text::tidied;
use crate::asset::{Description, Field, Group, Kind, SidecarKind, Tree, Value};
use crate::metadata::xmp::is_xml;
use crate::metadata::{read_sidecar, reconcile};
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use std::io::Write;
use std::process::{Command, Stdio};

fn text(text: &str) -> Tree {
    Tree::Text(text.to_owned())
}

fn tree(members: &[(&str, Tree)]) -> Tree {
    Tree::Struct(members.iter().map(|(name, member)| ((*name).to_owned(), member.clone())).collect())
}

/// A structure in the form that the standard gives the field.
fn structure(field: Field) -> Tree {
    let concept = tree(&[("CvTermId", text("medtop:15000000")), ("CvTermName", text("sport"))]);
    let entity = tree(&[("Name", text("Ann")), ("Identifier", Tree::List(vec![text("https://example.org/ann")]))]);
    let place = tree(&[
        ("City", text("Oslo")),
        ("CountryName", text("Norway")),
        ("LocationName", text("Pier <2>")),
        ("LocationId", Tree::List(vec![text("a"), text("b")])),
        ("GPSLatitude", Tree::Number(59.91)),
        ("GPSLongitude", Tree::Number(-10.75)),
        ("GPSAltitude", Tree::Number(-2.5)),
    ]);
    match field.word() {
        "creator_contact" => tree(&[("CiAdrCity", text("Oslo")), ("CiUrlWork", text("https://example.org/?a&b"))]),
        "artwork" => tree(&[("AOTitle", text("Cliff")), ("AOCreator", Tree::List(vec![text("Ann"), text("Bob")]))]),
        "location_created" | "location_shown" => place,
        "person_details" => tree(&[("PersonName", text("Ann")), ("PersonCharacteristic", Tree::List(vec![concept]))]),
        "product" => tree(&[("ProductName", text("Boat")), ("ProductGTIN", text("123"))]),
        "contributor" => entity,
        "about_term" | "genre" => concept,
        "image_region" => tree(&[
            (
                "RegionBoundary",
                tree(&[("rbShape", text("rectangle")), ("rbX", Tree::Number(0.25)), ("rbW", Tree::Number(0.5))]),
            ),
            ("rCtype", Tree::List(vec![entity])),
            ("dc:subject", Tree::List(vec![text("face"), text("hat")])),
            ("photoshop:Headline", text("A face")),
        ]),
        "licensor" => tree(&[("LicensorName", text("Ann")), ("LicensorURL", text("https://example.org/"))]),
        _ => tree(&[("Name1", text("x")), ("Name2", text("y"))]),
    }
}

fn sample(field: Field) -> Value {
    if let Some(number) = match field.word() {
        "latitude" => Some(59.912_345_67),
        "longitude" => Some(-10.75),
        "altitude" => Some(-12.5),
        "exposure_time" => Some(0.008),
        "f_number" => Some(2.8),
        _ => None,
    } {
        return Value::Number(number);
    }
    match field.kind() {
        Kind::Text => Value::text(format!("{} <&> \"'ü\nline", field.word())),
        Kind::Uri => Value::text("http://example.org/vocab/a?b&c"),
        Kind::Integer => Value::Integer(5),
        Kind::Number => Value::Number(3.5),
        Kind::Boolean => Value::Boolean(true),
        Kind::Date => Value::Date("2024-05-01T10:12:13.25+02:00".parse().unwrap()),
        Kind::Struct => Value::Struct(structure(field)),
    }
}

/// Every field that a packet holds.
pub(super) fn full() -> Description {
    let mut description = Description::default();
    for field in Field::ALL.iter().copied().filter(|field| field.definition().group != Group::Catalogue) {
        let is_held = !field.definition().xmp.is_empty()
            || matches!(
                field.word(),
                "flash_fired" | "edit_status" | "release_date" | "expiration_date" | "action_advised"
            );
        if is_held {
            let mut values = vec![sample(field)];
            if field.is_many() && field.kind() == Kind::Text {
                values.push(Value::text("second"));
            }
            description.set(field, values);
        }
    }
    description
}

fn read_back(description: &Description) -> Description {
    let (statements, problems) = read_sidecar(SidecarKind::Xmp, packet(description).as_bytes());
    assert_eq!(problems, []);
    reconcile(&statements, Policy::Mwg)
}

#[test]
fn a_packet_reads_back_as_what_was_written() {
    let description = full();
    assert!(description.iter().count() > 85);
    let read = read_back(&description);
    for (field, values) in description.iter() {
        assert_eq!(read.get(field), values, "{}\n{}", field.word(), packet(&description));
    }
    assert_eq!(read, description);
}

#[test]
fn an_empty_description_makes_an_empty_packet() {
    let text = packet(&Description::default());
    assert!(text.contains("<rdf:Description rdf:about=\"\">"));
    assert_eq!(read_back(&Description::default()), Description::default());
}

#[test]
fn a_packet_is_written_as_people_would() {
    let mut description = Description::default();
    description.set(Field::Title, vec![Value::text("A & B")]);
    description.set(Field::Keywords, vec![Value::text("boats")]);
    description.set(Field::City, vec![Value::text("Oslo\u{1}")]);
    let expected = "\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>
<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"damson\">
 <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">
  <rdf:Description rdf:about=\"\"
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"
    xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\">
   <photoshop:City>Oslo</photoshop:City>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>boats</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <dc:title>
    <rdf:Alt>
     <rdf:li xml:lang=\"x-default\">A &amp; B</rdf:li>
    </rdf:Alt>
   </dc:title>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end=\"w\"?>
";
    assert_eq!(packet(&description).strip_prefix("<?xpacket begin=\"").unwrap(), expected);
}

#[test]
fn members_that_cannot_be_named_are_left_out() {
    let mut description = Description::default();
    let members = tree(&[("bad name>", text("x")), ("nobody:Name", text("y")), ("Name", text("z"))]);
    description.set(Field::ImageRegion, vec![Value::Struct(members)]);
    assert_eq!(read_back(&description).get(Field::ImageRegion), [Value::Struct(tree(&[("Name", text("z"))]))]);
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), Just("]]> &amp; <!-- \r\n".to_owned())]
        .prop_map(|text| text.chars().filter(|letter| is_xml(*letter)).collect::<String>())
        .prop_filter_map("blank", |text| tidied(&text).map(std::borrow::Cow::into_owned))
}

proptest! {
    #[test]
    fn any_text_reads_back(title in words(), keywords in proptest::collection::vec(words(), 1..4), city in words()) {
        let mut description = Description::default();
        description.set(Field::Title, vec![Value::Text(title)]);
        description.set(Field::Keywords, keywords.into_iter().map(Value::Text).collect());
        description.set(Field::City, vec![Value::Text(city)]);
        prop_assert_eq!(read_back(&description), description);
    }

    #[test]
    fn any_camera_reads_back(
        latitude in -9_000_000_000i64..=9_000_000_000,
        longitude in -18_000_000_000i64..=18_000_000_000,
        metres in -100_000_000i32..100_000_000,
        (over, under) in (1u32.., 1u32..),
        rating in -1i8..=5,
    ) {
        let mut description = Description::default();
        let mut set = |field, number| description.set(field, vec![Value::Number(number)]);
        #[allow(clippy::cast_precision_loss)]
        {
            set(Field::Latitude, latitude as f64 / 1e8);
            set(Field::Longitude, longitude as f64 / 1e8);
        }
        set(Field::Altitude, f64::from(metres) / 1e4);
        set(Field::ExposureTime, f64::from(over) / f64::from(under));
        set(Field::Rating, f64::from(rating));
        prop_assert_eq!(read_back(&description), description);
    }
}

/// ExifTool's record of a sidecar as JSON, without white space; none where it is not installed.
fn exiftool(packet: &str) -> Option<String> {
    let mut command = Command::new("exiftool");
    let command = command.args(["-j", "-G1", "-struct", "-n", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take().unwrap().write_all(packet.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().split_whitespace().collect())
}

#[test]
#[allow(clippy::print_stderr)]
fn exiftool_reads_the_same_values() {
    let Some(record) = exiftool(&packet(&full())) else {
        eprintln!("skipped: exiftool is not installed");
        return;
    };
    assert!(!record.contains("ExifTool:Warning"), "{record}");
    let text = |field: Field| format!("\"{}<&>\\\"'ü\\nline\"", field.word());
    let list = |field| format!("[{},\"second\"]", text(field));
    for (tag, value) in [
        ("XMP-dc:Title", text(Field::Title)),
        ("XMP-dc:Creator", list(Field::Creator)),
        ("XMP-dc:Subject", list(Field::Keywords)),
        ("XMP-lr:HierarchicalSubject", list(Field::HierarchicalKeywords)),
        ("XMP-photoshop:City", text(Field::City)),
        ("XMP-photoshop:DateCreated", "\"2024:05:0110:12:13.25+02:00\"".to_owned()),
        ("XMP-xmp:Rating", "3.5".to_owned()),
        ("XMP-exif:ExposureTime", "0.008".to_owned()),
        ("XMP-exif:FNumber", "2.8".to_owned()),
        ("XMP-exif:GPSLatitude", "59.91234567".to_owned()),
        ("XMP-exif:GPSLongitude", "-10.75".to_owned()),
        ("XMP-exif:GPSAltitude", "12.5".to_owned()),
        ("XMP-exif:GPSAltitudeRef", "1".to_owned()),
        ("XMP-exif:Flash", "{\"Fired\":true}".to_owned()),
        ("XMP-plus:Licensor", "[{\"LicensorName\":\"Ann\",\"LicensorURL\":\"https://example.org/\"}]".to_owned()),
        (
            "XMP-iptcCore:CreatorContactInfo",
            "{\"CiAdrCity\":\"Oslo\",\"CiUrlWork\":\"https://example.org/?a&b\"}".to_owned(),
        ),
        ("XMP-iptcExt:ArtworkOrObject", "[{\"AOCreator\":[\"Ann\",\"Bob\"],\"AOTitle\":\"Cliff\"}]".to_owned()),
    ] {
        assert!(record.contains(&format!("\"{tag}\":{value}")), "{tag} is not {value} in {record}");
    }
    assert!(record.contains("\"LocationId\":[\"a\",\"b\"],\"LocationName\":\"Pier<2>\""), "{record}");
}
