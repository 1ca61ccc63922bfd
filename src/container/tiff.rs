//! TIFF, BigTIFF and the raw formats built on them: what kind it is, its picture's size and bytes, and the metadata
//! blocks of its main directory. The Exif block is a condensed stream (`condense`), whatever the file's size.
//!
//! The essence is what ExifTool's ImageDataHash covers: the strips, tiles and full-size JPEGs of every directory, but
//! no thumbnails and previews; where that is nothing, the strips and tiles of the main directory.
use super::anatomy::{Anatomy, BlockKind};
use super::condense::condense;
use super::ifd::{Directory, Entry, Stream};
use super::pages::{Page, Pages, Place, Strips};
use super::raw::{self, PhaseOne};
use super::reader::Reader;
use super::{jpeg, photoshop, preview, thumbnail};
use crate::asset::{Field, MediaType, ProblemKind};

const EXIF: u16 = 0x8769;
const XMP: u16 = 0x2BC;
const IIM: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const ICC: u16 = 0x8773;
/// C2PA 2.2, A.3.
const MANIFEST: u16 = 0xCD41;
const PANASONIC_RAW: u16 = 0x118;
const PANASONIC_JPEG: u16 = 0x2E;

/// Reads a TIFF-based file; its media type is decided here, as it takes more than the first bytes to tell.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, name: &[u8]) {
    let Some((stream, first)) = Stream::open(reader, 0) else {
        return anatomy.fault(ProblemKind::Truncated, "the file ends within its TIFF header");
    };
    let pages = Pages::read(reader, stream, first);
    if pages.pages.is_empty() {
        anatomy.fault(ProblemKind::Truncated, "the file ends before its TIFF directory");
    }
    anatomy.media_type = raw::media_type(reader, stream, &pages, name);
    describe(reader, stream, &pages, anatomy);
    if let Some(own) = PhaseOne::read(reader) {
        own.state(reader, anatomy);
    }
    keep_blocks(reader, stream, &pages, anatomy);
    gather(reader, stream, &pages, anatomy);
    thumbnail::pages(reader, anatomy, stream, &pages.pages);
    if pages.is_cut && !pages.pages.is_empty() {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its TIFF directory");
    }
    if pages.is_limited {
        anatomy.fault(ProblemKind::Limit, "there are more pages than damson reads");
    }
}

/// States size and depth of the picture that counts.
fn describe(reader: &mut Reader<'_>, stream: Stream, pages: &Pages, anatomy: &mut Anatomy) {
    if let Some((width, height)) = makers_size(reader, stream, pages, &anatomy.media_type) {
        anatomy.state_size(width, height);
    }
    let Some(page) = principal(reader, stream, pages) else { return };
    let (width, height) = size(reader, stream, page);
    anatomy.state_size(width, height);
    let depth = stream.tag(reader, &page.directory, 0x102).unwrap_or(0);
    anatomy.state_count(Field::BitDepth, depth);
    let is_page = |page: &&Page| matches!(page.place, Place::Main(_)) && matches!(page.subfile, Some(0 | 2));
    let count = pages.pages.iter().filter(is_page).count();
    if count > 1 {
        anatomy.state_count(Field::Pages, count as u64);
    }
}

/// The picture's size where the maker keeps it elsewhere: Canon in Exif, Panasonic as borders, Phase One in a directory
/// of its own.
fn makers_size(reader: &mut Reader<'_>, stream: Stream, pages: &Pages, media_type: &MediaType) -> Option<(u64, u64)> {
    let main = &pages.main()?.directory;
    match media_type.as_str() {
        "image/x-canon-cr2" => {
            let offset = stream.tag(reader, main, EXIF)?;
            let exif = stream.directory(reader, stream.base.saturating_add(offset))?;
            Some((stream.tag(reader, &exif, 0xA002)?, stream.tag(reader, &exif, 0xA003)?))
        }
        "image/x-panasonic-rw2" | "image/x-leica-rwl" => {
            let mut side = |from, to| stream.tag(reader, main, to)?.checked_sub(stream.tag(reader, main, from)?);
            Some((side(5, 7)?, side(4, 6)?))
        }
        "image/x-raw" => PhaseOne::read(reader).map(|own| own.size),
        _ => None,
    }
}

/// The page whose size is the picture's: the first that calls itself the full picture, as ExifTool has it; else the
/// first of all.
fn principal<'p>(reader: &mut Reader<'_>, stream: Stream, pages: &'p Pages) -> Option<&'p Page> {
    let mut ranked: Vec<&Page> = pages.pages.iter().filter(|page| size(reader, stream, page).0 > 0).collect();
    ranked.sort_by_key(|page| page.rank);
    ranked.iter().copied().find(|page| page.subfile == Some(0)).or(ranked.first().copied())
}

fn size(reader: &mut Reader<'_>, stream: Stream, page: &Page) -> (u64, u64) {
    let mut tag = |tag| stream.tag(reader, &page.directory, tag).unwrap_or(0);
    let (width, height) = (tag(0x100), tag(0x101));
    if width > 0 && height > 0 { (width, height) } else { (tag(0xBC80), tag(0xBC81)) }
}

/// Keeps the blocks of other standards, and the condensed Exif.
fn keep_blocks(reader: &mut Reader<'_>, stream: Stream, pages: &Pages, anatomy: &mut Anatomy) {
    if let Some(main) = pages.main() {
        let elsewhere = exif_elsewhere(reader, stream, pages);
        let exif = elsewhere.as_ref().map(|directory| (stream, directory));
        let small = condense(reader, (stream, &main.directory), exif, None);
        anatomy.keep(BlockKind::Exif, small);
    }
    let mut ranked: Vec<&Page> = pages.pages.iter().collect();
    ranked.sort_by_key(|page| page.rank);
    anatomy.has_manifest = ranked.iter().any(|page| page.directory.entry(MANIFEST).is_some());
    for tag in [XMP, IIM, PHOTOSHOP, ICC, PANASONIC_JPEG] {
        let Some(entry) = ranked.iter().find_map(|page| page.directory.entry(tag)) else { continue };
        if tag == PANASONIC_JPEG && anatomy.media_type.as_str() != "image/x-panasonic-rw2" || entry.size() < 4 {
            continue;
        }
        let at = entry.at;
        match reader.copy(at, entry.size()) {
            Some(data) => keep_block(reader, anatomy, (tag, at), data),
            None if entry.end() > reader.len() => {
                anatomy.fault(ProblemKind::Truncated, "the file ends within a metadata block");
            }
            None => anatomy.fault(ProblemKind::Limit, "a metadata block is larger than damson reads"),
        }
    }
}

/// The Exif directory that another page leads to, where the main one leads to none.
fn exif_elsewhere(reader: &mut Reader<'_>, stream: Stream, pages: &Pages) -> Option<Directory> {
    pages.main().filter(|main| main.directory.entry(EXIF).is_none())?;
    let page = pages.pages.iter().find(|page| page.directory.entry(EXIF).is_some())?;
    let offset = stream.tag(reader, &page.directory, EXIF)?;
    stream.directory(reader, stream.base.saturating_add(offset))
}

fn keep_block(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (tag, at): (u16, u64), data: Vec<u8>) {
    match tag {
        XMP => anatomy.keep(BlockKind::Xmp, data),
        IIM => anatomy.keep(BlockKind::Iim, in_order(data)),
        PHOTOSHOP => {
            photoshop::locate(reader, anatomy, at, &data);
            photoshop::keep(anatomy, &data);
        }
        ICC => anatomy.keep(BlockKind::Icc, data),
        _ => {
            preview::locate(reader, anatomy, at, data.len() as u64);
            jpeg::examine_embedded(&data, anatomy);
        }
    }
}

/// Some writers call IIM an array of four-byte numbers and turn each of them round.
fn in_order(mut data: Vec<u8>) -> Vec<u8> {
    if data.first() != Some(&0x1C) && data.get(3) == Some(&0x1C) {
        data.chunks_exact_mut(4).for_each(<[u8]>::reverse);
    }
    data
}

/// Gathers the essence, page by page.
fn gather(reader: &mut Reader<'_>, stream: Stream, pages: &Pages, anatomy: &mut Anatomy) {
    let kind = anatomy.media_type.as_str().to_owned();
    let mut strips = Strips::new();
    if let Some((start, end)) = PhaseOne::read(reader).and_then(|own| own.data) {
        strips.add_range(reader, start, end);
    }
    for page in &pages.pages {
        for picture in pictures(page, &kind) {
            match picture {
                (offsets, Some(sizes)) => strips.add(reader, stream, (offsets, sizes)),
                // Panasonic's raw data runs to the end of the file; no tag says its size.
                (offset, None) => {
                    let start = stream.number(reader, offset).unwrap_or(u64::MAX);
                    strips.add_range(reader, stream.base.saturating_add(start), reader.len());
                }
            }
        }
    }
    if let (true, Some(main)) = (strips.essence.ranges.is_empty(), pages.main()) {
        for (offsets, sizes) in [(0x111, 0x117), (0x144, 0x145)] {
            if let (Some(offsets), Some(sizes)) = (main.directory.entry(offsets), main.directory.entry(sizes)) {
                strips.add(reader, stream, (offsets, sizes));
            }
        }
    }
    if strips.is_cut {
        anatomy.fault(ProblemKind::Truncated, "the file ends within its picture");
    }
    let is_whole = strips.is_whole() && !pages.is_cut && !pages.is_limited;
    anatomy.essence = strips.essence;
    anatomy.essence.vouch(is_whole);
}

/// The offset tags of a page that lead to picture data, with their size tags, in ExifTool's order: by tag number
/// written in decimal and sorted as text.
fn pictures<'p>(page: &'p Page, kind: &str) -> Vec<(&'p Entry, Option<&'p Entry>)> {
    let directory = &page.directory;
    if kind.contains("panasonic") || directory.entry(PANASONIC_RAW).is_some_and(|_| kind == "image/x-raw") {
        return directory.entry(PANASONIC_RAW).map(|entry| (entry, None)).into_iter().collect();
    }
    let pair = |offsets, sizes| Some((directory.entry(offsets)?, Some(directory.entry(sizes)?)));
    let strips = pair(0x111, 0x117).filter(|_| has_image_strips(page, kind));
    let embedded = pair(0x201, 0x202).filter(|_| is_image_jpeg(page, kind));
    let parts = [strips, pair(0x144, 0x145), pair(0xBCC0, 0xBCC1), pair(0xBCC2, 0xBCC3), embedded];
    parts.into_iter().flatten().collect()
}

/// Whether a page's strips are a picture of their own and no preview (ExifTool's Exif table, tag 0x111).
fn has_image_strips(page: &Page, kind: &str) -> bool {
    if matches!(page.compression, Some(34892 | 52546)) {
        return true;
    }
    let is_preview = matches!(kind, "image/x-adobe-dng" | "image/tiff")
        && page.compression == Some(7)
        && page.subfile != Some(0)
        && page.place != Place::Below(2);
    !(is_preview || kind == "image/x-canon-cr2" && page.place == Place::Main(0))
}

/// Whether a page's embedded JPEG is a picture of its own and no thumbnail (ExifTool's Exif table, tag 0x201).
fn is_image_jpeg(page: &Page, kind: &str) -> bool {
    match page.place {
        Place::Main(0) => !matches!(kind, "image/x-nikon-nrw" | "image/x-sony-arw" | "image/x-sony-sr2"),
        Place::BelowLater(0) => kind != "image/x-samsung-srw",
        Place::Main(index) => index != 1,
        Place::Below(_) | Place::BelowLater(_) => true,
    }
}
