//! Raw formats with a structure of their own: Fujifilm's RAF, Minolta's MRW and Kyocera's.
//!
//! The essence is what ExifTool's ImageDataHash covers: the sensor's data.
use super::anatomy::{Anatomy, BlockKind};
use super::condense::condense;
use super::ifd::Stream;
use super::order::{Order, be16, be32};
use super::pages::Strips;
use super::plain::text;
use super::reader::Reader;
use super::{jpeg, preview, thumbnail};
use crate::asset::{Field, ProblemKind};

/// Reads a RAF: the JPEG with all metadata, the sensor's size, and where its data is.
pub(super) fn raf(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<0x70>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its RAF header");
    };
    let number = |at| u64::from(be32(&head, at).unwrap_or(0));
    match reader.copy(number(0x54), number(0x58)) {
        Some(embedded) => {
            jpeg::examine_embedded(&embedded, anatomy);
            preview::locate(reader, anatomy, number(0x54), number(0x58));
            exif_of_jpeg(reader, anatomy, number(0x54));
        }
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its preview, which holds the metadata"),
    }
    raf_size(reader, anatomy, number(0x5C));
    let is_whole = raf_data(reader, anatomy, (number(0x64), number(0x68)));
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its picture");
    }
    anatomy.essence.vouch(is_whole);
}

/// Locates the thumbnail of a preview that begins with its Exif, as cameras write them.
fn exif_of_jpeg(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) {
    const HEAD: usize = 12;
    if let [0xFF, 0xD8, 0xFF, 0xE1, _, _, b'E', b'x', b'i', b'f', 0, 0] = reader.some(at, HEAD) {
        thumbnail::exif(reader, anatomy, at + HEAD as u64);
    }
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
                    thumbnail::exif(reader, anatomy, at + 8);
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

/// Reads the head of a raw of Kyocera's Contax N: texts written backwards, numbers in eighths and sixteenths of a stop
/// (ExifTool's KyoceraRaw table). Where the sensor's data is nobody has told.
pub(super) fn kyocera(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<0x9C>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its header");
    };
    let forwards = |at: usize, size: usize| text(head.get(at..at + size).unwrap_or(&[]));
    let backwards = |at: usize, size: usize| {
        let letters: Vec<u8> = head.get(at..at + size).unwrap_or(&[]).iter().rev().copied().collect();
        text(letters.get(letters.iter().take_while(|byte| **byte == 0).count()..).unwrap_or(&[]))
    };
    anatomy.state_text("KyoceraRaw:FirmwareVersion", None, &backwards(0x01, 10));
    anatomy.state_text("KyoceraRaw:Model", Some(Field::CameraModel), &backwards(0x0C, 12));
    anatomy.state_text("KyoceraRaw:Make", Some(Field::CameraMake), &backwards(0x19, 7));
    anatomy.state_date("KyoceraRaw:DateTimeOriginal", &backwards(0x21, 20));
    anatomy.state_text("KyoceraRaw:Lens", Some(Field::LensModel), &forwards(0x7C, 32));
    let number = |at| be32(&head, at).map_or(0.0, f64::from);
    anatomy.state_number(Field::ExposureTime, (number(0x38) / 8.0).exp2() / 16000.0);
    anatomy.state_number(Field::FNumber, (number(0x58) / 16.0).exp2());
    anatomy.state_number(Field::FocalLength, number(0x70));
}

#[cfg(test)]
mod tests;
