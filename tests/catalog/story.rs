//! The same story on every backend.
