//! The keys, lengths and values that MXF is made of (SMPTE ST 336), and the sets of a header partition with their
//! references to one another. It knows no set's meaning.
use super::order::{be16, be32};
use super::reader::Reader;
use std::collections::HashMap;

const PARTITION: &[u8] = b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01";
const SET: &[u8] = b"\x06\x0e\x2b\x34\x02\x53\x01\x01\x0d\x01\x01\x01\x01\x01";
const ELEMENT: &[u8] = b"\x06\x0e\x2b\x34\x01\x02\x01";
/// The most keys walked.
const MOST_KEYS: u32 = 20_000;
/// The most sets kept.
const MOST_SETS: usize = 4096;
/// The most values of a set.
const MOST_VALUES: usize = 1024;
/// The most bytes of all sets.
const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// How far into a file its first partition may stand (ST 377-1, 6.5).
const RUN_IN: usize = 64 * 1024;
/// The local tag of the number by which others refer to a set.
const INSTANCE: u16 = 0x3C0A;

/// A set: local tags and values.
#[derive(Debug)]
pub(super) struct Set {
    /// The byte of its key that says what it is.
    pub(super) kind: u8,
    values: Vec<(u16, Vec<u8>)>,
}

impl Set {
    fn read(kind: u8, bytes: &[u8]) -> Set {
        let (mut rest, mut values) = (bytes, Vec::new());
        while let (Some(tag), Some(size), true) = (be16(rest, 0), be16(rest, 2), values.len() < MOST_VALUES) {
            let end = 4 + usize::from(size);
            let Some(value) = rest.get(4..end) else { break };
            values.push((tag, value.to_vec()));
            rest = rest.get(end..).unwrap_or(&[]);
        }
        Set { kind, values }
    }

    /// A value as it lies.
    pub(super) fn value(&self, tag: u16) -> Option<&[u8]> {
        self.values.iter().find(|(known, _)| *known == tag).map(|(_, value)| value.as_slice())
    }

    /// A whole number.
    pub(super) fn number(&self, tag: u16) -> Option<u64> {
        whole(self.value(tag)?)
    }

    /// A fraction above zero.
    pub(super) fn rational(&self, tag: u16) -> Option<f64> {
        fraction(self.value(tag)?)
    }

    /// A text in UTF-16; empty where there is none.
    pub(super) fn wide(&self, tag: u16) -> String {
        let pairs = self.value(tag).unwrap_or(&[]).chunks_exact(2).filter_map(<[u8]>::first_chunk::<2>);
        let units: Vec<u16> = pairs.map(|pair| u16::from_be_bytes(*pair)).take_while(|unit| *unit != 0).collect();
        String::from_utf16_lossy(&units)
    }
}

/// What a header partition holds.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Its sets, in file order.
    pub(super) sets: Vec<Set>,
    /// Whether the file ends within them.
    pub(super) is_cut: bool,
    /// From the first essence element to the footer, or to the end of the file.
    pub(super) essence: Option<(u64, u64)>,
    /// Whether a footer says where the essence ends.
    pub(super) is_closed: bool,
    /// Where a set is among them, by its number.
    index: HashMap<[u8; 16], usize>,
}

impl Header {
    /// The sets that a value refers to: one, or behind a count and a size many.
    pub(super) fn referred<'h>(&'h self, from: &'h Set, tag: u16) -> impl Iterator<Item = &'h Set> {
        let value = from.value(tag).unwrap_or(&[]);
        let list = if value.len() > 16 { value.get(8..).unwrap_or(&[]) } else { value };
        let numbers = list.chunks_exact(16).filter_map(<[u8]>::first_chunk);
        numbers.filter_map(|number| self.sets.get(*self.index.get(number)?))
    }

    fn keep(&mut self, set: Set) {
        if let Some(number) = set.value(INSTANCE).and_then(<[u8]>::first_chunk) {
            self.index.insert(*number, self.sets.len());
        }
        self.sets.push(set);
    }
}

/// Reads the header partition; none where there is none. While a file is being written its header is open, and what
/// is known in the end stands in the footer partition (ST 377-1, 7.2 and 7.4).
pub(super) fn sets(reader: &mut Reader<'_>) -> Option<Header> {
    let begin = memchr::memmem::find(reader.some(0, RUN_IN), PARTITION)? as u64;
    let (key, pack, _) = triplet(reader, begin)?;
    let told = reader.array(pack + 24).map_or(0, u64::from_be_bytes);
    let footer = Some(told).filter(|footer| *footer > 0).or_else(|| indexed_footer(reader));
    let footer = footer.map(|footer| footer.saturating_add(begin));
    let mut header = walk(reader, begin);
    let is_open = matches!(key.get(14), Some(1 | 3));
    if let Some(last) = footer.filter(|_| is_open) {
        let closed = walk(reader, last);
        if !closed.sets.is_empty() && !closed.is_cut {
            (header.sets, header.index) = (closed.sets, closed.index);
        }
    }
    header.is_closed = footer.is_some();
    header.essence = header.essence.map(|(start, _)| (start, footer.unwrap_or(reader.len())));
    Some(header)
}

/// Where the random index pack at the file's end says that the last partition is (ST 377-1, 12.2).
fn indexed_footer(reader: &mut Reader<'_>) -> Option<u64> {
    let end = reader.len().checked_sub(4)?;
    let size = u64::from(u32::from_be_bytes(reader.array(end)?));
    let (key, start, stop) = triplet(reader, reader.len().checked_sub(size)?)?;
    let is_index = key.starts_with(PARTITION) && key.get(13) == Some(&0x11) && stop.checked_sub(start)? >= 16;
    let last = end.checked_sub(8).filter(|_| is_index)?;
    reader.array(last).map(u64::from_be_bytes)
}

/// Walks the keys from a partition on, until the essence begins or another partition does.
fn walk(reader: &mut Reader<'_>, begin: u64) -> Header {
    let (mut header, mut at, mut left) = (Header::default(), begin, MOST_BYTES);
    for _ in 0..MOST_KEYS {
        let Some((key, start, end)) = triplet(reader, at) else { break };
        let is_element = key.starts_with(ELEMENT) && key.get(8..12) == Some(b"\x0d\x01\x03\x01");
        if is_element || at > begin && key.starts_with(PARTITION) && matches!(key.get(13), Some(2..=4)) {
            header.essence = Some((at, end));
            break;
        }
        if key.starts_with(SET) && header.sets.len() < MOST_SETS {
            let size = end.saturating_sub(start);
            left = left.saturating_sub(size);
            match reader.copy(start, size).filter(|_| left > 0) {
                Some(bytes) => header.keep(Set::read(key.get(14).copied().unwrap_or(0), &bytes)),
                None => header.is_cut = true,
            }
        }
        at = end;
    }
    header
}

/// A key, and where its value begins and ends; the length has its own length in its first byte.
fn triplet(reader: &mut Reader<'_>, at: u64) -> Option<([u8; 16], u64, u64)> {
    let key: [u8; 16] = reader.array(at).filter(|key: &[u8; 16]| key.starts_with(&[0x06, 0x0E, 0x2B, 0x34]))?;
    let [first] = reader.array::<1>(at + 16)?;
    let (start, size) = match first {
        0..=0x7F => (at + 17, u64::from(first)),
        0x81..=0x88 => {
            let width = usize::from(first & 0x7F);
            (at + 17 + width as u64, whole(reader.exact(at + 17, width)?)?)
        }
        _ => return None,
    };
    Some((key, start, start.checked_add(size)?))
}

/// The number in a set's value, if it is no longer than eight bytes.
fn whole(bytes: &[u8]) -> Option<u64> {
    (1..=8).contains(&bytes.len()).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A fraction of two signed numbers.
fn fraction(bytes: &[u8]) -> Option<f64> {
    let (over, under) = (be32(bytes, 0)?.cast_signed(), be32(bytes, 4)?.cast_signed());
    (over > 0 && under > 0).then(|| f64::from(over) / f64::from(under))
}
