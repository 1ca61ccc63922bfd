//! Random libraries and questions: few words, few paths and few assets, so that things meet.
use crate::library::{date, digest, id, path, reading, version, volume};
use damson::asset::{
    Date, Description, Field, FilePath, Holding, HoldingState, Origin, Policy, Reading, Role, Snapshot, Stat,
    Statement, Tree, Unit, Value,
};
use damson::catalog::{Catalog, Change, Clue, ClueKind, Event, EventKind, Relation};
use damson::query::{Bound, Facet, Filter, Place, Property, Selection, SortKey, State};
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{collection, option, sample};

const TEXTS: [&str; 16] = [
    "Oslo",
    "OSLO",
    "oslo  harbour",
    "Harbour boats at Oslo",
    "Tromsø",
    "Sport/Football",
    "sport | football|Cup",
    "Sports",
    "東京タワー",
    "Don't panic",
    "",
    "1",
    "Sport",
    "image/jpeg",
    "image/x-nikon-nef",
    "application/pdf",
];
const DATES: [&str; 9] = [
    "2023",
    "2024",
    "2024-05",
    "2024-05-01",
    "2024-05-01T10:12",
    "2024-05-01T10:12:13.25+02:00",
    "2024-05-01T10:12:13Z",
    "2024-12-31T23:59:59",
    "2025-01-01",
];
const FIELDS: [Field; 24] = [
    Field::City,
    Field::Headline,
    Field::Keywords,
    Field::HierarchicalKeywords,
    Field::Creator,
    Field::CameraModel,
    Field::MediaType,
    Field::SubjectCode,
    Field::Width,
    Field::Height,
    Field::Orientation,
    Field::Iso,
    Field::FNumber,
    Field::Rating,
    Field::FlashFired,
    Field::DateCreated,
    Field::ReleaseDate,
    Field::LocationCreated,
    Field::LocationShown,
    Field::Licensor,
    Field::Latitude,
    Field::Longitude,
    Field::Title,
    Field::Event,
];
const PATHS: [&str; 10] = [
    "/photos/a.jpg",
    "/photos/2024/a.jpg",
    "/photos/2024/b.NEF",
    "/photos/2024/cup/Boats_01.jpg",
    "/photos/2024-old/cup/Boats_01.jpg",
    "/media/card/DCIM/a.jpg",
    "/media/card/a b.xmp",
    "/elsewhere/c",
    "/photos/2024/.hidden",
    "/photos//double/d.tar.gz",
];

fn text() -> impl Strategy<Value = String> {
    let long = (0..3_u8, sample::select(vec!["a", "b"])).prop_map(|(words, end)| {
        format!("{}{} Oslo/harbour {end}", "Sport/Long ".repeat(11), "|word".repeat(words.into()))
    });
    prop_oneof![8 => sample::select(TEXTS.to_vec()).prop_map(str::to_owned), 1 => long, 1 => "\\PC{0,6}"]
}

fn some_date() -> impl Strategy<Value = Date> {
    sample::select(DATES.to_vec()).prop_map(date)
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![4 => (-2..6_i8).prop_map(f64::from), 1 => Just(-0.0), 1 => Just(2.8), 1 => any::<f64>().prop_filter("finite", |number| number.is_finite())]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![text().prop_map(Tree::Text), number().prop_map(Tree::Number)];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let names = sample::select(vec!["City", "CountryName", "city", "LocationName"]).prop_map(str::to_owned);
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(Tree::List),
            collection::vec((names, inner), 0..3).prop_map(Tree::Struct),
        ]
    })
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => text().prop_map(Value::Text),
        2 => (-3..8_i64).prop_map(Value::Integer),
        1 => any::<i64>().prop_map(Value::Integer),
        3 => number().prop_map(Value::Number),
        1 => any::<bool>().prop_map(Value::Boolean),
        3 => some_date().prop_map(Value::Date),
        3 => tree().prop_map(Value::Struct),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    sample::select(FIELDS.to_vec())
}

fn description() -> impl Strategy<Value = Description> {
    collection::vec((field(), collection::vec(value(), 0..4)), 0..10).prop_map(|values| {
        let mut description = Description::default();
        values.into_iter().for_each(|(field, values)| description.set(field, values));
        description
    })
}

/// A clue that several assets may carry.
pub fn clue() -> impl Strategy<Value = Clue> {
    let kinds = vec![ClueKind::Content, ClueKind::Document, ClueKind::Image];
    (sample::select(kinds), sample::select(vec!["1f2e3d4c", "xmp.did:1234"]))
        .prop_map(|(kind, id)| Clue { kind, id: id.to_owned() })
}

fn some_reading() -> impl Strategy<Value = Reading> {
    (description(), collection::vec(clue(), 0..2)).prop_map(|(description, clues)| {
        let mut reading = reading(description);
        for Clue { kind, id } in clues {
            let name = match kind {
                ClueKind::Content => "Apple:ContentIdentifier",
                ClueKind::Document => "xmpMM:OriginalDocumentID",
                ClueKind::Image => "ExifIFD:ImageUniqueID",
            };
            reading.statements.push(Statement::new(Origin::Native, name, None, vec![Value::Text(id.to_uppercase())]));
        }
        reading
    })
}

fn holding() -> impl Strategy<Value = Holding> {
    let state = sample::select(vec![HoldingState::Present, HoldingState::Missing, HoldingState::Offline]);
    let bytes = prop_oneof![
        9 => sample::select(PATHS.to_vec()).prop_map(path),
        1 => Just(FilePath(b"/photos/2024/\xff\xfe.jpg".to_vec())),
    ];
    (bytes, sample::select(vec!["photos", "card", "gone"]), any::<bool>(), state, 0..4_u8, 1..3_u32, any::<i64>())
        .prop_map(|(path, volume, is_original, state, seed, version, modified)| Holding {
            path,
            volume: volume.to_owned(),
            role: if is_original { Role::Original } else { Role::Sidecar },
            state,
            stat: Stat { size: u64::MAX - u64::from(seed), modified, inode: u64::MAX, device: 3 },
            digest: digest(seed),
            version,
        })
}

/// What is to be done, before it is known what is there to do it to.
#[derive(Clone, Debug)]
pub enum Intent {
    Add(Box<Snapshot>),
    Remove(u8),
    NextVersion(u8, u8, Reading),
    DropVersion(u8),
    Describe(u8, Reading),
    Reconcile(u8, u8, Description),
    Policy(Policy),
    Hold(u8, Holding),
    Move(u8, u8, Holding),
    Drop(u8, u8),
    State(u8, Field, Option<Vec<Value>>),
    Mount(&'static str, &'static str, bool),
    Forget(&'static str),
    Save(&'static str, Option<String>),
    Link(u8, u8, Relation, &'static str, bool),
    Event(u8, Option<FilePath>, &'static str),
    /// A change that was decided on something else than what is there.
    Stale(u8),
}

pub fn intent() -> impl Strategy<Value = Intent> {
    let seed = || 0..6_u8;
    let names = || sample::select(vec!["photos", "card"]);
    let mounts = sample::select(vec!["/photos", "/media/card", "/mnt/new", "/"]);
    let relation = sample::select(Relation::ALL.to_vec());
    let outcome = sample::select(vec!["intact", "altered", "missing"]);
    let add = (seed(), some_reading(), collection::vec(holding(), 0..3)).prop_map(|(seed, reading, holdings)| {
        let versions = vec![(version(1, seed), reading)];
        let accessioned = date(DATES[usize::from(seed)]);
        Intent::Add(Box::new(Snapshot {
            id: id(seed),
            accessioned,
            versions,
            holdings,
            cataloguing: Default::default(),
        }))
    });
    prop_oneof![
        8 => add,
        1 => seed().prop_map(Intent::Remove),
        2 => (seed(), seed(), some_reading()).prop_map(|(asset, content, reading)| Intent::NextVersion(asset, content, reading)),
        1 => seed().prop_map(Intent::DropVersion),
        2 => (seed(), some_reading()).prop_map(|(asset, reading)| Intent::Describe(asset, reading)),
        2 => (seed(), 0..2_u8, description()).prop_map(|(asset, at, described)| Intent::Reconcile(asset, at, described)),
        1 => sample::select(Policy::ALL.to_vec()).prop_map(Intent::Policy),
        5 => (seed(), holding()).prop_map(|(asset, holding)| Intent::Hold(asset, holding)),
        2 => (seed(), 0..3_u8, holding()).prop_map(|(asset, at, holding)| Intent::Move(asset, at, holding)),
        1 => (seed(), 0..3_u8).prop_map(|(asset, at)| Intent::Drop(asset, at)),
        5 => (seed(), field(), option::of(collection::vec(value(), 0..3))).prop_map(|(asset, field, values)| Intent::State(asset, field, values)),
        2 => (names(), mounts, any::<bool>()).prop_map(|(name, mount, online)| Intent::Mount(name, mount, online)),
        1 => names().prop_map(Intent::Forget),
        1 => (names(), option::of(text())).prop_map(|(name, query)| Intent::Save(name, query)),
        4 => (seed(), seed(), relation, sample::select(vec!["", "same stem"]), any::<bool>()).prop_map(|(one, other, relation, evidence, present)| Intent::Link(one, other, relation, evidence, present)),
        2 => (seed(), option::of(sample::select(PATHS.to_vec()).prop_map(path)), outcome).prop_map(|(asset, path, outcome)| Intent::Event(asset, path, outcome)),
        1 => seed().prop_map(Intent::Stale),
    ]
}

/// The change that an intent comes to in a catalogue.
pub fn decide(intent: Intent, catalog: &dyn Catalog) -> Option<Change> {
    let held = |seed: u8| catalog.snapshot(id(seed)).unwrap();
    let known = |name: &str| catalog.volumes().unwrap().into_iter().find(|volume| volume.name == name);
    let newest = |seed: u8| held(seed).and_then(|held| held.versions.last().cloned());
    Some(match intent {
        Intent::Add(snapshot) => Change::AddAsset(snapshot),
        Intent::Remove(seed) => Change::RemoveAsset(Box::new(held(seed)?)),
        Intent::NextVersion(seed, content, reading) => {
            let number = newest(seed)?.0.number + 1;
            Change::AddVersion { asset: id(seed), version: version(number, content), reading }
        }
        Intent::DropVersion(seed) => {
            let (version, reading) = newest(seed)?;
            Change::RemoveVersion { asset: id(seed), version, reading }
        }
        Intent::Describe(seed, after) => {
            let (_, before) = newest(seed)?;
            Change::Describe { asset: id(seed), before: Box::new(before), after: Box::new(after) }
        }
        Intent::Reconcile(seed, at, after) => {
            let held = held(seed)?;
            let (version, reading) = held.versions.get(usize::from(at))?;
            let mut before = Description::default();
            for (field, _) in after.iter() {
                before.set(field, reading.description.get(field).to_vec());
            }
            let (before, after) = (Box::new(before), Box::new(after));
            Change::Reconcile { asset: id(seed), version: version.number, before, after }
        }
        Intent::Policy(after) => Change::Policy { before: catalog.policy().unwrap(), after },
        Intent::Hold(seed, after) => Change::Hold { asset: id(seed), before: None, after: Some(after) },
        Intent::Move(seed, at, after) => {
            let before = held(seed)?.holdings.get(usize::from(at))?.clone();
            Change::Hold { asset: id(seed), before: Some(before), after: Some(after) }
        }
        Intent::Drop(seed, at) => {
            let before = held(seed)?.holdings.get(usize::from(at))?.clone();
            Change::Hold { asset: id(seed), before: Some(before), after: None }
        }
        Intent::State(seed, field, after) => {
            let before = held(seed)?.cataloguing.get(field).map(<[Value]>::to_vec);
            Change::State { asset: id(seed), field, before, after }
        }
        Intent::Mount(name, mount, is_online) => {
            let after = damson::catalog::Volume { is_online, ..volume(name, mount) };
            Change::Volume { before: known(name), after: Some(after) }
        }
        Intent::Forget(name) => Change::Volume { before: Some(known(name)?), after: None },
        Intent::Save(name, after) => {
            let saved = catalog.saved().unwrap().into_iter().find(|(saved, _)| saved == name);
            Change::Save { name: name.to_owned(), before: saved.map(|(_, text)| text), after }
        }
        Intent::Link(one, other, relation, evidence, present) => {
            Change::Link { asset: id(one), other: id(other), relation, evidence: evidence.to_owned(), present }
        }
        Intent::Event(seed, path, outcome) => Change::Event(Event {
            asset: id(seed),
            kind: if outcome == "missing" { EventKind::Dissemination } else { EventKind::FixityCheck },
            at: date("2024-06-01T12:00:00Z"),
            outcome: outcome.to_owned(),
            digest: path.as_ref().map(|_| digest(seed)),
            path,
        }),
        Intent::Stale(seed) => Change::State {
            asset: id(seed),
            field: Field::City,
            before: Some(vec![Value::text("nobody said so")]),
            after: None,
        },
    })
}

fn any_field() -> impl Strategy<Value = Field> {
    prop_oneof![2 => field(), 1 => sample::select(Field::ALL.to_vec())]
}

fn property() -> impl Strategy<Value = Property> {
    let member = collection::vec(sample::select(vec!["city", "CountryName"]).prop_map(str::to_owned), 0..3);
    prop_oneof![
        5 => any_field().prop_map(Property::of),
        1 => (any_field(), member).prop_map(|(field, path)| Property { field, path }),
    ]
}

fn words() -> impl Strategy<Value = Vec<String>> {
    let some =
        vec!["oslo", "harbour", "boats", "o", "東", "京", "football", "sport", "dont", "jpg", "boats", "01", "long"];
    collection::vec(sample::select(some).prop_map(str::to_owned), 1..3)
}

fn wanted() -> impl Strategy<Value = Value> {
    let places = sample::select(vec!["/photos/2024", "photos", "card", "/media/card", "a.jpg", "jpg"]);
    prop_oneof![
        4 => text().prop_map(|text| Value::Text(damson::asset::fold::fold(&text))),
        1 => places.prop_map(Value::text),
        2 => (-3..8_i64).prop_map(Value::Integer),
        2 => number().prop_map(Value::Number),
        1 => any::<bool>().prop_map(Value::Boolean),
    ]
}

fn bound() -> impl Strategy<Value = Option<Bound>> {
    option::of((number(), any::<bool>()).prop_map(|(number, inclusive)| Bound { number, inclusive }))
}

fn leaf() -> impl Strategy<Value = Filter> {
    let place = prop_oneof![Just(Place::Anywhere), property().prop_map(Place::In)];
    let patterns = sample::select(vec!["^O", "slo", "(?i)sport", "^/photos", r"\d{4}", "^$", "true", "Z$"]);
    let globs =
        sample::select(vec!["*.jpg", "2024/**/*.jpg", "/photos/*", "/photos/**", "**/a*", "cup/*", "[", "*.{NEF,jpg}"]);
    let folders = sample::select(vec![
        "/photos",
        "/photos/2024",
        "2024/cup",
        "cup",
        "/",
        "DCIM",
        "old/cup",
        "/photos/2024/a.jpg",
    ]);
    let tops = sample::select(vec!["/photos", "/photos/2024", "/photos/a.jpg", "/", "/media", "/photos/202"]);
    let levels = sample::select(vec![
        vec!["sport"],
        vec!["sport", "football"],
        vec!["sport", "football", "cup"],
        vec!["sports"],
        vec!["sport", "long sport"],
    ]);
    let wall = || {
        option::of(
            sample::select(vec!["2023", "2024", "2024-05", "2024-05-01", "2024-05-02", "2024-05-01T10:13", "2025"])
                .prop_map(str::to_owned),
        )
    };
    prop_oneof![
        4 => (place, words(), any::<bool>()).prop_map(|(place, words, prefix)| Filter::Words { place, words, prefix }),
        4 => (property(), wanted()).prop_map(|(property, value)| Filter::Equal { property, value }),
        2 => (property(), patterns).prop_map(|(property, pattern)| Filter::Matches { property, pattern: pattern.to_owned() }),
        2 => (property(), bound(), bound()).prop_map(|(property, low, high)| Filter::Between { property, low, high }),
        3 => (property(), wall(), wall()).prop_map(|(property, low, high)| Filter::During { property, low, high }),
        1 => some_date().prop_map(|date| Filter::during(Property::of(Field::DateCreated), &date)),
        2 => levels.prop_map(|levels| Filter::Below { levels: levels.into_iter().map(str::to_owned).collect() }),
        2 => property().prop_map(Filter::Has),
        3 => sample::select(State::ALL.to_vec()).prop_map(Filter::Is),
        1 => Just(Filter::HasSidecar),
        1 => globs.prop_map(|glob| Filter::Path { glob: glob.to_owned() }),
        1 => folders.prop_map(|folder| Filter::Folder { folder: folder.to_owned() }),
        1 => tops.prop_map(|path| Filter::Under { path: path.as_bytes().to_vec() }),
        2 => (-3.0..6.0, -3.0..6.0, 0.0..900_000.0).prop_map(|(latitude, longitude, metres)| Filter::Near { latitude, longitude, metres }),
        1 => (0..6_u8, 4..33_usize).prop_map(|(seed, digits)| Filter::Id(id(seed).to_string()[..digits].parse().unwrap())),
        1 => (0..6_u8, 4..65_usize, any::<bool>()).prop_map(|(seed, digits, essence)| Filter::Digest {
            field: if essence { Field::EssenceDigest } else { Field::Digest },
            hex: digest(seed).hex()[..digits].to_owned(),
        }),
        1 => collection::vec((0..8_u8).prop_map(id), 0..4).prop_map(Filter::Ids),
        1 => Just(Filter::Everything),
    ]
}

pub fn filter() -> impl Strategy<Value = Filter> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 2..4).prop_map(Filter::All),
            collection::vec(inner.clone(), 2..4).prop_map(Filter::Any),
            inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
            inner.prop_map(|filter| Filter::Grouped(Box::new(filter))),
        ]
    })
}

pub fn selection() -> impl Strategy<Value = Selection> {
    let key = (any_field(), any::<bool>()).prop_map(|(field, descending)| SortKey { field, descending });
    (filter(), collection::vec(key, 0..4), option::of(0..5_u64)).prop_map(|(filter, sort, limit)| Selection {
        filter,
        sort,
        limit,
    })
}

pub fn facets() -> impl Strategy<Value = Vec<Facet>> {
    let unit = option::of(sample::select(vec![Unit::Year, Unit::Month, Unit::Day]));
    let facet = prop_oneof![
        3 => property().prop_map(|property| Facet { property, unit: None }),
        1 => (property(), unit.clone()).prop_map(|(property, unit)| Facet { property, unit }),
        1 => unit.prop_map(|unit| Facet { property: Property::of(Field::DateCreated), unit }),
    ];
    collection::vec(facet, 1..3)
}
