//! Whether content credentials (C2PA) speak for a file: a manifest store in it, which each format's reader notes, or the
//! address of one in its XMP. It neither reads nor checks a manifest.
use super::anatomy::{Anatomy, BlockKind, Source};
use super::examine;

/// The UUID of a BMFF box with a manifest store (C2PA 2.2, A.5).
pub(super) const BOX: [u8; 16] = *b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
/// What an embedded object of MP3 and a text of SVG call themselves.
pub(super) const OBJECT: &[u8] = b"application/x-c2pa-manifest-store";
pub(super) const ELEMENT: &[u8] = b"c2pa:manifest";

/// Whether the file, by its content and its name, has a manifest store or says where one is: changing such a file breaks
/// what was signed.
pub fn carries_provenance(source: &dyn Source, name: &[u8]) -> bool {
    examine(source, name).carries_provenance()
}

impl Anatomy {
    /// Whether a manifest store is in the file, or its XMP says where one is (`dcterms:provenance`).
    pub fn carries_provenance(&self) -> bool {
        let has = |data: &[u8], text: &[u8]| memchr::memmem::find(data, text).is_some();
        let names_one = |data: &[u8]| has(data, b"http://purl.org/dc/terms/") && has(data, b":provenance");
        let packets = self.blocks.iter().filter(|block| block.kind == BlockKind::Xmp);
        self.has_manifest || packets.into_iter().any(|block| names_one(&block.data))
    }
}

/// Whether the content of a JUMBF box (ISO/IEC 19566-5) is a manifest store: its description box says so first.
pub(super) fn is_store(content: &[u8]) -> bool {
    content.get(4..12) == Some(b"jumdc2pa")
}

/// Whether the content of a JPEG's APP11 segment (ISO/IEC 18477-3, annex B) begins a manifest store: common identifier,
/// instance and sequence number stand before the box.
pub(super) fn is_in_segment(content: &[u8]) -> bool {
    let parts = (content.get(..2), content.get(12..16), content.get(16..));
    matches!(parts, (Some(b"JP"), Some(b"jumb"), Some(rest)) if is_store(rest))
}

#[cfg(test)]
mod tests {
    use super::super::boxes::tests::boxed;
    use super::super::ifd::tests::tiff;
    use super::{BOX, carries_provenance};

    fn store() -> Vec<u8> {
        boxed(b"jumb", &boxed(b"jumd", b"c2pa\0\x11\0\x10\x80\0\0\xaa\08\x9bq\x03c2pa\0"))
    }

    fn png(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u32).to_be_bytes();
        [b"\x89PNG\r\n\x1a\n", &length[..], name, data, b"crc!\0\0\0\0IENDcrc!"].concat()
    }

    fn id3(mime: &[u8]) -> Vec<u8> {
        let frame = [b"GEOB\0\0\0", &[mime.len() as u8 + 8][..], b"\0\0\0", mime, b"\0a\0b\0cd"].concat();
        [b"ID3\x03\0\0\0\0\0", &[frame.len() as u8][..], &frame].concat()
    }

    #[test]
    fn a_manifest_is_noticed_wherever_a_format_keeps_it() {
        let segment = [b"JP\0\x01\0\0\0\x01", &store()[..]].concat();
        let jpeg = [b"\xff\xd8\xff\xeb\0", &[segment.len() as u8 + 2][..], &segment, b"\xff\xd9"].concat();
        let webp = [b"RIFF\x10\0\0\0WEBPC2PA\x04\0\0\0", &store()[..4]].concat();
        let wave = [b"RIFF\x10\0\0\0WAVEC2PA\x04\0\0\0", &store()[..4]].concat();
        let uuid = [&BOX[..], b"\0\0\0\0manifest\0"].concat();
        let film = [boxed(b"ftyp", b"isom\0\0\0\0isom"), boxed(b"uuid", &uuid)].concat();
        let xl = [boxed(b"JXL ", b"\r\n\x87\n"), boxed(b"ftyp", b"jxl \0\0\0\0jxl "), store()].concat();
        let gif = b"GIF89a\x01\0\x01\0\0\0\0!\xff\x0bC2PA_GIF\x01\0\0\x01x\0;".to_vec();
        let svg =
            b"<svg xmlns='http://www.w3.org/2000/svg'><metadata><c2pa:manifest>x</c2pa:manifest></metadata></svg>";
        let xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:t='http://purl.org/dc/terms/' t:provenance='http://'/>";
        let sound = id3(super::OBJECT);
        let page = tiff(&[(0xCD41, 7, 4, 0)], 0, b"");
        for file in [jpeg, png(b"caBX", &store()), webp, wave, film, xl, gif, svg.to_vec(), xmp.to_vec(), sound, page] {
            assert!(carries_provenance(&&file[..], b""), "{}", String::from_utf8_lossy(&file));
        }
    }

    #[test]
    fn what_looks_like_one_is_none() {
        let other = boxed(b"jumb", &boxed(b"jumd", b"json\0\x11\0\x10"));
        let segment = [b"JP\0\x01\0\0\0\x01", &other[..]].concat();
        let jpeg = [b"\xff\xd8\xff\xeb\0", &[segment.len() as u8 + 2][..], &segment, b"\xff\xd9"].concat();
        let xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/' xmlns:t='http://example.org/' t:provenance='http://'/>";
        for file in [jpeg, png(b"tEXt", b"caBX\0c2pa"), xmp.to_vec(), id3(b"image/png")] {
            assert!(!carries_provenance(&&file[..], b""), "{}", String::from_utf8_lossy(&file));
        }
    }
}
