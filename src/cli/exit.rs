//! The only map from how a run ended to its exit status, its message and its hint.
use crate::asset::template::TemplateError;
use crate::catalog::CatalogError;
use crate::librarian::LibrarianError;
use crate::query::QueryError;
use std::io;
use std::ops::Range;
use std::process::ExitCode;

/// How a run ends. The numbers are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Done = 0,
    /// Nothing matched, where that was the question.
    NothingMatched = 1,
    /// The command line or query is wrong, or the run failed.
    Wrong = 2,
    /// Done, but some items had problems.
    Partial = 3,
    /// `verify` found altered or missing bytes.
    Altered = 4,
    /// The catalogue is missing, damaged, or written by a newer damson.
    Catalogue = 5,
    /// The catalogue is busy.
    Busy = 6,
    /// A rule forbids it.
    Refused = 7,
    /// Interrupted.
    Interrupted = 130,
}

impl Status {
    /// Every status with what it means, for the help and the docs.
    pub const ALL: [(Status, &'static str); 9] = [
        (Status::Done, "done"),
        (Status::NothingMatched, "nothing matched; only where asked (`search --quiet`, `duplicates --quiet`)"),
        (Status::Wrong, "the command line or query is wrong, or the run failed"),
        (Status::Partial, "done, but some items had problems (each was reported)"),
        (Status::Altered, "`verify` found altered or missing bytes"),
        (Status::Catalogue, "the catalogue is missing, damaged, or written by a newer damson"),
        (Status::Busy, "the catalogue is busy: another process is writing"),
        (Status::Refused, "refused: a safety, rights or policy rule forbids it"),
        (Status::Interrupted, "interrupted; what was applied stays applied and whole"),
    ];
}

impl Status {
    /// This status, or, where all of this part was done, the other part's.
    pub fn or(self, other: Status) -> Status {
        if self == Status::Done { other } else { self }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status as u8)
    }
}

/// What stops a command.
#[derive(Debug)]
pub enum Failure {
    /// The catalogue's.
    Catalog(CatalogError),
    /// A query, an edit, or a list of fields that cannot be understood.
    Query(QueryError),
    /// A template that cannot be understood.
    Template {
        /// What is wrong with it.
        error: TemplateError,
        /// The template.
        text: String,
    },
    /// The command line asks for something that does not go together, or does not exist.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// A rule forbids it.
    Refused {
        /// Which, and why.
        message: String,
        /// What overrides it.
        hint: Option<String>,
    },
    /// The system refused something.
    Io {
        /// What was tried.
        what: String,
        /// What it said.
        error: io::Error,
    },
    /// Whoever reads the output has gone: the run ends quietly.
    Closed,
}

/// What every command ends with.
pub type Ended = Result<Status, Failure>;

impl Failure {
    /// A mistake on the command line.
    pub fn usage(message: impl Into<String>, hint: impl Into<Option<&'static str>>) -> Failure {
        Failure::Usage { message: message.into(), hint: hint.into().map(str::to_owned) }
    }

    /// The failure that a template is that cannot be understood.
    pub fn of_template(error: TemplateError, text: &str) -> Failure {
        Failure::Template { error, text: text.to_owned() }
    }

    /// The failure that a failed write to standard output is.
    pub fn of_output(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Io { what: "cannot write to standard output".to_owned(), error },
        }
    }

    /// The status it ends with.
    pub fn status(&self) -> Status {
        match self {
            Failure::Closed => Status::Done,
            Failure::Query(_) | Failure::Template { .. } | Failure::Usage { .. } | Failure::Io { .. } => Status::Wrong,
            Failure::Refused { .. } => Status::Refused,
            Failure::Catalog(error) => match error {
                CatalogError::Busy => Status::Busy,
                CatalogError::Network { .. } | CatalogError::Stale(_) => Status::Refused,
                CatalogError::Absent(_)
                | CatalogError::Foreign(_)
                | CatalogError::Newer { .. }
                | CatalogError::Damaged(_) => Status::Catalogue,
                CatalogError::Full | CatalogError::Io(_) | CatalogError::Internal(_) => Status::Wrong,
            },
        }
    }

    /// What it says; nothing where the run ends quietly.
    pub fn message(&self) -> Option<String> {
        match self {
            Failure::Closed => None,
            Failure::Query(error) => Some(error.message.clone()),
            Failure::Template { error, .. } => Some(error.message.clone()),
            Failure::Usage { message, .. } | Failure::Refused { message, .. } => Some(message.clone()),
            Failure::Io { what, error } => Some(format!("{what}: {}", plain(error))),
            Failure::Catalog(error) => Some(error.to_string()),
        }
    }

    /// The text that the user gave, and the place in it that the message is about.
    pub fn place(&self) -> Option<(&str, Range<usize>)> {
        match self {
            Failure::Query(error) if !error.query.is_empty() => Some((&error.query, error.span.clone())),
            Failure::Template { error, text } if !text.is_empty() => Some((text, error.at.clone())),
            Failure::Query(_)
            | Failure::Template { .. }
            | Failure::Closed
            | Failure::Usage { .. }
            | Failure::Refused { .. }
            | Failure::Io { .. }
            | Failure::Catalog(_) => None,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Failure::Query(error) => error.advice(),
            Failure::Template { error, .. } => error.hint.clone(),
            Failure::Usage { hint, .. } | Failure::Refused { hint, .. } => hint.clone(),
            Failure::Catalog(error) => hint_of(error).map(str::to_owned),
            Failure::Closed | Failure::Io { .. } => None,
        }
    }
}

fn plain(error: &io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()
}

fn hint_of(error: &CatalogError) -> Option<&'static str> {
    match error {
        CatalogError::Absent(_) => {
            Some("`damson ingest PATH...` makes one; --catalog or $DAMSON_CATALOG name one elsewhere")
        }
        CatalogError::Foreign(_) => Some("nothing was changed; --catalog names another file"),
        CatalogError::Newer { .. } => Some("nothing was changed; use the damson that wrote it, or a newer one"),
        CatalogError::Damaged(_) => {
            Some("nothing was changed; `damson restore FILE` takes a backup in and keeps the damaged file beside it")
        }
        CatalogError::Busy => Some("try again, or wait longer with --wait SECONDS"),
        CatalogError::Network { .. } => Some("keep the catalogue on a local disk; the files it lists may lie anywhere"),
        CatalogError::Full => Some("what was recorded before is whole; make room and run the command again"),
        CatalogError::Stale(_) => {
            Some("something else changed it meanwhile; nothing was recorded: run the command again")
        }
        CatalogError::Io(_) | CatalogError::Internal(_) => None,
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Failure {
        Failure::Catalog(error)
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Failure {
        Failure::Query(error)
    }
}

impl From<LibrarianError> for Failure {
    fn from(error: LibrarianError) -> Failure {
        match error {
            LibrarianError::Catalog(error) => Failure::Catalog(error),
            LibrarianError::Query(error) => Failure::Query(error),
            LibrarianError::Refused { message, hint } => Failure::Refused { message, hint },
            LibrarianError::NotFound(message) => Failure::Usage { message, hint: None },
            LibrarianError::Io { what, source } => Failure::Io { what, error: source },
        }
    }
}
