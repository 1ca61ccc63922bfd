//! Notes built tag by tag, in the blocks and files that carry them, and what counts of what they state.
use crate::asset::Policy;
use crate::asset::{Field, Statement, Value};
use crate::container::damage::{NUMBERS, damaged};
use crate::container::{Anatomy, Block, BlockKind, examine};
use crate::metadata::exif::tests::{LONG, SHORT, Tag, UNDEFINED, directory, number, rationals, stream, text};
use crate::metadata::{read, reconcile};

const NOTE: u16 = 0x927C;

/// A directory that will stand at `at` of what its offsets count from.
fn tags_at(at: usize, tags: &[Tag], is_little: bool) -> Vec<u8> {
    let mut bytes = vec![0; at];
    directory(tags, is_little, &mut bytes);
    bytes.split_off(at)
}

/// A note with a head, whose offsets count from its first byte.
fn headed(head: &[u8], tags: &[Tag], is_little: bool) -> Vec<u8> {
    [head.to_vec(), tags_at(head.len(), tags, is_little)].concat()
}

/// An Exif block with a note, which learns where in the block it will stand.
fn block(make: &str, exif: &[Tag], note: impl Fn(usize) -> Vec<u8>) -> Vec<u8> {
    let whole = |note: Vec<u8>| {
        let exif: Vec<Tag> = exif.iter().cloned().chain([(NOTE, UNDEFINED, note)]).collect();
        stream(true, &[text(0x10F, make)], &exif, &[])
    };
    let draft = note(0);
    let drawn = whole(draft.clone());
    let at = drawn.windows(draft.len()).position(|window| window == draft).expect("the note is in its block");
    whole(note(at))
}

fn statements(kind: BlockKind, data: Vec<u8>) -> Vec<Statement> {
    let mut anatomy = examine(&&b"\xff\x01Exiv2\xff\xd9"[..], b"a.exv");
    anatomy.blocks.push(Block { kind, data });
    all(&anatomy)
}

fn all(anatomy: &Anatomy) -> Vec<Statement> {
    read(anatomy).0
}

fn exif(data: Vec<u8>) -> Vec<Statement> {
    statements(BlockKind::Exif, data)
}

fn value(statements: &[Statement], field: Field) -> Option<String> {
    reconcile(statements, Policy::Mwg).first(field).map(ToString::to_string)
}

fn named(statements: &[Statement], name: &str) -> Option<String> {
    statements.iter().find(|one| one.name == name).and_then(|one| one.values.first()).map(ToString::to_string)
}

fn nikon() -> Vec<u8> {
    let lens = rationals(0x84, &[(180, 10), (700, 10), (35, 10), (45, 10)], false);
    let tiff = [b"MM\0\x2a\0\0\0\x08".to_vec(), tags_at(8, &[text(0x1D, "3105364"), lens], false)].concat();
    [b"Nikon\0\x02\x10\0\0".to_vec(), tiff].concat()
}

fn shorts(tag: u16, numbers: &[u16]) -> Tag {
    (tag, SHORT, numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}

/// Camera settings, focal length and shot: f/5.7, 1/4 s, ISO 400 by a gain of 8 over 50, 35 mm in half millimetres.
fn canon_tags() -> Vec<Tag> {
    let mut settings = [0; 30];
    (settings[16], settings[25]) = (15, 2);
    let mut shot = [0; 30];
    (shot[1], shot[2], shot[21], shot[22]) = (96, 128, 5 * 32, 2 * 32);
    let serial = (0x0C, LONG, number(570_004_681, 4, true));
    let settings = [shorts(1, &settings), shorts(2, &[2, 70, 0, 0]), shorts(4, &shot)];
    settings.into_iter().chain([text(9, "Ann Lee"), serial, text(0x95, "EF35mm f/2 IS USM")]).collect()
}

#[test]
fn nikons_note_tells_the_lens_in_its_own_numbers_and_the_bodys_number() {
    let found = exif(block("NIKON", &[], |_| nikon()));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("18 70 3.5 4.5"));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("3105364"));
}

#[test]
fn a_standard_tag_outranks_a_note_wherever_it_stands() {
    let standard = [text(0xA434, "AF-S 18-70mm")];
    let found = exif(block("NIKON", &standard, |_| nikon()));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("AF-S 18-70mm"));
    let packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:LensModel='by an editor'/></rdf:RDF></x:xmpmeta>";
    let both =
        [statements(BlockKind::Exif, block("NIKON", &[], |_| nikon())), statements(BlockKind::Xmp, packet.to_vec())];
    assert_eq!(value(&both.concat(), Field::LensModel).as_deref(), Some("by an editor"));
}

#[test]
fn canons_note_tells_the_exposure_only_where_exif_does_not() {
    let found = exif(block("Canon", &[], |at| tags_at(at, &canon_tags(), true)));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("570004681"));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("EF35mm f/2 IS USM"));
    assert_eq!(value(&found, Field::Iso).as_deref(), Some("400"));
    assert_eq!(value(&found, Field::FocalLength).as_deref(), Some("35"));
    assert_eq!(value(&found, Field::ExposureTime).as_deref(), Some("0.25"));
    assert!(value(&found, Field::FNumber).is_some_and(|number| number.starts_with("5.656")));
    assert_eq!(named(&found, "Canon:OwnerName").as_deref(), Some("Ann Lee"));
    let standard = [(0x8827, SHORT, number(200, 2, true))];
    let found = exif(block("Canon", &standard, |at| tags_at(at, &canon_tags(), true)));
    assert_eq!(value(&found, Field::Iso).as_deref(), Some("200"));
    assert_eq!(named(&found, "Canon:ISO"), None);
}

#[test]
fn a_moved_note_of_canons_is_read_by_its_second_header_and_else_not_guessed() {
    let moved = |tail: Vec<u8>| {
        let note = [tags_at(5000, &canon_tags(), true), tail].concat();
        exif(block("Canon", &[], |_| note.clone()))
    };
    let found = moved([b"II\x2a\0".to_vec(), number(5000, 4, true)].concat());
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("EF35mm f/2 IS USM"));
    let found = moved(Vec::new());
    assert_eq!(value(&found, Field::LensModel), None);
    // What stands in its entry is still there.
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("570004681"));
}

#[test]
fn olympus_keeps_body_and_lens_in_a_directory_below() {
    let head = b"OLYMPUS\0II\x03\0";
    let pointer = |at: usize| [(0x2010, LONG, number(at as u64, 4, true))];
    let below_at = head.len() + tags_at(head.len(), &pointer(0), true).len();
    let equipment = [text(0x101, "BJMA03234   "), text(0x203, "OLYMPUS M.12-45mm F4.0")];
    let note = [headed(head, &pointer(below_at), true), tags_at(below_at, &equipment, true)].concat();
    let found = exif(block("OLYMPUS", &[], |_| note.clone()));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("BJMA03234"));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("OLYMPUS M.12-45mm F4.0"));
}

#[test]
fn what_binds_a_live_photo_is_kept_and_speaks_for_no_field() {
    let note = headed(b"Apple iOS\0\0\x01MM", &[text(0x11, "570F1469-09C7")], false);
    let found = exif(block("Apple", &[], |_| note.clone()));
    let statement = found.iter().find(|one| one.name == "Apple:ContentIdentifier").expect("it is kept");
    assert_eq!((statement.field, &statement.values[..]), (None, &[Value::text("570F1469-09C7")][..]));
}

#[test]
fn numbers_and_words_of_other_makers_are_read() {
    let panasonic = |at| [b"Panasonic\0\0\0".to_vec(), tags_at(at + 12, &[text(0x51, "G VARIO 14-42")], true)].concat();
    let found = exif(block("Panasonic", &[], panasonic));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("G VARIO 14-42"));
    let pentax = [(0x12, LONG, number(800, 4, true)), (0x13, SHORT, number(56, 2, true)), text(0x229, "4321")];
    let found = exif(block("PENTAX", &[], |_| headed(b"PENTAX \0II", &pentax, true)));
    assert_eq!(value(&found, Field::ExposureTime).as_deref(), Some("0.008"));
    assert_eq!(value(&found, Field::FNumber).as_deref(), Some("5.6"));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("4321"));
    let sigma = |at| [b"SIGMA\0\0\0\x01\0".to_vec(), tags_at(at + 10, &[text(2, "02000019")], true)].concat();
    assert_eq!(value(&exif(block("SIGMA", &[], sigma)), Field::CameraSerial).as_deref(), Some("02000019"));
}

#[test]
fn a_number_that_is_blank_or_no_text_is_none() {
    for serial in ["0000000", "       ", "---", "\u{1}\u{2}\u{3}\u{4}\u{5}"] {
        let note = [b"Nikon\0\x02\x10\0\0MM\0\x2a\0\0\0\x08".to_vec(), tags_at(8, &[text(0x1D, serial)], false)];
        let found = exif(block("NIKON", &[], |_| note.concat()));
        assert_eq!(value(&found, Field::CameraSerial), None, "{serial:?}");
    }
}

#[test]
fn adobes_private_data_hold_the_note_with_its_old_offset() {
    const OLD_PLACE: usize = 4000;
    let note = tags_at(OLD_PLACE, &canon_tags(), true);
    let part = [b"II".to_vec(), number(OLD_PLACE as u64, 4, false), note].concat();
    let data = [b"Adobe\0CRW \0\0\0\x02xxMakN".to_vec(), number(part.len() as u64, 4, false), part].concat();
    let dng = stream(false, &[text(0x10F, "Canon"), (0xC612, 1, vec![1, 4, 0, 0]), (0xC634, 1, data)], &[], &[]);
    let anatomy = examine(&&dng[..], b"a.dng");
    let found = all(&anatomy);
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("EF35mm f/2 IS USM"));
    assert_eq!(value(&found, Field::Iso).as_deref(), Some("400"));
}

#[test]
fn a_camera_that_writes_dng_itself_has_its_note_in_the_private_data() {
    let note = headed(b"PENTAX \0MM", &[text(0x229, "4321")], false);
    let dng = stream(true, &[text(0x10F, "PENTAX"), (0xC612, 1, vec![1, 4, 0, 0]), (0xC634, 1, note)], &[], &[]);
    assert_eq!(value(&all(&examine(&&dng[..], b"a.dng")), Field::CameraSerial).as_deref(), Some("4321"));
}

/// A heap with records that stand outside their entries, then those that stand in them.
fn heap(records: &[(u16, Vec<u8>)], inline: &[(u16, [u8; 8])]) -> Vec<u8> {
    let (mut bytes, mut entries) = (Vec::new(), Vec::new());
    for (tag, content) in records {
        let (size, at) = (content.len() as u64, bytes.len() as u64);
        entries.push([number((*tag).into(), 2, true), number(size, 4, true), number(at, 4, true)].concat());
        bytes.extend_from_slice(content);
    }
    entries.extend(inline.iter().map(|(tag, content)| [&(tag | 0x4000).to_le_bytes()[..], content].concat()));
    let directory = bytes.len() as u64;
    bytes.extend(number(entries.len() as u64, 2, true));
    bytes.extend(entries.concat());
    bytes.extend(number(directory, 4, true));
    bytes
}

fn crw() -> Vec<u8> {
    let tags = canon_tags();
    let record = |number, tag| (number, tags.iter().find(|known| known.0 == tag).expect("a tag").2.clone());
    let below = heap(
        &[record(0x102D, 1), record(0x1029, 2), record(0x102A, 4), (0x080A, b"Canon\0PowerShot\0".to_vec())],
        &[(0x180B, *b"\xd2\x04\0\0\0\0\0\0")],
    );
    let main = heap(&[(0x2005, b"sensor".to_vec()), (0x300A, below)], &[]);
    [b"II\x1a\0\0\0HEAPCCDR\x02\0\x01\0\0\0\0\0\0\0\0\0".to_vec(), main].concat()
}

#[test]
fn the_records_of_a_crw_are_read_as_the_note_they_are() {
    let found = all(&examine(&&crw()[..], b"a.crw"));
    for (field, expected) in [
        (Field::CameraModel, "PowerShot"),
        (Field::CameraSerial, "1234"),
        (Field::Iso, "400"),
        (Field::ExposureTime, "0.25"),
        (Field::FocalLength, "35"),
    ] {
        assert_eq!(value(&found, field).as_deref(), Some(expected), "{field:?}");
    }
}

#[test]
fn no_damage_to_a_note_makes_a_reader_fall_or_run_on() {
    let olympus = headed(b"OLYMPUS\0II\x03\0", &[(0x2010, LONG, number(12, 4, true))], true);
    let samples = [
        block("NIKON", &[], |_| nikon()),
        block("Canon", &[], |at| tags_at(at, &canon_tags(), true)),
        block("OLYMPUS", &[], |_| olympus.clone()),
    ];
    for sample in samples {
        damaged(&sample, 1500, NUMBERS, |_, bytes| {
            let found = exif(bytes.to_vec());
            assert!(found.len() < 200, "{}", found.len());
        });
    }
    let whole = crw();
    for length in 0..whole.len() {
        let anatomy = examine(&&whole[..length], b"a.crw");
        assert!(all(&anatomy).len() < 100);
    }
}
