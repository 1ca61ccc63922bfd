//! The catalogue in one SQLite file. Everything SQL is below this door; nothing of it shows in the face.
mod accession;
mod alike;
mod backup;
mod body;
mod check;
mod column;
mod custody;
mod entry;
mod evaluate;
mod facet;
mod fingerprint;
mod functions;
mod index;
mod let_go;
mod log;
mod network;
mod order;
mod pending;
mod place;
mod posting;
mod property;
mod quick;
mod read;
mod relay;
mod rows;
mod schema;
mod seal;
mod shelf;
mod source;
mod sql;
mod visit;
mod write;

pub use backup::{copy_again, prove, summary_of};
pub use schema::{OpenMode, versions};

use super::meaning::is_under;
use super::{
    Accession, Catalog, CatalogError, Clue, Detail, Entry, FacetCount, HistoryEntry, Known, LetGo, Link, Numbered,
    Operation,
};
use super::{Departure, Fingerprint, Pending, Protected, Receipt, Seal, Stock, Summary, Told, Transaction, Untaken};
use super::{Volume, Work};
use crate::asset::{Asset, AssetId, Digest, FilePath, Holding, Policy, Snapshot};
use crate::query::{Facet, Filter, Selection};
use evaluate::Evaluator;
use read::Reader;
use rusqlite::{Connection, Row, TransactionBehavior, params, params_from_iter};
use schema::{beside, failed};
use sql::Sql;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;
use write::Touched;

/// A catalogue in a SQLite file.
#[derive(Debug)]
pub struct SqliteCatalog {
    connection: Connection,
    path: PathBuf,
    /// While several things are done as one: what they have changed so far.
    together: Option<Touched>,
    /// Whether one of them was applied in part.
    is_spoilt: bool,
}

/// Opens a catalogue. `wait` is how long another process's writing is waited for.
///
/// # Errors
/// `Absent` where there is none and none is to be made; `Foreign`, `Newer`, `Damaged`, `Network`, `Busy`, `Io`.
pub fn open(path: &Path, mode: OpenMode, wait: Duration) -> Result<SqliteCatalog, CatalogError> {
    let connection = schema::open(path, mode, wait)?;
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Ok(SqliteCatalog { connection, path, together: None, is_spoilt: false })
}

impl SqliteCatalog {
    /// The catalogue's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Device and inode of the catalogue's file, of those that SQLite keeps beside it, and of the folder of earlier bytes, as they are now. No process
    /// that has the catalogue open may open them: closing them would drop SQLite's locks. They are not opened here.
    pub fn own_files(&self) -> Vec<(u64, u64)> {
        let files = ["", "-wal", "-shm", "-journal", ".store"].map(|suffix| beside(&self.path, suffix));
        files.iter().filter_map(|file| file.metadata().ok()).map(|file| (file.dev(), file.ino())).collect()
    }

    /// Answers a question at one moment. A question asked while another is answered shares its moment.
    fn reading<T>(&self, answer: impl FnOnce(&Reader<'_>) -> Result<T, CatalogError>) -> Result<T, CatalogError> {
        let moment = if self.connection.is_autocommit() { Some(Moment::begin(&self.connection)?) } else { None };
        let answer = answer(&Reader::new(&self.connection)?);
        drop(moment);
        answer
    }
}

impl SqliteCatalog {
    /// Writes several rows as one, within what is done together or by itself.
    fn writing<T>(&mut self, write: impl FnOnce(&Connection) -> Result<T, CatalogError>) -> Result<T, CatalogError> {
        if self.together.is_some() {
            let written = write(&self.connection);
            self.is_spoilt |= written.is_err();
            return written;
        }
        let moment = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let written = write(&moment)?;
        moment.commit().map_err(failed)?;
        Ok(written)
    }
}

/// A read transaction: everything that is asked while it lasts is answered as of one moment. It begins and ends by
/// prepared statements, for the questions between are often short; and it ends by `COMMIT`, since `ROLLBACK` makes
/// SQLite prepare every statement anew.
struct Moment<'c>(&'c Connection);

impl Moment<'_> {
    fn begin(connection: &Connection) -> Result<Moment<'_>, CatalogError> {
        let begun = connection.prepare_cached("BEGIN DEFERRED").and_then(|mut statement| statement.execute([]));
        begun.map(|_| Moment(connection)).map_err(failed)
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        let ended = self.0.prepare_cached("COMMIT").and_then(|mut statement| statement.execute([]));
        if ended.is_err() {
            let _ = self.0.execute_batch("ROLLBACK");
        }
    }
}

/// Calls `each` with every row of a statement until it breaks.
fn each_row(
    connection: &Connection,
    sql: &Sql,
    each: &mut dyn FnMut(&Row<'_>) -> Result<ControlFlow<()>, CatalogError>,
) -> Result<ControlFlow<()>, CatalogError> {
    let mut statement = connection.prepare_cached(sql.as_str()).map_err(failed)?;
    let mut rows = statement.query(params_from_iter(sql.params())).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        if each(row)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

impl Catalog for SqliteCatalog {
    fn visit(&self, selection: &Selection, each: &mut dyn FnMut(Asset) -> ControlFlow<()>) -> Result<(), CatalogError> {
        self.glance(selection, Detail::Whole, each)
    }

    fn glance(
        &self,
        selection: &Selection,
        detail: Detail,
        each: &mut dyn FnMut(Asset) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        self.reading(|reader| visit::visit(reader, selection, detail, each))
    }

    fn alike(&self, each: &mut dyn FnMut(&[AssetId]) -> ControlFlow<()>) -> Result<(), CatalogError> {
        self.reading(|reader| alike::alike(reader.connection, each))
    }

    fn transcribe(
        &self,
        selection: &Selection,
        detail: Detail,
        write: &(dyn Fn(&Asset, &mut Vec<u8>) + Sync),
        each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        self.reading(|reader| visit::transcribe(reader, selection, detail, write, each))
    }

    fn count(&self, filter: &Filter) -> Result<u64, CatalogError> {
        self.reading(|reader| Ok(Evaluator::new(reader).set(filter)?.len()))
    }

    fn facets(&self, facets: &[Facet], filter: &Filter, limit: Option<u64>) -> Result<Vec<FacetCount>, CatalogError> {
        self.reading(|reader| facet::facets(reader, facets, filter, limit))
    }

    fn explain(&self, selection: &Selection) -> Result<Vec<String>, CatalogError> {
        self.reading(|reader| check::explain(reader, selection))
    }

    fn snapshot(&self, asset: AssetId) -> Result<Option<Snapshot>, CatalogError> {
        self.reading(|reader| reader.number(asset)?.map_or(Ok(None), |number| reader.snapshot(number)))
    }

    fn find_digest(&self, digest: &Digest) -> Result<Option<Known>, CatalogError> {
        let sql = "SELECT asset, number, digest, essence, size FROM version WHERE digest = ? \
                   ORDER BY asset, number DESC LIMIT 1";
        self.reading(|reader| {
            let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
            let mut rows = statement.query([&digest.0]).map_err(failed)?;
            let Some(row) = rows.next().map_err(failed)? else { return Ok(None) };
            let version = read::version_of(row, 1).map_err(failed)?;
            reader.known(row.get(0).map_err(failed)?, version).map(Some)
        })
    }

    fn find_essence(&self, essence: &Digest) -> Result<Vec<Known>, CatalogError> {
        let sql = "SELECT number, version, digest, essence, size FROM asset WHERE essence = ? ORDER BY number";
        self.reading(|reader| {
            let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
            let mut rows = statement.query([&essence.0]).map_err(failed)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                let version = read::version_of(row, 1).map_err(failed)?;
                found.push(reader.known(row.get(0).map_err(failed)?, version)?);
            }
            Ok(found)
        })
    }

    fn find_path(&self, path: &FilePath) -> Result<Option<(AssetId, Holding)>, CatalogError> {
        self.reading(|reader| {
            for (volume, folder) in reader.volumes.candidates(&path.folder()) {
                let condition = "f.volume = ? AND f.path = ? AND h.name = ?";
                let mut found = reader.holdings(condition, params![volume, folder, path.name()])?;
                if let Some(found) = found.pop() {
                    return Ok(Some(found));
                }
            }
            Ok(None)
        })
    }

    fn folder(&self, folder: &FilePath) -> Result<Vec<(AssetId, Holding)>, CatalogError> {
        self.reading(|reader| {
            let mut found = Vec::new();
            for (volume, stored) in reader.volumes.candidates(folder) {
                found.extend(reader.in_folder(volume, &stored)?);
            }
            found.sort_by(|(_, a), (_, b)| (a.path.name(), &a.volume).cmp(&(b.path.name(), &b.volume)));
            Ok(found)
        })
    }

    fn holdings(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(AssetId, Holding) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        self.reading(|reader| {
            let set = Evaluator::new(reader).set(filter)?;
            reader.each_holding(&set, each)
        })
    }

    fn folders(&self, below: &FilePath) -> Result<Vec<FilePath>, CatalogError> {
        let sql = "SELECT volume, path FROM folder f WHERE EXISTS (SELECT 1 FROM holding h WHERE h.folder = f.id)";
        self.reading(|reader| {
            let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
            let mut rows = statement.query([]).map_err(failed)?;
            let mut folders = BTreeSet::new();
            while let Some(row) = rows.next().map_err(failed)? {
                let stored = row.get_ref(1).map_err(failed)?.as_blob().map_err(|error| failed(error.into()))?;
                let folder = reader.volumes.folder(row.get(0).map_err(failed)?, stored)?;
                if is_under(&folder.0, &below.0) {
                    folders.insert(folder);
                }
            }
            Ok(folders.into_iter().collect())
        })
    }

    fn links(&self, asset: AssetId) -> Result<Vec<Link>, CatalogError> {
        self.reading(|reader| {
            let Some(number) = reader.number(asset)? else { return Ok(Vec::new()) };
            let seen = |ends: shelf::Ends| Link {
                other: if ends.asset == asset { ends.other } else { ends.asset },
                is_outward: ends.asset == asset,
                relation: ends.relation,
                evidence: ends.evidence,
            };
            Ok(shelf::links(reader, number)?.into_iter().map(seen).collect())
        })
    }

    fn groups_in(&self, folder: &FilePath) -> Result<Vec<[AssetId; 2]>, CatalogError> {
        self.reading(|reader| {
            let mut found = Vec::new();
            for (volume, stored) in reader.volumes.candidates(folder) {
                found.extend(shelf::groups_in(&self.connection, volume, &stored)?);
            }
            Ok(found)
        })
    }

    fn find_clue(&self, clue: &Clue) -> Result<Vec<AssetId>, CatalogError> {
        self.reading(|reader| shelf::with_clue(reader, clue))
    }

    fn stock(&self) -> Result<Vec<Stock>, CatalogError> {
        self.reading(shelf::stock)
    }

    fn volumes(&self) -> Result<Vec<Volume>, CatalogError> {
        self.reading(|reader| {
            let mut volumes: Vec<Volume> = reader.volumes.known().map(|known| known.volume.clone()).collect();
            volumes.sort_by(|a, b| a.name.cmp(&b.name));
            Ok(volumes)
        })
    }

    fn saved(&self) -> Result<Vec<(String, String)>, CatalogError> {
        self.reading(|_| shelf::saved(&self.connection))
    }

    fn policy(&self) -> Result<Policy, CatalogError> {
        self.reading(|_| shelf::policy(&self.connection))
    }

    fn history(&self, asset: AssetId) -> Result<Vec<HistoryEntry>, CatalogError> {
        self.reading(|reader| reader.number(asset)?.map_or(Ok(Vec::new()), |number| log::history(reader, number)))
    }

    fn operations(&self, limit: Option<u64>) -> Result<Vec<Operation>, CatalogError> {
        self.reading(|_| log::operations(&self.connection, limit))
    }

    fn operation(&self, number: u64) -> Result<Option<Operation>, CatalogError> {
        self.reading(|_| log::operation(&self.connection, number))
    }

    fn changes_before(&self, operation: u64, before: Option<u64>, each: &mut Numbered<'_>) -> Result<(), CatalogError> {
        self.reading(|_| log::changes(Reader::new(&self.connection)?, operation, before, each))
    }

    fn feed(&self, after: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
        self.reading(|reader| log::feed(reader, after, each))
    }

    fn seal(&self) -> Result<Option<Seal>, CatalogError> {
        self.reading(|_| seal::newest(&self.connection))
    }

    fn check_log(&self, kept: Option<&Seal>) -> Result<Vec<String>, CatalogError> {
        self.reading(|_| seal::check(&self.connection, kept))
    }

    fn pending(&self) -> Result<Vec<(AssetId, Pending)>, CatalogError> {
        self.reading(|_| pending::pending(&self.connection))
    }

    fn let_go(&self, digest: &Digest) -> Result<Option<LetGo>, CatalogError> {
        self.reading(|_| let_go::find(&self.connection, digest))
    }

    fn each_let_go(&self, each: &mut dyn FnMut(Digest, LetGo) -> ControlFlow<()>) -> Result<(), CatalogError> {
        self.reading(|_| let_go::each(&self.connection, each))
    }

    fn told_by(&self, operation: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
        self.reading(|reader| log::told_by(reader, operation, each))
    }

    fn accession(&self, number: u64) -> Result<Option<Accession>, CatalogError> {
        self.reading(|_| accession::one(&self.connection, number))
    }

    fn accessions(&self, limit: Option<u64>) -> Result<Vec<Accession>, CatalogError> {
        self.reading(|_| accession::newest(&self.connection, limit))
    }

    fn unfinished(&self) -> Result<Vec<Accession>, CatalogError> {
        self.reading(|_| accession::unfinished(&self.connection))
    }

    fn untaken(
        &self,
        accession: Option<u64>,
        each: &mut dyn FnMut(Untaken) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        self.reading(|_| accession::untaken(&self.connection, accession, each))
    }

    fn fingerprints(
        &self,
        filter: &Filter,
        algorithm: u32,
        each: &mut dyn FnMut(AssetId, u64, Fingerprint) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        self.reading(|reader| fingerprint::each(reader, filter, algorithm, each))
    }

    fn signatures(&self, assets: &[AssetId], algorithm: u32) -> Result<Vec<(AssetId, Vec<u8>)>, CatalogError> {
        self.reading(|reader| fingerprint::signatures(reader.connection, assets, algorithm))
    }

    fn keep_fingerprints(&mut self, made: &[(AssetId, Fingerprint)]) -> Result<u64, CatalogError> {
        if !self.connection.is_autocommit() {
            return fingerprint::keep(&self.connection, made);
        }
        let moment = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let kept = fingerprint::keep(&moment, made)?;
        moment.commit().map_err(failed)?;
        Ok(kept)
    }

    fn apply(&mut self, transaction: &Transaction) -> Result<Receipt, CatalogError> {
        if let Some(touched) = &mut self.together {
            let applied = write::apply(&self.connection, transaction, Some(touched));
            self.is_spoilt |= applied.is_err();
            return applied;
        }
        let moment = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let receipt = write::apply(&moment, transaction, None)?;
        moment.commit().map_err(failed)?;
        Ok(receipt)
    }

    fn pend(&mut self, asset: AssetId, pending: Option<&Pending>) -> Result<(), CatalogError> {
        pending::pend(&self.connection, asset, pending)
    }

    fn begin_accession(&mut self, accession: &Accession) -> Result<u64, CatalogError> {
        accession::begin(&self.connection, accession)
    }

    fn enter(&mut self, entry: &Entry) -> Result<u64, CatalogError> {
        self.writing(|connection| accession::enter(connection, entry))
    }

    fn fold_accession(&mut self, number: u64, into: u64) -> Result<(), CatalogError> {
        self.writing(|connection| accession::fold(connection, number, into))
    }

    fn compact(&mut self) -> Result<(), CatalogError> {
        self.connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").map_err(failed)
    }

    fn protected(&self) -> Result<Vec<Protected>, CatalogError> {
        self.reading(custody::protected)
    }

    fn departures(&self) -> Result<Vec<Departure>, CatalogError> {
        self.reading(custody::departures)
    }

    fn depart(&mut self, departures: &[Departure], present: bool) -> Result<(), CatalogError> {
        self.writing(|connection| custody::depart(connection, departures, present))
    }

    fn together(&mut self, work: Work<'_>) -> Result<(), CatalogError> {
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        (self.together, self.is_spoilt) = (Some(Touched::default()), false);
        let worked = work(self);
        self.together = None;
        // What was applied in part must not stay, even if the work would have it so.
        let is_kept = matches!(worked, Ok(true)) && !self.is_spoilt;
        let ended = self.connection.execute_batch(if is_kept { "COMMIT" } else { "ROLLBACK" });
        if ended.is_err() && !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        if worked? && !is_kept {
            return Err(CatalogError::Internal("a part of what was to be done as one failed".to_owned()));
        }
        ended.map_err(failed)
    }

    fn summary(&self) -> Result<Summary, CatalogError> {
        let files = ["", "-wal"].map(|suffix| beside(&self.path, suffix).metadata().map_or(0, |file| file.len()));
        let catalogue_bytes = files.iter().sum();
        self.reading(|reader| Ok(Summary { catalogue_bytes, ..check::summary(reader)? }))
    }

    fn check(&self) -> Result<Vec<String>, CatalogError> {
        self.reading(check::check)
    }
}
