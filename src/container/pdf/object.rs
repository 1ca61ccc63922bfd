//! PDF's objects (ISO 32000-2, 7.3): numbers, names, strings, arrays, dictionaries, references. It knows neither how they are
//! written nor what they mean.

/// An object. Fractions and keywords mean nothing to us and are read as null.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Boolean(bool),
    Integer(i64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Dictionary),
    Reference(u32, u16),
}

impl Object {
    /// The number, where it is a whole one and not negative.
    pub(super) fn count(&self) -> Option<u64> {
        if let Object::Integer(number) = self { u64::try_from(*number).ok() } else { None }
    }

    /// The name's bytes, with its escapes undone.
    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Object::Name(name) = self { Some(name) } else { None }
    }

    /// The string's bytes.
    pub(super) fn text(&self) -> Option<&[u8]> {
        if let Object::Text(text) = self { Some(text) } else { None }
    }

    /// The dictionary.
    pub(super) fn dictionary(&self) -> Option<&Dictionary> {
        if let Object::Dictionary(dictionary) = self { Some(dictionary) } else { None }
    }

    /// What is in the array; the object alone where it is none.
    pub(super) fn items(&self) -> &[Object] {
        if let Object::Array(items) = self { items } else { std::slice::from_ref(self) }
    }
}

/// Keys and values, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dictionary(pub(super) Vec<(Vec<u8>, Object)>);

impl Dictionary {
    /// The value of a key; null where there is none.
    pub(super) fn get(&self, key: &[u8]) -> &Object {
        self.0.iter().find(|(known, _)| known == key).map_or(&Object::Null, |(_, value)| value)
    }

    /// Takes over what another has of some keys and this has not.
    pub(super) fn complete(&mut self, other: &Dictionary, keys: &[&[u8]]) {
        for key in keys {
            let value = other.get(key);
            if *value != Object::Null && *self.get(key) == Object::Null {
                self.0.push((key.to_vec(), value.clone()));
            }
        }
    }
}

/// An object with its number and generation, and where its stream's data begin, counted from the object's first byte.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Indirect {
    pub(super) number: u32,
    pub(super) generation: u16,
    pub(super) object: Object,
    pub(super) data: Option<usize>,
}
