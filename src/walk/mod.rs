//! A folder to candidate files, in a fixed order, with every skip explained; and which volume a path lies on. Reads
//! folders and asks for `stat`; never opens a file, and never knows what is in one.
mod disk;
mod folder;
mod later;
mod links;
mod medium;
mod mount;
mod mountinfo;
mod path;
mod survey;
mod tree;

pub use folder::stat;
pub use later::{Later, is_half};
pub use medium::{is_removable, is_rotating};
pub use mount::{Mount, Mounts};
pub(crate) use path::TRASH;
pub use path::absolute;
pub(crate) use path::below;
#[cfg(test)]
pub(crate) use path::is_in_trash;
pub use survey::survey;
pub use tree::walk;

use crate::asset::{FilePath, Problem, Stat};

/// The name of the file that marks a folder as a volume.
pub const MARK: &[u8] = b".damson-volume";

/// The folder in which files wait that are being copied into the folder around it. No walk takes them.
pub const ARRIVALS: &str = ".damson-arrivals";

/// What a walk takes and what it leaves out. The default takes neither hidden files nor symbolic links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether files and folders whose names begin with a dot are taken.
    pub hidden: bool,
    /// Whether symbolic links are followed.
    pub follow: bool,
    /// The catalogue's own files, by device and inode, so that hard links and bind mounts are caught too: closing any
    /// descriptor on them would drop SQLite's locks (sqlite.org/howtocorrupt, 2.2), so nobody may open them.
    pub own: Vec<(u64, u64)>,
    /// Whether only what lies directly in the roots is taken.
    pub is_shallow: bool,
    /// What is left for later.
    pub later: Option<Later>,
}

/// What a walk finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A folder and the files to be taken from it.
    Folder {
        /// The folder, absolute.
        path: FilePath,
        /// The files directly in it, by name; none is a folder, a device or left out by a rule.
        files: Vec<Candidate>,
        /// Whether the folder was read to its end. If not, files that are not listed may be there all the same: single
        /// files were named, or reading broke off.
        is_whole: bool,
    },
    /// Something that is left out.
    Skip {
        /// The file or folder, absolute.
        path: FilePath,
        /// Why.
        problem: Problem,
    },
}

/// A file that may be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its name in its folder, as bytes.
    pub name: Vec<u8>,
    /// What `stat` says; of the file that it leads to where it is a link.
    pub stat: Stat,
}
