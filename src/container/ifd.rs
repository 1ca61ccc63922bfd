//! TIFF's image file directories (TIFF 6.0 section 2; BigTIFF): where entries and their values are. It reads numbers
//! and texts, and knows what no tag means.
use super::order::Order;
use super::reader::Reader;

/// The most entries read of one directory; real ones have some hundreds.
const MOST_ENTRIES: u64 = 4096;

/// A TIFF stream within a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stream {
    /// The order of its numbers.
    pub(super) order: Order,
    /// Whether offsets have eight bytes (BigTIFF).
    pub(super) is_big: bool,
    /// Where in the file it begins: what its offsets count from.
    pub(super) base: u64,
}

/// One entry of a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The field number.
    pub(super) tag: u16,
    /// The field type.
    pub(super) kind: u16,
    /// How many values.
    pub(super) count: u64,
    /// Where in the file the first value is.
    pub(super) at: u64,
}

impl Entry {
    /// Bytes of one value; 0 for a type that nobody knows.
    pub(super) fn width(&self) -> u64 {
        match self.kind {
            1 | 2 | 6 | 7 | 129 => 1,
            3 | 8 | 14 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 15..=18 => 8,
            _ => 0,
        }
    }

    /// Bytes of all values.
    pub(super) fn size(&self) -> u64 {
        self.width().saturating_mul(self.count)
    }

    /// Where in the file the values end.
    pub(super) fn end(&self) -> u64 {
        self.at.saturating_add(self.size())
    }
}

/// A directory.
#[derive(Clone, Debug, Default)]
pub(super) struct Directory {
    /// Its entries, as they are written.
    pub(super) entries: Vec<Entry>,
    /// Where in the file the next one is; 0 if this is the last.
    pub(super) next: u64,
    /// Whether the file ends within it.
    pub(super) is_cut: bool,
}

impl Directory {
    /// The first entry with a tag.
    pub(super) fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }
}

impl Stream {
    /// The stream at an offset, and where in the file its first directory is. The magic number is the caller's affair:
    /// raw formats have their own.
    pub(super) fn open(reader: &mut Reader<'_>, base: u64) -> Option<(Stream, u64)> {
        let head: [u8; 8] = reader.array(base)?;
        let order = match head {
            [b'I', b'I', ..] => Order::Little,
            [b'M', b'M', ..] => Order::Big,
            _ => return None,
        };
        let is_big = order.u16(&head, 2)? == 0x2B && order.u16(&head, 4)? == 8;
        let first = match is_big {
            true => order.u64(&reader.array::<8>(base + 8)?, 0)?,
            false => u64::from(order.u32(&head, 4)?),
        };
        Some((Stream { order, is_big, base }, base.checked_add(first)?))
    }

    /// The directory at an offset of the file; none where not even its count is there.
    pub(super) fn directory(&self, reader: &mut Reader<'_>, at: u64) -> Option<Directory> {
        let (head, width, tail) = if self.is_big { (8, 20, 8) } else { (2, 12, 4) };
        let claimed = self.order.uint(reader.exact(at, head)?, 0, head)?;
        let start = at.checked_add(head as u64)?;
        let wanted = usize::try_from(claimed.min(MOST_ENTRIES)).ok()? * width;
        let bytes = reader.some(start, wanted).to_vec();
        let entries: Vec<Entry> = (bytes.chunks_exact(width).zip(0_u64..))
            .filter_map(|(entry, index)| self.entry(entry, start + index * width as u64))
            .collect();
        let is_cut = bytes.len() < wanted || claimed > MOST_ENTRIES;
        let end = start.saturating_add(wanted as u64);
        let next = reader.exact(end, tail).and_then(|bytes| self.order.uint(bytes, 0, tail)).unwrap_or(0);
        let next = if is_cut || next == 0 { 0 } else { self.base.saturating_add(next) };
        Some(Directory { entries, next, is_cut })
    }

    fn entry(&self, bytes: &[u8], at: u64) -> Option<Entry> {
        let (tag, kind) = (self.order.u16(bytes, 0)?, self.order.u16(bytes, 2)?);
        let size = if self.is_big { 8 } else { 4 };
        let count = self.order.uint(bytes, 4, size)?;
        let inline = at + 4 + size as u64;
        let entry = Entry { tag, kind, count, at: inline };
        if entry.size() <= size as u64 {
            return Some(entry);
        }
        let offset = self.order.uint(bytes, 4 + size, size)?;
        Some(Entry { at: self.base.saturating_add(offset), ..entry })
    }

    /// An entry's whole numbers, signed types by their bits, at most `most` of them; as many as are in the file.
    pub(super) fn numbers(&self, reader: &mut Reader<'_>, entry: &Entry, most: u64) -> Vec<u64> {
        let width = match entry.kind {
            1 | 3 | 4 | 6..=9 | 13 | 16..=18 => entry.width(),
            _ => return Vec::new(),
        };
        let width = usize::try_from(width).unwrap_or(1);
        let wanted = usize::try_from(entry.count.min(most)).unwrap_or(0).saturating_mul(width);
        let bytes = reader.some(entry.at, wanted);
        bytes.chunks_exact(width).filter_map(|bytes| self.order.uint(bytes, 0, width)).collect()
    }

    /// The first of an entry's whole numbers.
    pub(super) fn number(&self, reader: &mut Reader<'_>, entry: &Entry) -> Option<u64> {
        self.numbers(reader, entry, 1).first().copied()
    }

    /// The first whole number of a directory's tag.
    pub(super) fn tag(&self, reader: &mut Reader<'_>, directory: &Directory, tag: u16) -> Option<u64> {
        directory.entry(tag).and_then(|entry| self.number(reader, entry))
    }

    /// A short text of a directory's tag.
    pub(super) fn text(&self, reader: &mut Reader<'_>, directory: &Directory, tag: u16) -> String {
        let Some(entry) = directory.entry(tag).filter(|entry| matches!(entry.kind, 1 | 2 | 7 | 129)) else {
            return String::new();
        };
        let bytes = reader.some(entry.at, usize::try_from(entry.count.min(256)).unwrap_or(0));
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        String::from_utf8_lossy(bytes.get(..end).unwrap_or(bytes)).trim().to_owned()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Entry, Reader, Stream};

    /// A little-endian TIFF of one directory at offset 8: (tag, type, count, value or offset), then whatever else.
    pub(in crate::container) fn tiff(entries: &[(u16, u16, u32, u32)], next: u32, rest: &[u8]) -> Vec<u8> {
        let mut bytes = b"II\x2a\0\x08\0\0\0".to_vec();
        bytes.extend_from_slice(&(entries.len() as u16).to_le_bytes());
        for (tag, kind, count, value) in entries {
            bytes.extend_from_slice(&tag.to_le_bytes());
            bytes.extend_from_slice(&kind.to_le_bytes());
            bytes.extend_from_slice(&count.to_le_bytes());
            bytes.extend_from_slice(&value.to_le_bytes());
        }
        bytes.extend_from_slice(&next.to_le_bytes());
        bytes.extend_from_slice(rest);
        bytes
    }

    #[test]
    fn values_are_in_the_entry_where_they_fit_and_elsewhere_where_they_do_not() {
        let bytes = tiff(&[(0x100, 3, 1, 640), (0x101, 8, 1, 480), (0x10F, 2, 6, 50)], 0, b"Canon\0");
        let bytes = &bytes[..];
        let mut reader = Reader::new(&bytes);
        let (stream, first) = Stream::open(&mut reader, 0).expect("a header");
        let directory = stream.directory(&mut reader, first).expect("a directory");
        assert_eq!(directory.entries[0], Entry { tag: 0x100, kind: 3, count: 1, at: 18 });
        assert_eq!(stream.tag(&mut reader, &directory, 0x100), Some(640));
        assert_eq!(stream.tag(&mut reader, &directory, 0x101), Some(480));
        assert_eq!(stream.text(&mut reader, &directory, 0x10F), "Canon");
        assert!(!directory.is_cut);
    }

    #[test]
    fn a_directory_that_claims_more_than_there_is_gives_what_there_is() {
        let mut bytes = tiff(&[(0x100, 3, 1, 640)], 0, b"");
        bytes[8..10].copy_from_slice(&60_000_u16.to_le_bytes());
        let bytes = &bytes[..];
        let mut reader = Reader::new(&bytes);
        let (stream, first) = Stream::open(&mut reader, 0).expect("a header");
        let directory = stream.directory(&mut reader, first).expect("a directory");
        assert!(directory.is_cut);
        assert_eq!(directory.entries.len(), 1);
    }
}
