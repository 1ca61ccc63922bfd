//! PDF's text strings and dates (ISO 32000-2, 7.9.2.2 and 7.9.4): three encodings, one form of date.
use crate::asset::Date;

/// What PDFDocEncoding has from 0x18 to 0x1F.
const ACCENTS: [char; 8] = ['\u{2d8}', '\u{2c7}', '\u{2c6}', '\u{2d9}', '\u{2dd}', '\u{2db}', '\u{2da}', '\u{2dc}'];
/// What it has from 0x80 to 0x9F; the last has no meaning.
const SPECIALS: [char; 32] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}',
];

/// A text string, without the marks of language in it.
pub(super) fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => without_language(&String::from_utf8_lossy(rest)),
        _ => bytes.iter().map(|byte| letter(*byte)).collect(),
    }
}

fn wide(bytes: &[u8], number: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| number(*pair)).collect();
    without_language(&String::from_utf16_lossy(&units))
}

/// A language stands between two escapes (7.9.2.2).
fn without_language(text: &str) -> String {
    text.split('\u{1b}').step_by(2).collect()
}

fn letter(byte: u8) -> char {
    let of = |table: &[char], first: u8| table.get(usize::from(byte - first)).copied().unwrap_or('\u{fffd}');
    match byte {
        0x18..=0x1F => of(&ACCENTS, 0x18),
        0x80..=0x9F => of(&SPECIALS, 0x80),
        0xA0 => '€',
        _ => char::from(byte),
    }
}

/// `D:YYYYMMDDHHmmSSOHH'mm'`, of which everything after the year may be left out, and programs leave out more.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    let mut rest = text.strip_prefix("D:").unwrap_or(text);
    let mut date = Date::day(u16::try_from(digits(&mut rest, 4)?).ok()?, 1, 1)?;
    let mut two = || digits(&mut rest, 2).and_then(|number| u8::try_from(number).ok());
    (date.month, date.day) = (two(), two());
    date.time = two().and_then(|hour| Some((hour, two()?)));
    date.second = if date.time.is_some() { two() } else { None };
    if date.time.is_some() {
        (date.offset, date.zulu) = offset(rest)?;
    } else if !rest.is_empty() {
        // Not this form; ISO 8601 is seen too.
        return text.parse().ok();
    }
    date.is_possible().then_some(date)
}

/// The next `count` digits, if there are so many.
fn digits(rest: &mut &str, count: usize) -> Option<u32> {
    let (number, after) = rest.split_at_checked(count)?;
    let number = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    *rest = after;
    Some(number)
}

/// Minutes east of UTC, and whether they are written `Z`; none where anything else follows the time.
fn offset(rest: &str) -> Option<(Option<i16>, bool)> {
    let sign = match rest.chars().next() {
        None => return Some((None, false)),
        Some('Z') => return Some((Some(0), true)),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let mut parts = rest.get(1..)?.split(['\'', ':']);
    let hours = parts.next()?;
    let (hours, minutes) = match hours.len() {
        4 => hours.split_at_checked(2)?,
        _ => (hours, parts.next().filter(|minutes| !minutes.is_empty()).unwrap_or("0")),
    };
    let (hours, minutes) = (hours.parse::<i16>().ok()?, minutes.parse::<i16>().ok()?);
    let is_possible = (0..=18).contains(&hours) && (0..60).contains(&minutes);
    is_possible.then(|| (Some(sign * (hours * 60 + minutes)), false))
}

#[cfg(test)]
mod tests {
    use super::{date, decoded};

    #[test]
    fn texts_are_decoded_by_their_mark() {
        assert_eq!(decoded(b"M\xe1laga \x90\x80\x18\xa0"), "Málaga ’•\u{2d8}€");
        assert_eq!(decoded(b"\xfe\xff\0\x1b\0e\0n\0\x1b\0H\x20\x14"), "H—");
        assert_eq!(decoded(b"\xff\xfeH\0\xe9\0"), "Hé");
        assert_eq!(decoded("\u{feff}Zürich".as_bytes()), "Zürich");
    }

    #[test]
    fn dates_are_read_as_far_as_they_are_written() {
        let cases = [
            ("D:20200513133227+02'00'", Some("2020-05-13T13:32:27+02:00")),
            ("D:20200513133227-0330", Some("2020-05-13T13:32:27-03:30")),
            ("D:20200513133227Z00'00'", Some("2020-05-13T13:32:27Z")),
            ("D:20200513133227+02", Some("2020-05-13T13:32:27+02:00")),
            ("20110917084133", Some("2011-09-17T08:41:33")),
            ("D:202005", Some("2020-05")),
            ("D:2020", Some("2020")),
            ("2007-09-15T11:02:31+02:00", Some("2007-09-15T11:02:31+02:00")),
            ("D:20201513", None),
            ("D:20200513133227 noon", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), expected, "{text}");
        }
    }
}
