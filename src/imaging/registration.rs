//! How one picture's cells follow from another's, by least squares: shifted and zoomed by a part of a cell, brighter, with more
//! contrast; and what is left of their difference then. A crop of one part in a hundred, or a camera that moved, shows here,
//! where scaling and recompression show nothing.
use super::CELLS;

/// Shift across and down, zoom across and down, contrast, brightness.
const UNKNOWNS: usize = 6;
type Row = [f32; UNKNOWNS];

/// What turns one picture into the other.
pub(super) struct Registration {
    /// Across and down, in cells; zooms by what they come to at the edges. What chance may have made of it is taken off.
    pub(super) shift: f32,
    pub(super) zoom: f32,
    /// A part of the contrast, less what chance may have made of it.
    pub(super) contrast: f32,
    /// In levels.
    pub(super) brightness: f32,
    /// What is left, in levels, of each cell.
    pub(super) rest: Vec<f32>,
    /// What most cells differ by.
    pub(super) noise: f32,
}

/// Keeps the equations solvable where a picture has edges one way alone: as if little were known beforehand.
const KNOWN: Row = [50.0, 50.0, 50.0, 50.0, 50.0, 0.001];
/// The least variance of rounding and recompression, in levels squared.
const LEAST_VARIANCE: f32 = 0.3;
/// How far chance may lead, in standard deviations.
const CHANCE: f32 = 2.5;

impl Registration {
    /// Of two squares of cells.
    pub(super) fn of(one: &[u8], other: &[u8]) -> Registration {
        let middle: Vec<f32> = one.iter().zip(other).map(|(a, b)| (f32::from(*a) + f32::from(*b)) / 2.0).collect();
        let mean = middle.iter().sum::<f32>() / middle.len().max(1) as f32;
        let rows: Vec<(Row, f32)> = one
            .iter()
            .zip(other)
            .enumerate()
            .map(|(place, (a, b))| (row(&middle, place, mean), f32::from(*b) - f32::from(*a)))
            .collect();
        let mut equations = [[0.0; UNKNOWNS]; UNKNOWNS];
        let mut sides: Row = [0.0; UNKNOWNS];
        for (row, difference) in &rows {
            for (value, (equation, side)) in row.iter().zip(equations.iter_mut().zip(&mut sides)) {
                *side += value * difference;
                equation.iter_mut().zip(row).for_each(|(sum, other)| *sum += value * other);
            }
        }
        for (number, (equation, known)) in equations.iter_mut().zip(KNOWN).enumerate() {
            if let Some(diagonal) = equation.get_mut(number) {
                *diagonal += known;
            }
        }
        let inverse = inverted(equations);
        let solution: Row = inverse.map(|row| dot(&row, &sides));
        let rest: Vec<f32> = rows.iter().map(|(row, difference)| difference - dot(row, &solution)).collect();
        Registration::judged(&inverse, solution, rest)
    }

    fn judged(inverse: &[Row; UNKNOWNS], solution: Row, rest: Vec<f32>) -> Registration {
        let variance = rest.iter().map(|rest| rest * rest).sum::<f32>() / rest.len().max(1) as f32;
        let variance = variance.max(LEAST_VARIANCE);
        let mut sure = solution.map(f32::abs);
        for (number, (value, row)) in sure.iter_mut().zip(inverse).enumerate() {
            let deviation = row.get(number).copied().unwrap_or(0.0).max(0.0) * variance;
            *value = (*value - CHANCE * deviation.sqrt()).max(0.0);
        }
        let [across, down, wider, higher, contrast, _] = sure;
        let noise = median(&rest);
        let brightness = solution.last().copied().unwrap_or(0.0).abs();
        Registration { shift: across.max(down), zoom: wider.max(higher), contrast, brightness, rest, noise }
    }
}

/// How a cell changes with each of the unknowns.
fn row(cells: &[f32], place: usize, mean: f32) -> Row {
    let (x, y) = (place % CELLS, place / CELLS);
    let at = |x: usize, y: usize| cells.get(y * CELLS + x).copied().unwrap_or(0.0);
    let between = |low: usize, high: usize, slope: f32| slope / (high - low).max(1) as f32;
    let (left, right) = (x.saturating_sub(1), (x + 1).min(CELLS - 1));
    let (above, below) = (y.saturating_sub(1), (y + 1).min(CELLS - 1));
    let across = between(left, right, at(right, y) - at(left, y));
    let down = between(above, below, at(x, below) - at(x, above));
    // From -1 at one edge to 1 at the other.
    let from_middle = |at: usize| (at as f32 - (CELLS - 1) as f32 / 2.0) / (CELLS / 2) as f32;
    [across, down, from_middle(x) * across, from_middle(y) * down, at(x, y) - mean, 1.0]
}

fn dot(one: &Row, other: &Row) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// By elimination; the matrix is symmetric and positive, so that no rows need be exchanged.
fn inverted(mut matrix: [Row; UNKNOWNS]) -> [Row; UNKNOWNS] {
    let mut inverse = [[0.0; UNKNOWNS]; UNKNOWNS];
    for (number, row) in inverse.iter_mut().enumerate() {
        if let Some(one) = row.get_mut(number) {
            *one = 1.0;
        }
    }
    for step in 0..UNKNOWNS {
        let pivot = matrix[step][step];
        for column in 0..UNKNOWNS {
            matrix[step][column] /= pivot;
            inverse[step][column] /= pivot;
        }
        for other in (0..UNKNOWNS).filter(|other| *other != step) {
            let factor = matrix[other][step];
            for column in 0..UNKNOWNS {
                matrix[other][column] -= factor * matrix[step][column];
                inverse[other][column] -= factor * inverse[step][column];
            }
        }
    }
    inverse
}

fn median(values: &[f32]) -> f32 {
    let mut values: Vec<f32> = values.iter().map(|value| value.abs()).collect();
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f32::total_cmp).1 }
}

#[cfg(test)]
mod tests {
    use super::Registration;
    use crate::imaging::CELLS;

    fn cells(level: impl Fn(f32, f32) -> f32) -> Vec<u8> {
        let at = |place: usize| level((place % CELLS) as f32, (place / CELLS) as f32);
        (0..CELLS * CELLS).map(|place| at(place).round().clamp(0.0, 255.0) as u8).collect()
    }

    fn waves(x: f32, y: f32) -> f32 {
        128.0 + 50.0 * (x / 2.5).sin() + 40.0 * (y / 3.0 + x / 7.0).cos()
    }

    #[test]
    fn a_shift_of_a_part_of_a_cell_and_a_change_of_contrast_are_measured() {
        let one = cells(waves);
        let same = Registration::of(&one, &one);
        assert!(same.shift < 0.001 && same.zoom < 0.001 && same.contrast < 0.001 && same.noise < 0.01);
        let shifted = Registration::of(&one, &cells(|x, y| waves(x + 0.2, y)));
        assert!((0.15..0.22).contains(&shifted.shift) && shifted.contrast < 0.01, "{}", shifted.shift);
        let flat = Registration::of(&one, &cells(|x, y| 128.0 + (waves(x, y) - 128.0) * 0.8 + 5.0));
        assert!(flat.shift < 0.01 && (0.15..0.25).contains(&flat.contrast) && (4.0..7.0).contains(&flat.brightness));
    }

    #[test]
    fn what_was_put_in_is_left() {
        let one = cells(waves);
        let mut other = one.clone();
        other[5 * CELLS + 5] ^= 64;
        let found = Registration::of(&one, &other);
        let most = found.rest.iter().map(|rest| rest.abs()).fold(0.0, f32::max);
        assert!(most > 50.0 && found.noise < 1.0);
    }
}
