//! Bits in order, the most significant first, as the headers of film streams are written. Knows no stream.

/// A cursor over bits that gives numbers until they run out.
pub(super) struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Bits<'b> {
    /// From the first bit on.
    pub(super) fn new(bytes: &'b [u8]) -> Bits<'b> {
        Bits { bytes, at: 0 }
    }

    /// The next bit.
    pub(super) fn flag(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// The next number of up to 32 bits.
    pub(super) fn uint(&mut self, count: u32) -> Option<u32> {
        (0..count.min(32)).try_fold(0, |number: u32, _| Some(number << 1 | u32::from(self.flag()?)))
    }

    /// Passes over bits.
    pub(super) fn skip(&mut self, count: usize) -> Option<()> {
        self.at = self.at.checked_add(count).filter(|at| *at <= self.bytes.len().saturating_mul(8))?;
        Some(())
    }

    /// A number in Exp-Golomb code (ISO/IEC 14496-10, 9.1).
    pub(super) fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.uint(zeros)?)
    }
}

/// The bytes of a unit without those that keep it from looking like a start code (ISO/IEC 14496-10, 7.4.1.1).
pub(super) fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let (mut plain, mut zeros) = (Vec::with_capacity(bytes.len()), 0);
    for byte in bytes {
        if !(zeros >= 2 && *byte == 3) {
            plain.push(*byte);
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Bits, unescaped};

    #[test]
    fn bits_run_out_quietly() {
        let mut bits = Bits::new(&[0b1010_0110, 0b0100_0000]);
        assert_eq!((bits.golomb(), bits.golomb(), bits.golomb()), (Some(0), Some(1), Some(2)));
        assert_eq!((bits.uint(3), bits.uint(9), bits.skip(usize::MAX)), (Some(1), None, None));
        assert_eq!(Bits::new(&[0; 8]).golomb(), None);
        assert_eq!(unescaped(&[0, 0, 3, 1, 0, 3, 0, 0, 0, 3]), [0, 0, 1, 0, 3, 0, 0, 0]);
    }
}
