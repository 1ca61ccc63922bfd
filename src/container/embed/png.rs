//! New blocks into PNG's chunks: Exif in `eXIf`, XMP in an international text. What stands in another chunk that is read
//! for the same (ImageMagick's profiles as text) is replaced by the standard's; IIM, which no standard gives a chunk, is
//! written only into a profile that is there.
//!
//! A block takes the place of the old one; new ones stand before the picture.
use super::super::anatomy::{Anatomy, BlockKind};
use super::super::plain::Inflater;
use super::super::png::{IMAGEMAGICK, MOST_CHUNKS, XMP, checksum, chunk as read_chunk};
use super::super::reader::{LARGEST_BLOCK, Reader};
use super::changes::Changes;
use super::profile::Profile;
use super::{Wanted, refused, unsupported};
use crate::asset::{MediaType, Problem, ProblemKind};
use std::io::Write;
use std::ops::Range;

/// The most chunks with metadata in one file.
const MOST_CARRIERS: usize = 1024;
/// The most bytes of all together.
const MOST_BYTES: u64 = 2 * LARGEST_BLOCK;
/// The longest content of a chunk (5.3).
const LONGEST: usize = 0x7FFF_FFFF;

/// A chunk that metadata blocks were read from.
struct Carrier {
    name: [u8; 4],
    range: Range<u64>,
    /// The keyword of a text.
    keyword: String,
    content: Vec<u8>,
    kinds: Vec<BlockKind>,
    /// What was wrong with it.
    problem: Option<Problem>,
}

/// The changes of the chunks.
pub(super) fn changes(reader: &mut Reader<'_>, _before: &Anatomy, wanted: &mut Wanted) -> Result<Changes, Problem> {
    let (carriers, picture) = carriers(reader)?;
    let mut changes = Changes::default();
    if let Some(exif) = &wanted.exif {
        let old = Carrier::of(&carriers, BlockKind::Exif, &["exif", "APP1"])?;
        let new = chunk(*b"eXIf", exif)?;
        put(&mut changes, old.filter(|old| old.name == *b"eXIf" || old.range.start < picture), picture, new);
        // A text may stand behind the picture, and what takes its place may not.
        let late = old.filter(|old| old.name != *b"eXIf" && old.range.start >= picture);
        late.into_iter().for_each(|old| changes.replace(old.range.clone(), Vec::new()));
    }
    if let Some(packet) = &wanted.xmp {
        let old = Carrier::of(&carriers, BlockKind::Xmp, &["xmp", "APP1"])?;
        put(&mut changes, old, picture, packet_chunk(old, packet)?);
    }
    if wanted.iim.is_some() || wanted.digest.is_some() {
        let profile = carriers.iter().find(|carrier| carrier.is_profile(&["iptc", "8bim"]));
        let Some(old) = profile else {
            return Err(unsupported("PNG has no place for IIM, and the file none of its own"));
        };
        old.is_sound()?;
        changes.replace(old.range.clone(), profile_chunk(old, wanted)?);
    }
    Ok(changes)
}

fn put(changes: &mut Changes, old: Option<&Carrier>, before: u64, new: Vec<u8>) {
    changes.replace(old.map_or(before..before, |old| old.range.clone()), new);
}

/// The chunks that `examine` reads metadata from, and where the first of the picture's chunks begins: its data, or the
/// control of its frame.
fn carriers(reader: &mut Reader<'_>) -> Result<(Vec<Carrier>, u64), Problem> {
    let broken = || Problem::new(ProblemKind::Malformed, "the chunks of the PNG cannot be followed to their end");
    let (mut found, mut held, mut picture, mut at) = (Vec::new(), 0, None, 8);
    let mut inflater = Inflater::new();
    for _ in 0..MOST_CHUNKS {
        let [l0, l1, l2, l3, name @ ..] = reader.array::<8>(at).ok_or_else(broken)?;
        let (start, length) = (at + 8, u64::from(u32::from_be_bytes([l0, l1, l2, l3])));
        let range = at..start + length + 4;
        match &name {
            b"IEND" => return Ok((found, picture.ok_or_else(broken)?)),
            b"IDAT" | b"fcTL" => picture = picture.or(Some(at)),
            b"tEXt" | b"zTXt" | b"iTXt" | b"eXIf" => {
                let read = Carrier::read(reader, &mut inflater, name, (start, length));
                held += read.as_ref().map_or(0, |read| read.content.len() as u64);
                if held > MOST_BYTES || found.len() >= MOST_CARRIERS {
                    return Err(Problem::new(ProblemKind::Limit, "there are more texts than damson reads"));
                }
                found.extend(read.map(|read| Carrier { range: range.clone(), ..read }));
            }
            _ => {}
        }
        at = range.end;
    }
    Err(broken())
}

impl Carrier {
    fn read(
        reader: &mut Reader<'_>,
        inflater: &mut Inflater,
        name: [u8; 4],
        (start, length): (u64, u64),
    ) -> Option<Carrier> {
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        read_chunk(reader, &mut anatomy, inflater, name, (start, length));
        let kinds: Vec<BlockKind> = anatomy.blocks.iter().map(|block| block.kind).collect();
        let head = reader.some(start, 80);
        let keyword = head.split(|byte| *byte == 0).next().filter(|_| name != *b"eXIf").unwrap_or_default();
        let keyword = String::from_utf8_lossy(keyword).into_owned();
        let is_profile = keyword.starts_with(IMAGEMAGICK);
        let content = reader.copy(start, length).filter(|_| is_profile || !kinds.is_empty())?;
        Some(Carrier {
            name,
            range: start..start,
            keyword,
            content,
            kinds,
            problem: anatomy.problems.into_iter().next(),
        })
    }

    /// The chunk that a block of a kind was read from: one of the standard's, or a profile of one of some names.
    fn of<'c>(carriers: &'c [Carrier], kind: BlockKind, names: &[&str]) -> Result<Option<&'c Carrier>, Problem> {
        let Some(carrier) = carriers.iter().find(|carrier| carrier.kinds.contains(&kind)) else { return Ok(None) };
        carrier.is_sound()?;
        match carrier.name == *b"eXIf" || carrier.keyword == XMP || carrier.is_profile(names) {
            true => Ok(Some(carrier)),
            false => Err(unsupported("the block to be changed lies within another one of the file")),
        }
    }

    fn is_profile(&self, names: &[&str]) -> bool {
        self.keyword.strip_prefix(IMAGEMAGICK).is_some_and(|name| names.contains(&name.trim()))
    }

    fn is_sound(&self) -> Result<(), Problem> {
        self.problem.clone().map_or(Ok(()), Err)
    }
}

/// A chunk; of no content, none.
fn chunk(name: [u8; 4], content: &[u8]) -> Result<Vec<u8>, Problem> {
    if content.is_empty() {
        return Ok(Vec::new());
    }
    let too_large = || Problem::new(ProblemKind::Limit, "the block is too large for a PNG chunk");
    let length = u32::try_from(content.len()).ok().filter(|_| content.len() <= LONGEST).ok_or_else(too_large)?;
    Ok([&length.to_be_bytes()[..], &name, content, &checksum(name, content).to_be_bytes()].concat())
}

/// An international text (11.3.3.4) with a packet, compressed if the old one was, and in its words of a language.
fn packet_chunk(old: Option<&Carrier>, packet: &[u8]) -> Result<Vec<u8>, Problem> {
    const PLAIN: &[u8] = b"\0\0\0\0\0";
    let old = old.filter(|old| old.name == *b"iTXt").and_then(|old| old.content.get(XMP.len()..));
    let head = old.and_then(head).unwrap_or(PLAIN);
    match (packet, head) {
        ([], _) => Ok(Vec::new()),
        (_, [_, 0, ..]) => chunk(*b"iTXt", &[XMP.as_bytes(), head, packet].concat()),
        (_, _) => chunk(*b"iTXt", &[XMP.as_bytes(), head, &deflated(packet)?].concat()),
    }
}

/// What stands between keyword and text: a NUL, whether it is compressed and how, language, keyword in that language.
fn head(rest: &[u8]) -> Option<&[u8]> {
    let language = 3 + memchr::memchr(0, rest.get(3..)?)? + 1;
    let keyword = language + memchr::memchr(0, rest.get(language..)?)? + 1;
    rest.get(..keyword)
}

/// A profile as text with other datasets in it.
fn profile_chunk(old: &Carrier, wanted: &Wanted) -> Result<Vec<u8>, Problem> {
    let broken = || Problem::new(ProblemKind::Malformed, "the profile with IIM cannot be read");
    let head = old.keyword.len() + 1;
    let (keyword, text) = old.content.split_at_checked(head).ok_or_else(broken)?;
    let inflated = match (&old.name, text) {
        (b"tEXt", _) => Some(text.to_vec()),
        (b"zTXt", [0, stream @ ..]) => Inflater::new().inflate(stream),
        _ => return Err(unsupported("the profile with IIM is in an international text")),
    };
    let profile = Profile::read(&inflated.ok_or_else(broken)?).ok_or_else(broken)?;
    let Some(text) = profile.with(wanted)? else { return Ok(Vec::new()) };
    match &old.name {
        b"tEXt" => chunk(*b"tEXt", &[keyword, &text].concat()),
        _ => chunk(*b"zTXt", &[keyword, b"\0", &deflated(&text)?].concat()),
    }
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    done.map_err(|error| refused(format!("compressing failed: {error}")))
}

#[cfg(test)]
mod tests;
