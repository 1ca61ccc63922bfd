//! What must hold of a file after new blocks were put into it: the same essence, the same facts, the blocks that were
//! wanted, all others as they were, and every preview where it is said to be. It knows no format.
use super::super::anatomy::{Anatomy, Block, BlockKind, Preview};
use super::changes::Places;
use super::{Wanted, refused};
use crate::asset::Problem;

/// Holds the file as it would be against the one that is.
///
/// # Errors
/// Says what would be otherwise than it should.
pub(super) fn holds(before: &Anatomy, after: &Anatomy, places: &Places, wanted: &Wanted) -> Result<(), Problem> {
    let is_same_essence = places.ranges(&before.essence.ranges).as_ref() == Some(&joined(after))
        && before.essence.is_whole == after.essence.is_whole;
    let mistakes = [
        (is_same_essence, "the essence"),
        (before.media_type == after.media_type && before.facts == after.facts, "what the header says"),
        (after.problems.iter().all(|problem| before.problems.contains(problem)), "the structure"),
        (others(before, wanted).eq(others(after, wanted)), "other metadata"),
        (KINDS.iter().all(|kind| has_wanted(before, after, wanted, *kind)), "the new metadata"),
        (has_previews(before, after, places), "the previews"),
    ];
    match mistakes.into_iter().find(|(is_right, _)| !is_right) {
        Some((_, what)) => Err(refused(format!("{what} would not be read from the new file as it should"))),
        None => Ok(()),
    }
}

const KINDS: [BlockKind; 5] =
    [BlockKind::Exif, BlockKind::Iim, BlockKind::IimDigest, BlockKind::Xmp, BlockKind::ExtendedXmp];

fn joined(anatomy: &Anatomy) -> Vec<std::ops::Range<u64>> {
    let mut found: Vec<std::ops::Range<u64>> = Vec::new();
    for range in &anatomy.essence.ranges {
        match found.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => found.push(range.clone()),
        }
    }
    found
}

fn others<'a>(anatomy: &'a Anatomy, wanted: &'a Wanted) -> impl Iterator<Item = &'a Block> {
    anatomy.blocks.iter().filter(|block| wanted.block(block.kind).is_none())
}

fn has_wanted(before: &Anatomy, after: &Anatomy, wanted: &Wanted, kind: BlockKind) -> bool {
    let of = |anatomy: &Anatomy| anatomy.blocks.iter().filter(|block| block.kind == kind).count();
    let found = after.blocks.iter().filter(|block| block.kind == kind).map(|block| &block.data[..]);
    match wanted.block(kind) {
        None => of(before) == of(after),
        Some([]) => of(after) == 0,
        Some(data) => found.eq([data]),
    }
}

/// Previews that lay in bytes that stayed are where those are now; there are no others but in new bytes.
fn has_previews(before: &Anatomy, after: &Anatomy, places: &Places) -> bool {
    let moved = |preview: &Preview| {
        let range = preview.at..preview.at.saturating_add(preview.size);
        places.at(preview.at).filter(|_| places.is_one(&range)).map(|at| Preview { at, ..*preview })
    };
    let moved: Vec<Preview> = before.previews.iter().filter_map(moved).collect();
    let is_kept = |preview: &&Preview| places.is_kept(preview.at);
    moved.iter().all(|preview| after.previews.contains(preview))
        && after.previews.iter().filter(is_kept).all(|preview| moved.contains(preview))
}
