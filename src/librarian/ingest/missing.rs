//! What is held and was not seen: files that are gone, and files whose whole volume is not there.
use super::{GO_ON, Run, Step};
use crate::asset::{FilePath, Holding, HoldingState};
use crate::catalog::Change;
use crate::librarian::file::is_gone;
use crate::librarian::outcome::{Outcome, OutcomeKind};
use std::ops::ControlFlow;

impl Run<'_> {
    /// What the catalogue holds below the roots and the walk did not come to.
    pub(super) fn look_for_missing(&mut self) -> Step {
        self.deposit.record()?;
        // Files that are tried again are told by themselves.
        if self.observer.is_interrupted() || self.request.ledger.as_ref().is_some_and(|terms| terms.retry.is_some()) {
            return GO_ON;
        }
        for root in &self.request.roots {
            let mut folders = self.deposit.catalog().folders(root)?;
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
        }
        GO_ON
    }

    fn look_into(&mut self, folder: &FilePath, root: &FilePath) -> Step {
        let held = self.deposit.catalog().folder(folder)?;
        for (asset, holding) in held {
            if !holding.path.is_under(root) || !self.seen.insert(holding.path.clone()) {
                continue;
            }
            // What a preview has followed to another path is still at its old one in the catalogue.
            if self.request.dry_run && self.deposit.find_path(&holding.path)?.is_none() {
                continue;
            }
            let kind = match holding.state {
                HoldingState::Present if !self.volumes.is_online(&holding.volume) => OutcomeKind::Offline,
                HoldingState::Offline => OutcomeKind::Offline,
                HoldingState::Present if is_gone(&holding.path) => OutcomeKind::Missing,
                HoldingState::Missing if is_gone(&holding.path) => OutcomeKind::Missing,
                HoldingState::Present | HoldingState::Missing => continue,
            };
            if kind == OutcomeKind::Missing && holding.state == HoldingState::Present {
                let after = Holding { state: HoldingState::Missing, ..holding.clone() };
                let change = Change::Hold { asset, before: Some(holding.clone()), after: Some(after) };
                self.deposit.gather(vec![change], [])?;
            }
            let outcome = Outcome { id: Some(asset), ..Outcome::of_file(self.request.verb, kind, holding.path) };
            if self.tell(vec![outcome])?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        GO_ON
    }
}
