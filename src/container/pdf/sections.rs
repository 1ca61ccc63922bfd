//! How a PDF is opened: it reads the sections of the cross-reference, newest first (ISO 32000-2, 7.5.4 to 7.5.8), and searches
//! the file where they are damaged.
use super::file::File;
use super::filter;
use super::lexer::Lexer;
use super::object::{Dictionary, Object};
use super::repair;
use super::xref::{ENTRY, Place, Rows, Section, Table};
use std::collections::BTreeSet;

/// The most sections of the cross-reference, each made by one saving of the file.
const MOST_SECTIONS: usize = 1024;
/// The most runs of object numbers in all of them.
const MOST_RUNS: usize = 50_000;
/// The most objects that a search finds.
const MOST_FOUND: usize = 1_000_000;
/// What is wanted of a trailer (7.5.5).
const TRAILER: [&[u8]; 4] = [b"Root", b"Info", b"Encrypt", b"ID"];
/// The most bytes that rows of cross-reference streams may take together.
const MOST_ROWS: usize = 48 * 1024 * 1024;
/// How far from the end `startxref` is looked for.
const TAIL: u64 = 2048;

impl File<'_, '_> {
    /// What `startxref` at the end says.
    pub(super) fn start(&mut self) -> Option<u64> {
        let from = self.reader.len().saturating_sub(TAIL);
        let tail = self.reader.some(from, usize::try_from(TAIL).ok()?);
        let at = memchr::memmem::rfind(tail, b"startxref")?;
        Lexer::new(tail.get(at + 9..)?).number()
    }

    /// Reads the sections from the newest to the oldest; false where one of them cannot be read.
    pub(super) fn read_sections(&mut self, start: u64) -> bool {
        let (mut open, mut seen) = (vec![start], BTreeSet::new());
        while let Some(at) = open.pop() {
            if !seen.insert(at) || seen.len() > MOST_SECTIONS {
                continue;
            }
            let Some((section, trailer)) = self.section(at) else { return false };
            // A hybrid's stream has what its table hides (7.5.8.4): it is asked first, and the older ones last.
            open.extend(trailer.get(b"Prev").count());
            if let Some(stream) = trailer.get(b"XRefStm").count().filter(|at| seen.insert(*at))
                && let Some((hidden, _)) = self.section(stream)
            {
                self.sections.push(hidden);
            }
            self.sections.push(section);
            self.trailer.complete(&trailer, &TRAILER);
        }
        true
    }

    fn section(&mut self, at: u64) -> Option<(Section, Dictionary)> {
        let shifted = at.checked_add(self.shift)?;
        self.section_at(shifted).or_else(|| if self.shift > 0 { self.section_at(at) } else { None })
    }

    fn section_at(&mut self, at: u64) -> Option<(Section, Dictionary)> {
        let start = self.parse(at, |lexer| {
            lexer.skip();
            Some(lexer.at())
        })? as u64;
        let at = at.checked_add(start)?;
        if self.reader.some(at, 4) == b"xref" {
            return self.table(at + 4);
        }
        let stream = self.object_at(at)?;
        let data = self.raw(at, &stream)?;
        let dictionary = stream.object.dictionary()?;
        let rows = Section::Rows(Rows::of(dictionary, filter::undo(data, dictionary, &mut self.inflater)?)?);
        let held: usize = self.sections.iter().map(Section::size).sum();
        let is_small = held.saturating_add(rows.size()) <= MOST_ROWS;
        (is_small && self.has_room(&rows)).then(|| (rows, dictionary.clone()))
    }

    /// A table's runs and the trailer after them.
    fn table(&mut self, mut at: u64) -> Option<(Section, Dictionary)> {
        let mut runs = Vec::new();
        while runs.len() <= MOST_RUNS {
            let head = self.parse(at, |lexer| {
                let head = lexer.number().zip(lexer.number());
                lexer.skip();
                Some((head, lexer.at()))
            })?;
            let (Some((first, count)), length) = head else { break };
            let start = at.checked_add(length as u64)?;
            // White space before the entries is theirs where there are none.
            at = if count == 0 { start } else { start.checked_add(count.checked_mul(ENTRY)?)?.checked_sub(2)? };
            runs.push((first, count, start));
        }
        let trailer = self.parse(at, |lexer| if lexer.keyword(b"trailer") { lexer.object() } else { None })?;
        let table = Section::Table(Table { runs });
        self.has_room(&table).then_some((table, trailer.dictionary()?.clone()))
    }

    /// Whether another section's runs are not too many: each look for an object goes through all of them.
    fn has_room(&self, section: &Section) -> bool {
        self.sections.iter().map(Section::runs).sum::<usize>().saturating_add(section.runs()) <= MOST_RUNS
    }

    /// Searches the whole file for objects and trailers.
    pub(super) fn search(&mut self) {
        let scan = repair::scan(self.reader);
        self.found = Some(scan.places);
        self.unpacked = None;
        for at in scan.trailers.into_iter().rev() {
            let read = |lexer: &mut Lexer<'_>| if lexer.keyword(b"trailer") { lexer.object() } else { None };
            if let Some(Object::Dictionary(trailer)) = self.parse(at, read) {
                self.trailer.complete(&trailer, &TRAILER);
            }
        }
        for number in scan.sections.into_iter().rev() {
            if let Object::Dictionary(trailer) = self.resolved(&Object::Reference(number, 0)) {
                self.trailer.complete(&trailer, &TRAILER);
            }
        }
        if let (Object::Null, Some(catalog)) = (self.trailer.get(b"Root"), scan.catalog) {
            self.trailer.0.push((b"Root".to_vec(), Object::Reference(catalog, 0)));
        }
        self.open_encryption();
        for stream in scan.packs {
            let numbers = self.packed_numbers(stream);
            let Some(found) = &mut self.found else { return };
            let room = MOST_FOUND.saturating_sub(found.len());
            for (index, number) in (0..).zip(numbers).take(room) {
                found.entry(number).or_insert(Place::Packed(stream, index));
            }
        }
    }
}
