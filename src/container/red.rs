//! RED's R3D, as far as ExifTool describes it: the first block's header with size and frame rate and, in the second
//! form, a directory of what the camera was set to. Its frames and their places are not told.
use super::anatomy::Anatomy;
use super::order::{Order, be16, be32};
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// The most properties that are read.
const MOST_PROPERTIES: u32 = 512;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<0x5C>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its header");
    };
    if head.get(4..8) == Some(b"RED1") {
        let short = |at| u64::from(be16(&head, at).unwrap_or(0));
        return anatomy.state_size(short(0x36), short(0x3A));
    }
    let long = |at| be32(&head, at).unwrap_or(0);
    anatomy.state_size(long(0x4C).into(), long(0x50).into());
    let rate = f64::from(long(0x58)) / be16(&head, 0x56).map_or(0.0, f64::from);
    anatomy.state_number(Field::FrameRate, (rate * 1000.0).round() / 1000.0);
    // Three counts of records of fixed sizes stand before the directory.
    let count = |at: usize| u64::from(head.get(at).copied().unwrap_or(0));
    directory(reader, anatomy, 0x44 + count(0x40) * 0x18 + count(0x41) * 0x14 + count(0x42) * 0x10);
}

/// Its length, then properties: a length, a number whose first digit is the type, a value.
fn directory(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64) {
    let end = start + reader.array::<2>(start).map_or(0, |two| u64::from(u16::from_be_bytes(two)));
    let (mut at, mut moment) = (start + 2, (String::new(), String::new()));
    for _ in 0..MOST_PROPERTIES {
        let Some(head) = reader.array::<4>(at).filter(|_| at + 4 <= end) else { break };
        let (size, tag) = (be16(&head, 0).unwrap_or(0), be16(&head, 2).unwrap_or(0));
        let Some(length) = usize::from(size).checked_sub(4) else { break };
        let value = reader.some(at + 4, length.min(256)).to_vec();
        match tag {
            0x1023 => moment.0 = text(&value),
            0x1024 => moment.1 = text(&value),
            _ => property(anatomy, tag, &value),
        }
        at += u64::from(size);
    }
    if let (Some((year, day)), Some((hour, rest))) = (moment.0.split_at_checked(4), moment.1.split_at_checked(2)) {
        let ((month, day), (minute, second)) = (halves(day), halves(rest));
        anatomy.state_date("Red:DateTimeOriginal", &format!("{year}:{month}:{day} {hour}:{minute}:{second}"));
    }
}

fn halves(digits: &str) -> (&str, &str) {
    digits.split_at_checked(2).unwrap_or((digits, ""))
}

fn property(anatomy: &mut Anatomy, tag: u16, value: &[u8]) {
    let number = Order::Big.u16(value, 0).map_or(0.0, f64::from);
    match tag {
        0x1001 => anatomy.state_text("Red:StartTimecode", Some(Field::StartTimecode), &text(value)),
        0x1006 => anatomy.state_text("Red:SerialNumber", Some(Field::CameraSerial), &text(value)),
        0x1025 => anatomy.state_text("Red:FirmwareVersion", None, &text(value)),
        0x1056 => anatomy.state_text("Red:OriginalFileName", None, &text(value)),
        0x1071 => anatomy.state_text("Red:Model", Some(Field::CameraModel), &text(value)),
        0x403B => anatomy.state_setting("Red:ISO", Field::Iso, number),
        0x406A => anatomy.state_setting("Red:FNumber", Field::FNumber, number / 10.0),
        0x406B => anatomy.state_setting("Red:FocalLength", Field::FocalLength, number),
        _ => {}
    }
}
