//! Where sources and targets lie: neither may lie in the other, and what lies with a source is no copy of it.
use super::Request;
use crate::asset::{FilePath, Holding};
use crate::librarian::error::LibrarianError;
use rustix::fs::{Access, AtFlags, CWD, accessat};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The sources, as the system resolves them.
pub struct Grounds {
    sources: Vec<PathBuf>,
}

impl Grounds {
    /// Resolves the sources.
    pub fn of(roots: &[FilePath]) -> Grounds {
        Grounds { sources: roots.iter().map(|root| resolved(&root.to_path())).collect() }
    }

    /// Whether a held file lies apart from the sources: below none of them.
    pub fn are_apart_from(&self, holding: &Holding) -> bool {
        let path = resolved(&holding.path.to_path());
        !self.sources.iter().any(|source| path.starts_with(source))
    }
}

/// That copying from here to there makes sense.
///
/// # Errors
/// `Refused`, with the rule.
pub fn check(request: &Request, roots: &[FilePath]) -> Result<(), LibrarianError> {
    let targets: Vec<&FilePath> = std::iter::once(&request.into).chain(&request.also).collect();
    for (at, target) in targets.iter().enumerate() {
        for other in &targets[..at] {
            if is_within(target, other) || is_within(other, target) {
                let message = format!("{} and {} are not two places", other.lossy(), target.lossy());
                return refuse(message, "each copy needs a folder of its own, outside the others");
            }
        }
        for root in roots {
            if is_within(target, root) {
                let message = format!("the target {} lies in the source {}", target.lossy(), root.lossy());
                return refuse(message, "what is copied must not be copied again; choose a folder outside");
            }
            if is_within(root, target) {
                let message = format!("the source {} lies in the target {}", root.lossy(), target.lossy());
                return refuse(message, "without --into, files are taken in where they lie");
            }
        }
    }
    let receipt = request.receipt.as_ref();
    if let Some((receipt, root)) = receipt.and_then(|at| Some((at, roots.iter().find(|root| is_within(at, root))?))) {
        let message = format!("the receipt {} would lie in the source {}", receipt.lossy(), root.lossy());
        return refuse(message, "sources are never written to; choose a place outside");
    }
    if request.is_move { check_move(request, roots) } else { Ok(()) }
}

fn check_move(request: &Request, roots: &[FilePath]) -> Result<(), LibrarianError> {
    if request.proof == Some(super::Proof::Off) {
        return refuse(
            "--move removes what is proven, and --verify off proves nothing".to_owned(),
            "leave one of them out",
        );
    }
    for root in roots {
        if is_within(&request.catalogue, root) {
            let message = format!("the catalogue lies in {}, which is not emptied", root.lossy());
            return refuse(message, "copy without --move, or name the folders below it");
        }
        let folder = if root.to_path().is_dir() { root.clone() } else { root.folder() };
        let writable = accessat(CWD, folder.to_path(), Access::WRITE_OK, AtFlags::EACCESS);
        if let Err(errno) = writable.or_else(|errno| match errno {
            rustix::io::Errno::NOENT => Ok(()),
            errno => Err(errno),
        }) {
            let said = crate::librarian::file::plain(&errno.into());
            let message = format!("nothing can be removed from {}: {said}", folder.lossy());
            return refuse(message, "copy without --move");
        }
    }
    Ok(())
}

fn refuse(message: String, hint: &str) -> Result<(), LibrarianError> {
    Err(LibrarianError::Refused { message, hint: Some(hint.to_owned()) })
}

/// Whether a path is another or lies below it, by any name that leads there: through links, or where it is mounted twice.
fn is_within(inner: &FilePath, outer: &FilePath) -> bool {
    let (inner, outer) = (resolved(&inner.to_path()), resolved(&outer.to_path()));
    if inner.starts_with(&outer) {
        return true;
    }
    let identity = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
    let Some(outer) = identity(&outer) else { return false };
    inner.ancestors().any(|above| identity(above) == Some(outer))
}

/// A path as the system resolves it; what is not there yet is taken by its words.
fn resolved(path: &Path) -> PathBuf {
    for above in path.ancestors() {
        if let (Ok(there), Ok(rest)) = (above.canonicalize(), path.strip_prefix(above)) {
            return if rest.as_os_str().is_empty() { there } else { there.join(rest) };
        }
    }
    path.to_owned()
}
