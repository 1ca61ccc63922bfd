//! What a field holds: one value of one kind, and the trees that structures are.
use super::date::Date;
use super::fold::fold;
use std::cmp::Ordering;
use std::fmt;

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Words, or an identifier.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number; finite.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date, with the precision that is known.
    Date(Date),
    /// A structure.
    Struct(Tree),
}

/// A structure of the standards (a location, a licensor ...): members by name, lists, and plain values at the leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// A plain value as text.
    Text(String),
    /// A number that the standard defines as one.
    Number(f64),
    /// An ordered list.
    List(Vec<Tree>),
    /// Members in the order read; names as the standard writes them, without a prefix (`CountryName`).
    Struct(Vec<(String, Tree)>),
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) | Value::Struct(_) => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)]
            Value::Integer(number) => Some(*number as f64),
            Value::Number(number) => Some(*number),
            Value::Text(_) | Value::Boolean(_) | Value::Date(_) | Value::Struct(_) => None,
        }
    }

    /// The texts at its leaves, in order: itself for a text, every leaf of a structure.
    pub fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        match self {
            Value::Text(text) => texts.push(text.as_str()),
            Value::Struct(tree) => tree.leaves(&mut Vec::new(), &mut |_, leaf| {
                if let Tree::Text(text) = leaf {
                    texts.push(text);
                }
            }),
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => {}
        }
        texts
    }

    /// Whether two values are the same to a reader: text folded, everything else as it is.
    pub fn same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Text(a), Value::Text(b)) => a == b || fold(a) == fold(b),
            (a, b) => match (a.as_number(), b.as_number()) {
                (Some(a), Some(b)) => a.total_cmp(&b) == Ordering::Equal,
                _ => a == b,
            },
        }
    }

    /// The order in which results are sorted: numbers by size, dates by time, text folded and then as it is.
    pub fn order(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Date(a), Value::Date(b)) => a.wall().cmp(&b.wall()),
            (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (a, b) => match (a.as_number(), b.as_number()) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                _ => {
                    let (a, b) = (a.to_string(), b.to_string());
                    fold(&a).cmp(&fold(&b)).then_with(|| a.cmp(&b))
                }
            },
        }
    }
}

impl Tree {
    /// The member that a path of names leads to, names compared without case, first items of lists taken.
    pub fn at(&self, path: &[String]) -> Option<&Tree> {
        match (self, path) {
            (tree, []) => Some(tree),
            (Tree::List(items), path) => items.iter().find_map(|item| item.at(path)),
            (Tree::Struct(members), [name, rest @ ..]) => {
                members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name))?.1.at(rest)
            }
            (Tree::Text(_) | Tree::Number(_), _) => None,
        }
    }

    /// Calls `each` for every leaf (text or number) with the names that lead to it; lists add no name.
    pub fn leaves<'a>(&'a self, path: &mut Vec<&'a str>, each: &mut impl FnMut(&[&'a str], &'a Tree)) {
        match self {
            Tree::Text(_) | Tree::Number(_) => each(path, self),
            Tree::List(items) => items.iter().for_each(|item| item.leaves(path, each)),
            Tree::Struct(members) => {
                for (name, member) in members {
                    path.push(name);
                    member.leaves(path, each);
                    path.pop();
                }
            }
        }
    }
}

impl fmt::Display for Value {
    /// As a person reads it; a structure as its leaves, `Name: value`, joined by `; `.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => to.write_str(text),
            Value::Integer(number) => write!(to, "{number}"),
            Value::Number(number) => write!(to, "{number}"),
            Value::Boolean(yes) => write!(to, "{yes}"),
            Value::Date(date) => write!(to, "{date}"),
            Value::Struct(tree) => {
                let mut parts = Vec::new();
                tree.leaves(&mut Vec::new(), &mut |path, leaf| match leaf {
                    Tree::Text(text) => parts.push(format!("{}: {text}", path.join("."))),
                    Tree::Number(number) => parts.push(format!("{}: {number}", path.join("."))),
                    Tree::List(_) | Tree::Struct(_) => {}
                });
                to.write_str(&parts.join("; "))
            }
        }
    }
}
