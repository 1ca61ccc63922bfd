//! One folder, read: its files with their `stat`, its subfolders, and what is left out and why. Knows nothing of the
//! tree around it.
use super::path::is_hidden;
use super::{ARRIVALS, Candidate, MARK, Rules};
use crate::asset::{FilePath, Problem, ProblemKind, Stat};
use std::fs::{self, DirEntry, FileType, Metadata};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt};

/// What lies directly in a folder, everything by name.
#[derive(Default)]
pub(super) struct Listing {
    pub files: Vec<Candidate>,
    pub folders: Vec<Vec<u8>>,
    pub links: Vec<Vec<u8>>,
    pub skips: Vec<(FilePath, Problem)>,
    /// Whether the folder was read to its end.
    pub is_whole: bool,
}

/// Reads a folder. `is_named` says of a path that the user named it, which outranks the rules on hidden names and on
/// links.
///
/// Costs one `stat` a file and none for the rest: `readdir` tells folders from files. The descriptor stays open until
/// the last `stat`, so that each is looked up in the folder and not from the root down.
///
/// # Errors
/// What the system says when the folder cannot be opened.
pub(super) fn read(path: &FilePath, rules: &Rules, is_named: &dyn Fn(&FilePath) -> bool) -> io::Result<Listing> {
    let mut listing = Listing { is_whole: true, ..Listing::default() };
    let mut entries = Vec::new();
    for entry in fs::read_dir(path.to_path())? {
        match entry {
            Ok(entry) => entries.push((entry.file_name().into_vec(), entry)),
            Err(error) => {
                listing.is_whole = false;
                listing.skips.push((path.clone(), trouble(&error, "the folder")));
                break;
            }
        }
    }
    entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    for (name, entry) in entries {
        if let Err(problem) = listing.take(path, &name, &entry, rules, &|| is_named(&path.join(&name))) {
            listing.skips.push((path.join(&name), problem));
        }
    }
    Ok(listing)
}

impl Listing {
    fn take(
        &mut self,
        folder: &FilePath,
        name: &[u8],
        entry: &DirEntry,
        rules: &Rules,
        is_named: &dyn Fn() -> bool,
    ) -> Result<(), Problem> {
        let kind = entry.file_type().map_err(|error| trouble(&error, "the file"))?;
        if name == MARK && !kind.is_dir() {
            return Err(Problem::new(ProblemKind::Catalogue, "the mark of a volume"));
        }
        if is_hidden(name) && !rules.hidden && !is_named() {
            let message = if kind.is_dir() { "a hidden folder" } else { "a hidden file" };
            return Err(Problem::new(ProblemKind::Hidden, message));
        }
        if kind.is_dir() {
            if name == ARRIVALS.as_bytes() {
                return Err(Problem::new(ProblemKind::Catalogue, "files on their way into this folder"));
            }
            // Only where the name is such a folder's: others cost no `stat`.
            if name.ends_with(b".store") && entry.metadata().is_ok_and(|metadata| is_own(&metadata, rules)) {
                return Err(Problem::new(ProblemKind::Catalogue, "the catalogue's own folder"));
            }
            self.folders.push(name.to_vec());
        } else if kind.is_symlink() {
            if !rules.follow && !is_named() {
                return Err(Problem::new(ProblemKind::Symlink, "a symbolic link"));
            }
            self.links.push(name.to_vec());
        } else if kind.is_file() {
            let metadata = entry.metadata().map_err(|error| trouble(&error, "the file"))?;
            let candidate = candidate(name.to_vec(), &metadata, rules)?;
            match rules.put_off(|| folder.join(name), name, &candidate.stat) {
                Some(problem) => return Err(problem),
                None => self.files.push(candidate),
            }
        } else {
            return Err(special(kind));
        }
        Ok(())
    }
}

/// Whether a folder is one of the catalogue's own.
fn is_own(metadata: &Metadata, rules: &Rules) -> bool {
    rules.own.contains(&(metadata.dev(), metadata.ino()))
}

/// A file as a candidate.
///
/// # Errors
/// Where it is not a regular file, or one of the catalogue's own.
pub(super) fn candidate(name: Vec<u8>, metadata: &Metadata, rules: &Rules) -> Result<Candidate, Problem> {
    if !metadata.is_file() {
        return Err(special(metadata.file_type()));
    }
    let stat = stat_of(metadata);
    if rules.own.contains(&(stat.device, stat.inode)) {
        return Err(Problem::new(ProblemKind::Catalogue, "one of the catalogue's own files"));
    }
    Ok(Candidate { name, stat })
}

/// What the vocabulary keeps of a `stat`. Times beyond the year 2262 are held at its end.
pub(super) fn stat_of(metadata: &Metadata) -> Stat {
    let modified = metadata.mtime().saturating_mul(1_000_000_000).saturating_add(metadata.mtime_nsec());
    Stat { size: metadata.len(), modified, inode: metadata.ino(), device: metadata.dev() }
}

/// What is left out of every walk: files that were let go and can still come back.
pub(super) fn trash() -> Problem {
    Problem::new(ProblemKind::Catalogue, "damson's own trash")
}

/// What the system says of a file now; of the file that it leads to where it is a link.
///
/// # Errors
/// What the system says where it says nothing else.
pub fn stat(path: &FilePath) -> io::Result<Stat> {
    fs::metadata(path.to_path()).map(|metadata| stat_of(&metadata))
}

fn special(kind: FileType) -> Problem {
    let message = match kind {
        kind if kind.is_fifo() => "a FIFO, not a file",
        kind if kind.is_socket() => "a socket, not a file",
        kind if kind.is_block_device() || kind.is_char_device() => "a device, not a file",
        _ => "not a regular file",
    };
    Problem::new(ProblemKind::Special, message)
}

/// What the system said, as a problem. `what` begins the sentence.
pub(super) fn trouble(error: &io::Error, what: &str) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
            Problem::new(ProblemKind::Vanished, format!("{what} is gone"))
        }
        io::ErrorKind::PermissionDenied => {
            Problem::new(ProblemKind::Unreadable, format!("no permission to read {what}"))
        }
        _ => Problem::new(ProblemKind::Unreadable, format!("{what} cannot be read: {error}")),
    }
}
