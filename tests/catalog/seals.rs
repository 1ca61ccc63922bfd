//! The log's seals: whatever is done to the log behind the catalogue's back shows.
use crate::library::{act, apply, date, description, id, path, sandbox, snapshot, undo, volume};
use damson::asset::{Digest, Field, FilePath, Value};
use damson::catalog::sqlite::SqliteCatalog;
use damson::catalog::{Catalog, Change, Event, EventKind, Exchange, OperationRef, Pending, Seal, Transaction, Writing};
use rusqlite::Connection;

fn state(before: Option<&str>, after: &str) -> Change {
    let values = |text: &str| vec![Value::text(text)];
    Change::State { asset: id(1), field: Field::City, before: before.map(values), after: Some(values(after)) }
}

fn fill(catalog: &mut SqliteCatalog) {
    let added = Change::AddAsset(Box::new(snapshot(1, description(&[]), &["/photos/a.jpg"])));
    apply(catalog, "ingest", vec![Change::Volume { before: None, after: Some(volume("photos", "/photos")) }, added]);
    let tagged = apply(catalog, "tag", vec![state(None, "Oslo")]);
    let event = Event {
        asset: id(1),
        kind: EventKind::FixityCheck,
        at: date("2024-06-01T10:00:00Z"),
        outcome: "intact".to_owned(),
        path: Some(path("/photos/a.jpg")),
        digest: None,
    };
    apply(catalog, "verify", vec![Change::Event(event)]);
    undo(catalog, tagged);
    apply(catalog, "tag", Vec::new());
    // An operation in two batches.
    let number = apply(catalog, "tag", vec![state(None, "Bergen")]);
    let changes = vec![state(Some("Bergen"), "Oslo")];
    catalog.apply(&Transaction { operation: OperationRef::Continued(number), changes }).unwrap();
    let since = date("2024-06-01T10:00:00Z");
    let after = Digest([9; 32]);
    let exchanges = vec![Exchange { path: FilePath(b"/photos/\xff.jpg".to_vec()), before: None, after }];
    let pending = Pending { writing: Writing::Embed, since, problem: "full".to_owned(), exchanges };
    let file = path("/photos/a.jpg");
    let written = Change::Write { asset: id(1), path: file, volume: "photos".to_owned(), before: None, after: None };
    apply(catalog, "write", vec![written]);
    catalog.pend(id(1), Some(&pending)).unwrap();
    assert_eq!(catalog.pending().unwrap(), [(id(1), pending)]);
}

/// What is found after something was done to the file by hand.
fn after(sql: &str, kept: impl Fn(&SqliteCatalog) -> Option<Seal>) -> Vec<String> {
    let mut sandbox = sandbox();
    fill(&mut sandbox.catalog);
    let kept = kept(&sandbox.catalog);
    let other = Connection::open(sandbox.catalog.path()).unwrap();
    other.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
    sandbox.catalog.check_log(kept.as_ref()).unwrap()
}

#[test]
fn a_log_that_nobody_touched_is_whole() {
    assert_eq!(after("", |_| None), Vec::<String>::new());
    assert_eq!(after("", |catalog| catalog.seal().unwrap()), Vec::<String>::new());
}

#[test]
fn whatever_is_done_to_the_log_shows() {
    let swapped = "UPDATE change SET number = -1 WHERE number = 3; UPDATE change SET number = 3 WHERE number = 4; \
                   UPDATE change SET number = 4 WHERE number = -1;";
    for sql in [
        "UPDATE change SET body = replace(body, 'Oslo', 'Rome')",
        "UPDATE change SET kind = 'hold' WHERE number = 3",
        "UPDATE change SET asset = NULL WHERE number = 3",
        "UPDATE change SET operation = 1 WHERE number = 3",
        "UPDATE event SET outcome = 'altered'",
        "UPDATE event SET at = '2020'",
        "UPDATE operation SET agent = 'eve' WHERE number = 2",
        "UPDATE operation SET at = '2020' WHERE number = 2",
        "UPDATE operation SET undoes = 1 WHERE number = 4",
        "UPDATE operation SET changes = 7 WHERE number = 2",
        "DELETE FROM change WHERE number = 3",
        "DELETE FROM event",
        "INSERT INTO change (operation, asset, kind, body) VALUES (2, 1, 'state', '{}')",
        "INSERT INTO operation (verb, agent, at, note, changes, assets) VALUES ('tag', 'eve', '2020', '', 0, 0)",
        "DELETE FROM seal WHERE number = 2",
        "UPDATE seal SET digest = zeroblob(32) WHERE number = 2",
        "UPDATE identity SET id = zeroblob(16)",
        swapped,
    ] {
        assert!(!after(sql, |_| None).is_empty(), "{sql}");
    }
}

#[test]
fn a_log_that_was_cut_short_shows_against_a_seal_that_was_kept() {
    let cut = "DELETE FROM change WHERE operation = 7; DELETE FROM seal WHERE operation = 7; \
               DELETE FROM operation WHERE number = 7;";
    assert_eq!(after(cut, |_| None), Vec::<String>::new(), "nothing in the file itself can tell");
    let told = after(cut, |catalog| catalog.seal().unwrap());
    assert_eq!(told, ["the log ends before seal 8, which was kept: it was cut short"]);
    let other = after("", |catalog| Some(Seal { digest: [1; 32], ..catalog.seal().unwrap().unwrap() }));
    assert_eq!(other, ["seal 8 is another one than was kept: the log was rewritten"]);
}

#[test]
fn what_is_done_together_is_kept_or_dropped_whole() {
    for backend in 0..2 {
        let mut sandbox = sandbox();
        let mut memory = damson::catalog::memory::MemoryCatalog::new();
        let catalog: &mut dyn Catalog = if backend == 0 { &mut sandbox.catalog } else { &mut memory };
        let added = Change::AddAsset(Box::new(snapshot(1, description(&[]), &[])));
        apply(catalog, "ingest", vec![added]);
        for is_kept in [false, true] {
            catalog
                .together(&mut |catalog| {
                    let transaction =
                        Transaction { operation: OperationRef::New(act("tag")), changes: vec![state(None, "Oslo")] };
                    let operation = OperationRef::Continued(catalog.apply(&transaction)?.operation);
                    catalog.apply(&Transaction { operation, changes: vec![state(Some("Oslo"), "Bergen")] })?;
                    Ok(is_kept)
                })
                .unwrap();
            let city = catalog.snapshot(id(1)).unwrap().unwrap().cataloguing.get(Field::City).map(<[Value]>::to_vec);
            assert_eq!(city, is_kept.then(|| vec![Value::text("Bergen")]));
            assert_eq!(catalog.operations(None).unwrap().len(), 1 + usize::from(is_kept));
        }
        assert_eq!(catalog.operations(None).unwrap()[0].assets, 1);
        // What failed in part does not stay, even if the work would have it so.
        let ended = catalog.together(&mut |catalog| {
            let changes = vec![state(Some("Bergen"), "Oslo"), state(Some("Rome"), "Paris")];
            let failed = catalog.apply(&Transaction { operation: OperationRef::New(act("tag")), changes });
            assert!(failed.is_err());
            Ok(true)
        });
        assert!(ended.is_err() || backend == 1);
        let city = catalog.snapshot(id(1)).unwrap().unwrap().cataloguing.get(Field::City).map(<[Value]>::to_vec);
        assert_eq!(city, Some(vec![Value::text("Bergen")]));
        assert_eq!(catalog.check_log(None).unwrap(), Vec::<String>::new());
    }
}
