//! `--like`: fields of one asset for others.
use super::exit::Failure;
use super::selection::{Found, find};
use super::session::Session;
use crate::asset::Asset;
use crate::catalog::Catalog;
use crate::librarian::editing::Copied;
use crate::query::parse_editable;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

/// What `ASSET` or `ASSET:FIELD,FIELD` gives others.
///
/// # Errors
/// A word that names no asset, a field that is none or cannot be edited, or of which the asset has no value; the catalogue's.
pub fn copied(session: &Session, catalog: &dyn Catalog, word: &OsString) -> Result<Copied, Failure> {
    let bytes = word.as_bytes();
    if let Some(asset) = named(session, catalog, bytes)? {
        return Ok(Copied::shared(&asset));
    }
    let colon = bytes.iter().rposition(|byte| *byte == b':');
    let nobody = || Failure::usage(format!("{} is no asset", word.display()), "an id, the beginning of one, or a path");
    let (name, fields) = colon.map(|at| (&bytes[..at], &bytes[at + 1..])).ok_or_else(nobody)?;
    let asset = named(session, catalog, name)?.ok_or_else(|| {
        let name = OsStr::from_bytes(name).display().to_string();
        Failure::usage(format!("{name} is no asset"), "an id, the beginning of one, or a path")
    })?;
    let mut values = Vec::new();
    for field in parse_editable(&String::from_utf8_lossy(fields))? {
        let given = asset.description.get(field).to_vec();
        if given.is_empty() {
            let hint = format!("`{}!` clears the field of others", field.word());
            let message = format!("{} has no {} to copy", asset.id, field.word());
            return Err(Failure::Usage { message, hint: Some(hint) });
        }
        values.push((field, given));
    }
    Ok(Copied(values))
}

fn named(session: &Session, catalog: &dyn Catalog, name: &[u8]) -> Result<Option<Asset>, Failure> {
    match find(session, catalog, name)? {
        Found::One(id) => Ok(catalog.snapshot(id)?.and_then(|snapshot| snapshot.asset())),
        Found::Several(count) => {
            let message = format!("{count} assets have an id that begins with {}", String::from_utf8_lossy(name));
            Err(Failure::usage(message, "give more digits"))
        }
        Found::Folder(_) | Found::None => Ok(None),
    }
}
