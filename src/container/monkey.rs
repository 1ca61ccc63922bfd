//! Monkey's Audio (APE): its descriptor and header in the old and the new layout.
//!
//! The essence, in damson's own definition, is everything between an ID3v2 tag and the tags behind the sound.
use super::anatomy::Anatomy;
use super::order::{le16, le32};
use super::reader::Reader;
use super::{apev2, id3};
use crate::asset::{Field, ProblemKind, Value};

/// What a header says.
struct Header {
    channels: u16,
    rate: u32,
    bits: u16,
    blocks: u64,
}

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (start, end) = id3::around(reader, anatomy);
    let begin = start.max(apev2::examine_first(reader, anatomy));
    let head = reader.some(begin, 256).to_vec();
    if !head.starts_with(b"MAC ") {
        return anatomy.fault(ProblemKind::Malformed, "there is no sound of Monkey's Audio in the file");
    }
    anatomy.essence.add(begin.min(end), end);
    anatomy.essence.vouch(true);
    anatomy.state(Field::AudioCodec, Value::text("ape"));
    match header(&head) {
        Some(header) => state(anatomy, &header),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its header"),
    }
}

#[allow(clippy::cast_precision_loss)]
fn state(anatomy: &mut Anatomy, header: &Header) {
    anatomy.state_count(Field::AudioChannels, header.channels.into());
    anatomy.state_count(Field::SampleRate, header.rate.into());
    anatomy.state_count(Field::BitDepth, header.bits.into());
    anatomy.state_number(Field::Duration, header.blocks as f64 / f64::from(header.rate));
}

/// Since 3.98 a descriptor says how long it is and how long the header behind it is; some writers say an older version
/// all the same.
fn header(head: &[u8]) -> Option<Header> {
    let version = le16(head, 4)?;
    let is_described = le32(head, 8) == Some(52) && le32(head, 12) == Some(24);
    if version >= 3980 || is_described { described(head) } else { old(head, version) }
}

fn described(head: &[u8]) -> Option<Header> {
    let own = head.get(usize::try_from(le32(head, 8)?).ok()?..)?;
    let blocks = blocks(le32(own, 12)?, le32(own, 4)?, le32(own, 8)?);
    Some(Header { bits: le16(own, 16)?, channels: le16(own, 18)?, rate: le32(own, 20)?, blocks })
}

/// Version, level, flags, channels, rate, two sizes, frames, blocks in the last frame. Flag 1 is 8 bits, flag 8 is 24.
fn old(head: &[u8], version: u16) -> Option<Header> {
    let (level, flags) = (le16(head, 6)?, le16(head, 8)?);
    let each = match version {
        3950.. => 73_728 * 4,
        3900.. => 73_728,
        3800.. if level == 4000 => 73_728,
        _ => 9216,
    };
    let bits = match flags {
        flags if flags & 1 != 0 => 8,
        flags if flags & 8 != 0 => 24,
        _ => 16,
    };
    let blocks = blocks(le32(head, 24)?, each, le32(head, 28)?);
    Some(Header { bits, channels: le16(head, 10)?, rate: le32(head, 12)?, blocks })
}

fn blocks(frames: u32, each: u32, last: u32) -> u64 {
    u64::from(frames).saturating_sub(1).saturating_mul(each.into()).saturating_add(last.into())
}
