//! Sidecars at ingest: which file each speaks for, and what becomes of an asset when one comes, changes or goes.
use super::sample::{picture, plain, sidecar, titled};
use super::sandbox::Sandbox;
use serde_json::json;

#[test]
fn a_sidecar_speaks_for_the_file_that_its_name_means() {
    let rows: [(&str, &[&str], &[&str], &str); 8] = [
        ("Adobe's spelling", &["a.jpg", "a.xmp"], &["lib/a.jpg added", "lib/a.xmp added (sidecar)"], "a.jpg"),
        (
            "darktable's spelling",
            &["a.jpg", "a.jpg.xmp"],
            &["lib/a.jpg added", "lib/a.jpg.xmp added (sidecar)"],
            "a.jpg",
        ),
        ("upper case", &["A.JPG", "A.XMP"], &["lib/A.JPG added", "lib/A.XMP added (sidecar)"], "A.JPG"),
        (
            "a raw and its JPEG",
            &["a.dng", "a.jpg", "a.xmp"],
            &["lib/a.dng added", "lib/a.xmp added (sidecar)", "lib/a.jpg added"],
            "a.dng",
        ),
        (
            "a raw, its JPEG, and a sidecar that names the JPEG",
            &["a.dng", "a.jpg", "a.jpg.xmp"],
            &["lib/a.dng added", "lib/a.jpg added", "lib/a.jpg.xmp added (sidecar)"],
            "a.jpg",
        ),
        (
            "two of equal right",
            &["a.jpg", "a.png", "a.xmp"],
            &["lib/a.jpg added", "lib/a.xmp added (sidecar, ambiguous)", "lib/a.png added"],
            "a.jpg",
        ),
        ("nobody to speak for", &["lonely.xmp"], &["lib/lonely.xmp added"], "lonely.xmp"),
        ("a raw that is not there", &["a.jpg", "a.nef.xmp"], &["lib/a.jpg added", "lib/a.nef.xmp added"], "a.nef.xmp"),
    ];
    for (case, names, expected, spoken_for) in rows {
        let sandbox = Sandbox::new();
        for (number, name) in (1..).zip(names) {
            let bytes = match name.rsplit('.').next() {
                Some("xmp" | "XMP") => sidecar("Of the sidecar"),
                Some("png") => picture(number).png(),
                Some("dng") => picture(number).tiff(),
                Some(_) | None => plain(number),
            };
            sandbox.put(format!("lib/{name}"), bytes);
        }
        let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]);
        let run = if case == "two of equal right" { run.fails_with(3) } else { run.ok() };
        assert_eq!(run.tales(), expected, "{case}");
        assert_eq!(sandbox.found(&["title=\"Of the sidecar\""]), [spoken_for], "{case}");
        let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
        assert!(again.tales().iter().all(|tale| tale.ends_with("unchanged")), "{case}: {again}");
    }
}

#[test]
fn a_sidecar_that_cannot_be_read_is_told_by_read_too() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/a.xmp", b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF".as_slice());
    let run = sandbox.damson(["read", "--format", "ndjson", "lib"]).fails_with(3);
    run.stderr_has("a.xmp");
    assert_eq!(run.records()[0]["title"], "Of the file");
}

#[test]
fn a_sidecar_is_one_of_its_assets_files_and_no_asset_of_its_own() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/a.xmp", sidecar("Of the sidecar"));
    let _ = sandbox.ingest("lib");
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "1\n");
    let asset = sandbox.shown("lib/a.xmp");
    let roles: Vec<_> = asset["files"].as_array().unwrap().iter().map(|file| file["role"].clone()).collect();
    assert_eq!(roles, ["original", "sidecar"]);
    assert_eq!((&asset["copies"], &asset["title"]), (&json!(1), &json!("Of the sidecar")));
}

#[test]
fn a_sidecar_that_comes_changes_or_goes_changes_what_is_said_and_not_the_version() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/a.xmp", sidecar("First"));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg changed (sidecar)", "lib/a.xmp changed (sidecar)"]);
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "First");

    sandbox.put("lib/a.xmp", sidecar("Second"));
    let edited = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert_eq!(edited.tales(), ["lib/a.jpg changed (sidecar)", "lib/a.xmp changed (sidecar)"]);
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Second");

    sandbox.touch("lib/a.xmp");
    let touched = sandbox.ingest("lib");
    assert!(touched[0].starts_with("lib/a.jpg unchanged"), "{touched:?}");

    // A sidecar that is gone is missing, and nothing that it said is forgotten.
    sandbox.remove("lib/a.xmp");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged", "lib/a.xmp missing"]);
    let asset = sandbox.shown("lib/a.jpg");
    assert_eq!((&asset["title"], &asset["version"]), (&json!("Second"), &json!(1)));
    assert_eq!(asset["files"][1]["state"], "missing");
}

#[test]
fn a_sidecar_moves_with_its_file() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/a.xmp", sidecar("Said"));
    let _ = sandbox.ingest("lib");
    sandbox.rename("lib/a.jpg", "lib/deep/a.jpg");
    sandbox.rename("lib/a.xmp", "lib/deep/a.xmp");
    let tales = sandbox.ingest("lib");
    assert_eq!(tales[0], "lib/deep/a.jpg moved (from lib/a.jpg)");
    let asset = sandbox.shown("lib/deep/a.jpg");
    assert_eq!((&asset["title"], asset["files"].as_array().unwrap().len()), (&json!("Said"), 2), "{asset:#}");
    assert!(sandbox.found(&["is:missing"]).is_empty());
}

#[test]
fn a_sidecar_outranks_the_file_it_speaks_for_and_stays_when_the_file_is_written_anew() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/a.xmp", sidecar("Of the sidecar"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/a.jpg", titled(1, "Of the new file"));
    assert_eq!(sandbox.ingest("lib")[0], "lib/a.jpg changed (metadata)");
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Of the sidecar");
}

#[test]
fn a_sidecar_that_cannot_be_understood_is_a_problem_and_its_file_is_taken_in() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/a.xmp", "<x:xmpmeta><rdf:RDF>");
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.jpg added", "lib/a.xmp added (sidecar, malformed)"]);
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Of the file");
}
