//! Paths made absolute by their words alone. It asks the system nothing, so it works for what is not there any more.
use crate::asset::FilePath;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// The absolute path of `path` as seen from `here` (absolute), without `.`, `..`, doubled or trailing slashes.
///
/// `..` takes back the component before it, as `cd` does, even where that is a symbolic link to somewhere else; above
/// the root there is the root.
pub fn absolute(path: &Path, here: &Path) -> FilePath {
    let joined = here.join(path);
    let mut kept: Vec<&[u8]> = Vec::new();
    for component in joined.as_os_str().as_bytes().split(|byte| *byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." => {
                kept.pop();
            }
            name => kept.push(name),
        }
    }
    let mut bytes = Vec::with_capacity(joined.as_os_str().len());
    for name in &kept {
        bytes.push(b'/');
        bytes.extend_from_slice(name);
    }
    if bytes.is_empty() {
        bytes.push(b'/');
    }
    FilePath(bytes)
}

/// What of `path` lies below `folder`, without a leading slash (empty for the folder itself); `None` where it lies
/// elsewhere. Whole components are compared: `/a/bc` does not lie in `/a/b`.
pub(crate) fn below<'a>(path: &'a FilePath, folder: &FilePath) -> Option<&'a [u8]> {
    let rest = path.0.strip_prefix(folder.0.as_slice())?;
    if rest.is_empty() || folder.0.ends_with(b"/") { Some(rest) } else { rest.strip_prefix(b"/") }
}

/// What the names of trash folders begin with; the number of the user whose it is follows.
pub(crate) const TRASH: &str = ".damson-trash-";

/// Whether a path leads into damson's own trash. Nobody takes anything in from there, however it is asked for.
pub(crate) fn is_in_trash(path: &FilePath) -> bool {
    let is_trash = |name: &[u8]| {
        name.strip_prefix(TRASH.as_bytes()).is_some_and(|user| !user.is_empty() && user.iter().all(u8::is_ascii_digit))
    };
    path.0.split(|byte| *byte == b'/').any(is_trash)
}

/// Whether a name is hidden, as shells see it.
pub(crate) fn is_hidden(name: &[u8]) -> bool {
    name.first() == Some(&b'.')
}

#[cfg(test)]
mod tests {
    use super::{absolute, below};
    use crate::asset::FilePath;
    use std::path::Path;

    fn path(text: &str) -> FilePath {
        FilePath(text.as_bytes().to_vec())
    }

    #[test]
    fn a_path_is_made_absolute_by_its_words() {
        let cases = [
            ("a.jpg", "/photos", "/photos/a.jpg"),
            ("./a//b/", "/photos", "/photos/a/b"),
            ("../x/./y", "/photos/2024", "/photos/x/y"),
            ("/a/../../b", "/photos", "/b"),
            (".", "/", "/"),
            ("..", "/photos", "/"),
            ("...", "/photos", "/photos/..."),
            ("", "/photos", "/photos"),
        ];
        for (given, here, wanted) in cases {
            assert_eq!(absolute(Path::new(given), Path::new(here)), path(wanted), "{given} in {here}");
        }
    }

    #[test]
    fn lying_below_is_a_matter_of_whole_components() {
        assert_eq!(below(&path("/a/b/c"), &path("/a/b")), Some(b"c".as_slice()));
        assert_eq!(below(&path("/a/b"), &path("/a/b")), Some(b"".as_slice()));
        assert_eq!(below(&path("/a/bc"), &path("/a/b")), None);
        assert_eq!(below(&path("/a/b"), &path("/")), Some(b"a/b".as_slice()));
        assert_eq!(path("/").join(b"a"), path("/a"));
    }
}
