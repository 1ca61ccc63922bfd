//! Values to bytes: the only room that prints, and the public names of JSON and CSV.
//!
//! Results go to a `Sink`, everything else through `Messages` and `Progress` to standard error. A format never changes
//! because of what it is printed to; only colour, width and progress do, and those the caller decides (`Style`).
mod contact;
mod csv;
mod diagnostic;
mod held;
mod human;
mod item;
mod json;
mod lines;
pub mod measure;
mod plain;
mod plan;
mod progress;
mod record;
mod rows;
mod sink;
mod style;
pub mod terminal;

pub use contact::ContactSheet;
pub use diagnostic::Messages;
pub use held::Held;
pub use item::{Digested, Item, Linked, Planned, Said, Sheet, Status};
pub use json::record_line;
pub use plan::{Lines, PlanError};
pub use progress::Progress;
pub use record::{RecordError, RecordKind, Selected, selection_line, tree};
pub use rows::{RowsError, read_rows};
pub use sink::{Format, Scribe, Sink, SinkOptions, Template, is_closed_pipe};
pub use style::{ColorChoice, Paint, Style};

use std::io::Write;

/// The sink for a format. A template takes the place of any format.
pub fn sink(format: Format, options: SinkOptions, to: Box<dyn Write>) -> Box<dyn Sink> {
    let outlet = sink::Outlet::new(to);
    let SinkOptions { kind, columns, style, is_nul_ended, .. } = options;
    let lines = |outlet, line| Box::new(lines::LineSink::new(outlet, line, is_nul_ended));
    if let Some(template) = options.template {
        return lines(outlet, lines::Line::Template(template));
    }
    match format {
        Format::Human => Box::new(human::HumanSink::new(outlet, columns, options.is_verbose, style)),
        Format::Json => Box::new(json::JsonSink::new(outlet, columns, true)),
        Format::Ndjson => Box::new(json::JsonSink::new(outlet, columns, false)),
        Format::Csv => Box::new(csv::CsvSink::new(outlet, kind, columns, options.is_raw_csv)),
        Format::Paths => lines(outlet, lines::Line::Paths { all: options.prints_copies }),
        Format::Ids => lines(outlet, lines::Line::Ids),
    }
}

/// Standard output, for a sink.
pub fn stdout() -> Box<dyn Write> {
    Box::new(std::io::stdout().lock())
}
