//! How words are compared: one fold for every backend, so that two of them agree.
//!
//! Text is folded (accents and case away, NFC) before it is indexed or compared, and cut into words here, not by a
//! database's tokenizer. Scripts that write without spaces (Han, kana, Thai, Lao, Khmer, Myanmar) give one word per
//! character, so that a phrase finds any run of them.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

/// `text` as it is compared: compatibility case and accents folded, white space runs made one space, ends trimmed.
///
/// Letters that Unicode does not decompose but people type without their stroke or ligature are folded too
/// (`ø` to `o`, `æ` to `ae`, `ß` to `ss`, `ł` to `l`), as digiKam and `unaccent` do. Marks are dropped only where they
/// are accents (Latin, Greek, Cyrillic); the vowel signs and voicing marks of other scripts make other words and stay.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = if is_collapsed(text) { text.to_owned() } else { collapse(text) };
        folded.make_ascii_lowercase();
        return folded;
    }
    let mut marked = String::with_capacity(text.len());
    for letter in text.chars() {
        decompose_canonical(letter, |part| {
            if !is_accent(part) {
                push_folded(part, &mut marked);
            }
        });
    }
    collapse(&marked.nfc().collect::<String>())
}

fn is_accent(letter: char) -> bool {
    is_combining_mark(letter)
        && matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

fn push_folded(letter: char, to: &mut String) {
    let plain = match letter {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        'ς' => "σ",
        '\u{2018}' | '\u{2019}' | '\u{2bc}' => "'",
        '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' => "",
        _ => return to.extend(letter.to_lowercase()),
    };
    to.push_str(plain);
}

/// Whether a text of ASCII has no white space but single spaces inside, and no control characters.
fn is_collapsed(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if byte < b' ' || byte == 0x7f || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
}

fn collapse(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for part in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|part| !part.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(part);
    }
    folded
}

/// The words of `text`, folded, in order: runs of letters and digits, and single characters of scripts without spaces.
///
/// An apostrophe inside a word joins its parts (`don't` is `dont`), as people type either.
pub fn words(text: &str) -> Vec<String> {
    words_of_folded(&fold(text))
}

/// The words of a text that is folded already.
pub fn words_of_folded(folded: &str) -> Vec<String> {
    let (mut found, mut word) = (Vec::new(), String::new());
    let mut letters = folded.chars().peekable();
    while let Some(letter) = letters.next() {
        if stands_alone(letter) {
            push_word(&mut word, &mut found);
            found.push(letter.to_string());
        } else if letter.is_alphanumeric() || is_combining_mark(letter) {
            word.push(letter);
        } else if letter == '\'' && !word.is_empty() && letters.peek().is_some_and(|next| next.is_alphanumeric()) {
            // An apostrophe between letters: the word goes on.
        } else {
            push_word(&mut word, &mut found);
        }
    }
    push_word(&mut word, &mut found);
    found
}

fn push_word(word: &mut String, found: &mut Vec<String>) {
    if !word.is_empty() {
        found.push(std::mem::take(word));
    }
}

fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && letter.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::{fold, words};

    #[test]
    fn case_and_accents_fold_away() {
        assert_eq!(fold("  São\u{a0}Paulo \n"), "sao paulo");
        for text in ["", " ", "A b", "A  b ", " A b", "A\tb", "A b\u{7f}", "\u{1}"] {
            assert_eq!(fold(text), fold(&format!("{text}\u{ad}")), "{text:?}");
        }
        assert_eq!(fold("ZU\u{308}RICH"), fold("Zürich"));
        assert_eq!(fold("Tromsø"), "tromso");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("Йод"), fold("ЙОД"));
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["İstanbul", "ǅ", "が", "ﬁ", "Ὀδυσσεύς", "한글", "ΑΣ"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn words_are_what_people_type() {
        assert_eq!(words("Don't panic: IMG_0042.jpg"), ["dont", "panic", "img", "0042", "jpg"]);
        assert_eq!(words("東京タワー 2020"), ["東", "京", "タ", "ワ", "ー", "2020"]);
        assert_eq!(words("— … !"), Vec::<String>::new());
    }
}
