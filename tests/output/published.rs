//! The schemas under `docs/schema/` are fresh, and every record that is printed obeys its own.
use crate::{sample, schema};
use boon::{Compiler, SchemaIndex, Schemas};
use damson::asset::{Field, Problem, ProblemKind};
use damson::librarian::{Outcome, OutcomeKind};
use damson::output::{Format, Item, RecordKind, SinkOptions};
use damson::query::Property;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema")
}

#[test]
fn the_published_schemas_are_fresh() {
    let mut stale = Vec::new();
    for kind in RecordKind::ALL {
        let path = folder().join(schema::file_name(kind));
        let text = serde_json::to_string_pretty(&schema::of(kind)).unwrap() + "\n";
        if std::env::var_os("DAMSON_REGENERATE").is_some() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        if std::fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "run with DAMSON_REGENERATE=1 to write {stale:?}");
}

/// The published schemas, compiled, by the value of `schema`.
struct Published {
    schemas: Schemas,
    by_name: HashMap<&'static str, SchemaIndex>,
}

impl Published {
    fn read() -> Published {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let mut by_name = HashMap::new();
        for kind in RecordKind::ALL {
            let path = folder().join(schema::file_name(kind));
            let index = compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap();
            by_name.insert(kind.schema(), index);
        }
        Published { schemas, by_name }
    }

    fn fault(&self, record: &Value) -> Option<String> {
        let name = record["schema"].as_str().unwrap();
        self.schemas.validate(record, self.by_name[name]).err().map(|error| format!("{error}\n{record}"))
    }

    fn check(&self, record: &Value) {
        if let Some(fault) = self.fault(record) {
            panic!("{fault}");
        }
    }
}

#[test]
fn every_kind_of_record_obeys_its_schema() {
    let published = Published::read();
    let printed = sample::bytes(Format::Ndjson, SinkOptions::default(), |sink| {
        sample::everything(|item| sink.item(item).unwrap());
    });
    let mut seen = Vec::new();
    for line in String::from_utf8(printed).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        published.check(&record);
        seen.push(record["schema"].as_str().unwrap().to_owned());
    }
    for kind in RecordKind::ALL {
        assert!(seen.iter().any(|schema| schema == kind.schema()), "{kind:?} was not tried");
    }
}

#[test]
fn every_field_and_every_problem_obeys_the_schema() {
    let published = Published::read();
    let mut asset = sample::harbour();
    for field in Field::ALL {
        if asset.description.get(*field).is_empty() {
            asset.description.set(*field, sample::some_value(*field));
        }
    }
    let mut items = vec![Item::Asset(&asset)];
    let kinds = [ProblemKind::Unreadable, ProblemKind::Vanished, ProblemKind::Unstable, ProblemKind::Limit];
    let outcomes = kinds.map(|kind| Outcome {
        problem: Some(Problem::new(kind, "a reason")),
        ..Outcome::new("ingest", OutcomeKind::Failed)
    });
    items.extend(outcomes.iter().map(Item::Outcome));
    for line in sample::text(Format::Ndjson, SinkOptions::default(), &items).lines() {
        published.check(&serde_json::from_str(line).unwrap());
    }
    let line = sample::text(Format::Ndjson, SinkOptions::default(), &items[..1]);
    let record: Value = serde_json::from_str(&line).unwrap();
    for field in Field::ALL {
        assert!(!record[field.word()].is_null(), "{field:?} is not printed");
    }
}

#[test]
fn records_restricted_to_columns_obey_the_schema() {
    let published = Published::read();
    let columns = vec![
        Property::of(Field::City),
        Property { field: Field::LocationShown, path: vec!["City".to_owned()] },
        Property::of(Field::Headline),
    ];
    let options = SinkOptions { columns: Some(columns), ..SinkOptions::default() };
    let line = sample::text(Format::Ndjson, options, &[Item::Asset(&sample::harbour())]);
    let record: Value = serde_json::from_str(&line).unwrap();
    published.check(&record);
    let keys: Vec<_> = record.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["schema", "id", "city", "location_shown.City"]);
}

#[test]
fn a_schema_refuses_what_it_does_not_name() {
    let published = Published::read();
    for line in [
        r#"{"schema":"damson/asset/1","id":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","town":"Oslo"}"#,
        r#"{"schema":"damson/asset/1","id":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","city":null}"#,
        r#"{"schema":"damson/asset/1","id":"9F"}"#,
        r#"{"schema":"damson/asset/1","id":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","keywords":"harbour"}"#,
        r#"{"schema":"damson/asset/1","id":"9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f","date_created":"2024-05-01T10"}"#,
        r#"{"schema":"damson/outcome/1","verb":"ingest","outcome":"done"}"#,
        r#"{"schema":"damson/facet/1","town":"Oslo","count":1}"#,
    ] {
        assert!(published.fault(&serde_json::from_str(line).unwrap()).is_some(), "{line}");
    }
}

#[test]
fn the_page_beside_the_schemas_names_every_record_and_every_column_of_assets() {
    let page = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let records = RecordKind::ALL.into_iter().map(RecordKind::schema);
    for word in records.chain(RecordKind::Asset.columns().iter().copied()) {
        assert!(page.contains(&format!("`{word}`")), "`{word}` is not on the page");
    }
}
