//! Ogg (RFC 3533) with Vorbis, Opus, FLAC, Speex or Theora: the streams' headers, their comments, and how long they
//! last by the position of their last pages.
//!
//! The essence of a sound, in damson's own definition, is what its pages hold behind the headers, without the pages'
//! own headers: those change when a comment grows. A film, or a very long sound, has the whole file for its essence.
use super::anatomy::{Anatomy, Essence};
use super::flac::stream_info;
use super::order::{Order, be16, be32, le16, le32};
use super::reader::Reader;
use super::sniff_stream::id3_size;
use super::vorbis::comments;
use crate::asset::{Field, ProblemKind, Value};

/// The most bytes of headers that are gathered from an Ogg's pages.
const MOST_HEADERS: usize = 1024 * 1024;
/// The most streams in one Ogg.
const MOST_STREAMS: usize = 16;
/// The most bytes at the end in which last pages are looked for: a page has 65 307 at most.
const TAIL: u64 = 128 * 1024;
/// The longest file whose pages are all looked at, in bytes.
const LONGEST_SOUND: u64 = 64 * 1024 * 1024;

/// The first packets of one of an Ogg's streams.
struct Beginning {
    serial: u32,
    bytes: Vec<u8>,
    packets: usize,
}

/// A page.
struct Page {
    serial: u32,
    start: u64,
    end: u64,
    /// How many packets end in it.
    packets: usize,
}

/// How a stream's positions become seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Clock {
    /// Samples a second, and the first samples that are not heard.
    Samples(f64, u64),
    /// Frames a second, and by how many bits the last key frame stands before the frames since.
    Frames(f64, u32),
}

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let streams = beginnings(reader);
    let mut longest: f64 = 0.0;
    for stream in &streams {
        if let Some(clock) = headers(anatomy, &stream.bytes) {
            longest = longest.max(last(reader, stream.serial, clock));
        }
    }
    anatomy.state_number(Field::Duration, longest);
    if streams.is_empty() {
        return anatomy.fault(ProblemKind::Malformed, "there is no whole page in the file");
    }
    if anatomy.media_type.as_str() == "audio/ogg" && reader.len() <= LONGEST_SOUND {
        sound(reader, anatomy, &streams);
    }
}

/// Gathers the streams' first packets, until each has two: what it is, and its comments.
fn beginnings(reader: &mut Reader<'_>) -> Vec<Beginning> {
    let mut streams: Vec<Beginning> = Vec::new();
    let mut at = id3_size(reader.some(0, 16));
    let mut gathered = 0;
    while let Some(page) = page(reader, at) {
        if !streams.iter().any(|stream| stream.serial == page.serial) {
            streams.push(Beginning { serial: page.serial, bytes: Vec::new(), packets: 0 });
        }
        let bytes = reader.some(page.start, usize::try_from(page.end - page.start).unwrap_or(0));
        gathered += bytes.len();
        if let Some(stream) = streams.iter_mut().find(|stream| stream.serial == page.serial) {
            stream.bytes.extend_from_slice(bytes);
            stream.packets += page.packets;
        }
        at = page.end;
        let has_all = streams.iter().all(|stream| stream.packets >= 2);
        if gathered > MOST_HEADERS || streams.len() > MOST_STREAMS || has_all && gathered > 4096 {
            break;
        }
    }
    streams
}

fn page(reader: &mut Reader<'_>, at: u64) -> Option<Page> {
    let head = reader.array::<27>(at).filter(|head| head.starts_with(b"OggS"))?;
    let segments = reader.exact(at + 27, usize::from(*head.get(26)?))?;
    let packets = segments.iter().filter(|size| **size < 255).count();
    let start = at + 27 + segments.len() as u64;
    let size: u64 = segments.iter().map(|size| u64::from(*size)).sum();
    let end = start + size;
    (end <= reader.len()).then_some(Page { serial: le32(&head, 14)?, start, end, packets })
}

/// A stream's headers, one after another: what it is, then its comments.
fn headers(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<Clock> {
    let long = |at| le32(bytes, at).unwrap_or(0);
    let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
    match bytes {
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => {
            state_sound(anatomy, "vorbis", byte(11), long(12));
            tagged(anatomy, bytes, b"\x03vorbis");
            Some(Clock::Samples(long(12).into(), 0))
        }
        [b'O', b'p', b'u', b's', b'H', ..] => {
            let rate = if long(12) > 0 { long(12) } else { 48_000 };
            state_sound(anatomy, "opus", byte(9), rate);
            tagged(anatomy, bytes, b"OpusTags");
            Some(Clock::Samples(48_000.0, le16(bytes, 10).unwrap_or(0).into()))
        }
        [0x7F, b'F', b'L', b'A', b'C', ..] => {
            anatomy.state(Field::AudioCodec, Value::text("flac"));
            let own = bytes.get(17..).unwrap_or(&[]);
            stream_info(anatomy, own);
            // The second packet is a metadata block of comments (RFC 9639, 10.1).
            comments(anatomy, bytes.get(55..).unwrap_or(&[]));
            Some(Clock::Samples(be32(own, 10).map_or(0.0, |rate| f64::from(rate >> 12)), 0))
        }
        [b'S', b'p', b'e', b'e', b'x', ..] => {
            state_sound(anatomy, "speex", long(48).into(), long(36));
            comments(anatomy, bytes.get(80..).unwrap_or(&[]));
            Some(Clock::Samples(long(36).into(), 0))
        }
        [0x80, b't', b'h', b'e', b'o', b'r', b'a', ..] => Some(film(anatomy, bytes)),
        _ => None,
    }
}

fn state_sound(anatomy: &mut Anatomy, codec: &str, channels: u64, rate: u32) {
    anatomy.state(Field::AudioCodec, Value::text(codec));
    anatomy.state_count(Field::AudioChannels, channels);
    anatomy.state_count(Field::SampleRate, rate.into());
}

/// Theora's identification header (6.2): the picture's size within the frame, the rate as a fraction, and the shift of
/// its positions.
fn film(anatomy: &mut Anatomy, bytes: &[u8]) -> Clock {
    let size = |at| be32(bytes, at).map_or(0, |four| u64::from(four >> 8));
    let number = |at| be32(bytes, at).map_or(0.0, f64::from);
    let rate = number(22) / number(26);
    anatomy.state(Field::VideoCodec, Value::text("theora"));
    anatomy.state_size(size(14), size(17));
    anatomy.state_number(Field::FrameRate, rate);
    tagged(anatomy, bytes, b"\x81theora");
    Clock::Frames(rate, u32::from(be16(bytes, 40).unwrap_or(0) >> 5 & 31))
}

fn tagged(anatomy: &mut Anatomy, bytes: &[u8], signature: &[u8]) {
    if let Some(at) = memchr::memmem::find(bytes, signature) {
        comments(anatomy, bytes.get(at + signature.len()..).unwrap_or(&[]));
    }
}

/// How long a stream lasts: what the position of its last page means.
#[allow(clippy::cast_precision_loss)]
fn last(reader: &mut Reader<'_>, serial: u32, clock: Clock) -> f64 {
    let start = reader.len().saturating_sub(TAIL);
    let bytes = reader.some(start, usize::try_from(TAIL).unwrap_or(0));
    let is_ours = |at: &usize| le32(bytes, at + 14) == Some(serial);
    let position = memchr::memmem::rfind_iter(bytes, b"OggS")
        .filter(is_ours)
        .filter_map(|at| Order::Little.u64(bytes, at + 6))
        .find(|position| *position != u64::MAX)
        .unwrap_or(0);
    let seconds = match clock {
        Clock::Samples(rate, skipped) => position.saturating_sub(skipped) as f64 / rate,
        Clock::Frames(rate, shift) => {
            let key = position >> shift;
            key.saturating_add(position - (key << shift)) as f64 / rate
        }
    };
    if seconds.is_finite() { seconds } else { 0.0 }
}

/// Adds what the pages hold behind those that end a stream's headers: sound begins on a page of its own.
fn sound(reader: &mut Reader<'_>, anatomy: &mut Anatomy, streams: &[Beginning]) {
    let mut wanted: Vec<(u32, usize)> =
        streams.iter().map(|stream| (stream.serial, header_packets(&stream.bytes))).collect();
    if wanted.iter().any(|(_, packets)| *packets == 0) {
        return;
    }
    let (mut at, mut essence) = (id3_size(reader.some(0, 16)), Essence::default());
    while let Some(page) = page(reader, at) {
        at = page.end;
        match wanted.iter_mut().find(|(serial, _)| *serial == page.serial) {
            Some((_, 0)) => essence.add(page.start, page.end),
            Some((_, left)) => *left = left.saturating_sub(page.packets),
            // Another song follows on the first.
            None => return,
        }
    }
    anatomy.essence = essence;
    anatomy.essence.vouch(at == reader.len() || reader.some(at, 3) == b"TAG");
}

/// How many packets a stream's headers are; 0 where that is not known.
fn header_packets(bytes: &[u8]) -> usize {
    match bytes {
        [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => 3,
        [b'O', b'p', b'u', b's', b'H', ..] => 2,
        [0x7F, b'F', b'L', b'A', b'C', _, _, high, low, ..] if (*high, *low) != (0, 0) => {
            1 + (usize::from(*high) << 8 | usize::from(*low))
        }
        _ => 0,
    }
}
