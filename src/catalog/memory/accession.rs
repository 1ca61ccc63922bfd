//! The ledger in memory.
use super::{MemoryCatalog, stale};
use crate::catalog::{Accession, CatalogError, Entry, Untaken};

impl MemoryCatalog {
    /// An accession with the number of files that it could not take.
    pub(super) fn counted(&self, accession: &Accession) -> Accession {
        let own = self.untaken.values().filter(|untaken| untaken.accession == accession.number);
        Accession { untaken: own.count() as u64, ..accession.clone() }
    }

    pub(super) fn begin(&mut self, accession: &Accession) -> u64 {
        let number = self.accessions.keys().next_back().copied().unwrap_or_default() + 1;
        let operations = Vec::new();
        self.accessions.insert(number, Accession { number, operations, untaken: 0, ..accession.clone() });
        number
    }

    pub(super) fn entered(&mut self, entry: &Entry) -> Result<u64, CatalogError> {
        let Some(accession) = self.accessions.get_mut(&entry.accession) else {
            return stale(format!("there is no accession {}", entry.accession));
        };
        accession.state = entry.state;
        accession.ended.clone_from(&entry.ended);
        accession.counts.clone_from(&entry.counts);
        accession.counter = entry.counter;
        accession.operations.extend(entry.operation.filter(|operation| !accession.operations.contains(operation)));
        for path in &entry.settled {
            self.untaken.remove(path);
        }
        let before = self.untaken.len();
        for (path, problem) in &entry.untaken {
            let (path, accession, problem) = (path.clone(), entry.accession, problem.clone());
            let missed = Untaken { path: path.clone(), accession, problem: problem.clone() };
            self.untaken.entry(path).or_insert(missed).problem = problem;
        }
        Ok((self.untaken.len() - before) as u64)
    }

    pub(super) fn fold(&mut self, number: u64, into: u64) {
        let Some(later) = self.accessions.remove(&number) else { return };
        if let Some(earlier) = self.accessions.get_mut(&into) {
            (earlier.state, earlier.ended, earlier.counts) = (later.state, later.ended, later.counts);
        }
        for untaken in self.untaken.values_mut().filter(|untaken| untaken.accession == number) {
            untaken.accession = into;
        }
    }
}
