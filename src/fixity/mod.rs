//! Are these bytes those bytes: digests and manifests. Takes readers and slices, never a path.
//!
//! Those who have many files give each worker one; only large files are digested by threads of their own.
mod algorithm;
mod essence;
mod lanes;
mod manifest;
mod mhl;

pub use algorithm::{Algorithm, Hasher, Sum};
pub use essence::{Both, both, both_of_bytes, of_bytes, of_ranges, of_reader};
pub use lanes::{LARGE, both_of_file};
pub use manifest::{ManifestLine, line, parse};
pub use mhl::{Hashed, Maker, chain as mhl_chain, generation as mhl_generation, numbers as mhl_numbers};

/// A good size for the buffers that are handed in: whole SIMD rounds of BLAKE3, and few system calls.
pub const BUFFER: usize = 128 * 1024;
