//! Results of many assets, which are read here and made by threads: they come whole, in order, and until they break.
use crate::library::{apply, description, holding, sandbox, select, snapshot, sorted, volume};
use damson::asset::{Asset, AssetId, Digest, Field, Snapshot, Value};
use damson::catalog::sqlite::{OpenMode, SqliteCatalog, open};
use damson::catalog::{Catalog, CatalogError, Change, Detail};
use damson::query::{Filter, Selection};
use rusqlite::Connection;
use std::ops::ControlFlow;
use std::time::Duration;

/// Enough that several threads have several batches each.
const MANY: u32 = 1500;

fn nth(number: u32) -> Snapshot {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&number.to_be_bytes());
    let iso = i64::from(number * 7919 % MANY);
    let said =
        [(Field::City, &[Value::text(format!("Oslo {number}"))] as &[Value]), (Field::Iso, &[Value::Integer(iso)])];
    let mut asset = snapshot(1, description(&said), &[]);
    asset.id = AssetId::of(&Digest(digest));
    asset.versions[0].0.digest = Digest(digest);
    // Some have a sidecar, and a few lie nowhere.
    let files = [format!("/photos/{}/{number}.jpg", number / 100), format!("/photos/beside/{number}.jpg")];
    asset.holdings = files.iter().take((number % 3) as usize).map(|file| holding(1, file)).collect();
    asset
}

fn fill(catalog: &mut SqliteCatalog) -> Vec<Snapshot> {
    let all: Vec<Snapshot> = (0..MANY).map(nth).collect();
    let added = all.iter().map(|asset| Change::AddAsset(Box::new(asset.clone())));
    let volume = Change::Volume { before: None, after: Some(volume("photos", "/photos")) };
    apply(catalog, "ingest", std::iter::once(volume).chain(added).collect());
    all
}

/// What a visit gives until it ends, and how it ends.
fn visited(catalog: &dyn Catalog, selection: &Selection) -> (Vec<Asset>, Result<(), CatalogError>) {
    let mut assets = Vec::new();
    let ended = catalog.visit(selection, &mut |asset| {
        assets.push(asset);
        ControlFlow::Continue(())
    });
    (assets, ended)
}

fn line(asset: &Asset, to: &mut Vec<u8>) {
    to.extend_from_slice(format!("{asset:?}\n").as_bytes());
}

fn transcribed(catalog: &dyn Catalog, selection: &Selection) -> (String, Result<(), CatalogError>) {
    let mut text = Vec::new();
    let ended = catalog.transcribe(selection, Detail::Whole, &line, &mut |lines| {
        text.extend_from_slice(lines);
        ControlFlow::Continue(())
    });
    (String::from_utf8(text).unwrap(), ended)
}

fn lines(assets: &[Asset]) -> String {
    let mut text = Vec::new();
    assets.iter().for_each(|asset| line(asset, &mut text));
    String::from_utf8(text).unwrap()
}

#[test]
fn many_assets_come_in_their_order_whole_and_once() {
    let mut sandbox = sandbox();
    let all: Vec<Asset> = fill(&mut sandbox.catalog).iter().filter_map(Snapshot::asset).collect();
    let catalog = &sandbox.catalog;
    let (assets, ended) = visited(catalog, &select(Filter::Everything));
    ended.unwrap();
    assert_eq!(assets, all);
    for descending in [false, true] {
        let mut by_iso = all.clone();
        let iso = |asset: &Asset| asset.values(Field::Iso)[0].as_number().unwrap() as i64;
        by_iso.sort_by_key(|asset| if descending { -iso(asset) } else { iso(asset) });
        let selection = sorted(Filter::Everything, Field::Iso, descending);
        let (assets, ended) = visited(catalog, &selection);
        ended.unwrap();
        assert_eq!(assets, by_iso);
        let (text, ended) = transcribed(catalog, &selection);
        ended.unwrap();
        assert_eq!(text, lines(&by_iso));
    }
}

#[test]
fn assets_that_lie_far_apart_come_like_those_that_lie_together() {
    let mut sandbox = sandbox();
    let all: Vec<Asset> = fill(&mut sandbox.catalog).iter().filter_map(Snapshot::asset).collect();
    for step in [2, 3, 11] {
        let some: Vec<Asset> = all.iter().step_by(step).cloned().collect();
        let ids = some.iter().map(|asset| asset.id).collect();
        let (text, ended) = transcribed(&sandbox.catalog, &select(Filter::Ids(ids)));
        ended.unwrap();
        assert_eq!(text, lines(&some));
    }
}

#[test]
fn a_visit_ends_where_it_breaks() {
    let mut sandbox = sandbox();
    let all = fill(&mut sandbox.catalog);
    for most in [1, 64, 65, 700] {
        let mut seen = Vec::new();
        let break_at_most = |asset: Asset| {
            seen.push(asset.id);
            if seen.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let mut break_at_most = break_at_most;
        sandbox.catalog.visit(&select(Filter::Everything), &mut break_at_most).unwrap();
        assert_eq!(seen, all.iter().take(most).map(|asset| asset.id).collect::<Vec<_>>());
    }
    let mut calls = 0;
    let stop = &mut |_: &[u8]| {
        calls += 1;
        if calls < 5 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    sandbox.catalog.transcribe(&select(Filter::Everything), Detail::Whole, &line, stop).unwrap();
    assert_eq!(calls, 5);
}

#[test]
fn less_of_an_asset_is_as_true_as_all_of_it() {
    let mut sandbox = sandbox();
    let all = fill(&mut sandbox.catalog);
    let told = |detail: Detail, tell: &(dyn Fn(&Asset, &mut Vec<u8>) + Sync)| {
        let mut text = Vec::new();
        let take = &mut |more: &[u8]| {
            text.extend_from_slice(more);
            ControlFlow::Continue(())
        };
        sandbox.catalog.transcribe(&select(Filter::Everything), detail, tell, take).unwrap();
        text
    };
    let id = |asset: &Asset, to: &mut Vec<u8>| to.extend_from_slice(&asset.id.0);
    let path = |asset: &Asset, to: &mut Vec<u8>| {
        asset.holdings.iter().for_each(|holding| to.extend_from_slice(&holding.path.0));
    };
    assert_eq!(told(Detail::Id, &id), all.iter().flat_map(|asset| asset.id.0).collect::<Vec<u8>>());
    assert_eq!(told(Detail::Files, &path), told(Detail::Whole, &path));
    assert!(!told(Detail::Files, &path).is_empty());
}

#[test]
fn damage_amid_many_is_said_after_those_that_come_before_it() {
    for damage in [
        "UPDATE record SET described = '{\"city\":[\"Os' WHERE asset = 901",
        "UPDATE record SET described = CAST(X'7B22636974792261FF7D' AS TEXT) WHERE asset = 901",
        "DELETE FROM record WHERE asset = 901",
        "UPDATE asset SET accessioned = 'long ago' WHERE number = 901",
        "UPDATE asset SET digest = X'00' WHERE number = 901",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("catalog.db");
        let all = fill(&mut open(&file, OpenMode::Write { create: true }, Duration::ZERO).unwrap());
        assert_eq!(Connection::open(&file).unwrap().execute(damage, []).unwrap(), 1, "{damage}");
        let catalog = open(&file, OpenMode::Read, Duration::ZERO).unwrap();
        let before: Vec<Asset> = all.iter().take(900).filter_map(Snapshot::asset).collect();
        let (assets, ended) = visited(&catalog, &select(Filter::Everything));
        assert!(matches!(ended, Err(CatalogError::Damaged(_) | CatalogError::Internal(_))), "{damage}: {ended:?}");
        assert_eq!(assets, before, "{damage}");
        let (text, ended) = transcribed(&catalog, &select(Filter::Everything));
        assert!(ended.is_err(), "{damage}");
        assert_eq!(text, lines(&before), "{damage}");
    }
}
