//! What the catalogue holds already, asked by workers while the catalogue is written to: content that is held elsewhere needs
//! no further copy.
use crate::asset::{AssetId, Digest, Field, Holding, HoldingState, Value};
use crate::catalog::Catalog;
use crate::query::{Filter, Property};
use std::sync::{Mutex, PoisonError};

/// A catalogue that is only asked; perhaps none.
#[derive(Default)]
pub struct Shelf(Option<Mutex<Box<dyn Catalog + Send>>>);

impl Shelf {
    /// What this catalogue holds. It is open a second time, beside the one that is written to.
    pub fn of(catalog: Box<dyn Catalog + Send>) -> Shelf {
        Shelf(Some(Mutex::new(catalog)))
    }

    /// The asset that has these bytes, with its files that are present. A catalogue that cannot answer holds nothing: then
    /// there is one more copy.
    pub(super) fn find(&self, digest: &Digest) -> Option<(AssetId, Vec<Holding>)> {
        let catalog = self.0.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
        let known = catalog.find_digest(digest).ok().flatten()?;
        let is_present = |holding: &Holding| holding.state == HoldingState::Present;
        Some((known.asset, known.holdings.into_iter().filter(is_present).collect()))
    }

    /// Whether it holds anything of this size.
    pub(super) fn has_size(&self, size: u64) -> bool {
        let Some(catalog) = &self.0 else { return false };
        let Ok(size) = i64::try_from(size) else { return false };
        let catalog = catalog.lock().unwrap_or_else(PoisonError::into_inner);
        let of_size = Filter::Equal { property: Property::of(Field::Size), value: Value::Integer(size) };
        catalog.count(&of_size).unwrap_or(0) > 0
    }
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Shelf")
    }
}
