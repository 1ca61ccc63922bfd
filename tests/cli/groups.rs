//! Files that are one exposure: what binds them, what is found, shown and exported with them, and what follows whom when
//! they move; and the files of other programs that speak for one.
use super::maker::{Directory, Exif, Film, Sound, TagValue, Xmp};
use super::sample::{picture, plain, sidecar, taken};
use super::sandbox::{Sandbox, program, skipped};
use serde_json::{Value, json};

const DATE: &str = "2024:05:01 10:12:13";
/// The same, in UTC.
const UNIX: u32 = 1_714_558_333;

fn raw(number: u64, date: &str, serial: &str) -> Vec<u8> {
    let exif = Exif::new().tag(Directory::Main, 0xc612, TagValue::Byte(vec![1, 4, 0, 0]));
    picture(number).exif(exif.taken(date, "", "").camera("Example", "Example One", serial)).tiff()
}

fn film(number: u64, unix: u32) -> Vec<u8> {
    Film::new(64, 32, 2800).created(unix).pattern(number).mp4()
}

fn takeout(title: &str) -> String {
    json!({
        "title": title,
        "description": "At the quay",
        "photoTakenTime": { "timestamp": UNIX.to_string(), "formatted": "1 May 2024, 10:12:13 UTC" },
        "geoData": { "latitude": 60.39, "longitude": 5.32, "altitude": 12.0 },
        "people": [{ "name": "Ingrid Solvang" }, { "name": "Jonas Ærlig" }],
        "url": "https://photos.example/1",
    })
    .to_string()
}

/// A raw file and its JPEG with a packet, and a Live Photo.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/IMG_1.DNG", raw(1, DATE, "123"));
    sandbox.put("lib/IMG_1.JPG", taken(2, DATE, "123"));
    sandbox.put("lib/IMG_1.xmp", sidecar("Of the sidecar"));
    sandbox.put("lib/IMG_2.JPG", taken(3, DATE, ""));
    sandbox.put("lib/IMG_2.MOV", film(4, UNIX + 1));
    sandbox.put("lib/IMG_10.JPG", taken(5, DATE, "123"));
    sandbox
}

fn links(record: &Value) -> Vec<String> {
    let links = record["links"].as_array().cloned().unwrap_or_default();
    let text = |link: &Value, key: &str| link[key].as_str().unwrap_or_default().to_owned();
    links.iter().map(|link| format!("{}: {}", text(link, "relation"), text(link, "evidence"))).collect()
}

const PAIR: &str = "raw+jpeg: same stem IMG_1 and captured in the same second, same camera serial 123";
const LIVE: &str = "live-photo: same stem IMG_2 and captured 1 s apart, with a film of 2.8 s";

#[test]
fn groups_are_bound_at_ingest_found_widened_and_shown_with_their_evidence() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib");
    for (query, expected) in [
        (&["is:raw+jpeg"][..], &["IMG_1.DNG", "IMG_1.JPG"][..]),
        (&["is:live-photo"], &["IMG_2.JPG", "IMG_2.MOV"]),
        (&["is:raw"], &["IMG_1.DNG"]),
        (&["--groups", "is:raw"], &["IMG_1.DNG", "IMG_1.JPG"]),
        (&["--groups", "is:video"], &["IMG_2.JPG", "IMG_2.MOV"]),
        (&["--groups", "filename:IMG_10.JPG"], &["IMG_10.JPG"]),
        (&["-is:raw+jpeg", "-is:live-photo"], &["IMG_10.JPG"]),
        (&["has:sidecar"], &["IMG_1.DNG"]),
        (&["no:sidecar", "is:raw+jpeg"], &["IMG_1.JPG"]),
    ] {
        assert_eq!(sandbox.found(query), expected, "{query:?}");
    }
    assert_eq!(sandbox.damson(["search", "--count", "--groups", "is:raw"]).ok().text(), "2\n");
    let (raw, jpeg) = (sandbox.shown("lib/IMG_1.DNG"), sandbox.shown("lib/IMG_1.JPG"));
    assert_eq!((links(&raw), links(&jpeg)), (vec![PAIR.to_owned()], vec![PAIR.to_owned()]));
    assert_eq!((&raw["links"][0]["id"], &raw["links"][0]["path"]), (&jpeg["id"], &jpeg["path"][0]));
    assert_eq!(links(&sandbox.shown("lib/IMG_2.MOV")), [LIVE]);
    assert_eq!(links(&sandbox.shown("lib/IMG_10.JPG")), Vec::<String>::new());
    let sheet = sandbox.damson(["show", "lib/IMG_1.DNG"]).ok();
    let _ = sheet.stdout_has("raw+jpeg").stdout_has("captured in the same second").stdout_has("sidecar (xmp)");
}

#[test]
fn the_second_half_may_come_later_and_ingest_twice_is_ingest_once() {
    for (first, second) in [("IMG_1.DNG", "IMG_1.JPG"), ("IMG_1.JPG", "IMG_1.DNG")] {
        let sandbox = Sandbox::new();
        let bytes = |name: &str| if name.ends_with("DNG") { raw(1, DATE, "1") } else { taken(2, DATE, "1") };
        sandbox.put(format!("lib/{first}"), bytes(first));
        let _ = sandbox.ingest("lib");
        assert!(sandbox.found(&["is:raw+jpeg"]).is_empty());
        sandbox.put(format!("lib/{second}"), bytes(second));
        let summary = sandbox.damson(["ingest", "--format", "ndjson", &format!("lib/{second}")]).ok().summary();
        assert_eq!(sandbox.found(&["is:raw+jpeg"]).len(), 2, "{second}");
        let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok().summary();
        assert!(again.get("operation").is_none(), "nothing is left to do: {again}");
        let _ = sandbox.damson(["undo", &summary["operation"].to_string()]).ok();
        assert!(sandbox.found(&["is:raw+jpeg"]).is_empty());
        let _ = sandbox.ingest("lib");
        assert_eq!(sandbox.found(&["is:raw+jpeg"]).len(), 2, "{second}");
    }
}

#[test]
fn a_group_and_its_sidecars_follow_when_the_files_move() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib");
    let ids = ["IMG_1.DNG", "IMG_1.JPG"].map(|name| sandbox.shown(&format!("lib/{name}"))["id"].clone());
    for name in ["IMG_1.DNG", "IMG_1.JPG", "IMG_1.xmp"] {
        sandbox.rename(format!("lib/{name}"), format!("lib/deep/{name}"));
    }
    let tales = sandbox.ingest("lib");
    assert!(tales.iter().all(|tale| !tale.contains("added")), "{tales:?}");
    let found = ["IMG_1.DNG", "IMG_1.JPG"].map(|name| sandbox.shown(&format!("lib/deep/{name}")));
    assert_eq!([&found[0]["id"], &found[1]["id"]], [&ids[0], &ids[1]]);
    assert_eq!(links(&found[0]), [PAIR]);
    let files = found[0]["files"].as_array().unwrap();
    assert_eq!((files.len(), &files[1]["state"], &files[1]["kind"]), (2, &json!("present"), &json!("xmp")));
    assert!(sandbox.found(&["is:missing"]).is_empty());
    // One half alone moves, or goes: the link stays.
    sandbox.rename("lib/deep/IMG_1.JPG", "lib/other/IMG_1.JPG");
    let _ = sandbox.ingest("lib");
    sandbox.remove("lib/other/IMG_1.JPG");
    let _ = sandbox.ingest("lib");
    assert_eq!(sandbox.found(&["is:raw+jpeg"]).len(), 2);
}

#[test]
fn a_link_ends_when_a_new_version_speaks_against_it() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/IMG_1.DNG", raw(1, DATE, ""));
    sandbox.put("lib/IMG_1.JPG", plain(2));
    let _ = sandbox.ingest("lib");
    assert_eq!(
        links(&sandbox.shown("lib/IMG_1.JPG")),
        ["raw+jpeg: same stem IMG_1 and no time of capture that speaks against it"]
    );
    sandbox.put("lib/IMG_1.JPG", taken(2, DATE, ""));
    let _ = sandbox.ingest("lib");
    assert_eq!(links(&sandbox.shown("lib/IMG_1.JPG")), ["raw+jpeg: same stem IMG_1 and captured in the same second"]);
    let operation = {
        sandbox.put("lib/IMG_1.JPG", taken(2, "2024:05:01 11:00:00", ""));
        // The same picture with another time is another version only where the bytes of the picture stay.
        sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok().summary()["operation"].clone()
    };
    assert!(sandbox.found(&["is:raw+jpeg"]).is_empty());
    let _ = sandbox.damson(["undo", &operation.to_string()]).ok();
    assert_eq!(sandbox.found(&["is:raw+jpeg"]).len(), 2);
}

#[test]
fn a_preview_records_nothing() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib/IMG_10.JPG");
    let _ = sandbox.damson(["ingest", "--dry-run", "lib"]).ok();
    assert!(sandbox.found(&["is:raw+jpeg"]).is_empty());
}

#[test]
fn a_group_never_widens_what_tag_changes() {
    let sandbox = desk();
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "is:raw", "+kept"]).ok();
    assert_eq!(sandbox.found(&["keywords:kept"]), ["IMG_1.DNG"]);
}

#[test]
fn groups_are_exported_with_the_sidecars_that_lie_beside_them() {
    let sandbox = desk();
    sandbox.put("lib/IMG_1.DNG.dop", "DxO's");
    sandbox.put("lib/IMG_1.JPG.supplemental-metadata.json", takeout("IMG_1.JPG"));
    let _ = sandbox.ingest("lib");
    let name = ["--name", "{date_created:%Y}/p-{filename}"];
    let words = ["export", "is:raw", "--groups", "--to", "out"];
    let preview = sandbox.damson(words.iter().chain(&name).chain(&["--dry-run", "--format", "ndjson"])).ok();
    let run = sandbox.damson(words.iter().chain(&name).chain(&["--format", "ndjson"])).ok();
    assert_eq!(run.tales(), preview.tales());
    let expected = [
        "2024/p-IMG_1.DNG",
        "2024/p-IMG_1.DNG.dop",
        "2024/p-IMG_1.JPG",
        "2024/p-IMG_1.JPG.supplemental-metadata.json",
        "2024/p-IMG_1.xmp",
        "manifest.b3",
        "records.ndjson",
    ];
    assert_eq!(sandbox.tree("out"), expected);
    assert_eq!(sandbox.read("out/2024/p-IMG_1.xmp"), sandbox.read("lib/IMG_1.xmp"));
    let manifest = String::from_utf8(sandbox.read("out/manifest.b3")).unwrap();
    assert_eq!(manifest.lines().count(), 5);
    let again = sandbox.damson(words.iter().chain(&name).chain(&["--format", "ndjson"])).ok();
    assert!(again.tales().iter().all(|tale| tale.contains(" unchanged")), "{again}");
    // A packet with the effective values takes the place of the file's own.
    let written = sandbox.damson(["export", "is:raw", "--groups", "--to", "written", "--sidecar", "xmp"]).ok();
    assert!(sandbox.tree("written").contains(&"IMG_1.DNG.dop".to_owned()), "{written}");
    assert_ne!(sandbox.read("written/IMG_1.xmp"), sandbox.read("lib/IMG_1.xmp"));
    // Without the word nothing goes along.
    let _ = sandbox.damson(["export", "is:raw", "--to", "plain"]).ok();
    assert_eq!(sandbox.tree("plain"), ["IMG_1.DNG", "manifest.b3", "records.ndjson"]);
    let records = sandbox.damson(["export", "is:raw", "--groups"]).ok().records();
    assert_eq!(records.len(), 2);
}

#[test]
fn every_kind_of_sidecar_is_one_of_its_assets_files() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.JPG", taken(1, DATE, ""));
    for name in ["a.AAE", "a.on1", "a.JPG.dop", "a.jpg.pp3"] {
        sandbox.put(format!("lib/{name}"), format!("{name} of another program"));
    }
    sandbox.put("lib/a.WAV", Sound::new(8000, 800).wav());
    sandbox.put("lib/a.JPG.json", takeout("a.JPG"));
    sandbox.put("lib/m.mp4", film(3, UNIX));
    sandbox.put("lib/m.THM", plain(4));
    sandbox.put("lib/n.json", takeout("n.JPG"));
    let tales = sandbox.ingest("lib");
    assert_eq!(tales.iter().filter(|tale| tale.ends_with("added (sidecar)")).count(), 7, "{tales:?}");
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "3\n");
    let asset = sandbox.shown("lib/a.JPG");
    let files = asset["files"].as_array().unwrap();
    let told = |file: &Value| format!("{} {}", file["kind"].as_str().unwrap_or("-"), file["role"].as_str().unwrap());
    let mut kinds: Vec<String> = files.iter().map(told).collect();
    kinds.sort();
    let expected = ["- original", "aae sidecar", "dop sidecar", "on1 sidecar", "pp3 sidecar", "takeout sidecar"];
    assert_eq!(kinds, [&expected[..], &["voice-note sidecar"]].concat());
    assert!(files[1..].iter().all(|file| file["evidence"].is_string()), "{asset:#}");
    let film = sandbox.shown("lib/m.mp4");
    assert_eq!(film["files"][1]["kind"], "thumbnail");
    let again = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok();
    assert!(again.tales().iter().all(|tale| tale.ends_with("unchanged")), "{again}");
}

#[test]
fn takeouts_json_fills_what_the_file_does_not_say() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/silent.jpg", plain(1));
    sandbox.put("lib/silent.jpg.json", takeout("silent.jpg"));
    let exif = Exif::new().taken(DATE, "", "+02:00").position(59_910_000, 10_750_000, 3);
    sandbox.put("lib/telling.jpg", picture(2).exif(exif.description("Of the file")).jpeg());
    sandbox.put("lib/telling.jpg.supplemental-metadata.json", takeout("telling.jpg"));
    let _ = sandbox.ingest("lib");
    let asset = sandbox.shown("lib/silent.jpg");
    assert_eq!(asset["date_created"], "2024-05-01T10:12:13Z");
    assert_eq!((&asset["latitude"], &asset["longitude"]), (&json!(60.39), &json!(5.32)));
    assert_eq!(
        (&asset["description"], &asset["person"]),
        (&json!("At the quay"), &json!(["Ingrid Solvang", "Jonas Ærlig"]))
    );
    let asset = sandbox.shown("lib/telling.jpg");
    assert_eq!(asset["date_created"], "2024-05-01T10:12:13+02:00");
    assert_eq!((&asset["latitude"], &asset["description"]), (&json!(59.91), &json!("At the quay")));
    let raw = sandbox.damson(["show", "--raw", "lib/silent.jpg"]).ok();
    let _ = raw.stdout_has("takeout:photoTakenTime").stdout_has("takeout:url");
    let read = sandbox.damson(["read", "--format", "ndjson", "lib/silent.jpg", "lib/silent.jpg.json"]).ok().records();
    assert_eq!((read.len(), &read[0]["description"]), (1, &json!("At the quay")));
}

#[test]
fn what_was_an_asset_for_want_of_a_file_becomes_its_sidecar_and_undo_gives_it_back() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.wav", Sound::new(8000, 800).wav());
    sandbox.put("lib/b.jpg.json", takeout("b.jpg"));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.wav added", "lib/b.jpg.json added"]);
    let _ = sandbox.damson(["tag", "filename:a.wav", "+spoken"]).ok();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    // Of the one a cataloguer said something: it stays, without a file.
    assert_eq!(sandbox.damson(["search", "--count"]).ok().text(), "3\n");
    assert_eq!(sandbox.damson(["search", "is:missing", "--count"]).ok().text(), "1\n");
    assert_eq!(sandbox.found(&["has:sidecar"]), ["a.jpg", "b.jpg"]);
    assert_eq!(sandbox.damson(["status", "--check", "--format", "ndjson"]).ok().records()[0]["faults"], json!([]));
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.found(&[]), ["a.wav", "b.jpg.json"]);
}

#[test]
fn a_sidecar_that_is_left_alone_stays_its_assets_and_is_still_heard() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/a.xmp", sidecar("First"));
    let _ = sandbox.ingest("lib");
    sandbox.remove("lib/a.jpg");
    assert_eq!(sandbox.ingest("lib"), ["lib/a.xmp unchanged", "lib/a.jpg missing"]);
    sandbox.put("lib/a.xmp", sidecar("Second"));
    assert_eq!(sandbox.ingest("lib"), ["lib/a.xmp changed (sidecar)", "lib/a.jpg missing"]);
    assert_eq!(sandbox.damson(["search", "title=Second", "--count"]).ok().text(), "1\n");
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    assert_eq!(sandbox.found(&["title=Second"]), ["a.jpg"]);
}

#[test]
fn a_sidecar_of_several_of_equal_right_is_taken_and_the_doubt_is_told() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.heic", plain(1));
    sandbox.put("lib/a.jpg", plain(2));
    sandbox.put("lib/a.aae", "Apple's");
    let run = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).fails_with(3);
    assert_eq!(run.tales(), ["lib/a.heic added", "lib/a.aae added (sidecar, ambiguous)", "lib/a.jpg added"]);
}

#[test]
fn any_number_of_processors_binds_the_same() {
    let Some(taskset) = program("taskset") else { return skipped("there is no taskset") };
    let told = |alone: &[&std::ffi::OsStr]| {
        let sandbox = desk();
        for number in 20..40 {
            sandbox.put(format!("lib/P_{number}.DNG"), raw(number, DATE, "9"));
            sandbox.put(format!("lib/P_{number}.JPG"), taken(number + 100, DATE, "9"));
        }
        let _ = sandbox.damson(["ingest", "-q", "lib"]).through(alone).ok();
        let ids = sandbox.damson(["search", "is:raw+jpeg", "--format", "ids"]).ok().lines();
        assert_eq!(ids.len(), 42);
        let shown = |id: &String| links(&sandbox.damson(["show", "--format", "ndjson", id]).ok().records()[0]);
        ids.iter().map(|id| (id.clone(), shown(id))).collect::<Vec<_>>()
    };
    assert_eq!(told(&[taskset.as_os_str(), "-c".as_ref(), "0".as_ref()]), told(&[]));
}

#[test]
fn an_id_binds_a_raw_file_and_a_jpeg_of_one_stem_wherever_they_lie() {
    let id = |id: &str| Xmp::new().text("xmpMM:OriginalDocumentID", id);
    let sandbox = Sandbox::new();
    sandbox.put("raw/IMG_1.DNG", raw(1, "2020:01:01 00:00:00", ""));
    sandbox.put("raw/IMG_1.xmp", id("xmp.did:0123456789abcdef").sidecar());
    sandbox.put("out/IMG_1.jpg", picture(2).xmp(id("xmp.did:0123456789ABCDEF")).jpeg());
    sandbox.put("out/final.jpg", picture(3).xmp(id("xmp.did:0123456789abcdef")).jpeg());
    let _ = sandbox.ingest("out");
    let _ = sandbox.ingest("raw");
    assert_eq!(sandbox.found(&["is:raw+jpeg"]), ["IMG_1.jpg", "IMG_1.DNG"]);
    assert_eq!(links(&sandbox.shown("raw/IMG_1.DNG")), ["raw+jpeg: same original document id"]);
    // The id goes when the packet is written anew without it, and with it what it bound.
    sandbox.put("raw/IMG_1.xmp", sidecar("Anew"));
    let _ = sandbox.ingest("raw");
    assert!(sandbox.found(&["is:raw+jpeg"]).is_empty());
}

#[test]
fn a_packet_that_turns_to_the_raw_file_is_not_heard_of_the_jpeg_any_more() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", taken(1, DATE, ""));
    sandbox.put("lib/a.xmp", sidecar("Of the sidecar"));
    let _ = sandbox.ingest("lib");
    assert_eq!(sandbox.found(&["title=\"Of the sidecar\""]), ["a.jpg"]);
    sandbox.put("lib/a.dng", raw(2, DATE, ""));
    let ingested = sandbox.damson(["ingest", "--format", "ndjson", "lib"]).ok().summary();
    assert_eq!(sandbox.found(&["title=\"Of the sidecar\""]), ["a.dng"]);
    let _ = sandbox.damson(["undo", &ingested["operation"].to_string()]).ok();
    assert_eq!(sandbox.found(&["title=\"Of the sidecar\""]), ["a.jpg"]);
}
