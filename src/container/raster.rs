//! Pictures of rarer formats, of which the header tells the size: OpenEXR, Radiance, DjVu, QuickDraw,
//! Photo CD, FLIF with its metadata, FLIR's public format, MRC and Sony's PMP. Nothing of their pixels is known here.
use super::anatomy::{Anatomy, BlockKind};
use super::fixed;
use super::order::{Order, be16, be32, le16, le32};
use super::plain::Inflater;
use super::preview;
use super::reader::Reader;
use crate::asset::Field;

/// The most of a header made of attributes or lines that is read.
const MOST_HEADER: usize = 64 * 1024;
/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 1024;

/// Reads the attributes of an OpenEXR file: name, type, length and value each. The window of the data is the picture, both
/// its corners within it (OpenEXR file layout, `box2i`).
pub(super) fn open_exr(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(8, MOST_HEADER).to_vec();
    let mut rest = &head[..];
    while let Some((name, value, after)) = attribute(rest) {
        if name == b"dataWindow" {
            let side = |first, last| {
                let side = i64::from(le32(value, last)?.cast_signed()) - i64::from(le32(value, first)?.cast_signed());
                u64::try_from(side + 1).ok()
            };
            return anatomy.state_size(side(0, 8).unwrap_or(0), side(4, 12).unwrap_or(0));
        }
        rest = after;
    }
}

fn attribute(bytes: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (name, rest) = bytes.split_at_checked(memchr::memchr(0, bytes)?)?;
    let rest = rest.get(1..)?;
    let rest = rest.get(memchr::memchr(0, rest)? + 1..)?;
    let length = usize::try_from(le32(rest, 0)?).ok()?;
    let (value, after) = rest.get(4..)?.split_at_checked(length)?;
    (!name.is_empty()).then_some((name, value, after))
}

/// Reads the line of a Radiance picture that stands after the empty one: `-Y 48 +X 64`, where the first axis counts lines
/// (Radiance, `rgbe` file format).
pub(super) fn radiance(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, MOST_HEADER);
    let Some(end) = memchr::memmem::find(head, b"\n\n") else { return };
    let line = head.get(end + 2..).unwrap_or_default().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let words: Vec<&str> = std::str::from_utf8(line).unwrap_or_default().split_ascii_whitespace().collect();
    let [first, lines, second, columns] = words[..] else { return };
    let (Ok(lines), Ok(columns)) = (lines.parse::<u32>(), columns.parse::<u32>()) else { return };
    match (first.get(1..), second.get(1..)) {
        (Some("Y"), Some("X")) => anatomy.state_size(columns.into(), lines.into()),
        (Some("X"), Some("Y")) => anatomy.state_size(lines.into(), columns.into()),
        _ => {}
    }
}

/// Reads the chunk `INFO` of the first page of a DjVu document, which may lie in forms (DjVu 3, 8.3).
pub(super) fn djvu(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut at = 4;
    for _ in 0..MOST_CHUNKS {
        let Some(head) = reader.array::<12>(at) else { return };
        let length = u64::from(be32(&head, 4).unwrap_or(0));
        match head {
            [b'F', b'O', b'R', b'M', ..] => at += 12,
            [b'I', b'N', b'F', b'O', ..] => {
                return anatomy.state_size(be16(&head, 8).unwrap_or(0).into(), be16(&head, 10).unwrap_or(0).into());
            }
            _ => at += 8 + length.next_multiple_of(2),
        }
    }
}

/// Where the frame of a QuickDraw picture is: at the head of a resource, after 512 bytes of anything in a file. It
/// stands before the operation that tells the version (Inside Macintosh: Imaging, appendix A).
pub(super) fn quick_draw_at(reader: &mut Reader<'_>) -> Option<u64> {
    [0, 512].into_iter().find(|at| {
        let head = reader.some(*at, 16);
        matches!(head.get(10..16), Some([0x11, 0x01, ..] | [0, 0x11, 0x02, 0xFF, 0x0C, 0]))
            && quick_draw_frame(head).is_some()
    })
}

fn quick_draw_frame(head: &[u8]) -> Option<(u16, u16)> {
    let side = |first, last| {
        let side = i32::from(be16(head, last)?.cast_signed()) - i32::from(be16(head, first)?.cast_signed());
        u16::try_from(side).ok().filter(|side| *side > 0)
    };
    Some((side(4, 8)?, side(2, 6)?))
}

/// Reads the frame of a QuickDraw picture. The extended second version has it in 72nds of an inch, and says how many pixels
/// an inch has, in 16.16.
pub(super) fn quick_draw(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = quick_draw_at(reader).and_then(|at| reader.array::<28>(at)) else { return };
    let Some((width, height)) = quick_draw_frame(&head) else { return };
    let is_extended = head.get(10..18) == Some(&[0, 0x11, 0x02, 0xFF, 0x0C, 0, 0xFF, 0xFE]);
    let pixels = |side: u16, at| match be32(&head, at).filter(|_| is_extended) {
        Some(resolution) => (u64::from(side) * u64::from(resolution) / 72 + 0x8000) >> 16,
        None => side.into(),
    };
    anatomy.state_size(pixels(width, 20), pixels(height, 24));
}

/// Reads which of its sizes a Photo CD image pack has, and whether it stands upright (`hpcdtoppm` of Netpbm).
pub(super) fn photo_cd(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some([flags]) = reader.array::<1>(2048 + 1538) else { return };
    let scale = match flags >> 2 & 3 {
        0 => 1,
        step => u64::from(step) * 2,
    };
    let (width, height) = if flags & 1 == 0 { (768, 512) } else { (512, 768) };
    anatomy.state_size(width * scale, height * scale);
}

/// Reads a FLIF's header and the chunks before its picture, whose content is deflated (FLIF 1.0, 1 and 2).
pub(super) fn flif(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some([format, depth]) = reader.array::<2>(4) else { return };
    let mut at = 6;
    let (width, height) = (fixed::number(reader, &mut at), fixed::number(reader, &mut at));
    let (Some(width), Some(height)) = (width, height) else { return };
    anatomy.state_size(width + 1, height + 1);
    anatomy.state_count(Field::BitDepth, if depth == b'2' { 16 } else { u64::from(depth == b'1') * 8 });
    if format > b'P' {
        let _frames = fixed::number(reader, &mut at);
    }
    let mut inflater = Inflater::new();
    for _ in 0..MOST_CHUNKS {
        let Some(name @ [b' '..=255, ..]) = reader.array::<4>(at) else { return };
        at += 4;
        let Some(length) = fixed::number(reader, &mut at) else { return };
        let Some(content) = reader.copy(at, length).and_then(|data| inflater.inflate_bare(&data)) else { return };
        match &name {
            b"eXif" => {
                anatomy.keep(BlockKind::Exif, content.strip_prefix(b"Exif\0\0").unwrap_or(&content).to_vec());
            }
            b"eXmp" => anatomy.keep(BlockKind::Xmp, content),
            b"iCCP" => anatomy.keep(BlockKind::Icc, content),
            _ => {}
        }
        at += length;
    }
}

/// Reads the header of FLIR's public format.
pub(super) fn flir(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(44, 4);
    let (width, height) = (le16(head, 0), le16(head, 2));
    anatomy.state_size(width.unwrap_or(0).into(), height.unwrap_or(0).into());
}

/// Whether it is an MRC 2014 file: a word at a fixed place, and a stamp of the machine that wrote it.
pub(super) fn is_mrc(reader: &mut Reader<'_>) -> bool {
    matches!(reader.some(208, 8), [b'M', b'A', b'P', 0 | b' ', 0x44 | 0x11, 0x44 | 0x41 | 0x11, 0, 0])
}

/// Reads an MRC file's columns and rows (MRC2014), in the order of the machine that wrote it.
pub(super) fn mrc(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let order = if reader.some(212, 1) == [0x11] { Order::Big } else { Order::Little };
    let head = reader.some(0, 8);
    let (width, height) = (order.u32(head, 0), order.u32(head, 4));
    anatomy.state_size(width.unwrap_or(0).into(), height.unwrap_or(0).into());
}

/// Whether it is a file of Sony's DSC-F1: a header of 124 bytes that says so, and a JPEG after it.
pub(super) fn is_sony_pmp(reader: &mut Reader<'_>) -> bool {
    reader.some(8, 4) == [0, 0, 0, 124] && reader.some(124, 4) == [0xFF, 0xD8, 0xFF, 0xDB]
}

/// Reads the size of the JPEG that is the picture of Sony's DSC-F1.
pub(super) fn sony_pmp(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    const HEADER: u64 = 124;
    let size = reader.len().saturating_sub(HEADER);
    if let Some((_, Some((width, height)))) = preview::look(reader, HEADER, size) {
        anatomy.state_size(width.into(), height.into());
    }
}

#[cfg(test)]
mod tests;
