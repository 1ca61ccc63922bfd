//! MPEG audio: MP3 and its elders (ISO/IEC 11172-3) and AAC in ADTS (ISO/IEC 13818-7), with ID3 tags around.
//!
//! The essence, in damson's own definition, is everything between the ID3v2 tag and what tags follow the sound.
use super::anatomy::Anatomy;
use super::id3;
use super::order::be32;
use super::reader::Reader;
use super::sniff_stream::{frame_size, sample_rate};
use crate::asset::{Field, ProblemKind, Value};

/// How far behind a tag the first frame is looked for.
const MOST_PADDING: usize = 64 * 1024;
/// The most frames that are measured.
const MOST_FRAMES: u32 = 4096;

/// Reads a file of MPEG audio.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (start, end) = id3::around(reader, anatomy);
    anatomy.essence.add(start.min(end), end);
    anatomy.essence.vouch(true);
    let Some(at) = first_frame(reader, start) else {
        anatomy.essence.is_whole = false;
        return anatomy.fault(ProblemKind::Malformed, "there is no frame of MPEG audio in the file");
    };
    let header: [u8; 8] = reader.array(at).unwrap_or_default();
    match header {
        [_, second, ..] if second & 6 == 0 => adts(reader, anatomy, (at, end)),
        _ => frames(reader, anatomy, header, (at, end)),
    }
}

/// The first frame that another follows.
fn first_frame(reader: &mut Reader<'_>, start: u64) -> Option<u64> {
    find_frame(reader.some(start, MOST_PADDING)).map(|at| start + at as u64)
}

/// The first frame among some bytes, of MPEG audio or in ADTS, that another follows or that ends them.
pub(super) fn find_frame(bytes: &[u8]) -> Option<usize> {
    let header = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk::<8>).copied();
    let is_frame = |at: usize| {
        let size = header(at).and_then(|header| frame_size(header).or_else(|| adts_size(header)))?;
        let next = at.checked_add(usize::try_from(size).ok()?)?;
        (next + 8 > bytes.len() || bytes.get(next) == Some(&0xFF)).then_some(())
    };
    memchr::memchr_iter(0xFF, bytes).find(|at| is_frame(*at).is_some())
}

/// What a frame's header says beyond what is stated of it.
pub(super) struct Frame {
    rate: u64,
    samples: u32,
}

/// States what a frame's header says.
pub(super) fn state_frame(anatomy: &mut Anatomy, header: [u8; 8]) -> Option<Frame> {
    let [_, second, third, fourth, ..] = header;
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let rate = sample_rate(version, usize::from(third >> 2 & 3))?;
    let channels = if fourth >> 6 == 3 { 1 } else { 2 };
    let codec = ["mp3", "mp2", "mp1"].get(usize::from(layer).saturating_sub(1)).copied().unwrap_or("mp3");
    anatomy.state(Field::AudioCodec, Value::text(codec));
    anatomy.state_count(Field::AudioChannels, channels);
    anatomy.state_count(Field::SampleRate, rate);
    let samples = match (version, layer) {
        (_, 3) => 384,
        (3, _) | (_, 2) => 1152,
        _ => 576,
    };
    Some(Frame { rate, samples })
}

/// How long the sound lasts: from the Xing or VBRI header, or from the size of the first frames.
#[allow(clippy::cast_precision_loss)]
fn frames(reader: &mut Reader<'_>, anatomy: &mut Anatomy, header: [u8; 8], (at, end): (u64, u64)) {
    let Some(frame) = state_frame(anatomy, header) else { return };
    let count = match counted(reader, at) {
        Some(count) => f64::from(count),
        None => estimated(reader, frame_size, (at, end)),
    };
    anatomy.state_number(Field::Duration, count * f64::from(frame.samples) / frame.rate as f64);
}

/// How many frames there are, if the others are as long as the first on average.
#[allow(clippy::cast_precision_loss)]
fn estimated(reader: &mut Reader<'_>, size: fn([u8; 8]) -> Option<u64>, (start, end): (u64, u64)) -> f64 {
    let (mut at, mut count) = (start, 0_u32);
    while count < MOST_FRAMES
        && at < end
        && let Some(size) = reader.array(at).and_then(size)
    {
        at += size;
        count += 1;
    }
    // The last may be cut.
    f64::from(count) * end.saturating_sub(start) as f64 / at.saturating_sub(start) as f64
}

/// The number of frames that an encoder wrote in the first of them; one that never came back to it left a zero.
fn counted(reader: &mut Reader<'_>, at: u64) -> Option<u32> {
    let bytes = reader.some(at, 256);
    let find = |name: &[u8]| memchr::memmem::find(bytes.get(..64)?, name);
    if let Some(at) = find(b"Xing").or_else(|| find(b"Info")) {
        let has_count = be32(bytes, at + 4)? & 1 == 1;
        return has_count.then(|| be32(bytes, at + 8)).flatten().filter(|count| *count > 0);
    }
    be32(bytes, find(b"VBRI")? + 14).filter(|count| *count > 0)
}

/// The size of an ADTS frame, if the header is one's.
fn adts_size(header: [u8; 8]) -> Option<u64> {
    let [0xFF, second, third, a, b, c, ..] = header else { return None };
    let size = u64::from(a & 3) << 11 | u64::from(b) << 3 | u64::from(c >> 5);
    (second & 0xF6 == 0xF0 && third >> 2 & 15 < 13 && size > 7).then_some(size)
}

/// States what the header of a frame in ADTS says, and gives its rate.
pub(super) fn state_adts(anatomy: &mut Anatomy, header: [u8; 8]) -> u64 {
    const RATES: [u64; 13] =
        [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];
    let [_, _, third, fourth, ..] = header;
    let rate = RATES.get(usize::from(third >> 2 & 15)).copied().unwrap_or(0);
    anatomy.state(Field::AudioCodec, Value::text("aac"));
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, u64::from((third & 1) << 2 | fourth >> 6));
    rate
}

/// AAC has 1024 samples a frame; how long it lasts is told from the first frames' size.
#[allow(clippy::cast_precision_loss)]
fn adts(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (start, end): (u64, u64)) {
    let rate = state_adts(anatomy, reader.array(start).unwrap_or_default());
    let frames = estimated(reader, adts_size, (start, end));
    anatomy.state_number(Field::Duration, frames * 1024.0 / rate as f64);
}
