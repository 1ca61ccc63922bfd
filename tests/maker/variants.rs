//! What becomes of a picture on its way: renditions (scaled, recompressed, converted, turned), and what is none: edits,
//! crops, overlays. Each with the name of what was done to it.
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{
    FilterType, crop_imm, flip_horizontal, flip_vertical, grayscale, replace, resize, rotate90, rotate180, rotate270,
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use std::io::Cursor;

/// What a picture is to the one that it was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Original,
    Rendition,
    /// Without its colour: alike, not the same.
    Grey,
    /// Other levels or colours.
    Edit,
    Crop,
    /// Something lies over it, or a part of it was exchanged.
    Overlay,
    /// Another picture of the same scene.
    Burst,
}

/// An encoded picture.
pub struct Variant {
    pub class: Class,
    pub name: String,
    pub bytes: Vec<u8>,
}

pub fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(picture).unwrap();
    bytes
}

pub fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The picture itself and all that is made of it.
pub fn all(picture: &RgbImage) -> Vec<Variant> {
    let mut made = vec![Variant {
        class: Class::Original,
        name: "original".to_owned(),
        bytes: encoded(picture, ImageFormat::Png),
    }];
    made.extend(renditions(picture));
    made.extend(edits(picture));
    made.extend(crops(picture));
    made.extend(overlays(picture));
    made
}

pub fn renditions(picture: &RgbImage) -> Vec<Variant> {
    let (width, height) = picture.dimensions();
    let mut made = Vec::new();
    let mut add = |name: String, bytes| made.push(Variant { class: Class::Rendition, name, bytes });
    for quality in [95, 80, 60, 40, 20] {
        add(format!("quality {quality}"), jpeg(picture, quality));
    }
    let small = |part: u32, filter| resize(picture, width.div_ceil(part), height.div_ceil(part), filter);
    for part in [2, 3, 4, 8, 16] {
        add(format!("1/{part} sharp"), jpeg(&small(part, FilterType::Lanczos3), 85));
        add(format!("1/{part} soft"), jpeg(&small(part, FilterType::Triangle), 85));
    }
    for part in [2, 3] {
        add(format!("1/{part} nearest"), jpeg(&small(part, FilterType::Nearest), 85));
    }
    add("2/1".to_owned(), jpeg(&resize(picture, width * 2, height * 2, FilterType::CatmullRom), 85));
    let formats = [ImageFormat::Gif, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Bmp];
    formats.iter().for_each(|format| add(format!("{format:?}"), encoded(picture, *format)));
    let turned =
        [rotate90(picture), rotate180(picture), rotate270(picture), flip_horizontal(picture), flip_vertical(picture)];
    for (name, turned) in ["90", "180", "270", "mirrored", "flipped"].iter().zip(&turned) {
        add(format!("turned {name}"), jpeg(turned, 85));
    }
    add("transposed".to_owned(), jpeg(&rotate90(&flip_horizontal(picture)), 85));
    let (half, quarter, eighth) =
        (small(2, FilterType::Lanczos3), small(4, FilterType::Lanczos3), small(8, FilterType::Lanczos3));
    add("1/2 quality 30".to_owned(), jpeg(&half, 30));
    add("1/4 quality 40 turned 90".to_owned(), jpeg(&rotate90(&quarter), 40));
    add("1/8 quality 60 mirrored".to_owned(), jpeg(&flip_horizontal(&eighth), 60));
    let twice = image::load_from_memory(&jpeg(&half, 20)).unwrap().to_rgb8();
    add("1/2 quality 20 quality 25".to_owned(), jpeg(&twice, 25));
    made
}

fn levels(picture: &RgbImage, change: impl Fn(f32) -> f32) -> Vec<u8> {
    let mut changed = picture.clone();
    changed.iter_mut().for_each(|level| *level = change(f32::from(*level)).round().clamp(0.0, 255.0) as u8);
    jpeg(&changed, 85)
}

pub fn edits(picture: &RgbImage) -> Vec<Variant> {
    let mut made = Vec::new();
    let mut add = |class, name: String, bytes| made.push(Variant { class, name, bytes });
    let grey = DynamicImage::ImageLuma8(grayscale(picture)).to_rgb8();
    add(Class::Grey, "grey".to_owned(), jpeg(&grey, 85));
    for by in [0.8, 0.9, 1.1, 1.2] {
        add(Class::Edit, format!("brightness {by}"), levels(picture, |level| level * by));
    }
    for by in [0.7, 0.85, 1.15, 1.3] {
        add(Class::Edit, format!("contrast {by}"), levels(picture, |level| (level - 128.0) * by + 128.0));
    }
    for by in [0.7, 0.85, 1.2, 1.5] {
        add(Class::Edit, format!("gamma {by}"), levels(picture, |level| 255.0 * (level / 255.0).powf(by)));
    }
    let mut warm = picture.clone();
    for Rgb([red, _, blue]) in warm.pixels_mut() {
        (*red, *blue) = ((f32::from(*red) * 1.12).min(255.0) as u8, (f32::from(*blue) * 0.85) as u8);
    }
    add(Class::Edit, "warm".to_owned(), jpeg(&warm, 85));
    made
}

pub fn crops(picture: &RgbImage) -> Vec<Variant> {
    let (width, height) = picture.dimensions();
    let sides: [(&str, [u32; 4]); 7] = [
        ("2 % all round", [1, 1, 1, 1]),
        ("5 % all round", [2, 3, 3, 2]),
        ("5 % left", [5, 0, 0, 0]),
        ("5 % above", [0, 5, 0, 0]),
        ("10 % all round", [5, 5, 5, 5]),
        ("10 % left", [10, 0, 0, 0]),
        ("10 % right and below", [0, 0, 10, 10]),
    ];
    let cut = |(name, [left, above, right, below]): (&str, [u32; 4])| {
        let (wide, high) = (width * (100 - left - right) / 100, height * (100 - above - below) / 100);
        let cut = crop_imm(picture, width * left / 100, height * above / 100, wide, high).to_image();
        Variant { class: Class::Crop, name: format!("without {name}"), bytes: jpeg(&cut, 85) }
    };
    sides.into_iter().map(cut).collect()
}

pub fn overlays(picture: &RgbImage) -> Vec<Variant> {
    let (width, height) = picture.dimensions();
    let mut made = Vec::new();
    let mut add = |name: &str, picture: &RgbImage| {
        made.push(Variant { class: Class::Overlay, name: name.to_owned(), bytes: jpeg(picture, 85) });
    };
    let mut framed = RgbImage::from_pixel(width + width / 16, height + width / 16, Rgb([255, 255, 255]));
    replace(&mut framed, picture, i64::from(width / 32), i64::from(width / 32));
    add("border", &framed);
    let painted = |left: u32, right: u32, top: u32, bottom: u32, colour: [u8; 3], stroke: u32| {
        let mut painted = picture.clone();
        for y in height * top / 100..height * bottom / 100 {
            for x in
                (width * left / 100..width * right / 100).filter(|x| (x / stroke.max(1) + y / stroke.max(1)) % 2 == 0)
            {
                painted.put_pixel(x, y, Rgb(colour));
            }
        }
        painted
    };
    add("mark in a corner", &painted(75, 95, 90, 95, [250, 250, 250], width / 100));
    add("caption across", &painted(10, 90, 80, 92, [255, 255, 0], width / 80));
    let mut striped = picture.clone();
    for (x, y, Rgb(levels)) in striped.enumerate_pixels_mut() {
        if (x + y) % (width / 6) < width / 60 {
            *levels = levels.map(|level| (u32::from(level) * 6 / 10 + 102) as u8);
        }
    }
    add("marks all over", &striped);
    for (name, share) in [("6 % of it exchanged", 6), ("12 % of it exchanged", 12)] {
        let patch = crop_imm(picture, width / 10, height / 10, width * share / 100, height * share / 100).to_image();
        let mut retouched = picture.clone();
        replace(&mut retouched, &patch, i64::from(width / 2), i64::from(height / 2));
        add(name, &retouched);
    }
    made
}
