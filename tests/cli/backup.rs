//! Backup, restore and check: the catalogue copied while others work with it, taken back in, looked through and mended.
use super::sample::plain;
use super::sandbox::{Sandbox, path_of};
use rusqlite::Connection;
use std::fs;

fn held() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 1..=3 {
        sandbox.put(format!("lib/{number}.jpg"), plain(number));
    }
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "city=Oslo"]).ok();
    sandbox
}

fn sql(sandbox: &Sandbox, sql: &str) {
    Connection::open(sandbox.catalogue()).unwrap().execute_batch(sql).unwrap();
}

/// All that the catalogue says of its assets.
fn records(sandbox: &Sandbox) -> String {
    sandbox.damson(["search", "--format", "ndjson"]).ok().text()
}

#[test]
fn a_backup_is_of_one_moment_and_becomes_the_catalogue_again() {
    let sandbox = held();
    let before = records(&sandbox);
    let backup = sandbox.damson(["backup", "--json", "monday.db"]).ok().json();
    assert_eq!((&backup[0]["assets"], &backup[0]["operations"]), (&3.into(), &2.into()));
    let _ = sandbox.damson(["tag", "--all", "city=Bergen"]).ok();
    let _ = sandbox.damson(["restore", "monday.db"]).fails_with(7).stderr_has("--replace");
    let _ = sandbox.damson(["restore", "--replace", "monday.db"]).ok().stderr_has("is kept as");
    assert_eq!(records(&sandbox), before);
    let _ = sandbox.damson(["check"]).ok().stderr_has("nothing is wrong");
    // What was there is kept, and is a catalogue too.
    let kept = sandbox.tree(".").into_iter().find(|path| path.contains(".before-restore-")).expect("it is kept");
    let bergen = ["search", "--count", "city:Bergen", "--catalog", &kept];
    assert_eq!(sandbox.damson(bergen).ok().lines(), ["3"]);
    // The restored catalogue goes on.
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.found(&["city:Oslo"]), Vec::<String>::new());
}

#[test]
fn nothing_is_overwritten_and_rubbish_is_not_taken_in() {
    let sandbox = held();
    let before = records(&sandbox);
    let _ = sandbox.damson(["backup", "monday.db"]).ok();
    let _ = sandbox.damson(["backup", "monday.db"]).fails_with(7).stderr_has("nothing is overwritten");
    sandbox.put("rubbish.db", "rubbish");
    sandbox.put("cut.db", &sandbox.read("monday.db")[..100_000]);
    for (file, status) in [("rubbish.db", 5), ("cut.db", 5), ("absent.db", 5), ("catalog.db", 7)] {
        let _ = sandbox.damson(["restore", "--replace", file]).fails_with(status);
        assert_eq!(records(&sandbox), before, "{file}");
    }
    assert_eq!(sandbox.tree(".").iter().filter(|path| path.contains(".part")).count(), 0);
}

#[test]
fn a_damaged_catalogue_is_put_aside_and_a_missing_one_is_made() {
    let sandbox = held();
    let before = records(&sandbox);
    let _ = sandbox.damson(["backup", "monday.db"]).ok();
    let mut damaged = sandbox.read("catalog.db");
    damaged[4096..].fill(0xA5);
    fs::write(sandbox.catalogue(), &damaged).unwrap();
    let _ = sandbox.damson(["check"]).fails_with(5).stderr_has("damson restore");
    let _ = sandbox.damson(["restore", "--replace", "monday.db"]).ok();
    assert_eq!(records(&sandbox), before);
    let kept = sandbox.tree(".").into_iter().find(|path| path.contains(".damaged-")).expect("it is kept");
    assert_eq!(sandbox.read(kept), damaged);
    // A log of the one that is gone would be taken for the new one's.
    sandbox.remove("catalog.db");
    sandbox.put("catalog.db-wal", "a log that belongs to nothing");
    let _ = sandbox.damson(["restore", "monday.db"]).ok();
    assert_eq!(records(&sandbox), before);
}

#[test]
fn a_backup_in_a_folder_is_named_after_its_moment() {
    let sandbox = held();
    sandbox.folder("backups");
    let _ = sandbox.damson(["backup", "backups"]).ok();
    assert_eq!(sandbox.tree("backups"), ["damson-20240501T100000Z.db"]);
}

#[test]
fn a_backup_of_a_busy_catalogue_is_whole() {
    let sandbox = held();
    let writer = Connection::open(sandbox.catalogue()).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE operation SET note = 'half done'").unwrap();
    let _ = sandbox.damson(["backup", "monday.db"]).ok();
    writer.execute_batch("ROLLBACK").unwrap();
    let _ = sandbox.damson(["check", "--catalog", "monday.db"]).ok();
}

#[test]
fn what_is_derived_is_made_anew_and_what_is_not_is_told() {
    let sandbox = held();
    let before = records(&sandbox);
    sql(&sandbox, "DELETE FROM posting; INSERT INTO clue VALUES (1, 'image', 'none-of-its-own')");
    let _ = sandbox.damson(["check"]).fails_with(5).stdout_has("fault");
    let _ = sandbox.damson(["check", "--repair"]).ok().stderr_has("mended");
    assert_eq!(records(&sandbox), before);
    assert_eq!(sandbox.found(&["city:Oslo"]).len(), 3);
    assert_eq!(sandbox.tree(".").iter().filter(|path| path.contains(".before-repair-")).count(), 1);
    sql(&sandbox, "UPDATE operation SET agent = 'nobody'");
    let _ = sandbox.damson(["check"]).fails_with(5);
    sandbox.remove(sandbox.tree(".").into_iter().find(|path| path.contains(".before-repair-")).unwrap());
    let _ = sandbox.damson(["check", "--repair"]).fails_with(5).stderr_has("damson restore");
}

#[test]
fn a_catalogue_may_have_a_name_that_is_no_text() {
    let sandbox = held();
    let before = records(&sandbox);
    let catalogue = sandbox.at(path_of(b"odd-\xff.db"));
    fs::rename(sandbox.catalogue(), &catalogue).unwrap();
    let odd = |words: &[&str]| sandbox.damson(words).variable("DAMSON_CATALOG", &catalogue);
    let _ = odd(&["backup", "monday.db"]).ok();
    let _ = odd(&["restore", "--replace", "monday.db"]).ok();
    assert_eq!(odd(&["search", "--format", "ndjson"]).ok().text(), before);
    let copies = fs::read_dir(sandbox.root())
        .unwrap()
        .flatten()
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"odd-\xff.db.before-restore-"));
    assert_eq!(copies.count(), 1);
}
