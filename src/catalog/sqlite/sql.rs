//! SQL text with the values bound to it, in step: the only way that this room puts a statement together. Values are
//! never part of the text.
use rusqlite::types::Value;

/// A piece of SQL and the values of its `?`, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Sql {
    text: String,
    params: Vec<Value>,
}

impl Sql {
    /// A piece without values.
    pub fn new(text: impl Into<String>) -> Sql {
        Sql { text: text.into(), params: Vec::new() }
    }

    /// The same piece with one more value.
    pub fn bind(mut self, value: impl Into<Value>) -> Sql {
        self.params.push(value.into());
        self
    }

    /// Adds text.
    pub fn text(mut self, text: &str) -> Sql {
        self.text.push_str(text);
        self
    }

    /// Adds another piece with its values.
    pub fn add(mut self, other: Sql) -> Sql {
        self.text.push_str(&other.text);
        self.params.extend(other.params);
        self
    }

    /// The statement.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its values.
    pub fn params(&self) -> &[Value] {
        &self.params
    }
}
