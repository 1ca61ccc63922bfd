//! A picture's fingerprint from its file: from a preview that lies in it where one is large enough and shows all of it, else
//! from the pixels.
use crate::asset::{Digest, Field, FilePath, Problem, ProblemKind, Stat, Value};
use crate::catalog::{Fingerprint, Source as Looked};
use crate::container::{Anatomy, Preview, Source, examine};
use crate::imaging::{self, ALGORITHM, PictureError};
use crate::librarian::examine::WHOLE;
use crate::librarian::file::{OrdinaryFile, unreadable};
use std::sync::atomic::AtomicBool;

/// The least width and height of a preview that is looked at instead of the picture.
const LEAST_PREVIEW: u32 = 160;
/// By how much the shapes of preview and picture may differ: raws count pixels at the edges that nobody shows.
const SHAPE: f64 = 0.02;
/// The largest picture or preview that is read, in bytes.
const LARGEST: u64 = 512 * 1024 * 1024;
/// The types that are decoded.
const DECODED: [&str; 6] = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp"];

/// A file to look at.
pub struct Job {
    /// Where it is.
    pub path: FilePath,
    /// What it was when it was taken in.
    pub stat: Stat,
    /// The essence that it must have.
    pub essence: Digest,
}

/// Looks at a picture.
///
/// # Errors
/// `Vanished`, `Unreadable`, `Special`; `Unstable` where it is not what was taken in; `Unsupported` where nothing decodes it; `Limit`,
/// `Malformed`.
pub fn look(job: &Job, buffer: &mut Vec<u8>, stop: &AtomicBool) -> Result<Fingerprint, Problem> {
    let file = OrdinaryFile::open(&job.path, stop)?;
    if !file.stat().is_unchanged_from(&job.stat) {
        let message = "the file is not what was taken in: take it in again first";
        return Err(Problem::new(ProblemKind::Unstable, message));
    }
    let name = job.path.name();
    let made = if file.stat().size <= WHOLE {
        let bytes = file.read_whole(buffer).map_err(|error| unreadable(&error))?;
        of(&bytes, name, &mut Vec::new())
    } else {
        of(&file, name, buffer)
    };
    let (looked, size, made) = made?;
    file.instability().map_or(Ok(()), Err)?;
    let (hash, signature) = (made.hash.to_bytes(), made.signature.0.to_vec());
    Ok(Fingerprint { algorithm: ALGORITHM, essence: job.essence, source: looked, size, hash, signature })
}

type Made = (Looked, (u32, u32), imaging::Fingerprint);

fn of(source: &dyn Source, name: &[u8], buffer: &mut Vec<u8>) -> Result<Made, Problem> {
    let anatomy = examine(source, name);
    let size = size_of(&anatomy);
    for preview in usable(&anatomy, size) {
        // A preview that cannot be decoded is no trouble while there is something else.
        if let Ok(bytes) = part(source, preview.at, preview.size, buffer)
            && let Ok(made) = imaging::Fingerprint::of(bytes)
        {
            return Ok((Looked::Preview, size.unwrap_or(made.size), made));
        }
    }
    if !DECODED.contains(&anatomy.media_type.as_str()) {
        return Err(problem(PictureError::Unknown));
    }
    let made = imaging::Fingerprint::of(part(source, 0, source.len(), buffer)?).map_err(problem)?;
    Ok((Looked::Pixels, made.size, made))
}

/// What the file's header says of its size in pixels.
fn size_of(anatomy: &Anatomy) -> Option<(u32, u32)> {
    let number = |field| {
        let fact = anatomy.facts.iter().find(|fact| fact.field == Some(field))?;
        match fact.values.first()? {
            Value::Integer(number) => u32::try_from(*number).ok().filter(|number| *number > 0),
            _ => None,
        }
    };
    number(Field::Width).zip(number(Field::Height))
}

/// Previews that may stand for the picture, the smallest first.
fn usable(anatomy: &Anatomy, size: Option<(u32, u32)>) -> Vec<&Preview> {
    let ratio = |width: u32, height: u32| f64::from(width.max(height)) / f64::from(width.min(height).max(1));
    let is_whole = |preview: &&Preview| {
        let is_large = preview.width.min(preview.height) >= LEAST_PREVIEW;
        // Some are as wide as a screen, with bars above and below; some are of the picture before it was cropped.
        let shape = |(width, height)| (ratio(width, height) / ratio(preview.width, preview.height)).ln().abs();
        is_large && DECODED.contains(&preview.media_type) && size.is_none_or(|size| shape(size) <= SHAPE)
    };
    let mut usable: Vec<&Preview> = anatomy.previews.iter().filter(is_whole).collect();
    usable.sort_by_key(|preview| u64::from(preview.width) * u64::from(preview.height));
    usable
}

/// Bytes of the file, where it has them in memory those.
fn part<'b>(source: &'b dyn Source, at: u64, size: u64, buffer: &'b mut Vec<u8>) -> Result<&'b [u8], Problem> {
    if size > LARGEST {
        return Err(Problem::new(ProblemKind::Limit, "the picture's file is larger than damson decodes"));
    }
    let (from, size) = (usize::try_from(at).unwrap_or(usize::MAX), usize::try_from(size).unwrap_or(usize::MAX));
    if let Some(bytes) = source.bytes() {
        let missing = || Problem::new(ProblemKind::Truncated, "the file ends before its picture does");
        return from.checked_add(size).and_then(|end| bytes.get(from..end)).ok_or_else(missing);
    }
    if buffer.len() < size {
        buffer.resize(size, 0);
    }
    let (into, _) = buffer.split_at_mut(size);
    let count = source.read_at(at, into).map_err(|error| unreadable(&error))?;
    Ok(into.split_at(count).0)
}

fn problem(error: PictureError) -> Problem {
    let kind = match error {
        PictureError::Unknown => ProblemKind::Unsupported,
        PictureError::Large => ProblemKind::Limit,
        PictureError::Broken(_) => ProblemKind::Malformed,
    };
    Problem::new(kind, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::usable;
    use crate::asset::MediaType;
    use crate::container::{Anatomy, Preview};

    #[test]
    fn a_preview_stands_for_the_picture_if_it_is_large_enough_and_shows_all_of_it() {
        let preview = |width, height| Preview { at: 0, size: 1, width, height, media_type: "image/jpeg" };
        let mut anatomy = Anatomy::of(MediaType::of("image/jpeg"));
        anatomy.previews = vec![preview(1620, 1080), preview(160, 120), preview(640, 480), preview(800, 533)];
        let sizes = |size| usable(&anatomy, size).iter().map(|found| found.width).collect::<Vec<_>>();
        assert_eq!(sizes(Some((6000, 4000))), [800, 1620]);
        assert_eq!(sizes(Some((4000, 6000))), [800, 1620]);
        assert_eq!(sizes(Some((4000, 3000))), [640]);
        assert_eq!(sizes(None), [640, 800, 1620]);
        assert_eq!(sizes(Some((3000, 3000))), [0_u32; 0]);
    }
}
