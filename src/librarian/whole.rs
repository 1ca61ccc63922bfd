//! A change of many assets that is all or nothing: what becomes of each is told once all of it is recorded.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::Summary;
use crate::catalog::{Catalog, CatalogError};

/// Work that is done batch by batch, and counts as it goes.
pub trait Whole {
    /// What it came to so far.
    fn summary(&mut self) -> &mut Summary;

    /// Does all of it, or as much as there is time for.
    ///
    /// # Errors
    /// The catalogue's; nothing is recorded then.
    fn all(&mut self, catalog: &mut dyn Catalog, observer: &mut dyn Observer) -> Result<(), CatalogError>;
}

/// Does work as one, or, if it is stopped before its end, not at all. A preview tells as it goes, for it records nothing.
///
/// # Errors
/// Those of the work, and the catalogue's.
pub fn as_one(
    work: &mut impl Whole,
    catalog: &mut dyn Catalog,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    if work.summary().dry_run {
        work.all(catalog, observer)?;
        return Ok(work.summary().clone());
    }
    observer.hold();
    let ended = catalog.together(&mut |catalog| {
        work.all(catalog, observer)?;
        Ok(!work.summary().interrupted)
    });
    let summary = work.summary().clone();
    observer.release(ended.is_ok() && !summary.interrupted);
    ended?;
    if summary.interrupted {
        return Ok(Summary { interrupted: true, ..Summary::new(summary.verb, false) });
    }
    Ok(summary)
}
