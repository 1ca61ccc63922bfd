//! `gc`: let go of what is kept beside the catalogue and wanted no more: the earlier bytes of files that were written,
//! once nobody will take that back. What the log says was done stays said; only the bytes go.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::store::Store;
use crate::asset::{Date, Digest};
use crate::catalog::{Catalog, Change, HistoryEntry};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

const VERB: &str = "gc";

/// What may go.
pub struct Request<'s> {
    /// Where earlier bytes are kept.
    pub store: &'s Store,
    /// Bytes of writes before this moment go; those of later ones stay, so that they can be taken back.
    pub before: Date,
    /// Whether to only say what would go.
    pub dry_run: bool,
}

/// Lets contents go: those that no write of the log speaks of, and those that every write which speaks of them is older
/// than the moment. Meanwhile nobody else changes the catalogue: a write tells it what is about to happen before it puts
/// bytes aside, and must not find them there and then lose them.
///
/// # Errors
/// The catalogue's, and `Io` where the store cannot be listed.
pub fn gc(
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    if request.dry_run {
        return sweep(catalog, request, observer);
    }
    let mut swept = None;
    catalog.together(&mut |catalog| {
        swept = Some(sweep(catalog, request, observer));
        Ok(true)
    })?;
    swept.unwrap_or_else(|| Ok(Summary::new(VERB, false)))
}

fn sweep(catalog: &dyn Catalog, request: &Request<'_>, observer: &mut dyn Observer) -> Result<Summary, LibrarianError> {
    let mut summary = Summary::new(VERB, request.dry_run);
    let (wanted, under_way) = (last_written(catalog)?, under_way(catalog)?);
    let contents = request
        .store
        .contents()
        .map_err(|source| LibrarianError::Io { what: "the earlier bytes cannot be listed".to_owned(), source })?;
    for (digest, size) in contents {
        let is_wanted = wanted.get(&digest).is_some_and(|at| at.wall() >= request.before.wall());
        if is_wanted || under_way.contains(&digest) {
            continue;
        }
        let mut outcome = Outcome { digest: Some(digest), ..Outcome::new(VERB, OutcomeKind::Released) };
        outcome.dry_run = request.dry_run;
        if !request.dry_run
            && let Err(error) = request.store.release(&digest)
        {
            outcome.kind = OutcomeKind::Failed;
            outcome.problem = Some(super::arrival::unwritable(&error));
        } else {
            summary.bytes += size;
        }
        summary.count(&outcome);
        if observer.outcome(&outcome).is_break() || observer.is_interrupted() {
            summary.interrupted = observer.is_interrupted();
            break;
        }
    }
    Ok(summary)
}

/// When each content was last put aside by a write.
fn last_written(catalog: &dyn Catalog) -> Result<HashMap<Digest, Date>, LibrarianError> {
    let mut last: HashMap<Digest, Date> = HashMap::new();
    catalog.feed(0, &mut |_, _, entry| {
        if let HistoryEntry::Changed { act, change, .. } = entry
            && let Change::Write { before: Some(before), .. } = *change
        {
            last.insert(before, act.at);
        }
        ControlFlow::Continue(())
    })?;
    Ok(last)
}

/// What writes put aside that are under way, or that ended before they could be recorded.
fn under_way(catalog: &dyn Catalog) -> Result<HashSet<Digest>, LibrarianError> {
    let exchanges = catalog.pending()?.into_iter().flat_map(|(_, pending)| pending.exchanges);
    Ok(exchanges.filter_map(|exchange| exchange.before).collect())
}
