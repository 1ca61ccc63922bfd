//! Where files and catalogues are made: in memory where there is room, else among the temporary files, or where the user says.
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where the system keeps files in memory.
const MEMORY: &str = "/dev/shm";
/// What a small file takes of such a place: a page, and what the system knows of it.
const SMALL_FILE: u64 = 8 * 1024;

/// A folder for the files and one for the catalogue, which go with it.
pub struct Place {
    files: TempDir,
    catalogue: TempDir,
}

impl Place {
    /// For files that are large, beside the catalogue.
    ///
    /// # Errors
    /// Where no folder can be made.
    pub fn on_disk(chosen: Option<&PathBuf>) -> io::Result<Place> {
        Ok(Place { files: folder_in(chosen)?, catalogue: folder_in(chosen)? })
    }

    /// For so many small files: in memory, so that the disk is not what is measured.
    ///
    /// # Errors
    /// Where no folder can be made.
    pub fn for_small(chosen: Option<&PathBuf>, files: u64) -> io::Result<Place> {
        let has_room =
            rustix::fs::statvfs(MEMORY).is_ok_and(|memory| memory.f_bavail * memory.f_bsize > files * SMALL_FILE);
        let memory = PathBuf::from(MEMORY);
        let for_files = if has_room { chosen.or(Some(&memory)) } else { chosen };
        Ok(Place { files: folder_in(for_files)?, catalogue: folder_in(chosen)? })
    }

    /// Where the library is made.
    pub fn library(&self) -> PathBuf {
        self.files.path().join("library")
    }

    /// Where the catalogue is made, and what else is needed beside it.
    pub fn beside(&self) -> &Path {
        self.catalogue.path()
    }
}

fn folder_in(chosen: Option<&PathBuf>) -> io::Result<TempDir> {
    chosen.map_or_else(tempfile::tempdir, tempfile::tempdir_in)
}
