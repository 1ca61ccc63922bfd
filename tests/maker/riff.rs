//! RIFF: WebP pictures and WAVE sounds.
use super::picture::Picture;
use super::xmp::Xmp;

/// Appends a chunk, padded to an even length.
pub fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    file.extend_from_slice(&kind);
    file.extend_from_slice(&u32::try_from(data.len()).expect("a small chunk").to_le_bytes());
    file.extend_from_slice(data);
    if data.len() % 2 == 1 {
        file.push(0);
    }
}

fn riff(form: [u8; 4], chunks: &[u8]) -> Vec<u8> {
    let mut file = Vec::new();
    chunk(&mut file, *b"RIFF", &[form.as_slice(), chunks].concat());
    file
}

/// A lossless WebP of one colour (RFC 9649, 3: five codes of one symbol each, so that the pixels take no bits).
pub fn webp(picture: &Picture) -> Vec<u8> {
    let mut chunks = Vec::new();
    if picture.exif.is_some() || picture.xmp.is_some() || picture.icc.is_some() {
        let flag = |has: bool, bit: u8| if has { bit } else { 0 };
        let flags =
            flag(picture.icc.is_some(), 0x20) | flag(picture.exif.is_some(), 8) | flag(picture.xmp.is_some(), 4);
        let size = |size: u32| (size - 1).to_le_bytes()[..3].to_vec();
        chunk(&mut chunks, *b"VP8X", &[vec![flags, 0, 0, 0], size(picture.width), size(picture.height)].concat());
    }
    if let Some(profile) = &picture.icc {
        chunk(&mut chunks, *b"ICCP", profile);
    }
    chunk(&mut chunks, *b"VP8L", &one_colour(picture));
    if let Some(exif) = &picture.exif {
        chunk(&mut chunks, *b"EXIF", &exif.bytes());
    }
    if let Some(xmp) = &picture.xmp {
        chunk(&mut chunks, *b"XMP ", &xmp.packet());
    }
    riff(*b"WEBP", &chunks)
}

fn one_colour(picture: &Picture) -> Vec<u8> {
    let [red, green, blue] = picture.pixel(picture.width / 2, picture.height / 2);
    let mut fields = vec![(picture.width - 1, 14), (picture.height - 1, 14), (0, 1), (0, 3), (0, 1), (0, 1), (0, 1)];
    for symbol in [green, red, blue, 255] {
        fields.extend([(1, 1), (0, 1), (1, 1), (u32::from(symbol), 8)]);
    }
    fields.extend([(1, 1), (0, 1), (0, 1), (0, 1)]);
    let (mut bytes, mut count) = (vec![0x2f], 0);
    for bit in fields.iter().flat_map(|(value, length)| (0..*length).map(move |at| value >> at & 1)) {
        if count % 8 == 0 {
            bytes.push(0);
        }
        *bytes.last_mut().expect("a byte") |= u8::try_from(bit).expect("a bit") << (count % 8);
        count += 1;
    }
    bytes
}

/// A sound: a hum of sixteen-bit samples, one channel.
#[derive(Clone)]
pub struct Sound {
    /// Hertz.
    rate: u32,
    samples: u32,
    pitch: u32,
    info: Vec<([u8; 4], String)>,
    xmp: Option<Xmp>,
}

impl Sound {
    /// A sound of a sample rate and a number of samples.
    pub fn new(rate: u32, samples: u32) -> Sound {
        Sound { rate, samples, pitch: 440, info: Vec::new(), xmp: None }
    }

    /// Hertz.
    pub fn pitch(self, pitch: u32) -> Sound {
        Sound { pitch, ..self }
    }

    /// A text of `LIST INFO`: `INAM`, `IART`, `ICRD` ...
    pub fn info(mut self, kind: &[u8; 4], text: &str) -> Sound {
        self.info.push((*kind, text.to_owned()));
        self
    }

    pub fn xmp(self, xmp: Xmp) -> Sound {
        Sound { xmp: Some(xmp), ..self }
    }

    /// A WAVE file.
    pub fn wav(&self) -> Vec<u8> {
        let mut chunks = Vec::new();
        let rates = [self.rate.to_le_bytes(), (self.rate * 2).to_le_bytes()].concat();
        chunk(&mut chunks, *b"fmt ", &[&[1, 0, 1, 0], rates.as_slice(), &[2, 0, 16, 0]].concat());
        if !self.info.is_empty() {
            let mut list = b"INFO".to_vec();
            self.info.iter().for_each(|(kind, text)| chunk(&mut list, *kind, &[text.as_bytes(), b"\0"].concat()));
            chunk(&mut chunks, *b"LIST", &list);
        }
        // A triangle: no sine is the same on every machine.
        let wave = |at: u32| (at * self.pitch * 4 / self.rate.max(1) % 4 * 4000 + at % 7 * 100).cast_signed() - 6000;
        let samples = (0..self.samples).flat_map(|at| i16::try_from(wave(at)).unwrap_or_default().to_le_bytes());
        chunk(&mut chunks, *b"data", &samples.collect::<Vec<u8>>());
        if let Some(xmp) = &self.xmp {
            chunk(&mut chunks, *b"_PMX", &xmp.packet());
        }
        riff(*b"WAVE", &chunks)
    }
}
