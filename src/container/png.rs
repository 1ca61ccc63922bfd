//! PNG (ISO/IEC 15948, third edition) with APNG, MNG and JNG: chunks, texts, and the profiles that ImageMagick and
//! others write as hexadecimal text.
//!
//! The essence is what ExifTool's ImageDataHash covers: the content of the IDAT (and JNG's JDAT and JDAA) chunks.
use super::anatomy::{Anatomy, BlockKind};
use super::order::be32;
use super::photoshop;
use super::plain::{Inflater, text};
use super::reader::{LARGEST_BLOCK, Reader};
use crate::asset::{Date, Field, MediaType, Origin, ProblemKind};

pub(super) const IMAGEMAGICK: &str = "Raw profile type ";
pub(super) const XMP: &str = "XML:com.adobe.xmp";
/// The most chunks walked: an IDAT chunk may be as small as it likes, but not every file is made of such.
pub(super) const MOST_CHUNKS: u32 = 4_000_000;

/// Reads a PNG, MNG or JNG from its signature on.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let end: &[u8; 4] = if reader.some(0, 1) == b"\x8a" { b"MEND" } else { b"IEND" };
    let mut seconds = 0.0;
    let ending = walk(reader, anatomy, *end, &mut seconds);
    if ending == Ending::Whole && anatomy.media_type.as_str() == "image/apng" {
        anatomy.state_showing(seconds);
    }
    anatomy.essence.vouch(ending == Ending::Whole);
    match ending {
        Ending::Whole if *end == *b"IEND" && anatomy.essence.ranges.is_empty() => {
            anatomy.fault(ProblemKind::Malformed, "there is no picture in the file");
        }
        Ending::Whole => {}
        Ending::Cut => anatomy.fault(ProblemKind::Truncated, "the file ends before its end chunk"),
        Ending::Broken => anatomy.fault(ProblemKind::Malformed, "a chunk has an impossible length"),
        Ending::Limit => anatomy.fault(ProblemKind::Limit, "there are more chunks than damson reads"),
    }
}

/// Keeps the metadata blocks and the texts of a PNG that lies within another file (what digiKam writes into a PGF).
pub(super) fn examine_embedded(bytes: &[u8], anatomy: &mut Anatomy) {
    let mut inner = Anatomy::of(anatomy.media_type.clone());
    walk(&mut Reader::new(&bytes), &mut inner, *b"IEND", &mut 0.0);
    for block in inner.blocks {
        anatomy.keep(block.kind, block.data);
    }
    let texts = inner.facts.into_iter().filter(|fact| fact.origin == Origin::Native);
    anatomy.facts.extend(texts);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Whole,
    Cut,
    Broken,
    Limit,
}

fn walk(reader: &mut Reader<'_>, anatomy: &mut Anatomy, end: [u8; 4], seconds: &mut f64) -> Ending {
    let mut at = 8_u64;
    let mut inflater = Inflater::new();
    for _ in 0..MOST_CHUNKS {
        let Some([l0, l1, l2, l3, name @ ..]) = reader.array::<8>(at) else { return Ending::Cut };
        let length = u64::from(u32::from_be_bytes([l0, l1, l2, l3]));
        let (start, after) = (at + 8, at + 12 + length);
        if length > 0x7FFF_FFFF {
            return Ending::Broken;
        }
        if matches!(&name, b"IDAT" | b"JDAT" | b"JDAA") {
            anatomy.essence.add(start, (start + length).min(reader.len()));
        }
        if after > reader.len() {
            return Ending::Cut;
        }
        if name == end {
            return Ending::Whole;
        }
        if name == *b"fcTL" {
            *seconds += delay(reader, start);
        }
        chunk(reader, anatomy, &mut inflater, name, (start, length));
        at = after;
    }
    Ending::Limit
}

/// Seconds that a frame is shown: a fraction, whose denominator of zero stands for a hundred (third edition, 11.3.7.2).
fn delay(reader: &mut Reader<'_>, control: u64) -> f64 {
    let [n0, n1, d0, d1] = reader.array::<4>(control + 20).unwrap_or_default();
    let (over, under) = (u16::from_be_bytes([n0, n1]), u16::from_be_bytes([d0, d1]));
    f64::from(over) / f64::from(if under == 0 { 100 } else { under })
}

/// Reads a chunk that says something of the picture, or says what is wrong with it.
pub(super) fn chunk(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    inflater: &mut Inflater,
    name: [u8; 4],
    (start, length): (u64, u64),
) {
    anatomy.has_manifest |= name == *b"caBX";
    if !matches!(&name, b"IHDR" | b"JHDR" | b"MHDR" | b"acTL" | b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" | b"iCCP") {
        return;
    }
    if length > LARGEST_BLOCK {
        return anatomy.fault(ProblemKind::Limit, "a text or profile is larger than damson reads");
    }
    let Some(data) = reader.copy(start, length) else { return };
    if !has_right_checksum(reader, name, &data, start + length) {
        anatomy
            .fault(ProblemKind::Malformed, format!("the checksum of the {} chunk is wrong", super::plain::code(name)));
    }
    match &name {
        b"IHDR" | b"JHDR" | b"MHDR" => header(anatomy, &data, &name),
        b"acTL" if anatomy.essence.ranges.is_empty() => anatomy.media_type = MediaType::of("image/apng"),
        b"acTL" => {}
        b"tEXt" => plain_text(anatomy, &data),
        b"zTXt" => compressed_text(anatomy, inflater, &data),
        b"iTXt" => international_text(anatomy, inflater, &data),
        b"eXIf" => {
            super::thumbnail::exif(reader, anatomy, start);
            anatomy.keep(BlockKind::Exif, data.strip_prefix(b"Exif\0\0").unwrap_or(&data).to_vec());
        }
        _ => colour_profile(anatomy, inflater, &data),
    }
}

fn has_right_checksum(reader: &mut Reader<'_>, name: [u8; 4], data: &[u8], at: u64) -> bool {
    reader.array::<4>(at).is_some_and(|stored| u32::from_be_bytes(stored) == checksum(name, data))
}

/// The CRC of a chunk's name and content (5.3).
pub(super) fn checksum(name: [u8; 4], data: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(&name);
    sum.update(data);
    sum.sum()
}

fn header(anatomy: &mut Anatomy, data: &[u8], name: &[u8; 4]) {
    let number = |at| u64::from(be32(data, at).unwrap_or(0));
    anatomy.state_size(number(0), number(4));
    if let (b"IHDR", Some(depth)) = (name, data.get(8)) {
        anatomy.state_count(Field::BitDepth, u64::from(*depth));
    }
}

/// The keyword and what follows its NUL.
fn split(data: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memchr(0, data)?;
    Some((text(data.get(..end)?), data.get(end + 1..)?))
}

fn plain_text(anatomy: &mut Anatomy, data: &[u8]) {
    if let Some((keyword, rest)) = split(data) {
        say(anatomy, &keyword, rest);
    }
}

fn compressed_text(anatomy: &mut Anatomy, inflater: &mut Inflater, data: &[u8]) {
    let Some((keyword, [_, rest @ ..])) = split(data) else { return };
    match inflater.inflate(rest) {
        Some(plain) => say(anatomy, &keyword, &plain),
        None => broken(anatomy, &keyword),
    }
}

/// Keyword, compression flag and method, language, translated keyword, text.
fn international_text(anatomy: &mut Anatomy, inflater: &mut Inflater, data: &[u8]) {
    let Some((keyword, [flag, _, rest @ ..])) = split(data) else { return };
    let Some((_, rest)) = split(rest) else { return };
    let Some((_, rest)) = split(rest) else { return };
    match *flag {
        0 => say(anatomy, &keyword, rest),
        _ => match inflater.inflate(rest) {
            Some(plain) => say(anatomy, &keyword, &plain),
            None => broken(anatomy, &keyword),
        },
    }
}

fn broken(anatomy: &mut Anatomy, keyword: &str) {
    anatomy.fault(ProblemKind::Malformed, format!("the compressed text {keyword:?} cannot be read"));
}

fn colour_profile(anatomy: &mut Anatomy, inflater: &mut Inflater, data: &[u8]) {
    let Some((_, [_, rest @ ..])) = split(data) else { return };
    match inflater.inflate(rest) {
        Some(profile) => anatomy.keep(BlockKind::Icc, profile),
        None => anatomy.fault(ProblemKind::Malformed, "the compressed ICC profile cannot be read"),
    }
}

/// Keeps a text as a fact, or as the block that it is.
fn say(anatomy: &mut Anatomy, keyword: &str, bytes: &[u8]) {
    if keyword == XMP {
        anatomy.keep(BlockKind::Xmp, bytes.to_vec());
    } else if let Some(kind) = keyword.strip_prefix(IMAGEMAGICK) {
        match unhex(bytes) {
            Some(profile) => raw_profile(anatomy, kind.trim(), profile),
            None => broken(anatomy, keyword),
        }
    } else if let ("Creation Time" | "create-date", Some(date)) = (keyword, date(&text(bytes))) {
        anatomy.state_moment(keyword, date);
    } else if keyword == "Comment" {
        anatomy.state_comment(keyword, &text(bytes));
    } else {
        anatomy.state_text(keyword, field(keyword), &text(bytes));
    }
}

/// The field that a registered keyword (PNG 11.3.3.2) speaks for.
fn field(keyword: &str) -> Option<Field> {
    match keyword {
        "Title" => Some(Field::Title),
        "Author" | "Artist" => Some(Field::Creator),
        "Description" => Some(Field::Description),
        "Copyright" => Some(Field::CopyrightNotice),
        "Software" => Some(Field::Software),
        _ => None,
    }
}

/// A date as ISO 8601 or Exif writes it, or as RFC 1123 does, which PNG suggests.
fn date(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let words =
        if words.first()?.starts_with(|letter: char| letter.is_ascii_alphabetic()) { words.get(1..)? } else { &words };
    let [day, month, year, rest @ ..] = words else { return None };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| month.starts_with(name))? + 1;
    let time = rest.first().map(|time| format!("T{time}")).unwrap_or_default();
    let offset = match rest.get(1) {
        Some(&("GMT" | "UT" | "UTC" | "Z")) => "Z".to_owned(),
        Some(offset) if offset.len() == 5 => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
        _ => String::new(),
    };
    format!("{year}-{month:02}-{:02}{time}{offset}", day.parse::<u8>().ok()?).parse().ok()
}

/// ImageMagick's way to put any profile in a text: a line with its name, one with its length, then hex digits.
pub(super) fn unhex(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut lines = bytes.splitn(4, |byte| *byte == b'\n');
    let (_, _, length, digits) = (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
    let length: usize = std::str::from_utf8(length).ok()?.trim().parse().ok()?;
    let mut digits = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16));
    let mut profile = Vec::new();
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        profile.push(u8::try_from(high << 4 | low).ok()?);
    }
    (profile.len() >= length).then(|| {
        profile.truncate(length);
        profile
    })
}

/// Keeps a profile as ImageMagick names and stores it.
pub(super) fn raw_profile(anatomy: &mut Anatomy, kind: &str, profile: Vec<u8>) {
    const XMP_HEAD: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
    match kind {
        "exif" | "APP1" => {
            if let Some(packet) = profile.strip_prefix(XMP_HEAD) {
                anatomy.keep(BlockKind::Xmp, packet.to_vec());
            } else {
                anatomy.keep(BlockKind::Exif, profile.strip_prefix(b"Exif\0\0").unwrap_or(&profile).to_vec());
            }
        }
        "iptc" | "8bim" if profile.first() == Some(&0x1C) => anatomy.keep(BlockKind::Iim, profile),
        "iptc" | "8bim" => photoshop::keep(anatomy, profile.strip_prefix(b"Photoshop 3.0\0").unwrap_or(&profile)),
        "xmp" => anatomy.keep(BlockKind::Xmp, profile.strip_prefix(XMP_HEAD).unwrap_or(&profile).to_vec()),
        "icc" | "icm" => anatomy.keep(BlockKind::Icc, profile),
        _ => {}
    }
}
