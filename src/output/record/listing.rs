//! The records of listings: facets, statements, fields, volumes, the catalogue's state, saved queries, keywords,
//! duplicates and digests.
use super::{Datum, Members, property_key};
use crate::asset::{Field, Group as FieldGroup, Kind, Policy, Unit};
use crate::catalog::{FacetCount, Protected};
use crate::librarian::duplicates::{Group, Member};
use crate::librarian::volume::Listed;
use crate::output::item::{Digested, Said, Status};
use crate::query::Facet;
use std::borrow::Cow;

type List<'a> = Vec<(Cow<'a, str>, Datum<'a>)>;

pub(super) const STATUS_COLUMNS: &[&str] = &[
    "catalogue",
    "assets",
    "images",
    "videos",
    "sounds",
    "documents",
    "others",
    "versions",
    "originals",
    "sidecars",
    "bytes",
    "missing",
    "offline",
    "duplicates",
    "unchecked",
    "altered",
    "pending",
    "untaken",
    "operations",
    "catalogue_bytes",
    "earlier_bytes",
    "unfinished",
    "faults",
];

/// The facets' words as keys, and the count. A field counted twice, by two periods, is told apart by the period.
pub(super) fn facet_members<'a>(facets: &'a [Facet], row: &'a FacetCount) -> List<'a> {
    let mut members: List<'a> = Vec::with_capacity(facets.len() + 1);
    for (facet, value) in facets.iter().zip(&row.values) {
        let mut key = property_key(&facet.property);
        if let (true, Some(unit)) = (members.iter().any(|(other, _)| *other == key), facet.unit) {
            key = Cow::Owned(format!("{key}.{}", unit_word(unit)));
        }
        members.push((key, Datum::value(value)));
    }
    members.push(("count".into(), Datum::Count(row.count)));
    members
}

const fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Year => "year",
        Unit::Month => "month",
        Unit::Day => "day",
    }
}

pub(super) fn statement_members<'a>(said: &Said<'a>) -> List<'a> {
    let statement = said.statement;
    let mut members = Members::with_room_for(9);
    members
        .add_some("id", said.id.map(Datum::Id))
        .add_some("path", said.path.map(Datum::path))
        .add("origin", Datum::text(statement.origin.word()))
        .add("name", Datum::text(&statement.name))
        .add_some("field", statement.field.map(|field| Datum::text(field.word())))
        .add_some("language", statement.language.as_ref().map(Datum::text))
        .add("values", Datum::List(statement.values.iter().map(Datum::value).collect()))
        .add_some("chosen", said.is_chosen.map(Datum::Boolean))
        .add_some("reason", said.reason.map(Datum::text));
    members.take()
}

pub(super) fn field_members<'a>(field: Field) -> List<'a> {
    let definition = field.definition();
    let some = |text: &'static str| (!text.is_empty()).then(|| Datum::text(text));
    let max = definition.iim_max_bytes;
    let mut members = Members::with_room_for(11);
    members
        .add("field", Datum::text(definition.word))
        .add("aliases", Datum::List(definition.aliases.iter().copied().map(Datum::text).collect()))
        .add("group", Datum::text(group_word(definition.group)))
        .add("kind", Datum::text(kind_word(definition.kind)))
        .add("many", Datum::Boolean(field.is_many()))
        .add("editable", Datum::Boolean(field.is_editable()))
        .add_some("xmp", some(definition.xmp))
        .add_some("iim", some(definition.iim))
        .add_some("iim_max_bytes", (max > 0).then_some(Datum::Count(max.into())))
        .add_some("exif", some(definition.exif))
        .add_some("note", some(definition.note));
    members.take()
}

/// The word for a group of fields.
const fn group_word(group: FieldGroup) -> &'static str {
    match group {
        FieldGroup::IptcCore => "iptc-core",
        FieldGroup::IptcExtension => "iptc-extension",
        FieldGroup::Workflow => "workflow",
        FieldGroup::Technical => "technical",
        FieldGroup::Catalogue => "catalogue",
    }
}

/// The word for a kind of value.
pub(in crate::output) const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Uri => "uri",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
        Kind::Struct => "struct",
    }
}

pub(super) fn volume_members(listed: &Listed) -> List<'_> {
    let volume = &listed.volume;
    let mut members = Members::with_room_for(8);
    members
        .add("volume", Datum::text(&volume.name))
        .add("identity", Datum::text(&volume.identity))
        .add_some("kind", listed.kind.as_deref().map(Datum::text))
        .add("mount_point", Datum::path(&volume.mount_point))
        .add("online", Datum::Boolean(volume.is_online))
        .add("last_seen", Datum::date(&volume.last_seen))
        .add("files", Datum::Count(listed.files))
        .add("bytes", Datum::Count(listed.bytes));
    members.take()
}

pub(super) fn protection_members(what: &Protected) -> List<'_> {
    let mut members = Members::with_room_for(2);
    members.add("volume", Datum::text(&what.volume)).add_some("path", what.folder.as_ref().map(Datum::path));
    members.take()
}

pub(super) fn status_members<'a>(status: &Status<'a>) -> List<'a> {
    let numbers = status.numbers;
    let [images, videos, sounds, documents, others] = numbers.by_class;
    let counts = [
        numbers.assets,
        images,
        videos,
        sounds,
        documents,
        others,
        numbers.versions,
        numbers.originals,
        numbers.sidecars,
        numbers.bytes,
        numbers.missing,
        numbers.offline,
        numbers.duplicates,
        numbers.unchecked,
        numbers.altered,
        numbers.pending,
        numbers.untaken,
        numbers.operations,
        numbers.catalogue_bytes,
        status.earlier_bytes,
    ];
    let mut members = Members::with_room_for(STATUS_COLUMNS.len());
    members.add("catalogue", Datum::path(status.catalogue));
    for (key, count) in STATUS_COLUMNS[1..].iter().zip(counts) {
        members.add(key, Datum::Count(count));
    }
    let unfinished = status.unfinished.iter().map(|accession| Datum::Count(accession.number));
    members.add("unfinished", Datum::List(unfinished.collect()));
    members.add("faults", Datum::texts(status.faults));
    members.take()
}

pub(super) fn query_members<'a>(name: &'a str, text: &'a str) -> List<'a> {
    vec![("query".into(), Datum::text(name)), ("text".into(), Datum::text(text))]
}

/// The keyword as a query takes it, levels joined by `/`, and the levels themselves.
pub(super) fn keyword_members(levels: &[String], count: u64) -> List<'_> {
    let mut members = Members::with_room_for(3);
    members
        .add("keyword", Datum::text(levels.join("/")))
        .add("levels", Datum::texts(levels))
        .add("count", Datum::Count(count));
    members.take()
}

pub(super) fn policy_members<'a>(policy: Policy, is_current: bool) -> List<'a> {
    let mut members = Members::with_room_for(3);
    members
        .add("policy", Datum::text(policy.word()))
        .add("current", Datum::Boolean(is_current))
        .add("order", Datum::text(policy.sentence()));
    members.take()
}

pub(super) fn group_members(group: &Group) -> List<'_> {
    let mut members = Members::with_room_for(3);
    members
        .add("kind", Datum::text(group.kind.word()))
        .add("members", Datum::List(group.members.iter().map(member_datum).collect()))
        .add_claim("checked", group.is_checked);
    members.take()
}

fn member_datum(member: &Member) -> Datum<'_> {
    let mut members = Members::with_room_for(7);
    members
        .add("id", Datum::Id(member.id))
        .add("path", Datum::path(&member.file.path))
        .add("size", Datum::Count(member.file.stat.size))
        .add("keeper", Datum::Boolean(member.is_keeper))
        .add_some("reason", (!member.reason.is_empty()).then(|| Datum::text(&member.reason)))
        .add_claim("linked", member.is_linked)
        .add_some("distance", member.distance.map(|distance| Datum::Count(distance.into())));
    Datum::Members(members.take())
}

/// The digest with its algorithm before it, as every digest in a record.
pub(super) fn digest_members<'a>(digested: &Digested<'a>) -> List<'a> {
    let mut members = Members::with_room_for(2);
    let key = if digested.is_essence { "essence_digest" } else { "digest" };
    members
        .add("path", Datum::path(digested.path))
        .add(key, Datum::text(format!("{}:{}", digested.algorithm, digested.hex)));
    members.take()
}
