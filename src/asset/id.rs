//! An asset's name for ever: the first 128 bits of its first version's digest, so that the same file has the same id
//! in every catalogue.
use super::digest::Digest;
use std::fmt;
use std::str::FromStr;

/// An asset id: 16 bytes, printed as 32 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetId(pub [u8; 16]);

impl AssetId {
    /// The id of the asset whose first version has this digest.
    pub fn of(digest: &Digest) -> AssetId {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.0[..16]);
        AssetId(bytes)
    }
}

impl fmt::Display for AssetId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
    }
}

impl FromStr for AssetId {
    type Err = ();

    fn from_str(text: &str) -> Result<AssetId, ()> {
        let prefix: IdPrefix = text.parse()?;
        (prefix.digits == 32).then_some(AssetId(prefix.low)).ok_or(())
    }
}

/// The beginning of an id, four hex digits or more: what people type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdPrefix {
    /// The smallest id with the prefix.
    pub low: [u8; 16],
    /// The largest id with the prefix.
    pub high: [u8; 16],
    /// How many hex digits were given, 4 to 32.
    pub digits: u8,
}

impl IdPrefix {
    /// Whether `id` begins with the prefix.
    pub fn matches(&self, id: &AssetId) -> bool {
        self.low <= id.0 && id.0 <= self.high
    }
}

impl fmt::Display for IdPrefix {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&AssetId(self.low).to_string()[..usize::from(self.digits)])
    }
}

impl FromStr for IdPrefix {
    type Err = ();

    fn from_str(text: &str) -> Result<IdPrefix, ()> {
        if !(4..=32).contains(&text.len()) {
            return Err(());
        }
        let (mut low, mut high) = ([0; 16], [0xff; 16]);
        for (at, digit) in text.chars().enumerate() {
            let digit = u8::try_from(digit.to_digit(16).ok_or(())?).map_err(|_| ())?;
            let shift = if at % 2 == 0 { 4 } else { 0 };
            low[at / 2] |= digit << shift;
            high[at / 2] &= (digit << shift) | (0xf0 >> shift);
        }
        Ok(IdPrefix { low, high, digits: u8::try_from(text.len()).map_err(|_| ())? })
    }
}

#[cfg(test)]
mod tests {
    use super::{AssetId, IdPrefix};

    #[test]
    fn a_prefix_covers_exactly_the_ids_that_begin_with_it() {
        let prefix: IdPrefix = "9f2c5".parse().unwrap();
        assert!(prefix.matches(&"9f2c5000000000000000000000000000".parse().unwrap()));
        assert!(prefix.matches(&"9f2c5fffffffffffffffffffffffffff".parse().unwrap()));
        assert!(!prefix.matches(&"9f2c6000000000000000000000000000".parse().unwrap()));
        assert!(!prefix.matches(&"9f2c4fffffffffffffffffffffffffff".parse().unwrap()));
        assert_eq!(prefix.to_string(), "9f2c5");
        assert!("9f2".parse::<IdPrefix>().is_err());
        assert!("9f2g".parse::<IdPrefix>().is_err());
        assert!("9f2c5".parse::<AssetId>().is_err());
    }
}
