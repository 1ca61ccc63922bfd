//! Musepack, stream versions 7 and 8 (musepack.net, "SV7 / SV8 Specification"): what the stream's header says.
//!
//! The essence, in damson's own definition, is everything between an ID3v2 tag and the tags behind the sound.
use super::anatomy::Anatomy;
use super::id3;
use super::order::le32;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// Samples a second by number.
const RATES: [u64; 4] = [44_100, 48_000, 37_800, 32_000];
/// Samples of a frame.
const FRAME: u64 = 1152;
/// The most packets looked at for the header.
const MOST_PACKETS: u32 = 64;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (start, end) = id3::around(reader, anatomy);
    let head = reader.some(start, 32).to_vec();
    match head.as_slice() {
        [b'M', b'P', b'+', version, ..] if version & 15 == 7 => seven(anatomy, &head),
        [b'M', b'P', b'+', ..] => anatomy.state(Field::AudioCodec, Value::text("musepack")),
        [b'M', b'P', b'C', b'K', ..] => eight(reader, anatomy, start + 4),
        _ => return anatomy.fault(ProblemKind::Malformed, "there is no Musepack stream in the file"),
    }
    anatomy.essence.add(start.min(end), end);
    anatomy.essence.vouch(true);
}

#[allow(clippy::cast_precision_loss)]
fn state(anatomy: &mut Anatomy, codec: &str, channels: u64, rate: u64, samples: u64) {
    anatomy.state(Field::AudioCodec, Value::text(codec));
    anatomy.state_count(Field::AudioChannels, channels);
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_number(Field::Duration, samples as f64 / rate as f64);
}

/// Words of four bytes: frames, settings with the rate in bits 16 and 17; the sixth says how full the last frame is.
fn seven(anatomy: &mut Anatomy, head: &[u8]) {
    let word = |at| le32(head, at).unwrap_or(0);
    let rate = RATES.get((word(8) >> 16 & 3) as usize).copied().unwrap_or(0);
    let last = if word(20) >> 31 == 1 { u64::from(word(20) >> 20 & 0x7FF) } else { FRAME };
    let samples = u64::from(word(4)).saturating_sub(1) * FRAME + last.min(FRAME);
    state(anatomy, "musepack7", 2, rate, samples);
}

/// Packets: two letters, their size, and of the stream header check, version, samples, silence, rate and channels.
fn eight(reader: &mut Reader<'_>, anatomy: &mut Anatomy, first: u64) {
    let mut at = first;
    for _ in 0..MOST_PACKETS {
        let packet: [u8; 48] = match reader.some(at, 48) {
            bytes if bytes.len() >= 3 => std::array::from_fn(|index| bytes.get(index).copied().unwrap_or(0)),
            _ => break,
        };
        let Some((size, body)) = packet.get(2..).and_then(number) else { break };
        if packet.starts_with(b"SH") {
            let told = body.get(5..).and_then(number).and_then(|(samples, rest)| {
                let (silence, rest) = number(rest)?;
                let [rate, channels, ..] = rest else { return None };
                Some((samples.saturating_sub(silence), *RATES.get(usize::from(rate >> 5))?, channels >> 4))
            });
            if let Some((samples, rate, channels)) = told {
                return state(anatomy, "musepack8", u64::from(channels) + 1, rate, samples);
            }
        }
        at = at.saturating_add(size.max(3));
    }
    anatomy.fault(ProblemKind::Malformed, "there is no stream header in the file");
}

/// A number of digits of seven bits, the most significant first; the last has no eighth bit. And what follows.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take(9).position(|byte| byte & 0x80 == 0)? + 1;
    let (digits, rest) = bytes.split_at_checked(length)?;
    Some((digits.iter().fold(0, |number, digit| number << 7 | u64::from(digit & 0x7F)), rest))
}
