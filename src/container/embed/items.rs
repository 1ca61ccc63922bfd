//! The items of a `meta` box as they are written (ISO/IEC 14496-12, 8.11): where in the file each number of `iloc` stands, and
//! what `iinf` says of each item. It moves nothing and decodes nothing.
use super::super::boxes::Fields;
use super::super::reader::Reader;
use super::boxes::{Placed, boxed};
use super::changes::Changes;
use super::unsupported;
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

/// The most items of one file, and the most parts of all together.
const MOST_ITEMS: usize = 65_536;
const MOST_PARTS: usize = 262_144;

/// A number in the file: where it stands, in how many bytes, and what it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) at: u64,
    pub(super) width: usize,
    pub(super) value: u64,
}

impl Number {
    /// Its bytes if it is another; none where that does not fit.
    pub(super) fn bytes(self, value: u64) -> Option<Vec<u8>> {
        let bytes = value.to_be_bytes();
        let (high, low) = bytes.split_at_checked(8_usize.checked_sub(self.width)?)?;
        high.iter().all(|byte| *byte == 0).then(|| low.to_vec())
    }

    /// Where it stands.
    pub(super) fn range(self) -> Range<u64> {
        self.at..self.at + self.width as u64
    }
}

/// Where an item's bytes are.
#[derive(Clone, Debug)]
pub(super) struct Location {
    pub(super) id: u64,
    /// All of its entry.
    pub(super) range: Range<u64>,
    /// None where there is no such field, and offsets count from the head of the file.
    pub(super) method: Option<Number>,
    pub(super) is_elsewhere: bool,
    pub(super) base: Number,
    /// Offset and length of each part.
    pub(super) parts: Vec<(Number, Number)>,
}

impl Location {
    /// From where offsets count: 0 is the head of the file, 1 that of `idat`.
    pub(super) fn counts_from(&self) -> u64 {
        self.method.map_or(0, |method| method.value & 15)
    }

    /// Leads to other bytes in the file, where it has one part.
    pub(super) fn lead(&self, changes: &mut Changes, at: u64, length: u64) -> Result<(), Problem> {
        let [(offset, size)] = &self.parts[..] else { return Err(no_room()) };
        changes.replace(size.range(), size.bytes(length).ok_or_else(no_room)?);
        if let Some(method) = self.method {
            changes.replace(method.range(), method.bytes(method.value & !15).ok_or_else(no_room)?);
        }
        self.shift(changes, offset, at)
    }

    /// Leads one part to another offset: by its own number if it has one, else by that of all parts.
    pub(super) fn shift(&self, changes: &mut Changes, offset: &Number, at: u64) -> Result<(), Problem> {
        match (offset.width, &self.parts[..]) {
            (1.., _) => {
                let new = at.checked_sub(self.base.value).and_then(|new| offset.bytes(new));
                changes.replace(offset.range(), new.ok_or_else(no_room)?);
            }
            (0, [_]) => changes.replace(self.base.range(), self.base.bytes(at).ok_or_else(no_room)?),
            (0, _) => return Err(no_room()),
        }
        Ok(())
    }
}

fn no_room() -> Problem {
    unsupported("the list of where items are has no room for an offset")
}

/// The `iloc` box.
#[derive(Debug)]
pub(super) struct Locations {
    pub(super) count: Number,
    pub(super) items: Vec<Location>,
    /// Where the last entry ends.
    pub(super) end: u64,
    version: u64,
    sizes: [usize; 4],
}

/// Reads numbers and remembers where.
struct Cursor<'b> {
    fields: Fields<'b>,
    end: u64,
}

impl Cursor<'_> {
    fn at(&self) -> u64 {
        self.end - self.fields.0.len() as u64
    }

    fn number(&mut self, width: usize) -> Option<Number> {
        let at = self.at();
        Some(Number { at, width, value: self.fields.uint(width)? })
    }
}

impl Locations {
    /// Reads the box.
    pub(super) fn read(reader: &mut Reader<'_>, place: &Placed) -> Result<Locations, Problem> {
        let content = place.atom.content(reader);
        let read = content.as_deref().and_then(|content| Locations::parse(content, place.atom.end));
        read.ok_or_else(|| Problem::new(ProblemKind::Malformed, "the list of where items are cannot be read"))
    }

    fn parse(content: &[u8], end: u64) -> Option<Locations> {
        let mut cursor = Cursor { fields: Fields(content), end };
        let version = cursor.fields.uint(1).filter(|version| *version <= 2)?;
        cursor.fields.uint(3)?;
        let packed = usize::try_from(cursor.fields.uint(2)?).ok()?;
        let sizes = [12, 8, 4, 0].map(|shift| packed >> shift & 15);
        let [offset, length, base, index] = sizes;
        let wide = if version == 2 { 4 } else { 2 };
        let count = cursor.number(wide)?;
        let (mut items, mut left) = (Vec::new(), MOST_PARTS);
        for _ in 0..count.value {
            let start = cursor.at();
            let id = cursor.fields.uint(wide)?;
            let method = if version >= 1 { Some(cursor.number(2)?) } else { None };
            let is_elsewhere = cursor.fields.uint(2)? != 0;
            let base = cursor.number(base)?;
            let mut parts = Vec::new();
            for _ in 0..cursor.fields.uint(2)? {
                if version >= 1 {
                    cursor.fields.uint(index)?;
                }
                parts.push((cursor.number(offset)?, cursor.number(length)?));
                left = left.checked_sub(1)?;
            }
            let range = start..cursor.at();
            items.push(Location { id, range, method, is_elsewhere, base, parts });
            if items.len() > MOST_ITEMS {
                return None;
            }
        }
        Some(Locations { count, items, end: cursor.at(), version, sizes })
    }

    /// Where an item is.
    pub(super) fn of(&self, id: u64) -> Option<&Location> {
        self.items.iter().find(|location| location.id == id)
    }

    /// The entry of a new item that lies in the file in one part.
    pub(super) fn entry(&self, id: u64, offset: u64, length: u64) -> Result<Vec<u8>, Problem> {
        let [offset_size, length_size, base_size, index_size] = self.sizes;
        let uint = |width: usize, value: u64| Number { at: 0, width, value }.bytes(value).ok_or_else(no_room);
        // Where parts have no offset, each item's base is one.
        let (base, offset) = if offset_size == 0 { (offset, 0) } else { (0, offset) };
        let index = if self.version >= 1 { index_size } else { 0 };
        let method: &[u8] = if self.version >= 1 { &[0, 0] } else { &[] };
        let id = uint(if self.version == 2 { 4 } else { 2 }, id)?;
        let (zero, count) = (uint(2, 0)?, uint(2, 1)?);
        let numbers = [uint(index, 0)?, uint(offset_size, offset)?, uint(length_size, length)?].concat();
        Ok([&id, method, &zero, &uint(base_size, base)?, &count, &numbers].concat())
    }
}

/// What `iinf` says of an item.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: u64,
    /// All of its box.
    pub(super) range: Range<u64>,
    pub(super) kind: [u8; 4],
    pub(super) is_protected: bool,
    pub(super) content_type: String,
    pub(super) encoding: String,
}

/// The `iinf` box: how many it says there are, and what it says of each.
pub(super) fn entries(reader: &mut Reader<'_>, place: &Placed) -> Result<(Number, Vec<Entry>), Problem> {
    let broken = || Problem::new(ProblemKind::Malformed, "the list of items cannot be read");
    let head: [u8; 8] = reader.array(place.atom.start).ok_or_else(broken)?;
    let width = if head.first() == Some(&0) { 2 } else { 4 };
    let value = Fields(head.get(4..).unwrap_or_default()).uint(width).ok_or_else(broken)?;
    let count = Number { at: place.atom.start + 4, width, value };
    let children = place.children(reader, 4 + width as u64)?;
    if children.len() > MOST_ITEMS {
        return Err(broken());
    }
    let mut found = Vec::new();
    for child in children.iter().filter(|child| child.atom.name == *b"infe") {
        let content = child.atom.content(reader).ok_or_else(broken)?;
        found.push(entry(&mut Fields(&content), child.range()).ok_or_else(broken)?);
    }
    Ok((count, found))
}

fn entry(fields: &mut Fields<'_>, range: Range<u64>) -> Option<Entry> {
    let version = fields.uint(1)?;
    fields.uint(3)?;
    let id = fields.uint(if version >= 3 { 4 } else { 2 })?;
    let is_protected = fields.uint(2)? != 0;
    let kind = if version >= 2 { fields.four()? } else { *b"mime" };
    let _name = fields.text();
    let is_typed = kind == *b"mime";
    let mut text = || if is_typed { fields.text() } else { String::new() };
    Some(Entry { id, range, kind, is_protected, content_type: text(), encoding: text() })
}

/// The `infe` box of a new item; as cameras have it, hidden from who shows items as pictures.
pub(super) fn new_entry(id: u64, kind: [u8; 4], content_type: &[u8]) -> Result<Vec<u8>, Problem> {
    let (version, id) = match u16::try_from(id) {
        Ok(id) => (2, id.to_be_bytes().to_vec()),
        Err(_) => (
            3,
            u32::try_from(id)
                .map_err(|_| unsupported("there is no number left for a new item"))?
                .to_be_bytes()
                .to_vec(),
        ),
    };
    boxed(*b"infe", &[&[version, 0, 0, 1], &id, &[0, 0], &kind, &[0], content_type])
}
