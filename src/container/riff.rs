//! RIFF and RF64: WebP, WAV, AVI. Chunks, their metadata blocks and INFO texts, and the headers of sound and film.
//!
//! The essence is what ExifTool's ImageDataHash covers: WebP's picture chunks, WAV's `data` and AVI's `movi`, each
//! with the byte that pads it to an even size.
use super::anatomy::{Anatomy, BlockKind};
use super::broadcast::{self, Start};
use super::order::{le16, le32};
use super::plain::text;
use super::reader::{LARGEST_BLOCK, Reader};
use super::{thumbnail, wave};
use crate::asset::{Field, ProblemKind};

/// The most chunks walked on one level.
const MOST_CHUNKS: u32 = 100_000;

/// The most lists of texts read.
const MOST_LISTS: usize = 64;

/// A chunk's name, and where its content begins and ends.
#[derive(Clone, Copy, Debug)]
struct Chunk {
    name: [u8; 4],
    start: u64,
    end: u64,
}

/// What the chunks said so far that only counts together.
#[derive(Default)]
pub(super) struct Sound {
    /// Bytes a second, from `fmt `.
    pub(super) rate: u64,
    /// Samples, from `fact` or `ds64`.
    pub(super) samples: u64,
    /// Samples a second.
    pub(super) frequency: u64,
    /// Bytes of sound.
    pub(super) bytes: u64,
    /// The `data` chunk's real size where its own field is full (RF64).
    pub(super) long_data: Option<u64>,
    /// The kind of the stream whose header was read last.
    pub(super) stream: [u8; 4],
    /// Milliseconds that the frames of a WebP are shown.
    shown: u64,
    /// When the recording begins.
    pub(super) start: Start,
    /// The lists of texts: an ID3 tag, wherever it stands, is newer than they are and speaks first.
    infos: Vec<Chunk>,
}

impl Sound {
    /// Counts the sound of a file that is cut: what its header says, unless that is the size of a writer that never came
    /// back to it. A number of samples says more: sizes of 4 GiB and more have begun anew.
    fn claim(&mut self, chunk: Chunk, length: u64) {
        let size = chunk.end - chunk.start;
        let is_open = self.long_data.is_none() && size == u64::from(u32::MAX);
        if chunk.name == *b"data" && self.samples == 0 {
            self.bytes = self.bytes.saturating_add(if is_open { length.saturating_sub(chunk.start) } else { size });
        }
    }
}

/// Reads a RIFF or RF64 file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let form = reader.array::<12>(0).and_then(|head| head.last_chunk::<4>().copied()).unwrap_or_default();
    let mut sound = Sound::default();
    let cut = walk(reader, anatomy, &mut sound, form);
    for list in std::mem::take(&mut sound.infos) {
        info(reader, anatomy, list);
    }
    wave::duration(anatomy, &sound, form);
    broadcast::state_start(anatomy, &sound.start, sound.frequency);
    #[allow(clippy::cast_precision_loss)]
    if cut.is_none() {
        anatomy.state_showing(sound.shown as f64 / 1e3);
    }
    if cut.is_some() {
        anatomy.fault(ProblemKind::Truncated, "the file ends within a chunk");
    } else if form == *b"WEBP" && anatomy.essence.ranges.is_empty() {
        anatomy.fault(ProblemKind::Malformed, "there is no picture in the file");
    }
    anatomy.essence.vouch(cut != Some(Cut::Essence));
}

/// What a file that ends too early ends within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    /// The picture or the sound.
    Essence,
    /// Anything else.
    Other,
}

/// Walks the chunks of the file; says where one is not wholly in it.
fn walk(reader: &mut Reader<'_>, anatomy: &mut Anatomy, sound: &mut Sound, form: [u8; 4]) -> Option<Cut> {
    let mut at = 12_u64;
    for _ in 0..MOST_CHUNKS {
        let chunk = next(reader, at, sound)?;
        if chunk.name == *b"RIFF" {
            // A long AVI goes on in further RIFFs (OpenDML).
            at = chunk.start + 4;
            continue;
        }
        let padded = chunk.end + chunk.end % 2;
        if chunk.end == chunk.start {
            if chunk.name == [0; 4] {
                return None;
            }
            at = padded;
            continue;
        }
        let is_list = chunk.name == *b"LIST";
        let list: [u8; 4] = if is_list { reader.array(chunk.start).unwrap_or_default() } else { [0; 4] };
        let is_essence = is_essence(&chunk.name, &list);
        if is_essence {
            let start = if is_list { chunk.start + 4 } else { chunk.start };
            anatomy.essence.add(start, padded.min(reader.len()));
        }
        if chunk.end > reader.len() {
            sound.claim(chunk, reader.len());
            return Some(if is_essence { Cut::Essence } else { Cut::Other });
        }
        match &list {
            [0, 0, 0, 0] => content(reader, anatomy, sound, chunk, form),
            b"INFO" | b"exif" if sound.infos.len() < MOST_LISTS => sound.infos.push(chunk),
            b"hdrl" | b"strl" => wave::headers(reader, anatomy, sound, (chunk.start + 4, chunk.end), 3),
            _ => {}
        }
        at = padded;
    }
    None
}

fn next(reader: &mut Reader<'_>, at: u64, sound: &Sound) -> Option<Chunk> {
    let [n0, n1, n2, n3, size @ ..] = reader.array::<8>(at)?;
    let name = [n0, n1, n2, n3];
    let size = match (u32::from_le_bytes(size), sound.long_data) {
        (u32::MAX, Some(long)) if name == *b"data" => long,
        (size, _) => u64::from(size),
    };
    let start = at + 8;
    Some(Chunk { name, start, end: start.saturating_add(size) })
}

fn is_essence(name: &[u8; 4], list: &[u8; 4]) -> bool {
    matches!(name, b"VP8 " | b"VP8L" | b"ANIM" | b"ANMF" | b"ALPH" | b"data") || (name, list) == (b"LIST", b"movi")
}

/// Reads a chunk that is not a list.
fn content(reader: &mut Reader<'_>, anatomy: &mut Anatomy, sound: &mut Sound, chunk: Chunk, form: [u8; 4]) {
    let size = chunk.end - chunk.start;
    let kind = match &chunk.name {
        b"EXIF" => BlockKind::Exif,
        b"XMP " | b"_PMX" => BlockKind::Xmp,
        b"ICCP" => BlockKind::Icc,
        b"C2PA" => {
            anatomy.has_manifest = true;
            return;
        }
        b"VP8X" | b"VP8 " | b"VP8L" => return picture(reader, anatomy, chunk),
        // Position and size before, in three bytes each (RFC 9649, 2.7.1.1).
        b"ANMF" => {
            let [_, duration @ ..] = reader.array::<4>(chunk.start + 11).unwrap_or_default();
            sound.shown += duration.iter().rev().fold(0, |number, byte| (number << 8) | u64::from(*byte));
            return;
        }
        _ if form == *b"WEBP" => return,
        _ => return wave::chunk(reader, anatomy, sound, chunk.name, (chunk.start, chunk.end)),
    };
    if size > LARGEST_BLOCK {
        return anatomy.fault(ProblemKind::Limit, "a metadata block is larger than damson reads");
    }
    if let Some(data) = reader.copy(chunk.start, size) {
        if kind == BlockKind::Exif {
            thumbnail::exif(reader, anatomy, chunk.start);
        }
        let data = if kind == BlockKind::Exif { without_head(data) } else { data };
        anatomy.keep(kind, data);
    }
}

/// WebP's Exif begins with the TIFF header, but some writers put JPEG's `Exif\0\0` before it.
fn without_head(data: Vec<u8>) -> Vec<u8> {
    data.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec).unwrap_or(data)
}

/// The size of a WebP picture: the canvas where there is one, else the frame's (RFC 9649).
fn picture(reader: &mut Reader<'_>, anatomy: &mut Anatomy, chunk: Chunk) {
    let bytes = reader.some(chunk.start, 10).to_vec();
    let long = |at: usize| le32(&bytes, at).map_or(0, u64::from);
    let short = |at: usize| le16(&bytes, at).map_or(0, u64::from);
    let (width, height) = match &chunk.name {
        b"VP8X" => ((long(4) & 0xFF_FFFF) + 1, (long(6) >> 8) + 1),
        b"VP8 " if bytes.get(3..6) == Some(b"\x9d\x01\x2a") => (short(6) & 0x3FFF, short(8) & 0x3FFF),
        b"VP8L" if bytes.first() == Some(&0x2F) => ((long(1) & 0x3FFF) + 1, (long(1) >> 14 & 0x3FFF) + 1),
        _ => return,
    };
    anatomy.state_size(width, height);
    anatomy.state_count(Field::BitDepth, 8);
}

/// The texts of an INFO list (RIFF, "INFO List Chunk"), or of a camera's (Exif 2.32, 5.4).
fn info(reader: &mut Reader<'_>, anatomy: &mut Anatomy, list: Chunk) {
    let mut at = list.start + 4;
    while at + 8 <= list.end {
        let Some([n0, n1, n2, n3, size @ ..]) = reader.array::<8>(at) else { return };
        let (name, size) = ([n0, n1, n2, n3], u64::from(u32::from_le_bytes(size)));
        let start = at + 8;
        if size > list.end - start {
            return;
        }
        let data = reader.some(start, usize::try_from(size.min(64 * 1024)).unwrap_or(0)).to_vec();
        say(anatomy, name, &text(&data));
        at = start + size + size % 2;
    }
}

fn say(anatomy: &mut Anatomy, name: [u8; 4], text: &str) {
    let field = match &name {
        b"INAM" => Some(Field::Title),
        b"IART" => Some(Field::Creator),
        b"ICMT" => Some(Field::Description),
        b"ICOP" => Some(Field::CopyrightNotice),
        b"ecor" => Some(Field::CameraMake),
        b"emdl" => Some(Field::CameraModel),
        b"ISFT" => Some(Field::Software),
        b"IKEY" => {
            return anatomy.state_texts("IKEY", Some(Field::Keywords), text.split([';', ',']));
        }
        b"ICRD" => return anatomy.state_date("ICRD", text),
        _ => None,
    };
    anatomy.state_text(super::plain::code(name), field, text);
}
