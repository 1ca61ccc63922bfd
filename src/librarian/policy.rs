//! `policy`: weigh the statements of every file by another policy. No file is read: what files say is in the catalogue.
use super::error::LibrarianError;
use super::examine::reading_of;
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use super::selected::ids_of;
use crate::asset::{Description, Field, Policy, Snapshot};
use crate::catalog::{Act, Catalog, Change, OperationRef, Transaction};
use crate::query::Filter;
use std::collections::BTreeSet;

const VERB: &str = "policy";
/// How many assets are weighed before what changes is recorded: memory does not grow with the library.
const BATCH: usize = 1_000;

/// Which policy, and how.
pub struct Request {
    /// The policy.
    pub policy: Policy,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Sets the policy and computes all effective values anew, the values of older versions too. A run that was stopped
/// leaves the rest as it was; the same run again completes it.
///
/// # Errors
/// The catalogue's.
pub fn change(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let mut summary = Summary::new(VERB, request.dry_run);
    let before = catalog.policy()?;
    let mut changes = Vec::new();
    if before != request.policy {
        changes.push(Change::Policy { before, after: request.policy });
    }
    for batch in ids_of(catalog, &Filter::Everything)?.chunks(BATCH) {
        let mut outcomes = Vec::new();
        for id in batch {
            let Some(snapshot) = catalog.snapshot(*id)? else { continue };
            outcomes.push(weigh(&snapshot, request, &mut changes));
        }
        if observer.is_interrupted() {
            summary.interrupted = true;
            return Ok(summary);
        }
        record(catalog, request, &mut summary, &mut changes)?;
        for outcome in outcomes {
            summary.count(&outcome);
            if observer.outcome(&outcome).is_break() {
                return Ok(summary);
            }
        }
    }
    record(catalog, request, &mut summary, &mut changes)?;
    Ok(summary)
}

/// What another policy makes of one asset: a change for each version of which something else counts.
fn weigh(snapshot: &Snapshot, request: &Request, changes: &mut Vec<Change>) -> Outcome {
    let asset = snapshot.id;
    let path = snapshot.asset().and_then(|asset| asset.original().map(|holding| holding.path.clone()));
    let kind = OutcomeKind::Unchanged;
    let mut outcome = Outcome { id: Some(asset), path, dry_run: request.dry_run, ..Outcome::new(VERB, kind) };
    for (version, reading) in &snapshot.versions {
        let weighed = reading_of(reading.statements.clone(), request.policy).description;
        if weighed == reading.description {
            continue;
        }
        let (before, after) = difference(&reading.description, &weighed);
        outcome.kind = OutcomeKind::Changed;
        outcome.fields = FieldChange::between(&before, &after)
            .into_iter()
            .filter(|change| snapshot.cataloguing.get(change.field).is_none())
            .collect();
        let (before, after) = (Box::new(before), Box::new(after));
        changes.push(Change::Reconcile { asset, version: version.number, before, after });
    }
    outcome
}

/// The fields in which two descriptions differ, as each has them.
fn difference(one: &Description, other: &Description) -> (Description, Description) {
    let fields: BTreeSet<Field> = one.iter().chain(other.iter()).map(|(field, _)| field).collect();
    let (mut before, mut after) = (Description::default(), Description::default());
    for field in fields.into_iter().filter(|field| one.get(*field) != other.get(*field)) {
        before.set(field, one.get(field).to_vec());
        after.set(field, other.get(field).to_vec());
    }
    (before, after)
}

fn record(
    catalog: &mut dyn Catalog,
    request: &Request,
    summary: &mut Summary,
    changes: &mut Vec<Change>,
) -> Result<(), LibrarianError> {
    let changes = std::mem::take(changes);
    if request.dry_run || changes.is_empty() {
        return Ok(());
    }
    let operation = match summary.operation {
        Some(number) => OperationRef::Continued(number),
        None => OperationRef::New(request.act.clone()),
    };
    summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
    Ok(())
}
