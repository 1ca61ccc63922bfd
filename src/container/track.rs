//! A track of a film or sound (ISO/IEC 14496-12, 8.3 to 8.7): its codec, size, rates, and where its samples are.
//!
//! The essence is what ExifTool's ImageDataHash covers: the chunks of picture and sound tracks, track by track.
use super::anatomy::{Anatomy, Essence};
use super::boxes::{Atom, Fields};
use super::order::{Order, be16, be32};
use super::plain::code;
use super::reader::Reader;
use super::samples::{Sizes, chunks};
use super::timecode;
use crate::asset::{Field, Value};

/// What a track says of itself.
#[derive(Debug, Default)]
pub(super) struct Track {
    /// `vide`, `soun`, or what else its media handler is.
    pub(super) handler: [u8; 4],
    /// Its number, by which fragments name it.
    pub(super) id: u32,
    /// Ticks a second of its clock.
    pub(super) timescale: u64,
    size: (u64, u64),
    /// Degrees by which the picture is turned clockwise for display.
    turned: i64,
    duration: u64,
    codec: [u8; 4],
    coded_size: (u64, u64),
    channels: u64,
    sample_rate: u64,
    samples: u64,
    ticks: u64,
    counted: Option<Counted>,
    table: Table,
}

/// How the numbers of a time code track are to be read (QuickTime File Format, "Timecode Sample Description").
#[derive(Clone, Copy, Debug)]
struct Counted {
    base: u64,
    is_dropped: bool,
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

    /// Number, matrix and size; with long times everything behind them stands further back (8.3.2).
    fn header(&mut self, reader: &mut Reader<'_>, atom: &Atom) {
        let (id, matrix) = if reader.some(atom.start, 1) == [1] { (20, 52) } else { (12, 40) };
        self.id = reader.array(atom.start + id).map_or(0, u32::from_be_bytes);
        let bytes = reader.some(atom.start + matrix, 44);
        let whole = |at| u64::from(be16(bytes, at).unwrap_or(0));
        self.size = (whole(36), whole(40));
        let part = |at| be32(bytes, at).map_or(0.0, |number| f64::from(number.cast_signed()));
        #[allow(clippy::cast_possible_truncation)]
        let degrees = part(4).atan2(part(0)).to_degrees().round() as i64;
        self.turned = degrees.rem_euclid(360);
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
                let rate = Order::Big.u64(&bytes, 32).map_or(0.0, f64::from_bits);
                self.sample_rate = if (1.0..1e7).contains(&rate) { rate as u64 } else { 0 };
                self.channels = u64::from(be32(&bytes, 40).unwrap_or(0));
            }
            b"soun" => (self.channels, self.sample_rate) = (short(16), short(24)),
            b"tmcd" => {
                let is_dropped = be32(&bytes, 12).unwrap_or(0) & 1 == 1;
                self.counted = bytes.get(24).map(|base| Counted { base: u64::from(*base), is_dropped });
            }
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

    /// Adds samples that lie in fragments.
    pub(super) fn add_fragment(&mut self, samples: u64, ticks: u64) {
        self.samples = self.samples.saturating_add(samples);
        self.ticks = self.ticks.saturating_add(ticks);
    }

    /// Seconds of its samples together.
    #[allow(clippy::cast_precision_loss)]
    pub(super) fn sampled_seconds(&self) -> f64 {
        self.ticks as f64 / self.timescale as f64
    }

    /// The number in a time code track's first sample, as editors write it.
    pub(super) fn start_timecode(&self, reader: &mut Reader<'_>) -> Option<String> {
        let counted = self.counted?;
        let (offsets, width) = self.table.offsets?;
        let at = Fields(reader.exact(offsets.start + 8, width)?).uint(width)?;
        let frame = u32::from_be_bytes(reader.array(at)?);
        timecode::label(frame.into(), counted.base, counted.is_dropped)
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
                if self.turned != 0 {
                    anatomy.state_aside("Rotation", Value::Integer(self.turned));
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
