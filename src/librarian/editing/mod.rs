//! Ways to edit beside edits that are typed: rows of a table, keywords' fates, several ways one after the other. Each is an `Editing` that
//! `tag` runs; none reads a file or opens a catalogue.
mod keyword;
mod sequence;
mod table;

pub use keyword::{Fate, Keywords};
pub use sequence::Sequence;
pub use table::{CellReader, Names, Row, Stray, Table, gather};
