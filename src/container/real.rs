//! RealMedia ("RealMedia File Format", Helix): properties, streams with their codecs, and the content description.
//!
//! The essence, in damson's own definition, is the content of the data chunks.
use super::anatomy::Anatomy;
use super::boxes::Fields;
use super::id3;
use super::order::{be16, be32};
use super::plain::{code, text};
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// The most chunks walked.
const MOST_CHUNKS: u32 = 256;
/// The longest chunk read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads the file. A tag that was put behind it speaks before its own description, which it was meant to better.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    id3::examine_first(reader, anatomy);
    let end = id3::sound_end(reader);
    let (mut at, mut is_whole) = (0, true);
    for _ in 0..MOST_CHUNKS {
        let Some([n0, n1, n2, n3, size @ ..]) = reader.array::<8>(at).filter(|_| at < end) else { break };
        let (name, size) = ([n0, n1, n2, n3], u64::from(u32::from_be_bytes(size)));
        if name == *b"RMJE" {
            // What closes a list of texts behind the chunks counts backwards.
            break;
        }
        let next = at + size;
        // Some writers count a chunk's head twice.
        is_whole &= next <= reader.len().saturating_add(10) && size >= 10;
        if !is_whole {
            anatomy.fault(ProblemKind::Truncated, "the file ends within a chunk");
            break;
        }
        if name == *b"DATA" {
            anatomy.essence.add((at + 10).min(end), next.min(end));
        }
        let bytes = reader.some(at + 10, usize::try_from((size - 10).min(LONGEST)).unwrap_or(0)).to_vec();
        chunk(anatomy, name, &bytes);
        at = next;
    }
    anatomy.essence.vouch(is_whole);
}

fn chunk(anatomy: &mut Anatomy, name: [u8; 4], bytes: &[u8]) {
    match &name {
        // Five numbers of rates and packets, then milliseconds.
        b"PROP" => {
            anatomy.state_number(Field::Duration, be32(bytes, 20).map_or(0.0, f64::from) / 1000.0);
        }
        b"MDPR" => drop(stream(anatomy, bytes)),
        b"CONT" => drop(content(anatomy, bytes)),
        _ => {}
    }
}

/// Title, author, copyright and comment, each with its length.
fn content(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let mut fields = Fields(bytes);
    let names = [
        ("CONT:Title", Some(Field::Title)),
        ("CONT:Author", Some(Field::Creator)),
        ("CONT:Copyright", Some(Field::CopyrightNotice)),
        ("CONT:Comment", None),
    ];
    for (name, field) in names {
        let length = usize::try_from(fields.uint(2)?).ok()?;
        anatomy.state_text(name, field, &text(fields.bytes(length)?));
    }
    Some(())
}

/// A stream: number and seven numbers, name, media type, and what its kind has to say.
fn stream(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let mut fields = Fields(bytes.get(30..)?);
    for _ in 0..2 {
        let length = usize::try_from(fields.uint(1)?).ok()?;
        fields.bytes(length)?;
    }
    let length = usize::try_from(fields.uint(4)?).ok()?;
    let own = fields.bytes(length)?;
    match own {
        [b'.', b'r', b'a', 0xFD, ..] => sound(anatomy, own),
        [_, _, _, _, b'V', b'I', b'D', b'O', ..] => film(anatomy, own),
        [_, _, _, _, 0, 0, 0, 0, ..] => properties(anatomy, own.get(4..)?),
        _ => None,
    }
}

/// A header of sound, version 4 or 5: the rate, bits and channels, and behind them the codec.
fn sound(anatomy: &mut Anatomy, own: &[u8]) -> Option<()> {
    let at = match be16(own, 4)? {
        4 => 48,
        5 => 54,
        _ => return None,
    };
    let codec = if at == 48 { own.get(62..66)? } else { own.get(66..70)? };
    anatomy.state(Field::AudioCodec, Value::text(code(*codec.first_chunk()?)));
    anatomy.state_count(Field::AudioChannels, be16(own, at + 6)?.into());
    anatomy.state_count(Field::SampleRate, be16(own, at)?.into());
    Some(())
}

/// A header of film: codec, width, height, bits, and at 22 frames a second in 16.16 bits.
fn film(anatomy: &mut Anatomy, own: &[u8]) -> Option<()> {
    anatomy.state(Field::VideoCodec, Value::text(code(*own.get(8..)?.first_chunk()?)));
    anatomy.state_size(be16(own, 12)?.into(), be16(own, 14)?.into());
    anatomy.state_number(Field::FrameRate, f64::from(be32(own, 22)?) / 65_536.0);
    Some(())
}

/// The properties of the logical stream: behind the streams and rules that it is made of a count, then of each size,
/// version, name, kind and value.
fn properties(anatomy: &mut Anatomy, own: &[u8]) -> Option<()> {
    let mut fields = Fields(own);
    let _version = fields.uint(2)?;
    let streams = usize::try_from(fields.uint(2)?).ok()?;
    fields.bytes(streams * 6)?;
    let rules = usize::try_from(fields.uint(2)?).ok()?;
    fields.bytes(rules * 2)?;
    for _ in 0..fields.uint(2)? {
        let _head = (fields.uint(4)?, fields.uint(2)?);
        let length = usize::try_from(fields.uint(1)?).ok()?;
        let name = text(fields.bytes(length)?);
        let kind = fields.uint(4)?;
        let length = usize::try_from(fields.uint(2)?).ok()?;
        let value = text(fields.bytes(length)?);
        if kind == 2 {
            say(anatomy, &name, &value);
        }
    }
    Some(())
}

fn say(anatomy: &mut Anatomy, name: &str, value: &str) {
    match name {
        "Creation Date" => anatomy.state_date(name, &dated(value).unwrap_or_default()),
        "Description" => anatomy.state_text(name, Some(Field::Description), value),
        "Keywords" => anatomy.state_texts(name, Some(Field::Keywords), value.split([';', ','])),
        "Generated By" => anatomy.state_text(name, Some(Field::Software), value),
        _ => anatomy.state_text(name, None, value),
    }
}

/// `5/12/2004 9:54:03`: day, month and year, as ISO writes them.
fn dated(text: &str) -> Option<String> {
    let (date, time) = text.split_once(' ')?;
    let mut parts = date.split('/');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Some(format!("{year}-{month:0>2}-{day:0>2}T{time:0>8}"))
}
