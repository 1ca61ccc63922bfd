//! XMP packets in files whose structure is not read: InDesign's interchange format, and documents that are too damaged for
//! their own readers. It finds where a packet begins and ends (Adobe XMP Specification Part 3, 2, "Packet scanning") and reads none of it.
use super::anatomy::{Anatomy, BlockKind};
use super::reader::{LARGEST_BLOCK, Reader};
use crate::asset::ProblemKind;

/// How much of a large file is searched, at its beginning and at its end.
const SEARCHED: u64 = 32 * 1024 * 1024;

/// Reads a file that is an XMP packet, such as a sidecar.
pub(super) fn examine_xmp(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    match reader.copy(0, reader.len()) {
        Some(packet) => anatomy.keep(BlockKind::Xmp, packet),
        None if reader.len() > LARGEST_BLOCK => {
            anatomy.fault(ProblemKind::Limit, "the XMP packet is larger than damson reads");
        }
        None => {}
    }
}

/// Looks for the packet that speaks for the whole file: PDF's newest is its last, all others have theirs first.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let wants_last = matches!(anatomy.media_type.as_str(), "application/pdf" | "application/x-indesign");
    let length = reader.len();
    let parts = match length {
        0..=LARGEST_BLOCK => vec![(0, length)],
        _ => vec![(0, SEARCHED), (length - SEARCHED, SEARCHED)],
    };
    let mut found = Vec::new();
    for (start, count) in parts {
        let bytes = reader.some(start, usize::try_from(count).unwrap_or(0));
        let packets = packets(bytes);
        let chosen = if wants_last { packets.last() } else { packets.first() };
        found.extend(chosen.map(|packet| packet.to_vec()));
    }
    if let Some(packet) = if wants_last { found.pop() } else { found.into_iter().next() } {
        anatomy.keep(BlockKind::Xmp, packet);
    }
}

/// The packets in some bytes: from the begin instruction to the end of the end instruction, or, where there are no
/// instructions, the `xmpmeta` or `RDF` element.
fn packets(bytes: &[u8]) -> Vec<&[u8]> {
    let pairs: [(&[u8], &[u8]); 3] =
        [(b"<?xpacket begin=", b"<?xpacket end="), (b"<x:xmpmeta", b"</x:xmpmeta>"), (b"<rdf:RDF", b"</rdf:RDF>")];
    for (begin, end) in pairs {
        let found = between(bytes, begin, end);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn between<'b>(bytes: &'b [u8], begin: &[u8], end: &[u8]) -> Vec<&'b [u8]> {
    let (begin, end) = (memchr::memmem::Finder::new(begin), memchr::memmem::Finder::new(end));
    let (mut found, mut rest) = (Vec::new(), bytes);
    while let Some(at) = begin.find(rest) {
        let Some(packet) = rest.get(at..) else { break };
        let Some(close) = end.find(packet) else { break };
        let tail = packet.get(close..).unwrap_or(&[]);
        let length = close + memchr::memchr(b'>', tail).map_or(tail.len(), |at| at + 1);
        let (packet, after) = packet.split_at_checked(length).unwrap_or((packet, &[]));
        found.push(packet);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::packets;

    #[test]
    fn packets_are_found_with_their_instructions_and_without() {
        let bytes = b"%PDF <?xpacket begin='' id=''?><x:xmpmeta>1</x:xmpmeta><?xpacket end='w'?> x <?xpacket begin=''?>2<?xpacket end='r'?>";
        let found = packets(bytes);
        assert_eq!(found.len(), 2);
        assert!(found[0].ends_with(b"end='w'?>") && found[1].starts_with(b"<?xpacket begin=''?>2"));
        assert_eq!(packets(b"<svg><rdf:RDF a='b'></rdf:RDF></svg>"), [b"<rdf:RDF a='b'></rdf:RDF>"]);
        assert!(packets(b"<x:xmpmeta> cut").is_empty());
    }
}
