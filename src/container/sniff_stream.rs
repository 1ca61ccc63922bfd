//! Which stream of sound or film it is, for formats whose signature is shared or missing: Matroska, Ogg, ASF, MPEG.
use super::reader::Reader;
use super::sniff::{Family, Kind};

/// Matroska or WebM, by the DocType in the EBML header (RFC 8794, 11.2.6); by extension where there is only sound.
pub(super) fn matroska(reader: &mut Reader<'_>, extension: &str) -> &'static str {
    let head = reader.some(0, 128);
    let is_webm = memchr::memmem::find(head, b"\x42\x82\x84webm").is_some();
    match extension {
        _ if is_webm => "video/webm",
        "mka" => "audio/x-matroska",
        "mks" => "application/x-matroska",
        _ => "video/x-matroska",
    }
}

/// Whether an Ogg has pictures: Theora, or one of the obsolete codecs, begins in its first pages.
pub(super) fn ogg(reader: &mut Reader<'_>) -> &'static str {
    let head = reader.some(0, 4096);
    let films: [&[u8]; 4] = [b"\x80theora", b"BBCD\0", b"OVP80", b"\x01video\0\0\0"];
    let has_film = films.iter().any(|codec| memchr::memmem::find(head, codec).is_some());
    if has_film { "video/ogg" } else { "audio/ogg" }
}

/// Sound or film, by the kinds of the streams in ASF's header; the extension tells the films apart.
pub(super) fn asf(reader: &mut Reader<'_>, extension: &str) -> &'static str {
    const FILM: &[u8] = b"\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\0\x80\x5f\x5c\x44\x2b";
    let has_film = memchr::memmem::find(reader.some(0, 64 * 1024), FILM).is_some();
    match extension {
        "asf" => "video/x-ms-asf",
        "wma" => "audio/x-ms-wma",
        "wmv" => "video/x-ms-wmv",
        _ if has_film => "video/x-ms-asf",
        _ => "audio/x-ms-wma",
    }
}

/// RealMedia with sound alone is what its stream's own type says; with film or events beside it, it is a presentation.
pub(super) fn real(reader: &mut Reader<'_>) -> &'static str {
    let head = reader.some(0, 16 * 1024);
    let has = |wanted: &[u8]| memchr::memmem::find(head, wanted).is_some();
    let has_more = has(b"video/x-pn-realvideo") || has(b"application/x-pn-realevent");
    let is_sound = has(b"audio/x-pn-realaudio") && !has_more;
    if is_sound { "audio/x-pn-realaudio" } else { "application/vnd.rn-realmedia" }
}

/// An MPEG transport stream: a sync byte every 188 bytes, or 192 where each packet has a time code; ExifTool has a media
/// type for each.
pub(super) fn transport(reader: &mut Reader<'_>) -> Option<Kind> {
    let head = reader.some(0, 192 * 5);
    let is_packed = |first: usize, size: usize| (0..4).all(|index| head.get(first + index * size) == Some(&0x47));
    let is_plain = is_packed(0, 188);
    let media_type = if is_plain { "video/mpeg" } else { "video/m2ts" };
    (is_plain || is_packed(4, 192)).then_some((Family::Transport, media_type))
}

/// What is behind an ID3v2 tag, or a run of MPEG audio frames.
pub(super) fn mpeg_audio(reader: &mut Reader<'_>, head: &[u8], extension: &str) -> Option<Kind> {
    let start = id3_size(head);
    let frame: [u8; 8] = reader.array(start).unwrap_or_default();
    let is_known = start > 0;
    match frame {
        [b'f', b'L', b'a', b'C', ..] if is_known => Some((Family::Flac, "audio/flac")),
        [b'M', b'A', b'C', b' ', ..] if is_known => Some((Family::Monkey, "audio/x-monkeys-audio")),
        [b'M', b'P', b'+', ..] | [b'M', b'P', b'C', b'K', ..] if is_known => {
            Some((Family::Musepack, "audio/x-musepack"))
        }
        [b'O', b'g', b'g', b'S', ..] if is_known => Some((Family::Ogg, "audio/ogg")),
        [b'T', b'T', b'A', b'1', ..] if is_known => Some((Family::Unread, "audio/x-tta")),
        [0xFF, 0xF0 | 0xF1 | 0xF8 | 0xF9, ..] if extension != "mp3" => Some((Family::MpegAudio, "audio/aac")),
        _ if is_known => Some((Family::MpegAudio, "audio/mpeg")),
        _ if has_frames(reader, frame) => Some((Family::MpegAudio, "audio/mpeg")),
        [0xFF, 0xE0..=0xFF, ..] if extension == "mp3" => Some((Family::MpegAudio, "audio/mpeg")),
        _ => None,
    }
}

/// Bytes of an ID3v2 tag at the start, with its header (ID3v2.4, 3.1: four digits of seven bits).
pub(super) fn id3_size(head: &[u8]) -> u64 {
    let [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] = head else { return 0 };
    let size = [a, b, c, d].iter().fold(0_u64, |size, digit| size << 7 | u64::from(**digit & 0x7F));
    size + if flags & 0x10 == 0 { 10 } else { 20 }
}

/// Whether a frame of MPEG audio is followed by another of the same kind.
fn has_frames(reader: &mut Reader<'_>, frame: [u8; 8]) -> bool {
    let Some(size) = frame_size(frame) else { return false };
    let next: [u8; 8] = reader.array(size).unwrap_or_default();
    frame_size(next).is_some() && next.get(1) == frame.get(1)
}

/// Bytes of a frame with this header (ISO/IEC 11172-3, 2.4.1.3), if it is one.
pub(super) fn frame_size(header: [u8; 8]) -> Option<u64> {
    let [0xFF, second @ 0xE0..=0xFF, third, ..] = header else { return None };
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let (rate, frequency) = (usize::from(third >> 4), usize::from(third >> 2 & 3));
    let kilobits = bit_rate(version, layer, rate)?;
    let hertz = sample_rate(version, frequency)?;
    let padding = u64::from(third >> 1 & 1);
    let samples = if layer == 1 && version != 3 { 72 } else { 144 };
    Some(match layer {
        3 => (12 * kilobits * 1000 / hertz + padding) * 4,
        _ => samples * kilobits * 1000 / hertz + padding,
    })
}

/// Thousands of bits a second. Version 3 is MPEG-1; layer 3 is Layer I.
pub(super) fn bit_rate(version: u8, layer: u8, index: usize) -> Option<u64> {
    const RATES: [[u64; 15]; 5] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];
    let row = match (version, layer) {
        (1, _) | (_, 0) => return None,
        (3, 3) => 0,
        (3, 2) => 1,
        (3, _) => 2,
        (_, 3) => 3,
        _ => 4,
    };
    RATES.get(row)?.get(index).copied().filter(|rate| *rate > 0)
}

/// Samples a second.
pub(super) fn sample_rate(version: u8, index: usize) -> Option<u64> {
    let rate = [44_100_u64, 48_000, 32_000].get(index)?;
    match version {
        3 => Some(*rate),
        2 => Some(rate / 2),
        0 => Some(rate / 4),
        _ => None,
    }
}
