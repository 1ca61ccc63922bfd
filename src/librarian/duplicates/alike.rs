//! Pictures that look alike, by fingerprints that were prepared. Groups are stars: every member is held against the one with the
//! most pixels, so that no chain of small steps leads from one picture to another.
mod capture;
mod star;

use super::{Alike, Kind, essence};
use crate::asset::AssetId;
use crate::catalog::{Catalog, CatalogError};
use crate::imaging::{
    ALGORITHM, Fingerprint, Hash, LEAST_STRENGTH, Likeness, Pair, RENDITION, Signature, Sought, likeness, pairs,
};
use crate::librarian::error::LibrarianError;
use crate::librarian::prepare::pictures;
use crate::librarian::selected::ids_of;
use crate::query::Filter;
use star::Stars;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

/// The farthest pictures that are alike, unless it is said otherwise.
pub const DISTANCE: u32 = 12;

/// What is looked for, and with what.
pub(super) struct Search<'s> {
    pub kind: Kind,
    /// The farthest that are alike; of renditions it is fixed.
    pub distance: u32,
    pub workers: usize,
    pub stop: &'s AtomicBool,
}

/// What there was to search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Pictures that are not prepared.
    pub unprepared: u64,
    /// Pictures too plain to be told from others.
    pub plain: u64,
}

/// A picture, and what it is found by.
struct Entry {
    id: AssetId,
    size: (u32, u32),
    hash: Hash,
}

/// Calls `each` with the groups, those of the largest pictures first, until it breaks, where an asset of one matches.
///
/// # Errors
/// `NotFound` where nothing is prepared; the catalogue's.
pub(super) fn groups(
    catalog: &dyn Catalog,
    filter: &Filter,
    search: &Search<'_>,
    each: &mut dyn FnMut(Vec<Alike>) -> ControlFlow<()>,
) -> Result<Stock, LibrarianError> {
    let (entries, stock) = stock(catalog)?;
    let wanted: Option<HashSet<AssetId>> = match filter {
        Filter::Everything => None,
        filter => Some(ids_of(catalog, filter)?.into_iter().collect()),
    };
    let most = match search.kind {
        Kind::Rendition => RENDITION,
        Kind::Similar | Kind::Exact | Kind::Essence => search.distance,
    };
    let found = near(&entries, most, search);
    let stars = Stars::of(catalog, &entries, &found, search.kind, most, search)?;
    for star in stars.into_groups() {
        let is_wanted =
            |place: &u32| wanted.as_ref().is_none_or(|wanted| wanted.contains(&entries[*place as usize].id));
        if !star.iter().any(|(place, _)| is_wanted(place)) || search.stop.load(std::sync::atomic::Ordering::Relaxed) {
            continue;
        }
        for group in told(catalog, &entries, &star, search.kind)? {
            if each(group).is_break() {
                return Ok(stock);
            }
        }
    }
    Ok(stock)
}

/// The pictures that may be told from others, those with the most pixels first, then those with the most bytes, then by accession.
fn stock(catalog: &dyn Catalog) -> Result<(Vec<Entry>, Stock), LibrarianError> {
    let (mut entries, mut prepared) = (Vec::new(), 0);
    catalog.fingerprints(&Filter::Everything, ALGORITHM, &mut |id, bytes, kept| {
        let hash = Hash::of_bytes(kept.hash);
        prepared += 1;
        if hash.strength() >= LEAST_STRENGTH {
            entries.push((bytes, Entry { id, size: kept.size, hash }));
        }
        ControlFlow::Continue(())
    })?;
    let all = catalog.count(&pictures(&Filter::Everything))?;
    if prepared == 0 && all > 0 {
        return Err(LibrarianError::Refused {
            message: "no picture is prepared to be held against others".to_owned(),
            hint: Some("damson duplicates --prepare".to_owned()),
        });
    }
    let pixels = |entry: &Entry| u64::from(entry.size.0) * u64::from(entry.size.1);
    entries.sort_by_key(|(bytes, entry)| Reverse((pixels(entry), *bytes)));
    let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
    let stock = Stock { unprepared: all.saturating_sub(prepared), plain: prepared - entries.len() as u64 };
    Ok((entries, stock))
}

fn near(entries: &[Entry], most: u32, search: &Search<'_>) -> Vec<Pair> {
    let (hashes, sizes): (Vec<Hash>, Vec<_>) = entries.iter().map(|entry| (entry.hash, entry.size)).unzip();
    pairs(&Sought { hashes: &hashes, sizes: &sizes, most, workers: search.workers, stop: search.stop })
}

/// What is told of a star: members that cannot be of one exposure are no renditions of each other.
fn told(
    catalog: &dyn Catalog,
    entries: &[Entry],
    star: &[(u32, Option<Likeness>)],
    kind: Kind,
) -> Result<Vec<Vec<Alike>>, CatalogError> {
    let ids: Vec<AssetId> = star.iter().map(|(place, _)| entries[*place as usize].id).collect();
    let kept = catalog.signatures(&ids, ALGORITHM)?.into_iter();
    let mut signatures: HashMap<AssetId, Signature> =
        kept.filter_map(|(id, bytes)| Some((id, Signature::of_bytes(&bytes)?))).collect();
    let mut assets = essence::read(catalog, ids)?;
    let mut members = Vec::with_capacity(star.len());
    for (place, _) in star {
        let entry = &entries[*place as usize];
        let Some(asset) = assets.remove(&entry.id) else { continue };
        let relations = catalog.links(asset.id)?.iter().filter(|link| link.relation.is_of_groups()).count();
        let print = signatures
            .remove(&entry.id)
            .map(|signature| Rc::new(Fingerprint { size: entry.size, hash: entry.hash, signature }));
        members.push(Alike { asset, relations, print });
    }
    let groups = match kind {
        Kind::Rendition => capture::parted(members),
        Kind::Similar | Kind::Exact | Kind::Essence => vec![members],
    };
    Ok(groups.into_iter().filter(|group: &Vec<Alike>| group.len() > 1).collect())
}

/// How a picture is like the one that is kept: how far from it, in words, and whether it is a rendition of it.
pub(super) struct Resemblance {
    pub distance: u32,
    pub evidence: String,
    pub is_rendition: bool,
}

impl Resemblance {
    /// Of two pictures of a group.
    pub(super) fn of(kept: &Fingerprint, other: &Fingerprint) -> Option<Resemblance> {
        let found = likeness(kept, other, u32::MAX)?;
        Some(Resemblance { distance: found.distance, evidence: in_words(&found), is_rendition: found.is_rendition })
    }
}

fn in_words(likeness: &Likeness) -> String {
    let by = likeness.orientation;
    let turned = match (by.is_transposed, by.is_mirrored ^ by.is_flipped) {
        (false, false) if by.is_mirrored => Some("turned by 180°"),
        (false, false) => None,
        (true, true) => Some("turned by 90°"),
        (false, true) | (true, false) => Some("mirrored"),
    };
    let cut = likeness.frame.map(|frame| if frame.is_first { "with more around it" } else { "a part of it" });
    let what = if likeness.is_rendition { Some("the same picture") } else { Some("looks alike") };
    let tinted = likeness.is_tinted.then_some("other colours");
    let parts: Vec<&str> =
        [what, cut.filter(|_| !likeness.is_rendition), turned, tinted].into_iter().flatten().collect();
    parts.join(", ")
}
