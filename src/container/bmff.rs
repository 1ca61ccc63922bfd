//! ISO base media: placeholder.
use super::anatomy::Anatomy;
use super::reader::Reader;
pub(super) fn examine(_: &mut Reader<'_>, _: &mut Anatomy) {}
