//! Flash video (Adobe, "Video File Format Specification" 10.1, annex E): the values of `onMetaData` in AMF 0, and the
//! codecs of its first tags; and the XMP packet of `onXMPData`.
//!
//! The essence, in damson's own definition, is everything behind the script tags at the file's head.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::Fields;
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Date, Field, ProblemKind, Value};

/// The most tags looked at.
const MOST_TAGS: u32 = 64;
/// The most values read of a script.
const MOST_VALUES: u32 = 1024;
/// The most bytes of a script.
const LONGEST: u64 = 1024 * 1024;
/// How deep objects may lie in one another.
const DEPTH: u8 = 4;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let mut at = reader.array::<4>(5).map_or(9, |size| u64::from(u32::from_be_bytes(size))).saturating_add(4);
    let mut essence = None;
    for _ in 0..MOST_TAGS {
        let Some([kind, a, b, c, ..]) = reader.array::<11>(at) else { break };
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        let from = at + 11;
        match kind & 0x1F {
            18 => script(anatomy, &reader.copy(from, size.min(LONGEST)).unwrap_or_default()),
            kind @ (8 | 9) => {
                essence.get_or_insert(at);
                media(anatomy, kind, reader.some(from, 1).first().copied().unwrap_or(0));
            }
            _ => {}
        }
        at = from + size + 4;
    }
    last(reader, anatomy);
    match essence {
        Some(start) => anatomy.essence.add(start, reader.len()),
        None => anatomy.fault(ProblemKind::Malformed, "there is neither sound nor picture in the file"),
    }
    anatomy.essence.vouch(true);
}

/// The first byte of sound: codec, rate, bits, channels; of a picture: kind of frame, codec. The script's words, which
/// speak of the whole, count before these.
fn media(anatomy: &mut Anatomy, kind: u8, first: u8) {
    if kind == 9 {
        return film_codec(anatomy, first & 15);
    }
    sound_codec(anatomy, first >> 4);
    let is_fixed = matches!(first >> 4, 4..=6 | 10 | 11);
    if !is_fixed {
        anatomy.state_count(Field::SampleRate, 44_100 >> (3 - (first >> 2 & 3)));
        anatomy.state_count(Field::AudioChannels, u64::from(first & 1) + 1);
    }
}

/// Names of the codecs by number, as ffmpeg has them (E.4.3.1).
fn film_codec(anatomy: &mut Anatomy, number: u8) {
    let name = match number {
        2 => "flv1",
        3 => "flashsv",
        4 => "vp6f",
        5 => "vp6a",
        6 => "flashsv2",
        7 => "h264",
        12 => "hevc",
        13 => "av1",
        _ => return,
    };
    anatomy.state(Field::VideoCodec, Value::text(name));
}

/// Names of the codecs by number (E.4.2.1).
fn sound_codec(anatomy: &mut Anatomy, number: u8) {
    let name = match number {
        0 | 3 => "pcm",
        1 => "adpcm_swf",
        2 | 14 => "mp3",
        4..=6 => "nellymoser",
        7 => "pcm_alaw",
        8 => "pcm_mulaw",
        10 => "aac",
        11 => "speex",
        _ => return,
    };
    anatomy.state(Field::AudioCodec, Value::text(name));
}

/// How long it lasts by its last tag, whose size is the file's last number, where no script says it.
fn last(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let end = reader.len().saturating_sub(4);
    let size = reader.array(end).map_or(0, u32::from_be_bytes);
    let tag = end.checked_sub(size.into()).and_then(|at| reader.array::<11>(at));
    if let Some([8 | 9, _, _, _, a, b, c, high, ..]) = tag {
        let milliseconds = u32::from_be_bytes([high, a, b, c]);
        anatomy.state_number(Field::Duration, f64::from(milliseconds) / 1000.0);
    }
}

/// A script: the name of an event, then its values.
fn script(anatomy: &mut Anatomy, bytes: &[u8]) {
    let (mut fields, mut left) = (Fields(bytes), MOST_VALUES);
    let mut told = Vec::new();
    let event = value(&mut fields, &mut left, DEPTH, "", &mut told);
    let Some(Amf::Text(event)) = event else { return };
    value(&mut fields, &mut left, DEPTH, "", &mut told);
    match event.as_str() {
        "onMetaData" => told.into_iter().for_each(|(name, value)| say(anatomy, &name, value)),
        // Adobe's XMP Part 3 (1.3.1, FLV): a packet as a member of its own.
        "onXMPData" => told.into_iter().for_each(|member| packet(anatomy, member)),
        _ => {}
    }
}

fn packet(anatomy: &mut Anatomy, (name, value): (String, Amf)) {
    if let ("liveXML", Amf::Text(packet)) = (name.as_str(), value) {
        anatomy.keep(BlockKind::Xmp, packet.into_bytes());
    }
}

/// A plain value of AMF 0.
#[derive(Debug)]
enum Amf {
    Number(f64),
    Boolean(bool),
    Text(String),
    /// Milliseconds since 1970.
    Date(f64),
    /// An object, whose members were told, or nothing.
    Other,
}

/// Reads a value; members of objects are told by their path. None where it is broken or too deep.
fn value(fields: &mut Fields<'_>, left: &mut u32, depth: u8, path: &str, told: &mut Vec<(String, Amf)>) -> Option<Amf> {
    *left = left.checked_sub(1)?;
    let depth = depth.checked_sub(1)?;
    let read = match fields.uint(1)? {
        0 => Amf::Number(f64::from_bits(fields.uint(8)?)),
        1 => Amf::Boolean(fields.uint(1)? != 0),
        2 => Amf::Text(counted(fields, 2)?),
        12 => Amf::Text(counted(fields, 4)?),
        kind @ (3 | 8) => {
            if kind == 8 {
                fields.uint(4)?;
            }
            members(fields, left, depth, path, told)?;
            Amf::Other
        }
        10 => {
            for index in 0..fields.uint(4)? {
                let member = value(fields, left, depth, path, told)?;
                told.push((format!("{path}.{index}"), member));
            }
            Amf::Other
        }
        11 => {
            let milliseconds = f64::from_bits(fields.uint(8)?);
            fields.uint(2)?;
            Amf::Date(milliseconds)
        }
        5 | 6 => Amf::Other,
        _ => return None,
    };
    Some(read)
}

/// Names and values, up to an empty name and the mark of the end.
fn members(
    fields: &mut Fields<'_>,
    left: &mut u32,
    depth: u8,
    path: &str,
    told: &mut Vec<(String, Amf)>,
) -> Option<()> {
    loop {
        let name = counted(fields, 2)?;
        if name.is_empty() {
            fields.uint(1)?;
            return Some(());
        }
        let name = if path.is_empty() { name } else { format!("{path}.{name}") };
        let member = value(fields, left, depth, &name, told)?;
        told.push((name, member));
    }
}

fn counted(fields: &mut Fields<'_>, width: usize) -> Option<String> {
    let length = usize::try_from(fields.uint(width)?).ok()?;
    fields.bytes(length).map(text)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn say(anatomy: &mut Anatomy, name: &str, value: Amf) {
    match (name, value) {
        ("duration", Amf::Number(seconds)) => anatomy.state_number(Field::Duration, seconds),
        ("framerate", Amf::Number(rate)) => anatomy.state_number(Field::FrameRate, rate),
        ("width", Amf::Number(width)) => anatomy.state_count(Field::Width, width as u64),
        ("height", Amf::Number(height)) => anatomy.state_count(Field::Height, height as u64),
        ("audiosamplerate", Amf::Number(rate)) => anatomy.state_count(Field::SampleRate, rate as u64),
        ("videocodecid", Amf::Number(number)) => film_codec(anatomy, number as u8),
        ("audiocodecid", Amf::Number(number)) => sound_codec(anatomy, number as u8),
        ("stereo", Amf::Boolean(is_stereo)) => anatomy.state_count(Field::AudioChannels, 1 + u64::from(is_stereo)),
        ("creationdate", Amf::Text(date)) => anatomy.state_date("creationdate", &date),
        ("creationdate" | "datecreated", Amf::Date(milliseconds)) => {
            anatomy.state_moment(name, Date::from_unix((milliseconds / 1000.0) as i64));
        }
        ("title", Amf::Text(title)) => anatomy.state_text(name, Some(Field::Title), &title),
        ("creator" | "artist" | "author", Amf::Text(creator)) => {
            anatomy.state_text(name, Some(Field::Creator), &creator);
        }
        ("copyright", Amf::Text(notice)) => anatomy.state_text(name, Some(Field::CopyrightNotice), &notice),
        ("description", Amf::Text(words)) => anatomy.state_text(name, Some(Field::Description), &words),
        (name, Amf::Text(words)) => anatomy.state_text(name, None, &words),
        (_, Amf::Number(_) | Amf::Boolean(_) | Amf::Date(_) | Amf::Other) => {}
    }
}
