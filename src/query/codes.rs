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
    /// Adds a list: a code, a tab, its text, and perhaps further texts behind tabs, a line each, ended in any way. Lines that
    /// begin with `//` are remarks. Headings and other lines that stand for nothing are left out, and told.
    ///
    /// # Errors
    /// A sentence with the line: a code that stands for something else already.
    pub fn read(&mut self, list: &str) -> Result<Vec<String>, String> {
        let mut left_out = Vec::new();
        let list = list.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        for (at, line) in list.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with("//") {
                continue;
            }
            let mut odd = |message: String| left_out.push(format!("line {} is left out: {message}", at + 1));
            let mut texts = line.split('\t').map(|text| text.trim().to_owned());
            let code = texts.next().unwrap_or_default();
            let texts: Vec<String> = texts.collect();
            if texts.iter().all(String::is_empty) {
                odd("a code, a tab and its text are wanted".to_owned());
                continue;
            }
            if code.is_empty()
                || code.len() > LONGEST
                || code.contains(|letter: char| !belongs(letter) || letter == '#')
            {
                odd(format!("`{code}` is no code: it has no spaces and none of `\\ = #`"));
                continue;
            }
            match self.0.get(&code) {
                Some(known) if *known != texts => {
                    return Err(format!("line {}: `{code}` stands for something else already", at + 1));
                }
                Some(_) => {}
                None => drop(self.0.insert(code, texts)),
            }
        }
        Ok(left_out)
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
                // What its variable will be is known once there is an asset.
                Some(code) if code.contains('{') => {
                    text += &edit[sign..=sign + 1 + code.len()];
                    at = sign + code.len() + 2;
                }
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

    /// Whether an edit has a code that is known only once its variable is: `creator==x{camera_serial}=`.
    pub fn has_late(edit: &str) -> bool {
        let Ok(Some(start)) = value_of_edit(edit) else { return false };
        let signs = edit[start..].match_indices(['\\', '=']);
        let mut codes = signs.filter_map(|(at, _)| code_at(&edit[start + at..]));
        codes.any(|code| code.contains('{'))
    }

    /// A text with what is known of codes in their place, and the codes in it that no list has: those that stand between
    /// spaces or signs, for `?a=b=c` of an address is none.
    pub fn replaced(&self, from: &str) -> (String, Vec<String>) {
        let (mut text, mut unknown, mut at) = (String::with_capacity(from.len()), Vec::new(), 0);
        while let Some(sign) = from[at..].find(['\\', '=']).map(|found| at + found) {
            text += &from[at..sign];
            let code = code_at(&from[sign..]);
            match code.and_then(|code| Some((code, self.text(code).ok()?))) {
                Some((code, named)) => {
                    text += named;
                    at = sign + code.len() + 2;
                }
                None => {
                    let stands_alone = |code: &&str| {
                        let (before, after) = (&from[..sign], &from[sign + code.len() + 2..]);
                        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
                    };
                    unknown.extend(code.filter(stands_alone).map(str::to_owned));
                    text.push_str(&from[sign..=sign]);
                    at = sign + 1;
                }
            }
        }
        (text + &from[at..], unknown)
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
        assert!(codes().read("h9\tSomebody else").is_err_and(|error| error.starts_with("line 1: ")));
        for odd in ["h11", "h11\t", "a b\tx", "\tx", "a#1\tx", "a=\tx"] {
            assert!(codes().read(odd).is_ok_and(|odd| odd[0].starts_with("line 1 is left out: ")), "{odd}");
        }
        assert_eq!(codes().read("h9\tKari Berg\tBerg, K.\rk1\tK\r\n"), Ok(Vec::new()));
    }

    #[test]
    fn codes_in_a_text_are_replaced_where_they_are_known() {
        for (text, replaced, unknown) in [
            ("=h9= and \\h10\\.", "Kari Berg and Bo {Bø} Dahl.", &[][..]),
            ("by=h9#2=", "byBerg, K.", &[]),
            ("=h8= and =h9=", "=h8= and Kari Berg", &["h8"]),
            ("=h9#7=", "=h9#7=", &["h9#7"]),
            ("http://x.org/?a=b=c", "http://x.org/?a=b=c", &[]),
            ("a = b = c, 1=1", "a = b = c, 1=1", &[]),
            ("", "", &[]),
        ] {
            let (text, strange) = codes().replaced(text);
            assert_eq!(
                (text.as_str(), strange.iter().map(String::as_str).collect::<Vec<_>>().as_slice()),
                (replaced, unknown)
            );
        }
        assert_eq!(codes().expand("creator==x{serial}= \\h9\\").unwrap(), "creator==x{serial}= Kari Berg");
    }
}
