//! What is held and was not seen: files that are gone, and files whose whole volume is not there. That a great many are gone
//! at once, or all below a root, is more often a disk that is not mounted than a wish: it must be confirmed.
use super::{GO_ON, Run, Step};
use crate::asset::{AssetId, FilePath, Holding, HoldingState, Problem, ProblemKind};
use crate::catalog::Change;
use crate::librarian::error::LibrarianError;
use crate::librarian::file::is_gone;
use crate::librarian::outcome::{Outcome, OutcomeKind};
use crate::walk::MARK;
use std::ops::ControlFlow;

/// Files that are gone and were present when last looked at.
#[derive(Default)]
pub(super) struct Gone {
    count: u64,
    /// Of them those below roots of which nothing is there.
    below_bare_roots: u64,
    /// The first of them: no more than may become missing without being confirmed.
    files: Vec<(AssetId, Holding)>,
}

/// How many may become missing in one run without being confirmed: one in a hundred of those held, but never more than 50,
/// and always 5.
const fn most_unconfirmed(held: u64) -> u64 {
    let share = held / 100;
    if share > MOST {
        MOST
    } else if share > 5 {
        share
    } else {
        5
    }
}

const MOST: u64 = 50;

impl Run<'_> {
    /// What the catalogue holds below the roots and the walk did not come to.
    pub(super) fn look_for_missing(&mut self) -> Step {
        self.deposit.record()?;
        // Files that are tried again are told by themselves, and what is copied from is not held.
        if self.request.into.is_some()
            || self.observer.is_interrupted()
            || self.request.ledger.as_ref().is_some_and(|terms| terms.retry.is_some())
        {
            return GO_ON;
        }
        for root in self.request.roots.iter().chain(&self.request.gone) {
            let before = self.gone.count;
            let mut folders = self.folders_of(root)?;
            if self.deposit.catalog().find_path(root)?.is_some() {
                folders.push(root.folder());
            }
            for folder in folders {
                if self.visited.contains(&folder) && !self.thinned.contains(&folder) {
                    continue;
                }
                if self.look_into(&folder, root)?.is_break() || self.observer.is_interrupted() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            let count = self.gone.count - before;
            if count > 0 && !self.request.rules.is_shallow && self.look_at_root(root, count)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.settle_gone()
    }

    /// The folders at and below a root in which files are held; of a folder that is looked at alone, itself.
    fn folders_of(&self, root: &FilePath) -> Result<Vec<FilePath>, LibrarianError> {
        if self.request.rules.is_shallow && !self.request.gone.contains(root) {
            return Ok(vec![root.clone()]);
        }
        Ok(self.deposit.catalog().folders(root)?)
    }

    fn look_into(&mut self, folder: &FilePath, root: &FilePath) -> Step {
        let held = self.deposit.catalog().folder(folder)?;
        let is_new = !self.visited.contains(folder);
        for (asset, holding) in held {
            if !holding.path.is_under(root) || !self.seen.insert(holding.path.clone()) {
                continue;
            }
            self.held += u64::from(is_new && holding.state == HoldingState::Present);
            // What a preview has followed to another path is still at its old one in the catalogue.
            if self.request.dry_run && self.deposit.find_path(&holding.path)?.is_none() {
                continue;
            }
            let kind = match holding.state {
                HoldingState::Present if !self.volumes.is_in_place(&holding) => OutcomeKind::Offline,
                HoldingState::Offline => OutcomeKind::Offline,
                HoldingState::Present | HoldingState::Missing if is_gone(&holding.path) => OutcomeKind::Missing,
                HoldingState::Present | HoldingState::Missing => continue,
            };
            let is_news = kind == OutcomeKind::Missing && holding.state == HoldingState::Present;
            let flow = match is_news {
                true => self.find_gone(asset, holding)?,
                false => self.tell_away(asset, kind, holding.path)?,
            };
            if flow.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }

    fn tell_away(&mut self, asset: AssetId, kind: OutcomeKind, path: FilePath) -> Step {
        self.tell(vec![Outcome { id: Some(asset), ..Outcome::of_file(self.request.verb, kind, path) }])
    }

    /// A file is gone: missing at once where that is confirmed, else when all of them are known.
    fn find_gone(&mut self, asset: AssetId, holding: Holding) -> Step {
        if self.request.confirm_missing || self.was_seen_to_go(&holding.path) {
            return self.lose(asset, holding);
        }
        self.gone.count += 1;
        if self.gone.files.len() as u64 <= MOST {
            self.gone.files.push((asset, holding));
        }
        GO_ON
    }

    /// Whether somebody saw a file go, or a folder that it was in.
    fn was_seen_to_go(&self, path: &FilePath) -> bool {
        let mut at = path.clone();
        while !self.request.gone.is_empty() && at.0.len() > 1 {
            if self.request.gone.contains(&at) {
                return true;
            }
            at = at.folder();
        }
        false
    }

    fn lose(&mut self, asset: AssetId, holding: Holding) -> Step {
        let (path, after) = (holding.path.clone(), Holding { state: HoldingState::Missing, ..holding.clone() });
        self.deposit.gather(vec![Change::Hold { asset, before: Some(holding), after: Some(after) }], [])?;
        self.tell_away(asset, OutcomeKind::Missing, path)
    }

    /// Files are gone below a root: of a root that is gone, empty or cannot be read they are not missing.
    fn look_at_root(&mut self, root: &FilePath, count: u64) -> Step {
        if self.deposit.catalog().find_path(root)?.is_some() {
            return GO_ON;
        }
        let Some(is_empty) = is_bare(root) else { return GO_ON };
        self.gone.below_bare_roots += count;
        if !is_empty {
            // The walk told that it is gone, or why it cannot be read.
            return GO_ON;
        }
        let files = if count == 1 { "1 file is" } else { &format!("{count} files are") };
        let problem = Problem::new(ProblemKind::Refused, format!("the folder is empty, and {files} held below it"));
        let outcome = Outcome::of_file(self.request.verb, OutcomeKind::Skipped, root.clone());
        self.tell(vec![Outcome { problem: Some(problem), ..outcome }])
    }

    /// All that are gone are known: they are missing, or so many that they are left as they are.
    fn settle_gone(&mut self) -> Step {
        let Gone { count, below_bare_roots, files } = std::mem::take(&mut self.gone);
        if below_bare_roots > 0 || count > most_unconfirmed(self.held) {
            self.summary.unconfirmed = count;
            return GO_ON;
        }
        for (asset, holding) in files {
            if self.lose(asset, holding)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }
}

/// Whether nothing is at a root that could be seen: `Some(true)` where it is an empty folder, `Some(false)` where it is not
/// there or cannot be read; `None` where something is there. What file systems themselves put there does not count.
fn is_bare(root: &FilePath) -> Option<bool> {
    use std::os::unix::ffi::OsStrExt;
    let Ok(mut entries) = std::fs::read_dir(root.to_path()) else { return Some(false) };
    let is_of_the_system = |name: &[u8]| name == MARK || name == b"lost+found";
    let is_there = entries.any(|entry| entry.is_ok_and(|entry| !is_of_the_system(entry.file_name().as_bytes())));
    (!is_there).then_some(true)
}

/// The refusal to think files missing that nobody confirmed to be gone.
///
/// # Errors
/// `Refused`, where there are such.
pub fn confirmed(summary: &super::Summary) -> Result<(), LibrarianError> {
    if summary.unconfirmed == 0 {
        return Ok(());
    }
    let message = match summary.unconfirmed {
        1 => "1 file is gone that was there before; it was not marked as missing".to_owned(),
        count => format!("{count} files are gone that were there before; none of them was marked as missing"),
    };
    Err(LibrarianError::Refused {
        message,
        hint: Some(
            "is everything mounted? If they are gone for good: damson ingest --confirm-missing PATH...".to_owned(),
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::{is_bare, most_unconfirmed};
    use crate::asset::FilePath;
    use std::fs;

    #[test]
    fn one_in_a_hundred_may_be_gone_but_five_always_and_more_than_fifty_never() {
        for (held, most) in [(0, 5), (20, 5), (599, 5), (600, 6), (2_000, 20), (5_000, 50), (1_000_000, 50)] {
            assert_eq!(most_unconfirmed(held), most, "{held}");
        }
    }

    #[test]
    fn a_root_is_bare_where_nothing_of_a_persons_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = FilePath::of(folder.path());
        assert_eq!(is_bare(&path), Some(true));
        fs::create_dir(folder.path().join("lost+found")).unwrap();
        assert_eq!(is_bare(&path), Some(true));
        fs::write(folder.path().join("a"), "").unwrap();
        assert_eq!(
            (is_bare(&path), is_bare(&path.join(b"a")), is_bare(&path.join(b"b"))),
            (None, Some(false), Some(false))
        );
    }
}
