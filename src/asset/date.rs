//! Dates as metadata has them: a year, perhaps a month, perhaps a time to the fraction, perhaps an offset.
//!
//! Nothing is ever invented: a date without a time has none, a time without an offset is the wall clock where the
//! picture was made. Comparison is by the wall clock, as people search; `Period` is the time that a partial date covers.
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

/// A date at some precision. Fields to the right are there only if all to their left are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// 0 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to the month's last.
    pub day: Option<u8>,
    /// Hour (0 to 23) and minute.
    pub time: Option<(u8, u8)>,
    /// 0 to 60.
    pub second: Option<u8>,
    /// Decimal digits of the second's fraction as written, 1 to 9 of them.
    pub fraction: Option<String>,
    /// Minutes east of UTC; only beside a time.
    pub offset: Option<i16>,
    /// Whether the offset is written `Z`.
    pub zulu: bool,
}

impl Date {
    /// A date of whole seconds in UTC.
    pub fn from_unix(seconds: i64) -> Date {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let civil = jiff::tz::TimeZone::UTC.to_datetime(moment);
        Date::of_civil(civil, Some(0), true)
    }

    pub(super) fn of_civil(civil: jiff::civil::DateTime, offset: Option<i16>, zulu: bool) -> Date {
        let small = |number: i8| number.unsigned_abs();
        Date {
            year: civil.year().unsigned_abs(),
            month: Some(small(civil.month())),
            day: Some(small(civil.day())),
            time: Some((small(civil.hour()), small(civil.minute()))),
            second: Some(small(civil.second())),
            fraction: None,
            offset,
            zulu,
        }
    }

    /// The date at midnight-less day precision.
    pub fn day(year: u16, month: u8, day: u8) -> Option<Date> {
        let date = Date {
            year,
            month: Some(month),
            day: Some(day),
            time: None,
            second: None,
            fraction: None,
            offset: None,
            zulu: false,
        };
        date.is_possible().then_some(date)
    }

    /// The wall-clock part as sortable text, at its own precision and without the offset: `2024-05-01T10:12:13.25`.
    ///
    /// Text order is time order, and a date lies within a period exactly if its text begins with the period's.
    pub fn wall(&self) -> String {
        let mut text = String::with_capacity(32);
        push_two(&mut text, self.year / 100);
        push_two(&mut text, self.year % 100);
        let two = |text: &mut String, mark: char, number: u8| {
            text.push(mark);
            push_two(text, number.into());
        };
        if let Some(month) = self.month {
            two(&mut text, '-', month);
        }
        if let Some(day) = self.day {
            two(&mut text, '-', day);
        }
        if let Some((hour, minute)) = self.time {
            two(&mut text, 'T', hour);
            two(&mut text, ':', minute);
        }
        if let Some(second) = self.second {
            two(&mut text, ':', second);
        }
        if let Some(fraction) = &self.fraction {
            text.push('.');
            text += fraction;
        }
        text
    }

    /// The wall clock as whole seconds since that of 1970 began; `None` unless it is known to the second.
    pub fn wall_seconds(&self) -> Option<i64> {
        let small = |number: u8| i8::try_from(number).ok();
        let (hour, minute) = self.time?;
        let day = jiff::civil::Date::new(self.year.cast_signed(), small(self.month?)?, small(self.day?)?).ok()?;
        let time = jiff::civil::Time::new(small(hour)?, small(minute)?, small(self.second?.min(59))?, 0).ok()?;
        Some(day.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_second())
    }

    /// Whether every part is in its range and the day is in its month.
    pub fn is_possible(&self) -> bool {
        let days = match self.month {
            None => 0,
            Some(2)
                if self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400)) =>
            {
                29
            }
            Some(2) => 28,
            Some(4 | 6 | 9 | 11) => 30,
            Some(1..=12) => 31,
            Some(_) => return false,
        };
        (1..=9999).contains(&self.year)
            && self.day.is_none_or(|day| (1..=days).contains(&day))
            && self.time.is_none_or(|(hour, minute)| hour < 24 && minute < 60)
            && self.second.is_none_or(|second| second <= 60)
            && self.offset.is_none_or(|offset| offset.unsigned_abs() <= 18 * 60)
    }

    /// The first moment after everything this date covers, as sortable text of the same precision, for upper bounds.
    ///
    /// A date with a fraction covers that moment alone; the end is then its text with a digit after it.
    pub fn after(&self) -> String {
        if self.fraction.is_some() || self.second == Some(60) {
            return format!("{}\u{7f}", self.wall());
        }
        let (year, month) = (self.year.cast_signed(), |date: &Date| date.month.unwrap_or(1).cast_signed());
        let Ok(start) = jiff::civil::Date::new(year, month(self), self.day.unwrap_or(1).cast_signed()) else {
            return format!("{}\u{7f}", self.wall());
        };
        let (hour, minute) = self.time.unwrap_or((0, 0));
        let start = start.at(hour.cast_signed(), minute.cast_signed(), self.second.unwrap_or(0).cast_signed(), 0);
        let span = match (self.month, self.day, self.time, self.second) {
            (None, ..) => jiff::Span::new().years(1),
            (_, None, ..) => jiff::Span::new().months(1),
            (_, _, None, _) => jiff::Span::new().days(1),
            (_, _, _, None) => jiff::Span::new().minutes(1),
            _ => jiff::Span::new().seconds(1),
        };
        let Ok(end) = start.checked_add(span) else { return "\u{7f}".to_owned() };
        let mut end = Date::of_civil(end, None, false);
        end.second = end.second.filter(|_| self.second.is_some());
        end.time = end.time.filter(|_| self.time.is_some());
        end.day = end.day.filter(|_| self.day.is_some());
        end.month = end.month.filter(|_| self.month.is_some());
        end.wall()
    }

    /// The same date at a coarser precision, or `None` where it is not known that finely.
    pub fn truncated(&self, unit: Unit) -> Option<Date> {
        let mut date = self.clone();
        (date.offset, date.zulu, date.fraction) = (None, false, None);
        match unit {
            Unit::Year => (date.month, date.day, date.time, date.second) = (None, None, None, None),
            Unit::Month => (date.day, date.time, date.second) = (None, None, None),
            Unit::Day => (date.time, date.second) = (None, None),
        }
        let known = match unit {
            Unit::Year => true,
            Unit::Month => date.month.is_some(),
            Unit::Day => date.day.is_some(),
        };
        known.then_some(date)
    }
}

/// A period to count dates by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `2024`
    Year,
    /// `2024-05`
    Month,
    /// `2024-05-01`
    Day,
}

impl Unit {
    /// How many characters of a sortable date text the unit covers.
    pub const fn width(self) -> usize {
        match self {
            Unit::Year => 4,
            Unit::Month => 7,
            Unit::Day => 10,
        }
    }

    /// The unit that a word names.
    pub fn named(word: &str) -> Option<Unit> {
        match word {
            "year" => Some(Unit::Year),
            "month" => Some(Unit::Month),
            "day" => Some(Unit::Day),
            _ => None,
        }
    }
}

impl fmt::Display for Date {
    /// ISO 8601, with exactly the precision and the offset that are known.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.wall())?;
        match self.offset {
            None => Ok(()),
            Some(0) if self.zulu => to.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(to, "{sign}{:02}:{:02}", offset.unsigned_abs() / 60, offset.unsigned_abs() % 60)
            }
        }
    }
}

impl FromStr for Date {
    type Err = ();

    /// Reads ISO 8601 at any precision, and Exif's `YYYY:MM:DD HH:MM:SS`; anything impossible is refused.
    fn from_str(text: &str) -> Result<Date, ()> {
        let mut rest = text.trim();
        let mut date = Date {
            year: digits(&mut rest, 4)?,
            month: None,
            day: None,
            time: None,
            second: None,
            fraction: None,
            offset: None,
            zulu: false,
        };
        if take(&mut rest, &['-', ':', '/', '.']) {
            date.month = Some(digits(&mut rest, 2)?);
            if take(&mut rest, &['-', ':', '/', '.']) {
                date.day = Some(digits(&mut rest, 2)?);
                if take(&mut rest, &['T', 't', ' ']) {
                    rest = rest.trim_start();
                    read_time(&mut rest, &mut date)?;
                }
            }
        }
        (rest.trim().is_empty() && date.is_possible()).then_some(date).ok_or(())
    }
}

fn read_time(rest: &mut &str, date: &mut Date) -> Result<(), ()> {
    let hour = digits(rest, 2)?;
    if !take(rest, &[':']) {
        return Err(());
    }
    date.time = Some((hour, digits(rest, 2)?));
    if take(rest, &[':']) {
        date.second = Some(digits(rest, 2)?);
        if take(rest, &['.', ',']) {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, after) = rest.split_at(length);
            date.fraction =
                Some(fraction.get(..length.min(9)).filter(|digits| !digits.is_empty()).ok_or(())?.to_owned());
            *rest = after;
        }
    }
    *rest = rest.trim_start();
    (date.offset, date.zulu) = read_offset(rest)?;
    Ok(())
}

/// Reads `Z`, `+01:00`, `+0100` or `+1:00`, or nothing: minutes east of UTC, and whether it was `Z`.
fn read_offset(rest: &mut &str) -> Result<(Option<i16>, bool), ()> {
    if take(rest, &['Z', 'z']) {
        return Ok((Some(0), true));
    }
    let sign = match rest.chars().next() {
        Some('+') => 1,
        Some('-') => -1,
        _ => return Ok((None, false)),
    };
    *rest = &rest[1..];
    let hours: i16 = digits(rest, 2)?;
    take(rest, &[':']);
    let minutes: i16 = if rest.is_empty() { 0 } else { digits(rest, 2)? };
    Ok((Some(sign * (hours * 60 + minutes)), false))
}

/// The offset that a text such as Exif's `OffsetTimeOriginal` names: minutes east of UTC, and whether it was `Z`.
pub fn offset_of(text: &str) -> Option<(i16, bool)> {
    let mut rest = text.trim();
    let (offset, zulu) = read_offset(&mut rest).ok()?;
    offset.filter(|offset| rest.is_empty() && offset.unsigned_abs() <= 18 * 60).map(|offset| (offset, zulu))
}

/// Appends a number in at least two digits. The general way of formatting takes ten times as long, and every date of
/// every file is compared and kept as text.
fn push_two(text: &mut String, number: u16) {
    match u8::try_from(number) {
        Ok(number @ 0..=99) => {
            text.push(char::from(b'0' + number / 10));
            text.push(char::from(b'0' + number % 10));
        }
        Ok(_) | Err(_) => *text += &number.to_string(),
    }
}

fn digits<N: FromStr>(rest: &mut &str, most: usize) -> Result<N, ()> {
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length == 0 || (most == 4 && length != 4) {
        return Err(());
    }
    let (number, after) = rest.split_at(length);
    *rest = after;
    number.parse().map_err(|_| ())
}

fn take(rest: &mut &str, any: &[char]) -> bool {
    let Some(after) = rest.strip_prefix(any) else { return false };
    *rest = after;
    true
}

/// The moment a command runs at, with the zone in which the user's `today` is meant.
#[derive(Clone, Debug)]
pub struct Now {
    moment: jiff::Timestamp,
    /// Looked for when it is first asked for: that reads the system's tables of zones, and few commands ask.
    zone: OnceLock<jiff::tz::TimeZone>,
}

impl Now {
    /// The clock and the zone of this machine. Only the command line asks for it.
    pub fn of_the_system() -> Now {
        Now { moment: jiff::Timestamp::now(), zone: OnceLock::new() }
    }

    /// A fixed moment in UTC.
    pub fn at_unix(seconds: i64) -> Now {
        let moment = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Now { moment, zone: jiff::tz::TimeZone::UTC.into() }
    }

    fn local(&self) -> jiff::Zoned {
        self.moment.to_zoned(self.zone.get_or_init(jiff::tz::TimeZone::system).clone())
    }

    /// Seconds since 1970 UTC.
    pub fn unix(&self) -> i64 {
        self.moment.as_second()
    }

    /// The moment in UTC to the second, as it is recorded.
    pub fn utc(&self) -> Date {
        Date::from_unix(self.unix())
    }

    /// The local day that is `count` units back: `0 d` is today, `2 w` the day two weeks ago. Units: d w m y.
    pub fn day_before(&self, count: u32, unit: char) -> Option<Date> {
        let count = i64::from(count);
        let span = match unit {
            'd' => jiff::Span::new().try_days(count),
            'w' => jiff::Span::new().try_weeks(count),
            'm' => jiff::Span::new().try_months(count),
            'y' => jiff::Span::new().try_years(count),
            _ => return None,
        };
        let day = self.local().date().checked_sub(span.ok()?).ok()?;
        Date::day(u16::try_from(day.year()).ok()?, day.month().unsigned_abs(), day.day().unsigned_abs())
    }

    /// The local day that is `count` units ahead: `1 d` is tomorrow. Units: d w m y.
    pub fn day_after(&self, count: u32, unit: char) -> Option<Date> {
        let count = i64::from(count);
        let span = match unit {
            'd' => jiff::Span::new().try_days(count),
            'w' => jiff::Span::new().try_weeks(count),
            'm' => jiff::Span::new().try_months(count),
            'y' => jiff::Span::new().try_years(count),
            _ => return None,
        };
        let day = self.local().date().checked_add(span.ok()?).ok()?;
        Date::day(u16::try_from(day.year()).ok()?, day.month().unsigned_abs(), day.day().unsigned_abs())
    }

    /// A local wall-clock text (`2024-05-01`, `2024-05-01T10:00`) as the UTC text of the same moment, to the second;
    /// a text with an offset of its own (`2024-05-01T10:00+02:00`) by that offset.
    pub fn local_to_utc(&self, wall: &str) -> Option<String> {
        let date: Date = wall.parse().ok()?;
        let (hour, minute) = date.time.unwrap_or((0, 0));
        let day = jiff::civil::Date::new(
            date.year.cast_signed(),
            date.month.unwrap_or(1).cast_signed(),
            date.day.unwrap_or(1).cast_signed(),
        );
        let civil =
            day.ok()?.at(hour.cast_signed(), minute.cast_signed(), date.second.unwrap_or(0).min(59).cast_signed(), 0);
        let zone = match date.offset {
            Some(minutes) => jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok()?.to_time_zone(),
            None => self.local().time_zone().clone(),
        };
        let moment = civil.to_zoned(zone).ok()?;
        Some(Date::from_unix(moment.timestamp().as_second()).wall())
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Now, Unit};

    #[test]
    fn a_date_prints_exactly_what_was_known() {
        for text in [
            "2024",
            "2024-05",
            "2024-05-01",
            "2024-05-01T10:12",
            "2024-05-01T10:12:13.25+02:00",
            "2024-02-29T23:59:60Z",
        ] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert_eq!("2024:05:01 10:12:13".parse::<Date>().unwrap().to_string(), "2024-05-01T10:12:13");
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "0000:00:00 00:00:00",
            "2023-02-29",
            "2024-13",
            "2024-05-01T25:00",
            "24-05-01",
            "2024-05-01 10",
            "today",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_partial_date_covers_its_whole_period() {
        for (date, after) in [
            ("2024", "2025"),
            ("2024-12", "2025-01"),
            ("2024-02-28", "2024-02-29"),
            ("2024-12-31T23:59", "2025-01-01T00:00"),
        ] {
            assert_eq!(date.parse::<Date>().unwrap().after(), after);
        }
    }

    #[test]
    fn a_date_is_counted_only_by_periods_it_is_known_to() {
        let date: Date = "2024-05".parse().unwrap();
        assert_eq!(date.truncated(Unit::Year).unwrap().to_string(), "2024");
        assert_eq!(date.truncated(Unit::Day), None);
    }

    #[test]
    fn relative_days_are_counted_back_from_the_local_day() {
        let now = Now::at_unix(1_709_200_000); // 2024-02-29T09:46:40Z
        assert_eq!(now.day_before(0, 'd').unwrap().to_string(), "2024-02-29");
        assert_eq!(now.day_before(1, 'y').unwrap().to_string(), "2023-02-28");
        assert_eq!(now.day_before(2, 'w').unwrap().to_string(), "2024-02-15");
        assert_eq!(now.day_after(1, 'd').unwrap().to_string(), "2024-03-01");
        assert_eq!(now.day_before(9999, 'y'), None);
    }

    #[test]
    fn a_moment_with_an_offset_is_not_taken_for_local() {
        let now = Now::at_unix(0);
        assert_eq!(now.local_to_utc("2024-05-01").unwrap(), "2024-05-01T00:00:00");
        assert_eq!(now.local_to_utc("2024-05-01T00:30+02:00").unwrap(), "2024-04-30T22:30:00");
    }
}
