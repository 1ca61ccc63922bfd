//! Changes as data: what a verb decides, what the log keeps, what undo turns round. Applied all or none.
use crate::asset::{
    AssetId, Date, Description, Digest, Field, FilePath, Holding, Policy, Reading, Snapshot, Value, Version,
};

/// One change. Where it carries `before`, the catalogue checks that this is what it holds, and refuses all if not.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new asset. The log keeps its id alone.
    AddAsset(Box<Snapshot>),
    /// An asset and all that is known of it goes; the log keeps the snapshot.
    RemoveAsset(Box<Snapshot>),
    /// A new content of an asset becomes its newest version.
    AddVersion {
        /// The asset.
        asset: AssetId,
        /// The version; its number is one more than the newest's.
        version: Version,
        /// What its files say.
        reading: Reading,
    },
    /// The newest version goes; the one before is the newest again. The log keeps what goes.
    RemoveVersion {
        /// The asset.
        asset: AssetId,
        /// The newest version, not the only one.
        version: Version,
        /// What its files said.
        reading: Reading,
    },
    /// The files of the newest version say something else than before (a sidecar was edited, a policy changed).
    Describe {
        /// The asset.
        asset: AssetId,
        /// What they said.
        before: Box<Reading>,
        /// What they say.
        after: Box<Reading>,
    },
    /// The files of a version say what they said, and something else of it counts (the policy changed).
    Reconcile {
        /// The asset.
        asset: AssetId,
        /// The version's number.
        version: u32,
        /// The fields that change, as they were; those that had no value are absent.
        before: Box<Description>,
        /// The same fields as they are.
        after: Box<Description>,
    },
    /// A file comes to an asset, goes, or becomes something else (moved, missing, touched, a new version).
    /// Absent `before`: a new holding. Absent `after`: it goes. The volume must be known.
    Hold {
        /// The asset.
        asset: AssetId,
        /// The holding as it was, found by its path.
        before: Option<Holding>,
        /// The holding as it is.
        after: Option<Holding>,
    },
    /// A cataloguer states a field, or takes a statement back. `Some(vec![])` states that it has no value.
    State {
        /// The asset.
        asset: AssetId,
        /// The field; `Field::is_editable`.
        field: Field,
        /// What was stated before, `None` for nothing.
        before: Option<Vec<Value>>,
        /// What is stated now, `None` for nothing: the files speak again.
        after: Option<Vec<Value>>,
    },
    /// A volume becomes known, is renamed, moves to another mount point, comes or goes.
    Volume {
        /// As it was, found by its name.
        before: Option<Volume>,
        /// As it is.
        after: Option<Volume>,
    },
    /// A query is saved under a name, replaced, or dropped.
    Save {
        /// The name.
        name: String,
        /// Its text before.
        before: Option<String>,
        /// Its text now.
        after: Option<String>,
    },
    /// Statements are weighed by another policy from now on.
    Policy {
        /// The policy before.
        before: Policy,
        /// The policy now.
        after: Policy,
    },
    /// Two assets are related, or no longer.
    Link {
        /// The asset that came later.
        asset: AssetId,
        /// The one it relates to.
        other: AssetId,
        /// How.
        relation: Relation,
        /// What shows it, in words; empty where the relation says all.
        evidence: String,
        /// Whether the link is made or taken away.
        present: bool,
    },
    /// The bytes at a path were exchanged. What the catalogue holds of the file is told by other changes; this one tells
    /// undo what to put back. The volume must be known.
    Write {
        /// The asset.
        asset: AssetId,
        /// The file.
        path: FilePath,
        /// The volume's name.
        volume: String,
        /// What its bytes were; `None` where there was no file.
        before: Option<Digest>,
        /// What they are; `None` where there is none any more.
        after: Option<Digest>,
    },
    /// A file's name was given up for good reason: what lay there is kept in the trash, or came back from it. What the catalogue
    /// holds of it is told by other changes. The volume must be known.
    Trash {
        /// The asset.
        asset: AssetId,
        /// The file.
        path: FilePath,
        /// Where it is kept, on the same volume.
        kept: FilePath,
        /// The volume's name.
        volume: String,
        /// What its bytes were.
        digest: Digest,
        /// What became of its name.
        way: Disposal,
        /// Whether it went, or came back.
        present: bool,
    },
    /// Something comes under protection, or no longer is. The volume must be known.
    Protect {
        /// What.
        what: Protected,
        /// Whether it comes under it.
        present: bool,
    },
    /// A content is let go on purpose, and does not come back unasked; or it may come back.
    LetGo {
        /// The asset that had it.
        asset: AssetId,
        /// The content.
        digest: Digest,
        /// When it was let go.
        at: Date,
        /// By whom.
        agent: String,
        /// Why, in words; empty where nobody said.
        reason: String,
        /// Whether it is remembered or forgotten.
        present: bool,
    },
    /// Something happened that is remembered and never undone.
    Event(Event),
}

impl Change {
    /// The asset it concerns, if it concerns one.
    pub fn asset(&self) -> Option<AssetId> {
        match self {
            Change::AddAsset(snapshot) | Change::RemoveAsset(snapshot) => Some(snapshot.id),
            Change::AddVersion { asset, .. }
            | Change::RemoveVersion { asset, .. }
            | Change::Describe { asset, .. }
            | Change::Reconcile { asset, .. }
            | Change::Hold { asset, .. }
            | Change::State { asset, .. }
            | Change::Write { asset, .. }
            | Change::Trash { asset, .. }
            | Change::LetGo { asset, .. }
            | Change::Link { asset, .. } => Some(*asset),
            Change::Event(event) => Some(event.asset),
            Change::Volume { .. } | Change::Save { .. } | Change::Policy { .. } | Change::Protect { .. } => None,
        }
    }

    /// The change that takes it back; `None` for an event, which stays.
    pub fn inverse(&self) -> Option<Change> {
        Some(match self.clone() {
            Change::AddAsset(snapshot) => Change::RemoveAsset(snapshot),
            Change::RemoveAsset(snapshot) => Change::AddAsset(snapshot),
            Change::AddVersion { asset, version, reading } => Change::RemoveVersion { asset, version, reading },
            Change::RemoveVersion { asset, version, reading } => Change::AddVersion { asset, version, reading },
            Change::Describe { asset, before, after } => Change::Describe { asset, before: after, after: before },
            Change::Reconcile { asset, version, before, after } => {
                Change::Reconcile { asset, version, before: after, after: before }
            }
            Change::Hold { asset, before, after } => Change::Hold { asset, before: after, after: before },
            Change::State { asset, field, before, after } => {
                Change::State { asset, field, before: after, after: before }
            }
            Change::Volume { before, after } => Change::Volume { before: after, after: before },
            Change::Save { name, before, after } => Change::Save { name, before: after, after: before },
            Change::Policy { before, after } => Change::Policy { before: after, after: before },
            Change::Link { asset, other, relation, evidence, present } => {
                Change::Link { asset, other, relation, evidence, present: !present }
            }
            Change::Write { asset, path, volume, before, after } => {
                Change::Write { asset, path, volume, before: after, after: before }
            }
            Change::Trash { asset, path, kept, volume, digest, way, present } => {
                Change::Trash { asset, path, kept, volume, digest, way, present: !present }
            }
            Change::Protect { what, present } => Change::Protect { what, present: !present },
            Change::LetGo { asset, digest, at, agent, reason, present } => {
                Change::LetGo { asset, digest, at, agent, reason, present: !present }
            }
            Change::Event(_) => return None,
        })
    }
}

/// A file system that files lie on, known by its identity and not by where it is mounted today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The name that people use; unique.
    pub name: String,
    /// What tells it from others: `uuid:...` where the file system has one, else `mount:PATH` or `source:...`.
    pub identity: String,
    /// Where it was mounted when last seen; absolute.
    pub mount_point: FilePath,
    /// Whether it was there when last looked.
    pub is_online: bool,
    /// When it was last seen.
    pub last_seen: Date,
}

/// What is under protection: a folder with all that lies below it, or a whole volume.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protected {
    /// The volume's name.
    pub volume: String,
    /// The folder, absolute; `None` for the whole volume.
    pub folder: Option<FilePath>,
}

/// What becomes of the name of a file that another file stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disposal {
    /// It is gone.
    Trash,
    /// It is one more name of the other file: a hard link.
    Link,
    /// It is a file of its own that shares the other's blocks until one of them is written.
    Reflink,
}

impl Disposal {
    /// Every way.
    pub const ALL: [Disposal; 3] = [Disposal::Trash, Disposal::Link, Disposal::Reflink];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Disposal::Trash => "trash",
            Disposal::Link => "link",
            Disposal::Reflink => "reflink",
        }
    }

    /// The way that a word names.
    pub fn named(word: &str) -> Option<Disposal> {
        Disposal::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// A file that is about to go into the trash. What a crash leaves of it is found by this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Its asset.
    pub asset: AssetId,
    /// The file.
    pub path: FilePath,
    /// Where it is to be kept, on the same volume.
    pub kept: FilePath,
    /// The volume's name.
    pub volume: String,
    /// What its bytes are.
    pub digest: Digest,
    /// What becomes of its name.
    pub way: Disposal,
    /// Its inode.
    pub inode: u64,
}

/// Where an asset's values are written, and what becomes of a proof of provenance (C2PA) that embedding would break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Into a sidecar.
    Sidecar,
    /// Into the file where it can be done and breaks no proof, else into a sidecar.
    Embed,
    /// Into the file where it can be done, though it breaks a proof.
    EmbedThoughItBreaks,
}

impl Writing {
    /// Every way.
    pub const ALL: [Writing; 3] = [Writing::Sidecar, Writing::Embed, Writing::EmbedThoughItBreaks];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Writing::Sidecar => "sidecar",
            Writing::Embed => "embed",
            Writing::EmbedThoughItBreaks => "embed-and-break",
        }
    }

    /// The way that a word names.
    pub fn named(word: &str) -> Option<Writing> {
        Writing::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// A write to an asset's files that could not be done yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// How.
    pub writing: Writing,
    /// When it was asked for.
    pub since: Date,
    /// Why it is not done, in words.
    pub problem: String,
    /// The files that were changing hands when this was recorded; empty where none was. Whoever finds such bytes in such a
    /// place knows that a write made them which nobody could record.
    pub exchanges: Vec<Exchange>,
}

/// A file whose bytes are exchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The file.
    pub path: FilePath,
    /// What its bytes were; `None` where there was no file.
    pub before: Option<Digest>,
    /// What they are to be.
    pub after: Digest,
}

/// The log until some moment, in one number: a link of the chain of digests over all that was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its number, from 1.
    pub number: u64,
    /// The operation that it was put on.
    pub operation: u64,
    /// SHA-256.
    pub digest: [u8; 32],
}

/// How two assets relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same picture, sound or page in files with other metadata.
    SameEssence,
    /// A camera's raw file and the picture that it developed at the same moment: the developed one, then the raw.
    RawJpeg,
    /// A still and the seconds around it: the film, then the still.
    LivePhoto,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Relation; 3] = [Relation::SameEssence, Relation::RawJpeg, Relation::LivePhoto];

    /// The relations that make a group: one exposure in several files.
    pub const OF_GROUPS: [Relation; 2] = [Relation::RawJpeg, Relation::LivePhoto];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            Relation::SameEssence => "same-essence",
            Relation::RawJpeg => "raw+jpeg",
            Relation::LivePhoto => "live-photo",
        }
    }

    /// The relation that a word names.
    pub fn named(word: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.word() == word)
    }

    /// Whether it makes a group.
    pub fn is_of_groups(self) -> bool {
        Relation::OF_GROUPS.contains(&self)
    }
}

/// A link as one of its ends sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The asset at the other end.
    pub other: AssetId,
    /// How the two relate.
    pub relation: Relation,
    /// What shows it, in words.
    pub evidence: String,
    /// Whether this end is the one that was linked, and not the one it was linked with.
    pub is_outward: bool,
}

/// Something that happened to an asset (PREMIS: an event with an outcome).
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The asset.
    pub asset: AssetId,
    /// What was done.
    pub kind: EventKind,
    /// When.
    pub at: Date,
    /// How it ended: `intact`, `altered`, `missing`; `copied` ...
    pub outcome: String,
    /// The file it concerned.
    pub path: Option<FilePath>,
    /// The digest that was found.
    pub digest: Option<Digest>,
}

/// What can happen that is not itself a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// A file was read again and compared (PREMIS: fixity check).
    FixityCheck,
    /// A file or record left the catalogue (PREMIS: dissemination).
    Dissemination,
    /// A file was copied in from somewhere, which the path tells (PREMIS: accession).
    Accession,
}

impl EventKind {
    /// Every kind.
    pub const ALL: [EventKind; 3] = [EventKind::FixityCheck, EventKind::Dissemination, EventKind::Accession];

    /// The word that is printed and stored.
    pub const fn word(self) -> &'static str {
        match self {
            EventKind::FixityCheck => "fixity-check",
            EventKind::Dissemination => "dissemination",
            EventKind::Accession => "accession",
        }
    }
}

/// Who does what, when: the head of an operation in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The verb: `ingest`, `tag`, `undo` ...
    pub verb: String,
    /// Who.
    pub agent: String,
    /// When.
    pub at: Date,
    /// What a reader of the log wants to know: the command's words, or `undoes 12`.
    pub note: String,
    /// The operation that this one takes back.
    pub undoes: Option<u64>,
}

/// Changes to be made, all or none.
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    /// The head of a new operation, or the number of the one that these changes continue (an ingest's next batch).
    pub operation: OperationRef,
    /// In order.
    pub changes: Vec<Change>,
}

/// Which operation changes belong to.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationRef {
    /// A new one.
    New(Act),
    /// One that this process began.
    Continued(u64),
}

/// One undoable act, as the log has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// Its number, from 1.
    pub number: u64,
    /// Who did what, when.
    pub act: Act,
    /// How many changes it made.
    pub changes: u64,
    /// How many assets it concerned.
    pub assets: u64,
    /// The operation that took it back.
    pub undone_by: Option<u64>,
}
