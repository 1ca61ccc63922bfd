//! Counting values: the postings of the fields asked for, each compared with the set of the assets that match.
use super::body;
use super::column::texts;
use super::evaluate::{Evaluator, kinds_of};
use super::posting::{Row, Set, add_to, common, each_group, small, smallest};
use super::property::{Indexed, KeyKind};
use super::read::Reader;
use super::schema::failed;
use super::sql::Sql;
use crate::asset::fold::fold;
use crate::asset::{Field, Group, Value};
use crate::catalog::meaning::{Key, LeafKind, is_whole, shown_by, shown_by_key};
use crate::catalog::{CatalogError, FacetCount};
use crate::query::{Facet, Filter};
use hashbrown::HashMap;
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// A value that is counted: its key, and what kind of leaf that came from.
type Counted = (Key, LeafKind);
/// How many assets have something, and which of them came first.
type Count = (u64, u32);

/// The counts of the facets' values among the assets that match.
pub(super) fn facets(
    reader: &Reader<'_>,
    facets: &[Facet],
    filter: &Filter,
    limit: Option<u64>,
) -> Result<Vec<FacetCount>, CatalogError> {
    let evaluator = Evaluator::new(reader);
    let set = if *filter == Filter::Everything { None } else { Some(evaluator.set(filter)?) };
    let wanted = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    let mut counts = match facets {
        [] => Vec::new(),
        [facet] => count_one(&evaluator, facet, set.as_ref(), wanted)?,
        several => count_together(&evaluator, several, set.as_ref())?,
    };
    keep_largest(&mut counts, wanted);
    counts.sort_unstable_by(order);
    counts.into_iter().map(|counted| shown_count(reader, facets, counted)).collect()
}

/// The values of facets and how many assets have them.
type Combined = (Vec<Counted>, Count);

/// The largest first, then by value.
fn order((a, (a_count, _)): &Combined, (b, (b_count, _)): &Combined) -> Ordering {
    b_count.cmp(a_count).then_with(|| a.cmp(b))
}

/// The largest few are told apart without putting all in order.
fn keep_largest(counts: &mut Vec<Combined>, wanted: usize) {
    if wanted < counts.len() {
        if wanted > 0 {
            counts.select_nth_unstable_by(wanted - 1, order);
        }
        counts.truncate(wanted);
    }
}

fn shown_count(
    reader: &Reader<'_>,
    facets: &[Facet],
    (counted, (count, first)): (Vec<Counted>, Count),
) -> Result<FacetCount, CatalogError> {
    let both = facets.iter().zip(&counted);
    let values = both.map(|(facet, (key, kind))| shown(reader, facet, key, *kind, i64::from(first)));
    Ok(FacetCount { values: values.collect::<Result<_, _>>()?, count })
}

/// One facet: no set is kept of any value, and of many values not many more than are wanted.
fn count_one(
    evaluator: &Evaluator<'_, '_>,
    facet: &Facet,
    set: Option<&Set>,
    wanted: usize,
) -> Result<Vec<Combined>, CatalogError> {
    let (mut counts, most) = (Vec::new(), wanted.saturating_mul(2).saturating_add(1000));
    // Values come in order: of those that as many have as the last that is wanted, the first few count.
    let mut least = 0;
    each_value(evaluator, facet, &mut |(key, kind), members| {
        let count = match (set, members) {
            (set, Members::Rows(rows)) => count_rows(rows, set)?,
            (None, Members::Set(members)) => (members.len(), members.min()),
            (Some(set), Members::Set(members)) => {
                let both = members & set;
                (both.len(), both.min())
            }
        };
        if let (count, Some(first)) = count
            && count >= least
        {
            counts.push((vec![(key.clone(), kind)], (count, first)));
        }
        if counts.len() >= most {
            keep_largest(&mut counts, wanted);
            least = counts.iter().map(|(_, (count, _))| *count).min().unwrap_or_default();
        }
        Ok(())
    })?;
    Ok(counts)
}

fn count_rows(rows: &[&Row], set: Option<&Set>) -> Result<(u64, Option<u32>), CatalogError> {
    let (mut count, mut first) = (0, None::<u32>);
    for row in rows {
        let (some, smallest) = match set {
            None => (row.assets, smallest(row.chunk, &row.members)?),
            Some(set) => common(set, row.chunk, &row.members)?,
        };
        count += some;
        first = first.into_iter().chain(smallest).min();
    }
    Ok((count, first))
}

/// Several facets together: for each asset, every combination of its values.
fn count_together(
    evaluator: &Evaluator<'_, '_>,
    facets: &[Facet],
    set: Option<&Set>,
) -> Result<Vec<Combined>, CatalogError> {
    let mut values: Vec<Vec<Counted>> = Vec::with_capacity(facets.len());
    let mut combined: Vec<(u32, Vec<u32>)> = Vec::new();
    for (at, facet) in facets.iter().enumerate() {
        let (mut of_facet, mut pairs) = (Vec::new(), Vec::new());
        each_value(evaluator, facet, &mut |counted, members| {
            let number = u32::try_from(of_facet.len()).unwrap_or(u32::MAX);
            of_facet.push((counted.0.clone(), counted.1));
            let members = members.into_set()?;
            let meant = set.map_or_else(|| members.clone(), |set| &members & set);
            pairs.extend(meant.iter().map(|asset| (asset, number)));
            Ok(())
        })?;
        pairs.sort_unstable();
        values.push(of_facet);
        combined = if at == 0 {
            pairs.into_iter().map(|(asset, number)| (asset, vec![number])).collect()
        } else {
            joined(&combined, &pairs)
        };
    }
    let mut counts: HashMap<Vec<u32>, Count> = HashMap::new();
    for (asset, numbers) in combined {
        counts.entry(numbers).and_modify(|(count, _)| *count += 1).or_insert((1, asset));
    }
    let spelled = |numbers: Vec<u32>| -> Vec<Counted> {
        let both = numbers.into_iter().zip(&values);
        both.filter_map(|(number, of_facet)| of_facet.get(usize::try_from(number).ok()?).cloned()).collect()
    };
    Ok(counts.into_iter().map(|(numbers, count)| (spelled(numbers), count)).collect())
}

/// Both by asset: every combination of what one has in the first and in the second.
fn joined(combined: &[(u32, Vec<u32>)], pairs: &[(u32, u32)]) -> Vec<(u32, Vec<u32>)> {
    let mut joined = Vec::new();
    for (asset, numbers) in combined {
        let first = pairs.partition_point(|(other, _)| other < asset);
        for (_, number) in pairs.iter().skip(first).take_while(|(other, _)| other == asset) {
            joined.push((*asset, numbers.iter().copied().chain([*number]).collect()));
        }
    }
    joined
}

/// Who has a value: rows that have no asset in common, or a set.
enum Members<'a> {
    Rows(&'a [&'a Row]),
    Set(Set),
}

impl Members<'_> {
    fn into_set(self) -> Result<Set, CatalogError> {
        match self {
            Members::Set(set) => Ok(set),
            Members::Rows(rows) => {
                let mut set = Set::new();
                rows.iter().try_for_each(|row| add_to(&mut set, row.chunk, &row.members))?;
                Ok(set)
            }
        }
    }
}

type Each<'a> = &'a mut dyn FnMut((&Key, LeafKind), Members<'_>) -> Result<(), CatalogError>;

/// Calls `each` with every value that a facet counts.
fn each_value(evaluator: &Evaluator<'_, '_>, facet: &Facet, each: Each<'_>) -> Result<(), CatalogError> {
    let field = facet.property.field;
    if is_whole(field) {
        let is_counted = facet.property.path.is_empty() && facet.unit.is_none();
        return if is_counted { each_own(evaluator, field, each) } else { Ok(()) };
    }
    let counts = |row: &&Indexed| match facet.unit {
        None => row.kind.leaf().is_some(),
        Some(unit) => row.kind == KeyKind::of_unit(unit),
    };
    let kinds: Vec<Indexed> = evaluator.kinds(&facet.property)?.iter().filter(counts).cloned().collect();
    let ids: Vec<i64> = kinds.iter().map(|row| row.id).collect();
    // What an asset has first and what it has further are never the same key; members of a structure may be.
    let are_apart = kinds.iter().all(|row| kinds.first().is_some_and(|first| first.path == row.path));
    let leaf = |row: &Row| {
        let kind = kinds.iter().find(|kind| kind.id == row.property).and_then(|kind| kind.kind.leaf());
        kind.unwrap_or(LeafKind::Date)
    };
    let _ = each_group(evaluator.connection(), &ids, &Sql::default(), false, &mut |rows| {
        for kind in [LeafKind::Text, LeafKind::Number, LeafKind::Boolean, LeafKind::Date] {
            let of_kind: Vec<&Row> = rows.iter().filter(|row| leaf(row) == kind).collect();
            let Some(first) = of_kind.first() else { continue };
            let members = Members::Rows(&of_kind);
            let members = if are_apart { members } else { Members::Set(members.into_set()?) };
            each((&first.key, kind), members)?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(())
}

/// The values of fields that are not kept as keys.
fn each_own(evaluator: &Evaluator<'_, '_>, field: Field, each: Each<'_>) -> Result<(), CatalogError> {
    let mut sets: HashMap<String, Set> = HashMap::new();
    if let Some(wanted) = kinds_of(field) {
        let indexed = evaluator.folder_kinds()?;
        for folder in evaluator.folder_rows()? {
            *sets.entry(fold(&folder.value(field))).or_default() |= evaluator.in_folder(&indexed, wanted, folder.id)?;
        }
    } else if let Some(sql) = texts(field) {
        let mut statement = evaluator.connection().prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let text = row.get_ref(1).map_err(failed)?.as_str().map_err(|error| failed(error.into()))?;
            sets.entry(fold(text)).or_default().insert(small(row.get(0).map_err(failed)?)?);
        }
    }
    sets.into_iter().try_for_each(|(key, set)| each((&Key::Text(key), LeafKind::Text), Members::Set(set)))
}

/// What a key looks like: as it says itself, or as the first asset that was counted spells it.
fn shown(reader: &Reader<'_>, facet: &Facet, key: &Key, kind: LeafKind, first: i64) -> Result<Value, CatalogError> {
    if let Some(value) = shown_by_key(facet, key, kind) {
        return Ok(value);
    }
    let spelled = shown_by(facet, &values(reader, facet.property.field, first)?, key, kind);
    spelled.ok_or_else(|| CatalogError::Damaged(format!("a key of asset {first} is not in its record")))
}

fn values(reader: &Reader<'_>, field: Field, asset: i64) -> Result<Vec<Value>, CatalogError> {
    if field.definition().group == Group::Catalogue {
        return Ok(reader.asset(asset)?.map(|asset| asset.values(field)).unwrap_or_default());
    }
    reader.record(asset, |described, stated| body::effective(field, described, stated))
}
