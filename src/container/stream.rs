//! What an elementary stream says of itself at its beginning: MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2), AVC
//! and HEVC (ISO/IEC 14496-10, 23008-2), AC-3 (ATSC A/52), MPEG audio and AAC. It knows no container.
use super::anatomy::Anatomy;
use super::bits::Bits;
use super::order::be16;
use super::parameters::{avc, hevc};
use super::{mpeg_audio, recorder};
use crate::asset::{Field, Value};

/// The codecs whose headers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// MPEG-1 or MPEG-2 video.
    Mpeg,
    /// AVC.
    Avc,
    /// HEVC.
    Hevc,
    /// MPEG audio.
    MpegAudio,
    /// AAC in ADTS.
    Aac,
    /// AC-3, and of its enhanced kind the name alone.
    Ac3,
    /// Plain samples behind a header of four bytes (Blu-ray).
    Pcm,
    /// Known by its name alone.
    Named(&'static str, Field),
}

/// Frames a second by number (ISO/IEC 13818-2, table 6-4); from 9 on those that some encoders made up.
const RATES: [(u32, u32); 14] = [
    (0, 1),
    (24_000, 1001),
    (24, 1),
    (25, 1),
    (30_000, 1001),
    (30, 1),
    (50, 1),
    (60_000, 1001),
    (60, 1),
    (15, 1),
    (5, 1),
    (10, 1),
    (12, 1),
    (15, 1),
];

impl Coding {
    /// Whether it is picture.
    pub(super) fn is_film(self) -> bool {
        match self {
            Coding::Mpeg | Coding::Avc | Coding::Hevc => true,
            Coding::MpegAudio | Coding::Aac | Coding::Ac3 | Coding::Pcm => false,
            Coding::Named(_, field) => field == Field::VideoCodec,
        }
    }

    /// States what the first bytes of a stream say.
    pub(super) fn state(self, anatomy: &mut Anatomy, bytes: &[u8]) {
        let _outcome = match self {
            Coding::Mpeg => mpeg(anatomy, bytes),
            Coding::Avc => {
                recorder::state(anatomy, bytes);
                avc(anatomy, bytes)
            }
            Coding::Hevc => hevc(anatomy, bytes),
            Coding::MpegAudio => frame(anatomy, bytes),
            Coding::Aac => adts(anatomy, bytes),
            // Its name is known without a frame.
            Coding::Ac3 => ac3(anatomy, bytes).or_else(|| name(anatomy, "ac3", Field::AudioCodec)),
            Coding::Pcm => pcm(anatomy, bytes),
            Coding::Named(text, field) => name(anatomy, text, field),
        };
    }
}

fn name(anatomy: &mut Anatomy, name: &'static str, field: Field) -> Option<()> {
    anatomy.state(field, Value::text(name));
    Some(())
}

/// The sequence header, and in MPEG-2 the extension behind it (6.2.2.1, 6.2.2.3).
fn mpeg(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let at = memchr::memmem::find(bytes, b"\0\0\x01\xb3")?;
    let mut bits = Bits::new(bytes.get(at + 4..)?);
    let (mut width, mut height, _aspect) = (bits.uint(12)?, bits.uint(12)?, bits.uint(4)?);
    let (mut over, mut under) = RATES.get(usize::try_from(bits.uint(4)?).ok()?).copied().unwrap_or((0, 1));
    let is_second = match extension(bytes.get(at + 4..)?) {
        Some([wide, high, more, fewer]) => {
            (width, height) = (width | wide << 12, height | high << 12);
            (over, under) = (over * (more + 1), under * (fewer + 1));
            true
        }
        None => false,
    };
    anatomy.state(Field::VideoCodec, Value::text(if is_second { "mpeg2video" } else { "mpeg1video" }));
    anatomy.state_size(width.into(), height.into());
    anatomy.state_number(Field::FrameRate, f64::from(over) / f64::from(under));
    Some(())
}

/// The upper bits of width and height, and the two numbers that the rate is multiplied and divided by, each less one.
fn extension(bytes: &[u8]) -> Option<[u32; 4]> {
    let at = memchr::memmem::find(bytes, b"\0\0\x01")?;
    let mut bits = Bits::new(bytes.get(at + 3..)?);
    if (bits.uint(8)?, bits.uint(4)?) != (0xB5, 1) {
        return None;
    }
    bits.skip(11)?;
    let (wide, high) = (bits.uint(2)?, bits.uint(2)?);
    bits.skip(22)?;
    Some([wide, high, bits.uint(2)?, bits.uint(5)?])
}

/// The first frame of MPEG audio that another follows.
fn frame(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let at = mpeg_audio::find_frame(bytes)?;
    mpeg_audio::state_frame(anatomy, *bytes.get(at..)?.first_chunk()?).map(|_| ())
}

fn adts(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let at = mpeg_audio::find_frame(bytes)?;
    mpeg_audio::state_adts(anatomy, *bytes.get(at..)?.first_chunk()?);
    Some(())
}

/// AC-3's first frame (A/52, 5.3): rate, and the channels by their arrangement and a bit for the low one, whose place
/// the arrangement shifts.
fn ac3(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let at = memchr::memmem::find(bytes, b"\x0b\x77")?;
    let head = bytes.get(at + 4..)?;
    let rate = *[48_000, 44_100, 32_000].get(usize::from(head.first()? >> 6))?;
    if head.get(1)? >> 3 > 10 {
        anatomy.state(Field::AudioCodec, Value::text("eac3"));
        return Some(());
    }
    let rest = be16(head, 2)?;
    let arrangement = rest >> 13;
    let has_centre = arrangement & 1 == 1 && arrangement != 1;
    let skipped = 3
        + if has_centre { 2 } else { 0 }
        + if arrangement & 4 == 0 { 0 } else { 2 }
        + if arrangement == 2 { 2 } else { 0 };
    let low = u64::from(rest << skipped >> 15);
    let channels = *[2, 1, 2, 3, 3, 4, 4, 5].get(usize::from(arrangement))?;
    anatomy.state(Field::AudioCodec, Value::text("ac3"));
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, channels + low);
    Some(())
}

/// Blu-ray's samples: size, then the channels' arrangement and the rate by number.
fn pcm(anatomy: &mut Anatomy, bytes: &[u8]) -> Option<()> {
    let [_, _, third, ..] = bytes else { return None };
    let channels = [0, 1, 0, 2, 3, 3, 4, 4, 5, 6, 7, 8].get(usize::from(third >> 4)).copied().unwrap_or(0);
    let rate = match third & 15 {
        1 => 48_000,
        4 => 96_000,
        5 => 192_000,
        _ => 0,
    };
    anatomy.state(Field::AudioCodec, Value::text("pcm"));
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, channels);
    Some(())
}
