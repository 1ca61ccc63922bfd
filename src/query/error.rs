//! What is wrong with a query, where, and what may have been meant. It knows texts and places in them, not grammar.
use crate::asset::nearest::listed;
use std::fmt;
use std::ops::Range;

/// A query, an edit or a list of fields that cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// One sentence, no full stop.
    pub message: String,
    /// The text that `span` is a part of: what was typed, or the saved query that it names.
    pub query: String,
    /// The bytes of `query` that the message is about; on character boundaries, empty for a place between two.
    pub span: Range<usize>,
    /// What to write instead, where that is known.
    pub hint: Option<String>,
    /// The words that may have been meant, best first.
    pub candidates: Vec<String>,
}

impl QueryError {
    /// An error at a place in a text that is still to be named (`in_text`).
    pub(super) fn new(message: impl Into<String>, span: Range<usize>) -> QueryError {
        QueryError { message: message.into(), query: String::new(), span, hint: None, candidates: Vec::new() }
    }

    /// With advice.
    pub(super) fn hint(self, hint: impl Into<String>) -> QueryError {
        QueryError { hint: Some(hint.into()), ..self }
    }

    /// With the words that may have been meant.
    pub(super) fn candidates<'a>(self, candidates: impl IntoIterator<Item = &'a str>) -> QueryError {
        QueryError { candidates: candidates.into_iter().map(str::to_owned).collect(), ..self }
    }

    /// With its place so many bytes further on.
    pub(super) fn moved_by(self, bytes: usize) -> QueryError {
        QueryError { span: self.span.start + bytes..self.span.end + bytes, ..self }
    }

    /// With the text that it is about, unless that is known already (a saved query's error stays in its own text).
    pub(super) fn in_text(mut self, text: &str) -> QueryError {
        if self.query.is_empty() {
            text.clone_into(&mut self.query);
            let end = floor(text, self.span.end.min(text.len()));
            self.span = floor(text, self.span.start.min(end))..end;
        }
        self
    }

    /// One sentence of advice: the words that may have been meant, or else what to write instead.
    pub fn advice(&self) -> Option<String> {
        if self.candidates.is_empty() {
            return self.hint.clone();
        }
        let meant = format!("did you mean {}?", listed(self.candidates.iter().map(String::as_str)));
        Some(self.hint.iter().fold(meant, |meant, hint| format!("{meant} {hint}")))
    }

    /// The text and, below it, carets under the place: two lines of at most `columns` columns, cut around the place
    /// with `…` where the text is longer. `width` says how many columns a character takes.
    ///
    /// Control and bidirectional characters are shown as `U+FFFD`, one column each, so that the carets stay true.
    pub fn picture(&self, columns: usize, width: impl Fn(char) -> usize) -> [String; 2] {
        let shown = |letter: char| if disturbs(letter) { '\u{fffd}' } else { letter };
        let columns_of = |text: &str| text.chars().map(|letter| width(shown(letter))).sum::<usize>();
        let columns = columns.max(20);
        let (mut from, mut to) = (self.span.start, self.query.len());
        // The place itself begins within the first two thirds, so that what led to it is seen.
        let lead = columns * 2 / 3 - 1;
        while let Some(letter) = self.query[..from].chars().next_back() {
            if columns_of(&self.query[from - letter.len_utf8()..self.span.start]) > lead {
                break;
            }
            from -= letter.len_utf8();
        }
        let cut_before = from > 0;
        let mut used = usize::from(cut_before);
        for (at, letter) in self.query[from..].char_indices() {
            used += width(shown(letter));
            if used > columns - 1 && from + at + letter.len_utf8() < self.query.len() || used > columns {
                to = from + at;
                break;
            }
        }
        let mut line: String = self.query[from..to].chars().map(shown).collect();
        if cut_before {
            line.insert(0, '…');
        }
        if to < self.query.len() {
            line.push('…');
        }
        let before = columns_of(&self.query[from..self.span.start]) + usize::from(cut_before);
        let carets = columns_of(&self.query[self.span.start..self.span.end.min(to).max(self.span.start)]).max(1);
        [line, format!("{}{}", " ".repeat(before), "^".repeat(carets))]
    }
}

/// Whether a character would move the cursor or what follows it.
fn disturbs(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

/// The character boundary at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

impl fmt::Display for QueryError {
    /// The message alone; `picture` and `advice` say where and what instead.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.message)
    }
}

impl std::error::Error for QueryError {}

/// What is wrong with one value, before it is known where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// One sentence, no full stop.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl Misfit {
    pub(super) fn new(message: impl Into<String>) -> Misfit {
        Misfit { message: message.into(), hint: None }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Misfit {
        Misfit { hint: Some(hint.into()), ..self }
    }

    /// The error at a place.
    pub(super) fn at(self, span: Range<usize>) -> QueryError {
        QueryError { hint: self.hint, ..QueryError::new(self.message, span) }
    }
}

#[cfg(test)]
mod tests {
    use super::QueryError;

    fn picture(text: &str, span: std::ops::Range<usize>, columns: usize) -> [String; 2] {
        let wide = |letter: char| if ('\u{4e00}'..'\u{a000}').contains(&letter) { 2 } else { 1 };
        QueryError::new("no", span).in_text(text).picture(columns, wide)
    }

    #[test]
    fn carets_stand_under_the_place() {
        assert_eq!(picture("city:Osl rating>>4", 15..18, 80), ["city:Osl rating>>4", "               ^^^"]);
        assert_eq!(picture("城市 cty:Oslo", 7..10, 80), ["城市 cty:Oslo", "     ^^^"]);
        assert_eq!(picture("(a", 2..2, 80), ["(a", "  ^"]);
        assert_eq!(picture("a\n\u{202e}b:c", 5..6, 80), ["a\u{fffd}\u{fffd}b:c", "   ^"]);
    }

    #[test]
    fn a_long_query_is_cut_around_the_place() {
        let text = format!("{} cty:Oslo {}", "a".repeat(100), "b".repeat(100));
        let [line, carets] = picture(&text, 101..104, 30);
        assert_eq!(line.chars().count(), 30);
        assert!(line.starts_with('…') && line.ends_with('…'), "{line}");
        let at = carets.find('^').unwrap();
        assert_eq!(line.chars().skip(at).take(3).collect::<String>(), "cty");
    }
}
