//! Packets in the many forms that programs write, and what they state.
use crate::asset::{Field, Origin, ProblemKind, Tree, Value};
use crate::metadata::Findings;

const NAMESPACES: &str = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
    xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' xmlns:exif='http://ns.adobe.com/exif/1.0/' \
    xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' xmlns:lr='http://ns.adobe.com/lightroom/1.0/' \
    xmlns:digiKam='http://www.digikam.org/ns/1.0/' \
    xmlns:kw='http://www.metadataworkinggroup.com/schemas/keywords/' \
    xmlns:rs='http://www.metadataworkinggroup.com/schemas/regions/' xmlns:stArea='http://ns.adobe.com/xmp/sType/Area#' \
    xmlns:stDim='http://ns.adobe.com/xap/1.0/sType/Dimensions#' xmlns:MP='http://ns.microsoft.com/photo/1.2/' \
    xmlns:MPRI='http://ns.microsoft.com/photo/1.2/t/RegionInfo#' xmlns:MPReg='http://ns.microsoft.com/photo/1.2/t/Region#' \
    xmlns:acdsee='http://ns.acdsee.com/iptc/1.0/' xmlns:acdrs='http://ns.acdsee.com/regions/' \
    xmlns:photo='http://ns.microsoft.com/photo/1.0/'";

/// RDF with one description: `attributes` in it, `properties` below it.
fn rdf(attributes: &str, properties: &str) -> String {
    format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <rdf:Description rdf:about='' {NAMESPACES} {attributes}>{properties}</rdf:Description></rdf:RDF>"
    )
}

fn read(bytes: impl AsRef<[u8]>) -> Findings {
    let mut findings = Findings::default();
    super::read(bytes.as_ref(), Origin::Xmp, &mut findings);
    findings
}

fn texts(findings: &Findings, field: Field) -> Vec<String> {
    let found = findings.statements.iter().find(|one| one.field == Some(field) && one.language.is_none());
    found.map_or(Vec::new(), |one| one.values.iter().map(ToString::to_string).collect())
}

fn assert_reads(packet: &str, field: Field, values: &[&str]) {
    let findings = read(packet);
    assert_eq!(texts(&findings, field), values, "{packet}");
    assert_eq!(findings.problems, []);
}

#[test]
fn properties_are_read_as_attributes_and_as_elements() {
    assert_reads(&rdf("photoshop:City='Oslo'", ""), Field::City, &["Oslo"]);
    assert_reads(&rdf("", "<photoshop:City>Oslo &amp; more</photoshop:City>"), Field::City, &["Oslo & more"]);
    let resource = "<xmp:Label rdf:resource='http://example.org/red'/>";
    assert_reads(&rdf("", resource), Field::Label, &["http://example.org/red"]);
}

#[test]
fn lists_are_read_whatever_kind_they_say_they_are() {
    for list in ["Bag", "Seq", "Alt"] {
        let subject = format!("<dc:subject><rdf:{list}><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:{list}></dc:subject>");
        assert_reads(&rdf("", &subject), Field::Keywords, &["a", "b"]);
    }
    assert_reads(&rdf("", "<dc:subject>a</dc:subject>"), Field::Keywords, &["a"]);
}

#[test]
fn languages_are_told_apart_and_the_default_stands() {
    let title = "<dc:title><rdf:Alt><rdf:li xml:lang='de'>Hafen</rdf:li><rdf:li xml:lang='x-default'>Harbour</rdf:li>\
                 </rdf:Alt></dc:title>";
    let findings = read(rdf("", title));
    assert_eq!(texts(&findings, Field::Title), ["Harbour"]);
    let other = findings.statements.iter().find(|one| one.language.as_deref() == Some("de")).unwrap();
    assert_eq!((other.name.as_str(), &other.values[..]), ("dc:title", &[Value::text("Hafen")][..]));
    let undefined = "<dc:title><rdf:Alt><rdf:li xml:lang='de'>Hafen</rdf:li></rdf:Alt></dc:title>";
    assert_reads(&rdf("", undefined), Field::Title, &["Hafen"]);
}

#[test]
fn structures_become_trees_with_the_standards_names() {
    let member = "<Iptc4xmpExt:City>Oslo</Iptc4xmpExt:City>";
    let place = Value::Struct(Tree::Struct(vec![("City".to_owned(), Tree::Text("Oslo".to_owned()))]));
    for item in [
        format!("<rdf:li rdf:parseType='Resource'>{member}</rdf:li>"),
        format!("<rdf:li><rdf:Description>{member}</rdf:Description></rdf:li>"),
        "<rdf:li><rdf:Description Iptc4xmpExt:City='Oslo'/></rdf:li>".to_owned(),
        "<rdf:li Iptc4xmpExt:City='Oslo'/>".to_owned(),
        format!("<rdf:li>{member}</rdf:li>"),
    ] {
        let packet =
            rdf("", &format!("<Iptc4xmpExt:LocationShown><rdf:Bag>{item}</rdf:Bag></Iptc4xmpExt:LocationShown>"));
        let findings = read(&packet);
        let shown = findings.statements.iter().find(|one| one.field == Some(Field::LocationShown));
        assert_eq!(shown.map(|one| one.values.as_slice()), Some(&[place.clone()][..]), "{packet}");
    }
}

#[test]
fn positions_inside_structures_are_numbers() {
    let place = "<Iptc4xmpExt:LocationCreated rdf:parseType='Resource'><exif:GPSLatitude>59,54.6N</exif:GPSLatitude>\
                 <exif:GPSAltitude>125/10</exif:GPSAltitude><exif:GPSAltitudeRef>1</exif:GPSAltitudeRef>\
                 <Iptc4xmpExt:LocationName><rdf:Alt><rdf:li xml:lang='x-default'>Pier</rdf:li></rdf:Alt>\
                 </Iptc4xmpExt:LocationName></Iptc4xmpExt:LocationCreated>";
    let findings = read(rdf("", place));
    let members = vec![
        ("GPSLatitude".to_owned(), Tree::Number(59.91)),
        ("GPSAltitude".to_owned(), Tree::Number(-12.5)),
        ("LocationName".to_owned(), Tree::Text("Pier".to_owned())),
    ];
    assert_eq!(findings.statements[0].values, [Value::Struct(Tree::Struct(members))]);
}

#[test]
fn qualifiers_are_left_out_and_values_stay() {
    let label = "<xmp:Label rdf:parseType='Resource'><rdf:value>Red</rdf:value><xmp:Other>x</xmp:Other></xmp:Label>";
    assert_reads(&rdf("", label), Field::Label, &["Red"]);
}

#[test]
fn nodes_are_found_by_their_identifier() {
    let packet = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' {NAMESPACES}>\
         <rdf:Bag rdf:nodeID='a'><rdf:li>boats</rdf:li></rdf:Bag>\
         <rdf:Description><dc:subject rdf:nodeID='a'/></rdf:Description></rdf:RDF>"
    );
    assert_reads(&packet, Field::Keywords, &["boats"]);
    let cycle = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' {NAMESPACES}>\
         <rdf:Description rdf:nodeID='a'><xmp:x rdf:nodeID='a'/><xmp:y rdf:nodeID='a'/></rdf:Description>\
         <rdf:Description><xmp:z rdf:nodeID='a'/></rdf:Description></rdf:RDF>"
    );
    assert_eq!(read(cycle).problems[0].kind, ProblemKind::Limit);
}

#[test]
fn a_node_that_is_described_in_several_places_is_one() {
    let packet = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' {NAMESPACES}>\
         <rdf:Description><Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:nodeID='a'/></rdf:Bag></Iptc4xmpExt:LocationShown>\
         </rdf:Description><rdf:Description rdf:nodeID='a' Iptc4xmpExt:City='Oslo'/>\
         <rdf:Description rdf:nodeID='a'><Iptc4xmpExt:CountryCode>NO</Iptc4xmpExt:CountryCode></rdf:Description></rdf:RDF>"
    );
    let found = read(packet);
    let shown = found.statements.iter().find(|one| one.name == "Iptc4xmpExt:LocationShown").expect("the place");
    let shown = format!("{:?}", shown.values);
    assert!(shown.contains("Oslo") && shown.contains("NO"), "{shown}");
}

#[test]
fn the_namespace_counts_and_not_the_prefix() {
    let packet = rdf("xmlns:q='http://ns.adobe.com/photoshop/1.0/'", "<q:City>Oslo</q:City>");
    assert_reads(&packet, Field::City, &["Oslo"]);
    let other = rdf("xmlns:v='http://example.org/' v:City='x'", "<v:dc xmlns:v='http://example.org/2'>y</v:dc>");
    let findings = read(other);
    assert_eq!(findings.statements[0].name, "v:City");
    let misleading = read(rdf("", "<dc:title xmlns:dc='http://example.org/'>x</dc:title>"));
    assert_eq!(misleading.statements[0].name, "{http://example.org/}title");
    assert_eq!(misleading.statements[0].field, None);
}

#[test]
fn packets_are_read_in_every_encoding_and_wrapping() {
    let rdf = rdf("photoshop:City='Zürich'", "");
    let meta = format!("<x:xmpmeta xmlns:x='adobe:ns:meta/'>{rdf}</x:xmpmeta>");
    let wrapped = format!("<?xpacket begin='\u{feff}' id='W5M0'?>\n{meta}\n{}<?xpacket end='w'?>\0\0", " ".repeat(200));
    for text in [&rdf, &meta, &wrapped, &format!("\n <!-- c --><?xml version='1.0'?>{meta}")] {
        assert_reads(text, Field::City, &["Zürich"]);
    }
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{meta}");
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let utf32: Vec<u32> = text.chars().map(u32::from).collect();
        for bytes in [
            utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<u8>>(),
            utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            utf32.iter().flat_map(|letter| letter.to_le_bytes()).collect(),
            utf32.iter().flat_map(|letter| letter.to_be_bytes()).collect(),
            text.clone().into_bytes(),
        ] {
            let findings = read(bytes);
            assert_eq!(texts(&findings, Field::City), ["Zürich"]);
            assert_eq!(findings.problems, []);
        }
    }
    assert_eq!(read("").problems, []);
}

#[test]
fn keyword_trees_of_every_program_are_paths() {
    let list = |name: &str, item: &str| format!("<{name}><rdf:Bag><rdf:li>{item}</rdf:li></rdf:Bag></{name}>");
    let field = Field::HierarchicalKeywords;
    assert_reads(&rdf("", &list("lr:hierarchicalSubject", "Sport|Football")), field, &["Sport|Football"]);
    assert_reads(&rdf("", &list("digiKam:TagsList", "Sport/Football")), field, &["Sport|Football"]);
    let tree = "<kw:Keywords rdf:parseType='Resource'><kw:Hierarchy><rdf:Bag><rdf:li rdf:parseType='Resource'>\
                <kw:Keyword>Sport</kw:Keyword><kw:Children><rdf:Bag><rdf:li kw:Keyword='Football'/></rdf:Bag>\
                </kw:Children></rdf:li></rdf:Bag></kw:Hierarchy></kw:Keywords>";
    assert_reads(&rdf("", tree), field, &["Sport", "Sport|Football"]);
}

#[test]
fn numbers_flags_and_faces_are_read_in_their_forms() {
    assert_reads(&rdf("exif:ExposureTime='1/125'", ""), Field::ExposureTime, &["0.008"]);
    assert_reads(&rdf("exif:ApertureValue='4/1'", ""), Field::FNumber, &["4"]);
    assert_reads(&rdf("xmp:Rating='-1'", ""), Field::Rating, &["-1"]);
    assert_reads(&rdf("exif:GPSAltitude='5/1' exif:GPSAltitudeRef='1'", ""), Field::Altitude, &["-5"]);
    let flash = "<exif:Flash rdf:parseType='Resource'><exif:Fired>True</exif:Fired></exif:Flash>";
    assert_reads(&rdf("", flash), Field::FlashFired, &["true"]);
    let faces = "<rs:Regions rdf:parseType='Resource'><rs:RegionList><rdf:Bag>\
                 <rdf:li rs:Name='Ann' rs:Type='Face'/><rdf:li rs:Name='Spot' rs:Type='Pet'/>\
                 </rdf:Bag></rs:RegionList></rs:Regions>";
    assert_reads(&rdf("", faces), Field::Person, &["Ann"]);
}

#[test]
fn unknown_properties_are_kept_without_a_field() {
    let findings = read(rdf("xmp:Nickname='Nick'", "<xmp:Count>not a number</xmp:Count>"));
    assert_eq!(findings.statements.len(), 2);
    assert!(findings.statements.iter().all(|one| one.field.is_none()));
    let bad = read(rdf("xmp:Rating='many'", ""));
    assert_eq!((bad.statements[0].field, bad.statements[0].values[0].to_string()), (None, "many".to_owned()));
}

#[test]
fn damage_is_repaired_where_it_can_be_and_reported() {
    let good = rdf("", "<photoshop:City>Oslo</photoshop:City>");
    for bad in [
        good.replace("Oslo", "Os\u{1}lo"),
        good.replace("Oslo", "Os&#0;lo"),
        good.replace("Oslo", "Oslo</photoshop:City><dc:source>a & b</dc:source><photoshop:City>Bergen"),
        good.replace("<photoshop:City>", "<plus:Version>1</plus:Version><photoshop:City>"),
        format!("{good}<trailing"),
    ] {
        let findings = read(&bad);
        assert_eq!(texts(&findings, Field::City), ["Oslo"], "{bad}");
        assert_eq!(findings.problems[0].kind, ProblemKind::Malformed);
    }
    assert_eq!(read(&good[..good.len() - 30]).problems[0].kind, ProblemKind::Truncated);
    assert_eq!(read("not xml at all").problems[0].kind, ProblemKind::Malformed);
    assert_eq!(read(format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{good}")).problems[0].kind, ProblemKind::Refused);
    assert_eq!(read(format!("{good}<!DOCTYPE x>")).problems[0].kind, ProblemKind::Refused);
    for harmless in ["<!DOCTYPE x>", "<?xml version='1.0'?><!DOCTYPE x:xmpmeta SYSTEM \"xmp.dtd\" []>"] {
        let found = read(format!("{harmless}{good}"));
        assert!(found.problems.is_empty() && !found.statements.is_empty(), "{harmless}");
    }
    let latin = good.replace("Oslo", "Z@rich").into_bytes();
    let latin: Vec<u8> = latin.iter().map(|byte| if *byte == b'@' { 0xfc } else { *byte }).collect();
    let findings = read(latin);
    assert_eq!(texts(&findings, Field::City), ["Zürich"]);
    assert_eq!(findings.problems[0].kind, ProblemKind::Malformed);
}

#[test]
fn depth_and_number_are_bounded() {
    let deep = format!("{}x{}", "<xmp:a rdf:parseType='Resource'>".repeat(5000), "</xmp:a>".repeat(5000));
    assert_eq!(read(rdf("", &deep)).problems[0].kind, ProblemKind::Limit);
    let wide = format!("<dc:subject><rdf:Bag>{}</rdf:Bag></dc:subject>", "<rdf:li>a</rdf:li>".repeat(50_000));
    assert_eq!(read(rdf("", &wide)).problems[0].kind, ProblemKind::Limit);
}

/// The one region that a packet states, as a person reads it.
fn region(properties: &str) -> Vec<String> {
    texts(&read(rdf("", properties)), Field::ImageRegion)
}

/// MWG's list of one region with an area.
fn mwg(area: &str) -> String {
    format!(
        "<rs:Regions rdf:parseType='Resource'><rs:AppliedToDimensions stDim:w='4000' stDim:h='2000' stDim:unit='pixel'/>\
         <rs:RegionList><rdf:Bag><rdf:li><rdf:Description rs:Name='Ann' rs:Type='Face'><rs:Area {area}/>\
         </rdf:Description></rdf:li></rdf:Bag></rs:RegionList></rs:Regions>"
    )
}

#[test]
fn regions_of_all_programs_are_iptcs() {
    const HUMAN: &str = "rCtype.Identifier: http://cv.iptc.org/newscodes/imageregiontype/human";
    let told = |boundary: &str| {
        format!("RegionBoundary.{}; Name: Ann; rCtype.Name: Face; {HUMAN}", boundary.replace("; ", "; RegionBoundary."))
    };
    let rectangle = told("rbShape: rectangle; rbUnit: relative; rbX: 0.25; rbY: 0.3; rbW: 0.1; rbH: 0.2");
    let area = "stArea:x='0.3' stArea:y='0.4' stArea:w='0.1' stArea:h='0.2' stArea:unit='normalized'";
    let microsoft = "<MP:RegionInfo rdf:parseType='Resource'><MPRI:Regions><rdf:Bag><rdf:li \
        MPReg:Rectangle='0.25, 0.3, 0.1, 0.2' MPReg:PersonDisplayName='Ann'/></rdf:Bag></MPRI:Regions></MP:RegionInfo>";
    let acdsee = "<acdrs:Regions rdf:parseType='Resource'><acdrs:RegionList><rdf:Bag><rdf:li rdf:parseType='Resource'>\
        <acdrs:DLYArea acdrs:x='0.3' acdrs:y='0.4' acdrs:w='0.1' acdrs:h='0.2'/><acdrs:Name>Ann</acdrs:Name>\
        <acdrs:Type>Face</acdrs:Type></rdf:li></rdf:Bag></acdrs:RegionList></acdrs:Regions>";
    for properties in [mwg(area).as_str(), microsoft, acdsee] {
        assert_eq!(region(properties), std::slice::from_ref(&rectangle), "{properties}");
        assert_eq!(texts(&read(rdf("", properties)), Field::Person), ["Ann"]);
    }
    // A circle's diameter is a part of the shorter side, IPTC's radius one of the width; a point has one vertex.
    let circle = told("rbShape: circle; rbUnit: relative; rbX: 0.3; rbY: 0.4; rbRx: 0.05");
    assert_eq!(region(&mwg("stArea:x='0.3' stArea:y='0.4' stArea:d='0.2' stArea:unit='normalized'")), [circle]);
    let point = told("rbShape: polygon; rbUnit: relative; rbVertices.rbX: 0.3; rbVertices.rbY: 0.4");
    assert_eq!(region(&mwg("stArea:x='0.3' stArea:y='0.4' stArea:unit='normalized'")), [point]);
    let pixels = told("rbShape: rectangle; rbUnit: pixel; rbX: 1000; rbY: 900; rbW: 400; rbH: 200");
    assert_eq!(region(&mwg("stArea:x='1200' stArea:y='1000' stArea:w='400' stArea:h='200'")), [pixels]);
}

#[test]
fn who_a_region_of_iptcs_shows_is_a_person_shown() {
    let region = |inside: &str| {
        let region = format!(
            "<Iptc4xmpExt:ImageRegion><rdf:Bag><rdf:li rdf:parseType='Resource'>{inside}</rdf:li></rdf:Bag></Iptc4xmpExt:ImageRegion>"
        );
        texts(&read(rdf("", &region)), Field::Person)
    };
    let name = "<Iptc4xmpExt:Name><rdf:Alt><rdf:li xml:lang='x-default'>Ann</rdf:li></rdf:Alt></Iptc4xmpExt:Name>";
    let kind = |term: &str| {
        format!(
            "<Iptc4xmpExt:rCtype><rdf:Bag><rdf:li rdf:parseType='Resource'><xmp:Identifier><rdf:Bag><rdf:li>http://cv.iptc.org/newscodes/imageregiontype/{term}</rdf:li></rdf:Bag></xmp:Identifier></rdf:li></rdf:Bag></Iptc4xmpExt:rCtype>"
        )
    };
    assert_eq!(region(&[name, &kind("human")].concat()), ["Ann"]);
    assert_eq!(region(&[name, &kind("animal")].concat()), [""; 0]);
    let shown = "<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Bob</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>";
    assert_eq!(region(&[name, shown].concat()), ["Bob"]);
}

#[test]
fn keyword_trees_of_all_programs_are_paths() {
    let acdsee = "<acdsee:categories>&lt;Categories&gt;&lt;Category Assigned=\"0\"&gt;Sport&lt;Category Assigned=\"1\"&gt;\
        Football&lt;/Category&gt;&lt;/Category&gt;&lt;Category Assigned=\"1\"&gt;Oslo&lt;/Category&gt;&lt;/Categories&gt;\
        </acdsee:categories>";
    assert_reads(&rdf("", acdsee), Field::HierarchicalKeywords, &["Sport|Football", "Oslo"]);
    for broken in ["&lt;Categories&gt;&lt;Category Assigned=", "&lt;!DOCTYPE a&gt;&lt;Categories/&gt;", "words"] {
        let findings = read(rdf("", &format!("<acdsee:categories>{broken}</acdsee:categories>")));
        assert_eq!(texts(&findings, Field::HierarchicalKeywords), [""; 0]);
        assert_eq!(findings.statements.len(), 1);
    }
    let list = |name: &str| format!("<{name}><rdf:Bag><rdf:li>Sport/Football</rdf:li></rdf:Bag></{name}>");
    for name in ["digiKam:TagsList", "photo:LastKeywordXMP", "photo:LastKeywordIPTC"] {
        assert_reads(&rdf("", &list(name)), Field::HierarchicalKeywords, &["Sport|Football"]);
    }
}

#[test]
fn no_damage_to_regions_makes_the_reader_fall() {
    let sample = rdf("", &mwg("stArea:x='0.3' stArea:y='0.4' stArea:w='0.1' stArea:h='0.2' stArea:unit='normalized'"));
    for at in 0..sample.len() {
        let _ = read(&sample.as_bytes()[..at]);
        for letter in [b'<', b'\'', b'9', b'-', 0xff] {
            let mut damaged = sample.clone().into_bytes();
            damaged[at] = letter;
            assert!(read(&damaged).statements.len() <= 4);
        }
    }
}
