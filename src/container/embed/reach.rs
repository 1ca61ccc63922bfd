//! How far an Exif block reaches: the offsets in its directories and in its maker's note that lead behind it, to what
//! cameras of all times have appended to their files. It knows where values are, not what they mean.
use super::super::ifd::{Directory, Entry, Stream};
use super::super::note::{HEAD, Note};
use super::super::order::Order;
use super::super::reader::Reader;
use std::collections::BTreeSet;
use std::ops::Range;

const EXIF: u16 = 0x8769;
const GPS: u16 = 0x8825;
const MAKE: u16 = 0x10F;
const MAKER_NOTE: u16 = 0x927C;
/// Offsets of pictures in a directory of Exif, with their sizes.
const PICTURES: [(u16, u16); 3] = [(0x111, 0x117), (0x144, 0x145), (0x201, 0x202)];

/// The offsets, from the head of the block, of what its directories say to be behind it.
pub(super) fn outside(reader: &mut Reader<'_>, block: &Range<u64>) -> BTreeSet<u64> {
    let mut reach = Reach { block: block.clone(), found: BTreeSet::new() };
    let Some((stream, first)) = Stream::open(reader, block.start).filter(|(stream, _)| !stream.is_big) else {
        return reach.found;
    };
    let Some(main) = stream.directory(reader, first) else { return reach.found };
    reach.directory(reader, stream, &main);
    let mut below = |tag| {
        let at = stream.tag(reader, &main, tag)?;
        stream.directory(reader, stream.base.saturating_add(at))
    };
    let (exif, gps) = (below(EXIF), below(GPS));
    let behind = (main.next > 0).then(|| stream.directory(reader, main.next)).flatten();
    for directory in [&exif, &gps, &behind].into_iter().flatten() {
        reach.directory(reader, stream, directory);
    }
    let note = [Some(&main), exif.as_ref()].into_iter().flatten().find_map(|directory| directory.entry(MAKER_NOTE));
    if let Some(note) = note.copied() {
        let make = stream.text(reader, &main, MAKE);
        reach.note(reader, stream, &note, &make);
    }
    reach.found
}

struct Reach {
    block: Range<u64>,
    found: BTreeSet<u64>,
}

impl Reach {
    fn directory(&mut self, reader: &mut Reader<'_>, stream: Stream, directory: &Directory) {
        for entry in &directory.entries {
            self.value(entry);
        }
        for (offset, size) in PICTURES {
            let mut number = |tag| stream.tag(reader, directory, tag).filter(|number| *number > 0);
            if let (Some(offset), Some(_)) = (number(offset), number(size)) {
                self.add(stream.base.saturating_add(offset));
            }
        }
    }

    /// The note's own directory, where its offsets can be understood.
    fn note(&mut self, reader: &mut Reader<'_>, stream: Stream, entry: &Entry, make: &str) {
        let head = reader.some(entry.at, HEAD.min(usize::try_from(entry.size()).unwrap_or(HEAD))).to_vec();
        let tail = reader.array::<8>(entry.end().saturating_sub(8)).unwrap_or_default();
        let at = entry.at.saturating_sub(stream.base);
        let Some(note) = Note::of(&head, tail, at, make, stream.order == Order::Little) else { return };
        let order = if note.is_little { Order::Little } else { Order::Big };
        let Some(base) = stream.base.checked_add_signed(note.base) else { return };
        let own = Stream { order, is_big: false, base };
        let directory = own.directory(reader, stream.base.saturating_add(note.directory));
        for entry in directory.iter().flat_map(|directory| &directory.entries) {
            self.value(entry);
        }
    }

    /// A value that begins in the block and ends behind it is cut and leads nowhere.
    fn value(&mut self, entry: &Entry) {
        if entry.size() > 0 {
            self.add(entry.at);
        }
    }

    fn add(&mut self, at: u64) {
        if at >= self.block.end {
            self.found.insert(at - self.block.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::ifd::tests::tiff;
    use super::{Reader, outside};

    #[test]
    fn only_what_begins_behind_the_block_is_outside() {
        let block = tiff(
            &[
                (0x10F, 2, 6, 86),
                (0x110, 2, 20, 90),
                (0x111, 4, 1, 500),
                (0x117, 4, 1, 7),
                (0x13B, 2, 9, 900),
                (0x201, 4, 1, 99),
            ],
            0,
            b"Canon\0",
        );
        let block = &block[..];
        let found = outside(&mut Reader::new(&block), &(0..block.len() as u64));
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [500, 900]);
    }
}
