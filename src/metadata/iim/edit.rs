//! Fields to IIM datasets: a block in which the datasets of some fields say something else, in UTF-8 throughout, and all
//! others are as they were (IPTC-IIM 4.2; MWG 2.0, 5). How a value is told in a dataset is for `form` to know.
mod form;
mod part;

use super::{MARKER, TIMES, Texts, is_binary, moment, straightened};
use crate::asset::country::three_letters;
use crate::asset::text::tidied;
use crate::asset::{Date, Field, Kind, Problem, ProblemKind, Value};
use crate::metadata::Findings;
use crate::metadata::iim::charset::Charset;
use form::{Told, told};
use part::{Part, parts};

/// What 1:90 holds for UTF-8 (ISO 2022: `ESC % G`).
const UTF_8: &[u8] = b"\x1b%G";
/// The dataset that declares the character set.
const CHARSET: (u8, u8) = (1, 90);
/// The dataset that says by which version of the standard record 2 is written, and what it holds.
const VERSION: ((u8, u8), &[u8]) = ((2, 0), &[0, 4]);

/// A block after an edit, if there is one, and what of the wishes it cannot say whole.
pub(in crate::metadata) type Edited = (Option<Vec<u8>>, Vec<Problem>);

/// The block that says what is wished of each field that has a dataset; one without values has its datasets taken away.
///
/// Where nothing is said otherwise than it is, the block is the same to the byte. A text that is longer than its dataset
/// is cut at a letter, as MWG 2.0 has it, and told of: whoever reads the block beside XMP knows it for a cut copy. Of
/// keywords that are the same when they are cut, one is written. What has no form in a dataset (a country without a code
/// of three letters) is left out, and told of.
///
/// # Errors
/// `Malformed` and `Truncated` for a block that is damaged, `Unsupported` for one in a character set that is not read:
/// what is not understood could not be kept.
pub(in crate::metadata) fn edited(old: Option<&[u8]>, wishes: &[(Field, Vec<Value>)]) -> Result<Edited, Problem> {
    let straight = straightened(old.unwrap_or_default());
    let parts = parts(&straight)?;
    let declared = parts.iter().find(|part| part.key() == CHARSET).map(|part| &*part.data);
    let block = Block { charset: Charset::of(declared), parts };
    let (mut changes, mut notes) = (Vec::new(), Vec::new());
    for (field, values) in wishes {
        block.compare(*field, values, &mut changes, &mut notes);
    }
    let is_nothing = old.is_none() && changes.iter().all(|change: &Change| change.data.is_empty());
    if changes.is_empty() || is_nothing {
        return Ok((old.map(<[u8]>::to_vec), notes));
    }
    Ok((Some(block.changed(changes)?), notes))
}

/// A dataset and what shall be in it, as often as it shall be there.
struct Change {
    number: u8,
    data: Vec<Vec<u8>>,
}

/// A block and its parts.
struct Block<'a> {
    charset: Charset,
    parts: Vec<Part<'a>>,
}

impl<'a> Block<'a> {
    /// Notes what of a field must change.
    fn compare(&self, field: Field, wished: &[Value], changes: &mut Vec<Change>, notes: &mut Vec<Problem>) {
        let Some(number) = home(field) else { return };
        if field.kind() == Kind::Date {
            return self.compare_date(number, wished, changes);
        }
        let said = self.said(field, number);
        let (told, mut problems) = told(field, wished);
        let mut data: Vec<Vec<u8>> = Vec::new();
        for told in told {
            // What a dataset says beyond its field (the name beside a subject's number), and beyond its room, stays.
            let before = said.iter().find(|(said, _)| is_one(field, said, &told)).map(|(_, data)| data.clone());
            if before.is_none() && told.fitted.len() < told.whole.len() {
                note_cut(&mut problems, field);
            }
            let new = before.unwrap_or_else(|| told.fitted.into_bytes());
            if !data.contains(&new) {
                data.push(new);
            }
        }
        let shown = said.iter().map(|(_, data)| data).take(if field.is_many() { usize::MAX } else { 1 });
        if !shown.eq(&data) {
            notes.extend(problems);
            changes.push(Change { number, data });
        }
    }

    /// What the datasets of a field say, none twice, with their content in UTF-8.
    fn said(&self, field: Field, number: u8) -> Vec<(String, Vec<u8>)> {
        let mut said: Vec<(String, Vec<u8>)> = Vec::new();
        for part in self.parts.iter().filter(|part| part.key() == (2, number)) {
            let text = self.text(&part.data);
            let Some(read) = tidied(&text).map(|text| super::equivalent(field, &text)) else { continue };
            if !said.iter().any(|(known, _)| *known == read) {
                said.push((read, text.into_bytes()));
            }
        }
        said
    }

    fn text(&self, data: &[u8]) -> String {
        Texts { charset: self.charset, guess: None }.read(data, &mut Findings::default())
    }

    /// A day and, in a dataset of its own, the time.
    fn compare_date(&self, day: u8, wished: &[Value], changes: &mut Vec<Change>) {
        let Some((_, time)) = TIMES.iter().find(|(known, _)| *known == day) else { return };
        let first = |number| self.parts.iter().find(|part| part.key() == (2, number)).map(|part| self.text(&part.data));
        let (said_day, said_time) = (first(day), first(*time));
        let said = said_day.as_deref().and_then(|day| moment(day, said_time.as_deref()));
        let wished = wished.iter().find_map(form::date);
        let is_said = match (&said, &wished) {
            (Some(said), Some(wished)) => is_same(said, wished),
            (None, None) => said_day.is_none() && said_time.is_none(),
            (Some(_), None) | (None, Some(_)) => false,
        };
        if !is_said {
            let day_data = wished.as_ref().map(form::day);
            let time_data = wished.as_ref().and_then(form::time);
            for (number, data) in [(day, day_data), (*time, time_data)] {
                changes.push(Change { number, data: data.map(String::into_bytes).into_iter().collect() });
            }
        }
    }

    /// The block with the changes, in UTF-8.
    fn changed(mut self, changes: Vec<Change>) -> Result<Vec<u8>, Problem> {
        if self.charset != Charset::Utf8 {
            self.encode()?;
        }
        if !self.parts.iter().any(|part| part.record == 2) {
            part::set(&mut self.parts, VERSION.0, vec![VERSION.1.to_vec()]);
        }
        for Change { number, data } in changes {
            part::set(&mut self.parts, (2, number), data);
        }
        // A digest is of the datasets; what is behind the last of them is there to fill a tag of four-byte numbers.
        let padding = self.parts.last().map_or(0, |part| part.padding);
        let mut block: Vec<u8> = self.parts.iter().flat_map(|part| part.raw.iter().copied()).collect();
        block.truncate(block.len() - padding);
        Ok(block)
    }

    /// Puts every text into UTF-8 and says so: a text that was in another set would be misread as soon as 1:90 is set.
    fn encode(&mut self) -> Result<(), Problem> {
        let mut findings = Findings::default();
        if self.charset == Charset::Unsupported {
            let message = "the IIM block is in a character set that is not read, and so cannot be changed";
            return Err(Problem::new(ProblemKind::Unsupported, message));
        }
        for part in self.parts.iter_mut().filter(|part| part.record == 2 && !is_binary(part.record, part.number)) {
            if std::str::from_utf8(&part.data).is_err() {
                let text = Texts { charset: self.charset, guess: None }.read(&part.data, &mut findings);
                *part = Part::new(part.key(), text.into_bytes());
            } else if part.data.contains(&0x1b) {
                self.charset.decode(&part.data, &mut findings);
            }
        }
        if let Some(problem) = findings.problems.into_iter().find(|problem| problem.kind == ProblemKind::Unsupported) {
            return Err(problem);
        }
        part::set(&mut self.parts, CHARSET, vec![UTF_8.to_vec()]);
        Ok(())
    }
}

/// The dataset of record 2 in which a field is at home; of a date that of the day.
fn home(field: Field) -> Option<u8> {
    let name = field.definition().iim.split(' ').next()?;
    name.strip_prefix("2:")?.parse().ok()
}

/// Whether a dataset says a value already, whole or as far as there is room; a country by either of its codes.
fn is_one(field: Field, said: &str, told: &Told) -> bool {
    let fitted = tidied(&told.fitted);
    said == told.whole
        || fitted.is_some_and(|fitted| said == fitted)
        || field == Field::CountryCode && three_letters(said).is_some_and(|code| code == told.whole)
}

fn note_cut(notes: &mut Vec<Problem>, field: Field) {
    let most = field.definition().iim_max_bytes;
    let message = format!("{} is longer than the {most} bytes that IIM has for it, and is cut in it", field.word());
    let note = Problem::new(ProblemKind::Invalid, message);
    if !notes.contains(&note) {
        notes.push(note);
    }
}

fn is_same(said: &Date, wished: &Date) -> bool {
    said.wall() == wished.wall() && said.offset == wished.offset
}

#[cfg(test)]
mod tests;
