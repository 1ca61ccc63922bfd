//! The same picture, sound or page with other metadata: assets whose newest versions have one essence.
use super::Alike;
use crate::asset::{Asset, AssetId};
use crate::catalog::{Catalog, CatalogError};
use crate::librarian::selected::ids_of;
use crate::query::{Filter, Selection};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// How many assets are read at once.
const BATCH: usize = 512;

/// Calls `each` with the assets of one essence, until it breaks, where one of them matches.
///
/// # Errors
/// The catalogue's.
pub(super) fn groups(
    catalog: &dyn Catalog,
    filter: &Filter,
    each: &mut dyn FnMut(Vec<Alike>) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let wanted: Option<HashSet<AssetId>> = match filter {
        Filter::Everything => None,
        filter => Some(ids_of(catalog, filter)?.into_iter().collect()),
    };
    let is_wanted = |ids: &[AssetId]| wanted.as_ref().is_none_or(|wanted| ids.iter().any(|id| wanted.contains(id)));
    let mut found: Vec<Vec<AssetId>> = Vec::new();
    catalog.alike(&mut |ids| {
        if is_wanted(ids) {
            found.push(ids.to_vec());
        }
        ControlFlow::Continue(())
    })?;
    let mut rest = found.as_slice();
    while !rest.is_empty() {
        let mut count = 0;
        let taken = rest.iter().take_while(|ids| {
            let is_room = count == 0 || count + ids.len() <= BATCH;
            count += ids.len();
            is_room
        });
        let taken = taken.count();
        let (now, later) = rest.split_at(taken);
        let mut assets = read(catalog, now.concat())?;
        for ids in now {
            let mut alike = Vec::with_capacity(ids.len());
            for asset in ids.iter().filter_map(|id| assets.remove(id)) {
                let relations = catalog.links(asset.id)?.iter().filter(|link| link.relation.is_of_groups()).count();
                alike.push(Alike { asset, relations, print: None });
            }
            if each(alike).is_break() {
                return Ok(());
            }
        }
        rest = later;
    }
    Ok(())
}

/// Assets, by their ids.
///
/// # Errors
/// The catalogue's.
pub(super) fn read(catalog: &dyn Catalog, ids: Vec<AssetId>) -> Result<HashMap<AssetId, Asset>, CatalogError> {
    let selection = Selection { filter: Filter::Ids(ids), sort: Vec::new(), limit: None };
    let mut assets = HashMap::new();
    catalog.visit(&selection, &mut |asset| {
        assets.insert(asset.id, asset);
        ControlFlow::Continue(())
    })?;
    Ok(assets)
}
