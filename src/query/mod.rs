//! Words to a typed question. This room knows fields and grammar, and no storage; an unknown word is an error, never
//! "match everything".
pub mod filter;

pub use filter::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};
