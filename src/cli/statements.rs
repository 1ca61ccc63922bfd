//! Statements as `--raw` and `--explain` print them, for `show` and `read` alike.
use super::exit::Failure;
use crate::asset::Policy;
use crate::asset::{AssetId, Cataloguing, Field, FilePath, Origin, Statement};
use crate::metadata::{dismissal, explain};
use crate::output::{Item, Said, Sink};
use std::ffi::{OsStr, OsString};

/// Whose statements they are.
pub struct Spoken<'a> {
    /// The asset.
    pub id: AssetId,
    /// The file that stands for it.
    pub path: Option<&'a FilePath>,
    /// What its files say.
    pub statements: &'a [Statement],
    /// What cataloguers stated.
    pub stated: &'a Cataloguing,
}

/// Prints every statement, by origin.
///
/// # Errors
/// What writing says.
pub fn print_raw(spoken: &Spoken<'_>, sink: &mut dyn Sink) -> Result<(), Failure> {
    let of_agents = of_agents(spoken.stated);
    let mut all: Vec<&Statement> = spoken.statements.iter().chain(&of_agents).collect();
    all.sort_by_key(|statement| statement.origin);
    all.into_iter().try_for_each(|statement| print(spoken, statement, None, None, sink))
}

/// The fields that `--explain` asks for, none for all; `None` where it was not given. Its word is a field's or several
/// fields'; any other is one of the words after it, whose first it then is.
pub fn explained<W: AsRef<OsStr> + From<OsString>>(word: Option<&OsString>, others: &mut Vec<W>) -> Option<Vec<Field>> {
    let word = word?;
    if word.is_empty() {
        return Some(Vec::new());
    }
    let fields = word.to_str().and_then(|text| text.split(',').map(|name| Field::named(name.trim())).collect());
    if fields.is_none() {
        others.insert(0, W::from(word.clone()));
    }
    Some(fields.unwrap_or_default())
}

/// Prints the statements that speak for fields, by field, those that count first, each with the reason; and says how many.
///
/// # Errors
/// What writing says.
pub fn print_explained(
    spoken: &Spoken<'_>,
    policy: Policy,
    fields: &[Field],
    sink: &mut dyn Sink,
) -> Result<usize, Failure> {
    let of_agents = of_agents(spoken.stated);
    let decisions = explain(spoken.statements, policy);
    let judge = |statement: &'_ Statement, field: Field| -> (bool, Option<&'static str>) {
        if statement.origin == Origin::Agent {
            return (true, Some("a cataloguer stated it, which outranks what files say"));
        }
        if spoken.stated.get(field).is_some() {
            return (false, None);
        }
        match decisions.get(&field) {
            Some(decision) if std::ptr::eq(decision.by, statement) => (true, Some(decision.rule.reason())),
            None if field == Field::MediaType => (true, Some("sniffed from the content")),
            Some(_) | None => (false, dismissal(statement, policy)),
        }
    };
    let speaking = spoken.statements.iter().chain(&of_agents);
    let mut judged: Vec<_> = speaking
        .filter_map(|statement| {
            let field = statement.field.filter(|field| fields.is_empty() || fields.contains(field))?;
            let (is_chosen, reason) = judge(statement, field);
            Some((field, !is_chosen, statement, reason))
        })
        .collect();
    judged.sort_by_key(|(field, is_passed_over, statement, _)| (*field, *is_passed_over, statement.origin));
    for (_, is_passed_over, statement, reason) in &judged {
        print(spoken, statement, Some(!is_passed_over), *reason, sink)?;
    }
    Ok(judged.len())
}

/// What is told where no statement speaks for the fields that were asked for.
pub fn silence(fields: &[Field]) -> String {
    let words: Vec<&str> = fields.iter().map(|field| field.word()).collect();
    format!("no statement speaks for {}", words.join(", "))
}

fn print(
    spoken: &Spoken<'_>,
    statement: &Statement,
    is_chosen: Option<bool>,
    reason: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let said = Said { id: Some(spoken.id), path: spoken.path, statement, is_chosen, reason };
    sink.item(&Item::Statement(said)).map_err(Failure::of_output)
}

fn of_agents(stated: &Cataloguing) -> Vec<Statement> {
    let statements =
        stated.iter().map(|(field, values)| Statement::new(Origin::Agent, field.word(), Some(*field), values.clone()));
    statements.collect()
}
