//! Paint Shop Pro's files: blocks, of which the first has the size and another what the author says (Jasc, PSP file
//! format specification, version 5). Nothing of their layers is known here.
use super::anatomy::Anatomy;
use super::order::{le16, le32};
use super::plain::text;
use super::reader::Reader;
use crate::asset::{Date, Field, Value};

/// Behind the signature and the version.
const FIRST_BLOCK: u64 = 36;
/// Since this version blocks have one length, not two, and the first begins with its own.
const SHORT_HEADS: u16 = 4;
const ATTRIBUTES: u16 = 0;
const CREATOR: u16 = 1;
/// The most blocks, and the most values of one, that are passed.
const BLOCKS: u32 = 256;
/// The longest text read.
const LONGEST: usize = 64 * 1024;

/// Reads the file.
pub(super) fn examine(reader: &mut Reader<'_>, anatomy: &mut Anatomy) {
    let version = reader.array::<2>(32).map_or(0, u16::from_le_bytes);
    let (head, skipped) = if version < SHORT_HEADS { (14, 0) } else { (10, 4) };
    let mut at = FIRST_BLOCK;
    for _ in 0..BLOCKS {
        let Some((kind, start, end)) = part(reader, at, *b"~BK\0", head) else { return };
        match kind {
            ATTRIBUTES => {
                let size = reader.array::<8>(start + skipped).unwrap_or_default();
                anatomy.state_size(le32(&size, 0).unwrap_or(0).into(), le32(&size, 4).unwrap_or(0).into());
            }
            CREATOR => creator(reader, anatomy, (start, end.min(reader.len()))),
            _ => {}
        }
        at = end;
    }
}

/// The kind of the part at an offset, and from where to where its content is: a mark, the kind, and last the length.
fn part(reader: &mut Reader<'_>, at: u64, mark: [u8; 4], head: usize) -> Option<(u16, u64, u64)> {
    let bytes = reader.exact(at, head)?;
    if !bytes.starts_with(&mark) {
        return None;
    }
    let start = at.checked_add(head as u64)?;
    Some((le16(bytes, 4)?, start, start.checked_add(le32(bytes, head.checked_sub(4)?)?.into())?))
}

fn creator(reader: &mut Reader<'_>, anatomy: &mut Anatomy, (mut at, end): (u64, u64)) {
    for _ in 0..BLOCKS {
        let Some((kind, start, after)) = part(reader, at, *b"~FL\0", 10).filter(|part| part.2 <= end) else { return };
        let length = usize::try_from(after - start).unwrap_or(LONGEST).min(LONGEST);
        let bytes = reader.some(start, length).to_vec();
        let made = le32(&bytes, 0).filter(|seconds| *seconds != 0).map(|seconds| Date::from_unix(seconds.into()));
        match (kind, made) {
            (0, _) => anatomy.state_text("PSP:Title", Some(Field::Title), &text(&bytes)),
            (1, Some(made)) => anatomy.state_moment("PSP:CreateDate", made),
            (2, Some(made)) => anatomy.state_value("PSP:ModifyDate", None, Value::Date(made)),
            (3, _) => anatomy.state_text("PSP:Artist", Some(Field::Creator), &text(&bytes)),
            (4, _) => anatomy.state_text("PSP:Copyright", Some(Field::CopyrightNotice), &text(&bytes)),
            (5, _) => anatomy.state_text("PSP:Description", Some(Field::Description), &text(&bytes)),
            _ => {}
        }
        at = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{Anatomy, Reader, examine};
    use crate::asset::MediaType;

    fn part(mark: &[u8; 4], kind: u16, content: &[u8], is_old: bool) -> Vec<u8> {
        let length = (content.len() as u32).to_le_bytes();
        let first: &[u8] = if is_old { &[0; 4] } else { &[] };
        [&mark[..], &kind.to_le_bytes(), first, &length, content].concat()
    }

    fn file(version: u8) -> Vec<u8> {
        let is_old = version < 4;
        let values: [(u16, &[u8]); 5] =
            [(0, b"Harbour"), (1, &[0x80, 0x43, 0x6D, 0x38]), (3, b"Ann Lee"), (4, b"(c) Ann Lee"), (9, b"x")];
        let creator: Vec<u8> = values.iter().flat_map(|(kind, value)| part(b"~FL\0", *kind, value, false)).collect();
        let size = [if is_old { &[][..] } else { &[46, 0, 0, 0] }, &[64, 0, 0, 0, 48, 0, 0, 0]].concat();
        [
            &b"Paint Shop Pro Image File\n\x1a\0\0\0\0\0"[..],
            &[version, 0, 0, 0],
            &part(b"~BK\0", 0, &size, is_old),
            &part(b"~BK\0", 3, b"layers", is_old),
            &part(b"~BK\0", 1, &creator, is_old),
        ]
        .concat()
    }

    fn told(bytes: &[u8]) -> Vec<String> {
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        examine(&mut Reader::new(&bytes), &mut anatomy);
        anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect()
    }

    #[test]
    fn the_size_and_what_the_author_says_are_told_in_both_kinds_of_files() {
        for version in [3, 10] {
            let expected = [
                "width=64",
                "height=48",
                "PSP:Title=Harbour",
                "PSP:CreateDate=2000-01-01T00:00:00Z",
                "PSP:Artist=Ann Lee",
                "PSP:Copyright=(c) Ann Lee",
            ];
            assert_eq!(told(&file(version)), expected, "{version}");
        }
    }

    #[test]
    fn no_length_leads_out_of_the_file() {
        let whole = file(10);
        for length in 0..whole.len() {
            assert!(told(&whole[..length]).len() <= 6, "{length}");
        }
        for at in 36..whole.len() - 4 {
            let mut bent = whole.clone();
            bent[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            assert!(told(&bent).len() <= 6, "{at}");
        }
    }
}
