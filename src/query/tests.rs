//! The query language's table, row by row: what each text asks for, and how each mistake is answered.
use super::filter::{Bound, Filter, Place, Property, State};
use super::{Context, QueryError, parse, parse_terms};
use crate::asset::{Field, FilePath, Now, Value};

/// 2024-02-29T09:46:40Z, a Thursday.
const NOW: i64 = 1_709_200_000;

fn saved(name: &str) -> Option<String> {
    let text = match name {
        "press-ready" => "rating>=4 (has:caption OR city:Oslo)",
        "nested" => "@press-ready -is:missing",
        "loop" => "@pool",
        "pool" => "boats @loop",
        "broken" => "cty:Oslo",
        "everything" => "",
        "grows1" => "@grows2 @grows2 @grows2 @grows2 @grows2 @grows2 @grows2 @grows2",
        "grows2" => "@grows3 @grows3 @grows3 @grows3 @grows3 @grows3 @grows3 @grows3",
        "grows3" => "@grows4 @grows4 @grows4 @grows4 @grows4 @grows4 @grows4 @grows4",
        "grows4" => "a b c d e f g h",
        _ => return None,
    };
    Some(text.to_owned())
}

fn with_context<T>(answer: impl FnOnce(&Context<'_>) -> T) -> T {
    let (now, here) = (Now::at_unix(NOW), FilePath(b"/home/ida".to_vec()));
    answer(&Context { now: &now, here: &here, saved: &saved })
}

fn read(text: &str) -> Result<Filter, QueryError> {
    with_context(|context| parse(text, context))
}

fn filter(text: &str) -> Filter {
    read(text).unwrap_or_else(|error| panic!("{text}: {error} {:?}", error.advice()))
}

fn words(place: Place, text: &str, prefix: bool) -> Filter {
    Filter::Words { place, words: text.split(' ').map(str::to_owned).collect(), prefix }
}

fn anywhere(text: &str) -> Filter {
    words(Place::Anywhere, text, false)
}

fn within(field: Field, text: &str) -> Filter {
    words(Place::In(Property::of(field)), text, false)
}

fn equal(field: Field, value: Value) -> Filter {
    Filter::Equal { property: Property::of(field), value }
}

fn matches(field: Field, pattern: &str) -> Filter {
    Filter::Matches { property: Property::of(field), pattern: pattern.to_owned() }
}

fn between(field: Field, low: Option<f64>, high: Option<f64>) -> Filter {
    let bound = |number| Bound { number, inclusive: true };
    Filter::Between { property: Property::of(field), low: low.map(bound), high: high.map(bound) }
}

fn during(field: Field, low: &str, high: &str) -> Filter {
    let bound = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Filter::During { property: Property::of(field), low: bound(low), high: bound(high) }
}

fn has(field: Field) -> Filter {
    Filter::Has(Property::of(field))
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

fn member(field: Field, name: &str) -> Property {
    Property { field, path: vec![name.to_owned()] }
}

fn under(path: &str) -> Filter {
    Filter::Under { path: path.as_bytes().to_vec() }
}

fn glob(glob: &str) -> Filter {
    Filter::Path { glob: glob.to_owned() }
}

fn folder(folder: &str) -> Filter {
    Filter::Folder { folder: folder.to_owned() }
}

/// Every text asks for its filter, and the filter prints as a text that asks for it again.
fn holds(rows: &[(&str, Filter)]) {
    for (text, expected) in rows {
        let found = filter(text);
        assert_eq!(found, *expected, "{text}");
        let printed = found.to_string();
        assert_eq!(filter(&printed), found, "{text} printed as {printed}");
    }
}

#[test]
fn words_phrases_and_prefixes_are_looked_for_anywhere() {
    holds(&[
        ("", Filter::Everything),
        ("  ", Filter::Everything),
        ("Harbour", anywhere("harbour")),
        ("\"press conference\"", anywhere("press conference")),
        ("harb*", words(Place::Anywhere, "harb", true)),
        ("\"press conf\"*", words(Place::Anywhere, "press conf", true)),
        ("\"press conf*\"", words(Place::Anywhere, "press conf", true)),
        ("title:\"M*A*S*H\"", within(Field::Title, "m a s h")),
        ("IMG_0042.jpg", anywhere("img 0042 jpg")),
        ("IMG(1).jpg", anywhere("img 1 jpg")),
        ("Tromsø", anywhere("tromso")),
        ("O'Brien", anywhere("obrien")),
        ("10:30", anywhere("10 30")),
        ("東京", anywhere("東 京")),
        ("東*", words(Place::Anywhere, "東", true)),
        ("\"AND\"", anywhere("and")),
        ("\"city:Oslo\"", anywhere("city oslo")),
        ("or", anywhere("or")),
    ]);
}

#[test]
fn terms_are_combined() {
    let (a, b, c) = (|| anywhere("a"), || anywhere("b"), || anywhere("c"));
    holds(&[
        ("a b", Filter::All(vec![a(), b()])),
        ("a AND b", Filter::All(vec![a(), b()])),
        ("a (b c)", Filter::All(vec![a(), b(), c()])),
        ("a OR b c", Filter::Any(vec![a(), Filter::All(vec![b(), c()])])),
        ("(a OR b) c", Filter::All(vec![Filter::Any(vec![a(), b()]), c()])),
        ("a OR (b OR c)", Filter::Any(vec![a(), b(), c()])),
        ("-a", not(a())),
        ("^a", not(a())),
        ("NOT a", not(a())),
        ("NOT NOT a", not(not(a()))),
        ("NOT a b", Filter::All(vec![not(a()), b()])),
        ("-(a OR b)", not(Filter::Any(vec![a(), b()]))),
        ("NOT(a b)", not(Filter::All(vec![a(), b()]))),
        ("-\"a b\"", not(anywhere("a b"))),
        ("-city:Oslo", not(within(Field::City, "oslo"))),
        ("a AND NOT b", Filter::All(vec![a(), not(b())])),
    ]);
}

#[test]
fn a_field_has_words_or_equals_a_value() {
    holds(&[
        ("city:Oslo", within(Field::City, "oslo")),
        ("CITY:Oslo", within(Field::City, "oslo")),
        ("caption:\"press conference\"", within(Field::Description, "press conference")),
        ("credit:AFP", within(Field::CreditLine, "afp")),
        ("city:Os*", words(Place::In(Property::of(Field::City)), "os", true)),
        ("city=Oslo", equal(Field::City, Value::text("oslo"))),
        ("city=\"São  Paulo\"", equal(Field::City, Value::text("sao paulo"))),
        ("city=\"a*\"", equal(Field::City, Value::text("a*"))),
        ("country_code:NOR", equal(Field::CountryCode, Value::text("nor"))),
        ("media_type:image/jpeg", equal(Field::MediaType, Value::text("image/jpeg"))),
        ("media_type:image/*", matches(Field::MediaType, "(?i)^image/")),
        ("ext:.NEF", equal(Field::Extension, Value::text("nef"))),
        ("volume:photos", equal(Field::Volume, Value::text("photos"))),
        ("filename:IMG_0042.jpg", within(Field::Filename, "img 0042 jpg")),
        ("filename:*.nef", glob("*.nef")),
        ("filename=a.jpg", equal(Field::Filename, Value::text("a.jpg"))),
        ("data_mining:DMI-PROHIBITED", matches(Field::DataMining, "(?i)(?:^|[/:#])DMI\\-PROHIBITED$")),
        ("model_release_status:mr-umr", matches(Field::ModelReleaseStatus, "(?i)(?:^|[/:#])MR\\-UMR$")),
        (
            "digital_source_type:\"created using generative AI\"",
            matches(Field::DigitalSourceType, "(?i)(?:^|[/:#])trainedAlgorithmicMedia$"),
        ),
        ("data_mining:http://x/DMI", equal(Field::DataMining, Value::text("http://x/dmi"))),
        ("flash:yes", equal(Field::FlashFired, Value::Boolean(true))),
        ("flash_fired:1", equal(Field::FlashFired, Value::Boolean(true))),
        ("flash_fired=False", equal(Field::FlashFired, Value::Boolean(false))),
        (
            "location_shown.CountryName:Norway",
            words(Place::In(member(Field::LocationShown, "CountryName")), "norway", false),
        ),
        (
            "location_shown.City=Oslo",
            Filter::Equal { property: member(Field::LocationShown, "City"), value: Value::text("oslo") },
        ),
        ("location_shown:Norway", within(Field::LocationShown, "norway")),
    ]);
}

#[test]
fn regular_expressions_are_taken_as_they_are() {
    holds(&[
        ("city~\"^Os\"", matches(Field::City, "^Os")),
        ("city~^(Os|Be)", matches(Field::City, "^(Os|Be)")),
        (r#"job~"^\d+ \"x\"""#, matches(Field::JobId, r#"^\d+ "x""#)),
        (r"(job~^\d{4}$)", matches(Field::JobId, r"^\d{4}$")),
        ("path~/2024/", matches(Field::Path, "/2024/")),
    ]);
}

#[test]
fn numbers_are_compared_in_their_fields_units() {
    let one_sided = |field, low: Option<(f64, bool)>, high: Option<(f64, bool)>| {
        let bound = |(number, inclusive)| Bound { number, inclusive };
        Filter::Between { property: Property::of(field), low: low.map(bound), high: high.map(bound) }
    };
    holds(&[
        ("rating>=4", one_sided(Field::Rating, Some((4.0, true)), None)),
        ("stars>3", one_sided(Field::Rating, Some((3.0, false)), None)),
        ("width<3000", one_sided(Field::Width, None, Some((3000.0, false)))),
        ("width<=3000px", one_sided(Field::Width, None, Some((3000.0, true)))),
        ("size>10MB", one_sided(Field::Size, Some((1e7, false)), None)),
        ("altitude<-10", one_sided(Field::Altitude, None, Some((-10.0, false)))),
        ("rating:4", equal(Field::Rating, Value::Number(4.0))),
        ("rating:-1", equal(Field::Rating, Value::Number(-1.0))),
        ("iso:100", equal(Field::Iso, Value::Integer(100))),
        ("exposure_time:1/125", equal(Field::ExposureTime, Value::Number(0.008))),
        ("aperture:f/2.8", equal(Field::FNumber, Value::Number(2.8))),
        ("focal_length:50mm", equal(Field::FocalLength, Value::Number(50.0))),
        ("duration:1m30s", equal(Field::Duration, Value::Number(90.0))),
        ("iso:100..800", between(Field::Iso, Some(100.0), Some(800.0))),
        ("rating:4..", between(Field::Rating, Some(4.0), None)),
        ("rating:..2", between(Field::Rating, None, Some(2.0))),
        ("latitude:-34..-33.5", between(Field::Latitude, Some(-34.0), Some(-33.5))),
        ("size:10..20MB", between(Field::Size, Some(1e7), Some(2e7))),
        ("duration:30s..1m30s", between(Field::Duration, Some(30.0), Some(90.0))),
        ("fps:25", equal(Field::FrameRate, Value::Number(25.0))),
        (
            "image_region.RegionBoundary.rbX>0.5",
            Filter::Between {
                property: Property { field: Field::ImageRegion, path: vec!["RegionBoundary".into(), "rbX".into()] },
                low: Some(Bound { number: 0.5, inclusive: false }),
                high: None,
            },
        ),
    ]);
    let Filter::Between { low: Some(low), high: Some(high), .. } = filter("fps:29.97") else { panic!() };
    assert!((low.number..high.number).contains(&(30000.0 / 1001.0)) && high.number < 29.98);
}

#[test]
fn dates_cover_their_whole_period() {
    let taken = Field::DateCreated;
    holds(&[
        ("taken:2024", during(taken, "2024", "2025")),
        ("date_created=2024-05", during(taken, "2024-05", "2024-06")),
        ("date_created:2024-05..2024-08", during(taken, "2024-05", "2024-09")),
        ("date_created:\"2024-05-01 10:12\"", during(taken, "2024-05-01T10:12", "2024-05-01T10:13")),
        ("taken:yesterday", during(taken, "2024-02-28", "2024-02-29")),
        ("taken:-2w..", during(taken, "2024-02-15", "")),
        ("taken:-2w..-1w", during(taken, "2024-02-15", "2024-02-23")),
        ("taken:-3d", during(taken, "2024-02-26", "2024-02-27")),
        ("taken:..2023", during(taken, "", "2024")),
        ("taken>2023", during(taken, "2024", "")),
        ("taken>=2023", during(taken, "2023", "")),
        ("taken<2023-05", during(taken, "", "2023-05")),
        ("taken<=2023-05", during(taken, "", "2023-06")),
        ("taken:2024-01-31..2024-12-31", during(taken, "2024-01-31", "2025-01-01")),
        ("taken:2024-05-01T10:12:13.25", during(taken, "2024-05-01T10:12:13.25", "2024-05-01T10:12:13.25\u{7f}")),
        ("taken>2024-05-01T10:12:13.25", during(taken, "2024-05-01T10:12:13.25\u{7f}", "")),
        ("taken:9999", during(taken, "9999", "\u{7f}")),
        ("expires:today..+1m", during(Field::ExpirationDate, "2024-02-29", "2024-03-30")),
        ("added:today", during(Field::Accessioned, "2024-02-29T00:00:00", "2024-03-01T00:00:00")),
        ("added:2024..", during(Field::Accessioned, "2024-01-01T00:00:00", "")),
        ("modified<2024-05-01T02:00+02:00", during(Field::Modified, "", "2024-05-01T00:00:00")),
        ("modified>2024-05-01T00:00:00Z", during(Field::Modified, "2024-05-01T00:00:01", "")),
    ]);
}

#[test]
fn keywords_reach_below() {
    let below = |levels: &[&str]| Filter::Below { levels: levels.iter().map(|level| (*level).to_owned()).collect() };
    holds(&[
        ("keywords:Sport/Football", below(&["sport", "football"])),
        ("tag:Sport|Football", below(&["sport", "football"])),
        ("hierarchical_keywords:\"Sport/Ice hockey\"", below(&["sport", "ice hockey"])),
        ("keywords:Sport/", below(&["sport"])),
        ("keywords:Sport", within(Field::Keywords, "sport")),
        ("keywords=Sport/Football", equal(Field::Keywords, Value::text("sport/football"))),
    ]);
}

#[test]
fn presence_and_states_are_asked_for() {
    holds(&[
        ("has:gps", Filter::All(vec![has(Field::Latitude), has(Field::Longitude)])),
        ("no:gps", not(Filter::All(vec![has(Field::Latitude), has(Field::Longitude)]))),
        ("has:caption", has(Field::Description)),
        ("no:credit_line", not(has(Field::CreditLine))),
        ("missing:caption", not(has(Field::Description))),
        ("-no:caption", not(not(has(Field::Description)))),
        ("has:location_shown.City", Filter::Has(member(Field::LocationShown, "City"))),
    ]);
    for state in State::ALL {
        holds(&[(&format!("is:{}", state.word()), Filter::Is(state))]);
    }
}

#[test]
fn paths_are_globs_folders_or_places_below() {
    holds(&[
        ("path:\"2024/**/*.nef\"", glob("2024/**/*.nef")),
        ("path:2024/**/*.nef", glob("2024/**/*.nef")),
        ("path:2024/*/", glob("2024/*/**")),
        ("path:./shoot/*.nef", glob("/home/ida/shoot/*.nef")),
        ("path:../*.nef", glob("/home/*.nef")),
        ("path:2024/a.jpg", Filter::Any(vec![glob("2024/a.jpg"), folder("2024/a.jpg")])),
        ("path:/photos/2024", under("/photos/2024")),
        ("-path:\"a b\"", not(Filter::Any(vec![glob("a b"), folder("a b")]))),
        ("path:a OR b", Filter::Any(vec![glob("a"), folder("a"), anywhere("b")])),
        ("path:a b", Filter::All(vec![Filter::Any(vec![glob("a"), folder("a")]), anywhere("b")])),
        ("path=/a/b.jpg", equal(Field::Path, Value::text("/a/b.jpg"))),
        ("path=./b.jpg", equal(Field::Path, Value::text("/home/ida/b.jpg"))),
        ("folder=/Jobs/", equal(Field::Folder, Value::text("/jobs"))),
        ("filename:\"a b*\"", glob("a b*")),
        ("folder:Jobs/cup/", folder("Jobs/cup")),
        ("folder:/Jobs", folder("/Jobs")),
        ("folder:./cup", folder("/home/ida/cup")),
        ("folder:\"[final] {1}\"", folder("[final] {1}")),
        ("folder:2024-*", glob("2024-*/**")),
        ("folder:/", has(Field::Path)),
        ("./shoot", under("/home/ida/shoot")),
        ("../bo/", under("/home/bo")),
        ("/photos//x", under("/photos/x")),
        (".", under("/home/ida")),
        ("/", has(Field::Path)),
        ("\"./My shoot (1)\"", under("/home/ida/My shoot (1)")),
        ("\"/a*\"", under("/a*")),
        ("./shoot/*.jpg", glob("/home/ida/shoot/*.jpg")),
        ("-./shoot", not(under("/home/ida/shoot"))),
    ]);
}

#[test]
fn points_and_identities_are_found() {
    let hex = "0123456789abcdef".repeat(4);
    let digest = |field, hex: &str| Filter::Digest { field, hex: hex.to_owned() };
    holds(&[
        ("near:59.91,10.75,5km", Filter::Near { latitude: 59.91, longitude: 10.75, metres: 5000.0 }),
        ("near:\"-33.9, 18.4, 500m\"", Filter::Near { latitude: -33.9, longitude: 18.4, metres: 500.0 }),
        ("near:0,0,1mi", Filter::Near { latitude: 0.0, longitude: 0.0, metres: 1609.344 }),
        ("id:9F2C", Filter::Id("9f2c".parse().unwrap())),
        ("id=9f2c", Filter::Id("9f2c".parse().unwrap())),
        (&format!("digest:{hex}"), digest(Field::Digest, &hex)),
        ("digest:BLAKE3:0123ABCD", digest(Field::Digest, "0123abcd")),
        ("essence:0123", digest(Field::EssenceDigest, "0123")),
    ]);
}

#[test]
fn saved_queries_stand_for_their_text() {
    assert_eq!(filter("@press-ready"), filter("rating>=4 (has:caption OR city:Oslo)"));
    assert_eq!(filter("-@nested"), filter("-(rating>=4 (has:caption OR city:Oslo) -is:missing)"));
    assert_eq!(filter("@everything"), Filter::Everything);
    assert_eq!(filter("-@everything").to_string(), "-has:id");
    let error = read("boats @loop").unwrap_err();
    assert!(error.message.ends_with("the saved query `@loop` names itself"), "{error}");
    assert_eq!(error.query, "boats @loop");
    let error = read("a @broken").unwrap_err();
    assert_eq!(error.message, "in the saved query `@broken`: there is no field `cty`");
    assert_eq!((error.query.as_str(), error.span, error.candidates), ("cty:Oslo", 0..3, vec!["city".to_owned()]));
    assert!(read("@grows1").unwrap_err().message.contains("more than 2000 terms"));
}

#[test]
fn a_filter_prints_as_people_would_type_it() {
    for (text, printed) in [
        (
            "taken:2024-05 AND (city:Oslo OR NOT caption:\"Press Conference\")",
            "date_created:2024-05 (city:oslo OR -description:\"press conference\")",
        ),
        ("a b OR c", "(a b) OR c"),
        ("-(a b)", "-(a b)"),
        ("NOT NOT a", "-(-a)"),
        ("size>10MB", "size>10000000"),
        ("has:gps", "has:latitude has:longitude"),
        ("path:a -path:b", "path:a -path:b"),
        ("taken:-2w..yesterday", "date_created:2024-02-15..2024-02-28"),
        ("added:today", "accessioned:2024-02-29T00:00:00Z..2024-02-29T23:59:59Z"),
    ] {
        assert_eq!(filter(text).to_string(), printed, "{text}");
    }
    let ids =
        ["0123456789abcdef0123456789abcdef".parse().unwrap(), "ff23456789abcdef0123456789abcdef".parse().unwrap()];
    assert_eq!(
        Filter::Ids(ids.to_vec()).to_string(),
        "id:0123456789abcdef0123456789abcdef OR id:ff23456789abcdef0123456789abcdef"
    );
}

/// The query, the part of it that is pointed at, the message, and (a part of) the advice.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("cty:Oslo", "cty", "there is no field `cty`", "did you mean `city`"),
    ("capton:x", "capton", "there is no field `capton`", "`caption`"),
    ("date-created:2024", "date-created", "there is no field `date-created`", "`date_created`"),
    ("hass:city", "hass", "there is no field `hass`", "`has`"),
    ("http://example.com", "http", "there is no field `http`", "quote it, `\"http:/"),
    ("gps:1", "gps", "there is no field `gps`", "`has:gps`"),
    ("has:sidecars", "sidecars", "there is no field `sidecars`", "`sidecar`"),
    ("is:duplicated", "duplicated", "there is no state `duplicated`", "`duplicate`"),
    ("is:nonsense", "nonsense", "there is no state `nonsense`", "the states are `duplicate`"),
    ("is>raw", "is>", "`is` takes a `:`", "`is:raw`"),
    ("has:cty", "cty", "there is no field `cty`", "`city`"),
    ("@nowhere", "@nowhere", "there is no saved query `@nowhere`", "quote it"),
    ("@", "@", "`@` needs the name of a saved query", ""),
    ("rating>>4", ">>", "there is no operator `>>`", "the operators are"),
    ("city==Oslo", "==", "there is no operator `==`", "`city=…`"),
    ("city::Oslo", "::", "there is no operator `::`", "regular expression"),
    ("city!=Oslo", "!=", "there is no operator `!=`", "`-city=…`"),
    ("keywords+=a", "+=", "`+=` changes a field and asks nothing", ""),
    ("rating >= 4", ">=", "`>=` means nothing here", "without spaces"),
    ("rating>= 4", "rating>=", "`rating>=` needs a value", "`rating>=4`"),
    ("city: Oslo", "city:", "`city:` needs a value", "`city:Oslo`"),
    ("city:", "city:", "`city:` needs a value", "`no:city`"),
    ("city:\"\"", "city:\"\"", "`city:` needs a value", "`no:city`"),
    ("city=\"  \"", "\"  \"", "the value is empty", "`no:city`"),
    ("city:(Oslo OR Bergen)", "(", "a group cannot follow `city:`", "`(city:… OR city:…)`"),
    ("city:'New York'", "'", "phrases stand in double quotes", "`city:\"…\"`"),
    ("city:O*o", "O*o", "a `*` may only end a word", "`city~\"^O.*o$\"`"),
    ("city:*", "*", "`*` needs the beginning of a word before it", "`has:city`"),
    ("city:Oslo-*", "Oslo-*", "a `*` needs a letter or digit right before it", ""),
    ("city=Os*", "Os*", "`=` compares the whole value", "`city:Os*`"),
    ("*", "*", "`*` alone is no word", "--all"),
    ("*.nef", "*.nef", "a word does not begin with `*`", "`filename:*.nef`"),
    ("rock & roll", "&", "`&` means nothing here", "side by side"),
    ("a || b", "||", "`||` means nothing here", "OR"),
    ("!a", "!", "`!` means nothing here", "`-`"),
    ("a - b", "-", "nothing follows `-`", "directly before"),
    ("--a", "--", "two signs stand side by side", ""),
    ("\"…\"", "\"…\"", "there is no letter or digit to look for", ""),
    ("\"\"", "\"\"", "there is no letter or digit to look for", ""),
    ("\"open", "\"", "the quote is not closed", ""),
    ("24\"x", "\"", "a quote stands inside a word", "quote the whole value"),
    ("\"a\"b", "b", "text follows the closing quote", "a space"),
    ("(a", "(", "this `(` is not closed", ""),
    ("a)", ")", "this `)` has no `(`", ""),
    (")", ")", "this `)` has no `(`", ""),
    ("()", "()", "nothing stands in the parentheses", ""),
    ("a OR", "OR", "OR needs a term on both sides", "quote it"),
    ("OR a", "OR", "OR needs a term on both sides", ""),
    ("a AND OR b", "AND", "AND needs a term on both sides", ""),
    ("NOT", "NOT", "NOT needs a term after it", "`\"not\"`"),
    ("(a NOT)", "NOT", "NOT needs a term after it", ""),
    ("-OR", "OR", "OR needs a term on both sides", ""),
    ("rating:four", "four", "`four` is not a number", "like `4`"),
    ("rating>=4x", "4x", "`rating` has no unit `x`", "alone"),
    ("size>10MX", "10MX", "`size` has no unit `MX`", "`m`"),
    ("iso:1..x", "x", "`x` is not a number", ""),
    ("iso:800..100", "800..100", "the range runs backwards: nothing lies in it", "`100..800`"),
    ("iso:..", "..", "the range has no ends", ""),
    ("iso:1.5", "1.5", "`iso` holds whole numbers", ""),
    ("iso>1..2", "1..2", "a range takes `:`, not `>`", "`iso:1..2`"),
    ("rating:*", "*", "`*` stands in words, and `rating` is none", "`has:rating`"),
    ("orientation:landscape", "landscape", "`landscape` is not a number", "`is:landscape`"),
    ("taken:2024-13", "2024-13", "`2024-13` is not a date", "dates are written"),
    ("taken:2024..may", "may", "`may` is not a date", ""),
    ("taken:2w", "2w", "`2w` is not a date", "`-2w..`"),
    ("taken:2024..2023", "2024..2023", "the range runs backwards: nothing lies in it", "`2023..2024`"),
    (
        "taken:2024-05-01T10:00Z",
        "2024-05-01T10:00Z",
        "`date_created` is compared by the wall clock where it was made",
        "",
    ),
    ("city>Oslo", "city>Oslo", "`>` compares numbers and dates, and `city` is text", "`city:Oslo`"),
    ("location_shown>3", "location_shown>3", "`>` compares numbers and dates, and `location_shown` is a structure", ""),
    ("city.Name:x", "city.Name", "`city` has no members", ""),
    ("location_shown.:x", "location_shown.", "a member's name is missing", ""),
    ("city:a..b", "a..b", "ranges are of numbers and dates, and `city` is text", "quote"),
    ("flash:maybe", "maybe", "`maybe` is neither yes nor no", "`flash_fired:yes`"),
    ("city~(a", "(", "the regular expression is wrong: unclosed group", ""),
    ("city~\\w{9999}", "\\w{9999}", "the regular expression is too large", ""),
    ("path:[a", "[a", "a `[` is not closed", "backslash"),
    ("path:~/Pictures", "~", "`~` is not expanded here", "the shell"),
    ("~/Pictures", "~", "`~` means nothing here", "the shell"),
    ("path=a.jpg", "a.jpg", "a whole path begins with `/`, `./` or `../`", "`path:a.jpg`"),
    ("filename:a/*b", "a/*b", "a file name has no `/`", "`path:a/*b`"),
    ("type:image", "image", "`image` is no media type", "`is:image`"),
    ("type:jpeg", "jpeg", "`jpeg` is no media type", "`extension:jpeg`"),
    ("near:1,2", "1,2", "a point and a distance are needed", ""),
    ("near:91,2,5km", "91", "`91` is no latitude", "between -90 and 90"),
    ("near:1,2,5", "5", "`5` has no unit", "`5km`"),
    ("near:1,2,5kn", "5kn", "`kn` is no unit of distance", "`5km`"),
    ("near:1,2,-5km", "-5km", "a distance is not negative", ""),
    ("id:xyz", "xyz", "`xyz` is not an id", "4 to 32"),
    ("digest:sha256:0123", "sha256:0123", "`sha256:0123` is not a digest", "BLAKE3"),
    ("keywords:Sport//Cup", "Sport//Cup", "a level of the keyword is empty", ""),
    ("keywords:Sport/Foot*", "Sport/Foot*", "a level of a keyword is written whole", ""),
];

#[test]
fn mistakes_are_pointed_at_and_explained() {
    for (text, place, message, advice) in MISTAKES {
        let Err(error) = read(text) else { panic!("{text} is understood as {}", filter(text)) };
        assert_eq!(error.message, *message, "{text}");
        assert_eq!(&text[error.span.clone()], *place, "{text}");
        let given = error.advice().unwrap_or_default();
        assert!(given.contains(advice), "{text}: {given}");
    }
}

#[test]
fn the_picture_shows_the_place() {
    let error = read("city:Osl rating>>4").unwrap_err();
    assert_eq!(error.picture(80, |_| 1), ["city:Osl rating>>4", "               ^^"]);
}

#[test]
fn a_hostile_query_is_refused_in_time() {
    for text in [
        "(".repeat(10_000),
        "-(".repeat(10_000),
        "NOT ".repeat(10_000),
        "a ".repeat(30_000),
        "x".repeat(1_000_000),
        "\"".repeat(60_001),
        format!("city~{}", "(".repeat(20_000)),
        format!("path:{}", "{".repeat(20_000)),
        format!("{}a", "(".repeat(51)),
    ] {
        assert!(read(&text).is_err());
    }
    assert!(read(&format!("{}a{}", "(".repeat(50), ")".repeat(50))).is_ok());
}

#[test]
fn arguments_keep_together_what_the_shell_did() {
    let args = |args: &[&str]| {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        with_context(|context| parse_terms(&args, context)).unwrap()
    };
    for (given, meant) in [
        (&["city:Oslo", "press conference"][..], "city:Oslo \"press conference\""),
        (&["city:New York", "rating:4"], "city:\"New York\" rating:4"),
        (&["-press conference", "a"], "-\"press conference\" a"),
        (&["press conf*", "a"], "\"press conf\"* a"),
        (&["size>10 MB", "a"], "size>10MB a"),
        (&["city~^New York", "a"], "city~\"^New York\" a"),
        (&["./My shoot (1)", "a"], "\"./My shoot (1)\" a"),
        (&["a OR b", "c"], "a OR b c"),
        (&["city:Oslo rating:4", "c"], "city:Oslo rating:4 c"),
        (&["(a", "OR", "b)", "c"], "(a OR b) c"),
        (&["press conference"], "press conference"),
        (&["city:Oslo harbour"], "city:Oslo harbour"),
        (&["", " "], ""),
        (&[], ""),
    ] {
        assert_eq!(args(given), filter(meant), "{given:?}");
    }
}
