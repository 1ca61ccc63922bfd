//! Bytes to structure: what kind of file it is, where its metadata blocks are, where its essence is. One file per
//! family of formats. Never fails whole, never panics, never allocates what a file merely claims.
mod anatomy;

pub use anatomy::{Anatomy, Block, BlockKind, Essence, Source};
