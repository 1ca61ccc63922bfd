//! Fields in a text editor, which a script plays; and fields that one asset gives others.
use super::sample::library;
use super::sandbox::{Run, Sandbox};
use serde_json::json;
use std::os::unix::fs::PermissionsExt;

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    let _ = sandbox.folder("scratch");
    sandbox
}

const OSLO: &str = "Jobs/cup/oslo.jpg";

/// A run of `damson edit` with an editor, its pages in `scratch`.
fn edit<'s>(sandbox: &'s Sandbox, editor: &str, words: &[&str]) -> Run<'s> {
    let run = sandbox.damson(["edit"].iter().chain(words));
    run.variable("EDITOR", editor).variable("TMPDIR", sandbox.at("scratch"))
}

#[test]
fn what_is_changed_in_the_editor_is_changed() {
    let sandbox = desk();
    let run = edit(&sandbox, "sed -i 's/Oslo/Kristiania/'", &["--format", "ndjson", "has:city"]).ok();
    assert_eq!(run.tales().len(), 2, "{run}");
    assert_eq!(sandbox.shown(OSLO)["city"], "Kristiania");
    assert_eq!(sandbox.tree("scratch"), [""; 0]);
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records()[0]["verb"], "edit");
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.shown(OSLO)["city"], "Oslo");
    let clears = r#"sed -i -e 's/^city.*/city = ""/' -e 's/^keywords.*/keywords = ["a", "b; c"]/' -e '/^headline/d'"#;
    let _ = edit(&sandbox, clears, &["city=Oslo"]).ok();
    let shown = sandbox.shown(OSLO);
    assert_eq!((shown.get("city"), &shown["keywords"]), (None, &json!(["a", "b; c"])));
    assert_eq!(shown["headline"], "Minister at the harbour");
}

#[test]
fn a_page_shows_what_people_fill_in_and_names_each_file() {
    let sandbox = desk();
    let _ = edit(&sandbox, "cp --target-directory=.", &["city=Oslo OR city:Lyon"]).ok().stderr_has("nothing to do");
    let page = sandbox.tree("").into_iter().find(|name| name.starts_with("damson-edit-")).unwrap();
    let page = String::from_utf8(sandbox.read(page)).unwrap();
    for line in [
        "city = \"Oslo\"",
        "rating = 4",
        "keywords = [\"harbour\", \"politics\", \"Sport/Football\"]",
        "# title = \"\"",
    ] {
        assert!(page.lines().any(|other| other == line), "{line} in {page}");
    }
    assert!(page.contains("/Jobs/cup/oslo.jpg\n") && !page.contains("camera_make"), "{page}");
    let fields =
        edit(&sandbox, "sed -i 's/^city = .*/city = \"Paris\"/'", &["--fields", "city", "--all", "--dry-run"]).ok();
    let _ = fields.stderr_has("6 changed").stdout_has("city: Oslo -> Paris");
    let _ = edit(&sandbox, "true", &["--fields", "ctiy", "--all"]).fails_with(2).stderr_has("`city`");
}

#[test]
fn a_page_with_a_mistake_is_kept_and_can_be_opened_again() {
    let sandbox = desk();
    let run = edit(&sandbox, "sed -i 's/^city = .*/city = Kristiania/'", &["city=Oslo"]).fails_with(2);
    let _ = run.stderr_has("line 6, column 8").stderr_has("--resume scratch/damson-edit-");
    let [page] = sandbox.tree("scratch").try_into().unwrap();
    let page = format!("scratch/{page}");
    assert_eq!(std::fs::metadata(sandbox.at(&page)).unwrap().permissions().mode() & 0o777, 0o600);
    let _ = edit(&sandbox, "sed -i 's/^city = .*/ctiy = 1/'", &["--resume", &page]).fails_with(2).stderr_has("`city`");
    let _ = edit(&sandbox, "false", &["--resume", &page]).fails_with(2).stderr_has("ended with");
    let _ = edit(&sandbox, "sed -i 's/^ctiy = .*/city = \"Kristiania\"/'", &["--resume", &page]).ok();
    assert_eq!((&sandbox.shown(OSLO)["city"], sandbox.tree("scratch").len()), (&json!("Kristiania"), 0));
    let _ = edit(&sandbox, "true", &["--resume", "nowhere.toml"]).fails_with(2).stderr_has("nowhere.toml");
}

#[test]
fn an_editor_that_cannot_be_run_changes_nothing() {
    let sandbox = desk();
    for (editor, said) in [("nowhere/ed", "nowhere/ed"), ("false", "ended with"), ("vi '", "cannot be understood")] {
        let _ = edit(&sandbox, editor, &["city=Oslo"]).fails_with(2).stdout_is("").stderr_has(said);
    }
    let _ = sandbox.damson(["edit", "city=Oslo"]).fails_with(2).stderr_has("$EDITOR");
    let _ = edit(&sandbox, "true", &[]).fails_with(2).stderr_has("nothing is selected");
    let _ = edit(&sandbox, "true", &["city:Nowhere"]).ok().stderr_has("nothing to do");
    let visual = edit(&sandbox, "false", &["city=Oslo"]).variable("VISUAL", "sed -i s/Oslo/Bergen/");
    let _ = visual.ok().stderr_has("1 changed");
}

#[test]
fn what_changed_meanwhile_is_left_as_it_is() {
    let sandbox = desk();
    let editor = "sh -c '\"$0\" tag -q city=Oslo city=Bergen; sed -i -e s/Oslo/Kristiania/ -e s/Lyon/Lugdunum/ \"$1\"'";
    let editor = format!("{editor} {}", super::sandbox::DAMSON);
    let run = edit(&sandbox, &editor, &["city=Oslo OR city=Lyon"]).fails_with(3);
    let _ = run.stderr_has("oslo.jpg: city was changed meanwhile").stderr_has("--resume");
    assert_eq!(sandbox.shown(OSLO)["city"], "Bergen");
    assert_eq!(sandbox.shown("Jobs/wire/lyon.png")["city"], "Lugdunum");
}

#[test]
fn more_assets_than_a_page_holds_are_refused() {
    let sandbox = Sandbox::new();
    for number in 0..501 {
        sandbox.put(format!("lib/{number}.txt"), number.to_string());
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let run = sandbox.damson(["edit", "--all"]).variable("EDITOR", "true").fails_with(7);
    let _ = run.stderr_has("501 assets").stderr_has("--from");
}

#[test]
fn fields_are_copied_from_one_asset_to_others() {
    let sandbox = desk();
    let run = sandbox.damson(["tag", "--like", OSLO, "--format", "ndjson", "is:image"]).ok();
    assert_eq!(run.tales().iter().filter(|tale| tale.ends_with("unchanged")).count(), 1, "{run}");
    let (oslo, lyon) = (sandbox.shown(OSLO), sandbox.shown("Jobs/wire/lyon.png"));
    for field in ["city", "country", "headline", "keywords", "creator", "credit_line"] {
        assert_eq!(oslo[field], lyon[field], "{field}");
    }
    for field in ["date_created", "person", "latitude", "rating", "camera_make"] {
        assert_ne!(oslo.get(field), lyon.get(field), "{field} is of one picture");
    }
    let _ = sandbox.damson(["undo"]).ok();
    let id = oslo["id"].as_str().unwrap();
    for name in [OSLO.to_owned(), format!("./{OSLO}"), id.to_owned(), id[..8].to_owned()] {
        let like = format!("{name}:people,city");
        let _ = sandbox.damson(["tag", "--like", &like, "city:Lyon", "+like"]).ok();
        let lyon = sandbox.shown("Jobs/wire/lyon.png");
        assert_eq!((&lyon["person"], &lyon["city"]), (&oslo["person"], &oslo["city"]), "{like}");
        assert_eq!((lyon.get("headline"), &lyon["keywords"]), (None, &json!(["like"])), "{like}");
        let _ = sandbox.damson(["undo"]).ok();
    }
    for (like, said) in [
        ("nowhere.jpg", "nowhere.jpg is no asset"),
        ("nowhere.jpg:city", "nowhere.jpg is no asset"),
        ("Jobs", "Jobs is no asset"),
        (&format!("{OSLO}:ctiy"), "`city`"),
        (&format!("{OSLO}:width"), "cannot be edited"),
        (&format!("{OSLO}:event"), "`event!`"),
        (&format!("{OSLO}:"), "a field is missing"),
    ] {
        let _ = sandbox.damson(["tag", "--like", like, "city:Lyon"]).fails_with(2).stderr_has(said);
    }
}
