//! What all formats promise together: what is wanted is read back, twice is as good as once, and no damage to a file makes
//! a writer do more than refuse.
use super::super::damage::{NUMBERS, damaged};
use super::super::{Anatomy, BlockKind, Source, examine};
use super::{Assembled, NewBlocks, embed};
use crate::asset::ProblemKind;

/// The file with new blocks in it, and the same once more.
pub(super) fn edited(bytes: &[u8], blocks: &NewBlocks) -> Result<Vec<u8>, ProblemKind> {
    let made = once(bytes, blocks)?;
    assert_eq!(once(&made, blocks).as_ref(), Ok(&made), "twice is as good as once");
    Ok(made)
}

fn once(bytes: &[u8], blocks: &NewBlocks) -> Result<Vec<u8>, ProblemKind> {
    let pieces = embed(&bytes, b"", blocks).map_err(|problem| problem.kind)?;
    let file = Assembled::new(&bytes, &pieces);
    let mut made = vec![0; usize::try_from(file.len()).unwrap()];
    assert_eq!(file.read_at(0, &mut made).unwrap(), made.len());
    Ok(made)
}

/// The blocks of a kind.
pub(super) fn blocks(bytes: &[u8], kind: BlockKind) -> Vec<Vec<u8>> {
    read(bytes).blocks.into_iter().filter(|block| block.kind == kind).map(|block| block.data).collect()
}

/// What a file is made of.
pub(super) fn read(bytes: &[u8]) -> Anatomy {
    examine(&bytes, b"")
}

pub(super) fn exif(data: &[u8]) -> NewBlocks {
    NewBlocks { exif: Some(data.to_vec()), ..NewBlocks::default() }
}

pub(super) fn xmp(data: &[u8]) -> NewBlocks {
    NewBlocks { xmp: Some(data.to_vec()), ..NewBlocks::default() }
}

pub(super) fn iim(data: &[u8]) -> NewBlocks {
    NewBlocks { iim: Some(data.to_vec()), ..NewBlocks::default() }
}

/// A TIFF stream that says nothing but some bytes.
pub(super) fn stream(rest: &[u8]) -> Vec<u8> {
    [b"II*\0\x08\0\0\0\0\0\0\0\0\0", rest].concat()
}

/// Writes into damaged copies of a file: whatever comes of it is whole.
pub(super) fn endures(sample: &[u8], blocks: &NewBlocks) {
    damaged(sample, 1500, NUMBERS, |_, bytes| {
        if let Ok(made) = edited(bytes, blocks) {
            assert!(made.len() < bytes.len() + 1024 * 1024);
        }
    });
}

#[test]
fn a_format_without_a_place_is_refused_and_what_is_there_already_is_no_change() {
    let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
    assert_eq!(edited(gif, &xmp(b"<x/>")), Err(ProblemKind::Unsupported));
    assert_eq!(edited(gif, &xmp(b"")).as_deref(), Ok(&gif[..]));
    assert_eq!(edited(gif, &NewBlocks::default()).as_deref(), Ok(&gif[..]));
    assert_eq!(edited(gif, &exif(b"no stream")), Err(ProblemKind::Invalid));
}
