//! Files that are left for later: those that are still being written, as far as their times, their names and what was heard
//! of them tell.
use super::Rules;
use crate::asset::{FilePath, Problem, ProblemKind, Stat};
use std::collections::{BTreeMap, BTreeSet};

/// What is left for later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Later {
    /// Files that were written after this moment (nanoseconds since 1970 UTC), unless they were seen as they are before.
    pub written_after: i64,
    /// Files that somebody writes.
    pub open: BTreeSet<FilePath>,
    /// How files looked when they were seen last.
    pub seen: BTreeMap<FilePath, Stat>,
}

/// Whether a name is one that programs give to files that they have not finished: uploads, downloads, and what editors write
/// beside.
pub fn is_half(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending.as_bytes())) || name.starts_with(b"~$")
}

const ENDINGS: [&str; 11] = [
    ".part",
    ".partial",
    ".filepart",
    ".crdownload",
    ".download",
    ".opdownload",
    ".upload",
    ".uploading",
    ".ftpupload",
    ".tmp",
    "~",
];

impl Rules {
    /// Why a file is left for later, if it is.
    pub(super) fn put_off(&self, path: impl FnOnce() -> FilePath, name: &[u8], stat: &Stat) -> Option<Problem> {
        let later = self.later.as_ref()?;
        let problem = |message: &str| Some(Problem::new(ProblemKind::Unsettled, message));
        if is_half(name) {
            return problem("its name says that it is not finished");
        }
        let is_young = stat.modified > later.written_after;
        if !is_young && later.open.is_empty() {
            return None;
        }
        let path = path();
        if later.open.contains(&path) {
            return problem("it is being written");
        }
        let is_as_it_was = later.seen.get(&path).is_some_and(|seen| seen.is_unchanged_from(stat));
        if is_young && !is_as_it_was { problem("it was written a moment ago") } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::{Later, is_half};
    use crate::asset::{FilePath, Stat};
    use crate::walk::Rules;

    #[test]
    fn names_of_unfinished_files_are_known() {
        for name in ["a.jpg.part", "a.CRDOWNLOAD", "a.jpg~", "~$desk.docx", "x.filepart"] {
            assert!(is_half(name.as_bytes()), "{name}");
        }
        for name in ["a.jpg", "part", "a.parts", "template.tmpl", "~a.jpg"] {
            assert!(!is_half(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_file_is_left_until_it_is_old_or_was_seen_as_it_is() {
        let path = FilePath(b"/a/b.jpg".to_vec());
        let stat = |modified: i64, size: u64| Stat { modified, size, ..Stat::default() };
        let mut later = Later { written_after: 100, ..Later::default() };
        let waits = |later: &Later, stat: Stat| {
            let rules = Rules { later: Some(later.clone()), ..Rules::default() };
            rules.put_off(|| path.clone(), path.name(), &stat).is_some()
        };
        assert!(!waits(&later, stat(100, 1)));
        assert!(waits(&later, stat(101, 1)));
        later.seen.insert(path.clone(), stat(101, 1));
        assert!(!waits(&later, stat(101, 1)));
        assert!(waits(&later, stat(101, 2)));
        later.open.insert(path.clone());
        assert!(waits(&later, stat(1, 1)));
    }
}
