//! Write --embed: which formats take values themselves, that what is written can be read back and taken back to the byte, and
//! what goes into a sidecar all the same.
use super::maker::{Document, Exif, Film, Iim, Picture, Sound, heif};
use super::sample::{dng, picture, plain};
use super::sandbox::{Output, Sandbox};
use serde_json::{Value, json};

/// A library of one file, with values of several kinds stated.
fn desk(name: &str, bytes: &[u8]) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put(format!("lib/{name}"), bytes);
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let edits = ["headline=Stated", "city=Tromsø", "+ferry", "+quay", "rating=4", "creator=Åse Ås"];
    let _ = sandbox.damson(["tag", "-q", "--all"].iter().chain(&edits)).ok();
    sandbox
}

/// What a file says itself: its sidecar is not heard where the file alone is named.
fn said(sandbox: &Sandbox, name: &str) -> Value {
    sandbox.damson(["read", "--format", "ndjson", &format!("lib/{name}")]).ok().records().remove(0)
}

fn statements(sandbox: &Sandbox, name: &str, origin: &str) -> Vec<Value> {
    let raw = sandbox.damson(["read", "--raw", "--format", "ndjson", &format!("lib/{name}")]).ok().records();
    let wanted = raw.into_iter().filter(|statement| statement["origin"] == origin);
    // The id is made of the bytes, which change.
    wanted
        .map(|statement| json!({"name": statement["name"], "field": statement["field"], "values": statement["values"]}))
        .collect()
}

fn embed(sandbox: &Sandbox, words: &[&str]) -> Output {
    sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"].iter().chain(words)).ok()
}

/// Exif that other programs need: a camera, and a place.
fn exif() -> Exif {
    Exif::new().camera("Example", "Example One", "7").position(59_910_000, 10_750_000, 3)
}

#[test]
fn files_of_these_formats_take_values_and_give_them_back_to_the_byte() {
    let said_before = || picture(1).exif(exif());
    for (name, bytes) in [
        ("a.jpg", plain(1)),
        ("b.jpg", said_before().iim(Iim::new().headline("Old").keywords(&["boats"])).jpeg()),
        ("a.png", picture(1).png()),
        ("b.png", said_before().text("Comment", "kept").png()),
        ("a.webp", picture(1).webp()),
        ("b.webp", said_before().webp()),
        ("a.tif", picture(1).tiff()),
        ("b.tif", picture(1).exif(exif().big_endian()).tiff()),
        ("a.dng", dng(1)),
        ("a.mp4", Film::new(64, 48, 400).mp4()),
        ("a.heic", heif(64, 48, 1, Some(&exif()), None)),
    ] {
        let sandbox = desk(name, &bytes);
        let run = embed(&sandbox, &[]);
        assert_eq!(run.tales(), [format!("lib/{name} changed (metadata)")]);
        assert_eq!(sandbox.tree("lib"), [name]);
        let found = said(&sandbox, name);
        for (field, value) in [
            ("headline", json!("Stated")),
            ("city", json!("Tromsø")),
            ("rating", json!(4)),
            ("creator", json!(["Åse Ås"])),
        ] {
            assert_eq!(found[field], value, "{field} of {name}");
        }
        let keywords = found["keywords"].as_array().unwrap();
        assert!(keywords.contains(&json!("ferry")) && keywords.contains(&json!("quay")), "{name}: {found}");
        let asset = sandbox.shown(&format!("lib/{name}"));
        assert_eq!((&asset["version"], &asset["essence_digest"]), (&json!(2), &found["essence_digest"]), "{name}");
        assert_eq!(sandbox.ingest("lib"), [format!("lib/{name} unchanged")]);
        let _ = sandbox.damson(["verify"]).ok();

        let written = sandbox.read(format!("lib/{name}"));
        let again = embed(&sandbox, &[]);
        assert_eq!(again.tales(), [format!("lib/{name} unchanged")]);
        assert!(sandbox.read(format!("lib/{name}")) == written, "a second write of {name}");
        let _ = sandbox.damson(["undo"]).ok();
        assert!(sandbox.read(format!("lib/{name}")) == bytes, "{name} undone");
        assert_eq!(sandbox.ingest("lib"), [format!("lib/{name} unchanged")]);
        assert_eq!(sandbox.shown(&format!("lib/{name}"))["version"], 1);
    }
}

#[test]
fn what_a_file_said_beside_is_still_said() {
    for (name, bytes) in [
        ("a.jpg", picture(1).exif(exif()).jpeg()),
        ("a.png", picture(1).exif(exif()).png()),
        ("a.webp", picture(1).exif(exif()).webp()),
        ("a.tif", picture(1).exif(exif()).tiff()),
    ] {
        let sandbox = desk(name, &bytes);
        let before = statements(&sandbox, name, "exif");
        let _ = embed(&sandbox, &[]);
        let after = statements(&sandbox, name, "exif");
        let lost: Vec<_> = before.iter().filter(|statement| !after.contains(statement)).collect();
        assert!(lost.is_empty() && before.len() > 3, "{name}: {lost:?}");
    }
}

#[test]
fn files_of_other_formats_have_sidecars_and_stay_as_they_are() {
    let nef = picture(1).exif(exif().camera("NIKON CORPORATION", "NIKON D850", "7")).tiff();
    for (name, media_type, bytes) in [
        ("a.gif", "image/gif", picture(1).gif()),
        ("a.pdf", "application/pdf", Document::new("A page").pdf()),
        ("a.psd", "application/vnd.adobe.photoshop", picture(1).psd()),
        ("a.nef", "image/x-nikon-nef", nef),
        ("a.wav", "audio/x-wav", Sound::new(8000, 80).wav()),
        ("a.txt", "text/plain", b"A note.\n".to_vec()),
    ] {
        let sandbox = desk(name, &bytes);
        assert_eq!(said(&sandbox, name)["media_type"], media_type);
        assert_eq!(embed(&sandbox, &[]).tales(), ["lib/a.xmp changed (sidecar)"], "{name}");
        assert!(sandbox.read(format!("lib/{name}")) == bytes, "{name}");
        assert_eq!(sandbox.shown(&format!("lib/{name}"))["version"], 1);
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(sandbox.tree("lib"), [name]);
    }
}

#[test]
fn iim_is_kept_where_it_is_and_made_only_where_that_is_asked_for() {
    let with_iim = picture(1).iim(Iim::new().headline("Old")).jpeg();
    let headlines = |sandbox: &Sandbox| {
        let iim = statements(sandbox, "a.jpg", "iim").into_iter();
        iim.filter(|statement| statement["field"] == "headline").map(|one| one["values"][0].clone()).collect::<Vec<_>>()
    };
    for (bytes, words, expected) in [
        (&with_iim, vec![], vec![json!("Stated")]),
        (&with_iim, vec!["--iim"], vec![json!("Stated")]),
        (&plain(1), vec![], vec![]),
        (&plain(1), vec!["--iim"], vec![json!("Stated")]),
    ] {
        let sandbox = desk("a.jpg", bytes);
        let _ = embed(&sandbox, &words);
        assert_eq!(headlines(&sandbox), expected, "{words:?}");
        assert_eq!(said(&sandbox, "a.jpg")["headline"], "Stated");
    }
}

#[test]
fn a_text_that_is_too_long_for_iim_is_told_and_xmp_has_all_of_it() {
    let sandbox = desk("a.jpg", &picture(1).iim(Iim::new().headline("Old")).jpeg());
    let long = "æ".repeat(200);
    let _ = sandbox.damson(["tag", "--all", &format!("headline={long}")]).ok();
    let run = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).fails_with(3);
    let problem = &run.records()[0]["problem"]["message"];
    assert!(problem.as_str().unwrap().contains("headline"), "{run}");
    assert_eq!(said(&sandbox, "a.jpg")["headline"], json!(long));
    let asset = sandbox.shown("lib/a.jpg");
    assert_eq!((&asset["headline"], asset.get("conflicts")), (&json!(long), None));
    // It is as it can be: there is nothing to write again.
    assert_eq!(embed(&sandbox, &[]).tales(), ["lib/a.jpg unchanged"]);
    assert_eq!(sandbox.ingest("lib"), ["lib/a.jpg unchanged"]);
}

#[test]
fn a_file_with_a_proof_of_provenance_has_a_sidecar_unless_the_proof_may_break() {
    let signed = picture(1).signed().jpeg();
    let sandbox = desk("a.jpg", &signed);
    assert_eq!(embed(&sandbox, &[]).tales(), ["lib/a.xmp changed (sidecar)"]);
    assert!(sandbox.read("lib/a.jpg") == signed);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(embed(&sandbox, &["--c2pa", "sidecar"]).tales(), ["lib/a.xmp changed (sidecar)"]);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(embed(&sandbox, &["--c2pa", "break"]).tales(), ["lib/a.jpg changed (metadata)"]);
    assert_eq!((said(&sandbox, "a.jpg")["headline"].clone(), sandbox.tree("lib").len()), (json!("Stated"), 1));
    let _ = sandbox.damson(["undo"]).ok();
    assert!(sandbox.read("lib/a.jpg") == signed);
    let _ = sandbox.damson(["write", "--c2pa", "break", "--all"]).fails_with(2).stderr_has("--embed");
}

#[test]
fn a_sidecar_that_speaks_of_what_is_embedded_does_not_contradict_it() {
    let sandbox = desk("a.jpg", &plain(1));
    let _ = sandbox.damson(["write", "--all"]).ok();
    let _ = sandbox.damson(["tag", "-q", "--all", "headline=Newer", "event=Cup final"]).ok();
    let mut tales = embed(&sandbox, &[]).tales();
    tales.sort();
    assert_eq!(tales, ["lib/a.jpg changed (metadata)", "lib/a.xmp changed (sidecar)"]);
    let sidecar = String::from_utf8(sandbox.read("lib/a.xmp")).unwrap();
    assert!(sidecar.contains(">Newer<") && !sidecar.contains("Cup final"), "{sidecar}");
    assert_eq!(said(&sandbox, "a.jpg")["event"], json!("Cup final"));
    let asset = sandbox.shown("lib/a.jpg");
    assert_eq!((&asset["headline"], asset.get("conflicts")), (&json!("Newer"), None));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.read("lib/a.jpg"), plain(1));
    assert!(String::from_utf8(sandbox.read("lib/a.xmp")).unwrap().contains(">Stated<"));
}

#[test]
fn a_field_that_is_cleared_is_taken_out_of_the_file() {
    let old = Iim::new().headline("Old").place("Oslo", "Norway", "NOR").keywords(&["boats"]);
    let sandbox = desk("a.jpg", &Picture::new(16, 8).iim(old).jpeg());
    let _ = sandbox.damson(["tag", "-q", "--all", "city!", "keywords!"]).ok();
    let _ = embed(&sandbox, &[]);
    let found = said(&sandbox, "a.jpg");
    assert_eq!((found.get("city"), found.get("keywords"), &found["country"]), (None, None, &json!("Norway")));
}

#[test]
fn a_file_that_ends_early_has_a_sidecar_and_it_is_told_why() {
    let whole = plain(1);
    let cut = &whole[..whole.len() - 20];
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", cut);
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ends();
    let _ = sandbox.damson(["tag", "-q", "--all", "headline=Stated"]).ok();
    let run = sandbox.damson(["write", "--embed", "--format", "ndjson", "--all"]).ends();
    assert_eq!(sandbox.read("lib/a.jpg"), cut, "{run}");
    assert!(sandbox.at("lib/a.xmp").exists(), "{run}");
}
