//! SELECTION: a query, `@NAME`, `--all`, or `-` for ids, paths or records on standard input.
use super::exit::Failure;
use super::session::Session;
use crate::asset::{AssetId, FilePath, IdPrefix, Problem, ProblemKind};
use crate::catalog::Catalog;
use crate::output::{Selected as Chosen, selection_line};
use crate::query::{Filter, Selection};
use std::collections::HashSet;
use std::io::{BufRead, Read};
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What was selected, and how many lines of standard input named nothing.
pub struct Selected {
    /// Which assets.
    pub filter: Filter,
    /// Lines that named no asset; each was reported.
    pub strays: u64,
}

/// The longest line that is read from standard input: a record with everything is far shorter.
const LONGEST_LINE: u64 = 16 * 1024 * 1024;

/// Understands a selection.
///
/// # Errors
/// No selection at all, or two; a query that cannot be understood; the catalogue's.
pub fn select(session: &Session, catalog: &dyn Catalog, terms: &[String], all: bool) -> Result<Selected, Failure> {
    let hint = "a query, @NAME, - for standard input, or --all for every asset";
    let filter = match terms {
        [] if all => Filter::Everything,
        _ if all => return Err(Failure::usage("--all and a selection do not go together", hint)),
        [] => return Err(Failure::usage("nothing is selected", hint)),
        [dash] if dash == "-" => return from_standard_input(session, catalog),
        terms if terms.iter().all(|term| term.trim().is_empty()) => {
            return Err(Failure::usage("the selection is empty, which would mean every asset", hint));
        }
        terms => session.filter(catalog, terms)?,
    };
    Ok(Selected { filter, strays: 0 })
}

fn from_standard_input(session: &Session, catalog: &dyn Catalog) -> Result<Selected, Failure> {
    let (mut ids, mut known, mut filters, mut strays) = (Vec::new(), HashSet::new(), Vec::new(), 0);
    let ending = if session.globals.null { 0 } else { b'\n' };
    let (mut input, mut messages) = (std::io::stdin().lock(), session.messages());
    loop {
        let mut line = Vec::new();
        let count = (&mut input).take(LONGEST_LINE).read_until(ending, &mut line);
        let count = count.map_err(|error| Failure::Io { what: "cannot read standard input".to_owned(), error })?;
        if count == 0 {
            break;
        }
        if line.last() == Some(&ending) {
            line.pop();
        }
        match named_by(session, catalog, &line)? {
            Named::Nobody => {}
            Named::Assets(found) => ids.extend(found.into_iter().filter(|id| known.insert(*id))),
            Named::Folder(folder) => filters.push(Filter::Under { path: folder.0 }),
            Named::Nothing(problem) => {
                strays += 1;
                messages.problem(Some(&FilePath(line)), &problem);
            }
        }
    }
    if !ids.is_empty() || filters.is_empty() {
        filters.push(Filter::Ids(ids));
    }
    let filter = if filters.len() == 1 { filters.remove(0) } else { Filter::Any(filters) };
    Ok(Selected { filter, strays })
}

/// What a line names.
enum Named {
    Assets(Vec<AssetId>),
    Folder(FilePath),
    /// It is no asset, and need not be: an empty line, a summary.
    Nobody,
    Nothing(Problem),
}

fn named_by(session: &Session, catalog: &dyn Catalog, line: &[u8]) -> Result<Named, Failure> {
    let nothing = |message: &str| Ok(Named::Nothing(Problem::new(ProblemKind::Invalid, message)));
    let found = match selection_line(line) {
        Ok(None) => return Ok(Named::Nobody),
        Err(error) => return nothing(&error.to_string()),
        Ok(Some(Chosen::Path(path))) => find_path(session, catalog, &path.0)?,
        Ok(Some(Chosen::Id(prefix))) => find_id(catalog, prefix)?,
    };
    match found {
        Found::One(id) => Ok(Named::Assets(vec![id])),
        Found::Folder(folder) => Ok(Named::Folder(folder)),
        Found::Several(count) => nothing(&format!("{count} assets have an id that begins so")),
        Found::None => nothing("the catalogue holds no such asset or file"),
    }
}

/// What a word on the command line or a line of standard input stands for.
pub enum Found {
    /// One asset.
    One(AssetId),
    /// A folder that has assets in it or below it.
    Folder(FilePath),
    /// An id's beginning that several assets share.
    Several(u64),
    /// Nothing.
    None,
}

/// Finds what a word stands for: a file that is held, a folder that has such files, or the beginning of an id.
///
/// # Errors
/// The catalogue's.
pub fn find(session: &Session, catalog: &dyn Catalog, word: &[u8]) -> Result<Found, Failure> {
    let prefix = String::from_utf8_lossy(word).parse::<IdPrefix>();
    match (find_path(session, catalog, word)?, prefix) {
        (Found::None, Ok(prefix)) => find_id(catalog, prefix),
        (found, _) => Ok(found),
    }
}

fn find_path(session: &Session, catalog: &dyn Catalog, word: &[u8]) -> Result<Found, Failure> {
    let path = session.absolute(Path::new(std::ffi::OsStr::from_bytes(word)));
    if let Some((id, _)) = catalog.find_path(&path)? {
        return Ok(Found::One(id));
    }
    let is_folder = !catalog.folders(&path)?.is_empty();
    Ok(if is_folder { Found::Folder(path) } else { Found::None })
}

fn find_id(catalog: &dyn Catalog, prefix: IdPrefix) -> Result<Found, Failure> {
    let mut ids = Vec::new();
    let selection = Selection { filter: Filter::Id(prefix), sort: Vec::new(), limit: Some(2) };
    catalog.visit(&selection, &mut |asset| {
        ids.push(asset.id);
        ControlFlow::Continue(())
    })?;
    match ids.as_slice() {
        [] => Ok(Found::None),
        [id] => Ok(Found::One(*id)),
        [_, _, ..] => Ok(Found::Several(catalog.count(&Filter::Id(prefix))?)),
    }
}
