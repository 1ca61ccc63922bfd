//! `undo`: take an operation back, all of it, if nothing since stands in its way. Itself an operation, so that undoing
//! an undo does it again.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use super::protection::Protection;
use super::restore::Restorer;
use super::returns::{Return, Returns};
use super::store::Store;
use crate::asset::{AssetId, FilePath, Holding, Problem, Role, Value};
use crate::catalog::{Act, Catalog, CatalogError, Change, EventKind, Operation, OperationRef, Transaction};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

const VERB: &str = "undo";

/// What is told where files were put back and that can neither be recorded nor taken back.
const UNRECORDED: &str = "some files have their earlier bytes and the catalogue does not know: run the same undo again";

/// How many changes are taken back at once.
const PAGE: usize = 8_192;

/// How many things that only happened are passed over to find a change: beside a file that was copied in stands where each
/// of its sidecars came from, and nothing more.
const MOST_EVENTS: usize = 64;

/// What to take back.
pub struct Request<'s> {
    /// The operation's number; `None` for the newest that is neither undone nor itself an undo.
    pub operation: Option<u64>,
    /// Where the earlier bytes of files are kept.
    pub store: &'s Store,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Takes an operation back, and says which it was: all of it, files that it wrote too, or nothing.
///
/// # Errors
/// `NotFound` where there is no such operation or none left; `Refused` where it was undone already, or where what it
/// changed was changed since; the catalogue's.
pub fn undo(
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<(Operation, Summary), LibrarianError> {
    let operation = find(catalog, request.operation)?;
    let mut run = Run {
        request,
        operation: &operation,
        restorer: Restorer::new(request.store, Protection::read(catalog)?, &request.stop, request.dry_run),
        returns: Returns::default(),
        protection: Protection::read(catalog)?,
        summary: Summary::new(VERB, request.dry_run),
        refused: None,
        copied: 0,
    };
    if request.dry_run {
        run.look(catalog, observer)?;
    } else {
        observer.hold();
        let ended = catalog.together(&mut |catalog| run.all(catalog, observer));
        let is_done = matches!(ended, Ok(())) && run.refused.is_none() && !run.summary.interrupted;
        observer.release(is_done);
        if is_done {
            run.returns.finish();
        }
        let is_taken_back = is_done || (run.returns.take_all_back() & run.restorer.take_all_back());
        if !is_taken_back {
            match &mut run.refused {
                Some(LibrarianError::Refused { hint, .. }) => *hint = Some(UNRECORDED.to_owned()),
                Some(_) | None => observer.notice(UNRECORDED),
            }
        }
        if let (Err(error), None) = (ended, &run.refused) {
            return Err(refusal(&operation, error));
        }
    }
    let Run { refused, mut summary, copied, .. } = run;
    if let Some(refused) = refused {
        return Err(refused);
    }
    if copied > 0 && !summary.interrupted {
        observer.notice(&staying(copied));
    }
    if summary.interrupted {
        summary = Summary { interrupted: true, ..Summary::new(VERB, request.dry_run) };
    }
    Ok((operation, summary))
}

struct Run<'r> {
    request: &'r Request<'r>,
    operation: &'r Operation,
    restorer: Restorer<'r>,
    returns: Returns,
    protection: Protection,
    summary: Summary,
    refused: Option<LibrarianError>,
    /// How many files it copied in.
    copied: u64,
}

/// What is told of files that were copied in: an undo takes back what the catalogue says, and removes no file.
fn staying(count: u64) -> String {
    let files = if count == 1 {
        "1 file that was copied in stays".to_owned()
    } else {
        format!("{count} files that were copied in stay")
    };
    format!("{files} where the copies are, and no source that was moved comes back; only the catalogue forgets them")
}

impl Run<'_> {
    /// Takes back page by page, then puts the files back; whether all is to stay so.
    fn all(&mut self, catalog: &mut dyn Catalog, observer: &mut dyn Observer) -> Result<bool, CatalogError> {
        let mut before = None;
        loop {
            let (changes, next, copied) = page(catalog, self.operation.number, before)?;
            self.copied += copied;
            if let Err(refused) = self.prepare_all(&changes) {
                self.refused = Some(refused);
                return Ok(false);
            }
            let changes = changes.into_iter().map(|change| self.as_it_is_held(catalog, self.restorer.adjusted(change)));
            let changes = changes.collect::<Result<Vec<Change>, _>>()?;
            let outcomes = outcomes_of(&changes, false);
            let operation = match self.summary.operation {
                Some(number) => OperationRef::Continued(number),
                None => OperationRef::New(self.act()),
            };
            self.summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
            self.tell(outcomes, observer);
            if observer.is_interrupted() {
                self.summary.interrupted = true;
                return Ok(false);
            }
            before = next;
            if before.is_none() {
                break;
            }
        }
        if let Err((path, problem)) = self.restorer.place_all().and_then(|()| self.returns.place_all()) {
            self.refused = Some(self.cannot(&path, &problem));
            return Ok(false);
        }
        Ok(true)
    }

    /// Looks what would be taken back.
    fn look(&mut self, catalog: &dyn Catalog, observer: &mut dyn Observer) -> Result<(), LibrarianError> {
        let mut before = None;
        loop {
            let (changes, next, copied) =
                page(catalog, self.operation.number, before).map_err(|error| refusal(self.operation, error))?;
            self.copied += copied;
            self.prepare_all(&changes)?;
            if !self.tell(outcomes_of(&changes, true), observer) {
                return Ok(());
            }
            self.summary.interrupted = observer.is_interrupted();
            before = next;
            if before.is_none() || self.summary.interrupted {
                return Ok(());
            }
        }
    }

    /// The change of a file that was compared, from what is held of it: an undo that was undone made another file of the
    /// same bytes.
    fn as_it_is_held(&self, catalog: &dyn Catalog, change: Change) -> Result<Change, CatalogError> {
        let Change::Hold { asset, before: Some(before), after } = change else { return Ok(change) };
        let held = if self.restorer.has_compared(&before.path) { catalog.find_path(&before.path)? } else { None };
        let is_same = |held: &Holding| Holding { stat: before.stat, ..held.clone() } == before;
        let held = held.filter(|(holder, held)| *holder == asset && is_same(held)).map(|(_, held)| held);
        Ok(Change::Hold { asset, before: Some(held.unwrap_or(before)), after })
    }

    fn act(&self) -> Act {
        let note = format!("undoes {}", self.operation.number);
        Act { undoes: Some(self.operation.number), note, ..self.request.act.clone() }
    }

    /// Makes the earlier bytes of files ready. When they were written is told by what will be held of them.
    fn prepare_all(&mut self, changes: &[Change]) -> Result<(), LibrarianError> {
        let modified = |change: &Change| match change {
            Change::Hold { after: Some(after), .. } => Some((after.path.clone(), after.stat.modified)),
            _ => None,
        };
        let modified: HashMap<FilePath, i64> = changes.iter().filter_map(modified).collect();
        for change in changes {
            if let Change::Trash { path, kept, volume, digest, way, present, .. } = change {
                if *present {
                    let message = "what came back from the trash does not go there again by undo";
                    return Err(LibrarianError::Refused {
                        message: format!("{}: {message}", path.lossy()),
                        hint: Some("`damson duplicates --resolve` looks at the files anew".to_owned()),
                    });
                }
                let (path, kept, volume) = (path.clone(), kept.clone(), volume.clone());
                let one = Return { path: path.clone(), kept, volume, digest: *digest, way: *way };
                self.returns.prepare(one, &self.protection).map_err(|problem| self.cannot(&path, &problem))?;
                continue;
            }
            let Change::Write { path, volume, before, after, .. } = change else { continue };
            let modified = modified.get(path).copied();
            let prepared = self.restorer.prepare((path, volume), before.as_ref(), after.as_ref(), modified);
            prepared.map_err(|problem| self.cannot(path, &problem))?;
        }
        Ok(())
    }

    fn cannot(&self, path: &FilePath, problem: &Problem) -> LibrarianError {
        let number = self.operation.number;
        LibrarianError::Refused {
            message: format!("operation {number} cannot be undone: {}: {}", path.lossy(), problem.message),
            hint: Some("nothing was changed".to_owned()),
        }
    }

    /// Whether whoever is told still listens.
    fn tell(&mut self, outcomes: Vec<Outcome>, observer: &mut dyn Observer) -> bool {
        for outcome in outcomes {
            self.summary.count(&outcome);
            if observer.outcome(&outcome).is_break() {
                return false;
            }
        }
        true
    }
}

/// The next changes of an operation turned round, newest first, the number before which the rest stands, and how many files
/// were copied in by them. A page ends where the asset changes, so that an asset is told of once.
fn page(
    catalog: &dyn Catalog,
    operation: u64,
    before: Option<u64>,
) -> Result<(Vec<Change>, Option<u64>, u64), CatalogError> {
    let (mut changes, mut next): (Vec<Change>, Option<u64>) = (Vec::new(), None);
    let mut copied = 0;
    catalog.changes_before(operation, before, &mut |number, change| {
        let is_next = changes.len() >= PAGE && changes.last().and_then(Change::asset) != change.asset();
        if is_next {
            next = Some(number + 1);
            return Ok(ControlFlow::Break(()));
        }
        copied += u64::from(matches!(&change, Change::Event(event) if event.kind == EventKind::Accession));
        changes.extend(change.inverse());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((changes, next, copied))
}

fn find(catalog: &dyn Catalog, number: Option<u64>) -> Result<Operation, LibrarianError> {
    let Some(number) = number else {
        let is_open = |operation: &Operation| {
            operation.undone_by.is_none() && operation.act.undoes.is_none() && operation.changes > 0
        };
        for operation in catalog.operations(None)?.into_iter().filter(is_open) {
            if has_what_can_be_undone(catalog, operation.number)? {
                return Ok(operation);
            }
        }
        return Err(LibrarianError::NotFound("there is nothing left to undo".to_owned()));
    };
    let operation = catalog
        .operation(number)?
        .ok_or_else(|| LibrarianError::NotFound(format!("there is no operation {number} in the log")))?;
    match operation.undone_by {
        None => Ok(operation),
        Some(by) => Err(LibrarianError::Refused {
            message: format!("operation {number} was undone already, by operation {by}"),
            hint: Some(format!("`damson undo {by}` does it again")),
        }),
    }
}

/// Whether an operation changed anything: what only happened (a file was verified, a record left) is not taken back. Its
/// last changes tell.
fn has_what_can_be_undone(catalog: &dyn Catalog, number: u64) -> Result<bool, CatalogError> {
    let (mut has, mut passed) = (false, 0);
    let told = catalog.changes_before(number, None, &mut |_, change| {
        has = change.inverse().is_some();
        passed += 1;
        Ok(if has || passed >= MOST_EVENTS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    });
    match told {
        // What it took in is gone: that it cannot be undone is for the undo to say.
        Err(CatalogError::Stale(_)) => Ok(true),
        told => told.map(|()| has),
    }
}

fn refusal(operation: &Operation, error: CatalogError) -> LibrarianError {
    match error {
        CatalogError::Stale(why) => LibrarianError::Refused {
            message: format!("operation {} cannot be undone: {why}", operation.number),
            hint: Some("later operations changed the same things; undo those first (`damson log`)".to_owned()),
        },
        other => other.into(),
    }
}

/// What a person is told: of each asset the fields, and each file that was put back; where there is neither, that it was
/// changed.
fn outcomes_of(changes: &[Change], dry_run: bool) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut of_asset: HashMap<AssetId, usize> = HashMap::new();
    for change in changes {
        let Some(asset) = change.asset().filter(|_| change.inverse().is_some()) else { continue };
        let at = *of_asset.entry(asset).or_insert_with(|| {
            outcomes.push(Outcome { id: Some(asset), dry_run, ..Outcome::new(VERB, OutcomeKind::Undone) });
            outcomes.len() - 1
        });
        let file = if let Change::Write { path, after, .. } = change {
            Some((path, *after))
        } else if let Change::Trash { path, digest, .. } = change {
            Some((path, Some(*digest)))
        } else {
            None
        };
        if let Some((path, after)) = file {
            let file = Outcome { id: Some(asset), digest: after, dry_run, ..Outcome::new(VERB, OutcomeKind::Undone) };
            outcomes.push(Outcome { path: Some(path.clone()), ..file });
        } else if let Some(outcome) = outcomes.get_mut(at) {
            add_to(outcome, change);
        }
    }
    outcomes
}

/// Adds to what is told of an asset what a change takes back.
fn add_to(outcome: &mut Outcome, change: &Change) {
    match change {
        Change::State { field, before, after, .. } => {
            let values = |stated: &Option<Vec<Value>>| stated.clone().unwrap_or_default();
            outcome.fields.push(FieldChange { field: *field, before: values(before), after: values(after) });
        }
        Change::Reconcile { before, after, .. } => outcome.fields.extend(FieldChange::between(before, after)),
        Change::Hold { before, after, .. } => {
            let held = after.as_ref().or(before.as_ref()).filter(|held| held.role == Role::Original);
            outcome.path = outcome.path.take().or(held.map(|holding| holding.path.clone()));
        }
        Change::AddAsset(snapshot) | Change::RemoveAsset(snapshot) => {
            outcome.path = snapshot.holdings.first().map(|holding| holding.path.clone());
        }
        Change::AddVersion { .. }
        | Change::RemoveVersion { .. }
        | Change::Describe { .. }
        | Change::Link { .. }
        | Change::Write { .. }
        | Change::LetGo { .. }
        | Change::Volume { .. }
        | Change::Save { .. }
        | Change::Policy { .. }
        | Change::Trash { .. }
        | Change::Protect { .. }
        | Change::Event(_) => {}
    }
}
