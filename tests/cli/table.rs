//! Tables that say what becomes of assets: what damson printed comes back as it was, and a cell that was edited is all that
//! changes.
use super::maker::{Exif, Iim, Xmp};
use super::sample::{library, picture};
use super::sandbox::{Sandbox, path_of};
use serde_json::{Value, json};

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

const OSLO: &str = "Jobs/cup/oslo.jpg";

/// A desk with texts that a table could misunderstand.
fn awkward() -> Sandbox {
    let sandbox = desk();
    for edits in [
        ["headline==SUM(A1)", "title='=x", "+a; b", "+c;d", "+ -minus", "+'quote"],
        ["headline=two\r\nlines", "title=tab\tand \"quotes\", commas", "+-minus", "city= Oslo ", "rating=3.5", "+x"],
        [
            "location_shown=City=Bergen;CountryName=Norway",
            "creator_contact=CiEmailWork=a@b.no",
            "date_created=2024-05",
            "urgency=3",
            "model_age=7",
            "model_age+=9",
        ],
    ] {
        let name = match edits[0].chars().nth(9) {
            Some('=') => "Jobs/cup/oslo.jpg",
            Some('t') => "Jobs/cup/final/bergen.jpg",
            _ => "Jobs/wire/lyon.png",
        };
        let edits = edits.map(|edit| edit.replace("\\r\\n", "\r\n").replace("\\t", "\t"));
        let _ = sandbox.damson(["tag", &format!("./{name}")].into_iter().chain(edits.iter().map(String::as_str))).ok();
    }
    sandbox
}

/// Every field that can be edited, as a list of columns.
fn editable(sandbox: &Sandbox) -> String {
    let fields = sandbox.damson(["fields", "--format", "ndjson"]).ok().records();
    let words = fields.iter().filter(|field| field["editable"] == true);
    words.map(|field| field["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join(",")
}

#[test]
fn what_was_printed_changes_nothing() {
    let sandbox = awkward();
    let all = format!("id,path,size,width,files,{}", editable(&sandbox)).replace("files,", "");
    let shown = || sandbox.damson(["search", "--format", "ndjson"]).ok().text();
    let before = shown();
    for words in [
        vec!["search", "--format", "csv"],
        vec!["search", "--format", "csv", "--columns", &all],
        vec!["search", "--format", "csv", "--raw-csv", "--columns", &all],
        vec!["search", "--format", "ndjson"],
        vec!["search", "--format", "ndjson", "--columns", &all],
        vec!["export", "--all", "--format", "ndjson"],
    ] {
        let table = sandbox.damson(&words).ok().stdout;
        let run = sandbox.damson(["tag", "--from", "-", "--format", "ndjson"]).input(&table).ok();
        assert!(run.tales().iter().all(|tale| tale.ends_with(" unchanged")), "{words:?}: {run}");
        assert_eq!((run.tales().len(), shown()), (6, before.clone()), "{words:?}");
        let emptied = sandbox.damson(["tag", "--from", "-", "--empty-clears", "--dry-run"]).input(&table).ok();
        let _ = emptied.stdout_is("");
    }
}

#[test]
fn a_cell_that_was_edited_is_all_that_changes() {
    let sandbox = awkward();
    let columns = "id,headline,keywords,city,rating";
    let csv = sandbox.damson(["search", "--format", "csv", "--columns", columns]).ok().text();
    for (from, to, field, after) in [
        ("two\r\nlines", "two\nlines, and more", "headline", json!("two\nlines, and more")),
        ("3.5", "4", "rating", json!(4)),
        (" Oslo ", "Kristiania", "city", json!("Kristiania")),
        (
            "boats; Sport; -minus; x",
            "boats;Sport ; new ; -minus;",
            "keywords",
            json!(["boats", "Sport", "new", "-minus"]),
        ),
    ] {
        assert!(csv.contains(from), "{from:?} in {csv}");
        sandbox.put("table.csv", csv.replacen(from, to, 1));
        let run = sandbox.damson(["tag", "--from", "table.csv", "--format", "ndjson"]).ok();
        let changed: Vec<Value> = run.records().into_iter().filter(|record| record["outcome"] == "changed").collect();
        let [only] = changed.as_slice() else { panic!("{run}") };
        let [change] = only["fields"].as_array().unwrap().as_slice() else { panic!("{run}") };
        assert_eq!((&change["field"], &change["after"]), (&json!(field), &after));
        let _ = sandbox.damson(["undo"]).ok();
    }
}

#[test]
fn items_with_semicolons_stay_whole_beside_one_that_is_added() {
    let sandbox = awkward();
    let csv =
        sandbox.damson(["search", "city=Oslo headline~SUM", "--format", "csv", "--columns", "id,keywords"]).ok().text();
    let _ = sandbox.damson(["tag", "--from", "-"]).input(csv.replace("a; b", "new; a; b")).ok();
    let keywords = &sandbox.shown(OSLO)["keywords"];
    let expected = json!(["harbour", "politics", "Sport/Football", "new", "a; b", "c;d", " -minus", "'quote"]);
    assert_eq!(keywords, &expected);
}

#[test]
fn tables_are_read_as_people_and_spreadsheets_write_them() {
    let sandbox = desk();
    let oslo = sandbox.shown(OSLO);
    let (id, digest) = (oslo["id"].as_str().unwrap(), oslo["digest"].as_str().unwrap());
    let absolute = sandbox.at(OSLO).display().to_string();
    for (case, table) in [
        ("by path", format!("path,title\n{OSLO},New\n")),
        ("by absolute path", format!("path,title\n{absolute},New\n")),
        ("by id", format!("id,title\n{id},New\n")),
        ("by the beginning of an id", format!("id,title\n{},New\n", &id[..8])),
        ("by digest", format!("digest,title\n{digest},New\n")),
        ("by digest without its algorithm", format!("digest,title\n{},New\n", &digest[7..])),
        ("a path that is gone beside an id", format!("id,path,title\n{id},gone.jpg,New\n")),
        ("an alias and other case", format!("Path, TITLE ,tag\n{OSLO},New,harbour; politics; Sport/Football\n")),
        ("with a mark before it", format!("\u{feff}path,title\n{OSLO},New\n")),
        ("semicolons between cells", format!("path;title\n{OSLO};New\n")),
        ("tabs between cells", format!("path\ttitle\n{OSLO}\tNew\n")),
        ("lines of Windows", format!("path,title\r\n{OSLO},New\r\n")),
        ("no end of the last line", format!("path,title\n{OSLO},New")),
        ("rows of nothing", format!("path,title\n,\n{OSLO},New\n,\n\n")),
        ("the same again", format!("path,title\n{OSLO},New\n{OSLO},New\n")),
        ("a record", format!("{{\"path\":\"{OSLO}\",\"title\":\"New\"}}\n")),
        ("a record of paths", format!("\n{{\"title\":\"New\",\"path\":[\"{OSLO}\"]}}")),
        ("a list of one", format!("{{\"id\":\"{id}\",\"title\":[\"New\"]}}\n")),
        (
            "two records of one asset",
            format!("{{\"id\":\"{id}\",\"city\":\"Oslo\"}}\n{{\"id\":\"{id}\",\"title\":\"New\"}}\n"),
        ),
    ] {
        let run = sandbox.damson(["tag", "--from", "-", "--format", "ndjson"]).input(&table).ok();
        assert_eq!(run.tales(), [format!("{OSLO} changed")], "{case}: {run}");
        assert_eq!(run.records()[0]["fields"], json!([{"field": "title", "after": "New"}]), "{case}");
        let _ = sandbox.damson(["undo"]).ok();
    }
}

#[test]
fn a_record_says_what_a_value_is() {
    let sandbox = desk();
    for (member, field, after) in [
        (r#""keywords":["one","two"]"#, "keywords", json!(["one", "two"])),
        (r#""keywords":"one; two""#, "keywords", json!(["one; two"])),
        (r#""keywords":null"#, "keywords", Value::Null),
        (r#""keywords":[]"#, "keywords", Value::Null),
        (r#""city":null"#, "city", Value::Null),
        (r#""city":"""#, "city", Value::Null),
        (r#""rating":2"#, "rating", json!(2)),
        (r#""rating":"2""#, "rating", json!(2)),
        (r#""title":2024"#, "title", json!("2024")),
        (
            r#""location_shown":[{"City":"Oslo","LocationId":["a","b"]}]"#,
            "location_shown",
            json!([{"City": "Oslo", "LocationId": ["a", "b"]}]),
        ),
        (r#""location_shown":"City=Oslo""#, "location_shown", json!([{"City": "Oslo"}])),
    ] {
        let record = format!("{{\"path\":\"{OSLO}\",{member}}}");
        let _ = sandbox.damson(["tag", "--from", "-"]).input(record).ok();
        assert_eq!(sandbox.shown(OSLO).get(field).unwrap_or(&Value::Null), &after, "{member}");
        let _ = sandbox.damson(["undo"]).ok();
    }
}

#[test]
fn an_empty_cell_says_nothing_unless_it_is_told_to_clear() {
    let sandbox = desk();
    let table = format!("path,city,title\n{OSLO},,New\n");
    let _ = sandbox.damson(["tag", "--from", "-"]).input(&table).ok();
    assert_eq!(sandbox.shown(OSLO)["city"], "Oslo");
    let _ = sandbox.damson(["tag", "--from", "-", "--empty-clears"]).input(&table).ok();
    assert_eq!(sandbox.shown(OSLO).get("city"), None);
}

#[test]
fn a_table_that_is_not_understood_changes_nothing() {
    let sandbox = desk();
    let rows: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b"path,ctiy\nJobs/cup/oslo.jpg,x\n", "`city`"),
        (b"path,title,caption,description\nJobs/cup/oslo.jpg,New,a,b\n", "two columns of `description`"),
        (b"title,city\nNew,x\n", "`id`, `path` or `digest`"),
        (b"path,size\nJobs/cup/oslo.jpg,7\n", "can be edited"),
        (b"path,title,location_shown.City\nJobs/cup/oslo.jpg,New,x\n", "members of `location_shown`"),
        (b"path,title\nJobs/cup/oslo.jpg,New\nJobs/wire/lyon.png,Gr\xe8ve\n", "UTF-8"),
        (b"\xff\xfep\x00", "UTF-8"),
        (b"[{\"path\":\"Jobs/cup/oslo.jpg\",\"title\":\"New\"}]", "ndjson"),
        (b"{\"path\":\"Jobs/cup/oslo.jpg\",\"title\":\"New\"}\n{\"path\":\"x\",\"ctiy\":1}", "`city`"),
    ];
    for (table, word) in rows {
        let run = sandbox.damson(["tag", "--from", "-"]).input(table).fails_with(2);
        let _ = run.stdout_is("").stderr_has("error: ").stderr_has(word);
    }
    let _ = sandbox.damson(["tag", "--from", "nowhere.csv"]).fails_with(2).stderr_has("nowhere.csv");
    let _ = sandbox.damson(["tag", "--from", "nowhere.csv", "--all"]).fails_with(2);
    let _ = sandbox.damson(["tag", "--from", "-", "city:Oslo"]).fails_with(2).stderr_has("is no edit");
    let _ = sandbox.damson(["tag", "--all", "--empty-clears", "+x"]).fails_with(2).stderr_has("--from");
    assert_eq!(sandbox.damson(["log", "--format", "ndjson"]).ok().records().len(), 1);
}

#[test]
fn rows_with_problems_are_told_and_the_others_are_done() {
    let sandbox = desk();
    let (oslo, lyon) = (sandbox.shown(OSLO), sandbox.shown("Jobs/wire/lyon.png"));
    let (oslo, lyon) = (oslo["id"].as_str().unwrap(), lyon["id"].as_str().unwrap());
    let table = format!(
        "id,path,title,rating\n,nowhere.jpg,New,1\nffffffffffffffffffffffffffffffff,,New,1\n{oslo},Jobs/wire/lyon.png,New,1\n\
         zz,,New,1\n,,New,1\n,2024/talk.wav,New,nine\n,Jobs/cup/final/bergen.jpg,One,\n,Jobs/cup/final/bergen.jpg,Two,\n\
         {lyon},,New,\"1\"\n{oslo},,New\n"
    );
    let run = sandbox.damson(["tag", "--from", "-", "--format", "ndjson"]).input(&table).fails_with(3);
    for message in [
        "row 2: the catalogue holds no such file",
        "row 3: the catalogue holds no asset ffffffff",
        "row 4: it names two assets",
        "row 5: `zz` is no id",
        "row 6: it names no asset",
        "row 7: rating: `nine`",
        "row 9: title is something else than in row 8",
        "row 11: it has 3 cells, and the heading has 4",
    ] {
        let _ = run.stderr_has(message);
    }
    assert_eq!(
        (sandbox.found(&["title:New"]), run.summary()["problems"].clone()),
        (vec!["lyon.png".to_owned()], json!(8))
    );
    let broken =
        format!("{{\"id\":\"{oslo}\",\"title\":\"A\"}}\n{{\"id\":\n{{\"schema\":\"damson/facet/1\",\"count\":1}}\n");
    let run = sandbox.damson(["tag", "--from", "-"]).input(broken).fails_with(3);
    let _ = run.stderr_has("row 2: this is not JSON").stderr_has("row 3: a record of damson/facet/1");
    assert_eq!(sandbox.shown(OSLO)["title"], "A");
}

#[test]
fn a_name_that_is_not_text_comes_back_too() {
    let sandbox = Sandbox::new();
    sandbox.put(path_of(b"lib/caf\xe9.jpg"), picture(1).xmp(Xmp::new().text("photoshop:City", "Oslo")).jpeg());
    sandbox.put("lib/b; lib/c.jpg", picture(2).iim(Iim::new().headline("x")).exif(Exif::new()).jpeg());
    let _ = sandbox.ingest("lib");
    for format in ["csv", "ndjson"] {
        let table = sandbox.damson(["search", "--format", format, "--columns", "path,city,headline"]).ok().text();
        assert_eq!(table.lines().count(), if format == "csv" { 3 } else { 2 });
        let table = table.replace("Oslo", "Bergen");
        let run = sandbox.damson(["tag", "--from", "-"]).input(table).ok();
        let _ = run.stderr_has("1 changed").stderr_has("1 unchanged");
        let _ = sandbox.damson(["undo"]).ok();
    }
}

#[test]
fn edits_come_after_the_rows_and_all_is_one_operation() {
    let sandbox = desk();
    let table = format!("path,title\n{OSLO},New\nJobs/wire/lyon.png,Newer\n");
    let run =
        sandbox.damson(["tag", "--from", "-", "headline={title}!", "+done", "--format", "ndjson"]).input(&table).ok();
    assert_eq!(run.summary()["operation"], 2);
    assert_eq!((&sandbox.shown(OSLO)["headline"], sandbox.found(&["keywords:done"]).len()), (&json!("New!"), 2));
    let _ = sandbox.damson(["log"]).ok().stdout_has("--from -");
    let _ = sandbox.damson(["undo"]).ok();
    assert_eq!(sandbox.shown(OSLO).get("title"), None);
}
