//! AIFF and AIFF-C (Apple, "Audio Interchange File Format"): the common chunk, texts, ID3 and XMP.
//!
//! The essence, in damson's own definition, is the content of the sound chunk.
use super::anatomy::{Anatomy, BlockKind};
use super::id3;
use super::order::{Order, be16, be32};
use super::plain::{code, text};
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// The most chunks walked.
const MOST_CHUNKS: u32 = 10_000;
/// The longest text read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads an AIFF.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (mut at, mut texts, mut is_cut) = (12, Vec::new(), false);
    for _ in 0..MOST_CHUNKS {
        let Some([n0, n1, n2, n3, size @ ..]) = reader.array::<8>(at) else { break };
        let (name, start) = ([n0, n1, n2, n3], at + 8);
        let end = start + u64::from(u32::from_be_bytes(size));
        if name == *b"SSND" {
            anatomy.essence.add(start, end.min(reader.len()));
        }
        if end > reader.len() {
            anatomy.fault(ProblemKind::Truncated, "the file ends within a chunk");
            is_cut = true;
            break;
        }
        match field(name) {
            Some(_) => texts.push((name, start, end)),
            None => chunk(reader, anatomy, name, (start, end)),
        }
        at = end + end % 2;
    }
    // An ID3 tag, wherever it stands, is newer than the texts and speaks first.
    for (name, start, end) in texts {
        let bytes = reader.some(start, usize::try_from((end - start).min(LONGEST)).unwrap_or(0)).to_vec();
        anatomy.state_text(code(name), field(name).flatten(), &text(&bytes));
    }
    anatomy.essence.vouch(!is_cut);
}

/// Which chunks are texts, and the field that one speaks for.
fn field(name: [u8; 4]) -> Option<Option<Field>> {
    match &name {
        b"NAME" => Some(Some(Field::Title)),
        b"AUTH" => Some(Some(Field::Creator)),
        b"(c) " => Some(Some(Field::CopyrightNotice)),
        b"ANNO" => Some(None),
        _ => None,
    }
}

fn chunk(reader: &mut Reader<'_>, anatomy: &mut Anatomy, name: [u8; 4], (start, end): (u64, u64)) {
    match &name {
        b"COMM" => common(anatomy, reader.some(start, usize::try_from((end - start).min(64)).unwrap_or(0))),
        b"ID3 " | b"id3 " => {
            id3::examine(reader, anatomy, start);
        }
        b"APPL" if reader.some(start, 4) == b"XMP " => {
            let packet = reader.copy(start + 4, end.saturating_sub(start + 4)).unwrap_or_default();
            anatomy.keep(BlockKind::Xmp, packet);
        }
        _ => {}
    }
}

/// Channels, frames, bits, and a sample rate of 80 bits; AIFF-C adds the codec.
fn common(anatomy: &mut Anatomy, bytes: &[u8]) {
    let channels = be16(bytes, 0).unwrap_or(0);
    let frames = f64::from(be32(bytes, 2).unwrap_or(0));
    let rate = extended(bytes, 8);
    let codec: [u8; 4] = bytes.get(18..).and_then(<[u8]>::first_chunk).copied().unwrap_or(*b"NONE");
    let codec = if codec == *b"NONE" { "pcm".to_owned() } else { code(codec) };
    anatomy.state_count(Field::AudioChannels, channels.into());
    anatomy.state_count(Field::BitDepth, be16(bytes, 6).unwrap_or(0).into());
    anatomy.state(Field::AudioCodec, Value::text(codec));
    if (1.0..1e9).contains(&rate) {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        anatomy.state_count(Field::SampleRate, rate as u64);
        anatomy.state_number(Field::Duration, frames / rate);
    }
}

/// A number in IEEE 754's extended format: 15 bits of exponent, then the mantissa with its leading one.
#[allow(clippy::cast_precision_loss)]
fn extended(bytes: &[u8], at: usize) -> f64 {
    let (Some(exponent), Some(mantissa)) = (be16(bytes, at), Order::Big.u64(bytes, at + 2)) else { return 0.0 };
    mantissa as f64 * 2_f64.powi(i32::from(exponent & 0x7FFF) - 16_383 - 63)
}

#[cfg(test)]
mod tests {
    use super::extended;

    #[test]
    fn the_sample_rate_is_an_extended_number() {
        let rate = extended(b"\x40\x0e\xac\x44\0\0\0\0\0\0", 0);
        assert!((rate - 44_100.0).abs() < 1e-9, "{rate}");
        assert!((extended(b"\x40", 0) - 0.0).abs() < 1e-9);
    }
}
