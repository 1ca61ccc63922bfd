//! What a caller wishes a packet to say, in the form in which it would be read back. Knows no packet.
use super::super::home_of;
use crate::asset::text::tidied;
use crate::asset::{Field, Group, Kind, Problem, ProblemKind, Tree, Value};
use crate::metadata::values;
use crate::metadata::xmp::is_xml;

/// The wishes, each field once and no value twice; a problem where XMP has no place for a field or it cannot have a value.
pub(super) fn checked(wishes: &[(Field, Vec<Value>)]) -> Result<Vec<(Field, Vec<Value>)>, Problem> {
    let mut checked: Vec<(Field, Vec<Value>)> = Vec::with_capacity(wishes.len());
    for (field, values) in wishes {
        let invalid = |what: &str| Problem::new(ProblemKind::Invalid, format!("{} {what}", field.word()));
        if home_of(*field).is_empty() || field.definition().group == Group::Catalogue {
            return Err(invalid("has no place in XMP"));
        }
        if checked.iter().any(|(known, _)| known == field) {
            return Err(invalid("is wished twice"));
        }
        let mut wished: Vec<Value> = Vec::with_capacity(values.len());
        for value in values {
            let value = readable(*field, value).ok_or_else(|| invalid("cannot have such a value in XMP"))?;
            if !wished.contains(&value) {
                wished.push(value);
            }
        }
        if wished.len() > 1 && !field.is_many() {
            return Err(invalid("has one value in XMP, not several"));
        }
        checked.push((*field, wished));
    }
    Ok(checked)
}

/// The value as it would be read; none where it could not be.
fn readable(field: Field, value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) if text.chars().all(is_xml) => values::of_text(field, text),
        Value::Text(_) => None,
        Value::Integer(_) | Value::Number(_) => values::of_number(field, value.as_number()?),
        Value::Boolean(_) => Some(value.clone()).filter(|_| field.kind() == Kind::Boolean),
        Value::Date(_) => Some(value.clone()).filter(|_| field.kind() == Kind::Date),
        Value::Struct(tree) => readable_tree(tree).map(Value::Struct).filter(|_| field.kind() == Kind::Struct),
    }
}

fn readable_tree(tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Text(text) => {
            tidied(text).filter(|text| text.chars().all(is_xml)).map(|text| Tree::Text(text.into_owned()))
        }
        Tree::Number(number) => number.is_finite().then_some(Tree::Number(*number)),
        Tree::List(items) => items.iter().map(readable_tree).collect::<Option<_>>().map(Tree::List),
        Tree::Struct(members) => {
            let members = members.iter().map(|(name, member)| Some((name.clone(), readable_tree(member)?)));
            members.collect::<Option<_>>().map(Tree::Struct)
        }
    }
}
