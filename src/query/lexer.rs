//! A query's text to tokens: parentheses, the upper-case keywords, signs and terms. It knows the shape of a term, and
//! never which fields there are.
use super::error::QueryError;
use std::ops::Range;

/// A token and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// `(`
    Open,
    /// `)`
    Close,
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `-` or `^` directly before a term or a parenthesis.
    Sign,
    /// A term.
    Term(Term),
}

/// A term: a value, and before it perhaps a name and an operator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    /// `city:`; none for bare words.
    pub subject: Option<Subject>,
    /// What stands after the operator, or the whole of a bare term.
    pub value: Written,
}

/// The left side of a term.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Subject {
    /// The name as written.
    pub name: String,
    /// The name's bytes.
    pub span: Range<usize>,
    /// What is asked of it.
    pub operator: Operator,
}

/// What a term asks of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `:`
    Has,
    /// `=`
    Equals,
    /// `~`
    Matches,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

impl Operator {
    /// Every operator; those that another begins with come after it.
    const ALL: [Operator; 7] = [
        Operator::AtLeast,
        Operator::AtMost,
        Operator::Above,
        Operator::Below,
        Operator::Has,
        Operator::Equals,
        Operator::Matches,
    ];

    /// As it is written.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Operator::Has => ":",
            Operator::Equals => "=",
            Operator::Matches => "~",
            Operator::Above => ">",
            Operator::AtLeast => ">=",
            Operator::Below => "<",
            Operator::AtMost => "<=",
        }
    }
}

/// A value as it was written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    /// The text, without quotes and their escapes.
    pub text: String,
    /// Its bytes in the query, quotes and all.
    pub span: Range<usize>,
    /// Whether it stood in quotes.
    pub quoted: bool,
    /// Whether a `*` stands after the closing quote.
    pub starred: bool,
}

impl Written {
    /// Refuses a `*` after the closing quote: it belongs to words alone.
    pub(super) fn unstarred(&self) -> Result<(), QueryError> {
        if !self.starred {
            return Ok(());
        }
        Err(QueryError::new("a `*` after the quote belongs to words alone", self.span.end - 1..self.span.end))
    }

    /// The bytes in the query of a part of the text; of all of it where escapes hide which.
    pub(super) fn part(&self, part: &str) -> Range<usize> {
        let (all, part_at) = (self.text.as_ptr().addr(), part.as_ptr().addr());
        match part_at.checked_sub(all) {
            Some(at) if !self.quoted && at + part.len() <= self.text.len() => {
                self.span.start + at..self.span.start + at + part.len()
            }
            _ => self.span.clone(),
        }
    }
}

/// `text` in quotes, so that it reads back as it is.
pub(super) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted.push('"');
    quoted
}

/// The tokens of a query.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next()? {
        tokens.push(token);
    }
    Ok(tokens)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Result<Option<Token>, QueryError> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        let Some(first) = self.peek() else { return Ok(None) };
        let start = self.at;
        let kind = match first {
            '(' => self.single(TokenKind::Open),
            ')' => self.single(TokenKind::Close),
            '-' | '^' => self.sign(first)?,
            _ => match self.keyword() {
                Some(keyword) => keyword,
                None => TokenKind::Term(self.term()?),
            },
        };
        Ok(Some(Token { kind, span: start..self.at }))
    }

    fn single(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn sign(&mut self, sign: char) -> Result<TokenKind, QueryError> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            None | Some(')') => Err(QueryError::new(format!("nothing follows `{sign}`"), start..self.at)),
            Some(next) if next.is_whitespace() => {
                Err(QueryError::new(format!("nothing follows `{sign}`"), start..self.at)
                    .hint("write it directly before the term that must not match"))
            }
            Some('-' | '^') => Err(QueryError::new("two signs stand side by side", start..self.at + 1)
                .hint("one `-` says that a term must not match")),
            Some(_) => Ok(TokenKind::Sign),
        }
    }

    /// `AND`, `OR` or `NOT`, standing alone or before a parenthesis.
    fn keyword(&mut self) -> Option<TokenKind> {
        let keywords = [("AND", TokenKind::And), ("OR", TokenKind::Or), ("NOT", TokenKind::Not)];
        for (word, kind) in keywords {
            let Some(after) = self.rest().strip_prefix(word) else { continue };
            if after.chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')')) {
                self.at += word.len();
                return Some(kind);
            }
        }
        None
    }

    fn term(&mut self) -> Result<Term, QueryError> {
        self.refuse_foreign_signs()?;
        let Some(subject) = self.subject()? else {
            let value = if self.peek() == Some('"') { self.quoted()? } else { self.unquoted()? };
            return Ok(Term { subject: None, value });
        };
        self.refuse_foreign_values(&subject)?;
        let value = if self.peek() == Some('"') { self.quoted()? } else { self.unquoted()? };
        if value.text.is_empty() {
            return Err(nothing_after(&subject, &value.span, self.rest()));
        }
        Ok(Term { subject: Some(subject), value })
    }

    /// What other tools write and this grammar does not know: better refused than taken for punctuation.
    fn refuse_foreign_signs(&self) -> Result<(), QueryError> {
        let rest = self.rest();
        let length = rest.find(|letter: char| !"!|&:=~<>".contains(letter)).unwrap_or(rest.len());
        let sign = &rest[..length];
        let error = || QueryError::new(format!("`{sign}` means nothing here"), self.at..self.at + length);
        match sign.chars().next() {
            None => Ok(()),
            Some('!') => Err(error().hint("a leading `-`, or NOT, says that a term must not match")),
            Some('|') => Err(error().hint("write OR between terms of which one must match")),
            Some('&') => Err(error().hint("terms side by side must all match")),
            Some('~') if sign == "~" && rest[length..].starts_with('/') => Err(error().hint(HOME)),
            Some(_) => {
                Err(error().hint("an operator stands between a field and its value, without spaces: `rating>=4`"))
            }
        }
    }

    /// The name and the operator that a term begins with, if it does.
    fn subject(&mut self) -> Result<Option<Subject>, QueryError> {
        let rest = self.rest();
        let belongs = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let length = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
        if !rest.starts_with(|first: char| first.is_alphabetic() || first == '_') {
            return Ok(None);
        }
        let (name, after) = rest.split_at(length);
        let start = self.at;
        if after.starts_with("!=") {
            return Err(QueryError::new("there is no operator `!=`", start + length..start + length + 2)
                .hint(format!("write `-{name}=…`, or `NOT {name}=…`")));
        }
        if ["+=", "?="].iter().any(|edit| after.starts_with(edit)) {
            return Err(QueryError::new(
                format!("`{}` changes a field and asks nothing", &after[..2]),
                start + length..start + length + 2,
            )
            .hint(format!("write `{name}:…`, or `{name}=…`")));
        }
        let Some(operator) = Operator::ALL.into_iter().find(|operator| after.starts_with(operator.sign())) else {
            return Ok(None);
        };
        self.at += length + operator.sign().len();
        Ok(Some(Subject { name: name.to_owned(), span: start..start + length, operator }))
    }

    fn refuse_foreign_values(&self, subject: &Subject) -> Result<(), QueryError> {
        let (name, operator) = (&subject.name, subject.operator);
        let rest = self.rest();
        let from = subject.span.end;
        if operator == Operator::Matches {
            return Ok(());
        }
        if operator == Operator::Has && (rest.starts_with("~/") || rest == "~") {
            return Err(QueryError::new("`~` is not expanded here", self.at..self.at + 1).hint(HOME));
        }
        let more = rest.find(|letter: char| !":=~<>".contains(letter)).unwrap_or(rest.len());
        if more > 0 {
            let sign = &self.text[from..self.at + more];
            let error = QueryError::new(format!("there is no operator `{sign}`"), from..self.at + more);
            return Err(match sign {
                "::" => error.hint(format!("a regular expression is asked for with `~`: `{name}~…`")),
                "==" => error.hint(format!("write `{name}=…`")),
                _ => error.hint("the operators are `:` `=` `~` `>` `>=` `<` `<=`"),
            });
        }
        match rest.chars().next() {
            Some('(') => {
                Err(QueryError::new(format!("a group cannot follow `{name}{}`", operator.sign()), self.at..self.at + 1)
                    .hint(format!("write `({name}:… OR {name}:…)`, or quote the value")))
            }
            Some('\'') => Err(QueryError::new("phrases stand in double quotes", self.at..self.at + 1)
                .hint(format!("write `{name}{}\"…\"`", operator.sign()))),
            Some(_) | None => Ok(()),
        }
    }

    /// Text up to white space, or to a parenthesis that was not opened in it (`IMG(1).jpg` is one word).
    fn unquoted(&mut self) -> Result<Written, QueryError> {
        let (start, mut open) = (self.at, 0_usize);
        while let Some(letter) = self.peek() {
            match letter {
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                '"' => {
                    return Err(QueryError::new("a quote stands inside a word", self.at..self.at + 1)
                        .hint("quote the whole value, and write `\\\"` for a quote inside it"));
                }
                _ if letter.is_whitespace() => break,
                _ => {}
            }
            self.at += letter.len_utf8();
        }
        let text = self.text[start..self.at].to_owned();
        Ok(Written { text, span: start..self.at, quoted: false, starred: false })
    }

    /// Text in quotes. `\"` is a quote and `\\` a backslash; any other backslash stands for itself, so that regular
    /// expressions and globs are written as they are.
    fn quoted(&mut self) -> Result<Written, QueryError> {
        let start = self.at;
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        let end = loop {
            match letters.next() {
                None => return Err(QueryError::new("the quote is not closed", start..start + 1)),
                Some((at, '"')) => break start + at + 1,
                Some((at, '\\')) => match self.rest()[at + 1..].chars().next() {
                    Some(escaped @ ('"' | '\\')) => {
                        text.push(escaped);
                        letters.next();
                    }
                    Some(_) | None => text.push('\\'),
                },
                Some((_, letter)) => text.push(letter),
            }
        };
        self.at = end;
        let starred = self.rest().starts_with('*');
        self.at += usize::from(starred);
        match self.peek() {
            Some(next) if !next.is_whitespace() && next != ')' => {
                Err(QueryError::new("text follows the closing quote", self.at..self.at + next.len_utf8())
                    .hint("put a space between them, or all of it in the quotes"))
            }
            Some(_) | None => Ok(Written { text, span: start..self.at, quoted: true, starred }),
        }
    }
}

const HOME: &str = "the shell expands `~` only at the beginning of a word and outside quotes; write the path out";

fn nothing_after(subject: &Subject, value: &Range<usize>, rest: &str) -> QueryError {
    let (name, sign) = (&subject.name, subject.operator.sign());
    let error = QueryError::new(format!("`{name}{sign}` needs a value"), subject.span.start..value.end);
    let next = rest.split_whitespace().next().unwrap_or_default();
    if value.is_empty() && !next.is_empty() && !next.starts_with(')') {
        return error.hint(format!("write the value without a space before it: `{name}{sign}{next}`"));
    }
    match subject.operator {
        Operator::Has | Operator::Equals | Operator::Matches => {
            error.hint(format!("`no:{name}` finds what has no {name}"))
        }
        Operator::Above | Operator::AtLeast | Operator::Below | Operator::AtMost => error,
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, lex, quote};

    fn texts(query: &str) -> Vec<String> {
        let shown = |kind| match kind {
            TokenKind::Open => "(".to_owned(),
            TokenKind::Close => ")".to_owned(),
            TokenKind::And => "AND".to_owned(),
            TokenKind::Or => "OR".to_owned(),
            TokenKind::Not => "NOT".to_owned(),
            TokenKind::Sign => "-".to_owned(),
            TokenKind::Term(term) => match term.subject {
                None => term.value.text,
                Some(subject) => format!("{} {} {}", subject.name, subject.operator.sign(), term.value.text),
            },
        };
        lex(query).unwrap().into_iter().map(|token| shown(token.kind)).collect()
    }

    #[test]
    fn terms_are_cut_as_people_read_them() {
        assert_eq!(texts("NOT(a OR -b)"), ["NOT", "(", "a", "OR", "-", "b", ")"]);
        assert_eq!(texts("NOTHING or ORDER"), ["NOTHING", "or", "ORDER"]);
        assert_eq!(texts("(city:Oslo) IMG(1).jpg"), ["(", "city : Oslo", ")", "IMG(1).jpg"]);
        assert_eq!(texts(r#"city~"^\d\\ \"x\"" 10:30"#), [r#"city ~ ^\d\ "x""#, "10:30"]);
        assert_eq!(texts("city~(Os|Be).*"), ["city ~ (Os|Be).*"]);
        assert_eq!(texts("location_shown.City:Oslo"), ["location_shown.City : Oslo"]);
    }

    #[test]
    fn what_is_quoted_reads_back() {
        for text in ["", "a b", r#"\"#, r#"a\"b\\"#, "\"", "ø\\ø"] {
            assert_eq!(lex(&quote(text)).unwrap()[0].kind, {
                let TokenKind::Term(mut term) = lex(r#""x""#).unwrap()[0].kind.clone() else { unreachable!() };
                term.value.text = text.to_owned();
                term.value.span = 0..quote(text).len();
                TokenKind::Term(term)
            });
        }
    }
}
