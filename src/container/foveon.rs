//! Sigma's X3F (Foveon's, after Kalpanika's and ExifTool's descriptions): sections listed by a directory, to which the
//! last four bytes point: previews, of which one may hold Exif, properties in words, and the sensor's data.
//!
//! The essence is what ExifTool's ImageDataHash covers: the sensor's data.
use super::anatomy::Anatomy;
use super::order::le32;
use super::reader::Reader;
use super::{jpeg, preview};
use crate::asset::{Date, Field, ProblemKind};

/// The most sections that are read.
const MOST_SECTIONS: usize = 64;
/// The most properties that are read; cameras write some forty.
const MOST_PROPERTIES: usize = 256;
/// The most letters of one property.
const MOST_LETTERS: usize = 256;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head: [u8; 40] = reader.array(0).unwrap_or([0; 40]);
    let number = |at| u64::from(le32(&head, at).unwrap_or(0));
    anatomy.state_size(number(28), number(32));
    let at = reader.array::<4>(reader.len().saturating_sub(4)).map_or(0, u32::from_le_bytes);
    let directory: [u8; 12] = reader.array(u64::from(at)).unwrap_or_default();
    if !directory.starts_with(b"SECd") {
        return anatomy.fault(ProblemKind::Truncated, "the file ends before its directory");
    }
    let count = usize::try_from(le32(&directory, 8).unwrap_or(0)).unwrap_or(0).min(MOST_SECTIONS);
    let entries = reader.some(u64::from(at) + 12, count * 12).to_vec();
    let mut is_whole = true;
    for entry in entries.chunks_exact(12) {
        let part = |at| u64::from(le32(entry, at).unwrap_or(0));
        match entry.get(8..) {
            Some(b"IMAG" | b"IMA2") => is_whole &= image(reader, anatomy, part(0), part(4)),
            Some(b"PROP") => properties(reader, anatomy, part(0), part(4)),
            _ => {}
        }
    }
    anatomy.essence.vouch(is_whole);
}

/// A section with a picture: a JPEG preview, which holds the Exif, or the sensor's data.
fn image(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64, length: u64) -> bool {
    const HEADER: u64 = 28;
    let header: [u8; HEADER as usize] = reader.array(start).unwrap_or([0; HEADER as usize]);
    let (from, to) = (start + HEADER, start.saturating_add(length));
    let (kind, format) = (le32(&header, 8).unwrap_or(0), le32(&header, 12).unwrap_or(0));
    if (kind, format) == (2, 0x12) {
        let embedded = reader.copy(from, to.saturating_sub(from)).unwrap_or_default();
        jpeg::examine_embedded(&embedded, anatomy);
        preview::locate(reader, anatomy, from, to.saturating_sub(from));
    } else if kind & 0xFF != 2 {
        anatomy.essence.add(from, to.min(reader.len()));
        return to <= reader.len();
    }
    true
}

/// Names and values in UTF-16: a table of where each begins, in letters from the table's end, then the letters.
fn properties(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64, length: u64) {
    const HEADER: u64 = 24;
    let header: [u8; HEADER as usize] = reader.array(start).unwrap_or([0; HEADER as usize]);
    let count = usize::try_from(le32(&header, 8).unwrap_or(0)).unwrap_or(0);
    if !header.starts_with(b"SECp") || le32(&header, 12) != Some(0) {
        return;
    }
    let table = reader.some(start + HEADER, count.min(MOST_PROPERTIES) * 8).to_vec();
    let letters = start + HEADER + count as u64 * 8;
    let end = start.saturating_add(length);
    let mut text = |at: Option<u32>| {
        let at = letters.saturating_add(u64::from(at.unwrap_or(0)) * 2);
        let most = usize::try_from(end.saturating_sub(at)).unwrap_or(0).min(MOST_LETTERS * 2);
        let units =
            reader.some(at, most).chunks_exact(2).map(|two| two.iter().rev().fold(0, join)).take_while(is_letter);
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    for entry in table.chunks_exact(8) {
        let (name, value) = (text(le32(entry, 0)), text(le32(entry, 4)));
        property(anatomy, &name, &value);
    }
}

fn join(unit: u16, byte: &u8) -> u16 {
    unit << 8 | u16::from(*byte)
}

fn is_letter(unit: &u16) -> bool {
    *unit != 0
}

fn property(anatomy: &mut Anatomy, name: &str, value: &str) {
    let number = value.trim().parse().unwrap_or(0.0);
    match name {
        "CAMMANUF" => anatomy.state_text("SigmaRaw:Make", Some(Field::CameraMake), value),
        "CAMMODEL" => anatomy.state_text("SigmaRaw:Model", Some(Field::CameraModel), value),
        "CAMSERIAL" => anatomy.state_text("SigmaRaw:SerialNumber", Some(Field::CameraSerial), value),
        "FIRMVERS" => anatomy.state_text("SigmaRaw:FirmwareVersion", None, value),
        "ISO" => anatomy.state_setting("SigmaRaw:ISO", Field::Iso, number),
        "APERTURE" => anatomy.state_setting("SigmaRaw:FNumber", Field::FNumber, number),
        "FLENGTH" => anatomy.state_setting("SigmaRaw:FocalLength", Field::FocalLength, number),
        // The shutter's time; `EXPTIME` is how long the sensor gathered light, which may be longer.
        "SHUTTER" => anatomy.state_setting("SigmaRaw:ExposureTime", Field::ExposureTime, number),
        "TIME" if number > 0.0 => {
            let mut date = Date::from_unix(value.trim().parse().unwrap_or(0));
            // The clock of the camera, counted as if it stood in Greenwich.
            (date.offset, date.zulu) = (None, false);
            anatomy.state_moment("SigmaRaw:DateTimeOriginal", date);
        }
        _ => {}
    }
}
