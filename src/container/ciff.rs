//! Canon's CRW: a CIFF heap, whose directory is at its end, of records and heaps (Canon, CIFF 1.0 rev. 4). The records
//! that are a Canon maker note's tags by other numbers become a block of those; the others are stated here.
//!
//! The essence is what ExifTool's ImageDataHash covers: the sensor's data.
use super::anatomy::{Anatomy, BlockKind};
use super::condense::condense;
use super::ifd::{Directory, Entry, Stream};
use super::order::Order;
use super::plain::text;
use super::preview;
use super::reader::Reader;
use super::recipe;
use crate::asset::{Date, Field, ProblemKind};

/// The most entries of all directories of a file.
const MOST_ENTRIES: usize = 4096;

/// Records by number, with the Canon note's tag that has the same content and its TIFF type.
const NOTE_TAGS: [(u16, u16, u16); 6] =
    [(0x102D, 0x01, 3), (0x1029, 0x02, 3), (0x102A, 0x04, 3), (0x080B, 0x07, 2), (0x0810, 0x09, 2), (0x180B, 0x0C, 4)];

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let head: [u8; 6] = reader.array(0).unwrap_or_default();
    let order = if head.starts_with(b"II") { Order::Little } else { Order::Big };
    let start = u64::from(order.u32(&head, 2).unwrap_or(0));
    let end = reader.len();
    recipe::keep_packet(reader, anatomy);
    let mut walk = Walk { anatomy: &mut *anatomy, order, left: MOST_ENTRIES, note: Directory::default() };
    walk.heap(reader, (start, end));
    let note = walk.note;
    let stream = Stream { order, is_big: false, base: 0 };
    if !note.entries.is_empty() {
        let records = condense(reader, (stream, &note), None, None);
        anatomy.keep(BlockKind::CanonRecords, records);
    }
    let is_whole = anatomy.essence.ranges.last().is_some_and(|range| range.end <= end);
    if !is_whole {
        anatomy.fault(ProblemKind::Truncated, "the file ends before the directory of its picture");
    }
    anatomy.essence.vouch(is_whole);
}

struct Walk<'w> {
    anatomy: &'w mut Anatomy,
    order: Order,
    /// How many entries may still be read.
    left: usize,
    note: Directory,
}

impl Walk<'_> {
    /// A heap may hold heaps.
    fn heap(&mut self, reader: &mut Reader<'_>, (start, end): (u64, u64)) {
        let order = self.order;
        let Some(at) = reader.array::<4>(end.saturating_sub(4)).and_then(|bytes| order.u32(&bytes, 0)) else { return };
        let at = start.saturating_add(at.into());
        let count = reader.array::<2>(at).and_then(|bytes| order.u16(&bytes, 0)).unwrap_or(0);
        let entries = reader.some(at.saturating_add(2), usize::from(count).min(self.left) * 10).to_vec();
        self.left -= entries.len() / 10;
        for (entry, index) in entries.chunks_exact(10).zip(0_u64..) {
            let long = |at| u64::from(order.u32(entry, at).unwrap_or(0));
            let tag = order.u16(entry, 0).unwrap_or(0);
            let from = start.saturating_add(long(6));
            let to = from.saturating_add(long(2)).min(reader.len());
            // What fits its entry stands in it, after the tag.
            let inline = at + 4 + index * 10;
            match (tag & 0xC000, tag >> 8 & 0x38) {
                (0x4000, _) => self.record(reader, tag & 0x3FFF, (inline, inline + 8)),
                (0, 0x28 | 0x30) if to < end && from >= start && from < to => self.heap(reader, (from, to)),
                (0, _) if from < to => self.record(reader, tag & 0x3FFF, (from, to)),
                _ => {}
            }
        }
    }

    fn record(&mut self, reader: &mut Reader<'_>, tag: u16, (from, to): (u64, u64)) {
        match tag {
            0x2005 => self.anatomy.essence.add(from, to),
            0x2007 | 0x2008 => preview::locate(reader, self.anatomy, from, to - from),
            _ => match NOTE_TAGS.iter().find(|(record, ..)| *record == tag) {
                Some((_, tag, kind)) => self.keep((*tag, *kind), (from, to)),
                None => self.value(reader, tag, (from, to)),
            },
        }
    }

    fn keep(&mut self, (tag, kind): (u16, u16), (from, to): (u64, u64)) {
        let count = match kind {
            2 => to - from,
            3 => (to - from) / 2,
            _ => 1,
        };
        self.note.entries.push(Entry { tag, kind, count, at: from });
    }

    /// Canon's own properties that everybody wants: size, maker and model, time.
    fn value(&mut self, reader: &mut Reader<'_>, tag: u16, (from, to): (u64, u64)) {
        let bytes = reader.some(from, usize::try_from((to - from).min(256)).unwrap_or(0)).to_vec();
        let long = |at| u64::from(self.order.u32(&bytes, at).unwrap_or(0));
        match tag {
            0x1810 => self.anatomy.state_size(long(0), long(4)),
            0x080A => {
                let make = text(&bytes);
                let model = text(bytes.get(make.len() + 1..).unwrap_or(&[]));
                self.anatomy.state_text("CanonRaw:Make", Some(Field::CameraMake), &make);
                self.anatomy.state_text("CanonRaw:Model", Some(Field::CameraModel), &model);
            }
            0x180E if long(0) > 0 => {
                let mut date = Date::from_unix(i64::try_from(long(0)).unwrap_or(0));
                (date.offset, date.zulu) = (None, false);
                self.anatomy.state_moment("CanonRaw:DateTimeOriginal", date);
            }
            _ => {}
        }
    }
}
