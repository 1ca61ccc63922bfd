//! Lengths of time that dates are moved by: a camera's clock was an hour behind, a scan is of another year. Nothing is invented:
//! a date is moved by no less than it is known to, and keeps its precision, its fraction and its offset.
use super::date::Date;
use jiff::Span;
use jiff::civil;

/// A length of time, forward or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    months: i64,
    days: i64,
    seconds: i64,
    /// The finest unit it is written in.
    finest: Fineness,
}

/// What a date has to be known to, coarsest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fineness {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

impl Fineness {
    const fn word(self) -> &'static str {
        match self {
            Fineness::Year => "year",
            Fineness::Month => "month",
            Fineness::Day => "day",
            Fineness::Minute => "minute",
            Fineness::Second => "second",
        }
    }
}

/// No number in a length of time is larger: thousands of years in seconds.
const MOST: i64 = 999_999_999_999;

impl Shift {
    /// A length as it is typed: `1h30m`, `2d`, `1y6mo`; units `y mo w d h m s`, each at most once.
    pub fn of(text: &str) -> Option<Shift> {
        let mut shift = Shift { months: 0, days: 0, seconds: 0, finest: Fineness::Year };
        let (mut rest, mut seen) = (text.trim(), Vec::new());
        while !rest.is_empty() {
            let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
            let number: i64 = rest[..digits].parse().ok().filter(|number| *number <= MOST)?;
            let after = &rest[digits..];
            let unit = &after[..after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len())];
            shift.add(number, unit)?;
            if seen.contains(&unit) {
                return None;
            }
            seen.push(unit);
            rest = &after[unit.len()..];
        }
        (!seen.is_empty()).then_some(shift)
    }

    fn add(&mut self, number: i64, unit: &str) -> Option<()> {
        let (sum, factor, finest) = match unit {
            "y" => (&mut self.months, 12, Fineness::Year),
            "mo" => (&mut self.months, 1, Fineness::Month),
            "w" => (&mut self.days, 7, Fineness::Day),
            "d" => (&mut self.days, 1, Fineness::Day),
            "h" => (&mut self.seconds, 3600, Fineness::Minute),
            "m" => (&mut self.seconds, 60, Fineness::Minute),
            "s" => (&mut self.seconds, 1, Fineness::Second),
            _ => return None,
        };
        *sum += number * factor;
        self.finest = self.finest.max(finest);
        Some(())
    }

    /// The length in seconds; `None` where that depends on the months, or is beyond all numbers.
    pub fn seconds(self) -> Option<i64> {
        (self.months == 0).then_some(self.days)?.checked_mul(86_400)?.checked_add(self.seconds)
    }

    /// The same length in the other direction.
    #[must_use]
    pub fn back(self) -> Shift {
        Shift { months: -self.months, days: -self.days, seconds: -self.seconds, ..self }
    }
}

impl Date {
    fn fineness(&self) -> Fineness {
        match (self.month, self.day, self.time, self.second) {
            (None, ..) => Fineness::Year,
            (_, None, ..) => Fineness::Month,
            (_, _, None, _) => Fineness::Day,
            (_, _, _, None) => Fineness::Minute,
            (_, _, _, Some(_)) => Fineness::Second,
        }
    }

    /// The date that lies so much later, or earlier. A day that its new month has not becomes the month's last; a leap second
    /// is taken for the one before it.
    ///
    /// # Errors
    /// A sentence: the date is known less precisely than the shift is, or the years 1 to 9999 are left.
    pub fn shifted(&self, shift: &Shift) -> Result<Date, String> {
        if shift.finest > self.fineness() {
            let (known, finest) = (self.fineness().word(), shift.finest.word());
            return Err(format!("`{self}` is known to the {known}, and this shift is to the {finest}"));
        }
        let moved = self.moved(shift).ok_or_else(|| format!("`{self}` is shifted beyond the years 1 to 9999"))?;
        Ok(Date {
            month: moved.month.filter(|_| self.month.is_some()),
            day: moved.day.filter(|_| self.day.is_some()),
            time: moved.time.filter(|_| self.time.is_some()),
            second: moved.second.filter(|_| self.second.is_some()),
            fraction: self.fraction.clone(),
            zulu: self.zulu,
            ..moved
        })
    }

    fn moved(&self, shift: &Shift) -> Option<Date> {
        let small = |number: u8| i8::try_from(number).ok();
        let (hour, minute) = self.time.unwrap_or((0, 0));
        let year = i16::try_from(self.year).ok()?;
        let day = civil::Date::new(year, small(self.month.unwrap_or(1))?, small(self.day.unwrap_or(1))?).ok()?;
        let second = small(self.second.unwrap_or(0).min(59))?;
        let time = civil::Time::new(small(hour)?, small(minute)?, second, 0).ok()?;
        let span = Span::new().try_months(shift.months).ok()?.try_days(shift.days).ok()?;
        let moved = day.to_datetime(time).checked_add(span.try_seconds(shift.seconds).ok()?).ok()?;
        let date = Date::of_civil(moved, self.offset, self.zulu);
        (moved.year() >= 1 && date.is_possible()).then_some(date)
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Shift};

    fn shifted(date: &str, by: &str) -> Result<String, String> {
        let shift = Shift::of(by.trim_start_matches('-')).unwrap();
        let shift = if by.starts_with('-') { shift.back() } else { shift };
        date.parse::<Date>().unwrap().shifted(&shift).map(|date| date.to_string())
    }

    #[test]
    fn a_date_is_shifted_and_stays_as_precise_as_it_was() {
        for (date, by, after) in [
            ("2024-05-01T10:12:13.25+02:00", "1h30m", "2024-05-01T11:42:13.25+02:00"),
            ("2024-05-01T23:30", "-1d", "2024-04-30T23:30"),
            ("2024-05-01T23:30", "45m", "2024-05-02T00:15"),
            ("2024-05-01T23:30:00Z", "1h", "2024-05-02T00:30:00Z"),
            ("2024-01-31", "1mo", "2024-02-29"),
            ("2024-02-29", "1y", "2025-02-28"),
            ("2024-05", "-5mo", "2023-12"),
            ("1962", "2y", "1964"),
            ("2024-12-30", "1w", "2025-01-06"),
            ("2024-05-01T10:12:59", "1y1mo1d1h1m1s", "2025-06-02T11:14:00"),
            ("2016-12-31T23:59:60", "1s", "2017-01-01T00:00:00"),
        ] {
            assert_eq!(shifted(date, by), Ok(after.to_owned()), "{date} {by}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_shifted() {
        for (date, by, message) in [
            ("2024", "1mo", "known to the year, and this shift is to the month"),
            ("2024-05", "1d", "to the day"),
            ("2024-05-01", "24h", "known to the day, and this shift is to the minute"),
            ("2024-05-01T10:12", "30s", "to the second"),
            ("2024", "9000y", "beyond the years"),
            ("2024", "-3000y", "beyond the years"),
            ("2024-05-01T10:12:13", "999999999999s", "beyond the years"),
        ] {
            assert!(shifted(date, by).is_err_and(|error| error.contains(message)), "{date} {by}");
        }
    }

    #[test]
    fn lengths_of_time_are_numbers_with_units() {
        for wrong in ["", " ", "1", "h", "1x", "1h2", "1h1h", "-1h", "1 h", "1.5h", "9999999999999h", "1H", "1hm"] {
            assert_eq!(Shift::of(wrong), None, "{wrong}");
        }
    }
}
