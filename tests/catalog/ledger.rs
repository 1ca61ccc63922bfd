//! The ledger on every backend: accessions, how far they came, and the files that none could take.
use crate::library::{act, apply, date, digest, id, ids, path, sandbox, snapshot, undo, volume};
use damson::asset::{Description, Digest, FilePath, Problem, ProblemKind};
use damson::catalog::memory::MemoryCatalog;
use damson::catalog::{
    Accession, AccessionState, Catalog, CatalogError, Change, Entry, LetGo, OperationRef, Transaction,
};
use damson::query::Filter;
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

fn let_go(seed: u8, present: bool) -> Change {
    Change::LetGo {
        asset: id(seed),
        digest: digest(seed),
        at: date("2024-05-01T10:00:00Z"),
        agent: "anna".to_owned(),
        reason: "withdrawn".to_owned(),
        present,
    }
}

fn all_let_go(catalog: &dyn Catalog) -> Vec<(Digest, LetGo)> {
    let mut found = Vec::new();
    let mut each = |digest, let_go| {
        found.push((digest, let_go));
        ControlFlow::Continue(())
    };
    catalog.each_let_go(&mut each).unwrap();
    found
}

/// Two pictures, brought by the first accession and by the second.
fn taken_in(catalog: &mut dyn Catalog) {
    let volume = Change::Volume { before: None, after: Some(volume("photos", "/photos")) };
    let add = |seed, at: &str| Change::AddAsset(Box::new(snapshot(seed, Description::default(), &[at])));
    for changes in [vec![volume, add(1, "/photos/a.jpg")], vec![add(2, "/photos/b.jpg")]] {
        let number = catalog.begin_accession(&accession(&["/photos"])).unwrap();
        let operation = apply(catalog, "ingest", changes);
        catalog.enter(&Entry { operation: Some(operation), ..entry(number, AccessionState::Whole) }).unwrap();
    }
}

#[test]
fn the_assets_of_an_accession_are_those_that_it_added_and_that_are_there() {
    on_each(|catalog| {
        taken_in(catalog);
        let of = |catalog: &dyn Catalog, number| ids(catalog, Filter::Accession(number));
        assert_eq!((of(catalog, 1), of(catalog, 2), of(catalog, 3)), (vec![id(1)], vec![id(2)], vec![]));
        let whole = catalog.snapshot(id(1)).unwrap().unwrap();
        let removed = apply(catalog, "deaccession", vec![Change::RemoveAsset(Box::new(whole))]);
        assert_eq!(of(catalog, 1), []);
        undo(catalog, removed);
        assert_eq!(of(catalog, 1), [id(1)]);
        assert_eq!(ids(catalog, Filter::Not(Box::new(Filter::Accession(1)))), [id(2)]);
    });
}

#[test]
fn a_content_that_was_let_go_is_remembered_until_that_is_taken_back() {
    on_each(|catalog| {
        taken_in(catalog);
        let whole = catalog.snapshot(id(1)).unwrap().unwrap();
        let operation = apply(catalog, "deaccession", vec![Change::RemoveAsset(Box::new(whole)), let_go(1, true)]);
        let remembered = LetGo {
            asset: id(1),
            operation,
            at: date("2024-05-01T10:00:00Z"),
            agent: "anna".to_owned(),
            reason: "withdrawn".to_owned(),
        };
        assert_eq!(catalog.let_go(&digest(1)).unwrap(), Some(remembered.clone()));
        assert_eq!(catalog.let_go(&digest(2)).unwrap(), None);
        assert_eq!(all_let_go(catalog), [(digest(1), remembered)]);
        let again = Transaction { operation: OperationRef::New(act("deaccession")), changes: vec![let_go(1, true)] };
        assert!(matches!(catalog.apply(&again), Err(CatalogError::Stale(_))));
        let mut told = Vec::new();
        let mut each = |number, asset, _| {
            told.push((number, asset));
            ControlFlow::Continue(())
        };
        catalog.told_by(operation, &mut each).unwrap();
        assert_eq!(told, [(operation, Some(id(1))), (operation, Some(id(1)))]);
        undo(catalog, operation);
        assert_eq!(all_let_go(catalog), []);
        assert!(catalog.snapshot(id(1)).unwrap().is_some());
        let nothing = Transaction { operation: OperationRef::New(act("ingest")), changes: vec![let_go(1, false)] };
        assert!(matches!(catalog.apply(&nothing), Err(CatalogError::Stale(_))));
    });
}
