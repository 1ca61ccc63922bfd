//! The formats of results: what each prints, and that none depends on where it is printed to.
use super::sample::{library, plain, titled};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    sandbox.copy("Jobs/wire/lyon.png", "Jobs/wire/copy.png");
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

#[test]
fn the_asset_record_is_flat_and_says_exactly_what_is_known() {
    let sandbox = desk();
    let record = sandbox.shown("Jobs/cup/oslo.jpg");
    let expected = json!({
        "schema": "damson/asset/1", "media_type": "image/jpeg", "width": 48, "height": 32, "version": 1, "copies": 1,
        "headline": "Minister at the harbour", "creator": ["Marit Lindqvist"], "credit_line": "AFP", "city": "Oslo",
        "country": "Norway", "keywords": ["harbour", "politics", "Sport/Football"], "rating": 4, "iso": 400,
        "person": ["Ingrid Solvang"], "date_created": "2024-05-01T10:12:13+02:00", "flash_fired": false,
        "latitude": 59.91, "longitude": 10.75, "f_number": 2.8, "exposure_time": 0.004,
        "path": [sandbox.at("Jobs/cup/oslo.jpg")], "accessioned": "2024-05-01T10:00:00Z",
    });
    for (member, value) in expected.as_object().unwrap() {
        assert_eq!(&record[member], value, "{member} of {record:#}");
    }
    let empty = |value: &Value| value.is_null() || value == "" || value == &json!([]);
    assert!(!record.as_object().unwrap().values().any(empty), "what is not known is absent: {record:#}");
    assert_eq!(sandbox.shown("Jobs/wire/lyon.png")["date_created"], "2023-11");
    assert_eq!(sandbox.shown("Jobs/wire/lyon.png")["copies"], 2);
    let file = &record["files"][0];
    assert_eq!((&file["role"], &file["state"]), (&json!("original"), &json!("present")));
    assert_eq!(file["size"], record["size"]);
}

#[test]
fn every_format_prints_the_same_assets_in_the_same_order() {
    let sandbox = desk();
    let search = |words: &[&str]| sandbox.damson(["search", "is:image"].iter().chain(words)).ok();
    let array = search(&["--format", "json"]).json();
    assert_eq!(search(&["--json"]).json(), array);
    assert_eq!(json!(search(&["--format", "ndjson"]).records()), array);
    let ids: Vec<&str> = array.as_array().unwrap().iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(search(&["--format", "ids"]).lines(), ids);
    let csv = search(&["--format", "csv", "--columns", "id"]).lines();
    assert_eq!(
        (csv[0].as_str(), &csv[1..]),
        ("id", ids.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice())
    );
    let human = search(&[]).lines();
    assert_eq!(human.len(), ids.len());
    assert!(human.iter().zip(&ids).all(|(line, id)| line.starts_with(&id[..8])), "{human:?}");
}

#[test]
fn paths_prints_one_path_an_asset_the_first_that_is_there_and_all_with_copies() {
    let sandbox = desk();
    let paths = |words: &[&str]| sandbox.damson(["search", "--format", "paths", "lyon"].iter().chain(words)).ok();
    let _ = paths(&[]).stdout_is(
        &format!("{0}/Jobs/wire/copy.png\n", sandbox.root().display())
            .replace(&format!("{}/", sandbox.root().display()), ""),
    );
    assert_eq!(paths(&["--copies"]).lines(), ["Jobs/wire/copy.png", "Jobs/wire/lyon.png"]);
    assert_eq!(paths(&["--copies", "-0"]).text(), "Jobs/wire/copy.png\0Jobs/wire/lyon.png\0");
    assert_eq!(sandbox.damson(["search", "-0", "--format", "ids", "lyon"]).ok().stdout.len(), 33);
    sandbox.remove("Jobs/wire/copy.png");
    let _ = sandbox.damson(["ingest", "-q", "Jobs"]).ok();
    assert_eq!(paths(&[]).lines(), ["Jobs/wire/lyon.png"]);
    sandbox.remove("Jobs/wire/lyon.png");
    let _ = sandbox.damson(["ingest", "-q", "Jobs"]).ok();
    assert!(paths(&[]).lines().len() <= 1, "nothing is there");
}

#[test]
fn columns_choose_the_fields_and_their_order_in_every_format() {
    let sandbox = desk();
    let search = |format: &str| {
        let words = ["search", "--sort", "city", "--columns", "city,credit,rating", "--format", format, "has:rating"];
        sandbox.damson(words).ok()
    };
    let _ = search("csv").stdout_is("city,credit_line,rating\nBergen,,2\nLyon,Agence Fictive,5\nOslo,AFP,4\n");
    let records = search("ndjson").lines();
    let first: Value = serde_json::from_str(&records[0]).unwrap();
    let members: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(members, ["schema", "id", "city", "rating"], "a record keeps its name, and the unknown is absent");
    assert!(search("human").lines().iter().any(|line| line.contains("Agence Fictive")));
    let _ = sandbox.damson(["search", "--columns", "city,ratng"]).fails_with(2).stderr_has("rating");
}

#[test]
fn csv_quotes_what_must_be_quoted_and_disarms_formulas() {
    let sandbox = Sandbox::new();
    for (number, title) in (1..).zip(["=1+1", "a,b", "say \"so\"", "two\nlines", "plain", "@cmd", "-5"]) {
        sandbox.put(format!("lib/{number}.jpg"), titled(number, title));
    }
    let _ = sandbox.ingest("lib");
    let words = ["search", "--sort", "path", "--columns", "title", "--format", "csv"];
    let csv = sandbox.damson(words).ok().text();
    assert_eq!(csv, "title\n'=1+1\n\"a,b\"\n\"say \"\"so\"\"\"\n\"two\nlines\"\nplain\n'@cmd\n'-5\n");
    let raw = sandbox.damson(words.into_iter().chain(["--raw-csv"])).ok().text();
    assert!(raw.contains("\n=1+1\n") && raw.contains("\n@cmd\n"), "{raw}");
}

#[test]
fn a_template_prints_a_line_of_ones_own() {
    let sandbox = desk();
    let template = |text: &str| sandbox.damson(["search", "--sort", "city", "--template", text, "has:rating"]).ok();
    let _ = template("{city}/{filename}").stdout_is("Bergen/bergen.jpg\nLyon/copy.png\nOslo/oslo.jpg\n");
    let _ = template("{date_created:%Y-%m} {{x}}").stdout_is("2024-08 {x}\n2023-11 {x}\n2024-05 {x}\n");
    let _ = template("{credit_line|\"none\"}").stdout_is("none\nAgence Fictive\nAFP\n");
    let wrong = sandbox.damson(["search", "--template", "{ctiy}"]).fails_with(2);
    let _ = wrong.stderr_has("{ctiy}\n   ^^^^").stderr_has("city");
    let _ = sandbox.damson(["search", "--template", "{city"]).fails_with(2).stderr_has("^");
}

#[test]
fn a_format_that_can_say_nothing_of_a_result_is_refused() {
    let sandbox = desk();
    for words in [
        vec!["search", "--count", "--format", "paths"],
        vec!["facet", "city", "--format", "ids"],
        vec!["log", "--format", "paths"],
        vec!["status", "--format", "paths"],
    ] {
        let _ = sandbox.damson(&words).fails_with(2).stdout_is("").stderr_has("--format");
    }
    let _ = sandbox.damson(["search", "--format", "xml"]).fails_with(2).stderr_has("ndjson");
}

#[test]
fn colour_is_printed_only_where_it_is_asked_for_or_on_a_terminal() {
    let sandbox = desk();
    let escape = b"\x1b[";
    let has = |output: &[u8]| output.windows(2).any(|pair| pair == escape);
    assert!(!has(&sandbox.damson(["search"]).ok().stdout));
    assert!(has(&sandbox.damson(["show", "Jobs/cup/oslo.jpg", "--color", "always"]).ok().stdout));
    assert!(!has(&sandbox.damson(["show", "Jobs/cup/oslo.jpg", "--color", "never"]).ok().stdout));
    for format in ["json", "ndjson", "csv", "paths", "ids"] {
        assert!(!has(&sandbox.damson(["search", "--color", "always", "--format", format]).ok().stdout), "{format}");
    }
}

#[test]
fn a_path_that_is_not_utf8_is_bytes_in_json() {
    let sandbox = Sandbox::new();
    sandbox.put(super::sandbox::path_of(b"lib/\xe9.jpg"), plain(1));
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    let bytes = |value: &Value| {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(value["bytes"].as_str().unwrap()).unwrap()
    };
    assert!(bytes(&run.records()[0]["path"]).ends_with(b"lib/\xe9.jpg"));
    let record = &sandbox.damson(["search", "--format", "ndjson"]).ok().records()[0];
    assert!(bytes(&record["path"][0]).ends_with(b"lib/\xe9.jpg"));
    assert!(bytes(&record["files"][0]["path"]).ends_with(b"lib/\xe9.jpg"));
}
