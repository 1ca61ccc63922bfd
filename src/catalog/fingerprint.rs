//! What is kept of pictures to tell which look alike: derived from their essence, so the log does not tell of it and it can be
//! made again. How it is made and compared, others know.
use crate::asset::Digest;

/// What is kept of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// The number of the way in which it was made.
    pub algorithm: u32,
    /// The essence that it is of.
    pub essence: Digest,
    /// What was looked at.
    pub source: Source,
    /// Width and height of the picture in pixels, as they are stored.
    pub size: (u32, u32),
    /// For finding.
    pub hash: [u8; 16],
    /// For judging what was found. Empty where only hashes are read.
    pub signature: Vec<u8>,
}

/// What of a file was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The picture itself.
    Pixels,
    /// A smaller picture of it that lies in the file.
    Preview,
}

impl Source {
    /// The number that is kept.
    pub(super) const fn number(self) -> i64 {
        match self {
            Source::Pixels => 0,
            Source::Preview => 1,
        }
    }

    /// The source that a number keeps.
    pub(super) const fn numbered(number: i64) -> Option<Source> {
        match number {
            0 => Some(Source::Pixels),
            1 => Some(Source::Preview),
            _ => None,
        }
    }
}
