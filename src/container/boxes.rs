//! The boxes that ISO base media, QuickTime, JPEG 2000 and JPEG XL are made of (ISO/IEC 14496-12, 4.2): a size, a
//! name, a content. It knows no box's meaning.
use super::reader::Reader;

/// The most boxes walked on one level.
const MOST_BOXES: u32 = 100_000;

/// A box: its name and where its content lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Atom {
    /// The four bytes of its name.
    pub(super) name: [u8; 4],
    /// Where its content begins.
    pub(super) start: u64,
    /// Where it ends; never beyond what it lies in.
    pub(super) end: u64,
    /// Whether it says that it is longer than what it lies in.
    pub(super) is_cut: bool,
}

impl Atom {
    /// Bytes of its content.
    pub(super) fn size(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }

    /// A copy of its content; none where it is larger than a metadata block may be, or cut short.
    pub(super) fn content(&self, reader: &mut Reader<'_>) -> Option<Vec<u8>> {
        if self.is_cut { None } else { reader.copy(self.start, self.size()) }
    }

    /// The boxes in it, after `skip` bytes.
    pub(super) fn children(&self, reader: &mut Reader<'_>, skip: u64) -> Vec<Atom> {
        atoms(reader, self.start.saturating_add(skip), self.end).0
    }
}

/// The boxes between two offsets, and whether they end where they should.
///
/// A QuickTime list may end with four zero bytes; bytes too few for a box are padding.
pub(super) fn atoms(reader: &mut Reader<'_>, start: u64, end: u64) -> (Vec<Atom>, bool) {
    let mut found = Vec::new();
    let mut at = start;
    for _ in 0..MOST_BOXES {
        if at.saturating_add(8) > end {
            return (found, true);
        }
        let Some(atom) = atom(reader, at, end) else { return (found, false) };
        at = atom.end;
        found.push(atom);
        if atom.is_cut {
            return (found, false);
        }
    }
    (found, false)
}

/// The box at an offset; none where its size is impossible.
fn atom(reader: &mut Reader<'_>, at: u64, end: u64) -> Option<Atom> {
    let [s0, s1, s2, s3, name @ ..] = reader.array::<8>(at)?;
    let (head, size) = match u32::from_be_bytes([s0, s1, s2, s3]) {
        0 => (8, end.saturating_sub(at)),
        1 => (16, u64::from_be_bytes(reader.array(at + 8)?)),
        size => (8, u64::from(size)),
    };
    let start = at + head;
    let to = at.saturating_add(size);
    (size >= head).then_some(Atom { name, start: start.min(end), end: to.min(end), is_cut: to > end })
}

/// A cursor over a box's content that gives numbers until they run out.
pub(super) struct Fields<'b>(pub(super) &'b [u8]);

impl Fields<'_> {
    /// The next number of 0 to 8 bytes, most significant first; 0 bytes are the number 0.
    pub(super) fn uint(&mut self, size: usize) -> Option<u64> {
        let (bytes, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The next bytes.
    pub(super) fn bytes(&mut self, size: usize) -> Option<&[u8]> {
        let (bytes, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(bytes)
    }

    /// The next four bytes.
    pub(super) fn four(&mut self) -> Option<[u8; 4]> {
        self.bytes(4)?.first_chunk().copied()
    }

    /// The text up to the next NUL, or to the end.
    pub(super) fn text(&mut self) -> String {
        let end = memchr::memchr(0, self.0).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at_checked(end).unwrap_or((self.0, &[]));
        self.0 = rest.get(1..).unwrap_or(&[]);
        String::from_utf8_lossy(text).into_owned()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Atom, Fields, Reader, atoms};

    /// A box.
    pub(in crate::container) fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        [&(content.len() as u32 + 8).to_be_bytes()[..], name, content].concat()
    }

    #[test]
    fn boxes_follow_one_another_with_short_long_and_open_sizes() {
        let mut bytes = boxed(b"free", b"ab");
        bytes.extend_from_slice(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\x11x");
        bytes.extend_from_slice(b"\0\0\0\0moovrest");
        let bytes = &bytes[..];
        let (found, is_whole) = atoms(&mut Reader::new(&bytes), 0, bytes.len() as u64);
        assert!(is_whole);
        let expected = [(b"free", 8, 10), (b"mdat", 26, 27), (b"moov", 35, 39)];
        assert_eq!(found, expected.map(|(name, start, end)| Atom { name: *name, start, end, is_cut: false }));
    }

    #[test]
    fn a_box_that_is_longer_than_its_place_is_cut() {
        let bytes = &boxed(b"free", b"abcdef")[..12];
        let (found, is_whole) = atoms(&mut Reader::new(&bytes), 0, 12);
        assert!(!is_whole && found[0].is_cut && found[0].size() == 4);
        let impossible = &b"\0\0\0\x07free"[..];
        assert_eq!(atoms(&mut Reader::new(&impossible), 0, 8), (vec![], false));
    }

    #[test]
    fn fields_run_out_quietly() {
        let mut fields = Fields(b"\x01\x02ab\0c");
        assert_eq!((fields.uint(0), fields.uint(2)), (Some(0), Some(0x0102)));
        assert_eq!(fields.text(), "ab");
        assert_eq!(fields.four(), None);
        assert_eq!(fields.text(), "c");
    }
}
