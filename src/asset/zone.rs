//! Time zones: a region's rules, or an offset that never changes; and the moment that a date with an offset is. A wall clock
//! that a region's clocks never showed, or showed twice, is given no offset: nothing is guessed.
use super::date::{Date, offset_of};
use jiff::civil;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    rules: Rules,
    name: String,
}

#[derive(Clone, Debug)]
enum Rules {
    /// Minutes east of UTC, and whether that is written `Z`.
    Fixed(i16, bool),
    /// As the tables of the Internet Assigned Numbers Authority have them.
    Region(TimeZone),
}

/// What is known of a date's offset in a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// The date, with its offset.
    At(Date),
    /// It has an offset already, or no time that could have one.
    AsItIs,
    /// The wall clock was put forward over it: a sentence.
    Skipped(String),
    /// The wall clock was put back, and showed it twice: a sentence.
    Twice(String),
    /// The offset then was no whole number of minutes: a sentence.
    Odd(String),
}

impl Zone {
    /// The zone that a text names: `Europe/Oslo`, `UTC`, `Z`, `+02:00`. Reads the system's tables of zones, or those that
    /// damson brings; only the command line asks for it.
    pub fn named(text: &str) -> Option<Zone> {
        let name = text.trim();
        if let Some((minutes, is_zulu)) = offset_of(name) {
            return Some(Zone { rules: Rules::Fixed(minutes, is_zulu), name: name.to_owned() });
        }
        let zone = TimeZone::get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Some(Zone { rules: Rules::Region(zone), name })
    }

    /// A date with the offset that the zone's clocks had at it.
    pub fn placed(&self, date: &Date) -> Placed {
        if date.offset.is_some() || date.time.is_none() {
            return Placed::AsItIs;
        }
        match &self.rules {
            Rules::Fixed(minutes, zulu) => Placed::At(Date { offset: Some(*minutes), zulu: *zulu, ..date.clone() }),
            Rules::Region(zone) => self.by_rules(zone, date),
        }
    }

    fn by_rules(&self, zone: &TimeZone, date: &Date) -> Placed {
        let Some(civil) = civil_of(date) else { return Placed::AsItIs };
        let name = &self.name;
        match zone.to_ambiguous_timestamp(civil).offset() {
            AmbiguousOffset::Unambiguous { offset } => match i16::try_from(offset.seconds() / 60) {
                Ok(minutes) if offset.seconds() % 60 == 0 => {
                    Placed::At(Date { offset: Some(minutes), zulu: false, ..date.clone() })
                }
                _ => Placed::Odd(format!("the clocks of {name} were no whole minutes from UTC at `{date}`")),
            },
            AmbiguousOffset::Gap { .. } => {
                Placed::Skipped(format!("the clocks of {name} never showed `{date}`: they were put forward"))
            }
            AmbiguousOffset::Fold { .. } => {
                Placed::Twice(format!("the clocks of {name} showed `{date}` twice: they were put back"))
            }
        }
    }
}

fn civil_of(date: &Date) -> Option<civil::DateTime> {
    let small = |number: u8| i8::try_from(number).ok();
    let day = civil::Date::new(i16::try_from(date.year).ok()?, small(date.month?)?, small(date.day?)?).ok()?;
    let (hour, minute) = date.time?;
    let time = civil::Time::new(small(hour)?, small(minute)?, small(date.second.unwrap_or(0).min(59))?, 0).ok()?;
    Some(day.to_datetime(time))
}

impl Date {
    /// The moment that it is, in microseconds since 1970 began in UTC; `None` unless it is known to the second and has an
    /// offset.
    pub fn moment(&self) -> Option<i64> {
        let offset = self.offset?;
        let seconds = self.wall_seconds()? - i64::from(offset) * 60;
        let digits: String =
            self.fraction.iter().flat_map(|digits| digits.chars()).chain("000000".chars()).take(6).collect();
        seconds.checked_mul(1_000_000)?.checked_add(digits.parse().ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Placed, Zone};
    use crate::asset::Date;

    fn placed(zone: &str, date: &str) -> Placed {
        Zone::named(zone).unwrap().placed(&date.parse().unwrap())
    }

    #[test]
    fn a_date_gets_the_offset_of_its_zone_at_its_time() {
        for (zone, date, after) in [
            ("Europe/Oslo", "2024-07-01T12:00:00.5", "2024-07-01T12:00:00.5+02:00"),
            ("europe/oslo", "2024-01-01T12:00", "2024-01-01T12:00+01:00"),
            ("Asia/Kathmandu", "2024-01-01T12:00:00", "2024-01-01T12:00:00+05:45"),
            ("+02:00", "2024-01-01T12:00:00", "2024-01-01T12:00:00+02:00"),
            ("-0330", "2024-01-01T12:00:00", "2024-01-01T12:00:00-03:30"),
            ("Z", "2024-01-01T12:00:00", "2024-01-01T12:00:00Z"),
            ("UTC", "2024-01-01T12:00:00", "2024-01-01T12:00:00+00:00"),
        ] {
            assert_eq!(placed(zone, date), Placed::At(after.parse().unwrap()), "{zone} {date}");
        }
        for date in ["2024-05-01", "2024", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00+09:00"] {
            assert_eq!(placed("Europe/Oslo", date), Placed::AsItIs, "{date}");
        }
    }

    #[test]
    fn what_a_clock_never_showed_or_showed_twice_is_not_guessed() {
        assert!(matches!(placed("Europe/Oslo", "2024-03-31T02:30:00"), Placed::Skipped(_)));
        assert!(matches!(placed("Europe/Oslo", "2024-10-27T02:30:00"), Placed::Twice(_)));
        assert!(matches!(placed("Europe/Oslo", "1890-01-01T12:00:00"), Placed::Odd(_) | Placed::At(_)));
        for wrong in ["", "Oslo", "Europe/", "+25:00", "../../etc/passwd", "Europe/Oslo\0", "+"] {
            assert!(Zone::named(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_date_with_an_offset_is_a_moment() {
        for (date, moment) in [
            ("1970-01-01T00:00:01.25Z", Some(1_250_000)),
            ("1970-01-01T02:00:00+02:00", Some(0)),
            ("1969-12-31T23:59:59.999999999Z", Some(-1)),
            ("2024-05-01T10:00:00", None),
            ("2024-05-01T10:00Z", None),
        ] {
            assert_eq!(date.parse::<Date>().unwrap().moment(), moment, "{date}");
        }
    }
}
