//! What the system is told of files that will be read, so that it reads ahead. If it does not, or cannot be told, no harm
//! is done: nothing here can fail.
use std::fs::File;

/// How many bytes of a file are to be read ahead: headers, and most pictures whole.
#[cfg(target_os = "linux")]
const AHEAD: u64 = 4 * 1024 * 1024;

/// The file will be read from its beginning to its end.
#[cfg(target_os = "linux")]
pub fn will_be_read_through(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::Sequential);
}

/// The beginning of the file will be read soon.
#[cfg(target_os = "linux")]
pub fn will_be_read_soon(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, std::num::NonZeroU64::new(AHEAD), rustix::fs::Advice::WillNeed);
}

/// What the system remembers of the file may go, so that it is read from the medium; what is not on the medium yet stays.
#[cfg(target_os = "linux")]
pub fn will_be_read_from_the_medium(file: &File) {
    let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
}

/// Nobody to tell.
#[cfg(not(target_os = "linux"))]
pub fn will_be_read_from_the_medium(_: &File) {}

/// Nobody to tell.
#[cfg(not(target_os = "linux"))]
pub fn will_be_read_through(_: &File) {}

/// Nobody to tell.
#[cfg(not(target_os = "linux"))]
pub fn will_be_read_soon(_: &File) {}
