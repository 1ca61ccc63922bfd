//! What must not be changed or taken away: every verb that does so to people's files asks here.
use super::error::LibrarianError;
use crate::asset::FilePath;
use crate::catalog::Catalog;

/// The folders and volumes under protection.
#[derive(Debug, Default)]
pub struct Protection {}

impl Protection {
    /// Reads what the catalogue protects.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn read(_catalog: &dyn Catalog) -> Result<Protection, LibrarianError> {
        Ok(Protection::default())
    }

    /// The rule that forbids to change or take away a file, in words; `None` where there is none.
    pub fn forbids(&self, _path: &FilePath, _volume: &str) -> Option<String> {
        None
    }
}
