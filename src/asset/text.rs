//! Text as it is kept: one spelling of the same characters, one kind of line end, nothing around it.
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// `text` in NFC, with line feeds for line ends, without NULs and outer white space; none if nothing is left.
pub fn tidied(text: &str) -> Option<Cow<'_, str>> {
    let trimmed = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    if trimmed.is_empty() {
        return None;
    }
    if !trimmed.bytes().any(|byte| matches!(byte, b'\r' | b'\0')) {
        if trimmed.is_ascii() || is_nfc_quick(trimmed.chars()) == IsNormalized::Yes {
            return Some(Cow::Borrowed(trimmed));
        }
        return Some(Cow::Owned(trimmed.nfc().collect()));
    }
    let lines = trimmed.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    Some(Cow::Owned(lines.nfc().collect()))
}

#[cfg(test)]
mod tests {
    use super::tidied;

    #[test]
    fn text_is_kept_in_one_spelling_without_what_surrounds_it() {
        assert_eq!(tidied("  Zu\u{308}rich\r\nHafen\0 ").as_deref(), Some("Zürich\nHafen"));
        assert_eq!(tidied("a\0b").as_deref(), Some("ab"));
        assert_eq!(tidied(" \0\t\u{a0}"), None);
    }
}
