//! Whole files' blocks read together, and bytes that mean harm.
use super::{packet, read, read_sidecar, reconcile};
use crate::asset::{Description, Field, MediaType, Origin, Policy, SidecarKind, Statement, Value};
use crate::container::{Anatomy, Block, BlockKind};
use md5::{Digest, Md5};
use std::time::{Duration, Instant};

const XMP: &str = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
    <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/' \
    xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:City='Bergen' xmp:Rating='4'>\
    <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>A &amp; B</rdf:li><rdf:li xml:lang='de'>C</rdf:li></rdf:Alt></dc:title>\
    <dc:subject><rdf:Bag><rdf:li>boats</rdf:li><rdf:li>sea</rdf:li></rdf:Bag></dc:subject>\
    <photoshop:Thing rdf:parseType='Resource'><photoshop:Other rdf:nodeID='a'/></photoshop:Thing>\
    </rdf:Description></rdf:RDF></x:xmpmeta>";
const IIM: &[u8] =
    b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x5a\0\x04Oslo\x1c\x02\x37\0\x0820240501\x1c\x02\x3c\0\x0b101213+0200";
const EXIF: &[u8] = b"II\x2a\0\x08\0\0\0\x03\0\x0f\x01\x02\0\x06\0\0\0\x32\0\0\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\
    \x69\x87\x04\0\x01\0\0\0\x38\0\0\0\0\0\0\0Canon\0\x01\0\x27\x88\x03\0\x01\0\0\0\x90\x01\0\0\0\0\0\0";

fn anatomy(blocks: &[(BlockKind, &[u8])]) -> Anatomy {
    let mut anatomy = Anatomy::of(MediaType::of("image/jpeg"));
    anatomy.blocks = blocks.iter().map(|(kind, data)| Block { kind: *kind, data: data.to_vec() }).collect();
    anatomy
}

fn described(blocks: &[(BlockKind, &[u8])]) -> Description {
    let (statements, problems) = read(&anatomy(blocks));
    assert_eq!(problems, []);
    reconcile(&statements, Policy::Mwg)
}

#[test]
fn the_blocks_of_a_file_are_read_together() {
    let mut anatomy = anatomy(&[(BlockKind::Exif, EXIF), (BlockKind::Iim, IIM), (BlockKind::Xmp, XMP.as_bytes())]);
    anatomy.facts.push(Statement::new(Origin::Container, "Width", Some(Field::Width), vec![Value::Integer(6000)]));
    let (statements, problems) = read(&anatomy);
    assert_eq!(problems, []);
    let description = reconcile(&statements, Policy::Mwg);
    assert_eq!(description.first(Field::Width), Some(&Value::Integer(6000)));
    assert_eq!(description.text(Field::CameraMake), Some("Canon"));
    assert_eq!(description.first(Field::Iso), Some(&Value::Integer(400)));
    assert_eq!(description.text(Field::City), Some("Bergen"));
    assert_eq!(description.get(Field::Keywords), [Value::text("boats"), Value::text("sea")]);
    assert_eq!(description.first(Field::DateCreated).unwrap().to_string(), "2024-05-01T10:12:13+02:00");
}

#[test]
fn only_a_file_without_a_header_of_its_own_takes_its_size_from_its_metadata() {
    let packet = XMP.replacen(
        "photoshop:City",
        "xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:ImageWidth='640' photoshop:City",
        1,
    );
    let width = |media_type: &'static str| {
        let mut anatomy = anatomy(&[(BlockKind::Xmp, packet.as_bytes())]);
        anatomy.media_type = MediaType::of(media_type);
        let (statements, _) = read(&anatomy);
        assert!(statements.iter().any(|one| one.name == "tiff:ImageWidth"), "it is shown in any case");
        reconcile(&statements, Policy::Mwg).first(Field::Width).cloned()
    };
    for media_type in ["image/x-exv", "application/rdf+xml", "image/x-fujifilm-raf"] {
        assert_eq!(width(media_type), Some(Value::Integer(640)), "{media_type}");
    }
    for media_type in ["image/jpeg", "image/png", "video/mp4", "application/pdf"] {
        assert_eq!(width(media_type), None, "{media_type}");
    }
}

#[test]
fn the_stored_digest_tells_whether_iim_is_newer() {
    let current = Md5::digest(IIM);
    let xmp = (BlockKind::Xmp, XMP.as_bytes());
    let city = |digest: &[u8]| described(&[(BlockKind::Iim, IIM), (BlockKind::IimDigest, digest), xmp]);
    assert_eq!(city(&current).text(Field::City), Some("Bergen"));
    assert_eq!(city(&[0; 16]).text(Field::City), Some("Oslo"));
    let word = |blocks: &[(BlockKind, &[u8])]| {
        let (statements, _) = read(&anatomy(blocks));
        statements.iter().find(|one| one.name == "IPTCDigest").map(|one| one.values[0].to_string())
    };
    assert_eq!(word(&[(BlockKind::Iim, IIM), (BlockKind::IimDigest, &current)]).as_deref(), Some("current"));
    assert_eq!(word(&[(BlockKind::Iim, IIM), (BlockKind::IimDigest, b"")]).as_deref(), Some("stale"));
    assert_eq!(word(&[(BlockKind::Iim, IIM)]), None);
}

#[test]
fn an_extended_packet_adds_to_the_main_one() {
    let more = XMP.replace("photoshop:City='Bergen'", "photoshop:City='other' photoshop:Credit='AFP'");
    let description = described(&[(BlockKind::Xmp, XMP.as_bytes()), (BlockKind::ExtendedXmp, more.as_bytes())]);
    assert_eq!((description.text(Field::City), description.text(Field::CreditLine)), (Some("Bergen"), Some("AFP")));
}

#[test]
fn a_colour_profile_is_named() {
    let mut profile = vec![0; 128];
    profile.extend(1u32.to_be_bytes());
    profile.extend(b"desc");
    profile.extend(144u32.to_be_bytes());
    profile.extend(40u32.to_be_bytes());
    let mut version2 = profile.clone();
    version2.extend(b"desc\0\0\0\0\0\0\0\x05sRGB\0");
    let mut version4 = profile.clone();
    version4.extend(b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x04\0\0\0\x1c\0P\x003");
    for (data, name) in [(version2, Some("sRGB")), (version4, Some("P3")), (profile, None), (vec![0; 9], None)] {
        assert_eq!(described(&[(BlockKind::Icc, &data)]).text(Field::ColorSpace), name);
    }
}

#[test]
fn a_file_cannot_state_more_than_is_kept() {
    let attributes: String = (0..12_000).map(|number| format!("<xmp:A{number}>x</xmp:A{number}>")).collect();
    let (statements, problems) =
        read_sidecar(SidecarKind::Xmp, XMP.replace("<dc:title>", &format!("{attributes}<dc:title>")).as_bytes());
    assert!(statements.len() <= super::STATEMENTS && problems.len() == 1);
}

/// A generator of numbers that is the same everywhere (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.roll(6) {
        let at = dice.roll(bytes.len());
        match dice.roll(5) {
            0 => bytes[at] = u8::try_from(dice.roll(256)).unwrap(),
            1 => bytes[at] = [0, 0xff, 0x7f, 0x80, b'<', b'>', b'&', b'\'', 0x1c][dice.roll(9)],
            2 => bytes.truncate(at + 1),
            3 => bytes.extend_from_within(at..),
            _ => drop(bytes.drain(at..(at + 1 + dice.roll(8)).min(bytes.len() - 1).max(at))),
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
        bytes.truncate(1 << 16);
    }
    bytes
}

#[test]
fn no_bytes_make_a_reader_panic_or_linger() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let wide: Vec<u8> = XMP.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut icc = vec![0; 128];
    icc.extend(b"\0\0\0\x01desc\0\0\0\x90\0\0\0\x20mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x04\0\0\0\x1c\0P\x003");
    let seeds: [(BlockKind, &[u8]); 5] = [
        (BlockKind::Exif, EXIF),
        (BlockKind::Iim, IIM),
        (BlockKind::Xmp, XMP.as_bytes()),
        (BlockKind::Xmp, &wide),
        (BlockKind::Icc, &icc),
    ];
    for round in 0..4_000 {
        let (kind, seed) = seeds[round % seeds.len()];
        let bytes = mutated(seed, &mut dice);
        let start = Instant::now();
        let (statements, _) = read(&anatomy(&[(kind, &bytes), (BlockKind::IimDigest, &bytes)]));
        let description = reconcile(&statements, Policy::Mwg);
        let (_, problems) = read_sidecar(SidecarKind::Xmp, packet(&description).as_bytes());
        assert_eq!(problems, [], "{bytes:?}");
        assert!(start.elapsed() < Duration::from_secs(2), "{bytes:?}");
    }
}

#[test]
fn entries_that_share_one_value_cost_no_memory() {
    let mut data = b"II\x2a\0\x08\0\0\0\xff\xff".to_vec();
    for tag in 0..65_535u16 {
        data.extend(tag.to_le_bytes());
        data.extend([1, 0, 0, 0, 0x0c, 0, 0, 0, 0, 0]);
    }
    let start = Instant::now();
    let (statements, _) = read(&anatomy(&[(BlockKind::Exif, &data)]));
    assert!(statements.len() <= 2_000 && start.elapsed() < Duration::from_secs(2));
}

#[test]
fn an_extension_that_is_not_the_one_named_is_told_and_read() {
    let extension = XMP.replace("Bergen", "Oslo");
    let digest: String = Md5::digest(&extension).iter().map(|byte| format!("{byte:02X}")).collect();
    let main = |name: &str| {
        format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' \
             xmlns:note='http://ns.adobe.com/xmp/note/' note:HasExtendedXMP='{name}'/></rdf:RDF>"
        )
    };
    for (name, problems_told) in [(digest.as_str(), 0), (&digest.to_lowercase(), 0), (&"0".repeat(32), 1)] {
        let main = main(name);
        let blocks = [(BlockKind::Xmp, main.as_bytes()), (BlockKind::ExtendedXmp, extension.as_bytes())];
        let (statements, problems) = read(&anatomy(&blocks));
        assert_eq!(problems.len(), problems_told, "{problems:?}");
        assert_eq!(reconcile(&statements, Policy::Mwg).text(Field::City), Some("Oslo"));
    }
}
