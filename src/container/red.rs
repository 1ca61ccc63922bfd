//! RED's R3D: the header block, and in the second generation its list of texts. The layout is known from ExifTool and
//! ffmpeg; RED publishes none.
use super::anatomy::Anatomy;
use super::order::{be16, be32};
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// The most texts read.
const MOST_TEXTS: u32 = 512;
/// The kind of an entry, in the high digit of its number, that is text.
const TEXT: u16 = 1;

/// Reads the file's first block.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, 8 * 1024).to_vec();
    let is_read = if head.get(4..8) == Some(b"RED1") { first(anatomy, &head) } else { second(anatomy, &head) };
    if is_read.is_none() {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its header");
    }
}

fn first(anatomy: &mut Anatomy, head: &[u8]) -> Option<()> {
    anatomy.state_size(be32(head, 0x34)?.into(), be32(head, 0x38)?.into());
    anatomy.state_number(Field::FrameRate, f64::from(be16(head, 0x3E)?) / f64::from(be16(head, 0x40)?));
    Some(())
}

/// Size and rate, then the list: behind three tables, whose numbers of rows are said first.
fn second(anatomy: &mut Anatomy, head: &[u8]) -> Option<()> {
    anatomy.state_size(be32(head, 0x4C)?.into(), be32(head, 0x50)?.into());
    anatomy.state_number(Field::FrameRate, f64::from(be32(head, 0x58)?) / f64::from(be16(head, 0x56)?));
    let rows = |at: usize| head.get(at).map(|rows| usize::from(*rows));
    let mut at = 0x44 + rows(0x40)? * 0x18 + rows(0x41)? * 0x14 + rows(0x42)? * 0x10;
    let end = at + usize::from(be16(head, at)?);
    at += 2;
    let (mut date, mut time) = (String::new(), String::new());
    for _ in 0..MOST_TEXTS {
        let (Some(size), Some(number)) = (be16(head, at), be16(head, at + 2)) else { break };
        if size < 4 || at >= end {
            break;
        }
        let value = text(head.get(at + 4..at + usize::from(size)).unwrap_or(&[]));
        match number {
            0x1001 => anatomy.state(Field::StartTimecode, Value::text(value)),
            0x1023 => date = value,
            0x1024 => time = value,
            _ if number >> 12 == TEXT => anatomy.state_text(format!("Red:{number:04x}"), field(number), &value),
            _ => {}
        }
        at += usize::from(size);
    }
    state_date(anatomy, &date, &time);
    Some(())
}

fn field(number: u16) -> Option<Field> {
    match number {
        0x1006 => Some(Field::CameraSerial),
        0x1071 => Some(Field::CameraModel),
        _ => None,
    }
}

/// `20160118` and `213555`, on the camera's clock.
fn state_date(anatomy: &mut Anatomy, date: &str, time: &str) {
    let part = |text: &str, from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    let day = format!("{}-{}-{}", part(date, 0, 4), part(date, 4, 6), part(date, 6, 8));
    let clock = format!("{}:{}:{}", part(time, 0, 2), part(time, 2, 4), part(time, 4, 6));
    if date.len() == 8 {
        anatomy.state_date("Red:DateCreated", &if time.len() == 6 { format!("{day}T{clock}") } else { day });
    }
}
