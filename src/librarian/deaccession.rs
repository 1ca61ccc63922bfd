//! `deaccession`: assets leave the catalogue on purpose. Their files stay where they are and are not touched; their contents
//! are remembered, so that the next `ingest` does not bring them back unasked.
use super::error::LibrarianError;
use super::observer::Observer;
use super::outcome::{Outcome, OutcomeKind, Summary};
use super::selected::ids_of;
use super::whole::{Whole, as_one};
use super::write::{announced, half_written};
use crate::asset::{AssetId, Digest, Role, Snapshot};
use crate::catalog::{Act, Catalog, CatalogError, Change, OperationRef, Transaction};
use crate::query::Filter;
use std::collections::HashSet;

const VERB: &str = "deaccession";

/// How many assets leave at once: the log keeps all that was known of each.
const BATCH: usize = 512;

/// Which assets leave.
pub struct Request {
    /// Which; the caller has seen to it that "everything" was asked for by name.
    pub filter: Filter,
    /// Why, in words; empty where nobody said.
    pub reason: String,
    /// Whether to only say what would be done.
    pub dry_run: bool,
    /// Who, when.
    pub act: Act,
}

/// Lets assets go, all or none, as one operation that `undo` takes back.
///
/// # Errors
/// The catalogue's.
pub fn deaccession(
    catalog: &mut dyn Catalog,
    request: &Request,
    observer: &mut dyn Observer,
) -> Result<Summary, LibrarianError> {
    as_one(
        &mut Run { request, announced: announced(catalog)?, summary: Summary::new(VERB, request.dry_run) },
        catalog,
        observer,
    )
}

struct Run<'r> {
    request: &'r Request,
    /// Assets of which files are changing hands.
    announced: HashSet<AssetId>,
    summary: Summary,
}

impl Whole for Run<'_> {
    fn summary(&mut self) -> &mut Summary {
        &mut self.summary
    }

    fn all(&mut self, catalog: &mut dyn Catalog, observer: &mut dyn Observer) -> Result<(), CatalogError> {
        let ids = ids_of(catalog, &self.request.filter)?;
        observer.expect(ids.len() as u64, 0);
        for batch in ids.chunks(BATCH) {
            let (mut changes, mut remembered) = (Vec::new(), HashSet::new());
            for id in batch {
                let Some(snapshot) = catalog.snapshot(*id)? else { continue };
                let outcome = self.outcome_of(&snapshot);
                if outcome.kind == OutcomeKind::Deaccessioned {
                    self.let_go(catalog, snapshot, &mut remembered, &mut changes)?;
                }
                self.summary.count(&outcome);
                if observer.outcome(&outcome).is_break() && self.request.dry_run {
                    return Ok(());
                }
            }
            if observer.is_interrupted() {
                self.summary.interrupted = true;
                return Ok(());
            }
            self.apply(catalog, changes)?;
            observer.advance(batch.len() as u64, 0);
        }
        Ok(())
    }
}

impl Run<'_> {
    fn apply(&mut self, catalog: &mut dyn Catalog, changes: Vec<Change>) -> Result<(), CatalogError> {
        if self.request.dry_run || changes.is_empty() {
            return Ok(());
        }
        let operation = match self.summary.operation {
            Some(number) => OperationRef::Continued(number),
            None => OperationRef::New(self.request.act.clone()),
        };
        self.summary.operation = Some(catalog.apply(&Transaction { operation, changes })?.operation);
        Ok(())
    }

    fn outcome_of(&self, snapshot: &Snapshot) -> Outcome {
        let problem = self.announced.contains(&snapshot.id).then(half_written);
        let kind = if problem.is_some() { OutcomeKind::Failed } else { OutcomeKind::Deaccessioned };
        let original = snapshot.holdings.iter().find(|holding| holding.role == Role::Original);
        Outcome {
            id: Some(snapshot.id),
            path: original.or(snapshot.holdings.first()).map(|holding| holding.path.clone()),
            digest: snapshot.versions.last().map(|(version, _)| version.digest),
            problem,
            dry_run: self.request.dry_run,
            ..Outcome::new(VERB, kind)
        }
    }

    /// The asset goes, and the contents of all its versions and files are remembered; one that is remembered already stays as
    /// it is.
    fn let_go(
        &self,
        catalog: &dyn Catalog,
        snapshot: Snapshot,
        remembered: &mut HashSet<Digest>,
        changes: &mut Vec<Change>,
    ) -> Result<(), CatalogError> {
        let asset = snapshot.id;
        let versions = snapshot.versions.iter().map(|(version, _)| version.digest);
        let digests: Vec<Digest> = versions.chain(snapshot.holdings.iter().map(|holding| holding.digest)).collect();
        changes.push(Change::RemoveAsset(Box::new(snapshot)));
        for digest in digests {
            if remembered.insert(digest) && catalog.let_go(&digest)?.is_none() {
                let Act { at, agent, .. } = self.request.act.clone();
                let reason = self.request.reason.clone();
                changes.push(Change::LetGo { asset, digest, at, agent, reason, present: true });
            }
        }
        Ok(())
    }
}
