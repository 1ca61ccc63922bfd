//! The same story on every backend: what verbs will do to a catalogue, and what they may rely on.
use crate::library::{
    act, apply, assets, date, description, digest, holding, id, ids, path, reading, sandbox, select, snapshot, sorted,
    undo, version, volume,
};
use damson::asset::{Digest, Field, FilePath, Holding, HoldingState, Policy, Role, Tree, Unit, Value};
use damson::catalog::memory::MemoryCatalog;
use damson::catalog::{
    Catalog, CatalogError, Change, Event, EventKind, HistoryEntry, Link, OperationRef, Relation, Transaction,
};
use damson::query::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};
use std::ops::ControlFlow;

/// Tells a story to each kind of catalogue.
fn on_each(story: impl Fn(&mut dyn Catalog)) {
    story(&mut MemoryCatalog::new());
    let mut sandbox = sandbox();
    story(&mut sandbox.catalog);
    assert_eq!(sandbox.catalog.check().unwrap(), Vec::<String>::new());
}

/// Three pictures on one volume: Oslo (1), Tromsø (2), and one of which nothing is known (3).
fn ingest(catalog: &mut dyn Catalog) -> u64 {
    let oslo = description(&[
        (Field::City, &[Value::text("Oslo")]),
        (Field::Headline, &[Value::text("Boats in the harbour")]),
        (Field::Keywords, &[Value::text("Sport/Sailing"), Value::text("harbour")]),
        (Field::MediaType, &[Value::text("image/jpeg")]),
        (Field::Width, &[Value::Integer(6000)]),
        (Field::Height, &[Value::Integer(4000)]),
        (Field::Rating, &[Value::Number(4.0)]),
        (Field::DateCreated, &[Value::Date(date("2024-05-01T10:12:13.25+02:00"))]),
        (Field::Latitude, &[Value::Number(59.91)]),
        (Field::Longitude, &[Value::Number(10.75)]),
    ]);
    let place = Tree::Struct(vec![
        ("City".to_owned(), Tree::Text("Tromsø".to_owned())),
        ("CountryName".to_owned(), Tree::Text("Norge".to_owned())),
    ]);
    let tromso = description(&[
        (Field::City, &[Value::text("TROMSØ")]),
        (Field::Keywords, &[Value::text("sport"), Value::text("Harbour")]),
        (Field::HierarchicalKeywords, &[Value::text("Places|Svalbard")]),
        (Field::MediaType, &[Value::text("image/x-nikon-nef")]),
        (Field::Width, &[Value::Integer(6000)]),
        (Field::Height, &[Value::Integer(4000)]),
        (Field::Orientation, &[Value::Integer(6)]),
        (Field::DateCreated, &[Value::Date(date("2024-05"))]),
        (Field::LocationCreated, &[Value::Struct(place)]),
    ]);
    let changes = vec![
        Change::Volume { before: None, after: Some(volume("photos", "/photos")) },
        Change::AddAsset(Box::new(snapshot(1, oslo, &["/photos/2024/IMG_0001.jpg"]))),
        Change::AddAsset(Box::new(snapshot(2, tromso, &[]))),
        Change::Hold { asset: id(2), before: None, after: Some(holding(2, "/photos/2024/cup/b.NEF")) },
        Change::AddAsset(Box::new(snapshot(3, description(&[]), &["/photos/c"]))),
    ];
    apply(catalog, "ingest", changes)
}

fn within(field: Field, word: &str) -> Filter {
    Filter::Words { place: Place::In(Property::of(field)), words: vec![word.to_owned()], prefix: false }
}

fn field(field: Field) -> Property {
    Property::of(field)
}

fn word(word: &str) -> Filter {
    Filter::Words { place: Place::Anywhere, words: vec![word.to_owned()], prefix: false }
}

fn equal(property: Field, text: &str) -> Filter {
    Filter::Equal { property: field(property), value: Value::text(text) }
}

fn refused(catalog: &mut dyn Catalog, changes: Vec<Change>) -> String {
    let transaction = Transaction { operation: OperationRef::New(act("try")), changes };
    match catalog.apply(&transaction) {
        Err(CatalogError::Stale(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_taken_in_is_found_in_order_of_accession() {
    on_each(|catalog| {
        ingest(catalog);
        assert_eq!(ids(catalog, Filter::Everything), [id(1), id(2), id(3)]);
        assert_eq!(catalog.count(&Filter::Everything).unwrap(), 3);
        let oslo = &assets(catalog, &select(word("oslo")))[0];
        assert_eq!(oslo.id, id(1));
        assert_eq!(oslo.accessioned, Some(date("2024-05-02T10:00:00Z")));
        assert_eq!(oslo.holdings, [holding(1, "/photos/2024/IMG_0001.jpg")]);
        assert_eq!(oslo.description.text(Field::City), Some("Oslo"));
    });
}

#[test]
fn every_kind_of_question_has_its_answer() {
    let member = Property { field: Field::LocationCreated, path: vec!["countryname".to_owned()] };
    let cases: Vec<(Filter, &[u8])> = vec![
        (word("boats"), &[1]),
        (word("img"), &[1]),
        (word("norge"), &[2]),
        (Filter::Words { place: Place::Anywhere, words: vec!["harb".to_owned()], prefix: true }, &[1, 2]),
        (
            Filter::Words {
                place: Place::In(field(Field::Headline)),
                words: vec!["harbour".to_owned()],
                prefix: false,
            },
            &[1],
        ),
        (Filter::Words { place: Place::In(member.clone()), words: vec!["norge".to_owned()], prefix: false }, &[2]),
        // A keyword is found in whichever of the two fields it stands.
        (within(Field::Keywords, "svalbard"), &[2]),
        (within(Field::HierarchicalKeywords, "svalbard"), &[2]),
        (within(Field::HierarchicalKeywords, "harbour"), &[]),
        (Filter::All(vec![within(Field::Keywords, "svalbard"), within(Field::Keywords, "harbour")]), &[2]),
        // Words do not stand side by side across two values.
        (
            Filter::Words {
                place: Place::Anywhere,
                words: vec!["sailing".to_owned(), "harbour".to_owned()],
                prefix: false,
            },
            &[],
        ),
        (
            Filter::Words {
                place: Place::Anywhere,
                words: vec!["sport".to_owned(), "sailing".to_owned()],
                prefix: false,
            },
            &[1],
        ),
        (equal(Field::City, "tromso"), &[2]),
        (equal(Field::Keywords, "harbour"), &[1, 2]),
        (equal(Field::Extension, "nef"), &[2]),
        (equal(Field::Filename, "img_0001.jpg"), &[1]),
        (equal(Field::Folder, "/photos/2024"), &[1]),
        (equal(Field::Volume, "photos"), &[1, 2, 3]),
        (Filter::Equal { property: member.clone(), value: Value::text("norge") }, &[2]),
        (Filter::Equal { property: field(Field::Rating), value: Value::Integer(4) }, &[1]),
        (Filter::Matches { property: field(Field::City), pattern: "^O".to_owned() }, &[1]),
        (Filter::Matches { property: field(Field::Path), pattern: r"IMG_\d+".to_owned() }, &[1]),
        (
            Filter::Between {
                property: field(Field::Rating),
                low: Some(Bound { number: 4.0, inclusive: true }),
                high: None,
            },
            &[1],
        ),
        (
            Filter::Between {
                property: field(Field::Rating),
                low: Some(Bound { number: 4.0, inclusive: false }),
                high: None,
            },
            &[],
        ),
        (Filter::during(field(Field::DateCreated), &date("2024-05")), &[1, 2]),
        // Of a picture of May 2024 nobody knows that it was made on the first.
        (Filter::during(field(Field::DateCreated), &date("2024-05-01")), &[1]),
        (Filter::Below { levels: vec!["sport".to_owned()] }, &[1, 2]),
        (Filter::Below { levels: vec!["sport".to_owned(), "sailing".to_owned()] }, &[1]),
        (Filter::Has(field(Field::Headline)), &[1]),
        (Filter::Has(member), &[2]),
        (Filter::Not(Box::new(Filter::Has(field(Field::City)))), &[3]),
        (Filter::Is(State::Landscape), &[1]),
        (Filter::Is(State::Portrait), &[2]),
        (Filter::Is(State::Image), &[1, 2]),
        (Filter::Is(State::Raw), &[2]),
        (Filter::Is(State::Duplicate), &[]),
        (Filter::Path { glob: "2024/**/*.NEF".to_owned() }, &[2]),
        (Filter::Path { glob: "/photos/*".to_owned() }, &[3]),
        (Filter::Folder { folder: "2024/cup".to_owned() }, &[2]),
        (Filter::Folder { folder: "/photos/2024".to_owned() }, &[1, 2]),
        (Filter::Under { path: b"/photos/2024".to_vec() }, &[1, 2]),
        (Filter::Under { path: b"/photos/c".to_vec() }, &[3]),
        (Filter::Near { latitude: 59.9, longitude: 10.7, metres: 5000.0 }, &[1]),
        (Filter::Near { latitude: 59.9, longitude: 10.7, metres: 500.0 }, &[]),
        (Filter::Id(id(2).to_string()[..8].parse().unwrap()), &[2]),
        (Filter::Digest { field: Field::Digest, hex: digest(3).hex()[..9].to_owned() }, &[3]),
        (Filter::Ids(vec![id(3), id(1), id(9)]), &[1, 3]),
        (Filter::All(vec![equal(Field::Keywords, "harbour"), Filter::Is(State::Raw)]), &[2]),
        (Filter::Any(vec![equal(Field::City, "oslo"), equal(Field::Extension, "nef")]), &[1, 2]),
    ];
    on_each(|catalog| {
        ingest(catalog);
        for (filter, expected) in &cases {
            let expected: Vec<_> = expected.iter().map(|seed| id(*seed)).collect();
            assert_eq!(ids(catalog, filter.clone()), expected, "{filter:?}");
            assert_eq!(catalog.count(filter).unwrap(), expected.len() as u64, "{filter:?}");
        }
    });
}

#[test]
fn results_are_sorted_with_the_unknown_last() {
    on_each(|catalog| {
        ingest(catalog);
        let order = |selection: &Selection| -> Vec<_> {
            assets(catalog, selection).into_iter().map(|asset| asset.id).collect()
        };
        assert_eq!(order(&sorted(Filter::Everything, Field::City, false)), [id(1), id(2), id(3)]);
        assert_eq!(order(&sorted(Filter::Everything, Field::City, true)), [id(2), id(1), id(3)]);
        assert_eq!(order(&sorted(Filter::Everything, Field::DateCreated, false)), [id(2), id(1), id(3)]);
        assert_eq!(order(&sorted(Filter::Everything, Field::Path, true)), [id(3), id(1), id(2)]);
        let key = |field, descending| SortKey { field, descending };
        let sort = vec![key(Field::Width, false), key(Field::Size, true)];
        let widest = Selection { filter: Filter::Everything, sort, limit: Some(2) };
        assert_eq!(order(&widest), [id(2), id(1)]);
    });
}

#[test]
fn a_visit_ends_when_its_reader_has_enough() {
    on_each(|catalog| {
        ingest(catalog);
        let mut seen = 0;
        let stop = &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        };
        catalog.visit(&select(Filter::Everything), stop).unwrap();
        assert_eq!(seen, 1);
    });
}

#[test]
fn values_are_counted_by_their_fold_and_shown_as_first_written() {
    let facet = |of| Facet { property: field(of), unit: None };
    on_each(|catalog| {
        ingest(catalog);
        let counts = |facets: &[Facet]| -> Vec<(Vec<String>, u64)> {
            let rows = catalog.facets(facets, &Filter::Everything, None).unwrap();
            rows.into_iter().map(|row| (row.values.iter().map(Value::to_string).collect(), row.count)).collect()
        };
        let row = |values: &[&str], count| (values.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>(), count);
        let keywords = [row(&["harbour"], 2), row(&["sport"], 1), row(&["Sport/Sailing"], 1)];
        assert_eq!(counts(&[facet(Field::Keywords)]), keywords);
        assert_eq!(counts(&[facet(Field::City)]), [row(&["Oslo"], 1), row(&["TROMSØ"], 1)]);
        let both = counts(&[facet(Field::Width), facet(Field::Volume)]);
        assert_eq!(both, [row(&["6000", "photos"], 2)]);
        let by = |unit| counts(&[Facet { property: field(Field::DateCreated), unit: Some(unit) }]);
        assert_eq!(by(Unit::Month), [row(&["2024-05"], 2)]);
    });
}

#[test]
fn what_a_cataloguer_states_outranks_the_files_until_it_is_taken_back() {
    let state = |before: Option<&str>, after: Option<&str>| {
        let values = |text: Option<&str>| text.map(|text| vec![Value::text(text)]);
        Change::State { asset: id(1), field: Field::City, before: values(before), after: values(after) }
    };
    on_each(|catalog| {
        ingest(catalog);
        let before = catalog.snapshot(id(1)).unwrap();
        let tagged = apply(catalog, "tag", vec![state(None, Some("Bergen"))]);
        assert_eq!(ids(catalog, equal(Field::City, "bergen")), [id(1)]);
        assert_eq!(ids(catalog, word("oslo")), []);
        let sentence = refused(catalog, vec![state(Some("Stavanger"), None)]);
        assert_eq!(sentence, "`city` is not what it was when the change was decided");
        let undone = undo(catalog, tagged);
        assert_eq!(catalog.snapshot(id(1)).unwrap(), before);
        assert_eq!(ids(catalog, word("oslo")), [id(1)]);
        assert_eq!(catalog.operation(tagged).unwrap().unwrap().undone_by, Some(undone));
        undo(catalog, undone);
        assert_eq!(catalog.operation(tagged).unwrap().unwrap().undone_by, None);
        assert_eq!(ids(catalog, equal(Field::City, "bergen")), [id(1)]);
    });
}

#[test]
fn another_policy_changes_what_counts_in_every_version_and_not_what_was_said() {
    let city = |name: &str| Box::new(description(&[(Field::City, &[Value::text(name)])]));
    let weigh = |version, before: &str, after: &str| Change::Reconcile {
        asset: id(1),
        version,
        before: city(before),
        after: city(after),
    };
    on_each(|catalog| {
        ingest(catalog);
        let said = reading(description(&[(Field::City, &[Value::text("Drammen")])]));
        apply(catalog, "ingest", vec![Change::AddVersion { asset: id(1), version: version(2, 11), reading: said }]);
        let before = catalog.snapshot(id(1)).unwrap();
        let policy = Change::Policy { before: Policy::Mwg, after: Policy::Newsroom };
        let changed =
            apply(catalog, "policy", vec![policy.clone(), weigh(2, "Drammen", "Moss"), weigh(1, "Oslo", "Hamar")]);
        assert_eq!(catalog.policy().unwrap(), Policy::Newsroom);
        assert_eq!(ids(catalog, equal(Field::City, "moss")), [id(1)]);
        let held = catalog.snapshot(id(1)).unwrap().unwrap();
        assert_eq!(held.versions[0].1.description.text(Field::City), Some("Hamar"));
        assert_eq!(held.versions[0].1.description.get(Field::Keywords).len(), 2);
        assert_eq!(held.versions[1].1.statements, before.clone().unwrap().versions[1].1.statements);
        assert_eq!(refused(catalog, vec![policy]), "the policy is not what it was when the change was decided");
        let sentence = refused(catalog, vec![weigh(1, "Oslo", "Moss")]);
        assert_eq!(sentence, "`city` is not what it was when the change was decided");
        undo(catalog, changed);
        assert_eq!((catalog.policy().unwrap(), catalog.snapshot(id(1)).unwrap()), (Policy::Mwg, before));
    });
}

#[test]
fn what_is_in_doubt_is_settled_by_a_cataloguer_s_word() {
    let doubts = [Value::text("city"), Value::text("title")];
    let doubtful = description(&[(Field::Conflicts, &doubts), (Field::DoubleEncoded, &doubts[..1])]);
    let state = |field| Change::State { asset: id(5), field, before: None, after: Some(vec![Value::text("Moss")]) };
    on_each(|catalog| {
        ingest(catalog);
        apply(catalog, "ingest", vec![Change::AddAsset(Box::new(snapshot(5, doubtful.clone(), &[])))]);
        assert_eq!(ids(catalog, Filter::Is(State::Conflict)), [id(5)]);
        assert_eq!(ids(catalog, Filter::Is(State::DoubleEncoded)), [id(5)]);
        apply(catalog, "tag", vec![state(Field::City)]);
        assert_eq!(ids(catalog, Filter::Is(State::DoubleEncoded)), []);
        assert_eq!(ids(catalog, equal(Field::Conflicts, "title")), [id(5)]);
        assert_eq!(ids(catalog, equal(Field::Conflicts, "city")), []);
        let tagged = apply(catalog, "tag", vec![state(Field::Title)]);
        assert_eq!(ids(catalog, Filter::Is(State::Conflict)), []);
        undo(catalog, tagged);
        assert_eq!(ids(catalog, Filter::Is(State::Conflict)), [id(5)]);
    });
}

#[test]
fn a_field_that_a_cataloguer_cleared_has_no_value() {
    on_each(|catalog| {
        ingest(catalog);
        let clear = Change::State { asset: id(1), field: Field::City, before: None, after: Some(vec![]) };
        apply(catalog, "tag", vec![clear]);
        assert_eq!(ids(catalog, Filter::Has(field(Field::City))), [id(2)]);
    });
}

#[test]
fn a_new_version_speaks_and_the_old_one_is_remembered() {
    on_each(|catalog| {
        ingest(catalog);
        let said = reading(description(&[(Field::City, &[Value::text("Drammen")])]));
        let before = holding(1, "/photos/2024/IMG_0001.jpg");
        let after = Holding { digest: digest(11), version: 2, ..before.clone() };
        let changes = vec![
            Change::AddVersion { asset: id(1), version: version(2, 11), reading: said.clone() },
            Change::Hold { asset: id(1), before: Some(before), after: Some(after) },
        ];
        let operation = apply(catalog, "ingest", changes);
        assert_eq!(ids(catalog, equal(Field::City, "drammen")), [id(1)]);
        let known = catalog.find_digest(&digest(1)).unwrap().unwrap();
        assert_eq!((known.asset, known.version.number, known.newest, known.reading), (id(1), 1, 2, said));
        assert_eq!(catalog.find_essence(&version(1, 1).essence).unwrap(), []);
        assert_eq!(catalog.find_essence(&version(2, 11).essence).unwrap()[0].asset, id(1));
        assert_eq!(catalog.snapshot(id(1)).unwrap().unwrap().versions.len(), 2);
        undo(catalog, operation);
        assert_eq!(ids(catalog, equal(Field::City, "oslo")), [id(1)]);
        assert_eq!(catalog.find_digest(&digest(11)).unwrap(), None);
    });
}

#[test]
fn an_ingest_taken_back_leaves_nothing_and_can_be_done_again() {
    on_each(|catalog| {
        let operation = ingest(catalog);
        let was = assets(catalog, &select(Filter::Everything));
        let undone = undo(catalog, operation);
        assert_eq!(catalog.count(&Filter::Everything).unwrap(), 0);
        assert_eq!(catalog.volumes().unwrap(), []);
        assert!(matches!(catalog.changes(operation, &mut |_| Ok(())), Err(CatalogError::Stale(_))));
        undo(catalog, undone);
        assert_eq!(assets(catalog, &select(Filter::Everything)), was);
    });
}

#[test]
fn a_transaction_is_recorded_wholly_or_not_at_all() {
    on_each(|catalog| {
        ingest(catalog);
        let changes = vec![
            Change::AddAsset(Box::new(snapshot(4, description(&[]), &["/photos/d"]))),
            Change::AddAsset(Box::new(snapshot(1, description(&[]), &[]))),
        ];
        assert_eq!(refused(catalog, changes), format!("asset {} is in the catalogue already", id(1)));
        assert_eq!(catalog.snapshot(id(4)).unwrap(), None);
        assert_eq!(catalog.operations(None).unwrap().len(), 1);
    });
}

#[test]
fn what_was_decided_on_something_else_is_refused() {
    let hold = |before: Option<Holding>, after: Option<Holding>| Change::Hold { asset: id(1), before, after };
    let held = holding(1, "/photos/2024/IMG_0001.jpg");
    let touched = Holding { state: HoldingState::Missing, ..held.clone() };
    let strange = Holding { volume: "card".to_owned(), ..holding(1, "/card/a.jpg") };
    let (one, two) = (id(1), id(2));
    let link = |present| Change::Link {
        asset: one,
        other: two,
        relation: Relation::SameEssence,
        evidence: String::new(),
        present,
    };
    let cases = vec![
        hold(Some(touched), None),
        hold(None, Some(strange)),
        hold(None, Some(holding(1, "/photos/c"))),
        Change::Hold { asset: id(9), before: None, after: Some(holding(9, "/photos/z")) },
        Change::AddVersion { asset: id(1), version: version(3, 11), reading: reading(description(&[])) },
        Change::RemoveVersion { asset: id(3), version: version(1, 3), reading: reading(description(&[])) },
        Change::RemoveAsset(Box::new(snapshot(1, description(&[]), &[]))),
        Change::Volume { before: Some(volume("photos", "/elsewhere")), after: None },
        Change::Volume { before: Some(volume("photos", "/photos")), after: None },
        Change::Volume { before: None, after: Some(volume("photos", "/mnt")) },
        Change::Save { name: "mine".to_owned(), before: Some("city:Oslo".to_owned()), after: None },
        link(false),
    ];
    on_each(|catalog| {
        ingest(catalog);
        let was = assets(catalog, &select(Filter::Everything));
        for change in &cases {
            let sentence = refused(catalog, vec![change.clone()]);
            assert!(!sentence.is_empty() && !sentence.ends_with('.'), "{sentence}");
        }
        assert_eq!(assets(catalog, &select(Filter::Everything)), was);
    });
}

#[test]
fn files_are_found_by_path_and_by_folder() {
    on_each(|catalog| {
        ingest(catalog);
        let (found, held) = catalog.find_path(&path("/photos/2024/cup/b.NEF")).unwrap().unwrap();
        assert_eq!((found, held), (id(2), holding(2, "/photos/2024/cup/b.NEF")));
        assert_eq!(catalog.find_path(&path("/photos/2024")).unwrap(), None);
        let here = catalog.folder(&path("/photos")).unwrap();
        assert_eq!(here, [(id(3), holding(3, "/photos/c"))]);
        let folders = catalog.folders(&path("/photos/2024")).unwrap();
        assert_eq!(folders, [path("/photos/2024"), path("/photos/2024/cup")]);
        assert_eq!(catalog.folders(&path("/")).unwrap().len(), 3);
    });
}

#[test]
fn a_file_that_moves_takes_what_was_checked_with_it() {
    on_each(|catalog| {
        ingest(catalog);
        let (before, after) = (holding(1, "/photos/2024/IMG_0001.jpg"), holding(1, "/photos/moved.jpg"));
        let check = |outcome: &str| {
            Change::Event(Event {
                asset: id(1),
                kind: EventKind::FixityCheck,
                at: date("2024-06-01T12:00:00Z"),
                outcome: outcome.to_owned(),
                path: Some(before.path.clone()),
                digest: Some(Digest([7; 32])),
            })
        };
        assert_eq!(catalog.summary().unwrap().unchecked, 3);
        apply(catalog, "verify", vec![check("altered")]);
        let moved = Change::Hold { asset: id(1), before: Some(before.clone()), after: Some(after.clone()) };
        apply(catalog, "ingest", vec![moved]);
        let numbers = catalog.summary().unwrap();
        assert_eq!((numbers.unchecked, numbers.altered), (2, 1));
        assert_eq!(catalog.find_path(&before.path).unwrap(), None);
        assert_eq!(ids(catalog, word("moved")), [id(1)]);
        let history = catalog.history(id(1)).unwrap();
        assert!(matches!(&history[1], HistoryEntry::Happened(event) if event.outcome == "altered"));
        assert!(matches!(&history[2], HistoryEntry::Changed { operation: 3, change, .. }
            if **change == Change::Hold { asset: id(1), before: Some(before.clone()), after: Some(after.clone()) }));
    });
}

#[test]
fn a_volume_mounted_elsewhere_takes_its_files_along() {
    on_each(|catalog| {
        ingest(catalog);
        let (before, after) = (volume("photos", "/photos"), volume("archive", "/mnt/archive"));
        let moved = apply(catalog, "volume", vec![Change::Volume { before: Some(before), after: Some(after.clone()) }]);
        assert_eq!(catalog.volumes().unwrap(), [after]);
        let (_, held) = catalog.find_path(&path("/mnt/archive/2024/IMG_0001.jpg")).unwrap().unwrap();
        assert_eq!(held.volume, "archive");
        assert_eq!(ids(catalog, Filter::Folder { folder: "/mnt/archive/2024".to_owned() }), [id(1), id(2)]);
        assert_eq!(ids(catalog, equal(Field::Volume, "photos")), []);
        undo(catalog, moved);
        assert!(catalog.find_path(&path("/photos/2024/IMG_0001.jpg")).unwrap().is_some());
    });
}

#[test]
fn a_volume_that_is_there_goes_before_one_that_was_mounted_at_the_same_place() {
    let at = |name: &str, is_online: bool| {
        let volume = damson::catalog::Volume { is_online, ..volume(name, "/media/stick") };
        Change::Volume { before: None, after: Some(volume) }
    };
    let on = |name: &str, seed: u8| Holding { volume: name.to_owned(), ..holding(seed, "/media/stick/a.jpg") };
    on_each(|catalog| {
        let mut first = snapshot(1, description(&[]), &[]);
        let mut second = snapshot(2, description(&[]), &[]);
        first.holdings.push(on("away", 1));
        second.holdings.push(on("here", 2));
        let assets = [first, second].map(|snapshot| Change::AddAsset(Box::new(snapshot)));
        apply(catalog, "ingest", [at("away", false), at("here", true)].into_iter().chain(assets).collect());
        let (found, _) = catalog.find_path(&path("/media/stick/a.jpg")).unwrap().unwrap();
        assert_eq!(found, id(2));
        assert_eq!(catalog.folder(&path("/media/stick")).unwrap().len(), 2);
    });
}

#[test]
fn copies_and_absences_are_states() {
    on_each(|catalog| {
        ingest(catalog);
        let copy = Change::Hold { asset: id(1), before: None, after: Some(holding(1, "/photos/copy.jpg")) };
        let gone = |state| Holding { state, ..holding(3, "/photos/c") };
        let lost = |from, to| Change::Hold { asset: id(3), before: Some(gone(from)), after: Some(gone(to)) };
        let (present, missing, offline) = (HoldingState::Present, HoldingState::Missing, HoldingState::Offline);
        apply(catalog, "ingest", vec![copy, lost(present, missing)]);
        assert_eq!(ids(catalog, Filter::Is(State::Duplicate)), [id(1)]);
        assert_eq!(ids(catalog, Filter::Is(State::Missing)), [id(3)]);
        let copies = Filter::Equal { property: field(Field::Copies), value: Value::Integer(2) };
        assert_eq!(ids(catalog, copies), [id(1)]);
        apply(catalog, "ingest", vec![lost(missing, offline)]);
        assert_eq!(ids(catalog, Filter::Is(State::Missing)), []);
        assert_eq!(ids(catalog, Filter::Is(State::Offline)), [id(3)]);
        let numbers = catalog.summary().unwrap();
        assert_eq!((numbers.duplicates, numbers.missing, numbers.offline), (1, 0, 1));
    });
}

#[test]
fn a_sidecar_is_one_of_the_files_and_no_copy() {
    on_each(|catalog| {
        ingest(catalog);
        let sidecar = Holding { role: Role::Sidecar, ..holding(8, "/photos/2024/IMG_0001.xmp") };
        apply(catalog, "ingest", vec![Change::Hold { asset: id(1), before: None, after: Some(sidecar.clone()) }]);
        let asset = &assets(catalog, &select(equal(Field::City, "oslo")))[0];
        assert_eq!(asset.holdings, [holding(1, "/photos/2024/IMG_0001.jpg"), sidecar]);
        assert_eq!((asset.copies(), catalog.summary().unwrap().sidecars), (1, 1));
        assert_eq!(ids(catalog, equal(Field::Extension, "xmp")), []);
    });
}

#[test]
fn what_the_files_say_may_change_without_a_new_version() {
    on_each(|catalog| {
        ingest(catalog);
        let before = catalog.find_digest(&digest(3)).unwrap().unwrap().reading;
        let after = reading(description(&[(Field::Title, &[Value::text("From a sidecar")])]));
        let change = Change::Describe { asset: id(3), before: Box::new(before), after: Box::new(after.clone()) };
        apply(catalog, "ingest", vec![change.clone()]);
        assert_eq!(ids(catalog, word("sidecar")), [id(3)]);
        assert_eq!(catalog.find_digest(&digest(3)).unwrap().unwrap().reading, after);
        assert!(refused(catalog, vec![change]).contains("what the files say"));
    });
}

fn linked(asset: u8, other: u8, relation: Relation, evidence: &str) -> Change {
    Change::Link { asset: id(asset), other: id(other), relation, evidence: evidence.to_owned(), present: true }
}

#[test]
fn links_are_seen_from_both_ends_with_what_shows_them_and_go_with_either() {
    on_each(|catalog| {
        ingest(catalog);
        apply(catalog, "ingest", vec![linked(2, 1, Relation::RawJpeg, "same stem")]);
        let link = |other, is_outward| Link {
            other: id(other),
            relation: Relation::RawJpeg,
            evidence: "same stem".to_owned(),
            is_outward,
        };
        assert_eq!(catalog.links(id(1)).unwrap(), [link(2, false)]);
        assert_eq!(catalog.links(id(2)).unwrap(), [link(1, true)]);
        let held = catalog.snapshot(id(1)).unwrap().unwrap();
        let removed = apply(catalog, "remove", vec![Change::RemoveAsset(Box::new(held))]);
        assert_eq!(catalog.links(id(2)).unwrap(), []);
        undo(catalog, removed);
        assert_eq!(catalog.links(id(2)).unwrap(), [link(1, true)]);
        assert_eq!(ids(catalog, Filter::Everything), [id(1), id(2), id(3)]);
        let other_evidence = Change::Link {
            asset: id(2),
            other: id(1),
            relation: Relation::RawJpeg,
            evidence: "another".to_owned(),
            present: false,
        };
        assert!(refused(catalog, vec![other_evidence]).contains("link"));
    });
}

#[test]
fn an_asset_is_in_a_group_by_its_links_and_a_question_is_widened_over_all_of_them() {
    on_each(|catalog| {
        ingest(catalog);
        let is = |state| Filter::Is(state);
        let grouped = |seed| Filter::Grouped(Box::new(Filter::Ids(vec![id(seed)])));
        apply(catalog, "ingest", vec![linked(3, 1, Relation::SameEssence, "")]);
        assert_eq!(ids(catalog, grouped(1)), [id(1)]);
        let made = apply(
            catalog,
            "ingest",
            vec![linked(2, 1, Relation::RawJpeg, "same stem"), linked(3, 2, Relation::LivePhoto, "same id")],
        );
        assert_eq!(ids(catalog, is(State::RawJpeg)), [id(1), id(2)]);
        assert_eq!(ids(catalog, is(State::LivePhoto)), [id(2), id(3)]);
        assert_eq!(ids(catalog, grouped(1)), [id(1), id(2), id(3)]);
        assert_eq!(ids(catalog, grouped(3)), [id(1), id(2), id(3)]);
        let both = Filter::All(vec![grouped(1), Filter::Not(Box::new(is(State::RawJpeg)))]);
        assert_eq!(ids(catalog, both), [id(3)]);
        assert_eq!(catalog.check().unwrap(), Vec::<String>::new());
        undo(catalog, made);
        assert_eq!(ids(catalog, is(State::RawJpeg)), []);
        assert_eq!(ids(catalog, grouped(1)), [id(1)]);
    });
}

#[test]
fn queries_are_saved_replaced_and_dropped() {
    let save = |before: Option<&str>, after: Option<&str>| Change::Save {
        name: "press-ready".to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    on_each(|catalog| {
        apply(catalog, "search", vec![save(None, Some("has:credit"))]);
        let replaced = apply(catalog, "search", vec![save(Some("has:credit"), Some("has:credit rating>3"))]);
        assert_eq!(catalog.saved().unwrap(), [("press-ready".to_owned(), "has:credit rating>3".to_owned())]);
        undo(catalog, replaced);
        assert_eq!(catalog.saved().unwrap(), [("press-ready".to_owned(), "has:credit".to_owned())]);
    });
}

#[test]
fn an_operation_goes_on_in_batches_and_counts_its_assets_once() {
    on_each(|catalog| {
        let operation = ingest(catalog);
        let state = |seed, field, text: &str| Change::State {
            asset: id(seed),
            field,
            before: None,
            after: Some(vec![Value::text(text)]),
        };
        let changes =
            vec![state(1, Field::Title, "One"), state(1, Field::Event, "Cup"), state(3, Field::Title, "Three")];
        let transaction = Transaction { operation: OperationRef::Continued(operation), changes };
        assert_eq!(catalog.apply(&transaction).unwrap().operation, operation);
        let kept = catalog.operation(operation).unwrap().unwrap();
        assert_eq!((kept.changes, kept.assets, kept.act.verb.as_str()), (8, 3, "ingest"));
        let nobody = Transaction { operation: OperationRef::Continued(99), changes: vec![] };
        assert!(matches!(catalog.apply(&nobody), Err(CatalogError::Stale(_))));
    });
}

#[test]
fn operations_are_listed_newest_first() {
    on_each(|catalog| {
        ingest(catalog);
        apply(catalog, "tag", vec![]);
        let verbs = |limit| -> Vec<_> {
            catalog.operations(limit).unwrap().into_iter().map(|operation| operation.act.verb).collect()
        };
        assert_eq!(verbs(None), ["tag", "ingest"]);
        assert_eq!(verbs(Some(1)), ["tag"]);
    });
}

#[test]
fn numbers_add_up() {
    on_each(|catalog| {
        ingest(catalog);
        let numbers = catalog.summary().unwrap();
        assert_eq!((numbers.assets, numbers.versions, numbers.originals), (3, 3, 3));
        assert_eq!(numbers.by_class, [2, 0, 0, 0, 1]);
        assert_eq!(numbers.bytes, 3006);
        assert_eq!(numbers.operations, 1);
    });
}

#[test]
fn a_path_that_is_not_text_comes_back_as_it_was() {
    on_each(|catalog| {
        ingest(catalog);
        let strange = Holding { path: FilePath(b"/photos/\xff\xfe/\x01 a.jpg".to_vec()), ..holding(3, "/photos/c") };
        let change = Change::Hold { asset: id(3), before: None, after: Some(strange.clone()) };
        let operation = apply(catalog, "ingest", vec![change.clone()]);
        let (_, held) = catalog.find_path(&strange.path).unwrap().unwrap();
        assert_eq!(held, strange);
        let mut logged = Vec::new();
        catalog
            .changes(operation, &mut |change| {
                logged.push(change);
                Ok(())
            })
            .unwrap();
        assert_eq!(logged, [change]);
    });
}

#[test]
fn a_question_may_be_asked_while_another_is_answered() {
    on_each(|catalog| {
        ingest(catalog);
        let asked: &dyn Catalog = catalog;
        let mut files = 0;
        asked
            .visit(&select(Filter::Everything), &mut |asset| {
                files += asked.snapshot(asset.id).unwrap().unwrap().holdings.len();
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(files, 3);
    });
}
