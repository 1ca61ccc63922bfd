//! What can be wrong with one item: a value, not an error; the run goes on and the item is reported.
use std::fmt;

/// The kinds that scripts can tell apart; the words are part of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file cannot be opened or read.
    Unreadable,
    /// The file was there and is gone.
    Vanished,
    /// The file changed while it was read.
    Unstable,
    /// The file ends before its structure does.
    Truncated,
    /// The structure breaks its own rules.
    Malformed,
    /// A part is in a form that damson does not read (encrypted, an unknown character set), or does not write.
    Unsupported,
    /// A limit on size, depth or number was reached; the rest was not read.
    Limit,
    /// Two files or values claim the same place and one was chosen.
    Ambiguous,
    /// A field was changed in a file and in the catalogue, each in its own way.
    Conflict,
    /// A value does not fit its field.
    Invalid,
    /// Something refused by a rule.
    Refused,
    /// An internal fault while examining one file.
    Internal,
    /// The target could not be written.
    Unwritable,
    /// Not a regular file: a socket, a device, a FIFO.
    Special,
    /// A symbolic link, not followed.
    Symlink,
    /// A hidden file, not asked for.
    Hidden,
    /// One of the catalogue's own files.
    Catalogue,
    /// Content that was let go on purpose.
    Deaccessioned,
    /// A file that is still being written, as far as can be told; it is looked at again.
    Unsettled,
}

impl ProblemKind {
    /// Every kind.
    pub const ALL: [ProblemKind; 19] = [
        ProblemKind::Unreadable,
        ProblemKind::Vanished,
        ProblemKind::Unstable,
        ProblemKind::Truncated,
        ProblemKind::Malformed,
        ProblemKind::Unsupported,
        ProblemKind::Limit,
        ProblemKind::Ambiguous,
        ProblemKind::Conflict,
        ProblemKind::Invalid,
        ProblemKind::Refused,
        ProblemKind::Internal,
        ProblemKind::Unwritable,
        ProblemKind::Special,
        ProblemKind::Symlink,
        ProblemKind::Hidden,
        ProblemKind::Catalogue,
        ProblemKind::Deaccessioned,
        ProblemKind::Unsettled,
    ];

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<ProblemKind> {
        ProblemKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word that is printed.
    pub const fn word(self) -> &'static str {
        match self {
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::Vanished => "vanished",
            ProblemKind::Unstable => "unstable",
            ProblemKind::Truncated => "truncated",
            ProblemKind::Malformed => "malformed",
            ProblemKind::Unsupported => "unsupported",
            ProblemKind::Limit => "limit",
            ProblemKind::Ambiguous => "ambiguous",
            ProblemKind::Conflict => "conflict",
            ProblemKind::Invalid => "invalid",
            ProblemKind::Refused => "refused",
            ProblemKind::Internal => "internal",
            ProblemKind::Unwritable => "unwritable",
            ProblemKind::Special => "special",
            ProblemKind::Symlink => "symlink",
            ProblemKind::Hidden => "hidden",
            ProblemKind::Catalogue => "catalogue",
            ProblemKind::Deaccessioned => "deaccessioned",
            ProblemKind::Unsettled => "unsettled",
        }
    }

    /// Whether it is the expected consequence of a documented rule, which does not make the run end with status 3.
    pub const fn is_a_rule(self) -> bool {
        matches!(
            self,
            ProblemKind::Special
                | ProblemKind::Symlink
                | ProblemKind::Hidden
                | ProblemKind::Catalogue
                | ProblemKind::Deaccessioned
                | ProblemKind::Unsettled
        )
    }
}

/// One thing that is wrong with one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What a script can tell apart.
    pub kind: ProblemKind,
    /// What a person reads: one sentence, no full stop, no path (the outcome names it).
    pub message: String,
}

impl Problem {
    /// A problem.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Problem {
        Problem { kind, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.message)
    }
}
