//! Previews that lie in a file as files of their own: where they are and how large, for renditions that need no
//! decoding of the picture itself. It knows what a small JPEG, PNG or TIFF looks like, not which formats hold one.
use super::anatomy::{Anatomy, Preview};
use super::order::{be16, be32};
use super::reader::Reader;

/// The most previews that are told of one file.
const MOST_PREVIEWS: usize = 32;
/// The most markers that are passed before a JPEG's frame.
const MOST_MARKERS: u32 = 256;

/// Notes the preview of `size` bytes at `at`, if there is one, wholly in the file, and it was not noted before.
pub(super) fn locate(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64, size: u64) {
    let is_inside = size > 0 && at.checked_add(size).is_some_and(|end| end <= reader.len());
    if !is_inside || anatomy.previews.len() >= MOST_PREVIEWS || anatomy.previews.iter().any(|known| known.at == at) {
        return;
    }
    let Some((media_type, pixels)) = look(reader, at, size) else { return };
    let (width, height) = pixels.unwrap_or((0, 0));
    anatomy.previews.push(Preview { at, size, width, height, media_type });
}

/// What it is, and its width and height where its header says.
pub(super) fn look(reader: &mut Reader<'_>, at: u64, size: u64) -> Option<(&'static str, Option<(u32, u32)>)> {
    let head: [u8; 26] = reader.array(at)?;
    match head {
        [0xFF, 0xD8, 0xFF, ..] => match frame(reader, at + 2, at + size) {
            // What a sensor saw is often kept as lossless JPEG, which nobody shows (T.81, table B.1: SOF3, 7, 11, 15).
            Some((0xC3 | 0xC7 | 0xCB | 0xCF, _)) => None,
            found => Some(("image/jpeg", found.map(|(_, pixels)| pixels))),
        },
        [0x89, b'P', b'N', b'G', ..] => Some(("image/png", be32(&head, 16).zip(be32(&head, 20)))),
        [b'I', b'I', 0x2A, 0, ..] | [b'M', b'M', 0, 0x2A, ..] => Some(("image/tiff", None)),
        [b'G', b'I', b'F', b'8', ..] => Some(("image/gif", None)),
        [0xD7, 0xCD, 0xC6, 0x9A, ..] | [1, 0, 9, 0, 0, 3, ..] => Some(("application/x-wmf", None)),
        [b'B', b'M', ..] => Some(("image/bmp", None)),
        _ => None,
    }
}

/// The marker of a JPEG's first frame before any scan, with its width and height (T.81, B.2.2).
fn frame(reader: &mut Reader<'_>, start: u64, end: u64) -> Option<(u8, (u32, u32))> {
    let mut at = start;
    for _ in 0..MOST_MARKERS {
        let head: [u8; 9] = reader.array(at).filter(|_| at < end)?;
        let [0xFF, code, rest @ ..] = head else { return None };
        match code {
            0xFF => at += 1,
            0xC4 | 0xC8 | 0xCC => at = at + 2 + u64::from(be16(&rest, 0)?),
            0xC0..=0xCF => return Some((code, (be16(&rest, 5)?.into(), be16(&rest, 3)?.into()))),
            0xD9 | 0xDA => return None,
            _ => at = at + 2 + u64::from(be16(&rest, 0)?),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::locate;
    use crate::asset::MediaType;
    use crate::container::anatomy::{Anatomy, Preview};
    use crate::container::reader::Reader;

    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xdb\0\x03x\xff\xc0\0\x11\x08\0\x78\0\xa0\x03abcdefghij\xff\xda\0\x02";

    fn located(bytes: &[u8], places: &[(u64, u64)]) -> Vec<Preview> {
        let mut anatomy = Anatomy::of(MediaType::of("image/x-raw"));
        let mut reader = Reader::new(&bytes);
        for (at, size) in places {
            locate(&mut reader, &mut anatomy, *at, *size);
        }
        anatomy.previews
    }

    #[test]
    fn a_preview_is_told_with_its_place_and_its_pixels_once() {
        let bytes = [b"four".as_slice(), JPEG].concat();
        let size = JPEG.len() as u64;
        let found = located(&bytes, &[(4, size), (4, size)]);
        assert_eq!(found, [Preview { at: 4, size, width: 160, height: 120, media_type: "image/jpeg" }]);
    }

    #[test]
    fn what_is_no_preview_or_not_there_is_not_told() {
        assert_eq!(located(JPEG, &[(0, JPEG.len() as u64 + 1), (1, 5), (0, 0), (u64::MAX, 2)]), []);
        let cut = located(&JPEG[..JPEG.len() - 24], &[(0, JPEG.len() as u64 - 24)]);
        assert_eq!(cut, []);
    }
}
