//! What putting blocks into a JPEG keeps and changes, on files that are built here.
use super::super::super::BlockKind;
use super::super::super::photoshop::tests::resource;
use super::super::NewBlocks;
use super::super::tests::{blocks, edited, endures, exif, iim, read, stream, xmp};
use crate::asset::ProblemKind;

const JFIF: &[u8] = b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0";
const PICTURE: &[u8] =
    b"\xff\xc0\0\x11\x08\0\x02\0\x03\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x08\x01\x01\0\0?\0scan\xff\xd9";
const SIGNATURE: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const GUID: &[u8; 32] = b"0123456789ABCDEF0123456789ABCDEF";

fn segment(code: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    [&[0xFF, code][..], &(content.len() as u16 + 2).to_be_bytes(), &content].concat()
}

fn jpeg(segments: &[&[u8]]) -> Vec<u8> {
    [b"\xff\xd8", &segments.concat()[..], PICTURE].concat()
}

fn packet(data: &[u8]) -> Vec<u8> {
    segment(0xE1, &[SIGNATURE, data])
}

fn resources(data: &[u8]) -> Vec<u8> {
    segment(0xED, &[b"Photoshop 3.0\0", data])
}

fn all() -> NewBlocks {
    let (exif, xmp, iim) = (Some(stream(b"new")), Some(b"<new/>".to_vec()), Some(b"\x1c\x02\x05\0\x01t".to_vec()));
    NewBlocks { exif, xmp, iim, iim_digest: Some([7; 16]) }
}

#[test]
fn new_blocks_stand_behind_jfif_in_the_usual_order() {
    let made = edited(&jpeg(&[JFIF]), &all()).unwrap();
    let exif = segment(0xE1, &[b"Exif\0\0", &stream(b"new")]);
    let iim = resources(&[resource(0x0404, b"\x1c\x02\x05\0\x01t"), resource(0x0425, &[7; 16])].concat());
    assert_eq!(made, jpeg(&[JFIF, &exif, &packet(b"<new/>"), &iim]));
    let none = NewBlocks { exif: Some(vec![]), xmp: Some(vec![]), iim: Some(vec![]), iim_digest: None };
    assert_eq!(edited(&made, &none), Ok(jpeg(&[JFIF])));
}

#[test]
fn a_block_takes_the_place_of_the_old_one_and_all_else_stays() {
    let (fill, comment, trailer) = (b"\xff\xff\xff", segment(0xFE, &[b"comment"]), b"trailer");
    let with = |data: &[u8]| [&jpeg(&[JFIF, fill, &comment, &packet(data), b"garbage"])[..], trailer].concat();
    assert_eq!(edited(&with(b"<old/>"), &xmp(b"<newer/>")), Ok(with(b"<newer/>")));
    let old = stream(b"old");
    let with = |exif: &[u8]| jpeg(&[&packet(b"<x/>"), &segment(0xE1, &[b"Exif\0\0", exif]), JFIF]);
    assert_eq!(edited(&with(&old), &exif(&stream(b"x"))), Ok(with(&stream(b"x"))));
}

#[test]
fn exif_that_went_on_in_another_segment_is_one_again() {
    let parts = [segment(0xE1, &[b"Exif\0\0", &stream(b"one")]), segment(0xE1, &[b"Exif\0\0two"])];
    let made = edited(&jpeg(&[&parts[0], JFIF, &parts[1]]), &exif(&stream(b"new"))).unwrap();
    assert_eq!(made, jpeg(&[&segment(0xE1, &[b"Exif\0\0", &stream(b"new")]), JFIF]));
    assert_eq!(edited(&made, &exif(&stream(&[0; 65_514]))), Err(ProblemKind::Limit));
    assert!(edited(&made, &exif(&stream(&[0; 65_513]))).is_ok());
}

#[test]
fn resources_go_on_in_as_many_segments_as_they_need() {
    let other = resource(0x03ED, &[5; 40_000]);
    let old = jpeg(&[&resources(&other[..9]), JFIF, &resources(&other[9..])]);
    let made = edited(&old, &iim(&[0x1C; 30_000])).unwrap();
    let new = [&other[..], &resource(0x0404, &[0x1C; 30_000])].concat();
    assert_eq!(made, jpeg(&[&resources(&new[..65_519]), &resources(&new[65_519..]), JFIF]));
    let broken = jpeg(&[&resources(b"8BIM\x03\xed\0\0\xff\0\0\0abcd")]);
    assert_eq!(edited(&broken, &iim(b"x")), Err(ProblemKind::Malformed));
    let ancient = jpeg(&[&segment(0xED, &[b"Adobe_Photoshop2.5:\0\0", &other])]);
    assert_eq!(edited(&ancient, &iim(b"x")), Err(ProblemKind::Unsupported));
}

#[test]
fn an_extension_stays_while_the_packet_names_it_and_goes_with_it() {
    let named = |rest: &str| format!("<r xmpNote:HasExtendedXMP='{}'{rest}/>", str::from_utf8(GUID).unwrap());
    let extension = segment(0xE1, &[EXTENSION, GUID, b"\0\0\0\x04\0\0\0\0more"]);
    let old = jpeg(&[&packet(named("").as_bytes()), &extension]);
    let made = edited(&old, &xmp(named(" a='b'").as_bytes())).unwrap();
    assert_eq!(made, jpeg(&[&packet(named(" a='b'").as_bytes()), &extension]));
    assert_eq!(edited(&old, &xmp(b"<new/>")), Ok(jpeg(&[&packet(b"<new/>")])));
    assert_eq!(edited(&jpeg(&[]), &xmp(named("").as_bytes())), Err(ProblemKind::Invalid));
}

#[test]
fn a_packet_that_is_too_large_gets_an_extension_and_loses_it_again() {
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let large = |count: usize| {
        let values = ["<a:l>", &"0123456789".repeat(count), "</a:l><a:s>1</a:s>"].concat();
        format!(
            "<rdf:RDF xmlns:rdf='{rdf}'><rdf:Description rdf:about='' xmlns:a='urn:a'>{values}</rdf:Description></rdf:RDF>"
        )
    };
    let old = jpeg(&[JFIF, &packet(b"<old/>")]);
    let made = edited(&old, &xmp(large(20_000).as_bytes())).unwrap();
    let extension = blocks(&made, BlockKind::ExtendedXmp);
    assert!(extension[0].starts_with(b"<rdf:RDF") && extension[0].len() > 200_000);
    let main = String::from_utf8(blocks(&made, BlockKind::Xmp).remove(0)).unwrap();
    assert!(main.contains("HasExtendedXMP") && main.contains("<a:s>1</a:s>") && !main.contains("a:l"));
    assert_eq!(edited(&made, &xmp(b"<old/>")), Ok(old.clone()));
    assert_eq!(edited(&old, &xmp(&[b'x'; 70_000])), Err(ProblemKind::Limit));
}

/// A multi-picture index at the head of the segment's content, and two pictures.
fn stereo(segments: &[&[u8]], first: u32, second: u32) -> Vec<u8> {
    let entry = |size: u32, offset: u32| [&[0; 4][..], &size.to_le_bytes(), &offset.to_le_bytes(), &[0; 4]].concat();
    let index = [
        b"MPF\0II*\0\x08\0\0\0\x01\0\x02\xb0\x07\0\x20\0\0\0\x1a\0\0\0\0\0\0\0",
        &entry(first, 0)[..],
        &entry(9, second),
    ]
    .concat();
    let index = segment(0xE2, &[&index]);
    [&jpeg(&[JFIF, &index, &segments.concat()])[..], b"picture 2"].concat()
}

#[test]
fn a_multi_picture_index_follows_what_grows_before_and_behind_it() {
    let size = |bytes: &[u8]| (bytes.len() - 9) as u32;
    let base = |bytes: &[u8]| memchr::memmem::find(bytes, b"II*\0\x08\0\0\0\x01\0\x02\xb0").unwrap() as u32;
    let right = |segments: &[&[u8]]| {
        let any = stereo(segments, 0, 0);
        stereo(segments, size(&any), size(&any) - base(&any))
    };
    let old = right(&[&packet(b"<old/>")]);
    assert_eq!(edited(&old, &xmp(b"<newer/>")), Ok(right(&[&packet(b"<newer/>")])));
    let made = edited(&old, &exif(&stream(b"new"))).unwrap();
    let at = (base(&made) + 26) as usize;
    let number = |at: usize| u32::from_le_bytes(*made[at..].first_chunk().unwrap());
    assert_eq!((number(at + 4), number(at + 24)), (size(&made), size(&made) - base(&made)));
    // An index whose pictures were cut off leads nowhere, and stays.
    let stale = stereo(&[], 0, 90_000);
    assert!(edited(&stale, &xmp(b"<x/>")).is_ok());
    assert_eq!(edited(&stereo(&[], 90_000, 90_000), &xmp(b"<x/>")), Err(ProblemKind::Unsupported));
}

#[test]
fn what_a_camera_kept_behind_its_exif_is_not_moved_away_from_it() {
    // A value of 20 bytes that lies behind the end of the picture.
    let with = |between: &[u8]| {
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x14\0\0\0\x70\0\0\0\0\0\0\0";
        let file = jpeg(&[&segment(0xE1, &[exif]), between]);
        [&file[..], &b"the camera's trailer. ".repeat(8)].concat()
    };
    assert_eq!(edited(&with(&[]), &xmp(b"<x/>")), Err(ProblemKind::Unsupported));
    let before = [&jpeg(&[])[..2], JFIF, &with(&packet(b"<y/>"))[2..]].concat();
    assert_eq!(edited(&before, &xmp(b"<z/>")).map(|made| made.len()), Ok(before.len()));
}

#[test]
fn several_blocks_of_a_kind_and_broken_files_are_refused() {
    let two = jpeg(&[&packet(b"<a/>"), &packet(b"<b/>")]);
    assert_eq!(edited(&two, &xmp(b"<c/>")), Err(ProblemKind::Ambiguous));
    assert!(edited(&two, &exif(&stream(b""))).is_ok());
    let file = jpeg(&[JFIF]);
    assert_eq!(edited(&file[..file.len() - 2], &xmp(b"<c/>")), Err(ProblemKind::Truncated));
    let trailer = [&file[..], b"AXS!\0\0\0\x01\0\0\0\0"].concat();
    assert_eq!(edited(&trailer, &xmp(b"<c/>")), Err(ProblemKind::Unsupported));
}

#[test]
fn damage_is_endured() {
    let extension = segment(0xE1, &[EXTENSION, GUID, b"\0\0\0\x04\0\0\0\0more"]);
    let old = stereo(&[&packet(b"<old/>"), &extension, &resources(&resource(0x0404, b"old"))], 0, 200);
    endures(&old, &all());
    assert!(read(&old).problems.len() < 3 && blocks(&old, BlockKind::Xmp).len() == 1);
}
