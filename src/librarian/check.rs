//! `check`: whether the catalogue is whole, and what is kept beside it.
use super::error::LibrarianError;
use super::store::Store;
use crate::catalog::Catalog;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is wrong, in sentences: in the catalogue's file, between its rows, in its log, and with the earlier bytes that are
/// kept. Nothing is changed. Where `stop` becomes true, earlier bytes not yet looked at are left out.
///
/// # Errors
/// The catalogue's, and `Io` where the earlier bytes cannot be listed.
pub fn check(catalog: &dyn Catalog, store: &Store, stop: &AtomicBool) -> Result<Vec<String>, LibrarianError> {
    let mut faults = catalog.check()?;
    faults.extend(catalog.check_log(None)?);
    let contents = store
        .contents()
        .map_err(|source| LibrarianError::Io { what: "the earlier bytes cannot be listed".to_owned(), source })?;
    for (digest, _) in contents {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        if let Err(problem) = store.open(&digest) {
            faults.push(format!("earlier bytes {}: {}", digest.hex(), problem.message));
        }
    }
    Ok(faults)
}
