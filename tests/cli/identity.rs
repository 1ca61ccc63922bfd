//! What a file is at ingest: every row of the table of identity, and what a second look makes of the first.
use super::sample::{picture, plain, taken, titled, xmp_title};
use super::sandbox::Sandbox;
use serde_json::json;

#[test]
fn an_asset_is_known_by_the_digest_of_its_first_bytes_in_every_catalogue() {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    for sandbox in [&one, &other] {
        sandbox.put("lib/a.jpg", plain(1));
        assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg added"]);
    }
    let (first, second) = (one.shown("lib/a.jpg"), other.shown("lib/a.jpg"));
    assert_eq!(first["id"], second["id"]);
    let digest = first["digest"].as_str().unwrap();
    assert_eq!(digest, format!("blake3:{}", blake3::hash(&plain(1)).to_hex()));
    assert_eq!(first["id"].as_str().unwrap(), &digest["blake3:".len()..][..32]);
}

#[test]
fn an_unchanged_path_size_and_time_is_not_read_again() {
    let sandbox = Sandbox::new();
    let path = sandbox.put("lib/a.jpg", plain(1));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg added"]);
    let before = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut other = plain(1);
    *other.last_mut().unwrap() ^= 1;
    std::fs::write(&path, other).unwrap();
    super::sandbox::set_time(&path, before);
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(again.tales(), ["lib/a.jpg unchanged"]);
    assert_eq!(again.summary()["bytes"], 0);
    assert_eq!(again.summary().get("operation"), None, "nothing changed, so nothing is in the log");
}

#[test]
fn an_unchanged_file_is_not_even_opened() {
    let Some(strace) = super::sandbox::program("strace") else { return super::sandbox::skipped("there is no strace") };
    let sandbox = Sandbox::new();
    sandbox.put("lib/unopened.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let calls = sandbox.at("calls");
    let words = [strace.as_os_str(), "-f".as_ref(), "-e".as_ref(), "trace=open,openat,openat2".as_ref(), "-o".as_ref()];
    let run = sandbox.damson(["ingest", "lib"]).through(words.into_iter().chain([calls.as_os_str()])).ends();
    if !run.status.success() {
        return super::sandbox::skipped("strace may not trace here");
    }
    let calls = String::from_utf8_lossy(&sandbox.read("calls")).into_owned();
    assert!(calls.contains("lib"), "the folder is opened: {calls}");
    assert!(!calls.contains("unopened.jpg"), "{calls}");
}

#[test]
fn a_touched_file_is_read_and_is_the_same() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    sandbox.touch("lib/a.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged (touched)"]);
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged"]);
    assert_eq!(sandbox.shown("lib/a.jpg")["version"], 1);
}

#[test]
fn known_bytes_whose_old_path_is_gone_have_moved() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "title=Kept"]).ok();
    sandbox.rename("lib/a.jpg", "lib/deep/b.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/deep/b.jpg moved (from lib/a.jpg)"]);
    let asset = sandbox.shown("lib/deep/b.jpg");
    assert_eq!((&asset["copies"], &asset["version"], &asset["title"]), (&json!(1), &json!(1), &json!("Kept")));
    assert_eq!(asset["files"].as_array().unwrap().len(), 1);
}

#[test]
fn known_bytes_whose_old_path_is_still_there_are_a_duplicate() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    sandbox.copy("lib/a.jpg", "lib/b.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/b.jpg duplicate"]);
    let asset = sandbox.shown("lib/b.jpg");
    assert_eq!((&asset["copies"], &asset["version"]), (&json!(2), &json!(1)));
    assert_eq!(sandbox.found(&["is:duplicate"]), ["a.jpg"]);
}

#[test]
fn duplicates_within_one_run_are_one_asset() {
    let sandbox = Sandbox::new();
    for name in ["lib/a.jpg", "lib/b.jpg", "lib/c/d.jpg"] {
        sandbox.put(name, plain(1));
    }
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg added", "lib/b.jpg duplicate", "lib/c/d.jpg duplicate"]);
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "1\n");
}

#[test]
fn new_bytes_of_the_same_essence_at_a_held_path_are_a_new_version_of_metadata() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Before"));
    let _ = sandbox.ingest("lib");
    let before = sandbox.shown("lib/a.jpg");
    sandbox.put("lib/a.jpg", titled(1, "After"));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg changed (metadata)"]);
    let after = sandbox.shown("lib/a.jpg");
    assert_eq!((&after["id"], &after["essence_digest"]), (&before["id"], &before["essence_digest"]));
    assert_eq!((&after["version"], &after["title"]), (&json!(2), &json!("After")));
    assert_ne!(after["digest"], before["digest"]);
}

#[test]
fn new_bytes_of_the_same_essence_at_a_new_path_whose_old_one_is_gone_are_a_new_version_of_metadata() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Before"));
    let _ = sandbox.ingest("lib");
    let before = sandbox.shown("lib/a.jpg");
    sandbox.remove("lib/a.jpg");
    sandbox.put("lib/b.jpg", titled(1, "After"));
    assert_eq!(sandbox.ingest("lib"), ["lib/b.jpg changed (metadata, from lib/a.jpg)"]);
    let after = sandbox.shown("lib/b.jpg");
    assert_eq!((&after["id"], &after["version"], &after["title"]), (&before["id"], &json!(2), &json!("After")));
}

#[test]
fn new_bytes_and_a_new_essence_at_a_held_path_are_a_new_version_of_content() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let before = sandbox.shown("lib/a.jpg");
    sandbox.put("lib/a.jpg", plain(2));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg changed (content)"]);
    let after = sandbox.shown("lib/a.jpg");
    assert_eq!((&after["id"], &after["version"]), (&before["id"], &json!(2)));
    assert_ne!(after["essence_digest"], before["essence_digest"]);
}

#[test]
fn a_name_that_a_card_used_again_is_a_new_asset() {
    let document = |number: u64, id: &str| {
        picture(number).xmp(xmp_title("x").text("xmpMM:OriginalDocumentID", &format!("xmp.did:{id}"))).jpeg()
    };
    let rows = [
        ("another second", taken(1, "2024:05:01 10:12:13", ""), taken(2, "2024:05:01 10:12:14", ""), "added"),
        ("another camera", taken(1, "", "123"), taken(2, "", "456"), "added"),
        ("another document", document(1, "one"), document(2, "two"), "added"),
        (
            "one exposure, edited",
            taken(1, "2024:05:01 10:12:13", "123"),
            taken(2, "2024:05:01 10:12:13", "123"),
            "changed (content)",
        ),
        ("nothing to compare", taken(1, "2024:05:01 10:12:13", ""), plain(2), "changed (content)"),
    ];
    for (case, before, after, expected) in rows {
        let sandbox = Sandbox::new();
        sandbox.put("DCIM/IMG_0001.JPG", before);
        let _ = sandbox.ingest("DCIM");
        sandbox.put("DCIM/IMG_0001.JPG", after);
        assert_eq!(sandbox.ingest("DCIM"), [format!("DCIM/IMG_0001.JPG {expected}")], "{case}");
        let assets = if expected == "added" { "2\n" } else { "1\n" };
        assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), assets, "{case}");
    }
}

#[test]
fn the_essence_of_another_file_makes_a_new_asset_that_is_linked_to_it() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "One caption"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/b.jpg", titled(1, "Another caption"));
    let records = sandbox.damson(["ingest", "--format", "ndjson", "lib/b.jpg"]).ok();
    assert_eq!(records.tales(), ["lib/b.jpg added (same essence)"]);
    let (one, other) = (sandbox.shown("lib/a.jpg"), sandbox.shown("lib/b.jpg"));
    assert_ne!(one["id"], other["id"]);
    assert_eq!(records.records()[0]["same_essence"], one["id"]);
    let sheet = sandbox.damson(["show", "lib/b.jpg"]).ok();
    let _ = sheet.stdout_has(&one["id"].as_str().unwrap()[..8]);
}

#[test]
fn the_essence_of_another_file_makes_its_newest_version_where_that_is_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "One caption"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/b.jpg", titled(1, "Another caption"));
    let words = ["ingest", "--format", "ndjson", "--same-essence", "version", "lib/b.jpg"];
    assert_eq!(sandbox.damson(words).ok().tales(), ["lib/b.jpg changed (metadata, same essence)"]);
    let asset = sandbox.shown("lib/b.jpg");
    assert_eq!(
        (&asset["version"], &asset["title"], &asset["id"]),
        (&json!(2), &json!("Another caption"), &sandbox.shown("lib/a.jpg")["id"])
    );
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/b.jpg unchanged"]);
}

#[test]
fn anything_else_is_a_new_asset() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.png", picture(1).png());
    sandbox.put("lib/empty", "");
    sandbox.put("lib/note.txt", "words");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg added", "lib/b.png added", "lib/empty added", "lib/note.txt added"]);
}

#[test]
fn what_an_ingest_no_longer_sees_is_missing_and_not_forgotten() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Gone"));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    sandbox.rename("lib/a.jpg", "elsewhere/a.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/b.jpg unchanged", "lib/a.jpg missing"]);
    assert_eq!(sandbox.found(&["is:missing"]), ["a.jpg"]);
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Gone");
    assert_eq!(sandbox.ingest("lib"), ["lib/b.jpg unchanged", "lib/a.jpg missing"]);

    sandbox.rename("elsewhere/a.jpg", "lib/a.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/b.jpg unchanged"]);
    assert!(sandbox.found(&["is:missing"]).is_empty());
}

#[test]
fn a_folder_that_is_gone_makes_its_files_missing_and_nothing_beyond_what_was_named() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/one/a.jpg", plain(1));
    sandbox.put("lib/two/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    std::fs::remove_dir_all(sandbox.at("lib/one")).unwrap();
    std::fs::remove_dir_all(sandbox.at("lib/two")).unwrap();
    let _ = sandbox.folder("lib/one");
    let confirmed = ["ingest", "--confirm-missing", "--format", "ndjson", "lib/one"];
    assert_eq!(sandbox.damson(confirmed).ok().tales(), ["lib/one/a.jpg missing"]);
    assert_eq!(sandbox.found(&["is:missing"]), ["a.jpg"]);
    assert_eq!(sandbox.ingest("lib"), ["lib/one/a.jpg missing", "lib/two/b.jpg missing"]);
}

#[test]
fn a_missing_file_that_comes_back_elsewhere_has_moved() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    sandbox.rename("lib/a.jpg", "elsewhere/a.jpg");
    let confirmed = ["ingest", "--confirm-missing", "--format", "ndjson", "lib"];
    assert_eq!(sandbox.damson(confirmed).ok().tales(), ["lib/a.jpg missing"]);
    assert_eq!(sandbox.ingest("elsewhere"), ["elsewhere/a.jpg moved (from lib/a.jpg)"]);
    assert!(sandbox.found(&["is:missing"]).is_empty());
}

#[test]
fn a_path_given_back_its_earlier_bytes_is_told_as_changed_and_shows_them() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "First"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/a.jpg", titled(1, "Second"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/a.jpg", titled(1, "First"));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg changed (metadata)"]);
    let asset = sandbox.shown("lib/a.jpg");
    assert_eq!(asset["title"], "First");
    assert_eq!(asset["digest"], format!("blake3:{}", blake3::hash(&titled(1, "First")).to_hex()));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged"]);
}

#[test]
fn two_files_that_change_places_keep_their_assets() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "One"));
    sandbox.put("lib/b.jpg", titled(2, "Two"));
    let _ = sandbox.ingest("lib");
    let (one, two) = (sandbox.shown("lib/a.jpg"), sandbox.shown("lib/b.jpg"));
    sandbox.put("lib/a.jpg", titled(2, "Two"));
    sandbox.put("lib/b.jpg", titled(1, "One"));
    let _ = sandbox.ingest("lib");
    assert_eq!((&sandbox.shown("lib/a.jpg")["id"], &sandbox.shown("lib/b.jpg")["id"]), (&two["id"], &one["id"]));
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "2\n");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/b.jpg unchanged"]);
    for asset in [sandbox.shown("lib/a.jpg"), sandbox.shown("lib/b.jpg")] {
        assert_eq!((&asset["copies"], asset["files"].as_array().map(Vec::len)), (&json!(1), Some(1)), "{asset}");
    }
}

#[test]
fn a_cataloguers_words_outlast_every_change_of_the_file() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Of the desk", "title=Of the desk"]).ok();
    for (name, bytes) in [("lib/a.jpg", titled(1, "New")), ("lib/a.jpg", plain(5))] {
        sandbox.put(name, bytes);
        // Of the title the file and the desk are at odds, which is told.
        let _ = sandbox.damson(["ingest", "lib"]).fails_with(3).stderr_has("title");
        let asset = sandbox.shown("lib/a.jpg");
        assert_eq!((&asset["headline"], &asset["title"]), (&json!("Of the desk"), &json!("Of the desk")));
        assert_eq!(asset["conflicts"], json!(["title"]));
    }
    let _ = sandbox.damson(["show", "--raw", "lib/a.jpg"]).ok().stdout_has("Of the desk");
}
