//! Notes in a DNG's private data (DNG 1.4, `DNGPrivateData`): cameras of Pentax and Ricoh write theirs there; Adobe's
//! converter moves others there (the DNG SDK's layout): `Adobe`, then parts of a name and a size, of which `MakN` is the
//! note with its old byte order and its old offset.
use super::Block;
use std::ops::Range;

/// The most parts that are passed in search of the note.
const PARTS: u32 = 64;

/// The note in private data, and where in it.
pub(in crate::metadata) fn unpacked(data: &[u8]) -> Option<(Block<'_>, Range<usize>)> {
    const OLD_PLACE: usize = 6;
    if data.starts_with(b"PENTAX \0") || data.starts_with(b"RICOH\0") {
        // These count from their own first byte, and name their order.
        return Some((Block { data, is_little: true, base: 0 }, 0..data.len()));
    }
    let mut rest = data.strip_prefix(b"Adobe\0")?;
    for _ in 0..PARTS {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (size, after) = after.split_first_chunk::<4>()?;
        let size = usize::try_from(u32::from_be_bytes(*size)).ok()?;
        if name == b"MakN" {
            let part = after.get(..size)?;
            let is_little = part.starts_with(b"II");
            let [_, _, old @ ..] = part.first_chunk::<OLD_PLACE>()?;
            let note = part.get(OLD_PLACE..)?;
            let base = -i64::from(u32::from_be_bytes(*old));
            return Some((Block { data: note, is_little, base }, 0..note.len()));
        }
        rest = after.get(size.checked_next_multiple_of(2)?..)?;
    }
    None
}
