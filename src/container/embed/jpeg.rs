//! New blocks into JPEG's application segments: Exif in APP1, XMP in APP1, IIM among Photoshop's resources in APP13.
//! A block takes the place of the old one; new ones stand behind JFIF's segments: Exif, XMP, resources, in this order.
//!
//! What counts offsets through the file is put right (the multi-picture index) or must stay true (Exif that leads
//! behind its segment); trailers stay, as all that is known of theirs counts from the end of the file.
use super::super::anatomy::{Anatomy, BlockKind};
use super::super::joined::named;
use super::super::jpeg::{EXIF, EXTENSION, MPF, PHOTOSHOP, PHOTOSHOP_2, XMP, marker, unmarked_packet};
use super::super::reader::{LARGEST_BLOCK, Reader};
use super::changes::{Changes, Places};
use super::{Wanted, extended, multi_picture, reach, unsupported};
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

/// The most bytes of a segment's content: its length counts itself (T.81, B.1.1.4).
const LARGEST: usize = 65_533;
/// The most bytes of an extension in one segment.
const LARGEST_PART: usize = 65_400;
/// The most segments before the first scan; `examine` passes more, but nobody writes them.
const MOST_SEGMENTS: usize = 100_000;

/// A segment before the first scan.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    /// From its marker to its end.
    pub(super) range: Range<u64>,
    /// Its content.
    pub(super) content: Range<u64>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Jfif,
    Exif,
    Xmp,
    Extension,
    Resources,
    OldResources,
    MultiPicture,
    Other,
}

/// The changes of the segments.
pub(super) fn changes(reader: &mut Reader<'_>, before: &Anatomy, wanted: &mut Wanted) -> Result<Changes, Problem> {
    let segments = Segments(segments(reader)?);
    let mut changes = Changes::default();
    // Behind what each block stands that has no place yet.
    let behind = segments.head();
    if let Some(exif) = &wanted.exif {
        put(&mut changes, &segments.of(&[Kind::Exif]), behind, exif_segment(exif)?);
    }
    let behind = segments.end_of(&[Kind::Exif], behind);
    if let Some(packet) = wanted.xmp.take() {
        let Packet { main, extension, replaces } = Packet::of(before, packet)?;
        put(&mut changes, &segments.of(replaces), behind, packet_segments(&main, extension.as_deref())?);
        (wanted.xmp, wanted.extension) = (Some(main), extension);
    }
    let behind = segments.end_of(&[Kind::Xmp, Kind::Extension], behind);
    if wanted.iim.is_some() || wanted.digest.is_some() {
        let new = resource_segments(reader, &segments, wanted)?;
        put(&mut changes, &segments.of(&[Kind::Resources]), behind, new);
    }
    settle(reader, &segments, wanted.exif.as_deref(), &mut changes)?;
    Ok(changes)
}

struct Segments(Vec<Segment>);

impl Segments {
    fn of(&self, kinds: &[Kind]) -> Vec<&Segment> {
        self.0.iter().filter(|segment| kinds.contains(&segment.kind)).collect()
    }

    /// Where the segments end that stand before all others by their own standard.
    fn head(&self) -> u64 {
        let head = self.0.iter().take_while(|segment| segment.kind == Kind::Jfif);
        head.last().map_or(2, |last| last.range.end)
    }

    /// Where the last one of some kinds ends.
    fn end_of(&self, kinds: &[Kind], otherwise: u64) -> u64 {
        self.of(kinds).last().map_or(otherwise, |last| last.range.end)
    }
}

/// The segments before the first scan, as `examine` meets them.
fn segments(reader: &mut Reader<'_>) -> Result<Vec<Segment>, Problem> {
    let broken = || Problem::new(ProblemKind::Malformed, "the segments of the JPEG cannot be followed to its picture");
    let (mut found, mut at) = (Vec::new(), 2);
    while found.len() < MOST_SEGMENTS {
        let (code, after) = marker(reader, at).ok_or_else(broken)?;
        at = match code {
            0xD9 => return Err(broken()),
            0xDA => return Ok(found),
            0x00 | 0x01 | 0xD0..=0xD8 => after,
            _ => {
                let length = reader.array(after).map_or(0, u16::from_be_bytes);
                let content = after + 2..after + u64::from(length);
                let bytes = reader.exact(content.start, usize::from(length).checked_sub(2).ok_or_else(broken)?);
                let kind = kind(code, bytes.ok_or_else(broken)?);
                found.push(Segment { range: after - 2..content.end, content: content.clone(), kind });
                content.end
            }
        };
    }
    Err(broken())
}

fn kind(code: u8, content: &[u8]) -> Kind {
    match code {
        0xE0 => Kind::Jfif,
        0xE1 if content.starts_with(EXIF) && content.len() > EXIF.len() => Kind::Exif,
        0xE1 if content.starts_with(XMP) => Kind::Xmp,
        0xE1 if content.starts_with(EXTENSION) => Kind::Extension,
        0xE1 if unmarked_packet(content).is_some() => Kind::Xmp,
        0xE2 if content.starts_with(MPF) => Kind::MultiPicture,
        0xED if content.starts_with(PHOTOSHOP) => Kind::Resources,
        0xED if content.starts_with(PHOTOSHOP_2) => Kind::OldResources,
        _ => Kind::Other,
    }
}

/// Puts bytes in the place of the first of some segments and takes the others away; where there is none, at an offset.
fn put(changes: &mut Changes, old: &[&Segment], behind: u64, bytes: Vec<u8>) {
    let [first, rest @ ..] = old else { return changes.insert(behind, bytes) };
    changes.replace(first.range.clone(), bytes);
    rest.iter().for_each(|segment| changes.replace(segment.range.clone(), Vec::new()));
}

fn segment(out: &mut Vec<u8>, code: u8, parts: &[&[u8]]) -> Result<(), Problem> {
    let size = parts.iter().map(|part| part.len()).sum::<usize>();
    let length = u16::try_from(size + 2)
        .map_err(|_| Problem::new(ProblemKind::Limit, "the block is too large for a JPEG segment"))?;
    out.extend_from_slice(&[0xFF, code]);
    out.extend_from_slice(&length.to_be_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(())
}

fn exif_segment(exif: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    if !exif.is_empty() {
        segment(&mut out, 0xE1, &[b"Exif\0\0", exif])?;
    }
    Ok(out)
}

/// A packet in a segment, and behind it an extension in as many as it needs: GUID, full length, offset, data.
fn packet_segments(packet: &[u8], extension: Option<&[u8]>) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::new();
    if !packet.is_empty() {
        segment(&mut out, 0xE1, &[XMP, packet])?;
    }
    let extension = extension.unwrap_or_default();
    let too_large = |_| Problem::new(ProblemKind::Limit, "the XMP packet is too large for a JPEG");
    let length = u32::try_from(extension.len()).map_err(too_large)?.to_be_bytes();
    let guid = extended::guid(extension);
    for (part, offset) in extension.chunks(LARGEST_PART).zip((0_u32..).step_by(LARGEST_PART)) {
        segment(&mut out, 0xE1, &[EXTENSION, guid.as_bytes(), &length, &offset.to_be_bytes(), part])?;
    }
    Ok(out)
}

/// A packet as it is written.
struct Packet {
    main: Vec<u8>,
    /// None leaves the extension that is there.
    extension: Option<Vec<u8>>,
    /// The segments whose place it takes.
    replaces: &'static [Kind],
}

impl Packet {
    /// An extension of the file that the packet names stays as it is, any other goes; a packet that is too large gets one.
    fn of(before: &Anatomy, packet: Vec<u8>) -> Result<Packet, Problem> {
        let blocks = |kind| before.blocks.iter().filter(move |block| block.kind == kind);
        let old = blocks(BlockKind::Xmp).find_map(|block| named(&block.data));
        let has_extension = blocks(BlockKind::ExtendedXmp).count() > 0;
        let both: &[Kind] = &[Kind::Xmp, Kind::Extension];
        match named(&packet) {
            Some(new) if has_extension && old == Some(new) => {
                Ok(Packet { main: packet, extension: None, replaces: &[Kind::Xmp] })
            }
            Some(_) => Err(Problem::new(
                ProblemKind::Invalid,
                "the new XMP packet names an extension that the file does not have",
            )),
            None if packet.len() <= LARGEST - XMP.len() => {
                Ok(Packet { main: packet, extension: Some(Vec::new()), replaces: both })
            }
            None => {
                let unsafe_to = || Problem::new(ProblemKind::Limit, "the XMP packet is too large for a JPEG segment");
                let split = extended::split(&packet, LARGEST - XMP.len()).ok_or_else(unsafe_to)?;
                Ok(Packet { main: split.packet, extension: Some(split.extension), replaces: both })
            }
        }
    }
}

/// The resources of all segments with the wanted blocks, in as many segments as they need.
fn resource_segments(reader: &mut Reader<'_>, segments: &Segments, wanted: &Wanted) -> Result<Vec<u8>, Problem> {
    if !segments.of(&[Kind::OldResources]).is_empty() {
        return Err(unsupported("Photoshop 2.5 wrote the resources of the file; damson does not write its form"));
    }
    let mut joined = Vec::new();
    for segment in segments.of(&[Kind::Resources]) {
        let bytes = reader.copy(segment.content.start, segment.content.end - segment.content.start);
        joined.extend_from_slice(bytes.as_deref().and_then(|bytes| bytes.strip_prefix(PHOTOSHOP)).unwrap_or(&[]));
        if joined.len() as u64 > LARGEST_BLOCK {
            return Err(Problem::new(ProblemKind::Limit, "the Photoshop resources are larger than damson reads"));
        }
    }
    let new = wanted.resources(&joined)?;
    let mut out = Vec::new();
    for part in new.chunks(LARGEST - PHOTOSHOP.len()) {
        segment(&mut out, 0xED, &[PHOTOSHOP, part])?;
    }
    Ok(out)
}

/// Holds that whatever the Exif block says to be behind it, in the file, is there still: at `new`, where the old block or a
/// new one in its place then begins.
fn hold_reach(
    reader: &mut Reader<'_>,
    exif: Option<&[u8]>,
    old: &Range<u64>,
    new: Option<u64>,
    places: &Places,
) -> Result<(), Problem> {
    let offsets = match &exif {
        Some(exif) => reach::outside(&mut Reader::new(exif), &(0..exif.len() as u64)),
        None => reach::outside(reader, old),
    };
    let is_kept = |offset: u64| {
        let at = old.start.saturating_add(offset);
        at >= reader.len() || places.at(at).zip(new).is_some_and(|(at, new)| at == new.saturating_add(offset))
    };
    match offsets.into_iter().all(is_kept) {
        true => Ok(()),
        false => Err(unsupported("the camera kept something behind the Exif block that would be moved away from it")),
    }
}

/// Puts right what counts offsets over changed bytes, and refuses where something does that cannot be.
fn settle(
    reader: &mut Reader<'_>,
    segments: &Segments,
    exif: Option<&[u8]>,
    changes: &mut Changes,
) -> Result<(), Problem> {
    let length = reader.len();
    let places = Places::of(&changes.pieces(length)?);
    let old = segments.of(&[Kind::Exif]);
    if let (Some(first), Some(last)) = (old.first(), old.last()) {
        let block = first.content.start + 6..last.content.end;
        let new = changes.moved(first.range.start).map(|at| at + block.start - first.range.start);
        hold_reach(reader, exif, &block, new, &places)?;
    }
    if reader.some(length.saturating_sub(12), 4).starts_with(b"AXS") && places.end(length) != Some(length) {
        return Err(unsupported("the file ends with an AFCP trailer, which counts offsets from the head of the file"));
    }
    match segments.of(&[Kind::MultiPicture])[..] {
        [] => Ok(()),
        [index] => multi_picture::follow(reader, index, &places, changes),
        [_, _, ..] => Err(unsupported("the file has several multi-picture indexes")),
    }
}

#[cfg(test)]
mod tests;
