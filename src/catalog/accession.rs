//! The ledger: which takings-in there were, how far each came, and which files none of them could take. It tells of runs and
//! not of changes, so it stands beside the sealed log and names its operations.
use crate::asset::{AssetId, Date, FilePath, Problem};

/// A taking-in of files (PREMIS: accession). One that was cut short and completed later is one accession of several runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Accession {
    /// Its number, from 1.
    pub number: u64,
    /// How far it came.
    pub state: AccessionState,
    /// Who began it.
    pub agent: String,
    /// When it began.
    pub begun: Date,
    /// When its last run ended; `None` while it is open, or where nobody could say.
    pub ended: Option<Date>,
    /// The words of the command that began it.
    pub words: String,
    /// The folders and files that were named; absolute.
    pub roots: Vec<FilePath>,
    /// Where files are copied to; `None` where they stay where they lie.
    pub target: Option<FilePath>,
    /// The operations in the log that it made, oldest first.
    pub operations: Vec<u64>,
    /// Outcomes by word, in the order of summaries.
    pub counts: Vec<(String, u64)>,
    /// The last number that was given to a file's name.
    pub counter: u64,
    /// How many files it could not take, and nobody has since.
    pub untaken: u64,
}

impl Accession {
    /// Whether nothing of it is left to do.
    pub fn is_finished(&self) -> bool {
        self.state == AccessionState::Whole && self.untaken == 0
    }
}

/// How far an accession came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessionState {
    /// A run is at it, or was when its process died and nobody has looked since.
    Open,
    /// All was looked at.
    Whole,
    /// It was stopped, or its process died.
    Interrupted,
    /// An error ended it.
    Failed,
}

impl AccessionState {
    /// Every state.
    pub const ALL: [AccessionState; 4] =
        [AccessionState::Open, AccessionState::Whole, AccessionState::Interrupted, AccessionState::Failed];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            AccessionState::Open => "open",
            AccessionState::Whole => "whole",
            AccessionState::Interrupted => "interrupted",
            AccessionState::Failed => "failed",
        }
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<AccessionState> {
        AccessionState::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What a run enters of its accession, together with what it did.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The accession.
    pub accession: u64,
    /// How far it came.
    pub state: AccessionState,
    /// When the run ended; `None` while it goes on.
    pub ended: Option<Date>,
    /// The operation that it makes; one that is entered already is not entered again.
    pub operation: Option<u64>,
    /// Outcomes by word, in the place of those that were entered before.
    pub counts: Vec<(String, u64)>,
    /// The last number that was given to a file's name.
    pub counter: u64,
    /// Files that it could not take, and why. One that is known already as not taken stays with the accession that missed it
    /// first.
    pub untaken: Vec<(FilePath, Problem)>,
    /// Files that are not to be taken any more: they were, or are gone.
    pub settled: Vec<FilePath>,
}

/// A file that could not be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Untaken {
    /// The file.
    pub path: FilePath,
    /// The accession that missed it first.
    pub accession: u64,
    /// Why, when it was tried last.
    pub problem: Problem,
}

/// Content that was let go on purpose (deaccession).
#[derive(Clone, Debug, PartialEq)]
pub struct LetGo {
    /// The asset that had it.
    pub asset: AssetId,
    /// The operation that remembered it.
    pub operation: u64,
    /// When it was let go.
    pub at: Date,
    /// By whom.
    pub agent: String,
    /// Why, in words; empty where nobody said.
    pub reason: String,
}
