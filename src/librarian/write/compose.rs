//! An original's new bytes, told in pieces of the old ones. Which formats can hold values, and when a proof of provenance
//! forbids it, is decided here.
use crate::asset::{Field, Problem, ProblemKind, Reading, Value};
use crate::catalog::Writing;
use crate::container::{Piece, Source};
use crate::librarian::arrival::unwritable;
use crate::librarian::file::{OrdinaryFile, unreadable};
use std::io::Write;

/// What becomes of a file that values are to be written into.
pub enum Composed {
    /// It says all of them already.
    Same,
    /// They belong into a sidecar.
    ForSidecar,
    /// Its bytes.
    Pieces {
        /// In order.
        pieces: Vec<Piece>,
        /// What does not fit its place.
        notes: Vec<Problem>,
    },
}

/// Whether files like this one take values at all.
pub fn may_hold(reading: &Reading) -> bool {
    let _ = reading.description.text(Field::MediaType);
    false
}

/// The bytes of a file with other values in it.
///
/// # Errors
/// Why it cannot be done.
pub fn embedded(
    _file: &OrdinaryFile<'_>,
    _name: &[u8],
    _wishes: &[(Field, Vec<Value>)],
    _writing: Writing,
    _always_iim: bool,
) -> Result<Composed, Problem> {
    Ok(Composed::ForSidecar)
}

/// How many bytes are copied at once.
const BUFFER: usize = 256 << 10;

/// Writes the bytes that pieces tell.
///
/// # Errors
/// `Unreadable`, `Unwritable`, `Unstable` where the file is shorter than it was.
pub fn write_pieces(file: &OrdinaryFile<'_>, pieces: &[Piece], to: &mut dyn Write) -> Result<(), Problem> {
    let mut buffer = vec![0; BUFFER];
    for piece in pieces {
        let range = match piece {
            Piece::New(bytes) => {
                to.write_all(bytes).map_err(|error| unwritable(&error))?;
                continue;
            }
            Piece::Kept(range) => range.clone(),
        };
        let mut at = range.start;
        while at < range.end {
            let count = usize::try_from(range.end - at).unwrap_or(BUFFER).min(BUFFER);
            let read = file.read_at(at, &mut buffer[..count]).map_err(|error| unreadable(&error))?;
            if read == 0 {
                return Err(Problem::new(ProblemKind::Unstable, "the file is shorter than it was"));
            }
            to.write_all(&buffer[..read]).map_err(|error| unwritable(&error))?;
            at += read as u64;
        }
    }
    Ok(())
}
