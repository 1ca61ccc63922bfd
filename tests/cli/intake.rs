//! Copying and moving in: where files go, what they are called, what is proven, and when a source may be erased.
use super::sample::{dng, plain, sidecar, taken, titled};
use super::sandbox::{Output, Sandbox};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

/// A card: an exposure in raw and JPEG with its sidecar, a picture without a date, the same picture twice.
fn card() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("card/DCIM/100/A.DNG", dng(1));
    sandbox.put("card/DCIM/100/A.JPG", taken(2, "2024:05:01 10:12:13", "7"));
    sandbox.put("card/DCIM/100/A.xmp", sidecar("Lyon"));
    sandbox.put("card/DCIM/100/B.JPG", taken(3, "2024:05:02 10:12:13", "7"));
    sandbox.put("card/DCIM/101/B.JPG", plain(4));
    sandbox.put("card/DCIM/101/C.JPG", taken(3, "2024:05:02 10:12:13", "7"));
    sandbox
}

fn copy<'a>(sandbox: &Sandbox, words: impl IntoIterator<Item = &'a str>) -> Output {
    sandbox.damson(["ingest", "--format", "ndjson", "card"].into_iter().chain(words)).ends()
}

fn outcomes(output: &Output) -> Vec<Value> {
    output.records().into_iter().filter(|record| record["schema"] == "damson/outcome/1").collect()
}

fn may_be_erased(output: &Output) -> bool {
    output.summary()["source_may_be_erased"].as_bool().unwrap()
}

/// What may not be there after any run.
fn nothing_waits(sandbox: &Sandbox, folder: &str) {
    assert!(!sandbox.at(folder).join(".damson-arrivals").exists());
    assert!(!sandbox.tree(folder).iter().any(|name| name.ends_with(".part")));
}

#[test]
fn a_card_is_copied_named_held_and_may_then_be_erased() {
    let sandbox = card();
    let before = sandbox.tree("card");
    let ended = copy(&sandbox, ["--into", "lib", "--also", "bak"]);
    assert_eq!(ended.status.code(), Some(0), "{}", ended.told());
    assert!(may_be_erased(&ended));
    let wanted = ["A.DNG", "A.JPG", "A.xmp", "B-2.JPG", "B.JPG"];
    assert_eq!(
        (sandbox.tree("lib"), sandbox.tree("bak")),
        (wanted.map(str::to_owned).to_vec(), wanted.map(str::to_owned).to_vec())
    );
    assert_eq!(sandbox.tree("card"), before);
    assert_eq!(sandbox.read("lib/B-2.JPG"), sandbox.read("card/DCIM/101/B.JPG"));
    let told = outcomes(&ended);
    assert_eq!(told.len(), 6);
    assert!(told.iter().all(|outcome| outcome["proven"] == true), "{told:?}");
    let twin = told.iter().find(|outcome| outcome["from"] == json!(sandbox.at("card/DCIM/101/C.JPG"))).unwrap();
    assert_eq!((&twin["outcome"], &twin["path"]), (&json!("duplicate"), &json!(sandbox.at("lib/B.JPG"))));
    // The catalogue holds the copies and not the card; the raw file and its JPEG are one exposure.
    assert_eq!(sandbox.found(&["is:raw"]).len(), 1);
    assert!(sandbox.found(&[&format!("{}/", sandbox.at("card").display())]).is_empty());
    let raw = sandbox.shown("lib/A.DNG");
    assert_eq!((&raw["title"], raw["files"].as_array().unwrap().len()), (&json!("Lyon"), 4));
    let history = sandbox.damson(["show", "--history", "lib/A.DNG"]).ok();
    let _ = history.stdout_has("card/DCIM/100/A.DNG").stdout_has("accession  copied");
    // In place, nothing of it is new.
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib", "bak"]).ok();
    assert_eq!(again.summary()["counts"], json!({"unchanged": 10}));
    nothing_waits(&sandbox, "lib");
}

#[test]
fn a_dry_run_tells_what_the_real_run_tells_and_writes_nothing() {
    let sandbox = card();
    sandbox.put("card/DCIM/101/D.JPG", titled(9, "one"));
    sandbox.put("card/DCIM/102/D.JPG", titled(9, "two"));
    let words = [
        "--into",
        "lib",
        "--also",
        "bak",
        "--name",
        "{date_created:%Y|\"undated\"}/{source_folder}/{counter:03}_{filename}",
    ];
    let preview = copy(&sandbox, words.into_iter().chain(["--dry-run"]));
    assert_eq!(preview.status.code(), Some(0));
    assert!(!sandbox.at("lib").exists() && !sandbox.catalogue().exists() && !may_be_erased(&preview));
    let real = copy(&sandbox, words);
    let comparable = |output: &Output| {
        let mut told = outcomes(output);
        for outcome in &mut told {
            for member in ["dry_run", "proven"] {
                let _ = outcome.as_object_mut().unwrap().remove(member);
            }
        }
        told
    };
    assert_eq!(comparable(&preview), comparable(&real));
    assert!(sandbox.tree("lib").contains(&"undated/DCIM/100/001_A.DNG".to_owned()), "{:?}", sandbox.tree("lib"));
}

#[test]
fn the_same_command_again_copies_nothing_and_proves_everything() {
    let sandbox = card();
    let words = ["--into", "lib", "--also", "bak"];
    let _ = copy(&sandbox, words);
    let inode = |name: &str| fs::metadata(sandbox.at(name)).unwrap().ino();
    let before = (inode("lib/A.DNG"), inode("bak/B-2.JPG"));
    let again = copy(&sandbox, words);
    assert_eq!(again.summary()["counts"], json!({"duplicate": 6}));
    assert!(may_be_erased(&again));
    assert_eq!((inode("lib/A.DNG"), inode("bak/B-2.JPG")), before);
    // A copy that rotted is no copy: its content comes once more, beside it.
    let rotten = sandbox.at("bak/A.JPG");
    let modified = fs::metadata(&rotten).unwrap().modified().unwrap();
    let mut bytes = sandbox.read("bak/A.JPG");
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&rotten, &bytes).unwrap();
    File::options().append(true).open(&rotten).unwrap().set_modified(modified).unwrap();
    let healed = copy(&sandbox, words);
    assert!(may_be_erased(&healed), "{}", healed.told());
    assert_eq!(sandbox.read("bak/A-2.JPG"), sandbox.read("card/DCIM/100/A.JPG"));
    assert_eq!(sandbox.read("bak/A.JPG"), bytes);
}

#[test]
fn move_removes_what_is_proven_and_keeps_what_is_not() {
    let sandbox = card();
    symlink(sandbox.at("card/DCIM/100/A.JPG"), sandbox.at("card/link.jpg")).unwrap();
    let ended = copy(&sandbox, ["--into", "lib", "--move", "--receipt", "receipts/r.ndjson"]);
    assert_eq!((ended.status.code(), may_be_erased(&ended)), (Some(3), false));
    assert_eq!(ended.summary()["source_released"], 6);
    assert!(ended.summary()["source_reason"].as_str().unwrap().contains("symbolic link"), "{}", ended.told());
    assert_eq!(sandbox.tree("card"), ["link.jpg"]);
    assert!(sandbox.at("card/DCIM/101").is_dir(), "folders stay");
    assert_eq!(sandbox.tree("lib").len(), 5);
    let receipt = String::from_utf8(sandbox.read("receipts/r.ndjson")).unwrap();
    let last: Value = serde_json::from_str(receipt.lines().last().unwrap()).unwrap();
    assert_eq!((receipt.lines().count(), &last["source_released"]), (8, &json!(6)));
    // Every line of the manifest is the digest of the file that it names.
    let manifest = String::from_utf8(sandbox.read("receipts/r.ndjson.b3")).unwrap();
    for line in manifest.lines() {
        let (sum, path) = line.split_once("  ").unwrap();
        let _ = sandbox.damson(["digest", path]).ok().stdout_has(sum);
    }
    assert_eq!(manifest.lines().count(), 6);
    let refused = sandbox.damson(["ingest", "lib", "--into", "x", "--receipt", "receipts/r.ndjson"]).fails_with(7);
    let _ = refused.stderr_has("never overwritten");
    let undone = sandbox.damson(["undo"]).ok();
    let _ = undone.stderr_has("no source that was moved comes back");
    assert_eq!((sandbox.tree("lib").len(), sandbox.found(&[]).len()), (5, 0));
}

#[test]
fn a_history_in_each_target_names_what_was_placed() {
    let sandbox = card();
    let ended = copy(&sandbox, ["--into", "lib", "--also", "bak", "--mhl"]);
    assert!(may_be_erased(&ended), "{}", ended.told());
    let histories = ["lib", "bak"].map(|target| sandbox.tree(&format!("{target}/ascmhl")));
    assert_eq!(histories[0], ["0001_lib_2024-05-01_100000Z.mhl", "ascmhl_chain.xml"]);
    let list = String::from_utf8(sandbox.read("lib/ascmhl/0001_lib_2024-05-01_100000Z.mhl")).unwrap();
    let sum = sandbox.damson(["digest", "--algorithm", "md5", "lib/A.DNG"]).ok().text();
    assert!(list.contains(&format!(">{}</md5>", sum.split_whitespace().next().unwrap())), "{list}");
    assert_eq!(list.matches("<hash>").count(), 5);
    sandbox.put("card/E.JPG", plain(50));
    assert!(may_be_erased(&copy(&sandbox, ["--into", "lib", "--also", "bak", "--mhl"])));
    let chain = String::from_utf8(sandbox.read("bak/ascmhl/ascmhl_chain.xml")).unwrap();
    assert!(chain.contains("sequencenr=\"1\"") && chain.contains("0002_bak_2024-05-01_100000Z.mhl"), "{chain}");
    // What is no chain is left alone, and told.
    sandbox.put("bak/ascmhl/ascmhl_chain.xml", "mine");
    sandbox.put("card/F.JPG", plain(51));
    let ended = copy(&sandbox, ["--into", "lib", "--also", "bak", "--mhl"]);
    assert_eq!(ended.status.code(), Some(3));
    assert_eq!(sandbox.read("bak/ascmhl/ascmhl_chain.xml"), b"mine");
}

#[test]
fn what_was_held_in_place_is_held_where_it_was_moved_to() {
    let sandbox = card();
    let _ = sandbox.ingest("card");
    let _ = sandbox.damson(["tag", "--all", "city=Oslo"]).ok();
    let ended = copy(&sandbox, ["--into", "lib", "--move"]);
    assert!(may_be_erased(&ended), "{}", ended.told());
    assert_eq!(sandbox.shown("lib/B.JPG")["city"], "Oslo");
    assert!(sandbox.found(&["is:missing"]).is_empty());
    assert_eq!(sandbox.shown("lib/A.DNG")["files"].as_array().unwrap().len(), 2);
    let _ = sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn hidden_files_speak_against_erasing_unless_it_is_said_that_they_may_go() {
    let sandbox = card();
    sandbox.put("card/.Trashes/x", "y");
    let ended = copy(&sandbox, ["--into", "lib"]);
    assert_eq!((ended.status.code(), may_be_erased(&ended)), (Some(3), false));
    let knowingly = copy(&sandbox, ["--into", "lib", "--leave-hidden"]);
    assert_eq!((knowingly.status.code(), may_be_erased(&knowingly)), (Some(0), true));
    let taken = copy(&sandbox, ["--into", "lib", "--hidden"]);
    assert!(may_be_erased(&taken) && sandbox.at("lib/x").exists());
    let unproven = copy(&sandbox, ["--into", "lib2", "--verify", "off", "--leave-hidden"]);
    assert_eq!((unproven.status.code(), may_be_erased(&unproven)), (Some(3), false));
    let human = sandbox.damson(["ingest", "-q", "card", "--into", "lib", "--leave-hidden"]).ok();
    let _ = human.stderr_is("the source may be erased: 6 files are proven\n");
}

#[test]
fn nothing_is_overwritten_and_a_shot_that_meets_a_taken_name_moves_on_whole() {
    let sandbox = card();
    sandbox.put("lib/a.xmp", "somebody's");
    sandbox.put("lib/A.xmp", "somebody else's");
    sandbox.put("lib/B.JPG", sandbox.read("card/DCIM/100/B.JPG"));
    let ended = copy(&sandbox, ["--into", "lib"]);
    assert!(may_be_erased(&ended));
    assert_eq!(sandbox.read("lib/A.xmp"), b"somebody else's");
    let wanted = ["A-2.DNG", "A-2.JPG", "A-2.xmp", "A.xmp", "B-2.JPG", "B.JPG", "a.xmp"];
    assert_eq!(sandbox.tree("lib"), wanted);
}

#[test]
fn a_name_that_the_catalogue_holds_for_a_lost_file_is_not_given_to_another() {
    let sandbox = card();
    let _ = copy(&sandbox, ["--into", "lib"]);
    sandbox.remove("lib/B.JPG");
    sandbox.put("card2/B.JPG", plain(77));
    let _ = sandbox.damson(["ingest", "card2", "--into", "lib"]).ok();
    assert_eq!(sandbox.read("lib/B-3.JPG"), plain(77));
    assert!(!sandbox.at("lib/B.JPG").exists());
    // Its own content comes back to it.
    let _ = copy(&sandbox, ["--into", "lib"]);
    assert_eq!(sandbox.read("lib/B.JPG"), sandbox.read("card/DCIM/100/B.JPG"));
}

#[test]
fn times_and_permissions_are_kept_and_sources_are_only_read() {
    let sandbox = card();
    let source = sandbox.at("card/DCIM/100/B.JPG");
    let moment = SystemTime::UNIX_EPOCH + Duration::new(1_600_000_000, 123_456_789);
    File::options().append(true).open(&source).unwrap().set_modified(moment).unwrap();
    fs::set_permissions(&source, fs::Permissions::from_mode(0o440)).unwrap();
    let before = fs::metadata(&source).unwrap();
    assert!(may_be_erased(&copy(&sandbox, ["--into", "lib"])));
    let (after, copy) = (fs::metadata(&source).unwrap(), fs::metadata(sandbox.at("lib/B.JPG")).unwrap());
    assert_eq!(
        (before.ctime(), before.ctime_nsec(), before.mtime()),
        (after.ctime(), after.ctime_nsec(), after.mtime())
    );
    assert_eq!((copy.mtime(), copy.mtime_nsec(), copy.mode() & 0o777), (1_600_000_000, 123_456_789, 0o440));
}

#[test]
fn what_cannot_go_together_is_refused_before_anything_is_done() {
    let sandbox = card();
    symlink(sandbox.at("card"), sandbox.at("door")).unwrap();
    for words in [
        vec!["card", "--into", "card/lib"],
        vec!["card", "--into", "door/lib"],
        vec!["card", "--into", "card"],
        vec!["card/DCIM/100/A.JPG", "--into", "card"],
        vec!["card", "--into", "lib", "--also", "lib/again"],
        vec!["card", "--into", "lib", "--also", "lib"],
        vec!["card", "--into", "lib", "--receipt", "card/r"],
        vec!["card", "--into", "lib", "--move", "--verify", "off"],
        vec![".", "--into", "/nowhere/lib", "--move"],
    ] {
        let ended = sandbox.damson(["ingest"].into_iter().chain(words.iter().copied())).fails_with(7);
        assert!(ended.stdout.is_empty(), "{words:?}");
    }
    for words in [
        vec!["card", "--also", "x"],
        vec!["card", "--move"],
        vec!["card", "--into", "lib", "--name", "{cty}"],
        vec!["card", "--into", "lib", "--name", "{counter:4}"],
        vec!["card", "--into", "lib", "--hidden", "--leave-hidden"],
        vec!["card", "--into", "lib", "--dry-run", "--receipt", "r"],
        vec!["card", "--into", "lib", "--move", "--follow"],
    ] {
        let _ = sandbox.damson(["ingest"].into_iter().chain(words)).fails_with(2);
    }
    assert_eq!(
        sandbox.tree("."),
        sandbox.tree(".").into_iter().filter(|name| name.starts_with("card") || name == "door").collect::<Vec<_>>()
    );
}

#[test]
fn any_number_of_hostile_values_leads_nowhere_and_loses_nothing() {
    let sandbox = Sandbox::new();
    let long = "y".repeat(300);
    let pieces = [
        "..",
        ".",
        "/",
        "../..",
        "/etc",
        "a/../b",
        "CON",
        "aux.txt",
        "LPT1",
        "x. ",
        "x...",
        " ",
        "\t",
        "~",
        "-rf",
        "$(id)",
        "%2e%2e",
        "\u{202e}gpj",
        "\u{200b}",
        "e\u{301}",
        "ﬁ",
        "a:b",
        "a\\b",
        "|",
        "\u{7f}",
        &long,
    ];
    for number in 0..500_usize {
        let value = format!("{}{}", pieces[number % pieces.len()], pieces[number / pieces.len() % pieces.len()]);
        sandbox.put(format!("card/{}/{number}.jpg", number % 7), titled(number as u64, &value));
    }
    let name = "{title}/{title:upper}_{title}/{title}";
    let ended = copy(&sandbox, ["--into", "deep/lib", "--name", name]);
    assert!(may_be_erased(&ended), "{}", ended.told());
    assert_eq!(sandbox.tree("deep").len(), 500);
    assert_eq!(sandbox.tree("deep/lib").len(), 500);
    let top: Vec<_> = fs::read_dir(sandbox.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        top.iter().all(|name| ["card", "deep"].iter().any(|known| name == known)
            || name.to_string_lossy().starts_with("catalog.db")),
        "{top:?}"
    );
    for path in sandbox.tree("deep/lib") {
        for part in path.split('/') {
            assert!(part.len() <= 255 && !part.starts_with('.') && !part.ends_with(['.', ' ']), "{path:?}");
        }
    }
}

#[test]
fn a_second_name_of_the_source_is_no_copy_of_it() {
    let sandbox = Sandbox::new();
    let source = sandbox.put("card/a.jpg", plain(1));
    fs::create_dir(sandbox.at("lib")).unwrap();
    fs::hard_link(&source, sandbox.at("lib/a.jpg")).unwrap();
    assert!(may_be_erased(&copy(&sandbox, ["--into", "lib", "--move"])));
    assert_eq!(sandbox.tree("lib"), ["a-2.jpg", "a.jpg"]);
    assert!(sandbox.tree("card").is_empty());
    assert_eq!(sandbox.read("lib/a-2.jpg"), plain(1));
}

#[test]
fn a_target_that_takes_nothing_fails_each_file_and_harms_none() {
    let sandbox = card();
    fs::create_dir(sandbox.at("lib")).unwrap();
    // A file stands where a folder would have to be.
    sandbox.put("lib/2024", "in the way");
    let ended = copy(&sandbox, ["--into", "lib", "--name", "2024/{filename}"]);
    assert_eq!((ended.status.code(), may_be_erased(&ended)), (Some(3), false));
    let told = outcomes(&ended);
    assert!(told.iter().all(|outcome| outcome["outcome"] == "failed"), "{told:?}");
    assert_eq!(told.len(), 6);
    assert_eq!(sandbox.tree("lib"), ["2024"]);
    assert_eq!(sandbox.found(&[]).len(), 0);
    nothing_waits(&sandbox, "lib");
}
