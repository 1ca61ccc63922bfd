//! A question to a set of assets. Every leaf of a filter is a union of postings where there are any, or a scan; what is
//! combined are sets. The meaning of each leaf is that of `meaning::matches`.
mod leaf;
mod place;
mod range;
mod said;

pub(super) use place::kinds_of;
pub(super) use range::beginning;

use super::column::{STATES, WORDS};
use super::posting::{self, Set, small};
use super::property::{Indexed, KeyKind, kinds};
use super::read::Reader;
use super::schema::failed;
use super::sql::Sql;
use crate::catalog::CatalogError;
use crate::query::{Filter, Place, Property};
use rusqlite::{Connection, params_from_iter};

/// Finds sets under the postings of one moment: the reader is inside a transaction.
pub(super) struct Evaluator<'r, 'c> {
    reader: &'r Reader<'c>,
}

impl<'r, 'c> Evaluator<'r, 'c> {
    /// An evaluator of the reader's moment.
    pub fn new(reader: &'r Reader<'c>) -> Evaluator<'r, 'c> {
        Evaluator { reader }
    }

    /// The connection, inside a transaction.
    pub fn connection(&self) -> &'c Connection {
        self.reader.connection
    }

    /// The assets that match.
    pub fn set(&self, filter: &Filter) -> Result<Set, CatalogError> {
        match filter {
            Filter::Everything => self.everything(),
            Filter::Not(inner) => Ok(self.everything()? - self.set(inner)?),
            Filter::All(filters) => self.all(filters, None),
            Filter::Any(filters) => {
                let mut union = Set::new();
                for filter in filters {
                    union |= self.set(filter)?;
                }
                Ok(union)
            }
            leaf => self.leaf(leaf, None),
        }
    }

    /// The assets that match among some: what takes a look at each asset looks at these alone.
    pub fn among(&self, filter: &Filter, some: &Set) -> Result<Set, CatalogError> {
        if some.is_empty() {
            return Ok(Set::new());
        }
        match filter {
            Filter::Everything => Ok(some.clone()),
            Filter::Not(inner) => Ok(some - self.among(inner, some)?),
            Filter::All(filters) => self.all(filters, Some(some)),
            Filter::Any(filters) => {
                let mut union = Set::new();
                for filter in filters {
                    union |= self.among(filter, some)?;
                }
                Ok(union)
            }
            leaf => Ok(self.leaf(leaf, Some(some))? & some),
        }
    }

    /// What is answered from postings comes first, and what has to look at assets sees only what is left.
    fn all(&self, filters: &[Filter], some: Option<&Set>) -> Result<Set, CatalogError> {
        let mut filters: Vec<&Filter> = filters.iter().collect();
        filters.sort_by_key(|filter| cost(filter));
        let mut left = some.cloned();
        for filter in filters {
            left = Some(match left {
                None => self.set(filter)?,
                Some(left) => self.among(filter, &left)?,
            });
        }
        left.map_or_else(|| self.everything(), Ok)
    }

    /// Every asset.
    pub fn everything(&self) -> Result<Set, CatalogError> {
        self.of_kind(&kinds(self.reader.connection, STATES, &[])?, KeyKind::Has, &Sql::default())
    }

    /// The kinds of keys that a property has in this catalogue, members below it included.
    pub fn kinds(&self, property: &Property) -> Result<Vec<Indexed>, CatalogError> {
        kinds(self.reader.connection, property.field.word(), &property.path)
    }

    /// The union of the postings of one kind whose keys pass a condition on `value`.
    fn of_kind(&self, indexed: &[Indexed], kind: KeyKind, condition: &Sql) -> Result<Set, CatalogError> {
        let ids: Vec<i64> = indexed.iter().filter(|row| row.kind == kind).map(|row| row.id).collect();
        posting::union(self.reader.connection, &ids, condition)
    }

    /// The numbers that a statement gives.
    fn numbers(&self, sql: &Sql) -> Result<Set, CatalogError> {
        let mut statement = self.reader.connection.prepare_cached(sql.as_str()).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(sql.params())).map_err(failed)?;
        let mut set = Set::new();
        while let Some(row) = rows.next().map_err(failed)? {
            set.insert(small(row.get(0).map_err(failed)?)?);
        }
        Ok(set)
    }
}

/// Whether a property's words have postings.
fn has_words(property: &Property) -> bool {
    property.path.is_empty() && WORDS.contains(&property.field)
}

/// What a filter costs: 0 is answered from few rows, 1 by a look at each key or file, 2 by a look into each record.
pub(super) fn cost(filter: &Filter) -> u8 {
    match filter {
        Filter::Everything
        | Filter::Equal { .. }
        | Filter::Is(_)
        | Filter::Has(_)
        | Filter::Id(_)
        | Filter::Ids(_)
        | Filter::Digest { .. }
        | Filter::During { .. }
        | Filter::Between { .. }
        | Filter::Folder { .. }
        | Filter::Under { .. }
        | Filter::Accession(_)
        | Filter::HasSidecar => 0,
        Filter::Words { words, .. } if words.len() > 1 => 2,
        Filter::Words { place: Place::In(property), .. } if !has_words(property) => 1,
        Filter::Words { .. } => 0,
        Filter::Below { .. } | Filter::Near { .. } | Filter::Path { .. } | Filter::Grouped(_) => 1,
        Filter::Matches { .. } => 2,
        Filter::Not(inner) => cost(inner),
        Filter::All(filters) | Filter::Any(filters) => filters.iter().map(cost).max().unwrap_or_default(),
    }
}
