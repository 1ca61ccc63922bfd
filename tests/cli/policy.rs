//! Files whose origins disagree: what counts under each policy, how it is explained, found and settled.
use super::maker::{Exif, Iim, Xmp};
use super::sample::{picture, plain};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

/// Exif, IIM and XMP each say something else of the description; IIM and XMP agree on the city.
fn quarrel() -> Vec<u8> {
    picture(1)
        .exif(Exif::new().description("OLYMPUS DIGITAL CAMERA"))
        .iim(Iim::new().description("A ferry leaves").place("Oslo", "Norway", "NOR"))
        .xmp(Xmp::new().alt("dc:description", &[("x-default", "A ferry arrives")]).text("photoshop:City", "Oslo"))
        .jpeg()
}

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/ferry.jpg", quarrel());
    sandbox.put("lib/plain.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    sandbox
}

fn description(sandbox: &Sandbox) -> Value {
    sandbox.shown("lib/ferry.jpg")["description"].clone()
}

#[test]
fn another_policy_needs_no_file_and_is_taken_back_by_undo() {
    let sandbox = desk();
    assert_eq!(description(&sandbox), "OLYMPUS DIGITAL CAMERA");
    sandbox.rename("lib", "elsewhere");
    let preview = sandbox.damson(["policy", "--dry-run", "newsroom", "--format", "ndjson"]).ok();
    assert_eq!(preview.tales(), ["lib/ferry.jpg changed", "lib/plain.jpg unchanged"]);
    assert_eq!(description(&sandbox), "OLYMPUS DIGITAL CAMERA");
    let changed = sandbox.damson(["policy", "newsroom", "--format", "ndjson"]).ok().records();
    assert_eq!(changed[0]["fields"][0]["field"], "description");
    assert_eq!(description(&sandbox), "A ferry arrives");
    let listed = sandbox.damson(["policy", "--format", "ndjson"]).ok().records();
    let current: Vec<_> = listed.iter().filter(|row| row["current"] == true).map(|row| &row["policy"]).collect();
    assert_eq!(current, [&json!("newsroom")]);
    let again = sandbox.damson(["policy", "newsroom", "--format", "ndjson"]).ok();
    assert_eq!(again.tales(), ["lib/ferry.jpg unchanged", "lib/plain.jpg unchanged"]);
    assert_eq!(again.summary()["operation"], Value::Null);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(description(&sandbox), "OLYMPUS DIGITAL CAMERA");
    sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn what_is_taken_in_later_is_weighed_by_the_catalogue_s_policy() {
    let sandbox = Sandbox::new();
    sandbox.put("config.toml", "policy = \"newsroom\"\n");
    sandbox.put("lib/ferry.jpg", quarrel());
    let config = sandbox.at("config.toml");
    let _ = sandbox.damson(["ingest", "lib"]).variable("DAMSON_CONFIG", &config).ok();
    assert_eq!(description(&sandbox), "A ferry arrives");
    let _ = sandbox.damson(["policy", "xmp"]).ok();
    // The config file speaks for a new catalogue alone.
    sandbox.put("lib/ferry2.jpg", [quarrel(), b"\0".to_vec()].concat());
    let _ = sandbox.damson(["ingest", "lib"]).variable("DAMSON_CONFIG", &config).ok();
    assert_eq!(sandbox.damson(["policy", "--format", "csv"]).ok().text().matches("xmp,true").count(), 1);
    sandbox.put("config.toml", "policy = \"loudest\"\n");
    let _ = sandbox.damson(["status"]).variable("DAMSON_CONFIG", &config).fails_with(2).stderr_has("loudest");
    let _ = sandbox.damson(["policy", "loudest"]).fails_with(2).stderr_has("newsroom");
}

#[test]
fn one_field_is_explained_with_its_winner_its_rule_and_its_losers() {
    let sandbox = desk();
    let explained = |words: &[&str]| -> Vec<(String, bool, String)> {
        let words = words.iter().copied().chain(["--format", "ndjson"]);
        let rows = sandbox.damson(words).ok().records();
        let row = |row: &Value| {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            (text("origin"), row["chosen"] == true, text("reason"))
        };
        rows.iter().map(row).collect()
    };
    let is = |origin: &str, chosen, reason: &str| (origin.to_owned(), chosen, reason.to_owned());
    let mwg = explained(&["show", "--explain", "description", "lib/ferry.jpg"]);
    assert_eq!(
        mwg,
        [is("exif", true, "Exif that is not blank outranks IIM and XMP"), is("iim", false, ""), is("xmp", false, "")]
    );
    let newsroom = explained(&["read", "--policy", "newsroom", "lib/ferry.jpg", "--explain", "caption"]);
    assert_eq!(
        newsroom,
        [
            is("xmp", true, "XMP, since no program edited IIM after it"),
            is("exif", false, "a camera's or a program's boilerplate, nobody's words"),
            is("iim", false, "")
        ]
    );
    // A word that is no field is a file, and no word asks for all fields.
    assert!(explained(&["show", "--explain", "lib/ferry.jpg"]).len() > 6);
    assert_eq!(explained(&["show", "--explain", "city,country", "lib/ferry.jpg"]).len(), 3);
    let _ = sandbox.damson(["show", "--explain", "citty"]).fails_with(2).stderr_has("citty");
    let _ = sandbox.damson(["show"]).fails_with(2);
    let _ = sandbox.damson(["read", "--explain"]).fails_with(2);
}

#[test]
fn files_whose_origins_disagree_are_found_until_somebody_says_what_is_true() {
    let sandbox = desk();
    assert_eq!(sandbox.found(&["is:conflict"]), ["ferry.jpg"]);
    assert_eq!(sandbox.found(&["conflicts:description"]), ["ferry.jpg"]);
    let table = sandbox.damson(["search", "is:conflict", "--columns", "filename,conflicts", "--format", "csv"]).ok();
    assert_eq!(table.text(), "filename,conflicts\nferry.jpg,description\n");
    let _ = sandbox.damson(["tag", "is:conflict", "description=A ferry"]).ok();
    assert_eq!(sandbox.found(&["is:conflict"]), [""; 0]);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.found(&["is:conflict"]), ["ferry.jpg"]);
    let _ = sandbox.damson(["tag", "--all", "conflicts!"]).fails_with(2);
}

#[test]
fn texts_that_were_encoded_twice_are_left_alone_until_their_repair_is_asked_for() {
    let sandbox = Sandbox::new();
    let twice = Xmp::new().text("photoshop:City", "MÃ¡laga").bag("dc:subject", &["puerto", "espaÃ±a"]);
    sandbox.put("lib/a.jpg", picture(1).xmp(twice).jpeg());
    sandbox.put("lib/b.jpg", picture(2).xmp(Xmp::new().text("photoshop:City", "Málaga")).jpeg());
    let _ = sandbox.ingest("lib");
    assert_eq!(sandbox.shown("lib/a.jpg")["city"], "MÃ¡laga");
    assert_eq!(sandbox.shown("lib/a.jpg")["double_encoded"], json!(["city", "keywords"]));
    assert_eq!(sandbox.found(&["is:double-encoded"]), ["a.jpg"]);
    let repair = |flag: &[&str]| {
        let words = ["tag", "--repair-encoding"].iter().chain(flag).chain(["is:double-encoded"].iter());
        sandbox.damson(words.copied().chain(["--format", "ndjson"])).ok().records()
    };
    let preview = repair(&["--dry-run"]);
    assert_eq!(preview[0]["fields"][0]["after"], "Málaga");
    assert_eq!(sandbox.shown("lib/a.jpg")["city"], "MÃ¡laga");
    let _ = repair(&[]);
    let shown = sandbox.shown("lib/a.jpg");
    assert_eq!((&shown["city"], &shown["keywords"]), (&json!("Málaga"), &json!(["puerto", "españa"])));
    assert_eq!(sandbox.found(&["is:double-encoded"]), [""; 0]);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.shown("lib/a.jpg")["city"], "MÃ¡laga");
    // Edits see what was repaired.
    let _ = sandbox.damson(["tag", "--repair-encoding", "is:double-encoded", "title={city}"]).ok();
    assert_eq!(sandbox.shown("lib/a.jpg")["title"], "Málaga");
}
