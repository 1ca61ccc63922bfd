//! What ingest leaves out, and what it takes in although it is odd: each with its reason, none without a word.
use super::sample::{plain, titled};
use super::sandbox::{Sandbox, path_of, program, skipped};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

#[test]
fn files_are_left_out_by_rule_each_with_its_reason() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/.hidden.jpg", plain(2));
    sandbox.put("lib/.folder/b.jpg", plain(3));
    sandbox.put("elsewhere/c.jpg", plain(4));
    symlink(sandbox.at("elsewhere/c.jpg"), sandbox.at("lib/link.jpg")).unwrap();
    symlink(sandbox.at("elsewhere"), sandbox.at("lib/linked")).unwrap();
    symlink(sandbox.at("nowhere"), sandbox.at("lib/dangling")).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, sandbox.at("lib/pipe"), rustix::fs::Mode::from_raw_mode(0o644)).unwrap();
    let _socket = UnixListener::bind(sandbox.at("lib/socket")).unwrap();
    let mut tales = sandbox.ingest("lib");
    tales.sort();
    assert_eq!(
        tales,
        [
            "lib/.folder skipped (hidden)",
            "lib/.hidden.jpg skipped (hidden)",
            "lib/a.jpg added",
            "lib/dangling skipped (symlink)",
            "lib/link.jpg skipped (symlink)",
            "lib/linked skipped (symlink)",
            "lib/pipe skipped (special)",
            "lib/socket skipped (special)",
        ]
    );
    // People hear of what is left out only if they ask.
    let _ = sandbox.damson(["ingest", "lib"]).ok().stderr_is("ingest: 8 files: 1 unchanged, 7 skipped (accession 2)\n");
    let asked = sandbox.damson(["ingest", "--verbose", "lib"]).ok();
    let _ = asked.stderr_has("lib/pipe").stderr_has("lib/link.jpg").stderr_has("lib/.folder");
}

#[test]
fn hidden_files_and_linked_ones_are_taken_in_where_that_is_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/.folder/b.jpg", plain(3));
    sandbox.put("elsewhere/c.jpg", plain(4));
    symlink(sandbox.at("elsewhere"), sandbox.at("lib/linked")).unwrap();
    symlink("..", sandbox.at("lib/loop")).unwrap();
    let words = ["ingest", "--format", "ndjson", "--hidden", "--follow", "lib"];
    let tales = sandbox.damson(words).ends().tales();
    assert!(tales.iter().any(|tale| tale == "lib/.folder/b.jpg added"), "{tales:?}");
    let linked = |tale: &&String| tale.ends_with("c.jpg added") || tale.ends_with("c.jpg duplicate");
    assert!(tales.iter().any(|tale| linked(&tale)), "{tales:?}");
    assert!(tales.len() < 20, "a loop of links is gone round once: {tales:?}");
}

#[test]
fn a_path_that_is_named_is_taken_even_if_it_is_hidden_or_a_link() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/.hidden.jpg", plain(1));
    sandbox.put("elsewhere/c.jpg", plain(2));
    symlink(sandbox.at("elsewhere/c.jpg"), sandbox.at("lib/link.jpg")).unwrap();
    let tales = sandbox.damson(["ingest", "--format", "ndjson", "lib/.hidden.jpg", "lib/link.jpg"]).ok().tales();
    assert_eq!(tales.len(), 2);
    assert!(tales.iter().all(|tale| tale.ends_with(" added")), "{tales:?}");
}

#[test]
fn the_catalogues_own_files_are_never_taken_in_whatever_they_are_called() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let catalogue = sandbox.at("lib/catalog.db");
    let ingest = || {
        let run = sandbox.damson(["ingest", "--format", "ndjson", "--hidden", "lib"]);
        run.variable("DAMSON_CATALOG", &catalogue).ok().tales()
    };
    let first = ingest();
    assert_eq!(first.iter().filter(|tale| tale.ends_with(" added")).count(), 1, "{first:?}");
    std::fs::hard_link(&catalogue, sandbox.at("lib/innocent.jpg")).unwrap();
    let second = ingest();
    assert!(second.contains(&"lib/catalog.db skipped (catalogue)".to_owned()), "{second:?}");
    assert!(second.contains(&"lib/innocent.jpg skipped (catalogue)".to_owned()), "{second:?}");
    assert!(second.iter().all(|tale| !tale.ends_with("added")), "{second:?}");
}

#[test]
fn a_folder_that_cannot_be_read_is_a_problem_and_its_files_do_not_become_missing() {
    let Some(setpriv) = program("setpriv") else { return skipped("there is no setpriv") };
    let sandbox = Sandbox::new();
    for path in ["lib/open/a.jpg", "lib/closed/b.jpg"] {
        sandbox.put(path, plain(u64::from(path.len() as u32)));
    }
    let permit = |path: &str, mode: u32| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(sandbox.at(path), mode).unwrap();
    };
    permit("", 0o777);
    let nobody = [setpriv.as_os_str(), "--reuid=65534".as_ref(), "--regid=65534".as_ref(), "--clear-groups".as_ref()];
    let ingest = || sandbox.damson(["ingest", "--format", "ndjson", "lib"]).through(nobody);
    let first = ingest().ends();
    if first.told().starts_with("setpriv") {
        return skipped("setpriv may not change users here");
    }
    assert_eq!(first.tales(), ["lib/closed/b.jpg added", "lib/open/a.jpg added"]);
    permit("lib/closed", 0o700);
    permit("lib/open/a.jpg", 0o000);
    sandbox.touch("lib/open/a.jpg");
    let second = ingest().fails_with(3);
    permit("lib/closed", 0o755);
    assert_eq!(second.tales(), ["lib/closed failed (unreadable)", "lib/open/a.jpg failed (unreadable)"]);
    let _ = second.stderr_has("lib/closed").stderr_has("lib/open/a.jpg");
    let found = sandbox.damson(["search", "is:missing", "--count"]).through(nobody).ok();
    let _ = found.stdout_is("0\n");
}

#[test]
fn a_path_that_is_not_there_is_a_problem_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let run = sandbox.damson(["ingest", "--format", "ndjson", "nowhere", "lib"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.jpg added", "nowhere failed (vanished)"]);
    let _ = run.stderr_has("nowhere");
}

#[test]
fn damaged_files_are_taken_in_with_what_is_known_of_them() {
    let sandbox = Sandbox::new();
    let whole = titled(1, "Whole");
    sandbox.put("lib/cut.jpg", &whole[..whole.len() * 2 / 3]);
    sandbox.put("lib/empty.jpg", "");
    sandbox.put("lib/noise.jpg", "not a picture at all");
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/cut.jpg added (truncated)", "lib/empty.jpg added", "lib/noise.jpg added"]);
    let cut = sandbox.shown("lib/cut.jpg");
    assert_eq!((&cut["title"], &cut["media_type"]), (&"Whole".into(), &"image/jpeg".into()));
    assert_eq!(cut["digest"], format!("blake3:{}", blake3::hash(&whole[..whole.len() * 2 / 3]).to_hex()));
    // The essence of what is cut short is the whole file: it is not known to be the essence of anything.
    assert_eq!(cut["essence_digest"], cut["digest"]);
    assert_eq!(sandbox.shown("lib/empty.jpg")["size"], 0);
    assert_ne!(sandbox.shown("lib/noise.jpg")["media_type"], "image/jpeg");
}

#[test]
fn two_empty_files_are_copies_and_damage_does_not_make_kin() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a", "");
    sandbox.put("lib/b", "");
    assert_eq!(sandbox.ingest("lib"), ["lib/a added", "lib/b duplicate"]);
}

#[test]
fn any_name_that_a_file_system_allows_is_taken_in_and_found_again() {
    let names: [&[u8]; 7] = [
        b"caf\xe9.jpg",
        b"new\nline.jpg",
        b"escape \x1b[31m.jpg",
        "bidi \u{202e}gpj.exe".as_bytes(),
        b"-dash.jpg",
        b"quote\"and'quote.jpg",
        " space, comma;\ttab .jpg".as_bytes(),
    ];
    let sandbox = Sandbox::new();
    for (number, name) in (1..).zip(names) {
        sandbox.put(std::path::Path::new("lib").join(path_of(name)), titled(number, &format!("number {number}")));
    }
    let human = sandbox.damson(["ingest", "--verbose", "lib"]).ok();
    assert_eq!(super::sandbox::commands_in(&human.text().replace('\n', "")), "");
    let _ = human.stdout_has("escape \\x1b[31m.jpg");
    // NUL-separated paths are the bytes themselves, and what is printed can be read back.
    let paths = sandbox.damson(["search", "--format", "paths", "-0"]).ok();
    let printed: Vec<&[u8]> = paths.stdout.split(|byte| *byte == 0).filter(|path| !path.is_empty()).collect();
    assert_eq!(printed.len(), names.len());
    for name in names {
        assert!(printed.iter().any(|path| path.ends_with(name)), "{}", String::from_utf8_lossy(name));
    }
    let _ = sandbox.damson(["tag", "-0", "-", "+seen"]).input(&paths.stdout).ok();
    assert_eq!(sandbox.damson(["search", "keywords:seen", "--count"]).ok().text(), "7\n");
    // So can records.
    let records = sandbox.damson(["search", "--format", "ndjson"]).ok();
    let bytes = records.records().iter().filter(|record| record["path"][0]["bytes"].is_string()).count();
    assert_eq!(bytes, 1, "one path is not UTF-8");
    let _ = sandbox.damson(["tag", "-", "+again"]).input(&records.stdout).ok();
    assert_eq!(sandbox.damson(["search", "keywords:again", "--count"]).ok().text(), "7\n");
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert!(again.tales().iter().all(|tale| tale.ends_with(" unchanged")), "{again}");
    for name in names {
        let path = std::path::Path::new("lib").join(path_of(name));
        let _ = sandbox.damson([std::ffi::OsStr::new("show"), path.as_os_str()]).ok();
    }
}
