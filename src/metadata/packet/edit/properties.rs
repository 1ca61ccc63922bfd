//! What holds of every packet and every wish: no bytes make an edit panic, and what is edited says what was wished.
use super::{PacketPlace, edit_packet};
use crate::asset::text::tidied;
use crate::asset::{Description, Field, Group, Policy, SidecarKind, Value};
use crate::metadata::packet::tests::full;
use crate::metadata::xmp::is_xml;
use crate::metadata::{read_sidecar, reconcile};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

const NAMESPACES: &str = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' \
     xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:lr='http://ns.adobe.com/lightroom/1.0/' \
     xmlns:dk='http://www.digikam.org/ns/1.0/' xmlns:exif='http://ns.adobe.com/exif/1.0/' xmlns:other='urn:other'";

/// A property in one of the forms that are read, whether it has that form by its standard or not.
fn property() -> impl Strategy<Value = String> {
    let names = vec!["dc:title", "dc:creator", "dc:subject", "photoshop:City", "xmp:Rating", "dk:TagsList"];
    let names = [names, vec!["lr:hierarchicalSubject", "photoshop:DateCreated", "exif:DateTimeOriginal", "other:one"]];
    let word = || select(vec!["", "4", "a", "b|c", "d/e", "2024-05-01", " x &amp; y ", "<![CDATA[<z>]]>"]);
    let item = (word(), select(vec!["", " xml:lang='x-default'", " xml:lang='de'"]));
    let list = (select(vec!["Bag", "Seq", "Alt"]), vec(item, 0..4)).prop_map(|(kind, items)| {
        let items: String =
            items.iter().map(|(word, language)| format!("\n  <rdf:li{language}>{word}</rdf:li>")).collect();
        format!("><rdf:{kind}>{items}<!-- c --></rdf:{kind}>")
    });
    let form = prop_oneof![
        Just("/>".to_owned()),
        word().prop_map(|word| format!(">{word}")),
        list,
        word().prop_map(|word| format!(" rdf:parseType='Resource'><rdf:value>{word}</rdf:value><other:q>1</other:q>")),
        Just(" rdf:resource='http://a/'/>".to_owned()),
        Just(" other:member='1'/>".to_owned()),
    ];
    (select(names.concat()), form, select(vec!["", "\n ", "<!-- p -->"])).prop_map(|(name, form, space)| {
        let end = if form.ends_with("/>") { String::new() } else { format!("</{name}>") };
        format!("{space}<{name}{form}{end}")
    })
}

fn packet() -> impl Strategy<Value = String> {
    let attributes = select(vec!["", " photoshop:City='Oslo'", " xmp:Rating=\"1\" dc:subject='a'", " other:x='<\n'"]);
    let description = (attributes, vec(property(), 0..6)).prop_map(|(attributes, properties)| {
        let attributes = attributes.replace('<', "&lt;");
        let end =
            if properties.is_empty() { "/>".to_owned() } else { format!(">{}</rdf:Description>", properties.concat()) };
        format!("<rdf:Description rdf:about='' {NAMESPACES}{attributes}{end}")
    });
    vec(description, 0..3).prop_map(|descriptions| {
        let rdf = "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'";
        format!("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF {rdf}>{}</rdf:RDF></x:xmpmeta>", descriptions.concat())
    })
}

fn word() -> impl Strategy<Value = Value> {
    prop_oneof![any::<String>(), Just("]]> &amp; <!-- \r\n'\"".to_owned()), Just("a".to_owned())]
        .prop_map(|text| text.chars().filter(|letter| is_xml(*letter) && *letter != '|').collect::<String>())
        .prop_filter_map("blank", |text| tidied(&text).map(|text| Value::text(text.into_owned())))
}

fn wishes() -> impl Strategy<Value = Vec<(Field, Vec<Value>)>> {
    let one = |field: Field| vec(word(), 0..2).prop_map(move |values| (field, values));
    let many = |field: Field| vec(word(), 0..4).prop_map(move |values| (field, values));
    let rating = select(vec![vec![], vec![Value::Number(4.0)]]).prop_map(|values| (Field::Rating, values));
    let dates =
        ["2024-05-01", "2024-05-01T10:12:13.25+02:00", "1999"].map(|date| vec![Value::Date(date.parse().unwrap())]);
    let date = select([vec![vec![]], dates.to_vec()].concat()).prop_map(|values| (Field::DateCreated, values));
    let path = vec(word(), 1..3).prop_map(|terms| {
        let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
        Value::text(terms.join("|"))
    });
    let paths = vec(path, 0..3).prop_map(|values| (Field::HierarchicalKeywords, values));
    let all = (one(Field::Title), one(Field::City), many(Field::Creator), many(Field::Keywords), rating, date, paths);
    (all, vec(any::<bool>(), 7)).prop_map(|((a, b, c, d, e, f, g), chosen)| {
        [a, b, c, d, e, f, g]
            .into_iter()
            .zip(chosen)
            .filter(|(_, is_chosen)| *is_chosen)
            .map(|(wish, _)| wish)
            .collect()
    })
}

fn read(packet: &[u8]) -> Description {
    reconcile(&read_sidecar(SidecarKind::Xmp, packet).0, Policy::Mwg)
}

/// What an edit must not touch.
fn foreign(packet: &str) -> Vec<&str> {
    packet.match_indices("<other:one").map(|(at, _)| packet[at..].split("</other:one>").next().unwrap()).collect()
}

proptest! {
    #[test]
    fn any_packet_says_what_is_wished(packet in packet(), wishes in wishes()) {
        let edited = edit_packet(Some(packet.as_bytes()), &wishes, PacketPlace::Sidecar);
        let new = String::from_utf8(edited.unwrap_or_else(|problem| panic!("{problem}: {packet} {wishes:?}"))).unwrap();
        let said = read(new.as_bytes());
        for (field, values) in &wishes {
            let mut expected: Vec<Value> = Vec::new();
            values.iter().for_each(|value| if !expected.contains(value) { expected.push(value.clone()) });
            if *field == Field::DateCreated && values.is_empty() { continue }
            prop_assert_eq!(said.get(*field), &expected, "{}\n{}", packet, new);
        }
        prop_assert!(foreign(&packet).iter().all(|one| new.contains(one.split('>').next().unwrap())), "{packet}\n{new}");
        prop_assert_eq!(edit_packet(Some(new.as_bytes()), &wishes, PacketPlace::Embedded).unwrap(), new.into_bytes());
    }

    #[test]
    fn no_bytes_make_an_edit_panic(bytes in vec(any::<u8>(), 0..200), wishes in wishes()) {
        let _ = edit_packet(Some(&bytes), &wishes, PacketPlace::Embedded);
    }

    #[test]
    fn no_damage_makes_an_edit_panic(
        packet in packet(),
        wishes in wishes(),
        damage in vec((any::<proptest::sample::Index>(), select(b"<>/&;'\"=: x\0\xff\xefr".to_vec()), 0u8..3), 1..4),
    ) {
        let mut bytes = packet.into_bytes();
        for (at, byte, way) in damage {
            let at = at.index(bytes.len());
            match way {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        let _ = edit_packet(Some(&bytes), &wishes, PacketPlace::Embedded);
    }
}

#[test]
fn every_field_that_a_packet_holds_can_be_put_in_and_taken_away() {
    let bare = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n <rdf:Description rdf:about=''/>\n</rdf:RDF>";
    let all: Vec<(Field, Vec<Value>)> = full().iter().map(|(field, values)| (field, values.to_vec())).collect();
    assert!(all.len() > 85);
    let new = edit_packet(Some(bare.as_bytes()), &all, PacketPlace::Sidecar).unwrap();
    assert_eq!(read(&new), full());
    assert_eq!(edit_packet(Some(&new), &all, PacketPlace::Sidecar).unwrap(), new);
    let whole = crate::metadata::packet(&full());
    // A keyword that goes takes its paths along, which come back by themselves alone.
    for (field, values) in all.iter().filter(|(field, _)| *field != Field::Keywords) {
        let gone = edit_packet(Some(whole.as_bytes()), &[(*field, vec![])], PacketPlace::Sidecar);
        let gone = gone.unwrap_or_else(|problem| panic!("{}: {problem}", field.word()));
        let back = edit_packet(Some(&gone), &[(*field, values.clone())], PacketPlace::Sidecar).unwrap();
        assert_eq!(read(&back), full(), "{}", field.word());
    }
    let none: Vec<(Field, Vec<Value>)> = all.iter().map(|(field, _)| (*field, vec![])).collect();
    let gone = edit_packet(Some(&new), &none, PacketPlace::Sidecar).unwrap();
    assert_eq!(read(&gone), Description::default());
    assert!(all.iter().all(|(field, _)| field.definition().group != Group::Catalogue));
}
