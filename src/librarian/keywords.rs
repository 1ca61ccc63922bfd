//! The keywords in use as a tree: what is kept with levels and what is kept flat, each place once, with how many assets have it
//! or something below it.
use crate::asset::fold::fold;
use crate::asset::keyword::{FLAT_LEVELS, LEVELS};
use crate::asset::{Field, Levels, Value};
use crate::catalog::{Catalog, CatalogError};
use crate::query::{Facet, Filter, Property};
use std::collections::{BTreeMap, HashMap};

/// A place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// From the root down.
    pub levels: Vec<String>,
    /// Assets that have it or something below it.
    pub count: u64,
}

/// A path of more levels is no hierarchy that anybody made; its end is one level.
const DEEPEST: usize = 32;

/// A place while the tree grows, by its folded levels.
struct Place {
    levels: Vec<String>,
    /// How many assets have it, if only one value says so and nothing lies below.
    alone: Option<u64>,
}

/// Every place, each before those below it, neighbours with the most assets first.
///
/// A flat keyword that is a level of one with levels, for every asset that has it, is not a place of its own: programs
/// write the levels of a keyword flat beside it.
///
/// # Errors
/// The catalogue's.
pub fn tree(catalog: &dyn Catalog) -> Result<Vec<Branch>, CatalogError> {
    let mut places = BTreeMap::new();
    for (text, count) in counted(catalog, Field::HierarchicalKeywords)? {
        grow(&mut places, &text, LEVELS, count);
    }
    let mut ends: HashMap<String, Vec<Filter>> = HashMap::new();
    for levels in places.keys().filter(|levels: &&Vec<String>| levels.len() > 1) {
        let end = levels.last().cloned().unwrap_or_default();
        ends.entry(end).or_default().push(Filter::Below { levels: levels.clone() });
    }
    for (text, count) in counted(catalog, Field::Keywords)? {
        let folded = fold(&text);
        let is_apart = match ends.get(&folded) {
            Some(paths) => stands_apart(catalog, folded, paths)?,
            None => true,
        };
        if is_apart {
            grow(&mut places, &text, FLAT_LEVELS, count);
        }
    }
    counted_tree(catalog, places)
}

fn counted(catalog: &dyn Catalog, field: Field) -> Result<Vec<(String, u64)>, CatalogError> {
    let facet = Facet { property: Property::of(field), unit: None };
    let rows = catalog.facets(&[facet], &Filter::Everything, None)?;
    Ok(rows.into_iter().filter_map(|row| Some((row.values.first()?.as_text()?.to_owned(), row.count))).collect())
}

/// Whether some asset has a flat keyword without any of the keywords that end with it.
fn stands_apart(catalog: &dyn Catalog, folded: String, paths: &[Filter]) -> Result<bool, CatalogError> {
    let flat = Filter::Equal { property: Property::of(Field::Keywords), value: Value::Text(folded) };
    let beside = match paths {
        [only] => only.clone(),
        paths => Filter::Any(paths.to_vec()),
    };
    Ok(catalog.count(&Filter::All(vec![flat, Filter::Not(Box::new(beside))]))? > 0)
}

/// Adds a keyword and what lies above it.
fn grow(places: &mut BTreeMap<Vec<String>, Place>, text: &str, separators: &[char], count: u64) {
    let levels =
        Levels::of(text, separators).map_or_else(|| vec![text.to_owned()], |levels| levels.as_slice().to_vec());
    let mut levels = levels;
    if levels.len() > DEEPEST {
        let end = levels.split_off(DEEPEST - 1).join("|");
        levels.push(end);
    }
    let folded: Vec<String> = levels.iter().map(|level| fold(level)).collect();
    for depth in 1..=levels.len() {
        let is_end = depth == levels.len();
        let place = Place { levels: levels[..depth].to_vec(), alone: is_end.then_some(count) };
        places.entry(folded[..depth].to_vec()).and_modify(|place| place.alone = None).or_insert(place);
    }
}

/// The places below each, by their folded levels.
type Below = HashMap<Vec<String>, Vec<(Vec<String>, Branch)>>;

/// The branches, counted and in order.
fn counted_tree(catalog: &dyn Catalog, places: BTreeMap<Vec<String>, Place>) -> Result<Vec<Branch>, CatalogError> {
    let mut below = Below::new();
    for (folded, place) in places {
        let count = match place.alone {
            Some(count) => count,
            None => catalog.count(&Filter::Below { levels: folded.clone() })?,
        };
        let parent = folded[..folded.len() - 1].to_vec();
        below.entry(parent).or_default().push((folded, Branch { levels: place.levels, count }));
    }
    let mut branches = Vec::new();
    lay_out(&mut below, &[], &mut branches);
    Ok(branches)
}

/// Puts what lies below a place behind it; no deeper than `DEEPEST`.
fn lay_out(below: &mut Below, place: &[String], branches: &mut Vec<Branch>) {
    let mut neighbours = below.remove(place).unwrap_or_default();
    neighbours.sort_by(|(one, this), (other, that)| that.count.cmp(&this.count).then_with(|| one.cmp(other)));
    for (folded, branch) in neighbours {
        branches.push(branch);
        lay_out(below, &folded, branches);
    }
}
