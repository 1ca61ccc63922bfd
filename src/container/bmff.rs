//! ISO base media (ISO/IEC 14496-12) and QuickTime: HEIF, AVIF, MP4, MOV, M4A, 3GP and Canon's CR3. The boxes at the
//! top, and which of them is whose affair: items, tracks, user data.
use super::anatomy::{Anatomy, BlockKind, Essence};
use super::boxes::{Atom, Fields, atoms};
use super::condense::condense;
use super::fragment::Extension;
use super::ifd::Stream;
use super::reader::Reader;
use super::track::Track;
use super::{items, preview, provenance, userdata};
use crate::asset::{Date, Field, MediaType, ProblemKind, Value};

pub(super) const XMP: [u8; 16] = *b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
const CANON: [u8; 16] = *b"\x85\xc0\xb6\x87\x82\x0f\x11\xe0\x81\x11\xf4\xce\x46\x2b\x6a\x48";
const CANON_PREVIEW: [u8; 16] = *b"\xea\xf4\x2b\x5e\x1c\x98\x4b\x88\xb9\xfb\xb7\xdc\x40\x6e\x4d\x16";
const CR3: &str = "image/x-canon-cr3";
/// Seconds from 1904, where ISO's clock begins, to 1970.
const TO_1970: u64 = (66 * 365 + 17) * 24 * 3600;
/// The most tracks read of one file.
const MOST_TRACKS: usize = 256;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let (top, is_whole) = atoms(reader, 0, reader.len());
    let has = |name: &[u8; 4]| top.iter().any(|atom| atom.name == *name);
    for atom in &top {
        match &atom.name {
            b"moov" => film(reader, anatomy, atom, &top),
            b"meta" => meta(reader, anatomy, atom),
            b"uuid" => extension(reader, anatomy, atom),
            b"udta" => userdata::examine(reader, anatomy, atom),
            _ => {}
        }
    }
    // What has no name in letters is no box but something that was appended.
    let is_cut = top.last().is_some_and(|atom| atom.is_cut && atom.name.iter().all(u8::is_ascii_graphic));
    if is_cut && !has(b"moov") && !has(b"meta") {
        anatomy.fault(ProblemKind::Truncated, "the file ends before its index");
    } else if is_cut {
        anatomy.fault(ProblemKind::Truncated, "the file ends within a box");
    } else if !is_whole && !has(b"moov") && !has(b"meta") {
        anatomy.fault(ProblemKind::Malformed, "a box has an impossible size");
    }
    if has(b"moof") {
        fragmented(anatomy, &top, is_whole && !is_cut);
    }
}

/// What fragments hold is not in the tables: where those are empty, the essence, in damson's own definition, is all
/// media data of the file.
fn fragmented(anatomy: &mut Anatomy, top: &[Atom], is_whole: bool) {
    let is_all = anatomy.essence.ranges.is_empty();
    if is_all {
        top.iter().filter(|atom| atom.name == *b"mdat").for_each(|atom| anatomy.essence.add(atom.start, atom.end));
    }
    anatomy.essence.vouch(is_all && is_whole);
}

fn extension(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    match reader.array(atom.start) {
        Some(XMP) => {}
        Some(provenance::BOX) => {
            anatomy.has_manifest = true;
            return;
        }
        Some(CANON_PREVIEW) => {
            // Two numbers stand before the box.
            return atom.children(reader, 24).iter().for_each(|child| locate_boxed(reader, anatomy, child));
        }
        _ => return,
    }
    match reader.copy(atom.start + 16, atom.size().saturating_sub(16)).filter(|_| !atom.is_cut) {
        Some(packet) => anatomy.keep(BlockKind::Xmp, packet),
        None => anatomy.fault(ProblemKind::Truncated, "the file ends within its XMP packet"),
    }
}

/// A `meta` box: items where it locates any, else a list of texts.
fn meta(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    let children = atom.children(reader, 4);
    if children.iter().any(|child| matches!(&child.name, b"iloc" | b"iinf")) {
        items::examine(reader, anatomy, &children);
        anatomy.essence.is_whole &= !atom.is_cut;
    } else {
        userdata::list(reader, anatomy, atom);
    }
}

/// The `moov` box.
fn film(reader: &mut Reader<'_>, anatomy: &mut Anatomy, moov: &Atom, top: &[Atom]) {
    let children = moov.children(reader, 0);
    let (mut tracks, mut extension) = (Vec::new(), Extension::default());
    for child in &children {
        match &child.name {
            b"trak" if tracks.len() < MOST_TRACKS => tracks.push(Track::read(reader, child)),
            b"udta" => userdata::examine(reader, anatomy, child),
            b"meta" => meta(reader, anatomy, child),
            b"uuid" if reader.array(child.start) == Some(CANON) => canon(reader, anatomy, child),
            b"uuid" => self::extension(reader, anatomy, child),
            b"mvex" => extension = Extension::read(reader, child),
            _ => {}
        }
    }
    let fragments: Vec<&Atom> = top.iter().filter(|atom| atom.name == *b"moof").collect();
    for share in extension.shares(reader, &fragments) {
        let of_share = tracks.iter_mut().filter(|track: &&mut Track| track.id == share.track);
        of_share.take(1).for_each(|track| track.add_fragment(share.samples, share.ticks));
    }
    if anatomy.media_type.as_str() == CR3 {
        tracks.iter().for_each(|track| locate_picture(reader, anatomy, track));
    }
    let mut is_whole = true;
    for track in &tracks {
        is_whole &= track.add(reader, &mut anatomy.essence);
        track.state(anatomy);
        if let Some(label) = track.start_timecode(reader) {
            anatomy.state(Field::StartTimecode, Value::text(label));
        }
    }
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "samples lie beyond the end of the file, or their tables are damaged");
    }
    anatomy.essence.vouch(is_whole && !moov.is_cut);
    state_type(anatomy, &tracks);
    if let Some(header) = children.iter().find(|child| child.name == *b"mvhd") {
        let whole = if fragments.is_empty() { 0 } else { extension.duration };
        state_header(reader, anatomy, header, &tracks, whole);
    }
}

/// An MP4 that has sound and no pictures is sound, whatever its brand says.
fn state_type(anatomy: &mut Anatomy, tracks: &[Track]) {
    let has = |handler: &[u8; 4]| tracks.iter().any(|track| track.handler == *handler);
    if anatomy.media_type.as_str() == "video/mp4" && has(b"soun") && !has(b"vide") {
        anatomy.media_type = MediaType::of("audio/mp4");
    }
}

/// Duration, and when it was made: UTC by the standard. How long a sequence of pictures lasts stands beside the fields, since
/// what most readers show of it is one picture; the film of a CR3 has no time.
#[allow(clippy::cast_precision_loss)]
fn state_header(reader: &mut Reader<'_>, anatomy: &mut Anatomy, header: &Atom, tracks: &[Track], fragments: u64) {
    let bytes = reader.some(header.start, 32).to_vec();
    let mut fields = Fields(&bytes);
    let wide = if fields.uint(4).unwrap_or(0) >> 24 == 1 { 8 } else { 4 };
    let (made, _) = (fields.uint(wide).unwrap_or(0), fields.uint(wide));
    let (timescale, duration) = (fields.uint(4).unwrap_or(0), fields.uint(wide).unwrap_or(0));
    // Writers that count from 1970 give dates before it.
    let seconds = made.checked_sub(TO_1970).unwrap_or(made);
    if let Ok(seconds @ 1..=253_402_300_799) = i64::try_from(seconds) {
        anatomy.state_moment("mvhd:creation_time", Date::from_unix(seconds));
    }
    if anatomy.media_type.as_str() == CR3 {
        return;
    }
    let longest = |seconds: fn(&Track) -> f64| {
        tracks.iter().map(seconds).filter(|seconds| seconds.is_finite()).fold(0.0, f64::max)
    };
    let is_known = |ticks: u64| ticks != 0 && ticks != u64::from(u32::MAX) && ticks != u64::MAX;
    let seconds = match (is_known(duration), is_known(fragments)) {
        (true, _) => duration as f64 / timescale as f64,
        (false, true) => fragments as f64 / timescale as f64,
        (false, false) => longest(Track::seconds).max(longest(Track::sampled_seconds)),
    };
    match anatomy.media_type.as_str().starts_with("image/") {
        true => anatomy.state_showing(seconds),
        false => anatomy.state_number(Field::Duration, seconds),
    }
}

/// A track of a CR3 is one picture: the first is the JPEG that the camera developed.
fn locate_picture(reader: &mut Reader<'_>, anatomy: &mut Anatomy, track: &Track) {
    let mut picture = Essence::default();
    if track.add(reader, &mut picture)
        && let [range] = &picture.ranges[..]
    {
        preview::locate(reader, anatomy, range.start, range.end - range.start);
    }
}

/// A JPEG in a box of Canon's, after 16 bytes of version, dimensions and size: `THMB` counts its size in bytes 8 to 11,
/// `PRVW` in bytes 12 to 15.
fn locate_boxed(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    const HEADER: u64 = 16;
    let size_at = match &atom.name {
        b"THMB" => 8,
        b"PRVW" => 12,
        _ => return,
    };
    let size = reader.array(atom.start + size_at).map_or(0, u32::from_be_bytes);
    if u64::from(size) + HEADER <= atom.size() {
        preview::locate(reader, anatomy, atom.start + HEADER, size.into());
    }
}

/// Canon's CR3: four TIFF streams, of which the first is the main directory, the second Exif's, the third the maker's note
/// and the fourth GPS's. All but the note become one stream, as everybody else writes it.
fn canon(reader: &mut Reader<'_>, anatomy: &mut Anatomy, atom: &Atom) {
    let children = atom.children(reader, 16);
    children.iter().for_each(|child| locate_boxed(reader, anatomy, child));
    let mut root = |name: &[u8; 4]| {
        let child = children.iter().find(|child| child.name == *name)?;
        let (stream, first) = Stream::open(reader, child.start)?;
        Some((stream, stream.directory(reader, first)?))
    };
    let (main, exif, note, gps) = (root(b"CMT1"), root(b"CMT2"), root(b"CMT3"), root(b"CMT4"));
    let Some((stream, main)) = main else { return };
    let exif = exif.as_ref().map(|(stream, directory)| (*stream, directory));
    let gps = gps.as_ref().map(|(stream, directory)| (*stream, directory));
    let joined = condense(reader, (stream, &main), exif, gps);
    anatomy.keep(BlockKind::Exif, joined);
    if let Some((stream, note)) = note {
        let records = condense(reader, (stream, &note), None, None);
        anatomy.keep(BlockKind::CanonRecords, records);
    }
}
