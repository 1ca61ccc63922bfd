//! A JPEG's picture at an eighth of its size: the mean of every block of 8 by 8, which its DC coefficient is (T.81,
//! A.3.3). The other coefficients are passed, not decoded; of a progressive file only the first scan is read.
use super::bits::Bits;
use super::codes::Codes;

/// The planes of a picture whose every sample stands for a block.
pub(super) struct Coarse {
    /// Width and height in pixels.
    pub(super) size: (u32, u32),
    /// One plane: luminance. Three: luminance, blue, red (JFIF), or red, green, blue.
    pub(super) planes: Vec<Plane>,
    /// Whether the three are red, green, blue.
    pub(super) is_rgb: bool,
}

/// A plane of means.
pub(super) struct Plane {
    pub(super) samples: Vec<u8>,
    /// Samples in a row.
    pub(super) stride: usize,
    /// How much of a row, and of a column, lies in the picture; blocks at its edges reach beyond.
    pub(super) extent: (f64, f64),
}

/// The most pixels of a picture.
const MOST_PIXELS: u64 = 1 << 30;

struct Component {
    id: u8,
    across: u32,
    down: u32,
    quantizer: usize,
    /// Blocks in a row and in a column, those included that only fill up.
    blocks: (usize, usize),
    means: Vec<i16>,
    last: i32,
    codes: (usize, usize),
}

#[derive(Default)]
struct Reader {
    quantizers: [u16; 4],
    dc: [Option<Codes>; 4],
    ac: [Option<Codes>; 4],
    components: Vec<Component>,
    size: (u32, u32),
    is_progressive: bool,
    interval: u32,
    adobe: Option<u8>,
    done: Vec<u8>,
}

/// The picture; `None` where it is of a kind that must be decoded (arithmetic coding, more than 8 bits, four inks), or is
/// broken or cut short.
pub(super) fn decode(data: &[u8]) -> Option<Coarse> {
    let mut reader = Reader::default();
    let mut at = 2;
    data.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        let rest = data.get(at..)?;
        at += rest.iter().position(|byte| *byte == 0xFF)?;
        let code = *data.get(at + 1)?;
        at += match code {
            0xFF => 1,
            0x00 | 0x01 | 0xD0..=0xD7 => 2,
            0xD8 | 0xD9 => return None,
            _ => {
                let length = usize::from(u16::from_be_bytes(data.get(at + 2..)?.first_chunk().copied()?));
                let body = data.get(at + 4..at + 2 + length)?;
                if code == 0xDA {
                    let next = reader.scan(data, body, at + 2 + length)?;
                    if reader.done.len() == reader.components.len() {
                        return reader.finish();
                    }
                    next - at
                } else {
                    reader.segment(code, body)?;
                    2 + length
                }
            }
        };
    }
}

/// Width and height in pixels by a JPEG's frame, if there is one before any scan.
pub(super) fn size(data: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    data.strip_prefix(&[0xFF, 0xD8])?;
    loop {
        match data.get(at..)? {
            [0xFF, 0xFF, ..] => at += 1,
            [
                0xFF,
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF,
                _,
                _,
                _,
                high,
                low,
                wide_high,
                wide_low,
                ..,
            ] => {
                let number = |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
                return Some((number(wide_high, wide_low), number(high, low)));
            }
            [0xFF, 0xD8..=0xDA, ..] => return None,
            [0xFF, _, high, low, ..] => at += 2 + usize::from(u16::from_be_bytes([*high, *low])),
            _ => return None,
        }
    }
}

impl Reader {
    fn segment(&mut self, code: u8, body: &[u8]) -> Option<()> {
        match code {
            0xC0..=0xC2 => self.frame(body, code == 0xC2),
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCF => None,
            0xC4 => self.codes(body),
            0xDB => self.quantizers(body),
            0xDD => {
                self.interval = u16::from_be_bytes(*body.first_chunk()?).into();
                Some(())
            }
            0xEE => {
                self.adobe = body.strip_prefix(b"Adobe").and_then(|rest| rest.get(6)).copied().or(self.adobe);
                Some(())
            }
            _ => Some(()),
        }
    }

    fn quantizers(&mut self, mut body: &[u8]) -> Option<()> {
        while let [head, rest @ ..] = body {
            let is_wide = head >> 4 > 0;
            let first = match (is_wide, rest) {
                (true, [high, low, ..]) => u16::from_be_bytes([*high, *low]),
                (false, [one, ..]) => u16::from(*one),
                _ => return None,
            };
            *self.quantizers.get_mut(usize::from(head & 15))? = first;
            body = rest.get(if is_wide { 128 } else { 64 }..)?;
        }
        Some(())
    }

    fn codes(&mut self, mut body: &[u8]) -> Option<()> {
        while let [head, rest @ ..] = body {
            let counts: &[u8; 16] = rest.first_chunk()?;
            let count = counts.iter().map(|count| usize::from(*count)).sum::<usize>();
            let symbols = rest.get(16..16 + count)?;
            let is_ac = head >> 4 == 1;
            let tables = if is_ac { &mut self.ac } else { &mut self.dc };
            // A progressive file's AC coefficients are in scans that are not read.
            if !(is_ac && self.is_progressive) {
                *tables.get_mut(usize::from(head & 15))? = Some(Codes::new(counts, symbols, is_ac)?);
            }
            body = rest.get(16 + count..)?;
        }
        Some(())
    }

    fn frame(&mut self, body: &[u8], is_progressive: bool) -> Option<()> {
        let [8, high, low, wide_high, wide_low, count, rest @ ..] = body else { return None };
        let (height, width) = (u16::from_be_bytes([*high, *low]), u16::from_be_bytes([*wide_high, *wide_low]));
        let is_sensible = matches!(count, 1 | 3) && width > 0 && height > 0 && self.components.is_empty();
        if !is_sensible || u64::from(width) * u64::from(height) > MOST_PIXELS || rest.len() < usize::from(*count) * 3 {
            return None;
        }
        self.size = (width.into(), height.into());
        self.is_progressive = is_progressive;
        for part in rest.chunks_exact(3).take((*count).into()) {
            let [id, sampling, quantizer] = part else { return None };
            let (across, down) = (u32::from(sampling >> 4), u32::from(sampling & 15));
            if !(1..=4).contains(&across) || !(1..=4).contains(&down) {
                return None;
            }
            let (means, blocks, quantizer) = (Vec::new(), (0, 0), usize::from(*quantizer));
            self.components.push(Component { id: *id, across, down, quantizer, blocks, means, last: 0, codes: (0, 0) });
        }
        Some(())
    }

    /// The most blocks of the picture's components across and down in one unit (T.81, A.2.3).
    fn unit(&self) -> (u32, u32) {
        let most = |side: fn(&Component) -> u32| self.components.iter().map(side).max().unwrap_or(1);
        (most(|part| part.across), most(|part| part.down))
    }

    /// Reads a scan, if it has means; where the next marker is.
    fn scan(&mut self, data: &[u8], head: &[u8], at: usize) -> Option<usize> {
        let (count, rest) = head.split_first()?;
        let count = usize::from(*count);
        let parts: Vec<usize> = (0..count).map(|number| self.selected(rest, number)).collect::<Option<_>>()?;
        let tail = rest.get(count * 2..)?;
        let [first, _, approximation, ..] = tail else { return None };
        if *first > 0 || approximation >> 4 > 0 {
            return Some(skipped(data, at));
        }
        let (width, height) = self.size;
        let unit = self.unit();
        for part in &parts {
            let component = self.components.get_mut(*part)?;
            let blocks = |size: u32, most: u32, own: u32| (size.div_ceil(8 * most) * own) as usize;
            component.blocks = (blocks(width, unit.0, component.across), blocks(height, unit.1, component.down));
            let count = component.blocks.0 * component.blocks.1;
            // Every block takes a bit at least: no file claims more room than it fills.
            if count > data.len().saturating_mul(8) || !component.means.is_empty() {
                return None;
            }
            component.means = vec![0; count];
        }
        let mut bits = Bits::new(data, at);
        self.blocks(&mut bits, &parts, approximation & 15)?;
        for part in parts {
            self.done.push(self.components.get(part)?.id);
        }
        Some(skipped(data, bits.at()))
    }

    /// The place of the component that the scan names as its `number`th, with its tables noted.
    fn selected(&mut self, rest: &[u8], number: usize) -> Option<usize> {
        let (id, tables) = (*rest.get(number * 2)?, *rest.get(number * 2 + 1)?);
        let place = self.components.iter().position(|part| part.id == id)?;
        self.components.get_mut(place)?.codes = (usize::from(tables >> 4), usize::from(tables & 15));
        Some(place)
    }

    fn blocks(&mut self, bits: &mut Bits<'_>, parts: &[usize], shift: u8) -> Option<()> {
        let unit = self.unit();
        let (width, height) = self.size;
        let is_alone = parts.len() == 1;
        // A component that is alone has units of one block, and no more than lie in the picture.
        let (columns, rows) = match parts {
            [only] => {
                let part = self.components.get(*only)?;
                let count = |size: u32, own: u32, most: u32| (size * own).div_ceil(most).div_ceil(8);
                (count(width, part.across, unit.0), count(height, part.down, unit.1))
            }
            _ => (width.div_ceil(8 * unit.0), height.div_ceil(8 * unit.1)),
        };
        let (dc, ac) = (&self.dc, &self.ac);
        let mut until_restart = self.interval;
        for row in 0..rows as usize {
            for column in 0..columns as usize {
                if self.interval > 0 && until_restart == 0 {
                    if bits.is_starved() || !bits.restart() {
                        return None;
                    }
                    self.components.iter_mut().for_each(|part| part.last = 0);
                    until_restart = self.interval;
                }
                until_restart = until_restart.wrapping_sub(1);
                for part in parts {
                    let part = self.components.get_mut(*part)?;
                    let dc = dc.get(part.codes.0)?.as_ref()?;
                    let ac = if self.is_progressive { None } else { Some(ac.get(part.codes.1)?.as_ref()?) };
                    let (across, down) = if is_alone { (1, 1) } else { (part.across as usize, part.down as usize) };
                    for y in row * down..(row + 1) * down {
                        for x in column * across..(column + 1) * across {
                            part.last = part.last.wrapping_add(difference(bits, dc)?);
                            *part.means.get_mut(y * part.blocks.0 + x)? = (part.last << shift) as i16;
                            if !ac.is_none_or(|ac| ac.pass_block(bits)) {
                                return None;
                            }
                        }
                    }
                }
            }
            if bits.is_starved() {
                return None;
            }
        }
        Some(())
    }

    fn finish(self) -> Option<Coarse> {
        let unit = self.unit();
        let (width, height) = self.size;
        let ids: Vec<u8> = self.components.iter().map(|part| part.id).collect();
        let quantizers = self.quantizers;
        let planes = self.components.into_iter().map(|part| {
            let step = i32::from(*quantizers.get(part.quantizer)?);
            // The mean is an eighth of the coefficient, which was shifted by half the range (T.81, A.3.1, A.3.3).
            let mean = |mean: &i16| (((i32::from(*mean) * step + 4) >> 3) + 128).clamp(0, 255) as u8;
            let extent = |size: u32, own: u32, most: u32| f64::from(size) * f64::from(own) / f64::from(most) / 8.0;
            Some(Plane {
                samples: part.means.iter().map(mean).collect(),
                stride: part.blocks.0,
                extent: (extent(width, part.across, unit.0), extent(height, part.down, unit.1)),
            })
        });
        let is_rgb = self.adobe.map_or(ids == *b"RGB", |transform| transform == 0);
        Some(Coarse { size: self.size, planes: planes.collect::<Option<_>>()?, is_rgb })
    }
}

/// The difference to the mean before (T.81, F.2.2.1).
#[inline(always)]
fn difference(bits: &mut Bits<'_>, codes: &Codes) -> Option<i32> {
    bits.want(32);
    let size = u32::from(codes.symbol(bits)?);
    if size == 0 {
        return Some(0);
    }
    if size > 15 {
        return None;
    }
    let value = bits.peek(size) as i32;
    bits.take(size);
    Some(if value < 1 << (size - 1) { value - (1 << size) + 1 } else { value })
}

/// Where the next marker is that is no restart.
fn skipped(data: &[u8], at: usize) -> usize {
    let rest = data.get(at..).unwrap_or_default();
    let found = rest.windows(2).position(|pair| matches!(pair, [0xFF, 0x01..=0xCF | 0xD8..=0xFE]));
    at + found.unwrap_or(rest.len())
}
