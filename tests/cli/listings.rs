//! The verbs that only tell: facet, show, log, volume, keyword, status, fields, read, completions, man.
use super::sample::{library, plain, titled};
use super::sandbox::{Sandbox, program, skipped};
use serde_json::{Value, json};

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

#[test]
fn a_facet_counts_values_the_largest_first() {
    let sandbox = desk();
    let facet = |words: &[&str]| sandbox.damson(["facet", "--format", "csv"].iter().chain(words)).ok().text();
    assert_eq!(facet(&["country"]), "country,count\nNorway,2\n");
    assert_eq!(facet(&["date_created:year"]), "date_created,count\n2024,2\n2023,1\n");
    assert_eq!(facet(&["taken:month", "--query", "rating>=4"]), "date_created,count\n2023-11,1\n2024-05,1\n");
    assert_eq!(
        facet(&["country", "city", "--query", "has:country"]),
        "country,city,count\nNorway,Bergen,1\nNorway,Oslo,1\n"
    );
    assert_eq!(facet(&["media_type", "--limit", "1"]), "media_type,count\nimage/jpeg,2\n");
    assert_eq!(facet(&["city", "--query", "city:Nowhere"]), "city,count\n");
    assert_eq!(facet(&["keywords"]).lines().count(), 6);
    let _ = sandbox.damson(["facet", "ctiy"]).fails_with(2).stderr_has("city");
    let _ = sandbox.damson(["facet"]).fails_with(2);
    let _ = sandbox.damson(["facet", "city", "--query", "ctiy:x"]).fails_with(2);
    assert_eq!(sandbox.damson(["facet", "city:year"]).ends().status.code(), Some(2), "a city has no years");
    let _ = sandbox.damson(["facet", "country"]).ok().stdout_has("Norway");
    assert_eq!(sandbox.damson(["facet", "country", "--json"]).ok().json()[0]["count"], 2);
}

#[test]
fn show_finds_an_asset_by_id_by_its_beginning_and_by_path() {
    let sandbox = desk();
    let asset = sandbox.shown("Jobs/cup/oslo.jpg");
    let id = asset["id"].as_str().unwrap();
    let absolute = sandbox.at("Jobs/cup/oslo.jpg");
    for word in [id, &id[..4], &id[..9], "./Jobs/cup/../cup/oslo.jpg", absolute.to_str().unwrap()] {
        assert_eq!(sandbox.shown(word), asset, "{word}");
    }
    for word in [&id[..3], "nowhere.jpg", "ffffffffffffffffffffffffffffffff", "Jobs"] {
        let run = sandbox.damson(["show", word]).ends();
        assert_eq!(run.status.code(), Some(2), "{run}");
        let _ = run.stdout_is("").stderr_has(word);
    }
    let several = sandbox.damson(["show", "--format", "ids", "nowhere.jpg", id]).fails_with(3);
    let _ = several.stdout_is(&format!("{id}\n")).stderr_has("nowhere.jpg");
}

#[test]
fn the_beginning_of_an_id_that_several_share_is_ambiguous() {
    let sandbox = Sandbox::new();
    // Sixty-five thousand beginnings of four digits: among some hundred texts two share one.
    let ids: Vec<String> =
        (0..1200).map(|number| blake3::hash(format!("text {number}\n").as_bytes()).to_hex()[..32].to_owned()).collect();
    let (one, other) = (0..ids.len())
        .flat_map(|one| (0..one).map(move |other| (one, other)))
        .find(|(one, other)| ids[*one][..4] == ids[*other][..4])
        .expect("among twelve hundred ids two begin alike");
    for number in [one, other] {
        sandbox.put(format!("lib/{number}.txt"), format!("text {number}\n"));
    }
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["show", &ids[one][..4]]).fails_with(2);
    let _ = run.stdout_is("").stderr_has("2 assets");
    assert_eq!(sandbox.shown(&ids[one])["id"], ids[one].as_str());
    let selected = sandbox.damson(["tag", "-", "+x"]).input(format!("{}\n", &ids[one][..4])).fails_with(3);
    let _ = selected.stderr_has("2 assets");
    assert!(sandbox.found(&["keywords:x"]).is_empty());
}

#[test]
fn show_tells_every_statement_with_its_origin_and_what_happened() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "city=Oslo", "headline=Of the desk"]).ok();
    let raw = sandbox.damson(["show", "--raw", "--format", "ndjson", "Jobs/cup/oslo.jpg"]).ok().records();
    let said = |field: &str| -> Vec<(String, Value)> {
        let of_field = raw.iter().filter(|statement| statement["field"] == field);
        of_field.map(|said| (said["origin"].as_str().unwrap().to_owned(), said["values"].clone())).collect()
    };
    let expected = [("iim", "Minister at the harbour"), ("agent", "Of the desk")];
    assert_eq!(said("headline"), expected.map(|(origin, text)| (origin.to_owned(), json!([text]))));
    assert_eq!(said("rating")[0].0, "xmp");
    assert_eq!(said("iso")[0].0, "exif");
    let history = sandbox.damson(["show", "--history", "--format", "ndjson", "Jobs/cup/oslo.jpg"]).ok().records();
    let events: Vec<_> = history.iter().map(|entry| entry["event"].as_str().unwrap()).collect();
    assert_eq!((events[0], events[events.len() - 1]), ("asset-added", "stated"));
    let _ = sandbox.damson(["show", "Jobs/cup/oslo.jpg"]).ok().stdout_has("Of the desk").stdout_has("Oslo");
    let _ = sandbox.damson(["show", "--history", "Jobs/cup/oslo.jpg"]).ok().stdout_has("tester");
    let _ = sandbox.damson(["show", "--raw", "Jobs/cup/oslo.jpg"]).ok().stdout_has("iim");
}

#[test]
fn the_log_lists_operations_the_newest_first() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "--agent", "ida", "city=Oslo", "+one"]).ok();
    let _ = sandbox.damson(["undo"]).ok();
    let log = sandbox.damson(["log", "--format", "ndjson"]).ok().records();
    let told: Vec<_> =
        log.iter().map(|entry| (entry["operation"].as_u64().unwrap(), entry["verb"].as_str().unwrap())).collect();
    assert_eq!(told, [(3, "undo"), (2, "tag"), (1, "ingest")]);
    assert_eq!((&log[0]["undoes"], &log[1]["undone_by"], &log[1]["agent"]), (&json!(2), &json!(3), &json!("ida")));
    assert_eq!(log[2]["assets"], 6);
    assert_eq!(sandbox.damson(["log", "--limit", "1", "--format", "ndjson"]).ok().records(), log[..1]);
    assert_eq!(sandbox.damson(["log", "2", "--format", "ndjson"]).ok().records(), log[1..2]);
    let _ = sandbox.damson(["log", "99"]).fails_with(2).stderr_has("99");
    let _ = sandbox.damson(["log"]).ok().stdout_has("ingest").stdout_has("ida");
}

#[test]
fn volumes_are_listed_and_renamed() {
    let sandbox = desk();
    let volumes = sandbox.damson(["volume", "--format", "ndjson"]).ok().records();
    assert_eq!((volumes.len(), &volumes[0]["online"]), (1, &json!(true)));
    let name = volumes[0]["volume"].as_str().unwrap();
    let _ = sandbox.damson(["volume", "rename", name, "photos"]).ok();
    assert_eq!(sandbox.shown("Jobs/cup/oslo.jpg")["files"][0]["volume"], "photos");
    assert_eq!(sandbox.found(&["volume:photos"]).len(), 6);
    let _ = sandbox.damson(["volume", "rename", "nothing", "else"]).fails_with(2).stderr_has("nothing");
    let _ = sandbox.damson(["volume", "rename", "photos", ""]).fails_with(2);
    assert!(sandbox.ingest("Jobs").iter().all(|tale| tale.ends_with("unchanged")));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.shown("Jobs/cup/oslo.jpg")["files"][0]["volume"], name);
}

#[test]
fn status_counts_what_there_is_and_what_wants_attention() {
    let sandbox = desk();
    sandbox.remove("2024/note.txt");
    sandbox.copy("2024/talk.wav", "2024/again.wav");
    let _ = sandbox.damson(["ingest", "-q", "2024"]).ok();
    let status = sandbox.damson(["status", "--json", "--check"]).ok().json()[0].clone();
    for (member, count) in [
        ("assets", 6),
        ("images", 4),
        ("sounds", 1),
        ("videos", 0),
        ("missing", 1),
        ("duplicates", 1),
        ("originals", 7),
        ("operations", 2),
    ] {
        assert_eq!(status[member], count, "{member} of {status:#}");
    }
    assert_eq!(status["faults"], json!([]));
    let _ = sandbox.damson(["status"]).ok().stdout_has("6 assets").stdout_has("missing");
}

#[test]
fn fields_lists_every_word_with_its_aliases() {
    let sandbox = Sandbox::new();
    let fields = sandbox.damson(["fields", "--format", "ndjson"]).ok().records();
    let word = |name: &str| {
        fields.iter().find(|field| field["field"] == name || field["word"] == name).unwrap_or(&Value::Null)
    };
    assert!(fields.len() > 90, "{}", fields.len());
    assert_eq!(word("description")["aliases"], json!(["caption"]));
    let _ = sandbox.damson(["fields", "caption"]).ok().stdout_has("dc:description").stdout_has("2:120");
    let _ = sandbox.damson(["fields", "descripton"]).fails_with(2).stderr_has("description");
    let _ = sandbox.damson(["fields", "capton"]).fails_with(2).stderr_has("caption");
}

#[test]
fn read_prints_the_records_that_ingest_would_make_and_needs_no_catalogue() {
    let sandbox = desk();
    let elsewhere = Sandbox::new();
    for name in ["Jobs/cup/oslo.jpg", "Jobs/wire/lyon.png", "2024/talk.wav"] {
        let known = sandbox.shown(name);
        let read = sandbox.damson(["read", "--format", "ndjson", name]).variable("DAMSON_CATALOG", "/nonexistent/x");
        let read = read.ok().records().remove(0);
        for (member, value) in read.as_object().unwrap() {
            // Volumes have names in catalogues alone; nothing read has been taken in.
            if !["files", "volume", "accessioned"].contains(&member.as_str()) {
                assert_eq!(&known[member], value, "{member} of {name}");
            }
        }
        assert!(read.as_object().unwrap().len() > 7, "{read:#}");
    }
    assert!(!elsewhere.catalogue().exists());
    let folder = sandbox.damson(["read", "--columns", "filename", "--format", "csv", "Jobs"]).ok();
    let _ = folder.stdout_is("filename\noslo.jpg\nbergen.jpg\nlyon.png\n");
    let _ = sandbox.damson(["read", "--raw", "Jobs/cup/oslo.jpg"]).ok().stdout_has("Minister at the harbour");
    let _ = sandbox.damson(["read", "--template", "{city}", "Jobs/cup/oslo.jpg"]).ok().stdout_is("Oslo\n");
    let gone = sandbox.damson(["read", "--format", "ids", "nowhere", "Jobs/cup/oslo.jpg"]).fails_with(3);
    assert_eq!((gone.lines().len(), gone.told().contains("nowhere")), (1, true));
    sandbox.put("cut.jpg", &titled(1, "Cut")[..200]);
    let cut = sandbox.damson(["read", "--format", "ndjson", "cut.jpg"]).fails_with(3);
    assert_eq!(cut.records().len(), 1);
    sandbox.put("plain.jpg", plain(9));
    sandbox.put("plain.xmp", super::sample::sidecar("Beside"));
    let _ = sandbox.damson(["read", "--template", "{title}", "plain.jpg"]).ok();
}

#[test]
fn completions_are_scripts_that_their_shells_take() {
    let sandbox = Sandbox::new();
    for (shell, words) in
        [("bash", ["-n"].as_slice()), ("zsh", &["-n"]), ("fish", &["--no-execute"]), ("powershell", &[])]
    {
        let script = sandbox.damson(["completions", shell]).ok();
        let _ = script.stdout_has("damson");
        let Some(program) = program(shell) else { continue };
        sandbox.put("script", &script.stdout);
        let checked = std::process::Command::new(program).args(words).arg(sandbox.at("script")).output().unwrap();
        assert!(checked.status.success(), "{shell}: {}", String::from_utf8_lossy(&checked.stderr));
    }
    let _ = sandbox.damson(["completions", "tcsh"]).fails_with(2).stderr_has("fish");
}

#[test]
fn words_of_the_query_language_are_completed() {
    let sandbox = desk();
    let Some(bash) = program("bash") else { return skipped("there is no bash") };
    sandbox.put("script", sandbox.damson(["completions", "bash"]).ok().stdout);
    let folder = std::path::Path::new(super::sandbox::DAMSON).parent().unwrap();
    let complete = |line: &str, word: &str| {
        let ask =
            "source ./script; COMP_LINE=$0; COMP_POINT=${#0}; _damson damson \"$1\" \"\"; echo \"${COMPREPLY[@]}\"";
        let mut typed = std::process::Command::new(&bash);
        typed.args(["--norc", "-c", ask, line, word]).current_dir(sandbox.root()).env_clear();
        typed.env("PATH", folder).env("DAMSON_CATALOG", sandbox.catalogue()).env("HOME", sandbox.root());
        String::from_utf8(typed.output().unwrap().stdout).unwrap()
    };
    for (line, word, expected) in [
        ("damson sea", "sea", "search"),
        ("damson search credit_l", "credit_l", "credit_line"),
        ("damson facet date_c", "date_c", "date_created"),
        ("damson search --sort rat", "rat", "rating"),
        ("damson search media_type:image/p", "image/p", "png"),
    ] {
        let offered = complete(line, word);
        assert!(offered.contains(expected), "{line}: {offered}");
    }
}

#[test]
fn man_pages_are_written_for_every_verb() {
    let sandbox = Sandbox::new();
    let _ = sandbox.damson(["man", "man1"]).ok();
    let pages = sandbox.tree("man1");
    for page in ["damson.1", "damson-ingest.1", "damson-search.1", "damson-export.1", "damson-undo.1"] {
        assert!(pages.contains(&page.to_owned()), "{page} in {pages:?}");
    }
    assert!(sandbox.read("man1/damson.1").starts_with(b".ie"));
}
