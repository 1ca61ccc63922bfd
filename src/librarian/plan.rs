//! Plans: what a verb would do, written down with what it saw, to be looked at, thinned out and done later. What was seen
//! must still be so; of each asset all is done or nothing.
use super::duplicates::Resolution;
use super::outcome::FieldChange;
use super::tag::Editing;
use crate::asset::{Asset, AssetId, Digest, Problem, ProblemKind};
use crate::catalog::Writing;
use std::collections::HashMap;

/// One line of a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// What becomes of an asset.
    Row(Row),
    /// An operation is taken back.
    Undo(u64),
    /// A file is given up for another.
    Resolve(Box<Resolution>),
}

/// What becomes of an asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Whom it is about.
    pub id: AssetId,
    /// The digest of the newest version, as it was seen.
    pub digest: Option<Digest>,
    /// Fields with the values that were seen, and those that they are to have. Where they are only to be written into files:
    /// what the files said, and what counts.
    pub fields: Vec<FieldChange>,
    /// Whether values are written into files, and how.
    pub writing: Option<Writing>,
    /// Whether nothing but that is to be done: the catalogue has the values already.
    pub only_writes: bool,
}

/// Rows, by asset in the order of the plan.
#[derive(Debug, Default)]
pub struct Plan {
    rows: HashMap<AssetId, Vec<Row>>,
}

impl Plan {
    /// A plan of these rows.
    pub fn of(rows: Vec<Row>) -> Plan {
        let mut plan = Plan::default();
        for row in rows {
            plan.rows.entry(row.id).or_default().push(row);
        }
        plan
    }

    /// The assets that it is about.
    pub fn ids(&self) -> Vec<AssetId> {
        self.rows.keys().copied().collect()
    }

    /// How the files of assets are to be written: by way, the assets.
    pub fn writings(&self) -> Vec<(Writing, Vec<AssetId>)> {
        let wants = |way: Writing| {
            let of_way = |rows: &&Vec<Row>| rows.iter().any(|row| row.writing == Some(way));
            self.rows.iter().filter(|(_, rows)| of_way(rows)).map(|(id, _)| *id).collect()
        };
        Writing::ALL.into_iter().map(|way| (way, wants(way))).filter(|(_, ids): &(_, Vec<_>)| !ids.is_empty()).collect()
    }
}

impl Editing for Plan {
    /// What the rows of the asset change, if all is as it was seen.
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        let mut working = asset.clone();
        let mut changes: Vec<FieldChange> = Vec::new();
        for row in self.rows.get(&asset.id).into_iter().flatten() {
            if row.digest.is_some_and(|digest| digest != asset.version.digest) {
                return Err(stale("its file is another version now"));
            }
            for change in &row.fields {
                let expected = if row.only_writes { &change.after } else { &change.before };
                let found = working.description.get(change.field);
                if found != expected.as_slice() {
                    return Err(stale(&format!("{} is not what it was", change.field.word())));
                }
                if !row.only_writes {
                    working.description.set(change.field, change.after.clone());
                    merge(&mut changes, change);
                }
            }
        }
        Ok(changes)
    }

    fn writing(&self, asset: AssetId) -> Option<Writing> {
        self.rows.get(&asset).into_iter().flatten().find_map(|row| row.writing)
    }
}

/// Adds a change to others; of one field, the first value that was seen and the last that is wanted hold.
fn merge(changes: &mut Vec<FieldChange>, change: &FieldChange) {
    match changes.iter_mut().find(|known| known.field == change.field) {
        Some(known) => known.after.clone_from(&change.after),
        None => changes.push(change.clone()),
    }
}

fn stale(message: &str) -> Problem {
    Problem::new(ProblemKind::Refused, format!("the plan is stale: {message}"))
}
