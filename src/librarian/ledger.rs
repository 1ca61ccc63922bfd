//! What a run enters into the ledger: under which accession, how far it came, which files it could not take. An accession is
//! begun when there is something to tell; a run that finds all as it was leaves one small row, and often not even that.
use super::accession;
use super::error::LibrarianError;
use super::file::is_gone;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::store::Store;
use crate::asset::{Date, FilePath, Problem, ProblemKind};
use crate::catalog::{Accession, AccessionState, Act, Catalog, CatalogError, Entry};
use rustix::fd::OwnedFd;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// How many failures wait to be entered.
const BATCH: usize = 1_000;
/// How many files that were not taken are known by heart; where there are more, the catalogue is asked for each file.
const BY_HEART: usize = 65_536;

/// How a run is entered.
#[derive(Clone)]
pub struct Terms {
    /// The words of the command.
    pub words: String,
    /// Where files are copied to; `None` where they stay where they lie.
    pub target: Option<FilePath>,
    /// The accession of which files are tried again.
    pub retry: Option<u64>,
    /// Where it is told that somebody is at an accession; nobody is told without.
    pub store: Option<Store>,
    /// Tells the moment.
    pub clock: fn() -> Date,
}

/// An accession that a run works at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub number: u64,
    /// Whether an earlier run began it and was cut short.
    pub is_continued: bool,
}

/// The run's page of the ledger.
pub struct Ledger {
    terms: Terms,
    act: Act,
    roots: Vec<FilePath>,
    /// The accession that is continued.
    earlier: Option<Accession>,
    begun: Option<Begun>,
    /// Held while somebody is at it.
    turn: Option<OwnedFd>,
    told: Summary,
    counter: u64,
    missed: Missed,
    untaken: Vec<(FilePath, Problem)>,
    settled: Vec<FilePath>,
    operation: Option<u64>,
    /// How many files nobody missed before.
    news: u64,
}

/// The files that accessions could not take.
enum Missed {
    Known(HashSet<FilePath>),
    TooMany,
}

impl Missed {
    fn read(catalog: &dyn Catalog) -> Result<Missed, CatalogError> {
        let mut known = HashSet::new();
        catalog.untaken(None, &mut |untaken| {
            known.insert(untaken.path);
            if known.len() > BY_HEART { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(if known.len() > BY_HEART { Missed::TooMany } else { Missed::Known(known) })
    }

    fn may_have(&self, path: &FilePath) -> bool {
        match self {
            Missed::Known(known) => known.contains(path),
            Missed::TooMany => true,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Missed::Known(known) if known.is_empty())
    }
}

impl Ledger {
    /// A page of a run over some roots. Nothing is entered yet.
    ///
    /// # Errors
    /// `NotFound` where there is no such accession to try again; the catalogue's.
    pub fn open(catalog: &dyn Catalog, terms: Terms, act: Act, roots: Vec<FilePath>) -> Result<Ledger, LibrarianError> {
        let earlier = match terms.retry {
            Some(number) => Some(accession::find(catalog, number)?),
            None => to_be_continued(catalog, &terms, &roots)?,
        };
        Ok(Ledger {
            counter: earlier.as_ref().map_or(0, |earlier| earlier.counter),
            missed: Missed::read(catalog)?,
            told: Summary::new("ingest", false),
            terms,
            act,
            roots,
            earlier,
            begun: None,
            turn: None,
            untaken: Vec::new(),
            settled: Vec::new(),
            operation: None,
            news: 0,
        })
    }

    /// Whether it is certain already that there is something to enter: an earlier run's accession is completed.
    pub fn continues(&self) -> bool {
        self.earlier.is_some()
    }

    /// The accession, where it is begun.
    pub fn begun(&self) -> Option<Begun> {
        self.begun
    }

    /// Begins the accession, or goes on with the one that was cut short.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn begin(&mut self, catalog: &mut dyn Catalog) -> Result<Begun, LibrarianError> {
        if let Some(begun) = self.begun {
            return Ok(begun);
        }
        let (mut begun, mut turn) = (None, None);
        // Nobody sees it open before it is said that somebody is at it.
        catalog.together(&mut |catalog| {
            let number = match &self.earlier {
                Some(earlier) => {
                    let (state, ended) = self.of_a_retry(None).unwrap_or((AccessionState::Open, None));
                    catalog.enter(&self.entry_of(earlier.number, state, ended))?;
                    earlier.number
                }
                None => catalog.begin_accession(&self.accession(AccessionState::Open, None))?,
            };
            let is_continued = self.earlier.is_some() && self.terms.retry.is_none();
            turn = self.terms.store.as_ref().and_then(|store| store.work_at(number));
            begun = Some(Begun { number, is_continued });
            Ok(true)
        })?;
        (self.begun, self.turn) = (begun, turn);
        begun.ok_or_else(|| CatalogError::Internal("an accession was not begun".to_owned()).into())
    }

    fn accession(&self, state: AccessionState, ended: Option<Date>) -> Accession {
        Accession {
            number: 0,
            state,
            agent: self.act.agent.clone(),
            begun: self.act.at.clone(),
            ended,
            words: self.terms.words.clone(),
            roots: self.roots.clone(),
            target: self.terms.target.clone(),
            operations: Vec::new(),
            counts: self.counts(),
            counter: self.counter,
            untaken: 0,
        }
    }

    fn entry_of(&self, accession: u64, state: AccessionState, ended: Option<Date>) -> Entry {
        Entry {
            accession,
            state,
            ended,
            operation: self.operation,
            counts: self.counts(),
            counter: self.counter,
            untaken: Vec::new(),
            settled: Vec::new(),
        }
    }

    /// The outcomes of all its runs: what was done is added up; what was found, as the last whole look found it.
    fn counts(&self) -> Vec<(String, u64)> {
        let before = |kind: OutcomeKind| {
            let counts = self.earlier.iter().flat_map(|earlier| &earlier.counts);
            counts.into_iter().find(|(word, _)| word == kind.word()).map_or(0, |(_, count)| *count)
        };
        let is_retry = self.terms.retry.is_some();
        let retried: u64 = self.told.counts.iter().map(|(_, count)| count).sum();
        let count = |kind: OutcomeKind| match kind {
            OutcomeKind::Failed if is_retry => before(kind).saturating_sub(retried) + self.told.of(kind),
            // What an earlier run copied in, its completion finds held.
            OutcomeKind::Duplicate if self.terms.target.is_some() && !is_retry => {
                self.told.of(kind).saturating_sub(before(OutcomeKind::Added))
            }
            OutcomeKind::Added | OutcomeKind::Duplicate | OutcomeKind::Moved | OutcomeKind::Changed => {
                before(kind) + self.told.of(kind)
            }
            _ if is_retry => before(kind) + self.told.of(kind),
            _ => self.told.of(kind),
        };
        let counts = OutcomeKind::ALL.into_iter().map(|kind| (kind.word().to_owned(), count(kind)));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// The last number that was given to a file's name; an accession that is continued goes on counting.
    pub fn counter(&self) -> u64 {
        self.counter
    }

    /// Remembers the last number that was given to a file's name, to be entered with the next batch.
    pub fn count_to(&mut self, counter: u64) {
        self.counter = counter;
    }

    /// Hears what became of a file.
    pub fn hear(&mut self, outcome: &Outcome) {
        self.told.count(outcome);
        let Some(path) = &outcome.path else { return };
        match (&outcome.problem, outcome.kind) {
            // A rule stands in the way, and no trying again helps.
            (Some(Problem { kind: ProblemKind::Refused, .. }), OutcomeKind::Failed) => {}
            (Some(problem), OutcomeKind::Failed) if !Ledger::is_over(path, problem) => {
                self.untaken.push((path.clone(), problem.clone()));
            }
            // What was copied in is told by its copy, and was missed by its source.
            (_, _) => [Some(path), outcome.from.as_ref()].into_iter().flatten().for_each(|path| self.settle(path)),
        }
    }

    /// Whether there is nothing to try again: the file is gone, and the folder that it lay in is there.
    fn is_over(path: &FilePath, problem: &Problem) -> bool {
        problem.kind == ProblemKind::Vanished && is_gone(path) && !is_gone(&path.folder())
    }

    /// Strikes a file off those that could not be taken.
    pub fn settle(&mut self, path: &FilePath) {
        if self.missed.may_have(path) {
            self.settled.push(path.clone());
        }
    }

    /// Strikes off what could not be taken once and is gone from below the roots, after all of them was looked at.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn settle_what_is_gone(&mut self, catalog: &mut dyn Catalog) -> Result<(), LibrarianError> {
        if self.missed.is_empty() || self.terms.retry.is_some() {
            return Ok(());
        }
        let roots: Vec<&FilePath> = self.roots.iter().filter(|root| !is_gone(root)).collect();
        let is_below = |path: &FilePath| roots.iter().any(|root| path.is_under(root));
        let mut gone = Vec::new();
        catalog.untaken(None, &mut |untaken| {
            if is_below(&untaken.path) && is_gone(&untaken.path) {
                gone.push(untaken.path);
            }
            if gone.len() < BY_HEART { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        self.settled.extend(gone);
        Ok(())
    }

    /// Whether enough waits to be entered by itself.
    pub fn is_full(&self) -> bool {
        self.untaken.len() + self.settled.len() >= BATCH
    }

    /// What is entered next; what waited is in it.
    pub fn entry(&mut self, state: AccessionState) -> Option<Entry> {
        let Begun { number, .. } = self.begun?;
        let ended = (state != AccessionState::Open).then(|| (self.terms.clock)());
        let (state, ended) = self.of_a_retry(ended.clone()).unwrap_or((state, ended));
        let (untaken, settled) = (std::mem::take(&mut self.untaken), std::mem::take(&mut self.settled));
        Some(Entry { untaken, settled, ..self.entry_of(number, state, ended) })
    }

    /// What trying files again says of how far the accession came: nothing new.
    fn of_a_retry(&self, ended: Option<Date>) -> Option<(AccessionState, Option<Date>)> {
        let earlier = self.earlier.as_ref().filter(|_| self.terms.retry.is_some())?;
        let state = match earlier.state {
            AccessionState::Open => AccessionState::Interrupted,
            state => state,
        };
        Some((state, ended.or_else(|| earlier.ended.clone())))
    }

    /// Takes back what could not be entered.
    pub fn take_back(&mut self, entry: Entry) {
        self.untaken.splice(0..0, entry.untaken);
        self.settled.splice(0..0, entry.settled);
    }

    /// Hears what was entered: the operation, and how many files are new among those that nobody could take.
    pub fn entered(&mut self, operation: Option<u64>, news: u64) {
        self.operation = operation.or(self.operation);
        self.news += news;
    }

    /// Ends the run's page. Where it has nothing to tell that the accession before has not told, that one tells it.
    ///
    /// # Errors
    /// The catalogue's.
    pub fn close(&mut self, catalog: &mut dyn Catalog, state: AccessionState) -> Result<Option<u64>, LibrarianError> {
        if self.begun.is_none() && (self.continues() || !self.untaken.is_empty() || !self.settled.is_empty()) {
            self.begin(catalog)?;
        }
        let closed = match self.entry(state) {
            Some(entry) => {
                self.news += catalog.enter(&entry)?;
                self.fold(catalog, entry.accession, state)?
            }
            None => self.leave_a_row(catalog, state)?,
        };
        if let (Some(store), Some(begun), Some(turn)) = (&self.terms.store, self.begun, self.turn.take()) {
            store.leave(begun.number, turn);
        }
        Ok(Some(closed))
    }

    fn fold(&self, catalog: &mut dyn Catalog, number: u64, state: AccessionState) -> Result<u64, LibrarianError> {
        let has_news = self.operation.is_some() || self.news > 0 || self.earlier.is_some();
        if has_news || state != AccessionState::Whole {
            return Ok(number);
        }
        let before = catalog.accessions(Some(2))?.into_iter().find(|accession| accession.number != number);
        match before.filter(|before| before.number < number && self.is_like(before)) {
            Some(before) => {
                catalog.fold_accession(number, before.number)?;
                Ok(before.number)
            }
            None => Ok(number),
        }
    }

    fn leave_a_row(&self, catalog: &mut dyn Catalog, state: AccessionState) -> Result<u64, LibrarianError> {
        let ended = Some((self.terms.clock)());
        let before = catalog.accessions(Some(1))?.pop();
        match before.filter(|before| self.is_like(before) && state == AccessionState::Whole) {
            Some(before) => {
                let counter = before.counter;
                catalog.enter(&Entry { counter, ..self.entry_of(before.number, state, ended) })?;
                Ok(before.number)
            }
            None => Ok(catalog.begin_accession(&self.accession(state, ended))?),
        }
    }

    /// Whether an accession is one of the same files that had nothing to tell.
    fn is_like(&self, other: &Accession) -> bool {
        other.state == AccessionState::Whole
            && other.operations.is_empty()
            && other.roots == self.roots
            && other.target == self.terms.target
    }
}

/// The newest accession of the same files that was cut short, if nobody is at it.
///
/// # Errors
/// The catalogue's.
fn to_be_continued(
    catalog: &dyn Catalog,
    terms: &Terms,
    roots: &[FilePath],
) -> Result<Option<Accession>, LibrarianError> {
    let is_at_work = |accession: &Accession| {
        let store = terms.store.as_ref().filter(|_| accession.state == AccessionState::Open);
        store.is_some_and(|store| store.is_at_work(accession.number))
    };
    let mut unfinished = catalog.unfinished()?.into_iter();
    let is_same = |accession: &Accession| accession.roots == roots && accession.target == terms.target;
    Ok(unfinished.find(|accession| is_same(accession) && !is_at_work(accession)))
}

/// The accessions that are not whole, the newest first. Those that nobody is at are interrupted, whatever is written.
///
/// # Errors
/// The catalogue's.
pub fn unfinished(catalog: &dyn Catalog, store: &Store) -> Result<Vec<Accession>, CatalogError> {
    let mut found = catalog.unfinished()?;
    settle(&mut found, store);
    Ok(found)
}

/// Makes accessions that are open and that nobody is at interrupted.
pub fn settle(accessions: &mut [Accession], store: &Store) {
    for accession in accessions {
        if accession.state == AccessionState::Open && !store.is_at_work(accession.number) {
            accession.state = AccessionState::Interrupted;
        }
    }
}

/// Says of accessions that are open and that nobody is at that they were interrupted, and of how many that was.
///
/// # Errors
/// The catalogue's.
pub fn recover(catalog: &mut dyn Catalog, store: &Store) -> Result<u64, LibrarianError> {
    let is_open = |accession: &Accession| accession.state == AccessionState::Open;
    // Whoever is at work is not waited for.
    let is_left = |accession: &Accession| is_open(accession) && !store.is_at_work(accession.number);
    if !catalog.unfinished()?.iter().any(is_left) {
        return Ok(0);
    }
    let mut count = 0;
    catalog.together(&mut |catalog| {
        for accession in catalog.unfinished()?.into_iter().filter(is_open) {
            let Some(turn) = store.work_at(accession.number) else { continue };
            catalog.enter(&Entry {
                accession: accession.number,
                state: AccessionState::Interrupted,
                ended: None,
                operation: None,
                counts: accession.counts,
                counter: accession.counter,
                untaken: Vec::new(),
                settled: Vec::new(),
            })?;
            store.leave(accession.number, turn);
            count += 1;
        }
        Ok(true)
    })?;
    Ok(count)
}
