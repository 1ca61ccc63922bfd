//! The directories as they shall be. It knows what of a structure may be moved, and of nothing what it means.
use super::layout::Layout;
use super::survey::{EXIF, GPS, Plot, Survey, widths};
use super::{Ifd, TagChange};
use crate::asset::{Problem, ProblemKind};
use crate::container::ifd::Entry;
use crate::container::piece::Piece;
use crate::container::reader::Reader;
use std::collections::HashSet;
use std::ops::Range;

/// Tags whose values may hold offsets of their own, which only their makers know.
const ROOTED: [u16; 2] = [0x927C, 0xC634];
/// The most bytes of a value that is taken up from the end and put there again.
const MOST_MOVED: u64 = 64 << 10;
/// The most bytes of all of them.
const MOST_MOVED_OF_ALL: u64 = 16 << 20;

/// An entry of a directory as it shall be.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) tag: u16,
    pub(super) kind: u16,
    pub(super) count: u64,
    /// What stands in the entry itself: values or their offset.
    pub(super) field: [u8; 8],
    /// Where values stand outside of the entry, or stood before the change.
    pub(super) room: Option<Range<u64>>,
    /// Values that are not yet anywhere.
    pub(super) new: Option<Vec<u8>>,
}

/// A directory as it shall be.
#[derive(Clone, Debug)]
pub(super) struct Sheet<'s> {
    pub(super) lines: Vec<Line>,
    /// As it stands, if it does.
    pub(super) plot: Option<&'s Plot>,
}

/// What shall become of a structure.
pub(super) struct Draft<'s> {
    survey: &'s Survey,
    /// The main directory, that of Exif, that of GPS.
    pub(super) sheets: [Sheet<'s>; 3],
    /// Room that values no longer need.
    pub(super) left: Vec<Range<u64>>,
    is_touched: bool,
}

impl<'s> Draft<'s> {
    /// Everything as it stands.
    pub(super) fn of(survey: &'s Survey) -> Draft<'s> {
        let sheets = [Ifd::Main, Ifd::Exif, Ifd::Gps].map(|ifd| {
            let plot = survey.plot(ifd);
            let (head, width, _) = widths(survey.stream);
            let raw = plot.and_then(|plot| plot.raw.get(head..)).unwrap_or_default();
            let entries = plot.map_or(&[][..], |plot| &plot.directory.entries);
            let lines = entries.iter().zip(raw.chunks_exact(width)).map(|(entry, raw)| Line::of(survey, entry, raw));
            Sheet { lines: lines.collect(), plot }
        });
        Draft { survey, sheets, left: Vec::new(), is_touched: false }
    }

    /// Gives a tag another value, or takes it away.
    pub(super) fn change(&mut self, reader: &mut Reader<'_>, change: &TagChange) -> Result<(), Problem> {
        let Some(value) = &change.value else {
            self.drop_from(change, 0);
            return Ok(());
        };
        let (kind, count, bytes) = value.encoded(self.survey.stream.order);
        if self.is_said(reader, change, (kind, &bytes)) {
            return Ok(());
        }
        self.is_touched = true;
        self.drop_from(change, 1);
        let sheet = sheet(&mut self.sheets, change.ifd);
        if let Some(line) = sheet.lines.iter_mut().find(|line| line.tag == change.tag) {
            (line.kind, line.count, line.new) = (kind, count, Some(bytes));
            return Ok(());
        }
        if change.ifd == Ifd::Main && self.survey.elsewhere.contains(&change.tag) {
            return Err(of_another_page());
        }
        sheet.insert(Line { tag: change.tag, kind, count, field: [0; 8], room: None, new: Some(bytes) });
        Ok(())
    }

    /// Whether a tag has the values already; bytes may be of either type that says nothing of them.
    fn is_said(&self, reader: &mut Reader<'_>, change: &TagChange, (kind, bytes): (u16, &[u8])) -> bool {
        let entry = self.survey.plot(change.ifd).and_then(|plot| plot.directory.entry(change.tag));
        entry.is_some_and(|entry| {
            let is_kind = entry.kind == kind || matches!((entry.kind, kind), (1 | 7, 1 | 7));
            is_kind && entry.size() == bytes.len() as u64 && reader.exact(entry.at, bytes.len()) == Some(bytes)
        })
    }

    /// Takes a tag away, but for so many of its entries.
    fn drop_from(&mut self, change: &TagChange, spared: usize) {
        let lines = &mut sheet(&mut self.sheets, change.ifd).lines;
        let (before, mut met) = (lines.len(), 0);
        lines.retain(|line| {
            met += usize::from(line.tag == change.tag);
            let is_kept = line.tag != change.tag || met <= spared;
            self.left.extend(line.room.clone().filter(|_| !is_kept));
            is_kept
        });
        self.is_touched |= lines.len() < before;
    }

    /// Lets the main directory lead to those that are made, and to none that has nothing in it.
    fn link(&mut self) -> Result<(), Problem> {
        for (ifd, tag) in [(Ifd::Gps, GPS), (Ifd::Exif, EXIF)] {
            let sheet_below = sheet(&mut self.sheets, ifd);
            let (is_empty, plot) = (sheet_below.lines.is_empty(), sheet_below.plot);
            let parent = sheet(&mut self.sheets, plot.map_or(Ifd::Main, |plot| plot.parent));
            if is_empty {
                parent.lines.retain(|line| line.tag != tag || plot.is_none());
            } else if plot.is_none() {
                if self.survey.elsewhere.contains(&tag) {
                    return Err(of_another_page());
                }
                parent.insert(Line { tag, kind: 4, count: 1, field: [0; 8], room: None, new: None });
            }
        }
        Ok(())
    }

    /// The structure in pieces.
    pub(super) fn pieces(mut self, reader: &mut Reader<'_>) -> Result<Vec<Piece>, Problem> {
        let end = self.survey.end;
        if !self.is_touched {
            return Ok(vec![Piece::Kept(0..self.survey.length)]);
        }
        self.link()?;
        let movable = self.movable();
        let (alone, fixed) = self.survey.free(|range| movable.contains(range));
        let mut layout = Layout::new(self.survey, &alone, end);
        layout.place(&self)?;
        let mut ours: Vec<Range<u64>> = movable.intersection(&alone).cloned().collect();
        ours.retain(|range| range.start >= fixed);
        let cut = end_of_rest(reader, end, ours);
        if !layout.added.is_empty() || layout.slack.is_some_and(|slack| slack >= cut) {
            self.lift(reader, cut)?;
            layout = Layout::new(self.survey, &alone, cut);
            layout.place(&self)?;
        }
        Ok(layout.pieces())
    }

    /// Directories and values that nothing leads to but what is written here.
    fn movable(&self) -> HashSet<Range<u64>> {
        let is_movable = |line: &&Line| {
            let size = line.room.as_ref().map_or(0, |room| room.end - room.start);
            line.new.is_some() || (size <= MOST_MOVED && !ROOTED.contains(&line.tag))
        };
        let lines = self.sheets.iter().flat_map(|sheet| &sheet.lines).filter(is_movable);
        let rooms = lines.filter_map(|line| line.room.clone()).chain(self.left.iter().cloned());
        rooms.chain(self.sheets.iter().filter_map(|sheet| sheet.plot).map(|plot| plot.range.clone())).collect()
    }

    /// Takes up what stands behind the rest, so that it is put there again.
    fn lift(&mut self, reader: &mut Reader<'_>, cut: u64) -> Result<(), Problem> {
        for line in self.sheets.iter_mut().flat_map(|sheet| &mut sheet.lines) {
            if let Some(room) = line.room.take_if(|room| room.start >= cut)
                && line.new.is_none()
            {
                line.new = Some(reader.copy(room.start, room.end - room.start).ok_or_else(unread)?);
            }
        }
        self.left.retain(|room| room.start < cut);
        Ok(())
    }
}

/// Where all that may not be moved ends, given the ranges behind it that may.
fn end_of_rest(reader: &mut Reader<'_>, end: u64, mut ours: Vec<Range<u64>>) -> u64 {
    ours.sort_unstable_by_key(|range| std::cmp::Reverse(range.end));
    let mut cut = end;
    for range in ours {
        let is_pad = range.end + 1 == cut && reader.exact(range.end, 1) == Some(&[0]);
        if (range.end != cut && !is_pad) || end - range.start > MOST_MOVED_OF_ALL {
            break;
        }
        cut = range.start;
    }
    cut
}

impl Line {
    fn of(survey: &Survey, entry: &Entry, raw: &[u8]) -> Line {
        let mut field = [0; 8];
        let value = raw.get(if survey.stream.is_big { 12 } else { 8 }..).unwrap_or_default();
        field.iter_mut().zip(value).for_each(|(to, byte)| *to = *byte);
        Line { tag: entry.tag, kind: entry.kind, count: entry.count, field, room: survey.outside(entry), new: None }
    }
}

impl Sheet<'_> {
    /// Puts a line where its number belongs (TIFF 6.0: in ascending order). Others that are not in order stay so: a
    /// broken one that came first would hide the rest from some readers.
    fn insert(&mut self, line: Line) {
        let at = self.lines.iter().position(|other| other.tag > line.tag).unwrap_or(self.lines.len());
        self.lines.insert(at, line);
    }
}

/// The sheet of a directory.
pub(super) fn sheet<'a, 's>(sheets: &'a mut [Sheet<'s>; 3], ifd: Ifd) -> &'a mut Sheet<'s> {
    let [main, exif, gps] = sheets;
    match ifd {
        Ifd::Main => main,
        Ifd::Exif => exif,
        Ifd::Gps => gps,
    }
}

fn of_another_page() -> Problem {
    Problem::new(ProblemKind::Refused, "only another page of the TIFF has what is to be made for the first")
}

fn unread() -> Problem {
    Problem::new(ProblemKind::Truncated, "a part of the TIFF structure lies beyond its end")
}
