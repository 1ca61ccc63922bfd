//! Where each part of the directories goes: over what stood there, or to the end. It knows how they are written, and
//! decides nothing of what is in them.
use super::Ifd;
use super::draft::{Draft, Line, Sheet, sheet};
use super::survey::{EXIF, GPS, Survey};
use crate::asset::{Problem, ProblemKind};
use crate::container::piece::Piece;
use crate::container::reader::LARGEST_BLOCK;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

/// The types of offsets.
const LONG: u16 = 4;
const LONG8: u16 = 16;

/// A structure as it is written: what is written over what stands, and what is added.
pub(super) struct Layout<'s> {
    survey: &'s Survey,
    /// Ranges of which nothing else says that they are its own.
    alone: &'s HashSet<Range<u64>>,
    over: BTreeMap<u64, Vec<u8>>,
    /// The last place that is left with more room than is needed.
    pub(super) slack: Option<u64>,
    /// Where what stays ends.
    cut: u64,
    pub(super) added: Vec<u8>,
}

impl<'s> Layout<'s> {
    pub(super) fn new(survey: &'s Survey, alone: &'s HashSet<Range<u64>>, cut: u64) -> Layout<'s> {
        Layout { survey, alone, over: BTreeMap::new(), slack: None, cut, added: Vec::new() }
    }

    /// Finds a place for everything: values first, then the directories that lead to them, the main one last.
    pub(super) fn place(&mut self, draft: &Draft<'_>) -> Result<(), Problem> {
        let mut sheets = draft.sheets.clone();
        for line in sheets.iter_mut().flat_map(|sheet| &mut sheet.lines) {
            self.value(line)?;
        }
        draft.left.iter().for_each(|room| self.wipe(room));
        for (ifd, tag) in [(Ifd::Gps, GPS), (Ifd::Exif, EXIF)] {
            let below = sheet(&mut sheets, ifd);
            let parent = below.plot.map_or(Ifd::Main, |plot| plot.parent);
            let at = if below.lines.is_empty() { None } else { self.directory(below)? };
            if let Some(field) = at.map(|at| self.offset(at)) {
                let kind = if self.survey.stream.is_big { LONG8 } else { LONG };
                let pointers = sheet(&mut sheets, parent).lines.iter_mut().filter(|line| line.tag == tag);
                pointers.for_each(|line| (line.kind, line.count, line.field) = (kind, 1, field));
            }
        }
        match self.directory(sheet(&mut sheets, Ifd::Main))? {
            Some(at) => self.head(at),
            None => Ok(()),
        }
    }

    /// Lets the header lead to the main directory.
    fn head(&mut self, at: u64) -> Result<(), Problem> {
        let (link, size) = if self.survey.stream.is_big { (8, 8) } else { (4, 4) };
        if !self.alone.contains(&(0..link + size as u64)) {
            let message = "a value of the TIFF structure lies within its header";
            return Err(Problem::new(ProblemKind::Malformed, message));
        }
        let field = self.offset(at).get(..size).unwrap_or_default().to_vec();
        self.over.insert(link, field);
        Ok(())
    }

    /// Places a line's new values: in itself, where the old ones were, or at the end.
    fn value(&mut self, line: &mut Line) -> Result<(), Problem> {
        let Some(bytes) = line.new.take() else { return Ok(()) };
        let inline = if self.survey.stream.is_big { 8 } else { 4 };
        if let Some(room) = line.room.as_ref().filter(|room| bytes.len() > inline && self.has_room(room, bytes.len())) {
            self.write(room, bytes);
            return Ok(());
        }
        if let Some(room) = line.room.take() {
            self.wipe(&room);
        }
        if bytes.len() <= inline {
            line.field = [0; 8];
            line.field.iter_mut().zip(bytes).for_each(|(to, byte)| *to = byte);
        } else {
            let at = self.add(&bytes)?;
            line.field = self.offset(at);
        }
        Ok(())
    }

    /// Writes a directory; gives where it is now, if that is elsewhere than before.
    fn directory(&mut self, sheet: &Sheet<'_>) -> Result<Option<u64>, Problem> {
        let bytes = self.bytes(sheet)?;
        if sheet.plot.is_some_and(|plot| plot.range.start < self.cut && bytes.starts_with(&plot.raw)) {
            return Ok(None);
        }
        if let Some(plot) = sheet.plot.filter(|plot| self.has_room(&plot.range, bytes.len())) {
            self.write(&plot.range, bytes);
            return Ok(None);
        }
        self.add(&bytes).map(Some)
    }

    fn bytes(&self, sheet: &Sheet<'_>) -> Result<Vec<u8>, Problem> {
        let (order, is_big) = (self.survey.stream.order, self.survey.stream.is_big);
        let count = u16::try_from(sheet.lines.len()).map_err(|_| too_large())?;
        let wide = |number: u64| order.bytes64(number);
        let mut bytes = if is_big { wide(count.into()).to_vec() } else { order.bytes16(count).to_vec() };
        for line in &sheet.lines {
            bytes.extend_from_slice(&order.bytes16(line.tag));
            bytes.extend_from_slice(&order.bytes16(line.kind));
            if is_big {
                bytes.extend_from_slice(&wide(line.count));
                bytes.extend_from_slice(&line.field);
            } else {
                bytes.extend_from_slice(&order.bytes32(u32::try_from(line.count).map_err(|_| too_large())?));
                bytes.extend_from_slice(line.field.get(..4).unwrap_or_default());
            }
        }
        let next = sheet.plot.map_or(0, |plot| plot.directory.next);
        bytes.extend_from_slice(self.offset(next).get(..if is_big { 8 } else { 4 }).unwrap_or_default());
        Ok(bytes)
    }

    /// Whether a range stays, holds so many bytes, is nobody else's, and not too large to be written over.
    fn has_room(&self, room: &Range<u64>, size: usize) -> bool {
        let length = room.end - room.start;
        room.start < self.cut && size as u64 <= length && length <= LARGEST_BLOCK && self.alone.contains(room)
    }

    /// Leaves nothing to be read of what was taken away.
    fn wipe(&mut self, room: &Range<u64>) {
        if self.has_room(room, 0) {
            self.write(room, Vec::new());
        }
    }

    /// Writes over a range, zeros where there is nothing more to write.
    fn write(&mut self, room: &Range<u64>, mut bytes: Vec<u8>) {
        let size = usize::try_from(room.end - room.start).unwrap_or(bytes.len());
        if bytes.len() < size {
            self.slack = self.slack.max(Some(room.start));
            bytes.resize(size, 0);
        }
        self.over.insert(room.start, bytes);
    }

    /// Adds bytes at the next even place (TIFF 6.0: offsets are even), and gives it.
    fn add(&mut self, bytes: &[u8]) -> Result<u64, Problem> {
        if self.added.is_empty() && self.cut == self.survey.length {
            // The link of a last directory, where it was left out, is not to be read from what is added.
            self.added.resize(self.survey.missing, 0);
        }
        if !(self.cut + self.added.len() as u64).is_multiple_of(2) {
            self.added.push(0);
        }
        let at = self.cut + self.added.len() as u64;
        self.added.extend_from_slice(bytes);
        let end = self.cut + self.added.len() as u64;
        (self.survey.stream.is_big || u32::try_from(end).is_ok()).then_some(at).ok_or_else(too_large)
    }

    fn offset(&self, at: u64) -> [u8; 8] {
        let (order, mut field) = (self.survey.stream.order, [0; 8]);
        if self.survey.stream.is_big {
            return order.bytes64(at);
        }
        let four = order.bytes32(u32::try_from(at).unwrap_or(u32::MAX));
        field.iter_mut().zip(four).for_each(|(to, byte)| *to = byte);
        field
    }

    pub(super) fn pieces(mut self) -> Vec<Piece> {
        let padding = self.survey.length - self.survey.end;
        let room = self.survey.length.saturating_sub(self.cut);
        if padding > 0 && (self.added.len() as u64) < room {
            self.added.resize(usize::try_from(room).unwrap_or(0), 0);
        }
        let (mut pieces, mut from) = (Vec::new(), 0);
        for (at, bytes) in self.over {
            let end = at + bytes.len() as u64;
            pieces.extend([Piece::Kept(from..at), Piece::New(bytes)]);
            from = end;
        }
        pieces.extend([Piece::Kept(from..self.cut), Piece::New(self.added)]);
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }
}

fn too_large() -> Problem {
    Problem::new(ProblemKind::Limit, "the TIFF structure would be larger than its offsets can say")
}
