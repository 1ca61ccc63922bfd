//! `tag`: change fields of many assets, as one operation that undo takes back. Changes the cataloguer's own layer; what
//! files say is not touched, and speaks again when a statement is retracted.
use super::error::LibrarianError;
use super::merge::{conflicts, in_conflict};
use super::observer::Observer;
use super::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use super::selected::BATCH;
pub use super::selected::ids_of;
use super::whole::{Whole, as_one};
use crate::asset::{Asset, AssetId, Field, Problem, Value};
use crate::catalog::{Act, Catalog, CatalogError, Change, OperationRef, Pending, Transaction, Writing};
use crate::metadata::undoubled;
use crate::query::{Edit, Filter, Selection, apply};
use std::ops::ControlFlow;

/// What is told of a write that was to follow.
const TO_BE_WRITTEN: &str = "it was to be written when damson ended";

/// What becomes of an asset's fields: edits that are the same for all, rows of a table, a keyword's new name.
pub trait Editing {
    /// The fields that change, each once, with its effective values before and after; none where all is as it should be.
    ///
    /// # Errors
    /// What does not fit this asset; nothing of it is changed then.
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem>;

    /// How an asset's files are to be written afterwards, where it is not the same for all.
    fn writing(&self, _: AssetId) -> Option<Writing> {
        None
    }
}

/// Edits that are the same for every asset.
pub struct Edits {
    /// Whether texts that were encoded twice are stated as they were before, first.
    pub repair: bool,
    /// In order; a later edit sees what an earlier one did.
    pub edits: Vec<Edit>,
}

/// Which assets, and how they change.
pub struct Request<'e> {
    /// The verb that is told and logged; mostly `tag`.
    pub verb: &'static str,
    /// Which; the caller has seen to it that "everything" was asked for by name.
    pub filter: Filter,
    /// How.
    pub editing: &'e dyn Editing,
    /// How the files of all of them are to be written afterwards. That is recorded together with the change: it is still to
    /// be done if the run ends in between.
    pub writing: Option<Writing>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Changes fields. An edit that does not fit one asset is that asset's problem and leaves it as it was; all the others
/// change together or, if the run is stopped before, not at all. Outcomes are told once the changes are recorded.
///
/// # Errors
/// The catalogue's.
pub fn tag(
    catalog: &mut dyn Catalog,
    request: &Request<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    as_one(&mut Run { request, summary: Summary::new(request.verb, request.dry_run) }, catalog, observer)
}

/// What becomes of some assets.
struct Batch {
    changes: Vec<Change>,
    /// The writes that are to follow.
    to_write: Vec<(AssetId, Pending)>,
    /// Whether whoever is told of it still listens.
    is_heard: bool,
}

struct Run<'r> {
    request: &'r Request<'r>,
    summary: Summary,
}

impl Whole for Run<'_> {
    fn summary(&mut self) -> &mut Summary {
        &mut self.summary
    }

    /// Edits the selected assets, a batch at a time: a catalogue cannot be changed while it is visited.
    fn all(&mut self, catalog: &mut dyn Catalog, observer: &mut dyn Observer) -> Result<(), CatalogError> {
        let ids = ids_of(catalog, &self.request.filter)?;
        observer.expect(ids.len() as u64, 0);
        for batch in ids.chunks(BATCH) {
            let Batch { changes, to_write, is_heard } = self.batch(catalog, batch, observer)?;
            if observer.is_interrupted() {
                self.summary.interrupted = true;
                return Ok(());
            }
            if !self.request.dry_run && !changes.is_empty() {
                let operation = match self.summary.operation {
                    Some(number) => OperationRef::Continued(number),
                    None => OperationRef::New(self.request.act.clone()),
                };
                self.summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
            }
            if !self.request.dry_run {
                to_write.iter().try_for_each(|(id, pending)| catalog.pend(*id, Some(pending)))?;
            }
            if !is_heard && self.request.dry_run {
                return Ok(());
            }
            observer.advance(batch.len() as u64, 0);
        }
        Ok(())
    }
}

impl Run<'_> {
    /// What becomes of some assets.
    fn batch(
        &mut self,
        catalog: &dyn Catalog,
        ids: &[AssetId],
        observer: &mut dyn Observer,
    ) -> Result<Batch, CatalogError> {
        let selection = Selection { filter: Filter::Ids(ids.to_vec()), sort: Vec::new(), limit: None };
        let mut batch = Batch { changes: Vec::new(), to_write: Vec::new(), is_heard: true };
        catalog.visit(&selection, &mut |asset| {
            if observer.is_interrupted() {
                return ControlFlow::Break(());
            }
            let outcome = decide(self.request, &asset, &mut batch.changes);
            if outcome.kind != OutcomeKind::Failed {
                batch.to_write.extend(self.to_be_written(asset.id));
            }
            self.summary.count(&outcome);
            batch.is_heard = batch.is_heard && observer.outcome(&outcome).is_continue();
            if !batch.is_heard && self.request.dry_run { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(batch)
    }

    fn to_be_written(&self, asset: AssetId) -> Option<(AssetId, Pending)> {
        let writing = self.request.writing.or_else(|| self.request.editing.writing(asset))?;
        let (since, problem) = (self.request.act.at.clone(), TO_BE_WRITTEN.to_owned());
        Some((asset, Pending { writing, since, problem, exchanges: Vec::new() }))
    }
}

/// What becomes of one asset.
fn decide(request: &Request<'_>, asset: &Asset, changes: &mut Vec<Change>) -> Outcome {
    let mut outcome = Outcome { id: Some(asset.id), ..Outcome::new(request.verb, OutcomeKind::Unchanged) };
    outcome.path = asset.original().map(|holding| holding.path.clone());
    outcome.dry_run = request.dry_run;
    outcome.digest = Some(asset.version.digest);
    match request.editing.edited(asset) {
        Ok(edited) => {
            for change in edited {
                changes.push(statement(asset, &change));
                outcome.fields.push(change);
                outcome.kind = OutcomeKind::Changed;
            }
            changes.extend(settled(asset, &outcome.fields));
        }
        Err(problem) => {
            outcome.kind = OutcomeKind::Failed;
            outcome.problem = Some(problem);
        }
    }
    outcome
}

/// What a cataloguer states anew is no longer in conflict with a file.
fn settled(asset: &Asset, edited: &[FieldChange]) -> Option<Change> {
    let mut open = in_conflict(&asset.stated);
    if open.is_empty() {
        return None;
    }
    open.retain(|field| !edited.iter().any(|change| change.field == *field));
    conflicts(asset.id, &asset.stated, &open)
}

/// The change that states a field's values of an asset.
fn statement(asset: &Asset, change: &FieldChange) -> Change {
    let before = asset.stated.get(change.field).map(<[Value]>::to_vec);
    Change::State { asset: asset.id, field: change.field, before, after: Some(change.after.clone()) }
}

impl Editing for Edits {
    /// What repairs and then edits come to.
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        if !self.repair {
            return edited(&self.edits, asset);
        }
        let mut changes = repairs(asset);
        let mut working = asset.clone();
        for change in &changes {
            working.description.set(change.field, change.after.clone());
        }
        for edit in edited(&self.edits, &working)? {
            match changes.iter_mut().find(|change| change.field == edit.field) {
                Some(change) => change.after = edit.after,
                None => changes.push(edit),
            }
        }
        Ok(changes)
    }
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
