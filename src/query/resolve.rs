//! A term to a filter: which field a name means, and what its kind makes of an operator and a value. It knows every
//! rule of the query language's table, and nothing of how a catalogue answers.
use super::Context;
use super::error::QueryError;
use super::filter::{Bound, Filter, Place, Property, State};
use super::lexer::{Operator, Subject, Term, Written};
use super::location;
use super::number::{integer_of, number_of, with_unit_of};
use super::parser::{all_of, parse_text};
use super::pattern;
use super::period::{date_of, end, start};
use super::property::{property_of, words as field_words, written};
use crate::asset::fold::{fold, words};
use crate::asset::nearest::nearest;
use crate::asset::{Field, Kind, Value};

/// The most terms of a query, those of the saved queries it names among them: a catalogue can answer so many.
const MOST_TERMS: usize = 2000;
/// The names of terms that are no field's.
const QUESTIONS: [&str; 5] = ["has", "no", "missing", "is", "near"];

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
            return unstarred(value).and_then(|()| location::under(self.context.here, value));
        }
        if value.text == "*" && !value.quoted {
            return Err(QueryError::new("`*` alone is no word", value.span.clone())
                .hint("an empty query, or `--all`, means every asset"));
        }
        if value.text.starts_with("*.") && !value.quoted {
            return Err(QueryError::new("a word does not begin with `*`", value.span.clone())
                .hint(format!("write `filename:{}`", value.text)));
        }
        words_in(Place::Anywhere, value)
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
            unstarred(value)?;
            return match name.as_str() {
                "is" => state(value),
                "near" => location::near(value),
                "has" => presence(value),
                _ => Ok(Filter::Not(Box::new(presence(value)?))),
            };
        }
        let property = property_of(&subject.name, subject.span.clone())
            .map_err(|error| with_questions(error, &subject.name, value))?;
        match subject.operator {
            Operator::Matches => pattern::matching(property, value),
            Operator::Has | Operator::Equals => self.equal(property, subject.operator, value),
            Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost => {
                self.compared(property, subject, value)
            }
        }
    }

    /// `field:value` and `field=value`.
    fn equal(&self, property: Property, operator: Operator, value: &Written) -> Result<Filter, QueryError> {
        if let Some(filter) = self.special(&property, operator, value)? {
            return Ok(filter);
        }
        match property.field.kind() {
            Kind::Integer | Kind::Number => self.numeric(property, value),
            Kind::Date => self.dated(property, value),
            Kind::Boolean => truth(property, value),
            Kind::Text | Kind::Struct | Kind::Uri if operator == Operator::Equals => whole(property, value),
            Kind::Text if property.field.is_code() => code(property, value),
            Kind::Uri => code(property, value),
            Kind::Text | Kind::Struct => {
                refuse_range(&property, value)?;
                words_in(Place::In(property), value)
            }
        }
    }

    /// Fields whose values are not simply compared; `None` for all the others.
    fn special(&self, property: &Property, operator: Operator, value: &Written) -> Result<Option<Filter>, QueryError> {
        let has = operator == Operator::Has;
        #[allow(clippy::wildcard_enum_match_arm)]
        let filter = match property.field {
            Field::Id => identity(value)?,
            Field::Digest | Field::EssenceDigest => digest(property.field, value)?,
            Field::Path if has => unstarred(value).and_then(|()| location::path(self.context.here, value))?,
            Field::Folder if has => unstarred(value).and_then(|()| location::folder(self.context.here, value))?,
            Field::Filename if has && is_name_glob(value) => location::name(value)?,
            Field::Keywords | Field::HierarchicalKeywords if has && value.text.contains(['/', '|']) => below(value)?,
            Field::MediaType if !value.text.contains('/') => return Err(no_media_type(value)),
            _ => return Ok(None),
        };
        Ok(Some(filter))
    }

    /// A number, or a range of them.
    fn numeric(&self, property: Property, value: &Written) -> Result<Filter, QueryError> {
        unstarred(value)?;
        refuse_star(&property, value)?;
        let field = property.field;
        let number = |text: &str, part: &str| number_of(field, text).map_err(|misfit| misfit.at(value.part(part)));
        let Some((low, high)) = ends(value)? else {
            if field == Field::FrameRate && value.text.contains('.') && !value.text.contains('/') {
                return Ok(nominal_rate(property, number(&value.text, &value.text)?, &value.text));
            }
            let equal = if field.kind() == Kind::Integer {
                Value::Integer(integer_of(field, &value.text).map_err(|misfit| misfit.at(value.span.clone()))?)
            } else {
                Value::Number(number(&value.text, &value.text)?)
            };
            return Ok(Filter::Equal { property, value: equal });
        };
        let low_text = high.map(|high| with_unit_of(low.unwrap_or_default(), high).0);
        let low_number = low.map(|low| number(low_text.as_deref().unwrap_or(low), low)).transpose()?;
        let high_number = high.map(|high| number(high, high)).transpose()?;
        if let (Some(low), Some(high)) = (low_number, high_number)
            && low > high
        {
            return Err(backwards(value));
        }
        let inside = |number| Bound { number, inclusive: true };
        Ok(Filter::Between { property, low: low_number.map(inside), high: high_number.map(inside) })
    }

    /// A date's whole period, or from the beginning of one to the end of another.
    fn dated(&self, property: Property, value: &Written) -> Result<Filter, QueryError> {
        unstarred(value)?;
        refuse_star(&property, value)?;
        let (low, high) = ends(value)?.unwrap_or((Some(&value.text), Some(&value.text)));
        let low = low.map(|text| self.date_bound(&property, text, value, false)).transpose()?.flatten();
        let high = high.map(|text| self.date_bound(&property, text, value, true)).transpose()?.flatten();
        if let (Some(low), Some(high)) = (&low, &high)
            && low >= high
        {
            return Err(backwards(value));
        }
        Ok(Filter::During { property, low, high })
    }

    /// Where a date begins, or where it is over.
    fn date_bound(
        &self,
        property: &Property,
        text: &str,
        value: &Written,
        is_end: bool,
    ) -> Result<Option<String>, QueryError> {
        let now = self.context.now;
        let bound = date_of(now, text).and_then(|date| match is_end {
            true => end(now, property.field, &date),
            false => start(now, property.field, &date).map(Some),
        });
        bound.map_err(|misfit| misfit.at(value.part(text)))
    }

    /// `field>=value` and its kin, on numbers, dates, and numbers inside structures.
    fn compared(&self, property: Property, subject: &Subject, value: &Written) -> Result<Filter, QueryError> {
        let operator = subject.operator;
        let is_number = match property.field.kind() {
            Kind::Integer | Kind::Number => true,
            Kind::Struct => !property.path.is_empty(),
            Kind::Date => false,
            Kind::Text | Kind::Uri | Kind::Boolean => return Err(incomparable(&property, subject, value)),
        };
        if property.field.kind() == Kind::Struct && !is_number {
            return Err(incomparable(&property, subject, value));
        }
        unstarred(value)?;
        if value.text.contains("..") {
            return Err(QueryError::new(format!("a range takes `:`, not `{}`", operator.sign()), value.span.clone())
                .hint(format!("write `{}:{}`", written(&property), value.text)));
        }
        if !is_number {
            return self.dated_from(property, operator, value);
        }
        let number = number_of(property.field, &value.text).map_err(|misfit| misfit.at(value.span.clone()))?;
        let bound = |inclusive| Some(Bound { number, inclusive });
        let (low, high) = match operator {
            Operator::Above => (bound(false), None),
            Operator::AtLeast => (bound(true), None),
            Operator::Below => (None, bound(false)),
            Operator::AtMost | Operator::Has | Operator::Equals | Operator::Matches => (None, bound(true)),
        };
        Ok(Filter::Between { property, low, high })
    }

    fn dated_from(&self, property: Property, operator: Operator, value: &Written) -> Result<Filter, QueryError> {
        let is_end = matches!(operator, Operator::Above | Operator::AtMost);
        let bound = self.date_bound(&property, &value.text, value, is_end)?;
        let (low, high) = match operator {
            Operator::Above | Operator::AtLeast => (bound, None),
            Operator::Below | Operator::AtMost | Operator::Has | Operator::Equals | Operator::Matches => (None, bound),
        };
        if low.is_none() && high.is_none() {
            return Err(QueryError::new(format!("`{}` is out of range", value.text), value.span.clone()));
        }
        Ok(Filter::During { property, low, high })
    }
}

/// Words side by side, the last perhaps only begun.
fn words_in(place: Place, value: &Written) -> Result<Filter, QueryError> {
    let error = |message: &str| QueryError::new(message, value.span.clone());
    let stars = if value.quoted { 0 } else { value.text.matches('*').count() };
    let bare = value.text.strip_suffix('*').filter(|_| stars > 0);
    if stars > 1 || (stars == 1 && bare.is_none()) {
        return Err(error("a `*` may only end a word").hint(as_expression(&place, &value.text)));
    }
    let (text, prefix) = (bare.unwrap_or(&value.text), bare.is_some() || value.starred);
    if prefix && text.is_empty() {
        let error = error("`*` needs the beginning of a word before it");
        return Err(match &place {
            Place::In(property) => error.hint(format!("`has:{}` finds what has any value", written(property))),
            Place::Anywhere => error,
        });
    }
    let found = words(text);
    if found.is_empty() {
        return Err(error("there is no letter or digit to look for"));
    }
    if prefix && !ends_in_word(text, found.len()) {
        return Err(error("a `*` needs a letter or digit right before it"));
    }
    Ok(Filter::Words { place, words: found, prefix })
}

/// Whether the last of a text's words reaches to its end: one more letter makes it longer, or it is whole as it is.
fn ends_in_word(text: &str, count: usize) -> bool {
    let last = text.chars().next_back().map(String::from).unwrap_or_default();
    words(&format!("{text}x")).len() == count || !words(&last).is_empty()
}

/// What to write instead of a `*` in the middle.
fn as_expression(place: &Place, text: &str) -> String {
    let expression = text.split('*').map(regex_syntax::escape).collect::<Vec<_>>().join(".*");
    match place {
        Place::In(property) => format!("write a regular expression: `{}~\"^{expression}$\"`", written(property)),
        Place::Anywhere => "name a field and write a regular expression: `title~\"…\"`".to_owned(),
    }
}

/// The whole value, folded.
fn whole(property: Property, value: &Written) -> Result<Filter, QueryError> {
    unstarred(value)?;
    if !value.quoted && value.text.ends_with('*') {
        return Err(QueryError::new("`=` compares the whole value", value.span.clone()).hint(format!(
            "write `{}:{}`, or quote the `*`",
            written(&property),
            value.text
        )));
    }
    folded_equal(property, &value.text, value)
}

fn folded_equal(property: Property, text: &str, value: &Written) -> Result<Filter, QueryError> {
    let folded = fold(text);
    if folded.is_empty() {
        let hint = format!("`no:{0}` finds what has no {0}", written(&property));
        return Err(QueryError::new("the value is empty", value.span.clone()).hint(hint));
    }
    Ok(Filter::Equal { property, value: Value::Text(folded) })
}

/// A code: its whole value, or how it begins; for an identifier of a vocabulary, its last part will do.
fn code(property: Property, value: &Written) -> Result<Filter, QueryError> {
    if !value.quoted && value.text.contains('*') || value.starred {
        return pattern::beginning(property, value);
    }
    let text = value.text.trim();
    if property.field.kind() == Kind::Uri && !text.contains(['/', ':']) && !fold(text).is_empty() {
        return Ok(pattern::last_part(property, text));
    }
    let text = if property.field == Field::Extension { text.trim_start_matches('.') } else { text };
    folded_equal(property, text, value)
}

fn truth(property: Property, value: &Written) -> Result<Filter, QueryError> {
    unstarred(value)?;
    match super::value::boolean_of(&value.text) {
        Some(yes) => Ok(Filter::Equal { property, value: Value::Boolean(yes) }),
        None => Err(QueryError::new(format!("`{}` is neither yes nor no", value.text), value.span.clone())
            .hint(format!("write `{0}:yes` or `{0}:no`", written(&property)))),
    }
}

/// The two ends of a range, at least one of them given.
type Ends<'v> = (Option<&'v str>, Option<&'v str>);

/// The ends of `a..b`, `a..` or `..b`; `None` where the value is no range.
fn ends(value: &Written) -> Result<Option<Ends<'_>>, QueryError> {
    let Some((low, high)) = value.text.split_once("..") else { return Ok(None) };
    let given = |text: &'_ str| !text.trim().is_empty();
    if !given(low) && !given(high) {
        return Err(QueryError::new("the range has no ends", value.span.clone()).hint("write `a..b`, `a..` or `..b`"));
    }
    Ok(Some((Some(low.trim()).filter(|text| given(text)), Some(high.trim()).filter(|text| given(text)))))
}

fn backwards(value: &Written) -> QueryError {
    let error = QueryError::new("the range runs backwards: nothing lies in it", value.span.clone());
    match value.text.split_once("..") {
        Some((low, high)) => error.hint(format!("write `{}..{}`", high.trim(), low.trim())),
        None => error,
    }
}

/// A frame rate as it is spoken of: `29.97` is every rate that rounds to it (30000/1001 is 29.97003).
fn nominal_rate(property: Property, rate: f64, text: &str) -> Filter {
    let decimals = text.split_once('.').map_or(0, |(_, after)| after.bytes().take_while(u8::is_ascii_digit).count());
    let half = 0.5 * 10_f64.powi(-i32::try_from(decimals.min(9)).unwrap_or(9));
    Filter::Between {
        property,
        low: Some(Bound { number: rate - half, inclusive: true }),
        high: Some(Bound { number: rate + half, inclusive: true }),
    }
}

/// `keywords:Sport/Football`: that keyword and everything below it; `Sport/` with one level alone.
fn below(value: &Written) -> Result<Filter, QueryError> {
    let error = |message: &str| QueryError::new(message, value.span.clone());
    if value.starred || !value.quoted && value.text.contains('*') {
        return Err(error("a level of a keyword is written whole")
            .hint("everything below a keyword is found without a `*`: `keywords:Sport/Football`"));
    }
    let text = value.text.strip_suffix(['/', '|']).unwrap_or(&value.text);
    let levels: Vec<String> = text.split(['/', '|']).map(fold).collect();
    if levels.iter().any(String::is_empty) {
        return Err(error("a level of the keyword is empty"));
    }
    Ok(Filter::Below { levels })
}

fn identity(value: &Written) -> Result<Filter, QueryError> {
    unstarred(value)?;
    value.text.trim().parse().map(Filter::Id).map_err(|()| {
        QueryError::new(format!("`{}` is not an id", value.text), value.span.clone())
            .hint("an id, or the beginning of one, is 4 to 32 hex digits")
    })
}

fn digest(field: Field, value: &Written) -> Result<Filter, QueryError> {
    unstarred(value)?;
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
    property_of(&value.text, value.span.clone()).map(Filter::Has)
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
        error.hint(format!("the states are {}", crate::asset::nearest::listed(states())))
    } else {
        error.candidates(near)
    })
}

/// `filename:*.nef`: more of a pattern than a last `*`, which only ends a word.
fn is_name_glob(value: &Written) -> bool {
    !value.starred && value.text.trim_end_matches('*').contains(['*', '?'])
}

/// An unknown field: the questions that are no fields may have been meant, or words with a colon in them.
fn with_questions(error: QueryError, name: &str, value: &Written) -> QueryError {
    if crate::asset::Field::named(name.split('.').next().unwrap_or_default()).is_some() {
        return error;
    }
    let near = nearest(&name.replace('-', "_"), field_words().chain(QUESTIONS));
    if name.eq_ignore_ascii_case("gps") {
        return error.hint("write `has:gps`, or `near:59.91,10.75,5km`");
    }
    if near.is_empty() {
        let quoted = super::lexer::quote(&format!("{name}:{}", value.text));
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

fn incomparable(property: &Property, subject: &Subject, value: &Written) -> QueryError {
    let kind = match property.field.kind() {
        Kind::Text | Kind::Uri => "text",
        Kind::Boolean => "yes or no",
        Kind::Struct => "a structure",
        Kind::Integer | Kind::Number | Kind::Date => "no text",
    };
    let (name, sign) = (written(property), subject.operator.sign());
    let error = QueryError::new(
        format!("`{sign}` compares numbers and dates, and `{name}` is {kind}"),
        subject.span.start..value.span.end,
    );
    if property.field.kind() == Kind::Struct {
        return error.hint(format!("name a member: `{name}.Name{sign}{}`", value.text));
    }
    error.hint(format!("write `{name}:{}`", value.text))
}

/// A range on text is not words with dots between them.
fn refuse_range(property: &Property, value: &Written) -> Result<(), QueryError> {
    let is_range = !value.quoted
        && !value.text.contains("...")
        && value.text.split_once("..").is_some_and(|(low, high)| !low.is_empty() || !high.is_empty());
    if !is_range {
        return Ok(());
    }
    Err(QueryError::new(
        format!("ranges are of numbers and dates, and `{}` is text", written(property)),
        value.span.clone(),
    )
    .hint("quote the value to search for its words"))
}

fn refuse_star(property: &Property, value: &Written) -> Result<(), QueryError> {
    if !value.text.contains('*') {
        return Ok(());
    }
    let error =
        QueryError::new(format!("`*` stands in words, and `{}` is none", written(property)), value.span.clone());
    Err(if value.text == "*" {
        error.hint(format!("`has:{}` finds what has any value", written(property)))
    } else {
        error.hint("write a range: `a..b`, `a..` or `..b`")
    })
}

/// A `*` after a closing quote belongs to words alone.
fn unstarred(value: &Written) -> Result<(), QueryError> {
    if !value.starred {
        return Ok(());
    }
    Err(QueryError::new("a `*` after the quote belongs to words alone", value.span.end - 1..value.span.end))
}
