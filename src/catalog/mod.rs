//! What is known, and the changes that make it so. A catalogue answers questions and applies changes; how it stores
//! them is below, and no storage type shows in its face.
mod accession;
mod change;
mod clue;
mod error;
mod fingerprint;
pub(crate) mod meaning;
pub mod memory;
pub mod sqlite;

pub use accession::{Accession, AccessionState, Entry, LetGo, Untaken};
pub use change::{
    Act, Change, Departure, Disposal, Event, EventKind, Exchange, Link, Operation, OperationRef, Pending, Protected,
    Relation, Seal, Transaction, Volume, Writing,
};
pub use clue::{Clue, ClueKind, clues};
pub use error::CatalogError;
pub use fingerprint::{Fingerprint, Source};

use crate::asset::{Asset, AssetId, Digest, FilePath, Holding, Policy, Reading, Snapshot, Value, Version};
use crate::query::{Facet, Filter, Selection};
use std::ops::ControlFlow;

/// A catalogue. Coarse, synchronous, object-safe. Every answer is consistent with one moment.
pub trait Catalog {
    /// Calls `each` with every selected asset, in order, streaming; stops when it breaks.
    ///
    /// # Errors
    /// The storage's. Nothing is skipped silently.
    fn visit(&self, selection: &Selection, each: &mut dyn FnMut(Asset) -> ControlFlow<()>) -> Result<(), CatalogError>;

    /// As `visit`, with no more of each asset than `detail`; the rest may be as it is where nothing is known.
    ///
    /// # Errors
    /// As `visit`.
    fn glance(
        &self,
        selection: &Selection,
        detail: Detail,
        each: &mut dyn FnMut(Asset) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        let _more_than_asked_for = detail;
        self.visit(selection, each)
    }

    /// Calls `each` with the assets whose newest versions have one essence, where those are two or more: group by group,
    /// by accession of the first, and by accession in the group, until it breaks.
    ///
    /// # Errors
    /// The storage's.
    fn alike(&self, each: &mut dyn FnMut(&[AssetId]) -> ControlFlow<()>) -> Result<(), CatalogError>;

    /// Calls `each` with what `write` writes of every selected asset, in order, of one or of many at a time; stops when
    /// it breaks. Assets may be read and written by several threads at once, and with no more of each than `detail`.
    ///
    /// # Errors
    /// The storage's. Nothing is skipped silently.
    fn transcribe(
        &self,
        selection: &Selection,
        detail: Detail,
        write: &(dyn Fn(&Asset, &mut Vec<u8>) + Sync),
        each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        let _more_than_asked_for = detail;
        let mut written = Vec::new();
        self.visit(selection, &mut |asset| {
            written.clear();
            write(&asset, &mut written);
            each(&written)
        })
    }

    /// How many assets match.
    ///
    /// # Errors
    /// The storage's.
    fn count(&self, filter: &Filter) -> Result<u64, CatalogError>;

    /// The values of the facets among the assets that match, with the number of assets that have them, largest first,
    /// then by value. Several facets count combinations. Text counts by its fold (as `field=value` finds it) and shows
    /// as the first asset spells it. Assets without a value of every facet are not counted.
    ///
    /// # Errors
    /// The storage's.
    fn facets(&self, facets: &[Facet], filter: &Filter, limit: Option<u64>) -> Result<Vec<FacetCount>, CatalogError>;

    /// How a selection would be answered, in lines for people: which index, which scan.
    ///
    /// # Errors
    /// The storage's.
    fn explain(&self, selection: &Selection) -> Result<Vec<String>, CatalogError>;

    /// Everything held of an asset.
    ///
    /// # Errors
    /// The storage's.
    fn snapshot(&self, asset: AssetId) -> Result<Option<Snapshot>, CatalogError>;

    /// The asset of which some version, any, has this digest.
    ///
    /// # Errors
    /// The storage's.
    fn find_digest(&self, digest: &Digest) -> Result<Option<Known>, CatalogError>;

    /// The assets of which the newest version has this essence, in order of accession.
    ///
    /// # Errors
    /// The storage's.
    fn find_essence(&self, essence: &Digest) -> Result<Vec<Known>, CatalogError>;

    /// The holding at a path, and its asset.
    ///
    /// # Errors
    /// The storage's.
    fn find_path(&self, path: &FilePath) -> Result<Option<(AssetId, Holding)>, CatalogError>;

    /// The holdings that lie directly in a folder, by name, each with its asset.
    ///
    /// # Errors
    /// The storage's.
    fn folder(&self, folder: &FilePath) -> Result<Vec<(AssetId, Holding)>, CatalogError>;

    /// Calls `each` with the files of the assets that match, asset by asset in order of accession, originals before
    /// sidecars, until it breaks. Nothing else of the assets is read.
    ///
    /// # Errors
    /// The storage's.
    fn holdings(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(AssetId, Holding) -> ControlFlow<()>,
    ) -> Result<(), CatalogError>;

    /// The folders that have holdings, this one and all below it, in path order.
    ///
    /// # Errors
    /// The storage's.
    fn folders(&self, below: &FilePath) -> Result<Vec<FilePath>, CatalogError>;

    /// The links of an asset, either way: those it was linked by first, then by accession of the other end.
    ///
    /// # Errors
    /// The storage's.
    fn links(&self, asset: AssetId) -> Result<Vec<Link>, CatalogError>;

    /// The links of groups that were made from assets with files directly in a folder: both ends, in no order.
    ///
    /// # Errors
    /// The storage's.
    fn groups_in(&self, folder: &FilePath) -> Result<Vec<[AssetId; 2]>, CatalogError>;

    /// The assets of which the newest version has this clue, in order of accession.
    ///
    /// # Errors
    /// The storage's.
    fn find_clue(&self, clue: &Clue) -> Result<Vec<AssetId>, CatalogError>;

    /// The volumes, by name.
    ///
    /// # Errors
    /// The storage's.
    fn volumes(&self) -> Result<Vec<Volume>, CatalogError>;

    /// What is held on each volume that is known, by the volume's name.
    ///
    /// # Errors
    /// The storage's.
    fn stock(&self) -> Result<Vec<Stock>, CatalogError>;

    /// The saved queries, by name: name and text.
    ///
    /// # Errors
    /// The storage's.
    fn saved(&self) -> Result<Vec<(String, String)>, CatalogError>;

    /// The policy by which the statements of its files are weighed.
    ///
    /// # Errors
    /// The storage's.
    fn policy(&self) -> Result<Policy, CatalogError>;

    /// What happened to an asset, oldest first: changes with their operations, and events.
    ///
    /// # Errors
    /// The storage's.
    fn history(&self, asset: AssetId) -> Result<Vec<HistoryEntry>, CatalogError>;

    /// The newest operations first, at most `limit`.
    ///
    /// # Errors
    /// The storage's.
    fn operations(&self, limit: Option<u64>) -> Result<Vec<Operation>, CatalogError>;

    /// One operation.
    ///
    /// # Errors
    /// The storage's.
    fn operation(&self, number: u64) -> Result<Option<Operation>, CatalogError>;

    /// Calls `each` with every change of an operation, newest first (as undo wants them). `AddAsset` comes with the
    /// asset's snapshot as it is now; one whose asset is gone is an error, `Stale`.
    ///
    /// # Errors
    /// The storage's.
    fn changes(
        &self,
        operation: u64,
        each: &mut dyn FnMut(Change) -> Result<(), CatalogError>,
    ) -> Result<(), CatalogError> {
        self.changes_before(operation, None, &mut |_, change| each(change).map(ControlFlow::Continue))
    }

    /// As `changes`, of those alone whose number in the log is below `before`, each with its number, until `each` breaks:
    /// so that many are taken back a page at a time, each page as things stand when those before it are.
    ///
    /// # Errors
    /// The storage's.
    fn changes_before(&self, operation: u64, before: Option<u64>, each: &mut Numbered<'_>) -> Result<(), CatalogError>;

    /// Calls `each` with what was logged after an operation, in the order in which it was, each with its operation and the
    /// asset that it names, until it breaks. Assets that came are told by what the log keeps.
    ///
    /// # Errors
    /// The storage's.
    fn feed(&self, after: u64, each: &mut Told<'_>) -> Result<(), CatalogError>;

    /// The newest seal of the log; `None` where nothing was logged, or nothing is sealed.
    ///
    /// # Errors
    /// The storage's.
    fn seal(&self) -> Result<Option<Seal>, CatalogError>;

    /// What is wrong with the log, in sentences: rows that are not what was sealed, seals that are not there, and, where a
    /// seal is given that somebody kept, a log that is another or ends before it.
    ///
    /// # Errors
    /// The storage's.
    fn check_log(&self, kept: Option<&Seal>) -> Result<Vec<String>, CatalogError>;

    /// The writes to files that are still to be done, in order of accession of their assets.
    ///
    /// # Errors
    /// The storage's.
    fn pending(&self) -> Result<Vec<(AssetId, Pending)>, CatalogError>;

    /// An accession.
    ///
    /// # Errors
    /// The storage's.
    fn accession(&self, number: u64) -> Result<Option<Accession>, CatalogError>;

    /// The newest accessions first, at most `limit`.
    ///
    /// # Errors
    /// The storage's.
    fn accessions(&self, limit: Option<u64>) -> Result<Vec<Accession>, CatalogError>;

    /// The accessions that are not whole, the newest first.
    ///
    /// # Errors
    /// The storage's.
    fn unfinished(&self) -> Result<Vec<Accession>, CatalogError>;

    /// Calls `each` with the files that an accession, or with `None` any, could not take and nobody has since, by path,
    /// until it breaks.
    ///
    /// # Errors
    /// The storage's.
    fn untaken(
        &self,
        accession: Option<u64>,
        each: &mut dyn FnMut(Untaken) -> ControlFlow<()>,
    ) -> Result<(), CatalogError>;

    /// What is remembered of a content that was let go on purpose.
    ///
    /// # Errors
    /// The storage's.
    fn let_go(&self, digest: &Digest) -> Result<Option<LetGo>, CatalogError>;

    /// Calls `each` with every content that was let go on purpose, those of the newest operation first, until it breaks.
    ///
    /// # Errors
    /// The storage's.
    fn each_let_go(&self, each: &mut dyn FnMut(Digest, LetGo) -> ControlFlow<()>) -> Result<(), CatalogError>;

    /// Calls `each` with what one operation logged, in the order in which it was, until it breaks; as `feed`.
    ///
    /// # Errors
    /// The storage's.
    fn told_by(&self, operation: u64, each: &mut Told<'_>) -> Result<(), CatalogError>;

    /// Calls `each` with the pictures that match and of which something is kept, made in one way, by accession, until it breaks:
    /// with the bytes of the newest version, and what is kept, without the signature.
    ///
    /// # Errors
    /// The storage's.
    fn fingerprints(
        &self,
        filter: &Filter,
        algorithm: u32,
        each: &mut dyn FnMut(AssetId, u64, Fingerprint) -> ControlFlow<()>,
    ) -> Result<(), CatalogError>;

    /// The signatures of some assets, made in one way, in their order; those that have none are left out.
    ///
    /// # Errors
    /// The storage's.
    fn signatures(&self, assets: &[AssetId], algorithm: u32) -> Result<Vec<(AssetId, Vec<u8>)>, CatalogError>;

    /// Keeps what was made of pictures, all or none, in the place of what was kept of them. Those of which the newest
    /// essence is another by now are passed over. How many are kept. The log does not tell of it.
    ///
    /// # Errors
    /// `Busy`, `Full` and the storage's.
    fn keep_fingerprints(&mut self, made: &[(AssetId, Fingerprint)]) -> Result<u64, CatalogError>;

    /// Records all the changes or none, in one transaction, and logs them.
    ///
    /// # Errors
    /// `Stale` where a `before` is not what is held; `Busy`, `Full` and the storage's.
    fn apply(&mut self, transaction: &Transaction) -> Result<Receipt, CatalogError>;

    /// Leaves a write to an asset's files for later, in the place of what was left before; `None`: there is nothing left.
    /// The log, which tells what was done, does not tell of it.
    ///
    /// # Errors
    /// `Stale` where the asset is not there; `Busy`, `Full` and the storage's.
    fn pend(&mut self, asset: AssetId, pending: Option<&Pending>) -> Result<(), CatalogError>;

    /// Begins an accession, and says its number: the one that is given does not count. The log does not tell of it, as of
    /// what is entered later.
    ///
    /// # Errors
    /// `Busy`, `Full` and the storage's.
    fn begin_accession(&mut self, accession: &Accession) -> Result<u64, CatalogError>;

    /// Enters how far an accession came, and says how many files are new among those that nobody could take. Inside
    /// `together` it is one with what is applied there.
    ///
    /// # Errors
    /// `Stale` where there is no such accession; `Busy`, `Full` and the storage's.
    fn enter(&mut self, entry: &Entry) -> Result<u64, CatalogError>;

    /// Makes an accession a part of an earlier one, where neither made an operation: its end and its counts become the
    /// earlier one's, and its number is free again.
    ///
    /// # Errors
    /// `Busy`, `Full` and the storage's.
    fn fold_accession(&mut self, number: u64, into: u64) -> Result<(), CatalogError>;

    /// What is under protection, by volume and folder.
    ///
    /// # Errors
    /// The storage's.
    fn protected(&self) -> Result<Vec<Protected>, CatalogError>;

    /// The files that are about to go into the trash, or went there and nobody could record it.
    ///
    /// # Errors
    /// The storage's.
    fn departures(&self) -> Result<Vec<Departure>, CatalogError>;

    /// Says of files that they are about to go into the trash (`present`), or no longer. The log does not tell of it.
    ///
    /// # Errors
    /// `Stale` where an asset or a volume is not there; `Busy`, `Full` and the storage's.
    fn depart(&mut self, departures: &[Departure], present: bool) -> Result<(), CatalogError>;

    /// Does several things as one: all that `work` applies is recorded together, or none of it, and nobody else changes
    /// the catalogue meanwhile. Nothing is kept where `work` says so (`false`) or fails. It does not nest.
    ///
    /// # Errors
    /// Those of `work`; `Busy` and the storage's.
    fn together(&mut self, work: Work<'_>) -> Result<(), CatalogError>;

    /// Gives back the room that what is gone took. It needs as much room again while it works.
    ///
    /// # Errors
    /// `Busy`, `Full` and the storage's.
    fn compact(&mut self) -> Result<(), CatalogError>;

    /// Numbers for `status`.
    ///
    /// # Errors
    /// The storage's.
    fn summary(&self) -> Result<Summary, CatalogError>;

    /// What is wrong inside, in sentences; nothing if all is well.
    ///
    /// # Errors
    /// The storage's.
    fn check(&self) -> Result<Vec<String>, CatalogError>;
}

/// What is done as one: it says whether what it applied is kept.
pub type Work<'w> = &'w mut dyn FnMut(&mut dyn Catalog) -> Result<bool, CatalogError>;

/// Hears what the log tells: the operation, the asset, and what happened.
pub type Told<'t> = dyn FnMut(u64, Option<AssetId>, HistoryEntry) -> ControlFlow<()> + 't;

/// Hears changes with their numbers in the log.
pub type Numbered<'n> = dyn FnMut(u64, Change) -> Result<ControlFlow<()>, CatalogError> + 'n;

/// How much of an asset is read; the rest may be as it is where nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Its id, and its newest version.
    Id,
    /// Its files too.
    Files,
    /// All of it.
    Whole,
}

/// An asset found by one of its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// The asset.
    pub asset: AssetId,
    /// The version that has the digest.
    pub version: Version,
    /// The asset's newest version's number.
    pub newest: u32,
    /// All the asset's holdings.
    pub holdings: Vec<Holding>,
    /// The newest version's reading.
    pub reading: Reading,
}

/// What is held on a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The volume's name.
    pub volume: String,
    /// Files, sidecars too, whatever their state.
    pub files: u64,
    /// Their bytes, as they were when last read.
    pub bytes: u64,
}

/// A row of facet counts.
#[derive(Clone, Debug, PartialEq)]
pub struct FacetCount {
    /// One value per facet asked for.
    pub values: Vec<Value>,
    /// How many assets have them.
    pub count: u64,
}

/// What `apply` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The operation's number.
    pub operation: u64,
}

/// One thing that happened to an asset.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryEntry {
    /// A change, with the number and the head of its operation.
    Changed {
        /// The operation.
        operation: u64,
        /// Who did what, when.
        act: Act,
        /// What changed; `AddAsset` with whatever the log keeps.
        change: Box<Change>,
    },
    /// An event.
    Happened(Event),
}

/// What a catalogue holds, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Assets.
    pub assets: u64,
    /// Versions.
    pub versions: u64,
    /// Files that carry a version.
    pub originals: u64,
    /// Files that speak for another.
    pub sidecars: u64,
    /// Bytes of the newest versions, each asset once.
    pub bytes: u64,
    /// Assets by class: images, videos, sounds, documents, others.
    pub by_class: [u64; 5],
    /// Holdings that are missing.
    pub missing: u64,
    /// Holdings that are offline.
    pub offline: u64,
    /// Assets held more than once.
    pub duplicates: u64,
    /// Operations in the log.
    pub operations: u64,
    /// Originals never checked since they were taken in.
    pub unchecked: u64,
    /// Originals that the last check found altered.
    pub altered: u64,
    /// Assets of which a write to files is still to be done.
    pub pending: u64,
    /// Files that accessions could not take, and nobody has since.
    pub untaken: u64,
    /// Bytes of the catalogue's file and its log.
    pub catalogue_bytes: u64,
}
