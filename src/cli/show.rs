//! `damson show`
use super::exit::{Ended, Failure, Status};
use super::selection::{Found, find};
use super::session::Session;
use super::statements::{Spoken, print_explained, print_raw};
use crate::asset::{AssetId, FilePath, Problem, ProblemKind, Version};
use crate::catalog::Catalog;
use crate::output::{Item, Linked, RecordKind, Sheet, Sink};
use crate::query::{Filter, Selection};
use clap::Args;
use std::collections::HashMap;
use std::ffi::OsString;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;

/// Everything known of an asset
///
/// An asset is named by its id, by the beginning of its id (four digits or more), or by the path of one of its files.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  damson show Pictures/harbour/night.jpg
  damson show --raw Pictures/harbour/night.jpg
  damson show --explain Pictures/harbour/night.jpg
  damson show --history Pictures/harbour/night.jpg
  damson show --json Pictures/harbour/night.jpg")]
pub struct Words {
    /// Ids or paths
    #[arg(required = true, value_name = "ASSET|PATH", value_hint = clap::ValueHint::AnyPath)]
    assets: Vec<OsString>,

    /// Print every statement with its origin: what each standard in the file says, its sidecar, and cataloguers
    #[arg(long, conflicts_with_all = ["history", "explain"])]
    raw: bool,

    /// Print which statement counts for each field and why, and what the others say
    #[arg(long, conflicts_with = "history")]
    explain: bool,

    /// Print what happened to it, oldest first
    #[arg(long)]
    history: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let catalog = session.open()?;
    let kind = match (words.raw || words.explain, words.history) {
        (true, _) => RecordKind::Statement,
        (_, true) => RecordKind::History,
        (false, false) => RecordKind::Asset,
    };
    let mut sink = session.sink(kind, |_| {})?;
    let mut messages = session.messages();
    let mut status = Status::Done;
    for word in &words.assets {
        let problem = match find(session, &catalog, word.as_bytes())? {
            Found::One(id) => {
                print(words, &catalog, id, &mut *sink)?;
                continue;
            }
            Found::Several(count) => format!("{count} assets have an id that begins so; give more digits"),
            Found::Folder(_) => "a folder; `damson search` finds what is in it".to_owned(),
            Found::None => "the catalogue holds no such asset or file".to_owned(),
        };
        let path = FilePath(word.as_bytes().to_vec());
        messages.problem(Some(&path), &Problem::new(ProblemKind::Invalid, problem));
        status = if words.assets.len() == 1 { Status::Wrong } else { Status::Partial };
    }
    sink.finish().map_err(Failure::of_output)?;
    Ok(status)
}

fn print(words: &Words, catalog: &dyn Catalog, id: AssetId, sink: &mut dyn Sink) -> Result<(), Failure> {
    let Some(snapshot) = catalog.snapshot(id)? else { return Ok(()) };
    if words.history {
        for entry in catalog.history(id)? {
            sink.item(&Item::History { asset: id, entry: &entry }).map_err(Failure::of_output)?;
        }
        return Ok(());
    }
    let Some(asset) = snapshot.asset() else { return Ok(()) };
    if words.raw || words.explain {
        let spoken = Spoken {
            id,
            path: asset.original().map(|holding| &holding.path),
            statements: snapshot.versions.last().map_or(&[], |(_, reading)| reading.statements.as_slice()),
            stated: &snapshot.cataloguing,
        };
        return if words.raw { print_raw(&spoken, sink) } else { print_explained(&spoken, sink) };
    }
    let versions: Vec<Version> = snapshot.versions.iter().map(|(version, _)| version.clone()).collect();
    let links = linked(catalog, id)?;
    let sheet = Sheet { asset: &asset, versions: &versions, links: &links };
    sink.item(&Item::Sheet(sheet)).map_err(Failure::of_output)
}

/// The assets linked with one, each with the file that stands for it.
fn linked(catalog: &dyn Catalog, id: AssetId) -> Result<Vec<Linked>, Failure> {
    let links = catalog.links(id)?;
    let (mut paths, ids) = (HashMap::new(), links.iter().map(|link| link.other).collect());
    catalog.visit(&Selection { filter: Filter::Ids(ids), sort: Vec::new(), limit: None }, &mut |asset| {
        paths.extend(asset.original().map(|holding| (asset.id, holding.path.clone())));
        ControlFlow::Continue(())
    })?;
    Ok(links.into_iter().map(|link| Linked { path: paths.remove(&link.other), link }).collect())
}
