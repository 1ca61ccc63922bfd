//! Log: what was done, by whom and in which order; a feed that scripts can resume; and seals that show who rewrote it.
use super::sample::{plain, titled};
use super::sandbox::Sandbox;
use rusqlite::Connection;
use serde_json::{Value, json};

/// Five operations by two agents: ingest, tag, tag, undo, write.
fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", titled(1, "Of the file"));
    sandbox.put("lib/b.jpg", plain(2));
    let _ = sandbox.ingest("lib");
    let _ = sandbox.damson(["tag", "--agent", "ada", "--all", "city=Oslo"]).ok();
    let _ = sandbox.damson(["tag", "./lib/a.jpg", "city=Bergen"]).ok();
    let _ = sandbox.damson(["undo"]).ok();
    let _ = sandbox.damson(["write", "--agent", "ada", "--all"]).ok();
    sandbox
}

fn log(sandbox: &Sandbox, words: &[&str]) -> Vec<Value> {
    sandbox.damson(["log", "--format", "ndjson"].iter().chain(words)).ok().records()
}

fn numbers(records: &[Value]) -> Vec<u64> {
    records.iter().map(|record| record["operation"].as_u64().expect("an operation's number")).collect()
}

/// The newest seal, as it is written down.
fn seal(sandbox: &Sandbox) -> String {
    log(sandbox, &["--seal"])[0]["text"].as_str().expect("a text").to_owned()
}

/// Something done to the catalogue's file behind its back.
fn behind_its_back(sandbox: &Sandbox, sql: &str) {
    let connection = Connection::open(sandbox.catalogue()).unwrap();
    connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
}

#[test]
fn operations_are_listed_newest_first_by_verb_and_by_agent() {
    let sandbox = desk();
    let rows: [(&[&str], &[u64]); 9] = [
        (&[], &[5, 4, 3, 2, 1]),
        (&["--limit", "2"], &[5, 4]),
        (&["--verb", "tag"], &[3, 2]),
        (&["--by", "ada"], &[5, 2]),
        (&["--by", "ada", "--verb", "tag"], &[2]),
        (&["--verb", "tag", "--limit", "1"], &[3]),
        (&["--by", "nobody"], &[]),
        (&["--verb", "sing"], &[]),
        (&["3"], &[3]),
    ];
    for (words, expected) in rows {
        assert_eq!(numbers(&log(&sandbox, words)), expected, "{words:?}");
    }
    let all = log(&sandbox, &[]);
    assert_eq!((&all[2]["undone_by"], &all[1]["undoes"]), (&json!(4), &json!(3)));
    let _ = sandbox.damson(["log", "9"]).fails_with(2).stderr_has("no operation 9");
}

#[test]
fn since_tells_every_change_oldest_first_with_its_operation() {
    let sandbox = desk();
    let feed = log(&sandbox, &["--since", "0"]);
    let operations = numbers(&feed);
    assert!(
        operations.is_sorted() && operations.first() == Some(&1) && operations.last() == Some(&5),
        "{operations:?}"
    );
    for operation in log(&sandbox, &[]) {
        let count = operations.iter().filter(|number| **number == operation["operation"]).count();
        assert_eq!(json!(count), operation["changes"], "{operation}");
    }
    let events: Vec<_> = feed.iter().filter(|change| change["operation"] == 2).collect();
    assert_eq!(events.len(), 2);
    for change in events {
        assert_eq!(
            (&change["event"], &change["verb"], &change["agent"]),
            (&json!("stated"), &json!("tag"), &json!("ada"))
        );
        assert_eq!(change["fields"], json!([{"field": "city", "after": "Oslo"}]));
    }
    let written: Vec<_> = feed.iter().filter(|change| change["event"] == "file-written").collect();
    assert_eq!(written.len(), 2);
    assert_eq!(written[0]["path"], json!(sandbox.at("lib/a.xmp")));
}

#[test]
fn a_feed_is_resumed_from_the_last_operation_that_was_seen() {
    let sandbox = desk();
    let whole = log(&sandbox, &["--since", "0"]);
    for seen in 0..=5 {
        let rest: Vec<_> = whole.iter().filter(|change| change["operation"].as_u64() > Some(seen)).cloned().collect();
        assert_eq!(log(&sandbox, &["--since", &seen.to_string()]), rest, "{seen}");
    }
    assert!(log(&sandbox, &["--since", "99"]).is_empty());
    let _ = sandbox.damson(["tag", "--all", "city=Rome"]).ok();
    assert_eq!(numbers(&log(&sandbox, &["--since", "5"])), [6, 6]);
    assert_eq!(numbers(&log(&sandbox, &["--since", "0", "--by", "ada", "--verb", "tag"])), [2, 2]);
    assert_eq!(log(&sandbox, &["--since", "0", "--limit", "3"]), whole[..3]);
}

#[test]
fn a_preview_and_a_change_that_changes_nothing_leave_no_trace() {
    let sandbox = desk();
    let before = (log(&sandbox, &[]), seal(&sandbox));
    for words in [
        vec!["tag", "-n", "--all", "city=Rome"],
        vec!["tag", "--all", "city=Oslo"],
        vec!["write", "--all"],
        vec!["write", "-n", "--embed", "--all"],
        vec!["sync", "--all"],
        vec!["undo", "-n"],
        vec!["ingest", "lib"],
        vec!["write", "--pending"],
    ] {
        let run = sandbox.damson(&words).ok();
        assert_eq!((log(&sandbox, &[]), seal(&sandbox)), before, "{run}");
    }
}

#[test]
fn a_log_that_nobody_touched_is_whole_and_check_prints_its_seal() {
    let sandbox = desk();
    let newest = log(&sandbox, &["--seal"]).remove(0);
    assert_eq!(log(&sandbox, &["--check"]).first(), Some(&newest));
    assert_eq!((&newest["operation"], newest["seal"].as_u64() >= Some(5)), (&json!(5), true));
    let text = newest["text"].as_str().unwrap();
    assert_eq!(text, format!("{}:{}", newest["seal"], newest["digest"].as_str().unwrap()));
    let printed = sandbox.damson(["log", "--seal"]).ok().text();
    assert!(printed.contains(text), "{printed}");
}

#[test]
fn a_log_that_was_edited_is_damaged_and_the_seal_is_named() {
    for (sql, expected) in [
        ("UPDATE operation SET agent = 'eve' WHERE number = 2", "seal"),
        ("UPDATE change SET body = replace(body, 'Bergen', 'Rome') WHERE operation = 3", "seal"),
        ("DELETE FROM change WHERE operation = 3", "seal"),
        ("UPDATE operation SET at = '2020-01-01T00:00:00Z' WHERE number = 5", "seal"),
        ("DELETE FROM seal WHERE operation = 4", "seal"),
    ] {
        let sandbox = desk();
        behind_its_back(&sandbox, sql);
        let run = sandbox.damson(["log", "--check"]).fails_with(5);
        let _ = run.stdout_is("").stderr_has(expected);
    }
    let sandbox = desk();
    let of_third = Connection::open(sandbox.catalogue())
        .unwrap()
        .query_row("SELECT number FROM seal WHERE operation = 3", [], |row| row.get::<_, i64>(0))
        .unwrap();
    behind_its_back(&sandbox, "UPDATE operation SET note = 'city=Rome' WHERE number = 3");
    let run = sandbox.damson(["log", "--check"]).fails_with(5);
    let _ = run.stderr_has(&format!("seal {of_third}"));
}

#[test]
fn a_seal_that_was_kept_passes_as_long_as_the_log_goes_on_from_it() {
    let sandbox = desk();
    let kept = seal(&sandbox);
    let against = |seal: &str| sandbox.damson(["log", "--check", "--against", seal]).ends();
    assert_eq!(against(&kept).status.code(), Some(0));
    let _ = sandbox.damson(["tag", "--all", "city=Rome"]).ok();
    let _ = sandbox.damson(["undo"]).ok();
    assert_ne!(seal(&sandbox), kept);
    for known in [kept.clone(), format!(" {kept}\n"), seal(&sandbox)] {
        assert_eq!(against(&known).status.code(), Some(0), "{known}");
    }

    let foreign = seal(&{
        let other = Sandbox::new();
        other.put("lib/other.jpg", plain(9));
        let _ = other.ingest("lib");
        other
    });
    let run = against(&foreign);
    assert_eq!(run.status.code(), Some(5));
    let _ = run.stdout_is("").stderr_has("another one than was kept");
    let (_, digest) = kept.split_once(':').unwrap();
    let run = against(&format!("99:{digest}"));
    assert_eq!(run.status.code(), Some(5));
    let _ = run.stderr_has("seal 99");
}

#[test]
fn a_log_that_was_cut_off_shows_against_the_seal_alone() {
    let sandbox = desk();
    let kept = seal(&sandbox);
    let tables = ["change", "seal"].map(|table| format!("DELETE FROM {table} WHERE operation = 5;"));
    behind_its_back(&sandbox, &format!("{} DELETE FROM operation WHERE number = 5;", tables.concat()));
    let _ = sandbox.damson(["log", "--check"]).ok();
    let run = sandbox.damson(["log", "--check", "--against", &kept]).fails_with(5);
    let _ = run.stderr_has("cut short");
}

#[test]
fn what_is_no_seal_is_a_wrong_command_line() {
    let sandbox = desk();
    let kept = seal(&sandbox);
    for seal in [
        "",
        "5",
        "sha256:00",
        "x:sha256:00",
        &kept[..kept.len() - 1],
        &format!("{kept}0"),
        &kept.replace(":sha256:", ":sha256:+"),
        "1:sha256:ééé",
        "1:md5:00",
    ] {
        let run = sandbox.damson(["log", "--check", "--against", seal]).fails_with(2);
        let _ = run.stderr_has("log --seal");
    }
    let _ = sandbox.damson(["log", "--against", &kept]).fails_with(2).stderr_has("--check");
    let _ = sandbox.damson(["log", "--check", "--seal"]).fails_with(2);
    let _ = sandbox.damson(["log", "--check", "--since", "0"]).fails_with(2);
}

#[test]
fn a_seal_can_be_made_anew_from_what_the_page_of_decisions_says() {
    // docs/decisions/0016-writing.md, for an operation of one batch without events.
    let sandbox = desk();
    let connection = Connection::open(sandbox.catalogue()).unwrap();
    let before: Vec<u8> = connection
        .query_row("SELECT digest FROM seal WHERE operation < 3 ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
        .unwrap();
    let expected: Vec<u8> =
        connection.query_row("SELECT digest FROM seal WHERE operation = 3", [], |row| row.get(0)).unwrap();
    let text = |text: &str| [&(text.len() as u64).to_le_bytes(), text.as_bytes()].concat();
    let mut digested = [b"damson log 1\0".as_slice(), &before, &3_u64.to_le_bytes()].concat();
    let head = "SELECT verb, agent, at, note FROM operation WHERE number = 3";
    let head: [String; 4] =
        connection.query_row(head, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])).unwrap();
    head.iter().for_each(|part| digested.extend(text(part)));
    digested.extend(0_u64.to_le_bytes());
    let rows = "SELECT c.number, i.id, c.kind, c.body FROM change c JOIN identity i ON i.number = c.asset \
                WHERE c.operation = 3 ORDER BY c.number";
    let mut statement = connection.prepare(rows).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (number, id): (i64, Vec<u8>) = (row.get(0).unwrap(), row.get(1).unwrap());
        digested.push(1);
        digested.extend(number.to_le_bytes());
        digested.extend([&[1], 16_u64.to_le_bytes().as_slice(), &id].concat());
        digested.extend(text(&row.get::<_, String>(2).unwrap()));
        let body: Option<String> = row.get(3).unwrap();
        digested.push(u8::from(body.is_some()));
        digested.extend(body.iter().flat_map(|body| text(body)));
    }
    digested.push(0);
    let found = <sha2::Sha256 as sha2::Digest>::digest(&digested);
    assert_eq!(found.as_slice(), expected);
}
