//! A folder's files: which are unchanged, which must be read, which speak for which, and which may be one exposure.
use super::groups::couples;
use super::{Found, GO_ON, Job, Plan, Queued, Run, Step};
use crate::asset::{AssetId, FilePath, Holding, HoldingState, Problem, Role};
use crate::catalog::Change;
use crate::librarian::error::LibrarianError;
use crate::librarian::examine::takeout_title;
use crate::librarian::outcome::{Outcome, OutcomeKind};
use crate::librarian::pipeline::Pipeline;
use crate::librarian::sidecars::{Clerk, Pairing, named, pair};
use crate::librarian::volumes::Volumes;
use crate::walk::Candidate;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;

/// The holdings of a folder, by name.
type Shelf = BTreeMap<Vec<u8>, (AssetId, Holding)>;

impl Run<'_> {
    /// Sorts a folder's files into those that are unchanged and those that must be read.
    pub(super) fn folder(
        &mut self,
        pipeline: &mut Pipeline<'_, Job, Found>,
        path: &FilePath,
        files: &[Candidate],
        is_whole: bool,
    ) -> Step {
        self.meet(path)?;
        let held = self.deposit.catalog().folder(path)?;
        let names: Vec<&[u8]> = files.iter().map(|file| file.name.as_slice()).collect();
        let held: Shelf = held.into_iter().map(|(asset, held)| (held.path.name().to_vec(), (asset, held))).collect();
        if held.keys().any(|name| names.binary_search(&name.as_slice()).is_err()) {
            self.thinned.insert(path.clone());
        }
        self.visited.insert(path.clone());
        let is_counted = |(name, (_, holding)): &(&Vec<u8>, &(AssetId, Holding))| {
            holding.state == HoldingState::Present && (is_whole || names.binary_search(&name.as_slice()).is_ok())
        };
        self.held += held.iter().filter(is_counted).count() as u64;
        if let Some(ledger) = self.deposit.ledger().filter(|_| is_whole) {
            ledger.settle(path);
        }
        let pairing = self.pairing(path, files, &held);
        let mut doubts = pairing.doubts;
        for (main, sidecars) in &pairing.mains {
            let Some(file) = files.get(*main) else { continue };
            let spoken: Vec<&Candidate> = sidecars.iter().filter_map(|at| files.get(*at)).collect();
            let doubts =
                sidecars.iter().filter_map(|at| Some((path.join(&files.get(*at)?.name), doubts.remove(at)?))).collect();
            if self.file(pipeline, path, file, &spoken, &held, doubts)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if self.observer.is_interrupted() {
                return Ok(ControlFlow::Break(()));
            }
        }
        let mut names: Vec<&[u8]> = pairing.mains.keys().filter_map(|at| names.get(*at).copied()).collect();
        if !is_whole {
            let beside = held.iter().filter(|(name, (_, holding))| {
                holding.role == Role::Original
                    && holding.state == HoldingState::Present
                    && !names.contains(&name.as_slice())
            });
            let beside: Vec<&[u8]> = beside.map(|(name, _)| name.as_slice()).collect();
            names.extend(beside);
        }
        self.couples(pipeline, path, &names, files, &held)
    }

    /// A folder that is marked may be a volume that the catalogue knows from elsewhere.
    fn meet(&mut self, folder: &FilePath) -> Result<(), LibrarianError> {
        let changes = self.volumes.meet(folder);
        if changes.is_empty() {
            return Ok(());
        }
        self.deposit.gather(changes.clone(), [])?;
        if self.request.dry_run { Ok(()) } else { Volumes::follow(&changes, &mut self.deposit) }
    }

    fn pairing(&self, path: &FilePath, files: &[Candidate], held: &Shelf) -> Pairing {
        let known = |at: usize| held.get(&files.get(at)?.name);
        let is_unchanged =
            |at: usize, holding: &Holding| files.get(at).is_some_and(|file| file.stat.is_unchanged_from(&holding.stat));
        let has_sidecars = held.values().any(|(_, holding)| holding.role == Role::Sidecar);
        let original = |at: usize| known(at).filter(|(_, held)| held.role == Role::Original).map(|(of, _)| (*of, at));
        let originals: HashMap<AssetId, usize> =
            (0..files.len()).rev().filter(|_| has_sidecars).filter_map(original).collect();
        let held_with = |at: usize| {
            let (asset, holding) = known(at)?;
            let is_held = holding.role == Role::Sidecar && is_unchanged(at, holding);
            originals.get(asset).copied().filter(|_| is_held)
        };
        let title = |at: usize| {
            files.get(at).and_then(|file| takeout_title(&path.join(&file.name), &file.stat, &self.request.stop))
        };
        pair(&named(files), &Clerk { held: &held_with, title: &title })
    }

    /// Files that may belong together are looked at when all of the folder is settled; those that are unchanged and bound
    /// already are not looked at again.
    fn couples(
        &mut self,
        pipeline: &mut Pipeline<'_, Job, Found>,
        path: &FilePath,
        names: &[&[u8]],
        files: &[Candidate],
        held: &Shelf,
    ) -> Step {
        let mut couples = couples(path, names);
        if couples.is_empty() {
            return GO_ON;
        }
        let bound: HashSet<[AssetId; 2]> = self.deposit.catalog().groups_in(path)?.into_iter().collect();
        let unchanged = |file: &FilePath| {
            let (asset, holding) = held.get(file.name())?;
            let listed = files.binary_search_by(|candidate| candidate.name.as_slice().cmp(file.name())).ok();
            let listed = listed.and_then(|at| files.get(at));
            listed.is_none_or(|file| file.stat.is_unchanged_from(&holding.stat)).then_some(*asset)
        };
        couples.retain(|[one, other]| match (unchanged(one), unchanged(other)) {
            (Some(one), Some(other)) => !bound.contains(&[one, other]) && !bound.contains(&[other, one]),
            (_, _) => true,
        });
        if couples.is_empty() { GO_ON } else { self.enqueue(pipeline, Queued::Couples(couples), None) }
    }

    fn file(
        &mut self,
        pipeline: &mut Pipeline<'_, Job, Found>,
        folder: &FilePath,
        file: &Candidate,
        sidecars: &[&Candidate],
        held: &Shelf,
        doubts: HashMap<FilePath, Problem>,
    ) -> Step {
        let path = folder.join(&file.name);
        let bytes = file.stat.size + sidecars.iter().map(|sidecar| sidecar.stat.size).sum::<u64>();
        let holder = held
            .get(&file.name)
            .filter(|(_, holding)| holding.role == Role::Original && file.stat.is_unchanged_from(&holding.stat));
        let sidecar_paths: Vec<FilePath> = sidecars.iter().map(|sidecar| folder.join(&sidecar.name)).collect();
        let is_alone = |(_, holding): &&(AssetId, Holding)| holding.role == Role::Sidecar && sidecars.is_empty();
        if let Some((asset, holding)) = held.get(&file.name).filter(is_alone) {
            return self.left_alone(pipeline, *asset, holding, file, folder);
        }
        let (main, only_sidecars_of) = match holder {
            Some((asset, holding)) => {
                let unchanged = sidecars.iter().all(|sidecar| {
                    held.get(&sidecar.name).is_some_and(|(holder, held)| {
                        holder == asset && held.role == Role::Sidecar && sidecar.stat.is_unchanged_from(&held.stat)
                    })
                });
                if unchanged {
                    let names = sidecars.iter().map(|sidecar| &sidecar.name);
                    let holdings: Vec<&Holding> =
                        names.filter_map(|name| held.get(name)).map(|(_, holding)| holding).collect();
                    return self.unchanged(pipeline, *asset, holding, &holdings, bytes);
                }
                (None, Some(*asset))
            }
            None => (Some(path.clone()), None),
        };
        let (volume, change) = self.volumes.name_of(folder);
        self.deposit.gather(change.into_iter().collect(), [])?;
        let is_new_here = !held.contains_key(&file.name);
        let plan = Plan { path, volume, sidecars: sidecar_paths.clone(), doubts, only_sidecars_of, is_new_here, bytes };
        let job = Job { main, sidecars: sidecar_paths, place: self.places.of(&file.stat) };
        self.enqueue(pipeline, Queued::Waiting(Box::new(plan)), Some(job))
    }

    /// A sidecar whose file is not beside it any more stays its asset's: what it said is not forgotten, and what it says
    /// anew is heard.
    fn left_alone(
        &mut self,
        pipeline: &mut Pipeline<'_, Job, Found>,
        asset: AssetId,
        holding: &Holding,
        file: &Candidate,
        folder: &FilePath,
    ) -> Step {
        let bytes = file.stat.size;
        if file.stat.is_unchanged_from(&holding.stat) {
            return self.unchanged(pipeline, asset, holding, &[], bytes);
        }
        let path = holding.path.clone();
        let (volume, change) = self.volumes.name_of(folder);
        self.deposit.gather(change.into_iter().collect(), [])?;
        let (sidecars, doubts, only_sidecars_of) = (vec![path.clone()], HashMap::new(), Some(asset));
        let job = Job { main: None, sidecars: sidecars.clone(), place: self.places.of(&file.stat) };
        let plan = Plan { path, volume, sidecars, doubts, only_sidecars_of, is_new_here: false, bytes };
        self.enqueue(pipeline, Queued::Waiting(Box::new(plan)), Some(job))
    }

    /// Nothing is read; a file that was missing is there again.
    fn unchanged(
        &mut self,
        pipeline: &mut Pipeline<'_, Job, Found>,
        asset: AssetId,
        main: &Holding,
        sidecars: &[&Holding],
        bytes: u64,
    ) -> Step {
        let mut changes = Vec::new();
        let mut outcomes = Vec::new();
        for holding in std::iter::once(&main).chain(sidecars) {
            if holding.state == HoldingState::Missing {
                let after = Holding { state: HoldingState::Present, ..(*holding).clone() };
                changes.push(Change::Hold { asset, before: Some((*holding).clone()), after: Some(after) });
            }
            let outcome = Outcome::of_file(self.request.verb, OutcomeKind::Unchanged, holding.path.clone());
            outcomes.push(Outcome { id: Some(asset), ..outcome });
        }
        self.observer.advance(outcomes.len() as u64, bytes);
        self.enqueue(pipeline, Queued::Settled(outcomes, changes), None)
    }
}
