//! Globs on paths: whether one is sound, and the regular expression that says the same. It knows patterns, no files.
//!
//! `?` is one character and `*` any number of them, neither a slash; `**` crosses slashes; `[a-z]` and `[!a-z]` are one
//! character of a set, never a slash; `{a,b}` is one of several; a backslash takes the next character as it is.
use regex_syntax::escape_into;
use std::iter::Peekable;
use std::str::Chars;

/// `{` inside `{`: more than anybody writes.
const MOST_BRACES: usize = 8;

/// Whether a text has a character that means something in a glob.
pub(super) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '[', '{', '\\'])
}

/// A text as a glob that matches just that.
pub(super) fn literal(text: &str) -> String {
    let mut glob = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            glob.push('\\');
        }
        glob.push(letter);
    }
    glob
}

/// The regular expression (of the `regex` crate, on text, matching whole paths) that a glob stands for.
///
/// A glob that does not begin with `/` may begin at any folder of the path.
///
/// # Errors
/// A sentence that says what is wrong with the glob.
pub fn expression(glob: &str) -> Result<String, String> {
    let mut to = String::from(if glob.starts_with('/') { r"(?s)\A" } else { r"(?s)(?:\A|/)" });
    let mut letters = glob.chars().peekable();
    let (mut open, mut before) = (0, '/');
    while let Some(letter) = letters.next() {
        match letter {
            '*' if letters.peek() == Some(&'*') => stars(&mut letters, before, &mut to),
            '*' => to.push_str("[^/]*"),
            '?' => to.push_str("[^/]"),
            '[' => set(&mut letters, &mut to)?,
            '{' => {
                open += 1;
                to.push_str("(?:");
            }
            '}' if open == 0 => return Err("a `}` has no `{`".to_owned()),
            '}' => {
                open -= 1;
                to.push(')');
            }
            ',' if open > 0 => to.push('|'),
            '\\' => {
                let escaped = letters.next().ok_or("a backslash ends the glob")?;
                push(escaped, &mut to);
            }
            plain => push(plain, &mut to),
        }
        if open > MOST_BRACES {
            return Err("the braces are nested too deep".to_owned());
        }
        before = letter;
    }
    if open > 0 {
        return Err("a `{` is not closed".to_owned());
    }
    to.push_str(r"\z");
    Ok(to)
}

/// `**/` at the beginning of a component is any folders or none; elsewhere stars cross everything.
fn stars(letters: &mut Peekable<Chars<'_>>, before: char, to: &mut String) {
    while letters.peek() == Some(&'*') {
        letters.next();
    }
    if before == '/' && letters.peek() == Some(&'/') {
        letters.next();
        to.push_str("(?:.*/)?");
    } else if before == '/' && letters.peek().is_none() {
        to.push_str(".+");
    } else {
        to.push_str(".*");
    }
}

/// What stands between `[` and `]`.
fn set(letters: &mut Peekable<Chars<'_>>, to: &mut String) -> Result<(), String> {
    const OPEN: &str = "a `[` is not closed";
    let negated = letters.next_if(|letter| matches!(letter, '!' | '^')).is_some();
    let (mut members, mut first) = (String::new(), true);
    loop {
        let low = match letters.next().ok_or(OPEN)? {
            ']' if !first => break,
            '\\' => letters.next().ok_or(OPEN)?,
            letter => letter,
        };
        first = false;
        let mut ahead = letters.clone();
        let high = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(high)) if high != ']' => {
                *letters = ahead;
                if high == '\\' { letters.next().ok_or(OPEN)? } else { high }
            }
            _ => low,
        };
        if low > high {
            return Err(format!("`{low}-{high}` runs backwards"));
        }
        range(low, high, &mut members);
    }
    match (negated, members.is_empty()) {
        (true, _) => to.push_str(&format!("[^/{members}]")),
        (false, false) => to.push_str(&format!("[{members}]")),
        // Only a slash, which no set matches.
        (false, true) => to.push_str(r"[^\s\S]"),
    }
    Ok(())
}

/// Code points from `low` to `high`, the slash left out: a set never matches one.
fn range(low: char, high: char, to: &mut String) {
    for (low, high) in [(low, high.min('.')), (low.max('0'), high)] {
        if low <= high {
            to.push_str(&format!(r"\x{{{:X}}}-\x{{{:X}}}", u32::from(low), u32::from(high)));
        }
    }
}

fn push(letter: char, to: &mut String) {
    escape_into(letter.encode_utf8(&mut [0; 4]), to);
}

#[cfg(test)]
mod tests {
    use super::{expression, literal};
    use regex::Regex;

    fn matches(glob: &str, path: &str) -> bool {
        Regex::new(&expression(glob).unwrap()).unwrap().is_match(path)
    }

    #[test]
    fn globs_match_paths() {
        for (glob, path, is_match) in [
            ("2024/**/*.nef", "/photos/2024/05/a.nef", true),
            ("2024/**/*.nef", "/photos/2024/a.nef", true),
            ("2024/**/*.nef", "/photos/x2024/a.nef", false),
            ("/photos/*.jpg", "/photos/a.jpg", true),
            ("/photos/*.jpg", "/photos/b/a.jpg", false),
            ("/photos/*.jpg", "/x/photos/a.jpg", false),
            ("cup/**", "/jobs/cup/a/b", true),
            ("cup/**", "/jobs/cup", false),
            ("**/a.jpg", "/a.jpg", true),
            ("a?.jpg", "/ab.jpg", true),
            ("a?.jpg", "/a/.jpg", false),
            ("[a-c]x", "/bx", true),
            ("[!a-c]x", "/bx", false),
            ("[!a-c]x", "//x", false),
            ("[.-0]x", "//x", false),
            ("[.-0]x", "/.x", true),
            ("[/a]x", "/ax", true),
            ("[/]x", "//x", false),
            ("[]]x", "/]x", true),
            ("a[-]b", "/a-b", true),
            ("*.{jpg,jp{e,2}}", "/a.jp2", true),
            (r"a\*b", "/a*b", true),
            (r"a\*b", "/axb", false),
            ("a.b", "/axb", false),
            ("*", "/a\nb", true),
        ] {
            assert_eq!(matches(glob, path), is_match, "{glob} {path}");
        }
    }

    #[test]
    fn unsound_globs_are_explained() {
        for glob in ["[a", "[", "{a", "a}", "a\\", "[b-a]", "[a-\\", "{{{{{{{{{}}}}}}}}}"] {
            assert!(expression(glob).is_err(), "{glob}");
        }
    }

    #[test]
    fn a_literal_matches_itself() {
        for text in ["a[1].jpg", "{a,b}", r"a\b", "what?*"] {
            assert!(matches(&literal(text), &format!("/{text}")), "{text}");
        }
    }
}
