//! Queries, end to end: every row of the table of terms on a little library.
use super::sample::library;
use super::sandbox::Sandbox;

/// The little library, taken in on 2024-05-01; one file is gone since, one has a copy.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    sandbox.copy("Jobs/wire/lyon.png", "Jobs/wire/again.png");
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox.remove("2024/note.txt");
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

const OSLO: &str = "oslo.jpg";
const BERGEN: &str = "bergen.jpg";
const LYON: &str = "again.png";
const SAN_JOSE: &str = "josé.tif";
const TALK: &str = "talk.wav";
const NOTE: &str = "note.txt";

#[test]
fn every_term_finds_what_it_says() {
    let sandbox = desk();
    let rows: &[(&str, &[&str])] = &[
        // An empty query matches every asset.
        ("", &[SAN_JOSE, NOTE, TALK, BERGEN, OSLO, LYON]),
        // Words, a phrase, a prefix, in any descriptive text and the file name.
        ("harbour", &[OSLO]),
        ("HARBOUR", &[OSLO]),
        ("\"press conference\"", &[OSLO]),
        ("\"conference press\"", &[]),
        ("harb*", &[BERGEN, OSLO]),
        ("solvang", &[OSLO]),
        ("talk", &[TALK]),
        ("greve", &[LYON]),
        ("jose", &[SAN_JOSE]),
        ("quay fish", &[OSLO]),
        // The field has these words, case and accents folded; whole values; expressions.
        ("city:Oslo", &[SAN_JOSE, OSLO]),
        ("city:oslo", &[SAN_JOSE, OSLO]),
        ("city:\"san jose\"", &[SAN_JOSE]),
        ("city=Oslo", &[OSLO]),
        ("city=OSLO", &[OSLO]),
        ("credit_line:\"AFP\"", &[OSLO]),
        ("credit:AFP", &[OSLO]),
        ("creator:aerlig", &[BERGEN]),
        ("creator:ærlig", &[BERGEN]),
        ("city~\"^Os\"", &[OSLO]),
        ("city~\"[Ll]yon|Bergen\"", &[BERGEN, LYON]),
        ("filename~\"\\.png$\"", &[LYON]),
        // Numbers, with their fields' units or a suffix.
        ("rating:4", &[OSLO]),
        ("rating>=4", &[OSLO, LYON]),
        ("rating>4", &[LYON]),
        ("rating<4", &[BERGEN]),
        ("rating=2", &[BERGEN]),
        ("width<40", &[SAN_JOSE, BERGEN]),
        ("size>10MB", &[]),
        ("size<1kB", &[NOTE]),
        ("duration:0..1s", &[TALK]),
        ("exposure_time:1/250", &[OSLO]),
        ("f_number:2.8", &[OSLO]),
        ("flash_fired:true", &[BERGEN]),
        ("flash:false", &[OSLO]),
        // Ranges, both ends included.
        ("iso:100..800", &[BERGEN, OSLO]),
        ("iso:100..400", &[OSLO]),
        ("rating:4..", &[OSLO, LYON]),
        ("rating:..2", &[BERGEN]),
        ("date_created:2024-05..2024-08", &[BERGEN, OSLO]),
        ("date_created:2024-05..2024-07", &[OSLO]),
        // Dates at any precision, and relative ones: the clock stands at 2024-05-01.
        ("taken:2024", &[BERGEN, OSLO]),
        ("taken:2023", &[LYON]),
        ("taken:2023-11", &[LYON]),
        ("taken:2024-05-01", &[OSLO]),
        ("taken:today", &[OSLO]),
        ("taken:yesterday", &[]),
        ("taken:-2w..today", &[OSLO]),
        ("taken:-1y..today", &[OSLO, LYON]),
        ("taken<2024", &[LYON]),
        ("added:today", &[SAN_JOSE, NOTE, TALK, BERGEN, OSLO, LYON]),
        ("added:yesterday", &[]),
        // A keyword and everything below it.
        ("keywords:Sport", &[BERGEN, OSLO]),
        ("keywords:Sport/Football", &[OSLO]),
        ("keywords=Sport", &[BERGEN]),
        // The field has, or has not, a value.
        ("has:gps", &[BERGEN, OSLO]),
        ("has:rating", &[BERGEN, OSLO, LYON]),
        ("no:credit_line is:image", &[SAN_JOSE, BERGEN]),
        ("missing:credit_line is:image", &[SAN_JOSE, BERGEN]),
        ("has:caption", &[OSLO, LYON]),
        // States.
        ("is:duplicate", &[LYON]),
        ("is:missing", &[NOTE]),
        ("is:offline", &[]),
        ("is:landscape", &[SAN_JOSE, OSLO]),
        ("is:portrait", &[BERGEN]),
        ("is:image", &[SAN_JOSE, BERGEN, OSLO, LYON]),
        ("is:audio", &[TALK]),
        ("is:video", &[]),
        ("is:raw", &[]),
        ("type:image/png", &[LYON]),
        // Places in the file system.
        ("path:\"Jobs/**/*.jpg\"", &[BERGEN, OSLO]),
        ("path:*.wav", &[TALK]),
        ("folder:Jobs/cup", &[BERGEN, OSLO]),
        ("folder:Jobs", &[BERGEN, OSLO, LYON]),
        ("./Jobs/cup", &[BERGEN, OSLO]),
        ("./Jobs/cup/oslo.jpg", &[OSLO]),
        ("./Jobs/cu", &[]),
        ("ext:wav", &[TALK]),
        // Within a distance of a point.
        ("near:59.91,10.75,5km", &[OSLO]),
        ("near:60,8,400km", &[BERGEN, OSLO]),
        ("near:-59.91,10.75,5km", &[]),
        // Terms side by side are ANDed; AND binds tighter than OR; NOT, -, ^ and parentheses.
        ("city:Oslo rating>3", &[OSLO]),
        ("city:Lyon OR city:Bergen", &[BERGEN, LYON]),
        ("city:Lyon OR city:Oslo rating:4", &[OSLO, LYON]),
        ("(city:Lyon OR city:Oslo) rating:5", &[LYON]),
        ("NOT is:image", &[NOTE, TALK]),
        ("-is:image", &[NOTE, TALK]),
        ("^is:image", &[NOTE, TALK]),
        ("is:image -harb*", &[SAN_JOSE, LYON]),
        ("is:image NOT (city:Oslo OR city:Bergen)", &[LYON]),
        // Unknown is false.
        ("NOT rating>=3", &[SAN_JOSE, NOTE, TALK, BERGEN]),
        ("-city:Oslo is:audio", &[TALK]),
    ];
    let wrong: Vec<String> = rows
        .iter()
        .map(|(query, expected)| (query, expected, sandbox.found(&["--", query])))
        .filter(|(_, expected, found)| found != *expected)
        .map(|(query, expected, found)| format!("{query}: {found:?} instead of {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn assets_are_found_by_identity() {
    let sandbox = desk();
    let asset = sandbox.shown("Jobs/cup/oslo.jpg");
    let (id, digest, essence) =
        (asset["id"].as_str().unwrap(), asset["digest"].as_str().unwrap(), asset["essence_digest"].as_str().unwrap());
    let terms = [
        format!("id:{id}"),
        format!("id:{}", &id[..6]),
        format!("digest:{digest}"),
        format!("digest:{}", &digest["blake3:".len()..]),
        format!("essence_digest:{essence}"),
    ];
    for term in terms {
        assert_eq!(sandbox.found(&[&term]), [OSLO], "{term}");
    }
}

#[test]
fn paths_are_meant_from_where_the_command_runs() {
    let sandbox = desk();
    let words = ["search", "--sort", "path", "--template", "{filename}"];
    for (here, term, expected) in [
        ("Jobs", "./cup", vec![BERGEN, OSLO]),
        ("Jobs/wire", "../cup", vec![BERGEN, OSLO]),
        ("Jobs", "../2024", vec![SAN_JOSE, NOTE, TALK]),
    ] {
        let found = sandbox.damson(words.into_iter().chain([term])).inside(here).ok().lines();
        assert_eq!(found, expected, "{term} in {here}");
    }
    let absolute = sandbox.at("Jobs/wire");
    assert_eq!(sandbox.found(&[absolute.to_str().unwrap()]), [LYON]);
}

#[test]
fn terms_may_come_as_one_word_or_as_several_and_flags_before_or_after() {
    let sandbox = desk();
    for words in [
        vec!["search", "--count", "city:Oslo rating:4"],
        vec!["search", "--count", "city:Oslo", "rating:4"],
        vec!["search", "city:Oslo", "rating:4", "--count"],
        vec!["search", "--count", "--", "city:Oslo", "rating:4"],
        vec!["search", "--count", "-city:Bergen", "-city:Lyon", "rating:1.."],
    ] {
        let _ = sandbox.damson(&words).ok().stdout_is("1\n");
    }
}

#[test]
fn a_wrong_query_points_at_the_place_and_offers_the_nearest_words() {
    let sandbox = desk();
    let rows = [
        ("ctiy:Oslo", "ctiy:Oslo\n  ^^^^", "city"),
        ("harbour ratng>3", "harbour ratng>3\n          ^^^^^", "rating"),
        ("is:duplciate", "^^^^", "duplicate"),
        ("has:gsp", "^^^", ""),
        ("rating>many", "^", ""),
        ("taken:2024-13", "^", ""),
        ("(city:Oslo", "^", ""),
        ("city:Oslo)", "^", ""),
        ("\"open", "^", ""),
        ("city~\"[\"", "^", ""),
        ("near:1,2", "^", ""),
        ("@nothing", "^", ""),
        ("OR city:Oslo", "^", ""),
    ];
    for (query, picture, word) in rows {
        let run = sandbox.damson(["search", "--", query]).fails_with(2);
        let _ = run.stdout_is("").stderr_has("error: ").stderr_has(picture).stderr_has(word);
    }
}

#[test]
fn the_order_is_by_path_or_as_asked_and_the_unknown_come_last() {
    let sandbox = desk();
    let sorted = |words: &[&str]| {
        let words = ["search", "--template", "{filename}"].iter().chain(words);
        sandbox.damson(words).ok().lines()
    };
    assert_eq!(sorted(&["--sort", "rating", "has:rating"]), [BERGEN, OSLO, LYON]);
    assert_eq!(sorted(&["--sort", "-rating", "has:rating"]), [LYON, OSLO, BERGEN]);
    assert_eq!(sorted(&["--sort", "-rating", "--limit", "2"]), [LYON, OSLO]);
    assert_eq!(sorted(&["--sort", "country,-city", "has:city"])[..2], [OSLO, BERGEN]);
    assert_eq!(sorted(&["--sort", "-date_created"])[..3], [BERGEN, OSLO, LYON]);
    assert_eq!(sorted(&["--sort", "rating"])[..3], [BERGEN, OSLO, LYON]);
    assert_eq!(sorted(&["--limit", "0"]), [""; 0]);
    let _ = sandbox.damson(["search", "--sort", "ratng"]).fails_with(2).stderr_has("rating");
}

#[test]
fn nothing_found_prints_nothing_and_is_no_failure() {
    let sandbox = desk();
    for format in ["human", "ndjson", "paths", "ids"] {
        let _ = sandbox.damson(["search", "--format", format, "city:Nowhere"]).ok().stdout_is("").stderr_is("");
    }
    let _ = sandbox.damson(["search", "--json", "city:Nowhere"]).ok().stdout_is("[]\n");
    let _ = sandbox.damson(["search", "--count", "city:Nowhere"]).ok().stdout_is("0\n");
}

#[test]
fn quiet_says_by_its_status_whether_anything_matched() {
    let sandbox = desk();
    let _ = sandbox.damson(["search", "--quiet", "city:Oslo"]).ok().stdout_is("").stderr_is("");
    let _ = sandbox.damson(["search", "-q", "city:Nowhere"]).fails_with(1).stdout_is("").stderr_is("");
    let _ = sandbox.damson(["search", "-q", "ctiy:Nowhere"]).fails_with(2);
}

#[test]
fn saved_queries_are_kept_used_listed_and_forgotten() {
    let sandbox = desk();
    let _ = sandbox.damson(["search", "--save", "best", "rating>=4", "is:image"]).ok();
    assert_eq!(sandbox.found(&["@best"]), [OSLO, LYON]);
    assert_eq!(sandbox.found(&["@best", "city:Lyon"]), [LYON]);
    assert_eq!(sandbox.found(&["-@best", "is:image"]), [SAN_JOSE, BERGEN]);
    let _ = sandbox.damson(["search", "--save", "lyon", "@best city:Lyon"]).ok();
    assert_eq!(sandbox.found(&["@lyon"]), [LYON]);
    let saved = sandbox.damson(["search", "--saved", "--format", "ndjson"]).ok().records();
    assert_eq!(saved.iter().map(|query| query["query"].as_str().unwrap()).collect::<Vec<_>>(), ["best", "lyon"]);
    let _ = sandbox.damson(["search", "--save", "wrong", "ctiy:Oslo"]).fails_with(2);
    let _ = sandbox.damson(["search", "--save", "circle", "@circle"]).fails_with(2);
    let _ = sandbox.damson(["search", "--save", "best", "@lyon"]).ends();
    let ends = sandbox.damson(["search", "@best"]).ends();
    assert!(ends.status.code().is_some_and(|code| code == 0 || code == 2), "{ends}");
    let _ = sandbox.damson(["search", "--forget", "lyon"]).ok();
    let _ = sandbox.damson(["search", "--forget", "lyon"]).fails_with(2);
    let _ = sandbox.damson(["search", "@lyon"]).fails_with(2).stderr_has("lyon");
}

#[test]
fn an_explanation_says_which_index_answers() {
    let sandbox = desk();
    for query in ["city:Oslo", "rating>=4", "taken:2024", "id:abcd", "keywords:Sport", "harbour"] {
        let run = sandbox.damson(["search", "--explain", query]).ok();
        assert!(run.lines().len() > 1, "{run}");
        assert!(run.text().contains("index") || run.text().contains("look up"), "{run}");
    }
    let record = sandbox.damson(["search", "--explain", "--json", "rating>=4"]).ok().json();
    assert_eq!(record[0]["query"], "rating>=4");
}

#[test]
fn a_count_is_what_a_facet_says() {
    let sandbox = desk();
    for record in sandbox.damson(["facet", "city", "--format", "ndjson"]).ok().records() {
        let city = record["city"].as_str().or_else(|| record["values"]["city"].as_str()).unwrap_or_default().to_owned();
        let counted = sandbox.damson(["search", "--count", &format!("city=\"{city}\"")]).ok().text();
        assert_eq!(counted.trim(), record["count"].to_string(), "{record}");
    }
}
