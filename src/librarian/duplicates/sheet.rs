//! Small pictures for a contact sheet: what lies in a file as a picture of its own, taken as it is. Nothing is decoded.
use crate::asset::FilePath;
use crate::container::{Preview, Source, examine};
use crate::librarian::file::OrdinaryFile;
use crate::librarian::pipeline::calmly;
use std::sync::atomic::AtomicBool;

/// The most bytes of a picture on a sheet.
const MOST: u64 = 64 << 10;
/// As wide as it is shown, in pixels: a picture that is as wide is better than a smaller one.
const SHOWN: u32 = 160;

/// A picture that browsers show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thumbnail {
    /// What it is.
    pub media_type: &'static str,
    /// Its bytes, as they lie in the file.
    pub bytes: Vec<u8>,
}

/// A file's own small picture: the smallest that is large enough, else the largest; the file itself if it is as small.
pub fn thumbnail(path: &FilePath, stop: &AtomicBool) -> Option<Thumbnail> {
    let file = OrdinaryFile::open(path, stop).ok()?;
    let anatomy = calmly(|| Ok(examine(&file, path.name()))).ok()?;
    let is_shown = |preview: &&Preview| shown(preview.media_type).is_some() && preview.size <= MOST;
    let fitness = |preview: &&Preview| (preview.width < SHOWN, preview.width.abs_diff(SHOWN));
    let preview = anatomy.previews.iter().filter(is_shown).min_by_key(fitness);
    let (media_type, at, size) = match preview {
        Some(preview) => (shown(preview.media_type)?, preview.at, preview.size),
        None if file.len() <= MOST => (shown(anatomy.media_type.as_str())?, 0, file.len()),
        None => return None,
    };
    let mut bytes = vec![0; usize::try_from(size).ok()?];
    let count = file.read_at(at, &mut bytes).ok()?;
    (count == bytes.len()).then_some(Thumbnail { media_type, bytes })
}

/// The type as it stands in an address, if it is one that every browser shows and that holds no script.
fn shown(media_type: &str) -> Option<&'static str> {
    ["image/jpeg", "image/png", "image/gif", "image/webp"].into_iter().find(|known| *known == media_type)
}
