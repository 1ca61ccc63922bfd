//! The flags that say what is stated of new assets at the door, and what they come to.
use super::exit::Failure;
use super::stationery;
use crate::librarian::Enrichment;
use clap::Args;
use clap_complete::ArgValueCompleter;
use std::path::PathBuf;

/// What is stated of every new asset.
#[derive(Args, Debug)]
#[command(next_help_heading = "What is stated of new assets")]
pub struct Door {
    /// State a field of every new asset: any EDIT of `damson tag`; may be given again
    #[arg(long, value_name = "EDIT", allow_hyphen_values = true, add = ArgValueCompleter::new(super::complete::edit))]
    pub set: Vec<String>,

    /// A template of edits, made before those of --set; may be given again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub template: Vec<PathBuf>,

    /// A list of codes, `CODE TAB TEXT` a line: \CODE\ and =CODE= in edits are replaced; may be given again
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub codes: Vec<PathBuf>,

    /// The job that they belong to: `job_id`
    #[arg(long, value_name = "NAME")]
    pub job: Option<String>,
}

impl Door {
    /// What is stated.
    ///
    /// # Errors
    /// A file that cannot be read or understood, an edit that cannot be.
    pub fn enrichment(&self) -> Result<Enrichment, Failure> {
        let edits = stationery::edits(&self.template, &self.codes, self.job.as_deref(), &self.set)?;
        Ok(Enrichment { edits })
    }
}
