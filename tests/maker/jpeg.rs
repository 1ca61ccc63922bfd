//! A baseline JPEG encoder (ITU-T T.81) of the smallest kind that decoders show: integer arithmetic, one quantisation
//! table, the typical Huffman tables of annex K.3 for all three components.
use super::bmff::boxed;
use super::picture::Picture;

/// T.81 figure A.6: where the coefficients go, in zigzag order.
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];
/// Table K.1, luminance.
const QUANTISATION: [u32; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];
/// Table K.3: how many codes of each length, and what they stand for.
const DC_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_SYMBOLS: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
/// Table K.5.
const AC_COUNTS: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];
const AC_SYMBOLS: [u8; 162] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
    0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09,
    0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a,
    0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65,
    0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
    0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
    0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca,
    0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea,
    0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
];
/// cos(k pi / 16) times 2^14, k from 0 to 8.
const COSINES: [i64; 9] = [16384, 16069, 15137, 13623, 11585, 9102, 6270, 3196, 0];

/// The whole file: metadata segments first, in the order in which cameras and newsrooms write them.
pub fn file(picture: &Picture) -> Vec<u8> {
    assemble(picture, &intervals(picture))
}

/// A file of the picture's header and metadata around entropy-coded intervals, of which each is one row of blocks of
/// the picture's width. Its height is what the intervals make it, so that large files can be laid together quickly.
pub fn of_rows(picture: &Picture, rows: &[&[u8]]) -> Vec<u8> {
    let height = u32::try_from(rows.len() * 8).expect("a picture of a size that JPEG can have");
    assemble(&Picture { height, restarts: true, ..picture.clone() }, rows)
}

fn assemble<R: AsRef<[u8]>>(picture: &Picture, intervals: &[R]) -> Vec<u8> {
    let mut file = vec![0xff, 0xd8];
    segment(&mut file, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    metadata(&mut file, picture);
    tables(&mut file, picture);
    for (number, interval) in intervals.iter().enumerate() {
        file.extend_from_slice(interval.as_ref());
        if number + 1 < intervals.len() {
            file.extend_from_slice(&[0xff, 0xd0 + u8::try_from(number % 8).expect("below 8")]);
        }
    }
    file.extend_from_slice(&[0xff, 0xd9]);
    file
}

/// Appends a segment: marker, length, content.
///
/// # Panics
/// If the content is longer than a segment can be.
pub fn segment(file: &mut Vec<u8>, marker: u8, content: &[u8]) {
    let length = u16::try_from(content.len() + 2).expect("a segment holds 65,533 bytes");
    file.extend_from_slice(&[0xff, marker]);
    file.extend_from_slice(&length.to_be_bytes());
    file.extend_from_slice(content);
}

fn metadata(file: &mut Vec<u8>, picture: &Picture) {
    if let Some(exif) = &picture.exif {
        segment(file, 0xe1, &[b"Exif\0\0", exif.bytes().as_slice()].concat());
    }
    if let Some(iim) = &picture.iim {
        segment(file, 0xed, &[b"Photoshop 3.0\0", iim.resources().as_slice()].concat());
    }
    if let Some(xmp) = &picture.xmp {
        segment(file, 0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", xmp.packet().as_slice()].concat());
    }
    if let Some(profile) = &picture.icc {
        segment(file, 0xe2, &[b"ICC_PROFILE\0\x01\x01", profile.as_slice()].concat());
    }
    if picture.is_signed {
        segment(file, 0xeb, &manifest());
    }
    if let Some(comment) = &picture.comment {
        segment(file, 0xfe, comment.as_bytes());
    }
}

/// The beginning of a store of C2PA manifests (C2PA 2.2, A.3.1; ISO/IEC 19566-5): the boxes are right, and no signature is in
/// them.
fn manifest() -> Vec<u8> {
    let description = boxed(b"jumd", b"c2pa\0\x11\0\x10\x80\0\0\xaa\08\x9bq\x03c2pa\0");
    [b"JP\0\x01\0\0\0\x01".as_slice(), &boxed(b"jumb", &description)].concat()
}

fn tables(file: &mut Vec<u8>, picture: &Picture) {
    let quantisation = quantisation(picture.quality);
    let zigzag = ZIGZAG.iter().map(|at| u8::try_from(quantisation[*at]).expect("one byte"));
    segment(file, 0xdb, &[vec![0], zigzag.collect()].concat());
    let [height, width] =
        [picture.height, picture.width].map(|size| u16::try_from(size).expect("JPEG's sizes").to_be_bytes());
    let components = [1, 2, 3].map(|component| [component, 0x11, 0]).concat();
    segment(file, 0xc0, &[&[8], height.as_slice(), &width, &[3], &components].concat());
    segment(file, 0xc4, &[&[0x00], DC_COUNTS.as_slice(), &DC_SYMBOLS].concat());
    segment(file, 0xc4, &[&[0x10], AC_COUNTS.as_slice(), &AC_SYMBOLS].concat());
    if picture.restarts {
        let blocks = u16::try_from(picture.width.div_ceil(8)).expect("JPEG's sizes");
        segment(file, 0xdd, &blocks.to_be_bytes());
    }
    segment(file, 0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
}

/// Annex K's table scaled as libjpeg does.
fn quantisation(quality: u32) -> [u32; 64] {
    let quality = quality.clamp(1, 100);
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    QUANTISATION.map(|step| ((step * scale + 50) / 100).clamp(1, 255))
}

/// The entropy-coded data: one piece a row of blocks where there are restarts, else one piece.
pub fn intervals(picture: &Picture) -> Vec<Vec<u8>> {
    let (dc, ac) = (codes(&DC_COUNTS, &DC_SYMBOLS), codes(&AC_COUNTS, &AC_SYMBOLS));
    let quantisation = quantisation(picture.quality);
    let (mut pieces, mut bits, mut before) = (Vec::new(), Bits::default(), [0; 3]);
    for top in (0..picture.height).step_by(8) {
        for left in (0..picture.width).step_by(8) {
            let block = block(picture, left, top);
            for (component, before) in before.iter_mut().enumerate() {
                let samples = block.map(|pixel| pixel[component]);
                let coefficients = coefficients(&samples, &quantisation);
                bits.block(&coefficients, *before, &dc, &ac);
                *before = coefficients[0];
            }
        }
        if picture.restarts {
            pieces.push(std::mem::take(&mut bits).finish());
            before = [0; 3];
        }
    }
    if !picture.restarts {
        pieces.push(bits.finish());
    }
    pieces
}

/// Eight by eight pixels in JFIF's YCbCr, shifted to be signed; beyond the edges the last pixel goes on.
fn block(picture: &Picture, left: u32, top: u32) -> [[i64; 3]; 64] {
    std::array::from_fn(|at| {
        let at = u32::try_from(at).expect("below 64");
        let (x, y) = ((left + at % 8).min(picture.width - 1), (top + at / 8).min(picture.height - 1));
        let [red, green, blue] = picture.pixel(x, y).map(i64::from);
        let sum = |r: i64, g: i64, b: i64| (r * red + g * green + b * blue + 32768) >> 16;
        [sum(19595, 38470, 7471) - 128, sum(-11059, -21709, 32768), sum(32768, -27439, -5329)]
            .map(|part| part.clamp(-128, 127))
    })
}

/// The quantised discrete cosine transform (A.3.3), in zigzag order.
fn coefficients(samples: &[i64; 64], quantisation: &[u32; 64]) -> [i64; 64] {
    let rows: [i64; 64] = std::array::from_fn(|at| (0..8).map(|x| samples[at / 8 * 8 + x] * wave(at % 8, x)).sum());
    std::array::from_fn(|at| {
        let (at, step) = (ZIGZAG[at], i64::from(quantisation[ZIGZAG[at]]));
        let sum: i64 = (0..8).map(|y| rows[y * 8 + at % 8] * wave(at / 8, y)).sum();
        // Each wave is 2^14 too large, and a quarter of it all is wanted: 2^30.
        let divisor = step << 30;
        (sum + sum.signum() * (divisor / 2)) / divisor
    })
}

/// cos((2x + 1) u pi / 16) times 2^14; for u = 0 divided by the root of two.
fn wave(u: usize, x: usize) -> i64 {
    let turn = (2 * x + 1) * u % 32;
    let turn = if turn > 16 { 32 - turn } else { turn };
    match (u, turn) {
        (0, _) => COSINES[4],
        (_, turn) if turn > 8 => -COSINES[16 - turn],
        (_, turn) => COSINES[turn],
    }
}

/// The code and its length for each symbol (annex C).
fn codes(counts: &[u8; 16], symbols: &[u8]) -> [(u32, u32); 256] {
    let (mut codes, mut code, mut symbols) = ([(0, 0); 256], 0, symbols.iter());
    for (length, count) in (1..).zip(counts) {
        for symbol in symbols.by_ref().take(usize::from(*count)) {
            codes[usize::from(*symbol)] = (code, length);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, (code, length): (u32, u32)) {
        for at in (0..length).rev() {
            self.held = self.held << 1 | (code >> at & 1);
            self.count += 1;
            if self.count == 8 {
                let byte = u8::try_from(self.held & 0xff).expect("eight bits");
                self.bytes.push(byte);
                if byte == 0xff {
                    self.bytes.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// One block (F.1.2): the difference of the first coefficient, then runs of zeros and what ends them.
    fn block(&mut self, coefficients: &[i64; 64], before: i64, dc: &[(u32, u32); 256], ac: &[(u32, u32); 256]) {
        let (size, rest) = magnitude(coefficients[0] - before);
        self.put(dc[size as usize]);
        self.put((rest, size));
        let mut zeros = 0;
        for coefficient in &coefficients[1..] {
            if *coefficient == 0 {
                zeros += 1;
                continue;
            }
            for _ in 0..zeros / 16 {
                self.put(ac[0xf0]);
            }
            let (size, rest) = magnitude(*coefficient);
            self.put(ac[(zeros % 16) << 4 | size as usize]);
            self.put((rest, size));
            zeros = 0;
        }
        if zeros > 0 {
            self.put(ac[0]);
        }
    }

    /// Fills the last byte with ones.
    fn finish(mut self) -> Vec<u8> {
        while self.count > 0 {
            self.put((1, 1));
        }
        self.bytes
    }
}

/// How many bits a value needs, and those bits (tables F.1 and F.2).
fn magnitude(value: i64) -> (u32, u32) {
    let size = 64 - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value + (1 << size) - 1 } else { value };
    (size, u32::try_from(bits).expect("few bits"))
}
