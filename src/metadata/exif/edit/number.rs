//! Numbers in the type that a tag has. Knows of each field how Exif counts it.
use super::Edit;
use crate::asset::{Field, Value};
use crate::container::TagValue;
use crate::metadata::exif::Entry;
use crate::metadata::mapping::Form;
use crate::metadata::packet::fraction;

const RATING_PERCENT: u16 = 0x4749;
/// How far an APEX value, which is rounded, may be from the number it stands for.
const NEAR: f64 = 0.05;

/// The number of a tag that is there, in the type that it has; none where that cannot say it.
pub(super) fn stated(field: Field, entry: &Entry<'_>, wished: &[Value]) -> Option<TagValue> {
    let number = match wished.first()? {
        Value::Boolean(fired) if field == Field::FlashFired => flash(entry, *fired),
        value => value.as_number()?,
    };
    match entry.format {
        1 => Some(TagValue::Bytes(vec![u8::try_from(whole(number)?).ok()?])),
        4 | 9 => Some(TagValue::Longs(vec![whole(number)?])),
        5 | 10 => fraction(number).map(|pair| TagValue::Rationals(vec![pair])),
        _ => Some(TagValue::Shorts(vec![u16::try_from(whole(number)?).ok()?])),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn whole(number: f64) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
}

/// Bit 0 of `Flash` (Exif 2.32, 4.6.5), beside the others, which say how it fired.
fn flash(entry: &Entry<'_>, fired: bool) -> f64 {
    let before = entry.number().unwrap_or(0.0);
    let off = before - before.rem_euclid(2.0).floor();
    if fired { off + 1.0 } else { off }
}

/// Whether APEX values stand for the numbers that are wished.
pub(super) fn is_near(said: &[Value], wished: &[Value]) -> bool {
    match (said.first().and_then(Value::as_number), wished.first().and_then(Value::as_number)) {
        (Some(said), Some(wished)) => (said - wished).abs() <= NEAR * wished.abs(),
        (said, wished) => said.is_none() && wished.is_none(),
    }
}

/// An f-number or a time as the APEX value that stands for it (Exif 2.32, annex C).
pub(super) fn apex(form: Form, wished: &[Value]) -> Option<TagValue> {
    const STEPS: u32 = 10_000;
    let number = wished.first()?.as_number().filter(|number| *number > 0.0)?;
    let value = if form == Form::ApexAperture { 2.0 * number.log2() } else { -number.log2() };
    #[allow(clippy::cast_possible_truncation)]
    let over = (value * f64::from(STEPS)).round() as i32;
    if form == Form::ApexTime {
        return Some(TagValue::SignedRationals(vec![(over, STEPS.cast_signed())]));
    }
    Some(TagValue::Rationals(vec![(u32::try_from(over).ok()?, STEPS)]))
}

impl Edit<'_> {
    /// Microsoft's percentage of a rating, where it is there: Windows writes these for none to five stars.
    pub(super) fn percent(&mut self, wished: &[Value]) {
        const PERCENTS: [u16; 6] = [0, 1, 25, 50, 75, 99];
        let stars = wished.first().and_then(Value::as_number).and_then(whole);
        let percent = stars.and_then(|stars| PERCENTS.get(usize::try_from(stars).ok()?));
        let value = percent.map(|percent| TagValue::Shorts(vec![*percent]));
        for directory in self.places(RATING_PERCENT) {
            self.change(directory, RATING_PERCENT, value.clone());
        }
    }
}
