//! Tag: every operator of an EDIT, every kind of SELECTION, previews, problems; and undo.
use super::sample::{library, plain, titled};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

const OSLO: &str = "Jobs/cup/oslo.jpg";

#[test]
fn every_operator_does_what_it_says() {
    let rows: &[(&[&str], &str, Value)] = &[
        (&["city=Bergen"], "city", json!("Bergen")),
        (&["title=a=b"], "title", json!("a=b")),
        (&["caption=Alias"], "description", json!("Alias")),
        (&["rating=5"], "rating", json!(5)),
        (&["date_created=2024-05"], "date_created", json!("2024-05")),
        (&["keywords=one"], "keywords", json!(["one"])),
        (&["keywords+=boats"], "keywords", json!(["harbour", "politics", "Sport/Football", "boats"])),
        (&["keywords+=harbour"], "keywords", json!(["harbour", "politics", "Sport/Football"])),
        (&["keywords-=politics"], "keywords", json!(["harbour", "Sport/Football"])),
        (&["+boats"], "keywords", json!(["harbour", "politics", "Sport/Football", "boats"])),
        (&["+two words"], "keywords", json!(["harbour", "politics", "Sport/Football", "two words"])),
        (&["^politics"], "keywords", json!(["harbour", "Sport/Football"])),
        (&["^nothing"], "keywords", json!(["harbour", "politics", "Sport/Football"])),
        (&["creator+=Second Hand"], "creator", json!(["Marit Lindqvist", "Second Hand"])),
        (&["headline+= (update)"], "headline", json!("Minister at the harbour (update)")),
        (&["city?=Elsewhere"], "city", json!("Oslo")),
        (&["title?=Only where empty"], "title", json!("Only where empty")),
        (&["city!"], "city", Value::Null),
        (&["keywords!"], "keywords", Value::Null),
        (&["title={headline}, {city}"], "title", json!("Minister at the harbour, Oslo")),
        (&["title={{braces}}"], "title", json!("{braces}")),
        (&["city=A", "title={city}"], "title", json!("A")),
        (&["+a", "+b", "^a"], "keywords", json!(["harbour", "politics", "Sport/Football", "b"])),
        (&["headline~s/HARBOUR/quay/i"], "headline", json!("Minister at the quay")),
        (&["headline~s|(\\w+)$|the ${1}s|"], "headline", json!("Minister at the the harbours")),
        (&["keywords~s/^Sport.//"], "keywords", json!(["harbour", "politics", "Football"])),
        (&["keywords~s/^p.*//g"], "keywords", json!(["harbour", "Sport/Football"])),
        (&["headline~s/.*//"], "headline", Value::Null),
        (&["headline~s/nothing/else/"], "headline", json!("Minister at the harbour")),
        (&["date_created+=1h30m"], "date_created", json!("2024-05-01T11:42:13+02:00")),
        (&["taken-=1y1d"], "date_created", json!("2023-04-30T10:12:13+02:00")),
        (&["title=$(id) `id` \u{1F4F7} \"quoted\""], "title", json!("$(id) `id` \u{1F4F7} \"quoted\"")),
    ];
    let sandbox = desk();
    let before = sandbox.shown(OSLO);
    for (edits, field, expected) in rows {
        let run = sandbox.damson(["tag", "city=Oslo"].iter().chain(*edits)).ok();
        let after = sandbox.shown(OSLO);
        assert_eq!(after.get(*field).unwrap_or(&Value::Null), expected, "{edits:?}");
        if after == before {
            let _ = run.stderr_has("unchanged");
            continue;
        }
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(sandbox.shown(OSLO), before, "{edits:?} undone");
    }
}

#[test]
fn an_edit_that_cannot_be_understood_changes_nothing_and_says_where() {
    let sandbox = desk();
    for (edit, word) in [
        ("ctiy=x", "city"),
        ("rating=many", "many"),
        ("date_created=2024-13", "2024-13"),
        ("title={ctiy}", "city"),
        ("title", "title"),
        ("width=3", "width"),
        ("id=3", "id"),
        ("+", "keyword"),
        ("city=", "city!"),
        ("city~s/(/x/", "regular expression is wrong"),
        ("city~s/a/$1/", "no group `1`"),
        ("date_created+=soon", "1h30m"),
        ("rating+=1h", "lists and text"),
    ] {
        let run = sandbox.damson(["tag", "--all", edit]).ends();
        assert_eq!(run.status.code(), Some(2), "{run}");
        let _ = run.stdout_is("").stderr_has(word);
    }
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 1);
}

#[test]
fn every_selection_selects_what_it_says() {
    let sandbox = desk();
    let _ = sandbox.damson(["search", "--save", "good", "rating>=4"]).ok();
    let (oslo, lyon) = (sandbox.shown(OSLO), sandbox.shown("Jobs/wire/lyon.png"));
    let id = |asset: &Value| asset["id"].as_str().unwrap().to_owned();
    let absolute = sandbox.at(OSLO);
    let records = sandbox.damson(["search", "--format", "ndjson", "@good"]).ok().text();
    let outcomes = sandbox.damson(["tag", "--dry-run", "--format", "ndjson", "@good", "+z"]).ok().text();
    let rows: Vec<(&str, Vec<&str>, String, usize)> = vec![
        ("a query", vec!["rating>=4"], String::new(), 2),
        ("a query in one word", vec!["rating>=4 city:Oslo"], String::new(), 1),
        ("a saved query", vec!["@good"], String::new(), 2),
        ("everything by name", vec!["--all"], String::new(), 6),
        ("a path", vec!["./Jobs/cup"], String::new(), 2),
        ("ids", vec!["-"], format!("{}\n{}\n", id(&oslo), id(&lyon)), 2),
        ("ids without a last line's end", vec!["-"], id(&oslo), 1),
        ("an id's beginning", vec!["-"], format!("{}\n", &id(&oslo)[..8]), 1),
        ("an id twice", vec!["-"], format!("{0}\n{0}\n", id(&oslo)), 1),
        ("paths", vec!["-"], format!("{OSLO}\n{}\n", absolute.display()), 1),
        ("a folder", vec!["-"], "Jobs\n".to_owned(), 3),
        ("records", vec!["-"], records, 2),
        ("outcomes and their summary", vec!["-"], outcomes, 2),
        ("NUL-separated paths", vec!["-0", "-"], format!("{OSLO}\0Jobs/wire/lyon.png\0"), 2),
        ("nothing on standard input", vec!["-"], String::new(), 0),
        ("empty lines", vec!["-"], "\n\n".to_owned(), 0),
    ];
    for (case, words, input, count) in rows {
        let words = ["tag", "--dry-run", "--format", "ndjson"].into_iter().chain(words).chain(["+selected"]);
        let run = sandbox.damson(words).input(input).ok();
        assert_eq!(run.tales().len(), count, "{case}: {run}");
    }
}

#[test]
fn what_names_nothing_on_standard_input_is_reported_and_the_rest_is_done() {
    let sandbox = desk();
    let input = format!("{OSLO}\nnowhere.jpg\nffffffff\n{{\"id\":\"zz\"}}\n{{broken\n");
    let run = sandbox.damson(["tag", "-", "+kept"]).input(input).fails_with(3);
    let _ = run.stderr_has("nowhere.jpg").stderr_has("ffffffff");
    assert_eq!(sandbox.found(&["keywords:kept"]), ["oslo.jpg"]);
}

#[test]
fn an_empty_selection_never_means_everything() {
    let sandbox = desk();
    for words in [
        vec!["tag", "", "+x"],
        vec!["tag", "  ", "+x"],
        vec!["tag", "+x"],
        vec!["tag", "--all"],
        vec!["tag", "--all", "city:Oslo", "+x"],
        vec!["tag"],
        vec!["export"],
        vec!["export", ""],
        vec!["export", "--all", "city:Oslo"],
    ] {
        let run = sandbox.damson(&words).ends();
        assert_eq!(run.status.code(), Some(2), "{run}");
    }
    assert!(sandbox.found(&["keywords:x"]).is_empty());
    let none = sandbox.damson(["tag", "city:Nowhere", "+x"]).ok();
    let _ = none.stdout_is("");
}

#[test]
fn a_dry_run_prints_the_records_of_the_real_run_and_changes_nothing() {
    let sandbox = desk();
    let words = ["--format", "ndjson", "is:image", "+new", "city?=Unknown", "rating!"];
    let strip = |records: Vec<Value>| -> Vec<Value> {
        let strip = |mut record: Value| {
            for member in ["dry_run", "operation"] {
                record.as_object_mut().unwrap().remove(member);
            }
            record
        };
        records.into_iter().map(strip).collect()
    };
    let preview = sandbox.damson(["tag", "--dry-run"].iter().chain(&words)).ok().records();
    assert!(preview.iter().all(|record| record["dry_run"] == true));
    assert!(sandbox.found(&["keywords:new"]).is_empty());
    let real = sandbox.damson(["tag"].iter().chain(&words)).ok().records();
    assert_eq!(strip(preview), strip(real));
    assert_eq!(sandbox.found(&["keywords:new"]).len(), 4);
}

#[test]
fn an_outcome_says_what_changed_from_what_to_what() {
    let sandbox = desk();
    let run = sandbox.damson(["tag", "--format", "ndjson", "city=Oslo", "rating=5", "title=New"]).ok();
    let fields = &run.records()[0]["fields"];
    assert_eq!(fields, &json!([{"field": "rating", "before": 4, "after": 5}, {"field": "title", "after": "New"}]));
    assert_eq!(run.summary()["operation"], 2);
    let again = sandbox.damson(["tag", "--format", "ndjson", "city=Oslo", "rating=5"]).ok();
    assert_eq!(again.records()[0]["outcome"], "unchanged");
    assert_eq!(again.summary().get("operation"), None);
}

#[test]
fn an_edit_that_does_not_fit_one_asset_is_its_problem_and_the_others_change() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "city=Oslo", "title=5"]).ok();
    let _ = sandbox.damson(["tag", "city=Bergen", "title=five"]).ok();
    let run = sandbox.damson(["tag", "--format", "ndjson", "has:title", "rating={title}"]).fails_with(3);
    let outcomes: Vec<_> = run.tales();
    assert_eq!(outcomes, ["Jobs/cup/oslo.jpg changed", "Jobs/cup/final/bergen.jpg failed (invalid)"]);
    assert_eq!(
        (&sandbox.shown(OSLO)["rating"], &sandbox.shown("Jobs/cup/final/bergen.jpg")["rating"]),
        (&json!(5), &json!(2))
    );
    let _ = run.stderr_has("bergen.jpg").stderr_has("five");
    let coarse = sandbox.damson(["tag", "city:Lyon OR city:Oslo", "date_created+=1h"]).fails_with(3);
    let _ = coarse.stderr_has("lyon.png").stderr_has("known to the month");
    assert_eq!(sandbox.shown(OSLO)["date_created"], "2024-05-01T11:12:13+02:00");
}

#[test]
fn templates_and_codes_are_read_from_files() {
    let sandbox = desk();
    let template = "credit_line = \"Desk\"\nkeywords.append = [\"cup\", \"harbour\"]\nheadline.prepend = \"CUP: \"\n\
                    city.if_empty = \"Nowhere\"\ntitle = \"{headline} (\\\\h9\\\\)\"\n";
    sandbox.put("cup.toml", template);
    sandbox.put("roster.txt", "h9\tKari {9} Berg\tBerg\r\n// away\r\na1\tBo Dahl\r\n");
    let words = ["tag", "--template", "cup.toml", "--codes", "roster.txt", "city=Oslo", "+=h9#2=", "person=\\a1\\"];
    let _ = sandbox.damson(words).ok();
    let shown = sandbox.shown(OSLO);
    assert_eq!(shown["keywords"], json!(["harbour", "politics", "Sport/Football", "cup", "Berg"]));
    assert_eq!(shown["title"], "CUP: Minister at the harbour (Kari {9} Berg)");
    assert_eq!(
        (&shown["credit_line"], &shown["city"], &shown["person"]),
        (&json!("Desk"), &json!("Oslo"), &json!(["Bo Dahl"]))
    );
    sandbox.put("wrong.toml", "ctiy = \"Oslo\"\n");
    sandbox.put("broken.toml", "city = Oslo\n");
    sandbox.put("wrong.txt", "h9\tSomebody else\n");
    for (words, said) in [
        (vec!["--template", "wrong.toml"], "`city`"),
        (vec!["--template", "broken.toml"], "broken.toml: line 1"),
        (vec!["--template", "nowhere.toml"], "nowhere.toml"),
        (
            vec!["--codes", "roster.txt", "--codes", "wrong.txt", "title=x"],
            "wrong.txt: line 1: `h9` stands for something else",
        ),
        (vec!["--codes", "roster.txt", "title=\\h8\\"], "`h9`"),
        (vec!["--codes", "roster.txt"], "there is no edit"),
    ] {
        let at = words.iter().rposition(|word| word.starts_with("--")).unwrap() + 2;
        let words: Vec<&str> = [&["tag"], &words[..at], &["city=Oslo"], &words[at..]].concat();
        let _ = sandbox.damson(words).fails_with(2).stdout_is("").stderr_has(said);
    }
}

#[test]
fn a_script_is_taken_at_its_word_however_many_assets_change() {
    let sandbox = Sandbox::new();
    for number in 0..120 {
        sandbox.put(format!("lib/{number}.txt"), number.to_string());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let _ = sandbox.damson(["tag", "--all", "+many"]).ok();
    let _ = sandbox.damson(["search", "--count", "keywords:many"]).ok().stdout_is("120\n");
    let _ = sandbox.damson(["tag", "--yes", "--all", "+more"]).ok();
}

#[test]
fn undo_restores_what_was_and_undo_of_an_undo_does_it_again() {
    let sandbox = desk();
    let search = || sandbox.damson(["search", "--format", "ndjson"]).ok().text();
    let before = search();
    let _ = sandbox.damson(["tag", "is:image", "+one", "title=Two", "city!"]).ok();
    let tagged = search();
    assert_ne!(before, tagged);
    let undone = sandbox.damson(["undo"]).ok();
    let _ = undone.stderr_has("tag").stderr_has("4 assets");
    assert_eq!(search(), before);
    let _ = sandbox.damson(["undo", "2"]).fails_with(7).stderr_has("undone already").stderr_has("damson undo 3");
    let _ = sandbox.damson(["undo", "3"]).ok();
    assert_eq!(search(), tagged);
}

#[test]
fn undo_takes_back_the_newest_that_is_not_taken_back_until_nothing_is_left() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "city=Oslo", "+one"]).ok();
    let _ = sandbox.damson(["tag", "city=Oslo", "+two"]).ok();
    let keywords = || sandbox.shown(OSLO)["keywords"].as_array().map_or(0, Vec::len);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(keywords(), 4);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(keywords(), 3);
    let _ = sandbox.damson(["undo"]).ok();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("0\n");
    let _ = sandbox.damson(["undo"]).fails_with(2).stderr_has("nothing left");
    let _ = sandbox.damson(["undo", "99"]).fails_with(2).stderr_has("99");
    assert_eq!(sandbox.tree("Jobs").len(), 3, "files are never touched");
}

#[test]
fn undo_is_refused_where_a_later_change_stands_in_its_way() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "city=Oslo", "title=One"]).ok();
    let _ = sandbox.damson(["tag", "city=Oslo", "title=Two"]).ok();
    let refused = sandbox.damson(["undo", "2"]).fails_with(7);
    let _ = refused.stdout_is("").stderr_has("operation 2 cannot be undone").stderr_has("damson log");
    assert_eq!(sandbox.shown(OSLO)["title"], "Two");
    let _ = sandbox.damson(["undo", "3"]).ok();
    let _ = sandbox.damson(["undo", "2"]).ok();
    assert_eq!(sandbox.shown(OSLO).get("title"), None);
}

#[test]
fn a_preview_of_undo_changes_nothing() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "city=Oslo", "title=One"]).ok();
    let preview = sandbox.damson(["undo", "--dry-run", "--format", "ndjson"]).ok();
    assert_eq!(preview.summary()["dry_run"], true);
    assert_eq!(sandbox.shown(OSLO)["title"], "One");
    let real = sandbox.damson(["undo", "--format", "ndjson"]).ok();
    assert_eq!(preview.tales(), real.tales());
}

#[test]
fn undo_takes_back_moves_new_versions_and_what_went_missing() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "First"));
    sandbox.put("lib/b.jpg", plain(2));
    sandbox.put("lib/c.jpg", plain(3));
    let _ = sandbox.ingest("lib");
    let search = || sandbox.damson(["search", "--format", "ndjson"]).ok().text();
    let before = search();
    sandbox.put("lib/a.jpg", titled(1, "Second"));
    sandbox.rename("lib/b.jpg", "lib/moved.jpg");
    sandbox.remove("lib/c.jpg");
    sandbox.put("lib/d.jpg", plain(4));
    let _ = sandbox.ingest("lib");
    let after = search();
    assert_ne!(after, before);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(search(), before);
    let _ = sandbox.damson(["undo", "3"]).ok();
    assert_eq!(search(), after);
    let _ = sandbox.damson(["status", "--check"]).ok();
}
