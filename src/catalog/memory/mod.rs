//! A catalogue in memory: every question answered by looking at everything, in the plainest way. It is what other
//! backends are tested against, and what tests of the verbs stand on; it keeps nothing.
mod accession;
mod change;
mod fingerprint;
mod links;

use super::meaning::{
    Key, LeafKind, bare, below, counted, each_leaf, holding_order, is_under, kept, leads_to, matches, shown_by,
    shown_by_key, sort_key,
};
use super::{
    Accession, AccessionState, Act, Catalog, CatalogError, Change, Clue, Departure, Entry, FacetCount, Fingerprint,
    HistoryEntry, Known, LetGo, Link, Numbered, Operation, OperationRef, Pending, Protected, Receipt, Relation, Seal,
    Stock, Summary, Told, Transaction, Untaken, Volume, Work, clues,
};
use crate::asset::{Asset, AssetId, Digest, FilePath, Holding, HoldingState, Policy, Role, Snapshot, Value, Version};
use crate::query::{Facet, Filter, Selection, SortKey, State};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

/// A catalogue that is gone with the process.
#[derive(Clone, Debug, Default)]
pub struct MemoryCatalog {
    /// Every id ever met, in order of accession. An asset that comes back comes back to its place.
    met: Vec<AssetId>,
    /// Assets by their place in `met`. Their holdings are inward: see `inward`.
    assets: BTreeMap<usize, Held>,
    /// Every volume ever known, with whether it still is.
    volumes: Vec<(Volume, bool)>,
    saved: BTreeMap<String, String>,
    /// As holdings are kept: volumes by number, folders from their mount points.
    protected: BTreeSet<Protected>,
    departures: Vec<Departure>,
    policy: Policy,
    /// By both ends and the relation's word: the relation, and what shows it.
    links: BTreeMap<(usize, usize, &'static str), (Relation, String)>,
    operations: Vec<Act>,
    log: Vec<Logged>,
    accessions: BTreeMap<u64, Accession>,
    untaken: BTreeMap<FilePath, Untaken>,
    let_go: BTreeMap<[u8; 32], LetGo>,
}

/// An asset, and how the last fixity check of each of its files ended.
#[derive(Clone, Debug)]
struct Held {
    snapshot: Snapshot,
    checked: Vec<(FilePath, String, String)>,
    pending: Option<Pending>,
    fingerprint: Option<Fingerprint>,
}

/// A change in the log; its holdings are inward.
#[derive(Clone, Debug)]
struct Logged {
    operation: u64,
    asset: Option<usize>,
    change: Change,
}

/// What an asset is counted as by each of some facets.
type Keys = Vec<(Key, LeafKind)>;

fn stale<T>(sentence: String) -> Result<T, CatalogError> {
    Err(CatalogError::Stale(sentence))
}

impl MemoryCatalog {
    /// An empty catalogue.
    pub fn new() -> MemoryCatalog {
        MemoryCatalog::default()
    }

    /// An entry of the log as it is told.
    fn told(&self, logged: &Logged) -> HistoryEntry {
        let act = self.act(logged.operation).cloned().expect("an operation has an act");
        let change = match &logged.change {
            Change::Event(event) => return HistoryEntry::Happened(event.clone()),
            Change::AddAsset(snapshot) => Change::AddAsset(Box::new(bare(snapshot.id, &act.at))),
            other => self.outward_change(other),
        };
        HistoryEntry::Changed { operation: logged.operation, act, change: Box::new(change) }
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.volumes.iter().position(|(volume, is_known)| *is_known && volume.name == name)
    }

    /// A holding as it is kept: its volume by number and its path from the mount point, so that both may change.
    fn inward(&self, holding: &Holding) -> Result<Holding, CatalogError> {
        if !holding.path.0.starts_with(b"/") {
            return Err(CatalogError::Internal(format!("{} is not an absolute path", holding.path.lossy())));
        }
        let Some(number) = self.named(&holding.volume) else {
            return stale(format!("the volume `{}` is not known", holding.volume));
        };
        let mut inward = kept(holding);
        if let Some(folder) = below(&holding.path.folder().0, &self.volumes[number].0.mount_point) {
            let between = if folder.is_empty() { &b""[..] } else { b"/" };
            inward.path = FilePath([folder, between, holding.path.name()].concat());
        }
        inward.volume = number.to_string();
        Ok(inward)
    }

    /// A holding as everyone sees it.
    fn outward(&self, inward: &Holding) -> Holding {
        let (volume, _) = &self.volumes[inward.volume.parse::<usize>().unwrap_or_default()];
        let mut holding = inward.clone();
        holding.volume.clone_from(&volume.name);
        if !inward.path.0.starts_with(b"/") {
            let mount_point = &volume.mount_point.0;
            let mount_point = mount_point.strip_suffix(b"/").unwrap_or(mount_point);
            holding.path = FilePath([mount_point, b"/", &inward.path.0].concat());
        }
        holding
    }

    /// What is protected as it is kept, in the way that holdings are.
    fn inward_protected(&self, what: &Protected) -> Result<Protected, CatalogError> {
        let Some(number) = self.named(&what.volume) else {
            return stale(format!("the volume `{}` is not known", what.volume));
        };
        let mount_point = &self.volumes[number].0.mount_point;
        let inside = |folder: &FilePath| below(&folder.0, mount_point).map_or(folder.0.clone(), <[u8]>::to_vec);
        let folder = what.folder.as_ref().map(inside).filter(|folder| !folder.is_empty()).map(FilePath);
        Ok(Protected { volume: number.to_string(), folder })
    }

    /// What is protected as everyone sees it; `None` on a volume that was forgotten.
    fn outward_protected(&self, inward: &Protected) -> Option<Protected> {
        let (volume, is_known) = self.volumes.get(inward.volume.parse::<usize>().ok()?)?;
        let outward = |folder: &FilePath| match folder.0.starts_with(b"/") {
            true => folder.clone(),
            false => volume.mount_point.join(&folder.0),
        };
        let folder = inward.folder.as_ref().map(outward);
        is_known.then(|| Protected { volume: volume.name.clone(), folder })
    }

    fn outward_snapshot(&self, inward: &Snapshot) -> Snapshot {
        let mut snapshot = inward.clone();
        snapshot.holdings = inward.holdings.iter().map(|holding| self.outward(holding)).collect();
        snapshot.holdings.sort_by(holding_order);
        snapshot
    }

    fn outward_change(&self, inward: &Change) -> Change {
        match inward {
            Change::RemoveAsset(snapshot) => Change::RemoveAsset(Box::new(self.outward_snapshot(snapshot))),
            Change::Hold { asset, before, after } => {
                let outward = |holding: &Option<Holding>| holding.as_ref().map(|holding| self.outward(holding));
                Change::Hold { asset: *asset, before: outward(before), after: outward(after) }
            }
            other => other.clone(),
        }
    }

    fn place(&self, id: AssetId) -> Option<usize> {
        self.met.iter().position(|met| *met == id).filter(|place| self.assets.contains_key(place))
    }

    fn existing(&self, id: AssetId) -> Result<usize, CatalogError> {
        self.place(id).map_or_else(|| stale(format!("asset {id} is not in the catalogue")), Ok)
    }

    fn asset(&self, held: &Held) -> Asset {
        let Snapshot { id, accessioned, versions, holdings, cataloguing } = self.outward_snapshot(&held.snapshot);
        let (version, reading) = versions.last().cloned().expect("an asset has a version");
        let description = cataloguing.over(&reading.description);
        Asset { id, accessioned: Some(accessioned), version, holdings, description, stated: cataloguing }
    }

    fn matching(&self, filter: &Filter) -> impl Iterator<Item = Asset> {
        let filter = self.without_links(filter);
        self.assets.values().map(|held| self.asset(held)).filter(move |asset| matches(&filter, asset))
    }

    fn known(&self, held: &Held, version: Version) -> Known {
        let snapshot = self.outward_snapshot(&held.snapshot);
        let (newest, reading) = snapshot.versions.last().cloned().expect("an asset has a version");
        Known { asset: snapshot.id, version, newest: newest.number, holdings: snapshot.holdings, reading }
    }

    /// Every holding with its asset.
    fn every_holding(&self) -> impl Iterator<Item = (AssetId, Holding)> {
        self.assets.values().flat_map(move |held| {
            let id = held.snapshot.id;
            held.snapshot.holdings.iter().map(move |holding| (id, self.outward(holding)))
        })
    }

    /// Every holding of a file with this name.
    fn named_so(&self, name: &[u8]) -> impl Iterator<Item = Holding> {
        let all = self.assets.values().flat_map(|held| &held.snapshot.holdings);
        all.filter(move |holding| holding.path.name() == name).map(|holding| self.outward(holding))
    }

    fn undone_by(&self, number: u64) -> Option<u64> {
        let undoers = (number + 1..=self.operations.len() as u64).rev();
        let mut undoers = undoers.filter(|later| self.act(*later).is_some_and(|act| act.undoes == Some(number)));
        undoers.find(|undoer| self.undone_by(*undoer).is_none())
    }

    fn act(&self, number: u64) -> Option<&Act> {
        self.operations.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Every combination of one key for each facet that an asset has.
    fn combinations(facets: &[Facet], asset: &Asset) -> BTreeSet<Keys> {
        let mut all = BTreeSet::from([Vec::new()]);
        for facet in facets {
            let mut keys = Vec::new();
            each_leaf(&asset.values(facet.property.field), &mut |names, leaf| {
                keys.extend(counted(facet, leaf).filter(|_| leads_to(names, &facet.property.path)));
            });
            let longer =
                |row: &Keys| -> Vec<_> { keys.iter().map(|key| row.iter().chain([key]).cloned().collect()).collect() };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    fn shown(facets: &[Facet], keys: &[(Key, LeafKind)], first: &Asset) -> Vec<Value> {
        let one = |(facet, (key, kind)): (&Facet, &(Key, LeafKind))| {
            let spelled = || shown_by(facet, &first.values(facet.property.field), key, *kind);
            shown_by_key(facet, key, *kind).or_else(spelled).expect("the asset has the value")
        };
        facets.iter().zip(keys).map(one).collect()
    }
}

/// Assets without a value come last, whichever way the others go.
fn compare(a: Option<&Key>, b: Option<&Key>, descending: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) if descending => b.cmp(a),
        (Some(a), Some(b)) => a.cmp(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

impl Catalog for MemoryCatalog {
    fn visit(&self, selection: &Selection, each: &mut dyn FnMut(Asset) -> ControlFlow<()>) -> Result<(), CatalogError> {
        let keyed = |asset: Asset| {
            let keys: Vec<_> = selection.sort.iter().map(|key| sort_key(&asset, key.field)).collect();
            (keys, asset)
        };
        let mut assets: Vec<_> = self.matching(&selection.filter).map(keyed).collect();
        assets.sort_by(|(a, _), (b, _)| {
            let pairs = selection.sort.iter().zip(a.iter().zip(b));
            let order = |(SortKey { descending, .. }, (a, b)): (&SortKey, (&Option<Key>, &Option<Key>))| {
                compare(a.as_ref(), b.as_ref(), *descending)
            };
            pairs.map(order).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        let limit = selection.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        for (_, asset) in assets.into_iter().take(limit) {
            if each(asset).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn count(&self, filter: &Filter) -> Result<u64, CatalogError> {
        Ok(self.matching(filter).count() as u64)
    }

    fn facets(&self, facets: &[Facet], filter: &Filter, limit: Option<u64>) -> Result<Vec<FacetCount>, CatalogError> {
        let mut counts: BTreeMap<Keys, (u64, Vec<Value>)> = BTreeMap::new();
        if facets.is_empty() {
            return Ok(Vec::new());
        }
        for asset in self.matching(filter) {
            for keys in MemoryCatalog::combinations(facets, &asset) {
                let values = || MemoryCatalog::shown(facets, &keys, &asset);
                counts.entry(keys.clone()).or_insert_with(|| (0, values())).0 += 1;
            }
        }
        let mut counts: Vec<FacetCount> =
            counts.into_values().map(|(count, values)| FacetCount { values, count }).collect();
        counts.sort_by_key(|row| Reverse(row.count));
        counts.truncate(limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
        Ok(counts)
    }

    fn explain(&self, _: &Selection) -> Result<Vec<String>, CatalogError> {
        Ok(vec!["looks at every asset".to_owned()])
    }

    fn snapshot(&self, asset: AssetId) -> Result<Option<Snapshot>, CatalogError> {
        Ok(self.place(asset).map(|place| self.outward_snapshot(&self.assets[&place].snapshot)))
    }

    fn find_digest(&self, digest: &Digest) -> Result<Option<Known>, CatalogError> {
        Ok(self.assets.values().find_map(|held| {
            let mut versions = held.snapshot.versions.iter().rev();
            let (version, _) = versions.find(|(version, _)| version.digest == *digest)?;
            Some(self.known(held, version.clone()))
        }))
    }

    fn find_essence(&self, essence: &Digest) -> Result<Vec<Known>, CatalogError> {
        let newest = |held: &Held| held.snapshot.versions.last().map(|(version, _)| version.clone());
        let known = |held: &Held| {
            newest(held).filter(|version| version.essence == *essence).map(|version| self.known(held, version))
        };
        Ok(self.assets.values().filter_map(known).collect())
    }

    fn find_path(&self, path: &FilePath) -> Result<Option<(AssetId, Holding)>, CatalogError> {
        let found = self.every_holding().filter(|(_, holding)| holding.path == *path);
        Ok(found.min_by_key(|(_, holding)| {
            let volume = self.named(&holding.volume).map(|at| &self.volumes[at].0);
            volume.map(|volume| (!volume.is_online, Reverse(volume.mount_point.0.len()), volume.name.clone()))
        }))
    }

    fn folder(&self, folder: &FilePath) -> Result<Vec<(AssetId, Holding)>, CatalogError> {
        let mut found: Vec<_> = self.every_holding().filter(|(_, holding)| holding.path.folder() == *folder).collect();
        found.sort_by(|(_, a), (_, b)| (a.path.name(), &a.volume).cmp(&(b.path.name(), &b.volume)));
        Ok(found)
    }

    fn holdings(
        &self,
        filter: &Filter,
        each: &mut dyn FnMut(AssetId, Holding) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        for asset in self.matching(filter) {
            for holding in asset.holdings {
                if each(asset.id, holding).is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn folders(&self, below: &FilePath) -> Result<Vec<FilePath>, CatalogError> {
        let all: BTreeSet<FilePath> = self.every_holding().map(|(_, holding)| holding.path.folder()).collect();
        Ok(all.into_iter().filter(|folder| is_under(&folder.0, &below.0)).collect())
    }

    fn links(&self, asset: AssetId) -> Result<Vec<Link>, CatalogError> {
        let Some(place) = self.place(asset) else { return Ok(Vec::new()) };
        let ends = self.links.iter().filter(|((one, other, _), _)| *one == place || *other == place);
        let other = |(one, other, _): &(usize, usize, _)| self.met[if *one == place { *other } else { *one }];
        let link = |(ends, (relation, evidence)): (&(usize, usize, _), &(Relation, String))| {
            let (relation, evidence, is_outward) = (*relation, evidence.clone(), ends.0 == place);
            Link { other: other(ends), relation, evidence, is_outward }
        };
        Ok(ends.map(link).collect())
    }

    fn groups_in(&self, folder: &FilePath) -> Result<Vec<[AssetId; 2]>, CatalogError> {
        let here: BTreeSet<AssetId> = self.folder(folder)?.into_iter().map(|(asset, _)| asset).collect();
        let links = self.links.iter().filter(|(_, (relation, _))| relation.is_of_groups());
        let ends = links.map(|((one, other, _), _)| [self.met[*one], self.met[*other]]);
        Ok(ends.filter(|[one, _]| here.contains(one)).collect())
    }

    fn alike(&self, each: &mut dyn FnMut(&[AssetId]) -> ControlFlow<()>) -> Result<(), CatalogError> {
        let newest = |held: &Held| held.snapshot.versions.last().map(|(version, _)| version.essence);
        let mut groups: Vec<(Digest, Vec<AssetId>)> = Vec::new();
        for (held, essence) in self.assets.values().filter_map(|held| Some((held, newest(held)?))) {
            match groups.iter_mut().find(|(known, _)| *known == essence) {
                Some((_, ids)) => ids.push(held.snapshot.id),
                None => groups.push((essence, vec![held.snapshot.id])),
            }
        }
        let _ = groups.iter().filter(|(_, ids)| ids.len() > 1).try_for_each(|(_, ids)| each(ids));
        Ok(())
    }

    fn protected(&self) -> Result<Vec<Protected>, CatalogError> {
        let mut found: Vec<Protected> = self.protected.iter().filter_map(|what| self.outward_protected(what)).collect();
        found.sort();
        Ok(found)
    }

    fn departures(&self) -> Result<Vec<Departure>, CatalogError> {
        Ok(self.departures.iter().filter(|one| self.place(one.asset).is_some()).cloned().collect())
    }

    fn depart(&mut self, departures: &[Departure], present: bool) -> Result<(), CatalogError> {
        for departure in departures {
            if !present {
                self.departures.retain(|other| other.kept != departure.kept || other.volume != departure.volume);
                continue;
            }
            self.existing(departure.asset)?;
            self.departures.push(departure.clone());
        }
        Ok(())
    }

    fn find_clue(&self, clue: &Clue) -> Result<Vec<AssetId>, CatalogError> {
        let newest = |held: &&Held| held.snapshot.versions.last().map(|(_, reading)| clues(reading));
        let has = |held: &&Held| newest(held).is_some_and(|clues| clues.contains(clue));
        Ok(self.assets.values().filter(has).map(|held| held.snapshot.id).collect())
    }

    fn stock(&self) -> Result<Vec<Stock>, CatalogError> {
        let mut stock: Vec<Stock> =
            self.volumes()?.into_iter().map(|volume| Stock { volume: volume.name, files: 0, bytes: 0 }).collect();
        for (_, holding) in self.every_holding() {
            if let Some(on) = stock.iter_mut().find(|on| on.volume == holding.volume) {
                on.files += 1;
                on.bytes += holding.stat.size;
            }
        }
        Ok(stock)
    }

    fn volumes(&self) -> Result<Vec<Volume>, CatalogError> {
        let known = self.volumes.iter().filter(|(_, is_known)| *is_known);
        let mut volumes: Vec<Volume> = known.map(|(volume, _)| volume.clone()).collect();
        volumes.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(volumes)
    }

    fn saved(&self) -> Result<Vec<(String, String)>, CatalogError> {
        Ok(self.saved.clone().into_iter().collect())
    }

    fn policy(&self) -> Result<Policy, CatalogError> {
        Ok(self.policy)
    }

    fn history(&self, asset: AssetId) -> Result<Vec<HistoryEntry>, CatalogError> {
        let Some(place) = self.met.iter().position(|met| *met == asset) else { return Ok(Vec::new()) };
        let own = self.log.iter().filter(|logged| logged.asset == Some(place));
        Ok(own.map(|logged| self.told(logged)).collect())
    }

    fn feed(&self, after: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
        for logged in self.log.iter().filter(|logged| logged.operation > after) {
            let asset = logged.asset.map(|place| self.met[place]);
            if each(logged.operation, asset, self.told(logged)).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Nothing can be rewritten behind its back, so it seals nothing.
    fn seal(&self) -> Result<Option<Seal>, CatalogError> {
        Ok(None)
    }

    fn check_log(&self, _: Option<&Seal>) -> Result<Vec<String>, CatalogError> {
        Ok(Vec::new())
    }

    fn pending(&self) -> Result<Vec<(AssetId, Pending)>, CatalogError> {
        let held = self.assets.iter();
        Ok(held.filter_map(|(place, held)| Some((self.met[*place], held.pending.clone()?))).collect())
    }

    fn let_go(&self, digest: &Digest) -> Result<Option<LetGo>, CatalogError> {
        Ok(self.let_go.get(&digest.0).cloned())
    }

    fn each_let_go(&self, each: &mut dyn FnMut(Digest, LetGo) -> ControlFlow<()>) -> Result<(), CatalogError> {
        let mut all: Vec<_> = self.let_go.iter().map(|(digest, let_go)| (Digest(*digest), let_go)).collect();
        let place = |id: AssetId| self.met.iter().position(|met| *met == id);
        all.sort_by_key(|(digest, let_go)| (Reverse(let_go.operation), place(let_go.asset), digest.0));
        let _ = all.into_iter().try_for_each(|(digest, let_go)| each(digest, let_go.clone()));
        Ok(())
    }

    fn told_by(&self, operation: u64, each: &mut Told<'_>) -> Result<(), CatalogError> {
        for logged in self.log.iter().filter(|logged| logged.operation == operation) {
            let asset = logged.asset.map(|place| self.met[place]);
            if each(operation, asset, self.told(logged)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn accession(&self, number: u64) -> Result<Option<Accession>, CatalogError> {
        Ok(self.accessions.get(&number).map(|accession| self.counted(accession)))
    }

    fn accessions(&self, limit: Option<u64>) -> Result<Vec<Accession>, CatalogError> {
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(self.accessions.values().rev().take(limit).map(|accession| self.counted(accession)).collect())
    }

    fn unfinished(&self) -> Result<Vec<Accession>, CatalogError> {
        let all = self.accessions.values().rev().filter(|accession| accession.state != AccessionState::Whole);
        Ok(all.map(|accession| self.counted(accession)).collect())
    }

    fn untaken(
        &self,
        accession: Option<u64>,
        each: &mut dyn FnMut(Untaken) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        let is_meant = |untaken: &&Untaken| accession.is_none_or(|number| number == untaken.accession);
        let _ = self.untaken.values().filter(is_meant).cloned().try_for_each(each);
        Ok(())
    }

    fn operations(&self, limit: Option<u64>) -> Result<Vec<Operation>, CatalogError> {
        let all = (1..=self.operations.len() as u64).rev().filter_map(|number| self.operation(number).ok()?);
        Ok(all.take(limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX))).collect())
    }

    fn operation(&self, number: u64) -> Result<Option<Operation>, CatalogError> {
        let Some(act) = self.act(number).cloned() else { return Ok(None) };
        let own: Vec<&Logged> = self.log.iter().filter(|logged| logged.operation == number).collect();
        let assets: BTreeSet<usize> = own.iter().filter_map(|logged| logged.asset).collect();
        let (changes, assets) = (own.len() as u64, assets.len() as u64);
        Ok(Some(Operation { number, act, changes, assets, undone_by: self.undone_by(number) }))
    }

    fn changes_before(&self, operation: u64, before: Option<u64>, each: &mut Numbered<'_>) -> Result<(), CatalogError> {
        // The volumes as they are when the newer changes have been taken back.
        let mut then = MemoryCatalog { volumes: self.volumes.clone(), ..MemoryCatalog::new() };
        let end = before.map_or(self.log.len(), |before| usize::try_from(before - 1).unwrap_or(usize::MAX));
        let numbered = self.log.iter().take(end).enumerate().map(|(at, logged)| (at as u64 + 1, logged));
        let numbered: Vec<(u64, &Logged)> = numbered.filter(|(_, logged)| logged.operation == operation).collect();
        for (number, logged) in numbered.into_iter().rev() {
            let change = match &logged.change {
                Change::AddAsset(snapshot) => match self.place(snapshot.id) {
                    Some(place) => Change::AddAsset(Box::new(then.outward_snapshot(&self.assets[&place].snapshot))),
                    None => return stale(format!("asset {} is not in the catalogue any more", snapshot.id)),
                },
                other => then.outward_change(other),
            };
            if let Change::Volume { before, after } = &change {
                let is_it = |(volume, is_known): &(Volume, bool)| match (before, after) {
                    (_, Some(after)) => *is_known && volume == after,
                    (Some(before), None) => !is_known && volume.identity == before.identity,
                    (None, None) => false,
                };
                if let Some(at) = then.volumes.iter().rposition(is_it) {
                    let volume = before.clone().unwrap_or_else(|| then.volumes[at].0.clone());
                    then.volumes[at] = (volume, before.is_some());
                }
            }
            if each(number, change)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn fingerprints(
        &self,
        filter: &Filter,
        algorithm: u32,
        each: &mut dyn FnMut(AssetId, u64, Fingerprint) -> ControlFlow<()>,
    ) -> Result<(), CatalogError> {
        for (asset, size, kept) in self.kept_fingerprints(filter, algorithm) {
            if each(asset, size, Fingerprint { signature: Vec::new(), ..kept }).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn signatures(&self, assets: &[AssetId], algorithm: u32) -> Result<Vec<(AssetId, Vec<u8>)>, CatalogError> {
        let held = |asset: &AssetId| self.place(*asset).and_then(|place| self.assets.get(&place));
        let kept = |asset: &AssetId| held(asset)?.fingerprint.clone().filter(|found| found.algorithm == algorithm);
        Ok(assets.iter().filter_map(|asset| Some((*asset, kept(asset)?.signature))).collect())
    }

    fn keep_fingerprints(&mut self, made: &[(AssetId, Fingerprint)]) -> Result<u64, CatalogError> {
        Ok(made.iter().filter(|(asset, made)| self.keep_fingerprint(*asset, made)).count() as u64)
    }

    fn apply(&mut self, transaction: &Transaction) -> Result<Receipt, CatalogError> {
        let mut next = self.clone();
        let operation = match &transaction.operation {
            OperationRef::New(act) => {
                next.operations.push(act.clone());
                next.operations.len() as u64
            }
            OperationRef::Continued(number) if self.act(*number).is_some() => *number,
            OperationRef::Continued(number) => return stale(format!("there is no operation {number}")),
        };
        transaction.changes.iter().try_for_each(|change| next.change(operation, change))?;
        *self = next;
        Ok(Receipt { operation })
    }

    fn pend(&mut self, asset: AssetId, pending: Option<&Pending>) -> Result<(), CatalogError> {
        let place = self.existing(asset)?;
        self.assets.get_mut(&place).expect("it is there").pending = pending.cloned();
        Ok(())
    }

    fn begin_accession(&mut self, accession: &Accession) -> Result<u64, CatalogError> {
        Ok(self.begin(accession))
    }

    fn enter(&mut self, entry: &Entry) -> Result<u64, CatalogError> {
        self.entered(entry)
    }

    fn fold_accession(&mut self, number: u64, into: u64) -> Result<(), CatalogError> {
        self.fold(number, into);
        Ok(())
    }

    fn compact(&mut self) -> Result<(), CatalogError> {
        Ok(())
    }

    fn together(&mut self, work: Work<'_>) -> Result<(), CatalogError> {
        let before = self.clone();
        let worked = work(self);
        if !matches!(worked, Ok(true)) {
            *self = before;
        }
        worked.map(|_| ())
    }

    fn summary(&self) -> Result<Summary, CatalogError> {
        let (operations, untaken) = (self.operations.len() as u64, self.untaken.len() as u64);
        let mut summary = Summary { operations, untaken, ..Summary::default() };
        for held in self.assets.values() {
            let asset = self.asset(held);
            summary.assets += 1;
            summary.versions += held.snapshot.versions.len() as u64;
            summary.bytes += asset.version.size;
            summary.duplicates += u64::from(asset.copies() >= 2);
            summary.pending += u64::from(held.pending.is_some());
            let classes = [State::Image, State::Video, State::Audio, State::Document];
            let is_in = |state: &State| matches(&Filter::Is(*state), &asset);
            summary.by_class[classes.iter().position(is_in).unwrap_or(4)] += 1;
            for holding in &held.snapshot.holdings {
                let is_original = holding.role == Role::Original;
                let mut checks = held.checked.iter();
                let last = checks.find(|(path, volume, _)| *path == holding.path && *volume == holding.volume);
                summary.originals += u64::from(is_original);
                summary.sidecars += u64::from(!is_original);
                summary.missing += u64::from(holding.state == HoldingState::Missing);
                summary.offline += u64::from(holding.state == HoldingState::Offline);
                summary.unchecked += u64::from(is_original && last.is_none());
                summary.altered += u64::from(is_original && last.is_some_and(|(.., outcome)| outcome == "altered"));
            }
        }
        Ok(summary)
    }

    fn check(&self) -> Result<Vec<String>, CatalogError> {
        Ok(Vec::new())
    }
}
