//! Kodak's notes that are directories (of about 2005 to 2013; older ones are rows of bytes that differ by the model): the
//! body's number, in a directory below.
use super::tags::Tags;
use super::{Tag, plain};
use crate::asset::Field;

const BELOW: u16 = 0xFC00;
const PLAIN: &[Tag] = &[(0xFA19, "SerialNumber", Some(Field::CameraSerial))];

pub(super) fn read(tags: &Tags<'_>, findings: &mut super::Findings) {
    // The later cameras keep the directory in the tag's value, the earlier ones say where it is.
    if let Some(below) = tags.marked(BELOW).or_else(|| tags.below(BELOW)) {
        plain("Kodak", PLAIN, &below, findings);
    }
}
