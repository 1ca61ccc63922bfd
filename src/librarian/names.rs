//! Names that every file system takes and that lead nowhere else, whatever values they are made of.
use crate::asset::FilePath;
use crate::asset::holding::extension;
use crate::asset::sidecar::stem;

/// The longest name that file systems take, in bytes, less room for a number and a sidecar's ending.
pub const NAME_BYTES: usize = 240;

/// Names that Windows keeps for devices, with any ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// One name that any file system takes: no control or direction characters, none that other systems refuse, no device, no
/// leading dot (hidden, or `..`), no spaces or dots at the end.
pub fn tame(part: &str) -> String {
    let plain: String = part.chars().map(|letter| if is_refused(letter) { '_' } else { letter }).collect();
    let trimmed = plain.trim().trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    match trimmed.strip_prefix('.') {
        _ if trimmed.is_empty() => "_".to_owned(),
        Some(rest) => format!("_{rest}"),
        None if is_device(trimmed) => format!("_{trimmed}"),
        None => trimmed.to_owned(),
    }
}

/// A value that becomes a part of a name: it adds no folders.
pub fn tame_value(value: &str) -> String {
    value.replace(['/', '\0'], "_")
}

/// A name cut between characters to so many bytes; its ending stays.
pub fn shorten(part: &str, most: usize) -> String {
    if part.len() <= most {
        return part.to_owned();
    }
    let ending = extension(part.as_bytes()).map(|extension| format!(".{extension}")).unwrap_or_default();
    format!("{}{ending}", cut(part, most.saturating_sub(ending.len())))
}

/// The beginning of a text, cut between characters to so many bytes, without spaces and dots at its end.
pub fn cut(text: &str, most: usize) -> &str {
    let at = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let cut = text[..at].trim_end_matches(|letter: char| letter == '.' || letter.is_whitespace());
    if cut.is_empty() { "_" } else { cut }
}

/// The names for a sidecar, the best first; at least one. `relative` is what the original has become.
///
/// What was added to the original's whole name is added to the new one; a sidecar that shared the stem shares the new
/// stem, and where that is taken it names the whole file; a name that Takeout cut is whole again.
pub fn sidecar_names(sidecar: &[u8], original: &[u8], relative: &[u8]) -> Vec<Vec<u8>> {
    let ending = &sidecar[stem(sidecar).len()..];
    let whole = [relative, ending].concat();
    if let Some(added) = sidecar.get(original.len()..).filter(|added| added.starts_with(b"."))
        && sidecar[..original.len()].eq_ignore_ascii_case(original)
    {
        return vec![[relative, added].concat()];
    }
    if !stem(sidecar).eq_ignore_ascii_case(stem(original)) {
        return vec![whole];
    }
    let name = FilePath(relative.to_vec());
    let length = extension(name.name()).map_or(0, |extension| extension.len() + 1);
    vec![[&relative[..relative.len() - length], ending].concat(), whole]
}

/// Control characters; those that turn the direction of text or do not show, so that a name is not what it seems; those
/// that Windows refuses.
fn is_refused(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '<' | '>' | ':' | '"' | '\\' | '|' | '?' | '*')
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(letter, '\u{61c}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    DEVICES.contains(&stem.as_str())
        || numbered.is_some_and(|number| {
            matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "\u{b9}" | "\u{b2}" | "\u{b3}")
        })
}

#[cfg(test)]
mod tests {
    use super::{NAME_BYTES, cut, shorten, sidecar_names, tame};

    #[test]
    fn no_value_makes_a_name_that_leads_elsewhere() {
        for (value, name) in [
            ("..", "_"),
            (".", "_"),
            ("...", "_"),
            ("", "_"),
            (".hidden", "_hidden"),
            ("../../etc", "_./../etc"),
            ("a\nb\u{7f}", "a_b_"),
            ("C:\\x", "C__x"),
            (" spaced. ", "spaced"),
            ("Zürich", "Zürich"),
            ("gpj.\u{202e}exe", "gpj._exe"),
            ("CON", "_CON"),
            ("nul.tar.gz", "_nul.tar.gz"),
            ("com7.jpg", "_com7.jpg"),
            ("com10.jpg", "com10.jpg"),
            ("console", "console"),
            ("a\u{200b}b", "a_b"),
        ] {
            assert_eq!(tame(value), name, "{value:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_between_characters_and_keeps_its_ending() {
        let name = shorten(&format!("{}.jpg", "é".repeat(300)), NAME_BYTES);
        assert!(name.len() <= NAME_BYTES && name.ends_with("é.jpg"), "{name}");
        assert_eq!(cut("ab. .cd", 5), "ab");
        assert_eq!(cut("é", 1), "_");
    }

    #[test]
    fn a_sidecar_is_called_beside_the_copy_as_it_was_beside_the_original() {
        for (sidecar, original, relative, expected) in [
            ("a.xmp", "a.jpg", "2024/b.jpg", "2024/b.xmp 2024/b.jpg.xmp"),
            ("A.XMP", "a.jpg", "b.jpg", "b.XMP b.jpg.XMP"),
            ("a.jpg.xmp", "a.jpg", "b.jpg", "b.jpg.xmp"),
            ("a.nef.dop", "a.NEF", "x.y/b.nef", "x.y/b.nef.dop"),
            ("a.jpg.supplemental-metadata.json", "a.jpg", "b.jpg", "b.jpg.supplemental-metadata.json"),
            ("a.jpg(1).json", "a(1).jpg", "b.jpg", "b.jpg.json"),
            ("a.wav", "a.jpg", "b", "b.wav b.wav"),
        ] {
            let found = sidecar_names(sidecar.as_bytes(), original.as_bytes(), relative.as_bytes());
            let found: Vec<_> = found.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            assert_eq!(found.join(" "), expected);
        }
    }
}
