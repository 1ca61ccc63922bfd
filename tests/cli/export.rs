//! Export: records in every format, and copies under names of the user's making that never leave their folder.
use super::maker::{Iim, Xmp};
use super::sample::{library, picture, plain, titled};
use super::sandbox::{Sandbox, path_of, program};
use std::os::unix::fs::symlink;
use std::process::Command;

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

#[test]
fn records_are_those_that_search_prints() {
    let sandbox = desk();
    let export = |words: &[&str]| sandbox.damson(["export"].iter().chain(words)).ok().text();
    let search = |words: &[&str]| sandbox.damson(["search"].iter().chain(words)).ok().text();
    assert_eq!(export(&["--all"]), search(&["--format", "ndjson"]));
    assert_eq!(export(&["--json", "rating>=4"]), search(&["--json", "rating>=4"]));
    let columns = ["--format", "csv", "--columns", "id,city", "--sort", "-rating", "--limit", "2", "has:city"];
    assert_eq!(export(&columns), search(&columns));
    let ids = sandbox.damson(["search", "--format", "ids", "rating:4"]).ok().stdout;
    let _ =
        sandbox.damson(["export", "-", "--format", "ids"]).input(&ids).ok().stdout_is(&String::from_utf8_lossy(&ids));
}

#[test]
fn copies_are_the_very_bytes_with_their_times_and_a_manifest_that_checks() {
    let sandbox = desk();
    let run = sandbox.damson(["export", "is:image", "--to", "out", "--format", "ndjson"]).ok();
    assert_eq!(run.tales().len(), 4);
    assert_eq!(
        sandbox.tree("out"),
        ["bergen.jpg", "josé.tif", "lyon.png", "manifest.b3", "oslo.jpg", "records.ndjson"]
    );
    let modified = |path: &str| std::fs::metadata(sandbox.at(path)).unwrap().modified().unwrap();
    assert_eq!(sandbox.read("out/oslo.jpg"), sandbox.read("Jobs/cup/oslo.jpg"));
    assert_eq!(modified("out/oslo.jpg"), modified("Jobs/cup/oslo.jpg"));
    let records = sandbox.damson(["export", "is:image"]).ok().text();
    assert_eq!(String::from_utf8(sandbox.read("out/records.ndjson")).unwrap().lines().count(), records.lines().count());
    check_manifest(&sandbox, "out");
    let history = sandbox.damson(["show", "--history", "--format", "ndjson", "Jobs/cup/oslo.jpg"]).ok();
    let _ = history.stdout_has("dissemination");
}

/// The manifest names every other file with its digest, as b3sum prints them.
fn check_manifest(sandbox: &Sandbox, folder: &str) {
    let manifest = String::from_utf8(sandbox.read(format!("{folder}/manifest.b3"))).unwrap();
    for line in manifest.lines().filter(|line| !line.starts_with('\\')) {
        let (digest, name) = line.split_once("  ").unwrap();
        assert_eq!(digest, blake3::hash(&sandbox.read(format!("{folder}/{name}"))).to_hex().as_str(), "{name}");
    }
    if let Some(b3sum) = program("b3sum") {
        let checked = Command::new(b3sum).args(["-c", "manifest.b3"]).current_dir(sandbox.at(folder)).output().unwrap();
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn a_second_export_leaves_what_is_there_as_it_is() {
    let sandbox = desk();
    let export =
        || sandbox.damson(["export", "is:image", "--to", "out", "--sidecar", "xmp", "--format", "ndjson"]).ok();
    let _ = export();
    let before = sandbox.tree("out");
    let again = export();
    assert!(again.tales().iter().all(|tale| tale.contains(" unchanged")), "{again}");
    assert_eq!(sandbox.tree("out"), before);
}

#[test]
fn nothing_is_ever_overwritten_names_that_are_taken_get_a_number() {
    let sandbox = Sandbox::new();
    for (folder, number) in [("a", 1), ("b", 2), ("c", 3)] {
        sandbox.put(format!("lib/{folder}/same.jpg"), plain(number));
    }
    sandbox.put("out/same.jpg", "somebody else's");
    sandbox.put("out/manifest.b3", "somebody else's");
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["export", "--all", "--to", "out", "--format", "ndjson"]).ok();
    assert_eq!(
        sandbox.tree("out"),
        ["manifest-2.b3", "manifest.b3", "records.ndjson", "same-2.jpg", "same-3.jpg", "same-4.jpg", "same.jpg"]
    );
    assert_eq!(sandbox.read("out/same.jpg"), b"somebody else's");
    assert_eq!(sandbox.read("out/manifest.b3"), b"somebody else's");
    assert_eq!(run.tales()[0], "out/same-2.jpg exported (from lib/a/same.jpg)");
    let again = sandbox.damson(["export", "--all", "--to", "out", "--format", "ndjson"]).ok();
    assert!(again.tales().iter().all(|tale| tale.contains(" unchanged")), "{again}");
}

#[test]
fn names_are_made_by_a_template_and_keep_their_extension() {
    let sandbox = desk();
    let rows = [
        ("{date_created:%Y}/{city}", "2024/Oslo.jpg"),
        ("{filename}", "oslo.jpg"),
        ("{city}-{rating}.jpg", "Oslo-4.jpg"),
        ("{title}", "_.jpg"),
        ("a/./b//../{city}", "a/b/_/Oslo.jpg"),
    ];
    for (number, (template, expected)) in (0..).zip(rows) {
        let folder = format!("out{number}");
        let run = sandbox.damson(["export", "city=Oslo", "--to", &folder, "--name", template]).ok();
        let found: Vec<String> = sandbox
            .tree(&folder)
            .into_iter()
            .filter(|name| !name.starts_with("manifest") && !name.starts_with("records"))
            .collect();
        assert_eq!(found.len(), 1, "{run}");
        if !template.contains("..") && !template.contains("title") {
            assert_eq!(found, [expected], "{template}");
        }
        assert!(found[0].ends_with(".jpg"), "{template}: {found:?}");
    }
    let _ = sandbox.damson(["export", "city=Oslo", "--to", "out", "--name", "{ctiy}"]).fails_with(2).stderr_has("city");
    assert!(!sandbox.at("out").exists());
}

#[test]
fn no_name_leads_out_of_the_folder_whatever_the_metadata_says() {
    let hostile = [
        "../escaped",
        "../../escaped",
        "/etc/escaped",
        "..",
        ".",
        ".hidden",
        "a/b/c",
        "con\u{1b}[2Jtrol",
        "new\nline",
        "bidi\u{202e}gpj",
        "CON",
        "trailing. ",
        " ",
        "nul\u{0}l",
        "back\\slash:colon*star?",
    ];
    let sandbox = Sandbox::new();
    for (number, title) in (1..).zip(hostile) {
        let xmp = Xmp::new().alt("dc:title", &[("x-default", &title.replace(['\u{0}', '\u{1b}'], "_"))]);
        let iim = Iim::new().text(5, title);
        sandbox.put(format!("lib/{number:02}.jpg"), picture(number).iim(iim).jpeg());
        sandbox.put(format!("lib/{number:02}x.jpg"), picture(number + 100).xmp(xmp).jpeg());
    }
    sandbox.put(
        "lib/long.jpg",
        picture(99).xmp(Xmp::new().alt("dc:title", &[("x-default", &"long ".repeat(200))])).jpeg(),
    );
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ends();
    let before = sandbox.tree("");
    let run = sandbox.damson(["export", "--all", "--to", "deep/out", "--name", "{title}", "--format", "ndjson"]).ok();
    let after: Vec<String> = sandbox.tree("").into_iter().filter(|path| !before.contains(path)).collect();
    assert!(after.iter().all(|path| path.starts_with("deep/out/") || path.starts_with("catalog.db")), "{after:#?}");
    let inside = sandbox.tree("deep/out");
    assert_eq!(inside.len(), run.tales().len() + 2, "{inside:#?}");
    for name in inside {
        assert!(!name.starts_with('.') && !name.contains(['/', '\\', ':', '\n', '\u{1b}', '\0']), "{name:?}");
        assert!(name.len() <= 255, "{name:?}");
    }
    check_manifest(&sandbox, "deep/out");
    assert!(!std::path::Path::new("/etc/escaped.jpg").exists());
}

#[test]
fn a_link_inside_the_folder_is_not_followed() {
    let sandbox = desk();
    let _ = sandbox.folder("outside");
    let _ = sandbox.folder("out");
    symlink(sandbox.at("outside"), sandbox.at("out/2024")).unwrap();
    symlink(sandbox.at("outside/target.jpg"), sandbox.at("out/Oslo.jpg")).unwrap();
    let run = sandbox.damson([
        "export",
        "city=Oslo",
        "--to",
        "out",
        "--name",
        "{date_created:%Y}/{city}",
        "--format",
        "ndjson",
    ]);
    let run = run.fails_with(3);
    assert!(run.tales()[0].contains("failed (unwritable)"), "{run}");
    let _ = sandbox.damson(["export", "city=Oslo", "--to", "out", "--name", "{city}"]).ok();
    assert!(sandbox.tree("outside").is_empty(), "{:?}", sandbox.tree("outside"));
    assert!(sandbox.tree("out").contains(&"Oslo-2.jpg".to_owned()));
}

#[test]
fn sidecars_say_the_effective_values_and_are_read_back() {
    let sandbox = desk();
    let _ =
        sandbox.damson(["tag", "city=Oslo", "headline=Of the desk", "+<&> \"quoted\"", "usage_terms=Editorial"]).ok();
    let _ = sandbox.damson(["export", "city=Oslo", "--to", "out", "--sidecar", "xmp"]).ok();
    assert_eq!(sandbox.tree("out"), ["manifest.b3", "oslo.jpg", "oslo.xmp", "records.ndjson"]);
    check_manifest(&sandbox, "out");
    let (mut known, mut read) = (
        sandbox.shown("Jobs/cup/oslo.jpg"),
        sandbox.damson(["read", "--format", "ndjson", "out/oslo.jpg", "out/oslo.xmp"]).ok().records().remove(0),
    );
    for record in [&mut known, &mut read] {
        let record = record.as_object_mut().unwrap();
        let places = ["path", "folder", "files", "volume", "accessioned", "copies", "modified", "versions"];
        places.iter().for_each(|member| drop(record.remove(*member)));
    }
    assert_eq!(known, read);
    let Some(exiftool) = program("exiftool") else { return };
    let output = Command::new(exiftool)
        .args(["-s3", "-sep", ";", "-Headline", "-Subject", "-City", "-Rating", "-UsageTerms"])
        .arg(sandbox.at("out/oslo.xmp"))
        .output()
        .unwrap();
    let expected = "Of the desk\nharbour;politics;Sport/Football;<&> \"quoted\"\nOslo\n4\nEditorial\n";
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn a_sidecar_whose_name_is_taken_names_its_file_beyond_doubt() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Picture"));
    sandbox.put("lib/a.png", picture(2).png());
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--all", "headline={filename}"]).ok();
    let _ = sandbox.damson(["export", "--all", "--to", "out", "--sidecar", "xmp"]).ok();
    let tree = sandbox.tree("out");
    assert_eq!(tree, ["a.jpg", "a.png", "a.png.xmp", "a.xmp", "manifest.b3", "records.ndjson"]);
    let headlines = sandbox.damson(["read", "--template", "{filename} {headline}", "out/a.jpg", "out/a.png"]).ok();
    assert!(headlines.lines().len() == 2, "{headlines}");
}

#[test]
fn a_file_that_is_not_what_it_was_is_not_exported() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.jpg", plain(2));
    sandbox.put("lib/c.jpg", plain(3));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/a.jpg", plain(4));
    sandbox.remove("lib/b.jpg");
    let run = sandbox.damson(["export", "--all", "--to", "out", "--format", "ndjson"]).fails_with(3);
    assert_eq!(
        run.tales(),
        ["lib/a.jpg failed (refused)", "lib/b.jpg failed (vanished)", "out/c.jpg exported (from lib/c.jpg)"]
    );
    assert_eq!(sandbox.tree("out"), ["c.jpg", "manifest.b3", "records.ndjson"]);
}

#[test]
fn another_copy_is_exported_where_the_first_is_gone() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    sandbox.remove("lib/a.jpg");
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["export", "--all", "--to", "out", "--format", "ndjson"]).ok();
    assert_eq!(run.tales(), ["out/b.jpg exported (from lib/b.jpg)"]);
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = desk();
    let preview = sandbox.damson(["export", "is:image", "--to", "out", "--dry-run", "--format", "ndjson"]).ok();
    assert!(!sandbox.at("out").exists());
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 1);
    let real = sandbox.damson(["export", "is:image", "--to", "out", "--format", "ndjson"]).ok();
    assert_eq!(preview.tales(), real.tales());
}

#[test]
fn names_that_are_not_utf8_are_exported_as_they_are() {
    let sandbox = Sandbox::new();
    sandbox.put(path_of(b"lib/caf\xe9.jpg"), plain(1));
    let _ = sandbox.ingest("lib");
    let run = sandbox.damson(["export", "--all", "--to", "out", "--format", "ndjson"]).ok();
    assert_eq!(run.tales().len(), 1);
    let copied: Vec<_> = std::fs::read_dir(sandbox.at("out")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(copied.len(), 3, "{copied:?}");
    let jpeg = copied.iter().find(|path| path.to_string_lossy().ends_with("jpg")).unwrap();
    assert_eq!(std::fs::read(jpeg).unwrap(), plain(1));
}

#[test]
fn a_folder_that_cannot_be_written_is_said_so() {
    let sandbox = desk();
    sandbox.put("file", "not a folder");
    let run = sandbox.damson(["export", "--all", "--to", "file/out"]).ends();
    assert!(matches!(run.status.code(), Some(2 | 3)), "{run}");
    let _ = run.stderr_has("file");
}
