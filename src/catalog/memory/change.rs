//! Changes to the catalogue in memory: the same checks as every backend makes, in the plainest way.
use super::{Held, Logged, MemoryCatalog, stale};
use crate::asset::{FilePath, Holding, Snapshot};
use crate::catalog::meaning::{exchanged, is_held_as, is_same_but_changed_here};
use crate::catalog::{CatalogError, Change, Event, EventKind, LetGo, Volume};

impl MemoryCatalog {
    /// Makes one change and logs it.
    pub(super) fn change(&mut self, operation: u64, change: &Change) -> Result<(), CatalogError> {
        let mut logged = change.clone();
        match change {
            Change::AddAsset(snapshot) => self.add_asset(snapshot)?,
            Change::RemoveAsset(snapshot) => logged = self.remove_asset(operation, snapshot)?,
            Change::AddVersion { asset, version, reading } => {
                let place = self.existing(*asset)?;
                let versions = &mut self.assets.get_mut(&place).expect("it is there").snapshot.versions;
                if versions.last().is_some_and(|(newest, _)| newest.number + 1 != version.number) {
                    return stale(format!("version {} cannot follow the newest", version.number));
                }
                versions.push((version.clone(), reading.clone()));
                self.forget_fingerprint(place);
            }
            Change::RemoveVersion { asset, version, reading } => {
                let place = self.existing(*asset)?;
                let versions = &mut self.assets.get_mut(&place).expect("it is there").snapshot.versions;
                if versions.len() < 2 || versions.last() != Some(&(version.clone(), reading.clone())) {
                    return stale(format!("version {} is not what it was, or is the only one", version.number));
                }
                versions.pop();
                self.forget_fingerprint(place);
            }
            Change::Describe { asset, before, after } => {
                let place = self.existing(*asset)?;
                let versions = &mut self.assets.get_mut(&place).expect("it is there").snapshot.versions;
                let (_, reading) = versions.last_mut().expect("an asset has a version");
                if reading != &**before {
                    return stale("what the files say is not what they said when the change was decided".to_owned());
                }
                reading.clone_from(after);
            }
            Change::Reconcile { asset, version, before, after } => {
                let place = self.existing(*asset)?;
                let versions = &mut self.assets.get_mut(&place).expect("it is there").snapshot.versions;
                let Some((_, reading)) = versions.iter_mut().find(|(held, _)| held.number == *version) else {
                    return stale(format!("there is no version {version}"));
                };
                reading.description = exchanged(&reading.description, before, after)?;
            }
            Change::Policy { before, after } => {
                if self.policy != *before {
                    return stale("the policy is not what it was when the change was decided".to_owned());
                }
                self.policy = *after;
            }
            Change::Hold { asset, before, after } => {
                let inward =
                    |holding: &Option<Holding>| holding.as_ref().map(|holding| self.inward(holding)).transpose();
                logged = Change::Hold { asset: *asset, before: inward(before)?, after: inward(after)? };
                self.hold(self.existing(*asset)?, before.as_ref(), after.as_ref())?;
            }
            Change::State { asset, field, before, after } => {
                let place = self.existing(*asset)?;
                let cataloguing = &mut self.assets.get_mut(&place).expect("it is there").snapshot.cataloguing;
                if cataloguing.get(*field) != before.as_deref() {
                    return stale(format!("`{}` is not what it was when the change was decided", field.word()));
                }
                match after {
                    Some(values) => cataloguing.state(*field, values.clone()),
                    None => cataloguing.retract(*field),
                }
            }
            Change::Volume { before, after } => self.volume(before.as_ref(), after.as_ref())?,
            Change::Save { name, before, after } => {
                if self.saved.get(name) != before.as_ref() {
                    return stale(format!("the saved query `{name}` is not what it was"));
                }
                match after {
                    Some(text) => self.saved.insert(name.clone(), text.clone()),
                    None => self.saved.remove(name),
                };
            }
            Change::Link { asset, other, relation, evidence, present } => {
                let ends = (self.existing(*asset)?, self.existing(*other)?, relation.word());
                let expected = if *present { None } else { Some(evidence) };
                if self.links.get(&ends).map(|(_, evidence)| evidence) != expected {
                    return stale("the link is not what it was".to_owned());
                }
                match present {
                    true => self.links.insert(ends, (*relation, evidence.clone())),
                    false => self.links.remove(&ends),
                };
            }
            Change::Write { asset, .. } | Change::Trash { asset, .. } => self.existing(*asset).map(|_| ())?,
            Change::Protect { what, present } => {
                let inward = self.inward_protected(what)?;
                let is_stale = match present {
                    true => !self.protected.insert(inward),
                    false => !self.protected.remove(&inward),
                };
                if is_stale {
                    return stale("what is protected is not what it was when the change was decided".to_owned());
                }
            }
            Change::LetGo { asset, digest, at, agent, reason, present } => {
                if !self.met.contains(asset) {
                    return stale(format!("the catalogue never had asset {asset}"));
                }
                let held = self.let_go.get(&digest.0);
                match (held, present) {
                    (None, true) => {
                        let (at, agent, reason) = (at.clone(), agent.clone(), reason.clone());
                        self.let_go.insert(digest.0, LetGo { asset: *asset, operation, at, agent, reason });
                    }
                    (Some(held), false) if held.asset == *asset => {
                        self.let_go.remove(&digest.0);
                    }
                    (Some(_), true) => return stale("the content was let go already".to_owned()),
                    (_, false) => return stale("the content is not remembered as let go".to_owned()),
                }
            }
            Change::Event(event) => self.event(event)?,
        }
        let asset = change.asset().and_then(|id| self.met.iter().position(|met| *met == id));
        self.log.push(Logged { operation, asset, change: logged });
        Ok(())
    }

    fn add_asset(&mut self, snapshot: &Snapshot) -> Result<(), CatalogError> {
        let id = snapshot.id;
        if self.place(id).is_some() {
            return stale(format!("asset {id} is in the catalogue already"));
        }
        if snapshot.versions.is_empty() {
            return Err(CatalogError::Internal(format!("asset {id} has no version")));
        }
        let place = self.met.iter().position(|met| *met == id).unwrap_or(self.met.len());
        if place == self.met.len() {
            self.met.push(id);
        }
        let empty = Snapshot { holdings: Vec::new(), ..snapshot.clone() };
        self.assets.insert(place, Held { snapshot: empty, checked: Vec::new(), pending: None, fingerprint: None });
        snapshot.holdings.iter().try_for_each(|holding| self.hold(place, None, Some(holding)))
    }

    /// Gives the change that the log keeps: what was there to be removed.
    fn remove_asset(&mut self, operation: u64, snapshot: &Snapshot) -> Result<Change, CatalogError> {
        let id = snapshot.id;
        let place = self.existing(id)?;
        let ends = self.links.iter().filter(|((one, other, _), _)| *one == place || *other == place);
        let unlink = |((one, other, _), (relation, evidence)): (&(usize, usize, _), &(_, String))| Change::Link {
            asset: self.met[*one],
            other: self.met[*other],
            relation: *relation,
            evidence: evidence.clone(),
            present: false,
        };
        let unlinked: Vec<Change> = ends.map(unlink).collect();
        for change in unlinked {
            self.change(operation, &change)?;
        }
        let touches = |logged: &Logged| logged.operation == operation && logged.asset == Some(place);
        let is_changed_here = self.log.iter().any(touches);
        let held = self.outward_snapshot(&self.assets[&place].snapshot);
        if !is_same_but_changed_here(&held, snapshot, is_changed_here) {
            return stale(format!("asset {id} is not what it was when its removal was decided"));
        }
        let holdings = held.holdings.iter().map(|holding| self.inward(holding)).collect::<Result<_, _>>()?;
        self.assets.remove(&place);
        Ok(Change::RemoveAsset(Box::new(Snapshot { holdings, ..held })))
    }

    fn hold(&mut self, place: usize, before: Option<&Holding>, after: Option<&Holding>) -> Result<(), CatalogError> {
        let is_at = |one: &Holding, other: &Holding| one.path == other.path && one.volume == other.volume;
        let held: Vec<Holding> = self.assets[&place].snapshot.holdings.iter().map(|held| self.outward(held)).collect();
        let at = match before {
            None => None,
            Some(before) => match held.iter().position(|held| is_held_as(held, before)) {
                None => return stale("a file is not held as it was".to_owned()),
                at => at,
            },
        };
        let mut inward = after.map(|after| self.inward(after)).transpose()?;
        if let Some(after) = after
            && !before.is_some_and(|before| is_at(before, after))
            && self.named_so(after.path.name()).any(|held| is_at(&held, after))
        {
            return stale(format!("{} is held already", after.path.lossy()));
        }
        let Held { snapshot, checked, .. } = self.assets.get_mut(&place).expect("it is there");
        let was = at.map(|at| snapshot.holdings.remove(at));
        let checks =
            |of: &Holding| checked.iter().position(|(path, volume, _)| *path == of.path && *volume == of.volume);
        let last = was.as_ref().and_then(checks).map(|at| checked.remove(at).2);
        if let Some(inward) = &mut inward {
            // A file that stays in its folder is kept as it was kept.
            if let (Some(was), Some(before), Some(after)) = (&was, before, after)
                && before.path.folder() == after.path.folder()
                && before.volume == after.volume
            {
                let folder = was.path.0.len() - was.path.name().len();
                inward.path = FilePath([&was.path.0[..folder], after.path.name()].concat());
            }
            let last = last.filter(|_| was.is_some_and(|was| was.digest == inward.digest));
            checked.extend(last.map(|outcome| (inward.path.clone(), inward.volume.clone(), outcome)));
        }
        snapshot.holdings.extend(inward);
        Ok(())
    }

    fn volume(&mut self, before: Option<&Volume>, after: Option<&Volume>) -> Result<(), CatalogError> {
        let held = before.map(|before| self.named(&before.name).filter(|at| self.volumes[*at].0 == *before));
        if held == Some(None) {
            return stale("the volume is not what it was".to_owned());
        }
        let held = held.flatten();
        if let Some(after) = after
            && self.named(&after.name).is_some_and(|other| Some(other) != held)
        {
            return stale(format!("there is a volume called `{}` already", after.name));
        }
        match (held, after) {
            (Some(at), Some(after)) => self.volumes[at].0 = after.clone(),
            (Some(at), None) => {
                let name = self.volumes[at].0.name.clone();
                if self.every_holding().any(|(_, holding)| holding.volume == name) {
                    return stale(format!("the volume `{name}` still has files"));
                }
                self.volumes[at].1 = false;
            }
            (None, Some(after)) => {
                let is_it = |(volume, is_known): &(Volume, bool)| !is_known && volume.identity == after.identity;
                match self.volumes.iter().rposition(is_it) {
                    Some(at) => self.volumes[at] = (after.clone(), true),
                    None => self.volumes.push((after.clone(), true)),
                }
            }
            (None, None) => {}
        }
        Ok(())
    }

    fn event(&mut self, event: &Event) -> Result<(), CatalogError> {
        let place = self.existing(event.asset)?;
        if event.kind != EventKind::FixityCheck {
            return Ok(());
        }
        let all = self.assets[&place].snapshot.holdings.clone();
        let is_meant = |holding: &&Holding| event.path.as_ref().is_none_or(|path| self.outward(holding).path == *path);
        let meant: Vec<&Holding> = all.iter().filter(is_meant).collect();
        let checked = &mut self.assets.get_mut(&place).expect("it is there").checked;
        for holding in meant {
            checked.retain(|(path, volume, _)| *path != holding.path || *volume != holding.volume);
            checked.push((holding.path.clone(), holding.volume.clone(), event.outcome.clone()));
        }
        Ok(())
    }
}
