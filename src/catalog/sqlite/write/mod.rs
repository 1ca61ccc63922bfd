//! Changes to rows: every `before` is checked against what is held, every change is logged, and what is derived is
//! rewritten once for each asset. One transaction; an error anywhere undoes all of it.
mod content;
mod event;
mod files;
mod state;

use super::index::{Image, Indexer};
use super::place::Folders;
use super::posting::{Set, small};
use super::read::{Live, Reader};
use super::schema::failed;
use super::seal::{Entry, Happening, Sealing};
use super::source::Sources;
use super::{custody, entry, let_go, log, shelf};
use crate::asset::{AssetId, Digest};
use crate::catalog::meaning::kept;
use crate::catalog::{CatalogError, Change, LetGo, OperationRef, Receipt, Relation, Transaction};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// How many assets are held in memory before what is derived from them is written.
const BATCH: usize = 1024;

/// The assets that operations changed since a database transaction began, so that the log need not be asked.
#[derive(Debug, Default)]
pub(super) struct Touched {
    /// The operation that began in it; one that began before is not told.
    operation: Option<i64>,
    assets: Set,
}

/// Records all the changes of a transaction. The connection is inside a write transaction; `together` is what others
/// inside the same one changed before.
pub(super) fn apply(
    connection: &Connection,
    transaction: &Transaction,
    together: Option<&mut Touched>,
) -> Result<Receipt, CatalogError> {
    let (operation, mut is_continued) = match &transaction.operation {
        OperationRef::New(act) => (log::begin(connection, act)?, false),
        OperationRef::Continued(number) => (log::exists(connection, *number)?, true),
    };
    let mut own = Touched::default();
    let known = together.unwrap_or(&mut own);
    if !is_continued {
        *known = Touched { operation: Some(operation), assets: Set::new() };
    }
    let is_continued_at_all = is_continued;
    is_continued &= known.operation != Some(operation);
    let touched = if is_continued { Set::new() } else { std::mem::take(&mut known.assets) };
    let mut writer = Writer {
        reader: Reader::new(connection)?,
        operation,
        is_continued,
        touched,
        working: HashMap::new(),
        indexer: Indexer::default(),
        folders: Folders::default(),
        sources: Sources::default(),
        sealing: Sealing::begin(connection, operation)?,
        changes: 0,
        assets: 0,
    };
    for change in &transaction.changes {
        writer.apply(change)?;
    }
    writer.flush()?;
    writer.indexer.write(connection)?;
    log::count(connection, operation, writer.changes, writer.assets)?;
    if !(is_continued_at_all && writer.sealing.is_empty()) {
        writer.sealing.put(connection)?;
    }
    if !is_continued {
        known.assets = writer.touched;
    }
    Ok(Receipt { operation: operation.cast_unsigned() })
}

/// An asset that changes: what was derived from it before, and what is known of it now.
struct Working {
    number: i64,
    image: Option<Image>,
    live: Option<Live>,
}

struct Writer<'c> {
    reader: Reader<'c>,
    operation: i64,
    /// Whether the operation began in another transaction.
    is_continued: bool,
    /// The assets that the operation has changed, as far as this transaction has met them.
    touched: Set,
    working: HashMap<AssetId, Working>,
    indexer: Indexer,
    folders: Folders,
    sources: Sources,
    sealing: Sealing,
    changes: u64,
    assets: u64,
}

fn stale<T>(sentence: String) -> Result<T, CatalogError> {
    Err(CatalogError::Stale(sentence))
}

impl<'c> Writer<'c> {
    fn connection(&self) -> &'c Connection {
        self.reader.connection
    }

    fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, CatalogError> {
        self.connection().prepare_cached(sql).and_then(|mut statement| statement.execute(params)).map_err(failed)
    }

    fn apply(&mut self, change: &Change) -> Result<(), CatalogError> {
        match change {
            Change::AddAsset(snapshot) => self.add_asset(snapshot, change),
            Change::RemoveAsset(snapshot) => self.remove_asset(snapshot),
            Change::AddVersion { asset, version, reading } => {
                self.with(*asset, change, |writer, number, live| writer.add_version(number, live, version, reading))
            }
            Change::RemoveVersion { asset, version, reading } => {
                self.with(*asset, change, |writer, number, live| writer.remove_version(number, live, version, reading))
            }
            Change::Describe { asset, before, after } => {
                self.with(*asset, change, |writer, number, live| writer.describe(number, live, before, after))
            }
            Change::Reconcile { asset, version, before, after } => self
                .with(*asset, change, |writer, number, live| writer.reconcile(number, live, *version, before, after)),
            Change::Hold { asset, before, after } => self.with(*asset, change, |writer, number, live| {
                writer.hold(number, live, before.as_ref().map(kept).as_ref(), after.as_ref().map(kept))
            }),
            Change::State { asset, field, before, after } => {
                let (before, after) = (before.as_deref(), after.as_deref());
                if self.state_alone(*asset, *field, before, after, change)? {
                    return Ok(());
                }
                self.with(*asset, change, |writer, number, live| writer.state(number, live, *field, before, after))
            }
            Change::Link { asset, other, relation, evidence, present } => {
                let (other, number) = (self.present(*other)?, self.present(*asset)?);
                self.link(number, other, (*relation, evidence.as_str()), *present)?;
                self.log(change, Some(number)).map(|_| ())
            }
            Change::Event(event) => self.event(event, change),
            Change::Write { asset, .. } | Change::Trash { asset, .. } => {
                let number = self.present(*asset)?;
                self.log(change, Some(number)).map(|_| ())
            }
            Change::LetGo { asset, digest, at, agent, reason, present } => {
                let (at, agent, reason) = (at.clone(), agent.clone(), reason.clone());
                let let_go = LetGo { asset: *asset, operation: self.operation.cast_unsigned(), at, agent, reason };
                self.let_go(digest, &let_go, *present, change)
            }
            Change::Volume { before, after } => {
                self.flush()?;
                let was = self.reader.volumes.clone();
                shelf::volume(self.connection(), &mut self.reader.volumes, before.as_ref(), after.as_ref())?;
                if let Some((before, after)) = before.as_ref().zip(after.as_ref())
                    && (before.mount_point != after.mount_point || before.name != after.name)
                {
                    self.rearrange(was, &after.name)?;
                }
                self.log(change, None).map(|_| ())
            }
            Change::Protect { what, present } => {
                custody::protect(self.connection(), &self.reader.volumes, what, *present)?;
                self.log(change, None).map(|_| ())
            }
            Change::Policy { before, after } => {
                shelf::set_policy(self.connection(), *before, *after)?;
                self.log(change, None).map(|_| ())
            }
            Change::Save { name, before, after } => {
                shelf::save(self.connection(), name, before.as_deref(), after.as_deref())?;
                self.log(change, None).map(|_| ())
            }
        }
    }

    /// Takes an asset out of the working set, reading it in if need be. `None`: the catalogue never met the id.
    fn take(&mut self, id: AssetId) -> Result<Option<Working>, CatalogError> {
        if let Some(working) = self.working.remove(&id) {
            return Ok(Some(working));
        }
        if self.working.len() >= BATCH {
            self.flush()?;
        }
        let Some(number) = self.reader.number(id)? else { return Ok(None) };
        let live = self.reader.live(number)?.map(|(_, live)| live);
        let image = live.as_ref().map(|live| Image::of(id, live.clone()));
        Ok(Some(Working { number, image, live }))
    }

    /// The number of an asset that is there, without a look at it.
    fn present(&self, id: AssetId) -> Result<i64, CatalogError> {
        let sql = "SELECT a.number FROM identity i JOIN asset a ON a.number = i.number WHERE i.id = ?";
        let found = self
            .connection()
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([&id.0], |row| row.get(0)).optional())
            .map_err(failed)?;
        found.ok_or_else(|| CatalogError::Stale(format!("asset {id} is not in the catalogue")))
    }

    /// The number of an asset that is there.
    fn existing(&mut self, id: AssetId) -> Result<i64, CatalogError> {
        match self.take(id)? {
            Some(working) if working.live.is_some() => {
                let number = working.number;
                self.working.insert(id, working);
                Ok(number)
            }
            _ => stale(format!("asset {id} is not in the catalogue")),
        }
    }

    /// Changes an asset that is there, and logs the change.
    fn with(
        &mut self,
        id: AssetId,
        change: &Change,
        make: impl FnOnce(&mut Self, i64, &mut Live) -> Result<(), CatalogError>,
    ) -> Result<(), CatalogError> {
        self.existing(id)?;
        let Some(mut working) = self.working.remove(&id) else { return Ok(()) };
        if let Some(live) = &mut working.live {
            make(self, working.number, live)?;
        }
        self.log(change, Some(working.number))?;
        self.working.insert(id, working);
        Ok(())
    }

    fn log(&mut self, change: &Change, asset: Option<i64>) -> Result<i64, CatalogError> {
        let (kind, body) = entry::write(change, &self.reader.volumes)?;
        self.changes += 1;
        if let Some(number) = asset
            && !self.has_touched(number)?
        {
            self.touch(number)?;
        }
        let body = body.as_deref();
        let number = log::record(self.connection(), self.operation, asset, kind, body)?;
        let at = match change {
            Change::Event(event) => event.at.to_string(),
            _ => String::new(),
        };
        let event = match change {
            Change::Event(event) => Some(Happening::of(event, &at)),
            _ => None,
        };
        self.sealing.add(&Entry { number, asset: change.asset(), kind, body, event });
        Ok(number)
    }

    /// Whether the operation has changed an asset before.
    fn has_touched(&mut self, number: i64) -> Result<bool, CatalogError> {
        if self.touched.contains(small(number)?) {
            return Ok(true);
        }
        let has = self.is_continued && log::has_touched(self.connection(), self.operation, number)?;
        if has {
            self.touched.insert(small(number)?);
        }
        Ok(has)
    }

    fn touch(&mut self, number: i64) -> Result<(), CatalogError> {
        self.assets += u64::from(self.touched.insert(small(number)?));
        Ok(())
    }

    /// Hands on what is derived from the assets that changed, and forgets them.
    fn flush(&mut self) -> Result<(), CatalogError> {
        for (id, Working { number, image, live, .. }) in self.working.drain() {
            let now = live.map(|live| Image::of(id, live));
            self.indexer.change(self.reader.connection, number, image.as_ref(), now.as_ref())?;
        }
        Ok(())
    }

    fn let_go(&mut self, digest: &Digest, of: &LetGo, present: bool, change: &Change) -> Result<(), CatalogError> {
        let Some(number) = self.reader.number(of.asset)? else {
            return stale(format!("the catalogue never had asset {}", of.asset));
        };
        match present {
            true => let_go::remember(self.connection(), digest, number, of)?,
            false => let_go::forget(self.connection(), digest, number)?,
        }
        self.log(change, Some(number)).map(|_| ())
    }

    fn link(
        &mut self,
        number: i64,
        other: i64,
        (relation, evidence): (Relation, &str),
        present: bool,
    ) -> Result<(), CatalogError> {
        let sql = if present {
            "INSERT OR IGNORE INTO link (asset, other, relation, evidence) VALUES (?, ?, ?, ?)"
        } else {
            "DELETE FROM link WHERE asset = ? AND other = ? AND relation = ? AND evidence = ?"
        };
        match (self.execute(sql, params![number, other, relation.word(), evidence])?, present) {
            (0, true) => stale("the two assets are linked already".to_owned()),
            (0, false) => stale("the two assets are not linked so".to_owned()),
            (_, _) => Ok(()),
        }
    }
}
