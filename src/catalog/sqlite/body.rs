//! Values as the catalogue stores them: JSON that a person can read with any tool, and that gives back exactly what was
//! stored. Only this file knows the shapes.
use super::quick;
use crate::asset::{Cataloguing, Date, Description, Field, Origin, Statement, Tree, Value};
use crate::catalog::CatalogError;
use serde::de::{self, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The deepest nesting of a structure that is stored: half of what the reader takes.
pub(super) const DEEPEST: usize = 60;

/// Something of the vocabulary, in its stored form. The vocabulary itself knows no serialisation.
pub(super) struct Stored<T>(pub T);

/// The JSON of something.
pub(super) fn encode(thing: &impl Serialize) -> Result<String, CatalogError> {
    serde_json::to_string(thing).map_err(|error| CatalogError::Internal(format!("a value cannot be stored: {error}")))
}

/// What a stored JSON says.
pub(super) fn decode<'de, T: Deserialize<'de>>(json: &'de str) -> Result<T, CatalogError> {
    serde_json::from_str(json).map_err(|error| CatalogError::Damaged(format!("a stored value is malformed: {error}")))
}

/// What an asset's files say, from its record.
pub(super) fn description(json: &str) -> Result<Description, CatalogError> {
    match quick::description(json) {
        Some(description) => Ok(description),
        None => Ok(decode::<Stored<Description>>(json)?.0),
    }
}

/// What cataloguers stated, from an asset's record.
pub(super) fn cataloguing(json: Option<&str>) -> Result<Cataloguing, CatalogError> {
    json.map_or_else(|| Ok(Cataloguing::default()), |json| Ok(decode::<Stored<Cataloguing>>(json)?.0))
}

/// One field's effective values from an asset's record, without reading the others.
pub(super) fn effective(field: Field, described: &str, stated: Option<&str>) -> Result<Vec<Value>, CatalogError> {
    let of = |json: &str| {
        if let Some(values) = quick::field(json, field) {
            return Ok(values);
        }
        let malformed =
            |error: serde_json::Error| CatalogError::Damaged(format!("a stored value is malformed: {error}"));
        OneField(field).deserialize(&mut serde_json::Deserializer::from_str(json)).map_err(malformed)
    };
    if let Some(stated) = stated
        && let Some(values) = of(stated)?
    {
        return Ok(Description::kept(field, &values));
    }
    Ok(of(described)?.unwrap_or_default())
}

impl Serialize for Stored<&Value> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Text(text) => to.serialize_str(text),
            Value::Integer(number) => to.serialize_i64(*number),
            Value::Number(number) => to.serialize_f64(*number),
            Value::Boolean(yes) => to.serialize_bool(*yes),
            Value::Date(date) => member(to, "date", &date.to_string()),
            Value::Struct(tree) => member(to, "struct", &Stored((tree, DEEPEST))),
        }
    }
}

fn member<S: Serializer>(to: S, name: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

impl Serialize for Stored<(&Tree, usize)> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (tree, depth) = self.0;
        let below = depth.checked_sub(1).ok_or_else(|| serde::ser::Error::custom("a structure nests too deeply"));
        match tree {
            Tree::Text(text) => to.serialize_str(text),
            Tree::Number(number) => to.serialize_f64(*number),
            Tree::List(items) => {
                let below = below?;
                to.collect_seq(items.iter().map(|item| Stored((item, below))))
            }
            Tree::Struct(members) => {
                let below = below?;
                to.collect_map(members.iter().map(|(name, member)| (name, Stored((member, below)))))
            }
        }
    }
}

impl Serialize for Stored<&[Value]> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.0.iter().map(Stored))
    }
}

impl Serialize for Stored<&Description> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(field, values)| (field.word(), Stored(values))))
    }
}

impl Serialize for Stored<&Cataloguing> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(field, values)| (field.word(), Stored(values.as_slice()))))
    }
}

impl Serialize for Stored<&[Statement]> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(Some(self.0.len()))?;
        for statement in self.0 {
            let Statement { origin, name, field, language, values } = statement;
            list.serialize_element(&(
                origin.word(),
                name,
                field.map(Field::word),
                language,
                Stored(values.as_slice()),
            ))?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Stored<Value> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ValueVisitor).map(Stored)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a value")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::text(text))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        i64::try_from(number).map(Value::Integer).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Boolean(yes))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Number(f64::NAN))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let value = match map.next_key::<String>()?.as_deref() {
            Some("date") => Value::Date(date(&map.next_value::<String>()?).map_err(A::Error::custom)?),
            Some("struct") => Value::Struct(map.next_value::<Stored<Tree>>()?.0),
            _ => return Err(A::Error::custom("neither a date nor a structure")),
        };
        map.next_key::<IgnoredAny>()?.map_or(Ok(value), |_| Err(A::Error::custom("more than one value")))
    }
}

/// A stored date.
pub(super) fn date(text: &str) -> Result<Date, CatalogError> {
    text.parse().map_err(|()| CatalogError::Damaged(format!("`{text}` is stored as a date")))
}

impl<'de> Deserialize<'de> for Stored<Tree> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TreeVisitor).map(Stored)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a structure")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Number(number))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Number(f64::NAN))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(Stored(item)) = list.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some((name, Stored(member))) = map.next_entry()? {
            members.push((name, member));
        }
        Ok(Tree::Struct(members))
    }
}

/// A field by its word.
struct FieldWord(Field);

impl<'de> Deserialize<'de> for FieldWord {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(FieldWordVisitor).map(FieldWord)
    }
}

struct FieldWordVisitor;

impl Visitor<'_> for FieldWordVisitor {
    type Value = Field;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a field's word")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Field, E> {
        Field::named(word).ok_or_else(|| E::custom(format!("no field is called `{word}`")))
    }
}

struct ByField<F>(F);

impl<'de, F: FnMut(Field, Vec<Value>)> Visitor<'de> for ByField<F> {
    type Value = ();

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("values by field")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut place = 0;
        while let Some(field) = map.next_key_seed(FieldAfter(&mut place))? {
            let values: Vec<Stored<Value>> = map.next_value()?;
            (self.0)(field, values.into_iter().map(|Stored(value)| value).collect());
        }
        Ok(())
    }
}

/// Reads a field's word, and looks for it from a place in the list of fields on: they are stored in that order.
struct FieldAfter<'a>(&'a mut usize);

impl<'de> DeserializeSeed<'de> for FieldAfter<'_> {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Field, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldAfter<'_> {
    type Value = Field;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a field's word")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Field, E> {
        let next = Field::ALL.iter().enumerate().skip(*self.0).find(|(_, field)| field.word() == word);
        match next {
            Some((at, field)) => {
                *self.0 = at + 1;
                Ok(*field)
            }
            None => FieldWordVisitor.visit_str(word),
        }
    }
}

impl<'de> Deserialize<'de> for Stored<Description> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut description = Description::default();
        from.deserialize_map(ByField(|field, values| description.set(field, values)))?;
        Ok(Stored(description))
    }
}

impl<'de> Deserialize<'de> for Stored<Cataloguing> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut cataloguing = Cataloguing::default();
        from.deserialize_map(ByField(|field, values| cataloguing.state(field, values)))?;
        Ok(Stored(cataloguing))
    }
}

/// Reads one field's values and passes over the rest.
struct OneField(Field);

impl<'de> DeserializeSeed<'de> for OneField {
    type Value = Option<Vec<Value>>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OneField {
    type Value = Option<Vec<Value>>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("values by field")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_it) = map.next_key_seed(IsWord(self.0.word()))? {
            if is_it {
                let values: Vec<Stored<Value>> = map.next_value()?;
                found = Some(values.into_iter().map(|Stored(value)| value).collect());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a key is a word.
struct IsWord(&'static str);

impl<'de> DeserializeSeed<'de> for IsWord {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for IsWord {
    type Value = bool;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a field's word")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<bool, E> {
        Ok(word == self.0)
    }
}

type StatementRow = (String, String, Option<FieldWord>, Option<String>, Vec<Stored<Value>>);

impl<'de> Deserialize<'de> for Stored<Vec<Statement>> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let statement = |(origin, name, field, language, values): StatementRow| {
            let origin =
                Origin::named(&origin).ok_or_else(|| D::Error::custom(format!("no origin is called `{origin}`")))?;
            let values = values.into_iter().map(|Stored(value)| value).collect();
            Ok(Statement { origin, name, field: field.map(|FieldWord(field)| field), language, values })
        };
        Vec::<StatementRow>::deserialize(from)?.into_iter().map(statement).collect::<Result<_, _>>().map(Stored)
    }
}
