//! How Google Takeout names the JSON that it writes beside a picture: `IMG.jpg.json`, later
//! `IMG.jpg.supplemental-metadata.json`, both cut short, with the number of a picture of the same name behind it all.
//! It knows names alone.
use crate::asset::sidecar::stem;

/// What newer exports put between the picture's name and `.json`, as far as there is room.
const SUFFIX: &str = ".supplemental-metadata";
/// How many characters a name has at most before `.json`: 51 with it.
const ROOM: usize = 46;
/// What Google Photos appends to the name of a picture that was edited there, in the languages of its users. It has no
/// JSON of its own: its original's speaks for it where the original is not there.
const EDITED: [&str; 6] = ["-edited", "-bearbeitet", "-modifié", "-editado", "-modificato", "-bewerkt"];

/// The names, in lower case, that a picture may have for which a JSON of this name (without `.json`) was written whole:
/// the picture's own, then those of what was made of it.
pub fn spellings(base: &str) -> (Vec<String>, Vec<String>) {
    let lower = base.to_ascii_lowercase();
    let mut bodies = Vec::new();
    for (rest, number) in readings(&lower) {
        bodies.push((rest, number));
        let dots = rest.match_indices('.').filter(|(at, _)| SUFFIX.starts_with(&rest[*at..]));
        bodies.extend(dots.map(|(at, _)| (&rest[..at], number)));
    }
    let spelled =
        |made: &str| bodies.iter().map(|(body, number)| with(body, &format!("{made}{number}"))).collect::<Vec<_>>();
    (spelled(""), EDITED.iter().flat_map(|made| spelled(made)).collect())
}

/// What a picture's name begins with, and the number that its stem ends with, for which a JSON of this name was cut.
pub fn beginnings(base: &str) -> Vec<(&str, &str)> {
    let is_cut = |(rest, number): &(&str, &str)| {
        let (letters, bytes) = (rest.chars().count(), rest.len());
        // The limit is one of characters in some exports and of bytes, at a whole character, in others.
        [letters, letters + number.len()].contains(&ROOM) || (bytes > letters && (ROOM - 3..=ROOM).contains(&bytes))
    };
    readings(base).into_iter().filter(is_cut).collect()
}

/// Whether a picture's name ends its stem with a number in parentheses, or with this very one.
pub fn has_number(media: &str, number: &str) -> bool {
    let found = numbered(stem_of(media)).map_or("", |(_, number)| number);
    found == number
}

/// Whether a picture's name is that of something made of another picture.
pub fn is_edited(media: &str) -> bool {
    let plain = numbered(stem_of(media)).map_or(stem_of(media), |(plain, _)| plain);
    EDITED.iter().any(|made| plain.ends_with(made))
}

/// Whether a picture's name was made of a title: cut to the room there is, with `_` for what names cannot have, and
/// whatever was appended afterwards.
pub fn is_titled(title: &str, media: &str) -> bool {
    let plain = numbered(stem_of(media)).map_or(stem_of(media), |(plain, _)| plain);
    let plain = EDITED.iter().find_map(|made| plain.strip_suffix(made)).unwrap_or(plain);
    let extension = media.get(stem_of(media).len()..).unwrap_or_default();
    let wanted = stem_of(title);
    let same_kind = title.get(wanted.len()..).is_none_or(|of| of.is_empty() || of.eq_ignore_ascii_case(extension));
    let is_cut = plain.chars().count() >= ROOM - 2 && wanted.chars().count() > plain.chars().count();
    // The stem of a picture whose title ends with a number in parentheses is not numbered at all.
    (same_kind && (is_spelled(wanted, plain) || (is_cut && is_spelled_beginning(wanted, plain))))
        || title.eq_ignore_ascii_case(media)
}

/// A name with something between its stem and its extension.
pub fn with(name: &str, inserted: &str) -> String {
    let plain = stem_of(name);
    format!("{plain}{inserted}{}", name.get(plain.len()..).unwrap_or_default())
}

/// The number in parentheses at the end of a text.
pub fn number_of(base: &str) -> &str {
    numbered(base).map_or("", |(_, number)| number)
}

/// A text as it is and, where it ends with a number in parentheses, without it.
fn readings(text: &str) -> Vec<(&str, &str)> {
    std::iter::once((text, "")).chain(numbered(text)).collect()
}

fn numbered(text: &str) -> Option<(&str, &str)> {
    let at = text.strip_suffix(')')?.rfind('(')?;
    let digits = text.get(at + 1..text.len() - 1)?;
    let is_number = !digits.is_empty() && digits.len() < 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && at > 0).then(|| text.split_at(at))
}

fn stem_of(name: &str) -> &str {
    name.get(..stem(name.as_bytes()).len()).unwrap_or(name)
}

fn is_spelled(title: &str, name: &str) -> bool {
    title.chars().count() == name.chars().count() && is_spelled_beginning(title, name)
}

fn is_spelled_beginning(title: &str, name: &str) -> bool {
    let is_it = |(wanted, found): (char, char)| {
        wanted.eq_ignore_ascii_case(&found) || (found == '_' && !wanted.is_alphanumeric())
    };
    title.chars().zip(name.chars()).all(is_it)
}
