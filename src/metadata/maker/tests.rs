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
fn a_crw_keeps_its_packet_in_what_canons_program_appended() {
    let packet =
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
        <rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/' dc:identifier='desk'/></rdf:RDF></x:xmpmeta>";
    let block = [&[0xFF, 0xFF, 0, 0xF6][..], &number(packet.len() as u64, 4, false), packet].concat();
    let size = number(block.len() as u64, 4, false);
    let (mark, raw) = (&b"CANON OPTIONAL DATA\0"[..], crw());
    // The raw's directory is found from the last four bytes, also where something was appended.
    let place = raw.last_chunk::<4>().expect("a place");
    let file = [&raw[..], mark, &[0, 1, 0, 0], &size, &block, mark, &size, &[0; 36], place].concat();
    let found = all(&examine(&&file[..], b"a.crw"));
    assert_eq!(value(&found, Field::CameraModel).as_deref(), Some("PowerShot"));
    assert_eq!(named(&found, "dc:identifier").as_deref(), Some("desk"));
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

/// A Sony note with a lens of eight bytes.
fn sony(lens: [u8; 8], rest: &[Tag]) -> Vec<Statement> {
    let tags: Vec<Tag> = rest.iter().cloned().chain([(0xB02A, 1, lens.to_vec())]).collect();
    exif(block("SONY", &[], |at| [b"SONY DSC \0\0\0".to_vec(), tags_at(at + 12, &tags, true)].concat()))
}

#[test]
fn sonys_lens_is_told_in_the_words_that_stand_on_it() {
    for (lens, expected) in [
        ([0x01, 0x00, 0x18, 0x00, 0x55, 0x35, 0x56, 0x02], Some("DT 18-55mm F3.5-5.6 SAM")),
        ([0xC3, 0x00, 0x16, 0x00, 0x50, 0x35, 0x56, 0x00], Some("E PZ 16-50mm F3.5-5.6 OSS")),
        ([0x08, 0x00, 0x24, 0x00, 0x70, 0x28, 0x00, 0x05], Some("24-70mm F2.8 ZA SSM II")),
        ([0x02, 0x00, 0x85, 0x00, 0x00, 0x14, 0x00, 0x00], Some("FE 85mm F1.4")),
        ([0x00, 0x05, 0x00, 0x05, 0x00, 0x80, 0x80, 0x40], Some("500mm F8 Reflex")),
        ([0x01, 0x01, 0x00, 0x03, 0x00, 0xB0, 0x00, 0x00], Some("DT 100-300mm F11")),
        // Two exclusive features at once, a digit beyond nine, no focal length, apertures that shrink.
        ([0x00, 0x00, 0x50, 0x00, 0x50, 0x14, 0x14, 0x03], None),
        ([0x01, 0x00, 0x1A, 0x00, 0x55, 0x35, 0x56, 0x02], None),
        ([0x01, 0x00, 0x00, 0x00, 0x55, 0x35, 0x56, 0x02], None),
        ([0x01, 0x00, 0x18, 0x00, 0x55, 0x56, 0x35, 0x02], None),
        ([0; 8], None),
    ] {
        assert_eq!(value(&sony(lens, &[]), Field::LensModel).as_deref(), expected, "{lens:02x?}");
    }
}

#[test]
fn a_sony_lens_without_features_is_told_but_is_no_model() {
    let found = sony([0x00, 0x00, 0x24, 0x00, 0x70, 0x18, 0x28, 0x00], &[]);
    assert_eq!(named(&found, "Sony:LensSpec").as_deref(), Some("24-70mm F1.8-2.8"));
    assert_eq!(value(&found, Field::LensModel), None);
}

#[test]
fn a_sony_note_that_says_too_short_a_length_keeps_its_last_value() {
    let lens = [(0xB02A, 1, vec![0x01, 0x00, 0x55, 0x02, 0x00, 0x40, 0x56, 0x02])];
    let mut raw = block("SONY", &[], |at| tags_at(at, &lens, true));
    let entry = raw.windows(4).position(|bytes| bytes == [0x7C, 0x92, 7, 0]).expect("the note's entry");
    raw[entry + 4] -= 8;
    let found = all(&examine(&&raw[..], b"a.arw"));
    assert_eq!(value(&found, Field::LensModel).as_deref(), Some("DT 55-200mm F4-5.6 SAM"));
}

#[test]
fn sonys_number_stands_with_its_last_pair_of_digits_first() {
    for (written, expected) in
        [("78563402", Some("2345678")), ("78563412", Some("12345678")), ("00000000", None), ("7856340", None)]
    {
        let found = sony([0; 8], &[text(0x2031, written)]);
        assert_eq!(value(&found, Field::CameraSerial).as_deref(), expected, "{written}");
    }
}

#[test]
fn fujifilms_focal_lengths_are_kept_and_name_no_lens() {
    let lens = [
        rationals(0x1404, &[(1800, 100)], true),
        rationals(0x1405, &[(5500, 100)], true),
        rationals(0x1406, &[(280, 100)], true),
        rationals(0x1407, &[(400, 100)], true),
    ];
    let found = exif(block("FUJIFILM", &[], |_| headed(b"FUJIFILM\x0c\0\0\0", &lens, true)));
    assert_eq!(named(&found, "Fujifilm:MaxFocalLength").as_deref(), Some("55"));
    assert_eq!(named(&found, "Fujifilm:MaxApertureAtMinFocal").as_deref(), Some("2.8"));
    assert_eq!(value(&found, Field::LensModel), None);
}

#[test]
fn kodaks_number_stands_in_a_directory_below_wherever_that_is() {
    let serial = text(0xFA19, "KCKEV60200012");
    let pointer = |at: usize| [(0xFC00, LONG, number(at as u64, 4, true))];
    let plain = |at: usize| {
        let below_at = at + tags_at(at, &pointer(0), true).len();
        [tags_at(at, &pointer(below_at), true), tags_at(below_at, std::slice::from_ref(&serial), true)].concat()
    };
    let found = exif(block("EASTMAN KODAK COMPANY", &[], plain));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("KCKEV60200012"));
    let within = [b"II".to_vec(), tags_at(2, std::slice::from_ref(&serial), true)].concat();
    let stream = headed(b"MM\0\x2a\0\0\0\x08", &[(0xFC00, UNDEFINED, within)], false);
    let found = exif(block("Eastman Kodak Company", &[], |_| stream.clone()));
    assert_eq!(value(&found, Field::CameraSerial).as_deref(), Some("KCKEV60200012"));
    // The same bytes of another maker's camera are not known to be such a note.
    assert_eq!(value(&exif(block("Vivitar", &[], |_| stream.clone())), Field::CameraSerial), None);
}
