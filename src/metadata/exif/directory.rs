//! The directories of a TIFF stream, classic or BigTIFF: which tags there are, and where their bytes lie.
//!
//! Entries borrow from the stream and are never copied, so that a stream whose entries all claim the same megabyte
//! costs nothing. Knows nothing of what tags mean.
use crate::asset::{Problem, ProblemKind};
use std::collections::VecDeque;

/// Which directory an entry stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::metadata) enum Directory {
    /// The first: of the picture itself.
    Ifd0,
    /// The second: of its thumbnail, or of the next page.
    Ifd1,
    /// Of the exposure.
    Exif,
    /// Of the position.
    Gps,
    /// Of interoperability rules.
    Interop,
    /// Of the maker's note.
    Note,
}

impl Directory {
    /// ExifTool's word for it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Directory::Ifd0 => "IFD0",
            Directory::Ifd1 => "IFD1",
            Directory::Exif => "ExifIFD",
            Directory::Gps => "GPS",
            Directory::Interop => "InteropIFD",
            Directory::Note => "MakerNotes",
        }
    }
}

/// One tag and its value's bytes.
#[derive(Clone, Copy, Debug)]
pub(in crate::metadata) struct Entry<'a> {
    pub(in crate::metadata) directory: Directory,
    pub(in crate::metadata) tag: u16,
    /// The type code (TIFF 6.0, section 2; Exif 3.0 adds 129 for UTF-8).
    pub(in crate::metadata) format: u16,
    pub(in crate::metadata) bytes: &'a [u8],
    /// Where in the stream the bytes begin.
    pub(in crate::metadata) at: u64,
    pub(in crate::metadata) is_little: bool,
}

/// What a stream holds.
#[derive(Debug, Default)]
pub(super) struct Directories<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// Entries whose value lies outside the stream: where and which.
    pub(super) lost: Vec<(Directory, u16)>,
    pub(super) problem: Option<Problem>,
}

/// The most entries that are read of one directory; cameras write under 200.
const ENTRIES: u64 = 2_000;

const EXIF_POINTER: u16 = 0x8769;
const GPS_POINTER: u16 = 0x8825;
const INTEROP_POINTER: u16 = 0xa005;

/// Reads the directories that speak of the first picture, and the one after it.
pub(super) fn directories(data: &[u8]) -> Directories<'_> {
    let mut found = Directories::default();
    let Some(stream) = Stream::of(data) else {
        found.problem = Some(Problem::new(ProblemKind::Malformed, "the Exif block has no TIFF header"));
        return found;
    };
    let mut seen = Vec::new();
    let mut open = VecDeque::from([(Directory::Ifd0, stream.first)]);
    while let Some((directory, offset)) = open.pop_front() {
        if offset == 0 || seen.contains(&offset) {
            continue;
        }
        seen.push(offset);
        stream.read(directory, offset, &mut found, &mut open);
    }
    found
}

/// A stream with its byte order and the width of its offsets.
struct Stream<'a> {
    data: &'a [u8],
    is_little: bool,
    is_big_tiff: bool,
    first: u64,
}

impl<'a> Stream<'a> {
    fn of(data: &'a [u8]) -> Option<Stream<'a>> {
        let is_little = match data.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut stream = Stream { data, is_little, is_big_tiff: false, first: 0 };
        match stream.unsigned(2, 2)? {
            // TIFF, Olympus ORF (`RO`, `RS`) and Panasonic RW2 (`U`), which differ from it in the mark alone.
            42 | 0x4f52 | 0x5352 | 0x55 => stream.first = stream.unsigned(4, 4)?,
            43 => {
                stream.is_big_tiff = true;
                stream.first = stream.unsigned(8, 8)?;
            }
            _ => return None,
        }
        Some(stream)
    }

    fn unsigned(&self, offset: u64, width: usize) -> Option<u64> {
        let start = usize::try_from(offset).ok()?;
        Some(unsigned(self.data.get(start..start.checked_add(width)?)?, self.is_little))
    }

    fn read(
        &self,
        directory: Directory,
        offset: u64,
        found: &mut Directories<'a>,
        open: &mut VecDeque<(Directory, u64)>,
    ) {
        let (head, width) = if self.is_big_tiff { (8, 20) } else { (2, 12) };
        let Some(count) = self.unsigned(offset, head) else {
            return found.truncated(directory);
        };
        let start = offset.saturating_add(head as u64);
        for index in 0..count.min(ENTRIES) {
            let Some(entry) = start.checked_add(index * width).filter(|at| self.holds(*at, width)) else {
                return found.truncated(directory);
            };
            self.read_entry(directory, entry, found, open);
        }
        let next = start.saturating_add(count.saturating_mul(width));
        if directory == Directory::Ifd0 && count <= ENTRIES {
            // Many writers leave the link out at the end of the block; that harms nobody.
            open.extend(self.unsigned(next, if self.is_big_tiff { 8 } else { 4 }).map(|next| (Directory::Ifd1, next)));
        }
    }

    fn holds(&self, offset: u64, length: u64) -> bool {
        offset.checked_add(length).is_some_and(|end| end <= self.data.len() as u64)
    }

    fn read_entry(
        &self,
        directory: Directory,
        at: u64,
        found: &mut Directories<'a>,
        open: &mut VecDeque<(Directory, u64)>,
    ) {
        let inline: u64 = if self.is_big_tiff { 8 } else { 4 };
        let value_at = at + 4 + inline;
        let (Some(tag), Some(format), Some(count)) =
            (self.unsigned(at, 2), self.unsigned(at + 2, 2), self.unsigned(at + 4, if inline == 8 { 8 } else { 4 }))
        else {
            return;
        };
        #[allow(clippy::cast_possible_truncation)]
        let (tag, format) = (tag as u16, format as u16);
        let Some(length) = count.checked_mul(width_of(format)) else { return found.lost.push((directory, tag)) };
        let start =
            if length <= inline { Some(value_at) } else { self.unsigned(value_at, if inline == 8 { 8 } else { 4 }) };
        let Some((value_at, bytes)) = start.and_then(|start| Some((start, self.slice(start, length)?))) else {
            return found.lost.push((directory, tag));
        };
        let child = match (directory, tag) {
            (Directory::Ifd0 | Directory::Exif, EXIF_POINTER) => Directory::Exif,
            (Directory::Ifd0 | Directory::Exif, GPS_POINTER) => Directory::Gps,
            (Directory::Ifd0 | Directory::Exif, INTEROP_POINTER) => Directory::Interop,
            _ => {
                let (at, is_little) = (value_at, self.is_little);
                return found.entries.push(Entry { directory, tag, format, bytes, at, is_little });
            }
        };
        if matches!(bytes.len(), 4 | 8) {
            open.push_back((child, unsigned(bytes, self.is_little)));
        }
    }

    fn slice(&self, start: u64, length: u64) -> Option<&'a [u8]> {
        let end = usize::try_from(start.checked_add(length)?).ok()?;
        self.data.get(usize::try_from(start).ok()?..end)
    }
}

impl Directories<'_> {
    fn truncated(&mut self, directory: Directory) {
        if directory != Directory::Ifd1 && directory != Directory::Interop {
            let message = format!("the {} of the Exif block is cut short", directory.word());
            self.problem = Some(Problem::new(ProblemKind::Truncated, message));
        }
    }
}

/// The bytes of one value of a type; types that do not exist are read as bytes.
pub(in crate::metadata) const fn width_of(format: u16) -> u64 {
    match format {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}

/// An unsigned number of up to eight bytes.
pub(in crate::metadata) fn unsigned(bytes: &[u8], is_little: bool) -> u64 {
    let add = |number: u64, byte: &u8| (number << 8) | u64::from(*byte);
    if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
}
