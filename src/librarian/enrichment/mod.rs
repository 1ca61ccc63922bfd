//! What is stated of new assets at the door, before anybody has looked at them: a desk's edits, and what follows from clocks,
//! tracks, tables of places and cameras. It knows an asset and what is to be said of it; no catalogue and no file.
mod step;

use crate::asset::{Asset, Cataloguing, Field, Problem, Snapshot};
use crate::librarian::outcome::FieldChange;
use crate::query::Edit;
use step::Step;

/// Everything that is stated of a new asset; by default nothing. The same asset is always given the same.
#[derive(Default)]
pub struct Enrichment {
    /// Edits, in order; a later one sees what an earlier one did.
    pub edits: Vec<Edit>,
}

/// What is stated of one asset, and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Enriched {
    /// What is stated.
    pub cataloguing: Cataloguing,
    /// The same as changes of what its files say, in record order.
    pub fields: Vec<FieldChange>,
    /// What did not fit, in order; everything else is stated all the same.
    pub problems: Vec<Problem>,
    /// Sentences that concern the run and not this asset alone: they are told once.
    pub remarks: Vec<String>,
}

impl Enrichment {
    /// What is stated of a new asset. Each step sees what those before it stated.
    pub fn of(&self, snapshot: &Snapshot) -> Enriched {
        let Some(asset) = snapshot.asset().filter(|_| !self.is_empty()) else { return Enriched::default() };
        let mut step = Step::on(&asset);
        step.edit(&self.edits);
        enriched(&asset, step)
    }

    /// Whether nothing is ever stated.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

/// What the steps came to, beside what the asset was before them.
fn enriched(before: &Asset, step: Step) -> Enriched {
    let mut enriched = Enriched { problems: step.problems, remarks: step.remarks, ..Enriched::default() };
    for field in Field::ALL {
        let (old, new) = (before.description.get(*field), step.asset.description.get(*field));
        if old != new {
            enriched.cataloguing.state(*field, new.to_vec());
            enriched.fields.push(FieldChange { field: *field, before: old.to_vec(), after: new.to_vec() });
        }
    }
    enriched
}

#[cfg(test)]
mod tests;
