//! The same for TIFF and DNG, in whose main directory the three standards have tags of their own.
use super::{EditXmp, EmbedOptions, Wish, edited_xmp, refuse_others, sole};
use crate::asset::Problem;
use crate::container::{
    Anatomy, BlockKind, Ifd, Piece, Source, TagChange, TagValue, examine, graft, iim_of, resources_with, tag_bytes,
};
use crate::metadata::{STALE, exif, iim, iim_state, md5};

/// XMP (Adobe XMP Part 3, 3.2).
const XMP: u16 = 0x2BC;
/// IIM.
const IIM: u16 = 0x83BB;
/// Photoshop's image resources, in which Photoshop keeps IIM once more.
const RESOURCES: u16 = 0x8649;

/// A file as it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedding {
    /// Its bytes.
    pub pieces: Vec<Piece>,
    /// What of the wishes a standard cannot say whole.
    pub notes: Vec<Problem>,
}

/// A TIFF or DNG file that says what is wished; one that says it already is the same to the byte. Nothing of the picture
/// is moved or read.
///
/// # Errors
/// `Refused` for other types. Otherwise as `blocks` and `container::graft`.
pub fn embed_tiff(
    source: &dyn Source,
    name: &[u8],
    wishes: &[Wish],
    options: EmbedOptions,
    edit_xmp: EditXmp<'_>,
) -> Result<Embedding, Problem> {
    let anatomy = examine(source, name);
    refuse_others(&anatomy.media_type)?;
    let block = sole(&anatomy, BlockKind::Exif)?.unwrap_or_default();
    let mut changes = exif::changes(block, wishes);
    let old_xmp = tag_bytes(source, Ifd::Main, XMP)?;
    sole(&anatomy, BlockKind::Xmp)?;
    let xmp = edited_xmp(&anatomy, old_xmp.as_deref(), wishes, edit_xmp)?;
    changes.extend(xmp.map(|packet| main(XMP, TagValue::Bytes(packet))));
    let notes = change_iim(source, &anatomy, wishes, options, &mut changes)?;
    graft(source, &changes).map(|pieces| Embedding { pieces, notes })
}

/// IIM in its tag, its copy among Photoshop's resources, and the digest beside that, where these are.
fn change_iim(
    source: &dyn Source,
    anatomy: &Anatomy,
    wishes: &[Wish],
    options: EmbedOptions,
    changes: &mut Vec<TagChange>,
) -> Result<Vec<Problem>, Problem> {
    let (tag, resources) = (tag_bytes(source, Ifd::Main, IIM)?, tag_bytes(source, Ifd::Main, RESOURCES)?);
    let copy = resources.as_deref().and_then(iim_of);
    sole(anatomy, BlockKind::Iim)?;
    let old = tag.as_deref().or(copy);
    if old.is_none() && !options.always_iim {
        return Ok(Vec::new());
    }
    let (Some(new), notes) = iim::edited(old, wishes)? else { return Ok(Vec::new()) };
    let is_changed = old != Some(new.as_slice());
    let is_tag = tag.is_some() || copy.is_none();
    if is_changed && is_tag {
        changes.push(main(IIM, TagValue::Undefined(new.clone())));
    }
    if let Some(resources) = resources.as_deref().filter(|_| !changes.is_empty()) {
        // IIM that is heard before XMP stays so: see `blocks`.
        let old = anatomy.blocks.iter().find(|block| block.kind == BlockKind::IimDigest);
        let stale = old.filter(|_| iim_state(anatomy) == Some(STALE)).map(|block| block.data.clone());
        let digest = stale.unwrap_or_else(|| md5(&new)).first_chunk().copied();
        let copy = copy.map(|copy| if is_changed { new.as_slice() } else { copy });
        changes.push(main(RESOURCES, TagValue::Bytes(resources_with(resources, copy, digest)?)));
    }
    Ok(notes)
}

const fn main(tag: u16, value: TagValue) -> TagChange {
    TagChange { ifd: Ifd::Main, tag, value: Some(value) }
}
