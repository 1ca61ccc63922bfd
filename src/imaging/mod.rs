//! Pixels to numbers by which pictures are told to look alike. Pure: bytes in, numbers out. It knows no file, no
//! asset and no catalogue; what the numbers are and why stands in `docs/decisions/0023-looking-alike.md`.
mod bits;
mod coarse;
mod codes;
mod crop;
mod fingerprint;
mod grid;
mod hash;
mod likeness;
mod raster;
mod registration;
mod search;

pub use crop::Frame;
pub use fingerprint::{Fingerprint, SIGNATURE, Signature};
pub use hash::{Hash, Orientation};
pub use likeness::{LEAST_FIT, LEAST_STRENGTH, Likeness, RENDITION, distance, likeness};
pub use search::{Pair, Sought, pairs};

/// How many parts a picture is divided into, across and down.
pub const CELLS: usize = 32;
/// Which way of making the numbers this is: those that another way made are compared with none of these.
pub const ALGORITHM: u32 = 1;

/// Why a picture could not be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Nothing here decodes its kind.
    #[error("damson has no decoder for this kind of picture")]
    Unknown,
    /// It has more pixels than are decoded.
    #[error("the picture is larger than damson decodes")]
    Large,
    /// Its data is not what its kind has.
    #[error("the picture cannot be decoded: {0}")]
    Broken(String),
}
