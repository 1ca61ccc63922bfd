//! Leaves and keys: what a value is compared, sorted and grouped by.
use crate::asset::fold::fold;
use crate::asset::{Date, Field, Tree, Value};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A plain value at the end of a field's values: itself, or a leaf of a structure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Leaf<'a> {
    /// Words.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date.
    Date(&'a Date),
}

/// What leaves are compared, sorted and grouped by. Numbers come before texts; yes is 1, no is 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Key {
    /// A number; never a negative zero, so that equal numbers have equal bits.
    Number(f64),
    /// A folded text, or a date's wall clock.
    Text(String),
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::Number(number) => number.to_bits().hash(state),
            Key::Text(text) => text.hash(state),
        }
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What kind of leaf a key came from: `Text("1")`, 1 and yes are three things. In the order that ties are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LeafKind {
    /// Words.
    Text,
    /// A number, whole or not.
    Number,
    /// Yes or no.
    Boolean,
    /// A date.
    Date,
}

/// The longest folded text, in characters, that is kept whole as a key.
///
/// A longer one is cut here and ended by `\u{1}` and a 128-bit checksum of all of it: equality and grouping stay exact,
/// the order is that of the first characters, and keys stay small. Folded text has no control characters.
pub(crate) const KEY_LENGTH: usize = 120;

/// The key of a folded text.
pub(crate) fn text_key(folded: String) -> String {
    if folded.len() <= KEY_LENGTH {
        return folded;
    }
    let Some((end, _)) = folded.char_indices().nth(KEY_LENGTH) else { return folded };
    let mut key = folded[..end].to_owned();
    key.push('\u{1}');
    key += &format!("{:032x}", checksum(folded.as_bytes()));
    key
}

/// FNV-1a, 128 bits (draft-eastlake-fnv): stable and small; nothing but a facet's count hangs on its strength.
fn checksum(bytes: &[u8]) -> u128 {
    let basis = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128;
    let prime = 0x0000_0000_0100_0000_0000_0000_0000_013b_u128;
    bytes.iter().fold(basis, |sum, byte| (sum ^ u128::from(*byte)).wrapping_mul(prime))
}

impl<'a> Leaf<'a> {
    /// The leaf that a plain value is; `None` for a structure, and for a number that is not finite.
    pub(crate) fn of_value(value: &'a Value) -> Option<Leaf<'a>> {
        match value {
            Value::Text(text) => Some(Leaf::Text(text)),
            Value::Integer(number) => Some(Leaf::Integer(*number)),
            Value::Number(number) => number.is_finite().then_some(Leaf::Number(*number)),
            Value::Boolean(yes) => Some(Leaf::Boolean(*yes)),
            Value::Date(date) => Some(Leaf::Date(date)),
            Value::Struct(_) => None,
        }
    }

    /// The number, if it is one. Whole numbers beyond 2^53 are compared as the nearest that a double holds.
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            #[allow(clippy::cast_precision_loss)]
            Leaf::Integer(number) => Some(number as f64),
            Leaf::Number(number) => Some(number + 0.0),
            Leaf::Text(_) | Leaf::Boolean(_) | Leaf::Date(_) => None,
        }
    }

    /// What kind it is.
    pub(crate) fn kind(self) -> LeafKind {
        match self {
            Leaf::Text(_) => LeafKind::Text,
            Leaf::Integer(_) | Leaf::Number(_) => LeafKind::Number,
            Leaf::Boolean(_) => LeafKind::Boolean,
            Leaf::Date(_) => LeafKind::Date,
        }
    }

    /// What it is compared by, as a value of `field`.
    pub(crate) fn key(self, field: Field) -> Key {
        match self {
            Leaf::Text(text) if is_whole(field) => Key::Text(fold(text)),
            Leaf::Text(text) => Key::Text(text_key(fold(text))),
            Leaf::Integer(_) | Leaf::Number(_) => Key::Number(self.number().unwrap_or_default()),
            Leaf::Boolean(yes) => Key::Number(f64::from(u8::from(yes))),
            Leaf::Date(date) => Key::Text(date.wall()),
        }
    }
}

impl fmt::Display for Leaf<'_> {
    /// As a person reads it, and as a regular expression sees it.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Leaf::Text(text) => to.write_str(text),
            Leaf::Integer(number) => write!(to, "{number}"),
            Leaf::Number(number) => write!(to, "{number}"),
            Leaf::Boolean(yes) => write!(to, "{yes}"),
            Leaf::Date(date) => write!(to, "{date}"),
        }
    }
}

/// Whether a field's keys are never cut: identities and places, which are not kept as keys, and whose order matters to
/// the last letter (paths).
pub(crate) const fn is_whole(field: Field) -> bool {
    matches!(field, Field::Id | Field::Digest | Field::EssenceDigest | Field::Path | Field::Folder | Field::Volume)
}

/// Calls `each` for every leaf of some values with the names that lead to it (none for a plain value), in order.
pub(crate) fn each_leaf<'a>(values: &'a [Value], each: &mut impl FnMut(&[&'a str], Leaf<'a>)) {
    for value in values {
        if let Value::Struct(tree) = value {
            tree.leaves(&mut Vec::new(), &mut |path, leaf| match leaf {
                Tree::Text(text) => each(path, Leaf::Text(text)),
                Tree::Number(number) if number.is_finite() => each(path, Leaf::Number(*number)),
                Tree::Number(_) | Tree::List(_) | Tree::Struct(_) => {}
            });
        } else if let Some(leaf) = Leaf::of_value(value) {
            each(&[], leaf);
        }
    }
}

/// Whether names lead to a member, or to something inside it.
pub(crate) fn leads_to(names: &[&str], member: &[String]) -> bool {
    names.len() >= member.len() && names.iter().zip(member).all(|(name, wanted)| name.eq_ignore_ascii_case(wanted))
}

/// Whether any leaf of the values, at or below a member, satisfies `test`.
pub(crate) fn any_leaf(values: &[Value], member: &[String], mut test: impl FnMut(Leaf<'_>) -> bool) -> bool {
    let mut found = false;
    each_leaf(values, &mut |names, leaf| found = found || (leads_to(names, member) && test(leaf)));
    found
}
