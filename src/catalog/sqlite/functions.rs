//! The meaning of folds and paths, lent to SQL: each function is the one that `meaning` defines, so that no question is
//! answered twice in two ways.
use crate::asset::FilePath;
use crate::asset::fold::fold;
use crate::catalog::meaning::joined;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};
use std::borrow::Cow;

/// Makes the functions known to a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"folded", 1, flags, |call| Ok(fold(text(call, 0)?)))?;
    connection.create_scalar_function(c"lossy", 1, flags, |call| Ok(lossy(bytes(call, 0)?).into_owned()))?;
    connection.create_scalar_function(c"folder_bytes", 2, flags, |call| Ok(folder(call, 0)?.0))?;
    connection.create_scalar_function(c"path_bytes", 3, flags, |call| path(call))?;
    Ok(())
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
