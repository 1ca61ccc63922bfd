//! `duplicates`: which files are the same, and in what way; which of them is kept, and why. It answers from the catalogue,
//! looks at the disk where that is asked for, and changes nothing.
mod act;
mod alike;
mod companions;
mod disk;
mod essence;
mod exact;
mod keeper;
mod recovery;
mod resolve;
mod scarce;
mod sheet;
mod union;

pub use act::Seen;
pub use alike::{DISTANCE, Stock};
pub use keeper::{Criterion, Rule};
pub use recovery::recover;
pub use resolve::{Party, Resolution, Resolve, resolutions, resolve};
pub use scarce::{Scarce, scarce};
pub use sheet::{Thumbnail, thumbnail};

use super::error::LibrarianError;
use super::protection::Protection;
use crate::asset::{Asset, AssetId, FilePath, Holding, HoldingState};
use crate::catalog::meaning::matches;
use crate::catalog::{Catalog, Detail};
use crate::imaging::Fingerprint;
use crate::query::Filter;
use keeper::Merit;
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// In what way files are the same. The words are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The same bytes: one asset, held more than once.
    Exact,
    /// The same picture, sound or page with other metadata.
    Essence,
    /// The same picture in another size, quality or format.
    Rendition,
    /// Pictures that look alike.
    Similar,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Exact, Kind::Essence, Kind::Rendition, Kind::Similar];

    /// The word that is printed.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Essence => "essence",
            Kind::Rendition => "rendition",
            Kind::Similar => "similar",
        }
    }
}

/// An asset of which files are the same as others'.
#[derive(Clone, Debug)]
pub struct Alike {
    /// The asset.
    pub asset: Asset,
    /// With how many others it makes one exposure.
    pub relations: usize,
    /// What it is found by, where the kind has distances.
    pub print: Option<Rc<Fingerprint>>,
}

/// Files that are the same in some way.
#[derive(Clone, Debug)]
pub struct Group {
    /// In what way.
    pub kind: Kind,
    /// The one that is kept first; at least two, but where copies are wanting.
    pub members: Vec<Member>,
    /// Whether the disk was looked at; if not, they are what the catalogue knows.
    pub is_checked: bool,
}

/// One file of a group.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its asset.
    pub id: AssetId,
    /// The file.
    pub file: Holding,
    /// Whether it stays: it is the one that the rule keeps, or it must not go.
    pub is_keeper: bool,
    /// Whether it is the very file of another member, by another name: a hard link, or the same folder by another path.
    pub is_linked: bool,
    /// Why it stays or may go, in words.
    pub reason: String,
    /// How far it is from the one that is kept, where the kind has distances: 0 is the same.
    pub distance: Option<u32>,
}

/// On which volumes the files of a group lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spread {
    /// On any.
    #[default]
    Any,
    /// All on one; files on several volumes are as many groups.
    Within,
    /// On two or more.
    Across,
}

/// The files that others are held against, and that are kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// Those below a folder.
    Under(FilePath),
    /// Those whose assets would match if they had no other file.
    Matching(Filter),
}

/// What is looked for.
pub struct Request<'r> {
    /// In what way files are to be the same.
    pub kind: Kind,
    /// The assets that are looked at; a group is told if one of its assets is among them.
    pub filter: Filter,
    /// Where given, only files that have the same on this side are told, with those.
    pub against: Option<Side>,
    /// On which volumes.
    pub spread: Spread,
    /// What is kept.
    pub rule: Rule,
    /// What must not go.
    pub protection: &'r Protection,
    /// Whether to look at the disk: what changed or went is left out, and links are told from copies.
    pub check: bool,
    /// How many groups at most.
    pub limit: Option<u64>,
    /// The farthest pictures that look alike.
    pub distance: u32,
    /// How many threads search for those.
    pub workers: usize,
    /// Becomes true when the user wants the search to stop.
    pub stop: Arc<AtomicBool>,
}

/// What a report came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Groups.
    pub groups: u64,
    /// Files in them.
    pub files: u64,
    /// Files that may go.
    pub spare: u64,
    /// Their bytes.
    pub spare_bytes: u64,
    /// What there was to search, of pictures that look alike.
    pub stock: Stock,
}

impl Tally {
    fn count(&mut self, group: &Group) {
        self.groups += 1;
        self.files += group.members.len() as u64;
        // Of pictures that look alike each may be somebody's work: none is to spare unless a person says so.
        let is_the_same = matches!(group.kind, Kind::Exact | Kind::Essence);
        for member in group.members.iter().filter(|member| is_the_same && !member.is_keeper) {
            self.spare += 1;
            self.spare_bytes += member.file.stat.size;
        }
    }
}

/// Hears groups.
pub type Each<'e> = dyn FnMut(&Group) -> ControlFlow<()> + 'e;

/// Calls `each` with the groups, by accession, those of empty files last, until it breaks.
///
/// # Errors
/// `Refused` for a kind of which nothing is known; the catalogue's.
pub fn report(catalog: &dyn Catalog, request: &Request<'_>, each: &mut Each<'_>) -> Result<Tally, LibrarianError> {
    let mut tally = Tally::default();
    // A group is whole before it is known whether its files are empty.
    let mut empty: Vec<Group> = Vec::new();
    let is_full = |tally: &Tally| request.limit.is_some_and(|limit| tally.groups >= limit);
    if is_full(&tally) {
        return Ok(tally);
    }
    let mut hear = |alike: Vec<Alike>| {
        for group in grouped(alike, request) {
            if group.members.iter().all(|member| member.file.stat.size == 0) {
                empty.push(group);
                continue;
            }
            tally.count(&group);
            if each(&group).is_break() || is_full(&tally) {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    };
    match request.kind {
        Kind::Exact => exact::groups(catalog, &request.filter, detail_of(request), &mut hear)?,
        Kind::Essence => essence::groups(catalog, &request.filter, &mut hear)?,
        Kind::Rendition | Kind::Similar => {
            let Request { kind, distance, workers, stop, .. } = request;
            let search = alike::Search { kind: *kind, distance: *distance, workers: *workers, stop };
            let stock = alike::groups(catalog, &request.filter, &search, &mut hear)?;
            tally.stock = stock;
        }
    }
    for group in empty {
        if is_full(&tally) {
            break;
        }
        tally.count(&group);
        if each(&group).is_break() {
            break;
        }
    }
    Ok(tally)
}

/// How much of an asset a report of copies must know.
fn detail_of(request: &Request<'_>) -> Detail {
    match request.against {
        Some(_) => Detail::Whole,
        None => Detail::Files,
    }
}

/// The groups that are told of assets that are the same.
fn grouped(alike: Vec<Alike>, request: &Request<'_>) -> Vec<Group> {
    let mut members: Vec<(Merit, Member)> = alike.iter().flat_map(|one| members_of(one, request)).collect();
    if request.check {
        members.retain_mut(|(_, member)| disk::is_as_it_was(&mut member.file));
    }
    let parts = match request.spread {
        Spread::Any => vec![members],
        Spread::Across if volumes(&members).len() < 2 => Vec::new(),
        Spread::Across => vec![members],
        Spread::Within => {
            let mut by_volume: BTreeMap<String, Vec<(Merit, Member)>> = BTreeMap::new();
            for one in members {
                by_volume.entry(one.1.file.volume.clone()).or_default().push(one);
            }
            by_volume.into_values().collect()
        }
    };
    let told = |members: Vec<(Merit, Member)>| {
        let is_answer = match request.against {
            Some(_) => [true, false].iter().all(|side| members.iter().any(|(merit, _)| merit.is_against == *side)),
            None => true,
        };
        (members.len() > 1 && is_answer).then(|| {
            let members = keeper::chosen(members, request);
            Group { kind: request.kind, members, is_checked: request.check }
        })
    };
    parts.into_iter().filter_map(told).collect()
}

fn volumes(members: &[(Merit, Member)]) -> HashSet<&str> {
    members.iter().map(|(_, member)| member.file.volume.as_str()).collect()
}

/// The files of an asset that are there and have its newest bytes: those by which `is:duplicate` counts.
fn copies(asset: &Asset) -> impl Iterator<Item = &Holding> {
    let digest = asset.version.digest;
    asset.originals().filter(move |file| file.state == HoldingState::Present && file.digest == digest)
}

fn members_of<'a>(one: &'a Alike, request: &'a Request<'_>) -> impl Iterator<Item = (Merit, Member)> + 'a {
    let alone = |file: &Holding| Asset { holdings: vec![file.clone()], ..one.asset.clone() };
    let member = move |file: &Holding| {
        let is_against = match &request.against {
            None => false,
            Some(Side::Under(folder)) => file.path.is_under(folder),
            Some(Side::Matching(filter)) => matches(filter, &alone(file)),
        };
        let is_asked_for = request.against.is_none() || is_against || matches(&request.filter, &alone(file));
        is_asked_for.then(|| {
            let merit = Merit::of(one, file, is_against, request.protection);
            let member = Member {
                id: one.asset.id,
                file: file.clone(),
                is_keeper: false,
                is_linked: false,
                reason: String::new(),
                distance: None,
            };
            (merit, member)
        })
    };
    copies(&one.asset).filter_map(member)
}

#[cfg(test)]
mod tests;
