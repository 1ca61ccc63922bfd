//! IIM datasets to statements (IPTC-IIM 4.2), with the damage and the character sets that real files have.
mod charset;
mod edit;

use super::Findings;
use super::mapping::of_iim;
use super::values;
use crate::asset::date::offset_of;
use crate::asset::text::tidied;
use crate::asset::{Date, Field, Kind, Origin, ProblemKind, Value};
use charset::Charset;
pub(super) use charset::guessed;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub(super) use edit::edited;

const MARKER: u8 = 0x1c;
/// The most datasets that are read of one block.
const DATASETS: usize = 20_000;
/// Days, and the times that belong to them, in record 2.
const TIMES: &[(u8, u8)] = &[(55, 60), (62, 63), (30, 35), (37, 38)];

/// One dataset of a block.
#[derive(Clone, Copy, Debug)]
struct Dataset<'a> {
    record: u8,
    number: u8,
    data: &'a [u8],
}

/// Reads a block; repeated datasets become the values of one statement.
pub(super) fn read(data: &[u8], findings: &mut Findings) {
    let data = straightened(data);
    let datasets = datasets(&data, findings);
    let declared = datasets.iter().find(|dataset| (dataset.record, dataset.number) == (1, 90));
    let charset = Charset::of(declared.map(|dataset| dataset.data));
    if charset == Charset::Unsupported {
        findings.problem(ProblemKind::Unsupported, "the IIM block is in a character set that is not read");
    }
    let mut by_number: BTreeMap<(u8, u8), Vec<&[u8]>> = BTreeMap::new();
    for dataset in &datasets {
        by_number.entry((dataset.record, dataset.number)).or_default().push(dataset.data);
    }
    let mut texts = Texts { charset, guess: None };
    for (key, same) in &by_number {
        let time = TIMES.iter().find(|(day, _)| *key == (2, *day)).and_then(|(_, time)| by_number.get(&(2, *time)));
        state(*key, same, time.and_then(|times| times.first().copied()), &mut texts, findings);
    }
    if let Some(name) = texts.guess {
        findings.state(Origin::Iim, GUESS, None, vec![Value::text(name)]);
    }
}

/// The name of the statement that says which character set the texts were read in, where none was declared.
const GUESS: &str = "IPTCCharacterSetGuess";

/// Reads a block's texts, and remembers the set that was guessed for the last of them that is not ASCII or UTF-8.
struct Texts {
    charset: Charset,
    guess: Option<&'static str>,
}

impl Texts {
    fn read(&mut self, bytes: &[u8], findings: &mut Findings) -> String {
        let (text, guess) = self.charset.decode(bytes, findings);
        self.guess = guess.map(encoding_rs::Encoding::name).or(self.guess);
        text
    }
}

/// Photoshop writes TIFF's copy as 32-bit numbers, which a change of byte order turns around.
fn straightened(data: &[u8]) -> Cow<'_, [u8]> {
    let is_turned = data.first() != Some(&MARKER) && data.get(3) == Some(&MARKER) && data.len().is_multiple_of(4);
    if !is_turned {
        return Cow::Borrowed(data);
    }
    Cow::Owned(data.chunks_exact(4).flat_map(|word| word.iter().rev()).copied().collect())
}

fn datasets<'a>(data: &'a [u8], findings: &mut Findings) -> Vec<Dataset<'a>> {
    let mut found = Vec::new();
    let mut rest = data;
    while let Some((marker, after)) = rest.split_first() {
        if *marker != MARKER {
            // Some writers pad the block, and some pad each dataset, with NULs.
            if *marker == 0 {
                rest = after;
                continue;
            }
            findings.problem(ProblemKind::Malformed, "the IIM block goes on with something else");
            break;
        }
        if found.len() >= DATASETS {
            findings.problem(ProblemKind::Limit, "the IIM block has more datasets than are read");
            break;
        }
        let Some((dataset, after)) = dataset(rest) else {
            findings.problem(ProblemKind::Truncated, "the IIM block is cut short");
            break;
        };
        found.push(dataset);
        rest = after;
    }
    found
}

/// The first dataset of `bytes` and what follows it (IIM 1.5: standard and extended datasets).
fn dataset(bytes: &[u8]) -> Option<(Dataset<'_>, &[u8])> {
    let ([_, record, number, high, low], rest) = bytes.split_first_chunk::<5>()?;
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let (length, rest) = if length & 0x8000 == 0 {
        (length, rest)
    } else {
        let (digits, rest) = rest.split_at_checked(length & 0x7fff)?;
        let significant = digits.iter().skip_while(|digit| **digit == 0);
        let length = significant.clone().fold(0usize, |length, digit| (length << 8) | usize::from(*digit));
        (Some(length).filter(|_| significant.count() <= 4)?, rest)
    };
    let (data, rest) = rest.split_at_checked(length)?;
    Some((Dataset { record: *record, number: *number, data }, rest))
}

fn state((record, number): (u8, u8), same: &[&[u8]], time: Option<&[u8]>, texts: &mut Texts, findings: &mut Findings) {
    let name = format!("{record}:{number:02}");
    if is_binary(record, number) {
        let values = same.iter().map(|data| binary(record, data)).collect();
        return findings.state(Origin::Iim, name, None, values);
    }
    let said: Vec<String> = same
        .iter()
        .map(|data| texts.read(data, findings))
        .filter_map(|text| tidied(&text).map(Cow::into_owned))
        .collect();
    let field = of_iim(&name);
    let spoken = field.map_or(Vec::new(), |field| match field.kind() {
        Kind::Date => {
            let time = time.map(|time| texts.charset.decode(time, &mut Findings::default()).0);
            said.first().and_then(|day| moment(day, time.as_deref())).map(Value::Date).into_iter().collect()
        }
        Kind::Text | Kind::Uri | Kind::Integer | Kind::Number | Kind::Boolean | Kind::Struct => {
            said.iter().filter_map(|text| values::of_text(field, text)).collect()
        }
    });
    if spoken.is_empty() {
        findings.state(Origin::Iim, name, None, said.into_iter().map(Value::Text).collect());
    } else {
        findings.state(Origin::Iim, name, field, spoken);
    }
}

/// Numbers (record 3, the news photo parameters, and 6 to 9), previews and the objects themselves, and what FotoStation
/// keeps in record 240.
fn is_binary(record: u8, number: u8) -> bool {
    matches!((record, number), (1, 0 | 20 | 22 | 90 | 120 | 122) | (2, 0 | 125 | 200..=202) | (3 | 6..=9 | 240, _))
}

fn binary(record: u8, data: &[u8]) -> Value {
    let whole = || data.iter().fold(0, |number, byte| number << 8 | i64::from(*byte));
    match data {
        [0x1b, b'%', b'G', ..] => Value::text("UTF-8"),
        [_] | [_, _] | [_, _, _, _] if record != 240 => Value::Integer(whole()),
        _ => printable(data).map_or_else(|| Value::Text(format!("({} bytes)", data.len())), Value::Text),
    }
}

/// FotoStation has texts where IIM has previews; what is a text by its looks is shown as one.
fn printable(data: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(data).ok()?.trim_end_matches('\0');
    let is_text = !text.is_empty() && !text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r'));
    is_text.then(|| text.to_owned())
}

/// `CCYYMMDD` with `HHMMSS±HHMM` (IIM 2:55, 2:60); what of it is there and possible, and ISO 8601 where people wrote it.
fn moment(day: &str, time: Option<&str>) -> Option<Date> {
    let is_compact = day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit());
    let day = match (day.get(..4), day.get(4..6), day.get(6..8)) {
        (Some(year), Some(month), Some(day)) if is_compact => format!("{year}-{month}-{day}"),
        _ => day.to_owned(),
    };
    let time = time.and_then(clock);
    time.and_then(|time| format!("{day}T{time}").parse().ok()).or_else(|| values::date(&day))
}

/// `101213+0200` as `10:12:13+02:00`; an impossible offset is left out.
fn clock(text: &str) -> Option<String> {
    let text = tidied(text)?;
    let length = text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b':').count();
    let (digits, offset) = text.split_at(length);
    let digits = digits.replace(':', "");
    let (hour, minute, second) = (digits.get(..2)?, digits.get(2..4)?, digits.get(4..6));
    let offset = if offset_of(offset).is_some() { offset } else { "" };
    let second = second.map(|second| format!(":{second}")).unwrap_or_default();
    Some(format!("{hour}:{minute}{second}{offset}"))
}

/// The value that a dataset's text has as the field's, where IIM writes more than the field holds: the number of a
/// `2:12` (`IPTC:15054000:SPORT:SOCCER`), the name of a `2:04` (`001:Current`).
pub(super) fn equivalent(field: Field, text: &str) -> String {
    let is_code = |part: &&str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    if field == Field::SubjectCode {
        return text.split(':').find(is_code).unwrap_or(text).to_owned();
    }
    match text.split_once(':') {
        Some((number, name))
            if field == Field::IntellectualGenre
                && number.len() == 3
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && !name.trim().is_empty() =>
        {
            name.trim().to_owned()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
