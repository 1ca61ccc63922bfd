//! What a file is, once it was read: the contract's table of identity, as a pure function from evidence to changes.
use super::enrichment::Enriched;
use super::examine::{Examined, ExaminedSidecar};
use super::outcome::OutcomeKind;
use crate::asset::{
    AssetId, Cataloguing, Date, Field, FilePath, Holding, HoldingState, Reading, Role, Snapshot, Stat, Value, Version,
};
use crate::catalog::{Change, Known, Relation};

/// What to do with a new file that has the essence of another file that is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SameEssence {
    /// A new asset, linked with the other.
    Asset,
    /// The newest version of the other.
    Version,
}

/// A file that was read, with the sidecars that speak for it.
pub struct Seen<'a> {
    /// Where it lies.
    pub path: &'a FilePath,
    /// On which volume.
    pub volume: &'a str,
    /// What it says; its reading has its sidecars' statements.
    pub file: Examined,
    /// Its sidecars.
    pub sidecars: Vec<SeenSidecar<'a>>,
}

/// A sidecar that was read.
pub struct SeenSidecar<'a> {
    /// Where it lies.
    pub path: &'a FilePath,
    /// What it says.
    pub file: &'a ExaminedSidecar,
    /// Who holds that path now.
    pub held: Option<(AssetId, Holding)>,
}

/// What the catalogue knows that bears on a file.
pub struct Evidence {
    /// The holding at the very path, and its asset.
    pub held: Option<(Holding, Known)>,
    /// The asset that has these bytes.
    pub twin: Option<Known>,
    /// An asset whose file with this essence is gone.
    pub departed: Option<Known>,
    /// The first asset that has this essence.
    pub kin: Option<AssetId>,
    /// That asset, where the file is to be its newest version.
    pub elder: Option<Known>,
}

/// What a file is.
pub struct Decision {
    /// The word for it.
    pub kind: OutcomeKind,
    /// More exactly, for what changed.
    pub change: Option<&'static str>,
    /// Its asset.
    pub id: AssetId,
    /// The asset that it shares an essence with.
    pub same_essence: Option<AssetId>,
    /// What makes it so.
    pub changes: Vec<Change>,
    /// What is stated of it, if it is a new asset, and what of that did not fit.
    pub enriched: Enriched,
}

/// The rules that a run decides by.
pub struct Rules<'a> {
    /// When the run takes things in.
    pub now: &'a Date,
    /// Whether a path leads to nothing though its volume is there.
    pub is_gone: &'a dyn Fn(&Holding) -> bool,
    /// What is stated of a new asset.
    pub enriched: &'a dyn Fn(&Snapshot) -> Enriched,
}

/// Decides. The branches follow the rows of the contract's table "what it is", top down.
pub fn decide(seen: Seen<'_>, evidence: &Evidence, rules: &Rules<'_>) -> Decision {
    if let Some(twin) = &evidence.twin {
        return with_known_bytes(seen, evidence, twin, rules);
    }
    if let Some((holding, known)) = &evidence.held {
        if known.version.essence == seen.file.essence {
            return new_version(seen, known, Some(holding), "metadata", rules);
        }
        if !disagree_on_capture(&known.reading, &seen.file.reading) {
            return new_version(seen, known, Some(holding), "content", rules);
        }
        let mut decision = new_asset(seen, rules, None);
        decision.changes.insert(0, release(known.asset, holding));
        return decision;
    }
    if let Some(kin) = &evidence.departed {
        let of_essence = |holding: &&Holding| holding.version == kin.version.number && (rules.is_gone)(holding);
        if let Some(holding) = kin.holdings.iter().find(of_essence) {
            return new_version(seen, kin, Some(holding), "metadata", rules);
        }
    }
    match &evidence.elder {
        Some(elder) => {
            Decision { same_essence: Some(elder.asset), ..new_version(seen, elder, None, "metadata", rules) }
        }
        None => new_asset(seen, rules, evidence.kin),
    }
}

/// The bytes are known: touched, moved, back to an earlier version, or one copy more.
fn with_known_bytes(seen: Seen<'_>, evidence: &Evidence, twin: &Known, rules: &Rules<'_>) -> Decision {
    let mut decision = Decision {
        kind: OutcomeKind::Duplicate,
        change: None,
        id: twin.asset,
        same_essence: None,
        changes: Vec::new(),
        enriched: Enriched::default(),
    };
    match &evidence.held {
        Some((holding, _)) if holding.digest == seen.file.digest => {
            (decision.kind, decision.change) = (OutcomeKind::Unchanged, Some("touched"));
            decision.changes.extend(hold(&seen, twin, Some(holding)));
        }
        Some((holding, known)) if known.asset == twin.asset => {
            let newest_elsewhere = twin.holdings.iter().any(|other| {
                other.path != holding.path && other.version == twin.newest && other.state == HoldingState::Present
            });
            let same_essence = known.version.essence == seen.file.essence;
            let change = if same_essence { "metadata" } else { "content" };
            if twin.version.number < twin.newest && !newest_elsewhere {
                return new_version(seen, twin, Some(holding), change, rules);
            }
            (decision.kind, decision.change) = (OutcomeKind::Changed, Some(change));
            decision.changes.extend(hold(&seen, twin, Some(holding)));
        }
        Some((holding, known)) => {
            decision.changes.push(release(known.asset, holding));
            decision.changes.extend(hold(&seen, twin, None));
        }
        None => {
            let of_bytes = |holding: &&Holding| holding.digest == seen.file.digest && (rules.is_gone)(holding);
            let departed = twin.holdings.iter().find(of_bytes);
            if departed.is_some() {
                decision.kind = OutcomeKind::Moved;
            }
            decision.changes.extend(hold(&seen, twin, departed));
        }
    }
    decision.changes.extend(sidecar_holds(&seen, twin.asset, &twin.holdings, twin.newest, rules));
    if twin.version.number == twin.newest && speaks_anew(decision.kind, twin, &seen) {
        let (before, after) = (Box::new(twin.reading.clone()), Box::new(seen.file.reading));
        decision.changes.push(Change::Describe { asset: twin.asset, before, after });
    }
    decision
}

/// Whether what this file and its sidecars say replaces what the asset's files said. A further copy is heard only where
/// no sidecar has spoken yet, so that two copies' sidecars do not take turns.
fn speaks_anew(kind: OutcomeKind, twin: &Known, seen: &Seen<'_>) -> bool {
    let spoken = |reading: &Reading| {
        reading.statements.iter().any(|statement| statement.origin == crate::asset::Origin::Sidecar)
    };
    let may = match kind {
        OutcomeKind::Duplicate => !spoken(&twin.reading) && spoken(&seen.file.reading),
        _ => spoken(&seen.file.reading) || !spoken(&twin.reading),
    };
    may && twin.reading != seen.file.reading
}

fn new_asset(seen: Seen<'_>, rules: &Rules<'_>, kin: Option<AssetId>) -> Decision {
    let id = AssetId::of(&seen.file.digest);
    let version =
        Version { number: 1, digest: seen.file.digest, essence: seen.file.essence, size: seen.file.stat.size };
    let mut holdings = vec![holding(&seen, 1)];
    let sidecars = sidecar_holds(&seen, id, &[], 1, rules);
    let released = sidecars.iter().filter(|change| change.asset() != Some(id)).cloned();
    let mut changes: Vec<Change> = released.collect();
    holdings.extend(sidecars.into_iter().filter_map(|change| match change {
        Change::Hold { asset, after: Some(after), .. } if asset == id => Some(after),
        _ => None,
    }));
    let mut snapshot = Snapshot {
        id,
        accessioned: rules.now.clone(),
        versions: vec![(version, seen.file.reading)],
        holdings,
        cataloguing: Cataloguing::default(),
    };
    let enriched = (rules.enriched)(&snapshot);
    snapshot.cataloguing = enriched.cataloguing.clone();
    changes.push(Change::AddAsset(Box::new(snapshot)));
    if let Some(other) = kin.filter(|other| *other != id) {
        let (relation, evidence) = (Relation::SameEssence, String::new());
        changes.push(Change::Link { asset: id, other, relation, evidence, present: true });
    }
    Decision { kind: OutcomeKind::Added, change: None, id, same_essence: kin, changes, enriched }
}

fn new_version(
    seen: Seen<'_>,
    known: &Known,
    before: Option<&Holding>,
    change: &'static str,
    rules: &Rules<'_>,
) -> Decision {
    let number = known.newest + 1;
    let version = Version { number, digest: seen.file.digest, essence: seen.file.essence, size: seen.file.stat.size };
    let mut holds =
        vec![Change::Hold { asset: known.asset, before: before.cloned(), after: Some(holding(&seen, number)) }];
    holds.extend(sidecar_holds(&seen, known.asset, &known.holdings, number, rules));
    let mut changes = vec![Change::AddVersion { asset: known.asset, version, reading: seen.file.reading }];
    changes.extend(holds);
    Decision {
        kind: OutcomeKind::Changed,
        change: Some(change),
        id: known.asset,
        same_essence: None,
        changes,
        enriched: Enriched::default(),
    }
}

fn hold(seen: &Seen<'_>, known: &Known, before: Option<&Holding>) -> Option<Change> {
    let after = holding(seen, known.version.number);
    (before != Some(&after)).then(|| Change::Hold { asset: known.asset, before: before.cloned(), after: Some(after) })
}

fn holding(seen: &Seen<'_>, version: u32) -> Holding {
    Holding {
        path: seen.path.clone(),
        volume: seen.volume.to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: kept(seen.file.stat),
        digest: seen.file.digest,
        version,
    }
}

/// The changes that give the asset its sidecars: new ones held, known ones brought up to date, others' taken over, and
/// those that moved along followed.
fn sidecar_holds(
    seen: &Seen<'_>,
    asset: AssetId,
    holdings: &[Holding],
    version: u32,
    rules: &Rules<'_>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    for sidecar in &seen.sidecars {
        let after = sidecar_holding(sidecar, seen.volume, version);
        let before = match &sidecar.held {
            Some((holder, held)) if *holder == asset => Some(held.clone()),
            Some((holder, held)) => {
                changes.push(release(*holder, held));
                None
            }
            None => holdings
                .iter()
                .find(|old| old.role == Role::Sidecar && old.digest == sidecar.file.digest && (rules.is_gone)(old))
                .cloned(),
        };
        if before.as_ref() != Some(&after) {
            changes.push(Change::Hold { asset, before, after: Some(after) });
        }
    }
    changes
}

/// A sidecar as it is held.
pub fn sidecar_holding(sidecar: &SeenSidecar<'_>, volume: &str, version: u32) -> Holding {
    Holding {
        path: sidecar.path.clone(),
        volume: volume.to_owned(),
        role: Role::Sidecar,
        state: HoldingState::Present,
        stat: kept(sidecar.file.stat),
        digest: sidecar.file.digest,
        version,
    }
}

fn release(asset: AssetId, holding: &Holding) -> Change {
    Change::Hold { asset, before: Some(holding.clone()), after: None }
}

/// A stat as it is held: devices are numbered anew at every boot.
fn kept(stat: Stat) -> Stat {
    Stat { device: 0, ..stat }
}

/// Whether two readings cannot be of one exposure: both say when, or with which camera, or from which document, and
/// they say different things. Cards reuse names.
fn disagree_on_capture(one: &Reading, other: &Reading) -> bool {
    let moment = |reading: &Reading| match reading.description.first(Field::DateCreated) {
        Some(Value::Date(date)) if date.second.is_some() => date.wall().get(..19).map(str::to_owned),
        _ => None,
    };
    let serial = |reading: &Reading| reading.description.text(Field::CameraSerial).map(str::to_owned);
    differ(moment(one), moment(other)) || differ(serial(one), serial(other)) || differ(document(one), document(other))
}

fn document(reading: &Reading) -> Option<String> {
    let original = reading.statements.iter().find(|statement| statement.name == "xmpMM:OriginalDocumentID")?;
    original.values.first()?.as_text().map(str::to_owned)
}

fn differ(one: Option<String>, other: Option<String>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one != other)
}
