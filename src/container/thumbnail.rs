//! Previews that TIFF directories point to: the thumbnail of an Exif block, the small pictures of TIFF files and raws,
//! those in makers' notes, and CIPA's multi-picture index (DC-007). Places only; what lies there `preview` looks at.
//!
//! A preview that a raw keeps in a note is found like a JPEG's. Tag numbers of notes are those of ExifTool's tables.
use super::anatomy::Anatomy;
use super::ifd::{Directory, Entry, Stream};
use super::note::{HEAD, Maker, Note};
use super::order::Order;
use super::pages::{Page, Place};
use super::preview::locate;
use super::reader::Reader;

const EXIF: u16 = 0x8769;
const MAKER_NOTE: u16 = 0x927C;
const MAKE: u16 = 0x10F;
const STRIPS: (u16, u16) = (0x111, 0x117);
const EMBEDDED: (u16, u16) = (0x201, 0x202);
const TABLES: u16 = 0x15B;
/// The most pictures of a multi-picture index.
const MOST_PICTURES: u64 = 32;

/// Locates the thumbnail and the note's previews of the Exif block at `at`, with or without JPEG's head.
pub(super) fn exif(reader: &mut Reader<'_>, anatomy: &mut Anatomy, at: u64) {
    let base = if reader.some(at, 6) == b"Exif\0\0" { at.saturating_add(6) } else { at };
    let Some((stream, first)) = Stream::open(reader, base).filter(|(stream, _)| !stream.is_big) else { return };
    let Some(main) = stream.directory(reader, first) else { return };
    note(reader, anatomy, stream, &main);
    if main.next > 0
        && let Some(second) = stream.directory(reader, main.next)
    {
        pair(reader, anatomy, stream, &second, EMBEDDED);
    }
}

/// Locates the previews of a TIFF file or a raw in its directories and in the note.
pub(super) fn pages(reader: &mut Reader<'_>, anatomy: &mut Anatomy, stream: Stream, pages: &[Page]) {
    for page in pages {
        pair(reader, anatomy, stream, &page.directory, EMBEDDED);
        let is_small =
            page.subfile.is_some_and(|kind| kind & 1 == 1) || page.place == Place::Main(0) && is_cr2(anatomy);
        // Strips that share tables with others, and tiles, are no files of their own.
        if is_small && matches!(page.compression, Some(6 | 7)) && page.directory.entry(TABLES).is_none() {
            pair(reader, anatomy, stream, &page.directory, STRIPS);
        }
    }
    if let Some(main) = pages.iter().find(|page| page.place == Place::Main(0)) {
        note(reader, anatomy, stream, &main.directory);
    }
}

fn is_cr2(anatomy: &Anatomy) -> bool {
    anatomy.media_type.as_str() == "image/x-canon-cr2"
}

/// Locates what a tag for an offset and one for a size say, where each has one number.
fn pair(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    stream: Stream,
    directory: &Directory,
    (offset, size): (u16, u16),
) {
    let mut single = |tag| {
        let entry = directory.entry(tag).filter(|entry| entry.count == 1)?;
        stream.number(reader, entry)
    };
    if let (Some(offset), Some(size)) = (single(offset), single(size)) {
        locate(reader, anatomy, stream.base.saturating_add(offset), size);
    }
}

/// Locates the previews of the note that a main directory leads to.
fn note(reader: &mut Reader<'_>, anatomy: &mut Anatomy, stream: Stream, main: &Directory) {
    let Some(entry) = note_entry(reader, stream, main) else { return };
    let make = stream.text(reader, main, MAKE);
    let head = reader.some(entry.at, HEAD.min(usize::try_from(entry.size()).unwrap_or(HEAD))).to_vec();
    let tail = reader.array::<8>(entry.end().saturating_sub(8)).unwrap_or_default();
    let at = entry.at.saturating_sub(stream.base);
    let Some(note) = Note::of(&head, tail, at, &make, stream.order == Order::Little) else { return };
    let order = if note.is_little { Order::Little } else { Order::Big };
    let Some(base) = stream.base.checked_add_signed(note.base) else { return };
    let own = Stream { order, is_big: false, base };
    let start = stream.base.saturating_add(note.directory);
    if let Some(directory) = own.directory(reader, start).filter(|directory| directory.entries.len() < 1000) {
        note_previews(reader, anatomy, note.maker, own, &directory);
    }
}

fn note_entry(reader: &mut Reader<'_>, stream: Stream, main: &Directory) -> Option<Entry> {
    let find = |directory: &Directory| directory.entry(MAKER_NOTE).copied().filter(|entry| entry.size() >= 16);
    find(main).or_else(|| {
        let offset = stream.tag(reader, main, EXIF)?;
        find(&stream.directory(reader, stream.base.saturating_add(offset))?)
    })
}

/// What each maker puts where: pairs of an offset and a size, whole pictures as values, directories below.
fn note_previews(reader: &mut Reader<'_>, anatomy: &mut Anatomy, maker: Maker, stream: Stream, directory: &Directory) {
    let (pairs, values): (&[(u16, u16)], &[u16]) = match maker {
        Maker::Canon => return canon(reader, anatomy, stream, directory),
        Maker::Nikon => return below(reader, anatomy, stream, directory, (0x11, EMBEDDED)),
        Maker::Samsung => return below(reader, anatomy, stream, directory, (0x35, EMBEDDED)),
        Maker::Olympus => {
            below(reader, anatomy, stream, directory, (0x2020, (0x101, 0x102)));
            (&[(0x88, 0x89), (0x1036, 0x1037)], &[0x100])
        }
        Maker::Pentax => (&[(0x4, 0x3)], &[]),
        Maker::Casio => (&[(0x4, 0x3)], &[0x2000]),
        Maker::Minolta => (&[(0x88, 0x89)], &[0x81]),
        Maker::Sony => (&[], &[0x2001]),
        Maker::Sigma => (&[(0x1C, 0x1D)], &[]),
        Maker::Leica => (&[], &[0x300]),
        Maker::Apple | Maker::Fujifilm | Maker::Kodak | Maker::NikonFirst | Maker::Panasonic | Maker::Ricoh => return,
    };
    for tags in pairs {
        pair(reader, anatomy, stream, directory, *tags);
    }
    for entry in values.iter().filter_map(|tag| directory.entry(*tag)) {
        locate(reader, anatomy, entry.at, entry.size());
    }
}

/// A directory that an entry points to or, in older notes, is.
fn below(
    reader: &mut Reader<'_>,
    anatomy: &mut Anatomy,
    stream: Stream,
    directory: &Directory,
    (tag, tags): (u16, (u16, u16)),
) {
    let Some(entry) = directory.entry(tag) else { return };
    let at = match entry.size() {
        4 => stream.number(reader, entry).map(|offset| stream.base.saturating_add(offset)),
        _ => Some(entry.at),
    };
    if let Some(child) = at.and_then(|at| stream.directory(reader, at)) {
        pair(reader, anatomy, stream, &child, tags);
    }
}

/// Canon's array of a preview's quality, size, width, height and place.
fn canon(reader: &mut Reader<'_>, anatomy: &mut Anatomy, stream: Stream, directory: &Directory) {
    let Some(entry) = directory.entry(0xB6) else { return };
    if let [_, _, size, _, _, offset, ..] = stream.numbers(reader, entry, 6)[..] {
        locate(reader, anatomy, stream.base.saturating_add(offset), size);
    }
}

/// Locates the large thumbnails that a multi-picture index at `base` names. Its other pictures are none of the essence:
/// second views, disparity and gain maps.
pub(super) fn multi_picture(reader: &mut Reader<'_>, anatomy: &mut Anatomy, base: u64) {
    const PICTURES: u16 = 0xB002;
    const IS_LARGE_THUMBNAIL: u32 = 0x01;
    let found = Stream::open(reader, base).and_then(|(stream, first)| {
        let directory = stream.directory(reader, first)?;
        let entry = directory.entry(PICTURES).copied()?;
        let size = entry.size().min(MOST_PICTURES * 16);
        Some((stream.order, reader.some(entry.at, usize::try_from(size).ok()?).to_vec()))
    });
    let Some((order, pictures)) = found else { return };
    for picture in pictures.chunks_exact(16) {
        let number = |at| order.u32(picture, at).unwrap_or(0);
        let (kind, size, offset) = (number(0) >> 16 & 0xFF, number(4), number(8));
        if kind == IS_LARGE_THUMBNAIL && offset > 0 {
            locate(reader, anatomy, base.saturating_add(offset.into()), size.into());
        }
    }
}

#[cfg(test)]
mod tests;
