//! Filters as text: what `search --explain` shows, and what parses to the same filter again. It knows the grammar's
//! words, and nothing of what they find.
use super::filter::{Bound, Filter, Place, Property};
use super::lexer::quote;
use super::location;
use super::period::before;
use super::property::written;
use crate::asset::{Date, Value};
use std::fmt;

/// A term that every asset matches, for where a query cannot be empty.
const EVERY: &str = "has:id";

impl fmt::Display for Filter {
    /// The query that asks for it; a list of ids as a query for each of them.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Everything => Ok(()),
            filter => to.write_str(&print(filter).text),
        }
    }
}

/// A piece of a query, and how tightly it holds together.
struct Printed {
    text: String,
    bond: Bond,
}

#[derive(PartialEq)]
enum Bond {
    /// One term, or one in parentheses.
    Term,
    /// A negation: it needs parentheses only to be negated again.
    Negation,
    /// Several terms side by side, or alternatives.
    Several,
}

impl Printed {
    fn term(text: String) -> Printed {
        Printed { text, bond: Bond::Term }
    }

    /// The text where a term or a negation may stand.
    fn closed(self) -> String {
        if self.bond == Bond::Several { format!("({})", self.text) } else { self.text }
    }
}

fn print(filter: &Filter) -> Printed {
    let text = match filter {
        Filter::All(parts) => return joined(parts.iter().map(print).collect(), " ", EVERY),
        Filter::Any(parts) => return joined(alternatives(parts), " OR ", &format!("-{EVERY}")),
        Filter::Ids(ids) => {
            let terms = ids.iter().map(|id| Printed::term(format!("id:{id}"))).collect();
            return joined(terms, " OR ", &format!("-{EVERY}"));
        }
        Filter::Not(inner) => {
            let inner = print(inner);
            let text = if inner.bond == Bond::Term { format!("-{}", inner.text) } else { format!("-({})", inner.text) };
            return Printed { text, bond: Bond::Negation };
        }
        Filter::Everything => EVERY.to_owned(),
        Filter::Words { place, words, prefix } => looked_for(place, words, *prefix),
        Filter::Equal { property, value } => match value {
            Value::Text(text) => format!("{}={}", written(property), value_text(text)),
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) | Value::Struct(_) => {
                format!("{}:{}", written(property), value_text(&value.to_string()))
            }
        },
        Filter::Matches { property, pattern } => format!("{}~{}", written(property), quote(pattern)),
        Filter::Between { property, low, high } => between(&written(property), *low, *high),
        Filter::During { property, low, high } => during(property, low.as_deref(), high.as_deref()),
        Filter::Below { levels } if levels.len() == 1 => format!("keywords:{}", value_text(&format!("{}/", levels[0]))),
        Filter::Below { levels } => format!("keywords:{}", value_text(&levels.join("/"))),
        Filter::Has(property) => format!("has:{}", written(property)),
        Filter::Is(state) => format!("is:{}", state.word()),
        Filter::Accession(number) => format!("accession:{number}"),
        Filter::HasSidecar => "has:sidecar".to_owned(),
        Filter::Grouped(inner) => return print(inner),
        Filter::Path { glob } => format!("path:{}", glob_text(glob)),
        Filter::Folder { folder } => format!("folder:{}", value_text(folder)),
        Filter::Under { path } => value_text(&String::from_utf8_lossy(path)),
        Filter::Near { latitude, longitude, metres } => format!("near:{latitude},{longitude},{metres}m"),
        Filter::Id(prefix) => format!("id:{prefix}"),
        Filter::Digest { field, hex } => format!("{}:{hex}", field.word()),
    };
    Printed::term(text)
}

fn joined(mut parts: Vec<Printed>, by: &str, none: &str) -> Printed {
    match parts.len() {
        0 => Printed { text: none.to_owned(), bond: Bond::Negation },
        1 => parts.swap_remove(0),
        _ => {
            let text = parts.into_iter().map(Printed::closed).collect::<Vec<_>>().join(by);
            Printed { text, bond: Bond::Several }
        }
    }
}

/// The alternatives, those two that `path:` without a wildcard stands for as one.
fn alternatives(parts: &[Filter]) -> Vec<Printed> {
    let (mut printed, mut rest) = (Vec::new(), parts);
    while let Some((first, after)) = rest.split_first() {
        if let ([Filter::Path { glob }, Filter::Folder { .. }, ..], true) = (rest, rest.len() > 1)
            && location::file_or_folder(glob) == Filter::Any(rest[..2].to_vec())
        {
            printed.push(Printed::term(format!("path:{}", glob_text(glob))));
            rest = &rest[2..];
        } else {
            printed.push(print(first));
            rest = after;
        }
    }
    printed
}

fn looked_for(place: &Place, words: &[String], prefix: bool) -> String {
    let text = match words {
        [word] => word.clone(),
        several => quote(&several.join(" ")),
    };
    let star = if prefix { "*" } else { "" };
    match place {
        Place::Anywhere => format!("{text}{star}"),
        Place::In(property) => format!("{}:{text}{star}", written(property)),
    }
}

/// Numbers as plain digits; a range only where both of its ends are inside.
fn between(name: &str, low: Option<Bound>, high: Option<Bound>) -> String {
    let sign =
        |bound: Bound, sign: &str| format!("{name}{sign}{}{}", if bound.inclusive { "=" } else { "" }, bound.number);
    match (low, high) {
        (Some(low), Some(high)) if low.inclusive && high.inclusive => format!("{name}:{}..{}", low.number, high.number),
        (Some(low), Some(high)) => format!("({} {})", sign(low, ">"), sign(high, "<")),
        (Some(low), None) => sign(low, ">"),
        (None, Some(high)) => sign(high, "<"),
        (None, None) => format!("has:{name}"),
    }
}

/// A period as the one date that covers it, or from one date to another; of moments, in UTC.
fn during(property: &Property, low: Option<&str>, high: Option<&str>) -> String {
    let name = written(property);
    let zone = |date: &str| if property.field.is_instant() && date.contains('T') { "Z" } else { "" };
    let sign = |sign: &str, date: &str| format!("{name}{sign}{date}{}", zone(date));
    match (low, high) {
        (Some(low), Some(high)) => {
            let whole = low.parse::<Date>().is_ok_and(|date| date.after() == high);
            let last = before(high).map_or_else(|| high.to_owned(), |date| date.wall());
            if whole { sign(":", low) } else { format!("{}..{last}{}", sign(":", low), zone(&last)) }
        }
        (Some(low), None) => match low.strip_suffix('\u{7f}') {
            Some("") => sign(">", "9999"),
            Some(moment) => sign(">", moment),
            None => sign(">=", low),
        },
        (None, Some(high)) => match high.strip_suffix('\u{7f}') {
            Some("") => sign("<=", "9999"),
            Some(moment) => sign("<=", moment),
            None => sign("<", high),
        },
        (None, None) => format!("has:{name}"),
    }
}

/// A value, in quotes unless it is plainly one.
fn value_text(text: &str) -> String {
    let plain =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.' | ',' | '+' | '%' | '@');
    let is_plain = !text.is_empty() && text.chars().all(plain);
    if is_plain { text.to_owned() } else { quote(text) }
}

/// A glob, in quotes only where they are needed.
fn glob_text(glob: &str) -> String {
    let plain =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.' | '*' | '?' | '+' | '%');
    if glob.chars().all(plain) { glob.to_owned() } else { quote(glob) }
}
