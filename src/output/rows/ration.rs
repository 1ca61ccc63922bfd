//! A reader that gives so much for each row and so much in all: a quote that is never closed makes no row of gigabytes.
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Reads, and fails where a row or the whole is longer than it may be.
pub(super) struct Rationed<R> {
    from: R,
    in_all: u64,
    for_row: u64,
    /// What is left for this row.
    left: Ration,
}

/// What is left for a row.
#[derive(Clone)]
pub(super) struct Ration(Rc<Cell<u64>>);

impl Ration {
    /// A new row begins.
    pub(super) fn renew(&self, bytes: u64) {
        self.0.set(bytes);
    }
}

impl<R: Read> Rationed<R> {
    pub(super) fn new(from: R, for_row: u64, in_all: u64) -> Rationed<R> {
        Rationed { from, in_all, for_row, left: Ration(Rc::new(Cell::new(for_row))) }
    }

    /// A hold on the ration, to be renewed before each row.
    pub(super) fn ration(&self) -> Ration {
        self.left.clone()
    }
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(to)?;
        let taken = count as u64;
        let too_long = |what: &str| io::Error::new(io::ErrorKind::FileTooLarge, what.to_owned());
        self.in_all = self.in_all.checked_sub(taken).ok_or_else(|| too_long("the table is too long"))?;
        let left = self.left.0.get().checked_sub(taken);
        self.left.0.set(left.ok_or_else(|| too_long(&format!("a row has more than {} bytes", self.for_row)))?);
        Ok(count)
    }
}
