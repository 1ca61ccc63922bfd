//! JPEG 2000 (ISO/IEC 15444-1 and -2) and JPEG XL (ISO/IEC 18181-1 and -2): in boxes, and as bare codestreams.
//!
//! The essence is what ExifTool's ImageDataHash covers: the content of the codestream boxes (`jp2c`, `jxlc`, `jxlp`,
//! `jbrd`); of a bare JPEG 2000 codestream all after its first start of data; of a bare JPEG XL all of it.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::{Atom, atoms};
use super::items::exif;
use super::order::{be16, be32};
use super::plain::{Inflater, text};
use super::reader::Reader;
use super::{photoshop, provenance};
use crate::asset::{Field, ProblemKind};

const XMP: &[u8] = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const IIM: &[u8] = b"\x33\xc7\xa4\xd2\xb8\x1d\x47\x23\xa0\xba\xf1\xa3\xe0\x97\xad\x38";
const PHOTOSHOP: &[u8] = b"\x2c\x4c\x01\x00\x85\x04\x40\xb9\xa0\x3e\x56\x21\x48\xd6\xdf\xeb";
const EXIF: &[u8] = b"JpgTiffExif->JP2";
/// Exif and IIM as Photoshop 7's plug-in for JPEG 2000 writes them.
const PLUGIN_EXIF: &[u8] = b"\x05\x37\xcd\xab\x9d\x0c\x44\x31\xa7\x2a\xfa\x56\x1f\x2a\x11\x3e";
const PLUGIN_IIM: &[u8] = b"\x09\xa1\x4e\x97\xc0\xb4\x42\xe0\xbe\xbf\x36\xdf\x6f\x0c\xe3\x6f";

/// Reads a file made of boxes.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (top, is_whole) = atoms(reader, 0, reader.len());
    let mut inflater = Inflater::new();
    for atom in &top {
        content(reader, anatomy, &mut inflater, atom);
    }
    anatomy.essence.vouch(is_whole);
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends within a box");
    } else if anatomy.essence.ranges.is_empty() && matches!(anatomy.media_type.as_str(), "image/jp2" | "image/jxl") {
        anatomy.fault(ProblemKind::Malformed, "there is no picture in the file");
    }
}

fn content(reader: &mut Reader<'_>, anatomy: &mut Anatomy, inflater: &mut Inflater, atom: &Atom) {
    match &atom.name {
        b"jp2c" | b"jxlc" | b"jxlp" | b"jbrd" => {
            anatomy.essence.add(atom.start, atom.end);
            codestream(reader, anatomy, atom);
        }
        b"jp2h" | b"jpch" | b"jplh" => {
            for child in atom.children(reader, 0) {
                header(reader, anatomy, &child);
            }
        }
        b"jumb" => anatomy.has_manifest |= provenance::is_store(reader.some(atom.start, 12)),
        b"Exif" | b"xml " | b"uuid" | b"brob" => metadata(reader, anatomy, inflater, atom),
        _ => {}
    }
}

/// The image header and the colour specification (15444-1, I.5.3).
fn header(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    let bytes = reader.some(atom.start, 14).to_vec();
    match (&atom.name, bytes.as_slice()) {
        (b"ihdr", [.., _, _, _, _]) => {
            let number = |at| u64::from(be32(&bytes, at).unwrap_or(0));
            anatomy.state_size(number(4), number(0));
            if let Some(depth @ 0..=0xFE) = bytes.get(10) {
                anatomy.state_count(Field::BitDepth, u64::from(depth & 0x7F) + 1);
            }
        }
        (b"colr", [2 | 3, ..]) => {
            let profile = reader.copy(atom.start + 3, atom.size().saturating_sub(3)).unwrap_or_default();
            anatomy.keep(BlockKind::Icc, profile);
        }
        (b"cgrp", _) => {
            for child in atom.children(reader, 0).iter().filter(|child| child.name == *b"colr") {
                header(reader, anatomy, child);
            }
        }
        _ => {}
    }
}

fn metadata(reader: &mut Reader<'_>, anatomy: &mut Anatomy, inflater: &mut Inflater, atom: &Atom) {
    let Some(data) = atom.content(reader) else {
        let kind = if atom.is_cut { ProblemKind::Truncated } else { ProblemKind::Limit };
        return anatomy.fault(kind, "a metadata box cannot be read whole");
    };
    match (&atom.name, data.split_first_chunk::<4>()) {
        // A box whose content Brotli compressed: its own name, then the stream (18181-2, 9.10).
        (b"brob", Some((name @ (b"Exif" | b"xml "), stream))) => match inflater.unbrotli(stream) {
            Some(plain) => keep(anatomy, name, plain),
            None => anatomy.fault(ProblemKind::Malformed, "a metadata box that Brotli compressed cannot be read"),
        },
        (b"brob", _) => {}
        (name, _) => keep(anatomy, name, data),
    }
}

fn keep(anatomy: &mut Anatomy, name: &[u8; 4], data: Vec<u8>) {
    match name {
        b"Exif" => match exif(&data) {
            Some(stream) => anatomy.keep(BlockKind::Exif, stream.to_vec()),
            None => anatomy.fault(ProblemKind::Malformed, "the Exif box holds no TIFF stream"),
        },
        b"xml " => xml(anatomy, data),
        _ => universal(anatomy, &data),
    }
}

/// A box of XML is XMP if it says so (JPEG XL has no other place for it).
fn xml(anatomy: &mut Anatomy, data: Vec<u8>) {
    let is_xmp =
        [&b"xmpmeta"[..], b"rdf:RDF", b"xpacket"].iter().any(|sign| memchr::memmem::find(&data, sign).is_some());
    if is_xmp {
        anatomy.keep(BlockKind::Xmp, data);
    }
}

fn universal(anatomy: &mut Anatomy, data: &[u8]) {
    let Some((id, data)) = data.split_at_checked(16) else { return };
    match id {
        XMP => anatomy.keep(BlockKind::Xmp, data.to_vec()),
        IIM | PLUGIN_IIM => anatomy.keep(BlockKind::Iim, data.to_vec()),
        PHOTOSHOP => photoshop::keep(anatomy, data),
        EXIF | PLUGIN_EXIF => {
            let stream = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
            anatomy.keep(BlockKind::Exif, stream.to_vec());
        }
        _ => {}
    }
}

/// A codestream's own header, for files whose boxes do not say the size.
fn codestream(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    let skip = if atom.name == *b"jxlp" { 4 } else { 0 };
    let bytes = reader.some(atom.start + skip, 64).to_vec();
    match bytes.as_slice() {
        [0xFF, 0x0A, size @ ..] => xl_size(anatomy, size),
        [0xFF, 0x4F, 0xFF, 0x51, size @ ..] => siz(anatomy, size),
        _ => {}
    }
}

/// SIZ (15444-1, A.5.1), from its length on: the reference grid, less the picture's offset in it.
fn siz(anatomy: &mut Anatomy, bytes: &[u8]) {
    let number = |at| u64::from(be32(bytes, at).unwrap_or(0));
    anatomy.state_size(number(4).saturating_sub(number(12)), number(8).saturating_sub(number(16)));
    if let Some(depth) = bytes.get(38) {
        anatomy.state_count(Field::BitDepth, u64::from(depth & 0x7F) + 1);
    }
}

/// Reads a bare JPEG 2000 codestream: its main header up to the first start of data.
pub(super) fn examine_codestream(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut at = 2_u64;
    while let Some([0xFF, marker, high, low]) = reader.array::<4>(at) {
        let length = u64::from(u16::from_be_bytes([high, low]));
        let size = usize::try_from(length.saturating_sub(2)).unwrap_or(0);
        match marker {
            0x51 => siz(anatomy, reader.some(at + 2, size + 2)),
            0x64 => {
                let comment = reader.some(at + 4, size).to_vec();
                if be16(&comment, 0) == Some(1) {
                    anatomy.state_comment("Comment", &text(comment.get(2..).unwrap_or(&[])));
                }
            }
            0x93 => {
                let is_ended = reader.some(reader.len().saturating_sub(2), 2) == [0xFF, 0xD9];
                anatomy.essence.add(at + 2, reader.len());
                return anatomy.essence.vouch(is_ended);
            }
            _ => {}
        }
        at += 2 + length.max(2);
    }
    anatomy.fault(ProblemKind::Truncated, "the codestream ends before its data begins");
}

/// Reads a bare JPEG XL codestream. It does not say its length: that it is whole cannot be known from outside.
pub(super) fn examine_xl(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(2, 16).to_vec();
    xl_size(anatomy, &bytes);
    anatomy.essence.add(0, reader.len());
    anatomy.essence.vouch(true);
}

/// The size header (18181-1, D.2): bits from the lowest on, with short forms for multiples of 8 and usual ratios.
fn xl_size(anatomy: &mut Anatomy, bytes: &[u8]) {
    let mut bits = Bits { bytes, at: 0 };
    let Some((height, width)) = bits.size() else { return };
    anatomy.state_size(width, height);
}

struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u64> {
        let mut number = 0;
        for place in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            number |= u64::from(byte >> (self.at % 8) & 1) << place;
            self.at += 1;
        }
        Some(number)
    }

    fn length(&mut self, is_small: bool) -> Option<u64> {
        if is_small {
            return Some((self.take(5)? + 1) * 8);
        }
        let width = match self.take(2)? {
            0 => 9,
            1 => 13,
            2 => 18,
            _ => 30,
        };
        Some(self.take(width)? + 1)
    }

    fn size(&mut self) -> Option<(u64, u64)> {
        let is_small = self.take(1)? == 1;
        let height = self.length(is_small)?;
        let width = match self.take(3)? {
            0 => self.length(is_small)?,
            1 => height,
            2 => height * 12 / 10,
            3 => height * 4 / 3,
            4 => height * 3 / 2,
            5 => height * 16 / 9,
            6 => height * 5 / 4,
            _ => height * 2,
        };
        Some((height, width))
    }
}

#[cfg(test)]
mod tests {
    use super::super::boxes::tests::boxed;
    use super::super::plain::tests::stored_brotli;
    use super::{Anatomy, BlockKind, Reader, examine, examine_xl};
    use crate::asset::{Field, MediaType, ProblemKind};

    fn fact(anatomy: &Anatomy, field: Field) -> String {
        anatomy.facts.iter().find(|fact| fact.field == Some(field)).map(|fact| fact.values[0].to_string()).unwrap()
    }

    #[test]
    fn boxes_give_size_metadata_and_codestream() {
        let header = boxed(b"ihdr", b"\0\0\0\x10\0\0\0\x20\0\x03\x07\x07\0\0");
        let jp2 = [
            boxed(b"jP  ", b"\r\n\x87\n"),
            boxed(b"jp2h", &header),
            boxed(b"uuid", &[super::XMP, b"<x:xmpmeta/>"].concat()),
            boxed(b"jp2c", b"picture"),
        ]
        .concat();
        let jp2 = &jp2[..];
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine(&mut Reader::new(&jp2), &mut anatomy);
        assert_eq!((fact(&anatomy, Field::Width), fact(&anatomy, Field::Height)), ("32".into(), "16".into()));
        assert_eq!(anatomy.blocks[0].kind, BlockKind::Xmp);
        let range = anatomy.essence.ranges[0].clone();
        assert_eq!(&jp2[range.start as usize..range.end as usize], b"picture");
        assert!(anatomy.essence.is_whole && anatomy.problems.is_empty());
    }

    #[test]
    fn metadata_that_brotli_compressed_is_read() {
        let exif = stored_brotli(b"\0\0\0\0II*\0\x08\0\0\0\0\0\0\0\0\0");
        let file = |exif: &[u8]| {
            let xmp = stored_brotli(b"<x:xmpmeta/>");
            [
                boxed(b"JXL ", b"\r\n\x87\n"),
                boxed(b"brob", &[b"Exif", exif].concat()),
                boxed(b"brob", &[&b"xml "[..], &xmp].concat()),
                boxed(b"brob", b"jumbanything"),
                boxed(b"jxlc", b"\xff\x0apicture"),
            ]
            .concat()
        };
        let read = |file: &[u8]| {
            let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
            examine(&mut Reader::new(&file), &mut anatomy);
            anatomy
        };
        let anatomy = read(&file(&exif));
        let kinds: Vec<_> = anatomy.blocks.iter().map(|block| block.kind).collect();
        assert_eq!((kinds, anatomy.problems), (vec![BlockKind::Exif, BlockKind::Xmp], vec![]));
        let anatomy = read(&file(&exif[..9]));
        assert_eq!((anatomy.blocks.len(), anatomy.problems[0].kind), (1, ProblemKind::Malformed));
    }

    #[test]
    fn a_bare_jpeg_xl_tells_its_size_in_bits() {
        // Not small, 9 bits of height less one (130), ratio 0, 9 bits of width less one (200).
        let bits: u64 = 129 << 3 | 199 << 17;
        let stream = [&b"\xff\x0a"[..], &bits.to_le_bytes()].concat();
        let stream = &stream[..];
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine_xl(&mut Reader::new(&stream), &mut anatomy);
        assert_eq!((fact(&anatomy, Field::Width), fact(&anatomy, Field::Height)), ("200".into(), "130".into()));
    }
}
