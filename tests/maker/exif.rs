//! Exif: the tags of IFD0, the Exif IFD and the GPS IFD, laid out as a TIFF stream in either byte order (Exif 3.0,
//! 4.6).

/// A tag's value, by the TIFF type it is stored in.
#[derive(Clone)]
pub enum TagValue {
    Byte(Vec<u8>),
    Ascii(String),
    Short(Vec<u16>),
    Long(Vec<u32>),
    Rational(Vec<(u32, u32)>),
    Undefined(Vec<u8>),
    SignedRational(Vec<(i32, i32)>),
}

/// Which directory a tag is in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Directory {
    Main,
    Exif,
    Gps,
}

/// Exif to be.
#[derive(Clone, Default)]
pub struct Exif {
    pub is_big_endian: bool,
    tags: Vec<(Directory, u16, TagValue)>,
}

impl Exif {
    pub fn new() -> Exif {
        Exif::default().tag(Directory::Exif, 0x9000, TagValue::Undefined(b"0232".to_vec()))
    }

    pub fn big_endian(self) -> Exif {
        Exif { is_big_endian: true, ..self }
    }

    /// Sets a tag; a tag set twice stands as it was set last.
    pub fn tag(mut self, directory: Directory, tag: u16, value: TagValue) -> Exif {
        self.tags.retain(|(other, number, _)| (*other, *number) != (directory, tag));
        self.tags.push((directory, tag, value));
        self
    }

    fn main_text(self, tag: u16, text: &str) -> Exif {
        self.tag(Directory::Main, tag, TagValue::Ascii(text.to_owned()))
    }

    fn exif_text(self, tag: u16, text: &str) -> Exif {
        self.tag(Directory::Exif, tag, TagValue::Ascii(text.to_owned()))
    }

    pub fn description(self, text: &str) -> Exif {
        self.main_text(0x010e, text)
    }

    pub fn artist(self, text: &str) -> Exif {
        self.main_text(0x013b, text)
    }

    pub fn copyright(self, text: &str) -> Exif {
        self.main_text(0x8298, text)
    }

    pub fn software(self, text: &str) -> Exif {
        self.main_text(0x0131, text)
    }

    /// Make, model, and the body's serial number or nothing.
    pub fn camera(self, make: &str, model: &str, serial: &str) -> Exif {
        let exif = self.main_text(0x010f, make).main_text(0x0110, model);
        if serial.is_empty() { exif } else { exif.exif_text(0xa431, serial) }
    }

    /// The tags that a JPEG's Exif must have (Exif 3.0, annex E) and that tell nothing: 72 dots an inch, sRGB.
    pub fn complete(self, width: u32, height: u32) -> Exif {
        self.tag(Directory::Main, 0x011a, TagValue::Rational(vec![(72, 1)]))
            .tag(Directory::Main, 0x011b, TagValue::Rational(vec![(72, 1)]))
            .tag(Directory::Main, 0x0128, TagValue::Short(vec![2]))
            .tag(Directory::Main, 0x0213, TagValue::Short(vec![1]))
            .tag(Directory::Exif, 0x9101, TagValue::Undefined(vec![1, 2, 3, 0]))
            .tag(Directory::Exif, 0xa000, TagValue::Undefined(b"0100".to_vec()))
            .tag(Directory::Exif, 0xa001, TagValue::Short(vec![1]))
            .tag(Directory::Exif, 0xa002, TagValue::Long(vec![width]))
            .tag(Directory::Exif, 0xa003, TagValue::Long(vec![height]))
    }

    pub fn lens(self, model: &str) -> Exif {
        self.exif_text(0xa434, model)
    }

    /// 1 to 8.
    pub fn orientation(self, orientation: u16) -> Exif {
        self.tag(Directory::Main, 0x0112, TagValue::Short(vec![orientation]))
    }

    /// When it was taken: `2024:05:01 10:12:13`, a fraction's digits or none, `+02:00` or none.
    pub fn taken(self, date: &str, fraction: &str, offset: &str) -> Exif {
        let mut exif = self.exif_text(0x9003, date).exif_text(0x9004, date);
        if !fraction.is_empty() {
            exif = exif.exif_text(0x9291, fraction);
        }
        if offset.is_empty() { exif } else { exif.exif_text(0x9011, offset) }
    }

    /// Exposure time in seconds, f-number, ISO, focal length in millimetres, as fractions.
    pub fn exposure(self, seconds: (u32, u32), f_number: (u32, u32), iso: u16, millimetres: (u32, u32)) -> Exif {
        self.tag(Directory::Exif, 0x829a, TagValue::Rational(vec![seconds]))
            .tag(Directory::Exif, 0x829d, TagValue::Rational(vec![f_number]))
            .tag(Directory::Exif, 0x8827, TagValue::Short(vec![iso]))
            .tag(Directory::Exif, 0x920a, TagValue::Rational(vec![millimetres]))
    }

    pub fn flash(self, fired: bool) -> Exif {
        self.tag(Directory::Exif, 0x9209, TagValue::Short(vec![u16::from(fired)]))
    }

    /// Where it was taken: millionths of a degree north and east, and metres above the sea.
    pub fn position(self, north: i32, east: i32, metres: i32) -> Exif {
        let letter = |negative: bool, letters: [&str; 2]| TagValue::Ascii(letters[usize::from(negative)].to_owned());
        self.tag(Directory::Gps, 0, TagValue::Byte(vec![2, 3, 0, 0]))
            .tag(Directory::Gps, 1, letter(north < 0, ["N", "S"]))
            .tag(Directory::Gps, 2, TagValue::Rational(sexagesimal(north)))
            .tag(Directory::Gps, 3, letter(east < 0, ["E", "W"]))
            .tag(Directory::Gps, 4, TagValue::Rational(sexagesimal(east)))
            .tag(Directory::Gps, 5, TagValue::Byte(vec![u8::from(metres < 0)]))
            .tag(Directory::Gps, 6, TagValue::Rational(vec![(metres.unsigned_abs(), 1)]))
    }

    /// The TIFF stream, from its byte-order mark on.
    pub fn bytes(&self) -> Vec<u8> {
        self.laid_out(&[])
    }

    /// The same, followed by data to which the main directory points with a strip's offset (tag 273).
    pub fn laid_out(&self, strip: &[u8]) -> Vec<u8> {
        let order = Order { is_big_endian: self.is_big_endian };
        let mut bytes = if self.is_big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        bytes.extend_from_slice(&order.two(42));
        bytes.extend_from_slice(&order.four(8));
        let mut main = self.of(Directory::Main);
        for (tag, directory) in [(0x8769, Directory::Exif), (0x8825, Directory::Gps)] {
            if !self.of(directory).is_empty() {
                main.push((tag, TagValue::Long(vec![0])));
            }
        }
        main.sort_by_key(|(tag, _)| *tag);
        let at = write_directory(&mut bytes, order, &main);
        for (tag, directory) in [(0x8769, Directory::Exif), (0x8825, Directory::Gps)] {
            let tags = self.of(directory);
            if !tags.is_empty() {
                let start = bytes.len();
                point(&mut bytes, order, at, &main, tag, start);
                write_directory(&mut bytes, order, &tags);
            }
        }
        let start = bytes.len();
        point(&mut bytes, order, at, &main, 273, start);
        bytes.extend_from_slice(strip);
        bytes
    }

    fn of(&self, directory: Directory) -> Vec<(u16, TagValue)> {
        let tags = self.tags.iter().filter(|(other, ..)| *other == directory);
        let mut tags: Vec<_> = tags.map(|(_, tag, value)| (*tag, value.clone())).collect();
        tags.sort_by_key(|(tag, _)| *tag);
        tags
    }
}

/// Degrees, minutes and ten-thousandths of seconds of millionths of a degree.
fn sexagesimal(millionths: i32) -> Vec<(u32, u32)> {
    let ten_thousandths = u64::from(millionths.unsigned_abs()) * 36;
    let part = |number: u64| u32::try_from(number).expect("below 2^32");
    let minutes = ten_thousandths / 600_000;
    vec![(part(minutes / 60), 1), (part(minutes % 60), 1), (part(ten_thousandths % 600_000), 10_000)]
}

#[derive(Clone, Copy)]
struct Order {
    is_big_endian: bool,
}

impl Order {
    fn two(self, number: u16) -> [u8; 2] {
        if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    fn four(self, number: u32) -> [u8; 4] {
        if self.is_big_endian { number.to_be_bytes() } else { number.to_le_bytes() }
    }

    /// The type's number, the count and the bytes of a value.
    fn value(self, value: &TagValue) -> (u16, usize, Vec<u8>) {
        let pairs =
            |pairs: &[(u32, u32)]| pairs.iter().flat_map(|(a, b)| [self.four(*a), self.four(*b)].concat()).collect();
        match value {
            TagValue::Byte(bytes) => (1, bytes.len(), bytes.clone()),
            TagValue::Ascii(text) => (2, text.len() + 1, [text.as_bytes(), b"\0"].concat()),
            TagValue::Short(numbers) => (3, numbers.len(), numbers.iter().flat_map(|n| self.two(*n)).collect()),
            TagValue::Long(numbers) => (4, numbers.len(), numbers.iter().flat_map(|n| self.four(*n)).collect()),
            TagValue::Rational(numbers) => (5, numbers.len(), pairs(numbers)),
            TagValue::Undefined(bytes) => (7, bytes.len(), bytes.clone()),
            TagValue::SignedRational(numbers) => {
                let unsigned: Vec<_> = numbers.iter().map(|(a, b)| (a.cast_unsigned(), b.cast_unsigned())).collect();
                (10, numbers.len(), pairs(&unsigned))
            }
        }
    }
}

/// Appends a directory and the values that do not fit in it; where it begins.
fn write_directory(bytes: &mut Vec<u8>, order: Order, tags: &[(u16, TagValue)]) -> usize {
    let start = bytes.len();
    bytes.extend_from_slice(&order.two(u16::try_from(tags.len()).expect("a few tags")));
    let mut data_at = start + 2 + tags.len() * 12 + 4;
    let mut data = Vec::new();
    for (tag, value) in tags {
        let (kind, count, mut value) = order.value(value);
        bytes.extend_from_slice(&[order.two(*tag), order.two(kind)].concat());
        bytes.extend_from_slice(&order.four(u32::try_from(count).expect("a small value")));
        if value.len() <= 4 {
            value.resize(4, 0);
            bytes.extend_from_slice(&value);
        } else {
            bytes.extend_from_slice(&order.four(u32::try_from(data_at).expect("a small file")));
            value.resize(value.len().next_multiple_of(2), 0);
            data_at += value.len();
            data.extend_from_slice(&value);
        }
    }
    bytes.extend_from_slice(&order.four(0));
    bytes.extend_from_slice(&data);
    start
}

/// Sets the value of a tag of the directory at `at`, if it has it, to a place in the file.
fn point(bytes: &mut [u8], order: Order, at: usize, tags: &[(u16, TagValue)], tag: u16, to: usize) {
    if let Some(number) = tags.iter().position(|(other, _)| *other == tag) {
        let value = at + 2 + number * 12 + 8;
        bytes[value..value + 4].copy_from_slice(&order.four(u32::try_from(to).expect("a small file")));
    }
}
