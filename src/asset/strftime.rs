//! Dates by a format of `strftime`'s letters. What a date does not know is never made up: the whole text is then none.
use super::date::Date;
use std::fmt::Write;

/// One piece of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Letter(char),
}

/// A checked format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pieces: Vec<Piece>,
}

/// Every letter that is understood; the rest are refused when a template is read.
const LETTERS: &str = "YymdejHIMSfpbBhaAuVGFTDRz%";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Format {
    /// Reads a format; the error is the letter that is not known, or none for a `%` at the end.
    pub(super) fn parse(text: &str) -> Result<Format, Option<char>> {
        let (mut pieces, mut plain, mut letters) = (Vec::new(), String::new(), text.chars());
        while let Some(letter) = letters.next() {
            if letter != '%' {
                plain.push(letter);
                continue;
            }
            let letter = letters.next().ok_or(None)?;
            if !LETTERS.contains(letter) {
                return Err(Some(letter));
            }
            if !plain.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Letter(letter));
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Format { pieces })
    }

    /// The date so written; `None` where it does not know a part that the format asks for.
    pub(super) fn render(&self, date: &Date) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Letter(letter) => part(date, *letter, &mut text)?,
            }
        }
        Some(text)
    }
}

/// One part of a date, names in English.
fn part(date: &Date, letter: char, to: &mut String) -> Option<()> {
    let written = match letter {
        'Y' => write!(to, "{:04}", date.year),
        'y' => write!(to, "{:02}", date.year % 100),
        'm' => write!(to, "{:02}", date.month?),
        'B' | 'b' | 'h' => {
            let name = *MONTHS.get(usize::from(date.month?).checked_sub(1)?)?;
            to.write_str(if letter == 'B' { name } else { &name[..3] })
        }
        'd' => write!(to, "{:02}", date.day?),
        'e' => write!(to, "{:2}", date.day?),
        'j' => write!(to, "{:03}", civil(date)?.day_of_year()),
        'A' | 'a' => {
            let name = *DAYS.get(usize::from(weekday(date)?).checked_sub(1)?)?;
            to.write_str(if letter == 'A' { name } else { &name[..3] })
        }
        'u' => write!(to, "{}", weekday(date)?),
        'V' => write!(to, "{:02}", civil(date)?.iso_week_date().week()),
        'G' => write!(to, "{:04}", civil(date)?.iso_week_date().year()),
        'H' => write!(to, "{:02}", date.time?.0),
        'I' => write!(to, "{:02}", (date.time?.0 + 11) % 12 + 1),
        'p' => to.write_str(if date.time?.0 < 12 { "AM" } else { "PM" }),
        'M' => write!(to, "{:02}", date.time?.1),
        'S' => write!(to, "{:02}", date.second?),
        'f' => to.write_str(date.fraction.as_deref()?),
        'z' => {
            let offset = date.offset?;
            let sign = if offset < 0 { '-' } else { '+' };
            write!(to, "{sign}{:02}{:02}", offset.unsigned_abs() / 60, offset.unsigned_abs() % 60)
        }
        'F' => return several(date, "Y-m-d", to),
        'D' => return several(date, "m/d/y", to),
        'T' => return several(date, "H:M:S", to),
        'R' => return several(date, "H:M", to),
        plain => write!(to, "{plain}"),
    };
    written.ok()
}

/// Letters with what stands between them.
fn several(date: &Date, letters: &str, to: &mut String) -> Option<()> {
    letters.chars().try_for_each(|letter| {
        if letter.is_ascii_alphabetic() {
            part(date, letter, to)
        } else {
            to.push(letter);
            Some(())
        }
    })
}

fn civil(date: &Date) -> Option<jiff::civil::Date> {
    jiff::civil::Date::new(date.year.cast_signed(), date.month?.cast_signed(), date.day?.cast_signed()).ok()
}

/// 1 for Monday to 7 for Sunday (ISO 8601).
fn weekday(date: &Date) -> Option<u8> {
    Some(civil(date)?.weekday().to_monday_one_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::Format;

    fn render(format: &str, date: &str) -> Option<String> {
        Format::parse(format).unwrap().render(&date.parse().unwrap())
    }

    #[test]
    fn letters_are_those_of_strftime() {
        let date = "2024-05-01T09:02:03.250+02:00";
        for (format, text) in [
            ("%Y-%m-%d", "2024-05-01"),
            ("%y%m%d_%H%M%S", "240501_090203"),
            ("%B %e, %A", "May  1, Wednesday"),
            ("%b %a %j %V %G %u", "May Wed 122 18 2024 3"),
            ("%I %p %f %z", "09 AM 250 +0200"),
            ("%F %T %R %D 100%%", "2024-05-01 09:02:03 09:02 05/01/24 100%"),
        ] {
            assert_eq!(render(format, date).unwrap(), text, "{format}");
        }
        assert_eq!(render("%I%p", "2024-05-01T00:00").unwrap(), "12AM");
        assert_eq!(render("%I%p", "2024-05-01T12:00").unwrap(), "12PM");
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        assert_eq!(render("%Y-%m", "2024"), None);
        assert_eq!(render("%Y %A", "2024-05"), None);
        assert_eq!(render("%H:%M:%S", "2024-05-01T09:02"), None);
        assert_eq!(render("%z", "2024-05-01T09:02"), None);
        assert_eq!(Format::parse("%Q"), Err(Some('Q')));
        assert_eq!(Format::parse("100%"), Err(None));
    }
}
