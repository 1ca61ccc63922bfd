//! Formats whose header tells the size at a fixed place, and little else of use: BMP, icons, PCX, PBM
//! and its kin, DPX, PGF, and BPG with its
//! extensions (libbpg's specification).
use super::anatomy::{Anatomy, BlockKind};
use super::order::{Order, le16, le32};
use super::png;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind};

/// Reads a BMP's header: the old one of OS/2 has two bytes a side, all others four; the height is negative where the
/// first line is the top one.
pub(super) fn bmp(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(0, 30).to_vec();
    let long = |at| u64::from(le32(&bytes, at).map_or(0, |side| side.cast_signed().unsigned_abs()));
    let short = |at| u64::from(le16(&bytes, at).unwrap_or(0));
    match long(14) {
        12 => anatomy.state_size(short(18), short(20)),
        _ => anatomy.state_size(long(18), long(22)),
    }
    colour_profile(reader, anatomy);
}

/// The ICC profile that the fifth header of a BMP may embed: its colour space says so, offset and size stand at the end.
fn colour_profile(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    const HEADER: u64 = 14;
    const EMBEDDED: u32 = u32::from_be_bytes(*b"MBED");
    let header = reader.some(HEADER, 124).to_vec();
    let (Some(124..), Some(EMBEDDED), Some(offset), Some(length)) =
        (le32(&header, 0), le32(&header, 56), le32(&header, 112), le32(&header, 116))
    else {
        return;
    };
    match reader.copy(HEADER + u64::from(offset), length.into()) {
        Some(profile) => anatomy.keep(BlockKind::Icc, profile),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its ICC profile"),
    }
}

/// Reads a Windows icon's or cursor's directory: the first picture's size speaks for the file, and zero means 256.
pub(super) fn icon(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    if let [width, height] = *reader.some(6, 2) {
        let side = |byte: u8| if byte == 0 { 256 } else { u64::from(byte) };
        anatomy.state_size(side(width), side(height));
    }
}

/// Reads a PCX's header: the sides are told by the first and last column and line, both within the picture (ZSoft's
/// technical reference).
pub(super) fn pcx(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(4, 8).to_vec();
    let side = |first, last| Some(u64::from(le16(&bytes, last)?.checked_sub(le16(&bytes, first)?)?) + 1);
    if let (Some(width), Some(height)) = (side(0, 4), side(2, 6)) {
        anatomy.state_size(width, height);
    }
}

/// Reads the header of a PBM, PGM or PPM: numbers between white space, and comments from a hash to the line's end
/// (Netpbm's `ppm(5)`). That of a PAM is worded otherwise and is not read.
pub(super) fn netpbm(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    const MOST: usize = 4096;
    let head = reader.some(0, MOST);
    if head.get(1) == Some(&b'7') {
        return;
    }
    let lines = head.get(2..).unwrap_or_default().split(|byte| matches!(byte, b'\n' | b'\r'));
    let told = lines.filter_map(|line| line.split(|byte| *byte == b'#').next());
    let words = told.flat_map(|line| line.split(u8::is_ascii_whitespace)).filter(|word| !word.is_empty());
    let mut numbers = words.map_while(|word| std::str::from_utf8(word).ok()?.parse::<u32>().ok());
    if let (Some(width), Some(height)) = (numbers.next(), numbers.next()) {
        anatomy.state_size(width.into(), height.into());
    }
}

/// Reads a DPX's header (SMPTE ST 268).
pub(super) fn dpx(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let bytes = reader.some(0, 804).to_vec();
    let order = if bytes.starts_with(b"SDPX") { Order::Big } else { Order::Little };
    let number = |at| u64::from(order.u32(&bytes, at).unwrap_or(0));
    anatomy.state_size(number(772), number(776));
    anatomy.state_count(Field::BitDepth, bytes.get(803).map_or(0, |depth| u64::from(*depth)));
}

/// Reads a PGF: the size, and the user data between header and picture, in which digiKam puts a PNG of one pixel for the
/// sake of its metadata. A palette of 256 colours stands before them in mode 2 (libpgf, `PGFtypes.h`).
///
/// The essence, in damson's own definition, is the picture: all after the user data. ExifTool digests the data of that one
/// pixel instead, which is the same in every file of digiKam's.
pub(super) fn pgf(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some(head) = reader.array::<24>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its PGF header");
    };
    let number = |at| u64::from(le32(&head, at).unwrap_or(0));
    anatomy.state_size(number(8), number(12));
    let [.., bits, channels, mode, _, _, _] = head;
    anatomy.state_count(Field::BitDepth, u64::from(bits.checked_div(channels).unwrap_or(0)));
    let start = if mode == 2 { 24 + 1024 } else { 24 };
    let end = 8 + number(4);
    match reader.copy(start, end.saturating_sub(start)) {
        Some(own) if own.starts_with(b"\x89PNG\r\n\x1a\n") => png::examine_embedded(&own, anatomy),
        Some(_) => {}
        None => return anatomy.fault(ProblemKind::Truncated, "the file ends within its PGF header"),
    }
    anatomy.essence.add(end, reader.len());
    anatomy.essence.vouch(true);
}

/// Reads a BPG: size, depth, and the extensions that hold Exif, ICC and XMP.
pub(super) fn bpg(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let Some([_, _, _, _, format, flags]) = reader.array::<6>(0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its BPG header");
    };
    let mut at = 6;
    let mut next = || number(reader, &mut at);
    let (width, height, _) = (next(), next(), next());
    let extensions = if flags & 8 == 0 { Some(0) } else { next() };
    let (Some(width), Some(height), Some(extensions)) = (width, height, extensions) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its BPG header");
    };
    anatomy.state_size(width, height);
    anatomy.state_count(Field::BitDepth, u64::from(format & 15) + 8);
    let end = at + extensions;
    while at < end {
        let (Some(tag), Some(length)) = (number(reader, &mut at), number(reader, &mut at)) else { break };
        match reader.copy(at, length) {
            Some(data) => keep(anatomy, tag, data),
            None => return anatomy.fault(ProblemKind::Truncated, "the file ends within a BPG extension"),
        }
        at += length;
    }
    anatomy.essence.add(end, reader.len());
    anatomy.essence.vouch(true);
}

fn keep(anatomy: &mut Anatomy, tag: u64, data: Vec<u8>) {
    match tag {
        1 => {
            let is_stream = |bytes: &&[u8]| bytes.starts_with(b"II") || bytes.starts_with(b"MM");
            let stream = (0..8).filter_map(|skip| data.get(skip..)).find(is_stream);
            anatomy.keep(BlockKind::Exif, stream.unwrap_or_default().to_vec());
        }
        2 => anatomy.keep(BlockKind::Icc, data),
        3 => anatomy.keep(BlockKind::Xmp, data),
        _ => {}
    }
}

/// A number in groups of seven bits, each but the last with its highest bit set.
pub(super) fn number(reader: &mut Reader<'_>, at: &mut u64) -> Option<u64> {
    let mut number = 0;
    for _ in 0..5 {
        let [byte] = reader.array::<1>(*at)?;
        *at += 1;
        number = number << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{BlockKind, bmp, icon, netpbm, pcx, pgf};
    use crate::asset::{Field, ProblemKind};
    use crate::container::damage::examined as read;
    use crate::container::tests::{chunk, png};

    fn pgf_of(own: &[u8], picture: &[u8]) -> Vec<u8> {
        let mut bytes = b"PGF6".to_vec();
        bytes.extend_from_slice(&(16 + own.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&[64, 0, 0, 0, 48, 0, 0, 0, 3, 0, 24, 3, 3, 0, 0, 0]);
        [&bytes[..], own, picture].concat()
    }

    #[test]
    fn a_pgf_keeps_its_metadata_in_a_png_before_its_picture() {
        let own = png(&[chunk(b"tEXt", b"Author\0Ann"), chunk(b"eXIf", b"II*\0\x08\0\0\0")]);
        let bytes = pgf_of(&own, b"wavelets");
        let anatomy = read(&bytes, pgf);
        assert_eq!(anatomy.blocks[0].kind, BlockKind::Exif);
        let told: Vec<_> = anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect();
        assert_eq!(told, ["width=64", "height=48", "bit_depth=8", "Author=Ann"]);
        let range = anatomy.essence.ranges[0].clone();
        assert_eq!(&bytes[range.start as usize..range.end as usize], b"wavelets");
        assert!(anatomy.essence.is_whole && anatomy.problems.is_empty());
        for end in 4..bytes.len() {
            let cut = read(&bytes[..end], pgf);
            assert!(cut.essence.ranges.iter().all(|range| range.end <= end as u64), "{end}");
        }
        assert_eq!(read(&bytes[..40], pgf).problems[0].kind, ProblemKind::Truncated);
    }

    #[test]
    fn a_bmp_may_embed_a_colour_profile() {
        let mut bytes = b"BM".to_vec();
        bytes.resize(14, 0);
        bytes.extend_from_slice(&124_u32.to_le_bytes());
        bytes.extend_from_slice(&64_u32.to_le_bytes());
        bytes.extend_from_slice(&(-48_i32).to_le_bytes());
        bytes.resize(14 + 124, 0);
        bytes[14 + 56..14 + 60].copy_from_slice(b"DEBM");
        bytes[14 + 112..14 + 116].copy_from_slice(&124_u32.to_le_bytes());
        bytes[14 + 116..14 + 120].copy_from_slice(&7_u32.to_le_bytes());
        bytes.extend_from_slice(b"profile");
        let anatomy = read(&bytes, bmp);
        assert_eq!((anatomy.blocks[0].kind, &anatomy.blocks[0].data[..]), (BlockKind::Icc, &b"profile"[..]));
        let height = anatomy.facts.iter().find(|fact| fact.field == Some(Field::Height)).unwrap();
        assert_eq!(height.values[0].to_string(), "48");
        bytes.pop();
        assert_eq!(read(&bytes, bmp).problems[0].kind, ProblemKind::Truncated);
    }

    #[test]
    fn old_formats_tell_their_size_in_the_head() {
        let told = |bytes: &[u8], examine| {
            let facts = read(bytes, examine).facts;
            facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect::<Vec<_>>().join(" ")
        };
        let size = "width=64 height=48";
        assert_eq!(told(b"\0\0\x01\0\x02\0\x40\x30\0\0", icon), size);
        assert_eq!(told(b"\0\0\x01\0\x02\0\0\x30\0\0", icon), "width=256 height=48");
        let page = b"\x0a\x05\x01\x08\x02\0\x01\0\x41\0\x30\0";
        assert_eq!(told(page, pcx), size);
        assert_eq!(told(b"\x0a\x05\x01\x08\x42\0\x01\0\x41\0\x30\0", pcx), "", "the last column before the first");
        assert_eq!(told(&page[..11], pcx), "");
        assert_eq!(told(b"P6 # by hand, 9 x 9\n# 7 7\n64\t48\n255\n\xff\xff", netpbm), size);
        assert_eq!(told(b"P1\r\n64 48\r\n0 1", netpbm), size);
        assert_eq!(told(b"P7\nWIDTH 64\nHEIGHT 48\n", netpbm), "");
        assert_eq!(told(b"P5 64 99999999999 255\n", netpbm), "");
        assert_eq!(told(b"P4 64", netpbm), "");
    }
}
