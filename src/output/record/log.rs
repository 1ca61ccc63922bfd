//! The records of the log: operations, and what happened to one asset.
use super::asset::{file_datum, version_datum};
use super::{Datum, Members};
use crate::asset::{AssetId, Description, Field, Value};
use crate::catalog::{Act, Change, Event, HistoryEntry, Operation, Seal};
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(super) fn operation_members(operation: &Operation) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let mut members = Members::with_room_for(9);
    members.add("operation", Datum::Count(operation.number));
    add_act(&mut members, &operation.act);
    members
        .add("changes", Datum::Count(operation.changes))
        .add("assets", Datum::Count(operation.assets))
        .add_some("undoes", operation.act.undoes.map(Datum::Count))
        .add_some("undone_by", operation.undone_by.map(Datum::Count));
    members.take()
}

fn add_act<'a>(members: &mut Members<'a>, act: &'a Act) {
    members
        .add("verb", Datum::text(&act.verb))
        .add("agent", Datum::text(&act.agent))
        .add("at", Datum::date(&act.at))
        .add_some("note", (!act.note.is_empty()).then(|| Datum::text(&act.note)));
}

/// A seal as people write it down: its number and its digest.
pub(in crate::output) fn seal_text(seal: &Seal) -> String {
    let hex: String = seal.digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}:sha256:{hex}", seal.number)
}

pub(super) fn seal_members(seal: &Seal) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let text = seal_text(seal);
    let digest = text.split_once(':').map(|(_, digest)| digest.to_owned()).unwrap_or_default();
    let mut members = Members::with_room_for(4);
    members
        .add("seal", Datum::Count(seal.number))
        .add("operation", Datum::Count(seal.operation))
        .add("digest", Datum::text(digest))
        .add("text", Datum::text(text));
    members.take()
}

pub(super) fn history_members(
    asset: Option<AssetId>,
    operation: Option<u64>,
    entry: &HistoryEntry,
) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let mut members = Members::with_room_for(10);
    members.add_some("id", asset.map(Datum::Id)).add("event", Datum::text(event_word(entry)));
    match entry {
        HistoryEntry::Changed { operation, act, change } => {
            members.add("operation", Datum::Count(*operation));
            add_act(&mut members, act);
            add_change(&mut members, change);
        }
        HistoryEntry::Happened(event) => {
            members.add_some("operation", operation.map(Datum::Count)).add("at", Datum::date(&event.at));
            add_event(&mut members, event);
        }
    }
    members.take()
}

/// The word for what happened.
pub(in crate::output) fn event_word(entry: &HistoryEntry) -> &'static str {
    match entry {
        HistoryEntry::Happened(event) => event.kind.word(),
        HistoryEntry::Changed { change, .. } => match change.as_ref() {
            Change::AddAsset(_) => "asset-added",
            Change::RemoveAsset(_) => "asset-removed",
            Change::AddVersion { .. } => "version-added",
            Change::RemoveVersion { .. } => "version-removed",
            Change::Describe { .. } => "described",
            Change::Reconcile { .. } => "reconciled",
            Change::Policy { .. } => "policy-changed",
            Change::Hold { before: None, .. } => "file-added",
            Change::Hold { after: None, .. } => "file-removed",
            Change::Hold { .. } => "file-changed",
            Change::State { .. } => "stated",
            Change::Volume { .. } => "volume-changed",
            Change::Save { .. } => "query-saved",
            Change::Link { present: true, .. } => "linked",
            Change::Link { present: false, .. } => "unlinked",
            Change::Write { after: Some(_), .. } => "file-written",
            Change::Write { after: None, .. } => "file-unwritten",
            Change::Trash { present: true, .. } => "file-trashed",
            Change::Trash { present: false, .. } => "file-returned",
            Change::Protect { present: true, .. } => "protected",
            Change::Protect { present: false, .. } => "unprotected",
            Change::LetGo { present: true, .. } => "content-let-go",
            Change::LetGo { present: false, .. } => "content-readmitted",
            Change::Event(event) => event.kind.word(),
        },
    }
}

fn add_event<'a>(members: &mut Members<'a>, event: &'a Event) {
    members
        .add("outcome", Datum::text(&event.outcome))
        .add_some("path", event.path.as_ref().map(Datum::path))
        .add_some("digest", event.digest.map(Datum::Digest));
}

fn add_change<'a>(members: &mut Members<'a>, change: &'a Change) {
    match change {
        Change::AddAsset(snapshot) | Change::RemoveAsset(snapshot) => {
            members.add_some("version", snapshot.versions.last().map(|(version, _)| version_datum(version)));
        }
        Change::AddVersion { version, .. } | Change::RemoveVersion { version, .. } => {
            members.add("version", version_datum(version));
        }
        Change::Hold { before, after, .. } => {
            members
                .add_some("file_before", before.as_ref().map(file_datum))
                .add_some("file", after.as_ref().map(file_datum));
        }
        Change::State { .. } | Change::Describe { .. } | Change::Reconcile { .. } => {
            members.add("fields", Datum::List(stated_changes(change).into_iter().map(Stated::into_datum).collect()));
        }
        Change::Link { other, relation, evidence, .. } => {
            members
                .add("other", Datum::Id(*other))
                .add("relation", Datum::text(relation.word()))
                .add_some("evidence", (!evidence.is_empty()).then(|| Datum::text(evidence)));
        }
        Change::Write { path, before, after, .. } => {
            members
                .add("path", Datum::path(path))
                .add_some("digest_before", before.map(Datum::Digest))
                .add_some("digest", after.map(Datum::Digest));
        }
        Change::Trash { path, kept, digest, way, .. } => {
            members
                .add("path", Datum::path(path))
                .add("kept", Datum::path(kept))
                .add("way", Datum::text(way.word()))
                .add("digest", Datum::Digest(*digest));
        }
        Change::Protect { what, .. } => {
            members.add("volume", Datum::text(&what.volume)).add_some("path", what.folder.as_ref().map(Datum::path));
        }
        Change::LetGo { digest, reason, .. } => {
            members
                .add("digest", Datum::Digest(*digest))
                .add_some("reason", (!reason.is_empty()).then(|| Datum::text(reason)));
        }
        Change::Volume { before, after } => {
            let name = after.as_ref().or(before.as_ref()).map(|volume| Datum::text(&volume.name));
            members.add_some("volume", name);
        }
        Change::Policy { after, .. } => {
            members.add("policy", Datum::text(after.word()));
        }
        Change::Save { name, after, .. } => {
            members.add("query", Datum::text(name)).add_some("text", after.as_ref().map(Datum::text));
        }
        Change::Event(event) => add_event(members, event),
    }
}

/// A field before and after a change. `None` where nothing was said; an empty list where it was said to be empty.
pub(in crate::output) struct Stated<'a> {
    pub field: Field,
    pub before: Option<&'a [Value]>,
    pub after: Option<&'a [Value]>,
}

impl<'a> Stated<'a> {
    fn into_datum(self) -> Datum<'a> {
        let is_many = self.field.is_many();
        let mut members = Members::with_room_for(3);
        members
            .add("field", Datum::text(self.field.word()))
            .add_some("before", self.before.and_then(|values| Datum::values(values, is_many)))
            .add_some("after", self.after.and_then(|values| Datum::values(values, is_many)))
            .add_claim("cleared", self.after.is_some_and(<[Value]>::is_empty));
        Datum::Members(members.take())
    }
}

/// The fields that a change of description concerns.
pub(in crate::output) fn stated_changes(change: &Change) -> Vec<Stated<'_>> {
    match change {
        Change::State { field, before, after, .. } => {
            vec![Stated { field: *field, before: before.as_deref(), after: after.as_deref() }]
        }
        Change::Describe { before, after, .. } => described(&before.description, &after.description),
        Change::Reconcile { before, after, .. } => described(before, after),
        Change::AddAsset(_)
        | Change::RemoveAsset(_)
        | Change::AddVersion { .. }
        | Change::RemoveVersion { .. }
        | Change::Hold { .. }
        | Change::Volume { .. }
        | Change::Save { .. }
        | Change::Policy { .. }
        | Change::Link { .. }
        | Change::Write { .. }
        | Change::Trash { .. }
        | Change::Protect { .. }
        | Change::LetGo { .. }
        | Change::Event(_) => Vec::new(),
    }
}

fn described<'a>(before: &'a Description, after: &'a Description) -> Vec<Stated<'a>> {
    let fields: BTreeSet<Field> = before.iter().chain(after.iter()).map(|(field, _)| field).collect();
    let some = |values: &'a [Value]| (!values.is_empty()).then_some(values);
    fields
        .into_iter()
        .filter(|field| before.get(*field) != after.get(*field))
        .map(|field| Stated { field, before: some(before.get(field)), after: some(after.get(field)) })
        .collect()
}
