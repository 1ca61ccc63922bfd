//! How much there is, roughly and quickly: for an estimate of the time that a walk will take. Decides nothing, so it need
//! not agree with the walk about links, loops and the catalogue's own files.
use super::Rules;
use super::path::is_hidden;
use crate::asset::FilePath;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use walkdir::{DirEntry, WalkDir};

/// Calls `each` with the size in bytes of every ordinary file below the roots, until it breaks. What cannot be read is
/// passed over: the walk will tell.
pub fn survey(roots: &[FilePath], rules: &Rules, each: &mut dyn FnMut(u64) -> ControlFlow<()>) {
    let is_taken = |entry: &DirEntry| entry.depth() == 0 || rules.hidden || !is_hidden(entry.file_name().as_bytes());
    for root in roots {
        let tree = WalkDir::new(root.to_path()).follow_links(rules.follow).into_iter().filter_entry(is_taken);
        for entry in tree.flatten().filter(|entry| entry.file_type().is_file()) {
            let size = entry.metadata().map_or(0, |metadata| metadata.len());
            if each(size).is_break() {
                return;
            }
        }
    }
}
