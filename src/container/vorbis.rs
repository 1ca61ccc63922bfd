//! FLAC (RFC 9639) and Ogg (RFC 3533) with Vorbis, Opus, FLAC, Speex or Theora: the headers, and Vorbis comments.
//!
//! FLAC's essence, in damson's own definition, is everything after its metadata blocks. Ogg's is the whole file: its
//! pages change when a comment grows.
use super::anatomy::{Anatomy, Essence};
use super::order::{Order, be32, le16, le32};
use super::reader::Reader;
use super::sniff_stream::id3_size;
use crate::asset::{Field, ProblemKind, Value};

/// The most bytes of headers that are gathered from an Ogg's pages.
const MOST_HEADERS: usize = 1024 * 1024;
/// The most streams in one Ogg.
const MOST_STREAMS: usize = 16;
/// The most comments read.
const MOST_COMMENTS: u32 = 512;

/// Reads a FLAC file: its metadata blocks.
pub(super) fn examine_flac(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut at = id3_size(reader.some(0, 16)) + 4;
    anatomy.state(Field::AudioCodec, Value::text("flac"));
    loop {
        let Some([kind, length @ ..]) = reader.array::<4>(at) else {
            return anatomy.fault(ProblemKind::Truncated, "the file ends within its metadata blocks");
        };
        let length = length.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
        match kind & 0x7F {
            0 => stream_info(anatomy, reader.some(at + 4, 34)),
            4 => comments(anatomy, &reader.copy(at + 4, length).unwrap_or_default()),
            _ => {}
        }
        at += 4 + length;
        if kind & 0x80 != 0 {
            break;
        }
    }
    let end = sound_end(reader);
    anatomy.essence = Essence::default();
    anatomy.essence.add(at, end);
    anatomy.essence.vouch(at < end);
}

/// Where sound ends: an ID3v1 tag of 128 bytes may stand after it.
pub(super) fn sound_end(reader: &mut Reader<'_>) -> u64 {
    let tag = reader.len().saturating_sub(128);
    if reader.len() >= 128 && reader.some(tag, 3) == b"TAG" { tag } else { reader.len() }
}

/// STREAMINFO (RFC 9639, 8.2): 20 bits of sample rate, 3 of channels, 5 of depth, 36 of samples.
#[allow(clippy::cast_precision_loss)]
fn stream_info(anatomy: &mut Anatomy, bytes: &[u8]) {
    let Some(packed) = Order::Big.u64(bytes, 10) else { return };
    let (rate, samples) = (packed >> 44, packed & 0xF_FFFF_FFFF);
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, (packed >> 41 & 7) + 1);
    anatomy.state_count(Field::BitDepth, (packed >> 36 & 31) + 1);
    anatomy.state_number(Field::Duration, samples as f64 / rate as f64);
}

/// A Vorbis comment header: the vendor, then `NAME=value` in UTF-8, each with its length before it.
fn comments(anatomy: &mut Anatomy, bytes: &[u8]) {
    let text = |at: usize| {
        let length = usize::try_from(le32(bytes, at)?).ok()?;
        bytes.get(at + 4..(at + 4).checked_add(length)?)
    };
    let Some(vendor) = text(0) else { return };
    let mut at = 4 + vendor.len();
    let count = le32(bytes, at).unwrap_or(0).min(MOST_COMMENTS);
    at += 4;
    for _ in 0..count {
        let Some(comment) = text(at) else { return };
        at += 4 + comment.len();
        let comment = String::from_utf8_lossy(comment);
        if let Some((name, value)) = comment.split_once('=').filter(|(_, value)| value.len() <= 64 * 1024) {
            say(anatomy, &name.to_ascii_uppercase(), value);
        }
    }
}

fn say(anatomy: &mut Anatomy, name: &str, value: &str) {
    let field = match name {
        "TITLE" => Some(Field::Title),
        "ARTIST" => Some(Field::Creator),
        "COPYRIGHT" => Some(Field::CopyrightNotice),
        "DESCRIPTION" => Some(Field::Description),
        "DATE" | "YEAR" => return anatomy.state_date(name, value),
        _ => None,
    };
    anatomy.state_text(name, field, value);
}

/// The first packets of one of an Ogg's streams.
struct Beginning {
    serial: u32,
    bytes: Vec<u8>,
    packets: usize,
}

/// Reads an Ogg: the headers in its first pages, and how long it lasts from its last.
pub(super) fn examine_ogg(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let streams = beginnings(reader);
    for stream in &streams {
        headers(reader, anatomy, stream.serial, &stream.bytes);
    }
    if streams.is_empty() {
        anatomy.fault(ProblemKind::Malformed, "there is no whole page in the file");
    }
}

/// Gathers the streams' first packets, until each has two: what it is, and its comments.
fn beginnings(reader: &mut Reader<'_>) -> Vec<Beginning> {
    let mut streams: Vec<Beginning> = Vec::new();
    let mut at = id3_size(reader.some(0, 16));
    let mut gathered = 0;
    while let Some((serial, (start, end), segments)) = page(reader, at) {
        if !streams.iter().any(|stream| stream.serial == serial) {
            streams.push(Beginning { serial, bytes: Vec::new(), packets: 0 });
        }
        let bytes = reader.some(start, usize::try_from(end - start).unwrap_or(0));
        gathered += bytes.len();
        if let Some(stream) = streams.iter_mut().find(|stream| stream.serial == serial) {
            stream.bytes.extend_from_slice(bytes);
            stream.packets += segments.iter().filter(|size| **size < 255).count();
        }
        at = end;
        let has_all = streams.iter().all(|stream| stream.packets >= 2);
        if gathered > MOST_HEADERS || streams.len() > MOST_STREAMS || has_all && gathered > 4096 {
            break;
        }
    }
    streams
}

/// A page's stream, where its body begins and ends, and the sizes of its segments.
fn page(reader: &mut Reader<'_>, at: u64) -> Option<(u32, (u64, u64), Vec<u8>)> {
    let head = reader.array::<27>(at).filter(|head| head.starts_with(b"OggS"))?;
    let segments = reader.exact(at + 27, usize::from(*head.get(26)?))?.to_vec();
    let start = at + 27 + segments.len() as u64;
    let size: u64 = segments.iter().map(|size| u64::from(*size)).sum();
    let end = start + size;
    (end <= reader.len()).then_some((le32(&head, 14)?, (start, end), segments))
}

/// A stream's headers, one after another: what it is, then its comments.
fn headers(reader: &mut Reader<'_>, anatomy: &mut Anatomy, serial: u32, bytes: &[u8]) {
    let long = |at| u64::from(le32(bytes, at).unwrap_or(0));
    let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
    match bytes {
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => {
            sound(anatomy, "vorbis", byte(11), long(12));
            last(reader, anatomy, serial, long(12), 0);
            tagged(anatomy, bytes, b"\x03vorbis");
        }
        [b'O', b'p', b'u', b's', b'H', ..] => {
            let rate = if long(12) > 0 { long(12) } else { 48_000 };
            sound(anatomy, "opus", byte(9), rate);
            last(reader, anatomy, serial, 48_000, u64::from(le16(bytes, 10).unwrap_or(0)));
            tagged(anatomy, bytes, b"OpusTags");
        }
        [0x7F, b'F', b'L', b'A', b'C', ..] => {
            anatomy.state(Field::AudioCodec, Value::text("flac"));
            stream_info(anatomy, bytes.get(17..).unwrap_or(&[]));
        }
        [b'S', b'p', b'e', b'e', b'x', ..] => {
            sound(anatomy, "speex", long(48), long(36));
            last(reader, anatomy, serial, long(36), 0);
        }
        [0x80, b't', b'h', b'e', b'o', b'r', b'a', ..] => film(anatomy, bytes),
        _ => {}
    }
}

fn sound(anatomy: &mut Anatomy, codec: &str, channels: u64, rate: u64) {
    anatomy.state(Field::AudioCodec, Value::text(codec));
    anatomy.state_count(Field::AudioChannels, channels);
    anatomy.state_count(Field::SampleRate, rate);
}

/// Theora's identification header (6.2): the picture's size within the frame, and the rate as a fraction.
fn film(anatomy: &mut Anatomy, bytes: &[u8]) {
    let size = |at| be32(bytes, at).map_or(0, |four| u64::from(four >> 8));
    let rate = |at| be32(bytes, at).map_or(0.0, f64::from);
    anatomy.state(Field::VideoCodec, Value::text("theora"));
    anatomy.state_size(size(14), size(17));
    anatomy.state_number(Field::FrameRate, rate(22) / rate(26));
}

fn tagged(anatomy: &mut Anatomy, bytes: &[u8], signature: &[u8]) {
    if let Some(at) = memchr::memmem::find(bytes, signature) {
        comments(anatomy, bytes.get(at + signature.len()..).unwrap_or(&[]));
    }
}

/// How long a stream lasts: the position that its last page says, found in the last 64 KiB.
#[allow(clippy::cast_precision_loss)]
fn last(reader: &mut Reader<'_>, anatomy: &mut Anatomy, serial: u32, rate: u64, skipped: u64) {
    let start = reader.len().saturating_sub(64 * 1024);
    let bytes = reader.some(start, 64 * 1024);
    let is_ours = |at: &usize| le32(bytes, at + 14) == Some(serial);
    let position = memchr::memmem::rfind_iter(bytes, b"OggS")
        .filter(is_ours)
        .filter_map(|at| Order::Little.u64(bytes, at + 6))
        .find(|position| *position != u64::MAX);
    if let Some(position) = position {
        let seconds = position.saturating_sub(skipped) as f64 / rate as f64;
        anatomy.state_number(Field::Duration, seconds);
    }
}
