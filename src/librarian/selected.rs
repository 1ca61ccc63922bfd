//! The assets that a changing verb is about: named first, sixteen bytes of each, then read and changed a batch at a time,
//! so that memory does not grow with what is known of them.
use crate::asset::AssetId;
use crate::catalog::{Catalog, CatalogError, Detail};
use crate::query::{Filter, Selection};
use std::ops::ControlFlow;

/// How many assets are read and changed at once: enough that a key which many of them get is written once.
pub const BATCH: usize = 8_192;

/// The ids of the assets that match, in order of accession.
///
/// # Errors
/// The catalogue's.
pub fn ids_of(catalog: &dyn Catalog, filter: &Filter) -> Result<Vec<AssetId>, CatalogError> {
    let selection = Selection { filter: filter.clone(), sort: Vec::new(), limit: None };
    let mut ids = Vec::new();
    catalog.transcribe(
        &selection,
        Detail::Id,
        &|asset, written| written.extend_from_slice(&asset.id.0),
        &mut |written| {
            ids.extend(written.as_chunks().0.iter().map(|id| AssetId(*id)));
            ControlFlow::Continue(())
        },
    )?;
    Ok(ids)
}
