//! A library large enough that keys have thousands of assets: sets kept as bits, ranges made of whole periods and
//! scales, orders that walk them. SQLite answers as the plain catalogue in memory does.
use crate::library::{apply, assets, date, description, ids, path, sandbox, select, undo, volume};
use damson::asset::{
    AssetId, Digest, Field, Holding, HoldingState, Reading, Role, Snapshot, Stat, Unit, Value, Version,
};
use damson::catalog::memory::MemoryCatalog;
use damson::catalog::sqlite::SqliteCatalog;
use damson::catalog::{Catalog, Change};
use damson::query::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};

/// More than a posting keeps as numbers, and a period and a scale of more than are sorted at once.
const ASSETS: u32 = 4_300;

/// A plain generator (Knuth's multiplier): the same library every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Dates of every precision, most of them in one month; numbers of every size and sign; texts that many share.
fn snapshot(number: u32, dice: &mut Dice) -> Snapshot {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&number.to_be_bytes());
    bytes[4..12].copy_from_slice(&dice.roll(u64::MAX).to_be_bytes());
    let digest = Digest(bytes);
    let month = if dice.roll(3) == 0 { 1 + dice.roll(12) } else { 5 };
    let year = if dice.roll(8) == 0 { 1999 + dice.roll(30) } else { 2024 };
    let taken = match dice.roll(40) {
        0 => format!("{year}"),
        1 => format!("{year}-{month:02}"),
        2 => format!("{year}-{month:02}-{:02}", 1 + dice.roll(28)),
        _ => format!("{year}-{month:02}-{:02}T{:02}:{:02}", 1 + dice.roll(28), dice.roll(24), dice.roll(60)),
    };
    #[allow(clippy::cast_precision_loss)]
    let height = (dice.roll(90_000) as f64 - 20_000.0) / 16.0;
    let keywords: Vec<Value> = (0..dice.roll(4)).map(|_| Value::Text(format!("Word {}", dice.roll(7)))).collect();
    let mut said = vec![
        (Field::City, vec![Value::text(["Oslo", "oslo", "Bergen", "Kyiv"][usize::try_from(dice.roll(4)).unwrap()])]),
        (Field::Headline, vec![Value::Text(format!("Scene {} of the harbour", dice.roll(3000)))]),
        (Field::Keywords, keywords),
        (Field::MediaType, vec![Value::text("image/jpeg")]),
    ];
    if dice.roll(10) > 0 {
        said.push((Field::DateCreated, vec![Value::Date(date(&taken))]));
        said.push((Field::Altitude, vec![Value::Number(height)]));
    }
    if dice.roll(3) > 0 {
        said.push((Field::Rating, vec![Value::Number(f64::from(u32::try_from(dice.roll(6)).unwrap()))]));
    }
    let said: Vec<(Field, &[Value])> = said.iter().map(|(field, values)| (*field, values.as_slice())).collect();
    let size = 1 + dice.roll(40_000_000);
    let holding = Holding {
        path: path(&format!("/photos/{}/{number}.jpg", dice.roll(40))),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat { size, modified: 1_700_000_000_000_000_000 + i64::from(number), inode: 7, device: 0 },
        digest,
        version: 1,
    };
    let version = Version { number: 1, digest, essence: digest, size };
    let reading = Reading { description: description(&said), statements: Vec::new() };
    Snapshot {
        id: AssetId::of(&digest),
        accessioned: date("2024-05-02T10:00:00Z"),
        versions: vec![(version, reading)],
        holdings: vec![holding],
        cataloguing: Default::default(),
    }
}

fn both() -> (MemoryCatalog, crate::library::Sandbox) {
    let (mut plain, mut sandbox) = (MemoryCatalog::new(), sandbox());
    let (mut dice, mut numbers) = (Dice(11), 0..ASSETS);
    let mut changes = vec![Change::Volume { before: None, after: Some(volume("photos", "/photos")) }];
    loop {
        changes
            .extend(numbers.by_ref().take(900).map(|number| Change::AddAsset(Box::new(snapshot(number, &mut dice)))));
        if changes.is_empty() {
            return (plain, sandbox);
        }
        apply(&mut plain, "ingest", changes.clone());
        apply(&mut sandbox.catalog, "ingest", std::mem::take(&mut changes));
    }
}

fn property(field: Field) -> Property {
    Property::of(field)
}

fn during(low: Option<&str>, high: Option<&str>) -> Filter {
    let text = |text: Option<&str>| text.map(str::to_owned);
    Filter::During { property: property(Field::DateCreated), low: text(low), high: text(high) }
}

fn between(field: Field, low: Option<(f64, bool)>, high: Option<(f64, bool)>) -> Filter {
    let bound = |bound: Option<(f64, bool)>| bound.map(|(number, inclusive)| Bound { number, inclusive });
    Filter::Between { property: property(field), low: bound(low), high: bound(high) }
}

fn questions() -> Vec<Filter> {
    let city = |name: &str| Filter::Equal { property: property(Field::City), value: Value::text(name) };
    let words = |words: &[&str], prefix| Filter::Words {
        place: Place::Anywhere,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        prefix,
    };
    vec![
        Filter::Everything,
        Filter::Is(State::Image),
        city("oslo"),
        Filter::Not(Box::new(city("oslo"))),
        Filter::All(vec![city("bergen"), words(&["harbour"], false), between(Field::Rating, Some((3.0, true)), None)]),
        Filter::Any(vec![city("kyiv"), words(&["scene", "12"], false)]),
        words(&["of", "the", "harb"], true),
        words(&["scene", "1"], true),
        Filter::Has(property(Field::DateCreated)),
        Filter::Folder { folder: "7".to_owned() },
        Filter::Under { path: b"/photos/12".to_vec() },
        during(Some("2024"), Some("2025")),
        during(Some("2024-05-03T07"), Some("2024-05-21T19:30")),
        during(Some("2024-05"), None),
        during(None, Some("2024-05-10")),
        during(Some("2003-02-11"), Some("2024-05-10T12:00")),
        during(Some("2024-05-10T12:00"), Some("2024-05-10T12:30")),
        between(Field::Altitude, Some((-700.0, true)), Some((2_345.5, false))),
        between(Field::Altitude, Some((-1.5, false)), Some((0.0, true))),
        between(Field::Altitude, None, Some((-300.0, true))),
        between(Field::Altitude, Some((2_000.0, true)), Some((2_001.0, true))),
        between(Field::Size, Some((1_000_000.0, true)), None),
        between(Field::Size, Some((16_777_216.0, false)), Some((33_554_432.0, true))),
        between(Field::Size, Some((5.0, true)), Some((4.0, true))),
    ]
}

#[test]
fn questions_of_a_large_library_are_answered_as_the_plain_catalogue_answers_them() {
    let (plain, sandbox) = both();
    for filter in questions() {
        let found = ids(&sandbox.catalog, filter.clone());
        assert_eq!(found.len(), usize::try_from(sandbox.catalog.count(&filter).unwrap()).unwrap(), "{filter:?}");
        assert!(found == ids(&plain, filter.clone()), "{filter:?}");
    }
    assert_eq!(sandbox.catalog.check().unwrap(), Vec::<String>::new());
}

fn ordered(catalog: &dyn Catalog, selection: &Selection) -> Vec<AssetId> {
    assets(catalog, selection).into_iter().map(|asset| asset.id).collect()
}

#[test]
fn a_large_library_is_sorted_as_the_plain_catalogue_sorts_it() {
    let (plain, sandbox) = both();
    let key = |field, descending| SortKey { field, descending };
    let few = during(Some("2024-05-03"), Some("2024-05-04"));
    for (keys, filter) in [
        (vec![key(Field::DateCreated, true)], Filter::Everything),
        (vec![key(Field::DateCreated, false)], Filter::Everything),
        (vec![key(Field::Rating, true), key(Field::DateCreated, true)], Filter::Everything),
        (vec![key(Field::Altitude, false)], Filter::Everything),
        (vec![key(Field::Altitude, true), key(Field::City, false)], Filter::Has(property(Field::Altitude))),
        (vec![key(Field::City, true), key(Field::Size, false)], Filter::Everything),
        (vec![key(Field::Keywords, false), key(Field::Headline, true)], Filter::Everything),
        (vec![key(Field::Folder, true), key(Field::Size, true)], Filter::Everything),
        (vec![key(Field::Path, false)], Filter::Everything),
        (vec![key(Field::DateCreated, true)], few),
    ] {
        for limit in [None, Some(0), Some(1), Some(50), Some(2_000)] {
            let selection = Selection { filter: filter.clone(), sort: keys.clone(), limit };
            assert!(ordered(&plain, &selection) == ordered(&sandbox.catalog, &selection), "{selection:?}");
        }
    }
}

#[test]
fn facets_of_a_large_library_count_as_the_plain_catalogue_counts() {
    let (plain, sandbox) = both();
    let facet = |field, unit| Facet { property: property(field), unit };
    for facets in [
        vec![facet(Field::City, None)],
        vec![facet(Field::Keywords, None)],
        vec![facet(Field::DateCreated, Some(Unit::Year))],
        vec![facet(Field::DateCreated, Some(Unit::Month)), facet(Field::City, None)],
        vec![facet(Field::Keywords, None), facet(Field::Rating, None), facet(Field::City, None)],
        vec![facet(Field::Folder, None)],
        vec![facet(Field::Volume, None), facet(Field::City, None)],
        vec![facet(Field::Headline, None)],
    ] {
        for filter in [Filter::Everything, questions().swap_remove(4), during(Some("2024-05"), None)] {
            for limit in [None, Some(3)] {
                let count = |catalog: &dyn Catalog| catalog.facets(&facets, &filter, limit).unwrap();
                assert!(count(&plain) == count(&sandbox.catalog), "{facets:?} {filter:?} {limit:?}");
            }
        }
    }
}

/// States a keyword of every asset that matches; the changes as `tag` makes them.
fn stated(catalog: &dyn Catalog, filter: Filter) -> Vec<Change> {
    let change = |asset: damson::asset::Asset| Change::State {
        asset: asset.id,
        field: Field::Keywords,
        before: None,
        after: Some([asset.description.get(Field::Keywords), &[Value::text("Checked")]].concat()),
    };
    assets(catalog, &select(filter)).into_iter().map(change).collect()
}

#[test]
fn a_key_that_thousands_get_and_lose_is_what_it_was() {
    let (_, mut sandbox) = both();
    let checked = Filter::Equal { property: property(Field::Keywords), value: Value::text("checked") };
    let keywords = |catalog: &SqliteCatalog| {
        let facet = Facet { property: property(Field::Keywords), unit: None };
        catalog.facets(&[facet], &Filter::Everything, None).unwrap()
    };
    let before = keywords(&sandbox.catalog);
    let changes = stated(&sandbox.catalog, Filter::Everything);
    let operation = apply(&mut sandbox.catalog, "tag", changes);
    assert_eq!(sandbox.catalog.count(&checked).unwrap(), u64::from(ASSETS));
    assert_eq!(sandbox.catalog.operation(operation).unwrap().unwrap().assets, u64::from(ASSETS));
    let some = Filter::All(vec![checked.clone(), Filter::Folder { folder: "7".to_owned() }]);
    assert!((1..1000).contains(&sandbox.catalog.count(&some).unwrap()));
    assert_eq!(sandbox.catalog.check().unwrap(), Vec::<String>::new());
    undo(&mut sandbox.catalog, operation);
    assert_eq!(sandbox.catalog.count(&checked).unwrap(), 0);
    assert_eq!(keywords(&sandbox.catalog), before);
    assert_eq!(sandbox.catalog.check().unwrap(), Vec::<String>::new());
}
