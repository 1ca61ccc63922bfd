//! DSF, the DSD stream file (Sony, "DSF File Format Specification" 1.01): its chunks, and the ID3 tag behind them.
//!
//! The essence, in damson's own definition, is the content of the data chunk.
use super::anatomy::Anatomy;
use super::id3;
use super::order::{Order, le32};
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, 92).to_vec();
    let long = |at| Order::Little.u64(&head, at).unwrap_or(0);
    let (tag, format) = (long(20), long(0x20));
    if head.get(28..32) != Some(b"fmt ") {
        return anatomy.fault(ProblemKind::Truncated, "the file ends before its format chunk");
    }
    let bytes = data(reader, anatomy, 28_u64.saturating_add(format));
    state(anatomy, &head, bytes);
    if tag > 0 {
        id3::examine(reader, anatomy, tag);
    }
}

/// Format, kind and number of channels, rate, bits (1 is the least significant first), samples of one channel.
#[allow(clippy::cast_precision_loss)]
fn state(anatomy: &mut Anatomy, head: &[u8], bytes: u64) {
    let number = |at| le32(head, at).unwrap_or(0);
    let rate = number(56);
    let codec = if number(60) == 8 { "dsd_msbf_planar" } else { "dsd_lsbf_planar" };
    anatomy.state(Field::AudioCodec, Value::text(codec));
    anatomy.state_count(Field::AudioChannels, number(52).into());
    anatomy.state_count(Field::SampleRate, rate.into());
    anatomy.state_count(Field::BitDepth, 1);
    let channels = u64::from(number(52));
    let samples = match Order::Little.u64(head, 64).unwrap_or(0) {
        // Writers that do not know put 0; some count bytes where the format counts samples, of which a byte holds eight.
        0 => bytes.saturating_mul(8).checked_div(channels).unwrap_or(0),
        samples if samples.checked_mul(channels) == Some(bytes) => samples.saturating_mul(8),
        samples => samples,
    };
    anatomy.state_number(Field::Duration, samples as f64 / f64::from(rate));
}

/// The sound, behind twelve bytes that say so; gives how many bytes there should be.
fn data(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) -> u64 {
    let Some(head) = reader.array::<12>(at).filter(|head| head.starts_with(b"data")) else {
        anatomy.fault(ProblemKind::Malformed, "there is no sound in the file");
        return 0;
    };
    let end = at.saturating_add(Order::Little.u64(&head, 4).unwrap_or(0));
    anatomy.essence.add((at + 12).min(reader.len()), end.min(reader.len()));
    if end > reader.len() {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its sound");
    }
    anatomy.essence.vouch(end <= reader.len());
    end.saturating_sub(at + 12)
}
