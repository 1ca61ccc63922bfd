//! The verbs: each selects, examines, decides (purely) and applies, then reports. Never prints, never reads the
//! environment or the clock, builds no SQL.
mod observer;
mod outcome;
pub mod pipeline;

pub use observer::Observer;
pub use outcome::{FieldChange, Outcome, OutcomeKind, Summary};
