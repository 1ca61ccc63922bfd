//! `accession`: what a taking-in brought, and what it could not take. Told from the log and the ledger; no asset
//! is changed.
use super::error::LibrarianError;
use super::outcome::{Outcome, OutcomeKind};
use super::store::Store;
use crate::asset::sidecar::stem;
use crate::asset::{AssetId, Date, FilePath, Holding, HoldingState, Role};
use crate::catalog::{Accession, AccessionState, Catalog, CatalogError, Change, Entry, HistoryEntry};
use crate::query::Filter;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;

const VERB: &str = "ingest";

/// How many files are struck off at once.
const BATCH: usize = 8_192;

/// An accession.
///
/// # Errors
/// `NotFound` where there is none of this number; the catalogue's.
pub fn find(catalog: &dyn Catalog, number: u64) -> Result<Accession, LibrarianError> {
    let missing = || LibrarianError::NotFound(format!("there is no accession {number}"));
    catalog.accession(number)?.ok_or_else(missing)
}

/// The newest accession that could not take some files.
///
/// # Errors
/// The catalogue's.
pub fn newest_with_untaken(catalog: &dyn Catalog) -> Result<Option<u64>, CatalogError> {
    let mut newest = None;
    catalog.untaken(None, &mut |untaken| {
        newest = newest.max(Some(untaken.accession));
        ControlFlow::Continue(())
    })?;
    Ok(newest)
}

/// Says of an accession that nothing of it is left to do: it is not continued, and files that could not be taken are not
/// tried again. It is given as it is then.
///
/// # Errors
/// `NotFound` where there is none of this number; `Refused` where somebody is at it; the catalogue's.
pub fn close(catalog: &mut dyn Catalog, store: &Store, number: u64, now: &Date) -> Result<Accession, LibrarianError> {
    let found = find(catalog, number)?;
    if found.state == AccessionState::Open && store.is_at_work(number) {
        let message = format!("somebody is at accession {number}");
        return Err(LibrarianError::Refused { message, hint: Some("stop that ingest first".to_owned()) });
    }
    loop {
        let mut settled = Vec::new();
        catalog.untaken(Some(number), &mut |untaken| {
            settled.push(untaken.path);
            if settled.len() < BATCH { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let is_last = settled.len() < BATCH;
        catalog.enter(&Entry {
            accession: number,
            state: AccessionState::Whole,
            ended: Some(found.ended.clone().unwrap_or_else(|| now.clone())),
            operation: None,
            counts: found.counts.clone(),
            counter: found.counter,
            untaken: Vec::new(),
            settled,
        })?;
        if is_last {
            return find(catalog, number);
        }
    }
}

/// Calls `each` with what became of files, operation by operation, then with those that could not be taken and nobody has since,
/// until it breaks. A file is where it is now; one of an asset that is gone is told without a path.
///
/// # Errors
/// The catalogue's.
pub fn outcomes(
    catalog: &dyn Catalog,
    accession: &Accession,
    each: &mut dyn FnMut(&Outcome) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let mut failed = Ok(());
    for operation in &accession.operations {
        let mut is_over = false;
        catalog.told_by(*operation, &mut |_, _, entry| {
            let HistoryEntry::Changed { change, .. } = entry else { return ControlFlow::Continue(()) };
            let told = outcome_of(catalog, &change).map(|outcome| outcome.map(|outcome| each(&outcome)));
            match told {
                Ok(None | Some(ControlFlow::Continue(()))) => return ControlFlow::Continue(()),
                Ok(Some(ControlFlow::Break(()))) => {}
                Err(error) => failed = Err(error),
            }
            is_over = true;
            ControlFlow::Break(())
        })?;
        if is_over {
            return failed;
        }
    }
    catalog.untaken(Some(accession.number), &mut |untaken| {
        let outcome = Outcome::of_file(VERB, OutcomeKind::Failed, untaken.path);
        each(&Outcome { problem: Some(untaken.problem), ..outcome })
    })
}

/// What a change of an ingest says of a file; `None` for what follows from another.
fn outcome_of(catalog: &dyn Catalog, change: &Change) -> Result<Option<Outcome>, CatalogError> {
    let of = |kind, asset, held: Option<Holding>| {
        let (path, digest) = (held.as_ref().map(|held| held.path.clone()), held.as_ref().map(|held| held.digest));
        Outcome { id: Some(asset), path, digest, ..Outcome::new(VERB, kind) }
    };
    let of_file = |kind, asset, holding: &Holding| of(kind, asset, Some(holding.clone()));
    Ok(match change {
        Change::AddAsset(snapshot) => Some(of(OutcomeKind::Added, snapshot.id, original(catalog, snapshot.id)?)),
        Change::AddVersion { asset, .. } => Some(of(OutcomeKind::Changed, *asset, original(catalog, *asset)?)),
        Change::Hold { asset, before: None, after: Some(after) } if after.role == Role::Original => {
            Some(of_file(OutcomeKind::Duplicate, *asset, after))
        }
        Change::Hold { asset, before: Some(before), after: Some(after) } if before.path != after.path => {
            Some(Outcome { from: Some(before.path.clone()), ..of_file(OutcomeKind::Moved, *asset, after) })
        }
        Change::Hold { asset, before: Some(before), after: Some(after) }
            if before.state == HoldingState::Present && after.state == HoldingState::Missing =>
        {
            Some(of_file(OutcomeKind::Missing, *asset, after))
        }
        Change::RemoveAsset(_)
        | Change::RemoveVersion { .. }
        | Change::Describe { .. }
        | Change::Reconcile { .. }
        | Change::Hold { .. }
        | Change::State { .. }
        | Change::Volume { .. }
        | Change::Save { .. }
        | Change::Policy { .. }
        | Change::Link { .. }
        | Change::Write { .. }
        | Change::Trash { .. }
        | Change::Protect { .. }
        | Change::LetGo { .. }
        | Change::Event(_) => None,
    })
}

fn original(catalog: &dyn Catalog, asset: AssetId) -> Result<Option<Holding>, CatalogError> {
    let mut found = None;
    catalog.holdings(&Filter::Ids(vec![asset]), &mut |_, holding| {
        found = Some(holding);
        ControlFlow::Break(())
    })?;
    Ok(found)
}

/// The files that an accession could not take, with those beside them that share a stem: a file and its sidecars are read
/// together or not as what they are.
///
/// # Errors
/// The catalogue's.
pub fn to_be_tried_again(catalog: &dyn Catalog, accession: u64) -> Result<Vec<FilePath>, CatalogError> {
    let mut folders: BTreeMap<FilePath, BTreeSet<Vec<u8>>> = BTreeMap::new();
    let mut files = BTreeSet::new();
    catalog.untaken(Some(accession), &mut |untaken| {
        folders.entry(untaken.path.folder()).or_default().insert(first_stem(untaken.path.name()));
        files.insert(untaken.path);
        ControlFlow::Continue(())
    })?;
    for (folder, stems) in folders {
        // What cannot be listed is tried by itself.
        let Ok(entries) = fs::read_dir(folder.to_path()) else { continue };
        let beside = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
        let names = beside.map(|entry| entry.file_name().as_bytes().to_vec());
        files.extend(names.filter(|name| stems.contains(&first_stem(name))).map(|name| folder.join(&name)));
    }
    Ok(files.into_iter().collect())
}

/// A name without its extensions: `a` of `a.jpg` and of `a.jpg.xmp`.
fn first_stem(name: &[u8]) -> Vec<u8> {
    let mut stem_of_it = name;
    while stem(stem_of_it).len() < stem_of_it.len() {
        stem_of_it = stem(stem_of_it);
    }
    stem_of_it.to_ascii_lowercase()
}
