//! A question to SQL. Every leaf of a filter becomes a set of asset numbers, answered from an index where there is one;
//! combinations become conditions on membership. The meaning of each leaf is that of `meaning::matches`.
mod leaf;

use leaf::{among, digest, grouped, in_folders, linked, under};

use super::column::{BETWEEN_NAMES, WORDS, kind_named, kind_word};
use super::schema::failed;
use super::sql::Sql;
use crate::catalog::CatalogError;
use crate::catalog::meaning::{LeafKind, glob, relation_of, spoken_of};
use crate::query::{Filter, Place, Property};
use rusqlite::{Connection, params};

/// How many assets a leaf may select to be worth asking first.
const FEW: i64 = 2000;
/// The most leaves that are put together in one compound (SQLite takes 500).
const COMPOUND: usize = 100;

/// Turns filters into conditions, under the properties that the catalogue knows at this moment.
pub(super) struct Compiler<'c> {
    connection: &'c Connection,
}

/// A kind of key of a property, as the catalogue has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexed {
    /// The row of `property`.
    pub id: i64,
    /// What its keys came from.
    pub kind: LeafKind,
    /// Whether its keys are cut.
    pub is_prose: bool,
}

/// A leaf of a filter.
struct Leaf {
    /// The assets that match: a SELECT of their numbers.
    set: Sql,
    /// For an exact key of one property: the property and the key, so that one asset can be looked up.
    exact: Option<(i64, rusqlite::types::Value)>,
    /// Whether it is answered from an index, so that a beginning of it costs little.
    is_indexed: bool,
}

impl Leaf {
    fn scanned(set: Sql) -> Leaf {
        Leaf { set, exact: None, is_indexed: false }
    }

    fn indexed(set: Sql) -> Leaf {
        Leaf { set, exact: None, is_indexed: true }
    }

    fn nothing() -> Leaf {
        Leaf::scanned(Sql::new("SELECT NULL WHERE 0"))
    }
}

impl<'c> Compiler<'c> {
    /// A compiler for one moment: the connection is inside a transaction.
    pub fn new(connection: &'c Connection) -> Compiler<'c> {
        Compiler { connection }
    }

    /// The condition under which the asset whose number `column` holds matches.
    pub fn condition(&self, filter: &Filter, column: &str) -> Result<Sql, CatalogError> {
        match filter {
            Filter::Everything => Ok(Sql::new("1")),
            Filter::Not(filter) => Ok(Sql::new("NOT (").add(self.condition(filter, column)?).text(")")),
            Filter::All(filters) => self.all(filters, column),
            Filter::Any(filters) => self.any(filters, column),
            leaf => Ok(member(column, self.leaf(leaf)?.set)),
        }
    }

    fn all(&self, filters: &[Filter], column: &str) -> Result<Sql, CatalogError> {
        let mut pieces = Vec::with_capacity(filters.len());
        let (words, others): (Vec<&Filter>, Vec<&Filter>) = filters.iter().partition(|filter| phrase(filter).is_some());
        let mut leaves = Vec::new();
        for chunk in words.chunks(32) {
            let phrases: Vec<String> = chunk.iter().filter_map(|filter| phrase(filter)).collect();
            leaves.push(Leaf::indexed(matching(&phrases.join(" AND "))));
        }
        for filter in others {
            if is_leaf(filter) {
                leaves.push(self.leaf(filter)?);
            } else {
                pieces.push(self.condition(filter, column)?);
            }
        }
        let mut conditions = self.in_order(leaves, column)?;
        conditions.append(&mut pieces);
        Ok(Sql::balanced(conditions, " AND "))
    }

    /// Where one leaf selects few assets, the other leaves that can be looked up are looked up for these alone.
    fn in_order(&self, leaves: Vec<Leaf>, column: &str) -> Result<Vec<Sql>, CatalogError> {
        if !leaves.iter().any(|leaf| leaf.exact.is_some()) || leaves.len() < 2 {
            return Ok(leaves.into_iter().map(|leaf| member(column, leaf.set)).collect());
        }
        let mut counted = Vec::with_capacity(leaves.len());
        for leaf in leaves {
            counted.push((if leaf.is_indexed { self.at_most(&leaf.set)? } else { FEW }, leaf));
        }
        counted.sort_by_key(|(count, _)| *count);
        let has_few = counted.first().is_some_and(|(count, _)| *count < FEW);
        let condition = |(count, leaf): (i64, Leaf)| match leaf.exact {
            Some((property, key)) if has_few && count >= FEW => {
                let look_up = "EXISTS (SELECT 1 FROM term WHERE property = ? AND value = ? AND asset = ";
                Sql::new(look_up).bind(property).bind(key).text(column).text(")")
            }
            _ => member(column, leaf.set),
        };
        Ok(counted.into_iter().map(condition).collect())
    }

    /// How many assets a set has, counted no further than `FEW`.
    fn at_most(&self, set: &Sql) -> Result<i64, CatalogError> {
        let sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM (").add(set.clone()).text(") LIMIT ?)").bind(FEW);
        let mut statement = self.connection.prepare_cached(sql.as_str()).map_err(failed)?;
        statement.query_row(rusqlite::params_from_iter(sql.params()), |row| row.get(0)).map_err(failed)
    }

    fn any(&self, filters: &[Filter], column: &str) -> Result<Sql, CatalogError> {
        if filters.len() > COMPOUND || !filters.iter().all(is_leaf) {
            let pieces = filters.iter().map(|filter| self.condition(filter, column)).collect::<Result<_, _>>()?;
            return Ok(Sql::balanced(pieces, " OR "));
        }
        let mut sets = Sql::default();
        for (at, filter) in filters.iter().enumerate() {
            let union = if at == 0 { "SELECT * FROM (" } else { " UNION ALL SELECT * FROM (" };
            sets = sets.text(union).add(self.leaf(filter)?.set).text(")");
        }
        Ok(if filters.is_empty() { Sql::new("0") } else { member(column, sets) })
    }

    /// The assets that a leaf selects.
    fn leaf(&self, filter: &Filter) -> Result<Leaf, CatalogError> {
        match filter {
            Filter::Everything | Filter::All(_) | Filter::Any(_) | Filter::Not(_) => {
                Ok(Leaf::scanned(Sql::new("SELECT number FROM asset WHERE ").add(self.condition(filter, "number")?)))
            }
            Filter::Words { place: Place::In(property), words, prefix } => match phrase(filter) {
                Some(phrase) => Ok(Leaf::indexed(matching(&phrase))),
                None => self.words(property, words, *prefix),
            },
            Filter::Words { place: Place::Anywhere, .. } => Ok(match phrase(filter) {
                Some(phrase) => Leaf::indexed(matching(&phrase)),
                None => Leaf::nothing(),
            }),
            Filter::Equal { property, value } => self.equal(property, value),
            Filter::Matches { property, pattern } => self.matches(property, pattern),
            Filter::Between { property, low, high } => self.between(property, *low, *high),
            Filter::During { property, low, high } => self.during(property, low.as_deref(), high.as_deref()),
            Filter::Below { levels } => self.below(levels),
            Filter::Has(property) => self.has(property),
            Filter::Is(state) => match relation_of(*state) {
                Some(relation) => Ok(linked(relation)),
                None => self.state(*state),
            },
            Filter::HasSidecar => {
                Ok(Leaf::indexed(Sql::new("SELECT asset FROM holding WHERE role = 1 AND state <> 1")))
            }
            Filter::Grouped(inner) => Ok(Leaf::scanned(grouped(self.condition(inner, "number")?))),
            Filter::Path { glob: pattern } if glob(pattern).is_err() => Ok(Leaf::nothing()),
            Filter::Path { glob } => Ok(Leaf::scanned(
                Sql::new(
                    "SELECT h.asset FROM holding h JOIN folder f ON f.id = h.folder JOIN volume v ON v.id = f.volume \
                     WHERE h.role = 0 AND fits_glob(?, v.mount_point, f.path, h.name)",
                )
                .bind(glob.clone()),
            )),
            Filter::Folder { folder } => Ok(Leaf::scanned(in_folders(
                Sql::new("is_in_folder(?, v.mount_point, f.path)").bind(folder.clone()),
                true,
            ))),
            Filter::Under { path } => Ok(under(path)),
            Filter::Near { latitude, longitude, metres } => self.near(*latitude, *longitude, *metres),
            Filter::Id(prefix) => Ok(Leaf::indexed(
                Sql::new("SELECT number FROM identity WHERE id BETWEEN ? AND ?")
                    .bind(prefix.low.to_vec())
                    .bind(prefix.high.to_vec()),
            )),
            Filter::Digest { field, hex } => Ok(digest(*field, hex)),
            Filter::Ids(ids) => Ok(Leaf::indexed(among(ids)?)),
        }
    }

    /// The kinds of keys that a property has in this catalogue, members below it included.
    pub fn indexed(&self, property: &Property) -> Result<Vec<Indexed>, CatalogError> {
        self.kinds(property.field.word(), &property.path)
    }

    fn kinds(&self, field: &str, member: &[String]) -> Result<Vec<Indexed>, CatalogError> {
        let path = member.join(BETWEEN_NAMES).to_ascii_lowercase();
        let below = format!("{path}{BETWEEN_NAMES}");
        let sql = "SELECT id, kind FROM property WHERE field = ?1 \
                   AND (?2 = '' OR path = ?2 OR substr(path, 1, length(?3)) = ?3) ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map(params![field, path, below], |row| {
            let kind: String = row.get(1)?;
            Ok(Indexed { id: row.get(0)?, kind: kind_named(&kind), is_prose: kind == kind_word(LeafKind::Text, true) })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    fn ids(&self, property: &Property, wanted: impl Fn(&Indexed) -> bool) -> Result<Vec<i64>, CatalogError> {
        Ok(self.indexed(property)?.iter().filter(|indexed| wanted(indexed)).map(|indexed| indexed.id).collect())
    }
}

fn member(column: &str, set: Sql) -> Sql {
    Sql::new(column).text(" IN (").add(set).text(")")
}

const fn is_leaf(filter: &Filter) -> bool {
    !matches!(filter, Filter::Everything | Filter::All(_) | Filter::Any(_) | Filter::Not(_))
}

/// The words of a filter as FTS5 asks for them, where `words` has a column for what is asked.
fn phrase(filter: &Filter) -> Option<String> {
    let Filter::Words { place, words, prefix } = filter else { return None };
    let column = match place {
        Place::Anywhere => String::new(),
        Place::In(property) if property.path.is_empty() && WORDS.contains(&property.field) => {
            let columns: Vec<String> =
                spoken_of(property).iter().map(|field| format!("\"{}\"", field.word())).collect();
            format!("{{{}}} : ", columns.join(" "))
        }
        Place::In(_) => return None,
    };
    if words.is_empty() {
        return None;
    }
    let star = if *prefix { " *" } else { "" };
    Some(format!("({column}\"{}\"{star})", words.join(" ").replace('"', "\"\"")))
}

fn matching(phrase: &str) -> Sql {
    Sql::new("SELECT rowid FROM words WHERE words MATCH ?").bind(phrase.to_owned())
}
