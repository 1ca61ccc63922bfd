//! DV, as tapes hold it: the size of its frames by their first block, and the packs that tell of sound and when a scene
//! was recorded (IEC 61834-2 and -4, SMPTE ST 314). It knows no DV within other containers.
//!
//! The essence, in damson's own definition, is the whole file: what is told lies within the frames.
use super::anatomy::Anatomy;
use super::reader::Reader;
use crate::asset::{Field, ProblemKind, Value};

/// Bytes of a DIF block: three of them are its number.
const BLOCK: usize = 80;
/// The first of the three blocks of a sequence that hold packs about the picture (VAUX).
const FIRST_OF_PICTURE: usize = 3;
/// The block of a sequence whose first pack says how the sound was sampled (AAUX source).
const SOURCE_OF_SOUND: usize = 6 + 16 * 3;
/// The pack of the picture's source, and where it lies.
const SOURCE: usize = (FIRST_OF_PICTURE + 2) * BLOCK + 3 + 9 * 5;

/// How frames are laid out: their bytes, width and height, and the rate as a fraction.
struct Layout {
    bytes: u64,
    width: u64,
    height: u64,
    rate: (f64, f64),
}

/// Reads the file.
#[allow(clippy::cast_precision_loss)]
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head = reader.some(0, 150 * BLOCK).to_vec();
    anatomy.state(Field::VideoCodec, Value::text("dvvideo"));
    let Some(layout) = layout(&head) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its first frame");
    };
    anatomy.state_size(layout.width, layout.height);
    let rate = layout.rate.0 / layout.rate.1;
    anatomy.state_number(Field::FrameRate, rate);
    anatomy.state_number(Field::Duration, (reader.len() / layout.bytes) as f64 / rate);
    sound(anatomy, &head);
    recorded(anatomy, &head);
}

/// The layout by the system, of 60 or 50 fields, and the kind of signal in the picture's source pack.
fn layout(head: &[u8]) -> Option<Layout> {
    let is_50 = head.get(3)? & 0x80 != 0;
    let kind = head.get(SOURCE + 3)? & 0x1F;
    let of =
        |bytes, width, height| Layout { bytes, width, height, rate: if is_50 { (25.0, 1.0) } else { (30e3, 1001.0) } };
    let fast =
        |bytes| Layout { bytes, width: 960, height: 720, rate: if is_50 { (50.0, 1.0) } else { (60e3, 1001.0) } };
    Some(match (kind, is_50) {
        (0x04, false) => of(240_000, 720, 480),
        (0x04, true) => of(288_000, 720, 576),
        (0x14, false) => of(480_000, 1280, 1080),
        (0x14, true) => of(576_000, 1440, 1080),
        (0x18, false) => fast(240_000),
        (0x18, true) => fast(288_000),
        (_, false) => of(120_000, 720, 480),
        (_, true) => of(144_000, 720, 576),
    })
}

/// The sound's source pack: the rate by number. Channels come in pairs, of which the first is told.
fn sound(anatomy: &mut Anatomy, head: &[u8]) -> Option<()> {
    let at = SOURCE_OF_SOUND * BLOCK + 3;
    let pack = head.get(at..at + 5).filter(|pack| pack.starts_with(&[0x50]))?;
    let rate = *[48_000, 44_100, 32_000].get(usize::from(pack.last()? >> 3 & 7))?;
    anatomy.state(Field::AudioCodec, Value::text("pcm"));
    anatomy.state_count(Field::SampleRate, rate);
    anatomy.state_count(Field::AudioChannels, 2);
    Some(())
}

/// When the scene was recorded: packs of a day and of a time, in decimal digits of four bits. The clock's zone is not
/// known.
fn recorded(anatomy: &mut Anatomy, head: &[u8]) -> Option<()> {
    let from = FIRST_OF_PICTURE * BLOCK;
    let blocks = head.get(from..from + 3 * BLOCK)?.chunks_exact(BLOCK);
    let packs: Vec<&[u8]> =
        blocks.filter_map(|block| block.get(3..78)).flat_map(|block| block.chunks_exact(5)).collect();
    let pack = |kind: u8| packs.iter().find(|pack| pack.starts_with(&[kind])).and_then(|pack| pack.first_chunk::<5>());
    let digits =
        |byte: u8| (byte >> 4 < 10 && byte & 15 < 10).then(|| u16::from(byte >> 4) * 10 + u16::from(byte & 15));
    let [_, _, day, month, year] = *pack(0x62)?;
    let year = digits(year)?;
    let (month, day) = (digits(month & 0x1F)?, digits(day & 0x3F)?);
    // DV came in 1995.
    let date = format!("{}-{month:02}-{day:02}", if year < 75 { 2000 + year } else { 1900 + year });
    let time = pack(0x63).and_then(|[_, _, second, minute, hour]| {
        Some(format!("T{:02}:{:02}:{:02}", digits(hour & 0x3F)?, digits(minute & 0x7F)?, digits(second & 0x7F)?))
    });
    anatomy.state_date("RecordingDate", &(date + &time.unwrap_or_default()));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, FIRST_OF_PICTURE, SOURCE, SOURCE_OF_SOUND};
    use crate::asset::Field;
    use crate::container::damage::{NUMBERS, damaged};
    use crate::container::examine;

    /// Two frames of a system, of which the first says when it was recorded.
    fn tape(system: u8, kind: u8, size: usize) -> Vec<u8> {
        let mut bytes = vec![0xFF; size * 2];
        bytes[..4].copy_from_slice(&[0x1F, 7, 0, system]);
        bytes[SOURCE..SOURCE + 5].copy_from_slice(&[0x60, 0xFF, 0xFF, 0xE0 | kind, 0xFF]);
        let sound = SOURCE_OF_SOUND * BLOCK + 3;
        bytes[sound..sound + 5].copy_from_slice(&[0x50, 0xD5, 0x30, 0xE0, 0xD1]);
        let made = FIRST_OF_PICTURE * BLOCK + 3 + 10;
        bytes[made..made + 10].copy_from_slice(&[0x62, 0xFF, 0xC9, 0x05, 0x03, 0x63, 0xFF, 0x87, 0xA6, 0xD3]);
        bytes
    }

    #[test]
    fn a_tape_says_its_system_its_sound_and_when_it_was_recorded() {
        let fields = [
            Field::Width,
            Field::Height,
            Field::Duration,
            Field::FrameRate,
            Field::SampleRate,
            Field::AudioChannels,
            Field::DateCreated,
        ];
        let cases = [
            (0x3F, 0, 120_000, "720 480 0.066733 29.97003 32000 2 2003-05-09T13:26:07"),
            (0xBF, 0, 144_000, "720 576 0.080000 25 32000 2 2003-05-09T13:26:07"),
            (0xBF, 0x14, 576_000, "1440 1080 0.080000 25 32000 2 2003-05-09T13:26:07"),
        ];
        for (system, kind, size, expected) in cases {
            let bytes = tape(system, kind, size);
            let anatomy = examine(&&bytes[..], b"a.dv");
            let told = |field: &Field| {
                let fact = anatomy.facts.iter().find(|fact| fact.field == Some(*field)).expect("told");
                match fact.values[0].as_number() {
                    Some(seconds) if *field == Field::Duration => format!("{seconds:.6}"),
                    Some(rate) if *field == Field::FrameRate => format!("{}", (rate * 1e5).round() / 1e5),
                    _ => fact.values[0].to_string(),
                }
            };
            let told: Vec<String> = fields.iter().map(told).collect();
            let digits = |text: &str| text.replace(" px", "").replace(" Hz", "");
            assert_eq!(digits(&told.join(" ")), expected);
            assert_eq!(anatomy.media_type.as_str(), "video/x-dv");
        }
    }

    #[test]
    fn a_damaged_tape_is_read_to_its_end() {
        damaged(&tape(0x3F, 0, 6000), 300, NUMBERS, |_, bytes| {
            examine(&bytes, b"a.dv");
        });
        let cut = examine(&&tape(0x3F, 0, 6000)[..100], b"a.dv");
        assert_eq!(cut.problems.len(), 1);
    }
}
