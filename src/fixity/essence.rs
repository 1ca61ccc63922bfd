//! Digests of whole files and of the ranges in them that are their essence, both in one reading where that can be.
use super::algorithm::{Algorithm, Hasher, Sum};
use crate::asset::Digest;
use std::io::{self, ErrorKind, Read};
use std::ops::Range;

/// The two digests that identify a file, and how many bytes were read for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Both {
    /// Of every byte.
    pub whole: Digest,
    /// Of the essence's ranges in their order; of every byte where there are none, or where they add up to more than
    /// four times the file and so are not believed.
    pub essence: Digest,
    /// Bytes. Where it is not what `stat` said, the file changed meanwhile.
    pub size: u64,
}

/// The digest of bytes in memory.
pub fn of_bytes(bytes: &[u8]) -> Digest {
    Digest(*blake3::hash(bytes).as_bytes())
}

/// The sum of everything a reader gives, and how many bytes that was. `buffer` must not be empty.
///
/// # Errors
/// The reader's.
pub fn of_reader(reader: &mut dyn Read, algorithm: Algorithm, buffer: &mut [u8]) -> io::Result<(Sum, u64)> {
    let (mut hasher, mut size) = (Hasher::new(algorithm), 0);
    loop {
        match reader.read(buffer) {
            Ok(0) => return Ok((hasher.finish(), size)),
            Ok(count) => {
                hasher.update(&buffer[..count]);
                size += count as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Reads at an offset: how many bytes it put into the buffer, fewer than asked only at the end.
pub type ReadAt<'a> = dyn Fn(u64, &mut [u8]) -> io::Result<usize> + 'a;

/// The sum of byte ranges, one after the other in the order given. What lies beyond the end adds nothing. `buffer` must
/// not be empty.
///
/// # Errors
/// The reader's.
pub fn of_ranges(read_at: &ReadAt, ranges: &[Range<u64>], algorithm: Algorithm, buffer: &mut [u8]) -> io::Result<Sum> {
    let mut hasher = Hasher::new(algorithm);
    for range in ranges {
        let mut at = range.start;
        while at < range.end {
            let most = buffer.len().min(usize::try_from(range.end - at).unwrap_or(usize::MAX));
            let count = read_fully(read_at, at, &mut buffer[..most])?;
            hasher.update(&buffer[..count]);
            at += count as u64;
            if count < most {
                break;
            }
        }
    }
    Ok(hasher.finish())
}

/// Both digests of bytes in memory; nothing is copied.
pub fn both_of_bytes(bytes: &[u8], ranges: &[Range<u64>]) -> Both {
    let (whole, size) = (of_bytes(bytes), bytes.len() as u64);
    if !is_another(ranges, size) {
        return Both { whole, essence: whole, size };
    }
    let mut hasher = blake3::Hasher::new();
    for range in ranges {
        let [start, end] = [range.start, range.end].map(|at| usize::try_from(at.min(size)).unwrap_or(usize::MAX));
        hasher.update(bytes.get(start..end).unwrap_or_default());
    }
    Both { whole, essence: Digest(*hasher.finalize().as_bytes()), size }
}

/// Both digests of a file of any size, through a buffer that must not be empty.
///
/// Ranges in ascending order, as nearly every format has them, are digested while the whole is read. Others are read
/// again afterwards.
///
/// # Errors
/// The reader's.
pub fn both(read_at: &ReadAt, ranges: &[Range<u64>], buffer: &mut [u8]) -> io::Result<Both> {
    let mut essence = Ascending::new(ranges);
    let (mut whole, mut at) = (blake3::Hasher::new(), 0);
    loop {
        let count = read_fully(read_at, at, buffer)?;
        let bytes = &buffer[..count];
        whole.update(bytes);
        if let Some(essence) = &mut essence {
            essence.take(at, bytes);
        }
        at += count as u64;
        if count < buffer.len() {
            break;
        }
    }
    let whole = Digest(*whole.finalize().as_bytes());
    let essence = match essence {
        _ if !is_another(ranges, at) => whole,
        Some(essence) => essence.digest(),
        None => of_ranges(read_at, ranges, Algorithm::Blake3, buffer)?.digest().unwrap_or(whole),
    };
    Ok(Both { whole, essence, size: at })
}

/// Ranges that can be digested in passing: none begins before the one before it ends.
pub(super) struct Ascending<'a> {
    hasher: blake3::Hasher,
    ranges: &'a [Range<u64>],
}

impl<'a> Ascending<'a> {
    pub(super) fn new(ranges: &'a [Range<u64>]) -> Option<Ascending<'a>> {
        let is_ascending =
            ranges.is_sorted_by(|a, b| a.end <= b.start) && ranges.iter().all(|range| range.start <= range.end);
        is_ascending.then(|| Ascending { hasher: blake3::Hasher::new(), ranges })
    }

    /// Digests what of `bytes`, which lie at an offset, lies in the ranges; drops the ranges that end in them.
    pub(super) fn take(&mut self, at: u64, bytes: &[u8]) {
        let end = at + bytes.len() as u64;
        while let [range, rest @ ..] = self.ranges {
            let inside = |offset: u64| usize::try_from(offset.clamp(at, end) - at).unwrap_or(bytes.len());
            self.hasher.update(&bytes[inside(range.start)..inside(range.end)]);
            if range.end > end {
                break;
            }
            self.ranges = rest;
        }
    }

    /// Of what was taken.
    pub(super) fn digest(&self) -> Digest {
        Digest(*self.hasher.finalize().as_bytes())
    }
}

/// Whether the ranges are to have a digest of their own, other than the file's. A few bytes can claim the same range a
/// million times over: what adds up to more than four times the file is not read.
pub(super) fn is_another(ranges: &[Range<u64>], size: u64) -> bool {
    let is_everything = matches!(ranges, [range] if range.start == 0 && range.end >= size);
    let claimed = ranges.iter().map(|range| range.end.min(size).saturating_sub(range.start));
    !ranges.is_empty() && !is_everything && claimed.fold(0, u64::saturating_add) <= size.saturating_mul(4)
}

/// Fills the buffer unless the end comes first.
pub(super) fn read_fully(read_at: &ReadAt, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_at(at.saturating_add(filled as u64), &mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init, clippy::reversed_empty_ranges)] // As hostile files claim them.

    use super::{Both, both, both_of_bytes, of_bytes, of_ranges, of_reader};
    use crate::fixity::Algorithm;
    use std::io;
    use std::ops::Range;

    fn bytes(count: usize) -> Vec<u8> {
        (0..count).map(|at| u8::try_from(at * at % 251).unwrap()).collect()
    }

    /// Gives at most `most` bytes at a time, and is interrupted before every other reading.
    fn grudging(bytes: &[u8], most: usize) -> impl Fn(u64, &mut [u8]) -> io::Result<usize> {
        let turn = std::cell::Cell::new(false);
        move |at, into| {
            turn.set(!turn.get());
            if turn.get() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let rest = usize::try_from(at).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
            let count = rest.len().min(into.len()).min(most);
            into[..count].copy_from_slice(&rest[..count]);
            Ok(count)
        }
    }

    const END: u64 = u64::MAX;

    #[test]
    fn both_digests_are_the_same_however_the_bytes_are_reached() {
        let bytes = bytes(5000);
        let cases: &[&[Range<u64>]] = &[
            &[],
            &[0..5000],
            &[0..END],
            &[10..20],
            &[0..1, 1..2, 4000..4001],
            &[100..3000, 3000..5000],
            &[3000..5000, 100..3000],
            &[10..2000, 1000..3000],
            &[4990..6000],
            &[6000..7000],
            &[70..70],
            &[20..10],
            &[10..10, 10..2047, 2048..4096, 4097..END],
            &[END..END],
        ];
        for ranges in cases {
            let mut essence = Vec::new();
            for range in *ranges {
                let cut = |at: u64| usize::try_from(at.min(5000)).unwrap();
                essence.extend_from_slice(bytes.get(cut(range.start)..cut(range.end)).unwrap_or_default());
            }
            let essence = if ranges.is_empty() { of_bytes(&bytes) } else { of_bytes(&essence) };
            let wanted = Both { whole: of_bytes(&bytes), essence, size: 5000 };
            assert_eq!(both_of_bytes(&bytes, ranges), wanted, "{ranges:?}");
            for buffer in [1, 7, 1000, 2048, 5000, 8000] {
                let found = both(&grudging(&bytes, 999), ranges, &mut vec![0; buffer]).unwrap();
                assert_eq!(found, wanted, "{ranges:?} through {buffer}");
                let read_at = grudging(&bytes, 999);
                let alone = of_ranges(&read_at, ranges, Algorithm::Blake3, &mut vec![0; buffer]).unwrap();
                assert!(ranges.is_empty() || alone.digest() == Some(essence), "{ranges:?} through {buffer}");
            }
        }
    }

    #[test]
    fn ranges_that_add_up_to_much_more_than_the_file_are_not_believed() {
        let bytes = bytes(100);
        for (times, is_believed) in [(2, true), (4, true), (5, false), (1000, false)] {
            let ranges = vec![0..100; times];
            let found = both_of_bytes(&bytes, &ranges);
            assert_eq!(found.essence != found.whole, is_believed, "{times}");
            assert_eq!(both(&grudging(&bytes, 9), &ranges, &mut [0; 8]).unwrap(), found);
        }
    }

    #[test]
    fn an_empty_file_has_the_digest_of_nothing() {
        let wanted = Both { whole: of_bytes(b""), essence: of_bytes(b""), size: 0 };
        assert_eq!(both(&grudging(b"", 9), &[], &mut [0; 8]).unwrap(), wanted);
        assert_eq!(both_of_bytes(b"", &[0..9]), wanted);
    }

    #[test]
    fn a_reader_is_read_to_its_end() {
        let bytes = bytes(5000);
        let (sum, size) = of_reader(&mut bytes.as_slice(), Algorithm::Blake3, &mut [0; 77]).unwrap();
        assert_eq!((sum.digest(), size), (Some(of_bytes(&bytes)), 5000));
    }

    #[test]
    fn a_readers_error_is_handed_on() {
        let broken = |_: u64, _: &mut [u8]| Err(io::ErrorKind::UnexpectedEof.into());
        assert!(both(&broken, &[], &mut [0; 8]).is_err());
        assert!(of_ranges(&broken, &[0..1], Algorithm::Md5, &mut [0; 8]).is_err());
    }
}
