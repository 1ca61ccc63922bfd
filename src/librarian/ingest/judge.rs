//! What was read, judged: the evidence for each file, the decision, its changes and its outcomes.
use super::{Found, Plan, Run};
use crate::asset::{
    AssetId, Digest, FilePath, Holding, HoldingState, Policy, Problem, ProblemKind, Role, SidecarKind, Snapshot,
};
use crate::catalog::{Change, Known, LetGo, clues};
use crate::librarian::decide::{Decision, Evidence, Rules, SameEssence, Seen, SeenSidecar, decide, sidecar_holding};
use crate::librarian::error::LibrarianError;
use crate::librarian::examine::{Examined, ExaminedSidecar, with_other_sidecars};
use crate::librarian::file::is_gone;
use crate::librarian::merge::{Merged, merge};
use crate::librarian::outcome::{Outcome, OutcomeKind};
use crate::librarian::pipeline::Finding;
use crate::librarian::volumes::Volumes;
use crate::librarian::write::half_written;

impl Run<'_> {
    pub(in crate::librarian) fn judge(
        &mut self,
        plan: Plan,
        finding: Finding<Found>,
    ) -> Result<Vec<Outcome>, LibrarianError> {
        let failed = |problem| Outcome {
            problem: Some(problem),
            ..Outcome::of_file(self.request.verb, OutcomeKind::Failed, plan.path.clone())
        };
        let found = match finding {
            Ok(found) => found,
            Err(panic) => {
                let message = format!("damson failed on this file: {panic}");
                return Ok(vec![failed(Problem::new(ProblemKind::Internal, message))]);
            }
        };
        if let Some(problem) = self.halfway(&plan, &found) {
            return Ok(vec![failed(problem)]);
        }
        match (found.main, plan.only_sidecars_of) {
            (Some(Ok(examined)), _) => self.judge_file(&plan, examined, found.sidecars),
            (Some(Err(problem)), _) => Ok(vec![failed(problem)]),
            (None, Some(asset)) => self.judge_sidecars(&plan, asset, found.sidecars),
            (None, None) => Ok(Vec::new()),
        }
    }

    fn judge_file(
        &mut self,
        plan: &Plan,
        examined: Examined,
        sidecars: Vec<Result<ExaminedSidecar, Problem>>,
    ) -> Result<Vec<Outcome>, LibrarianError> {
        // Where the folder had nothing by this name when it was listed, nothing but what is gathered can be there now.
        let held = match plan.is_new_here {
            true => self.deposit.gathered_at(&plan.path),
            false => self.deposit.find_path(&plan.path)?,
        };
        if held.is_none()
            && let Some(problem) = self.let_go(&examined, &sidecars)?
        {
            let skipped = |path: &FilePath| Outcome {
                problem: Some(problem.clone()),
                digest: (*path == plan.path).then_some(examined.digest),
                ..Outcome::of_file(self.request.verb, OutcomeKind::Skipped, path.clone())
            };
            return Ok(std::iter::once(&plan.path).chain(&plan.sidecars).map(skipped).collect());
        }
        let evidence = self.evidence(held.as_ref(), &examined)?;
        let (digest, problem) = (examined.digest, first_of(&examined.problems));
        let clues = clues(&examined.reading);
        let mut seen = Seen { path: &plan.path, volume: &plan.volume, file: examined, sidecars: Vec::new() };
        for (path, sidecar) in plan.sidecars.iter().zip(&sidecars) {
            if let Ok(file) = sidecar {
                seen.sidecars.push(SeenSidecar { path, file, held: self.deposit.find_path(path)? });
            }
        }
        let mut decision = self.decide(seen, &evidence);
        if let Some((asset, held)) = held.filter(|(_, held)| held.role == Role::Sidecar) {
            // It spoke for another; now others speak for it.
            decision.changes.insert(0, Change::Hold { asset, before: Some(held), after: None });
        }
        let mut enriched = std::mem::take(&mut decision.enriched);
        let outcome = Outcome {
            id: Some(decision.id),
            change: decision.change,
            same_essence: decision.same_essence,
            digest: Some(digest),
            from: origin_of(&decision),
            fields: std::mem::take(&mut enriched.fields),
            problem: first_of(&enriched.problems).or(problem),
            ..Outcome::of_file(self.request.verb, decision.kind, plan.path.clone())
        };
        self.remark(enriched.remarks);
        let (id, kind) = (decision.id, decision.kind);
        let merged = self.merged(&decision.changes)?;
        let outcome = with_merged(outcome, &merged);
        decision.changes.extend(merged.changes);
        let known = evidence.held.iter().map(|(_, known)| known).chain(&evidence.twin);
        let known = known.chain(&evidence.departed).chain(&evidence.elder);
        let (changes, losers) = self.with_losses(decision.changes)?;
        self.deposit.gather_first(changes, known.chain(&losers));
        if matches!(kind, OutcomeKind::Added | OutcomeKind::Changed) {
            self.relate_by_ids(id, &clues, kind == OutcomeKind::Added)?;
        }
        self.deposit.gather(Vec::new(), [])?;
        let mut outcomes = vec![outcome];
        outcomes.extend(sidecar_outcomes(self.request.verb, plan, &sidecars, id, kind));
        Ok(outcomes)
    }

    /// Why a new file is not taken, if its content was let go on purpose. Where it is to come back all the same, that is
    /// forgotten, of its sidecars too.
    pub(in crate::librarian) fn let_go(
        &mut self,
        examined: &Examined,
        sidecars: &[Result<ExaminedSidecar, Problem>],
    ) -> Result<Option<Problem>, LibrarianError> {
        if !self.has_let_go || self.welcome.contains(&examined.digest) {
            return Ok(None);
        }
        let Some(let_go) = self.deposit.catalog().let_go(&examined.digest)? else { return Ok(None) };
        if self.deposit.find_digest(&examined.digest)?.is_some() {
            return Ok(None);
        }
        if !self.request.again {
            return Ok(Some(deaccessioned(&let_go)));
        }
        for digest in std::iter::once(examined.digest).chain(sidecars.iter().flatten().map(|sidecar| sidecar.digest)) {
            let remembered = self.deposit.catalog().let_go(&digest)?;
            if let Some(LetGo { asset, at, agent, reason, .. }) = remembered.filter(|_| self.welcome.insert(digest)) {
                let change = Change::LetGo { asset, digest, at, agent, reason, present: false };
                self.deposit.gather_first(vec![change], []);
            }
        }
        Ok(None)
    }

    fn evidence(&mut self, held: Option<&(AssetId, Holding)>, examined: &Examined) -> Result<Evidence, LibrarianError> {
        let twin = self.deposit.find_digest(&examined.digest)?;
        let held = match held {
            Some((asset, holding)) if holding.role == Role::Original => {
                let known = self.deposit.find_digest(&holding.digest)?.filter(|known| known.asset == *asset);
                known.map(|known| (holding.clone(), known))
            }
            Some(_) | None => None,
        };
        let mut evidence = Evidence { held, twin, departed: None, kin: None, elder: None };
        let has_essence = examined.essence != examined.digest;
        if evidence.twin.is_none() && evidence.held.is_none() && has_essence {
            let (volumes, planned) = (&self.volumes, &self.planned);
            let is_gone = |holding: &Holding| !planned.contains(&holding.path) && is_departed(volumes, holding);
            let relatives = self.deposit.relatives(&examined.essence, &is_gone)?;
            (evidence.kin, evidence.departed) = (relatives.first, relatives.departed);
            if let (Some(kin), SameEssence::Version) = (evidence.kin, self.request.same_essence) {
                evidence.elder = self.deposit.known(kin)?;
            }
        }
        Ok(evidence)
    }

    fn decide(&self, seen: Seen<'_>, evidence: &Evidence) -> Decision {
        let rules = Rules {
            now: &self.request.act.at,
            is_gone: &|holding: &Holding| !self.planned.contains(&holding.path) && is_departed(&self.volumes, holding),
            enriched: &|snapshot: &Snapshot| self.request.enrichment.of(snapshot),
        };
        decide(seen, evidence, &rules)
    }

    /// Only sidecars changed: what they say now, laid over what the file itself said when it was read.
    fn judge_sidecars(
        &mut self,
        plan: &Plan,
        asset: AssetId,
        sidecars: Vec<Result<ExaminedSidecar, Problem>>,
    ) -> Result<Vec<Outcome>, LibrarianError> {
        // The newest reading may still be among what is gathered.
        self.deposit.record()?;
        let Some(snapshot) = self.deposit.catalog().snapshot(asset)? else { return Ok(Vec::new()) };
        let Some((version, before)) = snapshot.versions.last() else { return Ok(Vec::new()) };
        let (holdings, reading) = (snapshot.holdings.clone(), before.clone());
        let known = Known { asset, version: version.clone(), newest: version.number, holdings, reading };
        let spoken: Vec<ExaminedSidecar> = sidecars.iter().flatten().cloned().collect();
        let mut changes = Vec::new();
        for (path, file) in
            plan.sidecars.iter().zip(&sidecars).filter_map(|(path, file)| Some((path, file.as_ref().ok()?)))
        {
            let held = self.deposit.find_path(path)?;
            let (mine, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(holder, _)| *holder == asset);
            changes.extend(others.into_iter().map(|(holder, held)| Change::Hold {
                asset: holder,
                before: Some(held),
                after: None,
            }));
            let seen = SeenSidecar { path, file, held: None };
            let after = Some(sidecar_holding(&seen, &plan.volume, version.number));
            changes.push(Change::Hold { asset, before: mine.into_iter().next().map(|(_, held)| held), after });
        }
        let after = with_other_sidecars(before, &spoken, self.policy);
        let is_news = after != *before;
        let after_reading = after.clone();
        if is_news && spoken.len() == sidecars.len() {
            changes.push(Change::Describe { asset, before: Box::new(before.clone()), after: Box::new(after) });
        }
        let clues = if is_news { clues(&after_reading) } else { Vec::new() };
        let merged = self.merged(&changes)?;
        let (problem, followed) = (merged.problem(), merged.followed);
        changes.extend(merged.changes);
        let (changes, losers) = self.with_losses(changes)?;
        self.deposit.gather_first(changes, std::iter::once(&known).chain(&losers));
        if is_news {
            self.relate_by_ids(asset, &clues, false)?;
        }
        self.deposit.gather(Vec::new(), [])?;
        let kind = if is_news { OutcomeKind::Changed } else { OutcomeKind::Unchanged };
        let change = is_news.then_some("sidecar");
        let main = Outcome { id: Some(asset), change, ..Outcome::of_file(self.request.verb, kind, plan.path.clone()) };
        // A sidecar that was left alone is the file itself.
        let main = Outcome { problem, fields: followed, ..main };
        let main = (!plan.sidecars.contains(&plan.path) || main.problem.is_some()).then_some(main);
        Ok(main.into_iter().chain(sidecar_outcomes(self.request.verb, plan, &sidecars, asset, kind)).collect())
    }

    /// What is wrong with files that a write was exchanging when it ended, and that are not what they were again: they are
    /// not taken in by halves.
    fn halfway(&self, plan: &Plan, found: &Found) -> Option<Problem> {
        let is_halfway = |path: &FilePath, digest: Digest| self.halfway.get(path) == Some(&digest);
        let own = found.main.iter().flatten().any(|examined| is_halfway(&plan.path, examined.digest));
        let mut sidecars = plan.sidecars.iter().zip(&found.sidecars);
        let any =
            own || sidecars.any(|(path, sidecar)| sidecar.as_ref().is_ok_and(|read| is_halfway(path, read.digest)));
        any.then(half_written)
    }

    /// What comes of merging what is stated with what files say anew.
    fn merged(&mut self, changes: &[Change]) -> Result<Merged, LibrarianError> {
        let said = changes.iter().find_map(|change| match change {
            Change::AddVersion { asset, reading, .. } => Some((*asset, &reading.description)),
            Change::Describe { asset, after, .. } => Some((*asset, &after.description)),
            _ => None,
        });
        let Some((asset, now)) = said else { return Ok(Merged::default()) };
        if !self.merged.insert(asset) {
            // What was merged of it before may still be among what is gathered.
            self.deposit.record()?;
        }
        let Some(snapshot) = self.deposit.catalog().snapshot(asset)? else { return Ok(Merged::default()) };
        let base = snapshot.versions.last().map(|(_, reading)| &reading.description);
        let base = base.filter(|_| !snapshot.cataloguing.is_empty());
        Ok(base.map(|base| merge(asset, &snapshot.cataloguing, base, now)).unwrap_or_default())
    }

    /// What becomes of the assets that lose files to another, and what was known of them: see `without_husks` and `unheard`.
    fn with_losses(&mut self, changes: Vec<Change>) -> Result<(Vec<Change>, Vec<Known>), LibrarianError> {
        let mut changes = self.without_husks(changes)?;
        let lost = changes.iter().filter_map(|change| match change {
            Change::Hold { asset, before: Some(before), after: None } => Some((*asset, before.clone())),
            _ => None,
        });
        let mut losers = Vec::new();
        for (asset, holding) in lost.collect::<Vec<_>>() {
            let Some(known) = self.deposit.known(asset)? else { continue };
            changes.extend(unheard(&known, &holding, self.policy));
            losers.push(known);
        }
        Ok((changes, losers))
    }

    /// A file that had nobody to speak for was an asset; when it becomes a sidecar nothing is left of that but a name,
    /// and unless a cataloguer stated something of it, it goes. What `undo` gives back is all of it.
    fn without_husks(&mut self, mut changes: Vec<Change>) -> Result<Vec<Change>, LibrarianError> {
        for change in &mut changes {
            let Change::Hold { asset, before: Some(before), after: None } = &*change else { continue };
            if before.role != Role::Original || SidecarKind::of_name(before.path.name()).is_none() {
                continue;
            }
            // It may still be among what is gathered.
            self.deposit.record()?;
            let husk = self.deposit.catalog().snapshot(*asset)?.filter(|husk| {
                husk.cataloguing.is_empty() && husk.holdings.iter().all(|holding| holding.path == before.path)
            });
            if let Some(husk) = husk {
                *change = Change::RemoveAsset(Box::new(husk));
            }
        }
        Ok(changes)
    }
}

fn deaccessioned(LetGo { operation, at, agent, reason, .. }: &LetGo) -> Problem {
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    let message = format!("let go on {at} by {agent} (operation {operation}){why}; --again takes it");
    Problem::new(ProblemKind::Deaccessioned, message)
}

/// An outcome that tells what was merged too.
fn with_merged(outcome: Outcome, merged: &Merged) -> Outcome {
    let problem = merged.problem().or(outcome.problem);
    let fields = outcome.fields.into_iter().chain(merged.followed.iter().cloned()).collect();
    Outcome { problem, fields, ..outcome }
}

/// A sidecar that speaks for another file now (a JPEG's, since the raw file came) is not heard any more, unless the asset
/// has other sidecars: which of them said what is not kept.
fn unheard(known: &Known, lost: &Holding, policy: Policy) -> Option<Change> {
    let is_other = |holding: &Holding| holding.role == Role::Sidecar && holding.path != lost.path;
    if lost.role != Role::Sidecar || known.holdings.iter().any(is_other) {
        return None;
    }
    let after = with_other_sidecars(&known.reading, &[], policy);
    let is_news = after.statements.len() != known.reading.statements.len();
    let (before, after) = (Box::new(known.reading.clone()), Box::new(after));
    is_news.then_some(Change::Describe { asset: known.asset, before, after })
}

fn sidecar_outcomes(
    verb: &'static str,
    plan: &Plan,
    sidecars: &[Result<ExaminedSidecar, Problem>],
    id: AssetId,
    kind: OutcomeKind,
) -> Vec<Outcome> {
    let told = plan.sidecars.iter().zip(sidecars).map(|(path, sidecar)| {
        let (kind, problem) = match sidecar {
            Ok(sidecar) => (kind, first_of(&sidecar.problems).or_else(|| plan.doubts.get(path).cloned())),
            Err(problem) => (OutcomeKind::Failed, Some(problem.clone())),
        };
        Outcome { id: Some(id), change: Some("sidecar"), problem, ..Outcome::of_file(verb, kind, path.clone()) }
    });
    told.collect()
}

/// Whether a held file is gone though its volume is there.
fn is_departed(volumes: &Volumes, holding: &Holding) -> bool {
    holding.state != HoldingState::Offline && volumes.is_in_place(holding) && is_gone(&holding.path)
}

/// Where a moved or renamed file was before.
fn origin_of(decision: &Decision) -> Option<FilePath> {
    decision.changes.iter().find_map(|change| match change {
        Change::Hold { asset, before: Some(before), after: Some(after) }
            if *asset == decision.id && after.role == Role::Original && before.path != after.path =>
        {
            Some(before.path.clone())
        }
        _ => None,
    })
}

/// Several problems told as one: the first, with the number of the others.
fn first_of(problems: &[Problem]) -> Option<Problem> {
    let first = problems.first()?;
    let message = match problems.len() {
        1 => first.message.clone(),
        more => format!("{} (and {} more)", first.message, more - 1),
    };
    Some(Problem { kind: first.kind, message })
}
