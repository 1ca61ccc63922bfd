//! Ways to edit beside edits that are typed: rows of a table, keywords' fates, what another asset
//! says of itself, a person's drafts, several ways one after the other. Each is an `Editing` that
//! `tag` runs; none reads a file or opens a catalogue.
mod copied;
mod draft;
mod keyword;
mod pad;
mod sequence;
mod table;

pub use copied::Copied;
pub use draft::Drafts;
pub use keyword::{Fate, Keywords};
pub use pad::{Pad, pad};
pub use sequence::Sequence;
pub use table::{CellReader, Names, Row, Stray, Table, gather};
