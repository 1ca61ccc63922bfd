//! The perceptual hash: the signs of a picture's lowest frequencies (its discrete cosine transform), with a third state
//! for what is too weak to have one. Turned and mirrored pictures have hashes that are made of one another without pixels.
use super::CELLS;
use std::f32::consts::PI;
use std::sync::LazyLock;

/// Frequencies, across and down.
pub(super) const WAVES: usize = 8;
/// What a frequency must come to, to have a sign: an amplitude of three eighths of a level in a picture of 0 to 255. Below lies
/// what recompression makes of even tones.
const LEAST: f32 = 96.0;

/// A hash. Bit `8 * down + across` stands for a frequency; the first, of the mean, is never set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hash {
    /// The frequencies that are positive.
    pub above: u64,
    /// Those that are negative.
    pub below: u64,
}

/// How a picture is turned: by the three of which the eight are made, applied in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orientation {
    /// Rows become columns.
    pub is_transposed: bool,
    /// Left is right.
    pub is_mirrored: bool,
    /// The top is at the bottom.
    pub is_flipped: bool,
}

impl Orientation {
    /// As it is first, then the others.
    pub const ALL: [Orientation; 8] = {
        let mut all = [Orientation { is_transposed: false, is_mirrored: false, is_flipped: false }; 8];
        let mut number = 1;
        while number < 8 {
            all[number] =
                Orientation { is_transposed: number & 4 > 0, is_mirrored: number & 1 > 0, is_flipped: number & 2 > 0 };
            number += 1;
        }
        all
    };

    /// The place in a square, row by row, from which a place is taken.
    pub(super) fn source(self, side: usize, place: usize) -> usize {
        let (mut x, mut y) = (place % side, place / side);
        if self.is_mirrored {
            x = side - 1 - x;
        }
        if self.is_flipped {
            y = side - 1 - y;
        }
        if self.is_transposed { x * side + y } else { y * side + x }
    }
}

static COSINES: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let cosine = |at: usize| (PI * (at / CELLS) as f32 * ((at % CELLS) as f32 + 0.5) / CELLS as f32).cos();
    (0..WAVES * CELLS).map(cosine).collect()
});

impl Hash {
    /// Of luminance, `CELLS` by `CELLS`, row by row.
    pub(super) fn of(luminance: &[f32]) -> Hash {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        // Each row's frequencies, then their columns': the second kind of the transform, not scaled.
        let rows: Vec<[f32; WAVES]> =
            luminance.chunks_exact(CELLS).map(|row| std::array::from_fn(|across| dot(row, cosines(across)))).collect();
        let mut hash = Hash::default();
        for bit in 1..WAVES * WAVES {
            let column = rows.iter().map(|row| row.get(bit % WAVES).copied().unwrap_or(0.0));
            let wave: f32 = column.zip(cosines(bit / WAVES)).map(|(a, b)| a * b).sum();
            hash.above |= u64::from(wave > LEAST) << bit;
            hash.below |= u64::from(wave < -LEAST) << bit;
        }
        hash
    }

    /// How many of 63 frequencies have other signs; one that has none against one that has counts half.
    pub fn distance(self, other: Hash) -> u32 {
        ((self.above ^ other.above).count_ones() + (self.below ^ other.below).count_ones()).div_ceil(2)
    }

    /// How many frequencies have a sign: the fewer, the less there is to tell the picture by.
    pub fn strength(self) -> u32 {
        (self.above | self.below).count_ones()
    }

    /// Of the picture, turned.
    pub fn turned(self, by: Orientation) -> Hash {
        // A wave with an odd number of half periods is turned round by a mirror; bits of odd columns, and of odd rows.
        const ODD_ACROSS: u64 = 0xAAAA_AAAA_AAAA_AAAA;
        const ODD_DOWN: u64 = 0xFF00_FF00_FF00_FF00;
        let Hash { mut above, mut below } = self;
        if by.is_transposed {
            (above, below) = (transposed(above), transposed(below));
        }
        let turned = (if by.is_mirrored { ODD_ACROSS } else { 0 }) ^ (if by.is_flipped { ODD_DOWN } else { 0 });
        Hash { above: above & !turned | below & turned, below: below & !turned | above & turned }
    }

    /// As bytes, for keeping.
    pub fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        let halves = self.above.to_be_bytes().into_iter().chain(self.below.to_be_bytes());
        bytes.iter_mut().zip(halves).for_each(|(kept, byte)| *kept = byte);
        bytes
    }

    /// From bytes that were kept.
    pub fn of_bytes(bytes: [u8; 16]) -> Hash {
        let both = u128::from_be_bytes(bytes);
        Hash { above: (both >> 64) as u64, below: both as u64 }
    }
}

fn cosines(wave: usize) -> &'static [f32] {
    COSINES.get(wave * CELLS..(wave + 1) * CELLS).unwrap_or_default()
}

/// A square of bits, rows for columns.
fn transposed(mut bits: u64) -> u64 {
    // Hacker's Delight, 7-3: pairs are exchanged, then squares of four, then quarters.
    for (shift, mask) in [(7, 0x00AA_00AA_00AA_00AA_u64), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)] {
        let exchanged = (bits ^ bits >> shift) & mask;
        bits ^= exchanged ^ exchanged << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::{Hash, Orientation, transposed};
    use crate::imaging::CELLS;

    fn slope() -> Vec<f32> {
        let level = |place: usize| {
            let (x, y) = (place % CELLS, place / CELLS);
            ((x * x + 7 * y + x * y / 3) % 97) as f32 + (3 * x + y) as f32
        };
        (0..CELLS * CELLS).map(level).collect()
    }

    #[test]
    fn the_hash_of_a_turned_picture_is_the_turned_hash() {
        let cells = slope();
        let hash = Hash::of(&cells);
        assert!(hash.strength() > 40);
        for by in Orientation::ALL {
            let turned: Vec<f32> = (0..CELLS * CELLS).map(|place| cells[by.source(CELLS, place)]).collect();
            assert_eq!(Hash::of(&turned).distance(hash.turned(by)), 0, "{by:?}");
        }
        assert!(hash.distance(hash.turned(Orientation::ALL[1])) > 10);
    }

    #[test]
    fn bits_are_exchanged_across_the_diagonal() {
        for bit in 0..64 {
            assert_eq!(transposed(1 << bit), 1 << (bit % 8 * 8 + bit / 8));
        }
    }

    #[test]
    fn an_even_picture_has_no_sign_at_all() {
        assert_eq!(Hash::of(&[77.0; CELLS * CELLS]).strength(), 0);
    }

    #[test]
    fn a_hash_comes_back_from_its_bytes() {
        let hash = Hash { above: 0x0123_4567_89AB_CDEE, below: 1 << 63 };
        assert_eq!(Hash::of_bytes(hash.to_bytes()), hash);
    }
}
