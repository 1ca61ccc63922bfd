//! The tables that say where a track's samples are (ISO/IEC 14496-12, 8.7): sizes, runs and offsets of chunks. It knows
//! numbers alone, not what a sample is.
use super::boxes::Fields;
use super::order::{be16, be32};

/// The sizes of samples, given one after another.
pub(super) struct Sizes<'b> {
    constant: u64,
    left: u64,
    bits: usize,
    table: &'b [u8],
    at: usize,
}

impl<'b> Sizes<'b> {
    /// From the content of `stsz` or, where it is compact, `stz2`.
    pub(super) fn new(content: &'b [u8], is_compact: bool) -> Sizes<'b> {
        let (size, count) = (be32(content, 4).unwrap_or(0), be32(content, 8).unwrap_or(0));
        let table = content.get(12..).unwrap_or(&[]);
        let bits = if is_compact { usize::try_from(size & 0xFF).unwrap_or(0).clamp(4, 16) } else { 32 };
        let constant = if is_compact { 0 } else { u64::from(size) };
        let held = table.len() as u64 * 8 / bits as u64;
        let left = if constant > 0 { u64::from(count) } else { u64::from(count).min(held) };
        Sizes { constant, left, bits, table, at: 0 }
    }

    /// The size of the next samples together.
    fn take(&mut self, count: u64) -> Option<u64> {
        self.left = self.left.checked_sub(count)?;
        if self.constant > 0 {
            return count.checked_mul(self.constant);
        }
        let mut sum = 0_u64;
        for _ in 0..count {
            sum += self.next()?;
        }
        Some(sum)
    }

    fn next(&mut self) -> Option<u64> {
        let index = self.at;
        self.at += 1;
        match self.bits {
            32 => be32(self.table, index * 4).map(u64::from),
            16 => be16(self.table, index * 2).map(u64::from),
            8 => self.table.get(index).map(|size| u64::from(*size)),
            _ => self
                .table
                .get(index / 2)
                .map(|two| u64::from(if index.is_multiple_of(2) { two >> 4 } else { two & 15 })),
        }
    }
}

/// Start and end of each chunk: offsets, runs of chunks with as many samples each (first chunk, samples, entry), and
/// the samples' sizes. None where they do not fit together.
pub(super) fn chunks(offsets: &[u8], width: usize, runs: &[u8], mut sizes: Sizes<'_>) -> Option<Vec<(u64, u64)>> {
    let mut runs = runs.chunks_exact(12).filter_map(|run| Some((be32(run, 0)?, be32(run, 4)?))).peekable();
    let mut samples = 0;
    let mut found = Vec::new();
    for (offset, number) in offsets.chunks_exact(width).zip(1_u32..) {
        while let Some((_, count)) = runs.next_if(|(first, _)| *first <= number) {
            samples = count;
        }
        let start = Fields(offset).uint(width)?;
        let size = sizes.take(u64::from(samples))?;
        found.push((start, start.checked_add(size)?));
    }
    (sizes.left == 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::{Sizes, chunks};

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    #[test]
    fn chunks_are_as_long_as_their_samples_together() {
        let sizes = numbers(&[0, 0, 5, 10, 20, 30, 40, 50]);
        let runs = numbers(&[1, 2, 1, 3, 1, 1]);
        let found = chunks(&numbers(&[100, 200, 300]), 4, &runs, Sizes::new(&sizes, false));
        assert_eq!(found, Some(vec![(100, 130), (200, 270), (300, 350)]));
    }

    #[test]
    fn equal_samples_need_no_table_however_many_there_are() {
        let sizes = numbers(&[0, 4, u32::MAX]);
        let runs = numbers(&[1, u32::MAX, 1]);
        let found = chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false));
        assert_eq!(found, Some(vec![(100, 100 + 4 * u64::from(u32::MAX))]));
    }

    #[test]
    fn tables_that_contradict_one_another_give_nothing() {
        let runs = numbers(&[1, 3, 1]);
        let sizes = numbers(&[0, 0, 2, 10, 20]);
        assert_eq!(chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false)), None);
        let sizes = numbers(&[0, 7, 4]);
        assert_eq!(chunks(&numbers(&[100]), 4, &runs, Sizes::new(&sizes, false)), None);
    }
}
