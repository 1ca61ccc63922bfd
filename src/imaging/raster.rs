//! Encoded pictures to cells. The coarse way where a JPEG is large enough, else whole decoding, with limits. What a picture
//! is it knows from its bytes alone.
use super::coarse::{self, Coarse};
use super::grid::{Channel, average};
use super::{CELLS, PictureError};
use image::{DynamicImage, ImageReader, Limits};
use std::io::Cursor;

/// Means of a picture's parts, `CELLS` by `CELLS`, row by row.
pub(super) struct Cells {
    /// Width and height of the picture in pixels.
    pub(super) size: (u32, u32),
    pub(super) luminance: Vec<f32>,
    /// Blue and red less luminance, 128 where there is no colour (JFIF; ITU-T T.871, 7).
    pub(super) colour: [Vec<f32>; 2],
}

/// The least means across and down by which a picture may be known instead of its pixels: four for each cell.
const LEAST_MEANS: f64 = 4.0 * CELLS as f64;
/// The most bytes that a decoder may take.
const MOST_BYTES: u64 = 512 * 1024 * 1024;
/// The most pixels that are decoded whole: the memory of one worker.
const MOST_PIXELS: u64 = 120_000_000;

/// The cells of an encoded picture.
pub(super) fn cells(data: &[u8]) -> Result<Cells, PictureError> {
    let coarse = if is_large_jpeg(data) { coarse::decode(data) } else { None };
    coarse.and_then(|coarse| of_coarse(&coarse)).map_or_else(|| decoded(data), Ok)
}

/// Whether it may be worth while to look for means: a JPEG with a frame large enough.
fn is_large_jpeg(data: &[u8]) -> bool {
    let least = (LEAST_MEANS * 8.0) as u32;
    coarse::size(data).is_some_and(|(width, height)| width.min(height) >= least)
}

pub(super) fn of_coarse(coarse: &Coarse) -> Option<Cells> {
    let plane = |number: usize| {
        let plane = coarse.planes.get(number)?;
        let (samples, stride, extent) = (plane.samples.as_slice(), plane.stride, plane.extent);
        Some(average(Channel { samples, stride, step: 1, offset: 0, extent }, CELLS))
    };
    let first = plane(0)?;
    let cells = match (plane(1), plane(2)) {
        (Some(second), Some(third)) if coarse.is_rgb => of_rgb(coarse.size, &[first, second, third]),
        (Some(blue), Some(red)) => Cells { size: coarse.size, luminance: first, colour: [blue, red] },
        _ => Cells { size: coarse.size, colour: [grey(), grey()], luminance: first },
    };
    Some(cells)
}

fn grey() -> Vec<f32> {
    vec![128.0; CELLS * CELLS]
}

fn of_rgb(size: (u32, u32), [red, green, blue]: &[Vec<f32>; 3]) -> Cells {
    let mut cells = Cells { size, luminance: Vec::new(), colour: [Vec::new(), Vec::new()] };
    for ((red, green), blue) in red.iter().zip(green).zip(blue) {
        let luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
        cells.luminance.push(luminance);
        cells.colour[0].push(128.0 + (blue - luminance) / 1.772);
        cells.colour[1].push(128.0 + (red - luminance) / 1.402);
    }
    cells
}

/// By decoding all of it.
pub(super) fn decoded(data: &[u8]) -> Result<Cells, PictureError> {
    let reader = || {
        let mut reader = ImageReader::new(Cursor::new(data));
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_BYTES);
        reader.limits(limits);
        reader.with_guessed_format().ok().filter(|reader| reader.format().is_some())
    };
    let size = reader().ok_or(PictureError::Unknown)?.into_dimensions().map_err(|error| broken(&error))?;
    if u64::from(size.0) * u64::from(size.1) > MOST_PIXELS {
        return Err(PictureError::Large);
    }
    let picture = reader().ok_or(PictureError::Unknown)?.decode().map_err(|error| broken(&error))?;
    Ok(of_picture(picture))
}

fn broken(error: &image::ImageError) -> PictureError {
    match error {
        image::ImageError::Unsupported(_) => PictureError::Unknown,
        image::ImageError::Limits(_) => PictureError::Large,
        error => PictureError::Broken(error.to_string()),
    }
}

fn of_picture(picture: DynamicImage) -> Cells {
    let size = (picture.width(), picture.height());
    let (samples, step) = match picture {
        DynamicImage::ImageLuma8(grey) => (grey.into_raw(), 1),
        picture if picture.color().has_alpha() => (on_white(picture), 3),
        picture => (picture.into_rgb8().into_raw(), 3),
    };
    let channel = |offset| {
        let extent = (f64::from(size.0), f64::from(size.1));
        average(Channel { samples: &samples, stride: size.0 as usize * step, step, offset, extent }, CELLS)
    };
    match step {
        1 => Cells { size, luminance: channel(0), colour: [grey(), grey()] },
        _ => of_rgb(size, &[channel(0), channel(1), channel(2)]),
    }
}

/// What is transparent shows the paper, as programs that write JPEG have it.
fn on_white(picture: DynamicImage) -> Vec<u8> {
    let pixels = picture.into_rgba8().into_raw();
    let over = |sample: u8, alpha: u8| {
        let (sample, alpha) = (u32::from(sample), u32::from(alpha));
        ((sample * alpha + 255 * (255 - alpha) + 127) / 255) as u8
    };
    pixels
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[red, green, blue, alpha]| [over(*red, *alpha), over(*green, *alpha), over(*blue, *alpha)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{cells, decoded, of_coarse};
    use crate::imaging::coarse;
    use image::codecs::jpeg::JpegEncoder;

    /// A picture with a block for each cell.
    fn jpeg() -> Vec<u8> {
        let level = |x: u32, y: u32| (60 + (x * x / 40 + y * 3 + (x / 9 * y / 7) % 50) % 120) as u8;
        let picture = image::RgbImage::from_fn(256, 256, |x, y| image::Rgb([level(x, y), level(y, x), (x / 2) as u8]));
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&picture).unwrap();
        bytes
    }

    #[test]
    fn the_means_of_blocks_are_those_of_the_decoded_picture() {
        let bytes = jpeg();
        let coarse = coarse::decode(&bytes).and_then(|coarse| of_coarse(&coarse)).unwrap();
        let whole = decoded(&bytes).unwrap();
        let planes = [(&coarse.luminance, &whole.luminance), (&coarse.colour[0], &whole.colour[0])];
        for (coarse, whole) in planes {
            let differ = coarse.iter().zip(whole).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(differ < 2.5, "{differ}");
        }
    }

    #[test]
    fn no_bytes_make_it_fail_otherwise_than_by_saying_so() {
        let bytes = jpeg();
        for cut in (0..bytes.len()).step_by(97) {
            assert!(coarse::decode(&bytes[..cut]).is_none(), "{cut} bytes are not all of it");
        }
        let mut state = 7_u32;
        for _ in 0..2000 {
            let mut mutant = bytes.clone();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % if state.is_multiple_of(3) { mutant.len() } else { 700 };
                mutant[at] = (state >> 24) as u8;
            }
            let _ = coarse::decode(&mutant);
        }
        // It claims four billion pixels and has none of them.
        let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
        let mut huge = bytes;
        huge[frame + 5..frame + 9].fill(0xFF);
        assert!(coarse::decode(&huge).is_none() && cells(&huge).is_err());
    }
}
