//! JPEG (ITU-T T.81) and its application segments: Exif, XMP with its extension, Photoshop resources, ICC, comments.
//! Also the picture of an MPO, and Exiv2's EXV, which is a JPEG without a picture.
//!
//! The essence is what ExifTool's ImageDataHash covers: from each start of scan on, the entropy-coded data; what lies
//! between the scans, and what follows the end of the image, is not in it.
use super::anatomy::{Anatomy, BlockKind};
use super::joined::{Chunks, Extension};
use super::order::be16;
use super::plain::text;
use super::reader::{LARGEST_BLOCK, Reader};
use super::{photoshop, provenance, thumbnail};
use crate::asset::{Field, MediaType, ProblemKind};

/// The mark of a stereo picture (VRex's JPS, 1.0).
const STEREO: &[u8] = b"_JPSJPS_";
pub(super) const EXIF: &[u8] = b"Exif\0";
pub(super) const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
pub(super) const EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
pub(super) const MPF: &[u8] = b"MPF\0";
const CASIO: &[u8] = b"QVCI\0";
pub(super) const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
pub(super) const PHOTOSHOP_2: &[u8] = b"Adobe_Photoshop2.5:";
const ICC: &[u8] = b"ICC_PROFILE\0";

/// The marker of segments with JUMBF boxes.
const MANIFEST: u8 = 0xEB;
/// The most bytes before the first angle bracket of a packet without the usual signature.
const LONGEST_SIGNATURE: usize = 64;
/// The most segments read before and between the scans.
const MOST_SEGMENTS: u32 = 100_000;
/// The most bytes of garbage skipped in search of the next marker before the first scan.
const MOST_GARBAGE: u64 = 4 * 1024 * 1024;

/// Reads a JPEG, from its start of image on.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut walk = Walk::new(reader, anatomy);
    let ending = walk.run(2);
    walk.finish(ending);
}

/// Reads an EXV: Exiv2's head of seven bytes, then the segments of a JPEG without a picture.
pub(super) fn examine_exv(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut walk = Walk::new(reader, anatomy);
    let ending = walk.run(7);
    walk.emit();
    if ending != Ending::EndOfImage {
        anatomy.fault(ProblemKind::Truncated, "the file ends before its end marker");
    }
}

/// Keeps the metadata blocks of a JPEG that lies within another file (a raw's preview).
pub(super) fn examine_embedded(bytes: &[u8], anatomy: &mut Anatomy) {
    let mut inner = Anatomy::of(anatomy.media_type.clone());
    let mut reader = Reader::new(&bytes);
    if bytes.starts_with(b"\xff\xd8\xff") {
        let mut walk = Walk::new(&mut reader, &mut inner);
        let _ = walk.run(2);
        walk.emit();
    }
    for block in inner.blocks {
        anatomy.keep(block.kind, block.data);
    }
}

/// How the walk over a file's markers ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// At the end-of-image marker.
    EndOfImage,
    /// The bytes ran out.
    OutOfBytes,
    /// A segment says an impossible length, or there are too many.
    Broken,
}

struct Walk<'w, 'a> {
    reader: &'w mut Reader<'a>,
    anatomy: &'w mut Anatomy,
    exif: Vec<u8>,
    photoshop: Vec<u8>,
    icc: Chunks,
    extension: Extension,
    has_scan: bool,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(reader: &'w mut Reader<'a>, anatomy: &'w mut Anatomy) -> Walk<'w, 'a> {
        let (icc, extension) = (Chunks::default(), Extension::default());
        Walk { reader, anatomy, exif: Vec::new(), photoshop: Vec::new(), icc, extension, has_scan: false }
    }

    fn run(&mut self, start: u64) -> Ending {
        let mut at = start;
        for _ in 0..MOST_SEGMENTS {
            let Some((code, after)) = marker(self.reader, at) else { return Ending::OutOfBytes };
            at = match code {
                0xD9 => return Ending::EndOfImage,
                0xDA => match self.scan(after - 2) {
                    Some(end) => end,
                    None => return Ending::OutOfBytes,
                },
                0x00 | 0x01 | 0xD0..=0xD8 => after,
                _ => match self.segment(code, after) {
                    Ok(end) => end,
                    Err(ending) => return ending,
                },
            };
        }
        Ending::Broken
    }

    /// Reads a segment with a length; gives the offset after it.
    fn segment(&mut self, code: u8, at: u64) -> Result<u64, Ending> {
        let length = self.reader.array::<2>(at).map(u16::from_be_bytes).ok_or(Ending::OutOfBytes)?;
        let size = usize::from(length).checked_sub(2).ok_or(Ending::Broken)?;
        if code == MANIFEST && !self.anatomy.has_manifest {
            self.anatomy.has_manifest = provenance::is_in_segment(self.reader.some(at + 2, size.min(32)));
        }
        if self.has_scan || !wants(code) {
            return match at + u64::from(length) {
                end if end > self.reader.len() => Err(Ending::OutOfBytes),
                end => Ok(end),
            };
        }
        let data = self.reader.exact(at + 2, size).ok_or(Ending::OutOfBytes)?.to_vec();
        match code {
            0xE1 => self.app1(&data, at + 2),
            0xE2 if data.starts_with(MPF) => thumbnail::multi_picture(self.reader, self.anatomy, at + 6),
            0xE2 => self.icc.take(data.strip_prefix(ICC)),
            0xE3 if data.starts_with(STEREO) => self.anatomy.media_type = MediaType::of("image/x-jps"),
            0xE3 => {}
            0xED => self.app13(&data, at + 2),
            0xFE => self.anatomy.state_comment("Comment", &text(&data)),
            _ => self.frame(&data),
        }
        Ok(at + u64::from(length))
    }

    fn frame(&mut self, data: &[u8]) {
        let (Some(depth), Some(height), Some(width)) = (data.first(), be16(data, 1), be16(data, 3)) else { return };
        self.anatomy.state_count(Field::Width, width.into());
        self.anatomy.state_count(Field::Height, height.into());
        self.anatomy.state_count(Field::BitDepth, u64::from(*depth));
    }

    fn app1(&mut self, data: &[u8], at: u64) {
        if let Some(stream) = data.strip_prefix(EXIF).and_then(|rest| rest.get(1..)) {
            thumbnail::exif(self.reader, self.anatomy, at + EXIF.len() as u64 + 1);
            self.exif(stream);
        } else if let Some(packet) = data.strip_prefix(XMP) {
            self.anatomy.keep(BlockKind::Xmp, packet.to_vec());
        } else if let Some(part) = data.strip_prefix(EXTENSION) {
            self.extension.take(part);
        } else if data.starts_with(CASIO) {
            // Casio's first QV cameras, before Exif: the date at a fixed place, all parts joined by points.
            let date = data.get(0x4D..0x4D + 20).map(text).unwrap_or_default().replacen('.', ":", 2);
            self.anatomy.state_date("Casio:DateTimeOriginal", &date.replacen('.', " ", 1).replace('.', ":"));
        } else if let Some(packet) = unmarked_packet(data) {
            self.anatomy.keep(BlockKind::Xmp, packet.to_vec());
        }
    }

    /// Exif that does not fit one segment goes on in the next, which then has no TIFF header of its own (ExifTool
    /// writes it so, as there is no standard).
    fn exif(&mut self, stream: &[u8]) {
        let is_a_beginning = stream.starts_with(b"II") || stream.starts_with(b"MM") || self.exif.is_empty();
        if is_a_beginning && !self.exif.is_empty() {
            let exif = std::mem::take(&mut self.exif);
            self.anatomy.keep(BlockKind::Exif, exif);
        }
        extend(&mut self.exif, stream);
    }

    /// Photoshop resources may go on in the next segment at any byte.
    fn app13(&mut self, data: &[u8], at: u64) {
        if let Some(resources) = data.strip_prefix(PHOTOSHOP) {
            photoshop::locate(self.reader, self.anatomy, at + PHOTOSHOP.len() as u64, resources);
            extend(&mut self.photoshop, resources);
        } else if let Some(resources) = data.strip_prefix(PHOTOSHOP_2).and_then(|rest| rest.get(2..)) {
            extend(&mut self.photoshop, resources);
        }
    }

    /// Walks entropy-coded data from the marker at `start`, and gives the offset of the marker that ends it.
    ///
    /// ExifTool digests the data piece by piece, each when it meets the marker after it, but leaves out the piece
    /// before a marker that has a length: the last one of a scan that tables follow.
    fn scan(&mut self, start: u64) -> Option<u64> {
        self.has_scan = true;
        let mut piece = start;
        let mut at = start + 2;
        loop {
            let bytes = self.reader.ahead(at);
            let (step, marker) = next_in_scan(bytes, &mut piece, at);
            at += step;
            match marker {
                Some(code) if has_length(code) => {
                    self.anatomy.essence.add(start, piece);
                    return Some(at);
                }
                Some(_) => {
                    self.anatomy.essence.add(start, at);
                    return Some(at);
                }
                None if step == 0 => {
                    self.anatomy.essence.add(start, piece);
                    return None;
                }
                None => {}
            }
        }
    }

    /// Keeps what had to be joined first.
    fn emit(&mut self) {
        let exif = std::mem::take(&mut self.exif);
        self.anatomy.keep(BlockKind::Exif, exif);
        let resources = std::mem::take(&mut self.photoshop);
        photoshop::keep(self.anatomy, &resources);
        std::mem::take(&mut self.icc).emit(self.anatomy);
        std::mem::take(&mut self.extension).emit(self.anatomy);
    }

    fn finish(&mut self, ending: Ending) {
        self.emit();
        self.anatomy.essence.vouch(ending == Ending::EndOfImage);
        let (kind, message) = match (ending, self.has_scan) {
            (Ending::EndOfImage, true) => return,
            (Ending::OutOfBytes, true) => (ProblemKind::Truncated, "the picture ends before its end-of-image marker"),
            (Ending::OutOfBytes, false) => (ProblemKind::Truncated, "the file ends before its picture begins"),
            (Ending::EndOfImage, false) => (ProblemKind::Malformed, "there is no picture in the file"),
            (Ending::Broken, _) => (ProblemKind::Malformed, "a JPEG segment has an impossible length"),
        };
        self.anatomy.fault(kind, message);
    }
}

/// The next marker's code and the offset after it, over fill bytes and whatever else does not belong there.
pub(super) fn marker(reader: &mut Reader<'_>, at: u64) -> Option<(u8, u64)> {
    let mut at = at;
    let limit = at.saturating_add(MOST_GARBAGE);
    while at < limit {
        let bytes = reader.ahead(at);
        if bytes.is_empty() {
            return None;
        }
        let Some(found) = memchr::memchr(0xFF, bytes) else {
            at += bytes.len() as u64;
            continue;
        };
        at += found as u64 + 1;
        match reader.array::<1>(at)? {
            [0xFF] => {}
            [code] => return Some((code, at + 1)),
        }
    }
    None
}

/// A packet whose segment has not quite the signature that it should: some writers put a space into it, or leave it out.
pub(super) fn unmarked_packet(data: &[u8]) -> Option<&[u8]> {
    let has = |sign: &[u8]| memchr::memmem::find(data, sign).is_some();
    let is_xmp = has(b"<?xpacket begin") || has(b"<x:xmpmeta") || has(b"<rdf:RDF");
    let start = memchr::memchr(b'<', data).filter(|start| is_xmp && *start <= LONGEST_SIGNATURE)?;
    data.get(start..)
}

/// Joins a part to what came before it, up to what a block may hold.
fn extend(joined: &mut Vec<u8>, part: &[u8]) {
    if joined.len().saturating_add(part.len()) as u64 <= LARGEST_BLOCK {
        joined.extend_from_slice(part);
    }
}

/// Looks through entropy-coded data for the marker that ends it: how far to step, and that marker's code. Stuffed
/// bytes and restart markers begin a new piece; fill bytes belong to the data up to the last of them.
fn next_in_scan(bytes: &[u8], piece: &mut u64, at: u64) -> (u64, Option<u8>) {
    for found in memchr::memchr_iter(0xFF, bytes) {
        match bytes.get(found + 1) {
            Some(0x00 | 0xD0..=0xD7) => *piece = at + found as u64,
            Some(0xFF) => {}
            Some(code) => return (found as u64, Some(*code)),
            None if found == 0 => return (0, None),
            None => return (found as u64, None),
        }
    }
    (bytes.len() as u64, None)
}

/// Whether a length follows a marker, as ExifTool has it (T.81 B.1.1.3, and the markers of JPEG 2000).
fn has_length(code: u8) -> bool {
    !matches!(code, 0x00 | 0x01 | 0xD0..=0xDA | 0x30..=0x3F | 0x4F | 0x92 | 0x93)
}

/// Whether a segment has something to tell: the frame header, or an application segment that is read here.
fn wants(code: u8) -> bool {
    matches!(code, 0xE1..=0xE3 | 0xED | 0xFE) || (matches!(code, 0xC0..=0xCF) && !matches!(code, 0xC4 | 0xC8 | 0xCC))
}
