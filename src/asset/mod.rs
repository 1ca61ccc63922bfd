//! The vocabulary: what an asset, a version, a holding, a field, a value and a statement are.
//!
//! Plain values that every other room speaks in. No input or output, no clock but the one it is handed, no database,
//! no serialisation: names that users see belong to `output`, names that are stored belong to `catalog`.
pub mod country;
pub mod date;
pub mod description;
pub mod digest;
pub mod field;
pub mod fold;
pub mod holding;
pub mod id;
pub mod keyword;
mod lookup;
pub mod media;
pub mod nearest;
pub mod policy;
pub mod problem;
pub mod record;
pub mod shift;
pub mod sidecar;
pub mod statement;
mod strftime;
pub mod template;
pub mod text;
pub mod value;
pub mod vocabulary;
pub mod zone;

pub use date::{Date, Now, Unit};
pub use description::{Cataloguing, Description};
pub use digest::Digest;
pub use field::{Arity, Field, Group, Kind};
pub use holding::{FilePath, Holding, HoldingState, Role, Stat};
pub use id::{AssetId, IdPrefix};
pub use keyword::Levels;
pub use media::{MediaClass, MediaType};
pub use policy::Policy;
pub use problem::{Problem, ProblemKind};
pub use record::{Asset, Reading, Snapshot, Version};
pub use shift::Shift;
pub use sidecar::SidecarKind;
pub use statement::{Origin, Statement};
pub use template::{Template, TemplateError};
pub use value::{Tree, Value};
pub use vocabulary::Vocabulary;
