//! Sync: what other programs wrote is merged with what is stated, field by field; who alone changed a field is followed, and
//! where both did nobody is chosen until somebody says who.
use super::maker::{Iim, Xmp};
use super::sample::{picture, plain, sidecar};
use super::sandbox::{Output, Sandbox};
use serde_json::{Value, json};

/// The two ways in which what other programs wrote comes in.
const WAYS: [&[&str]; 2] = [&["sync", "--all"], &["ingest", "lib"]];

/// One JPEG with a sidecar that damson wrote: a city and a credit line.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--write", "--all", "city=Oslo", "credit_line=AP"]).ok();
    sandbox
}

/// Another program's edit of the sidecar.
fn edit(sandbox: &Sandbox, from: &str, to: &str) {
    let old = String::from_utf8(sandbox.read("lib/a.xmp")).expect("a sidecar is text");
    assert!(old.contains(from), "{old}");
    sandbox.put("lib/a.xmp", old.replace(from, to));
}

fn field(sandbox: &Sandbox, field: &str) -> Value {
    sandbox.shown("lib/a.jpg")[field].clone()
}

fn tag(sandbox: &Sandbox, edit: &str) {
    let _ = sandbox.damson(["tag", "-q", "--all", edit]).ok();
}

fn come_in(sandbox: &Sandbox, way: &[&str], status: i32) -> Output {
    sandbox.damson(way.iter().chain(&["--format", "ndjson"])).fails_with(status)
}

/// A field that both sides changed.
fn in_conflict(way: &[&str]) -> Sandbox {
    let sandbox = desk();
    tag(&sandbox, "credit_line=Reuters");
    edit(&sandbox, ">AP<", ">AFP<");
    let run = come_in(&sandbox, way, 3);
    let _ = run.stderr_has("credit_line").stderr_has("damson sync --prefer");
    sandbox
}

#[test]
fn a_field_that_only_another_program_changed_is_followed() {
    for way in WAYS {
        let sandbox = desk();
        edit(&sandbox, "Oslo", "Bergen");
        let run = come_in(&sandbox, way, 0);
        assert!(run.tales().contains(&"lib/a.xmp changed (sidecar)".to_owned()), "{run}");
        assert_eq!((field(&sandbox, "city"), field(&sandbox, "credit_line")), (json!("Bergen"), json!("AP")));
        assert_eq!(sandbox.damson(["write", "--format", "ndjson", "--all"]).ok().tales(), ["lib/a.jpg unchanged"]);
        // It is the file that is heard from now on, not what was stated once.
        edit(&sandbox, "Bergen", "Rome");
        let _ = come_in(&sandbox, way, 0);
        assert_eq!(field(&sandbox, "city"), "Rome");
        let _ = sandbox.damson(["undo"]).ok();
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!(field(&sandbox, "city"), "Oslo");
    }
}

#[test]
fn a_field_that_only_the_catalogue_changed_stays_until_it_is_written() {
    for way in WAYS {
        let sandbox = desk();
        tag(&sandbox, "city=Bergen");
        edit(&sandbox, ">AP<", ">AFP<");
        let _ = come_in(&sandbox, way, 0);
        assert_eq!((field(&sandbox, "city"), field(&sandbox, "credit_line")), (json!("Bergen"), json!("AFP")));
        let _ = sandbox.damson(["write", "--all"]).ok();
        let written = String::from_utf8(sandbox.read("lib/a.xmp")).unwrap();
        assert!(written.contains(">Bergen<") && written.contains(">AFP<"), "{written}");
    }
}

#[test]
fn both_sides_with_the_same_value_are_at_one() {
    for way in WAYS {
        let sandbox = desk();
        tag(&sandbox, "city=Bergen");
        edit(&sandbox, "Oslo", "Bergen");
        let _ = come_in(&sandbox, way, 0);
        assert_eq!((field(&sandbox, "city"), field(&sandbox, "conflicts")), (json!("Bergen"), Value::Null));
    }
}

#[test]
fn a_field_that_both_sides_changed_is_a_conflict_and_neither_is_chosen() {
    for way in WAYS {
        let sandbox = in_conflict(way);
        assert_eq!(sandbox.found(&["is:conflict"]), ["a.jpg"]);
        let asset = sandbox.shown("lib/a.jpg");
        assert_eq!((&asset["conflicts"], &asset["credit_line"]), (&json!(["credit_line"]), &json!("Reuters")));
        assert!(String::from_utf8(sandbox.read("lib/a.xmp")).unwrap().contains(">AFP<"));
        // It is one conflict, however often the files are looked at.
        let _ = come_in(&sandbox, way, 0);
        assert_eq!(field(&sandbox, "conflicts"), json!(["credit_line"]));
        let _ = sandbox.damson(["status", "--check"]).ok();
    }
}

#[test]
fn a_conflict_is_undone_with_what_brought_it() {
    for way in WAYS {
        let sandbox = in_conflict(way);
        let _ = sandbox.damson(["undo"]).ok();
        assert!(sandbox.found(&["is:conflict"]).is_empty());
        assert_eq!(field(&sandbox, "credit_line"), "Reuters");
    }
}

#[test]
fn what_is_in_conflict_is_not_written_and_that_is_told() {
    let sandbox = in_conflict(WAYS[0]);
    for way in [vec!["write", "--all"], vec!["write", "--embed", "--all"]] {
        let before = (sandbox.read("lib/a.xmp"), sandbox.read("lib/a.jpg"));
        let run = sandbox.damson(&way).fails_with(3);
        let _ = run.stderr_has("credit_line").stderr_has("in conflict");
        assert!((sandbox.read("lib/a.xmp"), sandbox.read("lib/a.jpg")) == before);
    }
    tag(&sandbox, "headline=Beside it");
    let _ = sandbox.damson(["write", "--all"]).fails_with(3).stderr_has("in conflict");
    let written = String::from_utf8(sandbox.read("lib/a.xmp")).unwrap();
    assert!(written.contains(">AFP<") && written.contains(">Beside it<"), "{written}");
    assert_eq!(field(&sandbox, "conflicts"), json!(["credit_line"]));
}

#[test]
fn preferring_the_file_takes_back_what_was_stated() {
    let sandbox = in_conflict(WAYS[0]);
    let preview = sandbox.damson(["sync", "-n", "--prefer", "file", "--format", "ndjson", "is:conflict"]).ok();
    assert_eq!(field(&sandbox, "conflicts"), json!(["credit_line"]));
    let run = sandbox.damson(["sync", "--prefer", "file", "--format", "ndjson", "is:conflict"]).ok();
    assert_eq!(run.tales(), preview.tales());
    assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!("AFP"), Value::Null));
    assert_eq!(sandbox.damson(["write", "--format", "ndjson", "--all"]).ok().tales(), ["lib/a.jpg unchanged"]);
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(
        (field(&sandbox, "credit_line"), field(&sandbox, "conflicts")),
        (json!("Reuters"), json!(["credit_line"]))
    );
}

#[test]
fn preferring_the_catalogue_lets_the_next_write_put_it_into_the_file() {
    let sandbox = in_conflict(WAYS[0]);
    let _ = sandbox.damson(["sync", "--prefer", "catalogue", "is:conflict"]).ok();
    assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!("Reuters"), Value::Null));
    let _ = sandbox.damson(["write", "--all"]).ok();
    assert!(String::from_utf8(sandbox.read("lib/a.xmp")).unwrap().contains(">Reuters<"));
    let _ = come_in(&sandbox, WAYS[0], 0);
    assert!(sandbox.found(&["is:conflict"]).is_empty());
}

#[test]
fn a_conflict_is_read_and_settled_in_one_run() {
    for (side, expected) in [("file", "AFP"), ("catalogue", "Reuters")] {
        let sandbox = desk();
        tag(&sandbox, "credit_line=Reuters");
        edit(&sandbox, ">AP<", ">AFP<");
        let run = sandbox.damson(["sync", "--prefer", side, "--format", "ndjson", "--all"]).ok();
        assert_eq!(run.summary()["problems"], 0, "what is settled at once is no problem: {run}");
        assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!(expected), Value::Null));
        let _ = sandbox.damson(["undo"]).ok();
        assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!("Reuters"), Value::Null));
    }
}

#[test]
fn tagging_the_field_settles_the_conflict_and_tagging_another_does_not() {
    let sandbox = in_conflict(WAYS[0]);
    tag(&sandbox, "city=Rome");
    assert_eq!(field(&sandbox, "conflicts"), json!(["credit_line"]));
    tag(&sandbox, "credit_line=DPA");
    assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!("DPA"), Value::Null));
    let _ = sandbox.damson(["write", "--all"]).ok();
    assert!(String::from_utf8(sandbox.read("lib/a.xmp")).unwrap().contains(">DPA<"));
}

#[test]
fn a_conflict_ends_where_the_other_program_comes_to_the_same_value() {
    let sandbox = in_conflict(WAYS[0]);
    edit(&sandbox, ">AFP<", ">Reuters<");
    let _ = come_in(&sandbox, WAYS[0], 0);
    assert_eq!((field(&sandbox, "credit_line"), field(&sandbox, "conflicts")), (json!("Reuters"), Value::Null));
}

#[test]
fn a_field_that_another_program_took_out_is_gone_and_one_that_was_changed_meanwhile_is_a_conflict() {
    for way in WAYS {
        let sandbox = desk();
        edit(&sandbox, "<photoshop:City>Oslo</photoshop:City>", "");
        let _ = come_in(&sandbox, way, 0);
        assert_eq!((field(&sandbox, "city"), field(&sandbox, "credit_line")), (Value::Null, json!("AP")));

        let sandbox = desk();
        tag(&sandbox, "city=Bergen");
        edit(&sandbox, "<photoshop:City>Oslo</photoshop:City>", "");
        let _ = come_in(&sandbox, way, 3);
        assert_eq!((field(&sandbox, "city"), field(&sandbox, "conflicts")), (json!("Bergen"), json!(["city"])));
    }
}

#[test]
fn a_sidecar_that_another_program_made_is_merged_too() {
    for way in WAYS {
        let sandbox = Sandbox::new();
        sandbox.put("lib/a.jpg", plain(1));
        let _ = sandbox.ingest("lib");
        tag(&sandbox, "headline=Stated");
        sandbox.put("lib/a.xmp", sidecar("Of another program"));
        let _ = come_in(&sandbox, way, 0);
        assert_eq!(
            (field(&sandbox, "title"), field(&sandbox, "headline")),
            (json!("Of another program"), json!("Stated"))
        );
        let _ = sandbox.damson(["write", "--all"]).ok();
        assert_eq!(sandbox.tree("lib"), ["a.jpg", "a.xmp"]);

        let sandbox = Sandbox::new();
        sandbox.put("lib/a.jpg", plain(1));
        let _ = sandbox.ingest("lib");
        tag(&sandbox, "title=Stated");
        sandbox.put("lib/a.xmp", sidecar("Of another program"));
        let _ = come_in(&sandbox, way, 3);
        assert_eq!((field(&sandbox, "title"), field(&sandbox, "conflicts")), (json!("Stated"), json!(["title"])));
    }
}

#[test]
fn an_edit_in_the_file_itself_is_merged_too() {
    let said = |headline: &str, city: &str| {
        let xmp = Xmp::new().text("photoshop:Headline", headline).text("photoshop:City", city);
        picture(1).xmp(xmp).jpeg()
    };
    for way in WAYS {
        let sandbox = Sandbox::new();
        sandbox.put("lib/a.jpg", said("First", "Oslo"));
        let _ = sandbox.ingest("lib");
        let _ = sandbox.damson(["tag", "--embed", "--all", "headline=Second"]).ok();
        sandbox.put("lib/a.jpg", said("Third", "Oslo"));
        let run = come_in(&sandbox, way, 0);
        assert_eq!(run.tales(), ["lib/a.jpg changed (metadata)"]);
        assert_eq!((field(&sandbox, "headline"), field(&sandbox, "version")), (json!("Third"), json!(3)));
        tag(&sandbox, "headline=Fourth");
        sandbox.put("lib/a.jpg", said("Fifth", "Bergen"));
        let _ = come_in(&sandbox, way, 3);
        assert_eq!((field(&sandbox, "headline"), field(&sandbox, "city")), (json!("Fourth"), json!("Bergen")));
        assert_eq!(field(&sandbox, "conflicts"), json!(["headline"]));
        let _ = sandbox.damson(["sync", "--prefer", "file", "--all"]).ok();
        assert_eq!(field(&sandbox, "headline"), "Fifth");
    }
}

#[test]
fn a_statement_that_was_never_written_is_not_taken_back_by_an_edit_of_something_else() {
    for way in WAYS {
        let sandbox = Sandbox::new();
        sandbox.put("lib/a.jpg", picture(1).iim(Iim::new().headline("Said").place("Oslo", "Norway", "NOR")).jpeg());
        let _ = sandbox.ingest("lib");
        tag(&sandbox, "headline=Stated");
        sandbox.put("lib/a.jpg", picture(1).iim(Iim::new().headline("Said").place("Rome", "Italy", "ITA")).jpeg());
        let _ = come_in(&sandbox, way, 0);
        assert_eq!((field(&sandbox, "headline"), field(&sandbox, "city")), (json!("Stated"), json!("Rome")));
    }
}

#[test]
fn a_preview_of_sync_changes_nothing() {
    let sandbox = desk();
    tag(&sandbox, "credit_line=Reuters");
    edit(&sandbox, ">AP<", ">AFP<");
    edit(&sandbox, "Oslo", "Bergen");
    let before = sandbox.shown("lib/a.jpg");
    let preview = sandbox.damson(["sync", "-n", "--format", "ndjson", "--all"]).fails_with(3);
    assert_eq!(sandbox.shown("lib/a.jpg"), before);
    let real = sandbox.damson(["sync", "--format", "ndjson", "--all"]).fails_with(3);
    assert_eq!((preview.tales(), &preview.summary()["dry_run"]), (real.tales(), &json!(true)));
}

#[test]
fn sync_reads_the_selected_assets_alone() {
    let sandbox = desk();
    sandbox.put("lib/b.jpg", plain(2));
    sandbox.put("lib/b.xmp", sidecar("First"));
    let _ = sandbox.ingest("lib");
    sandbox.put("lib/b.xmp", sidecar("Second"));
    edit(&sandbox, "Oslo", "Bergen");
    let _ = sandbox.damson(["sync", "./lib/a.jpg"]).ok();
    assert_eq!((field(&sandbox, "city"), &sandbox.shown("lib/b.jpg")["title"]), (json!("Bergen"), &json!("First")));
    let none = sandbox.damson(["sync", "--format", "ndjson", "city:Nowhere"]).ok();
    assert_eq!((none.tales().len(), &none.summary()["items"]), (0, &json!(0)));
    let _ = sandbox.damson(["sync"]).fails_with(2).stderr_has("nothing is selected");
}
