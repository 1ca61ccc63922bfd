//! InDesign documents (Adobe XMP Specification Part 3): a database in pages, and after it the contiguous objects, of
//! which one is the XMP packet. The database itself is not read.
//!
//! There is no essence to tell apart: pages of the database are kept with old content in them. Identity is the whole file.
use super::anatomy::{Anatomy, BlockKind};
use super::order::{Order, le32};
use super::packet;
use super::reader::Reader;
use crate::asset::ProblemKind;

/// The size of a page; the first two are master pages, of which the one saved last counts.
const PAGE: u64 = 4096;
/// What a contiguous object begins with, and how long its head and its tail are.
const HEAD: [u8; 16] = *b"\xde\x39\x39\x79\x51\x88\x4b\x6c\x8e\x63\xee\xf8\xae\xe0\xdd\x38";
const EDGE: u64 = 32;
/// The most contiguous objects that are passed.
const MOST_OBJECTS: usize = 1000;

/// Reads the contiguous objects; where none is a packet, the newest packet somewhere in the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    match packet(reader) {
        Some(found) => anatomy.keep(BlockKind::Xmp, found),
        None => {
            if reader.len() < 2 * PAGE {
                anatomy.fault(ProblemKind::Truncated, "the file ends within its master pages");
            }
            packet::examine(reader, anatomy);
        }
    }
}

fn packet(reader: &mut Reader<'_>) -> Option<Vec<u8>> {
    let [first, second] = [0, PAGE].map(|at| reader.some(at, 512).to_vec());
    let sequence = |page: &[u8]| Order::Little.uint(page, 264, 8);
    let master = if sequence(&second)? > sequence(&first)? { second } else { first };
    // The byte order of the objects' own lengths: 1 little, 2 big.
    let order = if master.get(24) == Some(&1) { Order::Little } else { Order::Big };
    let mut at = u64::from(le32(&master, 280)?).checked_mul(PAGE)?;
    for _ in 0..MOST_OBJECTS {
        let head: [u8; 32] = reader.array(at).filter(|head: &[u8; 32]| head.starts_with(&HEAD))?;
        let (start, length) = (at + EDGE, u64::from(le32(&head, 24)?));
        let told = order.u32(&reader.array::<4>(start)?, 0).map_or(0, u64::from);
        let data = start + 4;
        if reader.some(data, 10).starts_with(b"<?xpacket ") {
            let size = if told > 0 && told <= length { told } else { length.saturating_sub(4) };
            return reader.copy(data, size);
        }
        at = start.checked_add(length)?.checked_add(EDGE)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::examine;
    use super::{HEAD, PAGE};

    const PACKET: &[u8] = b"<?xpacket begin='' id=''?><x:xmpmeta>new</x:xmpmeta><?xpacket end='w'?>";

    fn object(content: &[u8]) -> Vec<u8> {
        let content = [&(content.len() as u32).to_be_bytes()[..], content].concat();
        let head = [&HEAD[..], &[0; 8], &(content.len() as u32).to_le_bytes(), &[0; 4]].concat();
        [&head[..], &content, &[0; 32]].concat()
    }

    fn document() -> Vec<u8> {
        let master = |sequence: u64, pages: u32| {
            let mut page = vec![0; PAGE as usize];
            page[..16].copy_from_slice(b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d");
            page[24] = 2;
            page[264..272].copy_from_slice(&sequence.to_le_bytes());
            page[280..284].copy_from_slice(&pages.to_le_bytes());
            page
        };
        let mut old = b"<?xpacket begin=''?>old<?xpacket end='w'?> then <?xpacket begin=''?> without end".to_vec();
        old.resize(PAGE as usize, 0);
        [master(4, 2), master(5, 3), old, object(b"a story"), object(PACKET)].concat()
    }

    #[test]
    fn the_packet_of_the_newest_saving_is_found_behind_the_database() {
        let anatomy = examine(&&document()[..], b"a.indd");
        assert_eq!(anatomy.media_type.as_str(), "application/x-indesign");
        assert_eq!(anatomy.blocks.iter().map(|block| &block.data[..]).collect::<Vec<_>>(), [PACKET]);
        assert!(anatomy.problems.is_empty());
    }

    #[test]
    fn a_damaged_document_is_searched_and_ends() {
        let whole = document();
        let mut broken = whole.clone();
        broken[3 * PAGE as usize] = 0;
        assert_eq!(examine(&&broken[..], b"a.indd").blocks.len(), 1);
        for at in (0..whole.len()).step_by(7) {
            assert!(examine(&&whole[..at], b"a.indd").blocks.len() <= 1);
        }
    }
}
