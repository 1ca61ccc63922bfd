//! Ranges of numbers and of dates. A range is made of whole scales or periods, whose sets are kept, and of the single
//! keys at its two ends: it costs little however many assets lie in it.
use super::Evaluator;
use crate::asset::{Field, Unit};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Key, is_between, is_during};
use crate::catalog::sqlite::index::scale;
use crate::catalog::sqlite::posting::{Set, add_to, each_group};
use crate::catalog::sqlite::property::{Indexed, KeyKind};
use crate::catalog::sqlite::sql::Sql;
use crate::query::{Bound, Property};
use std::ops::ControlFlow;

impl Evaluator<'_, '_> {
    pub(super) fn between(
        &self,
        property: &Property,
        low: Option<Bound>,
        high: Option<Bound>,
    ) -> Result<Set, CatalogError> {
        let indexed = self.kinds(property)?;
        let (lowest, highest) = (low.map(|low| scale(low.number)), high.map(|high| scale(high.number)));
        let mut set = Set::new();
        // Where both ends lie in one scale there is no whole one between them.
        let is_one = lowest.is_some() && lowest == highest;
        if !is_one {
            let mut inside = Sql::default();
            if let Some(lowest) = lowest {
                inside = inside.text(" AND value > ?").bind(lowest);
            }
            if let Some(highest) = highest {
                inside = inside.text(" AND value < ?").bind(highest);
            }
            set |= self.of_kind(&indexed, KeyKind::Scale, &inside)?;
        }
        let is_inside = |number: f64| is_between(number, low, high);
        if let (Some(low), Some(lowest)) = (low, lowest) {
            let from = Sql::new(" AND value >= ?").bind(low.number);
            set |= self.edge(&indexed, from, false, |number| (scale(number) == lowest).then(|| is_inside(number)))?;
        }
        if let (Some(high), Some(highest)) = (high, highest)
            && !is_one
        {
            let until = Sql::new(" AND value <= ?").bind(high.number);
            set |= self.edge(&indexed, until, true, |number| (scale(number) == highest).then(|| is_inside(number)))?;
        }
        Ok(set)
    }

    /// The numbers from one end on, as long as the test says anything of them.
    fn edge(
        &self,
        indexed: &[Indexed],
        from: Sql,
        descending: bool,
        test: impl Fn(f64) -> Option<bool>,
    ) -> Result<Set, CatalogError> {
        let mut set = Set::new();
        self.walk(&ids(indexed, KeyKind::Number), from, descending, |key, rows| {
            let said = if let Key::Number(number) = key { test(*number) } else { Some(false) };
            match said {
                Some(true) => rows(&mut set).map(|()| ControlFlow::Continue(())),
                Some(false) => Ok(ControlFlow::Continue(())),
                None => Ok(ControlFlow::Break(())),
            }
        })?;
        Ok(set)
    }

    /// Calls `each` with every key that passes a condition, in order, and with what adds its assets to a set.
    pub(super) fn walk(
        &self,
        ids: &[i64],
        condition: Sql,
        descending: bool,
        mut each: impl FnMut(&Key, &dyn Fn(&mut Set) -> Result<(), CatalogError>) -> Result<ControlFlow<()>, CatalogError>,
    ) -> Result<(), CatalogError> {
        let _ = each_group(self.reader.connection, ids, &condition, descending, &mut |group| {
            let Some(first) = group.first() else { return Ok(ControlFlow::Continue(())) };
            each(&first.key, &|set: &mut Set| group.iter().try_for_each(|row| add_to(set, row.chunk, &row.members)))
        })?;
        Ok(())
    }

    pub(super) fn during(
        &self,
        property: &Property,
        low: Option<&str>,
        high: Option<&str>,
    ) -> Result<Set, CatalogError> {
        let indexed = self.kinds(property)?;
        let mut set = Set::new();
        self.periods(&indexed, &[Unit::Year, Unit::Month, Unit::Day], "", (low, high), &mut set)?;
        Ok(set)
    }

    /// Adds the dates that begin with `within`: whole periods at once, and what is inside those that are cut by an end
    /// period by period, down to single dates.
    fn periods(
        &self,
        indexed: &[Indexed],
        units: &[Unit],
        within: &str,
        (low, high): (Option<&str>, Option<&str>),
        set: &mut Set,
    ) -> Result<(), CatalogError> {
        let Some((unit, finer)) = units.split_first() else {
            return self.walk(&ids(indexed, KeyKind::Date), beginning(within), false, |key, add| {
                if matches!(key, Key::Text(wall) if is_during(wall, low, high)) {
                    add(set)?;
                }
                Ok(ControlFlow::Continue(()))
            });
        };
        if !within.is_empty() && is_during(within, low, high) {
            // Dates that are known no better than the period that is cut.
            *set |= self.of_kind(indexed, KeyKind::Date, &Sql::new(" AND value = ?").bind(within.to_owned()))?;
        }
        let mut cut: Vec<String> = Vec::new();
        self.walk(&ids(indexed, KeyKind::of_unit(*unit)), beginning(within), false, |key, add| {
            if let Key::Text(period) = key {
                let is_at_low = low.is_some_and(|low| low > period.as_str() && low.starts_with(period.as_str()));
                let is_at_high = high.is_some_and(|high| high.starts_with(period.as_str()));
                if is_at_low || is_at_high {
                    cut.push(period.clone());
                } else if is_during(period, low, high) {
                    add(set)?;
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        cut.iter().try_for_each(|period| self.periods(indexed, finer, period, (low, high), set))
    }

    /// The numbers of a field that lie within bounds, of some assets or all, with the asset of each, by asset.
    pub(super) fn numbers_between(
        &self,
        field: Field,
        bounds: Option<(f64, f64)>,
        some: Option<&Set>,
    ) -> Result<Vec<(u32, f64)>, CatalogError> {
        let indexed = self.kinds(&Property::of(field))?;
        let condition =
            bounds.map_or_else(Sql::default, |(low, high)| Sql::new(" AND value BETWEEN ? AND ?").bind(low).bind(high));
        let mut found = Vec::new();
        self.walk(&ids(&indexed, KeyKind::Number), condition, false, |key, add| {
            let Key::Number(number) = key else { return Ok(ControlFlow::Continue(())) };
            let mut set = Set::new();
            add(&mut set)?;
            let is_meant = |asset: &u32| some.is_none_or(|some| some.contains(*asset));
            found.extend(set.iter().filter(is_meant).map(|asset| (asset, *number)));
            Ok(ControlFlow::Continue(()))
        })?;
        found.sort_unstable_by_key(|(asset, _)| *asset);
        Ok(found)
    }
}

fn ids(indexed: &[Indexed], kind: KeyKind) -> Vec<i64> {
    indexed.iter().filter(|row| row.kind == kind).map(|row| row.id).collect()
}

/// The condition that a text begins so.
pub(in crate::catalog::sqlite) fn beginning(text: &str) -> Sql {
    if text.is_empty() {
        return Sql::default();
    }
    Sql::new(" AND value >= ? AND value < ?").bind(text.to_owned()).bind(format!("{text}\u{10ffff}"))
}

/// Bounds on the longitude, where the circle keeps away from the poles and the date line.
pub(super) fn meridians(latitude: f64, longitude: f64, margin: f64) -> Option<(f64, f64)> {
    let highest = latitude.abs() + margin;
    if highest >= 89.0 {
        return None;
    }
    let margin = margin / highest.to_radians().cos() * 1.01;
    let is_clear = margin < 180.0 && longitude - margin >= -180.0 && longitude + margin <= 180.0;
    is_clear.then_some((longitude - margin, longitude + margin))
}
