//! What people read.
use crate::sample;
use damson::asset::{Field, HoldingState, Value};
use damson::librarian::OutcomeKind;
use damson::output::{Format, Item, Sheet, SinkOptions, Style};
use damson::query::Property;

fn wide(width: usize) -> SinkOptions {
    SinkOptions { style: Style { width: Some(width), ..Style::PLAIN }, ..SinkOptions::default() }
}

fn printed(options: SinkOptions, items: &[Item]) -> String {
    sample::text(Format::Human, options, items)
}

#[test]
fn a_search_is_a_line_an_asset() {
    let (harbour, hostile) = (sample::harbour(), sample::hostile());
    let items = [Item::Asset(&harbour), Item::Asset(&hostile)];
    assert_eq!(
        printed(SinkOptions::default(), &items),
        concat!(
            "9f9f9f9f  2024-05-01  6000x4000  The \"new\" harbour, seen from the opera house  /photos/2024/a.jpg\n",
            "0b0b0b0b                0 bytes  =HYPERLINK(\"http://x\")\\x1b[2J\\u{202e}         /photos/\\xe9\\n\\x1b[31m.jpg\n",
        )
    );
    for width in [60, 80, 100] {
        let lines = printed(wide(width), &items);
        assert!(lines.lines().all(|line| line.chars().count() <= width), "{lines}");
    }
    assert_eq!(printed(SinkOptions::default(), &[]), "");
}

#[test]
fn a_file_that_is_not_there_is_said_so() {
    let mut asset = sample::harbour();
    asset.holdings = vec![sample::holding(b"/gone.jpg", HoldingState::Offline)];
    assert!(printed(SinkOptions::default(), &[Item::Asset(&asset)]).ends_with("/gone.jpg (offline)\n"));
}

#[test]
fn asked_for_columns_have_headings() {
    let asset = sample::harbour();
    let columns = [Field::City, Field::Size, Field::ExposureTime, Field::FNumber].map(Property::of).to_vec();
    let options = SinkOptions { columns: Some(columns), ..SinkOptions::default() };
    assert_eq!(
        printed(options, &[Item::Asset(&asset)]),
        "city    size  exposure_time  f_number\nOslo  5.2 MB        1/250 s     f/2.8\n"
    );
}

#[test]
fn a_sheet_shows_everything_by_groups() {
    let mut asset = sample::harbour();
    asset.description.set(Field::Description, vec![Value::text("First paragraph.\r\nSecond\u{1b} one.")]);
    let sheet = Sheet { asset: &asset, versions: &[], links: &[] };
    let text = printed(wide(72), &[Item::Sheet(sheet)]);
    let expected = "\
9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f

IPTC Core
  city                    Oslo
  creator                 Kari Nordmann
  date_created            2024-05-01 10:12:13.25+02:00
  description             First paragraph.
                          Second\\x1b one.
  keywords                harbour; boats
  title                   The \"new\" harbour, seen from the opera house

IPTC Extension
  rating                  4
  location_shown          City: Oslo
                          LocationId: a
                          LocationId: b
                          Latitude: 59.9
  model_age               30
                          -1

Technical
  media_type              image/jpeg
";
    assert!(text.starts_with(expected), "{text}");
    assert!(text.contains("\n  exposure_time           1/250 s\n"));
    assert!(
        text.contains("\n  /backup/a.jpg\n    original, missing, 5.2 MB, modified 2024-05-01 08:12:13Z, on photos\n")
    );
    assert!(text.contains("\n  size                    5.2 MB (5,213,377 bytes)\n"));
}

#[test]
fn outcomes_are_printed_when_they_are_asked_for_or_worth_it() {
    let outcomes = sample::outcomes();
    let items: Vec<_> = outcomes.iter().map(Item::Outcome).collect();
    let quiet = printed(SinkOptions::default(), &items);
    assert_eq!(
        quiet,
        concat!(
            "changed    07070707070707070707070707070707 (for /photos/b.jpg)\n",
            "  city: (none) -> Oslo\n",
            "  keywords: a -> a; b\n",
            "altered    /photos/a.jpg\n",
            "missing    /photos/a.jpg\n",
            "unexpected /photos/a.jpg\n",
        )
    );
    let verbose = printed(SinkOptions { is_verbose: true, ..SinkOptions::default() }, &items);
    assert_eq!(verbose.lines().count(), outcomes.len() + 2);
    assert!(verbose.contains("moved      /photos/a.jpg (from /old/\\xff.jpg)\n"));
    assert!(OutcomeKind::ALL.iter().all(|kind| verbose.contains(kind.word())));
}

#[test]
fn facets_are_counts_and_values() {
    let facets = sample::facets();
    let row = sample::facet_row();
    let one = damson::catalog::FacetCount { values: row.values[..1].to_vec(), count: 1234 };
    assert_eq!(printed(SinkOptions::default(), &[Item::Facet { facets: &facets[..1], row: &one }]), "1,234  Oslo\n");
    assert_eq!(
        printed(SinkOptions::default(), &[Item::Facet { facets: &facets, row: &row }]),
        "count  city  date_created\n1,234  Oslo  2024-05\n"
    );
}

#[test]
fn history_says_what_was_said_before_and_since() {
    let entries = sample::history();
    let asset = damson::asset::AssetId([0x9f; 16]);
    let items: Vec<_> =
        entries.iter().map(|entry| Item::History { asset: Some(asset), operation: None, entry }).collect();
    let text = printed(SinkOptions::default(), &items);
    assert!(text.contains("2024-06-01 08:00  stated  tag by kari (operation 12)\n  city: (none) -> Oslo\n"), "{text}");
    assert!(text.contains("2024-06-02 08:00  fixity-check  intact\n  /photos/2024/a.jpg\n"), "{text}");
}

#[test]
fn no_item_prints_anything_hidden_and_colour_is_all_that_colour_adds() {
    let print = |color| {
        let options =
            SinkOptions { style: Style { color, ..Style::PLAIN }, is_verbose: true, ..SinkOptions::default() };
        let printed = sample::bytes(Format::Human, options, |sink| {
            sample::everything(|item| match item {
                Item::Digest(_) => {}
                item => sink.item(item).unwrap(),
            });
        });
        String::from_utf8(printed).unwrap()
    };
    let plain = print(false);
    assert!(!plain.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'));
    let mut colored = print(true);
    assert!(colored.contains("\u{1b}["));
    while let Some(at) = colored.find("\u{1b}[") {
        let end = at + colored[at..].find('m').unwrap();
        colored.replace_range(at..=end, "");
    }
    assert_eq!(colored, plain);
}
