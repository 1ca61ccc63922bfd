//! XMP into films and sounds made of boxes: a `uuid` box at the top of MP4 and its kin, `XMP_` in the user data of a
//! QuickTime film (Adobe XMP Specification Part 3, 1.2.4 and 1.2.6). A packet stays where and in which of the two it is.
//!
//! Samples do not move where that can be helped; where they do, `chunks` puts right what counts offsets to them.
use super::super::anatomy::Anatomy;
use super::super::bmff::XMP;
use super::super::reader::{LARGEST_BLOCK, Reader};
use super::boxes::{Placed, append, boxed, free, placed};
use super::changes::Changes;
use super::{Wanted, chunks, unsupported};
use crate::asset::{Problem, ProblemKind};

const PACKET: [u8; 4] = *b"XMP_";
const FREE: [&[u8; 4]; 2] = [b"free", b"skip"];
/// What films in fragments have: where those are is told in more ways than are followed.
const FRAGMENTS: [&[u8; 4]; 5] = [b"moof", b"mfra", b"sidx", b"styp", b"ssix"];

/// The changes of the boxes.
pub(super) fn changes(reader: &mut Reader<'_>, _before: &Anatomy, wanted: &mut Wanted) -> Result<Changes, Problem> {
    let packet = match wanted {
        Wanted { exif: None, iim: None, digest: None, xmp: Some(packet), .. } => packet,
        _ => return Err(unsupported("films have a place for XMP, and none for Exif and IIM")),
    };
    let top = placed(reader, 0, reader.len())?;
    if top.iter().any(|part| part.is(&FRAGMENTS)) {
        return Err(unsupported("the film is in fragments, into which damson does not write"));
    }
    let mut changes = Changes::default();
    match holder(reader, &top)? {
        Some(Holder { place, .. }) if place.atom.size() > LARGEST_BLOCK => {
            return Err(Problem::new(ProblemKind::Limit, "the XMP packet of the file is larger than damson reads"));
        }
        Some(Holder { parents, place }) if parents.is_empty() => at_top(reader, &mut changes, &top, place, packet)?,
        Some(Holder { parents, place }) => {
            let new = held(place.atom.name, packet)?;
            changes.replace(place.range(), new.clone());
            let grown = new.len().cast_signed() as i64 - (place.atom.end - place.at).cast_signed();
            settle(reader, &mut changes, &top, &parents, grown)?;
        }
        None if packet.is_empty() => {}
        None if is_quicktime(reader, &top) => within(reader, &mut changes, &top, packet)?,
        None => append(reader, &mut changes, &top, held(*b"uuid", packet)?)?,
    }
    Ok(changes)
}

/// Whether it is QuickTime by its own word, or from before there was one; its name is no matter.
fn is_quicktime(reader: &mut Reader<'_>, top: &[Placed]) -> bool {
    match top.first() {
        Some(first) if first.atom.name == *b"ftyp" => {
            matches!(reader.array(first.atom.start), Some(brand) if [*b"qt  ", *b"mqt "].contains(&brand))
        }
        Some(_) | None => true,
    }
}

/// The box with the packet, and what it lies in, from the top down.
struct Holder {
    parents: Vec<Placed>,
    place: Placed,
}

/// The one box that a packet is read from.
fn holder(reader: &mut Reader<'_>, top: &[Placed]) -> Result<Option<Holder>, Problem> {
    let mut found = Vec::new();
    let mut open: Vec<(Vec<Placed>, Placed)> = top.iter().map(|part| (Vec::new(), *part)).collect();
    while let Some((parents, place)) = open.pop() {
        let is_in_user_data = parents.last().is_some_and(|parent| parent.atom.name == *b"udta");
        match &place.atom.name {
            b"uuid" if !is_in_user_data && reader.array(place.atom.start) == Some(XMP) && place.atom.size() > 16 => {
                found.push(Holder { parents, place });
            }
            &PACKET if is_in_user_data && place.atom.size() > 0 => found.push(Holder { parents, place }),
            b"moov" if parents.is_empty() => open.extend(below(reader, &parents, place)?),
            b"udta" if parents.len() < 2 && !is_in_user_data => open.extend(below(reader, &parents, place)?),
            _ => {}
        }
    }
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(Problem::new(ProblemKind::Ambiguous, "there are several XMP packets in the file")),
    }
}

fn below(reader: &mut Reader<'_>, parents: &[Placed], place: Placed) -> Result<Vec<(Vec<Placed>, Placed)>, Problem> {
    let parents = [parents, &[place]].concat();
    Ok(place.children(reader, 0)?.into_iter().map(|child| (parents.clone(), child)).collect())
}

/// A packet in a box of a name; none where it is empty.
fn held(name: [u8; 4], packet: &[u8]) -> Result<Vec<u8>, Problem> {
    match (packet, &name) {
        ([], _) => Ok(Vec::new()),
        (_, b"uuid") => boxed(name, &[&XMP, packet]),
        (_, _) => boxed(name, &[packet]),
    }
}

/// Another packet for a box at the top: in its place where nothing moves by that, else at the end of the file.
fn at_top(
    reader: &mut Reader<'_>,
    changes: &mut Changes,
    top: &[Placed],
    old: Placed,
    packet: &[u8],
) -> Result<(), Problem> {
    let mut new = held(*b"uuid", packet)?;
    let is_last = top.last().is_some_and(|last| last.at == old.at);
    let size = old.atom.end - old.at;
    let left = size.checked_sub(new.len() as u64);
    match left {
        _ if is_last => {}
        Some(0) => {}
        Some(left @ 8..) => new.extend(free(left)?),
        Some(1..8) | None => {
            append(reader, changes, top, std::mem::take(&mut new))?;
            new = free(size)?;
        }
    }
    changes.replace(old.range(), new);
    Ok(())
}

/// A first packet into the user data of a film.
fn within(reader: &mut Reader<'_>, changes: &mut Changes, top: &[Placed], packet: &[u8]) -> Result<(), Problem> {
    let none = || unsupported("the file has no film to say something of");
    let film = top.iter().find(|part| part.atom.name == *b"moov").copied().ok_or_else(none)?;
    let children = film.children(reader, 0)?;
    let user_data = children.iter().find(|child| child.atom.name == *b"udta");
    let new = held(PACKET, packet)?;
    let (parents, place, new) = match user_data {
        Some(user_data) => (vec![film, *user_data], *user_data, new),
        None => (vec![film], film, boxed(*b"udta", &[&new])?),
    };
    // Four zero bytes may end a list; no box stands behind them.
    let behind = place.children(reader, 0)?.last().map_or(place.atom.start, |last| last.atom.end);
    let grown = new.len().cast_signed() as i64;
    changes.insert(behind, new);
    settle(reader, changes, top, &parents, grown)
}

/// Writes the sizes of what has grown, takes the room from free space behind it, and follows what moves nevertheless.
fn settle(
    reader: &mut Reader<'_>,
    changes: &mut Changes,
    top: &[Placed],
    parents: &[Placed],
    grown: i64,
) -> Result<(), Problem> {
    if grown == 0 {
        return Ok(());
    }
    for parent in parents {
        parent.resize(reader, changes, grown)?;
    }
    let outer = parents.first().map_or(0, |outer| outer.atom.end);
    if let Some(next) = top.iter().find(|part| part.at == outer) {
        absorb(reader, changes, next, grown)?;
    }
    chunks::follow(reader, changes, top)
}

/// Makes up for bytes that came or went before a box: with free space, if that is what it is, or before it.
fn absorb(reader: &mut Reader<'_>, changes: &mut Changes, next: &Placed, grown: i64) -> Result<(), Problem> {
    let (size, is_free) = (next.atom.end - next.at, next.is(&FREE) && next.atom.start == next.at + 8);
    match u64::try_from(grown) {
        Ok(grown) if is_free && (grown == size || grown.saturating_add(8) <= size) => {
            // Cameras keep something even in what they call free.
            let taken = reader.copy(next.atom.start, grown.min(size - 8));
            if taken.is_some_and(|taken| taken.iter().all(|byte| *byte == 0)) {
                let head = if grown == size { Vec::new() } else { head(size - grown, next.atom.name)? };
                changes.replace(next.at..next.atom.start + grown.min(size - 8), head);
            }
        }
        Err(_) if grown <= -8 => changes.insert(next.at, free(grown.unsigned_abs())?),
        Ok(_) | Err(_) => {}
    }
    Ok(())
}

fn head(size: u64, name: [u8; 4]) -> Result<Vec<u8>, Problem> {
    let too_large = |_| unsupported("the free space of the file is too large to be resized");
    Ok([u32::try_from(size).map_err(too_large)?.to_be_bytes(), name].concat())
}

#[cfg(test)]
mod tests;
