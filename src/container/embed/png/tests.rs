//! What putting blocks into a PNG keeps and changes, on files that are built here.
use super::super::super::BlockKind;
use super::super::super::photoshop::tests::resource;
use super::super::super::plain::tests::deflate;
use super::super::NewBlocks;
use super::super::tests::{blocks, edited, endures, exif, iim, stream, xmp};
use super::{Profile, chunk};
use crate::asset::ProblemKind;

const PACKET: &[u8] = b"XML:com.adobe.xmp\0\0\0\0\0";

fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32).to_be_bytes(), &name[..], content, &super::checksum(*name, content).to_be_bytes()].concat()
}

fn png(before: &[Vec<u8>], after: &[Vec<u8>]) -> Vec<u8> {
    let header = part(b"IHDR", b"\0\0\0\x02\0\0\0\x01\x08\0\0\0\0");
    let picture = [part(b"IDAT", b"one"), part(b"IDAT", b"two")].concat();
    [b"\x89PNG\r\n\x1a\n", &header[..], &before.concat(), &picture, &after.concat(), &part(b"IEND", b"")].concat()
}

fn profile(name: &str, data: &[u8]) -> Vec<u8> {
    let digits: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("Raw profile type {name}\0\n{name}\n{:8}\n{digits}\n", data.len()).into_bytes()
}

#[test]
fn new_chunks_stand_before_the_picture() {
    let control = part(b"fcTL", &[0; 26]);
    let (time, text) = (part(b"tIME", &[0; 7]), part(b"tEXt", b"Title\0t"));
    let old = png(&[time.clone(), control.clone()], std::slice::from_ref(&text));
    let new = NewBlocks { exif: Some(stream(b"x")), xmp: Some(b"<x/>".to_vec()), ..NewBlocks::default() };
    let chunks = [time, part(b"eXIf", &stream(b"x")), part(b"iTXt", &[PACKET, b"<x/>"].concat()), control];
    let made = edited(&old, &new).unwrap();
    assert_eq!(made, png(&chunks, &[text]));
    let none = NewBlocks { exif: Some(vec![]), xmp: Some(vec![]), ..NewBlocks::default() };
    assert_eq!(edited(&made, &none), Ok(old));
}

#[test]
fn a_packet_is_replaced_where_it_stands_and_in_its_form() {
    let with = |packet: &[u8]| {
        let text = [b"XML:com.adobe.xmp\0\x01\0x-default\0Paket\0", &deflate(packet)[..]].concat();
        png(&[part(b"gAMA", b"four")], &[part(b"iTXt", &text)])
    };
    assert_eq!(edited(&with(b"<old/>"), &xmp(b"<newer/>")), Ok(with(b"<newer/>")));
    for old in [part(b"tEXt", b"XML:com.adobe.xmp\0<old/>"), part(b"tEXt", &profile("xmp", b"<old/>"))] {
        let expected = png(&[], &[part(b"iTXt", &[PACKET, b"<new/>"].concat())]);
        assert_eq!(edited(&png(&[], &[old]), &xmp(b"<new/>")), Ok(expected));
    }
}

#[test]
fn exif_takes_the_place_of_a_profile_but_not_behind_the_picture() {
    let old = part(b"tEXt", &profile("exif", &[b"Exif\0\0", &stream(b"old")[..]].concat()));
    let expected = png(&[part(b"eXIf", &stream(b"new"))], &[]);
    assert_eq!(edited(&png(std::slice::from_ref(&old), &[]), &exif(&stream(b"new"))).as_ref(), Ok(&expected));
    assert_eq!(edited(&png(&[], &[old]), &exif(&stream(b"new"))), Ok(expected));
    let late = |data: &[u8]| png(&[], &[part(b"eXIf", &stream(data))]);
    assert_eq!(edited(&late(b"old"), &exif(&stream(b"new"))), Ok(late(b"new")));
}

#[test]
fn iim_is_written_only_into_a_profile_that_is_there() {
    let data = b"\x1c\x02\x05\0\x01t";
    assert_eq!(edited(&png(&[], &[]), &iim(data)), Err(ProblemKind::Unsupported));
    let made = edited(&png(&[part(b"tEXt", &profile("iptc", b"\x1cold"))], &[]), &iim(data));
    assert_eq!(made, Ok(png(&[part(b"tEXt", &profile("iptc", data))], &[])));
    let resources = [b"Photoshop 3.0\0", &resource(0x03ED, b"size")[..], &resource(0x0404, b"\x1cold")].concat();
    let text = deflate(profile("8bim", &resources).split(|byte| *byte == 0).nth(1).unwrap_or_default());
    let old = png(&[part(b"zTXt", &[b"Raw profile type 8bim\0\0", &text[..]].concat())], &[]);
    let new = NewBlocks { iim: Some(data.to_vec()), iim_digest: Some([7; 16]), ..NewBlocks::default() };
    assert_eq!(blocks(&edited(&old, &new).unwrap(), BlockKind::Iim), [data]);
    let gone = edited(&png(&[part(b"tEXt", &profile("iptc", data))], &[]), &iim(b""));
    assert_eq!(gone, Ok(png(&[], &[])));
}

#[test]
fn a_chunk_that_is_damaged_is_not_touched() {
    let mut damaged = part(b"iTXt", &[PACKET, b"<old/>"].concat());
    *damaged.last_mut().unwrap() ^= 1;
    let old = png(&[damaged], &[]);
    assert_eq!(edited(&old, &xmp(b"<new/>")), Err(ProblemKind::Malformed));
    assert!(edited(&old, &exif(&stream(b""))).is_ok());
    assert_eq!(edited(&old[..old.len() - 4], &xmp(b"")), Err(ProblemKind::Truncated));
}

#[test]
fn damage_is_endured() {
    let old = png(
        &[part(b"tEXt", &profile("iptc", b"\x1cold")), part(b"eXIf", &stream(b"old"))],
        &[part(b"iTXt", &[PACKET, b"<old/>"].concat())],
    );
    let all = NewBlocks {
        exif: Some(stream(b"new")),
        iim: Some(b"\x1cnew".to_vec()),
        iim_digest: None,
        xmp: Some(b"<new/>".to_vec()),
    };
    assert!(edited(&old, &all).is_ok());
    endures(&old, &all);
    assert!(Profile::read(b"\niptc\n 9\nff").is_none() && chunk(*b"eXIf", b"").is_ok_and(|none| none.is_empty()));
}
