//! What putting XMP into films keeps and changes, on films that are built here.
use super::super::super::boxes::tests::boxed;
use super::super::super::{BlockKind, Piece};
use super::super::tests::{blocks, edited, endures, exif, read, xmp};
use super::super::{NewBlocks, embed};
use super::XMP;
use crate::asset::ProblemKind;

fn big(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A track of two chunks of four bytes, the first at an offset; more boxes may be in its table.
fn track(at: u32, more: &[u8]) -> Vec<u8> {
    let handler = boxed(b"hdlr", &[&big(&[0, 0]), &b"vide"[..], &[0; 13]].concat());
    let offsets = boxed(b"stco", &big(&[0, 2, at, at + 4]));
    let table = [offsets, boxed(b"stsc", &big(&[0, 1, 1, 1, 1])), boxed(b"stsz", &big(&[0, 4, 2])), more.to_vec()];
    let data = boxed(b"dinf", &boxed(b"dref", &[&big(&[0, 1])[..], &boxed(b"url ", &big(&[1]))].concat()));
    let information = boxed(b"minf", &[data, boxed(b"stbl", &table.concat())].concat());
    boxed(b"trak", &boxed(b"mdia", &[handler, information].concat()))
}

/// A film whose samples stand before its index, or behind it.
fn film(brand: &[u8; 4], is_first: bool, user_data: &[u8], between: &[u8], behind: &[u8]) -> Vec<u8> {
    let head = boxed(b"ftyp", &[&brand[..], b"\0\0\0\0", brand].concat());
    let media = boxed(b"mdat", b"essence!");
    let index = |at: usize| boxed(b"moov", &[&track(at as u32, b"")[..], user_data].concat());
    let at = head.len() + 8 + if is_first { index(0).len() + between.len() } else { 0 };
    let parts = if is_first { [&index(at)[..], between, &media] } else { [&media[..], between, &index(at)] };
    [&head[..], &parts.concat(), behind].concat()
}

fn uuid(packet: &[u8]) -> Vec<u8> {
    boxed(b"uuid", &[&XMP[..], packet].concat())
}

fn user_data(packet: &[u8]) -> Vec<u8> {
    boxed(b"udta", &[&boxed(b"name", b"n")[..], &boxed(b"XMP_", packet), &[0; 4]].concat())
}

/// The bytes that the essence covers.
fn essence(bytes: &[u8]) -> Vec<u8> {
    let ranges = read(bytes).essence.ranges;
    ranges.iter().flat_map(|range| &bytes[range.start as usize..range.end as usize]).copied().collect()
}

#[test]
fn an_mp4_gets_its_packet_at_the_end_and_loses_it_again() {
    let old = film(b"isom", true, b"", b"", b"");
    let made = edited(&old, &xmp(b"<x/>"));
    assert_eq!(made, Ok(film(b"isom", true, b"", b"", &uuid(b"<x/>"))));
    let longer = edited(&made.unwrap(), &xmp(b"<longer/>")).unwrap();
    assert_eq!(longer, film(b"isom", true, b"", b"", &uuid(b"<longer/>")));
    assert_eq!(edited(&longer, &xmp(b"")).as_ref(), Ok(&old));
    assert_eq!(edited(&old, &exif(b"II*\0")), Err(ProblemKind::Unsupported));
    let both = NewBlocks { iim: Some(b"x".to_vec()), ..xmp(b"<x/>") };
    assert_eq!(edited(&old, &both), Err(ProblemKind::Unsupported));
}

#[test]
fn a_packet_before_other_boxes_becomes_free_space_and_moves_nothing() {
    let with = |between: &[u8], behind: &[u8]| film(b"isom", true, b"", between, behind);
    let old = with(&uuid(b"<a packet of some length/>"), b"");
    let space = |size: usize| boxed(b"free", &vec![0; size - 8]);
    let size = uuid(b"<a packet of some length/>").len();
    let shorter = [uuid(b"<x/>"), space(size - uuid(b"<x/>").len())].concat();
    assert_eq!(edited(&old, &xmp(b"<x/>")), Ok(with(&shorter, b"")));
    let longer = b"<a packet of quite another length/>";
    assert_eq!(edited(&old, &xmp(longer)), Ok(with(&space(size), &uuid(longer))));
    assert_eq!(edited(&old, &xmp(b"")), Ok(with(&space(size), b"")));
}

#[test]
fn a_last_box_without_a_size_gets_one() {
    let mut old = film(b"isom", false, b"", b"", &boxed(b"skip", b"the rest"));
    let at = old.len() - 16;
    old[at..at + 4].fill(0);
    let made = edited(&old, &xmp(b"<x/>"));
    assert_eq!(made, Ok(film(b"isom", false, b"", b"", &[boxed(b"skip", b"the rest"), uuid(b"<x/>")].concat())));
}

#[test]
fn a_quicktime_film_has_its_packet_in_its_user_data() {
    let with = |user_data: &[u8]| film(b"qt  ", false, user_data, b"", b"");
    let list = boxed(b"udta", &[&boxed(b"name", b"n")[..], &[0; 4]].concat());
    let made = edited(&with(&list), &xmp(b"<x/>"));
    assert_eq!(made, Ok(with(&user_data(b"<x/>"))));
    assert_eq!(edited(&made.unwrap(), &xmp(b"<longer/>")), Ok(with(&user_data(b"<longer/>"))));
    assert_eq!(edited(&with(&user_data(b"<x/>")), &xmp(b"")), Ok(with(&list)));
    assert_eq!(edited(&with(b""), &xmp(b"<x/>")), Ok(with(&boxed(b"udta", &boxed(b"XMP_", b"<x/>")))));
}

#[test]
fn the_brand_decides_which_place_it_is_and_not_the_name() {
    let old = film(b"isom", true, b"", b"", b"");
    let pieces = embed(&&old[..], b"film.mov", &xmp(b"<x/>")).unwrap();
    assert_eq!(pieces, [Piece::Kept(0..old.len() as u64), Piece::New(uuid(b"<x/>"))]);
    let mut ancient = old;
    ancient[4..8].copy_from_slice(b"free");
    assert!(memchr::memmem::find(&edited(&ancient, &xmp(b"<x/>")).unwrap(), b"XMP_").is_some());
}

#[test]
fn a_film_behind_its_index_stays_where_there_is_room_and_is_followed_where_not() {
    let with =
        |packet: &[u8], space: usize| film(b"qt  ", true, &user_data(packet), &boxed(b"free", &vec![0; space]), b"");
    assert_eq!(edited(&with(b"<x/>", 100), &xmp(b"<longer/>")), Ok(with(b"<longer/>", 95)));
    assert_eq!(edited(&with(b"<x/>", 2), &xmp(b"<longer/>")), Ok(with(b"<longer/>", 2)));
    let kept = film(b"qt  ", true, &user_data(b"<x/>"), &boxed(b"free", b"a camera's own"), b"");
    let made = edited(&kept, &xmp(b"<longer/>")).unwrap();
    assert_eq!(made, film(b"qt  ", true, &user_data(b"<longer/>"), &boxed(b"free", b"a camera's own"), b""));
    assert_eq!((essence(&kept), essence(&made)), (b"essence!".to_vec(), b"essence!".to_vec()));
    let shorter = edited(&with(b"<a longer packet/>", 9), &xmp(b"<x/>")).unwrap();
    assert_eq!(shorter.len(), with(b"<a longer packet/>", 9).len());
}

#[test]
fn a_film_that_more_may_lead_to_is_not_moved() {
    for other in [boxed(b"gps ", b"offsets"), track(0, &boxed(b"saio", &big(&[0, 1, 8])))] {
        let old = film(b"qt  ", true, &[other.clone(), user_data(b"<x/>")].concat(), b"", b"");
        let behind = film(b"qt  ", false, &[other, user_data(b"<x/>")].concat(), b"", b"");
        assert_eq!(edited(&old, &xmp(b"<longer/>")), Err(ProblemKind::Unsupported));
        assert!(edited(&old, &xmp(b"<y/>")).is_ok() && edited(&behind, &xmp(b"<longer/>")).is_ok());
    }
    let fragments = film(b"isom", false, b"", b"", &boxed(b"moof", b""));
    assert_eq!(edited(&fragments, &xmp(b"<x/>")), Err(ProblemKind::Unsupported));
}

#[test]
fn damage_is_endured() {
    for old in [
        film(b"isom", true, b"", &uuid(b"<a packet/>"), b""),
        film(b"qt  ", true, &user_data(b"<x/>"), &boxed(b"free", &[0; 9]), b""),
    ] {
        assert_eq!(blocks(&old, BlockKind::Xmp).len(), 1);
        endures(&old, &xmp(b"<another/>"));
    }
}
