//! How two pictures are alike: the same in another size, quality, format or orientation, or merely near. The bounds were
//! chosen by measurement (`docs/decisions/0023-looking-alike.md`).
use super::crop::Frame;
use super::fingerprint::TINTS;
use super::registration::Registration;
use super::{CELLS, Fingerprint, Hash, Orientation};

/// How alike two pictures are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Likeness {
    /// Of 63 frequencies, how many differ, the second picture turned as it fits best.
    pub distance: u32,
    /// How the second is turned to fit.
    pub orientation: Orientation,
    /// Whether one is the other, scaled, recompressed, converted or turned.
    pub is_rendition: bool,
    /// How well the one fits the other where it fits best, cut out of it or not: 1 is wholly.
    pub fit: f32,
    /// Whether they differ in colour and not in what is shown.
    pub is_tinted: bool,
    /// Which part of the larger view the smaller is, where one is cut out of the other.
    pub frame: Option<Frame>,
}

/// The farthest hashes of renditions.
pub const RENDITION: u32 = 10;
/// The least frequencies with a sign that a picture must have: with fewer, skies are like skies and nights like nights.
pub const LEAST_STRENGTH: u32 = 16;
/// The least fit of pictures that look alike.
pub const LEAST_FIT: f32 = 0.90;

/// A fit at which nobody asks whether one is cut out of the other; and by how much a part must fit better than the whole.
const WHOLLY: f32 = 0.98;
const BETTER: f32 = 0.02;

/// The most that renditions are shifted and zoomed, in cells, and by which their contrast and levels change.
const SHIFT: f32 = 0.05;
const ZOOM: f32 = 0.06;
const CONTRAST: f32 = 0.06;
const BRIGHTNESS: f32 = 3.0;
/// The largest mean difference of colour, in levels; and, where there is colour of so many levels, the least part of it that
/// both have.
const TINT: f32 = 3.2;
const COLOUR: f32 = 1.5;
const KEPT: f32 = 0.75;
/// What a cell may differ by beyond all that: a part of the range about it, for edges fall anywhere in a cell, and what most cells
/// differ by, so many times, and that at least so many levels.
const RANGE: f32 = 0.25;
const NOISE: f32 = 6.0;
const LEVELS: f32 = 2.5;
/// The most levels beyond, summed over all cells; of pictures so small that a cell is hardly a pixel, more.
const BEYOND: f32 = 8.0;
const BEYOND_SMALL: f32 = 120.0;
const CONTRAST_SMALL: f32 = 0.1;
const SMALL: u32 = 96;
/// By how much the shape may differ: a part of it, and a pixel.
const SHAPE: f64 = 0.012;
/// Pictures that differ by so many levels on average are not the same, whatever else.
const MEAN_DIFFERENCE: u32 = 12;

/// How alike two pictures are. Cells are compared where the hashes are within `most` of each other.
pub fn likeness(one: &Fingerprint, other: &Fingerprint, most: u32) -> Option<Likeness> {
    let (distance, orientation) = nearest(one, other).filter(|(distance, _)| *distance <= most)?;
    let turned = Turned::of(other, orientation);
    let fit = correlation(one.signature.luminance(), &turned.luminance);
    let is_tinted = tint(one, &turned) > TINT || is_faded(one, &turned);
    let is_strong = one.hash.strength().min(other.hash.strength()) >= LEAST_STRENGTH;
    let may_be = is_strong && !is_tinted && distance <= RENDITION && is_same_shape(one.size, turned.size);
    let is_rendition = may_be && is_same(one, &turned);
    let (fit, frame) = if is_rendition || fit >= WHOLLY {
        (fit, None)
    } else {
        let size = (one.size, turned.size);
        let (cut, frame) = super::crop::fitted(one.signature.luminance(), &turned.luminance, size.0, size.1);
        if cut > fit + BETTER { (cut, frame) } else { (fit, None) }
    };
    Some(Likeness { distance, orientation, is_rendition, fit, is_tinted, frame })
}

/// The distance of two hashes, the second turned as it is nearest.
pub fn distance(one: Hash, other: Hash) -> u32 {
    Orientation::ALL.iter().map(|by| one.distance(other.turned(*by))).min().unwrap_or(u32::MAX)
}

/// How the other is nearest; of those that are as near by their hashes, by their cells.
fn nearest(one: &Fingerprint, other: &Fingerprint) -> Option<(u32, Orientation)> {
    let all = Orientation::ALL.map(|by| (one.hash.distance(other.hash.turned(by)), by));
    let least = all.iter().map(|(distance, _)| *distance).min()?;
    let near = all.into_iter().filter(|(distance, _)| *distance <= least + 1);
    let difference = |by: Orientation| difference(one, &Turned::of(other, by));
    near.min_by_key(|(distance, by)| (difference(*by), *distance))
}

/// A picture, turned.
struct Turned {
    size: (u32, u32),
    luminance: Vec<u8>,
    tints: [Vec<u8>; 2],
}

impl Turned {
    fn of(picture: &Fingerprint, by: Orientation) -> Turned {
        let turn = |plane: &[u8], side: usize| {
            (0..plane.len()).map(|place| plane.get(by.source(side, place)).copied().unwrap_or(0)).collect()
        };
        let (width, height) = picture.size;
        Turned {
            size: if by.is_transposed { (height, width) } else { (width, height) },
            luminance: turn(picture.signature.luminance(), CELLS),
            tints: picture.signature.tints().map(|plane| turn(plane, TINTS)),
        }
    }
}

fn is_same_shape(one: (u32, u32), other: (u32, u32)) -> bool {
    let ratio = |(width, height): (u32, u32)| f64::from(width.max(1)) / f64::from(height.max(1));
    let pixel = 1.0 / f64::from(one.0.min(one.1).min(other.0).min(other.1).max(1));
    (ratio(one) / ratio(other)).ln().abs() <= SHAPE + pixel
}

/// The correlation of two pictures' cells.
fn correlation(one: &[u8], other: &[u8]) -> f32 {
    let count = one.len().max(1) as f32;
    let mean = |plane: &[u8]| plane.iter().map(|level| f32::from(*level)).sum::<f32>() / count;
    let (a, b) = (mean(one), mean(other));
    let (mut own, mut others, mut both) = (0.0, 0.0, 0.0);
    for (one, other) in one.iter().zip(other) {
        let (x, y) = (f32::from(*one) - a, f32::from(*other) - b);
        own += x * x;
        others += y * y;
        both += x * y;
    }
    // Half a level of noise in each cell: even pictures fit nothing.
    let noise = 0.25 * count;
    both / ((own + noise) * (others + noise)).sqrt()
}

/// Whether one picture is the other but for what scaling and recompression do.
fn is_same(one: &Fingerprint, other: &Turned) -> bool {
    if difference(one, other) > MEAN_DIFFERENCE * (CELLS * CELLS) as u32 {
        return false;
    }
    let found = Registration::of(one.signature.luminance(), &other.luminance);
    let (contrast, most) = if is_small(one, other) { (CONTRAST_SMALL, BEYOND_SMALL) } else { (CONTRAST, BEYOND) };
    let is_in_place = found.shift <= SHIFT && found.zoom <= ZOOM;
    let is_as_bright = found.contrast <= contrast && found.brightness <= BRIGHTNESS;
    is_in_place && is_as_bright && beyond(one, other, &found) <= most
}

fn difference(one: &Fingerprint, other: &Turned) -> u32 {
    one.signature.luminance().iter().zip(&other.luminance).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
}

fn is_small(one: &Fingerprint, other: &Turned) -> bool {
    one.size.0.min(one.size.1).min(other.size.0).min(other.size.1) < SMALL
}

fn tint(one: &Fingerprint, other: &Turned) -> f32 {
    let pairs = one.signature.tints().into_iter().zip(&other.tints).flat_map(|(a, b)| a.iter().zip(b));
    pairs.map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / (2 * TINTS * TINTS) as f32
}

/// Whether one has much more colour than the other, or another.
fn is_faded(one: &Fingerprint, other: &Turned) -> bool {
    let (mut own, mut others, mut both) = (0.0, 0.0, 0.0);
    for (a, b) in one.signature.tints().into_iter().zip(&other.tints).flat_map(|(a, b)| a.iter().zip(b)) {
        let (a, b) = (f32::from(*a) - 128.0, f32::from(*b) - 128.0);
        own += a * a;
        others += b * b;
        both += a * b;
    }
    let most = f32::max(own, others);
    most > COLOUR * COLOUR * (2 * TINTS * TINTS) as f32 && both < KEPT * most
}

/// By how many levels cells differ beyond what the range about them and the noise allow, summed.
fn beyond(one: &Fingerprint, other: &Turned, found: &Registration) -> f32 {
    let luminance = one.signature.luminance();
    let allowed = LEVELS.max(NOISE * found.noise);
    let excess = found.rest.iter().enumerate().map(|(place, rest)| {
        let differs = rest.abs() - allowed;
        // Few cells differ at all: only of those it is asked what lies about them.
        if differs <= 0.0 {
            return 0.0;
        }
        let range = range(luminance, place).min(range(&other.luminance, place));
        (differs - RANGE * f32::from(range)).max(0.0)
    });
    excess.sum()
}

/// The difference between the brightest and the darkest of a cell and those about it.
fn range(cells: &[u8], place: usize) -> u8 {
    let (x, y) = (place % CELLS, place / CELLS);
    let rows = y.saturating_sub(1)..=(y + 1).min(CELLS - 1);
    let about = rows.flat_map(|row| {
        let (from, to) = (row * CELLS + x.saturating_sub(1), row * CELLS + (x + 1).min(CELLS - 1));
        cells.get(from..=to).unwrap_or_default()
    });
    let (least, most) = about.fold((u8::MAX, 0), |(least, most), level| (least.min(*level), most.max(*level)));
    most.saturating_sub(least)
}
