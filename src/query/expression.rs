//! Regular expressions at work: what matches, and what takes the place of it. They take linear time on any text; whether one
//! is sound, and where it is wrong, is `pattern`'s to say.
use regex::{Regex, RegexBuilder};

/// An expression, compiled.
#[derive(Clone, Debug)]
pub struct Expression(Regex);

impl PartialEq for Expression {
    fn eq(&self, other: &Expression) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Expression {
    /// An expression of the `regex` crate; `None` where it is wrong or too large.
    pub fn new(pattern: &str) -> Option<Expression> {
        Regex::new(pattern).ok().map(Expression)
    }

    /// One that knows no case.
    pub(super) fn caseless(pattern: &str) -> Option<Expression> {
        RegexBuilder::new(pattern).case_insensitive(true).build().ok().map(Expression)
    }

    /// Whether it matches somewhere in a text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }

    /// The text with the replacement, its `$1` and `${name}` filled in, in the first match's place or in every one's.
    pub(super) fn replaced(&self, text: &str, replacement: &str, every: bool) -> String {
        self.0.replacen(text, usize::from(!every), replacement).into_owned()
    }

    /// Whether it has a group of this number or name.
    pub(super) fn has_group(&self, name: &str) -> bool {
        match name.parse::<usize>() {
            Ok(number) => number < self.0.captures_len(),
            Err(_) => self.0.capture_names().flatten().any(|other| other == name),
        }
    }
}
