//! What is changed in a file, by where it stands in the old one, and where everything else is then. It knows no format.
use super::super::piece::Piece;
use super::refused;
use crate::asset::Problem;
use std::ops::Range;

/// Bytes that take the place of others.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes(Vec<(Range<u64>, Vec<u8>)>);

impl Changes {
    /// Puts bytes in the place of a range; none take it away.
    pub(super) fn replace(&mut self, range: Range<u64>, bytes: Vec<u8>) {
        if !range.is_empty() || !bytes.is_empty() {
            self.0.push((range, bytes));
        }
    }

    /// Puts bytes before an offset, behind those that were put there earlier.
    pub(super) fn insert(&mut self, at: u64, bytes: Vec<u8>) {
        self.replace(at..at, bytes);
    }

    /// How many bytes are new.
    pub(super) fn size(&self) -> u64 {
        self.0.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// Where an offset is then that no change lies over; what is put there stands before it.
    pub(super) fn moved(&self, at: u64) -> Option<u64> {
        let mut before = self.0.iter().filter(|(range, _)| range.end <= at);
        before.try_fold(at, |at, (range, bytes)| {
            at.checked_add(bytes.len() as u64)?.checked_sub(range.end.saturating_sub(range.start))
        })
    }

    /// The whole file, of `length` bytes, as pieces.
    ///
    /// # Errors
    /// Two changes are of the same bytes, or of bytes beyond the end.
    pub(super) fn pieces(&self, length: u64) -> Result<Vec<Piece>, Problem> {
        let mut changes: Vec<&(Range<u64>, Vec<u8>)> = self.0.iter().collect();
        changes.sort_by_key(|(range, _)| (range.start, range.end));
        let (mut pieces, mut at) = (Vec::new(), 0);
        for (range, bytes) in changes {
            if range.start < at || range.end > length {
                return Err(refused("parts of the file's structure lie over one another"));
            }
            keep(&mut pieces, at..range.start);
            add(&mut pieces, bytes);
            at = range.end;
        }
        keep(&mut pieces, at..length);
        Ok(pieces)
    }
}

fn keep(pieces: &mut Vec<Piece>, range: Range<u64>) {
    match pieces.last_mut() {
        _ if range.is_empty() => {}
        Some(Piece::Kept(last)) if last.end == range.start => last.end = range.end,
        _ => pieces.push(Piece::Kept(range)),
    }
}

fn add(pieces: &mut Vec<Piece>, bytes: &[u8]) {
    match pieces.last_mut() {
        _ if bytes.is_empty() => {}
        Some(Piece::New(last)) => last.extend_from_slice(bytes),
        _ => pieces.push(Piece::New(bytes.to_vec())),
    }
}

/// Where the bytes that stay are: by where they were, ascending.
#[derive(Debug)]
pub(super) struct Places(Vec<(Range<u64>, u64)>);

impl Places {
    /// The places of what the pieces keep.
    pub(super) fn of(pieces: &[Piece]) -> Places {
        let mut kept = Vec::new();
        let mut at = 0_u64;
        for piece in pieces {
            if let Piece::Kept(range) = piece {
                kept.push((range.clone(), at));
            }
            at = at.saturating_add(piece.len());
        }
        Places(kept)
    }

    /// Where a byte is now; none where it is gone.
    pub(super) fn at(&self, old: u64) -> Option<u64> {
        let index = self.0.partition_point(|(range, _)| range.start <= old).checked_sub(1)?;
        let (range, new) = self.0.get(index)?;
        range.contains(&old).then(|| new + (old - range.start))
    }

    /// Where the byte before an end is now, and thus the end.
    pub(super) fn end(&self, old: u64) -> Option<u64> {
        self.at(old.checked_sub(1)?).map(|last| last + 1)
    }

    /// Whether bytes that follow on one another still do.
    pub(super) fn is_one(&self, range: &Range<u64>) -> bool {
        let (start, end) = (self.at(range.start), self.end(range.end));
        start.zip(end).is_some_and(|(start, end)| end.checked_sub(start) == range.end.checked_sub(range.start))
    }

    /// Whether a byte of the new file is one of the old.
    pub(super) fn is_kept(&self, new: u64) -> bool {
        let index = self.0.partition_point(|(_, start)| *start <= new).checked_sub(1);
        let piece = index.and_then(|index| self.0.get(index));
        piece.is_some_and(|(range, start)| new - start < range.end.saturating_sub(range.start))
    }

    /// Where ranges are now, those that follow on one another joined; none where any of their bytes is gone.
    pub(super) fn ranges(&self, old: &[Range<u64>]) -> Option<Vec<Range<u64>>> {
        let mut found: Vec<Range<u64>> = Vec::new();
        for range in old {
            let mut at = range.start;
            while at < range.end {
                let index = self.0.partition_point(|(kept, _)| kept.start <= at).checked_sub(1)?;
                let (kept, _) = self.0.get(index).filter(|(kept, _)| kept.contains(&at))?;
                let end = kept.end.min(range.end);
                let new = self.at(at)?;
                match found.last_mut() {
                    Some(last) if last.end == new => last.end += end - at,
                    _ => found.push(new..new + (end - at)),
                }
                at = end;
            }
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::{Changes, Piece, Places};

    #[test]
    fn changes_are_told_in_the_order_of_the_file_and_places_follow() {
        let mut changes = Changes::default();
        changes.insert(6, b"b".to_vec());
        changes.replace(2..4, b"xyz".to_vec());
        changes.insert(2, b"a".to_vec());
        let pieces = changes.pieces(8).unwrap();
        let expected = [
            Piece::Kept(0..2),
            Piece::New(b"axyz".to_vec()),
            Piece::Kept(4..6),
            Piece::New(b"b".to_vec()),
            Piece::Kept(6..8),
        ];
        assert_eq!(pieces, expected);
        let places = Places::of(&pieces);
        assert_eq!([0, 1, 2, 4, 6, 8].map(|at| places.at(at)), [Some(0), Some(1), None, Some(6), Some(9), None]);
        assert_eq!(places.ranges(&[4..5, 5..8]), Some(vec![6..8, 9..11]));
        assert_eq!(places.ranges(&[4..5, 0..3]), None);
        assert!(places.is_one(&(4..6)) && !places.is_one(&(4..8)));
    }

    #[test]
    fn changes_of_the_same_bytes_are_refused() {
        let mut changes = Changes::default();
        changes.replace(2..5, Vec::new());
        changes.replace(4..6, Vec::new());
        assert!(changes.pieces(8).is_err());
        assert!(changes.pieces(3).is_err());
    }
}
