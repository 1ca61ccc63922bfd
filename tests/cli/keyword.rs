//! Keywords, flat and with levels: listed, renamed, merged, moved, deleted, each as one operation.
use super::maker::Xmp;
use super::sample::{library, picture};
use super::sandbox::Sandbox;
use serde_json::json;

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

/// Pictures with keywords in both fields: `name: flat; with levels`.
fn shelf(pictures: &[(&str, &[&str], &[&str])]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (number, (name, flat, paths)) in pictures.iter().enumerate() {
        let xmp = Xmp::new().bag("dc:subject", flat).bag("lr:hierarchicalSubject", paths);
        sandbox.put(format!("lib/{name}.jpg"), picture(number as u64).xmp(xmp).jpeg());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    sandbox
}

fn football() -> Sandbox {
    shelf(&[
        ("both", &["Sport", "Football", "Cup"], &["Sport|Football|Cup"]),
        ("flat", &["Football", "Harbour"], &[]),
        ("levels", &[], &["Sport|Football", "Sport|Tennis"]),
        ("slashes", &["Sport/Football"], &[]),
    ])
}

fn listed(sandbox: &Sandbox) -> Vec<String> {
    let records = sandbox.damson(["keyword", "--format", "ndjson"]).ok().records();
    records.iter().map(|entry| format!("{} {}", entry["keyword"].as_str().unwrap(), entry["count"])).collect()
}

/// The keywords of a picture in both fields.
fn of(sandbox: &Sandbox, name: &str) -> String {
    let shown = sandbox.shown(&format!("lib/{name}.jpg"));
    let texts = |field: &str| {
        let texts = shown[field].as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>().join(", ")
    };
    format!("{}; {}", texts("keywords"), texts("hierarchical_keywords"))
}

#[test]
fn flat_keywords_are_listed_and_renamed_as_one_operation() {
    let sandbox = desk();
    let before = listed(&sandbox);
    assert_eq!(before, ["boats 1", "harbour 1", "politics 1", "Sport 1", "Sport/Football 1"]);
    let preview = sandbox.damson(["keyword", "rename", "--dry-run", "harbour", "port", "--format", "ndjson"]).ok();
    assert_eq!((preview.summary()["dry_run"].clone(), listed(&sandbox)), (json!(true), before.clone()));
    let _ = sandbox.damson(["keyword", "rename", "harbour", "port"]).ok().stderr_has("1 asset: 1 changed");
    assert_eq!(sandbox.found(&["keywords:port"]), ["oslo.jpg"]);
    let _ = sandbox.damson(["keyword", "merge", "port", "boats"]).ok();
    assert_eq!(listed(&sandbox)[0], "boats 2");
    let _ = sandbox.damson(["keyword", "rename", "boats", "Boats"]).ok();
    assert_eq!(listed(&sandbox)[0], "Boats 2");
    for _ in 0..3 {
        let _ = sandbox.damson(["undo"]).ok();
    }
    assert_eq!(listed(&sandbox), before);
}

#[test]
fn a_level_is_renamed_in_every_keyword_below_it_and_beside_it() {
    let sandbox = football();
    let _ = sandbox.damson(["keyword", "rename", "Sport|Football", "Sport|Soccer"]).ok().stderr_has("3 changed");
    assert_eq!(of(&sandbox, "both"), "Sport, Soccer, Cup; Sport|Soccer|Cup");
    assert_eq!(of(&sandbox, "flat"), "Football, Harbour; ");
    assert_eq!(of(&sandbox, "levels"), "; Sport|Soccer, Sport|Tennis");
    assert_eq!(of(&sandbox, "slashes"), "Sport/Soccer; ");
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(of(&sandbox, "both"), "Sport, Football, Cup; Sport|Football|Cup");
}

#[test]
fn keywords_are_moved_merged_and_deleted_with_what_is_below_them() {
    let sandbox = football();
    let _ = sandbox.damson(["keyword", "move", "Sport|Football", "Games"]).ok();
    assert_eq!(of(&sandbox, "both"), "Football, Cup, Games; Games|Football|Cup");
    assert_eq!(of(&sandbox, "slashes"), "Games/Football; ");
    let _ = sandbox.damson(["keyword", "move", "Games/Football", "|"]).fails_with(7);
    let _ = sandbox.damson(["keyword", "merge", "Games/Football", "Football"]).ok();
    assert_eq!(of(&sandbox, "both"), "Football, Cup; Football|Cup");
    let _ = sandbox.damson(["keyword", "move", "Harbour", "Places"]).ok();
    assert_eq!(of(&sandbox, "flat"), "Football, Harbour; Places|Harbour");
    let _ = sandbox.damson(["keyword", "merge", "Football", "Sport", "Places"]).ok();
    assert_eq!(of(&sandbox, "both"), "Places, Cup; Places|Cup");
    assert_eq!(of(&sandbox, "levels"), "; Places, Places|Tennis");
    let _ = sandbox.damson(["keyword", "delete", "Places"]).ok();
    assert_eq!(of(&sandbox, "levels"), "; Places|Tennis");
    let _ = sandbox.damson(["keyword", "delete", "--below", "Places"]).ok();
    assert_eq!((of(&sandbox, "levels"), of(&sandbox, "both")), ("; ".to_owned(), "; ".to_owned()));
    assert_eq!(
        sandbox.damson(["log", "--format", "ndjson"]).ok().records()[0]["note"],
        "delete Places and what is below it"
    );
}

#[test]
fn a_name_that_is_in_use_is_refused_and_merge_is_named() {
    let sandbox = football();
    let operations = || sandbox.damson(["log", "--format", "ndjson"]).ok().records().len();
    let before = operations();
    let _ =
        sandbox.damson(["keyword", "rename", "Harbour", "football"]).fails_with(7).stderr_has("damson keyword merge");
    let _ = sandbox.damson(["keyword", "rename", "Sport|Tennis", "Sport|Football"]).fails_with(7).stderr_has("merge");
    let _ = sandbox
        .damson(["keyword", "move", "Football", "Sport"])
        .fails_with(7)
        .stderr_has("merge 'Football' 'Sport|Football'");
    for (words, said) in [
        (vec!["rename", "nothing", "else"], "no asset has the keyword"),
        (vec!["rename", "Harbour", " "], "empty"),
        (vec!["rename", "Harbour", "Harbour|Harbour"], "below itself"),
        (vec!["merge", "Sport", "Sport|Football"], "below itself"),
        (vec!["merge", "Harbour", "nowhere"], "no asset has the keyword"),
        (vec!["merge", "Harbour", "harbour"], "one keyword"),
        (vec!["merge", "Harbour"], "INTO"),
        (vec!["move", "Harbour", "|"], "already"),
        (vec!["move", "Sport", "Sport|Football"], "below itself"),
        (vec!["delete", "nothing"], "no asset has the keyword"),
        (vec!["delete", "a||b"], "empty"),
    ] {
        let run = sandbox.damson(["keyword"].iter().chain(&words)).fails_with(2);
        let _ = run.stdout_is("").stderr_has(said);
    }
    // What stands flat beside a keyword is not in its way.
    let alone = shelf(&[("one", &["Sport", "Football"], &["Sport|Football"])]);
    let _ = alone.damson(["keyword", "move", "Sport|Football", "|"]).ok();
    assert_eq!(of(&alone, "one"), "Football; Football");
    // A level of other keywords is not this keyword.
    let sandbox = shelf(&[("one", &["Football"], &["Sport|Football"])]);
    let _ = sandbox.damson(["keyword", "rename", "Football", "Soccer"]).ok().stderr_has("all of its levels");
    assert_eq!((of(&sandbox, "one"), operations()), ("Football; Sport|Football".to_owned(), before));
}

#[test]
fn people_are_shown_a_tree_and_programs_the_flat_keywords() {
    let sandbox = football();
    let tree = "3  Sport\n3    Football\n1      Cup\n1    Tennis\n2  Football\n1  Harbour\n";
    let _ = sandbox.damson(["keyword"]).ok().stdout_is(tree);
    let _ = sandbox.damson(["keyword", "list"]).ok().stdout_is(tree);
    let flat = "2  Football\n1  Cup\n1  Harbour\n1  Sport\n1  Sport/Football\n";
    let _ = sandbox.damson(["keyword", "list", "--flat"]).ok().stdout_is(flat);
    assert_eq!(listed(&sandbox), ["Football 2", "Cup 1", "Harbour 1", "Sport 1", "Sport/Football 1"]);
    let deep = vec!["a"; 5000].join("|");
    let sandbox = shelf(&[("deep", &[], &[&deep])]);
    assert_eq!(sandbox.damson(["keyword"]).ok().lines().len(), 32);
}
