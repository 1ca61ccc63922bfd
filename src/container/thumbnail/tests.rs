//! Previews in files built byte by byte: where they are told to lie, and what is not told.
use crate::container::boxes::tests::boxed;
use crate::container::damage::{NUMBERS, damaged};
use crate::container::examine;
use crate::container::ifd::tests::tiff;
use crate::container::photoshop::tests::resource;

/// A small JPEG of 160 by 120 pixels, padded so that a reader can look at its head.
const JPEG: &[u8] = b"\xff\xd8\xff\xc0\0\x11\x08\0\x78\0\xa0\x03abcdefghij\xff\xda\0\x02\xff\xd9";
const SIZE: u32 = JPEG.len() as u32;

/// What previews of a file hold.
fn previews<'b>(bytes: &'b [u8], name: &str) -> Vec<&'b [u8]> {
    let anatomy = examine(&bytes, name.as_bytes());
    let place = |at: u64, size: u64| &bytes[at as usize..(at + size) as usize];
    anatomy.previews.iter().map(|preview| place(preview.at, preview.size)).collect()
}

/// A JPEG with a segment.
fn jpeg(code: u8, content: &[u8], rest: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes();
    [b"\xff\xd8\xff", &[code][..], &length, content, b"\xff\xc0\0\x0b\x08\0\x30\0\x40\x01\x01\x11\0\xff\xd9", rest]
        .concat()
}

/// A block with a thumbnail in its second directory, which begins at 14.
fn with_thumbnail() -> Vec<u8> {
    const SECOND: u32 = 14;
    let place = SECOND + 2 + 2 * 12 + 4;
    let second = tiff(&[(0x201, 4, 1, place), (0x202, 4, 1, SIZE)], 0, JPEG);
    [tiff(&[], SECOND, b""), second[8..].to_vec()].concat()
}

/// A block whose main directory leads to Exif's, and that to a Nikon note with a preview directory.
fn with_nikon_preview() -> Vec<u8> {
    let preview = tiff(&[(0x201, 4, 1, 64), (0x202, 4, 1, SIZE)], 0, b"");
    let note = [tiff(&[(0x11, 4, 1, 26)], 0, b""), preview[8..].to_vec()].concat();
    let note = [note.clone(), vec![0; 64 - note.len()], JPEG.to_vec()].concat();
    let note = [b"Nikon\0\x02\x10\0\0".to_vec(), note].concat();
    let exif = tiff(&[(0x927C, 7, note.len() as u32, 44)], 0, &note);
    [tiff(&[(0x8769, 4, 1, 26)], 0, b""), exif[8..].to_vec()].concat()
}

fn samples() -> Vec<(Vec<u8>, &'static str)> {
    let exif = |block: Vec<u8>| jpeg(0xE1, &[b"Exif\0\0".to_vec(), block].concat(), b"");
    let thumbnail = resource(0x040C, &[&[0; 28], JPEG].concat());
    let photoshop = [b"Photoshop 3.0\0", &resource(0x0404, b"odd")[..], &thumbnail].concat();
    let psd = [
        b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x20\0\0\0\x40\0\x08\0\x03\0\0\0\0".to_vec(),
        (thumbnail.len() as u32).to_be_bytes().to_vec(),
        thumbnail,
        b"layers".to_vec(),
    ];
    vec![
        (exif(with_thumbnail()), "a.jpg"),
        (exif(with_nikon_preview()), "a.jpg"),
        (jpeg(0xED, &photoshop, b""), "a.jpg"),
        (psd.concat(), "a.psd"),
        (cr3(), "a.cr3"),
        (small_picture(1), "a.dng"),
    ]
}

/// Canon's thumbnail in the index, and the preview in a box of its own.
fn cr3() -> Vec<u8> {
    let size = SIZE.to_be_bytes();
    let thumbnail = boxed(b"THMB", &[&[0; 8][..], &size, &[0; 4], JPEG].concat());
    let canon = b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
    let moov = boxed(b"moov", &boxed(b"uuid", &[&canon[..], &thumbnail].concat()));
    let own = b"\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16\0\0\0\0\0\0\0\x01";
    let preview = boxed(b"PRVW", &[&[0; 12][..], &size, JPEG].concat());
    [boxed(b"ftyp", b"crx \0\0\0\x01crx isom"), moov, boxed(b"uuid", &[&own[..], &preview].concat())].concat()
}

/// A DNG whose only directory is of a picture of some kind (0: the full one, 1: a smaller one).
fn small_picture(subfile: u32) -> Vec<u8> {
    let place = 8 + 2 + 6 * 12 + 4;
    let entries = [
        (0xFE, 4, 1, subfile),
        (0x103, 3, 1, 7),
        (0x111, 4, 1, place),
        (0x117, 4, 1, SIZE),
        (0x8299, 3, 1, 0),
        (0xC612, 1, 4, 0x0401),
    ];
    tiff(&entries, 0, JPEG)
}

#[test]
fn previews_are_located_wherever_formats_keep_them() {
    for (at, (bytes, name)) in samples().iter().enumerate() {
        let expected = if name.ends_with("cr3") { vec![JPEG, JPEG] } else { vec![JPEG] };
        assert_eq!(previews(bytes, name), expected, "sample {at}");
    }
}

#[test]
fn the_picture_itself_is_no_preview() {
    assert_eq!(previews(&small_picture(0), "a.dng"), [b"" as &[u8]; 0]);
}

#[test]
fn of_a_multi_picture_file_only_large_thumbnails_are_previews() {
    for (kind, expected) in [(0x0101_0002_u32, 1), (0x0002_0002, 0), (0, 0)] {
        let picture = |kind: u32, size: u32, offset: u32| {
            [kind.to_le_bytes(), size.to_le_bytes(), offset.to_le_bytes(), [0; 4]].concat()
        };
        // The index begins four bytes into its segment, at 10 of the file.
        let built = |offset| {
            let pictures = [picture(0x0003_0000, 0, 0), picture(kind, SIZE, offset)].concat();
            let index = tiff(&[(0xB002, 7, 32, 26)], 0, &pictures);
            jpeg(0xE2, &[b"MPF\0".to_vec(), index].concat(), JPEG)
        };
        let offset = built(0).len() - JPEG.len() - 10;
        let bytes = built(offset as u32);
        assert_eq!(previews(&bytes, "a.jpg"), vec![JPEG; expected], "{kind:08x}");
    }
}

#[test]
fn what_a_sensor_saw_is_no_preview_though_it_is_a_jpeg() {
    let mut bytes = small_picture(1);
    let at = bytes.len() - JPEG.len() + 3;
    bytes[at] = 0xC3;
    assert_eq!(previews(&bytes, "a.dng"), [b"" as &[u8]; 0]);
}

#[test]
fn no_damage_makes_a_preview_lie_outside_its_file() {
    for (sample, name) in samples() {
        damaged(&sample, 1500, NUMBERS, |_, bytes| {
            for preview in examine(&bytes, name.as_bytes()).previews {
                assert!(preview.size > 0 && preview.at + preview.size <= bytes.len() as u64);
            }
        });
    }
}
