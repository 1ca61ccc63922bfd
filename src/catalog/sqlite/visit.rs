//! Many assets read after each other: rows here, by one statement for many of them, and assets made of them by threads.
use super::order;
use super::read::Reader;
use super::relay::{self, Step};
use super::rows::{FACTS, FILE, Files, Folder, RECORD, Rows};
use super::schema::{CACHE, cache, failed};
use crate::asset::Asset;
use crate::catalog::{CatalogError, Detail};
use crate::query::Selection;
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

/// How many assets are read by one statement: enough that it costs little beside them.
const TOGETHER: usize = 64;
/// A batch of so many bytes of text is handed on before it has so many assets.
const FULL: usize = 1 << 20;
/// After so many statements that scan, pages are kept no longer than they are needed.
const SCANS: u32 = 16;
/// How many KiB of pages are kept then.
const LITTLE: u32 = 4096;
/// The most folders that are remembered at once.
const REMEMBERED: usize = 4096;

/// Calls `each` with a selection's assets, in order, until it breaks.
pub(super) fn visit(
    reader: &Reader<'_>,
    selection: &Selection,
    detail: Detail,
    each: &mut dyn FnMut(Asset) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let make = |rows: Rows| {
        let mut assets = Vec::new();
        let ended = rows.assets().try_for_each(|asset| asset.map(|asset| assets.push(asset)));
        (assets, ended)
    };
    let mut give = |(assets, ended): (Vec<Asset>, Result<(), CatalogError>)| {
        let flow = assets.into_iter().try_for_each(&mut *each);
        if flow.is_break() { Ok(flow) } else { ended.map(|()| flow) }
    };
    relay::run(|push| Shelf::new(reader, detail).read(selection, push), make, &mut give)
}

/// Calls `each` with what `write` writes of a selection's assets, in order, many at a time, until it breaks.
pub(super) fn transcribe(
    reader: &Reader<'_>,
    selection: &Selection,
    detail: Detail,
    write: &(dyn Fn(&Asset, &mut Vec<u8>) + Sync),
    each: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
) -> Result<(), CatalogError> {
    let make = |rows: Rows| {
        let mut written = Vec::with_capacity(rows.bytes() * 2);
        let ended = rows.assets().try_for_each(|asset| asset.map(|asset| write(&asset, &mut written)));
        (written, ended)
    };
    let mut give = |(written, ended): (Vec<u8>, Result<(), CatalogError>)| {
        let flow = each(&written);
        if flow.is_break() { Ok(flow) } else { ended.map(|()| flow) }
    };
    relay::run(|push| Shelf::new(reader, detail).read(selection, push), make, &mut give)
}

/// Reads rows of assets, and remembers the folders that it met.
struct Shelf<'r, 'c> {
    reader: &'r Reader<'c>,
    detail: Detail,
    folders: HashMap<i64, Arc<Folder>>,
    /// How many statements scanned a range.
    scans: u32,
    thrift: Option<Thrift<'c>>,
}

/// Keeps few pages while it lasts: a scan through the whole catalogue comes to none of them again.
struct Thrift<'c>(&'c Connection);

impl Thrift<'_> {
    fn begin(connection: &Connection) -> Result<Thrift<'_>, CatalogError> {
        cache(connection, LITTLE).map(|()| Thrift(connection))
    }
}

impl Drop for Thrift<'_> {
    fn drop(&mut self) {
        // Where it fails, less is kept, and nothing is wrong.
        let _ = cache(self.0, CACHE);
    }
}

impl<'r, 'c> Shelf<'r, 'c> {
    fn new(reader: &'r Reader<'c>, detail: Detail) -> Shelf<'r, 'c> {
        Shelf { reader, detail, folders: HashMap::new(), scans: 0, thrift: None }
    }

    fn read(mut self, selection: &Selection, push: &mut dyn FnMut(Rows) -> Step) -> Result<(), CatalogError> {
        let mut gathered = Vec::with_capacity(TOGETHER);
        let mut flow = ControlFlow::Continue(());
        order::numbers(self.reader, selection, &mut |number| {
            gathered.push(number);
            if gathered.len() >= TOGETHER {
                flow = self.batch(&Wanted::these(&gathered), push)?;
                gathered.clear();
            }
            Ok(flow)
        })?;
        if flow.is_continue() && !gathered.is_empty() {
            let _ = self.batch(&Wanted::these(&gathered), push)?;
        }
        Ok(())
    }

    fn batch(&mut self, wanted: &Wanted<'_>, push: &mut dyn FnMut(Rows) -> Step) -> Step {
        self.scans += u32::from(wanted.range.is_some());
        if self.scans == SCANS && self.thrift.is_none() {
            self.thrift = Some(Thrift::begin(self.reader.connection)?);
        }
        let (files, is_whole) = match self.detail {
            Detail::Id => (Files::default(), false),
            Detail::Files => (self.files(wanted)?, false),
            Detail::Whole => (self.files(wanted)?, true),
        };
        let mut rows = Rows::among(files, is_whole);
        let mut flow = ControlFlow::Continue(());
        let read = self.each_row(&wanted.assets(is_whole), wanted, &mut |_, row| {
            rows.read(row)?;
            if rows.bytes() >= FULL {
                flow = push(rows.take())?;
            }
            Ok(flow)
        });
        // What was read before an error comes out before it.
        if flow.is_continue() && !rows.is_empty() {
            flow = push(rows)?;
        }
        read.map(|()| flow)
    }

    fn files(&mut self, wanted: &Wanted<'_>) -> Result<Files, CatalogError> {
        let mut files = Files::default();
        self.each_row(&wanted.files(), wanted, &mut |shelf, row| {
            let folder = shelf.folder(row.get(1).map_err(failed)?)?;
            files.read(row, folder)?;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(files)
    }

    /// Calls `each` with those rows of a statement that are of wanted assets. Their first column is the asset's number.
    fn each_row(
        &mut self,
        sql: &str,
        wanted: &Wanted<'_>,
        each: &mut dyn FnMut(&mut Self, &Row<'_>) -> Step,
    ) -> Result<(), CatalogError> {
        let mut statement = self.reader.connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(wanted.params())).map_err(failed)?;
        let mut place = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            let is_meant = wanted.has(row.get(0).map_err(failed)?, &mut place);
            if is_meant && each(self, row)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn folder(&mut self, id: i64) -> Result<Arc<Folder>, CatalogError> {
        if let Some(folder) = self.folders.get(&id) {
            return Ok(Arc::clone(folder));
        }
        let sql = "SELECT volume, path FROM folder WHERE id = ?";
        let mut statement = self.reader.connection.prepare_cached(sql).map_err(failed)?;
        let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?));
        let (volume, path) = statement.query_row([id], read).map_err(failed)?;
        let volumes = &self.reader.volumes;
        let volume_name = volumes.get(volume)?.volume.name.clone();
        let folder = Arc::new(Folder { path: volumes.folder(volume, &path)?, volume: volume_name });
        if self.folders.len() >= REMEMBERED {
            self.folders.clear();
        }
        self.folders.insert(id, Arc::clone(&folder));
        Ok(folder)
    }
}

/// The numbers of assets that one statement reads.
struct Wanted<'n> {
    numbers: &'n [u32],
    /// The first and the last, where they ascend and lie so close that one scan finds them sooner than a look at each.
    range: Option<(u32, u32)>,
}

impl Wanted<'_> {
    fn these(numbers: &[u32]) -> Wanted<'_> {
        let range = match numbers {
            [first, .., last] if numbers.is_sorted() => Some((*first, *last)),
            _ => None,
        };
        let is_dense = |(first, last): &(u32, u32)| ((last - first) as usize) < numbers.len() * 2;
        Wanted { numbers, range: range.filter(is_dense) }
    }

    fn assets(&self, is_whole: bool) -> String {
        let (columns, joins) = if is_whole {
            (
                format!("{FACTS}, {RECORD}"),
                "LEFT JOIN record r ON r.asset = a.number LEFT JOIN cataloguing c ON c.asset = a.number",
            )
        } else {
            (FACTS.to_owned(), "")
        };
        match self.range {
            Some(_) => {
                format!("SELECT {columns} FROM asset a {joins} WHERE a.number BETWEEN ? AND ? ORDER BY a.number")
            }
            // SQLite takes the numbers as they are listed; each asset is read where it lies.
            None => format!("SELECT {columns} FROM json_each(?) n CROSS JOIN asset a {joins} WHERE a.number = n.value"),
        }
    }

    fn files(&self) -> String {
        match self.range {
            Some(_) => format!("SELECT {FILE} FROM holding h WHERE h.asset BETWEEN ? AND ? ORDER BY h.asset"),
            None => format!("SELECT {FILE} FROM json_each(?) n CROSS JOIN holding h WHERE h.asset = n.value"),
        }
    }

    fn params(&self) -> Vec<Value> {
        match self.range {
            Some((first, last)) => vec![i64::from(first).into(), i64::from(last).into()],
            None => {
                let list = self.numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
                vec![format!("[{list}]").into()]
            }
        }
    }

    /// Whether a number is wanted. In a range they are asked for in order, and sought from a place on.
    fn has(&self, number: i64, place: &mut usize) -> bool {
        if self.range.is_none() {
            return true;
        }
        while self.numbers.get(*place).is_some_and(|wanted| i64::from(*wanted) < number) {
            *place += 1;
        }
        self.numbers.get(*place).is_some_and(|wanted| i64::from(*wanted) == number)
    }
}
