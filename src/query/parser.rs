//! Tokens to a filter: OR over AND over NOT over terms, by recursive descent with a bounded depth. It knows the
//! grammar's shape, and leaves terms to `resolve`.
use super::error::QueryError;
use super::filter::Filter;
use super::lexer::{Token, TokenKind, lex};
use super::resolve::Resolver;

/// The longest query, in bytes: a thousand ids fit.
pub(super) const MOST_BYTES: usize = 64 * 1024;
/// The deepest nesting of parentheses, negations and saved queries.
const MOST_DEPTH: usize = 50;

/// The filter that a text stands for. `depth` is how deep the text itself is nested, as a saved query.
pub(super) fn parse_text(text: &str, resolver: &mut Resolver<'_>, depth: usize) -> Result<Filter, QueryError> {
    if text.len() > MOST_BYTES {
        let error = QueryError::new(format!("the query is longer than {MOST_BYTES} bytes"), 0..0);
        return Err(error.hint("`-` as the selection reads ids from standard input, any number of them").in_text(text));
    }
    parse_tokens(text, resolver, depth).map_err(|error| error.in_text(text))
}

fn parse_tokens(text: &str, resolver: &mut Resolver<'_>, depth: usize) -> Result<Filter, QueryError> {
    let tokens = lex(text)?;
    if tokens.is_empty() {
        return Ok(Filter::Everything);
    }
    let mut parser = Parser { tokens: &tokens, at: 0, resolver };
    let filter = parser.any(depth)?;
    match parser.peek() {
        None => Ok(filter),
        Some(token) => Err(QueryError::new("this `)` has no `(`", token.span.clone())),
    }
}

struct Parser<'t, 'r, 'c> {
    tokens: &'t [Token],
    at: usize,
    resolver: &'r mut Resolver<'c>,
}

impl<'t> Parser<'t, '_, '_> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn take(&mut self, kind: &TokenKind) -> Option<&'t Token> {
        let token = self.peek().filter(|token| token.kind == *kind)?;
        self.at += 1;
        Some(token)
    }

    /// Alternatives.
    fn any(&mut self, depth: usize) -> Result<Filter, QueryError> {
        let mut parts = vec![self.all(depth)?];
        while let Some(or) = self.take(&TokenKind::Or) {
            self.expect_term(or, "OR")?;
            parts.push(self.all(depth)?);
        }
        Ok(any_of(parts))
    }

    /// Terms side by side, with or without AND.
    fn all(&mut self, depth: usize) -> Result<Filter, QueryError> {
        let mut parts = vec![self.one(depth)?];
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Or | TokenKind::Close => break,
                TokenKind::And => {
                    self.at += 1;
                    self.expect_term(token, "AND")?;
                }
                TokenKind::Open | TokenKind::Not | TokenKind::Sign | TokenKind::Term(_) => {}
            }
            parts.push(self.one(depth)?);
        }
        Ok(all_of(parts))
    }

    /// A term, a group, or the negation of one.
    fn one(&mut self, depth: usize) -> Result<Filter, QueryError> {
        let Some(token) = self.peek() else { return Err(QueryError::new("a term is missing", 0..0)) };
        if depth > MOST_DEPTH {
            return Err(QueryError::new("the query is nested too deep", token.span.clone()));
        }
        self.at += 1;
        match &token.kind {
            TokenKind::Term(term) => self.resolver.term(term, depth),
            TokenKind::Open => self.group(token, depth + 1),
            TokenKind::Not => {
                self.expect_term(token, "NOT")?;
                Ok(Filter::Not(Box::new(self.one(depth + 1)?)))
            }
            TokenKind::Sign => Ok(Filter::Not(Box::new(self.one(depth + 1)?))),
            TokenKind::And => Err(needs_both(token, "AND")),
            TokenKind::Or => Err(needs_both(token, "OR")),
            TokenKind::Close if self.at == 1 => Err(QueryError::new("this `)` has no `(`", token.span.clone())),
            TokenKind::Close => Err(QueryError::new("a term is missing before `)`", token.span.clone())),
        }
    }

    fn group(&mut self, open: &Token, depth: usize) -> Result<Filter, QueryError> {
        match self.peek() {
            None => return Err(QueryError::new("this `(` is not closed", open.span.clone())),
            Some(token) if token.kind == TokenKind::Close => {
                return Err(QueryError::new("nothing stands in the parentheses", open.span.start..token.span.end));
            }
            Some(_) => {}
        }
        let filter = self.any(depth)?;
        match self.take(&TokenKind::Close) {
            Some(_) => Ok(filter),
            None => Err(QueryError::new("this `(` is not closed", open.span.clone())),
        }
    }

    /// Whether something follows a keyword that it can apply to.
    fn expect_term(&self, keyword: &Token, word: &str) -> Result<(), QueryError> {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Open | TokenKind::Not | TokenKind::Sign | TokenKind::Term(_)) => Ok(()),
            None | Some(TokenKind::Close | TokenKind::And | TokenKind::Or) if word == "NOT" => {
                Err(QueryError::new("NOT needs a term after it", keyword.span.clone())
                    .hint("quote it, `\"not\"`, to search for the word"))
            }
            None | Some(TokenKind::Close | TokenKind::And | TokenKind::Or) => Err(needs_both(keyword, word)),
        }
    }
}

fn needs_both(keyword: &Token, word: &str) -> QueryError {
    QueryError::new(format!("{word} needs a term on both sides"), keyword.span.clone())
        .hint(format!("quote it, `\"{}\"`, to search for the word", word.to_lowercase()))
}

/// All of them; those that are themselves all of several stand beside the others.
pub(super) fn all_of(parts: Vec<Filter>) -> Filter {
    let flat = |part| match part {
        Filter::All(parts) => parts,
        part => vec![part],
    };
    one_or(parts.into_iter().flat_map(flat).collect(), Filter::All)
}

/// Any of them; those that are themselves any of several stand beside the others.
pub(super) fn any_of(parts: Vec<Filter>) -> Filter {
    let flat = |part| match part {
        Filter::Any(parts) => parts,
        part => vec![part],
    };
    one_or(parts.into_iter().flat_map(flat).collect(), Filter::Any)
}

fn one_or(mut parts: Vec<Filter>, several: impl Fn(Vec<Filter>) -> Filter) -> Filter {
    if parts.len() == 1 { parts.swap_remove(0) } else { several(parts) }
}
