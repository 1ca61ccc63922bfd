//! The same bytes: assets that are held more than once.
use super::Alike;
use crate::catalog::{Catalog, CatalogError, Detail};
use crate::query::{Filter, Selection, State};
use std::ops::ControlFlow;

/// Calls `each` with every asset that has copies, until it breaks.
///
/// # Errors
/// The catalogue's.
pub(super) fn groups(
    catalog: &dyn Catalog,
    filter: &Filter,
    detail: Detail,
    each: &mut dyn FnMut(Vec<Alike>) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let held_twice = Filter::Is(State::Duplicate);
    let filter = match filter {
        Filter::Everything => held_twice,
        filter => Filter::All(vec![held_twice, filter.clone()]),
    };
    let selection = Selection { filter, sort: Vec::new(), limit: None };
    catalog.glance(&selection, detail, &mut |asset| each(vec![Alike { asset, relations: 0, print: None }]))
}
