//! One run of the program: its flags, its surroundings, the catalogue it opens and the way it prints.
use super::exit::Failure;
use super::globals::{FormatWord, Globals, When};
use super::settings::Settings;
use crate::asset::{Asset, FilePath, Now};

use crate::catalog::memory::MemoryCatalog;
use crate::catalog::sqlite::{self, OpenMode, SqliteCatalog};
use crate::catalog::{Act, Catalog, CatalogError};
use crate::librarian::{Store, duplicates, ledger, write};
use crate::output::{Format, Item, Messages, RecordKind, Sink, SinkOptions, Style, sink, stdout};
use crate::query::{Context, Filter, QueryError};
use crate::walk;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// One run of the program.
pub struct Session {
    /// The flags that every verb takes.
    pub globals: Globals,
    /// The surroundings.
    pub settings: Settings,
    interrupted: Arc<AtomicBool>,
}

impl Session {
    /// Asks the surroundings, and listens for Ctrl-C from now on.
    ///
    /// # Errors
    /// A config file that cannot be understood.
    pub fn begin(globals: Globals) -> Result<Session, Failure> {
        let settings = Settings::read()?;
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&interrupted);
        // Without a handler Ctrl-C still ends the process, and the catalogue is whole all the same.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        Ok(Session { globals, settings, interrupted })
    }

    /// Whether Ctrl-C was pressed.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Takes back that Ctrl-C was pressed: another program that had the terminal was meant.
    pub fn forget_interruption(&self) {
        self.interrupted.store(false, Ordering::Relaxed);
    }

    /// The flag that Ctrl-C sets.
    pub fn interruption(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.interrupted)
    }

    /// The catalogue's file.
    pub fn catalog_path(&self) -> PathBuf {
        let path = self.globals.catalog.clone().unwrap_or_else(|| self.settings.catalog.clone());
        self.absolute(&path).to_path()
    }

    /// Where the bytes are kept that files had before they were written: beside the catalogue.
    pub fn store_path(&self) -> FilePath {
        self.beside(".store")
    }

    /// A path beside the catalogue's: its own, with more at its end.
    pub fn beside(&self, ending: &str) -> FilePath {
        let mut path = FilePath::of(&self.catalog_path());
        path.0.extend_from_slice(ending.as_bytes());
        path
    }

    fn wait(&self) -> Duration {
        Duration::from_secs(self.globals.wait.min(86_400))
    }

    /// The catalogue, to be asked.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn open(&self) -> Result<SqliteCatalog, Failure> {
        Ok(sqlite::open(&self.catalog_path(), OpenMode::Read, self.wait())?)
    }

    /// The catalogue, to be changed; one that is not there is made only if `create` says so. What an earlier run left half
    /// written is taken back first.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn open_to_write(&self, create: bool) -> Result<SqliteCatalog, Failure> {
        let mut catalog = sqlite::open(&self.catalog_path(), OpenMode::Write { create }, self.wait())?;
        let store = Store::at(self.store_path());
        ledger::recover(&mut catalog, &store)?;
        let count = write::recover(&mut catalog, &store, &self.interrupted)?;
        if count > 0 {
            let assets = if count == 1 { "asset" } else { "assets" };
            self.messages().notice(&format!(
                "files of {count} {assets} were being written when damson ended, and are what they were before; \
                 damson write --pending writes them"
            ));
        }
        let count = duplicates::recover(&mut catalog, &Store::at(self.store_path()))?;
        if count > 0 {
            let files = if count == 1 { "file was" } else { "files were" };
            self.messages().notice(&format!(
                "{count} {files} on the way into the trash when damson ended, and are where they were before"
            ));
        }
        Ok(catalog)
    }

    /// The catalogue, if there is one, for a backup to take its place: what was left half written stays as it is, for the
    /// backup may know nothing of it.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn open_to_restore(&self) -> Result<SqliteCatalog, CatalogError> {
        sqlite::open(&self.catalog_path(), OpenMode::Write { create: false }, self.wait())
    }

    /// The moment of the command as part of a file's name: `20261126T022008Z`.
    pub fn stamp(&self) -> String {
        self.now().utc().to_string().replace(['-', ':'], "")
    }

    /// The catalogue for a preview, with its own files: the one that is there, or an empty one in memory.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn open_for_preview(&self) -> Result<(Box<dyn Catalog>, OwnFiles), Failure> {
        match sqlite::open(&self.catalog_path(), OpenMode::Read, self.wait()) {
            Ok(catalog) => {
                let own = catalog.own_files();
                Ok((Box::new(catalog), own))
            }
            Err(CatalogError::Absent(_)) => Ok((Box::new(MemoryCatalog::new()), Vec::new())),
            Err(error) => Err(error.into()),
        }
    }

    /// The head of an operation.
    pub fn act(&self, verb: &str, note: String) -> Act {
        Act {
            verb: verb.to_owned(),
            agent: self.globals.agent.clone().unwrap_or_else(|| self.settings.agent.clone()),
            at: self.now().utc(),
            note,
            undoes: None,
        }
    }

    /// The moment of the command.
    pub fn now(&self) -> &Now {
        &self.settings.now
    }

    /// A path from the command line, absolute.
    pub fn absolute(&self, path: &std::path::Path) -> FilePath {
        walk::absolute(path, &self.settings.here.to_path())
    }

    /// Understands a query with the catalogue's saved ones.
    ///
    /// # Errors
    /// The catalogue's, and a query that cannot be understood.
    pub fn with_context<T>(
        &self,
        catalog: &dyn Catalog,
        parse: impl FnOnce(&Context<'_>) -> Result<T, QueryError>,
    ) -> Result<T, Failure> {
        let saved = catalog.saved()?;
        let find = |name: &str| saved.iter().find(|(other, _)| other == name).map(|(_, text)| text.clone());
        let context = Context { now: self.now(), here: &self.settings.here, saved: &find };
        Ok(parse(&context)?)
    }

    /// Understands the terms of a query; none is the query that matches everything.
    ///
    /// # Errors
    /// As `with_context`.
    pub fn filter(&self, catalog: &dyn Catalog, terms: &[String]) -> Result<Filter, Failure> {
        self.with_context(catalog, |context| crate::query::parse_terms(terms, context))
    }

    /// The format that was asked for.
    pub fn format(&self) -> Format {
        match self.globals.format {
            _ if self.globals.json => Format::Json,
            None | Some(FormatWord::Human) => Format::Human,
            Some(FormatWord::Json) => Format::Json,
            Some(FormatWord::Ndjson) => Format::Ndjson,
            Some(FormatWord::Csv) => Format::Csv,
            Some(FormatWord::Paths) => Format::Paths,
            Some(FormatWord::Ids) => Format::Ids,
        }
    }

    /// How standard output looks.
    pub fn style(&self) -> Style {
        Style {
            width: self.settings.terminal.width.filter(|_| self.settings.terminal.output),
            ..self.styled(self.settings.terminal.output)
        }
    }

    /// How standard error looks.
    pub fn error_style(&self) -> Style {
        self.styled(self.settings.terminal.error)
    }

    fn styled(&self, is_terminal: bool) -> Style {
        let wanted = |when: When, otherwise: bool| match when {
            When::Auto => otherwise,
            When::Always => true,
            When::Never => false,
        };
        Style {
            color: wanted(self.globals.color, is_terminal && !self.settings.terminal.is_plain),
            width: None,
            progress: wanted(self.globals.progress, self.settings.terminal.error && !self.globals.quiet),
        }
    }

    /// What results of a kind are printed with, to standard output.
    ///
    /// # Errors
    /// A format that can say nothing of such results.
    pub fn sink(&self, kind: RecordKind, options: impl FnOnce(&mut SinkOptions)) -> Result<Box<dyn Sink>, Failure> {
        self.sink_to(stdout(), kind, options)
    }

    /// What results of a kind are printed with, to some writer.
    ///
    /// # Errors
    /// As `sink`.
    pub fn sink_to(
        &self,
        to: Box<dyn Write>,
        kind: RecordKind,
        options: impl FnOnce(&mut SinkOptions),
    ) -> Result<Box<dyn Sink>, Failure> {
        let format = self.format();
        if !format.suits(kind) {
            let message = format!("--format {} can say nothing of these results", format.word());
            return Err(Failure::usage(message, "human, json, ndjson and csv can"));
        }
        let mut wanted = SinkOptions {
            kind,
            is_nul_ended: self.globals.null,
            is_verbose: self.globals.verbose,
            style: self.style(),
            ..SinkOptions::default()
        };
        options(&mut wanted);
        Ok(sink(format, wanted, to))
    }

    /// Messages on standard error.
    pub fn messages(&self) -> Messages {
        Messages::on_stderr(self.error_style(), self.globals.quiet)
    }

    /// Prints items to standard output, and ends.
    ///
    /// # Errors
    /// What writing says.
    pub fn print<'i>(&self, kind: RecordKind, items: impl IntoIterator<Item = Item<'i>>) -> Result<(), Failure> {
        let mut sink = self.sink(kind, |_| {})?;
        for item in items {
            sink.item(&item).map_err(Failure::of_output)?;
        }
        sink.finish().map_err(Failure::of_output)
    }

    /// How many files are examined at once: as many as there are processors.
    pub fn workers(&self) -> usize {
        std::thread::available_parallelism().map_or(2, usize::from)
    }
}

/// The catalogue's own files, by device and inode.
pub type OwnFiles = Vec<(u64, u64)>;

/// A line of one's own for each asset.
pub type Line = Arc<dyn Fn(&Asset) -> String + Send + Sync>;
