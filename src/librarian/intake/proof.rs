//! What was written, read again: from the medium, or from what the system keeps of it in memory. It says what the bytes
//! are, and never what they should be.
use crate::asset::Digest;
use crate::fixity::{self, Both};
use crate::librarian::advice::will_be_read_from_the_medium;
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{Mode, OFlags, openat};
use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// How a copy is proven before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Read again from the medium, past what the system keeps in memory.
    Medium,
    /// Read again, from wherever the system has it.
    Cache,
    /// Not at all.
    Off,
}

impl Proof {
    /// The word that is typed and printed.
    pub const fn word(self) -> &'static str {
        match self {
            Proof::Medium => "medium",
            Proof::Cache => "cache",
            Proof::Off => "off",
        }
    }
}

/// How much is read at once.
const WINDOW: usize = 1 << 20;
/// What reads past the cache are aligned to, in the file and in memory: no medium has larger sectors.
const ALIGNMENT: usize = 4096;

/// A file that is read again.
pub struct Readback {
    file: File,
    size: u64,
    window: RefCell<Window>,
}

/// The part of a file that was read last, in memory that is aligned.
struct Window {
    space: Vec<u8>,
    start: usize,
    at: u64,
    count: usize,
}

impl Readback {
    /// Opens a file in a folder, through no link. It must be synced: what is not cannot be read from the medium.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(folder: impl AsFd, name: &[u8], proof: Proof) -> io::Result<Readback> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let plain: OwnedFd = openat(folder.as_fd(), name, flags, Mode::empty())?;
        let plain = File::from(plain);
        let metadata = plain.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("not an ordinary file"));
        }
        let window = RefCell::new(Window::for_a_file_of(metadata.len()));
        let mut readback = Readback { file: plain, size: metadata.len(), window };
        if proof == Proof::Medium {
            // Where the file system knows no reading past the cache, what it keeps is dropped before.
            will_be_read_from_the_medium(&readback.file);
            let direct = openat(folder.as_fd(), name, flags | past_the_cache(), Mode::empty());
            if let Ok(direct) = direct {
                let plain = std::mem::replace(&mut readback.file, File::from(direct));
                if readback.window.borrow_mut().fill(&readback.file, readback.size, 0).is_err() {
                    readback.file = plain;
                }
            }
        }
        Ok(readback)
    }

    /// Reads from an offset on; 0 at the end.
    ///
    /// # Errors
    /// The medium's.
    pub fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut window = self.window.borrow_mut();
        if offset >= self.size {
            return Ok(0);
        }
        if !window.has(offset) {
            window.fill(&self.file, self.size, offset)?;
        }
        let from = usize::try_from(offset - window.at).map_err(io::Error::other)?;
        let found = window.bytes().get(from..).unwrap_or_default();
        let count = found.len().min(into.len());
        into[..count].copy_from_slice(&found[..count]);
        Ok(count)
    }

    /// Whether it has exactly these bytes.
    ///
    /// # Errors
    /// The medium's.
    pub fn is(&self, bytes: &[u8]) -> io::Result<bool> {
        if self.size != bytes.len() as u64 {
            return Ok(false);
        }
        let mut window = self.window.borrow_mut();
        let mut rest = bytes;
        while !rest.is_empty() {
            let at = (bytes.len() - rest.len()) as u64;
            if !(window.at == at && window.count > 0) {
                window.fill(&self.file, self.size, at)?;
            }
            let Some((same, after)) = rest.split_at_checked(window.count).filter(|(same, _)| !same.is_empty()) else {
                return Ok(false);
            };
            if window.bytes() != same {
                return Ok(false);
            }
            rest = after;
        }
        Ok(true)
    }

    /// The digests of all of it and of these ranges.
    ///
    /// # Errors
    /// The medium's.
    pub fn digests(&self, ranges: &[Range<u64>]) -> io::Result<Both> {
        let read_at = |offset: u64, into: &mut [u8]| self.read_at(offset, into);
        fixity::both_of_file(&read_at, self.size, ranges, &mut vec![0; fixity::BUFFER])
    }

    /// The digest of all of it.
    ///
    /// # Errors
    /// The medium's.
    pub fn digest(&self) -> io::Result<Digest> {
        Ok(self.digests(&[])?.whole)
    }
}

impl Window {
    fn for_a_file_of(size: u64) -> Window {
        let whole = usize::try_from(size).unwrap_or(WINDOW).min(WINDOW).next_multiple_of(ALIGNMENT).max(ALIGNMENT);
        let space = vec![0; whole + ALIGNMENT];
        let start = space.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT);
        Window { space, start, at: 0, count: 0 }
    }

    fn has(&self, offset: u64) -> bool {
        offset >= self.at && offset < self.at + self.count as u64
    }

    fn bytes(&self) -> &[u8] {
        self.space.get(self.start..self.start + self.count).unwrap_or_default()
    }

    /// Reads the part of the file that an offset lies in.
    fn fill(&mut self, file: &File, size: u64, offset: u64) -> io::Result<()> {
        let end = self.space.len() - (ALIGNMENT - self.start).min(ALIGNMENT);
        let most = end - self.start;
        (self.at, self.count) = (offset - offset % ALIGNMENT as u64, 0);
        let wanted = usize::try_from(size.saturating_sub(self.at)).unwrap_or(most).min(most);
        while self.count < wanted {
            let from = self.start + self.count;
            match file.read_at(&mut self.space[from..end], self.at + self.count as u64) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.count += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn past_the_cache() -> OFlags {
    OFlags::DIRECT
}

#[cfg(not(target_os = "linux"))]
fn past_the_cache() -> OFlags {
    OFlags::empty()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)]

    use super::{ALIGNMENT, Proof, Readback, WINDOW};
    use crate::fixity;
    use std::fs::{self, File};

    #[test]
    fn what_was_written_is_read_again_by_every_way() {
        let folder = tempfile::tempdir().unwrap();
        let open = File::open(folder.path()).unwrap();
        for size in [0, 1, ALIGNMENT - 1, ALIGNMENT, WINDOW - 1, WINDOW, WINDOW + 1, 5 * WINDOW + 77] {
            let mut bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            fs::write(folder.path().join("a"), &bytes).unwrap();
            File::open(folder.path().join("a")).unwrap().sync_all().unwrap();
            for proof in [Proof::Medium, Proof::Cache] {
                let readback = || Readback::open(&open, b"a", proof).unwrap();
                assert!(readback().is(&bytes).unwrap(), "{size} {proof:?}");
                assert_eq!(readback().digest().unwrap(), fixity::of_bytes(&bytes), "{size} {proof:?}");
                let ranges = [1..size as u64 / 2];
                let both = readback().digests(&ranges).unwrap();
                assert_eq!(both, fixity::both_of_bytes(&bytes, &ranges), "{size} {proof:?}");
            }
            if let Some(last) = bytes.last_mut() {
                *last ^= 1;
                assert!(!Readback::open(&open, b"a", Proof::Cache).unwrap().is(&bytes).unwrap());
            }
            bytes.push(0);
            assert!(!Readback::open(&open, b"a", Proof::Cache).unwrap().is(&bytes).unwrap());
        }
    }
}
