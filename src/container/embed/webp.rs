//! New blocks into WebP's chunks (RFC 9649): Exif in `EXIF`, XMP in `XMP `, behind the picture; the extended header that
//! announces them, which is made where there is none; and the size of the whole.
use super::super::anatomy::Anatomy;
use super::super::order::{le16, le32};
use super::super::reader::Reader;
use super::changes::Changes;
use super::{Wanted, unsupported};
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

/// The most chunks; animations have one for each frame.
const MOST_CHUNKS: usize = 100_000;
/// Bits of the extended header's first byte (2.7.1).
const HAS_PROFILE: u8 = 0x20;
const HAS_ALPHA: u8 = 0x10;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// A chunk: its name, its content, and all of it with the byte that pads it.
struct Chunk {
    name: [u8; 4],
    content: Range<u64>,
    range: Range<u64>,
}

/// The changes of the chunks.
pub(super) fn changes(reader: &mut Reader<'_>, _before: &Anatomy, wanted: &mut Wanted) -> Result<Changes, Problem> {
    if wanted.iim.is_some() || wanted.digest.is_some() {
        return Err(unsupported("WebP has no place for IIM"));
    }
    let (chunks, end) = chunks(reader)?;
    let is_picture = |chunk: &&Chunk| matches!(&chunk.name, b"VP8 " | b"VP8L" | b"ANMF" | b"ALPH");
    let mut behind = chunks.iter().rfind(is_picture).ok_or_else(broken)?.range.end;
    let mut changes = Changes::default();
    let (mut set, mut clear) = (0, 0);
    let blocks = [(&wanted.exif, *b"EXIF", *b"EXIF", HAS_EXIF), (&wanted.xmp, *b"XMP ", *b"_PMX", HAS_XMP)];
    for (block, name, other, flag) in blocks {
        let old: Vec<&Chunk> = chunks.iter().filter(|chunk| chunk.name == name || chunk.name == other).collect();
        if let Some(block) = block {
            let place = old.first().map_or(behind..behind, |chunk| chunk.range.clone());
            changes.replace(place, chunk(name, block)?);
            old.iter().skip(1).for_each(|chunk| changes.replace(chunk.range.clone(), Vec::new()));
            *(if block.is_empty() { &mut clear } else { &mut set }) |= flag;
        }
        behind = old.last().map_or(behind, |chunk| chunk.range.end.max(behind));
    }
    announce(reader, &mut changes, &chunks, (set, clear))?;
    let too_large = || Problem::new(ProblemKind::Limit, "the file would be larger than a WebP can be");
    let size = changes.moved(end).and_then(|end| u32::try_from(end - 8).ok()).filter(|size| *size < u32::MAX - 9);
    changes.replace(4..8, size.ok_or_else(too_large)?.to_le_bytes().to_vec());
    Ok(changes)
}

fn broken() -> Problem {
    Problem::new(ProblemKind::Malformed, "the chunks of the WebP do not fill its size")
}

/// The chunks of the file, and where the last one ends. What stands behind is no part of it.
fn chunks(reader: &mut Reader<'_>) -> Result<(Vec<Chunk>, u64), Problem> {
    let size = reader.array(4).map_or(0, u32::from_le_bytes);
    // Some writers leave the last chunk's padding out of the size.
    let end = (8 + u64::from(size)).next_multiple_of(2);
    let (mut found, mut at) = (Vec::new(), 12);
    while at < end {
        let [n0, n1, n2, n3, size @ ..] = reader.array::<8>(at).ok_or_else(broken)?;
        let content = at + 8..at + 8 + u64::from(u32::from_le_bytes(size));
        let range = at..content.end.next_multiple_of(2);
        if range.end > end || range.end > reader.len() || found.len() >= MOST_CHUNKS {
            return Err(broken());
        }
        at = range.end;
        found.push(Chunk { name: [n0, n1, n2, n3], content, range });
    }
    Ok((found, end))
}

/// A chunk; of no content, none.
fn chunk(name: [u8; 4], content: &[u8]) -> Result<Vec<u8>, Problem> {
    if content.is_empty() {
        return Ok(Vec::new());
    }
    let too_large = |_| Problem::new(ProblemKind::Limit, "the block is too large for a WebP");
    let size = u32::try_from(content.len()).map_err(too_large)?;
    let padding: &[u8] = if content.len().is_multiple_of(2) { &[] } else { &[0] };
    Ok([&name[..], &size.to_le_bytes(), content, padding].concat())
}

/// Sets and clears bits of the extended header, or makes one.
fn announce(
    reader: &mut Reader<'_>,
    changes: &mut Changes,
    chunks: &[Chunk],
    (set, clear): (u8, u8),
) -> Result<(), Problem> {
    if let Some(header) = chunks.iter().find(|chunk| chunk.name == *b"VP8X") {
        let [flags] = reader
            .array(header.content.start)
            .filter(|_| header.content.end - header.content.start >= 10)
            .ok_or_else(broken)?;
        let new = (flags | set) & !clear;
        if new != flags {
            changes.replace(header.content.start..header.content.start + 1, vec![new]);
        }
    } else if set != 0 {
        changes.insert(12, header(reader, chunks, set)?);
    }
    Ok(())
}

/// The extended header of a picture that has none: the size of its frame is that of its canvas.
fn header(reader: &mut Reader<'_>, chunks: &[Chunk], mut flags: u8) -> Result<Vec<u8>, Problem> {
    let unclear = || Problem::new(ProblemKind::Malformed, "the WebP has frames and no extended header");
    let [chunk] =
        &chunks.iter().filter(|chunk| matches!(&chunk.name, b"VP8 " | b"VP8L" | b"ANMF")).collect::<Vec<_>>()[..]
    else {
        return Err(unclear());
    };
    let head: [u8; 10] = reader.array(chunk.content.start).ok_or_else(unclear)?;
    let (width, height) = match (&chunk.name, head) {
        (b"VP8 ", [_, _, _, 0x9D, 0x01, 0x2A, ..]) => {
            let side = |at| le16(&head, at).map_or(0, |side| u32::from(side & 0x3FFF));
            (side(6), side(8))
        }
        (b"VP8L", [0x2F, ..]) => {
            let bits = le32(&head, 1).unwrap_or(0);
            flags |= if bits >> 28 & 1 == 1 { HAS_ALPHA } else { 0 };
            ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }
        _ => return Err(unclear()),
    };
    for (name, flag) in [(*b"ICCP", HAS_PROFILE), (*b"ALPH", HAS_ALPHA), (*b"EXIF", HAS_EXIF), (*b"XMP ", HAS_XMP)] {
        flags |= if chunks.iter().any(|chunk| chunk.name == name) { flag } else { 0 };
    }
    let [w0, w1, w2, _] = width.checked_sub(1).ok_or_else(unclear)?.to_le_bytes();
    let [h0, h1, h2, _] = height.checked_sub(1).ok_or_else(unclear)?.to_le_bytes();
    self::chunk(*b"VP8X", &[flags, 0, 0, 0, w0, w1, w2, h0, h1, h2])
}

#[cfg(test)]
mod tests;
