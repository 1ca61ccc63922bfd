//! What a report found, done: files that another file stands for go into the trash or become its links. Before each what is
//! written on it is brought over; at each both files are read again. One operation, which `undo` takes back.
use super::act::{Deed, Ended, Seen, examine, perform, refused};
use super::companions::companions;
use super::union::{self, united};
use super::{Group, Kind};
use crate::asset::{AssetId, Digest, Field, Holding, HoldingState, Problem, ProblemKind, Role, Snapshot, Stat};
use crate::catalog::{Act, Catalog, CatalogError, Change, Departure, Disposal, OperationRef, Relation, Transaction};
use crate::librarian::error::LibrarianError;
use crate::librarian::file::unreadable;
use crate::librarian::observer::Observer;
use crate::librarian::outcome::{FieldChange, Outcome, OutcomeKind, Summary};
use crate::librarian::pipeline::calmly;
use crate::librarian::protection::Protection;
use crate::librarian::store::Store;
use crate::librarian::trash::{Bin, Trash};
use crate::librarian::volumes::Volumes;
use crate::librarian::write::{announced, half_written};
use std::collections::HashSet;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// How many files are announced, given up and recorded together.
const BATCH: usize = 64;

/// A file and its asset.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// The asset.
    pub id: AssetId,
    /// The file.
    pub file: Seen,
}

/// A file that is to be given up, and the one that stands for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// In what way they are the same.
    pub kind: Kind,
    /// What becomes of the file.
    pub way: Disposal,
    /// The file that is given up.
    pub victim: Party,
    /// The one that stays.
    pub survivor: Party,
}

/// What is to be done with a group: each file that the rule does not keep is given up for the first that it keeps.
pub fn resolutions(group: &Group, way: Disposal) -> Vec<Resolution> {
    let party = |member: &super::Member| Party { id: member.id, file: Seen::of(&member.file) };
    let Some(survivor) = group.members.iter().find(|member| member.is_keeper).map(party) else { return Vec::new() };
    let victims = group.members.iter().filter(|member| !member.is_keeper);
    let one = |member| Resolution { kind: group.kind, way, victim: party(member), survivor: survivor.clone() };
    victims.map(one).collect()
}

/// What to do, and how.
pub struct Resolve<'r> {
    /// The verb that is told.
    pub verb: &'static str,
    /// In order.
    pub rows: Vec<Resolution>,
    /// Where it is said that files are changing hands.
    pub store: &'r Store,
    /// Becomes true when the user wants the run to stop, also in the middle of a file.
    pub stop: Arc<AtomicBool>,
    /// The operation that this is a part of.
    pub operation: Option<u64>,
    /// Whether to only say what would be done. Everything is read all the same.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Resolves. Of what was told as done the trash has the file and the catalogue the record.
///
/// # Errors
/// The catalogue's; `Io` where it cannot be said that files change hands.
pub fn resolve(
    catalog: &mut dyn Catalog,
    request: &Resolve<'_>,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    let bytes = request.rows.iter().map(|row| row.victim.file.size).sum();
    observer.expect(request.rows.len() as u64, bytes);
    observer.expected_all();
    let mut run = Run {
        request,
        observer,
        protection: Protection::read(catalog)?,
        announced: announced(catalog)?,
        volumes: Volumes::read(catalog, request.act.at.clone())?,
        trash: Trash::default(),
        gone: HashSet::new(),
        summary: Summary { operation: request.operation, ..Summary::new(request.verb, request.dry_run) },
    };
    for rows in request.rows.chunks(BATCH) {
        if run.batch(catalog, rows)?.is_break() {
            break;
        }
        if run.observer.is_interrupted() {
            run.summary.interrupted = true;
            break;
        }
    }
    Ok(run.summary)
}

struct Run<'r> {
    request: &'r Resolve<'r>,
    observer: &'r mut dyn Observer,
    protection: Protection,
    /// Assets of which files are changing hands otherwise.
    announced: HashSet<AssetId>,
    volumes: Volumes,
    trash: Trash,
    /// In a dry run, the files that would be gone by now.
    gone: HashSet<Vec<u8>>,
    summary: Summary,
}

/// A row that the catalogue agrees with.
struct Order<'r> {
    row: &'r Resolution,
    held: Holding,
    companions: Vec<Holding>,
    seen: Vec<Seen>,
    place: Option<Place>,
}

/// What is to be done about a row, or why nothing is.
type Ordered<'r> = Result<Order<'r>, (&'r Resolution, Problem)>;

/// Where files go.
struct Place {
    bin: Rc<Bin>,
    names: Vec<Vec<u8>>,
    /// What the files are now: the catalogue's inodes are those of when they were read, perhaps on another disk.
    inodes: Vec<u64>,
}

impl Order<'_> {
    /// The files that go, the victim first, each with where it is kept.
    fn departures(&self) -> Vec<Departure> {
        let Some(place) = &self.place else { return Vec::new() };
        let files = std::iter::once(&self.held).chain(&self.companions);
        let departure = |((file, name), inode): ((&Holding, &Vec<u8>), &u64)| Departure {
            asset: self.row.victim.id,
            path: file.path.clone(),
            kept: place.bin.path.join(name),
            volume: file.volume.clone(),
            digest: file.digest,
            way: self.row.way,
            inode: *inode,
        };
        files.zip(&place.names).zip(&place.inodes).map(departure).collect()
    }
}

/// What is told of a row beside how it ended.
#[derive(Default)]
struct Tale {
    fields: Vec<FieldChange>,
    problem: Option<Problem>,
}

impl Run<'_> {
    fn batch(&mut self, catalog: &mut dyn Catalog, rows: &[Resolution]) -> Result<ControlFlow<()>, LibrarianError> {
        let mut orders = Vec::with_capacity(rows.len());
        for row in rows {
            orders.push(match self.order(catalog, row)? {
                Ok(order) => Ok(order),
                Err(problem) => Err((row, problem)),
            });
        }
        if self.request.dry_run {
            return self.preview(catalog, orders);
        }
        let announced: Vec<Departure> = orders.iter().flatten().flat_map(Order::departures).collect();
        let turn = if announced.is_empty() { None } else { Some(self.announce(catalog, &announced)?) };
        let mut ended: Vec<(Ordered<'_>, Option<Ended>)> = Vec::new();
        for order in orders {
            let end = order.as_ref().ok().map(|order| self.perform(order));
            ended.push((order, end));
        }
        let mut tales = Vec::new();
        let recorded = catalog.together(&mut |catalog| {
            tales.clear();
            for (order, end) in &ended {
                tales.push(self.record(catalog, order.as_ref().ok(), end.as_ref())?);
            }
            Ok(true)
        });
        if let Err(error) = recorded {
            self.observer.notice(
                "files may have gone into the trash that could not be recorded; the next damson takes that back",
            );
            return Err(error.into());
        }
        drop(turn);
        for ((order, end), tale) in ended.into_iter().zip(tales) {
            let (row, problem) = match (order, end) {
                (Err((row, problem)), _) => (row, Some(problem)),
                (Ok(order), Some(Ended::Done(_))) => (order.row, None),
                (Ok(order), Some(Ended::Not(problem))) => (order.row, Some(problem)),
                (Ok(order), Some(Ended::Stranded(problem))) => (order.row, Some(stranded(&order, &problem))),
                (Ok(order), None) => (order.row, Some(Problem::new(ProblemKind::Internal, "it was not tried"))),
            };
            if self.tell(row, problem, tale).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn announce(
        &self,
        catalog: &mut dyn Catalog,
        departures: &[Departure],
    ) -> Result<rustix::fd::OwnedFd, LibrarianError> {
        let what = || "it cannot be said that files are changing hands".to_owned();
        let turn = self.request.store.announce().map_err(|source| LibrarianError::Io { what: what(), source })?;
        catalog.together(&mut |catalog| catalog.depart(departures, true).map(|()| true))?;
        Ok(turn)
    }

    fn deed<'a>(&'a self, order: &'a Order<'_>) -> Deed<'a> {
        Deed {
            way: order.row.way,
            victim: &order.row.victim.file,
            companions: &order.seen,
            survivor: &order.row.survivor.file,
            stop: &self.request.stop,
            between: &|_| {},
        }
    }

    fn perform(&self, order: &Order<'_>) -> Ended {
        let Some(place) = &order.place else {
            return Ended::Not(Problem::new(ProblemKind::Internal, "it has no place in the trash"));
        };
        perform(&self.deed(order), &place.bin, &place.names)
    }

    /// Tells of each what would become of it.
    fn preview(&mut self, catalog: &dyn Catalog, orders: Vec<Ordered<'_>>) -> Result<ControlFlow<()>, LibrarianError> {
        for order in orders {
            let (row, problem, tale) = match order {
                Err((row, problem)) => (row, Some(problem), Tale::default()),
                Ok(order) if self.gone.contains(&order.row.survivor.file.path.0) => {
                    let message = "the kept file: it would be gone by then";
                    (order.row, Some(Problem::new(ProblemKind::Vanished, message)), Tale::default())
                }
                Ok(order) => match calmly(|| examine(&self.deed(&order)).map(|_| ())) {
                    Err(problem) => (order.row, Some(problem), Tale::default()),
                    Ok(()) => {
                        if order.row.way == Disposal::Trash {
                            let files = std::iter::once(&order.held).chain(&order.companions);
                            self.gone.extend(files.map(|file| file.path.0.clone()));
                        }
                        let tale = self.foreseen(catalog, &order)?;
                        (order.row, None, tale)
                    }
                },
            };
            if self.tell(row, problem, tale).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn foreseen(&self, catalog: &dyn Catalog, order: &Order<'_>) -> Result<Tale, CatalogError> {
        let row = order.row;
        let (Some(goes), Some(stays)) = (catalog.snapshot(row.victim.id)?, catalog.snapshot(row.survivor.id)?) else {
            return Ok(Tale::default());
        };
        let is_last = goes.holdings.iter().all(|file| self.gone.contains(&file.path.0));
        match (goes.asset(), stays.asset()) {
            (Some(goes), Some(stays)) if is_dissolved(row, is_last) => Ok(tale_of(&united(&stays, &goes))),
            (_, _) => Ok(Tale::default()),
        }
    }

    fn tell(&mut self, row: &Resolution, problem: Option<Problem>, tale: Tale) -> ControlFlow<()> {
        let is_refused = problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::Refused);
        self.summary.refused += u64::from(is_refused);
        let kind = if problem.is_some() { OutcomeKind::Failed } else { OutcomeKind::Changed };
        let outcome = Outcome {
            id: Some(row.victim.id),
            change: Some(row.way.word()),
            digest: Some(row.victim.file.digest),
            survivor: Some(row.survivor.file.path.clone()),
            fields: tale.fields,
            problem: problem.or(tale.problem),
            dry_run: self.request.dry_run,
            ..Outcome::of_file(self.request.verb, kind, row.victim.file.path.clone())
        };
        self.summary.bytes += row.victim.file.size + row.survivor.file.size;
        self.summary.count(&outcome);
        self.observer.advance(1, row.victim.file.size);
        self.observer.outcome(&outcome)
    }

    /// What is to be done about a row, if the catalogue still says what the row says.
    fn order<'o>(
        &mut self,
        catalog: &dyn Catalog,
        row: &'o Resolution,
    ) -> Result<Result<Order<'o>, Problem>, CatalogError> {
        let (Some(held), Some(stays)) = (found(catalog, &row.victim)?, found(catalog, &row.survivor)?) else {
            return Ok(Err(refused("stale: the catalogue does not hold both files as they were seen")));
        };
        if [row.victim.id, row.survivor.id].iter().any(|id| self.announced.contains(id)) {
            return Ok(Err(half_written()));
        }
        if !self.volumes.is_in_place(&held) || !self.volumes.is_in_place(&stays) {
            let message =
                "its volume, or that of the kept file, is not where the catalogue has it (damson ingest looks)";
            return Ok(Err(Problem::new(ProblemKind::Vanished, message)));
        }
        if let Some(refusal) = self.protection.refusal(&held.path, &held.volume) {
            return Ok(Err(refusal));
        }
        let (Some(goes), Some(kept)) = (catalog.snapshot(row.victim.id)?, catalog.snapshot(row.survivor.id)?) else {
            return Ok(Err(refused("stale: there is no such asset")));
        };
        if let Err(problem) = are_the_same(row, &goes, &kept) {
            return Ok(Err(problem));
        }
        let companions = match row.way {
            Disposal::Trash => companions(row, (&goes, &held), (&kept, &stays)),
            Disposal::Link | Disposal::Reflink => Ok(Vec::new()),
        };
        Ok(companions.and_then(|companions| self.placed(row, held, companions)))
    }

    fn placed<'o>(
        &mut self,
        row: &'o Resolution,
        held: Holding,
        companions: Vec<Holding>,
    ) -> Result<Order<'o>, Problem> {
        let mut order = Order { row, seen: companions.iter().map(Seen::of).collect(), held, companions, place: None };
        if !self.request.dry_run {
            let bin = self.trash.of(&order.held.path.folder())?;
            let files: Vec<&Holding> = std::iter::once(&order.held).chain(&order.companions).collect();
            let names = files.iter().map(|file| self.trash.name_for(&file.path, &file.digest)).collect();
            let inode = |file: &&Holding| {
                let found = fs::symlink_metadata(file.path.to_path()).map_err(|error| unreadable(&error))?;
                Ok::<u64, Problem>(found.ino())
            };
            let inodes = files.iter().map(inode).collect::<Result<_, _>>()?;
            order.place = Some(Place { bin, names, inodes });
        }
        Ok(order)
    }

    /// Records what became of a row: all of it, or that nothing did.
    fn record(
        &mut self,
        catalog: &mut dyn Catalog,
        order: Option<&Order<'_>>,
        ended: Option<&Ended>,
    ) -> Result<Tale, CatalogError> {
        let (Some(order), Some(ended)) = (order, ended) else { return Ok(Tale::default()) };
        let departures = order.departures();
        let now = match ended {
            // What is kept and could not be put back stays announced: the next damson tries again.
            Ended::Stranded(_) => return Ok(Tale::default()),
            Ended::Not(_) => return catalog.depart(&departures, false).map(|()| Tale::default()),
            Ended::Done(now) => *now,
        };
        let (asset, row) = (order.row.victim.id, order.row);
        let trashed = |Departure { asset, path, kept, volume, digest, way, .. }: &Departure| Change::Trash {
            asset: *asset,
            path: path.clone(),
            kept: kept.clone(),
            volume: volume.clone(),
            digest: *digest,
            way: *way,
            present: true,
        };
        let mut changes: Vec<Change> = departures.iter().map(trashed).collect();
        let mut tale = Tale::default();
        let snapshot = catalog.snapshot(asset)?;
        let files: Vec<&Holding> = std::iter::once(&order.held).chain(&order.companions).collect();
        let is_last =
            |goes: &Snapshot| goes.holdings.iter().all(|held| files.iter().any(|file| file.path == held.path));
        match snapshot {
            Some(goes) if is_dissolved(row, is_last(&goes)) => {
                if let (Some(stays), Some(gone)) =
                    (catalog.snapshot(row.survivor.id)?.and_then(|one| one.asset()), goes.asset())
                {
                    let united = united(&stays, &gone);
                    changes.extend(union::changes(&stays, &gone, &united));
                    tale = tale_of(&united);
                }
                changes.extend(relations(catalog, asset, row.survivor.id)?);
                changes.push(Change::RemoveAsset(Box::new(goes)));
            }
            _else => {
                let after =
                    |file: &Holding| now.map(|stat| Holding { stat: Stat { device: 0, ..stat }, ..file.clone() });
                let held = |file: &&Holding| Change::Hold { asset, before: Some((*file).clone()), after: after(file) };
                changes.extend(files.iter().map(held));
            }
        }
        let operation = match self.summary.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.request.act.clone()),
        };
        catalog.depart(&departures, false)?;
        self.summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
        Ok(tale)
    }
}

fn stranded(order: &Order<'_>, problem: &Problem) -> Problem {
    let kept = order.departures().first().map(|departure| departure.kept.lossy()).unwrap_or_default();
    let message = format!("{}; it is kept as {kept} and could not be put back", problem.message);
    Problem { message, ..problem.clone() }
}

/// The holding of a party, if it is the one that was seen.
fn found(catalog: &dyn Catalog, party: &Party) -> Result<Option<Holding>, CatalogError> {
    let Seen { path, digest, size, modified } = &party.file;
    let is_seen = |(holder, held): &(AssetId, Holding)| {
        *holder == party.id
            && (held.role, held.state) == (Role::Original, HoldingState::Present)
            && held.digest == *digest
            && (held.stat.size, held.stat.modified) == (*size, *modified)
    };
    Ok(catalog.find_path(path)?.filter(is_seen).map(|(_, held)| held))
}

/// Whether the catalogue says that one file stands for the other.
fn are_the_same(row: &Resolution, goes: &Snapshot, stays: &Snapshot) -> Result<(), Problem> {
    if row.victim.file.path == row.survivor.file.path {
        return Err(refused("it cannot stand for itself"));
    }
    let essence = |snapshot: &Snapshot, digest: &Digest| {
        snapshot.versions.iter().find(|(version, _)| version.digest == *digest).map(|(version, _)| version.essence)
    };
    let is_exact = row.victim.file.digest == row.survivor.file.digest;
    let essences = (essence(goes, &row.victim.file.digest), essence(stays, &row.survivor.file.digest));
    match (row.kind, row.way) {
        (Kind::Exact, _) if is_exact => Ok(()),
        (Kind::Essence, Disposal::Trash) if essences.0.is_some() && essences.0 == essences.1 => Ok(()),
        (Kind::Essence, Disposal::Link | Disposal::Reflink) if !is_exact => {
            Err(refused("its bytes are others than the kept file's, so no link can stand for it"))
        }
        (Kind::Exact | Kind::Essence, _) => Err(refused("the kept file is not the same as it")),
        (Kind::Rendition | Kind::Similar, _) => {
            Err(refused("only what is exactly the same, or the same picture, is given up"))
        }
    }
}

/// Whether the asset of what goes is gone with it, its words brought over.
fn is_dissolved(row: &Resolution, is_last: bool) -> bool {
    row.kind == Kind::Essence && row.victim.id != row.survivor.id && is_last
}

fn tale_of(united: &union::United) -> Tale {
    let words: Vec<&str> = united.at_odds.iter().map(|field| Field::word(*field)).collect();
    let message = || format!("the two say different things; what the kept file says counts: {}", words.join(", "));
    let problem = (!words.is_empty()).then(|| Problem::new(ProblemKind::Conflict, message()));
    Tale { fields: united.fields.clone(), problem }
}

/// The relations of an asset that goes, as those of the one that stays.
fn relations(catalog: &dyn Catalog, goes: AssetId, stays: AssetId) -> Result<Vec<Change>, CatalogError> {
    let known: HashSet<(AssetId, Relation)> =
        catalog.links(stays)?.into_iter().map(|link| (link.other, link.relation)).collect();
    let mut changes = Vec::new();
    for link in catalog.links(goes)? {
        if link.other == stays || known.contains(&(link.other, link.relation)) {
            continue;
        }
        let (asset, other) = if link.is_outward { (stays, link.other) } else { (link.other, stays) };
        changes.push(Change::Link { asset, other, relation: link.relation, evidence: link.evidence, present: true });
    }
    Ok(changes)
}
