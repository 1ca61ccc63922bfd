//! What `damson tag` changes: `field=value` and its kin, and what each makes of an asset's values. It knows fields and
//! templates; who may change what, and where it is recorded, is not its concern.
use super::error::QueryError;
use super::property::{each_listed, field_of, words};
use super::substitution::Substitution;
use super::value::value_of;
use crate::asset::nearest::nearest;
use crate::asset::{Asset, Field, Group, Kind, Problem, ProblemKind, Shift, Template, Value};
use std::ops::Range;

/// One change of one field.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The field; one that may be edited.
    pub field: Field,
    /// What becomes of it.
    pub operation: Operation,
}

/// What becomes of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Operation {
    /// `field=value`
    Set(Template),
    /// `field+=value`: one more item of a list, if it is not there; text appended.
    Add(Template),
    /// `field-=value`: an item taken from a list.
    Remove(Template),
    /// `field?=value`: set only where it has no value.
    SetIfEmpty(Template),
    /// `field~s/old/new/`: in text, and in each item of a list; an item that becomes empty goes.
    Replace(Substitution),
    /// `field+=1h30m` and `field-=2d`: a date moved.
    Shift(Shift),
    /// `field!`
    Clear,
}

/// The signs of edits; those that another ends with come after it.
const SIGNS: [&str; 6] = ["+=", "-=", "?=", "=", "~", "!"];
const FORMS: &str = "edits are `field=value`, `field+=value`, `field-=value`, `field?=value`, `field~s/old/new/`, `field!`, \
                     `+keyword` and `^keyword`";

/// An edit as it is typed. Values may hold `{field}` templates; everything else in them is text as it is.
///
/// # Errors
/// No edit at all, an unknown field (with the nearest), one that cannot be edited (with the reason), a value that its
/// field cannot have, a wrong template.
pub fn parse_edit(text: &str) -> Result<Edit, QueryError> {
    read(text).map_err(|error| error.in_text(text))
}

fn read(text: &str) -> Result<Edit, QueryError> {
    if let Some(keyword) = text.strip_prefix('+') {
        return Ok(Edit { field: Field::Keywords, operation: Operation::Add(keyword_of(keyword)?) });
    }
    if let Some(keyword) = text.strip_prefix('^') {
        return Ok(Edit { field: Field::Keywords, operation: Operation::Remove(keyword_of(keyword)?) });
    }
    let (name, sign, value) = split(text)?;
    let field = editable(name)?;
    if sign == "!" {
        return Ok(Edit { field, operation: Operation::Clear });
    }
    refuse_unfit(field, sign, name)?;
    let at = text.len() - value.len();
    if sign == "~" {
        return Ok(Edit { field, operation: Operation::Replace(Substitution::parse(value, at)?) });
    }
    if field.kind() == Kind::Date && matches!(sign, "+=" | "-=") {
        let shift = shift_of(value, at)?;
        return Ok(Edit { field, operation: Operation::Shift(if sign == "-=" { shift.back() } else { shift }) });
    }
    let template = template_of(field, value, at)?;
    let operation = match sign {
        "+=" => Operation::Add(template),
        "-=" => Operation::Remove(template),
        "?=" => Operation::SetIfEmpty(template),
        _ => Operation::Set(template),
    };
    Ok(Edit { field, operation })
}

/// How far a date is moved.
fn shift_of(text: &str, at: usize) -> Result<Shift, QueryError> {
    Shift::of(text).ok_or_else(|| {
        QueryError::new(format!("`{text}` is no length of time"), at..at + text.len())
            .hint("write `1h30m`, `2d` or `1y6mo`; the units are y mo w d h m s")
    })
}

/// The value of `+keyword` and `^keyword`.
fn keyword_of(text: &str) -> Result<Template, QueryError> {
    if text.trim().is_empty() {
        return Err(QueryError::new("a keyword is missing", 0..1 + text.len()).hint(FORMS));
    }
    template_of(Field::Keywords, text, 1)
}

/// Where the value of an edit begins; `None` where it has none that is text.
///
/// # Errors
/// Text that is no edit.
pub(super) fn value_of_edit(text: &str) -> Result<Option<usize>, QueryError> {
    if text.starts_with(['+', '^']) {
        return Ok(Some(1));
    }
    let (_, sign, value) = split(text).map_err(|error| error.in_text(text))?;
    Ok((!matches!(sign, "~" | "!")).then(|| text.len() - value.len()))
}

fn split(text: &str) -> Result<(&str, &'static str, &str), QueryError> {
    let belongs = |(at, letter): (usize, char)| {
        letter.is_alphanumeric() || matches!(letter, '_' | '.') || (letter == '-' && !text[at..].starts_with("-="))
    };
    let end = text.char_indices().find(|place| !belongs(*place)).map_or(text.len(), |(at, _)| at);
    let (name, rest) = text.split_at(end);
    let no_edit = || QueryError::new(format!("`{text}` is no edit"), 0..text.len());
    if name.is_empty() {
        return Err(no_edit().hint(FORMS));
    }
    let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
        return Err(match rest.chars().next() {
            None if Field::named(name).is_none() => no_edit().hint(format!("write `+{name}` to add a keyword")),
            None => no_edit().hint(format!("write `{name}=…`, or `{name}!` to clear it")),
            Some(':') => no_edit().hint(format!("write `{name}={}`", rest[1..].trim_start())),
            Some(space) if space.is_whitespace() => no_edit().hint("write it without spaces around the sign"),
            Some(_) => no_edit().hint(FORMS),
        });
    };
    let value = &rest[sign.len()..];
    match (sign, value.is_empty()) {
        ("!", true) | ("+=" | "-=" | "?=" | "=" | "~", false) => Ok((name, sign, value)),
        ("~", true) => {
            Err(QueryError::new("there is nothing to find", end..text.len()).hint(format!("write `{name}~s/old/new/`")))
        }
        ("!", false) => Err(QueryError::new("nothing may follow the `!`", end + 1..text.len())
            .hint(format!("write `{name}!` to clear it"))),
        _ => Err(QueryError::new(format!("`{name}{sign}` needs a value"), 0..text.len())
            .hint(format!("write `{name}!` to clear it"))),
    }
}

/// Fields that may be edited, `F,F`, in that order.
///
/// # Errors
/// As `parse_edit` for such a field.
pub fn parse_editable(text: &str) -> Result<Vec<Field>, QueryError> {
    each_listed(text, |name, place| editable(name).map_err(|error| error.moved_by(place.start)))
}

fn editable(name: &str) -> Result<Field, QueryError> {
    let span = 0..name.len();
    if let Some((word, _)) = name.split_once('.') {
        let field = editable(word)?;
        let error = QueryError::new(format!("members of `{}` are not edited alone", field.word()), span);
        return Err(error.hint(format!("write all of it: `{}=City=Oslo;CountryName=Norway`", field.word())));
    }
    let field = field_of(name, span.clone())?;
    if field.is_editable() {
        return Ok(field);
    }
    let reason = match field.definition().group {
        Group::Catalogue => "the catalogue keeps it itself",
        Group::Technical => "it is measured from the file",
        Group::IptcCore | Group::IptcExtension | Group::Workflow => "no standard has a place for it",
    };
    let error = QueryError::new(format!("`{}` cannot be edited: {reason}", field.word()), span);
    let near = nearest(name, words().filter(|word| Field::named(word).is_some_and(Field::is_editable)));
    Err(error.candidates(near))
}

/// What cannot be added to or taken from.
fn refuse_unfit(field: Field, sign: &'static str, name: &str) -> Result<(), QueryError> {
    let (is_text, is_date) = (field.kind() == Kind::Text, field.kind() == Kind::Date);
    let fits = match sign {
        "+=" => field.is_many() || is_text || is_date,
        "-=" => field.is_many() || is_date,
        "~" => is_text || field.kind() == Kind::Uri,
        _ => true,
    };
    let message = match sign {
        _ if fits => return Ok(()),
        "+=" => format!("`+=` adds to lists and text, and `{}` is neither", field.word()),
        "~" => format!("`~` finds and replaces in text, and `{}` is none", field.word()),
        _ => format!("`-=` takes from lists, and `{}` has one value", field.word()),
    };
    Err(QueryError::new(message, name.len()..name.len() + sign.len())
        .hint(format!("write `{name}=…` to set it, or `{name}!` to clear it")))
}

/// The template of a value; a value without variables is checked at once.
fn template_of(field: Field, value: &str, at: usize) -> Result<Template, QueryError> {
    let template = Template::of_value(value).map_err(|error| {
        let span = Range { start: at + error.at.start, end: at + error.at.end };
        QueryError { hint: error.hint, ..QueryError::new(error.message, span) }
    })?;
    if let Some(constant) = template.constant() {
        value_of(field, &constant)
            .map_err(|message| QueryError::new(format!("{}: {message}", field.word()), at..at + value.len()))?;
    }
    Ok(template)
}

/// The values that the edited field has after the edit; `current` are those it has now, `asset` fills the templates.
///
/// A template that is one variable and nothing else gives each of its values (`keywords+={person}`). Items of lists are
/// compared as readers do (`Value::same`). Where the variables of a template have no value and nothing is left of it,
/// there is nothing to add, remove or fill in, and setting is a problem: clearing is asked for by `!`.
///
/// # Errors
/// `Invalid` where what the template gives does not fit the field.
pub fn apply(edit: &Edit, current: &[Value], asset: &Asset) -> Result<Vec<Value>, Problem> {
    let field = edit.field;
    match &edit.operation {
        Operation::Clear => Ok(Vec::new()),
        Operation::Set(template) => {
            let given = given(field, template, asset)?;
            if given.is_empty() {
                let message = format!("nothing to set {} to: the template gives no text", field.word());
                return Err(Problem::new(ProblemKind::Invalid, message));
            }
            Ok(given)
        }
        Operation::Replace(substitution) => replaced(field, substitution, current),
        Operation::Shift(shift) => current.iter().map(|value| shifted(field, shift, value)).collect(),
        Operation::SetIfEmpty(_) if !current.is_empty() => Ok(current.to_vec()),
        Operation::SetIfEmpty(template) => given(field, template, asset),
        Operation::Add(template) if field.is_many() => {
            let given = given(field, template, asset)?;
            let mut values = current.to_vec();
            for value in given {
                if !values.iter().any(|known| known.same(&value)) {
                    values.push(value);
                }
            }
            Ok(values)
        }
        Operation::Add(template) => {
            let before = current.first().map(ToString::to_string).unwrap_or_default();
            one(field, &(before + &template.render(asset)))
        }
        Operation::Remove(template) => {
            let given = given(field, template, asset)?;
            Ok(current.iter().filter(|value| !given.iter().any(|gone| gone.same(value))).cloned().collect())
        }
    }
}

/// The values with what was found in them replaced; those that nothing was found in stay as they are.
fn replaced(field: Field, substitution: &Substitution, current: &[Value]) -> Result<Vec<Value>, Problem> {
    let mut values: Vec<Value> = Vec::with_capacity(current.len());
    for value in current {
        let after = value.as_text().map(|text| substitution.apply(text)).filter(|after| value.as_text() != Some(after));
        let value = match after {
            None => Some(value.clone()),
            Some(after) => one(field, &after)?.pop(),
        };
        values.extend(value.filter(|value| !values.contains(value)));
    }
    Ok(values)
}

fn shifted(field: Field, shift: &Shift, value: &Value) -> Result<Value, Problem> {
    let Value::Date(date) = value else { return Ok(value.clone()) };
    let invalid = |message: String| Problem::new(ProblemKind::Invalid, format!("{}: {message}", field.word()));
    date.shifted(shift).map(Value::Date).map_err(invalid)
}

/// What a template gives a field: none, one value, or for a lone variable and a list each of its values.
fn given(field: Field, template: &Template, asset: &Asset) -> Result<Vec<Value>, Problem> {
    let Some(values) = template.lone_values(asset).filter(|_| field.is_many()) else {
        return one(field, &template.render(asset));
    };
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        let value = match value {
            Value::Struct(tree) if field.kind() == Kind::Struct => Value::Struct(tree),
            value => match one(field, &value.to_string())?.pop() {
                Some(value) => value,
                None => continue,
            },
        };
        if !kept.iter().any(|known| known.same(&value)) {
            kept.push(value);
        }
    }
    Ok(kept)
}

fn one(field: Field, text: &str) -> Result<Vec<Value>, Problem> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let invalid = |message: String| Problem::new(ProblemKind::Invalid, format!("{}: {message}", field.word()));
    value_of(field, text).map(|value| vec![value]).map_err(invalid)
}

#[cfg(test)]
mod tests;
