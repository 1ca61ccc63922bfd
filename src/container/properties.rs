//! The properties of HEIF items (ISO/IEC 23008-12, 6.5; ISO/IEC 14496-12, 8.11.14): size, depth and colour profile.
use super::anatomy::{Anatomy, BlockKind};
use super::boxes::{Atom, Fields};
use super::reader::Reader;
use crate::asset::Field;
use std::collections::BTreeMap;

/// The most properties, and the most associations with one of them.
const MOST: usize = 65_536;

/// What a property says, as far as it is read.
#[derive(Clone, Debug)]
enum Property {
    /// Width and height (`ispe`).
    Size(u64, u64),
    /// Bits of the first channel (`pixi`).
    Depth(u64),
    /// Where an ICC profile is (`colr`).
    Profile(Atom),
    /// How the picture is turned for display, anticlockwise in degrees (`irot`).
    Rotation(u16),
    /// The axis at which it is mirrored then (`imir`): 0 vertical, 1 horizontal.
    Mirror(u8),
    /// Anything else.
    Other,
}

/// The properties, and which of them each item has.
#[derive(Debug, Default)]
pub(super) struct Properties {
    properties: Vec<Property>,
    associations: BTreeMap<u32, Vec<usize>>,
}

impl Properties {
    /// Reads an `iprp` box.
    pub(super) fn read(reader: &mut Reader<'_>, iprp: &Atom) -> Properties {
        let mut read = Properties::default();
        for child in iprp.children(reader, 0) {
            match &child.name {
                b"ipco" => {
                    let children = child.children(reader, 0);
                    read.properties = children.iter().take(MOST).map(|child| property(reader, child)).collect();
                }
                b"ipma" => {
                    let content = child.content(reader).unwrap_or_default();
                    read.associate(&mut Fields(&content));
                }
                _ => {}
            }
        }
        read
    }

    fn associate(&mut self, fields: &mut Fields<'_>) -> Option<()> {
        let version = fields.uint(1)?;
        let flags = fields.uint(3)?;
        let count = fields.uint(4)?;
        for _ in 0..count {
            let id = u32::try_from(fields.uint(if version == 0 { 2 } else { 4 })?).ok()?;
            let number = fields.uint(1)?;
            let mut list = Vec::new();
            for _ in 0..number {
                let index = if flags & 1 == 1 { fields.uint(2)? & 0x7FFF } else { fields.uint(1)? & 0x7F };
                list.push(usize::try_from(index).ok()?);
            }
            if self.associations.len() < MOST {
                self.associations.entry(id).or_default().extend(list);
            }
        }
        Some(())
    }

    /// States what the primary item's properties say; the first of all where it has none.
    pub(super) fn state(&self, reader: &mut Reader<'_>, anatomy: &mut Anatomy, primary: Option<u32>) {
        let own = primary.and_then(|primary| self.associations.get(&primary));
        let own: Vec<&Property> =
            own.into_iter().flatten().filter_map(|index| self.properties.get(index.checked_sub(1)?)).collect();
        let listed = if own.is_empty() { self.properties.iter().collect() } else { own };
        let mut has_profile = false;
        for property in listed {
            match property {
                Property::Size(width, height) => anatomy.state_size(*width, *height),
                Property::Depth(depth) => anatomy.state_count(Field::BitDepth, *depth),
                Property::Profile(atom) if !has_profile => {
                    has_profile = true;
                    let content = atom.content(reader).unwrap_or_default();
                    anatomy.keep(BlockKind::Icc, profile(&content).unwrap_or_default());
                }
                // Not `orientation`: that is Exif's, which says the same again or is wrong by the standard (6.5.10).
                Property::Rotation(degrees) => {
                    anatomy.state_text("Rotation", None, &format!("{degrees} degrees anticlockwise"))
                }
                Property::Mirror(axis) => {
                    anatomy.state_text("Mirror", None, if *axis == 0 { "vertical" } else { "horizontal" })
                }
                Property::Profile(_) | Property::Other => {}
            }
        }
    }
}

fn property(reader: &mut Reader<'_>, atom: &Atom) -> Property {
    let start = reader.some(atom.start, 12).to_vec();
    let number = |at| super::order::be32(&start, at).map(u64::from);
    match (&atom.name, start.as_slice()) {
        _ if atom.is_cut => Property::Other,
        (b"ispe", _) if atom.size() >= 12 => Property::Size(number(4).unwrap_or(0), number(8).unwrap_or(0)),
        (b"pixi", [_, _, _, _, 1..=255, depth, ..]) if atom.size() >= 6 => Property::Depth(u64::from(*depth)),
        (b"colr", [b'p', b'r', b'o', b'f', ..] | [b'r', b'I', b'C', b'C', ..]) => Property::Profile(*atom),
        (b"irot", [turns, ..]) => Property::Rotation(u16::from(turns & 3) * 90),
        (b"imir", [axis, ..]) => Property::Mirror(axis & 1),
        _ => Property::Other,
    }
}

/// The ICC profile in a `colr` box's content.
pub(super) fn profile(content: &[u8]) -> Option<Vec<u8>> {
    let profile = content.strip_prefix(b"prof").or_else(|| content.strip_prefix(b"rICC"))?;
    Some(profile.to_vec())
}

#[cfg(test)]
mod tests {
    use super::super::boxes::tests::boxed;
    use super::{Anatomy, Properties, Reader};
    use crate::asset::MediaType;
    use crate::container::boxes::atoms;

    #[test]
    fn how_a_picture_is_turned_is_told_in_words() {
        let shared = [boxed(b"irot", &[3]), boxed(b"imir", &[0]), boxed(b"irot", &[1])].concat();
        let own = boxed(b"ipma", b"\0\0\0\0\0\0\0\x01\0\x01\x02\x81\x82");
        let bytes = boxed(b"iprp", &[boxed(b"ipco", &shared), own].concat());
        let bytes = &bytes[..];
        let mut reader = Reader::new(&bytes);
        let iprp = atoms(&mut reader, 0, bytes.len() as u64).0[0];
        let mut anatomy = Anatomy::of(MediaType::UNKNOWN);
        Properties::read(&mut reader, &iprp).state(&mut reader, &mut anatomy, Some(1));
        let told: Vec<_> = anatomy.facts.iter().map(|fact| format!("{}={}", fact.name, fact.values[0])).collect();
        assert_eq!(told, ["Rotation=270 degrees anticlockwise", "Mirror=vertical"]);
    }
}
