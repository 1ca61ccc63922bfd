//! What `damson ingest` says of copying: where to, under which names, how it is proven, and what is left of the source.
use super::exit::Failure;
use super::session::Session;
use crate::asset::FilePath;
use crate::asset::template::Template;
use crate::catalog::CatalogError;
use crate::fixity::Maker;
use crate::librarian::intake::{Proof, Receipt, Request, Shelf};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(next_help_heading = "Copying in")]
pub struct Copying {
    /// Copy files into this folder, and take them in there; sources are only read
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    into: Option<PathBuf>,

    /// The copies' names below the folder: fields in braces, {counter:04}, {source_folder}; a / makes folders
    #[arg(long, value_name = "TEMPLATE", default_value = "{filename}", requires = "into")]
    name: String,

    /// Copy into this folder too, from the same reading; may be given several times
    #[arg(long, value_name = "DIR", requires = "into", value_hint = clap::ValueHint::DirPath)]
    also: Vec<PathBuf>,

    /// Remove each source once all its copies are proven and recorded
    #[arg(long = "move", requires = "into", conflicts_with = "follow")]
    is_move: bool,

    /// How copies are proven: read back from the medium (the default with --move and for cards and disks that can be pulled
    /// out), from wherever the system has them (the default elsewhere), or not at all
    #[arg(long, value_name = "HOW", requires = "into")]
    verify: Option<ProofWord>,

    /// Hidden files may be lost with the source: they are left out, and it may be erased all the same
    #[arg(long, requires = "into", conflicts_with = "hidden")]
    leave_hidden: bool,

    /// Add an ASC MHL generation to every folder: ascmhl/, with the MD5 of each file that was placed
    #[arg(long, requires = "into")]
    mhl: bool,

    /// Write what became of every file here, and a manifest that `b3sum -c` checks to FILE.b3
    #[arg(long, value_name = "FILE", requires = "into", conflicts_with = "dry_run", value_hint = clap::ValueHint::FilePath)]
    receipt: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ProofWord {
    /// From the medium, past what the system keeps in memory
    Medium,
    /// From wherever the system has it
    Cache,
    /// Not at all; then the source is never called safe to erase
    Off,
}

impl Copying {
    /// Where files are copied to, if they are. Nothing is opened for it but the catalogue, to be asked.
    pub fn request(&self, session: &Session) -> Result<Option<Request>, Failure> {
        let Some(into) = &self.into else { return Ok(None) };
        Ok(Some(Request {
            into: session.absolute(into),
            also: self.also.iter().map(|path| session.absolute(path)).collect(),
            name: Template::of_name(&self.name).map_err(|error| Failure::of_template(error, &self.name))?,
            is_move: self.is_move,
            proof: self.verify.map(|word| match word {
                ProofWord::Medium => Proof::Medium,
                ProofWord::Cache => Proof::Cache,
                ProofWord::Off => Proof::Off,
            }),
            leaves_hidden: self.leave_hidden,
            catalogue: FilePath::of(&session.catalog_path()),
            receipt: self.receipt.as_ref().map(|path| session.absolute(path)),
            history: self.mhl.then(|| Maker {
                host: super::settings::host(),
                version: env!("CARGO_PKG_VERSION"),
                at: session.now().utc(),
            }),
            shelf: Shelf::default(),
        }))
    }

    /// The receipt, begun.
    pub fn receipt(&self, session: &Session) -> Result<Option<Receipt>, Failure> {
        let path = self.receipt.as_ref().map(|path| session.absolute(path));
        Ok(path.map(|path| Receipt::begin(&path)).transpose()?)
    }

    /// What of the command the log shall tell.
    pub fn note(&self, session: &Session) -> String {
        let Some(into) = &self.into else { return String::new() };
        let targets = std::iter::once(into).chain(&self.also).map(|path| session.absolute(path).lossy());
        let verb = if self.is_move { "moved" } else { "copied" };
        format!(", {verb} into {}", targets.collect::<Vec<_>>().join(" and "))
    }
}

/// What the catalogue holds, asked by workers while it is written to. A new catalogue holds nothing.
pub fn shelf(session: &Session) -> Result<Shelf, Failure> {
    match session.open() {
        Ok(catalog) => Ok(Shelf::of(Box::new(catalog))),
        Err(Failure::Catalog(CatalogError::Absent(_))) => Ok(Shelf::default()),
        Err(failure) => Err(failure),
    }
}
