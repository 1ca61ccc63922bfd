//! Values to print: one asset with everything, one with almost nothing, and something of every kind of item.
use damson::asset::{
    Asset, AssetId, Date, Description, Digest, Field, FilePath, Holding, HoldingState, Kind, Origin, Policy, Problem,
    ProblemKind, Reading, Role, Snapshot, Stat, Statement, Tree, Unit, Value, Version,
};
use damson::catalog::{
    Accession, AccessionState, Act, Change, Disposal, Event, EventKind, FacetCount, HistoryEntry, LetGo, Link,
    Operation, Protected, Relation, Seal, Summary as CatalogSummary, Volume, Writing,
};
use damson::librarian::duplicates::{Group, Kind as Sameness, Member, Party, Resolution, Seen};
use damson::librarian::volume::Listed;
use damson::librarian::{Erasure, FieldChange, Outcome, OutcomeKind, Summary};
use damson::output::{Digested, Format, Item, Linked, Planned, Said, Sheet, Sink, SinkOptions, Status, sink};
use damson::query::{Facet, Property};
use std::cell::RefCell;
use std::io;
use std::rc::Rc;

/// A writer whose bytes can be looked at.
#[derive(Clone, Default)]
pub struct Page(pub Rc<RefCell<Vec<u8>>>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a sink prints for what `print` gives it.
pub fn bytes(format: Format, options: SinkOptions, print: impl FnOnce(&mut dyn Sink)) -> Vec<u8> {
    let page = Page::default();
    let mut sink = sink(format, options, Box::new(page.clone()));
    print(sink.as_mut());
    sink.finish().unwrap();
    page.0.take()
}

/// As `bytes`, for output that is text, of some items.
pub fn text(format: Format, options: SinkOptions, items: &[Item]) -> String {
    let printed = bytes(format, options, |sink| items.iter().for_each(|item| sink.item(item).unwrap()));
    String::from_utf8(printed).unwrap()
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn texts(texts: &[&str]) -> Vec<Value> {
    texts.iter().map(|text| Value::text(*text)).collect()
}

fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

pub fn holding(path: &[u8], state: HoldingState) -> Holding {
    Holding {
        path: FilePath(path.to_vec()),
        volume: "photos".to_owned(),
        role: Role::Original,
        state,
        stat: Stat { size: 5_213_377, modified: 1_714_551_133_000_000_000, inode: 1, device: 1 },
        digest: digest(0x9f),
        version: 1,
    }
}

/// The asset of the contract's example, and more.
pub fn harbour() -> Asset {
    let mut description = Description::default();
    for (field, values) in [
        (Field::MediaType, texts(&["image/jpeg"])),
        (Field::Width, vec![Value::Integer(6000)]),
        (Field::Height, vec![Value::Integer(4000)]),
        (Field::DateCreated, vec![Value::Date(date("2024-05-01T10:12:13.25+02:00"))]),
        (Field::City, texts(&["Oslo"])),
        (Field::Keywords, texts(&["harbour", "boats"])),
        (Field::Rating, vec![Value::Number(4.0)]),
        (Field::Title, texts(&["The \"new\" harbour, seen from the opera house"])),
        (Field::Creator, texts(&["Kari Nordmann"])),
        (Field::FNumber, vec![Value::Number(2.8)]),
        (Field::ExposureTime, vec![Value::Number(0.004)]),
        (Field::FlashFired, vec![Value::Boolean(false)]),
        (Field::Latitude, vec![Value::Number(-59.907_5)]),
        (Field::ModelAge, vec![Value::Integer(30), Value::Integer(-1)]),
        (Field::LocationShown, vec![Value::Struct(location())]),
    ] {
        description.set(field, values);
    }
    let mut sidecar = holding(b"/photos/2024/a.xmp", HoldingState::Present);
    sidecar.role = Role::Sidecar;
    Asset {
        id: AssetId([0x9f; 16]),
        accessioned: Some(date("2024-06-01T08:00:00Z")),
        version: Version { number: 1, digest: digest(0x9f), essence: digest(0x1e), size: 5_213_377 },
        holdings: vec![
            holding(b"/backup/a.jpg", HoldingState::Missing),
            holding(b"/photos/2024/a.jpg", HoldingState::Present),
            sidecar,
        ],
        description,
        stated: damson::asset::Cataloguing::default(),
    }
}

fn location() -> Tree {
    let text = |text: &str| Tree::Text(text.to_owned());
    Tree::Struct(vec![
        ("City".to_owned(), text("Oslo")),
        ("LocationId".to_owned(), Tree::List(vec![text("a"), text("b")])),
        ("Latitude".to_owned(), Tree::Number(59.9)),
    ])
}

/// Everything a hostile file may say, at a path that is not UTF-8.
pub fn hostile() -> Asset {
    let mut description = Description::default();
    description.set(Field::Title, texts(&["=HYPERLINK(\"http://x\")\u{1b}[2J\u{202e}"]));
    description.set(Field::Description, texts(&["one\ntwo"]));
    Asset {
        id: AssetId([0x0b; 16]),
        accessioned: None,
        version: Version { number: 1, digest: digest(0x0b), essence: digest(0x0b), size: 0 },
        holdings: vec![holding(b"/photos/\xe9\n\x1b[31m.jpg", HoldingState::Present)],
        description,
        stated: damson::asset::Cataloguing::default(),
    }
}

pub fn outcomes() -> Vec<Outcome> {
    let path = || FilePath(b"/photos/a.jpg".to_vec());
    let mut failed = Outcome::of_file("ingest", OutcomeKind::Failed, path());
    failed.problem = Some(Problem::new(ProblemKind::Truncated, "the file ends early"));
    let mut moved = Outcome::of_file("ingest", OutcomeKind::Moved, path());
    (moved.id, moved.from) = (Some(AssetId([7; 16])), Some(FilePath(b"/old/\xff.jpg".to_vec())));
    let mut changed = Outcome::of_file("ingest", OutcomeKind::Changed, path());
    (changed.change, changed.digest, changed.same_essence) =
        (Some("metadata"), Some(digest(3)), Some(AssetId([8; 16])));
    let mut tagged = Outcome::new("tag", OutcomeKind::Changed);
    tagged.id = Some(AssetId([7; 16]));
    tagged.dry_run = true;
    tagged.survivor = Some(FilePath(b"/photos/b.jpg".to_vec()));
    tagged.fields = vec![
        FieldChange { field: Field::City, before: Vec::new(), after: texts(&["Oslo"]) },
        FieldChange { field: Field::Keywords, before: texts(&["a"]), after: texts(&["a", "b"]) },
    ];
    let mut copied = Outcome::of_file("ingest", OutcomeKind::Added, path());
    (copied.from, copied.is_proven) = (Some(FilePath(b"/card/a.jpg".to_vec())), true);
    copied.copies = vec![FilePath(b"/backup/a.jpg".to_vec())];
    let rest = OutcomeKind::ALL.into_iter().map(|kind| Outcome::of_file("verify", kind, path()));
    [failed, moved, changed, tagged, copied].into_iter().chain(rest).collect()
}

pub fn summary() -> Summary {
    let mut summary = Summary::new("ingest", false);
    outcomes().iter().for_each(|outcome| summary.count(outcome));
    (summary.bytes, summary.operation, summary.interrupted) = (12, Some(7), true);
    let reason = Some("1 hidden".to_owned());
    summary.erasure = Some(Erasure { may_be_erased: false, reason, proven: 3, unproven: 1, released: Some(2) });
    summary.accession = Some(3);
    summary
}

pub fn act() -> Act {
    Act {
        verb: "tag".to_owned(),
        agent: "kari".to_owned(),
        at: date("2024-06-01T08:00:00Z"),
        note: "city=Oslo".to_owned(),
        undoes: Some(3),
    }
}

pub fn operation() -> Operation {
    Operation { number: 12, act: act(), changes: 4, assets: 2, undone_by: Some(13) }
}

pub fn history() -> Vec<HistoryEntry> {
    let asset = AssetId([0x9f; 16]);
    let version = harbour().version;
    let held = harbour().holdings.remove(0);
    let reading = |description| Box::new(Reading { description, statements: Vec::new() });
    let snapshot = Snapshot {
        id: asset,
        accessioned: date("2024-06-01T08:00:00Z"),
        versions: vec![(version.clone(), Reading::default())],
        holdings: vec![held.clone()],
        cataloguing: Default::default(),
    };
    let event = Event {
        asset,
        kind: EventKind::FixityCheck,
        at: date("2024-06-02T08:00:00Z"),
        outcome: "intact".to_owned(),
        path: Some(FilePath(b"/photos/2024/a.jpg".to_vec())),
        digest: Some(digest(0x9f)),
    };
    let stated = |before, after| Change::State { asset, field: Field::City, before, after };
    let mut changes = vec![
        Change::AddAsset(Box::new(snapshot.clone())),
        Change::RemoveAsset(Box::new(snapshot)),
        Change::AddVersion { asset, version, reading: Reading::default() },
        Change::Describe { asset, before: reading(Description::default()), after: reading(harbour().description) },
        Change::Hold { asset, before: None, after: Some(held.clone()) },
        Change::Hold { asset, before: Some(held.clone()), after: Some(held.clone()) },
        Change::Hold { asset, before: Some(held), after: None },
        stated(None, Some(texts(&["Oslo"]))),
        stated(Some(texts(&["Oslo"])), Some(Vec::new())),
        stated(Some(Vec::new()), None),
        Change::Volume { before: None, after: Some(volume()) },
        Change::Save { name: "press".to_owned(), before: None, after: Some("rating>=4".to_owned()) },
        Change::Link {
            asset,
            other: AssetId([1; 16]),
            relation: Relation::RawJpeg,
            evidence: "same stem IMG_0412".to_owned(),
            present: true,
        },
        Change::Write {
            asset,
            path: FilePath(b"/photos/2024/a.xmp".to_vec()),
            volume: "photos".to_owned(),
            before: None,
            after: Some(digest(0x9f)),
        },
        Change::LetGo {
            asset,
            digest: digest(0x9f),
            at: date("2024-06-01T08:00:00Z"),
            agent: "anna".to_owned(),
            reason: "rights were withdrawn".to_owned(),
            present: true,
        },
        Change::Event(event.clone()),
    ];
    let entry = |change| HistoryEntry::Changed { operation: 12, act: act(), change: Box::new(change) };
    changes.drain(..).map(entry).chain([HistoryEntry::Happened(event)]).collect()
}

pub fn volume() -> Volume {
    Volume {
        name: "photos".to_owned(),
        identity: "uuid:1234".to_owned(),
        mount_point: FilePath(b"/photos".to_vec()),
        is_online: true,
        last_seen: date("2024-06-01T08:00:00Z"),
    }
}

pub fn facets() -> Vec<Facet> {
    vec![
        Facet { property: Property::of(Field::City), unit: None },
        Facet { property: Property::of(Field::DateCreated), unit: Some(Unit::Month) },
    ]
}

pub fn facet_row() -> FacetCount {
    FacetCount { values: vec![Value::text("Oslo"), Value::text("2024-05")], count: 1234 }
}

pub fn statements() -> Vec<Statement> {
    let mut described = Statement::new(Origin::Xmp, "dc:description", Some(Field::Description), texts(&["Havna"]));
    described.language = Some("nb".to_owned());
    vec![
        described,
        Statement::new(Origin::Exif, "IFD0:Artist", None, vec![Value::Number(1.5), Value::Struct(location())]),
    ]
}

pub fn group() -> Group {
    let file = |path: &str| Holding {
        path: FilePath(path.as_bytes().to_vec()),
        volume: "photos".to_owned(),
        role: Role::Original,
        state: HoldingState::Present,
        stat: Stat { size: 5_213_377, ..Stat::default() },
        digest: digest(0x9f),
        version: 1,
    };
    let member = |byte, is_keeper, reason: &str, distance| Member {
        id: AssetId([byte; 16]),
        file: file("/photos/a.jpg"),
        is_keeper,
        is_linked: !is_keeper,
        reason: reason.to_owned(),
        distance,
    };
    let members = vec![member(1, true, "oldest", None), member(2, false, "", Some(3))];
    Group { kind: Sameness::Similar, members, is_checked: true }
}

pub fn accession() -> Accession {
    Accession {
        number: 3,
        state: AccessionState::Interrupted,
        agent: "anna".to_owned(),
        begun: date("2024-06-01T08:00:00Z"),
        ended: Some(date("2024-06-01T08:05:00Z")),
        words: "ingest --into /photos 'a card'".to_owned(),
        roots: vec![FilePath(b"/card".to_vec()), FilePath(b"/card\xe9".to_vec())],
        target: Some(FilePath(b"/photos".to_vec())),
        operations: vec![7, 12],
        counts: vec![("added".to_owned(), 300), ("failed".to_owned(), 2)],
        counter: 302,
        untaken: 2,
    }
}

pub fn let_go() -> LetGo {
    LetGo {
        asset: AssetId([1; 16]),
        operation: 12,
        at: date("2024-06-01T08:00:00Z"),
        agent: "anna".to_owned(),
        reason: "rights were withdrawn".to_owned(),
    }
}

/// Gives `each` something of every kind.
pub fn everything(mut each: impl FnMut(&Item)) {
    let (harbour, hostile) = (harbour(), hostile());
    let versions = [harbour.version.clone(), Version { number: 2, ..harbour.version.clone() }];
    let link = |relation, evidence: &str| Link {
        other: AssetId([1; 16]),
        relation,
        evidence: evidence.to_owned(),
        is_outward: true,
    };
    let links = [
        Linked { link: link(Relation::SameEssence, ""), path: None },
        Linked {
            link: link(Relation::RawJpeg, "same stem IMG_0412 and captured in the same second"),
            path: Some(FilePath(b"/photos/IMG_0412.NEF".to_vec())),
        },
    ];
    each(&Item::Asset(&harbour));
    each(&Item::Asset(&hostile));
    each(&Item::Sheet(Sheet { asset: &harbour, versions: &versions, links: &links }));
    outcomes().iter().for_each(|outcome| each(&Item::Outcome(outcome)));
    each(&Item::Summary(&summary()));
    each(&Item::Facet { facets: &facets(), row: &facet_row() });
    each(&Item::Operation(&operation()));
    history().iter().for_each(|entry| {
        each(&Item::History { asset: Some(harbour.id), operation: Some(12), entry });
    });
    each(&Item::Accession(&accession()));
    each(&Item::LetGo { digest: digest(0x9f), let_go: &let_go() });
    each(&Item::Seal(&Seal { number: 7, operation: 12, digest: [0xab; 32] }));
    for mut outcome in outcomes().into_iter().filter(|outcome| outcome.id.is_some()) {
        outcome.digest = Some(digest(0x9f));
        for writing in [None, Some(Writing::EmbedThoughItBreaks)] {
            each(&Item::Plan(Planned::Change { outcome: &outcome, writing }));
        }
    }
    each(&Item::Plan(Planned::Undo { operation: 12 }));
    let party = |path: &[u8]| Party {
        id: AssetId([7; 16]),
        file: Seen { path: FilePath(path.to_vec()), digest: digest(0x9f), size: 3, modified: -1 },
    };
    let (victim, survivor) = (party(b"/photos/\xe9.jpg"), party(b"/photos/a.jpg"));
    each(&Item::Plan(Planned::Resolve(&Resolution { kind: Sameness::Exact, way: Disposal::Link, victim, survivor })));
    let path = FilePath(b"/photos/\xe9.jpg".to_vec());
    for (statement, is_chosen) in statements().iter().zip([Some(true), None]) {
        each(&Item::Statement(Said {
            id: Some(harbour.id),
            path: Some(&path),
            statement,
            is_chosen,
            reason: Some("only"),
        }));
    }
    Field::ALL.iter().for_each(|field| each(&Item::Field(*field)));
    let away = Volume { is_online: false, ..volume() };
    each(&Item::Volume(&Listed { volume: volume(), kind: Some("ext4".to_owned()), files: 3, bytes: 12_345 }));
    each(&Item::Volume(&Listed { volume: away, kind: None, files: 0, bytes: 0 }));
    let numbers = CatalogSummary { assets: 3, by_class: [1, 0, 1, 0, 1], altered: 1, ..CatalogSummary::default() };
    each(&Item::Status(Status {
        catalogue: &path,
        numbers: &numbers,
        earlier_bytes: 9,
        unfinished: &[accession()],
        faults: &["one page is torn".to_owned()],
    }));
    each(&Item::Query { name: "press", text: "rating>=4" });
    each(&Item::Policy { policy: Policy::Newsroom, is_current: true });
    each(&Item::Keyword { levels: &["Sport".to_owned(), "Football".to_owned()], count: 9 });
    each(&Item::Protected(&Protected { volume: "photos".to_owned(), folder: None }));
    each(&Item::Protected(&Protected {
        volume: "photos".to_owned(),
        folder: Some(FilePath(b"/photos/masters".to_vec())),
    }));
    each(&Item::Duplicates(&group()));
    let hex = "00".repeat(32);
    for (algorithm, is_essence) in [("blake3", true), ("sha256", false)] {
        each(&Item::Digest(Digested { path: &path, algorithm, is_essence, hex: &hex }));
    }
    each(&Item::Count(3));
    each(&Item::Explanation { query: "rating>=4", lines: &["SEARCH asset USING INDEX".to_owned()] });
}

/// A value that a field may have.
pub fn some_value(field: Field) -> Vec<Value> {
    vec![match field.kind() {
        Kind::Text | Kind::Uri => Value::text("some text"),
        Kind::Integer => Value::Integer(3),
        Kind::Number => Value::Number(0.25),
        Kind::Boolean => Value::Boolean(true),
        Kind::Date => Value::Date(date("2024-05")),
        Kind::Struct => Value::Struct(location()),
    }]
}
