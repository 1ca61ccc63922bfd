//! How values reach files: the flags that `write` and `tag` share.
use super::exit::Failure;
use super::session::Session;
use crate::catalog::{Act, Catalog, Writing};
use crate::librarian::write::{self, Which};
use crate::librarian::{Observer, Store, Summary};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What becomes of a proof of provenance (C2PA) in a file that is to be embedded into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum C2pa {
    /// It stays valid: the values go into a sidecar
    Sidecar,
    /// It is broken: the values go into the file
    Break,
}

/// Into what values are written.
#[derive(Args, Debug)]
pub struct Way {
    /// Write into the files themselves where that is safe (JPEG, PNG, WebP, TIFF, DNG, HEIC, MP4, MOV), not into sidecars
    #[arg(long)]
    pub embed: bool,

    /// What --embed does with a file that carries a C2PA manifest, which any change of its bytes breaks
    #[arg(long, value_name = "WAY", requires = "embed", default_value = "sidecar", hide_default_value = true)]
    pub c2pa: C2pa,

    /// With --embed: make IIM in files that have none, for programs that read nothing else
    #[arg(long, requires = "embed")]
    pub iim: bool,
}

impl Way {
    /// The way of writing that they ask for.
    pub fn writing(&self) -> Writing {
        match (self.embed, self.c2pa) {
            (false, _) => Writing::Sidecar,
            (true, C2pa::Sidecar) => Writing::Embed,
            (true, C2pa::Break) => Writing::EmbedThoughItBreaks,
        }
    }
}

/// How far a change of fields reaches: into files too, or only into a plan.
#[derive(Args, Debug)]
pub struct Reach {
    /// Write what counts into the files' sidecars too, as damson write does, in the same operation
    #[arg(short, long)]
    pub write: bool,

    #[command(flatten)]
    pub way: Way,

    /// Change nothing; write what would change into FILE, which damson apply does later (- is standard output)
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run", value_hint = clap::ValueHint::FilePath)]
    pub plan: Option<PathBuf>,
}

impl Reach {
    /// How files are written, if they are.
    pub fn writing(&self) -> Option<Writing> {
        (self.write || self.way.embed).then(|| self.way.writing())
    }
}

/// What is written, beside how.
pub struct Asked {
    /// Which assets.
    pub which: Which,
    /// The operation that the writing is a part of.
    pub operation: Option<u64>,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Writes, and tells.
///
/// # Errors
/// The catalogue's.
pub fn write(
    session: &Session,
    catalog: &mut dyn Catalog,
    words: &Way,
    asked: Asked,
    observer: &mut dyn Observer,
) -> Result<Summary, Failure> {
    let store = Store::at(session.store_path());
    let request = write::Request {
        verb: "write",
        which: asked.which,
        spelling: session.settings.sidecar,
        always_iim: words.iim,
        store: &store,
        operation: asked.operation,
        workers: session.workers(),
        stop: session.interruption(),
        dry_run: asked.dry_run,
        act: asked.act,
    };
    Ok(write::write(catalog, &request, observer)?)
}
