//! The pictures in a TIFF stream: its directories in the order of ExifTool's digest (the directories below one first,
//! then itself, then the next), and where the bytes of each picture are.
use super::anatomy::Essence;
use super::ifd::{Directory, Entry, Stream};
use super::reader::Reader;
use std::collections::HashSet;

/// The most directories followed in one file: a long scanned book has some thousands.
const MOST_PAGES: usize = 65_536;
/// The most directories below one, as ExifTool has it.
const MOST_BELOW: u64 = 10;
/// The most strips or tiles of all pictures.
const MOST_STRIPS: u64 = 4 << 20;
/// The most entries of all directories, which a hostile file lays over one another.
const MOST_ENTRIES: usize = 1 << 20;
/// How deep directories may lie below one another.
const DEPTH: usize = 4;

/// Where a directory is reached from; ExifTool names directories so, and its rules go by those names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the main chain: IFD0, IFD1 ...
    Main(usize),
    /// Below another, or in the chain of the first of those: SubIFD, SubIFD1 ...
    Below(usize),
    /// Below a directory of the main chain other than the first.
    BelowLater(usize),
}

/// A directory with what matters of a picture.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// Where it is reached from.
    pub(super) place: Place,
    /// The directory.
    pub(super) directory: Directory,
    /// In which place a reader meets it, parents before children.
    pub(super) rank: usize,
    /// NewSubfileType (0xFE): 0 is the full picture.
    pub(super) subfile: Option<u64>,
    /// Compression (0x103).
    pub(super) compression: Option<u64>,
    /// PhotometricInterpretation (0x106).
    pub(super) photometric: Option<u64>,
}

/// All directories of a stream, in digest order.
#[derive(Debug, Default)]
pub(super) struct Pages {
    /// The directories.
    pub(super) pages: Vec<Page>,
    /// Whether a directory was cut short or missing.
    pub(super) is_cut: bool,
    /// Whether there were more than are followed.
    pub(super) is_limited: bool,
    seen: HashSet<u64>,
    rank: usize,
    entries: usize,
}

impl Pages {
    /// Follows every directory from the first on.
    pub(super) fn read(reader: &mut Reader<'_>, stream: Stream, first: u64) -> Pages {
        let mut pages = Pages::default();
        pages.chain(reader, stream, first, Place::Main, DEPTH);
        pages
    }

    /// The first directory of the main chain.
    pub(super) fn main(&self) -> Option<&Page> {
        self.pages.iter().find(|page| page.place == Place::Main(0))
    }

    fn chain(&mut self, reader: &mut Reader<'_>, stream: Stream, first: u64, place: fn(usize) -> Place, depth: usize) {
        let (mut at, mut index) = (first, 0);
        while at != 0 && self.pages.len() < MOST_PAGES {
            // The pointer after a directory that lies below another is garbage in several raw formats.
            if index > 0 && !matches!(place(0), Place::Main(_)) && !looks_sound(reader, stream, at) {
                return;
            }
            let Some(next) = self.visit(reader, stream, at, (place(index), depth)) else { return };
            (at, index) = (next, index + 1);
        }
        self.is_limited |= at != 0;
    }

    /// Visits one directory and those below it; gives the offset of the next.
    fn visit(
        &mut self,
        reader: &mut Reader<'_>,
        stream: Stream,
        at: u64,
        (place, depth): (Place, usize),
    ) -> Option<u64> {
        if !self.seen.insert(at) || self.pages.len() >= MOST_PAGES {
            return None;
        }
        let Some(directory) = stream.directory(reader, at) else {
            self.is_cut |= place == Place::Main(0);
            return None;
        };
        self.is_cut |= directory.is_cut && place == Place::Main(0);
        let rank = self.rank;
        self.rank += 1;
        self.entries += directory.entries.len();
        if self.entries > MOST_ENTRIES {
            self.is_limited = true;
            return None;
        }
        let below = directory.entry(0x14A).map(|entry| stream.numbers(reader, entry, MOST_BELOW)).unwrap_or_default();
        if let Some(depth) = depth.checked_sub(1) {
            self.below(reader, stream, &below, (place, depth));
        }
        let mut tag = |tag| stream.tag(reader, &directory, tag);
        let (subfile, compression, photometric) = (tag(0xFE), tag(0x103), tag(0x106));
        let next = directory.next;
        self.pages.push(Page { place, directory, rank, subfile, compression, photometric });
        Some(next)
    }

    fn below(&mut self, reader: &mut Reader<'_>, stream: Stream, offsets: &[u64], (parent, depth): (Place, usize)) {
        let place = if matches!(parent, Place::Main(1..)) { Place::BelowLater } else { Place::Below };
        for (index, offset) in offsets.iter().enumerate() {
            let at = stream.base.saturating_add(*offset);
            match index {
                0 => self.chain(reader, stream, at, place, depth),
                _ => {
                    self.visit(reader, stream, at, (place(index), depth));
                }
            }
        }
    }
}

/// Whether there is a directory at an offset: a sensible count, known types, tags in order.
fn looks_sound(reader: &mut Reader<'_>, stream: Stream, at: u64) -> bool {
    let Some(directory) = stream.directory(reader, at) else { return false };
    let is_sorted = directory.entries.is_sorted_by(|a, b| a.tag < b.tag);
    let is_known = directory.entries.iter().all(|entry| (1..=18).contains(&entry.kind) && entry.count > 0);
    (2..64).contains(&directory.entries.len()) && is_sorted && is_known && !directory.is_cut
}

/// The strips and tiles of all pictures, as they are gathered.
#[derive(Debug)]
pub(super) struct Strips {
    /// What was gathered.
    pub(super) essence: Essence,
    /// Whether one is not wholly in the file.
    pub(super) is_cut: bool,
    /// Whether some may be missing: there are more than are read, or fewer sizes than offsets.
    pub(super) is_partial: bool,
    left: u64,
}

impl Strips {
    /// Nothing gathered yet.
    pub(super) fn new() -> Strips {
        Strips { essence: Essence::default(), is_cut: false, is_partial: false, left: MOST_STRIPS }
    }

    /// Adds a picture: each offset with its size.
    pub(super) fn add(&mut self, reader: &mut Reader<'_>, stream: Stream, (offsets, sizes): (&Entry, &Entry)) {
        let starts = stream.numbers(reader, offsets, self.left);
        let sizes = stream.numbers(reader, sizes, self.left);
        self.left -= starts.len() as u64;
        self.is_partial |= (starts.len() as u64) < offsets.count || sizes.len() < starts.len();
        for (start, size) in starts.iter().zip(&sizes).filter(|(_, size)| **size > 0) {
            let start = stream.base.saturating_add(*start);
            self.add_range(reader, start, start.saturating_add(*size));
        }
    }

    /// Adds a part of the file, cut at its end.
    pub(super) fn add_range(&mut self, reader: &Reader<'_>, start: u64, end: u64) {
        self.is_cut |= end > reader.len() || start >= end;
        self.essence.add(start, end.min(reader.len()));
    }

    /// Whether what was gathered is all that there is.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_cut && !self.is_partial
    }
}
