//! Matroska and WebM (RFC 9559): duration, tracks, tags and covers, by way of the seek head; what is in clusters is
//! never read.
//!
//! The essence, in damson's own definition, is the content of the clusters.
use super::anatomy::Anatomy;
use super::plain::text;
use super::preview;
use super::reader::Reader;
use crate::asset::{Date, Field, MediaType, ProblemKind, Value};

/// The most elements walked on one level.
const MOST_ELEMENTS: u32 = 4096;
/// The most parts that the seek head leads to.
const MOST_SOUGHT: usize = 16;
/// How deep tags are followed.
const DEPTH: u8 = 4;
/// Seconds from 1970 to 2001, where Matroska's clock begins.
const FROM_1970: i64 = 978_307_200;

const SEGMENT: u64 = 0x1853_8067;
const SEEK_HEAD: u64 = 0x114D_9B74;
const INFO: u64 = 0x1549_A966;
const TRACKS: u64 = 0x1654_AE6B;
const TAGS: u64 = 0x1254_C367;
const ATTACHMENTS: u64 = 0x1941_A469;
const CLUSTER: u64 = 0x1F43_B675;
/// The most clusters that are passed over.
const MOST_CLUSTERS: u32 = 200_000;

/// An element: its number and where its content lies.
#[derive(Clone, Copy, Debug)]
struct Element {
    id: u64,
    start: u64,
    end: u64,
    /// Whether it says how long it is, and is so long.
    is_whole: bool,
}

/// Reads a Matroska file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let length = reader.len();
    let Some(segment) = elements(reader, 0, length).into_iter().find(|element| element.id == SEGMENT) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends before its segment");
    };
    let (mut wanted, mut seen) = (Vec::new(), Vec::new());
    for element in elements(reader, segment.start, segment.end) {
        match element.id {
            SEEK_HEAD => wanted.extend(seek(reader, element, segment.start)),
            _ => part(reader, anatomy, element),
        }
        seen.push(element.start);
    }
    // What lies behind the clusters is reached by the seek head alone.
    for at in wanted.into_iter().take(MOST_SOUGHT) {
        if let Some(found) = element(reader, at, segment.end).filter(|found| !seen.contains(&found.start)) {
            seen.push(found.start);
            part(reader, anatomy, found);
        }
    }
}

fn part(reader: &mut Reader<'_>, anatomy: &mut Anatomy, element: Element) {
    match element.id {
        INFO => info(reader, anatomy, element),
        TRACKS => {
            let tracks = elements(reader, element.start, element.end);
            let kinds: Vec<u64> = tracks.into_iter().filter_map(|track| self::track(reader, anatomy, track)).collect();
            state_type(anatomy, &kinds);
        }
        TAGS => tags(reader, anatomy, element, DEPTH),
        ATTACHMENTS => attachments(reader, anatomy, element),
        CLUSTER => clusters(reader, anatomy, element),
        _ => {}
    }
}

/// The files attached (5.1.6), of which covers are told.
fn attachments(reader: &mut Reader<'_>, anatomy: &mut Anatomy, parent: Element) {
    for file in elements(reader, parent.start, parent.end) {
        for child in elements(reader, file.start, file.end) {
            match child.id {
                0x465C => preview::locate(reader, anatomy, child.start, child.end.saturating_sub(child.start)),
                0x466E => anatomy.state_text("AttachedFile", None, &text(&bytes(reader, child))),
                _ => {}
            }
        }
    }
}

/// Passes from the first cluster over all of them. Where one does not say how long it is, it may run into what is no
/// cluster, and the essence is doubtful.
fn clusters(reader: &mut Reader<'_>, anatomy: &mut Anatomy, first: Element) {
    let length = reader.len();
    let (mut found, mut is_known) = (Some(first), true);
    for _ in 0..MOST_CLUSTERS {
        let Some(element) = found else { break };
        is_known &= element.end < length || element.is_whole;
        if element.id == CLUSTER {
            anatomy.essence.add(element.start, element.end);
        }
        found = self::element(reader, element.end, length).filter(|_| element.end < length);
    }
    anatomy.essence.vouch(is_known && found.is_none());
}

/// A number with its length in the leading zeros (RFC 8794, 4); with its marker bit or without.
fn variable(reader: &mut Reader<'_>, at: u64, keeps_marker: bool) -> Option<(u64, u64)> {
    let bytes = reader.some(at, 8);
    let first = *bytes.first()?;
    let length = first.leading_zeros() as usize + 1;
    let bytes = bytes.get(..length).filter(|_| length <= 8)?;
    let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let marker = 1_u64 << (7 * length);
    let value = if keeps_marker { number } else { number & (marker - 1) };
    let is_unknown = !keeps_marker && value == marker - 1;
    Some((if is_unknown { u64::MAX } else { value }, length as u64))
}

fn element(reader: &mut Reader<'_>, at: u64, end: u64) -> Option<Element> {
    let (id, id_length) = variable(reader, at, true)?;
    let (size, size_length) = variable(reader, at + id_length, false)?;
    let start = at + id_length + size_length;
    let to = start.saturating_add(size);
    Some(Element { id, start, end: to.min(end), is_whole: to <= end })
}

fn elements(reader: &mut Reader<'_>, start: u64, end: u64) -> Vec<Element> {
    let (mut at, mut found) = (start, Vec::new());
    for _ in 0..MOST_ELEMENTS {
        let Some(element) = element(reader, at, end).filter(|element| element.start <= end && at < end) else { break };
        found.push(element);
        if element.id == CLUSTER {
            break;
        }
        at = element.end;
    }
    found
}

fn bytes(reader: &mut Reader<'_>, element: Element) -> Vec<u8> {
    let size = element.end.saturating_sub(element.start).min(64 * 1024);
    reader.some(element.start, usize::try_from(size).unwrap_or(0)).to_vec()
}

fn uint(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

fn float(bytes: &[u8]) -> f64 {
    match bytes.len() {
        4 => bytes.first_chunk().map_or(0.0, |four| f64::from(f32::from_be_bytes(*four))),
        _ => bytes.first_chunk().map_or(0.0, |eight| f64::from_be_bytes(*eight)),
    }
}

/// The offsets that a seek head lists, of the parts that are read.
fn seek(reader: &mut Reader<'_>, head: Element, base: u64) -> Vec<u64> {
    let mut found = Vec::new();
    for entry in elements(reader, head.start, head.end) {
        let (mut id, mut position) = (0, None);
        for child in elements(reader, entry.start, entry.end) {
            match child.id {
                0x53AB => id = uint(&bytes(reader, child)),
                0x53AC => position = Some(uint(&bytes(reader, child))),
                _ => {}
            }
        }
        if let (INFO | TRACKS | TAGS | ATTACHMENTS, Some(position)) = (id, position) {
            found.push(base.saturating_add(position));
        }
    }
    found
}

#[allow(clippy::cast_precision_loss)]
fn info(reader: &mut Reader<'_>, anatomy: &mut Anatomy, element: Element) {
    let (mut scale, mut duration) = (1_000_000, 0.0);
    for child in elements(reader, element.start, element.end) {
        let bytes = bytes(reader, child);
        match child.id {
            0x2AD7B1 => scale = uint(&bytes),
            0x4489 => duration = float(&bytes),
            0x7BA9 => anatomy.state_text("Title", Some(Field::Title), &text(&bytes)),
            0x4D80 => anatomy.state_text("MuxingApp", None, &text(&bytes)),
            0x5741 => anatomy.state_text("WritingApp", Some(Field::Software), &text(&bytes)),
            0x4461 => {
                let seconds = (uint(&bytes).cast_signed() / 1_000_000_000).saturating_add(FROM_1970);
                anatomy.state_moment("DateUTC", Date::from_unix(seconds));
            }
            _ => {}
        }
    }
    anatomy.state_number(Field::Duration, duration * scale as f64 / 1e9);
}

/// A Matroska without pictures is sound, and one without either is subtitles, whatever its name says.
fn state_type(anatomy: &mut Anatomy, kinds: &[u64]) {
    const SUBTITLES: u64 = 17;
    let found = match kinds {
        kinds if anatomy.media_type.as_str() != "video/x-matroska" || kinds.contains(&1) => return,
        kinds if kinds.contains(&2) => "audio/x-matroska",
        kinds if kinds.contains(&SUBTITLES) => "application/x-matroska",
        _ => return,
    };
    anatomy.media_type = MediaType::of(found);
}

/// Tells of a track, and gives its kind.
#[allow(clippy::cast_precision_loss)]
fn track(reader: &mut Reader<'_>, anatomy: &mut Anatomy, entry: Element) -> Option<u64> {
    let children = elements(reader, entry.start, entry.end);
    let mut value = |id| children.iter().find(|child| child.id == id).map(|child| bytes(reader, *child));
    let kind = value(0x83).map(|bytes| uint(&bytes))?;
    let codec = value(0x86).map(|bytes| text(&bytes)).unwrap_or_default();
    let ticks = value(0x23E383).map_or(0, |bytes| uint(&bytes));
    let (codec_field, part) = match kind {
        1 => (Field::VideoCodec, 0xE0),
        2 => (Field::AudioCodec, 0xE1),
        _ => return Some(kind),
    };
    if !codec.is_empty() {
        anatomy.state(codec_field, Value::text(codec));
    }
    if kind == 1 && ticks > 0 {
        anatomy.state_number(Field::FrameRate, (1e12 / ticks as f64).round() / 1000.0);
    }
    if let Some(part) = children.iter().find(|child| child.id == part) {
        measures(reader, anatomy, *part, kind);
    }
    Some(kind)
}

/// What the picture's or the sound's own part of a track says.
fn measures(reader: &mut Reader<'_>, anatomy: &mut Anatomy, part: Element, kind: u64) {
    let (mut width, mut height, mut channels, mut rate) = (0, 0, 1, 8000.0);
    for child in elements(reader, part.start, part.end) {
        let bytes = bytes(reader, child);
        match child.id {
            0xB0 => width = uint(&bytes),
            0xBA => height = uint(&bytes),
            0x9F => channels = uint(&bytes),
            0xB5 => rate = float(&bytes),
            _ => {}
        }
    }
    if kind == 1 {
        return anatomy.state_size(width, height);
    }
    anatomy.state_count(Field::AudioChannels, channels);
    if (1.0..1e9).contains(&rate) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        anatomy.state_count(Field::SampleRate, rate as u64);
    }
}

/// Simple tags: a name and a text.
fn tags(reader: &mut Reader<'_>, anatomy: &mut Anatomy, parent: Element, depth: u8) {
    let (mut name, mut value) = (String::new(), String::new());
    for child in elements(reader, parent.start, parent.end) {
        match (child.id, depth.checked_sub(1)) {
            (0x7373 | 0x67C8, Some(depth)) => tags(reader, anatomy, child, depth),
            (0x45A3, _) => name = text(&bytes(reader, child)),
            (0x4487, _) => value = text(&bytes(reader, child)),
            _ => {}
        }
    }
    let field = match name.as_str() {
        "" => return,
        "TITLE" => Some(Field::Title),
        "ARTIST" | "DIRECTOR" => Some(Field::Creator),
        "COPYRIGHT" => Some(Field::CopyrightNotice),
        "DESCRIPTION" | "SUMMARY" => Some(Field::Description),
        "DATE_RECORDED" | "DATE_RELEASED" => return anatomy.state_date(name, &value),
        _ => None,
    };
    anatomy.state_text(name, field, &value);
}
