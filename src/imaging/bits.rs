//! The bits of a JPEG's entropy-coded data (T.81, F.2.2.5): the stuffed zeros left out, markers not passed. Past the end
//! there are zeros without end, and a note that they were read.

/// Bits, most significant first.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, at the top. Those below `count` are either zero or what follows in the data.
    window: u64,
    count: u32,
    /// How many of the bits were made up.
    made_up: u32,
}

/// How many bits `fill` leaves at least.
pub(super) const FILLED: u32 = 56;

impl<'a> Bits<'a> {
    /// The bits from a place on.
    pub(super) fn new(data: &'a [u8], at: usize) -> Bits<'a> {
        Bits { data, at, window: 0, count: 0, made_up: 0 }
    }

    /// Makes sure that there are `wanted` bits, at most `FILLED`.
    #[inline(always)]
    pub(super) fn want(&mut self, wanted: u32) {
        if self.count < wanted {
            self.fill();
        }
    }

    #[inline(always)]
    fn fill(&mut self) {
        let next = self.data.get(self.at..).and_then(|rest| rest.first_chunk::<8>());
        match next.map(|bytes| u64::from_be_bytes(*bytes)).filter(|word| !has_marker(*word)) {
            Some(word) => {
                self.window |= word >> self.count;
                self.at += (63 - self.count as usize) >> 3;
                self.count |= FILLED;
            }
            None => self.fill_slowly(),
        }
    }

    #[cold]
    fn fill_slowly(&mut self) {
        while self.count < FILLED {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (Some(0xFF), _) | (None, _) => {
                    self.made_up += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.window |= u64::from(byte) << (FILLED - self.count);
            self.count += 8;
        }
    }

    /// The next `count` bits, from 1 to 16, without taking them.
    #[inline(always)]
    pub(super) fn peek(&self, count: u32) -> usize {
        (self.window >> (64 - count)) as usize
    }

    /// Takes bits that are there.
    #[inline(always)]
    pub(super) fn take(&mut self, count: u32) {
        self.window <<= count;
        self.count = self.count.saturating_sub(count);
    }

    /// Whether bits were taken that are not in the data.
    pub(super) fn is_starved(&self) -> bool {
        self.made_up > self.count
    }

    /// Goes on behind the restart marker that is next (T.81, B.2.1, `RSTm`); false where there is none.
    pub(super) fn restart(&mut self) -> bool {
        // Bytes may have been taken ahead, but never past a marker.
        let rest = self.data.get(self.at..).unwrap_or_default();
        let found = rest.windows(2).position(|pair| matches!(pair, [0xFF, 1..=0xFE]));
        let is_restart = found.is_some_and(|found| matches!(rest.get(found + 1), Some(0xD0..=0xD7)));
        if let Some(found) = found.filter(|_| is_restart) {
            *self = Bits::new(self.data, self.at + found + 2);
        }
        is_restart
    }

    /// Where the data goes on behind what was read: at the next marker.
    pub(super) fn at(&self) -> usize {
        self.at
    }
}

/// Whether one of eight bytes is 0xFF.
#[inline(always)]
fn has_marker(word: u64) -> bool {
    let turned = !word;
    turned.wrapping_sub(0x0101_0101_0101_0101) & !turned & 0x8080_8080_8080_8080 != 0
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn stuffed_zeros_are_left_out_and_markers_are_not_passed() {
        let data =
            [0xAB, 0xFF, 0x00, 0xCD, 0xFF, 0xD0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11, 0xFF, 0xD9];
        let mut bits = Bits::new(&data, 0);
        let next = |bits: &mut Bits<'_>| {
            bits.want(16);
            let found = bits.peek(8);
            bits.take(8);
            found
        };
        assert_eq!([next(&mut bits), next(&mut bits), next(&mut bits)], [0xAB, 0xFF, 0xCD]);
        assert!(!bits.is_starved());
        next(&mut bits);
        assert!(bits.is_starved());
        assert!(bits.restart());
        let rest: Vec<usize> = (0..9).map(|_| next(&mut bits)).collect();
        assert_eq!(rest, [0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x11]);
        assert!(!bits.is_starved() && !bits.restart());
    }
}
