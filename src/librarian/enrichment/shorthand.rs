//! Codes in texts: what was typed as shorthand into a camera or a tablet, and what the filling in of variables makes.
use super::step::Step;
use crate::asset::{Asset, Field, Group, Kind, Problem, ProblemKind, Value};
use crate::query::Codes;

/// Replaces codes in the texts that the file itself says.
pub fn expand(codes: &Codes, step: &mut Step) {
    each_text(codes, step, |_| true);
}

/// Replaces codes in the fields that were stated.
pub fn expand_stated(codes: &Codes, before: &Asset, step: &mut Step) {
    let stated: Vec<Field> = step.asset.description.iter().map(|(field, _)| field).collect();
    let is_news = |field: &Field| before.description.get(*field) != step.asset.description.get(*field);
    let stated: Vec<Field> = stated.into_iter().filter(is_news).collect();
    each_text(codes, step, |field| stated.contains(&field));
}

fn each_text(codes: &Codes, step: &mut Step, is_meant: impl Fn(Field) -> bool) {
    let is_prose = |field: Field| {
        field.kind() == Kind::Text && field.is_editable() && field.definition().group != Group::Technical
    };
    let fields: Vec<Field> = step.asset.description.iter().map(|(field, _)| field).collect();
    for field in fields.into_iter().filter(|field| is_prose(*field) && is_meant(*field)) {
        let mut unknown = Vec::new();
        let mut replaced = |value: &Value| match value.as_text() {
            Some(text) => {
                let (text, strange) = codes.replaced(text);
                unknown.extend(strange);
                Value::Text(text)
            }
            None => value.clone(),
        };
        let after: Vec<Value> = step.asset.description.get(field).iter().map(&mut replaced).collect();
        step.asset.description.set(field, after);
        for code in unknown {
            let message = format!("{}: there is no code `{code}`", field.word());
            step.problems.push(Problem::new(ProblemKind::Invalid, message));
        }
    }
}
