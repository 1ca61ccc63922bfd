//! `backup` and `restore`: the catalogue copied while others work with it, proved, and taken back in. What a restore takes
//! the place of is kept beside it: nothing is lost.
use super::arrival::rename_without_replacing;
use super::error::LibrarianError;
use crate::catalog::CatalogError;
use crate::catalog::sqlite::{SqliteCatalog, copy_again, prove};
use rustix::fs::{Mode, OFlags, open};
use rustix::io::Errno;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// The files that SQLite keeps beside a catalogue.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Copies a catalogue into a new file: written beside it, synced, read back from the medium where the system lets go of what
/// it remembers, and only then given its name. `Ok(false)`: it was stopped, and nothing is left.
///
/// # Errors
/// `Refused` where the name is taken; `Io`; the catalogue's, also `Damaged` for a copy that is not whole.
pub fn backup(catalog: &SqliteCatalog, to: &Path, stop: &AtomicBool) -> Result<bool, LibrarianError> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(taken(to));
    }
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let part = folder.join(format!(".damson-backup-{}.part", std::process::id()));
    let ended = written(catalog, &part, to, folder, stop);
    if !matches!(ended, Ok(true)) {
        let _ = fs::remove_file(&part);
    }
    ended
}

fn written(
    catalog: &SqliteCatalog,
    part: &Path,
    to: &Path,
    folder: &Path,
    stop: &AtomicBool,
) -> Result<bool, LibrarianError> {
    if !catalog.copy_to(part, stop)? {
        return Ok(false);
    }
    let failed = |source| LibrarianError::Io { what: format!("cannot back up to {}", to.display()), source };
    settle(part).map_err(failed)?;
    if let Some(wrong) = prove(part)?.first() {
        return Err(CatalogError::Damaged(format!("the copy is not whole: {wrong}")).into());
    }
    place(part, to, folder).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(to),
        _ => failed(error),
    })?;
    Ok(true)
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where the catalogue is kept that was there before; `None` where there was none.
    pub kept: Option<PathBuf>,
}

/// Makes a backup the catalogue. One that is there already is first copied beside itself, under a name with `stamp` in it;
/// one that is damaged is put aside as it is.
///
/// # Errors
/// The backup's `Absent`, `Foreign`, `Newer`, `Damaged`; `Refused` where the two are one file; `Io`; `Busy`.
pub fn restore(
    present: Result<SqliteCatalog, CatalogError>,
    catalogue: &Path,
    from: &Path,
    stamp: &str,
    stop: &AtomicBool,
) -> Result<Option<Restored>, LibrarianError> {
    if is_one_file(catalogue, from) {
        let message = format!("{} is the catalogue itself", from.display());
        return Err(LibrarianError::Refused { message, hint: None });
    }
    if let Some(wrong) = prove(from)?.first() {
        return Err(CatalogError::Damaged(format!("the backup is not whole: {wrong}")).into());
    }
    match present {
        Ok(mut present) => {
            let kept = named_after(catalogue, &format!(".before-restore-{stamp}"));
            match backup(&present, &kept, stop) {
                Ok(true) => {
                    present.replace_with(from)?;
                    Ok(Some(Restored { kept: Some(kept) }))
                }
                Ok(false) => Ok(None),
                // It could be opened, and cannot be read to its end.
                Err(LibrarianError::Catalog(CatalogError::Damaged(_))) => {
                    drop(present);
                    in_the_place_of_the_damaged(catalogue, from, stamp, stop)
                }
                Err(error) => Err(error),
            }
        }
        Err(CatalogError::Absent(_)) => {
            put_aside(catalogue, stamp)?;
            Ok(copied(from, catalogue, stop)?.then_some(Restored { kept: None }))
        }
        Err(CatalogError::Damaged(_) | CatalogError::Foreign(_)) => {
            in_the_place_of_the_damaged(catalogue, from, stamp, stop)
        }
        Err(error) => Err(error.into()),
    }
}

fn in_the_place_of_the_damaged(
    catalogue: &Path,
    from: &Path,
    stamp: &str,
    stop: &AtomicBool,
) -> Result<Option<Restored>, LibrarianError> {
    let kept = put_aside(catalogue, stamp)?;
    Ok(copied(from, catalogue, stop)?.then_some(Restored { kept }))
}

/// Gives a damaged catalogue and what SQLite keeps beside it other names, the file first: a log that stays behind where
/// no file is belongs to nothing, and is put aside by the next restore.
fn put_aside(catalogue: &Path, stamp: &str) -> Result<Option<PathBuf>, LibrarianError> {
    let aside = named_after(catalogue, &format!(".damaged-{stamp}"));
    let mut kept = None;
    for suffix in std::iter::once("").chain(COMPANIONS) {
        let (from, to) = (named_after(catalogue, suffix), named_after(&aside, suffix));
        if fs::symlink_metadata(&from).is_err() {
            continue;
        }
        let folder = catalogue.parent().unwrap_or(Path::new("/"));
        let failed = |source| LibrarianError::Io { what: format!("cannot put {} aside", from.display()), source };
        place(&from, &to, folder).map_err(failed)?;
        if suffix.is_empty() {
            kept = Some(to);
        }
    }
    Ok(kept)
}

/// A copy of a backup: beside its place, synced, and only then by its name. `Ok(false)`: it was stopped.
fn copied(from: &Path, to: &Path, stop: &AtomicBool) -> Result<bool, LibrarianError> {
    let failed = |source| LibrarianError::Io { what: format!("cannot restore {}", to.display()), source };
    let folder = to.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(folder).map_err(failed)?;
    let part = folder.join(format!(".damson-restore-{}.part", std::process::id()));
    let ended = copy_again(from, &part, stop).map_err(LibrarianError::from).and_then(|is_whole| {
        let placed = || settle(&part).and_then(|()| place(&part, to, folder)).map_err(failed);
        if is_whole { placed().map(|()| true) } else { Ok(false) }
    });
    if !matches!(ended, Ok(true)) {
        let _ = fs::remove_file(&part);
    }
    ended
}

/// Brings a file onto the medium, and asks the system to forget what it remembers of it.
fn settle(file: &Path) -> io::Result<()> {
    let file = File::open(file)?;
    file.sync_all()?;
    super::advice::will_be_read_from_the_medium(&file);
    Ok(())
}

/// Gives a file its name in its folder, if that is free, and brings the folder onto the medium.
fn place(from: &Path, to: &Path, folder: &Path) -> io::Result<()> {
    let parent = open(folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let name = |path: &Path| path.file_name().unwrap_or_default().as_bytes().to_vec();
    rename_without_replacing(&parent, name(from), &name(to)).map_err(|errno| match errno {
        Errno::EXIST => io::ErrorKind::AlreadyExists.into(),
        errno => io::Error::from(errno),
    })?;
    Ok(rustix::fs::fsync(&parent)?)
}

fn named_after(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

fn is_one_file(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    identity(one).is_some_and(|one| Some(one) == identity(other))
}

fn taken(to: &Path) -> LibrarianError {
    let message = format!("{} is there already, and nothing is overwritten", to.display());
    LibrarianError::Refused { message, hint: Some("give another name".to_owned()) }
}
