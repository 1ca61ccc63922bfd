//! Earlier bytes of files, put back by `undo`: what lies there is what was written, what is kept is what was there before,
//! and all of an operation's files change hands or none.
use super::arrival::unwritable;
use super::file::unreadable;
use crate::asset::{Problem, ProblemKind};
use std::fs::File;
use std::io::{Read, Write};

/// Hands a file's bytes on.
///
/// # Errors
/// `Unreadable`, `Unwritable`.
pub fn pour(from: &mut File, to: &mut dyn Write) -> Result<(), Problem> {
    let mut buffer = vec![0; 256 << 10];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unreadable(&error)),
        };
        let bytes = buffer.get(..count).ok_or_else(|| Problem::new(ProblemKind::Internal, "read beyond a buffer"))?;
        to.write_all(bytes).map_err(|error| unwritable(&error))?;
    }
}
