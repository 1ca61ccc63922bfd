//! Packets of other programs, changed where they must and to the byte the same elsewhere.
//!
//! Knows which properties a wish concerns and in which order things are done: the text is taken from the bytes, the
//! properties are found in it, each place is made to say what it shall, and what comes of it is read again and compared.
mod aim;
mod alias;
mod check;
mod cuts;
mod editor;
mod keywords;
mod list;
mod member;
mod padding;
mod regions;
mod site;
mod source;
mod survey;
mod wish;

use crate::asset::{Description, Field, Problem, ProblemKind, Value};
use crate::metadata::xmp::{BYTES, parse_as_it_is};
use aim::Aim;
use check::Reading;
use editor::{Editor, cannot};
use source::Source;
use survey::Survey;

/// Where a packet is to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketPlace {
    /// In a file of its own, which is as long as it has to be.
    Sidecar,
    /// In another file, where it keeps its size if its padding allows that.
    Embedded,
}

/// A packet that states what `old` states, and of each wished field the values that it is wished to have, none where the
/// list is empty; a new packet where there was none. A packet that says it already comes back as it is.
///
/// What is not wished keeps its bytes. The result was read again: each wish is said in the field's home, no other place
/// contradicts it, and every other statement is what it was.
///
/// # Errors
/// A problem instead of a packet: `Limit` above 16 MiB or beyond what is read, `Malformed` or `Truncated` for what is not
/// well-formed, `Refused` for a document type, `Unsupported` for forms that are read and cannot be changed for certain, and
/// `Invalid` for a wish that XMP cannot hold.
pub fn edit_packet(old: Option<&[u8]>, wishes: &[(Field, Vec<Value>)], place: PacketPlace) -> Result<Vec<u8>, Problem> {
    let wishes = wish::checked(wishes)?;
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let Some(old) = old.filter(|bytes| !bytes.iter().all(is_blank)) else { return new(&wishes, place) };
    if old.len() > BYTES {
        return Err(Problem::new(ProblemKind::Limit, "the XMP packet is larger than is edited"));
    }
    let source = Source::of(old)?;
    let document = parse_as_it_is(&source.text)?;
    let survey = Survey::of(&document, &source.text)?;
    let before = Reading::of(old)?;
    let Some((text, aims)) = changed(&source.text, &survey, &wishes, &before)? else { return Ok(old.to_vec()) };
    let new = source.with(&match place {
        PacketPlace::Sidecar => text,
        PacketPlace::Embedded => padding::fitted(&source, text),
    });
    let after = Reading::of(&new)?;
    before.check(&after, &aims)?;
    after.check_wishes(&wishes)?;
    Ok(new)
}

/// The text in which the wishes are said, and what had to change for that; none where nothing has to.
fn changed(
    text: &str,
    survey: &Survey<'_, '_>,
    wishes: &[(Field, Vec<Value>)],
    before: &Reading,
) -> Result<Option<(String, Vec<Aim>)>, Problem> {
    let aims = aims(wishes, survey, before);
    if aims.is_empty() {
        return Ok(None);
    }
    let mut editor = Editor::of(survey, text);
    for aim in &aims {
        editor.put(aim).ok_or_else(|| cannot(&aim.name))?;
    }
    Ok(Some((editor.finish()?, aims)))
}

/// What has to change for the wishes to be said.
fn aims(wishes: &[(Field, Vec<Value>)], survey: &Survey<'_, '_>, before: &Reading) -> Vec<Aim> {
    let has_paths = wishes.iter().any(|(field, _)| *field == Field::HierarchicalKeywords);
    let unsettled = wishes.iter().filter(|(field, values)| !before.is_settled(*field, values));
    let mut aims = Vec::new();
    for (field, values) in unsettled {
        if *field == Field::HierarchicalKeywords {
            aims.extend(keywords::aims_of_paths(values, survey, before));
            continue;
        }
        aims.extend(Aim::homes(*field, values));
        aims.extend(alias::aims(*field, values, survey));
        if *field == Field::ImageRegion {
            aims.extend(regions::aims(values, survey));
        }
        if *field == Field::Keywords && !has_paths {
            aims.extend(keywords::aims_of_terms(values, survey, before));
        }
    }
    aims
}

fn new(wishes: &[(Field, Vec<Value>)], place: PacketPlace) -> Result<Vec<u8>, Problem> {
    let mut description = Description::default();
    for (field, values) in wishes {
        description.set(*field, values.clone());
    }
    let packet = super::packet(&description);
    let bytes = match place {
        PacketPlace::Sidecar => packet.into_bytes(),
        PacketPlace::Embedded => padding::padded(&packet).into_bytes(),
    };
    let said = wishes.iter().filter(|(_, values)| !values.is_empty());
    let aims: Vec<Aim> = said.flat_map(|(field, values)| Aim::homes(*field, values)).collect();
    Reading::default().check(&Reading::of(&bytes)?, &aims)?;
    Ok(bytes)
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
