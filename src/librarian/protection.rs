//! What must not be changed or taken away: every verb that does so to people's files asks here, and nowhere else.
//!
//! A rule holds for the folder itself and not for its name: whatever path leads there, through symbolic links or a second
//! mount, it is asked about by device and inode as they are now.
use super::error::LibrarianError;
use super::volumes::Volumes;
use crate::asset::{FilePath, Problem, ProblemKind};
use crate::catalog::{Act, Catalog, Change, OperationRef, Protected, Transaction};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;

/// The folders and volumes under protection.
#[derive(Debug, Default)]
pub struct Protection {
    rules: Vec<Rule>,
    /// By folder, the rule that holds for it.
    known: RefCell<HashMap<FilePath, Option<usize>>>,
}

#[derive(Debug)]
struct Rule {
    what: Protected,
    /// The device and inode of the folder, or of where the volume is mounted, if it is there.
    identity: Option<(u64, u64)>,
}

impl Protection {
    /// Reads what the catalogue protects, and looks where that is now.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn read(catalog: &dyn Catalog) -> Result<Protection, LibrarianError> {
        let volumes = catalog.volumes()?;
        let mount_point =
            |name: &str| volumes.iter().find(|volume| volume.name == name).map(|volume| volume.mount_point.clone());
        let rule = |what: Protected| {
            let at = what.folder.clone().or_else(|| mount_point(&what.volume)).unwrap_or_else(|| FilePath(Vec::new()));
            let identity = identity(&at);
            Rule { what, identity }
        };
        let rules = catalog.protected()?.into_iter().map(rule).collect();
        Ok(Protection { rules, known: RefCell::default() })
    }

    /// The rule that forbids to change or take away a file, as a problem; `None` where there is none.
    pub fn refusal(&self, path: &FilePath, volume: &str) -> Option<Problem> {
        self.forbids(path, volume).map(|rule| Problem::new(ProblemKind::Refused, rule))
    }

    /// The rule that forbids to change or take away a file, in words; `None` where there is none.
    pub fn forbids(&self, path: &FilePath, volume: &str) -> Option<String> {
        if self.rules.is_empty() {
            return None;
        }
        let by_name = |rule: &&Rule| match &rule.what.folder {
            Some(folder) => path.is_under(folder),
            None => rule.what.volume == volume,
        };
        let rule = self.rules.iter().find(by_name).or_else(|| self.by_identity(&path.folder()))?;
        Some(match &rule.what.folder {
            Some(folder) => {
                let folder = folder.lossy();
                format!("{folder} is protected (damson protect --remove {folder} ends that)")
            }
            None => {
                let name = &rule.what.volume;
                format!("the volume {name} is protected (damson protect --remove --volume {name} ends that)")
            }
        })
    }

    fn by_identity(&self, folder: &FilePath) -> Option<&Rule> {
        let mut known = self.known.borrow_mut();
        let found = known.entry(folder.clone()).or_insert_with(|| self.look(folder));
        found.and_then(|at| self.rules.get(at))
    }

    /// Looks whether a folder is a protected one, or lies below it, whatever its path says.
    fn look(&self, folder: &FilePath) -> Option<usize> {
        let real = fs::canonicalize(folder.to_path()).ok()?;
        for ancestor in real.ancestors() {
            let Some((device, inode)) = identity(&FilePath::of(ancestor)) else { continue };
            let holds = |rule: &Rule| match (&rule.what.folder, rule.identity) {
                (Some(_), identity) => identity == Some((device, inode)),
                (None, Some((volume, _))) => volume == device && ancestor == real,
                (None, None) => false,
            };
            if let Some(at) = self.rules.iter().position(holds) {
                return Some(at);
            }
        }
        None
    }
}

fn identity(path: &FilePath) -> Option<(u64, u64)> {
    fs::metadata(path.to_path()).ok().map(|found| (found.dev(), found.ino()))
}

/// What is to come under protection, or no longer.
pub struct Request {
    /// Folders, absolute.
    pub folders: Vec<FilePath>,
    /// Volumes, by name.
    pub volumes: Vec<String>,
    /// Whether they are to be protected, or no longer.
    pub present: bool,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Protects, or no longer, and says what changed by that.
///
/// # Errors
/// `NotFound` where there is no such folder or volume, or where it was not protected; the catalogue's.
pub fn protect(catalog: &mut dyn Catalog, request: &Request) -> Result<Vec<Protected>, LibrarianError> {
    let held = catalog.protected()?;
    let (mut changes, mut done) = (Vec::new(), Vec::new());
    let mut volumes = Volumes::read(catalog, request.act.at.clone())?;
    for folder in &request.folders {
        let what = match held.iter().find(|held| held.folder.as_ref() == Some(folder)) {
            Some(held) => held.clone(),
            None => of_folder(folder, request.present, &mut volumes, &mut changes)?,
        };
        done.push(what);
    }
    for name in &request.volumes {
        if !catalog.volumes()?.iter().any(|volume| volume.name == *name) {
            return Err(LibrarianError::NotFound(format!("there is no volume {name} (`damson volume` lists them)")));
        }
        done.push(Protected { volume: name.clone(), folder: None });
    }
    if let Some(stray) = done.iter().find(|what| !request.present && !held.contains(what)) {
        let name = stray.folder.as_ref().map_or_else(|| format!("the volume {}", stray.volume), FilePath::lossy);
        return Err(LibrarianError::NotFound(format!("{name} is not protected (`damson protect` lists what is)")));
    }
    done.sort();
    done.dedup();
    done.retain(|what| held.contains(what) != request.present);
    let present = request.present;
    changes.extend(done.iter().map(|what| Change::Protect { what: what.clone(), present }));
    if !request.dry_run && !done.is_empty() {
        catalog.apply(&Transaction { operation: OperationRef::New(request.act.clone()), changes })?;
    }
    Ok(done)
}

/// A folder by where it is now: the volume that it lies on, which becomes known by that.
fn of_folder(
    folder: &FilePath,
    present: bool,
    volumes: &mut Volumes,
    changes: &mut Vec<Change>,
) -> Result<Protected, LibrarianError> {
    if present && !folder.to_path().is_dir() {
        return Err(LibrarianError::NotFound(format!("{} is no folder", folder.lossy())));
    }
    let (volume, change) = volumes.name_of(folder);
    changes.extend(change.filter(|_| present));
    let is_whole = volumes.mount_point(&volume).is_some_and(|mount_point| mount_point == folder);
    Ok(Protected { volume, folder: Some(folder.clone()).filter(|_| !is_whole) })
}

#[cfg(test)]
mod tests {
    use super::{Protection, Request, protect};
    use crate::asset::{Date, FilePath};
    use crate::catalog::memory::MemoryCatalog;
    use crate::catalog::{Act, Catalog};
    use std::fs;
    use std::os::unix::fs::symlink;

    fn request(folder: &FilePath, present: bool) -> Request {
        let (verb, agent, note) = ("protect".to_owned(), "somebody".to_owned(), String::new());
        let act = Act { verb, agent, at: Date::from_unix(0), note, undoes: None };
        Request { folders: vec![folder.clone()], volumes: Vec::new(), present, dry_run: false, act }
    }

    #[test]
    fn a_folder_is_protected_whatever_path_leads_there() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| FilePath::of(&folder.path().join(name));
        fs::create_dir_all(folder.path().join("masters/2024")).unwrap();
        fs::create_dir(folder.path().join("masters-2")).unwrap();
        symlink(folder.path().join("masters/2024"), folder.path().join("alias")).unwrap();
        let mut catalog = MemoryCatalog::new();
        assert_eq!(protect(&mut catalog, &request(&at("masters"), true)).unwrap().len(), 1);
        assert_eq!(protect(&mut catalog, &request(&at("masters"), true)).unwrap().len(), 0);
        let protection = Protection::read(&catalog).unwrap();
        let is_protected = |name: &str| protection.forbids(&at(name), "any").is_some();
        assert!(
            ["masters/a.jpg", "masters/2024/a.jpg", "masters/gone/a.jpg", "alias/a.jpg"].into_iter().all(is_protected)
        );
        assert!(!["a.jpg", "masters-2/a.jpg", "other/a.jpg"].into_iter().any(is_protected));
        assert!(protection.forbids(&at("masters/a.jpg"), "any").unwrap().contains("masters is protected"));
        assert_eq!(protect(&mut catalog, &request(&at("masters"), false)).unwrap().len(), 1);
        assert!(protect(&mut catalog, &request(&at("masters"), false)).is_err());
        assert!(protect(&mut catalog, &request(&at("nothing"), true)).is_err());
        assert_eq!(catalog.protected().unwrap(), []);
    }
}
