//! What is wished of fields, brought into the metadata of a file: XMP always, Exif and IIM beside it, so that none says
//! anything else (MWG 2.0, 5; rules R4 and R5). It leads the editors of the three standards and knows none of their forms.
mod tiff;

pub use tiff::{Embedding, embed_tiff};

use super::{Findings, exif, iim, xmp};
use crate::asset::{Field, MediaType, Origin, Problem, ProblemKind, Value};
use crate::container::{Anatomy, BlockKind};

/// The values that a field shall have; none: nothing shall be said of it.
pub type Wish = (Field, Vec<Value>);

/// Edits an XMP packet, or makes one where there is none.
pub type EditXmp<'a> = &'a dyn Fn(Option<&[u8]>, &[Wish]) -> Result<Vec<u8>, Problem>;

/// What is written beside what is always written.
#[derive(Clone, Copy, Debug, Default)]
pub struct EmbedOptions {
    /// IIM where there is none, for those who receive pictures by wire.
    pub always_iim: bool,
    /// Exif where there is none.
    pub makes_exif: bool,
}

/// The blocks of a file that must be written. None: it stays as it is, or stays away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// A TIFF stream, from its byte-order mark on.
    pub exif: Option<Vec<u8>>,
    /// IIM datasets, of which the digest must be taken anew: perhaps they are as they were and only that is not.
    pub iim: Option<Vec<u8>>,
    /// An XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// What of the wishes a standard cannot say whole.
    pub notes: Vec<Problem>,
}

/// Formats into which metadata is written. No raw but DNG is among them: only their makers know what their offsets lead to.
const WRITABLE: &[&str] = &[
    "image/jpeg",
    "image/png",
    "image/apng",
    "image/webp",
    "image/heic",
    "image/heif",
    "image/avif",
    "image/tiff",
    "image/x-tiff-big",
    "image/x-adobe-dng",
];
/// The most bytes of an Exif block in a JPEG: a segment's 65,535 without its length and `Exif\0\0`.
const MOST_IN_JPEG: usize = 65_535 - 2 - 6;

/// Whether metadata may be written into files of this type.
pub fn is_writable(media_type: &MediaType) -> bool {
    WRITABLE.contains(&media_type.as_str())
}

/// The blocks that a file of segments or chunks (JPEG, PNG, WebP) must have so that it says what is wished.
///
/// IIM that some program edited after XMP was last written (its digest differs) is heard before XMP, and is to be: nothing
/// but what is wished is brought into XMP, and whoever writes the blocks leaves the digest as it is.
///
/// # Errors
/// `Refused` for a type into which nothing is written. `Ambiguous` where there are several blocks of one standard that
/// differ. `Limit` where Exif would no longer fit a JPEG's segment. `Unsupported` where what is wished stands in the
/// second part of XMP that is in two. What the editors of the standards say.
pub fn blocks(
    anatomy: &Anatomy,
    wishes: &[Wish],
    options: EmbedOptions,
    edit_xmp: EditXmp<'_>,
) -> Result<Blocks, Problem> {
    refuse_others(&anatomy.media_type)?;
    let (old_exif, old_iim) = (sole(anatomy, BlockKind::Exif)?, sole(anatomy, BlockKind::Iim)?);
    let exif = exif::edited(old_exif, wishes, options.makes_exif)?.filter(|new| Some(new.as_slice()) != old_exif);
    let is_jpeg = anatomy.media_type.as_str() == "image/jpeg";
    let is_too_long = |block: &[u8]| is_jpeg && block.len() > MOST_IN_JPEG;
    if exif.as_deref().is_some_and(is_too_long) && !old_exif.is_some_and(is_too_long) {
        return Err(Problem::new(ProblemKind::Limit, "the Exif block would no longer fit into a JPEG's segment"));
    }
    // Only JPEG and TIFF have a place for IIM that is everyone's.
    let is_iim_wanted = old_iim.is_some() || (options.always_iim && is_jpeg);
    let (iim, notes) = if is_iim_wanted { iim::edited(old_iim, wishes)? } else { (None, Vec::new()) };
    let xmp = edited_xmp(anatomy, sole(anatomy, BlockKind::Xmp)?, wishes, edit_xmp)?;
    let iim = iim.filter(|new| Some(new.as_slice()) != old_iim);
    Ok(Blocks { exif, iim, xmp, notes })
}

fn refuse_others(media_type: &MediaType) -> Result<(), Problem> {
    let refused = || Problem::new(ProblemKind::Refused, format!("damson writes no metadata into {media_type}"));
    is_writable(media_type).then_some(()).ok_or_else(refused)
}

/// The one block of a standard; several that are the same are one.
fn sole(anatomy: &Anatomy, kind: BlockKind) -> Result<Option<&[u8]>, Problem> {
    let mut found = anatomy.blocks.iter().filter(|block| block.kind == kind).map(|block| block.data.as_slice());
    let first = found.next();
    if found.any(|other| Some(bare(other)) != first.map(bare)) {
        let name = match kind {
            BlockKind::Exif | BlockKind::CanonRecords => "Exif",
            BlockKind::Iim | BlockKind::IimDigest => "IIM",
            BlockKind::Xmp | BlockKind::ExtendedXmp => "XMP",
            BlockKind::Icc => "ICC",
        };
        let message = format!("there are several {name} blocks that differ, and none is changed");
        return Err(Problem::new(ProblemKind::Ambiguous, message));
    }
    Ok(first)
}

/// A block without the NULs that fill it up.
fn bare(block: &[u8]) -> &[u8] {
    let end = block.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    block.get(..end).unwrap_or_default()
}

/// The packet that says what is wished; none where it is as it was, or where there is none and nothing to say.
fn edited_xmp(
    anatomy: &Anatomy,
    old: Option<&[u8]>,
    wishes: &[Wish],
    edit_xmp: EditXmp<'_>,
) -> Result<Option<Vec<u8>>, Problem> {
    refuse_extended(anatomy, wishes)?;
    if old.is_none() && wishes.iter().all(|(_, values)| values.is_empty()) {
        return Ok(None);
    }
    Ok(Some(edit_xmp(old, wishes)?).filter(|new| Some(new.as_slice()) != old))
}

/// Refuses to say twice what the second part of XMP says: the editor sees the first alone.
fn refuse_extended(anatomy: &Anatomy, wishes: &[Wish]) -> Result<(), Problem> {
    let mut findings = Findings::default();
    for block in anatomy.blocks.iter().filter(|block| block.kind == BlockKind::ExtendedXmp) {
        xmp::read(&block.data, Origin::Xmp, &mut findings);
    }
    let says = |field: Field| findings.statements.iter().any(|statement| statement.field == Some(field));
    match wishes.iter().find(|(field, _)| says(*field)) {
        Some((field, _)) => {
            let message = format!("{} stands in the second part of the XMP, which is not changed", field.word());
            Err(Problem::new(ProblemKind::Unsupported, message))
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
