//! Words to a typed question. This room knows fields and grammar, and no storage; an unknown word is an error, never
//! "match everything".
//!
//! `lexer` cuts a text into tokens, `parser` joins terms, `resolve` gives a term its meaning, and `print` writes a
//! filter back so that it parses to itself. `edit` reads what `damson tag` changes.
mod codes;
mod edit;
mod error;
mod expression;
pub mod filter;
pub mod glob;
mod lexer;
mod location;
mod measure;
mod number;
mod parser;
mod pattern;
mod period;
mod print;
mod property;
mod resolve;
mod substitution;
mod value;
mod wording;

pub use codes::Codes;
pub use edit::{Edit, Operation, apply, parse_edit, parse_editable};
pub use error::QueryError;
pub use expression::Expression;
pub use filter::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};
pub use location::parse_distance;
pub use period::{Period, parse_period};
pub use property::{parse_columns, parse_facet, parse_property, parse_sort};
pub use substitution::Substitution;
pub use value::value_of;

use crate::asset::{FilePath, Now};
use lexer::{Term, Token, TokenKind, lex, quote};

/// What a query's meaning depends on besides its text.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// When `today` is, and where.
    pub now: &'a Now,
    /// The working directory, absolute, that `./x` starts from.
    pub here: &'a FilePath,
    /// The text of a saved query, by its name without the `@`.
    pub saved: &'a dyn Fn(&str) -> Option<String>,
}

/// The question that a text asks. An empty text asks for every asset.
///
/// # Errors
/// Where the text is not understood: what is wrong, at which place, and what may have been meant. At most 64 KiB,
/// 2000 terms and a nesting of 50, saved queries included.
pub fn parse(text: &str, context: &Context<'_>) -> Result<Filter, QueryError> {
    parser::parse_text(text, &mut resolve::Resolver::new(context), 0)
}

/// The question that a command line's arguments ask.
///
/// One argument is a query as it stands, so that a text means the same wherever it is typed or kept. Several are joined
/// by spaces, and since the shell has removed their quotes, an argument with white space in it and no other syntax than
/// a leading sign and a leading field is one term: `city:Oslo "press conference"` asks for the phrase, and
/// `"city:New York" rating:4` for that city. So is an argument that is a path (`./My shoot`).
///
/// # Errors
/// As `parse`; the place is in the joined text.
pub fn parse_terms(args: &[String], context: &Context<'_>) -> Result<Filter, QueryError> {
    parse(&join(args), context)
}

fn join(args: &[String]) -> String {
    if let [whole] = args {
        return whole.clone();
    }
    args.iter().map(|arg| as_one_term(arg).unwrap_or_else(|| arg.clone())).collect::<Vec<_>>().join(" ")
}

/// The argument with its value in quotes, if it is a single term that the shell took the quotes from.
fn as_one_term(arg: &str) -> Option<String> {
    let arg = arg.trim();
    if arg.len() > parser::MOST_BYTES || !arg.contains(char::is_whitespace) {
        return None;
    }
    let tokens = lex(arg).ok()?;
    let rest = match tokens.split_first()? {
        (Token { kind: TokenKind::Sign, .. }, rest) => rest,
        _ => tokens.as_slice(),
    };
    let first = term(rest.first()?)?;
    let is_path = first.subject.is_none() && location::is_path(&first.value.text);
    let is_plain = rest.iter().enumerate().all(|(at, token)| match &token.kind {
        TokenKind::Term(term) => {
            !term.value.quoted && (at == 0 || term.subject.is_none()) && !term.value.text.starts_with('@')
        }
        TokenKind::Open | TokenKind::Close => is_path && at > 0,
        TokenKind::And | TokenKind::Or | TokenKind::Not | TokenKind::Sign => false,
    });
    let start = first.value.span.start;
    let (value, star) = arg[start..].strip_suffix('*').map_or((&arg[start..], ""), |value| (value, "*"));
    (is_plain && rest.len() > 1).then(|| format!("{}{}{star}", &arg[..start], quote(value)))
}

fn term(token: &Token) -> Option<&Term> {
    match &token.kind {
        TokenKind::Term(term) => Some(term),
        TokenKind::Open | TokenKind::Close | TokenKind::And | TokenKind::Or | TokenKind::Not | TokenKind::Sign => None,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
