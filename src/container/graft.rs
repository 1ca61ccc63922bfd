//! A TIFF structure with other values in some of its tags (TIFF 6.0, section 2; BigTIFF): a file's, or that of an Exif
//! block. Nothing that it does not know moves, so that every offset holds, even those that only a camera's maker knows:
//! what does not fit where it was goes to the end. It knows what no tag means, but for those that lead to directories.
mod draft;
mod layout;
mod survey;
#[cfg(test)]
mod tests;

use super::anatomy::Source;
use super::order::Order;
use super::piece::Piece;
use super::reader::Reader;
use crate::asset::{Problem, ProblemKind};
use draft::Draft;
use survey::Survey;

/// A directory of which tags can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ifd {
    /// The first of the chain (IFD0).
    Main,
    /// The one that tag 0x8769 leads to.
    Exif,
    /// The one that tag 0x8825 leads to.
    Gps,
}

/// The values of a tag, by the type that they shall have (TIFF 6.0, section 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TagValue {
    /// BYTE (1).
    Bytes(Vec<u8>),
    /// ASCII (2), in UTF-8; its NUL is added.
    Text(String),
    /// SHORT (3).
    Shorts(Vec<u16>),
    /// LONG (4).
    Longs(Vec<u32>),
    /// RATIONAL (5): what is above the line, and what is below.
    Rationals(Vec<(u32, u32)>),
    /// UNDEFINED (7).
    Undefined(Vec<u8>),
    /// SRATIONAL (10).
    SignedRationals(Vec<(i32, i32)>),
}

impl TagValue {
    /// Its type, how many values there are, and their bytes.
    fn encoded(&self, order: Order) -> (u16, u64, Vec<u8>) {
        let pairs =
            |pairs: &mut dyn Iterator<Item = [u32; 2]>| pairs.flatten().flat_map(|n| order.bytes32(n)).collect();
        let (kind, width, bytes): (u16, usize, Vec<u8>) = match self {
            TagValue::Bytes(bytes) => (1, 1, bytes.clone()),
            TagValue::Text(text) => (2, 1, [text.as_bytes(), &[0]].concat()),
            TagValue::Shorts(numbers) => (3, 2, numbers.iter().flat_map(|number| order.bytes16(*number)).collect()),
            TagValue::Longs(numbers) => (4, 4, numbers.iter().flat_map(|number| order.bytes32(*number)).collect()),
            TagValue::Rationals(all) => (5, 8, pairs(&mut all.iter().map(|(over, under)| [*over, *under]))),
            TagValue::Undefined(bytes) => (7, 1, bytes.clone()),
            TagValue::SignedRationals(all) => {
                (10, 8, pairs(&mut all.iter().map(|(over, under)| [over.cast_unsigned(), under.cast_unsigned()])))
            }
        };
        (kind, (bytes.len() / width) as u64, bytes)
    }
}

/// A tag that shall have another value, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagChange {
    /// The directory that it is in, which is made if there is none.
    pub ifd: Ifd,
    /// Its number.
    pub tag: u16,
    /// Its values; none: the tag is taken away.
    pub value: Option<TagValue>,
}

/// The structure after the changes; where all tags are as they shall be, it as it is.
///
/// A value or a directory is written over where it has room, what is left of the room with zeros; else at the end. What
/// an earlier change put at the end is taken up again first, so that many changes do not make it grow for ever.
///
/// # Errors
/// `Unsupported` for what is no TIFF. `Truncated` where a directory or a value lies beyond the end: it would come to lie
/// in what is added. `Malformed` where directories run in a circle or two ways lead to one. `Refused` where a directory
/// or block that is to be made already hangs below another page. `Limit` where there are more directories than are
/// followed, or the result would be larger than its offsets can say (4 GiB). `Unreadable` where the source fails.
pub fn graft(source: &dyn Source, changes: &[TagChange]) -> Result<Vec<Piece>, Problem> {
    grafted(source, changes, false)
}

fn grafted(source: &dyn Source, changes: &[TagChange], is_padded: bool) -> Result<Vec<Piece>, Problem> {
    let mut reader = Reader::new(source);
    let made = Survey::of(&mut reader).and_then(|mut survey| {
        if is_padded {
            survey.spare_padding(&mut reader);
        }
        let mut draft = Draft::of(&survey);
        for change in changes {
            draft.change(&mut reader, change)?;
        }
        draft.pieces(&mut reader)
    });
    match reader.fault() {
        Some((at, error)) => {
            Err(Problem::new(ProblemKind::Unreadable, format!("reading failed at byte {at}: {error}")))
        }
        None => made,
    }
}

/// The same for a block of Exif: what it is after the changes. NULs at its end are room for what is added.
///
/// # Errors
/// As `graft`.
pub fn graft_block(block: &[u8], changes: &[TagChange]) -> Result<Vec<u8>, Problem> {
    let mut new = Vec::with_capacity(block.len());
    for piece in grafted(&block, changes, true)? {
        match piece {
            Piece::Kept(range) => {
                let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                new.extend_from_slice(block.get(index(range.start)..index(range.end)).unwrap_or_default());
            }
            Piece::New(bytes) => new.extend_from_slice(&bytes),
        }
    }
    Ok(new)
}

/// The bytes of a tag, whatever its type, up to 64 MiB of them; none where there is no such tag.
///
/// # Errors
/// As `graft`; `Limit` where there are more bytes.
pub fn tag_bytes(source: &dyn Source, ifd: Ifd, tag: u16) -> Result<Option<Vec<u8>>, Problem> {
    let mut reader = Reader::new(source);
    let survey = Survey::of_roots(&mut reader)?;
    let entry = survey.plot(ifd).and_then(|plot| plot.directory.entry(tag));
    let Some(entry) = entry.filter(|entry| entry.size() > 0) else { return Ok(None) };
    let too_large = || Problem::new(ProblemKind::Limit, "a metadata block is larger than damson reads");
    reader.copy(entry.at, entry.size()).map(Some).ok_or_else(too_large)
}
