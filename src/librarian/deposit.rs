//! Changes on their way into the catalogue: gathered into batches, and already visible to the next decision.
use super::error::LibrarianError;
use super::ledger::{Begun, Ledger};
use super::outcome::Outcome;
use crate::asset::{AssetId, Digest, FilePath, Holding, Reading, Version};
use crate::catalog::{AccessionState, Act, Catalog, Change, Clue, Known, Link, OperationRef, Transaction, clues};
use std::collections::HashMap;

/// How many changes are gathered before they are recorded: enough that a commit costs little beside them, few enough
/// that an interruption loses little.
const BATCH: usize = 1_000;

/// A catalogue with changes that it does not have yet.
pub struct Deposit<'a> {
    catalog: &'a mut dyn Catalog,
    act: Act,
    dry_run: bool,
    ledger: Option<Ledger>,
    operation: Option<u64>,
    changes: Vec<Change>,
    assets: HashMap<AssetId, Touched>,
    digests: HashMap<Digest, AssetId>,
    essences: HashMap<Digest, Vec<AssetId>>,
    paths: HashMap<FilePath, Option<AssetId>>,
    kin: HashMap<Digest, Kin>,
    clues: HashMap<Clue, Vec<AssetId>>,
    /// By either end: the links that are made, and those that are taken away.
    links: HashMap<AssetId, Vec<(Link, bool)>>,
    before: Option<Before<'a>>,
}

/// What must be done before anything is recorded: what the changes speak of must be on its medium.
pub type Before<'a> = Box<dyn FnMut() -> std::io::Result<()> + 'a>;

/// The assets that share an essence, looked at once a run: pictures that many files share (black frames, test cards)
/// must not cost each of them a look at all the others.
#[derive(Clone, Debug)]
struct Kin {
    /// The one that was taken in first.
    first: AssetId,
    /// Those of which a file that had the essence was gone when they were looked at.
    departed: Vec<AssetId>,
}

/// What a new file's essence says.
#[derive(Default)]
pub struct Relatives {
    /// The first asset that has the essence.
    pub first: Option<AssetId>,
    /// An asset whose file with the essence is gone: perhaps the new file is what became of it.
    pub departed: Option<Known>,
}

/// An asset as the gathered changes leave it.
struct Touched {
    versions: Vec<Version>,
    holdings: Vec<Holding>,
    reading: Told,
}

/// What an asset's files say, or which of the gathered changes tells it: a reading is long, and seldom asked for again.
enum Told {
    Here(Box<Reading>),
    ByChange(usize),
}

impl Touched {
    fn known(&self, asset: AssetId, changes: &[Change], is_meant: impl Fn(&Version) -> bool) -> Option<Known> {
        Some(Known {
            asset,
            version: self.versions.iter().rev().find(|version| is_meant(version))?.clone(),
            newest: self.versions.last()?.number,
            holdings: self.holdings.clone(),
            reading: self.reading(changes),
        })
    }

    fn reading(&self, changes: &[Change]) -> Reading {
        let told = match &self.reading {
            Told::Here(reading) => return (**reading).clone(),
            Told::ByChange(number) => changes.get(*number),
        };
        match told {
            Some(Change::AddAsset(snapshot)) => snapshot.versions.last().map(|(_, reading)| reading.clone()),
            Some(Change::AddVersion { reading, .. }) => Some(reading.clone()),
            Some(Change::Describe { after, .. }) => Some((**after).clone()),
            Some(
                Change::RemoveAsset(_)
                | Change::RemoveVersion { .. }
                | Change::Reconcile { .. }
                | Change::Policy { .. }
                | Change::Hold { .. }
                | Change::State { .. }
                | Change::Volume { .. }
                | Change::Save { .. }
                | Change::Link { .. }
                | Change::Write { .. }
                | Change::Trash { .. }
                | Change::Protect { .. }
                | Change::LetGo { .. }
                | Change::Event(_),
            )
            | None => None,
        }
        .unwrap_or_default()
    }
}

impl<'a> Deposit<'a> {
    /// Nothing gathered yet. With `dry_run` nothing is ever recorded, and everything stays visible to decisions.
    pub fn new(catalog: &'a mut dyn Catalog, act: Act, dry_run: bool) -> Deposit<'a> {
        Deposit {
            catalog,
            act,
            dry_run,
            ledger: None,
            operation: None,
            changes: Vec::new(),
            assets: HashMap::new(),
            digests: HashMap::new(),
            essences: HashMap::new(),
            paths: HashMap::new(),
            kin: HashMap::new(),
            clues: HashMap::new(),
            links: HashMap::new(),
            before: None,
        }
    }

    /// From now on this is done before each batch is recorded; where it fails, nothing is.
    pub fn before_recording(&mut self, before: Before<'a>) {
        self.before = Some(before);
    }

    /// With a page of the ledger, on which every batch is entered as it is recorded.
    pub fn with_ledger(mut self, ledger: Option<Ledger>) -> Deposit<'a> {
        self.ledger = ledger;
        self
    }

    /// Begins the accession that this is, or goes on with the one that was cut short; `None` where there is no ledger.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn begin_accession(&mut self) -> Result<Option<Begun>, LibrarianError> {
        self.ledger.as_mut().map(|ledger| ledger.begin(self.catalog)).transpose()
    }

    /// The page of the ledger, where there is one.
    pub fn ledger(&mut self) -> Option<&mut Ledger> {
        self.ledger.as_mut()
    }

    /// Enters what became of a file.
    ///
    /// # Errors
    /// The catalogue's, where many failures wait and are recorded.
    pub fn hear(&mut self, outcome: &Outcome) -> Result<(), LibrarianError> {
        let Some(ledger) = &mut self.ledger else { return Ok(()) };
        ledger.hear(outcome);
        if ledger.is_full() { self.record() } else { Ok(()) }
    }

    /// Ends the accession: its number, where there is a ledger. All that was gathered is recorded before.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn close(&mut self, state: AccessionState) -> Result<Option<u64>, LibrarianError> {
        self.record()?;
        let Some(ledger) = &mut self.ledger else { return Ok(None) };
        if state == AccessionState::Whole {
            ledger.settle_what_is_gone(self.catalog)?;
        }
        ledger.close(self.catalog, state)
    }

    /// The catalogue, without what is gathered.
    pub fn catalog(&self) -> &dyn Catalog {
        self.catalog
    }

    /// Whether nothing waits to be recorded.
    pub fn is_recorded(&self) -> bool {
        self.dry_run || self.changes.is_empty()
    }

    /// The operation that was begun by the first batch.
    pub fn operation(&self) -> Option<u64> {
        self.operation
    }

    /// The asset that has these bytes.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn find_digest(&self, digest: &Digest) -> Result<Option<Known>, LibrarianError> {
        let touched = self.digests.get(digest).and_then(|asset| {
            self.assets
                .get(asset)
                .and_then(|touched| touched.known(*asset, &self.changes, |version| version.digest == *digest))
        });
        match touched {
            Some(known) => Ok(Some(known)),
            None => Ok(self.catalog.find_digest(digest)?.map(|known| self.brought_up_to_date(known))),
        }
    }

    /// Who has this essence in the newest version.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn relatives(
        &mut self,
        essence: &Digest,
        is_gone: &dyn Fn(&Holding) -> bool,
    ) -> Result<Relatives, LibrarianError> {
        if !self.kin.contains_key(essence) {
            let found = self.find_essence(essence)?;
            let Some(first) = found.first().map(|known| known.asset) else { return Ok(Relatives::default()) };
            let has_departed = |known: &&Known| {
                let holdings = known.holdings.iter().filter(|holding| holding.version == known.version.number);
                holdings.into_iter().any(is_gone)
            };
            let departed = found.iter().filter(has_departed).map(|known| known.asset).collect();
            self.kin.insert(*essence, Kin { first, departed });
        }
        let Some(kin) = self.kin.get(essence) else { return Ok(Relatives::default()) };
        let first = kin.first;
        // One departure explains one arrival.
        let departed = self.kin.get_mut(essence).and_then(|kin| kin.departed.pop());
        let departed = departed.map(|asset| self.known(asset)).transpose()?.flatten();
        Ok(Relatives { first: Some(first), departed: departed.filter(|known| known.version.essence == *essence) })
    }

    /// An asset, by its newest version.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn known(&self, asset: AssetId) -> Result<Option<Known>, LibrarianError> {
        if let Some(touched) = self.assets.get(&asset) {
            return Ok(touched.known(asset, &self.changes, |_| true));
        }
        let Some(snapshot) = self.catalog.snapshot(asset)? else { return Ok(None) };
        let Some((version, reading)) = snapshot.versions.into_iter().next_back() else { return Ok(None) };
        Ok(Some(Known { asset, newest: version.number, version, holdings: snapshot.holdings, reading }))
    }

    fn find_essence(&self, essence: &Digest) -> Result<Vec<Known>, LibrarianError> {
        let recorded = self.catalog.find_essence(essence)?.into_iter().map(|known| self.brought_up_to_date(known));
        let mut found: Vec<Known> = recorded.collect();
        for asset in self.essences.get(essence).map_or(&[] as &[AssetId], Vec::as_slice) {
            let is_meant = |version: &Version| version.essence == *essence;
            let known = self.assets.get(asset).and_then(|touched| touched.known(*asset, &self.changes, is_meant));
            found.extend(known.filter(|known| found.iter().all(|other| other.asset != known.asset)));
        }
        Ok(found)
    }

    /// The holding at a path, with its asset as known by the bytes that the holding has.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn find_path(&self, path: &FilePath) -> Result<Option<(AssetId, Holding)>, LibrarianError> {
        match self.paths.get(path) {
            None => Ok(self.catalog.find_path(path)?),
            Some(_) => Ok(self.gathered_at(path)),
        }
    }

    /// The holding at a path, if the gathered changes put it there; the catalogue is not asked.
    pub fn gathered_at(&self, path: &FilePath) -> Option<(AssetId, Holding)> {
        let asset = self.paths.get(path).copied().flatten()?;
        let holding = self.assets.get(&asset)?.holdings.iter().find(|holding| holding.path == *path)?;
        Some((asset, holding.clone()))
    }

    /// The assets that carry a clue, in order of accession.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn find_clue(&self, clue: &Clue) -> Result<Vec<AssetId>, LibrarianError> {
        let mut found = self.catalog.find_clue(clue)?;
        let gathered = self.clues.get(clue).map_or(&[] as &[AssetId], Vec::as_slice);
        found.extend(gathered.iter().filter(|asset| !found.contains(asset)).copied().collect::<Vec<_>>());
        Ok(found)
    }

    /// The links of an asset, either way.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn links(&self, asset: AssetId) -> Result<Vec<Link>, LibrarianError> {
        let mut links = self.catalog.links(asset)?;
        for (link, is_made) in self.links.get(&asset).map_or(&[] as &[(Link, bool)], Vec::as_slice) {
            match is_made {
                true => links.push(link.clone()),
                false => links.retain(|other| other != link),
            }
        }
        Ok(links)
    }

    fn brought_up_to_date(&self, known: Known) -> Known {
        match self.assets.get(&known.asset) {
            None => known,
            Some(touched) => Known {
                newest: touched.versions.last().map_or(known.newest, |version| version.number.max(known.newest)),
                holdings: touched.holdings.clone(),
                reading: touched.reading(&self.changes),
                ..known
            },
        }
    }

    /// Gathers changes. `evidence` are the assets that the decision knew, so that later ones see what became of them.
    ///
    /// # Errors
    /// The catalogue's, when the batch is full and is recorded.
    pub fn gather<'k>(
        &mut self,
        changes: Vec<Change>,
        evidence: impl IntoIterator<Item = &'k Known>,
    ) -> Result<(), LibrarianError> {
        self.gather_first(changes, evidence);
        if self.changes.len() >= BATCH && !self.dry_run { self.record() } else { Ok(()) }
    }

    /// Gathers changes that are to be recorded together with those that are gathered next.
    pub fn gather_first<'k>(&mut self, changes: Vec<Change>, evidence: impl IntoIterator<Item = &'k Known>) {
        for known in evidence {
            let is_concerned = changes.iter().any(|change| change.asset() == Some(known.asset));
            if is_concerned && !self.assets.contains_key(&known.asset) {
                let (versions, holdings) = (vec![known.version.clone()], known.holdings.clone());
                let reading = Told::Here(Box::new(known.reading.clone()));
                self.assets.insert(known.asset, Touched { versions, holdings, reading });
            }
        }
        for change in changes {
            self.absorb(&change, self.changes.len());
            self.changes.push(change);
        }
    }

    /// Makes a change visible, which is to be the gathered one of this number.
    fn absorb(&mut self, change: &Change, number: usize) {
        match change {
            Change::AddAsset(snapshot) => {
                let versions: Vec<Version> = snapshot.versions.iter().map(|(version, _)| version.clone()).collect();
                versions.iter().for_each(|version| self.learn(snapshot.id, version));
                for holding in &snapshot.holdings {
                    self.paths.insert(holding.path.clone(), Some(snapshot.id));
                }
                snapshot.versions.last().into_iter().for_each(|(_, reading)| self.learn_clues(snapshot.id, reading));
                let (holdings, reading) = (snapshot.holdings.clone(), Told::ByChange(number));
                self.assets.insert(snapshot.id, Touched { versions, holdings, reading });
            }
            Change::RemoveAsset(snapshot) => {
                self.assets.remove(&snapshot.id);
                self.paths.extend(snapshot.holdings.iter().map(|holding| (holding.path.clone(), None)));
            }
            Change::AddVersion { asset, version, reading } => {
                self.learn(*asset, version);
                self.learn_clues(*asset, reading);
                if let Some(touched) = self.assets.get_mut(asset) {
                    touched.versions.push(version.clone());
                    touched.reading = Told::ByChange(number);
                }
            }
            Change::Describe { asset, after, .. } => {
                self.learn_clues(*asset, after);
                if let Some(touched) = self.assets.get_mut(asset) {
                    touched.reading = Told::ByChange(number);
                }
            }
            Change::Hold { asset, before, after } => self.absorb_hold(*asset, before.as_ref(), after.as_ref()),
            Change::Link { asset, other, relation, evidence, present } => {
                for (end, other, is_outward) in [(*asset, *other, true), (*other, *asset, false)] {
                    let link = Link { other, relation: *relation, evidence: evidence.clone(), is_outward };
                    self.links.entry(end).or_default().push((link, *present));
                }
            }
            Change::RemoveVersion { .. }
            | Change::Reconcile { .. }
            | Change::State { .. }
            | Change::Policy { .. }
            | Change::Volume { .. }
            | Change::Save { .. }
            | Change::Write { .. }
            | Change::Trash { .. }
            | Change::Protect { .. }
            | Change::LetGo { .. }
            | Change::Event(_) => {}
        }
    }

    fn absorb_hold(&mut self, asset: AssetId, before: Option<&Holding>, after: Option<&Holding>) {
        if let Some(before) = before {
            self.paths.insert(before.path.clone(), None);
        }
        if let Some(after) = after {
            self.paths.insert(after.path.clone(), Some(asset));
        }
        if let Some(touched) = self.assets.get_mut(&asset) {
            touched.holdings.retain(|holding| before.is_none_or(|before| holding.path != before.path));
            touched.holdings.extend(after.cloned());
        }
    }

    fn learn_clues(&mut self, asset: AssetId, reading: &Reading) {
        for clue in clues(reading) {
            let carriers = self.clues.entry(clue).or_default();
            if !carriers.contains(&asset) {
                carriers.push(asset);
            }
        }
    }

    fn learn(&mut self, asset: AssetId, version: &Version) {
        self.digests.insert(version.digest, asset);
        let of_essence = self.essences.entry(version.essence).or_default();
        if !of_essence.contains(&asset) {
            of_essence.push(asset);
        }
    }

    /// Records what is gathered, in one transaction, and enters it.
    ///
    /// # Errors
    /// The catalogue's; nothing of the batch is recorded then, and it waits still.
    pub fn record(&mut self) -> Result<(), LibrarianError> {
        // What a preview decided stays visible to what it decides next.
        if self.dry_run {
            return Ok(());
        }
        if self.changes.is_empty() {
            return self.enter_failures();
        }
        if let Some(before) = &mut self.before {
            let what = "cannot sync what was copied; it is not recorded".to_owned();
            before().map_err(|source| LibrarianError::Io { what, source })?;
        }
        let operation = match self.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.act.clone()),
        };
        let transaction = Transaction { operation, changes: std::mem::take(&mut self.changes) };
        match self.apply(&transaction) {
            Ok(operation) => self.operation = Some(operation),
            Err(error) => {
                self.changes = transaction.changes;
                return Err(error);
            }
        }
        self.assets.clear();
        self.digests.clear();
        self.essences.clear();
        self.paths.clear();
        self.clues.clear();
        self.links.clear();
        Ok(())
    }

    /// The operation that the changes are recorded as.
    fn apply(&mut self, transaction: &Transaction) -> Result<u64, LibrarianError> {
        let Some(ledger) = &mut self.ledger else { return Ok(self.catalog.apply(transaction)?.operation) };
        ledger.begin(self.catalog)?;
        let mut recorded = (0, 0);
        let mut entry = ledger.entry(AccessionState::Open);
        let applied = self.catalog.together(&mut |catalog| {
            let operation = catalog.apply(transaction)?.operation;
            let news = match &mut entry {
                Some(entry) => {
                    entry.operation = Some(operation);
                    catalog.enter(entry)?
                }
                None => 0,
            };
            recorded = (operation, news);
            Ok(true)
        });
        match (applied, entry) {
            (Ok(()), _) => ledger.entered(Some(recorded.0), recorded.1),
            (Err(error), entry) => {
                entry.into_iter().for_each(|entry| ledger.take_back(entry));
                return Err(error.into());
            }
        }
        Ok(recorded.0)
    }

    /// Enters failures by themselves, where many wait.
    fn enter_failures(&mut self) -> Result<(), LibrarianError> {
        let Some(ledger) = self.ledger.as_mut().filter(|ledger| ledger.is_full()) else { return Ok(()) };
        ledger.begin(self.catalog)?;
        let Some(entry) = ledger.entry(AccessionState::Open) else { return Ok(()) };
        match self.catalog.enter(&entry) {
            Ok(news) => ledger.entered(None, news),
            Err(error) => {
                ledger.take_back(entry);
                return Err(error.into());
            }
        }
        Ok(())
    }
}
