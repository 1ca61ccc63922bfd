//! Each leaf of a filter as a set of asset numbers.
use super::{Compiler, Leaf};
use crate::asset::{AssetId, Digest, Field, Value};
use crate::catalog::meaning::{HIERARCHIES, LeafKind, is_whole, text_key};
use crate::catalog::sqlite::body::encode;
use crate::catalog::sqlite::column::{STATES, of_folders, texts};
use crate::catalog::sqlite::functions::{Question, Test};
use crate::catalog::sqlite::sql::Sql;
use crate::catalog::{CatalogError, Relation};
use crate::query::{Bound, Property, State};

impl Compiler<'_> {
    pub(super) fn equal(&self, property: &Property, value: &Value) -> Result<Leaf, CatalogError> {
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

    pub(super) fn state(&self, state: State) -> Result<Leaf, CatalogError> {
        let ids: Vec<i64> = self.kinds(STATES, &[])?.iter().map(|indexed| indexed.id).collect();
        Ok(exact(&ids, state.word().to_owned().into()))
    }

    pub(super) fn matches(&self, property: &Property, pattern: &str) -> Result<Leaf, CatalogError> {
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

    pub(super) fn words(&self, property: &Property, words: &[String], prefix: bool) -> Result<Leaf, CatalogError> {
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

    pub(super) fn between(
        &self,
        property: &Property,
        low: Option<Bound>,
        high: Option<Bound>,
    ) -> Result<Leaf, CatalogError> {
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

    pub(super) fn during(
        &self,
        property: &Property,
        low: Option<&str>,
        high: Option<&str>,
    ) -> Result<Leaf, CatalogError> {
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

    pub(super) fn below(&self, levels: &[String]) -> Result<Leaf, CatalogError> {
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

    pub(super) fn has(&self, property: &Property) -> Result<Leaf, CatalogError> {
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

    pub(super) fn near(&self, latitude: f64, longitude: f64, metres: f64) -> Result<Leaf, CatalogError> {
        let number = |field| self.ids(&Property::of(field), |indexed| indexed.kind == LeafKind::Number);
        let (north, east) = (number(Field::Latitude)?, number(Field::Longitude)?);
        // A degree of latitude is 111,195 m on the sphere of `metres`; a little more is let in than is needed.
        let margin = metres / 111_000.0 + 1e-9;
        let set = Sql::new("WITH b AS MATERIALIZED (SELECT asset, value FROM term WHERE ")
            .add(Sql::any_of("property", &east))
            .add(meridians(latitude, longitude, margin))
            .text(") SELECT a.asset FROM term a JOIN b ON b.asset = a.asset WHERE ")
            .add(Sql::any_of("a.property", &north))
            .text(" AND a.value BETWEEN ? AND ? AND is_near(?, ?, a.value, b.value, ?)")
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

fn exact(ids: &[i64], key: rusqlite::types::Value) -> Leaf {
    let set = Sql::new("SELECT asset FROM term WHERE ").add(Sql::any_of("property", ids)).text(" AND value = ?");
    let exact = if let [id] = ids { Some((*id, key.clone())) } else { None };
    Leaf { set: set.bind(key), exact, is_indexed: true }
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
pub(super) fn in_folders(test: Sql, is_of_originals: bool) -> Sql {
    Sql::new(
        "SELECT asset FROM holding WHERE folder IN (SELECT f.id FROM folder f JOIN volume v ON v.id = f.volume WHERE ",
    )
    .add(test)
    .text(if is_of_originals { ") AND role = 0" } else { ")" })
}

pub(super) fn under(path: &[u8]) -> Leaf {
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
pub(super) fn digest(field: Field, hex: &str) -> Leaf {
    let range = |fill: char| -> Option<Vec<u8>> {
        let whole: String = hex.chars().chain(std::iter::repeat(fill)).take(64.max(hex.len())).collect();
        whole.parse::<Digest>().ok().map(|digest| digest.0.to_vec())
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

pub(super) fn among(ids: &[AssetId]) -> Result<Sql, CatalogError> {
    let ids: Vec<String> = ids.iter().map(AssetId::to_string).collect();
    let sql = "SELECT number FROM identity WHERE id IN (SELECT unhex(value) FROM json_each(?))";
    Ok(Sql::new(sql).bind(encode(&ids)?))
}

/// Both ends of every link of a relation.
pub(super) fn linked(relation: Relation) -> Leaf {
    let sql = "SELECT asset FROM link WHERE relation = ? UNION SELECT other FROM link WHERE relation = ?";
    Leaf::indexed(Sql::new(sql).bind(relation.word().to_owned()).bind(relation.word().to_owned()))
}

/// The assets that pass a condition on `number`, and all that links of groups lead to from them.
pub(super) fn grouped(condition: Sql) -> Sql {
    let words = Relation::OF_GROUPS.map(|relation| format!("'{}'", relation.word())).join(", ");
    Sql::new("WITH RECURSIVE member (number) AS (SELECT number FROM asset WHERE ")
        .add(condition)
        .text(&format!(
            " UNION SELECT l.other FROM member m JOIN link l ON l.asset = m.number AND l.relation IN ({words}) \
              UNION SELECT l.asset FROM member m JOIN link l ON l.other = m.number AND l.relation IN ({words}))"
        ))
        .text(" SELECT number FROM member")
}
