//! CSV: a header, then one row a record (RFC 4180 quoting, UTF-8, lines end with a newline as Unix tools want them). It
//! knows no column; `record` names them.
use super::item::{Item, Sheet};
use super::plain::{is_formula, push_plain};
use super::record::{Datum, Record, RecordKind, property_datum, property_key};
use super::sink::{Outlet, Sink};
use crate::asset::{Asset, Field};
use crate::query::Property;
use std::io;
use std::io::Write;

/// Prints rows as they come. A record of another kind than the one before begins a new table, with its own header.
pub(super) struct CsvSink {
    rows: Option<csv::Writer<Rows>>,
    columns: Option<Vec<Property>>,
    kind: RecordKind,
    /// The columns of the table that was begun.
    header: Option<(RecordKind, Vec<String>)>,
    is_raw: bool,
    cell: Vec<u8>,
}

impl CsvSink {
    pub(super) fn new(outlet: Outlet, kind: RecordKind, columns: Option<Vec<Property>>, is_raw: bool) -> CsvSink {
        let columns = columns.or_else(|| {
            let named = |word: &&str| Field::named(word).map(Property::of);
            (kind == RecordKind::Asset).then(|| kind.columns().iter().filter_map(named).collect())
        });
        let rows = Some(writer(Rows(outlet)));
        CsvSink { rows, columns, kind, header: None, is_raw, cell: Vec::new() }
    }

    /// The columns of a table of a kind. Facets are asked for, or named by their first row.
    fn columns_of(&self, kind: RecordKind, first: Option<&Record>) -> Vec<String> {
        let asked = || self.columns.iter().flatten().map(|property| property_key(property).into_owned());
        if kind == RecordKind::Asset {
            asked().collect()
        } else if kind != RecordKind::Facet {
            kind.columns().iter().map(|&column| column.to_owned()).collect()
        } else if let Some(first) = first {
            first.members.iter().map(|(key, _)| key.to_string()).collect()
        } else {
            asked().chain(["count".to_owned()]).collect()
        }
    }

    fn begin(&mut self, kind: RecordKind, first: Option<&Record>) -> io::Result<()> {
        if self.header.as_ref().is_some_and(|(begun, _)| *begun == kind) {
            return Ok(());
        }
        let columns = self.columns_of(kind, first);
        if let Some(rows) = &mut self.rows {
            rows.write_record(&columns)?;
        }
        self.header = Some((kind, columns));
        Ok(())
    }

    fn cell(&mut self, datum: Option<&Datum>) -> io::Result<()> {
        self.cell.clear();
        if let Some(datum) = datum {
            push_plain(datum, &mut self.cell);
            if !self.is_raw && is_formula(datum, &self.cell) {
                self.cell.insert(0, b'\'');
            }
        }
        match &mut self.rows {
            Some(rows) => Ok(rows.write_field(&self.cell)?),
            None => Ok(()),
        }
    }

    fn asset_row(&mut self, asset: &Asset) -> io::Result<()> {
        let columns = self.columns.take().unwrap_or_default();
        let written = columns.iter().try_for_each(|property| self.cell(property_datum(asset, property).as_ref()));
        self.columns = Some(columns);
        written
    }

    fn record_row(&mut self, record: &Record) -> io::Result<()> {
        let Some((kind, columns)) = self.header.take() else { return Ok(()) };
        let written = columns.iter().try_for_each(|column| self.cell(record.at(column)));
        self.header = Some((kind, columns));
        written
    }

    fn end_row(&mut self) -> io::Result<()> {
        let Some(rows) = &mut self.rows else { return Ok(()) };
        rows.write_record(None::<&[u8]>)?;
        rows.flush()
    }
}

impl Sink for CsvSink {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        if let Item::Summary(_) = item {
            return Ok(());
        }
        if let Item::Asset(asset) | Item::Sheet(Sheet { asset, .. }) = *item {
            self.begin(RecordKind::Asset, None)?;
            self.asset_row(asset)?;
        } else {
            let record = Record::of(item, None);
            self.begin(record.kind, Some(&record))?;
            self.record_row(&record)?;
        }
        self.end_row()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let Some(rows) = self.rows.take() else { return Ok(()) };
        let mut rows = rows.into_inner().map_err(csv::IntoInnerError::into_error)?;
        let handed_on = rows.0.flush();
        self.rows = Some(writer(rows));
        handed_on
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.header.is_none() {
            self.begin(self.kind, None)?;
        }
        match self.rows.take() {
            Some(rows) => rows.into_inner().map_err(csv::IntoInnerError::into_error)?.0.flush(),
            None => Ok(()),
        }
    }
}

fn writer(to: Rows) -> csv::Writer<Rows> {
    csv::WriterBuilder::new().flexible(true).from_writer(to)
}

/// Lets the `csv` crate write into an outlet, which decides for itself when to hand on.
struct Rows(Outlet);

impl Write for Rows {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.buffer().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.settle()
    }
}
