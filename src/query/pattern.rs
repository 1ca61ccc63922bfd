//! Regular expressions: whether one is sound and small enough to run, and those that codes are found with.
use super::error::{Misfit, QueryError};
use super::filter::{Filter, Property};
use super::lexer::Written;
use super::property::written;
use regex_syntax::hir::{Class, Hir, HirKind};
use std::ops::Range;

/// The largest expression, in parts: character ranges and letters, repeated as often as the expression says. Some ten
/// megabytes when compiled, where the `regex` crate draws its own line.
const MOST_PARTS: usize = 50_000;

/// `field~expression`.
pub(super) fn matching(property: Property, value: &Written) -> Result<Filter, QueryError> {
    if value.starred {
        return Err(QueryError::new("text follows the closing quote", value.span.clone()));
    }
    match sound(&value.text) {
        Ok(()) => Ok(Filter::Matches { property, pattern: value.text.clone() }),
        Err(Wrong { misfit, place }) => {
            let part = place.and_then(|place| value.text.get(place));
            Err(misfit.at(part.map_or(value.span.clone(), |part| value.part(part))))
        }
    }
}

/// What is wrong with an expression, and at which of its bytes.
pub(super) struct Wrong {
    /// What.
    pub misfit: Misfit,
    /// Where; all of it, if it cannot be said.
    pub place: Option<Range<usize>>,
}

/// Whether an expression is sound, and small enough to run.
pub(super) fn sound(pattern: &str) -> Result<(), Wrong> {
    let (message, span) = match regex_syntax::Parser::new().parse(pattern) {
        Ok(hir) if parts(&hir) <= MOST_PARTS => return Ok(()),
        Ok(_) => return Err(Wrong { misfit: Misfit::new("the regular expression is too large"), place: None }),
        Err(regex_syntax::Error::Parse(fault)) => (fault.kind().to_string(), Some(*fault.span())),
        Err(regex_syntax::Error::Translate(fault)) => (fault.kind().to_string(), Some(*fault.span())),
        Err(fault) => (fault.to_string(), None),
    };
    let misfit = Misfit::new(format!("the regular expression is wrong: {message}"))
        .hint("the syntax is that of the regex crate; a backslash before a character takes it as it is");
    Err(Wrong { misfit, place: span.map(|span| span.start.offset..span.end.offset) })
}

/// How large an expression is once its repetitions are written out; stops counting beyond the limit.
fn parts(hir: &Hir) -> usize {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Unicode(class)) => class.ranges().len().max(1),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len().max(1),
        HirKind::Capture(capture) => parts(&capture.sub).saturating_add(1),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min.saturating_add(1)).max(1);
            parts(&repetition.sub).saturating_mul(usize::try_from(times).unwrap_or(usize::MAX))
        }
        HirKind::Concat(subs) | HirKind::Alternation(subs) => {
            subs.iter().fold(0, |total: usize, sub| total.saturating_add(parts(sub)))
        }
    }
}

/// `media_type:image/*`: a code that begins so.
pub(super) fn beginning(property: Property, value: &Written) -> Result<Filter, QueryError> {
    let text = if value.starred { &value.text } else { value.text.trim_end_matches('*') };
    let error = |message: &str| QueryError::new(message, value.span.clone());
    if text.is_empty() {
        return Err(error("`*` needs the beginning of a code before it")
            .hint(format!("`has:{}` finds what has any value", written(&property))));
    }
    if text.contains('*') && !value.quoted {
        return Err(error("a `*` may only end a code")
            .hint(format!("write a regular expression: `{}~\"…\"`", written(&property))));
    }
    Ok(Filter::Matches { property, pattern: format!("(?i)^{}", regex_syntax::escape(text)) })
}

/// An identifier whose last part is `text`: `trainedAlgorithmicMedia` for the whole address of that term.
pub(super) fn last_part(property: Property, text: &str) -> Filter {
    Filter::Matches { property, pattern: format!("(?i)(?:^|[/:#]){}$", regex_syntax::escape(text)) }
}
