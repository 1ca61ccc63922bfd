//! The verbs: each selects, examines, decides (purely) and applies, then reports. Never prints, never reads the
//! environment or the clock, builds no SQL.
mod advice;
mod arrival;
mod decide;
mod deposit;
pub mod editing;
mod error;
mod examine;
pub mod export;
mod file;
mod forecast;
pub mod ingest;
pub mod keywords;
mod observer;
mod outcome;
pub mod pipeline;
mod places;
pub mod policy;
mod queue;
pub mod read;
mod relate;
mod selected;
mod sidecars;
mod spool;
pub mod tag;
mod takeout;
pub mod undo;
pub mod verify;
mod volumes;

pub use decide::SameEssence;
pub use error::LibrarianError;
pub use observer::Observer;
pub use outcome::{FieldChange, Outcome, OutcomeKind, Summary};
pub use places::ReadingOrder;
pub use spool::Spool;
pub use volumes::Volumes;
