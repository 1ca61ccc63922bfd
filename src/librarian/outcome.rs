//! What became of each item, and the count of it all: the values that every working verb reports.
use crate::asset::{AssetId, Description, Digest, Field, FilePath, Problem, Value};
use std::collections::BTreeSet;

/// How one item ended. The words are the contract's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutcomeKind {
    /// ingest: a new asset.
    Added,
    /// ingest: bytes already held, at one more path.
    Duplicate,
    /// ingest: bytes already held whose old path is gone.
    Moved,
    /// ingest: a new version or a new reading; tag: fields changed.
    Changed,
    /// ingest: nothing read; tag: nothing to change.
    Unchanged,
    /// Left out by a documented rule; the problem says which.
    Skipped,
    /// Not done, or not wholly; the problem says why.
    Failed,
    /// ingest, verify: the file was held and is not there.
    Missing,
    /// ingest: the file's whole volume is not there.
    Offline,
    /// verify: the bytes are those bytes.
    Intact,
    /// verify: the bytes are others.
    Altered,
    /// verify: a file that the catalogue does not know lies where it keeps files.
    Unexpected,
    /// export: a file was written.
    Exported,
    /// undo: a change was taken back.
    Undone,
    /// gc: earlier bytes were let go.
    Released,
    /// duplicates, ingest: a picture's fingerprint was made.
    Prepared,
    /// deaccession: the asset left the catalogue.
    Deaccessioned,
}

impl OutcomeKind {
    /// Every kind, in the order of summaries.
    pub const ALL: [OutcomeKind; 17] = [
        OutcomeKind::Added,
        OutcomeKind::Duplicate,
        OutcomeKind::Moved,
        OutcomeKind::Changed,
        OutcomeKind::Unchanged,
        OutcomeKind::Exported,
        OutcomeKind::Undone,
        OutcomeKind::Released,
        OutcomeKind::Prepared,
        OutcomeKind::Deaccessioned,
        OutcomeKind::Intact,
        OutcomeKind::Altered,
        OutcomeKind::Missing,
        OutcomeKind::Offline,
        OutcomeKind::Unexpected,
        OutcomeKind::Skipped,
        OutcomeKind::Failed,
    ];

    /// The word that is printed.
    pub const fn word(self) -> &'static str {
        match self {
            OutcomeKind::Added => "added",
            OutcomeKind::Duplicate => "duplicate",
            OutcomeKind::Moved => "moved",
            OutcomeKind::Changed => "changed",
            OutcomeKind::Unchanged => "unchanged",
            OutcomeKind::Skipped => "skipped",
            OutcomeKind::Failed => "failed",
            OutcomeKind::Missing => "missing",
            OutcomeKind::Offline => "offline",
            OutcomeKind::Intact => "intact",
            OutcomeKind::Altered => "altered",
            OutcomeKind::Unexpected => "unexpected",
            OutcomeKind::Exported => "exported",
            OutcomeKind::Undone => "undone",
            OutcomeKind::Released => "released",
            OutcomeKind::Prepared => "prepared",
            OutcomeKind::Deaccessioned => "deaccessioned",
        }
    }
}

/// What became of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The verb.
    pub verb: &'static str,
    /// How it ended.
    pub kind: OutcomeKind,
    /// The file, where there is one.
    pub path: Option<FilePath>,
    /// Where it was before (moved), or what it came from (export).
    pub from: Option<FilePath>,
    /// The file that stands for it from now on (duplicates).
    pub survivor: Option<FilePath>,
    /// The asset.
    pub id: Option<AssetId>,
    /// Another asset that explains the outcome: the one with the same essence.
    pub same_essence: Option<AssetId>,
    /// For `changed` by ingest: `metadata`, `content`, `sidecar` or `touched`.
    pub change: Option<&'static str>,
    /// The digest that was found or written; of a change of fields, that of the newest version.
    pub digest: Option<Digest>,
    /// Field changes, for tag and undo; of a new asset, what was stated of it at the door.
    pub fields: Vec<FieldChange>,
    /// What was wrong. An outcome other than `failed` or `skipped` may carry one: done, but not wholly.
    pub problem: Option<Problem>,
    /// Further copies that were made of it.
    pub copies: Vec<FilePath>,
    /// Whether every copy that was asked for was read again, and found to be what was read from the source.
    pub is_proven: bool,
    /// Whether nothing was done because only a preview was asked for.
    pub dry_run: bool,
}

/// A field before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// Its effective values before.
    pub before: Vec<Value>,
    /// Its effective values after.
    pub after: Vec<Value>,
}

impl FieldChange {
    /// The fields in which two descriptions differ.
    pub fn between(before: &Description, after: &Description) -> Vec<FieldChange> {
        let fields: BTreeSet<Field> = before.iter().chain(after.iter()).map(|(field, _)| field).collect();
        let change =
            |field| FieldChange { field, before: before.get(field).to_vec(), after: after.get(field).to_vec() };
        fields.into_iter().map(change).filter(|change| change.before != change.after).collect()
    }
}

impl Outcome {
    /// An outcome with nothing but its kind.
    pub fn new(verb: &'static str, kind: OutcomeKind) -> Outcome {
        Outcome {
            verb,
            kind,
            path: None,
            from: None,
            survivor: None,
            id: None,
            same_essence: None,
            change: None,
            digest: None,
            fields: Vec::new(),
            problem: None,
            copies: Vec::new(),
            is_proven: false,
            dry_run: false,
        }
    }

    /// The outcome of one file.
    pub fn of_file(verb: &'static str, kind: OutcomeKind, path: FilePath) -> Outcome {
        Outcome { path: Some(path), ..Outcome::new(verb, kind) }
    }

    /// Whether it makes the run end with status 3: a problem that is not the consequence of a documented rule.
    pub fn is_trouble(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| !problem.kind.is_a_rule())
    }
}

/// The count of it all.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The verb.
    pub verb: &'static str,
    /// How many outcomes of each kind, in the order of `OutcomeKind::ALL`; kinds that did not occur are absent.
    pub counts: Vec<(OutcomeKind, u64)>,
    /// Outcomes with a problem that is not the consequence of a documented rule.
    pub problems: u64,
    /// Those of them of which nothing was done, since a rule of safety forbids it; by the verbs that have such rules.
    pub refused: u64,
    /// Bytes read.
    pub bytes: u64,
    /// The operation in the log, where one was made.
    pub operation: Option<u64>,
    /// Files that seem gone, and so many at once, or all below a root, that they were left as they are.
    pub unconfirmed: u64,
    /// ingest: the accession in the ledger.
    pub accession: Option<u64>,
    /// Whether nothing was done because only a preview was asked for.
    pub dry_run: bool,
    /// Whether the run was interrupted.
    pub interrupted: bool,
    /// Whether what was copied from may be erased; only where something was to be copied.
    pub erasure: Option<Erasure>,
}

/// Whether the sources of copies may be erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Whether every file that was seen is proven in every place.
    pub may_be_erased: bool,
    /// What speaks against it.
    pub reason: Option<String>,
    /// How many files are proven.
    pub proven: u64,
    /// How many are not, those that were left out too.
    pub unproven: u64,
    /// How many sources were removed; `None` where none were to be.
    pub released: Option<u64>,
}

impl Summary {
    /// A summary that has counted nothing yet.
    pub fn new(verb: &'static str, dry_run: bool) -> Summary {
        Summary {
            verb,
            counts: Vec::new(),
            problems: 0,
            refused: 0,
            bytes: 0,
            operation: None,
            unconfirmed: 0,
            accession: None,
            dry_run,
            interrupted: false,
            erasure: None,
        }
    }

    /// Counts one outcome.
    pub fn count(&mut self, outcome: &Outcome) {
        self.problems += u64::from(outcome.is_trouble());
        match self.counts.iter_mut().find(|(kind, _)| *kind == outcome.kind) {
            Some((_, count)) => *count += 1,
            None => {
                self.counts.push((outcome.kind, 1));
                self.counts.sort_by_key(|(kind, _)| OutcomeKind::ALL.iter().position(|other| other == kind));
            }
        }
    }

    /// Whether nothing could be done at all, since rules forbid it.
    pub fn is_refused(&self) -> bool {
        self.refused > 0 && self.refused == self.counts.iter().map(|(_, count)| count).sum::<u64>()
    }

    /// How many outcomes there were of one kind.
    pub fn of(&self, kind: OutcomeKind) -> u64 {
        self.counts.iter().find(|(other, _)| *other == kind).map_or(0, |(_, count)| *count)
    }
}
