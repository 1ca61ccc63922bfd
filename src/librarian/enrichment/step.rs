//! An asset while it is enriched: what it says by now, and what was wrong on the way.
use crate::asset::{Asset, Field, Problem, Value};
use crate::query::{Edit, apply};

/// An asset between two steps.
pub struct Step {
    /// With everything that was stated so far.
    pub asset: Asset,
    /// What did not fit.
    pub problems: Vec<Problem>,
    /// What is told once a run.
    pub remarks: Vec<String>,
}

impl Step {
    /// Before the first step.
    pub fn on(asset: &Asset) -> Step {
        Step { asset: asset.clone(), problems: Vec::new(), remarks: Vec::new() }
    }

    /// Makes edits. One that does not fit is a problem, and the others are made all the same: a template for a thousand
    /// pictures is not lost on the one that has no headline.
    pub fn edit(&mut self, edits: &[Edit]) {
        for edit in edits {
            let current = self.asset.description.get(edit.field).to_vec();
            match apply(edit, &current, &self.asset) {
                Ok(after) if after != current => self.asset.description.set(edit.field, after),
                Ok(_) => {}
                Err(problem) => self.problems.push(problem),
            }
        }
    }
}

impl Step {
    /// What fields say by now.
    pub fn places(&self, fields: &[Field]) -> Vec<(Field, Vec<Value>)> {
        fields.iter().map(|field| (*field, self.asset.description.get(*field).to_vec())).collect()
    }

    /// Names of a place hold together: where one of them was stated otherwise since, the others that were found with it go.
    pub fn withdraw_unless_together(&mut self, found: &[(Field, Vec<Value>)]) {
        let is_kept = |(field, values): &&(Field, Vec<Value>)| self.asset.description.get(*field) == values.as_slice();
        let kept: Vec<Field> = found.iter().filter(is_kept).map(|(field, _)| *field).collect();
        if kept.len() < found.len() {
            kept.into_iter().for_each(|field| self.asset.description.set(field, Vec::new()));
        }
    }
}
