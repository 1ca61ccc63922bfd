//! A contact sheet into a file that is not there yet; one that is not whole is taken away.
use crate::cli::exit::Failure;
use crate::cli::session::Session;
use crate::librarian::duplicates::{Group, thumbnail};
use crate::output::ContactSheet;
use std::fs::File;
use std::io::{self, BufWriter};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A sheet that is being made.
pub struct Sheet {
    page: Option<ContactSheet<BufWriter<File>>>,
    file: PathBuf,
    stop: Arc<AtomicBool>,
    trouble: Option<io::Error>,
}

impl Sheet {
    /// Begins.
    ///
    /// # Errors
    /// What making the file says.
    pub fn begin(session: &Session, file: &Path) -> Result<Sheet, Failure> {
        let failed = |error| Failure::Io { what: format!("cannot make the contact sheet {}", file.display()), error };
        let page = File::create_new(file).map_err(failed)?;
        let (stop, file) = (session.interruption(), file.to_owned());
        let mut sheet = Sheet { page: None, file: file.clone(), stop, trouble: None };
        sheet.page = Some(ContactSheet::begin(BufWriter::new(page)).map_err(|error| sheet.failure(error))?);
        Ok(sheet)
    }

    /// Puts a group on it.
    pub fn add(&mut self, group: &Group) -> ControlFlow<()> {
        let pictures: Vec<_> = group.members.iter().map(|member| thumbnail(&member.file.path, &self.stop)).collect();
        let put = self.page.as_mut().map_or(Ok(()), |page| page.group(group, &pictures));
        self.trouble = put.err();
        let is_over = self.trouble.is_some() || self.stop.load(Ordering::Relaxed);
        if is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Ends.
    ///
    /// # Errors
    /// What writing said.
    pub fn finish(mut self) -> Result<(), Failure> {
        if self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let page = self.page.take();
        let ended = match self.trouble.take() {
            Some(error) => Err(error),
            None => page.map_or(Ok(()), ContactSheet::finish),
        };
        if let Err(error) = ended {
            self.page = None;
            let _ = std::fs::remove_file(&self.file);
            return Err(self.failure(error));
        }
        Ok(())
    }

    fn failure(&self, error: io::Error) -> Failure {
        Failure::Io { what: format!("cannot write the contact sheet {}", self.file.display()), error }
    }
}

impl Drop for Sheet {
    fn drop(&mut self) {
        if self.page.is_some() {
            let _ = std::fs::remove_file(&self.file);
        }
    }
}
