//! Where results go: one face for every format, and the buffer they share. Formats never look at what they write to.
use super::item::Item;
use super::record::RecordKind;
use super::style::Style;
use crate::asset::Asset;
use crate::catalog::Detail;
use crate::query::Property;
use std::io;
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Takes a verb's items and prints them.
pub trait Sink {
    /// Prints one item. What is printed may wait in a buffer, of bounded size.
    ///
    /// # Errors
    /// Those of the writer. When the reader went away (`is_closed_pipe`) the run ends quietly; nothing more can be printed.
    fn item(&mut self, item: &Item) -> io::Result<()>;

    /// Writes an asset as the sink would print it, without the sink: several threads may do so at once. `None` where how
    /// one asset is printed depends on those before it. What it wrote goes to `written`.
    fn scribe(&self) -> Option<Scribe> {
        None
    }

    /// Prints what the scribe wrote of assets, in order.
    ///
    /// # Errors
    /// As `item`; and where there is no scribe.
    fn written(&mut self, _assets: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Hands on what waits in a buffer: nothing more may come for a long time.
    ///
    /// # Errors
    /// As `item`.
    fn hand_on(&mut self) -> io::Result<()>;

    /// Prints what is still to be said, such as the end of an array, and hands all of it on. Once, at the end, also of a
    /// run that was interrupted; without it the output is not whole.
    ///
    /// # Errors
    /// As `item`.
    fn finish(&mut self) -> io::Result<()>;
}

/// Appends an asset to bytes.
pub type Pen = dyn Fn(&Asset, &mut Vec<u8>) + Send + Sync;

/// Writes assets for a sink.
pub struct Scribe {
    /// How much of each asset it must know.
    pub detail: Detail,
    /// Appends an asset.
    pub write: Box<Pen>,
}

/// Whether an error of a sink says that the reader of the output went away (`damson search | head -1`).
pub fn is_closed_pipe(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

/// How a format is printed: by name the same, whatever it is printed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// One JSON array.
    Json,
    /// One JSON record a line.
    Ndjson,
    /// RFC 4180, with a header.
    Csv,
    /// One path a line.
    Paths,
    /// One id a line.
    Ids,
}

impl Format {
    /// Every format, in the order that help lists them.
    pub const ALL: [Format; 6] = [Format::Human, Format::Json, Format::Ndjson, Format::Csv, Format::Paths, Format::Ids];

    /// The word after `--format`.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Ndjson => "ndjson",
            Format::Csv => "csv",
            Format::Paths => "paths",
            Format::Ids => "ids",
        }
    }

    /// The format that a word names.
    pub fn named(word: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Whether a working verb's summary is one of the results; with the others it goes to standard error.
    pub const fn has_summaries(self) -> bool {
        matches!(self, Format::Json | Format::Ndjson)
    }

    /// Whether the format can say anything of such items: facets have no path and no id. A verb refuses the others.
    pub const fn suits(self, kind: RecordKind) -> bool {
        match self {
            Format::Human | Format::Json | Format::Ndjson | Format::Csv => true,
            Format::Paths => matches!(
                kind,
                RecordKind::Asset
                    | RecordKind::Outcome
                    | RecordKind::Duplicates
                    | RecordKind::Digest
                    | RecordKind::Volume
                    | RecordKind::Protection
            ),
            Format::Ids => matches!(
                kind,
                RecordKind::Asset
                    | RecordKind::Outcome
                    | RecordKind::Duplicates
                    | RecordKind::Operation
                    | RecordKind::Accession
                    | RecordKind::LetGo
                    | RecordKind::Field
                    | RecordKind::Volume
                    | RecordKind::Query
                    | RecordKind::Keyword
                    | RecordKind::Policy
                    | RecordKind::Count
            ),
        }
    }
}

/// A line of one's own from an asset (`--template`).
pub type Template = Arc<dyn Fn(&Asset) -> String + Send + Sync>;

/// What a format may be told.
pub struct SinkOptions {
    /// What kind of record is coming, so that an empty table has its header too.
    pub kind: RecordKind,
    /// The properties to print, in order. JSON keeps `schema` and `id` beside them, so that records stay selections.
    /// For facets: what was counted by, so that an empty CSV has its header.
    pub columns: Option<Vec<Property>>,
    /// Prints this line for each asset, whatever the format.
    pub template: Option<Template>,
    /// Ends each path, id or template line with NUL instead of a newline (`-0`).
    pub is_nul_ended: bool,
    /// Prints every path of an asset's originals and not one (`--copies`).
    pub prints_copies: bool,
    /// Leaves cells of CSV as they are, formulas too.
    pub is_raw_csv: bool,
    /// Prints unremarkable outcomes for people too (`--verbose`).
    pub is_verbose: bool,
    /// What the output can bear.
    pub style: Style,
}

impl Default for SinkOptions {
    fn default() -> SinkOptions {
        SinkOptions {
            kind: RecordKind::Asset,
            columns: None,
            template: None,
            is_nul_ended: false,
            prints_copies: false,
            is_raw_csv: false,
            is_verbose: false,
            style: Style::PLAIN,
        }
    }
}

/// A buffer before a writer. It is handed on when it is full, and after a while in any case: whoever watches a slow run
/// sees its items as they come.
pub(super) struct Outlet {
    to: Box<dyn Write>,
    buffer: Vec<u8>,
    handed_on: Instant,
}

impl Outlet {
    const FULL: usize = 64 * 1024;
    const A_WHILE: Duration = Duration::from_millis(50);

    pub(super) fn new(to: Box<dyn Write>) -> Outlet {
        // The first item is handed on at once: `| head -1` need not wait for a full buffer.
        let long_ago = Instant::now().checked_sub(Outlet::A_WHILE).unwrap_or_else(Instant::now);
        Outlet { to, buffer: Vec::with_capacity(Outlet::FULL + 4096), handed_on: long_ago }
    }

    /// Where to write. Call `settle` after each item.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Hands the buffer on if it is full or has waited.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        if self.buffer.len() >= Outlet::FULL || self.handed_on.elapsed() >= Outlet::A_WHILE {
            return self.flush();
        }
        Ok(())
    }

    /// Hands on what was written elsewhere, after what is in the buffer; little is kept until more has come.
    pub(super) fn pass(&mut self, written: &[u8]) -> io::Result<()> {
        if self.buffer.len() + written.len() < Outlet::FULL {
            self.buffer.extend_from_slice(written);
            return self.settle();
        }
        self.flush()?;
        self.to.write_all(written).and_then(|()| self.to.flush())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        let written = self.to.write_all(&self.buffer);
        self.buffer.clear();
        self.buffer.shrink_to(Outlet::FULL * 2);
        self.handed_on = Instant::now();
        written.and_then(|()| self.to.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::{Format, Outlet, is_closed_pipe};
    use std::io;

    struct Closed;

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_went_away_is_told_apart() {
        let mut outlet = Outlet::new(Box::new(Closed));
        outlet.buffer().extend_from_slice(b"x\n");
        assert!(is_closed_pipe(&outlet.settle().unwrap_err()));
    }

    #[test]
    fn every_format_is_named_by_its_word() {
        for format in Format::ALL {
            assert_eq!(Format::named(format.word()), Some(format));
        }
        assert_eq!(Format::named("JSON"), None);
    }
}
