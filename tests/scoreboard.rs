//! The scoreboard's own ground: that what it generates is what an ingest makes, and that growth is fitted as it says.
#[path = "../benches/captions.rs"]
mod captions;
#[path = "../benches/generate.rs"]
mod generate;
#[path = "../benches/growth.rs"]
mod growth;
#[path = "../benches/library.rs"]
#[allow(dead_code)] // The scoreboard alone reads its files beforehand.
mod library;
mod maker;

use damson::asset::{Asset, AssetId, Date, FilePath, Now, Snapshot};
use damson::catalog::Catalog;
use damson::catalog::sqlite::{OpenMode, SqliteCatalog, open};
use damson::query::{Context, Filter, Selection, parse};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const ASSETS: u64 = 490;

fn open_to_write(path: &Path) -> SqliteCatalog {
    open(path, OpenMode::Write { create: true }, Duration::from_secs(1)).unwrap()
}

fn the_day() -> Date {
    "2024-05-02T10:00:00Z".parse().unwrap()
}

fn generated(folder: &Path, path: &Path) -> SqliteCatalog {
    let mut catalog = open_to_write(path);
    generate::generate(&mut catalog, folder, library::files_of(ASSETS), 0, &the_day(), &mut |_| {}).unwrap();
    catalog
}

/// Everything in a catalogue but when it was taken in, and on which device and inode.
fn everything(catalog: &SqliteCatalog) -> BTreeMap<AssetId, Snapshot> {
    let mut ids = Vec::new();
    let all = Selection { filter: Filter::Everything, sort: Vec::new(), limit: None };
    let each = &mut |asset: Asset| {
        ids.push(asset.id);
        ControlFlow::Continue(())
    };
    catalog.visit(&all, each).unwrap();
    let timeless = |id| {
        let mut snapshot = catalog.snapshot(id).unwrap().unwrap();
        snapshot.accessioned = the_day();
        for holding in &mut snapshot.holdings {
            (holding.stat.inode, holding.stat.device) = (0, 0);
        }
        (id, snapshot)
    };
    ids.into_iter().map(timeless).collect()
}

#[test]
fn a_generated_catalogue_is_what_an_ingest_of_the_files_makes() {
    let place = tempfile::tempdir().unwrap();
    let (folder, taken_in) = (place.path().join("library"), place.path().join("ingest.db"));
    library::make(&folder, library::files_of(ASSETS), 0).unwrap();
    let mut ingest = Command::new(env!("CARGO_BIN_EXE_damson"));
    ingest.args(["--quiet", "--catalog"]).arg(&taken_in).arg("ingest").arg(&folder);
    assert!(ingest.env("XDG_CONFIG_HOME", place.path()).status().unwrap().success());
    let (found, expected) =
        (everything(&generated(&folder, &place.path().join("generated.db"))), everything(&open_to_write(&taken_in)));
    assert_eq!(found.len() as u64, ASSETS);
    for (id, expected) in &expected {
        assert_eq!(found.get(id), Some(expected));
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_library_is_what_the_searches_of_the_scoreboard_ask_for() {
    let place = tempfile::tempdir().unwrap();
    let catalog = generated(Path::new("/srv/library"), &place.path().join("generated.db"));
    let (now, here) = (Now::at_unix(1_714_644_000), FilePath(b"/".to_vec()));
    let context = Context { now: &now, here: &here, saved: &|_| None };
    let count = |query: &str| catalog.count(&parse(query, &context).unwrap()).unwrap();
    assert_eq!(count("keywords=needle"), 1, "one in ten thousand, of which this library has the first");
    assert_eq!(count("needle city:Bergen rating>=3"), 1);
    assert_eq!(count("credit_line=\"Nordhavn Press\""), ASSETS / 10);
    assert!((ASSETS / 12..ASSETS / 6).contains(&count("city:Oslo")), "about an eighth");
    assert_eq!(count("is:duplicate"), library::files_of(ASSETS) - ASSETS);
}

#[test]
fn two_makers_make_the_same_file() {
    let [one, other] = [(); 2].map(|()| library::Maker::new(0).content(7));
    assert!((1_000..4_096).contains(&one.len()), "a page holds it");
    assert!(one == other);
    assert!(one != library::Maker::new(0).content(8));
}

#[test]
fn what_doubles_with_the_size_grows_with_exponent_one_and_what_quadruples_with_two() {
    for exponent in [0.0, 0.3, 1.0, 2.0_f64] {
        let points = [1e4, 1e5, 1e6_f64].map(|size| (size, 0.002 * size.powf(exponent)));
        let fitted = growth::exponent(&points).unwrap();
        assert!((fitted - exponent).abs() < 1e-9, "{fitted} for {exponent}");
    }
    assert_eq!(growth::exponent(&[(1e4, 1.0), (1e4, 2.0)]), None, "one size says nothing of growth");
}
