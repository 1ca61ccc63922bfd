//! A block as a row of datasets with all their bytes: taken apart, one put in another's place, and none lost.
use super::super::{DATASETS, dataset};
use super::MARKER;
use crate::asset::{Problem, ProblemKind};
use std::borrow::Cow;

/// A dataset with the NULs that some writers put behind it; or NULs before the first.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    pub(super) record: u8,
    pub(super) number: u8,
    /// Its content.
    pub(super) data: Cow<'a, [u8]>,
    /// All its bytes.
    pub(super) raw: Cow<'a, [u8]>,
    /// How many of them are NULs behind it.
    pub(super) padding: usize,
}

impl Part<'_> {
    /// A dataset; an extended one where the content needs it (IIM 1.5).
    pub(super) fn new((record, number): (u8, u8), data: Vec<u8>) -> Part<'static> {
        let mut raw = vec![MARKER, record, number];
        match u16::try_from(data.len()) {
            Ok(length @ 0..=0x7fff) => raw.extend_from_slice(&length.to_be_bytes()),
            Ok(_) | Err(_) => {
                raw.extend_from_slice(&[0x80, 4]);
                raw.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
            }
        }
        raw.extend_from_slice(&data);
        Part { record, number, data: Cow::Owned(data), raw: Cow::Owned(raw), padding: 0 }
    }

    /// Record and dataset.
    pub(super) fn key(&self) -> (u8, u8) {
        (self.record, self.number)
    }
}

/// The datasets of a block.
pub(super) fn parts(block: &[u8]) -> Result<Vec<Part<'_>>, Problem> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut rest = block;
    while !rest.is_empty() {
        let (record, number, data, after) = match rest {
            [0, ..] => (0, 0, &[][..], rest),
            [MARKER, ..] => {
                let cut = || Problem::new(ProblemKind::Truncated, "the IIM block is cut short and cannot be changed");
                let (found, after) = dataset(rest).ok_or_else(cut)?;
                (found.record, found.number, found.data, after)
            }
            _ => return Err(Problem::new(ProblemKind::Malformed, "the IIM block is damaged and cannot be changed")),
        };
        if parts.len() >= DATASETS {
            return Err(Problem::new(ProblemKind::Limit, "the IIM block has more datasets than are read"));
        }
        let padding = after.iter().take_while(|byte| **byte == 0).count();
        let size = rest.len() - after.len() + padding;
        let (raw, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        parts.push(Part { record, number, data: Cow::Borrowed(data), raw: Cow::Borrowed(raw), padding });
        rest = after;
    }
    Ok(parts)
}

/// Puts datasets where the first of their kind stood; where there was none, in ascending order within their record.
pub(super) fn set(parts: &mut Vec<Part<'_>>, key: (u8, u8), data: Vec<Vec<u8>>) {
    let first = parts.iter().position(|part| part.key() == key);
    let behind = || parts.iter().position(|part| part.record == key.0 && part.number > key.1);
    let last = || parts.iter().rposition(|part| part.record == key.0).map(|at| at + 1);
    let next_record = || parts.iter().position(|part| part.record > key.0);
    let at = first.or_else(behind).or_else(last).or_else(next_record).unwrap_or(parts.len());
    let tail = parts.split_off(at);
    parts.extend(data.into_iter().map(|data| Part::new(key, data)));
    parts.extend(tail.into_iter().filter(|part| part.key() != key));
}
