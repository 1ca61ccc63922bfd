//! What `output` prints, format by format, and the schemas that hold it.
mod formats;
mod human;
mod published;
mod sample;
mod schema;
