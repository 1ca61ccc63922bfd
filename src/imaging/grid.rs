//! Pictures averaged down to a small square of cells, whatever their shape: each cell is the mean of the part of the picture that it
//! covers, by area.

/// Samples of one channel among interleaved ones.
#[derive(Clone, Copy)]
pub(super) struct Channel<'a> {
    pub(super) samples: &'a [u8],
    /// Samples from one row to the next.
    pub(super) stride: usize,
    /// Samples from one pixel to the next.
    pub(super) step: usize,
    /// Which of them.
    pub(super) offset: usize,
    /// How many pixels of a row, and of a column, are averaged; the last may count in part.
    pub(super) extent: (f64, f64),
}

/// What a cell covers of a row or a column.
struct Span {
    /// The whole pixels.
    whole: std::ops::Range<usize>,
    /// The pixels before and behind, and how much of each.
    edges: [(usize, f32); 2],
}

/// The means of `cells` by `cells` parts of a picture, row by row.
pub(super) fn average(channel: Channel<'_>, cells: usize) -> Vec<f32> {
    let (across, down) = (spans(channel.extent.0, cells), spans(channel.extent.1, cells));
    let area = (channel.extent.0 / cells as f64 * channel.extent.1 / cells as f64) as f32;
    let mut sums = vec![0.0; cells * cells];
    for (span, sums) in down.iter().zip(sums.chunks_exact_mut(cells)) {
        let whole = span.whole.clone().map(|row| (row, 1.0));
        for (row, weight) in whole.chain(span.edges).filter(|(_, weight)| *weight > 0.0) {
            add(channel, row, weight, &across, sums);
        }
        sums.iter_mut().for_each(|sum| *sum /= area);
    }
    sums
}

/// Adds a row's part.
fn add(channel: Channel<'_>, row: usize, weight: f32, across: &[Span], sums: &mut [f32]) {
    let start = row * channel.stride;
    let Some(samples) = channel.samples.get(start..(start + channel.stride).min(channel.samples.len())) else { return };
    let at = |pixel: usize| samples.get(pixel * channel.step + channel.offset).copied().unwrap_or(0);
    for (span, sum) in across.iter().zip(sums) {
        let pixels = samples.get(span.whole.start * channel.step..span.whole.end * channel.step).unwrap_or_default();
        let whole: u32 = match channel.step {
            1 => pixels.iter().map(|sample| u32::from(*sample)).sum(),
            step => pixels.iter().skip(channel.offset).step_by(step).map(|sample| u32::from(*sample)).sum(),
        };
        let edges: f32 = span.edges.iter().map(|(pixel, part)| f32::from(at(*pixel)) * part).sum();
        *sum += (whole as f32 + edges) * weight;
    }
}

fn spans(extent: f64, cells: usize) -> Vec<Span> {
    let edge = |cell: usize| extent * cell as f64 / cells as f64;
    let span = |cell| {
        let (from, to): (f64, f64) = (edge(cell), edge(cell + 1));
        let (first, last) = (from.ceil(), to.floor());
        if last < first {
            // All within one pixel.
            return Span { whole: 0..0, edges: [(last as usize, (to - from) as f32), (0, 0.0)] };
        }
        let edges = [(from.floor() as usize, (first - from) as f32), (last as usize, (to - last) as f32)];
        Span { whole: first as usize..last as usize, edges }
    };
    (0..cells).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::{Channel, average};

    #[test]
    fn a_cell_is_the_mean_of_what_it_covers() {
        let samples = [0, 10, 20, 30, 40, 50, 60, 70, 80];
        let channel = Channel { samples: &samples, stride: 3, step: 1, offset: 0, extent: (3.0, 3.0) };
        assert_eq!(average(channel, 1), [40.0]);
        assert_eq!(average(channel, 3), samples.map(f32::from));
        let two = average(channel, 2);
        // The first cell has a whole pixel, two halves and a quarter.
        assert!((two[0] - (0.0 + 5.0 + 15.0 + 10.0) / 2.25).abs() < 1e-3, "{two:?}");
        let six = average(channel, 6);
        assert_eq!((six[0], six[7], six[35]), (0.0, 0.0, 80.0));
    }

    #[test]
    fn interleaved_channels_are_kept_apart() {
        let samples = [1, 200, 3, 100];
        let channel = |offset| Channel { samples: &samples, stride: 4, step: 2, offset, extent: (2.0, 1.0) };
        assert_eq!((average(channel(0), 1), average(channel(1), 1)), (vec![2.0], vec![150.0]));
    }
}
