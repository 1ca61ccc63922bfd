//! Photoshop image resources (Adobe Photoshop File Formats Specification, "Image Resources Section") and the PSD file
//! that carries them. It finds the resources that hold another standard's metadata and reads none of those standards.
use super::anatomy::{Anatomy, BlockKind};
use super::order::{be16, be32};
use super::preview;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// The four-byte signatures that resources were seen to begin with.
const SIGNATURES: [&[u8]; 5] = [b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa"];
/// The most resources read of one file.
const MOST_RESOURCES: usize = 4096;

/// One image resource.
pub(super) struct Resource<'a> {
    /// Its number.
    pub(super) id: u16,
    /// Its content.
    pub(super) data: &'a [u8],
    /// Where in the run its content begins.
    pub(super) at: usize,
}

/// The resources in a run of them, and whether the run ended where it should.
pub(super) fn resources(mut bytes: &[u8]) -> (Vec<Resource<'_>>, bool) {
    let (mut found, whole) = (Vec::new(), bytes.len());
    while bytes.len() >= 12 && found.len() < MOST_RESOURCES {
        let Some((resource, rest)) = first(bytes) else { return (found, false) };
        found.push(Resource { at: whole - bytes.len() + resource.at, ..resource });
        bytes = rest;
    }
    (found, true)
}

fn first(bytes: &[u8]) -> Option<(Resource<'_>, &[u8])> {
    if !SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return None;
    }
    let id = be16(bytes, 4)?;
    let name = usize::from(*bytes.get(6)?);
    let size_at = 6 + (1 + name).next_multiple_of(2);
    let size = usize::try_from(be32(bytes, size_at)?).ok()?;
    let start = size_at + 4;
    let end = start.checked_add(size)?;
    let data = bytes.get(start..end)?;
    Some((Resource { id, data, at: start }, bytes.get(end + size % 2..).unwrap_or(&[])))
}

/// Keeps the metadata blocks among resources, and says where the run of resources is broken.
pub(super) fn keep(anatomy: &mut Anatomy, bytes: &[u8]) {
    let (resources, is_whole) = resources(bytes);
    for Resource { id, data, .. } in resources {
        let kind = match id {
            0x0404 => BlockKind::Iim,
            0x0422 => BlockKind::Exif,
            0x0424 => BlockKind::Xmp,
            0x0425 if data.len() == 16 => BlockKind::IimDigest,
            0x040F => BlockKind::Icc,
            _ => continue,
        };
        anatomy.keep(kind, data.to_vec());
    }
    if !is_whole && bytes.iter().any(|byte| *byte != 0) {
        anatomy.fault(ProblemKind::Malformed, "the Photoshop resources are damaged; those before the damage were read");
    }
}

/// Locates the thumbnail among resources that stand at `at` of the file.
pub(super) fn locate(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64, bytes: &[u8]) {
    /// Format, size and depth of the thumbnail stand before its JPEG (resource 0x040C).
    const HEADER: usize = 28;
    for resource in resources(bytes).0 {
        if let Some(size @ 1..) = resource.data.len().checked_sub(HEADER).filter(|_| resource.id == 0x040C) {
            preview::locate(reader, anatomy, at + (resource.at + HEADER) as u64, size as u64);
        }
    }
}

/// Reads a PSD or PSB file: its header and its resources.
///
/// The essence, in damson's own definition, is everything after the resources: layers and composite picture.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(header) = reader.array::<26>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its Photoshop header");
    };
    let number = |at| u64::from(be32(&header, at).unwrap_or(0));
    anatomy.state_size(number(18), number(14));
    anatomy.state_count(Field::BitDepth, u64::from(be16(&header, 22).unwrap_or(0)));
    let Some(colours) = reader.array::<4>(26).map(u32::from_be_bytes) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its Photoshop header");
    };
    let at = 30 + u64::from(colours);
    let Some(length) = reader.array::<4>(at).map(u32::from_be_bytes) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends before its Photoshop resources");
    };
    let end = at + 4 + u64::from(length);
    match reader.copy(at + 4, u64::from(length)) {
        Some(bytes) => {
            locate(reader, anatomy, at + 4, &bytes);
            keep(anatomy, &bytes);
        }
        None if end > reader.len() => {
            anatomy.fault(ProblemKind::Truncated, "the file ends within its Photoshop resources");
        }
        None => anatomy.fault(ProblemKind::Limit, "the Photoshop resources are larger than damson reads"),
    }
    anatomy.essence.add(end, reader.len());
    anatomy.essence.vouch(reader.len() > end);
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Anatomy, BlockKind, Reader, examine, keep};
    use crate::asset::{MediaType, ProblemKind};

    /// A resource without a name.
    pub(in crate::container) fn resource(id: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"8BIM".to_vec();
        bytes.extend_from_slice(&id.to_be_bytes());
        bytes.extend_from_slice(&[0, 0]);
        bytes.extend_from_slice(&(data.len() as u32).to_be_bytes());
        bytes.extend_from_slice(data);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes
    }

    #[test]
    fn resources_give_their_metadata_blocks() {
        let digest = [7; 16];
        let bytes = [resource(0x0404, b"\x1c\x02\x05"), resource(0x03ED, &[0; 16]), resource(0x0425, &digest)].concat();
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        keep(&mut anatomy, &bytes);
        let kinds: Vec<_> = anatomy.blocks.iter().map(|block| (block.kind, block.data.len())).collect();
        assert_eq!(kinds, [(BlockKind::Iim, 3), (BlockKind::IimDigest, 16)]);
        assert!(anatomy.problems.is_empty());
    }

    #[test]
    fn what_comes_before_a_broken_resource_is_kept() {
        let mut bytes = [resource(0x0404, b"abcd"), resource(0x0424, b"<x/>")].concat();
        bytes.truncate(bytes.len() - 3);
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        keep(&mut anatomy, &bytes);
        assert_eq!(anatomy.blocks.len(), 1);
        assert_eq!(anatomy.problems[0].kind, ProblemKind::Malformed);
    }

    #[test]
    fn a_psd_tells_its_size_and_everything_after_its_resources_is_essence() {
        let resources = resource(0x0424, b"<x/>");
        let mut psd = b"8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x20\0\0\0\x40\0\x08\0\x03".to_vec();
        psd.extend_from_slice(&[0; 4]);
        psd.extend_from_slice(&(resources.len() as u32).to_be_bytes());
        psd.extend_from_slice(&resources);
        let start = psd.len() as u64;
        psd.extend_from_slice(b"layers and picture");
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine(&mut Reader::new(&&psd[..]), &mut anatomy);
        assert_eq!(anatomy.essence.ranges.first(), Some(&(start..psd.len() as u64)));
        assert!(anatomy.essence.is_whole);
        assert_eq!(anatomy.blocks[0].data, b"<x/>");
    }
}
