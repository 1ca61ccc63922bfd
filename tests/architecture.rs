//! The plan of the house, and the test that the house follows it.
//!
//! Each room may use only the rooms listed beside it, which all stand lower, so data flows one way and no two rooms can
//! need each other. Each third-party crate has one room; to replace it, read that room alone.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the rooms it may use, and the crates that live only there.
type Room = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Lowest floor first.
const PLAN: &[Room] = &[
    ("asset", &[], &["unicode_normalization", "jiff"]),
    ("query", &["asset"], &["regex", "regex_syntax"]),
    ("fixity", &["asset"], &["blake3"]),
    ("walk", &["asset"], &["walkdir"]),
    ("container", &["asset"], &["memchr", "flate2", "aes", "brotli_decompressor"]),
    ("metadata", &["asset", "fixity", "container"], &["exif", "roxmltree", "encoding_rs"]),
    ("imaging", &["asset"], &["image"]),
    ("catalog", &["asset", "query"], &["rusqlite", "globset", "serde", "roaring", "hashbrown"]),
    ("librarian", &["asset", "query", "fixity", "walk", "container", "metadata", "imaging", "catalog"], &["tempfile"]),
    ("output", &["asset", "query", "catalog", "librarian"], &["csv", "indicatif", "anstyle", "unicode_width"]),
    (
        "cli",
        &["asset", "query", "fixity", "walk", "container", "metadata", "imaging", "catalog", "librarian", "output"],
        &["clap", "clap_complete", "clap_mangen", "ctrlc", "toml", "etcetera"],
    ),
];
/// Crates that any room but `asset` may use: error texts, system calls, the encoding of JSON and of bytes in it, which
/// the catalogue's bodies and the output's records both are, and the digests of which fixity and PDF's keys are made.
const SHARED: &[&str] = &["thiserror", "rustix", "serde_json", "base64", "sha2", "md5"];
/// Crates that the house itself stands on, not one of its rooms: named in `lib.rs` alone.
const FOUNDATION: &[&str] = &["mimalloc"];
/// Packages whose library has another name.
const RENAMED: &[(&str, &str)] = &[("kamadak_exif", "exif"), ("md_5", "md5")];
/// Names that tell a reader nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "manager", "misc", "types", "util", "utils"];

struct Source {
    path: PathBuf,
    room: String,
    text: String,
}

impl Source {
    /// The code without comments and without test modules.
    fn code(&self) -> String {
        // A test module that has a file of its own.
        if self.path.ends_with("tests.rs") || self.path.ends_with("properties.rs") {
            return String::new();
        }
        let body = self.text.split("#[cfg(test)]\nmod ").next().unwrap();
        body.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources() -> Vec<Source> {
    let root = root().join("src");
    let (mut found, mut open) = (Vec::new(), vec![root.clone()]);
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).unwrap();
                let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { path: inside.to_owned(), room, text });
            }
        }
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// The words that follow `before` in `code`, one level into a brace list.
fn words_after(code: &str, before: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for (at, _) in code.match_indices(before) {
        let rest = &code[at + before.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            words.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            continue;
        };
        let (mut depth, mut word, mut taking) = (1, String::new(), true);
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => {
                    words.insert(std::mem::take(&mut word));
                    taking = true;
                }
                c if c.is_whitespace() => {}
                c if depth == 1 && taking && (c.is_alphanumeric() || c == '_') => word.push(c),
                _ => taking = false,
            }
            if depth == 0 {
                words.insert(word);
                break;
            }
        }
    }
    words.remove("");
    words
}

fn mentions(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn check(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn rooms_use_only_the_rooms_below_them() {
    let plan: BTreeMap<_, _> = PLAN.iter().map(|(room, below, _)| (*room, *below)).collect();
    let order: Vec<_> = PLAN.iter().map(|(room, ..)| *room).collect();
    let mut faults = Vec::new();
    for (floor, (room, below, _)) in PLAN.iter().enumerate() {
        for other in *below {
            if order.iter().position(|name| name == other).is_none_or(|found| found >= floor) {
                faults.push(format!("the plan lets `{room}` use `{other}`, which is not below it"));
            }
        }
    }
    for source in sources() {
        if matches!(source.room.as_str(), "main" | "lib") {
            continue;
        }
        let Some(below) = plan.get(source.room.as_str()) else {
            faults.push(format!("{}: `{}` is not in the plan", source.path.display(), source.room));
            continue;
        };
        for used in words_after(&source.code(), "crate::") {
            if used != source.room && !below.contains(&used.as_str()) {
                faults.push(format!("{}: `{}` may not use `{used}`", source.path.display(), source.room));
            }
        }
    }
    check(&faults);
}

#[test]
fn each_dependency_lives_in_one_room() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let listed = manifest.split("\n[dependencies]\n").nth(1).unwrap().split("\n[").next().unwrap();
    let names: Vec<String> = listed
        .lines()
        .filter_map(|line| line.split([' ', '=', '.']).next())
        .filter(|name| !name.is_empty())
        .map(|name| name.replace('-', "_"))
        .map(|name| RENAMED.iter().find(|(from, _)| *from == name).map_or(name.clone(), |(_, to)| (*to).to_owned()))
        .collect();
    assert!(names.len() > 20, "the dependencies were not found");
    let mut faults = Vec::new();
    for name in names {
        if SHARED.contains(&name.as_str()) {
            let in_asset = sources().into_iter().filter(|source| source.room == "asset");
            let used = in_asset.filter(|source| mentions(&source.code(), &format!("{name}::")));
            faults.extend(used.map(|source| format!("{}: `asset` knows no `{name}`", source.path.display())));
            continue;
        }
        if FOUNDATION.contains(&name.as_str()) {
            let elsewhere = sources().into_iter().filter(|source| source.room != "lib");
            let used = elsewhere.filter(|source| mentions(&source.code(), &format!("{name}::")));
            faults.extend(used.map(|source| format!("{}: `{name}` belongs to `lib.rs`", source.path.display())));
            continue;
        }
        let Some((home, ..)) = PLAN.iter().find(|(_, _, crates)| crates.contains(&name.as_str())) else {
            faults.push(format!("`{name}` has no room in the plan"));
            continue;
        };
        let (inside, outside): (Vec<_>, Vec<_>) = sources().into_iter().partition(|source| source.room == *home);
        if !inside.iter().any(|source| mentions(&source.text, &format!("{name}::"))) {
            faults.push(format!("`{name}` is not used in `{home}`"));
        }
        for source in outside.iter().filter(|source| mentions(&source.code(), &format!("{name}::"))) {
            faults.push(format!("{}: `{name}` lives in `{home}`", source.path.display()));
        }
    }
    check(&faults);
}

#[test]
fn every_file_is_introduced_and_well_named() {
    let mut faults = Vec::new();
    for source in sources() {
        let path = source.path.display();
        if !source.text.starts_with("//! ") {
            faults.push(format!("{path}: begin with `//! ` and say what it is for"));
        }
        let stem = source.path.file_stem().unwrap().to_str().unwrap();
        if stem.split('_').any(|word| EMPTY_NAMES.contains(&word)) {
            faults.push(format!("{path}: name it for what is inside"));
        }
        if source.code().contains("::*;") {
            faults.push(format!("{path}: name what you import"));
        }
    }
    check(&faults);
}

#[test]
fn only_the_command_line_asks_its_surroundings_and_only_output_prints() {
    let mut faults = Vec::new();
    for source in sources() {
        let (path, code) = (source.path.display(), source.code());
        if source.room != "cli" && source.room != "main" && mentions(&code, "std::env::") {
            faults.push(format!("{path}: the environment is read in `cli`"));
        }
        if source.room != "cli" && mentions(&code, "Now::of_the_system") {
            faults.push(format!("{path}: the clock is read in `cli`"));
        }
        if code.contains("process::exit") {
            faults.push(format!("{path}: nothing below `main` ends the process"));
        }
        for word in ["println!", "print!", "eprintln!", "eprint!"] {
            if source.room != "output" && mentions(&code, word) {
                faults.push(format!("{path}: only `output` prints"));
            }
        }
    }
    check(&faults);
}

#[test]
fn the_program_is_one_statement() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    let body = main.split("fn main() -> ExitCode {").nth(1).unwrap();
    assert_eq!(body.trim().trim_end_matches('}').trim(), "damson::cli::main()");
}
