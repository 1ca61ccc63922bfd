//! `undo`: take an operation back, all of it, if nothing since stands in its way. Itself an operation, so that undoing
//! an undo does it again.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use crate::asset::AssetId;
use crate::catalog::{Act, Catalog, CatalogError, Change, Operation, OperationRef, Transaction};
use std::collections::HashMap;

const VERB: &str = "undo";

/// What to take back.
pub struct Request {
    /// The operation's number; `None` for the newest that is neither undone nor itself an undo.
    pub operation: Option<u64>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Takes an operation back, and says which it was.
///
/// # Errors
/// `NotFound` where there is no such operation or none left; `Refused` where it was undone already, or where what it
/// changed was changed since; the catalogue's.
pub fn undo(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<(Operation, Summary), LibrarianError> {
    let operation = find(catalog, request.operation)?;
    let mut changes = Vec::new();
    let collected = catalog.changes(operation.number, &mut |change| {
        changes.extend(change.inverse());
        Ok(())
    });
    collected.map_err(|error| refusal(&operation, error))?;
    let mut summary = Summary::new(VERB, request.dry_run);
    let outcomes = outcomes_of(&changes, request.dry_run);
    if observer.is_interrupted() {
        summary.interrupted = true;
        return Ok((operation, summary));
    }
    if !request.dry_run {
        let note = format!("undoes {}", operation.number);
        let act = Act { undoes: Some(operation.number), note, ..request.act.clone() };
        let transaction = Transaction { operation: OperationRef::New(act), changes };
        let receipt = catalog.apply(&transaction).map_err(|error| refusal(&operation, error))?;
        summary.operation = Some(receipt.operation);
    }
    for outcome in outcomes {
        summary.count(&outcome);
        if observer.outcome(&outcome).is_break() {
            break;
        }
    }
    Ok((operation, summary))
}

fn find(catalog: &dyn Catalog, number: Option<u64>) -> Result<Operation, LibrarianError> {
    let Some(number) = number else {
        let candidates = catalog.operations(None)?.into_iter();
        let open = |operation: &Operation| {
            operation.undone_by.is_none() && operation.act.undoes.is_none() && operation.changes > 0
        };
        return candidates
            .into_iter()
            .find(open)
            .ok_or_else(|| LibrarianError::NotFound("there is nothing left to undo".to_owned()));
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

fn refusal(operation: &Operation, error: CatalogError) -> LibrarianError {
    match error {
        CatalogError::Stale(why) => LibrarianError::Refused {
            message: format!("operation {} cannot be undone: {why}", operation.number),
            hint: Some("later operations changed the same things; undo those first (`damson log`)".to_owned()),
        },
        other => other.into(),
    }
}

/// What a person is told: one outcome for each file, and one for all the fields of an asset.
fn outcomes_of(changes: &[Change], dry_run: bool) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut of_fields: HashMap<Option<AssetId>, usize> = HashMap::new();
    for outcome in changes.iter().filter_map(|change| outcome_of(change, dry_run)) {
        if outcome.fields.is_empty() {
            outcomes.push(outcome);
            continue;
        }
        match of_fields.get(&outcome.id).and_then(|at| outcomes.get_mut(*at)) {
            Some(told) => told.fields.extend(outcome.fields),
            None => {
                of_fields.insert(outcome.id, outcomes.len());
                outcomes.push(outcome);
            }
        }
    }
    outcomes
}

/// What a person is told of a change that takes something back.
fn outcome_of(change: &Change, dry_run: bool) -> Option<Outcome> {
    let mut outcome = Outcome { id: change.asset(), dry_run, ..Outcome::new(VERB, OutcomeKind::Undone) };
    match change {
        Change::State { field, before, after, .. } => {
            let values = |stated: &Option<Vec<crate::asset::Value>>| stated.clone().unwrap_or_default();
            let change = FieldChange { field: *field, before: values(before), after: values(after) };
            outcome.fields.push(change);
        }
        Change::Hold { before, after, .. } => {
            outcome.path = after.as_ref().or(before.as_ref()).map(|holding| holding.path.clone());
        }
        Change::AddAsset(snapshot) | Change::RemoveAsset(snapshot) => {
            outcome.path = snapshot.holdings.first().map(|holding| holding.path.clone());
        }
        Change::Reconcile { before, after, .. } => outcome.fields.extend(FieldChange::between(before, after)),
        Change::Write { path, after, .. } => {
            outcome.path = Some(path.clone());
            outcome.digest = *after;
        }
        Change::AddVersion { .. } | Change::RemoveVersion { .. } | Change::Describe { .. } | Change::Link { .. } => {}
        Change::Volume { .. } | Change::Save { .. } | Change::Policy { .. } | Change::Event(_) => return None,
    }
    Some(outcome)
}
