//! What is kept of a picture to tell what looks like it: a hash for finding, and its cells for judging what was found.
use super::hash::Hash;
use super::raster::{self, Cells};
use super::{CELLS, PictureError};

/// Colour is kept in so many parts, across and down.
pub(super) const TINTS: usize = 8;
/// The bytes of a signature.
pub const SIGNATURE: usize = CELLS * CELLS + 2 * TINTS * TINTS;

/// What is kept of a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Fingerprint {
    /// Width and height of the picture that was looked at, in pixels, as they are stored: no orientation is applied.
    pub size: (u32, u32),
    /// For finding.
    pub hash: Hash,
    /// For judging.
    pub signature: Signature,
}

/// The luminance of a picture's parts, 0 to 255, `CELLS` by `CELLS`, row by row; then how blue they are and how red,
/// 128 where there is no colour, each `TINTS` by `TINTS` (the YCbCr of JFIF, ITU-T T.871).
#[derive(Clone, PartialEq, Eq)]
pub struct Signature(pub Box<[u8; SIGNATURE]>);

impl Fingerprint {
    /// Of an encoded picture.
    ///
    /// # Errors
    /// What keeps it from being looked at.
    pub fn of(data: &[u8]) -> Result<Fingerprint, PictureError> {
        Ok(Fingerprint::of_cells(&raster::cells(data)?))
    }

    fn of_cells(cells: &Cells) -> Fingerprint {
        let level = |value: f32| value.round().clamp(0.0, 255.0) as u8;
        let luminance = cells.luminance.iter().copied().map(level);
        let tints = cells.colour.iter().flat_map(|plane| tints(plane)).map(level);
        let mut signature = [128; SIGNATURE];
        signature.iter_mut().zip(luminance.chain(tints)).for_each(|(kept, found)| *kept = found);
        let hash = Hash::of(&cells.luminance);
        Fingerprint { size: cells.size, hash, signature: Signature(Box::new(signature)) }
    }
}

/// The means of squares of cells.
fn tints(plane: &[f32]) -> impl Iterator<Item = f32> {
    const SIDE: usize = CELLS / TINTS;
    (0..TINTS * TINTS).map(move |tint| {
        let first = tint / TINTS * SIDE * CELLS + tint % TINTS * SIDE;
        let rows = (0..SIDE).filter_map(|row| plane.get(first + row * CELLS..first + row * CELLS + SIDE));
        rows.flatten().sum::<f32>() / (SIDE * SIDE) as f32
    })
}

impl Signature {
    /// From its bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Signature> {
        Some(Signature(Box::new(*bytes.first_chunk::<SIGNATURE>().filter(|_| bytes.len() == SIGNATURE)?)))
    }

    pub(super) fn luminance(&self) -> &[u8] {
        self.0.split_at(CELLS * CELLS).0
    }

    pub(super) fn tints(&self) -> [&[u8]; 2] {
        let (blue, red) = self.0.split_at(CELLS * CELLS).1.split_at(TINTS * TINTS);
        [blue, red]
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Signature({} bytes)", self.0.len())
    }
}
