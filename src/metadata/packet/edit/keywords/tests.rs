//! Keywords with levels in sidecars of the shapes that Lightroom Classic, digiKam and darktable write, there and back.
use crate::asset::{Field, Policy, SidecarKind, Value};
use crate::metadata::{PacketPlace, edit_packet, read_sidecar, reconcile};

/// As Lightroom Classic writes: settings as attributes, keywords as bags, levels from the top.
const LIGHTROOM: &str = r#"<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00        ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
   xmp:MetadataDate="2024-05-02T11:00:00+02:00"
   crs:Exposure2012="+0.35">
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>AC/DC</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>Places|Norway|Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music|AC/DC</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <crs:ToneCurvePV2012>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
     <rdf:li>255, 255</rdf:li>
    </rdf:Seq>
   </crs:ToneCurvePV2012>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"#;

/// As digiKam writes through Exiv2: the same paths in five places.
const DIGIKAM: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:mediapro="http://ns.iview-multimedia.com/mediapro/1.0/"
    xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
   digiKam:PickLabel="0"
   acdsee:categories="&lt;Categories&gt;&lt;Category Assigned=&quot;0&quot;&gt;Places&lt;Category Assigned=&quot;0&quot;&gt;Norway&lt;Category Assigned=&quot;1&quot;&gt;Oslo&lt;/Category&gt;&lt;/Category&gt;&lt;/Category&gt;&lt;Category Assigned=&quot;1&quot;&gt;boat&lt;/Category&gt;&lt;Category Assigned=&quot;0&quot;&gt;Music&lt;Category Assigned=&quot;1&quot;&gt;AC/DC&lt;/Category&gt;&lt;/Category&gt;&lt;/Categories&gt;">
   <digiKam:TagsList>
    <rdf:Seq>
     <rdf:li>Places/Norway/Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music/AC\DC</rdf:li>
    </rdf:Seq>
   </digiKam:TagsList>
   <MicrosoftPhoto:LastKeywordXMP>
    <rdf:Bag>
     <rdf:li>Places/Norway/Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music/AC\DC</rdf:li>
    </rdf:Bag>
   </MicrosoftPhoto:LastKeywordXMP>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>Places|Norway|Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music|AC/DC</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <mediapro:CatalogSets>
    <rdf:Bag>
     <rdf:li>Places|Norway|Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music|AC/DC</rdf:li>
    </rdf:Bag>
   </mediapro:CatalogSets>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>AC/DC</rdf:li>
    </rdf:Bag>
   </dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"#;

/// As darktable writes: ordered lists, its history beside them, and a path of its own that is no keyword.
const DARKTABLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:darktable="http://darktable.sf.net/"
   darktable:xmp_version="5"
   darktable:history_end="1">
   <dc:subject>
    <rdf:Seq>
     <rdf:li>Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>AC/DC</rdf:li>
    </rdf:Seq>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Seq>
     <rdf:li>Places|Norway|Oslo</rdf:li>
     <rdf:li>boat</rdf:li>
     <rdf:li>Music|AC/DC</rdf:li>
     <rdf:li>darktable|format|nef</rdf:li>
    </rdf:Seq>
   </lr:hierarchicalSubject>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="exposure"
      darktable:params="00000000"/>
    </rdf:Seq>
   </darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"#;

const DIALECTS: [&str; 3] = [LIGHTROOM, DIGIKAM, DARKTABLE];

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().copied().map(Value::text).collect()
}

fn edited(old: &str, wishes: &[(Field, Vec<Value>)]) -> String {
    String::from_utf8(edit_packet(Some(old.as_bytes()), wishes, PacketPlace::Sidecar).unwrap()).unwrap()
}

/// What a packet says of keywords and of their levels.
fn said(packet: &str) -> [Vec<Value>; 2] {
    let (statements, problems) = read_sidecar(SidecarKind::Xmp, packet.as_bytes());
    assert_eq!(problems, []);
    let description = reconcile(&statements, Policy::Mwg);
    [Field::Keywords, Field::HierarchicalKeywords].map(|field| description.get(field).to_vec())
}

/// The paths that each place says.
fn places(packet: &str) -> Vec<(String, Vec<Value>)> {
    let (statements, _) = read_sidecar(SidecarKind::Xmp, packet.as_bytes());
    let paths = statements.into_iter().filter(|one| one.field == Some(Field::HierarchicalKeywords));
    paths.map(|one| (one.name, one.values)).collect()
}

#[test]
fn what_every_dialect_says_is_said_again_as_it_is() {
    for packet in DIALECTS {
        let [keywords, paths] = said(packet);
        assert_eq!(keywords, texts(&["Oslo", "boat", "AC/DC"]));
        assert_eq!(paths[..3], texts(&["Places|Norway|Oslo", "boat", "Music|AC/DC"]), "{packet}");
        let wishes = [(Field::Keywords, keywords), (Field::HierarchicalKeywords, paths)];
        assert_eq!(edited(packet, &wishes), packet);
    }
}

#[test]
fn paths_go_there_and_back_in_every_dialect() {
    let wish = texts(&["Places|Norway|Bergen", "Music|AC/DC", "boat", "Émile|<&>\"'"]);
    for packet in DIALECTS {
        let before = said(packet)[1].clone();
        let new = edited(packet, &[(Field::HierarchicalKeywords, wish.clone())]);
        assert_eq!(said(&new)[1], wish, "{new}");
        assert_eq!(said(&new)[0], said(packet)[0]);
        for (place, paths) in places(&new) {
            assert_eq!(paths.len(), wish.len(), "{place}: {paths:?}");
        }
        assert_eq!(edited(&new, &[(Field::HierarchicalKeywords, before)]), packet);
        let gone = edited(&new, &[(Field::HierarchicalKeywords, vec![])]);
        assert_eq!(places(&gone), []);
    }
}

#[test]
fn a_keyword_that_goes_takes_its_paths_along_and_one_that_comes_has_none() {
    for packet in DIALECTS {
        let new = edited(packet, &[(Field::Keywords, texts(&["boat", "AC/DC", "quay"]))]);
        assert_eq!(said(&new)[0], texts(&["boat", "AC/DC", "quay"]));
        let paths = &said(&new)[1];
        assert_eq!(paths[..2], texts(&["boat", "Music|AC/DC"]), "{new}");
        assert_eq!(paths.len() == 3, packet == DARKTABLE, "{paths:?}");
        assert!(!new.contains("Oslo"), "{new}");
        let gone = edited(packet, &[(Field::Keywords, vec![])]);
        assert!(!gone.contains("boat") && !gone.contains("DC\\") && gone.contains("nef") == (packet == DARKTABLE));
    }
}

#[test]
fn paths_that_are_wished_beside_keywords_are_as_they_are_wished() {
    for packet in DIALECTS {
        let paths = said(packet)[1].clone();
        let wishes = [(Field::Keywords, texts(&["quay"])), (Field::HierarchicalKeywords, paths.clone())];
        assert_eq!(said(&edited(packet, &wishes)), [texts(&["quay"]), paths]);
    }
}

#[test]
fn only_the_home_is_new() {
    let flat = DARKTABLE.replace("lr:hierarchicalSubject", "lr:other");
    let new = edited(&flat, &[(Field::HierarchicalKeywords, texts(&["a|b"]))]);
    assert_eq!(places(&new), [("lr:hierarchicalSubject".to_owned(), texts(&["a|b"]))]);
}

#[test]
fn a_path_that_a_wished_one_implies_stays_where_it_stands() {
    let packet = DIGIKAM
        .replace("<rdf:li>Places/Norway/Oslo</rdf:li>", "<rdf:li>Places</rdf:li><rdf:li>Places/Norway/Oslo</rdf:li>");
    let new = edited(&packet, &[(Field::HierarchicalKeywords, texts(&["Places|Norway|Oslo", "boat"]))]);
    assert_eq!(new.matches("<rdf:li>Places</rdf:li>").count(), 2, "{new}");
    assert_eq!(said(&new)[1], texts(&["Places|Norway|Oslo", "boat"]));
}

#[test]
fn a_tree_of_keywords_is_written_as_a_tree() {
    let tree = LIGHTROOM.replace(
        "  </rdf:Description>",
        "   <k:Keywords xmlns:k=\"http://www.metadataworkinggroup.com/schemas/keywords/\" rdf:parseType=\"Resource\">\n    \
         <k:Hierarchy><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><k:Keyword>boat</k:Keyword></rdf:li></rdf:Bag>\
         </k:Hierarchy>\n   </k:Keywords>\n  </rdf:Description>",
    );
    let wish = texts(&["Places|Norway|Oslo", "Places|Oslo", "boat"]);
    let new = edited(&tree, &[(Field::HierarchicalKeywords, wish.clone())]);
    assert_eq!(said(&new)[1], wish);
    let nodes = places(&new).into_iter().find(|(name, _)| name.starts_with("mwg-kw"));
    assert_eq!(nodes.unwrap().1, texts(&["Places", "Places|Norway", "Places|Norway|Oslo", "Places|Oslo", "boat"]));
    let deep = vec![Value::text(vec!["a"; 30].join("|"))];
    let shallow = edited(&new, &[(Field::HierarchicalKeywords, deep.clone())]);
    assert_eq!(places(&shallow), [("lr:hierarchicalSubject".to_owned(), deep)]);
}
