//! Assets of which there are too few copies: files that are there now, as they were when they were last read, each counted
//! once however many names it has.
use super::disk::{are_one, is_as_it_was};
use super::{Each, Group, Kind, Member, Tally, copies};
use crate::asset::{Asset, Holding, HoldingState};
use crate::catalog::{Catalog, CatalogError, Detail};
use crate::query::{Filter, Selection};
use std::collections::HashSet;
use std::ops::ControlFlow;

/// How many copies are wanted, and of what.
pub struct Scarce {
    /// The assets that are looked at.
    pub filter: Filter,
    /// How many copies each is to have.
    pub wanted: u64,
    /// Whether only copies on different volumes count.
    pub across: bool,
    /// How many assets are told at most.
    pub limit: Option<u64>,
}

/// Calls `each` with the files of every asset that has too few copies, until it breaks; gives also how many assets have no
/// file at all any more, of which there is nothing to tell.
///
/// # Errors
/// The catalogue's.
pub fn scarce(catalog: &dyn Catalog, request: &Scarce, each: &mut Each<'_>) -> Result<(Tally, u64), CatalogError> {
    let selection = Selection { filter: request.filter.clone(), sort: Vec::new(), limit: None };
    let (mut tally, mut without) = (Tally::default(), 0);
    catalog.glance(&selection, Detail::Files, &mut |asset| {
        if request.limit.is_some_and(|limit| tally.groups >= limit) {
            return ControlFlow::Break(());
        }
        let mut there: Vec<Holding> = copies(&asset).cloned().collect();
        there.retain_mut(is_as_it_was);
        let count = if request.across { volumes(&there) } else { files(&there) };
        if count >= request.wanted {
            return ControlFlow::Continue(());
        }
        if asset.originals().next().is_none() {
            without += 1;
            return ControlFlow::Continue(());
        }
        let group = Group { kind: Kind::Exact, members: told(&asset, &there, count, request), is_checked: true };
        tally.count(&group);
        each(&group)
    })?;
    Ok((tally, without))
}

/// How many files these are.
fn files(there: &[Holding]) -> u64 {
    let is_new = |at: usize, file: &Holding| !there.iter().take(at).any(|other| are_one(other, file));
    there.iter().enumerate().filter(|(at, file)| is_new(*at, file)).count() as u64
}

fn volumes(there: &[Holding]) -> u64 {
    there.iter().map(|file| file.volume.as_str()).collect::<HashSet<_>>().len() as u64
}

fn told(asset: &Asset, there: &[Holding], count: u64, request: &Scarce) -> Vec<Member> {
    let what = if request.across { "volumes" } else { "copies" };
    let member = |file: &Holding| {
        let looked_at = there.iter().find(|other| other.path == file.path);
        let linked = |file: &Holding| there.iter().filter(|other| are_one(other, file)).count() > 1;
        let reason = match (looked_at, file.state) {
            (Some(_), _) => format!("{count} of {} {what}", request.wanted),
            (None, HoldingState::Offline) => "offline".to_owned(),
            (None, HoldingState::Missing) => "missing".to_owned(),
            (None, HoldingState::Present) if file.digest != asset.version.digest => "an earlier version".to_owned(),
            (None, HoldingState::Present) => "gone or changed since it was read".to_owned(),
        };
        let is_linked = looked_at.is_some_and(linked);
        Member { id: asset.id, file: file.clone(), is_keeper: true, is_linked, reason, distance: None }
    };
    asset.originals().map(member).collect()
}
