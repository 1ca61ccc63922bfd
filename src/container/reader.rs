//! Reads a source where a parser looks, through a small window or straight from memory. It bounds what is held; it
//! knows no format.
use super::anatomy::Source;
use std::io;

/// Bytes read ahead from a source that is not in memory.
const WINDOW: usize = 64 * 1024;
/// Bytes read where a parser leaps to: long films are leapt through from header to header.
const LEAP: usize = 4 * 1024;
/// The most bytes that one look or one copy may ask for: no metadata block is larger, whatever the file claims.
pub(super) const LARGEST_BLOCK: u64 = 64 * 1024 * 1024;

/// A source, and the part of it that was read last.
pub(super) struct Reader<'a> {
    source: &'a dyn Source,
    whole: Option<&'a [u8]>,
    length: u64,
    window: Vec<u8>,
    /// How much of the window holds bytes of the source.
    held: usize,
    start: u64,
    fault: Option<(u64, io::Error)>,
}

impl<'a> Reader<'a> {
    /// A reader that has read nothing yet.
    pub(super) fn new(source: &'a dyn Source) -> Reader<'a> {
        let whole = source.bytes();
        Reader { source, whole, length: source.len(), window: Vec::new(), held: 0, start: 0, fault: None }
    }

    /// How many bytes there are.
    pub(super) fn len(&self) -> u64 {
        self.length
    }

    /// Up to `count` bytes at an offset: fewer only at the end, where reading failed, or beyond `LARGEST_BLOCK`.
    pub(super) fn some(&mut self, at: u64, count: usize) -> &[u8] {
        if let Some(whole) = self.whole {
            let rest = usize::try_from(at).ok().and_then(|at| whole.get(at..)).unwrap_or(&[]);
            return rest.get(..count).unwrap_or(rest);
        }
        let count = usize::try_from(self.length.saturating_sub(at).min(count as u64).min(LARGEST_BLOCK)).unwrap_or(0);
        if !self.holds(at, count) {
            self.fill(at, count);
        }
        let skip = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let rest = self.window.get(..self.held).and_then(|held| held.get(skip..)).unwrap_or(&[]);
        rest.get(..count).unwrap_or(rest)
    }

    /// As many bytes at an offset as one look may cheaply give; none only at the end.
    pub(super) fn ahead(&mut self, at: u64) -> &[u8] {
        let count = if self.whole.is_some() { usize::MAX } else { WINDOW };
        self.some(at, count)
    }

    /// Exactly `count` bytes at an offset, or none.
    pub(super) fn exact(&mut self, at: u64, count: usize) -> Option<&[u8]> {
        let found = self.some(at, count);
        (found.len() == count).then_some(found)
    }

    /// An array at an offset.
    pub(super) fn array<const N: usize>(&mut self, at: u64) -> Option<[u8; N]> {
        self.some(at, N).first_chunk().copied()
    }

    /// A copy of a metadata block; none where it is not wholly in the file or is beyond `LARGEST_BLOCK`.
    pub(super) fn copy(&mut self, at: u64, count: u64) -> Option<Vec<u8>> {
        if count > LARGEST_BLOCK || at.checked_add(count)? > self.length {
            return None;
        }
        let count = usize::try_from(count).ok()?;
        if self.whole.is_some() || count <= WINDOW {
            return self.exact(at, count).map(<[u8]>::to_vec);
        }
        let mut block = vec![0; count];
        let read = self.read_fully(at, &mut block);
        (read == count).then_some(block)
    }

    /// Where reading failed first, and how.
    pub(super) fn fault(self) -> Option<(u64, io::Error)> {
        self.fault
    }

    fn holds(&self, at: u64, count: usize) -> bool {
        at >= self.start && at.saturating_add(count as u64) <= self.start.saturating_add(self.held as u64)
    }

    fn fill(&mut self, at: u64, count: usize) {
        let rest = usize::try_from(self.length.saturating_sub(at)).unwrap_or(usize::MAX);
        let end = self.start.saturating_add(self.held as u64);
        let is_leap = self.held > 0 && at > end.saturating_add(WINDOW as u64);
        let ahead = if is_leap { LEAP } else { WINDOW };
        let wanted = count.max(ahead).min(rest);
        let mut window = std::mem::take(&mut self.window);
        if window.len() < wanted || window.len() > wanted.max(WINDOW) {
            window.resize(wanted.max(WINDOW), 0);
        }
        let read = window.get_mut(..wanted).map_or(0, |into| self.read_fully(at, into));
        (self.window, self.held, self.start) = (window, read, at);
    }

    fn read_fully(&mut self, at: u64, into: &mut [u8]) -> usize {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.source.read_at(at.saturating_add(done as u64), rest) {
                Ok(0) => break,
                Ok(count) => done += count.min(rest.len()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fault.get_or_insert((at, error));
                    break;
                }
            }
        }
        done
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Reader, Source, WINDOW};
    use std::io;

    /// Bytes that are read as a large file's are: through the window, and a few at a time.
    pub(in crate::container) struct Trickle<'a>(pub(in crate::container) &'a [u8]);

    impl Source for Trickle<'_> {
        fn len(&self) -> u64 {
            self.0.len() as u64
        }

        fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
            let count = into.len().min(1000);
            self.0.read_at(offset, &mut into[..count])
        }
    }

    struct Broken;

    impl Source for Broken {
        fn len(&self) -> u64 {
            10
        }

        fn read_at(&self, _: u64, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the card was pulled"))
        }
    }

    #[test]
    fn a_window_gives_the_same_bytes_as_memory() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|number| (number % 251) as u8).collect();
        let source = Trickle(&bytes);
        let mut reader = Reader::new(&source);
        for (at, count) in [(0, 10), (WINDOW - 3, 10), (150_000, 70_000), (5, 199_995), (199_999, 10), (300_000, 1)] {
            let expected = bytes.get(at..).map_or(&[][..], |rest| &rest[..count.min(rest.len())]);
            assert_eq!(reader.some(at as u64, count), expected);
        }
        assert_eq!(reader.copy(7, 150_000).as_deref(), bytes.get(7..150_007));
        assert_eq!(reader.copy(199_999, 2), None);
        assert_eq!(reader.copy(u64::MAX, 2), None);
    }

    #[test]
    fn a_failing_device_is_remembered() {
        let mut reader = Reader::new(&Broken);
        assert!(reader.some(4, 4).is_empty());
        assert_eq!(reader.fault().map(|(at, _)| at), Some(4));
    }
}
