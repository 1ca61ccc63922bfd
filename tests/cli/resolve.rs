//! Files given up for others, and nothing lost by it: the trash, links, plans, what is protected, and the way back.
use super::sample::{plain, sidecar, titled};
use super::sandbox::{Output, Sandbox};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::MetadataExt;

/// A picture held three times, and one with two titles.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a/1.jpg", plain(1));
    sandbox.put("lib/b/1.jpg", plain(1));
    sandbox.put("lib/b/1 copy.jpg", plain(1));
    sandbox.put("lib/a/4.jpg", titled(4, "The harbour"));
    sandbox.put("lib/b/4.jpg", plain(4));
    let _ = sandbox.ingest("lib");
    sandbox
}

fn resolve(sandbox: &Sandbox, words: &[&str]) -> Output {
    sandbox.damson(["duplicates", "--format", "ndjson", "--resolve"].iter().chain(words)).ok()
}

/// What lies in the library, without the trash.
fn tree(sandbox: &Sandbox) -> Vec<String> {
    sandbox.tree("lib").into_iter().filter(|path| !path.contains(".damson-trash-")).collect()
}

/// What lies in the trash: one file for each.
fn trash(sandbox: &Sandbox) -> Vec<String> {
    sandbox.tree("").into_iter().filter(|path| path.contains(".damson-trash-")).collect()
}

fn stat(sandbox: &Sandbox, path: &str) -> (u64, i64, i64, u64) {
    let found = fs::metadata(sandbox.at(path)).unwrap();
    (found.ino(), found.mtime(), found.mtime_nsec(), found.len())
}

#[test]
fn copies_go_into_the_trash_and_come_back_to_the_byte_the_time_and_the_name() {
    let sandbox = desk();
    let before = (tree(&sandbox), stat(&sandbox, "lib/b/1.jpg"), sandbox.read("lib/b/1.jpg"));
    let preview = resolve(&sandbox, &["trash", "--dry-run"]);
    assert_eq!((tree(&sandbox), trash(&sandbox)), (before.0.clone(), Vec::new()));
    let run = resolve(&sandbox, &["trash"]);
    assert_eq!(run.tales(), ["lib/b/1.jpg changed (trash)", "lib/b/1 copy.jpg changed (trash)"]);
    assert_eq!(run.tales(), preview.tales());
    assert_eq!(run.records()[0]["survivor"], sandbox.at("lib/a/1.jpg").to_str().unwrap());
    assert_eq!(tree(&sandbox), ["a/1.jpg", "a/4.jpg", "b/4.jpg"]);
    assert_eq!(trash(&sandbox).len(), 2);
    assert_eq!(sandbox.shown("lib/a/1.jpg")["copies"], 1);
    sandbox.damson(["duplicates", "--quiet"]).fails_with(1);
    // No walk takes the trash in, and no check takes it for strangers.
    let tales = sandbox.damson(["ingest", "--hidden", "--format", "ndjson", "."]).ok().tales();
    assert!(
        tales.iter().any(|tale| tale.contains(".damson-trash-") && tale.ends_with("skipped (catalogue)")),
        "{tales:?}"
    );
    assert!(!tales.iter().any(|tale| tale.contains("duplicate")), "{tales:?}");
    let _ = sandbox.damson(["verify"]).ok();
    let undone = sandbox.damson(["undo", "2"]).ok();
    undone.stderr_has("undid operation 2");
    assert_eq!((tree(&sandbox), stat(&sandbox, "lib/b/1.jpg"), sandbox.read("lib/b/1.jpg")), before);
    assert_eq!(trash(&sandbox), [""; 0]);
    assert_eq!(sandbox.shown("lib/a/1.jpg")["copies"], 3);
    sandbox.damson(["undo", "4"]).fails_with(7).stderr_has("does not go there again");
    let _ = sandbox.damson(["verify"]).ok();
}

#[test]
fn the_same_picture_is_given_up_once_its_words_are_brought_over() {
    let sandbox = desk();
    let _ = sandbox.damson(["tag", "./lib/b/4.jpg", "+ferry", "rating=4", "city=Oslo"]).ok();
    let _ = sandbox
        .damson(["tag", "./lib/a/4.jpg", "+boats", "rating=2", "city=Bergen", "headline=Boats in the harbour"])
        .ok();
    let [stays, goes] = ["lib/a/4.jpg", "lib/b/4.jpg"].map(|path| sandbox.shown(path)["id"].clone());
    let preview = sandbox
        .damson(["duplicates", "--format", "ndjson", "--essence", "--resolve", "trash", "--dry-run"])
        .fails_with(3);
    let run = sandbox.damson(["duplicates", "--format", "ndjson", "--essence", "--resolve", "trash"]).fails_with(3);
    run.stderr_has("the two say different things").stderr_has("city");
    assert_eq!((run.tales(), &run.records()[0]["fields"]), (preview.tales(), &preview.records()[0]["fields"]));
    assert_eq!(run.tales(), ["lib/b/4.jpg changed (trash, conflict)"]);
    let shown = sandbox.shown("lib/a/4.jpg");
    assert_eq!((&shown["id"], &shown["rating"], &shown["city"]), (&stays, &Value::from(4), &Value::from("Bergen")));
    assert_eq!(shown["keywords"], serde_json::json!(["boats", "ferry"]));
    assert_eq!(sandbox.found(&["is:conflict"]), ["4.jpg"]);
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "2\n");
    let _ = sandbox.damson(["undo"]).ok();
    let shown = sandbox.shown("lib/b/4.jpg");
    assert_eq!((&shown["id"], &shown["rating"]), (&goes, &Value::from(4)));
    assert_eq!(sandbox.shown("lib/a/4.jpg")["keywords"], serde_json::json!(["boats"]));
    assert_eq!(sandbox.found(&["is:conflict"]), [""; 0]);
    let _ = sandbox.damson(["verify"]).ok();
}

#[test]
fn a_link_takes_the_place_of_a_copy_in_one_step_and_undo_makes_it_a_file_of_its_own() {
    let sandbox = desk();
    let before = stat(&sandbox, "lib/b/1.jpg");
    let run = resolve(&sandbox, &["link"]);
    assert_eq!(run.tales(), ["lib/b/1.jpg changed (link)", "lib/b/1 copy.jpg changed (link)"]);
    assert_eq!(stat(&sandbox, "lib/b/1.jpg"), stat(&sandbox, "lib/a/1.jpg"));
    assert_eq!(trash(&sandbox).len(), 2);
    // It is one file now, and the catalogue knows.
    let tales = sandbox.ingest("lib");
    assert!(tales.iter().all(|tale| tale.contains("unchanged") || tale.contains("skipped")), "{tales:?}");
    assert_eq!(resolve(&sandbox, &["link"]).tales(), [""; 0]);
    let _ = sandbox.damson(["undo", "2"]).ok();
    assert_eq!(stat(&sandbox, "lib/b/1.jpg"), before);
    assert_eq!(trash(&sandbox), [""; 0]);
    let _ = sandbox.damson(["verify"]).ok();
    sandbox
        .damson(["duplicates", "--essence", "--resolve", "link"])
        .fails_with(7)
        .stderr_has("no link can stand for it");
}

#[test]
fn a_plan_is_thinned_out_and_done_and_what_changed_since_is_left_alone() {
    let sandbox = desk();
    let rows = sandbox.damson(["duplicates", "--plan", "-"]).ok().records();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["verb"], &rows[0]["action"]), (&Value::from("duplicates"), &Value::from("trash")));
    assert_eq!(tree(&sandbox).len(), 5);
    // The same size and the same time, other bytes.
    let moment = fs::metadata(sandbox.at("lib/b/1.jpg")).unwrap().modified().unwrap();
    let mut bytes = sandbox.read("lib/b/1.jpg");
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(sandbox.at("lib/b/1.jpg"), &bytes).unwrap();
    super::sandbox::set_time(&sandbox.at("lib/b/1.jpg"), moment);
    let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let run = sandbox.damson(["apply", "--format", "ndjson", "-"]).input(text).fails_with(3);
    assert_eq!(run.tales(), ["lib/b/1.jpg failed (trash, unstable)", "lib/b/1 copy.jpg changed (trash)"]);
    assert_eq!(sandbox.read("lib/b/1.jpg"), bytes);
    assert_eq!(tree(&sandbox), ["a/1.jpg", "a/4.jpg", "b/1.jpg", "b/4.jpg"]);
}

#[test]
fn a_plan_that_was_made_up_gives_up_nothing() {
    let sandbox = desk();
    let row = sandbox.damson(["duplicates", "--plan", "-", "--limit", "1"]).ok().records().remove(0);
    let other = sandbox.damson(["duplicates", "--plan", "-", "--essence"]).ok().records().remove(0);
    // Another's content, the same file twice, another digest, another action.
    let mut unlike = row.clone();
    unlike["survivor"] = other["survivor"].clone();
    let mut itself = row.clone();
    itself["survivor"]["path"] = row["path"].clone();
    let mut forged = row.clone();
    forged["digest"] = other["digest"].clone();
    let mut renamed = row.clone();
    renamed["path"] = Value::from(sandbox.at("lib/nothing.jpg").to_str().unwrap());
    for made_up in [unlike, itself, forged, renamed] {
        let run = sandbox.damson(["apply", "--format", "ndjson", "-"]).input(format!("{made_up}\n")).fails_with(7);
        assert!(run.tales()[0].ends_with("failed (trash, refused)"), "{run}");
    }
    let mut unknown = row;
    unknown["action"] = Value::from("delete");
    let _ = sandbox.damson(["apply", "-"]).input(format!("{unknown}\n")).fails_with(2).stderr_has("is not trash");
    assert_eq!(tree(&sandbox).len(), 5);
    assert_eq!(trash(&sandbox), [""; 0]);
}

#[test]
fn of_two_rows_that_give_each_other_up_one_is_done() {
    let sandbox = desk();
    let rows = sandbox.damson(["duplicates", "--plan", "-"]).ok().records();
    let mut turned = rows[0].clone();
    let party = |row: &Value| ["id", "path", "digest", "size", "modified"].map(|key| (key, row[key].clone()));
    for (key, value) in party(&rows[0]["survivor"]) {
        turned[key] = value;
    }
    for (key, value) in party(&rows[0]) {
        turned["survivor"][key] = value;
    }
    let text = format!("{}\n{turned}\n", rows[0]);
    for (words, tree_len) in
        [(&["apply", "-n", "--format", "ndjson", "-"][..], 5), (&["apply", "--format", "ndjson", "-"], 4)]
    {
        let run = sandbox.damson(words).input(&text).fails_with(3);
        assert_eq!(run.tales(), ["lib/b/1.jpg changed (trash)", "lib/a/1.jpg failed (trash, vanished)"]);
        assert_eq!(tree(&sandbox).len(), tree_len);
    }
}

#[test]
fn what_is_protected_stays_and_is_what_others_are_given_up_for() {
    let sandbox = desk();
    sandbox.damson(["protect", "lib/b", "--format", "ndjson"]).ok().stdout_has("lib/b");
    sandbox.damson(["protect"]).ok().stdout_has("lib/b");
    let run = resolve(&sandbox, &["trash"]);
    assert_eq!(run.tales(), ["lib/a/1.jpg changed (trash)"]);
    assert_eq!(tree(&sandbox), ["a/4.jpg", "b/1 copy.jpg", "b/1.jpg", "b/4.jpg"]);
    // By name, and by another way that leads there.
    sandbox.damson(["write", "./lib/b/4.jpg"]).ok().stderr_has("unchanged");
    let _ = sandbox.damson(["tag", "./lib/b/4.jpg", "+ferry"]).ok();
    let written = sandbox.damson(["write", "./lib/b/4.jpg"]).fails_with(7);
    written.stderr_has("is protected (damson protect --remove");
    assert_eq!(tree(&sandbox).len(), 4);
    // A file that a plan would take is refused by the same rule.
    let _ = sandbox.damson(["protect", "--remove", "lib/b"]).ok();
    let plan = sandbox.damson(["duplicates", "--plan", "-"]).ok().text();
    let _ = sandbox.damson(["protect", "lib"]).ok();
    sandbox
        .damson(["apply", "-"])
        .input(plan.replace("lib/", &format!("{}/lib/", sandbox.root().display())))
        .fails_with(7);
    sandbox.damson(["undo", "2"]).ends();
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.damson(["protect", "--format", "paths"]).ok().text(), "");
    let _ = sandbox.damson(["protect", "--remove", "lib"]).fails_with(2).stderr_has("not protected");
    let _ = sandbox.damson(["protect", "nothing"]).fails_with(2);
    let _ = sandbox.damson(["protect", "--volume", "nothing"]).fails_with(2);
}

#[test]
fn undo_does_not_write_where_it_is_protected() {
    let sandbox = desk();
    let _ = resolve(&sandbox, &["trash"]);
    let _ = sandbox.damson(["protect", "lib/b"]).ok();
    sandbox.damson(["undo", "2"]).fails_with(7).stderr_has("is protected");
    assert_eq!(trash(&sandbox).len(), 2);
    let _ = sandbox.damson(["undo"]).ok();
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(tree(&sandbox).len(), 5);
}

#[test]
fn a_sidecar_that_would_speak_for_nobody_is_not_left_behind_and_not_lost_to_sight() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b/b.jpg", plain(1));
    sandbox.put("lib/b/b.xmp", sidecar("The harbour"));
    sandbox.put("lib/c/b.jpg", plain(1));
    sandbox.put("lib/c/b.xmp", sidecar("The harbour"));
    sandbox.put("lib/d/b.jpg", plain(1));
    sandbox.put("lib/d/b.xmp", sidecar("Another harbour"));
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["duplicates", "--format", "ndjson", "--resolve", "trash"]).fails_with(3);
    run.stderr_has("b.xmp speaks for it, and lies beside no kept file");
    assert_eq!(tree(&sandbox), ["b/b.jpg", "b/b.xmp", "d/b.jpg", "d/b.xmp"]);
    let tales = sandbox.ingest("lib");
    assert!(tales.iter().all(|tale| tale.contains("unchanged") || tale.contains("skipped")), "{tales:?}");
    let _ = sandbox.damson(["undo", "2"]).ok();
    assert_eq!(tree(&sandbox).len(), 7);
    let _ = sandbox.damson(["verify"]).ok();
}

#[test]
fn what_came_to_lie_there_since_is_not_replaced_by_undo() {
    let sandbox = desk();
    let _ = resolve(&sandbox, &["trash"]);
    sandbox.put("lib/b/1.jpg", plain(9));
    sandbox.damson(["undo"]).fails_with(7).stderr_has("another file has its name now");
    assert_eq!((trash(&sandbox).len(), sandbox.read("lib/b/1.jpg")), (2, plain(9)));
}

#[test]
fn the_trash_is_emptied_only_of_what_is_old_and_has_its_like() {
    let sandbox = desk();
    let _ = resolve(&sandbox, &["trash"]);
    let gc = |words: &[&str]| sandbox.damson(["gc", "--trash", "--format", "ndjson"].iter().chain(words));
    assert_eq!(gc(&[]).ok().tales(), [""; 0]);
    assert_eq!(gc(&["--older", "0", "--dry-run"]).ok().tales().len(), 2);
    assert_eq!(trash(&sandbox).len(), 2);
    // What they were given up for is edited: the trash has the last copies.
    let kept = sandbox.read("lib/a/1.jpg");
    sandbox.put("lib/a/1.jpg", plain(9));
    let tales = gc(&["--older", "0"]).fails_with(3).tales();
    assert!(
        tales.len() == 2 && tales.iter().all(|tale| tale.contains("failed") && tale.contains("refused")),
        "{tales:?}"
    );
    assert_eq!(trash(&sandbox).len(), 2);
    sandbox.put("lib/a/1.jpg", kept);
    let _ = gc(&["--older", "0d"]).ok();
    assert_eq!(trash(&sandbox), [""; 0]);
    sandbox.damson(["undo", "2"]).fails_with(7).stderr_has("the trash does not have it any more");
    let _ = sandbox.damson(["gc", "--trash", "--older", "soon"]).fails_with(2).stderr_has("30d");
}

#[test]
fn what_was_given_up_for_another_file_of_the_same_picture_goes_if_that_is_there() {
    let sandbox = desk();
    let _ = sandbox.damson(["duplicates", "--essence", "--resolve", "trash"]).ok();
    let other = sandbox.read("lib/a/4.jpg");
    sandbox.remove("lib/a/4.jpg");
    let _ = sandbox.damson(["gc", "--trash", "--older", "0"]).fails_with(3).stderr_has("the last copy");
    sandbox.put("lib/a/4.jpg", other);
    let _ = sandbox.damson(["gc", "--trash", "--older", "0"]).ok();
    assert_eq!(trash(&sandbox), [""; 0]);
}
