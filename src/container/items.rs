//! The items of HEIF and AVIF (ISO/IEC 23008-12): what is in a `meta` box and where the bytes of each item are, in
//! every construction method. It decodes no picture.
//!
//! The essence is what ExifTool's ImageDataHash covers: the coded images (`hvc1`, `av01`, `avc1`, `lhv1`, `hvt1`) by
//! item number, thumbnails and auxiliary images with them; where there is none, whatever coded items there are.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::{Atom, Fields};
use super::plain::Inflater;
use super::properties::Properties;
use super::reader::{LARGEST_BLOCK, Reader};
use super::{preview, thumbnail};
use crate::asset::ProblemKind;
use std::collections::BTreeMap;
use std::ops::Range;

/// The most items of one file; a picture of 64 thousand tiles is none.
const MOST_ITEMS: usize = 65_536;
/// The most parts of all items together.
const MOST_PARTS: usize = 262_144;
/// The most items of metadata that are read.
const MOST_METADATA: usize = 64;
/// The most thumbnails that are located.
const MOST_THUMBNAILS: usize = 32;
/// How far an item's bytes may be another item's, and in how many parts that one may lie.
const DEPTH: u8 = 1;
const MOST_SOURCE_PARTS: usize = 256;

/// One item.
#[derive(Clone, Debug, Default)]
struct Item {
    kind: [u8; 4],
    content_type: String,
    encoding: String,
    is_protected: bool,
    /// 0: offsets count from the head of the file; 1: from that of `idat`; 2: in other items.
    method: u64,
    is_elsewhere: bool,
    base: u64,
    /// Index, offset and length of each part.
    extents: Vec<(u64, u64, u64)>,
    /// The items that `iref` of type `iloc` names.
    sources: Vec<u32>,
}

/// What a `meta` box holds.
#[derive(Default)]
struct Items {
    items: BTreeMap<u32, Item>,
    primary: Option<u32>,
    data: Option<Atom>,
    /// The items that `iref` of type `thmb` speaks of.
    thumbnails: Vec<u32>,
    properties: Properties,
    parts: usize,
}

/// Reads a `meta` box with items.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, children: &[Atom]) {
    let mut items = Items::default();
    for child in children {
        match &child.name {
            b"idat" => items.data = Some(*child),
            b"iprp" => items.properties = Properties::read(reader, child),
            b"iinf" | b"iloc" | b"pitm" | b"iref" => {
                let Some(content) = child.content(reader) else {
                    anatomy.fault(ProblemKind::Truncated, "the file ends within its list of items");
                    continue;
                };
                items.take(child.name, &content);
            }
            _ => {}
        }
    }
    items.properties.state(reader, anatomy, items.primary);
    items.keep_blocks(reader, anatomy);
    items.gather(reader, anatomy);
}

impl Items {
    /// Takes a box in; what of it cannot be read is left out.
    fn take(&mut self, name: [u8; 4], content: &[u8]) -> Option<()> {
        let mut fields = Fields(content);
        let version = fields.uint(1)?;
        fields.uint(3)?;
        let wide = |at_least: u64| if version >= at_least { 4 } else { 2 };
        match &name {
            b"pitm" => self.primary = u32::try_from(fields.uint(wide(1))?).ok(),
            b"iinf" => {
                fields.uint(wide(1))?;
                self.entries(&mut fields)?;
            }
            b"iref" => self.references(&mut fields, wide(1))?,
            _ => self.locations(&mut fields, version)?,
        }
        Some(())
    }

    fn item(&mut self, id: u64) -> Option<&mut Item> {
        let id = u32::try_from(id).ok()?;
        if self.items.len() >= MOST_ITEMS && !self.items.contains_key(&id) {
            return None;
        }
        Some(self.items.entry(id).or_default())
    }

    /// The `infe` boxes of `iinf`.
    fn entries(&mut self, list: &mut Fields<'_>) -> Option<()> {
        loop {
            let size = usize::try_from(list.uint(4)?).ok()?.checked_sub(8)?;
            let name = list.four()?;
            let content = list.bytes(size)?;
            if name == *b"infe" {
                self.entry(&mut Fields(content));
            }
        }
    }

    fn entry(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let version = fields.uint(1)?;
        fields.uint(3)?;
        let id = fields.uint(if version >= 3 { 4 } else { 2 })?;
        let is_protected = fields.uint(2)? != 0;
        let kind = if version >= 2 { fields.four()? } else { *b"mime" };
        let _name = fields.text();
        let item = self.item(id)?;
        (item.kind, item.is_protected) = (kind, is_protected);
        if kind == *b"mime" {
            item.content_type = fields.text();
            item.encoding = fields.text();
        }
        Some(())
    }

    /// The references of type `iloc`: which items' bytes an item is made of.
    fn references(&mut self, list: &mut Fields<'_>, width: usize) -> Option<()> {
        loop {
            let size = usize::try_from(list.uint(4)?).ok()?.checked_sub(8)?;
            let name = list.four()?;
            let mut fields = Fields(list.bytes(size)?);
            let (from, count) = (fields.uint(width)?, fields.uint(2)?);
            if name == *b"thmb" && self.thumbnails.len() < MOST_THUMBNAILS {
                self.thumbnails.extend(u32::try_from(from));
            }
            if name != *b"iloc" {
                continue;
            }
            let to = (0..count).map_while(|_| u32::try_from(fields.uint(width)?).ok()).collect();
            self.item(from)?.sources = to;
        }
    }

    /// The `iloc` box.
    fn locations(&mut self, fields: &mut Fields<'_>, version: u64) -> Option<()> {
        let sizes = usize::try_from(fields.uint(2)?).ok()?;
        let [offset_size, length_size, base_size, index_size] = [12, 8, 4, 0].map(|shift| sizes >> shift & 15);
        let count = fields.uint(if version >= 2 { 4 } else { 2 })?;
        for _ in 0..count {
            let id = fields.uint(if version >= 2 { 4 } else { 2 })?;
            let method = if version >= 1 { fields.uint(2)? & 15 } else { 0 };
            let is_elsewhere = fields.uint(2)? != 0;
            let base = fields.uint(base_size)?;
            let parts = fields.uint(2)?;
            let mut extents = Vec::new();
            for _ in 0..parts {
                let index = if version >= 1 { fields.uint(index_size)? } else { 0 };
                extents.push((index, fields.uint(offset_size)?, fields.uint(length_size)?));
                self.parts = self.parts.checked_add(1).filter(|parts| *parts <= MOST_PARTS)?;
            }
            let item = self.item(id)?;
            (item.method, item.is_elsewhere, item.base, item.extents) = (method, is_elsewhere, base, extents);
        }
        Some(())
    }

    /// The file ranges of an item's bytes, cut at the end of what they lie in; and whether nothing had to be cut.
    fn ranges(&self, item: &Item, length: u64, depth: u8) -> (Vec<Range<u64>>, bool) {
        let (mut ranges, mut is_whole) = (Vec::new(), !item.is_elsewhere && !item.extents.is_empty());
        let extents = if item.is_elsewhere { &[][..] } else { &item.extents };
        for (index, offset, size) in extents {
            let offset = item.base.saturating_add(*offset);
            let source = match item.method {
                0 => std::iter::once(0..length).collect(),
                1 => self.data.iter().map(|data| data.start..data.end).collect(),
                _ => self.source(item, *index, length, depth),
            };
            let wanted = if *size == 0 { u64::MAX } else { *size };
            let (parts, is_all) = slice(&source, offset, wanted);
            is_whole &= is_all || *size == 0;
            ranges.extend(parts);
        }
        (ranges, is_whole)
    }

    fn source(&self, item: &Item, index: u64, length: u64, depth: u8) -> Vec<Range<u64>> {
        let index = usize::try_from(index.saturating_sub(1)).unwrap_or(usize::MAX);
        let source = item.sources.get(index).and_then(|id| self.items.get(id));
        match (source, depth.checked_sub(1)) {
            (Some(source), Some(depth)) if source.extents.len() <= MOST_SOURCE_PARTS => {
                self.ranges(source, length, depth).0
            }
            _ => Vec::new(),
        }
    }

    fn keep_blocks(&self, reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
        let kind = |item: &Item| match (&item.kind, item.content_type.as_str()) {
            (b"Exif", _) => Some(BlockKind::Exif),
            (b"mime", "application/rdf+xml") => Some(BlockKind::Xmp),
            _ => None,
        };
        let mut inflater = Inflater::new();
        let wanted = self.items.values().filter_map(|item| kind(item).map(|kind| (item, kind)));
        for (item, kind) in wanted.take(MOST_METADATA) {
            match self.bytes(reader, item) {
                Ok(bytes) => keep(anatomy, &mut inflater, kind, bytes, &item.encoding),
                Err((kind, message)) => anatomy.fault(kind, message),
            }
        }
    }

    fn bytes(&self, reader: &mut Reader<'_>, item: &Item) -> Result<Vec<u8>, (ProblemKind, &'static str)> {
        let (ranges, is_whole) = self.ranges(item, reader.len(), DEPTH);
        let size: u64 = ranges.iter().map(|range| range.end - range.start).sum();
        match (is_whole, size) {
            _ if item.is_protected => Err((ProblemKind::Unsupported, "a metadata item is encrypted")),
            (false, _) => Err((ProblemKind::Truncated, "the file ends within a metadata item")),
            (true, size) if size > LARGEST_BLOCK => {
                Err((ProblemKind::Limit, "a metadata item is larger than damson reads"))
            }
            _ => Ok(ranges
                .into_iter()
                .filter_map(|range| reader.copy(range.start, range.end - range.start))
                .collect::<Vec<_>>()
                .concat()),
        }
    }

    fn gather(&self, reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
        let is_named = |item: &&Item| matches!(&item.kind, b"hvc1" | b"av01" | b"avc1" | b"lhv1" | b"hvt1");
        let is_other = |item: &&Item| {
            !matches!(&item.kind, b"Exif" | b"mime" | b"uri " | b"grid" | b"iovl" | b"iden" | b"tmap" | [0, 0, 0, 0])
        };
        let coded: Vec<&Item> = match self.items.values().any(|item| is_named(&item)) {
            true => self.items.values().filter(is_named).collect(),
            false => self.items.values().filter(is_other).collect(),
        };
        let mut is_whole = true;
        for item in coded.into_iter().filter(|item| !item.is_protected) {
            let (ranges, is_all) = self.ranges(item, reader.len(), DEPTH);
            is_whole &= is_all;
            ranges.into_iter().for_each(|range| anatomy.essence.add(range.start, range.end));
        }
        self.locate_previews(reader, anatomy);
        if !is_whole {
            anatomy.fault(ProblemKind::Truncated, "the file ends within its picture");
        }
        anatomy.essence.vouch(is_whole);
    }
}

impl Items {
    /// Locates the thumbnails that are JPEGs, and those of Exif items. What is in the picture's own coding needs its
    /// container to be shown.
    fn locate_previews(&self, reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
        for item in self.items.values().filter(|item| item.kind == *b"Exif").take(MOST_THUMBNAILS) {
            if let [range] = &self.ranges(item, reader.len(), DEPTH).0[..] {
                // Four bytes say how far behind them the stream begins (ISO/IEC 23008-12, A.2.1).
                let skip = reader.array(range.start).map_or(0, u32::from_be_bytes);
                thumbnail::exif(reader, anatomy, range.start.saturating_add(4 + u64::from(skip)));
            }
        }
        for item in self.thumbnails.iter().filter_map(|id| self.items.get(id)) {
            if let ([range], true) = (&self.ranges(item, reader.len(), DEPTH).0[..], item.kind == *b"jpeg") {
                preview::locate(reader, anatomy, range.start, range.end.saturating_sub(range.start));
            }
        }
    }
}

/// A part of bytes that lie in ranges: `size` of them from `offset` on; and whether there were as many.
fn slice(source: &[Range<u64>], offset: u64, size: u64) -> (Vec<Range<u64>>, bool) {
    let (mut skip, mut left, mut parts) = (offset, size, Vec::new());
    for range in source {
        let length = range.end.saturating_sub(range.start);
        let skipped = skip.min(length);
        skip -= skipped;
        let taken = left.min(length - skipped);
        left -= taken;
        if taken > 0 {
            parts.push(range.start + skipped..range.start + skipped + taken);
        }
    }
    (parts, left == 0)
}

fn keep(anatomy: &mut Anatomy, inflater: &mut Inflater, kind: BlockKind, bytes: Vec<u8>, encoding: &str) {
    let bytes = match encoding {
        "" => Some(bytes),
        "deflate" => inflater.inflate(&bytes),
        _ => return anatomy.fault(ProblemKind::Unsupported, format!("a metadata item is in encoding {encoding:?}")),
    };
    match (kind, bytes) {
        (_, None) => anatomy.fault(ProblemKind::Malformed, "a compressed metadata item cannot be read"),
        (BlockKind::Exif, Some(bytes)) => match exif(&bytes) {
            Some(stream) => anatomy.keep(kind, stream.to_vec()),
            None if bytes.is_empty() => {}
            None => anatomy.fault(ProblemKind::Malformed, "the Exif item holds no TIFF stream"),
        },
        (_, Some(bytes)) => anatomy.keep(kind, bytes),
    }
}

/// The TIFF stream of an Exif item or box: four bytes say how far behind them it begins (ISO/IEC 23008-12, A.2.1).
/// Some writers leave them out, or count without JPEG's `Exif\0\0`.
pub(super) fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let is_stream = |bytes: &&[u8]| bytes.starts_with(b"II") || bytes.starts_with(b"MM");
    let offset = usize::try_from(super::order::be32(bytes, 0)?).ok()?;
    let from = |at: usize| bytes.get(at..).filter(is_stream);
    let after = |at: usize| bytes.get(at..)?.strip_prefix(b"Exif\0\0").filter(is_stream);
    let claimed = offset.checked_add(4);
    claimed.and_then(|at| from(at).or_else(|| after(at))).or_else(|| from(0)).or_else(|| after(0)).or_else(|| after(4))
}
