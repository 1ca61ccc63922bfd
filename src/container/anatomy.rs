//! What a file is made of: its type, its metadata blocks, its essence and its header's facts. The result of every
//! format's parser, and the only thing that other rooms see of one.
use crate::asset::{MediaType, Problem, Statement};
use std::io;
use std::ops::Range;

/// What a file is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Anatomy {
    /// Sniffed from the content.
    pub media_type: MediaType,
    /// What the format's own header says: dimensions, duration, codecs (`Origin::Container`), and the format's own
    /// texts that need no decoding by another standard (`Origin::Native`: a JPEG comment, PNG text).
    pub facts: Vec<Statement>,
    /// The metadata blocks, in file order.
    pub blocks: Vec<Block>,
    /// Where the encoded picture, sound or page is.
    pub essence: Essence,
    /// What was wrong with the structure.
    pub problems: Vec<Problem>,
}

impl Anatomy {
    /// A file of which only the type is known; its essence is the whole file.
    pub fn of(media_type: MediaType) -> Anatomy {
        Anatomy { media_type, facts: Vec::new(), blocks: Vec::new(), essence: Essence::default(), problems: Vec::new() }
    }
}

/// A block of metadata in some standard's form.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The standard.
    pub kind: BlockKind,
    /// Its bytes, decompressed and joined where the format splits them, without the format's own header
    /// (`Exif\0\0`, the XMP namespace, `Photoshop 3.0`).
    pub data: Vec<u8>,
}

/// The standards whose blocks containers carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A TIFF stream with Exif tags, from its byte-order mark on.
    Exif,
    /// A block of IIM datasets.
    Iim,
    /// The 16 bytes of Photoshop resource 0x0425: the MD5 of the IIM block when XMP was last written from it.
    IimDigest,
    /// An XMP packet.
    Xmp,
    /// The serialized remainder of an XMP packet that did not fit (Adobe XMP Part 3, 1.1.3.1), joined and checked.
    ExtendedXmp,
    /// An ICC profile.
    Icc,
}

/// Where the essence lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Essence {
    /// Byte ranges, in the order in which they are digested. None: there is no essence to tell apart.
    pub ranges: Vec<Range<u64>>,
    /// Whether the ranges may serve as identity: there is something in them, and the format's structure says that they
    /// are complete. Otherwise identity falls back to the whole file.
    pub is_whole: bool,
}

/// A file's bytes, read where they are needed. Parsers take this and not a path.
pub trait Source {
    /// How many bytes there are.
    fn len(&self) -> u64;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads bytes at an offset into `into`; fewer than asked only at the end.
    ///
    /// # Errors
    /// What the system says.
    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize>;

    /// The whole content, where it is in memory already: parsers that walk every byte go faster on it.
    fn bytes(&self) -> Option<&[u8]> {
        None
    }
}

impl Source for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(offset).ok().and_then(|offset| self.get(offset..)).unwrap_or(&[]);
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn bytes(&self) -> Option<&[u8]> {
        Some(self)
    }
}
