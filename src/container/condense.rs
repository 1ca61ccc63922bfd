//! A small TIFF stream with what a large one says in its Exif directories. Pictures and raws keep theirs anywhere in
//! hundreds of megabytes; whoever reads Exif gets a stream of its own, in which every offset holds.
use super::ifd::{Directory, Entry, Stream};
use super::order::Order;
use super::reader::Reader;

/// Values larger than this are no Exif (strips, previews, tables of curves) and are left out.
const LARGEST_VALUE: u64 = 64 * 1024;
/// The most bytes of a condensed stream, the place of maker notes included.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Maker notes up to this size are kept, and up to this offset at their old place.
const MAKER_NOTE: u64 = 2 * 1024 * 1024;
/// What is kept behind a note: some of Sony's say a length that leaves their last values out.
const BEHIND_NOTE: usize = 4 * 1024;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const INTEROPERABILITY: u16 = 0xA005;
const MAKER_NOTES: u16 = 0x927C;
/// DNG's place for what makers write: these put the maker's note there, others what only they can read.
const PRIVATE_DATA: u16 = 0xC634;
const NOTE_KEEPERS: [&[u8]; 3] = [b"Adobe\0", b"PENTAX", b"RICOH\0"];

/// Tags that point to pictures or other directories, or hold metadata of another standard that is a block of its own.
const LEFT_OUT: [u16; 23] = [
    0x111,
    0x117,
    0x120,
    0x144,
    0x145,
    0x14A,
    0x15B,
    0x201,
    0x202,
    0x207,
    0x208,
    0x209,
    0x2BC,
    0x83BB,
    0x8649,
    0x8773,
    0x935C,
    0xBCC0,
    0xBCC1,
    EXIF,
    GPS,
    INTEROPERABILITY,
    MAKER_NOTES,
];

/// A directory and the stream that its offsets belong to.
pub(super) type Root<'r> = (Stream, &'r Directory);

/// Writes a stream with a main directory, the one behind it (of its thumbnail, or of the next page) and, below it, the
/// directories for Exif and for GPS: those that it points to, or those given (Canon's CR3 has each in a stream of its own).
pub(super) fn condense(
    reader: &mut Reader<'_>,
    main: Root<'_>,
    exif: Option<Root<'_>>,
    gps: Option<Root<'_>>,
) -> Vec<u8> {
    let (stream, directory) = main;
    let pointed = |reader: &mut Reader<'_>, parent: Root<'_>, tag| {
        let offset = parent.0.tag(reader, parent.1, tag)?;
        parent.0.directory(reader, parent.0.base.saturating_add(offset)).map(|child| (parent.0, child))
    };
    let own = |root: Root<'_>| (root.0, root.1.clone());
    let exif = exif.map(own).or_else(|| pointed(reader, main, EXIF));
    let gps = gps.map(own).or_else(|| pointed(reader, main, GPS));
    let interoperability = exif.as_ref().and_then(|(stream, exif)| pointed(reader, (*stream, exif), INTEROPERABILITY));
    let mut writer = Writer::new(stream.order);
    let maker_note = exif.as_ref().and_then(|(stream, exif)| writer.maker_note(reader, *stream, exif));
    let interoperability = interoperability.and_then(|root| writer.directory(reader, &root, &[], 0));
    let exif = exif.and_then(|root| {
        let below = [(MAKER_NOTES, maker_note), (INTEROPERABILITY, interoperability.map(|at| (4, 1, at)))];
        writer.directory(reader, &root, &below, 0)
    });
    let gps = gps.and_then(|root| writer.directory(reader, &root, &[], 0));
    let behind = Some(directory.next).filter(|next| *next != 0).and_then(|next| stream.directory(reader, next));
    let behind = behind.and_then(|behind| writer.directory(reader, &(stream, behind), &[], 0)).unwrap_or(0);
    let below = [(EXIF, exif.map(|at| (4, 1, at))), (GPS, gps.map(|at| (4, 1, at)))];
    let first = writer.directory(reader, &(stream, directory.clone()), &below, behind);
    writer.finish(first)
}

/// Type, count and offset of something written before the directory that points to it.
type Written = (u16, u32, u32);

struct Writer {
    order: Order,
    out: Vec<u8>,
}

impl Writer {
    fn new(order: Order) -> Writer {
        let mut out = if order == Order::Little { b"II".to_vec() } else { b"MM".to_vec() };
        out.extend_from_slice(&order.bytes16(0x2A));
        out.extend_from_slice(&[0; 4]);
        Writer { order, out }
    }

    fn here(&self) -> Option<u32> {
        u32::try_from(self.out.len()).ok()
    }

    /// Makers count offsets within their notes from the head of the file: notes stay where they were, if they can.
    fn maker_note(&mut self, reader: &mut Reader<'_>, stream: Stream, exif: &Directory) -> Option<Written> {
        let entry = exif.entry(MAKER_NOTES).filter(|entry| (5..=MAKER_NOTE).contains(&entry.size()))?;
        let place = usize::try_from(entry.at.saturating_sub(stream.base).min(MAKER_NOTE)).ok()?;
        let value = reader.copy(entry.at, entry.size())?;
        if place > self.out.len() {
            self.out.resize(place, 0);
        }
        let at = self.here()?;
        self.out.extend_from_slice(&value);
        self.out.extend_from_slice(reader.some(entry.at.saturating_add(entry.size()), BEHIND_NOTE));
        Some((entry.kind, u32::try_from(entry.count).ok()?, at))
    }

    /// Writes a directory after its values, with the offset of the next, and gives its own.
    fn directory(
        &mut self,
        reader: &mut Reader<'_>,
        root: &(Stream, Directory),
        below: &[(u16, Option<Written>)],
        next: u32,
    ) -> Option<u32> {
        let (stream, directory) = root;
        if stream.order != self.order || self.out.len() > MOST_BYTES {
            return None;
        }
        let mut entries: Vec<(u16, [u8; 10])> = Vec::new();
        for entry in &directory.entries {
            let is_wanted = match entry.tag {
                PRIVATE_DATA => NOTE_KEEPERS.contains(&reader.some(entry.at, 6)) && entry.size() <= MAKER_NOTE,
                tag => !LEFT_OUT.contains(&tag) && (1..=LARGEST_VALUE).contains(&entry.size()),
            };
            if is_wanted {
                entries.extend(self.entry(reader, entry).map(|bytes| (entry.tag, bytes)));
            }
        }
        for (tag, written) in below {
            entries.extend(written.map(|(kind, count, at)| (*tag, self.pointer(kind, count, self.order.bytes32(at)))));
        }
        entries.sort_by_key(|(tag, _)| *tag);
        let at = self.here()?;
        self.out.extend_from_slice(&self.order.bytes16(u16::try_from(entries.len()).ok()?));
        for (tag, rest) in entries {
            self.out.extend_from_slice(&self.order.bytes16(tag));
            self.out.extend_from_slice(&rest);
        }
        self.out.extend_from_slice(&self.order.bytes32(next));
        Some(at)
    }

    fn entry(&mut self, reader: &mut Reader<'_>, entry: &Entry) -> Option<[u8; 10]> {
        let size = usize::try_from(entry.size()).ok()?;
        // Entries may all claim the same bytes, and be many.
        if self.out.len().saturating_add(size) > MOST_BYTES {
            return None;
        }
        let value = reader.exact(entry.at, size)?.to_vec();
        // Classic TIFF has no type of eight-byte integers; nothing in Exif needs one.
        let kind = Some(entry.kind).filter(|kind| !matches!(kind, 16..=18))?;
        let count = u32::try_from(entry.count).ok()?;
        if size <= 4 {
            let mut inline = [0; 4];
            inline.iter_mut().zip(&value).for_each(|(to, byte)| *to = *byte);
            return Some(self.pointer(kind, count, inline));
        }
        let at = self.here()?;
        self.out.extend_from_slice(&value);
        self.out.resize(self.out.len().next_multiple_of(2), 0);
        Some(self.pointer(kind, count, self.order.bytes32(at)))
    }

    fn pointer(&self, kind: u16, count: u32, value: [u8; 4]) -> [u8; 10] {
        let ([k0, k1], [c0, c1, c2, c3]) = (self.order.bytes16(kind), self.order.bytes32(count));
        let [v0, v1, v2, v3] = value;
        [k0, k1, c0, c1, c2, c3, v0, v1, v2, v3]
    }

    fn finish(mut self, first: Option<u32>) -> Vec<u8> {
        let Some(first) = first else { return Vec::new() };
        let bytes = self.order.bytes32(first);
        self.out.iter_mut().skip(4).zip(bytes).for_each(|(to, byte)| *to = byte);
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::super::ifd::tests::tiff;
    use super::{Reader, Stream, condense};

    fn condensed(bytes: &[u8]) -> Vec<u8> {
        let mut reader = Reader::new(&bytes);
        let (stream, first) = Stream::open(&mut reader, 0).expect("a header");
        let directory = stream.directory(&mut reader, first).expect("a directory");
        condense(&mut reader, (stream, &directory), None, None)
    }

    #[test]
    fn a_condensed_stream_says_the_same_and_leaves_the_picture_out() {
        let main = [(0x111, 4, 1, 8), (0x10F, 2, 6, 62), (0x8769, 4, 1, 68)];
        let mut bytes = tiff(&main, 0, b"123456789012");
        bytes.extend_from_slice(b"Canon\0");
        bytes.extend_from_slice(b"\x01\0\x03\x90\x02\0\x06\0\0\0\x56\0\0\0\0\0\0\0date!\0");
        let small = condensed(&bytes);
        let small = &small[..];
        let mut reader = Reader::new(&small);
        let (stream, first) = Stream::open(&mut reader, 0).expect("a header");
        let main = stream.directory(&mut reader, first).expect("a directory");
        assert_eq!(main.entries.iter().map(|entry| entry.tag).collect::<Vec<_>>(), [0x10F, 0x8769]);
        assert_eq!(stream.text(&mut reader, &main, 0x10F), "Canon");
        let exif = stream.tag(&mut reader, &main, 0x8769).expect("a pointer");
        let exif = stream.directory(&mut reader, exif).expect("the Exif directory");
        assert_eq!(stream.text(&mut reader, &exif, 0x9003), "date!");
    }

    #[test]
    fn the_directory_behind_the_main_one_comes_along() {
        let mut bytes = tiff(&[(0x100, 3, 1, 64)], 26, b"");
        bytes
            .extend_from_slice(b"\x02\0\x03\x01\x03\0\x01\0\0\0\x06\0\0\0\x01\x02\x04\0\x01\0\0\0\x08\0\0\0\x1a\0\0\0");
        let small = condensed(&bytes);
        let small = &small[..];
        let mut reader = Reader::new(&small);
        let (stream, first) = Stream::open(&mut reader, 0).expect("a header");
        let main = stream.directory(&mut reader, first).expect("a directory");
        let behind = stream.directory(&mut reader, main.next).expect("the one behind");
        assert_eq!(stream.tag(&mut reader, &behind, 0x103), Some(6));
        // Where its picture was says nothing any more, and no more than one is taken along, though it leads to itself.
        assert_eq!((behind.entries.len(), behind.next), (1, 0));
    }

    #[test]
    fn entries_that_all_claim_the_same_bytes_do_not_add_up() {
        let (entries, value) = (4000_u16, vec![b'A'; 60_000]);
        let offset = 8 + 2 + 12 * u32::from(entries) + 4;
        let mut tiff = b"II*\0\x08\0\0\0".to_vec();
        tiff.extend_from_slice(&entries.to_le_bytes());
        for _ in 0..entries {
            tiff.extend_from_slice(&[0x0f, 0x01, 2, 0]);
            tiff.extend_from_slice(&60_000_u32.to_le_bytes());
            tiff.extend_from_slice(&offset.to_le_bytes());
        }
        tiff.extend_from_slice(&[0; 4]);
        tiff.extend_from_slice(&value);
        let anatomy = crate::container::examine(&tiff.as_slice(), b"a.tif");
        let longest = anatomy.blocks.iter().map(|block| block.data.len()).max();
        // The directory itself comes on top of its values.
        assert!(longest.is_some_and(|longest| longest > 60_000 && longest < super::MOST_BYTES + 65_536), "{longest:?}");
    }
}
