//! The values of one Exif tag by its type: texts, numbers, or how much there is of anything else.
use super::directory::{Entry, unsigned};
use crate::asset::Value;
use crate::asset::text::tidied;
use crate::metadata::values::decoded;
use encoding_rs::{UTF_16BE, UTF_16LE};

/// The most numbers that are kept of one tag; curves and strip tables are only counted.
const NUMBERS: usize = 16;
/// The most bytes of no known meaning that are shown.
const BYTES: usize = 64;

impl Entry<'_> {
    /// The text of a tag whose type says text, up to its first NUL.
    pub(in crate::metadata) fn text(&self) -> Option<String> {
        matches!(self.format, 1 | 2 | 7 | 129).then(|| {
            let end = self.bytes.iter().position(|byte| *byte == 0).unwrap_or(self.bytes.len());
            decoded(self.bytes.get(..end).unwrap_or_default())
        })
    }

    /// The numbers of a tag whose type says numbers; those without a value (`0/0`) are none.
    pub(in crate::metadata) fn numbers(&self) -> impl Iterator<Item = Option<f64>> {
        let width = match self.format {
            1 | 6 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16..=18 => 8,
            _ => self.bytes.len().saturating_add(1),
        };
        self.bytes.chunks_exact(width).map(|bytes| self.number_in(bytes))
    }

    /// The first number.
    pub(in crate::metadata) fn number(&self) -> Option<f64> {
        self.numbers().next()?
    }

    #[allow(clippy::cast_precision_loss)]
    fn number_in(&self, bytes: &[u8]) -> Option<f64> {
        let whole = unsigned(bytes, self.is_little);
        let signed = |bytes: &[u8]| {
            let shift = 64 - 8 * u32::try_from(bytes.len().clamp(1, 8)).unwrap_or(8);
            ((unsigned(bytes, self.is_little) << shift).cast_signed() >> shift) as f64
        };
        let (over, under) = bytes.split_at_checked(4).unwrap_or((bytes, &[]));
        let number = match self.format {
            5 => unsigned(over, self.is_little) as f64 / unsigned(under, self.is_little) as f64,
            6 | 8 | 9 | 17 => signed(bytes),
            10 => signed(over) / signed(under),
            11 => f64::from(f32::from_bits(u32::try_from(whole).unwrap_or(0))),
            12 => f64::from_bits(whole),
            _ => whole as f64,
        };
        number.is_finite().then_some(number)
    }

    /// What to show of it, whatever it is.
    pub(in crate::metadata) fn values(&self) -> Vec<Value> {
        let size = || vec![Value::Text(format!("({} bytes)", self.bytes.len()))];
        match self.format {
            2 | 129 => {
                self.text().as_deref().and_then(tidied).map(|text| Value::Text(text.into_owned())).into_iter().collect()
            }
            3..=6 | 8..=13 | 16..=18 => {
                let numbers: Vec<Value> = self.numbers().take(NUMBERS + 1).flatten().map(plain).collect();
                if numbers.len() > NUMBERS { size() } else { numbers }
            }
            _ if self.bytes.len() > BYTES => size(),
            _ => match tidied(&String::from_utf8_lossy(self.bytes)) {
                Some(text) if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) => {
                    vec![Value::Text(text.into_owned())]
                }
                _ if self.bytes.len() > NUMBERS => size(),
                _ => self.bytes.iter().map(|byte| Value::Integer(i64::from(*byte))).collect(),
            },
        }
    }

    /// The text of one of Microsoft's tags: UCS-2, little-endian whatever the stream is.
    pub(super) fn wide_text(&self) -> String {
        let end = self.bytes.chunks_exact(2).position(|unit| unit == [0, 0]).map_or(self.bytes.len(), |at| at * 2);
        UTF_16LE.decode_without_bom_handling(self.bytes.get(..end).unwrap_or_default()).0.into_owned()
    }

    /// The text of a tag that names its character code in its first eight bytes (Exif 2.32, 4.6.5, `UserComment`).
    pub(super) fn coded_text(&self) -> Option<String> {
        let (code, text) = self.bytes.split_at_checked(8)?;
        match code {
            b"UNICODE\0" => {
                let encoding = if self.is_little { UTF_16LE } else { UTF_16BE };
                // A byte-order mark outranks the stream's order.
                Some(encoding.decode(text).0.into_owned())
            }
            b"ASCII\0\0\0" | b"\0\0\0\0\0\0\0\0" => Some(decoded(text)),
            _ => None,
        }
    }
}

fn plain(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation)]
    if number.fract() == 0.0 && number.abs() < 1e15 { Value::Integer(number as i64) } else { Value::Number(number) }
}
