//! The name of a colour profile (ICC.1:2022, 9.2.41 `profileDescriptionTag`, and the form of version 2). Nothing else of it.
use super::Findings;
use super::values;
use crate::asset::{Field, Origin};
use encoding_rs::UTF_16BE;

/// The most tags that are looked at; profiles have about twenty.
const TAGS: usize = 200;

/// States the profile's description, if it has one.
pub(super) fn read(data: &[u8], findings: &mut Findings) {
    let value = description(data).and_then(|text| values::of_text(Field::ColorSpace, &text));
    findings.state(
        Origin::Container,
        "ICC_Profile:ProfileDescription",
        Some(Field::ColorSpace),
        value.into_iter().collect(),
    );
}

fn description(data: &[u8]) -> Option<String> {
    let count = number(data, 128)?.min(TAGS);
    let tag = (0..count).find_map(|index| data.get(132 + index * 12..)?.get(..12)?.strip_prefix(b"desc"))?;
    let (start, length) = (number(tag, 0)?, number(tag, 4)?);
    let rest = data.get(start..)?;
    let element = rest.get(..length.min(rest.len()))?;
    match element.get(..4)? {
        b"desc" => {
            let text = element.get(12..12usize.checked_add(number(element, 8)?)?)?;
            Some(values::decoded(text.split(|byte| *byte == 0).next()?))
        }
        b"mluc" => localized(element),
        _ => None,
    }
}

/// The English text of a multi-localized string, else its first.
fn localized(element: &[u8]) -> Option<String> {
    let count = number(element, 8)?.min(TAGS);
    let mut records = (0..count).filter_map(|index| element.get(16 + index * 12..)?.get(..12));
    let record = records.clone().find(|record| record.starts_with(b"en")).or_else(|| records.next())?;
    let (length, start) = (number(record, 4)?, number(record, 8)?);
    let text = element.get(start..start.checked_add(length)?)?;
    Some(UTF_16BE.decode_without_bom_handling(text).0.into_owned())
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
}
