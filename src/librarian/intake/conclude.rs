//! What became of a shot, decided and told: what its files are, where their copies lie, and which sources may go.
use super::carry::{Brought, Landing, Member, Said};
use super::source::release;
use super::{Findings, Intake, Known, Planned, PlannedUnit, left_with};
use crate::asset::{AssetId, Digest, FilePath, Holding, HoldingState, Problem, ProblemKind, Role, Stat};
use crate::catalog::{Change, Event, EventKind};
use crate::fixity::Hashed;
use crate::librarian::error::LibrarianError;
use crate::librarian::examine::{Examined, ExaminedSidecar};
use crate::librarian::ingest::{Found, Plan, couples};
use crate::librarian::outcome::{Outcome, OutcomeKind};
use std::collections::HashMap;

impl Intake<'_, '_> {
    /// Names, decides and tells.
    pub(super) fn settle(&mut self, planned: &Planned, findings: Findings) -> Result<Vec<Outcome>, LibrarianError> {
        self.counter += 1;
        let mut outcomes: Vec<Vec<Outcome>> = planned.units.iter().map(|_| Vec::new()).collect();
        let mut brought = Vec::new();
        for (at, finding) in findings.into_iter().enumerate() {
            match finding {
                Ok(Ok(found)) => brought.push((at, self.with_what_is_known(found))),
                Ok(Err(problem)) => outcomes[at] = self.failed(&planned.units[at], &problem),
                Err(panic) => {
                    let message = format!("damson failed on this file: {panic}");
                    outcomes[at] = self.failed(&planned.units[at], &Problem::new(ProblemKind::Internal, message));
                }
            }
        }
        let mut wanted = Vec::new();
        for (at, found) in brought {
            match self.let_go(&found)? {
                Some(problem) => {
                    outcomes[at] = self.told_of(&planned.units[at], OutcomeKind::Skipped, &problem, &problem)
                }
                None => wanted.push((at, found)),
            }
        }
        let mut brought = wanted;
        if let Err(problem) = self.place(planned, &mut brought)? {
            for (at, _) in brought.drain(..) {
                outcomes[at] = self.failed(&planned.units[at], &problem);
            }
        }
        let mut placed = Vec::new();
        for (at, found) in brought {
            if let Some(Landing::Lies { path, .. }) = found.members.first().and_then(|main| main.landings.first()) {
                placed.push(path.clone());
            }
            outcomes[at] = self.conclude(&planned.units[at], found)?;
        }
        self.bind(&placed)?;
        Ok(outcomes.into_iter().flatten().collect())
    }

    /// What this run has brought already is not brought again; and what sidecars say is laid over what their file says.
    fn with_what_is_known(&self, mut found: Brought) -> Brought {
        let spoken: Vec<ExaminedSidecar> = found
            .members
            .iter()
            .filter_map(|member| match &member.said {
                Said::Sidecar(sidecar) => Some(sidecar.clone()),
                Said::Main(_) => None,
            })
            .collect();
        let is_alone = found.members.len() == 1;
        let Some(main) = found.members.first_mut() else { return found };
        if let Said::Main(examined) = &mut main.said {
            let whole = (**examined).clone().with_sidecars(&spoken, self.run.policy);
            **examined = whole;
        }
        if let Some(known) = self.known.get(&main.digest).filter(|_| is_alone) {
            for (landing, path) in main.landings.iter_mut().zip(&known.paths) {
                let is_proven = known.is_proven;
                *landing = Landing::Held { path: path.clone(), asset: known.asset, is_proven };
            }
        }
        found
    }

    /// Why a file does not come in, if its content was let go on purpose.
    fn let_go(&mut self, found: &Brought) -> Result<Option<Problem>, LibrarianError> {
        let Some(Said::Main(examined)) = found.members.first().map(|main| &main.said) else { return Ok(None) };
        let sidecars = found.members.iter().filter_map(|member| match &member.said {
            Said::Sidecar(sidecar) => Some(Ok(sidecar.clone())),
            Said::Main(_) => None,
        });
        self.run.let_go(examined, &sidecars.collect::<Vec<_>>())
    }

    fn failed(&mut self, unit: &PlannedUnit, problem: &Problem) -> Vec<Outcome> {
        self.told_of(unit, OutcomeKind::Failed, problem, &left_with(problem))
    }

    /// What is told of a unit that does not come in.
    fn told_of(&mut self, unit: &PlannedUnit, kind: OutcomeKind, main: &Problem, others: &Problem) -> Vec<Outcome> {
        let verb = self.run.request.verb;
        let told = |path: &FilePath, problem: &Problem| Outcome {
            problem: Some(problem.clone()),
            ..Outcome::of_file(verb, kind, path.clone())
        };
        let mut outcomes = vec![told(&unit.main, main)];
        let sidecars = unit.sidecars.iter();
        outcomes.extend(sidecars.map(|sidecar| Outcome { change: Some("sidecar"), ..told(sidecar, others) }));
        outcomes.iter().for_each(|outcome| self.tally.count(outcome, false));
        outcomes
    }

    fn conclude(&mut self, unit: &PlannedUnit, found: Brought) -> Result<Vec<Outcome>, LibrarianError> {
        let mut outcomes = match found.members.first().and_then(|main| main.landings.first()) {
            Some(Landing::Lies { path, .. }) => self.judge(unit, &path.clone(), &found)?,
            _ => self.duplicates(&found),
        };
        if let Some(id) = outcomes.first().filter(|outcome| is_in(outcome)).and_then(|outcome| outcome.id) {
            self.hold_copies(id, &found)?;
            self.remember(id, &found)?;
        }
        for (outcome, member) in outcomes.iter_mut().zip(&found.members) {
            let missed = member.landings.iter().find_map(|landing| match landing {
                Landing::Failed(problem) => Some(problem.clone()),
                _ => None,
            });
            outcome.from = Some(member.path.clone());
            outcome.digest = Some(member.digest);
            outcome.copies = member.landings.iter().skip(1).filter_map(place_of).cloned().collect();
            outcome.is_proven = is_in(outcome) && member.landings.iter().all(is_proven);
            if is_in(outcome) {
                self.list(member);
            }
            let is_everywhere = is_in(outcome) && missed.is_none();
            outcome.problem = missed.or(outcome.problem.take());
            self.tally.count(outcome, is_everywhere);
            if outcome.is_proven && self.request.is_move {
                self.proven.push((member.path.clone(), member.look));
            }
        }
        Ok(outcomes)
    }

    /// Lists a file in the histories of the targets that it was placed in.
    fn list(&mut self, member: &Member) {
        let Some(md5) = &member.md5 else { return };
        for (target, landing) in member.landings.iter().enumerate() {
            let Landing::Lies { path, stat, .. } = landing else { continue };
            let Some(relative) = self.below(target, path) else { continue };
            let (path, size) = (String::from_utf8_lossy(&relative).into_owned(), stat.size);
            self.hashed[target].push(Hashed { path, size, modified: stat.modified_date(), md5: md5.clone() });
        }
    }

    /// What the files are: judged as if they had always been where they are now.
    fn judge(&mut self, unit: &PlannedUnit, path: &FilePath, found: &Brought) -> Result<Vec<Outcome>, LibrarianError> {
        let (volume, change) = self.run.volumes.name_of(&path.folder());
        self.run.deposit.gather(change.into_iter().collect(), [])?;
        let (mut main, mut sidecars, mut paths, mut doubts) = (None, Vec::new(), Vec::new(), HashMap::new());
        for member in &found.members {
            let (place, there) = match member.landings.first() {
                Some(Landing::Lies { path, stat, .. }) => (path.clone(), *stat),
                _ => continue,
            };
            match &member.said {
                Said::Main(examined) => main = Some(Ok(Examined { stat: there, ..(**examined).clone() })),
                Said::Sidecar(sidecar) => {
                    doubts.extend(unit.doubts.get(&member.path).map(|doubt| (place.clone(), doubt.clone())));
                    paths.push(place);
                    sidecars.push(Ok(ExaminedSidecar { stat: there, ..sidecar.clone() }));
                }
            }
        }
        let plan = Plan {
            path: path.clone(),
            volume,
            sidecars: paths,
            doubts,
            only_sidecars_of: None,
            is_new_here: false,
            bytes: unit.bytes,
        };
        self.run.judge(plan, Ok(Found { main, sidecars }))
    }

    /// Files whose bytes are held already.
    fn duplicates(&self, found: &Brought) -> Vec<Outcome> {
        let verb = self.run.request.verb;
        let told = found.members.iter().map(|member| {
            let (path, id) = match member.landings.first() {
                Some(Landing::Held { path, asset, .. }) => (path.clone(), Some(*asset)),
                _ => (member.path.clone(), None),
            };
            let change = match member.said {
                Said::Main(_) => None,
                Said::Sidecar(_) => Some("sidecar"),
            };
            Outcome { id, change, ..Outcome::of_file(verb, OutcomeKind::Duplicate, path) }
        });
        told.collect()
    }

    /// The copies in further targets are files of the asset too; and where all came from is remembered.
    fn hold_copies(&mut self, asset: AssetId, found: &Brought) -> Result<(), LibrarianError> {
        let Some(digest) = found.members.first().map(|main| main.digest) else { return Ok(()) };
        let Some(known) = self.run.deposit.find_digest(&digest)?.filter(|known| known.asset == asset) else {
            return Ok(());
        };
        let mut changes = Vec::new();
        for member in &found.members {
            let (role, version) = match member.said {
                Said::Main(_) => (Role::Original, known.version.number),
                Said::Sidecar(_) => (Role::Sidecar, known.newest),
            };
            for landing in member.landings.iter().skip(1) {
                let Landing::Lies { path, stat, .. } = landing else { continue };
                let (volume, change) = self.run.volumes.name_of(&path.folder());
                changes.extend(change);
                let stat = Stat { device: 0, ..*stat };
                let (state, digest) = (HoldingState::Present, member.digest);
                let after = Holding { path: path.clone(), volume, role, state, stat, digest, version };
                let (before, other) = match self.run.deposit.find_path(path)? {
                    Some((holder, held)) if holder == asset => (Some(held), None),
                    Some((holder, held)) => (None, Some((holder, held))),
                    None => (None, None),
                };
                changes.extend(other.map(|(asset, held)| Change::Hold { asset, before: Some(held), after: None }));
                if before.as_ref() != Some(&after) {
                    changes.push(Change::Hold { asset, before, after: Some(after) });
                }
            }
            if member.landings.iter().any(|landing| matches!(landing, Landing::Lies { .. })) {
                changes.push(self.came_from(asset, &member.path, member.digest, "copied"));
            }
        }
        self.run.deposit.gather_first(changes, [&known]);
        self.run.deposit.gather(Vec::new(), [])
    }

    fn came_from(&self, asset: AssetId, path: &FilePath, digest: Digest, how: &str) -> Change {
        Change::Event(Event {
            asset,
            kind: EventKind::Accession,
            at: self.run.request.act.at.clone(),
            outcome: how.to_owned(),
            path: Some(path.clone()),
            digest: Some(digest),
        })
    }

    /// The same content once more in this run needs no further copies.
    fn remember(&mut self, asset: AssetId, found: &Brought) -> Result<(), LibrarianError> {
        let Some(main) = found.members.first() else { return Ok(()) };
        let paths: Vec<FilePath> = main.landings.iter().filter_map(place_of).cloned().collect();
        if paths.len() == main.landings.len() {
            let is_proven = main.landings.iter().all(is_proven);
            self.known.entry(main.digest).or_insert(Known { asset, paths, is_proven });
        }
        Ok(())
    }

    /// Links the files of an exposure that share a stem in the target.
    fn bind(&mut self, placed: &[FilePath]) -> Result<(), LibrarianError> {
        let Some(folder) = placed.first().map(FilePath::folder) else { return Ok(()) };
        let names: Vec<&[u8]> = placed.iter().map(FilePath::name).collect();
        couples(&folder, &names).iter().try_for_each(|couple| self.run.relate_couple(couple))
    }

    /// Removes the sources whose copies are all proven and recorded; how many went.
    pub(super) fn release(&mut self) -> Result<u64, LibrarianError> {
        let mut released = 0;
        for (path, look) in std::mem::take(&mut self.proven) {
            if self.run.observer.is_interrupted() {
                break;
            }
            if let Err(problem) = release(&path, &look) {
                let verb = self.run.request.verb;
                let outcome = Outcome { problem: Some(problem), ..Outcome::of_file(verb, OutcomeKind::Failed, path) };
                if self.run.tell(vec![outcome])?.is_break() {
                    break;
                }
                continue;
            }
            released += 1;
            if let Some((asset, held)) = self.run.deposit.find_path(&path)? {
                // It was held where it lay; its asset has it elsewhere now.
                let change = Change::Hold { asset, before: Some(held), after: None };
                self.run.deposit.gather(vec![change], [])?;
            }
        }
        self.run.deposit.record()?;
        let _ = self.run.tell_waiting();
        Ok(released)
    }
}

/// Whether a file is the catalogue's now.
fn is_in(outcome: &Outcome) -> bool {
    !matches!(outcome.kind, OutcomeKind::Failed | OutcomeKind::Skipped)
}

fn place_of(landing: &Landing) -> Option<&FilePath> {
    match landing {
        Landing::Lies { path, .. } | Landing::Held { path, .. } => Some(path),
        Landing::Waits(_) | Landing::Planned | Landing::Failed(_) => None,
    }
}

fn is_proven(landing: &Landing) -> bool {
    match landing {
        Landing::Lies { is_proven, .. } | Landing::Held { is_proven, .. } => *is_proven,
        Landing::Waits(_) | Landing::Planned | Landing::Failed(_) => false,
    }
}
