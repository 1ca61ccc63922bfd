//! ImageMagick's way to keep a profile in a PNG's text: a line with its name, one with its length, then hexadecimal digits.
//! It knows the two forms that IIM has in one: alone, or among Photoshop's resources.
use super::super::png::unhex;
use super::{Wanted, unsupported};
use crate::asset::Problem;

/// What a profile of JPEG's segments begins with.
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// Bytes in a line of digits.
const LINE: usize = 36;

/// A profile with IIM.
pub(super) struct Profile {
    name: Vec<u8>,
    data: Vec<u8>,
}

impl Profile {
    /// The profile that a text holds.
    pub(super) fn read(text: &[u8]) -> Option<Profile> {
        let name = text.strip_prefix(b"\n")?.split(|byte| *byte == b'\n').next()?.to_vec();
        Some(Profile { name, data: unhex(text)? })
    }

    /// The text with other datasets; none where nothing is left.
    ///
    /// # Errors
    /// Where the digest has no place, or the resources are damaged.
    pub(super) fn with(&self, wanted: &Wanted) -> Result<Option<Vec<u8>>, Problem> {
        let is_alone = self.data.first() == Some(&0x1C);
        let data = match self.data.strip_prefix(PHOTOSHOP) {
            _ if is_alone && wanted.digest.as_ref().is_none_or(Vec::is_empty) => {
                wanted.iim.clone().unwrap_or_else(|| self.data.clone())
            }
            _ if is_alone => return Err(unsupported("the file's own place for IIM has none for a digest")),
            Some(resources) => joined(PHOTOSHOP, &wanted.resources(resources)?),
            None => joined(&[], &wanted.resources(&self.data)?),
        };
        Ok((!data.is_empty()).then(|| self.text(&data)))
    }

    fn text(&self, data: &[u8]) -> Vec<u8> {
        let mut text = [b"\n", &self.name[..], format!("\n{:8}\n", data.len()).as_bytes()].concat();
        for line in data.chunks(LINE) {
            text.extend(line.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()));
            text.push(b'\n');
        }
        text
    }
}

fn joined(head: &[u8], resources: &[u8]) -> Vec<u8> {
    if resources.is_empty() { Vec::new() } else { [head, resources].concat() }
}
