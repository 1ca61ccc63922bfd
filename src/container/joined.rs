//! Blocks that JPEG has to split over segments of 64 KiB: ICC profiles by number, extended XMP by offset. It knows
//! how they are joined, not what they say.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::reader::LARGEST_BLOCK;
use crate::asset::ProblemKind;
use std::collections::BTreeMap;

/// The chunks of an ICC profile (ICC.1 B.4): each says its number, from 1, and how many there are.
#[derive(Default)]
pub(super) struct Chunks {
    chunks: BTreeMap<u8, Vec<u8>>,
    total: u8,
}

impl Chunks {
    /// Takes a segment's content after its signature.
    pub(super) fn take(&mut self, content: Option<&[u8]>) {
        if let Some([number, total, data @ ..]) = content {
            self.total = self.total.max(*total);
            self.chunks.entry(*number).or_insert_with(|| data.to_vec());
        }
    }

    /// Keeps the profile, if every chunk is there.
    pub(super) fn emit(self, anatomy: &mut Anatomy) {
        let has_all = self.chunks.len() >= usize::from(self.total);
        match (self.chunks.is_empty(), has_all) {
            (true, _) => {}
            (_, true) => anatomy.keep(BlockKind::Icc, self.chunks.into_values().collect::<Vec<_>>().concat()),
            (_, false) => anatomy.fault(ProblemKind::Malformed, "parts of the ICC profile are missing"),
        }
    }
}

/// The parts of extended XMP (Adobe XMP Specification Part 3, 1.1.3.1), by the GUID of what they are parts of.
#[derive(Default)]
pub(super) struct Extension {
    packets: BTreeMap<[u8; 32], Parts>,
    held: u64,
}

/// The parts of one extension by offset, and how long it is in full.
#[derive(Default)]
struct Parts {
    length: u64,
    parts: BTreeMap<u64, Vec<u8>>,
}

impl Extension {
    /// Takes a segment's content after its signature: GUID, full length, offset, data.
    pub(super) fn take(&mut self, content: &[u8]) {
        let (Some(guid), Some(length), Some(offset)) =
            (content.first_chunk::<32>(), be32(content, 32), be32(content, 36))
        else {
            return;
        };
        let data = content.get(40..).unwrap_or(&[]);
        self.held += data.len() as u64;
        if self.held <= LARGEST_BLOCK {
            let packet = self.packets.entry(guid.map(|digit| digit.to_ascii_uppercase())).or_default();
            packet.length = length.into();
            packet.parts.entry(offset.into()).or_insert_with(|| data.to_vec());
        }
    }

    /// Keeps the extension that the main packet names, if it is complete.
    pub(super) fn emit(mut self, anatomy: &mut Anatomy) {
        if self.packets.is_empty() {
            return;
        }
        let mut packets = anatomy.blocks.iter().filter(|block| block.kind == BlockKind::Xmp);
        let Some(Parts { length, parts }) =
            packets.find_map(|packet| named(&packet.data)).and_then(|guid| self.packets.remove(&guid))
        else {
            return anatomy.fault(ProblemKind::Malformed, "the XMP packet does not name the extension that is there");
        };
        let mut joined = Vec::new();
        for (offset, part) in parts {
            if offset == joined.len() as u64 {
                joined.extend_from_slice(&part);
            }
        }
        if joined.len() as u64 == length {
            anatomy.keep(BlockKind::ExtendedXmp, joined);
        } else {
            anatomy.fault(ProblemKind::Malformed, "parts of the extended XMP are missing");
        }
    }
}

/// The GUID that a packet's `xmpNote:HasExtendedXMP` has: 32 hex digits.
pub(super) fn named(packet: &[u8]) -> Option<[u8; 32]> {
    let at = memchr::memmem::find(packet, b"HasExtendedXMP")?;
    let rest = packet.get(at..)?;
    let start = rest.iter().take(80).position(|byte| matches!(byte, b'"' | b'\'' | b'>'))?;
    let guid: [u8; 32] = *rest.get(start + 1..)?.first_chunk()?;
    guid.iter().all(u8::is_ascii_hexdigit).then(|| guid.map(|digit| digit.to_ascii_uppercase()))
}
