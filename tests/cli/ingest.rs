//! How ingest runs: previews, repetition, any number of workers, edits at the door, what it prints.
use super::sample::{library, plain, sidecar, titled};
use super::sandbox::{Sandbox, program, skipped};
use serde_json::{Value, json};

fn filled() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(format!("lib/{name}"), bytes);
    }
    sandbox.put("lib/Jobs/wire/lyon.xmp", sidecar("Lyon"));
    sandbox.put("lib/Jobs/wire/copy.png", sandbox.read("lib/Jobs/wire/lyon.png"));
    sandbox
}

fn without(mut record: Value, members: &[&str]) -> Value {
    for member in members {
        let _ = record.as_object_mut().unwrap().remove(*member);
    }
    record
}

/// The outcomes and the summary without what a preview cannot have.
fn comparable(records: Vec<Value>) -> Vec<Value> {
    records.into_iter().map(|record| without(record, &["dry_run", "operation", "accession"])).collect()
}

#[test]
fn a_dry_run_prints_the_records_of_the_real_one_and_changes_nothing() {
    let sandbox = filled();
    let _ = sandbox.ingest("lib");
    let ingest = |dry: bool| {
        let words = ["ingest", "--format", "ndjson", "lib"].into_iter().chain(dry.then_some("--dry-run"));
        sandbox.damson(words).ends().records()
    };
    // A bit of everything has happened since.
    sandbox.put("lib/new.jpg", plain(70));
    sandbox.copy("lib/new.jpg", "lib/newer.jpg");
    sandbox.rename("lib/2024/talk.wav", "lib/moved/talk.wav");
    sandbox.remove("lib/2024/note.txt");
    sandbox.put("lib/Jobs/cup/oslo.jpg", plain(71));
    sandbox.put("lib/Jobs/wire/lyon.xmp", sidecar("Lyon again"));
    let before = sandbox.damson(["search", "--format", "ndjson"]).ok().stdout;
    let preview = ingest(true);
    assert!(preview.iter().all(|record| record["dry_run"] == true), "{preview:?}");
    assert_eq!(sandbox.damson(["search", "--format", "ndjson"]).ok().stdout, before);
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 1);
    let real = ingest(false);
    assert!(real.iter().all(|record| record.get("dry_run").is_none()), "{real:?}");
    assert_eq!(comparable(preview), comparable(real));
}

#[test]
fn a_dry_run_needs_no_catalogue_and_makes_none() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let preview = sandbox.damson(["ingest", "--dry-run", "--format", "ndjson", "lib"]).ends();
    assert!(!sandbox.catalogue().exists());
    // Whether a preview stands without a catalogue or says how to make one, it must do one of the two.
    match preview.status.code() {
        Some(0) => assert_eq!(preview.tales(), ["lib/a.jpg added"]),
        other => assert_eq!(other, Some(5), "{preview}"),
    }
}

#[test]
fn two_runs_find_the_same_whatever_the_number_of_processors() {
    let Some(taskset) = program("taskset") else { return skipped("there is no taskset") };
    let (one, many) = (filled(), filled());
    let alone = [taskset.as_os_str(), "-c".as_ref(), "0".as_ref()];
    let first = one.damson(["ingest", "--format", "ndjson", "lib"]).through(alone).ok();
    let second = many.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(first.text(), second.text());
    let search = ["search", "--format", "ndjson"];
    let records = |sandbox: &Sandbox| {
        let volatile = ["volume"];
        let records = sandbox.damson(search).ok().text();
        let records = records.lines().map(|line| without(serde_json::from_str(line).unwrap(), &volatile));
        records.collect::<Vec<Value>>()
    };
    assert_eq!(records(&one), records(&many));
}

#[test]
fn an_ingest_of_what_is_there_already_changes_nothing() {
    let sandbox = filled();
    let _ = sandbox.ingest("lib");
    let before = sandbox.damson(["search", "--format", "ndjson"]).ok().stdout;
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert!(again.tales().iter().all(|tale| tale.ends_with(" unchanged")), "{again}");
    assert_eq!(again.summary()["bytes"], 0);
    assert_eq!(sandbox.damson(["search", "--format", "ndjson"]).ok().stdout, before);
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 1);
}

#[test]
fn edits_at_the_door_are_stated_of_every_new_asset_and_of_no_other() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Old"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/b.jpg", titled(2, "New"));
    let words =
        ["ingest", "--set", "credit_line=Damson Press", "--set", "+assignment", "--set", "headline={title}!", "lib"];
    let _ = sandbox.damson(words).ok();
    let (old, new) = (sandbox.shown("lib/a.jpg"), sandbox.shown("lib/b.jpg"));
    assert_eq!(old.get("credit_line"), None);
    assert_eq!((&new["credit_line"], &new["keywords"]), (&json!("Damson Press"), &json!(["assignment"])));
    assert_eq!(new["headline"], "New!");
    let wrong = sandbox.damson(["ingest", "--set", "credti_line=x", "lib"]).fails_with(2);
    let _ = wrong.stderr_has("credti_line").stderr_has("credit_line");
}

#[test]
fn the_summary_goes_to_standard_error_and_results_to_standard_output() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let size = plain(1).len();
    let run = sandbox.damson(["ingest", "lib"]).ok();
    let _ = run
        .stdout_is("")
        .stderr_is(&format!("ingest: 1 file: 1 added; {size} bytes read (operation 1, accession 1)\n"));
    let _ = sandbox.damson(["ingest", "--quiet", "lib"]).ok().stdout_is("").stderr_is("");
    let _ = sandbox.damson(["ingest", "--verbose", "lib"]).ok().stdout_has("unchanged").stdout_has("lib/a.jpg");
    let machine = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    let _ = machine.stderr_is("");
    assert_eq!(machine.lines().len(), 2);
    let array = sandbox.damson(["ingest", "--json", "lib"]).ok();
    assert_eq!(array.json().as_array().map(Vec::len), Some(2));
    let csv = sandbox.damson(["ingest", "--format", "csv", "lib"]).ok();
    assert!(csv.lines()[1].contains("lib/a.jpg"), "{csv}");
}

#[test]
fn one_run_is_one_operation_by_an_agent_at_a_time() {
    let sandbox = filled();
    let _ = sandbox.damson(["ingest", "--agent", "night desk", "lib/Jobs"]).ok();
    let _ = sandbox.ingest("lib");
    let log = sandbox.damson(["log", "--format", "ndjson"]).ok().records();
    let told = |record: &Value| {
        let member = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        (member("verb"), member("agent"), member("at"))
    };
    let at = "2024-05-01T10:00:00Z".to_owned();
    let expected = ["tester", "night desk"].map(|agent| ("ingest".to_owned(), agent.to_owned(), at.clone()));
    assert_eq!(log.iter().map(told).collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_or_folder_named_twice_is_taken_once() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib", "lib/a.jpg", "./lib/../lib"]).ok();
    assert_eq!(run.tales(), ["lib/a.jpg added"]);
}

#[test]
fn ingest_never_changes_a_file() {
    let sandbox = filled();
    let stat = |path: &str| {
        let stat = std::fs::metadata(sandbox.at(format!("lib/{path}"))).unwrap();
        (sandbox.read(format!("lib/{path}")), stat.modified().unwrap(), stat.permissions())
    };
    let before: Vec<_> = sandbox.tree("lib").iter().map(|path| stat(path)).collect();
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "title=x"]).ok();
    assert_eq!(sandbox.tree("lib").iter().map(|path| stat(path)).collect::<Vec<_>>(), before);
}
