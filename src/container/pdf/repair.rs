//! What can be found in a PDF whose cross-reference is damaged: every `1 0 obj` and every trailer, by searching the
//! file from end to end. Of objects with the same number the last counts, as saving appends.
use super::super::reader::Reader;
use super::lexer::is_white;
use super::xref::Place;
use std::collections::BTreeMap;
use std::ops::Range;

/// How much of a file is searched.
const MOST_SEARCHED: u64 = 256 * 1024 * 1024;
/// How much is searched at a time, and how much of it again with the next part, so that nothing is cut in two.
const PART: usize = 4 * 1024 * 1024;
const OVERLAP: usize = 512;
/// How far before a part it is read again, as a number that was cut at its beginning is another number.
const BEFORE: usize = 32;
/// The most objects that are looked at, of all savings.
const MOST_HEADINGS: usize = 500_000;
/// The most trailers, object streams and cross-reference streams that are remembered.
const MOST_OTHERS: usize = 4096;
/// How much of an object tells what it is.
const HEAD: usize = 256;

/// What was found, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) places: BTreeMap<u32, Place>,
    /// Where trailers begin.
    pub(super) trailers: Vec<u64>,
    /// The numbers of object streams.
    pub(super) packs: Vec<u32>,
    /// The numbers of cross-reference streams, whose dictionaries are trailers.
    pub(super) sections: Vec<u32>,
    /// The number of the last catalog.
    pub(super) catalog: Option<u32>,
    headings: usize,
}

/// Searches a file.
pub(super) fn scan(reader: &mut Reader<'_>) -> Scan {
    let (mut scan, mut at) = (Scan::default(), 0);
    let end = reader.len().min(MOST_SEARCHED);
    while at < end {
        let bytes = reader.some(at, PART);
        let is_last = bytes.len() < PART;
        let inside = if at > 0 { BEFORE } else { 0 }..if is_last { bytes.len() } else { PART - OVERLAP };
        scan.objects(bytes, at, &inside);
        scan.trailers(bytes, at, &inside);
        if is_last {
            break;
        }
        at += (inside.end - BEFORE) as u64;
    }
    scan
}

impl Scan {
    /// Notes the objects that begin in the inside of a part.
    fn objects(&mut self, bytes: &[u8], base: u64, inside: &Range<usize>) {
        for end in memchr::memmem::find_iter(bytes, b"obj") {
            let Some((start, number)) = bytes.get(..end).and_then(heading) else { continue };
            if self.headings >= MOST_HEADINGS {
                return;
            }
            if !inside.contains(&start) {
                continue;
            }
            self.headings += 1;
            self.places.insert(number, Place::At(base + start as u64));
            let head = bytes.get(end + 3..).unwrap_or(&[]);
            let head = head.get(..HEAD).unwrap_or(head);
            // No further than to the next object.
            let next = memchr::memmem::find(head, b"obj").unwrap_or(head.len());
            self.note(number, head.get(..next).unwrap_or(head));
        }
    }

    /// Remembers what an object is, if its first names say so.
    fn note(&mut self, number: u32, head: &[u8]) {
        for slash in memchr::memchr_iter(b'/', head) {
            let name = head.get(slash + 1..).unwrap_or(&[]);
            if name.starts_with(b"ObjStm") && self.packs.len() < MOST_OTHERS {
                return self.packs.push(number);
            }
            if name.starts_with(b"XRef") && self.sections.len() < MOST_OTHERS {
                return self.sections.push(number);
            }
            if name.starts_with(b"Catalog") {
                self.catalog = Some(number);
                return;
            }
        }
    }

    fn trailers(&mut self, bytes: &[u8], base: u64, inside: &Range<usize>) {
        for at in memchr::memmem::find_iter(bytes, b"trailer").filter(|at| inside.contains(at)) {
            if self.trailers.len() < MOST_OTHERS {
                self.trailers.push(base + at as u64);
            }
        }
    }
}

/// The number that stands before `obj`, and where it begins: number, white space, generation, white space.
fn heading(before: &[u8]) -> Option<(usize, u32)> {
    let (generation, before) = last_number(before)?;
    let (number, before) = last_number(before).filter(|_| generation.len() <= 5)?;
    let number = std::str::from_utf8(number).ok()?.parse().ok()?;
    Some((before.len(), number))
}

/// The digits before white space at the end, and what is before them.
fn last_number(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let spaces = bytes.iter().rev().take(16).take_while(|byte| is_white(**byte)).count();
    let bytes = bytes.get(..bytes.len().checked_sub(spaces).filter(|_| spaces > 0)?)?;
    let digits = bytes.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (before, number) = bytes.split_at_checked(bytes.len().checked_sub(digits)?)?;
    (digits > 0).then_some((number, before))
}

#[cfg(test)]
mod tests {
    use super::super::super::reader::Reader;
    use super::{Place, heading, scan};

    #[test]
    fn objects_are_found_by_their_heading_and_the_last_counts() {
        let bytes = b"1 0 obj<</Type/Catalog>>endobj 12  0\nobj x endobj 1 0 obj<</Type/ObjStm>>endobj endobj trailer";
        let found = scan(&mut Reader::new(&&bytes[..]));
        assert_eq!(found.places.into_iter().collect::<Vec<_>>(), [(1, Place::At(50)), (12, Place::At(31))]);
        assert_eq!((found.catalog, found.packs, found.trailers), (Some(1), vec![1], vec![bytes.len() as u64 - 7]));
        assert_eq!(heading(b"obj "), None);
        assert_eq!(heading(b"1 "), None);
    }

    #[test]
    fn an_object_between_two_parts_is_found_once() {
        for shift in 0..20 {
            let mut bytes = vec![b' '; super::PART - super::OVERLAP - shift];
            let at = bytes.len() as u64;
            bytes.extend_from_slice(b"123 0 obj endobj");
            bytes.resize(super::PART + 100, b' ');
            let found = scan(&mut Reader::new(&&bytes[..]));
            assert_eq!(found.places.into_iter().collect::<Vec<_>>(), [(123, Place::At(at))], "{shift}");
        }
    }
}
