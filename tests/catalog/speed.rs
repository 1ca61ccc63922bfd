//! How fast it is, on a library of a size that desks have. Not a gate: `cargo test --release --test catalog -- --ignored
//! --nocapture speed` prints what it took.
#![allow(clippy::print_stderr)]
use crate::library::{apply, date, open_to_write, path, select, sorted, volume};
use damson::asset::{
    AssetId, Description, Digest, Field, Holding, HoldingState, Origin, Reading, Role, Snapshot, Stat, Statement,
    Value, Version,
};
use damson::catalog::{Catalog, Change, OperationRef, Transaction};
use damson::query::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};
use std::ops::ControlFlow;
use std::time::Instant;

/// A plain generator (Knuth's multiplier): the same library every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn text(&mut self, words: u64) -> String {
        let mut text = String::new();
        for _ in 0..words {
            let rare = self.roll(4) == 0;
            let word = if rare { self.roll(40_000) } else { self.roll(300) };
            text += &format!("word{word} ");
        }
        text
    }
}

fn asset(number: u64, dice: &mut Dice) -> (Snapshot, Holding) {
    let mut bytes = [0; 32];
    for chunk in bytes.chunks_mut(8) {
        chunk.copy_from_slice(&(dice.roll(1 << 30) * 7_919_000_003 + number).to_le_bytes());
    }
    let digest = Digest(bytes);
    let whole = |number: u64| Value::Integer(number.cast_signed());
    #[allow(clippy::cast_precision_loss)]
    let real = |number: u64| Value::Number(number as f64 / 10.0);
    let day = format!(
        "20{:02}-{:02}-{:02}T10:{:02}:{:02}",
        10 + number / 20_000,
        1 + dice.roll(12),
        1 + dice.roll(28),
        dice.roll(60),
        dice.roll(60)
    );
    let mut description = Description::default();
    let values = [
        (Field::City, vec![Value::Text(format!("City {}", dice.roll(500)))]),
        (Field::Country, vec![Value::Text(format!("Country {}", dice.roll(60)))]),
        (Field::CountryCode, vec![Value::Text(format!("C{}", dice.roll(60)))]),
        (Field::Creator, vec![Value::Text(format!("Photographer {}", dice.roll(200)))]),
        (Field::CreditLine, vec![Value::Text(format!("Agency {}", dice.roll(20)))]),
        (Field::CopyrightNotice, vec![Value::text("(c) Somebody, all rights reserved")]),
        (Field::Headline, vec![Value::Text(dice.text(6))]),
        (Field::Description, vec![Value::Text(dice.text(30))]),
        (Field::Title, vec![Value::Text(format!("IMG_{number}"))]),
        (Field::Keywords, (0..6).map(|_| Value::Text(format!("keyword {}", dice.roll(3000)))).collect()),
        (Field::DateCreated, vec![Value::Date(date(&day))]),
        (
            Field::MediaType,
            vec![Value::text(if number.is_multiple_of(10) { "image/x-nikon-nef" } else { "image/jpeg" })],
        ),
        (Field::Width, vec![whole(6000)]),
        (Field::Height, vec![whole(4000)]),
        (Field::Orientation, vec![whole(1 + dice.roll(8))]),
        (Field::Iso, vec![whole(100 << dice.roll(8))]),
        (Field::FNumber, vec![real(14 + dice.roll(200))]),
        (Field::ExposureTime, vec![real(1 + dice.roll(50))]),
        (Field::FocalLength, vec![real(140 + dice.roll(4000))]),
        (Field::CameraMake, vec![Value::text("NIKON CORPORATION")]),
        (Field::CameraModel, vec![Value::Text(format!("NIKON D{}", dice.roll(30)))]),
        (Field::CameraSerial, vec![Value::Text(format!("{}", 1_000_000 + dice.roll(90)))]),
        (Field::LensModel, vec![Value::Text(format!("Lens {} mm", dice.roll(50)))]),
        (Field::Rating, vec![real(10 * dice.roll(6))]),
        (Field::FlashFired, vec![Value::Boolean(dice.roll(4) == 0)]),
        (Field::Latitude, vec![real(dice.roll(900))]),
        (Field::Longitude, vec![real(dice.roll(1800))]),
    ];
    let mut statements = Vec::new();
    for (field, values) in values {
        statements.push(Statement::new(Origin::Xmp, format!("x:{}", field.word()), Some(field), values.clone()));
        description.set(field, values);
    }
    for tag in 0..15 {
        statements.push(Statement::new(Origin::Exif, format!("ExifIFD:Tag{tag}"), None, vec![Value::Integer(tag)]));
    }
    let holding = Holding {
        path: path(&format!("/photos/{}/{:03}/IMG_{number:06}.jpg", 2010 + number / 20_000, number / 200 % 500)),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat {
            size: 5_000_000 + dice.roll(9_000_000),
            modified: 1_600_000_000_000_000_000 + number.cast_signed() * 1_000_000_007,
            inode: number,
            device: 1,
        },
        digest,
        version: 1,
    };
    let mut other = bytes;
    other.reverse();
    let version = Version { number: 1, digest, essence: Digest(other), size: holding.stat.size };
    let snapshot = Snapshot {
        id: AssetId::of(&digest),
        accessioned: date("2024-05-02T10:00:00Z"),
        versions: vec![(version, Reading { description, statements })],
        holdings: Vec::new(),
        cataloguing: Default::default(),
    };
    (snapshot, holding)
}

/// Processor time of this process, seconds (proc(5), `stat`: the 14th and 15th fields, in hundredths).
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.split(' ').skip(13).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

#[test]
#[ignore = "takes its time, and asserts nothing"]
fn speed() {
    let count: u64 = std::env::var("ASSETS").ok().and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let folder =
        tempfile::tempdir_in(std::env::var_os("SPEED_DIR").unwrap_or_else(|| std::env::temp_dir().into())).unwrap();
    let mut catalog = open_to_write(folder.path());
    let operation =
        apply(&mut catalog, "ingest", vec![Change::Volume { before: None, after: Some(volume("photos", "/photos")) }]);
    let batch: u64 = std::env::var("BATCH").ok().and_then(|count| count.parse().ok()).unwrap_or(800);
    let mut dice = Dice(1);
    let mut spent = 0.0;
    let mut number = 0;
    let mut last = None;
    while number < count {
        let mut changes = Vec::new();
        for _ in 0..batch.min(count - number) {
            let (snapshot, holding) = asset(number, &mut dice);
            last = Some(snapshot.id);
            changes.push(Change::AddAsset(Box::new(snapshot.clone())));
            changes.push(Change::Hold { asset: snapshot.id, before: None, after: Some(holding) });
            number += 1;
        }
        let began = processor();
        catalog.apply(&Transaction { operation: OperationRef::Continued(operation), changes }).unwrap();
        spent += processor() - began;
    }
    let rate = count as f64 / spent;
    eprintln!(
        "ingest {count} assets: {spent:.2} s of processor, {rate:.0}/s; {} bytes",
        catalog.summary().unwrap().catalogue_bytes
    );
    let beside = rusqlite::Connection::open(folder.path().join("catalog.db")).unwrap();
    let mut sizes =
        beside.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12").unwrap();
    let mut rows = sizes.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (name, size): (String, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
        eprintln!("  {name}: {} bytes an asset", size.cast_unsigned() / count);
    }
    let property = Property::of;
    let word = |text: &str| Filter::Words { place: Place::Anywhere, words: vec![text.to_owned()], prefix: false };
    let text = |field, text: &str| Filter::Equal { property: property(field), value: Value::text(text) };
    let least = |field, number| Filter::Between {
        property: property(field),
        low: Some(Bound { number, inclusive: true }),
        high: None,
    };
    let filters = [
        ("everything", Filter::Everything),
        ("rare word", word("word33333")),
        ("common word", word("word7")),
        ("prefix", Filter::Words { place: Place::Anywhere, words: vec!["word12".to_owned()], prefix: true }),
        ("city=", text(Field::City, "city 7")),
        (
            "city= is:image rating>=4",
            Filter::All(vec![text(Field::City, "city 7"), Filter::Is(State::Image), least(Field::Rating, 4.0)]),
        ),
        ("is:image", Filter::Is(State::Image)),
        ("NOT is:raw", Filter::Not(Box::new(Filter::Is(State::Raw)))),
        (
            "keyword= camera:",
            Filter::All(vec![
                text(Field::Keywords, "keyword 9"),
                Filter::Words {
                    place: Place::In(property(Field::CameraModel)),
                    words: vec!["d7".to_owned()],
                    prefix: false,
                },
            ]),
        ),
        (
            "camera:d7",
            Filter::Words {
                place: Place::In(property(Field::CameraModel)),
                words: vec!["d7".to_owned()],
                prefix: false,
            },
        ),
        ("taken:2012-05", Filter::during(property(Field::DateCreated), &date("2012-05"))),
        ("city~regex", Filter::Matches { property: property(Field::City), pattern: "7$".to_owned() }),
        ("path glob", Filter::Path { glob: "2012/**/IMG_04*.jpg".to_owned() }),
        ("folder", Filter::Folder { folder: "2012/003".to_owned() }),
        ("near", Filter::Near { latitude: 59.9, longitude: 10.7, metres: 50_000.0 }),
        ("has:gps", Filter::Has(property(Field::Latitude))),
        ("id prefix", Filter::Id(last.unwrap().to_string()[..8].parse().unwrap())),
        ("below", Filter::Below { levels: vec!["keyword 9".to_owned()] }),
        ("is:duplicate", Filter::Is(State::Duplicate)),
    ];
    for (name, filter) in &filters {
        let began = Instant::now();
        let found = catalog.count(filter).unwrap();
        let counted = began.elapsed();
        let began = Instant::now();
        let first = Selection { limit: Some(50), ..select(filter.clone()) };
        catalog.visit(&first, &mut |_| ControlFlow::Continue(())).unwrap();
        eprintln!("{name}: {found}; count {counted:?}, first 50 {:?}", began.elapsed());
    }
    let key = |field, descending| SortKey { field, descending };
    for (name, filter, sort) in [
        ("newest", Filter::Everything, vec![key(Field::DateCreated, true)]),
        ("newest of a city", text(Field::City, "city 7"), vec![key(Field::DateCreated, true)]),
        ("by city, newest", Filter::Everything, vec![key(Field::City, false), key(Field::DateCreated, true)]),
        ("best", Filter::Everything, vec![key(Field::Rating, true)]),
        ("path", Filter::Everything, vec![key(Field::Path, false)]),
    ] {
        let began = Instant::now();
        let selection = Selection { filter, sort, limit: Some(50) };
        catalog.visit(&selection, &mut |_| ControlFlow::Continue(())).unwrap();
        eprintln!("sort {name}, first 50: {:?}", began.elapsed());
    }
    for facets in [
        vec![Field::Keywords],
        vec![Field::City],
        vec![Field::CameraModel],
        vec![Field::Volume],
        vec![Field::Folder],
        vec![Field::Country, Field::Rating],
    ] {
        for filter in [Filter::Everything, text(Field::City, "city 7"), Filter::Is(State::Raw)] {
            let facets: Vec<Facet> =
                facets.iter().map(|field| Facet { property: property(*field), unit: None }).collect();
            let began = Instant::now();
            let rows = catalog.facets(&facets, &filter, Some(20)).unwrap().len();
            eprintln!(
                "facet {:?} of {filter:?}: {rows} rows, {:?}",
                facets.iter().map(|facet| facet.property.field).collect::<Vec<_>>(),
                began.elapsed()
            );
        }
    }
    let began = Instant::now();
    let mut seen = 0;
    catalog
        .visit(&select(Filter::Everything), &mut |_| {
            seen += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    eprintln!("visit {seen}: {:?}", began.elapsed());
    let began = Instant::now();
    catalog.visit(&sorted(Filter::Everything, Field::DateCreated, false), &mut |_| ControlFlow::Continue(())).unwrap();
    eprintln!("visit {seen} sorted: {:?}", began.elapsed());
    let began = Instant::now();
    catalog.summary().unwrap();
    eprintln!("summary: {:?}", began.elapsed());
    let began = Instant::now();
    assert!(catalog.check().unwrap().is_empty());
    eprintln!("check: {:?}", began.elapsed());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    eprintln!("{}", status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default());
}
