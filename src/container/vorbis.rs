//! Vorbis comments (Xiph.Org, "Ogg Vorbis I format specification", 5), which FLAC and every sound in Ogg carry: a
//! vendor, then `NAME=value` in UTF-8. It knows the names, not where comments lie.
use super::anatomy::Anatomy;
use super::order::le32;
use crate::asset::Field;

/// The most comments read.
const MOST_COMMENTS: u32 = 1024;
/// The longest comment read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Reads comments; each has its length before it. Those of one name are one list.
pub(super) fn comments(anatomy: &mut Anatomy, bytes: &[u8]) {
    let text = |at: usize| {
        let length = usize::try_from(le32(bytes, at)?).ok()?;
        bytes.get(at + 4..(at + 4).checked_add(length)?)
    };
    let Some(vendor) = text(0) else { return };
    let mut at = 4 + vendor.len();
    let count = le32(bytes, at).unwrap_or(0).min(MOST_COMMENTS);
    at += 4;
    let mut gathered: Vec<(String, Vec<String>)> = Vec::new();
    for _ in 0..count {
        let Some(comment) = text(at) else { break };
        at += 4 + comment.len();
        let Some((name, value)) = pair(comment) else { continue };
        match gathered.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => gathered.push((name, vec![value])),
        }
    }
    for (name, values) in &gathered {
        say(anatomy, name, values);
    }
    anatomy.state_text("Vendor", None, &String::from_utf8_lossy(vendor));
}

/// A name in capitals and a value. Pictures are not among the texts: they are encoded, and previews only lie open.
fn pair(comment: &[u8]) -> Option<(String, String)> {
    let comment = std::str::from_utf8(comment).map_or_else(|_| super::plain::text(comment), str::to_owned);
    let (name, value) = comment.split_once('=').filter(|(_, value)| value.len() <= LONGEST)?;
    let name = name.to_ascii_uppercase();
    let is_text = !matches!(name.as_str(), "METADATA_BLOCK_PICTURE" | "COVERART");
    is_text.then(|| (name, value.to_owned()))
}

fn say(anatomy: &mut Anatomy, name: &str, values: &[String]) {
    let field = match name {
        "TITLE" => Some(Field::Title),
        "ARTIST" => Some(Field::Creator),
        "COPYRIGHT" => Some(Field::CopyrightNotice),
        "DESCRIPTION" => Some(Field::Description),
        "DATE" | "YEAR" => return values.iter().take(1).for_each(|value| anatomy.state_date(name, value)),
        _ => None,
    };
    anatomy.state_texts(name, field, values.iter().map(String::as_str));
}
