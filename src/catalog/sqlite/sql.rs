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

    /// Pieces joined by an operator, in balanced parentheses: SQLite bounds the depth of an expression, not its length.
    pub fn balanced(mut pieces: Vec<Sql>, operator: &str) -> Sql {
        if pieces.len() <= 1 {
            return pieces.pop().unwrap_or_else(|| Sql::new("1"));
        }
        let right = pieces.split_off(pieces.len() / 2);
        Sql::new("(").add(Sql::balanced(pieces, operator)).text(operator).add(Sql::balanced(right, operator)).text(")")
    }

    /// `name IN (...)` for a list of numbers, `name = ?` for one.
    pub fn any_of(name: &str, numbers: &[i64]) -> Sql {
        if let [one] = numbers {
            return Sql::new(format!("{name} = ?")).bind(*one);
        }
        let list = format!("[{}]", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
        Sql::new(format!("{name} IN (SELECT value FROM json_each(?))")).bind(list)
    }
}
