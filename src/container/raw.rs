//! Telling the raw formats that are built on TIFF apart, by maker and by what only a raw has; the file's extension
//! decides only between formats that the content cannot tell apart.
use super::anatomy::Anatomy;
use super::ifd::Stream;
use super::order::Order;
use super::pages::Pages;
use super::plain::text;
use super::reader::Reader;
use crate::asset::holding::extension;
use crate::asset::{Field, MediaType};

const TIFF: MediaType = MediaType::of("image/tiff");
const RW2_MAGIC: [u8; 16] = *b"\x88\xe7\x74\xd8\xf8\x25\x1d\x4d\x94\x7a\x6e\x77\x82\x2b\x5d\x6a";

/// Raw formats by extension, with what the camera's make begins with; an empty one: any.
const BY_EXTENSION: [(&str, &str, &str); 27] = [
    ("nef", "NIKON", "image/x-nikon-nef"),
    ("nrw", "NIKON", "image/x-nikon-nrw"),
    ("arw", "SONY", "image/x-sony-arw"),
    ("sr2", "SONY", "image/x-sony-sr2"),
    ("srf", "SONY", "image/x-sony-srf"),
    ("pef", "", "image/x-pentax-pef"),
    ("srw", "SAMSUNG", "image/x-samsung-srw"),
    ("3fr", "", "image/x-hasselblad-3fr"),
    ("fff", "", "image/x-hasselblad-fff"),
    ("erf", "", "image/x-epson-erf"),
    ("mef", "", "image/x-mamiya-mef"),
    ("mos", "", "image/x-raw"),
    ("iiq", "", "image/x-raw"),
    ("dcr", "", "image/x-kodak-dcr"),
    ("kdc", "", "image/x-kodak-kdc"),
    ("k25", "", "image/x-kodak-k25"),
    ("rwl", "", "image/x-leica-rwl"),
    ("raw", "", "image/x-raw"),
    ("cr2", "CANON", "image/x-canon-cr2"),
    ("dng", "", "image/x-adobe-dng"),
    ("gpr", "", "image/x-gopro-gpr"),
    ("rw2", "", "image/x-panasonic-rw2"),
    ("orf", "", "image/x-olympus-orf"),
    ("wdp", "", "image/vnd.ms-photo"),
    ("hdp", "", "image/vnd.ms-photo"),
    ("jxr", "", "image/jxr"),
    ("exif", "", "application/unknown"),
];

/// Raw formats by maker, where the content shows that it is a raw.
const BY_MAKE: [(&str, &str); 13] = [
    ("NIKON", "image/x-nikon-nef"),
    ("SONY", "image/x-sony-arw"),
    ("PENTAX", "image/x-pentax-pef"),
    ("RICOH", "image/x-pentax-pef"),
    ("ASAHI", "image/x-pentax-pef"),
    ("SAMSUNG", "image/x-samsung-srw"),
    ("HASSELBLAD", "image/x-hasselblad-3fr"),
    ("SEIKO EPSON", "image/x-epson-erf"),
    ("MAMIYA", "image/x-mamiya-mef"),
    ("EASTMAN KODAK", "image/x-kodak-dcr"),
    ("KODAK", "image/x-kodak-dcr"),
    ("LEAF", "image/x-raw"),
    ("PHASE ONE", "image/x-raw"),
];

/// The media type of a TIFF-based file.
pub(super) fn media_type(reader: &mut Reader<'_>, stream: Stream, pages: &Pages, name: &[u8]) -> MediaType {
    let head = reader.some(stream.base, 24).to_vec();
    let extension = extension(name).unwrap_or_default();
    let is_dng = pages.main().is_some_and(|main| main.directory.entry(0xC612).is_some());
    if is_dng {
        return MediaType::of(if extension == "gpr" { "image/x-gopro-gpr" } else { "image/x-adobe-dng" });
    }
    if let Some(found) = by_head(stream, &head, &extension) {
        return MediaType::of(found);
    }
    let Some(main) = pages.main() else { return TIFF };
    // Some models leave their maker out, but all makers begin the model's name with theirs then.
    let texts = [0x10F, 0x110].map(|tag| stream.text(reader, &main.directory, tag).to_uppercase());
    let make = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    let has_evidence = pages.pages.iter().any(is_raw_page);
    let is_allowed = |maker: &str| make.starts_with(maker) && (has_evidence || !make.is_empty());
    let by_extension = BY_EXTENSION.iter().find(|(known, maker, _)| *known == extension && is_allowed(maker));
    let by_make = BY_MAKE.iter().find(|(maker, _)| has_evidence && make.starts_with(maker)).map(|(_, found)| *found);
    let found = by_extension.map(|(_, _, found)| *found).or(by_make).unwrap_or("image/tiff");
    // Only an NRW has a JPEG in its main directory (ExifTool).
    let is_nrw = found == "image/x-nikon-nef" && main.compression == Some(6) && main.directory.entry(0x201).is_some();
    MediaType::of(if is_nrw { "image/x-nikon-nrw" } else { found })
}

/// What magic numbers and signatures tell.
fn by_head(stream: Stream, head: &[u8], extension: &str) -> Option<&'static str> {
    let magic = stream.order.u16(head, 2)?;
    let signature = head.get(8..)?;
    match magic {
        _ if stream.is_big => Some("image/x-tiff-big"),
        0x4F52 | 0x5352 => Some("image/x-olympus-orf"),
        0x55 if signature.starts_with(&RW2_MAGIC) && extension == "rwl" => Some("image/x-leica-rwl"),
        0x55 if signature.starts_with(&RW2_MAGIC) => Some("image/x-panasonic-rw2"),
        0x55 => Some("image/x-raw"),
        0x4352 => Some("application/octet-stream"),
        0x01BC if extension == "jxr" => Some("image/jxr"),
        0x01BC | 0x00BC => Some("image/vnd.ms-photo"),
        _ if signature.starts_with(b"CR\x02\0") => Some("image/x-canon-cr2"),
        _ if signature.starts_with(b"\xba\xb0\xac\xbb") => Some("image/x-raw"),
        _ if signature.starts_with(b"ExifMeta") => Some("application/unknown"),
        _ if is_phase_one(signature) => Some("image/x-raw"),
        _ => None,
    }
}

fn is_phase_one(signature: &[u8]) -> bool {
    signature.starts_with(b"IIII") && signature.get(5..8) == Some(b"waR")
        || signature.starts_with(b"MMMM") && signature.get(4..7) == Some(b"Raw")
}

/// Whether a page has what only sensor data has: a colour filter array, linear raw, or a maker's own compression.
fn is_raw_page(page: &super::pages::Page) -> bool {
    matches!(page.photometric, Some(32803 | 34892))
        || matches!(page.compression, Some(32767 | 32769 | 32770 | 34713 | 65000 | 65535))
}

/// Phase One's own directory, to which the head points: tag, type, size, and value or offset, of four bytes each.
pub(super) struct PhaseOne {
    /// Width and height (0x10C, 0x10D).
    pub(super) size: (u64, u64),
    /// Where the sensor's data is (0x10F).
    pub(super) data: Option<(u64, u64)>,
    /// Where the back's number (0x102) and the lens's name (0x412) are, and in how many bytes.
    texts: [Option<(u64, u64)>; 2],
}

impl PhaseOne {
    /// Reads it, where there is one.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<PhaseOne> {
        const BASE: u64 = 8;
        let head: [u8; 12] = reader.array(BASE).filter(|head| is_phase_one(head))?;
        let order = if head.starts_with(b"I") { Order::Little } else { Order::Big };
        let at = BASE + u64::from(order.u32(&head, 8)?);
        let count = order.u32(&reader.array::<4>(at)?, 0)?;
        let entries = reader.some(at + 8, usize::try_from(count.min(300)).ok()? * 16).to_vec();
        let entry = |tag| entries.chunks_exact(16).find(|entry| order.u32(entry, 0) == Some(tag));
        let number = |tag, at| entry(tag).and_then(|entry| order.u32(entry, at)).map(u64::from);
        let place = |tag| number(tag, 12).zip(number(tag, 8)).map(|(offset, size)| (BASE + offset, size));
        let data = place(0x10F).map(|(start, size)| (start, start + size));
        let texts = [0x102, 0x412].map(place);
        Some(PhaseOne { texts, size: (number(0x10C, 12).unwrap_or(0), number(0x10D, 12).unwrap_or(0)), data })
    }
    /// States what it says of body and lens.
    pub(super) fn state(&self, reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
        let named = [("PhaseOne:SerialNumber", Field::CameraSerial), ("PhaseOne:LensModel", Field::LensModel)];
        for ((name, field), place) in named.into_iter().zip(self.texts) {
            let Some((at, size)) = place else { continue };
            let bytes = reader.some(at, usize::try_from(size.min(256)).unwrap_or(0)).to_vec();
            anatomy.state_text(name, Some(field), &text(&bytes));
        }
    }
}
