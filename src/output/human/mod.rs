//! For people: readable lines, tables and sheets, adapted to the width, with nothing hidden in any text.
mod ledger;
mod listing;
mod sentences;
mod sheet;
mod table;
mod value;

pub(super) use sentences::{erasure_text, items_of, summary_text};

use super::item::Item;
use super::lines::push_digest;
use super::record::RecordKind;
use super::sink::{Outlet, Sink};
use super::style::{Paint, Style};
use super::terminal::escape;
use crate::asset::Asset;
use crate::query::Property;
use std::io;
use table::{Column, Table};

/// Prints items as people read them. Summaries are not results: `Messages` prints those.
pub(super) struct HumanSink {
    outlet: Outlet,
    columns: Option<Vec<Property>>,
    is_verbose: bool,
    style: Style,
    /// The table that was begun.
    table: Option<(RecordKind, Table)>,
    /// Whether a sheet was printed: the next one stands apart.
    has_sheet: bool,
}

impl HumanSink {
    pub(super) fn new(outlet: Outlet, columns: Option<Vec<Property>>, is_verbose: bool, style: Style) -> HumanSink {
        HumanSink { outlet, columns, is_verbose, style, table: None, has_sheet: false }
    }

    fn row(&mut self, kind: RecordKind, has_headings: bool, columns: impl FnOnce() -> Vec<Column>, cells: Vec<String>) {
        if self.table.as_ref().is_none_or(|(begun, _)| *begun != kind) {
            self.end_table();
        }
        let style = self.style;
        let (_, table) = self.table.get_or_insert_with(|| (kind, Table::new(columns(), has_headings, style)));
        table.row(cells, self.outlet.buffer());
    }

    fn end_table(&mut self) {
        if let Some((_, mut table)) = self.table.take() {
            table.settle(self.outlet.buffer());
        }
    }

    fn asset(&mut self, asset: &Asset) {
        let asked = self.columns.take();
        match &asked {
            None => self.row(RecordKind::Asset, false, listing::asset_columns, listing::asset_row(asset)),
            Some(properties) => {
                let cells = listing::property_row(asset, properties);
                self.row(RecordKind::Asset, true, || listing::property_columns(properties), cells);
            }
        }
        self.columns = asked;
    }

    /// Prints what is no row of a table.
    fn lines(&mut self, item: &Item) {
        self.end_table();
        let style = self.style;
        let to = self.outlet.buffer();
        match *item {
            Item::Sheet(sheet) => {
                if std::mem::replace(&mut self.has_sheet, true) {
                    to.extend_from_slice(b"\n\n");
                }
                sheet::Page { style, to }.sheet(&sheet);
            }
            Item::Outcome(outcome) => sentences::push_outcome(outcome, style, to),
            Item::History { asset, operation, entry } => {
                sentences::push_history(asset.filter(|_| operation.is_some()), entry, style, to);
            }
            Item::Seal(seal) => to.extend_from_slice(format!("{}\n", super::record::seal_text(seal)).as_bytes()),
            Item::Plan(planned) => sentences::push_planned(&planned, style, to),
            Item::Status(status) => sentences::push_status(&status, style, to),
            Item::Duplicates(group) => sentences::push_group(group, style, to),
            Item::Digest(digested) => push_digest(&digested, to),
            Item::Count(count) => to.extend_from_slice(format!("{count}\n").as_bytes()),
            Item::Explanation { query, lines } => {
                let query = style.paint(Paint::Heading, &escape(query));
                let lines = lines.iter().map(|line| format!("  {}\n", escape(line))).collect::<String>();
                to.extend_from_slice(format!("{query}\n{lines}").as_bytes());
            }
            Item::Asset(_)
            | Item::Accession(_)
            | Item::LetGo { .. }
            | Item::Facet { .. }
            | Item::Operation(_)
            | Item::Statement(_)
            | Item::Field(_)
            | Item::Volume(_)
            | Item::Protected(_)
            | Item::Query { .. }
            | Item::Keyword { .. }
            | Item::Policy { .. }
            | Item::Summary(_) => {}
        }
    }
}

impl Sink for HumanSink {
    fn item(&mut self, item: &Item) -> io::Result<()> {
        match *item {
            Item::Asset(asset) => self.asset(asset),
            Item::Facet { facets, row } => {
                let columns = || listing::facet_columns(facets);
                self.row(RecordKind::Facet, facets.len() > 1, columns, listing::facet_row(facets, row));
            }
            Item::Operation(operation) => {
                self.row(RecordKind::Operation, true, listing::operation_columns, listing::operation_row(operation));
            }
            Item::Accession(accession) => {
                self.row(RecordKind::Accession, true, ledger::accession_columns, ledger::accession_row(accession));
            }
            Item::LetGo { digest, let_go } => {
                self.row(RecordKind::LetGo, true, ledger::let_go_columns, ledger::let_go_row(digest, let_go));
            }
            Item::Statement(said) => {
                self.row(RecordKind::Statement, true, listing::statement_columns, listing::statement_row(&said));
            }
            Item::Field(field) => self.row(RecordKind::Field, true, listing::field_columns, listing::field_row(field)),
            Item::Volume(volume) => {
                self.row(RecordKind::Volume, true, listing::volume_columns, listing::volume_row(volume));
            }
            Item::Protected(what) => {
                let cells = listing::protection_row(what);
                self.row(RecordKind::Protection, false, listing::protection_columns, cells);
            }
            Item::Query { name, text } => {
                let cells = vec![format!("@{}", escape(name)), escape(text).into_owned()];
                self.row(RecordKind::Query, false, listing::query_columns, cells);
            }
            Item::Keyword { levels, count } => {
                let cells = listing::keyword_row(levels, count);
                self.row(RecordKind::Keyword, false, listing::keyword_columns, cells);
            }
            Item::Policy { policy, is_current } => {
                let mark = if is_current { "*" } else { "" };
                let cells = vec![mark.to_owned(), policy.word().to_owned(), policy.sentence().to_owned()];
                self.row(RecordKind::Policy, false, listing::policy_columns, cells);
            }
            Item::Outcome(outcome) if !self.is_verbose && !sentences::is_remarkable(outcome) => {}
            Item::Sheet(_)
            | Item::Outcome(_)
            | Item::History { .. }
            | Item::Seal(_)
            | Item::Plan(_)
            | Item::Status(_)
            | Item::Duplicates(_)
            | Item::Digest(_)
            | Item::Count(_)
            | Item::Explanation { .. } => self.lines(item),
            Item::Summary(_) => {}
        }
        self.outlet.settle()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.outlet.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.end_table();
        self.outlet.flush()
    }
}
