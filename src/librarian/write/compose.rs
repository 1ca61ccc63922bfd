//! An original's new bytes, told in pieces of the old ones. Which formats can hold values, and when a proof of provenance
//! forbids it, is decided here.
use crate::asset::{Field, Problem, ProblemKind, Reading, Value};
use crate::catalog::Writing;
use crate::container::{Anatomy, BlockKind, NewBlocks, Piece, Source, embed, examine};
use crate::fixity::{Algorithm, Hasher};
use crate::librarian::arrival::unwritable;
use crate::librarian::file::unreadable;
use crate::metadata::{self, EmbedOptions, PacketPlace, edit_packet};
use std::io::Write;
use std::ops::Range;

/// What becomes of a file that values are to be written into.
pub enum Composed {
    /// It says all of them already.
    Same,
    /// They belong into a sidecar.
    ForSidecar,
    /// Its bytes.
    Pieces {
        /// In order.
        pieces: Vec<Piece>,
        /// What does not fit its place.
        notes: Vec<Problem>,
    },
}

type Wish = (Field, Vec<Value>);

/// How a format takes values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As blocks of Exif, IIM and XMP.
    Blocks,
    /// As tags of a TIFF structure.
    Tags,
    /// As XMP alone.
    Packet,
}

/// The formats that take values. All others have sidecars: raw files since only their makers know what their offsets lead
/// to, PSD and PDF since their writers rewrite what others wrote.
const FORMS: &[(&str, Form)] = &[
    ("image/jpeg", Form::Blocks),
    ("image/png", Form::Blocks),
    ("image/apng", Form::Blocks),
    ("image/webp", Form::Blocks),
    ("image/heic", Form::Blocks),
    ("image/heif", Form::Blocks),
    ("image/avif", Form::Blocks),
    ("image/tiff", Form::Tags),
    ("image/x-tiff-big", Form::Tags),
    ("image/x-adobe-dng", Form::Tags),
    ("video/mp4", Form::Packet),
    ("audio/mp4", Form::Packet),
    ("video/x-m4v", Form::Packet),
    ("video/3gpp", Form::Packet),
    ("video/3gpp2", Form::Packet),
    ("video/quicktime", Form::Packet),
];

fn form_of(media_type: &str) -> Option<Form> {
    FORMS.iter().find(|(known, _)| *known == media_type).map(|(_, form)| *form)
}

/// Whether files like this one take values at all.
pub fn may_hold(reading: &Reading) -> bool {
    reading.description.text(Field::MediaType).is_some_and(|media_type| form_of(media_type).is_some())
}

/// The bytes of a file with other values in it.
///
/// # Errors
/// Why it cannot be done: what the standards' editors and the formats say.
pub fn embedded(
    file: &dyn Source,
    name: &[u8],
    wishes: &[Wish],
    writing: Writing,
    always_iim: bool,
) -> Result<Composed, Problem> {
    let anatomy = examine(file, name);
    let Some(form) = form_of(anatomy.media_type.as_str()) else { return Ok(Composed::ForSidecar) };
    // ExifTool cannot read a DNG of this kind that gained anything; others will not do better.
    if anatomy.media_type.as_str() == "image/x-adobe-dng" && is_big_tiff(file) {
        return Ok(Composed::ForSidecar);
    }
    if anatomy.carries_provenance() && writing != Writing::EmbedThoughItBreaks {
        return Ok(Composed::ForSidecar);
    }
    let options = EmbedOptions { always_iim, makes_exif: false };
    let edit_xmp = |old: Option<&[u8]>, wishes: &[Wish]| edit_packet(old, wishes, PacketPlace::Embedded);
    let (pieces, notes) = match form {
        Form::Tags => {
            let embedding = metadata::embed_tiff(file, name, wishes, options, &edit_xmp)?;
            (embedding.pieces, embedding.notes)
        }
        Form::Blocks => {
            let blocks = metadata::blocks(&anatomy, wishes, options, &edit_xmp)?;
            let iim_digest = digest_of_iim(&anatomy, blocks.iim.as_deref());
            let new = NewBlocks { exif: blocks.exif, iim: blocks.iim, iim_digest, xmp: blocks.xmp };
            (embed(file, name, &new)?, blocks.notes)
        }
        Form::Packet => {
            let old = anatomy.blocks.iter().find(|block| block.kind == BlockKind::Xmp);
            let is_nothing_said = old.is_none() && wishes.iter().all(|(_, values)| values.is_empty());
            let xmp =
                (!is_nothing_said).then(|| edit_xmp(old.map(|block| block.data.as_slice()), wishes)).transpose()?;
            (embed(file, name, &NewBlocks { xmp, ..NewBlocks::default() })?, Vec::new())
        }
    };
    let is_same = matches!(pieces.as_slice(), [Piece::Kept(whole)] if *whole == (0..file.len()));
    Ok(if is_same && notes.is_empty() { Composed::Same } else { Composed::Pieces { pieces, notes } })
}

/// Whether a TIFF structure counts in 64 bits (BigTIFF: version 43).
fn is_big_tiff(source: &dyn Source) -> bool {
    let mut head = [0; 4];
    source.read_at(0, &mut head).is_ok() && matches!(&head, b"II+\0" | b"MM\0+")
}

/// The digest that says that XMP knows what IIM says (MWG 2.0, 3.3): of JPEG, where programs look for it, and only where
/// there is IIM.
fn digest_of_iim(anatomy: &Anatomy, new: Option<&[u8]>) -> Option<[u8; 16]> {
    let old = anatomy.blocks.iter().find(|block| block.kind == BlockKind::Iim).map(|block| block.data.as_slice());
    let digest = anatomy.blocks.iter().find(|block| block.kind == BlockKind::IimDigest);
    // IIM that was edited since is heard before XMP, and is to be: what else it says is not brought into XMP.
    let is_stale = digest.zip(old).is_some_and(|(digest, old)| md5(old) != digest.data.first_chunk().copied());
    if is_stale {
        return None;
    }
    let is_jpeg = anatomy.media_type.as_str() == "image/jpeg";
    md5(new.or(old).filter(|iim| !iim.is_empty() && (is_jpeg || digest.is_some()))?)
}

fn md5(bytes: &[u8]) -> Option<[u8; 16]> {
    let mut hasher = Hasher::new(Algorithm::Md5);
    hasher.update(bytes);
    hasher.finish().bytes().first_chunk().copied()
}

/// How many bytes of a file that is not in memory are copied at once.
const BUFFER: usize = 256 << 10;

/// Writes the bytes that pieces tell.
///
/// # Errors
/// `Unreadable`, `Unwritable`, `Unstable` where the file is shorter than it was.
pub fn write_pieces(source: &dyn Source, pieces: &[Piece], to: &mut dyn Write) -> Result<(), Problem> {
    let shorter = || Problem::new(ProblemKind::Unstable, "the file is shorter than it was");
    for piece in pieces {
        let bytes = match (piece, source.bytes()) {
            (Piece::New(bytes), _) => bytes.as_slice(),
            (Piece::Kept(range), Some(whole)) => {
                let at = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                whole.get(at(range.start)..at(range.end)).ok_or_else(shorter)?
            }
            (Piece::Kept(range), None) => {
                copy(source, range.clone(), to)?;
                continue;
            }
        };
        to.write_all(bytes).map_err(|error| unwritable(&error))?;
    }
    Ok(())
}

/// Copies a range of a file that is not in memory.
fn copy(source: &dyn Source, range: Range<u64>, to: &mut dyn Write) -> Result<(), Problem> {
    let mut buffer = vec![0; BUFFER];
    let mut at = range.start;
    while at < range.end {
        let count = usize::try_from(range.end - at).unwrap_or(BUFFER).min(BUFFER);
        let read = source.read_at(at, &mut buffer[..count]).map_err(|error| unreadable(&error))?;
        if read == 0 {
            return Err(Problem::new(ProblemKind::Unstable, "the file is shorter than it was"));
        }
        to.write_all(&buffer[..read]).map_err(|error| unwritable(&error))?;
        at += read as u64;
    }
    Ok(())
}
