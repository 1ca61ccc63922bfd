//! Volumes: folders that are marked, volumes that are away, moved or forgotten, and files that only seem to be gone.
use crate::sample;
use crate::sandbox::Sandbox;
use serde_json::{Value, json};
use std::fs;

/// Two folders with files of their own, and one file in both.
fn disks() -> Sandbox {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        sandbox.put(format!("card/{name}.txt"), format!("card {name}"));
    }
    sandbox.put("card/both.txt", "both");
    sandbox.put("desk/both.txt", "both");
    sandbox.put("desk/d.txt", "desk d");
    let _ = sandbox.damson(["ingest", "card", "desk"]).ok();
    sandbox
}

fn marked() -> Sandbox {
    let sandbox = disks();
    let _ = sandbox.damson(["volume", "mark", "card", "Card 1"]).ok();
    sandbox
}

fn volume(sandbox: &Sandbox, name: &str) -> Value {
    let volumes = sandbox.damson(["volume", "--format", "ndjson"]).ok().records();
    volumes.into_iter().find(|volume| volume["volume"] == name).unwrap_or_default()
}

fn states(sandbox: &Sandbox, verb: &[&str]) -> Vec<String> {
    let words = verb.iter().copied().chain(["--format", "ndjson"]);
    sandbox.damson(words).ends().tales()
}

#[test]
fn a_marked_folder_is_a_volume_and_its_files_are_on_it() {
    let sandbox = marked();
    let card = volume(&sandbox, "Card 1");
    assert_eq!((&card["files"], &card["bytes"], &card["online"]), (&json!(4), &json!(22), &json!(true)));
    assert!(card["identity"].as_str().unwrap().starts_with("marker:"), "{card}");
    assert_eq!(card["mount_point"], json!(sandbox.at("card")));
    assert_eq!(sandbox.found(&["volume:\"Card 1\""]), ["a.txt", "b.txt", "both.txt", "c.txt"]);
    let mark = String::from_utf8(sandbox.read("card/.damson-volume")).unwrap();
    assert!(mark.contains("\nname Card 1\n"), "{mark}");
    assert_eq!(sandbox.ingest("card").iter().filter(|tale| tale.ends_with("unchanged")).count(), 4);
    // The mark is nobody's picture.
    let hidden = sandbox.damson(["ingest", "--hidden", "--format", "ndjson", "card"]).ok().tales();
    assert!(hidden.contains(&"card/.damson-volume skipped (catalogue)".to_owned()), "{hidden:?}");
    let _ = sandbox.damson(["volume", "mark", "card"]).fails_with(7).stderr_has("has the mark of volume Card 1");
    assert_eq!(String::from_utf8(sandbox.read("card/.damson-volume")).unwrap(), mark);
}

#[test]
fn marking_is_previewed_and_taken_back() {
    let sandbox = disks();
    let before = sandbox.damson(["volume", "--format", "csv"]).ok().lines();
    let _ = sandbox.damson(["volume", "mark", "--dry-run", "card"]).ok();
    assert!(!sandbox.at("card/.damson-volume").exists());
    let _ = sandbox.damson(["volume", "mark", "card"]).ok();
    assert_eq!(volume(&sandbox, "card")["files"], 4);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.damson(["volume", "--format", "csv"]).ok().lines(), before);
    let _ = sandbox.damson(["volume", "mark", "nowhere"]).fails_with(2).stderr_has("not a folder");
    let _ = sandbox.damson(["volume", "mark", "card", "a\nb"]).fails_with(2);
}

#[test]
fn a_marked_folder_is_found_again_wherever_it_lies() {
    let sandbox = marked();
    sandbox.rename("card", "shelf/old card");
    // Nobody has looked for it yet: it is away, and nothing is missing.
    assert_eq!(volume(&sandbox, "Card 1")["online"], false);
    assert_eq!(
        states(&sandbox, &["verify", "--all"]),
        [
            "card/a.txt offline",
            "card/b.txt offline",
            "card/both.txt offline",
            "desk/both.txt intact",
            "card/c.txt offline",
            "desk/d.txt intact"
        ]
    );
    assert_eq!(states(&sandbox, &["ingest", "card"]).iter().filter(|tale| tale.ends_with("offline")).count(), 4);
    assert_eq!(sandbox.found(&["is:offline"]), ["a.txt", "b.txt", "c.txt"]);
    assert_eq!(sandbox.found(&["is:missing"]), [""; 0]);
    let tales = sandbox.ingest("shelf");
    assert_eq!(tales.iter().filter(|tale| tale.ends_with("unchanged")).count(), 4, "{tales:?}");
    assert_eq!(volume(&sandbox, "Card 1")["mount_point"], json!(sandbox.at("shelf/old card")));
    assert_eq!(sandbox.shown("shelf/old card/a.txt")["files"][0]["state"], "present");
}

#[test]
fn what_is_stated_of_files_that_are_away_is_kept_and_written_later() {
    let sandbox = marked();
    sandbox.put("card/e.jpg", sample::plain(1));
    let _ = sandbox.damson(["ingest", "card"]).ok();
    sandbox.rename("card", "away");
    let _ = sandbox.damson(["tag", "--all", "city=Bergen"]).ok();
    let _ = sandbox.damson(["write", "filename:e.jpg"]).fails_with(3).stderr_has("its volume Card 1 is not there");
    assert_eq!(sandbox.damson(["status", "--format", "ndjson"]).ok().records()[0]["pending"], 1);
    assert_eq!(sandbox.found(&["city:Bergen", "filename:a.txt"]), ["a.txt"]);
    let _ = sandbox.damson(["export", "filename:e.jpg", "--to", "out"]).fails_with(3);
    sandbox.rename("away", "card");
    let _ = sandbox.damson(["write", "--pending"]).ok();
    assert!(sandbox.at("card/e.xmp").exists());
}

#[test]
fn a_copied_mark_does_not_make_two_disks_one() {
    let sandbox = marked();
    sandbox.copy("card/.damson-volume", "clone/.damson-volume");
    sandbox.put("clone/new.txt", "on the clone");
    let _ = sandbox.damson(["ingest", "clone"]).ok().stderr_has("copied to");
    assert_ne!(sandbox.shown("clone/new.txt")["files"][0]["volume"], "Card 1");
    assert_eq!(volume(&sandbox, "Card 1")["mount_point"], json!(sandbox.at("card")));
    // A mark that is none is told, and the folder is taken in all the same.
    sandbox.put("clone/.damson-volume", "damson volume 1\nid ../..\n");
    let _ = sandbox.damson(["ingest", "clone"]).ok().stderr_has("is not used");
}

#[test]
fn a_volume_is_relocated_to_where_its_files_are_seen() {
    let sandbox = marked();
    sandbox.folder("restored");
    let relocate = |more: &[&str]| {
        let words = ["volume", "relocate", "Card 1", "restored"].iter().chain(more);
        sandbox.damson(words)
    };
    let _ = relocate(&[]).fails_with(7).stderr_has("of 4 files").stderr_has("--unseen");
    for name in ["a", "b", "c", "both"] {
        sandbox.copy(format!("card/{name}.txt"), format!("restored/{name}.txt"));
    }
    fs::remove_dir_all(sandbox.at("card")).unwrap();
    let _ = sandbox.damson(["volume", "refresh"]).ok();
    assert_eq!(sandbox.found(&["is:offline"]), ["a.txt", "b.txt", "c.txt"]);
    let _ = relocate(&["--dry-run"]).ok().stderr_has("4 are there");
    assert_eq!(volume(&sandbox, "Card 1")["online"], false);
    let _ = relocate(&[]).ok().stderr_has("4 of them were written at another time");
    assert_eq!(sandbox.found(&["is:offline"]), [""; 0]);
    assert_eq!(sandbox.shown("restored/a.txt")["files"][0]["volume"], "Card 1");
    let tales = sandbox.ingest("restored");
    assert!(tales.iter().all(|tale| tale.contains("unchanged")), "{tales:?}");
    let _ = sandbox.damson(["volume", "relocate", "nothing", "restored"]).fails_with(2);
    let _ = sandbox.damson(["volume", "relocate", "Card 1", "nowhere"]).fails_with(2);
    let _ = sandbox.damson(["volume", "relocate", "Card 1", "desk"]).fails_with(7).stderr_has("held there already");
}

#[test]
fn relocating_is_taken_back_whole() {
    let sandbox = marked();
    sandbox.rename("card", "elsewhere");
    sandbox.remove("elsewhere/.damson-volume");
    let _ = sandbox.damson(["volume", "refresh"]).ok();
    let before = sandbox.damson(["volume", "--format", "ndjson"]).ok().lines();
    let _ = sandbox.damson(["volume", "relocate", "Card 1", "elsewhere"]).ok();
    let card = volume(&sandbox, "Card 1");
    assert!(card["identity"].as_str().unwrap().ends_with("/elsewhere"), "{card}");
    assert_eq!(sandbox.found(&["is:offline"]), [""; 0]);
    assert!(states(&sandbox, &["verify", "--all"]).iter().all(|tale| tale.ends_with("intact")));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.damson(["volume", "--format", "ndjson"]).ok().lines(), before);
    assert_eq!(sandbox.found(&["is:offline"]), ["a.txt", "b.txt", "c.txt"]);
}

#[test]
fn a_volume_is_forgotten_with_its_files_alone_unless_assets_may_go_too() {
    let sandbox = marked();
    let _ = sandbox.damson(["tag", "filename:a.txt", "city=Oslo"]).ok();
    let before = sandbox.damson(["search", "--sort", "path", "--format", "ndjson"]).ok().lines();
    let _ = sandbox.damson(["volume", "forget", "Card 1"]).fails_with(7).stderr_has("3 assets have no file but on");
    let _ = sandbox.damson(["volume", "forget", "--with-assets", "--dry-run", "Card 1"]).ok();
    assert_eq!(sandbox.damson(["search", "--sort", "path", "--format", "ndjson"]).ok().lines(), before);
    let _ = sandbox.damson(["volume", "forget", "--with-assets", "Card 1"]).ok();
    assert_eq!(sandbox.found(&[]), ["both.txt", "d.txt"]);
    assert_eq!(volume(&sandbox, "Card 1"), Value::Null);
    assert!(sandbox.at("card/a.txt").exists());
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.damson(["search", "--sort", "path", "--format", "ndjson"]).ok().lines(), before);
    assert_eq!(volume(&sandbox, "Card 1")["files"], 4);
    let _ = sandbox.damson(["status", "--check"]).ok();
}

/// Twenty files.
fn twenty() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0..20 {
        sandbox.put(format!("shoot/day {}/{number}.txt", number % 2), format!("file {number}"));
    }
    let _ = sandbox.damson(["ingest", "shoot"]).ok();
    sandbox
}

fn missing(sandbox: &Sandbox) -> usize {
    sandbox.found(&["is:missing"]).len()
}

#[test]
fn a_few_files_that_are_gone_are_missing() {
    let sandbox = twenty();
    for number in [1, 3, 5, 7, 9] {
        sandbox.remove(format!("shoot/day 1/{number}.txt"));
    }
    let _ = sandbox.damson(["ingest", "shoot"]).ok();
    assert_eq!(missing(&sandbox), 5);
}

#[test]
fn many_files_that_are_gone_are_missing_only_where_that_is_confirmed() {
    let sandbox = twenty();
    fs::remove_dir_all(sandbox.at("shoot/day 1")).unwrap();
    sandbox.put("shoot/new.txt", "new");
    for dry_run in [true, false] {
        let words = ["ingest", "--format", "ndjson", "shoot"].into_iter().chain(dry_run.then_some("--dry-run"));
        let run = sandbox.damson(words).fails_with(7);
        let _ = run.stderr_has("10 files are gone").stderr_has("--confirm-missing");
        assert_eq!(run.summary()["unconfirmed"], 10);
        assert_eq!(run.summary()["counts"], json!({"added": 1, "unchanged": 10}));
    }
    assert_eq!((missing(&sandbox), sandbox.found(&["new"]).len()), (0, 1));
    let sure = sandbox.damson(["ingest", "--confirm-missing", "--format", "ndjson", "shoot"]).ok();
    assert_eq!(sure.summary()["counts"], json!({"unchanged": 11, "missing": 10}));
    assert_eq!(missing(&sandbox), 10);
    // What is missing already is no news.
    let _ = sandbox.damson(["ingest", "shoot"]).ok();
}

#[test]
fn nothing_is_missing_below_a_root_that_is_gone_or_empty() {
    let sandbox = Sandbox::new();
    sandbox.put("disk/a.txt", "a");
    sandbox.put("other/b.txt", "b");
    let _ = sandbox.damson(["ingest", "disk", "other"]).ok();
    sandbox.rename("disk", "disk.away");
    let _ = sandbox.damson(["ingest", "disk", "other"]).fails_with(7).stderr_has("1 file is gone");
    sandbox.folder("disk");
    let run = sandbox.damson(["ingest", "--format", "ndjson", "disk"]).fails_with(7);
    assert_eq!(run.stderr_has("the folder is empty").records()[0]["problem"]["kind"], "refused");
    assert_eq!(missing(&sandbox), 0);
    fs::remove_dir(sandbox.at("disk")).unwrap();
    sandbox.rename("disk.away", "disk");
    assert_eq!(sandbox.ingest("disk"), ["disk/a.txt unchanged"]);
    fs::remove_file(sandbox.at("disk/a.txt")).unwrap();
    let _ = sandbox.damson(["ingest", "--confirm-missing", "disk"]).ok();
    assert_eq!(missing(&sandbox), 1);
}
