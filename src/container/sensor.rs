//! Raw formats with a structure of their own: Fujifilm's RAF, Canon's CRW, Minolta's MRW and Sigma's X3F.
//!
//! The essence is what ExifTool's ImageDataHash covers: the sensor's data.
use super::anatomy::{Anatomy, BlockKind};
use super::condense::condense;
use super::ifd::Stream;
use super::jpeg;
use super::order::{Order, be16, be32, le32};
use super::pages::Strips;
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Date, Field, ProblemKind};

/// The most entries of all directories of a file.
const MOST_ENTRIES: usize = 4096;

/// The most sections of an X3F that are read.
const MOST_SECTIONS: usize = 64;

/// Reads a RAF: the JPEG with all metadata, the sensor's size, and where its data is.
pub(super) fn raf(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<0x70>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its RAF header");
    };
    let number = |at| u64::from(be32(&head, at).unwrap_or(0));
    match reader.copy(number(0x54), number(0x58)) {
        Some(preview) => jpeg::examine_embedded(&preview, anatomy),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its preview, which holds the metadata"),
    }
    raf_size(reader, anatomy, number(0x5C));
    let is_whole = raf_data(reader, anatomy, (number(0x64), number(0x68)));
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its picture");
    }
    anatomy.essence.vouch(is_whole);
}

/// Fujifilm's own directory: tag and size of two bytes each, then the value. 0x111 is the cropped size, 0x100 the full.
fn raf_size(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64) {
    let count = reader.array::<4>(start).map_or(0, u32::from_be_bytes).min(256);
    let mut at = start + 4;
    let mut sizes = Vec::new();
    for _ in 0..count {
        let Some(entry) = reader.array::<8>(at) else { break };
        let part = |at| u64::from(be16(&entry, at).unwrap_or(0));
        if matches!(part(0), 0x100 | 0x111) {
            sizes.push((part(0), part(6), part(4)));
        }
        at += 4 + part(2);
    }
    if let Some((_, width, height)) = sizes.into_iter().max() {
        anatomy.state_size(width, height);
    }
}

/// The data is a TIFF stream with a directory of its own, or, from the first models, nothing but the data.
fn raf_data(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (start, length): (u64, u64)) -> bool {
    if start == 0 {
        return false;
    }
    let directory = Stream::open(reader, start).and_then(|(stream, first)| {
        let main = stream.directory(reader, first)?;
        let below = stream.tag(reader, &main, 0xF000)?;
        Some((stream, stream.directory(reader, start.saturating_add(below))?))
    });
    match directory {
        Some((stream, directory)) => {
            let mut strips = Strips::new();
            if let (Some(offsets), Some(sizes)) = (directory.entry(0xF007), directory.entry(0xF008)) {
                strips.add(reader, stream, (offsets, sizes));
            }
            let is_whole = strips.is_whole();
            anatomy.essence = strips.essence;
            is_whole && !anatomy.essence.ranges.is_empty()
        }
        None => {
            let end = start.saturating_add(length);
            anatomy.essence.add(start, end.min(reader.len()));
            end <= reader.len()
        }
    }
}

/// Reads a CRW: a CIFF heap whose directory is at its end.
pub(super) fn crw(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head: [u8; 6] = reader.array(0).unwrap_or_default();
    let order = if head.starts_with(b"II") { Order::Little } else { Order::Big };
    let start = u64::from(order.u32(&head, 2).unwrap_or(0));
    let end = reader.len();
    let mut left = MOST_ENTRIES;
    heap(reader, anatomy, order, (start, end), &mut left);
    let is_whole = anatomy.essence.ranges.last().is_some_and(|range| range.end <= end);
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends before the directory of its picture");
    }
    anatomy.essence.vouch(is_whole);
}

/// A heap may hold heaps; `left` bounds the entries of all of them.
fn heap(reader: &mut Reader<'_>, anatomy: &mut Anatomy, order: Order, (start, end): (u64, u64), left: &mut usize) {
    let Some(at) = reader.array::<4>(end.saturating_sub(4)).and_then(|bytes| order.u32(&bytes, 0)) else { return };
    let at = start + u64::from(at);
    let count = reader.array::<2>(at).and_then(|bytes| order.u16(&bytes, 0)).unwrap_or(0);
    let entries = reader.some(at + 2, usize::from(count).min(*left) * 10).to_vec();
    *left -= entries.len() / 10;
    for entry in entries.chunks_exact(10) {
        let long = |at| u64::from(order.u32(entry, at).unwrap_or(0));
        let tag = order.u16(entry, 0).unwrap_or(0);
        let from = start + long(6);
        let to = from.saturating_add(long(2)).min(reader.len());
        match (tag & 0x3FFF, tag >> 8 & 0x38) {
            _ if tag & 0xC000 != 0 || to <= from => {}
            // A heap within another is smaller, so that they end.
            (_, 0x28 | 0x30) if to < end && from >= start => heap(reader, anatomy, order, (from, to), left),
            (0x2005, _) => anatomy.essence.add(from, to),
            (tag, _) => crw_value(reader, anatomy, (order, tag), from, to),
        }
    }
}

/// Canon's own properties that everybody wants: size, maker and model, time.
fn crw_value(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (order, tag): (Order, u16), from: u64, to: u64) {
    let bytes = reader.some(from, usize::try_from((to - from).min(256)).unwrap_or(0)).to_vec();
    let long = |at| u64::from(order.u32(&bytes, at).unwrap_or(0));
    match tag {
        0x1810 => anatomy.state_size(long(0), long(4)),
        0x080A => {
            let make = text(&bytes);
            let model = text(bytes.get(make.len() + 1..).unwrap_or(&[]));
            anatomy.state_text("CanonRaw:Make", Some(Field::CameraMake), &make);
            anatomy.state_text("CanonRaw:Model", Some(Field::CameraModel), &model);
        }
        0x180E if long(0) > 0 => {
            let mut date = Date::from_unix(i64::try_from(long(0)).unwrap_or(0));
            (date.offset, date.zulu) = (None, false);
            anatomy.state_moment("CanonRaw:DateTimeOriginal", date);
        }
        _ => {}
    }
}

/// Reads an MRW: blocks, of which one is a TIFF stream; after them the data to the end of the file.
pub(super) fn mrw(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let order = if reader.some(3, 1) == b"I" { Order::Little } else { Order::Big };
    let long =
        |reader: &mut Reader<'_>, at| reader.array::<4>(at).and_then(|bytes| order.u32(&bytes, 0)).map_or(0, u64::from);
    let end = 8 + long(reader, 4);
    let mut at = 8;
    while at + 8 <= end {
        let length = long(reader, at + 4);
        match reader.some(at + 1, 3) {
            b"TTW" => {
                if let Some((stream, first)) = Stream::open(reader, at + 8)
                    && let Some(main) = stream.directory(reader, first)
                {
                    let small = condense(reader, (stream, &main), None, None);
                    anatomy.keep(BlockKind::Exif, small);
                }
            }
            b"PRD" => {
                let sizes: [u8; 16] = reader.array(at + 8).unwrap_or_default();
                let side = |at| u64::from(order.u16(&sizes, at).unwrap_or(0));
                anatomy.state_size(side(14), side(12));
            }
            _ => {}
        }
        at += 8 + length;
    }
    anatomy.essence.add(end, reader.len());
    anatomy.essence.vouch(true);
    if anatomy.essence.ranges.is_empty() {
        anatomy.fault(ProblemKind::Truncated, "the file ends before its picture begins");
    }
}

/// Reads an X3F: sections listed by a directory, to which the last four bytes point.
pub(super) fn x3f(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head: [u8; 40] = reader.array(0).unwrap_or([0; 40]);
    let number = |at| u64::from(le32(&head, at).unwrap_or(0));
    anatomy.state_size(number(28), number(32));
    let at = reader.array::<4>(reader.len().saturating_sub(4)).map_or(0, u32::from_le_bytes);
    let directory: [u8; 12] = reader.array(u64::from(at)).unwrap_or_default();
    if !directory.starts_with(b"SECd") {
        return anatomy.fault(ProblemKind::Truncated, "the file ends before its directory");
    }
    let count = usize::try_from(le32(&directory, 8).unwrap_or(0)).unwrap_or(0).min(MOST_ENTRIES);
    let entries = reader.some(u64::from(at) + 12, count * 12).to_vec();
    let mut is_whole = true;
    for entry in entries.chunks_exact(12).take(MOST_SECTIONS) {
        let part = |at| u64::from(le32(entry, at).unwrap_or(0));
        if matches!(entry.get(8..), Some(b"IMAG" | b"IMA2")) {
            is_whole &= x3f_image(reader, anatomy, part(0), part(4));
        }
    }
    anatomy.essence.vouch(is_whole);
}

/// A section with a picture: a JPEG preview, which holds the Exif, or the sensor's data.
fn x3f_image(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64, length: u64) -> bool {
    const HEADER: u64 = 28;
    let header: [u8; HEADER as usize] = reader.array(start).unwrap_or([0; HEADER as usize]);
    let (from, to) = (start + HEADER, start.saturating_add(length));
    let (kind, format) = (le32(&header, 8).unwrap_or(0), le32(&header, 12).unwrap_or(0));
    if (kind, format) == (2, 0x12) {
        let preview = reader.copy(from, to.saturating_sub(from)).unwrap_or_default();
        jpeg::examine_embedded(&preview, anatomy);
    } else if kind & 0xFF != 2 {
        anatomy.essence.add(from, to.min(reader.len()));
        return to <= reader.len();
    }
    true
}
