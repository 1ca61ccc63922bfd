//! Trees of folders, walked depth first and by name whatever order the system lists them in; each folder and file once,
//! however the roots overlap. Memory is bounded by the folders on the way down and their siblings' names.
use super::folder::{self, Listing, trash, trouble};
use super::links::{Links, Target};
use super::path::is_in_trash;
use super::{Candidate, Entry, Rules};
use crate::asset::{FilePath, Problem, ProblemKind};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::ControlFlow;

/// Calls `each` with every folder below the roots, parents before children, names by bytes, and with everything that
/// is left out. `Break` ends the walk.
///
/// Roots are absolute (see [`absolute`](super::absolute)) and walked in the order of their bytes, however they are
/// given; one that is a file becomes a folder of that file alone, together with its neighbours that are named too. A
/// root is taken even if it is hidden or a symbolic link: the user named it. Where rules say to follow links, a link
/// that leads to what is read anyway, or was read already, is left out, so that no file is met twice.
///
/// A folder's entry comes first, then what was left out of it, then its subfolders.
pub fn walk(roots: &[FilePath], rules: &Rules, each: &mut dyn FnMut(Entry) -> ControlFlow<()>) {
    let named = roots.iter().map(|root| (root.clone(), false)).collect();
    let mut walk = Walk { rules, named, links: Links::new(rules, roots.iter()), each };
    // A break is how the caller ends the walk; there is nothing to tell it that it does not know.
    let _ = walk.all();
}

struct Walk<'a> {
    rules: &'a Rules,
    /// The roots, by path, and whether each was met already: one may lie inside another. A parent's path sorts before
    /// its children's, so that it is walked first.
    named: BTreeMap<FilePath, bool>,
    links: Links<'a>,
    each: &'a mut dyn FnMut(Entry) -> ControlFlow<()>,
}

/// A folder still to be read.
struct Pending {
    path: FilePath,
    /// Whether a link that nobody named led here.
    is_linked: bool,
}

impl Walk<'_> {
    fn all(&mut self) -> ControlFlow<()> {
        let roots: Vec<FilePath> = self.named.keys().cloned().collect();
        for root in roots {
            if self.named.get(&root) == Some(&true) {
                continue;
            }
            if is_in_trash(&real(&root)) {
                self.meet(&root);
                (self.each)(Entry::Skip { path: root, problem: trash() })?;
                continue;
            }
            match fs::metadata(root.to_path()) {
                Ok(metadata) if metadata.is_dir() => self.tree(root)?,
                Ok(_) => self.single_files(&root.folder())?,
                Err(error) => {
                    let path = root.clone();
                    self.meet(&root);
                    (self.each)(Entry::Skip { path, problem: missing(&error) })?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn tree(&mut self, root: FilePath) -> ControlFlow<()> {
        let mut pending = vec![Pending { path: root, is_linked: false }];
        while let Some(next) = pending.pop() {
            self.folder(next, &mut pending)?;
        }
        ControlFlow::Continue(())
    }

    /// Reads a folder, tells of it, and puts its subfolders on the pile, the first by name on top.
    fn folder(&mut self, at: Pending, pending: &mut Vec<Pending>) -> ControlFlow<()> {
        self.meet(&at.path);
        let named = &self.named;
        let mut listing = match folder::read(&at.path, self.rules, &|path| named.contains_key(path)) {
            Ok(listing) => listing,
            Err(error) => {
                return (self.each)(Entry::Skip { path: at.path, problem: trouble(&error, "the folder") });
            }
        };
        let folders = self.folders_of(&at, &mut listing);
        self.meet_named_in(&at.path, &listing);
        let Listing { files, skips, is_whole, .. } = listing;
        (self.each)(Entry::Folder { path: at.path, files, is_whole })?;
        for (path, problem) in skips {
            (self.each)(Entry::Skip { path, problem })?;
        }
        if !self.rules.is_shallow {
            pending.extend(folders.into_iter().rev());
        }
        ControlFlow::Continue(())
    }

    /// The subfolders to be read, by name, and links followed: those to files join the listing's files.
    fn folders_of(&mut self, at: &Pending, listing: &mut Listing) -> Vec<Pending> {
        let mut folders = Vec::with_capacity(listing.folders.len());
        for name in &listing.folders {
            let path = at.path.join(name);
            if is_in_trash(&path) {
                listing.skips.push((path, trash()));
                continue;
            }
            match if at.is_linked { self.links.enter(&path) } else { Ok(()) } {
                Ok(()) => folders.push(Pending { path, is_linked: at.is_linked }),
                Err(problem) => listing.skips.push((path, problem)),
            }
        }
        for name in std::mem::take(&mut listing.links) {
            let path = at.path.join(&name);
            let is_named = self.named.contains_key(&path);
            match self.links.follow(&path, is_named) {
                Ok(Target::File(candidate)) => listing.files.push(candidate),
                Ok(Target::Folder) => folders.push(Pending { path, is_linked: !is_named || at.is_linked }),
                Err(problem) => listing.skips.push((path, problem)),
            }
        }
        listing.files.sort_by(|a, b| a.name.cmp(&b.name));
        listing.skips.sort_by(|(a, _), (b, _)| a.cmp(b));
        folders.sort_by(|a, b| a.path.cmp(&b.path));
        folders
    }

    /// The named files of one folder that was not itself walked, as one entry.
    fn single_files(&mut self, folder: &FilePath) -> ControlFlow<()> {
        let named: Vec<FilePath> = self.unmet_in(folder).map(|(path, _)| path.clone()).collect();
        let (mut taken, mut skips): (Vec<Candidate>, Vec<Entry>) = (Vec::new(), Vec::new());
        for path in named {
            let candidate = match fs::metadata(path.to_path()) {
                Ok(metadata) if metadata.is_dir() => continue,
                Ok(metadata) => folder::candidate(path.name().to_vec(), &metadata, self.rules),
                Err(error) => Err(missing(&error)),
            };
            self.meet(&path);
            match candidate {
                Ok(candidate) => taken.push(candidate),
                Err(problem) => skips.push(Entry::Skip { path, problem }),
            }
        }
        if !taken.is_empty() {
            (self.each)(Entry::Folder { path: folder.clone(), files: taken, is_whole: false })?;
        }
        skips.into_iter().try_for_each(&mut *self.each)
    }

    /// Remembers that a root, if it is one, need not be walked again.
    fn meet(&mut self, path: &FilePath) {
        if let Some(is_met) = self.named.get_mut(path) {
            *is_met = true;
        }
    }

    /// The same for the roots directly in a folder that turned out to be files, or to be left out.
    fn meet_named_in(&mut self, folder: &FilePath, listing: &Listing) {
        for (path, is_met) in self.unmet_in(folder) {
            let is_file = listing.files.binary_search_by(|file| file.name.as_slice().cmp(path.name())).is_ok();
            *is_met = is_file || listing.skips.binary_search_by(|(skip, _)| skip.cmp(path)).is_ok();
        }
    }

    /// The roots directly in a folder that were not met yet.
    fn unmet_in(&mut self, folder: &FilePath) -> impl Iterator<Item = (&FilePath, &mut bool)> {
        let first = folder.join(b"");
        let direct = first.0.len();
        let prefix = first.clone();
        self.named
            .range_mut(first..)
            .take_while(move |(path, _)| path.0.starts_with(&prefix.0))
            .filter(move |(path, is_met)| !**is_met && path.0.len() > direct && !path.0[direct..].contains(&b'/'))
    }
}

/// Where a path leads, as far as it leads anywhere.
fn real(path: &FilePath) -> FilePath {
    fs::canonicalize(path.to_path()).map_or_else(|_| path.clone(), |real| FilePath::of(&real))
}

fn missing(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => Problem::new(ProblemKind::Vanished, "there is no such file or folder"),
        _ => trouble(error, "the file or folder"),
    }
}

#[cfg(test)]
mod tests {
    use super::walk;
    use crate::asset::{FilePath, ProblemKind};
    use crate::walk::{Entry, Rules};
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use std::fs;
    use std::ops::ControlFlow;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    use std::path::PathBuf;
    use tempfile::TempDir;

    /// A folder with empty files; names that end in `/` are folders, `a -> b` is a link, `|a` is a FIFO.
    fn tree(names: &[&str]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let (path, target) = name.split_once(" -> ").map_or((*name, None), |(path, target)| (path, Some(target)));
            let at = folder.path().join(path.trim_start_matches('|'));
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            match (path, target) {
                (_, Some(target)) => symlink(target, at).unwrap(),
                (path, None) if path.ends_with('/') => fs::create_dir_all(at).unwrap(),
                (path, None) if path.starts_with('|') => {
                    mknodat(CWD, at, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
                }
                _ => fs::write(at, path).unwrap(),
            }
        }
        folder
    }

    fn roots(folder: &TempDir, names: &[&str]) -> Vec<FilePath> {
        names.iter().map(|name| super::super::absolute(&PathBuf::from(name), folder.path())).collect()
    }

    /// A walk as lines: `folder: file file`, with `~` where the folder is not whole, and `path !kind`.
    fn lines(folder: &TempDir, from: &[&str], rules: &Rules) -> Vec<String> {
        let mut lines = Vec::new();
        let base = FilePath::of(folder.path()).lossy();
        let short = |path: &FilePath| match path.lossy().strip_prefix(&base).unwrap().trim_start_matches('/') {
            "" => ".".to_owned(),
            inside => inside.to_owned(),
        };
        walk(&roots(folder, from), rules, &mut |entry| {
            lines.push(match entry {
                Entry::Folder { path, files, is_whole } => {
                    let names = files.iter().map(|file| format!(" {}", String::from_utf8_lossy(&file.name)));
                    format!("{}{}{}", short(&path), if is_whole { ":" } else { "~" }, names.collect::<String>())
                }
                Entry::Skip { path, problem } => format!("{} !{}", short(&path), problem.kind.word()),
            });
            ControlFlow::Continue(())
        });
        lines
    }

    const FOLLOW: Rules = Rules { hidden: false, follow: true, own: Vec::new(), is_shallow: false, later: None };

    #[test]
    fn folders_come_depth_first_and_names_by_bytes() {
        let folder = tree(&["b/2.jpg", "b/10.jpg", "b/É.jpg", "b/a.jpg", "b-c/x", "b/z/y/1", "b/e/", "top", "B/x"]);
        let wanted = [".: top", "B: x", "b: 10.jpg 2.jpg a.jpg É.jpg", "b/e:", "b/z:", "b/z/y: 1", "b-c: x"];
        assert_eq!(lines(&folder, &["."], &Rules::default()), wanted);
    }

    #[test]
    fn everything_left_out_is_told_with_its_reason() {
        let folder =
            tree(&["a.jpg", ".hidden", ".cache/x/y", "link -> a.jpg", "folder -> .", "|fifo", "none -> nothing"]);
        let wanted = [
            ".: a.jpg",
            ".cache !hidden",
            ".hidden !hidden",
            "fifo !special",
            "folder !symlink",
            "link !symlink",
            "none !symlink",
        ];
        assert_eq!(lines(&folder, &["."], &Rules::default()), wanted);
    }

    #[test]
    fn hidden_files_are_taken_where_asked_for() {
        let folder = tree(&["a", ".b", ".c/d", ".c/.e"]);
        let rules = Rules { hidden: true, ..Rules::default() };
        assert_eq!(lines(&folder, &["."], &rules), [".: .b a", ".c: .e d"]);
    }

    #[test]
    fn what_the_user_names_is_taken_though_hidden_or_linked() {
        let folder = tree(&["real/a", ".hidden/b", "link -> real", ".c", "d -> real/a"]);
        let from = ["link", ".hidden", ".c", "d"];
        assert_eq!(lines(&folder, &from, &Rules::default()), [".~ .c d", ".hidden: b", "link: a"]);
        let inside = lines(&folder, &[".", "link", ".hidden", ".c", "d"], &Rules::default());
        assert_eq!(inside, [".: .c d", ".hidden: b", "link: a", "real: a"]);
    }

    #[test]
    fn overlapping_roots_are_walked_once() {
        let folder = tree(&["a/b/1", "a/2", "a/.h/3", "c/4"]);
        let wanted = ["a: 2", "a/.h !hidden", "a/b: 1", "c: 4"];
        assert_eq!(lines(&folder, &["c", "a/b", "a", "a/b/1", "a", "a/../a/2", "c/4"], &Rules::default()), wanted);
        let below_hidden = lines(&folder, &["a", "a/.h/3"], &Rules::default());
        assert_eq!(below_hidden, ["a: 2", "a/.h !hidden", "a/b: 1", "a/.h~ 3"]);
    }

    #[test]
    fn files_of_one_folder_named_singly_come_together() {
        let folder = tree(&["a/2", "a/1", "a/1b/x", "a/3", "b/1"]);
        let from = ["a/2", "b/1", "a/1", "a/nothing", "a/1b/x"];
        assert_eq!(lines(&folder, &from, &Rules::default()), ["a~ 1 2", "a/nothing !vanished", "a/1b~ x", "b~ 1"]);
    }

    #[test]
    fn a_root_that_is_not_there_is_told() {
        let folder = tree(&["a", "broken -> nothing", "|fifo"]);
        assert_eq!(lines(&folder, &["nothing"], &Rules::default()), ["nothing !vanished"]);
        assert_eq!(lines(&folder, &["broken"], &Rules::default()), ["broken !vanished"]);
        assert_eq!(lines(&folder, &["fifo"], &Rules::default()), ["fifo !special"]);
        assert_eq!(lines(&folder, &["a/b"], &Rules::default()), ["a/b !vanished"]);
    }

    #[test]
    fn links_are_followed_where_asked_for_and_no_folder_twice() {
        let names =
            ["in/a", "in/out -> ../else", "in/again -> ../else/deep", "in/file -> ../else/1", "else/1", "else/deep/2"];
        let folder = tree(&names);
        let wanted = ["in: a file", "in/again: 2", "in/out: 1", "in/out/deep !symlink"];
        assert_eq!(lines(&folder, &["in"], &FOLLOW), wanted);
    }

    #[test]
    fn links_to_what_is_read_anyway_are_left_out() {
        let folder = tree(&["a/1", "b/link -> ../a", "b/one -> ../a/1", "b/hid -> ../.h", ".h/3"]);
        let wanted = [".:", ".h !hidden", "a: 1", "b:", "b/link !symlink", "b/one !symlink", "b/hid: 3"];
        assert_eq!(lines(&folder, &["."], &FOLLOW), wanted);
    }

    #[test]
    fn loops_end() {
        let folder =
            tree(&["in/a/up -> ..", "in/self -> self", "in/out -> ../else", "else/back -> ../in", "else/l -> ."]);
        let wanted = [
            "in:",
            "in/self !symlink",
            "in/a:",
            "in/a/up !symlink",
            "in/out:",
            "in/out/back !symlink",
            "in/out/l !symlink",
        ];
        assert_eq!(lines(&folder, &["in"], &FOLLOW), wanted);
    }

    #[test]
    fn links_upon_links_do_not_multiply() {
        let mut names = vec!["in/start -> ../x0".to_owned()];
        for level in 0..30 {
            names.extend(["a", "b"].map(|link| format!("x{level}/{link} -> ../x{}", level + 1)));
        }
        names.push("x30/end".to_owned());
        let folder = tree(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(lines(&folder, &["in"], &FOLLOW).iter().filter(|line| line.contains(':')).count(), 32);
    }

    #[test]
    fn the_catalogues_own_files_are_known_by_inode() {
        let folder = tree(&["catalog.db", "a", "link -> catalog.db"]);
        fs::hard_link(folder.path().join("catalog.db"), folder.path().join("copy")).unwrap();
        let metadata = fs::metadata(folder.path().join("catalog.db")).unwrap();
        let rules = Rules { own: vec![(metadata.dev(), metadata.ino())], ..Rules::default() };
        let wanted = [".: a", "catalog.db !catalogue", "copy !catalogue", "link !symlink"];
        assert_eq!(lines(&folder, &["."], &rules), wanted);
        assert_eq!(lines(&folder, &["catalog.db"], &rules), ["catalog.db !catalogue"]);
        assert_eq!(lines(&folder, &["link"], &rules), ["link !catalogue"]);
    }

    #[test]
    fn a_folder_that_cannot_be_read_is_told_and_the_rest_is_walked() {
        let folder = tree(&["a/1", "b/2"]);
        fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o000)).unwrap();
        let is_root = fs::read_dir(folder.path().join("a")).is_ok();
        let wanted = if is_root { [".:", "a: 1", "b: 2"] } else { [".:", "a !unreadable", "b: 2"] };
        assert_eq!(lines(&folder, &["."], &Rules::default()), wanted);
    }

    #[test]
    fn a_folder_that_goes_while_walking_is_told() {
        let folder = tree(&["a/1", "b/2"]);
        let mut seen = Vec::new();
        walk(&roots(&folder, &["."]), &Rules::default(), &mut |entry| {
            match entry {
                Entry::Folder { path, .. } if path.name() == b"a" => {
                    fs::remove_dir_all(folder.path().join("b")).unwrap()
                }
                Entry::Folder { .. } => {}
                Entry::Skip { path, problem } => seen.push((path.name().to_vec(), problem.kind)),
            }
            ControlFlow::Continue(())
        });
        assert_eq!(seen, [(b"b".to_vec(), ProblemKind::Vanished)]);
    }

    #[test]
    fn a_break_ends_the_walk() {
        let folder = tree(&["a/1", "b/2", ".h"]);
        let mut count = 0;
        walk(&roots(&folder, &["."]), &Rules::default(), &mut |_| {
            count += 1;
            ControlFlow::Break(())
        });
        assert_eq!(count, 1);
    }

    #[test]
    fn the_stat_is_the_systems() {
        let folder = tree(&["file"]);
        let mut found = None;
        walk(&roots(&folder, &["."]), &Rules::default(), &mut |entry| {
            if let Entry::Folder { files, .. } = entry {
                found = files.into_iter().next();
            }
            ControlFlow::Continue(())
        });
        let (stat, metadata) = (found.unwrap().stat, fs::metadata(folder.path().join("file")).unwrap());
        assert_eq!((stat.size, stat.inode, stat.device), (4, metadata.ino(), metadata.dev()));
        assert_eq!(stat.modified, metadata.mtime() * 1_000_000_000 + metadata.mtime_nsec());
    }

    #[test]
    fn names_that_are_no_text_are_kept_as_bytes() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tree(&[]);
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe.jpg")), "x").unwrap();
        let mut names = Vec::new();
        walk(&roots(&folder, &["."]), &Rules::default(), &mut |entry| {
            if let Entry::Folder { files, .. } = entry {
                names.extend(files.into_iter().map(|file| file.name));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(names, [b"\xff\xfe.jpg".to_vec()]);
    }
}
