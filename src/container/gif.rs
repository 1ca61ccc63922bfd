//! GIF (GIF89a specification): size, duration, comments, and the XMP packet that Adobe puts in an application extension.
//!
//! The essence, in damson's own definition: the colour tables, graphic controls and pictures; the screen's descriptor,
//! comments and application extensions are not in it.
use super::anatomy::{Anatomy, BlockKind};
use super::order::le16;
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// After the XMP packet, so that those who do not know it find its end: 257 bytes that lead there, and a terminator.
const XMP_TRAILER: u64 = 258;
/// The most blocks walked.
const MOST_BLOCKS: u32 = 1_000_000;
/// The longest comment read.
const LONGEST_COMMENT: usize = 64 * 1024;
/// The largest colour profile read.
const LARGEST_PROFILE: usize = 4 * 1024 * 1024;

/// Reads a GIF.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<13>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its GIF header");
    };
    let side = |at| u64::from(le16(&head, at).unwrap_or(0));
    anatomy.state_size(side(6), side(8));
    let after = 13 + colour_table(head[10]);
    anatomy.essence.add(13, after.min(reader.len()));
    let mut hundredths = 0;
    let is_whole = walk(reader, anatomy, after, &mut hundredths);
    anatomy.state_number(Field::Duration, f64::from(hundredths) / 100.0);
    anatomy.essence.vouch(is_whole);
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends before its trailer");
    }
}

/// Bytes of the colour table that a packed field announces.
fn colour_table(packed: u8) -> u64 {
    if packed & 0x80 == 0 { 0 } else { 3 << ((packed & 7) + 1) }
}

/// Walks the blocks; whether the trailer was reached.
fn walk(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64, hundredths: &mut u32) -> bool {
    let mut at = start;
    for _ in 0..MOST_BLOCKS {
        let head: [u8; 2] = match reader.some(at, 2) {
            [0x3B, ..] => return true,
            [first, second] => [*first, *second],
            _ => return false,
        };
        let end = match head {
            [0x2C, _] => picture(reader, at),
            [0x21, label] => extension(reader, anatomy, (at, label), hundredths),
            _ => None,
        };
        let Some(end) = end else { return false };
        if matches!(head, [0x2C, _] | [0x21, 0xF9 | 0x01]) {
            anatomy.essence.add(at, end);
        }
        at = end;
    }
    false
}

/// The end of a picture: descriptor, colour table, code size, data.
fn picture(reader: &mut Reader<'_>, at: u64) -> Option<u64> {
    let descriptor = reader.array::<10>(at)?;
    sub_blocks(reader, at + 10 + colour_table(descriptor[9]) + 1)
}

fn extension(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    (at, label): (u64, u8),
    hundredths: &mut u32,
) -> Option<u64> {
    let end = sub_blocks(reader, at + 2)?;
    match label {
        0xF9 => {
            let delay = reader.array::<6>(at + 2).and_then(|control| le16(&control, 2));
            *hundredths = hundredths.saturating_add(u32::from(delay.unwrap_or(0)));
        }
        0xFE => {
            let comment = joined(reader, at + 2, LONGEST_COMMENT);
            anatomy.state_comment("Comment", &text(&comment));
        }
        0xFF if reader.exact(at + 2, 12) == Some(b"\x0bXMP DataXMP") => {
            let packet = reader.copy(at + 14, end.saturating_sub(at + 14 + XMP_TRAILER)).unwrap_or_default();
            anatomy.keep(BlockKind::Xmp, packet);
        }
        0xFF if reader.exact(at + 2, 9) == Some(b"\x0bC2PA_GIF") => anatomy.has_manifest = true,
        // The ICC's registered extension: the profile in sub-blocks (ICC.1, annex B.1).
        0xFF if reader.exact(at + 2, 12) == Some(b"\x0bICCRGBG1012") => {
            let profile = joined(reader, at + 14, LARGEST_PROFILE);
            anatomy.keep(BlockKind::Icc, profile);
        }
        _ => {}
    }
    Some(end)
}

/// The offset after a run of sub-blocks: each has its length before it, the last has none.
fn sub_blocks(reader: &mut Reader<'_>, start: u64) -> Option<u64> {
    let mut at = start;
    loop {
        match reader.some(at, 1) {
            [0] => return Some(at + 1),
            [length] => at += 1 + u64::from(*length),
            _ => return None,
        }
    }
}

fn joined(reader: &mut Reader<'_>, start: u64, most: usize) -> Vec<u8> {
    let (mut at, mut joined) = (start, Vec::new());
    while let [length @ 1..=255] = reader.some(at, 1) {
        let length = *length;
        joined.extend_from_slice(reader.some(at + 1, usize::from(length)));
        at += 1 + u64::from(length);
        if joined.len() > most {
            break;
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, BlockKind, Reader, XMP_TRAILER, examine};
    use crate::asset::MediaType;

    #[test]
    fn xmp_and_comments_are_told_apart_from_the_picture() {
        let mut gif = b"GIF89a\x08\0\x06\0\x80\0\0\0\0\0\xff\xff\xff".to_vec();
        gif.extend_from_slice(b"\x21\xfe\x05hello\0\x21\xff\x0bXMP DataXMP<x/>");
        gif.push(1);
        gif.extend((0..=255_u8).rev());
        gif.push(0);
        gif.extend_from_slice(b"\x21\xff\x0bICCRGBG1012\x03pro\x04file\0");
        let start = gif.len();
        gif.extend_from_slice(b"\x21\xf9\x04\0\x32\0\0\0\x2c\0\0\0\0\x08\0\x06\0\0\x02\x02\x84\x51\0\x3b");
        assert_eq!(XMP_TRAILER, 258);
        let gif = &gif[..];
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine(&mut Reader::new(&gif), &mut anatomy);
        assert_eq!((anatomy.blocks[0].kind, &anatomy.blocks[0].data[..]), (BlockKind::Xmp, &b"<x/>"[..]));
        assert_eq!((anatomy.blocks[1].kind, &anatomy.blocks[1].data[..]), (BlockKind::Icc, &b"profile"[..]));
        let told: Vec<_> = anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect();
        assert_eq!(told, ["width=8", "height=6", "Comment=hello", "duration=0.5"]);
        assert_eq!(anatomy.essence.ranges, [13..19, start as u64..gif.len() as u64 - 1]);
        assert!(anatomy.essence.is_whole && anatomy.problems.is_empty());
    }
}
