//! Which codec an MXF descriptor means: by the label of its picture's or sound's coding (SMPTE RP 224, ST 395), by the
//! label of its container, or by what kind of descriptor it is. Names are ffmpeg's.
use super::klv::Set;

const CONTAINER: u16 = 0x3004;
const PICTURE_CODING: u16 = 0x3201;
const SOUND_CODING: u16 = 0x3D06;
/// The kind of an MPEG video descriptor (ST 381-1).
const MPEG_VIDEO: u8 = 0x51;

/// The codec of a picture.
pub(super) fn picture(set: &Set) -> Option<&'static str> {
    let coded = set.value(PICTURE_CODING).and_then(|label| coding(label.get(8..)?));
    let wrapped = || set.value(CONTAINER).and_then(|label| container(label.get(8..)?));
    coded.or_else(wrapped).or_else(|| (set.kind == MPEG_VIDEO).then_some("mpeg2video"))
}

/// Labels below 04.01: pictures.
fn coding(label: &[u8]) -> Option<&'static str> {
    Some(match label {
        [4, 1, 2, 1, ..] => "rawvideo",
        [4, 1, 2, 2, 1, 0x10..=0x1F, ..] => "mpeg1video",
        [4, 1, 2, 2, 1, 0x20..=0x2F, ..] => "mpeg4",
        [4, 1, 2, 2, 1, 0x30..=0x3F, ..] => "h264",
        [4, 1, 2, 2, 1, 0x40..=0x4F, ..] => "hevc",
        [4, 1, 2, 2, 1, ..] => "mpeg2video",
        [4, 1, 2, 2, 2, ..] => "dvvideo",
        [4, 1, 2, 2, 3, 1, ..] => "jpeg2000",
        [4, 1, 2, 2, 3, 6, ..] => "prores",
        [4, 1, 2, 2, 0x71, ..] => "dnxhd",
        _ => return None,
    })
}

/// Labels below 0D.01.03.01.02: how essence is wrapped, which says what it is.
fn container(label: &[u8]) -> Option<&'static str> {
    let [0x0D, 1, 3, 1, 2, kind, ..] = label else { return None };
    Some(match kind {
        0x01 | 0x04 | 0x07 => "mpeg2video",
        0x02 => "dvvideo",
        0x05 => "rawvideo",
        0x0C => "jpeg2000",
        0x10 => "h264",
        0x11 => "dnxhd",
        0x1C => "prores",
        _ => return None,
    })
}

/// The codec of a sound: without a label, or with that of nothing, it is plain samples.
pub(super) fn sound(set: &Set) -> &'static str {
    match set.value(SOUND_CODING).and_then(|label| label.get(8..)) {
        Some([4, 2, 2, 2, 3, 1, 1, ..]) => "pcm_alaw",
        Some([4, 2, 2, 2, 3, 2, 1, ..]) => "ac3",
        Some([4, 2, 2, 2, 3, 2, 5 | 6, ..]) => "mp2",
        Some([4, 2, 2, 2, 3, 3, ..] | [4, 2, 2, 2, 3, 4, ..]) => "aac",
        _ => "pcm",
    }
}
