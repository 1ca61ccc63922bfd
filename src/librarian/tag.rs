//! `tag`: change fields of many assets, as one operation that undo takes back. Changes the cataloguer's own layer; what
//! files say is not touched, and speaks again when a statement is retracted.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use crate::asset::{Asset, Field, Problem, Value};
use crate::catalog::{Act, Catalog, Change, OperationRef, Transaction};
use crate::metadata::undoubled;
use crate::query::{Edit, Filter, Selection, apply};
use std::ops::ControlFlow;

const VERB: &str = "tag";

/// Which assets, and how they change.
pub struct Request {
    /// Which; the caller has seen to it that "everything" was asked for by name.
    pub filter: Filter,
    /// Whether texts that were encoded twice are stated as they were before, first.
    pub repair: bool,
    /// In order; a later edit sees what an earlier one did.
    pub edits: Vec<Edit>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Changes fields. An edit that does not fit one asset is that asset's problem and leaves it as it was; all the others
/// change together or, if the run is stopped before, not at all.
///
/// # Errors
/// The catalogue's.
pub fn tag(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let mut summary = Summary::new(VERB, request.dry_run);
    let (mut changes, mut outcomes) = (Vec::new(), Vec::new());
    let selection = Selection { filter: request.filter.clone(), sort: Vec::new(), limit: None };
    let interrupted = || observer.is_interrupted();
    catalog.visit(&selection, &mut |asset| {
        if interrupted() {
            return ControlFlow::Break(());
        }
        let mut outcome = decide(request, &asset, &mut changes);
        outcome.dry_run = request.dry_run;
        outcomes.push(outcome);
        ControlFlow::Continue(())
    })?;
    if observer.is_interrupted() {
        summary.interrupted = true;
        return Ok(summary);
    }
    if !request.dry_run && !changes.is_empty() {
        let transaction = Transaction { operation: OperationRef::New(request.act.clone()), changes };
        summary.operation = Some(catalog.apply(&transaction)?.operation);
    }
    for outcome in outcomes {
        summary.count(&outcome);
        if observer.outcome(&outcome).is_break() {
            break;
        }
    }
    Ok(summary)
}

/// What the edits make of one asset.
fn decide(request: &Request, asset: &Asset, changes: &mut Vec<Change>) -> Outcome {
    let mut outcome = Outcome { id: Some(asset.id), ..Outcome::new(VERB, OutcomeKind::Unchanged) };
    outcome.path = asset.original().map(|holding| holding.path.clone());
    match all_edited(request, asset) {
        Ok(edited) => {
            for change in edited {
                let stated = asset.stated.get(change.field).map(<[Value]>::to_vec);
                let now = Some(change.after.clone());
                changes.push(Change::State { asset: asset.id, field: change.field, before: stated, after: now });
                outcome.fields.push(change);
                outcome.kind = OutcomeKind::Changed;
            }
        }
        Err(problem) => {
            outcome.kind = OutcomeKind::Failed;
            outcome.problem = Some(problem);
        }
    }
    outcome
}

/// What repairs and then edits come to.
fn all_edited(request: &Request, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
    if !request.repair {
        return edited(&request.edits, asset);
    }
    let mut changes = repairs(asset);
    let mut working = asset.clone();
    for change in &changes {
        working.description.set(change.field, change.after.clone());
    }
    for edit in edited(&request.edits, &working)? {
        match changes.iter_mut().find(|change| change.field == edit.field) {
            Some(change) => change.after = edit.after,
            None => changes.push(edit),
        }
    }
    Ok(changes)
}

/// The texts that were encoded twice, as they were before.
fn repairs(asset: &Asset) -> Vec<FieldChange> {
    let words = asset.description.get(Field::DoubleEncoded).iter().filter_map(Value::as_text);
    let change = |field: Field| {
        let before = asset.description.get(field).to_vec();
        let mend = |value: &Value| match value.as_text().and_then(undoubled) {
            Some(text) => Value::Text(text),
            None => value.clone(),
        };
        FieldChange { field, after: before.iter().map(mend).collect(), before }
    };
    words.filter_map(Field::named).filter(|field| field.is_editable()).map(change).collect()
}

/// The fields that the edits change, each with its effective values before and after.
///
/// # Errors
/// The first edit that does not fit the asset.
pub fn edited(edits: &[Edit], asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
    let mut working = asset.clone();
    let mut touched: Vec<Field> = Vec::new();
    for edit in edits {
        let current = working.description.get(edit.field).to_vec();
        let after = apply(edit, &current, &working)?;
        if after != current {
            working.description.set(edit.field, after);
            if !touched.contains(&edit.field) {
                touched.push(edit.field);
            }
        }
    }
    let change = |field: Field| FieldChange {
        field,
        before: asset.description.get(field).to_vec(),
        after: working.description.get(field).to_vec(),
    };
    Ok(touched.into_iter().map(change).filter(|change| change.before != change.after).collect())
}
