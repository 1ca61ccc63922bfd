//! The ledger for people: accessions, and contents that were let go.
use super::listing::short;
use super::table::Column;
use super::value::minute_text;
use crate::asset::Digest;
use crate::catalog::{Accession, AccessionState, LetGo};
use crate::output::measure::count;
use crate::output::style::Paint;
use crate::output::terminal::{Elide, escape};

pub(super) fn accession_columns() -> Vec<Column> {
    vec![
        Column::new("accession", Paint::Id).right(),
        Column::new("begun", Paint::Dim),
        Column::new("agent", Paint::Plain),
        Column::new("state", Paint::Label),
        Column::new("files", Paint::Plain).right(),
        Column::new("added", Paint::Plain).right(),
        Column::new("not taken", Paint::Bad).right(),
        Column::new("command", Paint::Plain).elided(Elide::End),
    ]
}

pub(super) fn accession_row(accession: &Accession) -> Vec<String> {
    let files = accession.counts.iter().map(|(_, count)| count).sum();
    let added = accession.counts.iter().find(|(word, _)| word == "added").map_or(0, |(_, count)| *count);
    let state = match accession.state {
        AccessionState::Whole => String::new(),
        state => state.word().to_owned(),
    };
    vec![
        accession.number.to_string(),
        minute_text(&accession.begun),
        escape(&accession.agent).into_owned(),
        state,
        count(files),
        count(added),
        if accession.untaken > 0 { count(accession.untaken) } else { String::new() },
        escape(&accession.words).into_owned(),
    ]
}

pub(super) fn let_go_columns() -> Vec<Column> {
    vec![
        Column::new("digest", Paint::Id),
        Column::new("asset", Paint::Id),
        Column::new("at", Paint::Dim),
        Column::new("agent", Paint::Plain),
        Column::new("operation", Paint::Plain).right(),
        Column::new("reason", Paint::Plain).elided(Elide::End),
    ]
}

pub(super) fn let_go_row(digest: Digest, let_go: &LetGo) -> Vec<String> {
    let mut hex = digest.hex();
    hex.truncate(16);
    vec![
        hex,
        short(&let_go.asset),
        minute_text(&let_go.at),
        escape(&let_go.agent).into_owned(),
        let_go.operation.to_string(),
        escape(&let_go.reason).into_owned(),
    ]
}
