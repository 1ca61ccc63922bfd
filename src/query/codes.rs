//! Code replacements: `\h9\` or `=h9=` in an edit is the name of the ninth player of the home side, from a desk's list. It knows
//! texts, and no file.
use super::edit::value_of_edit;
use super::error::QueryError;
use crate::asset::nearest::nearest;
use std::collections::HashMap;

/// Codes with the texts that stand for each, the first unless another is asked for.
#[derive(Clone, Debug, Default)]
pub struct Codes(HashMap<String, Vec<String>>);

/// No code is longer, in bytes.
const LONGEST: usize = 64;

impl Codes {
    /// Adds a list: a code, a tab, its text, and perhaps further texts behind tabs, a line each. Lines that begin with `//` are
    /// remarks.
    ///
    /// # Errors
    /// A sentence with the line: one without a tab, a code with spaces or one of its signs in it, or one that stands for
    /// something else already.
    pub fn read(&mut self, list: &str) -> Result<(), String> {
        for (at, line) in list.trim_start_matches('\u{feff}').lines().enumerate() {
            if line.trim().is_empty() || line.starts_with("//") {
                continue;
            }
            let wrong = |message: String| Err(format!("line {}: {message}", at + 1));
            let mut texts = line.split('\t').map(|text| text.trim().to_owned());
            let code = texts.next().unwrap_or_default();
            let texts: Vec<String> = texts.collect();
            if texts.iter().all(String::is_empty) {
                return wrong("a code, a tab and its text are wanted".to_owned());
            }
            if code.is_empty()
                || code.len() > LONGEST
                || code.contains(|letter: char| !belongs(letter) || letter == '#')
            {
                return wrong(format!("`{code}` is no code: it has no spaces and none of `\\ = #`"));
            }
            match self.0.get(&code) {
                Some(known) if *known != texts => return wrong(format!("`{code}` stands for something else already")),
                Some(_) => {}
                None => drop(self.0.insert(code, texts)),
            }
        }
        Ok(())
    }

    /// An edit with the texts in the codes' place; only in its value, and never in what finds and replaces.
    ///
    /// # Errors
    /// A code that no list has (with the nearest), or a text that a code has not; text that is no edit.
    pub fn expand(&self, edit: &str) -> Result<String, QueryError> {
        let Some(start) = value_of_edit(edit)? else { return Ok(edit.to_owned()) };
        let (mut text, mut at) = (edit[..start].to_owned(), start);
        while let Some(sign) = edit[at..].find(['\\', '=']).map(|found| at + found) {
            text += &edit[at..sign];
            match code_at(&edit[sign..]) {
                Some(code) => {
                    let named = self.text(code).map_err(|error| error.moved_by(sign + 1).in_text(edit))?;
                    // What stands for a code is text, and no template.
                    text += &named.replace('{', "{{").replace('}', "}}");
                    at = sign + code.len() + 2;
                }
                None => {
                    text.push_str(&edit[sign..=sign]);
                    at = sign + 1;
                }
            }
        }
        Ok(text + &edit[at..])
    }

    /// What stands for a code, or for `code#2`.
    fn text(&self, code: &str) -> Result<&str, QueryError> {
        let (name, number) = code.split_once('#').map_or((code, None), |(name, number)| (name, Some(number)));
        let Some(texts) = self.0.get(name) else {
            let mut known: Vec<&str> = self.0.keys().map(String::as_str).collect();
            known.sort_unstable();
            let near = nearest(name, known);
            let error = QueryError::new(format!("there is no code `{name}`"), 0..name.len()).candidates(near);
            return Err(error.hint("without --codes text is taken as it is"));
        };
        let number = number.map_or(Some(1), |number| number.parse::<usize>().ok());
        let text = number.and_then(|number| texts.get(number.checked_sub(1)?));
        text.map(String::as_str).ok_or_else(|| {
            QueryError::new(format!("`{name}` stands for {} texts", texts.len()), 0..code.len())
                .hint(format!("`{name}#1` is the first"))
        })
    }
}

/// Whether a code may have it.
fn belongs(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '\\' | '=')
}

/// The code between the sign that a text begins with and the same sign.
fn code_at(text: &str) -> Option<&str> {
    let sign = text.chars().next()?;
    let rest = &text[1..];
    let end = rest.find(|letter| !belongs(letter))?;
    (end > 0 && end <= LONGEST && rest[end..].starts_with(sign)).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::Codes;

    fn codes() -> Codes {
        let mut codes = Codes::default();
        let list = "\u{feff}// home\nh9\tKari Berg\tBerg, K.\r\nh10\tBo {Bø} Dahl\n\nx-1\tX\n";
        codes.read(list).unwrap();
        codes
    }

    #[test]
    fn texts_take_the_place_of_codes() {
        for (edit, expanded) in [
            (r"caption=\h9\ scores", "caption=Kari Berg scores"),
            ("caption==h9= scores", "caption=Kari Berg scores"),
            (r"caption+=, \h9#2\ (\x-1\)", "caption+=, Berg, K. (X)"),
            (r"+\h10\", "+Bo {{Bø}} Dahl"),
            ("caption=h9", "caption=h9"),
            ("caption=a = b = c", "caption=a = b = c"),
            (r"caption=\h9 \h9", r"caption=\h9 \h9"),
            (r"caption=\\", r"caption=\\"),
            (r"caption~s\h9\h10\", r"caption~s\h9\h10\"),
            ("caption!", "caption!"),
            ("title=\\h9\\\\h9#2\\", "title=Kari BergBerg, K."),
        ] {
            assert_eq!(codes().expand(edit).as_deref(), Ok(expanded), "{edit}");
        }
    }

    #[test]
    fn what_no_list_has_is_an_error() {
        for (edit, place, advice) in
            [(r"caption=\h8\", "h8", "h9"), ("caption==hh9= x", "hh9", "h9"), (r"title=\h9#3\", "h9#3", "h9#1")]
        {
            let error = codes().expand(edit).unwrap_err();
            assert_eq!(&edit[error.span.clone()], place, "{error}");
            assert!(error.advice().unwrap().contains(advice), "{error:?}");
        }
        assert!(codes().expand("nothing").is_err());
        for wrong in ["h9\tSomebody else", "h11", "h11\t", "a b\tx", "\tx", "a#1\tx", "a=\tx"] {
            assert!(codes().read(wrong).is_err_and(|error| error.starts_with("line 1: ")), "{wrong}");
        }
        assert_eq!(codes().read("h9\tKari Berg\tBerg, K."), Ok(()));
    }
}
