//! Bytes that wait: in memory while they are few, in a file without a name when they are many.
use std::io::{self, Seek, Write};
use tempfile::SpooledTempFile;

/// How many bytes wait in memory.
const IN_MEMORY: usize = 8 << 20;

/// Bytes that are kept in order until they are wanted, or not.
#[derive(Debug)]
pub struct Spool(SpooledTempFile);

impl Default for Spool {
    fn default() -> Spool {
        Spool(SpooledTempFile::new(IN_MEMORY))
    }
}

impl Spool {
    /// Hands all of them on.
    ///
    /// # Errors
    /// Those of the file and of the writer.
    pub fn pour(mut self, to: &mut dyn Write) -> io::Result<()> {
        self.0.rewind()?;
        io::copy(&mut self.0, to).map(|_| ())
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
