//! What kind of file it is, from its first bytes, named as ExifTool names media types. Formats that only more than a
//! signature tells apart are in `sniff_box`, `sniff_text` and `sniff_archive`; TIFF-based raws are `raw`'s.
use super::reader::Reader;
use super::sniff_archive::{compound, zip};
use super::sniff_stream::{asf, matroska, mpeg_audio, ogg, real, transport};
use super::{raster, sniff_box, sniff_text};
use crate::asset::holding::extension;

/// The parsers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// JPEG and MPO.
    Jpeg,
    /// Exiv2's metadata file.
    Exv,
    /// TIFF and the raws built on it.
    Tiff,
    /// PNG, MNG, JNG.
    Png,
    /// WebP, WAV, AVI.
    Riff,
    /// ISO base media and QuickTime.
    Bmff,
    /// PSD and PSB.
    Photoshop,
    /// JPEG 2000 and JPEG XL in boxes.
    Boxes,
    /// A JPEG 2000 codestream.
    Codestream,
    /// A bare JPEG XL codestream.
    JxlCodestream,
    /// GIF.
    Gif,
    /// BMP.
    Bmp,
    /// Windows icons and cursors.
    Icon,
    /// PCX.
    Pcx,
    /// PBM, PGM and PPM.
    Netpbm,
    /// OpenEXR.
    OpenExr,
    /// Radiance HDR.
    Radiance,
    /// DjVu.
    Djvu,
    /// Paint Shop Pro.
    PaintShop,
    /// QuickDraw pictures, PICT.
    QuickDraw,
    /// Photo CD.
    PhotoCd,
    /// FLIF.
    Flif,
    /// FLIR's public format.
    Flir,
    /// MRC.
    Mrc,
    /// Sony's PMP.
    SonyPmp,
    /// GIMP's XCF.
    Gimp,
    /// ImageMagick's MIFF.
    Magick,
    /// BPG.
    Bpg,
    /// DPX.
    Dpx,
    /// PGF.
    Pgf,
    /// Canon CRW.
    Crw,
    /// Fujifilm RAF.
    Raf,
    /// Minolta MRW.
    Mrw,
    /// Sigma X3F.
    X3f,
    /// The raw of Kyocera's Contax N.
    Kyocera,
    /// RED's R3D.
    Red,
    /// FLAC.
    Flac,
    /// Ogg.
    Ogg,
    /// MPEG audio: MP3, AAC.
    MpegAudio,
    /// AIFF.
    Aiff,
    /// Matroska and WebM.
    Matroska,
    /// ASF: WMA, WMV.
    Asf,
    /// Monkey's Audio.
    Monkey,
    /// WavPack.
    WavPack,
    /// Musepack.
    Musepack,
    /// DSF.
    Dsd,
    /// RealMedia.
    Real,
    /// Flash video.
    Flash,
    /// Flash movies.
    Shockwave,
    /// DV.
    Dv,
    /// MXF.
    Mxf,
    /// MPEG transport streams.
    Transport,
    /// MPEG program streams and elementary video.
    Program,
    /// An XMP packet and nothing else.
    Xmp,
    /// PDF, and Illustrator's files that are PDF.
    Pdf,
    /// PostScript, EPS, and Illustrator's older files.
    PostScript,
    /// SVG.
    Svg,
    /// InDesign documents.
    InDesign,
    /// Documents that are archives.
    Package,
    /// InDesign's interchange format: an XMP packet somewhere.
    Packet,
    /// Known by its type alone.
    Unread,
}

/// A family and a media type.
pub(super) type Kind = (Family, &'static str);

/// A signature at an offset.
struct Signature(u64, &'static [u8], Family, &'static str);

use Family::{
    Aiff, Bmp, Boxes, Codestream, Crw, Exv, Flac, Gif, InDesign, Jpeg, JxlCodestream, Mrw, Photoshop, Png, PostScript,
    Raf, Unread, X3f,
};

/// Longer signatures stand before shorter ones that begin alike.
const SIGNATURES: &[Signature] = &[
    Signature(0, b"\xff\xd8\xff", Jpeg, "image/jpeg"),
    Signature(0, b"\xff\x01Exiv2", Exv, "image/x-exv"),
    Signature(0, b"\x89PNG\r\n\x1a\n", Png, "image/png"),
    Signature(0, b"\x8aMNG\r\n\x1a\n", Png, "video/mng"),
    Signature(0, b"\x8bJNG\r\n\x1a\n", Png, "image/jng"),
    Signature(0, b"\0\0\0\x0cJXL \r\n\x87\n", Boxes, "image/jxl"),
    Signature(0, b"\xff\x4f\xff\x51", Codestream, "image/x-j2c"),
    Signature(0, b"\xff\x0a", JxlCodestream, "image/jxl"),
    Signature(0, b"GIF87a", Gif, "image/gif"),
    Signature(0, b"GIF89a", Gif, "image/gif"),
    Signature(0, b"8BPS\0\x01", Photoshop, "application/vnd.adobe.photoshop"),
    Signature(0, b"8BPS\0\x02", Photoshop, "application/vnd.adobe.photoshop"),
    Signature(0, b"BPG\xfb", Family::Bpg, "image/bpg"),
    Signature(0, b"FUJIFILM", Raf, "image/x-fujifilm-raf"),
    Signature(0, b"FOVb", X3f, "image/x-sigma-x3f"),
    Signature(0, b"\0MRM", Mrw, "image/x-minolta-mrw"),
    Signature(0, b"\0MRI", Mrw, "image/x-minolta-mrw"),
    Signature(6, b"HEAPCCDR", Crw, "image/x-canon-crw"),
    Signature(6, b"HEAPJPGM", Crw, "image/x-canon-crw"),
    Signature(25, b"ARECOYK", Family::Kyocera, "image/x-raw"),
    Signature(0, b"rawzor", Unread, "image/x-rwz"),
    Signature(4, b"RED1", Family::Red, "video/x-red-r3d"),
    Signature(4, b"RED2", Family::Red, "video/x-red-r3d"),
    Signature(0, b"SDPX", Family::Dpx, "image/x-dpx"),
    Signature(0, b"XPDS", Family::Dpx, "image/x-dpx"),
    Signature(0, b"\x76\x2f\x31\x01", Family::OpenExr, "image/x-exr"),
    Signature(0, b"#?RADIANCE\n", Family::Radiance, "image/vnd.radiance"),
    Signature(0, b"#?RGBE\n", Family::Radiance, "image/vnd.radiance"),
    Signature(0, b"PGF", Family::Pgf, "image/pgf"),
    Signature(0, b"FLIF", Family::Flif, "image/flif"),
    Signature(0, b"qoif", Unread, "image/qoi"),
    Signature(0, b"gimp xcf ", Family::Gimp, "image/x-xcf"),
    Signature(0, b"Paint Shop Pro Image File\n\x1a\0", Family::PaintShop, "image/x-paintshoppro"),
    Signature(0, b"AT&TFORM", Family::Djvu, "image/vnd.djvu"),
    Signature(0, b"SIMPLE  =                    T", Unread, "image/fits"),
    Signature(0, b"XISF0100", Unread, "image/x-xisf"),
    Signature(0, b"ZISRAWFILE\0\0\0\0\0\0", Unread, "image/x-zeiss-czi"),
    Signature(0, b"id=ImageMagick", Family::Magick, "application/x-magick-image"),
    Signature(0, b"\x89LFP\r\n\x1a\n", Unread, "image/x-lytro-lfp"),
    Signature(0, b"LELR \0", Unread, "image/x-light-lri"),
    Signature(0, b"\xd7\xcd\xc6\x9a\0\0", Unread, "application/x-wmf"),
    Signature(0, b"\xff\x57\x50\x43", Unread, "image/x-wpg"),
    Signature(2048, b"PCD_IPI", Family::PhotoCd, "image/x-photo-cd"),
    Signature(128, b"DICM", Unread, "application/dicom"),
    Signature(36, b"acsp", Unread, "application/vnd.iccprofile"),
    Signature(0, b"FPF Public Image Format\0", Family::Flir, "image/x-flir-fpf"),
    Signature(0, b"\xb1\x68\xde\x3a", Unread, "image/dcx"),
    Signature(4, b"itch", Unread, "application/itunes"),
    Signature(60, b"BOOKMOBI", Unread, "application/x-mobipocket-ebook"),
    Signature(4, b"\x57\x90\x75\x36", Unread, "audio/audible"),
    Signature(0, b"\0\x05\x16\x07\0\x02\0\0Mac OS X", Unread, "application/unknown"),
    Signature(0, b"CANON OPTIONAL DATA\0", Unread, "application/octet-stream"),
    Signature(0, b"%!PS-AdobeFont-", PostScript, "application/x-font-type1"),
    Signature(0, b"%!FontType1-", PostScript, "application/x-font-type1"),
    Signature(6, b"%!PS-AdobeFont-", Unread, "application/x-font-type1"),
    Signature(6, b"%!FontType1-", Unread, "application/x-font-type1"),
    Signature(0, b"\xc5\xd0\xd3\xc6", PostScript, "application/postscript"),
    Signature(
        0,
        b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5\xbd\x31\xef\xe7\xfe\x74\xb7\x1d",
        InDesign,
        "application/x-indesign",
    ),
    Signature(0, b"fLaC", Flac, "audio/flac"),
    Signature(0, b"MAC ", Family::Monkey, "audio/x-monkeys-audio"),
    Signature(0, b"APETAGEX", Family::Monkey, "audio/x-monkeys-audio"),
    Signature(0, b"MP+", Family::Musepack, "audio/x-musepack"),
    Signature(0, b"MPCK", Family::Musepack, "audio/x-musepack"),
    Signature(0, b"wvpk", Family::WavPack, "audio/x-wavpack"),
    Signature(0, b"TTA1", Unread, "audio/x-tta"),
    Signature(0, b"OFR ", Unread, "audio/x-ofr"),
    Signature(0, b"DSD \x1c\0\0\0\0\0\0\0", Family::Dsd, "audio/x-dsf"),
    Signature(0, b"FRM8", Unread, "audio/x-dff"),
    Signature(0, b"\x02dss", Unread, "audio/x-dss"),
    Signature(0, b"\x03ds2", Unread, "audio/x-ds2"),
    Signature(0, b"MThd", Unread, "audio/midi"),
    Signature(0, b"caff\0\x01", Unread, "audio/x-caf"),
    Signature(0, b".snd", Unread, "audio/basic"),
    Signature(0, b"#!AMR", Unread, "audio/amr"),
    Signature(0, b".ra\xfd", Unread, "audio/x-pn-realaudio"),
    Signature(0, b"FLV\x01", Family::Flash, "video/x-flv"),
    Signature(0, b"\x1f\x07\0\x3f", Family::Dv, "video/x-dv"),
    Signature(0, b"\x1f\x07\0\xbf", Family::Dv, "video/x-dv"),
    Signature(0, b"\xb7\xd8\0\x20\x37\x49\xda\x11\xa6\x4e\0\x07\xe9\x5e\xad\x8d", Unread, "video/x-ms-wtv"),
    Signature(0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", Family::Mxf, "application/mxf"),
    Signature(0, b"7z\xbc\xaf\x27\x1c", Unread, "application/x-7z-compressed"),
    Signature(0, b"Rar!\x1a\x07", Unread, "application/x-rar-compressed"),
    Signature(0, b"\x1f\x8b\x08", Unread, "application/x-gzip"),
    Signature(0, b"BZh", Unread, "application/bzip2"),
    Signature(0, b"\xfd7zXZ\0", Unread, "application/x-xz"),
    Signature(0, b"\x28\xb5\x2f\xfd", Unread, "application/zstd"),
    Signature(257, b"ustar", Unread, "application/x-tar"),
    Signature(0x8001, b"CD001", Unread, "application/x-iso9660-image"),
    Signature(0, b"OTTO\0", Unread, "application/font-otf"),
    Signature(0, b"\0\x01\0\0\0", Unread, "application/font-ttf"),
    Signature(0, b"true\0", Unread, "application/font-ttf"),
    Signature(0, b"ttcf\0", Unread, "application/font-ttf"),
    Signature(0, b"wOFF", Unread, "font/woff"),
    Signature(0, b"wOF2", Unread, "font/woff2"),
    Signature(0, b"SQLite format 3\0", Unread, "application/vnd.sqlite3"),
    Signature(0, b"bplist0", Unread, "application/x-plist"),
    Signature(0, b"{\\rtf", Unread, "text/rtf"),
    Signature(0, b"BM", Bmp, "image/bmp"),
    Signature(0, b"FORM", Aiff, "audio/x-aiff"),
    Signature(0, b"\x7fELF", Unread, "application/octet-stream"),
    Signature(0, b"MZ", Unread, "application/octet-stream"),
];

/// The family and the media type of a file.
pub(super) fn sniff(reader: &mut Reader<'_>, name: &[u8]) -> Kind {
    let extension = extension(name).unwrap_or_default();
    let head = reader.some(0, 64).to_vec();
    let structured = container(reader, &head, &extension);
    structured
        .or_else(|| SIGNATURES.iter().find(|signature| is_there(reader, signature)).map(|found| (found.2, found.3)))
        .or_else(|| loose(reader, &head, &extension))
        .or_else(|| sniff_text::sniff(reader, &extension))
        .unwrap_or((Unread, fallback(&extension)))
}

fn is_there(reader: &mut Reader<'_>, Signature(at, bytes, family, _): &Signature) -> bool {
    let is_match = reader.some(*at, bytes.len()) == *bytes;
    match family {
        _ if !is_match => false,
        Aiff => matches!(reader.some(8, 4), b"AIFF" | b"AIFC"),
        Bmp => is_bitmap(reader),
        _ => true,
    }
}

/// A bitmap says where its pixels are and how large its header is; two letters alone are no signature.
fn is_bitmap(reader: &mut Reader<'_>) -> bool {
    let head: [u8; 18] = reader.array(0).unwrap_or_default();
    let header = super::order::le32(&head, 14).unwrap_or(0);
    (12..=256).contains(&header) && head.get(6..10) == Some(&[0; 4])
}

/// Formats whose signature says how to look further.
fn container(reader: &mut Reader<'_>, head: &[u8], extension: &str) -> Option<Kind> {
    match head {
        [b'I', b'I', ..] | [b'M', b'M', ..] => tiff(head),
        [b'R', b'I', b'F', b'F', ..] | [b'R', b'F', b'6', b'4', ..] => Some((Family::Riff, riff(head))),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => Some((Family::Matroska, matroska(reader, extension))),
        [b'O', b'g', b'g', b'S', ..] => Some((Family::Ogg, ogg(reader))),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => Some((Family::Asf, asf(reader, extension))),
        [b'~', 0x10 | 0x18, 4, _, b'0', b'M', b'I', b'E', ..] => Some((Unread, mie(reader))),
        [b'.', b'R', b'M', b'F', ..] => Some((Family::Real, real(reader))),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let found = zip(reader, extension);
            Some((if super::package::is_document(found) { Family::Package } else { Unread }, found))
        }
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ..] => Some((Unread, compound(reader, extension))),
        _ => sniff_box::sniff(reader, head, extension),
    }
}

fn tiff(head: &[u8]) -> Option<Kind> {
    let is_little = head.starts_with(b"II");
    let magic = if is_little { super::order::le16(head, 2)? } else { super::order::be16(head, 2)? };
    let is_ciff = head.get(6..10) == Some(b"HEAP");
    let is_recipe = head.starts_with(b"IIII") && matches!(head.get(4..8), Some([4 | 5, 0, 4, 0]));
    match magic {
        _ if is_ciff => None,
        _ if is_recipe => Some((Unread, "application/octet-stream")),
        0x2A | 0x2B | 0x55 | 0x4F52 | 0x5352 | 0x4352 => Some((Family::Tiff, "image/tiff")),
        0x00BC | 0x01BC if is_little => Some((Family::Tiff, "image/vnd.ms-photo")),
        _ => None,
    }
}

/// MIE is named after the file that it speaks for, of which it says the type near its head (MIE 1.1, `2MIME`).
fn mie(reader: &mut Reader<'_>) -> &'static str {
    let speaks_for_jpeg = memchr::memmem::find(reader.some(0, 256), b"2MIMEimage/jpeg").is_some();
    if speaks_for_jpeg { "image/x-mie-jpeg" } else { "application/x-mie" }
}

fn riff(head: &[u8]) -> &'static str {
    match head.get(8..12) {
        Some(b"WEBP") => "image/webp",
        Some(b"WAVE") => "audio/x-wav",
        Some(b"AVI ") => "video/x-msvideo",
        Some(b"RMID") => "audio/midi",
        Some(b"CDDA") => "audio/x-cdda",
        _ => "application/octet-stream",
    }
}

/// Formats without a real signature, told by more than one sign.
fn loose(reader: &mut Reader<'_>, head: &[u8], extension: &str) -> Option<Kind> {
    match head {
        b"" => None,
        [b'F' | b'C' | b'Z', b'W', b'S', 1..=50, ..] if head.len() >= 8 => {
            Some((Family::Shockwave, "application/x-shockwave-flash"))
        }
        [0, 0, 1, 0xB0..=0xBF, ..] => Some((Family::Program, "video/mpeg")),
        [0, 0, 1 | 2, 0, 1..=255, 0, ..] if head.len() > 21 => {
            Some((Family::Icon, if head.get(2) == Some(&1) { "image/x-icon" } else { "image/x-cursor" }))
        }
        [0x0A, 0..=5, 1, 1 | 2 | 4 | 8, ..] => Some((Family::Pcx, "image/pcx")),
        [b'P', b'F' | b'f', b'\n', b'0'..=b'9', ..] => Some((Family::Netpbm, "image/x-pfm")),
        [b'P', b'1'..=b'7', b' ' | b'\n' | b'\r' | b'\t', ..] => Some((Family::Netpbm, netpbm(head))),
        _ if raster::is_sony_pmp(reader) => Some((Family::SonyPmp, "image/x-sony-pmp")),
        _ if raster::is_mrc(reader) => Some((Family::Mrc, "image/x-mrc")),
        _ if raster::quick_draw_at(reader).is_some() => Some((Family::QuickDraw, "image/pict")),
        _ => transport(reader).or_else(|| mpeg_audio(reader, head, extension)).or_else(|| late_mxf(reader)),
    }
}

fn netpbm(head: &[u8]) -> &'static str {
    match head.get(1) {
        Some(b'1' | b'4') => "image/x-portable-bitmap",
        Some(b'2' | b'5') => "image/x-portable-graymap",
        Some(b'3' | b'6') => "image/x-portable-pixmap",
        _ => "image/x-portable-arbitrarymap",
    }
}

/// MXF may have a run-in of up to 64 KiB before its first partition (SMPTE ST 377-1, 6.5).
fn late_mxf(reader: &mut Reader<'_>) -> Option<Kind> {
    const PARTITION: &[u8] = b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02";
    memchr::memmem::find(reader.some(0, 64 * 1024), PARTITION).map(|_| (Family::Mxf, "application/mxf"))
}

/// What the extension alone says, for formats whose content begins with anything.
fn fallback(extension: &str) -> &'static str {
    match extension {
        "mp3" => "audio/mpeg",
        "aac" => "audio/aac",
        "mpg" | "mpeg" | "m2v" => "video/mpeg",
        "tga" => "image/x-tga",
        "cur" => "image/x-cursor",
        "dfont" => "application/x-dfont",
        "pfm" => "application/x-font-type1",
        "pict" | "pct" => "image/pict",
        _ => "application/octet-stream",
    }
}
