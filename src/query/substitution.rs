//! Find and replace: `s/PATTERN/REPLACEMENT/gi`, as sed writes it, with the `regex` crate's syntax. It knows texts, and
//! nothing of the fields that hold them.
use super::error::{Misfit, QueryError};
use super::expression::Expression;
use super::pattern::{Wrong, sound};
use std::ops::Range;

/// What is found, and what takes its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Substitution {
    expression: Expression,
    replacement: String,
    /// Whether every match is replaced, and not the first alone.
    every: bool,
}

const FORM: &str = "write `field~s/old/new/`, with `g` behind it for every match and `i` for any case";

impl Substitution {
    /// What `field~` is followed by; `at` is where that stands in the text of the edit.
    pub(super) fn parse(text: &str, at: usize) -> Result<Substitution, QueryError> {
        let whole = at..at + text.len();
        let delimiter = text
            .strip_prefix('s')
            .and_then(|rest| rest.chars().next())
            .filter(|letter| !letter.is_alphanumeric() && !letter.is_whitespace() && *letter != '\\');
        let Some(delimiter) = delimiter else {
            return Err(QueryError::new("`~` finds and replaces", whole).hint(FORM));
        };
        let start = 1 + delimiter.len_utf8();
        let not_closed =
            || QueryError::new(format!("the `{delimiter}` at its end is missing"), whole.clone()).hint(FORM);
        let middle = start + end_of(&text[start..], delimiter).ok_or_else(not_closed)?;
        let second = middle + delimiter.len_utf8();
        let end = second + end_of(&text[second..], delimiter).ok_or_else(not_closed)?;
        let flags = end + delimiter.len_utf8();
        let (every, caseless) = flags_of(&text[flags..]).map_err(|misfit| misfit.at(at + flags..whole.end))?;
        let pattern = &text[start..middle];
        if pattern.is_empty() {
            return Err(QueryError::new("there is nothing to find", at + start..at + start).hint(FORM));
        }
        let place = |part: Range<usize>| at + start + part.start..at + start + part.end;
        sound(pattern).map_err(|Wrong { misfit, place: part }| misfit.at(place(part.unwrap_or(0..pattern.len()))))?;
        let compiled = if caseless { Expression::caseless(pattern) } else { Expression::new(pattern) };
        let too_large = || QueryError::new("the regular expression is too large", place(0..pattern.len()));
        let expression = compiled.ok_or_else(too_large)?;
        let replacement = text[second..end].replace(&format!("\\{delimiter}"), &delimiter.to_string());
        if let Some(name) = groups(&replacement).into_iter().find(|name| !expression.has_group(name)) {
            let error = QueryError::new(format!("the expression has no group `{name}`"), at + second..at + end);
            return Err(
                error.hint("`$1` is the first group in parentheses, `${1}st` has text behind it, `$$` is a dollar")
            );
        }
        Ok(Substitution { expression, replacement, every })
    }

    /// The text with what was found replaced.
    pub fn apply(&self, text: &str) -> String {
        self.expression.replaced(text, &self.replacement, self.every)
    }
}

/// Where a part ends: at the next delimiter without a backslash before it.
fn end_of(text: &str, delimiter: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            letter if letter == delimiter => return Some(at),
            _ => {}
        }
    }
    None
}

fn flags_of(text: &str) -> Result<(bool, bool), Misfit> {
    let (mut every, mut caseless) = (false, false);
    for flag in text.chars() {
        match flag {
            'g' => every = true,
            'i' | 'I' => caseless = true,
            other => return Err(Misfit::new(format!("`{other}` is no flag")).hint(FORM)),
        }
    }
    Ok((every, caseless))
}

/// The groups that a replacement names, as the `regex` crate reads it: the longest name, or what stands in braces.
fn groups(replacement: &str) -> Vec<&str> {
    let (mut found, mut rest) = (Vec::new(), replacement);
    while let Some(at) = rest.find('$') {
        let after = &rest[at + 1..];
        if let Some(after) = after.strip_prefix('$') {
            rest = after;
            continue;
        }
        let name = match after.strip_prefix('{') {
            Some(inner) => inner.find('}').map_or("", |end| &inner[..end]),
            None => &after[..after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len())],
        };
        found.extend(Some(name).filter(|name| !name.is_empty()));
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Substitution;

    fn done(edit: &str, text: &str) -> String {
        Substitution::parse(edit, 0).unwrap().apply(text)
    }

    #[test]
    fn what_is_found_is_replaced() {
        for (edit, text, after) in [
            ("s/harbor/harbour/", "harbor, harbor", "harbour, harbor"),
            ("s/harbor/harbour/g", "harbor, harbor", "harbour, harbour"),
            ("s/HARBOR/harbour/gi", "Harbor", "harbour"),
            ("s|a/b|c/d|", "a/b", "c/d"),
            (r"s/a\/b/c\/d/", "a/b", "c/d"),
            (r"s|a\|b|x|g", "a|b", "x"),
            (r"s/(\w+), (\w+)/$2 ${1}s/", "Lindqvist, Marit", "Marit Lindqvists"),
            ("s/(?P<day>[0-9]+)/$day$$/", "5", "5$"),
            ("s/x//", "axb", "ab"),
            (r"s/\s+$//", "ends  ", "ends"),
            (r"s,a,\n,", "a", r"\n"),
            ("s/x/y/", "nothing", "nothing"),
        ] {
            assert_eq!(done(edit, text), after, "{edit}");
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (edit, place, message) in [
            ("old", "old", "finds and replaces"),
            ("s", "s", "finds and replaces"),
            ("sxaxbx", "sxaxbx", "finds and replaces"),
            ("s/a", "s/a", "is missing"),
            ("s/a/b", "s/a/b", "is missing"),
            (r"s/a/b\/", r"s/a/b\/", "is missing"),
            ("s/a/b/x", "x", "no flag"),
            ("s//b/", "", "nothing to find"),
            ("s/(a/b/", "(", "the regular expression is wrong"),
            ("s/a/$1/", "$1", "no group `1`"),
            ("s/(a)/$1st/", "$1st", "no group `1st`"),
            ("s/(a)/${b}/", "${b}", "no group `b`"),
            (r"s/(\w{900}){900}/b/", r"(\w{900}){900}", "too large"),
        ] {
            let text = format!("city~{edit}");
            let Err(error) = Substitution::parse(edit, 5) else { panic!("{edit} is understood") };
            assert!(error.message.contains(message), "{edit}: {error}");
            assert_eq!(&text[error.span.clone()], place, "{edit}");
        }
    }
}
