//! Each leaf of a filter as a set of asset numbers.
use super::said::Test;
use super::{Evaluator, failed, range, small};
use crate::asset::fold::fold;
use crate::asset::{AssetId, Digest, Field, Value};
use crate::catalog::meaning::{
    HIERARCHIES, Key, has_words, is_below, is_near, is_whole, relation_of, spoken_of, text_key,
};
use crate::catalog::sqlite::body::encode;
use crate::catalog::sqlite::column::{STATES, WORDS, of_keys, texts};
use crate::catalog::sqlite::posting::Set;
use crate::catalog::sqlite::property::{KeyKind, kinds};
use crate::catalog::sqlite::sql::Sql;
use crate::catalog::{CatalogError, Relation};
use crate::query::{Expression, Filter, Place, Property, State};
use rusqlite::types;
use std::ops::ControlFlow;

impl Evaluator<'_, '_> {
    /// The assets that a leaf selects, at least those among some.
    pub(super) fn leaf(&self, filter: &Filter, some: Option<&Set>) -> Result<Set, CatalogError> {
        match filter {
            Filter::Everything | Filter::All(_) | Filter::Any(_) | Filter::Not(_) => self.set(filter),
            Filter::Words { place, words, prefix } => self.words(place, words, *prefix, some),
            Filter::Equal { property, value } => self.equal(property, value),
            Filter::Matches { property, pattern } => self.matches(property, pattern, some),
            Filter::Between { property, low, high } => self.between(property, *low, *high),
            Filter::During { property, low, high } => self.during(property, low.as_deref(), high.as_deref()),
            Filter::Below { levels } => self.below(levels, some),
            Filter::Has(property) => self.has(property),
            Filter::Is(state) => self.state(*state),
            Filter::Accession(number) => self.added_by(*number),
            Filter::HasSidecar => self.numbers(&Sql::new("SELECT asset FROM holding WHERE role = 1 AND state <> 1")),
            Filter::Grouped(inner) => self.grouped(self.set(inner)?),
            Filter::Path { glob } => self.path(glob, some),
            Filter::Folder { folder } => self.folder(folder),
            Filter::Under { path } => self.under(path),
            Filter::Near { latitude, longitude, metres } => self.near(*latitude, *longitude, *metres),
            Filter::Id(prefix) => self.numbers(
                &Sql::new(
                    "SELECT number FROM asset WHERE number IN (SELECT number FROM identity WHERE id BETWEEN ? AND ?)",
                )
                .bind(prefix.low.to_vec())
                .bind(prefix.high.to_vec()),
            ),
            Filter::Digest { field, hex } => {
                digest(*field, hex).map_or_else(|| Ok(Set::new()), |sql| self.numbers(&sql))
            }
            Filter::Ids(ids) => self.ids(ids),
        }
    }

    fn equal(&self, property: &Property, value: &Value) -> Result<Set, CatalogError> {
        if is_whole(property.field) {
            let Value::Text(text) = value else { return Ok(Set::new()) };
            return self.own(property, &|value| fold(value) == *text);
        }
        let (kind, key): (KeyKind, types::Value) = match value {
            Value::Text(text) => {
                let key = text_key(text.clone());
                (if key == *text { KeyKind::Text } else { KeyKind::Prose }, key.into())
            }
            Value::Boolean(yes) => (KeyKind::Boolean, f64::from(u8::from(*yes)).into()),
            Value::Date(date) => (KeyKind::Date, date.wall().into()),
            Value::Integer(_) | Value::Number(_) => {
                (KeyKind::Number, (value.as_number().unwrap_or(f64::NAN) + 0.0).into())
            }
            Value::Struct(_) => return Ok(Set::new()),
        };
        self.of_kind(&self.kinds(property)?, kind, &Sql::new(" AND value = ?").bind(key))
    }

    fn state(&self, state: State) -> Result<Set, CatalogError> {
        if let Some(relation) = relation_of(state) {
            return self.linked(relation);
        }
        let states = kinds(self.reader.connection, STATES, &[])?;
        self.of_kind(&states, KeyKind::Text, &Sql::new(" AND value = ?").bind(state.word().to_owned()))
    }

    /// The assets that are there and that an accession added: its operations' batches tell.
    fn added_by(&self, accession: u64) -> Result<Set, CatalogError> {
        let sql = "SELECT c.asset FROM accession_operation o JOIN seal s ON s.operation = o.operation \
                   JOIN change c ON c.number BETWEEN s.first AND s.last JOIN asset a ON a.number = c.asset \
                   WHERE o.accession = ? AND c.kind = 'add-asset'";
        self.numbers(&Sql::new(sql).bind(accession.cast_signed()))
    }

    /// Both ends of every link of a relation.
    fn linked(&self, relation: Relation) -> Result<Set, CatalogError> {
        let sql = "SELECT asset FROM link WHERE relation = ? UNION ALL SELECT other FROM link WHERE relation = ?";
        self.numbers(&Sql::new(sql).bind(relation.word().to_owned()).bind(relation.word().to_owned()))
    }

    fn matches(&self, property: &Property, pattern: &str, some: Option<&Set>) -> Result<Set, CatalogError> {
        let Some(regex) = Expression::new(pattern) else { return Ok(Set::new()) };
        if let Some(spelled) = of_keys(property.field) {
            if !property.path.is_empty() {
                return Ok(Set::new());
            }
            let kinds: Vec<KeyKind> = [KeyKind::Text, KeyKind::Number, KeyKind::Date].into();
            return self.keys_that(property, &kinds, |key| regex.is_match(&spelled(key)));
        }
        if is_whole(property.field) || texts(property.field).is_some() {
            return self.own(property, &|value| regex.is_match(value));
        }
        self.said(property, self.has(property)?, some, &Test::Matches(regex))
    }

    /// The assets that have a key, of some kinds, that passes a test: each key is looked at once, whoever has it.
    pub(super) fn keys_that(
        &self,
        property: &Property,
        kinds: &[KeyKind],
        mut test: impl FnMut(&Key) -> bool,
    ) -> Result<Set, CatalogError> {
        let indexed = self.kinds(property)?;
        let ids: Vec<i64> = indexed.iter().filter(|row| kinds.contains(&row.kind)).map(|row| row.id).collect();
        let mut set = Set::new();
        self.walk(&ids, Sql::default(), false, |key, add| {
            if test(key) {
                add(&mut set)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(set)
    }

    fn words(&self, place: &Place, words: &[String], prefix: bool, some: Option<&Set>) -> Result<Set, CatalogError> {
        match place {
            Place::Anywhere => self.words_in(&WORDS, words, prefix, some),
            Place::In(property) if super::has_words(property) => {
                self.words_in(spoken_of(property), words, prefix, some)
            }
            Place::In(property) => self.words_of_keys(property, words, prefix, some),
        }
    }

    /// In fields whose words have postings. Words that must stand side by side are looked up one by one, and those who
    /// have them all in one field are asked.
    fn words_in(
        &self,
        fields: &[Field],
        words: &[String],
        prefix: bool,
        some: Option<&Set>,
    ) -> Result<Set, CatalogError> {
        let Some((last, before)) = words.split_last() else { return Ok(Set::new()) };
        let mut found = Set::new();
        for field in fields {
            let property = Property::of(*field);
            let indexed = self.kinds(&property)?;
            let has =
                |word: &str| self.of_kind(&indexed, KeyKind::Word, &Sql::new(" AND value = ?").bind(word.to_owned()));
            let mut set =
                if prefix { self.of_kind(&indexed, KeyKind::Word, &range::beginning(last))? } else { has(last)? };
            for word in before {
                if !set.is_empty() {
                    set &= has(word)?;
                }
            }
            found |= match before {
                [] => set,
                _more => self.said(&property, set, some, &Test::Words(words.to_vec(), prefix))?,
            };
        }
        Ok(found)
    }

    /// In any other property: its keys are looked at, and the records of those whose texts are too long to be keys.
    fn words_of_keys(
        &self,
        property: &Property,
        words: &[String],
        prefix: bool,
        some: Option<&Set>,
    ) -> Result<Set, CatalogError> {
        if let Some(spelled) = of_keys(property.field) {
            let is_text = property.field == Field::Extension && property.path.is_empty();
            return if is_text {
                self.keys_that(property, &[KeyKind::Text], |key| has_words(&spelled(key), words, prefix))
            } else {
                Ok(Set::new())
            };
        }
        if is_whole(property.field) {
            return self.own(property, &|value| has_words(value, words, prefix));
        }
        if texts(property.field).is_some() {
            return Ok(Set::new());
        }
        let mut set = self.keys_that(
            property,
            &[KeyKind::Text],
            |key| matches!(key, Key::Text(text) if has_words(text, words, prefix)),
        )?;
        let prose = self.of_kind(&self.kinds(property)?, KeyKind::Prose, &Sql::default())?;
        set |= self.said(property, prose, some, &Test::Words(words.to_vec(), prefix))?;
        Ok(set)
    }

    fn below(&self, levels: &[String], some: Option<&Set>) -> Result<Set, CatalogError> {
        let mut found = Set::new();
        for (field, separators) in HIERARCHIES {
            let property = Property::of(field);
            let Some(root) = levels.first() else {
                found |= self.has(&property)?;
                continue;
            };
            let indexed = self.kinds(&property)?;
            let ids: Vec<i64> = indexed.iter().filter(|row| row.kind == KeyKind::Text).map(|row| row.id).collect();
            self.walk(&ids, range::beginning(root), false, |key, add| {
                if matches!(key, Key::Text(text) if is_below(text, separators, levels)) {
                    add(&mut found)?;
                }
                Ok(ControlFlow::Continue(()))
            })?;
            let prose = self.of_kind(&indexed, KeyKind::Prose, &Sql::default())?;
            found |= self.said(&property, prose, some, &Test::Below(levels.to_vec(), separators.to_vec()))?;
        }
        Ok(found)
    }

    /// The assets that have any value.
    #[allow(clippy::match_wildcard_for_single_variants)]
    fn has(&self, property: &Property) -> Result<Set, CatalogError> {
        match property.field {
            field if is_whole(field) && !property.path.is_empty() => Ok(Set::new()),
            Field::Id | Field::Digest | Field::EssenceDigest => self.everything(),
            Field::Path | Field::Folder => self.of_folders(&[KeyKind::Lies], |_| Ok(true)),
            Field::Volume => self.of_folders(&[KeyKind::Lies, KeyKind::Beside], |_| Ok(true)),
            _ => self.of_kind(&self.kinds(property)?, KeyKind::Has, &Sql::default()),
        }
    }

    fn near(&self, latitude: f64, longitude: f64, metres: f64) -> Result<Set, CatalogError> {
        // A degree of latitude is 111,195 m on the sphere of `metres`; a little more is let in than is needed.
        let margin = metres / 111_000.0 + 1e-9;
        let north = self.numbers_between(Field::Latitude, Some((latitude - margin, latitude + margin)), None)?;
        let some: Set = north.iter().map(|(asset, _)| *asset).collect();
        let east =
            self.numbers_between(Field::Longitude, range::meridians(latitude, longitude, margin), Some(&some))?;
        let mut set = Set::new();
        for (asset, east) in east {
            let first = north.partition_point(|(other, _)| *other < asset);
            let mut points = north.iter().skip(first).take_while(|(other, _)| *other == asset);
            if points.any(|(_, north)| is_near((latitude, longitude), (*north, east), metres)) {
                set.insert(asset);
            }
        }
        Ok(set)
    }

    fn ids(&self, ids: &[AssetId]) -> Result<Set, CatalogError> {
        let ids: Vec<String> = ids.iter().map(AssetId::to_string).collect();
        let sql = "SELECT a.number FROM identity i JOIN asset a ON a.number = i.number \
                   WHERE i.id IN (SELECT unhex(value) FROM json_each(?))";
        self.numbers(&Sql::new(sql).bind(encode(&ids)?))
    }

    /// Some assets, and all that links of groups lead to from them.
    fn grouped(&self, mut members: Set) -> Result<Set, CatalogError> {
        let relations = Relation::OF_GROUPS.map(|relation| format!("'{}'", relation.word())).join(", ");
        let sql = format!("SELECT asset, other FROM link WHERE relation IN ({relations})");
        let mut statement = self.reader.connection.prepare_cached(&sql).map_err(failed)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        let links: Vec<(i64, i64)> = rows.collect::<Result<_, _>>().map_err(failed)?;
        loop {
            let before = members.len();
            for (asset, other) in &links {
                let (asset, other) = (small(*asset)?, small(*other)?);
                if members.contains(asset) || members.contains(other) {
                    members.insert(asset);
                    members.insert(other);
                }
            }
            if members.len() == before {
                return Ok(members);
            }
        }
    }
}

/// The assets of which the newest version's digest begins with hex digits; `None` for what no digest begins with.
fn digest(field: Field, hex: &str) -> Option<Sql> {
    let range = |fill: char| -> Option<Vec<u8>> {
        let whole: String = hex.chars().chain(std::iter::repeat(fill)).take(64.max(hex.len())).collect();
        whole.parse::<Digest>().ok().map(|digest| digest.0.to_vec())
    };
    let is_lower = !hex.contains(|letter: char| letter.is_ascii_uppercase());
    let (low, high) = range('0').zip(range('f')).filter(|_| is_lower)?;
    let sql = if field == Field::EssenceDigest {
        "SELECT number FROM asset WHERE essence BETWEEN ? AND ?"
    } else {
        "SELECT a.number FROM version v JOIN asset a ON a.number = v.asset AND a.version = v.number \
         WHERE v.digest BETWEEN ? AND ?"
    };
    Some(Sql::new(sql).bind(low).bind(high))
}
