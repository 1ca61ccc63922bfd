//! Real files of many makers, where there is a corpus of them: none makes damson fail, every record obeys its schema, what
//! is the essence agrees with ExifTool's digests of it, and XMP packets can be edited. Skipped, saying so, where there is
//! none.
#[path = "cli/sandbox.rs"]
mod sandbox;
#[path = "cli/schema.rs"]
mod schema;

use damson::asset::{Field, ProblemKind};
use damson::container::{BlockKind, examine};
use damson::metadata::{PacketPlace, edit_packet};
use sandbox::{Sandbox, skipped};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// `$DAMSON_CORPUS`, or the folder where a checkout of the corpus lies beside one of damson.
fn corpus() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("DAMSON_CORPUS").map_or_else(beside, PathBuf::from);
    match folder.canonicalize() {
        Ok(folder) => Some(folder),
        Err(_) => {
            skipped("there is no corpus of real files; $DAMSON_CORPUS names one");
            None
        }
    }
}

/// The files that a run should tell of.
fn files(corpus: &Path) -> BTreeSet<String> {
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    let entries = walkdir::WalkDir::new(corpus).into_iter().filter_entry(visible).map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().to_string_lossy().into_owned()).collect()
}

fn told(records: &[Value]) -> Vec<&str> {
    records.iter().filter_map(|record| record["path"].as_str()).collect()
}

#[test]
fn every_real_file_has_an_outcome_and_none_makes_damson_fail() {
    let Some(corpus) = corpus() else { return };
    let sandbox = Sandbox::new();
    let ingest = || sandbox.damson(["ingest", "--format", "ndjson", corpus.to_str().unwrap()]).ends();
    let first = ingest();
    assert!(matches!(first.status.code(), Some(0 | 3)), "{:?}", first.status);
    let records = first.records();
    let expected = files(&corpus);
    let seen: BTreeSet<String> = told(&records).into_iter().map(str::to_owned).collect();
    assert_eq!(expected.difference(&seen).collect::<Vec<_>>(), Vec::<&String>::new(), "files without an outcome");
    assert_eq!(told(&records).len(), seen.len(), "one outcome each");
    for record in &records {
        assert_ne!(record["problem"]["kind"], "internal", "{record}");
        assert_ne!(record["outcome"], "failed", "{record}");
    }
    // A second look reads nothing.
    let second = ingest();
    assert_eq!(second.status.code(), Some(0), "{:?}", second.status);
    assert_eq!(second.summary()["bytes"], 0);
    assert_eq!(second.summary()["counts"].as_object().unwrap().keys().collect::<Vec<_>>(), ["unchanged"]);
    what_is_said_can_be_found(&sandbox);
    everything_can_be_shown(&sandbox);
    let _ = sandbox.damson(["status", "--check"]).ok();
    let _ = sandbox.damson(["verify", "--format", "ndjson", "--quick"]).ok();
}

/// Values of records, asked for, find the assets that have them.
fn what_is_said_can_be_found(sandbox: &Sandbox) {
    // The records themselves were held against the schema when they were read.
    let records = sandbox.damson(["search", "--format", "ndjson"]).ok().records();
    assert!(!records.is_empty());
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut asked = 0;
    for record in records.iter().step_by(7) {
        let id = record["id"].as_str().unwrap();
        for field in ["title", "headline", "city", "creator", "keywords", "camera_model", "software", "media_type"] {
            let value = record[field].as_str().or_else(|| record[field][0].as_str());
            let Some(value) = value.filter(|value| value.chars().any(char::is_alphanumeric)) else { continue };
            let is_wordy = value.chars().all(|letter| !letter.is_control());
            for query in [format!("{field}={}", quoted(value)), format!("{field}:{}", quoted(value))] {
                let found = sandbox.damson(["search", "--format", "ids", "--", &query]).ok().lines();
                assert!(!is_wordy || found.iter().any(|found| found == id), "{query} finds {id}");
                asked += 1;
            }
        }
        for field in ["rating", "iso", "width"] {
            let Some(value) = record[field].as_f64() else { continue };
            let query = format!("{field}={value}");
            assert!(
                sandbox.damson(["search", "--format", "ids", &query]).ok().lines().contains(&id.to_owned()),
                "{query}"
            );
        }
    }
    assert!(asked > 0);
}

fn everything_can_be_shown(sandbox: &Sandbox) {
    let ids = sandbox.damson(["search", "--format", "ids"]).ok().lines();
    let show = |flag: &str| {
        let words = ["show", flag, "--format", "ndjson"].into_iter().chain(ids.iter().map(String::as_str));
        sandbox.damson(words).ok().records()
    };
    assert!(show("--raw").len() > ids.len());
    assert!(show("--history").len() >= ids.len());
    for words in [
        vec!["search", "--columns", "title,description,keywords,creator,path"],
        vec!["keyword"],
        vec!["facet", "software"],
    ] {
        let shown = sandbox.damson(&words).ok().text();
        assert_eq!(sandbox::commands_in(&shown.replace('\n', "")), "", "{words:?}");
    }
    for words in [vec!["show"], vec!["show", "--raw"]] {
        let shown = sandbox.damson(words.iter().copied().chain(ids.iter().map(String::as_str))).ok().text();
        assert_eq!(sandbox::commands_in(&shown.replace('\n', "")), "", "{words:?}");
    }
}

#[test]
fn the_essence_agrees_with_exiftools_digest_of_it() {
    let Some(corpus) = corpus() else { return };
    let Ok(oracle) = std::fs::read_to_string(corpus.join("essence.ndjson")) else {
        return skipped("the corpus has no essence.ndjson");
    };
    let compared = ["JPEG", "MPO", "PNG", "APNG", "TIFF", "Extended WEBP"];
    let rows = oracle.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let expected: BTreeMap<String, (String, String)> = rows
        .filter_map(|row| {
            let (path, kind) = (row["path"].as_str()?, row["file_type"].as_str()?);
            let is_compared = compared.contains(&kind) || kind.starts_with("WEBP");
            let is_meant = is_compared && !path.starts_with("hostile/") && corpus.join(path).is_file();
            is_meant.then(|| Some((path.to_owned(), (row["sha256"].as_str()?.to_owned(), kind.to_owned())))).flatten()
        })
        .collect();
    assert!(!expected.is_empty());
    let sandbox = Sandbox::within(&corpus);
    let words = ["digest", "--essence", "--algorithm", "sha256"].into_iter().chain(expected.keys().map(String::as_str));
    let printed = sandbox.damson(words).ok().lines();
    assert_eq!(printed.len(), expected.len());
    let wrong: Vec<String> = printed
        .iter()
        .filter_map(|line| {
            let (digest, path) = line.split_once("  ")?;
            let (sha256, kind) = &expected[path];
            (sha256 != digest).then(|| format!("{path} ({kind})"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
}

/// The packets of a file: itself if it is one, else those inside it.
fn packets(path: &Path) -> Vec<(Vec<u8>, PacketPlace)> {
    let bytes = std::fs::read(path).unwrap();
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xmp")) {
        return vec![(bytes, PacketPlace::Sidecar)];
    }
    let anatomy = examine(&bytes.as_slice(), path.as_os_str().as_encoded_bytes());
    let blocks = anatomy.blocks.iter().filter(|block| block.kind == BlockKind::Xmp);
    blocks.map(|block| (block.data.to_vec(), PacketPlace::Embedded)).collect()
}

#[test]
fn every_real_packet_is_edited_or_refused_for_its_form() {
    let Some(corpus) = corpus() else { return };
    let texts = |texts: &[&str]| texts.iter().map(|text| damson::asset::Value::text(*text)).collect::<Vec<_>>();
    let wishes = [
        (Field::Title, texts(&["A title & more"])),
        (Field::Creator, texts(&["Ann Ö", "Bob"])),
        (Field::Keywords, texts(&["one", "two", "three"])),
        (Field::HierarchicalKeywords, texts(&["Places|AC/DC|Oslo"])),
        (Field::City, texts(&["Oslo"])),
    ];
    let none = wishes.clone().map(|(field, _)| (field, Vec::new()));
    let (mut edited, mut refused) = (0, 0);
    for (packet, place) in files(&corpus).iter().flat_map(|path| packets(Path::new(path))) {
        let new = match edit_packet(Some(&packet), &wishes, place) {
            Ok(new) => new,
            Err(problem) => {
                assert_ne!(problem.kind, ProblemKind::Invalid, "{problem}");
                refused += 1;
                continue;
            }
        };
        edited += 1;
        assert_eq!(edit_packet(Some(&new), &wishes, place).unwrap(), new);
        let gone = edit_packet(Some(&new), &none, place).unwrap();
        assert_eq!(edit_packet(Some(&gone), &none, place).unwrap(), gone);
    }
    assert!(edited > 10 * refused, "{edited} packets were edited and {refused} were not");
}
