//! `sync`: take in what other programs wrote into the files of assets, field by field, and settle where both sides changed
//! the same. Reading is `ingest`'s; here stands which files, and who is preferred.
use super::error::LibrarianError;
use super::ingest;
use super::merge::{conflicts, in_conflict};
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use super::selected::{BATCH, ids_of};
use super::volumes::Volumes;
use crate::asset::sidecar::stem;
use crate::asset::{Asset, AssetId, FilePath, ProblemKind, Reading, Role, Value};
use crate::catalog::{Catalog, CatalogError, Change, OperationRef, Transaction};
use crate::query::Filter;
use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;

/// Whose values hold where a field was changed on both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The file's: what was stated is taken back.
    File,
    /// The catalogue's: the file is written anew by the next `write`.
    Catalogue,
}

/// Which assets, and how.
pub struct Request {
    /// Which.
    pub filter: Filter,
    /// Whose values hold; `None`: conflicts stay.
    pub prefer: Option<Side>,
    /// How files are read; its roots are replaced.
    pub reading: ingest::Request,
}

/// Reads the files of assets that changed, and settles conflicts if it is told how.
///
/// # Errors
/// As `ingest`.
pub fn sync(
    catalog: &mut dyn Catalog,
    mut request: Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let ids = ids_of(catalog, &request.filter)?;
    let volumes = Volumes::read(catalog, request.reading.act.at.clone())?;
    request.reading.roots = files_of(catalog, &volumes, &request.filter)?;
    let mut summary = if request.reading.roots.is_empty() {
        Summary::new(request.reading.verb, request.reading.dry_run)
    } else {
        read(catalog, &request, &ids, observer)?
    };
    if let Some(side) = request.prefer.filter(|_| !summary.interrupted) {
        settle(catalog, &request, side, &ids, &mut summary, observer)?;
    }
    Ok(summary)
}

/// Takes in what changed. Conflicts that are settled in the same run are told as changes like all others.
fn read(
    catalog: &mut dyn Catalog,
    request: &Request,
    ids: &[AssetId],
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    if request.prefer.is_none() || request.reading.dry_run {
        return ingest::ingest(catalog, &request.reading, observer);
    }
    let mut settling = Settling { to: observer, ids: ids.iter().copied().collect(), settled: 0 };
    let mut summary = ingest::ingest(catalog, &request.reading, &mut settling)?;
    summary.problems = summary.problems.saturating_sub(settling.settled);
    Ok(summary)
}

/// Hears of conflicts that will be settled.
struct Settling<'o> {
    to: &'o mut dyn Observer,
    ids: HashSet<AssetId>,
    settled: u64,
}

impl Observer for Settling<'_> {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        let is_conflict = outcome.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::Conflict);
        if !is_conflict || outcome.id.is_none_or(|id| !self.ids.contains(&id)) {
            return self.to.outcome(outcome);
        }
        self.settled += 1;
        self.to.outcome(&Outcome { problem: None, ..outcome.clone() })
    }

    fn expect(&mut self, items: u64, bytes: u64) {
        self.to.expect(items, bytes);
    }

    fn expected_all(&mut self) {
        self.to.expected_all();
    }

    fn advance(&mut self, items: u64, bytes: u64) {
        self.to.advance(items, bytes);
    }

    fn hold(&mut self) {
        self.to.hold();
    }

    fn release(&mut self, came_to_be: bool) {
        self.to.release(came_to_be);
    }

    fn notice(&mut self, sentence: &str) {
        self.to.notice(sentence);
    }

    fn is_interrupted(&self) -> bool {
        self.to.is_interrupted()
    }
}

/// The files of the assets, and the sidecars that may have come beside them.
fn files_of(catalog: &dyn Catalog, volumes: &Volumes, filter: &Filter) -> Result<Vec<FilePath>, CatalogError> {
    let mut files = BTreeSet::new();
    catalog.holdings(filter, &mut |_, holding| {
        // Ingest will find its volume where it is now.
        let Some(path) = volumes.place_of(&holding) else { return ControlFlow::Continue(()) };
        if holding.role == Role::Original {
            let (folder, name) = (path.folder(), path.name());
            let beside = [stem(name), name].map(|base| folder.join(&[base, b".xmp"].concat()));
            files.extend(beside.into_iter().filter(|path| path.to_path().symlink_metadata().is_ok()));
        }
        if path.to_path().symlink_metadata().is_ok() {
            files.insert(path);
        }
        ControlFlow::Continue(())
    })?;
    Ok(files.into_iter().collect())
}

fn settle(
    catalog: &mut dyn Catalog,
    request: &Request,
    side: Side,
    ids: &[AssetId],
    summary: &mut Summary,
    observer: &mut dyn Observer,
) -> Result<(), LibrarianError> {
    for batch in ids.chunks(BATCH) {
        let (mut changes, mut outcomes) = (Vec::new(), Vec::new());
        for id in batch {
            let Some(snapshot) = catalog.snapshot(*id)? else { continue };
            let (Some(asset), Some((_, reading))) = (snapshot.asset(), snapshot.versions.last()) else { continue };
            if !in_conflict(&asset.stated).is_empty() {
                outcomes.push(settle_one(&asset, reading, side, request, &mut changes));
            }
        }
        if !request.reading.dry_run && !changes.is_empty() {
            let operation = match summary.operation {
                Some(number) => OperationRef::Continued(number),
                None => OperationRef::New(request.reading.act.clone()),
            };
            summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
        }
        for outcome in outcomes {
            summary.count(&outcome);
            if observer.outcome(&outcome).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn settle_one(asset: &Asset, reading: &Reading, side: Side, request: &Request, changes: &mut Vec<Change>) -> Outcome {
    let mut outcome = Outcome { id: Some(asset.id), ..Outcome::new(request.reading.verb, OutcomeKind::Changed) };
    outcome.path = asset.original().map(|holding| holding.path.clone());
    outcome.dry_run = request.reading.dry_run;
    for field in in_conflict(&asset.stated) {
        let stated = asset.stated.get(field).map(<[Value]>::to_vec);
        let said = reading.description.get(field).to_vec();
        if side == Side::File {
            changes.push(Change::State { asset: asset.id, field, before: stated.clone(), after: None });
        }
        let (ours, change) = (stated.unwrap_or_default(), |before, after| FieldChange { field, before, after });
        outcome.fields.push(if side == Side::File { change(ours, said) } else { change(said, ours) });
    }
    changes.extend(conflicts(asset.id, &asset.stated, &[]));
    outcome
}
