//! What a HEIF's `meta` box lists, and how the list grows: entries, references, sizes and offsets. It knows neither Exif nor
//! XMP.
use super::super::reader::Reader;
use super::boxes::{Placed, boxed, placed};
use super::changes::Changes;
use super::items::{Entry, Location, Locations, Number, entries, new_entry};
use super::unsupported;
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

/// Boxes at the top that count no offsets from the head of the file.
const STILL: [&[u8; 4]; 8] = [b"ftyp", b"meta", b"mdat", b"free", b"skip", b"uuid", b"mpvd", b"sefd"];
/// The most boxes with an item each that are looked for at the end.
const MOST_AT_THE_END: usize = 4;
/// What must stay the last of a file, or leads to what is.
const FRAGMENTS: [&[u8; 4]; 2] = [b"moof", b"mfra"];

/// The boxes that matter, and what they say.
pub(super) struct Inventory {
    pub(super) top: Vec<Placed>,
    pub(super) entries: Vec<Entry>,
    pub(super) locations: Locations,
    pub(super) meta: Placed,
    pub(super) children: Vec<Placed>,
    pub(super) list: Placed,
    pub(super) places: Placed,
    pub(super) count: Number,
    primary: u64,
}

impl Inventory {
    /// Reads the one `meta` box.
    ///
    /// # Errors
    /// There is none, or it has not one of each list.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Inventory, Problem> {
        let none = || unsupported("the file has no list of items that damson can write into");
        let top = placed(reader, 0, reader.len())?;
        if top.iter().any(|part| part.is(&FRAGMENTS)) {
            return Err(none());
        }
        let meta = one(&top, b"meta").ok_or_else(none)?;
        let children = meta.children(reader, 4)?;
        let list = one(&children, b"iinf").ok_or_else(none)?;
        let places = one(&children, b"iloc").ok_or_else(none)?;
        let primary = one(&children, b"pitm").ok_or_else(none)?;
        let (count, entries) = entries(reader, &list)?;
        let locations = Locations::read(reader, &places)?;
        let primary = match reader.some(primary.atom.start, 8) {
            [0, _, _, _, high, low, ..] => u64::from(u16::from_be_bytes([*high, *low])),
            [_, _, _, _, a, b, c, d] => u64::from(u32::from_be_bytes([*a, *b, *c, *d])),
            _ => return Err(none()),
        };
        Ok(Inventory { top, entries, locations, meta, children, list, places, count, primary })
    }

    /// Where the last box ends.
    pub(super) fn end(&self) -> u64 {
        self.top.last().map_or(0, |last| last.atom.end)
    }

    /// Where the bytes of an item are that lie in one part of the file.
    pub(super) fn range(&self, location: &Location) -> Option<Range<u64>> {
        let [(offset, length)] = location.parts[..] else { return None };
        let start = location.base.value.checked_add(offset.value)?;
        let start = match location.counts_from() {
            0 => start,
            1 => self.children.iter().find(|child| child.atom.name == *b"idat")?.atom.start.checked_add(start)?,
            _ => return None,
        };
        let end = start.checked_add(length.value)?;
        (!location.is_elsewhere && length.value > 0).then_some(start..end)
    }

    /// Whether another item has some of these bytes too.
    pub(super) fn is_shared(&self, id: u64, range: &Range<u64>) -> bool {
        self.locations.items.iter().filter(|other| other.id != id).any(|other| {
            let base = if other.counts_from() == 1 { self.data_start() } else { 0 }.saturating_add(other.base.value);
            other.counts_from() > 1
                || other.parts.iter().any(|(offset, length)| {
                    let start = base.saturating_add(offset.value);
                    start < range.end && start.saturating_add(length.value) > range.start || length.value == 0
                })
        })
    }

    fn data_start(&self) -> u64 {
        self.children.iter().find(|child| child.atom.name == *b"idat").map_or(0, |data| data.atom.start)
    }

    /// Whether bytes lie in a box for data.
    pub(super) fn is_data(&self, range: &Range<u64>) -> bool {
        let mut boxes = self.top.iter().chain(&self.children).filter(|part| part.is(&[b"mdat", b"idat"]));
        boxes.any(|part| part.atom.start <= range.start && range.end <= part.atom.end)
    }

    /// The box that has exactly these bytes in it, if behind it are only others of that kind: nothing else moves with it.
    pub(super) fn box_at_the_end(&self, range: &Range<u64>) -> Option<Range<u64>> {
        let is_item = |part: &&Placed| {
            let is_its = |location| self.range(location).is_some_and(|range| range == (part.atom.start..part.atom.end));
            part.atom.name == *b"mdat" && part.atom.start == part.at + 8 && self.locations.items.iter().any(is_its)
        };
        let mut last = self.top.iter().rev().take(MOST_AT_THE_END).take_while(is_item);
        last.find(|part| part.atom.start == range.start && part.atom.end == range.end).map(Placed::range)
    }

    /// Lists new items, each of a kind and, if it is typed, with the type and what ends it, that describe the main
    /// picture. Gives their numbers; where they are is for the caller to list behind the last location.
    pub(super) fn announce(
        &self,
        reader: &mut Reader<'_>,
        changes: &mut Changes,
        new: &[([u8; 4], &[u8])],
    ) -> Result<Vec<u64>, Problem> {
        if new.is_empty() {
            return Ok(Vec::new());
        }
        if !self.top.iter().all(|part| part.is(&STILL)) {
            return Err(unsupported(
                "the file has to grow before its pictures, and not all that leads to them is known",
            ));
        }
        let ids: Vec<u64> = (self.highest() + 1..).take(new.len()).collect();
        let mut listed = Vec::new();
        for (id, (kind, content_type)) in ids.iter().zip(new) {
            listed.extend(new_entry(*id, *kind, content_type)?);
        }
        let room = self.locations.entry(ids.last().copied().unwrap_or(0), 0, 0)?.len() * new.len();
        for number in [self.count, self.locations.count] {
            changes.replace(number.range(), number.bytes(number.value + new.len() as u64).ok_or_else(full)?);
        }
        let sizes = [(&self.list, listed.len()), (&self.places, room)];
        let growth = listed.len() + room;
        // Before references, which may come to stand right behind it.
        changes.insert(self.list.atom.end, listed);
        let referred = self.refer(reader, changes, &ids)?;
        for (place, grown) in sizes.into_iter().chain([(&self.meta, growth + referred)]) {
            place.resize(reader, changes, i64::try_from(grown).map_err(|_| full())?)?;
        }
        Ok(ids)
    }

    /// The highest number that any list has.
    fn highest(&self) -> u64 {
        let listed = self.entries.iter().map(|entry| entry.id);
        listed.chain(self.locations.items.iter().map(|location| location.id)).max().unwrap_or(0).max(self.primary)
    }

    /// References that say that items describe the main picture (`cdsc`); gives how many bytes there are more.
    fn refer(&self, reader: &mut Reader<'_>, changes: &mut Changes, ids: &[u64]) -> Result<usize, Problem> {
        let old = self.children.iter().find(|child| child.atom.name == *b"iref");
        let is_wide = match old {
            Some(old) => reader.array(old.atom.start) == Some([1]),
            None => ids.iter().any(|id| *id > u64::from(u16::MAX)),
        };
        let mut bytes = Vec::new();
        for id in ids {
            let number = |value| Number { at: 0, width: if is_wide { 4 } else { 2 }, value }.bytes(value);
            let no_room = || unsupported("the file's references have no room for the number of a new item");
            let (from, to) = number(*id).zip(number(self.primary)).ok_or_else(no_room)?;
            bytes.extend(boxed(*b"cdsc", &[&from, &[0, 1], &to])?);
        }
        match old {
            Some(old) => {
                old.resize(reader, changes, i64::try_from(bytes.len()).unwrap_or(i64::MAX))?;
                changes.insert(old.atom.end, bytes.clone());
            }
            None => {
                bytes = boxed(*b"iref", &[&[u8::from(is_wide), 0, 0, 0], &bytes])?;
                changes.insert(self.places.at, bytes.clone());
            }
        }
        Ok(bytes.len())
    }

    /// Leads to where everything is `then`, but for the items that lead elsewhere already.
    pub(super) fn follow(
        &self,
        changes: &mut Changes,
        then: &Changes,
        written: &[u64],
        length: u64,
    ) -> Result<(), Problem> {
        let unclear = || unsupported("what the file's list of items leads to would not stay together");
        let others = self.locations.items.iter().filter(|location| !written.contains(&location.id));
        for location in others.filter(|location| location.counts_from() == 0 && !location.is_elsewhere) {
            for (offset, size) in &location.parts {
                let start = location.base.value.checked_add(offset.value).ok_or_else(unclear)?;
                let end = start.checked_add(size.value).filter(|end| *end > start && *end <= length);
                let new = then.moved(start).ok_or_else(unclear)?;
                // What has no length goes on to the end, and what is beyond it leads nowhere: neither may move.
                let is_together = match end {
                    Some(end) => then.moved(end - 1).map(|last| last + 1) == new.checked_add(end - start),
                    None => new == start,
                };
                match is_together {
                    true if new == start => {}
                    true => location.shift(changes, offset, new)?,
                    false => return Err(unclear()),
                }
            }
        }
        Ok(())
    }
}

fn full() -> Problem {
    Problem::new(ProblemKind::Limit, "the file cannot list any more items")
}

fn one(boxes: &[Placed], name: &[u8; 4]) -> Option<Placed> {
    let mut found = boxes.iter().filter(|part| part.atom.name == *name);
    found.next().copied().filter(|_| found.next().is_none())
}
