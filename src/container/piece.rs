//! A file as it shall be, told by the one that is: which of its bytes stay, and what stands between them. Whoever changes
//! a file's structure says so in pieces; who writes them down need know no format.
use std::ops::Range;

/// The next bytes of a file that is made from another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Bytes of the other, by where they lie there; not empty.
    Kept(Range<u64>),
    /// Bytes that are new; not empty.
    New(Vec<u8>),
}

impl Piece {
    /// How many bytes it is.
    pub fn len(&self) -> u64 {
        match self {
            Piece::Kept(range) => range.end.saturating_sub(range.start),
            Piece::New(bytes) => bytes.len() as u64,
        }
    }

    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
