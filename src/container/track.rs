//! A track of a film or sound (ISO/IEC 14496-12, 8.3 to 8.7): its codec, size, rates, and where its samples are.
//!
//! The essence is what ExifTool's ImageDataHash covers: the chunks of picture and sound tracks, track by track.
use super::anatomy::{Anatomy, Essence};
use super::boxes::{Atom, Fields};
use super::order::{be16, be32};
use super::plain::code;
use super::reader::Reader;
use crate::asset::{Field, Value};

/// What a track says of itself.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// `vide`, `soun`, or what else its media handler is.
    pub(super) handler: [u8; 4],
    size: (u64, u64),
    timescale: u64,
    duration: u64,
    codec: [u8; 4],
    coded_size: (u64, u64),
    channels: u64,
    sample_rate: u64,
    samples: u64,
    ticks: u64,
    table: Table,
}

/// The sample table, as far as it says where samples are.
#[derive(Debug, Default)]
struct Table {
    sizes: Option<Atom>,
    offsets: Option<(Atom, usize)>,
    runs: Option<Atom>,
}

impl Track {
    /// Reads a `trak` box.
    pub(super) fn read(reader: &mut Reader<'_>, trak: &Atom) -> Track {
        let mut track = Track::default();
        track.visit(reader, trak, 6);
        track
    }

    fn visit(&mut self, reader: &mut Reader<'_>, parent: &Atom, depth: u8) {
        for child in parent.children(reader, 0) {
            match (&child.name, depth.checked_sub(1)) {
                (b"mdia" | b"minf" | b"stbl", Some(depth)) => self.visit(reader, &child, depth),
                (b"tkhd", _) => self.header(reader, &child),
                (b"mdhd", _) => self.media_header(reader, &child),
                (b"hdlr", _) => self.handler(reader, &child),
                (b"stsd", _) => self.description(reader, &child),
                (b"stts", _) => self.times(reader, &child),
                (b"stsz" | b"stz2", _) => self.table.sizes = Some(child),
                (b"stco", _) => self.table.offsets = Some((child, 4)),
                (b"co64", _) => self.table.offsets = Some((child, 8)),
                (b"stsc", _) => self.table.runs = Some(child),
                _ => {}
            }
        }
    }

    fn header(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let at = if reader.some(atom.start, 1) == [1] { 88 } else { 76 };
        let bytes = reader.some(atom.start + at, 8);
        let whole = |at| u64::from(be16(bytes, at).unwrap_or(0));
        self.size = (whole(0), whole(4));
    }

    fn media_header(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let bytes = reader.some(atom.start, 32).to_vec();
        let mut fields = Fields(&bytes);
        let wide = if fields.uint(4).unwrap_or(0) >> 24 == 1 { 8 } else { 4 };
        let _times = (fields.uint(wide), fields.uint(wide));
        self.timescale = fields.uint(4).unwrap_or(0);
        self.duration = fields.uint(wide).unwrap_or(0);
    }

    /// QuickTime has a second handler, of the data, which does not count.
    fn handler(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let handler = reader.array::<4>(atom.start + 8).unwrap_or_default();
        if !matches!(&handler, b"alis" | b"url ") {
            self.handler = handler;
        }
    }

    /// The first sample entry: codec, then what pictures or sounds have (8.5.2; QuickTime's sound versions 1 and 2).
    fn description(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let Some(entry) = atom.children(reader, 8).first().copied() else { return };
        let bytes = reader.some(entry.start, 64).to_vec();
        let short = |at| u64::from(be16(&bytes, at).unwrap_or(0));
        self.codec = original_codec(reader, &entry).unwrap_or(entry.name);
        match &self.handler {
            b"vide" | b"pict" => self.coded_size = (short(24), short(26)),
            b"soun" if short(8) == 2 => {
                let rate = super::order::Order::Big.u64(&bytes, 32).map_or(0.0, f64::from_bits);
                self.sample_rate = if (1.0..1e7).contains(&rate) { rate as u64 } else { 0 };
                self.channels = u64::from(be32(&bytes, 40).unwrap_or(0));
            }
            b"soun" => (self.channels, self.sample_rate) = (short(16), short(24)),
            _ => {}
        }
    }

    fn times(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let content = atom.content(reader).unwrap_or_default();
        for run in content.get(8..).unwrap_or(&[]).chunks_exact(8) {
            let (count, ticks) = (be32(run, 0).unwrap_or(0), be32(run, 4).unwrap_or(0));
            self.samples = self.samples.saturating_add(count.into());
            self.ticks = self.ticks.saturating_add(u64::from(count).saturating_mul(ticks.into()));
        }
    }

    /// Seconds, from the media's own clock.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn seconds(&self) -> f64 {
        if self.duration == u64::from(u32::MAX) { 0.0 } else { self.duration as f64 / self.timescale as f64 }
    }

    /// States what it says: of pictures and sounds, the first track of each that has a codec.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn state(&self, anatomy: &mut Anatomy) {
        let is_picture = anatomy.media_type.as_str().starts_with("image/");
        match &self.handler {
            b"vide" | b"pict" => {
                let (width, height) = if self.size.0 > 0 && self.size.1 > 0 { self.size } else { self.coded_size };
                anatomy.state_size(width, height);
                if is_picture {
                    return;
                }
                self.state_codec(anatomy, Field::VideoCodec);
                let rate = self.samples as f64 * self.timescale as f64 / self.ticks as f64;
                anatomy.state_number(Field::FrameRate, (rate * 1000.0).round() / 1000.0);
            }
            b"soun" => {
                self.state_codec(anatomy, Field::AudioCodec);
                anatomy.state_count(Field::AudioChannels, self.channels);
                let rate = if self.sample_rate > 0 { self.sample_rate } else { self.timescale };
                anatomy.state_count(Field::SampleRate, rate);
            }
            _ => {}
        }
    }

    fn state_codec(&self, anatomy: &mut Anatomy, field: Field) {
        if self.codec != [0; 4] {
            anatomy.state(field, Value::text(code(self.codec)));
        }
    }

    /// Adds its chunks to the essence. False where a chunk is not wholly in the file or the tables contradict one
    /// another (then, as in ExifTool, nothing of the track counts).
    pub(super) fn add(&self, reader: &mut Reader<'_>, essence: &mut Essence) -> bool {
        if !matches!(&self.handler, b"vide" | b"soun") {
            return true;
        }
        let mut content = |atom: Option<Atom>| atom.and_then(|atom| atom.content(reader)).unwrap_or_default();
        let width = self.table.offsets.map_or(4, |(_, width)| width);
        let offsets = content(self.table.offsets.map(|(atom, _)| atom));
        let (runs, sizes) = (content(self.table.runs), content(self.table.sizes));
        let is_compact = self.table.sizes.is_some_and(|atom| atom.name == *b"stz2");
        let sizes = Sizes::new(&sizes, is_compact);
        match chunks(offsets.get(8..).unwrap_or(&[]), width, runs.get(8..).unwrap_or(&[]), sizes) {
            Some(chunks) => chunks.into_iter().fold(true, |is_whole, (start, end)| {
                essence.add(start, end.min(reader.len()));
                is_whole && end <= reader.len()
            }),
            None => false,
        }
    }
}

/// The codec that an encrypted entry hides: `sinf` and `frma` among its boxes (8.12).
fn original_codec(reader: &mut Reader<'_>, entry: &Atom) -> Option<[u8; 4]> {
    let skip = match &entry.name {
        b"encv" => 78,
        b"enca" => 28,
        _ => return None,
    };
    let sinf = entry.children(reader, skip).into_iter().find(|child| child.name == *b"sinf")?;
    let frma = sinf.children(reader, 0).into_iter().find(|child| child.name == *b"frma")?;
    reader.array(frma.start)
}

/// The sizes of samples, given one after another.
struct Sizes<'b> {
    constant: u64,
    left: u64,
    bits: usize,
    table: &'b [u8],
    at: usize,
}

impl<'b> Sizes<'b> {
    /// From the content of `stsz` or, where it is compact, `stz2`.
    fn new(content: &'b [u8], is_compact: bool) -> Sizes<'b> {
        let (size, count) = (be32(content, 4).unwrap_or(0), be32(content, 8).unwrap_or(0));
        let table = content.get(12..).unwrap_or(&[]);
        let bits = if is_compact { usize::try_from(size & 0xFF).unwrap_or(0).clamp(4, 16) } else { 32 };
        let constant = if is_compact { 0 } else { u64::from(size) };
        let held = table.len() as u64 * 8 / bits as u64;
        let left = if constant > 0 { u64::from(count) } else { u64::from(count).min(held) };
        Sizes { constant, left, bits, table, at: 0 }
    }

    /// The size of the next samples together.
    fn take(&mut self, count: u64) -> Option<u64> {
        self.left = self.left.checked_sub(count)?;
        if self.constant > 0 {
            return count.checked_mul(self.constant);
        }
        let mut sum = 0_u64;
        for _ in 0..count {
            sum += self.next()?;
        }
        Some(sum)
    }

    fn next(&mut self) -> Option<u64> {
        let index = self.at;
        self.at += 1;
        match self.bits {
            32 => be32(self.table, index * 4).map(u64::from),
            16 => be16(self.table, index * 2).map(u64::from),
            8 => self.table.get(index).map(|size| u64::from(*size)),
            _ => self
                .table
                .get(index / 2)
                .map(|two| u64::from(if index.is_multiple_of(2) { two >> 4 } else { two & 15 })),
        }
    }
}

/// Start and end of each chunk: offsets, runs of chunks with as many samples each (first chunk, samples, entry), and
/// the samples' sizes. None where they do not fit together.
fn chunks(offsets: &[u8], width: usize, runs: &[u8], mut sizes: Sizes<'_>) -> Option<Vec<(u64, u64)>> {
    let mut runs = runs.chunks_exact(12).filter_map(|run| Some((be32(run, 0)?, be32(run, 4)?))).peekable();
    let mut samples = 0;
    let mut found = Vec::new();
    for (offset, number) in offsets.chunks_exact(width).zip(1_u32..) {
        while let Some((_, count)) = runs.next_if(|(first, _)| *first <= number) {
            samples = count;
        }
        let start = Fields(offset).uint(width)?;
        let size = sizes.take(u64::from(samples))?;
        found.push((start, start.checked_add(size)?));
    }
    (sizes.left == 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{Sizes, chunks};

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    #[test]
    fn chunks_are_as_long_as_their_samples_together() {
        let sizes = numbers(&[0, 0, 5, 10, 20, 30, 40, 50]);
        let runs = numbers(&[1, 2, 1, 3, 1, 1]);
        let found = chunks(&numbers(&[100, 200, 300]), 4, &runs, Sizes::new(&sizes, false));
        assert_eq!(found, Some(vec![(100, 130), (200, 270), (300, 350)]));
    }

    #[test]
    fn equal_samples_need_no_table_however_many_there_are() {
        let sizes = numbers(&[0, 4, u32::MAX]);
        let runs = numbers(&[1, u32::MAX, 1]);
        let found = chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false));
        assert_eq!(found, Some(vec![(100, 100 + 4 * u64::from(u32::MAX))]));
    }

    #[test]
    fn tables_that_contradict_one_another_give_nothing() {
        let runs = numbers(&[1, 3, 1]);
        let sizes = numbers(&[0, 0, 2, 10, 20]);
        assert_eq!(chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false)), None);
        let sizes = numbers(&[0, 7, 4]);
        assert_eq!(chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false)), None);
    }
}
