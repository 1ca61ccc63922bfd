//! The ledger on every backend: accessions, how far they came, and the files that none could take.
use crate::library::{apply, date, id, path, sandbox, snapshot, volume};
use damson::asset::{Description, FilePath, Problem, ProblemKind};
use damson::catalog::memory::MemoryCatalog;
use damson::catalog::{Accession, AccessionState, Catalog, CatalogError, Change, Entry};
use std::ops::ControlFlow;

fn on_each(story: impl Fn(&mut dyn Catalog)) {
    story(&mut MemoryCatalog::new());
    let mut sandbox = sandbox();
    story(&mut sandbox.catalog);
    assert_eq!(sandbox.catalog.check().unwrap(), Vec::<String>::new());
}

fn accession(roots: &[&str]) -> Accession {
    Accession {
        number: 0,
        state: AccessionState::Open,
        agent: "anna".to_owned(),
        begun: date("2024-05-01T10:00:00Z"),
        ended: None,
        words: "ingest card".to_owned(),
        roots: roots.iter().map(|root| path(root)).collect(),
        target: None,
        operations: Vec::new(),
        counts: Vec::new(),
        counter: 0,
        untaken: 0,
    }
}

fn entry(accession: u64, state: AccessionState) -> Entry {
    Entry {
        accession,
        state,
        ended: (state != AccessionState::Open).then(|| date("2024-05-01T11:00:00Z")),
        operation: None,
        counts: vec![("added".to_owned(), 2)],
        counter: 7,
        untaken: Vec::new(),
        settled: Vec::new(),
    }
}

fn missed(at: &str, kind: ProblemKind) -> (FilePath, Problem) {
    (path(at), Problem::new(kind, "it cannot be read"))
}

fn untaken(catalog: &dyn Catalog, accession: Option<u64>) -> Vec<(String, u64, ProblemKind)> {
    let mut found = Vec::new();
    let mut each = |untaken: damson::catalog::Untaken| {
        found.push((untaken.path.lossy(), untaken.accession, untaken.problem.kind));
        ControlFlow::Continue(())
    };
    catalog.untaken(accession, &mut each).unwrap();
    found
}

#[test]
fn an_accession_is_open_until_it_is_entered_that_it_ended() {
    on_each(|catalog| {
        let roots = ["/card/a", "/card/b"];
        assert_eq!(catalog.begin_accession(&accession(&roots)).unwrap(), 1);
        assert_eq!(catalog.begin_accession(&accession(&["/other"])).unwrap(), 2);
        assert_eq!(catalog.unfinished().unwrap().iter().map(|open| open.number).collect::<Vec<_>>(), [2, 1]);
        let operation = apply(
            catalog,
            "ingest",
            vec![
                Change::Volume { before: None, after: Some(volume("photos", "/photos")) },
                Change::AddAsset(Box::new(snapshot(1, Description::default(), &["/photos/a.jpg"]))),
            ],
        );
        for state in [AccessionState::Open, AccessionState::Whole] {
            catalog.enter(&Entry { operation: Some(operation), ..entry(1, state) }).unwrap();
        }
        let whole = Accession {
            number: 1,
            state: AccessionState::Whole,
            ended: Some(date("2024-05-01T11:00:00Z")),
            operations: vec![operation],
            counts: vec![("added".to_owned(), 2)],
            counter: 7,
            ..accession(&roots)
        };
        assert_eq!(catalog.accession(1).unwrap(), Some(whole));
        assert_eq!(catalog.accession(3).unwrap(), None);
        assert_eq!(catalog.unfinished().unwrap().len(), 1);
        assert_eq!(catalog.accessions(Some(1)).unwrap()[0].number, 2);
        assert!(matches!(catalog.enter(&entry(9, AccessionState::Whole)), Err(CatalogError::Stale(_))));
        assert!(catalog.snapshot(id(1)).unwrap().is_some());
    });
}

#[test]
fn a_file_that_cannot_be_taken_stays_with_the_accession_that_missed_it_first_until_it_is_settled() {
    on_each(|catalog| {
        for root in ["/a", "/b"] {
            catalog.begin_accession(&accession(&[root])).unwrap();
        }
        let first = vec![missed("/a/1", ProblemKind::Unreadable), missed("/a/2", ProblemKind::Unstable)];
        assert_eq!(catalog.enter(&Entry { untaken: first, ..entry(1, AccessionState::Whole) }).unwrap(), 2);
        let again = vec![missed("/a/2", ProblemKind::Unreadable), missed("/b/3", ProblemKind::Vanished)];
        assert_eq!(catalog.enter(&Entry { untaken: again, ..entry(2, AccessionState::Whole) }).unwrap(), 1);
        let all = [
            ("/a/1".to_owned(), 1, ProblemKind::Unreadable),
            ("/a/2".to_owned(), 1, ProblemKind::Unreadable),
            ("/b/3".to_owned(), 2, ProblemKind::Vanished),
        ];
        assert_eq!(untaken(catalog, None), all);
        assert_eq!(untaken(catalog, Some(1)), all[..2]);
        let settled = vec![path("/a/1"), path("/never/missed")];
        assert_eq!(catalog.enter(&Entry { settled, ..entry(2, AccessionState::Whole) }).unwrap(), 0);
        assert_eq!(untaken(catalog, None), all[1..]);
        let counted = |number| catalog.accession(number).unwrap().unwrap().untaken;
        assert_eq!((counted(1), counted(2), catalog.summary().unwrap().untaken), (1, 1, 2));
    });
}

#[test]
fn an_accession_with_nothing_to_tell_becomes_a_part_of_the_one_before() {
    on_each(|catalog| {
        for _ in 0..2 {
            catalog.begin_accession(&accession(&["/a"])).unwrap();
        }
        let counts = vec![("unchanged".to_owned(), 5)];
        let untaken_one = vec![missed("/a/1", ProblemKind::Unreadable)];
        let ended = entry(2, AccessionState::Whole);
        catalog.enter(&Entry { counts: counts.clone(), untaken: untaken_one, ..ended }).unwrap();
        catalog.fold_accession(2, 1).unwrap();
        let all = catalog.accessions(None).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].number, all[0].state, &all[0].counts), (1, AccessionState::Whole, &counts));
        assert_eq!(untaken(catalog, Some(1)).len(), 1);
        assert_eq!(catalog.begin_accession(&accession(&["/b"])).unwrap(), 2);
    });
}

#[test]
fn what_is_entered_together_with_changes_that_come_to_nothing_comes_to_nothing() {
    on_each(|catalog| {
        let _ = catalog.together(&mut |catalog| {
            catalog.begin_accession(&accession(&["/a"]))?;
            Ok(false)
        });
        assert_eq!(catalog.accessions(None).unwrap(), []);
    });
}
