//! damson: the asset librarian for the command line.
//!
//! The library holds everything and promises nothing to outsiders; the contracts are the command line, its output and
//! the catalogue file. `docs/architecture.md` shows the rooms; `tests/architecture.rs` keeps them.
pub mod asset;
pub mod catalog;
pub mod cli;
pub mod container;
pub mod fixity;
pub mod librarian;
pub mod metadata;
pub mod output;
pub mod query;
pub mod walk;
