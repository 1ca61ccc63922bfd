//! What one statement gives its field once it is tidied, and when IIM is only a cut copy of a longer text.
use super::Rule;
use crate::asset::text::tidied;
use crate::asset::{Field, Origin, Statement, Tree, Value};
use crate::metadata::iim;

/// What a field's values are and which statement they are from.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision<'a> {
    /// The values, at least one.
    pub values: Vec<Value>,
    /// The statement that won.
    pub by: &'a Statement,
    /// Why.
    pub rule: Rule,
}

/// What a statement gives its field, if anything is left when it is tidied.
pub(in crate::metadata) fn decision<'a>(field: Field, by: &'a Statement, rule: Rule) -> Option<Decision<'a>> {
    let mut values: Vec<Value> = Vec::with_capacity(by.values.len());
    for value in by.values.iter().filter_map(|value| tidy(field, by, value)) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if !field.is_many() {
        values.truncate(1);
    }
    (!values.is_empty()).then_some(Decision { values, by, rule })
}

fn tidy(field: Field, by: &Statement, value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) if by.origin == Origin::Iim => {
            Some(Value::Text(tidied(&iim::equivalent(field, text))?.into_owned()))
        }
        Value::Text(text) => Some(Value::Text(tidied(text)?.into_owned())),
        Value::Struct(tree) => tidy_tree(tree).map(Value::Struct),
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => Some(value.clone()),
    }
}

fn tidy_tree(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text) => tidied(text).map(|text| Tree::Text(text.into_owned())),
        Tree::Number(number) => Some(Tree::Number(*number)),
        Tree::List(items) => {
            let items: Vec<Tree> = items.iter().filter_map(tidy_tree).collect();
            (!items.is_empty()).then_some(Tree::List(items))
        }
        Tree::Struct(members) => {
            let kept = members.iter().filter_map(|(name, member)| Some((name.clone(), tidy_tree(member)?)));
            let kept: Vec<(String, Tree)> = kept.collect();
            (!kept.is_empty()).then_some(Tree::Struct(kept))
        }
    }
}

/// Whether `value` is `whole` cut at `most` bytes: there was no room for the next letter, or for one byte where a NUL
/// was kept. White space before the cut is gone, as it is tidied away.
pub(super) fn is_cut(value: &Value, whole: &Value, most: usize) -> bool {
    let (Some(value), Some(whole)) = (value.as_text(), whole.as_text()) else { return false };
    let Some(rest) = whole.strip_prefix(value) else { return false };
    let next = rest.trim_start().chars().next().map(char::len_utf8);
    let blank = rest.len() - rest.trim_start().len();
    next.is_some_and(|next| value.len() + (blank + next).max(2) > most)
}
