//! The number that tells one content from another.
use std::fmt;
use std::str::FromStr;

/// A BLAKE3 digest: 32 bytes, printed as `blake3:` and 64 lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The 64 hex digits alone, as `b3sum` prints them.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("blake3:")?;
        self.0.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = ();

    /// Reads 64 hex digits, with `blake3:` before them or without.
    fn from_str(text: &str) -> Result<Digest, ()> {
        let hex = text.strip_prefix("blake3:").unwrap_or(text).as_bytes();
        let mut bytes = [0; 32];
        if hex.len() != 64 {
            return Err(());
        }
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(());
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).map_err(|_| ())?;
        }
        Ok(Digest(bytes))
    }
}
