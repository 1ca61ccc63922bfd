//! Output that may be held back: what it speaks of has yet to be recorded, and may come to nothing.
use crate::librarian::Spool;
use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

/// A writer that hands on at once, or keeps until it is told whether what was written holds. Its copies are one.
#[derive(Clone)]
pub struct Held(Rc<RefCell<Inner>>);

struct Inner {
    to: Box<dyn Write>,
    kept: Option<Spool>,
}

impl Held {
    /// A writer that hands on to another.
    pub fn before(to: Box<dyn Write>) -> Held {
        Held(Rc::new(RefCell::new(Inner { to, kept: None })))
    }

    /// Keeps what is written from now on.
    pub fn hold(&self) {
        self.0.borrow_mut().kept = Some(Spool::default());
    }

    /// Hands on what was kept, or forgets it; from now on hands on at once.
    ///
    /// # Errors
    /// Those of the writer, and of the file in which much was kept.
    pub fn release(&self, holds: bool) -> io::Result<()> {
        let mut inner = self.0.borrow_mut();
        match inner.kept.take() {
            Some(kept) if holds => kept.pour(&mut inner.to),
            Some(_) | None => Ok(()),
        }
    }
}

impl Write for Held {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let inner = &mut *self.0.borrow_mut();
        match &mut inner.kept {
            Some(kept) => kept.write(bytes),
            None => inner.to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let inner = &mut *self.0.borrow_mut();
        if inner.kept.is_some() { Ok(()) } else { inner.to.flush() }
    }
}
