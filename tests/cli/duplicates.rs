//! Which files are the same, and which of them is kept: `damson duplicates`, as it tells it.
use super::sample::{plain, sidecar, titled};
use super::sandbox::{Output, Sandbox};
use serde_json::Value;
use std::fs;

/// Each group as a line: its kind, then its files; `*` before those that are kept.
fn groups(run: &Output) -> Vec<String> {
    let root = format!("{}/", run.root());
    let member = |member: &Value| {
        let mark = if member["keeper"] == true { "*" } else { "" };
        let linked = if member["linked"] == true { "=" } else { "" };
        format!("{mark}{linked}{}", member["path"].as_str().unwrap().replace(&root, ""))
    };
    let group = |group: Value| {
        let members: Vec<String> = group["members"].as_array().unwrap().iter().map(member).collect();
        format!("{} {}", group["kind"].as_str().unwrap(), members.join(" "))
    };
    run.records().into_iter().map(group).collect()
}

fn told(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    groups(&sandbox.damson(["duplicates", "--format", "ndjson"].iter().chain(words)).ok())
}

/// Two pictures held twice, one held once, one with two titles, and two empty files.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/in/empty", b"");
    sandbox.put("lib/masters/1.jpg", plain(1));
    sandbox.put("lib/in/1.jpg", plain(1));
    sandbox.put("lib/in/2.jpg", plain(2));
    sandbox.put("lib/masters/second.jpg", plain(2));
    sandbox.put("lib/in/3.jpg", plain(3));
    sandbox.put("lib/masters/4.jpg", titled(4, "The harbour"));
    sandbox.put("lib/in/4.jpg", plain(4));
    sandbox.put("lib/masters/empty", b"");
    let _ = sandbox.ingest("lib");
    sandbox
}

#[test]
fn the_same_bytes_are_a_group_and_the_oldest_is_kept() {
    let sandbox = desk();
    let expected = [
        "exact *lib/masters/1.jpg lib/in/1.jpg",
        "exact *lib/in/2.jpg lib/masters/second.jpg",
        "exact *lib/in/empty lib/masters/empty",
    ];
    assert_eq!(told(&sandbox, &[]), expected);
    let run = sandbox.damson(["duplicates"]).ok();
    run.stdout_has("keep").stdout_has("(0 bytes, newer)");
    run.stderr_has("3 groups of 6 files: 3 may go").stderr_has("--check looks at the disk");
    assert_eq!(told(&sandbox, &["--limit", "1"]), expected[..1]);
    assert_eq!(told(&sandbox, &["--keep", "newest", "--limit", "1"]), ["exact *lib/in/1.jpg lib/masters/1.jpg"]);
    assert_eq!(told(&sandbox, &["--keep", "folder:masters"])[1], "exact *lib/masters/second.jpg lib/in/2.jpg");
    let _ = sandbox.damson(["duplicates", "--keep", "prettiest"]).fails_with(2).stderr_has("folder:NAME");
}

#[test]
fn the_same_picture_with_other_words_keeps_what_is_best_described() {
    let sandbox = desk();
    assert_eq!(told(&sandbox, &["--essence"]), ["essence *lib/masters/4.jpg lib/in/4.jpg"]);
    let run = sandbox.damson(["duplicates", "--essence", "--format", "ndjson"]).ok();
    assert_eq!(run.records()[0]["members"][0]["reason"], "best described: 1 field");
    assert_eq!(run.records()[0]["members"][1]["reason"], "0 fields, not 1");
}

#[test]
fn a_question_narrows_and_one_side_is_held_against_the_other() {
    let sandbox = desk();
    assert_eq!(told(&sandbox, &["filename:second.jpg"]).len(), 1);
    let expected = [
        "exact *lib/masters/1.jpg lib/in/1.jpg",
        "exact *lib/masters/second.jpg lib/in/2.jpg",
        "exact *lib/masters/empty lib/in/empty",
    ];
    assert_eq!(told(&sandbox, &["--against", "lib/masters", "folder:in"]), expected);
    assert_eq!(told(&sandbox, &["--against", "folder:masters", "folder:in"]), expected);
    assert_eq!(told(&sandbox, &["--against", "lib/masters"]), expected);
    assert_eq!(told(&sandbox, &["--against", "lib/masters", "folder:masters"]), [""; 0]);
    assert_eq!(told(&sandbox, &["--essence", "--against", "lib/in"]), ["essence *lib/in/4.jpg lib/masters/4.jpg"]);
    let _ = sandbox.damson(["duplicates", "--against", "no:such:thing"]).fails_with(2);
}

#[test]
fn the_exit_status_says_whether_there_are_any_where_that_is_the_question() {
    let sandbox = desk();
    sandbox.damson(["duplicates", "--quiet"]).ok().stdout_is("").stderr_is("");
    sandbox.damson(["duplicates", "--quiet", "filename:3.jpg"]).fails_with(1).stdout_is("");
    sandbox.damson(["duplicates", "filename:3.jpg"]).ok().stdout_is("").stderr_has("no duplicates");
}

#[test]
fn the_report_agrees_with_the_state() {
    let sandbox = desk();
    let ids = |words: &[&str]| {
        let mut ids = sandbox.damson(words).ok().lines();
        ids.sort();
        ids.dedup();
        ids
    };
    assert_eq!(ids(&["duplicates", "--format", "ids"]), ids(&["search", "is:duplicate", "--format", "ids"]));
    assert_eq!(ids(&["duplicates", "--format", "paths"]).len(), 6);
    sandbox.damson(["duplicates", "--format", "csv"]).ok().stdout_has("kind,members,checked");
    assert_eq!(sandbox.damson(["duplicates", "--json"]).ok().json().as_array().unwrap().len(), 3);
}

#[test]
fn a_hard_link_is_one_file() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    fs::hard_link(sandbox.at("lib/a.jpg"), sandbox.at("lib/b.jpg")).unwrap();
    let _ = sandbox.ingest("lib");
    for words in [&[][..], &["--check"]] {
        assert_eq!(told(&sandbox, words), ["exact *=lib/a.jpg *=lib/b.jpg"]);
    }
    sandbox.damson(["duplicates"]).ok().stdout_has("linked").stderr_has("0 may go");
    assert_eq!(told(&sandbox, &["--under-replicated", "2"]).len(), 1);
}

#[test]
fn what_changed_or_went_since_is_no_copy_once_the_disk_is_looked_at() {
    let sandbox = desk();
    sandbox.remove("lib/in/2.jpg");
    sandbox.put("lib/in/1.jpg", plain(9));
    assert_eq!(told(&sandbox, &["is:image"]).len(), 2);
    assert_eq!(told(&sandbox, &["--check", "is:image"]), [""; 0]);
    let run = sandbox.damson(["duplicates", "--check", "--format", "ndjson"]).ok();
    assert_eq!(run.records()[0]["checked"], true);
}

#[test]
fn too_few_copies_are_those_that_are_not_there_now() {
    let sandbox = desk();
    let scarce = |words: &[&str]| told(&sandbox, &[&["--under-replicated", "2", "is:image"], words].concat());
    let once = ["exact *lib/in/3.jpg", "exact *lib/masters/4.jpg", "exact *lib/in/4.jpg"];
    assert_eq!(scarce(&[]).len(), 3, "{:?}", scarce(&[]));
    assert!(once.iter().all(|group| scarce(&[]).contains(&(*group).to_owned())));
    sandbox.remove("lib/in/2.jpg");
    assert_eq!(scarce(&[]).len(), 4);
    assert_eq!(scarce(&["--across"]).len(), 5);
    sandbox.damson(["duplicates", "--under-replicated", "2", "--limit", "1"]).ok().stderr_has("1 asset with fewer");
    let _ = sandbox.damson(["duplicates", "--under-replicated", "0"]).fails_with(2);
}

#[test]
fn a_file_with_a_sidecar_is_kept_before_an_older_one() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/sub/b.jpg", plain(1));
    sandbox.put("lib/sub/b.xmp", sidecar("The harbour"));
    let _ = sandbox.ingest("lib");
    assert_eq!(told(&sandbox, &[]), ["exact *lib/sub/b.jpg lib/a.jpg"]);
}

#[test]
fn volumes_are_told_apart() {
    let sandbox = desk();
    assert_eq!(told(&sandbox, &["--across"]), [""; 0]);
    assert_eq!(told(&sandbox, &["--within"]).len(), 3);
}

#[test]
fn a_contact_sheet_needs_nothing_but_itself_and_takes_no_name_for_markup() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/<img src=x onerror=alert(1)>.jpg", plain(1));
    sandbox.put("lib/b.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["duplicates", "--report", "sheet.html"]).ok();
    let page = String::from_utf8(sandbox.read("sheet.html")).unwrap();
    assert!(page.contains("default-src 'none'; img-src data:; style-src 'unsafe-inline'"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.jpg") && !page.contains("<img src=x"), "{page}");
    assert_eq!(page.matches("src=\"data:image/jpeg;base64,").count(), 2);
    assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("<script"));
    let _ = sandbox.damson(["duplicates", "--report", "sheet.html"]).fails_with(2).stderr_has("contact sheet");
    assert_eq!(String::from_utf8(sandbox.read("sheet.html")).unwrap(), page);
}
