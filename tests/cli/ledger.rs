//! The ledger: what was taken in by which run, what could not be, what was let go on purpose; and that a run that is killed
//! is completed by the next as if nothing had been.
use super::sample::{plain, sidecar, titled};
use super::sandbox::{Output, Sandbox, program, set_time, skipped};
use std::fs::{self, File};
use std::io::{Seek, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Each accession as `number state operations counts untaken`, the newest first.
fn accessions(sandbox: &Sandbox) -> Vec<String> {
    let records = sandbox.damson(["accession", "--format", "ndjson"]).ok().records();
    let told = |record: &serde_json::Value| {
        let of = |key: &str| record[key].to_string().replace('"', "");
        format!("{} {} {} {} {}", of("accession"), of("state"), of("operations"), of("counts"), of("untaken"))
    };
    records.iter().map(told).collect()
}

#[test]
fn every_ingest_is_an_accession_and_those_that_find_all_as_it_was_are_one() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let first = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!((&first.summary()["operation"], &first.summary()["accession"]), (&1.into(), &1.into()));
    for _ in 0..3 {
        let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
        assert_eq!(again.summary()["accession"], 2);
    }
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.damson(["ingest", "lib"]).ok().stderr_has("accession 3");
    let expected = ["3 whole [2] {added:1,unchanged:1} 0", "2 whole [] {unchanged:1} 0", "1 whole [1] {added:1} 0"];
    assert_eq!(accessions(&sandbox), expected);
    let _ = sandbox.damson(["accession", "list", "--limit", "1", "--format", "ids"]).ok().stdout_is("3\n");
    let dry = sandbox.damson(["ingest", "--dry-run", "--format", "ndjson", "lib"]).ok();
    assert!(dry.summary().get("accession").is_none());
    assert_eq!(accessions(&sandbox).len(), 3);
    assert!(!sandbox.at("catalog.db.store").exists());
}

#[test]
fn an_accession_tells_what_it_brought_and_searches_know_it() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/c.jpg", plain(3));
    sandbox.copy("lib/a.jpg", "lib/d.jpg");
    sandbox.rename("lib/b.jpg", "lib/e.jpg");
    let _ = sandbox.ingest("lib");
    let shown = sandbox.damson(["accession", "show", "2", "--format", "ndjson"]).ok();
    assert_eq!(shown.records()[0]["schema"], "damson/accession/1");
    assert_eq!(shown.tales(), ["lib/c.jpg added", "lib/d.jpg duplicate", "lib/e.jpg moved (from lib/b.jpg)"]);
    let paths = sandbox.damson(["accession", "show", "2", "--format", "paths"]).ok();
    let _ = paths.stdout_is("lib/c.jpg\nlib/d.jpg\nlib/e.jpg\n");
    assert_eq!(sandbox.found(&["accession:1"]), ["a.jpg", "e.jpg"]);
    assert_eq!(sandbox.found(&["accession:2", "OR", "filename:a"]), ["a.jpg", "c.jpg"]);
    assert_eq!(sandbox.found(&["-accession:1"]), ["c.jpg"]);
    let _ = sandbox.damson(["search", "accession:none"]).fails_with(2).stderr_has("damson accession");
    let _ = sandbox.damson(["accession", "show", "9"]).fails_with(2).stderr_has("there is no accession 9");
}

#[test]
fn what_could_not_be_taken_is_tried_again_by_itself() {
    let Some(setpriv) = program("setpriv") else { return skipped("there is no setpriv") };
    let sandbox = Sandbox::new();
    for (path, bytes) in [("lib/a.jpg", plain(1)), ("lib/b.jpg", plain(2)), ("lib/c.jpg", plain(3))] {
        sandbox.put(path, bytes);
    }
    sandbox.put("lib/b.xmp", sidecar("Boats"));
    let permit = |path: &str, mode| {
        fs::set_permissions(sandbox.at(path), fs::Permissions::from_mode(mode)).expect("permissions can be set");
    };
    permit("", 0o777);
    permit("lib/b.jpg", 0o000);
    permit("lib/c.jpg", 0o000);
    let nobody = [setpriv.as_os_str(), "--reuid=65534".as_ref(), "--regid=65534".as_ref(), "--clear-groups".as_ref()];
    let ingest = |words: &[&str]| {
        let words = ["ingest", "--format", "ndjson"].iter().chain(words);
        sandbox.damson(words).through(nobody)
    };
    let first = ingest(&["lib"]).ends();
    if first.told().starts_with("setpriv") {
        return skipped("setpriv may not change users here");
    }
    let failed = ["lib/b.jpg failed (unreadable)", "lib/c.jpg failed (unreadable)"];
    assert_eq!(first.tales(), [&["lib/a.jpg added"][..], &failed].concat());
    let _ = first.stderr_has("damson ingest --retry-failed 1");
    let counted = |name: &str| sandbox.damson(["status", "--json"]).through(nobody).ok().json()[0][name].clone();
    assert_eq!(counted("untaken"), 2);
    let _ = sandbox.damson(["status"]).through(nobody).ok().stdout_has("--retry-failed");
    let shown = sandbox.damson(["accession", "show", "1", "--format", "ndjson"]).through(nobody).ok();
    assert_eq!(shown.tales(), [&["lib/a.jpg added"][..], &failed].concat());
    // A file that comes meanwhile is not meant, nor is the rest read again.
    sandbox.put("lib/d.jpg", plain(4));
    permit("lib/b.jpg", 0o644);
    let dry = ingest(&["--dry-run", "--retry-failed"]).fails_with(3);
    assert_eq!(dry.tales(), ["lib/b.jpg added", "lib/b.xmp added (sidecar)", failed[1]]);
    let second = ingest(&["--retry-failed"]).fails_with(3);
    assert_eq!(second.tales(), dry.tales());
    assert_eq!(second.summary()["accession"], 1);
    assert_eq!(counted("untaken"), 1);
    fs::remove_file(sandbox.at("lib/c.jpg")).expect("files can be removed");
    let third = ingest(&["--retry-failed", "1"]).fails_with(3);
    assert_eq!(third.tales(), ["lib/c.jpg failed (vanished)"]);
    assert_eq!(counted("untaken"), 0);
    let _ = ingest(&["--retry-failed"]).ok().stderr_has("there is no file that could not be taken");
    let all = sandbox.damson(["accession", "--format", "ndjson"]).through(nobody).ok().records();
    assert_eq!((all.len(), &all[0]["operations"]), (1, &serde_json::json!([1, 2])));
    let _ = ingest(&["--retry-failed", "9"]).fails_with(2).stderr_has("there is no accession 9");
    let _ = ingest(&["--retry-failed", "1", "lib"]).fails_with(2);
    assert_eq!(sandbox.damson(["search", "--count"]).through(nobody).ok().text(), "2\n");
}

#[test]
fn a_whole_run_strikes_off_what_it_takes_and_what_is_gone() {
    let Some(setpriv) = program("setpriv") else { return skipped("there is no setpriv") };
    let sandbox = Sandbox::new();
    let nobody = [setpriv.as_os_str(), "--reuid=65534".as_ref(), "--regid=65534".as_ref(), "--clear-groups".as_ref()];
    let permit = |path: &str, mode| {
        fs::set_permissions(sandbox.at(path), fs::Permissions::from_mode(mode)).expect("permissions can be set");
    };
    permit("", 0o777);
    for number in 1..4 {
        sandbox.put(format!("lib/{number}.jpg"), plain(number));
        permit(&format!("lib/{number}.jpg"), 0o000);
    }
    let ingest = || sandbox.damson(["ingest", "--format", "ndjson", "lib"]).through(nobody).ends();
    let first = ingest();
    if first.told().starts_with("setpriv") {
        return skipped("setpriv may not change users here");
    }
    let untaken = |sandbox: &Sandbox| -> Vec<String> {
        let records = sandbox.damson(["accession", "--format", "ndjson"]).through(nobody).ok().records();
        records.iter().map(|record| format!("{} {}", record["accession"], record["untaken"])).collect()
    };
    assert_eq!(untaken(&sandbox), ["1 3"]);
    // Files that fail as they failed before are no news; the first run made the volume known.
    for _ in 0..2 {
        assert_eq!(ingest().summary()["accession"], 2);
    }
    permit("lib/1.jpg", 0o644);
    fs::remove_file(sandbox.at("lib/2.jpg")).expect("files can be removed");
    assert_eq!(ingest().summary()["accession"], 3);
    assert_eq!(untaken(&sandbox), ["3 0", "2 0", "1 1"]);
}

#[test]
fn what_was_let_go_does_not_come_back_unless_asked() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Boats"));
    sandbox.put("lib/a.xmp", sidecar("Boats in the harbour"));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/b.jpg", plain(3));
    let _ = sandbox.ingest("lib");
    let dry = sandbox.damson(["deaccession", "--dry-run", "--format", "ndjson", "filename:a"]).ok();
    assert_eq!(dry.tales(), ["lib/a.jpg deaccessioned"]);
    let reason = ["deaccession", "--reason", "withdrawn", "--format", "ndjson", "filename:a", "OR", "filename:b"];
    let gone = sandbox.damson(reason).ok();
    assert_eq!(gone.tales(), ["lib/a.jpg deaccessioned", "lib/b.jpg deaccessioned"]);
    let operation = gone.summary()["operation"].clone();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("0\n");
    assert_eq!(sandbox.tree("lib"), ["a.jpg", "a.xmp", "b.jpg"]);
    let list = sandbox.damson(["deaccession", "--list", "--format", "ndjson"]).ok().records();
    assert_eq!(list.len(), 4, "{list:?}");
    assert!(list.iter().all(|one| one["operation"] == operation && one["reason"] == "withdrawn"));

    let skipped =
        ["lib/a.jpg skipped (deaccessioned)", "lib/a.xmp skipped (deaccessioned)", "lib/b.jpg skipped (deaccessioned)"];
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(again.tales(), skipped);
    let message = again.records()[0]["problem"]["message"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        message,
        format!("let go on 2024-05-01T10:00:00Z by tester (operation {operation}): withdrawn; --again takes it")
    );
    // Elsewhere, an earlier version, and the sidecar alone: none comes back.
    sandbox.put("other/z.jpg", plain(2));
    sandbox.copy("lib/a.xmp", "other/y.xmp");
    let expected = ["other/y.xmp skipped (deaccessioned)", "other/z.jpg skipped (deaccessioned)"];
    assert_eq!(sandbox.ingest("other"), expected);
    let asked = ["ingest", "--again", "--format", "ndjson", "other/z.jpg"];
    assert_eq!(sandbox.damson(asked.iter().chain(&["--dry-run"])).ok().tales(), ["other/z.jpg added"]);
    assert_eq!(sandbox.damson(asked).ok().tales(), ["other/z.jpg added"]);
    assert_eq!(sandbox.damson(["deaccession", "--list", "--format", "ndjson"]).ok().records().len(), 3);
    // What was taken all the same may be let go again, and undo remembers what was forgotten.
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.ingest("other/z.jpg"), ["other/z.jpg skipped (deaccessioned)"]);
    let _ = sandbox.damson(["undo", &operation.to_string()]).ok();
    assert_eq!(sandbox.damson(["deaccession", "--list", "--format", "ndjson"]).ok().records().len(), 0);
    assert_eq!(sandbox.found(&["title:Boats"]), ["a.jpg"]);
    assert_eq!(sandbox.ingest("lib/a.jpg"), ["lib/a.jpg unchanged", "lib/a.xmp unchanged"][..1]);
    for words in [["status", "--check"], ["log", "--check"]] {
        let _ = sandbox.damson(words).ok();
    }
}

#[test]
fn nothing_is_let_go_without_a_selection() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    for words in [&["deaccession"][..], &["deaccession", ""], &["deaccession", "--all", "filename:a"]] {
        let _ = sandbox.damson(words).fails_with(2);
    }
    let _ = sandbox.damson(["deaccession", "filename:nothing"]).ok().stderr_has("nothing to do");
    let _ = sandbox.damson(["deaccession", "--all", "--format", "ids"]).ok();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("0\n");
}

/// Everything that can be told of a catalogue's assets and files.
fn told(sandbox: &Sandbox, catalogue: &Path) -> Vec<String> {
    let words =
        [&["search", "--format", "ndjson"][..], &["search", "--copies", "--format", "paths"], &["facet", "media_type"]];
    words.map(|words| sandbox.damson(words).variable("DAMSON_CATALOG", catalogue).ok().text()).into()
}

/// Some hundreds of files: pictures, copies, sidecars, a few of them in hidden folders.
fn library(sandbox: &Sandbox, count: u64) {
    for number in 0..count {
        let mut bytes = plain(number / 2 % 40);
        bytes.extend_from_slice((number / 2).to_string().as_bytes());
        sandbox.put(format!("lib/{:02}/{number}.jpg", number % 7), bytes);
        if number % 5 == 0 {
            sandbox.put(format!("lib/{:02}/{number}.xmp", number % 7), sidecar(&format!("Picture {number}")));
        }
    }
}

fn killed_and_completed(sandbox: &Sandbox, catalogue: &Path, milliseconds: u64) {
    let ingest = || sandbox.damson(["ingest", "--format", "ndjson", "lib"]).variable("DAMSON_CATALOG", catalogue);
    let mut child = ingest().start();
    let mut output = child.stdout.take().expect("its standard output");
    let reader = std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
    std::thread::sleep(Duration::from_millis(milliseconds));
    child.kill().expect("it can be killed");
    let _ = child.wait().expect("it ends");
    let _ = reader.join().expect("the reader ends");
    let list =
        || sandbox.damson(["accession", "--format", "ndjson"]).variable("DAMSON_CATALOG", catalogue).ends().records();
    // On a quick machine the whole of it may have been recorded before the kill.
    let was_whole = list().first().is_some_and(|accession| accession["state"] == "whole");
    let again = ingest().ok();
    if !was_whole {
        assert_eq!(again.summary()["accession"], 1, "{again}");
        let accessions = list();
        assert_eq!((accessions.len(), &accessions[0]["state"]), (1, &"whole".into()));
    }
    for words in [["status", "--check"], ["log", "--check"]] {
        let _ = sandbox.damson(words).variable("DAMSON_CATALOG", catalogue).ok();
    }
}

#[test]
fn an_ingest_that_is_killed_at_any_moment_is_completed_by_the_next_as_if_nothing_had_been() {
    let sandbox = Sandbox::new();
    library(&sandbox, 600);
    let undisturbed = sandbox.at("undisturbed.db");
    let _ = sandbox.damson(["ingest", "-q", "lib"]).variable("DAMSON_CATALOG", &undisturbed).ok();
    let expected = told(&sandbox, &undisturbed);
    for (round, milliseconds) in [5, 60, 100, 140, 180, 220, 300, 500].into_iter().enumerate() {
        let catalogue = sandbox.at(format!("{round}.db"));
        killed_and_completed(&sandbox, &catalogue, milliseconds);
        assert!(told(&sandbox, &catalogue) == expected, "killed after {milliseconds} ms");
    }
}

#[test]
fn an_accession_that_was_cut_short_is_told_and_named_when_it_goes_on() {
    let sandbox = Sandbox::new();
    library(&sandbox, 2000);
    let mut child = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).start();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("its standard output"));
    let _ = std::io::BufRead::read_line(&mut output, &mut String::new()).expect("a line");
    let working = sandbox.damson(["accession", "--format", "ndjson"]).ok().records();
    assert_eq!(working[0]["state"], "open");
    child.kill().expect("it can be killed");
    let _ = child.wait().expect("it ends");
    drop(output);
    let _ = sandbox.damson(["status"]).ok().stdout_has("1 was cut short; the same completes it: damson ingest");
    let status = sandbox.damson(["status", "--json"]).ok().json();
    assert_eq!(status[0]["unfinished"], serde_json::json!([1]));
    // Another ingest is another accession, and says of the first what became of it.
    sandbox.put("other/a.jpg", plain(99));
    let _ = sandbox.damson(["ingest", "other"]).ok().stderr_has("accession 2");
    let listed = sandbox.damson(["accession", "--unfinished", "--format", "ndjson"]).ok().records();
    assert_eq!((listed.len(), &listed[0]["state"]), (1, &"interrupted".into()));
    let closed = sandbox.damson(["accession", "close", "2", "--format", "ndjson"]).ok().records();
    assert_eq!((&closed[0]["accession"], &closed[0]["state"]), (&2.into(), &"whole".into()));
    let again = sandbox.damson(["ingest", "lib"]).ok();
    let _ = again.stderr_has("continues accession 1, which was cut short").stderr_has("accession 1)");
    assert!(sandbox.damson(["status", "--json"]).ok().json()[0]["unfinished"].as_array().unwrap().is_empty());
    assert_eq!(sandbox.damson(["search", "--count", "accession:1"]).ok().text(), "1000\n");
}

#[test]
fn a_copying_ingest_that_is_completed_counts_each_file_once() {
    let sandbox = Sandbox::new();
    for number in 0..900 {
        sandbox.put(format!("card/{number}.bin"), number.to_string());
    }
    sandbox.put("card/again.bin", "7");
    let copying = ["ingest", "card", "--into", "lib", "--format", "ndjson"];
    let mut child = sandbox.damson(copying).start();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("its standard output"));
    let _ = std::io::BufRead::read_line(&mut output, &mut String::new()).expect("a line");
    child.kill().expect("it can be killed");
    let _ = child.wait().expect("it ends");
    drop(output);
    assert!(sandbox.damson(copying).ok().summary()["counts"]["duplicate"].as_u64().unwrap() > 1);
    let accession = &sandbox.damson(["accession", "--format", "ndjson"]).ok().records()[0];
    assert_eq!(accession["counts"], serde_json::json!({"added": 900, "duplicate": 1}));
}

/// When a file of so many bytes of one kind was written, by which byte.
fn moment_of(byte: u8) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + u64::from(byte))
}

/// Puts one file after another in a place until `stop`, each filled with another byte, as programs do that save: beside, and
/// renamed over the one before.
fn replaced_without_end(path: &Path, size: usize, stop: &AtomicBool) {
    let beside = path.with_file_name(".saving");
    for byte in (0..=u8::MAX).cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        fs::write(&beside, vec![byte; size]).expect("files can be written");
        set_time(&beside, moment_of(byte));
        fs::rename(&beside, path).expect("files can be renamed");
    }
}

/// Writes a file in place until `stop`, without a pause, its time set back after each piece.
fn written_without_end(path: &Path, size: usize, stop: &AtomicBool) {
    let mut file = File::options().write(true).open(path).expect("files can be opened");
    for byte in (1..=u8::MAX).cycle() {
        for chunk in vec![byte; size].chunks(16 * 1024) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            file.write_all(chunk).expect("files can be written");
            file.set_modified(moment_of(0)).expect("times can be set");
        }
        file.rewind().expect("files can be rewound");
    }
}

#[test]
fn an_accession_that_will_never_be_completed_is_closed() {
    let sandbox = Sandbox::new();
    library(&sandbox, 600);
    let mut child = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).start();
    let mut output = std::io::BufReader::new(child.stdout.take().expect("its standard output"));
    let _ = std::io::BufRead::read_line(&mut output, &mut String::new()).expect("a line");
    child.kill().expect("it can be killed");
    let _ = child.wait().expect("it ends");
    drop(output);
    let _ = sandbox.damson(["accession", "close", "1"]).ok();
    assert!(sandbox.damson(["status", "--json"]).ok().json()[0]["unfinished"].as_array().unwrap().is_empty());
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(again.summary()["accession"], 2);
    let _ = sandbox.damson(["accession", "close", "9"]).fails_with(2);
}

/// Stops the writer, however the test ends.
struct Stopping<'s>(&'s AtomicBool);

impl Drop for Stopping<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

const SIZE: usize = 6_000_000;

/// Ingests a file some times while somebody is at it.
fn ingested_meanwhile(sandbox: &Sandbox, somebody: impl Fn(&Path, usize, &AtomicBool) + Sync, each: impl Fn(&Output)) {
    let path = sandbox.put("lib/busy.bin", vec![0; SIZE]);
    set_time(&path, moment_of(0));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| somebody(&path, SIZE, &stop));
        let _stopping = Stopping(&stop);
        for _ in 0..8 {
            each(&sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ends());
        }
    });
}

#[test]
fn a_file_that_is_replaced_while_it_is_read_is_taken_whole_with_its_own_time_or_not_at_all() {
    let sandbox = Sandbox::new();
    ingested_meanwhile(&sandbox, replaced_without_end, |ended| {
        let records = ended.records();
        let busy = |record: &&serde_json::Value| record["path"].as_str().is_some_and(|path| path.ends_with("busy.bin"));
        for record in records.iter().filter(busy).filter(|record| record["outcome"] == "failed") {
            assert!(matches!(record["problem"]["kind"].as_str(), Some("unstable" | "vanished")), "{ended}");
        }
    });
    let history = sandbox.damson(["show", "--history", "--format", "ndjson", "lib/busy.bin"]).ends();
    let held = history.records().into_iter().filter_map(|entry| entry.get("file").cloned());
    for file in held.filter(|file| file["path"].as_str().is_some_and(|path| path.ends_with("busy.bin"))) {
        let byte = (0..=u8::MAX)
            .find(|byte| file["digest"] == format!("blake3:{}", blake3::hash(&vec![*byte; SIZE]).to_hex()));
        let seconds = moment_of(byte.expect("it is one of the files, whole"));
        let expected = seconds.duration_since(SystemTime::UNIX_EPOCH).expect("it is later").as_secs() - 1_700_000_000;
        let written = file["modified"].as_str().expect("a date").to_owned();
        assert_eq!(written, modified(expected), "{file}");
    }
}

/// The moment that many seconds after 2023-11-14T22:13:20Z, as it is printed.
fn modified(seconds: u64) -> String {
    let all = 13 * 60 + 20 + seconds;
    format!("2023-11-14T22:{:02}:{:02}Z", all / 60, all % 60)
}

#[test]
fn a_file_that_is_written_while_it_is_read_is_told_though_its_time_is_set_back() {
    let sandbox = Sandbox::new();
    let unstable = std::cell::Cell::new(0);
    ingested_meanwhile(&sandbox, written_without_end, |ended| {
        let record = &ended.records()[0];
        if record["outcome"] == "failed" {
            assert_eq!(record["problem"]["kind"], "unstable", "{ended}");
            unstable.set(unstable.get() + 1);
        }
    });
    // The system may stop the writer for as long as a file is read.
    assert!(unstable.get() > 0);
    sandbox.touch("lib/busy.bin");
    let _ = sandbox.damson(["ingest", "lib"]).ok();
    let digest = blake3::hash(&sandbox.read("lib/busy.bin")).to_hex();
    assert_eq!(sandbox.shown("lib/busy.bin")["digest"], format!("blake3:{digest}"));
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "1\n");
    assert_eq!(sandbox.damson(["status", "--json"]).ok().json()[0]["untaken"], 0);
}
