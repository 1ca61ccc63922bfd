//! The folders that are watched: whether each is there, and still the folder that it was.
use crate::asset::FilePath;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;

/// A folder that is watched.
pub struct Root {
    path: FilePath,
    /// Its device and inode when it was last there; another file system that is mounted there has others.
    seen: Option<(u64, u64)>,
    is_there: bool,
}

/// What a look at a root says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is as it was, there or away.
    Same,
    /// It was there, and is not, or cannot be read.
    Away,
    /// It is there, and was not, or is another folder.
    Other,
}

impl Root {
    /// A root that was not looked at yet.
    pub fn new(path: FilePath) -> Root {
        Root { path, seen: None, is_there: true }
    }

    /// Where it is.
    pub fn path(&self) -> &FilePath {
        &self.path
    }

    /// Whether it was there at the last look.
    pub fn is_there(&self) -> bool {
        self.is_there && self.seen.is_some()
    }

    /// Whether a path is the root, or lies below it.
    pub fn has(&self, path: &FilePath) -> bool {
        path.is_under(&self.path)
    }

    /// Looks at it.
    pub fn look(&mut self) -> Sight {
        let path = self.path.to_path();
        let found = fs::metadata(&path).ok().filter(|metadata| metadata.is_dir() && fs::read_dir(&path).is_ok());
        let found = found.map(|metadata| (metadata.dev(), metadata.ino()));
        let (was_there, was) = (self.is_there, self.seen);
        self.is_there = found.is_some();
        self.seen = found.or(was);
        match found {
            None if was_there => Sight::Away,
            Some(_) if !was_there || found != was => Sight::Other,
            None | Some(_) => Sight::Same,
        }
    }
}

/// Calls `each` with a folder and those below it, each before it is looked into, so that what comes meanwhile is heard of or
/// seen. Links are not followed; what cannot be read is passed over, and the ingest tells why.
pub fn folders_below(folder: &FilePath, hidden: bool, each: &mut dyn FnMut(&FilePath)) {
    let mut open = vec![folder.clone()];
    while let Some(folder) = open.pop() {
        if !folder.to_path().is_dir() {
            continue;
        }
        each(&folder);
        let Ok(entries) = fs::read_dir(folder.to_path()) else { continue };
        let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let names = folders.map(|entry| entry.file_name().into_vec());
        open.extend(names.filter(|name| hidden || !name.starts_with(b".")).map(|name| folder.join(&name)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Root, Sight};
    use crate::asset::FilePath;
    use std::fs;

    #[test]
    fn a_root_that_is_replaced_is_another() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::create_dir(at("a")).unwrap();
        let mut root = Root::new(FilePath::of(&at("a")));
        assert_eq!((root.look(), root.look()), (Sight::Other, Sight::Same));
        fs::rename(at("a"), at("b")).unwrap();
        assert_eq!((root.look(), root.look(), root.is_there()), (Sight::Away, Sight::Same, false));
        fs::rename(at("b"), at("a")).unwrap();
        assert_eq!((root.look(), root.is_there()), (Sight::Other, true));
        fs::rename(at("a"), at("b")).unwrap();
        fs::create_dir(at("a")).unwrap();
        assert_eq!(root.look(), Sight::Other);
    }
}
