//! The values of an asset's fields: what its files say, what cataloguers stated, and the two laid over each other.
use super::field::Field;
use super::value::Value;
use std::collections::BTreeMap;
use std::collections::btree_map::Iter;

/// Values by field, in record order; a field that has no value is absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// By field.
    values: Vec<(Field, Values)>,
}

/// A field's values; most have one, which needs no list.
#[derive(Clone, Debug, PartialEq)]
enum Values {
    One(Value),
    /// Not one, and not none.
    Many(Vec<Value>),
}

impl Values {
    fn as_slice(&self) -> &[Value] {
        match self {
            Values::One(value) => std::slice::from_ref(value),
            Values::Many(values) => values,
        }
    }
}

impl Description {
    /// An empty one that takes so many fields without growing.
    pub fn with_room_for(fields: usize) -> Description {
        Description { values: Vec::with_capacity(fields) }
    }

    #[inline]
    fn place(&self, field: Field) -> Result<usize, usize> {
        // Values mostly come in record order.
        match self.values.last() {
            Some((last, _)) if *last >= field => self.values.binary_search_by_key(&field, |(field, _)| *field),
            Some(_) | None => Err(self.values.len()),
        }
    }

    /// The field's values, none if it has none.
    pub fn get(&self, field: Field) -> &[Value] {
        let found = self.place(field).ok().and_then(|at| self.values.get(at));
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    /// The field's first value.
    pub fn first(&self, field: Field) -> Option<&Value> {
        self.get(field).first()
    }

    /// The field's first value, if it is text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.first(field)?.as_text()
    }

    /// Sets the field; no values removes it. Values that say the same twice are kept once, the first.
    pub fn set(&mut self, field: Field, values: Vec<Value>) {
        let mut kept: Vec<Value> = Vec::with_capacity(values.len());
        for value in values {
            if !kept.contains(&value) {
                kept.push(value);
            }
        }
        if !field.is_many() {
            kept.truncate(1);
        }
        if kept.len() > 1 {
            self.put(field, Values::Many(kept));
        } else if let Some(value) = kept.pop() {
            self.put(field, Values::One(value));
        } else if let Ok(at) = self.place(field) {
            self.values.remove(at);
        }
    }

    /// Values as a description keeps them: none twice, and one where the field has one.
    pub fn kept(field: Field, values: &[Value]) -> Vec<Value> {
        let mut one = Description::default();
        one.set(field, values.to_vec());
        one.get(field).to_vec()
    }

    /// Sets the field to one value.
    #[inline]
    pub fn set_one(&mut self, field: Field, value: Value) {
        self.put(field, Values::One(value));
    }

    #[inline]
    fn put(&mut self, field: Field, values: Values) {
        match self.place(field) {
            Ok(at) => self.values[at].1 = values,
            Err(at) if at == self.values.len() => self.values.push((field, values)),
            Err(at) => self.values.insert(at, (field, values)),
        }
    }

    /// Every field with its values, in record order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &[Value])> {
        self.values.iter().map(|(field, values)| (*field, values.as_slice()))
    }

    /// Whether no field has a value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// What cataloguers stated: for each field the values they gave, or that it has none (an empty list).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cataloguing {
    stated: BTreeMap<Field, Vec<Value>>,
}

impl Cataloguing {
    /// What was stated of the field; `Some(&[])` says that it was cleared, `None` that nobody spoke of it.
    pub fn get(&self, field: Field) -> Option<&[Value]> {
        self.stated.get(&field).map(Vec::as_slice)
    }

    /// States the field's values; none clears the field whatever the files say.
    pub fn state(&mut self, field: Field, values: Vec<Value>) {
        self.stated.insert(field, values);
    }

    /// Takes back what was stated: the files' own values speak again.
    pub fn retract(&mut self, field: Field) {
        self.stated.remove(&field);
    }

    /// Every field that was stated, in record order.
    pub fn iter(&self) -> Iter<'_, Field, Vec<Value>> {
        self.stated.iter()
    }

    /// Whether nothing was stated.
    pub fn is_empty(&self) -> bool {
        self.stated.is_empty()
    }

    /// The effective values: what was stated, laid over what the files say.
    pub fn over(&self, base: &Description) -> Description {
        let mut effective = base.clone();
        for (field, values) in &self.stated {
            effective.set(*field, values.clone());
        }
        // What a cataloguer has stated is settled, whatever the files say.
        for doubt in [Field::Conflicts, Field::DoubleEncoded] {
            let is_open = |value: &&Value| {
                let field = value.as_text().and_then(Field::named);
                field.is_none_or(|field| !self.stated.contains_key(&field))
            };
            let mut open: Vec<Value> = base.get(doubt).iter().filter(is_open).cloned().collect();
            // What is stated of conflicts are those between a file and a cataloguer.
            let stated = self.get(doubt).unwrap_or_default();
            if open.len() < base.get(doubt).len() || !stated.is_empty() {
                open.extend(stated.iter().cloned());
                effective.set(doubt, open);
            }
        }
        effective
    }
}
