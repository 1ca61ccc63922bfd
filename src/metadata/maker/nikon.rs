//! Nikon's notes, from the second form on: the body's number, and what the lens is made for. The lens data that newer
//! bodies encrypt stays closed.
use super::tags::Tags;
use super::{Tag, plain, state};
use crate::asset::{Field, Value};

const PLAIN: &[Tag] = &[
    // The setting, which is not what automatic sensitivity chose, so it speaks for no field.
    (0x02, "ISO", None),
    (0x1D, "SerialNumber", Some(Field::CameraSerial)),
    (0xA0, "SerialNumber", Some(Field::CameraSerial)),
];
/// Shortest and longest focal length, and the largest apertures at each.
const LENS: u16 = 0x84;

pub(super) fn read(tags: &Tags<'_>, findings: &mut super::Findings) {
    plain("Nikon", PLAIN, tags, findings);
    state(findings, "Nikon", "Lens", Some(Field::LensModel), lens(tags).into_iter().collect());
}

/// The four numbers as the note has them (docs/decisions/0012-maker-notes.md).
fn lens(tags: &Tags<'_>) -> Option<Value> {
    let numbers: Option<Vec<f64>> = tags.numbers(LENS).into_iter().collect();
    let numbers = numbers.filter(|numbers| numbers.len() == 4 && numbers.first().is_some_and(|first| *first > 0.0))?;
    let shown: Vec<String> = numbers.iter().map(|number| ((number * 1e4).round() / 1e4).to_string()).collect();
    Some(Value::Text(shown.join(" ")))
}
