//! What stops a verb. One item's trouble is a problem; these end the run.
use crate::catalog::CatalogError;
use crate::query::QueryError;

/// Why a verb cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum LibrarianError {
    /// The catalogue's.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// An edit or a template is wrong for what it is asked to do.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A rule forbids it; the message names the rule.
    #[error("{message}")]
    Refused {
        /// What is forbidden and why.
        message: String,
        /// What to do instead, or the flag that overrides the rule.
        hint: Option<String>,
    },
    /// What was asked for does not exist.
    #[error("{0}")]
    NotFound(String),
    /// The system refused something that the whole run needs.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}
