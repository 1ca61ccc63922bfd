//! How runs end: every exit status, and a catalogue that is missing, foreign, damaged, newer or busy.
use super::sample::{library, plain, titled};
use super::sandbox::{Sandbox, program, skipped};
use rusqlite::Connection;
use std::io::Read;
use std::process::Stdio;

fn desk() -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, bytes) in library() {
        sandbox.put(name, bytes);
    }
    let _ = sandbox.damson(["ingest", "-q", "Jobs", "2024"]).ok();
    sandbox
}

#[test]
fn every_status_is_what_the_help_says() {
    let sandbox = desk();
    sandbox.put("cut.jpg", &titled(1, "Cut")[..200]);
    let help = sandbox.damson(["--help"]).ok();
    for status in [0, 1, 2, 3, 4, 5, 6, 7, 130] {
        assert!(help.lines().iter().any(|line| line.starts_with(&format!("  {status} "))), "{status} in {help}");
    }
    let _ = sandbox.damson(["search"]).ok();
    let _ = sandbox.damson(["search", "-q", "city:Nowhere"]).fails_with(1);
    let _ = sandbox.damson(["search", "ctiy:Nowhere"]).fails_with(2);
    let _ = sandbox.damson(["ingest", "cut.jpg"]).fails_with(3);
    let _ = sandbox.damson(["tag", "city=Oslo", "title=a"]).ok();
    let _ = sandbox.damson(["tag", "city=Oslo", "title=b"]).ok();
    let _ = sandbox.damson(["undo", "3"]).fails_with(7);
    sandbox.remove("cut.jpg");
    let _ = sandbox.damson(["verify"]).fails_with(4);
    let _ = sandbox.damson(["search", "--catalog", "nowhere.db"]).fails_with(5);
}

#[test]
fn a_wrong_command_line_says_what_is_wrong_and_does_nothing() {
    let sandbox = desk();
    let rows: [(&[&str], &str); 14] = [
        (&["serach"], "search"),
        (&["search", "--fromat", "json"], "--format"),
        (&["search", "--limit", "many"], "many"),
        (&["search", "--limit", "-1"], "-1"),
        (&["search", "--json", "--format", "csv"], "--json"),
        (&["search", "--quiet", "--verbose"], "--quiet"),
        (&["ingest"], "PATH"),
        (&["show"], "ASSET"),
        (&["undo", "last"], "last"),
        (&["export", "--all", "--dry-run"], "--to"),
        (&["export", "--all", "--sidecar", "xmp"], "--to"),
        (&["export", "--all", "--to", "out", "--sidecar", "exif"], "xmp"),
        (&["tag", "--all"], "EDIT"),
        (&["search", "--color", "sometimes"], "always"),
    ];
    for (words, hint) in rows {
        let run = sandbox.damson(words).fails_with(2);
        let _ = run.stdout_is("").stderr_has("error: ").stderr_has(hint);
    }
    let _ = sandbox.damson([""; 0]).fails_with(2).stdout_is("").stderr_has("Usage: damson");
    assert!(!sandbox.at("out").exists());
    for words in [vec!["--help"], vec!["-h"], vec!["help", "search"], vec!["search", "--help"], vec!["--version"]] {
        let _ = sandbox.damson(&words).ok().stderr_is("").stdout_has("damson");
    }
}

/// Verbs that need a catalogue and do not make one.
const VERBS: [&[&str]; 12] = [
    &["search"],
    &["facet", "city"],
    &["show", "abcd"],
    &["tag", "--all", "+x"],
    &["export", "--all"],
    &["verify"],
    &["undo"],
    &["log"],
    &["volume"],
    &["keyword"],
    &["status"],
    &["search", "--save", "x", "y"],
];

#[test]
fn a_missing_catalogue_is_said_to_be_missing_and_how_to_make_one() {
    let sandbox = Sandbox::new();
    for words in VERBS {
        let run = sandbox.damson(words).fails_with(5);
        let _ = run.stdout_is("").stderr_has("catalog.db").stderr_has("damson ingest");
        assert!(!sandbox.catalogue().exists(), "{run}");
    }
}

#[test]
fn what_is_not_a_catalogue_is_refused_and_left_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    let text = b"these are notes, and no database at all\n".repeat(40);
    Connection::open(sandbox.at("other.sqlite"))
        .unwrap()
        .execute_batch("CREATE TABLE notes (text); PRAGMA user_version = 1;")
        .unwrap();
    Connection::open(sandbox.at("anki.sqlite"))
        .unwrap()
        .execute_batch("PRAGMA application_id = 7; CREATE TABLE t (x);")
        .unwrap();
    let other = sandbox.read("other.sqlite");
    let anki = sandbox.read("anki.sqlite");
    for (case, bytes) in [("a text", text), ("another program's database", other), ("an identified one", anki)] {
        std::fs::write(sandbox.catalogue(), &bytes).unwrap();
        for words in VERBS.into_iter().chain([["ingest", "lib"].as_slice(), &["ingest", "--dry-run", "lib"]]) {
            let run = sandbox.damson(words).fails_with(5);
            let _ = run.stdout_is("").stderr_has("not a damson catalogue");
            assert_eq!(sandbox.read("catalog.db"), bytes, "{case}: {run}");
        }
        assert!(!sandbox.at("catalog.db-wal").exists(), "{case}");
    }
}

#[test]
fn an_empty_file_becomes_a_catalogue_only_by_ingest() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put("catalog.db", "");
    let _ = sandbox.damson(["search"]).fails_with(5);
    let _ = sandbox.damson(["ingest", "lib"]).ok();
    // So does a database with nothing in it: what a process leaves that is killed while it makes one.
    std::fs::remove_file(sandbox.catalogue()).unwrap();
    Connection::open(sandbox.catalogue()).unwrap().pragma_update(None, "journal_mode", "WAL").unwrap();
    assert!(!sandbox.read("catalog.db").is_empty());
    for words in VERBS {
        let _ = sandbox.damson(words).fails_with(5).stderr_has("damson ingest");
    }
    let _ = sandbox.damson(["ingest", "lib"]).ok();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1\n");
}

#[test]
fn several_processes_that_make_the_same_catalogue_make_one() {
    for round in 0..5 {
        let sandbox = Sandbox::new();
        sandbox.put("lib/a.txt", "a");
        let runs: Vec<_> = (0..6).map(|_| sandbox.damson(["ingest", "-q", "lib"]).start()).collect();
        for run in runs {
            let ended = run.wait_with_output().unwrap();
            let told = String::from_utf8_lossy(&ended.stderr).into_owned();
            assert!(matches!(ended.status.code(), Some(0 | 7)), "{round}: {told}");
        }
        let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1\n");
        let _ = sandbox.damson(["status", "--check"]).ok();
    }
}

#[test]
fn a_catalogue_of_a_newer_damson_is_refused() {
    let sandbox = desk();
    let connection = Connection::open(sandbox.catalogue()).unwrap();
    connection.pragma_update(None, "user_version", 9999).unwrap();
    drop(connection);
    for words in VERBS.into_iter().chain([["ingest", "Jobs"].as_slice()]) {
        let _ = sandbox.damson(words).fails_with(5).stdout_is("").stderr_has("newer");
    }
}

#[test]
fn a_damaged_catalogue_is_said_to_be_damaged() {
    let sandbox = Sandbox::new();
    for number in 0..300 {
        sandbox.put(format!("lib/{number}.txt"), format!("text {number}"));
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    let mut bytes = sandbox.read("catalog.db");
    let length = bytes.len();
    for byte in &mut bytes[8192..length - 4096] {
        *byte ^= 0x5a;
    }
    std::fs::write(sandbox.catalogue(), &bytes).unwrap();
    for words in [["search"].as_slice(), &["status", "--check"], &["tag", "--all", "+x"], &["ingest", "lib"]] {
        let run = sandbox.damson(words).fails_with(5);
        let _ = run.stderr_has("damaged");
    }
    // A catalogue that is cut off is damaged too.
    std::fs::write(sandbox.catalogue(), &bytes[..length / 2]).unwrap();
    let _ = sandbox.damson(["search"]).fails_with(5);
}

#[test]
fn a_busy_catalogue_is_waited_for_and_then_said_to_be_busy() {
    let sandbox = desk();
    let other = Connection::open(sandbox.catalogue()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; CREATE TABLE other_process (x);").unwrap();
    let tag = ["tag", "--wait", "0", "city=Oslo", "+x"];
    let _ = sandbox.damson(tag).fails_with(6).stdout_is("").stderr_has("busy").stderr_has("--wait");
    sandbox.put("Jobs/new.jpg", plain(77));
    let _ = sandbox.damson(["ingest", "--wait", "0", "Jobs"]).fails_with(6);
    // Readers are not in the way of a writer, nor a writer in theirs.
    assert_eq!(sandbox.found(&["city:Oslo"]).len(), 2);
    let waiting = sandbox.damson(["tag", "--wait", "20", "city=Oslo", "+x"]).start();
    std::thread::sleep(std::time::Duration::from_millis(200));
    other.execute_batch("ROLLBACK").unwrap();
    let ended = waiting.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(sandbox.found(&["keywords:x"]), ["oslo.jpg"]);
}

#[test]
fn two_ingests_at_once_lose_nothing() {
    let sandbox = Sandbox::new();
    for number in 0..400 {
        sandbox.put(format!("one/{number}.txt"), format!("one {number}"));
        sandbox.put(format!("two/{number}.txt"), format!("two {number}"));
        sandbox.put(format!("both/{number}.txt"), format!("both {number}"));
    }
    let runs: Vec<_> = ["one", "two"].map(|folder| sandbox.damson(["ingest", "-q", folder, "both"]).start()).into();
    let statuses: Vec<_> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
    for ended in &statuses {
        // A run that meets another's change stops and says so; running it again completes it.
        assert!(matches!(ended.status.code(), Some(0 | 6 | 7)), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    let _ = sandbox.damson(["ingest", "-q", "one", "two", "both"]).ok();
    let _ = sandbox.damson(["search", "--count"]).ok().stdout_is("1200\n");
    let _ = sandbox.damson(["status", "--check"]).ok();
}

#[test]
fn a_catalogue_in_a_folder_that_cannot_be_written_says_so() {
    let Some(setpriv) = program("setpriv") else { return skipped("there is no setpriv") };
    let sandbox = desk();
    let nobody = [setpriv.as_os_str(), "--reuid=65534".as_ref(), "--regid=65534".as_ref(), "--clear-groups".as_ref()];
    let mode = |path: &str, mode: u32| {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(sandbox.at(path), mode).unwrap();
    };
    mode("", 0o755);
    mode("catalog.db", 0o644);
    let search = sandbox.damson(["search", "--count"]).through(nobody).ends();
    if search.told().starts_with("setpriv") {
        return skipped("setpriv may not change users here");
    }
    assert_eq!((search.status.code(), search.text().as_str()), (Some(0), "6\n"), "{search}");
    let tag = sandbox.damson(["tag", "city=Oslo", "+x"]).through(nobody).ends();
    assert!(matches!(tag.status.code(), Some(2 | 5)), "{tag}");
    assert!(tag.told().contains("catalog.db") || tag.told().contains("catalogue"), "{tag}");
    let elsewhere = sandbox.damson(["ingest", "Jobs", "--catalog", "new/catalog.db"]).through(nobody).ends();
    assert_eq!(elsewhere.status.code(), Some(2), "{elsewhere}");
    let _ = elsewhere.stderr_has("new");
}

#[test]
fn a_closed_pipe_ends_a_run_quietly() {
    let sandbox = Sandbox::new();
    for number in 0..3000 {
        sandbox.put(format!("lib/{number}.txt"), format!("text {number}"));
    }
    let _ = sandbox.damson(["ingest", "-q", "lib"]).ok();
    for words in [
        vec!["search"],
        vec!["search", "--format", "ndjson"],
        vec!["search", "--json"],
        vec!["search", "--format", "csv"],
        vec!["search", "--format", "paths"],
        vec!["export", "--all"],
        vec!["read", "lib"],
        vec!["verify", "--format", "ndjson", "--quick"],
        vec!["facet", "filename"],
    ] {
        let mut child = sandbox
            .damson(&words)
            .command()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""), "{words:?}");
    }
}

#[test]
fn a_full_standard_output_is_an_error() {
    let sandbox = desk();
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return skipped("there is no /dev/full");
    };
    for words in [
        vec!["search"],
        vec!["search", "--json"],
        vec!["search", "--count"],
        vec!["fields"],
        vec!["completions", "bash"],
    ] {
        let mut command = sandbox.damson(&words).command();
        let ended = command.stdout(full.try_clone().unwrap()).stderr(Stdio::piped()).output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{words:?}: {told}");
        assert!(told.contains("no space left"), "{words:?}: {told}");
    }
}

#[test]
fn the_catalogue_is_found_where_the_contract_says_in_that_order() {
    let sandbox = Sandbox::new();
    sandbox.put("lib/a.jpg", plain(1));
    sandbox.put(
        "config.toml",
        format!("catalog = \"{}\"\nagent = \"of the config\"\n", sandbox.at("of-config.db").display()),
    );
    let ingest = |words: &[&str], variables: &[(&str, &str)]| {
        let mut run = sandbox.damson(["ingest", "-q", "lib"].iter().chain(words));
        for (name, value) in variables {
            run = run.variable(name, value);
        }
        let _ = run.ok();
    };
    let made = |name: &str| {
        let path = sandbox.at(name);
        let exists = path.is_file();
        let _ = std::fs::remove_file(path);
        exists
    };
    let config = ("DAMSON_CONFIG", sandbox.at("config.toml"));
    let config = (config.0, config.1.to_str().unwrap());
    ingest(&["--catalog", "named.db"], &[config]);
    assert!(made("named.db") && !made("catalog.db"));
    ingest(&[], &[config]);
    assert!(made("catalog.db") && !made("of-config.db"));
    ingest(&[], &[config, ("DAMSON_CATALOG", ""), ("DAMSON_AGENT", "")]);
    let log = sandbox.damson(["log", "--catalog", "of-config.db", "--format", "ndjson"]).ok().records();
    assert_eq!(log[0]["agent"], "of the config");
    assert!(made("of-config.db"));
    let data = sandbox.at("data");
    ingest(&[], &[("DAMSON_CATALOG", ""), ("XDG_DATA_HOME", data.to_str().unwrap())]);
    assert!(made("data/damson/catalog.db"));
    ingest(&[], &[("DAMSON_CATALOG", "")]);
    assert!(made(".local/share/damson/catalog.db"));
}

#[test]
fn a_config_file_that_cannot_be_understood_is_an_error() {
    let sandbox = desk();
    for (text, word) in [("catalog = 3", "catalog"), ("colour = \"x\"", "colour"), ("not toml at all", "config.toml")] {
        sandbox.put("config.toml", text);
        let config = sandbox.at("config.toml");
        let _ = sandbox.damson(["search"]).variable("DAMSON_CONFIG", config).fails_with(2).stderr_has(word);
    }
}

#[test]
fn the_version_names_what_a_report_of_a_fault_should() {
    let sandbox = Sandbox::new();
    let _ = sandbox.damson(["--version"]).ok().stdout_is(concat!("damson ", env!("CARGO_PKG_VERSION"), "\n"));
    let verbose = sandbox.damson(["--version", "--verbose"]).ok();
    let sqlite = verbose.lines().into_iter().find_map(|line| line.strip_prefix("SQLite ").map(str::to_owned)).unwrap();
    let numbers: Vec<u32> = sqlite.split([',', '.']).map_while(|part| part.parse().ok()).collect();
    assert!(numbers.as_slice() >= [3, 51, 3].as_slice(), "{sqlite}");
    let _ = verbose.stdout_has("catalogue format ");
}
