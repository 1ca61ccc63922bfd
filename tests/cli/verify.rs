//! Verify: intact, altered, missing, unexpected; and digest, which needs no catalogue.
use super::sample::{picture, plain, sidecar, titled};
use super::sandbox::{Sandbox, path_of, program, set_time};
use std::ffi::OsStr;
use std::process::Command;

fn held() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 1..=3 {
        sandbox.put(format!("lib/{number}.jpg"), plain(number));
    }
    sandbox.put("lib/3.xmp", sidecar("Beside"));
    let _ = sandbox.ingest("lib");
    sandbox
}

/// Changes one byte and restores the time: what a failing disk does.
fn rot(sandbox: &Sandbox, path: &str) {
    let path = sandbox.at(path);
    let moment = std::fs::metadata(&path).unwrap().modified().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(&path, bytes).unwrap();
    set_time(&path, moment);
}

#[test]
fn intact_files_are_intact_and_it_is_remembered() {
    let sandbox = held();
    let run = sandbox.damson(["verify", "--format", "ndjson"]).ok();
    let expected = ["lib/1.jpg intact", "lib/2.jpg intact", "lib/3.jpg intact", "lib/3.xmp intact"];
    assert_eq!(run.tales(), expected);
    let _ = sandbox.damson(["show", "--history", "lib/1.jpg"]).ok().stdout_has("intact");
    let status = sandbox.damson(["status", "--json"]).ok().json();
    assert_eq!((&status[0]["unchecked"], &status[0]["altered"]), (&0.into(), &0.into()));
    let _ = sandbox.damson(["verify"]).ok().stdout_is("").stderr_has("4 intact");
}

#[test]
fn rot_is_told_from_an_edit() {
    let sandbox = held();
    rot(&sandbox, "lib/1.jpg");
    sandbox.put("lib/2.jpg", plain(9));
    let run = sandbox.damson(["verify", "--format", "ndjson"]).fails_with(4);
    assert_eq!(run.tales()[..3], ["lib/1.jpg altered (rotted)", "lib/2.jpg altered (edited)", "lib/3.jpg intact"]);
    let human = sandbox.damson(["verify"]).fails_with(4);
    assert!(human.told().contains("lib/1.jpg") || human.text().contains("lib/1.jpg"), "people are told which: {human}");
    let status = sandbox.damson(["status", "--json"]).ok().json();
    assert_eq!(status[0]["altered"], 2);
    // A quick look sees sizes and times alone.
    let quick = sandbox.damson(["verify", "--quick", "--format", "ndjson"]).fails_with(4);
    assert_eq!(quick.tales()[..2], ["lib/1.jpg intact", "lib/2.jpg altered (edited)"]);
    assert_eq!(quick.summary()["bytes"], 0);
}

#[test]
fn missing_and_unexpected_files_are_told() {
    let sandbox = held();
    sandbox.remove("lib/1.jpg");
    sandbox.put("lib/new.jpg", plain(9));
    let run = sandbox.damson(["verify", "--format", "ndjson"]).fails_with(4);
    let tales = run.tales();
    assert!(tales.contains(&"lib/1.jpg missing".to_owned()), "{tales:?}");
    assert!(tales.contains(&"lib/new.jpg unexpected".to_owned()), "{tales:?}");
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let some = sandbox.damson(["verify", "--format", "ndjson", "path:*2.jpg"]).ok();
    assert_eq!(some.tales(), ["lib/2.jpg intact"]);
    let none = sandbox.damson(["verify", "--format", "ndjson", "city:Nowhere"]).ok();
    assert_eq!(none.tales().len(), 0);
    sandbox.put("lib/more.jpg", plain(10));
    sandbox.put("lib/1.jpg", plain(1));
    let _ = sandbox.damson(["verify", "--quick"]).ends();
    let unexpected = sandbox.damson(["verify", "--format", "ndjson"]).ends();
    assert!(unexpected.tales().contains(&"lib/more.jpg unexpected".to_owned()), "{unexpected}");
}

#[test]
fn an_unexpected_file_alone_is_no_alteration() {
    let sandbox = held();
    sandbox.put("lib/new.jpg", plain(9));
    let run = sandbox.damson(["verify", "--format", "ndjson"]).ok();
    assert_eq!(run.summary()["counts"]["unexpected"], 1);
}

#[test]
fn an_altered_sidecar_is_told_too() {
    let sandbox = held();
    rot(&sandbox, "lib/3.xmp");
    let run = sandbox.damson(["verify", "--format", "ndjson"]).fails_with(4);
    assert_eq!(run.tales()[3], "lib/3.xmp altered (rotted)");
}

#[test]
fn digests_are_those_of_the_tools_that_everybody_has() {
    let sandbox = Sandbox::new();
    let names: [&[u8]; 5] = [b"plain", b"two words", b"new\nline", b"back\\slash", "blåbær".as_bytes()];
    for name in names {
        sandbox.put(path_of(name), [b"bytes of ", name].concat());
    }
    sandbox.put("empty", "");
    let paths: Vec<&OsStr> = names.iter().map(|name| path_of(name).as_os_str()).chain([OsStr::new("empty")]).collect();
    for (tool, algorithm) in [("b3sum", "blake3"), ("sha256sum", "sha256"), ("md5sum", "md5")] {
        let words = ["digest", "--algorithm", algorithm].map(OsStr::new).into_iter().chain(paths.iter().copied());
        let ours = sandbox.damson(words).ok();
        let Some(program) = program(tool) else { continue };
        let theirs =
            Command::new(program).args(&paths).current_dir(sandbox.root()).env("LC_ALL", "C").output().unwrap();
        let (ours, theirs) =
            (String::from_utf8_lossy(&ours.stdout).into_owned(), String::from_utf8_lossy(&theirs.stdout).into_owned());
        assert_eq!(ours, theirs, "{tool}");
    }
    let default = sandbox.damson(["digest", "plain"]).ok().text();
    assert_eq!(default, format!("{}  plain\n", blake3::hash(b"bytes of plain").to_hex()));
}

#[test]
fn the_essence_is_the_same_whatever_the_metadata() {
    let sandbox = Sandbox::new();
    sandbox.put("a.jpg", titled(1, "One"));
    sandbox.put("b.jpg", titled(1, "Another, longer"));
    sandbox.put("c.png", picture(1).png());
    sandbox.put("d.png", picture(1).text("Title", "x").png());
    sandbox.put("e.tif", picture(1).tiff());
    sandbox.put("f.txt", "no essence of its own");
    let digests = |words: &[&str]| -> Vec<String> {
        let lines = sandbox.damson(["digest"].iter().chain(words)).ok().lines();
        lines.iter().map(|line| line.split("  ").next().unwrap().to_owned()).collect()
    };
    let essence = digests(&["--essence", "a.jpg", "b.jpg", "c.png", "d.png", "f.txt"]);
    assert_eq!((essence[0] == essence[1], essence[2] == essence[3]), (true, true), "{essence:?}");
    assert_eq!(essence[4], digests(&["f.txt"])[0]);
    let whole = digests(&["a.jpg", "b.jpg"]);
    assert_ne!(whole[0], whole[1]);
    let _ = sandbox.ingest("a.jpg");
    assert_eq!(sandbox.shown("a.jpg")["essence_digest"], format!("blake3:{}", essence[0]));
    let Some(exiftool) = program("exiftool") else { return };
    for name in ["a.jpg", "c.png", "e.tif"] {
        let ours = digests(&["--essence", "--algorithm", "sha256", name]);
        let output = Command::new(&exiftool)
            .args(["-s3", "-api", "requesttags=imagedatahash", "-api", "imagehashtype=SHA256", "-ImageDataHash"])
            .arg(sandbox.at(name))
            .output()
            .unwrap();
        let theirs = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !theirs.is_empty() {
            assert_eq!(ours[0], theirs, "{name}");
        }
    }
}

#[test]
fn a_file_that_cannot_be_digested_is_a_problem_and_the_others_are_digested() {
    let sandbox = Sandbox::new();
    sandbox.put("a", "a");
    let _ = sandbox.folder("folder");
    let run = sandbox.damson(["digest", "nowhere", "folder", "a"]).fails_with(3);
    assert_eq!(run.lines().len(), 1);
    let _ = run.stderr_has("nowhere").stderr_has("folder");
    let _ = sandbox.damson(["digest"]).fails_with(2);
    let _ = sandbox.damson(["digest", "--algorithm", "crc32", "a"]).fails_with(2).stderr_has("sha256");
    assert!(!sandbox.catalogue().exists());
}
