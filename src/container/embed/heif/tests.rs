//! What putting blocks into a HEIF keeps and changes, on files that are built here.
use super::super::super::BlockKind;
use super::super::super::boxes::tests::boxed;
use super::super::NewBlocks;
use super::super::tests::{blocks, edited, endures, exif, iim, read, stream, xmp};
use super::EXIF_HEAD;
use crate::asset::ProblemKind;

const PICTURE: &[u8] = b"the coded picture";

fn big(number: usize) -> [u8; 4] {
    (number as u32).to_be_bytes()
}

fn full(name: &[u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    boxed(name, &[&[version, 0, 0, 0], content].concat())
}

fn entry(id: u8, kind: &[u8; 4], content_type: &[u8]) -> Vec<u8> {
    boxed(b"infe", &[&[2, 0, 0, 1, 0, id, 0, 0], &kind[..], b"\0", content_type].concat())
}

/// An item's kind, its type, and its bytes.
type Item<'a> = (&'a [u8; 4], &'a [u8], &'a [u8]);

const RDF: &[u8] = b"application/rdf+xml\0";

/// A file whose items lie behind its `meta` box, each in a box of its own; the first is the picture. The offset of an item
/// is a number of its own or, in some writers' files, its base.
fn heif(items: &[Item<'_>], is_by_base: bool) -> Vec<u8> {
    described(items, is_by_base, b"")
}

/// The same with other boxes in its `meta` box.
fn described(items: &[Item<'_>], is_by_base: bool, more: &[u8]) -> Vec<u8> {
    let head = boxed(b"ftyp", b"heic\0\0\0\0mif1");
    let meta = |start: usize| {
        let entries: Vec<u8> = (1..).zip(items).flat_map(|(id, (kind, kind_of, _))| entry(id, kind, kind_of)).collect();
        let mut at = start;
        let mut locations =
            vec![if is_by_base { 0x04 } else { 0x44 }, if is_by_base { 0x40 } else { 0 }, 0, items.len() as u8];
        let mut references = Vec::new();
        for (id, (_, _, data)) in (1..).zip(items) {
            at += 8;
            let place = if is_by_base { [&big(at)[..], &[0, 1]] } else { [&[0, 1][..], &big(at)] };
            locations.extend([&[0, id, 0, 0][..], &place.concat(), &big(data.len())].concat());
            at += data.len();
            if id > 1 {
                references.extend(boxed(b"cdsc", &[0, id, 0, 1, 0, 1]));
            }
        }
        let references = if references.is_empty() { vec![] } else { full(b"iref", 0, &references) };
        let parts = [
            full(b"pitm", 0, &[0, 1]),
            full(b"iinf", 0, &[&[0, items.len() as u8][..], &entries].concat()),
            references,
            full(b"iloc", 0, &locations),
            more.to_vec(),
        ];
        full(b"meta", 0, &parts.concat())
    };
    let start = head.len() + meta(0).len();
    let data: Vec<u8> = items.iter().flat_map(|(_, _, data)| boxed(b"mdat", data)).collect();
    [head, meta(start), data].concat()
}

fn picture() -> Item<'static> {
    (b"hvc1", b"", PICTURE)
}

#[test]
fn new_items_are_listed_and_all_offsets_follow() {
    let both = NewBlocks { exif: Some(stream(b"x")), ..xmp(b"<x/>") };
    let data = [EXIF_HEAD, &stream(b"x")].concat();
    for is_by_base in [false, true] {
        let made = edited(&heif(&[picture()], is_by_base), &both);
        let expected = heif(&[picture(), (b"Exif", b"", &data), (b"mime", RDF, b"<x/>")], is_by_base);
        assert_eq!(made, Ok(expected));
    }
}

#[test]
fn an_item_at_the_end_is_replaced_and_one_before_others_moves_to_the_end() {
    let old = [b"\0\0\0\0", &stream(b"old")[..]].concat();
    let new = [b"\0\0\0\0", &stream(b"a new one")[..]].concat();
    let with = |exif: &[u8], packet: &[u8]| heif(&[picture(), (b"Exif", b"", exif), (b"mime", RDF, packet)], false);
    let made = edited(&with(&old, b"<x/>"), &xmp(b"<longer/>"));
    assert_eq!(made, Ok(with(&old, b"<longer/>")));
    assert_eq!(edited(&with(&old, b"<x/>"), &exif(&stream(b"a new one"))), Ok(with(&new, b"<x/>")));
    // Behind it is what is no item: it stays where it is, and what the old bytes said is gone.
    let before = [with(&old, b"<x/>"), boxed(b"free", b"")].concat();
    let made = edited(&before, &exif(&stream(b"a new one"))).unwrap();
    assert_eq!(made.len(), before.len() + 8 + new.len());
    assert!(memchr::memmem::find(&made, b"old").is_none());
    assert_eq!(edited(&before, &exif(&stream(b"OLD"))).map(|made| made.len()), Ok(before.len()));
}

#[test]
fn an_item_is_taken_out_of_all_lists_and_nothing_moves() {
    let data = [EXIF_HEAD, &stream(b"old")].concat();
    let old = heif(&[picture(), (b"Exif", b"", &data), (b"mime", RDF, b"<x/>")], false);
    let at = |bytes: &[u8]| memchr::memmem::find(bytes, PICTURE);
    let made = edited(&old, &xmp(b"")).unwrap();
    assert_eq!((at(&made), made.len()), (at(&old), old.len() - 8 - b"<x/>".len()));
    assert_eq!((read(&made).problems.len(), blocks(&made, BlockKind::Exif).len()), (0, 1));
    let none = edited(&old, &NewBlocks { exif: Some(vec![]), ..xmp(b"") }).unwrap();
    assert_eq!((at(&none), memchr::memmem::find(&none, b"iref")), (at(&old), None));
    assert_eq!(blocks(&edited(&none, &xmp(b"<y/>")).unwrap(), BlockKind::Xmp), [b"<y/>"]);
    let swapped = edited(&made, &NewBlocks { exif: Some(vec![]), ..xmp(b"<y/>") });
    assert_eq!(swapped, Err(ProblemKind::Unsupported));
}

#[test]
fn an_item_that_others_speak_of_is_not_taken_out() {
    let items: [Item<'_>; 2] = [picture(), (b"mime", RDF, b"<x/>")];
    let properties = |id: u8| boxed(b"iprp", &full(b"ipma", 0, &[0, 0, 0, 1, 0, id, 2, 1, 2]));
    let groups = boxed(b"grpl", b"");
    assert!(edited(&described(&items, false, &properties(1)), &xmp(b"")).is_ok());
    for more in [properties(2), groups] {
        assert_eq!(edited(&described(&items, false, &more), &xmp(b"")), Err(ProblemKind::Unsupported));
    }
}

#[test]
fn what_has_no_place_is_refused() {
    let old = heif(&[picture()], false);
    assert_eq!(edited(&old, &iim(b"x")), Err(ProblemKind::Unsupported));
    let two = heif(&[picture(), (b"mime", RDF, b"<x/>"), (b"mime", RDF, b"<y/>")], false);
    assert_eq!(edited(&two, &xmp(b"<z/>")), Err(ProblemKind::Ambiguous));
    let packed = heif(&[picture(), (b"mime", b"application/rdf+xml\0identity\0", b"<x/>")], false);
    assert_eq!(edited(&packed, &xmp(b"<z/>")), Err(ProblemKind::Unsupported));
    let sequence = [heif(&[picture()], false), boxed(b"moov", b"")].concat();
    assert_eq!(edited(&sequence, &xmp(b"<z/>")), Err(ProblemKind::Unsupported));
}

#[test]
fn damage_is_endured() {
    let data = [EXIF_HEAD, &stream(b"old")].concat();
    let old = heif(&[picture(), (b"Exif", b"", &data)], false);
    assert!(read(&old).problems.is_empty() && blocks(&old, BlockKind::Exif).len() == 1);
    endures(&old, &NewBlocks { exif: Some(stream(b"another")), ..xmp(b"<x/>") });
    endures(&heif(&[picture()], true), &xmp(b"<x/>"));
    endures(&described(&[picture(), (b"Exif", b"", &data)], false, &boxed(b"iprp", b"")), &exif(b""));
}
