//! MPEG program streams (ISO/IEC 13818-1, 2.5; ISO/IEC 11172-1) and bare MPEG video: what the first packets of picture
//! and sound say, and how long they last by the times at both ends, or by the time codes of the groups of pictures.
//!
//! The essence is the whole file: there is no metadata apart.
use super::anatomy::Anatomy;
use super::bits::Bits;
use super::order::be16;
use super::pes::{Clock, pes};
use super::reader::Reader;
use super::stream::Coding;
use crate::asset::Field;

/// The most bytes looked at, at the beginning and at the end.
const HEAD: usize = 2 * 1024 * 1024;
const TAIL: u64 = 1024 * 1024;
/// The most bytes gathered of a stream.
const MOST_GATHERED: usize = 128 * 1024;

/// Picture and sound, as far as they are gathered.
#[derive(Default)]
struct Streams {
    film: Vec<u8>,
    sound: Vec<u8>,
    /// The first of the private stream's kinds: AC-3 from 0x80, samples from 0xA0.
    private: Option<u8>,
    clock: Clock,
}

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, HEAD).to_vec();
    if head.starts_with(b"\0\0\x01\xb3") {
        Coding::Mpeg.state(anatomy, &head);
        return groups(reader, anatomy, &head);
    }
    let mut streams = gather(&head);
    state(anatomy, &streams);
    let start = reader.len().saturating_sub(TAIL);
    let tail = reader.some(start, usize::try_from(TAIL).unwrap_or(0)).to_vec();
    for at in memchr::memmem::find_iter(&tail, b"\0\0\x01") {
        if let Some([_, _, _, 0xC0..=0xEF]) = tail.get(at..at + 4)
            && let Some((Some(time), _)) = pes(tail.get(at..).unwrap_or(&[]))
        {
            streams.clock.last(time);
        }
    }
    if let Some((first, last)) = streams.clock.span(frame_time(anatomy)) {
        anatomy.state_number(Field::Duration, last - first);
    }
}

fn frame_time(anatomy: &Anatomy) -> f64 {
    let rate = anatomy.facts.iter().find(|fact| fact.field == Some(Field::FrameRate));
    rate.and_then(|fact| fact.values.first()?.as_number()).map_or(0.0, f64::recip)
}

/// Goes from packet to packet, and where one is damaged to the next start code.
fn gather(head: &[u8]) -> Streams {
    let (mut streams, mut at) = (Streams::default(), 0);
    while let Some(rest) = head.get(at..).filter(|rest| rest.len() > 6) {
        let size = match rest {
            // Packs of MPEG-2 have stuffing; those of MPEG-1 have not.
            [0, 0, 1, 0xBA, first, ..] if first >> 6 == 1 => 14 + usize::from(rest.get(13).copied().unwrap_or(0) & 7),
            [0, 0, 1, 0xBA, ..] => 12,
            [0, 0, 1, 0xBB..=0xFF, ..] => 6 + usize::from(be16(rest, 4).unwrap_or(0)),
            _ => memchr::memmem::find(rest.get(1..).unwrap_or(&[]), b"\0\0\x01").map_or(rest.len(), |found| found + 1),
        };
        if let [0, 0, 1, stream @ 0xBD..=0xEF, ..] = rest {
            streams.take(*stream, rest.get(..size).unwrap_or(rest));
        }
        at += size;
        if streams.film.len() >= MOST_GATHERED && streams.sound.len() >= MOST_GATHERED {
            break;
        }
    }
    streams
}

impl Streams {
    fn take(&mut self, stream: u8, packet: &[u8]) {
        let Some((time, from)) = pes(packet) else { return };
        let content = packet.get(from..).unwrap_or(&[]);
        let (into, content) = match stream {
            0xE0..=0xEF => (&mut self.film, content),
            0xC0..=0xDF => (&mut self.sound, content),
            // A private stream says its kind first; DVDs have three more bytes before its frames.
            0xBD => match content {
                [kind @ (0x80..=0x8F | 0xA0..=0xAF), _, _, _, content @ ..] => {
                    self.private.get_or_insert(*kind);
                    (&mut self.sound, content)
                }
                _ => return,
            },
            _ => return,
        };
        time.into_iter().for_each(|time| self.clock.first(time));
        if into.len() < MOST_GATHERED {
            into.extend_from_slice(content);
        }
    }
}

fn state(anatomy: &mut Anatomy, streams: &Streams) {
    let is_avc = memchr::memmem::find(&streams.film, b"\0\0\x01\xb3").is_none();
    match streams.film.is_empty() {
        true => {}
        false if is_avc => Coding::Avc.state(anatomy, &streams.film),
        false => Coding::Mpeg.state(anatomy, &streams.film),
    }
    match streams.private {
        _ if streams.sound.is_empty() => {}
        None => Coding::MpegAudio.state(anatomy, &streams.sound),
        Some(0x80..=0x87) => Coding::Ac3.state(anatomy, &streams.sound),
        Some(0x88..=0x8F) => Coding::Named("dts", Field::AudioCodec).state(anatomy, &streams.sound),
        Some(_) => Coding::Named("pcm", Field::AudioCodec).state(anatomy, &streams.sound),
    }
}

/// How long bare video lasts: from the time code of its first group of pictures to that of its last, and the pictures
/// in that one (ISO/IEC 11172-2, 2.4.2.4).
fn groups(reader: &mut Reader<'_>, anatomy: &mut Anatomy, head: &[u8]) {
    const GROUP: &[u8] = b"\0\0\x01\xb8";
    let frame = frame_time(anatomy);
    let start = reader.len().saturating_sub(TAIL);
    let tail = reader.some(start, usize::try_from(TAIL).unwrap_or(0));
    let seconds = |bytes: &[u8], at: usize| time_code(bytes.get(at + 4..)?, frame);
    let first = memchr::memmem::find(head, GROUP).and_then(|at| seconds(head, at));
    let Some(last) = memchr::memmem::rfind(tail, GROUP) else { return };
    let pictures = memchr::memmem::find_iter(tail.get(last..).unwrap_or(&[]), b"\0\0\x01\0").take(10_000);
    #[allow(clippy::cast_precision_loss)]
    let rest = pictures.count() as f64 * frame;
    if let (Some(first), Some(last)) = (first, seconds(tail, last)) {
        anatomy.state_number(Field::Duration, last - first + rest);
    }
}

/// The seconds of a time code: a bit, hours, minutes, a mark, seconds, pictures.
fn time_code(bytes: &[u8], frame: f64) -> Option<f64> {
    let mut bits = Bits::new(bytes);
    bits.skip(1)?;
    let (hours, minutes) = (bits.uint(5)?, bits.uint(6)?);
    bits.skip(1)?;
    let (seconds, pictures) = (bits.uint(6)?, bits.uint(6)?);
    Some(f64::from(hours * 3600 + minutes * 60 + seconds) + f64::from(pictures) * frame)
}
