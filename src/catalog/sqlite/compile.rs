//! A question to SQL. Every leaf of a filter becomes a set of asset numbers, answered from an index where there is one;
//! combinations become conditions on membership. The meaning of each leaf is that of `meaning::matches`.
use super::body::encode;
use super::column::{BETWEEN_NAMES, STATES, WORDS, kind_named, kind_word, of_folders, texts};
use super::functions::{Question, Test};
use super::schema::failed;
use super::sql::Sql;
use crate::asset::{AssetId, Field, Value};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{HIERARCHIES, LeafKind, glob, is_whole, text_key};
use crate::query::{Bound, Filter, Place, Property, State};
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
            Filter::Is(state) => self.state(*state),
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

    fn equal(&self, property: &Property, value: &Value) -> Result<Leaf, CatalogError> {
        if is_whole(property.field) {
            let Value::Text(text) = value else { return Ok(Leaf::nothing()) };
            return Ok(own(property, "folded(value) = ?", &[text.clone().into()]));
        }
        let (kind, is_prose, key): (_, _, rusqlite::types::Value) = match value {
            Value::Text(text) => {
                let key = text_key(text.clone());
                (LeafKind::Text, key != *text, key.into())
            }
            Value::Boolean(yes) => (LeafKind::Boolean, false, f64::from(u8::from(*yes)).into()),
            Value::Date(date) => (LeafKind::Date, false, date.wall().into()),
            Value::Integer(_) | Value::Number(_) => {
                (LeafKind::Number, false, (value.as_number().unwrap_or(f64::NAN) + 0.0).into())
            }
            Value::Struct(_) => return Ok(Leaf::nothing()),
        };
        let ids = self.ids(property, |indexed| indexed.kind == kind && indexed.is_prose == is_prose)?;
        Ok(exact(&ids, key))
    }

    fn state(&self, state: State) -> Result<Leaf, CatalogError> {
        let ids: Vec<i64> = self.kinds(STATES, &[])?.iter().map(|indexed| indexed.id).collect();
        Ok(exact(&ids, state.word().to_owned().into()))
    }

    fn matches(&self, property: &Property, pattern: &str) -> Result<Leaf, CatalogError> {
        if regex::Regex::new(pattern).is_err() {
            return Ok(Leaf::nothing());
        }
        if texts(property.field).is_some() {
            return Ok(own(property, "matches(?, value)", &[pattern.to_owned().into()]));
        }
        let ids = self.ids(property, |_| true)?;
        self.said(property, &ids, Test::Matches(pattern.to_owned()))
    }

    /// A test that the keys cannot answer, put to the records of the assets that have the property.
    fn said(&self, property: &Property, ids: &[i64], test: Test) -> Result<Leaf, CatalogError> {
        if ids.is_empty() {
            return Ok(Leaf::nothing());
        }
        let question = Question { field: property.field.word().to_owned(), member: property.path.clone(), test };
        let terms = Sql::new("SELECT r.asset FROM record r WHERE r.asset IN (SELECT asset FROM term WHERE ");
        let says = Sql::new(") AND says(?, r.described, r.stated)").bind(encode(&question)?);
        Ok(Leaf::scanned(terms.add(Sql::any_of("property", ids)).add(says)))
    }

    fn words(&self, property: &Property, words: &[String], prefix: bool) -> Result<Leaf, CatalogError> {
        if texts(property.field).is_some() {
            let is_text = is_whole(property.field) || property.field == Field::Extension;
            let test = if is_text { "has_words(?, ?, value)" } else { "0 AND ? = ?" };
            return Ok(own(property, test, &[words.join(" ").into(), i64::from(prefix).into()]));
        }
        let ids = self.ids(property, |indexed| indexed.kind == LeafKind::Text && !indexed.is_prose)?;
        let prose = self.ids(property, |indexed| indexed.is_prose)?;
        // Values repeat: each is looked at once.
        let kept = Sql::new("SELECT asset FROM term WHERE ")
            .add(Sql::any_of("property", &ids))
            .text(" AND value IN (SELECT value FROM (SELECT DISTINCT value FROM term WHERE ")
            .add(Sql::any_of("property", &ids))
            .text(") WHERE has_words(?, ?, value))")
            .bind(words.join(" "))
            .bind(i64::from(prefix));
        self.with_prose(property, kept, &prose, Test::Words(words.to_vec(), prefix))
    }

    fn with_prose(&self, property: &Property, kept: Sql, prose: &[i64], test: Test) -> Result<Leaf, CatalogError> {
        if prose.is_empty() {
            return Ok(Leaf::scanned(kept));
        }
        let said = self.said(property, prose, test)?;
        Ok(Leaf::scanned(
            Sql::new("SELECT * FROM (").add(kept).text(") UNION ALL SELECT * FROM (").add(said.set).text(")"),
        ))
    }

    fn between(&self, property: &Property, low: Option<Bound>, high: Option<Bound>) -> Result<Leaf, CatalogError> {
        let ids = self.ids(property, |indexed| indexed.kind == LeafKind::Number)?;
        let mut sql = Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", &ids));
        if let Some(Bound { number, inclusive }) = low {
            sql = sql.text(if inclusive { " AND value >= ?" } else { " AND value > ?" }).bind(number);
        }
        if let Some(Bound { number, inclusive }) = high {
            sql = sql.text(if inclusive { " AND value <= ?" } else { " AND value < ?" }).bind(number);
        }
        Ok(Leaf::indexed(sql))
    }

    fn during(&self, property: &Property, low: Option<&str>, high: Option<&str>) -> Result<Leaf, CatalogError> {
        let ids = self.ids(property, |indexed| indexed.kind == LeafKind::Date)?;
        let mut sql = Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", &ids));
        if let Some(low) = low {
            sql = sql.text(" AND value >= ?").bind(low.to_owned());
        }
        if let Some(high) = high {
            let high = high.to_owned();
            sql = sql.text(" AND value < ? AND substr(?, 1, length(value)) <> value").bind(high.clone()).bind(high);
        }
        Ok(Leaf::indexed(sql))
    }

    fn below(&self, levels: &[String]) -> Result<Leaf, CatalogError> {
        let Some(root) = levels.first() else { return self.below_anything() };
        let mut sets = Vec::new();
        for (field, separators) in HIERARCHIES {
            let property = Property::of(field);
            let ids = self.ids(&property, |indexed| indexed.kind == LeafKind::Text && !indexed.is_prose)?;
            let prose = self.ids(&property, |indexed| indexed.is_prose)?;
            let kept = Sql::new("SELECT asset FROM term WHERE ")
                .add(Sql::any_of("property", &ids))
                .text(" AND value >= ? AND value < ? AND is_below(?, ?, value)")
                .bind(root.clone())
                .bind(format!("{root}\u{10ffff}"))
                .bind(encode(&levels)?)
                .bind(separators.iter().collect::<String>());
            let test = Test::Below(levels.to_vec(), separators.to_vec());
            sets.push(Sql::new("SELECT * FROM (").add(self.with_prose(&property, kept, &prose, test)?.set).text(")"));
        }
        let mut sets = sets.into_iter();
        let first = sets.next().unwrap_or_default();
        Ok(Leaf::indexed(sets.fold(first, |all, set| all.text(" UNION ALL ").add(set))))
    }

    /// No levels: every keyword lies below.
    fn below_anything(&self) -> Result<Leaf, CatalogError> {
        let mut ids = Vec::new();
        for (field, _) in HIERARCHIES {
            ids.extend(self.ids(&Property::of(field), |indexed| indexed.kind == LeafKind::Text)?);
        }
        Ok(Leaf::indexed(Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", &ids))))
    }

    fn has(&self, property: &Property) -> Result<Leaf, CatalogError> {
        #[allow(clippy::match_wildcard_for_single_variants)]
        let set = match property.field {
            field if is_whole(field) && !property.path.is_empty() => return Ok(Leaf::nothing()),
            Field::Id | Field::Digest | Field::EssenceDigest => Sql::new("SELECT number FROM asset"),
            Field::Path | Field::Folder => Sql::new("SELECT asset FROM holding WHERE role = 0"),
            Field::Volume => Sql::new("SELECT asset FROM holding"),
            _ => {
                let ids = self.ids(property, |_| true)?;
                Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", &ids))
            }
        };
        Ok(Leaf::indexed(set))
    }

    fn near(&self, latitude: f64, longitude: f64, metres: f64) -> Result<Leaf, CatalogError> {
        let number = |field| self.ids(&Property::of(field), |indexed| indexed.kind == LeafKind::Number);
        let (north, east) = (number(Field::Latitude)?, number(Field::Longitude)?);
        // A degree of latitude is 111,195 m on the sphere of `metres`; a little more is let in than is needed.
        let margin = metres / 111_000.0 + 1e-9;
        let set = Sql::new("WITH b AS MATERIALIZED (SELECT asset, value FROM term WHERE ")
            .add(Sql::any_of("property", &east))
            .add(meridians(latitude, longitude, margin))
            .text(") SELECT a.asset FROM term a JOIN b ON b.asset = a.asset WHERE ")
            .add(Sql::any_of("a.property", &north))
            .text(" AND a.value BETWEEN ? AND ? AND metres(?, ?, a.value, b.value) <= ?")
            .bind(latitude - margin)
            .bind(latitude + margin)
            .bind(latitude)
            .bind(longitude)
            .bind(metres);
        Ok(Leaf::scanned(set))
    }
}

/// Bounds on the longitude, where the circle keeps away from the poles and the date line.
fn meridians(latitude: f64, longitude: f64, margin: f64) -> Sql {
    let highest = latitude.abs() + margin;
    if highest >= 89.0 {
        return Sql::default();
    }
    let margin = margin / highest.to_radians().cos() * 1.01;
    if margin >= 180.0 || longitude - margin < -180.0 || longitude + margin > 180.0 {
        return Sql::default();
    }
    Sql::new(" AND value BETWEEN ? AND ?").bind(longitude - margin).bind(longitude + margin)
}

fn member(column: &str, set: Sql) -> Sql {
    Sql::new(column).text(" IN (").add(set).text(")")
}

const fn is_leaf(filter: &Filter) -> bool {
    !matches!(filter, Filter::Everything | Filter::All(_) | Filter::Any(_) | Filter::Not(_))
}

fn exact(ids: &[i64], key: rusqlite::types::Value) -> Leaf {
    let set = Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", ids)).text(" AND value = ?");
    let exact = if let [id] = ids { Some((*id, key.clone())) } else { None };
    Leaf { set: set.bind(key), exact, is_indexed: true }
}

/// The words of a filter as FTS5 asks for them, where `words` has a column for what is asked.
fn phrase(filter: &Filter) -> Option<String> {
    let Filter::Words { place, words, prefix } = filter else { return None };
    let column = match place {
        Place::Anywhere => String::new(),
        Place::In(property) if property.path.is_empty() && WORDS.contains(&property.field) => {
            format!("\"{}\" : ", property.field.word())
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

/// A test on the values of one of the catalogue's own fields; `value` in the test stands for the value as it is.
fn own(property: &Property, test: &str, params: &[rusqlite::types::Value]) -> Leaf {
    if !property.path.is_empty() {
        return Leaf::nothing();
    }
    let bound = |sql: Sql| params.iter().fold(sql, |sql, value| sql.bind(value.clone()));
    if let Some((value, is_of_originals)) = of_folders(property.field) {
        return Leaf::scanned(in_folders(bound(Sql::new(test.replace("value", value))), is_of_originals));
    }
    let Some(values) = texts(property.field) else { return Leaf::nothing() };
    Leaf::scanned(bound(Sql::new(format!("SELECT asset FROM ({values}) WHERE {test}"))))
}

/// The assets with files directly in the folders that pass a test: folders are few, files are many.
fn in_folders(test: Sql, is_of_originals: bool) -> Sql {
    Sql::new(
        "SELECT asset FROM holding WHERE folder IN (SELECT f.id FROM folder f JOIN volume v ON v.id = f.volume WHERE ",
    )
    .add(test)
    .text(if is_of_originals { ") AND role = 0" } else { ")" })
}

fn under(path: &[u8]) -> Leaf {
    let below = in_folders(Sql::new("is_under(?, v.mount_point, f.path)").bind(path.to_vec()), false);
    let (folder, name) = match path.iter().rposition(|byte| *byte == b'/') {
        Some(at) => (if at == 0 { &b"/"[..] } else { &path[..at] }, &path[at + 1..]),
        None => (&b""[..], path),
    };
    let itself = in_folders(Sql::new("folder_bytes(v.mount_point, f.path) = ?").bind(folder.to_vec()), false);
    let itself = itself.text(" AND name = ?").bind(name.to_vec());
    Leaf::scanned(Sql::new("SELECT * FROM (").add(below).text(") UNION ALL SELECT * FROM (").add(itself).text(")"))
}

/// The assets of which the newest version's digest begins with hex digits.
fn digest(field: Field, hex: &str) -> Leaf {
    let range = |fill: char| -> Option<Vec<u8>> {
        let whole: String = hex.chars().chain(std::iter::repeat(fill)).take(64.max(hex.len())).collect();
        whole.parse::<crate::asset::Digest>().ok().map(|digest| digest.0.to_vec())
    };
    let is_lower = !hex.contains(|letter: char| letter.is_ascii_uppercase());
    let Some((low, high)) = range('0').zip(range('f')).filter(|_| is_lower) else { return Leaf::nothing() };
    if field == Field::EssenceDigest {
        let sql = "SELECT number FROM asset WHERE essence BETWEEN ? AND ?";
        return Leaf::indexed(Sql::new(sql).bind(low).bind(high));
    }
    let sql = "SELECT a.number FROM version v JOIN asset a ON a.number = v.asset AND a.version = v.number \
               WHERE v.digest BETWEEN ? AND ?";
    Leaf::indexed(Sql::new(sql).bind(low).bind(high))
}

fn among(ids: &[AssetId]) -> Result<Sql, CatalogError> {
    let ids: Vec<String> = ids.iter().map(AssetId::to_string).collect();
    let sql = "SELECT number FROM identity WHERE id IN (SELECT unhex(value) FROM json_each(?))";
    Ok(Sql::new(sql).bind(encode(&ids)?))
}
