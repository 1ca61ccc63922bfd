//! Runs that are stopped: what was applied stays applied and whole, and the same command again completes it.
use super::sample::plain;
use super::sandbox::Sandbox;
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader};
use std::process::Child;

fn pid(child: &Child) -> Pid {
    Pid::from_child(child)
}

/// Some thousands of files.
fn library(sandbox: &Sandbox, count: usize) {
    let picture = plain(1);
    for number in 0..count {
        // A comment after the end of the picture: another file, quickly made.
        let mut bytes = picture.clone();
        bytes.extend_from_slice(number.to_string().as_bytes());
        sandbox.put(format!("lib/{:02}/{number}.jpg", number % 20), bytes);
    }
}

/// Waits for some outcomes, then sends the signal; the run's status.
fn stopped(sandbox: &Sandbox, words: &[&str], after: usize, signal: Signal) -> Option<i32> {
    let mut child = sandbox.damson(words).start();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..after {
        let _ = lines.next();
    }
    kill_process(pid(&child), signal).unwrap();
    let last = lines.map_while(Result::ok).last();
    let ended = child.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&ended.stderr);
    assert!(!told.contains("panicked"), "{told}");
    if ended.status.code() == Some(130) {
        let summary: serde_json::Value = serde_json::from_str(&last.unwrap()).unwrap();
        assert_eq!((&summary["schema"], &summary["interrupted"]), (&"damson/summary/1".into(), &true.into()));
    }
    ended.status.code()
}

fn count(sandbox: &Sandbox) -> usize {
    sandbox.damson(["search", "--count"]).ok().text().trim().parse().unwrap()
}

#[test]
fn an_interrupted_ingest_leaves_a_whole_catalogue_and_the_next_completes_it() {
    let sandbox = Sandbox::new();
    library(&sandbox, 3000);
    let ingest = ["ingest", "--format", "ndjson", "lib"];
    assert_eq!(stopped(&sandbox, &ingest, 300, Signal::INT), Some(130));
    let kept = count(&sandbox);
    assert!((1..3000).contains(&kept), "{kept}");
    let _ = sandbox.damson(["status", "--check"]).ok();
    assert!(sandbox.found(&["is:missing"]).is_empty());
    let again = sandbox.damson(ingest).ok();
    assert_eq!(again.summary()["counts"]["unchanged"], kept);
    assert_eq!(count(&sandbox), 3000);
}

#[test]
fn a_terminated_ingest_is_as_whole_as_an_interrupted_one() {
    let sandbox = Sandbox::new();
    library(&sandbox, 2000);
    let ingest = ["ingest", "--format", "ndjson", "lib"];
    let status = stopped(&sandbox, &ingest, 300, Signal::TERM);
    assert_eq!(status, Some(130));
    let _ = sandbox.damson(["status", "--check"]).ok();
    let _ = sandbox.damson(ingest).ok();
    assert_eq!(count(&sandbox), 2000);
}

#[test]
fn a_killed_ingest_leaves_a_whole_catalogue_too() {
    let sandbox = Sandbox::new();
    library(&sandbox, 2000);
    let ingest = ["ingest", "--format", "ndjson", "lib"];
    for after in [1, 700] {
        assert_eq!(stopped(&sandbox, &ingest, after, Signal::KILL), None);
        if sandbox.catalogue().exists() {
            let status = sandbox.damson(["status", "--check"]).ends();
            assert!(matches!(status.status.code(), Some(0 | 5)) && !status.told().contains("damaged"), "{status}");
        }
    }
    let _ = sandbox.damson(ingest).ok();
    assert_eq!(count(&sandbox), 2000);
    let _ = sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn an_interrupted_export_leaves_no_half_written_file() {
    let sandbox = Sandbox::new();
    library(&sandbox, 800);
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let export = ["export", "--all", "--to", "out", "--format", "ndjson"];
    assert_eq!(stopped(&sandbox, &export, 50, Signal::INT), Some(130));
    let partial = sandbox.tree("out");
    assert!(partial.iter().all(|name| !name.starts_with('.')), "{partial:?}");
    assert!(partial.len() < 800);
    let again = sandbox.damson(export).ok();
    assert_eq!(
        again.tales().iter().filter(|tale| tale.contains(" exported")).count()
            + partial.iter().filter(|name| name.ends_with(".jpg")).count(),
        800
    );
}

#[test]
fn a_folder_that_vanishes_during_the_run_is_told_and_the_run_ends() {
    let sandbox = Sandbox::new();
    library(&sandbox, 2000);
    let mut child = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).start();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().unwrap().unwrap();
    assert!(first.contains("added"));
    std::fs::rename(sandbox.at("lib/19"), sandbox.at("gone")).unwrap();
    std::fs::remove_dir_all(sandbox.at("lib/18")).unwrap();
    let rest = lines.map_while(Result::ok).last().unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&ended.stderr));
    assert!(rest.contains("damson/summary/1"), "{rest}");
    let _ = sandbox.damson(["status", "--check"]).ok();
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ends();
    assert_eq!(sandbox.damson(["search", "--count", "-is:missing"]).ok().text(), "1800\n");
}

/// Some hundreds of files with a headline to be written, and their bytes before.
fn to_be_written(count: usize) -> (Sandbox, Vec<(String, Vec<u8>)>) {
    let sandbox = Sandbox::new();
    library(&sandbox, count);
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let _ = sandbox.damson(["tag", "-q", "--all", "headline=Stated"]).ok();
    let files = files(&sandbox);
    (sandbox, files)
}

/// Every file but what a killed process left of its own.
fn files(sandbox: &Sandbox) -> Vec<(String, Vec<u8>)> {
    let names = sandbox.tree("lib").into_iter().filter(|name| !name.ends_with(".part"));
    names.map(|name| (name.clone(), sandbox.read(format!("lib/{name}")))).collect()
}

/// All is written, and nobody finds anything to complain of.
fn all_is_written(sandbox: &Sandbox) {
    let again = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).ok();
    assert!(again.tales().iter().all(|tale| tale.ends_with("unchanged")), "{again}");
    assert!(sandbox.damson(["status", "--json"]).ok().text().contains("\"pending\":0"));
    for words in [vec!["verify", "-q"], vec!["status", "--check"], vec!["log", "--check"]] {
        let _ = sandbox.damson(words).ok();
    }
    assert!(sandbox.ingest("lib").iter().all(|tale| tale.ends_with("unchanged")));
}

#[test]
fn an_interrupted_write_leaves_whole_files_and_is_undone_like_any_other() {
    let (sandbox, before) = to_be_written(700);
    let write = ["write", "--embed", "--format", "ndjson", "--all"];
    assert_eq!(stopped(&sandbox, &write, 100, Signal::INT), Some(130));
    let partial = files(&sandbox);
    assert!(sandbox.tree("lib").iter().all(|name| !name.ends_with(".part")));
    let changed = before.iter().zip(&partial).filter(|(before, after)| before != after).count();
    assert!((1..700).contains(&changed), "{changed}");
    let again = sandbox.damson(write).ok();
    assert_eq!(again.summary()["counts"]["unchanged"], changed);
    all_is_written(&sandbox);
    let of_write = sandbox.damson(["log", "--verb", "write", "--format", "ndjson"]).ok().records();
    assert_eq!(of_write.len(), 2);
    for operation in of_write {
        let _ = sandbox.damson(["undo", "-q", &operation["operation"].to_string()]).ok();
    }
    assert!(files(&sandbox) == before);
}

#[test]
fn a_killed_write_is_completed_by_the_next() {
    let (sandbox, _) = to_be_written(700);
    let write = ["write", "--embed", "--format", "ndjson", "--all"];
    for after in [1, 257] {
        assert_eq!(stopped(&sandbox, &write, after, Signal::KILL), None);
        let _ = sandbox.damson(["status", "--check"]).ok();
    }
    let _ = sandbox.damson(["write", "-q", "--pending"]).ok();
    let _ = sandbox.damson(["write", "-q", "--embed", "--all"]).ok();
    all_is_written(&sandbox);
}

#[test]
fn two_writes_at_once_write_every_file_once() {
    let (sandbox, _) = to_be_written(300);
    let write = ["write", "-q", "--embed", "--all"];
    let runs = [sandbox.damson(write).start(), sandbox.damson(write).start()];
    for run in runs {
        let ended = run.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr);
        assert!(matches!(ended.status.code(), Some(0 | 3 | 6 | 7)) && !told.contains("panicked"), "{told}");
    }
    let _ = sandbox.damson(["write", "-q", "--pending"]).ok();
    all_is_written(&sandbox);
    assert_eq!(sandbox.damson(["search", "--count", "version=2"]).ok().text(), "300\n");
}
