//! Watching: what arrives whole, in pieces, under another name or with its folder; what goes; and being killed in the middle.
//! These tests wait for real time to pass, as the watch does.
use crate::sandbox::{Output, Sandbox};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write;
use std::process::Child;
use std::time::{Duration, Instant};

/// A watch of the folder `in`, which looks at everything only at its start.
struct Watch<'s> {
    sandbox: &'s Sandbox,
    child: Child,
}

const WORDS: [&str; 8] = ["watch", "--settle", "300ms", "--rescan", "0", "--format", "ndjson", "in"];

impl<'s> Watch<'s> {
    fn begin(sandbox: &'s Sandbox) -> Watch<'s> {
        let watch = Watch { sandbox, child: sandbox.damson(WORDS).start() };
        // What is there already is taken in first; then it listens.
        sandbox.put("in/begun.txt", "begun");
        watch.until(&["begun.txt"]);
        watch
    }

    /// Waits until the catalogue has these files as present, among others.
    fn until(&self, names: &[&str]) {
        let began = Instant::now();
        loop {
            let found = self.present();
            if names.iter().all(|name| found.contains(&(*name).to_owned())) {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{names:?} did not come, but {found:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn present(&self) -> Vec<String> {
        if !self.sandbox.catalogue().exists() {
            return Vec::new();
        }
        let run =
            self.sandbox.damson(["search", "--sort", "path", "--template", "{filename}", "NOT", "is:missing"]).ends();
        run.lines()
    }

    /// Ctrl-C, and what it had told.
    fn end(self) -> Output {
        self.signalled(Signal::INT)
    }

    fn signalled(mut self, signal: Signal) -> Output {
        kill_process(Pid::from_child(&self.child), signal).expect("it can be told");
        let began = Instant::now();
        while self.child.try_wait().expect("it can be asked").is_none() {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
        Output::new(self.sandbox, &WORDS.map(Into::into), self.child.wait_with_output().expect("its output"))
    }
}

fn outcomes(output: &Output, name: &str) -> Vec<String> {
    let records = output.records();
    let is_meant = |record: &&Value| record["path"].as_str().is_some_and(|path| path.ends_with(name));
    records.iter().filter(is_meant).map(|record| record["outcome"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_arrives_is_taken_in_once_however_it_arrives() {
    let sandbox = Sandbox::new();
    sandbox.put("in/before.txt", "before");
    let watch = Watch::begin(&sandbox);
    // Renamed into place.
    fs::write(sandbox.at("in/.half"), "renamed").unwrap();
    fs::rename(sandbox.at("in/.half"), sandbox.at("in/renamed.txt")).unwrap();
    // Uploaded under a name of its own.
    fs::write(sandbox.at("in/upload.jpg.part"), "uploaded").unwrap();
    // A folder, moved in whole, and one that grows.
    sandbox.put("aside/whole/deep/er/deep.txt", "deep");
    fs::rename(sandbox.at("aside/whole"), sandbox.at("in/whole")).unwrap();
    fs::create_dir_all(sandbox.at("in/a/b/c")).unwrap();
    fs::write(sandbox.at("in/a/b/c/grown.txt"), "grown").unwrap();
    // Written in pieces, with more between them than the watch waits.
    let mut slow = File::create(sandbox.at("in/slow.txt")).unwrap();
    for piece in 0..4 {
        slow.write_all(format!("piece {piece}\n").as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(700));
    }
    assert!(!watch.present().contains(&"slow.txt".to_owned()), "it is still open");
    drop(slow);
    watch.until(&["before.txt", "renamed.txt", "deep.txt", "grown.txt", "slow.txt"]);
    fs::rename(sandbox.at("in/upload.jpg.part"), sandbox.at("in/upload.jpg")).unwrap();
    watch.until(&["upload.jpg"]);
    let output = watch.end();
    assert_eq!(output.status.code(), Some(0), "{output}");
    for name in ["before.txt", "begun.txt", "renamed.txt", "deep.txt", "grown.txt", "slow.txt", "upload.jpg"] {
        assert_eq!(outcomes(&output, name), ["added"], "{name}: {output}");
    }
    assert!(outcomes(&output, ".part").is_empty(), "{output}");
    assert!(sandbox.ingest("in").iter().all(|tale| tale.ends_with("unchanged")));
}

#[test]
fn what_goes_is_missing_and_what_moves_is_followed() {
    let sandbox = Sandbox::new();
    for number in 0..12 {
        sandbox.put(format!("in/folder/{number}.txt"), format!("{number}"));
    }
    sandbox.put("in/old/moved.txt", "moved");
    let watch = Watch::begin(&sandbox);
    watch.until(&["11.txt", "moved.txt"]);
    // More than an ingest would believe; but it was seen to go.
    fs::remove_dir_all(sandbox.at("in/folder")).unwrap();
    fs::rename(sandbox.at("in/old"), sandbox.at("in/new")).unwrap();
    fs::write(sandbox.at("in/new/after.txt"), "after the folder was renamed").unwrap();
    watch.until(&["after.txt"]);
    let began = Instant::now();
    while sandbox.found(&["is:missing"]).len() < 12 && began.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(100));
    }
    let output = watch.end();
    assert_eq!(sandbox.found(&["is:missing"]).len(), 12, "{output}");
    // Where the old name is looked at before the new one has settled, it is missing for a moment.
    let told: Vec<_> = outcomes(&output, "moved.txt").into_iter().filter(|told| *told != "missing").collect();
    assert_eq!(told, ["added", "moved"], "{output}");
}

#[test]
fn a_root_that_goes_away_makes_nothing_missing_and_is_waited_for() {
    let sandbox = Sandbox::new();
    sandbox.put("in/a.txt", "a");
    let watch = Watch::begin(&sandbox);
    watch.until(&["a.txt"]);
    fs::rename(sandbox.at("in"), sandbox.at("away")).unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(sandbox.found(&["is:missing"]).is_empty());
    fs::write(sandbox.at("away/b.txt"), "came meanwhile").unwrap();
    fs::rename(sandbox.at("away"), sandbox.at("in")).unwrap();
    watch.until(&["b.txt"]);
    sandbox.put("in/c.txt", "and it listens again");
    watch.until(&["c.txt"]);
    let output = watch.end();
    let _ = output.stderr_has("in is away; waiting for it");
    assert!(sandbox.found(&["is:missing"]).is_empty());
}

#[test]
fn a_killed_watch_misses_and_repeats_nothing_when_it_begins_again() {
    let sandbox = Sandbox::new();
    let watch = Watch::begin(&sandbox);
    for number in 0..300 {
        sandbox.put(format!("in/{}/{number}.txt", number % 7), format!("file {number}"));
    }
    std::thread::sleep(Duration::from_millis(400));
    let mut watch = watch;
    watch.child.kill().unwrap();
    let _ = watch.child.wait();
    sandbox.put("in/while nobody watched.txt", "alone");
    let words = WORDS.into_iter().chain(["--until-idle", "1s"]);
    let _ = sandbox.damson(words).ok();
    assert_eq!(sandbox.found(&[]).len(), 302);
    assert!(sandbox.ingest("in").iter().all(|tale| tale.ends_with("unchanged")));
    let _ = sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn others_write_while_a_watch_waits_and_the_catalogue_may_lie_in_what_is_watched() {
    let sandbox = Sandbox::new();
    sandbox.put("in/a.txt", "a");
    let variable = sandbox.at("in/catalog.db");
    let watching = sandbox.damson(["watch", "--settle", "200ms", "--until-idle", "2s", "--format", "ndjson", "in"]);
    let output = watching.variable("DAMSON_CATALOG", &variable).ok();
    assert_eq!(outcomes(&output, "a.txt"), ["added"], "{output}");
    let runs = output.records().iter().filter(|record| record["schema"] == "damson/summary/1").count();
    assert_eq!(runs, 1, "its own files do not wake it: {output}");
    let watch = Watch::begin(&sandbox);
    let _ = sandbox.damson(["tag", "--all", "city=Oslo"]).ok();
    sandbox.put("in/b.txt", "b");
    watch.until(&["b.txt"]);
    let _ = sandbox.damson(["tag", "--all", "city=Bergen"]).ok();
    let _ = watch.signalled(Signal::TERM);
}

#[test]
fn a_watch_wants_folders_and_times_that_are_some() {
    let sandbox = Sandbox::new();
    sandbox.put("a.txt", "a");
    let _ = sandbox.damson(["watch", "nowhere"]).fails_with(2).stderr_has("not a folder");
    let _ = sandbox.damson(["watch", "a.txt"]).fails_with(2).stderr_has("not a folder");
    let _ = sandbox.damson(["watch", "--settle", "soon", "."]).fails_with(2).stderr_has("a time is a number");
}
