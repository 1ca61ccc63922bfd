//! Plans: what would be done, written down with what was seen; thinned out, done later, refused where it is stale.
use super::maker::Iim;
use super::sample::{picture, plain};
use super::sandbox::{Output, Sandbox};
use serde_json::{Value, json};

/// Four JPEGs with a city each.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 1..=4 {
        sandbox.put(format!("lib/{number}.jpg"), picture(number).iim(Iim::new().place("Oslo", "Norway", "NOR")).jpeg());
    }
    let _ = sandbox.ingest("lib");
    sandbox
}

fn plan(sandbox: &Sandbox, words: &[&str]) -> Vec<Value> {
    let plan = sandbox.damson(words.iter().chain(&["--plan", "-"])).ok();
    plan.records()
}

fn text_of(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

fn apply<'s>(sandbox: &'s Sandbox, rows: &[Value]) -> super::sandbox::Run<'s> {
    sandbox.damson(["apply", "--format", "ndjson", "-"]).input(text_of(rows))
}

fn operations(sandbox: &Sandbox) -> usize {
    sandbox.damson(["log", "--format", "ndjson"]).ok().records().len()
}

fn all_failed(run: &Output) -> bool {
    run.tales().iter().all(|tale| tale.ends_with("failed (refused)"))
}

#[test]
fn a_plan_changes_nothing_and_says_what_was_seen_and_what_is_wanted() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--write", "./lib/1.jpg", "city=Bergen", "+ferry"]);
    assert_eq!(rows.len(), 1);
    let asset = sandbox.shown("lib/1.jpg");
    let expected = json!({
        "schema": "damson/plan/1", "verb": "tag", "id": asset["id"], "path": sandbox.at("lib/1.jpg"),
        "digest": asset["digest"], "write": "sidecar",
        "fields": [{"field": "city", "before": "Oslo", "after": "Bergen"}, {"field": "keywords", "after": ["ferry"]}],
    });
    assert_eq!(rows[0], expected);
    assert_eq!((&asset["city"], operations(&sandbox), sandbox.tree("lib").len()), (&json!("Oslo"), 1, 4));
}

#[test]
fn a_plan_in_a_file_is_never_written_over_another_file() {
    let sandbox = desk();
    let words = ["tag", "--plan", "plan.ndjson", "--all", "city=Bergen"];
    let _ = sandbox.damson(words).ok().stdout_is("");
    let first = sandbox.read("plan.ndjson");
    assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 4);
    let _ = sandbox.damson(words).fails_with(2).stderr_has("cannot make the plan");
    assert_eq!(sandbox.read("plan.ndjson"), first);
    let _ = sandbox.damson(["tag", "--plan", "other", "--dry-run", "--all", "city=Bergen"]).fails_with(2);
    // What comes to no plan leaves no file.
    let _ = sandbox.damson(["undo", "--plan", "other", "99"]).fails_with(2);
    let _ = sandbox.damson(["tag", "--plan", "other", "ctiy:Oslo", "city=Bergen"]).fails_with(2);
    assert!(!sandbox.at("other").exists());
    let _ = sandbox.damson(["apply", "plan.ndjson"]).ok();
    assert_eq!(sandbox.found(&["city:Bergen"]).len(), 4);
}

#[test]
fn half_of_the_rows_are_half_of_the_change() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--all", "city=Bergen", "+ferry"]);
    let half: Vec<Value> = rows
        .into_iter()
        .filter(|row| row["path"].as_str().is_some_and(|path| path.ends_with("/2.jpg") || path.ends_with("/4.jpg")))
        .collect();
    let preview = sandbox.damson(["apply", "-n", "--format", "ndjson", "-"]).input(text_of(&half)).ok();
    assert_eq!(operations(&sandbox), 1);
    let _ = preview.stderr_is("");
    let run = apply(&sandbox, &half).ok();
    assert_eq!((run.tales().len(), run.tales()), (2, preview.tales()));
    assert_eq!(sandbox.found(&["city:Bergen"]), ["2.jpg", "4.jpg"]);
    let log = sandbox.damson(["log", "--format", "ndjson"]).ok().records();
    assert_eq!((log.len(), &log[0]["verb"], &log[0]["assets"]), (2, &json!("apply"), &json!(2)));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.found(&["city:Oslo"]).len(), 4);
}

#[test]
fn a_row_may_be_narrowed_to_some_of_its_fields() {
    let sandbox = desk();
    let mut rows = plan(&sandbox, &["tag", "./lib/1.jpg", "city=Bergen", "+ferry"]);
    rows[0]["fields"].as_array_mut().unwrap().remove(0);
    let _ = apply(&sandbox, &rows).ok();
    let asset = sandbox.shown("lib/1.jpg");
    assert_eq!((&asset["city"], &asset["keywords"]), (&json!("Oslo"), &json!(["ferry"])));
}

#[test]
fn a_row_whose_values_are_no_longer_so_is_stale_and_the_others_are_done() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--all", "city=Bergen", "+ferry"]);
    let _ = sandbox.damson(["tag", "./lib/3.jpg", "city=Rome"]).ok();
    let run = apply(&sandbox, &rows).fails_with(3);
    let _ = run.stderr_has("3.jpg").stderr_has("stale: city is not what it was");
    assert_eq!(sandbox.found(&["city:Bergen"]), ["1.jpg", "2.jpg", "4.jpg"]);
    // Of a stale asset nothing is done, not even what would still hold.
    assert_eq!(sandbox.shown("lib/3.jpg").get("keywords"), None);
}

#[test]
fn a_row_whose_file_is_another_version_now_is_stale() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--all", "headline=New"]);
    sandbox.put("lib/2.jpg", picture(2).iim(Iim::new().place("Rome", "Italy", "ITA")).jpeg());
    let _ = sandbox.ingest("lib");
    let run = apply(&sandbox, &rows).fails_with(3);
    let _ = run.stderr_has("2.jpg").stderr_has("another version");
    assert_eq!(sandbox.found(&["headline:New"]), ["1.jpg", "3.jpg", "4.jpg"]);
}

#[test]
fn a_row_about_an_asset_that_is_not_there_is_told_and_the_others_are_done() {
    let sandbox = desk();
    let mut rows = plan(&sandbox, &["tag", "--all", "headline=New"]);
    rows[1]["id"] = json!("0123456789abcdef0123456789abcdef");
    let run = apply(&sandbox, &rows).fails_with(3);
    let _ = run.stderr_has("there is no such asset");
    assert_eq!((sandbox.found(&["headline:New"]).len(), &run.summary()["problems"]), (3, &json!(1)));
}

#[test]
fn a_line_that_cannot_be_understood_refuses_the_whole_plan() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--all", "headline=New"]);
    let good = text_of(&rows);
    let with = |change: &dyn Fn(&mut Value)| {
        let mut row = rows[0].clone();
        change(&mut row);
        row.to_string()
    };
    let of_fields = |fields: Value| with(&|row| row["fields"] = fields.clone());
    for (line, reason) in [
        ("rubbish".to_owned(), "not JSON"),
        ("{}".to_owned(), "damson/plan/1"),
        (with(&|row| row["schema"] = json!("damson/outcome/1")), "damson/plan/1"),
        (with(&|row| row["schema"] = json!("damson/plan/2")), "damson/plan/1"),
        (with(&|row| row["id"] = json!("12")), "names no asset"),
        (with(&|row| row["digest"] = json!("blake3:12")), "digest"),
        (with(&|row| row["write"] = json!("everywhere")), "`write`"),
        (with(&|row| drop(row.as_object_mut().unwrap().remove("fields"))), "no fields"),
        (of_fields(json!([{"field": "ctiy", "after": "Rome"}])), "`ctiy`"),
        (of_fields(json!([{"field": "width", "after": 3}])), "`width`"),
        (of_fields(json!([{"field": "id", "after": "x"}])), "`id`"),
        (of_fields(json!([{"field": "rating", "after": "many"}])), "rating"),
        (of_fields(json!([{"field": "date_created", "after": "2024-13"}])), "date_created"),
        (of_fields(json!([{"after": "Rome"}])), "no field"),
        ("{\"schema\":\"damson/plan/1\",\"verb\":\"undo\"}".to_owned(), "names no operation"),
        ("[".repeat(100_000), "not JSON"),
    ] {
        let run = sandbox.damson(["apply", "-"]).input(format!("{good}{line}\n")).fails_with(2);
        let _ = run.stdout_is("").stderr_has("line 5 of the plan").stderr_has(reason).stderr_has("nothing was done");
    }
    assert_eq!(operations(&sandbox), 1);
    let _ = sandbox.damson(["apply", "nowhere.ndjson"]).fails_with(2).stderr_has("nowhere.ndjson");
    let _ = sandbox.damson(["apply", "-"]).input("\n\n").ok().stdout_is("");
}

#[test]
fn a_plan_that_was_done_is_stale() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--all", "city=Bergen"]);
    let _ = apply(&sandbox, &rows).ok();
    let again = apply(&sandbox, &rows).fails_with(3);
    assert!(all_failed(&again) && operations(&sandbox) == 2, "{again}");
    let _ = sandbox.damson(["undo"]).ok();
    let _ = apply(&sandbox, &rows).ok();
    assert_eq!(sandbox.found(&["city:Bergen"]).len(), 4);
}

#[test]
fn structures_dates_numbers_and_cleared_fields_come_back_as_they_were() {
    let sandbox = desk();
    let wanted = json!({
        "path": "lib/1.jpg", "date_created": "2024-05", "rating": 3, "latitude": -59.907_5, "model_age": [30, 41],
        "location_shown": [{"City": "Oslo", "CountryName": "Norway"}, {"City": "Bergen"}], "title": "\u{202e}a \"b\"\n=c",
        "keywords": ["ferry; boat", "Sport/Football"], "city": null,
    });
    let words = ["tag", "--from", "-", "--plan", "plan.ndjson"];
    let _ = sandbox.damson(words).input(wanted.to_string()).ok();
    let _ = sandbox.damson(["apply", "plan.ndjson"]).ok();
    let planned = sandbox.shown("lib/1.jpg");
    let _ = sandbox.damson(["undo"]).ok();
    let _ = sandbox.damson(["tag", "--from", "-"]).input(wanted.to_string()).ok();
    assert_eq!(sandbox.shown("lib/1.jpg"), planned);
    assert_eq!((&planned["date_created"], planned.get("city")), (&json!("2024-05"), None));
    assert_eq!(planned["location_shown"][1], json!({"City": "Bergen"}));
    // What is seen is compared in the same shapes: the way back.
    let back =
        plan(&sandbox, &["tag", "./lib/1.jpg", "title!", "date_created!", "location_shown!", "rating!", "latitude!"]);
    let _ = apply(&sandbox, &back).ok();
    assert_eq!(sandbox.shown("lib/1.jpg").get("location_shown"), None);
}

#[test]
fn a_plan_writes_files_where_it_was_asked_to() {
    for (way, tree) in [("--write", 5), ("--embed", 4)] {
        let sandbox = desk();
        let rows = plan(&sandbox, &["tag", way, "./lib/1.jpg", "city=Bergen"]);
        let run = apply(&sandbox, &rows).ok();
        assert_eq!(run.tales().len(), 2);
        let asset = sandbox.shown("lib/1.jpg");
        assert_eq!(
            (sandbox.tree("lib").len(), &asset["version"]),
            (tree, &json!(if way == "--embed" { 2 } else { 1 }))
        );
        assert_eq!(operations(&sandbox), 2, "what is changed and written is one operation");
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!((sandbox.tree("lib").len(), &sandbox.shown("lib/1.jpg")["city"]), (4, &json!("Oslo")));
        assert!(sandbox.ingest("lib").iter().all(|tale| tale.ends_with("unchanged")));
    }
}

#[test]
fn a_stale_row_writes_no_file() {
    let sandbox = desk();
    let rows = plan(&sandbox, &["tag", "--write", "--all", "city=Bergen"]);
    let _ = sandbox.damson(["tag", "./lib/1.jpg", "city=Rome"]).ok();
    let _ = apply(&sandbox, &rows).fails_with(3);
    assert_eq!(sandbox.tree("lib").into_iter().filter(|name| name.ends_with("xmp")).collect::<Vec<_>>().len(), 3);
    assert!(!sandbox.at("lib/1.xmp").exists());
}

#[test]
fn a_write_is_planned_too() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "--all", "city=Bergen"]).ok();
    let rows = plan(&sandbox, &["write", "--all"]);
    assert_eq!((rows.len(), &rows[0]["verb"], &rows[0]["write"]), (4, &json!("write"), &json!("sidecar")));
    assert_eq!(rows[0]["fields"], json!([{"field": "city", "before": "Oslo", "after": "Bergen"}]));
    assert_eq!((sandbox.tree("lib").len(), operations(&sandbox)), (4, 2));
    let _ = apply(&sandbox, &rows[..2]).ok();
    assert_eq!((sandbox.tree("lib").len(), operations(&sandbox)), (6, 3));
    let _ = apply(&sandbox, &rows[..2]).ok();
    assert_eq!((sandbox.tree("lib").len(), operations(&sandbox)), (6, 3));
    let _ = sandbox.damson(["tag", "-q", "--all", "city=Rome"]).ok();
    let stale = apply(&sandbox, &rows).fails_with(3);
    assert!(all_failed(&stale) && sandbox.tree("lib").len() == 6, "{stale}");
    let _ = sandbox.damson(["undo"]).ok();
    let embedded = plan(&sandbox, &["write", "--embed", "./lib/4.jpg"]);
    let _ = apply(&sandbox, &embedded).ok();
    assert_eq!(sandbox.shown("lib/4.jpg")["version"], 2);
}

#[test]
fn an_undo_is_planned_too() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "--write", "--all", "city=Bergen"]).ok();
    let rows = plan(&sandbox, &["undo"]);
    assert!(rows.contains(&json!({"schema": "damson/plan/1", "verb": "undo", "operation": 2})), "{rows:?}");
    assert_eq!((sandbox.found(&["city:Bergen"]).len(), operations(&sandbox)), (4, 2));
    let preview = sandbox.damson(["apply", "-n", "-"]).input(text_of(&rows)).ok();
    assert_eq!(operations(&sandbox), 2, "{preview}");
    let _ = sandbox.damson(["apply", "-"]).input(text_of(&rows)).ok();
    assert_eq!((sandbox.found(&["city:Oslo"]).len(), sandbox.tree("lib").len()), (4, 4));
    let _ = sandbox.damson(["apply", "-"]).input(text_of(&rows)).fails_with(7).stderr_has("undone already");
}

#[test]
fn keywords_and_tables_are_planned_and_what_names_nothing_is_told() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "-q", "--all", "+harbor"]).ok();
    let rows = plan(&sandbox, &["keyword", "rename", "harbor", "harbour"]);
    assert_eq!((rows.len(), sandbox.found(&["keywords:harbour"]).len()), (4, 0));
    let _ = apply(&sandbox, &rows).ok();
    assert_eq!(sandbox.found(&["keywords:harbour"]).len(), 4);
    let table = "path,city\nlib/1.jpg,Bergen\nnowhere.jpg,Rome\n";
    let run = sandbox.damson(["tag", "--from", "-", "--plan", "plan.ndjson"]).input(table).fails_with(3);
    let _ = run.stderr_has("nowhere.jpg");
    let _ = sandbox.damson(["apply", "plan.ndjson"]).ok();
    assert_eq!(sandbox.found(&["city:Bergen"]), ["1.jpg"]);
}

#[test]
fn rows_of_one_asset_hold_together_or_not_at_all() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let one = plan(&sandbox, &["tag", "--all", "city=Oslo"]).remove(0);
    let other = plan(&sandbox, &["tag", "--all", "headline=New"]).remove(0);
    let mut stale = other.clone();
    stale["fields"][0]["before"] = json!("Never seen");
    let _ = apply(&sandbox, &[one.clone(), stale]).fails_with(3);
    assert_eq!(operations(&sandbox), 1);
    let run = apply(&sandbox, &[one, other]).ok();
    let asset = sandbox.shown("lib/a.jpg");
    assert_eq!((run.tales().len(), &asset["city"], &asset["headline"]), (1, &json!("Oslo"), &json!("New")));
}
