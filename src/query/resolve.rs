//! A term to a filter: which field a name means, and what its kind makes of an operator and a value. It knows every
//! rule of the query language's table, and nothing of how a catalogue answers.
use super::Context;
use super::error::QueryError;
use super::filter::{Filter, Place, Property, State};
use super::lexer::{Operator, Subject, Term, Written, quote};
use super::parser::{all_of, parse_text};
use super::property::{property_of, words, written};
use super::value::boolean_of;
use super::{location, measure, pattern, wording};
use crate::asset::nearest::{listed, nearest};
use crate::asset::{Field, Kind, Value};

/// The most terms of a query, those of the saved queries it names among them: a catalogue can answer so many.
const MOST_TERMS: usize = 2000;
/// The names of terms that are no field's.
const QUESTIONS: [&str; 6] = ["has", "no", "missing", "is", "near", "accession"];

/// What terms are resolved with, and what guards against saved queries that never end.
pub(super) struct Resolver<'c> {
    context: &'c Context<'c>,
    /// The saved queries that are being read, outermost first.
    open: Vec<String>,
    terms: usize,
}

impl<'c> Resolver<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Resolver<'c> {
        Resolver { context, open: Vec::new(), terms: 0 }
    }

    /// The filter of one term.
    pub(super) fn term(&mut self, term: &Term, depth: usize) -> Result<Filter, QueryError> {
        self.terms += 1;
        if self.terms > MOST_TERMS {
            return Err(QueryError::new(
                format!("the query has more than {MOST_TERMS} terms"),
                term.value.span.clone(),
            )
            .hint("`-` as the selection reads ids from standard input, any number of them"));
        }
        match &term.subject {
            None => self.bare(&term.value, depth),
            Some(subject) => self.about(subject, &term.value),
        }
    }

    fn bare(&mut self, value: &Written, depth: usize) -> Result<Filter, QueryError> {
        if let Some(name) = value.text.strip_prefix('@').filter(|_| !value.quoted) {
            return self.saved(name, value, depth);
        }
        if location::is_path(&value.text) {
            return value.unstarred().and_then(|()| location::under(self.context.here, value));
        }
        if value.text == "*" && !value.quoted {
            return Err(QueryError::new("`*` alone is no word", value.span.clone())
                .hint("an empty query, or `--all`, means every asset"));
        }
        if value.text.starts_with("*.") && !value.quoted {
            return Err(QueryError::new("a word does not begin with `*`", value.span.clone())
                .hint(format!("write `filename:{}`", value.text)));
        }
        wording::words_in(Place::Anywhere, value)
    }

    fn saved(&mut self, name: &str, value: &Written, depth: usize) -> Result<Filter, QueryError> {
        let error = |message: String| QueryError::new(message, value.span.clone());
        if name.is_empty() {
            return Err(error("`@` needs the name of a saved query".to_owned()));
        }
        if self.open.iter().any(|open| open == name) {
            let path: Vec<String> = self.open.iter().map(|open| format!("@{open}")).collect();
            return Err(error(format!("the saved query `@{name}` names itself"))
                .hint(format!("{} names `@{name}` again", path.join(" names "))));
        }
        let Some(text) = (self.context.saved)(name) else {
            return Err(error(format!("there is no saved query `@{name}`"))
                .hint(format!("quote it, `\"@{name}\"`, to search for the words")));
        };
        self.open.push(name.to_owned());
        let filter = parse_text(&text, self, depth + 1);
        self.open.pop();
        filter.map_err(|error| QueryError {
            message: format!("in the saved query `@{name}`: {}", error.message),
            ..error
        })
    }

    fn about(&self, subject: &Subject, value: &Written) -> Result<Filter, QueryError> {
        let name = subject.name.to_lowercase();
        if QUESTIONS.contains(&name.as_str()) {
            if subject.operator != Operator::Has {
                return Err(QueryError::new(format!("`{name}` takes a `:`"), subject.span.start..value.span.start)
                    .hint(format!("write `{name}:{}`", value.text)));
            }
            value.unstarred()?;
            return match name.as_str() {
                "is" => state(value),
                "near" => location::near(value),
                "has" => presence(value),
                "accession" => accession(value),
                _ => Ok(Filter::Not(Box::new(presence(value)?))),
            };
        }
        let property = property_of(&subject.name, subject.span.clone())
            .map_err(|error| with_questions(error, &subject.name, value))?;
        match subject.operator {
            Operator::Matches => pattern::matching(property, value),
            Operator::Has | Operator::Equals => self.equal(property, subject.operator, value),
            Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost => {
                measure::compared(self.context.now, property, subject, value)
            }
        }
    }

    /// `field:value` and `field=value`.
    fn equal(&self, property: Property, operator: Operator, value: &Written) -> Result<Filter, QueryError> {
        if let Some(filter) = self.special(&property, operator, value)? {
            return Ok(filter);
        }
        match property.field.kind() {
            Kind::Integer | Kind::Number => measure::numeric(property, value),
            Kind::Date => measure::dated(self.context.now, property, value),
            Kind::Boolean => truth(property, value),
            Kind::Text | Kind::Struct | Kind::Uri if operator == Operator::Equals => wording::whole(property, value),
            Kind::Text if property.field.is_code() => wording::code(property, value),
            Kind::Uri => wording::code(property, value),
            Kind::Text | Kind::Struct => {
                wording::refuse_range(&property, value)?;
                wording::words_in(Place::In(property), value)
            }
        }
    }

    /// Fields whose values are not simply compared; `None` for all the others.
    fn special(&self, property: &Property, operator: Operator, value: &Written) -> Result<Option<Filter>, QueryError> {
        let has = operator == Operator::Has;
        let here = self.context.here;
        let filter = match property.field {
            Field::Id => identity(value)?,
            field @ (Field::Digest | Field::EssenceDigest) => digest(field, value)?,
            Field::Path if has => value.unstarred().and_then(|()| location::path(here, value))?,
            Field::Folder if has => value.unstarred().and_then(|()| location::folder(here, value))?,
            Field::Path | Field::Folder => location::exact(here, property.field, value)?,
            Field::Filename if has && is_name_glob(value) => location::name(value)?,
            Field::Keywords | Field::HierarchicalKeywords if has && value.text.contains(['/', '|']) => {
                wording::below(value)?
            }
            Field::MediaType if !value.text.contains('/') => return Err(no_media_type(value)),
            _plain => return Ok(None),
        };
        Ok(Some(filter))
    }
}

fn truth(property: Property, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    match boolean_of(&value.text) {
        Some(yes) => Ok(Filter::Equal { property, value: Value::Boolean(yes) }),
        None => Err(QueryError::new(format!("`{}` is neither yes nor no", value.text), value.span.clone())
            .hint(format!("write `{0}:yes` or `{0}:no`", written(&property)))),
    }
}

fn identity(value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    value.text.trim().parse().map(Filter::Id).map_err(|()| {
        QueryError::new(format!("`{}` is not an id", value.text), value.span.clone())
            .hint("an id, or the beginning of one, is 4 to 32 hex digits")
    })
}

fn digest(field: Field, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    let text = value.text.trim().to_lowercase();
    let hex = text.strip_prefix("blake3:").unwrap_or(&text);
    if (4..=64).contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(Filter::Digest { field, hex: hex.to_owned() });
    }
    Err(QueryError::new(format!("`{}` is not a digest", value.text), value.span.clone())
        .hint("a BLAKE3 digest, or the beginning of one, is 4 to 64 hex digits"))
}

fn presence(value: &Written) -> Result<Filter, QueryError> {
    if value.text.eq_ignore_ascii_case("gps") {
        let has = |field| Filter::Has(Property::of(field));
        return Ok(all_of(vec![has(Field::Latitude), has(Field::Longitude)]));
    }
    if value.text.eq_ignore_ascii_case("sidecar") {
        return Ok(Filter::HasSidecar);
    }
    property_of(&value.text, value.span.clone()).map(Filter::Has).map_err(|error| {
        let near = nearest(&value.text, ["gps", "sidecar"]);
        if near.is_empty() { error } else { QueryError { hint: None, ..error }.candidates(near) }
    })
}

fn accession(value: &Written) -> Result<Filter, QueryError> {
    value.text.parse().ok().filter(|number| *number > 0).map(Filter::Accession).ok_or_else(|| {
        QueryError::new(format!("`{}` is not the number of an accession", value.text), value.span.clone())
            .hint("`damson accession` lists them")
    })
}

fn state(value: &Written) -> Result<Filter, QueryError> {
    let word = value.text.to_lowercase();
    if let Some(state) = State::ALL.into_iter().find(|state| state.word() == word) {
        return Ok(Filter::Is(state));
    }
    let states = || State::ALL.iter().map(|state| state.word());
    let error = QueryError::new(format!("there is no state `{}`", value.text), value.span.clone());
    let near = nearest(&word, states());
    Err(if near.is_empty() {
        error.hint(format!("the states are {}", listed(states())))
    } else {
        error.candidates(near)
    })
}

/// `filename:*.nef`: more of a pattern than a last `*`, which only ends a word where it is not quoted.
fn is_name_glob(value: &Written) -> bool {
    let text = if value.quoted { &value.text } else { value.text.trim_end_matches('*') };
    !value.starred && text.contains(['*', '?'])
}

/// An unknown field: the questions that are no fields may have been meant, or words with a colon in them.
fn with_questions(error: QueryError, name: &str, value: &Written) -> QueryError {
    if Field::named(name.split('.').next().unwrap_or_default()).is_some() {
        return error;
    }
    let near = nearest(&name.replace('-', "_"), words().chain(QUESTIONS));
    if name.eq_ignore_ascii_case("gps") {
        return error.hint("write `has:gps`, or `near:59.91,10.75,5km`");
    }
    if near.is_empty() {
        let quoted = quote(&format!("{name}:{}", value.text));
        return error.hint(format!("`damson fields` lists them; quote it, `{quoted}`, to search for the words"));
    }
    QueryError { hint: None, ..error }.candidates(near)
}

fn no_media_type(value: &Written) -> QueryError {
    let word = value.text.to_lowercase();
    let error = QueryError::new(format!("`{}` is no media type", value.text), value.span.clone());
    match ["image", "video", "audio", "document", "raw"].iter().find(|state| **state == word) {
        Some(state) => error.hint(format!("write `is:{state}`, or `media_type:image/jpeg`")),
        None => error.hint(format!("write `media_type:image/jpeg`, or `extension:{word}`")),
    }
}
