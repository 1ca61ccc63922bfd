//! What stops a catalogue from answering. One item's trouble is a problem; these stop the run.
use std::path::PathBuf;

/// Why a catalogue cannot answer or record.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// There is no such file.
    #[error("there is no catalogue at {}", .0.display())]
    Absent(PathBuf),
    /// The file is not a damson catalogue.
    #[error("{} is not a damson catalogue", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a newer damson.
    #[error("{path} was written by a newer damson (format {found}; this one knows {known})")]
    Newer {
        /// The file.
        path: String,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The file is damaged.
    #[error("the catalogue is damaged: {0}")]
    Damaged(String),
    /// Another process is writing, and the wait ended.
    #[error("the catalogue is busy: another process is writing")]
    Busy,
    /// The file is on a network file system, where WAL is unsafe.
    #[error("{path} is on a network file system ({kind}), where SQLite's write-ahead log can lose data")]
    Network {
        /// The file.
        path: String,
        /// The file system's name.
        kind: String,
    },
    /// The disk is full.
    #[error("no space left for the catalogue")]
    Full,
    /// The file cannot be read or written.
    #[error("cannot use the catalogue: {0}")]
    Io(String),
    /// A change was decided on a state that is no longer there; nothing was recorded.
    #[error("{0}")]
    Stale(String),
    /// The storage refused: a fault of damson's own.
    #[error("the catalogue refused: {0}")]
    Internal(String),
}
