//! New blocks into the items of HEIF and AVIF (ISO/IEC 23008-12, annex A): an `Exif` item, and a `mime` item with XMP. An
//! item that is there gets other bytes, at the end of the file where they do not fit, and moves nothing; one that is not is
//! listed anew, and all offsets follow.
use super::super::anatomy::{Anatomy, BlockKind};
use super::super::items::exif;
use super::super::reader::Reader;
use super::boxes::{append, boxed};
use super::changes::Changes;
use super::inventory::Inventory;
use super::items::{Entry, Location};
use super::withdrawal::withdraw;
use super::{Wanted, unsupported};
use crate::asset::{Problem, ProblemKind};
use std::ops::Range;

const RDF: &str = "application/rdf+xml";
/// What stands before the TIFF stream of a new item: how far it is, and JPEG's head, as cameras write it.
const EXIF_HEAD: &[u8] = b"\0\0\0\x06Exif\0\0";
/// Bytes of a box's head.
const HEAD: u64 = 8;

/// The changes of the items.
pub(super) fn changes(reader: &mut Reader<'_>, _before: &Anatomy, wanted: &mut Wanted) -> Result<Changes, Problem> {
    if wanted.iim.is_some() || wanted.digest.is_some() {
        return Err(unsupported("HEIF has no place for IIM"));
    }
    let file = Inventory::read(reader)?;
    let (mut puts, mut gone) = (Vec::new(), Vec::new());
    for (kind, block) in [(BlockKind::Exif, &wanted.exif), (BlockKind::Xmp, &wanted.xmp)] {
        if let Some(block) = block {
            let put = Put::of(reader, &file, kind, block)?;
            if block.is_empty() { gone.push(put) } else { puts.push(put) }
        }
    }
    let mut changes = Changes::default();
    if gone.iter().any(|put| put.old.is_some()) {
        take_out(reader, &mut changes, &file, &gone)?;
    }
    write(reader, &file, &puts, &gone, changes)
}

/// Takes items out of the lists, and wipes out what their bytes were.
fn take_out(reader: &mut Reader<'_>, changes: &mut Changes, file: &Inventory, gone: &[Put<'_>]) -> Result<(), Problem> {
    let ids: Vec<u64> = gone.iter().filter_map(|put| put.old.map(|location| location.id)).collect();
    withdraw(reader, changes, file, &ids)?;
    for put in gone {
        match &put.spot {
            Spot::Over(_) | Spot::Behind(None) => {}
            Spot::Instead(range) => changes.replace(range.clone(), Vec::new()),
            Spot::Behind(Some(range)) => changes.replace(range.clone(), zeros(range)),
        }
    }
    Ok(())
}

fn zeros(range: &Range<u64>) -> Vec<u8> {
    vec![0; usize::try_from(range.end - range.start).unwrap_or(0)]
}

/// An item's new bytes, and where they go.
struct Put<'f> {
    kind: BlockKind,
    data: Vec<u8>,
    /// Where the item is that is there.
    old: Option<&'f Location>,
    spot: Spot,
}

enum Spot {
    /// Over the old bytes, which are as many.
    Over(Range<u64>),
    /// In the place of a box at the end of the file that has nothing else in it.
    Instead(Range<u64>),
    /// In a box of their own at the end; what the old bytes were is wiped out.
    Behind(Option<Range<u64>>),
}

impl<'f> Put<'f> {
    fn of(reader: &mut Reader<'_>, file: &'f Inventory, kind: BlockKind, block: &[u8]) -> Result<Put<'f>, Problem> {
        let is_it = |entry: &&Entry| match kind {
            BlockKind::Exif => entry.kind == *b"Exif",
            _ => entry.kind == *b"mime" && entry.content_type == RDF,
        };
        let mut items = file.entries.iter().filter(is_it);
        let (item, None) = (items.next(), items.next()) else {
            return Err(Problem::new(ProblemKind::Ambiguous, "there are several metadata blocks of one kind"));
        };
        let Some(item) = item else {
            let data = if kind == BlockKind::Exif { [EXIF_HEAD, block].concat() } else { block.to_vec() };
            return Ok(Put { kind, data, old: None, spot: Spot::Behind(None) });
        };
        let unclear = || unsupported("the metadata item of the file is in a form that damson does not write");
        let location = file.locations.of(item.id).ok_or_else(unclear)?;
        let range = file.range(location).filter(|_| !item.is_protected && item.encoding.is_empty());
        let range = range.filter(|range| range.end <= reader.len()).ok_or_else(unclear)?;
        let old = reader.copy(range.start, range.end - range.start).ok_or_else(unclear)?;
        let head = match kind {
            BlockKind::Exif => old.len() - exif(&old).ok_or_else(unclear)?.len(),
            _ => 0,
        };
        let data = [old.get(..head).unwrap_or_default(), block].concat();
        let spot = match file.box_at_the_end(&range) {
            _ if data.len() == old.len() && !file.is_shared(item.id, &range) => Spot::Over(range),
            Some(place) => Spot::Instead(place),
            None => Spot::Behind(Some(range).filter(|range| file.is_data(range) && !file.is_shared(item.id, range))),
        };
        Ok(Put { kind, data, old: Some(location), spot })
    }

    /// What an item is and, for a `mime` item, of what type.
    fn names(&self) -> ([u8; 4], &'static [u8]) {
        match self.kind {
            BlockKind::Exif => (*b"Exif", b""),
            _ => (*b"mime", b"application/rdf+xml\0"),
        }
    }
}

/// Lists what is new, puts the bytes where they go, and lets all offsets follow.
fn write(
    reader: &mut Reader<'_>,
    file: &Inventory,
    puts: &[Put<'_>],
    gone: &[Put<'_>],
    mut changes: Changes,
) -> Result<Changes, Problem> {
    let new: Vec<([u8; 4], &[u8])> = puts.iter().filter(|put| put.old.is_none()).map(Put::names).collect();
    if !new.is_empty() && !gone.is_empty() {
        return Err(unsupported("damson does not put one item into HEIF and take another out at once"));
    }
    let mut ids = file.announce(reader, &mut changes, &new)?.into_iter();
    let behind = fill(&mut changes, puts)?;
    // Where everything is then is known when the room for new entries is.
    let mut then = changes.clone();
    then.insert(file.locations.end, vec![0; file.locations.entry(0, 0, 0)?.len() * new.len()]);
    let mut listed = Vec::new();
    for (put, at) in puts.iter().zip(places(&then, file, puts)?) {
        let length = put.data.len() as u64;
        match put.old {
            Some(location) => location.lead(&mut changes, at, length)?,
            None => listed.extend(file.locations.entry(ids.next().unwrap_or(0), at, length)?),
        }
    }
    let written: Vec<u64> = puts.iter().chain(gone).filter_map(|put| put.old.map(|location| location.id)).collect();
    file.follow(&mut changes, &then, &written, reader.len())?;
    changes.insert(file.locations.end, listed);
    if !behind.is_empty() {
        append(reader, &mut changes, &file.top, behind)?;
    }
    Ok(changes)
}

/// Puts the bytes where they go; gives the boxes that are to stand at the end.
fn fill(changes: &mut Changes, puts: &[Put<'_>]) -> Result<Vec<u8>, Problem> {
    let mut behind = Vec::new();
    for put in puts {
        match &put.spot {
            Spot::Over(range) => changes.replace(range.clone(), put.data.clone()),
            Spot::Instead(range) => changes.replace(range.clone(), boxed(*b"mdat", &[&put.data])?),
            Spot::Behind(old) => {
                behind.extend(boxed(*b"mdat", &[&put.data])?);
                old.iter().for_each(|old| changes.replace(old.clone(), zeros(old)));
            }
        }
    }
    Ok(behind)
}

/// Where the bytes of each are then.
fn places(then: &Changes, file: &Inventory, puts: &[Put<'_>]) -> Result<Vec<u64>, Problem> {
    let mut end = then.moved(file.end());
    let places = puts.iter().map(|put| match &put.spot {
        Spot::Over(range) => then.moved(range.start),
        Spot::Instead(range) => then.moved(range.start)?.checked_add(HEAD),
        Spot::Behind(_) => {
            let at = end?.checked_add(HEAD);
            end = at?.checked_add(put.data.len() as u64);
            at
        }
    });
    let places: Option<Vec<u64>> = places.collect();
    places.ok_or_else(|| Problem::new(ProblemKind::Limit, "the file would be larger than its offsets can say"))
}

#[cfg(test)]
mod tests;
