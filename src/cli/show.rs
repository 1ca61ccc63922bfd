//! `damson show`
use super::exit::{Ended, Failure, Status};
use super::selection::{Found, find};
use super::session::Session;
use super::statements::{Spoken, explained, print_explained, print_raw, silence};
use crate::asset::{AssetId, Field, FilePath, Policy, Problem, ProblemKind, Version};
use crate::catalog::Catalog;
use crate::output::{Item, Linked, RecordKind, Sheet, Sink};
use crate::query::{Filter, Selection};
use clap::Args;
use clap_complete::ArgValueCompleter;
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
  damson show --explain creator Pictures/harbour/night.jpg
  damson show --history Pictures/harbour/night.jpg
  damson show --json Pictures/harbour/night.jpg")]
pub struct Words {
    /// Ids or paths
    #[arg(value_name = "ASSET|PATH", value_hint = clap::ValueHint::AnyPath)]
    assets: Vec<OsString>,

    /// Print every statement with its origin: what each standard in the file says, its sidecar, and cataloguers
    #[arg(long, conflicts_with_all = ["history", "explain"])]
    raw: bool,

    /// Print which statement counts for each field, or for one, and why, and what the others say
    #[arg(long, value_name = "FIELD", num_args = 0..=1, default_missing_value = "", conflicts_with = "history")]
    #[arg(add = ArgValueCompleter::new(super::complete::fields))]
    explain: Option<OsString>,

    /// Print what happened to it, oldest first
    #[arg(long)]
    history: bool,
}

pub fn run(words: &Words, session: &mut Session) -> Ended {
    let mut assets = words.assets.clone();
    let explained = explained(words.explain.as_ref(), &mut assets);
    if assets.is_empty() {
        return Err(Failure::usage("no asset is named", "damson show ASSET|PATH..."));
    }
    let catalog = session.open()?;
    let asked = Asked { raw: words.raw, history: words.history, explained, policy: catalog.policy()? };
    let kind = match (words.raw || asked.explained.is_some(), words.history) {
        (true, _) => RecordKind::Statement,
        (_, true) => RecordKind::History,
        (false, false) => RecordKind::Asset,
    };
    let mut sink = session.sink(kind, |_| {})?;
    let mut messages = session.messages();
    let mut status = Status::Done;
    for word in &assets {
        let problem = match find(session, &catalog, word.as_bytes())? {
            Found::One(id) => {
                let is_silent = !print(&asked, &catalog, id, &mut *sink)?;
                if let Some(fields) = asked.explained.as_ref().filter(|fields| is_silent && !fields.is_empty()) {
                    messages.notice(&format!("{id}: {}", silence(fields)));
                }
                continue;
            }
            Found::Several(count) => format!("{count} assets have an id that begins so; give more digits"),
            Found::Folder(_) => "a folder; `damson search` finds what is in it".to_owned(),
            Found::None => "the catalogue holds no such asset or file".to_owned(),
        };
        let path = FilePath(word.as_bytes().to_vec());
        messages.problem(Some(&path), &Problem::new(ProblemKind::Invalid, problem));
        status = if assets.len() == 1 { Status::Wrong } else { Status::Partial };
    }
    sink.finish().map_err(Failure::of_output)?;
    Ok(status)
}

/// What of an asset is asked for.
struct Asked {
    raw: bool,
    history: bool,
    /// The fields to explain, none for all.
    explained: Option<Vec<Field>>,
    policy: Policy,
}

/// Prints it, and says whether there was anything to print.
fn print(words: &Asked, catalog: &dyn Catalog, id: AssetId, sink: &mut dyn Sink) -> Result<bool, Failure> {
    let Some(snapshot) = catalog.snapshot(id)? else { return Ok(false) };
    if words.history {
        for entry in catalog.history(id)? {
            sink.item(&Item::History { asset: Some(id), operation: None, entry: &entry })
                .map_err(Failure::of_output)?;
        }
        return Ok(true);
    }
    let Some(asset) = snapshot.asset() else { return Ok(false) };
    if words.raw || words.explained.is_some() {
        let spoken = Spoken {
            id,
            path: asset.original().map(|holding| &holding.path),
            statements: snapshot.versions.last().map_or(&[], |(_, reading)| reading.statements.as_slice()),
            stated: &snapshot.cataloguing,
        };
        return match &words.explained {
            Some(fields) => Ok(print_explained(&spoken, words.policy, fields, sink)? > 0),
            None => print_raw(&spoken, sink).map(|()| true),
        };
    }
    let versions: Vec<Version> = snapshot.versions.iter().map(|(version, _)| version.clone()).collect();
    let links = linked(catalog, id)?;
    let sheet = Sheet { asset: &asset, versions: &versions, links: &links };
    sink.item(&Item::Sheet(sheet)).map_err(Failure::of_output)?;
    Ok(true)
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
