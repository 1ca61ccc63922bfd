//! APE tags, versions 1 and 2 (Hydrogenaudio, "APEv2 specification"): items of a name and UTF-8 texts behind the sound,
//! and covers. It knows where a tag ends, not whose sound it speaks of.
use super::anatomy::Anatomy;
use super::order::le32;
use super::preview;
use super::reader::Reader;
use crate::asset::Field;

/// The most items read.
const MOST_ITEMS: u32 = 1024;
/// The longest text read, in bytes.
const LONGEST: u32 = 64 * 1024;
/// Bytes of a header, and of a footer.
const FRAME: u64 = 32;

/// Reads the tag that ends at an offset, where there is one, and says where it begins; else that offset.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy, end: u64) -> u64 {
    let Some((begin, start, count)) = locate(reader, end) else { return end };
    items(reader, anatomy, (start, end - FRAME), count);
    begin
}

/// Reads a tag that stands at the head of a file, and says where it ends.
pub(super) fn examine_first(reader: &mut Reader<'_>, anatomy: &mut Anatomy) -> u64 {
    let Some(head) = reader.array::<32>(0).filter(|head| head.starts_with(b"APETAGEX")) else { return 0 };
    let end = FRAME + u64::from(le32(&head, 12).unwrap_or(0));
    items(reader, anatomy, (FRAME, end.min(reader.len())), le32(&head, 16).unwrap_or(0));
    end
}

/// Where a tag begins, where its items do, and how many it says it has.
fn locate(reader: &mut Reader<'_>, end: u64) -> Option<(u64, u64, u32)> {
    let at = end.checked_sub(FRAME)?;
    let footer = reader.array::<32>(at).filter(|footer| footer.starts_with(b"APETAGEX"))?;
    let start = end.checked_sub(u64::from(le32(&footer, 12)?))?;
    let has_header = le32(&footer, 20)? >> 31 == 1;
    let begin = if has_header { start.saturating_sub(FRAME) } else { start };
    (start <= at).then_some((begin, start, le32(&footer, 16)?))
}

/// Size, flags, name, NUL, value, for each item. Bits 1 and 2 of the flags: 0 is text, 1 is bytes, 2 an address.
fn items(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (start, end): (u64, u64), count: u32) {
    let mut at = start;
    for _ in 0..count.min(MOST_ITEMS) {
        let Some(name) = reader.some(at + 8, 256).split(|byte| *byte == 0).next().map(<[u8]>::to_vec) else { return };
        let Some(head) = reader.array::<8>(at).filter(|_| at < end && name.len() < 256) else { return };
        let (size, flags) = (le32(&head, 0).unwrap_or(0), le32(&head, 4).unwrap_or(0));
        let value = at + 8 + name.len() as u64 + 1;
        at = value + u64::from(size);
        if at > end {
            return;
        }
        let name = String::from_utf8_lossy(&name).into_owned();
        match flags >> 1 & 3 {
            0 | 2 if size <= LONGEST => {
                let bytes = reader.some(value, size as usize).to_vec();
                say(anatomy, &name, &String::from_utf8_lossy(&bytes));
            }
            1 => cover(reader, anatomy, (value, at)),
            _ => {}
        }
    }
}

/// A picture behind its file name and a NUL.
fn cover(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (start, end): (u64, u64)) {
    let bytes = reader.some(start, 1024);
    if let Some(name) = memchr::memchr(0, bytes) {
        let from = start + name as u64 + 1;
        preview::locate(reader, anatomy, from, end.saturating_sub(from));
    }
}

/// The texts of an item, which NULs divide.
fn say(anatomy: &mut Anatomy, name: &str, text: &str) {
    let field = match name.to_ascii_lowercase().as_str() {
        "title" => Some(Field::Title),
        "artist" => Some(Field::Creator),
        "copyright" => Some(Field::CopyrightNotice),
        "year" | "record date" | "date" => return anatomy.state_date(name, text),
        _ => None,
    };
    anatomy.state_texts(name, field, text.split('\0'));
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Anatomy, Reader, examine};
    use crate::asset::{Field, MediaType};

    /// A tag with a footer and without a header.
    pub(in crate::container) fn ape_tag(items: &[(&str, u32, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, flags, value) in items {
            body.extend((value.len() as u32).to_le_bytes());
            body.extend(flags.to_le_bytes());
            body.extend([name.as_bytes(), b"\0", value].concat());
        }
        let numbers = [2000, body.len() as u32 + 32, items.len() as u32, 0, 0, 0].map(u32::to_le_bytes).concat();
        [&body[..], b"APETAGEX", &numbers].concat()
    }

    #[test]
    fn a_list_of_artists_is_several_creators_and_the_tag_is_no_sound() {
        let tag = ape_tag(&[("Artist", 0, b"Ann\0Bob"), ("Title", 0, b"Harbour"), ("Cover Art (Front)", 2, b"a\0b")]);
        let bytes = [b"sound".as_slice(), &tag].concat();
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        let source = &bytes[..];
        let begin = examine(&mut Reader::new(&source), &mut anatomy, bytes.len() as u64);
        assert_eq!(begin, 5);
        let creators = anatomy.facts.iter().find(|fact| fact.field == Some(Field::Creator)).unwrap();
        assert_eq!(creators.values.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Ann", "Bob"]);
    }
}
