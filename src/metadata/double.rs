//! Texts that were encoded twice: UTF-8 that some program took for Windows-1252 or Latin-1 and encoded again, so that
//! `Málaga` reads `MÃ¡laga`. Knows how to tell and how to undo it; never decides that it is done.
use crate::asset::{Description, Field, Group, Kind, Value};
use encoding_rs::WINDOWS_1252;

/// How often a text may have been encoded again.
const TIMES: usize = 3;

/// The text as it was before it was encoded again, if it was: all of it must be bytes of a Western code page that
/// together are UTF-8, which words of no language are by chance.
pub fn undoubled(text: &str) -> Option<String> {
    let mut undone: Option<String> = None;
    for _ in 0..TIMES {
        match once(undone.as_deref().unwrap_or(text)) {
            Some(before) => undone = Some(before),
            None => break,
        }
    }
    // Control characters are what is left of a text that only happened to fit.
    undone.filter(|before| !before.chars().any(|letter| matches!(letter, '\u{80}'..='\u{9f}')))
}

fn once(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = text.chars().map(byte_of).collect::<Option<_>>()?;
    let before = String::from_utf8(bytes).ok()?;
    (before != text).then_some(before)
}

/// The byte that a letter is in Windows-1252; those that it leaves open are the control characters of Latin-1.
fn byte_of(letter: char) -> Option<u8> {
    if let Ok(byte @ (0..=0x7F | 0xA0..=0xFF)) = u8::try_from(u32::from(letter)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (encoded, _, is_lossy) = WINDOWS_1252.encode(letter.encode_utf8(&mut buffer));
    match encoded.first() {
        Some(byte) if !is_lossy && encoded.len() == 1 => Some(*byte),
        Some(_) | None => u8::try_from(u32::from(letter)).ok(),
    }
}

/// The words of the fields whose texts were encoded twice.
pub(super) fn doubled(description: &Description) -> Vec<Value> {
    let is_text =
        |field: &Field| matches!(field.kind(), Kind::Text) && !matches!(field.definition().group, Group::Catalogue);
    let is_doubled = |values: &[Value]| values.iter().filter_map(Value::as_text).any(|text| undoubled(text).is_some());
    let fields = description.iter().filter(|(field, values)| is_text(field) && is_doubled(values));
    fields.map(|(field, _)| Value::text(field.word())).collect()
}

#[cfg(test)]
mod tests {
    use super::undoubled;

    fn doubled(text: &str) -> String {
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn a_text_that_was_encoded_twice_or_thrice_is_given_back() {
        for text in ["Málaga", "Île-de-France", "Москва", "北京", "“quoted” – with a dash", "Łódź"] {
            let once = doubled(text);
            assert_eq!(undoubled(&once).as_deref(), Some(text), "{once}");
            assert_eq!(undoubled(&doubled(&once)).as_deref(), Some(text));
        }
        let latin: String = "Ž".bytes().map(char::from).collect();
        assert_eq!(undoubled(&latin).as_deref(), Some("Ž"));
    }

    #[test]
    fn a_text_that_is_right_is_left_alone() {
        for text in ["Malaga", "Málaga", "São Paulo", "ÃO", "Ångström £5", "Café – 5 €", "Москва", "naïve “quote”", "Â"]
        {
            assert_eq!(undoubled(text), None, "{text}");
        }
    }
}
