//! Dates as Exif's: the whole seconds in one tag, their fraction and the offset from UTC in two more.
use super::Edit;
use crate::asset::{Date, Value};
use crate::container::TagValue;
use crate::metadata::exif::{Directory, Entry, moment};

/// The tags of one date (Exif 2.32, 4.6.5).
pub(super) struct Tags {
    whole: u16,
    fraction: u16,
    offset: u16,
}

/// When the picture was made.
pub(super) const MADE: Tags = Tags { whole: 0x9003, fraction: 0x9291, offset: 0x9011 };
/// When it was digitized.
pub(super) const DIGITIZED: Tags = Tags { whole: 0x9004, fraction: 0x9292, offset: 0x9012 };
/// Tags for the offsets of dates from UTC, which came with Exif 2.31.
pub(super) const OFFSETS: [u16; 2] = [MADE.offset, DIGITIZED.offset];

impl Edit<'_> {
    /// A date to the second is written as it is wished. Exif cannot say one that is less: what is there is left where it
    /// agrees with that, and taken away where it does not.
    pub(super) fn date(&mut self, tags: &Tags, wished: &[Value]) {
        let wished = match wished.first() {
            Some(Value::Date(date)) => Some(date),
            Some(Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Struct(_))
            | None => None,
        };
        let is_it = |entry: &&Entry<'_>| {
            entry.tag == tags.whole && matches!(entry.directory, Directory::Ifd0 | Directory::Exif)
        };
        let of_tag = self.entries.iter().filter(is_it);
        let said: Vec<Option<Date>> = of_tag.map(|entry| moment(entry, self.entries)).collect();
        match wished {
            Some(date) if date.second.is_some() => {
                let is_said = |said: &Option<Date>| said.as_ref().is_some_and(|said| is_same(said, date));
                if said.is_empty() || !said.iter().all(is_said) {
                    self.write_date(tags, Some(date));
                }
            }
            Some(date) if said.iter().flatten().all(|said| agrees(said, date)) => {}
            Some(_) => self.write_date(tags, None),
            None if said.is_empty() => {}
            None => self.write_date(tags, None),
        }
    }

    fn write_date(&mut self, tags: &Tags, date: Option<&Date>) {
        let text = |text: String| Some(TagValue::Text(text));
        let whole = date.and_then(|date| text(exif_date(date)?));
        let fraction = date.and_then(|date| text(date.fraction.clone()?));
        let offset = date.and_then(|date| text(exif_offset(date.offset?)));
        for (tag, value) in [(tags.whole, whole), (tags.fraction, fraction), (tags.offset, offset)] {
            let places = self.places(tag);
            for directory in &places {
                self.change(*directory, tag, value.clone());
            }
            if value.is_some() && !places.contains(&Directory::Exif) {
                self.change(Directory::Exif, tag, value);
            }
        }
    }
}

/// `2024:05:01 10:12:13`.
fn exif_date(date: &Date) -> Option<String> {
    let (hour, minute) = date.time?;
    let (year, month, day, second) = (date.year, date.month?, date.day?, date.second?);
    Some(format!("{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"))
}

/// `+02:00`; Exif knows no `Z`.
fn exif_offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
}

fn is_same(said: &Date, wished: &Date) -> bool {
    said.wall() == wished.wall() && said.offset == wished.offset
}

/// Whether a date tells more of the same moment.
fn agrees(said: &Date, wished: &Date) -> bool {
    said.wall().starts_with(&wished.wall()) && (wished.offset.is_none() || said.offset == wished.offset)
}
