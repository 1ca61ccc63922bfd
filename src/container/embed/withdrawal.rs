//! Items that are taken out of a HEIF's lists, if nothing else speaks of them. Free space takes the room of what the lists
//! lose, so that nothing moves.
use super::super::boxes::Fields;
use super::super::reader::Reader;
use super::boxes::{Placed, free};
use super::changes::Changes;
use super::inventory::Inventory;
use super::unsupported;
use crate::asset::Problem;
use std::ops::Range;

/// Takes items out of all lists.
///
/// # Errors
/// `Unsupported` where properties, groups or other items speak of one.
pub(super) fn withdraw(
    reader: &mut Reader<'_>,
    changes: &mut Changes,
    file: &Inventory,
    ids: &[u64],
) -> Result<(), Problem> {
    let listed: Vec<Range<u64>> =
        file.entries.iter().filter(|entry| ids.contains(&entry.id)).map(|entry| entry.range.clone()).collect();
    let located: Vec<Range<u64>> =
        file.locations.items.iter().filter(|item| ids.contains(&item.id)).map(|item| item.range.clone()).collect();
    if has_properties(reader, file, ids)? || file.children.iter().any(|child| child.atom.name == *b"grpl") {
        return Err(spoken_of());
    }
    for (number, gone) in [(file.count, &listed), (file.locations.count, &located)] {
        let bytes = number.value.checked_sub(gone.len() as u64).and_then(|count| number.bytes(count));
        changes.replace(number.range(), bytes.ok_or_else(spoken_of)?);
    }
    let mut lost = shrink(reader, changes, &file.list, &listed)?;
    lost += shrink(reader, changes, &file.places, &located)?;
    lost += references(reader, changes, file, ids)?;
    file.meta.resize(reader, changes, -lost.cast_signed())?;
    changes.insert(file.meta.atom.end, free(lost)?);
    Ok(())
}

fn spoken_of() -> Problem {
    unsupported("other parts of the file speak of the item that is to be taken out")
}

/// Takes ranges out of a box; gives how many bytes it lost.
fn shrink(reader: &mut Reader<'_>, changes: &mut Changes, list: &Placed, gone: &[Range<u64>]) -> Result<u64, Problem> {
    let lost = gone.iter().map(|range| range.end - range.start).sum::<u64>();
    gone.iter().for_each(|range| changes.replace(range.clone(), Vec::new()));
    list.resize(reader, changes, -lost.cast_signed())?;
    Ok(lost)
}

/// Takes out what the items say of others; nothing may speak of them.
fn references(reader: &mut Reader<'_>, changes: &mut Changes, file: &Inventory, ids: &[u64]) -> Result<u64, Problem> {
    let Some(list) = file.children.iter().find(|child| child.atom.name == *b"iref") else { return Ok(0) };
    let width = if reader.array(list.atom.start) == Some([0]) { 2 } else { 4 };
    let all = list.children(reader, 4)?;
    let mut gone = Vec::new();
    for reference in &all {
        let content = reference.atom.content(reader).ok_or_else(spoken_of)?;
        let mut fields = Fields(&content);
        let (from, count) = fields.uint(width).zip(fields.uint(2)).ok_or_else(spoken_of)?;
        if ids.contains(&from) {
            gone.push(reference.range());
        } else if (0..count).map_while(|_| fields.uint(width)).any(|to| ids.contains(&to)) {
            return Err(spoken_of());
        }
    }
    if gone.len() == all.len() {
        changes.replace(list.range(), Vec::new());
        return Ok(list.atom.end - list.at);
    }
    shrink(reader, changes, list, &gone)
}

/// Whether one of the items has properties (`ipma`; ISO/IEC 23008-12, 9.3.2).
fn has_properties(reader: &mut Reader<'_>, file: &Inventory, ids: &[u64]) -> Result<bool, Problem> {
    for properties in file.children.iter().filter(|child| child.atom.name == *b"iprp") {
        for list in properties.children(reader, 0)?.iter().filter(|list| list.atom.name == *b"ipma") {
            let content = list.atom.content(reader).ok_or_else(spoken_of)?;
            if described(&content).ok_or_else(spoken_of)?.iter().any(|id| ids.contains(id)) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The items that a list of properties speaks of.
fn described(content: &[u8]) -> Option<Vec<u64>> {
    let mut fields = Fields(content);
    let (version, flags) = (fields.uint(1)?, fields.uint(3)?);
    let (width, each) = (if version == 0 { 2 } else { 4 }, if flags & 1 == 0 { 1 } else { 2 });
    let mut found = Vec::new();
    for _ in 0..fields.uint(4)? {
        found.push(fields.uint(width)?);
        let count = usize::try_from(fields.uint(1)?).ok()?;
        fields.bytes(count * each)?;
    }
    Some(found)
}
