//! Files that are not what they should be, and files that others use at the same time.
use crate::library::{apply, description, id, ids, open_to_write, select, snapshot, sorted, volume};
use damson::asset::{Field, Origin, Policy, Statement, Value};
use damson::catalog::sqlite::{OpenMode, SqliteCatalog, open};
use damson::catalog::{Catalog, CatalogError, Change, Clue, ClueKind, Relation};
use damson::query::{Filter, Place, Property, State};
use rusqlite::Connection;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const NO_WAIT: Duration = Duration::from_millis(50);
const WRITE: OpenMode = OpenMode::Write { create: false };
const CREATE: OpenMode = OpenMode::Write { create: true };

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalog.db");
    (folder, file)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn fill(catalog: &mut SqliteCatalog) {
    let changes = vec![
        Change::Volume { before: None, after: Some(volume("photos", "/photos")) },
        Change::AddAsset(Box::new(snapshot(
            1,
            description(&[(Field::City, &[Value::text("Oslo")])]),
            &["/photos/a.jpg"],
        ))),
    ];
    apply(catalog, "ingest", changes);
}

#[test]
fn a_catalogue_that_is_missing_is_made_only_where_asked() {
    let (folder, file) = folder();
    for mode in [OpenMode::Read, WRITE] {
        assert!(matches!(open(&file, mode, NO_WAIT), Err(CatalogError::Absent(path)) if path == file));
    }
    assert_eq!(names(folder.path()), Vec::<String>::new());
    let deep = folder.path().join("a/b/catalog.db");
    open(&deep, CREATE, NO_WAIT).unwrap();
    assert_eq!(open(&deep, OpenMode::Read, NO_WAIT).unwrap().count(&Filter::Everything).unwrap(), 0);
}

#[test]
fn what_a_crash_while_making_a_catalogue_leaves_is_made_into_one() {
    let (_folder, file) = folder();
    fs::write(&file, b"").unwrap();
    assert!(matches!(open(&file, OpenMode::Read, NO_WAIT), Err(CatalogError::Absent(_))));
    assert!(open(&file, CREATE, NO_WAIT).is_ok());
}

#[test]
fn other_files_are_not_touched() {
    let (folder, file) = folder();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE mine (x); PRAGMA application_id = 7;").unwrap();
    drop(other);
    let text = folder.path().join("notes.txt");
    fs::write(&text, "Only words, and enough of them to be longer than the header of a database. ".repeat(20)).unwrap();
    let (database, words) = (fs::read(&file).unwrap(), fs::read(&text).unwrap());
    for mode in [OpenMode::Read, WRITE, CREATE] {
        for path in [&file, &text, &folder.path().to_owned()] {
            assert!(matches!(open(path, mode, NO_WAIT), Err(CatalogError::Foreign(_))), "{path:?} {mode:?}");
        }
    }
    assert_eq!((fs::read(&file).unwrap(), fs::read(&text).unwrap()), (database, words));
    assert_eq!(names(folder.path()), ["catalog.db", "notes.txt"]);
}

#[test]
fn an_empty_database_of_somebody_else_is_foreign() {
    let (_folder, file) = folder();
    let other = Connection::open(&file).unwrap();
    other.execute_batch("CREATE TABLE mine (x); DROP TABLE mine; PRAGMA user_version = 3;").unwrap();
    drop(other);
    assert!(matches!(open(&file, CREATE, NO_WAIT), Err(CatalogError::Foreign(_))));
}

#[test]
fn a_newer_catalogue_is_refused() {
    let (folder, file) = folder();
    drop(open_to_write(folder.path()));
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 1000).unwrap();
    for mode in [OpenMode::Read, WRITE, CREATE] {
        assert!(matches!(open(&file, mode, NO_WAIT), Err(CatalogError::Newer { found: 1000, .. })));
    }
}

/// Makes a catalogue what the first damson would have written.
fn age(file: &Path) {
    let connection = Connection::open(file).unwrap();
    let sql = "ALTER TABLE record ADD COLUMN stated TEXT; DROP TABLE cataloguing; DROP TABLE posting; DROP TABLE property; CREATE TABLE property (id INTEGER PRIMARY KEY) STRICT;
               CREATE TABLE term (property, value, asset, is_first); CREATE VIRTUAL TABLE words USING fts5 (city);
               DELETE FROM sqlite_stat1 WHERE tbl = 'posting'; DROP TABLE setting; DROP TABLE clue; DROP INDEX link_by_relation; DROP INDEX holding_of_sidecars;
               ALTER TABLE link DROP COLUMN evidence;
               DELETE FROM sqlite_stat1 WHERE tbl IN ('link', 'clue', 'seal') OR idx = 'holding_of_sidecars';
               DROP TABLE accession_operation; DROP TABLE untaken; DROP TABLE accession; DROP TABLE let_go;
               DELETE FROM sqlite_stat1 WHERE tbl IN ('accession', 'accession_operation', 'untaken', 'let_go');
               DROP TABLE seal; DROP TABLE pending; CREATE INDEX change_by_operation ON change (operation);
               DROP TRIGGER fingerprint_of_essence; DROP TABLE signature; DROP TABLE fingerprint; DROP TABLE departure; DROP TABLE protection;
               PRAGMA user_version = 1;";
    connection.execute_batch(sql).unwrap();
}

#[test]
fn a_catalogue_of_the_first_format_is_brought_up_to_date_by_whatever_opens_it() {
    for mode in [OpenMode::Read, WRITE, CREATE] {
        let (folder, file) = folder();
        let mut catalog = open_to_write(folder.path());
        fill(&mut catalog);
        let ids = [("xmpMM:OriginalDocumentID", " XMP.did:12345678\n"), ("ExifIFD:ImageUniqueID", "00000000")];
        let mut other = snapshot(2, description(&[]), &["/photos/b.jpg"]);
        let said = ids.map(|(name, id)| Statement::new(Origin::Xmp, name, None, vec![Value::text(id)]));
        other.versions[0].1.statements.extend(said);
        let evidence = String::new();
        let link =
            Change::Link { asset: id(2), other: id(1), relation: Relation::SameEssence, evidence, present: true };
        apply(&mut catalog, "ingest", vec![Change::AddAsset(Box::new(other)), link.clone()]);
        drop(catalog);
        age(&file);
        let catalog = open(&file, mode, NO_WAIT).unwrap();
        let clue = Clue { kind: ClueKind::Document, id: "xmp.did:12345678".to_owned() };
        assert_eq!(catalog.find_clue(&clue).unwrap(), [id(2)], "{mode:?}");
        assert_eq!(catalog.links(id(1)).unwrap().len(), 1);
        assert_eq!(catalog.policy().unwrap(), Policy::Mwg);
        assert_eq!(crate::library::ids(&catalog, Filter::Is(State::RawJpeg)), []);
        let oslo = Filter::Equal { property: Property::of(Field::City), value: Value::text("oslo") };
        assert_eq!(crate::library::ids(&catalog, oslo), [id(1)]);
        assert_eq!(catalog.check().unwrap(), Vec::<String>::new());
        assert_eq!(catalog.check_log(None).unwrap(), Vec::<String>::new());
        assert!(catalog.seal().unwrap().is_some());
        let mut logged = Vec::new();
        let each = &mut |change| {
            logged.push(change);
            Ok(())
        };
        catalog.changes(2, each).unwrap();
        assert_eq!(logged[0], link);
        drop(catalog);
        let kept = Connection::open(folder.path().join("catalog.db.format-1")).unwrap();
        let format: i64 = kept.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(format, 1, "what it was is kept");
    }
}

#[test]
fn damage_is_said_and_not_survived_in_silence() {
    let (folder, file) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    drop(catalog);
    let mut bytes = fs::read(&file).unwrap();
    // Everything but the header page is written over.
    bytes[4096..].fill(0xA5);
    fs::write(&file, bytes).unwrap();
    let visited = open(&file, OpenMode::Read, NO_WAIT)
        .and_then(|catalog| catalog.visit(&select(Filter::Everything), &mut |_| ControlFlow::Continue(())));
    assert!(matches!(visited, Err(CatalogError::Damaged(_))), "{visited:?}");
}

#[test]
fn what_is_derived_is_checked_against_what_is_known() {
    let (folder, file) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    drop(catalog);
    for (sql, sentence) in [
        ("UPDATE posting SET value = 'bergen' WHERE value = 'oslo'", "the index has values that the assets have not"),
        ("UPDATE posting SET assets = 7 WHERE value = 'bergen'", "the index counts the assets of a key of"),
        ("DELETE FROM posting WHERE value = 'bergen'", "the index has"),
        ("UPDATE posting SET members = x'00'", "the members of a posting are malformed"),
        ("DELETE FROM volume", "a row of folder refers to a row of volume that is not there"),
    ] {
        Connection::open(&file).unwrap().execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).unwrap();
        let wrong = open(&file, OpenMode::Read, NO_WAIT).unwrap().check();
        match wrong {
            Ok(wrong) => assert!(wrong.iter().any(|found| found.starts_with(sentence)), "{sql}: {wrong:?}"),
            Err(error) => assert!(matches!(error, CatalogError::Damaged(_)), "{sql}: {error}"),
        }
    }
}

#[test]
fn a_writer_waits_for_another_and_then_says_busy() {
    let (folder, file) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    let other = Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut busy = open(&file, WRITE, Duration::from_millis(100)).unwrap();
    let began = Instant::now();
    let transaction = damson::catalog::Transaction {
        operation: damson::catalog::OperationRef::New(crate::library::act("tag")),
        changes: vec![],
    };
    assert!(matches!(busy.apply(&transaction), Err(CatalogError::Busy)));
    assert!(began.elapsed() >= Duration::from_millis(90));
    // Questions are answered meanwhile.
    assert_eq!(ids(&busy, Filter::Everything), [id(1)]);
    other.execute_batch("ROLLBACK").unwrap();
    assert!(busy.apply(&transaction).is_ok());
}

#[test]
fn a_reader_changes_nothing() {
    let (folder, file) = folder();
    fill(&mut open_to_write(folder.path()));
    let before = fs::read(&file).unwrap();
    let mut reader = open(&file, OpenMode::Read, NO_WAIT).unwrap();
    let transaction = damson::catalog::Transaction {
        operation: damson::catalog::OperationRef::New(crate::library::act("tag")),
        changes: vec![],
    };
    assert!(matches!(reader.apply(&transaction), Err(CatalogError::Io(_))));
    drop(reader);
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(names(folder.path()), ["catalog.db"]);
}

/// Root may write everywhere: as root, these tests show only that reading works.
#[test]
fn a_catalogue_where_nothing_may_be_written_is_read() {
    let (folder, _) = folder();
    let strange = folder.path().join("a b%?#ø");
    fs::create_dir(&strange).unwrap();
    fill(&mut open_to_write(&strange));
    let file = strange.join("catalog.db");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(&strange, fs::Permissions::from_mode(0o555)).unwrap();
    let catalog = open(&file, OpenMode::Read, NO_WAIT).unwrap();
    assert_eq!(ids(&catalog, Filter::Everything), [id(1)]);
    drop(catalog);
    fs::set_permissions(&strange, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(names(&strange), ["catalog.db"]);
}

#[test]
fn its_own_files_are_known_without_opening_them() {
    let (folder, file) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    let own = catalog.own_files();
    for name in ["catalog.db", "catalog.db-wal", "catalog.db-shm"] {
        let stat = fs::symlink_metadata(folder.path().join(name)).unwrap();
        assert!(own.contains(&(stat.dev(), stat.ino())), "{name}");
    }
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert_eq!(open(&link, OpenMode::Read, NO_WAIT).unwrap().own_files(), own);
}

#[test]
fn what_was_recorded_is_there_after_the_process_is_gone() {
    let (folder, file) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    // Copied as a crash would leave them: the file and its log, without a checkpoint.
    let crashed = folder.path().join("crashed.db");
    fs::copy(&file, &crashed).unwrap();
    fs::copy(folder.path().join("catalog.db-wal"), folder.path().join("crashed.db-wal")).unwrap();
    let reopened = open(&crashed, OpenMode::Read, NO_WAIT).unwrap();
    assert_eq!(ids(&reopened, Filter::Everything), [id(1)]);
    assert_eq!(reopened.check().unwrap(), Vec::<String>::new());
}

#[test]
fn many_make_the_same_catalogue_at_once_and_one_is_made() {
    let (_folder, file) = folder();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| open(&file, CREATE, Duration::from_secs(10)).unwrap());
        }
    });
    assert_eq!(open(&file, OpenMode::Read, NO_WAIT).unwrap().check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_question_is_explained_by_the_index_that_answers_it() {
    let (folder, _) = folder();
    let mut catalog = open_to_write(folder.path());
    fill(&mut catalog);
    let city = Filter::Equal { property: Property::of(Field::City), value: Value::text("oslo") };
    let word = Filter::Words { place: Place::Anywhere, words: vec!["oslo".to_owned()], prefix: false };
    for (selection, said) in [
        (select(city.clone()), "city=oslo: look up in the index: "),
        (select(word), "oslo: look up in the index: "),
        (select(Filter::Not(Box::new(city))), "  city=oslo: look up in the index: "),
        (select(Filter::Path { glob: "*.jpg".to_owned() }), "look at each key or file"),
        (sorted(Filter::Everything, Field::City, false), "order: by city, from the smallest up: a walk over its keys"),
        (sorted(Filter::Everything, Field::Path, true), "order: by path, from the largest down: every file"),
        (select(Filter::Everything), "every asset: "),
    ] {
        let lines = catalog.explain(&selection).unwrap();
        assert!(lines.iter().any(|line| line.contains(said)), "{said}: {lines:#?}");
    }
}
