//! The records of working verbs: what became of each item, and the count of it all.
use super::{Datum, Members};
use crate::librarian::duplicates::{Party, Seen};
use crate::librarian::{FieldChange, Outcome, Summary};
use crate::output::item::Planned;
use std::borrow::Cow;

pub(super) fn outcome_members(outcome: &Outcome) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let mut members = Members::with_room_for(10);
    members
        .add("verb", Datum::text(outcome.verb))
        .add_some("path", outcome.path.as_ref().map(Datum::path))
        .add("outcome", Datum::text(outcome.kind.word()))
        .add_some("id", outcome.id.map(Datum::Id))
        .add_some("from", outcome.from.as_ref().map(Datum::path))
        .add_some("survivor", outcome.survivor.as_ref().map(Datum::path))
        .add_some("same_essence", outcome.same_essence.map(Datum::Id))
        .add_some("change", outcome.change.map(Datum::text))
        .add_some("digest", outcome.digest.map(Datum::Digest));
    if !outcome.fields.is_empty() {
        members.add("fields", Datum::List(outcome.fields.iter().map(change_datum).collect()));
    }
    if let Some(problem) = &outcome.problem {
        let mut inner = Members::with_room_for(2);
        inner.add("kind", Datum::text(problem.kind.word())).add("message", Datum::text(&problem.message));
        members.add("problem", Datum::Members(inner.take()));
    }
    if !outcome.copies.is_empty() {
        members.add("copies", Datum::List(outcome.copies.iter().map(Datum::path).collect()));
    }
    members.add_claim("proven", outcome.is_proven).add_claim("dry_run", outcome.dry_run);
    members.take()
}

/// A line of a plan: what would become of an asset or a file, with what was seen, or the operation that would be taken back.
pub(super) fn plan_members<'a>(planned: &Planned<'a>) -> Vec<(Cow<'a, str>, Datum<'a>)> {
    let mut members = Members::with_room_for(7);
    match *planned {
        Planned::Undo { operation } => {
            members.add("verb", Datum::text("undo")).add("operation", Datum::Count(operation));
        }
        Planned::Resolve(row) => {
            members
                .add("verb", Datum::text("duplicates"))
                .add("kind", Datum::text(row.kind.word()))
                .add("action", Datum::text(row.way.word()));
            add_party(&mut members, &row.victim);
            let mut survivor = Members::with_room_for(5);
            add_party(&mut survivor, &row.survivor);
            members.add("survivor", Datum::Members(survivor.take()));
        }
        Planned::Change { outcome, writing } => {
            members
                .add("verb", Datum::text(outcome.verb))
                .add_some("id", outcome.id.map(Datum::Id))
                .add_some("path", outcome.path.as_ref().map(Datum::path))
                .add_some("digest", outcome.digest.map(Datum::Digest))
                .add("fields", Datum::List(outcome.fields.iter().map(change_datum).collect()))
                .add_some("write", writing.map(|writing| Datum::text(writing.word())));
        }
    }
    members.take()
}

/// A file as it was seen. Its time is text, for many programs read numbers of nineteen digits as others.
fn add_party<'a>(members: &mut Members<'a>, party: &'a Party) {
    let Seen { path, digest, size, modified } = &party.file;
    let (seconds, nanoseconds) = (modified.div_euclid(1_000_000_000), modified.rem_euclid(1_000_000_000));
    members
        .add("id", Datum::Id(party.id))
        .add("path", Datum::path(path))
        .add("digest", Datum::Digest(*digest))
        .add("size", Datum::Count(*size))
        .add("modified", Datum::text(format!("{seconds}.{nanoseconds:09}")));
}

/// A field before and after, in the shape that the asset record gives it; absent where it has no value.
fn change_datum(change: &FieldChange) -> Datum<'_> {
    let is_many = change.field.is_many();
    let mut members = Members::with_room_for(3);
    members
        .add("field", Datum::text(change.field.word()))
        .add_some("before", Datum::values(&change.before, is_many))
        .add_some("after", Datum::values(&change.after, is_many));
    Datum::Members(members.take())
}

pub(super) fn summary_members(summary: &Summary) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let counts = summary.counts.iter().map(|(kind, count)| (Cow::Borrowed(kind.word()), Datum::Count(*count)));
    let items = summary.counts.iter().map(|(_, count)| count).sum();
    let mut members = Members::with_room_for(9);
    members
        .add("verb", Datum::text(summary.verb))
        .add("items", Datum::Count(items))
        .add("counts", Datum::Members(counts.collect()))
        .add("problems", Datum::Count(summary.problems))
        .add("bytes", Datum::Count(summary.bytes))
        .add_some("operation", summary.operation.map(Datum::Count))
        .add_some("unconfirmed", (summary.unconfirmed > 0).then_some(Datum::Count(summary.unconfirmed)))
        .add_some("accession", summary.accession.map(Datum::Count));
    if let Some(erasure) = &summary.erasure {
        members
            .add("source_may_be_erased", Datum::Boolean(erasure.may_be_erased))
            .add_some("source_reason", erasure.reason.as_ref().map(Datum::text))
            .add("source_proven", Datum::Count(erasure.proven))
            .add("source_unproven", Datum::Count(erasure.unproven))
            .add_some("source_released", erasure.released.map(Datum::Count));
    }
    members.add_claim("dry_run", summary.dry_run).add_claim("interrupted", summary.interrupted);
    members.take()
}
