//! Raw files with their JPEGs and Live Photos, bound as they come: after each folder by stem, after each file by ids. A
//! link is made, renewed or taken away in the operation that brought the file.
use super::Run;
use crate::asset::holding::has_extension;
use crate::asset::sidecar::stem;
use crate::asset::{AssetId, FilePath, Role};
use crate::catalog::{Change, Clue, Known, Link};
use crate::librarian::error::LibrarianError;
use crate::librarian::relate::{speaks_against, tie};
use crate::librarian::sidecars::is_raw;
use std::collections::BTreeMap;

/// How many assets with one id are looked at: more are pictures that programs stamped alike.
const MOST_WITH_ONE_ID: usize = 16;

/// The two files of one stem that may be one exposure.
pub(in crate::librarian) type Couple = [FilePath; 2];

/// The couples among a folder's names: of each stem the only raw file with the only developed picture, and the only
/// developed picture with the only film.
pub(in crate::librarian) fn couples(folder: &FilePath, names: &[&[u8]]) -> Vec<Couple> {
    // Most folders have pictures of one kind, and nothing is sorted in them.
    let mut is_there = [false; 3];
    names.iter().filter_map(|name| part_of(name)).for_each(|part| is_there[part] = true);
    if !is_there[DEVELOPED] || !(is_there[RAW] || is_there[FILM]) {
        return Vec::new();
    }
    let mut stems: BTreeMap<Vec<u8>, [Vec<&[u8]>; 3]> = BTreeMap::new();
    for name in names {
        if let Some(part) = part_of(name) {
            stems.entry(stem(name).to_ascii_lowercase()).or_default()[part].push(name);
        }
    }
    let couple = |one: &[u8], other: &[u8]| [folder.join(one), folder.join(other)];
    let of_stem = |[raws, developed, films]: [Vec<&[u8]>; 3]| {
        let [still] = developed.as_slice() else { return Vec::new() };
        let with = |others: &[&[u8]]| if let [other] = others { Some(couple(other, still)) } else { None };
        with(&raws).into_iter().chain(with(&films)).collect()
    };
    stems.into_values().flat_map(of_stem).collect()
}

const RAW: usize = 0;
const DEVELOPED: usize = 1;
const FILM: usize = 2;

/// Which part of an exposure a file may be, by its name.
fn part_of(name: &[u8]) -> Option<usize> {
    if has_extension(name, &["jpg", "jpeg", "heic", "heif", "hif"]) {
        Some(DEVELOPED)
    } else if has_extension(name, &["mov", "mp4", "m4v"]) {
        Some(FILM)
    } else {
        is_raw(name).then_some(RAW)
    }
}

impl Run<'_> {
    /// Binds two files that share a stem, if their evidence does.
    pub(in crate::librarian) fn relate_couple(&mut self, [one, other]: &Couple) -> Result<(), LibrarianError> {
        let found = [self.deposit.find_path(one)?, self.deposit.find_path(other)?];
        let originals = found.map(|found| found.filter(|(_, holding)| holding.role == Role::Original));
        let [Some((one, _)), Some((other, _))] = originals else { return Ok(()) };
        let (Some(one), Some(other)) = (self.deposit.known(one)?, self.deposit.known(other)?) else { return Ok(()) };
        self.settle_link(&one, &other, true)?;
        self.deposit.gather(Vec::new(), [])
    }

    /// Binds an asset to those that carry its ids, wherever they lie, and looks again at what it is bound to.
    pub(super) fn relate_by_ids(&mut self, id: AssetId, clues: &[Clue], is_new: bool) -> Result<(), LibrarianError> {
        let mut others: Vec<AssetId> = Vec::new();
        if !is_new {
            let links = self.deposit.links(id)?;
            others.extend(links.iter().filter(|link| link.relation.is_of_groups()).map(|link| link.other));
        }
        for clue in clues {
            others.extend(self.deposit.find_clue(clue)?.into_iter().take(MOST_WITH_ONE_ID));
        }
        others.sort_unstable();
        others.dedup();
        others.retain(|other| *other != id);
        if others.is_empty() {
            return Ok(());
        }
        let Some(one) = self.deposit.known(id)? else { return Ok(()) };
        for other in others {
            if let Some(other) = self.deposit.known(other)? {
                self.settle_link(&one, &other, false)?;
            }
        }
        Ok(())
    }

    fn settle_link(&mut self, one: &Known, other: &Known, is_alone: bool) -> Result<(), LibrarianError> {
        let links = self.deposit.links(one.asset)?;
        let held = links.into_iter().find(|link| link.other == other.asset && link.relation.is_of_groups());
        let tie = tie(one, other, is_alone);
        let is_as_it_was = match (&held, &tie) {
            (Some(held), Some(tie)) => (held.relation, &held.evidence) == (tie.relation, &tie.evidence),
            (Some(held), None) => !speaks_against(held, one, other),
            (None, None) => true,
            (None, Some(_)) => false,
        };
        if is_as_it_was {
            return Ok(());
        }
        let unlink = |Link { relation, evidence, is_outward, .. }: Link| {
            let (asset, other) = if is_outward { (one.asset, other.asset) } else { (other.asset, one.asset) };
            Change::Link { asset, other, relation, evidence, present: false }
        };
        let mut changes: Vec<Change> = held.map(unlink).into_iter().collect();
        changes.extend(tie.map(|tie| Change::Link {
            asset: tie.from,
            other: tie.to,
            relation: tie.relation,
            evidence: tie.evidence,
            present: true,
        }));
        self.deposit.gather_first(changes, []);
        Ok(())
    }
}
