//! FLAC (RFC 9639): its metadata blocks.
//!
//! The essence, in damson's own definition, is everything between its metadata blocks and an ID3v1 tag.
use super::anatomy::{Anatomy, Essence};
use super::order::{Order, be32};
use super::reader::Reader;
use super::vorbis::comments;
use super::{id3, preview};
use crate::asset::{Field, ProblemKind, Value};

/// The most metadata blocks read.
const MOST_BLOCKS: u32 = 1024;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let start = super::sniff_stream::id3_size(reader.some(0, 16));
    let mut at = start + 4;
    anatomy.state(Field::AudioCodec, Value::text("flac"));
    for _ in 0..MOST_BLOCKS {
        let Some([kind, length @ ..]) = reader.array::<4>(at) else {
            return anatomy.fault(ProblemKind::Truncated, "the file ends within its metadata blocks");
        };
        let length = length.iter().fold(0_u64, |length, byte| length << 8 | u64::from(*byte));
        match kind & 0x7F {
            0 => stream_info(anatomy, reader.some(at + 4, 34)),
            4 => comments(anatomy, &reader.copy(at + 4, length).unwrap_or_default()),
            6 => picture(reader, anatomy, at + 4),
            _ => {}
        }
        at += 4 + length;
        if kind & 0x80 != 0 {
            break;
        }
    }
    // The file's own comments speak before a tag that does not belong in it.
    id3::examine(reader, anatomy, 0);
    let end = id3::sound_end(reader);
    anatomy.essence = Essence::default();
    anatomy.essence.add(at, end);
    anatomy.essence.vouch(at < end);
}

/// STREAMINFO (8.2): 20 bits of sample rate, 3 of channels, 5 of depth, 36 of samples.
#[allow(clippy::cast_precision_loss)]
pub(super) fn stream_info(anatomy: &mut Anatomy, bytes: &[u8]) {
    let Some(packed) = Order::Big.u64(bytes, 10) else { return };
    let (rate, samples) = (packed >> 44, packed & 0xF_FFFF_FFFF);
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, (packed >> 41 & 7) + 1);
    anatomy.state_count(Field::BitDepth, (packed >> 36 & 31) + 1);
    anatomy.state_number(Field::Duration, samples as f64 / rate as f64);
}

/// PICTURE (8.8): kind, media type, description, four numbers, then the picture, each with its length before it.
fn picture(reader: &mut Reader<'_>, anatomy: &mut Anatomy, start: u64) {
    let mut at = start + 4;
    for _ in 0..2 {
        let Some(length) = reader.array::<4>(at).map(u32::from_be_bytes) else { return };
        at += 4 + u64::from(length);
    }
    let size = reader.array::<20>(at).and_then(|numbers| be32(&numbers, 16)).unwrap_or(0);
    preview::locate(reader, anatomy, at + 20, size.into());
}
