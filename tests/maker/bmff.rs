//! ISO base media files (ISO 14496-12): a film's boxes around samples that no decoder would take, and a HEIF still of
//! the same kind. The structure and the metadata are right; what would be pictures is grain.
use super::exif::Exif;
use super::picture::mix;
use super::xmp::Xmp;

/// A box.
pub fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("a small box");
    [&size.to_be_bytes(), kind.as_slice(), content].concat()
}

/// A box with a version and flags.
pub fn full(kind: &[u8; 4], version_and_flags: u32, content: &[u8]) -> Vec<u8> {
    boxed(kind, &[&version_and_flags.to_be_bytes(), content].concat())
}

fn four(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn grain(number: u64, count: usize) -> Vec<u8> {
    (0u64..).flat_map(|at| mix(number ^ at).to_le_bytes()).take(count).collect()
}

/// The unit matrix, as fixed-point numbers.
const MATRIX: [u32; 9] = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000];

/// A film of one track.
#[derive(Clone)]
pub struct Film {
    width: u16,
    height: u16,
    /// Milliseconds.
    duration: u32,
    /// Seconds since 1904.
    created: u32,
    number: u64,
    xmp: Option<Xmp>,
}

impl Film {
    /// A film of a size in pixels and a length in milliseconds, twenty-five frames a second.
    pub fn new(width: u16, height: u16, duration: u32) -> Film {
        Film { width, height, duration, created: 0, number: 0, xmp: None }
    }

    /// When it was made: seconds since 1970, UTC.
    pub fn created(self, unix: u32) -> Film {
        Film { created: unix.wrapping_add(2_082_844_800), ..self }
    }

    /// Which grain it shows.
    pub fn pattern(self, number: u64) -> Film {
        Film { number, ..self }
    }

    pub fn xmp(self, xmp: Xmp) -> Film {
        Film { xmp: Some(xmp), ..self }
    }

    /// An MP4 file, index first.
    pub fn mp4(&self) -> Vec<u8> {
        let kind = boxed(b"ftyp", b"isom\0\0\x02\0isomiso2mp41");
        let xmp = self.xmp.as_ref().map(|xmp| {
            let id = b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac";
            boxed(b"uuid", &[id.as_slice(), &xmp.packet()].concat())
        });
        let xmp = xmp.unwrap_or_default();
        let index = self.index(0).len();
        let samples_at = u32::try_from(kind.len() + index + xmp.len() + 8).expect("a small film");
        let samples = boxed(b"mdat", &grain(self.number, self.frames() as usize * FRAME as usize));
        [kind, self.index(samples_at), xmp, samples].concat()
    }

    fn frames(&self) -> u32 {
        self.duration / 40
    }

    fn index(&self, samples_at: u32) -> Vec<u8> {
        let mut head = four(&[self.created, self.created, 1000, self.duration, 0x10000, 0x0100_0000, 0, 0]);
        head.extend(four(&MATRIX));
        head.extend(four(&[0, 0, 0, 0, 0, 0, 2]));
        boxed(b"moov", &[full(b"mvhd", 0, &head), self.track(samples_at)].concat())
    }

    fn track(&self, samples_at: u32) -> Vec<u8> {
        let mut head = four(&[self.created, self.created, 1, 0, self.duration, 0, 0, 0, 0]);
        head.extend(four(&MATRIX));
        head.extend(four(&[u32::from(self.width) << 16, u32::from(self.height) << 16]));
        let media = four(&[self.created, self.created, 25_000, self.frames() * 1000, 0x55c4_0000]);
        let handler = [four(&[0]), b"vide".to_vec(), vec![0; 12], b"pictures\0".to_vec()].concat();
        let place = boxed(b"dinf", &full(b"dref", 0, &[four(&[1]), full(b"url ", 1, &[])].concat()));
        let information = [full(b"vmhd", 1, &[0; 8]), place, self.samples(samples_at)].concat();
        let media = [full(b"mdhd", 0, &media), full(b"hdlr", 0, &handler), boxed(b"minf", &information)].concat();
        boxed(b"trak", &[full(b"tkhd", 3, &head), boxed(b"mdia", &media)].concat())
    }

    fn samples(&self, samples_at: u32) -> Vec<u8> {
        let size = [self.width.to_be_bytes(), self.height.to_be_bytes()].concat();
        let mut entry = [vec![0; 6], vec![0, 1], vec![0; 16], size, four(&[0x0048_0000, 0x0048_0000, 0])].concat();
        entry.extend([&[0, 1], [0; 32].as_slice(), &[0, 24, 0xff, 0xff]].concat());
        // A configuration that names a profile and no parameter sets.
        entry.extend(boxed(b"avcC", &[1, 66, 0, 30, 0xff, 0xe0, 0]));
        let tables = [
            full(b"stsd", 0, &[four(&[1]), boxed(b"avc1", &entry)].concat()),
            full(b"stts", 0, &four(&[1, self.frames(), 1000])),
            full(b"stsc", 0, &four(&[1, 1, self.frames(), 1])),
            full(b"stsz", 0, &four(&[FRAME, self.frames()])),
            full(b"stco", 0, &four(&[1, samples_at])),
        ];
        boxed(b"stbl", &tables.concat())
    }
}

/// Bytes a frame.
const FRAME: u32 = 64;

/// A HEIC still (ISO 23008-12): one coded picture of grain, with an Exif item and an XMP item.
pub fn heif(width: u32, height: u32, number: u64, exif: Option<&Exif>, xmp: Option<&Xmp>) -> Vec<u8> {
    let mut items = vec![(*b"hvc1", String::new(), grain(number, 256))];
    if let Some(exif) = exif {
        items.push((*b"Exif", String::new(), [four(&[6]), b"Exif\0\0".to_vec(), exif.bytes()].concat()));
    }
    if let Some(xmp) = xmp {
        items.push((*b"mime", "application/rdf+xml\0".to_owned(), xmp.packet()));
    }
    let kind = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let data_at = kind.len() + still(width, height, &items, 0).len() + 8;
    let data: Vec<u8> = items.iter().flat_map(|(_, _, data)| data.clone()).collect();
    [kind, still(width, height, &items, data_at), boxed(b"mdat", &data)].concat()
}

fn still(width: u32, height: u32, items: &[([u8; 4], String, Vec<u8>)], data_at: usize) -> Vec<u8> {
    let count = u16::try_from(items.len()).expect("a few items").to_be_bytes().to_vec();
    let (mut information, mut places, mut references) = (count.clone(), [vec![0x44, 0], count].concat(), Vec::new());
    let mut at = u32::try_from(data_at).expect("a small file");
    for (number, (kind, mime, data)) in (1u16..).zip(items) {
        let number = number.to_be_bytes();
        let entry = [number.as_slice(), &[0, 0], kind, b"\0", mime.as_bytes()].concat();
        information.extend(full(b"infe", 2 << 24, &entry));
        let length = u32::try_from(data.len()).expect("a small item");
        places.extend([number.as_slice(), &[0, 0, 0, 1], &four(&[at, length])].concat());
        at += length;
        if number != [0, 1] {
            references.extend(boxed(b"cdsc", &[number.as_slice(), &[0, 1, 0, 1]].concat()));
        }
    }
    let size = boxed(b"ipco", &full(b"ispe", 0, &four(&[width, height])));
    let properties = [size, full(b"ipma", 0, &[four(&[1]), vec![0, 1, 1, 0x81]].concat())].concat();
    let handler = [four(&[0]), b"pict".to_vec(), vec![0; 13]].concat();
    let mut boxes = [full(b"hdlr", 0, &handler), full(b"pitm", 0, &[0, 1]), full(b"iinf", 0, &information)].concat();
    if !references.is_empty() {
        boxes.extend(full(b"iref", 0, &references));
    }
    boxes.extend([boxed(b"iprp", &properties), full(b"iloc", 0, &places)].concat());
    full(b"meta", 0, &boxes)
}
