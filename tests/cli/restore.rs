//! Undo of what was written into files: every byte comes back, or nothing is changed at all.
use super::maker::Iim;
use super::sample::{picture, plain, titled};
use super::sandbox::Sandbox;
use serde_json::json;
use std::fs;

/// Two JPEGs with a headline stated.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline=Stated"]).ok();
    sandbox
}

/// All that could have changed: every file, and what the catalogue says of every asset, its files and its conflicts.
fn world(sandbox: &Sandbox) -> (Vec<(String, Vec<u8>)>, String) {
    let files = sandbox.tree("lib").into_iter().map(|name| (name.clone(), sandbox.read(format!("lib/{name}"))));
    (files.collect(), sandbox.damson(["search", "--sort", "path", "--format", "ndjson"]).ok().text())
}

fn operations(sandbox: &Sandbox) -> usize {
    sandbox.damson(["log", "--format", "ndjson"]).ok().records().len()
}

#[test]
fn a_write_is_undone_done_again_and_undone_again() {
    for way in [vec!["--all"], vec!["--embed", "--all"]] {
        let sandbox = desk();
        let before = world(&sandbox);
        let _ = sandbox.damson(["write"].iter().chain(&way)).ok();
        let written = world(&sandbox);
        assert_ne!(before.0, written.0);
        for (operation, files) in [("3", &before), ("4", &written), ("5", &before)] {
            let run = sandbox.damson(["undo", operation, "--format", "ndjson"]).ok();
            assert_eq!(run.summary()["problems"], 0);
            assert!(world(&sandbox).0 == files.0, "{way:?} {operation}");
            assert!(sandbox.ingest("lib").iter().all(|tale| tale.ends_with("unchanged")), "{way:?} {operation}");
        }
        for words in [vec!["verify"], vec!["log", "--check"], vec!["status", "--check"]] {
            let _ = sandbox.damson(words).ok();
        }
        // The times of the files are told anew, all else is as it was.
        let headlines = sandbox.damson(["search", "--sort", "path", "--template", "{headline} {title} {version}"]).ok();
        assert_eq!(headlines.lines(), ["Stated Of the file 1", "Stated  1"]);
    }
}

#[test]
fn undo_says_which_files_it_put_back_and_which_it_took_away() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "./lib/a.jpg"]).ok();
    let preview = sandbox.damson(["undo", "-n", "--format", "ndjson"]).ok();
    assert!(sandbox.at("lib/a.xmp").exists());
    let run = sandbox.damson(["undo", "--format", "ndjson"]).ok();
    assert_eq!(run.tales(), preview.tales());
    assert!(run.tales().contains(&"lib/a.xmp undone".to_owned()), "{run}");
    assert!(!sandbox.at("lib/a.xmp").exists());
}

#[test]
fn undo_of_a_change_that_was_written_takes_both_back() {
    for way in [vec!["--write"], vec!["--embed"]] {
        let sandbox = desk();
        let before = world(&sandbox);
        let _ = sandbox.damson(["tag"].iter().chain(&way).chain(&["--all", "city=Oslo", "+ferry"])).ok();
        assert_eq!(sandbox.found(&["city:Oslo"]).len(), 2);
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(world(&sandbox).0, before.0);
        assert!(sandbox.found(&["city:Oslo"]).is_empty());
        assert_eq!(sandbox.found(&["headline=Stated"]).len(), 2);
    }
}

#[test]
fn undo_is_refused_and_changes_nothing_where_one_of_the_files_was_changed_since() {
    for (way, changed) in [(vec!["--write"], "lib/b.xmp"), (vec!["--embed"], "lib/b.jpg")] {
        let sandbox = desk();
        let _ = sandbox.damson(["tag"].iter().chain(&way).chain(&["--all", "city=Oslo"])).ok();
        let edited = [sandbox.read(changed), b"\n".to_vec()].concat();
        sandbox.put(changed, &edited);
        let (before, count) = (world(&sandbox), operations(&sandbox));
        for words in [vec!["undo", "-n"], vec!["undo"]] {
            let run = sandbox.damson(words).fails_with(7);
            let _ = run.stdout_is("").stderr_has(changed).stderr_has("changed since");
        }
        assert_eq!((world(&sandbox), operations(&sandbox)), (before, count));
        let _ = sandbox.damson(["log", "--check"]).ok();
        assert!(sandbox.tree("lib").iter().all(|name| !name.contains(".part")));
    }
}

#[test]
fn undo_is_refused_where_a_file_that_was_written_is_gone() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    sandbox.remove("lib/b.jpg");
    let before = world(&sandbox);
    let _ = sandbox.damson(["undo"]).fails_with(7);
    assert_eq!(world(&sandbox), before);
}

#[test]
fn undo_is_refused_where_the_earlier_bytes_are_lost_or_are_not_what_they_were() {
    for damage in [fs::remove_file as fn(std::path::PathBuf) -> std::io::Result<()>, |path| fs::write(path, "else")] {
        let sandbox = desk();
        let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
        let kept = kept(&sandbox);
        assert_eq!(kept.len(), 2, "the bytes before of two files");
        damage(sandbox.at("catalog.db.store").join(&kept[1])).unwrap();
        let before = world(&sandbox);
        let run = sandbox.damson(["undo"]).fails_with(7);
        let _ = run.stderr_has("earlier bytes").stderr_has("nothing was changed");
        assert_eq!(world(&sandbox), before);
    }
}

#[test]
fn a_later_write_is_undone_before_an_earlier_one() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "--embed", "--all"]).ok();
    let first = world(&sandbox).0;
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Newer"]).ok();
    let second = world(&sandbox);
    let _ = sandbox.damson(["undo", "3"]).fails_with(7);
    assert_eq!(world(&sandbox), second);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(world(&sandbox).0, first);
    let _ = sandbox.damson(["undo", "3"]).ok();
    assert_eq!(sandbox.read("lib/b.jpg"), plain(2));
}

#[test]
fn undo_of_a_second_write_of_a_sidecar_gives_the_first_back() {
    let sandbox = desk();
    let _ = sandbox.damson(["write", "--all"]).ok();
    let first = sandbox.read("lib/a.xmp");
    let _ = sandbox.damson(["tag", "--write", "--all", "headline=Newer"]).ok();
    assert_ne!(sandbox.read("lib/a.xmp"), first);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.read("lib/a.xmp"), first);
    assert_eq!(sandbox.shown("lib/a.jpg")["headline"], "Stated");
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.tree("lib"), ["a.jpg", "b.jpg"]);
}

#[test]
fn what_a_program_of_another_kind_wrote_over_is_refused_with_everything_beside_it() {
    // Three assets in one operation, of which the last cannot be put back: the first two are not either.
    let sandbox = Sandbox::new();
    for number in 1..=3 {
        sandbox.put(format!("lib/{number}.jpg"), picture(number).iim(Iim::new().headline("Old")).jpeg());
    }
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=New"]).ok();
    fs::remove_file(sandbox.at("lib/3.jpg")).unwrap();
    fs::create_dir(sandbox.at("lib/3.jpg")).unwrap();
    let before = world(&sandbox);
    let _ = sandbox.damson(["undo"]).fails_with(7).stderr_has("lib/3.jpg");
    assert_eq!(world(&sandbox), before);
    assert_eq!(sandbox.shown("lib/1.jpg")["headline"], json!("New"));
}

#[test]
fn what_is_kept_beside_the_catalogue_is_nobody_s_picture() {
    let sandbox = Sandbox::new();
    sandbox.put("a.jpg", titled(1, "Of the file"));
    let _ = sandbox.damson(["ingest", "-q", "."]).ok();
    let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Stated"]).ok();
    assert_eq!(kept(&sandbox).len(), 1);
    let _ = sandbox.damson(["ingest", "-q", "."]).ok();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1\n");
    assert_eq!(sandbox.shown("a.jpg")["copies"], 1);
}

/// The contents that the store keeps; beside them lies the file whose locks tell who is at work.
fn kept(sandbox: &Sandbox) -> Vec<String> {
    sandbox.tree("catalog.db.store").into_iter().filter(|name| name != "lock").collect()
}
