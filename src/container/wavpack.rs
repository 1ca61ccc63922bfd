//! WavPack (D. Bryant, "WavPack 4 & 5 Binary File / Block Format"): the header of its first blocks.
//!
//! The essence, in damson's own definition, is everything between an ID3v2 tag and the tags behind the sound.
use super::anatomy::Anatomy;
use super::id3;
use super::order::le32;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// The most blocks looked at for the channels of one moment.
const MOST_BLOCKS: u32 = 64;
/// Samples a second by bits 23 to 26 of the flags; 15 is another rate, in a sub-block.
const RATES: [u64; 15] =
    [6000, 8000, 9600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 192_000];
const MONO: u32 = 4;
const FINAL: u32 = 0x1000;
const DSD: u32 = 0x8000_0000;

/// Reads the file.
#[allow(clippy::cast_precision_loss)]
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (start, end) = id3::around(reader, anatomy);
    let Some(head) = reader.array::<32>(start).filter(|head| head.starts_with(b"wvpk")) else {
        return anatomy.fault(ProblemKind::Malformed, "there is no WavPack block in the file");
    };
    anatomy.essence.add(start.min(end), end);
    anatomy.essence.vouch(true);
    let flags = le32(&head, 24).unwrap_or(0);
    let listed = RATES.get((flags >> 23 & 15) as usize).copied();
    let rate = listed.or_else(|| sub_block(reader, start, 0x27).map(|bytes| little(&bytes))).unwrap_or(0);
    let is_dsd = flags & DSD != 0;
    let rate = if is_dsd { rate << dsd_shift(reader, start) } else { rate };
    // A byte of a DSD stream holds eight samples.
    let each = if is_dsd { 8 } else { 1 };
    anatomy.state(Field::AudioCodec, Value::text("wavpack"));
    anatomy.state_count(Field::AudioChannels, channels(reader, start));
    anatomy.state_count(Field::SampleRate, rate.saturating_mul(each));
    anatomy.state_count(Field::BitDepth, u64::from(flags & 3) * 8 + 8);
    // Writers that stream do not know how many samples there will be.
    if let Some(low) = le32(&head, 12).filter(|low| *low != u32::MAX) {
        let high = head.get(11).copied().unwrap_or(0);
        anatomy.state_number(Field::Duration, (u64::from(low) + (u64::from(high) << 32)) as f64 / rate as f64);
    }
}

/// The channels of the blocks up to one that ends a moment: each has one or two.
fn channels(reader: &mut Reader<'_>, start: u64) -> u64 {
    let (mut at, mut count) = (start, 0);
    for _ in 0..MOST_BLOCKS {
        let Some(head) = reader.array::<32>(at).filter(|head| head.starts_with(b"wvpk")) else { break };
        let flags = le32(&head, 24).unwrap_or(0);
        count += if flags & MONO == 0 { 2 } else { 1 };
        if flags & FINAL != 0 {
            break;
        }
        at += 8 + u64::from(le32(&head, 4).unwrap_or(0)).max(24);
    }
    count
}

/// The content of a sub-block of the first block: number, size in pairs of bytes, content.
fn sub_block(reader: &mut Reader<'_>, start: u64, wanted: u8) -> Option<Vec<u8>> {
    let end = start + 8 + u64::from(le32(&reader.array::<8>(start)?, 4)?);
    let mut at = start + 32;
    for _ in 0..MOST_BLOCKS {
        let [number, a, b, c] = reader.array::<4>(at).filter(|_| at < end)?;
        let is_long = number & 0x80 != 0;
        let pairs = if is_long { u64::from(u32::from_le_bytes([a, b, c, 0])) } else { a.into() };
        let from = at + if is_long { 4 } else { 2 };
        if number & 0x3F == wanted {
            return reader.copy(from, (pairs * 2).min(8));
        }
        at = from + pairs * 2;
    }
    None
}

/// The first byte of DSD's sub-block: how often the rate of the flags, which are for slower sounds, is doubled.
fn dsd_shift(reader: &mut Reader<'_>, start: u64) -> u8 {
    let shift = sub_block(reader, start, 0x0E).and_then(|bytes| bytes.first().copied());
    shift.filter(|shift| *shift < 16).unwrap_or(0)
}

fn little(bytes: &[u8]) -> u64 {
    bytes.iter().take(4).rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
