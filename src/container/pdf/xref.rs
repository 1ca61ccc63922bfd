//! Where a PDF's objects lie: its cross-reference tables and streams, newest first (ISO 32000-2, 7.5.4 and 7.5.8). They
//! are looked into and not unrolled: a table stays in the file, a stream's rows stay as they are.
use super::super::order::Order;
use super::object::{Dictionary, Object};

/// The most runs of object numbers that are read of one section; one more than all may have together.
const MOST_RUNS: usize = 50_001;

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At an offset.
    At(u64),
    /// In an object stream: its number, and the object's index in it.
    Packed(u32, u32),
    /// Nowhere: it was deleted.
    Free,
}

/// A section of a table: runs of entries of one width.
#[derive(Debug)]
pub(super) struct Table {
    /// The first number, how many there are, and where their entries begin.
    pub(super) runs: Vec<(u64, u64, u64)>,
}

impl Table {
    /// Where the entry of an object lies in the file.
    pub(super) fn entry(&self, number: u32) -> Option<u64> {
        let number = u64::from(number);
        let (first, _, start) =
            self.runs.iter().find(|(first, count, _)| (*first..first.saturating_add(*count)).contains(&number))?;
        start.checked_add((number - first).checked_mul(ENTRY)?)
    }
}

/// The bytes of a table's entry (7.5.4).
pub(super) const ENTRY: u64 = 20;

/// What an entry says: ten digits, a space, five digits, a space, and `n` or `f`.
pub(super) fn placed(entry: [u8; 18]) -> Option<Place> {
    let [offset @ .., b' ', _, _, _, _, _, b' ', kind] = entry else { return None };
    let offset = std::str::from_utf8(&offset).ok()?.trim().parse().ok()?;
    match kind {
        b'n' => Some(Place::At(offset)),
        b'f' => Some(Place::Free),
        _ => None,
    }
}

/// The rows of a cross-reference stream.
#[derive(Debug)]
pub(super) struct Rows {
    widths: [usize; 3],
    /// The first number, how many there are, and which row is the first of them.
    runs: Vec<(u64, u64, u64)>,
    bytes: Vec<u8>,
}

impl Rows {
    /// Takes a stream's dictionary and its data without filters.
    pub(super) fn of(stream: &Dictionary, bytes: Vec<u8>) -> Option<Rows> {
        let width =
            |item: &Object| item.count().and_then(|width| usize::try_from(width).ok()).filter(|width| *width <= 8);
        let widths: Vec<usize> = stream.get(b"W").items().iter().map_while(width).collect();
        let widths: [usize; 3] = *widths.first_chunk()?;
        let whole = [Object::Integer(0), stream.get(b"Size").clone()];
        let index = match stream.get(b"Index") {
            Object::Array(index) => index.as_slice(),
            _ => &whole,
        };
        let (mut runs, mut row) = (Vec::new(), 0_u64);
        for pair in index.as_chunks::<2>().0.iter().take(MOST_RUNS) {
            let [first, count] = pair;
            let (first, count) = (first.count()?, count.count()?);
            runs.push((first, count, row));
            row = row.checked_add(count)?;
        }
        (widths.iter().sum::<usize>() > 0).then_some(Rows { widths, runs, bytes })
    }

    /// Where an object is; none where no row is about it.
    pub(super) fn place(&self, number: u32) -> Option<Place> {
        let number = u64::from(number);
        let (first, _, row) =
            self.runs.iter().find(|(first, count, _)| (*first..first.saturating_add(*count)).contains(&number))?;
        let row = usize::try_from(row.checked_add(number - first)?).ok()?;
        let at = row.checked_mul(self.widths.iter().sum())?;
        let [w0, w1, w2] = self.widths;
        let uint = |at, width| Order::Big.uint(&self.bytes, at, width);
        let kind = if w0 == 0 { 1 } else { uint(at, w0)? };
        let (second, third) = (uint(at + w0, w1)?, uint(at + w0 + w1, w2)?);
        match kind {
            0 => Some(Place::Free),
            1 => Some(Place::At(second)),
            2 => Some(Place::Packed(u32::try_from(second).ok()?, u32::try_from(third).ok()?)),
            _ => None,
        }
    }
}

/// A part of the cross-reference.
#[derive(Debug)]
pub(super) enum Section {
    Table(Table),
    Rows(Rows),
}

impl Section {
    /// How many runs of object numbers it has.
    pub(super) fn runs(&self) -> usize {
        match self {
            Section::Table(table) => table.runs.len(),
            Section::Rows(rows) => rows.runs.len(),
        }
    }

    /// How many bytes of memory its rows take.
    pub(super) fn size(&self) -> usize {
        match self {
            Section::Table(_) => 0,
            Section::Rows(rows) => rows.bytes.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::Lexer;
    use super::super::object::Object;
    use super::{Place, Rows, Table, placed};

    #[test]
    fn a_table_says_where_its_entries_lie() {
        let table = Table { runs: vec![(0, 1, 100), (5, 3, 200)] };
        assert_eq!([0, 1, 5, 7, 8].map(|number| table.entry(number)), [Some(100), None, Some(200), Some(240), None]);
        assert_eq!(Table { runs: vec![(0, u64::MAX, u64::MAX)] }.entry(7), None);
        assert_eq!(placed(*b"0000000017 00000 n"), Some(Place::At(17)));
        assert_eq!(placed(*b"0000000000 65535 f"), Some(Place::Free));
        assert_eq!(placed(*b"0000000017 00000 x"), None);
    }

    #[test]
    fn rows_say_where_objects_are_or_in_what() {
        let rows = |told: &str, bytes: &[u8]| {
            let Some(Object::Dictionary(stream)) = Lexer::new(told.as_bytes()).object() else { panic!() };
            Rows::of(&stream, bytes.to_vec())
        };
        let found = rows("<</W[1 2 1]/Index[0 1 5 2]>>", b"\0\0\0\xff\x01\x01\x02\0\x02\0\x09\x03").unwrap();
        let expected = [Some(Place::Free), None, Some(Place::At(0x102)), Some(Place::Packed(9, 3)), None];
        assert_eq!([0, 1, 5, 6, 7].map(|number| found.place(number)), expected);
        let untyped = rows("<</W[0 1 0]/Size 1>>", b"\x07").unwrap();
        assert_eq!(untyped.place(0), Some(Place::At(7)));
        assert!(rows("<</W[0 0 0]/Size 1>>", b"").is_none() && rows("<</W[1 9 1]/Size 1>>", b"").is_none());
        assert!(rows("<</W[1 1 1]/Index[0 9223372036854775807 0 9223372036854775807 0 9]>>", b"").is_none());
    }
}
