//! New metadata blocks into a file that is. Each format's file says which bytes of the structure change; here stands what
//! all must hold, and every result is examined before it is given. It edits no block and writes no file.
mod assembled;
mod boxes;
mod changes;
mod check;
mod chunks;
mod extended;
mod heif;
mod inventory;
mod items;
mod jpeg;
mod movie;
mod multi_picture;
mod png;
mod profile;
mod reach;
#[cfg(test)]
mod tests;
mod webp;
mod withdrawal;

pub use assembled::Assembled;

use super::anatomy::{Anatomy, BlockKind, Source};
use super::examine;
use super::photoshop::resources;
use super::piece::Piece;
use super::reader::Reader;
use super::resources::{iim_of, resources_with};
use crate::asset::{Problem, ProblemKind};
use changes::{Changes, Places};

/// The resource with the digest of IIM.
const IIM_DIGEST: u16 = 0x0425;

/// What a file's metadata blocks shall be. `None` leaves a block as it is; an empty one takes it away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewBlocks {
    /// A TIFF stream, from its byte-order mark on.
    pub exif: Option<Vec<u8>>,
    /// IIM datasets. With them, where they are taken away, goes their digest.
    pub iim: Option<Vec<u8>>,
    /// What Photoshop keeps beside them: the MD5 of the datasets when XMP was last written from them.
    pub iim_digest: Option<[u8; 16]>,
    /// A whole packet, with its wrapper.
    pub xmp: Option<Vec<u8>>,
}

/// The file as it shall be. Its essence, its other blocks and what else it says stay to the byte; the result was examined and
/// gives the new blocks.
///
/// # Errors
/// `Unsupported` where the format, or this file's form of it, has no place that damson writes into; `Ambiguous` where the file
/// has several blocks of a kind that is to be changed; `Limit` where a block or the file grows beyond what the format can
/// hold; `Invalid` where a new block is not what it should be; `Malformed`, `Truncated` and `Unreadable` as the file is;
/// `Refused` where the result would not be as it should.
pub fn embed(source: &dyn Source, name: &[u8], blocks: &NewBlocks) -> Result<Vec<Piece>, Problem> {
    let before = examine(source, name);
    let mut wanted = Wanted::of(blocks, &before)?;
    if wanted.is_nothing() {
        return Changes::default().pieces(source.len());
    }
    let form = form(&before)?;
    if !before.essence.is_whole {
        return Err(before
            .problems
            .last()
            .cloned()
            .unwrap_or_else(|| unsupported("damson cannot tell the whole essence of the file")));
    }
    let mut reader = Reader::new(source);
    let changes = form(&mut reader, &before, &mut wanted)?;
    if let Some((at, error)) = reader.fault() {
        return Err(Problem::new(ProblemKind::Unreadable, format!("reading failed at byte {at}: {error}")));
    }
    let pieces = changes.pieces(source.len())?;
    let after = examine(&Assembled::new(source, &pieces), name);
    check::holds(&before, &after, &Places::of(&pieces), &wanted)?;
    Ok(pieces)
}

/// How a format takes new blocks: the changes, for a file of which everything is known that `examine` tells. It may say
/// that the blocks are written in another form.
type Form = fn(&mut Reader<'_>, &Anatomy, &mut Wanted) -> Result<Changes, Problem>;

fn form(anatomy: &Anatomy) -> Result<Form, Problem> {
    match anatomy.media_type.as_str() {
        "image/jpeg" | "image/x-jps" => Ok(jpeg::changes),
        "image/png" | "image/apng" => Ok(png::changes),
        "image/heic" | "image/heif" | "image/avif" | "image/heic-sequence" | "image/heif-sequence" => Ok(heif::changes),
        "image/webp" => Ok(webp::changes),
        "video/mp4" | "audio/mp4" | "video/x-m4v" | "video/3gpp" | "video/3gpp2" | "video/quicktime" => {
            Ok(movie::changes)
        }
        other => Err(Problem::new(ProblemKind::Unsupported, format!("damson writes no metadata into {other}"))),
    }
}

fn refused(message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Refused, message)
}

fn unsupported(message: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Unsupported, message)
}

/// The blocks that are to be other than they are.
struct Wanted {
    exif: Option<Vec<u8>>,
    iim: Option<Vec<u8>>,
    digest: Option<Vec<u8>>,
    xmp: Option<Vec<u8>>,
    /// What JPEG puts into segments of its own when a packet is too large for one.
    extension: Option<Vec<u8>>,
}

impl Wanted {
    fn of(blocks: &NewBlocks, anatomy: &Anatomy) -> Result<Wanted, Problem> {
        let is_without_iim = blocks.iim.as_ref().is_some_and(Vec::is_empty);
        let digest = blocks.iim_digest.map(Vec::from).or(is_without_iim.then(Vec::new));
        let is_stream = |exif: &Vec<u8>| exif.is_empty() || exif.starts_with(b"II") || exif.starts_with(b"MM");
        if !blocks.exif.as_ref().is_none_or(is_stream) {
            return Err(Problem::new(ProblemKind::Invalid, "the new Exif block is no TIFF stream"));
        }
        Ok(Wanted {
            exif: changed(anatomy, BlockKind::Exif, blocks.exif.clone())?,
            iim: changed(anatomy, BlockKind::Iim, blocks.iim.clone())?,
            digest: changed(anatomy, BlockKind::IimDigest, digest)?,
            xmp: changed(anatomy, BlockKind::Xmp, blocks.xmp.clone())?,
            extension: None,
        })
    }

    fn is_nothing(&self) -> bool {
        [&self.exif, &self.iim, &self.digest, &self.xmp].into_iter().all(Option::is_none)
    }

    /// Photoshop's resources with the wanted IIM and digest; what is not wanted otherwise stays.
    fn resources(&self, old: &[u8]) -> Result<Vec<u8>, Problem> {
        let iim = match self.iim.as_deref() {
            Some(iim) => Some(iim).filter(|iim| !iim.is_empty()),
            None => iim_of(old),
        };
        let kept =
            || resources(old).0.into_iter().find(|resource| resource.id == IIM_DIGEST).map(|resource| resource.data);
        let digest = self.digest.as_deref().or_else(kept);
        resources_with(old, iim, digest.and_then(|digest| digest.first_chunk().copied()))
    }

    /// What a block of a kind shall be, where it is to be changed.
    fn block(&self, kind: BlockKind) -> Option<&[u8]> {
        let block = match kind {
            BlockKind::Exif => &self.exif,
            BlockKind::Iim => &self.iim,
            BlockKind::IimDigest => &self.digest,
            BlockKind::Xmp => &self.xmp,
            BlockKind::ExtendedXmp => &self.extension,
            BlockKind::CanonRecords | BlockKind::Icc => &None,
        };
        block.as_deref()
    }
}

/// A new block, unless it is there already. Which of several blocks speaks is for no writer to say.
fn changed(anatomy: &Anatomy, kind: BlockKind, new: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, Problem> {
    let Some(new) = new else { return Ok(None) };
    let mut old = anatomy.blocks.iter().filter(|block| block.kind == kind).map(|block| &block.data);
    match (old.next(), old.next()) {
        (None, _) => Ok(Some(new).filter(|new| !new.is_empty())),
        (Some(old), None) => Ok(Some(new).filter(|new| new != old)),
        (Some(_), Some(_)) => {
            Err(Problem::new(ProblemKind::Ambiguous, "there are several metadata blocks of one kind"))
        }
    }
}
