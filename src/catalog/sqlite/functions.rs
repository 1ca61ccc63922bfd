//! The meaning of words, folds, globs, expressions and distances, lent to SQL: each function is the one that
//! `meaning` defines, so that no question is answered twice in two ways. Arguments that never change are kept parsed.
use super::body;
use crate::asset::fold::fold;
use crate::asset::{Field, FilePath};
use crate::catalog::CatalogError;
use crate::catalog::meaning::{Leaf, any_leaf, glob, has_words, is_below, is_in_folder, is_near, is_under, joined};
use globset::GlobMatcher;
use regex::Regex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A test on the leaves of one property of an asset's record, as `says` takes it (JSON).
#[derive(Serialize, Deserialize)]
pub(super) struct Question {
    /// The field's word.
    pub field: String,
    /// The member's names.
    pub member: Vec<String>,
    /// What is asked of a leaf.
    pub test: Test,
}

/// What is asked of a leaf.
#[derive(Serialize, Deserialize)]
pub(super) enum Test {
    /// A regular expression matches it as it is.
    Matches(String),
    /// It is a text with these words; whether the last is only the beginning of one.
    Words(Vec<String>, bool),
    /// It is a text too long to be a key, and lies below these levels, which these characters separate.
    Below(Vec<String>, Vec<char>),
}

/// A question made ready.
struct Asked {
    field: Field,
    member: Vec<String>,
    test: Test,
    regex: Option<Regex>,
}

/// Makes the functions known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"folded", 1, flags, |call| Ok(fold(text(call, 0)?)))?;
    connection.create_scalar_function(c"lossy", 1, flags, |call| Ok(lossy(bytes(call, 0)?).into_owned()))?;
    connection.create_scalar_function(c"folder_bytes", 2, flags, |call| Ok(folder(call, 0)?.0))?;
    connection.create_scalar_function(c"path_bytes", 3, flags, |call| path(call))?;
    connection.create_scalar_function(c"has_words", 3, flags, |call| words_of(call))?;
    connection.create_scalar_function(c"matches", 2, flags, |call| matches(call))?;
    connection.create_scalar_function(c"is_below", 3, flags, |call| below(call))?;
    connection.create_scalar_function(c"fits_glob", 4, flags, |call| fits_glob(call))?;
    connection.create_scalar_function(c"is_in_folder", 3, flags, |call| in_folder(call))?;
    connection
        .create_scalar_function(c"is_under", 3, flags, |call| Ok(is_under(&folder(call, 1)?.0, bytes(call, 0)?)))?;
    connection.create_scalar_function(c"is_near", 5, flags, |call| near(call))?;
    connection.create_scalar_function(c"says", 3, flags, |call| says(call))
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::UserFunctionError(Box::new(error))
}

fn text<'a>(call: &'a Context<'_>, at: usize) -> Result<&'a str> {
    call.get_raw(at).as_str().map_err(failed)
}

fn bytes<'a>(call: &'a Context<'_>, at: usize) -> Result<&'a [u8]> {
    match call.get_raw(at) {
        ValueRef::Blob(bytes) | ValueRef::Text(bytes) => Ok(bytes),
        ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => Ok(&[]),
    }
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// A folder's path, from two arguments: the volume's mount point and the path below it, or from the root.
fn folder(call: &Context<'_>, at: usize) -> Result<FilePath> {
    Ok(whole_folder(bytes(call, at)?, bytes(call, at + 1)?))
}

/// A folder's absolute path, from the volume's mount point and the path as it is stored.
pub(super) fn whole_folder(mount_point: &[u8], stored: &[u8]) -> FilePath {
    if stored.starts_with(b"/") { FilePath(stored.to_vec()) } else { joined(&FilePath(mount_point.to_vec()), stored) }
}

/// A file's absolute path, from its folder's.
pub(super) fn whole_path(mut folder: FilePath, name: &[u8]) -> FilePath {
    if folder.0 != b"/" {
        folder.0.push(b'/');
    }
    folder.0.extend_from_slice(name);
    folder
}

fn path(call: &Context<'_>) -> Result<Vec<u8>> {
    Ok(whole_path(folder(call, 0)?, bytes(call, 2)?).0)
}

fn words_of(call: &Context<'_>) -> Result<bool> {
    let wanted = call.get_or_create_aux(0, |raw| -> Result<Vec<String>, CatalogError> {
        Ok(raw.as_str().unwrap_or_default().split(' ').map(str::to_owned).collect())
    })?;
    Ok(has_words(text(call, 2)?, &wanted, call.get(1)?))
}

fn matches(call: &Context<'_>) -> Result<bool> {
    let regex = call.get_or_create_aux(0, |raw| Regex::new(raw.as_str().unwrap_or_default()))?;
    Ok(regex.is_match(text(call, 1)?))
}

fn below(call: &Context<'_>) -> Result<bool> {
    let levels = call.get_or_create_aux(0, |raw| body::decode::<Vec<String>>(raw.as_str().unwrap_or_default()))?;
    let separators: Vec<char> = text(call, 1)?.chars().collect();
    Ok(is_below(text(call, 2)?, &separators, &levels))
}

fn fits_glob(call: &Context<'_>) -> Result<bool> {
    let matcher = call.get_or_create_aux(0, |raw| -> Result<GlobMatcher, globset::Error> {
        glob(raw.as_str().unwrap_or_default())
    })?;
    let path = whole_path(folder(call, 1)?, bytes(call, 3)?);
    Ok(matcher.is_match(Path::new(OsStr::from_bytes(&path.0))))
}

fn in_folder(call: &Context<'_>) -> Result<bool> {
    Ok(is_in_folder(&folder(call, 1)?.0, text(call, 0)?))
}

fn near(call: &Context<'_>) -> Result<bool> {
    Ok(is_near((call.get(0)?, call.get(1)?), (call.get(2)?, call.get(3)?), call.get(4)?))
}

fn says(call: &Context<'_>) -> Result<bool> {
    let asked = call.get_or_create_aux(0, |raw| ask(raw.as_str().unwrap_or_default()))?;
    let stated = call.get_raw(2).as_str_or_null().map_err(failed)?;
    let values = body::effective(asked.field, text(call, 1)?, stated).map_err(failed)?;
    Ok(any_leaf(&values, &asked.member, |leaf| match (&asked.test, leaf) {
        (Test::Matches(_), leaf) => asked.regex.as_ref().is_some_and(|regex| regex.is_match(&leaf.to_string())),
        (Test::Words(words, prefix), Leaf::Text(text)) => has_words(text, words, *prefix),
        (Test::Below(levels, separators), Leaf::Text(text)) => is_below(&fold(text), separators, levels),
        (Test::Words(..) | Test::Below(..), _) => false,
    }))
}

fn ask(json: &str) -> Result<Asked, CatalogError> {
    let Question { field, member, test } = body::decode(json)?;
    let field = Field::named(&field).ok_or_else(|| CatalogError::Internal(format!("no field is called `{field}`")))?;
    let internal = |error: regex::Error| CatalogError::Internal(error.to_string());
    let regex = if let Test::Matches(pattern) = &test { Some(Regex::new(pattern).map_err(internal)?) } else { None };
    Ok(Asked { field, member, test, regex })
}
