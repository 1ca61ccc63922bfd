//! The records of the ledger: accessions, and contents that were let go.
use super::{Datum, Members};
use crate::asset::Digest;
use crate::catalog::{Accession, LetGo};
use std::borrow::Cow;

pub(super) fn accession_members(accession: &Accession) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let counts = accession.counts.iter().map(|(word, count)| (Cow::Borrowed(word.as_str()), Datum::Count(*count)));
    let mut members = Members::with_room_for(11);
    members
        .add("accession", Datum::Count(accession.number))
        .add("state", Datum::text(accession.state.word()))
        .add("begun", Datum::date(&accession.begun))
        .add_some("ended", accession.ended.as_ref().map(Datum::date))
        .add("agent", Datum::text(&accession.agent))
        .add("words", Datum::text(&accession.words))
        .add("roots", Datum::List(accession.roots.iter().map(Datum::path).collect()))
        .add_some("target", accession.target.as_ref().map(Datum::path))
        .add("operations", Datum::List(accession.operations.iter().map(|number| Datum::Count(*number)).collect()))
        .add("counts", Datum::Members(counts.collect()))
        .add("untaken", Datum::Count(accession.untaken));
    members.take()
}

pub(super) fn let_go_members(digest: Digest, let_go: &LetGo) -> Vec<(Cow<'_, str>, Datum<'_>)> {
    let mut members = Members::with_room_for(6);
    members
        .add("digest", Datum::Digest(digest))
        .add("id", Datum::Id(let_go.asset))
        .add("operation", Datum::Count(let_go.operation))
        .add("at", Datum::date(&let_go.at))
        .add("agent", Datum::text(&let_go.agent))
        .add_some("reason", (!let_go.reason.is_empty()).then(|| Datum::text(&let_go.reason)));
    members.take()
}
