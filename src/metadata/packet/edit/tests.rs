//! Packets of other programs edited: what is wished is said, and the rest keeps its bytes.
use super::{PacketPlace, edit_packet};
use crate::asset::{Date, Field, Origin, Policy, ProblemKind, Statement, Tree, Value};
use crate::metadata::xmp;
use crate::metadata::{Findings, reconcile};

const HEAD: &str = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:xmptk=\"Other 1.0\">\n \
     <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n  \
     <rdf:Description rdf:about=\"\"\n    \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n    \
     xmlns:crs=\"http://ns.adobe.com/camera-raw-settings/1.0/\"\n    \
     xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"\n    \
     xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n    \
     xmlns:exif=\"http://ns.adobe.com/exif/1.0/\"";
const FOOT: &str = "\n  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>";

/// A packet with one description: `attributes` in it, `properties` below it.
fn packet(attributes: &str, properties: &str) -> String {
    format!("{HEAD}{attributes}>\n   <!-- here -->{properties}{FOOT}")
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().copied().map(Value::text).collect()
}

fn edited(old: &str, wishes: &[(Field, Vec<Value>)]) -> String {
    String::from_utf8(edit_packet(Some(old.as_bytes()), wishes, PacketPlace::Sidecar).unwrap()).unwrap()
}

fn statements(bytes: impl AsRef<[u8]>) -> Vec<Statement> {
    let mut findings = Findings::default();
    xmp::read(bytes.as_ref(), Origin::Sidecar, &mut findings);
    assert_eq!(findings.problems, []);
    findings.statements
}

fn refused(old: &str, wishes: &[(Field, Vec<Value>)]) -> ProblemKind {
    edit_packet(Some(old.as_bytes()), wishes, PacketPlace::Sidecar).unwrap_err().kind
}

/// What a wish makes of properties, the rest of the packet being as it was.
fn assert_becomes(properties: &str, wish: (Field, Vec<Value>), expected: &str) {
    let old = packet("", properties);
    assert_eq!(edited(&old, std::slice::from_ref(&wish)), packet("", expected), "{wish:?}");
    assert_eq!(edited(&packet("", expected), &[wish]), packet("", expected));
}

#[test]
fn a_text_is_changed_where_it_is() {
    for (old, new) in [
        ("\n   <photoshop:City>Oslo</photoshop:City>", "\n   <photoshop:City>A &amp; B</photoshop:City>"),
        ("\n   <photoshop:City/>", "\n   <photoshop:City>A &amp; B</photoshop:City>"),
        (
            "<photoshop:City xml:lang='no'>Oslo</photoshop:City>",
            "<photoshop:City xml:lang='no'>A &amp; B</photoshop:City>",
        ),
        (
            "\n   <photoshop:City rdf:parseType='Resource'><rdf:value>Oslo</rdf:value><xmp:q>1</xmp:q></photoshop:City>",
            "\n   <photoshop:City rdf:parseType='Resource'><rdf:value>A &amp; B</rdf:value><xmp:q>1</xmp:q></photoshop:City>",
        ),
        (
            "<photoshop:City><rdf:Description rdf:value=\"Oslo\" xmp:q=\"1\"/></photoshop:City>",
            "<photoshop:City><rdf:Description rdf:value=\"A &amp; B\" xmp:q=\"1\"/></photoshop:City>",
        ),
    ] {
        assert_becomes(old, (Field::City, texts(&["A & B"])), new);
    }
}

#[test]
fn an_attribute_is_changed_between_its_own_quotes() {
    let old = packet("\n photoshop:City = 'Oslo'\n\txmp:Rating=\"3\"", "");
    let new = edited(&old, &[(Field::City, texts(&["It's\n\"<&>\""])), (Field::Rating, vec![Value::Number(-1.0)])]);
    assert_eq!(new, packet("\n photoshop:City = 'It&apos;s&#10;\"&lt;&amp;&gt;\"'\n\txmp:Rating=\"-1\"", ""));
    let gone = edited(&new, &[(Field::City, vec![])]);
    assert_eq!(gone, packet("\n\txmp:Rating=\"-1\"", ""));
}

#[test]
fn a_property_is_put_after_the_last_of_its_description() {
    let old = packet("", "\n   <crs:Exposure2012>+0.50</crs:Exposure2012>");
    let wishes = [(Field::Headline, texts(&["New"])), (Field::Event, texts(&["Fair"]))];
    let new = edited(&old, &wishes);
    let declared = "\n    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"";
    let expected = packet(
        "",
        "\n   <crs:Exposure2012>+0.50</crs:Exposure2012>\n   <photoshop:Headline>New</photoshop:Headline>\n   \
         <Iptc4xmpExt:Event>\n    <rdf:Alt>\n     <rdf:li xml:lang=\"x-default\">Fair</rdf:li>\n    </rdf:Alt>\n   \
         </Iptc4xmpExt:Event>",
    );
    assert_eq!(new, expected.replacen(HEAD, &format!("{HEAD}{declared}"), 1));
    let undone = edited(&new, &[(Field::Headline, vec![]), (Field::Event, vec![])]);
    assert_eq!(undone.replace(declared, ""), old);
}

#[test]
fn prefixes_are_those_that_the_packet_binds() {
    let old = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
               <r:Description r:about='' xmlns:ps='http://ns.adobe.com/photoshop/1.0/' xmlns:dc='urn:x' dc:title='no'/></r:RDF>";
    let new = edited(old, &[(Field::City, texts(&["Oslo"])), (Field::Title, texts(&["A"]))]);
    assert_eq!(
        new,
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
         <r:Description r:about='' xmlns:ps='http://ns.adobe.com/photoshop/1.0/' xmlns:dc='urn:x' \
         xmlns:dc1=\"http://purl.org/dc/elements/1.1/\" dc:title='no'><ps:City>Oslo</ps:City><dc1:title><r:Alt>\
         <r:li xml:lang=\"x-default\">A</r:li></r:Alt></dc1:title></r:Description></r:RDF>"
    );
}

#[test]
fn rdf_without_a_description_is_given_one() {
    for old in [
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>",
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n</r:RDF>",
    ] {
        let new = edited(old, &[(Field::City, texts(&["Oslo"]))]);
        assert!(new.contains("<photoshop:City>Oslo</photoshop:City>"), "{new}");
        assert_eq!(edited(old, &[(Field::City, vec![])]), old);
    }
}

#[test]
fn languages_other_than_the_default_stay_unless_they_said_the_same() {
    let alternatives = |items: &str| format!("\n   <dc:title>\n    <rdf:Alt>{items}\n    </rdf:Alt>\n   </dc:title>");
    let item = |language: &str, text: &str| format!("\n     <rdf:li xml:lang=\"{language}\">{text}</rdf:li>");
    let all = |items: &[(&str, &str)]| {
        alternatives(&items.iter().map(|(language, text)| item(language, text)).collect::<String>())
    };
    for (old, new) in [
        (vec![("x-default", "a")], vec![("x-default", "b")]),
        (vec![("x-default", "a"), ("en-US", "a"), ("de", "c")], vec![("x-default", "b"), ("en-US", "b"), ("de", "c")]),
        (vec![("en-US", "a")], vec![("x-default", "b"), ("en-US", "b")]),
        (vec![("en", "a"), ("de", "c")], vec![("x-default", "b"), ("en", "a"), ("de", "c")]),
    ] {
        assert_becomes(&all(&old), (Field::Title, texts(&["b"])), &all(&new));
        assert_becomes(&all(&old), (Field::Title, vec![]), "");
    }
}

#[test]
fn items_of_lists_that_stay_keep_their_bytes() {
    let list = |kind: &str, items: &str| {
        format!("\n   <dc:subject>\n    <rdf:{kind}>{items}\n    </rdf:{kind}>\n   </dc:subject>")
    };
    let a = "\n     <rdf:li xml:lang='en'>a<!-- first --></rdf:li>";
    let b = "\n     <rdf:li>b</rdf:li>";
    let c = "\n     <rdf:li>c</rdf:li>";
    let new = |items: &[&str]| items.concat();
    for (wish, expected) in [
        (vec!["a", "c"], new(&[a, c])),
        (vec!["c", "a", "b"], new(&[c, a, b])),
        (vec!["b"], new(&[b])),
        (vec!["b", "a"], new(&[b, a])),
        (vec!["c"], new(&[c])),
    ] {
        let wish = (Field::Keywords, texts(&wish));
        for kind in ["Bag", "Seq"] {
            assert_becomes(&list(kind, &new(&[a, b])), wish.clone(), &list(kind, &expected));
        }
        let is_as_it_was = wish.1 == texts(&["a", "b"]);
        let old = packet("", &list("Alt", &new(&[a, b])));
        assert!(is_as_it_was || edited(&old, &[wish]) == packet("", &list("Bag", &expected)));
    }
}

#[test]
fn a_property_in_several_places_or_in_a_wrong_shape_becomes_one() {
    for (attributes, properties) in [
        ("\n    dc:subject=\"a\"", ""),
        ("", "\n   <dc:subject>a</dc:subject>"),
        ("\n    dc:subject=\"a\"", "\n   <dc:subject>b</dc:subject>\n   <dc:subject/>"),
        ("", "\n   <dc:subject><rdf:Alt><rdf:li>b</rdf:li></rdf:Alt></dc:subject><dc:subject><rdf:Bag/></dc:subject>"),
        ("", "\n   <dc:subject rdf:parseType='Resource'><dc:x>b</dc:x></dc:subject>"),
    ] {
        let new = edited(&packet(attributes, properties), &[(Field::Keywords, texts(&["b", "c"]))]);
        assert_eq!(new.matches("<dc:subject").count(), 1, "{new}");
        assert_eq!(new.matches("<rdf:Bag>").count(), 1, "{new}");
        let found: Vec<Statement> = statements(&new).into_iter().filter(|one| one.name == "dc:subject").collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].values, texts(&["b", "c"]));
    }
}

#[test]
fn creators_are_put_in_order_where_they_had_none() {
    let list = |kind: &str, items: &[&str]| {
        let items: String = items.iter().map(|item| format!("<rdf:li>{item}</rdf:li>")).collect();
        format!("\n   <dc:creator><rdf:{kind}>{items}</rdf:{kind}></dc:creator>")
    };
    let wish = (Field::Creator, texts(&["Bob", "Ann"]));
    assert_becomes(&list("Bag", &["Ann", "Bob"]), wish, &list("Seq", &["Bob", "Ann"]));
}

#[test]
fn other_places_that_speak_for_a_field_are_kept_in_step() {
    let old = packet(
        "\n    exif:DateTimeOriginal=\"2020-01-02T03:04:05\"\n    photoshop:DateCreated=\"2020-01-02\"",
        "\n   <dc:creator>\n    <rdf:Seq>\n     <rdf:li>Ann</rdf:li>\n    </rdf:Seq>\n   </dc:creator>\n   \
         <p:Author xmlns:p=\"http://ns.adobe.com/pdf/1.3/\">Ann</p:Author>",
    );
    let date: Date = "2021-05-06T07:08:09.120+02:00".parse().unwrap();
    let wishes = [(Field::DateCreated, vec![Value::Date(date)]), (Field::Creator, texts(&["Bob", "Cy"]))];
    let new = edited(&old, &wishes);
    assert_eq!(new.matches("=\"2021-05-06T07:08:09.120+02:00\"").count(), 2, "{new}");
    assert!(new.contains(">Bob; Cy</p:Author>"), "{new}");
    let gone = edited(&new, &[(Field::DateCreated, vec![]), (Field::Creator, vec![])]);
    assert!(!gone.contains("2021") && !gone.contains("Bob"), "{gone}");
    assert_eq!(edited(&new, &wishes), new);
    // What tells the same more finely does not contradict.
    let day: Date = "2020-01-02".parse().unwrap();
    assert_eq!(edited(&old, &[(Field::DateCreated, vec![Value::Date(day)])]), old);
}

#[test]
fn what_other_programs_read_beside_a_home_is_kept_in_step() {
    let old = packet(
        "\n    xmlns:t=\"http://ns.adobe.com/tiff/1.0/\" xmlns:m=\"http://ns.microsoft.com/photo/1.0/\" m:Rating='50' t:Artist='Ann'",
        "\n   <t:ImageDescription><rdf:Alt><rdf:li xml:lang='x-default'>a</rdf:li><rdf:li xml:lang='de'>b</rdf:li></rdf:Alt>\
         </t:ImageDescription>\n   <exif:GPSLatitude>33.5</exif:GPSLatitude><exif:GPSLatitudeRef>N</exif:GPSLatitudeRef>\n   \
         <exif:ApertureValue>4/1</exif:ApertureValue><exif:FNumber>4/1</exif:FNumber>",
    );
    let wishes = [
        (Field::Rating, vec![Value::Number(4.0)]),
        (Field::Creator, texts(&["Bob", "Cy"])),
        (Field::Description, texts(&["c"])),
        (Field::Latitude, vec![Value::Number(-33.5)]),
        (Field::FNumber, vec![Value::Number(2.8)]),
    ];
    let new = edited(&old, &wishes);
    for part in [
        "m:Rating='75' t:Artist='Bob; Cy'",
        "<rdf:li xml:lang='x-default'>c</rdf:li><rdf:li xml:lang='de'>b</rdf:li>",
        "<exif:GPSLatitude>33,30.0S</exif:GPSLatitude><exif:GPSLatitudeRef>S</exif:GPSLatitudeRef>",
        "<exif:ApertureValue>2970854/1000000</exif:ApertureValue><exif:FNumber>28/10</exif:FNumber>",
    ] {
        assert!(new.contains(part), "{part}\n{new}");
    }
    assert_eq!(edited(&new, &wishes), new);
}

#[test]
fn lines_end_as_they_do_in_the_packet() {
    let old = packet("", "\n   <xmp:Label>x</xmp:Label>").replace('\n', "\r\n");
    let new = edited(&old, &[(Field::Keywords, texts(&["a", "b"])), (Field::Event, texts(&["c"]))]);
    assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "{new}");
    assert_eq!(edited(&new, &[(Field::Keywords, vec![])]).matches("<rdf:li").count(), 1);
}

#[test]
fn members_of_structures_that_are_not_ours_stay() {
    for old in [
        "\n   <exif:Flash rdf:parseType=\"Resource\"><exif:Fired>False</exif:Fired><exif:Mode>2</exif:Mode></exif:Flash>",
        "\n   <exif:Flash exif:Fired='False' exif:Mode='2'/>",
        "\n   <exif:Flash><rdf:Description exif:Fired='False' exif:Mode='2'/></exif:Flash>",
    ] {
        let fired = (Field::FlashFired, vec![Value::Boolean(true)]);
        let new = edited(&packet("", old), std::slice::from_ref(&fired));
        assert_eq!(new, packet("", &old.replace("False", "True")));
        let gone = edited(&new, &[(Field::FlashFired, vec![])]);
        assert!(!gone.contains("Fired") && gone.contains("Mode"), "{gone}");
        assert!(edited(&gone, &[fired]).contains("Fired"));
    }
}

#[test]
fn structures_that_stay_keep_their_bytes() {
    let item = "\n     <rdf:li><rdf:Description plus:LicensorName='Ann' xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/'/></rdf:li>";
    let old = packet("", "").replace(
        "<!-- here -->",
        &format!("<plus:Licensor xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/'>\n    <rdf:Seq>{item}\n    </rdf:Seq>\n   </plus:Licensor>"),
    );
    let licensor =
        |name: &str| Value::Struct(Tree::Struct(vec![("LicensorName".to_owned(), Tree::Text(name.to_owned()))]));
    let new = edited(&old, &[(Field::Licensor, vec![licensor("Bob"), licensor("Ann")])]);
    assert!(new.contains(item) && new.contains("<plus:LicensorName>Bob</plus:LicensorName>"), "{new}");
    assert_eq!(edited(&new, &[(Field::Licensor, vec![licensor("Ann")])]).matches("LicensorName").count(), 1);
}

#[test]
fn regions_of_other_programs_that_are_wished_no_more_go_from_their_lists() {
    let region = |name: &str| {
        format!(
            "<rdf:li><rdf:Description rs:Name='{name}' rs:Type='Face'><rs:Area xmlns:a='http://ns.adobe.com/xmp/sType/Area#' \
             a:x='0.5' a:y='0.5' a:w='0.1' a:h='0.1' a:unit='normalized'/></rdf:Description></rdf:li>"
        )
    };
    let regions = |items: &str| {
        format!(
            "\n   <rs:Regions xmlns:rs='http://www.metadataworkinggroup.com/schemas/regions/' rdf:parseType='Resource'>\
             <rs:RegionList><rdf:Bag>{items}</rdf:Bag></rs:RegionList></rs:Regions>"
        )
    };
    let both = packet("", &regions(&(region("Ann") + &region("Bob"))));
    let said = |packet: &str| reconcile(&statements(packet), Policy::Mwg).get(Field::ImageRegion).to_vec();
    let all = said(&both);
    assert_eq!(edited(&both, &[(Field::ImageRegion, all.clone())]), both);
    let one = edited(&both, &[(Field::ImageRegion, all[1..].to_vec())]);
    assert_eq!(said(&one), all[1..]);
    assert!(one.contains(&regions(&region("Bob"))), "{one}");
    let none = edited(&one, &[(Field::ImageRegion, vec![])]);
    assert!(!none.contains("Regions") && !none.contains("ImageRegion>"), "{none}");
    // Whom a region names is said by the region, so that a wish for nobody cannot be.
    assert_eq!(refused(&both, &[(Field::Person, vec![])]), ProblemKind::Unsupported);
    assert!(edited(&both, &[(Field::Person, texts(&["Cy"]))]).contains(&regions(&(region("Ann") + &region("Bob")))));
}

#[test]
fn a_height_is_told_from_a_depth() {
    let old = packet("", "\n   <exif:GPSAltitude>12/1</exif:GPSAltitude>");
    let new = edited(&old, &[(Field::Altitude, vec![Value::Number(-2.5)])]);
    assert!(new.contains("<exif:GPSAltitude>25/10</exif:GPSAltitude>"), "{new}");
    assert!(new.contains("<exif:GPSAltitudeRef>1</exif:GPSAltitudeRef>"), "{new}");
    assert!(!edited(&new, &[(Field::Altitude, vec![])]).contains("GPS"));
}

fn concat<const N: usize>(units: Vec<[u8; N]>) -> Vec<u8> {
    units.concat()
}

type Encode = fn(&str) -> Vec<u8>;

#[test]
fn the_encoding_and_what_is_around_the_markup_stay() {
    let text = packet("", "\n   <photoshop:City>Malmö</photoshop:City>");
    let encodings: [Encode; 6] = [
        |text| text.as_bytes().to_vec(),
        |text| format!("\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n{text}\0\0\r\n").into_bytes(),
        |text| {
            [b"<?xpacket begin='\xff\xfe' id='x'?>\n".as_slice(), text.as_bytes(), b"\n<?xpacket end='w'?>"].concat()
        },
        |text| concat(format!("\u{feff}{text}").encode_utf16().map(u16::to_le_bytes).collect()),
        |text| concat(text.encode_utf16().map(u16::to_be_bytes).collect()),
        |text| concat(format!("\u{feff}{text}\n").chars().map(|letter| u32::from(letter).to_be_bytes()).collect()),
    ];
    for encode in encodings {
        let wish = [(Field::City, texts(&["Ängelholm"]))];
        let new = edit_packet(Some(&encode(&text)), &wish, PacketPlace::Sidecar).unwrap();
        assert_eq!(new, encode(&text.replace("Malmö", "Ängelholm")));
    }
}

#[test]
fn an_embedded_packet_keeps_its_size_while_its_padding_lasts() {
    let wrapped = |end: &str, padding: &str| {
        let inside = packet("", "\n   <photoshop:City>Oslo</photoshop:City>");
        format!(
            "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n{inside}{padding}<?xpacket end='{end}'?>"
        )
    };
    let edit = |old: &str, city: &str| {
        let wish = [(Field::City, texts(&[city]))];
        String::from_utf8(edit_packet(Some(old.as_bytes()), &wish, PacketPlace::Embedded).unwrap()).unwrap()
    };
    let old = wrapped("w", &" ".repeat(50));
    for city in ["Oslo", "O", "Oslo and everything", &"x".repeat(54)] {
        assert_eq!(edit(&old, city).len(), old.len(), "{city}");
    }
    assert!(edit(&old, &"x".repeat(55)).len() > old.len() + 2000);
    let lines = wrapped("w", &format!("\n{}\n", " ".repeat(30)));
    for (city, spaces) in [("Os", 32), ("Oslo city", 25), (&"x".repeat(34), 0)] {
        assert!(edit(&lines, city).contains(&format!("</x:xmpmeta>\n{}\n<?xpacket end", " ".repeat(spaces))), "{city}");
    }
    assert_eq!(edit(&wrapped("r", ""), "Oslo city").len(), wrapped("r", "").len() + 5);
    assert!(edit(&wrapped("r", ""), "Oslo city").ends_with("<?xpacket end='r'?>"));
}

#[test]
fn a_new_packet_is_a_whole_one() {
    let wishes = [(Field::Title, texts(&["A"])), (Field::City, vec![])];
    let sidecar = edit_packet(None, &wishes, PacketPlace::Sidecar).unwrap();
    let embedded = edit_packet(Some(b" \n"), &wishes, PacketPlace::Embedded).unwrap();
    assert_eq!(statements(&sidecar), statements(&embedded));
    assert_eq!(statements(&sidecar)[0].values, texts(&["A"]));
    assert!((2000..2600).contains(&(embedded.len() - sidecar.len())));
    assert!(embedded.ends_with(b"<?xpacket end=\"w\"?>"));
}

#[test]
fn what_cannot_be_edited_for_certain_is_refused() {
    let city = [(Field::City, texts(&["Oslo"]))];
    let rdf = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'";
    for (old, kind) in [
        ("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".to_owned(), ProblemKind::Malformed),
        (format!("<rdf:RDF {rdf}><rdf:Description>"), ProblemKind::Truncated),
        (format!("<rdf:RDF {rdf}><rdf:Description></rdf:RDF>"), ProblemKind::Malformed),
        (format!("<!DOCTYPE x><rdf:RDF {rdf}/>"), ProblemKind::Refused),
        (format!("<rdf:RDF {rdf}><rdf:Description rdf:nodeID='a'/></rdf:RDF>"), ProblemKind::Unsupported),
        (format!("<rdf:RDF {rdf}><rdf:Bag/></rdf:RDF>"), ProblemKind::Unsupported),
        (format!("<rdf:RDF {rdf}><rdf:Description rdf:about=''/><!-- \0 --></rdf:RDF>"), ProblemKind::Malformed),
        ("not XML".to_owned(), ProblemKind::Malformed),
        (" ".repeat(17 << 20) + "<", ProblemKind::Limit),
    ] {
        assert_eq!(refused(&old, &city), kind, "{old:.80}");
    }
}

#[test]
fn a_wish_that_xmp_cannot_hold_is_refused() {
    let old = packet("", "");
    for wish in [
        (Field::Width, vec![Value::Integer(3)]),
        (Field::Path, texts(&["/x"])),
        (Field::City, texts(&["a\u{1}"])),
        (Field::City, texts(&[" "])),
        (Field::City, texts(&["a", "b"])),
        (Field::Orientation, vec![Value::Integer(9)]),
    ] {
        assert_eq!(refused(&old, &[wish]), ProblemKind::Invalid);
    }
}
