//! In which order files are read changes nothing that is told or held.
use super::{Request, ingest};
use crate::asset::{Date, FilePath, Policy};
use crate::catalog::memory::MemoryCatalog;
use crate::catalog::{Act, Catalog};
use crate::librarian::{Enrichment, Observer, Outcome, ReadingOrder, SameEssence};
use crate::query::{Filter, Selection};
use crate::walk::Rules;
use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

#[derive(Default)]
struct Listener(Vec<Outcome>);

impl Observer for Listener {
    fn outcome(&mut self, outcome: &Outcome) -> ControlFlow<()> {
        self.0.push(outcome.clone());
        ControlFlow::Continue(())
    }
}

/// Files whose inodes are in no order of their names, some of them copies of others.
fn files(folder: &Path) {
    for number in 0..60_u32 {
        let place = folder.join(format!("{}", number % 3));
        fs::create_dir_all(&place).unwrap();
        fs::write(place.join(format!("{:02}.txt", number * 37 % 60)), format!("text {}", number / 2)).unwrap();
    }
}

fn told(root: &Path, order: ReadingOrder, workers: usize) -> (Vec<Outcome>, Vec<String>) {
    let mut catalog = MemoryCatalog::new();
    let request = Request {
        verb: "ingest",
        roots: vec![FilePath::of(root)],
        gone: BTreeSet::new(),
        rules: Rules::default(),
        same_essence: SameEssence::Asset,
        into: None,
        again: false,
        enrichment: Enrichment::default(),
        policy: Policy::default(),
        workers,
        order,
        stop: Arc::new(AtomicBool::new(false)),
        estimate: false,
        confirm_missing: false,
        dry_run: false,
        act: Act {
            verb: "ingest".to_owned(),
            agent: "somebody".to_owned(),
            at: Date::from_unix(0),
            note: String::new(),
            undoes: None,
        },
        ledger: None,
    };
    let mut listener = Listener::default();
    ingest(&mut catalog, &request, &mut listener).unwrap();
    let mut held = Vec::new();
    let everything = Selection { filter: Filter::Everything, sort: Vec::new(), limit: None };
    let mut hold = |asset| {
        held.push(format!("{asset:?}"));
        ControlFlow::Continue(())
    };
    catalog.visit(&everything, &mut hold).unwrap();
    (listener.0, held)
}

#[test]
fn files_read_by_their_places_are_taken_in_by_their_names() {
    let folder = tempfile::tempdir().unwrap();
    files(folder.path());
    let wanted = told(folder.path(), ReadingOrder::AsTheMediumWants, 1);
    assert_eq!((wanted.0.len(), wanted.1.len()), (60, 30));
    assert!(wanted.0.is_sorted_by(|a, b| a.path < b.path));
    for workers in [1, 2, 5] {
        assert_eq!(told(folder.path(), ReadingOrder::ByInode, workers), wanted, "{workers} workers");
    }
}
