//! What a write that ended in the middle left: its announcement in the catalogue tells which files were changing hands. Those
//! that did get their earlier bytes back, and the write is to be done again. It touches no bytes but those that damson made.
use crate::asset::{Digest, Problem, ProblemKind, Stat};
use crate::catalog::{Catalog, Exchange, Pending};
use crate::fixity;
use crate::librarian::abandoned::Abandoned;
use crate::librarian::error::LibrarianError;
use crate::librarian::file::{OrdinaryFile, unreadable};
use crate::librarian::restore::put_back;
use crate::librarian::store::Store;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Takes back what writes left half done, if nobody is at it, and says of how many assets that was. What cannot be taken back
/// now stays announced.
///
/// # Errors
/// The catalogue's.
pub fn recover(catalog: &mut dyn Catalog, store: &Store, stop: &AtomicBool) -> Result<u64, LibrarianError> {
    if !is_any_announced(catalog)? {
        return Ok(0);
    }
    let Some(_turn) = store.alone() else { return Ok(0) };
    let mut recovery = Recovery { store, stop, names: AtomicU64::new(0), abandoned: Abandoned::default() };
    let mut count = 0;
    // Whoever was at it may have come to its end meanwhile.
    for (asset, pending) in catalog.pending()? {
        if pending.exchanges.is_empty() || !recovery.is_taken_back(&pending.exchanges) {
            continue;
        }
        let pending = Pending { exchanges: Vec::new(), ..pending };
        catalog.together(&mut |catalog| catalog.pend(asset, Some(&pending)).map(|()| true))?;
        count += 1;
    }
    Ok(count)
}

fn is_any_announced(catalog: &dyn Catalog) -> Result<bool, LibrarianError> {
    Ok(catalog.pending()?.iter().any(|(_, pending)| !pending.exchanges.is_empty()))
}

struct Recovery<'r> {
    store: &'r Store,
    stop: &'r AtomicBool,
    names: AtomicU64,
    abandoned: Abandoned,
}

/// What lies at a path.
type Found = Option<(Stat, Digest)>;

impl Recovery<'_> {
    /// Whether all of an asset's files are what they were. Each is tried, though one before it could not be taken back.
    fn is_taken_back(&mut self, exchanges: &[Exchange]) -> bool {
        exchanges.iter().rev().filter(|exchange| self.take_back(exchange).is_err()).count() == 0
    }

    fn take_back(&mut self, exchange: &Exchange) -> Result<(), Problem> {
        let Exchange { path, before, after } = exchange;
        self.abandoned.clear(&path.folder());
        match self.found(exchange)? {
            Some((stat, digest)) if digest == *after && Some(digest) != *before => {
                put_back(self.store, &self.names, path, Some(&stat), before.as_ref())
            }
            // It did not change hands, or somebody else changed it since, whose it is now.
            Some(_) | None => Ok(()),
        }
    }

    fn found(&self, exchange: &Exchange) -> Result<Found, Problem> {
        let file = match OrdinaryFile::open(&exchange.path, self.stop) {
            Ok(file) => file,
            // Its volume may be away, with what was made there.
            Err(problem) if problem.kind == ProblemKind::Vanished && exchange.path.folder().to_path().is_dir() => {
                return Ok(None);
            }
            Err(problem) => return Err(problem),
        };
        let digest = file.digest(&mut vec![0; fixity::BUFFER]).map_err(|error| unreadable(&error))?;
        Ok(Some((file.stat(), digest)))
    }
}
