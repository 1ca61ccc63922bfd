//! What Canon's Digital Photo Professional appends to a file: blocks of its adjustments, and an XMP packet where the file has
//! no place for one. Knows nothing of what is before it.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::reader::Reader;

const MARK: &[u8] = b"CANON OPTIONAL DATA\0";
/// Bytes of the head, and of the foot; each begins with the mark and says how much is between them.
const HEAD: u64 = 28;
const FOOT: u64 = 64;
/// Where in the foot that stands.
const SIZE: u64 = 20;
const XMP: u32 = 0xFFFF_00F6;
/// The most blocks that are passed; there are four kinds.
const BLOCKS: u32 = 16;

/// Keeps the packet.
pub(super) fn keep_packet(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some((mut at, blocks_end)) = place(reader) else { return };
    for _ in 0..BLOCKS {
        let Some(head) = reader.array::<8>(at).filter(|_| at + 8 <= blocks_end) else { break };
        let (kind, size) = (be32(&head, 0), u64::from(be32(&head, 4).unwrap_or(0)));
        let after = at + 8 + size;
        if kind == Some(XMP) && after <= blocks_end {
            let packet = reader.copy(at + 8, size).unwrap_or_default();
            anatomy.keep(BlockKind::Xmp, packet);
        }
        at = after;
    }
}

/// Where the blocks begin, and where the foot.
fn place(reader: &mut Reader<'_>) -> Option<(u64, u64)> {
    let foot = reader.len().checked_sub(FOOT)?;
    if reader.exact(foot, MARK.len())? != MARK {
        return None;
    }
    let size = u64::from(u32::from_be_bytes(reader.array(foot + SIZE)?));
    let head = foot.checked_sub(size)?.checked_sub(HEAD)?;
    (reader.exact(head, MARK.len())? == MARK).then_some((head + HEAD, foot))
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, BlockKind, Reader, keep_packet};
    use crate::asset::MediaType;

    /// What is appended, with these blocks in it.
    fn appended(blocks: &[(u32, &[u8])]) -> Vec<u8> {
        let mut bytes = b"CANON OPTIONAL DATA\0\0\x01\0\0".to_vec();
        let between: Vec<u8> = blocks
            .iter()
            .flat_map(|(kind, data)| {
                let size = u32::try_from(data.len()).expect("a small block");
                [&kind.to_be_bytes()[..], &size.to_be_bytes(), data].concat()
            })
            .collect();
        let size = u32::try_from(between.len()).expect("small blocks").to_be_bytes();
        bytes.extend(size);
        bytes.extend(between);
        bytes.extend(b"CANON OPTIONAL DATA\0");
        bytes.extend(size);
        bytes.resize(bytes.len() + 38, 0);
        bytes.extend(b"\xff\xd9");
        bytes
    }

    fn packets(bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        keep_packet(&mut Reader::new(&bytes), &mut anatomy);
        let packets = anatomy.blocks.into_iter().filter(|block| block.kind == BlockKind::Xmp);
        packets.map(|block| block.data).collect()
    }

    #[test]
    fn the_packet_is_kept_among_other_blocks() {
        let tail = appended(&[(0xFFFF_00F4, b"edits"), (0xFFFF_00F6, b"<x/>")]);
        let file = [b"raw".to_vec(), tail].concat();
        assert_eq!(packets(&file), [b"<x/>".to_vec()]);
        for length in 0..file.len() {
            assert!(packets(&file[..length]).is_empty(), "{length}");
        }
    }

    #[test]
    fn sizes_that_are_not_true_lead_nowhere() {
        let tail = appended(&[(0xFFFF_00F6, b"<x/>")]);
        let (of_block, of_foot) = (32, tail.len() - 44);
        for at in [of_block, of_foot] {
            let mut bent = tail.clone();
            bent[at..at + 4].copy_from_slice(&u32::MAX.to_be_bytes());
            assert!(packets(&bent).is_empty(), "{at}");
        }
    }
}
