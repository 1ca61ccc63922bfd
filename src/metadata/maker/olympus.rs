//! Olympus's notes (also OM System's and Epson's): the body's numbers in the main directory or, in newer ones, below it
//! with the lens.
use super::tags::Tags;
use super::{Tag, plain};
use crate::asset::Field;

const PLAIN: &[Tag] =
    &[(0x404, "SerialNumber", Some(Field::CameraSerial)), (0x101A, "SerialNumber", Some(Field::CameraSerial))];
const EQUIPMENT: u16 = 0x2010;
const PLAIN_EQUIPMENT: &[Tag] = &[
    (0x101, "SerialNumber", Some(Field::CameraSerial)),
    (0x102, "InternalSerialNumber", None),
    (0x202, "LensSerialNumber", None),
    (0x203, "LensModel", Some(Field::LensModel)),
];

pub(super) fn read(tags: &Tags<'_>, findings: &mut super::Findings) {
    plain("Olympus", PLAIN, tags, findings);
    if let Some(equipment) = tags.below(EQUIPMENT) {
        plain("Olympus", PLAIN_EQUIPMENT, &equipment, findings);
    }
}
