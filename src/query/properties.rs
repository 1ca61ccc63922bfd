//! What holds of every query: a filter prints as a query for itself, and no text makes the parser panic.
use super::filter::{Bound, Filter, Place, Property, State};
use super::{Context, parse, parse_edit, parse_facet, parse_sort, parse_terms};
use crate::asset::fold::{fold, words};
use crate::asset::{Date, Field, FilePath, Kind, Now, Template, Value};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use proptest::test_runner::Config as ProptestConfig;

fn with_context<T>(answer: impl FnOnce(&Context<'_>) -> T) -> T {
    let (now, here) = (Now::at_unix(1_709_200_000), FilePath(b"/home/ida".to_vec()));
    answer(&Context { now: &now, here: &here, saved: &|name| (name == "saved").then(|| "a OR b".to_owned()) })
}

fn fields(of: impl Fn(Field) -> bool) -> Vec<Field> {
    Field::ALL.iter().copied().filter(|field| of(*field)).collect()
}

/// Fields whose values are asked for in words.
fn wordy() -> impl Strategy<Value = Property> {
    let plain = fields(|field| field.kind() == Kind::Text && !field.is_code() && !is_special(field));
    let structures = fields(|field| field.kind() == Kind::Struct);
    prop_oneof![
        select(plain).prop_map(Property::of),
        (select(structures), prop::collection::vec("[A-Z][A-Za-z0-9]{0,6}", 0..3))
            .prop_map(|(field, path)| Property { field, path }),
    ]
}

fn is_special(field: Field) -> bool {
    [Field::Id, Field::Digest, Field::EssenceDigest, Field::Path, Field::Folder, Field::MediaType].contains(&field)
}

fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![(-1000_i32..1000).prop_map(f64::from), -1e12..1e12_f64, -1.0..1.0_f64].prop_map(|number| number + 0.0)
}

fn word_list() -> impl Strategy<Value = Vec<String>> {
    "\\PC{1,20}".prop_map(|text| words(&text)).prop_filter("words", |words| !words.is_empty())
}

fn dates() -> impl Strategy<Value = Date> {
    (1..=9999_u16, 0..=6_u8, 1..=12_u8, 1..=31_u8, (0..24_u8, 0..60_u8), 0..=60_u8).prop_filter_map(
        "possible",
        |(year, precision, month, day, time, second)| {
            let date = Date {
                year,
                month: (precision > 0).then_some(month),
                day: (precision > 1).then_some(day),
                time: (precision > 2).then_some(time),
                second: (precision > 3).then_some(second),
                fraction: (precision > 4).then(|| "25".to_owned()),
                offset: None,
                zulu: false,
            };
            date.is_possible().then_some(date)
        },
    )
}

fn periods() -> impl Strategy<Value = Filter> {
    let field = select(fields(|field| field.kind() == Kind::Date));
    (field, dates(), dates(), select(vec![":", "<", "<=", ">", ">=", "..", "a..", "..b"])).prop_filter_map(
        "periods",
        |(field, low, high, shape)| {
            let name = field.word();
            let text = match shape {
                ".." => format!("{name}:{low}..{high}"),
                "a.." => format!("{name}:{low}.."),
                "..b" => format!("{name}:..{high}"),
                sign => format!("{name}{sign}{low}"),
            };
            with_context(|context| parse(&text, context)).ok()
        },
    )
}

fn ranges() -> impl Strategy<Value = Filter> {
    let field = select(fields(|field| matches!(field.kind(), Kind::Integer | Kind::Number)));
    (field, numbers(), numbers(), 0..5_u8).prop_map(|(field, a, b, shape)| {
        let bound = |number, inclusive| Some(Bound { number, inclusive });
        let (low, high) = match shape {
            0 => (bound(a.min(b), true), bound(a.max(b), true)),
            1 => (bound(a, true), None),
            2 => (bound(a, false), None),
            3 => (None, bound(a, true)),
            _ => (None, bound(a, false)),
        };
        Filter::Between { property: Property::of(field), low, high }
    })
}

fn equals() -> impl Strategy<Value = Filter> {
    let equal = |property, value| Filter::Equal { property, value };
    let whole = select(fields(|field| field.kind() == Kind::Integer));
    let real = select(fields(|field| field.kind() == Kind::Number && field != Field::FrameRate));
    let codes = select(fields(|field| field.is_code() && !is_special(field)));
    let folded = || "\\PC{1,20}".prop_map(|text| fold(&text)).prop_filter("not empty", |text| !text.is_empty());
    prop_oneof![
        (wordy(), folded()).prop_map(move |(property, text)| equal(property, Value::Text(text))),
        // An extension is asked for with or without its dot, and has none.
        (codes, folded())
            .prop_filter("a value", |(field, text)| *field != Field::Extension || !text.starts_with('.'))
            .prop_map(move |(field, text)| equal(Property::of(field), Value::Text(text))),
        (whole, any::<i64>()).prop_map(move |(field, number)| equal(Property::of(field), Value::Integer(number))),
        (real, numbers()).prop_map(move |(field, number)| equal(Property::of(field), Value::Number(number))),
        any::<bool>().prop_map(move |yes| equal(Property::of(Field::FlashFired), Value::Boolean(yes))),
    ]
}

fn places() -> impl Strategy<Value = Filter> {
    let name = || "[a-zA-Zø \\[\\]{}\"'()*?\\\\.,_-]{1,12}";
    prop_oneof![
        name().prop_map(|name| Filter::Path { glob: format!("{name}/*") }),
        name().prop_map(|name| Filter::Under { path: format!("/photos/{}x", name.replace('.', "")).into_bytes() }),
        name().prop_map(|name| Filter::Folder { folder: format!("Jobs/{}x", name.replace(['*', '?'], "")) }),
    ]
    .prop_filter("sound", |filter| match filter {
        Filter::Path { glob } => super::glob::expression(glob).is_ok() && !super::location::is_path(glob),
        _ => true,
    })
}

fn leaves() -> impl Strategy<Value = Filter> {
    let below = prop::collection::vec("[a-zø ]{1,5}x", 1..4)
        .prop_map(|levels| Filter::Below { levels: levels.iter().map(|level| fold(level)).collect() });
    let pattern = (wordy(), "\\PC{1,10}")
        .prop_map(|(property, text)| Filter::Matches { property, pattern: regex_syntax::escape(&text) });
    prop_oneof![
        (word_list(), any::<bool>()).prop_map(|(words, prefix)| Filter::Words {
            place: Place::Anywhere,
            words,
            prefix
        }),
        (wordy(), word_list()).prop_map(|(property, words)| Filter::Words {
            place: Place::In(property),
            words,
            prefix: false
        }),
        equals(),
        ranges(),
        periods(),
        places(),
        below,
        pattern,
        wordy().prop_map(Filter::Has),
        Just(Filter::HasSidecar),
        (1..u64::MAX).prop_map(Filter::Accession),
        select(State::ALL.to_vec()).prop_map(Filter::Is),
        (-90.0..90.0_f64, -180.0..180.0_f64, 0.0..1e6_f64).prop_map(|(latitude, longitude, metres)| Filter::Near {
            latitude,
            longitude,
            metres
        }),
        "[0-9a-f]{4,32}".prop_map(|hex| Filter::Id(hex.parse().unwrap())),
        (select(vec![Field::Digest, Field::EssenceDigest]), "[0-9a-f]{4,64}")
            .prop_map(|(field, hex)| Filter::Digest { field, hex }),
    ]
}

fn filters() -> impl Strategy<Value = Filter> {
    leaves().prop_recursive(4, 24, 4, |inner| {
        let several = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several().prop_map(super::parser::all_of),
            several().prop_map(super::parser::any_of),
            inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

/// Text that looks like a query, and so reaches deep into the parser.
fn near_queries() -> impl Strategy<Value = String> {
    let pieces = select(vec![
        "city",
        "taken",
        "size",
        "keywords",
        "location_shown.City",
        "path",
        "near",
        "is",
        "has",
        "id",
        "digest",
        "folder",
        "duration",
        "flash",
        "added",
        ":",
        "=",
        "~",
        ">",
        ">=",
        "<",
        "..",
        "*",
        "\"",
        "\\",
        "(",
        ")",
        "-",
        "^",
        " ",
        " ",
        "AND",
        "OR",
        "NOT",
        "@saved",
        "./",
        "/",
        "2024",
        "-2w",
        "1m30s",
        "1/0",
        "59.91,10.75,5km",
        "[a",
        "{",
        "}",
        "ø",
        "\u{301}",
        "東",
        "\u{7f}",
        "\0",
        "{city|\"x\"}",
        "%Y",
        "+=",
        "!",
        "|",
        "'",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..16).prop_map(|pieces| pieces.concat()),
        "\\PC{0,40}",
        Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_filter_prints_as_a_query_for_itself(filter in filters()) {
        let printed = filter.to_string();
        let found = with_context(|context| parse(&printed, context));
        prop_assert_eq!(found.as_ref(), Ok(&filter), "{}", printed);
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in near_queries(), more in near_queries()) {
        let found = with_context(|context| parse(&text, context));
        match &found {
            Ok(filter) => {
                let printed = filter.to_string();
                let again = with_context(|context| parse(&printed, context));
                prop_assert_eq!(again.as_ref(), Ok(filter), "{} as {}", text, printed);
            }
            Err(error) => {
                let [line, carets] = error.picture(40, |_| 1);
                prop_assert!(line.chars().count() <= 40 && carets.contains('^'));
                prop_assert!(!error.message.is_empty());
            }
        }
        let _ = with_context(|context| parse_terms(&[text.clone(), more], context));
        let _ = (parse_edit(&text), parse_sort(&text), parse_facet(&text), Template::parse(&text));
    }
}
