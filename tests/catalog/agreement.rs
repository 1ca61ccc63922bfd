//! Random libraries, random questions: SQLite answers as the plain catalogue in memory does.
use crate::library::{act, assets, digest, id, path, sandbox, undo, volume};
use crate::random::{Intent, decide, facets, filter, intent, selection};
use damson::asset::{Asset, AssetId, FilePath, Holding};
use damson::catalog::memory::MemoryCatalog;
use damson::catalog::{
    Catalog, CatalogError, Change, Clue, ClueKind, Fingerprint, OperationRef, Receipt, Source, Summary, Transaction,
};
use damson::query::Filter;
use proptest::collection;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use proptest::test_runner::TestCaseError;
use std::collections::BTreeSet;
use std::mem::discriminant;
use std::ops::ControlFlow;

/// Applies batches of intents to both, and makes sure that both take them or both refuse them.
fn live(plain: &mut MemoryCatalog, sqlite: &mut dyn Catalog, batches: Vec<Vec<Intent>>) -> Result<(), TestCaseError> {
    for name in ["photos", "card"] {
        let changes = vec![Change::Volume { before: None, after: Some(volume(name, &format!("/{name}"))) }];
        let transaction = Transaction { operation: OperationRef::New(act("volume")), changes };
        plain.apply(&transaction).unwrap();
        sqlite.apply(&transaction).unwrap();
    }
    for (round, intents) in (0..).zip(batches) {
        look(plain, sqlite, round)?;
        let changes: Vec<Change> = intents.into_iter().filter_map(|intent| decide(intent, plain)).collect();
        let transaction = Transaction { operation: OperationRef::New(act("live")), changes };
        let (expected, found) = (plain.apply(&transaction), sqlite.apply(&transaction));
        same_end(&expected, &found)?;
        if expected.is_err() {
            // What could not be done together may be done in part.
            for change in &transaction.changes {
                let one = Transaction { operation: OperationRef::Continued(1), changes: vec![change.clone()] };
                same_end(&plain.apply(&one), &sqlite.apply(&one))?;
            }
        }
    }
    Ok(())
}

fn same_end(
    expected: &Result<Receipt, CatalogError>,
    found: &Result<Receipt, CatalogError>,
) -> Result<(), TestCaseError> {
    match (expected, found) {
        (Ok(expected), Ok(found)) => prop_assert_eq!(expected, found),
        (Err(expected), Err(found)) => {
            prop_assert_eq!(discriminant(expected), discriminant(found), "{} / {}", expected, found);
        }
        (expected, found) => prop_assert!(false, "in memory {expected:?}, in SQLite {found:?}"),
    }
    Ok(())
}

fn everything(catalog: &dyn Catalog) -> Vec<Asset> {
    assets(catalog, &crate::library::select(damson::query::Filter::Everything))
}

fn files(catalog: &dyn Catalog, filter: &Filter) -> Vec<(AssetId, Holding)> {
    let mut found = Vec::new();
    let mut each = |asset, holding| {
        found.push((asset, holding));
        ControlFlow::Continue(())
    };
    catalog.holdings(filter, &mut each).unwrap();
    found
}

fn numbers(catalog: &dyn Catalog) -> Summary {
    Summary { catalogue_bytes: 0, ..catalog.summary().unwrap() }
}

/// All that is kept of pictures, with signatures.
fn fingerprints(catalog: &dyn Catalog) -> Vec<(AssetId, u64, Fingerprint, Vec<u8>)> {
    let mut found = Vec::new();
    let mut each = |asset, size, kept| {
        found.push((asset, size, kept));
        ControlFlow::Continue(())
    };
    catalog.fingerprints(&Filter::Everything, 1, &mut each).unwrap();
    let ids: Vec<AssetId> = found.iter().map(|(asset, ..)| *asset).collect();
    let signatures = catalog.signatures(&ids, 1).unwrap();
    assert_eq!(signatures.iter().map(|(asset, _)| *asset).collect::<Vec<_>>(), ids);
    found.into_iter().zip(signatures).map(|((asset, size, kept), (_, cells))| (asset, size, kept, cells)).collect()
}

/// Keeps fingerprints of what may be some assets' essences.
fn look(plain: &mut MemoryCatalog, sqlite: &mut dyn Catalog, round: u32) -> Result<(), TestCaseError> {
    let of = |seed: u8| {
        let made = Fingerprint {
            algorithm: 1,
            essence: digest(seed),
            source: if seed.is_multiple_of(2) { Source::Pixels } else { Source::Preview },
            size: (round, u32::from(seed)),
            hash: [seed; 16],
            signature: vec![seed; 8],
        };
        everything(plain).into_iter().map(move |asset| (asset.id, made.clone())).collect::<Vec<_>>()
    };
    let made: Vec<_> = (0..6).flat_map(of).collect();
    prop_assert_eq!(plain.keep_fingerprints(&made).unwrap(), sqlite.keep_fingerprints(&made).unwrap());
    Ok(())
}

/// Everything that can be asked without a query.
fn same_facts(plain: &dyn Catalog, sqlite: &dyn Catalog) -> Result<(), TestCaseError> {
    prop_assert_eq!(everything(plain), everything(sqlite));
    prop_assert_eq!(numbers(plain), numbers(sqlite));
    prop_assert_eq!(plain.volumes().unwrap(), sqlite.volumes().unwrap());
    prop_assert_eq!(plain.saved().unwrap(), sqlite.saved().unwrap());
    prop_assert_eq!(plain.operations(None).unwrap(), sqlite.operations(None).unwrap());
    for seed in 0..6 {
        prop_assert_eq!(plain.snapshot(id(seed)).unwrap(), sqlite.snapshot(id(seed)).unwrap());
        prop_assert_eq!(plain.find_digest(&digest(seed)).unwrap(), sqlite.find_digest(&digest(seed)).unwrap());
        prop_assert_eq!(plain.find_essence(&digest(seed)).unwrap(), sqlite.find_essence(&digest(seed)).unwrap());
        prop_assert_eq!(plain.links(id(seed)).unwrap(), sqlite.links(id(seed)).unwrap());
        prop_assert_eq!(plain.history(id(seed)).unwrap(), sqlite.history(id(seed)).unwrap());
    }
    for folder in ["/", "/photos", "/photos/2024", "/media/card", "/mnt"] {
        prop_assert_eq!(plain.folder(&path(folder)).unwrap(), sqlite.folder(&path(folder)).unwrap());
        prop_assert_eq!(plain.folders(&path(folder)).unwrap(), sqlite.folders(&path(folder)).unwrap());
        let groups = |catalog: &dyn Catalog| catalog.groups_in(&path(folder)).unwrap().into_iter().collect();
        let [expected, found]: [BTreeSet<_>; 2] = [groups(plain), groups(sqlite)];
        prop_assert_eq!(expected, found);
    }
    let alike = |catalog: &dyn Catalog| {
        let mut groups: Vec<Vec<AssetId>> = Vec::new();
        catalog
            .alike(&mut |ids| {
                groups.push(ids.to_vec());
                ControlFlow::Continue(())
            })
            .unwrap();
        groups
    };
    prop_assert_eq!(alike(plain), alike(sqlite));
    prop_assert_eq!(fingerprints(plain), fingerprints(sqlite));
    for kind in [ClueKind::Content, ClueKind::Document, ClueKind::Image] {
        for id in ["1f2e3d4c", "xmp.did:1234"] {
            let clue = Clue { kind, id: id.to_owned() };
            prop_assert_eq!(plain.find_clue(&clue).unwrap(), sqlite.find_clue(&clue).unwrap());
        }
    }
    let assets = everything(plain);
    let lies_at =
        |path: &FilePath| assets.iter().flat_map(|asset| &asset.holdings).filter(|held| held.path == *path).count();
    for asset in &assets {
        // Where a volume that is mounted elsewhere brings two files to one path, either is an answer.
        for holding in asset.holdings.iter().filter(|holding| lies_at(&holding.path) == 1) {
            prop_assert_eq!(plain.find_path(&holding.path).unwrap(), sqlite.find_path(&holding.path).unwrap());
        }
    }
    for operation in plain.operations(None).unwrap() {
        prop_assert_eq!(logged(plain, operation.number), logged(sqlite, operation.number));
    }
    prop_assert_eq!(sqlite.check().unwrap(), Vec::<String>::new());
    Ok(())
}

fn logged(catalog: &dyn Catalog, operation: u64) -> (Vec<Change>, bool) {
    let mut changes = Vec::new();
    let end = catalog.changes(operation, &mut |change| {
        changes.push(change);
        Ok(())
    });
    (changes, end.is_ok())
}

/// Whether a change mounts a volume elsewhere while it has files that do not lie below its mount point. No paths say
/// afterwards which of them came along, so that such a move is the one thing that is not taken back exactly.
fn moves_files_that_lie_elsewhere(change: &Change, catalog: &dyn Catalog) -> bool {
    let Change::Volume { before: Some(before), .. } = change else { return false };
    let mount_point = before.mount_point.to_path();
    let lies_elsewhere = |holding: &Holding| {
        holding.volume == before.name && !holding.path.folder().to_path().starts_with(&mount_point)
            || holding.path.lossy().contains("//")
    };
    everything(catalog).iter().flat_map(|asset| &asset.holdings).any(lies_elsewhere)
}

/// A few by default; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(96)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_holds_what_the_plain_catalogue_holds(
        batches in collection::vec(collection::vec(intent(), 1..8), 1..8),
    ) {
        let (mut plain, mut sandbox) = (MemoryCatalog::new(), sandbox());
        live(&mut plain, &mut sandbox.catalog, batches)?;
        same_facts(&plain, &sandbox.catalog)?;
    }

    #[test]
    fn sqlite_answers_as_the_plain_catalogue_does(
        batches in collection::vec(collection::vec(intent(), 4..12), 1..4),
        filters in collection::vec(filter(), 12),
        selections in collection::vec(selection(), 12),
        facets in collection::vec((facets(), filter(), any::<bool>()), 8),
    ) {
        let (mut plain, mut sandbox) = (MemoryCatalog::new(), sandbox());
        live(&mut plain, &mut sandbox.catalog, batches)?;
        for filter in &filters {
            prop_assert_eq!(plain.count(filter).unwrap(), sandbox.catalog.count(filter).unwrap(), "{:?}", filter);
            prop_assert_eq!(files(&plain, filter), files(&sandbox.catalog, filter), "{:?}", filter);
        }
        for selection in &selections {
            prop_assert_eq!(assets(&plain, selection), assets(&sandbox.catalog, selection), "{:?}", selection);
            prop_assert!(!sandbox.catalog.explain(selection).unwrap().is_empty());
        }
        for (facets, filter, few) in &facets {
            let limit = few.then_some(2);
            let (expected, found) = (plain.facets(facets, filter, limit), sandbox.catalog.facets(facets, filter, limit));
            prop_assert_eq!(expected.unwrap(), found.unwrap(), "{:?} of {:?}", facets, filter);
        }
    }

    #[test]
    fn an_operation_taken_back_leaves_nothing_and_can_be_done_again(
        before in collection::vec(intent(), 0..10),
        intents in collection::vec(intent(), 1..10),
    ) {
        let mut sandbox = sandbox();
        let mut plain = MemoryCatalog::new();
        live(&mut plain, &mut sandbox.catalog, vec![before])?;
        let catalog = &mut sandbox.catalog;
        let was = everything(catalog);
        let mut changes = Vec::new();
        for intent in intents {
            if let Some(change) = decide(intent, &plain)
                && !matches!(change, Change::Event(_))
                && !moves_files_that_lie_elsewhere(&change, &plain)
                && plain.apply(&Transaction { operation: OperationRef::New(act("try")), changes: vec![change.clone()] }).is_ok()
            {
                changes.push(change);
            }
        }
        let done = catalog.apply(&Transaction { operation: OperationRef::New(act("do")), changes });
        let done = done.unwrap().operation;
        let is = everything(catalog);
        let (changes, can_be_undone) = logged(catalog, done);
        // An operation that takes away what it brought cannot be read back: the log keeps only the id of what came.
        if can_be_undone && !changes.iter().any(|change| matches!(change, Change::RemoveAsset(_))) {
            let undone = undo(catalog, done);
            prop_assert_eq!(everything(catalog), was);
            undo(catalog, undone);
            prop_assert_eq!(everything(catalog), is);
            prop_assert_eq!(catalog.check().unwrap(), Vec::<String>::new());
        }
    }
}
