//! Boxes (ISO/IEC 14496-12, 4.2) that are written, resized or made free: their heads. It knows no box's meaning.
use super::super::boxes::{Atom, atoms};
use super::super::reader::Reader;
use super::changes::Changes;
use super::unsupported;
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

/// A box with where its head begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    /// Where its size stands.
    pub(super) at: u64,
    /// Its name and content.
    pub(super) atom: Atom,
}

/// The boxes between two offsets.
///
/// # Errors
/// They do not end where they should.
pub(super) fn placed(reader: &mut Reader<'_>, start: u64, end: u64) -> Result<Vec<Placed>, Problem> {
    let (found, is_whole) = atoms(reader, start, end);
    let mut at = start;
    let placed = found.into_iter().map(|atom| Placed { at: std::mem::replace(&mut at, atom.end), atom }).collect();
    match is_whole {
        true => Ok(placed),
        false => Err(Problem::new(ProblemKind::Malformed, "the boxes of the file do not end where they should")),
    }
}

impl Placed {
    /// Its head and its content.
    pub(super) fn range(&self) -> Range<u64> {
        self.at..self.atom.end
    }

    /// The boxes in it, after `skip` bytes.
    pub(super) fn children(&self, reader: &mut Reader<'_>, skip: u64) -> Result<Vec<Placed>, Problem> {
        placed(reader, self.atom.start.saturating_add(skip), self.atom.end)
    }

    /// Whether it has one of some names.
    pub(super) fn is(&self, names: &[&[u8; 4]]) -> bool {
        names.contains(&&self.atom.name)
    }

    /// Writes the size that it has with `grown` bytes more in it. One that goes on to the end of the file says none.
    pub(super) fn resize(&self, reader: &mut Reader<'_>, changes: &mut Changes, grown: i64) -> Result<(), Problem> {
        let too_large = || Problem::new(ProblemKind::Limit, "a box would be larger than its size can say");
        let size = (self.atom.end - self.at).checked_add_signed(grown).ok_or_else(too_large)?;
        match reader.array(self.at).map(u32::from_be_bytes) {
            Some(0) => {}
            Some(1) => changes.replace(self.at + 8..self.at + 16, size.to_be_bytes().to_vec()),
            _ => {
                let size = u32::try_from(size).map_err(|_| too_large())?;
                changes.replace(self.at..self.at + 4, size.to_be_bytes().to_vec());
            }
        }
        Ok(())
    }
}

/// A box.
pub(super) fn boxed(name: [u8; 4], parts: &[&[u8]]) -> Result<Vec<u8>, Problem> {
    let size = parts.iter().map(|part| part.len()).sum::<usize>() + 8;
    let too_large = |_| Problem::new(ProblemKind::Limit, "the block is too large for a box");
    let size = u32::try_from(size).map_err(too_large)?;
    Ok([&size.to_be_bytes()[..], &name, &parts.concat()].concat())
}

/// A box of `size` bytes, of which eight are its head, with nothing in it.
pub(super) fn free(size: u64) -> Result<Vec<u8>, Problem> {
    let content = usize::try_from(size).ok().and_then(|size| size.checked_sub(8)).unwrap_or(0);
    boxed(*b"free", &[&vec![0; content]])
}

/// Puts a box at the end of the file. A last box that goes on to the end says its size from now on.
pub(super) fn append(
    reader: &mut Reader<'_>,
    changes: &mut Changes,
    top: &[Placed],
    new: Vec<u8>,
) -> Result<(), Problem> {
    let Some(last) = top.last() else { return Err(unsupported("the file has no boxes")) };
    if reader.array(last.at) == Some([0; 4]) {
        let size = u32::try_from(last.atom.end - last.at);
        let size = size.map_err(|_| unsupported("the last box of the file is too large to say its size"))?;
        changes.replace(last.at..last.at + 4, size.to_be_bytes().to_vec());
    }
    changes.insert(last.atom.end, new);
    Ok(())
}
