//! The ear of systems that damson cannot hear: nothing is ever heard, so that folders are looked at from time to time.
use super::inbox::Inbox;
use crate::asset::FilePath;
use std::io;
use std::sync::Arc;

/// An ear that hears nothing.
pub struct Listener;

impl Listener {
    /// Begins to listen.
    ///
    /// # Errors
    /// None.
    pub fn begin(_inbox: Arc<Inbox>, _hidden: bool, _own: FilePath) -> io::Result<Listener> {
        Ok(Listener)
    }

    /// Listens to a folder.
    ///
    /// # Errors
    /// `Unsupported`, always.
    pub fn watch(&self, _folder: &FilePath) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// How many folders are listened to.
    pub fn count(&self) -> usize {
        0
    }
}
