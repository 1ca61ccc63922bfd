//! Write: what counts reaches sidecars that other programs read, nothing else in them changes, and what cannot be written
//! is told and left for later.
use super::maker::Iim;
use super::sample::{dng, picture, plain, sidecar, titled, xmp_title};
use super::sandbox::{Sandbox, path_of, program, skipped};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

/// One JPEG with a title, taken in; its headline is stated.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Stated"]).ok();
    sandbox
}

fn write(sandbox: &Sandbox, words: &[&str]) -> Vec<String> {
    sandbox.damson(["write", "--format", "ndjson"].iter().chain(words)).ok().tales()
}

fn text(sandbox: &Sandbox, path: &str) -> String {
    String::from_utf8(sandbox.read(path)).expect("a sidecar is text")
}

fn mode(sandbox: &Sandbox, path: &str, mode: u32) {
    fs::set_permissions(sandbox.at(path), fs::Permissions::from_mode(mode)).expect("permissions can be set");
}

fn pending(sandbox: &Sandbox) -> Value {
    sandbox.damson(["status", "--json"]).ok().json()[0]["pending"].clone()
}

#[test]
fn a_sidecar_is_made_in_the_spelling_that_is_asked_for() {
    for (spelling, name) in [("", "a.xmp"), ("sidecar = \"a.xmp\"", "a.xmp"), ("sidecar = \"a.jpg.xmp\"", "a.jpg.xmp")]
    {
        let sandbox = desk();
        let config = sandbox.put("config.toml", spelling);
        let run = sandbox.damson(["write", "--format", "ndjson", "--all"]).variable("DAMSON_CONFIG", config).ok();
        assert_eq!(run.tales(), [format!("lib/{name} changed (sidecar)")]);
        assert_eq!(sandbox.tree("lib").len(), 2);
        let said = sandbox.damson(["read", "--format", "ndjson", "lib"]).ok().records();
        assert_eq!((&said[0]["headline"], &said[0]["title"]), (&json!("Stated"), &json!("Of the file")));
        let files = sandbox.shown("lib/a.jpg")["files"].clone();
        assert_eq!((&files[1]["role"], &files[1]["path"]), (&json!("sidecar"), &json!(sandbox.at("lib").join(name))));
    }
    let sandbox = desk();
    let config = sandbox.put("config.toml", "sidecar = \"sideways\"");
    let run = sandbox.damson(["write", "--all"]).variable("DAMSON_CONFIG", config).fails_with(2);
    let _ = run.stderr_has("neither a.xmp nor a.jpg.xmp");
}

#[test]
fn a_sidecar_that_is_there_keeps_its_name_and_everything_that_is_not_wished() {
    for name in ["a.xmp", "a.jpg.xmp", "A.XMP"] {
        let sandbox = Sandbox::new();
        sandbox.put("lib/a.jpg", plain(1));
        let old =
            xmp_title("Kept").xml("", "<!-- of another program --><xmp:Unheard rdf:parseType=\"Resource\"/>").sidecar();
        let path = format!("lib/{name}");
        sandbox.put(&path, &old);
        let _ = sandbox.ingest("lib");
        let _ = sandbox.damson(["tag", "--all", "headline=New"]).ok();
        assert_eq!(write(&sandbox, &["--all"]), [format!("{path} changed (sidecar)")]);
        assert_eq!(sandbox.tree("lib").len(), 2);
        let new = text(&sandbox, &path);
        let is_lost = |line: &&str| !new.contains(line.trim_end_matches('>'));
        let lost: Vec<&str> = std::str::from_utf8(&old).unwrap().lines().filter(is_lost).collect();
        assert!(lost.is_empty() && new.contains(">New<"), "{lost:?} of {new}");
    }
}

#[test]
fn a_raw_and_its_jpeg_have_a_sidecar_each() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.dng", dng(1));
    sandbox.put("lib/a.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline={filename}"]).ok();
    let mut tales = write(&sandbox, &["--all"]);
    tales.sort();
    assert_eq!(tales, ["lib/a.jpg.xmp changed (sidecar)", "lib/a.xmp changed (sidecar)"]);
    let said = sandbox.damson(["read", "--format", "ndjson", "lib"]).ok().records();
    let said: Vec<_> = said.iter().map(|record| record["headline"].clone()).collect();
    assert_eq!(said, ["a.dng", "a.jpg"]);
    assert!(sandbox.ingest("lib").iter().all(|tale| tale.ends_with("unchanged")));
}

#[test]
fn two_files_of_equal_right_to_a_name_have_sidecars_by_their_whole_names() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/a.png", picture(2).png());
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline={filename}"]).ok();
    let _ = write(&sandbox, &["--all"]);
    assert_eq!(sandbox.tree("lib"), ["a.jpg", "a.jpg.xmp", "a.png", "a.png.xmp"]);
}

#[test]
fn only_fields_that_differ_from_what_the_file_says_are_written() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", picture(1).iim(Iim::new().headline("Said").place("Oslo", "Norway", "NOR")).jpeg());
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "city=Bergen", "rating=3", "headline=Other"]).ok();
    let _ = sandbox.damson(["tag", "--all", "city=Oslo"]).ok();
    let run = sandbox.damson(["write", "--format", "ndjson", "--all"]).ok();
    let fields = json!([
        {"field": "headline", "before": "Said", "after": "Other"},
        {"field": "rating", "after": 3},
    ]);
    let mut told = run.records()[0]["fields"].clone();
    told.as_array_mut().unwrap().sort_by_key(|change| change["field"].to_string());
    assert_eq!(told, fields);
    let written = text(&sandbox, "lib/a.xmp");
    assert!(!written.contains("City") && !written.contains("Norway"), "{written}");
}

#[test]
fn what_is_written_is_not_written_again_and_ingest_finds_it_unchanged() {
    let sandbox = desk();
    assert_eq!(write(&sandbox, &["--all"]), ["lib/a.xmp changed (sidecar)"]);
    let (bytes, inode) = (sandbox.read("lib/a.xmp"), fs::metadata(sandbox.at("lib/a.xmp")).unwrap().ino());
    let again = sandbox.damson(["write", "--format", "ndjson", "--all"]).ok();
    assert_eq!((again.tales(), again.summary().get("operation")), (vec!["lib/a.jpg unchanged".to_owned()], None));
    assert_eq!((sandbox.read("lib/a.xmp"), fs::metadata(sandbox.at("lib/a.xmp")).unwrap().ino()), (bytes, inode));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/a.xmp unchanged"]);
    let _ = sandbox.damson(["verify"]).ok();
    let _ = sandbox.damson(["status", "--check"]).ok();
    let _ = sandbox.damson(["log", "--check"]).ok();
}

#[test]
fn an_asset_of_which_nothing_is_stated_is_unchanged() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    for words in [vec!["--all"], vec!["--embed", "--all"]] {
        assert_eq!(write(&sandbox, &words), ["lib/a.jpg unchanged"]);
    }
    assert_eq!(sandbox.tree("lib"), ["a.jpg"]);
}

#[test]
fn a_dry_run_says_what_would_be_written_and_writes_nothing() {
    let sandbox = desk();
    for (words, tale) in
        [(vec!["--all"], "lib/a.xmp changed (sidecar)"), (vec!["--embed", "--all"], "lib/a.jpg changed (metadata)")]
    {
        let bytes = sandbox.read("lib/a.jpg");
        let run = sandbox.damson(["write", "-n", "--format", "ndjson"].iter().chain(&words)).ok();
        assert_eq!((run.tales(), &run.summary()["dry_run"]), (vec![tale.to_owned()], &json!(true)));
        assert_eq!((sandbox.tree("lib"), sandbox.read("lib/a.jpg")), (vec!["a.jpg".to_owned()], bytes));
        assert!(!sandbox.at("catalog.db.store").exists());
    }
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 2);
}

#[test]
fn a_sidecar_that_the_catalogue_does_not_know_is_not_overwritten() {
    for name in ["a.xmp", "a.jpg.xmp"] {
        let sandbox = desk();
        let path = format!("lib/{name}");
        let foreign = sidecar("Of another program");
        sandbox.put(&path, &foreign);
        let run = sandbox.damson(["write", "--format", "ndjson", "--all"]).fails_with(3);
        assert_eq!(run.tales(), ["lib/a.jpg failed (refused)"]);
        let _ = run.stderr_has(name).stderr_has("not known").stderr_has("damson ingest");
        assert_eq!((sandbox.tree("lib").len(), sandbox.read(&path)), (2, foreign));
        let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
        assert_eq!(write(&sandbox, &["--all"]), [format!("{path} changed (sidecar)")]);
        assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Of another program");
    }
}

#[test]
fn a_file_that_another_program_changed_meanwhile_is_refused_and_sync_takes_it_in() {
    let sandbox = desk();
    let edited = titled(1, "Edited");
    sandbox.put("lib/a.jpg", &edited);
    let run = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.jpg failed (refused)"]);
    let _ = run.stderr_has("damson sync");
    assert_eq!((sandbox.read("lib/a.jpg"), pending(&sandbox)), (edited, json!(0)));
    let _ = sandbox.damson(["sync", "--all"]).ok();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();

    let sandbox = desk();
    let _ = sandbox.damson(["write", "--all"]).ok();
    let edited = text(&sandbox, "lib/a.xmp").replace("Stated", "Edited");
    sandbox.put("lib/a.xmp", &edited);
    let _ = sandbox.damson(["tag", "--all", "city=Oslo"]).ok();
    let run = sandbox.damson(["write", "--all"]).fails_with(3);
    let _ = run.stderr_has("damson sync");
    assert_eq!(text(&sandbox, "lib/a.xmp"), edited);
}

#[test]
fn a_read_only_file_is_left_for_later_and_done_when_it_may_be_written() {
    let sandbox = desk();
    let before = sandbox.read("lib/a.jpg");
    mode(&sandbox, "lib/a.jpg", 0o444);
    let run = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.jpg failed (unwritable)"]);
    let _ = run.stderr_has("read-only");
    assert_eq!((pending(&sandbox), sandbox.read("lib/a.jpg")), (json!(1), before));
    let _ = sandbox.damson(["write", "--pending"]).fails_with(3);
    assert_eq!(pending(&sandbox), json!(1));
    mode(&sandbox, "lib/a.jpg", 0o640);
    let run = sandbox.damson(["write", "--pending", "--format", "ndjson"]).ok();
    assert_eq!((run.tales(), pending(&sandbox)), (vec!["lib/a.jpg changed (metadata)".to_owned()], json!(0)));
    assert_eq!(sandbox.damson(["read", "--format", "ndjson", "lib/a.jpg"]).ok().records()[0]["headline"], "Stated");
    let _ = sandbox.damson(["write", "--pending"]).ok();
    let _ = sandbox.damson(["log", "--check"]).ok();
}

#[test]
fn a_read_only_folder_is_left_for_later_too() {
    let Some(setpriv) = program("setpriv") else { return skipped("there is no setpriv") };
    let sandbox = desk();
    let nobody = [setpriv.as_os_str(), "--reuid=65534".as_ref(), "--regid=65534".as_ref(), "--clear-groups".as_ref()];
    let of_nobody = |path: &str| std::os::unix::fs::chown(sandbox.at(path), Some(65534), Some(65534));
    if ["", "catalog.db", "lib", "lib/a.jpg"].into_iter().map(of_nobody).any(|ended| ended.is_err()) {
        return skipped("this user may not give files away");
    }
    mode(&sandbox, "lib", 0o555);
    let run = sandbox.damson(["write", "--format", "ndjson", "--all"]).through(nobody).ends();
    if run.told().starts_with("setpriv") {
        return skipped("setpriv may not change users here");
    }
    assert_eq!((run.status.code(), run.tales()), (Some(3), vec!["lib/a.jpg failed (unwritable)".to_owned()]), "{run}");
    assert_eq!((sandbox.tree("lib"), pending(&sandbox)), (vec!["a.jpg".to_owned()], json!(1)));
    mode(&sandbox, "lib", 0o755);
    let _ = sandbox.damson(["write", "--pending"]).through(nobody).ok();
    assert_eq!((sandbox.tree("lib").len(), pending(&sandbox)), (2, json!(0)));
}

#[test]
fn permissions_stay_and_so_does_the_time_of_an_original() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    mode(&sandbox, "lib/a.jpg", 0o640);
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Stated"]).ok();
    let before = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    let after = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!((after.mode() & 0o7777, after.modified().unwrap()), (0o640, before.modified().unwrap()));
    assert_ne!(after.ino(), before.ino());
    let _ = sandbox.damson(["undo"]).ok();
    let undone = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!((undone.mode() & 0o7777, undone.modified().unwrap()), (0o640, before.modified().unwrap()));

    let _ = sandbox.damson(["write", "--all"]).ok();
    mode(&sandbox, "lib/a.xmp", 0o600);
    let made = fs::metadata(sandbox.at("lib/a.xmp")).unwrap();
    let _ = sandbox.damson(["tag", "--write", "--all", "headline=Newer"]).ok();
    let edited = fs::metadata(sandbox.at("lib/a.xmp")).unwrap();
    assert_eq!(edited.mode() & 0o7777, 0o600);
    assert!(edited.modified().unwrap() > made.modified().unwrap());
}

#[test]
fn a_file_of_the_same_length_is_younger_all_the_same() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    let before = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Others"]).ok();
    let after = fs::metadata(sandbox.at("lib/a.jpg")).unwrap();
    assert_eq!(after.len(), before.len());
    let later = after.modified().unwrap().duration_since(before.modified().unwrap()).unwrap();
    assert_eq!(later.as_nanos(), 1);
}

#[test]
fn user_attributes_go_over_to_the_new_file_and_back() {
    let sandbox = desk();
    let path = sandbox.at("lib/a.jpg");
    let (name, value) = ("user.damson.test", b"label".as_slice());
    let file = || fs::File::open(&path).unwrap();
    if rustix::fs::fsetxattr(file(), name, value, rustix::fs::XattrFlags::empty()).is_err() {
        return skipped("this file system has no user attributes");
    }
    let has_it = || {
        let mut found = [0; 16];
        let length = rustix::fs::fgetxattr(file(), name, &mut found).unwrap_or_default();
        found[..length] == *value
    };
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    assert!(has_it());
    let _ = sandbox.damson(["undo"]).ok();
    assert!(has_it());
}

#[test]
fn another_name_of_the_same_file_keeps_its_bytes() {
    let sandbox = desk();
    let before = sandbox.read("lib/a.jpg");
    fs::hard_link(sandbox.at("lib/a.jpg"), sandbox.at("other.jpg")).unwrap();
    assert_eq!(write(&sandbox, &["--embed", "--all"]), ["lib/a.jpg changed (metadata)"]);
    assert_ne!(sandbox.read("lib/a.jpg"), before);
    assert_eq!(sandbox.read("other.jpg"), before);
    // The store has a copy of its own: whoever writes into the other name does not write into it.
    fs::write(sandbox.at("other.jpg"), "written in place").unwrap();
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.read("lib/a.jpg"), before);
    assert_eq!(sandbox.read("other.jpg"), b"written in place");
}

#[test]
fn a_symbolic_link_in_the_way_to_a_file_is_followed_and_one_in_its_place_is_not() {
    let sandbox = Sandbox::new();
    sandbox.put("disk/lib/a.jpg", titled(1, "Of the file"));
    symlink(sandbox.at("disk"), sandbox.at("mount")).unwrap();
    let _ = sandbox.ingest("mount/lib");
    let _ = sandbox.damson(["tag", "--write", "--all", "headline=Stated"]).ok();
    assert_eq!(sandbox.tree("disk"), ["lib/a.jpg", "lib/a.xmp"]);
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newer"]).ok();
    let said = sandbox.damson(["read", "--format", "ndjson", "mount/lib/a.jpg"]).ok().records();
    assert_eq!(said[0]["headline"], "Newer");
    // What was a file and is a link now is not what was taken in.
    fs::rename(sandbox.at("disk/lib/a.jpg"), sandbox.at("elsewhere.jpg")).unwrap();
    symlink(sandbox.at("elsewhere.jpg"), sandbox.at("disk/lib/a.jpg")).unwrap();
    let elsewhere = sandbox.read("elsewhere.jpg");
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newest"]).fails_with(3);
    assert_eq!(sandbox.read("elsewhere.jpg"), elsewhere);
    assert!(fs::symlink_metadata(sandbox.at("disk/lib/a.jpg")).unwrap().is_symlink());
}

#[test]
fn names_that_are_no_text_and_names_of_several_lines_are_written_like_all_others() {
    for name in [b"caf\xe9.jpg".as_slice(), b"two\nlines.jpg", b"-dash and space .jpg", b"xmp.jpg"] {
        let sandbox = Sandbox::new();
        let path = sandbox.at("lib").join(path_of(name));
        sandbox.put(&path, plain(1));
        let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
        let _ = sandbox.damson(["tag", "--write", "--all", "headline=Stated"]).ok();
        let beside = [&name[..name.len() - 4], b".xmp"].concat();
        let made = sandbox.at("lib").join(path_of(&beside));
        assert!(made.exists(), "{}", made.display());
        let before = sandbox.read(&path);
        let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newer"]).ok();
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(sandbox.read(&path), before);
    }
}

#[test]
fn what_cannot_be_taken_back_by_a_sidecar_is_told() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["tag", "--write", "--all", "title!"]).fails_with(3);
    let _ = run.stderr_has("--embed can");
    assert_eq!(sandbox.tree("lib"), ["a.jpg"]);
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    assert_eq!(sandbox.damson(["read", "--format", "ndjson", "lib/a.jpg"]).ok().records()[0].get("title"), None);
}

#[test]
fn a_change_and_its_writing_are_one_operation() {
    let sandbox = desk();
    let run = sandbox.damson(["tag", "--write", "--format", "ndjson", "--all", "city=Oslo"]).ok();
    assert_eq!(run.tales(), ["lib/a.jpg changed", "lib/a.xmp changed (sidecar)"]);
    assert_eq!(run.summary()["operation"], 3);
    let log = sandbox.damson(["log", "--format", "ndjson"]).ok().records();
    assert_eq!((log.len(), &log[0]["verb"]), (3, &json!("tag")));
}

#[test]
fn an_asset_that_is_nowhere_is_left_for_later() {
    let sandbox = desk();
    let bytes = sandbox.read("lib/a.jpg");
    sandbox.remove("lib/a.jpg");
    let run = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).fails_with(3);
    assert_eq!((run.tales(), pending(&sandbox)), (vec!["lib/a.jpg failed (vanished)".to_owned()], json!(1)));
    sandbox.put("lib/a.jpg", bytes);
    let _ = sandbox.damson(["write", "--pending"]).ok();
    assert_eq!(pending(&sandbox), json!(0));
}

#[test]
fn every_copy_of_an_asset_is_written() {
    let sandbox = desk();
    sandbox.copy("lib/a.jpg", "copies/b.jpg");
    let _ = sandbox.ingest("copies");
    let mut tales = write(&sandbox, &["--embed", "--all"]);
    tales.sort();
    assert_eq!(tales, ["copies/b.jpg changed (metadata)", "lib/a.jpg changed (metadata)"]);
    assert_eq!(sandbox.read("lib/a.jpg"), sandbox.read("copies/b.jpg"));
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1\n");
    let _ = sandbox.damson(["verify"]).ok();
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged"]);
}

#[test]
fn a_sidecar_that_was_lost_is_made_anew_with_all_that_it_said() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/a.xmp", sidecar("Of another program"));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--write", "--all", "city=Oslo"]).ok();
    sandbox.remove("lib/a.xmp");
    let run = sandbox.damson(["tag", "--write", "--format", "ndjson", "--all", "headline=Stated"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.jpg changed", "lib/a.jpg failed (vanished)"]);
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let before = sandbox.shown("lib/a.jpg");
    let run = sandbox.damson(["write", "--pending", "--format", "ndjson"]).ok();
    assert_eq!((run.tales(), pending(&sandbox)), (vec!["lib/a.xmp changed (sidecar)".to_owned()], json!(0)));
    let written = text(&sandbox, "lib/a.xmp");
    for value in ["Of another program", "Oslo", "Stated"] {
        assert!(written.contains(value), "{value}: {written}");
    }
    let after = sandbox.shown("lib/a.jpg");
    assert_eq!(
        (&after["title"], &after["city"], &after["headline"]),
        (&before["title"], &before["city"], &before["headline"])
    );
    assert!(sandbox.ingest("lib").iter().all(|tale| tale.ends_with("unchanged")));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!((sandbox.tree("lib"), sandbox.shown("lib/a.jpg")), (vec!["a.jpg".to_owned()], before));
}

#[test]
fn a_name_that_a_lost_sidecar_of_another_asset_had_is_free() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.dng", dng(1));
    sandbox.put("lib/a.xmp", sidecar("Of the raw"));
    let _ = sandbox.ingest("lib");
    sandbox.rename("lib/a.dng", "away/b.dng");
    sandbox.remove("lib/a.xmp");
    sandbox.put("lib/a.jpg", plain(2));
    let _ = sandbox.damson(["ingest", "-q", "away", "lib/a.jpg"]).ok();
    let _ = sandbox.damson(["tag", "--write", "./lib/a.jpg", "headline=Stated"]).ok();
    assert_eq!(sandbox.tree("lib"), ["a.jpg", "a.xmp"]);
    assert_eq!(sandbox.shown("lib/a.xmp")["headline"], "Stated");
    let _ = sandbox.damson(["status", "--check"]).ok();
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.tree("lib"), ["a.jpg"]);
    let _ = sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn a_sidecar_that_speaks_for_no_file_is_left_as_it_is() {
    let sandbox = Sandbox::new();
    let lonely = sidecar("Lonely");
    sandbox.put("lib/lonely.xmp", &lonely);
    let _ = sandbox.ingest("lib");
    for way in [vec!["--write"], vec!["--embed"]] {
        let run = sandbox.damson(["tag"].iter().chain(&way).chain(&["--all", "headline={title} {size}"])).fails_with(3);
        let _ = run.stderr_has("speaks for no file");
        assert_eq!(
            (sandbox.tree("lib"), sandbox.read("lib/lonely.xmp")),
            (vec!["lonely.xmp".to_owned()], lonely.clone())
        );
    }
}
