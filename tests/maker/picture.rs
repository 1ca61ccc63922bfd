//! A picture to be encoded: its size, what it shows, and what its metadata says. The formats' files do the rest.
use super::exif::Exif;
use super::iim::Iim;
use super::xmp::Xmp;
use super::{gif, jpeg, png, psd, riff, tiff};

/// A picture and its metadata.
#[derive(Clone)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub scene: Scene,
    pub quality: u32,
    pub exif: Option<Exif>,
    pub iim: Option<Iim>,
    pub xmp: Option<Xmp>,
    pub comment: Option<String>,
    pub icc: Option<Vec<u8>>,
    /// PNG only: keyword and text.
    pub texts: Vec<(String, String)>,
    /// JPEG only: one restart interval a row of blocks.
    pub restarts: bool,
    /// JPEG only: whether a store of C2PA manifests speaks for it.
    pub is_signed: bool,
}

/// What a picture shows.
#[derive(Clone, Copy)]
pub enum Scene {
    /// A horizon under a sky, with discs of light: other colours and places for each number.
    Pattern(u64),
    /// Grain that hardly compresses.
    Noise(u64),
}

impl Picture {
    /// A picture of a size in pixels, with the first pattern and no metadata.
    pub fn new(width: u32, height: u32) -> Picture {
        Picture {
            width,
            height,
            scene: Scene::Pattern(0),
            quality: 75,
            exif: None,
            iim: None,
            xmp: None,
            comment: None,
            icc: None,
            texts: Vec::new(),
            restarts: false,
            is_signed: false,
        }
    }

    pub fn pattern(self, number: u64) -> Picture {
        Picture { scene: Scene::Pattern(number), ..self }
    }

    pub fn noise(self, number: u64) -> Picture {
        Picture { scene: Scene::Noise(number), ..self }
    }

    /// 1 to 100, as libjpeg scales the tables of T.81's annex K.
    pub fn quality(self, quality: u32) -> Picture {
        Picture { quality, ..self }
    }

    pub fn exif(self, exif: Exif) -> Picture {
        Picture { exif: Some(exif), ..self }
    }

    pub fn iim(self, iim: Iim) -> Picture {
        Picture { iim: Some(iim), ..self }
    }

    pub fn xmp(self, xmp: Xmp) -> Picture {
        Picture { xmp: Some(xmp), ..self }
    }

    pub fn comment(self, comment: &str) -> Picture {
        Picture { comment: Some(comment.to_owned()), ..self }
    }

    /// A profile's bytes, taken as they are.
    pub fn icc(self, profile: &[u8]) -> Picture {
        Picture { icc: Some(profile.to_vec()), ..self }
    }

    pub fn text(mut self, keyword: &str, text: &str) -> Picture {
        self.texts.push((keyword.to_owned(), text.to_owned()));
        self
    }

    pub fn restarts(self) -> Picture {
        Picture { restarts: true, ..self }
    }

    pub fn signed(self) -> Picture {
        Picture { is_signed: true, ..self }
    }

    /// A baseline JPEG (JFIF), three components, no subsampling.
    pub fn jpeg(&self) -> Vec<u8> {
        jpeg::file(self)
    }

    /// A truecolour PNG, stored without compression.
    pub fn png(&self) -> Vec<u8> {
        png::file(self)
    }

    /// A TIFF of one uncompressed RGB strip.
    pub fn tiff(&self) -> Vec<u8> {
        tiff::file(self)
    }

    /// A lossless WebP of one colour, the middle pixel's, with an extended header if there is metadata.
    pub fn webp(&self) -> Vec<u8> {
        riff::webp(self)
    }

    /// A GIF of one colour, without metadata.
    pub fn gif(&self) -> Vec<u8> {
        gif::file(self)
    }

    /// A flat Photoshop document, without metadata.
    pub fn psd(&self) -> Vec<u8> {
        psd::file(self)
    }

    /// Red, green and blue at a place.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        match self.scene {
            Scene::Pattern(number) => pattern(number, x, y, self.width.max(1), self.height.max(1)),
            Scene::Noise(number) => {
                let grain = mix(number ^ mix(u64::from(x) << 32 | u64::from(y))).to_le_bytes();
                [grain[0], grain[1], grain[2]]
            }
        }
    }
}

/// Scatters a number's bits (the finaliser of splitmix64).
pub fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ number >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ number >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ number >> 31
}

/// A sky that darkens upwards over a ground that darkens downwards, and a handful of discs.
fn pattern(number: u64, x: u32, y: u32, width: u32, height: u32) -> [u8; 3] {
    let bytes = |of: u64| mix(mix(number) ^ of).to_le_bytes().map(u32::from);
    let (sky, ground, place) = (bytes(1), bytes(2), bytes(3));
    let horizon = (height * (80 + place[0] / 2) / 255).max(1);
    let (colour, shade) = if y < horizon {
        (sky, 96 + 159 * y / horizon)
    } else {
        (ground, 200 - 120 * (y - horizon) / (height - horizon).max(1))
    };
    let mut pixel = [colour[0], colour[1], colour[2]].map(|part| (64 + part / 2) * shade / 255);
    for disc in 0..5 {
        let disc = bytes(10 + disc);
        let (far_x, far_y) = (x.abs_diff(width * disc[0] / 255), y.abs_diff(height * disc[1] / 255));
        let radius = width.min(height) * (16 + disc[2]) / 1600 + 1;
        if far_x * far_x + far_y * far_y <= radius * radius {
            pixel = [disc[3], disc[4], disc[5]].map(|part| 128 + part / 2);
        }
    }
    pixel.map(|part| u8::try_from(part).unwrap_or(u8::MAX))
}
