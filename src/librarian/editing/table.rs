//! Rows that say of assets what their fields should be. Which asset a row names is asked of the catalogue; what its cells
//! mean depends on the format that they were read from, and is asked of whoever read them.
use crate::asset::{Asset, AssetId, Digest, Field, FilePath, IdPrefix, Problem, ProblemKind, Value};
use crate::catalog::{Catalog, CatalogError, Detail};
use crate::librarian::selected::ids_of;
use crate::librarian::tag::Editing;
use crate::librarian::{FieldChange, Outcome, OutcomeKind};
use crate::query::{Filter, Selection};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// What names a row's asset. An `id` decides, without one the digest, without either the paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Its id, or the beginning of it.
    pub id: Option<IdPrefix>,
    /// Of one of its versions.
    pub digest: Option<Digest>,
    /// Of its files, absolute. One that is not held names nothing; it may have been moved since the table was written.
    pub paths: Vec<FilePath>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Where it stands, for messages: the table's heading is row 1.
    pub number: u64,
    /// Whom it is about.
    pub names: Names,
    /// What it says of fields, as it was written.
    pub cells: Vec<(Field, String)>,
}

/// The values that a cell gives a field of an asset; `None` where it says what the asset has.
pub type CellReader = fn(Field, &str, &Asset) -> Result<Option<Vec<Value>>, String>;

/// What rows say, by the asset that they name.
pub struct Table {
    rows: HashMap<AssetId, Vec<Row>>,
    read: CellReader,
}

/// A row that can do nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it stands.
    pub number: u64,
    /// The file that it names, if it names one.
    pub path: Option<FilePath>,
    /// Why: one sentence, no full stop.
    pub message: String,
}

impl Stray {
    /// What became of it.
    pub fn outcome(self, verb: &'static str) -> Outcome {
        let problem = Problem::new(ProblemKind::Invalid, format!("row {}: {}", self.number, self.message));
        Outcome { path: self.path, problem: Some(problem), ..Outcome::new(verb, OutcomeKind::Failed) }
    }
}

impl Table {
    /// The assets that are named, in no order.
    pub fn ids(&self) -> Vec<AssetId> {
        self.rows.keys().copied().collect()
    }
}

/// Asks the catalogue whom rows name; those that name no asset are added to the strays.
///
/// # Errors
/// The catalogue's.
pub fn gather(
    catalog: &dyn Catalog,
    rows: Vec<Row>,
    read: CellReader,
    strays: &mut Vec<Stray>,
) -> Result<Table, CatalogError> {
    let whole = rows.iter().filter_map(|row| row.names.id).filter(|id| id.digits == 32);
    let whole: Vec<AssetId> = whole.map(|id| AssetId(id.low)).collect();
    let held: HashSet<AssetId> = ids_of(catalog, &Filter::Ids(whole))?.into_iter().collect();
    let mut table = Table { rows: HashMap::new(), read };
    for row in rows {
        match named(catalog, &held, &row.names)? {
            Ok(id) => table.rows.entry(id).or_default().push(row),
            Err(message) => {
                strays.push(Stray { number: row.number, path: row.names.paths.first().cloned(), message });
            }
        }
    }
    Ok(table)
}

/// The asset that is named, or why none is.
fn named(
    catalog: &dyn Catalog,
    held: &HashSet<AssetId>,
    names: &Names,
) -> Result<Result<AssetId, String>, CatalogError> {
    let mut found = match &names.id {
        None => None,
        Some(prefix) => match by_id(catalog, held, prefix)? {
            Ok(id) => Some(id),
            Err(message) => return Ok(Err(message)),
        },
    };
    // An id is the beginning of its first version's digest: such a digest agrees unasked.
    if let Some(digest) = names.digest.filter(|digest| found != Some(AssetId::of(digest))) {
        match (found, catalog.find_digest(&digest)?.map(|known| known.asset)) {
            (None, None) => return Ok(Err("the catalogue holds no asset with this digest".to_owned())),
            (Some(id), Some(other)) if id != other => return Ok(Err(two_assets(id, other))),
            (Some(_), _) => {}
            (None, by_digest) => found = by_digest,
        }
    }
    for path in &names.paths {
        match (found, catalog.find_path(path)?) {
            (Some(id), Some((other, _))) if id != other => return Ok(Err(two_assets(id, other))),
            (None, Some((id, _))) => found = Some(id),
            (_, None) | (Some(_), Some(_)) => {}
        }
    }
    Ok(found.ok_or_else(|| match names.paths.first() {
        Some(_) => "the catalogue holds no such file".to_owned(),
        None => "it names no asset".to_owned(),
    }))
}

fn two_assets(one: AssetId, other: AssetId) -> String {
    format!("it names two assets, {one} and {other}")
}

fn by_id(
    catalog: &dyn Catalog,
    held: &HashSet<AssetId>,
    prefix: &IdPrefix,
) -> Result<Result<AssetId, String>, CatalogError> {
    let mut found = Vec::new();
    if prefix.digits == 32 {
        found.extend(held.get(&AssetId(prefix.low)).copied());
    } else {
        let selection = Selection { filter: Filter::Id(*prefix), sort: Vec::new(), limit: Some(2) };
        let write = |asset: &Asset, to: &mut Vec<u8>| to.extend_from_slice(&asset.id.0);
        catalog.transcribe(&selection, Detail::Id, &write, &mut |ids| {
            found.extend(ids.as_chunks().0.iter().map(|id| AssetId(*id)));
            ControlFlow::Continue(())
        })?;
    }
    Ok(match found.as_slice() {
        [id] => Ok(*id),
        [] => Err(format!("the catalogue holds no asset {prefix}")),
        [..] => Err(format!("several assets have an id that begins with {prefix}")),
    })
}

impl Editing for Table {
    /// A cell that says what the asset has changes nothing; two rows that give a field different values are a problem.
    fn edited(&self, asset: &Asset) -> Result<Vec<FieldChange>, Problem> {
        let mut changes: Vec<(u64, FieldChange)> = Vec::new();
        for row in self.rows.get(&asset.id).into_iter().flatten() {
            let invalid = |message: &str| Problem::new(ProblemKind::Invalid, format!("row {}: {message}", row.number));
            for (field, cell) in &row.cells {
                let read = (self.read)(*field, cell, asset);
                let after = read.map_err(|message| invalid(&format!("{}: {message}", field.word())))?;
                let before = asset.description.get(*field);
                let Some(after) = after.filter(|after| after != before) else { continue };
                match changes.iter().find(|(_, change)| change.field == *field) {
                    None => changes.push((row.number, FieldChange { field: *field, before: before.to_vec(), after })),
                    Some((_, change)) if change.after == after => {}
                    Some((earlier, _)) => {
                        let message = format!("{} is something else than in row {earlier}", field.word());
                        return Err(invalid(&message));
                    }
                }
            }
        }
        Ok(changes.into_iter().map(|(_, change)| change).collect())
    }
}
