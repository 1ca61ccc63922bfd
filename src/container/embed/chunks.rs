//! Where the chunks of a film's tracks are (`stco`, `co64`; ISO/IEC 14496-12, 8.7.5) when what stands before them has
//! grown. It knows no sample.
use super::super::bmff::XMP;
use super::super::reader::{LARGEST_BLOCK, Reader};
use super::boxes::Placed;
use super::changes::Changes;
use super::unsupported;
use crate::asset::Problem;

/// The most bytes of all tables together.
const MOST_TABLES: u64 = LARGEST_BLOCK;
/// What a film may be made of for everything that counts offsets to be known: other boxes may count them as well, as those
/// of dash cameras do that lead to positions.
const FILM: [&[u8; 4]; 6] = [b"mvhd", b"udta", b"iods", b"free", b"skip", b"ctab"];
const TABLE: [&[u8; 4]; 16] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"sdtp", b"sbgp",
    b"sgpd", b"stps", b"stsh", b"padb",
];

/// Changes the tables so that they lead to where the chunks are then.
///
/// # Errors
/// `Unsupported` where something moves that other boxes may lead to.
pub(super) fn follow(reader: &mut Reader<'_>, changes: &mut Changes, top: &[Placed]) -> Result<(), Problem> {
    let has_moved = |part: &&Placed| changes.moved(part.atom.start) != Some(part.atom.start);
    if !top.iter().filter(|part| part.atom.name == *b"mdat").any(|part| has_moved(&part)) {
        return Ok(());
    }
    if top.iter().any(|part| part.atom.name == *b"meta") {
        return Err(unknown());
    }
    let before = changes.clone();
    for film in top.iter().filter(|part| part.atom.name == *b"moov") {
        for child in film.children(reader, 0)? {
            // Apple's list of keys counts nothing.
            let is_list = child.atom.name == *b"meta" && !has_locations(reader, &child);
            match &child.atom.name {
                b"trak" => track(reader, (&before, changes), &child)?,
                b"uuid" if reader.array(child.atom.start) == Some(XMP) => {}
                _ if child.is(&FILM) || is_list => {}
                _ => return Err(unknown()),
            }
        }
    }
    Ok(())
}

fn unknown() -> Problem {
    unsupported("the film would move, and not all that leads to its parts is known")
}

/// A `meta` box has a version in MP4 and none in QuickTime.
fn has_locations(reader: &mut Reader<'_>, meta: &Placed) -> bool {
    let mut has = |skip| meta.atom.children(reader, skip).iter().any(|child| child.name == *b"iloc");
    has(0) || has(4)
}

fn track(reader: &mut Reader<'_>, (before, changes): (&Changes, &mut Changes), track: &Placed) -> Result<(), Problem> {
    let mut open = vec![*track];
    while let Some(parent) = open.pop() {
        for child in parent.children(reader, 0)? {
            match &child.atom.name {
                b"mdia" | b"minf" | b"stbl" | b"dinf" if open.len() < 16 => open.push(child),
                b"dref" if !is_self_contained(reader, &child)? => return Err(unknown()),
                b"stco" => table(reader, (before, changes), &child, 4)?,
                b"co64" => table(reader, (before, changes), &child, 8)?,
                _ if parent.atom.name == *b"stbl" && !child.is(&TABLE) => return Err(unknown()),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether all data is in the file itself (8.7.2): each reference says so in its flags.
fn is_self_contained(reader: &mut Reader<'_>, references: &Placed) -> Result<bool, Problem> {
    let entries = references.children(reader, 8)?;
    Ok(entries.iter().all(|entry| reader.array::<4>(entry.atom.start).is_some_and(|[_, _, _, flags]| flags & 1 == 1)))
}

/// The offsets of a table, each where its byte is then. One that leads behind the file leads nowhere.
fn table(
    reader: &mut Reader<'_>,
    (before, changes): (&Changes, &mut Changes),
    place: &Placed,
    width: usize,
) -> Result<(), Problem> {
    let length = reader.len();
    if changes.size().saturating_add(place.atom.size()) > MOST_TABLES {
        return Err(unsupported("the film would move, and the tables of its chunks are larger than damson writes"));
    }
    let mut content = place.atom.content(reader).ok_or_else(unknown)?;
    for offset in content.get_mut(8..).unwrap_or_default().chunks_exact_mut(width) {
        let old = offset.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        if old >= length {
            continue;
        }
        let new = before.moved(old).ok_or_else(unknown)?.to_be_bytes();
        let (high, low) = new.split_at_checked(8 - width).ok_or_else(unknown)?;
        if high.iter().any(|byte| *byte != 0) {
            return Err(unsupported("the film would move to where its tables cannot lead"));
        }
        offset.copy_from_slice(low);
    }
    changes.replace(place.atom.start..place.atom.end, content);
    Ok(())
}
