//! Files: where they lie, what part they play, and whether they are still there.
use super::date::Date;
use super::digest::Digest;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A path as the system has it: bytes, not text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath(pub Vec<u8>);

impl FilePath {
    /// The bytes of a path.
    pub fn of(path: &Path) -> FilePath {
        FilePath(path.as_os_str().as_bytes().to_vec())
    }

    /// The path to open.
    pub fn to_path(&self) -> PathBuf {
        PathBuf::from(OsStr::from_bytes(&self.0))
    }

    /// The last component's bytes.
    pub fn name(&self) -> &[u8] {
        self.0.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
    }

    /// Everything before the last component, without the slash between (`/` for a file in the root).
    pub fn folder(&self) -> FilePath {
        match self.0.iter().rposition(|byte| *byte == b'/') {
            Some(0) => FilePath(b"/".to_vec()),
            Some(at) => FilePath(self.0[..at].to_vec()),
            None => FilePath(Vec::new()),
        }
    }

    /// Something in this folder: one slash between, whether the folder ends with one (`/`) or not.
    pub fn join(&self, name: &[u8]) -> FilePath {
        let mut bytes = Vec::with_capacity(self.0.len() + 1 + name.len());
        bytes.extend_from_slice(&self.0);
        if !bytes.ends_with(b"/") {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name);
        FilePath(bytes)
    }

    /// Whether this is that file or folder, or lies below it.
    pub fn is_under(&self, other: &FilePath) -> bool {
        other.0 == b"/"
            || self.0.strip_prefix(other.0.as_slice()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    }

    /// The path as text, with `U+FFFD` for what is not UTF-8. For searching and for people, never for opening.
    pub fn lossy(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }

    /// The path as text, if it is UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl std::fmt::Debug for FilePath {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{:?}", self.lossy())
    }
}

/// The part of a name after its last dot, lower case, if it is ASCII letters and digits, eight at most.
pub fn extension(name: &[u8]) -> Option<String> {
    extension_as_written(name).map(|extension| String::from_utf8_lossy(extension).to_ascii_lowercase())
}

/// Whether a name has one of these extensions, which are written in lower case.
pub fn has_extension(name: &[u8], any: &[&str]) -> bool {
    extension_as_written(name).is_some_and(|own| any.iter().any(|one| one.as_bytes().eq_ignore_ascii_case(own)))
}

fn extension_as_written(name: &[u8]) -> Option<&[u8]> {
    let at = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0)?;
    let extension = &name[at + 1..];
    let plain = !extension.is_empty() && extension.len() <= 8 && extension.iter().all(u8::is_ascii_alphanumeric);
    plain.then_some(extension)
}

/// A file's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Source bytes.
    Original,
    /// A file that speaks for another.
    Sidecar,
}

impl Role {
    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Original => "original",
            Role::Sidecar => "sidecar",
        }
    }
}

/// Whether a file is where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldingState {
    /// It was there when last looked.
    Present,
    /// Its volume is there and it is not.
    Missing,
    /// Its whole volume is not there.
    Offline,
}

impl HoldingState {
    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            HoldingState::Present => "present",
            HoldingState::Missing => "missing",
            HoldingState::Offline => "offline",
        }
    }
}

/// What `stat` says of a file: enough to tell that it has not changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// Modification time, nanoseconds since 1970 UTC.
    pub modified: i64,
    /// Inode, to tell hard links; not part of being unchanged.
    pub inode: u64,
    /// Device, to tell hard links; not kept.
    pub device: u64,
}

impl Stat {
    /// Whether a file with this stat is taken to be the one that had the other: size and time to the nanosecond.
    pub fn is_unchanged_from(&self, other: &Stat) -> bool {
        self.size == other.size && self.modified == other.modified
    }

    /// The modification time in UTC to the second.
    pub fn modified_date(&self) -> Date {
        Date::from_unix(self.modified.div_euclid(1_000_000_000))
    }
}

/// A file that carries a version or speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// The absolute path, from the volume's present mount point.
    pub path: FilePath,
    /// The volume's name.
    pub volume: String,
    /// Its part.
    pub role: Role,
    /// Whether it is there.
    pub state: HoldingState,
    /// What `stat` said when it was last read.
    pub stat: Stat,
    /// The digest of its bytes when it was last read.
    pub digest: Digest,
    /// Which of the asset's versions it carries; for a sidecar, the newest.
    pub version: u32,
}
