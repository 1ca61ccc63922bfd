//! Terms about text: words and their beginnings, whole values, codes and keywords' levels. It knows how text is compared,
//! and nothing of where it is kept.
use super::error::QueryError;
use super::filter::{Filter, Place, Property};
use super::lexer::Written;
use super::pattern;
use super::property::written;
use crate::asset::fold::{fold, words};
use crate::asset::{Field, Kind, Value};

/// Words side by side, the last perhaps only begun.
pub(super) fn words_in(place: Place, value: &Written) -> Result<Filter, QueryError> {
    let error = |message: &str| QueryError::new(message, value.span.clone());
    let stars = if value.quoted { 0 } else { value.text.matches('*').count() };
    let bare = value.text.strip_suffix('*').filter(|_| stars > 0);
    if stars > 1 || (stars == 1 && bare.is_none()) {
        return Err(error("a `*` may only end a word").hint(as_expression(&place, &value.text)));
    }
    // In quotes too a last `*` can only mean a beginning: no word has one.
    let begun = value.text.strip_suffix('*').filter(|text| value.quoted && text.ends_with(char::is_alphanumeric));
    let bare = bare.or(begun);
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
pub(super) fn whole(property: Property, value: &Written) -> Result<Filter, QueryError> {
    value.unstarred()?;
    if !value.quoted && value.text.ends_with('*') {
        return Err(QueryError::new("`=` compares the whole value", value.span.clone()).hint(format!(
            "write `{}:{}`, or quote the `*`",
            written(&property),
            value.text
        )));
    }
    folded_equal(property, &value.text, value)
}

pub(super) fn folded_equal(property: Property, text: &str, value: &Written) -> Result<Filter, QueryError> {
    let text = if property.field == Field::Extension { text.trim_start_matches('.') } else { text };
    let folded = fold(text);
    if folded.is_empty() {
        let hint = format!("`no:{0}` finds what has no {0}", written(&property));
        return Err(QueryError::new("the value is empty", value.span.clone()).hint(hint));
    }
    Ok(Filter::Equal { property, value: Value::Text(folded) })
}

/// A code: its whole value, or how it begins; for an identifier of a vocabulary, its last part or its term's name will do.
pub(super) fn code(property: Property, value: &Written) -> Result<Filter, QueryError> {
    if !value.quoted && value.text.contains('*') || value.starred {
        return pattern::beginning(property, value);
    }
    let text = value.text.trim();
    let vocabulary = property.field.vocabulary().filter(|_| property.path.is_empty());
    if let Some(code) = vocabulary.and_then(|vocabulary| vocabulary.code(text)).filter(|_| !text.contains("://")) {
        return Ok(pattern::last_part(property, code));
    }
    if property.field.kind() == Kind::Uri && !text.contains(['/', ':']) && !fold(text).is_empty() {
        return Ok(pattern::last_part(property, text));
    }
    folded_equal(property, text, value)
}

/// `keywords:Sport/Football`: that keyword and everything below it; `Sport/` with one level alone.
pub(super) fn below(value: &Written) -> Result<Filter, QueryError> {
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

/// A range on text is not words with dots between them.
pub(super) fn refuse_range(property: &Property, value: &Written) -> Result<(), QueryError> {
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
