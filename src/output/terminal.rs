//! What a terminal can be trusted with: text from files with everything invisible or commanding made visible, and how
//! many columns a text takes. It knows no value and no format.
use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` on one line with nothing hidden: control characters, bidirectional marks, zero-width and tag characters, and
/// line separators are written `\n`, `\x1b`, `\u{202e}`.
///
/// Zero-width joiners stay between letters and pictographs beyond ASCII, where scripts and emoji need them.
pub fn escape(text: &str) -> Cow<'_, str> {
    escape_keeping(text, "")
}

/// As `escape`, for text of damson's own making that has lines and tabs.
pub fn escape_lines(text: &str) -> Cow<'_, str> {
    escape_keeping(text, "\n\t")
}

/// As `escape`, for bytes such as paths; a byte that is not part of UTF-8 is written `\xff`.
pub fn escape_bytes(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => escape(text),
        Err(_) => {
            let mut shown = String::with_capacity(bytes.len() + 8);
            for chunk in bytes.utf8_chunks() {
                shown += &escape(chunk.valid());
                for byte in chunk.invalid() {
                    let _ = write!(shown, "\\x{byte:02x}");
                }
            }
            Cow::Owned(shown)
        }
    }
}

fn escape_keeping<'a>(text: &'a str, kept: &str) -> Cow<'a, str> {
    let harmless = |byte: u8| (0x20..0x7f).contains(&byte);
    if text.bytes().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    let mut before = None;
    while let Some(letter) = letters.next() {
        let joins = is_joiner(letter) && before.is_some_and(is_beyond_ascii);
        let is_safe = if is_joiner(letter) {
            joins && letters.peek().copied().is_some_and(is_beyond_ascii)
        } else {
            !is_veiled(letter) || kept.contains(letter)
        };
        if is_safe {
            shown.push(letter);
        } else {
            push_escape(letter, &mut shown);
        }
        before = Some(letter);
    }
    Cow::Owned(shown)
}

fn push_escape(letter: char, to: &mut String) {
    // Writing to a String cannot fail.
    let _ = match letter {
        '\n' => to.write_str("\\n"),
        '\r' => to.write_str("\\r"),
        '\t' => to.write_str("\\t"),
        '\0'..='\u{7f}' => write!(to, "\\x{:02x}", u32::from(letter)),
        _ => write!(to, "\\u{{{:x}}}", u32::from(letter)),
    };
}

/// Whether a character commands a terminal, changes the order of what is read, or shows nothing at all.
///
/// C0, DEL and C1 controls; U+061C, U+200E/F, U+202A-E, U+2066-9 (UAX #9); zero-width spaces and the other invisible
/// operators (U+200B, U+2060-F, U+FEFF); line and paragraph separators; interlinear marks; tag characters.
pub(super) fn is_veiled(letter: char) -> bool {
    matches!(letter,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
}

fn is_beyond_ascii(letter: char) -> bool {
    !letter.is_ascii() && !is_veiled(letter)
}

/// How many columns a text takes; it must be escaped already.
pub fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// Which end of a text goes when it does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Elide {
    /// The start: for paths, of which the name says most.
    Start,
    /// The end: for prose.
    End,
}

/// `text` in at most `width` columns, an ellipsis where it was cut.
pub(super) fn fit(text: &str, width: usize, elide: Elide) -> Cow<'_, str> {
    if columns(text) <= width {
        return Cow::Borrowed(text);
    }
    let Some(room) = width.checked_sub(1) else { return Cow::Borrowed("") };
    let mut used = 0;
    let mut fits = |letter: &char| {
        used += letter.width().unwrap_or(0);
        used <= room
    };
    match elide {
        Elide::End => Cow::Owned(text.chars().take_while(fits).chain(['…']).collect()),
        Elide::Start => {
            let kept: usize = text.chars().rev().take_while(|letter| fits(letter)).map(char::len_utf8).sum();
            Cow::Owned(format!("…{}", &text[text.len() - kept..]))
        }
    }
}

/// `text` cut into lines of at most `width` columns, at spaces where there are any.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    let end = |line: &mut String, lines: &mut Vec<String>| lines.push(std::mem::take(line).trim_end().to_owned());
    for mut word in text.split_inclusive(' ') {
        if used > 0 && used + columns(word.trim_end()) > width {
            end(&mut line, &mut lines);
            used = 0;
        }
        while used == 0 && columns(word.trim_end()) > width {
            let (fits, rest) = word.split_at(prefix_of(word, width));
            line.push_str(fits);
            end(&mut line, &mut lines);
            word = rest;
        }
        line.push_str(word);
        used += columns(word);
    }
    if !line.is_empty() || lines.is_empty() {
        end(&mut line, &mut lines);
    }
    lines
}

/// How many bytes of `text` fit into `width` columns; at least one character.
fn prefix_of(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        used += letter.width().unwrap_or(0);
        if used > width && at > 0 {
            return at;
        }
    }
    text.len()
}

/// The columns of the terminal that standard output is, if it is one.
pub fn width_of_stdout() -> Option<usize> {
    columns_of(rustix::termios::tcgetwinsize(std::io::stdout()))
}

/// The columns of the terminal that standard error is, if it is one.
pub fn width_of_stderr() -> Option<usize> {
    columns_of(rustix::termios::tcgetwinsize(std::io::stderr()))
}

fn columns_of(size: rustix::io::Result<rustix::termios::Winsize>) -> Option<usize> {
    size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(test)]
mod tests {
    use super::{Elide, columns, escape, escape_bytes, escape_lines, fit, wrap};

    #[test]
    fn nothing_hidden_or_commanding_reaches_a_terminal() {
        for (text, shown) in [
            ("plain", "plain"),
            ("Tromsø 東京", "Tromsø 東京"),
            ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
            ("\u{1b}[2J\u{7}\0\u{7f}", "\\x1b[2J\\x07\\x00\\x7f"),
            ("\u{9b}31m\u{85}", "\\u{9b}31m\\u{85}"),
            ("photo\u{202e}gpj.exe", "photo\\u{202e}gpj.exe"),
            ("\u{2066}a\u{2069}\u{200e}\u{61c}", "\\u{2066}a\\u{2069}\\u{200e}\\u{61c}"),
            ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
            ("pay\u{200d}pal", "pay\\u{200d}pal"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }

    #[test]
    fn joiners_stay_where_scripts_and_emoji_need_them() {
        for text in ["👩\u{200d}🚀", "می\u{200c}خواهم"] {
            assert_eq!(escape(text), text);
        }
        assert_eq!(escape("می\u{200c}"), "می\\u{200c}");
    }

    #[test]
    fn bytes_that_are_not_text_are_shown_as_bytes() {
        assert_eq!(escape_bytes(b"caf\xe9\n.jpg"), "caf\\xe9\\n.jpg");
        assert_eq!(escape_bytes("café".as_bytes()), "café");
    }

    #[test]
    fn our_own_lines_stay_lines() {
        assert_eq!(escape_lines("a\n\tb\u{1b}"), "a\n\tb\\x1b");
    }

    #[test]
    fn a_text_that_is_too_wide_is_cut_at_the_end_that_says_less() {
        assert_eq!(fit("abcdef", 6, Elide::End), "abcdef");
        assert_eq!(fit("abcdef", 5, Elide::End), "abcd…");
        assert_eq!(fit("/a/b/c.jpg", 6, Elide::Start), "…c.jpg");
        assert_eq!(fit("東京タワー", 5, Elide::End), "東京…");
        assert_eq!(fit("abc", 0, Elide::End), "");
        assert_eq!(columns("東京"), 4);
    }

    #[test]
    fn lines_break_at_spaces_and_long_words_break_anywhere() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("東京", 1), ["東", "京"]);
    }
}
