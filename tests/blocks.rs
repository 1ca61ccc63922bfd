//! New blocks into real files of many makers, where there is a corpus of them: each is refused, or says what it should and has
//! its essence to the byte. Skipped, saying so, where there is none.
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/schema.rs"]
#[allow(dead_code)]
mod schema;

use damson::container::{Assembled, BlockKind, NewBlocks, Source, embed, examine};
use sandbox::skipped;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files beyond this size say nothing that smaller ones do not.
const LARGEST: u64 = 8 * 1024 * 1024;

/// `$DAMSON_CORPUS`, or the folder where a checkout of the corpus lies beside one of damson.
fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("DAMSON_CORPUS").map_or_else(beside, PathBuf::from);
    match folder.canonicalize() {
        Ok(folder) => Some(folder),
        Err(_) => {
            skipped("there is no corpus of real files; $DAMSON_CORPUS names one");
            None
        }
    }
}

fn made(bytes: &[u8], name: &[u8], blocks: &NewBlocks) -> Option<Vec<u8>> {
    let pieces = embed(&bytes, name, blocks).ok()?;
    let file = Assembled::new(&bytes, &pieces);
    let mut made = vec![0; usize::try_from(file.len()).unwrap()];
    assert_eq!(file.read_at(0, &mut made).unwrap(), made.len());
    Some(made)
}

fn essence(bytes: &[u8], name: &[u8]) -> Vec<u8> {
    let ranges = examine(&bytes, name).essence.ranges;
    let parts = ranges.iter().map(|range| &bytes[range.start as usize..range.end as usize]);
    parts.collect::<Vec<_>>().concat()
}

fn old(bytes: &[u8], name: &[u8], kind: BlockKind) -> Vec<u8> {
    let blocks = examine(&bytes, name).blocks.into_iter();
    blocks.filter(|block| block.kind == kind).map(|block| block.data).next().unwrap_or_default()
}

#[test]
fn real_files_take_new_blocks_or_are_refused() {
    let Some(corpus) = corpus() else { return };
    let mut taken = BTreeMap::new();
    let entries = walkdir::WalkDir::new(&corpus).into_iter().map(Result::unwrap);
    for entry in entries.filter(|entry| entry.file_type().is_file() && entry.metadata().unwrap().len() <= LARGEST) {
        let bytes = std::fs::read(entry.path()).unwrap();
        let name = entry.file_name().as_encoded_bytes();
        let xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>another packet</x:xmpmeta>".to_vec();
        let exif = [old(&bytes, name, BlockKind::Exif), b"more".to_vec()].concat();
        let both = NewBlocks { xmp: Some(xmp.clone()), ..NewBlocks::default() };
        let exif = NewBlocks { exif: Some(exif).filter(|exif| exif.len() > 4), ..both.clone() };
        for blocks in [both, exif] {
            let Some(made) = made(&bytes, name, &blocks) else { continue };
            let place = entry.path().display();
            assert_eq!(essence(&made, name), essence(&bytes, name), "{place}");
            assert_eq!(old(&made, name, BlockKind::Xmp), xmp, "{place}");
            assert_eq!(self::made(&made, name, &blocks).as_ref(), Some(&made), "{place}: twice is as good as once");
            *taken.entry(examine(&&bytes[..], name).media_type.as_str().to_owned()).or_insert(0) += 1;
        }
    }
    for wanted in ["image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "video/mp4", "video/quicktime"]
    {
        assert!(taken.contains_key(wanted), "no file of {wanted} was written: {taken:?}");
    }
}
