//! Fields to Exif tags: which tags of a block say something else than they shall, and what they shall say (Exif 2.32;
//! MWG 2.0, 5). Tags that speak for no field are left to themselves; a tag that says the same already stays as it is.
mod number;
mod place;
mod text;
mod time;

use super::directory::{Directory, Entry, directories};
use super::field_of;
use super::names::name_of;
use crate::asset::{Field, Kind, Problem, Value};
use crate::container::{Ifd, TagChange, TagValue, graft_block};
use crate::metadata::mapping::Form;

const DESCRIPTION: u16 = 0x010e;
const ARTIST: u16 = 0x013b;
const COPYRIGHT: u16 = 0x8298;
const EXIF_VERSION: u16 = 0x9000;
const GPS_VERSION: u16 = 0;

/// The changes that make a block say what is wished of each field; a field without values has its tags taken away.
///
/// Description, creators, copyright notice and dates are written wherever there is Exif, a position where it is wished
/// (MWG 2.0, R4 of our rules); all else only where a tag for it is there. `block` is a TIFF stream; an empty one has no
/// tags. Values that a tag cannot say take it away: nothing is to contradict what XMP says.
pub(in crate::metadata) fn changes(block: &[u8], wishes: &[(Field, Vec<Value>)]) -> Vec<TagChange> {
    let entries = directories(block).entries;
    let mut edit = Edit { entries: &entries, changes: Vec::new() };
    for (field, values) in wishes {
        edit.field(*field, values);
    }
    edit.versions();
    edit.changes
}

/// A block of which nothing is said yet: a header and a main directory without entries.
const EMPTY: &[u8] = b"II\x2a\0\x08\0\0\0\0\0\0\0\0\0";

/// The block that says what is wished; where there is none, a new one if one is to be made and has anything to say.
///
/// # Errors
/// As `graft`.
pub(in crate::metadata) fn edited(
    old: Option<&[u8]>,
    wishes: &[(Field, Vec<Value>)],
    is_to_be_made: bool,
) -> Result<Option<Vec<u8>>, Problem> {
    let Some(block) = old.or(is_to_be_made.then_some(EMPTY)) else { return Ok(None) };
    let changes = changes(block, wishes);
    let is_nothing = old.is_none() && changes.iter().all(|change| change.value.is_none());
    if is_nothing { Ok(None) } else { graft_block(block, &changes).map(Some) }
}

/// The changes to a block, as they are gathered.
struct Edit<'a> {
    entries: &'a [Entry<'a>],
    changes: Vec<TagChange>,
}

impl Edit<'_> {
    fn field(&mut self, field: Field, wished: &[Value]) {
        match field {
            // What colours the numbers mean is measured, and not for a cataloguer to say.
            Field::ColorSpace | Field::Width | Field::Height => {}
            Field::DateCreated => self.date(&time::MADE, wished),
            Field::DateDigitized => self.date(&time::DIGITIZED, wished),
            Field::Latitude | Field::Longitude | Field::Altitude => self.position(field, wished),
            _other => self.tags(field, wished),
        }
    }

    /// Each tag that speaks for the field, and its home where it has none yet but shall have one.
    fn tags(&mut self, field: Field, wished: &[Value]) {
        let mut is_at_home = false;
        for entry in self.entries {
            let name = name_of(entry.directory, entry.tag);
            let Some((_, form)) = field_of(entry.directory, &name).filter(|(spoken, _)| *spoken == field) else {
                continue;
            };
            is_at_home |= form == Form::Plain && home(field) == Some(entry.tag);
            if !self.is_said(field, form, entry, wished) {
                let value = stated(field, form, entry, wished);
                self.change(entry.directory, entry.tag, value);
                if field == Field::Rating {
                    self.percent(wished);
                }
            }
        }
        if let (Some(tag), false, false) = (home(field), is_at_home, wished.is_empty()) {
            let text = text::joined(field, wished);
            self.change(Directory::Ifd0, tag, text);
        }
    }

    /// Whether a tag says what is wished already, however it says it.
    fn is_said(&self, field: Field, form: Form, entry: &Entry<'_>, wished: &[Value]) -> bool {
        let said = super::field_values(field, form, entry, self.entries);
        match form {
            Form::ApexAperture | Form::ApexTime => number::is_near(&said, wished),
            Form::Plain | Form::Slashes | Form::Semicolons | Form::Commas => text::is_same(&said, wished),
        }
    }

    fn change(&mut self, directory: Directory, tag: u16, value: Option<TagValue>) {
        let ifd = match directory {
            Directory::Ifd0 => Ifd::Main,
            Directory::Exif => Ifd::Exif,
            Directory::Gps => Ifd::Gps,
            Directory::Ifd1 | Directory::Interop | Directory::Note => return,
        };
        self.changes.push(TagChange { ifd, tag, value });
    }

    /// The directories of the main picture in which a tag is.
    fn places(&self, tag: u16) -> Vec<Directory> {
        let is_it =
            |entry: &&Entry<'_>| entry.tag == tag && matches!(entry.directory, Directory::Ifd0 | Directory::Exif);
        self.entries.iter().filter(is_it).map(|entry| entry.directory).collect()
    }

    /// Says which version of the standard is followed, where a directory is made, or gains what came with a later one.
    fn versions(&mut self) {
        let exif = TagValue::Undefined(b"0232".to_vec());
        let (is_exif_made, is_gps_made) =
            (self.is_made(Directory::Exif, Ifd::Exif), self.is_made(Directory::Gps, Ifd::Gps));
        if is_exif_made || self.is_outdated() {
            self.change(Directory::Exif, EXIF_VERSION, Some(exif));
        }
        if is_gps_made {
            self.change(Directory::Gps, GPS_VERSION, Some(TagValue::Bytes(vec![2, 3, 0, 0])));
        }
    }

    fn is_made(&self, directory: Directory, ifd: Ifd) -> bool {
        let is_there = self.entries.iter().any(|entry| entry.directory == directory);
        !is_there && self.changes.iter().any(|change| change.ifd == ifd && change.value.is_some())
    }

    /// Whether an offset from UTC is written into Exif of before 2.31, which knew none.
    fn is_outdated(&self) -> bool {
        let is_version = |entry: &Entry<'_>| entry.directory == Directory::Exif && entry.tag == EXIF_VERSION;
        let version = self.entries.iter().find(|entry| is_version(entry)).map(|entry| entry.bytes);
        let is_offset = |change: &TagChange| time::OFFSETS.contains(&change.tag) && change.value.is_some();
        version.is_some_and(|version| version < b"0231".as_slice()) && self.changes.iter().any(is_offset)
    }
}

/// The tag of the main directory that is made for a field where there is none.
const fn home(field: Field) -> Option<u16> {
    match field {
        Field::Description => Some(DESCRIPTION),
        Field::Creator => Some(ARTIST),
        Field::CopyrightNotice => Some(COPYRIGHT),
        _other => None,
    }
}

/// What a tag that is there shall say; none where it cannot.
fn stated(field: Field, form: Form, entry: &Entry<'_>, wished: &[Value]) -> Option<TagValue> {
    if wished.is_empty() {
        return None;
    }
    match form {
        Form::ApexAperture | Form::ApexTime => number::apex(form, wished),
        Form::Semicolons | Form::Commas | Form::Slashes => text::wide_terms(wished),
        Form::Plain if super::MICROSOFT_TEXTS.contains(&entry.tag) => text::wide(wished),
        Form::Plain => match field.kind() {
            Kind::Integer | Kind::Number | Kind::Boolean if entry.format != super::ASCII => {
                number::stated(field, entry, wished)
            }
            Kind::Integer | Kind::Number | Kind::Boolean | Kind::Text | Kind::Uri | Kind::Date | Kind::Struct => {
                text::stated(field, wished)
            }
        },
    }
}

#[cfg(test)]
mod tests;
