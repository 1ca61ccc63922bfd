//! The three algorithms: the catalogue's own, and the two that others send manifests in.
use crate::asset::Digest;
use md5::Md5;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// How bytes are digested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// BLAKE3, the catalogue's own: 32 bytes.
    #[default]
    Blake3,
    /// SHA-256 (FIPS 180-4): 32 bytes.
    Sha256,
    /// MD5 (RFC 1321): 16 bytes. Finds accidents, not forgeries.
    Md5,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Algorithm; 3] = [Algorithm::Blake3, Algorithm::Sha256, Algorithm::Md5];

    /// The word that is typed and printed.
    pub const fn word(self) -> &'static str {
        match self {
            Algorithm::Blake3 => "blake3",
            Algorithm::Sha256 => "sha256",
            Algorithm::Md5 => "md5",
        }
    }

    /// The algorithm that a word names, in any case.
    pub fn named(word: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.word().eq_ignore_ascii_case(word))
    }

    /// How many bytes a sum has.
    pub const fn width(self) -> usize {
        match self {
            Algorithm::Blake3 | Algorithm::Sha256 => 32,
            Algorithm::Md5 => 16,
        }
    }
}

/// What an algorithm makes of some bytes. Printed as lower-case hex, as `b3sum` and `sha256sum` do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sum {
    algorithm: Algorithm,
    bytes: Vec<u8>,
}

impl Sum {
    /// A sum from its bytes, if there are as many as the algorithm makes.
    pub fn new(algorithm: Algorithm, bytes: Vec<u8>) -> Option<Sum> {
        (bytes.len() == algorithm.width()).then_some(Sum { algorithm, bytes })
    }

    /// A sum from its hex digits, in either case.
    pub fn of_hex(algorithm: Algorithm, hex: &str) -> Option<Sum> {
        let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let pairs = hex.as_bytes().chunks(2).map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        });
        Sum::new(algorithm, pairs.collect::<Option<Vec<u8>>>()?)
    }

    /// How it was made.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The catalogue's digest, if it is BLAKE3.
    pub fn digest(&self) -> Option<Digest> {
        match self.algorithm {
            Algorithm::Blake3 => self.bytes.as_slice().try_into().ok().map(Digest),
            Algorithm::Sha256 | Algorithm::Md5 => None,
        }
    }
}

impl From<Digest> for Sum {
    fn from(digest: Digest) -> Sum {
        Sum { algorithm: Algorithm::Blake3, bytes: digest.0.to_vec() }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes.iter().try_for_each(|byte| write!(to, "{byte:02x}"))
    }
}

/// An algorithm at work. Memory is constant, whatever comes.
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Blake3(Box<blake3::Hasher>),
    Sha256(Sha256),
    Md5(Md5),
}

impl Hasher {
    /// One that has seen nothing yet.
    pub fn new(algorithm: Algorithm) -> Hasher {
        Hasher(match algorithm {
            Algorithm::Blake3 => State::Blake3(Box::new(blake3::Hasher::new())),
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
            Algorithm::Md5 => State::Md5(Md5::new()),
        })
    }

    /// The bytes that come next.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Blake3(hasher) => {
                hasher.update(bytes);
            }
            State::Sha256(hasher) => hasher.update(bytes),
            State::Md5(hasher) => hasher.update(bytes),
        }
    }

    /// The sum of all that came.
    pub fn finish(self) -> Sum {
        match self.0 {
            State::Blake3(hasher) => Sum::from(Digest(*hasher.finalize().as_bytes())),
            State::Sha256(hasher) => Sum { algorithm: Algorithm::Sha256, bytes: hasher.finalize().to_vec() },
            State::Md5(hasher) => Sum { algorithm: Algorithm::Md5, bytes: hasher.finalize().to_vec() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Algorithm, Hasher, Sum};

    fn sum(algorithm: Algorithm, bytes: &[u8]) -> String {
        let mut hasher = Hasher::new(algorithm);
        bytes.chunks(1000).for_each(|chunk| hasher.update(chunk));
        hasher.finish().to_string()
    }

    #[test]
    fn sums_are_those_that_the_common_tools_print() {
        // `printf abc | b3sum`, `sha256sum`, `md5sum`.
        let wanted = [
            "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "900150983cd24fb0d6963f7d28e17f72",
        ];
        for (algorithm, wanted) in Algorithm::ALL.into_iter().zip(wanted) {
            assert_eq!(sum(algorithm, b"abc"), wanted);
            assert_eq!(wanted.len(), algorithm.width() * 2);
            assert_eq!(Algorithm::named(&algorithm.word().to_uppercase()), Some(algorithm));
        }
        assert_eq!(Algorithm::named("crc32"), None);
    }

    #[test]
    fn hex_is_read_as_it_is_printed() {
        for algorithm in Algorithm::ALL {
            let printed = sum(algorithm, b"x");
            assert_eq!(Sum::of_hex(algorithm, &printed).unwrap().to_string(), printed);
            assert_eq!(Sum::of_hex(algorithm, &printed.to_uppercase()).unwrap().to_string(), printed);
            for bad in ["", &printed[1..], &printed[2..], &printed.replace(&printed[..1], "g"), "é"] {
                assert_eq!(Sum::of_hex(algorithm, bad), None, "{bad}");
            }
        }
    }
}
