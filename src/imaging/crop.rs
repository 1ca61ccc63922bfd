//! Whether one picture is cut out of another: where in the other it would lie, and how well it fits there.
use super::CELLS;

/// A part of a picture, in thousandths of its width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Where it begins, from the left and from the top.
    pub from: (u16, u16),
    /// How much of the width and of the height it takes.
    pub share: (u16, u16),
    /// Whether it is the first picture that is cut out of the second.
    pub is_first: bool,
}

/// The least part of a picture, across or down, that is looked for in it.
const LEAST_SHARE: f32 = 0.75;
/// Cells that are compared: every second one across and down.
const STEP: usize = 2;
/// The shares that are tried first, then halved steps about the best.
const SHARES: [f32; 4] = [1.0, 0.94, 0.87, 0.8];
const ROUNDS: usize = 4;

/// Where a part begins, from the left and from the top, and its share of the width and the height.
type Window = ((f32, f32), (f32, f32));

/// A part that is tried: how much of width and height, and where between the first place and the last.
#[derive(Clone, Copy)]
struct Part {
    share: f32,
    across: f32,
    down: f32,
}

/// The best fit of two pictures of these sizes, and the part where the one is cut out of the other.
pub(super) fn fitted(one: &[u8], other: &[u8], size: (u32, u32), other_size: (u32, u32)) -> (f32, Option<Frame>) {
    let second = best(one, other, ratio(other_size) / ratio(size));
    let first = best(other, one, ratio(size) / ratio(other_size));
    let is_first = first.0 > second.0;
    let (fit, (from, share)) = if is_first { first } else { second };
    let thousandths = |(x, y): (f32, f32)| ((x * 1000.0).round() as u16, (y * 1000.0).round() as u16);
    (fit, Some(Frame { from: thousandths(from), share: thousandths(share), is_first }))
}

fn ratio((width, height): (u32, u32)) -> f32 {
    width.max(1) as f32 / height.max(1) as f32
}

/// Where the small one fits best in the large one: the correlation, and the place and share.
fn best(large: &[u8], small: &[u8], shape: f32) -> (f32, Window) {
    let fit = |part: Part| correlation(large, small, frame(part, shape));
    let places = [0.0, 0.5, 1.0];
    let first = SHARES.iter().flat_map(|share| {
        let across = places.iter().flat_map(move |across| places.map(|down| (*across, down)));
        across.map(|(across, down)| Part { share: *share, across, down })
    });
    let (mut found, mut part) = (f32::MIN, Part { share: 1.0, across: 0.5, down: 0.5 });
    let mut consider = |candidate: Part, part: &mut Part| {
        let fits = fit(candidate);
        if fits > found {
            (found, *part) = (fits, candidate);
        }
    };
    first.for_each(|candidate| consider(candidate, &mut part));
    let mut step = Part { share: 0.04, across: 0.25, down: 0.25 };
    for _ in 0..ROUNDS {
        for (share, across, down) in [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)] {
            for side in [-1.0, 1.0] {
                let moved = |at: f32, step: f32, along: f32| at + step * along * side;
                let candidate = Part {
                    share: moved(part.share, step.share, share).clamp(LEAST_SHARE, 1.0),
                    across: moved(part.across, step.across, across).clamp(0.0, 1.0),
                    down: moved(part.down, step.down, down).clamp(0.0, 1.0),
                };
                consider(candidate, &mut part);
            }
        }
        step = Part { share: step.share / 2.0, across: step.across / 2.0, down: step.down / 2.0 };
    }
    (found, frame(part, shape))
}

/// Where a part begins, and its share of width and height, so that it has the small picture's shape.
fn frame(part: Part, shape: f32) -> Window {
    let (wide, high) = (part.share * shape.min(1.0), part.share / shape.max(1.0));
    ((part.across * (1.0 - wide), part.down * (1.0 - high)), (wide, high))
}

/// The correlation of the small picture with a part of the large one.
fn correlation(large: &[u8], small: &[u8], ((left, top), (wide, high)): Window) -> f32 {
    let (mut sums, mut squares, mut both, mut count) = ([0.0_f32; 2], [0.0_f32; 2], 0.0_f32, 0.0_f32);
    for y in (STEP / 2..CELLS).step_by(STEP) {
        for x in (STEP / 2..CELLS).step_by(STEP) {
            let along = |from: f32, share: f32, at: usize| from * CELLS as f32 + share * (at as f32 + 0.5) - 0.5;
            let a = between(large, along(left, wide, x), along(top, high, y));
            let b = f32::from(small.get(y * CELLS + x).copied().unwrap_or(0));
            sums = [sums[0] + a, sums[1] + b];
            squares = [squares[0] + a * a, squares[1] + b * b];
            both += a * b;
            count += 1.0;
        }
    }
    let spread = |which: usize| squares[which] - sums[which] * sums[which] / count + 0.25 * count;
    (both - sums[0] * sums[1] / count) / (spread(0) * spread(1)).sqrt()
}

/// A level between cells.
fn between(cells: &[u8], x: f32, y: f32) -> f32 {
    let last = (CELLS - 1) as f32;
    let (x, y) = (x.clamp(0.0, last), y.clamp(0.0, last));
    let (column, row) = (x as usize, y as usize);
    let (right, down) = (x - column as f32, y - row as f32);
    let at = |dx: usize, dy: usize| {
        let (column, row) = ((column + dx).min(CELLS - 1), (row + dy).min(CELLS - 1));
        f32::from(cells.get(row * CELLS + column).copied().unwrap_or(0))
    };
    let top = at(0, 0) * (1.0 - right) + at(1, 0) * right;
    let bottom = at(0, 1) * (1.0 - right) + at(1, 1) * right;
    top * (1.0 - down) + bottom * down
}
