//! The directories of a maker's note: like TIFF's, with offsets that count from wherever the maker began. Entries
//! borrow from the block; what lies outside of it is not there.
use crate::metadata::exif::{Directory, Entry, unsigned, width_of};

/// The most entries that are read of one directory; makers write under 300.
const ENTRIES: u64 = 1_000;

/// A directory within a block.
#[derive(Clone, Copy)]
pub(super) struct Tags<'a> {
    data: &'a [u8],
    is_little: bool,
    at: u64,
    base: i64,
}

impl<'a> Tags<'a> {
    /// The directory at `at` of the block, whose offsets count from `base` of it.
    pub(super) fn read(data: &'a [u8], is_little: bool, at: u64, base: i64) -> Tags<'a> {
        Tags { data, is_little, at, base }
    }

    /// The first entry with a tag, if its value is in the block.
    pub(super) fn get(&self, tag: u16) -> Option<Entry<'a>> {
        let count = self.uint(self.at, 2)?.min(ENTRIES);
        let first = self.at.checked_add(2)?;
        (0..count).find_map(|index| {
            let at = first.checked_add(index * 12)?;
            (self.uint(at, 2)? == u64::from(tag)).then(|| self.entry(tag, at)).flatten()
        })
    }

    /// The numbers of a tag.
    pub(super) fn numbers(&self, tag: u16) -> Vec<Option<f64>> {
        self.get(tag).map(|entry| entry.numbers().take(64).collect()).unwrap_or_default()
    }

    /// The directory that a tag points to, or is.
    pub(super) fn below(&self, tag: u16) -> Option<Tags<'a>> {
        let entry = self.get(tag)?;
        let at = match entry.bytes.len() {
            4 => self.place(unsigned(entry.bytes, self.is_little))?,
            _ => entry.at,
        };
        Some(Tags { at, ..*self })
    }

    /// The directory that a tag is, behind a byte-order mark from which its offsets count.
    pub(super) fn marked(&self, tag: u16) -> Option<Tags<'a>> {
        let entry = self.get(tag)?;
        let is_little = match entry.bytes {
            [b'I', b'I', ..] => true,
            [b'M', b'M', ..] => false,
            _ => return None,
        };
        Some(Tags { data: entry.bytes, is_little, at: 2, base: 0 })
    }

    fn entry(&self, tag: u16, at: u64) -> Option<Entry<'a>> {
        let (format, count) = (u16::try_from(self.uint(at + 2, 2)?).ok()?, self.uint(at + 4, 4)?);
        let length = count.checked_mul(width_of(format))?;
        let start = if length <= 4 { at + 8 } else { self.place(self.uint(at + 8, 4)?)? };
        let bytes = self.data.get(usize::try_from(start).ok()?..usize::try_from(start.checked_add(length)?).ok()?)?;
        Some(Entry { directory: Directory::Note, tag, format, bytes, at: start, is_little: self.is_little })
    }

    /// Where in the block an offset leads.
    fn place(&self, offset: u64) -> Option<u64> {
        u64::try_from(i64::try_from(offset).ok()?.checked_add(self.base)?).ok()
    }

    fn uint(&self, at: u64, width: usize) -> Option<u64> {
        let start = usize::try_from(at).ok()?;
        Some(unsigned(self.data.get(start..start.checked_add(width)?)?, self.is_little))
    }
}
