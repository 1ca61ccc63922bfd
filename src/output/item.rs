//! What a sink is given: one item of a verb's result, borrowed from the rooms that made it. Nothing here is printed yet.
use crate::asset::{Asset, AssetId, Digest, Field, FilePath, Policy, Statement, Version};
use crate::catalog::{
    Accession, FacetCount, HistoryEntry, LetGo, Link, Operation, Protected, Seal, Summary as CatalogSummary, Writing,
};
use crate::librarian::duplicates::{Group, Resolution};
use crate::librarian::volume::Listed;
use crate::librarian::{Outcome, Summary};
use crate::query::Facet;

/// One item of a result.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// An asset, one of many.
    Asset(&'a Asset),
    /// An asset with everything known of it (`show`).
    Sheet(Sheet<'a>),
    /// What became of one item of a working verb.
    Outcome(&'a Outcome),
    /// The count of it all; the last item of a working verb. Only JSON and NDJSON print it, see `Format::has_summaries`.
    Summary(&'a Summary),
    /// A row of facet counts.
    Facet {
        /// What was counted by.
        facets: &'a [Facet],
        /// The values, one a facet, and the count.
        row: &'a FacetCount,
    },
    /// An operation of the log.
    Operation(&'a Operation),
    /// One thing that happened.
    History {
        /// The asset that it happened to, if it concerns one.
        asset: Option<AssetId>,
        /// The operation by which it did, where that is told of events too.
        operation: Option<u64>,
        /// What happened.
        entry: &'a HistoryEntry,
    },
    /// An accession.
    Accession(&'a Accession),
    /// A content that was let go.
    LetGo {
        /// The content.
        digest: Digest,
        /// What is remembered of it.
        let_go: &'a LetGo,
    },
    /// A seal of the log.
    Seal(&'a Seal),
    /// A line of a plan.
    Plan(Planned<'a>),
    /// One statement of a file, of its sidecar or of a cataloguer.
    Statement(Said<'a>),
    /// A field that damson knows.
    Field(Field),
    /// A volume.
    Volume(&'a Listed),
    /// What is under protection.
    Protected(&'a Protected),
    /// The state of a catalogue.
    Status(Status<'a>),
    /// A saved query.
    Query {
        /// Its name, without the `@`.
        name: &'a str,
        /// Its text.
        text: &'a str,
    },
    /// A keyword and how many assets have it.
    Keyword {
        /// From the root down; at least one.
        levels: &'a [String],
        /// Assets that have it or one below it.
        count: u64,
    },
    /// A policy by which statements are weighed.
    Policy {
        /// The policy.
        policy: Policy,
        /// Whether it is the catalogue's.
        is_current: bool,
    },
    /// Assets that are the same in some way.
    Duplicates(&'a Group),
    /// A file's digest.
    Digest(Digested<'a>),
    /// How many assets matched.
    Count(u64),
    /// How a query would be answered.
    Explanation {
        /// The query, as it was understood.
        query: &'a str,
        /// Lines for people.
        lines: &'a [String],
    },
}

/// What would be done.
#[derive(Clone, Copy, Debug)]
pub enum Planned<'a> {
    /// What would become of an asset, or of one of its files.
    Change {
        /// As a dry run tells it.
        outcome: &'a Outcome,
        /// How values would be written into files, if they would.
        writing: Option<Writing>,
    },
    /// A file would be given up for another.
    Resolve(&'a Resolution),
    /// An operation would be taken back.
    Undo {
        /// Its number.
        operation: u64,
    },
}

/// An asset with everything known of it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The asset.
    pub asset: &'a Asset,
    /// Its versions, oldest first; none where no catalogue knows it.
    pub versions: &'a [Version],
    /// The assets linked with it.
    pub links: &'a [Linked],
}

/// An asset linked with another, and where it lies.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The link, as the other sees it.
    pub link: Link,
    /// The file that stands for the linked asset, where it has any.
    pub path: Option<FilePath>,
}

/// A statement and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// The asset.
    pub id: Option<AssetId>,
    /// The file.
    pub path: Option<&'a FilePath>,
    /// The statement.
    pub statement: &'a Statement,
    /// Whether the field's effective value is this one (`--explain`).
    pub is_chosen: Option<bool>,
    /// Why it was or was not chosen, in a sentence.
    pub reason: Option<&'a str>,
}

/// The state of a catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Status<'a> {
    /// Its file.
    pub catalogue: &'a FilePath,
    /// Its numbers.
    pub numbers: &'a CatalogSummary,
    /// Bytes that files had before they were written, kept beside it.
    pub earlier_bytes: u64,
    /// Accessions that were cut short, or that somebody is at, the newest first.
    pub unfinished: &'a [Accession],
    /// What is wrong inside, in sentences.
    pub faults: &'a [String],
}

/// A file's digest.
#[derive(Clone, Copy, Debug)]
pub struct Digested<'a> {
    /// The file.
    pub path: &'a FilePath,
    /// `blake3`, `sha256` or `md5`.
    pub algorithm: &'a str,
    /// Whether it is the essence's and not the whole file's.
    pub is_essence: bool,
    /// Lower-case hex digits.
    pub hex: &'a str,
}
