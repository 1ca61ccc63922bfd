//! Formats whose header tells the size at a fixed place, and nothing else of use: BMP, DPX, PGF, and BPG with its
//! extensions (libbpg's specification).
use super::anatomy::{Anatomy, BlockKind};
use super::order::{Order, le16, le32};
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// Reads a BMP's header: the old one of OS/2 has two bytes a side, all others four; the height is negative where the
/// first line is the top one.
pub(super) fn bmp(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(0, 30).to_vec();
    let long = |at| u64::from(le32(&bytes, at).map_or(0, |side| side.cast_signed().unsigned_abs()));
    let short = |at| u64::from(le16(&bytes, at).unwrap_or(0));
    match long(14) {
        12 => anatomy.state_size(short(18), short(20)),
        _ => anatomy.state_size(long(18), long(22)),
    }
}

/// Reads a DPX's header (SMPTE ST 268).
pub(super) fn dpx(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(0, 804).to_vec();
    let order = if bytes.starts_with(b"SDPX") { Order::Big } else { Order::Little };
    let number = |at| u64::from(order.u32(&bytes, at).unwrap_or(0));
    anatomy.state_size(number(772), number(776));
    anatomy.state_count(Field::BitDepth, bytes.get(803).map_or(0, |depth| u64::from(*depth)));
}

/// Reads a PGF's header.
pub(super) fn pgf(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(0, 16).to_vec();
    let number = |at| u64::from(le32(&bytes, at).unwrap_or(0));
    anatomy.state_size(number(8), number(12));
}

/// Reads a BPG: size, depth, and the extensions that hold Exif, ICC and XMP.
pub(super) fn bpg(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some([_, _, _, _, format, flags]) = reader.array::<6>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its BPG header");
    };
    let mut at = 6;
    let mut next = || number(reader, &mut at);
    let (width, height, _) = (next(), next(), next());
    let extensions = if flags & 8 == 0 { Some(0) } else { next() };
    let (Some(width), Some(height), Some(extensions)) = (width, height, extensions) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its BPG header");
    };
    anatomy.state_size(width, height);
    anatomy.state_count(Field::BitDepth, u64::from(format & 15) + 8);
    let end = at + extensions;
    while at < end {
        let (Some(tag), Some(length)) = (number(reader, &mut at), number(reader, &mut at)) else { break };
        match reader.copy(at, length) {
            Some(data) => keep(anatomy, tag, data),
            None => return anatomy.fault(ProblemKind::Truncated, "the file ends within a BPG extension"),
        }
        at += length;
    }
    anatomy.essence.add(end, reader.len());
    anatomy.essence.vouch(true);
}

fn keep(anatomy: &mut Anatomy, tag: u64, data: Vec<u8>) {
    match tag {
        1 => {
            let is_stream = |bytes: &&[u8]| bytes.starts_with(b"II") || bytes.starts_with(b"MM");
            let stream = (0..8).filter_map(|skip| data.get(skip..)).find(is_stream);
            anatomy.keep(BlockKind::Exif, stream.unwrap_or_default().to_vec());
        }
        2 => anatomy.keep(BlockKind::Icc, data),
        3 => anatomy.keep(BlockKind::Xmp, data),
        _ => {}
    }
}

/// A number in groups of seven bits, each but the last with its highest bit set.
fn number(reader: &mut Reader<'_>, at: &mut u64) -> Option<u64> {
    let mut number = 0;
    for _ in 0..5 {
        let [byte] = reader.array::<1>(*at)?;
        *at += 1;
        number = number << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}
