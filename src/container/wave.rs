//! What the chunks of WAV and AVI say of sound and film: `fmt `, `fact`, `ds64`, `avih`, `strh`, `strf`.
//! It knows the headers (Microsoft's mmreg.h and vfw.h, EBU Tech 3306), not how chunks are nested.
use super::anatomy::Anatomy;
use super::order::{Order, le16, le32};
use super::plain::{code, text};
use super::reader::Reader;
use super::riff::Sound;
use super::{broadcast, id3};
use crate::asset::{Field, Value};

/// The most bytes read of a chunk of texts.
const LONGEST: u64 = 1024 * 1024;

/// Reads a chunk of a WAV file, or a header of an AVI's.
pub(super) fn chunk(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    sound: &mut Sound,
    name: [u8; 4],
    (start, end): (u64, u64),
) {
    let bytes = reader.some(start, usize::try_from((end - start).min(1024)).unwrap_or(0)).to_vec();
    let number = |at| u64::from(le32(&bytes, at).unwrap_or(0));
    match &name {
        b"fmt " => format(anatomy, sound, &bytes),
        b"fact" if sound.samples == 0 => sound.samples = number(0),
        b"ds64" => {
            sound.long_data = Order::Little.u64(&bytes, 8);
            sound.samples = Order::Little.u64(&bytes, 16).unwrap_or(0);
        }
        b"data" => sound.bytes = sound.bytes.saturating_add(end - start),
        b"bext" => broadcast::extension(anatomy, &mut sound.start, &long_bytes(reader, start, end)),
        b"iXML" => broadcast::ixml(anatomy, &mut sound.start, &long_bytes(reader, start, end)),
        b"id3 " | b"ID3 " => {
            id3::examine(reader, anatomy, start);
        }
        b"IDIT" => made(anatomy, &bytes),
        b"avih" => {
            anatomy.state_size(number(32), number(36));
            sound.rate = number(0);
            sound.samples = number(16);
        }
        b"strh" => stream(anatomy, sound, &bytes),
        b"strf" if sound.stream == *b"auds" => format(anatomy, sound, &bytes),
        // The stream's header may leave its codec out; the format's says it again.
        b"strf" if sound.stream == *b"vids" => {
            let compression = bytes.get(16..).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
            anatomy.state(Field::VideoCodec, Value::text(film_codec(compression)));
        }
        _ => {}
    }
}

fn long_bytes(reader: &mut Reader<'_>, start: u64, end: u64) -> Vec<u8> {
    reader.some(start, usize::try_from((end - start).min(LONGEST)).unwrap_or(0)).to_vec()
}

/// Reads the chunks of an AVI's header list.
pub(super) fn headers(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    sound: &mut Sound,
    (start, end): (u64, u64),
    depth: u8,
) {
    let mut at = start;
    while at.saturating_add(8) <= end {
        let Some([n0, n1, n2, n3, size @ ..]) = reader.array::<8>(at) else { return };
        let (name, from) = ([n0, n1, n2, n3], at + 8);
        let to = (from + u64::from(u32::from_le_bytes(size))).min(end);
        match &name {
            b"LIST" if depth > 0 => headers(reader, anatomy, sound, (from + 4, to), depth - 1),
            b"LIST" => {}
            _ => chunk(reader, anatomy, sound, name, (from, to)),
        }
        at = to + to % 2;
    }
}

/// WAVEFORMATEX: code, channels, sample rate, bytes a second, block size, bits.
fn format(anatomy: &mut Anatomy, sound: &mut Sound, bytes: &[u8]) {
    let short = |at| le16(bytes, at).unwrap_or(0);
    let tag = if short(0) == 0xFFFE { short(24) } else { short(0) };
    sound.frequency = u64::from(le32(bytes, 4).unwrap_or(0));
    if sound.stream == [0; 4] {
        sound.rate = u64::from(le32(bytes, 8).unwrap_or(0));
    }
    let name = match (tag, short(14)) {
        (3, 32) => "pcm_f32le".to_owned(),
        (3, 64) => "pcm_f64le".to_owned(),
        _ => codec(tag),
    };
    anatomy.state(Field::AudioCodec, Value::text(name));
    anatomy.state_count(Field::AudioChannels, short(2).into());
    anatomy.state_count(Field::SampleRate, sound.frequency);
    if sound.stream == [0; 4] {
        anatomy.state_count(Field::BitDepth, short(14).into());
    }
}

/// The name of a sound format's code (mmreg.h), as ffmpeg names it where it has a name.
pub(super) fn codec(tag: u16) -> String {
    let name = match tag {
        0x0001 | 0x0003 => "pcm",
        0x0002 => "adpcm_ms",
        0x0006 => "pcm_alaw",
        0x0007 => "pcm_mulaw",
        0x0011 => "adpcm_ima_wav",
        0x0031 => "gsm",
        0x0050 => "mp2",
        0x0055 => "mp3",
        0x0075 => "metasound",
        0x00FF | 0x1610 => "aac",
        0x000A | 0x0160..=0x0163 => "wma",
        0x2000 => "ac3",
        0xF1AC => "flac",
        _ => return format!("0x{tag:04x}"),
    };
    name.to_owned()
}

/// The four letters of a film's codec. Microsoft's early MPEG-4, which has several, goes by ffmpeg's name, and so do the
/// numbers of bitmaps (wingdi.h, `BI_RGB` to `BI_RLE4`).
pub(super) fn film_codec(four: [u8; 4]) -> String {
    let name = match &four.map(|letter| letter.to_ascii_uppercase()) {
        [0, 0, 0, 0] => "rawvideo",
        [1 | 2, 0, 0, 0] => "msrle",
        b"MPG4" | b"MP41" => "msmpeg4v1",
        b"MP42" | b"DIV2" => "msmpeg4v2",
        b"MP43" | b"MPG3" | b"DIV3" | b"DIV4" => "msmpeg4v3",
        _ => return code(four),
    };
    name.to_owned()
}

/// AVISTREAMHEADER: kind and codec of a stream, and the rate as a fraction.
fn stream(anatomy: &mut Anatomy, sound: &mut Sound, bytes: &[u8]) {
    let four = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
    let number = |at| le32(bytes, at).map_or(0.0, f64::from);
    sound.stream = four(0);
    if sound.stream == *b"vids" {
        if four(4).iter().all(u8::is_ascii_graphic) {
            anatomy.state(Field::VideoCodec, Value::text(film_codec(four(4))));
        }
        anatomy.state_number(Field::FrameRate, number(24) / number(20));
        anatomy.state_number(Field::Duration, number(32) * number(20) / number(24));
    }
}

/// When a film was made, as the C library writes it (`Mon Mar 10 15:04:43 2003`) or as a date.
fn made(anatomy: &mut Anatomy, bytes: &[u8]) {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    let date = match words.as_slice() {
        [_, month, day, time, year] => {
            let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month)).map_or(0, |index| index + 1);
            format!("{year}-{month:02}-{day:0>2}T{time}")
        }
        _ => words.join(" "),
    };
    anatomy.state_date("IDIT", &date);
}

/// States how long it lasts, now that every chunk has been seen.
#[allow(clippy::cast_precision_loss)]
pub(super) fn duration(anatomy: &mut Anatomy, sound: &Sound, form: [u8; 4]) {
    let seconds = match &form {
        b"AVI " => sound.rate as f64 * sound.samples as f64 / 1_000_000.0,
        b"WAVE" if sound.rate > 0 && (sound.bytes > 0 || sound.samples == 0) => sound.bytes as f64 / sound.rate as f64,
        b"WAVE" => sound.samples as f64 / sound.frequency as f64,
        _ => return,
    };
    anatomy.state_number(Field::Duration, seconds);
}
