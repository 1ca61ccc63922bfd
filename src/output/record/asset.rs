//! The asset record: flat, field words as keys, absent rather than null.
use super::{Datum, Members};
use crate::asset::{Asset, Field, Holding, Role, SidecarKind, Value, Version};
use crate::output::item::{Linked, Sheet};
use crate::query::Property;
use std::borrow::Cow;

/// What a record begins with; the described fields follow in their own order.
const FIRST: [Field; 8] = [
    Field::Id,
    Field::Digest,
    Field::EssenceDigest,
    Field::MediaType,
    Field::Size,
    Field::Width,
    Field::Height,
    Field::Path,
];

/// What a record ends with: the rest of what the catalogue itself knows.
const LAST: [Field; 8] = [
    Field::Filename,
    Field::Extension,
    Field::Folder,
    Field::Volume,
    Field::Modified,
    Field::Accessioned,
    Field::Version,
    Field::Copies,
];

/// Whether a field is one that a record begins with.
const IS_FIRST: [bool; Field::ALL.len()] = {
    let (mut is_first, mut at) = ([false; Field::ALL.len()], 0);
    while at < FIRST.len() {
        is_first[FIRST[at] as usize] = true;
        at += 1;
    }
    is_first
};

/// What a member of an asset is called.
#[derive(Clone, Copy, Debug)]
pub(in crate::output) enum Key<'a> {
    /// By a field's word.
    Field(Field),
    /// `files`.
    Files,
    /// As `property_key` says.
    Property(&'a Property),
}

/// All of the asset's members, or its id and the asked-for ones.
pub(super) fn members<'a>(asset: &'a Asset, columns: Option<&'a [Property]>) -> Vec<(Cow<'a, str>, Datum<'a>)> {
    let mut members = Vec::with_capacity(48);
    each_member(asset, columns, &mut |key, datum| {
        let name = match key {
            Key::Field(field) => field.word().into(),
            Key::Files => "files".into(),
            Key::Property(property) => property_key(property),
        };
        members.push((name, datum));
    });
    members
}

/// Calls `each` with the same, one after the other.
pub(in crate::output) fn each_member<'a>(
    asset: &'a Asset,
    columns: Option<&'a [Property]>,
    each: &mut impl FnMut(Key<'a>, Datum<'a>),
) {
    if let Some(columns) = columns {
        each(Key::Field(Field::Id), Datum::Id(asset.id));
        for property in columns.iter().filter(|property| property.field != Field::Id) {
            property_datum(asset, property).into_iter().for_each(|datum| each(Key::Property(property), datum));
        }
        return;
    }
    for field in FIRST {
        field_datum(asset, field).into_iter().for_each(|datum| each(Key::Field(field), datum));
    }
    each(Key::Files, Datum::List(asset.holdings.iter().map(|holding| file_of(asset, holding)).collect()));
    for (field, values) in asset.description.iter().filter(|(field, _)| !IS_FIRST[*field as usize]) {
        Datum::values(values, field.is_many()).into_iter().for_each(|datum| each(Key::Field(field), datum));
    }
    for field in LAST {
        field_datum(asset, field).into_iter().for_each(|datum| each(Key::Field(field), datum));
    }
}

/// As `members`, and the versions and links that only `show` knows.
pub(super) fn sheet_members<'a>(sheet: &Sheet<'a>, columns: Option<&'a [Property]>) -> Vec<(Cow<'a, str>, Datum<'a>)> {
    let mut all = members(sheet.asset, columns);
    if columns.is_none() && !sheet.versions.is_empty() {
        all.push(("versions".into(), Datum::List(sheet.versions.iter().map(version_datum).collect())));
    }
    if columns.is_none() && !sheet.links.is_empty() {
        all.push(("links".into(), Datum::List(sheet.links.iter().map(link_datum).collect())));
    }
    all
}

fn link_datum(Linked { link, path }: &Linked) -> Datum<'_> {
    let mut members = Members::with_room_for(4);
    members
        .add("id", Datum::Id(link.other))
        .add("relation", Datum::text(link.relation.word()))
        .add_some("evidence", (!link.evidence.is_empty()).then(|| Datum::text(&link.evidence)))
        .add_some("path", path.as_ref().map(Datum::path));
    Datum::Members(members.take())
}

/// One of an asset's files; for a sidecar, with what shows that it speaks for the asset.
fn file_of<'a>(asset: &'a Asset, holding: &'a Holding) -> Datum<'a> {
    match file_datum(holding) {
        Datum::Members(mut members) => {
            let evidence = asset.evidence_of(holding);
            members.extend(evidence.map(|words| (Cow::Borrowed("evidence"), Datum::text(words))));
            Datum::Members(members)
        }
        other => other,
    }
}

/// A file that carries or speaks for a version.
pub(super) fn file_datum(holding: &Holding) -> Datum<'_> {
    let is_sidecar = holding.role == Role::Sidecar;
    let kind = if is_sidecar { SidecarKind::of_name(holding.path.name()) } else { None };
    let mut file = Members::with_room_for(10);
    file.add("path", Datum::path(&holding.path))
        .add_some("volume", (!holding.volume.is_empty()).then(|| Datum::text(&holding.volume)))
        .add("role", Datum::text(holding.role.word()))
        .add("state", Datum::text(holding.state.word()))
        .add("size", Datum::Count(holding.stat.size))
        .add("modified", Datum::Date(Cow::Owned(holding.stat.modified_date())))
        .add("digest", Datum::Digest(holding.digest))
        .add("version", Datum::Count(holding.version.into()))
        .add_some("kind", kind.map(|kind| Datum::text(kind.word())));
    Datum::Members(file.take())
}

/// One content of an asset.
pub(super) fn version_datum<'a>(version: &Version) -> Datum<'a> {
    let mut members = Members::with_room_for(4);
    members
        .add("version", Datum::Count(version.number.into()))
        .add("digest", Datum::Digest(version.digest))
        .add("essence_digest", Datum::Digest(version.essence))
        .add("size", Datum::Count(version.size));
    Datum::Members(members.take())
}

/// The key or column of a property: the field's word, and after dots the names of members inside it.
pub(in crate::output) fn property_key(property: &Property) -> Cow<'_, str> {
    let word = property.field.word();
    if property.path.is_empty() {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("{word}.{}", property.path.join(".")))
}

/// A property's value, in the shape of its field.
pub(in crate::output) fn property_datum<'a>(asset: &'a Asset, property: &Property) -> Option<Datum<'a>> {
    if property.path.is_empty() {
        return field_datum(asset, property.field);
    }
    let inner = |value: &'a Value| match value {
        Value::Struct(tree) => tree.at(&property.path).map(Datum::Tree),
        Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) | Value::Date(_) => None,
    };
    let mut found: Vec<_> = asset.description.get(property.field).iter().filter_map(inner).collect();
    if property.field.is_many() && !found.is_empty() { Some(Datum::List(found)) } else { found.pop() }
}

/// A field's value without copying it. Paths keep their bytes, unlike in `Asset::values`.
fn field_datum(asset: &Asset, field: Field) -> Option<Datum<'_>> {
    #[allow(clippy::match_wildcard_for_single_variants)]
    match field {
        Field::Id => Some(Datum::Id(asset.id)),
        Field::Digest => Some(Datum::Digest(asset.version.digest)),
        Field::EssenceDigest => Some(Datum::Digest(asset.version.essence)),
        Field::Size => Some(Datum::Count(asset.version.size)),
        Field::Path => paths(asset.originals().map(|holding| holding.path.0.as_slice())),
        Field::Filename => paths(asset.originals().map(|holding| holding.path.name())),
        Field::Folder => paths(asset.originals().map(|holding| folder(&holding.path.0))),
        Field::Extension => asset.originals().find_map(extension).map(Datum::text),
        Field::Volume => volumes(asset),
        Field::Modified => asset.original().map(|holding| Datum::Date(Cow::Owned(holding.stat.modified_date()))),
        Field::Accessioned => asset.accessioned.as_ref().map(Datum::date),
        Field::Version => Some(Datum::Count(asset.version.number.into())),
        Field::Copies => Some(Datum::Count(asset.copies() as u64)),
        described => Datum::values(asset.description.get(described), described.is_many()),
    }
}

fn paths<'a>(all: impl Iterator<Item = &'a [u8]>) -> Option<Datum<'a>> {
    let mut kept: Vec<&[u8]> = Vec::new();
    for path in all {
        if !kept.contains(&path) {
            kept.push(path);
        }
    }
    (!kept.is_empty()).then(|| Datum::List(kept.into_iter().map(Datum::Path).collect()))
}

/// As `FilePath::folder`, borrowed.
fn folder(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(0) => b"/",
        Some(at) => &path[..at],
        None => b"",
    }
}

fn extension(holding: &Holding) -> Option<String> {
    crate::asset::holding::extension(holding.path.name())
}

fn volumes(asset: &Asset) -> Option<Datum<'_>> {
    let mut names: Vec<&str> = Vec::new();
    for holding in asset.holdings.iter().filter(|holding| !holding.volume.is_empty()) {
        if !names.contains(&holding.volume.as_str()) {
            names.push(&holding.volume);
        }
    }
    (!names.is_empty()).then(|| Datum::List(names.into_iter().map(Datum::text).collect()))
}
