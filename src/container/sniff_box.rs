//! Which of the formats made of boxes it is, by brand (ISO/IEC 14496-12, 4.3) or by its first box.
use super::order::be32;
use super::reader::Reader;
use super::sniff::{Family, Kind};

/// The kind of a file whose first box is known.
pub(super) fn sniff(reader: &mut Reader<'_>, head: &[u8], extension: &str) -> Option<Kind> {
    match head.get(4..8)? {
        b"ftyp" => Some(branded(reader, 0, extension)),
        b"jP  " | b"jP\x1a\x1a" => Some(jpeg_2000(reader)),
        b"jumb" => Some((Family::Unread, jumbf(reader))),
        b"idsc" | b"iicc" => Some((Family::Unread, "image/x-quicktime")),
        b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot" | b"junk" | b"uuid" if is_sized(head) => {
            // Without a brand it is QuickTime, unless its name says that it is not.
            Some((Family::Bmff, if extension == "mp4" { "video/mp4" } else { "video/quicktime" }))
        }
        _ => None,
    }
}

fn is_sized(head: &[u8]) -> bool {
    matches!(be32(head, 0), Some(0 | 1 | 8..))
}

/// By the major brand; by the compatible ones where that says nothing.
fn branded(reader: &mut Reader<'_>, at: u64, extension: &str) -> Kind {
    let size = reader.array::<4>(at).map_or(0, u32::from_be_bytes).clamp(16, 1024);
    let bytes = reader.some(at + 8, usize::try_from(size).unwrap_or(16) - 8).to_vec();
    let major: [u8; 4] = bytes.first_chunk().copied().unwrap_or_default();
    let mut others = bytes.chunks_exact(4).skip(2);
    if let Some(found) = by_brand(&major) {
        return (Family::Bmff, found);
    }
    let found = match others.find_map(compatible) {
        Some(found) => found,
        None if extension == "mov" => "video/quicktime",
        None => "video/mp4",
    };
    (Family::Bmff, found)
}

fn by_brand(major: &[u8; 4]) -> Option<&'static str> {
    Some(match major {
        b"heic" => "image/heic",
        b"hevc" => "image/heic-sequence",
        b"mif1" | b"heix" | b"mif2" | b"heim" | b"heis" => "image/heif",
        b"msf1" => "image/heif-sequence",
        b"avif" | b"avis" | b"avio" | b"miaf" => "image/avif",
        b"crx " => "image/x-canon-cr3",
        b"qt  " | b"mqt " => "video/quicktime",
        b"M4A " | b"M4B " | b"M4P " | b"F4A " | b"F4B " => "audio/mp4",
        b"M4V " | b"M4VH" | b"M4VP" => "video/x-m4v",
        b"aax " => "audio/vnd.audible.aax",
        b"dvr1" | b"dvt1" => "video/vnd.dvb.file",
        b"KDDI" => "video/3gpp2",
        b"mjp2" | b"mj2s" => "video/mj2",
        b"jp2 " => "image/jp2",
        b"jpx " => "image/jpx",
        b"jpm " => "image/jpm",
        b"jxl " => "image/jxl",
        [b'3', b'g', b'2', _] => "video/3gpp2",
        [b'3', b'g', ..] => "video/3gpp",
        _ => return None,
    })
}

fn compatible(brand: &[u8]) -> Option<&'static str> {
    match brand {
        b"mp41" | b"mp42" | b"avc1" => Some("video/mp4"),
        b"qt  " => Some("video/quicktime"),
        _ => None,
    }
}

/// JPEG 2000's signature box comes before its brands.
fn jpeg_2000(reader: &mut Reader<'_>) -> Kind {
    let media_type = match reader.some(16, 8) {
        b"ftypjpx " => "image/jpx",
        b"ftypjpm " => "image/jpm",
        b"ftypjph " => "image/jph",
        b"ftypmjp2" | b"ftypmj2s" => return (Family::Bmff, "video/mj2"),
        _ => "image/jp2",
    };
    (Family::Boxes, media_type)
}

/// A C2PA manifest store is a JUMBF superbox labelled `c2pa`.
fn jumbf(reader: &mut Reader<'_>) -> &'static str {
    let is_c2pa = memchr::memmem::find(reader.some(0, 64), b"c2pa").is_some();
    if is_c2pa { "application/c2pa" } else { "application/octet-stream" }
}
