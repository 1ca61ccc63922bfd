//! What is stated of new assets at the door: clocks, tracks, tables of cities, cameras, templates and codes; and the card that
//! is not what was expected.
use super::maker::{Exif, Xmp};
use super::sample::{picture, plain, taken, titled};
use super::sandbox::Sandbox;
use serde_json::{Value, json};

const TRACK: &str = "<gpx xmlns='http://www.topografix.com/GPX/1/1'><trk><trkseg>\
    <trkpt lat='59.9' lon='10.7'><ele>10</ele><time>2024-05-01T08:00:00Z</time></trkpt>\
    <trkpt lat='59.92' lon='10.74'><ele>30</ele><time>2024-05-01T08:04:00Z</time></trkpt></trkseg></trk></gpx>";
const CITIES: &str = "1\tOslo\tOslo\t\t59.91273\t10.74609\tP\tPPLC\tNO\t\t12\t\t\t\t9\t\t5\tx\t2024-01-01\n";

/// The words of an ingest of `lib`, with its records.
fn ingest<'w>(flags: &[&'w str]) -> Vec<&'w str> {
    [&["ingest", "--format", "ndjson"], flags, &["lib"]].concat()
}

/// The fields that an outcome says are stated, with their values.
fn stated(outcome: &Value) -> Vec<(String, Value)> {
    let fields = outcome["fields"].as_array().cloned().unwrap_or_default();
    let one = |change: &Value| (change["field"].as_str().unwrap().to_owned(), change["after"].clone());
    fields.iter().map(one).collect()
}

#[test]
fn a_job_a_template_and_codes_are_stated_shown_in_a_preview_and_taken_back() {
    let sandbox = Sandbox::new();
    let template = "headline = '\\h9\\ scores'\nusage_terms.if_empty = 'Editorial'\ntitle = '{headline}'\n";
    sandbox.put("desk/cup.toml", template);
    sandbox.put("desk/roster.txt", b"HOME TEAM\r\nh9\tKari Bj\xf8rg\r\n");
    sandbox.put("lib/a.jpg", titled(1, "Old"));
    let flags =
        ["--template", "desk/cup.toml", "--codes", "desk/roster.txt", "--job", "cup-{2024}", "--set", "city={title}"];
    let preview = sandbox.damson(ingest(&[&flags[..], &["--dry-run"]].concat())).ok();
    let preview = preview.stderr_has("line 1 is left out").records();
    let told = sandbox.damson(ingest(&flags)).ok().records();
    assert_eq!(stated(&preview[0]), stated(&told[0]));
    assert_eq!(stated(&told[0]).len(), 5);
    let shown = sandbox.shown("lib/a.jpg");
    assert_eq!((&shown["headline"], &shown["job_id"]), (&json!("Kari Bjørg scores"), &json!("cup-{2024}")));
    assert_eq!((&shown["title"], &shown["city"]), (&json!("Kari Bjørg scores"), &json!("Kari Bjørg scores")));
    let _ = sandbox.damson(["undo"]).ok();
    assert!(sandbox.found(&[]).is_empty());
}

#[test]
fn photo_mechanics_stationery_is_a_template() {
    let sandbox = Sandbox::new();
    let pad = Xmp::new().text("photoshop:City", "Oslo").text("photoshop:Credit", "{photog}/Nordhavn {seqn}");
    sandbox.put("pad.XMP", pad.bag("dc:subject", &["cup"]).sidecar());
    sandbox.put("lib/a.jpg", picture(1).exif(Exif::new().artist("Kari Berg")).jpeg());
    let run = sandbox.damson(ingest(&["--template", "pad.XMP"])).ok();
    let _ = run.stderr_has("the variable {seqn} has no field");
    let shown = sandbox.shown("lib/a.jpg");
    assert_eq!((&shown["city"], &shown["credit_line"]), (&json!("Oslo"), &json!("Kari Berg/Nordhavn {seqn}")));
    let _ = sandbox.damson(["tag", "--template", "pad.XMP", "--job", "cup", "city:Oslo"]).ok();
    assert_eq!(sandbox.shown("lib/a.jpg")["job_id"], "cup");
}

#[test]
fn an_edit_that_does_not_fit_is_that_files_problem_and_the_others_are_made() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("lib/b.jpg", titled(2, "B"));
    let told = sandbox.damson(ingest(&["--set", "headline={title}", "--set", "city=Oslo"])).fails_with(3).records();
    assert_eq!((&told[0]["problem"]["kind"], &told[1]["problem"]), (&json!("invalid"), &Value::Null));
    assert_eq!(sandbox.found(&["city:Oslo"]).len(), 2);
}

#[test]
fn clocks_tracks_and_tables_say_when_and_where() {
    let sandbox = Sandbox::new();
    sandbox.put("track.gpx", TRACK);
    sandbox.put("geo/cities.txt", CITIES);
    sandbox.put("geo/countryInfo.txt", "NO\tNOR\t578\tNO\tNorway\n");
    sandbox.put("lib/a.jpg", taken(1, "2024:05:01 09:02:00", "1"));
    sandbox.put("lib/b.jpg", taken(2, "2024:05:01 19:02:00", "1"));
    sandbox
        .put("lib/c.jpg", picture(3).exif(Exif::new().taken("2024:05:01 09:02:00", "", "").position(1, 2, 3)).jpeg());
    sandbox.put("lib/d.txt", "no picture");
    let flags =
        ["--shift-time", "+1h", "--time-zone", "Europe/Oslo", "--gpx", "track.gpx", "--geocode", "geo/cities.txt"];
    let run = sandbox.damson(ingest(&flags)).fails_with(3);
    let _ = run.stderr_has("admin1CodesASCII.txt").stderr_has("does not cover");
    assert_eq!(run.summary()["problems"], 1);
    let a = sandbox.shown("lib/a.jpg");
    assert_eq!(a["date_created"], "2024-05-01T10:02:00+02:00");
    assert_eq!((&a["latitude"], &a["longitude"], &a["altitude"]), (&json!(59.91), &json!(10.72), &json!(20)));
    assert_eq!((&a["city"], &a["country"], &a["country_code"]), (&json!("Oslo"), &json!("Norway"), &json!("NO")));
    assert_eq!(sandbox.shown("lib/b.jpg").get("latitude"), None);
    let c = sandbox.shown("lib/c.jpg");
    assert!(c["latitude"].as_f64().unwrap() < 0.1 && c.get("city").is_none());
    let raw = sandbox.damson(["show", "--raw", "lib/a.jpg"]).ok();
    let _ = raw.stdout_has("2024-05-01T09:02:00");
    let _ = sandbox.damson(["undo"]).ok();
    assert!(sandbox.found(&[]).is_empty());
}

#[test]
fn cameras_credit_their_photographers_and_strangers_are_told_once() {
    let sandbox = Sandbox::new();
    sandbox.put("pool.txt", "4001 = Kari Berg, Nordhavn Press\n");
    for number in 0..3 {
        sandbox.put(
            format!("lib/{number}.jpg"),
            taken(number, "", ["4001", "77", "77"][usize::try_from(number).unwrap()]),
        );
    }
    let run = sandbox.damson(ingest(&["--serials", "pool.txt"])).ok();
    let _ = run.stderr_is("note: no line stands for the camera with the serial number 77 (2 files)\n");
    let shown = sandbox.shown("lib/0.jpg");
    assert_eq!((&shown["creator"], &shown["credit_line"]), (&json!(["Kari Berg"]), &json!("Nordhavn Press")));
}

#[test]
fn a_card_of_other_days_is_refused_and_nothing_is_written() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", taken(1, "2026:11:20 00:00:00", ""));
    sandbox.put("lib/b.jpg", taken(2, "2026:11:23 23:59:59", ""));
    sandbox.put("lib/readme.txt", "no picture");
    let expected = ["--expect", "2026-11-20..2026-11-23"];
    sandbox.put("lib/c.jpg", taken(3, "2026:11:24 00:00:00", ""));
    for preview in [&["--dry-run"][..], &[]] {
        let words = ingest(&[&expected[..], preview].concat());
        let run = sandbox.damson(words).fails_with(7);
        let _ = run.stderr_has("lib/c.jpg").stderr_has("1 of 4 files").stdout_is("");
        assert!(!sandbox.catalogue().exists());
    }
    let _ = sandbox.damson(ingest(&[&expected[..], &["--shift-time=-1d", "--dry-run"]].concat())).fails_with(7);
    sandbox.put("lib/c.jpg", plain(3));
    let _ = sandbox.damson(ingest(&expected)).fails_with(7).stderr_has("no date").stderr_has("--expect-undated");
    let _ = sandbox.damson(ingest(&[&expected[..], &["--expect-undated"]].concat())).ok();
    assert_eq!(sandbox.found(&[]).len(), 4);
    let _ = sandbox.damson(ingest(&["--expect", "2026-11-23..2026-11-20"])).fails_with(2);
}

#[test]
fn flags_that_cannot_be_understood_are_errors_before_anything_is_read() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("bad", "x");
    for (flags, message) in [
        (&["--time-zone", "Oslo"][..], "is no time zone"),
        (&["--shift-time", "soon"], "is no length of time"),
        (&["--shift-time", "--1h"], "is no length of time"),
        (&["--gpx", "bad"], "it is no GPX"),
        (&["--gpx", "absent.gpx"], "cannot read"),
        (&["--gpx", "bad", "--gpx-gap", "1mo"], "it is no GPX"),
        (&["--geocode", "bad"], "line 1 is none of a table"),
        (&["--serials", "bad"], "line 1: there is no `=`"),
        (&["--template", "bad"], "line 1: "),
        (&["--set", "size=1"], "cannot be edited"),
        (&["--gpx-gap", "1m"], "--gpx"),
        (&["--expand-codes"], "--codes"),
    ] {
        let _ = sandbox.damson(ingest(flags)).fails_with(2).stderr_has(message);
        assert!(!sandbox.catalogue().exists(), "{flags:?}");
    }
}
