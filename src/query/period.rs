//! Dates as people ask for them, `2024-05`, `yesterday`, `-2w..`, as bounds of sortable text. It knows periods, and
//! the clock only as it is handed one.
use super::error::{Misfit, QueryError};
use crate::asset::{Date, Field, Now};

/// A time from one date to another, both with all that they cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

impl Period {
    /// Whether a date lies in it, by the wall clock. One that is known less exactly than the ends lies in it if its beginning
    /// does.
    pub fn covers(&self, date: &Date) -> bool {
        let wall = date.wall();
        self.from.as_ref().is_none_or(|from| wall >= from.wall()) && self.to.as_ref().is_none_or(|to| wall < to.after())
    }
}

/// A period as it is typed: `2026-11-20..2026-11-23`, `2026-11`, `-3d..`, `..today`.
///
/// # Errors
/// What is no date, and a period that ends before it begins.
pub fn parse_period(text: &str, now: &Now) -> Result<Period, QueryError> {
    let at = |part: &str| {
        let start = part.as_ptr() as usize - text.as_ptr() as usize;
        start..start + part.len()
    };
    let date = |part: &str| match part.trim() {
        "" => Ok(None),
        _ => date_of(now, part).map(Some).map_err(|misfit| misfit.at(at(part)).in_text(text)),
    };
    let period = match text.split_once("..") {
        Some((from, to)) => Period { from: date(from)?, to: date(to)? },
        None => Period { from: date(text)?, to: date(text)? },
    };
    let is_backwards = matches!((&period.from, &period.to), (Some(from), Some(to)) if from.wall() >= to.after());
    if period == (Period { from: None, to: None }) || is_backwards {
        let message = if is_backwards { "the period ends before it begins" } else { "a date is missing" };
        return Err(QueryError::new(message, 0..text.len()).in_text(text).hint("write `2026-11-20..2026-11-23`"));
    }
    Ok(period)
}

/// The date that `text` names: ISO 8601 at any precision, `today`, `yesterday`, `tomorrow`, `-3d`, `+1m`.
pub(super) fn date_of(now: &Now, text: &str) -> Result<Date, Misfit> {
    let text = text.trim();
    let day = match text.to_lowercase().as_str() {
        "today" => now.day_before(0, 'd'),
        "yesterday" => now.day_before(1, 'd'),
        "tomorrow" => now.day_after(1, 'd'),
        relative if relative.starts_with(['-', '+']) => {
            return relative_day(now, relative).ok_or_else(|| misfit(text));
        }
        _ => return text.parse().map_err(|()| misfit(text)),
    };
    day.ok_or_else(|| misfit(text))
}

/// `-2w`: so many days, weeks, months or years back; `+1m` ahead.
fn relative_day(now: &Now, text: &str) -> Option<Date> {
    let unit = text.chars().next_back()?;
    let count = text.get(1..text.len() - unit.len_utf8())?;
    let count = Some(count).filter(|count| count.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
    if text.starts_with('-') { now.day_before(count, unit) } else { now.day_after(count, unit) }
}

fn misfit(text: &str) -> Misfit {
    let misfit = Misfit::new(format!("`{text}` is not a date"));
    let is_relative = text.len() > 1 && text.chars().rev().skip(1).all(|letter| letter.is_ascii_digit());
    if is_relative && text.ends_with(['d', 'w', 'm', 'y']) {
        return misfit.hint(format!("write `-{text}` for so long ago, `-{text}..` for since then"));
    }
    misfit.hint("dates are written `2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:12`, `today`, `yesterday` or `-2w`")
}

/// The first moment of what `date` covers, as the field's dates are compared.
pub(super) fn start(now: &Now, field: Field, date: &Date) -> Result<String, Misfit> {
    bound(now, field, date, date.wall())
}

/// The first moment after what `date` covers; `None` where there is none.
pub(super) fn end(now: &Now, field: Field, date: &Date) -> Result<Option<String>, Misfit> {
    let whole = whole_second(field, date);
    let after = whole.after();
    // `Date::after` ends a date that has no next of its kind with DEL: for a moment in UTC that is the end of time.
    if field.is_instant() && after.ends_with('\u{7f}') {
        return Ok(None);
    }
    bound(now, field, date, after).map(Some)
}

/// Moments are kept to the whole second, without leap seconds.
fn whole_second(field: Field, date: &Date) -> Date {
    let mut date = date.clone();
    if field.is_instant() {
        date.fraction = None;
        date.second = date.second.map(|second| second.min(59));
    }
    date
}

fn bound(now: &Now, field: Field, date: &Date, wall: String) -> Result<String, Misfit> {
    if !field.is_instant() {
        return if date.offset.is_none() {
            Ok(wall)
        } else {
            Err(Misfit::new(format!("`{}` is compared by the wall clock where it was made", field.word()))
                .hint("leave the offset out"))
        };
    }
    let offset = date.offset.map(|_| Date { time: date.time, ..date.clone() }.to_string());
    // The offset as it is printed after the wall clock: `Z` or `+02:00`.
    let offset = offset.map_or(String::new(), |text| text[date.wall().len()..].to_owned());
    let utc = now.local_to_utc(&format!("{wall}{offset}")).filter(|utc| utc.parse::<Date>().is_ok());
    utc.ok_or_else(|| Misfit::new(format!("`{date}` is out of range")))
}

/// The date of the same precision whose period ends where `after` begins: the inverse of `Date::after`.
pub(super) fn before(after: &str) -> Option<Date> {
    let date = match after.strip_suffix('\u{7f}') {
        Some("") => "9999".parse().ok()?,
        Some(moment) => moment.parse().ok()?,
        None => previous(after.parse().ok()?)?,
    };
    (date.after() == after).then_some(date)
}

fn previous(mut date: Date) -> Option<Date> {
    if let Some(second) = date.second {
        if second > 0 {
            date.second = Some(second - 1);
            return Some(date);
        }
        let minute = previous(Date { second: None, ..date })?;
        return Some(Date { second: Some(59), ..minute });
    }
    if let Some((hour, minute)) = date.time {
        let time = if minute > 0 { Some((hour, minute - 1)) } else { hour.checked_sub(1).map(|hour| (hour, 59)) };
        if time.is_some() {
            return Some(Date { time, ..date });
        }
        let day = previous(Date { time: None, ..date })?;
        return Some(Date { time: Some((23, 59)), ..day });
    }
    if let Some(day) = date.day {
        if day > 1 {
            date.day = Some(day - 1);
            return Some(date);
        }
        let month = previous(Date { day: None, ..date })?;
        return (28..=31).rev().map(|day| Date { day: Some(day), ..month.clone() }).find(Date::is_possible);
    }
    if let Some(month) = date.month {
        if month > 1 {
            date.month = Some(month - 1);
            return Some(date);
        }
        let year = previous(Date { month: None, ..date })?;
        return Some(Date { month: Some(12), ..year });
    }
    date.year = date.year.checked_sub(1)?;
    date.is_possible().then_some(date)
}

#[cfg(test)]
mod tests {
    use super::{before, date_of, end, parse_period, start};
    use crate::asset::{Field, Now};

    // 2024-02-29T09:46:40Z
    fn now() -> Now {
        Now::at_unix(1_709_200_000)
    }

    #[test]
    fn days_are_named_from_today() {
        for (text, day) in [
            ("today", "2024-02-29"),
            ("Yesterday", "2024-02-28"),
            ("tomorrow", "2024-03-01"),
            ("-3d", "2024-02-26"),
            ("-2w", "2024-02-15"),
            ("-1m", "2024-01-29"),
            ("-1y", "2023-02-28"),
            ("+1w", "2024-03-07"),
            ("2024-05", "2024-05"),
            ("2024-05-01 10:12", "2024-05-01T10:12"),
        ] {
            assert_eq!(date_of(&now(), text).unwrap().to_string(), day, "{text}");
        }
        for text in ["", "-", "-w", "-2", "-2q", "-2é", "--2d", "-99999999999d", "-9999y", "2024-13", "may", "2w"] {
            assert!(date_of(&now(), text).is_err(), "{text}");
        }
        assert!(date_of(&now(), "2w").unwrap_err().hint.unwrap().contains("`-2w..`"));
    }

    #[test]
    fn a_period_covers_all_of_its_ends() {
        let covers = |period: &str, date: &str| parse_period(period, &now()).unwrap().covers(&date.parse().unwrap());
        for (period, date, is_inside) in [
            ("2026-11-20..2026-11-23", "2026-11-20T00:00:00+09:00", true),
            ("2026-11-20..2026-11-23", "2026-11-23T23:59:59.9", true),
            ("2026-11-20..2026-11-23", "2026-11-24T00:00:00", false),
            ("2026-11-20..2026-11-23", "2026-11-19T23:59:59", false),
            ("2026-11-20..2026-11-23", "2026-11", false),
            ("2026-11", "2026-11-30T12:00", true),
            ("2026-11..", "2027", true),
            ("..yesterday", "2024-02-28T10:00", true),
            ("today", "2024-02-28T10:00", false),
        ] {
            assert_eq!(covers(period, date), is_inside, "{period} {date}");
        }
        for wrong in ["", "..", "x", "2026..x", "2026-11-23..2026-11-20"] {
            assert!(parse_period(wrong, &now()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn moments_are_bounded_in_utc() {
        let date = "2024-05-01T10:00+02:00".parse().unwrap();
        assert_eq!(start(&now(), Field::Modified, &date).unwrap(), "2024-05-01T08:00:00");
        assert_eq!(end(&now(), Field::Modified, &date).unwrap().unwrap(), "2024-05-01T08:01:00");
        assert!(start(&now(), Field::DateCreated, &date).is_err());
    }

    #[test]
    fn every_period_is_found_again_by_its_end() {
        for text in [
            "2024",
            "2024-01",
            "2024-12",
            "2024-03-01",
            "2024-01-01",
            "2024-03-01T00:00",
            "2024-01-01T00:00:00",
            "2024-05-05T05:05:05",
            "2024-05-05T05:05:05.25",
            "2016-12-31T23:59:60",
        ] {
            let date: crate::asset::Date = text.parse().unwrap();
            assert_eq!(before(&date.after()), Some(date), "{text}");
        }
    }
}
