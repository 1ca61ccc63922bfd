//! CIPA's multi-picture index (DC-007) of a JPEG whose parts move: the size of the first picture, and the offsets of the
//! others, which count from the index's TIFF header. It knows none of the pictures.
use super::super::ifd::Stream;
use super::super::jpeg::MPF;
use super::super::reader::Reader;
use super::changes::{Changes, Places};
use super::jpeg::Segment;
use super::unsupported;
use crate::asset::Problem;

const PICTURES: u16 = 0xB002;
/// Attributes, size, offset and two dependent pictures (5.2.3.3).
const ENTRY: usize = 16;

/// Changes the index so that it leads to where the pictures are.
///
/// # Errors
/// `Unsupported` where it cannot be followed.
pub(super) fn follow(
    reader: &mut Reader<'_>,
    segment: &Segment,
    places: &Places,
    changes: &mut Changes,
) -> Result<(), Problem> {
    let unclear = || unsupported("the multi-picture index of the file cannot be followed");
    let base = segment.content.start + MPF.len() as u64;
    let (stream, first) = Stream::open(reader, base).ok_or_else(unclear)?;
    let directory = stream.directory(reader, first).ok_or_else(unclear)?;
    let entry = directory.entry(PICTURES).copied().ok_or_else(unclear)?;
    let is_inside = entry.at >= base && entry.end() <= segment.content.end;
    let size = usize::try_from(entry.size()).ok().filter(|_| is_inside).ok_or_else(unclear)?;
    let pictures = reader.exact(entry.at, size).ok_or_else(unclear)?.to_vec();
    let new_base = places.at(base).ok_or_else(unclear)?;
    for (picture, at) in pictures.chunks_exact(ENTRY).zip((entry.at..).step_by(ENTRY)) {
        let number = |at| stream.order.u32(picture, at).ok_or_else(unclear);
        let (size, offset) = (number(4)?, number(8)?);
        let start = base.saturating_add(offset.into());
        let moved = match (offset, size) {
            // An index may outlive pictures that a program cut off; it leads to nothing then, before and after.
            (0, 0) => continue,
            (1.., _) if start >= reader.len() => continue,
            (0, _) => (4, places.end(size.into())),
            (1.., _) => (8, places.at(start).and_then(|start| start.checked_sub(new_base))),
        };
        let (field, Some(Ok(new))) = (moved.0, moved.1.map(u32::try_from)) else { return Err(unclear()) };
        if new != number(field)? {
            let at = at + field as u64;
            changes.replace(at..at + 4, stream.order.bytes32(new).to_vec());
        }
    }
    Ok(())
}
