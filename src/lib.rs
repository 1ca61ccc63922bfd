//! damson: the asset librarian for the command line.
//!
//! The library holds everything and promises nothing to outsiders; the contracts are the command line, its output and
//! the catalogue file. `docs/architecture.md` shows the rooms; `tests/architecture.rs` keeps them.
pub mod asset;
pub mod catalog;
pub mod cli;
pub mod container;
pub mod fixity;
pub mod imaging;
pub mod librarian;
pub mod metadata;
pub mod output;
pub mod query;
pub mod walk;

/// Many small texts, made by workers and freed by the thread that records them: the system's allocator spends a fifth of
/// an ingest on them (docs/decisions/0005-allocator.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
