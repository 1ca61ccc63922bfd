//! MPEG transport streams (ISO/IEC 13818-1, 2.4), with 188 bytes a packet, or 192 as AVCHD and Blu-ray have them: what
//! streams the tables list, what these say of themselves, and how long they last by the times at both ends.
//!
//! The essence is the whole file: there is no metadata apart.
use super::anatomy::Anatomy;
use super::order::be16;
use super::pes::{Clock, pes};
use super::reader::Reader;
use super::stream::Coding;
use crate::asset::{Field, ProblemKind};

/// The most bytes looked at, at the beginning and at the end.
const HEAD: u64 = 2 * 1024 * 1024;
const TAIL: u64 = 1024 * 1024;
/// The most bytes gathered of a stream.
const MOST_GATHERED: usize = 128 * 1024;
/// The most streams followed.
const MOST_STREAMS: usize = 32;

/// A stream of the programme.
struct Stream {
    pid: u16,
    coding: Coding,
    /// Channels of sound, where the table says them; 0 where it does not.
    channels: u64,
    bytes: Vec<u8>,
    clock: Clock,
}

/// A packet: its stream, whether a unit begins in it, and what it carries.
struct Packet {
    pid: u16,
    is_start: bool,
    payload: Vec<u8>,
}

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (skip, size) = if reader.some(0, 1) == [0x47] { (0, 188) } else { (4, 192) };
    let mut streams = Vec::new();
    head(reader, (skip, size), &mut streams);
    tail(reader, (skip, size), &mut streams);
    if streams.is_empty() {
        return anatomy.fault(ProblemKind::Malformed, "the tables of the stream are not in its beginning");
    }
    for is_film in [true, false] {
        let first = streams.iter().find(|stream| stream.coding.is_film() == is_film);
        if let Some(stream) = first {
            stream.coding.state(anatomy, &stream.bytes);
            // The stream speaks before the table.
            anatomy.state_count(Field::AudioChannels, stream.channels);
        }
    }
    let rate = anatomy.facts.iter().find(|fact| fact.field == Some(Field::FrameRate));
    let rate = rate.and_then(|fact| fact.values.first()?.as_number());
    let frame = |stream: &Stream| if stream.coding.is_film() { rate.map_or(0.0, f64::recip) } else { 0.0 };
    let spans: Vec<(f64, f64)> = streams.iter().filter_map(|stream| stream.clock.span(frame(stream))).collect();
    let first = spans.iter().map(|span| span.0).fold(f64::INFINITY, f64::min);
    let last = spans.iter().map(|span| span.1).fold(0.0, f64::max);
    anatomy.state_number(Field::Duration, last - first);
}

/// Follows the tables to the streams, and gathers their first bytes and times.
fn head(reader: &mut Reader<'_>, (skip, size): (u64, u64), streams: &mut Vec<Stream>) {
    let (mut tables, mut at) = (Vec::new(), skip);
    while at < HEAD
        && let Some(packet) = packet(reader, at)
    {
        at += size;
        if packet.pid == 0 && packet.is_start {
            tables.extend(programmes(&packet.payload));
            tables.truncate(MOST_STREAMS);
        } else if tables.contains(&packet.pid) && packet.is_start {
            if streams.is_empty() {
                list(&packet.payload, streams);
            }
        } else if let Some(stream) = streams.iter_mut().find(|stream| stream.pid == packet.pid) {
            let payload = pes(&packet.payload).filter(|_| packet.is_start);
            payload.and_then(|(time, _)| time).into_iter().for_each(|time| stream.clock.first(time));
            let from = payload.map_or(0, |(_, from)| from);
            if stream.bytes.len() < MOST_GATHERED {
                stream.bytes.extend_from_slice(packet.payload.get(from..).unwrap_or(&[]));
            }
        }
        let has_all = !streams.is_empty() && streams.iter().all(|stream| stream.bytes.len() >= MOST_GATHERED);
        if has_all {
            break;
        }
    }
}

/// The last times of the streams.
fn tail(reader: &mut Reader<'_>, (skip, size): (u64, u64), streams: &mut [Stream]) {
    let whole = reader.len().saturating_sub(skip) / size;
    let mut at = skip + whole.saturating_sub(TAIL / size) * size;
    while let Some(packet) = packet(reader, at) {
        at += size;
        if let Some(stream) = streams.iter_mut().find(|stream| packet.is_start && stream.pid == packet.pid)
            && let Some((Some(time), _)) = pes(&packet.payload)
        {
            stream.clock.last(time);
        }
    }
}

/// The packet at an offset (2.4.3.2); its payload stands behind an adaptation field, if it has one.
fn packet(reader: &mut Reader<'_>, at: u64) -> Option<Packet> {
    let bytes: [u8; 188] = reader.array(at).filter(|bytes: &[u8; 188]| bytes.starts_with(&[0x47]))?;
    let [_, high, low, control, length, ..] = bytes;
    let from = if control & 0x20 == 0 { 4 } else { 5 + usize::from(length) };
    let has_payload = control & 0x10 != 0;
    let payload = bytes.get(from..).filter(|_| has_payload).unwrap_or(&[]).to_vec();
    Some(Packet { pid: u16::from_be_bytes([high & 0x1F, low]), is_start: high & 0x40 != 0, payload })
}

/// A table's section, behind a pointer and its head of eight bytes, without its check.
fn section(payload: &[u8], wanted: u8) -> Option<&[u8]> {
    let bytes = payload.get(1 + usize::from(*payload.first()?)..)?;
    let length = usize::from(be16(bytes, 1)? & 0xFFF);
    let is_wanted = *bytes.first()? == wanted;
    bytes.get(8..(3 + length).min(bytes.len()).saturating_sub(4)).filter(|_| is_wanted)
}

/// The streams that tell of programmes (2.4.4.3).
fn programmes(payload: &[u8]) -> Vec<u16> {
    let entries = section(payload, 0).unwrap_or(&[]).chunks_exact(4);
    entries.filter(|entry| be16(entry, 0) != Some(0)).filter_map(|entry| Some(be16(entry, 2)? & 0x1FFF)).collect()
}

/// The streams of a programme (2.4.4.8): kind, number, and descriptions.
fn list(payload: &[u8], streams: &mut Vec<Stream>) {
    let Some(section) = section(payload, 2) else { return };
    let mut at = 4 + usize::from(be16(section, 2).unwrap_or(0) & 0xFFF);
    let is_recorder = section.windows(4).any(|four| four == b"HDMV");
    while let (Some(kind), Some(pid), Some(length)) = (section.get(at), be16(section, at + 1), be16(section, at + 3)) {
        let end = at + 5 + usize::from(length & 0xFFF);
        let described = section.get(at + 5..end).unwrap_or(&[]);
        if let Some(coding) = coding(*kind, described, is_recorder)
            && streams.len() < MOST_STREAMS
        {
            let channels = if coding == Coding::Ac3 { channels(described) } else { 0 };
            streams.push(Stream { pid: pid & 0x1FFF, coding, channels, bytes: Vec::new(), clock: Clock::default() });
        }
        at = end;
    }
}

/// The codec by the kind of a stream (table 2-34), and where that is private by its description (ETSI EN 300 468).
fn coding(kind: u8, described: &[u8], is_recorder: bool) -> Option<Coding> {
    let has = |wanted: u8| descriptors(described).any(|(tag, _)| tag == wanted);
    Some(match kind {
        0x01 | 0x02 => Coding::Mpeg,
        0x03 | 0x04 => Coding::MpegAudio,
        0x0F => Coding::Aac,
        0x10 => Coding::Named("mpeg4", Field::VideoCodec),
        0x11 => Coding::Named("aac_latm", Field::AudioCodec),
        0x1B => Coding::Avc,
        0x24 => Coding::Hevc,
        0x80 if is_recorder => Coding::Pcm,
        0x80 => Coding::Mpeg,
        0x81 => Coding::Ac3,
        0x82 | 0x85 | 0x86 if is_recorder => Coding::Named("dts", Field::AudioCodec),
        0x83 if is_recorder => Coding::Named("truehd", Field::AudioCodec),
        0x84 | 0x87 => Coding::Named("eac3", Field::AudioCodec),
        0xEA => Coding::Named("vc1", Field::VideoCodec),
        0x06 if has(0x6A) => Coding::Ac3,
        0x06 if has(0x7A) => Coding::Named("eac3", Field::AudioCodec),
        0x06 if has(0x7B) => Coding::Named("dts", Field::AudioCodec),
        0x06 if descriptors(described).any(|(tag, value)| tag == 5 && value == b"Opus") => {
            Coding::Named("opus", Field::AudioCodec)
        }
        _ => return None,
    })
}

/// The channels in AC-3's description (ATSC A/52, A.4.3): up to 7 by their arrangement, which leaves the low one out,
/// and from 8 on as the most there may be.
fn channels(described: &[u8]) -> u64 {
    let found = descriptors(described).find(|(tag, _)| *tag == 0x81);
    let number = found.and_then(|(_, value)| value.get(2)).map_or(15, |byte| usize::from(byte >> 1 & 15));
    [2, 1, 2, 3, 3, 4, 4, 5, 1, 2, 3, 4, 5, 6].get(number).copied().unwrap_or(0)
}

/// Descriptions: kind, size, content.
fn descriptors(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let [tag, length, after @ ..] = rest else { return None };
        let (value, after) = after.split_at_checked(usize::from(*length))?;
        rest = after;
        Some((*tag, value))
    })
}
