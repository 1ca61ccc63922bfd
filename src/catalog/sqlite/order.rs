//! The order of results: the numbers of a selection's assets, one after the other. The best few of many are found by
//! walking the keys from the better end, whole periods and scales first, and never by sorting all.
use super::body;
use super::column::first_keys;
use super::evaluate::{Evaluator, beginning};
use super::index::scale;
use super::posting::{Row, Set, add_to, common, each_group, small};
use super::property::{Indexed, KeyKind};
use super::read::Reader;
use super::schema::failed;
use super::sql::Sql;
use crate::asset::{Group, Unit};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Key, first_key, sort_key};
use crate::query::{Property, Selection, SortKey};
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// So many assets are sorted by looking at each, rather than by a walk over the keys.
const FEW: u64 = 1000;
/// Where all that match are wanted, looking at each pays for more of them.
const ALL_OF: u64 = 50_000;

type Step = Result<ControlFlow<()>, CatalogError>;

/// Gives numbers in order.
struct Order<'r, 'c> {
    reader: &'r Reader<'c>,
    /// How many are still wanted.
    left: u64,
    each: &'r mut dyn FnMut(u32) -> Step,
}

/// Calls `each` with the numbers of a selection's assets, in order, until it breaks.
pub(super) fn numbers<'r>(
    reader: &'r Reader<'_>,
    selection: &Selection,
    each: &'r mut dyn FnMut(u32) -> Step,
) -> Result<(), CatalogError> {
    let set = Evaluator::new(reader).set(&selection.filter)?;
    let mut order = Order { reader, left: selection.limit.unwrap_or(u64::MAX), each };
    if order.left > 0 {
        let _ = order.give(set, &selection.sort)?;
    }
    Ok(())
}

impl Order<'_, '_> {
    fn give(&mut self, set: Set, keys: &[SortKey]) -> Step {
        let Some((key, further)) = keys.split_first() else { return self.give_as_they_came(&set) };
        let are_few = set.len() <= FEW || (self.left >= set.len() && set.len() <= ALL_OF);
        match first_keys(key.field) {
            _few if set.len() <= 1 => self.give_as_they_came(&set),
            _few if are_few => self.give_few(&set, keys),
            Some(sql) => self.give_own(set, &sql, key.descending, further),
            None => self.give_many(set, key, further),
        }
    }

    fn one(&mut self, number: u32) -> Step {
        self.left = self.left.saturating_sub(1);
        let flow = (self.each)(number)?;
        Ok(if self.left == 0 { ControlFlow::Break(()) } else { flow })
    }

    fn give_as_they_came(&mut self, set: &Set) -> Step {
        for number in set {
            if self.one(number)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// By what each asset's record says.
    fn give_few(&mut self, set: &Set, keys: &[SortKey]) -> Step {
        let mut sorted = Vec::with_capacity(usize::try_from(set.len()).unwrap_or_default());
        for number in set {
            sorted.push((keys_of(self.reader, number, keys)?, number));
        }
        sorted.sort_by(|(a, a_number), (b, b_number)| {
            let both = a.iter().zip(b).zip(keys);
            both.fold(Ordering::Equal, |order, ((a, b), key)| {
                order.then_with(|| compared(a.as_ref(), b.as_ref(), key.descending))
            })
            .then_with(|| a_number.cmp(b_number))
        });
        for (_, number) in sorted {
            if self.one(number)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// By keys that are not kept: where files lie, and digests.
    fn give_own(&mut self, mut set: Set, sql: &str, descending: bool, further: &[SortKey]) -> Step {
        let direction = if descending { " DESC" } else { "" };
        let sql = format!("SELECT asset, value FROM ({sql}) ORDER BY value{direction}, asset");
        let mut statement = self.reader.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let (mut group, mut value) = (Set::new(), None);
        while let Some(row) = rows.next().map_err(failed)? {
            let next: String = row.get(1).map_err(failed)?;
            if value.as_ref() != Some(&next) && self.give_group(&mut set, &mut group, further)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            value = Some(next);
            let number = small(row.get(0).map_err(failed)?)?;
            if set.contains(number) {
                group.insert(number);
            }
        }
        if self.give_group(&mut set, &mut group, further)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        self.give(set, further)
    }

    /// Assets with one key: they leave the set.
    fn give_group(&mut self, set: &mut Set, group: &mut Set, further: &[SortKey]) -> Step {
        if group.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        *set -= &*group;
        self.give(std::mem::take(group), further)
    }

    /// By the postings of a field's first keys.
    fn give_many(&mut self, mut set: Set, key: &SortKey, further: &[SortKey]) -> Step {
        let kinds = Evaluator::new(self.reader).kinds(&Property::of(key.field))?;
        let kinds: Vec<Indexed> = kinds.into_iter().filter(|row| row.is_first).collect();
        let mut of_values = kinds.iter().filter(|row| row.kind.leaf().is_some());
        let step = match (of_values.next().map(|row| row.kind), of_values.next()) {
            (Some(KeyKind::Date), None) => {
                self.give_periods(&mut set, &kinds, &[Unit::Year, Unit::Month, Unit::Day], "", key, further)?
            }
            (Some(KeyKind::Number), None) => self.give_scales(&mut set, &kinds, key, further)?,
            (_, _) => self.give_keys(&mut set, &kinds, Sql::default(), key, further)?,
        };
        match step {
            ControlFlow::Break(()) => Ok(ControlFlow::Break(())),
            ControlFlow::Continue(()) => self.give(set, further),
        }
    }

    /// Key by key.
    fn give_keys(
        &mut self,
        set: &mut Set,
        kinds: &[Indexed],
        condition: Sql,
        key: &SortKey,
        further: &[SortKey],
    ) -> Step {
        let ids: Vec<i64> = kinds.iter().filter(|row| row.kind.leaf().is_some()).map(|row| row.id).collect();
        let mut flow = ControlFlow::Continue(());
        let _ = each_group(self.reader.connection, &ids, &condition, key.descending, &mut |rows| {
            let mut group = members(rows, set)?;
            flow = self.give_group(set, &mut group, further)?;
            Ok(if set.is_empty() { ControlFlow::Break(()) } else { flow })
        })?;
        Ok(flow)
    }

    /// Period by period: the dates that begin with `within`. Few in a period are sorted at once.
    fn give_periods(
        &mut self,
        set: &mut Set,
        kinds: &[Indexed],
        units: &[Unit],
        within: &str,
        key: &SortKey,
        further: &[SortKey],
    ) -> Step {
        let Some((unit, finer)) = units.split_first() else {
            return self.give_keys(set, kinds, beginning(within), key, further);
        };
        // Dates that are known no better than this period come before all that are.
        let coarse = || Sql::new(" AND value = ?").bind(within.to_owned());
        if !key.descending && !within.is_empty() && self.give_keys(set, kinds, coarse(), key, further)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let step = self.give_wholes(
            set,
            kinds,
            KeyKind::of_unit(*unit),
            beginning(within),
            key,
            further,
            &mut |order, set, period| {
                let Key::Text(period) = period else { return Ok(ControlFlow::Continue(())) };
                order.give_periods(set, kinds, finer, period, key, further)
            },
        )?;
        if step.is_continue() && key.descending && !within.is_empty() {
            return self.give_keys(set, kinds, coarse(), key, further);
        }
        Ok(step)
    }

    fn give_scales(&mut self, set: &mut Set, kinds: &[Indexed], key: &SortKey, further: &[SortKey]) -> Step {
        self.give_wholes(set, kinds, KeyKind::Scale, Sql::default(), key, further, &mut |order, set, whole| {
            let Key::Number(whole) = whole else { return Ok(ControlFlow::Continue(())) };
            order.give_keys(set, kinds, of_scale(*whole), key, further)
        })
    }

    /// Periods or scales, one after the other: few assets in one are sorted at once, more are given by `inside`.
    #[allow(clippy::too_many_arguments, clippy::type_complexity)]
    fn give_wholes(
        &mut self,
        set: &mut Set,
        kinds: &[Indexed],
        kind: KeyKind,
        condition: Sql,
        key: &SortKey,
        further: &[SortKey],
        inside: &mut dyn FnMut(&mut Self, &mut Set, &Key) -> Step,
    ) -> Step {
        let ids: Vec<i64> = kinds.iter().filter(|row| row.kind == kind).map(|row| row.id).collect();
        let keys: Vec<SortKey> = std::iter::once(*key).chain(further.iter().copied()).collect();
        each_group(self.reader.connection, &ids, &condition, key.descending, &mut |rows| {
            let mut group = members(rows, set)?;
            let Some(first) = rows.first().filter(|_| !group.is_empty()) else { return Ok(ControlFlow::Continue(())) };
            *set -= &group;
            if group.len() <= FEW { self.give_few(&group, &keys) } else { inside(self, &mut group, &first.key) }
        })
    }
}

/// Those of a set that rows have. Most keys of a long walk have one asset, which is mostly not meant.
fn members(rows: &[Row], set: &Set) -> Result<Set, CatalogError> {
    let mut members = Set::new();
    for row in rows {
        if common(set, row.chunk, &row.members)?.0 > 0 {
            add_to(&mut members, row.chunk, &row.members)?;
        }
    }
    Ok(members & set)
}

/// The condition that a number is of a scale.
fn of_scale(whole: f64) -> Sql {
    debug_assert!(scale(whole).to_bits() == whole.to_bits());
    let next = f64::from_bits(whole.to_bits() + (1 << 48));
    if whole > 0.0 {
        Sql::new(" AND value >= ? AND value < ?").bind(whole).bind(next)
    } else if whole < 0.0 {
        Sql::new(" AND value <= ? AND value > ?").bind(whole).bind(next)
    } else {
        Sql::new(" AND value > ? AND value < ?").bind(-next).bind(next)
    }
}

/// Keys in order; no value comes last either way.
fn compared(a: Option<&Key>, b: Option<&Key>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

/// What an asset is sorted by, key for key.
fn keys_of(reader: &Reader<'_>, number: u32, keys: &[SortKey]) -> Result<Vec<Option<Key>>, CatalogError> {
    let is_own = |key: &SortKey| key.field.definition().group == Group::Catalogue;
    if keys.iter().any(is_own) {
        let asset = reader.asset(i64::from(number))?;
        let of = |key: &SortKey| asset.as_ref().and_then(|asset| sort_key(asset, key.field));
        return Ok(keys.iter().map(of).collect());
    }
    reader.record(i64::from(number), |described, stated| {
        let first = |key: &SortKey| Ok(first_key(&body::effective(key.field, described, stated)?, key.field));
        keys.iter().map(first).collect()
    })
}
