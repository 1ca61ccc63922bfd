//! A file as it shall be, read as if it were there: pieces over the file that is. It holds nothing of either but the new
//! bytes, and knows no format.
use super::super::anatomy::Source;
use super::super::piece::Piece;
use std::io;

/// The bytes that pieces tell, of which some lie in another source.
pub struct Assembled<'a> {
    source: &'a dyn Source,
    pieces: &'a [Piece],
    /// Where each piece begins, and where the last ends.
    starts: Vec<u64>,
}

impl<'a> Assembled<'a> {
    /// The file that the pieces make of `source`.
    pub fn new(source: &'a dyn Source, pieces: &'a [Piece]) -> Assembled<'a> {
        let ends = pieces.iter().scan(0_u64, |end, piece| {
            *end = end.saturating_add(piece.len());
            Some(*end)
        });
        Assembled { source, pieces, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// Reads within the piece that `offset` lies in.
    fn read_piece(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let index = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let (Some(piece), Some(start)) = (self.pieces.get(index), self.starts.get(index)) else { return Ok(0) };
        let skip = offset - start;
        let left = usize::try_from(piece.len().saturating_sub(skip)).unwrap_or(usize::MAX);
        let count = into.len().min(left);
        let into = into.get_mut(..count).unwrap_or_default();
        match piece {
            Piece::Kept(range) => self.source.read_at(range.start.saturating_add(skip), into),
            Piece::New(bytes) => bytes.read_at(skip, into),
        }
    }
}

impl Source for Assembled<'_> {
    fn len(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut done = 0;
        while let Some(rest) = into.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.read_piece(offset.saturating_add(done as u64), rest) {
                Ok(0) => break,
                Ok(count) => done += count,
                // What was read is there; who asks for the rest meets the error.
                Err(_) if done > 0 => break,
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }
}

#[cfg(test)]
mod tests {
    use super::{Assembled, Piece, Source};

    #[test]
    fn pieces_are_read_as_one_file_from_any_offset() {
        let old = b"0123456789".as_slice();
        let pieces = [Piece::Kept(0..3), Piece::New(b"new".to_vec()), Piece::Kept(7..10)];
        let file = Assembled::new(&old, &pieces);
        assert_eq!(file.len(), 9);
        for at in 0..=10_usize {
            let mut into = [b'-'; 20];
            let count = file.read_at(at as u64, &mut into).unwrap();
            assert_eq!(&into[..count], b"012new789".get(at..).unwrap_or_default());
        }
    }
}
