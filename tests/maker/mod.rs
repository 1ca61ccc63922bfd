//! Makes sample media byte by byte, so that a test shows what it depends on. Everything is the same on every machine
//! and in every year: no clock, no chance, no floating point.
#![allow(dead_code)] // Each test that includes this module uses its own part of it.

pub mod bmff;
pub mod exif;
pub mod gif;
pub mod iim;
pub mod jpeg;
pub mod pdf;
pub mod picture;
pub mod png;
pub mod psd;
pub mod riff;
pub mod tiff;
pub mod xmp;

#[allow(unused_imports)]
pub use {
    bmff::{Film, heif},
    exif::{Directory, Exif, TagValue},
    iim::Iim,
    pdf::Document,
    picture::Picture,
    riff::Sound,
    xmp::Xmp,
};
